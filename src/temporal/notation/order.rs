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

/// The last resort; day and month order without a known rule is at least named.
fn unrecognised(text: &str) -> Found {
    let (spelling, reason) = if is_day_first_with_hyphens(text) {
        (
            "DD-MM-YYYY or MM-DD-YYYY",
            "day and month can be read in either order",
        )
    } else {
        ("unrecognised", "the value's notation is unknown")
    };
    let reason = Suggestion::uncertain(reason);
    Found::whole(spelling, BreachKind::Unrecognised, text.len(), reason)
}

fn is_day_first_with_hyphens(text: &str) -> bool {
    let mut fields = text.split([' ', 'T']).next().unwrap_or_default().split('-');
    let digits = |field: Option<&str>, len: std::ops::RangeInclusive<usize>| {
        field.is_some_and(|field| {
            len.contains(&field.len()) && field.bytes().all(|byte| byte.is_ascii_digit())
        })
    };
    digits(fields.next(), 1..=2)
        && digits(fields.next(), 1..=2)
        && digits(fields.next(), 4..=4)
        && fields.next().is_none()
}
