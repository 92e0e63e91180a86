//! Nothing is lost: what is written is the old file or the new one, whenever the run is killed; a full disk and a
//! reader that has gone are what they are.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::case::{CLEAN, DRIFTED};
use crate::support::Folder;

/// A record whose date can be put right.
const FIXABLE: &str =
    r#"{"name":"n","sourceType":"report","created":"2024-01-15T14:30:00.000+0000"}"#;

/// A folder in which each command has something to write.
fn folder() -> Folder {
    let folder = Folder::new();
    for n in 0..40 {
        let drifted = format!(
            "{DRIFTED}\n{CLEAN}\n{{\"name\":\"n\",\"sourceType\":\"report\",\"x{n}\":1}}\n"
        );
        folder.write(format!("in/{n:02}.ndjson"), drifted.repeat(20));
    }
    folder.write("fix/a.ndjson", format!("{FIXABLE}\n").repeat(400));
    folder
}

/// The files that a command writes, and whether they are the old or the new ones whenever it is killed.
fn survives(args: &[&str], name: &str, before: &str) {
    let folder = folder();
    let old = if before.is_empty() {
        fs::read(folder.join(name)).unwrap()
    } else {
        before.as_bytes().to_vec()
    };
    let put_back = || fs::write(folder.join(name), &old).unwrap();
    put_back();
    let begun = Instant::now();
    let ran = folder.run(args);
    let whole = begun.elapsed();
    assert_ne!(ran.code, Some(2), "{args:?}: {ran:?}");
    let new = fs::read(folder.join(name)).unwrap();
    assert_ne!(old, new, "{args:?}");
    let mut seen = BTreeSet::new();
    let kills = 12;
    for kill in 0..kills {
        put_back();
        let mut child = folder
            .command(args)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Spread over the run, and a little behind its end.
        std::thread::sleep(whole * kill / (kills - 3));
        child.kill().unwrap();
        child.wait().unwrap();
        let now = fs::read(folder.join(name)).unwrap();
        assert!(
            now == old || now == new,
            "{args:?}: killed at {kill} of {kills}: {} bytes",
            now.len()
        );
        seen.insert(now == new);
    }
    assert!(seen.contains(&false), "{args:?}: no run was killed in time");
    // Drafts of killed runs are hidden, so no walk reads them, and no later run cares.
    put_back();
    let again = folder.run(args);
    assert_eq!(
        (again.code, &again.out),
        (ran.code, &ran.out),
        "{args:?}: {}",
        again.err
    );
    assert_eq!(fs::read(folder.join(name)).unwrap(), new, "{args:?}");
    for entry in fs::read_dir(folder.join(name).parent().unwrap()).unwrap() {
        let found = entry.unwrap().file_name().into_string().unwrap();
        let is_known =
            ["in", "fix", "a.ndjson"].contains(&found.as_str()) || name.ends_with(&found);
        assert!(is_known || found.starts_with(".wiredrift-"), "{found}");
    }
}

#[test]
fn a_report_is_the_old_one_or_the_new_one() {
    survives(
        &["check", "in", "--output", "json=report.json"],
        "report.json",
        "old",
    );
}

#[test]
fn a_baseline_is_the_old_one_or_the_new_one() {
    survives(
        &["baseline", "write", "--force", "in"],
        "wiredrift-baseline.json",
        "{\"version\":1,\"paths\":[\"in\"],\"known\":[]}",
    );
}

#[test]
fn a_lock_is_the_old_one_or_the_new_one() {
    let folder = folder();
    folder.run(["lock", "in/00.ndjson"]);
    let before = fs::read_to_string(folder.join("wiredrift.lock")).unwrap();
    survives(&["lock", "--update", "in"], "wiredrift.lock", &before);
}

#[test]
fn what_is_fixed_is_the_old_file_or_the_new_one() {
    survives(&["fix", "fix/a.ndjson"], "fix/a.ndjson", "");
}

