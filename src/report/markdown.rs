//! The report in Markdown, as it is put into the summary of a job or a comment.
//!
//! GitHub takes a summary of at most 1 MiB for a step and drops a longer one whole, so the tables end
//! before that and say what they leave out; the counts are always there. What payloads and paths hold is
//! code.

use std::io::{self, Write};

use super::Style;
use super::entries::{Entry, entries};
use super::mark::{code, prose};
use super::sentence;
use crate::problem::Problem;
use crate::summary::{Report, Skipped};
use crate::text::numbers::{counted, grouped};
use crate::text::sanitize::shortened;

/// Bytes that all of it takes at most: GitHub's 1 MiB, and room for what others add to the same summary.
pub const LIMIT: usize = 1_000_000;

/// Bytes of those that the findings take at most.
const FINDINGS: usize = 600_000;

/// Bytes that the problems take at most, and what was passed over.
const LIST: usize = 150_000;

/// Letters of a sentence that are shown.
const SENTENCE: usize = 300;

/// Letters of a path that are shown.
const PATH: usize = 300;

/// Writes `report` to `out`.
///
/// # Errors
///
/// Whatever `out` answers to a write.
pub fn render(report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "## {}\n", sentence::title(report))?;
    for said in sentence::sentences(report) {
        writeln!(out, "{}.", prose(&said))?;
    }
    findings(report, style, out)?;
    let problems = report.problems.iter().map(of_problem);
    list("What could not be checked", problems, out)?;
    list("Passed over", report.skipped.iter().map(of_skipped), out)?;
    if !report.totals.findings.is_empty() {
        writeln!(out, "\n`wiredrift explain RULE` says more about a rule.")?;
    }
    Ok(())
}

/// The table of findings.
fn findings(report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let entries = entries(report, style);
    if entries.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n| level | rule | place | what | times |")?;
    writeln!(out, "|---|---|---|---|---:|")?;
    let rows = entries.iter().map(of_entry);
    let left = within(FINDINGS, rows, out)?;
    if left > 0 {
        let rows = counted(left as u64, "more row");
        writeln!(out, "\n{rows} would not fit into a summary of GitHub.")?;
    }
    Ok(())
}

fn of_entry(entry: &Entry<'_>) -> String {
    let finding = entry.finding;
    let place = match entry.occurrence {
        Some(occurrence) => {
            let path = shortened(&occurrence.path, PATH);
            let place = occurrence.place;
            code(&format!("{path}:{}:{}", place.line, place.column))
        }
        None => String::new(),
    };
    let pointer = entry
        .occurrence
        .map(|occurrence| occurrence.pointer.to_string())
        .filter(|pointer| !pointer.is_empty())
        .map_or(String::new(), |pointer| {
            format!("<br>{}", code(&shortened(&pointer, PATH)))
        });
    let help = entry.help().map_or(String::new(), |help| {
        format!("<br>{}", prose(&shortened(help, SENTENCE)))
    });
    let times = if entry.times().is_some() {
        entry.group.count
    } else {
        1
    };
    format!(
        "| {} | `{}` | {place}{pointer} | {}{help} | {} |",
        finding.level,
        finding.rule,
        prose(&shortened(entry.headline(), SENTENCE)),
        grouped(times),
    )
}

fn of_problem(problem: &Problem) -> String {
    let path = problem.path.as_deref().map_or(String::new(), |path| {
        let path = shortened(path, PATH);
        let place = problem.place.map_or(String::new(), |place| {
            format!(":{}:{}", place.line, place.column)
        });
        format!("{}: ", code(&format!("{path}{place}")))
    });
    let help = problem.help.as_deref().map_or(String::new(), |help| {
        format!("; {}", prose(&shortened(help, SENTENCE)))
    });
    let message = prose(&shortened(&problem.message, SENTENCE));
    format!("- `{}` {path}{message}{help}", problem.kind.as_str())
}

fn of_skipped(skipped: &Skipped) -> String {
    let times = if skipped.count == 1 {
        String::new()
    } else {
        format!(" ({} times)", grouped(skipped.count))
    };
    format!(
        "- {}: {}{times}",
        code(&shortened(&skipped.path, PATH)),
        prose(&shortened(&skipped.reason, SENTENCE))
    )
}

/// A list under a heading of its own, where there is anything in it.
fn list(heading: &str, items: impl Iterator<Item = String>, out: &mut dyn Write) -> io::Result<()> {
    let mut items = items.peekable();
    if items.peek().is_none() {
        return Ok(());
    }
    writeln!(out, "\n### {heading}\n")?;
    let left = within(LIST, items, out)?;
    if left > 0 {
        let items = grouped(left as u64);
        writeln!(
            out,
            "- and {items} more, which would not fit into a summary of GitHub"
        )?;
    }
    Ok(())
}

/// Writes lines while they take no more than `limit` bytes; how many were left out.
fn within(
    limit: usize,
    lines: impl Iterator<Item = String>,
    out: &mut dyn Write,
) -> io::Result<usize> {
    let mut used = 0;
    let mut left = 0;
    for line in lines {
        used += line.len() + 1;
        if used > limit {
            left += 1;
        } else {
            writeln!(out, "{line}")?;
        }
    }
    Ok(left)
}
