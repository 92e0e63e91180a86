//! The generator held against the reader, from which it learns nothing.

use super::moment::{Frame, Moment, Need};
use super::{drifted, quoted, template};
use crate::temporal::{
    BreachKind, Reading, Suggestion, conforms, read, read_array, read_number, read_object,
};
use proptest::prelude::{Strategy, any, prop, prop_assume, proptest};
use serde_json::Value;
use std::collections::BTreeSet;

/// Conforming dates of the known producers, and those on the edges of the grammar.
const ORIGINALS: [&str; 53] = [
    "2024-01-15T14:30:00Z",
    "2024-01-15T14:30:00.000Z",
    "2024-01-15T14:30:00.000+00:00",
    "2024-01-15T14:30:00+00:00",
    "2024-01-15T14:30:00.100Z",
    "2024-01-15T14:30:00.123456Z",
    "2024-01-15T14:30:00.123456789Z",
    "2022-12-02T02:25:12.3762910Z",
    "2022-12-02T02:25:12.3774923+00:00",
    "2024-01-15T14:30:00-07:00",
    "2024-07-15T14:30:00+02:00",
    "2026-03-17T14:47:22.2471785+05:45",
    "2019-10-30T15:03:27Z",
    "2023-06-11T13:00:00+00:00",
    "2024-12-25T23:45:59.999Z",
    "2024-02-29T00:00:00Z",
    "2024-01-01T00:00:00.000Z",
    "2001-01-01T00:00:00Z",
    "2001-01-02T00:00:00Z",
    "2020-10-12T10:15:00Z",
    "2000-01-01T00:00:00Z",
    "1999-12-31T23:59:59Z",
    "1999-12-31T23:59:59-01:00",
    "2099-12-31T23:59:59.999999999-23:59",
    "2100-01-01T00:00:00Z",
    "1970-01-01T00:00:00Z",
    "1970-01-02T00:00:00+00:00",
    "1969-12-31T19:00:00-05:00",
    "1971-03-01T02:03:04Z",
    "1900-01-01T00:00:00Z",
    "1899-12-31T00:00:00Z",
    "1753-01-01T00:00:00Z",
    "1601-01-01T00:00:00Z",
    "0001-01-01T00:00:00Z",
    "0001-01-01T00:00:00-00:01",
    "0002-01-01T00:00:00Z",
    "0000-01-01T00:00:00Z",
    "0000-01-01T00:00:00+23:59",
    "0000-02-29T12:00:00.5Z",
    "9999-12-31T23:59:59Z",
    "9999-12-31T23:59:59.9999999-23:59",
    "9998-12-31T23:59:59-01:00",
    "2024-01-15t14:30:00z",
    "2024-01-15t14:30:00.5-00:00",
    "2024-01-15T14:30:00-00:00",
    "2024-01-15T14:30:00+23:59",
    "2024-01-15T14:30:00-23:59",
    "2024-01-15T14:30:00.1234567890123456789012345678901234567890Z",
    "2024-01-15T14:30:00.0000000000000000000000000000000000000001+01:00",
    "1998-12-31T23:59:60Z",
    "1998-12-31T15:59:60.123-08:00",
    "2016-12-31T23:59:60.5Z",
    "0000-01-01T23:58:60+23:59",
];

/// Reads a JSON text as the checker does.
fn reading(json: &str) -> Reading {
    match serde_json::from_str::<Value>(json) {
        Ok(Value::String(text)) => read(&text),
        Ok(Value::Array(items)) => read_array(&items.iter().map(Value::as_i64).collect::<Vec<_>>()),
        Ok(Value::Object(members)) => {
            let members: Vec<_> = members
                .iter()
                .map(|(key, value)| (key.as_str(), value.as_i64()))
                .collect();
            read_object(&members)
        }
        Ok(Value::Number(_)) => read_number(json),
        // serde_json has no number that is so great, but JSON has.
        Err(error) if error.to_string().starts_with("number out of range") => read_number(json),
        other => panic!("{json}: {other:?}"),
    }
}

