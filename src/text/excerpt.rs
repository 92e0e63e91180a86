//! The few printable lines around a value.
//!
//! The bytes of a record and a span come in; at most three short lines go out, made harmless,
//! with the value's place in them. Recorded bodies are often megabytes on a single line, so the
//! work is bounded by the excerpt, not by the line: nothing here walks a line from its start.

use std::borrow::Cow;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::redacted;
use super::sanitize::stand_in;
use super::secret::{self, Secrets, masked_bytes};
use super::stretches::Known;
use super::{Place, Span};

/// Display columns that an excerpt's line may take.
pub const MAX_COLUMNS: usize = 100;

/// Columns kept for what stands before the value on a line that is cut.
const BEFORE: usize = 32;

/// Columns that the value itself may take on a line that is cut.
const VALUE: usize = 52;

/// Bytes that are looked at for each column: the longest UTF-8 letter.
const BYTES_PER_COLUMN: usize = 4;

/// Bytes around a value in which its neighbours usually are.
const AROUND: usize = 2 * reach(MAX_COLUMNS);

/// Bytes on each side of a value in which its line may begin and end. A line that is longer is cut all the same,
/// so nobody asks where it does.
const LINE: usize = 1 << 16;

/// The printable surroundings of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The number of the first line of `text`, from 1.
    pub first_line: u64,
    /// One to three lines without control characters, each at most [`MAX_COLUMNS`] wide; `…`
    /// stands where something was cut.
    pub text: String,
    /// The value's bytes within `text`; at least one byte where the value has one.
    pub highlight: Span,
    /// The value's place in its file.
    pub place: Place,
}

/// How much of a text its excerpts show.
#[derive(Clone, Debug)]
pub struct Veil<'s> {
    /// What is taken for a secret.
    pub secrets: &'s Secrets,
    /// Spans of the text that are known to be secret, whatever stands around them.
    pub hidden: Vec<Span>,
    /// What is shown beside that.
    pub reveal: Reveal,
}

/// What of a text is shown that is no secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reveal {
    /// All of it.
    All,
    /// The value that it is about, and names.
    Value,
    /// Names alone.
    Names,
}

impl<'s> Veil<'s> {
    /// The veil of what is about no value in particular.
    pub const fn of(secrets: &'s Secrets) -> Self {
        Self {
            secrets,
            hidden: Vec::new(),
            reveal: if secrets.redact {
                Reveal::Names
            } else {
                Reveal::All
            },
        }
    }

    /// The bytes of `range` of `text` without its secrets; at `anchor`, near by, begins or ends a value of JSON, if any.
    pub fn over<'t>(&self, text: &'t [u8], range: Span, anchor: usize) -> Cow<'t, [u8]> {
        masked_bytes(text, range, &self.spans(text, range, anchor))
    }

    /// What is hidden of `range` of `text`, in order.
    fn spans(&self, text: &[u8], range: Span, anchor: usize) -> Vec<Span> {
        self.with_hidden(self.secrets.spans_around(text, range, anchor))
    }

    fn with_hidden(&self, mut spans: Vec<Span>) -> Vec<Span> {
        spans.extend(&self.hidden);
        secret::merged(spans)
    }
}

/// A text under its veil; the secrets around one span of it are looked for once.
struct Veiled<'v, 't> {
    veil: &'v Veil<'v>,
    text: &'t [u8],
    /// Where the value begins that it is about.
    anchor: usize,
    near: Span,
    hidden: Vec<Span>,
}

impl<'v, 't> Veiled<'v, 't> {
    fn of(veil: &'v Veil<'v>, text: &'t [u8], span: Span, known: Option<&Known>) -> Self {
        let anchor = span.start().min(text.len());
        let end = span.end().clamp(anchor, anchor.saturating_add(AROUND));
        let near = around(text, Span::new(anchor, end));
        let hidden = match known.and_then(|known| known.within(near)) {
            Some(secrets) => veil.with_hidden(secrets),
            None => veil.spans(text, near, anchor),
        };
        Self {
            veil,
            text,
            anchor,
            near,
            hidden,
        }
    }

