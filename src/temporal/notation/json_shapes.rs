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
        let reason = Suggestion::uncertain("what the array's items mean is unknown");
        // Not every item is known to be a number.
        let numbers = !items.is_empty() && items.iter().all(Option::is_some);
        Found {
            fact: (!numbers).then_some("is an array"),
            ..Found::whole("array", BreachKind::Array, 0, reason)
        }
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

/// A key with its value where that is an integer.
type Member<'m> = (&'m str, Option<i64>);

/// Objects whose members are text, by keys that they all have; the first that fits.
const TEXT_OBJECTS: [(&[&str], &str); 7] = [
    (&["dateTime", "timeZone"], "graph-date-time-object"),
    (&["timezone_type", "timezone"], "php-date-time-object"),
    (&["__type", "iso"], "parse-date-object"),
    (&["year", "monthValue"], "java-time-object"),
    (&["year", "month", "day"], "java-time-object"),
    (&["date", "time"], "java-time-object"),
    (&["dateTime", "offset"], "java-time-object"),
];

/// Reads an object by its keys; the values serve where the keys say what they are.
pub(crate) fn of_object(members: &[Member<'_>]) -> Found {
    let has = |keys: &[&str]| keys.iter().all(|key| member(members, key).is_some());
    counted(members).unwrap_or_else(|| {
        let known = TEXT_OBJECTS.iter().find(|(keys, _)| has(keys));
        let reason = Suggestion::uncertain("the text inside the object was not read");
        Found::whole(
            known.map_or("object", |(_, name)| name),
            BreachKind::Object,
            0,
            reason,
        )
    })
}

fn member<'m>(members: &'m [Member<'m>], key: &str) -> Option<&'m Member<'m>> {
    members.iter().find(|(name, _)| *name == key)
}

/// Reads objects that hold a count since 1970, in seconds and nanoseconds or in milliseconds.
fn counted(members: &[Member<'_>]) -> Option<Found> {
    const MILLIS: [(&str, &str, &str); 3] = [
        ("$date", "$date", "mongo-date-object"),
        ("time", "timezoneOffset", "java-util-date-object"),
        ("millis", "chronology", "joda-time-object"),
    ];
    const PAIRS: [(&str, &str); 3] = [
        ("seconds", "nanos"),
        ("_seconds", "_nanoseconds"),
        ("seconds", "nanoseconds"),
    ];
    let find = |key: &str| member(members, key);
    // A member that is not there counts as zero; one that is no integer settles nothing.
    let nanos = |key: &str| find(key).map_or(Some(0), |(_, value)| *value);
    if let Some((_, seconds)) = find("epochSecond") {
        let key = if find("nano").is_some() {
            "nano"
        } else {
            "nanos"
        };
        return Some(instant("instant-object", *seconds, nanos(key)));
    }
    for (key, rest) in PAIRS {
        let alone = members.iter().all(|(name, _)| [key, rest].contains(name));
        if let Some((_, seconds)) = find(key).filter(|_| alone) {
            return Some(instant("protobuf-timestamp-object", *seconds, nanos(rest)));
        }
    }
    MILLIS.into_iter().find_map(|(key, beside, spelling)| {
        find(beside)?;
        let count = find(key)?.1;
        let nanos = count.map(|count| count.rem_euclid(1000) * 1_000_000);
        Some(instant(
            spelling,
            count.map(|count| count.div_euclid(1000)),
            nanos,
        ))
    })
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
