//! The baseline: what is known is counted, what is new fails, and only its own command writes it.

use super::support::{Folder, Ran};

const DATE: &str =
    r#"{"name": "n", "sourceType": "report", "created": "2024-01-15T14:30:00.000+0000"}"#;
const ENUM: &str = r#"{"name": "n", "sourceType": "reports"}"#;
const CLEAN: &str = r#"{"name": "n", "sourceType": "report"}"#;
const FILE: &str = "wiredrift-baseline.json";

fn drifted() -> Folder {
    let folder = Folder::new();
    folder
        .write("rec/date.json", DATE)
        .write("rec/enum.json", ENUM);
    folder
}

/// A folder whose drift is known.
fn known() -> Folder {
    let folder = drifted();
    folder.run(["baseline", "write", "rec"]).exits(0);
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

fn check(folder: &Folder, more: &[&str]) -> Ran {
    let args = ["check", "--format", "json", "--baseline", FILE];
    folder.run(args.iter().chain(more))
}

#[test]
fn it_is_written_a_line_for_each_kind_of_drift() {
    let folder = drifted();
    folder.write("rec/again.json", ENUM);
    folder
        .run(["baseline", "write", "rec"])
        .exits(0)
        .says("wrote wiredrift-baseline.json: 2 kinds of drift, 2 of them new");
    assert_eq!(
        text(&folder),
        r#"{
  "version": 1,
  "paths": ["rec"],
  "known": [
    {"rule":"date-offset-unpunctuated","contract":"ConnectionDto","pointer":"/created","variant":"YYYY-MM-DDThh:mm:ss.s±hhmm","count":1},
    {"rule":"enum-value-unknown","contract":"ConnectionDto","pointer":"/sourceType","variant":"reports","count":2}
  ]
}
"#
    );
    let schema = std::fs::read_to_string("schemas/baseline.schema.json").unwrap();
    let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
    let written: serde_json::Value = serde_json::from_str(&text(&folder)).unwrap();
    assert!(jsonschema::is_valid(&schema, &written));
}

#[test]
fn what_is_known_is_counted_and_what_is_new_fails() {
    let folder = known();
    let report = check(&folder, &["rec"]).exits(0).json();
    assert_eq!(report["totals"]["known"], 2);
    assert_eq!(report["totals"]["errors"], 0);
    assert_eq!(report["baseline"]["path"], FILE);
    assert_eq!(report["baseline"]["kinds"], 2);
    assert_eq!(report["baseline"]["gone"], serde_json::json!([]));
    // Neither its line, its file nor how often it is there makes it new.
    folder.write("rec/more.json", format!("\n\n[{ENUM},\n{ENUM}]"));
    let each = ["--dto", "ConnectionDto", "--each"];
    check(
        &folder,
        &[&["rec/enum.json"][..], &["rec/date.json"]].concat(),
    )
    .exits(0);
    folder.write("rec/more.json", format!("\n\n{ENUM}"));
    assert_eq!(
        check(&folder, &["rec"]).exits(0).json()["totals"]["known"],
        3
    );
    let array = folder.write("array/a.json", format!("[{ENUM}]"));
    check(array, &[&["array"][..], &each].concat()).exits(1);
    folder.write("rec/new.json", ENUM.replace("reports", "reported"));
    let report = check(&folder, &["rec"]).exits(1).json();
    assert_eq!(report["totals"]["errors"], 1);
    assert_eq!(report["totals"]["known"], 3);
    assert_eq!(report["groups"][0]["actual"], "\"reported\"");
}

