//! Several threads, and files that change, shrink or go while they are read.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::Value;

use crate::captures::{content, entry, har};
use crate::case::{CLEAN, DRIFTED, limited};
use crate::support::Folder;

#[test]
fn the_report_is_the_same_for_any_number_of_threads() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = Folder::new();
    std::os::unix::fs::symlink(root.join("corpus"), folder.join("corpus")).unwrap();
    for n in 0..20 {
        folder.write(format!("more/{n}.json"), &DRIFTED[..10 + n]);
    }
    let check = |threads: &str, format: &str| {
        let args = [
            "check",
            "--naming",
            "auto",
            "--threads",
            threads,
            "--format",
            format,
            "corpus",
            "more",
        ];
        let ended = limited(&folder, &args, 4096, 60);
        assert_eq!((ended.code, ended.err.as_str()), (Some(2), ""), "{threads}");
        ended.out
    };
    let one = check("1", "json");
    for threads in ["2", "16"] {
        assert!(
            check(threads, "json") == one,
            "{threads} threads: another report"
        );
    }
}

/// What is done to a file while it is read, again and again.
type Change = fn(&Path, &[u8]);

const CHANGES: [(&str, Change); 5] = [
    ("shrinks", |path, bytes| {
        drop(fs::write(path, bytes));
        let file = fs::File::options().write(true).open(path);
        drop(file.and_then(|file| file.set_len(bytes.len() as u64 / 3)));
    }),
    ("is emptied", |path, bytes| {
        drop(fs::write(path, bytes));
        drop(fs::write(path, b""));
    }),
    ("goes", |path, bytes| {
        drop(fs::write(path, bytes));
        drop(fs::remove_file(path));
    }),
    ("becomes a folder", |path, bytes| {
        drop(fs::write(path, bytes));
        drop(fs::remove_file(path));
        drop(fs::create_dir(path));
        drop(fs::remove_dir(path));
    }),
    ("grows", |path, bytes| {
        use std::io::Write as _;
        drop(fs::write(path, bytes));
        let file = fs::File::options().append(true).open(path);
        drop(file.and_then(|mut file| file.write_all(bytes)));
    }),
];

#[test]
fn a_file_that_changes_while_it_is_read_brings_nothing_down() {
    let log = format!("{CLEAN}\n").repeat(8_000).into_bytes();
    let page = format!(
        "{{\"body\":[{}{CLEAN}],\"code\":200}}",
        format!("{CLEAN},").repeat(1_000)
    )
    .into_bytes();
    let entries = vec![entry(&content(CLEAN)); 600].join(",");
    let files = [
        ("a.ndjson", log),
        ("a.json", page),
        ("a.har", har(&entries).into_bytes()),
    ];
    for (change, make) in CHANGES {
        for (name, bytes) in &files {
            let folder = Folder::new();
            folder
                .write(format!("in/{name}"), bytes)
                .write("in/z.json", DRIFTED);
            let path = folder.join("in").join(name);
            let done = AtomicBool::new(false);
            std::thread::scope(|scope| {
                scope.spawn(|| {
                    while !done.load(Ordering::Relaxed) {
                        make(&path, bytes);
                        std::thread::sleep(Duration::from_micros(300));
                    }
                });
                for (threads, named) in [("1", "in"), ("2", "in"), ("16", name)] {
                    let named = if named == "in" {
                        "in".to_owned()
                    } else {
                        format!("in/{named}")
                    };
                    let args = [
                        "check",
                        "--format",
                        "json",
                        "--threads",
                        threads,
                        &named,
                        "in/z.json",
                    ];
                    let ended = limited(&folder, &args, 4096, 30);
                    let Ok(report) = serde_json::from_str::<Value>(&ended.out) else {
                        done.store(true, Ordering::Relaxed);
                        panic!("{name} {change}: {ended:?}");
                    };
                    let problems = report["problems"].as_array().unwrap().len();
                    let code = if problems > 0 { 2 } else { 1 };
                    let is_as_told = ended.code == Some(code) && ended.err.is_empty();
                    // The other file is checked whatever becomes of this one.
                    let rules = report["groups"].to_string().contains("enum-value-unknown");
                    if !is_as_told || !rules {
                        done.store(true, Ordering::Relaxed);
                        panic!("{name} {change}: {:?} {}", ended.code, ended.err);
                    }
                }
                done.store(true, Ordering::Relaxed);
            });
        }
    }
}
