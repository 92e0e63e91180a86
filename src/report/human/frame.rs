//! The framed excerpt: miette's drawing over our own few lines.
//!
//! An excerpt, a path and a label come in, at most nine lines go out. miette reads a source from
//! its first byte and prints its lines whole, so it is never given one: it gets the excerpt as
//! a source of its own that knows the true line and column.

use std::fmt;

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError,
    MietteSpanContents, SourceCode, SourceSpan, SpanContents, ThemeCharacters, ThemeStyles,
};

use super::ink::{Ink, Paint, columns, head, squeezed, tail};
use crate::report::{Charset, Colour, Style};
use crate::severity::Severity;
use crate::text::Excerpt;
use crate::text::sanitize::uncoloured;

/// Whether the neighbouring lines are shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Context {
    /// One line before and one behind.
    Shown,
    /// The value's line alone.
    Hidden,
}

/// What the drawing says beside the excerpt.
pub(super) struct Caption<'a> {
    /// The file.
    pub(super) path: &'a str,
    /// What is said right under the value.
    pub(super) label: &'a str,
    /// Gives the colour.
    pub(super) level: Severity,
}

/// Columns from the middle of the underline to its label: `╰── `.
const LEADER: usize = 4;

/// Columns that a label should have before the excerpt is moved to the left for it.
const LABEL_ROOM: usize = 56;

/// Times that an excerpt is fitted into less room.
const ATTEMPTS: usize = 3;

/// Lines that a label may take.
const LABEL_LINES: usize = 2;

/// The lines of the drawing, none wider than `ink` says but the place.
///
/// miette measures with tables of an older Unicode, in which 138 letters that now take no column
/// took one or two (unicode-width 0.1.14 against 0.2.3, all letters compared). Beside these it may
/// draw too far to the right; the excerpt is then fitted into less room, and cut off at the last.
pub(super) fn frame(
    ink: &Ink,
    excerpt: &Excerpt,
    caption: &Caption<'_>,
    context: Context,
) -> Vec<String> {
    let last_line = excerpt.place.line.saturating_add(1);
    // ` 12 │ ` before each line.
    let mut room = ink
        .width
        .saturating_sub(last_line.to_string().len() + LEADER);
    let mut drawn = Vec::new();
    for _ in 0..=ATTEMPTS {
        drawn = framed(ink, excerpt, caption, context, room);
        // The first line names the place, however long that is.
        let below = drawn.iter().skip(1);
        let widest = below.map(|line| columns(uncoloured(line).trim_end())).max();
        match widest.unwrap_or(0).checked_sub(ink.width) {
            None | Some(0) => return headed(ink, excerpt, caption, drawn),
            Some(excess) => room = room.saturating_sub(excess),
        }
    }
    for line in drawn.iter_mut().skip(1) {
        *line = head(uncoloured(line).trim_end(), ink.width, ink.cut());
    }
    headed(ink, excerpt, caption, drawn)
}

/// The drawing with the true place in its first line; above it, where there is no room beside the
/// frame's corner.
///
/// A place that is cut cannot be opened, so it is as wide as it is: beyond the width of the other
/// lines, up to [`Style::MAX_WIDTH`].
fn headed(ink: &Ink, excerpt: &Excerpt, caption: &Caption<'_>, drawn: Vec<String>) -> Vec<String> {
    let mut lines = drawn.into_iter();
    let Some(first) = lines.next() else {
        return Vec::new();
    };
    let corner = first.split('[').next().unwrap_or_default();
    let number = format!("{}:{}", excerpt.place.line, excerpt.place.column);
    let path = ink.clean(caption.path);
    let place = format!("{path}:{number}");
    let room = Style::MAX_WIDTH.saturating_sub(columns(corner) + 2);
    let mut out = Vec::new();
    if columns(&place) <= room {
        out.push(format!("{corner}[{}]", ink.paint(Paint::Place, &place)));
    } else if columns(&number) <= room && !path.trim().is_empty() {
        let path = squeezed(&path, Style::MAX_WIDTH, ink.cut());
        out.push(ink.paint(Paint::Place, &path));
        out.push(format!("{corner}[{}]", ink.paint(Paint::Place, &number)));
    } else {
        let place = squeezed(&place, room, ink.cut());
        out.push(format!("{corner}[{}]", ink.paint(Paint::Place, &place)));
    }
    out.extend(lines);
    out
}

/// The drawing with lines of `room` columns, as we count them, right of its left side.
fn framed(
    ink: &Ink,
    excerpt: &Excerpt,
    caption: &Caption<'_>,
    context: Context,
    room: usize,
) -> Vec<String> {
    let mut lines = Lines::of(ink, excerpt);
    if context == Context::Hidden {
        lines.above = None;
        lines.below = None;
    }
    if excerpt.place.line <= 1 {
        lines.above = None;
    }
    lines.fit(ink, room, columns(caption.label).min(LABEL_ROOM));
    let label_room = room.saturating_sub(lines.label_column());
    let label = ink
        .fold(caption.label, label_room, LABEL_LINES)
        .join("\n")
        .trim()
        .to_owned();
    let snippet = Snippet::new(lines, excerpt, label);
    draw(ink, &snippet, caption.level)
}

/// The excerpt in pieces, each fit for print.
struct Lines {
    above: Option<String>,
    before: String,
    value: String,
    behind: String,
    below: Option<String>,
}

