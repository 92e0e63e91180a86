//! JSON that does nothing to the terminal or the build log that shows it.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter, Serializer};

use crate::text::sanitize::stand_in;

/// Writes `value` as indented JSON with a line end behind it.
///
/// A letter that a terminal or an editor could act upon (C1 controls, DEL, bidi controls, line
/// separators, invisible letters; RFC 8259 section 7 demands an escape for C0 alone) is written as
/// its `\u` escape, so a reader of the JSON gets the very same string. So is a `#` that
/// follows another: build services act on `##[` and `##vso[` anywhere in a line.
pub(super) fn write_pretty<T: Serialize>(value: &T, out: &mut dyn Write) -> io::Result<()> {
    let mut serializer = Serializer::with_formatter(&mut *out, Inert(PrettyFormatter::new()));
    value.serialize(&mut serializer)?;
    out.write_all(b"\n")
}

/// Writes `value` as such JSON in one line, without a line end behind it.
pub(super) fn write_line<T: Serialize>(value: &T, out: &mut dyn Write) -> io::Result<()> {
    let mut serializer = Serializer::with_formatter(out, Inert(CompactFormatter));
    value.serialize(&mut serializer)?;
    Ok(())
}

/// A formatter with other string contents.
struct Inert<F>(F);

impl<F: Formatter> Formatter for Inert<F> {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut escaped = String::with_capacity(fragment.len());
        let mut last = ' ';
        for letter in fragment.chars() {
            if stand_in(letter).is_some() || (letter == '#' && last == '#') {
                push_escaped(letter, &mut escaped);
            } else {
                escaped.push(letter);
            }
            last = letter;
        }
        writer.write_all(escaped.as_bytes())
    }

    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_array(writer)
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.0.begin_array_value(writer, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array_value(writer)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object(writer)
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.0.begin_object_key(writer, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object_value(writer)
    }
}

/// `letter` as JSON escapes, one for each UTF-16 unit (RFC 8259 section 7).
pub(super) fn push_escaped(letter: char, out: &mut String) {
    for unit in letter.encode_utf16(&mut [0; 2]) {
        // Four lower-case hex digits, highest first.
        out.push_str("\\u");
        out.extend(
            [12, 8, 4, 0]
                .map(|shift| char::from_digit(u32::from(*unit >> shift & 0xf), 16).unwrap_or('0')),
        );
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(text: &str) -> String {
        let mut out = Vec::new();
        write_pretty(&[text], &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn escapes_are_written_where_a_terminal_would_act() {
        assert_eq!(
            written("\u{1b}[31m \u{202e} \u{9b} \u{7f} \u{2028} \u{e0041} ##[x] é 日"),
            "[\n  \"\\u001b[31m \\u202e \\u009b \\u007f \\u2028 \\udb40\\udc41 #\\u0023[x] é 日\"\n]\n"
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_reader_gets_the_very_same_string(text in any::<String>()) {
            let out = written(&text);
            prop_assert_eq!(serde_json::from_str::<[String; 1]>(&out).unwrap(), [text]);
            prop_assert!(out.chars().all(|letter| letter == '\n' || stand_in(letter).is_none()));
        }
    }
}
