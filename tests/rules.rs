//! The rules and their pages: file, name and heading agree, and every example on a page does
//! what the page says.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on shall stop"
)]

use std::collections::BTreeSet;

use wiredrift::check::quick::Scratch;
use wiredrift::check::{Checker, NamingChoice, Options};
use wiredrift::contract::export;
use wiredrift::contract::recognise::{Candidate, Each};
use wiredrift::contract::revision::Revision;
use wiredrift::contract::shape::Naming;
use wiredrift::problem::ProblemKind;
use wiredrift::rule::{self, Rule};
use wiredrift::severity::Severity;
use wiredrift::summary::{Against, Listing, Report, Summary};
use wiredrift::text::span::{Origin, Places};

/// The rules whose examples cannot be made with a built-in contract, and those about the configuration and
/// the observed lock.
const WITHOUT_EXAMPLE: &[&str] = &[
    "enum-value-unlisted",
    "exception-expired",
    "exception-stale",
    "field-wrong-direction",
    "format-mismatch",
    "schema-violation",
    "unseen-absence",
    "unseen-contract",
    "unseen-enum-value",
    "unseen-field",
    "unseen-null",
    "unseen-spelling",
    "unseen-type",
];

/// A fenced example: what is said of it, and the payload.
struct Example {
    drift: bool,
    dto: &'static str,
    revision: Revision,
    naming: NamingChoice,
    payload: String,
}

fn examples(rule: &Rule) -> Vec<Example> {
    let mut found = Vec::new();
    let mut lines = rule.page.lines();
    while let Some(line) = lines.next() {
        let Some(info) = line.strip_prefix("```json ") else {
            assert!(!line.starts_with("```j"), "{}: {line}", rule.name);
            continue;
        };
        let payload: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        found.push(example(rule, info, payload.join("\n")));
    }
    found
}

fn example(rule: &Rule, info: &str, payload: String) -> Example {
    let words: Vec<&str> = info.split_whitespace().collect();
    let option = |name: &str| {
        words
            .iter()
            .position(|word| *word == name)
            .map(|at| words[at + 1])
    };
    let revision: Revision =
        option("--revision").map_or(Revision::PINNED, |text| text.parse().unwrap());
    let naming = match option("--naming") {
        None | Some("wire") => NamingChoice::Fixed(Naming::Wire),
        Some("python") => NamingChoice::Fixed(Naming::Python),
        Some("auto") => NamingChoice::Auto,
        Some(other) => panic!("{}: {other}", rule.name),
    };
    Example {
        drift: match words[0] {
            "drift" => true,
            "clean" => false,
            other => panic!("{}: {other}", rule.name),
        },
        dto: export::dto_names(revision)
            .find(|name| *name == words[1])
            .unwrap_or_else(|| panic!("{}: no DTO {}", rule.name, words[1])),
        revision,
        naming,
        payload,
    }
}

fn check(example: &Example) -> Report {
    let options = Options {
        naming: example.naming,
        nulls: None,
        ..Options::default()
    };
    let checker = Checker::new(example.revision, options);
    let mut summary = Summary::new(Against::Revision(example.revision), Listing::First);
    let target = Candidate {
        dto: example.dto,
        each: Each::Whole,
    };
    let bytes = example.payload.as_bytes();
    let mut sink = summary.payload("example.json", None, Places::new(bytes, Origin::default()));
    checker
        .check(Some(target), bytes, &mut Scratch::default(), &mut sink)
        .unwrap_or_else(|failure| panic!("{failure:?} in {}", example.payload));
    summary.into_report()
}

fn listed(report: &Report) -> Vec<String> {
    report
        .groups
        .iter()
        .map(|group| {
            let finding = &group.finding;
            format!("{} {} at {}", finding.level, finding.rule, finding.pointer)
        })
        .collect()
}

