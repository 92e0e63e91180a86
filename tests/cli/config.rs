//! The configuration: each key, where it is found, what counts for more, and what is wrong with it.

use super::support::{Folder, Ran};

const UNPUNCTUATED: &str =
    r#"{"name": "n", "sourceType": "report", "created": "2024-01-15T14:30:00.000+0000"}"#;
const UNKNOWN: &str = r#"{"name": "n", "sourceType": "reports"}"#;
const CLEAN: &str = r#"{"name": "n", "sourceType": "report"}"#;

/// The levels and rules of the groups, as a run with these arguments reports them.
#[track_caller]
fn found(folder: &Folder, args: &[&str]) -> Vec<String> {
    let args = ["check", "--format", "json"].iter().chain(args);
    let ran = folder.run(args);
    assert_eq!(ran.err, "");
    let report = ran.json();
    let groups = report.get("groups").and_then(|groups| groups.as_array());
    groups
        .unwrap()
        .iter()
        .map(|group| {
            let text = |key: &str| group.get(key).unwrap().as_str().unwrap().to_owned();
            format!("{} {}", text("level"), text("rule"))
        })
        .collect()
}

#[track_caller]
fn refused(folder: &Folder, args: &[&str]) -> String {
    let ran = folder.run(args);
    assert_eq!(ran.code, Some(2), "{}{}", ran.out, ran.err);
    assert_eq!(ran.out, "");
    ran.err
}

fn with_config(config: &str) -> Folder {
    let folder = Folder::new();
    folder
        .write("wiredrift.toml", config)
        .write("rec/date.json", UNPUNCTUATED)
        .write("rec/enum.json", UNKNOWN);
    folder
}

const DATE: &str = "error date-offset-unpunctuated";
const ENUM: &str = "error enum-value-unknown";

#[test]
fn it_is_found_upward_in_each_of_its_shapes() {
    let off = "levels = { all = \"off\" }\n";
    for (name, text) in [
        ("wiredrift.toml", off.to_owned()),
        (".wiredrift.toml", format!("\u{feff}{off}")),
        (
            "Cargo.toml",
            format!("[package]\nname = \"x\"\n[package.metadata.wiredrift]\n{off}"),
        ),
        (
            "Cargo.toml",
            format!("[workspace.metadata.wiredrift]\n{off}"),
        ),
        (
            "pyproject.toml",
            format!("[tool.wiredrift]\n{off}[tool.other]\nx = 1"),
        ),
    ] {
        let folder = Folder::new();
        folder.write("a/b/drift.json", UNKNOWN).write(name, &text);
        let ran = |args: &[&str]| {
            let mut command = folder.command([&["check", "--format", "json"], args].concat());
            Ran::from(command.current_dir(folder.join("a/b")).output().unwrap())
        };
        let report = ran(&[]).exits(0).json();
        assert_eq!(report["config"], format!("../../{name}"));
        assert_eq!(report["totals"]["off"], 1);
        assert_eq!(report["off"]["enum-value-unknown"], 1);
        assert!(ran(&["--isolated"]).exits(1).json()["config"].is_null());
        // The nearest one counts.
        folder.write("a/wiredrift.toml", "[levels]\nenums = \"note\"");
        let report = ran(&[]).exits(0).json();
        assert_eq!(report["config"], "../wiredrift.toml");
        assert_eq!(report["totals"]["notes"], 1);
        let above = format!("../../{name}");
        assert_eq!(ran(&["--config", &above]).exits(0).json()["config"], above);
    }
}

#[test]
fn two_in_one_folder_contradict_each_other() {
    let folder = with_config("");
    folder.write("Cargo.toml", "[package]\nname = \"wiredrift-client\"");
    folder.write("pyproject.toml", "[tool.black]\n# no wiredrift");
    assert_eq!(found(&folder, &[]), [DATE, ENUM]);
    folder.write("pyproject.toml", "[tool.wiredrift]");
    let told = refused(&folder, &["check"]);
    assert!(
        told.contains("two configurations stand in one folder"),
        "{told}"
    );
    assert!(
        told.contains("wiredrift.toml") && told.contains("pyproject.toml"),
        "{told}"
    );
    assert_eq!(
        found(&folder, &["--config", "wiredrift.toml"]),
        [DATE, ENUM]
    );
    assert_eq!(found(&folder, &["--isolated"]), [DATE, ENUM]);
    let both = "[package.metadata.wiredrift]\n[workspace.metadata.wiredrift]\n";
    folder.write("two/Cargo.toml", both);
    let told = refused(&folder, &["check", "--config", "two/Cargo.toml"]);
    assert!(told.contains("two tables of wiredrift"), "{told}");
}

