//! Keys that stand in one object more than once.

use std::collections::HashMap;
use std::hash::Hasher;

use rustc_hash::FxHasher;

use crate::rule::site::Values;
use crate::text::json::{self, Member, Node, Value};

/// A name that several members of one object have.
pub(super) struct Repeated<'n, 'a> {
    /// The last of them, whose value most parsers keep.
    pub(super) last: &'n Member<'a>,
    /// How many there are.
    pub(super) count: usize,
    /// Whether all have the same value.
    pub(super) values: Values,
}

/// Names of one object that are told apart by looking at each pair.
const FEW: usize = 6;

/// Whether an object may repeat a name; it does not where this says no. Two names of one hash are taken
/// for one here, which costs a closer look and nothing else.
pub(super) fn may_repeat(members: &[Member<'_>]) -> bool {
    if members.len() <= FEW {
        let mut rest = members;
        while let [first, others @ ..] = rest {
            if others.iter().any(|other| other.name == first.name) {
                return true;
            }
            rest = others;
        }
        return false;
    }
    let hash = |member: &Member<'_>| {
        let mut hasher = FxHasher::default();
        hasher.write(member.name.as_bytes());
        hasher.finish()
    };
    let mut hashes: Vec<u64> = members.iter().map(hash).collect();
    hashes.sort_unstable();
    hashes
        .windows(2)
        .any(|pair| matches!(pair, [left, right] if left == right))
}

/// The names that an object repeats, in the order of their second members. `text` is what the
/// object was read from.
pub(super) fn repeated<'n, 'a>(members: &'n [Member<'a>], text: &[u8]) -> Vec<Repeated<'n, 'a>> {
    let mut out: Vec<Repeated<'n, 'a>> = Vec::new();
    // The last member of each name, and the name's place in `out` where it is repeated.
    let mut seen: HashMap<&'n str, (&'n Node<'a>, Option<usize>)> =
        HashMap::with_capacity(members.len());
    for member in members {
        let Some((before, place)) = seen.insert(&member.name, (&member.value, None)) else {
            continue;
        };
        let at = place.unwrap_or(out.len());
        if place.is_none() {
            out.push(Repeated {
                last: member,
                count: 1,
                values: Values::Same,
            });
        }
        if let Some(known) = out.get_mut(at) {
            known.last = member;
            known.count += 1;
            if known.values == Values::Same && !same(before, &member.value, text) {
                known.values = Values::Conflicting;
            }
        }
        seen.insert(&member.name, (&member.value, Some(at)));
    }
    out
}

/// Whether two values are the same JSON, wherever they stand. The order of an object's members
/// has no meaning (RFC 8259 section 1); of members of one name the last counts.
fn same(left: &Node<'_>, right: &Node<'_>, text: &[u8]) -> bool {
    match (&left.value, &right.value) {
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .zip(right)
                    .all(|(left, right)| same(left, right, text))
        }
        (Value::Object(left), Value::Object(right)) => {
            let (left, right) = (by_name(left), by_name(right));
            // Whether all of them are is the same in any order.
            left.len() == right.len()
                && left.iter().all(|(name, left)| {
                    right.get(name).is_some_and(|right| same(left, right, text))
                })
        }
        (Value::Unread, Value::Unread) => {
            let (left, right) = (left.span.of(text), right.span.of(text));
            match (json::parse(left), json::parse(right)) {
                (Ok(read_left), Ok(read_right)) => same_records(&read_left, &read_right),
                _ => left == right,
            }
        }
        (Value::Number(left), Value::Number(right)) => same_number(left, right),
        (left, right) => left == right,
    }
}

/// Whether two numbers are the same, however they are written: `200`, `200.0` and `2e2` are, as
/// JSON Schema has it too (Core section 4.2.2).
fn same_number(left: &str, right: &str) -> bool {
    match (decimal(left), decimal(right)) {
        (Some(left), Some(right)) => left == right,
        // An exponent beyond 64 bits is the same only where it is written the same.
        _ => left == right,
    }
}

