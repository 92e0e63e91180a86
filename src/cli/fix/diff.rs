//! What changes in a file, as a unified diff for people.
//!
//! Captures are often one line of megabytes, so of a long line only the surroundings of its changes are shown.

use std::borrow::Cow;
use std::fmt::Write;

use similar::udiff::UnifiedHunkHeader;
use similar::{Algorithm, DiffOp, capture_diff_slices, group_diff_ops};

use super::file::Changed;
use crate::fix::Edit;
use crate::text::excerpt::{Reveal, Veil};
use crate::text::sanitize::{inert, printable};
use crate::text::secret::{MASK, Secrets};
use crate::text::{Span, redacted};

/// Lines that are shown around each change.
const AROUND: usize = 3;

/// Letters that are shown of a line at its start and end, and beside each change.
const LETTERS: usize = 60;

/// Bytes that are looked at for them: some may be masked.
const END: usize = 4 << 10;

/// The unified diff of the file that is shown as `name`, without secrets.
pub(super) fn unified(name: &str, changed: &Changed, secrets: &Secrets) -> String {
    let shown = Shown::of(changed, secrets);
    let (old, new): (Vec<&[u8]>, Vec<&[u8]>) = (
        shown.before.lines().collect(),
        shown.after.lines().collect(),
    );
    let ops = capture_diff_slices(Algorithm::Myers, &old, &new);
    let mut out = String::new();
    // Writing to a text does not fail.
    let _ = writeln!(out, "{}", inert(&format!("--- {name}")));
    let _ = writeln!(out, "{}", inert(&format!("+++ {name}")));
    for hunk in group_diff_ops(ops, AROUND) {
        let _ = writeln!(out, "{}", UnifiedHunkHeader::new(&hunk));
        for op in hunk {
            shown.tell(op, &mut out);
        }
    }
    out
}

/// A text and its lines.
struct Text<'t> {
    bytes: &'t [u8],
    lines: Vec<Span>,
}

impl<'t> Text<'t> {
    fn of(bytes: &'t [u8]) -> Self {
        Self {
            bytes,
            lines: lines(bytes),
        }
    }

    fn lines(&self) -> impl Iterator<Item = &'t [u8]> {
        let bytes = self.bytes;
        self.lines.iter().map(move |line| line.of(bytes))
    }
}

/// The lines of a text, with their ends.
fn lines(text: &[u8]) -> Vec<Span> {
    let mut start = 0;
    let ends = memchr::memchr_iter(b'\n', text).map(|at| at + 1);
    let mut lines: Vec<Span> = ends
        .map(|end| Span::new(std::mem::replace(&mut start, end), end))
        .collect();
    if start < text.len() {
        lines.push(Span::new(start, text.len()));
    }
    lines
}

/// A file before and after, and what of it is not shown.
struct Shown<'t> {
    before: Text<'t>,
    after: Text<'t>,
    edits: &'t [Edit],
    veil: Veil<'t>,
}

impl<'t> Shown<'t> {
    fn of(changed: &'t Changed, secrets: &'t Secrets) -> Self {
        Self {
            before: Text::of(&changed.before),
            after: Text::of(&changed.after),
            edits: &changed.edits,
            veil: Veil::of(secrets),
        }
    }

    fn tell(&self, op: DiffOp, out: &mut String) {
        let old = self.before.lines.get(op.old_range()).unwrap_or_default();
        let new = self.after.lines.get(op.new_range()).unwrap_or_default();
        if let DiffOp::Equal { .. } = op {
            for line in old {
                push(' ', &[self.whole(&self.before, *line)], out);
            }
            return;
        }
        let pairs: Option<Vec<_>> = old.iter().map(|line| self.parts(*line)).collect();
        if let Some(pairs) = pairs.filter(|_| old.len() == new.len()) {
            for (was, _) in &pairs {
                push('-', was, out);
            }
            for (_, is) in &pairs {
                push('+', is, out);
            }
            return;
        }
        for line in old {
            push('-', &[self.whole(&self.before, *line)], out);
        }
        for line in new {
            push('+', &[self.whole(&self.after, *line)], out);
        }
    }

