//! The law of mutants: one labelled edit of a conforming payload is one finding, of the rule that
//! made it and at the place that it names, and otherwise there are notes at most.
//!
//! `WIREDRIFT_CASES=20 cargo test --test mutants` looks twenty times as long.

#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::string_slice,
    reason = "a helper of tests fails the way a test does"
)]

#[expect(dead_code, reason = "the laws of checking take more of it")]
mod common;

use std::cell::RefCell;
use std::collections::BTreeMap;

use proptest::prelude::Strategy;
use proptest::prelude::any;
use proptest::test_runner::{TestCaseError, TestRunner};
use proptest::{prop_assert, prop_assert_eq};
use wiredrift::check::Checker;
use wiredrift::check::quick::Scratch;
use wiredrift::finding::Finding;
use wiredrift::rule::mutation::{Edit, Mutation};
use wiredrift::rule::{self, Rule};
use wiredrift::severity::Severity;
use wiredrift::text::json as tree;

use common::json::Noise;
use common::judge::{judge, published, refusals, value_of};
use common::{Target, config, conforming, targets};

#[path = "common/departures.rs"]
mod departures;
#[path = "common/findings.rs"]
mod findings;

use departures::edits;
use findings::Findings;

const SEEDS: &str = "tests/regressions/mutants.txt";

impl Findings {
    /// The findings in a few words, for failures.
    fn lines(&self) -> Vec<String> {
        let line = |finding: &Finding| {
            let (rule, level) = (finding.rule, finding.level);
            format!("{rule} {level} {}", finding.pointer)
        };
        self.0.iter().map(line).collect()
    }
}

/// The edit changes what it says, from what it says into what it says, and nothing else.
fn is_labelled_truly(edit: &Edit, before: &str, after: &str) -> Result<(), TestCaseError> {
    let (start, end) = (edit.span.start(), edit.span.end());
    let was = &before[start..end];
    let is = &after[start..start + edit.text.len()];
    prop_assert_eq!(&before[..start], &after[..start]);
    prop_assert_eq!(&before[end..], &after[start + edit.text.len()..]);
    prop_assert_eq!(is, &edit.text);
    match (&edit.original, &edit.mutated) {
        (Some(original), Some(mutated)) => {
            prop_assert_eq!(original, was);
            prop_assert_eq!(mutated, is);
            prop_assert!(original != mutated);
        }
        (Some(original), None) => {
            prop_assert!(was.contains(original.as_str()));
            prop_assert_eq!(is, "");
        }
        (None, Some(mutated)) => {
            prop_assert_eq!(was, "");
            prop_assert!(is.ends_with(mutated.as_str()));
        }
        (None, None) => prop_assert!(false, "nothing changes"),
    }
    for json in edit.original.iter().chain(&edit.mutated) {
        prop_assert!(tree::parse(json.as_bytes()).is_ok(), "{} is no JSON", json);
    }
    Ok(())
}

/// The law for one edit.
fn is_one_fault(
    (target, checker): (&Target, &Checker),
    judge: &jsonschema::Validator,
    (rule, edit): (&Rule, &Edit),
    text: &str,
) -> Result<(), TestCaseError> {
    let mutant = edit.apply(text);
    is_labelled_truly(edit, text, &mutant)?;
    let mut found = Findings::default();
    let candidate = Some(target.candidate);
    let checked = checker.check(
        candidate,
        mutant.as_bytes(),
        &mut Scratch::default(),
        &mut found,
    );
    prop_assert!(checked.is_ok(), "{checked:?}");
    let own = |finding: &&Finding| finding.rule == rule.name && finding.pointer == edit.pointer;
    let all: Vec<&Finding> = found.0.iter().filter(own).collect();
    prop_assert_eq!(all.len(), 1, "{:#?}", found.lines());
    for other in found.0.iter().filter(|finding| !own(finding)) {
        prop_assert_eq!(other.level, Severity::Note, "{:#?}", found.lines());
    }
    let refused = !refusals(judge, &value_of(&mutant).unwrap()).is_empty();
    for finding in all {
        let level = match (refused, rule.level) {
            (true, _) => Severity::Error,
            // Conforming, and told all the same: a remark.
            (false, Severity::Error) if matches!(rule.mutation, Mutation::Date(_)) => {
                Severity::Note
            }
            (false, level) => level,
        };
        prop_assert_eq!(finding.level, level, "{:#?}", found.lines());
    }
    Ok(())
}

#[test]
fn one_edit_is_one_finding_of_its_rule_at_its_place() {
    // How many edits each rule had for each target.
    let counts: RefCell<BTreeMap<&str, BTreeMap<String, usize>>> = RefCell::default();
    for target in targets() {
        let checker = target.checker();
        let judge = judge(&published(&target));
        let samples = (conforming(&target), any::<u64>().no_shrink());
        let law = |(sample, seed): (common::Sample, u64)| {
            let mut noise = Noise(seed);
            for (rule, edits) in edits(&target, &checker, &sample.text) {
                let mut counts = counts.borrow_mut();
                *counts
                    .entry(rule.name)
                    .or_default()
                    .entry(target.to_string())
                    .or_default() += edits.len();
                // Two of them; all of them would take most of the time for the longest lists.
                for _ in 0..2 {
                    let index = noise.next() % u64::try_from(edits.len()).unwrap();
                    let edit = &edits[usize::try_from(index).unwrap()];
                    is_one_fault((&target, &checker), &judge, (rule, edit), &sample.text).map_err(
                        |error| {
                            let what = format!("{}: {edit:#?}: {error}", rule.name);
                            TestCaseError::fail(what)
                        },
                    )?;
                }
            }
            Ok(())
        };
        TestRunner::new(config(SEEDS, 16))
            .run(&samples, law)
            .unwrap_or_else(|error| panic!("{target}: {error}"));
    }
    let counts = counts.take();
    let without = |rule: &&Rule| !counts.contains_key(rule.name);
    let mutable = rule::all().filter(|rule| !matches!(rule.mutation, Mutation::Never(_)));
    let idle: Vec<&str> = mutable.filter(without).map(|rule| rule.name).collect();
    assert_eq!(idle, [""; 0], "edits: {counts:#?}");
}
