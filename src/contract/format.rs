//! The values of `format` that contracts use.
//!
//! A name comes in, the format goes out or nothing does: draft 2020-12 asserts no format unless
//! told to, and validators ignore those that they do not know, so a contract with a format that
//! is not listed here is refused rather than left unasserted.

/// A `format` that is asserted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// RFC 3339 section 5.6 `date-time` (JSON Schema 2020-12, validation, section 7.3.1).
    DateTime,
    /// OpenAPI 3.1 format registry: a signed integer of 32 bits.
    Int32,
    /// OpenAPI 3.1 format registry: a signed integer of 64 bits.
    Int64,
}

impl Format {
    /// The format of that name, where it is one that can be asserted.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "date-time" => Some(Self::DateTime),
            "int32" => Some(Self::Int32),
            "int64" => Some(Self::Int64),
            _ => None,
        }
    }

    /// The least and the greatest integer that the format allows, where it is about integers.
    pub const fn bounds(self) -> Option<(i64, i64)> {
        match self {
            Self::DateTime => None,
            Self::Int32 => Some((i32::MIN as i64, i32::MAX as i64)),
            Self::Int64 => Some((i64::MIN, i64::MAX)),
        }
    }
}
