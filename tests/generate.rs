//! Generated payloads: conforming ones are, plans are kept, and shrinking never leaves the contract.

#![cfg(feature = "generate")]
#![expect(
    clippy::unwrap_used,
    reason = "a helper of tests fails the way a test does"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU64;
use std::sync::Arc;

use chrono::DateTime;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, RngSeed, TestError, TestRng, TestRunner};
use serde_json::Value;
use wiredrift::check::quick::Scratch;
use wiredrift::check::{Checker, NamingChoice, Options as CheckOptions};
use wiredrift::contract::export::{dto_names, schema};
use wiredrift::contract::recognise::{Candidate, Each};
use wiredrift::contract::registry::Contract;
use wiredrift::contract::revision::Revision;
use wiredrift::contract::shape::{Kind, Naming, ShapeId};
use wiredrift::finding::Finding;
use wiredrift::generate::{
    Documents, Envelope, Generator, Json, Manifest, Mutant, Mutator, NoEnvelope, Options, Plan,
    Profile, mutants, payloads,
};
use wiredrift::rule::mutation::Mutation;
use wiredrift::rule::{self, Rule};
use wiredrift::severity::Severity;

#[path = "common/findings.rs"]
mod findings;

use findings::Findings;

/// A contract, how its payloads are made, and what judges them.
struct Case {
    contract: Arc<Contract>,
    options: Options,
    /// Whether no earlier revision says the same of the DTO.
    is_new: bool,
    checker: Arc<Checker>,
}

impl std::fmt::Display for Case {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (profile, naming) = (self.options.profile.as_str(), self.options.naming.as_str());
        let (name, revision) = (&self.contract.name, self.contract.revision.unwrap());
        write!(f, "{name} at {revision}, {profile}, {naming}")
    }
}

/// Every DTO at every revision in every profile as the wire has it, and as Python does where a
/// revision changed it.
fn all() -> Vec<Case> {
    let mut cases = Vec::new();
    let mut seen = BTreeSet::new();
    for revision in Revision::ALL {
        let checkers = [Naming::Wire, Naming::Python].map(|naming| {
            let options = CheckOptions {
                naming: NamingChoice::Fixed(naming),
                nulls: None,
                ..CheckOptions::default()
            };
            (naming, Arc::new(Checker::new(revision, options)))
        });
        for dto in dto_names(revision) {
            let contract = Arc::new(Contract::built_in(dto, revision).unwrap());
            let mut said = schema(dto, revision).unwrap();
            said.as_object_mut().unwrap().remove("$id");
            let is_new = seen.insert(said.to_string());
            for (naming, checker) in &checkers {
                if *naming == Naming::Python && !is_new {
                    continue;
                }
                cases.extend(Profile::ALL.map(|profile| Case {
                    contract: Arc::clone(&contract),
                    options: Options {
                        profile,
                        naming: *naming,
                        seed: 7,
                    },
                    is_new,
                    checker: Arc::clone(checker),
                }));
            }
        }
    }
    assert!(cases.iter().filter(|case| !case.is_new).count() > 20);
    cases
}

impl Case {
    fn generator(&self) -> Generator {
        Generator::new(self.contract.shape.clone(), self.options)
    }

    /// Everything that a check of `text` tells.
    fn findings(&self, text: &str) -> Vec<Finding> {
        let dto = dto_names(self.contract.revision.unwrap())
            .find(|name| *name == self.contract.name)
            .unwrap();
        let each = Each::Whole;
        let mut found = Findings::default();
        self.checker
            .check(
                Some(Candidate { dto, each }),
                text.as_bytes(),
                &mut Scratch::default(),
                &mut found,
            )
            .unwrap_or_else(|failure| panic!("{self}: {failure:?}: {text}"));
        found.0
    }

