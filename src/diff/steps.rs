//! How much work the payloads of one comparison are.
//!
//! Steps are counted where payloads are made and where they are judged, by what is looked at: never by
//! time, so that the same contracts come to the same end everywhere. What a validator looks at is
//! estimated beforehand, along the terms, as it counts nothing itself.

use std::cell::Cell;

use serde_json::Value;

use crate::contract::terms::{Judged, Others, TermId, Terms};
use crate::limits::length;
use crate::text::pattern::parts;

/// Bytes of a text that are one step.
const BYTES: usize = 64;

/// Values of a list that are one step.
const LISTED: usize = 4;

/// Steps of a pattern on a text at least: it may go back very often.
const PATTERN: u64 = 200;

/// Parts of a pattern that are held against a letter in one step.
const PARTS: u64 = 4;

/// Schemas inside one another that are followed.
const DEPTH: usize = 256;

/// The steps of one comparison.
#[derive(Debug)]
pub(super) struct Steps {
    /// Those that are left; `None` where more were asked for.
    left: Cell<Option<u64>>,
}

impl Steps {
    pub(super) const fn new(limit: u64) -> Self {
        Self {
            left: Cell::new(Some(limit)),
        }
    }

    /// Takes so many steps, where they are left; whether they were.
    pub(super) fn spend(&self, count: usize) -> bool {
        let left = self.left.get();
        let left = left.and_then(|left| left.checked_sub(count as u64));
        self.left.set(left);
        left.is_some()
    }

    /// Whether more were asked for than there are.
    pub(super) const fn are_spent(&self) -> bool {
        self.left.get().is_none()
    }

    /// Takes what it is to go through a value; whether that was left.
    pub(super) fn go_through(&self, value: &Value) -> bool {
        self.spend(size(value))
    }

    /// Takes what a validator does with a value, as the term at `id` tells; whether that was left.
    pub(super) fn judge(&self, terms: &Terms, id: TermId, value: &Value) -> bool {
        self.judge_at(terms, id, value, 0)
    }

    fn judge_at(&self, terms: &Terms, id: TermId, value: &Value, depth: usize) -> bool {
        if depth >= DEPTH {
            return !self.are_spent();
        }
        let term = terms.term(id);
        let listed = term.values.as_ref().map_or(0, Vec::len);
        if !self.spend(1 + listed / LISTED + term.fields.len()) {
            return false;
        }
        if let Some(text) = value.as_str() {
            let letters = text.len() as u64;
            let patterns = term.patterns.iter().fold(0, |sum: u64, pattern| {
                let each = parts(pattern).saturating_mul(letters) / PARTS;
                sum.saturating_add(each.max(PATTERN))
            });
            if !self.spend(text.len() / BYTES) || !self.spend(length(patterns)) {
                return false;
            }
        }
        let inner = |id: TermId, value: &Value| self.judge_at(terms, id, value, depth + 1);
        let others = match term.others {
            Others::Of(id) => Some(id),
            Others::Open | Others::Closed => None,
        };
        let is_inside = match value {
            Value::Object(members) => members.iter().all(|(name, value)| {
                let id = term.fields.get(name).map(|field| field.term).or(others);
                self.spend(1) && id.is_none_or(|id| inner(id, value))
            }),
            Value::Array(elements) => elements.iter().enumerate().all(|(index, value)| {
                let id = term.prefix.get(index).copied().or(term.items);
                self.spend(1) && id.is_none_or(|id| inner(id, value))
            }),
            _ => true,
        };
        is_inside
            && term.alternatives.iter().all(|one| inner(one.own, value))
            && term.judged.iter().all(|(keyword, said)| match said {
                Judged::Value(said) => self.spend(1 + said.as_array().map_or(0, Vec::len)),
                Judged::Schema(id) if is_about_inside(keyword) => match value {
                    Value::Object(members) => members.values().all(|value| inner(*id, value)),
                    Value::Array(elements) => elements.iter().all(|value| inner(*id, value)),
                    _ => true,
                },
                Judged::Schema(id) => inner(*id, value),
            })
    }
}

/// Whether a keyword has a schema for what is inside of a value.
fn is_about_inside(keyword: &str) -> bool {
    [
        "contains",
        "propertyNames",
        "patternProperties",
        "unevaluatedItems",
        "unevaluatedProperties",
    ]
    .iter()
    .any(|inside| keyword.starts_with(inside))
}

/// How large a value is, in steps.
pub(super) fn size(value: &Value) -> usize {
    match value {
        Value::String(text) => 1 + text.len() / BYTES,
        Value::Array(elements) => 1 + elements.iter().map(size).sum::<usize>(),
        Value::Object(members) => {
            let each = members
                .iter()
                .map(|(name, value)| name.len() / BYTES + size(value));
            1 + each.sum::<usize>()
        }
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::diff::Side;

    fn taken(schema: Value, value: &Value) -> u64 {
        let side = Side::of_value("s", schema).unwrap();
        let steps = Steps::new(1_000_000);
        assert!(steps.judge(&side.terms, side.terms.root(), value));
        1_000_000 - steps.left.get().unwrap()
    }

    #[test]
    fn what_is_looked_at_is_counted() {
        assert_eq!(taken(json!({"type": "integer"}), &json!(1)), 1);
        let list: Vec<u64> = (0..400).collect();
        assert_eq!(taken(json!({"enum": list}), &json!(1)), 101);
        let elements = json!({"items": {"anyOf": [{"minimum": 1}, {"maxLength": 1}]}});
        // The array, and for each element itself, its term and two alternatives.
        assert_eq!(taken(elements, &json!([1, 2])), 9);
    }

    #[test]
    fn what_refers_to_itself_inside_comes_to_an_end() {
        let schema = json!({"contains": {"$ref": "#"}, "not": {"contains": {"$ref": "#"}}});
        assert!(taken(schema, &json!([[[1]]])) < 100);
    }

    #[test]
    fn what_is_not_left_is_never_taken_again() {
        let steps = Steps::new(3);
        assert!(steps.spend(3) && !steps.are_spent());
        assert!(!steps.spend(1) && steps.are_spent() && !steps.spend(0));
    }
}
