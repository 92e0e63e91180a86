//! The formats for services and programs: the same three reports in each, as snapshots, and read back by
//! a reader that is not the writer. Snapshots are rewritten with `SNAPSHOTS=overwrite`.
#![cfg(feature = "cli")]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on shall stop"
)]

#[path = "common/reports.rs"]
mod reports;

use std::collections::{BTreeMap, BTreeSet};

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use quick_junit::{NonSuccessKind, TestCaseStatus};
use serde::Deserialize;
use serde_json::Value;
use serde_sarif::sarif::{Sarif, ToolComponent};
use snapbox::Data;
use wiredrift::report::{Format, Listing, Style, github, json, markdown, ndjson, render, sarif};
use wiredrift::severity::Severity;
use wiredrift::summary::{Group, Report};
use wiredrift::text::Pointer;
use wiredrift::text::sanitize::stand_in;

use reports::{LIST, bare, clean, empty, hostile, many, many_hostile, one, totals};

/// The formats and how their files end.
const FORMATS: [(Format, &str); 9] = [
    (Format::Concise, "txt"),
    (Format::Ndjson, "ndjson"),
    (Format::Sarif, "sarif"),
    (Format::Junit, "xml"),
    (Format::Github, "log"),
    (Format::Gitlab, "json"),
    (Format::Rdjson, "json"),
    (Format::Markdown, "md"),
    (Format::Html, "html"),
];

