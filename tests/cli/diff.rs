//! Comparisons: what is told is true, and the documents are as their schema says.

use serde_json::Value;

use super::support::{Folder, Ran};

const PUBLISHED: &str = include_str!("schema-against.in/published.yaml");

/// The published document with one edit.
fn edited(from: &str, to: &str) -> Folder {
    assert!(PUBLISHED.contains(from), "{from}");
    let folder = Folder::new();
    folder.write("api.yaml", PUBLISHED.replacen(from, to, 1));
    folder
}

fn against(folder: &Folder) -> Ran {
    folder.run(["schema", "check", "--against", "api.yaml"])
}

#[test]
fn each_difference_from_a_published_document_is_a_line() {
    for (from, to, line) in [
        (
            "sourceId: {type: string, readOnly: true}",
            "sourceId: {type: integer, readOnly: true}",
            "ConnectionDto /sourceId: the types say string, the document says integer\n",
        ),
        (
            "sourceId: {type: string, readOnly: true}",
            "sourceId: {type: string}",
            "ConnectionDto /sourceId: the types say read-only, the document says not read-only\n",
        ),
        (
            "sourceId: {type: string, readOnly: true}",
            "sourceId: {type: [string, 'null'], readOnly: true}",
            "ConnectionDto /sourceId: the types say string, the document says string or null\n",
        ),
        (
            "required: [code, message]",
            "required: [code]",
            "BaseErrorResponseDetail /message: the types say required, the document says optional\n",
        ),
        (
            "not_started, running",
            "running",
            "ConnectionRunDto /destinationStatus: the types say the value `not_started`, the document says no value `not_started`\n",
        ),
        (
            "    RefreshBatchDto:",
            "    RefreshBatchDTO:",
            "the document has no schema `RefreshBatchDto`\n",
        ),
        (
            "BaseResponseRefreshBatchDto'}}}}",
            "Table'}}}}",
            "the types have no DTO `Table`, which the document has\n",
        ),
    ] {
        let folder = edited(from, to);
        if to.contains("DTO") {
            let text = PUBLISHED
                .replace(from, to)
                .replace("schemas/RefreshBatchDto'", "schemas/RefreshBatchDTO'");
            folder.write("api.yaml", text);
        }
        let ran = against(&folder).exits(1).says(line);
        assert!(ran.out.contains("revision 2026-02 and api.yaml: "), "{to}");
    }
}

#[test]
fn nullable_is_looked_at_in_a_document_of_version_3_0() {
    let text = PUBLISHED
        .replace("openapi: 3.1.0", "openapi: 3.0.3")
        .replace(
            "sourceId: {type: string, readOnly: true}",
            "sourceId: {type: string, nullable: true, readOnly: true}",
        );
    let folder = Folder::new();
    folder.write("api.yaml", text);
    against(&folder)
        .exits(1)
        .says("ConnectionDto /sourceId: the types say string, the document says string or null\n");
}

#[test]
fn a_document_with_a_broken_schema_cannot_be_read() {
    let folder = edited("required: [code, message]", "required: code");
    assert_eq!(against(&folder).code, Some(2));
    let folder = edited("schemas/ConnectionRunDto'", "schemas/Nothing'");
    let ran = against(&folder);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("Nothing"), "{}", ran.err);
}

#[test]
fn every_comparison_for_programs_is_as_its_schema_says() {
    let schema = std::fs::read_to_string("schemas/comparison.schema.json").unwrap();
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let mut changes = 0;
    for (folder, args, code) in [
        ("tests/cli/diff.in", ["order-1.json", "order-2.json"], 1),
        ("tests/cli/diff.in", ["order-2.json", "order-1.json"], 1),
        ("docs/diff.in", ["shop-1.yaml", "shop-2.yaml"], 1),
        ("docs/diff.in", ["shop-2.yaml", "shop-2.yaml"], 0),
        (".", ["ConnectionDto@2022-01", "ConnectionDto@latest"], 1),
    ] {
        let ran = std::process::Command::new(env!("CARGO_BIN_EXE_wiredrift"))
            .current_dir(folder)
            .args(["diff", "--format", "json"])
            .args(args)
            .output()
            .unwrap();
        let ran = Ran::from(ran).exits(code);
        let document = ran.json();
        let errors: Vec<String> = validator
            .iter_errors(&document)
            .map(|error| error.to_string())
            .collect();
        assert_eq!(errors, [""; 0], "{args:?}");
        assert_eq!(document["exitCode"], code);
        let all = document["changes"].as_array().unwrap();
        let totals = document["totals"].as_object().unwrap();
        let sum: u64 = totals.values().map(|count| count.as_u64().unwrap()).sum();
        assert_eq!(sum, all.len() as u64);
        changes += all.len();
        // What gives, accepts; what breaks, is refused.
        for change in all {
            for (whose, gives, takes) in [
                ("consumers", "newAccepts", "oldAccepts"),
                ("senders", "oldAccepts", "newAccepts"),
            ] {
                let judgement = &change[whose];
                let Some(witness) = judgement["witness"].as_object() else {
                    continue;
                };
                assert_eq!(witness[gives], true, "{change}");
                if judgement["verdict"] == "breaking" {
                    assert_eq!(witness[takes], false, "{change}");
                }
            }
        }
    }
    assert!(changes > 30, "{changes}");
}

