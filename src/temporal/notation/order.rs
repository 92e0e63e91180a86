//! The order in which the notations are tried on a text.

use crate::temporal::breach::BreachKind;
use crate::temporal::near::near;
use crate::temporal::notation::{epoch, iso8601, microsoft, named, placeholder};
use crate::temporal::reading::{Found, Suggestion};

/// The reading of trimmed ASCII text that does not conform.
pub(crate) fn of_text(text: &str) -> Found {
    placeholder::placeholder(text)
        .or_else(|| epoch::of_string(text))
        .or_else(|| microsoft::microsoft(text))
        .or_else(|| iso8601::duration(text))
        .or_else(|| iso8601::interval(text))
        .or_else(|| near(text))
        .or_else(|| named::named(text))
        .unwrap_or_else(|| unrecognised(text))
}

/// The last resort.
fn unrecognised(text: &str) -> Found {
    let reason = Suggestion::uncertain("the value's notation is unknown");
    Found::whole("unrecognised", BreachKind::Unrecognised, text.len(), reason)
}
