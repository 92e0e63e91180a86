//! The same payloads as strategies of proptest.

use std::fmt;
use std::sync::Arc;

use proptest::prelude::{Rng, Strategy, any};
use proptest::strategy::{NewTree, ValueTree};
use proptest::test_runner::TestRunner;

use super::generator::{Generator, Options};
use super::json::Json;
use super::mutator::{Mutant, Mutator};
use super::plan::Plan;
use super::shrink;
use crate::contract::registry::Contract;
use crate::contract::shape::{Naming, Shape};
use crate::rule::Rule;

/// Conforming payloads of `contract`, whatever its DTO, envelope or error; they shrink to simpler
/// ones that conform too. The seed of `options` plays no part: the test's own does.
///
/// ```
/// use proptest::prelude::*;
/// use wiredrift::contract::registry::Contract;
/// use wiredrift::contract::revision::Revision;
/// use wiredrift::dto::ConnectionDto;
/// use wiredrift::generate::{Options, payloads};
///
/// let contract = Contract::built_in("ConnectionDto", Revision::LATEST).unwrap();
/// proptest!(ProptestConfig::with_cases(8), |(json in payloads(&contract, Options::default()))| {
///     let connection: ConnectionDto = serde_json::from_str(&json.to_string()).unwrap();
///     prop_assert!(connection.created <= connection.updated || connection.updated.is_none());
/// });
/// ```
pub fn payloads(contract: &Contract, options: Options) -> Payloads {
    Payloads {
        generator: Generator::new(contract.shape.clone(), options),
    }
}

/// Payloads of `contract` that depart in one way: the one that `rule` claims. They shrink towards
/// the simplest payload that still has a place for the departure.
///
/// A sample without such a place is rejected, so a rule that has no business with the contract ends
/// the test with too many rejects; [`Mutator::breaks`] says beforehand whether it has.
pub fn mutants(
    contract: &Arc<Contract>,
    options: Options,
    rule: &'static Rule,
) -> impl Strategy<Value = Mutant> + use<> {
    let mutator = Mutator::new(Arc::clone(contract), options.naming);
    (payloads(contract, options), any::<u64>())
        .prop_filter_map("no place for the departure", move |(json, choice)| {
            mutator.mutant(rule, &json.to_string(), choice)
        })
}

/// A strategy of conforming payloads; see [`payloads`].
#[derive(Clone, Debug)]
pub struct Payloads {
    generator: Generator,
}

impl Strategy for Payloads {
    type Tree = PayloadTree;
    type Value = Json;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        let (seed, choice) = (runner.rng().next_u64(), runner.rng().next_u64());
        // Half of them as it happens, the others from the plan: all corners come up early.
        let planned = self.generator.plan().map_or(1, Plan::samples);
        let number = choice % (2 * planned.max(1));
        Ok(PayloadTree {
            shape: self.generator.shared_shape(),
            naming: self.generator.options().naming,
            current: self.generator.sample_of(seed, number),
            before: None,
            next: 0,
        })
    }
}

/// One payload and how it shrinks.
#[derive(Clone)]
pub struct PayloadTree {
    shape: Arc<Shape>,
    naming: Naming,
    current: Json,
    before: Option<Json>,
    next: usize,
}

impl fmt::Debug for PayloadTree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PayloadTree({})", self.current)
    }
}

impl ValueTree for PayloadTree {
    type Value = Json;

    fn current(&self) -> Json {
        self.current.clone()
    }

    fn simplify(&mut self) -> bool {
        match shrink::candidate(&self.shape, self.naming, &self.current, self.next) {
            Some(simpler) => {
                self.before = Some(std::mem::replace(&mut self.current, simpler));
                true
            }
            None => false,
        }
    }

    fn complicate(&mut self) -> bool {
        let Some(before) = self.before.take() else {
            return false;
        };
        // That one went too far; the next candidate takes another part away.
        self.current = before;
        self.next += 1;
        self.simplify()
    }
}
