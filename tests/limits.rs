//! The limits, through the real binary: what is within one passes, what reaches it is told with the
//! limit's name and value and how it is raised, and ends with exit code 2.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on shall stop")]

use std::collections::BTreeSet;
use std::fmt::Display;
use std::fs;

use serde_json::json;
use support::{Folder, Ran};
use wiredrift::limits::{Limit, Limits};

#[path = "common/writers/encode/gzip.rs"]
mod gzip;
#[path = "cli/support/mod.rs"]
mod support;
#[path = "common/writers/zip.rs"]
mod zip;

use gzip::gzip;
use zip::{member, zip};

const CLEAN: &str = r#"{"name": "Trial balance", "sourceType": "report"}"#;
const DRIFT: &str = r#"{"name": "Trial balance", "sourceType": "reports"}"#;

/// A payload that conforms, with spaces behind it.
fn padded(length: usize) -> String {
    CLEAN.to_owned() + &" ".repeat(length - CLEAN.len())
}

/// A limit, and a run that reaches it where it is lower.
struct Case {
    limit: &'static str,
    files: Vec<(&'static str, Vec<u8>)>,
    args: Vec<String>,
    /// With this value it passes.
    enough: String,
    /// With this one it does not.
    short: String,
    /// The limit that is told, where it is another one: some say how much is free of another.
    told: &'static str,
}

impl Case {
    fn new(limit: &'static str, args: &str) -> Self {
        Self {
            limit,
            files: Vec::new(),
            args: args.split(' ').map(str::to_owned).collect(),
            enough: String::new(),
            short: String::new(),
            told: limit,
        }
    }

    fn file(mut self, name: &'static str, bytes: impl AsRef<[u8]>) -> Self {
        self.files.push((name, bytes.as_ref().to_vec()));
        self
    }

    fn values(mut self, enough: impl Display + Copy, short: impl Display + Copy) -> Self {
        self.enough = enough.to_string();
        self.short = short.to_string();
        self
    }

    fn told(mut self, told: &'static str) -> Self {
        self.told = told;
        self
    }

    fn run(&self, folder: &Folder, value: &str) -> Ran {
        let limit = format!("--limit={}={value}", self.limit);
        let args = self.args.iter().cloned().chain([limit]);
        Ran::from(folder.command(args).output().unwrap())
    }
}

/// A HAR file whose responses have these contents.
fn har(contents: &[serde_json::Value]) -> String {
    let entries: Vec<_> = contents
        .iter()
        .map(|content| {
            json!({
                "request": {"method": "GET", "url": "https://a.example/s/x", "headers": []},
                "response": {"status": 200, "headers": [], "content": content},
            })
        })
        .collect();
    json!({"log": {"version": "1.2", "creator": {"name": "t", "version": "1"}, "entries": entries}})
        .to_string()
}

fn in_file(name: &str) -> serde_json::Value {
    json!({"size": 9, "mimeType": "application/json", "_file": name})
}

/// A HAR file with one body, which takes a thousand bytes and is compressed.
fn compressed_body() -> String {
    use base64::Engine as _;
    let body = padded(1000);
    let text = base64::engine::general_purpose::STANDARD.encode(gzip(body.as_bytes()));
    har(&[json!({"size": 9, "mimeType": "application/json", "text": text, "encoding": "base64"})])
}

/// An archive with a HAR file and its two bodies, each of a thousand bytes.
fn archive() -> Vec<u8> {
    let body = padded(10000);
    zip(&[
        member(
            "har.har",
            har(&[in_file("a.json"), in_file("b.json")]).as_bytes(),
        ),
        member("a.json", body.as_bytes()),
        member("b.json", body.as_bytes()),
    ])
}

/// An archive with two HAR files, each of some ten thousand bytes.
fn archive_of_captures() -> Vec<u8> {
    let har = har(&[json!({"mimeType": "application/json", "text": padded(10000)})]);
    zip(&[
        member("a.har", har.as_bytes()),
        member("b.har", har.as_bytes()),
    ])
}

/// A cassette whose second entry is written by an alias.
const CASSETTE: &str = r#"version: 1
interactions:
- request: {method: GET, uri: 'https://a.example/s/x', headers: &h {Accept: [a, b]}, body: null}
  response:
    status: {code: 200, message: OK}
    headers: *h
    body: {string: '{"name": "n", "sourceType": "report"}'}
"#;

/// A schema that refers to itself twice at each level, so that the work doubles.
const DOUBLING: &str = r##"{"$ref": "#/$defs/n", "$defs": {"n": {"anyOf": [
    {"type": "object", "properties": {"a": {"$ref": "#/$defs/n"}}, "required": ["x"]},
    {"type": "object", "properties": {"a": {"$ref": "#/$defs/n"}}, "required": ["y"]},
    {"type": "null"}]}}}"##;