#[test]
fn every_format_tells_how_much_is_known() {
    let folder = known();
    for format in ["concise", "github", "sarif", "junit", "markdown"] {
        folder
            .run(["check", "--format", format, "--baseline", FILE, "rec"])
            .exits(0)
            .says("2 known by the baseline");
    }
    for format in ["json", "ndjson"] {
        let ran = folder.run(["check", "--format", format, "--baseline", FILE, "rec"]);
        let known = [r#""known": 2"#, r#""known":2"#];
        assert!(
            known.iter().any(|known| ran.out.contains(known)),
            "{}",
            ran.out
        );
    }
    folder
        .run(["check", "--baseline", FILE, "rec"])
        .exits(0)
        .says("Checked 2 payloads")
        .says("Known by wiredrift-baseline.json: 2 findings in 2 kinds of drift");
}

#[test]
fn a_check_never_writes_it_and_it_shrinks_by_its_own_command() {
    let folder = known();
    let before = text(&folder);
    folder.write("rec/enum.json", CLEAN);
    let report = check(&folder, &["rec"]).exits(0).json();
    let gone = &report["baseline"]["gone"];
    assert_eq!(gone.as_array().unwrap().len(), 1);
    assert_eq!(gone[0]["rule"], "enum-value-unknown");
    assert_eq!(gone[0]["pointer"], "/sourceType");
    folder
        .run(["check", "--baseline", FILE, "rec"])
        .exits(0)
        .says(
            "note: wiredrift-baseline.json knows 1 kind of drift that is gone, enum-value-unknown",
        )
        .says("`wiredrift baseline prune`");
    folder
        .run(["check", "--format", "concise", "--baseline", FILE, "rec"])
        .exits(0)
        .says("1 known by the baseline; 1 kind of drift that the baseline knows is gone");
    assert_eq!(text(&folder), before);
    folder
        .run(["baseline", "prune", "rec"])
        .exits(0)
        .says("forgot 1 kind of drift, kept 1");
    assert!(!text(&folder).contains("enum-value-unknown"));
    let pruned = text(&folder);
    folder
        .run(["baseline", "prune", "rec"])
        .exits(0)
        .says("stays as it is");
    assert_eq!(text(&folder), pruned);
    // What was forgotten is new when it comes back.
    folder.write("rec/enum.json", ENUM);
    check(&folder, &["rec"]).exits(1);
}

#[test]
fn nothing_is_gone_where_not_all_is_looked_at() {
    let folder = known();
    folder.write("rec/enum.json", CLEAN);
    let report = check(&folder, &["rec/date.json"]).exits(0).json();
    assert!(report["baseline"]["gone"].is_null());
    let told = refused(folder.run(["baseline", "prune", "rec/date.json"]));
    assert!(
        told.contains("not all that wiredrift-baseline.json is about"),
        "{told}"
    );
    assert!(told.contains("written with: rec"), "{told}");
    // A folder above holds it, and so does the same folder from elsewhere.
    let report = check(&folder, &["."]).exits(0).json();
    assert_eq!(report["baseline"]["gone"].as_array().unwrap().len(), 1);
    let mut elsewhere = folder.command([
        "check",
        "--format",
        "json",
        "--baseline",
        "../wiredrift-baseline.json",
    ]);
    let ran = Ran::from(elsewhere.current_dir(folder.join("rec")).output().unwrap());
    let report = ran.exits(0).json();
    assert_eq!(report["baseline"]["gone"].as_array().unwrap().len(), 1);
    // What could not be read may be what is known.
    folder.write("rec/broken.json", "{");
    let report = check(&folder, &["rec"]).json();
    assert!(report["baseline"]["gone"].is_null());
    let told = refused(folder.run(["baseline", "prune", "rec"]));
    assert!(
        told.contains("cut-off") && told.contains("is not pruned"),
        "{told}"
    );
}

#[test]
fn it_never_grows_in_silence() {
    let folder = known();
    let before = text(&folder);
    folder.write("rec/new.json", ENUM.replace("reports", "reported"));
    let told = refused(folder.run(["baseline", "write", "rec"]));
    assert!(
        told.contains("is there already") && told.contains("--update"),
        "{told}"
    );
    assert_eq!(text(&folder), before);
    // What is there stays, though it is no longer found.
    folder.write("rec/date.json", CLEAN);
    folder
        .run(["baseline", "write", "--update", "rec"])
        .exits(0)
        .says("3 kinds of drift, 1 of them new");
    assert!(text(&folder).contains("\"reported\",\"count\":1"));
    folder
        .run(["baseline", "write", "--force", "rec"])
        .exits(0)
        .says("2 kinds of drift, 2 of them new");
    assert!(!text(&folder).contains("date-offset"));
}

#[test]
fn the_configuration_names_it() {
    let folder = drifted();
    folder.write(
        "wiredrift.toml",
        "baseline = \"ci/known.json\"\ninclude = [\"rec\"]",
    );
    std::fs::create_dir(folder.join("ci")).unwrap();
    let told = refused(folder.run(["check"]));
    assert!(told.contains("there is no such baseline"), "{told}");
    assert!(told.contains("`wiredrift baseline write`"), "{told}");
    folder.run(["check", "--no-baseline"]).exits(1);
    folder
        .run(["baseline", "write"])
        .exits(0)
        .says("wrote ci/known.json");
    let written = std::fs::read_to_string(folder.join("ci/known.json")).unwrap();
    assert!(written.contains("\"paths\": [\"..\"]"), "{written}");
    let report = folder.run(["check", "--format", "json"]).exits(0).json();
    assert_eq!(report["totals"]["known"], 2);
    assert_eq!(report["baseline"]["gone"], serde_json::json!([]));
    folder.run(["check", "--isolated", "rec"]).exits(1);
    // An exception goes first, and what is off is off.
    let report = folder.run(["check", "--format", "json", "-A", "dates"]);
    assert_eq!(report.exits(0).json()["totals"]["known"], 1);
}

#[test]
fn it_is_no_capture_itself() {
    let folder = drifted();
    folder.run(["baseline", "write", "."]).exits(0);
    folder.write("deep/known.json", text(&folder));
    // Who names it is told that it was passed over; alone, it is nothing to check.
    let report = check(&folder, &["rec", FILE]).exits(0).json();
    assert_eq!(report["skipped"][0]["path"], FILE);
    check(&folder, &[FILE]).exits(2);
    std::fs::remove_dir_all(folder.join("deep")).unwrap();
    let report = check(&folder, &[]).exits(0).json();
    assert_eq!(report["skipped"], serde_json::json!([]));
}

#[test]
fn notes_are_taken_up_where_they_fail() {
    let folder = Folder::new();
    folder.write("rec/a.json", ENUM);
    let typed = ["baseline", "write", "-N", "enums", "rec"];
    folder.run(typed).exits(0).says("0 kinds of drift");
    let typed = ["--fail-on", "note", "-N", "enums"];
    check(&folder, &[&typed[..], &["rec"]].concat()).exits(1);
    let write = ["baseline", "write", "--update", "rec"];
    folder.run(write.iter().chain(&typed)).exits(0);
    check(&folder, &[&typed[..], &["rec"]].concat()).exits(0);
}

#[test]
fn what_is_no_baseline_is_refused_at_its_place() {
    let folder = known();
    let good = text(&folder);
    for (bad, place, word) in [
        ("", ":1:1", "expected a baseline"),
        ("[]", ":1:1", "expected a baseline"),
        ("{\"version\": 2}", ":1:13", "is of version 2"),
        ("{\"known\": []}", ":1:1", "with its `version`"),
        (
            &good.replace("\"count\":1", "\"count\":-1"),
            ":5:",
            "expected a baseline",
        ),
        (
            &good.replace("\"count\":1", "\"lines\":1"),
            ":5:",
            "unknown field `lines`",
        ),
        (
            &good.replace("enum-value-unknown", "enum-value-unknwon"),
            ":6:",
            "did you mean `enum-value-unknown`?",
        ),
        (
            &good.replace("  \"known\"", "<<<<<<< HEAD\n  \"known\""),
            ":4:1",
            "expected a baseline",
        ),
        (
            &good.replace("reports", "\u{1b}[31m"),
            ":6:",
            "expected a baseline",
        ),
    ] {
        folder.write(FILE, bad);
        for command in [
            &["check", "--baseline", FILE, "rec"][..],
            &["baseline", "prune", "rec"],
        ] {
            let told = refused(folder.run(command));
            assert!(told.contains(&format!("{FILE}{place}")), "{bad}: {told}");
            assert!(told.contains(word), "{bad}: {told}");
            assert!(
                told.contains("bad-baseline") && !told.contains('\u{1b}'),
                "{told}"
            );
        }
    }
    folder.write(FILE, format!("\u{feff}{good}"));
    check(&folder, &["rec"]).exits(0);
    let told = refused(folder.run(["check", "--baseline", "rec", "rec"]));
    assert!(told.contains("is a folder"), "{told}");
    let told = refused(folder.run(["baseline", "write", "--baseline", "rec", "rec"]));
    assert!(told.contains("is a folder"), "{told}");
    let told = refused(folder.run(["baseline", "write", "--baseline", "no/where.json", "rec"]));
    assert!(told.contains("cannot be written"), "{told}");
    let told = refused(folder.run(["baseline", "prune", "--baseline", "none.json", "rec"]));
    assert!(told.contains("there is no such baseline"), "{told}");
}

#[test]
fn hostile_text_does_nothing_in_it() {
    let folder = Folder::new();
    let hostile = CLEAN.replace("\"name\"", r#""\u001b[31m\u202e\u0085x": 1, "name""#);
    folder.write("rec/a.json", hostile);
    folder.run(["baseline", "write", "rec"]).exits(0);
    let written = text(&folder);
    assert!(written.contains(r"\u001b[31m\u202e\u0085x"), "{written}");
    check(&folder, &["rec"]).exits(0);
}

#[test]
fn nothing_is_written_where_not_all_could_be_checked() {
    let folder = drifted();
    folder.write("rec/broken.json", "{");
    let told = refused(folder.run(["baseline", "write", "rec"]));
    assert!(
        told.contains("cut-off") && told.contains("is not written"),
        "{told}"
    );
    assert!(!folder.join(FILE).exists());
    // No draft is left behind either.
    assert_eq!(std::fs::read_dir(&*folder).unwrap().count(), 1);
}
