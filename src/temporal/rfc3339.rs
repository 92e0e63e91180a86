//! The verdict: the grammar of RFC 3339 section 5.6 with the field ranges of section 5.7, and nothing else.
//!
//! This is the only judge of what conforms. It is called for every date of every payload, so it
//! reads each byte at most once, allocates nothing and knows no library.

use crate::temporal::calendar::days_in_month;
use crate::temporal::spelling::{ConformingSpelling, OffsetSpelling};

/// The parts of a conforming value that later questions need.
#[derive(Clone, Copy, Debug)]
pub(super) struct Strict<'t> {
    pub(super) spelling: ConformingSpelling,
    pub(super) year: u16,
    pub(super) month: u8,
    pub(super) day: u8,
    pub(super) hour: u8,
    pub(super) minute: u8,
    pub(super) second: u8,
    /// The fraction's digits without their full stop; empty where there is no fraction.
    pub(super) fraction: &'t [u8],
    /// Minutes east of UTC.
    pub(super) offset: i16,
}

/// The spelling class of `text` if it is an RFC 3339 `date-time`, else `None`.
///
/// The rule is RFC 3339 section 5.6 with the ranges of section 5.7: the day exists, hour 00 to 23,
/// second 60 only where the instant is 23:59:60 UTC, offset up to ±23:59. Lower-case `t` and `z`
/// conform; a space between date and time does not. Never panics, allocates nothing.
///
/// ```
/// use wiredrift::temporal::classify;
///
/// let spelling = classify("2024-01-15T14:30:00.000+00:00").map(|spelling| spelling.name());
/// assert_eq!(spelling, Some("YYYY-MM-DDThh:mm:ss.s+00:00"));
/// assert_eq!(classify("2024-01-15T14:30:00.000+0000"), None);
/// ```
pub fn classify(text: &str) -> Option<ConformingSpelling> {
    strict(text).map(|value| value.spelling)
}

/// Whether `text` is an RFC 3339 `date-time`, as [`classify`] decides it.
pub fn conforms(text: &str) -> bool {
    strict(text).is_some()
}

/// Reads `text` by the grammar, or gives `None` at the first departure.
#[inline]
pub(super) fn strict(text: &str) -> Option<Strict<'_>> {
    let (head, tail) = text.as_bytes().split_first_chunk::<19>()?;
    let [
        y1,
        y2,
        y3,
        y4,
        b'-',
        m1,
        m2,
        b'-',
        d1,
        d2,
        t @ (b'T' | b't'),
        h1,
        h2,
        b':',
        n1,
        n2,
        b':',
        s1,
        s2,
    ] = *head
    else {
        return None;
    };
    let year = u16::from(two(y1, y2)?) * 100 + u16::from(two(y3, y4)?);
    let (month, day) = (two(m1, m2)?, two(d1, d2)?);
    let (hour, minute, second) = (two(h1, h2)?, two(n1, n2)?, two(s1, s2)?);
    if day == 0 || day > days_in_month(i64::from(year), month) {
        return None;
    }
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let (fraction, zone) = fraction(tail)?;
    let (spelling, offset) = time_offset(zone)?;
    if second == 60 && !ends_utc_day(hour, minute, offset) {
        return None;
    }
    let spelling = ConformingSpelling::new(t == b't', !fraction.is_empty(), spelling);
    Some(Strict {
        spelling,
        year,
        month,
        day,
        hour,
        minute,
        second,
        fraction,
        offset,
    })
}

/// Whether this local minute is the last one of a day in UTC, the only place of a leap second.
fn ends_utc_day(hour: u8, minute: u8, offset: i16) -> bool {
    const DAY: i16 = 24 * 60;
    let utc = i16::from(hour) * 60 + i16::from(minute) - offset;
    utc.rem_euclid(DAY) == DAY - 1
}

/// Two ASCII digits as a number.
#[inline]
fn two(tens: u8, ones: u8) -> Option<u8> {
    let (tens, ones) = (tens.wrapping_sub(b'0'), ones.wrapping_sub(b'0'));
    (tens < 10 && ones < 10).then(|| tens * 10 + ones)
}

/// Splits `time-secfrac` off; `None` where a full stop has no digit behind it.
#[inline]
fn fraction(tail: &[u8]) -> Option<(&[u8], &[u8])> {
    let [b'.', rest @ ..] = tail else {
        return Some((&[], tail));
    };
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if digits == 0 {
        return None;
    }
    rest.split_at_checked(digits)
}

