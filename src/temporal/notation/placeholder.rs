//! Words that stand where a date should be.

use crate::temporal::breach::BreachKind;
use crate::temporal::reading::{Found, Suggestion};

const GROUPS: [(&str, &[&str]); 8] = [
    (
        "placeholder-none",
        &[
            "null",
            "none",
            "nil",
            "undefined",
            "(null)",
            "<null>",
            "\\n",
            "void",
        ],
    ),
    (
        "placeholder-invalid-date",
        &["invalid date", "invalid datetime", "invalid"],
    ),
    ("placeholder-nat", &["nat", "nan"]),
    (
        "placeholder-infinity",
        &[
            "infinity",
            "-infinity",
            "+infinity",
            "inf",
            "-inf",
            "forever",
        ],
    ),
    (
        "placeholder-not-available",
        &[
            "n/a",
            "na",
            "n.a.",
            "not available",
            "unknown",
            "unset",
            "not set",
            "tbd",
            "tba",
        ],
    ),
    ("placeholder-dash", &["-", "--", "---", "?", ".", "/", "_"]),
    (
        "placeholder-relative",
        &[
            "now",
            "now()",
            "today",
            "tomorrow",
            "yesterday",
            "epoch",
            "current_timestamp",
        ],
    ),
    (
        "placeholder-other",
        &[
            "never",
            "true",
            "false",
            "string",
            "date",
            "datetime",
            "date-time",
            "pending",
        ],
    ),
];

/// Recognises a placeholder in any letter case.
pub(super) fn placeholder(text: &str) -> Option<Found> {
    let (spelling, _) = GROUPS
        .iter()
        .find(|(_, words)| words.iter().any(|word| word.eq_ignore_ascii_case(text)))?;
    let reason = Suggestion::uncertain("the value is a word, not a date");
    Some(Found::whole(
        spelling,
        BreachKind::Placeholder,
        text.len(),
        reason,
    ))
}
