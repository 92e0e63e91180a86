//! Reporters on hand-built reports: what people and programs get to see, for clean and for hostile
//! input. Snapshots are rewritten with `SNAPSHOTS=overwrite`, the schema with `WIREDRIFT_BLESS=1`.
#![cfg(feature = "cli")]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests may panic, and read better with plain assignments"
)]

#[path = "common/reports.rs"]
mod reports;

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value, json};
use snapbox::assert_data_eq;
use unicode_width::UnicodeWidthStr;
use wiredrift::capture::InputFormat;
use wiredrift::check::exchange::Passed;
use wiredrift::finding::{Account, Breach, Finding, Fingerprint};
use wiredrift::problem::{Problem, ProblemKind};
use wiredrift::report::human::MAX_LINES;
use wiredrift::report::human::inspection::{Operations, Table};
use wiredrift::report::inspection::{Document, Row, RowBody, Unchecked};
use wiredrift::report::{
    Charset, Colour, Format, Listing, Style, comparison, inspection, json as json_report, ndjson,
    render,
};
use wiredrift::rule::mixed;
use wiredrift::severity::Severity;
use wiredrift::summary::{
    Against, Applied, ExceptionState, Exchanges, Group, Occurrence, Report, Skipped, Statistic,
    Totals, UsedBaseline, UsedException,
};
use wiredrift::text::{End, Excerpt, Place, Pointer, Span};

use reports::{
    HOSTILE, LIST, bare, clean, empty, finding, hostile, many, many_hostile, member,
    null_in_a_record, occurrence, once, one, problem, repeated, span_of, stand_in_value, totals,
    trailing_comma, value_of_a_later_revision,
};

fn shown(report: &Report, style: &Style) -> String {
    written(Format::Human, report, style)
}

