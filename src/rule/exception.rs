//! The rules about the configuration itself: exceptions that are over, or of no use.

use super::mutation::Mutation;
use super::{Claim, Rule, Topic};
use crate::severity::Severity;

/// The name of the rule about exceptions whose last day is over.
pub const EXPIRED: &str = "exception-expired";

/// The name of the rule about exceptions that accept nothing.
pub const STALE: &str = "exception-stale";

/// Why no payload breaks these rules.
const NEVER: &str = "no payload has it: it is about the configuration";

pub(super) const RULES: &[Rule] = &[
    Rule::new(
        EXPIRED,
        Severity::Warning,
        Topic::Exceptions,
        include_str!("exception-expired.md"),
        Claim::Corpus,
        Mutation::Never(NEVER),
    ),
    Rule::new(
        STALE,
        Severity::Warning,
        Topic::Exceptions,
        include_str!("exception-stale.md"),
        Claim::Corpus,
        Mutation::Never(NEVER),
    ),
];
