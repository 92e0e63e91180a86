//! Counts of time: since 1970, 1601, 0001, 1899 and 2001, as numbers, as strings, and in a call.

use crate::temporal::BreachKind;
use crate::temporal::drifted::Row;
use crate::temporal::drifted::moment::{Frame, Need};

pub(super) const TEXTS: &[Row] = &[
    (
        BreachKind::Padding,
        Need::Count,
        Frame::Utc,
        &["\"%s\"", " %s"],
    ),
    (
        BreachKind::EpochSeconds,
        Need::Count,
        Frame::Utc,
        &["%s", "%s.0", "%s%g", "%s.%3", "%s.%6", "%s.%9"],
    ),
    (
        BreachKind::EpochMillis,
        Need::Count,
        Frame::Utc,
        &["%Q", "%Q.0"],
    ),
    (
        BreachKind::EpochMicros,
        Need::Count,
        Frame::Utc,
        &["%U", "%U.0"],
    ),
    (BreachKind::EpochNanos, Need::Count, Frame::Utc, &["%N"]),
    (BreachKind::Filetime, Need::Count, Frame::Utc, &["%W"]),
    (BreachKind::DotnetTicks, Need::Count, Frame::Utc, &["%T"]),
    (BreachKind::DotnetTicks, Need::Count, Frame::Own, &["%T"]),
    (
        BreachKind::ExcelSerial,
        Need::Count,
        Frame::Own,
        &["%D", "%E"],
    ),
    (
        BreachKind::AppleEpoch,
        Need::Apple,
        Frame::Utc,
        &["%c", "%c.0", "%c%g"],
    ),
    (
        BreachKind::MicrosoftJson,
        Need::Steady,
        Frame::Utc,
        &[
            "/Date(%Q)/",
            "/Date(%Q+0000)/",
            "\\/Date(%Q)\\/",
            "new Date(%Q)",
            "new Date(%Q);",
            "new Date(\"%Y\")",
        ],
    ),
    (
        BreachKind::MicrosoftJson,
        Need::Steady,
        Frame::Own,
        &["/Date(%Q%z)/"],
    ),
    (
        BreachKind::MicrosoftJson,
        Need::Steady,
        Frame::Utc,
        &["/Date(%Q-0700)/"],
    ),
];

pub(super) const VALUES: &[Row] = &[
    (
        BreachKind::EpochSeconds,
        Need::Count,
        Frame::Utc,
        &["%s", "%s.0", "%s%g", "%s.%3", "%s.%6", "%s.%9", "%1s"],
    ),
    (
        BreachKind::EpochMillis,
        Need::Count,
        Frame::Utc,
        &["%Q", "%Q.0", "%1Q"],
    ),
    (
        BreachKind::EpochMicros,
        Need::Count,
        Frame::Utc,
        &["%U", "%U.0", "%1U"],
    ),
    (
        BreachKind::EpochNanos,
        Need::Count,
        Frame::Utc,
        &["%N", "%N.0", "%1N"],
    ),
    (
        BreachKind::Unrecognised,
        Need::Nothing,
        Frame::Utc,
        &[
            "9223372036854775807",
            "1e400",
            "-1",
            "0.25",
            "\"12345678901234567890123\"",
            "\"-7\"",
            "\"0.25\"",
            "\"99999999999999999999999.5\"",
        ],
    ),
    (BreachKind::Filetime, Need::Count, Frame::Utc, &["%W"]),
    (BreachKind::DotnetTicks, Need::Count, Frame::Utc, &["%T"]),
    (BreachKind::DotnetTicks, Need::Count, Frame::Own, &["%T"]),
    (
        BreachKind::ExcelSerial,
        Need::Count,
        Frame::Own,
        &["%D", "%D.0", "%E"],
    ),
    (
        BreachKind::AppleEpoch,
        Need::Apple,
        Frame::Utc,
        &["%c", "%c.0", "%c%g"],
    ),
    // ASP.NET escapes the slashes, so that no other text of a payload can look like its dates.
    (
        BreachKind::MicrosoftJson,
        Need::Steady,
        Frame::Utc,
        &["\"\\/Date(%Q)\\/\"", "\"\\/Date(%Q+0000)\\/\""],
    ),
];
