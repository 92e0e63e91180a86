//! What is said beside the results: progress, remarks, details.

use std::io::Write;
use std::process::Stdio;
use std::thread::sleep;
use std::time::Duration;

use super::support::{Folder, Ran};

const DRIFT: &str = r#"{"name": "n", "sourceType": "reports"}"#;

/// Runs a check of standard input that takes longer than a second.
fn slow(folder: &Folder, args: &[&str]) -> Ran {
    let mut command = folder.command(["check", "--format", "concise", "-"].iter().chain(args));
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    writeln!(input, "{DRIFT}").unwrap();
    sleep(Duration::from_millis(1_500));
    drop(input);
    Ran::from(child.wait_with_output().unwrap())
}

#[test]
fn without_a_terminal_there_is_no_progress() {
    let folder = Folder::new();
    let ran = slow(&folder, &[]).exits(1);
    assert!(!ran.out.contains("checking:"), "{}", ran.out);
}

/// What a terminal gets that is standard output and standard error.
#[cfg(target_os = "linux")]
fn on_a_terminal(folder: &Folder, seconds: &str, args: &str) -> String {
    let binary = env!("CARGO_BIN_EXE_wiredrift");
    folder.write("drift.json", DRIFT);
    let command = format!(
        "(cat drift.json; sleep {seconds}) | {binary} check --format concise --color never {args} -"
    );
    let mut script = std::process::Command::new("script");
    script
        .args(["-qefc", &command, "/dev/null"])
        .current_dir(&**folder)
        .stdin(Stdio::null())
        .env_remove("GITHUB_ACTIONS")
        .env("TERM", "xterm");
    let ran = Ran::from(script.output().unwrap());
    assert_eq!(ran.code, Some(1), "{}{}", ran.out, ran.err);
    ran.out
}

#[cfg(target_os = "linux")]
#[test]
fn on_a_terminal_a_line_tells_how_far_it_is_and_goes() {
    let folder = Folder::new();
    let out = on_a_terminal(&folder, "1.6", "");
    let line = "\r\u{1b}[Kchecking: 0 of 1 file, 38 bytes, 0 findings";
    assert!(out.starts_with(line), "{out:?}");
    // It is gone before the report begins.
    let (_, behind) = out.rsplit_once("findings\r\u{1b}[K").unwrap();
    assert!(behind.starts_with("<stdin>:1:29: error["), "{behind:?}");
    assert!(!behind.contains('\u{1b}'), "{behind:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn what_is_quick_or_quiet_shows_no_progress() {
    let folder = Folder::new();
    for (seconds, args) in [("0", ""), ("1.6", "--quiet"), ("1.6", "-v")] {
        let out = on_a_terminal(&folder, seconds, args);
        assert!(!out.contains("checking:"), "{args}: {out:?}");
        assert!(!out.contains('\u{1b}'), "{args}: {out:?}");
    }
}

#[test]
fn details_are_told_in_the_order_of_the_files() {
    let folder = Folder::new();
    folder
        .write("wiredrift.toml", "naming = \"wire\"\n")
        .write("b/drift.json", DRIFT)
        .write("a/two.ndjson", format!("{DRIFT}\n{DRIFT}\n"))
        .write("a/evil\u{1b}[2J.json", DRIFT);
    let usual = folder.run(["check", "a", "b"]).exits(1);
    for threads in ["1", "4"] {
        let ran = folder.run(["check", "--verbose", "--threads", threads, "a", "b"]);
        assert_eq!(ran.out, usual.out, "details change no result");
        let lines: Vec<&str> = ran.err.lines().collect();
        assert_eq!(
            lines,
            [
                "3 files to check against revision 2026-02, with the configuration wiredrift.toml",
                "a/evil\u{241b}[2J.json: 1 payload, 1 finding",
                "a/two.ndjson: 2 payloads, 2 findings",
                "b/drift.json: 1 payload, 1 finding",
            ]
        );
    }
}

#[test]
fn what_is_followed_is_told() {
    let folder = Folder::new();
    folder
        .write("wiredrift.toml", "lock = \"wiredrift.lock\"\n")
        .write("drift.json", DRIFT);
    folder.run(["baseline", "write", "--quiet"]).exits(0);
    folder.run(["lock", "--quiet"]).exits(0);
    let baseline = "--baseline=wiredrift-baseline.json";
    let ran = folder.run(["check", "--verbose", baseline, "drift.json"]);
    assert_eq!(
        ran.err.lines().next(),
        Some(
            "1 file to check against revision 2026-02, with the configuration wiredrift.toml, the \
             baseline wiredrift-baseline.json, the lock wiredrift.lock"
        )
    );
}

#[test]
fn quiet_keeps_remarks_away_and_not_errors() {
    let folder = Folder::new();
    folder.write("drift.json", DRIFT);
    let on_github = |args: &[&str]| {
        let mut command = folder.command(["check"].iter().chain(args));
        Ran::from(command.env("GITHUB_ACTIONS", "true").output().unwrap())
    };
    let told = on_github(&["drift.json"]);
    assert!(
        told.err.starts_with("note: the report has the format"),
        "{}",
        told.err
    );
    let quiet = on_github(&["--quiet", "drift.json"]).exits(1);
    assert_eq!(quiet.out, told.out);
    let refused = folder.run(["check", "-q", "--config", "gone.toml"]);
    assert_eq!(refused.code, Some(2));
    assert!(refused.err.contains("gone.toml"), "{}", refused.err);
    let both = folder.run(["check", "-q", "-v"]);
    assert_eq!((both.code, both.out.as_str()), (Some(2), ""));
}

#[test]
fn files_that_another_program_names_may_be_anything() {
    let folder = Folder::new();
    folder
        .write(
            "package.json",
            "{\"name\": \"app\", \"version\": \"1.0.0\"}",
        )
        .write("tsconfig.json", "{\n  // comment\n}")
        .write("compose.yml", "services:\n  web: {}\n")
        .write("notes.txt", "nothing\n")
        .write("empty.yaml", "")
        .write("responses.txt", format!("{DRIFT}\n"))
        .write("cut.json", "{\"name\": \"n\",");
    let args = ["check", "--unrecognized", "skip", "--allow-empty"];
    let others = [
        "package.json",
        "tsconfig.json",
        "compose.yml",
        "notes.txt",
        "empty.yaml",
    ];
    folder.run(args.iter().chain(&others)).exits(0);
    // What holds traffic is checked, and what is called a capture is one.
    folder
        .run(args.iter().chain(&["notes.txt", "responses.txt"]))
        .exits(1)
        .says("error[enum-value-unknown]");
    folder
        .run(args.iter().chain(&["notes.txt", "cut.json"]))
        .exits(2)
        .says("error[cut-off]");
    // Who names it means it, otherwise.
    folder
        .run(["check", "notes.txt"])
        .exits(2)
        .says("error[not-json]");
}
