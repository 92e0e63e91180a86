//! The end of the report: what was passed over, what was checked, what was found, what to do next.

use std::collections::{BTreeMap, BTreeSet};

use super::applied::applied;
use super::ink::{Ink, List, Paint, columns};
use crate::severity::Severity;
use crate::summary::{Against, Outcome, Report, Skipped};
use crate::text::numbers::{counted, grouped};

/// Files that are named for each reason to pass them over.
const FILES: usize = 3;

/// Lines that a sentence or a list of the summary may take.
pub(super) const LINES: usize = 6;

/// Columns that the name of a DTO or of a rule may take in a list.
const NAME: usize = 48;

/// Columns that the further lines of a text stand to the right.
pub(super) const INDENT: usize = 2;

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
        let what = amount(payloads, files.len() as u64);
        let list = List {
            lead: format!("note: passed over {what}, {reason}"),
            link: ":",
            items: files
                .iter()
                .take(FILES)
                .map(|file| file.path.clone() + &lines(file))
                .collect(),
            beyond: Some(files.len().saturating_sub(FILES)),
            otherwise: String::new(),
        };
        out.extend(painted(
            ink,
            Paint::Level(Severity::Note),
            "note",
            ink.list(&list, ink.width - INDENT, LINES),
        ));
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

/// `3 files`, or `7 payloads in 3 files` where these are not one each.
fn amount(payloads: u64, files: u64) -> String {
    if payloads == files {
        counted(files, "file")
    } else {
        format!(
            "{} in {}",
            counted(payloads, "payload"),
            counted(files, "file")
        )
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
    out.extend(applied(ink, report));
    out.extend(problems(ink, report));
    if let Some(hint) = hint(report) {
        out.extend(ink.fold(&hint, ink.width, LINES));
    }
    out
}

/// That there are problems.
pub(super) fn problems(ink: &Ink, report: &Report) -> Option<String> {
    if report.problems.is_empty() {
        return None;
    }
    let problems = counted(report.problems.len() as u64, "problem");
    let text = format!(
        ": some input could not be checked (exit code {})",
        Outcome::CouldNotCheck.code()
    );
    Some(ink.paint(Paint::Level(Severity::Error), &problems) + &text)
}

/// What was checked, or that nothing was.
fn checked(ink: &Ink, report: &Report) -> Vec<String> {
    let totals = &report.totals;
    let files = counted(totals.files, "file");
    let against = against(ink, report);
    if totals.checked() == 0 {
        return opened(
            ink,
            Paint::Level(Severity::Error),
            "Nothing was checked",
            "no payload could be read and recognised",
        );
    }
    let payloads = counted(totals.checked(), "payload");
    let items = totals
        .payloads
        .iter()
        .map(|(dto, count)| format!("{} {}", grouped(*count), ink.middle(dto, NAME)))
        .collect();
    let verb = if totals.checked() == 1 {
        "conforms"
    } else {
        "conform"
    };
    let unchecked = unchecked(report);
    let amount = format!("{payloads} in {files}{unchecked}");
    let is_clean =
        report.groups.is_empty() && report.problems.is_empty() && report.applied.is_idle();
    let (word, fact) = if !is_clean {
        ("", format!("Checked {amount} against {against}"))
    } else if unchecked.is_empty() {
        ("Clean", format!(": {amount} {verb} to {against}"))
    } else {
        (
            "Clean as far as it was checked",
            format!(": {amount} {verb} to {against}"),
        )
    };
    let list = List {
        lead: format!("{word}{fact}"),
        link: ":",
        items,
        beyond: Some(0),
        otherwise: String::new(),
    };
    let lines = ink.list(&list, ink.width - INDENT, LINES);
    painted(ink, Paint::Good, word, lines)
}

/// What was checked against, in words.
pub(super) fn against(ink: &Ink, report: &Report) -> String {
    match &report.totals.against {
        Against::Revision(revision) => format!("revision {revision}"),
        Against::Contract(name) => ink.middle(name, NAME),
    }
}

/// ` (2 files were not checked)`, where something was passed over.
fn unchecked(report: &Report) -> String {
    let paths: BTreeSet<&str> = report
        .skipped
        .iter()
        .map(|skipped| skipped.path.as_str())
        .collect();
    let count = report.passed_over();
    if count == 0 {
        return String::new();
    }
    let verb = if count == 1 { "was" } else { "were" };
    format!(
        " ({} {verb} not checked)",
        amount(count, paths.len() as u64)
    )
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
        1 if report.unlisted.is_empty() => "1 kind of drift".to_owned(),
        kinds if report.unlisted.is_empty() => format!("{} kinds of drift", grouped(kinds)),
        kinds => format!(
            "more than {} of drift (`--limit groups={}` keeps more)",
            counted(kinds, "kind"),
            kinds.saturating_mul(2)
        ),
    };
    match report.outcome() {
        Outcome::Clean => {
            let all = if !report.applied.is_idle() {
                "The rest conforms"
            } else if report.left_out() == 0 {
                "All of it conforms"
            } else {
                "All that was checked conforms"
            };
            format!("{all}, with {} worth reading:", listed(&counts))
        }
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
                .filter(move |((_, found), _)| *found == level)
                .map(move |((rule, _), count)| (level, ink.middle(rule, NAME), grouped(*count)))
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
    let rules = report.totals.findings.keys().map(|(rule, _)| *rule);
    let rules: BTreeSet<&str> = rules.collect();
    match (rules.first(), rules.len()) {
        (None, _) => None,
        (Some(rule), 1) => Some(format!("`wiredrift explain {rule}` says more about it.")),
        _ => Some("`wiredrift explain RULE` says more about a rule.".to_owned()),
    }
}

/// A painted word, a colon, and a text in lines below it.
fn opened(ink: &Ink, paint: Paint, word: &str, text: &str) -> Vec<String> {
    let lines = ink.fold(&format!("{word}: {text}"), ink.width - INDENT, LINES);
    painted(ink, paint, word, lines)
}

/// The lines with their first word painted and all but the first of them indented.
pub(super) fn painted(ink: &Ink, paint: Paint, word: &str, lines: Vec<String>) -> Vec<String> {
    lines
        .into_iter()
        .enumerate()
        .map(|(at, line)| match line.strip_prefix(word) {
            Some(rest) if at == 0 => ink.paint(paint, word) + rest,
            _ => " ".repeat(INDENT) + &line,
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
