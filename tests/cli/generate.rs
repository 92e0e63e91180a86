//! Generated payloads from the real binary: whole files or none, and a manifest that tells the truth.

#![expect(
    clippy::indexing_slicing,
    reason = "a helper of tests fails the way a test does"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::Stdio;

use serde_json::Value;

use super::support::{Folder, Ran};

/// Runs `wiredrift generate`; it must succeed and tell its seed.
#[track_caller]
fn generate(folder: &Folder, args: &[&str]) -> Ran {
    let ran = folder.run([&["generate"], args].concat());
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    assert!(ran.err.starts_with("seed: "), "{}", ran.err);
    ran
}

/// Runs `wiredrift generate`; it must refuse and write nothing to standard output.
#[track_caller]
fn refused(folder: &Folder, args: &[&str], message: &str) {
    let ran = folder.run([&["generate"], args].concat());
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{}", ran.err);
    assert!(ran.err.contains(message), "no {message:?} in:\n{}", ran.err);
    assert!(ran.err.contains("\n  help: "), "{}", ran.err);
}

/// Everything below a folder: the paths and what the files hold.
fn listing(folder: &Path) -> BTreeMap<String, Option<Vec<u8>>> {
    let mut all = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            let inner = listing(&path).into_iter();
            all.extend(inner.map(|(below, bytes)| (format!("{name}/{below}"), bytes)));
            all.insert(name, None);
        } else {
            all.insert(name, Some(std::fs::read(path).unwrap()));
        }
    }
    all
}

#[test]
fn files_are_written_kept_or_replaced() {
    let folder = Folder::new();
    let args = ["SingleError", "--count", "11", "--out", "deep/er"];
    let ran = generate(&folder, &args);
    assert_eq!(ran.out, "11 files written to deep/er\n");
    let written = listing(&folder);
    assert_eq!(written.len(), 13);
    assert!(written.contains_key("deep/er/SingleError-01.json"));
    assert!(written.contains_key("deep/er/SingleError-11.json"));

    // The same again: nothing is replaced.
    refused(&folder, &args, "SingleError-01.json exists, and is kept");
    // And nothing is begun where only the last one exists.
    std::fs::create_dir(folder.join("other")).unwrap();
    folder.write("other/SingleError-03.json", "mine");
    folder.write("other/README", "mine too");
    let before = listing(&folder);
    let other = ["SingleError", "--count", "10", "--out", "other"];
    refused(&folder, &other, "SingleError-03.json exists, and is kept");
    assert_eq!(listing(&folder), before);

    let ran = generate(&folder, &[&other[..], &["--force"]].concat());
    assert_eq!(ran.out, "10 files written to other\n");
    let after = listing(&folder);
    assert_eq!(after.len(), before.len() + 9);
    assert_eq!(after["other/README"], before["other/README"]);
    assert_ne!(
        after["other/SingleError-03.json"],
        before["other/SingleError-03.json"]
    );

    // One payload a file, whatever the format; a page is one file.
    let args = [
        "ConnectionDto",
        "--profile",
        "minimal",
        "--format",
        "ndjson",
    ];
    let pages = [
        "--envelope",
        "page",
        "--page-size",
        "4",
        "--count",
        "9",
        "--out",
        "pages",
    ];
    generate(&folder, &[&args[..], &pages].concat());
    let page = std::fs::read_to_string(folder.join("pages/PagedResponseConnectionDto-3.ndjson"));
    assert_eq!(page.unwrap(), "{\"body\":[{}],\"code\":200}\n");
}

#[cfg(unix)]
#[test]
fn files_may_be_read_by_whom_the_mask_lets() {
    use std::os::unix::fs::MetadataExt;

    let folder = Folder::new();
    folder.write("own", "");
    generate(&folder, &["SingleError", "--out", "made"]);
    let mode = |name: &str| folder.join(name).metadata().unwrap().mode();
    assert_eq!(mode("made/SingleError-1.json"), mode("own"));
}