impl Lines {
    fn of(ink: &Ink, excerpt: &Excerpt) -> Self {
        let text = excerpt.text.as_str();
        let (head, tail) = text.split_at(boundary(text, excerpt.highlight.start()));
        let (above, before) = match head.rsplit_once('\n') {
            Some((above, before)) => (above.rsplit('\n').next(), before),
            None => (None, head),
        };
        let (rest, below) = match tail.split_once('\n') {
            Some((rest, below)) => (rest, below.split('\n').next()),
            None => (tail, None),
        };
        // An empty place, such as the end of a text that was cut off, is shown at one letter.
        let end = excerpt.highlight.len().max(1);
        let (value, behind) = rest.split_at(boundary_behind(rest, end));
        Self {
            above: above.map(|line| ink.clean(line)),
            before: ink.clean(before),
            value: Some(ink.clean(value))
                .filter(|value| !value.is_empty())
                .unwrap_or_else(|| " ".to_owned()),
            behind: ink.clean(behind),
            below: below.map(|line| ink.clean(line)),
        }
    }

    /// Cuts what does not fit into `room` columns beside a label of `label` columns.
    fn fit(&mut self, ink: &Ink, room: usize, label: usize) {
        let cut = ink.cut();
        let whole = columns(&self.before) + columns(&self.value) + columns(&self.behind);
        if whole > room || self.label_column() + label > room {
            self.value = squeezed(&self.value, room / 2, cut);
            let value = columns(&self.value);
            let behind = columns(&self.behind).min(room / 4);
            let beside_label = room.saturating_sub(value / 2 + LEADER + label);
            let before = room.saturating_sub(value + behind).min(beside_label);
            self.before = tail(&self.before, before.max(room / 4), cut);
            let used = columns(&self.before) + columns(&self.value);
            self.behind = head(&self.behind, room.saturating_sub(used), cut);
            if self.before.starts_with(cut) {
                self.above = None;
                self.below = None;
            }
        }
        for line in [&mut self.above, &mut self.below].into_iter().flatten() {
            *line = head(line, room, cut);
        }
    }

    /// Columns before the label's first letter.
    fn label_column(&self) -> usize {
        columns(&self.before) + columns(&self.value) / 2 + LEADER
    }
}

/// The last place in `text` at or before `at` that is not inside a letter.
fn boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The first place in `text` at or behind `at` that is not inside a letter.
fn boundary_behind(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

/// The fitted lines as miette's diagnostic and source in one.
#[derive(Debug)]
struct Snippet {
    text: String,
    span: SourceSpan,
    label: String,
    /// Line of the first byte of `text`, from 0, as miette counts.
    first_line: usize,
    lines: usize,
}

impl Snippet {
    fn new(lines: Lines, excerpt: &Excerpt, label: String) -> Self {
        let line = from_zero(excerpt.place.line);
        let mut text = String::new();
        let mut first_line = line;
        let mut count = 1;
        if let Some(above) = lines.above {
            text = above + "\n";
            first_line = line.saturating_sub(1);
            count += 1;
        }
        let start = text.len() + lines.before.len();
        let span = SourceSpan::new(start.into(), lines.value.len());
        text.push_str(&lines.before);
        text.push_str(&lines.value);
        text.push_str(&lines.behind);
        if let Some(below) = lines.below {
            text.push('\n');
            text.push_str(&below);
            count += 1;
        }
        Self {
            text,
            span,
            label,
            first_line,
            lines: count,
        }
    }
}

/// A number that counts from 1, counted from 0; far from where miette's own sums would overflow.
fn from_zero(number: u64) -> usize {
    usize::try_from(number.saturating_sub(1))
        .unwrap_or(usize::MAX)
        .min(usize::MAX / 2)
}

impl SourceCode for Snippet {
    /// The whole excerpt, whatever the context asked for. Its name only opens the brackets in which
    /// [`headed`] writes the place.
    fn read_span<'a>(
        &'a self,
        _span: &SourceSpan,
        _context_lines_before: usize,
        _context_lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        Ok(Box::new(MietteSpanContents::new_named(
            String::new(),
            self.text.as_bytes(),
            SourceSpan::new(0.into(), self.text.len()),
            self.first_line,
            0,
            self.lines,
        )))
    }
}

impl fmt::Display for Snippet {
    /// Nothing: the headline is written by [`super::diagnostic`].
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Snippet {}

impl Diagnostic for Snippet {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let label = Some(self.label.clone()).filter(|label| !label.is_empty());
        Some(Box::new(std::iter::once(LabeledSpan::new_with_span(
            label, self.span,
        ))))
    }
}

/// miette's lines without its own headline, which is the first.
fn draw(ink: &Ink, snippet: &Snippet, level: Severity) -> Vec<String> {
    let handler = GraphicalReportHandler::new_themed(theme(ink, level))
        .with_context_lines(1)
        .with_width(ink.width)
        .with_urls(false);
    let mut drawn = String::new();
    if handler.render_report(&mut drawn, snippet).is_err() {
        return Vec::new();
    }
    drawn
        .lines()
        .skip(1)
        .map(|line| line.trim_end().to_owned())
        .collect()
}

fn theme(ink: &Ink, level: Severity) -> GraphicalTheme {
    let characters = match ink.charset {
        Charset::Unicode => ThemeCharacters::unicode(),
        Charset::Ascii => ThemeCharacters::ascii(),
    };
    let mut styles = match ink.colour {
        Colour::Never => ThemeStyles::none(),
        Colour::Always => ThemeStyles::ansi(),
    };
    let underline = match level {
        Severity::Error => styles.error,
        Severity::Warning => styles.warning,
        Severity::Note => styles.advice,
    };
    styles.highlights = vec![underline.bold()];
    if ink.colour == Colour::Never {
        styles.highlights = ThemeStyles::none().highlights;
    }
    GraphicalTheme { characters, styles }
}
