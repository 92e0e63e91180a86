//! What terms do not say, and whether two places are the same.

use std::collections::BTreeSet;

use super::{Effect, MAX_LOOKS, QUOTED, Telling, Walker, variants};

use crate::contract::terms::{Judged, Others, Term, TermId};
use crate::diff::change::Kind;
use crate::diff::probe::Probe;
use crate::text::sanitize::shortened;

/// Places inside of one another that are compared as a whole at most; what is deeper counts as changed.
const SAME: usize = 500;

impl Walker<'_> {
    /// What terms do not say.
    pub(super) fn beyond(&mut self, old: &Term, new: &Term) {
        let keys: BTreeSet<&String> = old.judged.keys().chain(new.judged.keys()).collect();
        for key in keys {
            let (before, now) = (old.judged.get(key), new.judged.get(key));
            if self.is_same_judged(before, now, &mut BTreeSet::new()) {
                continue;
            }
            let shown = shortened(key, QUOTED);
            let both = before.is_some() && now.is_some();
            let words = |said: Option<&Judged>, which: &str| match said {
                None => format!("no {shown}"),
                Some(Judged::Value(value)) => {
                    format!("{shown}: {}", shortened(&value.to_string(), QUOTED))
                }
                Some(Judged::Schema(_)) if both => format!("{shown}: {which} schema"),
                Some(Judged::Schema(_)) => format!("{shown}: a schema"),
            };
            let (before, now) = (words(before, "one"), words(now, "another"));
            self.otherwise(
                &format!("the schema says something else here: {shown}"),
                &before,
                &now,
                variants(),
            );
        }
    }

    /// A change that only witnesses can judge.
    pub(super) fn otherwise(&mut self, headline: &str, old: &str, new: &str, probes: Vec<Probe>) {
        self.tell(Telling {
            wider: Effect::Unknown,
            narrower: Effect::Unknown,
            probes,
            is_below: true,
            ..Telling::new(
                Kind::SchemaChanged,
                headline.to_owned(),
                old.to_owned(),
                new.to_owned(),
            )
        });
    }

    /// Whether two places judge every value alike, as far as they say.
    pub(super) fn is_same(
        &self,
        old: TermId,
        new: TermId,
        seen: &mut BTreeSet<(TermId, TermId)>,
    ) -> bool {
        if !seen.insert((old, new)) {
            return true;
        }
        self.looks.set(self.looks.get() + 1);
        if self.looks.get() > MAX_LOOKS || self.depth.get() >= SAME {
            return false;
        }
        self.depth.set(self.depth.get() + 1);
        let is_same = self.is_same_said(old, new, seen);
        self.depth.set(self.depth.get() - 1);
        is_same
    }

    fn is_same_said(
        &self,
        old: TermId,
        new: TermId,
        seen: &mut BTreeSet<(TermId, TermId)>,
    ) -> bool {
        let (left, right) = (self.old.term(old), self.new.term(new));
        if flat(left) != flat(right)
            || left.fields.len() != right.fields.len()
            || left.prefix.len() != right.prefix.len()
            || left.alternatives.len() != right.alternatives.len()
            || left.items.is_some() != right.items.is_some()
        {
            return false;
        }
        let others = match (left.others, right.others) {
            (Others::Of(before), Others::Of(now)) => self.is_same(before, now, seen),
            (before, now) => before == now,
        };
        let keys: BTreeSet<&String> = left.judged.keys().chain(right.judged.keys()).collect();
        others
            && left.fields.iter().all(|(name, before)| {
                right.fields.get(name).is_some_and(|now| {
                    before.is_required == now.is_required
                        && self.is_same(before.term, now.term, seen)
                })
            })
            && left
                .prefix
                .iter()
                .chain(&left.items)
                .zip(right.prefix.iter().chain(&right.items))
                .all(|(before, now)| self.is_same(*before, *now, seen))
            && left
                .alternatives
                .iter()
                .zip(&right.alternatives)
                .all(|(before, now)| self.is_same(before.own, now.own, seen))
            && keys
                .into_iter()
                .all(|key| self.is_same_judged(left.judged.get(key), right.judged.get(key), seen))
    }

    pub(super) fn is_same_judged(
        &self,
        old: Option<&Judged>,
        new: Option<&Judged>,
        seen: &mut BTreeSet<(TermId, TermId)>,
    ) -> bool {
        match (old, new) {
            (Some(Judged::Schema(before)), Some(Judged::Schema(now))) => {
                self.is_same(*before, *now, seen)
            }
            (Some(Judged::Value(before)), Some(Judged::Value(now))) => before == now,
            (before, now) => before.is_none() && now.is_none(),
        }
    }
}

/// What a term says of the value itself.
pub(super) fn flat(term: &Term) -> Term {
    Term {
        types: term.types,
        values: term.values.clone(),
        formats: term.formats.clone(),
        limits: term.limits.clone(),
        multiples: term.multiples.clone(),
        patterns: term.patterns.clone(),
        is_unique: term.is_unique,
        is_one_of: term.is_one_of,
        is_read_only: term.is_read_only,
        is_write_only: term.is_write_only,
        ..Term::default()
    }
}
