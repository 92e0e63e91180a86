//! The walk itself: date, separator, time, zone, and what is left over, in the order of the grammar.

use crate::temporal::breach::{Breach, BreachKind};
use crate::temporal::calendar;
use crate::temporal::civil::{Civil, NO_DATE, Offset, ends_utc_day};
use crate::temporal::cursor::{Cursor, Notes};
use crate::temporal::near::clock::{Clock, clock};
use crate::temporal::near::date::{Date, Extent, date};
use crate::temporal::near::zone::{Need, is_date_offset, zone};
use crate::temporal::reading::{Found, Suggestion};
use std::borrow::Cow;

/// Reads a numeric date-time, date, time or part of a date; `None` if the text has no such frame.
pub(crate) fn near(text: &str) -> Option<Found> {
    let mut cursor = Cursor::new(text);
    let mut notes = Notes::default();
    if is_time_only(&cursor) {
        return time_only(cursor, notes);
    }
    let date = date(&mut cursor, &mut notes)?;
    if date.extent == Extent::Partial {
        return cursor.is_end().then(|| partial(&date, notes));
    }
    check_day(&date, &mut notes);
    let whole = separator(&mut cursor, &mut notes, &date);
    let clock = match whole {
        Whole::Date => {
            notes.breach(BreachKind::Only, cursor.at, 0);
            None
        }
        Whole::DateAndTime => Some(clock(&mut cursor, &mut notes)?),
    };
    let need = if clock.is_some() {
        Need::Required
    } else {
        Need::Optional
    };
    let zone = zone(&mut cursor, &mut notes, need);
    if date.glued && zone.offset != Offset::Missing {
        as_generalized_time(&mut notes, cursor.at);
    }
    let mut civil = civil(&date, clock.as_ref(), zone.offset);
    if let Some(clock) = &clock {
        check_leap_second(clock, zone.offset, &mut notes);
    }
    trailing(&mut cursor, &mut notes, &mut civil);
    Some(finish(&civil, notes))
}

enum Whole {
    Date,
    DateAndTime,
}

/// Reads what stands between date and time, and says whether there is a time.
fn separator(cursor: &mut Cursor<'_>, notes: &mut Notes, date: &Date) -> Whole {
    if date.glued {
        return Whole::DateAndTime;
    }
    if cursor.digit_at(0) {
        notes.breach(BreachKind::SeparatorOther, cursor.at, 0);
        return Whole::DateAndTime;
    }
    if is_date_offset(cursor) {
        return Whole::Date;
    }
    let len = cursor
        .count(|byte| b" TtAa,;_-/.:|@".contains(&byte))
        .min(8);
    let between = cursor.slice(cursor.at, len);
    let has_time = cursor.digit_at(len);
    match between {
        _ if !has_time => return Whole::Date,
        "T" => notes.write("T"),
        "t" => notes.write("t"),
        _ if between.bytes().all(|byte| byte == b' ') => {
            notes.write(" ");
            notes.breach(BreachKind::SpaceSeparator, cursor.at, len);
        }
        _ => {
            notes.write(if between.starts_with(' ') { " " } else { "" });
            notes.write(match between.trim() {
                "_" => "_",
                "-" => "-",
                "," => ",",
                "at" => "at",
                "T" | "t" => "T",
                _ => "?",
            });
            notes.write(if between.ends_with(' ') { " " } else { "" });
            notes.breach(BreachKind::SeparatorOther, cursor.at, len);
        }
    }
    cursor.take(len);
    Whole::DateAndTime
}

fn check_day(date: &Date, notes: &mut Notes) {
    if calendar::day_exists(date.year, date.month, date.day) {
        return;
    }
    let (at, len) = if (1..=12).contains(&date.month) {
        date.day_place
    } else {
        date.month_place
    };
    notes.breach(BreachKind::ImpossibleDay, at, len);
}

fn check_leap_second(clock: &Clock<'_>, offset: Offset, notes: &mut Notes) {
    let fixed = match offset {
        Offset::Utc => None,
        Offset::Fixed(offset) if offset.in_range() => Some(offset),
        // Without an offset nobody can say where in UTC the second falls.
        Offset::Fixed(_) | Offset::Missing | Offset::Doubtful(_) => return,
    };
    if clock.second == 60 && clock.exists && !ends_utc_day(clock.hour, clock.minute, fixed) {
        let (at, len) = clock.second_place;
        notes.breach(BreachKind::LeapSecondMisplaced, at, len);
    }
}

