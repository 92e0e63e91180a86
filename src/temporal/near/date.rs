//! The date part: year, month and day in any order and with any of the usual separators.

use crate::temporal::breach::BreachKind;
use crate::temporal::calendar;
use crate::temporal::civil::NO_CENTURY;
use crate::temporal::cursor::{Cursor, Notes, Run};
use crate::temporal::near::local_date::{day_or_month_first, is_day_first, year_first};

/// How much of a date there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    Day,
    Partial,
}

/// A date as it was read; the numbers may be out of range.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Date {
    pub(crate) year: i64,
    pub(crate) month: u32,
    pub(crate) day: u32,
    pub(crate) extent: Extent,
    /// Whether a month was written at all (a bare year has none).
    pub(crate) month_known: bool,
    pub(crate) month_place: (usize, usize),
    pub(crate) day_place: (usize, usize),
    /// Where the date ends in the text.
    pub(crate) end: usize,
    /// Whether the time follows in the same run of digits.
    pub(crate) glued: bool,
    /// Why the date is not certain.
    pub(crate) doubt: Option<&'static str>,
}

impl Date {
    pub(super) fn of(year: i64, month: Run, day: Run, end: usize) -> Self {
        Self {
            year,
            month: month.value,
            day: day.value,
            extent: Extent::Day,
            month_known: true,
            month_place: (month.at, month.len),
            day_place: (day.at, day.len),
            end,
            glued: false,
            doubt: None,
        }
    }

    pub(super) fn partial(year: i64, month: Option<Run>, end: usize) -> Self {
        let place = month.unwrap_or(Run {
            at: end,
            len: 0,
            value: 0,
        });
        Self {
            extent: Extent::Partial,
            month_known: month.is_some(),
            ..Self::of(year, place, place, end)
        }
    }

    /// A date that another calendar names, or day 0 where its year has no such day; `place` is what the
    /// calendar's own numbers cover.
    fn converted(day: Option<(i64, u32, u32)>, year: i64, place: Run, end: usize) -> Self {
        let (year, month, day) = day.unwrap_or((year, 1, 0));
        Self {
            month,
            day,
            ..Self::of(year, place, place, end)
        }
    }
}

/// Reads a date; `None` if the text does not begin with one.
pub(super) fn date(cursor: &mut Cursor<'_>, notes: &mut Notes) -> Option<Date> {
    let signed = matches!(cursor.peek(), Some(b'+' | b'-'));
    let mut ahead = cursor.clone();
    ahead.take(usize::from(signed));
    let len = ahead.digits_ahead();
    let next = ahead.peek_at(len);
    ahead.take(len + 1);
    // Behind a year stand a month, a week or a day of the year; four digits and more are a time.
    let is_year = ahead.digits_ahead() < 4;
    match (len, next) {
        (4.., Some(b'-')) if signed || is_year && (5..=9).contains(&len) => expanded(cursor, notes),
        _ if signed => None,
        (4, Some(b'-')) => extended(cursor, notes),
        (4, Some(b'/' | b'.')) => year_first(cursor, notes),
        (4, Some(b':')) => exif(cursor, notes),
        (4, Some(b'W' | b'w')) => {
            let year = cursor.digits();
            notes.write("YYYY");
            notes.basic(cursor.at, 0);
            week(cursor, notes, i64::from(year.value))
        }
        (7.., _) => compact(cursor, notes, len),
        (2, Some(b'-')) if is_two_digit_year(cursor) => extended(cursor, notes),
        (1 | 2, Some(b'/' | b'.')) => day_or_month_first(cursor, notes),
        (1 | 2, Some(b'-')) if is_day_first(cursor) => day_or_month_first(cursor, notes),
        (4, _) => {
            let year = cursor.digits();
            notes.write("YYYY");
            Some(Date::partial(i64::from(year.value), None, cursor.at))
        }
        (6, None) => {
            let (year, month) = (cursor.take(4), cursor.take(2));
            notes.write("YYYYMM");
            notes.basic(month.at, 2);
            Some(Date::partial(i64::from(year.value), Some(month), cursor.at))
        }
        _ => None,
    }
}

