//! The laws of checking, held against payloads that are made from the published schemas.
//!
//! `WIREDRIFT_CASES=20 cargo test --test properties` looks twenty times as long.

#![expect(
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a helper of tests fails the way a test does"
)]

mod common;
#[path = "common/processor.rs"]
mod processor;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use proptest::collection::vec;
use proptest::prelude::{Strategy, any, prop_oneof};
use proptest::sample::Index;
use proptest::strategy::BoxedStrategy;
use proptest::test_runner::{TestCaseError, TestRunner};
use proptest::{prop_assert, prop_assert_eq};
use serde_json::Value;
use wiredrift::check::full::{self, Record};
use wiredrift::check::quick::{self, Scratch, Verdict};
use wiredrift::check::{Checker, Failure, NamingChoice, Nulls, Options, Sink, SpelledDate};
use wiredrift::contract::export::dto_names;
use wiredrift::contract::recognise::{Candidate, Each};
use wiredrift::contract::registry::Contract;
use wiredrift::contract::revision::Revision;
use wiredrift::contract::shape::Naming;
use wiredrift::finding::Finding;
use wiredrift::rule;
use wiredrift::severity::Severity;
use wiredrift::temporal;
use wiredrift::text::json::{self as tree, Node};
use wiredrift::text::pointer::{Pointer, Token};

use common::edit::aimed;
use common::json::{Json, Noise};
use common::judge::{Refusal, judge, published, refusals, value_of};
use common::payload::free_values;
use common::{Sample, Target, config, conforming, edited, hold, layouts, targets};

const SEEDS: &str = "tests/regressions/properties.txt";

/// Everything that a check tells.
#[derive(Debug, Default)]
struct Found {
    findings: Vec<Finding>,
    /// DTO, field and spelling of dates, the span of the first of them, and their number.
    dates: Vec<([String; 3], (usize, usize), u64)>,
}

impl Sink for Found {
    fn found(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    fn spelled(&mut self, date: SpelledDate<'_>) {
        let name = [date.dto, date.field, date.spelling].map(str::to_owned);
        let known = self.dates.iter_mut().find(|(known, ..)| *known == name);
        if let Some((.., count)) = known {
            *count += date.count;
        } else {
            let span = (date.span.start(), date.span.end());
            self.dates.push((name, span, date.count));
        }
    }
}

impl Found {
    fn errors(&self) -> impl Iterator<Item = &Finding> {
        let error = |finding: &&Finding| finding.level == Severity::Error;
        self.findings.iter().filter(error)
    }

    /// The findings in a few words, for failures.
    fn lines(&self) -> Vec<String> {
        let line = |finding: &Finding| {
            let (rule, level) = (finding.rule, finding.level);
            format!(
                "{rule} {level} {} {}",
                finding.pointer, finding.account.actual
            )
        };
        self.findings.iter().map(line).collect()
    }
}

fn check(target: &Target, checker: &Checker, text: &[u8]) -> Result<Found, Failure> {
    let mut found = Found::default();
    let candidate = Some(target.candidate);
    checker
        .check(candidate, text, &mut Scratch::default(), &mut found)
        .map(|_| found)
}

fn contract<'c>(target: &Target, checker: &'c Checker) -> &'c Contract {
    let registry = checker.registry();
    match target.candidate.each {
        Each::Whole => registry.contract(target.candidate.dto),
        Each::Element => registry.array_contract(target.candidate.dto),
    }
    .unwrap()
}

/// The full look at a whole text, records and all.
fn full_look(target: &Target, contract: &Contract, text: &str) -> Option<(Found, usize)> {
    let root = tree::parse(text.as_bytes()).ok()?;
    let record = Record::whole(
        contract,
        target.naming,
        Nulls::usual(target.naming),
        text.as_bytes(),
    );
    let mut found = Found::default();
    let absent = full::look(&record, &root, &mut found).unwrap();
    Some((found, absent.count))
}

