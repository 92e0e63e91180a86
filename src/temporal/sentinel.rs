//! Dates that mean "no date": each with the programs that write it.

use crate::temporal::calendar::{previous_day, unix_seconds};
use crate::temporal::leap;
use crate::temporal::rfc3339::{Strict, strict};

/// A date that stands for "no date" or for "for ever", and who writes it.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sentinel {
    /// The date, as its first ten characters in RFC 3339 spelling.
    pub date: &'static str,
    /// What it stands for, as a predicate: "is the zero value of …".
    pub meaning: &'static str,
    /// The programs and types that are known to write it.
    pub writers: &'static [&'static str],
    year: i64,
    month: u32,
    day: u32,
}

/// What is worth a note about a value that conforms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Remark {
    /// The value is a well-known stand-in for "no date".
    Sentinel(&'static Sentinel),
    /// Second 60 at the end of a UTC day for which no leap second was announced.
    LeapSecondUnknown,
}

/// The year of 0000-00-00 passed through PHP's date arithmetic.
const PHP_ZERO_YEAR: i64 = -1;

static SENTINELS: [Sentinel; 9] = [
    Sentinel {
        date: "0000-00-00",
        meaning: "is a zero date, which no calendar has",
        writers: &[
            "MySQL and MariaDB zero dates",
            "library systems such as Aleph and Alma",
        ],
        year: 0,
        month: 0,
        day: 0,
    },
    Sentinel {
        date: "-0001-11-30",
        meaning: "is a zero date that was read as a real one",
        writers: &["PHP DateTime made from MySQL's 0000-00-00"],
        year: PHP_ZERO_YEAR,
        month: 11,
        day: 30,
    },
    Sentinel {
        date: "0001-01-01",
        meaning: "is the zero value of a date type",
        writers: &[
            ".NET DateTime.MinValue and default(DateTime)",
            "Go zero time.Time",
            "Python datetime.min",
        ],
        year: 1,
        month: 1,
        day: 1,
    },
    Sentinel {
        date: "1601-01-01",
        meaning: "is the zero of Windows FILETIME",
        writers: &[
            "Windows FILETIME 0",
            "Active Directory attributes that were never set",
        ],
        year: 1601,
        month: 1,
        day: 1,
    },
    Sentinel {
        date: "1753-01-01",
        meaning: "is the least value of SQL Server's datetime",
        writers: &["SQL Server datetime minimum (SqlDateTime.MinValue)"],
        year: 1753,
        month: 1,
        day: 1,
    },
    Sentinel {
        date: "1899-12-30",
        meaning: "is the zero of OLE Automation dates",
        writers: &[
            "OLE Automation and Delphi TDateTime 0",
            "Microsoft Access and spreadsheet serial 0",
        ],
        year: 1899,
        month: 12,
        day: 30,
    },
    Sentinel {
        date: "1900-01-01",
        meaning: "is SQL Server's date for an empty string",
        writers: &["SQL Server datetime made from '' or 0", "spreadsheet day 1"],
        year: 1900,
        month: 1,
        day: 1,
    },
    Sentinel {
        date: "1970-01-01",
        meaning: "is the zero of Unix time",
        writers: &[
            "a Unix time of 0",
            "new Date(null) and new Date(0) in JavaScript",
            "java.util.Date of 0L",
        ],
        year: 1970,
        month: 1,
        day: 1,
    },
    Sentinel {
        date: "9999-12-31",
        meaning: "is the greatest date of many types, written for \"for ever\"",
        writers: &[
            ".NET DateTime.MaxValue",
            "Python datetime.max",
            "SQL Server and Oracle open-ended validity",
        ],
        year: 9999,
        month: 12,
        day: 31,
    },
];

fn named(year: i64, month: u32, day: u32) -> Option<&'static Sentinel> {
    SENTINELS
        .iter()
        .find(|known| (known.year, known.month, known.day) == (year, month, day))
}

