//! The command line through the real binary.
//!
//! `tests/cli/*.trycmd` and `*.toml` are cases that a person can read, one file a topic; a folder
//! that ends in `.in` is where they run. `TRYCMD=overwrite cargo test --test cli` writes down what
//! is printed now: read the difference before it is committed. Here stands what no file of a
//! repository can hold: pipes, links, odd file names, terminals.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on shall stop")]

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Stdio};

use support::{Folder, Ran};

#[path = "cli/baseline.rs"]
mod baseline;
#[path = "cli/config.rs"]
mod config;
#[path = "cli/diff.rs"]
mod diff;
#[path = "cli/fix.rs"]
mod fix;
#[cfg(feature = "generate")]
#[path = "cli/generate.rs"]
mod generate;
#[cfg(feature = "generate")]
#[path = "cli/generate_own.rs"]
mod generate_own;
#[path = "cli/inspect.rs"]
mod inspect;
#[path = "cli/lock.rs"]
mod lock;
#[path = "cli/outputs.rs"]
mod outputs;
#[path = "cli/progress.rs"]
mod progress;
#[path = "cli/shell.rs"]
mod shell;
#[path = "cli/support/mod.rs"]
mod support;
#[path = "cli/words.rs"]
mod words;

const CLEAN: &str = r#"{"name": "Trial balance", "sourceType": "report"}"#;
const DRIFT: &str = r#"{"name": "Trial balance", "sourceType": "reports"}"#;

#[test]
fn cases() {
    trycmd::TestCases::new()
        // Help is as wide as the terminal, and this is how wide it is where there is none.
        .env("COLUMNS", "100")
        // A build service of that name gets another report.
        .env("GITHUB_ACTIONS", "")
        .case("tests/cli/*.trycmd")
        .case("tests/cli/*.toml")
        // Their examples are what is printed.
        .case("docs/baseline.md")
        .case("docs/diff.md")
        .case("docs/fix.md")
        .case("docs/reports.md");
}

#[test]
fn a_reader_that_goes_away_ends_the_output_quietly() {
    let folder = Folder::new();
    // More than a pipe holds, so the writer meets the closed end.
    let records: Vec<String> = (0..2_000)
        .map(|n| format!("{{\"name\": \"n\", \"sourceType\": \"t{n}\"}}\n"))
        .collect();
    folder.write("log.ndjson", records.concat());
    for (args, code) in [
        (
            &["check", "--show-all", "--format", "json", "log.ndjson"][..],
            1,
        ),
        (&["inspect", "log.ndjson"], 0),
        (&["schema", "show", "ConnectionDto"], 0),
        (&["rules"], 0),
    ] {
        let mut child = folder
            .command(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut out = BufReader::with_capacity(16, child.stdout.take().unwrap());
        out.read_line(&mut line).unwrap();
        drop(out);
        let mut err = String::new();
        child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut err)
            .unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(code), "{args:?}");
        assert_eq!(err, "", "{args:?}");
        assert_ne!(line, "");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told() {
    let folder = Folder::new();
    folder.write("clean.json", CLEAN);
    let full = std::fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let ran = folder
        .command(["check", "clean.json"])
        .stdout(full)
        .output()
        .unwrap();
    let ran = Ran::from(ran);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.err
            .starts_with("error: standard output cannot be written"),
        "{}",
        ran.err
    );
}

#[test]
fn colour_is_asked_for_or_absent() {
    let folder = Folder::new();
    folder.write("drift.json", DRIFT);
    let plain = folder.run(["check", "drift.json"]).exits(1);
    assert!(!plain.out.contains('\x1b'));

    let coloured = |variable: (&str, &str), when: &str| {
        let mut command = folder.command(["check", "--color", when, "drift.json"]);
        let ran = Ran::from(command.env(variable.0, variable.1).output().unwrap());
        assert_eq!(ran.code, Some(1));
        let bare = without_escapes(&ran.out);
        assert_eq!(bare, plain.out, "{when} {variable:?}");
        ran.out.contains('\x1b')
    };
    let nothing = ("UNRELATED", "1");
    assert!(coloured(nothing, "always"));
    assert!(!coloured(nothing, "never"));
    assert!(!coloured(nothing, "auto"), "a pipe is no terminal");
    assert!(
        coloured(("NO_COLOR", "1"), "always"),
        "what is typed is meant"
    );
    assert!(coloured(("TERM", "dumb"), "always"));
    assert!(!coloured(("TERM", "xterm-256color"), "auto"));
    assert!(!coloured(("CLICOLOR_FORCE", "1"), "never"));
}