/// Reads `time-offset` in minutes east of UTC.
#[inline]
fn time_offset(zone: &[u8]) -> Option<(OffsetSpelling, i16)> {
    match *zone {
        [b'Z'] => Some((OffsetSpelling::UpperZ, 0)),
        [b'z'] => Some((OffsetSpelling::LowerZ, 0)),
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let (hours, minutes) = (two(h1, h2)?, two(m1, m2)?);
            if hours > 23 || minutes > 59 {
                return None;
            }
            let size = i16::from(hours) * 60 + i16::from(minutes);
            Some(match (sign, size) {
                (b'+', 0) => (OffsetSpelling::PlusZero, 0),
                (_, 0) => (OffsetSpelling::MinusZero, 0),
                (b'+', size) => (OffsetSpelling::Numeric, size),
                (_, size) => (OffsetSpelling::Numeric, -size),
            })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{ConformingSpelling, classify, conforms};

    #[test]
    fn the_spelling_class_is_named_by_letter_fraction_and_offset() {
        for (text, name) in [
            ("2024-01-15T14:30:00Z", "YYYY-MM-DDThh:mm:ssZ"),
            ("2024-01-15t14:30:00z", "YYYY-MM-DDthh:mm:ssz"),
            ("2024-01-15T14:30:00.1Z", "YYYY-MM-DDThh:mm:ss.sZ"),
            (
                "2024-01-15T14:30:00.000+00:00",
                "YYYY-MM-DDThh:mm:ss.s+00:00",
            ),
            ("2024-01-15T14:30:00-00:00", "YYYY-MM-DDThh:mm:ss-00:00"),
            ("2024-01-15T14:30:00-07:00", "YYYY-MM-DDThh:mm:ss±hh:mm"),
            ("2024-01-15t14:30:00.5+05:30", "YYYY-MM-DDthh:mm:ss.s±hh:mm"),
        ] {
            assert_eq!(
                classify(text).map(ConformingSpelling::name),
                Some(name),
                "{text}"
            );
        }
    }

    #[test]
    fn the_edges_of_the_ranges_conform() {
        for text in [
            "0000-01-01T00:00:00Z",
            "0000-02-29T00:00:00Z",
            "2000-02-29T00:00:00Z",
            "9999-12-31T23:59:59.999999999999999999999999Z",
            "2024-01-15T14:30:00+23:59",
            "2024-01-15T14:30:00-23:59",
            "1998-12-31T23:59:60Z",
            "1998-12-31T15:59:60.123-08:00",
            "1999-01-01T05:29:60+05:30",
            "2024-06-15T23:59:60Z",
        ] {
            assert!(conforms(text), "{text}");
        }
    }

    #[test]
    fn what_stands_for_a_digit_is_one() {
        let text = "2024-01-15T14:30:00.5+05:30";
        let digits = text.bytes().enumerate();
        for (at, _) in digits.filter(|(_, byte)| byte.is_ascii_digit()) {
            // The neighbours of the digits in ASCII, and others.
            for other in ["/", ":", "a", " "] {
                let mut changed = text.to_owned();
                changed.replace_range(at..=at, other);
                assert!(!conforms(&changed), "{changed}");
            }
        }
    }

    #[test]
    fn one_step_beyond_the_ranges_does_not() {
        for text in [
            "1900-02-29T00:00:00Z",
            "2023-02-29T00:00:00Z",
            "2024-00-15T00:00:00Z",
            "2024-13-15T00:00:00Z",
            "2024-01-00T00:00:00Z",
            "2024-04-31T00:00:00Z",
            "2024-01-15T24:00:00Z",
            "2024-01-15T14:60:00Z",
            "2024-01-15T14:30:61Z",
            "1998-12-31T23:58:60Z",
            "1998-12-31T22:59:60Z",
            "1998-12-31T23:59:60+01:00",
            "2024-01-15T14:30:00+24:00",
            "2024-01-15T14:30:00+05:60",
            "2024-01-15T14:30:00.Z",
            "2024-01-15T14:30:00,1Z",
            "2024-01-15T14:30:00",
            "2024-01-15T14:30:00Z ",
            "２024-01-15T14:30:00Z",
            "",
        ] {
            assert!(!conforms(text), "{text}");
        }
    }
}
