//! The instant to be written, and the wall clocks that it is written by.
//!
//! A conforming date comes in; moments go out, the nearest first, each of which can be seen from
//! several clocks. What a notation cannot say is told by its [`Need`], so that no table has code.

use crate::temporal::rfc3339::strict;
use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, TimeDelta, Timelike};

/// By which clock a spelling is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Frame {
    Utc,
    /// The original's own offset.
    Own,
    /// Central European time, with its summers.
    Paris,
    /// So many seconds east of UTC.
    At(i32),
}

/// What a spelling asks of the instant, so that the reader leads with the breach of its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Need {
    /// The text is fixed.
    Nothing,
    /// Four digits of the year, and no well-known stand-in for "no date".
    Plain,
    /// As `Plain`, and no leap second.
    Steady,
    /// A year so near that its digits alone are seen as a date: 1901 to 2099.
    Calendar,
    /// A year so near that a count is seen as what it is: 2000 to 2099.
    Count,
    /// A count since 2001 that is not seen as one since 1970, nor as a date's digits: 2005 to 2029.
    Apple,
    /// A month or a day of one digit.
    ShortDate,
    /// A day of one digit.
    ShortDay,
    /// An hour of one digit.
    ShortHour,
}

/// An instant with the offset that it came in.
#[derive(Clone, Debug)]
pub(super) struct Moment<'t> {
    /// The instant in UTC; second 59 where it is a leap second.
    utc: NaiveDateTime,
    leap: bool,
    fraction: &'t str,
    east: i32,
    /// The original, where this is its instant.
    text: Option<&'t str>,
}

/// A moment seen from one clock.
#[derive(Debug)]
pub(super) struct View<'t> {
    pub(super) utc: NaiveDateTime,
    pub(super) wall: NaiveDateTime,
    pub(super) leap: bool,
    /// The digits of the fraction.
    pub(super) fraction: &'t str,
    /// Seconds east of UTC.
    pub(super) east: i32,
    pub(super) frame: Frame,
    pub(super) text: Option<&'t str>,
}

/// Where all notations can say it: Friday, 5 January 2024, 04:03:02 UTC, all numbers of one digit.
const SHORT: &str = "2024-01-05T04:03:02Z";
/// The customary example: Monday, 15 January 2024, 14:30:00 UTC.
const USUAL: &str = "2024-01-15T14:30:00Z";
/// A leap year that every notation reaches.
const NEAR_YEAR: i32 = 2024;

impl<'t> Moment<'t> {
    /// The original and what may be written in its place, the nearest first.
    pub(super) fn candidates(original: &'t str) -> Vec<Self> {
        let own = Self::of(original);
        let steady = own.clone().map(|own| Self {
            leap: false,
            text: if own.leap { None } else { own.text },
            ..own
        });
        let this_year = steady.clone().and_then(Self::in_near_year);
        let fixed = [USUAL, SHORT].map(Self::of);
        [own, steady, this_year]
            .into_iter()
            .chain(fixed)
            .flatten()
            .collect()
    }

    fn of(text: &'t str) -> Option<Self> {
        let parts = strict(text)?;
        let wall =
            NaiveDate::from_ymd_opt(parts.year.into(), parts.month.into(), parts.day.into())?
                .and_hms_opt(
                    parts.hour.into(),
                    parts.minute.into(),
                    u32::from(parts.second).min(59),
                )?;
        let east = i32::from(parts.offset) * 60;
        Some(Self {
            utc: wall.checked_sub_signed(TimeDelta::try_seconds(east.into())?)?,
            leap: parts.second == 60,
            fraction: std::str::from_utf8(parts.fraction).ok()?,
            east,
            text: Some(text),
        })
    }

    fn in_near_year(self) -> Option<Self> {
        Some(Self {
            utc: self.utc.with_year(NEAR_YEAR)?,
            text: None,
            ..self
        })
    }

    pub(super) fn seen_from(&self, frame: Frame) -> Option<View<'t>> {
        let east = match frame {
            Frame::Utc => 0,
            Frame::Own => self.east,
            Frame::Paris => paris(self.utc),
            Frame::At(east) => east,
        };
        let wall = self
            .utc
            .checked_add_signed(TimeDelta::try_seconds(east.into())?)?;
        Some(View {
            utc: self.utc,
            wall,
            leap: self.leap,
            fraction: self.fraction,
            east,
            frame,
            text: self.text,
        })
    }
}

impl View<'_> {
    pub(super) fn meets(&self, need: Need) -> bool {
        let both = [self.wall, self.utc];
        let years = |range: std::ops::RangeInclusive<i32>| {
            both.iter().all(|time| range.contains(&time.year()))
        };
        let (date, hour) = (self.wall.date(), self.wall.hour());
        let plain = years(2..=9998) && !both.iter().any(|time| is_stand_in(time.date()));
        let fits = match need {
            Need::Nothing => true,
            Need::Plain | Need::Steady => plain,
            Need::Calendar => years(1901..=2099),
            Need::Count => years(2000..=2099),
            Need::Apple => years(2005..=2029),
            Need::ShortDate => date.day() < 10 || date.month() < 10,
            Need::ShortDay => date.day() < 10,
            Need::ShortHour => hour < 10,
        };
        fits && plain && (need == Need::Plain || !self.leap)
    }

    /// The second as it is written; 60 in a leap second.
    pub(super) fn second(&self) -> u32 {
        self.wall.second() + u32::from(self.leap)
    }

    /// The first `len` digits of the fraction, filled up with zeros.
    pub(super) fn digits(&self, len: usize) -> String {
        let written = self.fraction.chars();
        written.chain(std::iter::repeat('0')).take(len).collect()
    }

    /// The count since 1970 in a unit of so many decimal places.
    pub(super) fn count(&self, places: usize) -> i128 {
        let digits = self.digits(places);
        // No digits are no fraction: a count of whole seconds.
        let below = digits.parse::<i128>().unwrap_or(0);
        let scale = (0..places).fold(1_i128, |scale, _| scale * 10);
        i128::from(unix(self.utc)) * scale + below
    }
}

pub(super) fn unix(time: NaiveDateTime) -> i64 {
    time.and_utc().timestamp()
}

/// Days that stand for "no date" at one hour or another.
fn is_stand_in(date: NaiveDate) -> bool {
    const DAYS: [(i32, u32, u32); 5] = [
        (1601, 1, 1),
        (1753, 1, 1),
        (1899, 12, 30),
        (1900, 1, 1),
        (1970, 1, 1),
    ];
    DAYS.contains(&(date.year(), date.month(), date.day()))
}

/// Seconds east of UTC in Paris, by the rule of Directive 2000/84/EC.
fn paris(utc: NaiveDateTime) -> i32 {
    let turn = |month: u32| {
        let last = NaiveDate::from_ymd_opt(utc.year(), month, 31)?;
        let sunday = last - TimeDelta::days(last.weekday().num_days_from_sunday().into());
        sunday.and_hms_opt(1, 0, 0)
    };
    let summer = turn(3).is_some_and(|start| start <= utc) && turn(10).is_some_and(|end| utc < end);
    // The rule holds since 1996; before, each year had one of its own.
    if summer && utc.year() >= 1996 {
        7200
    } else {
        3600
    }
}

/// The wall clock of the epoch in whole days, for counts of days.
pub(super) fn days_since_1970(time: NaiveDateTime) -> i64 {
    time.date()
        .signed_duration_since(DateTime::UNIX_EPOCH.date_naive())
        .num_days()
}
