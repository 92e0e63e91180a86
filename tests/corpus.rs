//! The corpus: every rule over every file.
//!
//! The verdict and the rule are in the path (`corpus/<format>/clean/<revision>/…`,
//! `corpus/<format>/drift/<rule>/…`); what each file gives is a snapshot under
//! `tests/snapshots/corpus/`. `SNAPSHOTS=overwrite cargo test --test corpus` writes them anew.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on shall stop")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use wiredrift::capture::{
    self, CaptureError, Exchange, InputFormat, Message, MessageSink, NoAttachments, Root, Source,
};
use wiredrift::check::exchange::{Look, decide};
use wiredrift::check::quick::Scratch;
use wiredrift::check::{Checker, NamingChoice, Options};
use wiredrift::contract::export;
use wiredrift::contract::recognise::{Candidate, Each};
use wiredrift::contract::revision::Revision;
use wiredrift::contract::shape::Naming;
use wiredrift::rule;
use wiredrift::severity::Severity;
use wiredrift::summary::{Against, Listing, Report, Summary};
use wiredrift::text::span::Places;

/// Rules that no recording can show with the built-in contracts, and why.
const WITHOUT_RECORDING: &[(&str, &str)] = &[
    ("exception-expired", "it is about the configuration"),
    ("exception-stale", "it is about the configuration"),
    (
        "enum-value-unlisted",
        "the built-in contracts have no open enum",
    ),
    (
        "field-wrong-direction",
        "the built-in contracts have no field that goes one way only",
    ),
    (
        "format-mismatch",
        "the built-in schemas ask for dates and integers alone",
    ),
    (
        "schema-violation",
        "the built-in schemas have no keyword that another rule does not claim",
    ),
    ("unseen-absence", "it is about the observed lock"),
    ("unseen-contract", "it is about the observed lock"),
    ("unseen-enum-value", "it is about the observed lock"),
    ("unseen-field", "it is about the observed lock"),
    ("unseen-null", "it is about the observed lock"),
    ("unseen-spelling", "it is about the observed lock"),
    ("unseen-type", "it is about the observed lock"),
];

/// The folders of the corpus.
const FORMATS: &[&str] = &[
    "json",
    "ndjson",
    "har",
    "log",
    "vcrpy",
    "vcr",
    "betamax",
    "go-vcr",
    "responses",
    "nock",
    "postman",
    "wiremock",
    "mockserver",
    "hoverfly",
    "mountebank",
    "http",
    "mitmproxy",
    "warc",
    "charles",
];

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|ending| ending != "md") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// How a recording is checked, as its path says: a folder named like a revision, and the parts of
/// the file's name between dots.
fn settings(path: &Path) -> (Revision, NamingChoice, Option<Candidate>) {
    let parts: Vec<&str> = path.iter().filter_map(|part| part.to_str()).collect();
    let revision = parts
        .iter()
        .find_map(|part| {
            Revision::ALL
                .into_iter()
                .find(|known| known.as_str() == *part)
        })
        .unwrap_or(Revision::PINNED);
    let name: Vec<&str> = parts.last().unwrap().split('.').collect();
    let naming = match (name.contains(&"wire"), name.contains(&"python")) {
        (true, _) => NamingChoice::Fixed(Naming::Wire),
        (_, true) => NamingChoice::Fixed(Naming::Python),
        _ => NamingChoice::Auto,
    };
    let target = export::dto_names(revision)
        .find(|dto| name.contains(dto))
        .map(|dto| Candidate {
            dto,
            each: Each::Whole,
        });
    (revision, naming, target)
}

struct Reader<'r> {
    checker: Checker,
    target: Option<Candidate>,
    summary: Summary,
    path: &'r str,
}

impl MessageSink for Reader<'_> {
    fn message(&mut self, message: Result<Message<'_>, CaptureError>) -> ControlFlow<()> {
        let message = message.unwrap_or_else(|error| panic!("{}: {error:?}", self.path));
        let places = Places::new(message.payload, message.origin);
        let mut sink = self.summary.payload(self.path, message.record, places);
        let dto = self
            .checker
            .check(
                self.target,
                message.payload,
                &mut Scratch::default(),
                &mut sink,
            )
            .unwrap_or_else(|failure| panic!("{} {:?}: {failure:?}", self.path, message.record));
        self.summary.payload_checked(dto);
        ControlFlow::Continue(())
    }

    fn exchange(&mut self, exchange: Exchange<'_>) -> ControlFlow<()> {
        let decision = decide(&exchange, self.target);
        for look in decision.request.iter().chain([&decision.response]) {
            let (target, body) = match *look {
                Look::As(target, body) => (Some(target), body),
                Look::Recognise(body) => (None, body),
                Look::Against(..) | Look::AgainstPart(..) => panic!("no contract of one's own"),
                Look::Passed(_) => continue,
                Look::Faulty(defect, _) => panic!("{}: {defect:?}", self.path),
            };
            let number = Some(exchange.number);
            let mut sink = self.summary.payload(self.path, number, body.places());
            let dto = self
                .checker
                .check(target, body.bytes(), &mut Scratch::default(), &mut sink)
                .unwrap_or_else(|failure| panic!("{} {number:?}: {failure:?}", self.path));
            self.summary.payload_checked(dto);
        }
        ControlFlow::Continue(())
    }
}

