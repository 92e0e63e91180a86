//! What must hold of the reading of a date, whatever its text: the verdict is that of a second scanner,
//! which shares nothing with the first but RFC 3339 itself.

use wiredrift::temporal::{self, Breach, Reading, Suggestion};

/// What must hold of the reading of any string.
pub(crate) fn check(text: &str) {
    let expected = second::conforms(text);
    assert_eq!(temporal::conforms(text), expected, "{text:?}");
    assert_eq!(temporal::classify(text).is_some(), expected, "{text:?}");
    let reading = temporal::read(text);
    assert_eq!(
        reading.breaches.is_empty(),
        expected,
        "{text:?}: {reading:?}"
    );
    assert_eq!(
        reading.suggestion == Suggestion::Conforming,
        expected,
        "{text:?}"
    );
    let remark = temporal::remark(text);
    assert!(remark.is_none() || expected, "{text:?}: {remark:?}");
    assert_eq!(reading.remark, remark, "{text:?}");
    check_place(text, &reading);
    check_reading(text, &reading);
}

/// What leads in a value that is another notation from end to end: there the first character is as
/// foreign as any. Durations, intervals, words and counts are meant, and stand-ins for "no date".
const WHOLE: [&str; 27] = [
    "date-time-only",
    "date-ldap",
    "date-http",
    "date-rfc-2822",
    "date-rfc-850",
    "date-asctime",
    "date-java-tostring",
    "date-javascript-tostring",
    "date-month-name",
    "date-common-log",
    "date-microsoft-json",
    "date-epoch-seconds",
    "date-epoch-millis",
    "date-epoch-micros",
    "date-epoch-nanos",
    "date-filetime",
    "date-dotnet-ticks",
    "date-excel-serial",
    "date-apple-epoch",
    "date-interval",
    "date-duration",
    "date-empty",
    "date-placeholder",
    "date-sentinel",
    "date-unrecognised",
    // What follows decides about these: the hour by its "PM", the second by the offset.
    "date-impossible-time",
    "date-leap-second-misplaced",
];

/// What leads as one field or suffix, which is covered as a whole: it has the first offending
/// character in it or right behind it.
const FIELD: [&str; 11] = [
    // Of one digit, or where the year is due.
    "date-impossible-day",
    "date-ordinal",
    "date-offset-unpunctuated",
    "date-offset-hours-only",
    "date-offset-unpadded",
    "date-offset-out-of-range",
    "date-fraction-empty",
    // "T" with spaces around it.
    "date-separator-other",
    // "2024-01-15T" is a date with text behind it.
    "date-only",
    // An invisible character may stand beside what else departs.
    "date-non-ascii",
    "date-padding",
];

/// The leading breach stands where the second scanner stops.
pub(crate) fn check_place(text: &str, reading: &Reading) {
    let Some(leading) = reading.leading() else {
        return;
    };
    let name = leading.kind.name();
    if WHOLE.contains(&name) {
        return;
    }
    let failure = second::failure(text);
    // Where the numbers stop making sense, the rest is text that was not read.
    let is_rest = |breach: &Breach| breach.kind.name() == "date-trailing-text";
    let rest_leads = reading
        .breaches
        .iter()
        .any(|breach| is_rest(breach) && breach.at == leading.at);
    // A letter that is no ASCII, or cannot be seen, stands inside a field that departs as a whole.
    let is_hidden = |breach: &Breach| breach.kind.name() == "date-non-ascii";
    let hides = reading.breaches.iter().any(is_hidden);
    if rest_leads || hides || FIELD.contains(&name) {
        let end = reading
            .breaches
            .iter()
            .filter(|breach| breach.at == leading.at || is_rest(breach))
            .map(|breach| breach.at + breach.len)
            .max();
        let covered = failure
            .zip(end)
            .is_some_and(|(at, end)| (leading.at..=end).contains(&at));
        assert!(covered, "{text:?} at {failure:?}: {reading:?}");
    } else {
        assert_eq!(Some(leading.at), failure, "{text:?}: {reading:?}");
    }
}

