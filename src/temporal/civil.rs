//! A wall clock with its offset, as far as a value tells them, and its rewriting to RFC 3339.
//!
//! Takes the fields that a recogniser read and gives the text of the same instant, or the one
//! reason why there is none. It never guesses: a missing offset stays missing.

use crate::temporal::calendar::{self, YEAR_BEYOND};
use crate::temporal::reading::Suggestion;
use crate::temporal::rfc3339::conforms;
use crate::temporal::sentinel::{self, Sentinel};

/// What a value says about its distance from UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Offset {
    Missing,
    /// `Z`, or a name that means UTC.
    Utc,
    Fixed(FixedOffset),
    /// Said in a way that does not settle it; the clause says why.
    Doubtful(&'static str),
}

/// A numeric offset as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FixedOffset {
    pub(crate) negative: bool,
    pub(crate) hours: u32,
    pub(crate) minutes: u32,
    pub(crate) seconds: u32,
}

impl FixedOffset {
    pub(crate) const fn is_zero(self) -> bool {
        self.hours == 0 && self.minutes == 0 && self.seconds == 0
    }

    pub(crate) const fn in_range(self) -> bool {
        self.hours < 24 && self.minutes < 60 && self.seconds < 60
    }

    /// The offset in RFC 3339 spelling; seconds have no place there.
    fn text(self) -> String {
        let sign = if self.negative { '-' } else { '+' };
        format!("{sign}{:02}:{:02}", self.hours, self.minutes)
    }

    /// Seconds east of UTC.
    pub(crate) fn east(self) -> i64 {
        let size =
            i64::from(self.hours) * 3600 + i64::from(self.minutes) * 60 + i64::from(self.seconds);
        if self.negative { -size } else { size }
    }
}

/// Year, month and day.
type Day = (i64, u32, u32);
/// Hour, minute and second.
type Triple = (u32, u32, u32);

/// A date and a time of day with a fraction and an offset.
#[derive(Clone, Debug)]
pub(crate) struct Civil<'t> {
    pub(crate) year: i64,
    pub(crate) month: u32,
    pub(crate) day: u32,
    /// `None` for a date alone.
    pub(crate) clock: Option<(u32, u32, u32)>,
    /// The digits of the fraction, kept one by one.
    pub(crate) fraction: &'t str,
    pub(crate) offset: Offset,
    /// A reason found while reading why the instant is not certain.
    pub(crate) doubt: Option<&'static str>,
}

pub(crate) const NO_CENTURY: &str = "the century of the year is unknown";
pub(crate) const NO_OFFSET: &str = "the value has no offset, so its instant is unknown";
pub(crate) const NO_TIME: &str = "the value has no time of day, so its instant is unknown";
pub(crate) const NO_DATE: &str = "the value has no date, so its instant is unknown";

impl Civil<'_> {
    /// The well-known stand-in that this wall clock is, if it is one.
    ///
    /// The first day of "01" is one of 2001 sooner than that of the year 1, so a year of two digits
    /// stands for nothing.
    pub(crate) fn sentinel(&self) -> Option<&'static Sentinel> {
        if self.doubt == Some(NO_CENTURY) {
            return None;
        }
        let day = (self.year, self.month, self.day);
        sentinel::of_wall_clock(day, self.clock, self.fraction.as_bytes()).or_else(|| {
            let east = match self.offset {
                Offset::Utc => 0,
                Offset::Fixed(offset) if offset.in_range() => offset.east(),
                Offset::Fixed(_) | Offset::Missing | Offset::Doubtful(_) => return None,
            };
            let seconds = calendar::unix_seconds(day, self.clock?, east)?;
            (seconds == 0)
                .then(|| sentinel::of_instant(seconds, self.fraction))
                .flatten()
        })
    }

    /// The same instant in RFC 3339, or why there is none.
    ///
    /// Keeps a numeric offset and the fraction digits as they are; an offset with seconds, which
    /// RFC 3339 cannot write, becomes `Z`.
    pub(crate) fn rewrite(&self) -> Suggestion {
        match self.text() {
            Ok(text) if conforms(&text) => Suggestion::Certain(text),
            Ok(_) => Suggestion::uncertain("no RFC 3339 text has these values"),
            Err(reason) => Suggestion::uncertain(reason),
        }
    }

    fn text(&self) -> Result<String, &'static str> {
        let clock = self.clock.ok_or(self.doubt.unwrap_or(NO_TIME))?;
        let zone = self.zone()?;
        let (day, (hour, minute, second)) = self.moment(clock)?;
        if let Some(offset) = zone.filter(|offset| offset.seconds > 0) {
            if second == 60 {
                return Err("a leap second cannot be moved to another offset");
            }
            let instant = calendar::unix_seconds(day, (hour, minute, second), offset.east());
            return instant
                .and_then(|seconds| calendar::utc_text(seconds, self.fraction))
                .ok_or(YEAR_BEYOND);
        }
        if second == 60 && !ends_utc_day(hour, minute, zone) {
            return Err("second 60 exists at 23:59:60 UTC only");
        }
        let point = if self.fraction.is_empty() { "" } else { "." };
        let date = format!("{:04}-{:02}-{:02}", day.0, day.1, day.2);
        let wall = format!(
            "{date}T{hour:02}:{minute:02}:{second:02}{point}{}",
            self.fraction
        );
        Ok(zone.map_or_else(
            || format!("{wall}Z"),
            |offset| format!("{wall}{}", offset.text()),
        ))
    }

    /// The numeric offset, `None` for UTC, or why there is none that counts.
    fn zone(&self) -> Result<Option<FixedOffset>, &'static str> {
        let zone = match self.offset {
            Offset::Missing => Err(NO_OFFSET),
            Offset::Doubtful(reason) => Err(reason),
            Offset::Fixed(offset) if !offset.in_range() => Err("the offset is out of range"),
            Offset::Fixed(offset) => Ok(Some(offset)),
            Offset::Utc => Ok(None),
        };
        // What was doubted while reading says more than what is missing.
        self.doubt.map_or(zone, Err)
    }

    /// The day and the clock, with midnight as hour 24 moved to the next day.
    fn moment(&self, clock: Triple) -> Result<(Day, Triple), &'static str> {
        let Self {
            year, month, day, ..
        } = *self;
        if !(0..=9999).contains(&year) {
            return Err(YEAR_BEYOND);
        }
        if !calendar::day_exists(year, month, day) {
            return Err("the day does not exist");
        }
        match clock {
            (24, 0, 0) if self.fraction.bytes().all(|digit| digit == b'0') => Ok((
                calendar::next_day(year, month, day).ok_or(YEAR_BEYOND)?,
                (0, 0, 0),
            )),
            (0..=23, 0..=59, 0..=60) => Ok(((year, month, day), clock)),
            _ => Err("the time of day does not exist"),
        }
    }
}

/// Whether this minute is the last of a UTC day; offsets are whole minutes here.
pub(crate) fn ends_utc_day(hour: u32, minute: u32, offset: Option<FixedOffset>) -> bool {
    let east = offset.map_or(0, FixedOffset::east);
    (i64::from(hour) * 3600 + i64::from(minute) * 60 - east).rem_euclid(86_400) == 86_340
}
