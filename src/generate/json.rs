//! JSON as it is made: members in order, numbers and odd strings digit for digit.

use std::fmt;
use std::io;

use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter};

/// A JSON value that was made.
///
/// `serde_json::Value` holds neither `1e400` nor `\u00e9`; this does. `Display` writes it as one
/// line, `{:#}` over several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json {
    /// `null`
    Null,
    /// `true` or `false`
    Boolean(bool),
    /// A number, as it is to be written (RFC 8259 section 6).
    Number(String),
    /// A string, decoded.
    String(String),
    /// JSON text that is to be written as it stands, such as a string with escapes of its own.
    Verbatim(String),
    /// An array.
    Array(Vec<Self>),
    /// An object, its members in order, no name twice.
    Object(Vec<(String, Self)>),
}

impl Json {
    /// A string.
    pub fn text(text: impl Into<String>) -> Self {
        Self::String(text.into())
    }

    /// A whole number.
    pub fn integer(number: i64) -> Self {
        Self::Number(number.to_string())
    }

    /// The value of the member named `name`, where this is an object that has one.
    pub fn get(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => members
                .iter()
                .find(|(known, _)| known == name)
                .map(|(_, value)| value),
            _ => None,
        }
    }

    /// Writes the value as one line, without spaces and without a line end.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write_compact<W: io::Write + ?Sized>(&self, out: &mut W) -> io::Result<()> {
        self.write(out, &mut CompactFormatter)
    }

    /// Writes the value over several lines, two spaces a level, without a line end behind it.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write_pretty<W: io::Write + ?Sized>(&self, out: &mut W) -> io::Result<()> {
        self.write(out, &mut PrettyFormatter::new())
    }

    fn write<W: io::Write + ?Sized>(
        &self,
        out: &mut W,
        formatter: &mut impl Formatter,
    ) -> io::Result<()> {
        match self {
            Self::Null => formatter.write_null(out),
            Self::Boolean(value) => formatter.write_bool(out, *value),
            Self::Number(digits) => formatter.write_number_str(out, digits),
            Self::String(text) => string(out, text),
            Self::Verbatim(text) => formatter.write_raw_fragment(out, text),
            Self::Array(elements) => {
                formatter.begin_array(out)?;
                for (index, element) in elements.iter().enumerate() {
                    formatter.begin_array_value(out, index == 0)?;
                    element.write(out, formatter)?;
                    formatter.end_array_value(out)?;
                }
                formatter.end_array(out)
            }
            Self::Object(members) => {
                formatter.begin_object(out)?;
                for (index, (name, value)) in members.iter().enumerate() {
                    formatter.begin_object_key(out, index == 0)?;
                    string(out, name)?;
                    formatter.end_object_key(out)?;
                    formatter.begin_object_value(out)?;
                    value.write(out, formatter)?;
                    formatter.end_object_value(out)?;
                }
                formatter.end_object(out)
            }
        }
    }
}

fn string<W: io::Write + ?Sized>(out: &mut W, text: &str) -> io::Result<()> {
    serde_json::to_writer(out, text).map_err(io::Error::from)
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = Vec::new();
        let written = if f.alternate() {
            self.write_pretty(&mut out)
        } else {
            self.write_compact(&mut out)
        };
        written.map_err(|_| fmt::Error)?;
        f.write_str(std::str::from_utf8(&out).map_err(|_| fmt::Error)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_escapes_are_written_as_they_stand() {
        let json = Json::Object(vec![
            ("a\"b".to_owned(), Json::Number("1e400".to_owned())),
            (
                "c".to_owned(),
                Json::Array(vec![
                    Json::Verbatim("\"\\u00e9\"".to_owned()),
                    Json::Null,
                    Json::Boolean(true),
                    Json::text("\n"),
                ]),
            ),
            ("d".to_owned(), Json::Object(Vec::new())),
        ]);
        assert_eq!(
            json.to_string(),
            r#"{"a\"b":1e400,"c":["\u00e9",null,true,"\n"],"d":{}}"#
        );
        assert_eq!(
            format!("{json:#}"),
            "{\n  \"a\\\"b\": 1e400,\n  \"c\": [\n    \"\\u00e9\",\n    null,\n    true,\n    \"\\n\"\n  ],\n  \"d\": {}\n}"
        );
    }
}