/// Conforming payloads, edited ones, and texts of both that were cut or overwritten somewhere.
fn any_text(target: &Target) -> BoxedStrategy<Sample> {
    let damage = proptest::option::weighted(0.3, (any::<Index>(), any::<char>()));
    (
        proptest::strategy::Union::new([conforming(target), edited(target)]),
        damage,
    )
        .prop_map(|(sample, damage)| match damage {
            Some((at, letter)) if !sample.text.is_empty() => {
                let mut letters: Vec<char> = sample.text.chars().collect();
                let at = at.index(letters.len());
                letters[at] = letter;
                let text = letters.into_iter().collect();
                Sample { text, ..sample }
            }
            _ => sample,
        })
        .boxed()
}

#[test]
fn what_the_quick_look_calls_clean_has_nothing_to_find() {
    let clean = RefCell::new(0_u32);
    hold(SEEDS, 48, any_text, |target, checker, sample| {
        let contract = contract(target, checker);
        let mut quick = Found::default();
        let mut scratch = Scratch::default();
        let shape = &contract.shape;
        let verdict = quick::look(
            shape,
            target.naming,
            sample.text.as_bytes(),
            0,
            &mut scratch,
            &mut quick,
        );
        if verdict == Verdict::Look {
            prop_assert_eq!(quick.dates, [], "a text that is not clean tells of no date");
            return Ok(());
        }
        *clean.borrow_mut() += 1;
        let (full, absent) = full_look(target, contract, &sample.text)
            .ok_or_else(|| TestCaseError::fail("called clean, yet no JSON"))?;
        prop_assert_eq!(full.lines(), [""; 0]);
        prop_assert_eq!(absent, 0);
        prop_assert_eq!(quick.dates, full.dates);
        Ok(())
    });
    assert!(clean.take() > 500, "hardly any payload was clean");
}

#[test]
fn the_quick_look_calls_most_plain_payloads_clean() {
    let (clean, all) = (RefCell::new(0_u32), RefCell::new(0_u32));
    hold(SEEDS, 16, conforming, |target, checker, sample| {
        let mut found = Found::default();
        let shape = &contract(target, checker).shape;
        let mut scratch = Scratch::default();
        let verdict = quick::look(
            shape,
            target.naming,
            sample.text.as_bytes(),
            0,
            &mut scratch,
            &mut found,
        );
        *all.borrow_mut() += 1;
        *clean.borrow_mut() += u32::from(verdict == Verdict::Clean);
        Ok(())
    });
    // Measured: four of ten; the rest hold numbers beyond `f64`, escaped dates, nulls, sentinels.
    let (clean, all) = (clean.take(), all.take());
    assert!(clean * 10 >= all * 3, "{clean} of {all}");
}

#[test]
fn conforming_payloads_have_notes_at_most() {
    hold(SEEDS, 40, conforming, |target, checker, sample| {
        let found = check(target, checker, sample.text.as_bytes())
            .map_err(|failure| TestCaseError::fail(format!("{failure:?}")))?;
        let above = |finding: &&Finding| finding.level > Severity::Note;
        prop_assert!(
            !found.findings.iter().any(|finding| above(&finding)),
            "{:#?}",
            found.lines()
        );
        Ok(())
    });
}

/// Why an error stands for a refusal of the schema, and the reverse.
fn accounts(finding: &Finding, refusal: &Refusal) -> bool {
    let at = finding.pointer.to_string();
    match finding.rule {
        // The error is told at the wrong name, the refusal at the object that lacks the right one.
        "field-respelled" => {
            let missing = refusal.missing.as_deref().unwrap_or_default();
            let parent = at.rsplit_once('/').map_or("", |(parent, _)| parent);
            parent == refusal.pointer && finding.account.expected == format!("`{missing}`")
        }
        "field-missing" => {
            at == refusal.pointer
                && Some(finding.account.variant.as_str()) == refusal.missing.as_deref()
        }
        // Told at `body`, which the bare DTO (or an array of it) does not have: what is refused is
        // the whole.
        "envelope-unexpected" => {
            refusal.pointer.is_empty() && matches!(refusal.keyword.as_str(), "required" | "type")
        }
        _ => at == refusal.pointer && refusal.missing.is_none(),
    }
}