fn certain(reading: &Reading) -> Option<&str> {
    match &reading.suggestion {
        Suggestion::Certain(text) => Some(text),
        Suggestion::Uncertain(_) | Suggestion::Conforming => None,
    }
}

/// What is wrong with the spellings of one original, in words; empty if nothing is.
fn faults(original: &str) -> Vec<String> {
    assert!(conforms(original), "{original}");
    let mut faults = Vec::new();
    for &kind in BreachKind::ALL {
        let spellings = drifted(kind, original);
        if spellings.is_empty() {
            faults.push(format!("{original}: nothing for {}", kind.name()));
        }
        if spellings.iter().collect::<BTreeSet<_>>().len() != spellings.len() {
            faults.push(format!("{original}: {} twice", kind.name()));
        }
        for json in spellings {
            let leading = reading(&json).leading().map(|breach| breach.kind);
            if leading != Some(kind) {
                let leading = leading.map_or("-", BreachKind::name);
                faults.push(format!(
                    "{original}: {json} is {leading}, not {}",
                    kind.name()
                ));
            }
        }
    }
    faults
}

#[test]
fn every_spelling_leads_with_the_breach_that_was_asked_for() {
    let faults: BTreeSet<_> = ORIGINALS.iter().copied().flat_map(faults).collect();
    let shown: Vec<_> = faults.iter().take(60).cloned().collect();
    assert!(faults.is_empty(), "{}\n{}", faults.len(), shown.join("\n"));
}

#[test]
fn what_does_not_conform_is_taken_for_a_fixed_instant() {
    for &kind in BreachKind::ALL {
        for text in ["", "2024-01-15", "\u{663}", "2024-01-15T14:30:00"] {
            assert_eq!(
                drifted(kind, text),
                drifted(kind, "2024-01-15T14:30:00Z"),
                "{text}"
            );
        }
    }
}

/// Nanoseconds since 1970 of a conforming text of these centuries, and the digits beyond them cut off.
fn nanos(text: &str) -> i128 {
    let time = chrono::DateTime::parse_from_rfc3339(text).unwrap();
    i128::from(time.timestamp()) * 1_000_000_000 + i128::from(time.timestamp_subsec_nanos())
}

/// What may stand in the place of an instant that a notation cannot say: the same day in a near
/// year, and the fixed ones.
fn stand_ins(original: &str) -> Vec<i128> {
    let utc = chrono::DateTime::parse_from_rfc3339(original)
        .unwrap()
        .to_utc();
    let near_year = chrono::Datelike::with_year(&utc, 2024).unwrap();
    [
        "2024-01-15T14:30:00Z",
        "2024-01-05T04:03:02Z",
        &near_year.to_rfc3339(),
    ]
    .map(nanos)
    .into()
}

/// The spellings with a certain rewrite that is not the original's instant, cut to a unit of time.
fn strays(original: &str, stand_ins: &[i128]) -> Vec<String> {
    const UNITS: [i128; 7] = [
        1,
        100,
        1_000,
        1_000_000,
        1_000_000_000,
        60_000_000_000,
        3_600_000_000_000,
    ];
    let instant = nanos(original);
    let mut strays = Vec::new();
    // Hour 24 is the end of a day, which other instants are moved to.
    let kinds = BreachKind::ALL
        .iter()
        .filter(|kind| **kind != BreachKind::Hour24);
    for json in kinds.flat_map(|&kind| drifted(kind, original)) {
        let reading = reading(&json);
        let Some(text) = certain(&reading) else {
            continue;
        };
        let told = nanos(text);
        let kept = |instant: i128| {
            UNITS
                .iter()
                .any(|unit| instant - instant.rem_euclid(*unit) == told)
        };
        let fixed = json == "\"2024-366T00:00:00Z\"";
        if !kept(instant) && !stand_ins.iter().copied().any(kept) && !fixed {
            strays.push(format!("{original}: {json} is {text}"));
        }
    }
    strays
}