/// The text without its colours.
fn without_escapes(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('\x1b') {
        plain.push_str(before);
        rest = behind.split_once('m').unwrap().1;
    }
    plain + rest
}

#[cfg(unix)]
#[test]
fn links_are_followed_where_they_are_named_and_only_there() {
    use std::os::unix::fs::symlink;

    let folder = Folder::new();
    folder
        .write("real/clean.json", CLEAN)
        .write("other/drift.json", DRIFT);
    let at = |name: &str| folder.join(name);
    symlink("../other/drift.json", at("real/drift.json")).unwrap();
    symlink("nowhere.json", at("dangling.json")).unwrap();
    symlink("loop.json", at("loop.json")).unwrap();
    symlink("real", at("folder")).unwrap();
    symlink("..", at("real/up")).unwrap();

    folder.run(["check", "real/drift.json"]).exits(1);
    folder
        .run(["check", "folder"])
        .exits(0)
        .says("1 payload in 1 file")
        .says("symbolic link, not followed: folder/drift.json, folder/up");
    folder
        .run(["check", "dangling.json"])
        .exits(2)
        .says("the symbolic link leads to nowhere.json, which is not there");
    folder
        .run(["check", "real/clean.json/below.json"])
        .exits(2)
        .says("the path cannot be followed:");
    folder
        .run(["check", "loop.json"])
        .exits(2)
        .says("the path cannot be followed:");
    folder
        .run(["check", "."])
        .exits(1)
        .says("symbolic link, not followed: dangling.json, folder");
}

#[cfg(unix)]
#[test]
fn a_pipe_that_nobody_writes_to_does_not_stop_a_walk() {
    let folder = Folder::new();
    folder.write("clean.json", CLEAN);
    let made = Command::new("mkfifo")
        .arg(folder.join("pipe.json"))
        .status();
    assert!(made.unwrap().success());
    folder
        .run(["check", "."])
        .exits(0)
        .says("not a regular file: pipe.json")
        .says("1 payload in 1 file (1 file was not checked) conforms");
    folder
        .run(["check", "*.json"])
        .exits(0)
        .says("not a regular file: pipe.json");
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_that_fails_while_it_is_read_is_a_problem() {
    let folder = Folder::new();
    folder.write("drift.json", DRIFT);
    folder
        .run(["check", "/proc/self/mem", "drift.json"])
        .exits(2)
        .says("error[unreadable]: the file cannot be read")
        .says("error[enum-value-unknown]");
}

#[test]
fn a_folder_may_be_named_like_a_file() {
    let folder = Folder::new();
    folder.write("x.json/clean.json", CLEAN);
    std::fs::create_dir(folder.join("empty.json")).unwrap();
    folder.run(["check", "x.json"]).exits(0);
    folder
        .run(["check", "*.json"])
        .exits(2)
        .says("no file matches this glob");
    folder
        .run(["check", "empty.json"])
        .exits(2)
        .says("error[nothing-checked]: there is no capture in empty.json");
    folder
        .run(["check", "--allow-empty", "empty.json"])
        .exits(0);
    let empty = Folder::new();
    empty
        .run(["check"])
        .exits(2)
        .says("there is no capture in .");
}

#[test]
fn ignore_files_count_without_a_repository() {
    let folder = Folder::new();
    folder
        .write(".gitignore", "node_modules/\n/secret.json\n")
        .write("clean.json", CLEAN)
        .write("secret.json", DRIFT)
        .write("deep/secret.json", CLEAN)
        .write("deep/.gitignore", "*.har.json\n!keep.har.json\n")
        .write("deep/a.har.json", DRIFT)
        .write("deep/keep.har.json", CLEAN)
        .write("node_modules/x/drift.json", DRIFT);
    folder.run(["check"]).exits(0).says("3 payloads in 3 files");
    folder
        .run(["check", "deep"])
        .exits(0)
        .says("2 payloads in 2 files");
    folder.run(["check", "secret.json"]).exits(1);
    folder
        .run(["check", "*.json"])
        .exits(0)
        .says("1 payload in 1 file");
    folder
        .run(["check", "--no-ignore"])
        .exits(1)
        .says("6 payloads in 6 files");
    folder
        .run(["check", "--no-ignore", "deep"])
        .exits(1)
        .says("3 payloads in 3 files");
}

#[test]
fn hidden_files_stay_unread_without_ignore_files() {
    let folder = Folder::new();
    folder
        .write("clean.json", CLEAN)
        .write(".hidden.json", DRIFT)
        .write(".git/drift.json", DRIFT);
    folder
        .run(["check", "--no-ignore"])
        .exits(0)
        .says("1 payload in 1 file");
}

#[cfg(unix)]
#[test]
fn file_names_cannot_speak_for_the_tool() {
    let folder = Folder::new();
    #[cfg_attr(
        not(target_os = "linux"),
        expect(unused_mut, reason = "one name more on Linux")
    )]
    let mut names: Vec<std::ffi::OsString> = [
        "::error::x.json",
        "##vso[task.complete].json",
        "evil\n::error::\u{1b}[31m\u{202e}\u{9b}.json",
        "a\r\n::warning::b.json",
        "\u{1b}]0;title\u{7}.json",
    ]
    .map(Into::into)
    .to_vec();
    #[cfg(target_os = "linux")]
    names.push(std::os::unix::ffi::OsStringExt::from_vec(
        b"\xff\xfe\x1b[2J.json".to_vec(),
    ));
    for (name, text) in names
        .iter()
        .zip([DRIFT, "{\"a\":", "[", DRIFT, "{}", DRIFT])
    {
        folder.write(name, text);
    }
    let by_walk = folder.run(["check", "--show-all", "."]);
    let named = folder.run(
        ["check", "--show-all", "--"]
            .map(Into::into)
            .into_iter()
            .chain(names.clone()),
    );
    assert_eq!(named.code, Some(2));
    let missing = folder.run(["check", "gone\n::error::\u{1b}[0m.json"]);
    for ran in [by_walk, named, missing] {
        assert_eq!(ran.err, "");
        assert_harmless(&ran.out);
    }
    let json = folder.run(["check", "--format", "json", "."]).json();
    assert_eq!(
        json["totals"]["files"].as_u64().unwrap()
            + json["problems"].as_array().unwrap().len() as u64
            + json["skipped"].as_array().unwrap().len() as u64,
        names.len() as u64,
        "{json:#}"
    );
}