#[test]
fn what_cannot_be_a_folder_is_told_and_left_alone() {
    let folder = Folder::new();
    folder.write("file", "mine");
    folder.write("taken/SingleError-2.json/deeper", "mine");
    let before = listing(&folder);
    let to = |dir: &str, message: &str| {
        refused(
            &folder,
            &["SingleError", "--count", "3", "--force", "--out", dir],
            message,
        );
        assert_eq!(listing(&folder), before);
    };
    to("file", "file is a file, not a folder");
    to("file/below", "cannot be written: ");
    to("taken", "SingleError-2.json is a folder, and is kept");
    #[cfg(target_os = "linux")]
    to(
        "/proc/nowhere/below",
        "cannot be written: no such file or directory",
    );
}

/// The shell lets no file grow beyond 8 KiB, as a disk would that is full: some odd payloads are
/// longer, and so is a manifest.
#[cfg(unix)]
#[test]
fn a_disk_that_fills_up_midway_leaves_nothing_half_written() {
    let folder = Folder::new();
    folder.write("there/ConnectionDto-01.json", "mine");
    let before = listing(&folder);
    let limited = |options: &str| {
        let program = env!("CARGO_BIN_EXE_wiredrift");
        let script = format!(
            "trap '' XFSZ; ulimit -f 16; exec '{program}' generate ConnectionDto {options}"
        );
        let mut shell = std::process::Command::new("sh");
        let output = shell.args(["-c", &script]).current_dir(&*folder).output();
        let ran = Ran::from(output.unwrap());
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{}", ran.err);
        assert!(
            ran.err.contains("cannot be written: file too large"),
            "{}",
            ran.err
        );
        assert_eq!(listing(&folder), before, "{options}");
    };
    limited("--profile edge --count 99 --out new/er");
    limited("--profile edge --count 99 --out there --force");
    limited("--drift all --profile realistic --out new");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_behind_standard_output_is_told() {
    let folder = Folder::new();
    for count in ["1", "5000"] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full");
        let mut command = folder.command(["generate", "SingleError", "--count", count]);
        let ran = Ran::from(command.stdout(full.unwrap()).output().unwrap());
        assert_eq!(ran.code, Some(2));
        assert!(
            ran.err
                .contains("\nerror: standard output cannot be written"),
            "{}",
            ran.err
        );
    }
}

#[test]
fn a_reader_that_has_enough_ends_the_work_quietly() {
    let folder = Folder::new();
    for format in ["ndjson", "json", "pretty"] {
        // Far more than could be made while the test waits.
        let count = u64::MAX.to_string();
        let args = [
            "generate",
            "ConnectionDto",
            "--count",
            &count,
            "--format",
            format,
        ];
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
        let ran = Ran::from(child.wait_with_output().unwrap());
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), "seed: 0\n"));
        assert_ne!(line, "");
    }
}

/// The peak is read when most is made: it is that of a start, whatever the count.
#[cfg(target_os = "linux")]
#[test]
fn memory_does_not_grow_with_the_count() {
    let folder = Folder::new();
    let args = [
        "generate",
        "ConnectionDto",
        "--profile",
        "minimal",
        "--count",
        "300000",
    ];
    let mut child = folder
        .command(args)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    // 300,000 lines `{}`; a pipe holds 64 KiB, so the child still runs when some are left.
    let mut most = vec![0; 300_000 * 3 - 100_000];
    out.read_exact(&mut most).unwrap();
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = peak
        .and_then(|peak| peak.split_whitespace().next())
        .unwrap();
    assert!(kilobytes.parse::<u64>().unwrap() < 40_000, "{kilobytes} kB");
    let mut rest = Vec::new();
    out.read_to_end(&mut rest).unwrap();
    assert_eq!(
        (rest.len(), child.wait().unwrap().code()),
        (100_000, Some(0))
    );
}

