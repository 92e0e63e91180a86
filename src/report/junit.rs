//! JUnit XML, which nearly every build service shows as tests.
//!
//! A file is a suite. A finding that fails the check is a failure in it, one that does not is a test that
//! passed and says what was seen, and a problem is an error. The first suite has one test, of the check
//! as a whole, so that a clean report is no empty one.

use std::io::{self, Write};

use quick_junit::{NonSuccessKind, Report as Suites, TestCase, TestCaseStatus, TestSuite};

use super::Style;
use super::entries::{Entry, entries};
use super::sentence::{against, sentence};
use super::slashes;
use crate::problem::Problem;
use crate::summary::{Outcome, Report};
use crate::text::Place;
use crate::text::sanitize::{inert, printable};

/// Writes `report` to `out`.
///
/// # Errors
///
/// Whatever `out` answers to a write.
pub fn render(report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let entries = entries(report, style);
    let mut cases: Vec<(&str, TestCase)> = entries
        .iter()
        .map(|entry| (entry.path(), of_entry(entry, report)))
        .collect();
    for problem in &report.problems {
        let path = problem.path.as_deref().unwrap_or("wiredrift");
        cases.push((path, of_problem(problem)));
    }
    // Stable: within a file, findings stand before problems, each in its order.
    cases.sort_by_key(|(path, _)| *path);
    let mut suites = Suites::new("wiredrift");
    suites.add_test_suite(whole(report));
    for file in cases.chunk_by(|(left, _), (right, _)| left == right) {
        let path = file.first().map_or("", |(path, _)| path);
        let mut suite = TestSuite::new(text(&slashes(path)));
        suite.add_test_cases(file.iter().map(|(_, case)| case.clone()));
        suites.add_test_suite(suite);
    }
    suites.serialize(out).map_err(io::Error::other)
}

/// The suite of the check as a whole.
fn whole(report: &Report) -> TestSuite {
    let mut case = TestCase::new("check", TestCaseStatus::success());
    case.set_classname("wiredrift");
    case.set_system_out(text(&sentence(report)));
    let mut suite = TestSuite::new("wiredrift");
    suite.add_property(("against", text(&against(report)).as_str()));
    suite.add_property(("outcome", outcome(report.outcome())));
    suite.add_test_case(case);
    suite
}

const fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Clean => "clean",
        Outcome::Findings => "findings",
        Outcome::CouldNotCheck => "could-not-check",
    }
}

fn of_entry(entry: &Entry<'_>, report: &Report) -> TestCase {
    let finding = entry.finding;
    let place = entry.occurrence.map(|occurrence| occurrence.place);
    let pointer = entry
        .occurrence
        .map_or(String::new(), |occurrence| occurrence.pointer.to_string());
    let lines = details(entry, place);
    let mut status = if finding.level >= report.fail_on {
        TestCaseStatus::non_success(NonSuccessKind::Failure)
    } else {
        TestCaseStatus::success()
    };
    status
        .set_type(finding.rule)
        .set_message(text(&format!("{}: {}", finding.level, entry.headline())))
        .set_description(lines.as_str());
    let is_told = finding.level >= report.fail_on;
    let mut case = TestCase::new(name(finding.rule, &pointer, place), status);
    case.set_classname(text(&slashes(entry.path())));
    located(&mut case, entry.path(), place);
    if !is_told {
        case.set_system_out(lines.as_str());
    }
    case
}

fn of_problem(problem: &Problem) -> TestCase {
    let path = problem.path.as_deref().unwrap_or("wiredrift");
    let mut lines = vec![place_line(path, problem.place), problem.message.clone()];
    lines.extend(problem.help.iter().map(|help| format!("help: {help}")));
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
    status
        .set_type(problem.kind.as_str())
        .set_message(text(&problem.message))
        .set_description(joined(&lines).as_str());
    let mut case = TestCase::new(name(problem.kind.as_str(), "", problem.place), status);
    case.set_classname(text(&slashes(path)));
    if problem.path.is_some() {
        located(&mut case, path, problem.place);
    }
    case
}

/// What services that read these attributes open: pytest and others write them.
fn located(case: &mut TestCase, path: &str, place: Option<Place>) {
    case.extra
        .insert("file".into(), text(&slashes(path)).as_str().into());
    if let Some(place) = place {
        case.extra
            .insert("line".into(), place.line.to_string().as_str().into());
    }
}

/// `date-only at /body/0/created (line 6, column 18)`: no two tests of a file share it.
fn name(rule: &str, pointer: &str, place: Option<Place>) -> String {
    let at = if pointer.is_empty() {
        String::new()
    } else {
        format!(" at {pointer}")
    };
    let place = place.map_or(String::new(), |place| {
        format!(" (line {}, column {})", place.line, place.column)
    });
    text(&format!("{rule}{at}{place}"))
}

fn details(entry: &Entry<'_>, place: Option<Place>) -> String {
    let account = &entry.finding.account;
    let mut lines = vec![place_line(entry.path(), place), entry.headline().to_owned()];
    lines.extend(entry.expected().map(|text| format!("expected: {text}")));
    if !entry.is_repetition && !account.actual.is_empty() {
        lines.push(format!("actual: {}", account.actual));
    }
    lines.extend(entry.help().map(|help| format!("help: {help}")));
    lines.extend(entry.times().map(|times| format!("seen: {times}")));
    for further in entry.further {
        lines.push(format!(
            "also at: {}",
            place_line(&further.path, Some(further.place))
        ));
    }
    joined(&lines)
}

fn place_line(path: &str, place: Option<Place>) -> String {
    match place {
        Some(place) => format!("{path}:{}:{}", place.line, place.column),
        None => path.to_owned(),
    }
}

fn joined(lines: &[String]) -> String {
    let lines: Vec<String> = lines.iter().map(|line| text(line)).collect();
    lines.join("\n")
}

/// One line that does nothing, in letters that XML 1.0 (section 2.2) has.
fn text(text: &str) -> String {
    inert(&printable(text)).replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}