fn check(path: &Path) -> Report {
    let (revision, naming, target) = settings(path);
    let options = Options {
        naming,
        nulls: None,
        ..Options::default()
    };
    let mut reader = Reader {
        checker: Checker::new(revision, options),
        target,
        summary: Summary::new(Against::Revision(revision), Listing::First),
        path: path.to_str().unwrap(),
    };
    let bytes = std::fs::read(path).unwrap();
    capture::read(
        &mut Source::new(bytes.as_slice()),
        None,
        &NoAttachments,
        &mut reader,
    );
    reader.summary.into_report()
}

/// A report in a few lines that a person can read.
fn words(path: &Path, report: &Report) -> String {
    let mut out = String::new();
    let payloads: Vec<String> = report
        .totals
        .payloads
        .iter()
        .map(|(dto, count)| format!("{count} {dto}"))
        .collect();
    writeln!(out, "{}: {}", path.display(), payloads.join(", ")).unwrap();
    for group in &report.groups {
        let finding = &group.finding;
        let place = group.occurrences.first().unwrap().place;
        writeln!(
            out,
            "  {}:{} {} {} {} ({} times): {}",
            place.line,
            place.column,
            finding.level,
            finding.rule,
            finding.pointer,
            group.count,
            finding.account.headline
        )
        .unwrap();
        if let Some(replacement) = &finding.account.replacement {
            writeln!(out, "      {} -> {replacement}", finding.account.actual).unwrap();
        } else {
            writeln!(out, "      {}", finding.account.actual).unwrap();
        }
    }
    out
}

#[test]
fn clean_recordings_are_clean() {
    let mut checked = 0;
    for format in FORMATS {
        for path in files(&Path::new("corpus").join(format).join("clean")) {
            let report = check(&path);
            let findings = report.count(Severity::Error) + report.count(Severity::Warning);
            assert_eq!(findings, 0, "{}", words(&path, &report));
            checked += report.totals.checked();
        }
    }
    assert!(checked > 200, "{checked}");
}

/// What the outermost value of a document is, and the names of its members, or of those of its elements.
fn names(text: &[u8]) -> Option<(Root, BTreeSet<String>)> {
    let names = |value: &serde_json::Value| {
        let members = value.as_object().into_iter().flatten();
        members.map(|(name, _)| name.clone()).collect::<Vec<_>>()
    };
    let (root, names) = match serde_json::from_slice(text).ok()? {
        serde_json::Value::Array(elements) => {
            (Root::Array, elements.iter().flat_map(names).collect())
        }
        object => (Root::Object, names(&object).into_iter().collect()),
    };
    Some((root, names))
}

#[test]
fn the_names_of_a_capture_tell_that_it_may_be_one() {
    let mut told = BTreeSet::new();
    for format in FORMATS {
        for path in files(&Path::new("corpus").join(format)) {
            let text = std::fs::read(&path).unwrap();
            // One line of a log may be a file as well.
            let text = match *format {
                "log" => text.split(|byte| *byte == b'\n').next().unwrap(),
                _ => &text,
            };
            let Some((root, names)) = names(text) else {
                continue;
            };
            let may_be = InputFormat::may_be_told_by(root, names.iter().map(String::as_str));
            let is_payload = matches!(*format, "json" | "ndjson");
            assert_eq!(may_be, !is_payload, "{}: {names:?}", path.display());
            told.insert(*format);
        }
    }
    // The others are no JSON.
    let due = [
        "betamax",
        "charles",
        "har",
        "hoverfly",
        "json",
        "log",
        "mockserver",
        "mountebank",
        "nock",
        "postman",
        "vcrpy",
        "wiremock",
    ];
    assert!(due.iter().all(|format| told.contains(format)), "{told:?}");
}

#[test]
fn every_rule_finds_its_drift() {
    let mut missed = Vec::new();
    let mut shown = BTreeSet::new();
    for format in FORMATS {
        for path in files(&Path::new("corpus").join(format).join("drift")) {
            // corpus/<format>/drift/<rule>/…
            let folder = path.iter().nth(3).unwrap().to_str().unwrap();
            let report = check(&path);
            let own = report
                .groups
                .iter()
                .any(|group| group.finding.rule == folder);
            let others = report
                .groups
                .iter()
                .filter(|group| group.finding.level > Severity::Note)
                .any(|group| group.finding.rule != folder);
            if !own || others {
                missed.push(words(&path, &report));
            }
            shown.insert(folder.to_owned());
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
    let due: BTreeSet<String> = rule::all()
        .map(|rule| rule.name)
        .filter(|name| !WITHOUT_RECORDING.iter().any(|(exempt, _)| exempt == name))
        .map(str::to_owned)
        .collect();
    assert_eq!(shown, due);
}

#[test]
fn every_file_gives_what_its_snapshot_says() {
    let mut snapshots: BTreeMap<PathBuf, String> = BTreeMap::new();
    for path in files(Path::new("corpus")) {
        let parts: Vec<&str> = path
            .iter()
            .skip(1)
            .take(3)
            .filter_map(|part| part.to_str())
            .collect();
        let name = Path::new("tests/snapshots/corpus")
            .join(parts.join("/"))
            .with_extension("txt");
        let text = snapshots.entry(name).or_default();
        text.push_str(&words(&path, &check(&path)));
    }
    for (name, text) in &snapshots {
        snapbox::Assert::new()
            .action_env("SNAPSHOTS")
            .eq(text.as_str(), snapbox::Data::read_from(name, None).raw());
    }
    let known: BTreeSet<PathBuf> = files(Path::new("tests/snapshots/corpus"))
        .into_iter()
        .collect();
    assert_eq!(
        known,
        snapshots.into_keys().collect(),
        "a snapshot without recordings, or the reverse"
    );
}
