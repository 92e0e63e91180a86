//! Dates as arrays and objects: what serialisers write when nobody told them how.

use crate::temporal::breach::BreachKind;
use crate::temporal::calendar::{self, YEAR_BEYOND, from_ordinal};
use crate::temporal::civil::{Civil, FixedOffset, NO_OFFSET, NO_TIME, Offset};
use crate::temporal::reading::{Found, Suggestion};
use crate::temporal::sentinel;

/// Reads an array of numbers.
pub(crate) fn of_array(items: &[Option<i64>]) -> Found {
    let numbers: Option<Vec<i64>> = items.iter().take(10).copied().collect();
    let reading = numbers.and_then(|numbers| local(&numbers).or_else(|| rust_time(&numbers)));
    reading.unwrap_or_else(|| {
        Found::whole(
            "array",
            BreachKind::Array,
            0,
            Suggestion::uncertain("what the array's items mean is unknown"),
        )
    })
}

/// Jackson's `[year, month, day, hour, minute, second, nano]`, from three items on.
fn local(numbers: &[i64]) -> Option<Found> {
    let [year, month, day, clock @ ..] = numbers else {
        return None;
    };
    let (month, day) = (u32::try_from(*month).ok()?, u32::try_from(*day).ok()?);
    if !calendar::day_exists(*year, month, day) || !(-9999..=99_999).contains(year) {
        return None;
    }
    let number = |at: usize, limit: i64| match clock.get(at) {
        None => Some(0),
        Some(value) if (0..=limit).contains(value) => u32::try_from(*value).ok(),
        Some(_) => None,
    };
    let parts = match clock.len() {
        0 => None,
        2..=4 => Some((number(0, 23)?, number(1, 59)?, number(2, 59)?)),
        _ => return None,
    };
    let nanos = number(3, 999_999_999)?;
    let (spelling, reason) = if parts.is_some() {
        ("jackson-array", NO_OFFSET)
    } else {
        ("jackson-date-array", NO_TIME)
    };
    let mut found = Found::whole(
        spelling,
        BreachKind::Array,
        0,
        Suggestion::uncertain(reason),
    );
    let digit = if nanos == 0 { b"" } else { b"1".as_slice() };
    found.sentinel = sentinel::of_wall_clock((*year, month, day), parts, digit);
    Some(found)
}

/// The nine items of Rust's time crate: year, day of the year, clock, nanoseconds, and the offset.
fn rust_time(numbers: &[i64]) -> Option<Found> {
    let &[
        year,
        ordinal,
        hour,
        minute,
        second,
        nanos,
        east_hours,
        east_minutes,
        east_seconds,
    ] = numbers
    else {
        return None;
    };
    let small = |value: i64, limit: i64| {
        u32::try_from(value)
            .ok()
            .filter(|_| (0..=limit).contains(&value))
    };
    let (year, month, day) = from_ordinal(year, small(ordinal, 366)?)?;
    let clock = (small(hour, 23)?, small(minute, 59)?, small(second, 59)?);
    let fraction = match small(nanos, 999_999_999)? {
        0 => String::new(),
        nanos => format!("{nanos:09}"),
    };
    let part = |value: i64, limit: u64| {
        u32::try_from(value.unsigned_abs())
            .ok()
            .filter(|_| value.unsigned_abs() <= limit)
    };
    let offset = FixedOffset {
        negative: east_hours < 0 || east_minutes < 0 || east_seconds < 0,
        hours: part(east_hours, 23)?,
        minutes: part(east_minutes, 59)?,
        seconds: part(east_seconds, 59)?,
    };
    let offset = if offset.is_zero() {
        Offset::Utc
    } else {
        Offset::Fixed(offset)
    };
    let civil = Civil {
        year,
        month,
        day,
        clock: Some(clock),
        fraction: &fraction,
        offset,
        doubt: None,
    };
    let mut found = Found::whole("rust-time-array", BreachKind::Array, 0, civil.rewrite());
    found.sentinel = civil.sentinel();
    Some(found)
}

/// Reads an object by its keys; the values serve where the keys say what they are.
pub(crate) fn of_object(members: &[(&str, Option<i64>)]) -> Found {
    let value = |key: &str| {
        members
            .iter()
            .find(|(name, _)| *name == key)
            .map(|(_, value)| *value)
    };
    let has = |keys: &[&str]| keys.iter().all(|key| value(key).is_some());
    let number = |key: &str| value(key).flatten();
    let counted =
        |spelling, seconds: Option<i64>, nanos: Option<i64>| instant(spelling, seconds, nanos);
    let millis = |spelling, key: &str| {
        let count = number(key);
        let nanos = count.map(|count| count.rem_euclid(1000) * 1_000_000);
        instant(spelling, count.map(|count| count.div_euclid(1000)), nanos)
    };
    if has(&["epochSecond"]) {
        let nanos = value("nano").or_else(|| value("nanos")).unwrap_or(Some(0));
        return counted("instant-object", number("epochSecond"), nanos);
    }
    for (seconds, nanos) in [
        ("seconds", "nanos"),
        ("_seconds", "_nanoseconds"),
        ("seconds", "nanoseconds"),
    ] {
        if has(&[seconds])
            && members
                .iter()
                .all(|(name, _)| *name == seconds || *name == nanos)
        {
            return counted(
                "protobuf-timestamp-object",
                number(seconds),
                value(nanos).unwrap_or(Some(0)),
            );
        }
    }
    if has(&["$date"]) {
        return millis("mongo-date-object", "$date");
    }
    if has(&["time", "timezoneOffset"]) {
        return millis("java-util-date-object", "time");
    }
    if has(&["millis", "chronology"]) {
        return millis("joda-time-object", "millis");
    }
    let unknown = "the text inside the object was not read";
    let spelling = if has(&["dateTime", "timeZone"]) {
        "graph-date-time-object"
    } else if has(&["timezone_type", "timezone"]) {
        "php-date-time-object"
    } else if has(&["__type", "iso"]) {
        "parse-date-object"
    } else if has(&["year", "monthValue"])
        || has(&["year", "month", "day"])
        || has(&["date", "time"])
        || has(&["dateTime", "offset"])
    {
        "java-time-object"
    } else {
        "object"
    };
    Found::whole(
        spelling,
        BreachKind::Object,
        0,
        Suggestion::uncertain(unknown),
    )
}

fn instant(spelling: &'static str, seconds: Option<i64>, nanos: Option<i64>) -> Found {
    let (Some(seconds), Some(nanos)) = (seconds, nanos) else {
        let reason = Suggestion::uncertain("the object's members are not whole numbers");
        return Found::whole(spelling, BreachKind::Object, 0, reason);
    };
    if !(0..=999_999_999).contains(&nanos) {
        let reason = Suggestion::uncertain("the object's nanoseconds are out of range");
        return Found::whole(spelling, BreachKind::Object, 0, reason);
    }
    let fraction = match nanos {
        0 => String::new(),
        _ if nanos % 1_000_000 == 0 => format!("{:03}", nanos / 1_000_000),
        _ => format!("{nanos:09}"),
    };
    let suggestion = calendar::utc_text(seconds, &fraction)
        .map_or(Suggestion::uncertain(YEAR_BEYOND), Suggestion::Certain);
    let mut found = Found::whole(spelling, BreachKind::Object, 0, suggestion);
    found.sentinel = sentinel::of_instant(seconds, &fraction);
    found
}
