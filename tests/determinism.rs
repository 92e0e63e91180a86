//! Same input, same output: whatever the threads, the locale, the time zone and the order in which
//! the inputs are named.

#![cfg(feature = "cli")]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on shall stop"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder of captures with drift of many kinds, made anew: it must not depend on what a corpus
/// happens to hold.
fn captures(name: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&root);
    for folder in 0..6 {
        let folder_path = root.join(format!("folder{folder}"));
        fs::create_dir_all(&folder_path).unwrap();
        for file in 0..20 {
            let number = folder * 20 + file;
            let dates = [
                "2024-01-15",
                "2024-01-15T14:30:00Z",
                "2024-01-15 14:30:00Z",
                "1705329000",
            ];
            let kinds = ["report", "Wdata-Table", "gadget", "chart_visual"];
            let record = format!(
                r#"{{"sourceId":"{number}","created":"{}","sourceType":"{}","name":null,"extra{}":1,"updated":"2024-01-15T14:30:00+0{}:00"}}"#,
                dates.get(number % 4).unwrap(),
                kinds.get(number % 3).unwrap(),
                number % 7,
                number % 5
            );
            let (name, text) = match number % 4 {
                0 => (
                    "page.json",
                    format!("{{\"body\":[{record},{record}],\"code\":\"200\"}}"),
                ),
                1 => ("lines.ndjson", format!("{record}\n{{\"cut\":\n{record}\n")),
                2 => ("strange.json", "{\"nothing\":\"known\"}".to_owned()),
                _ => ("one.json", record),
            };
            fs::write(folder_path.join(format!("{number:03}-{name}")), text).unwrap();
        }
    }
    root
}

/// Runs the program; `surroundings` are the variables that a shell might have set.
fn run(
    folder: &Path,
    paths: &[PathBuf],
    arguments: &[&str],
    surroundings: &[(&str, &str)],
) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wiredrift"));
    command
        .current_dir(folder)
        .env_remove("NO_COLOR")
        .env_remove("COLUMNS")
        .envs(surroundings.iter().copied())
        .arg("check")
        .args(arguments)
        .args(paths);
    command.output().unwrap()
}

/// The formats that go to files while another one is printed.
const FORMATS: &[&str] = &[
    "concise", "ndjson", "sarif", "junit", "github", "gitlab", "rdjson", "markdown", "html",
];

const SURROUNDINGS: &[&[(&str, &str)]] = &[
    &[("TZ", "UTC"), ("LANG", "C"), ("LC_ALL", "C")],
    &[
        ("TZ", "Asia/Kathmandu"),
        ("LANG", "tr_TR.UTF-8"),
        ("LC_ALL", "tr_TR.UTF-8"),
    ],
    &[
        ("TZ", "America/St_Johns"),
        ("LANG", "de_DE.UTF-8"),
        ("LC_ALL", "de_DE.UTF-8"),
        ("HOME", "/nonexistent"),
    ],
];

/// Whether a report of `folder` is the same in every way of asking for it.
fn same_in_every_way(folder: &Path, paths: &[PathBuf], more: &[&str]) {
    let mut reversed = paths.to_vec();
    reversed.reverse();
    let name = folder.file_name().unwrap().to_str().unwrap();
    let files = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("formats-of-{name}"));
    fs::create_dir_all(&files).unwrap();
    let outputs: Vec<String> = FORMATS
        .iter()
        .flat_map(|format| {
            let file = files.join(format);
            [
                "--output".to_owned(),
                format!("{format}={}", file.display()),
            ]
        })
        .collect();
    let mut reports: Option<Vec<String>> = None;
    for format in ["json", "human"] {
        let mut first: Option<Output> = None;
        // Each once, and the first again.
        let ways = ["1", "2", "16", "1"]
            .iter()
            .zip(SURROUNDINGS.iter().cycle());
        for (index, (threads, surroundings)) in ways.enumerate() {
            let order = if index % 2 == 0 { paths } else { &reversed };
            let mut arguments = vec!["--format", format, "--threads", threads];
            arguments.extend(more);
            arguments.extend(outputs.iter().map(String::as_str));
            let output = run(folder, order, &arguments, surroundings);
            let first = first.get_or_insert_with(|| output.clone());
            let how = format!("{format}, {threads} threads, {surroundings:?}");
            assert_eq!(output.status.code(), first.status.code(), "{how}");
            assert_eq!(text(&output.stdout), text(&first.stdout), "{how}");
            assert_eq!(text(&output.stderr), text(&first.stderr), "{how}");
            let written: Vec<String> = FORMATS
                .iter()
                .map(|format| fs::read_to_string(files.join(format)).unwrap())
                .collect();
            let reports = reports.get_or_insert_with(|| written.clone());
            for (at, format) in FORMATS.iter().enumerate() {
                assert!(written[at].len() > 1_000, "{format}: {}", written[at]);
                assert!(written[at] == reports[at], "{format}: {how}");
            }
        }
        let first = first.unwrap();
        assert!(
            first.stdout.len() > 1_000,
            "{format}: {}",
            text(&first.stderr)
        );
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The entries of a folder, in order.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| PathBuf::from(entry.unwrap().file_name()))
        .collect();
    entries.sort();
    entries
}