/// What must hold of any reading, also of a number's.
pub(crate) fn check_reading(text: &str, reading: &Reading) {
    assert!(
        reading.breaches.is_sorted_by_key(|breach| breach.at),
        "{text:?}: {reading:?}"
    );
    for breach in &reading.breaches {
        assert!(
            text.get(breach.at..breach.at + breach.len).is_some(),
            "{text:?}: {breach:?}"
        );
        let character = breach.character(text);
        assert!(
            (1..=text.chars().count() + 1).contains(&character),
            "{text:?}: {breach:?}"
        );
    }
    assert_eq!(
        reading.leading().is_none(),
        reading.breaches.is_empty(),
        "{text:?}"
    );
    match &reading.suggestion {
        Suggestion::Certain(better) => {
            assert!(second::conforms(better), "{text:?}: {better:?}");
        }
        Suggestion::Uncertain(reason) => assert!(reason.len() > 10, "{text:?}"),
        Suggestion::Conforming => {}
    }
    // A name is made of letters and marks: any other digit in it would be one of the value.
    let name = reading.spelling.as_ref();
    let bare = ["+00:00", "-00:00", "rfc-2822", "rfc-850"]
        .iter()
        .fold(name.to_owned(), |name, known| name.replace(known, ""));
    let letters =
        |c: char| c.is_ascii_alphabetic() || c.is_ascii_punctuation() || " ±…".contains(c);
    assert!(bare.chars().all(letters), "{text:?}: {name:?}");
    assert!((1..80).contains(&name.len()), "{text:?}: {name:?}");
}

/// The second scanner: cuts the text at its marks and decides by day numbers.
mod second {
    /// The fields and marks of the grammar up to the seconds, in order.
    const FRAME: &str = "dddd-dd-ddTdd:dd:dd";

    /// The byte at which `text` first departs from the grammar, or from a range of section 5.7: then
    /// it is the field's first one. `None` if it does not, whatever a leap second would need.
    pub(crate) fn failure(text: &str) -> Option<usize> {
        let byte = |at: usize| text.as_bytes().get(at).copied();
        let field = |at: usize, len: usize| text.get(at..at + len).and_then(|two| two.parse().ok());
        for (at, due) in FRAME.bytes().enumerate() {
            let right = match due {
                b'd' => byte(at).is_some_and(|found| found.is_ascii_digit()),
                b'T' => matches!(byte(at), Some(b'T' | b't')),
                mark => byte(at) == Some(mark),
            };
            if !right {
                return Some(at);
            }
            let greatest = match at {
                6 => 12,
                9 => 31,
                12 => 23,
                15 => 59,
                18 => 60,
                _ => continue,
            };
            let value = field(at - 1, 2)?;
            if value > greatest || at < 10 && value == 0 {
                return Some(at - 1);
            }
            let date = (field(0, 4)?, field(5, 2)?, value);
            if at == 9 && civil(days(date.0, date.1, date.2)) != date {
                return Some(at - 1);
            }
        }
        let mut at = FRAME.len();
        let digits = |from: usize| {
            let rest = text.bytes().skip(from);
            rest.take_while(u8::is_ascii_digit).count()
        };
        if byte(at) == Some(b'.') {
            if digits(at + 1) == 0 {
                return Some(at + 1);
            }
            at += 1 + digits(at + 1);
        }
        let end = match byte(at) {
            Some(b'Z' | b'z') => at + 1,
            Some(b'+' | b'-') => {
                for (place, due) in (at + 1..).zip(*b"dd:dd") {
                    let right = match due {
                        b'd' => byte(place).is_some_and(|found| found.is_ascii_digit()),
                        mark => byte(place) == Some(mark),
                    };
                    if !right {
                        return Some(place);
                    }
                    if place == at + 2 && field(at + 1, 2)? > 23 {
                        return Some(at + 1);
                    }
                }
                if field(at + 4, 2)? > 59 {
                    return Some(at + 4);
                }
                at + 6
            }
            _ => return Some(at),
        };
        (end < text.len()).then_some(end)
    }