#[test]
fn levels_go_by_rule_group_field_file_and_what_is_typed() {
    let folder = with_config("[levels]\nall = \"note\"\nenums = \"warning\"\n");
    assert_eq!(
        found(&folder, &[]),
        [
            "note date-offset-unpunctuated",
            "warning enum-value-unknown"
        ]
    );
    folder.write(
        "wiredrift.toml",
        "[levels]\nenum-value-unknown = \"off\"\n\
         [[overrides]]\nfields = [\"/created\"]\nlevels = { dates = \"note\" }\n\
         [[overrides]]\nfiles = [\"rec/enum.*\"]\nlevels = { enums = \"warning\", dates = \"off\" }\n",
    );
    assert_eq!(
        found(&folder, &[]),
        [
            "note date-offset-unpunctuated",
            "warning enum-value-unknown"
        ]
    );
    let typed = [
        "-D",
        "all",
        "--allow",
        "enums",
        "-N",
        "date-offset-unpunctuated",
    ];
    assert_eq!(found(&folder, &typed), ["note date-offset-unpunctuated"]);
    assert_eq!(
        found(&folder, &["-A", "dates", "-W", "dates", "-A", "enums"]),
        ["warning date-offset-unpunctuated"]
    );
    assert_eq!(
        found(&folder, &["-W", "dates", "-A", "dates", "-A", "enums"]),
        [""; 0]
    );
    folder
        .run(["check", "-A", "all"])
        .exits(0)
        .says("Checked 2 payloads in 2 files")
        .says("Not reported, as the rule is off: 2 findings: 1 date-offset-unpunctuated, 1 enum-value-unknown");
    let ran = folder.run(["check", "-A", "date-onyl"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("did you mean `date-only`?"), "{}", ran.err);
}

#[test]
fn the_exit_code_follows_the_levels() {
    let folder = with_config("fail-on = \"error\"\n[levels]\nall = \"warning\"\n");
    folder.run(["check"]).exits(0);
    folder.run(["check", "--fail-on", "warning"]).exits(1);
    folder.run(["check", "-D", "dates"]).exits(1);
    folder.run(["check", "-D", "dates", "--exit-zero"]).exits(0);
    folder
        .run(["check", "--exit-zero", "nowhere.json"])
        .exits(2);
}

const EXCEPTION: &str = "[[exceptions]]\nfields = [\"ConnectionDto.created\"]\nfiles = [\"rec\"]\n\
     accept = [\"date-offset-unpunctuated\"]\nreason = \"the old exporter\"\nexpires = 2026-12-31\n";

#[test]
fn an_exception_accepts_until_its_last_day_and_is_told() {
    let folder = with_config(EXCEPTION);
    let on = |day: &str| found(&folder, &["--now", day]);
    assert_eq!(on("2026-12-31"), [ENUM]);
    assert_eq!(on("2027-01-01"), [DATE, ENUM, "warning exception-expired"]);
    let report = folder
        .run(["check", "--format", "json", "--now", "2026-12-31"])
        .json();
    assert_eq!(report["totals"]["accepted"], 1);
    assert_eq!(report["totals"]["errors"], 1);
    assert_eq!(report["today"], "2026-12-31");
    let exception = &report["exceptions"][0];
    assert_eq!(exception["state"], "used");
    assert_eq!(exception["expires"], "2026-12-31");
    assert_eq!(
        (exception["line"].as_u64(), exception["column"].as_u64()),
        (Some(4), Some(10))
    );
    folder.run(["check", "--now", "2026-12-31", "rec/date.json"]).exits(0).says(
        "Accepted 1 finding by 1 exception, judged on 2026-12-31:\n  \
         1  ConnectionDto.created in rec: date-offset-unpunctuated, until 2026-12-31 (the old exporter)",
    );
    folder
        .run(["check", "--now", "2027-01-01"])
        .exits(1)
        .says("[wiredrift.toml:6:11]")
        .says("this was its last day");
    let told = refused(&folder, &["check", "--now", "2027-02-30"]);
    assert!(told.contains("expected a day of the calendar"), "{told}");
}

#[test]
fn an_exception_is_for_its_field_file_and_rule_alone() {
    for (from, to) in [
        ("ConnectionDto.created", "ConnectionDto.modified"),
        ("\"rec\"", "\"old\""),
        ("date-offset-unpunctuated", "date-only"),
    ] {
        let folder = with_config(&EXCEPTION.replace(from, to));
        let args = ["--now", "2026-01-01", "rec/date.json"];
        assert_eq!(found(&folder, &args), [DATE], "{to}");
    }
    for field in [
        "*",
        "created",
        "*.created",
        "/created",
        "/**",
        "ConnectionDto.*",
    ] {
        let folder = with_config(&EXCEPTION.replace("ConnectionDto.created", field));
        assert_eq!(found(&folder, &["--now", "2026-01-01"]), [ENUM], "{field}");
    }
}

#[test]
fn a_stale_exception_is_told_where_all_of_it_was_looked_at() {
    let folder = with_config(&EXCEPTION.replace("date-offset-unpunctuated", "date-only"));
    folder.write("other/clean.json", CLEAN);
    let stale = |args: &[&str]| {
        let args = [&["--now", "2026-01-01"], args].concat();
        found(&folder, &args).contains(&"warning exception-stale".to_owned())
    };
    assert!(stale(&[]));
    assert!(stale(&["rec"]));
    assert!(stale(&["-D", "dates", "./rec/"]));
    assert!(!stale(&["rec/date.json", "rec/enum.json"]));
    assert!(!stale(&["other"]));
    assert!(!stale(&["rec/*.json"]));
    // What could not be checked may be what is accepted.
    folder.write("rec/cut.json", "{\"name\": ");
    assert!(!stale(&["rec"]));
    std::fs::remove_file(folder.join("rec/cut.json")).unwrap();
    folder
        .run(["check", "--now", "2026-01-01"])
        .exits(1)
        .says("[wiredrift.toml:4:10]");
    folder.run(["explain", "exception-stale"]).exits(0);
    // Its level can be set, as that of any rule.
    assert!(!stale(&["-A", "exceptions"]));
    assert!(
        found(&folder, &["-N", "exceptions", "--now", "2026-01-01"])
            .contains(&"note exception-stale".to_owned())
    );
}

#[test]
fn files_are_included_excluded_and_typed_by_glob() {
    let folder = with_config("exclude = [\"rec/date.*\"]\n");
    assert_eq!(found(&folder, &[]), [ENUM]);
    assert_eq!(found(&folder, &["rec/date.json"]), [DATE]);
    folder.write("wiredrift.toml", "include = [\"rec/date.json\"]\n");
    assert_eq!(found(&folder, &[]), [DATE]);
    let forced = ["check", "--force-exclude", "rec/enum.json"];
    folder
        .run(forced)
        .exits(2)
        .says("what the configuration leaves out");
    let forced = [&forced[..], &["--allow-empty"]].concat();
    folder
        .run(forced)
        .exits(0)
        .says("excluded by the configuration: rec/enum.json");
    folder.write(
        "wiredrift.toml",
        "[[dto]]\nfiles = [\"rec/typed\"]\ndto = \"ConnectionDto\"\neach = true\n",
    );
    folder.write("rec/typed/a.json", "[{\"id\": 1}]");
    assert_eq!(found(&folder, &["rec/typed"]), ["warning field-unknown"]);
    folder.write(
        "wiredrift.toml",
        "[[dto]]\nfiles = [\"rec\"]\ndto = \"ConectionDto\"\n",
    );
    let told = refused(&folder, &["check"]);
    assert!(told.contains("[wiredrift.toml:3:7]"), "{told}");
    assert!(told.contains("did you mean `ConnectionDto`?"), "{told}");
}

#[test]
fn globs_are_relative_to_the_configuration() {
    let folder = with_config("exclude = [\"rec/date.json\"]\n");
    let mut command = folder.command(["check", "--format", "json"]);
    let ran = Ran::from(command.current_dir(folder.join("rec")).output().unwrap());
    let groups = ran.json()["groups"].clone();
    assert_eq!(groups.as_array().unwrap().len(), 1);
    assert_eq!(groups[0]["occurrences"][0]["path"], "enum.json");
    let absolute = folder.join("rec");
    assert_eq!(found(&folder, &[absolute.to_str().unwrap()]), [ENUM]);
}

#[test]
fn what_is_typed_counts_for_more_than_the_keys() {
    let folder = Folder::new();
    folder
        .write(
            "c/order.json",
            r#"{"type": "object", "properties": {"n": {"type": "integer"}}}"#,
        )
        .write(
            "c/wiredrift.toml",
            "schema = \"order.json\"\nexclude = [\"order.json\"]\n",
        )
        .write("c/a.json", r#"{"n": "x"}"#)
        .write(
            "snake.json",
            r#"{"source_type": "report", "connection_id": null}"#,
        );
    let config = ["--config", "c/wiredrift.toml"];
    // The schema is beside the configuration.
    assert_eq!(
        found(&folder, &[&config[..], &["c/a.json"]].concat()),
        ["error type-mismatch"]
    );
    let built_in = [
        &config[..],
        &["--revision", "latest", "--unrecognized", "fail", "c/a.json"],
    ]
    .concat();
    assert_eq!(found(&folder, &built_in), [""; 0]);
    folder.write(
        "wiredrift.toml",
        "naming = \"python\"\nrevision = \"latest\"\n",
    );
    folder
        .run(["check", "snake.json"])
        .exits(0)
        .says("revision 2026-08");
    folder
        .run([
            "check",
            "--naming",
            "wire",
            "--revision",
            "2026-02",
            "snake.json",
        ])
        .exits(1)
        .says("revision 2026-02");
    folder.write("wiredrift.toml", "naming = \"python\"\nnulls = \"error\"\n");
    assert_eq!(found(&folder, &["snake.json"]), ["error null-unexpected"]);
    assert_eq!(
        found(&folder, &["--nulls", "absent", "snake.json"]),
        ["note null-as-absent"]
    );
    folder.write("odd.json", r#"{"x": 1}"#);
    for (config, code) in [
        ("unrecognized = \"error\"", 2),
        ("unrecognized = \"skip\"\nallow-empty = true", 0),
    ] {
        folder.write("wiredrift.toml", config);
        folder.run(["check", "odd.json"]).exits(code);
    }
    folder
        .write(".gitignore", "odd.json")
        .write("wiredrift.toml", "no-ignore = true");
    folder
        .run(["check", "--unrecognized", "error", "."])
        .exits(2)
        .says("odd.json");
}

#[test]
fn an_openapi_document_is_named_with_its_references() {
    let folder = Folder::new();
    let api = r#"{"openapi": "3.0.3", "paths": {"/pets": {"get": {"responses": {"200": {"content":
        {"application/json": {"schema": {"$ref": "https://x.example/pet.json"}}}}}}}},
        "components": {"schemas": {"Pet": {"$ref": "https://x.example/pet.json"}}}}"#;
    let pet =
        r#"{"type": "object", "properties": {"born": {"type": "string", "format": "date-time"}}}"#;
    let log = "{\"method\": \"GET\", \"url\": \"https://h.example/v1/pets\", \"status\": 200, \
               \"responseBody\": {\"born\": \"2024-01-15\"}}\n";
    folder
        .write("api/a.json", api)
        .write("api/refs/pet.json", pet)
        .write("rec/log.ndjson", log)
        .write("rec/pet.json", r#"{"born": "2024-01-15"}"#);
    let base = "include = [\"rec\"]\nopenapi = \"api/a.json\"\nref-dir = { \"https://x.example/\" = \"api/refs\" }\n";
    let dto = "[[dto]]\nfiles = [\"rec/pet.json\"]\ndto = \"Pet\"\n";
    folder.write("wiredrift.toml", format!("{base}{dto}"));
    // Of an operation, and of a schema.
    let levels = |level: &str| {
        let report = folder.run(["check", "--format", "json"]).json();
        report["totals"][level].as_u64()
    };
    assert_eq!(levels("errors"), Some(2));
    let by_ref = base.replace(
        "ref-dir = { \"https://x.example/\" = \"api/refs\" }",
        "ref = { \"https://x.example/pet.json\" = \"api/refs/pet.json\" }",
    );
    folder.write("wiredrift.toml", format!("{by_ref}{dto}"));
    assert_eq!(levels("errors"), Some(2));
    folder.write(
        "wiredrift.toml",
        format!("{base}format-assertion = \"off\"\n{dto}"),
    );
    assert_eq!((levels("errors"), levels("warnings")), (Some(0), Some(2)));
    // What is typed counts for more, and needs the contract alone.
    let typed = folder.run(["check", "--format-assertion", "on", "--format", "json"]);
    assert_eq!(typed.json()["totals"]["errors"], 2);
    let told = refused(
        &folder,
        &["check", "--isolated", "--format-assertion", "on"],
    );
    assert!(told.contains("a contract of your own"), "{told}");
    for (prefix, checked) in [
        ("/v1", 1),
        ("https://h.example/v1", 1),
        ("/v2", 0),
        ("https://g.example/v1", 0),
    ] {
        folder.write(
            "wiredrift.toml",
            format!("base-paths = [\"{prefix}\"]\n{base}{dto}"),
        );
        let report = folder.run(["check", "--format", "json"]).json();
        assert_eq!(
            report["totals"]["exchanges"]["checked"], checked,
            "{prefix}"
        );
    }
    let typed = folder
        .run(["check", "--format", "json", "--base-path", "/v1"])
        .json();
    assert_eq!(typed["totals"]["exchanges"]["checked"], 1);
}