    /// The bytes of `range` without secrets.
    fn over(&self, range: Span) -> Cow<'t, [u8]> {
        if range.start() < self.near.start() || range.end() > self.near.end() {
            return self.veil.over(self.text, range, self.anchor);
        }
        masked_bytes(self.text, range, &self.hidden)
    }
}

impl Excerpt {
    /// The excerpt around `span` of `text`, which stands at `place` in its file. What `veil` hides is
    /// masked where it stands, so that the value is still at its place in its line.
    pub fn around(text: &[u8], place: Place, span: Span, veil: &Veil<'_>) -> Self {
        Self::knowing(text, place, span, veil, None)
    }

    /// The same, where it is known what is secret around the value.
    pub(super) fn knowing(
        text: &[u8],
        place: Place,
        span: Span,
        veil: &Veil<'_>,
        known: Option<&Known>,
    ) -> Self {
        let at = span.start().min(text.len());
        let (left, right) = text.split_at(at);
        let (least, most) = (at.saturating_sub(LINE), text.len().min(at + LINE));
        let (left, right) = (left.get(least..), right.get(..most - at));
        let line_start = memchr::memrchr(b'\n', left.unwrap_or_default());
        let line_start = line_start.map_or(least, |newline| least + newline + 1);
        let line_end = memchr::memchr(b'\n', right.unwrap_or_default());
        let line_end = line_end.map_or(most, |newline| at + newline);
        let veiled = Veiled::of(veil, text, span, known);
        let (main, highlight, cut) = value_line(&veiled, (line_start, line_end), span);
        let mut out = Self {
            first_line: place.line,
            text: main,
            highlight,
            place,
        };
        if cut == Cut::No {
            out.add_context(&veiled, (line_start, line_end));
        }
        out
    }

