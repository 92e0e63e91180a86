//! Counts since an epoch: which unit and which epoch, told by the magnitude.
//!
//! The text of a number comes in, of any size; the unit goes out in which it falls into a plausible
//! time: between 2000 and 2100, or a narrower one where units share their numbers. Where no unit puts
//! it there, that is what is said. Naming the nearest unit would state a guess as a fact, because a
//! count carries no sign of its unit.

use crate::temporal::breach::BreachKind;
use crate::temporal::calendar::{YEAR_BEYOND, utc_text};
use crate::temporal::near::near;
use crate::temporal::notation::decimal::{Decimal, Scanned, Shape};
use crate::temporal::notation::digit_dates::is_calendar;
use crate::temporal::reading::{Found, Suggestion};
use crate::temporal::sentinel;
use std::borrow::Cow;

/// 2000-01-01 and 2100-01-01 in seconds since 1970. Earlier counts of seconds are Apple's, or none.
const WINDOW: std::ops::Range<i128> = 946_684_800..4_102_444_800;
/// Seconds from 1601 (FILETIME) and from 0001 (.NET ticks) to 1970.
const FROM_1601: i128 = 11_644_473_600;
const FROM_0001: i128 = 62_135_596_800;
/// Seconds from 2001-01-01, Apple's reference date: from 2005, when Core Data came with Mac OS X 10.4,
/// to where the seconds since 1970 begin (2031).
const APPLE_SECONDS: std::ops::Range<i128> = 126_230_400..946_684_800;
/// .NET's greatest tick count, `DateTime.MaxValue`.
const GREATEST_TICKS: i128 = 3_155_378_975_999_999_999;
/// The days from 1954 to 2119 as spreadsheets count them.
const SERIAL_DAYS: std::ops::Range<i128> = 20_000..80_000;

/// What is said of a number that lies in none of the windows.
const UNEXPLAINED: &str = "is a number that no known count of time explains";
const MORE_DIGITS: &str = "the number has more digits than can be kept";

/// Whether the count came as a JSON number or as a string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Number,
    Text,
}