/// The law of errors for one text: each is a refusal of the published schema, and the reverse.
fn verdicts_agree(
    (target, checker): (&Target, &Checker),
    judge: &jsonschema::Validator,
    text: &str,
    seen: &mut BTreeSet<&'static str>,
) -> Result<(), TestCaseError> {
    let refused = refusals(judge, &value_of(text).unwrap());
    let found = check(target, checker, text.as_bytes())
        .map_err(|failure| TestCaseError::fail(format!("{failure:?}")))?;
    for finding in &found.findings {
        let rule = rule::named(finding.rule);
        prop_assert!(rule.is_some(), "{} is in no registry", finding.rule);
        prop_assert!(finding.rule != "schema-violation", "{:#?}", found.lines());
        seen.insert(finding.rule);
    }
    for refusal in &refused {
        prop_assert!(
            found.errors().any(|error| accounts(error, refusal)),
            "no error stands for {refusal:?} among {:#?}",
            found.lines()
        );
    }
    for error in found.errors() {
        prop_assert!(
            refused.iter().any(|refusal| accounts(error, refusal)),
            "the schema does not refuse {} {}: {refused:#?}",
            error.rule,
            error.pointer
        );
    }
    let mut told = BTreeSet::new();
    for finding in &found.findings {
        let identity = (
            finding.rule,
            &finding.pointer,
            finding.span,
            &finding.account.variant,
        );
        prop_assert!(told.insert(identity), "told twice: {:#?}", found.lines());
    }
    Ok(())
}

#[test]
fn errors_are_the_schemas_own_verdict() {
    let seen: RefCell<BTreeSet<&str>> = RefCell::default();
    let judges: RefCell<BTreeMap<String, jsonschema::Validator>> = RefCell::default();
    hold(SEEDS, 48, edited, |target, checker, sample| {
        let mut judges = judges.borrow_mut();
        let judge = judges
            .entry(target.to_string())
            .or_insert_with(|| judge(&published(target)));
        verdicts_agree(
            (target, checker),
            judge,
            &sample.text,
            &mut seen.borrow_mut(),
        )
    });
    let mut seen = seen.take();
    let pinned = |target: &Target| target.revision == Revision::PINNED;
    for target in targets().into_iter().filter(pinned) {
        let (checker, judge) = (target.checker(), judge(&published(&target)));
        for (name, value) in aimed() {
            let text = Json::Object(vec![(name.to_owned(), value)]).written(0);
            verdicts_agree((&target, &checker), &judge, &text, &mut seen)
                .unwrap_or_else(|error| panic!("{target}: {text}: {error}"));
        }
    }
    // The edits must reach every rule, or the law says little.
    let unseen: Vec<&str> = rule::all()
        .map(|rule| rule.name)
        .filter(|name| !seen.contains(name))
        .collect();
    // The first is only seen across payloads, those in the middle are about the configuration and a lock;
    // the others are seen only with contracts of one's own.
    let others = [
        "date-spellings-mixed",
        "enum-value-unlisted",
        "format-mismatch",
        "field-wrong-direction",
        "exception-expired",
        "exception-stale",
        "unseen-contract",
        "unseen-field",
        "unseen-type",
        "unseen-null",
        "unseen-absence",
        "unseen-spelling",
        "unseen-enum-value",
        "schema-violation",
    ];
    assert_eq!(unseen, others);
}

/// Findings that underline a name.
const ABOUT_NAMES: &[&str] = &[
    "field-unknown",
    "field-ahead",
    "field-respelled",
    "duplicate-key",
    "duplicate-key-conflict",
    "envelope-swapped",
    "envelope-unexpected",
];

