//! Accepted breaches: which, where, why and until when.

use std::collections::BTreeSet;

use super::{FieldPattern, PathGlobs};
use crate::finding::Finding;
use crate::temporal::Day;
use crate::text::{Excerpt, Place};

/// An accepted breach.
#[derive(Clone, Debug)]
pub struct Exception {
    /// The values that it is about.
    pub fields: Vec<FieldPattern>,
    /// The files that it is about; all of them where none are named.
    pub files: Option<PathGlobs>,
    /// The names of the rules whose findings are accepted.
    pub accept: BTreeSet<&'static str>,
    /// Why.
    pub reason: String,
    /// The last day on which they are.
    pub expires: Option<Day>,
    /// Whether all that it is about is looked at in this run.
    pub coverage: Coverage,
    /// Where the rules are named.
    pub accept_at: Mark,
    /// Where the last day is named.
    pub expires_at: Option<Mark>,
}

/// Whether a run looks at all that an exception is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coverage {
    /// It does, so that an exception that accepts nothing is stale.
    Whole,
    /// It does not, or nobody knows.
    Part,
}

/// A place in a file, with the lines around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The file as it is shown to people.
    pub path: String,
    /// The place.
    pub place: Place,
    /// The lines.
    pub excerpt: Excerpt,
}

impl Exception {
    /// Whether its last day is over.
    pub fn is_expired(&self, today: Day) -> bool {
        self.expires.is_some_and(|last| last < today)
    }

    /// Whether it is about such a finding, whatever the file.
    pub(super) fn accepts(&self, finding: &Finding) -> bool {
        self.accept.contains(finding.rule) && self.fields.iter().any(|field| field.matches(finding))
    }
}
