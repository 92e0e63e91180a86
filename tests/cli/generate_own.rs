//! `wiredrift generate --schema` and `--openapi`: a check finds what the manifest says, recordings are of
//! their operations, and what makes no sense is refused.

use std::collections::BTreeMap;

use serde_json::Value;

use super::support::{Folder, Ran};

const ORDER: &str = include_str!("../../examples/contracts/order.schema.yaml");
const CUSTOMER: &str = include_str!("../../examples/contracts/customer.json");
const SHOP: &str = include_str!("../../examples/contracts/shop.openapi.yaml");

fn folder() -> Folder {
    let folder = Folder::new();
    folder
        .write("order.schema.yaml", ORDER)
        .write("customer.json", CUSTOMER)
        .write("shop.yaml", SHOP);
    folder
}

fn made(folder: &Folder, args: &[&str]) -> Ran {
    let ran = folder.run(["generate"].iter().chain(args));
    assert_eq!(ran.code, Some(0), "{args:?}: {}", ran.err);
    ran
}

#[track_caller]
fn refused(folder: &Folder, args: &[&str], message: &str) {
    let ran = folder.run(["generate"].iter().chain(args));
    assert_eq!(ran.code, Some(2), "{args:?} {}", ran.out);
    assert!(
        ran.err.contains(message),
        "{args:?}: no {message:?} in {}",
        ran.err
    );
}

#[test]
fn every_profile_is_clean_where_it_is_checked() {
    let folder = folder();
    for profile in ["minimal", "realistic", "edge", "complete"] {
        let own = ["--schema", "order.schema.yaml"];
        let of_api = [
            &["Order", "--openapi", "shop.yaml"][..],
            &["Order", "--each", "--openapi", "shop.yaml"],
        ];
        let options = ["--profile", profile, "--count", "40", "--format", "ndjson"];
        let ran = made(&folder, &[&own[..], &options].concat());
        folder.write("made.ndjson", ran.out);
        let check = ["check", "--schema", "order.schema.yaml", "made.ndjson"];
        folder.run(check).exits(0).says("40 payloads in 1 file");
        for args in of_api {
            let ran = made(&folder, &[args, &options].concat());
            folder.write("made.ndjson", ran.out);
            let is_each = args.contains(&"--each");
            let each = is_each.then_some("--each");
            let check = ["check", "--openapi", "shop.yaml", "--dto", "Order"];
            let check = check.into_iter().chain(each).chain(["made.ndjson"]);
            folder.run(check).exits(0).says("40 payloads in 1 file");
        }
    }
}