#[test]
fn what_is_wrong_is_told_at_its_place() {
    for (config, place, words) in [
        (
            "naming = \"wire\"\nnamin = 1\n",
            "2:1",
            &["there is no key `namin`", "did you mean `naming`?"][..],
        ),
        (
            "[levels]\ndate-onyl = \"off\"",
            "2:1",
            &["no rule or group `date-onyl`", "did you mean `date-only`?"],
        ),
        (
            "[levels]\ndates = \"eror\"",
            "2:9",
            &["there is no value `eror`", "did you mean `error`?"],
        ),
        ("naming = \n", "1:", &["bad-config"]),
        ("naming = 7", "1:10", &["bad-config"]),
        (
            "revision = \"2025-01\"",
            "1:12",
            &["there is no revision `2025-01`", "2026-08"],
        ),
        (
            "revision = \"latest\"\nschema = \"x\"",
            "2:10",
            &["`revision` and `schema` contradict each other"],
        ),
        ("include = [\"ok\", \"[\"]", "1:18", &["expected a glob"]),
        (
            "exclude = [\"../x\"]",
            "1:12",
            &["below the folder of the config"],
        ),
        (
            "base-paths = [\"v1\"]",
            "1:15",
            &["expected a path or the beginning of a URL"],
        ),
        (
            "[[dto]]\nfiles = []\ndto = \"x\"",
            "2:9",
            &["`files` names none"],
        ),
        (
            "[[overrides]]\nlevels = { dates = \"off\" }",
            "2:10",
            &["neither `fields` nor `files`"],
        ),
        (
            "[[overrides]]\nfields = [\"\"]\nlevels = { dates = \"off\" }",
            "2:11",
            &["expected a field"],
        ),
        (
            "[[exceptions]]\nfields = [\"a\"]\naccept = [\"date-only\"]\n",
            "1:1",
            &["missing field", "reason"],
        ),
    ] {
        let folder = with_config(config);
        let told = refused(&folder, &["check"]);
        assert!(
            told.contains(&format!("[wiredrift.toml:{place}")),
            "{config}:\n{told}"
        );
        for word in words {
            assert!(told.contains(word), "{config}: no {word:?} in\n{told}");
        }
        assert_eq!(refused(&folder, &["inspect"]), told);
    }
}

