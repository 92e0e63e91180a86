//! What is put into the place of a change, to see who accepts it.

use std::collections::BTreeSet;

use serde_json::{Number, Value, json};

use crate::contract::format::Format;
use crate::contract::terms::{Bound, Limit, Term, Types};

/// What stands at the place.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Probe {
    /// This value.
    Value(Value),
    /// A value of these types, as the accepting side has them.
    Of(Types),
    /// An object without that member.
    Without(String),
    /// An object with that member.
    With(String),
    /// An object with a member that is nobody's.
    WithOther,
    /// A string of that length.
    Length(usize),
    /// An array of so many elements.
    Elements(usize),
    /// An array whose elements are all the same.
    Same,
    /// An object of so many members.
    Members(usize),
    /// What the accepting side's alternative of that number has.
    Alternative(usize),
    /// All kinds of values that the accepting side may allow.
    Variants,
}

/// Values around a bound, of which one is inside of the looser one and outside of the tighter one.
pub(super) fn around(bounds: [Option<&Bound>; 2], limit: Limit) -> Vec<Probe> {
    let mut probes = Vec::new();
    for bound in bounds.into_iter().flatten() {
        if limit.types() == Types::NUMBER {
            let mut numbers = Vec::new();
            if let Some(whole) = bound.value.as_i64() {
                for next in [0, -1, 1] {
                    numbers.extend(whole.checked_add(next).map(Number::from));
                }
            } else if let Some(whole) = bound.value.as_u64() {
                numbers.push(Number::from(whole));
                numbers.push(Number::from(whole - 1));
                numbers.extend(whole.checked_add(1).map(Number::from));
            }
            for next in [0.0, -0.5, 0.5] {
                numbers.extend(Number::from_f64(bound.number() + next));
            }
            probes.extend(
                numbers
                    .into_iter()
                    .map(|number| Probe::Value(Value::Number(number))),
            );
            continue;
        }
        let Some(count) = bound.value.as_u64().or_else(|| whole(bound.number())) else {
            continue;
        };
        let Ok(count) = usize::try_from(count) else {
            continue;
        };
        for count in [count, count.saturating_sub(1), count.saturating_add(1)] {
            if count > MAX_COUNT {
                continue;
            }
            probes.push(match limit.types() {
                Types::STRING => Probe::Length(count),
                Types::ARRAY => Probe::Elements(count),
                _ => Probe::Members(count),
            });
        }
    }
    probes
}

/// Letters or elements that a probe has at most.
const MAX_COUNT: usize = 100_000;

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "within the range that is asked for"
)]
fn whole(number: f64) -> Option<u64> {
    (number.fract() == 0.0 && (0.0..1e15).contains(&number)).then_some(number as u64)
}

/// Numbers that are multiples of some and not of others.
pub(super) fn multiples(old: &[Number], new: &[Number]) -> Vec<Probe> {
    let mut probes = Vec::new();
    for number in old.iter().chain(new) {
        for times in 1..=7 {
            let value = match number.as_i64() {
                Some(whole) => whole.checked_mul(times).map(Number::from),
                #[expect(clippy::cast_precision_loss, reason = "one digit")]
                None => number
                    .as_f64()
                    .and_then(|value| Number::from_f64(value * times as f64)),
            };
            probes.extend(value.map(|value| Probe::Value(Value::Number(value))));
        }
    }
    probes.push(Probe::Value(json!(1)));
    probes.push(Probe::Value(json!(0.5)));
    probes
}

/// Texts that have a format, and texts that do not.
pub(super) fn formats(old: &BTreeSet<String>, new: &BTreeSet<String>) -> Vec<Probe> {
    let mut probes = Vec::new();
    for format in old.iter().chain(new) {
        if let Some((least, greatest)) = Format::named(format).and_then(Format::bounds) {
            probes.push(Probe::Value(json!(greatest)));
            probes.extend(greatest.checked_add(1).map(|n| Probe::Value(json!(n))));
            probes.push(Probe::Value(json!(least)));
            probes.extend(least.checked_sub(1).map(|n| Probe::Value(json!(n))));
        }
        let texts = texts_of(format);
        probes.extend(texts.iter().map(|text| Probe::Value(json!(text))));
    }
    probes.extend(["x", "", "a b\u{e9}"].map(|text| Probe::Value(json!(text))));
    probes
}

/// Texts that have a format.
pub(super) fn texts_of(format: &str) -> &'static [&'static str] {
    match format {
        "date-time" => &["2024-01-15T14:30:00Z"],
        "partial-date-time" => &["2024-01-15T14:30:00"],
        "date" => &["2024-01-15"],
        "time" => &["14:30:00Z"],
        "duration" => &["P1D"],
        "email" | "idn-email" => &["someone@example.com"],
        "hostname" | "idn-hostname" => &["example.com"],
        "ipv4" => &["192.0.2.1"],
        "ip" => &["192.0.2.1", "2001:db8::1"],
        "ipv6" => &["2001:db8::1"],
        "uri" | "iri" => &["https://example.com/a"],
        "uri-reference" | "iri-reference" => &["a/b", "https://example.com/a"],
        "uri-template" => &["https://example.com/{a}"],
        "uuid" => &["2eb8aa08-aa98-11ea-b4aa-73b441d16380"],
        "json-pointer" => &["/a/b"],
        "relative-json-pointer" => &["1/a"],
        "regex" => &["^a"],
        "byte" => &["aGVsbG8="],
        _ => &[],
    }
}

/// Texts that match some patterns and not others.
pub(super) fn patterns(old: &Term, new: &Term) -> Vec<Probe> {
    let mut probes = Vec::new();
    for pattern in old.patterns.iter().chain(&new.patterns) {
        for number in 0..4 {
            probes.extend(matching(pattern, number).map(|text| Probe::Value(json!(text))));
        }
    }
    probes.extend(TEXTS.map(|text| Probe::Value(json!(text))));
    probes
}

/// Texts of many kinds.
pub(super) const TEXTS: [&str; 12] = [
    "text",
    "",
    "a",
    "A",
    "0",
    "42",
    "abc",
    "ABC-123",
    "a b",
    "_",
    "\u{e9}",
    "2024-01-15",
];

/// A text that matches a pattern; another one for another number.
#[cfg(feature = "generate")]
pub(super) fn matching(pattern: &str, number: u64) -> Option<String> {
    crate::generate::matching(pattern, number)
}

/// A text that matches a pattern: none without the generator.
#[cfg(not(feature = "generate"))]
pub(super) fn matching(_: &str, _: u64) -> Option<String> {
    None
}
