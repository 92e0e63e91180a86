//! `/Date(1705329000000)/` and its relatives: milliseconds since 1970 in the dress of a call.

use crate::temporal::breach::BreachKind;
use crate::temporal::calendar::{YEAR_BEYOND, utc_text};
use crate::temporal::reading::{Found, Suggestion};
use crate::temporal::sentinel;

/// Recognises Microsoft's JSON dates, also with escaped slashes, and `new Date(…)`.
///
/// The digits count milliseconds in UTC; an offset behind them is for display only (ASP.NET and WCF
/// ignore it when they read), so the rewrite ends in `Z`.
pub(super) fn microsoft(text: &str) -> Option<Found> {
    let (call, plain) = match text.strip_prefix("new ") {
        Some(call) => (call.trim_end_matches(';'), "javascript-new-date"),
        None => (slashed(text)?, "microsoft-json-date"),
    };
    let inner = call.strip_prefix("Date(")?.strip_suffix(')')?;
    let end = inner
        .char_indices()
        .skip(1)
        .find(|(_, mark)| matches!(mark, '+' | '-'))
        .map(|(at, _)| at);
    let (digits, offset) = inner.split_at_checked(end.unwrap_or(inner.len()))?;
    if !offset.is_empty() && !is_offset(offset) {
        return None;
    }
    let spelling = if offset.is_empty() {
        plain
    } else {
        "microsoft-json-date-offset"
    };
    let Ok(millis) = digits.parse::<i64>() else {
        let reason = Suggestion::uncertain("the call does not hold a count of milliseconds");
        return Some(Found::whole(
            spelling,
            BreachKind::MicrosoftJson,
            text.len(),
            reason,
        ));
    };
    let (seconds, rest) = (millis.div_euclid(1000), millis.rem_euclid(1000));
    let fraction = if rest == 0 {
        String::new()
    } else {
        format!("{rest:03}")
    };
    let suggestion = utc_text(seconds, &fraction)
        .map_or(Suggestion::uncertain(YEAR_BEYOND), Suggestion::Certain);
    let mut found = Found::whole(spelling, BreachKind::MicrosoftJson, text.len(), suggestion);
    found.sentinel = sentinel::of_instant(seconds, &fraction);
    Some(found)
}

/// Takes the slashes off both ends, with or without a backslash before each.
fn slashed(text: &str) -> Option<&str> {
    let text = text.strip_prefix('\\').unwrap_or(text).strip_prefix('/')?;
    let text = text.strip_suffix('/')?;
    Some(text.strip_suffix('\\').unwrap_or(text))
}

fn is_offset(text: &str) -> bool {
    text.len() == 5 && text.bytes().skip(1).all(|byte| byte.is_ascii_digit())
}
