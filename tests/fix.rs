//! The law of fixing: what is certain is put right, and nothing else changes.
//!
//! Mutants of rules whose right value is certain conform again; through each capture format the same remains as
//! in a log, files that cannot be written back exactly stay as they are, and all bytes outside of what was put
//! right are the same. `WIREDRIFT_CASES=20 cargo test --test fix` looks twenty times as long.

#![cfg(feature = "generate")]
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::string_slice,
    reason = "a helper of tests fails the way a test does"
)]

#[expect(dead_code, reason = "the laws of checking take more of it")]
mod common;
#[path = "common/traffic.rs"]
mod traffic;
#[path = "common/writers/mod.rs"]
mod writers;

#[expect(dead_code, reason = "the cases of the command line take more of it")]
#[path = "cli/support/mod.rs"]
mod support;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::{Strategy, any};
use proptest::test_runner::{TestCaseError, TestRunner};
use proptest::{prop_assert, prop_assert_eq};
use wiredrift::capture::{Body, InputFormat};
use wiredrift::check::Checker;
use wiredrift::check::quick::Scratch;
use wiredrift::finding::Finding;
use wiredrift::fix::{Repair, apply};
use wiredrift::generate::Profile;
use wiredrift::severity::Severity;
use wiredrift::text::span::Origin;

use common::json::Noise;
use common::{Target, config, conforming, targets};
use support::Folder;
use traffic::{Exchange, Mix, Traffic};
use writers::Bodies;

#[path = "common/departures.rs"]
mod departures;
#[path = "common/findings.rs"]
mod findings;

use departures::edits;
use findings::Findings;

const SEEDS: &str = "tests/regressions/fix.txt";

fn found(target: &Target, checker: &Checker, text: &[u8]) -> Option<Vec<Finding>> {
    let mut found = Findings::default();
    let candidate = Some(target.candidate);
    let checked = checker.check(candidate, text, &mut Scratch::default(), &mut found);
    checked.ok().map(|_| found.0)
}

/// The law for one mutant; whether its fault was certain.
fn is_put_right(target: &Target, checker: &Checker, mutant: &str) -> Result<bool, TestCaseError> {
    let before = found(target, checker, mutant.as_bytes());
    let before = before.ok_or_else(|| TestCaseError::fail("not checked"))?;
    let body = Body::plain(mutant.as_bytes(), Origin::default());
    let mut repair = Repair::default();
    repair.body(&body, InputFormat::Json, &before, &|_| true, &mut |text| {
        found(target, checker, text)
    });
    prop_assert!(repair.kept().is_empty(), "{:?}", repair.kept());
    let after = apply(mutant.as_bytes(), &repair.edits(&BTreeSet::new())).unwrap();
    let certain = before
        .iter()
        .filter(|finding| finding.certain_replacement().is_some());
    if certain.count() == 0 {
        prop_assert_eq!(after, mutant.as_bytes());
        return Ok(false);
    }
    let left = found(target, checker, &after).unwrap();
    let text = String::from_utf8(after).unwrap();
    for finding in &left {
        prop_assert_eq!(finding.level, Severity::Note, "{:?} in {}", finding, text);
    }
    Ok(true)
}

#[test]
fn mutants_whose_right_value_is_certain_conform_again() {
    let counts: RefCell<BTreeMap<&str, usize>> = RefCell::default();
    for target in targets() {
        let checker = target.checker();
        let samples = (conforming(&target), any::<u64>().no_shrink());
        let law = |(sample, seed): (common::Sample, u64)| {
            let mut noise = Noise(seed);
            for (rule, edits) in edits(&target, &checker, &sample.text) {
                let index = noise.next() % u64::try_from(edits.len()).unwrap();
                let edit = &edits[usize::try_from(index).unwrap()];
                let mutant = edit.apply(&sample.text);
                let fixed = is_put_right(&target, &checker, &mutant).map_err(|error| {
                    let what = format!("{}: {edit:#?}: {error}", rule.name);
                    TestCaseError::fail(what)
                })?;
                *counts.borrow_mut().entry(rule.name).or_default() += usize::from(fixed);
            }
            Ok(())
        };
        TestRunner::new(config(SEEDS, 4))
            .run(&samples, law)
            .unwrap_or_else(|error| panic!("{target}: {error}"));
    }
    let counts = counts.take();
    let fixed = counts.iter().filter(|(_, count)| **count > 0);
    let fixed: BTreeSet<&str> = fixed.map(|(rule, _)| *rule).collect();
    assert!(fixed.contains("enum-value-respelled") && fixed.contains("field-respelled"));
    let dates = fixed.iter().filter(|rule| rule.starts_with("date-"));
    assert!(dates.count() > 30, "{fixed:?}");
    let others = fixed.iter().filter(|rule| !rule.starts_with("date-"));
    assert_eq!(others.count(), 2, "{fixed:?}");
}

/// Traffic in which every other body is drifted.
const DRIFTED: Mix = Mix {
    drifted: 60,
    odd: 5,
    laid_out: 4,
    profiles: &[Profile::Minimal, Profile::Realistic],
};

/// A finding: its record, rule and pointer.
type Place = (u64, String, String);

/// What a check finds in each file, and which bytes these are.
fn check(folder: &Folder, files: &[String]) -> BTreeMap<String, Vec<(Place, usize, usize)>> {
    let args = ["check", "--show-all", "--format", "json"].map(str::to_owned);
    let ran = folder.run(args.iter().chain(files));
    let report = ran.json();
    let mut all: BTreeMap<String, Vec<(Place, usize, usize)>> = BTreeMap::new();
    for group in report["groups"].as_array().unwrap() {
        let rule = group["rule"].as_str().unwrap();
        if rule == "date-spellings-mixed" {
            continue;
        }
        for one in group["occurrences"].as_array().unwrap() {
            let text = |name: &str| one[name].as_str().unwrap().to_owned();
            let number = |name: &str| usize::try_from(one[name].as_u64().unwrap()).unwrap();
            let record = one["record"].as_u64().unwrap_or_default();
            let place = (record, rule.to_owned(), text("pointer"));
            let path = text("path");
            let file = path.split('!').next().unwrap().to_owned();
            let bytes = (number("offset"), number("length"));
            all.entry(file).or_default().push((place, bytes.0, bytes.1));
        }
    }
    for places in all.values_mut() {
        places.sort();
    }
    all
}