fn written(format: Format, report: &Report, style: &Style) -> String {
    let mut out = Vec::new();
    render(format, report, style, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn empty_human() {
    assert_data_eq!(
        shown(&empty(), &Style::default()),
        snapbox::file!["snapshots/empty.txt"].raw()
    );
}

#[test]
fn clean_human() {
    assert_data_eq!(
        shown(&clean(), &Style::default()),
        snapbox::file!["snapshots/clean.txt"].raw()
    );
}

#[test]
fn one_human() {
    assert_data_eq!(
        shown(&one(), &Style::default()),
        snapbox::file!["snapshots/one.txt"].raw()
    );
}

#[test]
fn many_human() {
    assert_data_eq!(
        shown(&many(), &Style::default()),
        snapbox::file!["snapshots/many.txt"].raw()
    );
}

#[test]
fn many_human_in_80_columns() {
    let style = Style {
        width: 80,
        ..Style::default()
    };
    assert_data_eq!(
        shown(&many(), &style),
        snapbox::file!["snapshots/many-80.txt"].raw()
    );
}

#[test]
fn many_human_in_colour() {
    let style = Style {
        colour: Colour::Always,
        ..Style::default()
    };
    assert_data_eq!(
        shown(&many(), &style),
        snapbox::file!["snapshots/many-colour.txt"].raw()
    );
}

#[test]
fn many_human_in_ascii() {
    let style = Style {
        charset: Charset::Ascii,
        ..Style::default()
    };
    let out = shown(&many(), &style);
    assert!(out.is_ascii());
    assert_data_eq!(out, snapbox::file!["snapshots/many-ascii.txt"].raw());
}

#[test]
fn hostile_human() {
    assert_data_eq!(
        shown(&hostile(), &Style::default()),
        snapbox::file!["snapshots/hostile.txt"].raw()
    );
}

#[test]
fn hostile_human_in_ascii() {
    let style = Style {
        charset: Charset::Ascii,
        ..Style::default()
    };
    let out = shown(&hostile(), &style);
    assert!(out.is_ascii());
    assert_data_eq!(out, snapbox::file!["snapshots/hostile-ascii.txt"].raw());
}

#[test]
fn each_place_human() {
    let style = Style {
        listing: Listing::Each,
        ..Style::default()
    };
    let mut group = repeated();
    let other = LIST.replace("2024-01-15T14", "2025-07-01T08");
    let value = "\"2025-07-01T08:30:00.000+0000\"";
    let span = span_of(&other, value);
    let mut own = group.finding.clone();
    own.account.actual = value.to_owned();
    own.account.replacement = Some("\"2025-07-01T08:30:00.000+00:00\"".to_owned());
    let mut told = occurrence("recordings/page-2.json", &other, span, member(0, "created"));
    told.finding = Some(Box::new(own));
    let untold = occurrence("recordings/page-3.json", &other, span, member(0, "created"));
    group.occurrences = vec![group.occurrences[0].clone(), told, untold];
    group.count = 3;
    let report = totals(Report {
        unlisted: BTreeMap::new(),
        groups: vec![group],
        ..Report::default()
    });
    assert_data_eq!(
        shown(&report, &style),
        snapbox::file!["snapshots/each.txt"].raw()
    );
}

#[test]
fn notes_alone_are_no_drift() {
    let report = totals(Report {
        unlisted: BTreeMap::new(),
        groups: vec![stand_in_value()],
        ..Report::default()
    });
    assert_data_eq!(
        shown(&report, &Style::default()),
        snapbox::file!["snapshots/notes.txt"].raw()
    );
}

#[test]
fn nothing_checked_is_never_called_clean() {
    let silent = Report::default();
    for report in [silent, empty()] {
        let out = shown(&report, &Style::default());
        assert!(out.contains("Nothing was checked"), "{out}");
        assert!(!out.contains("Clean"), "{out}");
    }
    let mut report = clean();
    report.problems = vec![trailing_comma()];
    let out = shown(&report, &Style::default());
    assert!(!out.contains("Clean"), "{out}");
    assert!(out.contains("exit code 2"), "{out}");
}

#[test]
fn line_and_column_are_those_of_the_file_however_the_excerpt_is_cut() {
    let text = format!(
        "\n\n{{\"pad\":\"{}\",\"created\":\"x\"}}\n",
        "y".repeat(70_000)
    );
    let span = span_of(&text, "\"x\"");
    let group = once(
        finding("date-unrecognized", Severity::Error, Pointer::root(), span),
        occurrence("a.json", &text, span, Pointer::root()),
    );
    let report = totals(Report {
        unlisted: BTreeMap::new(),
        groups: vec![group],
        ..Report::default()
    });
    let out = shown(&report, &Style::default());
    assert!(out.contains("[a.json:3:70021]"), "{out}");
    let line = out.lines().find(|line| line.contains("\"x\"")).unwrap();
    assert!(line.starts_with(" 3 │ …"), "{out}");
}

#[test]
fn the_underline_stands_under_the_value() {
    let out = shown(&hostile(), &Style::default());
    let mut lines = out.lines();
    let line = lines
        .find(|line| line.contains("\"２０２４\"") && line.contains('│'))
        .unwrap();
    let underline = lines.next().unwrap();
    let (before, _) = line.split_once("\"２０２４\"").unwrap();
    let drawn = underline.trim_end();
    let (blank, bar) = drawn.split_at(drawn.find(['─', '┬']).unwrap());
    assert_eq!(blank.width(), before.width());
    assert_eq!(bar.width(), "\"２０２４\"".width());
}

fn narrow() -> Style {
    Style {
        width: 80,
        ..Style::default()
    }
}

/// The texts below a frame, each in one line again.
fn texts(out: &str) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    for line in out.lines() {
        match (line.split_once(": "), texts.last_mut()) {
            (Some((name, text)), _) if name.len() == 10 && !name.contains('─') => {
                texts.push(format!("{}: {text}", name.trim()));
            }
            (_, Some(last)) if line.starts_with("            ") => {
                last.push(' ');
                last.push_str(line.trim());
            }
            _ => {}
        }
    }
    texts
}

#[test]
fn what_was_passed_over_is_said_in_the_same_breath() {
    let skipped = |path: &str, count| Skipped {
        path: path.to_owned(),
        reason: "no DTO was recognised".to_owned(),
        count,
        lines: Vec::new(),
    };
    let mut report = clean();
    report.skipped = vec![skipped("k/package.json", 1), skipped("k/tsconfig.json", 1)];
    let out = shown(&report, &Style::default());
    let expected = "Clean as far as it was checked: 1,214 payloads in 12 files (2 files were not checked) conform";
    assert!(out.contains(expected), "{out}");
    report.skipped = vec![skipped("k/log.ndjson", 7)];
    report.groups = vec![stand_in_value()];
    let out = shown(&totals(report), &Style::default());
    let expected =
        "Checked 1,214 payloads in 12 files (7 payloads in 1 file were not checked) against";
    assert!(out.contains(expected), "{out}");
    assert!(
        out.contains("All that was checked conforms, with 1 note"),
        "{out}"
    );
}

#[test]
fn rows_add_up_to_the_totals() {
    let mut report = many();
    let mut beyond = null_in_a_record();
    beyond.finding.level = Severity::Error;
    beyond.finding.account.variant = "error".to_owned();
    beyond.count = 3;
    report.groups.push(beyond);
    let report = totals(report);
    let out = shown(&report, &Style::default());
    assert!(
        out.contains("Found 10,004 errors, 1 warning and 1 note"),
        "{out}"
    );
    assert!(
        out.contains("error    null-unexpected                3\n"),
        "{out}"
    );
    assert!(
        out.contains("warning  null-unexpected                1\n"),
        "{out}"
    );
    let document: Value =
        serde_json::from_str(&written(Format::Json, &report, &Style::default())).unwrap();
    let totals = &document["totals"];
    for (level, all) in [
        ("error", "errors"),
        ("warning", "warnings"),
        ("note", "notes"),
    ] {
        let rows = totals["rules"].as_array().unwrap().iter();
        let sum: u64 = rows
            .filter(|row| row["level"] == level)
            .map(|row| row["count"].as_u64().unwrap())
            .sum();
        assert_eq!(json!(sum), totals[all]);
    }
    assert_eq!(totals["passedOver"], json!(1_005));
}

#[test]
fn a_path_is_never_shortened() {
    let path = format!(
        "recordings/{}list.json",
        "a-folder-with-a-long-name/".repeat(3)
    );
    let further = path.replace("list", "page-2");
    let mut group = repeated();
    group.occurrences[0].path = path.clone();
    group.occurrences[1].path = further.clone();
    let mut report = totals(Report {
        groups: vec![group],
        ..Report::default()
    });
    report.skipped = vec![Skipped {
        path: path.clone(),
        reason: "no DTO was recognised".to_owned(),
        count: 1,
        lines: Vec::new(),
    }];
    report.problems = vec![problem(
        ProblemKind::Unreadable,
        Some(&further),
        "the file cannot be opened",
        "allow reading the file",
    )];
    for style in [Style::default(), narrow()] {
        let out = shown(&report, &style);
        assert!(out.contains(&format!("╭─[{path}:6:18]\n")), "{out}");
        assert!(out.contains(&format!("{further}:19:18")), "{out}");
        assert_eq!(out.matches(&path).count(), 2, "{out}");
        assert_eq!(out.matches(&further).count(), 2, "{out}");
        assert!(!out.contains('…'), "{out}");
    }
    // Beside the frame's corner there is no room, above it there is.
    let path = format!("{}.json", "x".repeat(Style::MAX_WIDTH - 5));
    report.groups[0].occurrences[0].path = path.clone();
    report.problems[0].path = Some(path.clone());
    let out = shown(&report, &narrow());
    assert!(out.contains(&format!("\n{path}\n   ╭─[6:18]\n")), "{out}");
    assert!(
        out.contains(&format!("\n{path}\n      help: allow")),
        "{out}"
    );
}

#[test]
fn no_sentence_loses_its_middle() {
    let mut group = repeated();
    let account = &mut group.finding.account;
    account.help = Some(
        "have the producer write RFC 3339; no replacement is offered, because a spreadsheet's day \
         number has no offset, so its instant is unknown"
            .to_owned(),
    );
    account.replacement = None;
    account.expected = "RFC 3339 date-time: YYYY-MM-DDThh:mm:ss[.s](Z or ±hh:mm)".to_owned();
    account.breaches = (0..4)
        .map(|at| Breach {
            rule: if at == 0 {
                "date-offset-unpunctuated"
            } else {
                "date-only"
            },
            character: Some(24),
            clause:
                "RFC 3339 section 5.6, full-date: four digits, a hyphen, two digits, a hyphen, \
                     two digits"
                    .to_owned(),
        })
        .collect();
    let account = group.finding.account.clone();
    let report = totals(Report {
        groups: vec![group],
        ..Report::default()
    });
    for width in [80, 100, 120] {
        let style = Style {
            width,
            ..Style::default()
        };
        let out = shown(&report, &style);
        let texts = texts(&out);
        let help = format!("help: {}", account.help.as_ref().unwrap());
        assert!(texts.contains(&help), "{out}");
        assert!(
            texts.contains(&format!("expected: {}", account.expected)),
            "{out}"
        );
        for text in &texts {
            assert!(!text.contains('…'), "{out}");
        }
    }
}

#[test]
fn a_list_ends_in_how_many_more_there_are() {
    let mut report = one();
    report.totals.payloads = (0..60)
        .map(|at| (format!("BaseResponseNumber{at:02}Dto"), 1_000 + at))
        .collect();
    report.groups = vec![value_of_a_later_revision()];
    let out = shown(&report, &narrow());
    assert!(!out.contains('…'), "{out}");
    let all = out.replace("\n  ", " ");
    assert!(
        all.contains(": 1,000 BaseResponseNumber00Dto, 1,001 BaseResponseNumber01Dto,"),
        "{out}"
    );
    assert!(
        all.contains("Dto and 48 more\n") || all.contains(" more\n"),
        "{out}"
    );
}

#[test]
fn a_field_in_several_spellings_is_told_without_a_frame() {
    let spelled = |at: u64| mixed::Spelled {
        spelling: format!("YYYY-MM-DD hh:mm:ss.{at}"),
        count: 12_000 - at,
        first: format!("recordings/{}.json:1:77", "folder/".repeat(8)),
    };
    for count in [2, 40] {
        let all: Vec<mixed::Spelled> = (1..=count).map(spelled).collect();
        let found = mixed::finding("ConnectionDto", "created", &all);
        let report = totals(Report {
            groups: vec![once(
                found,
                bare("recordings/list.json", 1, 77, Pointer::root()),
            )],
            ..Report::default()
        });
        let out = shown(&report, &narrow());
        assert!(!out.contains('╭') && !out.contains('…'), "{out}");
        assert!(
            out.contains("   spelled: YYYY-MM-DD hh:mm:ss.1 (11,999 times, first at\n"),
            "{out}"
        );
        assert!(
            out.contains(&format!("            {})\n", all[0].first)),
            "{out}"
        );
        assert_eq!(out.contains(" more\n"), count > 2, "{out}");
        assert!(
            texts(&out)
                .iter()
                .any(|text| text.starts_with("help: have every producer")),
            "{out}"
        );
    }
}

#[test]
fn the_schema_speaks_of_json() {
    let schema = json_report::schema().to_string();
    for word in ["`None`", "`Some", "::", "[`", "Option", "Vec<"] {
        assert!(!schema.contains(word), "{word}");
    }
}

fn reports() -> [Report; 6] {
    [empty(), clean(), one(), many(), hostile(), many_hostile()]
}

/// The schema with every object closed: what is written must be described.
fn closed(mut schema: Value) -> Value {
    fn close(node: &mut Value) {
        match node {
            Value::Object(members) => {
                if members.contains_key("properties") {
                    members.insert("additionalProperties".to_owned(), json!(false));
                }
                members.values_mut().for_each(close);
            }
            Value::Array(elements) => elements.iter_mut().for_each(close),
            _ => {}
        }
    }
    close(&mut schema);
    schema
}

#[test]
fn json_is_what_its_schema_says() {
    let validator = jsonschema::draft202012::new(&closed(json_report::schema())).unwrap();
    for report in reports() {
        let out = written(Format::Json, &report, &Style::default());
        let document: Value = serde_json::from_str(&out).unwrap();
        let errors: Vec<String> = validator
            .iter_errors(&document)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{errors:#?}");
        assert_eq!(document["exitCode"], json!(report.outcome().code()));
    }
    assert!(!validator.is_valid(&json!({ "version": 2 })));
}

#[test]
fn json_keeps_every_string_as_it_was() {
    let report = hostile();
    let out = written(Format::Json, &report, &Style::default());
    let document: Value = serde_json::from_str(&out).unwrap();
    let group = &document["groups"][0];
    assert_eq!(
        group["headline"],
        json!(report.groups[0].finding.account.headline)
    );
    assert_eq!(
        group["pointer"],
        json!(report.groups[0].finding.pointer.to_string())
    );
    assert_eq!(group["occurrences"].as_array().unwrap().len(), 10_000);
    assert_eq!(document["problems"][0]["message"], json!(HOSTILE));
    assert!(!out.contains(['\u{202e}', '\u{9b}', '\u{2028}', '\u{feff}']));
    assert!(!out.contains("##vso["));
    assert!(out.lines().all(|line| !line.trim_start().starts_with("::")));
}

#[test]
fn many_json() {
    let version = format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"));
    let out = written(Format::Json, &many(), &Style::default());
    let out = out.replacen(&version, "\"version\": \"0.0.0\"", 1);
    assert_data_eq!(out, snapbox::file!["snapshots/many.json"].raw());
}

#[test]
fn the_exported_schemas_are_current() {
    for (name, schema) in [
        ("report", json_report::schema()),
        ("report-line", ndjson::schema()),
        ("inspection", inspection::schema()),
        ("comparison", comparison::schema()),
        ("config", wiredrift::config::schema()),
        ("baseline", wiredrift::ledger::baseline::schema()),
        ("lock", wiredrift::ledger::lock::schema()),
    ] {
        let path = format!("{}/schemas/{name}.schema.json", env!("CARGO_MANIFEST_DIR"));
        let current = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        if std::env::var_os("WIREDRIFT_BLESS").is_some() {
            std::fs::write(&path, &current).unwrap();
        }
        let exported = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            exported == current,
            "schemas/{name}.schema.json is stale: run the tests with WIREDRIFT_BLESS=1"
        );
    }
}

/// Text as strangers write it: hostile pieces, in any number and order.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just(HOSTILE.to_owned()),
        Just("::error file=a::b".to_owned()),
        Just("##[error]x".to_owned()),
        Just(" ".repeat(70)),
        Just("word ".repeat(60)),
        Just("e\u{301}\u{301}\u{301}".repeat(40)),
        Just("日".repeat(90)),
        // Letters that miette measures differently (see the reporter's frame).
        Just("\u{1acf}x\u{16ff0}".repeat(30)),
        Just("x".repeat(400)),
        any::<String>(),
        "[ -~]{0,30}",
    ];
    proptest::collection::vec(piece, 0..4).prop_map(|pieces| pieces.concat())
}

