//! The date-time verdict against a second scanner that shares nothing with it but RFC 3339 itself.
//!
//! More than a million strings, made by the grammar and then damaged, go through both; the rest of
//! what a reading promises is checked on the same strings. The strings of one case come from one
//! seed, because drawing each by itself would take minutes; a failure names its string.

use proptest::prelude::{
    Just, ProptestConfig, Strategy, any, prop, prop_assert, prop_assert_eq, prop_oneof, proptest,
};
use proptest::test_runner::{FileFailurePersistence, TestCaseError};
use wiredrift::temporal::{self, Member, Suggestion};

use reading::{check, check_place, check_reading};

#[path = "common/reading.rs"]
mod reading;

/// 512 cases of 2,048 strings are 1,048,576.
const CASES: u32 = 512;
const STRINGS_PER_CASE: usize = 2_048;

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(
            "tests/regressions/dates.txt",
        ))),
        ..ProptestConfig::default()
    }
}

/// A stream of numbers from one seed (`SplitMix64`).
struct Stream(u64);

impl Stream {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        let limit = u64::try_from(limit.max(1)).unwrap_or(u64::MAX);
        usize::try_from(self.next() % limit).unwrap_or(0)
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        *from
            .get(self.below(from.len()))
            .expect("below stays under the length")
    }

    fn one_in(&mut self, odds: usize) -> bool {
        self.below(odds) == 0
    }
}

/// A date-time by the grammar, with numbers that lean towards the edges and a little beyond them.
fn by_grammar(stream: &mut Stream) -> String {
    let year = match stream.below(3) {
        0 => stream.pick(&[
            0, 1, 1600, 1900, 1970, 1972, 1998, 2000, 2016, 2023, 2024, 9999,
        ]),
        _ => stream.below(10_000),
    };
    let month = if stream.one_in(30) {
        stream.below(20)
    } else {
        1 + stream.below(12)
    };
    let day = if stream.one_in(3) {
        stream.pick(&[0, 28, 29, 30, 31, 32])
    } else {
        1 + stream.below(28)
    };
    let leap = stream.one_in(4);
    let hour = if stream.one_in(40) {
        stream.pick(&[24, 25, 99])
    } else {
        stream.below(24)
    };
    let minute = if stream.one_in(40) {
        stream.pick(&[60, 61])
    } else {
        stream.below(60)
    };
    let second = match stream.below(40) {
        _ if leap => 60,
        0 => stream.pick(&[60, 61, 99]),
        _ => stream.below(60),
    };
    let mut text = format!(
        "{year:04}-{month:02}-{day:02}{}{hour:02}:{minute:02}:{second:02}",
        stream.pick(&['T', 'T', 'T', 't'])
    );
    if stream.one_in(2) {
        text.push('.');
        for _ in 0..=stream.below(12) {
            text.push(stream.pick(&['0', '1', '5', '9']));
        }
    }
    let edge = leap && stream.below(4) > 0 && hour < 24 && minute < 60;
    let local = edge.then_some(hour * 60 + minute);
    text.push_str(&offset(local, stream));
    text
}

/// An offset; with a local minute, one that puts it at the end of a UTC day or one minute beside it.
fn offset(local: Option<usize>, stream: &mut Stream) -> String {
    if let Some(local) = local {
        let aside = usize::from(stream.one_in(4));
        let (sign, size) = if stream.one_in(2) {
            ('+', (local + 1 + aside) % 1_440)
        } else {
            ('-', 1_439 - local + aside)
        };
        return format!("{sign}{:02}:{:02}", size / 60, size % 60);
    }
    match stream.below(6) {
        0..=2 => stream.pick(&["Z", "Z", "z"]).to_owned(),
        3 => stream
            .pick(&["+00:00", "-00:00", "+23:59", "-23:59", "+24:00", "-05:60"])
            .to_owned(),
        _ => {
            let sign = stream.pick(&['+', '-']);
            format!("{sign}{:02}:{:02}", stream.below(24), stream.below(60))
        }
    }
}

/// Values of other notations, to be damaged as well.
const FOREIGN: [&str; 40] = [
    "2024-01-15 14:30:00 +0000 UTC",
    "2024-01-15T14:30+01:00[Europe/Paris]",
    "20240115T143000.000Z",
    "20240115143000Z",
    "2024-W03-1T14:30:00Z",
    "2024-015",
    "15/01/2024 14:30",
    "1/15/2024, 2:30:00 PM",
    "15.01.2024",
    "Mon, 15 Jan 2024 14:30:00 GMT",
    "Monday, 15-Jan-24 14:30:00 GMT",
    "Mon Jan 15 14:30:00 2024",
    "Mon Jan 15 14:30:00 UTC 2024",
    "Mon Jan 15 2024 14:30:00 GMT+0000 (Coordinated Universal Time)",
    "Jan 15, 2024, 2:30:00 PM",
    "15-JAN-24 02.30.00.000000 PM",
    "15/Jan/2024:14:30:00 +0000",
    "2024:01:15 14:30:00",
    "/Date(1705329000000+0000)/",
    "new Date(1705329000000)",
    "1705329000",
    "-62135596800000",
    "1705329000.000000000",
    "1.705329e12",
    "133498026000000000",
    "45306.604166666664",
    "PT1H30M",
    "2024-01-15T14:30:00Z/PT1H",
    "R3/2024-01-15/P1D",
    "0000-00-00 00:00:00",
    "0001-01-01T00:00:00",
    "9999-12-31 23:59:59.999",
    "+010000-01-01T00:00:00.000Z",
    "-0001-11-30T00:00:00+00:00",
    "2024-01-15T14:30:00−07:00",
    "２０２４-01-15T14:30:00Z",
    "24:00:00Z",
    "infinity",
    "2024-01-15T14:30:00+05:30:15",
    "2024-01-15T02:30:00 p.m. EST",
];