    /// A line before and after; `None` where a change crosses its end.
    fn parts(&self, line: Span) -> Option<(Line<'t>, Line<'t>)> {
        let text = self.before.bytes;
        let from = (self.edits).partition_point(|edit| edit.span.start() < line.start());
        let mut at = line.start();
        let (mut was, mut is) = (Vec::new(), Vec::new());
        for edit in self.edits.get(from..)? {
            if edit.span.start() >= line.end() {
                break;
            }
            if edit.span.end() >= line.end() || edit.new.contains(&b'\n') {
                return None;
            }
            let kept = Span::new(at, edit.span.start());
            let kept = self.kept(
                kept,
                if is.is_empty() {
                    Side::Before
                } else {
                    Side::Between
                },
            );
            let old = self.veil.over(text, edit.span, edit.span.start());
            let new = match &old {
                Cow::Borrowed(_) => Cow::Borrowed(edit.new.as_slice()),
                // What stands in place of a secret is one.
                Cow::Owned(_) => Cow::Borrowed(MASK.as_bytes()),
            };
            was.extend([Part::Kept(kept.clone()), Part::Changed(old)]);
            is.extend([Part::Kept(kept), Part::Changed(new)]);
            at = edit.span.end();
        }
        let rest = self.kept(Span::new(at, line.end()), Side::Behind);
        was.push(Part::Kept(rest.clone()));
        is.push(Part::Kept(rest));
        Some((was, is))
    }

