//! Contracts of one's own: each keyword and format, references, hostile schemas; and the law that the
//! level error is the schema's verdict, on the quick path and on the full one.

#![cfg(feature = "cli")]
#![expect(
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test that cannot go on shall stop"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use proptest::prelude::*;
use serde_json::{Value, json};
use wiredrift::check::Nulls;
use wiredrift::check::full::{self, Record};
use wiredrift::check::quick::{self, Scratch, Verdict};
use wiredrift::contract::registry::Contract;
use wiredrift::contract::shape::Naming;
use wiredrift::contract::validator::FormatAssertion;
use wiredrift::finding::Finding;
use wiredrift::severity::Severity;
use wiredrift::text::json as tree;

#[path = "common/own.rs"]
mod own;

use own::findings;
use own::findings::Findings;

#[path = "common/schemas.rs"]
mod schemas;

use schemas::any_schema;

fn contract(schema: Value, formats: FormatAssertion) -> Contract {
    own::contract(schema, formats).0
}

/// What the full look alone finds, whatever a quick one would say.
fn found_in_full(contract: &Contract, payload: &str) -> Vec<Finding> {
    let root = tree::parse(payload.as_bytes()).unwrap();
    let record = Record::whole(contract, Naming::Wire, Nulls::Error, payload.as_bytes());
    let mut found = Findings::default();
    full::look(&record, &root, &mut found).unwrap();
    found.0
}