#[test]
fn what_is_wrong_with_an_exception_is_told_at_its_place() {
    for (from, to, place, word) in [
        (
            "date-offset-unpunctuated",
            "dates",
            "4:11",
            "there is no rule `dates`",
        ),
        (
            "date-offset-unpunctuated",
            "exception-stale",
            "4:11",
            "what is said about exceptions",
        ),
        (
            "[\"date-offset-unpunctuated\"]",
            "[]",
            "4:10",
            "`accept` names no rule",
        ),
        ("the old exporter", " ", "5:10", "`reason` says nothing"),
        (
            "2026-12-31",
            "\"2026-12-32\"",
            "6:11",
            "expected a day of the calendar",
        ),
        (
            "2026-12-31",
            "2026-12-31T00:00:00Z",
            "6:11",
            "expected a day of the calendar",
        ),
        ("2026-12-31", "7", "6:11", "a day such as 2026-12-31"),
    ] {
        let folder = with_config(&EXCEPTION.replacen(from, to, 1));
        let told = refused(&folder, &["check"]);
        assert!(
            told.contains(&format!("[wiredrift.toml:{place}]")),
            "{to}:\n{told}"
        );
        assert!(told.contains(word), "{to}: no {word:?} in\n{told}");
    }
}

#[test]
fn all_that_is_wrong_is_told_at_once_and_inert() {
    let folder = with_config(
        "[levels]\nx = \"off\"\n\"\\u001b[31m\" = \"off\"\n\"::error::y\" = \"note\"\n",
    );
    let told = refused(&folder, &["check"]);
    assert_eq!(told.matches("error[bad-config]").count(), 3, "{told}");
    assert!(!told.contains('\u{1b}'), "{told}");
    assert!(
        told.lines()
            .all(|line| !line.trim_start().starts_with("::")),
        "{told}"
    );
    folder.write("wiredrift.toml", b"a = \"\xff\"");
    assert!(refused(&folder, &["check"]).contains("expected UTF-8"));
    folder.write("wiredrift.toml", format!("a = {}", "[".repeat(100_000)));
    assert!(refused(&folder, &["check"]).contains("bad-config"));
    folder.write("wiredrift.toml", vec![b'#'; (4 << 20) + 1]);
    assert!(refused(&folder, &["check"]).contains("longer than"));
    let told = refused(&folder, &["check", "--config", "nowhere.toml"]);
    assert!(told.contains("there is no such file"), "{told}");
    folder.write("Cargo.toml", "[package]\nname = \"x\"");
    let told = refused(&folder, &["check", "--config", "Cargo.toml"]);
    assert!(told.contains("no table of wiredrift"), "{told}");
}

