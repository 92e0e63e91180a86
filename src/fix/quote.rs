//! Text written inside of the strings of a capture, and as such strings.
//!
//! What is written is a date, a name or a value of an enum, or a part of one. Where a style cannot hold it,
//! nothing is written.

use std::collections::BTreeMap;

use crate::capture::{Body, Quoting};
use crate::text::SpanMap;
use crate::text::yaml::{self, ScalarStyle};

/// The rules of the string that a body's text stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// There is none: the text stands as it is.
    Bare,
    /// Escapes begin with a backslash (JSON, double quotes of YAML and TOML).
    Escaped,
    /// A quote is doubled, nothing else can be escaped (YAML's single quotes).
    Doubled,
    /// As it is, on one line, without this letter (YAML's blocks, TOML's literal strings).
    Raw(Option<char>),
    /// Letters that begin or end nothing (YAML without quotes).
    Plain,
}

impl Style {
    /// The style that a body's text is written in; `None` where its parts cannot be written alone.
    pub(super) fn of(body: &Body<'_>) -> Option<Self> {
        let (container, _) = body.container();
        match body.quoting() {
            Quoting::None => Some(Self::Bare),
            Quoting::Json => Some(Self::Escaped),
            Quoting::Yaml(span) => match yaml::style(span.of(container)) {
                ScalarStyle::Plain => Some(Self::Plain),
                ScalarStyle::Single => Some(Self::Doubled),
                ScalarStyle::Double => Some(Self::Escaped),
                ScalarStyle::Block => Some(Self::Raw(None)),
                ScalarStyle::Alias => None,
            },
            Quoting::Toml(span) => match span.of(container).first() {
                Some(b'"') => Some(Self::Escaped),
                Some(b'\'') => Some(Self::Raw(Some('\''))),
                _ => None,
            },
            Quoting::Unknown | Quoting::YamlTree | Quoting::TomlTree => None,
        }
    }

    /// `text` as it stands in such a string, with the escapes that the string itself has.
    pub(super) fn quoted(self, text: &str, escapes: &Escapes) -> Option<Vec<u8>> {
        let mut out = Vec::with_capacity(text.len());
        for letter in text.chars() {
            match self {
                Self::Escaped => match (escapes.0.get(&letter), letter) {
                    (Some(escape), _) => out.extend_from_slice(escape),
                    (None, '"' | '\\') => {
                        out.push(b'\\');
                        push(&mut out, letter);
                    }
                    // The one escape that all three languages have.
                    (None, '\0'..='\u{1f}' | '\u{7f}') => {
                        out.extend(format!("\\u{:04x}", u32::from(letter)).bytes());
                    }
                    _ => push(&mut out, letter),
                },
                Self::Doubled if letter == '\'' => out.extend_from_slice(b"''"),
                Self::Doubled | Self::Raw(_) if letter.is_control() => return None,
                Self::Raw(Some(quote)) if letter == quote => return None,
                Self::Bare | Self::Doubled | Self::Raw(_) => push(&mut out, letter),
                Self::Plain if is_plain(letter) => push(&mut out, letter),
                Self::Plain => return None,
            }
        }
        Some(out)
    }
}

fn push(out: &mut Vec<u8>, letter: char) {
    out.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
}

/// Letters that mean themselves wherever they stand between others.
fn is_plain(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || "-+_./:\"".contains(letter)
}

/// The escapes that a string has, by their letters: some writers escape more than they have to.
#[derive(Debug, Default)]
pub(super) struct Escapes(BTreeMap<char, Vec<u8>>);

impl Escapes {
    /// Those of the string that a body's text stands in.
    pub(super) fn of(body: &Body<'_>) -> Self {
        let (container, _) = body.container();
        let mut escapes = BTreeMap::new();
        let maps = body.layers().into_iter();
        for (decoded, encoded) in maps.flat_map(SpanMap::wholes) {
            let written = encoded.of(container);
            let is_escape = written.starts_with(b"\\") && !written.contains(&b'\n');
            if decoded.len() > 4 || !is_escape {
                continue;
            }
            let text = std::str::from_utf8(decoded.of(body.bytes())).unwrap_or_default();
            let mut letters = text.chars();
            if let (Some(letter), None) = (letters.next(), letters.next()) {
                escapes.entry(letter).or_insert_with(|| written.to_vec());
            }
        }
        Self(escapes)
    }
}