fn civil<'t>(date: &Date, clock: Option<&Clock<'t>>, offset: Offset) -> Civil<'t> {
    let mut civil = Civil {
        year: date.year,
        month: date.month,
        day: date.day,
        clock: None,
        fraction: "",
        offset,
        doubt: date.doubt,
    };
    if let Some(clock) = clock {
        civil.clock = Some((clock.hour, clock.minute, clock.second));
        civil.fraction = clock.fraction;
        civil.doubt = civil.doubt.or(clock.doubt);
    }
    civil
}

/// A run of digits with an offset behind it is what LDAP writes (RFC 4517 section 3.3.13).
fn as_generalized_time(notes: &mut Notes, end: usize) {
    if let Some(basic) = notes.find(BreachKind::BasicFormat) {
        *basic = Breach::new(BreachKind::Ldap, 0, end);
        if let Some(year) = notes.find(BreachKind::YearTwoDigit) {
            *year = Breach::new(BreachKind::YearTwoDigit, 0, 2);
        }
    }
}

fn trailing(cursor: &mut Cursor<'_>, notes: &mut Notes, civil: &mut Civil<'_>) {
    if cursor.is_end() {
        return;
    }
    let at = cursor.at;
    // Go's Time.String adds its monotonic clock, which does not touch the instant.
    let monotonic = cursor.rest().trim_start().starts_with("m=");
    let rest = cursor.take(cursor.rest().len());
    notes.breach(BreachKind::TrailingText, at, rest.len);
    if monotonic {
        return;
    }
    notes.write("…");
    civil.doubt = civil
        .doubt
        .or(Some("what the text behind the date-time means is unknown"));
}

fn finish(civil: &Civil<'_>, notes: Notes) -> Found {
    let Notes {
        pattern,
        mut breaches,
    } = notes;
    breaches.sort_by_key(|breach| breach.at);
    let spelling = match pattern.as_str() {
        "YYYY-MM-DD hh:mm:ss ±hhmm zzz"
        | "YYYY-MM-DD hh:mm:ss.s ±hhmm zzz"
        | "YYYY-MM-DD hh:mm:ss ±hhmm UTC"
        | "YYYY-MM-DD hh:mm:ss.s ±hhmm UTC" => Cow::Borrowed("go-time-string"),
        _ => Cow::Owned(pattern),
    };
    Found {
        sentinel: civil.sentinel(),
        ..Found::new(spelling, breaches, civil.rewrite())
    }
}

fn partial(date: &Date, mut notes: Notes) -> Found {
    let (at, len) = date.month_place;
    if date.month_known && !(1..=12).contains(&date.month) {
        notes.breach(BreachKind::ImpossibleDay, at, len);
    }
    notes.breach(BreachKind::Partial, date.end, 0);
    notes.breaches.sort_by_key(|breach| breach.at);
    Found::new(
        Cow::Owned(notes.pattern),
        notes.breaches,
        Suggestion::uncertain("the value has no day and no time, so its instant is unknown"),
    )
}

fn is_time_only(cursor: &Cursor<'_>) -> bool {
    let letter = usize::from(matches!(cursor.peek(), Some(b'T' | b't')));
    let digits = (1..=2).find(|&len| cursor.digit_at(letter) && !cursor.digit_at(letter + len));
    // With nothing behind the colon it is neither a time nor a date.
    digits.is_some_and(|len| cursor.peek_at(letter + len) == Some(b':'))
}

fn time_only(mut cursor: Cursor<'_>, mut notes: Notes) -> Option<Found> {
    if matches!(cursor.peek(), Some(b'T' | b't')) {
        cursor.take(1);
        notes.write("T");
    }
    notes.breach(BreachKind::TimeOnly, 0, cursor.rest().len());
    clock(&mut cursor, &mut notes)?;
    zone(&mut cursor, &mut notes, Need::Optional);
    if !cursor.is_end() {
        return None;
    }
    notes.breaches.sort_by_key(|breach| breach.at);
    Some(Found::new(
        Cow::Owned(notes.pattern),
        notes.breaches,
        Suggestion::uncertain(NO_DATE),
    ))
}
