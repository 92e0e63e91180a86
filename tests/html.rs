//! The report for browsers, read back by a parser of HTML that is not the writer. How it looks and works in
//! a browser is for `tests/external/html.mjs`.
#![cfg(feature = "cli")]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on shall stop"
)]

#[path = "common/reports.rs"]
mod reports;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use scraper::{ElementRef, Html, Selector};
use sha2::{Digest, Sha256};
use wiredrift::check::Census;
use wiredrift::check::observe::observe;
use wiredrift::contract::revision::Revision;
use wiredrift::contract::shape::Shape;
use wiredrift::finding::Fingerprint;
use wiredrift::problem::{Problem, ProblemKind};
use wiredrift::report::{Format, Listing, Style, html, render};
use wiredrift::summary::{
    Against, Applied, ExceptionState, Report, Totals, UsedBaseline, UsedException, statistics,
};
use wiredrift::text::Pointer;
use wiredrift::text::sanitize::stand_in;

use reports::{
    LIST, bare, census, clean, empty, hostile, many, many_hostile, occurrence, one, problem,
    span_of, totals,
};

/// All that a page is made of.
const ELEMENTS: &[&str] = &[
    "html", "head", "meta", "title", "style", "body", "a", "header", "div", "h1", "h2", "h3", "p",
    "code", "nav", "ul", "li", "main", "section", "strong", "dl", "dt", "dd", "table", "caption",
    "thead", "tbody", "tr", "th", "td", "span", "form", "label", "input", "fieldset", "legend",
    "button", "details", "summary", "pre", "mark", "svg", "rect", "footer", "script",
];

/// All attributes of what stands in the body, with those whose values are free to differ.
const ATTRIBUTES: &[&str] = &[
    "aria-hidden",
    "aria-label",
    "aria-labelledby",
    "autocomplete",
    "checked",
    "class",
    "data-level",
    "data-rule",
    "focusable",
    "height",
    "hidden",
    "href",
    "id",
    "name",
    "open",
    "preserveAspectRatio",
    "role",
    "scope",
    "tabindex",
    "type",
    "value",
    "viewBox",
    "width",
];

fn all() -> Vec<(&'static str, Report)> {
    let mut charts = many_hostile();
    let hostile = "</td><script>alert(1)</script><img src=x onerror=alert(1)>\u{202e}\" onload=\"x";
    charts.census = Some(census(hostile, hostile, hostile));
    let mut judged = many_hostile();
    judged.applied = applied(hostile);
    judged.statistics = Some(statistics(&judged));
    vec![
        ("empty", empty()),
        ("none", clean()),
        ("one", one()),
        ("many", many()),
        ("many hostile", many_hostile()),
        ("hostile", hostile_and_short()),
        ("charts", charts),
        ("judged", judged),
    ]
}

/// All that a policy and a baseline can do, in words of a stranger.
fn applied(words: &str) -> Applied {
    let place = bare(words, 3, 5, Pointer::root()).place;
    let states = [
        ExceptionState::Used,
        ExceptionState::Unused,
        ExceptionState::Stale,
        ExceptionState::Expired,
    ];
    let exception = |(at, state)| UsedException {
        path: words.to_owned(),
        place,
        fields: vec![format!("{words}{at}"), "ConnectionDto.created".to_owned()],
        files: vec![words.to_owned()],
        accept: vec!["date-only"],
        reason: format!("reason {at}: {words}"),
        expires: Some(format!("2026-12-0{at}").parse().unwrap()),
        state,
        count: at,
    };
    let gone = Fingerprint {
        rule: "enum-value-unknown",
        contract: words.to_owned(),
        pointer: words.to_owned(),
        variant: words.to_owned(),
    };
    Applied {
        config: Some(words.to_owned()),
        today: Some("2026-11-25".parse().unwrap()),
        exceptions: (1..).zip(states).map(exception).collect(),
        off: BTreeMap::from([("date-padding", 12)]),
        baseline: Some(UsedBaseline {
            path: words.to_owned(),
            kinds: 2,
            findings: 345,
            gone: Some(vec![gone]),
        }),
    }
}

fn hostile_and_short() -> Report {
    let mut report = hostile();
    report.groups[0].occurrences.truncate(200);
    report
}

