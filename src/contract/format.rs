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