    /// What stays of a line, beside its changes.
    fn kept(&self, span: Span, side: Side) -> Cow<'t, [u8]> {
        let anchor = match side {
            Side::Before | Side::Between => span.end(),
            Side::Behind => span.start(),
        };
        let shown = self.bounded(self.before.bytes, span, anchor);
        if self.veil.reveal == Reveal::All {
            return shown;
        }
        let (head, rest) = match side {
            Side::Before => (&b""[..], &*shown),
            Side::Between | Side::Behind => redacted::value_at_start(&shown),
        };
        let (rest, tail) = match side {
            Side::Before | Side::Between => redacted::value_at_end(rest),
            Side::Behind => (rest, &b""[..]),
        };
        let rest = match side {
            Side::Before | Side::Between => redacted::before(rest),
            Side::Behind => redacted::behind(rest),
        };
        Cow::Owned([head, &rest, tail].concat())
    }

    fn whole(&self, text: &Text<'t>, line: Span) -> Part<'t> {
        let shown = self.bounded(text.bytes, line, line.start());
        Part::Kept(match self.veil.reveal {
            Reveal::All => shown,
            Reveal::Value | Reveal::Names => Cow::Owned(redacted::line(&shown)),
        })
    }

    /// The bytes of a span without secrets; of a long one only its ends, which are all that is shown. A value is
    /// changed at `anchor`, or a line begins.
    fn bounded(&self, text: &'t [u8], span: Span, anchor: usize) -> Cow<'t, [u8]> {
        let (start, end) = (span.start(), span.end());
        if span.len() <= 2 * END {
            return self.veil.over(text, span, anchor);
        }
        let head = Span::new(start, start + END);
        let head = self.veil.over(text, head, start);
        let tail = self.veil.over(text, Span::new(end - END, end), end);
        Cow::Owned([&*head, "…".as_bytes(), &*tail].concat())
    }
}

/// Where what stays of a line stands.
#[derive(Clone, Copy)]
enum Side {
    Before,
    Between,
    Behind,
}

/// A part of a line.
enum Part<'t> {
    /// It stays, and is cut where it is long.
    Kept(Cow<'t, [u8]>),
    /// It changes.
    Changed(Cow<'t, [u8]>),
}

type Line<'t> = Vec<Part<'t>>;

/// Writes a line with `sign` in front.
fn push(sign: char, parts: &[Part<'_>], out: &mut String) {
    let mut line = String::from(sign);
    let mut has_end = false;
    for (index, part) in parts.iter().enumerate() {
        let (Part::Kept(bytes) | Part::Changed(bytes)) = part;
        let text = String::from_utf8_lossy(bytes);
        let mut text = text.as_ref();
        let is_last = index + 1 == parts.len();
        if is_last && let Some(inside) = text.strip_suffix('\n') {
            has_end = true;
            text = inside.strip_suffix('\r').unwrap_or(inside);
        }
        match part {
            Part::Changed(_) => line.push_str(&harmless(text)),
            Part::Kept(_) => line.push_str(&harmless(&cut(text, index == 0, is_last))),
        }
    }
    out.push_str(&inert(&line));
    out.push('\n');
    if !has_end {
        out.push_str("\\ No newline at end of file\n");
    }
}

/// What is shown of a text that stays: what stands beside a change, and where a line begins.
fn cut(text: &str, is_first: bool, is_last: bool) -> String {
    let head = if is_first && !is_last { 0 } else { LETTERS };
    let tail = if is_last { 0 } else { LETTERS };
    let length = text.chars().count();
    if length <= 2 * LETTERS {
        return text.to_owned();
    }
    let mut shown: String = text.chars().take(head).collect();
    shown.push('…');
    shown.extend(text.chars().skip(length - tail));
    shown
}

/// `text` without what a terminal would act upon; tabs stay.
fn harmless(text: &str) -> String {
    let parts: Vec<_> = text.split('\t').map(printable).collect();
    parts.join("\t")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fix::apply;

    fn edit(text: &str, old: &str, new: &str) -> Edit {
        let start = text.find(old).unwrap();
        Edit {
            span: Span::new(start, start + old.len()),
            old: old.into(),
            new: new.into(),
        }
    }

    fn diff(before: &str, edits: &[(&str, &str)]) -> String {
        let mut edits: Vec<Edit> = edits
            .iter()
            .map(|(old, new)| edit(before, old, new))
            .collect();
        edits.sort();
        unified(
            "a.json",
            &Changed {
                before: before.into(),
                after: apply(before.as_bytes(), &edits).unwrap(),
                edits,
            },
            &Secrets::default(),
        )
    }

    #[test]
    fn a_change_is_shown_with_the_lines_around_it() {
        let text = "1\n2\n3\n4\n\tFIVE\n6\r\n7\n8\n9";
        assert_eq!(
            diff(text, &[("FIVE", "five")]),
            "--- a.json\n+++ a.json\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-\tFIVE\n+\tfive\n 6\n 7\n 8\n"
        );
        assert_eq!(
            diff("a\nb", &[("b", "c")]),
            "--- a.json\n+++ a.json\n@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+c\n\\ No newline at end of file\n"
        );
        // A line that goes.
        assert_eq!(
            diff("a\nb\nc\n", &[("a\nb", "ab")]),
            "--- a.json\n+++ a.json\n@@ -1,3 +1,2 @@\n-a\n-b\n+ab\n c\n"
        );
    }

    #[test]
    fn of_a_long_line_only_the_changes_are_shown() {
        let pad = "x".repeat(1_000_000);
        let text = format!("{pad}ONE{pad}TWO{pad}\n");
        let shown = diff(&text, &[("ONE", "1"), ("TWO", "2")]);
        let x = "x".repeat(LETTERS);
        assert_eq!(
            shown,
            format!(
                "--- a.json\n+++ a.json\n@@ -1 +1 @@\n-…{x}ONE{x}…{x}TWO{x}…\n+…{x}1{x}…{x}2{x}…\n"
            )
        );
    }

    #[test]
    fn what_acts_on_a_terminal_comes_out_inert() {
        let shown = diff("\u{1b}[31m::error::A\n", &[("A", "a")]);
        assert!(!shown.contains('\u{1b}'), "{shown}");
        let shown = diff("A\n  ::error::x\n", &[("A", "a")]);
        assert!(
            !shown
                .lines()
                .any(|line| line.trim_start().starts_with("::")),
            "{shown}"
        );
    }
}
