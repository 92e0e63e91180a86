//! Alternatives, and which of them are the same ones.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Effect, QUOTED, Telling, Walker, variants};
use crate::contract::terms::{Term, TermId, Terms, Types};
use crate::diff::change::Kind;
use crate::diff::path::Step;
use crate::diff::probe::Probe;
use crate::text::sanitize::shortened;

impl Walker<'_> {
    /// Both have alternatives: they are compared one by one.
    pub(super) fn alternatives(&mut self, old: &Term, new: &Term) {
        if old.alternatives.is_empty() {
            return;
        }
        if old.is_one_of != new.is_one_of {
            let words = |is_one_of: bool| if is_one_of { "oneOf" } else { "anyOf" };
            let (before, now) = (words(old.is_one_of), words(new.is_one_of));
            self.otherwise(&format!("{before} became {now}"), before, now, variants());
        }
        let left: Vec<TermId> = old.alternatives.iter().map(|one| one.own).collect();
        let right: Vec<TermId> = new.alternatives.iter().map(|one| one.own).collect();
        let pairs = self.matched(&left, &right);
        for &(before, now) in &pairs {
            if let (Some(&left), Some(&right)) = (left.get(before), right.get(now)) {
                self.step(Step::Branch(Some(before), Some(now)), left, right);
            }
        }
        let gone = old.types.without(new.types);
        let come = new.types.without(old.types);
        for (index, id) in left.iter().enumerate() {
            if !pairs.iter().any(|pair| pair.0 == index) {
                self.alternative(self.old.term(*id), index, Kind::AlternativeRemoved, gone);
            }
        }
        for (index, id) in right.iter().enumerate() {
            if !pairs.iter().any(|pair| pair.1 == index) {
                self.alternative(self.new.term(*id), index, Kind::AlternativeAdded, come);
            }
        }
    }

    /// An alternative that one side alone has; where its types are `told`, so is it.
    fn alternative(&mut self, term: &Term, index: usize, kind: Kind, told: Types) {
        if term.types.without(told).is_empty() {
            return;
        }
        let name = if term.name.is_empty() {
            term.describe()
        } else {
            format!("`{}`", shortened(&term.name, QUOTED))
        };
        let is_added = kind == Kind::AlternativeAdded;
        let (word, wider, narrower) = if is_added {
            ("added", Effect::Unknown, Effect::Perhaps)
        } else {
            ("removed", Effect::Perhaps, Effect::Unknown)
        };
        let (there, absent) = (
            format!("the alternative {name}"),
            format!("no alternative {name}"),
        );
        let (old, new) = if is_added {
            (absent, there)
        } else {
            (there, absent)
        };
        self.tell(Telling {
            wider,
            narrower,
            probes: vec![Probe::Alternative(index), Probe::Variants],
            is_below: true,
            ..Telling::new(kind, format!("the alternative {name} was {word}"), old, new)
        });
    }

    /// One of both has alternatives.
    pub(super) fn one_of_them(&mut self, old: TermId, new: TermId) {
        let (left, right) = (self.old.term(old), self.new.term(new));
        self.types(left, right);
        if left.types.and(right.types).without(Types::NULL).is_empty() {
            return;
        }
        let is_old_plain = left.alternatives.is_empty();
        let wholes: Vec<TermId> = left
            .alternatives
            .iter()
            .chain(&right.alternatives)
            .map(|one| one.whole)
            .collect();
        let pairs = if is_old_plain {
            self.matched(&[old], &wholes)
        } else {
            self.matched(&wholes, &[new])
        };
        let Some(&(before, now)) = pairs.first() else {
            let words = ["the alternatives are others", "one schema", "alternatives"];
            let [headline, plain, several] = words;
            if is_old_plain {
                self.otherwise(headline, plain, several, variants());
            } else {
                self.otherwise(headline, several, plain, variants());
            }
            return;
        };
        let (index, step) = if is_old_plain {
            (now, Step::Branch(None, Some(now)))
        } else {
            (before, Step::Branch(Some(before), None))
        };
        if let Some(&whole) = wholes.get(index) {
            if is_old_plain {
                self.step(step, old, whole);
            } else {
                self.step(step, whole, new);
            }
        }
        let (kind, terms, told) = if is_old_plain {
            let told = right.types.without(left.types);
            (Kind::AlternativeAdded, self.new, told)
        } else {
            let told = left.types.without(right.types);
            (Kind::AlternativeRemoved, self.old, told)
        };
        for (other, whole) in wholes.iter().enumerate() {
            if other != index {
                self.alternative(terms.term(*whole), other, kind, told);
            }
        }
    }

    /// Which alternatives are the same ones: by what they say, by name, by the value that tells them
    /// apart, by type.
    pub(super) fn matched(&self, old: &[TermId], new: &[TermId]) -> Vec<(usize, usize)> {
        let mut pairs: Vec<(usize, usize)> = Vec::new();
        for tier in 0..5 {
            for (before, left) in old.iter().enumerate() {
                if pairs.iter().any(|pair| pair.0 == before) {
                    continue;
                }
                let free =
                    |pairs: &[(usize, usize)], now: usize| !pairs.iter().any(|pair| pair.1 == now);
                let fits = |now: usize, right: TermId| {
                    let (one, other) = (self.old.term(*left), self.new.term(right));
                    match tier {
                        0 => self.is_same(*left, right, &mut BTreeSet::new()),
                        1 => !one.name.is_empty() && one.name == other.name,
                        2 => tells_alike(one, other, self.old, self.new),
                        3 => one.types == other.types && before == now,
                        _ => one.types.without(Types::NULL).meets(other.types),
                    }
                };
                let found = new
                    .iter()
                    .enumerate()
                    .find(|(now, right)| free(&pairs, *now) && fits(*now, **right));
                if let Some((now, _)) = found {
                    pairs.push((before, now));
                }
            }
        }
        pairs.sort_unstable();
        pairs
    }
}

/// Whether both have a member with the same single value, which tells alternatives apart.
fn tells_alike(one: &Term, other: &Term, old: &Terms, new: &Terms) -> bool {
    let values = |term: &Term, terms: &Terms| -> BTreeMap<String, Value> {
        term.fields
            .iter()
            .filter_map(
                |(name, field)| match terms.term(field.term).values.as_deref() {
                    Some([value]) => Some((name.clone(), value.clone())),
                    _ => None,
                },
            )
            .collect()
    };
    let (one, other) = (values(one, old), values(other, new));
    !one.is_empty()
        && one
            .iter()
            .any(|(name, value)| other.get(name) == Some(value))
}
