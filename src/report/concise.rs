//! One line each: `path:line:column: level[rule] message`, as compilers write and editors read.
//!
//! Findings come first, then the problems, then one line that sums up. No line is cut: a line that
//! another program reads must be whole. A letter that could act on a terminal is shown as its stand-in.

use std::io::{self, Write};

use super::Style;
use super::entries::{Entry, entries};
use super::sentence::sentence;
use crate::problem::Problem;
use crate::severity::Severity;
use crate::summary::Report;
use crate::text::Place;
use crate::text::sanitize::{inert, printable};

/// Writes `report` to `out`, a line each.
///
/// # Errors
///
/// Whatever `out` answers to a write.
pub fn render(report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    for entry in entries(report, style) {
        writeln!(out, "{}", of_entry(&entry))?;
    }
    for problem in &report.problems {
        writeln!(out, "{}", of_problem(problem))?;
    }
    writeln!(out, "{}", tame(&sentence(report)))
}

/// The line of a finding.
pub(super) fn of_entry(entry: &Entry<'_>) -> String {
    let place = entry.occurrence.map(|occurrence| occurrence.place);
    let times = entry
        .times()
        .map_or(String::new(), |times| format!(" ({times})"));
    let finding = entry.finding;
    line(
        (entry.path(), place),
        (finding.level, finding.rule),
        &format!("{}{times}", entry.headline()),
    )
}

/// The line of a problem.
pub(super) fn of_problem(problem: &Problem) -> String {
    let path = problem.path.as_deref().unwrap_or("wiredrift");
    let kind = (Severity::Error, problem.kind.as_str());
    line((path, problem.place), kind, &problem.message)
}

fn line(
    (path, place): (&str, Option<Place>),
    (level, rule): (Severity, &str),
    text: &str,
) -> String {
    let place = place.map_or(String::new(), |place| {
        format!(":{}:{}", place.line, place.column)
    });
    tame(&format!("{path}{place}: {level}[{rule}] {text}"))
}

/// A line that does nothing to what shows it.
pub(super) fn tame(line: &str) -> String {
    inert(&printable(line)).into_owned()
}