/// The rule and the pointer of each finding above a note, in order.
fn told(schema: Value, payload: &Value) -> Vec<(String, String)> {
    let contract = contract(schema, FormatAssertion::On);
    findings(&contract, &payload.to_string())
        .iter()
        .filter(|finding| finding.level > Severity::Note)
        .map(|finding| (finding.rule.to_owned(), finding.pointer.to_string()))
        .collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |pair: &(&str, &str)| (pair.0.to_owned(), pair.1.to_owned());
    expected.iter().map(owned).collect()
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn every_keyword_is_told_by_its_rule_at_its_place() {
    let object =
        |name: &str, schema: Value| json!({"type": "object", "properties": {name: schema}});
    for (schema, payload, expected) in [
        (
            json!({"type": "string"}),
            json!(1),
            &[("number-for-string", "")][..],
        ),
        (json!({"type": ["string", "null"]}), json!(null), &[]),
        (
            json!({"type": "string", "nullable": true}),
            json!(null),
            &[("null-unexpected", "")],
        ),
        (
            json!({"type": ["integer", "string"]}),
            json!(true),
            &[("type-mismatch", "")],
        ),
        (
            json!({"enum": ["a", "b"]}),
            json!("A"),
            &[("enum-value-respelled", "")],
        ),
        (
            json!({"enum": ["a", 1]}),
            json!("zzz"),
            &[("enum-value-unknown", "")],
        ),
        (
            json!({"const": "order"}),
            json!("other"),
            &[("enum-value-unknown", "")],
        ),
        (
            json!({"oneOf": [{"const": "a"}, {"const": "b"}]}),
            json!("q"),
            &[("enum-value-unknown", "")],
        ),
        (json!({"const": 3}), json!(4), &[("schema-violation", "")]),
        (
            object("a", json!({"minimum": 3})),
            json!({"a": 2}),
            &[("schema-violation", "/a")],
        ),
        (
            object("a", json!({"maxLength": 3})),
            json!({"a": "long"}),
            &[("schema-violation", "/a")],
        ),
        (
            object("a", json!({"pattern": "^x"})),
            json!({"a": "y"}),
            &[("schema-violation", "/a")],
        ),
        (
            object("a", json!({"type": "integer", "format": "int32"})),
            json!({"a": 2_147_483_648_u64}),
            &[("integer-out-of-range", "/a")],
        ),
        (
            object("a", json!({"type": "integer", "format": "uint8"})),
            json!({"a": 256}),
            &[("schema-violation", "/a")],
        ),
        (
            object("a", json!({"type": "integer"})),
            json!({"a": "5"}),
            &[("number-in-string", "/a")],
        ),
        (
            object("a", json!({"type": "integer"})),
            json!({"a": 9_007_199_254_740_993_u64}),
            &[],
        ),
        (
            object("a", json!({"format": "date-time"})),
            json!({"a": "2024-01-15"}),
            &[("date-only", "/a")],
        ),
        (
            object("a", json!({})),
            json!({"b": 1}),
            &[("field-unknown", "/b")],
        ),
        (
            json!({"type": "object", "properties": {"a": true}, "additionalProperties": false}),
            json!({"b": 1, "c": 2}),
            &[("field-unknown", "/b"), ("field-unknown", "/c")],
        ),
        (
            json!({"type": "object", "properties": {"userName": {"type": "string"}}}),
            json!({"user_name": "x"}),
            &[("field-respelled", "/user_name")],
        ),
        (
            json!({"required": ["a"], "properties": {"a": true}}),
            json!({}),
            &[("field-missing", "")],
        ),
        (
            json!({"additionalProperties": {"type": "integer"}}),
            json!({"any": "x", "other": 1}),
            &[("type-mismatch", "/any")],
        ),
        (
            json!({"properties": {"a": true}, "patternProperties": {"^x-": {"type": "string"}}}),
            json!({"x-b": 1, "x-c": "d"}),
            &[("type-mismatch", "/x-b")],
        ),
        (
            json!({"allOf": [{"properties": {"a": true}}, {"properties": {"b": true}}]}),
            json!({"a": 1, "b": 2, "c": 3}),
            &[("field-unknown", "/c")],
        ),
        (
            json!({"properties": {"k": true}, "if": {"required": ["k"]}, "then": {"properties": {"v": {"type": "integer"}}}}),
            json!({"k": 1, "v": "x", "w": 1}),
            &[("type-mismatch", "/v"), ("field-unknown", "/w")],
        ),
        (
            json!({"properties": {"a": true}, "unevaluatedProperties": false, "anyOf": [{"properties": {"b": true}}]}),
            json!({"a": 1, "b": 1, "c": 1}),
            &[("field-unknown", "/c")],
        ),
        (
            json!({"items": {"type": "boolean"}}),
            json!([true, "true"]),
            &[("boolean-in-string", "/1")],
        ),
        (
            json!({"prefixItems": [{"type": "string"}], "items": false}),
            json!(["a", 1]),
            &[("schema-violation", "/1")],
        ),
        (
            json!({"uniqueItems": true}),
            json!([1, 1]),
            &[("schema-violation", "")],
        ),
        (
            json!({"contains": {"const": 1}}),
            json!([2]),
            &[("schema-violation", "")],
        ),
        (
            json!({"not": {"type": "string"}}),
            json!("x"),
            &[("schema-violation", "")],
        ),
        (
            json!({"$defs": {"t": {"properties": {"c": {"$ref": "#/$defs/t"}}}}, "$ref": "#/$defs/t"}),
            json!({"c": {"c": {"d": 1}}}),
            &[("field-unknown", "/c/c/d")],
        ),
        (json!(false), json!(1), &[("schema-violation", "")]),
    ] {
        assert_eq!(
            told(schema.clone(), &payload),
            pairs(expected),
            "{schema} {payload}"
        );
    }
}

#[test]
fn every_format_of_strings_is_asserted_or_not() {
    for (format, good, bad) in [
        ("date", "2024-01-15", "2024-13-15"),
        ("time", "14:30:00Z", "14:30"),
        ("duration", "P3D", "3 days"),
        ("email", "a@b.example", "a"),
        ("hostname", "a.example", "-a-"),
        ("ipv4", "127.0.0.1", "256.0.0.1"),
        ("ipv6", "::1", "12345::"),
        ("uri", "https://a.example", "//"),
        ("uri-reference", "/a", "\\a"),
        ("uuid", "2eb8aa08-aa98-11ea-b4aa-73b441d16380", "2eb8"),
        ("json-pointer", "/a/b", "a"),
        ("regex", "^a$", "("),
        ("ip", "10.0.0.1", "ten"),
        ("partial-date-time", "2024-01-15T14:30:00", "2024-01-15"),
    ] {
        let schema = json!({"type": "string", "format": format});
        let on = contract(schema.clone(), FormatAssertion::On);
        let off = contract(schema, FormatAssertion::Off);
        assert_eq!(findings(&on, &json!(good).to_string()), [], "{format}");
        let found = findings(&on, &json!(bad).to_string());
        assert_eq!(found.len(), 1, "{format}");
        assert_eq!(
            (found[0].rule, found[0].level),
            ("format-mismatch", Severity::Error)
        );
        assert_eq!(findings(&off, &json!(bad).to_string()), [], "{format}");
    }
    let schema = json!({"type": "string", "format": "date-time"});
    let found = findings(
        &contract(schema.clone(), FormatAssertion::On),
        "\"2024-01-15\"",
    );
    assert_eq!(
        (found[0].rule, found[0].level),
        ("date-only", Severity::Error)
    );
    let found = findings(&contract(schema, FormatAssertion::Off), "\"2024-01-15\"");
    assert_eq!(
        (found[0].rule, found[0].level),
        ("date-only", Severity::Warning)
    );
    let unknown = json!({"type": "string", "format": "colour"});
    assert_eq!(told(unknown, &json!("x")), []);
}

#[test]
fn the_closest_alternative_is_explained() {
    let kinds = json!({"oneOf": [
        {"type": "object", "required": ["kind", "iban"], "properties": {
            "kind": {"const": "sepa"}, "iban": {"type": "string"}}},
        {"type": "object", "required": ["kind", "number"], "properties": {
            "kind": {"const": "card"}, "number": {"type": "string"}}},
        {"type": "null"},
    ]});
    for (payload, expected) in [
        (
            json!({"kind": "card", "number": 1}),
            &[("number-for-string", "/number")][..],
        ),
        (json!({"kind": "sepa"}), &[("field-missing", "")]),
        (json!(null), &[]),
    ] {
        assert_eq!(told(kinds.clone(), &payload), pairs(expected), "{payload}");
    }
    let found = findings(
        &contract(kinds, FormatAssertion::On),
        r#"{"kind":"card","number":1}"#,
    );
    let notes = &found[0].account.notes;
    assert_eq!(notes, &["asked for by the closest of 3 alternatives"]);
    // What is inside of the instance is told nowhere.
    let nothing = json!({"anyOf": [{"type": "string"}, {"type": "integer"}]});
    let found = findings(
        &contract(nothing, FormatAssertion::On),
        r#"{"secret":"s3cr3t"}"#,
    );
    assert!(!format!("{:?}", found[0].account.headline).contains("s3cr3t"));
}

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join("contracts")
            .join(name);
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn run(&self, args: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wiredrift"));
        command
            .current_dir(&self.0)
            .env_remove("GITHUB_ACTIONS")
            .arg("check")
            .args(args);
        command.output().unwrap()
    }

    fn code(&self, args: &[&str]) -> Option<i32> {
        self.run(args).status.code()
    }

    /// The run must be refused with this on standard error.
    #[track_caller]
    fn refused(&self, schema: &str, message: &str) {
        let ran = self.run(&["--schema", schema, "payload.json"]);
        let err = String::from_utf8(ran.stderr).unwrap();
        assert_eq!(
            (ran.status.code(), ran.stdout.as_slice()),
            (Some(2), &b""[..]),
            "{err}"
        );
        assert!(
            err.contains(message) && err.contains("\n  help: "),
            "{message:?} in {err}"
        );
    }
}

