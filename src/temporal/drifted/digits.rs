//! Spellings without marks between their numbers, and those with other characters than ASCII.

use crate::temporal::BreachKind;
use crate::temporal::drifted::Row;
use crate::temporal::drifted::moment::{Frame, Need};

pub(super) const TEXTS: &[Row] = &[
    (
        BreachKind::BasicFormat,
        Need::Plain,
        Frame::Utc,
        &[
            "%Y%m%dT%H%M%SZ",
            "%Y%m%dT%H%M%S%fZ",
            "%Y%m%dT%H%M%S.%3Z",
            "%Y%m%dT%H%MZ",
            "%Y%m%dT%H:%M:%SZ",
            "%Y%m%dT%H%M%S,%3Z",
            "%Y%m%d %H:%M:%SZ",
            "%Y%m%d-%H%M%SZ",
            "%Y-%m-%dT%H%M%SZ",
            "%Y-%m-%dT%H%M%S.%3Z",
            "%Y-%m-%dT%H%MZ",
            "%GW%V%uT%H%M%SZ",
            "%Y%jT%H%M%SZ",
        ],
    ),
    (
        BreachKind::BasicFormat,
        Need::Plain,
        Frame::Own,
        &[
            "%Y%m%dT%H%M%S",
            "%Y%m%dT%H%M%S%z",
            "%Y%m%dT%H%M%S%:z",
            "%Y%m%dT%H%M",
            "%Y%m%d %H%M%S",
            "%Y%m%d %H:%M:%S",
            "%Y%m%d-%H%M%S",
            "%Y%m%d_%H%M%S",
            "%Y-%m-%dT%H%M%S%z",
            "%GW%V%u",
        ],
    ),
    (
        BreachKind::BasicFormat,
        Need::Calendar,
        Frame::Own,
        &[
            "%Y%m%d",
            "%Y%m%d%H%M%S",
            "%Y%m%d%H%M%S%3",
            "%Y%m%d%H%M%S.%3",
            "%Y%m%d%H%M",
            "%Y%m",
            "%Y%j",
        ],
    ),
    (
        BreachKind::BasicFormat,
        Need::Nothing,
        Frame::Utc,
        &["20241399T000000Z"],
    ),
    (
        BreachKind::Ldap,
        Need::Plain,
        Frame::Utc,
        &[
            "%Y%m%d%H%M%SZ",
            "%Y%m%d%H%M%S.0Z",
            "%Y%m%d%H%M%S.%3Z",
            "%Y%m%d%H%M%S,%3Z",
            "%Y%m%d%H%M%S%z",
            "%Y%m%d%H%MZ",
            "%Y%m%d%HZ",
            "%y%m%d%H%M%SZ",
            "%y%m%d%H%MZ",
        ],
    ),
    (
        BreachKind::Ldap,
        Need::Plain,
        Frame::Own,
        &["%Y%m%d%H%M%S%z", "%Y%m%d%H%M%S.%3%z"],
    ),
    (
        BreachKind::Ldap,
        Need::Plain,
        Frame::Paris,
        &["%Y%m%d%H%M%S%z"],
    ),
    (
        BreachKind::NonAscii,
        Need::Plain,
        Frame::At(-25_200),
        &[
            "%Y-%m-%dT%H:%M:%S\u{2212}07:00",
            "%Y-%m-%dT%H:%M:%S%f\u{2212}07:00",
            "%Y-%m-%dT%H:%M:%S\u{2013}07:00",
        ],
    ),
    (
        BreachKind::NonAscii,
        Need::Plain,
        Frame::Utc,
        &[
            "%@Y-%m-%dT%H:%M:%SZ",
            "%Y-%m-%d\u{200e}T%H:%M:%SZ",
            "%Y-%m-%d\u{200b}T%H:%M:%SZ",
            "%Y\u{2011}%m\u{2011}%dT%H:%M:%SZ",
            "%Y\u{2010}%m\u{2010}%dT%H:%M:%SZ",
            "%Y\u{2013}%m\u{2013}%dT%H:%M:%SZ",
            "%Y\u{2212}%m\u{2212}%dT%H:%M:%SZ",
            "%Y-%m-%dT%H\u{ff1a}%M\u{ff1a}%SZ",
            "%Y-%m-%dT%H\u{2236}%M\u{2236}%SZ",
            "%Y-%m-%d\u{ff34}%H:%M:%SZ",
            "%Y-%m-%dT%H:%M:%S\u{ff3a}",
            "%Y-%m-%dT%H:%M:%S\u{ff0b}00:00",
        ],
    ),
];

pub(super) const VALUES: &[Row] = &[
    (
        BreachKind::BasicFormat,
        Need::Calendar,
        Frame::Own,
        &[
            "%Y%m%d",
            "%Y%m%d%H%M%S",
            "%Y%m%d%H%M%S%3",
            "%Y%m%d%H%M%S.%6",
            "%Y%m%d%H%M",
            "%Y%m",
            "%Y%j",
        ],
    ),
    (BreachKind::Partial, Need::Calendar, Frame::Own, &["%Y"]),
    (
        BreachKind::NonAscii,
        Need::Plain,
        Frame::At(-25_200),
        &["\"%Y-%m-%dT%H:%M:%S\\u221207:00\""],
    ),
];

/// Strings in UTC whose digits are those of the script with this zero.
pub(super) const SCRIPTS: &[(BreachKind, char, &str)] = &[
    (BreachKind::NonAscii, '\u{ff10}', "%Y-%m-%dT%H:%M:%SZ"),
    (BreachKind::NonAscii, '\u{660}', "%Y-%m-%dT%H:%M:%SZ"),
    (BreachKind::NonAscii, '\u{660}', "%Y-%m-%dT%H:%M:%S.%3Z"),
    (BreachKind::NonAscii, '\u{6f0}', "%Y-%m-%dT%H:%M:%SZ"),
    (BreachKind::NonAscii, '\u{966}', "%Y-%m-%dT%H:%M:%SZ"),
    (BreachKind::NonAscii, '\u{9e6}', "%Y-%m-%dT%H:%M:%SZ"),
    (BreachKind::NonAscii, '\u{e50}', "%Y-%m-%dT%H:%M:%SZ"),
    (BreachKind::NonAscii, '\u{1040}', "%Y-%m-%dT%H:%M:%SZ"),
    (BreachKind::NonAscii, '\u{17e0}', "%Y-%m-%dT%H:%M:%SZ"),
    // toLocaleDateString in Arabic of Egypt, with its direction marks.
    (
        BreachKind::NonAscii,
        '\u{660}',
        "%-d\u{200f}/%-m\u{200f}/%Y",
    ),
    (
        BreachKind::NonAscii,
        '\u{660}',
        "%Y-%m-%dT%H:%M:%S\u{66b}%3Z",
    ),
    (BreachKind::NonAscii, '\u{660}', "%Y-%m-%dT%H:%M:%S"),
];
