//! The diagnostic format of reviewdog (`rdjson`), which brings findings to many review services.
//!
//! Positions count bytes of UTF-8 and end behind the value, as the format's definition says. Where the
//! right value is certain and the file holds the value as plain JSON, it is suggested. The format has no
//! room for counts; what could not be checked is a diagnostic of its own.

use std::io::{self, Write};

use serde::Serialize;

use super::Style;
use super::entries::{Entry, entries};
use super::inert;
use super::slashes;
use crate::problem::Problem;
use crate::severity::Severity;
use crate::summary::Report;
use crate::text::Place;
use crate::text::sanitize::printable;

/// Writes `report` to `out`.
///
/// # Errors
///
/// Whatever `out` answers to a write.
pub fn render(report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let entries = entries(report, style);
    let problems = report.problems.iter().map(Diagnostic::of_problem);
    let diagnostics: Vec<Diagnostic<'_>> = entries
        .iter()
        .map(Diagnostic::of_entry)
        .chain(problems)
        .collect();
    let worst = diagnostics.iter().map(|diagnostic| diagnostic.level).max();
    let result = DiagnosticResult {
        source: Source {
            name: env!("CARGO_PKG_NAME"),
        },
        severity: worst.map(severity),
        diagnostics,
    };
    inert::write_pretty(&result, out)
}

/// The whole, by the names of reviewdog's definition.
#[derive(Serialize)]
struct DiagnosticResult<'a> {
    source: Source,
    #[serde(skip_serializing_if = "Option::is_none")]
    severity: Option<&'static str>,
    diagnostics: Vec<Diagnostic<'a>>,
}

#[derive(Serialize)]
struct Source {
    name: &'static str,
}

#[derive(Serialize)]
struct Diagnostic<'a> {
    #[serde(skip)]
    level: Severity,
    message: String,
    location: Location,
    severity: &'static str,
    code: Code,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suggestions: Vec<Suggestion<'a>>,
}

#[derive(Serialize)]
struct Location {
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    range: Option<Range>,
}

#[derive(Clone, Copy, Serialize)]
struct Range {
    start: Position,
    end: Position,
}

#[derive(Clone, Copy, Serialize)]
struct Position {
    line: u64,
    column: u64,
}

#[derive(Serialize)]
struct Code {
    value: &'static str,
}

#[derive(Serialize)]
struct Suggestion<'a> {
    range: Range,
    text: &'a str,
}

impl<'a> Diagnostic<'a> {
    fn of_entry(entry: &Entry<'a>) -> Self {
        let place = entry.occurrence.map(|occurrence| occurrence.place);
        let expected = entry
            .expected()
            .map(|expected| format!("expected {expected}"));
        let times = entry.times();
        let sentences = [
            Some(entry.headline()),
            expected.as_deref(),
            entry.help(),
            times.as_deref(),
        ];
        let suggestion = suggested(entry).zip(place).map(|(text, place)| Suggestion {
            range: Range::of(place),
            text,
        });
        Self {
            level: entry.level(),
            message: message(&sentences),
            location: Location::of(entry.path(), place),
            severity: severity(entry.level()),
            code: Code {
                value: entry.finding.rule,
            },
            suggestions: suggestion.into_iter().collect(),
        }
    }

    fn of_problem(problem: &Problem) -> Self {
        let path = problem.path.as_deref().unwrap_or_default();
        Self {
            level: Severity::Error,
            message: message(&[Some(&problem.message), problem.help.as_deref()]),
            location: Location::of(path, problem.place),
            severity: severity(Severity::Error),
            code: Code {
                value: problem.kind.as_str(),
            },
            suggestions: Vec::new(),
        }
    }
}

impl Location {
    fn of(path: &str, place: Option<Place>) -> Self {
        Self {
            path: slashes(&printable(path)).into_owned(),
            range: place.map(Range::of),
        }
    }
}

impl Range {
    const fn of(place: Place) -> Self {
        Self {
            start: Position {
                line: place.line,
                column: place.byte_column,
            },
            end: Position {
                line: place.end.line,
                column: place.end.byte_column,
            },
        }
    }
}

/// The text that belongs in the file in place of the value. A body within a string of its capture is
/// spelled otherwise there, so the file must show the very string that was found.
fn suggested<'a>(entry: &Entry<'a>) -> Option<&'a str> {
    let account = &entry.finding.account;
    let occurrence = entry.occurrence.filter(|_| !entry.is_repetition)?;
    let excerpt = occurrence.excerpt.as_ref()?;
    let span = excerpt.highlight;
    let shown = excerpt.text.get(span.start()..span.end())?;
    let replacement = account.replacement.as_deref()?;
    let is_plain = shown == account.actual
        && shown.starts_with('"')
        && occurrence.place.length == shown.len() as u64
        && !replacement.contains(['\'', '\\']);
    is_plain.then_some(replacement)
}

fn message(sentences: &[Option<&str>]) -> String {
    let lines: Vec<_> = sentences
        .iter()
        .flatten()
        .map(|text| printable(text))
        .collect();
    lines.join("\n")
}

const fn severity(level: Severity) -> &'static str {
    match level {
        Severity::Error => "ERROR",
        Severity::Warning => "WARNING",
        Severity::Note => "INFO",
    }
}