#[test]
fn a_check_finds_what_the_manifest_says_and_what_accompanies_it() {
    let folder = folder();
    for (number, (options, contract)) in [
        ("--schema order.schema.yaml", "--schema order.schema.yaml"),
        (
            "--schema order.schema.yaml --profile edge --count 90 --seed 7 --format-assertion off",
            "--schema order.schema.yaml --format-assertion off",
        ),
        (
            "--schema customer.json#/$defs/Customer --profile minimal",
            "--schema customer.json#/$defs/Customer",
        ),
        (
            "Order --openapi shop.yaml",
            "--openapi shop.yaml --dto Order",
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let dir = format!("drifted{number}");
        let args: Vec<&str> = options.split(' ').collect();
        made(
            &folder,
            &[&args[..], &["--drift", "all", "--out", &dir]].concat(),
        );
        let text = std::fs::read_to_string(folder.join(&dir).join("manifest.json")).unwrap();
        let manifest: Value = serde_json::from_str(&text).unwrap();
        assert!(manifest.get("revision").is_none() && manifest["contract"].is_string());
        std::fs::remove_file(folder.join(&dir).join("manifest.json")).unwrap();
        let mut due = BTreeMap::new();
        for entry in manifest["files"].as_array().unwrap() {
            let file = format!("{dir}/{}", entry["file"].as_str().unwrap());
            let also = entry.get("also").and_then(Value::as_array);
            let all = std::iter::once(entry).chain(also.into_iter().flatten());
            let mut told: Vec<[String; 3]> = all.map(told).collect();
            told.sort();
            due.insert(file, told);
        }
        assert!(due.len() > 60, "{}", due.len());
        let check = ["check", "--format", "json", "--show-all", dir.as_str()];
        let contract = contract.split(' ');
        let report = folder.run(check.into_iter().chain(contract)).json();
        let mut found: BTreeMap<String, Vec<[String; 3]>> = BTreeMap::new();
        for group in report["groups"].as_array().unwrap() {
            for place in group["occurrences"].as_array().unwrap() {
                let mut one = told(group);
                place["pointer"].as_str().unwrap().clone_into(&mut one[2]);
                let path = place["path"].as_str().unwrap();
                // What is worth a note is asked of its own rule alone.
                let is_own = due[path].iter().any(|due| due[0] == one[0]);
                if one[1] != "note" || is_own {
                    found.entry(path.to_owned()).or_default().push(one);
                }
            }
        }
        for (file, due) in due {
            let mut found = found.remove(&file).unwrap_or_default();
            found.sort();
            // The level of a conforming date that is worth a remark is that of the place.
            let is_remark =
                due[0][0] == "date-sentinel" && found.iter().all(|one| one[1] == "note");
            if !is_remark {
                assert_eq!(due, found, "{file}");
            }
        }
    }
}

fn told(entry: &Value) -> [String; 3] {
    ["rule", "level", "pointer"].map(|name| {
        let text = entry.get(name).and_then(Value::as_str);
        text.unwrap_or_default().to_owned()
    })
}

#[test]
fn recordings_are_of_the_operation_that_carries_the_message() {
    let folder = folder();
    for (name, format, checked) in [
        ("Order", "har", "3 Order"),
        ("Problem", "vcrpy", "3 Problem"),
        ("placeOrder request", "log", "6 Order"),
        ("GET /orders response 200", "vcr", "3 Order[]"),
        ("placeOrder response 4XX", "nock", "3 Problem"),
    ] {
        let ran = made(
            &folder,
            &[
                name,
                "--openapi",
                "shop.yaml",
                "--as",
                format,
                "--count",
                "3",
            ],
        );
        folder.write("recording", ran.out);
        let check = ["check", "--openapi", "shop.yaml", "recording"];
        folder.run(check).exits(0).says(checked);
    }
    refused(
        &folder,
        &["Card", "--openapi", "shop.yaml", "--as", "har"],
        "no operation sends Card by itself",
    );
    refused(
        &folder,
        &[
            "placeOrder request",
            "--openapi",
            "shop.yaml",
            "--as",
            "wiremock",
        ],
        "such recordings hold none",
    );
}

#[test]
fn what_makes_no_sense_is_refused() {
    let folder = folder();
    folder
        .write("never.json", r#"{"type":"object","required":["a"],"properties":{"a":{"type":"string","pattern":"^(?!.*)$"}}}"#)
        .write("scalar.json", r#"{"title":"../../x\u001b[31m","type":["string","null"]}"#)
        .write("broken.json", r#"{"type":"strin"}"#);
    for (args, message) in [
        (
            &["--schema", "order.schema.yaml", "ConnectionDto"][..],
            "cannot be used with",
        ),
        (
            &["--schema", "order.schema.yaml", "--revision", "2026-02"],
            "cannot be used with",
        ),
        (
            &["--schema", "order.schema.yaml", "--naming", "python"],
            "cannot be used with",
        ),
        (
            &["--schema", "order.schema.yaml", "--envelope", "page"],
            "cannot be used with",
        ),
        (
            &["--schema", "order.schema.yaml", "--as", "har"],
            "cannot be used with",
        ),
        (&["ConnectionDto", "--each"], "--openapi"),
        (
            &["ConnectionDto", "--ref", "https://a.example/=b"],
            "required",
        ),
        (&["--openapi", "shop.yaml"], "required"),
        (&["Ordr", "--openapi", "shop.yaml"], "did you mean `Order`?"),
        (
            &["placeOrder request", "--each", "--openapi", "shop.yaml"],
            "`--each` is about schemas",
        ),
        (&["Order", "--openapi", "none.yaml"], "none.yaml"),
        (&["--schema", "broken.json"], "broken.json:1:"),
        (
            &["--schema", "never.json"],
            "payload 0 of never cannot be made: `pattern` refuses what was made for /a",
        ),
        (
            &["--schema", "never.json"],
            "(in the schema at /properties/a/pattern)",
        ),
        (
            &[
                "--schema",
                "order.schema.yaml",
                "--drift",
                "envelope-missing",
            ],
            "only the built-in contract has envelopes",
        ),
        (
            &["--schema", "order.schema.yaml", "--drift", "field-ahead"],
            "only the built-in contract has later revisions",
        ),
        (
            &[
                "--schema",
                "order.schema.yaml",
                "--drift",
                "boolean-in-string",
            ],
            "it has nothing that the rule is about",
        ),
        (
            &[
                "--schema",
                "order.schema.yaml",
                "--plan",
                "--profile",
                "minimal",
            ],
            "promises no coverage",
        ),
    ] {
        refused(&folder, args, message);
    }
    // A title is anybody's words: no file is named by it as it stands.
    made(&folder, &["--schema", "scalar.json", "--out", "out"]);
    let names: Vec<String> = std::fs::read_dir(folder.join("out"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(names, ["x--31m-1.json"]);
    // Without --out nothing is left of a folder that was begun.
    refused(
        &folder,
        &["--schema", "never.json", "--out", "new/deep"],
        "cannot be made",
    );
    assert!(!folder.join("new").exists());
}

#[test]
fn what_is_left_out_is_told_on_standard_error() {
    let folder = Folder::new();
    folder.write("some.json", r#"{"type":"object","properties":{"a":{"type":"string","pattern":"^(?!.*)$"},"b":{"type":"integer"}}}"#);
    let ran = made(
        &folder,
        &[
            "--schema",
            "some.json",
            "--profile",
            "complete",
            "--count",
            "2",
        ],
    );
    assert!(ran.out.contains("\"b\"") && !ran.out.contains("\"a\""));
    assert!(
        ran.err
            .contains("left out: /a 2 times; nothing was found that its `pattern` accepts"),
        "{}",
        ran.err
    );
}
