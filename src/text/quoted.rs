//! What stands inside of a string of JSON (RFC 8259 section 7): its letters, and the way back to them.
//!
//! The inside of a string that a parser accepted comes in; what does not fit is kept as it stands.

use super::{Span, SpanMap};

/// What the inside of a string stands for.
pub fn unescaped(inside: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(inside.len());
    pieces(inside, |piece| match piece {
        Piece::Plain(span) => out.extend_from_slice(span.of(inside)),
        Piece::Escape(_, letter) => {
            out.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
        }
    });
    out
}

/// The way back from what the inside of a string stands for; `start` is where the inside begins in the text
/// that the map leads to.
pub fn trace(inside: &[u8], start: usize) -> SpanMap {
    let mut map = SpanMap::new();
    pieces(inside, |piece| match piece {
        Piece::Plain(span) => map.identity(start + span.start(), span.len()),
        Piece::Escape(span, letter) => {
            let span = Span::new(start + span.start(), start + span.end());
            map.whole(span, letter.len_utf8());
        }
    });
    map
}

/// A part of a string.
enum Piece {
    /// Letters that stand for themselves.
    Plain(Span),
    /// An escape, and its letter.
    Escape(Span, char),
}

fn pieces(inside: &[u8], mut take: impl FnMut(Piece)) {
    let mut at = 0;
    while let Some(rest) = inside.get(at..).filter(|rest| !rest.is_empty()) {
        let plain = memchr::memchr(b'\\', rest).unwrap_or(rest.len());
        take(Piece::Plain(Span::new(at, at + plain)));
        at += plain;
        let escaped = rest.get(plain..).unwrap_or_default();
        if escaped.is_empty() {
            break;
        }
        let (letter, length) = escape(escaped);
        take(Piece::Escape(Span::new(at, at + length), letter));
        at += length;
    }
}

/// The letter that an escape stands for (RFC 8259 section 7), and the escape's length.
fn escape(text: &[u8]) -> (char, usize) {
    let simple = match text.get(1) {
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'u') => return unicode_escape(text),
        Some(&other) => char::from(other),
        None => return ('\\', 1),
    };
    (simple, 2)
}

fn unicode_escape(text: &[u8]) -> (char, usize) {
    let unit = |at: usize| {
        let digits = text.get(at..at + 4)?;
        u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
    };
    let Some(first) = unit(2) else {
        return (char::REPLACEMENT_CHARACTER, text.len().min(2));
    };
    if let Some(letter) = char::from_u32(first.into()) {
        return (letter, 6);
    }
    let second = (text.get(6..8) == Some(b"\\u")).then(|| unit(8)).flatten();
    let pair = second.and_then(|second| char::decode_utf16([first, second]).next()?.ok());
    match pair {
        Some(letter) => (letter, 12),
        None => (char::REPLACEMENT_CHARACTER, 6),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn escapes_lead_back() {
        let text = br#"a\"b\u00e9\ud83d\ude00\n"#;
        assert_eq!(
            std::str::from_utf8(&unescaped(text)).unwrap(),
            "a\"b\u{e9}\u{1f600}\n"
        );
        let map = trace(text, 100);
        let around = [&[0; 100][..], text].concat();
        let written = |start, end| map.encoded(Span::new(start, end)).of(&around).to_vec();
        assert_eq!(written(1, 2), b"\\\"");
        assert_eq!(written(3, 5), b"\\u00e9");
        assert_eq!(written(5, 9), b"\\ud83d\\ude00");
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn each_letter_leads_to_what_stands_for_it(
            text in "(\\PC|\\\\[\"\\\\/bfnrt]|\\\\u00[0-9a-fA-F]{2}|\\\\ud83d\\\\ude0[0-9]){0,24}",
        ) {
            let Ok(read) = serde_json::from_str::<String>(&format!("\"{text}\"")) else {
                return Ok(());
            };
            let own = unescaped(text.as_bytes());
            prop_assert_eq!(read.as_bytes(), own.as_slice());
            let map = trace(text.as_bytes(), 0);
            prop_assert_eq!(map.len(), own.len());
            for (at, letter) in read.char_indices() {
                let written = map.encoded(Span::new(at, at + letter.len_utf8()));
                prop_assert_eq!(unescaped(written.of(text.as_bytes())), letter.to_string().into_bytes());
            }
        }
    }
}