/// Reads a year with a sign or with more than four digits, which begins the text, and what follows it.
fn expanded(cursor: &mut Cursor<'_>, notes: &mut Notes) -> Option<Date> {
    let negative = cursor.eat(b'-');
    let signed = cursor.eat(b'+') || negative;
    let year = cursor.digits();
    // Without a sign the first four digits are as they should be.
    let right = if signed { 0 } else { 4 };
    notes.breach(BreachKind::YearExpanded, right, cursor.at - right);
    notes.write(if signed { "±YYYYYY" } else { "YYYYY" });
    let year = if negative {
        -i64::from(year.value)
    } else {
        i64::from(year.value)
    };
    after_year(cursor, notes, year)
}

fn extended(cursor: &mut Cursor<'_>, notes: &mut Notes) -> Option<Date> {
    let year = cursor.digits();
    let mut date;
    if year.len == 2 {
        notes.breach(BreachKind::YearTwoDigit, cursor.at, 0);
        notes.write("YY");
        date = after_year(cursor, notes, i64::from(year.value))?;
        date.doubt = Some(NO_CENTURY);
    } else {
        notes.write("YYYY");
        date = after_year(cursor, notes, i64::from(year.value))?;
    }
    Some(date)
}

/// Reads what follows the year from its hyphen on: month and day, a week, or a day of the year.
fn after_year(cursor: &mut Cursor<'_>, notes: &mut Notes, year: i64) -> Option<Date> {
    if !cursor.eat(b'-') {
        return None;
    }
    notes.write("-");
    if matches!(cursor.peek(), Some(b'W' | b'w')) {
        return week(cursor, notes, year);
    }
    match cursor.digits_ahead() {
        3 => Some(ordinal(cursor, notes, year)),
        1 | 2 => month_and_day(cursor, notes, year),
        _ => None,
    }
}

fn month_and_day(cursor: &mut Cursor<'_>, notes: &mut Notes, year: i64) -> Option<Date> {
    let month = padded(cursor, notes, "MM")?;
    if cursor.peek() != Some(b'-') || !cursor.digit_at(1) {
        return Some(Date::partial(year, Some(month), cursor.at));
    }
    cursor.take(1);
    notes.write("-");
    let run = cursor.digits_ahead();
    // "2024-01-1514:30:00": the time stands without anything between.
    let day = if run == 4 && cursor.peek_at(4) == Some(b':') {
        notes.write("DD");
        cursor.take(2)
    } else {
        padded(cursor, notes, "DD")?
    };
    Some(Date::of(year, month, day, cursor.at))
}

/// Reads one or two digits; one digit is a breach, where the other one is due.
pub(super) fn padded(cursor: &mut Cursor<'_>, notes: &mut Notes, pattern: &str) -> Option<Run> {
    if !(1..=2).contains(&cursor.digits_ahead()) {
        return None;
    }
    let run = cursor.digits();
    if run.len == 1 {
        notes.breach(BreachKind::Unpadded, cursor.at, 0);
        notes.write(pattern.get(..1).unwrap_or(pattern));
    } else {
        notes.write(pattern);
    }
    Some(run)
}

/// Reads `Www`, `Www-D` or `WwwD`.
fn week(cursor: &mut Cursor<'_>, notes: &mut Notes, year: i64) -> Option<Date> {
    let at = cursor.at;
    cursor.take(1);
    notes.breach(BreachKind::Week, at, 3);
    notes.write("Www");
    let digits = cursor.digits_ahead();
    let week = cursor.take(2);
    let day = match digits {
        2 if cursor.peek() == Some(b'-') && cursor.digit_at(1) && !cursor.digit_at(2) => {
            cursor.take(1);
            notes.write("-D");
            cursor.take(1)
        }
        2 => {
            let span = Run {
                at,
                len: 3,
                value: 1,
            };
            return Some(Date::partial(year, Some(span), cursor.at));
        }
        3 => {
            notes.write("D");
            notes.basic(cursor.at, 1);
            cursor.take(1)
        }
        _ => return None,
    };
    let place = Run {
        at,
        len: cursor.at - at,
        value: 0,
    };
    if let Some(breach) = notes.find(BreachKind::Week) {
        breach.len = place.len;
    }
    Some(Date::converted(
        calendar::from_week(year, week.value, day.value),
        year,
        place,
        cursor.at,
    ))
}