prop_compose! {
    fn any_excerpt()(
        text in text(),
        start in 0_usize..500,
        length in 0_usize..200,
        first_line in any::<u64>(),
        line in any::<u64>(),
        column in any::<u64>(),
    ) -> Excerpt {
        let end = End { line, column, byte_column: column };
        let place = Place { line, column, offset: 0, length: 1, byte_column: column, end };
        Excerpt { first_line, text, highlight: Span::new(start, start + length), place }
    }
}

prop_compose! {
    fn any_occurrence()(
        path in prop_oneof![1 => text(), 3 => "[a-z/]{1,12}"],
        name in text(),
        excerpt in proptest::option::of(any_excerpt()),
        record in proptest::option::of(any::<u64>()),
        line in any::<u64>(),
    ) -> Occurrence {
        Occurrence { record, excerpt, ..bare(&path, line, line, Pointer::root().member(&name)) }
    }
}

prop_compose! {
    fn any_finding()(
        texts in proptest::collection::vec(text(), 9),
        notes in proptest::collection::vec(text(), 0..5),
        clauses in proptest::collection::vec(text(), 0..5),
        help in proptest::option::of(text()),
        level in prop_oneof![Just(Severity::Error), Just(Severity::Warning), Just(Severity::Note)],
    ) -> Finding {
        let text = |at: usize| texts[at].clone();
        Finding {
            contract: text(0),
            dto: text(1),
            field: Some(text(2)),
            account: Account {
            headline: text(3),
            label: text(4),
            expected: text(5),
            actual: text(6),
            replacement: Some(text(7)),
            spelling: Some(text(8)),
            help,
            notes,
            known_since: Some("2026-03"),
            breaches: clauses
                .into_iter()
                .map(|clause| Breach { rule: "date-only", character: Some(24), clause })
                .collect(),
                ..Account::default()
            },
            ..finding("date-only", level, Pointer::root(), Span::default())
        }
    }
}