fn written(report: &Report, style: &Style) -> String {
    let mut out = Vec::new();
    render(Format::Html, report, style, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn styles() -> [Style; 2] {
    let each = Style {
        listing: Listing::Each,
        ..Style::default()
    };
    [Style::default(), each]
}

fn select<'a>(page: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    page.select(&Selector::parse(selector).unwrap()).collect()
}

fn text(element: ElementRef<'_>) -> String {
    element.text().collect()
}

#[test]
fn nothing_in_the_page_comes_from_text_of_strangers_but_text() {
    for (name, report) in all() {
        for style in styles() {
            let out = written(&report, &style);
            let page = Html::parse_document(&out);
            assert!(page.errors.is_empty(), "{name}: {:?}", page.errors);
            for element in select(&page, "*") {
                let tag = element.value().name();
                assert!(ELEMENTS.contains(&tag), "{name}: {tag}");
                let is_in_head = matches!(tag, "meta" | "html");
                for (attribute, value) in element.value().attrs() {
                    assert!(
                        is_in_head || ATTRIBUTES.contains(&attribute),
                        "{name}: {attribute}"
                    );
                    let is_plain = |letter: char| {
                        letter.is_ascii_alphanumeric() || " -_#=,;:'+/".contains(letter)
                    };
                    assert!(value.chars().all(is_plain), "{name}: {attribute}={value}");
                }
            }
            let scripts = select(&page, "script");
            let styles = select(&page, "style");
            assert_eq!((scripts.len(), styles.len()), (1, 1), "{name}");
            assert_eq!(
                (text(scripts[0]).as_str(), text(styles[0]).as_str()),
                (html::SCRIPT, html::STYLE)
            );
        }
    }
}

#[test]
fn nothing_acts_on_what_shows_it() {
    for (name, report) in all() {
        for style in styles() {
            let out = written(&report, &style);
            let harmful = |letter: &char| *letter != '\n' && stand_in(*letter).is_some();
            assert_eq!(out.chars().find(harmful), None, "{name}");
            for line in out.lines() {
                assert!(!line.trim_start().starts_with("::"), "{line}");
                assert!(!line.contains("##[") && !line.contains("##vso["), "{line}");
            }
        }
    }
}

#[test]
fn the_policy_lets_the_one_style_and_the_one_script_be_and_nothing_else() {
    let hash = |text: &str| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)));
    let expected = format!(
        "default-src 'none'; style-src {}; script-src {}; base-uri 'none'; form-action 'none'",
        hash(html::STYLE),
        hash(html::SCRIPT)
    );
    assert_eq!(html::POLICY, expected);
    let page = Html::parse_document(&written(&one(), &Style::default()));
    let metas = select(&page, "meta[http-equiv=Content-Security-Policy]");
    assert_eq!(metas[0].value().attr("content"), Some(html::POLICY));
    for loading in [
        "url(",
        "@import",
        "http:",
        "https:",
        "fetch",
        "XMLHttp",
        "eval",
        "innerHTML",
    ] {
        assert!(
            !html::STYLE.contains(loading) && !html::SCRIPT.contains(loading),
            "{loading}"
        );
    }
}

#[test]
fn landmarks_headings_and_links_are_in_order() {
    for (name, report) in all() {
        let page = Html::parse_document(&written(&report, &Style::default()));
        for landmark in [
            "html[lang=en]",
            "body > header",
            "nav[aria-label]",
            "main#main",
            "h1",
            "title",
        ] {
            assert_eq!(select(&page, landmark).len(), 1, "{name}: {landmark}");
        }
        let mut above = 0;
        for heading in select(&page, "h1, h2, h3, h4, h5, h6") {
            let level = heading
                .value()
                .name()
                .trim_start_matches('h')
                .parse()
                .unwrap();
            assert!(level <= above + 1, "{name}: {}", text(heading));
            assert!(!text(heading).trim().is_empty());
            above = level;
        }
        let ids: Vec<&str> = select(&page, "[id]")
            .iter()
            .filter_map(|one| one.value().attr("id"))
            .collect();
        let unique: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), unique.len(), "{name}");
        for link in select(&page, "a") {
            let target = link
                .value()
                .attr("href")
                .unwrap()
                .strip_prefix('#')
                .unwrap();
            assert!(unique.contains(target), "{name}: {target}");
        }
        for labelled in select(&page, "[aria-labelledby]") {
            assert!(unique.contains(labelled.value().attr("aria-labelledby").unwrap()));
        }
        for table in select(&page, "table") {
            let caption = Selector::parse("caption").unwrap();
            let is_named = table.select(&caption).next().is_some()
                || table.value().attr("aria-label").is_some();
            assert!(is_named, "{name}: {}", table.html());
        }
    }
}