#[test]
fn spans_read_back_as_what_the_finding_is_about() {
    hold(SEEDS, 40, edited, |target, checker, sample| {
        let bytes = sample.text.as_bytes();
        let found = check(target, checker, bytes)
            .map_err(|failure| TestCaseError::fail(format!("{failure:?}")))?;
        let root = tree::parse(bytes).unwrap();
        for finding in &found.findings {
            let under = std::str::from_utf8(finding.span.of(bytes))
                .map_err(|_| TestCaseError::fail("a span cuts a letter"))?;
            let what = format!("{} {} underlines `{under}`", finding.rule, finding.pointer);
            if finding.rule == "null-as-absent" {
                prop_assert_eq!(under, "null", "{}", what);
            } else if finding.rule == "payload-respelled" {
                let name: String = serde_json::from_str(under).unwrap_or_default();
                prop_assert!(!name.is_empty(), "{what}");
            } else if ABOUT_NAMES.contains(&finding.rule) {
                let name: String = serde_json::from_str(under).unwrap_or_default();
                let last = finding.pointer.tokens().last().cloned();
                prop_assert_eq!(last, Some(Token::Name(name)), "{}", what);
            } else {
                let node = at(&root, &finding.pointer);
                let due = node.map(|node| &sample.text[node.span.start()..node.span.end()]);
                prop_assert_eq!(due, Some(under), "{}", what);
                if let Some(value) = value_at(&sample.text, &finding.pointer) {
                    prop_assert_eq!(reread(under), Some(value), "{}", what);
                }
            }
        }
        for ([dto, field, spelling], (start, end), _) in &found.dates {
            let under = &sample.text[*start..*end];
            let expected = spelling_of(under);
            prop_assert_eq!(
                expected.as_deref(),
                Some(spelling.as_str()),
                "{}.{}",
                dto,
                field
            );
        }
        Ok(())
    });
}

/// The node at a pointer; the last of several members of one name.
fn at<'n, 'a>(root: &'n Node<'a>, pointer: &Pointer) -> Option<&'n Node<'a>> {
    pointer
        .tokens()
        .iter()
        .try_fold(root, |node, token| match token {
            Token::Index(index) => node.as_array()?.get(*index),
            Token::Name(name) => node.get(name),
        })
}

/// The value at a pointer as `serde_json` finds it; `None` where it cannot read the text.
fn value_at(text: &str, pointer: &Pointer) -> Option<Value> {
    let whole: Value = serde_json::from_str(text).ok()?;
    whole.pointer(&pointer.to_string()).cloned()
}

fn reread(text: &str) -> Option<Value> {
    serde_json::from_str(text).ok()
}

/// How the JSON text of a date spells it.
fn spelling_of(text: &str) -> Option<String> {
    let node = tree::parse(text.as_bytes()).ok()?;
    match &node.value {
        tree::Value::String(text) => Some(match temporal::classify(text) {
            Some(spelling) => spelling.name().to_owned(),
            None => temporal::read(text).spelling.into_owned(),
        }),
        tree::Value::Number(digits) => Some(temporal::read_number(digits).spelling.into_owned()),
        tree::Value::Array(elements) => {
            let numbers: Vec<Option<i64>> = elements.iter().map(whole_number).collect();
            Some(temporal::read_array(&numbers).spelling.into_owned())
        }
        tree::Value::Object(members) => {
            let members: Vec<(&str, Option<i64>)> = members
                .iter()
                .map(|member| (member.name.as_ref(), whole_number(&member.value)))
                .collect();
            Some(temporal::read_object(&members).spelling.into_owned())
        }
        _ => None,
    }
}

fn whole_number(node: &Node<'_>) -> Option<i64> {
    match node.value {
        tree::Value::Number(digits) => digits.parse().ok(),
        _ => None,
    }
}

/// Puts members and elements in another order, members of one name among themselves in theirs:
/// which of them is the last has a meaning.
fn shuffled(json: &mut Json, noise: &mut Noise) {
    let repeats = json.holds(&|json| match json {
        Json::Object(members) => {
            let names: BTreeSet<&str> = members.iter().map(|(name, _)| name.as_str()).collect();
            names.len() < members.len()
        }
        _ => false,
    });
    json.each(&mut |json| match json {
        Json::Object(members) => {
            let mut keys: BTreeMap<String, u64> = BTreeMap::new();
            for (name, _) in members.iter() {
                keys.entry(name.clone()).or_insert_with(|| noise.next());
            }
            members.sort_by_key(|(name, _)| keys[name]);
        }
        // The order of numbers may be a date's; two arrays under one key are compared in order.
        Json::Array(elements)
            if !repeats
                && elements
                    .iter()
                    .all(|json| !matches!(json, Json::Literal(_))) =>
        {
            let keys: Vec<u64> = elements.iter().map(|_| noise.next()).collect();
            let mut indexed: Vec<(u64, Json)> = keys.into_iter().zip(elements.drain(..)).collect();
            indexed.sort_by_key(|(key, _)| *key);
            elements.extend(indexed.into_iter().map(|(_, json)| json));
        }
        _ => {}
    });
}