    /// Whether `text` is an RFC 3339 date-time (sections 5.6 and 5.7).
    pub(crate) fn conforms(text: &str) -> bool {
        verdict(text).is_some()
    }

    fn verdict(text: &str) -> Option<()> {
        let (date, time) = text.split_once(['T', 't'])?;
        let mut date = date.split('-').map(Some).chain([None]);
        let year = number(date.next()??, 4)?;
        let month = number(date.next()??, 2)?;
        let day = number(date.next()??, 2)?;
        if date.next()?.is_some() || civil(days(year, month, day)) != (year, month, day) {
            return None;
        }
        let (clock, east) = if let Some(clock) = time.strip_suffix(['Z', 'z']) {
            (clock, 0)
        } else {
            let cut = time.rfind(['+', '-'])?;
            let (hours, minutes) = time.get(cut + 1..)?.split_once(':')?;
            let size = below(number(hours, 2)?, 24)? * 60 + below(number(minutes, 2)?, 60)?;
            (
                time.get(..cut)?,
                if time.as_bytes().get(cut) == Some(&b'-') {
                    -size
                } else {
                    size
                },
            )
        };
        let (hour, rest) = clock.split_once(':')?;
        let (minute, rest) = rest.split_once(':')?;
        let (second, fraction) = rest.split_once('.').unwrap_or((rest, "0"));
        if fraction.is_empty() || fraction.bytes().any(|byte| !byte.is_ascii_digit()) {
            return None;
        }
        let minutes = below(number(hour, 2)?, 24)? * 60 + below(number(minute, 2)?, 60)?;
        let utc = days(year, month, day) * 1_440 + minutes - east;
        match number(second, 2)? {
            0..=59 => Some(()),
            // The next minute must be the first one of a UTC day.
            60 if (utc + 1) % 1_440 == 0 => Some(()),
            _ => None,
        }
    }

    fn number(text: &str, digits: usize) -> Option<i64> {
        let right =
            text.chars().count() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
        if right { text.parse().ok() } else { None }
    }

    fn below(number: i64, limit: i64) -> Option<i64> {
        (number < limit).then_some(number)
    }

    /// The number of a day since 0000-03-01, by the lengths of years counted from March.
    fn days(year: i64, month: i64, day: i64) -> i64 {
        let (year, month) = if month > 2 {
            (year, month - 3)
        } else {
            (year - 1, month + 9)
        };
        365 * year + year.div_euclid(4) - year.div_euclid(100)
            + year.div_euclid(400)
            + (153 * month + 2) / 5
            + day
            - 1
    }

    /// The day with that number; a day that does not exist comes back as another one.
    fn civil(days: i64) -> (i64, i64, i64) {
        let era = days.div_euclid(146_097);
        let of_era = days.rem_euclid(146_097);
        let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month + 2) / 5 + 1;
        let (year, month) = if month < 10 {
            (year, month + 3)
        } else {
            (year + 1, month - 9)
        };
        (year + era * 400, month, day)
    }

    #[test]
    fn the_second_scanner_knows_the_rule() {
        for text in [
            "2024-02-29T23:59:59.123Z",
            "0000-02-29t00:00:00z",
            "1998-12-31T15:59:60-08:00",
            "2024-06-30T23:59:60Z",
            "9999-12-31T23:59:59+23:59",
            "2024-01-15T14:30:00-00:00",
        ] {
            assert!(conforms(text), "{text}");
        }
        for text in [
            "2023-02-29T00:00:00Z",
            "1900-02-29T00:00:00Z",
            "2024-01-00T00:00:00Z",
            "2024-13-01T00:00:00Z",
            "2024-01-15 00:00:00Z",
            "2024-01-15T24:00:00Z",
            "1998-12-31T23:58:60Z",
            "2024-01-15T14:30:00+0000",
            "2024-01-15T14:30:00",
            "2024-01-15T14:30Z",
            "2024-01-15T14:30:00.Z",
            "2024-01-15T14:30:00+24:00",
            "2024-01-15T14:30:0٣Z",
        ] {
            assert!(!conforms(text), "{text}");
        }
    }
}
