//! Inputs that are too large for a repository, through the real binary: each is made here, none
//! may panic, hang, flood or misplace what it finds.

use std::fmt::Write as _;

use crate::support::{Folder, Ran};

/// Lines of one finding, and columns of a line, in reports for people.
const MAX_LINES: usize = 15;
const MAX_COLUMNS: usize = 120;

/// The findings as people see them, each without the summary at the end.
fn findings(ran: &Ran) -> Vec<Vec<&str>> {
    let (found, _) = ran.out.rsplit_once("\n\n").unwrap();
    found
        .split("\n\n")
        .map(|one| one.lines().collect())
        .collect()
}

#[track_caller]
fn assert_small(ran: &Ran) {
    for one in findings(ran) {
        assert!(
            one.len() <= MAX_LINES,
            "{} lines: {}",
            one.len(),
            one.join("\n")
        );
    }
    for line in ran.out.lines() {
        assert!(line.chars().count() <= MAX_COLUMNS, "{line}");
    }
}

#[test]
fn one_drift_near_the_end_of_a_page_of_five_megabytes_in_one_line() {
    let item = r#"{"connectionId":"c-1","name":"Übersicht","created":"2024-01-15T14:30:00Z","sourceType":"wdata_table"},"#;
    let mut page = r#"{"body":["#.to_owned();
    while page.len() < 5 << 20 {
        page.push_str(item);
    }
    page.push_str(r#"{"name":"Ü","sourceType":"#);
    let (column, offset) = (page.chars().count() + 1, page.len());
    page.push_str(r#""tables"},"#);
    page.push_str(&item.repeat(3));
    page.pop();
    page.push_str(r#"],"code":200}"#);

    let folder = Folder::new();
    folder.write("page.json", &page);
    let ran = folder.run(["check", "page.json"]).exits(1);
    assert_small(&ran);
    assert_eq!(findings(&ran).len(), 1, "{}", ran.out);
    let ran = ran.says(&format!("page.json:1:{column}]"));
    assert!(ran.out.contains("\"tables\""), "{}", ran.out);

    let report = folder
        .run(["check", "--format", "json", "page.json"])
        .json();
    let place = &report["groups"][0]["occurrences"][0];
    assert_eq!(place["offset"], offset);
    assert_eq!(place["length"], r#""tables""#.len());
    assert_eq!(place["column"], column);
}

#[test]
fn a_string_of_fifty_megabytes() {
    let long = "x".repeat(50 << 20);
    let folder = Folder::new();
    folder.write(
        "name.json",
        format!(r#"{{"name":"{long}","created":"2024-01-15","sourceType":"report"}}"#),
    );
    let ran = folder.run(["check", "name.json"]).exits(1);
    assert_small(&ran);
    ran.says(&format!(
        "name.json:1:{}]",
        r#"{"name":"","created":"#.len() + long.len() + 1
    ));

    // A value that is quoted in the report is shortened in all of its places.
    let long = "x".repeat(5 << 20);
    folder.write(
        "kind.json",
        format!(r#"{{"name":"n","sourceType":"{long}"}}"#),
    );
    let ran = folder.run(["check", "kind.json"]).exits(1);
    assert_small(&ran);
    assert!(ran.out.len() < 4_000, "{}", ran.out.len());
    let ran = folder
        .run(["check", "--format", "json", "kind.json"])
        .exits(1);
    assert!(ran.out.len() < 20_000, "{}", ran.out.len());
}

#[test]
fn a_million_keys_of_which_one_is_repeated() {
    let mut keys = String::new();
    for n in 0..1_000_000 {
        write!(keys, r#""k{n}":1,"#).unwrap();
    }
    keys.pop();
    let folder = Folder::new();
    // One of them twice, first and last: every key in between has to be remembered.
    folder.write(
        "twice.json",
        format!(r#"{{"name":"n","sourceType":"report","metadata":{{{keys},"k0":2}}}}"#),
    );
    let ran = folder.run(["check", "twice.json"]).exits(1);
    assert_small(&ran);
    ran.says("warning[duplicate-key-conflict]");
}

#[test]
fn a_thousand_unknown_keys_do_not_flood() {
    let mut keys = String::new();
    for n in 0..1_000 {
        write!(keys, r#","k{n}":1"#).unwrap();
    }
    let folder = Folder::new();
    folder.write(
        "keys.json",
        format!(r#"{{"name":"n","sourceType":"report"{keys}}}"#),
    );
    let ran = folder
        .run(["check", "keys.json"])
        .exits(1)
        .says("1,000 warnings");
    assert_small(&ran);
    assert!(
        ran.out.lines().count() < 700,
        "{} lines",
        ran.out.lines().count()
    );
}

#[test]
fn ten_thousand_times_the_same_drift_is_told_once() {
    let folder = Folder::new();
    let line = r#"{"name":"n","created":"2024-01-15","sourceType":"report"}"#;
    folder.write("log.ndjson", format!("{line}\n").repeat(10_000));
    let ran = folder.run(["check", "log.ndjson"]).exits(1).says("10,000");
    assert_small(&ran);
    assert_eq!(findings(&ran).len(), 1);
    let report = folder
        .run(["check", "--format", "json", "log.ndjson"])
        .json();
    assert_eq!(report["groups"][0]["count"], 10_000);
    assert_eq!(report["groups"].as_array().unwrap().len(), 1);
}

#[test]
fn brackets_without_end() {
    let folder = Folder::new();
    let deep = 100_000;
    folder
        .write("open.json", "[".repeat(deep))
        .write("closed.json", "[".repeat(deep) + &"]".repeat(deep))
        .write("objects.json", r#"{"a":"#.repeat(deep))
        .write(
            "free.json",
            format!(
                r#"{{"name":"n","sourceType":"report","metadata":{}1{}}}"#,
                r#"{"a":"#.repeat(deep),
                "}".repeat(deep)
            ),
        )
        .write(
            "log.ndjson",
            format!(
                "{}\n{{\"name\":\"n\",\"sourceType\":\"reports\"}}\n",
                "[".repeat(deep)
            ),
        );
    for name in ["open", "closed", "objects", "free"] {
        let ran = folder.run(["check", &format!("{name}.json")]).exits(2);
        assert_small(&ran);
        ran.says("error[too-deep]");
    }
    // The line behind it is checked all the same.
    folder
        .run(["check", "log.ndjson"])
        .exits(2)
        .says("error[too-deep]")
        .says("log.ndjson:2:");
    let named = folder
        .run(["check", "--dto", "ConnectionDto", "--each", "closed.json"])
        .exits(2);
    named.says("error[too-deep]");
}

#[test]
fn numbers_beyond_every_type() {
    let folder = Folder::new();
    let digits = "9".repeat(400);
    folder.write("clean.json", format!(
        r#"{{"name":"n","sourceType":"report","metadata":{{"a":1e400,"b":-1E-400,"c":{digits},"d":-0.{digits},"e":1e{digits}}}}}"#
    ));
    folder.run(["check", "clean.json"]).exits(0);
    for code in [
        digits.clone(),
        format!("-{digits}"),
        "1e400".into(),
        "2147483648".into(),
        format!("1e{digits}"),
    ] {
        folder.write(
            "code.json",
            format!(r#"{{"body":{{"name":"n","sourceType":"report"}},"code":{code}}}"#),
        );
        let ran = folder.run(["check", "code.json"]).exits(1);
        assert_small(&ran);
        ran.says("error[integer-out-of-range]");
    }
    for code in ["2.0e2", "200.0", "2147483647", "-2147483648", "20000e-2"] {
        folder.write(
            "code.json",
            format!(r#"{{"body":{{"name":"n","sourceType":"report"}},"code":{code}}}"#),
        );
        folder.run(["check", "code.json"]).exits(0);
    }
    for created in [digits.as_str(), "1e400", "-1e999"] {
        folder.write(
            "date.json",
            format!(r#"{{"name":"n","sourceType":"report","created":{created}}}"#),
        );
        assert_small(&folder.run(["check", "date.json"]).exits(1));
    }
}

#[test]
fn a_body_that_is_cut_off_anywhere_is_a_problem_and_nothing_else() {
    let text = r#"{"body":[{"name":"Übersicht \u00e9\"","created":"2024-01-15","sourceType":"report","metadata":{"a":[1,-2.5e3,true,null]}}],"code":200}"#;
    let folder = Folder::new();
    for end in 1..text.len() {
        folder.write(format!("{end:03}.json"), &text.as_bytes()[..end]);
    }
    let report = folder
        .run(["check", "--format", "json", "."])
        .exits(2)
        .json();
    let problems = report["problems"].as_array().unwrap();
    assert_eq!(problems.len(), text.len() - 1);
    for problem in problems {
        let end: usize = problem["path"]
            .as_str()
            .unwrap()
            .trim_end_matches(".json")
            .parse()
            .unwrap();
        // In the middle of a character, too, it is the end that is missing.
        let kind = if text.is_char_boundary(end) {
            "cut-off"
        } else {
            "not-utf8"
        };
        assert!(
            problem["kind"] == kind || problem["kind"] == "cut-off",
            "{problem:#}"
        );
    }
    assert_eq!(report["groups"].as_array().unwrap().len(), 0);
}

#[test]
fn bytes_that_are_nearly_a_capture_never_bring_it_down() {
    let texts = [
        r#"{"body":[{"name":"Ü","created":"2024-01-15T14:30:00Z","sourceType":"report"}],"code":200,"cursor":""}"#,
        "{\"name\":\"n\",\"sourceType\":\"report\"}\r\n{\"connection_id\":null,\"created_by\":\"\\ud83d\\udcca\"}\n\n",
    ];
    let odd = [
        "\0", "\u{feff}", "\"", "\\", "{", "}", "[", "]", ",", ":", "\n", "-", "1e9", "\u{202e}",
        "null", "\x1b",
    ];
    let folder = Folder::new();
    // A linear congruential generator (Knuth's MMIX constants): the same bytes every time.
    let mut state: u64 = 1;
    let mut next = |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below
    };
    let count = 1_500;
    for n in 0..count {
        let mut bytes = texts[n % texts.len()].as_bytes().to_vec();
        for _ in 0..=next(3) {
            let at = next(bytes.len());
            match next(4) {
                0 => bytes.truncate(at.max(1)),
                1 => bytes[at] = u8::try_from(next(256)).unwrap(),
                2 => drop(bytes.splice(at..at, odd[next(odd.len())].bytes())),
                _ => drop(bytes.drain(at..(at + next(8)).min(bytes.len() - 1).max(at))),
            }
        }
        folder.write(format!("{n:04}.json"), bytes);
    }
    for extra in [
        &[][..],
        &["--dto", "ConnectionDto", "--each"],
        &["--input-format", "ndjson", "--naming", "auto"],
        &["--dto", "SingleError", "--nulls", "absent"],
    ] {
        let args = ["check", "--unrecognized", "error", "."]
            .iter()
            .chain(extra);
        let ran = folder.run(args).exits(2);
        for line in ran.out.lines() {
            assert!(line.chars().count() <= MAX_COLUMNS, "{line}");
            assert_eq!(
                line.chars().find(|letter| letter.is_control()),
                None,
                "{line:?}"
            );
        }
        let args = ["check", "--unrecognized", "error", "--format", "json", "."]
            .iter()
            .chain(extra);
        let report = folder.run(args).exits(2).json();
        assert_eq!(report["skipped"].as_array().unwrap().len(), 0);
    }
}
