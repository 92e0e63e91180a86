//! Counts since an epoch: which unit and which epoch, told by the magnitude.
//!
//! The text of a number comes in, of any size; the unit goes out in which it falls between 2000 and
//! 2100. Outside that window the nearest unit is named and nothing is suggested, because a count
//! carries no sign of its unit.

use crate::temporal::breach::BreachKind;
use crate::temporal::calendar::{YEAR_BEYOND, utc_text};
use crate::temporal::near::near;
use crate::temporal::notation::decimal::{Decimal, Scanned, Shape};
use crate::temporal::notation::digit_dates::is_calendar;
use crate::temporal::reading::{Found, Suggestion};
use crate::temporal::sentinel;
use std::borrow::Cow;

/// 2000-01-01 and 2100-01-01 in seconds since 1970.
const WINDOW: std::ops::Range<i128> = 946_684_800..4_102_444_800;
/// Seconds from 1601 (FILETIME) and from 0001 (.NET ticks) to 1970.
const FROM_1601: i128 = 11_644_473_600;
const FROM_0001: i128 = 62_135_596_800;
/// Seconds from 1970 to 2001-01-01, Apple's reference date.
const TO_2001: i128 = 978_307_200;
/// .NET's greatest tick count, `DateTime.MaxValue`.
const GREATEST_TICKS: i128 = 3_155_378_975_999_999_999;
/// The days from 1954 to 2119 as spreadsheets count them.
const SERIAL_DAYS: std::ops::Range<i128> = 20_000..80_000;

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
    /// Seconds from the unit's epoch to 1970.
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
    -TO_2001,
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
    Some(if let Some(decimal) = scanned.decimal() {
        count(decimal, scanned.shape, form, text.len())
    } else {
        let reason =
            Suggestion::uncertain("the number has more digits than a count of time can have");
        found(
            likely(scanned.magnitude()),
            scanned.shape,
            form,
            text.len(),
            reason,
        )
    })
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
    if let Some(unit) = WINDOWED.iter().find(|unit| in_window(whole, unit)) {
        let suggestion = match (unit.doubt, instant(decimal, unit)) {
            (Some(doubt), _) => Suggestion::uncertain(doubt),
            (None, Some((seconds, fraction))) => utc_text(seconds, &fraction)
                .map_or(Suggestion::uncertain(YEAR_BEYOND), Suggestion::Certain),
            (None, None) => Suggestion::uncertain("the number has more digits than can be kept"),
        };
        return found(unit, shape, form, len, suggestion);
    }
    let guess = likely(whole);
    let doubt = guess
        .doubt
        .unwrap_or("in no unit does the number fall between 2000 and 2100");
    found(guess, shape, form, len, Suggestion::uncertain(doubt))
}

/// The unit that a count most likely has.
fn likely(whole: i128) -> &'static Unit {
    if let Some(unit) = WINDOWED.into_iter().find(|unit| in_window(whole, unit)) {
        unit
    } else if SERIAL_DAYS.contains(&whole) {
        &SERIAL
    } else if whole > 0 && in_window(whole, &APPLE) {
        &APPLE
    } else {
        nearest(whole)
    }
}

fn in_window(whole: i128, unit: &Unit) -> bool {
    let scale = 10_i128.pow(unit.power);
    ((WINDOW.start + unit.shift) * scale..(WINDOW.end + unit.shift) * scale).contains(&whole)
}

/// The unit whose window is nearest on a logarithmic scale; the borders are the geometric middles.
fn nearest(whole: i128) -> &'static Unit {
    const BORDER: u128 = 62_000_000_000;
    match whole.unsigned_abs() {
        ..BORDER => &SECONDS,
        BORDER..62_000_000_000_000 => &MILLIS,
        62_000_000_000_000..62_000_000_000_000_000 => &MICROS,
        _ => &NANOS,
    }
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
    let [number, decimal, text, decimal_text] = unit.names;
    let spelling = match (form, shape) {
        (Form::Number, Shape::Whole) => number,
        (Form::Number, Shape::Decimal) => decimal,
        (Form::Text, Shape::Whole) => text,
        (Form::Text, Shape::Decimal) => decimal_text,
    };
    Found::whole(spelling, unit.kind, len, suggestion)
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
                assert_eq!(likely(edge).kind, unit.kind, "{edge}");
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
            assert_eq!(likely(count).kind, unit.kind, "{count}");
        }
    }
}
