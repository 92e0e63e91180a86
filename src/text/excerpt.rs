//! The few printable lines around a value.
//!
//! The bytes of a record and a span come in; at most three short lines go out, made harmless,
//! with the value's place in them. Recorded bodies are often megabytes on a single line, so the
//! work is bounded by the excerpt, not by the line: nothing here walks a line from its start.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::sanitize::stand_in;
use super::{Place, Span};

/// Display columns that an excerpt's line may take.
pub const MAX_COLUMNS: usize = 100;

/// Columns kept for what stands before the value on a line that is cut.
const BEFORE: usize = 32;

/// Columns that the value itself may take on a line that is cut.
const VALUE: usize = 52;

/// Bytes that are looked at for each column: the longest UTF-8 letter.
const BYTES_PER_COLUMN: usize = 4;

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

impl Excerpt {
    /// The excerpt around `span` of `text`, which stands at `place` in its file.
    pub fn around(text: &[u8], place: Place, span: Span) -> Self {
        let at = span.start().min(text.len());
        let (left, right) = text.split_at(at);
        let line_start = memchr::memrchr(b'\n', left).map_or(0, |newline| newline + 1);
        let line_end = memchr::memchr(b'\n', right).map_or(text.len(), |newline| at + newline);
        let (main, highlight, cut) = value_line(text, line_start, line_end, span);
        let mut out = Self {
            first_line: place.line,
            text: main,
            highlight,
            place,
        };
        if cut == Cut::No {
            out.add_context(text, line_start, line_end);
        }
        out
    }

    /// Puts the line before and the line behind around the value's line.
    fn add_context(&mut self, text: &[u8], line_start: usize, line_end: usize) {
        if line_start > 0 {
            let start = text
                .get(..line_start - 1)
                .and_then(|before| memchr::memrchr(b'\n', before))
                .map_or(0, |newline| newline + 1);
            let line = text.get(start..line_start - 1).unwrap_or_default();
            let (mut before, _) = front(without_cr(line), MAX_COLUMNS);
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
            let line = rest.get(..end).unwrap_or_default();
            let (behind, _) = front(without_cr(line), MAX_COLUMNS);
            self.text.push('\n');
            self.text.push_str(&behind);
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Cut {
    No,
    Yes,
}

/// The line that holds the value, cut to its width, with the value's place in it.
fn value_line(text: &[u8], line_start: usize, line_end: usize, span: Span) -> (String, Span, Cut) {
    let start = span.start().clamp(line_start, line_end);
    let end = span.end().clamp(start, line_end);
    let before = text.get(line_start..start).unwrap_or_default();
    let value = text.get(start..end).unwrap_or_default();
    let behind = text.get(end..line_end).unwrap_or_default();
    let value = if behind.is_empty() {
        without_cr(value)
    } else {
        value
    };
    let behind = without_cr(behind);
    if line_end - line_start <= MAX_COLUMNS * BYTES_PER_COLUMN {
        let pieces = [printed(before), printed(value), printed(behind)];
        if pieces.iter().map(|piece| piece.width()).sum::<usize>() <= MAX_COLUMNS {
            let [before, value, behind] = pieces;
            let highlight = Span::new(before.len(), before.len() + value.len());
            return (before + &value + &behind, highlight, Cut::No);
        }
    }
    let (before, _) = back(before, BEFORE);
    let (value, value_cut) = front(value, VALUE);
    let room = MAX_COLUMNS.saturating_sub(before.width() + value.width());
    let highlight = Span::new(before.len(), before.len() + value.len());
    let behind = match value_cut {
        Cut::Yes => String::new(),
        Cut::No => front(behind, room).0,
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

/// The start of `bytes` in at most `room` columns, `…` at its end where something was cut.
fn front(bytes: &[u8], room: usize) -> (String, Cut) {
    let bound = room * BYTES_PER_COLUMN;
    let head = bytes.get(..bound.min(bytes.len())).unwrap_or(bytes);
    let text = String::from_utf8_lossy(head);
    let mut out = String::new();
    let mut used = 0;
    let mut complete = head.len() == bytes.len();
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

/// The end of `bytes` in at most `room` columns, `…` at its start where something was cut.
fn back(bytes: &[u8], room: usize) -> (String, Cut) {
    let mut start = bytes.len().saturating_sub(room * BYTES_PER_COLUMN);
    while bytes.get(start).is_some_and(|byte| byte & 0xc0 == 0x80) {
        start += 1;
    }
    let tail = bytes.get(start..).unwrap_or_default();
    let text = String::from_utf8_lossy(tail);
    let mut used = 0;
    let mut from = text.len();
    for (at, letter) in text.char_indices().rev() {
        let is_first = at == 0 && start == 0;
        let width = columns(letter);
        if used + width + usize::from(!is_first) > room {
            break;
        }
        used += width;
        from = at;
    }
    let kept = printed(text.get(from..).unwrap_or_default().as_bytes());
    if from == 0 && start == 0 {
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
        Excerpt::around(text, Origin::default().place(text, span), span)
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