fn ordinal(cursor: &mut Cursor<'_>, notes: &mut Notes, year: i64) -> Date {
    let day = cursor.take(3);
    notes.write("DDD");
    notes.breach(BreachKind::Ordinal, day.at, 3);
    Date::converted(
        calendar::from_ordinal(year, day.value),
        year,
        day,
        cursor.at,
    )
}

/// Reads `2024:01:15` (Exif 2.3, tag `DateTime`).
fn exif(cursor: &mut Cursor<'_>, notes: &mut Notes) -> Option<Date> {
    let year = cursor.take(4);
    let at = cursor.at;
    cursor.take(1);
    notes.write("YYYY:");
    let month = padded(cursor, notes, "MM")?;
    if !cursor.eat(b':') {
        return None;
    }
    notes.breach(BreachKind::Exif, at, cursor.at - at);
    notes.write(":");
    let day = padded(cursor, notes, "DD")?;
    Some(Date::of(i64::from(year.value), month, day, cursor.at))
}

fn is_two_digit_year(cursor: &Cursor<'_>) -> bool {
    [0, 1, 3, 4, 6, 7]
        .iter()
        .all(|&ahead| cursor.digit_at(ahead))
        && cursor.peek_at(5) == Some(b'-')
        && !cursor.digit_at(8)
}

/// Reads a date that is written as digits alone; more digits than the date needs are the time.
fn compact(cursor: &mut Cursor<'_>, notes: &mut Notes, len: usize) -> Option<Date> {
    let years = if matches!(len, 10 | 12) {
        digits_of_year(cursor, len)
    } else {
        Years::Long
    };
    if years == Years::Short {
        let (year, month, day) = (cursor.take(2), cursor.take(2), cursor.take(2));
        notes.write("YYMMDD");
        notes.basic(year.at + 4, 2);
        notes.breach(BreachKind::YearTwoDigit, year.at + 4, 0);
        let date = Date::of(i64::from(year.value), month, day, cursor.at);
        return Some(Date {
            glued: true,
            doubt: Some(NO_CENTURY),
            ..date
        });
    }
    let year = cursor.take(4);
    notes.write("YYYY");
    if len == 7 {
        notes.basic(cursor.at, 3);
        return Some(ordinal(cursor, notes, i64::from(year.value)));
    }
    if !matches!(len, 8 | 10 | 12 | 14..=23) {
        return None;
    }
    let (month, day) = (cursor.take(2), cursor.take(2));
    notes.write("MMDD");
    notes.basic(month.at, 4);
    Some(Date {
        glued: len > 8,
        doubt: (years == Years::Either).then_some(TWO_YEARS),
        ..Date::of(i64::from(year.value), month, day, cursor.at)
    })
}

const TWO_YEARS: &str = "the year can be read with two digits or with four";

/// How many digits of ten or twelve are the year.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Years {
    /// `YYMMDDhhmm`, `YYMMDDhhmmss`
    Short,
    /// `YYYYMMDDhh`, `YYYYMMDDhhmm`
    Long,
    /// The numbers are in range for both.
    Either,
}

/// Tells ASN.1 `UTCTime` (two-digit year, seconds or none) from a `GeneralizedTime` that stops
/// earlier: the ranges of the numbers decide. Without an offset only the latter is written.
fn digits_of_year(cursor: &Cursor<'_>, len: usize) -> Years {
    let within = |at: usize, range: std::ops::RangeInclusive<u32>| {
        let number = cursor.slice(cursor.at + at, 2).parse::<u32>();
        number.is_ok_and(|number| range.contains(&number))
    };
    let date = |at: usize| within(at, 1..=12) && within(at + 2, 1..=31) && within(at + 4, 0..=23);
    let sexagesimal = |from: usize| (from..len).step_by(2).all(|at| within(at, 0..=59));
    let long = date(4) && sexagesimal(10);
    let short = date(2) && sexagesimal(8);
    if !short || cursor.peek_at(len).is_none() {
        Years::Long
    } else if long {
        Years::Either
    } else {
        Years::Short
    }
}
