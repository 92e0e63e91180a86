//! Secrets behind escapes: of JSON (`\u0077`, `\n`), of URLs (`%5F`) and of XML (`&quot;`), as serializers write the
//! letters of names and of what stands between a name and its value.
//!
//! Nothing is parsed: whatever looks like an escape is undone, whichever text it stands in, and the secrets of
//! what comes out are those of what went in. That what is no escape there may be taken for one masks too much at
//! worst, as the text itself is looked at as well.

use super::strings;
use crate::text::{Span, SpanMap};

/// Escapes within escapes that are undone, as a URL in a URL has them.
const LAYERS: usize = 3;

/// Bytes of an entity of XML at most, its signs included.
const ENTITY: usize = 8;

/// A text whose escapes are undone.
pub(super) struct Undone {
    /// The text, with a letter in place of each escape of one.
    pub letters: Vec<u8>,
    /// Whether letters of base64 are among these.
    pub is_encoded: bool,
}

/// Adds the texts of what `look` finds in `text` once its escapes are undone.
pub(super) fn find(text: &[u8], look: impl Fn(&Undone) -> Vec<Span>, found: &mut Vec<Span>) {
    let mut maps: Vec<SpanMap> = Vec::new();
    let mut last: Vec<u8> = Vec::new();
    for _ in 0..LAYERS {
        let outer = if maps.is_empty() { text } else { &last };
        let Some((undone, map)) = undone(outer) else {
            return;
        };
        maps.push(map);
        let inner = look(&undone);
        found.extend(inner.into_iter().map(|span| {
            let layers = maps.iter().rev();
            layers.fold(span, |span, map| map.encoded(span))
        }));
        last = undone.letters;
    }
}

/// `text` with a letter in place of each escape of one, and the way back; `None` where it has no escape.
fn undone(text: &[u8]) -> Option<(Undone, SpanMap)> {
    let mut is_encoded = false;
    let mut out = Vec::new();
    let mut map = SpanMap::new();
    let mut at = 0;
    let mut passed = 0;
    for start in memchr::memchr3_iter(b'\\', b'%', b'&', text) {
        // A backslash among those before it.
        if start < passed {
            continue;
        }
        let rest = text.get(start..).unwrap_or_default();
        let Some((letter, length)) = escape(rest) else {
            passed = strings::behind(text, start);
            continue;
        };
        passed = start + length;
        let plain = text.get(at..start).unwrap_or_default();
        map.identity(at, plain.len());
        map.whole(Span::new(start, start + length), 1);
        out.extend_from_slice(plain);
        out.push(letter);
        is_encoded |= letter.is_ascii_alphanumeric() || b"+/-_".contains(&letter);
        at = start + length;
    }
    if map.is_empty() {
        return None;
    }
    let rest = text.get(at..).unwrap_or_default();
    map.identity(at, rest.len());
    out.extend_from_slice(rest);
    let undone = Undone {
        letters: out,
        is_encoded,
    };
    Some((undone, map))
}

/// The letter of ASCII that the escape at the start of `text` stands for, and the escape's length. No other
/// letter parts a name from its value, or is one of the names that are known.
fn escape(text: &[u8]) -> Option<(u8, usize)> {
    let (letter, length) = match text {
        [b'%', high, low, ..] => (digits(&[*high, *low], 16)?, 3),
        [b'&', ..] => entity(text)?,
        // Each text that quotes another one doubles the backslashes.
        _ => {
            let slashes = text.iter().take_while(|byte| **byte == b'\\').count();
            let (sign, rest) = text.get(slashes..)?.split_first()?;
            match sign {
                b'u' => (digits(rest.get(..4)?, 16)?, slashes + 5),
                b'x' => (digits(rest.get(..2)?, 16)?, slashes + 3),
                b'n' => (b'\n', slashes + 1),
                b'r' => (b'\r', slashes + 1),
                b't' => (b'\t', slashes + 1),
                b'/' => (b'/', slashes + 1),
                _ => return None,
            }
        }
    };
    letter.is_ascii().then_some((letter, length))
}

fn entity(text: &[u8]) -> Option<(u8, usize)> {
    let head = text.get(..ENTITY).unwrap_or(text);
    let end = memchr::memchr(b';', head)?;
    let letter = match text.get(1..end)? {
        b"quot" => b'"',
        b"apos" => b'\'',
        b"amp" => b'&',
        b"lt" => b'<',
        b"gt" => b'>',
        [b'#', b'x' | b'X', hex @ ..] => digits(hex, 16)?,
        [b'#', decimal @ ..] => digits(decimal, 10)?,
        _ => return None,
    };
    Some((letter, end + 1))
}

/// The number that digits stand for, if it is one of a byte.
fn digits(text: &[u8], radix: u32) -> Option<u8> {
    let value = text.iter().try_fold(0_u32, |value, digit| {
        let digit = char::from(*digit).to_digit(radix)?;
        Some((value * radix + digit).min(u32::from(u16::MAX)))
    })?;
    u8::try_from(value).ok().filter(|_| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Option<String> {
        undone(text.as_bytes()).map(|(undone, _)| String::from_utf8(undone.letters).unwrap())
    }

    #[test]
    fn escapes_of_letters_are_undone() {
        for (text, letters) in [
            (r"pass\u0077ord", "password"),
            (r"pass\\\u0077ord", "password"),
            ("api%5fkey%3D", "api_key="),
            ("&quot;a&#x3a;&#58;&amp;&lt;&gt;&apos;", "\"a::&<>'"),
            ("100%25", "100%"),
            (r"a\nb\\r\tc\/d\x41", "a\nb\r\tc/dA"),
            ("\\\\u0041%u0042%41", "A%u0042A"),
        ] {
            assert_eq!(shown(text).as_deref(), Some(letters), "{text}");
        }
    }

    #[test]
    fn what_is_none_stays() {
        for text in [
            "",
            "plain",
            r"a\b",
            r"\u00e9",
            r"\u123",
            "100% of it",
            "%zz",
            "a&b;",
            "&#;",
            "&#999;",
            "%e9",
            "&longer-than-one;",
            "\\",
            "%",
            "&",
            "%4",
        ] {
            assert_eq!(shown(text), None, "{text}");
        }
    }

    #[test]
    fn the_way_back_is_that_of_whole_escapes() {
        let text = r"a\u0062c%64e";
        let (undone, map) = undone(text.as_bytes()).unwrap();
        assert_eq!(undone.letters, b"abcde");
        assert!(undone.is_encoded);
        assert_eq!(map.encoded(Span::new(1, 2)), Span::new(1, 7));
        assert_eq!(map.encoded(Span::new(2, 4)), Span::new(7, 11));
        assert_eq!(map.encoded(Span::new(4, 5)), Span::new(11, 12));
    }
}
