//! The notations that are not RFC 3339 with departures, and the order in which they are tried.
//!
//! ASCII text, a number's text, or the shape of an array or object comes in; the one notation that
//! it is goes out. Each recogniser takes the whole value or nothing, and the more specific stand
//! first, so that the order decides no tie by accident.

mod decimal;
mod digit_dates;
mod epoch;
mod iso8601;
mod json_shapes;
mod microsoft;
mod named;
mod placeholder;

use crate::temporal::breach::BreachKind;
use crate::temporal::near::near;
use crate::temporal::reading::{Found, Suggestion};

pub(crate) use epoch::of_number;
pub(crate) use json_shapes::{of_array, of_object};

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
    let spelling = if is_day_first_with_hyphens(text) {
        "DD-MM-YYYY or MM-DD-YYYY"
    } else {
        "unrecognised"
    };
    let reason = Suggestion::uncertain("the value's notation is unknown");
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
