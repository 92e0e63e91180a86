//! Byte spans, and where they are for a person: line and column.

use serde::Serialize;

use super::excerpt::{Veil, surroundings};
use super::secret::{Secrets, merged};
use super::stretches::{Known, Stretches};
use super::{Excerpt, Layers, SpanMap, Start};

/// A half-open range of bytes, `start <= end`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    start: usize,
    end: usize,
}

impl Span {
    /// A span from `start` up to, not including, `end`; an `end` before `start` gives an empty
    /// span at `start`.
    pub const fn new(start: usize, end: usize) -> Self {
        Self {
            start,
            end: if end < start { start } else { end },
        }
    }

    /// The offset of the first byte.
    pub const fn start(self) -> usize {
        self.start
    }

    /// The offset behind the last byte.
    pub const fn end(self) -> usize {
        self.end
    }

    /// The number of bytes.
    pub const fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether the span holds no byte.
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The bytes of `text` that the span covers; empty where the span leaves `text`.
    pub fn of(self, text: &[u8]) -> &[u8] {
        text.get(self.start..self.end).unwrap_or_default()
    }
}

/// A place in a file, for people and for machines.
///
/// `line` counts from 1 and ends at LF (so CRLF is one line end); `column` counts Unicode scalar
/// values from 1, a tab being one (SARIF 2.1.0 calls it `unicodeCodePoints`). A byte order mark
/// at the start of the file is no column. `offset` and `length` are bytes of the file.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, schemars::JsonSchema,
)]
pub struct Place {
    /// Line, from 1.
    pub line: u64,
    /// Column in Unicode scalar values, from 1.
    pub column: u64,
    /// Bytes before the place in its file.
    pub offset: u64,
    /// Bytes that the value takes in its file.
    pub length: u64,
    /// Column in bytes of UTF-8, from 1: what `column` would be, were every byte a letter.
    pub byte_column: u64,
    /// Behind the value.
    pub end: End,
}

/// Where a value ends: the place of the first letter behind it.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, schemars::JsonSchema,
)]
pub struct End {
    /// Line, from 1.
    pub line: u64,
    /// Column in Unicode scalar values, from 1.
    pub column: u64,
    /// Column in bytes of UTF-8, from 1.
    pub byte_column: u64,
}

/// Where a run of bytes lies in its file, so that spans inside it become [`Place`]s.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Bytes of the file before the run.
    pub offset: u64,
    /// Line of the run's first byte, from 1.
    pub line: u64,
    /// Column of the run's first byte, from 1.
    pub column: u64,
    /// Column of the run's first byte in bytes, from 1.
    pub byte_column: u64,
}

impl Default for Origin {
    fn default() -> Self {
        Self {
            offset: 0,
            line: 1,
            column: 1,
            byte_column: 1,
        }
    }
}

impl Origin {
    /// The origin of the bytes behind the first `length` bytes of `text`, which starts here.
    #[must_use]
    pub fn advanced(self, text: &[u8], length: usize) -> Self {
        let before = text.get(..length).unwrap_or(text);
        let offset = self.offset + before.len() as u64;
        match memchr::memrchr(b'\n', before) {
            Some(newline) => {
                let line = before.get(newline + 1..).unwrap_or_default();
                Self {
                    offset,
                    line: self.line + memchr::memchr_iter(b'\n', before).count() as u64,
                    column: 1 + characters(line),
                    byte_column: 1 + line.len() as u64,
                }
            }
            None => Self {
                offset,
                line: self.line,
                column: self.column + characters(before),
                byte_column: self.byte_column + before.len() as u64,
            },
        }
    }

    /// The place of `span` in the file, given the run's bytes.
    pub fn place(self, text: &[u8], span: Span) -> Place {
        let at = self.advanced(text, span.start());
        at.spanning(text.get(span.start()..).unwrap_or_default(), span.len())
    }

    /// The place of nothing, where the run starts.
    pub const fn point(self) -> Place {
        self.until(self, 0)
    }