#[test]
fn references_lead_to_files_below_and_to_those_that_are_named() {
    let folder = Folder::new("references");
    folder.write("api/schema.yaml", "type: object\nproperties:\n  a: {$ref: 'parts/a.json#/$defs/A'}\n  b: {$ref: 'https://example.com/s/b.json'}\n");
    folder.write("api/parts/a.json", r#"{"$defs":{"A":{"$ref":"../c.yml"}}}"#);
    folder.write("api/c.yml", "type: integer\n");
    folder.write(
        "remote/b.json",
        r#"{"$id":"https://example.com/s/b.json","type":"boolean"}"#,
    );
    folder.write("payload.json", r#"{"a":1,"b":true}"#);
    folder.write("wrong.json", r#"{"a":1,"b":"x"}"#);
    let by_url = "https://example.com/s/b.json=remote/b.json";
    let by_prefix = "https://example.com/s/=remote";
    for options in [["--ref", by_url], ["--ref-dir", by_prefix]] {
        let args = |file| [&["--schema", "api/schema.yaml"][..], &options, &[file]].concat();
        assert_eq!(folder.code(&args("payload.json")), Some(0), "{options:?}");
        assert_eq!(folder.code(&args("wrong.json")), Some(1), "{options:?}");
    }
    folder.refused("api/schema.yaml", "api/schema.yaml:4:");
    folder.refused("api/schema.yaml", "nothing is fetched from a network");
    // A pointer names a schema inside; the folder of the file bounds what it may refer to.
    folder.refused(
        "api/parts/a.json#/$defs/A",
        "outside of the contract's own folder",
    );
    folder.write(
        "api/all.json",
        r#"{"$defs":{"B":{"title":"Flag","type":"boolean"}}}"#,
    );
    let args = ["--schema", "api/all.json#/$defs/B", "payload.json"];
    let out = String::from_utf8(folder.run(&args).stdout).unwrap();
    assert!(
        out.contains("type-mismatch") && out.contains("against Flag"),
        "{out}"
    );
    folder.refused(
        "api/parts/a.json#/$defs/Z",
        "there is nothing at `#/$defs/Z`",
    );
}

#[test]
fn what_is_no_contract_is_told_at_its_place_and_never_about_a_payload() {
    let folder = Folder::new("broken");
    folder.write("payload.json", "{}");
    folder.write("secret.json", "{}");
    for (name, text, message) in [
        (
            "type.json",
            "{\n \"properties\": {\"a\": {\"type\": \"strin\"}}}",
            "type.json:2:31: this is no schema of its draft",
        ),
        (
            "pointer.json",
            r#"{"properties":{"a/b":{"type":"strin"}}}"#,
            "(at `/properties/a~1b/type`)",
        ),
        (
            "flow.yaml",
            "{type: object,\n properties: {a: {type: strin}}}",
            "flow.yaml:2:25: this is no schema of its draft",
        ),
        (
            "flow.yml",
            "{type: object,\n properties: {a: [}}}",
            "flow.yml:2:18: ",
        ),
        ("comma.json", r#"{"type":"object",}"#, "comma.json:1:18: "),
        (
            "names.json",
            r#"{"patternProperties":{"a":true,"(":{}}}"#,
            "(at `/patternProperties",
        ),
        (
            "regex.json",
            r#"{"properties":{"a":{"pattern":"("}}}"#,
            "regex.json:1:31: ",
        ),
        (
            "below.json",
            r#"{"$ref":"regex.json"}"#,
            "regex.json:1:31: this is no regular expression, or one that takes more than the limit `pattern-bytes` of 4M once compiled (at `/properties/a/pattern`)",
        ),
        ("cut.json", r#"{"type":"#, "cut.json:1:9: "),
        ("broken.yaml", "type: [string\n", "broken.yaml:"),
        ("empty.json", "", "empty.json"),
        ("binary.json", "\u{0}\u{1}", "binary.json"),
        (
            "nowhere.json",
            r##"{"$ref":"#/$defs/none"}"##,
            "nowhere.json:1:9: the reference leads to `/$defs/none`",
        ),
        (
            "missing.json",
            r#"{"$ref":"none.json"}"#,
            "missing.json:1:9: the reference leads to `none.json`",
        ),
        (
            "outside.json",
            r#"{"$ref":"../../../secret.json"}"#,
            "outside of the contract's own folder",
        ),
        (
            "absolute.json",
            r#"{"$ref":"file:///etc/hostname"}"#,
            "outside of the contract's own folder",
        ),
        (
            "loop.json",
            r##"{"$ref":"#"}"##,
            "leads back to where it stands",
        ),
        (
            "two.json",
            r##"{"$ref":"#/$defs/a","$defs":{"a":{"allOf":[{"$ref":"#/$defs/b"}]},"b":{"$ref":"#/$defs/a"}}}"##,
            "leads back to where it stands",
        ),
        (
            "dialect.json",
            r#"{"$schema":"https://example.com/mine"}"#,
            "dialect.json:1:12: ",
        ),
    ] {
        folder.write(name, text);
        folder.refused(name, message);
    }
    folder.write("flow.yaml", "{type: object, required: [a]}");
    folder.write("flow", "{type: object, required: [a]}");
    for schema in ["flow.yaml", "flow"] {
        assert_eq!(folder.code(&["--schema", schema, "payload.json"]), Some(1));
    }
    let latin = [&b"{\"title\":\""[..], b"\xe9\"}"].concat();
    folder.write("latin.json", latin);
    folder.refused("latin.json", "no UTF-8");
    folder.refused("none.json", "the contract cannot be read");
    #[cfg(unix)]
    {
        folder.write("below/schema.json", r#"{"$ref":"link.json"}"#);
        std::os::unix::fs::symlink("../secret.json", folder.0.join("below/link.json")).unwrap();
        folder.refused("below/schema.json", "outside of the contract's own folder");
    }
}

#[test]
fn hostile_schemas_come_to_an_end() {
    let folder = Folder::new("hostile");
    folder.write("payload.json", "{}");
    let doubling = |keyword: &str| {
        let mut defs = serde_json::Map::new();
        for level in 0..60 {
            let next = json!({"$ref": format!("#/$defs/a{}", level + 1)});
            defs.insert(format!("a{level}"), json!({keyword: [next.clone(), next]}));
        }
        defs.insert("a60".to_owned(), json!({"type": "string"}));
        json!({"$ref": "#/$defs/a0", "$defs": defs})
    };
    for keyword in ["allOf", "anyOf", "oneOf"] {
        folder.write("bomb.json", doubling(keyword).to_string());
        folder.refused("bomb.json", "the limit `evaluations` of 1000000");
    }
    // What a nested payload alone blows up is given up; the others are checked. Whether it is accepted, the
    // validator remembers; what all is refused, it tells over and over.
    let twice = json!({"$ref": "#/$defs/n", "$defs": {"n": {"properties": {
        "x": {"type": "string"},
        "c": {"allOf": [{"$ref": "#/$defs/n"}, {"$ref": "#/$defs/n"}]}}}}});
    folder.write("twice.json", twice.to_string());
    let nested = |inside| (0..80).fold(inside, |inner, _| json!({"c": inner}));
    folder.write("conforms.json", nested(json!({})).to_string());
    let ran = folder.run(&["--schema", "twice.json", "conforms.json"]);
    assert_eq!(ran.status.code(), Some(0), "{ran:?}");
    folder.write("nested.json", nested(json!({"x": 1})).to_string());
    let ran = folder.run(&["--schema", "twice.json", "nested.json", "payload.json"]);
    let out = String::from_utf8(ran.stdout).unwrap();
    assert_eq!(ran.status.code(), Some(2), "{out}");
    assert!(
        out.contains("too-long") && out.contains("Checked 1 payload"),
        "{out}"
    );
    // Patterns step back only so often.
    folder.write(
        "pattern.json",
        r#"{"properties":{"a":{"pattern":"^(a|a)*\\1b"}}}"#,
    );
    let long = json!({"a": format!("{}!", "a".repeat(300))});
    folder.write("long.json", long.to_string());
    folder.write("fits.json", r#"{"a":"aab"}"#);
    folder.write("other.json", r#"{"a":"b"}"#);
    let ran = folder.run(&["--schema", "pattern.json", "long.json", "fits.json"]);
    let out = String::from_utf8(ran.stdout).unwrap();
    assert_eq!(ran.status.code(), Some(2), "{out}");
    // Whether the text fits, nobody knows: that is no finding.
    assert!(
        out.contains("error[too-long]: the payload could not be checked"),
        "{out}"
    );
    assert!(
        out.contains("a pattern of the schema, at `/properties/a/pattern`"),
        "{out}"
    );
    assert!(
        out.contains("long.json:1:6") && out.contains("Checked 1 payload"),
        "{out}"
    );
    assert!(!out.contains("Found"), "{out}");
    assert_eq!(
        folder.code(&["--schema", "pattern.json", "other.json"]),
        Some(1)
    );
    // Where the verdict does not depend on it, there is one.
    let either = r#"{"properties":{"a":{"anyOf":[{"pattern":"^(a|a)*\\1b"},{"type":"string"}]}}}"#;
    folder.write("either.json", either);
    assert_eq!(
        folder.code(&["--schema", "either.json", "long.json"]),
        Some(0)
    );
    let deep = (0..600).fold(json!(true), |inner, _| json!({"not": inner}));
    folder.write("deep.json", deep.to_string());
    assert_eq!(
        folder.code(&["--schema", "deep.json", "payload.json"]),
        Some(2)
    );
}

#[test]
fn hostile_words_of_a_contract_act_on_nothing() {
    const HOSTILE: &str = "\u{1b}[31m\u{202e}##[error]x\n::error::y ##vso[z]";
    let folder = Folder::new("words");
    let schema = json!({
        "title": HOSTILE,
        "properties": {HOSTILE: {"type": "string", "pattern": HOSTILE}, "e": {"enum": [HOSTILE]}},
        "required": [format!("r{HOSTILE}")],
    });
    folder.write("schema.json", schema.to_string());
    folder.write(
        "payload.json",
        json!({HOSTILE: "q", "e": "z", "f": 1}).to_string(),
    );
    folder.write(
        "reference.json",
        json!({"$ref": format!("https://x/{HOSTILE}")}).to_string(),
    );
    folder.write(
        "missing.json",
        json!({"$ref": format!("#/{HOSTILE}")}).to_string(),
    );
    for (schema, code) in [
        ("schema.json", 1),
        ("reference.json", 2),
        ("missing.json", 2),
    ] {
        let ran = folder.run(&["--schema", schema, "payload.json"]);
        assert_eq!(ran.status.code(), Some(code), "{schema}");
        let told = [ran.stdout, ran.stderr].concat();
        for line in String::from_utf8(told).unwrap().lines() {
            assert!(!line.contains(['\u{1b}', '\u{202e}']), "{line:?}");
            assert!(
                !line.contains("##[") && !line.contains("##vso["),
                "{line:?}"
            );
            assert!(!line.trim_start().starts_with("::"), "{line:?}");
        }
    }
}

#[test]
fn levels_decide_what_fails() {
    let folder = Folder::new("levels");
    folder.write(
        "schema.json",
        r#"{"type":"object","properties":{"a":{"type":"string"}}}"#,
    );
    folder.write("unknown.json", r#"{"b":1}"#);
    folder.write("wrong.json", r#"{"a":1}"#);
    for (level, unknown, wrong) in [("error", 0, 1), ("warning", 1, 1), ("note", 1, 1)] {
        let args = |file| ["--schema", "schema.json", "--fail-on", level, file];
        assert_eq!(folder.code(&args("unknown.json")), Some(unknown), "{level}");
        assert_eq!(folder.code(&args("wrong.json")), Some(wrong), "{level}");
    }
}

#[test]
fn an_enum_that_is_published_as_open_refuses_no_string() {
    let open = [
        json!({"type": "string", "x-extensible-enum": ["paid", "pending_review"]}),
        json!({"type": "string", "enum": ["paid"], "x-extensible-enum": ["pending_review"]}),
        json!({"enum": ["paid", "pending_review"], "x-extensible-enum": true}),
        json!({"type": "string", "enum": ["paid", "pending_review"], "x-speakeasy-unknown-values": "allow"}),
        json!({"enum": ["paid", "pending_review"], "x-ms-enum": {"name": "S", "modelAsString": true}}),
        json!({"anyOf": [{"enum": ["paid", "pending_review"]}, {"type": "string"}]}),
        json!({"anyOf": [{"type": "string"}, {"const": "paid"}, {"const": "pending_review"}]}),
    ];
    let closed = [
        json!({"enum": ["paid", "pending_review"]}),
        json!({"enum": ["paid", "pending_review"], "x-ms-enum": {"modelAsString": false}}),
        json!({"enum": ["paid", "pending_review"], "x-speakeasy-unknown-values": "disallow"}),
    ];
    let folder = Folder::new("open");
    folder.write("paid.json", r#"{"status":"paid"}"#);
    folder.write("other.json", r#"{"status":"pending-review"}"#);
    folder.write("new.json", r#"{"status":"on_its_way_to_the_moon"}"#);
    folder.write("number.json", r#"{"status":7}"#);
    let run = |status: &Value, file: &str, level: &str| {
        let schema = json!({"type": "object", "properties": {"status": status}});
        folder.write("schema.json", schema.to_string());
        let ran = folder.run(&["--schema", "schema.json", "--fail-on", level, file]);
        let told = String::from_utf8(ran.stdout).unwrap();
        (ran.status.code(), told)
    };
    for status in &open {
        for file in ["paid.json", "other.json", "new.json"] {
            assert_eq!(run(status, file, "warning").0, Some(0), "{status} {file}");
        }
        assert_eq!(run(status, "paid.json", "note").0, Some(0), "{status}");
        let (code, told) = run(status, "other.json", "note");
        assert_eq!(code, Some(1), "{status}");
        assert!(told.contains("note[enum-value-unlisted]"), "{told}");
        assert!(
            told.contains("differs from `pending_review` only in separators"),
            "{told}"
        );
        let (code, told) = run(status, "new.json", "note");
        assert_eq!(code, Some(1), "{status}");
        assert!(told.contains("none of the 2 listed values"), "{told}");
        assert_eq!(run(status, "number.json", "error").0, Some(1), "{status}");
    }
    for status in &closed {
        assert_eq!(run(status, "new.json", "error").0, Some(1), "{status}");
    }
    // Null is what it was beside the enum.
    folder.write("null.json", r#"{"status":null}"#);
    for (status, code) in [
        (json!({"enum": ["a", null], "x-extensible-enum": true}), 0),
        (
            json!({"type": ["string", "null"], "enum": ["a"], "x-extensible-enum": true}),
            1,
        ),
        (
            json!({"anyOf": [{"enum": ["a"]}, {"type": "string"}, {"type": "null"}]}),
            0,
        ),
    ] {
        assert_eq!(run(&status, "null.json", "error").0, Some(code), "{status}");
    }
}
fn any_instance() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(Value::from),
        prop_oneof![
            Just(json!(0)),
            Just(json!(1)),
            Just(json!(1.5)),
            Just(json!(1.0)),
            Just(json!(-1)),
            Just(json!(u64::MAX)),
            Just(json!(300)),
            Just(json!(3_000_000_000_u64))
        ],
        prop_oneof![
            Just(json!("a")),
            Just(json!("b")),
            Just(json!("x")),
            Just(json!("äö")),
            Just(json!("")),
            Just(json!("2024-01-15T14:30:00Z")),
            Just(json!("2024-01-15")),
        ],
    ];
    leaf.prop_recursive(4, 24, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::btree_map("[abcd]|A", inner, 0..4).prop_map(|members| json!(members)),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        cases: 400,
        ..ProptestConfig::default()
    })]

    #[test]
    fn the_level_error_is_the_schemas_verdict_on_both_paths(
        schema in any_schema(),
        instances in prop::collection::vec(any_instance(), 12),
        off in any::<bool>(),
    ) {
        let formats = if off { FormatAssertion::Off } else { FormatAssertion::On };
        let contract = contract(schema.clone(), formats);
        for instance in instances {
            let text = instance.to_string();
            let accepted = contract.validator().accepts(&instance);
            let found = findings(&contract, &text);
            prop_assert_eq!(&found, &found_in_full(&contract, &text), "{} {}", schema, text);
            let refused = found.iter().any(|finding| finding.level == Severity::Error);
            prop_assert_eq!(refused, !accepted, "{} {} {:?}", schema, text, found);
            let look = quick::look(
                &contract.shape,
                Naming::Wire,
                text.as_bytes(),
                0,
                &mut Scratch::default(),
                &mut Findings::default(),
            );
            if look == Verdict::Clean {
                prop_assert!(accepted, "quick says clean: {schema} {text}");
                prop_assert!(found.is_empty(), "quick says clean: {schema} {text} {found:?}");
            }
            for finding in &found {
                let bytes = &text[finding.span.start()..finding.span.end()];
                prop_assert!(!bytes.is_empty(), "{schema} {text} {finding:?}");
            }
        }
    }
}

/// What the quick look says.
fn quickly(contract: &Contract, text: &str) -> Verdict {
    quick::look(
        &contract.shape,
        Naming::Wire,
        text.as_bytes(),
        0,
        &mut Scratch::default(),
        &mut Findings::default(),
    )
}

#[test]
fn plain_schemas_are_within_the_quick_look() {
    for (schema, clean, other) in [
        (
            json!({"type": "integer", "format": "int32"}),
            json!(i32::MAX),
            json!(i64::MAX),
        ),
        (
            json!({"type": "integer", "format": "int64"}),
            json!(i64::MIN),
            json!(u64::MAX),
        ),
        (
            json!({"type": "integer", "format": "uint64"}),
            json!(u64::MAX),
            json!(-1),
        ),
        (
            json!({"type": "integer", "minimum": 1, "exclusiveMaximum": 3}),
            json!(2),
            json!(3),
        ),
        (
            json!({"type": "number", "minimum": 0.5}),
            json!(0.5),
            json!(0.25),
        ),
        (
            json!({"type": "string", "minLength": 2, "maxLength": 3}),
            json!("äöü"),
            json!("ä"),
        ),
        (
            json!({"type": ["string", "null"], "maxLength": 3}),
            json!(null),
            json!("long"),
        ),
        (
            json!({"type": "array", "items": {"type": "integer"}, "minItems": 1, "maxItems": 2}),
            json!([1, 2]),
            json!([]),
        ),
        (
            json!({"type": "object", "minProperties": 1}),
            json!({"a": [1]}),
            json!({}),
        ),
        (
            json!({"type": "object", "additionalProperties": {"type": "string"}}),
            json!({"a": "b", "c": "d"}),
            json!({"a": "b", "c": 1}),
        ),
        (
            json!({"type": "object", "additionalProperties": {"type": "string"}, "maxProperties": 1}),
            json!({"a": "b"}),
            json!({"a": "b", "c": "d"}),
        ),
        (
            json!({"type": "object", "properties": {"id": {"type": "integer", "format": "int32"}},
            "additionalProperties": {"type": "string"}}),
            json!({"id": 1}),
            json!({"id": 1, "c": 1}),
        ),
        (
            json!({"type": "object", "additionalProperties": {"type": "object",
            "properties": {"at": {"type": "string", "format": "date-time"}}, "additionalProperties": false}}),
            json!({"x": {"at": "2024-01-15T14:30:00Z"}, "y": {}}),
            json!({"x": {"b": 1}}),
        ),
    ] {
        let contract = contract(schema.clone(), FormatAssertion::On);
        let (clean, other) = (clean.to_string(), other.to_string());
        assert_eq!(
            quickly(&contract, &clean),
            Verdict::Clean,
            "{schema} {clean}"
        );
        assert_eq!(
            quickly(&contract, &other),
            Verdict::Look,
            "{schema} {other}"
        );
        let told = findings(&contract, &other);
        assert!(!told.is_empty(), "{schema} {other}");
        assert!(contract.shape.is_exact(contract.shape.root()), "{schema}");
    }
    // Names of a map that repeat.
    let map = contract(
        json!({"type": "object", "additionalProperties": {"type": "integer"}}),
        FormatAssertion::On,
    );
    assert_eq!(quickly(&map, r#"{"a":1,"a":2}"#), Verdict::Look);
}

#[test]
fn what_one_part_says_of_other_names_it_says_of_names_that_another_part_knows() {
    for others in [json!(false), json!({"type": "string"})] {
        let schema = json!({"allOf": [
            {"type": "object", "properties": {"a": {}}, "additionalProperties": others},
            {"type": "object", "properties": {"b": {"type": "integer"}}}]});
        let contract = contract(schema, FormatAssertion::On);
        assert_eq!(quickly(&contract, r#"{"b":1}"#), Verdict::Look);
        let found = findings(&contract, r#"{"b":1}"#);
        assert!(
            found.iter().any(|finding| finding.level == Severity::Error),
            "{found:?}"
        );
    }
}
