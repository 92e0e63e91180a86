//! Where decoded bytes came from.
//!
//! A recorded body may be an escaped string inside a capture, and that string base64 of something
//! compressed. A [`SpanMap`] leads from a span of what was decoded back to the bytes that it was
//! decoded from; several stand behind one another, the innermost first.

use super::Span;

/// The way back through one layer of decoding: pieces in order, monotone and total over the decoded
/// bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SpanMap {
    pieces: Vec<Piece>,
    decoded: usize,
}

/// A run of decoded bytes and the run of encoded bytes that gave them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Piece {
    decoded: usize,
    encoded: Span,
    how: How,
}

/// How the bytes of a piece correspond.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    /// Byte for byte.
    Identity,
    /// As a whole: an escape, or bytes whose encoding keeps no places.
    Whole,
    /// Three bytes for each four letters (RFC 4648 section 4).
    Base64,
    /// A byte for each two digits.
    Hex,
}

impl SpanMap {
    /// The map of nothing; pieces are pushed to it in order.
    pub const fn new() -> Self {
        Self {
            pieces: Vec::new(),
            decoded: 0,
        }
    }

    /// `length` bytes that stand as they are at `encoded` and behind it.
    pub fn identity(&mut self, encoded: usize, length: usize) {
        if length == 0 {
            return;
        }
        if let Some(last) = self.pieces.last_mut()
            && last.how == How::Identity
            && last.encoded.end() == encoded
        {
            last.encoded = Span::new(last.encoded.start(), encoded + length);
            self.decoded += length;
            return;
        }
        self.push(Span::new(encoded, encoded + length), length, How::Identity);
    }

    /// `length` bytes that the bytes at `encoded` stand for as a whole.
    pub fn whole(&mut self, encoded: Span, length: usize) {
        if length > 0 {
            self.push(encoded, length, How::Whole);
        }
    }

    /// `length` bytes that the unbroken base64 text at `encoded` stands for.
    pub fn base64(&mut self, encoded: Span, length: usize) {
        if length > 0 {
            self.push(encoded, length, How::Base64);
        }
    }

    /// `length` bytes that the unbroken hex digits at `encoded` stand for.
    pub fn hex(&mut self, encoded: Span, length: usize) {
        if length > 0 {
            self.push(encoded, length, How::Hex);
        }
    }

    /// The same without the first `length` decoded bytes.
    #[must_use]
    pub fn behind_first(&self, length: usize) -> Self {
        let mut map = Self::new();
        let ends = self.pieces.iter().skip(1).map(|next| next.decoded);
        for (piece, end) in self.pieces.iter().zip(ends.chain([self.decoded])) {
            let from = length.clamp(piece.decoded, end);
            let (inside, mut left) = (from - piece.decoded, end - from);
            let encoded = piece.encoded;
            let behind = |letters: usize| {
                let start = (encoded.start() + letters).min(encoded.end());
                Span::new(start, encoded.end())
            };
            match piece.how {
                How::Identity => map.identity(encoded.start() + inside, left),
                How::Whole => map.whole(encoded, left),
                How::Hex => map.hex(behind(inside * 2), left),
                How::Base64 => {
                    let mut groups = inside / 3;
                    // What is left of a group has no letters of its own.
                    if inside % 3 > 0 {
                        let group =
                            Span::new(behind(groups * 4).start(), behind(groups * 4 + 4).start());
                        let rest = left.min(3 - inside % 3);
                        map.whole(group, rest);
                        left -= rest;
                        groups += 1;
                    }
                    map.base64(behind(groups * 4), left);
                }
            }
        }
        map
    }

    fn push(&mut self, encoded: Span, length: usize, how: How) {
        self.pieces.push(Piece {
            decoded: self.decoded,
            encoded,
            how,
        });
        self.decoded += length;
    }

    /// The number of decoded bytes.
    pub const fn len(&self) -> usize {
        self.decoded
    }

    /// Whether nothing was decoded.
    pub const fn is_empty(&self) -> bool {
        self.decoded == 0
    }

    /// Whether places inside are lost, because all is one piece that stands for the whole.
    pub fn is_opaque(&self) -> bool {
        matches!(
            self.pieces.as_slice(),
            [Piece {
                how: How::Whole,
                ..
            }]
        ) && self.decoded > 8
    }

    /// The encoded bytes that gave the decoded bytes of `span`; for an empty span an empty one.
    pub fn encoded(&self, span: Span) -> Span {
        if self.pieces.is_empty() {
            return Span::default();
        }
        if span.is_empty() {
            let at = if span.start() >= self.decoded {
                self.pieces.last().map_or(0, |last| last.encoded.end())
            } else {
                self.first(span.start())
            };
            return Span::new(at, at);
        }
        let last = span.end().min(self.decoded).saturating_sub(1);
        Span::new(self.first(span.start()), self.behind(last))
    }