prop_compose! {
    fn any_report()(
        finding in any_finding(),
        occurrences in proptest::collection::vec(any_occurrence(), 1..6),
        message in text(),
        excerpt in proptest::option::of(any_excerpt()),
        reason in text(),
        revision in text(),
        dto in text(),
        count in any::<u64>(),
        counted in any::<bool>(),
    ) -> Report {
        let path = occurrences[0].path.clone();
        Report {
            contract_file: None,
            census: Some(reports::census(&dto, &message, &reason)),
            unlisted: BTreeMap::new(),
            groups: vec![Group { finding, count, files: count, occurrences }],
            problems: vec![Problem {
                place: excerpt.as_ref().map(|excerpt| excerpt.place),
                excerpt,
                label: Some(message.clone()),
                ..problem(ProblemKind::NotJson, Some(&path), &message, &reason)
            }],
            fail_on: Severity::Warning,
            totals: Totals {
                against: Against::Contract(revision),
                files: count,
                exchanges: Exchanges {
                    read: count,
                    matched: count,
                    checked: count,
                    passed: BTreeMap::from([(Passed::NotOfThisApi, count), (Passed::NotJson, 1)]),
                    foreign: BTreeMap::from([(format!("GET {path}"), count)]),
                },
                payloads: BTreeMap::from([(dto, count)]),
                findings: BTreeMap::from([(("date-only", Severity::Error), count)]),
            },
            skipped: vec![Skipped { path, reason, count, lines: vec![count] }],
            applied: Applied {
                config: Some(message.clone()),
                today: None,
                exceptions: vec![UsedException {
                    path: message.clone(),
                    place: bare("", 1, 1, Pointer::root()).place,
                    fields: vec![message.clone()],
                    files: vec![message.clone()],
                    accept: vec!["date-only"],
                    reason: message.clone(),
                    expires: None,
                    state: ExceptionState::Used,
                    count,
                }],
                off: BTreeMap::from([("date-only", count)]),
                baseline: Some(UsedBaseline {
                    path: message.clone(),
                    kinds: count,
                    findings: count,
                    gone: counted.then(|| vec![Fingerprint {
                        rule: "date-only",
                        contract: message.clone(),
                        pointer: message.clone(),
                        variant: message.clone(),
                    }]),
                }),
            },
            statistics: counted.then(|| vec![Statistic {
                level: Severity::Error,
                rule: "date-only",
                contract: message.clone(),
                dto: message.clone(),
                field: Some(message.clone()),
                count,
            }]),
        }
    }
}