#[test]
fn a_payload_is_the_same_whatever_the_count_and_the_surroundings() {
    let folder = Folder::new();
    for options in [
        &["ConnectionDto", "--seed", "18446744073709551615"][..],
        &["ConnectionDto", "--profile", "edge", "--seed", "12"],
        &["ConnectionDto", "--drift", "all"],
        &[
            "ConnectionDto",
            "--envelope",
            "single",
            "--naming",
            "python",
        ],
    ] {
        let made = |count: &str| {
            let args = ["generate", "--format", "ndjson", "--count", count];
            let mut command = folder.command([&args[..], options].concat());
            command
                .env("TZ", "Pacific/Apia")
                .env("LC_ALL", "tr_TR.UTF-8");
            Ran::from(command.output().unwrap()).out
        };
        let plain = generate(
            &folder,
            &[&["--format", "ndjson", "--count", "90"], options].concat(),
        );
        assert_eq!(plain.out, made("90"));
        assert_eq!(plain.out.lines().count(), 90);
        let few = made("7");
        assert_eq!(few.lines().count(), 7);
        assert!(plain.out.starts_with(&few), "{options:?}");
    }
}

#[test]
fn a_random_seed_is_told_and_can_be_used_again() {
    let folder = Folder::new();
    let args = ["ConnectionDto", "--count", "2"];
    let seeded = |seed: &str| generate(&folder, &[&args[..], &["--seed", seed]].concat());
    let (one, other) = (seeded("random"), seeded("random"));
    assert_ne!(one.err, other.err);
    let seed = one.err.trim_end().strip_prefix("seed: ").unwrap();
    assert_eq!(seeded(seed).out, one.out);
}

#[test]
fn every_format_holds_the_same_payloads() {
    let folder = Folder::new();
    for options in [
        &["RefreshBatchDto", "--profile", "edge", "--count", "40"][..],
        &["SingleError", "--profile", "realistic", "--count", "1"],
    ] {
        let made = |format| generate(&folder, &[options, &["--format", format]].concat()).out;
        let lines: Vec<String> = made("ndjson").lines().map(str::to_owned).collect();
        let mut array = made("json");
        if lines.len() > 1 {
            array = array
                .strip_prefix("[\n")
                .unwrap()
                .strip_suffix("\n]\n")
                .unwrap()
                .to_owned();
        }
        assert_eq!(array.trim_end(), lines.join(",\n"));
        // Spaces are all that differs.
        let bare = |text: &str| {
            let bare: String = text.lines().map(str::trim_start).collect();
            bare.replace("\": ", "\":")
        };
        let pretty = made("pretty");
        assert_eq!(bare(&pretty), bare(&made("json")));
        let indent = if lines.len() > 1 {
            "\n    \""
        } else {
            "\n  \""
        };
        assert!(pretty.contains(indent), "{pretty}");
    }
}

/// What is made, is checked: by name, from a folder, through a pipe.
#[test]
fn what_conforms_is_found_clean() {
    let folder = Folder::new();
    for (number, options) in [
        &["ConnectionDto", "--count", "60"][..],
        &[
            "ConnectionDto",
            "--profile",
            "complete",
            "--naming",
            "python",
            "--count",
            "30",
        ],
        &[
            "ConnectionDto",
            "--profile",
            "edge",
            "--count",
            "120",
            "--revision",
            "latest",
        ],
        &[
            "ConnectionDto",
            "--envelope",
            "page",
            "--page-size",
            "7",
            "--count",
            "30",
        ],
        &[
            "RefreshBatchDto",
            "--envelope",
            "single",
            "--count",
            "10",
            "--revision",
            "2022-01",
        ],
        &["MultiError", "--profile", "minimal", "--count", "5"],
    ]
    .iter()
    .enumerate()
    {
        let dir = format!("made{number}");
        generate(&folder, &[options, &["--out", &dir][..]].concat());
        let after = |name: &str| {
            let at = options.iter().position(|option| *option == name);
            at.map(|at| options[at + 1])
        };
        let dto = match after("--envelope") {
            Some("page") => "PagedResponseConnectionDto",
            Some(_) => "BaseResponseRefreshBatchDto",
            None => options[0],
        };
        let revision = after("--revision").unwrap_or("2026-02");
        let naming = after("--naming").unwrap_or("wire");
        let how = [
            "check",
            "--dto",
            dto,
            "--revision",
            revision,
            "--naming",
            naming,
        ];
        folder.run([&how[..], &[&dir]].concat()).exits(0);

        let lines = generate(&folder, &[options, &["--format", "ndjson"][..]].concat());
        let mut child = folder
            .command([&how[..], &["-"]].concat())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        input.write_all(lines.out.as_bytes()).unwrap();
        drop(input);
        let ran = child.wait_with_output().unwrap();
        assert_eq!(ran.status.code(), Some(0), "{options:?}");
    }
}

