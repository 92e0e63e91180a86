//! The end of the report: what was passed over, what was checked, what was found, what to do next.

use std::collections::BTreeMap;

use super::ink::{Ink, Paint, columns};
use crate::report::numbers::{counted, grouped};
use crate::severity::Severity;
use crate::summary::{Outcome, Report, Skipped};

/// Files that are named for each reason to pass them over.
const FILES: usize = 3;

/// Lines that a sentence of the summary may take.
const LINES: usize = 3;

/// Columns that a path may take in a list.
const PATH: usize = 48;

/// The levels, worst first.
const LEVELS: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Note];

/// A note for each reason for which something was passed over.
pub(super) fn skipped(ink: &Ink, report: &Report) -> Vec<String> {
    let mut reasons: BTreeMap<&str, (u64, Vec<&Skipped>)> = BTreeMap::new();
    for skipped in &report.skipped {
        let (payloads, files) = reasons.entry(&skipped.reason).or_default();
        *payloads = payloads.saturating_add(skipped.count);
        if files.last().is_none_or(|last| last.path != skipped.path) {
            files.push(skipped);
        }
    }
    let mut out = Vec::new();
    for (reason, (payloads, files)) in reasons {
        let mut named: Vec<String> = files
            .iter()
            .take(FILES)
            .map(|file| ink.middle(&file.path, PATH) + &lines(file))
            .collect();
        let more = files.len().saturating_sub(FILES);
        if more > 0 {
            named.push(format!("{} more", grouped(more as u64)));
        }
        let files = files.len() as u64;
        let what = if payloads == files {
            counted(files, "file")
        } else {
            format!(
                "{} in {}",
                counted(payloads, "payload"),
                counted(files, "file")
            )
        };
        let text = format!("passed over {what}, {reason}: {}", listed(&named));
        out.extend(opened(ink, Paint::Level(Severity::Note), "note", &text));
    }
    out
}

/// ` (line 3)`, ` (lines 3, 4 and so on)`, or nothing where a file is one payload.
fn lines(skipped: &Skipped) -> String {
    let lines: Vec<String> = skipped.lines.iter().map(u64::to_string).collect();
    match lines.as_slice() {
        [] => String::new(),
        [one] if skipped.count == 1 => format!(" (line {one})"),
        all if skipped.count > all.len() as u64 => format!(" (lines {} and so on)", all.join(", ")),
        all => format!(" (lines {})", all.join(", ")),
    }
}

/// A note about the kinds of drift that the limit left out.
pub(super) fn hidden(ink: &Ink, kinds: usize) -> Vec<String> {
    let verb = if kinds == 1 { "is" } else { "are" };
    let text = format!(
        "{} more {} of drift {verb} counted below, but not shown; `--max-diagnostics 0` shows all",
        grouped(kinds as u64),
        if kinds == 1 { "kind" } else { "kinds" },
    );
    opened(ink, Paint::Level(Severity::Note), "note", &text)
}

/// The closing lines.
pub(super) fn summary(ink: &Ink, report: &Report) -> Vec<String> {
    let mut out = checked(ink, report);
    if !report.groups.is_empty() {
        out.push(found(ink, report));
        out.extend(rules(ink, report));
    }
    if !report.problems.is_empty() {
        let problems = counted(report.problems.len() as u64, "problem");
        let text = format!(
            ": some input could not be checked (exit code {})",
            Outcome::CouldNotCheck.code()
        );
        out.push(ink.paint(Paint::Level(Severity::Error), &problems) + &text);
    }
    if let Some(hint) = hint(report) {
        out.extend(ink.fold(&hint, ink.width, 1));
    }
    out
}

/// What was checked, or that nothing was.
fn checked(ink: &Ink, report: &Report) -> Vec<String> {
    let totals = &report.totals;
    let files = counted(totals.files, "file");
    let against = if totals.revision.is_empty() {
        "the contract".to_owned()
    } else {
        format!("revision {}", ink.middle(&totals.revision, PATH))
    };
    if totals.checked() == 0 {
        return opened(
            ink,
            Paint::Level(Severity::Error),
            "Nothing was checked",
            "no payload could be read and recognised",
        );
    }
    let payloads = counted(totals.checked(), "payload");
    let dtos: Vec<String> = totals
        .payloads
        .iter()
        .map(|(dto, count)| format!("{} {}", grouped(*count), ink.middle(dto, PATH)))
        .collect();
    let dtos = dtos.join(", ");
    if report.groups.is_empty() && report.problems.is_empty() {
        let verb = if totals.checked() == 1 {
            "conforms"
        } else {
            "conform"
        };
        let text = format!("{payloads} in {files} {verb} to {against}: {dtos}");
        return opened(ink, Paint::Good, "Clean", &text);
    }
    let text = format!("Checked {payloads} in {files} against {against}: {dtos}");
    ink.fold(&text, ink.width, LINES)
}

/// `Found 31 errors, 4 warnings and 7 notes in 9 kinds of drift:`.
fn found(ink: &Ink, report: &Report) -> String {
    let counts: Vec<String> = LEVELS
        .into_iter()
        .filter(|level| report.count(*level) > 0)
        .map(|level| {
            let count = counted(report.count(level), level.as_str());
            ink.paint(Paint::Level(level), &count)
        })
        .collect();
    let kinds = match report.groups.len() as u64 {
        1 => "1 kind of drift".to_owned(),
        kinds if report.unlisted.is_empty() => format!("{} kinds of drift", grouped(kinds)),
        kinds => format!("more than {} kinds of drift", grouped(kinds)),
    };
    match report.outcome() {
        Outcome::Clean => format!(
            "All of it conforms, with {} worth reading:",
            listed(&counts)
        ),
        _ => format!("Found {} in {kinds}:", listed(&counts)),
    }
}

/// The table of rules, worst level first.
fn rules(ink: &Ink, report: &Report) -> Vec<String> {
    let rows: Vec<(Severity, String, String)> = LEVELS
        .into_iter()
        .flat_map(|level| {
            let found = report.totals.findings.iter();
            found
                .filter(move |(_, found)| found.level == level)
                .map(move |(rule, found)| (level, ink.middle(rule, PATH), grouped(found.count)))
        })
        .collect();
    let name = rows.iter().map(|row| columns(&row.1)).max().unwrap_or(0);
    let number = rows.iter().map(|row| row.2.len()).max().unwrap_or(0);
    rows.iter()
        .map(|(level, rule, count)| {
            let padding = " ".repeat(name - columns(rule));
            let level = ink.paint(Paint::Level(*level), &format!("{level:<7}"));
            format!("  {level}  {rule}{padding}  {count:>number$}")
        })
        .collect()
}

/// Where to read on.
fn hint(report: &Report) -> Option<String> {
    let mut rules = report.totals.findings.keys();
    match (rules.next(), rules.next()) {
        (None, _) => None,
        (Some(rule), None) => Some(format!("`wiredrift explain {rule}` says more about it.")),
        _ => Some("`wiredrift explain RULE` says more about a rule.".to_owned()),
    }
}

/// A painted word, a colon, and a text in lines below it.
fn opened(ink: &Ink, paint: Paint, word: &str, text: &str) -> Vec<String> {
    let text = format!("{word}: {text}");
    ink.fold(&text, ink.width - 2, LINES)
        .into_iter()
        .enumerate()
        .map(|(at, line)| match line.strip_prefix(word) {
            Some(rest) if at == 0 => ink.paint(paint, word) + rest,
            _ => format!("  {line}"),
        })
        .collect()
}

/// `a`, `a and b`, `a, b and c`.
fn listed(items: &[String]) -> String {
    match items.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}
