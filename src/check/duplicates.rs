//! Keys that stand twice in one object.

use std::collections::HashMap;

use crate::rule::site::Values;
use crate::text::json::{Member, Node, Value};

/// The members of an object that repeat an earlier member's name, each with whether it repeats
/// the value of the one before it, in order.
pub(super) fn repeated<'n, 'a>(
    members: &'n [Member<'a>],
) -> impl Iterator<Item = (&'n Member<'a>, Values)> {
    let mut last: HashMap<&'n str, &'n Node<'a>> = HashMap::with_capacity(members.len());
    members.iter().filter_map(move |member| {
        let before = last.insert(&member.name, &member.value)?;
        let values = if same(before, &member.value) {
            Values::Same
        } else {
            Values::Conflicting
        };
        Some((member, values))
    })
}

/// Whether two values are the same JSON, wherever they stand.
fn same(left: &Node<'_>, right: &Node<'_>) -> bool {
    match (&left.value, &right.value) {
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .zip(right)
                    .all(|(left, right)| same(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .zip(right)
                    .all(|(left, right)| left.name == right.name && same(&left.value, &right.value))
        }
        (left, right) => left == right,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::json::parse;

    #[test]
    fn repeated_keys_are_compared_with_the_one_before() {
        let root = parse(br#"{"a":1,"b":[{"x":1}],"a":2,"a":2,"b":[ {"x": 1} ]}"#).unwrap();
        let found: Vec<_> = repeated(root.as_object().unwrap())
            .map(|(member, values)| (member.name.to_string(), values))
            .collect();
        assert_eq!(
            found,
            [
                ("a".to_owned(), Values::Conflicting),
                ("a".to_owned(), Values::Same),
                ("b".to_owned(), Values::Same)
            ]
        );
    }
}
