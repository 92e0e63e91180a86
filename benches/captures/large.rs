//! The command itself on files that are large: how long it takes, and how much memory.

#![expect(clippy::print_stdout, reason = "a bench says what it measured")]

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use wiredrift::generate::Profile;

use crate::process::{Folder, check, mega};
use crate::traffic::{Mix, Traffic};
use crate::writers::{Capture, Writer};

/// Times that each file is checked; the median counts.
const RUNS: usize = 5;

/// Different exchanges of a file; they come again and again.
const POOL: usize = 3_000;

/// A file to check.
struct Case {
    name: &'static str,
    writer: &'static str,
    mix: Mix,
    /// How many exchanges it has, where their number counts.
    exchanges: Option<u64>,
    bytes: u64,
}

const MIX: Mix = crate::USUAL;

const CASES: &[Case] = &[
    Case {
        name: "50 MB HAR, 60,000 exchanges",
        writer: "har",
        mix: Mix {
            // Most responses are short, or they would be more than 50 MB.
            profiles: &[Profile::Minimal, Profile::Realistic],
            ..MIX
        },
        exchanges: Some(60_000),
        bytes: 50 << 20,
    },
    Case {
        name: "1 GB HAR",
        writer: "har",
        mix: MIX,
        exchanges: None,
        bytes: 1 << 30,
    },
    Case {
        name: "1 GB log in NDJSON",
        writer: "log",
        mix: MIX,
        exchanges: None,
        bytes: 1 << 30,
    },
];

/// Writes each file into a folder of its own inside `folder`, checks it, and prints what that took.
pub(crate) fn run(folder: &Path) -> io::Result<()> {
    let folder = Folder::inside(folder)?;
    println!("| file | MB | exchanges | seconds | of a core | MB a second | peak memory in MB |");
    println!("|---|---|---|---|---|---|---|");
    for case in CASES {
        let path = folder.0.join("capture");
        let exchanges = write(case, &path)?;
        let bytes = fs::metadata(&path)?.len();
        let mut runs = (0..RUNS)
            .map(|_| check(&[], &path))
            .collect::<io::Result<Vec<_>>>()?;
        runs.sort_unstable_by_key(|run| run.took);
        let middle = runs.get(RUNS / 2).expect("invariant: it was run");
        let peak = runs.iter().map(|run| run.peak).max().unwrap_or_default();
        let (seconds, megabytes) = (middle.took.as_secs_f64(), mega(bytes));
        println!(
            "| {} | {megabytes:.1} | {exchanges} | {seconds:.2} | {:.2} | {:.0} | {:.1} |",
            case.name,
            middle.of_a_core.as_secs_f64(),
            megabytes / seconds,
            mega(peak),
        );
        fs::remove_file(&path)?;
    }
    Ok(())
}

/// Writes the file of `case`; gives the number of its exchanges.
fn write(case: &Case, path: &Path) -> io::Result<u64> {
    let writer = crate::writer(case.writer);
    let pool = pool(case, &writer);
    let mut out = BufWriter::with_capacity(1 << 20, File::create(path)?);
    out.write_all(writer.head.as_bytes())?;
    let mut bytes = 0;
    let mut exchanges = 0;
    for entry in pool.iter().cycle() {
        let is_full = case
            .exchanges
            .map_or(bytes >= case.bytes, |due| exchanges >= due);
        if is_full {
            break;
        }
        if exchanges > 0 {
            out.write_all(writer.between.as_bytes())?;
        }
        out.write_all(entry)?;
        bytes += entry.len() as u64;
        exchanges += 1;
    }
    out.write_all(writer.tail.as_bytes())?;
    out.into_inner()?.sync_all()?;
    Ok(exchanges)
}

/// Entries of the file of `case`, on average not larger than is due.
fn pool(case: &Case, writer: &Writer) -> Vec<Vec<u8>> {
    let traffic = Traffic::new(case.mix);
    let average = case
        .exchanges
        .map_or(u64::MAX, |exchanges| case.bytes / exchanges);
    let mut pool = Vec::with_capacity(POOL);
    let mut left = 0_u64;
    for exchange in (0..).map(|number| traffic.exchange(number)) {
        if pool.len() == POOL {
            break;
        }
        if !(writer.carries)(&exchange) {
            continue;
        }
        let mut entry = Capture::default();
        (writer.entry)(&mut entry, pool.len(), &exchange);
        // What an entry is shorter than the average, another may be longer.
        let room = left.saturating_add(average);
        let length = (entry.bytes.len() + writer.between.len()) as u64;
        if length <= room {
            left = room - length;
            pool.push(entry.bytes);
        }
    }
    pool
}