/// Sign, digits without zeros at either end, and the power of ten of the last one; zero has no
/// digits, and no sign.
fn decimal(number: &str) -> Option<(bool, String, i64)> {
    let unsigned = number.strip_prefix('-').unwrap_or(number);
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = [whole, fraction].concat();
    let digits = all.trim_end_matches('0');
    let (dropped, places) = (all.len() - digits.len(), fraction.len());
    let digits = digits.trim_start_matches('0').to_owned();
    if digits.is_empty() {
        return Some((false, digits, 0));
    }
    let exponent: i64 = exponent.parse().ok()?;
    let power = exponent
        .checked_add(i64::try_from(dropped).ok()?)?
        .checked_sub(i64::try_from(places).ok()?)?;
    Some((unsigned.len() < number.len(), digits, power))
}

/// Like [`same`], for two trees that have nothing unread.
fn same_records(left: &Node<'_>, right: &Node<'_>) -> bool {
    same(left, right, &[])
}

fn by_name<'n, 'a>(members: &'n [Member<'a>]) -> HashMap<&'n str, &'n Node<'a>> {
    members
        .iter()
        .map(|member| (member.name.as_ref(), &member.value))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::json::parse;

    #[test]
    fn repeated_keys_are_counted_and_compared() {
        let text = br#"{"a":1,"b":[{"x":1}],"a":2,"c":0,"a":2,"b":[ {"x": 1} ]}"#;
        let root = parse(text).unwrap();
        assert_eq!(
            found(&root, text),
            [
                ("a".to_owned(), Values::Conflicting),
                ("b".to_owned(), Values::Same)
            ]
        );
        let repeated = repeated(root.as_object().unwrap(), text);
        let a = repeated.first().unwrap();
        assert_eq!((a.count, a.last.name_span.start()), (3, 33));
    }

    fn found(root: &Node<'_>, text: &[u8]) -> Vec<(String, Values)> {
        repeated(root.as_object().unwrap(), text)
            .iter()
            .map(|repeated| (repeated.last.name.to_string(), repeated.values))
            .collect()
    }

    #[test]
    fn numbers_are_compared_by_what_they_say() {
        for (left, right) in [
            ("200", "200.0"),
            ("200", "2E+2"),
            ("-0.00120", "-12e-4"),
            ("0", "-0.0e7"),
            ("1e400", "10e399"),
        ] {
            assert!(same_number(left, right), "{left} {right}");
        }
        for (left, right) in [
            ("200", "-200"),
            ("200", "2000"),
            ("1.2", "1.02"),
            ("9007199254740993", "9007199254740992"),
            ("1e99999999999999999999", "1e99999999999999999998"),
        ] {
            assert!(!same_number(left, right), "{left} {right}");
        }
    }

    #[test]
    fn the_order_of_members_makes_no_difference() {
        let text = br#"{"a":{"x":1,"y":[{"p":1,"q":2}]},"a":{"y":[{"q":2,"p":1}],"x":1}}"#;
        let root = parse(text).unwrap();
        assert_eq!(found(&root, text), [("a".to_owned(), Values::Same)]);
        let text = br#"{"a":{"x":1,"y":2},"a":{"x":1,"z":2}}"#;
        let root = parse(text).unwrap();
        assert_eq!(found(&root, text), [("a".to_owned(), Values::Conflicting)]);
    }

    #[test]
    fn records_that_were_not_read_are_compared_all_the_same() {
        for (text, values) in [
            (&br#"{"a":[{}],"a":[{"x":1}]}"#[..], Values::Conflicting),
            (
                br#"{"a":[{"x":1,"y":2}],"a":[{"y":2, "x":1}]}"#,
                Values::Same,
            ),
        ] {
            let root = json::parse_leaving(text, &["a"]).unwrap();
            assert_eq!(found(&root, text), [("a".to_owned(), values)]);
        }
    }
}
