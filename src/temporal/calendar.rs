//! The proleptic Gregorian calendar: the length of its months and the arithmetic that a rewrite needs.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, TimeDelta, Timelike, Weekday};

/// The number of days of a month (RFC 3339 section 5.7); 0 for a month that does not exist.
#[inline]
pub(super) const fn days_in_month(year: i64, month: u8) -> u8 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 0,
    }
}

/// Whether the day exists in the calendar.
pub(super) fn day_exists(year: i64, month: u32, day: u32) -> bool {
    u8::try_from(month)
        .is_ok_and(|month| (1..=u32::from(days_in_month(year, month))).contains(&day))
}

/// Why no rewrite is offered for a year beyond four digits.
pub(super) const YEAR_BEYOND: &str = "RFC 3339 has no way to write a year outside 0000 to 9999";

fn date(year: i64, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
}

fn parts(date: NaiveDate) -> (i64, u32, u32) {
    (i64::from(date.year()), date.month(), date.day())
}

/// Month and day of an ISO 8601 week date (`weekday` 1 is Monday) with the calendar year it falls in.
pub(super) fn from_week(year: i64, week: u32, weekday: u32) -> Option<(i64, u32, u32)> {
    let weekday = Weekday::try_from(u8::try_from(weekday.checked_sub(1)?).ok()?).ok()?;
    NaiveDate::from_isoywd_opt(i32::try_from(year).ok()?, week, weekday).map(parts)
}

/// Month and day of an ordinal date.
pub(super) fn from_ordinal(year: i64, ordinal: u32) -> Option<(i64, u32, u32)> {
    NaiveDate::from_yo_opt(i32::try_from(year).ok()?, ordinal).map(parts)
}

/// The following day.
pub(super) fn next_day(year: i64, month: u32, day: u32) -> Option<(i64, u32, u32)> {
    date(year, month, day)?.succ_opt().map(parts)
}

/// The preceding day.
pub(super) fn previous_day(year: i64, month: u32, day: u32) -> Option<(i64, u32, u32)> {
    date(year, month, day)?.pred_opt().map(parts)
}

/// The day of the week, 0 for Monday.
pub(super) fn weekday(year: i64, month: u32, day: u32) -> Option<u32> {
    Some(date(year, month, day)?.weekday().num_days_from_monday())
}

/// Seconds since 1970 of a wall clock that is `east` seconds ahead of UTC.
pub(super) fn unix_seconds(day: (i64, u32, u32), clock: (u32, u32, u32), east: i64) -> Option<i64> {
    let wall = date(day.0, day.1, day.2)?.and_hms_opt(clock.0, clock.1, clock.2)?;
    let utc = wall.checked_sub_signed(TimeDelta::try_seconds(east)?)?;
    Some(utc.and_utc().timestamp())
}

/// RFC 3339 text with offset `Z` for a count of seconds since 1970; `fraction` is copied digit by digit.
///
/// `None` outside the years 0000 to 9999.
pub(super) fn utc_text(seconds: i64, fraction: &str) -> Option<String> {
    let utc: NaiveDateTime = DateTime::from_timestamp(seconds, 0)?.naive_utc();
    if !(0..=9999).contains(&utc.year()) {
        return None;
    }
    let point = if fraction.is_empty() { "" } else { "." };
    Some(format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{point}{fraction}Z",
        utc.year(),
        utc.month(),
        utc.day(),
        utc.hour(),
        utc.minute(),
        utc.second()
    ))
}

#[cfg(test)]
mod tests {
    use super::{days_in_month, from_ordinal, from_week, unix_seconds, utc_text, weekday};

    #[test]
    fn leap_years_follow_the_gregorian_rule() {
        assert_eq!(
            [0, 1900, 2000, 2023, 2024].map(|year| days_in_month(year, 2)),
            [29, 28, 29, 28, 29]
        );
        assert_eq!(days_in_month(2024, 0), 0);
        assert_eq!(days_in_month(2024, 13), 0);
    }

    #[test]
    fn other_calendars_of_iso_8601_reach_the_same_day() {
        assert_eq!(from_week(2024, 3, 1), Some((2024, 1, 15)));
        assert_eq!(from_week(2021, 53, 1), None);
        assert_eq!(from_week(2020, 53, 5), Some((2021, 1, 1)));
        assert_eq!(from_ordinal(2024, 15), Some((2024, 1, 15)));
        assert_eq!(from_ordinal(2023, 366), None);
        assert_eq!(weekday(2024, 1, 15), Some(0));
        assert_eq!(weekday(2024, 1, 21), Some(6));
        assert_eq!(weekday(2024, 1, 32), None);
    }

    #[test]
    fn instants_beyond_four_digits_or_beyond_the_library_are_none() {
        assert_eq!(
            utc_text(1_705_329_000, "").as_deref(),
            Some("2024-01-15T14:30:00Z")
        );
        assert_eq!(
            utc_text(253_402_300_799, "9").as_deref(),
            Some("9999-12-31T23:59:59.9Z")
        );
        assert_eq!(utc_text(253_402_300_800, ""), None);
        assert_eq!(utc_text(i64::MIN, ""), None);
        assert_eq!(unix_seconds((i64::MAX, 1, 1), (0, 0, 0), 0), None);
        assert_eq!(
            unix_seconds((2024, 1, 15), (15, 30, 0), 3600),
            Some(1_705_329_000)
        );
    }
}