#[test]
fn every_example_does_what_its_page_says() {
    let mut wrong = Vec::new();
    for rule in rule::all() {
        for example in examples(rule) {
            let report = check(&example);
            let own = report
                .groups
                .iter()
                .any(|group| group.finding.rule == rule.name);
            let others = report.groups.iter().any(|group| {
                group.finding.rule != rule.name && group.finding.level > Severity::Note
            });
            let right = if example.drift {
                own && !others
            } else {
                report.count(Severity::Error) + report.count(Severity::Warning) == 0
            };
            if !right {
                wrong.push(format!(
                    "{} ({}): {}\n    {}",
                    rule.name,
                    if example.drift { "drift" } else { "clean" },
                    example.payload,
                    listed(&report).join("\n    ")
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_page_shows_the_drift_and_its_repair() {
    for rule in rule::all() {
        let examples = examples(rule);
        if WITHOUT_EXAMPLE.contains(&rule.name) {
            assert!(examples.is_empty(), "{}", rule.name);
            continue;
        }
        assert!(
            examples.iter().any(|example| example.drift),
            "{}",
            rule.name
        );
        assert!(
            examples.iter().any(|example| !example.drift),
            "{}",
            rule.name
        );
        for heading in [
            "## What it finds",
            "## Why it matters",
            "## What to do",
            "## Sources",
        ] {
            assert!(rule.page.contains(heading), "{} lacks {heading}", rule.name);
        }
    }
}

#[test]
fn every_page_belongs_to_a_rule() {
    let names: BTreeSet<String> = rule::all().map(|rule| rule.name.to_owned()).collect();
    let pages: BTreeSet<String> = std::fs::read_dir("src/rule")
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter_map(|name| name.strip_suffix(".md").map(str::to_owned))
        .collect();
    assert_eq!(pages, names);
}

#[test]
fn every_kind_of_problem_has_its_page() {
    // What the report's schema says is all that there is.
    let schema = schemars::schema_for!(ProblemKind);
    let kinds: BTreeSet<&str> = schema
        .get("oneOf")
        .unwrap()
        .as_array()
        .unwrap()
        .iter()
        .map(|kind| kind["const"].as_str().unwrap())
        .collect();
    let listed: Vec<&str> = ProblemKind::ALL.iter().map(|kind| kind.as_str()).collect();
    assert!(listed.is_sorted());
    assert_eq!(listed.iter().copied().collect::<BTreeSet<_>>(), kinds);
    let pages: BTreeSet<String> = std::fs::read_dir("src/problem")
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let due: BTreeSet<String> = kinds.iter().map(|kind| format!("{kind}.md")).collect();
    assert_eq!(pages, due);
    for kind in ProblemKind::ALL {
        let (name, page, summary) = (kind.as_str(), kind.page(), kind.summary());
        assert_eq!(page.lines().next(), Some(format!("# {name}").as_str()));
        assert!(
            summary.ends_with('.') && summary.len() <= 120,
            "{name}: {summary}"
        );
        for heading in ["## What it means", "## What to do"] {
            assert!(page.contains(heading), "{name} lacks {heading}");
        }
        assert_eq!(ProblemKind::named(name), Some(*kind));
        // `wiredrift explain` has one list of names.
        assert!(rule::named(name).is_none(), "{name}");
    }
}

#[test]
fn pages_fit_a_terminal() {
    let rules = rule::all().map(|rule| (rule.name, rule.page));
    let problems = ProblemKind::ALL
        .iter()
        .map(|kind| (kind.as_str(), kind.page()));
    for (name, page) in rules.chain(problems) {
        for line in page.lines() {
            assert!(
                line.chars().count() <= 100 || line.starts_with('{') || line.starts_with('"'),
                "{name}: {line}"
            );
        }
    }
}

#[cfg(feature = "cli")]
#[test]
fn the_page_of_all_rules_is_current() {
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_wiredrift"))
        .args(["rules", "--format", "markdown"])
        .output()
        .unwrap();
    let current = String::from_utf8(run.stdout).unwrap();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/rules.md");
    if std::env::var_os("WIREDRIFT_BLESS").is_some() {
        std::fs::write(path, &current).unwrap();
    }
    assert!(
        std::fs::read_to_string(path).unwrap() == current,
        "docs/rules.md is stale: run the tests with WIREDRIFT_BLESS=1"
    );
    // Each is listed once, and the links lead to its heading.
    for rule in rule::all() {
        let name = rule.name;
        assert_eq!(
            current.matches(&format!("| [`{name}`](#{name}) |")).count(),
            1
        );
        assert_eq!(current.matches(&format!("\n## {name}\n")).count(), 1);
    }
}