/// Whether `after` is `before` with nothing changed but what stands at `spans`.
fn differs_only_at(before: &[u8], after: &[u8], spans: &[(usize, usize)]) -> bool {
    let mut spans = spans.to_vec();
    spans.sort_unstable();
    let mut pieces = Vec::new();
    let mut at = 0;
    for (offset, length) in spans {
        if offset < at {
            continue;
        }
        pieces.push(&before[at..offset]);
        at = offset + length;
    }
    let last = &before[at..];
    let mut rest = after;
    for (number, piece) in pieces.into_iter().enumerate() {
        let found = match number {
            0 => rest.starts_with(piece).then_some(0),
            _ => memchr::memmem::find(rest, piece),
        };
        let Some(found) = found else { return false };
        rest = &rest[found + piece.len()..];
    }
    rest.ends_with(last)
}

/// Whether bodies of what a writer writes cannot be put right.
fn stays(name: &str, format: InputFormat, bodies: Bodies) -> bool {
    let words = [
        "base64",
        "hex",
        "chunks",
        "binary",
        "exact bytes",
        "gzip",
        "zstd",
        "archive",
        "har, mixed",
    ];
    bodies == Bodies::Packed
        || words.iter().any(|word| name.contains(word))
        || matches!(
            format,
            InputFormat::Http | InputFormat::Mitmproxy | InputFormat::Warc
        )
}

/// Every third exchange with a byte order mark in front of its response.
fn marked((number, exchange): (usize, &Exchange)) -> Exchange {
    let mut exchange = exchange.clone();
    let is_json = |body: &&mut String| number % 3 == 0 && body.starts_with(['{', '[']);
    if let Some(body) = exchange.response.as_mut().filter(is_json) {
        body.insert(0, '\u{feff}');
    }
    exchange
}

#[test]
fn the_same_is_put_right_in_each_format_and_only_there() {
    let traffic = Traffic::new(DRIFTED);
    let exchanges: Vec<Exchange> = (0..120).map(|number| traffic.exchange(number)).collect();
    // A mark in front of a body moves its places, and is none of a value.
    let marked: Vec<Exchange> = exchanges.iter().enumerate().map(marked).collect();
    let writers = writers::all();
    let folder = Folder::new();
    let mut files = Vec::new();
    let mut carried: Vec<Vec<usize>> = Vec::new();
    for (number, writer) in writers.iter().enumerate() {
        let mine: Vec<usize> = (0..exchanges.len())
            .filter(|&at| (writer.carries)(&exchanges[at]))
            .collect();
        let written = match writer.bodies {
            Bodies::Values => &exchanges,
            Bodies::Text | Bodies::Packed => &marked,
        };
        let capture = (writer.packed)(writer.write(mine.iter().map(|&at| &written[at])));
        let file = format!("{number:02}/capture");
        folder.write(&file, &capture.bytes);
        for (name, bytes) in &capture.beside {
            folder.write(format!("{number:02}/{name}"), bytes);
        }
        files.push(file);
        carried.push(mine);
    }
    let read = |file: &String| std::fs::read(folder.join(file)).unwrap();
    let texts: Vec<Vec<u8>> = files.iter().map(read).collect();
    let before = check(&folder, &files);
    let args = ["fix".to_owned()];
    let said = folder.run(args.iter().chain(&files));
    let after = check(&folder, &files);
    let again = folder.run(args.iter().chain(&files));
    assert!(!again.out.contains(": fixed"), "{}", again.out);

    // By the number of the exchange in the traffic.
    let of = |places: Option<&Vec<(Place, usize, usize)>>, carried: &[usize]| -> Vec<Place> {
        let exchange = |((record, rule, pointer), ..): &(Place, usize, usize)| {
            let at = usize::try_from(*record).unwrap() - 1;
            (carried[at] as u64, rule.clone(), pointer.clone())
        };
        let mut all: Vec<Place> = places.into_iter().flatten().map(exchange).collect();
        all.sort();
        all
    };
    let due = of(after.get(&files[0]), &carried[0]);
    let drifted = of(before.get(&files[0]), &carried[0]);
    assert!(
        drifted.len() > due.len() + 5,
        "{} of {}",
        due.len(),
        drifted.len()
    );
    for (number, writer) in writers.iter().enumerate() {
        let (file, name) = (&files[number], writer.name);
        let text = read(file);
        let spans: Vec<(usize, usize)> = before[file].iter().map(|one| (one.1, one.2)).collect();
        if text != texts[number] {
            assert!(differs_only_at(&texts[number], &text, &spans), "{name}");
        }
        if stays(name, writer.format, writer.bodies) {
            let why = format!("{file}: ");
            let mut lines = said.out.lines().filter(|line| line.starts_with(&why));
            assert!(lines.any(|line| line.contains("certain stay")), "{name}");
            continue;
        }
        let left = of(after.get(file), &carried[number]);
        let mine: BTreeSet<u64> = carried[number].iter().map(|&at| at as u64).collect();
        let due = due.iter().filter(|place| mine.contains(&place.0));
        let due: Vec<Place> = due.cloned().collect();
        assert_eq!(left, due, "{name}: {}", said.out);
    }
}
