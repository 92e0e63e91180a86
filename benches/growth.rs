//! Whether time grows with the bytes alone, and memory with nothing: a log of 10 MB, and up to beyond 4 GiB, as a
//! file and through standard input.
//!
//! `cargo bench --bench growth -- FOLDER` writes its files (5 GB) into a folder of its own inside `FOLDER`.
//! `docs/performance.md` keeps what it said.

#![expect(clippy::print_stdout, reason = "a bench says what it measured")]

#[path = "common/process.rs"]
mod process;
#[path = "../tests/common/records.rs"]
mod records;

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::process::{ChildStdin, Stdio};
use std::time::Instant;

use process::{Folder, Run, check, command, mega, watch};

/// Different records; they come again and again.
const POOL: usize = 20_000;

/// Megabytes of a log.
const SIZES: [u64; 4] = [10, 100, 1_000, 5_000];

/// Times that a log below a gigabyte is checked; the fastest counts.
const RUNS: usize = 5;

fn main() -> io::Result<()> {
    let folder = std::env::args().skip(1).find(|text| !text.starts_with('-'));
    let folder = Folder::inside(Path::new(folder.as_deref().unwrap_or(".")))?;
    let pool = records::clean(POOL);
    println!("| log | threads | seconds | MB a second | peak memory in MB |");
    println!("|---|---|---|---|---|");
    for size in SIZES {
        let path = folder.0.join("log.ndjson");
        write(File::create(&path)?, &pool, size)?;
        for threads in ["1", "2"] {
            let run = fastest(size, || check(&["--threads", threads], &path))?;
            tell(size, "a file", threads, run);
        }
        let run = fastest(size, || {
            check_input(&["--threads", "1"], |input| write(input, &pool, size))
        })?;
        tell(size, "standard input", "1", run);
    }
    Ok(())
}

/// Writes a log of so many megabytes.
fn write(out: impl Write, pool: &[String], size: u64) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 20, out);
    let mut left = size * 1_000_000;
    for record in pool.iter().cycle() {
        if left == 0 {
            break;
        }
        writeln!(out, "{record}")?;
        left = left.saturating_sub(record.len() as u64 + 1);
    }
    out.flush()
}

/// Checks what `feed` writes, through standard input.
fn check_input(
    options: &[&str],
    feed: impl FnOnce(ChildStdin) -> io::Result<()> + Send,
) -> io::Result<Run> {
    let start = Instant::now();
    let mut child = command(options).arg("-").stdin(Stdio::piped()).spawn()?;
    let input = child.stdin.take();
    std::thread::scope(|scope| {
        let fed = scope.spawn(|| input.map_or(Ok(()), feed));
        let run = watch(child, start)?;
        match fed.join() {
            Ok(fed) => fed.map(|()| run),
            Err(_) => Err(io::Error::other("nothing was written")),
        }
    })
}

/// The fastest of some runs, or the only one of a large log.
fn fastest(size: u64, mut check: impl FnMut() -> io::Result<Run>) -> io::Result<Run> {
    let runs = if size < 1_000 { RUNS } else { 1 };
    let mut best = check()?;
    for _ in 1..runs {
        let run = check()?;
        let peak = best.peak.max(run.peak);
        if run.took < best.took {
            best = run;
        }
        best.peak = peak;
    }
    Ok(best)
}

fn tell(size: u64, what: &str, threads: &str, run: Run) {
    let seconds = run.took.as_secs_f64();
    let speed = f64::from(u32::try_from(size).unwrap_or(u32::MAX)) / seconds;
    println!(
        "| {size} MB, {what} | {threads} | {seconds:.3} | {speed:.0} | {:.1} |",
        mega(run.peak)
    );
}