#[test]
fn the_instant_is_kept_up_to_the_precision_of_the_notation() {
    let found: Vec<_> = ORIGINALS
        .iter()
        .filter(|text| ("1990".."2090").contains(&text.get(..4).unwrap()))
        .filter(|text| !text.contains(":60"))
        .flat_map(|text| strays(text, &stand_ins(text)))
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
    // All notations can say this one.
    let exact = strays("2025-03-04T05:06:07.123456789Z", &[]);
    assert!(exact.is_empty(), "{}", exact.join("\n"));
    let midnight = drifted(BreachKind::Hour24, "2024-02-01T00:00:00Z");
    assert!(
        midnight.contains(&"\"2024-01-31T24:00:00Z\"".to_owned()),
        "{midnight:?}"
    );
}

#[test]
fn a_clock_west_of_greenwich_is_behind() {
    for (kind, text) in [
        (BreachKind::MinutesMissing, "2024-01-15T07-07:00"),
        (BreachKind::MicrosoftJson, "/Date(1705329000000-0700)/"),
        (BreachKind::Only, "2024-01-15-05:00"),
        (BreachKind::Rfc2822, "Mon, 15 Jan 2024 09:30:00 EST"),
        (BreachKind::JavaToString, "Mon Jan 15 09:30:00 EST 2024"),
        (BreachKind::MonthName, "15 Jan 2024 at 07:30 -0700"),
        (BreachKind::OffsetSeconds, "2024-01-15T14:28:45-00:01:15"),
        (BreachKind::ZoneNamed, "2024-01-15T09:30:00EST"),
    ] {
        let written = drifted(kind, "2024-01-15T14:30:00Z");
        assert!(
            written.contains(&format!("\"{text}\"")),
            "{text}: {written:#?}"
        );
    }
}

