//! Payloads that tempt serde and chrono.
//!
//! The edits of the laws of checking are what programs do wrong; these are what the types may take
//! for right, which no program is likely to write.

use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::sample::{Index, select};
use proptest::strategy::BoxedStrategy;

use crate::common::json::Json;
use crate::common::payload::dates;
use crate::common::{Sample, Target, conforming, layouts};

/// A way to write a value that tempts one of the two.
#[derive(Clone, Debug)]
enum Bend {
    /// An object as the array of its values.
    Listed,
    /// A string as the name of a member.
    Keyed,
    Nulled,
    /// A date with other letters in it.
    Dented(Vec<Dent>),
    /// A date that chrono alone is likely to read.
    Loose(String),
}

/// Another letter at a place of a text: instead of the one there, or in front of it.
type Dent = (Index, bool, &'static str);

fn dents() -> impl Strategy<Value = Vec<Dent>> {
    let letters = select(vec![
        "", "", " ", " ", "\t", "\u{a0}", "\u{3000}", "\u{200b}", "0", "1", "6", "-", "+", ":",
        "\u{2212}", ".", "T", "z", "UTC", "٣",
    ]);
    vec((any::<Index>(), any::<bool>(), letters), 1..4)
}

fn dented(text: &str, dents: &[Dent]) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    for (at, instead, new) in dents {
        let at = at.index(letters.len() + 1);
        let end = (at + usize::from(*instead)).min(letters.len());
        letters.splice(at..end, new.chars());
    }
    letters.into_iter().collect()
}

/// Dates that chrono alone is likely to read, and conforming ones with other letters in them.
pub(crate) fn bent_dates() -> impl Strategy<Value = String> {
    let dented = (dates(), dents()).prop_map(|(date, dents)| dented(&date, &dents));
    prop_oneof![dented, loose_dates()]
}

/// Dates in the liberties that chrono takes, a few at a time.
fn loose_dates() -> impl Strategy<Value = String> {
    let white = || {
        let white = select(vec!["", "", "", "", "", "", " ", "\u{2003}\n"]);
        vec(white, 9)
    };
    let two = |last: u32| {
        (0..=last, 0..8).prop_map(|(number, padded)| match padded {
            0 => number.to_string(),
            _ => format!("{number:02}"),
        })
    };
    let year = select(vec![
        "2024", "2024", "2024", "2023", "1900", "0000", "24", "+2024", "-0001", "+123456",
        "-262144", "+262143", "+",
    ]);
    let separator = select(vec!["T", "T", "T", "t", " ", "", "\u{a0}", "_"]);
    let fraction = select(vec!["", "", "", ".5", ".0123456789012", ".", ",5"]);
    let zone = select(vec![
        "Z",
        "Z",
        "z",
        "UTC",
        "utc",
        "GMT",
        "",
        "+01:00",
        "-08:00",
        "\u{2212}08:00",
        "+0100",
        "+01 30",
        "+01: :30",
        "+1:00",
        "+01",
        "+24:00",
        "+01:60",
        "-23:59",
        "Z[UTC]",
    ]);
    let second = prop_oneof![3 => two(61), 1 => Just("60".to_owned())];
    let parts = (two(13), two(31), two(24), two(60), second);
    (white(), year, separator, parts, fraction, zone).prop_map(
        |(w, year, separator, (month, day, hour, minute, second), fraction, zone)| {
            [
                w[0], year, w[1], "-", w[2], &month, w[3], "-", &day, separator, w[4], &hour, w[5],
                ":", &minute, w[6], ":", &second, fraction, w[7], zone, w[8],
            ]
            .concat()
        },
    )
}

impl Bend {
    fn apply(&self, json: &mut Json, place: Index) {
        let wanted = |json: &Json| match (self, json) {
            (Self::Listed, json) => matches!(json, Json::Object(_)),
            (Self::Keyed, json) => matches!(json, Json::Text(_)),
            (Self::Nulled, _) => true,
            (Self::Dented(_) | Self::Loose(_), Json::Text(text)) => {
                text.len() > 18 && text.as_bytes()[4] == b'-'
            }
            _ => false,
        };
        let count = json.count(&wanted);
        if count == 0 {
            return;
        }
        let value = json.nth(place.index(count), &wanted).unwrap();
        *value = match (self, std::mem::replace(value, Json::literal("null"))) {
            (Self::Listed, Json::Object(mut members)) => {
                members.sort_by(|(one, _), (other, _)| one.cmp(other));
                Json::Array(members.into_iter().map(|(_, value)| value).collect())
            }
            (Self::Keyed, Json::Text(text)) => Json::Object(vec![(text, Json::literal("null"))]),
            (Self::Dented(dents), Json::Text(text)) => Json::Text(dented(&text, dents)),
            (Self::Loose(date), _) => Json::text(date),
            _ => Json::literal("null"),
        };
    }
}

/// Payloads of the target with one to three bends.
pub(crate) fn bent(target: &Target) -> BoxedStrategy<Sample> {
    let bend = prop_oneof![
        2 => select(vec![Bend::Listed, Bend::Keyed, Bend::Nulled]),
        1 => dents().prop_map(Bend::Dented),
        1 => loose_dates().prop_map(Bend::Loose),
    ];
    let bends = vec((bend, any::<Index>()), 1..4);
    (layouts(), conforming(target), bends)
        .prop_map(|(layout, Sample { mut json, .. }, bends)| {
            for (bend, place) in bends {
                bend.apply(&mut json, place);
            }
            let text = json.written(layout);
            Sample { json, text }
        })
        .boxed()
}