/// The sentinel of a date whose time of day, if any, is the one that the sentinel is written with.
///
/// Midnight for all; for the last day also any fraction of its last second. The offset does not
/// matter: a zero value is often written with the writer's local offset.
pub(super) fn of_wall_clock(
    day: (i64, u32, u32),
    clock: Option<(u32, u32, u32)>,
    fraction: &[u8],
) -> Option<&'static Sentinel> {
    let known = named(day.0, day.1, day.2)?;
    match clock {
        None => Some(known),
        Some((0, 0, 0)) if fraction.iter().all(|&digit| digit == b'0') => Some(known),
        Some((23, 59, 59)) if known.year == 9999 => Some(known),
        Some(_) if known.day == 0 => Some(known),
        Some(_) => None,
    }
}

/// The sentinel at an instant, given as whole seconds since 1970 and whether a fraction is left over.
pub(super) fn of_instant(seconds: i64, fraction: &str) -> Option<&'static Sentinel> {
    let whole = fraction.bytes().all(|digit| digit == b'0');
    match seconds {
        253_402_300_799 => named(9999, 12, 31),
        _ if !whole => None,
        -62_135_596_800 => named(1, 1, 1),
        -11_644_473_600 => named(1601, 1, 1),
        -6_847_804_800 => named(1753, 1, 1),
        -2_209_161_600 => named(1899, 12, 30),
        -2_208_988_800 => named(1900, 1, 1),
        0 => named(1970, 1, 1),
        253_402_214_400 => named(9999, 12, 31),
        _ => None,
    }
}

/// What is worth a note about a conforming `text`; `None` for ordinary values and for text that does not conform.
///
/// Two comparisons turn nearly every value away, so that it can be asked of each date of a large
/// payload. Never panics, allocates nothing.
pub fn remark(text: &str) -> Option<Remark> {
    let [y1, y2, y3, y4, .., s1, s2] = *text.as_bytes().first_chunk::<19>()?;
    let year_worth_a_look = matches!(
        [y1, y2, y3, y4],
        [b'0', b'0', b'0', b'0' | b'1']
            | [b'9', b'9', b'9', b'9']
            | [b'1', b'9', b'6', b'9']
            | [b'1', b'9', b'7' | b'0', b'0']
            | [b'1', b'6', b'0', b'1']
            | [b'1', b'7', b'5', b'3']
            | [b'1', b'8', b'9', b'9']
    );
    let leap_second = [s1, s2] == *b"60";
    if !year_worth_a_look && !leap_second {
        return None;
    }
    let value = strict(text)?;
    if leap_second {
        return (!leap::announced(utc_day(&value)?)).then_some(Remark::LeapSecondUnknown);
    }
    sentinel(&value).map(Remark::Sentinel)
}

/// The UTC day of a conforming leap second: its local clock passed midnight iff the offset is positive.
fn utc_day(value: &Strict<'_>) -> Option<(u16, u8, u8)> {
    if value.offset <= 0 {
        return Some((value.year, value.month, value.day));
    }
    let (year, month, day) =
        previous_day(i64::from(value.year), value.month.into(), value.day.into())?;
    // The day before 0000-01-01 has no announced leap second either; any other year does for it.
    Some((
        u16::try_from(year).unwrap_or(0),
        u8::try_from(month).ok()?,
        u8::try_from(day).ok()?,
    ))
}

