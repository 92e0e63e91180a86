//! Payloads that depart in exactly one labelled way.

use std::sync::Arc;

use crate::contract::registry::Contract;
use crate::contract::shape::Naming;
use crate::rule::mutation::{Edit, spots};
use crate::rule::{self, Rule};
use crate::text::json;

use super::draw::Draw;
use super::generator::{Generator, Options, Profile};

/// Breaks conforming payloads of one contract on purpose.
#[derive(Clone, Debug)]
pub struct Mutator {
    contract: Arc<Contract>,
    naming: Naming,
}

/// A payload that departs in one way.
#[derive(Clone, Debug)]
pub struct Mutant {
    /// The rule that claims the departure.
    pub rule: &'static Rule,
    /// What was changed, and where the finding will be.
    pub edit: Edit,
    /// The payload, changed.
    pub payload: String,
}

impl Mutator {
    /// A mutator of payloads of `contract` whose names are spelled in `naming`.
    pub const fn new(contract: Arc<Contract>, naming: Naming) -> Self {
        Self { contract, naming }
    }

    /// The contract of the payloads.
    pub fn contract(&self) -> &Contract {
        &self.contract
    }

    /// How the names of the payloads are spelled.
    pub const fn naming(&self) -> Naming {
        self.naming
    }

    /// The edits by which `rule` breaks `payload`, by spot, in the payload's order; none where the
    /// payload gives it no place, or is no JSON.
    pub fn edits(&self, rule: &Rule, payload: &str) -> Vec<Vec<Edit>> {
        let mut all = Vec::new();
        if let Ok(root) = json::parse(payload.as_bytes()) {
            spots(&self.contract, self.naming, payload, &root, &mut |spot| {
                let edits = rule.mutants(spot);
                if !edits.is_empty() {
                    all.push(edits);
                }
            });
        }
        all
    }

    /// `payload` with one of the departures that `rule` makes of it. Successive choices go through
    /// all of a spot's departures before one occurs again.
    pub fn mutant(&self, rule: &'static Rule, payload: &str, choice: u64) -> Option<Mutant> {
        let spots = self.edits(rule, payload);
        // Where the departure is, is left to chance.
        let spot = spots.get(Draw::new(choice, spots.len() as u64).index(spots.len()))?;
        let index = usize::try_from(choice % (spot.len() as u64)).ok()?;
        let edit = spot.get(index)?.clone();
        Some(Mutant {
            rule,
            payload: edit.apply(payload),
            edit,
        })
    }

    /// Whether `rule` can break payloads of this contract at all.
    pub fn breaks(&self, rule: &Rule) -> bool {
        let options = Options {
            profile: Profile::Complete,
            naming: self.naming,
            seed: 0,
        };
        let generator = Generator::new(self.contract.shape.clone(), options);
        (0..TRIED).any(|number| {
            !self
                .edits(rule, &generator.sample(number).to_string())
                .is_empty()
        })
    }

    /// The rules that can break payloads of this contract, in the order of the registry.
    pub fn rules(&self) -> Vec<&'static Rule> {
        rule::all().filter(|rule| self.breaks(rule)).collect()
    }
}

/// Complete samples that are tried: each has every field, so a few tell.
const TRIED: u64 = 4;
