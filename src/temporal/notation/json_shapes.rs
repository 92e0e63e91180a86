//! Dates as arrays and objects: what serialisers write when nobody told them how.

use crate::temporal::breach::BreachKind;
use crate::temporal::calendar::{self, YEAR_BEYOND, from_ordinal};
use crate::temporal::civil::{Civil, FixedOffset, NO_OFFSET, NO_TIME, Offset};
use crate::temporal::fold::Folded;
use crate::temporal::notation::epoch::of_number;
use crate::temporal::notation::order::of_text;
use crate::temporal::reading::{Found, Member, Suggestion};
use crate::temporal::rfc3339::conforms;
use crate::temporal::sentinel::{self, Remark};

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

/// A key with its value.
type Entry<'m> = (&'m str, Member<'m>);

/// Objects whose members are text, by keys that they all have; the first that fits.
const TEXT_OBJECTS: [(&[&str], &str); 5] = [
    (&["timezone_type", "timezone"], "php-date-time-object"),
    (&["year", "monthValue"], "java-time-object"),
    (&["year", "month", "day"], "java-time-object"),
    (&["date", "time"], "java-time-object"),
    (&["dateTime", "offset"], "java-time-object"),
];

/// Reads an object by its keys; the values serve where the keys say what they are.
pub(crate) fn of_object(members: &[Entry<'_>]) -> Found {
    counted(members)
        .or_else(|| wrapped(members))
        .unwrap_or_else(|| {
            let has = |keys: &[&str]| keys.iter().all(|key| member(members, key).is_some());
            let known = TEXT_OBJECTS.iter().find(|(keys, _)| has(keys));
            let (spelling, reason) = match known {
                Some((_, spelling)) => (*spelling, "the text inside the object was not read"),
                None if members.is_empty() => ("object", "the object is empty"),
                None => ("object", "what the object's members mean is unknown"),
            };
            let reason = Suggestion::uncertain(reason);
            Found::whole(spelling, BreachKind::Object, 0, reason)
        })
}

fn member<'m>(members: &[Entry<'m>], key: &str) -> Option<Member<'m>> {
    members
        .iter()
        .find(|(name, _)| *name == key)
        .map(|(_, value)| *value)
}

/// An integer, also as `MongoDB`'s canonical Extended JSON writes one of 64 bits.
fn integer(value: Member<'_>) -> Option<i64> {
    match value {
        Member::Integer(number) => Some(number),
        Member::Tagged("$numberLong", digits) => digits.parse().ok(),
        Member::Tagged(..) | Member::Text(_) | Member::Other => None,
    }
}

/// Reads objects that hold a count since 1970, in seconds and nanoseconds or in milliseconds.
fn counted(members: &[Entry<'_>]) -> Option<Found> {
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
    let find = |key: &str| member(members, key).map(integer);
    // A member that is not there counts as zero; one that is no integer settles nothing.
    let nanos = |key: &str| find(key).unwrap_or(Some(0));
    if let Some(seconds) = find("epochSecond") {
        let key = if find("nano").is_some() {
            "nano"
        } else {
            "nanos"
        };
        return Some(instant("instant-object", seconds, nanos(key)));
    }
    for (key, rest) in PAIRS {
        let alone = members.iter().all(|(name, _)| [key, rest].contains(name));
        if let Some(seconds) = find(key).filter(|_| alone) {
            return Some(instant("protobuf-timestamp-object", seconds, nanos(rest)));
        }
    }
    MILLIS.into_iter().find_map(|(key, beside, spelling)| {
        find(beside)?;
        // Text is for `wrapped` to read.
        if matches!(member(members, key)?, Member::Text(_)) {
            return None;
        }
        let count = find(key)?;
        let nanos = count.map(|count| count.rem_euclid(1000) * 1_000_000);
        Some(instant(
            spelling,
            count.map(|count| count.div_euclid(1000)),
            nanos,
        ))
    })
}

/// Reads objects in which one member is the date and the others, if any, do not change its instant.
///
/// Only keys that say no more than "the value" or "the date" count: one that says "from" or "before"
/// makes the object a range.
fn wrapped(members: &[Entry<'_>]) -> Option<Found> {
    const KNOWN: [(&str, &str, &str); 3] = [
        ("$date", "$date", "mongo-date-object"),
        ("iso", "__type", "parse-date-object"),
        ("dateTime", "timeZone", "graph-date-time-object"),
    ];
    const ALONE: [&str; 21] = [
        "date",
        "datetime",
        "dateTime",
        "date-time",
        "date_time",
        "time",
        "timestamp",
        "value",
        "@value",
        "$value",
        "_value",
        "#text",
        "$text",
        "_text",
        "text",
        "$",
        "$t",
        "_",
        "iso",
        "S",
        "N",
    ];
    for (key, beside, spelling) in KNOWN {
        if member(members, beside).is_some()
            && let Some(value) = member(members, key)
        {
            let found = inner(spelling, value);
            let apart = key == "dateTime" && !matches!(found.suggestion, Suggestion::Certain(_));
            if apart {
                let reason =
                    Suggestion::uncertain("the object names its zone apart from date and time");
                return Some(Found::whole(spelling, BreachKind::Object, 0, reason));
            }
            return Some(found);
        }
    }
    match members {
        [(key, value)] if ALONE.contains(key) => Some(inner("wrapped-date-object", *value)),
        _ => None,
    }
}

/// The reading of an object by the one value that counts in it.
fn inner(spelling: &'static str, value: Member<'_>) -> Found {
    let (suggestion, sentinel) = match value {
        Member::Text(text) if conforms(text) => {
            let sentinel = match sentinel::remark(text) {
                Some(Remark::Sentinel(known)) => Some(known),
                Some(Remark::LeapSecondUnknown) | None => None,
            };
            (Suggestion::Certain(text.to_owned()), sentinel)
        }
        Member::Text(text) => {
            let found = of_text(Folded::new(text).text());
            (found.suggestion, found.sentinel)
        }
        Member::Integer(count) => {
            let found = of_number(&count.to_string());
            (found.suggestion, found.sentinel)
        }
        Member::Tagged(..) | Member::Other => (
            Suggestion::uncertain("the object's member is neither text nor a whole number"),
            None,
        ),
    };
    Found {
        sentinel,
        ..Found::whole(spelling, BreachKind::Object, 0, suggestion)
    }
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
