//! The observed lock: what was seen is written down, and what is new is told, though it conforms.

use super::support::{Folder, Ran};

const FILE: &str = "wiredrift.lock";

fn connection(created: &str, source: &str, more: &str) -> String {
    format!(r#"{{"name": "n", "sourceType": "{source}", "created": "{created}"{more}}}"#)
}

const ZULU: &str = "2024-01-15T14:30:00Z";
const OFFSET: &str = "2024-01-15T14:30:00+00:00";

fn plain() -> String {
    connection(ZULU, "report", "")
}

fn locked() -> Folder {
    let folder = Folder::new();
    folder
        .write("rec/a.json", plain())
        .write("rec/b.json", plain());
    folder.run(["lock", "rec"]).exits(0);
    folder
}

fn text(folder: &Folder) -> String {
    std::fs::read_to_string(folder.join(FILE)).unwrap()
}

#[track_caller]
fn refused(ran: Ran) -> String {
    assert_eq!(ran.code, Some(2), "{}{}", ran.out, ran.err);
    assert_eq!(ran.out, "");
    ran.err
}

/// `rule pointer actual` of each group.
#[track_caller]
fn found(folder: &Folder, args: &[&str]) -> Vec<String> {
    let ran = folder.run(["check", "--lock", "--format", "json"].iter().chain(args));
    assert_eq!(ran.err, "");
    let report = ran.json();
    let groups = report.get("groups").unwrap().as_array().unwrap();
    let text =
        |group: &serde_json::Value, key: &str| group.get(key).unwrap().as_str().unwrap().to_owned();
    // Other rules have a word on some of it as well.
    groups
        .iter()
        .filter(|group| text(group, "rule").starts_with("unseen-"))
        .map(|group| {
            assert_eq!(text(group, "level"), "warning");
            let words = ["rule", "pointer", "actual"].map(|key| text(group, key));
            words.join(" ").trim_end().to_owned()
        })
        .collect()
}

#[test]
fn it_is_a_line_for_each_field_in_order() {
    let folder = Folder::new();
    folder
        .write(
            "rec/a.json",
            connection(ZULU, "report", r#", "description": null"#),
        )
        .write("rec/b.json", connection(ZULU, "report", ""))
        .write("rec/c.json", connection(OFFSET, "esg_program", ""))
        .write(
            "rec/page.json",
            format!(r#"{{"body": [{}, {}]}}"#, plain(), plain()),
        );
    folder
        .run(["lock", "rec"])
        .exits(0)
        .says("wrote wiredrift.lock: 11 places")
        .says("`wiredrift check --lock`");
    let written = text(&folder);
    assert_eq!(
        written,
        r#"{
  "version": 1,
  "paths": ["rec"],
  "contracts": {
    "ConnectionDto": {
      "": {"types":["object"]},
      "/created": {"presence":"always","types":["string"],"spellings":["YYYY-MM-DDThh:mm:ss+00:00","YYYY-MM-DDThh:mm:ssZ"]},
      "/description": {"presence":"rarely","null":"always","types":[]},
      "/name": {"presence":"always","types":["string"]},
      "/sourceType": {"presence":"always","types":["string"],"values":["esg_program","report"]}
    },
    "PagedResponseConnectionDto": {
      "": {"types":["object"]},
      "/body": {"presence":"always","types":["array"]},
      "/body/*": {"types":["object"]},
      "/body/*/created": {"presence":"always","types":["string"],"spellings":["YYYY-MM-DDThh:mm:ssZ"]},
      "/body/*/name": {"presence":"always","types":["string"]},
      "/body/*/sourceType": {"presence":"always","types":["string"],"values":["report"]}
    }
  }
}
"#
    );
    let schema = std::fs::read_to_string("schemas/lock.schema.json").unwrap();
    let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
    let written: serde_json::Value = serde_json::from_str(&written).unwrap();
    assert!(jsonschema::is_valid(&schema, &written));
    assert_eq!(found(&folder, &["rec"]), Vec::<String>::new());
}

#[test]
fn what_was_never_seen_is_told_though_it_conforms() {
    for (payload, finding) in [
        (
            connection(OFFSET, "report", ""),
            "unseen-spelling /created YYYY-MM-DDThh:mm:ss+00:00",
        ),
        (
            connection(ZULU, "esg_program", ""),
            "unseen-enum-value /sourceType esg_program",
        ),
        (
            connection(ZULU, "report", r#", "description": "d""#),
            "unseen-field /description",
        ),
        (
            r#"{"name": "n", "sourceType": "report"}"#.to_owned(),
            "unseen-absence  no created",
        ),
        (
            format!(r#"{{"body": [{}]}}"#, plain()),
            "unseen-contract  PagedResponseConnectionDto",
        ),
    ] {
        let folder = locked();
        folder.write("rec/new.json", &payload);
        folder.run(["check", "rec"]).exits(0);
        assert_eq!(found(&folder, &["rec"]), [finding], "{payload}");
        folder.run(["check", "--lock", "rec"]).says("rec/new.json");
        let report = folder.run(["check", "--lock", "--format", "json", "rec"]);
        assert_eq!(report.code, Some(1));
        // Accepting it is one command, which says what it did.
        folder
            .run(["lock", "--update", "rec"])
            .exits(0)
            .says("wrote wiredrift.lock");
        assert_eq!(found(&folder, &["rec"]), Vec::<String>::new());
        let before = text(&folder);
        folder
            .run(["lock", "--update", "rec"])
            .exits(0)
            .says("stays as it is");
        assert_eq!(text(&folder), before);
    }
}

#[test]
fn nulls_and_types_are_told_under_a_contract_of_ones_own() {
    let folder = Folder::new();
    let schema = r#"{"title": "Order", "type": "object", "properties": {
        "total": {"type": ["number", "string", "null", "object"]},
        "tags": {"type": "object", "additionalProperties": true},
        "by": {"type": "object", "additionalProperties": {"type": ["integer", "null"]}}}}"#;
    folder
        .write("order.schema.json", schema)
        .write(
            "wiredrift.toml",
            "schema = \"order.schema.json\"\nlock = \"seen.lock\"",
        )
        .write(
            "rec/a.json",
            r#"{"total": 1.5, "tags": {"x": {"deep": 1}}, "by": {"a": 1}}"#,
        );
    folder.run(["lock", "rec"]).exits(0).says("wrote seen.lock");
    let written = std::fs::read_to_string(folder.join("seen.lock")).unwrap();
    assert!(
        written.contains(r#""/by/*": {"types":["number"]}"#),
        "{written}"
    );
    assert!(!written.contains("tags/"), "{written}");
    // A lock that the configuration names is followed without a word.
    folder.run(["check", "rec"]).exits(0);
    folder.write(
        "rec/b.json",
        r#"{"total": 2, "tags": {"y": {"deeper": []}}, "by": {"b": 2}}"#,
    );
    folder.run(["check", "rec"]).exits(0);
    for (payload, finding) in [
        (
            r#"{"total": null, "tags": {}, "by": {}}"#,
            "unseen-null /total null",
        ),
        (
            r#"{"total": "3", "tags": {}, "by": {}}"#,
            "unseen-type /total string",
        ),
        (
            r#"{"total": {"sum": {"x": 1}}, "tags": {}, "by": {}}"#,
            "unseen-type /total object",
        ),
        (
            r#"{"total": 3, "tags": {}, "by": {"c": null}}"#,
            "unseen-null /by/c null",
        ),
        (r#"{"total": 3, "tags": {}}"#, "unseen-absence  no by"),
    ] {
        folder.write("rec/c.json", payload);
        assert_eq!(found(&folder, &["rec"]), [finding], "{payload}");
        folder.run(["check", "--no-lock", "rec"]).exits(0);
    }
}

#[test]
fn levels_exceptions_and_groups_of_rules_hold_for_it() {
    let folder = locked();
    folder.write("rec/new.json", connection(OFFSET, "esg_program", ""));
    let report = folder.run(["check", "--lock", "-A", "unseen", "--format", "json", "rec"]);
    assert_eq!(report.exits(0).json()["totals"]["off"], 2);
    folder
        .run(["check", "--lock", "-N", "unseen", "rec"])
        .exits(0);
    folder.write(
        "wiredrift.toml",
        "[[exceptions]]\nfields = [\"ConnectionDto.created\", \"sourceType\"]\n\
         accept = [\"unseen-spelling\", \"unseen-enum-value\"]\nreason = \"the new exporter\"",
    );
    let report = folder.run(["check", "--lock", "--format", "json", "rec"]);
    assert_eq!(report.exits(0).json()["totals"]["accepted"], 2);
    // The baseline leaves it to the lock.
    folder.write("wiredrift.toml", "lock = \"wiredrift.lock\"");
    folder
        .run(["baseline", "write", "rec"])
        .exits(0)
        .says("0 kinds of drift");
}

#[test]
fn an_update_over_some_files_keeps_the_rest() {
    let folder = locked();
    folder.write(
        "rec/new.json",
        connection(OFFSET, "report", r#", "description": "d""#),
    );
    folder
        .run(["lock", "--update", "rec/new.json"])
        .exits(0)
        .says("5 places; 1 new, 1 changed");
    let written = text(&folder);
    assert!(
        written.contains(r#""spellings":["YYYY-MM-DDThh:mm:ss+00:00","YYYY-MM-DDThh:mm:ssZ"]"#),
        "{written}"
    );
    assert!(
        written.contains(r#""/description": {"presence":"often""#),
        "{written}"
    );
    // The folder holds the file.
    assert!(written.contains("\"paths\": [\"rec\"]"), "{written}");
    assert_eq!(found(&folder, &["rec"]), Vec::<String>::new());
    // Over all of them it is made anew.
    std::fs::remove_file(folder.join("rec/new.json")).unwrap();
    folder
        .run(["lock", "--update", "rec"])
        .exits(0)
        .says("1 gone");
    assert!(!text(&folder).contains("description"));
}

#[test]
fn it_is_made_anew_where_all_of_it_is_looked_at() {
    let folder = locked();
    folder.write("rec/a.json", connection(OFFSET, "report", ""));
    folder.write("rec/b.json", connection(OFFSET, "report", ""));
    folder
        .run(["lock", "--update", "rec"])
        .exits(0)
        .says("1 changed");
    assert!(!text(&folder).contains("ssZ"));
}

#[test]
fn it_does_not_change_with_each_recording() {
    let folder = locked();
    let before = text(&folder);
    for name in ["c", "d", "e"] {
        folder.write(format!("rec/{name}.json"), plain());
    }
    folder
        .run(["lock", "--update", "rec"])
        .exits(0)
        .says("stays as it is");
    assert_eq!(text(&folder), before);
    for threads in ["1", "4"] {
        std::fs::remove_file(folder.join(FILE)).unwrap();
        folder.run(["lock", "--threads", threads, "rec"]).exits(0);
        assert_eq!(text(&folder), before);
    }
}

#[test]
fn a_lock_that_is_named_as_a_recording_is_not_taken_for_one() {
    let folder = locked();
    folder.write("wiredrift-baseline.json", "{}");
    let ran = folder
        .run(["check", "--lock", FILE, "rec", "wiredrift-baseline.json"])
        .exits(0);
    let told = "the project's own baseline or lock: wiredrift-baseline.json, wiredrift.lock";
    assert!(ran.out.contains(told), "{}", ran.out);
    // Nothing was checked.
    folder.run(["check", "--lock", FILE]).exits(2);
    folder.write("other.lock", text(&folder));
    let told = refused(folder.run(["check", "--lock", "other.lock", "rec"]));
    assert!(told.contains("write `--lock=other.lock`"), "{told}");
    folder
        .run(["check", "--lock=other.lock", "other.lock", "rec"])
        .exits(0);
}

#[test]
fn what_is_no_lock_is_refused_at_its_place() {
    let folder = locked();
    let good = text(&folder);
    let told = refused(folder.run(["lock", "rec"]));
    assert!(
        told.contains("is there already") && told.contains("--update"),
        "{told}"
    );
    for (bad, place, word) in [
        ("", ":1:1", "expected a lock"),
        ("{\"version\": 7}", ":1:13", "is of version 7"),
        ("{\"contracts\": {}}", ":1:1", "with its `version`"),
        (
            &good.replace("[\"string\"]", "[\"strong\"]"),
            ":7:",
            "unknown variant `strong`",
        ),
        (
            &good.replace("always", "seldom"),
            ":7:",
            "unknown variant `seldom`",
        ),
        (
            &good.replace("  \"contracts\"", ">>>>>>> x\n  \"contracts\""),
            ":4:1",
            "expected a lock",
        ),
    ] {
        folder.write(FILE, bad);
        for command in [
            &["check", "--lock", "rec"][..],
            &["lock", "--update", "rec"],
        ] {
            let told = refused(folder.run(command));
            assert!(told.contains(&format!("{FILE}{place}")), "{bad}: {told}");
            assert!(
                told.contains(word) && told.contains("bad-lock"),
                "{bad}: {told}"
            );
        }
    }
    let told = refused(folder.run(["check", "--lock=rec", "rec"]));
    assert!(told.contains("is a folder"), "{told}");
    let told = refused(folder.run(["check", "--lock=none.lock", "rec"]));
    assert!(
        told.contains("there is no such lock") && told.contains("`wiredrift lock`"),
        "{told}"
    );
    let told = refused(folder.run(["lock", "--lock", "no/where.lock", "rec"]));
    assert!(told.contains("cannot be written"), "{told}");
    let told = refused(folder.run(["lock", "--lock", "rec", "rec"]));
    assert!(told.contains("is a folder"), "{told}");
    folder.write("rec/broken.json", "{");
    let told = refused(folder.run(["lock", "--lock", "other.lock", "rec"]));
    assert!(
        told.contains("cut-off") && told.contains("is not written"),
        "{told}"
    );
    assert!(!folder.join("other.lock").exists());
}

#[test]
fn keys_that_are_data_are_bounded() {
    let folder = Folder::new();
    folder.write(
        "any.schema.json",
        "{\"title\": \"Any\", \"anyOf\": [{\"type\": \"object\"}, {\"type\": \"array\"}]}",
    );
    let keys: Vec<String> = (0..20_001).map(|key| format!("\"k{key}\": 1")).collect();
    folder.write("rec/a.json", format!("{{{}}}", keys.join(",")));
    let told = refused(folder.run(["lock", "--schema", "any.schema.json", "rec"]));
    assert!(
        told.contains("more places than it holds") && told.contains("2 values"),
        "{told}"
    );
}

#[test]
fn what_is_new_is_told_with_the_dto_and_field_that_it_is_of() {
    let folder = Folder::new();
    let record = |run: &str| {
        format!(
            r#"{{"name": "n", "sourceType": "report", "lastRun": {{"workspaceId": "w"{run}}}}}"#
        )
    };
    folder.write(
        "rec/a.json",
        record(r#", "jobId": "j", "sourceStatus": "complete""#),
    );
    folder.run(["lock", "rec"]).exits(0);
    folder.write("rec/a.json", record(r#", "sourceStatus": "error""#));
    let report = folder.run(["check", "--lock", "--format", "json", "rec"]);
    let report = report.json();
    let groups = report["groups"].as_array().unwrap();
    let of = |rule: &str| {
        let group = groups.iter().find(|group| group["rule"] == rule);
        let group = group.unwrap_or_else(|| panic!("no {rule}: {report}"));
        ["dto", "field", "pointer"].map(|key| group[key].as_str().unwrap().to_owned())
    };
    assert_eq!(
        of("unseen-absence"),
        ["ConnectionRunDto", "jobId", "/lastRun"]
    );
    assert_eq!(
        of("unseen-enum-value"),
        ["ConnectionRunDto", "sourceStatus", "/lastRun/sourceStatus"]
    );
}
