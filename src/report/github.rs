//! Workflow commands of GitHub Actions: annotations beside the lines of a pull request.
//!
//! GitHub shows ten annotations of each level for a step and drops the others in silence. So the
//! problems and the errors come first, ten of each level become commands, and what is beyond them is a
//! plain line of the log, as [`super::concise`] writes it, with a sentence that says so. Text is escaped
//! as the actions toolkit does it: a command ends with its line, a property with a comma or colon.

use std::io::{self, Write};

use super::Style;
use super::concise;
use super::entries::{Entry, entries};
use super::sentence::sentence;
use super::slashes;
use crate::problem::Problem;
use crate::severity::Severity;
use crate::summary::Report;
use crate::text::Place;
use crate::text::numbers::counted;
use crate::text::sanitize::{inert, shortened};

/// Annotations of each level that GitHub shows for a step.
pub const ANNOTATIONS: usize = 10;

/// Letters of a message's sentence that are shown.
const SENTENCE: usize = 400;

/// Letters of a path; the longest that file systems take.
const PATH: usize = 4_096;

/// The levels, worst first, and what GitHub calls them.
const LEVELS: [(Severity, &str); 3] = [
    (Severity::Error, "error"),
    (Severity::Warning, "warning"),
    (Severity::Note, "notice"),
];

/// Something to annotate.
enum Told<'a> {
    Entry(&'a Entry<'a>),
    Problem(&'a Problem),
}

/// Writes `report` to `out` as commands for the runner.
///
/// # Errors
///
/// Whatever `out` answers to a write.
pub fn render(report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let entries = entries(report, style);
    let mut beyond = Vec::new();
    for (level, command) in LEVELS {
        let problems = report.problems.iter().map(Told::Problem);
        let entries = entries.iter().filter(|entry| entry.level() == level);
        let told = problems
            .filter(|_| level == Severity::Error)
            .chain(entries.map(Told::Entry));
        for (at, told) in told.enumerate() {
            if at < ANNOTATIONS {
                writeln!(out, "{}", told.command(command))?;
            } else {
                beyond.push(told.line());
            }
        }
    }
    for line in &beyond {
        writeln!(out, "{line}")?;
    }
    if !beyond.is_empty() {
        writeln!(
            out,
            "GitHub shows {ANNOTATIONS} annotations of each level for a step: {} above without one",
            match beyond.len() {
                1 => "1 line stands".to_owned(),
                lines => format!("{} stand", counted(lines as u64, "line")),
            }
        )?;
    }
    writeln!(out, "{}", concise::tame(&sentence(report)))
}

impl Told<'_> {
    fn line(&self) -> String {
        match self {
            Self::Entry(entry) => concise::of_entry(entry),
            Self::Problem(problem) => concise::of_problem(problem),
        }
    }

    fn command(&self, command: &str) -> String {
        match self {
            Self::Entry(entry) => {
                let place = entry.occurrence.map(|occurrence| occurrence.place);
                let expected = entry
                    .expected()
                    .map(|expected| format!("expected {expected}"));
                let sentences = [Some(entry.headline()), expected.as_deref(), entry.help()];
                let properties = properties(entry.path(), place, entry.finding.rule);
                let times = entry.times();
                let message = message(sentences.into_iter().flatten().chain(times.as_deref()));
                format!("::{command} {properties}::{message}")
            }
            Self::Problem(problem) => {
                let path = problem.path.as_deref().unwrap_or_default();
                let properties = properties(path, problem.place, problem.kind.as_str());
                let sentences = [Some(problem.message.as_str()), problem.help.as_deref()];
                let message = message(sentences.into_iter().flatten());
                format!("::{command} {properties}::{message}")
            }
        }
    }
}

/// `file=…,line=…,col=…,title=…`. Columns are given for a value within one line alone, as GitHub wants it.
fn properties(path: &str, place: Option<Place>, rule: &str) -> String {
    let mut out = Vec::new();
    if !path.is_empty() {
        out.push(("file", slashes(&shortened(path, PATH)).into_owned()));
    }
    if let Some(place) = place {
        out.push(("line", place.line.to_string()));
        out.push(("endLine", place.end.line.to_string()));
        if place.line == place.end.line {
            out.push(("col", place.column.to_string()));
            out.push(("endColumn", place.end.column.to_string()));
        }
    }
    out.push(("title", format!("wiredrift: {rule}")));
    let written: Vec<String> = out
        .iter()
        .map(|(name, value)| format!("{name}={}", property(value)))
        .collect();
    written.join(",")
}

/// Sentences, a line each.
fn message<'a>(sentences: impl Iterator<Item = &'a str>) -> String {
    let lines: Vec<String> = sentences
        .map(|sentence| data(&inert(&shortened(sentence, SENTENCE))))
        .collect();
    lines.join("%0A")
}

/// `text` as the message of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// `text` as the value of a property.
fn property(text: &str) -> String {
    data(&inert(text)).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_ends_neither_a_property_nor_a_command() {
        assert_eq!(property("a,b::c%0A\r\n"), "a%2Cb%3A%3Ac%250A%0D%0A");
        assert_eq!(data("::x, 100%"), "::x, 100%25");
        let told = message(["::error::x\n::y", "##[error]z"].into_iter());
        assert_eq!(told, ":\u{fffd}error::x␊::y%0A#\u{fffd}[error]z");
    }
}