const MARKS: [char; 46] = [
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'T', 't', 'Z', 'z', ':', ':', '-', '-', '+',
    '.', ',', ' ', '/', '[', ']', '(', ')', 'W', 'P', 'R', 'e', 'A', 'M', '_', '\\', '\t', '\n',
    '\u{0}', '−', '٣', '９', '\u{a0}', '\u{202f}', '\u{feff}', '年', '🕑',
];

const PIECES: [&str; 22] = [
    "+0000",
    "+00",
    "-7:00",
    "+05:30:15",
    " UTC",
    "GMT",
    " EST",
    " PM",
    "[UTC]",
    "[u-ca=hebrew]",
    "Europe/Paris",
    "Jan",
    "Mon",
    "T24:00:00",
    ":60",
    ".123",
    ",5",
    "2024",
    " m=+0.1",
    "Z",
    "--",
    "00000000",
];

/// Damages a text in up to four places, always on character boundaries.
fn damage(text: &str, stream: &mut Stream) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for _ in 0..=stream.below(4) {
        let at = stream.below(chars.len() + 1);
        match stream.below(7) {
            0 if at < chars.len() => {
                chars.remove(at);
            }
            1 => chars
                .splice(at..chars.len().min(at + 1), [stream.pick(&MARKS)])
                .for_each(drop),
            2 => chars.insert(at, stream.pick(&MARKS)),
            3 if at + 1 < chars.len() => chars.swap(at, at + 1),
            4 if stream.one_in(3) => chars.truncate(at),
            5 => chars.extend_from_within(at..chars.len().min(at + 1)),
            _ => {
                let piece = stream.pick(&PIECES);
                chars.splice(at..at, piece.chars());
            }
        }
    }
    chars.into_iter().collect()
}

#[test]
fn the_leading_breach_stands_at_the_first_offending_character() {
    for (text, character) in [
        ("2024/01/15", 5),
        ("2024.01.15", 5),
        ("2024:01:15 14:30:00", 5),
        ("20240115T143000Z", 5),
        ("2024-01-15T143000Z", 14),
        ("12024-01-15T14:30:00Z", 5),
        ("15-01-2024", 3),
        ("1/15/2024, 2:30:00 PM", 2),
        ("2024-1-15", 7),
        ("24-01-15T14:30:00Z", 3),
        ("2024-01-15T02:30:00 PM", 20),
        ("2024-01-15T14:30:00 UTC", 20),
    ] {
        let reading = temporal::read(text);
        let leading = reading.leading().expect("none of these conforms");
        assert_eq!(leading.character(text), character, "{text}");
        check_place(text, &reading);
    }
}

proptest! {
    #![proptest_config(config(CASES))]

    #[test]
    fn the_verdict_is_that_of_a_second_scanner_and_the_reading_agrees(seed in any::<u64>().no_shrink()) {
        let mut stream = Stream(seed);
        let mut conforming = 0;
        for round in 0..STRINGS_PER_CASE {
            let text = match round % 8 {
                0..=3 => by_grammar(&mut stream),
                4..=6 => damage(&by_grammar(&mut stream), &mut stream),
                _ => damage(stream.pick(&FOREIGN), &mut stream),
            };
            check(&text);
            conforming += usize::from(temporal::conforms(&text));
        }
        // Neither side of the verdict may be missing from a case, else the comparison shows little.
        prop_assert!((STRINGS_PER_CASE / 5..STRINGS_PER_CASE * 4 / 5).contains(&conforming), "{} conform", conforming);
    }
}