#[test]
fn every_problem_and_drift_is_told_once_with_its_place_and_excerpt() {
    for (name, report) in all() {
        for style in styles() {
            let page = Html::parse_document(&written(&report, &style));
            let drifts = select(&page, "details[data-level]");
            assert_eq!(drifts.len(), report.groups.len(), "{name}");
            let problems = select(&page, "section[aria-labelledby=problems] details");
            assert_eq!(problems.len(), report.problems.len(), "{name}");
            for (number, group) in (1..).zip(&report.groups) {
                let drift = select(&page, &format!("#drift-{number}"))[0];
                assert_eq!(
                    drift.value().attr("data-level"),
                    Some(group.finding.level.as_str())
                );
                let told = text(drift);
                assert!(
                    told.contains(&group.finding.fingerprint().to_string()),
                    "{name}: {told}"
                );
                let Some(first) = group.occurrences.first() else {
                    continue;
                };
                assert!(
                    told.contains(&format!(":{}:{}", first.place.line, first.place.column)),
                    "{told}"
                );
                let excerpts = drift
                    .select(&Selector::parse("pre.excerpt").unwrap())
                    .count();
                assert!(excerpts >= usize::from(first.excerpt.is_some()), "{name}");
            }
        }
    }
}

#[test]
fn the_value_is_marked_in_its_line() {
    let page = Html::parse_document(&written(&one(), &Style::default()));
    let marks: Vec<String> = select(&page, "mark").into_iter().map(text).collect();
    assert_eq!(marks, ["\"2024-01-15T14:30:00.000+0000\""]);
    let numbers: Vec<String> = select(&page, ".at").into_iter().map(text).collect();
    assert_eq!(numbers, ["5", "6", "7"]);
}

#[test]
fn what_a_project_said_is_told_with_its_reason_and_its_last_day() {
    let report = Report {
        applied: applied("tests/<old>"),
        ..one()
    };
    let page = Html::parse_document(&written(&report, &Style::default()));
    let told = text(select(&page, "section[aria-labelledby=applied]")[0]);
    for due in [
        "10 findings accepted by exceptions, judged on 2026-11-25.",
        "reason 1: tests/<old>",
        "2026-12-04",
        "in use",
        "not met in what was looked at",
        "stale: accepts nothing",
        "expired",
        "date-padding",
        "tests/<old> knows 345 findings in 2 kinds of drift",
        "1 kind of drift that it knows is gone",
        "enum-value-unknown",
    ] {
        assert!(told.contains(due), "{due}: {told}");
    }
    let tiles: Vec<String> = select(&page, ".tiles > div")
        .into_iter()
        .map(text)
        .collect();
    for due in ["Accepted10", "Known345", "Off12"] {
        assert!(tiles.iter().any(|tile| tile == due), "{due}: {tiles:?}");
    }
    let page = Html::parse_document(&written(&one(), &Style::default()));
    assert!(select(&page, "section[aria-labelledby=applied]").is_empty());
}

#[test]
fn what_the_lock_never_saw_is_listed_and_leads_to_its_finding() {
    let old = r#"{"connectionId":"c","sourceType":"report","created":"2024-01-15T14:30:00Z"}"#;
    let new = r#"{"connectionId":"c","sourceType":"report","created":"2024-01-15T14:30:00+00:00"}"#;
    let folder = folder("lock", &[("old.json", old), ("new.json", new)]);
    let run = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wiredrift"));
        command.current_dir(&folder).args(args).output().unwrap()
    };
    assert_eq!(run(&["lock", "old.json"]).status.code(), Some(0));
    let ran = run(&[
        "check", "--lock", "--format", "html", "old.json", "new.json",
    ]);
    assert_eq!(ran.status.code(), Some(1));
    let page = Html::parse_document(&String::from_utf8(ran.stdout).unwrap());
    let links = select(&page, "section[aria-labelledby=applied] a");
    let told: Vec<String> = links.iter().copied().map(text).collect();
    assert_eq!(told, ["unseen-spelling /created"]);
    let target = links[0].value().attr("href").unwrap();
    let drift = text(select(&page, target)[0]);
    assert!(drift.contains("new.json:1:"), "{drift}");
    // What is held against the lock is counted all the same.
    let charts: Vec<String> = select(&page, "table.bars caption")
        .into_iter()
        .map(text)
        .collect();
    assert_eq!(
        charts,
        ["ConnectionDto.created", "ConnectionDto.sourceType"]
    );
}