/// One unit with its epoch.
struct Unit {
    kind: BreachKind,
    /// Decimal places from this unit to the second.
    power: u32,
    /// Seconds from the unit's epoch to 1970, where the unit is one of [`WINDOWED`].
    shift: i128,
    names: [&'static str; 4],
    doubt: Option<&'static str>,
}

const fn unit(
    kind: BreachKind,
    power: u32,
    shift: i128,
    names: [&'static str; 4],
    doubt: Option<&'static str>,
) -> Unit {
    Unit {
        kind,
        power,
        shift,
        names,
        doubt,
    }
}

static SECONDS: Unit = unit(
    BreachKind::EpochSeconds,
    0,
    0,
    [
        "epoch-seconds",
        "epoch-seconds-decimal",
        "epoch-seconds-string",
        "epoch-seconds-decimal-string",
    ],
    None,
);
static MILLIS: Unit = unit(
    BreachKind::EpochMillis,
    3,
    0,
    [
        "epoch-millis",
        "epoch-millis-decimal",
        "epoch-millis-string",
        "epoch-millis-decimal-string",
    ],
    None,
);
static MICROS: Unit = unit(
    BreachKind::EpochMicros,
    6,
    0,
    [
        "epoch-micros",
        "epoch-micros-decimal",
        "epoch-micros-string",
        "epoch-micros-decimal-string",
    ],
    None,
);
static NANOS: Unit = unit(
    BreachKind::EpochNanos,
    9,
    0,
    [
        "epoch-nanos",
        "epoch-nanos-decimal",
        "epoch-nanos-string",
        "epoch-nanos-decimal-string",
    ],
    None,
);
static FILETIME: Unit = unit(
    BreachKind::Filetime,
    7,
    FROM_1601,
    [
        "filetime",
        "filetime-decimal",
        "filetime-string",
        "filetime-decimal-string",
    ],
    None,
);
static TICKS: Unit = unit(
    BreachKind::DotnetTicks,
    7,
    FROM_0001,
    [
        "dotnet-ticks",
        "dotnet-ticks-decimal",
        "dotnet-ticks-string",
        "dotnet-ticks-decimal-string",
    ],
    Some("ticks count local time or UTC, and the value does not say which"),
);
static APPLE: Unit = unit(
    BreachKind::AppleEpoch,
    0,
    0,
    [
        "apple-epoch",
        "apple-epoch-decimal",
        "apple-epoch-string",
        "apple-epoch-decimal-string",
    ],
    Some("the value counts seconds since 2001 or, before 2000, since 1970"),
);
static SERIAL: Unit = unit(
    BreachKind::ExcelSerial,
    0,
    0,
    [
        "excel-serial",
        "excel-serial-decimal",
        "excel-serial-string",
        "excel-serial-decimal-string",
    ],
    Some("a spreadsheet's day number has no offset, so its instant is unknown"),
);

const WINDOWED: [&Unit; 6] = [&SECONDS, &MILLIS, &MICROS, &NANOS, &FILETIME, &TICKS];

/// Reads the raw text of a JSON number.
pub(crate) fn of_number(text: &str) -> Found {
    read(text, Form::Number).unwrap_or_else(|| {
        let reason = Suggestion::uncertain("the value is not the text of a JSON number");
        Found::whole("unrecognised", BreachKind::Unrecognised, text.len(), reason)
    })
}

/// Reads a string that is a number from end to end.
pub(crate) fn of_string(text: &str) -> Option<Found> {
    read(text, Form::Text)
}

fn read(text: &str, form: Form) -> Option<Found> {
    let scanned = Scanned::new(text)?;
    if is_calendar(text)
        && let Some(mut found) = near(text)
    {
        if form == Form::Number {
            found.spelling = Cow::Owned(format!("{}-number", found.spelling));
        }
        return Some(found);
    }
    if form == Form::Text && is_padded(text) {
        return Some(unexplained(scanned.shape, form, text.len()));
    }
    Some(if let Some(decimal) = scanned.decimal() {
        count(decimal, scanned.shape, form, text.len())
    } else {
        let unit = scanned.whole().and_then(likely);
        unit.map_or_else(
            || unexplained(scanned.shape, form, text.len()),
            |unit| {
                let reason = Suggestion::uncertain(MORE_DIGITS);
                found(unit, scanned.shape, form, text.len(), reason)
            },
        )
    })
}

/// Whether a number has a plus sign or zeros in front, as no count is written: an offset, a
/// telephone number, a code. Zero itself is a count.
fn is_padded(text: &str) -> bool {
    let zeros = text.bytes().take_while(|&byte| byte == b'0').count();
    let more = text.bytes().skip(zeros);
    text.starts_with('+') || zeros > 0 && more.take(1).any(|byte| byte.is_ascii_digit())
}

/// Names the unit of a count and gives its instant.
fn count(decimal: Decimal, shape: Shape, form: Form, len: usize) -> Found {
    let whole = decimal.all.div_euclid(10_i128.pow(decimal.places));
    for unit in [&SECONDS, &MILLIS] {
        if let Some((seconds, fraction)) = instant(decimal, unit)
            && let Some(known) = sentinel::of_instant(seconds, &fraction)
        {
            return Found {
                sentinel: Some(known),
                ..found(unit, shape, form, len, Suggestion::Conforming)
            };
        }
    }
    if decimal.places == 0 && whole == GREATEST_TICKS {
        let known = sentinel::of_instant(253_402_300_799, "");
        return Found {
            sentinel: known,
            ..found(&TICKS, shape, form, len, Suggestion::Conforming)
        };
    }
    let Some(unit) = likely(whole) else {
        return unexplained(shape, form, len);
    };
    let suggestion = match (unit.doubt, instant(decimal, unit)) {
        (Some(doubt), _) => Suggestion::uncertain(doubt),
        (None, Some((seconds, fraction))) => utc_text(seconds, &fraction)
            .map_or(Suggestion::uncertain(YEAR_BEYOND), Suggestion::Certain),
        (None, None) => Suggestion::uncertain(MORE_DIGITS),
    };
    found(unit, shape, form, len, suggestion)
}

/// The unit in which a count falls into a plausible time.
fn likely(whole: i128) -> Option<&'static Unit> {
    let windowed = WINDOWED.into_iter().find(|unit| in_window(whole, unit));
    windowed
        .or_else(|| SERIAL_DAYS.contains(&whole).then_some(&SERIAL))
        .or_else(|| APPLE_SECONDS.contains(&whole).then_some(&APPLE))
}

fn in_window(whole: i128, unit: &Unit) -> bool {
    let scale = 10_i128.pow(unit.power);
    ((WINDOW.start + unit.shift) * scale..(WINDOW.end + unit.shift) * scale).contains(&whole)
}

/// Whole seconds since 1970 and the digits of the fraction.
///
/// Digits behind a decimal sign are kept one by one; the places of the unit itself are written in
/// full, or left out where the value is a whole number of seconds and no decimal sign was written.
fn instant(decimal: Decimal, unit: &Unit) -> Option<(i64, String)> {
    let places = decimal.places + unit.power;
    let scale = 10_i128.checked_pow(places)?;
    let seconds = decimal.all.div_euclid(scale).checked_sub(unit.shift)?;
    let rest = decimal.all.rem_euclid(scale);
    let width = usize::try_from(places).ok()?;
    let fraction = if places == 0 || (decimal.places == 0 && rest == 0) {
        String::new()
    } else {
        format!("{rest:0width$}")
    };
    Some((i64::try_from(seconds).ok()?, fraction))
}

fn found(
    unit: &'static Unit,
    shape: Shape,
    form: Form,
    len: usize,
    suggestion: Suggestion,
) -> Found {
    Found::whole(name(unit.names, shape, form), unit.kind, len, suggestion)
}

/// A number that no unit puts into a plausible time.
fn unexplained(shape: Shape, form: Form, len: usize) -> Found {
    let names = [
        "number",
        "number-decimal",
        "number-string",
        "number-decimal-string",
    ];
    let reason = Suggestion::uncertain("no known unit puts the number into a plausible year");
    Found {
        fact: Some(UNEXPLAINED),
        ..Found::whole(
            name(names, shape, form),
            BreachKind::Unrecognised,
            len,
            reason,
        )
    }
}

const fn name(names: [&'static str; 4], shape: Shape, form: Form) -> &'static str {
    let [number, decimal, text, decimal_text] = names;
    match (form, shape) {
        (Form::Number, Shape::Whole) => number,
        (Form::Number, Shape::Decimal) => decimal,
        (Form::Text, Shape::Whole) => text,
        (Form::Text, Shape::Decimal) => decimal_text,
    }
}

#[cfg(test)]
mod tests {
    use super::{
        FILETIME, MICROS, MILLIS, NANOS, SECONDS, TICKS, WINDOW, WINDOWED, in_window, likely,
    };

    #[test]
    fn no_count_falls_into_the_windows_of_two_units() {
        for unit in WINDOWED {
            let scale = 10_i128.pow(unit.power);
            for edge in [
                (WINDOW.start + unit.shift) * scale,
                (WINDOW.end + unit.shift) * scale - 1,
            ] {
                let units = WINDOWED
                    .iter()
                    .filter(|other| in_window(edge, other))
                    .count();
                assert_eq!(units, 1, "{edge}");
                assert_eq!(
                    likely(edge).map(|unit| unit.kind),
                    Some(unit.kind),
                    "{edge}"
                );
            }
        }
    }

    #[test]
    fn one_instant_is_known_in_every_unit() {
        for (count, unit) in [
            (1_705_329_000, &SECONDS),
            (1_705_329_000_000, &MILLIS),
            (1_705_329_000_000_000, &MICROS),
            (1_705_329_000_000_000_000, &NANOS),
            (133_498_026_000_000_000, &FILETIME),
            (638_409_258_000_000_000, &TICKS),
        ] {
            assert_eq!(
                likely(count).map(|unit| unit.kind),
                Some(unit.kind),
                "{count}"
            );
        }
    }

    #[test]
    fn outside_every_window_no_unit_is_named() {
        for count in [
            -1,
            1,
            5,
            19_999,
            80_000,
            126_230_399,
            4_102_444_800,
            10_i128.pow(10),
            i128::from(i64::MAX),
            i128::MAX,
            i128::MIN,
        ] {
            assert!(likely(count).is_none(), "{count}");
        }
    }
}