    /// The place of the first `length` bytes of `text`, which starts here.
    fn spanning(self, text: &[u8], length: usize) -> Place {
        self.until(self.advanced(text, length), length as u64)
    }

    /// The place of `length` bytes from here to `end`.
    const fn until(self, end: Self, length: u64) -> Place {
        Place {
            line: self.line,
            column: self.column,
            offset: self.offset,
            length,
            byte_column: self.byte_column,
            end: End {
                line: end.line,
                column: end.column,
                byte_column: end.byte_column,
            },
        }
    }
}

/// Finds the places of many spans of one text: linear as long as they come in order, or nearly so.
#[derive(Clone, Debug)]
pub struct Places<'t> {
    text: &'t [u8],
    /// The layers that the text was taken out of, where there are any.
    layers: Option<&'t Layers>,
    /// The bytes of the file: the text itself where there is no layer.
    container: &'t [u8],
    start: Start<'t>,
    /// Where the last place was found.
    last: Option<(usize, Origin)>,
    /// The one that the last was found from: the next may stand a little in front of the last.
    before: Option<(usize, Origin)>,
    /// What is secret in the text, as far as excerpts were asked for.
    stretches: Stretches,
}

impl<'t> Places<'t> {
    /// The places in `text`, whose first byte stands at `start`.
    pub const fn new(text: &'t [u8], start: Origin) -> Self {
        Self {
            text,
            layers: None,
            container: text,
            start: Start::at(start),
            last: None,
            before: None,
            stretches: Stretches::new(),
        }
    }

    /// The places in `text`, which was taken out of `layers` from bytes of `container`, whose first byte
    /// stands at `start`.
    pub const fn through(
        text: &'t [u8],
        layers: &'t Layers,
        container: &'t [u8],
        start: Start<'t>,
    ) -> Self {
        Self {
            text,
            layers: Some(layers),
            container,
            start,
            last: None,
            before: None,
            stretches: Stretches::new(),
        }
    }

    /// The text.
    pub const fn text(&self) -> &'t [u8] {
        self.text
    }

    /// The place of `span` in the file.
    pub fn place(&mut self, span: Span) -> Place {
        let span = self.encoded(span);
        let mut known = [self.last, self.before].into_iter().flatten();
        let known = known.find(|(at, _)| *at <= span.start());
        let (from, origin) = known.unwrap_or_else(|| (0, self.start.origin()));
        let rest = self.container.get(from..).unwrap_or_default();
        let at = origin.advanced(rest, span.start() - from);
        self.before = known;
        self.last = Some((span.start().min(self.container.len()), at));
        let value = self.container.get(span.start()..).unwrap_or_default();
        at.spanning(value, span.len())
    }

    /// Notes a value at `span`: what its excerpt shows, and those near by, must not depend on which of them are asked
    /// for, so each one is to be noted, in the order in which they were found.
    pub fn note(&mut self, span: Span) {
        self.stretches.note(span.start());
    }

    /// The lines around `span`, which stands at `place`: those of the file, or of the text where
    /// the way back loses all places (compression).
    ///
    /// `veil` tells spans of the text; its secrets are the same for all excerpts. They are looked for in both: a name
    /// may stand in the capture alone, and base64 hides one from who looks there only.
    pub fn excerpt(&mut self, place: Place, span: Span, veil: &Veil<'_>) -> Excerpt {
        let is_seen = self.layers.is_some_and(|layers| {
            let mut maps = layers.maps(self.text, self.container);
            !maps.any(SpanMap::is_opaque)
        });
        let mut stretches = std::mem::take(&mut self.stretches);
        let known = stretches.known(span.start(), |stretch, anchor| {
            self.secrets(is_seen, stretch, anchor, veil.secrets)
        });
        let excerpt = if is_seen {
            let hidden = veil.hidden.iter();
            let veil = Veil {
                hidden: hidden.map(|span| self.encoded(*span)).collect(),
                ..veil.clone()
            };
            let span = self.encoded(span);
            Excerpt::knowing(self.container, place, span, &veil, Some(known))
        } else {
            Excerpt::knowing(self.text, place, span, veil, Some(known))
        };
        self.stretches = stretches;
        excerpt
    }

    /// What is secret around the values that begin in `stretch` of the text, one of them at `anchor`: in the file, or
    /// in the text where the file is not seen.
    fn secrets(&self, is_seen: bool, stretch: Span, anchor: usize, secrets: &Secrets) -> Known {
        let part = surroundings(self.text, stretch);
        let own = secrets.spans_around(self.text, part, anchor);
        if !is_seen {
            return Known { part, secrets: own };
        }
        let end = stretch.end().min(self.text.len());
        let stretch = self.encoded(Span::new(stretch.start(), end));
        let part = surroundings(self.container, stretch);
        let anchor = self.encoded(Span::new(anchor, anchor)).start();
        let mut all = secrets.spans_around(self.container, part, anchor);
        all.extend(own.iter().map(|span| self.encoded(*span)));
        Known {
            part,
            secrets: merged(all),
        }
    }

    fn encoded(&self, span: Span) -> Span {
        match self.layers {
            Some(layers) => {
                let maps = layers.maps(self.text, self.container);
                maps.fold(span, |span, map| map.encoded(span))
            }
            None => span,
        }
    }
}