/// Makes drifted payloads in `dir`; what went into the manifest is what its schema says.
fn drifted(folder: &Folder, dir: &str, options: &[&str]) -> Value {
    let schema = std::fs::read_to_string("schemas/manifest.schema.json").unwrap();
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let args = ["--drift", "all", "--out", dir];
    let ran = generate(folder, &[options, &args].concat());
    let text = std::fs::read_to_string(folder.join(dir).join("manifest.json")).unwrap();
    let manifest: Value = serde_json::from_str(&text).unwrap();
    let errors = schema.iter_errors(&manifest).map(|error| error.to_string());
    assert_eq!(errors.collect::<Vec<_>>(), [""; 0], "{text}");
    let seed = format!("seed: {}", manifest["seed"]);
    assert_eq!(ran.err.lines().next(), Some(seed.as_str()));
    let files = manifest["files"].as_array().unwrap().len() + 1;
    assert_eq!(ran.out, format!("{files} files written to {dir}\n"));
    assert_eq!(listing(&folder.join(dir)).len(), files);
    manifest
}

/// Rule, pointer and level.
type Told = (String, String, String);

/// What a check of the files of a manifest tells, by file.
fn checked(
    folder: &Folder,
    dir: &str,
    manifest: &Value,
    named: &[&str],
) -> BTreeMap<String, Vec<Told>> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let mut args = ["check", "--show-all", "--format", "json"]
        .map(str::to_owned)
        .to_vec();
    for name in named {
        args.extend([format!("--{name}"), text(&manifest[*name])]);
    }
    let entries = manifest["files"].as_array().unwrap();
    args.extend(
        entries
            .iter()
            .map(|entry| format!("{dir}/{}", text(&entry["file"]))),
    );
    let report = folder.run(args).exits(1).json();
    assert_eq!(report["problems"], serde_json::json!([]));
    let mut found: BTreeMap<String, Vec<Told>> = BTreeMap::new();
    for group in report["groups"].as_array().unwrap() {
        for place in group["occurrences"].as_array().unwrap() {
            let path = text(&place["path"]);
            let file = path.rsplit(['/', '\\']).next().unwrap();
            let told = (
                text(&group["rule"]),
                text(&place["pointer"]),
                text(&group["level"]),
            );
            found.entry(file.to_owned()).or_default().push(told);
        }
    }
    found
}