fn any_style() -> impl Strategy<Value = Style> {
    (
        prop_oneof![Just(80_usize), Just(120), any::<usize>()],
        prop_oneof![Just(Charset::Unicode), Just(Charset::Ascii)],
        prop_oneof![Just(Listing::Grouped), Just(Listing::Each)],
        prop_oneof![Just(None), Just(Some(1))],
    )
        .prop_map(|(width, charset, listing, limit)| Style {
            width,
            charset,
            listing,
            limit,
            colour: Colour::Never,
        })
}

/// Reports for each property.
const CASES: u32 = 400;

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        cases: CASES,
        ..ProptestConfig::default()
    })]

    #[test]
    fn no_text_floods_or_steers_what_shows_it(report in any_report(), style in any_style()) {
        let out = shown(&report, &style);
        // A place is never folded, so it may be wider than the other lines.
        let is_short = |occurrence: &Occurrence| {
            let place = format!("{}:{}:{}", occurrence.path, occurrence.place.line, occurrence.place.column);
            place.width() < 40 && place.is_ascii()
        };
        let most = if report.groups[0].occurrences.iter().all(is_short) {
            style.columns()
        } else {
            Style::MAX_WIDTH
        };
        for line in out.lines() {
            prop_assert!(line.width() <= most, "{} columns: {line}", line.width());
            prop_assert!(!line.trim_start().starts_with("::"), "{line}");
            prop_assert!(!line.contains("##[") && !line.contains("##vso["), "{line}");
        }
        let harmful = |letter: &char| *letter != '\n' && wiredrift::text::sanitize::stand_in(*letter).is_some();
        prop_assert_eq!(out.chars().find(harmful), None);
        prop_assert!(style.charset == Charset::Unicode || out.is_ascii());
        let blocks: Vec<usize> = out.split("\n\n").map(|block| block.lines().count()).collect();
        // What a policy did, and what a baseline knew, stands in the summary as well.
        let (summary, others) = blocks.split_last().unwrap();
        prop_assert!(others.iter().all(|lines| *lines <= MAX_LINES), "{blocks:?}\n{out}");
        prop_assert!(*summary <= MAX_LINES + 11, "{blocks:?}\n{out}");
        let diagnostics = match style.listing {
            // A table stands in place of all diagnostics.
            _ if report.statistics.is_some() => 1,
            Listing::Grouped => 1,
            Listing::Each => report.groups[0].occurrences.len(),
        };
        // The problem, the skipped, the exchanges where there are any, and the summary follow.
        let exchanges = usize::from(report.totals.exchanges.read > 0);
        prop_assert_eq!(blocks.len(), diagnostics + 3 + exchanges, "{}", out);
    }

    #[test]
    fn no_row_of_an_inspection_steers_what_shows_it(
        path in text(),
        method in text(),
        url_path in text(),
        dto in text(),
        style in any_style(),
        width in prop_oneof![Just(None), (0_usize..200).prop_map(Some)],
    ) {
        let row = Row {
            path: &path,
            format: InputFormat::Har,
            number: Some(1),
            place: bare("", 1, 2, Pointer::root()).place,
            method: Some(method),
            url_path: Some(url_path),
            status: Some(200),
            operation: None,
            request: Some(RowBody { size: None, encodings: vec!["base64"], verdict: Ok(&dto) }),
            response: RowBody {
                size: Some(1),
                encodings: Vec::new(),
                verdict: Err(Unchecked::Passed(Passed::NotOfThisApi)),
            },
        };
        let mut table = Vec::new();
        let mut writer = Table::new(&style, width, Operations::Left, &mut table);
        writer.row(&row).unwrap();
        writer.end(&Report::default()).unwrap();
        let table = String::from_utf8(table).unwrap();
        let mut document = Vec::new();
        let mut writer = Document::begin(&Against::default(), &mut document).unwrap();
        writer.row(&row).unwrap();
        writer.end(&Report::default()).unwrap();
        let document = String::from_utf8(document).unwrap();
        let rows: Value = serde_json::from_str(&document).unwrap();
        prop_assert_eq!(&rows["exchanges"][0]["path"], &path);
        for out in [&table, &document] {
            for line in out.lines() {
                prop_assert!(!line.trim_start().starts_with("::"), "{line}");
                prop_assert!(!line.contains("##[") && !line.contains("##vso["), "{line}");
            }
            let harmful = |letter: &char| *letter != '\n' && wiredrift::text::sanitize::stand_in(*letter).is_some();
            prop_assert_eq!(out.chars().find(harmful), None);
        }
        // The heading, the names of the columns, the exchange and its request.
        let lines = table.split("\n\n").next().unwrap_or_default().lines().count();
        prop_assert_eq!(lines, 4, "{}", table);
    }

    #[test]
    fn colours_change_nothing_but_colours(report in any_report(), style in any_style()) {
        let coloured = shown(&report, &Style { colour: Colour::Always, ..style });
        let mut plain = String::new();
        let mut rest = coloured.as_str();
        while let Some((before, behind)) = rest.split_once("\u{1b}[") {
            plain.push_str(before);
            rest = behind.split_once('m').unwrap().1;
        }
        plain.push_str(rest);
        let trimmed = |text: &str| text.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>();
        prop_assert_eq!(trimmed(&plain), trimmed(&shown(&report, &style)));
    }

    #[test]
    fn every_format_of_any_report_is_inert_and_read_back(report in any_report(), style in any_style()) {
        for format in Format::ALL {
            let out = written(*format, &report, &style);
            let harmful = |letter: &char| *letter != '\n' && wiredrift::text::sanitize::stand_in(*letter).is_some();
            prop_assert_eq!(out.chars().find(harmful), None, "{}", format.as_str());
            for line in out.lines() {
                let is_command = line.trim_start().starts_with("::");
                let is_ours = ["::error ", "::warning ", "::notice "].iter().any(|ours| line.starts_with(ours));
                prop_assert!(!is_command || (*format == Format::Github && is_ours), "{}", line);
                prop_assert!(!line.contains("##[") && !line.contains("##vso["), "{}", line);
            }
            match format {
                Format::Sarif => drop(serde_json::from_str::<serde_sarif::sarif::Sarif>(&out).unwrap()),
                Format::Junit => drop(quick_junit::Report::deserialize_from_str(&out).unwrap()),
                Format::Gitlab | Format::Rdjson => drop(serde_json::from_str::<Value>(&out).unwrap()),
                Format::Html => {
                    let page = scraper::Html::parse_document(&out);
                    prop_assert!(page.errors.is_empty(), "{:?}", page.errors);
                    let foreign = scraper::Selector::parse("img, iframe, object, embed, link, base, [onload], [style], script ~ script").unwrap();
                    prop_assert_eq!(page.select(&foreign).count(), 0);
                }
                Format::Markdown => {
                    // Nothing but what we write ourselves is more than text and code.
                    let tags = ["<br>", "<code>", "</code>"];
                    let options = pulldown_cmark::Options::ENABLE_TABLES;
                    for event in pulldown_cmark::Parser::new_ext(&out, options) {
                        use pulldown_cmark::{Event, Tag};
                        match event {
                            Event::InlineHtml(html) => prop_assert!(tags.contains(&&*html), "{}", out),
                            Event::Html(_) | Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::Emphasis) => {
                                prop_assert!(false, "{}", out);
                            }
                            _ => {}
                        }
                    }
                }
                _ => {}
            }
        }
    }

    #[test]
    fn json_of_any_report_parses(report in any_report()) {
        let out = written(Format::Json, &report, &Style::default());
        let document: Value = serde_json::from_str(&out).unwrap();
        let expected = serde_json::to_value(json_report::ReportDocument::of(&report)).unwrap();
        prop_assert_eq!(document, expected);
    }
}
