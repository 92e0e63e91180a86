//! Names, paths and values of any length: told in a bounded one, each told from its like.

use std::fmt::Write as _;

use crate::archives;
use crate::captures::{content, entry, har};
use crate::case::{DRIFTED, Ended, limited};
use crate::inert::FORMATS;
use crate::support::Folder;

/// Letters of a long name, and of those that no report repeats.
const LONG: usize = 20_000;
const RUN: usize = 2_000;

/// Bytes of a report of a folder with a few dozen drifts.
const REPORT: usize = 200_000;

/// A folder with long names wherever a recording has names. The two in one object differ in the middle alone.
fn folder() -> Folder {
    let long = "x".repeat(LONG);
    let [one, other] = ["1", "2"].map(|middle| format!("{long}{middle}{long}"));
    let record = |more: &str| format!(r#"{{"name":"n","sourceType":"report"{more}}}"#);
    let folder = Folder::new();
    folder
        .write("key.json", record(&format!(r#","{one}":1,"{other}":1"#)))
        .write("twice.json", record(&format!(r#","{one}":1,"{one}":2"#)))
        .write(
            "inside.json",
            record(&format!(r#","lastRun":{{"{long}":{{"created":"2024"}}}}"#)),
        )
        .write(
            "date.json",
            record(&format!(r#","created":"2024-01-15 {long}""#)),
        )
        .write(
            "type.json",
            record(&format!(r#","description":{{"{long}":1}}"#)),
        )
        .write(
            "enum.json",
            format!(r#"{{"name":"n","sourceType":"{one}"}}"#),
        )
        .write(
            "enum2.json",
            format!(r#"{{"name":"n","sourceType":"{other}"}}"#),
        )
        .write(
            "envelope.json",
            format!(r#"{{"body":{},"code":200,"{long}":1}}"#, record("")),
        );
    let exchange = |method: &str, url: &str, content: &str| {
        format!(
            r#"{{"request":{{"method":"{method}","url":"https://h.app.wdesk.com{url}","headers":[{{"name":"{long}","value":"{long}"}}]}},"response":{{"status":200,"content":{{{content}}}}}}}"#
        )
    };
    let path = "/s/wdata/prep/api/v1/connections";
    let entries = [
        exchange("GET", &format!("/{one}"), r#""text":"{}""#),
        exchange(&long, path, r#""text":"{}""#),
        exchange(
            "GET",
            path,
            &format!(r#""mimeType":"{long}","text":"{{}}""#),
        ),
        exchange(
            "GET",
            path,
            &format!(r#""encoding":"{long}","text":"e30=""#),
        ),
        exchange("GET", path, &format!(r#""_file":"{long}""#)),
    ];
    folder.write("a.har", har(&entries.join(",")));
    let members = ["1", "2"].map(|middle| {
        let name = format!("{0}{middle}{0}.har", "x".repeat(20_000));
        archives::member(&name, har(&entry(&content(DRIFTED))).as_bytes())
    });
    folder.write("a.zip", archives::zip(&members));
    folder
}

#[track_caller]
fn assert_short(what: &str, text: &str) {
    assert!(text.len() < REPORT, "{what}: {} bytes", text.len());
    assert!(!text.contains(&"x".repeat(RUN)), "{what}: {text}");
}

#[test]
fn no_report_repeats_a_long_name() {
    let folder = folder();
    for format in FORMATS {
        let args = ["check", "--format", format, "--show-all", "--isolated", "."];
        let ended = limited(&folder, &args, 512, 60);
        assert_eq!(ended.code, Some(2), "{format}: {}", ended.err);
        assert_short(format, &ended.out);
        assert_short(format, &ended.err);
    }
    for format in ["human", "json"] {
        let ended = limited(&folder, &["inspect", "--format", format, "."], 512, 60);
        assert_short(format, &(ended.out + &ended.err));
    }
}

#[test]
fn names_that_differ_far_inside_are_two() {
    let folder = folder();
    let args = [
        "check",
        "--format",
        "json",
        "key.json",
        "enum.json",
        "enum2.json",
        "a.zip",
    ];
    let report = folder.run(args).exits(1).json();
    let groups = report["groups"].as_array().unwrap();
    let of = |rule: &str| {
        let mut of: Vec<&str> = groups
            .iter()
            .filter(|group| group["rule"] == rule)
            .map(|group| group["fingerprint"].as_str().unwrap())
            .collect();
        of.sort_unstable();
        of.dedup();
        of.len()
    };
    assert_eq!(
        (of("field-unknown"), of("enum-value-unknown")),
        // The members of the archive have one of their own.
        (2, 3),
        "{report:#}"
    );
    let members = groups
        .iter()
        .flat_map(|group| group["occurrences"].as_array().unwrap());
    let mut members: Vec<&str> = members
        .map(|place| place["path"].as_str().unwrap())
        .collect();
    members.retain(|path| path.starts_with("a.zip!/"));
    assert_eq!(members.len(), 2, "{members:?}");
    assert_ne!(members[0], members[1]);
}

#[test]
fn what_is_long_is_known_again_by_the_baseline_and_the_lock() {
    let folder = folder();
    for file in ["a.har", "a.zip"] {
        std::fs::remove_file(folder.join(file)).unwrap();
    }
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    folder.run(["baseline", "write", "."]).exits(0);
    let written = read("wiredrift-baseline.json");
    assert_short("the baseline", &written);
    let args = [
        "check",
        "--format",
        "json",
        "--baseline",
        "wiredrift-baseline.json",
        ".",
    ];
    let report = folder.run(args).exits(0).json();
    assert_eq!(report["groups"].as_array().unwrap().len(), 0, "{report:#}");
    folder.run(["baseline", "prune", "."]).exits(0);
    assert_eq!(read("wiredrift-baseline.json"), written);

    folder.run(["lock", "."]).exits(0);
    assert_short("the lock", &read("wiredrift.lock"));
    let report = folder
        .run(["check", "--format", "json", "--lock", "."])
        .json();
    let groups = report["groups"].as_array().unwrap();
    let unseen = groups
        .iter()
        .find(|group| group["rule"].as_str().unwrap().starts_with("unseen"));
    assert_eq!(unseen, None);
}

/// How `a.json` is told of in each format when it is checked against a schema, from which it departs.
fn in_each_format<'f>(
    folder: &'f Folder,
    schema: &'f str,
) -> impl Iterator<Item = (&'static str, Ended)> {
    FORMATS.iter().map(move |format| {
        let args = ["check", "--format", format, "--schema", schema, "a.json"];
        let ended = limited(folder, &args, 512, 60);
        assert_eq!(ended.code, Some(1), "{format}: {ended:?}");
        (*format, ended)
    })
}

#[test]
fn many_names_in_one_another_are_told_by_their_ends() {
    let folder = Folder::new();
    let (mut schema, mut payload) = (
        r##"{"title":"T","additionalProperties":{"$ref":"#"},"type":"object"}"##.to_owned(),
        String::new(),
    );
    schema.push('\n');
    for level in 0..90 {
        write!(payload, r#"{{"{level}{}":"#, "x".repeat(180)).unwrap();
    }
    payload.push('1');
    payload.push_str(&"}".repeat(90));
    folder
        .write("t.schema.json", schema)
        .write("a.json", payload);
    for (format, ended) in in_each_format(&folder, "t.schema.json") {
        // Pages for browsers have their styles.
        let most = if format == "html" { 60_000 } else { 20_000 };
        assert!(ended.out.len() < most, "{format}: {}", ended.out.len());
    }
}

#[test]
fn a_secret_behind_a_long_name_stays_one() {
    let folder = Folder::new();
    let long = "x".repeat(LONG);
    // The name says so in front of more letters than are told of its end.
    let name = format!("{long}password{}", "1".repeat(300));
    folder.write(
        "s.schema.json",
        r#"{"title":"S","type":"object","additionalProperties":{"type":"integer"}}"#,
    );
    folder.write("a.json", format!(r#"{{"{name}":"hunter2-Plant3d"}}"#));
    for (format, ended) in in_each_format(&folder, "s.schema.json") {
        assert!(!ended.out.contains("Plant3d"), "{format}: {}", ended.out);
    }
}

#[test]
fn a_long_name_around_many_refused_values_is_not_told_for_each_of_them() {
    let folder = Folder::new();
    folder.write(
        "s.schema.json",
        r#"{"title":"S","type":"object","additionalProperties":{"items":{"type":"string"}}}"#,
    );
    let (name, values) = ("x".repeat(1 << 20), "1,".repeat(499));
    folder.write("a.json", format!(r#"{{"{name}":[{values}1]}}"#));
    let args = ["check", "--schema", "s.schema.json", "a.json"];
    let ended = limited(&folder, &args, 256, 30);
    assert_eq!(ended.code, Some(2), "{ended:?}");
    assert!(ended.out.contains("`pointer-bytes` of 16M"), "{ended:?}");
}