#[test]
fn fingerprints_outlive_another_order_and_layout() {
    hold(SEEDS, 40, edited, |target, checker, sample| {
        let prints = |text: &str| -> Result<Vec<String>, TestCaseError> {
            let found = check(target, checker, text.as_bytes())
                .map_err(|failure| TestCaseError::fail(format!("{failure:?}")))?;
            let mut prints: Vec<String> = found
                .findings
                .iter()
                .map(|finding| format!("{:?}", finding.fingerprint()))
                .collect();
            prints.sort();
            Ok(prints)
        };
        let before = prints(&sample.text)?;
        let mut json = sample.json.clone();
        let mut noise = Noise(sample.text.len() as u64);
        shuffled(&mut json, &mut noise);
        let text = json.written(noise.next());
        prop_assert_eq!(before, prints(&text)?, "as `{}`", text);
        Ok(())
    });
}

#[test]
fn records_add_up_to_the_whole() {
    hold(SEEDS, 24, edited, |target, checker, sample| {
        let found = check(target, checker, sample.text.as_bytes())
            .map_err(|failure| TestCaseError::fail(format!("{failure:?}")))?;
        let payload = |finding: &Finding| {
            finding.rule.starts_with("envelope-") || finding.rule == "payload-respelled"
        };
        if found.findings.iter().any(payload) {
            return Ok(());
        }
        let contract = contract(target, checker);
        let (whole, _) = full_look(target, contract, &sample.text).unwrap();
        let sorted = |mut lines: Vec<String>| {
            lines.sort();
            lines
        };
        let mut own = found.lines();
        own.retain(|line| !line.starts_with("null-as-absent"));
        prop_assert_eq!(sorted(own), sorted(whole.lines()));
        Ok(())
    });
}

/// A checker for every naming, and the targets that a revision knows, recognition among them.
fn every_way() -> Vec<(Checker, Vec<Option<Candidate>>)> {
    let mut all = Vec::new();
    for revision in [Revision::PINNED, Revision::LATEST] {
        let mut targets = vec![None];
        for dto in dto_names(revision) {
            for each in [Each::Whole, Each::Element] {
                targets.push(Some(Candidate { dto, each }));
            }
        }
        for naming in [
            NamingChoice::Auto,
            NamingChoice::Fixed(Naming::Wire),
            NamingChoice::Fixed(Naming::Python),
        ] {
            let nulls = None;
            all.push((
                Checker::new(
                    revision,
                    Options {
                        naming,
                        nulls,
                        ..Options::default()
                    },
                ),
                targets.clone(),
            ));
        }
    }
    all
}

/// Checks the bytes in one way of each kind, chosen by `turn`; what is found lies within them.
fn survives(
    ways: &[(Checker, Vec<Option<Candidate>>)],
    bytes: &[u8],
    turn: usize,
) -> Result<(), TestCaseError> {
    for (index, (checker, targets)) in ways.iter().enumerate() {
        let target = targets[(turn + index * 7) % targets.len()];
        let mut found = Found::default();
        let result = checker.check(target, bytes, &mut Scratch::default(), &mut found);
        match result {
            Err(Failure::Syntax(error)) => prop_assert!(error.offset <= bytes.len()),
            Err(failure) => prop_assert!(target.is_none(), "{target:?}: {failure:?}"),
            Ok(_) => {}
        }
        for finding in &found.findings {
            prop_assert!(finding.span.end() <= bytes.len());
            prop_assert!(std::str::from_utf8(finding.span.of(bytes)).is_ok());
        }
    }
    Ok(())
}

