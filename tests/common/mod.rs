//! Payloads for the laws: made from the exported schemas, then damaged on purpose.
//!
//! A target (a DTO at a revision under a naming) comes in; texts go out that conform to it, or that
//! depart in known ways. Nothing here asks the checker what it would say: a generator that learns
//! from the checker proves nothing.

pub(crate) mod edit;
pub(crate) mod json;
pub(crate) mod judge;
pub(crate) mod payload;

use std::fmt;

use proptest::collection::vec;
use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop_oneof};
use proptest::strategy::BoxedStrategy;
use proptest::test_runner::{FileFailurePersistence, TestCaseError, TestRunner};
use serde_json::{Value, json};
use wiredrift::check::{Checker, NamingChoice, Options};
use wiredrift::contract::export::{dto_names, schema};
use wiredrift::contract::recognise::{Candidate, Each};
use wiredrift::contract::revision::Revision;
use wiredrift::contract::shape::Naming;

use json::Json;

/// What a payload is meant to be.
pub(crate) struct Target {
    pub(crate) candidate: Candidate,
    pub(crate) revision: Revision,
    pub(crate) naming: Naming,
    /// The exported schema; of an array of the DTO where each element is one.
    pub(crate) schema: Value,
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let naming = self.naming.as_str();
        write!(f, "{} at {} ({naming})", self.candidate, self.revision)
    }
}

impl Target {
    fn new(dto: &'static str, each: Each, revision: Revision, naming: Naming) -> Self {
        let own = schema(dto, revision).expect("an exported DTO has a schema");
        Self {
            candidate: Candidate { dto, each },
            revision,
            naming,
            schema: match each {
                Each::Whole => own,
                Each::Element => array_of(own),
            },
        }
    }

    /// A checker that expects this target's naming.
    pub(crate) fn checker(&self) -> Checker {
        let naming = NamingChoice::Fixed(self.naming);
        Checker::new(
            self.revision,
            Options {
                naming,
                nulls: None,
                ..Options::default()
            },
        )
    }
}

/// The schema of an array; the definitions stay where the references look for them.
fn array_of(mut element: Value) -> Value {
    let definitions = element["$defs"].take();
    for keyword in ["$schema", "$id", "$defs"] {
        element.as_object_mut().unwrap().remove(keyword);
    }
    let mut array = json!({"type": "array", "items": element});
    if definitions.is_object() {
        array["$defs"] = definitions;
    }
    array
}

/// Every DTO at every revision under both namings, and arrays of each at the pinned revision.
pub(crate) fn targets() -> Vec<Target> {
    let mut all = Vec::new();
    for revision in Revision::ALL {
        for dto in dto_names(revision) {
            for naming in [Naming::Wire, Naming::Python] {
                all.push(Target::new(dto, Each::Whole, revision, naming));
            }
        }
    }
    for dto in dto_names(Revision::PINNED) {
        let naming = Naming::Wire;
        all.push(Target::new(dto, Each::Element, Revision::PINNED, naming));
    }
    all
}

/// A payload as a tree and as the text that it was written as.
#[derive(Clone)]
pub(crate) struct Sample {
    pub(crate) json: Json,
    pub(crate) text: String,
}

impl fmt::Debug for Sample {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.text)
    }
}

/// Payloads that conform to the target.
pub(crate) fn conforming(target: &Target) -> BoxedStrategy<Sample> {
    (layouts(), payload::payloads(target))
        .prop_map(|(layout, json)| sample(json, layout))
        .boxed()
}

/// Payloads of the target with one to three edits.
pub(crate) fn edited(target: &Target) -> BoxedStrategy<Sample> {
    let edits = vec(edit::edits(), 1..4);
    (layouts(), edits, payload::payloads(target))
        .prop_map(|(layout, edits, mut json)| {
            for edit in &edits {
                edit.apply(&mut json);
            }
            sample(json, layout)
        })
        .boxed()
}

fn sample(json: Json, layout: u64) -> Sample {
    let text = json.written(layout);
    Sample { json, text }
}

/// Seeds of layouts; zero, to which they shrink, is one line without escapes.
pub(crate) fn layouts() -> impl Strategy<Value = u64> {
    prop_oneof![2 => Just(0), 3 => any::<u64>()]
}

/// How laws are held: failures are kept in `file`. `WIREDRIFT_CASES` multiplies the cases.
pub(crate) fn config(file: &'static str, cases: u32) -> ProptestConfig {
    let times = std::env::var("WIREDRIFT_CASES").map_or(1, |times| times.parse().unwrap());
    ProptestConfig {
        cases: cases * times,
        max_shrink_iters: 4_096,
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(file))),
        ..ProptestConfig::default()
    }
}

/// Holds a law for samples of every target.
pub(crate) fn hold(
    file: &'static str,
    cases: u32,
    samples: fn(&Target) -> BoxedStrategy<Sample>,
    law: impl Fn(&Target, &Checker, &Sample) -> Result<(), TestCaseError>,
) {
    for target in targets() {
        let checker = target.checker();
        let mut runner = TestRunner::new(config(file, cases));
        runner
            .run(&samples(&target), |sample| law(&target, &checker, &sample))
            .unwrap_or_else(|error| panic!("{target}: {error}"));
    }
}
