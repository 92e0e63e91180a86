//! How much a finding matters: the three levels, worst first.

use serde::{Deserialize, Serialize};

/// The level of a finding. The order is by weight: `Note < Warning < Error`.
///
/// The names are those of SARIF 2.1.0 (`result.level`).
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Conforms, yet worth knowing.
    Note,
    /// Drift that the published schema lets through.
    Warning,
    /// The published schema forbids it.
    Error,
}

impl Severity {
    /// The level's name as it is written in every output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl std::fmt::Display for Severity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}