#[test]
fn statistics_count_by_rule_and_field() {
    let folder = with_config("");
    folder.write("rec/more.json", UNPUNCTUATED);
    let ran = folder.run(["check", "--statistics"]).exits(1);
    assert!(
        ran.out.starts_with(
            "count  level  rule                      field                     checked as\n    \
             2  error  date-offset-unpunctuated  ConnectionDto.created     ConnectionDto\n    \
             1  error  enum-value-unknown        ConnectionDto.sourceType  ConnectionDto\n"
        ),
        "{}",
        ran.out
    );
    let report = folder
        .run(["check", "--statistics", "--format", "json"])
        .json();
    assert_eq!(report["statistics"][0]["count"], 2);
    assert_eq!(report["statistics"][0]["field"], "created");
    assert!(folder.run(["check", "--format", "json"]).json()["statistics"].is_null());
}

#[test]
fn the_report_with_a_configuration_is_deterministic_and_as_its_schema_says() {
    let schema = std::fs::read_to_string("schemas/report.schema.json").unwrap();
    let validator = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
    let folder = with_config(&format!("{EXCEPTION}[levels]\nenums = \"off\"\n"));
    for n in 0..30 {
        folder.write(
            format!("rec/{n}.json"),
            if n % 2 == 0 { UNPUNCTUATED } else { UNKNOWN },
        );
    }
    for day in ["2026-01-01", "2027-01-01"] {
        let run = |threads: &str| {
            let args = [
                "check",
                "--statistics",
                "--format",
                "json",
                "--now",
                day,
                "--threads",
                threads,
            ];
            folder.run(args)
        };
        let one = run("1");
        assert_eq!(one.out, run("4").out);
        assert!(validator.is_valid(&one.json()), "{}", one.out);
    }
}