/// The number of Unicode scalar values in `bytes`; a byte that is not UTF-8 counts as it would
/// if it were replaced by U+FFFD.
fn characters(bytes: &[u8]) -> u64 {
    // Nearly always so, and the faster the simpler.
    if bytes.is_ascii() {
        return bytes.len() as u64;
    }
    if let Ok(text) = simdutf8::basic::from_utf8(bytes) {
        return text.chars().count() as u64;
    }
    bytes
        .utf8_chunks()
        .map(|chunk| chunk.valid().chars().count() as u64 + u64::from(!chunk.invalid().is_empty()))
        .sum()
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;

    use super::*;
    use crate::text::secret::Secrets;

    #[test]
    fn a_place_counts_characters_and_lines() {
        let text = "{\r\n\t\"näme\": \"日本\", \"x\": 1}".as_bytes();
        let at = |needle: &str| {
            let start = text
                .windows(needle.len())
                .position(|window| window == needle.as_bytes())
                .unwrap();
            let place = Origin::default().place(text, Span::new(start, start + needle.len()));
            (place.line, place.column, place.offset)
        };
        assert_eq!(at("{"), (1, 1, 0));
        assert_eq!(at("\"näme\""), (2, 2, 4));
        assert_eq!(at("\"日本\""), (2, 10, 13));
        assert_eq!(at("\"x\""), (2, 16, 23));
    }

    #[test]
    fn a_place_ends_behind_its_value_in_letters_and_in_bytes() {
        let text = "\u{feff}😀 [\"日\n😀\"]".as_bytes();
        let origin = Origin {
            offset: 3,
            ..Origin::default()
        };
        let text = &text[3..];
        let place = origin.place(text, Span::new(6, text.len() - 1));
        assert_eq!((place.line, place.column, place.byte_column), (1, 4, 7));
        assert_eq!((place.offset, place.length), (9, 10));
        let end = End {
            line: 2,
            column: 3,
            byte_column: 6,
        };
        assert_eq!(place.end, end);
    }

    #[test]
    fn origins_add_up() {
        let text = b"ab\ncd\nef";
        let first = Origin::default().advanced(text, 4);
        assert_eq!((first.line, first.column, first.offset), (2, 2, 4));
        let second = first.advanced(&text[4..], 3);
        assert_eq!(second, Origin::default().advanced(text, 7));
    }

    #[test]
    fn places_are_the_same_in_any_order() {
        let text = "a\nbé\n\tcd".as_bytes();
        let mut places = Places::new(text, Origin::default());
        for start in [6, 0, 3, 3, 8, 5, 4, 9, 7, 99, 2, 1] {
            let span = Span::new(start, start + 1);
            assert_eq!(
                places.place(span),
                Origin::default().place(text, span),
                "{start}"
            );
        }
    }

    /// What is seen around `needle` of `text`, which was taken out of the bytes from 9 on of `container`.
    fn seen(text: &str, map: SpanMap, container: &str, needle: &str, veil: &Veil<'_>) -> String {
        let layers = Layers::of(map);
        let start = Start::at(Origin::default());
        let mut places = Places::through(text.as_bytes(), &layers, container.as_bytes(), start);
        let at = text.find(needle).unwrap();
        let span = Span::new(at, at + needle.len());
        let place = places.place(span);
        places.excerpt(place, span, veil).text
    }

    #[test]
    fn what_was_taken_out_of_a_file_is_seen_as_the_file_has_it() {
        let text = r#"{"a":"plain","x":1}"#;
        let escaped = text.replace('"', "\\\"");
        let container = format!(r#"{{"body":"{escaped}"}}"#);
        let map = || super::super::quoted::trace(escaped.as_bytes(), 9);
        let secrets = Secrets::default();
        let mut veil = Veil::of(&secrets);
        assert_eq!(seen(text, map(), &container, "1", &veil), container);
        // What is hidden in the text is hidden in the file.
        veil.hidden = vec![Span::new(6, 11)];
        let excerpt = seen(text, map(), &container, "1", &veil);
        assert!(!excerpt.contains("plain"), "{excerpt}");
        assert!(excerpt.contains(r#"\"x\":1"#), "{excerpt}");
        // Where the way back is lost, the text is all that can be seen.
        let mut lost = SpanMap::new();
        lost.whole(Span::new(9, 9 + escaped.len()), text.len());
        let excerpt = seen(text, lost, &container, "1", &Veil::of(&secrets));
        assert_eq!(excerpt, text);
    }

    #[test]
    fn a_secret_near_by_is_hidden_in_what_encodes_it() {
        let secret = "hunter2-hunter2-hunter2";
        let text = format!(r#"{{"password":"{secret}","x":1}}"#);
        let encoded = STANDARD.encode(&text);
        let container = format!(r#"{{"body":"{encoded}"}}"#);
        let mut map = SpanMap::new();
        map.base64(Span::new(9, 9 + encoded.len()), text.len());
        let excerpt = seen(&text, map, &container, "1", &Veil::of(&Secrets::default()));
        let inner = STANDARD.encode(Span::new(15, 30).of(text.as_bytes()));
        assert!(container.contains(&inner));
        assert!(!excerpt.contains(&inner), "{excerpt}");
    }

    #[test]
    fn what_excerpts_show_does_not_depend_on_which_are_asked_for() {
        use std::fmt::Write as _;

        let mut text = String::from("{");
        for at in 0..2_000 {
            let _ = write!(text, r#""password{at}":"hunter{at}","n{at}":{at},"#);
        }
        text.push_str("\"last\":0}");
        let found: Vec<Span> = memchr::memmem::find_iter(text.as_bytes(), "\"n")
            .map(|at| Span::new(at, at + 2))
            .collect();
        let secrets = Secrets::default();
        let veil = Veil::of(&secrets);
        let mut all = Places::new(text.as_bytes(), Origin::default());
        let mut few = all.clone();
        for (at, span) in found.iter().enumerate() {
            all.note(*span);
            few.note(*span);
            let place = all.place(*span);
            let excerpt = all.excerpt(place, *span, &veil);
            assert!(!excerpt.text.contains("hunter"), "{}", excerpt.text);
            assert_eq!(
                excerpt,
                Excerpt::around(text.as_bytes(), place, *span, &veil)
            );
            if at % 7 == 3 {
                assert_eq!(few.excerpt(place, *span, &veil), excerpt);
            }
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_still_counted() {
        let origin = Origin::default().advanced(b"a\xff\xfeb", 4);
        assert_eq!(origin.column, 5);
    }
}