    /// No error and no warning.
    #[track_caller]
    fn conforms(&self, json: &Json) {
        let text = json.to_string();
        let findings = self.findings(&text);
        let above: Vec<_> = findings
            .iter()
            .filter(|finding| finding.level > Severity::Note)
            .map(in_words)
            .collect();
        assert_eq!(above, [""; 0], "{self}\n{text}");
    }

    /// Exactly one finding is the labelled one, and all others are notes.
    #[track_caller]
    fn departs_as_labelled(&self, mutant: &Mutant) {
        let edit = &mutant.edit;
        let findings = self.findings(&mutant.payload);
        let (own, others): (Vec<_>, Vec<_>) = findings.iter().partition(|finding| {
            finding.rule == mutant.rule.name && finding.pointer == edit.pointer
        });
        let told: Vec<_> = findings.iter().map(in_words).collect();
        let what = || {
            format!(
                "{self}, {}: {edit:#?}\n{}",
                mutant.rule.name, mutant.payload
            )
        };
        assert_eq!(own.len(), 1, "{told:#?}\n{}", what());
        let only_notes = others.iter().all(|finding| finding.level == Severity::Note);
        assert!(only_notes, "{told:#?}\n{}", what());
        assert_eq!(
            mutant
                .payload
                .get(edit.span.start()..)
                .map(|rest| rest.starts_with(&edit.text)),
            Some(true)
        );
    }
}

fn in_words(finding: &Finding) -> String {
    let (rule, level, actual) = (finding.rule, finding.level, &finding.account.actual);
    format!("{rule} {level} at {}: {actual}", finding.pointer)
}

#[test]
fn what_is_generated_has_no_error_and_no_warning() {
    for case in all() {
        let generator = case.generator();
        let planned = generator.plan().map_or(0, Plan::samples);
        let is_wire = case.options.naming == Naming::Wire;
        // The whole plan once. Envelopes hold what was judged by itself.
        let most = match (case.is_new && is_wire, case.contract.envelope()) {
            (true, None) => planned + 30,
            (true, Some(_)) => 40,
            (false, _) => 12,
        };
        for number in 0..most {
            case.conforms(&generator.sample(number));
            // And some of those that are left to chance.
            if number < 12 {
                case.conforms(&generator.sample(planned + number));
            }
        }
    }
}

#[test]
fn one_labelled_edit_is_one_finding_at_its_place() {
    let mut made: BTreeMap<&str, u64> = BTreeMap::new();
    let mut turns = 0;
    for case in all() {
        let mutator = Mutator::new(Arc::clone(&case.contract), case.options.naming);
        let generator = case.generator();
        let planned = generator.plan().map_or(0, Plan::samples);
        // One with all its fields, where the profile has any, and one as it happens.
        let records = case.contract.envelope().is_none();
        let is_wire = case.options.naming == Naming::Wire;
        let samples = if case.is_new && is_wire && records {
            2
        } else {
            1
        };
        // What was judged before is only sampled, by turns.
        let stride = match (case.is_new, is_wire && records) {
            (true, true) => 1,
            (true, false) => 3,
            (false, _) => 5,
        };
        for number in 0..samples {
            let payload = generator.sample(number * (planned + 3)).to_string();
            for rule in rule::all().skip(turns % stride).step_by(stride) {
                let turn = made.entry(rule.name).or_default();
                if let Some(mutant) = mutator.mutant(rule, &payload, *turn) {
                    *turn += 1;
                    assert_eq!(mutant.rule.name, rule.name);
                    case.departs_as_labelled(&mutant);
                }
            }
            turns += 1;
        }
    }
    for rule in rule::all() {
        let count = made[rule.name];
        match rule.mutation {
            Mutation::Never(why) => assert_eq!((count, why.ends_with('.')), (0, false)),
            Mutation::Date(_) | Mutation::Spot(_) => {
                assert!(count > 1, "{}: {count} mutants", rule.name);
            }
        }
    }
}

fn rule_named(name: &str) -> &'static Rule {
    rule::named(name).unwrap()
}

