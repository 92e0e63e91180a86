//! A report in one sentence, for formats that hold one finding each and need a last line.

use crate::severity::Severity;
use crate::summary::{Against, Outcome, Report};
use crate::text::numbers::{counted, grouped};
use crate::text::sanitize::shortened;

/// Letters of a contract's name that are shown.
const NAME: usize = 80;

/// The levels, worst first.
const LEVELS: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Note];

/// What a report is called.
pub(super) fn title(report: &Report) -> String {
    let levels: Vec<String> = LEVELS
        .into_iter()
        .filter(|level| report.count(*level) > 0)
        .map(|level| counted(report.count(level), level.as_str()))
        .collect();
    let found = levels.join(", ");
    match report.outcome() {
        Outcome::Clean if report.totals.checked() == 0 => {
            "wiredrift: nothing was checked".to_owned()
        }
        Outcome::Clean if found.is_empty() => "wiredrift: clean".to_owned(),
        Outcome::CouldNotCheck if found.is_empty() => {
            "wiredrift: some input could not be checked".to_owned()
        }
        Outcome::Clean | Outcome::Findings | Outcome::CouldNotCheck => {
            format!("wiredrift: {found}")
        }
    }
}

/// What was checked, and what was found, each a sentence without its full stop. Names in them still have
/// to be escaped as the format needs it.
pub(super) fn sentences(report: &Report) -> [String; 2] {
    [checked(report), found(report).join("; ")].map(|text| first_upper(&text))
}

/// What was checked, what was found, and what was not checked. The name of a contract of one's own is
/// in it, so it still has to be escaped as the format needs it.
pub(super) fn sentence(report: &Report) -> String {
    format!("{}: {}", checked(report), found(report).join("; "))
}

/// `checked 34 payloads in 12 files against revision 2026-02`.
pub(super) fn checked(report: &Report) -> String {
    let totals = &report.totals;
    if totals.checked() == 0 {
        return "nothing was checked".to_owned();
    }
    let payloads = counted(totals.checked(), "payload");
    let files = counted(totals.files, "file");
    format!("checked {payloads} in {files} against {}", against(report))
}

/// What was checked against.
pub(super) fn against(report: &Report) -> String {
    match &report.totals.against {
        Against::Revision(revision) => format!("revision {revision}"),
        Against::Contract(name) => shortened(name, NAME),
    }
}

/// What was found, and what was not checked.
pub(super) fn found(report: &Report) -> Vec<String> {
    let mut out = vec![drift(report)];
    let known = report.applied.known();
    if known > 0 {
        out.push(format!("{} known by the baseline", grouped(known)));
    }
    let baseline = report.applied.baseline.as_ref();
    let gone = baseline.and_then(|baseline| baseline.gone.as_ref());
    match gone.map_or(0, Vec::len) as u64 {
        0 => {}
        1 => out.push("1 kind of drift that the baseline knows is gone".to_owned()),
        all => {
            let all = grouped(all);
            out.push(format!(
                "{all} kinds of drift that the baseline knows are gone"
            ));
        }
    }
    let problems = report.problems.len() as u64;
    if problems > 0 {
        let exit = report.outcome().code();
        let problems = counted(problems, "problem");
        out.push(format!(
            "{problems}: some input could not be checked (exit code {exit})"
        ));
    }
    let passed = report.passed_over();
    if passed > 0 {
        let verb = if passed == 1 { "was" } else { "were" };
        out.push(format!("{} {verb} passed over", counted(passed, "payload")));
    }
    out.extend(unchecked(report));
    out
}

/// Of how many exchanges something was not checked, and why.
fn unchecked(report: &Report) -> Option<String> {
    let exchanges = &report.totals.exchanges;
    let reasons = exchanges.passed.iter();
    let reasons =
        reasons.map(|(reason, count)| format!("{} ({})", reason.words(), grouped(*count)));
    let reasons: Vec<String> = reasons.collect();
    let read = counted(exchanges.read, "exchange");
    (!reasons.is_empty()).then(|| format!("of {read} not checked: {}", reasons.join(", ")))
}

fn first_upper(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

/// `1 kind of drift`, `3 kinds of drift`.
pub(super) fn kinds(count: u64) -> String {
    match count {
        1 => "1 kind of drift".to_owned(),
        count => format!("{} kinds of drift", grouped(count)),
    }
}

fn drift(report: &Report) -> String {
    let counts: Vec<String> = LEVELS
        .into_iter()
        .filter(|level| report.count(*level) > 0)
        .map(|level| counted(report.count(level), level.as_str()))
        .collect();
    if counts.is_empty() {
        return "no drift".to_owned();
    }
    let kinds = kinds(report.groups.len() as u64);
    let unlisted: u64 = report.unlisted.values().sum();
    if unlisted == 0 {
        format!("{} in {kinds}", counts.join(", "))
    } else {
        let beyond = counted(unlisted, "finding");
        format!(
            "{} in more than {kinds}, {beyond} of them only counted",
            counts.join(", ")
        )
    }
}
