//! Nothing that is said may act on a terminal or a build log.

use wiredrift::problem::Problem;
use wiredrift::report::{Format, Style, render};
use wiredrift::summary::Report;
use wiredrift::text::sanitize::stand_in;

/// The words of a report in a format.
pub(crate) fn written(format: Format, report: &Report, style: &Style) -> String {
    let mut out = Vec::new();
    render(format, report, style, &mut out).expect("a vector takes whatever is written");
    String::from_utf8(out).expect("reports are text")
}

/// Lines that could act on a terminal or a build log.
pub(crate) fn assert_inert(out: &str, format: Format) {
    let harmful = |letter: &char| *letter != '\n' && stand_in(*letter).is_some();
    let found = out.chars().find(harmful);
    assert_eq!(found, None, "{} has a letter that acts", format.as_str());
    for line in out.lines() {
        let is_command = line.trim_start().starts_with("::");
        assert!(!is_command || format == Format::Github, "a command: {line}");
        assert!(
            !line.contains("##[") && !line.contains("##vso["),
            "a command: {line}"
        );
    }
}

/// Why something could not be read, in the words of the formats that people see.
pub(crate) fn assert_told(problems: Vec<Problem>) {
    let report = Report {
        problems,
        ..Report::default()
    };
    for format in [Format::Human, Format::Concise] {
        assert_inert(&written(format, &report, &Style::default()), format);
    }
}