fn reports() -> [(&'static str, Report); 5] {
    let mut flood = hostile();
    flood.groups[0].occurrences.truncate(200);
    [
        ("empty", empty()),
        ("none", clean()),
        ("one", one()),
        ("many", many_hostile()),
        ("hostile", flood),
    ]
}

fn styles() -> [Style; 2] {
    let each = Style {
        listing: Listing::Each,
        ..Style::default()
    };
    [Style::default(), each]
}

fn written(format: Format, report: &Report, style: &Style) -> String {
    let mut out = Vec::new();
    render(format, report, style, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn three_reports_in_each_format() {
    let version = env!("CARGO_PKG_VERSION");
    for (format, ending) in FORMATS {
        for (name, report) in [("none", clean()), ("one", one()), ("many", many_hostile())] {
            let out = written(format, &report, &Style::default());
            let out = out
                .replace(
                    &format!("\"version\": \"{version}\""),
                    "\"version\": \"0.0.0\"",
                )
                .replace(
                    &format!("\"version\":\"{version}\""),
                    "\"version\":\"0.0.0\"",
                )
                .replace(
                    &format!("\"semanticVersion\": \"{version}\""),
                    "\"semanticVersion\": \"0.0.0\"",
                )
                .replace(&format!("wiredrift {version}"), "wiredrift 0.0.0");
            let path = format!(
                "{}/tests/snapshots/formats/{}-{name}.{ending}",
                env!("CARGO_MANIFEST_DIR"),
                format.as_str()
            );
            let expected = Data::read_from(path.as_ref(), Some(snapbox::data::DataFormat::Text));
            snapbox::Assert::new()
                .action_env("SNAPSHOTS")
                .normalize_paths(false)
                .eq(out, expected.raw());
        }
    }
}

#[test]
fn nothing_acts_on_what_shows_it() {
    for (name, report) in reports() {
        for style in styles() {
            for (format, _) in FORMATS {
                let out = written(format, &report, &style);
                let harmful = |letter: &char| *letter != '\n' && stand_in(*letter).is_some();
                let found = out.chars().find(harmful);
                assert_eq!(found, None, "{name} {}", format.as_str());
                for line in out.lines() {
                    let is_command = line.trim_start().starts_with("::");
                    assert!(!is_command || format == Format::Github, "{line}");
                    assert!(!line.contains("##[") && !line.contains("##vso["), "{line}");
                }
            }
        }
    }
}

#[test]
fn every_format_tells_every_problem_and_finding() {
    for (name, report) in reports() {
        for (format, _) in FORMATS {
            let out = written(format, &report, &Style::default());
            for problem in &report.problems {
                let kind = problem.kind.as_str();
                assert!(out.contains(kind), "{name} {}: {kind}", format.as_str());
            }
            for group in &report.groups {
                let rule = group.finding.rule;
                assert!(out.contains(rule), "{name} {}: {rule}", format.as_str());
            }
        }
    }
}

/// How many findings a flat format has of a report.
fn entries(report: &Report, style: &Style) -> usize {
    match style.listing {
        Listing::Grouped => report.groups.len(),
        Listing::Each => report
            .groups
            .iter()
            .map(|group| group.occurrences.len())
            .sum(),
    }
}

#[test]
fn concise_is_one_line_each() {
    for (_, report) in reports() {
        for style in styles() {
            let out = written(Format::Concise, &report, &style);
            let lines: Vec<&str> = out.lines().collect();
            assert_eq!(
                lines.len(),
                entries(&report, &style) + report.problems.len() + 1
            );
            for (line, group) in lines.iter().zip(&report.groups) {
                if style.listing == Listing::Grouped {
                    let place = group.occurrences[0].place;
                    let (level, rule) = (group.finding.level, group.finding.rule);
                    let mark = format!(":{}:{}: {level}[{rule}] ", place.line, place.column);
                    assert!(line.contains(&mark), "{line}");
                }
            }
        }
    }
}

#[test]
fn lines_of_json_are_what_their_schema_says_and_what_the_document_says() {
    let validator = jsonschema::draft202012::new(&ndjson::schema()).unwrap();
    for (name, report) in reports() {
        let out = written(Format::Ndjson, &report, &Style::default());
        let lines: Vec<Value> = out
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        for line in &lines {
            assert!(validator.is_valid(line), "{name}: {line}");
        }
        let document = serde_json::to_value(json::ReportDocument::of(&report)).unwrap();
        let of = |kind: &str| -> Vec<Value> {
            let lines = lines.iter().filter(|line| line["type"] == kind);
            lines
                .map(|line| {
                    let mut line = line.clone();
                    line.as_object_mut().unwrap().remove("type");
                    line
                })
                .collect()
        };
        for (kind, list) in [
            ("group", "groups"),
            ("problem", "problems"),
            ("skipped", "skipped"),
        ] {
            assert_eq!(Value::from(of(kind)), document[list], "{name}");
        }
        let summary = of("summary");
        assert_eq!(lines.last().unwrap()["type"], "summary");
        for (field, value) in summary[0].as_object().unwrap() {
            assert_eq!(*value, document[field], "{name}");
        }
        assert_eq!(summary.len(), 1);
    }
    let is_valid = |text: &str| validator.is_valid(&serde_json::from_str(text).unwrap());
    assert!(!is_valid("{\"type\":\"other\"}") && !is_valid("{\"type\":\"problem\"}"));
}

#[test]
fn sarif_is_read_back() {
    for (name, report) in reports() {
        for style in styles() {
            let out = written(Format::Sarif, &report, &style);
            let sarif: Sarif = serde_json::from_str(&out).unwrap();
            let again: Value = serde_json::to_value(&sarif).unwrap();
            assert_eq!(again, serde_json::from_str::<Value>(&out).unwrap());
            let run = &sarif.runs[0];
            assert_eq!(run.column_kind, Some(Value::from("unicodeCodePoints")));
            let results = run.results.as_ref().unwrap();
            assert_eq!(results.len(), entries(&report, &style), "{name}");
            let mut fingerprints = BTreeSet::new();
            for result in results {
                let index = usize::try_from(result.rule_index.unwrap()).unwrap();
                let rule = &rules(&run.tool.driver)[index];
                assert_eq!(Some(&rule.id), result.rule_id.as_ref());
                let location = &result.locations.as_ref().unwrap()[0];
                let physical = location.physical_location.as_ref().unwrap();
                let artifact = physical.artifact_location.as_ref().unwrap();
                let uri = artifact.uri.as_ref().unwrap();
                let index = usize::try_from(artifact.index.unwrap()).unwrap();
                let listed = &run.artifacts.as_ref().unwrap()[index];
                assert_eq!(listed.location.as_ref().unwrap().uri.as_ref(), Some(uri));
                let is_plain =
                    |byte: u8| byte.is_ascii_alphanumeric() || b"-._~%/:".contains(&byte);
                assert!(uri.bytes().all(is_plain), "{uri}");
                assert_eq!(artifact.uri_base_id.as_deref(), Some("%SRCROOT%"));
                let partial = result.partial_fingerprints.as_ref().unwrap();
                let hash = &partial["primaryLocationLineHash"];
                assert!(hash.starts_with(&partial["wiredrift/v1"]), "{hash}");
                assert!(fingerprints.insert((uri.clone(), hash.clone())), "{hash}");
                let contract = &result.related_locations.as_ref().unwrap()[0];
                assert!(contract.logical_locations.is_some());
            }
            let invocation = &run.invocations.as_ref().unwrap()[0];
            assert_eq!(invocation.execution_successful, report.problems.is_empty());
            assert_eq!(
                invocation.exit_code,
                Some(i64::from(report.outcome().code()))
            );
            let told = invocation.tool_execution_notifications.as_ref().unwrap();
            let errors = told
                .iter()
                .filter(|told| told.level == Some(Value::from("error")));
            assert_eq!(errors.count(), report.problems.len());
        }
    }
}

fn rules(driver: &ToolComponent) -> &[serde_sarif::sarif::ReportingDescriptor] {
    driver.rules.as_deref().unwrap_or_default()
}

#[test]
fn sarif_has_the_page_of_each_rule_and_the_region_of_each_value() {
    let out = written(Format::Sarif, &one(), &Style::default());
    let sarif: Sarif = serde_json::from_str(&out).unwrap();
    let run = &sarif.runs[0];
    let rule = &rules(&run.tool.driver)[0];
    let help = rule.help.as_ref().unwrap();
    assert!(
        help.markdown
            .as_ref()
            .unwrap()
            .starts_with("# date-offset-unpunctuated\n")
    );
    assert!(help.text.contains("## What to do"));
    let region = run.results.as_ref().unwrap()[0].locations.as_ref().unwrap()[0]
        .physical_location
        .as_ref()
        .unwrap()
        .region
        .as_ref()
        .unwrap();
    let numbers = [
        region.start_line,
        region.start_column,
        region.end_line,
        region.end_column,
        region.byte_offset,
        region.byte_length,
    ];
    let offset = LIST.find("\"2024-01-15T14").unwrap();
    let offset = i64::try_from(offset).unwrap();
    assert_eq!(numbers, [6, 18, 6, 48, offset, 30].map(Some));
}

/// As many groups as asked for, with little in each; levels take turns.
fn crowd(groups: usize) -> Report {
    let levels = [Severity::Note, Severity::Warning, Severity::Error];
    let group = one().groups.remove(0);
    let groups = (0..groups).map(|at| {
        let mut group = group.clone();
        group.finding.level = levels[at % 3];
        group.finding.account.variant = at.to_string();
        let path = format!("recordings/file-{at}.json");
        group.occurrences = vec![bare(&path, 1, 1, Pointer::root().member("x"))];
        group
    });
    totals(Report {
        groups: groups.collect(),
        ..Report::default()
    })
}

#[test]
fn sarif_keeps_the_worst_where_there_are_too_many() {
    let report = crowd(sarif::RESULTS + 300);
    let out = written(Format::Sarif, &report, &Style::default());
    let document: Value = serde_json::from_str(&out).unwrap();
    let run = &document["runs"][0];
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), sarif::RESULTS);
    let notes = results.iter().filter(|result| result["level"] == "note");
    assert_eq!(notes.count(), (sarif::RESULTS + 300) / 3 + 1 - 300);
    let told = &run["invocations"][0]["toolExecutionNotifications"];
    let text = told[0]["message"]["text"].as_str().unwrap();
    assert!(text.starts_with("300 results are left out"), "{text}");
}

#[test]
fn junit_is_read_back() {
    for (name, report) in reports() {
        for style in styles() {
            let out = written(Format::Junit, &report, &style);
            let suites = quick_junit::Report::deserialize_from_str(&out).unwrap();
            let cases: Vec<_> = suites
                .test_suites
                .iter()
                .flat_map(|suite| &suite.test_cases)
                .collect();
            let of = |wanted: Option<NonSuccessKind>| {
                let kind = |status: &TestCaseStatus| match status {
                    TestCaseStatus::NonSuccess { kind, .. } => Some(*kind),
                    _ => None,
                };
                cases
                    .iter()
                    .filter(|case| kind(&case.status) == wanted)
                    .count()
            };
            assert_eq!(
                of(Some(NonSuccessKind::Error)),
                report.problems.len(),
                "{name}"
            );
            assert_eq!(suites.errors, report.problems.len());
            assert_eq!(cases.len(), entries(&report, &style) + suites.errors + 1);
            if style.listing == Listing::Grouped {
                let fails = |group: &&Group| group.finding.level >= report.fail_on;
                let failures = report.groups.iter().filter(fails).count();
                assert_eq!(of(Some(NonSuccessKind::Failure)), failures, "{name}");
            }
            let exit = report.outcome().code();
            assert_eq!(exit == 0, suites.failures + suites.errors == 0, "{name}");
            // XML 1.0, section 2.2.
            let is_xml = |letter: char| matches!(letter, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..);
            assert!(out.chars().all(is_xml), "{name}");
        }
    }
}

/// A command as the runner reads it.
#[derive(Debug)]
struct Annotation {
    command: String,
    properties: BTreeMap<String, String>,
    message: String,
}

fn annotation(line: &str) -> Option<Annotation> {
    let rest = line.strip_prefix("::")?;
    let (head, message) = rest.split_once("::").unwrap();
    let (command, properties) = head.split_once(' ').unwrap();
    let decoded = |text: &str| {
        text.replace("%0D", "\r")
            .replace("%0A", "\n")
            .replace("%3A", ":")
            .replace("%2C", ",")
            .replace("%25", "%")
    };
    Some(Annotation {
        command: command.to_owned(),
        properties: properties
            .split(',')
            .map(|property| {
                let (name, value) = property.split_once('=').unwrap();
                (name.to_owned(), decoded(value))
            })
            .collect(),
        message: decoded(message),
    })
}

#[test]
fn github_reads_annotations_and_no_other_commands() {
    let known = BTreeSet::from(["file", "line", "endLine", "col", "endColumn", "title"]);
    for (name, report) in reports() {
        for style in styles() {
            let out = written(Format::Github, &report, &style);
            let annotations: Vec<Annotation> = out.lines().filter_map(annotation).collect();
            let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
            for annotation in &annotations {
                *counts.entry(&annotation.command).or_default() += 1;
                for property in annotation.properties.keys() {
                    assert!(known.contains(property.as_str()), "{annotation:?}");
                }
                assert!(annotation.properties["title"].starts_with("wiredrift: "));
                assert!(!annotation.message.is_empty());
            }
            for (command, count) in counts {
                assert!(
                    ["error", "warning", "notice"].contains(&command),
                    "{command}"
                );
                assert!(count <= github::ANNOTATIONS, "{name}: {count} of {command}");
            }
            let all = entries(&report, &style) + report.problems.len();
            let lines = out.lines().count();
            assert!(
                lines == all + 1 || lines == all + 2,
                "{name}: {lines} of {all}"
            );
        }
    }
    let out = written(Format::Github, &many(), &Style::default());
    let first = annotation(out.lines().next().unwrap()).unwrap();
    assert_eq!(first.properties["file"], "recordings/broken.json");
    assert_eq!(first.properties["line"], "3");
}

#[test]
fn github_is_told_the_worst_first_and_the_rest_in_plain_lines() {
    let out = written(Format::Github, &crowd(100), &Style::default());
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines.len(), 102);
    let commands = ["::error ", "::warning ", "::notice "];
    for (at, line) in lines.iter().take(30).enumerate() {
        assert!(line.starts_with(commands[at / 10]), "{at}: {line}");
    }
    assert!(lines[30].starts_with("recordings/file-32.json:1:1: error["));
    assert!(lines[100].contains("70 lines stand above without one"));
}

