//! Payloads that show a change, judged by both validators.

use std::cell::Cell;
use std::collections::BTreeSet;

use serde_json::Value;

use super::change::{Change, Judgement, Verdict, Witness};
use super::path;
use super::probe::Probe;
use super::sample::{Sampler, Which};
use super::side::Side;
use super::walk::{Effect, Found};
use crate::contract::terms::Terms;
use crate::contract::violation::Violation;

/// Payloads that are judged for one comparison at most.
const JUDGED: usize = 400_000;

/// Values that are tried at one place at most.
const VALUES: usize = 400;

/// Other samples that are tried where the first ones are not allowed.
const SALTS: usize = 4;

/// Finds witnesses for the changes between two contracts.
pub(super) struct Witnesses<'s> {
    old: &'s Side,
    new: &'s Side,
    /// What both say together: what conforms to it is at no other fault.
    both: Terms,
    /// All changes: what shows one of them does not show another.
    found: &'s [Found],
    judged: Cell<usize>,
}

/// How clearly a payload shows a change; the least is the clearest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Clarity {
    /// The change is all that is wrong with it.
    Alone,
    /// The change is among what is wrong with it.
    Among,
    /// It is refused above the place, by alternatives.
    Above,
}

impl<'s> Witnesses<'s> {
    pub(super) fn new(old: &'s Side, new: &'s Side, found: &'s [Found]) -> Self {
        Self {
            old,
            new,
            both: Terms::of_both(&old.schemas, &new.schemas),
            found,
            judged: Cell::new(0),
        }
    }

    /// The change, with its verdicts.
    pub(super) fn change(&self, found: &Found) -> Change {
        let consumers = self.judge(found, &found.wider, Which::New);
        let senders = self.judge(found, &found.narrower, Which::Old);
        found.judged(consumers, senders)
    }

    /// What it means that one side gives what it gives.
    fn judge(&self, found: &Found, effect: &Effect, giver: Which) -> Judgement {
        let judgement = |verdict, witness| Judgement { verdict, witness };
        match effect {
            Effect::None => Judgement::SAFE,
            Effect::Told => judgement(Verdict::Risky, None),
            Effect::Breaks => judgement(Verdict::Breaking, self.refused(found, giver)),
            Effect::Value => judgement(Verdict::Risky, self.refused(found, giver)),
            Effect::Unknown => match self.refused(found, giver) {
                Some(witness) => judgement(Verdict::Breaking, Some(witness)),
                None => judgement(Verdict::Risky, None),
            },
            Effect::Perhaps => match self.refused(found, giver) {
                Some(witness) => judgement(Verdict::Breaking, Some(witness)),
                None => Judgement::SAFE,
            },
            Effect::Field(name) => match self.refused(found, giver) {
                Some(witness) => judgement(Verdict::Breaking, Some(witness)),
                None => judgement(Verdict::Risky, self.unknown(found, name, giver)),
            },
        }
    }

    /// The clearest payload that the giver accepts and the other side refuses because of the change.
    fn refused(&self, found: &Found, giver: Which) -> Option<Witness> {
        let (gives, takes) = self.sides(giver);
        let mut best: Option<(Clarity, Value)> = None;
        self.payloads(found, giver, &found.probes, |payload| {
            if !gives.accepts(payload) || takes.accepts(payload) {
                return Search::GoOn;
            }
            let Ok(violations) = takes.validator.violations(payload) else {
                return Search::GoOn;
            };
            if let Some(clarity) = self.clarity(found, &violations)
                && best.as_ref().is_none_or(|(known, _)| clarity < *known)
            {
                best = Some((clarity, payload.clone()));
                if clarity == Clarity::Alone {
                    return Search::Stop;
                }
            }
            Search::GoOn
        });
        best.map(|(_, payload)| self.witness(payload))
    }

    /// A payload with a member that the other side does not know, though it accepts it.
    fn unknown(&self, found: &Found, name: &str, giver: Which) -> Option<Witness> {
        let (gives, takes) = self.sides(giver);
        let mut seen = None;
        let probes = [Probe::With(name.to_owned())];
        self.payloads(found, giver, &probes, |payload| {
            if gives.accepts(payload) && takes.accepts(payload) {
                seen = Some(payload.clone());
                return Search::Stop;
            }
            Search::GoOn
        });
        seen.map(|payload| self.witness(payload))
    }