/// A disk without room: no file may become larger than a few blocks.
#[test]
fn a_full_disk_is_told_and_what_was_there_stays() {
    let folder = folder();
    folder.write("report.json", "old").write(
        "wiredrift-baseline.json",
        "{\"version\":1,\"paths\":[\"in\"],\"known\":[]}",
    );
    let fixable = fs::read(folder.join("fix/a.ndjson")).unwrap();
    for (args, name) in [
        (
            &["check", "in", "--output", "json=report.json"][..],
            "report.json",
        ),
        (
            &["check", "in", "--output", "html=report.html"],
            "report.html",
        ),
        (
            &["baseline", "write", "--force", "in"],
            "wiredrift-baseline.json",
        ),
        (&["lock", "in"], "wiredrift.lock"),
        (&["fix", "fix/a.ndjson"], "fix/a.ndjson"),
    ] {
        let before = fs::read(folder.join(name)).ok();
        let mut shell = Command::new("sh");
        // A limit of blocks of 512 bytes; the signal of it is left aside, as no disk sends one.
        let script = r#"trap '' XFSZ; ulimit -f 2; exec "$0" "$@""#;
        shell
            .args(["-c", script, env!("CARGO_BIN_EXE_wiredrift")])
            .args(args)
            .current_dir(&*folder);
        let ran = shell.stdin(Stdio::null()).output().unwrap();
        let told = String::from_utf8_lossy(&ran.stderr) + String::from_utf8_lossy(&ran.stdout);
        assert_eq!(ran.status.code(), Some(2), "{args:?}: {told}");
        assert!(told.contains("cannot be written"), "{args:?}: {told}");
        assert_eq!(fs::read(folder.join(name)).ok(), before, "{args:?}");
        let drafts = fs::read_dir(&*folder)
            .unwrap()
            .chain(fs::read_dir(folder.join("fix")).unwrap());
        let left = drafts.filter(|entry| {
            entry
                .as_ref()
                .unwrap()
                .file_name()
                .to_string_lossy()
                .starts_with(".wiredrift-")
        });
        assert_eq!(left.count(), 0, "{args:?}");
    }
    assert_eq!(fs::read(folder.join("fix/a.ndjson")).unwrap(), fixable);
}

/// The commands that print.
const PRINTING: &[&[&str]] = &[
    &["check", "in"],
    &["check", "in", "--format", "json"],
    &["check", "in", "--format", "html"],
    &["check", "in", "--show-all"],
    &["inspect", "in"],
    &["fix", "--diff", "fix"],
    &["diff", "ConnectionDto@2022-01", "ConnectionDto@2026-08"],
    &["rules"],
    &["explain", "date-offset-missing"],
    &["schema", "list"],
    &["schema", "show", "ConnectionDto"],
    &["generate", "ConnectionDto"],
    &["completions", "bash"],
    &["--help"],
    &["check", "--help"],
    &["--version"],
];

#[test]
fn a_full_disk_behind_standard_output_is_told() {
    let folder = folder();
    for args in PRINTING {
        let full = File::options().write(true).open("/dev/full").unwrap();
        let ran = folder.command(*args).stdout(full).output().unwrap();
        let told = String::from_utf8_lossy(&ran.stderr);
        assert_eq!(ran.status.code(), Some(2), "{args:?}: {told}");
        assert!(told.contains("cannot be written"), "{args:?}: {told}");
    }
}

#[test]
fn a_reader_that_has_enough_ends_the_run_quietly() {
    let folder = folder();
    for args in PRINTING {
        let mut child = folder
            .command(*args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let until = Instant::now() + Duration::from_secs(60);
        while child.try_wait().unwrap().is_none() {
            assert!(Instant::now() < until, "{args:?}");
            std::thread::sleep(Duration::from_millis(5));
        }
        let ran = child.wait_with_output().unwrap();
        let told = String::from_utf8_lossy(&ran.stderr);
        assert!(
            matches!(ran.status.code(), Some(0 | 1)),
            "{args:?}: {:?} {told}",
            ran.status
        );
        assert!(
            !told.contains("panicked") && !told.to_lowercase().contains("broken pipe"),
            "{args:?}: {told}"
        );
    }
    // Nor is there anybody behind standard error.
    let mut child = folder
        .command(["check", "--nothing"])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stderr.take());
    assert_eq!(child.wait().unwrap().code(), Some(2));
}