    /// Puts the line before and the line behind around the value's line.
    fn add_context(&mut self, veiled: &Veiled<'_, '_>, (line_start, line_end): (usize, usize)) {
        let text = veiled.text;
        if line_start > 0 {
            let start = text
                .get(..line_start - 1)
                .and_then(|before| memchr::memrchr(b'\n', before))
                .map_or(0, |newline| newline + 1);
            let mut before = neighbour(veiled, Span::new(start, line_start - 1));
            before.push('\n');
            self.highlight = Span::new(
                self.highlight.start() + before.len(),
                self.highlight.end() + before.len(),
            );
            self.text.insert_str(0, &before);
            self.first_line -= 1;
        }
        if let Some(rest) = text.get(line_end + 1..).filter(|rest| !rest.is_empty()) {
            let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            let line = Span::new(line_end + 1, line_end + 1 + end);
            let behind = neighbour(veiled, line);
            self.text.push('\n');
            self.text.push_str(&behind);
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cut {
    No,
    Yes,
}

/// What is usually looked at for excerpts of values that begin in `part` of `text`, as far as they are shown.
pub(super) fn surroundings(text: &[u8], part: Span) -> Span {
    let part = Span::new(part.start(), part.end().saturating_add(AROUND));
    around(text, part)
}

fn around(text: &[u8], part: Span) -> Span {
    let end = part.end().saturating_add(AROUND).min(text.len());
    Span::new(part.start().saturating_sub(AROUND).min(end), end)
}

/// Bytes that are looked at for a piece of a line of that many columns: some of them may be masked.
const fn reach(columns: usize) -> usize {
    2 * columns * BYTES_PER_COLUMN
}

/// A line beside the value's, cut to its width.
fn neighbour(veiled: &Veiled<'_, '_>, line: Span) -> String {
    let (bytes, is_cut) = beginning(veiled, line, MAX_COLUMNS);
    let bytes = without_cr(&bytes);
    let bytes = match veiled.veil.reveal {
        Reveal::All => bytes.to_vec(),
        Reveal::Value | Reveal::Names => redacted::line(bytes),
    };
    front(&bytes, MAX_COLUMNS, is_cut).0
}

/// The first bytes of `range` without secrets, and whether there are more.
fn beginning<'t>(veiled: &Veiled<'_, 't>, range: Span, columns: usize) -> (Cow<'t, [u8]>, Cut) {
    let end = range.end().min(range.start() + reach(columns));
    let is_cut = if end < range.end() { Cut::Yes } else { Cut::No };
    (veiled.over(Span::new(range.start(), end)), is_cut)
}

/// The line that holds the value, cut to its width, with the value's place in it.
fn value_line(
    veiled: &Veiled<'_, '_>,
    (line_start, line_end): (usize, usize),
    span: Span,
) -> (String, Span, Cut) {
    let start = span.start().clamp(line_start, line_end);
    let end = span.end().clamp(start, line_end);
    let from = line_start.max(start.saturating_sub(reach(MAX_COLUMNS)));
    let before = veiled.over(Span::new(from, start));
    let before_cut = if from > line_start { Cut::Yes } else { Cut::No };
    let (value, value_cut) = beginning(veiled, Span::new(start, end), MAX_COLUMNS);
    // Nothing behind a value that is cut is shown.
    let behind = match value_cut {
        Cut::Yes => Span::new(end, end),
        Cut::No => Span::new(end, line_end),
    };
    let (behind, behind_cut) = beginning(veiled, behind, MAX_COLUMNS);
    let value = if end == line_end {
        without_cr(&value)
    } else {
        &value
    };
    let behind = without_cr(&behind);
    let (before, value, behind) = match veiled.veil.reveal {
        Reveal::All => (before.into_owned(), value.to_vec(), behind.to_vec()),
        Reveal::Value => (
            redacted::before(&before),
            value.to_vec(),
            redacted::behind(behind),
        ),
        Reveal::Names => (
            redacted::before(&before),
            redacted::value(value),
            redacted::behind(behind),
        ),
    };
    let is_whole = [before_cut, value_cut, behind_cut] == [Cut::No; 3];
    if is_whole {
        let pieces = [printed(&before), printed(&value), printed(&behind)];
        if pieces.iter().map(|piece| piece.width()).sum::<usize>() <= MAX_COLUMNS {
            let [before, value, behind] = pieces;
            let highlight = Span::new(before.len(), before.len() + value.len());
            return (before + &value + &behind, highlight, Cut::No);
        }
    }
    let (before, _) = back(&before, BEFORE, before_cut);
    let (value, value_cut) = front(&value, VALUE, value_cut);
    let room = MAX_COLUMNS.saturating_sub(before.width() + value.width());
    let highlight = Span::new(before.len(), before.len() + value.len());
    let behind = match value_cut {
        Cut::Yes => String::new(),
        Cut::No => front(&behind, room, behind_cut).0,
    };
    (before + &value + &behind, highlight, Cut::Yes)
}

fn without_cr(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// Bytes as harmless text; a tab takes two columns, so that indentation stays readable.
fn printed(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    for letter in String::from_utf8_lossy(bytes).chars() {
        push_printed(letter, &mut out);
    }
    out
}

fn push_printed(letter: char, out: &mut String) {
    if letter == '\t' {
        out.push_str("  ");
    } else {
        out.push(stand_in(letter).unwrap_or(letter));
    }
}

fn columns(letter: char) -> usize {
    if letter == '\t' {
        2
    } else {
        stand_in(letter).unwrap_or(letter).width().unwrap_or(0)
    }
}

/// The start of `bytes` in at most `room` columns, `…` at its end where something was cut, now or before.
fn front(bytes: &[u8], room: usize, was_cut: Cut) -> (String, Cut) {
    let bound = room * BYTES_PER_COLUMN;
    let head = bytes.get(..bound.min(bytes.len())).unwrap_or(bytes);
    let text = String::from_utf8_lossy(head);
    let mut out = String::new();
    let mut used = 0;
    let mut complete = head.len() == bytes.len() && was_cut == Cut::No;
    for (at, letter) in text.char_indices() {
        let width = columns(letter);
        let is_last = complete
            && text
                .get(at..)
                .is_some_and(|rest| rest.chars().nth(1).is_none());
        if used + width + usize::from(!is_last) > room {
            complete = false;
            break;
        }
        used += width;
        push_printed(letter, &mut out);
    }
    if complete {
        (out, Cut::No)
    } else {
        if room > 0 {
            out.push('…');
        }
        (out, Cut::Yes)
    }
}

/// The end of `bytes` in at most `room` columns, `…` at its start where something was cut, now or before.
fn back(bytes: &[u8], room: usize, was_cut: Cut) -> (String, Cut) {
    let mut start = bytes.len().saturating_sub(room * BYTES_PER_COLUMN);
    while bytes.get(start).is_some_and(|byte| byte & 0xc0 == 0x80) {
        start += 1;
    }
    let tail = bytes.get(start..).unwrap_or_default();
    let text = String::from_utf8_lossy(tail);
    let mut used = 0;
    let mut from = text.len();
    for (at, letter) in text.char_indices().rev() {
        let is_first = at == 0 && start == 0 && was_cut == Cut::No;
        let width = columns(letter);
        if used + width + usize::from(!is_first) > room {
            break;
        }
        used += width;
        from = at;
    }
    let kept = printed(text.get(from..).unwrap_or_default().as_bytes());
    if from == 0 && start == 0 && was_cut == Cut::No {
        (kept, Cut::No)
    } else {
        (format!("…{kept}"), Cut::Yes)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::span::Origin;

    fn around(text: &[u8], span: Span) -> Excerpt {
        let secrets = Secrets::default();
        let place = Origin::default().place(text, span);
        Excerpt::around(text, place, span, &Veil::of(&secrets))
    }

    fn excerpt(text: &str, needle: &str) -> Excerpt {
        let start = text.find(needle).unwrap();
        around(text.as_bytes(), Span::new(start, start + needle.len()))
    }

    fn highlighted(excerpt: &Excerpt) -> &str {
        std::str::from_utf8(excerpt.highlight.of(excerpt.text.as_bytes())).unwrap()
    }

    #[test]
    fn short_lines_come_with_their_neighbours() {
        let found = excerpt("{\r\n\t\"a\": 1,\r\n\t\"b\": 22,\r\n\t\"c\": 3\r\n}", "22");
        assert_eq!(found.text, "  \"a\": 1,\n  \"b\": 22,\n  \"c\": 3");
        assert_eq!(found.first_line, 2);
        assert_eq!(highlighted(&found), "22");
        assert_eq!((found.place.line, found.place.column), (3, 7));
    }

    #[test]
    fn a_line_of_megabytes_is_cut_around_the_value() {
        let text = format!(
            "{}\"needle\"{}",
            "x".repeat(3_000_000),
            "y".repeat(3_000_000)
        );
        let found = excerpt(&text, "\"needle\"");
        assert_eq!(highlighted(&found), "\"needle\"");
        assert!(found.text.starts_with('…') && found.text.ends_with('…'));
        assert_eq!(found.text.width(), MAX_COLUMNS);
        assert_eq!(found.place.column, 3_000_001);
    }

    #[test]
    fn a_value_of_megabytes_is_cut_too() {
        let text = format!("{{\"a\":\"{}\"}}", "z".repeat(2_000_000));
        let found = around(text.as_bytes(), Span::new(5, text.len() - 1));
        assert!(found.text.width() <= MAX_COLUMNS);
        assert!(highlighted(&found).starts_with("\"zzz"));
        assert!(highlighted(&found).ends_with('…'));
    }

    #[test]
    fn wide_letters_count_two_columns() {
        let text = format!("{}\"x\"{}", "日".repeat(200), "本".repeat(200));
        let found = excerpt(&text, "\"x\"");
        assert!(found.text.width() <= MAX_COLUMNS, "{}", found.text.width());
        assert_eq!(highlighted(&found), "\"x\"");
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn excerpts_are_short_and_harmless(
            bytes in proptest::collection::vec(any::<u8>(), 0..600),
            start in 0_usize..700,
            length in 0_usize..300,
        ) {
            let found = around(&bytes, Span::new(start, start + length));
            prop_assert!(found.text.lines().count() <= 3);
            for line in found.text.lines() {
                prop_assert!(line.width() <= MAX_COLUMNS);
                prop_assert!(line.chars().all(|letter| stand_in(letter).is_none()));
            }
            prop_assert!(found.text.is_char_boundary(found.highlight.start()));
            prop_assert!(found.text.is_char_boundary(found.highlight.end()));
        }
    }
}
