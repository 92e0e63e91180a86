//! Words that stand where a date should be.

use crate::temporal::breach::BreachKind;
use crate::temporal::reading::{Found, Suggestion};

/// Words of one sort.
struct Group {
    spelling: &'static str,
    /// What they are, where it is not what the kind says.
    fact: Option<&'static str>,
    words: &'static [&'static str],
}

const fn no_date(spelling: &'static str, words: &'static [&'static str]) -> Group {
    Group {
        spelling,
        fact: None,
        words,
    }
}

const fn other(
    spelling: &'static str,
    fact: &'static str,
    words: &'static [&'static str],
) -> Group {
    Group {
        spelling,
        fact: Some(fact),
        words,
    }
}

const GROUPS: [Group; 10] = [
    no_date(
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
    other(
        "placeholder-invalid-date",
        "is what is written for a date that could not be read",
        &["invalid date", "invalid datetime", "invalid"],
    ),
    no_date("placeholder-nat", &["nat", "nan"]),
    no_date(
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
    no_date("placeholder-other", &["never", "pending"]),
    other(
        "placeholder-dash",
        "is a mark that stands for \"no date\"",
        &["-", "--", "---", "?", ".", "/", "_"],
    ),
    other(
        "placeholder-infinity",
        "is a word for infinity, not a point in time",
        &[
            "infinity",
            "-infinity",
            "+infinity",
            "inf",
            "-inf",
            "forever",
        ],
    ),
    other(
        "placeholder-relative",
        "is a word for a moment, not its date and time",
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
    other(
        "placeholder-type",
        "is the name of a type, not a value of it",
        &["string", "date", "datetime", "date-time"],
    ),
    other(
        "placeholder-boolean",
        "is a truth value written as a word",
        &["true", "false"],
    ),
];

/// Recognises a placeholder in any letter case.
pub(super) fn placeholder(text: &str) -> Option<Found> {
    let group = GROUPS.iter().find(|group| {
        group
            .words
            .iter()
            .any(|word| word.eq_ignore_ascii_case(text))
    })?;
    let reason = Suggestion::uncertain("the value holds no date to keep");
    Some(Found {
        fact: group.fact,
        ..Found::whole(group.spelling, BreachKind::Placeholder, text.len(), reason)
    })
}