#[test]
fn a_page_stays_within_bounds_and_says_what_it_leaves_out() {
    let long = "x".repeat(900);
    let group = one().groups.remove(0);
    let groups = (0..html::DRIFTS).map(|at| {
        let mut group = group.clone();
        group.finding.account.variant = at.to_string();
        group.finding.account.notes = vec![long.clone(); 40];
        group.occurrences =
            vec![bare(&format!("{at}-{long}"), 1, 1, Pointer::root().member("x")); 60];
        group
    });
    let problems = (0..html::ROWS).map(|at| Problem {
        help: Some(long.repeat(9)),
        ..problem(
            ProblemKind::NotJson,
            Some(&format!("{at}-{long}")),
            &long.repeat(9),
            "",
        )
    });
    let places = (0..2_000).map(|at| {
        let values: Vec<String> = (0..100).map(|value| format!("{value}-{long}")).collect();
        (
            format!("f{at}"),
            serde_json::json!({"type": "string", "enum": values}),
        )
    });
    let shape = Shape::of_schema(&serde_json::json!({
        "title": "Big",
        "type": "object",
        "properties": places.collect::<serde_json::Map<_, _>>(),
    }));
    let shape = shape.unwrap();
    let members: Vec<String> = (0..2_000)
        .map(|at| format!("\"f{at}\":\"{at}-{long}\""))
        .collect();
    let mut census = Census::default();
    let payload = format!("{{{}}}", members.join(","));
    observe(&shape, payload.as_bytes(), &mut census.of("Big", &shape));
    let report = totals(Report {
        groups: groups.collect(),
        problems: problems.collect(),
        census: Some(census),
        ..Report::default()
    });
    let out = written(&report, &Style::default());
    assert!(out.len() < html::DRIFTS_LIMIT + (9 << 20), "{}", out.len());
    let shown = out.matches(" data-level=\"").count();
    assert!((10..html::DRIFTS).contains(&shown), "{shown}");
    let left = report.groups.len() - shown;
    for cut in [
        &format!("{left} further kinds of drift"),
        "more problems not shown",
        "more fields not shown",
    ] {
        assert!(out.contains(cut), "{cut}");
    }
    let named = |start: &str| -> BTreeSet<String> {
        let all = out.split(start).skip(1);
        all.map(|rest| rest.split('"').next().unwrap().to_owned())
            .collect()
    };
    let (ids, links) = (named(" id=\""), named(" href=\"#"));
    assert!(links.len() > shown && links.is_subset(&ids));
}

#[test]
fn what_is_beyond_the_limit_is_said() {
    let group = one().groups.remove(0);
    let groups = (0..html::DRIFTS + 234).map(|at| {
        let mut group = group.clone();
        group.finding.account.variant = at.to_string();
        group.occurrences = vec![bare("x.json", 1, 1, Pointer::root().member("x"))];
        group
    });
    let report = totals(Report {
        groups: groups.collect(),
        ..Report::default()
    });
    let page = Html::parse_document(&written(&report, &Style::default()));
    assert_eq!(select(&page, "details[data-level]").len(), html::DRIFTS);
    assert!(text(page.root_element()).contains("234 further kinds of drift"));
}

/// A folder of its own with these files.
fn folder(name: &str, files: &[(&str, &str)]) -> std::path::PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("html-{name}"));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    for (path, content) in files {
        fs::write(folder.join(path), content).unwrap();
    }
    folder
}

