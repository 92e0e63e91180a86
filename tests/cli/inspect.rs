//! `inspect` and `check` read the same, and count the same.

#![expect(
    clippy::indexing_slicing,
    reason = "a helper of tests fails the way a test does"
)]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::support::{Folder, Ran};

fn json(command: &str, folder: &Path, args: &[&str]) -> (Option<i32>, Value) {
    let ran = Command::new(env!("CARGO_BIN_EXE_wiredrift"))
        .current_dir(folder)
        .args([command, "--format", "json"])
        .args(args)
        .output()
        .unwrap();
    let ran = Ran::from(ran);
    (ran.code, ran.json())
}

#[test]
fn what_is_inspected_is_what_is_checked() {
    let schema = std::fs::read_to_string("schemas/inspection.schema.json").unwrap();
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let mut exchanges = 0;
    for (folder, args) in [
        ("corpus", &["."][..]),
        ("corpus", &["--revision", "latest", "har", "nock"]),
        ("corpus", &["--input-format", "ndjson", "ndjson", "log"]),
        ("tests/cli/inspect.in", &["."]),
        ("tests/cli/bad-input.in", &["."]),
        ("tests/cli/hostile-text.in", &["."]),
        ("tests/cli/ndjson.in", &["mixed.ndjson", "pages.ndjson"]),
        ("tests/cli/paths.in", &["stray"]),
        ("tests/cli/options.in", &["--dto", "ConnectionDto", "."]),
        (
            "tests/cli/options.in",
            &["--unrecognized", "skip", "--allow-empty", "."],
        ),
    ] {
        let (code, inspected) = json("inspect", Path::new(folder), args);
        let (checked_code, checked) = json("check", Path::new(folder), args);
        let errors: Vec<String> = validator
            .iter_errors(&inspected)
            .map(|error| error.to_string())
            .collect();
        assert_eq!(errors, [""; 0], "{folder} {args:?}");
        for same in [
            "/revision",
            "/problems",
            "/skipped",
            "/totals/files",
            "/totals/payloads",
            "/totals/payloadsByDto",
            "/totals/exchanges",
        ] {
            assert_eq!(
                inspected.pointer(same).unwrap(),
                checked.pointer(same).unwrap(),
                "{folder} {args:?} {same}"
            );
        }
        assert_eq!(
            code == Some(2),
            checked_code == Some(2),
            "{folder} {args:?}"
        );
        exchanges += tally(&inspected);
    }
    assert!(exchanges > 100, "{exchanges}");
}

/// Counts the rows and holds them against the totals; how many exchanges there are.
fn tally(inspected: &Value) -> u64 {
    let mut dtos: BTreeMap<String, u64> = BTreeMap::new();
    let mut passed: BTreeMap<String, u64> = BTreeMap::new();
    let (mut read, mut matched, mut checked) = (0, 0, 0);
    for row in inspected["exchanges"].as_array().unwrap() {
        let bodies = [&row["request"], &row["response"]];
        let mut is_checked = false;
        for body in bodies.into_iter().filter(|body| !body.is_null()) {
            if let Some(dto) = body["dto"].as_str() {
                *dtos.entry(dto.to_owned()).or_default() += 1;
                is_checked = true;
                assert!(body["size"].is_u64(), "{row}");
            } else {
                let why = body["notChecked"].as_str().unwrap();
                *passed.entry(why.to_owned()).or_default() += 1;
            }
        }
        let is_payload = ["json", "ndjson"].contains(&row["format"].as_str().unwrap());
        if !is_payload {
            read += 1;
            matched += u64::from(row["operation"].is_string());
            checked += u64::from(is_checked);
        }
    }
    assert_eq!(
        serde_json::to_value(&dtos).unwrap(),
        inspected["totals"]["payloadsByDto"]
    );
    let counts = &inspected["totals"]["exchanges"];
    if read > 0 {
        assert_eq!(
            [&counts["read"], &counts["matched"], &counts["checked"]],
            [read, matched, checked].map(Value::from).each_ref()
        );
        for (reason, count) in counts["passed"].as_object().unwrap() {
            let seen = passed.get(reason).copied().unwrap_or_default();
            assert!(count.as_u64().unwrap() <= seen, "{reason}");
        }
    } else {
        assert!(counts.is_null());
    }
    read
}

#[test]
fn what_each_format_holds_is_as_its_snapshot_says() {
    let mut formats = 0;
    for entry in std::fs::read_dir("corpus").unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        // One file of these is one payload: their snapshots are those of the check.
        if ["json", "ndjson"].contains(&name.as_str()) || name.contains('.') {
            continue;
        }
        let mut run = Folder::new().command(["inspect", &format!("corpus/{name}")]);
        let ran = run.current_dir(env!("CARGO_MANIFEST_DIR")).output();
        let ran = Ran::from(ran.unwrap()).exits(0);
        let path = format!("tests/snapshots/inspect/{name}.txt");
        let snapshot = snapbox::Data::read_from(Path::new(&path), None).raw();
        snapbox::Assert::new()
            .action_env("SNAPSHOTS")
            .eq(ran.out.as_str(), snapshot);
        formats += 1;
    }
    assert!(formats >= 17, "{formats}");
}

#[test]
fn rows_beyond_one_lot_are_all_written() {
    let folder = Folder::new();
    let line = "{\"method\":\"GET\",\"path\":\"/x\",\"status\":200,\"body\":\"{}\"}\n";
    folder.write("big.ndjson", line.repeat(20_000));
    let ran = folder
        .run(["inspect", "--allow-empty", "big.ndjson"])
        .exits(0);
    assert_eq!(
        ran.out
            .lines()
            .filter(|line| line.contains("GET     /x"))
            .count(),
        20_000
    );
    assert!(ran.out.contains("Read 20,000 exchanges: 0 of this API"));
}
