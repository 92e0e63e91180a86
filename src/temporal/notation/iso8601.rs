//! What ISO 8601 knows and RFC 3339 does not: durations and intervals.

use crate::temporal::breach::BreachKind;
use crate::temporal::cursor::Cursor;
use crate::temporal::near::near;
use crate::temporal::reading::{Found, Suggestion};

/// Recognises `PT1H`, `P1Y2M10DT2H30M`, `P2W`, with a sign or signed numbers as java.time writes them.
pub(super) fn duration(text: &str) -> Option<Found> {
    let reason = Suggestion::uncertain("the value is a length of time, not a point in time");
    is_duration(text).then(|| Found::whole("duration", BreachKind::Duration, text.len(), reason))
}

fn is_duration(text: &str) -> bool {
    let mut cursor = Cursor::new(text);
    if matches!(cursor.peek(), Some(b'+' | b'-')) {
        cursor.take(1);
    }
    if !cursor.eat(b'P') {
        return false;
    }
    let (mut parts, mut time) = (0_u32, false);
    while !cursor.is_end() {
        if !time && cursor.eat(b'T') {
            time = true;
            parts = 0;
            continue;
        }
        cursor.take(usize::from(matches!(cursor.peek(), Some(b'+' | b'-'))));
        if cursor.digits().len == 0 {
            return false;
        }
        if matches!(cursor.peek(), Some(b'.' | b',')) {
            cursor.take(1);
            cursor.digits();
        }
        let units: &[u8] = if time { b"HMS" } else { b"YMWD" };
        if !cursor.peek().is_some_and(|unit| units.contains(&unit)) {
            return false;
        }
        cursor.take(1);
        parts = parts.saturating_add(1);
    }
    parts > 0
}

/// Recognises two points in time, or one with a duration, on both sides of a slash; also `Rn/…`, and a
/// duration alone behind that (ISO 8601-1:2019 section 5.6).
pub(super) fn interval(text: &str) -> Option<Found> {
    let repeated = repeated(text);
    let body = repeated.unwrap_or(text);
    let whole_day = |side: &str| {
        let hyphens = side.bytes().filter(|&byte| byte == b'-').count();
        let begins = side.bytes().take(4).filter(u8::is_ascii_digit).count() == 4;
        begins && (hyphens >= 2 || side.contains('T')) && near(side).is_some()
            || crate::temporal::conforms(side)
    };
    let short_end =
        |side: &str| side.starts_with(|first: char| first.is_ascii_digit()) && side.len() >= 2;
    let open = |side: &str| side == ".." || side.is_empty();
    let proper = match body.split_once('/').or_else(|| body.split_once("--")) {
        Some((from, to)) => {
            whole_day(from) && (is_duration(to) || whole_day(to) || short_end(to) || open(to))
                || (is_duration(from) || open(from)) && whole_day(to)
        }
        None => repeated.is_some_and(is_duration),
    };
    if !proper {
        return None;
    }
    let reason = Suggestion::uncertain("the value is a span between two points in time");
    Some(Found::whole(
        "interval",
        BreachKind::Interval,
        text.len(),
        reason,
    ))
}

/// Takes `R3/` or `R/` off the front.
fn repeated(text: &str) -> Option<&str> {
    let (count, rest) = text.strip_prefix('R')?.split_once('/')?;
    count
        .bytes()
        .all(|byte| byte.is_ascii_digit())
        .then_some(rest)
}
