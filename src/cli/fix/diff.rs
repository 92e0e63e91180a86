//! What changes in a file, as a unified diff for people.
//!
//! Captures are often one line of megabytes, so of a long line only the surroundings of its changes are shown.

use std::fmt::Write;

use similar::udiff::UnifiedHunkHeader;
use similar::{Algorithm, DiffOp, capture_diff_slices, group_diff_ops};

use super::file::Changed;
use crate::fix::Edit;
use crate::text::Span;
use crate::text::sanitize::{inert, printable};

/// Lines that are shown around each change.
const AROUND: usize = 3;

/// Letters that are shown of a line at its start and end, and beside each change.
const LETTERS: usize = 60;

/// The unified diff of the file that is shown as `name`.
pub(super) fn unified(name: &str, changed: &Changed) -> String {
    let before = lines(&changed.before);
    let after = lines(&changed.after);
    let (old, new): (Vec<&[u8]>, Vec<&[u8]>) = (
        before.iter().map(|line| line.of(&changed.before)).collect(),
        after.iter().map(|line| line.of(&changed.after)).collect(),
    );
    let ops = capture_diff_slices(Algorithm::Myers, &old, &new);
    let mut out = String::new();
    // Writing to a text does not fail.
    let _ = writeln!(out, "{}", inert(&format!("--- {name}")));
    let _ = writeln!(out, "{}", inert(&format!("+++ {name}")));
    for hunk in group_diff_ops(ops, AROUND) {
        let _ = writeln!(out, "{}", UnifiedHunkHeader::new(&hunk));
        for op in hunk {
            tell(op, changed, &before, &after, &mut out);
        }
    }
    out
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

fn tell(op: DiffOp, changed: &Changed, before: &[Span], after: &[Span], out: &mut String) {
    let old = before.get(op.old_range()).unwrap_or_default();
    let new = after.get(op.new_range()).unwrap_or_default();
    if let DiffOp::Equal { .. } = op {
        for line in old {
            push(' ', &[Part::Kept(line.of(&changed.before))], out);
        }
        return;
    }
    let pairs: Option<Vec<_>> = old
        .iter()
        .map(|line| parts(*line, &changed.before, &changed.edits))
        .collect();
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
        push('-', &[Part::Kept(line.of(&changed.before))], out);
    }
    for line in new {
        push('+', &[Part::Kept(line.of(&changed.after))], out);
    }
}

/// A part of a line.
enum Part<'t> {
    /// It stays, and is cut where it is long.
    Kept(&'t [u8]),
    /// It changes.
    Changed(&'t [u8]),
}

type Line<'t> = Vec<Part<'t>>;

/// A line before and after; `None` where a change crosses its end.
fn parts<'t>(line: Span, text: &'t [u8], edits: &'t [Edit]) -> Option<(Line<'t>, Line<'t>)> {
    let from = edits.partition_point(|edit| edit.span.start() < line.start());
    let mut at = line.start();
    let (mut was, mut is) = (Vec::new(), Vec::new());
    for edit in edits.get(from..)? {
        if edit.span.start() >= line.end() {
            break;
        }
        if edit.span.end() >= line.end() || edit.new.contains(&b'\n') {
            return None;
        }
        let kept = text.get(at..edit.span.start())?;
        was.extend([Part::Kept(kept), Part::Changed(&edit.old)]);
        is.extend([Part::Kept(kept), Part::Changed(&edit.new)]);
        at = edit.span.end();
    }
    let rest = text.get(at..line.end())?;
    was.push(Part::Kept(rest));
    is.push(Part::Kept(rest));
    Some((was, is))
}

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