    /// The encoded bytes of `span`, where these stand for it and for nothing else, letter by letter or as a
    /// whole: what is put in their place takes the place of `span` alone. For an empty span the place
    /// behind the byte before it.
    pub fn exact(&self, span: Span) -> Option<Span> {
        if span.end() > self.decoded || !self.is_border(span.start()) {
            return None;
        }
        if !span.is_empty() {
            return self.is_border(span.end()).then(|| self.encoded(span));
        }
        let at = match span.start() {
            0 => self.first(0),
            at => self.behind(at - 1),
        };
        Some(Span::new(at, at))
    }

    /// Whether the decoded byte `at` begins what is encoded by itself.
    fn is_border(&self, at: usize) -> bool {
        if at >= self.decoded {
            return true;
        }
        self.piece(at).is_some_and(|piece| match piece.how {
            How::Identity => true,
            How::Whole => piece.decoded == at,
            How::Base64 | How::Hex => false,
        })
    }

    /// The pieces that stand for something as a whole, as decoded and encoded spans.
    pub fn wholes(&self) -> impl Iterator<Item = (Span, Span)> {
        let ends = self.pieces.iter().skip(1).map(|next| next.decoded);
        let ends = ends.chain([self.decoded]);
        self.pieces
            .iter()
            .zip(ends)
            .filter(|(piece, _)| piece.how == How::Whole)
            .map(|(piece, end)| (Span::new(piece.decoded, end), piece.encoded))
    }

    /// Where the encoding of the decoded byte `at` begins.
    fn first(&self, at: usize) -> usize {
        let Some(piece) = self.piece(at) else {
            return 0;
        };
        let inside = at.saturating_sub(piece.decoded);
        let start = piece.encoded.start();
        let at = match piece.how {
            How::Identity => start + inside,
            How::Whole => start,
            How::Base64 => start + inside / 3 * 4 + inside % 3,
            How::Hex => start + inside * 2,
        };
        at.min(piece.encoded.end())
    }

    /// Where the encoding of the decoded byte `at` ends.
    fn behind(&self, at: usize) -> usize {
        let Some(piece) = self.piece(at) else {
            return 0;
        };
        let inside = at.saturating_sub(piece.decoded);
        let start = piece.encoded.start();
        let end = match piece.how {
            How::Identity => start + inside + 1,
            How::Whole => piece.encoded.end(),
            How::Base64 => start + inside / 3 * 4 + inside % 3 + 2,
            How::Hex => start + inside * 2 + 2,
        };
        end.min(piece.encoded.end())
    }

