//! Alternatives, and which of them are the same ones.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::json;

use super::beyond::flat;
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
        let (lefts, rights): (BTreeSet<usize>, BTreeSet<usize>) = pairs.iter().copied().unzip();
        for (index, id) in left.iter().enumerate() {
            if !lefts.contains(&index) {
                self.alternative(self.old.term(*id), index, Kind::AlternativeRemoved, gone);
            }
        }
        for (index, id) in right.iter().enumerate() {
            if !rights.contains(&index) {
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
        let (lefts, rights) = (
            terms_of(self.old, old.iter()),
            terms_of(self.new, new.iter()),
        );
        let mut pairs: BTreeMap<usize, usize> = BTreeMap::new();
        let mut taken: BTreeSet<usize> = BTreeSet::new();
        for tier in 0..5 {
            let keys = |term: &Term, terms: &Terms, index: usize| match tier {
                0 => vec![sketch(term)],
                1 if term.name.is_empty() => Vec::new(),
                1 => vec![term.name.clone()],
                2 => told_by(term, terms),
                3 => vec![format!("{index} {:?}", term.types)],
                _ => Types::EACH
                    .into_iter()
                    .filter(|one| *one != Types::NULL && term.types.meets(*one))
                    .map(Types::names)
                    .collect(),
            };
            // Those of each key that are still there, the first one first.
            let mut there: BTreeMap<String, VecDeque<usize>> = BTreeMap::new();
            for (now, term) in rights.iter().enumerate() {
                for key in keys(term, self.new, now) {
                    there.entry(key).or_default().push_back(now);
                }
            }
            for (before, (left, term)) in old.iter().zip(&lefts).enumerate() {
                if pairs.contains_key(&before) {
                    continue;
                }
                let mut first: Option<usize> = None;
                for key in keys(term, self.old, before) {
                    let Some(queue) = there.get_mut(&key) else {
                        continue;
                    };
                    while queue.front().is_some_and(|now| taken.contains(now)) {
                        queue.pop_front();
                    }
                    let found = if tier == 0 {
                        let is_same = |now: &&usize| {
                            let right = new.get(**now);
                            !taken.contains(now)
                                && right.is_some_and(|right| {
                                    self.is_same(*left, *right, &mut BTreeSet::new())
                                })
                        };
                        queue.iter().find(is_same)
                    } else {
                        queue.front()
                    };
                    first = first.into_iter().chain(found.copied()).min();
                }
                if let Some(now) = first {
                    taken.insert(now);
                    pairs.insert(before, now);
                }
            }
        }
        pairs.into_iter().collect()
    }
}

fn terms_of<'t>(terms: &'t Terms, ids: impl Iterator<Item = &'t TermId>) -> Vec<&'t Term> {
    ids.map(|id| terms.term(*id)).collect()
}

/// What two terms that say the same have in common.
fn sketch(term: &Term) -> String {
    let names: Vec<&String> = term.fields.keys().collect();
    format!("{:?} {names:?}", flat(term))
}

/// The members with one single value, which tell alternatives apart.
fn told_by(term: &Term, terms: &Terms) -> Vec<String> {
    let fields = term.fields.iter();
    let told = fields.filter_map(|(name, field)| {
        let values = terms.term(field.term).values.as_deref();
        match values {
            Some([value]) => Some(json!([name, value]).to_string()),
            _ => None,
        }
    });
    told.collect()
}
