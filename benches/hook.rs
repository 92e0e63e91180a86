//! How long one check of a few small files takes, as a hook of pre-commit runs it: a process of its own, with
//! a configuration, a baseline and a lock.
//!
//! `cargo bench --bench hook`; `docs/performance.md` keeps what it said.

#![expect(clippy::print_stdout, reason = "a bench says what it measured")]

use std::fs;
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const PROGRAM: &str = env!("CARGO_BIN_EXE_wiredrift");

/// Times that each case is run; the fastest and the median are told.
const RUNS: usize = 100;

/// What each round types.
const CASES: &[(&str, &[&str])] = &[
    ("with all three", &["check"]),
    ("without the lock", &["check", "--no-lock"]),
    (
        "with the configuration alone",
        &["check", "--no-lock", "--no-baseline", "--exit-zero"],
    ),
    (
        "the files named, as by pre-commit",
        &[
            "check",
            "--unrecognized=skip",
            "--allow-empty",
            "--force-exclude",
            "rec/ConnectionDto-01.json",
            "rec/ConnectionDto-02.json",
            "package.json",
        ],
    ),
];

fn main() -> io::Result<()> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("hook");
    let _ = fs::remove_dir_all(&folder);
    prepare(&folder)?;
    println!("| 10 files | fastest in ms | median in ms |\n|---|---|---|");
    for (name, args) in CASES {
        let mut took = (0..RUNS)
            .map(|_| {
                let start = Instant::now();
                run(&folder, args)?;
                Ok(start.elapsed())
            })
            .collect::<io::Result<Vec<Duration>>>()?;
        took.sort_unstable();
        let fastest = took.first().expect("invariant: it was run");
        let median = took.get(RUNS / 2).expect("invariant: it was run");
        println!("| {name} | {:.1} | {:.1} |", ms(fastest), ms(median));
    }
    fs::remove_dir_all(&folder)
}

fn ms(time: &Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// Ten recordings, of which one has drifted by then, and the files of the project.
fn prepare(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    run(
        folder,
        &["generate", "ConnectionDto", "--count=10", "--out=rec"],
    )?;
    fs::write(
        folder.join("rec/ConnectionDto-10.json"),
        "{\"name\": \"n\", \"sourceType\": \"reports\", \"created\": \"2024-01-15T14:30:00+0000\"}\n",
    )?;
    fs::write(folder.join("package.json"), "{}\n")?;
    fs::write(
        folder.join("wiredrift.toml"),
        "include = [\"rec\"]\nexclude = [\"rec/manifest.json\"]\n\
         baseline = \"wiredrift-baseline.json\"\nlock = \"wiredrift.lock\"\n\
         [levels]\ndates = \"error\"\n",
    )?;
    run(folder, &["baseline", "write"])?;
    run(folder, &["lock"])
}

/// Runs the program; whatever it finds, it has to get to the end.
fn run(folder: &Path, args: &[&str]) -> io::Result<()> {
    let status = Command::new(PROGRAM)
        .args(args)
        .current_dir(folder)
        .stdout(Stdio::null())
        .status()?;
    match status.code() {
        Some(0) => Ok(()),
        code => Err(io::Error::other(format!("{args:?} ended with {code:?}"))),
    }
}