fn runner(cases: u32) -> TestRunner {
    TestRunner::new(config(SEEDS, cases))
}

#[test]
fn any_bytes_are_survived() {
    let ways = every_way();
    let nearly_json = "[\\[\\]{}\",:0-9a-z\\\\ eE.+-]{0,40}".prop_map(String::into_bytes);
    let bytes = prop_oneof![vec(any::<u8>(), 0..64), nearly_json];
    let strategy = (bytes, any::<u16>());
    runner(3_000)
        .run(&strategy, |(bytes, turn)| {
            survives(&ways, &bytes, turn.into())
        })
        .unwrap();
}

#[test]
fn any_json_is_survived() {
    let ways = every_way();
    let strategy = (layouts(), free_values(), any::<u16>());
    runner(1_500)
        .run(&strategy, |(layout, json, turn)| {
            survives(&ways, json.written(layout).as_bytes(), turn.into())
        })
        .unwrap();
}

#[test]
fn broken_payloads_are_survived() {
    let ways = every_way();
    let pinned = targets()
        .into_iter()
        .filter(|target| target.revision == Revision::PINNED);
    for target in pinned {
        let strategy = (
            edited(&target),
            any::<Index>(),
            vec((any::<Index>(), any::<u8>()), 0..3),
            any::<bool>(),
            any::<u16>(),
        );
        runner(60)
            .run(&strategy, |(sample, cut, overwritten, whole, turn)| {
                let mut bytes = sample.text.into_bytes();
                if !whole {
                    bytes.truncate(cut.index(bytes.len() + 1));
                }
                if !bytes.is_empty() {
                    for (at, byte) in overwritten {
                        let at = at.index(bytes.len());
                        bytes[at] = byte;
                    }
                }
                survives(&ways, &bytes, turn.into())
            })
            .unwrap();
    }
}

/// A DTO, what is odd about the text, and the text.
type Hostile = (&'static str, &'static str, String);

/// `many` members with these names and one value.
fn members(many: usize, name: &dyn Fn(usize) -> String, value: &str) -> String {
    let all: Vec<String> = (0..many)
        .map(|n| format!("\"{}\":{value}", name(n)))
        .collect();
    all.join(",")
}