    fn piece(&self, at: usize) -> Option<&Piece> {
        let behind = self.pieces.partition_point(|piece| piece.decoded <= at);
        self.pieces.get(behind.saturating_sub(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_lead_back() {
        // `ab\nc` written as `ab\\nc` from byte 10 on.
        let mut map = SpanMap::new();
        map.identity(10, 1);
        map.identity(11, 1);
        map.whole(Span::new(12, 14), 1);
        map.identity(14, 1);
        assert_eq!(map.len(), 4);
        assert_eq!(map.encoded(Span::new(0, 2)), Span::new(10, 12));
        assert_eq!(map.encoded(Span::new(2, 3)), Span::new(12, 14));
        assert_eq!(map.encoded(Span::new(1, 4)), Span::new(11, 15));
        assert_eq!(map.encoded(Span::new(4, 4)), Span::new(15, 15));
        assert_eq!(map.encoded(Span::new(2, 2)), Span::new(12, 12));
        assert!(!map.is_opaque());
    }

    #[test]
    fn base64_leads_to_the_letters_that_hold_the_bits() {
        // "abcdef" is YWJjZGVm.
        let mut map = SpanMap::new();
        map.base64(Span::new(0, 8), 6);
        assert_eq!(map.encoded(Span::new(0, 3)), Span::new(0, 4));
        assert_eq!(map.encoded(Span::new(0, 1)), Span::new(0, 2));
        assert_eq!(map.encoded(Span::new(1, 2)), Span::new(1, 3));
        assert_eq!(map.encoded(Span::new(2, 4)), Span::new(2, 6));
        let mut map = SpanMap::new();
        map.base64(Span::new(10, 18), 6);
        assert_eq!(map.encoded(Span::new(4, 5)), Span::new(15, 17));
        assert_eq!(map.encoded(Span::new(5, 5)), Span::new(16, 16));
        let mut map = SpanMap::new();
        map.hex(Span::new(4, 10), 3);
        assert_eq!(map.encoded(Span::new(1, 3)), Span::new(6, 10));
        assert_eq!(map.encoded(Span::new(1, 2)), Span::new(6, 8));
        assert_eq!(map.encoded(Span::new(0, 1)), Span::new(4, 6));
    }

    /// Two letters, an escape, a block of five bytes, two letters, six bytes of base64.
    fn mixed() -> SpanMap {
        let mut map = SpanMap::new();
        map.identity(10, 2);
        map.whole(Span::new(12, 14), 1);
        map.whole(Span::new(20, 30), 5);
        map.identity(31, 2);
        map.base64(Span::new(40, 48), 6);
        map
    }

    #[test]
    fn what_stands_for_a_span_alone_is_exact() {
        let map = mixed();
        for (span, encoded) in [
            ((0, 2), Some((10, 12))),
            ((1, 3), Some((11, 14))),
            ((2, 8), Some((12, 30))),
            ((3, 8), Some((20, 30))),
            ((8, 9), Some((31, 32))),
            // Not from the beginning, or not to the end, of what is encoded as a whole.
            ((4, 8), None),
            ((3, 7), None),
            // Base64 is written anew as a whole, if at all.
            ((10, 16), None),
            ((8, 10), None),
            ((10, 10), None),
            // Not decoded at all.
            ((15, 17), None),
            ((17, 17), None),
            // The places in front of a byte, and behind the last.
            ((0, 0), Some((10, 10))),
            ((1, 1), Some((11, 11))),
            ((2, 2), Some((12, 12))),
            ((3, 3), Some((14, 14))),
            ((4, 4), None),
            ((8, 8), Some((30, 30))),
            ((9, 9), Some((32, 32))),
            ((16, 16), Some((48, 48))),
        ] {
            let encoded = encoded.map(|(start, end)| Span::new(start, end));
            assert_eq!(map.exact(Span::new(span.0, span.1)), encoded, "{span:?}");
        }
    }

    #[test]
    fn what_is_left_leads_where_it_led_before() {
        let map = mixed();
        for length in 0..=map.len() {
            let left = map.behind_first(length);
            assert_eq!(left.len(), map.len() - length);
            for start in length..map.len() {
                let span = |from: usize| Span::new(start - from, start + 1 - from);
                let (before, behind) = (map.encoded(span(0)), left.encoded(span(length)));
                // The rest of a group of base64 is all of it.
                let holds = behind.start() <= before.start() && before.end() <= behind.end();
                assert!(
                    holds && behind.len() <= before.len().max(4),
                    "{length} {start}"
                );
                assert!(
                    before == behind || (length > 10 && length % 3 != 1),
                    "{length} {start}"
                );
            }
        }
        assert!(map.behind_first(map.len()).is_empty());
        assert_eq!(map.behind_first(0), map);
    }

    #[test]
    fn wholes_are_told_with_what_they_stand_for() {
        let wholes: Vec<_> = mixed().wholes().collect();
        let span = Span::new;
        let expected = [(span(2, 3), span(12, 14)), (span(3, 8), span(20, 30))];
        assert_eq!(wholes, expected);
        let mut map = SpanMap::new();
        map.whole(span(7, 9), 4);
        assert_eq!(map.wholes().collect::<Vec<_>>(), [(span(0, 4), span(7, 9))]);
    }

    #[test]
    fn nothing_leads_nowhere() {
        let mut map = SpanMap::new();
        map.identity(10, 0);
        map.whole(Span::new(10, 12), 0);
        map.base64(Span::new(10, 12), 0);
        map.hex(Span::new(10, 12), 0);
        assert!(map.is_empty());
        assert_eq!(map, SpanMap::new());
        map.identity(10, 1);
        map.identity(20, 1);
        assert!(!map.is_empty());
        assert_eq!(map.encoded(Span::new(0, 1)), Span::new(10, 11));
        assert_eq!(map.encoded(Span::new(1, 2)), Span::new(20, 21));
        assert_eq!(map.encoded(Span::new(1, 9)), Span::new(20, 21));
        assert_eq!(map.encoded(Span::new(9, 9)), Span::new(21, 21));
        // Text next to an escape is no part of it.
        map.whole(Span::new(21, 23), 1);
        map.identity(23, 1);
        assert_eq!(map.encoded(Span::new(2, 3)), Span::new(21, 23));
        assert_eq!(map.encoded(Span::new(3, 4)), Span::new(23, 24));
    }

    #[test]
    fn no_place_is_behind_what_was_encoded() {
        // "a" is YQ, and half a digit says nothing.
        let mut map = SpanMap::new();
        map.base64(Span::new(3, 5), 1);
        map.hex(Span::new(8, 9), 2);
        assert_eq!(map.encoded(Span::new(0, 1)), Span::new(3, 5));
        assert_eq!(map.encoded(Span::new(1, 3)), Span::new(8, 9));
        assert_eq!(map.encoded(Span::new(2, 3)), Span::new(9, 9));
    }

    #[test]
    fn a_whole_keeps_no_places() {
        for (length, is_opaque) in [(8, false), (9, true)] {
            let mut map = SpanMap::new();
            map.whole(Span::new(5, 50), length);
            assert_eq!(map.is_opaque(), is_opaque);
            map.identity(50, 1);
            assert!(!map.is_opaque());
        }
        let mut map = SpanMap::new();
        map.whole(Span::new(5, 50), 400);
        assert!(map.is_opaque());
        assert_eq!(map.encoded(Span::new(17, 20)), Span::new(5, 50));
        assert_eq!(SpanMap::new().encoded(Span::new(1, 2)), Span::default());
    }
}