#[test]
fn gitlab_reads_what_it_requires() {
    let schema = include_str!("external/code-quality.schema.json");
    let schema = serde_json::from_str(schema).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    for (name, report) in reports() {
        for style in styles() {
            let out = written(Format::Gitlab, &report, &style);
            let issues: Value = serde_json::from_str(&out).unwrap();
            assert!(validator.is_valid(&issues), "{name}");
            let issues = issues.as_array().unwrap();
            assert_eq!(
                issues.len(),
                entries(&report, &style) + report.problems.len()
            );
            let fingerprints: BTreeSet<&str> = issues
                .iter()
                .map(|issue| issue["fingerprint"].as_str().unwrap())
                .collect();
            assert_eq!(fingerprints.len(), issues.len(), "{name}");
        }
    }
    let bad = serde_json::json!([{"description": "x", "location": {"path": "/abs", "lines": {"begin": 1}}}]);
    assert!(!validator.is_valid(&bad));
}

/// reviewdog's `DiagnosticResult`, by its definition.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DiagnosticResult {
    source: RdSource,
    severity: Option<RdSeverity>,
    diagnostics: Vec<RdDiagnostic>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RdSource {
    name: String,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq)]
#[serde(rename_all = "UPPERCASE")]
enum RdSeverity {
    Error,
    Warning,
    Info,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RdDiagnostic {
    message: String,
    location: RdLocation,
    severity: RdSeverity,
    code: RdCode,
    #[serde(default)]
    suggestions: Vec<RdSuggestion>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RdLocation {
    path: String,
    range: Option<RdRange>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RdRange {
    start: RdPosition,
    end: RdPosition,
}

#[derive(Debug, Deserialize, PartialEq, PartialOrd)]
#[serde(deny_unknown_fields)]
struct RdPosition {
    line: i32,
    column: i32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RdCode {
    value: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RdSuggestion {
    range: RdRange,
    text: String,
}

#[test]
fn reviewdog_reads_positions_in_bytes_and_suggestions() {
    for (_, report) in reports() {
        for style in styles() {
            let out = written(Format::Rdjson, &report, &style);
            let result: DiagnosticResult = serde_json::from_str(&out).unwrap();
            assert_eq!(result.source.name, "wiredrift");
            assert_eq!(
                result.diagnostics.len(),
                entries(&report, &style) + report.problems.len()
            );
            assert_eq!(result.severity.is_none(), result.diagnostics.is_empty());
            for diagnostic in &result.diagnostics {
                assert!(!diagnostic.message.is_empty() && !diagnostic.code.value.is_empty());
                if let Some(range) = &diagnostic.location.range {
                    assert!(range.start <= range.end && range.start.line > 0);
                }
            }
        }
    }
    let out = written(Format::Rdjson, &many(), &Style::default());
    let result: DiagnosticResult = serde_json::from_str(&out).unwrap();
    let date = &result.diagnostics[0];
    assert_eq!(date.severity, RdSeverity::Error);
    assert_eq!(date.location.path, "recordings/list.json");
    assert_eq!(
        date.suggestions[0].text,
        "\"2024-01-15T14:30:00.000+00:00\""
    );
    assert_eq!(date.suggestions[0].range.start.column, 18);
    let wide = &result.diagnostics[3].location.range.as_ref().unwrap().start;
    // Behind six letters of three bytes and one of four.
    let column = many().groups[3].occurrences[0].place.column;
    assert_eq!(wide.column, i32::try_from(column).unwrap() + 6 * 2 + 3);
}

/// What Markdown makes of a report.
#[derive(Default)]
struct Seen {
    /// Everything that is neither code nor within a link or so.
    text: String,
    code: Vec<String>,
    rows: Vec<usize>,
    html: BTreeSet<String>,
    strange: Vec<String>,
}

fn seen(markdown: &str) -> Seen {
    let mut seen = Seen::default();
    let mut cells = 0;
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_MATH
        | Options::ENABLE_TASKLISTS;
    let mut in_element = false;
    for event in Parser::new_ext(markdown, options) {
        match event {
            Event::InlineHtml(html) => {
                in_element = &*html == "<code>";
                seen.html.insert(html.into_string());
            }
            Event::Text(text) if in_element => seen.code.push(text.into_string()),
            Event::Text(text) => seen.text += &text,
            Event::Code(code) => {
                seen.text.push('\0');
                seen.code.push(code.into_string());
            }
            Event::SoftBreak => seen.text.push('\n'),
            Event::End(TagEnd::TableCell) => cells += 1,
            Event::End(TagEnd::TableRow) => seen.rows.push(std::mem::take(&mut cells)),
            Event::Start(
                Tag::Heading { .. }
                | Tag::Paragraph
                | Tag::Table(_)
                | Tag::TableHead
                | Tag::TableRow
                | Tag::TableCell
                | Tag::List(_)
                | Tag::Item,
            )
            | Event::End(
                TagEnd::Heading(_)
                | TagEnd::Paragraph
                | TagEnd::Table
                | TagEnd::List(_)
                | TagEnd::Item,
            ) => {}
            Event::End(TagEnd::TableHead) => cells = 0,
            other => seen.strange.push(format!("{other:?}")),
        }
    }
    seen
}

#[test]
fn markdown_shows_what_strangers_wrote_as_code() {
    for (name, report) in reports() {
        for style in styles() {
            let out = written(Format::Markdown, &report, &style);
            let seen = seen(&out);
            assert_eq!(seen.strange, [""; 0], "{name}");
            let known = BTreeSet::from(["<br>", "<code>", "</code>"].map(str::to_owned));
            assert!(seen.html.is_subset(&known), "{name}: {:?}", seen.html);
            assert_eq!(seen.rows.len(), entries(&report, &style), "{name}");
            assert!(seen.rows.iter().all(|cells| *cells == 5), "{name}");
            for mark in ["@", "#", "www.", "://", "GH-", "`", "0123456", "$"] {
                assert!(!seen.text.contains(mark), "{name}: {mark} in {}", seen.text);
            }
        }
    }
    let out = written(Format::Markdown, &many_hostile(), &Style::default());
    let code = seen(&out).code.concat();
    for piece in ["@octocat", "</code>`|\\|<script>", "#2", "GH-3"] {
        assert!(code.contains(piece), "{piece}");
    }
}

#[test]
fn markdown_fits_into_the_summary_of_a_job() {
    let mut report = crowd(10_000);
    let problem = many().problems.remove(0);
    report.problems = vec![problem; 5_000];
    let out = written(Format::Markdown, &report, &Style::default());
    assert!(out.len() < markdown::LIMIT, "{}", out.len());
    assert!(out.contains("more rows would not fit into a summary of GitHub."));
    assert!(out.contains("more, which would not fit into a summary of GitHub\n"));
    assert!(out.contains("10,000 kinds of drift; 5,000 problems"));
}