#[test]
fn charts_and_coverage_are_of_what_was_recorded() {
    let record = |source: &str, created: &str| {
        format!(
            r#"{{"connectionId":"c","sourceId":"s","sourceType":"{source}","created":"{created}"}}"#
        )
    };
    let lines = [
        record("spreadsheet", "2024-01-15T14:30:00Z"),
        record("spreadsheet", "2024-01-15T14:30:00Z"),
        record("<b>new</b>", "2024-01-15T14:30:00Z"),
        record("wdata_query", "2024-01-15 14:30:00"),
    ];
    let folder = folder(
        "charts",
        &[("a.ndjson", &lines[..3].join("\n")), ("b.json", &lines[3])],
    );
    let ran = Command::new(env!("CARGO_BIN_EXE_wiredrift"))
        .current_dir(&folder)
        .args(["check", "--format", "html", "a.ndjson", "b.json"])
        .output()
        .unwrap();
    assert_eq!(ran.status.code(), Some(1));
    let page = Html::parse_document(&String::from_utf8(ran.stdout).unwrap());
    let chart = |name: &str| -> Vec<Vec<String>> {
        let tables = select(&page, "table.bars");
        let caption = Selector::parse("caption").unwrap();
        let is_it = |table: &&ElementRef<'_>| text(table.select(&caption).next().unwrap()) == name;
        let table = tables.iter().find(is_it).unwrap();
        let (row, cell) = (
            Selector::parse("tbody tr").unwrap(),
            Selector::parse("th, td").unwrap(),
        );
        table
            .select(&row)
            .map(|row| row.select(&cell).take(4).map(text).collect())
            .collect()
    };
    assert_eq!(
        chart("ConnectionDto.created"),
        [
            ["YYYY-MM-DDThh:mm:ssZ", "yes", "3", "75.0\u{a0}%"],
            ["YYYY-MM-DD hh:mm:ss", "no", "1", "25.0\u{a0}%"],
        ]
    );
    assert_eq!(
        chart("ConnectionDto.sourceType"),
        [
            ["spreadsheet", "yes", "2", "50.0\u{a0}%"],
            ["<b>new</b>", "no", "1", "25.0\u{a0}%"],
            ["wdata_query", "yes", "1", "25.0\u{a0}%"],
        ]
    );
    let widths: Vec<_> = select(&page, "table.bars rect.share")
        .iter()
        .filter_map(|bar| bar.value().attr("width"))
        .collect();
    assert_eq!(widths, ["750", "250", "500", "250", "250"]);
    let coverage = text(select(&page, "section[aria-labelledby=coverage]")[0]);
    for never in [
        "destinationType",
        "lastRun",
        "esg_program",
        "ConnectionRunDto: no object of it",
    ] {
        assert!(coverage.contains(never), "{never}: {coverage}");
    }
    let names: Vec<String> = select(&page, "section[aria-labelledby=coverage] .values code")
        .into_iter()
        .map(text)
        .collect();
    for seen in ["created", "sourceType", "sourceId"] {
        let own = names.iter().take_while(|name| *name != "ConnectionRunDto");
        assert!(own.take(16).all(|name| name != seen), "{seen}: {names:?}");
    }
}

#[test]
fn the_same_place_has_its_own_excerpt_where_all_are_listed() {
    let mut report = one();
    let group = &mut report.groups[0];
    let span = span_of(LIST, "\"2024-01-15T14:30:00.000+0000\"");
    let second = occurrence(
        "recordings/second.json",
        LIST,
        span,
        Pointer::root().member("created"),
    );
    group.occurrences.push(second);
    group.count = 2;
    let report = totals(report);
    let [grouped, each] = styles().map(|style| {
        let page = Html::parse_document(&written(&report, &style));
        select(&page, "pre.excerpt").len()
    });
    assert_eq!((grouped, each), (1, 2));
}

#[test]
fn the_title_says_how_it_went() {
    let title = |report: &Report| {
        let page = Html::parse_document(&written(report, &Style::default()));
        text(select(&page, "h1")[0])
    };
    assert_eq!(
        title(&empty()),
        "wiredrift: some input could not be checked"
    );
    assert_eq!(title(&clean()), "wiredrift: clean");
    assert_eq!(title(&one()), "wiredrift: 1 error");
    let against = Against::Revision(Revision::PINNED);
    let bare = Totals {
        against,
        ..Totals::default()
    };
    assert_eq!(
        title(&Report {
            totals: bare,
            ..Report::default()
        }),
        "wiredrift: nothing was checked"
    );
}