fn runner(seed: u64) -> TestRunner {
    let config = Config {
        rng_seed: RngSeed::Fixed(seed),
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

#[test]
fn mutants_shrink_to_the_least_that_still_departs() {
    let cases = all();
    for (dto, naming, rule, least) in [
        ("ConnectionDto", Naming::Wire, "date-offset-missing", 60),
        ("ConnectionDto", Naming::Python, "date-array", 60),
        ("ConnectionDto", Naming::Wire, "enum-value-unknown", 60),
        ("ConnectionDto", Naming::Wire, "field-unknown", 40),
        ("SingleError", Naming::Wire, "integer-out-of-range", 60),
        ("SingleError", Naming::Wire, "field-missing", 40),
        (
            "PagedResponseConnectionDto",
            Naming::Wire,
            "envelope-swapped",
            80,
        ),
        (
            "BaseResponseConnectionDto",
            Naming::Wire,
            "duplicate-key",
            80,
        ),
    ] {
        let case = cases.iter().rfind(|case| {
            case.contract.name == dto
                && case.options.naming == naming
                && case.options.profile == Profile::Realistic
        });
        let case = case.unwrap();
        let strategy = mutants(&case.contract, case.options, rule_named(rule));
        let outcome = runner(3).run(&strategy, |mutant| {
            case.departs_as_labelled(&mutant);
            Err(proptest::test_runner::TestCaseError::fail(
                "to see it shrink",
            ))
        });
        let Err(TestError::Fail(_, smallest)) = outcome else {
            panic!("{case}, {rule}: {outcome:?}");
        };
        let text = &smallest.payload;
        assert!(text.len() <= least, "{case}, {rule}: {text}");
    }
}

#[test]
fn pages_chain_and_hold_what_the_samples_are() {
    let size = NonZeroU64::new(3).unwrap();
    for case in all()
        .iter()
        .filter(|case| case.contract.name == "PagedResponseConnectionDto")
    {
        let naming = case.options.naming;
        let revision = case.contract.revision.unwrap();
        let envelope = Envelope::Page(size);
        let pages = Documents::new("ConnectionDto", revision, envelope, case.options).unwrap();
        assert_eq!(pages.contract().name, case.contract.name);
        for (records, sizes) in [(1, &[1][..]), (3, &[3]), (8, &[3, 3, 2])] {
            assert_eq!(pages.count(records), sizes.len() as u64);
            let mut cursors = BTreeSet::new();
            let mut number = 0;
            for (page, &size) in (0..).zip(sizes) {
                let json = pages.document(page, records);
                case.conforms(&json);
                let Some(Json::Array(body)) = json.get("body") else {
                    panic!("{json}");
                };
                assert_eq!(body.len(), size);
                for record in body {
                    assert_eq!(*record, pages.records().sample(number));
                    number += 1;
                }
                let is_last = page + 1 == sizes.len() as u64;
                let next = pages.cursor_of(page + 1).map(Json::String);
                assert_eq!(
                    json.get("cursor"),
                    next.as_ref().filter(|_| !is_last),
                    "{naming:?}"
                );
                cursors.extend(next.filter(|_| !is_last).map(|cursor| cursor.to_string()));
            }
            assert_eq!(number, records);
            assert_eq!(cursors.len(), sizes.len() - 1);
        }
        assert_eq!(pages.cursor_of(0), None);
    }
}

#[test]
fn envelopes_are_those_that_hold_the_dto() {
    fn made(dto: &str, revision: Revision, envelope: Envelope) -> Result<Documents, NoEnvelope> {
        Documents::new(dto, revision, envelope, Options::default())
    }
    let mut wrapped = 0;
    for case in all() {
        let is_plain = case.options
            == (Options {
                seed: 7,
                ..Options::default()
            });
        let (Some(inner), true) = (case.contract.inner_name(), is_plain) else {
            continue;
        };
        let envelope = if case.contract.name.starts_with("Paged") {
            Envelope::Page(NonZeroU64::MIN)
        } else {
            Envelope::Single
        };
        let documents = made(inner, case.contract.revision.unwrap(), envelope).unwrap();
        for number in 0..5 {
            case.conforms(&documents.document(number, 5));
        }
        wrapped += 1;
    }
    assert_eq!(wrapped, 4 * Revision::ALL.len());
    let page = Envelope::Page(NonZeroU64::MIN);
    for (dto, envelope, others) in [
        ("RefreshBatchDto", page, vec!["BaseResponseRefreshBatchDto"]),
        ("SingleError", Envelope::Single, vec![]),
        ("PagedResponseConnectionDto", page, vec![]),
    ] {
        let refused = made(dto, Revision::LATEST, envelope).unwrap_err();
        assert_eq!(refused, NoEnvelope::Unwrapped(others));
    }
    let refused = made("Invoice", Revision::LATEST, page).unwrap_err();
    assert_eq!(refused.to_string(), "the revision has no such DTO");
}

#[test]
fn realistic_samples_agree_with_themselves() {
    let instant = |record: &Value, name: &str| {
        let text = record[name].as_str()?;
        Some(DateTime::parse_from_rfc3339(text).unwrap())
    };
    let case = |case: &&Case| {
        case.contract.name == "ConnectionDto" && case.options.profile == Profile::Realistic
    };
    let mut runs = 0;
    for case in all()
        .iter()
        .filter(case)
        .filter(|case| case.options.naming == Naming::Wire)
    {
        let generator = case.generator();
        for number in 0..1_000 {
            let record: Value =
                serde_json::from_str(&generator.sample(number).to_string()).unwrap();
            let (created, updated) = (instant(&record, "created"), instant(&record, "updated"));
            let ran = instant(&record, "lastRunDate");
            let in_order = |first: Option<_>, second: Option<_>| {
                first.is_none() || second.is_none() || first <= second
            };
            assert!(in_order(created, updated), "{record:#}");
            assert!(in_order(created, ran), "{record:#}");
            let run = &record["lastRun"];
            for (outer, inner) in [
                ("connectionId", "connectionId"),
                ("lastRunBy", "createdBy"),
                ("lastRunDate", "created"),
                ("lastRunJobId", "jobId"),
                ("lastRunSourceParameters", "sourceParameters"),
                ("lastRunDestinationParameters", "destinationParameters"),
            ] {
                if let (Some(outer), Some(inner)) = (record.get(outer), run.get(inner)) {
                    assert_eq!(outer, inner, "{record:#}");
                    runs += 1;
                }
            }
            assert!(in_order(instant(run, "created"), instant(run, "updated")));
        }
    }
    assert!(runs > 5_000, "{runs}");
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    // FNV-1a of all DTOs of all revisions, the first samples of each in both namings. A change here
    // changes fixtures that others have made: say so in the changelog.
    let pinned = [
        (Profile::Minimal, 0xdda7_393d_834a_863b),
        (Profile::Realistic, 0x1709_d989_4069_853b),
        (Profile::Edge, 0xaf13_81d5_3ce3_4e45),
        (Profile::Complete, 0xd7fb_5b3e_be10_d015),
    ];
    let mut made: BTreeMap<Profile, u64> = BTreeMap::new();
    for case in all() {
        let (one, other) = (case.generator(), case.generator());
        let hash = made
            .entry(case.options.profile)
            .or_insert(0xcbf2_9ce4_8422_2325);
        for number in (0..12).rev() {
            assert_eq!(one.sample(number), other.sample(number));
        }
        for number in (0..4).chain([1_000, u64::MAX]) {
            for byte in one.sample(number).to_string().bytes() {
                *hash = (*hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            }
        }
    }
    let made: Vec<(Profile, u64)> = made.into_iter().collect();
    assert_eq!(made, pinned);
}

#[test]
fn another_seed_gives_other_samples() {
    let contract = Contract::built_in("ConnectionDto", Revision::PINNED).unwrap();
    let samples: BTreeSet<String> = (0..200)
        .map(|seed| {
            let options = Options {
                seed,
                ..Options::default()
            };
            Generator::new(contract.shape.clone(), options)
                .sample(3)
                .to_string()
        })
        .collect();
    assert_eq!(samples.len(), 200);
}

#[test]
fn the_exported_schema_of_manifests_is_current() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/schemas/manifest.schema.json");
    let current = serde_json::to_string_pretty(&Manifest::schema()).unwrap() + "\n";
    if std::env::var_os("WIREDRIFT_BLESS").is_some() {
        std::fs::write(path, &current).unwrap();
    }
    let exported = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        exported == current,
        "schemas/manifest.schema.json is stale: run the tests with WIREDRIFT_BLESS=1"
    );
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
    let mut cases = all();
    // Another seed for every third.
    for case in cases.iter_mut().step_by(3) {
        case.options.seed = 1_234_567;
    }
    for case in cases.iter().filter(|case| case.is_new) {
        let (contract, naming) = (&case.contract, case.options.naming);
        let generator = case.generator();
        let Some(plan) = generator.plan().filter(|_| naming == Naming::Wire) else {
            continue;
        };
        let mut seen: BTreeMap<(String, String), Seen> = BTreeMap::new();
        let mut pairs = BTreeSet::new();
        let mut bare = false;
        for number in 0..plan.samples() {
            let json = generator.sample(number);
            bare |= is_bare(contract, &json);
            note(
                contract,
                naming,
                contract.shape.root(),
                &json,
                &mut seen,
                &mut pairs,
            );
        }
        for object in contract.shape.objects() {
            for field in object.fields() {
                let (name, wire) = (&object.name, &field.wire);
                let seen = seen
                    .get(&(name.clone(), wire.clone()))
                    .unwrap_or_else(|| panic!("{case}: {name} was never made"));
                assert!(seen.present, "{case}: {name}.{wire} is never present");
                let is_absent = seen.absent || field.required;
                assert!(is_absent, "{case}: {name}.{wire} is never absent");
                if let Kind::Enum(values) = contract.shape.kind(field.shape) {
                    let all: BTreeSet<String> = values.values().iter().cloned().collect();
                    assert_eq!(seen.values, all, "{case}: {name}.{wire}");
                }
            }
        }
        assert_eq!(pairs.len() as u64, plan.pairs, "{case}");
        assert!(bare || case.options.profile != Profile::Edge, "{case}");
    }
}

/// Whether a sample has nothing but what is required.
fn is_bare(contract: &Contract, json: &Json) -> bool {
    let Json::Object(members) = json else {
        return false;
    };
    members.iter().all(|(name, _)| {
        let field = contract.object().unwrap().field(name, Naming::Wire);
        field.is_some_and(|(_, field)| field.required)
    })
}

fn note(
    contract: &Contract,
    naming: Naming,
    id: ShapeId,
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
    for case in all().iter().filter(|case| case.is_new) {
        let strategy = payloads(&case.contract, case.options);
        let mut runner = runner(1);
        for round in 0..2_usize {
            let mut tree = strategy.new_tree(&mut runner).unwrap();
            // In the second round every other candidate is refused.
            let mut step = round;
            let mut goes_on = tree.simplify();
            while goes_on {
                // All of the first, which are the largest, and then some.
                if step < 12 || step.is_multiple_of(7) {
                    case.conforms(&tree.current());
                }
                step += 1;
                assert!(step < 20_000, "{case}: shrinking does not end");
                goes_on = if round > 0 && step.is_multiple_of(2) {
                    tree.complicate()
                } else {
                    tree.simplify()
                };
            }
            let smallest = tree.current().to_string();
            case.conforms(&tree.current());
            assert!(round > 0 || smallest.len() < 60, "{case}: {smallest}");
        }
    }
}
