//! What could not be checked, and why: the typed operational error.
//!
//! A problem is about a file, a record or the command, never about whether the API drifted: that
//! is a [`crate::finding`]. Problems are part of every report, so no output format can lose one,
//! and each is exit code 2.

use crate::text::secret::Secrets;
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

impl Problem {
    /// Masks the secrets that its words quote.
    pub fn mask(&mut self, secrets: &Secrets) {
        secrets.mask(&mut self.message);
        let others = self.label.iter_mut().chain(&mut self.help);
        others.for_each(|text| secrets.mask(text));
    }
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
    /// The payload took longer to check than is allowed.
    TooLong,
    /// The system gave no means to check the payload.
    OutOfResources,
    /// The capture does not follow its format, so an entry or the rest of it could not be read.
    MalformedCapture,
    /// A recorded body cannot be decoded as the capture labels it.
    Undecodable,
    /// No DTO of the contract was recognised in the payload.
    Unrecognized,
    /// Several DTOs fit the payload equally well and would judge it differently.
    Ambiguous,
    /// The schema that the payload is to be held against cannot be used.
    BrokenContract,
    /// The configuration cannot be used.
    BadConfig,
    /// The baseline cannot be read.
    BadBaseline,
    /// The observed lock cannot be read.
    BadLock,
    /// Nothing at all was checked.
    NothingChecked,
}

impl ProblemKind {
    /// All kinds, by name.
    pub const ALL: &'static [Self] = &[
        Self::Ambiguous,
        Self::BadBaseline,
        Self::BadConfig,
        Self::BadLock,
        Self::BrokenContract,
        Self::CutOff,
        Self::Empty,
        Self::MalformedCapture,
        Self::NotJson,
        Self::NotUtf8,
        Self::NothingChecked,
        Self::OutOfResources,
        Self::TooDeep,
        Self::TooLarge,
        Self::TooLong,
        Self::Undecodable,
        Self::Unreadable,
        Self::Unrecognized,
    ];

    /// The kind of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == name)
    }

    /// The page that `wiredrift explain` prints; its heading is the name.
    pub const fn page(self) -> &'static str {
        match self {
            Self::Unreadable => include_str!("problem/unreadable.md"),
            Self::Empty => include_str!("problem/empty.md"),
            Self::NotJson => include_str!("problem/not-json.md"),
            Self::CutOff => include_str!("problem/cut-off.md"),
            Self::NotUtf8 => include_str!("problem/not-utf8.md"),
            Self::TooDeep => include_str!("problem/too-deep.md"),
            Self::Undecodable => include_str!("problem/undecodable.md"),
            Self::MalformedCapture => include_str!("problem/malformed-capture.md"),
            Self::TooLarge => include_str!("problem/too-large.md"),
            Self::TooLong => include_str!("problem/too-long.md"),
            Self::OutOfResources => include_str!("problem/out-of-resources.md"),
            Self::Unrecognized => include_str!("problem/unrecognized.md"),
            Self::Ambiguous => include_str!("problem/ambiguous.md"),
            Self::BrokenContract => include_str!("problem/broken-contract.md"),
            Self::BadBaseline => include_str!("problem/bad-baseline.md"),
            Self::BadConfig => include_str!("problem/bad-config.md"),
            Self::BadLock => include_str!("problem/bad-lock.md"),
            Self::NothingChecked => include_str!("problem/nothing-checked.md"),
        }
    }

    /// The page's first sentence.
    pub fn summary(self) -> &'static str {
        let mut lines = self.page().lines().skip(1);
        lines
            .find(|line| !line.trim().is_empty())
            .unwrap_or_default()
    }

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
            Self::TooLong => "too-long",
            Self::OutOfResources => "out-of-resources",
            Self::MalformedCapture => "malformed-capture",
            Self::Undecodable => "undecodable",
            Self::Unrecognized => "unrecognized",
            Self::Ambiguous => "ambiguous",
            Self::BrokenContract => "broken-contract",
            Self::BadBaseline => "bad-baseline",
            Self::BadConfig => "bad-config",
            Self::BadLock => "bad-lock",
            Self::NothingChecked => "nothing-checked",
        }
    }
}
