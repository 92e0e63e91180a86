//! The levels that can be asked for.

use serde::{Deserialize, Serialize};

use crate::severity::Severity;

/// The level at which the findings of a rule count.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// They are only counted.
    Off,
    /// Worth knowing.
    Note,
    /// They fail the check.
    Warning,
    /// They fail the check, with `--fail-on error` too.
    Error,
}

impl Level {
    /// The level of the findings; `None` where they are off.
    pub const fn severity(self) -> Option<Severity> {
        match self {
            Self::Off => None,
            Self::Note => Some(Severity::Note),
            Self::Warning => Some(Severity::Warning),
            Self::Error => Some(Severity::Error),
        }
    }
}