#[test]
fn control_characters_are_escaped() {
    assert_eq!(quoted("a\n\r\t\u{1}\"\\é"), r#""a\n\r\t\u0001\"\\é""#);
}

/// A template filled in from the nearest moment, by a clock.
fn rendered(original: &str, frame: Frame, template: &str) -> String {
    let moments = Moment::candidates(original);
    let view = moments.first().and_then(|moment| moment.seen_from(frame));
    template::render(template, &view.unwrap())
}

#[test]
fn codes_are_filled_in() {
    let (winter, summer) = ("2024-01-15T14:30:00Z", "2024-07-15T14:30:00.5Z");
    for (original, frame, template, text) in [
        (
            winter,
            Frame::Paris,
            "%Z|%L|%z|%:z|%H",
            "CET|Central European Standard Time|+0100|+01:00|15",
        ),
        (
            summer,
            Frame::Paris,
            "%Z|%L|%z|%:z|%H",
            "CEST|Central European Summer Time|+0200|+02:00|16",
        ),
        (
            winter,
            Frame::Utc,
            "%Z|%L|%z|%:z|%H",
            "UTC|Coordinated Universal Time|+0000|+00:00|14",
        ),
        (winter, Frame::At(7200), "%Z|%z|%H", "UTC|+0200|16"),
        (
            winter,
            Frame::At(-25_200),
            "%z|%::z|%H",
            "-0700|-07:00:00|07",
        ),
        (winter, Frame::Utc, "%+y-%+m", "124-0"),
        (winter, Frame::Utc, "%T", "638409258000000000"),
        (winter, Frame::At(3600), "%T", "638409294000000000"),
        (winter, Frame::At(-3600), "%T", "638409222000000000"),
        (
            winter,
            Frame::Utc,
            "%W|%c|%D|%E",
            "133498026000000000|727021800|45306|45306.604166666664",
        ),
        (summer, Frame::Utc, "%f|%3|%-9|%g", ".5|500|500000000|.5"),
        (winter, Frame::Utc, "%f|%3|%-9|%g", "|000|0|.0"),
        ("1998-12-31T23:59:60Z", Frame::Utc, "%H:%M:%S", "23:59:60"),
        // Hour 24 ends the day before, at midnight alone.
        ("2024-02-01T00:00:00.00Z", Frame::Utc, "%q", "2024-01-31"),
        ("2024-02-01T00:00:00.01Z", Frame::Utc, "%q", "2024-02-01"),
        (winter, Frame::Utc, "%q", "2024-01-15"),
    ] {
        assert_eq!(
            rendered(original, frame, template),
            text,
            "{original} {template}"
        );
    }
    let endings = [
        (1, "st"),
        (2, "nd"),
        (3, "rd"),
        (4, "th"),
        (11, "th"),
        (12, "th"),
        (13, "th"),
        (21, "st"),
        (22, "nd"),
        (23, "rd"),
        (24, "th"),
        (31, "st"),
    ];
    for (day, ending) in endings {
        let date = format!("2024-01-{day:02}T14:30:00Z");
        assert_eq!(
            rendered(&date, Frame::Utc, "%-d%o"),
            format!("{day}{ending}")
        );
    }
}

#[test]
fn paris_turns_its_clocks_on_the_last_sundays_of_march_and_october() {
    for (utc, offset) in [
        ("2024-03-31T00:59:59Z", "+0100"),
        ("2024-03-31T01:00:00Z", "+0200"),
        ("2024-10-27T00:59:59Z", "+0200"),
        ("2024-10-27T01:00:00Z", "+0100"),
        ("2021-10-31T00:59:59Z", "+0200"),
        ("1996-07-01T00:00:00Z", "+0200"),
        ("1995-07-01T00:00:00Z", "+0100"),
    ] {
        assert_eq!(rendered(utc, Frame::Paris, "%z"), offset, "{utc}");
    }
}

#[test]
fn what_a_notation_cannot_say_is_said_of_a_near_moment() {
    let written = |original: &str| -> Vec<String> {
        let told = Moment::candidates(original).into_iter().map(|moment| {
            let view = moment.seen_from(Frame::Own).unwrap();
            template::render("%Y-%m-%dT%H:%M:%S %O", &view)
        });
        told.collect()
    };
    let (usual, short) = (
        "2024-01-15T14:30:00 2024-01-15T14:30:00Z",
        "2024-01-05T04:03:02 2024-01-05T04:03:02Z",
    );
    assert_eq!(
        written("1998-12-31T23:59:60Z"),
        [
            "1998-12-31T23:59:60 1998-12-31T23:59:60Z",
            "1998-12-31T23:59:59 1998-12-31T23:59:59+00:00",
            "2024-12-31T23:59:59 2024-12-31T23:59:59+00:00",
            usual,
            short,
        ]
    );
    assert_eq!(
        written("0002-07-04T05:06:07.5Z"),
        [
            "0002-07-04T05:06:07 0002-07-04T05:06:07.5Z",
            "0002-07-04T05:06:07 0002-07-04T05:06:07.5Z",
            "2024-07-04T05:06:07 2024-07-04T05:06:07.5+00:00",
            usual,
            short,
        ]
    );
}

#[test]
fn needs_are_met_up_to_their_last_day() {
    let meets = |original: &str, need: Need| {
        let moments = Moment::candidates(original);
        moments
            .first()
            .unwrap()
            .seen_from(Frame::Utc)
            .unwrap()
            .meets(need)
    };
    for (need, yes, no) in [
        (
            Need::ShortDate,
            "2024-10-09T14:30:00Z",
            "2024-10-10T14:30:00Z",
        ),
        (
            Need::ShortDate,
            "2024-09-10T14:30:00Z",
            "2024-12-31T14:30:00Z",
        ),
        (
            Need::ShortDay,
            "2024-10-09T14:30:00Z",
            "2024-10-10T14:30:00Z",
        ),
        (
            Need::ShortHour,
            "2024-10-10T09:30:00Z",
            "2024-10-10T10:30:00Z",
        ),
        (
            Need::Calendar,
            "1901-01-02T00:00:00Z",
            "1900-12-31T00:00:00Z",
        ),
        (Need::Count, "2099-12-31T00:00:00Z", "2100-01-01T00:00:00Z"),
        (Need::Apple, "2029-12-31T00:00:00Z", "2004-12-31T00:00:00Z"),
        (Need::Steady, "1998-12-31T23:59:59Z", "1998-12-31T23:59:60Z"),
        (Need::Plain, "1998-12-31T23:59:60Z", "1970-01-01T12:00:00Z"),
    ] {
        assert!(meets(yes, need), "{yes} {need:?}");
        assert!(!meets(no, need), "{no} {need:?}");
    }
}

#[test]
fn every_spelling_of_the_table_is_written() {
    // The names of some tell how many digits their numbers have and whether day and month can be
    // told apart, so no one date can have them all.
    let dates = [
        "2024-01-15T14:30:00.5+01:00",
        "2024-01-15T14:30:00Z",
        "2024-01-05T04:03:02Z",
        "2024-01-05T11:30:00Z",
        "2024-01-15T11:30:00Z",
        "2024-12-25T14:30:00Z",
        "2024-12-25T11:30:00Z",
    ];
    let written: BTreeSet<String> = dates
        .iter()
        .flat_map(|date| BreachKind::ALL.iter().map(move |&kind| drifted(kind, date)))
        .flatten()
        .map(|json| reading(&json).spelling.into_owned())
        .collect();
    let missing: BTreeSet<_> = include_str!("../spellings.tsv")
        .lines()
        .filter(|line| line.starts_with('"'))
        .filter_map(|line| {
            let mut columns = line.split('\t').skip(1);
            let name = columns.next()?;
            columns.next().filter(|breaches| !breaches.is_empty())?;
            Some(name)
        })
        .filter(|name| !written.contains(*name))
        .collect();
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn rare_spellings_of_real_programs_are_written() {
    let all: BTreeSet<String> = BreachKind::ALL
        .iter()
        .flat_map(|&kind| drifted(kind, "2024-01-15T14:30:00Z"))
        .collect();
    for json in include_str!("measured.txt").lines() {
        assert!(all.contains(json), "{json}");
    }
}

#[test]
fn no_month_of_a_template_makes_a_date_that_stands_for_none() {
    for day in ["01", "30"] {
        for (year, month) in [(1900, 11), (1899, 11), (1601, 3), (1753, 4), (1970, 5)] {
            let found = faults(&format!("{year}-{month:02}-{day}t14:34:49.65Z"));
            assert!(found.is_empty(), "{}", found.join("\n"));
        }
    }
}

/// Conforming texts of all years, offsets, letters and lengths of fraction.
fn conforming() -> impl Strategy<Value = String> {
    let date = (0_u32..10_000, 1_u32..=12, 1_u32..=31);
    let clock = (0_u32..24, 0_u32..60, 0_u32..=60);
    let near = prop::sample::select(vec![false, true, true]);
    (date, clock, "(\\.[0-9]{1,40})?", "(Z|z|[+-][0-9]{2}:[0-9]{2})", any::<bool>(), near).prop_map(
        |((year, month, day), (hour, minute, second), fraction, offset, lower, near)| {
            let year = if near { 1890 + year % 240 } else { year };
            let t = if lower { 't' } else { 'T' };
            format!("{year:04}-{month:02}-{day:02}{t}{hour:02}:{minute:02}:{second:02}{fraction}{offset}")
        },
    )
}

proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig {
        failure_persistence: None,
        max_global_rejects: 100_000,
        ..proptest::prelude::ProptestConfig::default()
    })]

    #[test]
    fn any_conforming_date_has_spellings_of_every_kind(text in conforming()) {
        prop_assume!(conforms(&text));
        let found = faults(&text);
        assert!(found.is_empty(), "{}", found.join("\n"));
        let year = text.get(..4).unwrap();
        if ("1990".."2090").contains(&year) && !text.contains(":60") {
            let found = strays(&text, &stand_ins(&text));
            assert!(found.is_empty(), "{}", found.join("\n"));
        }
    }
}
