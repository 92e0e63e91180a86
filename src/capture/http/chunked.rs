//! The chunked transfer coding (RFC 9112 section 7.1).

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use crate::capture::decode::{Decoded, Encoding};
use crate::text::json::first_value;
use crate::text::{Span, SpanMap};

/// Bytes of the line of a size, or of a trailer, that are looked at.
const LINE: usize = 8 << 10;

/// What a text that is labelled as chunked is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Walk {
    /// It has no chunks: whoever wrote it down decoded it and kept the label.
    Plain,
    /// Chunks up to the last one, which ends here.
    Whole(usize),
    /// The last chunk is missing.
    CutOff,
    /// What should be a chunk is none.
    Malformed,
}

/// Walks over the chunks that `text` begins with.
pub(super) fn walk(text: &[u8]) -> Walk {
    chunks(text, &mut |_| ControlFlow::Continue(()))
}

/// Chunks of a stream that lead to no last one. They may hold the heads of other messages, and each of these has the
/// same chunks from there on: none is walked over for all of them.
#[derive(Default)]
pub(super) struct Barren {
    /// Bytes of the stream that were taken.
    taken: usize,
    /// Where the data of such chunks begins, of some of each walk.
    known: BTreeSet<usize>,
}

impl Barren {
    /// Walks over the chunks that `text` has from `from` on, where it is what the stream has left, or the beginning
    /// of it; they are taken for malformed where they are known to lead nowhere.
    pub(super) fn walk(&mut self, text: &[u8], from: usize, ended: bool) -> Walk {
        /// Chunks of which one is kept.
        const EACH: usize = 16;
        let rest = text.get(from..).unwrap_or_default();
        let (mut new, mut count) = (Vec::new(), 0_usize);
        let found = chunks(rest, &mut |span| {
            let at = self.taken + from + span.start();
            if self.known.contains(&at) {
                return ControlFlow::Break(());
            }
            count += 1;
            if count.is_multiple_of(EACH) {
                new.push(at);
            }
            ControlFlow::Continue(())
        });
        if found == Walk::Malformed || found == Walk::CutOff && ended {
            self.known.extend(new);
        }
        found
    }

    /// So many bytes of the stream were taken.
    pub(super) fn take(&mut self, count: usize) {
        self.taken += count;
        self.known = self.known.split_off(&self.taken);
    }
}

/// The data of the chunks that `text` begins with.
pub(super) fn decode(text: &[u8]) -> Decoded {
    let mut bytes = Vec::new();
    let mut map = SpanMap::new();
    chunks(text, &mut |span| {
        bytes.extend_from_slice(span.of(text));
        map.identity(span.start(), span.len());
        ControlFlow::Continue(())
    });
    Decoded::of(Encoding::Chunked, bytes, map)
}

fn chunks(text: &[u8], visit: &mut dyn FnMut(Span) -> ControlFlow<()>) -> Walk {
    let mut at = 0;
    loop {
        let rest = text.get(at..).unwrap_or_default();
        let (size, length) = match size(rest) {
            Ok(Some(found)) => found,
            Ok(None) if at == 0 && !is_one_line_of_hex(rest) => return Walk::Plain,
            Ok(None) => return Walk::CutOff,
            Err(()) if at == 0 => return Walk::Plain,
            Err(()) => return Walk::Malformed,
        };
        at += length;
        if size == 0 {
            return Walk::Whole(at + trailers(text.get(at..).unwrap_or_default()));
        }
        let Some(end) = at.checked_add(size) else {
            return unlike(text);
        };
        if end > text.len() {
            return match unlike(text) {
                Walk::Plain => Walk::Plain,
                _ => Walk::CutOff,
            };
        }
        let behind = text.get(end..).unwrap_or_default();
        let line_end = match behind {
            [b'\n', ..] => 1,
            [b'\r', b'\n', ..] => 2,
            [] | [b'\r'] => return Walk::CutOff,
            _ => return unlike(text),
        };
        if visit(Span::new(at, end)).is_break() {
            return Walk::Malformed;
        }
        at = end + line_end;
    }
}

/// A text whose first line is a size, but of no chunk: a number in JSON, or broken chunks. Each of many messages
/// may begin so, and none of them shall look at all that is behind it.
fn unlike(text: &[u8]) -> Walk {
    let line = text.get(..LINE).unwrap_or(text);
    let is_value = first_value(line).is_ok_and(|span| {
        let behind = text.get(span.end()..).unwrap_or_default();
        behind.trim_ascii_start().is_empty()
    });
    if is_value {
        Walk::Plain
    } else {
        Walk::Malformed
    }
}