/// No line is a command of a CI log, and no character steers the terminal or the text's direction.
#[cfg(unix)]
#[track_caller]
fn assert_harmless(out: &str) {
    for line in out.lines() {
        assert!(!line.trim_start().starts_with("::"), "{line}");
        assert!(!line.contains("##vso["), "{line}");
        let odd = line.chars().find(|&letter| {
            letter.is_control()
                || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        });
        assert_eq!(odd, None, "{line:?}");
    }
}

#[test]
fn every_report_for_programs_is_as_its_schema_says() {
    let schema = std::fs::read_to_string("schemas/report.schema.json").unwrap();
    let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for (folder, paths) in [
        ("json.in", &["clean.json"][..]),
        ("json.in", &["drift.json", "cut-off.json", "nowhere.json"]),
        ("paths.in", &["stray"]),
        ("hostile-text.in", &["."]),
        ("bad-input.in", &[".", "--show-all"]),
        ("ndjson.in", &["mixed.ndjson", "pages.ndjson", "--show-all"]),
        (
            "options.in",
            &["--naming", "auto", "--revision", "latest", "."],
        ),
        (
            "options.in",
            &["--allow-empty", "--unrecognized", "skip", "walk/other.json"],
        ),
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wiredrift"));
        command.current_dir(Path::new("tests/cli").join(folder));
        let ran = command
            .args(["check", "--format", "json"])
            .args(paths)
            .output();
        let report = Ran::from(ran.unwrap()).json();
        let errors: Vec<String> = validator
            .iter_errors(&report)
            .map(|error| error.to_string())
            .collect();
        assert_eq!(errors, [""; 0], "{folder} {paths:?}");
    }
}

#[test]
fn schemas_that_were_written_are_up_to_date_until_they_are_touched() {
    let folder = Folder::new();
    let empty = folder.run(["schema", "check", "."]).exits(1);
    let missing = empty
        .out
        .lines()
        .filter(|line| line.starts_with("missing "))
        .count();
    assert!(missing > 40, "{}", empty.out);
    folder
        .run(["schema", "write"])
        .exits(0)
        .says(&format!("{missing} written, 0 were up to date"));
    folder
        .run(["schema", "write"])
        .exits(0)
        .says(&format!("0 written, {missing} were up to date"));
    folder
        .run(["schema", "check"])
        .exits(0)
        .says("the schemas in schemas are up to date");

    let shown = folder
        .run(["schema", "show", "--revision", "2026-08", "SingleError"])
        .exits(0);
    let path = folder.join("schemas/2026-08/SingleError.schema.json");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), shown.out);

    folder.write(&path, shown.out.replace("int32", "int64"));
    std::fs::remove_file(folder.join("schemas/2026-08/MultiError.schema.json")).unwrap();
    folder.write("schemas/2026-08/Old.schema.json", "{}");
    let ran = folder.run(["schema", "check"]).exits(1);
    let told: Vec<&str> = ran
        .out
        .lines()
        .map(|line| line.rsplit(['/', '\\']).next().unwrap())
        .collect();
    assert_eq!(
        told[..3],
        [
            "MultiError.schema.json",
            "SingleError.schema.json",
            "Old.schema.json"
        ]
    );

    folder.write("file", "");
    let ran = folder.run(["schema", "write", "file/below"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""));
    assert!(
        ran.err
            .starts_with("error: the schemas cannot be written to file/below"),
        "{}",
        ran.err
    );
}