/// `text` as a scalar of YAML in the style of `old`, the scalar that it replaces. Tags, anchors and blocks are
/// left alone.
///
/// A plain scalar stays one only where no reader takes it for anything but text: `2024-01-15T14:30:00Z` is a
/// timestamp to readers of YAML 1.1.
pub(super) fn yaml_scalar(old: &[u8], text: &str) -> Option<Vec<u8>> {
    if matches!(old.first(), None | Some(b'!' | b'&')) {
        return None;
    }
    let (style, quote) = match yaml::style(old) {
        ScalarStyle::Double => (Style::Escaped, "\""),
        ScalarStyle::Plain if is_word(text) => (Style::Plain, ""),
        ScalarStyle::Plain | ScalarStyle::Single => (Style::Doubled, "'"),
        ScalarStyle::Block | ScalarStyle::Alias => return None,
    };
    scalar(style, quote, text)
}

/// `text` as a string of TOML in the style of `old`, or as a bare key where it is one.
pub(super) fn toml_scalar(old: &[u8], text: &str) -> Option<Vec<u8>> {
    let is_long = old.starts_with(b"\"\"\"") || old.starts_with(b"'''");
    let (style, quote) = match old.first()? {
        b'\'' if !is_long && !text.contains('\'') => (Style::Raw(Some('\'')), "'"),
        // A key; values that are no strings begin with a digit or a sign, or are `true` or `false`.
        byte if (byte.is_ascii_alphabetic() || *byte == b'_') && is_word(text) => {
            (Style::Plain, "")
        }
        _ => (Style::Escaped, "\""),
    };
    scalar(style, quote, text)
}

fn scalar(style: Style, quote: &str, text: &str) -> Option<Vec<u8>> {
    let inside = style.quoted(text, &Escapes::default())?;
    Some([quote.as_bytes(), &inside, quote.as_bytes()].concat())
}

/// Whether a text is letters, digits and `_` that no version of YAML takes for anything else.
fn is_word(text: &str) -> bool {
    const OTHERS: &[&str] = &["y", "n", "yes", "no", "on", "off", "true", "false", "null"];
    let is_name = text.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    is_name && !OTHERS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(bytes: Option<Vec<u8>>) -> Option<String> {
        bytes.map(|bytes| String::from_utf8(bytes).unwrap())
    }

    #[test]
    fn scalars_keep_their_quotes_and_stay_text() {
        for (old, text, new) in [
            ("'a'", "it's", Some("'it''s'")),
            ("\"a\"", "say \"é\"\t", Some("\"say \\\"é\\\"\\u0009\"")),
            ("report_", "report", Some("report")),
            ("x", "2024-01-15T14:30:00Z", Some("'2024-01-15T14:30:00Z'")),
            ("1706000000", "2024-01-23", Some("'2024-01-23'")),
            ("x", "No", Some("'No'")),
            ("!!str x", "y", None),
            ("&a x", "y", None),
            ("*a", "y", None),
            ("|\n  x", "y", None),
        ] {
            let written = shown(yaml_scalar(old.as_bytes(), text));
            assert_eq!(written.as_deref(), new, "{old}");
        }
        for (old, text, new) in [
            ("'a'", "b", "'b'"),
            ("'a'", "it's", "\"it's\""),
            ("'''a'''", "b", "\"b\""),
            ("\"a\"", "b", "\"b\""),
            ("Created", "created", "created"),
            (
                "1979-05-27",
                "1979-05-27T00:00:00Z",
                "\"1979-05-27T00:00:00Z\"",
            ),
        ] {
            let written = shown(toml_scalar(old.as_bytes(), text));
            assert_eq!(written.as_deref(), Some(new), "{old}");
        }
    }

    #[test]
    fn what_a_style_cannot_hold_is_not_written() {
        let none = Escapes::default();
        assert_eq!(Style::Doubled.quoted("a\n", &none), None);
        assert_eq!(Style::Raw(Some('\'')).quoted("it's", &none), None);
        assert_eq!(Style::Raw(None).quoted("a\r", &none), None);
        assert_eq!(Style::Plain.quoted("a, b", &none), None);
        let quoted = Style::Plain.quoted("14:30:00+01:00", &none);
        assert_eq!(quoted.as_deref(), Some(&b"14:30:00+01:00"[..]));
    }
}
