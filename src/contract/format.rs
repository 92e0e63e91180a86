//! The values of `format` that contracts use.
//!
//! A name comes in, the format goes out or nothing does: draft 2020-12 asserts no format unless
//! told to, and validators ignore those that they do not know. So a built-in contract with a format that is
//! not listed here is refused rather than left unasserted. In somebody's own contract it is an annotation, as
//! JSON Schema says, and told by name: it may be a standard one with a letter too few.

use std::collections::BTreeSet;

use serde_json::Value;

use super::validator::each_schema;
use crate::text::nearest::nearest;

/// A `format` that is asserted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// RFC 3339 section 5.6 `date-time` (JSON Schema 2020-12, validation, section 7.3.1).
    DateTime,
    /// OpenAPI 3.1 format registry: a signed integer of 32 bits.
    Int32,
    /// OpenAPI 3.1 format registry: a signed integer of 64 bits.
    Int64,
    /// A signed integer of 8 bits (OpenAPI format registry), as schemars writes it.
    Int8,
    /// A signed integer of 16 bits.
    Int16,
    /// An unsigned integer of 8 bits.
    Uint8,
    /// An unsigned integer of 16 bits.
    Uint16,
    /// An unsigned integer of 32 bits.
    Uint32,
    /// An unsigned integer of 64 bits, or of the machine's word.
    Uint64,
}

impl Format {
    /// The format of that name, where it is one that can be asserted.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "date-time" => Some(Self::DateTime),
            "int32" => Some(Self::Int32),
            "int64" | "int" => Some(Self::Int64),
            "int8" => Some(Self::Int8),
            "int16" => Some(Self::Int16),
            "uint8" => Some(Self::Uint8),
            "uint16" => Some(Self::Uint16),
            "uint32" => Some(Self::Uint32),
            "uint64" | "uint" => Some(Self::Uint64),
            _ => None,
        }
    }

    /// The least and the greatest integer that the format allows, where it is about integers.
    pub const fn bounds(self) -> Option<(i64, u64)> {
        match self {
            Self::DateTime => None,
            Self::Int8 => Some((i8::MIN as i64, i8::MAX as u64)),
            Self::Int16 => Some((i16::MIN as i64, i16::MAX as u64)),
            Self::Int32 => Some((i32::MIN as i64, i32::MAX as u64)),
            Self::Int64 => Some((i64::MIN, i64::MAX as u64)),
            Self::Uint8 => Some((0, u8::MAX as u64)),
            Self::Uint16 => Some((0, u16::MAX as u64)),
            Self::Uint32 => Some((0, u32::MAX as u64)),
            Self::Uint64 => Some((0, u64::MAX)),
        }
    }
}

/// Formats that have a meaning without being a [`Format`]: those of JSON Schema, which the validator asserts as
/// the draft has them, those of the OpenAPI format registry, most of which say how a value is shown or made,
/// and those that schemars writes.
const KNOWN: &[&str] = &[
    "base64url",
    "binary",
    "byte",
    "char",
    "color",
    "commonmark",
    "date",
    "decimal",
    "decimal128",
    "double",
    "double-int",
    "duration",
    "email",
    "float",
    "hostname",
    "html",
    "http-date",
    "idn-email",
    "idn-hostname",
    "ip",
    "ipv4",
    "ipv6",
    "iri",
    "iri-reference",
    "json-pointer",
    "media-range",
    "partial-date-time",
    "password",
    "regex",
    "relative-json-pointer",
    "sf-binary",
    "sf-boolean",
    "sf-decimal",
    "sf-integer",
    "sf-string",
    "sf-token",
    "time",
    "unixtime",
    "uri",
    "uri-reference",
    "uri-template",
    "uuid",
];

/// The formats in the schemas of `document` that nobody knows, so that nothing asserts them.
pub(super) fn unknown(document: &Value) -> BTreeSet<String> {
    let mut unknown = BTreeSet::new();
    each_schema(document, &mut |keywords| {
        if let Some(Value::String(name)) = keywords.get("format")
            && Format::named(name).is_none()
            && !KNOWN.contains(&name.as_str())
            && !unknown.contains(name)
        {
            unknown.insert(name.clone());
        }
    });
    unknown
}

/// The known format that `name` is nearest to, where it is near to one.
pub fn near(name: &str) -> Option<&'static str> {
    nearest(
        name,
        KNOWN.iter().copied().chain(["date-time", "int32", "int64"]),
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn formats_that_nobody_knows_are_told_from_annotations_and_from_what_is_no_schema() {
        let document = json!({
            "format": "int64",
            "properties": {
                "format": {"type": "string", "format": "datetime"},
                "b": {"items": [{"format": "password"}, {"format": "our-id"}]},
                "c": {"const": {"format": "x"}, "enum": [{"format": "x"}], "default": {"format": "x"}},
            },
            "$defs": {"d": {"format": "our-id"}, "e": {"format": 7}},
        });
        assert_eq!(Vec::from_iter(unknown(&document)), ["datetime", "our-id"]);
        assert_eq!(
            (near("datetime"), near("our-id")),
            (Some("date-time"), None)
        );
    }
}