/// A schema from which so many references lead on, one from the other.
fn leading_on(references: usize) -> String {
    let links: Vec<String> = (1..references)
        .map(|at| format!(r##""d{at}": {{"$ref": "#/$defs/d{}"}}"##, at + 1))
        .collect();
    let links = links.join(", ");
    format!(
        r##"{{"$ref": "#/$defs/d1", "$defs": {{{links}, "d{references}": {{"type": "integer"}}}}}}"##
    )
}

fn nested(levels: usize) -> String {
    r#"{"a":"#.repeat(levels) + "{}" + &"}".repeat(levels)
}

#[expect(clippy::too_many_lines, reason = "a list of all limits")]
fn cases() -> Vec<Case> {
    let spaces = padded(100_000);
    let long = padded(9_000_000);
    let any = "check --schema any.json x.json";
    let by_har = "check --dto ConnectionDto x.har";
    let alternatives = json!({
        "$ref": "#/$defs/a",
        "$defs": {
            "a": {"allOf": [{"$ref": "#/$defs/b"}, {"$ref": "#/$defs/b"}]},
            "b": {"allOf": [{"$ref": "#/$defs/c"}, {"$ref": "#/$defs/c"}]},
            "c": {"type": "object"},
        },
    })
    .to_string();
    vec![
        Case::new("files", "check in")
            .file("in/a.json", CLEAN)
            .file("in/b.json", CLEAN)
            .values(2, 1),
        // Two bytes, and the path for their line.
        Case::new("ignore-bytes", "check in")
            .file("in/.gitignore", "x\n")
            .file("in/a.json", CLEAN)
            .values(15, 14),
        Case::new("body-files", by_har)
            .file("x.har", har(&[in_file("a.json"), in_file("b.json")]))
            .file("a.json", CLEAN)
            .file("b.json", CLEAN)
            .values(2, 1),
        Case::new("body-file-bytes", by_har)
            .file("x.har", har(&[in_file("a.json")]))
            .file("a.json", CLEAN)
            .values(CLEAN.len(), CLEAN.len() - 1),
        Case::new("body-files-bytes", by_har)
            .file("x.har", har(&[in_file("a.json"), in_file("a.json")]))
            .file("a.json", CLEAN)
            .values(2 * CLEAN.len(), 2 * CLEAN.len() - 1),
        Case::new("record-bytes", "check x.json")
            .file("x.json", &long)
            .values(long.len(), long.len() - 1),
        Case::new("record-bytes", "check x.ndjson")
            .file("x.ndjson", format!("{CLEAN}\n{}\n", padded(20_000_000)))
            .values("20M", "8M"),
        Case::new("record-bytes", by_har)
            .file(
                "x.har",
                har(&[json!({"mimeType": "application/json", "text": padded(12_000_000)})]),
            )
            .values("16M", "8M"),
        Case::new("nesting", any)
            .file("any.json", "{}")
            .file("x.json", "[".repeat(101) + &"]".repeat(101))
            .values(101, 100),
        Case::new("nesting", by_har)
            .file(
                "x.har",
                har(&[json!({"mimeType": "application/json", "text": CLEAN})]).replace(
                    r#""headers":[]"#,
                    &format!(r#""headers":{}{}"#, "[".repeat(120), "]".repeat(120)),
                ),
            )
            .values(200, 100),
        Case::new("file-ratio", "check x.json.gz --limit file-free-bytes=0")
            .file("x.json.gz", gzip(spaces.as_bytes()))
            .values(1_000, 2),
        Case::new("file-free-bytes", "check x.json.gz --limit file-ratio=1")
            .file("x.json.gz", gzip(spaces.as_bytes()))
            .values("100K", "1K")
            .told("file-ratio"),
        Case::new("archive-bytes", "check --dto ConnectionDto x.zip")
            .file("x.zip", archive())
            .values(archive().len(), archive().len() - 1),
        Case::new("archive-members", "check --dto ConnectionDto x.zip")
            .file("x.zip", archive())
            .values(3, 2),
        Case::new(
            "archive-free-bytes",
            "check --dto ConnectionDto x.zip --limit file-ratio=1",
        )
        .file("x.zip", archive())
        .values("20K", "10K")
        .told("file-ratio"),
        Case::new(
            "archive-free-bytes",
            "check --dto ConnectionDto x.zip --limit file-ratio=1",
        )
        .file("x.zip", archive_of_captures())
        .values("30K", "15K")
        .told("file-ratio"),
        Case::new("body-bytes", by_har)
            .file("x.har", compressed_body())
            .values(1000, 999),
        Case::new(
            "body-ratio",
            "check --dto ConnectionDto x.har --limit body-free-bytes=0",
        )
        .file("x.har", compressed_body())
        .values(200, 2),
        Case::new(
            "body-free-bytes",
            "check --dto ConnectionDto x.har --limit body-ratio=1",
        )
        .file("x.har", compressed_body())
        .values(1000, 10)
        .told("body-ratio"),
        Case::new("yaml-aliases", "check --dto ConnectionDto x.yaml")
            .file("x.yaml", CASSETTE)
            .values(100, 0),
        Case::new("yaml-anchors", "check --dto ConnectionDto x.yaml")
            .file("x.yaml", CASSETTE)
            .values(1, 0),
        Case::new("yaml-anchors", "check --schema any.yaml x.json")
            .file("any.yaml", "title: t\nproperties: &a\n  name: {}\n")
            .file("x.json", CLEAN)
            .values(1, 0),
        Case::new("documents", any)
            .file("any.json", r#"{"$ref": "b.json"}"#)
            .file("b.json", "{}")
            .file("x.json", CLEAN)
            .values(2, 1),
        Case::new("document-bytes", any)
            .file("any.json", r#"{"title": "t"}"#)
            .file("x.json", CLEAN)
            .values(14, 13),
        Case::new("pattern-bytes", any)
            .file(
                "any.json",
                r#"{"properties": {"name": {"pattern": "^([a-z]|[A-Z]| ){1,900}$"}}}"#,
            )
            .file("x.json", CLEAN)
            .values("4M", "1K"),
        Case::new("pattern-steps", any)
            .file("any.json", r#"{"pattern": "^(a|aa)+(?!z)$"}"#)
            .file("x.json", r#""aaaaaaaaaaaaa!""#)
            .values(100_000, 10),
        Case::new("pointer-bytes", any)
            .file("any.json", r#"{"additionalProperties": {"contains": {"const": 2}}}"#)
            .file("x.json", format!(r#"{{"{}": [{}1]}}"#, "x".repeat(9_000), "1,".repeat(99)))
            .values(900_000, 700_000),
        Case::new("evaluations", any)
            .file("any.json", &alternatives)
            .file("x.json", CLEAN)
            .values(100, 5),
        Case::new("schema-nesting", any)
            .file("any.json", leading_on(20))
            .file("x.json", "7")
            .values(21, 20),
        Case::new("nested-evaluations", any)
            .file("any.json", leading_on(20))
            .file("x.json", "[[7]]")
            .values(63, 62),
        Case::new("witness-steps", "diff a.json b.json")
            .file("a.json", r#"{"properties": {"a": {}}}"#)
            .file("b.json", r#"{"properties": {"a": {}, "b": {}}}"#)
            .values(1_000, 3),
        Case::new("sample-steps", "generate --schema any.json --count 1")
            .file("any.json", r#"{"type": "string", "pattern": "^[a-z]{8}$"}"#)
            .values(1_000, 9),
        Case::new("merged-fields", any)
            .file(
                "any.json",
                r#"{"allOf": [{"properties": {"a": {"enum": ["one"]}}}, {"properties": {"b": {}}}]}"#,
            )
            .file("x.json", r#"{"a": "two"}"#)
            .values(1, 0),
        Case::new("payload-seconds", any)
            .file("any.json", DOUBLING)
            .file("x.json", nested(60))
            .values(0, 1),
        Case::new("groups", "check x.json")
            .file("x.json", r#"{"sourceType": "reports", "name": 1}"#)
            .values(2, 1),
        Case::new("config-bytes", "check x.json")
            .file("wiredrift.toml", "naming = 'wire'\n")
            .file("x.json", CLEAN)
            .values(16, 15),
        Case::new("ledger-bytes", "check --baseline b.json x.json")
            .file(
                "b.json",
                r#"{"version": 1, "paths": ["x.json"], "known": []}"#,
            )
            .file("x.json", CLEAN)
            .values(48, 47),
        Case::new("fix-bytes", "fix --dto ConnectionDto x.json")
            .file("x.json", r#"{"name": "n", "sourceType": "report", "created": "2024-01-15T14:30:00.000+0000"}"#)
            .values(80, 79),
    ]
}

#[test]
fn every_limit_lets_pass_what_is_within_it_and_tells_what_is_not() {
    let mut met = BTreeSet::new();
    for case in cases() {
        let limit = Limit::named(case.limit).unwrap();
        met.insert(limit.name);
        let folder = Folder::new();
        for (name, bytes) in &case.files {
            folder.write(name, bytes);
        }
        let what = format!("{} of {:?}", case.limit, case.args);
        match case.limit {
            // Other rules hold for these: see below.
            "groups" | "fix-bytes" | "merged-fields" | "payload-seconds" => continue,
            _ => {}
        }
        let ran = case.run(&folder, &case.enough);
        assert!(
            matches!(ran.code, Some(0 | 1)) && !ran.out.contains("the limit `"),
            "{what}: {ran:?}"
        );
        let ran = case.run(&folder, &case.short);
        assert_eq!(ran.code, Some(2), "{what}: {}{}", ran.out, ran.err);
        let told = unwrapped(&format!("{}{}", ran.out, ran.err));
        assert!(
            told.contains(&format!("the limit `{}` of ", case.told)),
            "{what}: {told}"
        );
        let raised = format!("`--limit {}=", case.told);
        assert!(told.contains(&raised), "{what}: {told}");
    }
    let all: BTreeSet<&str> = Limits::ALL.iter().map(|limit| limit.name).collect();
    assert_eq!(met, all, "a case for each limit");
}

/// Words that were broken into lines, on one.
fn unwrapped(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn folder_of(limit: &str) -> (Folder, Case) {
    let case = cases()
        .into_iter()
        .find(|case| case.limit == limit)
        .unwrap();
    let folder = Folder::new();
    for (name, bytes) in &case.files {
        folder.write(name, bytes);
    }
    (folder, case)
}

#[test]
fn kinds_of_drift_beyond_the_limit_are_counted_and_fail_the_check() {
    let (folder, case) = folder_of("groups");
    let whole = case.run(&folder, &case.enough).exits(1);
    let cut = case.run(&folder, &case.short).exits(1);
    assert!(
        whole.out.contains("Found 2 errors in 2 kinds of drift"),
        "{}",
        whole.out
    );
    assert!(
        cut.out
            .contains("Found 2 errors in more than 1 kind of drift (`--limit groups=2`"),
        "{}",
        cut.out
    );
}

#[test]
fn what_is_not_put_together_is_left_to_the_validator() {
    let (folder, case) = folder_of("merged-fields");
    for value in [&case.enough, &case.short] {
        let ran = case.run(&folder, value).exits(1);
        ran.says("enum-value-unknown");
    }
}

#[test]
fn a_file_that_is_larger_than_is_rewritten_stays_as_it_is() {
    let (folder, case) = folder_of("fix-bytes");
    let before = fs::read_to_string(folder.join("x.json")).unwrap();
    let ran = case.run(&folder, &case.short);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let told = unwrapped(&format!("{}{}", ran.out, ran.err));
    assert!(told.contains("the limit `fix-bytes` of 79"), "{told}");
    assert_eq!(fs::read_to_string(folder.join("x.json")).unwrap(), before);
    let ran = case.run(&folder, &case.enough);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_ne!(fs::read_to_string(folder.join("x.json")).unwrap(), before);
}

#[test]
fn a_payload_that_takes_too_long_is_given_up_and_the_others_are_checked() {
    let (folder, case) = folder_of("payload-seconds");
    folder.write("x.json", nested(3));
    let ran = case.run(&folder, "60");
    assert_eq!(ran.code, Some(1), "{ran:?}");
    folder.write("x.json", nested(60));
    let ran = case.run(&folder, "1");
    assert_eq!(ran.code, Some(2), "{ran:?}");
    let told = unwrapped(&ran.out);
    assert!(
        told.contains("within the limit `payload-seconds` of 1"),
        "{told}"
    );
    assert!(told.contains("`--limit payload-seconds=2`"), "{told}");
}

#[test]
fn what_is_typed_counts_for_more_than_the_configuration() {
    let folder = Folder::new();
    folder.write("in/a.json", CLEAN).write("in/b.json", CLEAN);
    folder.write(
        "wiredrift.toml",
        "[limits]\nfiles = 1\nbody-bytes = '64M'\n",
    );
    folder
        .run(["check", "in"])
        .exits(2)
        .says("the limit `files` of 1");
    folder.run(["check", "in", "--limit", "files=2"]).exits(0);
    folder.run(["check", "in", "--isolated"]).exits(0);
    folder
        .run(["inspect", "in"])
        .exits(2)
        .says("the limit `files` of 1");
    let report = folder
        .run(["check", "in", "--format", "json"])
        .exits(2)
        .json();
    assert_eq!(report["problems"][0]["kind"], "too-large", "{report}");
    let twice = ["check", "in", "--limit", "files=1", "--limit", "files=2"];
    folder.run(twice).exits(0);
}

#[test]
fn what_is_no_limit_is_refused_at_its_place() {
    let folder = Folder::new();
    folder.write("x.json", DRIFT);
    for (typed, told) in [
        ("body-byte=1", "did you mean `body-bytes`?"),
        ("qqqqqqqqqqqq=1", "`wiredrift limits` lists them all"),
        ("body-bytes", "expected NAME=VALUE"),
        ("body-bytes=0", "from 1 to 1024G"),
        ("body-bytes=-1", "from 1 to 1024G"),
        ("nesting=513", "expected a whole number from 100 to 512"),
        ("files=1k", "expected a whole number from 1 to 1000000000"),
    ] {
        let ran = folder.run(["check", "x.json", "--limit", typed]);
        assert_eq!(ran.code, Some(2), "{typed}");
        assert!(ran.err.contains(told), "{typed}: {}", ran.err);
    }
    for (written, told, place) in [
        ("file = 1", "did you mean `files`?", "wiredrift.toml:2:1"),
        ("nesting = 1", "from 100 to 512", "wiredrift.toml:2:11"),
        ("nesting = '1K'", "from 100 to 512", "wiredrift.toml:2:11"),
        (
            "config-bytes = 9",
            "--limit config-bytes",
            "wiredrift.toml:2:1",
        ),
        ("files = -1", "wiredrift.toml:2:9", "wiredrift.toml:2:9"),
    ] {
        folder.write("wiredrift.toml", format!("[limits]\n{written}\n"));
        let ran = folder.run(["check", "x.json"]);
        assert_eq!(ran.code, Some(2), "{written}");
        let all = format!("{}{}", ran.out, ran.err);
        assert!(
            all.contains(told) && all.contains(place),
            "{written}: {all}"
        );
    }
}

#[test]
fn the_list_of_the_documents_is_what_is_printed() {
    const START: &str = "<!-- the list begins -->\n";
    const END: &str = "<!-- the list ends -->";
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/limits.md");
    let page = fs::read_to_string(path).unwrap();
    let (before, rest) = page.split_once(START).unwrap();
    let (listed, behind) = rest.split_once(END).unwrap();
    let folder = Folder::new();
    let printed = folder.run(["limits", "--format", "markdown"]).exits(0).out;
    if std::env::var_os("WIREDRIFT_BLESS").is_some() {
        fs::write(path, format!("{before}{START}{printed}{END}{behind}")).unwrap();
        return;
    }
    assert_eq!(
        listed, printed,
        "docs/limits.md is stale: run the tests with WIREDRIFT_BLESS=1"
    );
    let human = folder.run(["limits"]).exits(0).out;
    for limit in Limits::ALL {
        assert!(human.contains(&limit.about()), "{}", limit.name);
    }
}
