//! Generated payloads: conforming ones are, plans are kept, and shrinking never leaves the contract.

#![expect(
    clippy::unwrap_used,
    reason = "a helper of tests fails the way a test does"
)]

use std::collections::{BTreeMap, BTreeSet};

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, RngSeed, TestRng, TestRunner};
use wiredrift::check::quick::Scratch;
use wiredrift::check::{Checker, NamingChoice, Options as CheckOptions, Sink, SpelledDate};
use wiredrift::contract::export::dto_names;
use wiredrift::contract::recognise::{Candidate, Each};
use wiredrift::contract::registry::Contract;
use wiredrift::contract::revision::Revision;
use wiredrift::contract::shape::{Kind, Naming};
use wiredrift::finding::Finding;
use wiredrift::generate::{Generator, Json, Options, Plan, Profile, payloads};
use wiredrift::severity::Severity;

#[derive(Default)]
struct Found(Vec<Finding>);

impl Sink for Found {
    fn found(&mut self, finding: Finding) {
        self.0.push(finding);
    }

    fn spelled(&mut self, _: SpelledDate<'_>) {}
}

/// Every DTO at every revision, in every profile and naming.
fn all() -> impl Iterator<Item = (Contract, Options)> {
    Revision::ALL.into_iter().flat_map(|revision| {
        dto_names(revision).flat_map(move |dto| {
            Profile::ALL.into_iter().flat_map(move |profile| {
                [Naming::Wire, Naming::Python]
                    .into_iter()
                    .map(move |naming| {
                        let contract = Contract::built_in(dto, revision).unwrap();
                        let seed = 7;
                        (
                            contract,
                            Options {
                                profile,
                                naming,
                                seed,
                            },
                        )
                    })
            })
        })
    })
}

fn checker(contract: &Contract, options: &Options) -> Checker {
    let naming = NamingChoice::Fixed(options.naming);
    Checker::new(
        contract.revision,
        CheckOptions {
            naming,
            nulls: None,
        },
    )
}

/// What is above a note in `json`, in a few words.
fn departures(checker: &Checker, contract: &Contract, json: &Json) -> Vec<String> {
    let dto = dto_names(contract.revision)
        .find(|name| *name == contract.name)
        .unwrap();
    let mut found = Found::default();
    let candidate = Some(Candidate {
        dto,
        each: Each::Whole,
    });
    let text = json.to_string();
    checker
        .check(
            candidate,
            text.as_bytes(),
            &mut Scratch::default(),
            &mut found,
        )
        .unwrap_or_else(|failure| panic!("{failure:?}: {text}"));
    let above = found
        .0
        .iter()
        .filter(|finding| finding.level > Severity::Note);
    above
        .map(|finding| {
            format!(
                "{} at {}: {}",
                finding.rule, finding.pointer, finding.account.actual
            )
        })
        .collect()
}

#[test]
fn what_is_generated_has_no_error_and_no_warning() {
    for (contract, options) in all() {
        let checker = checker(&contract, &options);
        let generator = Generator::new(contract.shape.clone(), options);
        let planned = generator.plan().map_or(0, Plan::samples);
        // All of the plan for the first naming, a taste of the second.
        let most = match options.naming {
            Naming::Wire => planned + 40,
            Naming::Python => 40,
        };
        for number in 0..most {
            let json = generator.sample(number);
            let departures = departures(&checker, &contract, &json);
            assert!(
                departures.is_empty(),
                "{} at {}, {options:?}, sample {number}: {departures:?}\n{json}",
                contract.name,
                contract.revision
            );
        }
    }
}

/// What was seen of one field among all samples.
#[derive(Default)]
struct Seen {
    present: bool,
    absent: bool,
    values: BTreeSet<String>,
}

#[test]
fn the_first_samples_hold_all_that_the_plan_promises() {
    for (contract, options) in all() {
        let generator = Generator::new(contract.shape.clone(), options);
        let Some(plan) = generator.plan() else {
            continue;
        };
        let mut seen: BTreeMap<(String, String), Seen> = BTreeMap::new();
        let mut pairs = BTreeSet::new();
        for number in 0..plan.samples() {
            let json = generator.sample(number);
            note(
                &contract,
                options.naming,
                contract.shape.root(),
                &json,
                &mut seen,
                &mut pairs,
            );
        }
        let what = format!("{} at {}, {options:?}", contract.name, contract.revision);
        for object in contract.shape.objects() {
            for field in object.fields() {
                let seen = seen
                    .get(&(object.name.clone(), field.wire.clone()))
                    .unwrap_or_else(|| panic!("{what}: {} was never made", object.name));
                assert!(
                    seen.present,
                    "{what}: {}.{} never present",
                    object.name, field.wire
                );
                assert!(
                    seen.absent || field.required,
                    "{what}: {}.{} never absent",
                    object.name,
                    field.wire
                );
                if let Kind::Enum(values) = contract.shape.kind(field.shape) {
                    let all: BTreeSet<String> = values.values().iter().cloned().collect();
                    assert_eq!(seen.values, all, "{what}: {}.{}", object.name, field.wire);
                }
            }
        }
        assert_eq!(pairs.len() as u64, plan.pairs, "{what}");
    }
}

fn note(
    contract: &Contract,
    naming: Naming,
    id: wiredrift::contract::shape::ShapeId,
    json: &Json,
    seen: &mut BTreeMap<(String, String), Seen>,
    pairs: &mut BTreeSet<(String, String)>,
) {
    match (contract.shape.kind(id), json) {
        (Kind::Object(object), Json::Object(_)) => {
            let text = |name: &str| match json.get(name) {
                Some(Json::String(text)) => Some(text.clone()),
                _ => None,
            };
            let ends = object
                .field("sourceType", Naming::Wire)
                .map(|(_, field)| field);
            let other = object
                .field("destinationType", Naming::Wire)
                .map(|(_, field)| field);
            if let (Some(source), Some(destination)) = (ends, other)
                && matches!(contract.shape.kind(source.shape), Kind::Enum(_))
                && let (Some(source), Some(destination)) =
                    (text(source.name(naming)), text(destination.name(naming)))
            {
                pairs.insert((source, destination));
            }
            for field in object.fields() {
                let entry = seen
                    .entry((object.name.clone(), field.wire.clone()))
                    .or_default();
                match json.get(field.name(naming)) {
                    None | Some(Json::Null) => entry.absent = true,
                    Some(value) => {
                        entry.present = true;
                        if let Json::String(text) = value {
                            entry.values.insert(text.clone());
                        }
                        note(contract, naming, field.shape, value, seen, pairs);
                    }
                }
            }
        }
        (Kind::Array(element), Json::Array(elements)) => {
            for value in elements {
                note(contract, naming, *element, value, seen, pairs);
            }
        }
        _ => {}
    }
}

#[test]
fn shrinking_never_leaves_the_contract_and_ends_small() {
    for (contract, options) in all() {
        let checker = checker(&contract, &options);
        let strategy = payloads(&contract, options);
        let mut runner = TestRunner::new_with_rng(
            Config {
                rng_seed: RngSeed::Fixed(1),
                ..Config::default()
            },
            TestRng::deterministic_rng(RngAlgorithm::ChaCha),
        );
        for round in 0..3_usize {
            let mut tree = strategy.new_tree(&mut runner).unwrap();
            // Every other candidate is refused, in a pattern that differs by round.
            let mut step = round;
            let mut goes_on = tree.simplify();
            while goes_on {
                let departures = departures(&checker, &contract, &tree.current());
                assert!(
                    departures.is_empty(),
                    "{}: {departures:?}\n{tree:?}",
                    contract.name
                );
                step += 1;
                assert!(step < 20_000, "{}: shrinking does not end", contract.name);
                goes_on = if round > 0 && step.is_multiple_of(round + 1) {
                    tree.complicate()
                } else {
                    tree.simplify()
                };
            }
            if round == 0 {
                let smallest = tree.current();
                assert!(
                    smallest.to_string().len() < 60,
                    "{}: {smallest}",
                    contract.name
                );
            }
        }
    }
}