#[test]
fn reports_are_the_same_whoever_asks_and_how() {
    let folder = captures("same");
    same_in_every_way(&folder, &entries(&folder), &["--show-all"]);
    same_in_every_way(&folder, &entries(&folder), &[]);
    // The sources are read once each, however often they are named.
    let once = run(&folder, &entries(&folder), &[], SURROUNDINGS[0]);
    let twice = [entries(&folder), entries(&folder)].concat();
    let twice = run(&folder, &twice, &[], SURROUNDINGS[1]);
    assert_eq!(text(&once.stdout), text(&twice.stdout));
}

#[test]
fn the_corpus_is_reported_the_same_whoever_asks_and_how() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    same_in_every_way(&corpus, &entries(&corpus), &["--naming", "auto"]);
}

/// All files below a folder, in order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in entries(folder) {
        let path = folder.join(entry);
        if path.is_dir() {
            files.extend(self::files(&path));
        } else {
            files.push(path);
        }
    }
    files
}

/// What the totals of a report of some files are, by one thread.
fn totals(folder: &Path, paths: &[PathBuf]) -> serde_json::Value {
    let output = run(folder, paths, &["--format", "json", "--threads", "1"], &[]);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    report["totals"].clone()
}

/// A payload that is what the last one was is taken for one before its format is known; a capture never is.
#[test]
fn what_stands_behind_payloads_is_read_as_what_it_is() {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("behind");
    let _ = fs::remove_dir_all(&root);
    fs::create_dir_all(&root).unwrap();
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let (mut payloads, mut captures, mut formats) = (Vec::new(), Vec::new(), Vec::new());
    for (number, path) in files(&corpus).into_iter().enumerate() {
        let format = path.strip_prefix(&corpus).unwrap().iter().next().unwrap();
        let is_clean = path.iter().any(|part| part == "2026-02");
        let ending = path
            .extension()
            .and_then(|ending| ending.to_str())
            .unwrap_or_default();
        if !is_clean || !matches!(ending, "json" | "ndjson" | "har") {
            continue;
        }
        let is_payload = format == "json";
        let (order, kept) = if is_payload {
            (0, &mut payloads)
        } else {
            (1, &mut captures)
        };
        let name = PathBuf::from(format!("{order}-{number:04}.{ending}"));
        fs::copy(&path, root.join(&name)).unwrap();
        kept.push(name);
        formats.push(format.to_owned());
    }
    formats.dedup();
    assert!(formats.len() > 8 && payloads.len() > 20, "{formats:?}");
    let both = totals(&root, &[payloads.clone(), captures.clone()].concat());
    let (payloads, captures) = (totals(&root, &payloads), totals(&root, &captures));
    assert!(captures["exchanges"]["read"].as_u64() > Some(20));
    for count in [
        "/files",
        "/payloads",
        "/notes",
        "/passedOver",
        "/exchanges/read",
        "/exchanges/checked",
    ] {
        let number = |of: &serde_json::Value| of.pointer(count).and_then(serde_json::Value::as_u64);
        let sum = number(&payloads).unwrap_or(0) + number(&captures).unwrap_or(0);
        assert_eq!(number(&both), Some(sum), "{count}");
    }
}

#[test]
fn no_path_of_this_machine_is_in_a_report() {
    let folder = captures("paths");
    for format in FORMATS.iter().chain(&["json", "human"]) {
        let output = run(&folder, &entries(&folder), &["--format", format], &[]);
        let machine = folder.to_str().unwrap();
        assert!(!text(&output.stdout).contains(machine));
        assert!(!text(&output.stderr).contains(machine));
    }
}

/// A log that is read in several batches of several parts each tells the same whatever the threads, at the
/// lines that it is about.
#[test]
fn a_long_log_is_told_line_by_line() {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("long-log");
    let _ = fs::remove_dir_all(&root);
    fs::create_dir_all(&root).unwrap();
    let mut text = String::new();
    let mut line = 0;
    while text.len() < 9 << 20 {
        line += 1;
        let record = match line % 20_000 {
            7_000 => r#"{"sourceId":"1","lastRunDate":"2024-01-15"}"#.to_owned(),
            7_001 => r#"{"cut":"#.to_owned(),
            7_002 => String::new(),
            7_003 => r#"{"nothing":"known"}"#.to_owned(),
            _ => format!(r#"{{"sourceId":"{line:0100}","lastRunDate":"2024-01-15T14:30:00Z"}}"#),
        };
        text.push_str(&record);
        text.push('\n');
    }
    // The last line has no end.
    text.push_str(r#"{"sourceId":"1","lastRunDate":"2024-01-15"}"#);
    fs::write(root.join("log.ndjson"), &text).unwrap();
    let last = line + 1;
    let told = |threads: &str| {
        let arguments = ["--format", "concise", "--show-all", "--threads", threads];
        run(&root, &[PathBuf::from("log.ndjson")], &arguments, &[])
    };
    let one = told("1");
    assert_eq!(one.status.code(), Some(2));
    let out = String::from_utf8(one.stdout.clone()).unwrap();
    for number in [7_000, 27_000, 47_000, last] {
        let place = format!("log.ndjson:{number}:31: error[date-only]");
        assert!(out.contains(&place), "{place}\n{out}");
    }
    for number in [7_001, 27_001, 47_001] {
        let place = format!("log.ndjson:{number}:8: error[cut-off]");
        assert!(out.contains(&place), "{place}\n{out}");
    }
    assert!(
        out.contains("log.ndjson:7003:1: error[unrecognized]"),
        "{out}"
    );
    for threads in ["2", "16"] {
        assert_eq!(told(threads).stdout, one.stdout, "{threads}");
    }
}
