//! SARIF 2.1.0: what code scanning services and editors read.
//!
//! Each drift is a result at its first place (each place, where all are listed), with the contract as a
//! related location; what could not be checked is a notification of the invocation, which then was not
//! successful. Columns count Unicode code points, as `columnKind` says. GitHub refuses a run of more than
//! 25,000 results, so the worst of more are kept, and a notification says so.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_json::Value;
use serde_sarif::sarif::{
    Invocation, Location, Message, Notification, PropertyBag, ReportingDescriptorReference,
    Result as SarifResult, ResultLevel, Run, Sarif, Tool, ToolComponent,
};

use super::Style;
use super::entries::{Entry, entries};
use super::inert;
use super::sentence::{against, sentence};
use crate::problem::Problem;
use crate::severity::Severity;
use crate::summary::{Outcome, Report};
use crate::text::numbers::counted;
use crate::text::sanitize::{printable, shortened};

mod artifacts;
mod descriptors;

use artifacts::Artifacts;
use descriptors::{Descriptors, word};

/// Results of a run at most (GitHub, "SARIF results exceed one or more limits").
pub const RESULTS: usize = 25_000;

/// The schema that the document names.
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Letters of a sentence of a message that are shown.
const SENTENCE: usize = 1_000;

/// The property of a partial fingerprint that GitHub looks at, of the form `hash:number`.
const LINE_HASH: &str = "primaryLocationLineHash";

/// Ours, see [`crate::finding::Finding::fingerprint`].
const FINGERPRINT: &str = "wiredrift/v1";

/// Writes `report` to `out`.
///
/// # Errors
///
/// Whatever `out` answers to a write.
pub fn render(report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let sarif = Sarif::builder()
        .schema(SCHEMA.to_owned())
        .version(Value::from("2.1.0"))
        .runs(vec![run(report, style)])
        .build();
    inert::write_pretty(&sarif, out)
}

fn run(report: &Report, style: &Style) -> Run {
    let entries = entries(report, style);
    let all = entries.len();
    let kept = worst(entries, RESULTS);
    let mut rules = Descriptors::default();
    let mut artifacts = Artifacts::default();
    let mut results = Vec::with_capacity(kept.len());
    for entry in &kept {
        results.push(result(entry, report, &mut rules, &mut artifacts));
    }
    let mut kinds = Descriptors::default();
    let mut notifications: Vec<Notification> = report
        .problems
        .iter()
        .map(|problem| notification(problem, &mut kinds, &mut artifacts))
        .collect();
    notifications.extend(left_out(all - kept.len()));
    notifications.push(remark(&sentence(report)));
    let driver = ToolComponent::builder()
        .name("wiredrift".to_owned())
        .full_name(format!("wiredrift {}", env!("CARGO_PKG_VERSION")))
        .version(env!("CARGO_PKG_VERSION").to_owned())
        .semantic_version(env!("CARGO_PKG_VERSION").to_owned())
        .language("en-US".to_owned())
        .rules(rules.of_rules())
        .notifications(kinds.of_problems())
        .build();
    Run::builder()
        .tool(Tool::from(driver))
        .invocations(vec![invocation(report, notifications)])
        .original_uri_base_ids(artifacts::bases())
        .artifacts(artifacts.into_list())
        .results(results)
        .column_kind(Value::from("unicodeCodePoints"))
        .default_encoding("UTF-8".to_owned())
        .language("en-US".to_owned())
        .properties(totals(report))
        .build()
}