#[test]
fn recordings_hold_every_payload_and_conform() {
    let folder = Folder::new();
    for format in [
        "log",
        "har",
        "vcrpy",
        "vcr",
        "responses",
        "nock",
        "wiremock",
    ] {
        for (options, count, dtos) in [
            (
                "ConnectionDto --count 7 --profile edge",
                7,
                &["BaseResponseConnectionDto"][..],
            ),
            (
                "ConnectionDto --count 7 --envelope page --page-size 3 --format pretty",
                3,
                &["PagedResponseConnectionDto"],
            ),
            (
                "RefreshConnectionDto --count 2",
                2,
                &["BaseResponseConnectionRunDto", "RefreshConnectionDto"],
            ),
            ("MultiError", 1, &["MultiError"]),
            ("SingleError --profile minimal", 1, &["SingleError"]),
            (
                "RefreshBatchDto --revision latest",
                1,
                &["BaseResponseRefreshBatchDto"],
            ),
        ] {
            let args: Vec<&str> = options.split(' ').chain(["--as", format]).collect();
            if dtos.len() > 1 && ["responses", "wiremock"].contains(&format) {
                refused(&folder, &args, "such recordings hold none");
                continue;
            }
            let made = generate(&folder, &args);
            folder.write("recording", &made.out);
            let run = [
                "check",
                "--revision",
                "latest",
                "--format",
                "json",
                "recording",
            ];
            let report = folder.run(run).exits(0).json();
            let case = format!("{format} {options}");
            assert_eq!(report["problems"], serde_json::json!([]), "{case}");
            let exchanges = &report["totals"]["exchanges"];
            for name in ["read", "matched", "checked"] {
                assert_eq!(exchanges[name], count, "{case}");
            }
            for dto in dtos {
                assert_eq!(report["totals"]["payloadsByDto"][dto], count, "{case}");
            }
            let inspected = folder
                .run(["inspect", "--format", "json", "recording"])
                .json();
            assert_eq!(inspected["exchanges"][0]["format"], format, "{case}");
        }
    }
    let options = ["ResourceMessageDto", "--revision", "latest", "--as", "har"];
    refused(
        &folder,
        &options,
        "no operation sends ResourceMessageDto by itself",
    );
    let options = ["ConnectionDto", "--envelope", "none", "--as", "har"];
    refused(
        &folder,
        &options,
        "no operation sends ConnectionDto by itself",
    );
}

#[test]
fn a_check_finds_what_the_manifest_says_and_nothing_else() {
    let folder = Folder::new();
    let mut rules = BTreeSet::new();
    for (number, options) in [
        "ConnectionDto --count 160",
        "ConnectionDto --envelope page --page-size 2 --revision 2022-01",
        "ConnectionRunDto --envelope single --profile complete --naming python",
        "RefreshBatchDto --profile edge --revision latest --seed 9",
        "RefreshConnectionDto",
        "SingleError --profile minimal --format json",
        // What is recorded is known by its method, URL and status.
        "ConnectionDto --as vcrpy --count 160",
        "ConnectionDto --as har --envelope page --page-size 2 --revision 2022-01",
        "ConnectionRunDto --as vcr --profile edge",
        "RefreshBatchDto --as wiremock --base-url http://localhost:8080/",
        "RefreshConnectionDto --as log",
        "SingleError --as responses",
        "MultiError --as nock",
    ]
    .iter()
    .enumerate()
    {
        let dir = format!("drifted{number}");
        let options: Vec<&str> = options.split(' ').collect();
        let manifest = drifted(&folder, &dir, &options);
        let is_recorded = options.contains(&"--as");
        let named: &[&str] = if is_recorded {
            &["revision"]
        } else {
            &["dto", "revision", "naming"]
        };
        let found = checked(&folder, &dir, &manifest, named);
        for entry in manifest["files"].as_array().unwrap() {
            let text = |name: &str| entry.get(name).map(|value| value.as_str().unwrap());
            let (file, rule) = (text("file").unwrap(), text("rule").unwrap());
            let pointer = text("pointer").unwrap();
            let all = &found[file];
            let (own, others): (Vec<&Told>, Vec<&Told>) = all
                .iter()
                .partition(|told| told.0 == rule && told.1 == pointer);
            assert_eq!(own.len(), 1, "{entry}: {all:?}");
            assert!(
                others.iter().all(|told| told.2 == "note"),
                "{entry}: {all:?}"
            );
            let payload = std::fs::read_to_string(folder.join(&dir).join(file)).unwrap();
            let mutated = text("mutated");
            let is_there = payload.contains(mutated.unwrap_or_default());
            // Recordings escape it in their own ways.
            assert!(is_there || is_recorded, "{entry}");
            assert_ne!(mutated, text("original"));
            rules.insert(rule.to_owned());
        }
    }
    // All that can be made, was.
    let all = folder.run(["rules", "--format", "json"]).exits(0).json();
    for rule in all.as_array().unwrap() {
        let is_made = rules.contains(rule["name"].as_str().unwrap());
        assert_eq!(is_made, rule["notGenerated"].is_null(), "{rule}");
    }
}
