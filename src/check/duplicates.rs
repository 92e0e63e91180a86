//! Keys that stand twice in one object.

use std::collections::HashMap;

use crate::rule::site::Values;
use crate::text::json::{self, Member, Node, Value};

/// The members of an object that repeat an earlier member's name, each with whether it repeats
/// the value of the one before it, in order. `text` is what the object was read from.
pub(super) fn repeated<'n, 'a>(
    members: &'n [Member<'a>],
    text: &[u8],
) -> impl Iterator<Item = (&'n Member<'a>, Values)> {
    let mut last: HashMap<&'n str, &'n Node<'a>> = HashMap::with_capacity(members.len());
    members.iter().filter_map(move |member| {
        let before = last.insert(&member.name, &member.value)?;
        let values = if same(before, &member.value, text) {
            Values::Same
        } else {
            Values::Conflicting
        };
        Some((member, values))
    })
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
        (left, right) => left == right,
    }
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
    fn repeated_keys_are_compared_with_the_one_before() {
        let text = br#"{"a":1,"b":[{"x":1}],"a":2,"a":2,"b":[ {"x": 1} ]}"#;
        let root = parse(text).unwrap();
        assert_eq!(
            found(&root, text),
            [
                ("a".to_owned(), Values::Conflicting),
                ("a".to_owned(), Values::Same),
                ("b".to_owned(), Values::Same)
            ]
        );
    }

    fn found(root: &Node<'_>, text: &[u8]) -> Vec<(String, Values)> {
        repeated(root.as_object().unwrap(), text)
            .map(|(member, values)| (member.name.to_string(), values))
            .collect()
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