#[test]
fn the_number_of_threads_and_the_order_of_paths_change_nothing() {
    let folder = Folder::new();
    for n in 0..40 {
        let text = [CLEAN, DRIFT, "{\"a\":", "{\"b\": 1}", "[]"][n % 5];
        folder.write(format!("{n:02}/file.json"), text);
    }
    let one = folder.run(["check", "--threads", "1", "."]);
    for args in [
        &["--threads", "7", "."][..],
        &["--threads", "1000000", "."],
        &["."],
    ] {
        let other = folder.run(["check"].iter().chain(args));
        assert_eq!((other.code, &other.out), (one.code, &one.out), "{args:?}");
    }
    let there = folder.run(["check", "01", "02", "03"]);
    let back = folder.run(["check", "03", "02", "01", "02/file.json", "01"]);
    assert_eq!(there.code, back.code);
    assert!(back.out.contains("error[cut-off]"));
}

/// What was read and not checked is told beside what was, wherever there is room for it.
#[test]
fn exchanges_that_were_not_checked_are_told() {
    let folder = Folder::new();
    let operation = "https://h/s/wdata/prep/api/v1/connections/6e30dce4cd16326fa62ba6567d1afbad";
    let entry = |url: &str, content: &str| {
        format!(
            r#"{{"request":{{"method":"GET","url":"{url}"}},"response":{{"status":200,"content":{{{content}}}}}}}"#
        )
    };
    let body = r#""text":"{\"body\":{\"connectionId\":\"6e30dce4cd16326fa62ba6567d1afbad\"}}""#;
    let entries = [
        entry(operation, body),
        entry(operation, ""),
        entry("https://h/other", body),
    ];
    let har = format!(
        r#"{{"log":{{"version":"1.2","entries":[{}]}}}}"#,
        entries.join(",")
    );
    folder.write("x.har", har);
    for format in [
        "human", "concise", "json", "ndjson", "sarif", "junit", "github", "markdown", "html",
    ] {
        let ran = folder.run(["check", "--format", format, "x.har"]);
        assert_eq!(ran.code, Some(0), "{format}: {}{}", ran.out, ran.err);
        let told = |words: [&str; 2]| words.iter().any(|word| ran.out.contains(word));
        assert!(
            told(["not of this API", "not-of-this-api"]),
            "{format}: {}",
            ran.out
        );
        assert!(
            told(["the recording has no body", "body-missing"]),
            "{format}: {}",
            ran.out
        );
        assert!(
            !ran.out.contains("everything was checked"),
            "{format}: {}",
            ran.out
        );
    }
}

/// A hook is given the names of files, and they may look like options.
#[test]
fn arguments_that_are_refused_do_nothing_where_they_are_shown() {
    let folder = Folder::new();
    for word in [
        "--\u{1b}[31mred",
        "--format=x\n::error::y",
        "--x\n  ##vso[task.complete]",
        "--\u{202e}txt",
        "--limit=a\r\u{9b}31m",
    ] {
        let ran = folder.run(["check", word]);
        assert_eq!(ran.code, Some(2), "{word:?}");
        assert!(ran.err.starts_with("error: "), "{:?}", ran.err);
        for line in ran.err.lines() {
            let acts = line.trim_start().starts_with("::") || line.contains("##vso[");
            assert!(!acts, "{line}");
            let is_odd = |letter: char| letter.is_control() || letter == '\u{202e}';
            assert!(!line.contains(is_odd), "{line:?}");
        }
    }
}

/// A recorded body that nothing can be said of is counted, on either side of an exchange.
#[test]
fn a_request_body_that_no_operation_takes_is_told() {
    let folder = Folder::new();
    let line = r#"{"method":"GET","url":"https://h/s/wdata/prep/api/v1/connections/6e30dce4cd16326fa62ba6567d1afbad","request":{"body":{"x":1}},"response":{"status":200,"body":{"body":{"connectionId":"6e30dce4cd16326fa62ba6567d1afbad"}}}}"#;
    folder.write("x.ndjson", line);
    let ran = folder.run(["check", "x.ndjson"]);
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    let told = "1 not checked, the API publishes no schema for the message";
    assert!(ran.out.contains(told), "{}", ran.out);
}