#[test]
fn init_writes_what_is_found_and_overwrites_nothing() {
    let folder = Folder::new();
    folder
        .write("tests/cassettes/a.json", CLEAN)
        .write("tests/cassettes/deep/b.json", CLEAN)
        .write("top.json", CLEAN)
        .write("package.json", "{\"name\": 1}")
        .write("src/x.rs", "fn x() {}")
        .write("api/o.yaml", "openapi: 3.0.3\npaths: {}\n");
    let printed = folder.run(["init", "--stdout"]).exits(0);
    assert_eq!(printed.out, folder.run(["init", "-"]).exits(0).out);
    assert!(!folder.join("wiredrift.toml").exists());
    assert!(
        printed.out.contains("openapi = \"api/o.yaml\""),
        "{}",
        printed.out
    );
    assert!(
        printed
            .out
            .contains("include = [\"*.json\", \"tests/cassettes\"]"),
        "{}",
        printed.out
    );
    assert!(
        printed.out.contains("(found by format: 3 json)"),
        "{}",
        printed.out
    );
    folder.run(["init"]).exits(0).says("wrote wiredrift.toml");
    assert_eq!(
        std::fs::read_to_string(folder.join("wiredrift.toml")).unwrap(),
        printed.out
    );
    assert!(refused(&folder, &["init"]).contains("wiredrift.toml is there already"));
    assert!(refused(&folder, &["init", ".wiredrift.toml"]).contains("has a configuration already"));
    // What was written can be followed.
    let inspected = folder.run(["inspect", "--format", "json"]);
    assert_eq!(inspected.err, "");
    // All that it only mentions is right, too.
    let all: Vec<&str> = printed
        .out
        .lines()
        .map(|line| {
            line.strip_prefix("# ")
                .filter(|rest| is_toml(rest))
                .unwrap_or(line)
        })
        .collect();
    folder.write("wiredrift.toml", all.join("\n"));
    folder
        .run([
            "check",
            "--allow-empty",
            "--unrecognized",
            "skip",
            "package.json",
        ])
        .exits(0);
}