/// The first `most` of the worst entries, in the order of the report.
fn worst(entries: Vec<Entry<'_>>, most: usize) -> Vec<Entry<'_>> {
    if entries.len() <= most {
        return entries;
    }
    let mut ranked: Vec<(usize, Entry<'_>)> = entries.into_iter().enumerate().collect();
    ranked.sort_by_key(|(at, entry)| (std::cmp::Reverse(entry.level()), *at));
    ranked.truncate(most);
    ranked.sort_by_key(|(at, _)| *at);
    ranked.into_iter().map(|(_, entry)| entry).collect()
}

fn result(
    entry: &Entry<'_>,
    report: &Report,
    rules: &mut Descriptors,
    artifacts: &mut Artifacts,
) -> SarifResult {
    let finding = entry.finding;
    let expected = entry
        .expected()
        .map(|expected| format!("Expected {expected}"));
    let times = entry.times().map(|times| format!("Found {times}"));
    let sentences = [
        Some(entry.headline()),
        expected.as_deref(),
        entry.help(),
        times.as_deref(),
    ];
    let fingerprint = entry.fingerprint();
    let mut locations = Vec::new();
    if let Some(occurrence) = entry.occurrence {
        locations.push(artifacts.location_of(occurrence));
    }
    let mut related = vec![artifacts.contract(entry, &against(report), report)];
    for occurrence in entry.further {
        let mut location = artifacts.location_of(occurrence);
        location.message = Some(plain("The same drift."));
        related.push(location);
    }
    numbered(&mut related);
    let fingerprints = [
        (LINE_HASH.to_owned(), format!("{fingerprint}:{}", entry.nth)),
        (FINGERPRINT.to_owned(), fingerprint),
    ];
    let mut result = SarifResult::builder()
        .rule_id(finding.rule.to_owned())
        .rule_index(rules.index(finding.rule))
        .level(level(entry.level()))
        .message(plain(&text(&sentences)))
        .locations(locations)
        .related_locations(related)
        .partial_fingerprints(BTreeMap::from(fingerprints))
        .build();
    // What the baseline knows is only counted.
    if report.applied.baseline.is_some() {
        result.baseline_state = Some(Value::from("new"));
    }
    if entry.times().is_some() {
        result.occurrence_count = i64::try_from(entry.group.count).ok();
    }
    result
}

/// Numbers for links, which other places of a result are asked for by.
fn numbered(locations: &mut [Location]) {
    for (id, location) in (1..).zip(locations) {
        location.id = Some(id);
    }
}

fn notification(
    problem: &Problem,
    kinds: &mut Descriptors,
    artifacts: &mut Artifacts,
) -> Notification {
    let sentences = [Some(problem.message.as_str()), problem.help.as_deref()];
    let kind = problem.kind.as_str();
    let descriptor = ReportingDescriptorReference::builder()
        .id(kind.to_owned())
        .index(kinds.index(kind))
        .build();
    let mut notification = Notification::builder()
        .level(Value::from("error"))
        .descriptor(descriptor)
        .message(plain(&text(&sentences)))
        .build();
    if let Some(path) = &problem.path {
        notification.locations = Some(vec![artifacts.location(path, problem.place)]);
    }
    notification
}

/// What is worth knowing and is no problem.
fn remark(text: &str) -> Notification {
    Notification::builder()
        .level(Value::from("note"))
        .message(plain(&sentence_of(text)))
        .build()
}

/// That there are more results than a service takes.
fn left_out(results: usize) -> Option<Notification> {
    if results == 0 {
        return None;
    }
    let results = counted(results as u64, "result");
    let limit = counted(RESULTS as u64, "result");
    Some(remark(&format!(
        "{results} are left out: services take {limit} of a run at most"
    )))
}

fn invocation(report: &Report, notifications: Vec<Notification>) -> Invocation {
    let outcome = report.outcome();
    let words = match outcome {
        Outcome::Clean if report.totals.checked() == 0 => "nothing was checked",
        Outcome::Clean if report.left_out() > 0 => "what was checked conforms",
        Outcome::Clean => "everything was checked and conforms",
        Outcome::Findings => "findings",
        Outcome::CouldNotCheck => "something could not be checked",
    };
    Invocation::builder()
        .execution_successful(report.problems.is_empty())
        .exit_code(i64::from(outcome.code()))
        .exit_code_description(words.to_owned())
        .tool_execution_notifications(notifications)
        .build()
}

/// The counts, which SARIF has no place of its own for.
fn totals(report: &Report) -> PropertyBag {
    let totals = &report.totals;
    let values = [
        ("accepted", Value::from(report.applied.accepted())),
        ("against", Value::from(against(report))),
        ("errors", Value::from(report.count(Severity::Error))),
        ("files", Value::from(totals.files)),
        ("known", Value::from(report.applied.known())),
        ("notes", Value::from(report.count(Severity::Note))),
        ("off", Value::from(report.applied.off())),
        ("passedOver", Value::from(report.passed_over())),
        ("payloads", Value::from(totals.checked())),
        ("warnings", Value::from(report.count(Severity::Warning))),
    ];
    let values = values.map(|(name, value)| (name.to_owned(), value));
    PropertyBag::builder()
        .additional_properties(BTreeMap::from(values))
        .build()
}

const fn level(level: Severity) -> ResultLevel {
    match level {
        Severity::Error => ResultLevel::Error,
        Severity::Warning => ResultLevel::Warning,
        Severity::Note => ResultLevel::Note,
    }
}

fn plain(text: &str) -> Message {
    Message::builder().text(text.to_owned()).build()
}

/// Sentences with their full stops, one after another.
fn text(sentences: &[Option<&str>]) -> String {
    let sentences: Vec<String> = sentences
        .iter()
        .flatten()
        .map(|text| sentence_of(text))
        .collect();
    sentences.join(" ")
}

/// One sentence of a message: brackets are no links and braces no arguments (SARIF 3.11.5 and 3.11.6).
fn sentence_of(text: &str) -> String {
    let text = shortened(&printable(text), SENTENCE);
    let mut letters = text.chars();
    let mut out: String = letters
        .next()
        .map(|first| first.to_uppercase().collect())
        .unwrap_or_default();
    out.push_str(letters.as_str());
    if !out.ends_with(['.', '!', '?']) {
        out.push('.');
    }
    word(&out)
}
