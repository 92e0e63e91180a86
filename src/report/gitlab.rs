//! The Code Quality report of GitLab: one array, an object for each finding.
//!
//! The format is GitLab's own subset of Code Climate's, as its documentation has it: description,
//! `check_name`, a fingerprint that is unique in the report, a severity, a path relative to the
//! repository and a line. It has no room for counts; what could not be checked is an issue of its own.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use serde::Serialize;

use super::Style;
use super::entries::{Entry, entries, fingerprint_of};
use super::inert;
use super::slashes;
use crate::finding::Fingerprint;
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
    let problems = report.problems.iter().map(Issue::of_problem);
    let issues: Vec<Issue> = entries
        .iter()
        .map(Issue::of_entry)
        .chain(problems)
        .collect();
    inert::write_pretty(&unique(issues), out)
}

/// One finding, by the names of GitLab's documentation.
#[derive(Debug, Serialize)]
struct Issue {
    description: String,
    check_name: &'static str,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Debug, Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Debug, Serialize)]
struct Lines {
    begin: u64,
    end: u64,
}

impl Issue {
    fn of_entry(entry: &Entry<'_>) -> Self {
        let times = entry
            .times()
            .map_or(String::new(), |times| format!(" ({times})"));
        let place = entry.occurrence.map(|occurrence| occurrence.place);
        Self {
            description: printable(&format!("{}{times}", entry.headline())).into_owned(),
            check_name: entry.finding.rule,
            fingerprint: entry.fingerprint(),
            severity: match entry.level() {
                Severity::Error => "major",
                Severity::Warning => "minor",
                Severity::Note => "info",
            },
            location: Location::of(entry.path(), place),
        }
    }

    fn of_problem(problem: &Problem) -> Self {
        Self {
            description: printable(&problem.message).into_owned(),
            check_name: problem.kind.as_str(),
            fingerprint: fingerprint_of(problem),
            severity: "critical",
            location: Location::of(problem.path.as_deref().unwrap_or_default(), problem.place),
        }
    }
}

impl Location {
    /// Where nothing is known, it is the first line of the whole.
    fn of(path: &str, place: Option<Place>) -> Self {
        let path = if path.is_empty() { "." } else { path };
        Self {
            path: slashes(&printable(path)).into_owned(),
            lines: Lines {
                begin: place.map_or(1, |place| place.line),
                end: place.map_or(1, |place| place.end.line),
            },
        }
    }
}

/// The issues, each with a fingerprint of its own: GitLab shows only the first of those that share one.
/// Further ones are told apart by their file and their number in it, which other files do not change.
fn unique(mut issues: Vec<Issue>) -> Vec<Issue> {
    let mut seen = BTreeSet::new();
    let mut in_file: BTreeMap<(String, String), u64> = BTreeMap::new();
    for issue in &mut issues {
        let known = (issue.fingerprint.clone(), issue.location.path.clone());
        let nth = in_file.entry(known).or_default();
        *nth += 1;
        if !seen.insert(issue.fingerprint.clone()) {
            issue.fingerprint = Fingerprint {
                rule: issue.check_name,
                contract: std::mem::take(&mut issue.fingerprint),
                pointer: issue.location.path.clone(),
                variant: nth.to_string(),
            }
            .to_string();
        }
    }
    issues
}
