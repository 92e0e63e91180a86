//! What a configuration accepted and what is off by it: a reader sees that it is not gone.

use super::ink::{Ink, Paint, columns};
use super::summary::{INDENT, LINES, painted};
use crate::report::sentence::kinds;
use crate::severity::Severity;
use crate::summary::{ExceptionState, Report, Statistic, UsedException};
use crate::text::numbers::{counted, grouped};

/// Lines that a sentence about the baseline may take.
const BASELINE_LINES: usize = 3;

/// Columns that a name may take in the table of counts: as many as fit.
const NAMES: &[usize] = &[64, 48, 40, 32, 24, 16];

/// The lines about what was accepted, and about what is off.
pub(super) fn applied(ink: &Ink, report: &Report) -> Vec<String> {
    let applied = &report.applied;
    let mut out = Vec::new();
    let used: Vec<&UsedException> = applied
        .exceptions
        .iter()
        .filter(|exception| exception.state == ExceptionState::Used)
        .collect();
    if !used.is_empty() {
        let findings = counted(applied.accepted(), "finding");
        let exceptions = counted(used.len() as u64, "exception");
        let day = applied.today.map(|day| format!(", judged on {day}"));
        let day = day.unwrap_or_default();
        out.push(format!("Accepted {findings} by {exceptions}{day}:"));
        for exception in used {
            out.extend(hanging(ink, &accepted(exception)));
        }
    }
    if applied.off() > 0 {
        let findings = counted(applied.off(), "finding");
        let rules = applied.off.iter();
        let rules: Vec<String> = rules
            .map(|(rule, count)| format!("{} {rule}", grouped(*count)))
            .collect();
        let text = format!(
            "Not reported, as the rule is off: {findings}: {}",
            rules.join(", ")
        );
        out.extend(ink.fold(&text, ink.width, LINES));
    }
    out.extend(baseline(ink, report));
    out
}

/// What the baseline knew, and what of it is gone.
fn baseline(ink: &Ink, report: &Report) -> Vec<String> {
    let Some(baseline) = &report.applied.baseline else {
        return Vec::new();
    };
    let mut out = Vec::new();
    if baseline.findings > 0 {
        let findings = counted(baseline.findings, "finding");
        let text = format!(
            "Known by {}: {findings} in {}",
            baseline.path,
            kinds(baseline.kinds)
        );
        out.extend(ink.fold(&text, ink.width, BASELINE_LINES));
    }
    let gone = baseline.gone.as_deref().unwrap_or_default();
    if let Some(first) = gone.first() {
        let place = format!("{} in {}{}", first.rule, first.contract, first.pointer);
        let rest = match gone.len() {
            1 => format!("that is gone, {place}; `wiredrift baseline prune` forgets it"),
            _ => format!("that are gone, such as {place}; `wiredrift baseline prune` forgets them"),
        };
        let known = kinds(gone.len() as u64);
        let text = format!("note: {} knows {known} {rest}", baseline.path);
        let lines = ink.fold(&text, ink.width - INDENT, BASELINE_LINES);
        out.extend(painted(ink, Paint::Level(Severity::Note), "note", lines));
    }
    out
}

/// `3  ConnectionDto.created: date-only, until 2026-12-31 (the old exporter)`.
fn accepted(exception: &UsedException) -> String {
    let count = grouped(exception.count);
    let fields = exception.fields.join(", ");
    let rules = exception.accept.join(", ");
    let files = match exception.files.as_slice() {
        [] => String::new(),
        files => format!(" in {}", files.join(", ")),
    };
    let until = exception.expires.map(|day| format!(", until {day}"));
    let until = until.unwrap_or_default();
    format!(
        "{count}  {fields}{files}: {rules}{until} ({})",
        exception.reason
    )
}

/// A text in lines that stand to the right.
fn hanging(ink: &Ink, text: &str) -> Vec<String> {
    let indent = " ".repeat(INDENT);
    let lines = ink.fold(text, ink.width - INDENT, LINES);
    lines
        .into_iter()
        .map(|line| format!("{indent}{line}"))
        .collect()
}

/// The table of counts by rule and field, in lines of the width that there is.
pub(super) fn statistics(ink: &Ink, all: &[Statistic], unlisted: u64) -> Vec<String> {
    let mut out = Vec::new();
    for room in NAMES {
        out = table(ink, all, *room);
        if out.iter().all(|line| columns(line) <= ink.width) {
            break;
        }
    }
    if unlisted > 0 {
        out.push(format!(
            "{} more, beyond the kinds that are kept",
            grouped(unlisted)
        ));
    }
    out
}

fn table(ink: &Ink, all: &[Statistic], room: usize) -> Vec<String> {
    let mut rows: Vec<[String; 5]> =
        vec![["count", "level", "rule", "field", "checked as"].map(str::to_owned)];
    for one in all {
        let field = match &one.field {
            Some(field) => format!("{}.{field}", one.dto),
            None => one.dto.clone(),
        };
        rows.push([
            grouped(one.count),
            one.level.to_string(),
            ink.middle(one.rule, room),
            ink.middle(&field, room),
            ink.middle(&one.contract, room),
        ]);
    }
    let widest = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| columns(cell)).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..5).map(widest).collect();
    rows.iter()
        .map(|row| {
            let cells = row.iter().zip(&widths).enumerate();
            let padded = cells.map(|(at, (cell, width))| {
                let padding = " ".repeat(width - columns(cell));
                if at == 0 {
                    padding + cell
                } else {
                    cell.clone() + &padding
                }
            });
            padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
        })
        .collect()
}
