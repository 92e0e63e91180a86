//! What the checker found: one departure of one recorded value from its contract.
//!
//! Rules make findings, the summary counts them, the reporters put them into words. A finding is
//! about a payload, never about a file that could not be read: that is a [`crate::problem`].

use std::fmt;

use crate::severity::Severity;
use crate::text::name::fnv1a;
use crate::text::{Pointer, Span};

/// One departure of a recorded value from its contract (SARIF 2.1.0: `result`).
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The name of the rule that claims it.
    pub rule: &'static str,
    /// How much it matters.
    pub level: Severity,
    /// The DTO that the whole payload was checked as, such as `PagedResponseConnectionDto`.
    pub contract: String,
    /// The DTO that the value belongs to, such as `ConnectionRunDto` for a date inside `lastRun`.
    pub dto: String,
    /// The wire name of the field within `dto`; `None` where it is about the whole value.
    pub field: Option<String>,
    /// The value's place in the payload (RFC 6901).
    pub pointer: Pointer,
    /// The value's (or the key's) bytes within the payload.
    pub span: Span,
    /// What the rule says of it.
    pub account: Account,
}

/// What a rule says of a departure that it claims.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Account {
    /// The fact in one lower-case sentence without full stop. Written for this very value: it may
    /// quote payload text, made printable and shortened by whoever wrote it.
    pub headline: String,
    /// What is said right under the underlined value.
    pub label: String,
    /// What the contract asks for.
    pub expected: String,
    /// What was recorded, as JSON text; long values are cut.
    pub actual: String,
    /// What to do, in one imperative sentence.
    pub help: Option<String>,
    /// The JSON text that belongs where the value (or the key) stands, where one is offered.
    pub replacement: Option<String>,
    /// Whether that may be put in place without asking anybody.
    pub certainty: Certainty,
    /// More that is worth knowing, each one sentence: producers, later revisions, other breaches.
    pub notes: Vec<String>,
    /// The first revision that knows the field or value, where a later one does: `2026-03`.
    pub known_since: Option<&'static str>,
    /// The name of the date spelling, for findings about dates.
    pub spelling: Option<String>,
    /// All breaches of a date, leftmost first, the one that gave the rule among them.
    pub breaches: Vec<Breach>,
    /// What makes two findings of one rule at one place the same drift: the date spelling, the
    /// enum value, the JSON type or the key that was found.
    pub variant: String,
}

/// How sure a replacement is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Certainty {
    /// It is what was probably meant: somebody has to look.
    #[default]
    Likely,
    /// It says the very same thing: the same instant, value or field.
    Certain,
}

/// One way in which a date departs from RFC 3339.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Breach {
    /// The rule that is broken, such as `date-space-separator`.
    pub rule: &'static str,
    /// The character at which it is broken, from 1; `null` where the value is no string.
    pub character: Option<usize>,
    /// The clause that forbids it, such as `RFC 3339 section 5.6, time-offset`.
    pub clause: String,
}

impl Finding {
    /// The JSON text that may be put where the value (or the key) stands without asking anybody.
    pub fn certain_replacement(&self) -> Option<&str> {
        match self.account.certainty {
            Certainty::Certain => self.account.replacement.as_deref(),
            Certainty::Likely => None,
        }
    }

    /// What stays the same when the same drift turns up again elsewhere.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint {
            rule: self.rule,
            contract: self.contract.clone(),
            pointer: self.pointer.template(),
            variant: self.account.variant.clone(),
        }
    }
}

/// The identity of a drift (SARIF 2.1.0: `partialFingerprints`): equal for the same drift in
/// another record, file, run or order. It holds no offset, line, path or time.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint {
    /// The rule's name.
    pub rule: &'static str,
    /// The DTO that the payload was checked as.
    pub contract: String,
    /// The pointer, indices as `*`.
    pub pointer: String,
    /// See [`Account::variant`].
    pub variant: String,
}

impl fmt::Display for Fingerprint {
    /// Sixteen hex digits: FNV-1a (64 bits) over the four parts, each ended by a zero byte.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [self.rule, &self.contract, &self.pointer, &self.variant];
        write!(f, "{:016x}", fnv1a(parts))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fingerprint(pointer: &str, variant: &str) -> Fingerprint {
        Fingerprint {
            rule: "date-only",
            contract: "ConnectionDto".to_owned(),
            pointer: pointer.to_owned(),
            variant: variant.to_owned(),
        }
    }

    #[test]
    fn parts_do_not_run_into_one_another() {
        let left = fingerprint("/a", "b").to_string();
        assert_eq!(left, fingerprint("/a", "b").to_string());
        assert_ne!(left, fingerprint("/ab", "").to_string());
        assert_eq!(left.len(), 16);
    }
}
