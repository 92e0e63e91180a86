//! What could not be checked, and why: the typed operational error.
//!
//! A problem is about a file, a record or the command, never about whether the API drifted: that
//! is a [`crate::finding`]. Problems are part of every report, so no output format can lose one,
//! and each is exit code 2.

use crate::text::{Excerpt, Place};

/// Something that could not be read, decoded or recognised.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// What kind of problem.
    pub kind: ProblemKind,
    /// The file as it is shown to people, `<stdin>` for standard input; `None` where the problem
    /// is not about a file.
    pub path: Option<String>,
    /// Where in the file.
    pub place: Option<Place>,
    /// The lines around that place.
    pub excerpt: Option<Excerpt>,
    /// The fact in one lower-case sentence without full stop.
    pub message: String,
    /// What is said right under the underlined place.
    pub label: Option<String>,
    /// What to do, in one imperative sentence.
    pub help: Option<String>,
}

/// The kinds of problems; the names are stable and appear in machine-readable output.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum ProblemKind {
    /// The file or folder does not exist, cannot be opened, or failed while it was read.
    Unreadable,
    /// The file holds nothing, or nothing but white space.
    Empty,
    /// The text is no JSON.
    NotJson,
    /// The text ends in the middle of a JSON value.
    CutOff,
    /// The bytes are not UTF-8.
    NotUtf8,
    /// Arrays and objects are nested deeper than is read.
    TooDeep,
    /// The record is longer than is read.
    TooLarge,
    /// No DTO of the contract was recognised in the payload.
    Unrecognized,
    /// Several DTOs fit the payload equally well and would judge it differently.
    Ambiguous,
    /// Nothing at all was checked.
    NothingChecked,
}

impl ProblemKind {
    /// The stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::Empty => "empty",
            Self::NotJson => "not-json",
            Self::CutOff => "cut-off",
            Self::NotUtf8 => "not-utf8",
            Self::TooDeep => "too-deep",
            Self::TooLarge => "too-large",
            Self::Unrecognized => "unrecognized",
            Self::Ambiguous => "ambiguous",
            Self::NothingChecked => "nothing-checked",
        }
    }
}