/// One way to respell a conforming text without touching its instant, and what the rewrite must be.
fn respelled(text: &str, way: usize) -> Option<String> {
    let (date, time) = (text.get(..10)?, text.get(11..)?);
    let (clock, zone) = time.split_at(time.find(['Z', '+', '-'])?);
    Some(match way {
        0 => format!("{date} {clock}{zone}"),
        1 => format!("{date}_{clock}{zone}"),
        2 if zone != "Z" => format!("{date}T{clock}{}", zone.replace(':', "")),
        3 if zone.ends_with(":00") => format!("{date}T{clock}{}", zone.get(..3)?),
        4 if clock.contains('.') => format!("{date}T{}{zone}", clock.replace('.', ",")),
        5 => format!("{date}T{clock} {zone}"),
        6 => format!("\t{date}T{clock}{zone} "),
        7 => format!("{date}T{clock}{zone}[u-ca=iso]"),
        8 => format!("{date}T{}{zone}", clock.replace(':', "-")),
        9 => format!("{}T{}{zone}", date.replace('-', ""), clock.replace(':', "")),
        10 => format!("{}T{clock}{zone}", date.replace('-', "/")),
        11 if zone == "Z" => format!("{date} {clock} UTC"),
        12 if clock.ends_with(":00") => format!("{date}T{}{zone}", clock.get(..5)?),
        13 => format!("{date}T{clock}{}", zone.replace('-', "−")).replace('2', "２"),
        _ => return None,
    })
}

fn conforming_text() -> impl Strategy<Value = String> {
    let fraction = prop_oneof![Just(String::new()), "\\.[0-9]{1,12}"];
    let zone = prop_oneof![Just("Z".to_owned()), "[+-](0[0-9]|1[0-4]):(00|30|45)"];
    let date = (2001_u32..2030, 1_u32..=12, 1_u32..=28);
    let clock = (0_u32..24, 0_u32..60, prop_oneof![Just(0), 0_u32..60]);
    (date, clock, fraction, zone).prop_map(
        |((year, month, day), (hour, minute, second), fraction, zone)| {
            format!(
                "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}{zone}"
            )
        },
    )
}

proptest! {
    #![proptest_config(config(2_000))]

    #[test]
    fn a_respelled_value_is_rewritten_to_what_it_was(text in conforming_text()) {
        prop_assert!(temporal::conforms(&text), "{}", text);
        for way in 0..14 {
            let Some(other) = respelled(&text, way) else { continue };
            let reading = temporal::read(&other);
            prop_assert_eq!(&reading.suggestion, &Suggestion::Certain(text.clone()), "{:?}: {:?}", other, reading);
        }
    }

    #[test]
    fn a_count_since_1970_is_rewritten_to_its_instant(seconds in 946_684_800_i64..4_102_444_800, rest in 0_i64..1_000_000_000) {
        for (power, scale) in [(0, 1), (3, 1_000), (6, 1_000_000), (9, 1_000_000_000)] {
            let part = rest / (1_000_000_000 / scale);
            let digits = format!("{}", seconds * scale + part);
            let reading = temporal::read_number(&digits);
            let Suggestion::Certain(text) = &reading.suggestion else {
                return Err(TestCaseError::fail(format!("{digits}: {reading:?}")));
            };
            let fraction = if part == 0 { String::new() } else { format!(".{part:0power$}") };
            let tail = format!("{fraction}Z");
            prop_assert_eq!(text.get(19..), Some(tail.as_str()), "{}", digits);
            // The wall clock in seconds of the day is arithmetic that needs no calendar.
            let field = |at: usize| text.get(at..at + 2).and_then(|two| two.parse::<i64>().ok()).unwrap();
            prop_assert_eq!(field(11) * 3_600 + field(14) * 60 + field(17), seconds % 86_400, "{}", digits);
            prop_assert_eq!(&temporal::read(&digits).suggestion, &reading.suggestion, "{}", digits);
        }
    }

    #[test]
    fn any_text_is_read_without_a_panic(text in any::<String>(), digits in "\\PC{0,40}") {
        check(&text);
        check(&digits);
        check_reading(&text, &temporal::read_number(&text));
    }

    #[test]
    fn any_number_is_read_and_never_conforms(text in "-?[0-9]{1,60}(\\.[0-9]{1,60})?([eE][+-]?[0-9]{1,12})?") {
        let reading = temporal::read_number(&text);
        prop_assert!(!reading.breaches.is_empty(), "{}", text);
        check_reading(&text, &reading);
        check(&text);
    }

    #[test]
    fn any_array_and_any_object_is_read(
        items in prop::collection::vec(prop::option::of(prop_oneof![any::<i64>(), 0_i64..3_000]), 0..12),
        key in prop::sample::select(vec!["epochSecond", "seconds", "$date", "time", "millis", "year", "value"]),
        value in prop::option::of(any::<i64>()),
        other in prop::option::of(any::<i64>()),
        text in prop_oneof![any::<String>(), conforming_text(), "-?[0-9]{1,20}"],
    ) {
        let readings = [
            temporal::read_array(&items),
            temporal::read_object(&[(key, value), ("nano", other)]),
            temporal::read_object(&[(key, value), ("timezoneOffset", other), ("chronology", None)]),
            temporal::read_object(&[(key, value)]),
            temporal::read_object(&[(key, Member::Text(&text))]),
            temporal::read_object(&[("value", Member::Text(&text)), ("$date", Member::Tagged("$numberLong", &text))]),
        ];
        for reading in readings {
            prop_assert!(!reading.breaches.is_empty());
            check_reading("", &reading);
        }
    }
}