/// Texts that cost quadratic time, or the stack, where somebody was careless: deep ones, and arrays
/// whose elements are all refused.
fn hostile_arrays(many: usize) -> Vec<Hostile> {
    let ones = vec!["1"; many].join(",");
    let pairs = vec![r#"{"created":null,"updated":"x"}"#; many / 2].join(",");
    let text = |dto, what, text| (dto, what, text);
    vec![
        text("ConnectionDto", "deep", "[".repeat(many)),
        text(
            "ConnectionDto",
            "deep objects",
            "{\"metadata\":".repeat(many),
        ),
        text(
            "ConnectionDto",
            "deep enough",
            format!("{{\"x\":{}{}}}", "[".repeat(500), "]".repeat(500)),
        ),
        text(
            "MultiError",
            "refused elements",
            format!("{{\"body\":[{ones}],\"code\":1}}"),
        ),
        text(
            "RefreshBatchDto",
            "refused objects",
            format!("{{\"childRefreshes\":[{ones}]}}"),
        ),
        text(
            "RefreshBatchDto",
            "refused fields of two kinds",
            format!("{{\"childRefreshes\":[{pairs}]}}"),
        ),
        text(
            "PagedResponseConnectionDto",
            "refused records",
            format!("{{\"body\":[{ones}]}}"),
        ),
    ]
}

/// The same for names: many of them, or long ones.
fn hostile_names(many: usize) -> Vec<Hostile> {
    let long = "k".repeat(many * 400);
    let ones = vec!["1"; many].join(",");
    let respelled = |n: usize| {
        // Dots and dashes are passed over: a binary number in them makes each name another.
        let marks: String = (0..16)
            .map(|bit| if n >> bit & 1 == 1 { '-' } else { '.' })
            .collect();
        format!("source{marks}Id")
    };
    // Fewer letters would be compared with every field: ten times the time, and linear too.
    let unknown = |n: usize| format!("unknownUnknownUnknownUnknownUnknown{n}");
    let free = members(many, &|n| n.to_string(), "{}");
    let texts = [
        (
            "a long name over many values",
            format!("{{\"x\":1,\"metadata\":{{\"{long}\":[{ones}]}}}}"),
        ),
        ("a long unknown name", format!("{{\"{long}\":[{ones}]}}")),
        (
            "unknown names",
            format!("{{{}}}", members(many, &unknown, "1")),
        ),
        (
            "one name",
            format!("{{{}}}", members(many, &|_| "sourceId".to_owned(), "\"1\"")),
        ),
        (
            "one free name",
            format!(
                "{{\"metadata\":{{{}}}}}",
                members(many, &|_| "a".to_owned(), "1")
            ),
        ),
        (
            "re-spelled names",
            format!("{{{}}}", members(many, &respelled, "1")),
        ),
        ("free names", format!("{{\"x\":1,\"metadata\":{{{free}}}}}")),
    ];
    texts
        .map(|(what, text)| ("ConnectionDto", what, text))
        .into()
}

/// The same for values: long ones where a date, an enum's value or a string is due.
fn hostile_values(many: usize) -> Vec<Hostile> {
    let ones = vec!["1"; many].join(",");
    let object = members(many, &|n| n.to_string(), "1");
    let texts = [
        (
            "a long date",
            format!("{{\"created\":\"{}\"}}", "2024-01-15T".repeat(many / 4)),
        ),
        (
            "a long enum value",
            format!("{{\"sourceType\":\"{}\"}}", "spread_".repeat(many)),
        ),
        (
            "a long number",
            format!("{{\"sourceId\":{}}}", "9".repeat(many)),
        ),
        (
            "a long fraction",
            format!(
                "{{\"created\":\"2024-01-15T14:30:00.{}\"}}",
                "1".repeat(many)
            ),
        ),
        (
            "a long array for a date",
            format!("{{\"created\":[{ones}]}}"),
        ),
        (
            "a long object for a date",
            format!("{{\"created\":{{{object}}}}}"),
        ),
    ];
    texts
        .map(|(what, text)| ("ConnectionDto", what, text))
        .into()
}

fn hostile(many: usize) -> Vec<Hostile> {
    [
        hostile_arrays(many),
        hostile_names(many),
        hostile_values(many),
    ]
    .concat()
}

/// The time of the processor that checking a text so many times takes.
fn work(checker: &Checker, (dto, _, text): &Hostile, times: usize) -> Option<Duration> {
    let each = Each::Whole;
    let target = Some(Candidate { dto, each });
    let start = processor::spent()?;
    for _ in 0..times {
        let mut found = Found::default();
        let _ = checker.check(target, text.as_bytes(), &mut Scratch::default(), &mut found);
    }
    processor::spent()?.checked_sub(start)
}

/// One large text is as much work as many small ones of the same length together, where the cost is
/// linear, and sixteen times as much where it is quadratic. What else the machine does makes no difference
/// to the time of the processor; the least of a few attempts is what they cost.
#[test]
fn hostile_texts_are_checked_in_linear_time() {
    const TIMES: usize = 16;
    const SMALL: usize = 1_250;
    // Nothing quadratic in twenty thousand is done in this time.
    const NOTHING: Duration = Duration::from_millis(20);
    let checker = Checker::new(Revision::PINNED, Options::default());
    for (small, large) in hostile(SMALL).iter().zip(&hostile(SMALL * TIMES)) {
        let (mut many, mut one) = (Duration::MAX, Duration::MAX);
        let is_linear = (0..8).any(|_| {
            // Where the system tells nothing, the check comes to an end all the same.
            let of_many = work(&checker, small, TIMES).unwrap_or_default();
            let of_one = work(&checker, large, 1).unwrap_or_default();
            (many, one) = (many.min(of_many), one.min(of_one));
            one < NOTHING || one < many * 4
        });
        assert!(
            is_linear,
            "{}: {one:?} for one, {many:?} for {TIMES} small ones",
            small.1
        );
    }
}