fn sentinel(value: &Strict<'_>) -> Option<&'static Sentinel> {
    let day = (
        i64::from(value.year),
        u32::from(value.month),
        u32::from(value.day),
    );
    let clock = (value.hour.into(), value.minute.into(), value.second.into());
    if let Some(known) = of_wall_clock(day, Some(clock), value.fraction) {
        return Some(known);
    }
    // Only Unix zero is written as an instant in local time; the others are wall clocks.
    let zero = value.fraction.iter().all(|&digit| digit == b'0')
        && unix_seconds(day, clock, i64::from(value.offset) * 60) == Some(0);
    if zero { named(1970, 1, 1) } else { None }
}

#[cfg(test)]
mod tests {
    use super::{Remark, SENTINELS, of_instant, of_wall_clock, remark};
    use crate::temporal::calendar::{unix_seconds, utc_text};

    fn date_of(text: &str) -> Option<&'static str> {
        match remark(text) {
            Some(Remark::Sentinel(sentinel)) => Some(sentinel.date),
            Some(Remark::LeapSecondUnknown) => Some("leap"),
            None => None,
        }
    }

    #[test]
    fn conforming_stand_ins_are_remarked() {
        for (text, expected) in [
            ("0001-01-01T00:00:00Z", Some("0001-01-01")),
            ("0001-01-01T00:00:00.0000000+01:00", Some("0001-01-01")),
            ("9999-12-31T23:59:59.9999999Z", Some("9999-12-31")),
            ("9999-12-31T00:00:00Z", Some("9999-12-31")),
            ("9999-12-31T12:00:00Z", None),
            ("1970-01-01T00:00:00.000Z", Some("1970-01-01")),
            ("1970-01-01T00:00:00.001Z", None),
            ("1970-01-01T01:00:00+01:00", Some("1970-01-01")),
            ("1969-12-31T19:00:00-05:00", Some("1970-01-01")),
            ("1969-12-31T19:00:01-05:00", None),
            ("1970-01-01T23:59:59Z", None),
            ("1970-01-01T01:00:00.000+01:00", Some("1970-01-01")),
            ("1970-01-01T01:00:00.5+01:00", None),
            ("1601-01-01T00:00:00Z", Some("1601-01-01")),
            ("1753-01-01T00:00:00Z", Some("1753-01-01")),
            ("1899-12-30T00:00:00Z", Some("1899-12-30")),
            ("1900-01-01T00:00:00Z", Some("1900-01-01")),
            ("1900-01-02T00:00:00Z", None),
            ("2024-01-15T14:30:00Z", None),
            ("2024-01-15 14:30:00Z", None),
            ("0000-00-00T00:00:00Z", None),
            ("", None),
        ] {
            assert_eq!(date_of(text), expected, "{text}");
        }
    }

    #[test]
    fn a_leap_second_is_remarked_unless_it_was_announced() {
        for (text, expected) in [
            ("1998-12-31T23:59:60Z", None),
            ("1998-12-31T15:59:60-08:00", None),
            ("1999-01-01T00:59:60.5+01:00", None),
            ("2012-07-01T05:29:60+05:30", None),
            ("2024-12-31T23:59:60Z", Some("leap")),
            ("1998-12-30T23:59:60Z", Some("leap")),
            ("0000-01-01T00:59:60+01:00", Some("leap")),
        ] {
            assert_eq!(date_of(text), expected, "{text}");
        }
    }

    #[test]
    fn instants_and_wall_clocks_name_the_same_sentinels() {
        for known in SENTINELS
            .iter()
            .filter(|known| known.day != 0 && known.year > 0)
        {
            let seconds = unix_seconds((known.year, known.month, known.day), (0, 0, 0), 0).unwrap();
            assert_eq!(of_instant(seconds, "").map(|s| s.date), Some(known.date));
            assert!(utc_text(seconds, "").unwrap().starts_with(known.date));
            assert_eq!(
                of_wall_clock((known.year, known.month, known.day), None, b"").map(|s| s.date),
                Some(known.date)
            );
            assert!(!known.writers.is_empty() && known.meaning.starts_with("is "));
        }
        assert_eq!(of_instant(0, "5"), None);
        // No time of day makes a day of it that a calendar has.
        let zero = of_wall_clock((0, 0, 0), Some((14, 30, 1)), b"5");
        assert_eq!(zero.map(|known| known.date), Some("0000-00-00"));
    }
}