/// The size that a chunk's first line tells, and the line's length; nothing where the line is cut off.
fn size(text: &[u8]) -> Result<Option<(usize, usize)>, ()> {
    let digits = text
        .iter()
        .take_while(|byte| byte.is_ascii_hexdigit())
        .count();
    let words = text.get(..digits).unwrap_or_default();
    let behind = text.get(digits..).unwrap_or_default();
    if digits == 0 && behind.is_empty() {
        return Ok(None);
    }
    // More digits than a size has.
    if digits == 0 || digits > 15 {
        return Err(());
    }
    let size = std::str::from_utf8(words)
        .ok()
        .and_then(|words| usize::from_str_radix(words, 16).ok())
        .ok_or(())?;
    let line = behind.get(..LINE).unwrap_or(behind);
    let Some(end) = memchr::memchr(b'\n', line) else {
        // An editor may take off the last line end.
        let is_last = size == 0 && behind.trim_ascii_start().is_empty();
        if is_last {
            return Ok(Some((0, text.len())));
        }
        return if behind.len() < LINE && may_be_extension(line) {
            Ok(None)
        } else {
            Err(())
        };
    };
    if !may_be_extension(line.get(..end).unwrap_or_default()) {
        return Err(());
    }
    Ok(Some((size, digits + end + 1)))
}

/// Whether what stands behind a size, up to the line's end, is nothing or a chunk extension.
fn may_be_extension(text: &[u8]) -> bool {
    matches!(text.trim_ascii().first(), None | Some(b';'))
}

fn is_one_line_of_hex(text: &[u8]) -> bool {
    !text.is_empty() && text.trim_ascii().iter().all(u8::is_ascii_hexdigit)
}

/// The length of the trailer fields and of the blank line behind them.
fn trailers(text: &[u8]) -> usize {
    let mut at = 0;
    loop {
        let rest = text.get(at..).unwrap_or_default();
        let line = rest.get(..LINE).unwrap_or(rest);
        let Some(end) = memchr::memchr(b'\n', line) else {
            return at;
        };
        let line = line.get(..end).unwrap_or_default();
        if line.trim_ascii().is_empty() {
            return at + end + 1;
        }
        // No trailer: the next message, its blank line forgotten.
        let name = line.split(|&byte| byte == b':').next().unwrap_or_default();
        let is_field = name.len() < line.len()
            && !name.is_empty()
            && name
                .iter()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        if !is_field {
            return at;
        }
        at += end + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_are_put_together_and_lead_back() {
        let text = b"5\r\n{\"a\":\r\n2;x=y\r\n1}\r\n0\r\nExpires: x\r\n\r\nHTTP/1.1";
        assert_eq!(walk(text), Walk::Whole(text.len() - 8));
        let Decoded { bytes, map, .. } = decode(text);
        assert_eq!(bytes, b"{\"a\":1}");
        assert_eq!(map.encoded(Span::new(0, 5)).of(text), b"{\"a\":");
        assert_eq!(map.encoded(Span::new(5, 6)).of(text), b"1");
        for whole in [
            &b"0\r\n\r\n"[..],
            b"0",
            b"2\n{}\n0\n\n",
            b"2\r\n{}\r\n000\r\n",
        ] {
            assert_eq!(walk(whole), Walk::Whole(whole.len()), "{whole:?}");
        }
    }

    #[test]
    fn chunks_that_lead_nowhere_are_walked_over_once() {
        const HEADS: usize = 1_000;
        let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        // Each chunk holds the next head, and each head has all chunks behind it.
        let unit = format!("{head}{:x}\r\n", head.len() - 2);
        let text = unit.repeat(HEADS);
        let mut barren = Barren::default();
        for at in 0..HEADS {
            let rest = &text.as_bytes()[at * unit.len()..];
            let found = barren.walk(rest, head.len(), true);
            // Those at the end have too few behind them for one to be kept.
            if (1..HEADS - 32).contains(&at) {
                assert_eq!(found, Walk::Malformed, "{at}");
            } else if at == 0 {
                assert_eq!(found, Walk::CutOff);
            }
            // One of sixteen, and none again.
            assert!(barren.known.len() <= HEADS / 16 + 1);
            barren.take(unit.len());
        }
        // What ends is told as it is.
        let whole = b"1\r\nx\r\n0\r\n\r\n";
        assert_eq!(barren.walk(whole, 0, true), Walk::Whole(whole.len()));
    }

    #[test]
    fn what_is_no_chunk_is_told() {
        for plain in [
            &b"{\"a\":1}"[..],
            b"<html>",
            b"",
            b"[1]",
            b"\"abc\"",
            b"123\n",
            b"1234567890123456789",
            b"false",
        ] {
            assert_eq!(walk(plain), Walk::Plain, "{plain:?}");
        }
        for cut in [
            &b"5\r\n{\"a\""[..],
            b"2\r\n{}",
            b"2\r\n{}\r\n",
            b"2\r\n{}\r\n1",
            b"ffffff\r\n{}\r\n",
        ] {
            assert_eq!(walk(cut), Walk::CutOff, "{cut:?}");
        }
        for broken in [
            &b"2\r\n{} \r\n0\r\n\r\n"[..],
            b"2\r\n{}\r\nxyz\r\n",
            b"1\r\n{}\r\n",
            b"fffffffffffffff\r\n{}\r\n{}",
        ] {
            let found = walk(broken);
            assert!(
                matches!(found, Walk::Malformed | Walk::CutOff),
                "{broken:?} {found:?}"
            );
        }
    }
}
