//! Days of the calendar, as people write them in a configuration: `2026-12-31`.

use std::fmt;
use std::str::FromStr;

use super::calendar;

/// A day (RFC 3339 section 5.6, `full-date`). Later days are greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    year: u16,
    month: u8,
    of_month: u8,
}

/// The text is no day: not written as `YYYY-MM-DD`, or not in the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoDay;

impl Day {
    /// The day in UTC on which so many seconds had passed since 1970; `None` outside the years 0000
    /// to 9999.
    pub fn of_unix_seconds(seconds: i64) -> Option<Self> {
        calendar::utc_text(seconds, "")?.get(..10)?.parse().ok()
    }
}

impl FromStr for Day {
    type Err = NoDay;

    fn from_str(text: &str) -> Result<Self, NoDay> {
        let number = |range: std::ops::Range<usize>| -> Result<u16, NoDay> {
            let digits = text.get(range).ok_or(NoDay)?;
            if !digits.bytes().all(|digit| digit.is_ascii_digit()) {
                return Err(NoDay);
            }
            digits.parse().map_err(|_| NoDay)
        };
        let dashes = [text.get(4..5), text.get(7..8)];
        if text.len() != 10 || dashes != [Some("-"); 2] {
            return Err(NoDay);
        }
        let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
        if !calendar::day_exists(year.into(), month.into(), day.into()) {
            return Err(NoDay);
        }
        Ok(Self {
            year,
            month: u8::try_from(month).map_err(|_| NoDay)?,
            of_month: u8::try_from(day).map_err(|_| NoDay)?,
        })
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.of_month)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_they_are_written() {
        for text in ["2026-12-31", "2024-02-29", "0000-01-01", "9999-12-31"] {
            assert_eq!(text.parse::<Day>().unwrap().to_string(), text);
        }
        for text in [
            "",
            "2026-2-3",
            "2026-02-30",
            "2023-02-29",
            "2026-13-01",
            "2026-00-01",
            "2026-01-00",
            "20260101",
            "2026-01-01T00:00:00Z",
            " 2026-01-01",
            "+026-01-01",
            "２０２６-01-01",
            "2026/01/01",
        ] {
            assert_eq!(text.parse::<Day>(), Err(NoDay), "{text}");
        }
    }

    #[test]
    fn days_are_ordered_and_begin_at_midnight_in_utc() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        assert!(day("2026-12-31") < day("2027-01-01"));
        assert!(day("2026-02-28") < day("2026-03-01"));
        assert_eq!(Day::of_unix_seconds(0), Some(day("1970-01-01")));
        assert_eq!(Day::of_unix_seconds(-1), Some(day("1969-12-31")));
        assert_eq!(Day::of_unix_seconds(86_399), Some(day("1970-01-01")));
        assert_eq!(Day::of_unix_seconds(i64::MAX), None);
    }
}