#[test]
fn apis_are_compared_message_by_message() {
    let folder = Folder::new();
    let api = |get: &str, more: &str| {
        format!(
            "openapi: 3.1.0\ninfo: {{title: x, version: '1'}}\npaths:\n  /a/{{id}}:\n    get:\n      responses:\n{get}{more}"
        )
    };
    let body = |status: &str, schema: &str| {
        format!(
            "        '{status}': {{description: x, content: {{application/json: {{schema: {schema}}}}}}}\n"
        )
    };
    let old = api(
        &(body("200", "{type: string}") + &body("404", "{type: string}")),
        "  /b:\n    delete:\n      responses: {}\n",
    );
    let new = api(
        &(body("200", "{type: string, maxLength: 3}") + &body("default", "{type: string}")),
        "  /b:\n    post:\n      responses: {}\n",
    );
    folder.write("old.yaml", old).write("new.yaml", new);
    folder
        .run(["diff", "old.yaml", "new.yaml"])
        .exits(1)
        .says("GET /a/{id}, response 200\n")
        .says("safe       -          (the whole): no maxLength became maxLength 3")
        .says("risky      -          (the whole): a body as ")
        .says("GET /a/{id}, response 404\n")
        .says("DELETE /b\n")
        .says("safe       breaking   (the whole): the operation was removed [operation-removed]")
        .says("POST /b\n");
    let ran = folder.run(["diff", "old.yaml", "ConnectionDto@latest"]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.err
            .contains("an API cannot be compared with one schema"),
        "{}",
        ran.err
    );
    folder
        .run(["diff", "old.yaml", "old.yaml"])
        .exits(0)
        .says("nothing changed");
}

#[test]
fn hostile_names_and_values_do_nothing() {
    let folder = Folder::new();
    let hostile = "a\u{1b}[31m|`\u{202e}##vso[x]\n::error";
    let schema = |names: &[&str]| {
        let properties: serde_json::Map<String, Value> = names
            .iter()
            .map(|name| ((*name).to_owned(), serde_json::json!({"enum": [name]})))
            .collect();
        serde_json::json!({"properties": properties, "required": names}).to_string()
    };
    folder.write("old.json", schema(&["x"]));
    folder.write("new.json", schema(&["x", hostile, "`` `"]));
    for format in ["human", "json", "markdown"] {
        let ran = folder
            .run(["diff", "--format", format, "old.json", "new.json"])
            .exits(1);
        for line in ran.out.lines() {
            assert!(!line.trim_start().starts_with("::"), "{line}");
            assert!(!line.contains("##vso["), "{line}");
            assert!(!line.contains(['\u{1b}', '\u{202e}']), "{line:?}");
        }
        if format == "markdown" {
            let cells = |line: &str| line.replace("\\|", "").matches('|').count();
            let rows: Vec<&str> = ran
                .out
                .lines()
                .filter(|line| line.starts_with('|'))
                .collect();
            assert!(rows.iter().all(|row| cells(row) == 6), "{rows:#?}");
        }
    }
}

#[test]
fn every_format_says_that_a_limit_left_changes_without_a_payload() {
    let folder = Folder::new();
    folder
        .write(
            "old.json",
            r#"{"properties": {"a": {"type": "string"}, "b": {}}}"#,
        )
        .write(
            "new.json",
            r#"{"properties": {"a": {"type": "integer"}, "b": {}, "c": {}}}"#,
        );
    let raise = "the limit `witness-steps` of 3; raise it with `--limit witness-steps=6`";
    for (format, raise) in [
        ("human", raise),
        ("json", raise),
        ("markdown", "witness-steps=6"),
    ] {
        let args = ["diff", "--format", format, "--limit", "witness-steps=3"];
        let ran = folder.run(args.into_iter().chain(["old.json", "new.json"]));
        // A field more is breaking where one side refuses it, and nobody looked.
        let ran = ran.exits(2).says(raise);
        assert!(ran.out.contains("was added"), "{}", ran.out);
        if format == "json" {
            let document = ran.json();
            let changes = document["changes"].as_array().unwrap();
            let search = |at: usize| changes[at]["senders"]["search"].clone();
            assert_eq!(changes.len(), 2, "{document}");
            assert_eq!(search(0), "cut");
            assert_eq!(changes[1]["consumers"]["search"], "undecided");
            assert_eq!(document["outcome"], "could-not-check");
        } else {
            assert!(
                ran.out.contains("no witness was found within the limit"),
                "{}",
                ran.out
            );
            assert!(ran.out.contains("not all was judged"), "{}", ran.out);
        }
    }
}