fn is_toml(line: &str) -> bool {
    let name = line.split(" = ").next().unwrap_or_default();
    line.starts_with('[') || (line.contains(" = ") && !name.contains(' '))
}

#[test]
fn the_examples_of_the_document_are_configurations() {
    let document = std::fs::read_to_string("docs/config.md").unwrap();
    let schema = std::fs::read_to_string("schemas/config.schema.json").unwrap();
    let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let mut keys = std::collections::BTreeSet::new();
    let mut count = 0;
    for block in document.split("```toml\n").skip(1) {
        let text = block.split("```").next().unwrap();
        let folder = Folder::new();
        let name = if text.contains("[tool.wiredrift]") {
            "pyproject.toml"
        } else {
            "wiredrift.toml"
        };
        folder
            .write(name, text)
            .write(
                "wiredrift-baseline.json",
                r#"{"version": 1, "paths": ["."], "known": []}"#,
            )
            .write(
                "wiredrift.lock",
                r#"{"version": 1, "paths": ["."], "contracts": {}}"#,
            )
            .write("order.schema.json", "{\"definitions\": {\"Order\": {}}}")
            .write("api/openapi.yaml", "openapi: 3.0.3\npaths: {}\n");
        folder.run([
            "check",
            "--allow-empty",
            "--force-exclude",
            "--now",
            "2026-01-01",
            name,
        ]);
        let ran = folder.run(["check", "--allow-empty", "."]);
        assert_eq!(ran.err, "", "{text}");
        count += 1;
        // Dates of TOML are texts for those who validate TOML by a JSON Schema.
        let value: toml::Table =
            toml::from_str(&text.replace("2099-12-31\n", "\"2099-12-31\"\n")).unwrap();
        let mut value = serde_json::to_value(value).unwrap();
        if name == "pyproject.toml" {
            value = value["tool"]["wiredrift"].clone();
        }
        assert!(validator.is_valid(&value), "{value}");
        keys.extend(value.as_object().unwrap().keys().cloned());
    }
    assert_eq!(count, 4);
    // Every key has its example.
    let known = schema["properties"]
        .as_object()
        .unwrap()
        .keys()
        .cloned()
        .collect();
    assert_eq!(keys, known);
}

#[test]
fn nothing_is_said_across_files_that_another_program_names() {
    let folder = Folder::new();
    folder
        .write(
            "a.json",
            r#"{"name": "n", "sourceType": "report", "created": "2024-01-15T14:30:00Z"}"#,
        )
        .write(
            "b.json",
            r#"{"name": "n", "sourceType": "report", "created": "2024-01-15T14:30:00+00:00"}"#,
        );
    assert_eq!(
        found(&folder, &["a.json", "b.json"]),
        ["note date-spellings-mixed"]
    );
    assert_eq!(
        found(&folder, &["--force-exclude"]),
        ["note date-spellings-mixed"]
    );
    let named = ["--force-exclude", "a.json", "b.json"];
    assert_eq!(found(&folder, &named), Vec::<String>::new());
}