    fn witness(&self, payload: Value) -> Witness {
        Witness {
            old_accepts: self.old.accepts(&payload),
            new_accepts: self.new.accepts(&payload),
            payload,
        }
    }

    const fn sides(&self, giver: Which) -> (&'s Side, &'s Side) {
        match giver {
            Which::Old => (self.old, self.new),
            Which::New | Which::Both => (self.new, self.old),
        }
    }

    /// Payloads with the probes' values at the place, until `judge` has seen enough.
    fn payloads(
        &self,
        found: &Found,
        giver: Which,
        probes: &[Probe],
        mut judge: impl FnMut(&Value) -> Search,
    ) {
        let taker = match giver {
            Which::Old => Which::New,
            Which::New | Which::Both => Which::Old,
        };
        let terms = |which: Which| match which {
            Which::Old => &self.old.terms,
            Which::New => &self.new.terms,
            Which::Both => &self.both,
        };
        let mut tried: BTreeSet<String> = BTreeSet::new();
        for salt in 0..SALTS {
            let mut values: Vec<Value> = Vec::new();
            for probe in probes {
                for which in [Which::Both, giver, taker] {
                    let sampler = Sampler::new(terms(which), which, salt);
                    for value in sampler.at_end(&found.path, probe) {
                        if values.len() < VALUES && !values.contains(&value) {
                            values.push(value);
                        }
                    }
                }
            }
            for which in [Which::Both, giver] {
                let sampler = Sampler::new(terms(which), which, salt);
                for value in &values {
                    let Some(payload) = sampler.around(&found.path, value) else {
                        continue;
                    };
                    if !tried.insert(payload.to_string()) {
                        continue;
                    }
                    self.judged.set(self.judged.get() + 1);
                    if self.judged.get() > JUDGED || judge(&payload) == Search::Stop {
                        return;
                    }
                }
            }
        }
    }

    /// How clearly these refusals show a change; `None` where they are about something else.
    fn clarity(&self, found: &Found, violations: &[Violation]) -> Option<Clarity> {
        let place = path::instance(&found.path);
        // What is judged as a whole is shown by what nothing else explains.
        let is_explained = |violation: &Violation| {
            found.is_below
                && self.found.iter().any(|other| {
                    !other.is_below && is_own(other, violation, &path::instance(&other.path))
                })
        };
        let own = violations
            .iter()
            .filter(|violation| is_own(found, violation, &place) && !is_explained(violation))
            .count();
        if own > 0 && own == violations.len() {
            return Some(Clarity::Alone);
        }
        if own > 0 {
            return Some(Clarity::Among);
        }
        let is_above = |violation: &Violation| {
            is_within(&place, &violation.pointer)
                && violation.pointer != place
                && (violation.alternatives > 0
                    || matches!(violation.keyword.as_str(), "anyOf" | "oneOf" | "not" | "if"))
        };
        let is_here = |violation: &Violation| {
            violation.pointer == place && matches!(violation.keyword.as_str(), "anyOf" | "oneOf")
        };
        violations
            .iter()
            .any(|violation| is_above(violation) || is_here(violation))
            .then_some(Clarity::Above)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Search {
    GoOn,
    Stop,
}

fn is_own(found: &Found, violation: &Violation, place: &str) -> bool {
    let is_keyword =
        found.keywords.is_empty() || found.keywords.contains(&violation.keyword.as_str());
    if let Some(member) = &found.member {
        let inner = path::below(place, member);
        let named = violation.missing.as_ref().or(violation.unexpected.as_ref());
        return is_keyword
            && (violation.pointer == place && named == Some(member)
                || is_within(&violation.pointer, &inner));
    }
    if found.is_below {
        return is_keyword && is_within(&violation.pointer, place);
    }
    is_keyword && violation.pointer == place
}

/// Whether `pointer` is `above` or below it.
fn is_within(pointer: &str, above: &str) -> bool {
    pointer
        .strip_prefix(above)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
