//! Payloads that show a change, judged by both validators.

use std::collections::BTreeSet;

use serde_json::Value;

use super::change::{self, Change, Judgement, Verdict, Witness};
use super::path;
use super::probe::Probe;
use super::sample::{Sampler, Which};
use super::side::Side;
use super::steps::Steps;
use super::walk::{Effect, Found};
use crate::contract::terms::Terms;
use crate::contract::violation::Violation;

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
    steps: &'s Steps,
}

/// What was looked for.
enum Sought {
    Found(Witness),
    /// Nothing that is looked at shows it.
    Nothing,
    /// The steps were spent before.
    Cut,
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
    pub(super) fn new(old: &'s Side, new: &'s Side, found: &'s [Found], steps: &'s Steps) -> Self {
        Self {
            old,
            new,
            both: Terms::of_both(&old.schemas, &new.schemas),
            found,
            steps,
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
        let (shown, otherwise) = match effect {
            Effect::None => return Judgement::SAFE,
            Effect::Told => {
                return Judgement {
                    verdict: Verdict::Risky,
                    ..Judgement::SAFE
                };
            }
            Effect::Breaks => (Verdict::Breaking, Verdict::Breaking),
            Effect::Value => (Verdict::Risky, Verdict::Risky),
            Effect::Unknown | Effect::Field(_) => (Verdict::Breaking, Verdict::Risky),
            Effect::Perhaps => (Verdict::Breaking, Verdict::Safe),
        };
        let judgement = |verdict, witness, search| Judgement {
            verdict,
            witness,
            search,
        };
        match self.refused(found, giver) {
            Sought::Found(witness) => judgement(shown, Some(witness), change::Search::Whole),
            Sought::Nothing => match effect {
                Effect::Field(name) => match self.unknown(found, name, giver) {
                    Sought::Found(witness) => {
                        judgement(otherwise, Some(witness), change::Search::Whole)
                    }
                    Sought::Nothing => judgement(otherwise, None, change::Search::Whole),
                    Sought::Cut => judgement(otherwise, None, change::Search::Cut),
                },
                _ => judgement(otherwise, None, change::Search::Whole),
            },
            Sought::Cut if shown == otherwise => judgement(shown, None, change::Search::Cut),
            // What was not looked for is not taken for safe.
            Sought::Cut => judgement(Verdict::Risky, None, change::Search::Undecided),
        }
    }

    /// The clearest payload that the giver accepts and the other side refuses because of the change.
    fn refused(&self, found: &Found, giver: Which) -> Sought {
        let (gives, takes) = self.sides(giver);
        let mut best: Option<(Clarity, Value)> = None;
        let is_whole = self.payloads(found, giver, &found.probes, |payload| {
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
        self.sought(best.map(|(_, payload)| payload), is_whole)
    }

    /// A payload with a member that the other side does not know, though it accepts it.
    fn unknown(&self, found: &Found, name: &str, giver: Which) -> Sought {
        let (gives, takes) = self.sides(giver);
        let mut seen = None;
        let probes = [Probe::With(name.to_owned())];
        let is_whole = self.payloads(found, giver, &probes, |payload| {
            if gives.accepts(payload) && takes.accepts(payload) {
                seen = Some(payload.clone());
                return Search::Stop;
            }
            Search::GoOn
        });
        self.sought(seen, is_whole)
    }

    fn sought(&self, payload: Option<Value>, is_whole: bool) -> Sought {
        match payload {
            Some(payload) => Sought::Found(self.witness(payload)),
            None if is_whole => Sought::Nothing,
            None => Sought::Cut,
        }
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

    /// Payloads with the probes' values at the place, until `judge` has seen enough; whether there were steps for
    /// all of them.
    fn payloads(
        &self,
        found: &Found,
        giver: Which,
        probes: &[Probe],
        mut judge: impl FnMut(&Value) -> Search,
    ) -> bool {
        let taker = match giver {
            Which::Old => Which::New,
            Which::New | Which::Both => Which::Old,
        };
        let terms = |which: Which| match which {
            Which::Old => &self.old.terms,
            Which::New => &self.new.terms,
            Which::Both => &self.both,
        };
        let is_judged = |payload: &Value| {
            [self.old, self.new].iter().all(|side| {
                let terms = &side.terms;
                self.steps.judge(terms, terms.root(), payload)
            })
        };
        let mut tried: BTreeSet<String> = BTreeSet::new();
        for salt in 0..SALTS {
            let mut known: BTreeSet<String> = BTreeSet::new();
            let mut values: Vec<Value> = Vec::new();
            for probe in probes {
                for which in [Which::Both, giver, taker] {
                    let sampler = Sampler::new(terms(which), which, salt, self.steps);
                    for value in sampler.at_end(&found.path, probe) {
                        if values.len() >= VALUES {
                            break;
                        }
                        if !self.steps.go_through(&value) {
                            return false;
                        }
                        if known.insert(value.to_string()) {
                            values.push(value);
                        }
                    }
                }
            }
            for which in [Which::Both, giver] {
                let sampler = Sampler::new(terms(which), which, salt, self.steps);
                for value in &values {
                    let payload = sampler.around(&found.path, value);
                    if self.steps.are_spent() {
                        return false;
                    }
                    let Some(payload) = payload else {
                        continue;
                    };
                    if !self.steps.go_through(&payload) {
                        return false;
                    }
                    if !tried.insert(payload.to_string()) {
                        continue;
                    }
                    if !is_judged(&payload) {
                        return false;
                    }
                    if judge(&payload) == Search::Stop {
                        return true;
                    }
                }
            }
            if self.steps.are_spent() {
                return false;
            }
        }
        true
    }

    /// How clearly these refusals show a change; `None` where they are about something else.
    fn clarity(&self, found: &Found, violations: &[Violation]) -> Option<Clarity> {
        let place = path::instance(&found.path);
        let texts = violations.iter().map(|one| 1 + one.allowed.len()).sum();
        let others = if found.is_below { self.found.len() } else { 0 };
        // What was judged is looked at whatever is left; the next one is not made then.
        self.steps.spend(texts);
        if !self.steps.spend(violations.len().saturating_mul(others)) {
            return None;
        }
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
