//! How fast bare payloads are checked: a log of records, a page of as many, and both where some or all of
//! them drifted.
//!
//! `cargo bench --bench payloads -- FOLDER` writes files of 200 MB into a folder of its own inside `FOLDER`
//! and checks them with the command. `docs/performance.md` keeps what it said.

#![expect(clippy::print_stdout, reason = "a bench says what it measured")]

#[path = "common/process.rs"]
mod process;
#[path = "../tests/common/records.rs"]
mod records;

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use process::{Folder, check, mega};

/// Bytes of a file.
const SIZE: usize = 200_000_000;

/// Different records of a file; they come again and again.
const POOL: usize = 20_000;

/// Times that each file is checked; the median counts.
const RUNS: usize = 7;

/// How records stand in a file.
#[derive(Clone, Copy)]
enum Layout {
    /// A line each.
    Log,
    /// Elements of the `body` of one document without white space.
    Page,
}

/// One record in so many drifted.
const CASES: &[(&str, Layout, Option<usize>)] = &[
    ("NDJSON, conforming", Layout::Log, None),
    ("NDJSON, 0.1 % drifted", Layout::Log, Some(1_000)),
    ("NDJSON, all drifted", Layout::Log, Some(1)),
    ("a page, conforming", Layout::Page, None),
    ("a page, 0.1 % drifted", Layout::Page, Some(1_000)),
    ("a page, all drifted", Layout::Page, Some(1)),
];

fn main() -> io::Result<()> {
    let folder = std::env::args().skip(1).find(|text| !text.starts_with('-'));
    let folder = Folder::inside(Path::new(folder.as_deref().unwrap_or(".")))?;
    let records = records::clean(POOL);
    let length: usize = records.iter().map(String::len).sum();
    println!("a record has {} bytes on average\n", length / records.len());
    println!("| file | threads | seconds | of a core | MB a second | peak memory in MB |");
    println!("|---|---|---|---|---|---|");
    for (name, layout, drifted) in CASES {
        let path = folder.0.join("payloads");
        let bytes = write(&path, &records, *layout, *drifted)?;
        for threads in ["1", "2"] {
            let mut runs = (0..RUNS)
                .map(|_| check(&["--threads", threads], &path))
                .collect::<io::Result<Vec<_>>>()?;
            runs.sort_unstable_by_key(|run| run.took);
            let middle = runs.get(RUNS / 2).expect("invariant: it was run");
            let peak = runs.iter().map(|run| run.peak).max().unwrap_or_default();
            let seconds = middle.took.as_secs_f64();
            // Millions of bytes, as others count them.
            let speed = f64::from(u32::try_from(bytes).unwrap_or(u32::MAX)) / 1e6 / seconds;
            println!(
                "| {name} | {threads} | {seconds:.3} | {:.2} | {speed:.0} | {:.1} |",
                middle.of_a_core.as_secs_f64(),
                mega(peak),
            );
        }
    }
    Ok(())
}

/// Writes a file; one record in `drifted` has a date without its time. Gives the file's length.
fn write(
    path: &Path,
    records: &[String],
    layout: Layout,
    drifted: Option<usize>,
) -> io::Result<u64> {
    let (start, between, end) = match layout {
        Layout::Log => ("", "\n", "\n"),
        Layout::Page => ("{\"body\":[", ",", "],\"code\":200}"),
    };
    let mut out = BufWriter::with_capacity(1 << 20, File::create(path)?);
    out.write_all(start.as_bytes())?;
    let mut bytes = 0;
    for (number, record) in records.iter().cycle().enumerate() {
        if bytes >= SIZE {
            break;
        }
        if number > 0 {
            out.write_all(between.as_bytes())?;
        }
        let is_drifted = drifted.is_some_and(|every| number.is_multiple_of(every));
        let changed = match record.split_once("\"created\":\"") {
            Some((before, date)) if is_drifted => {
                let day = date.get(..10).unwrap_or_default();
                let behind = date.split_once('"').map_or("", |(_, behind)| behind);
                Some(format!("{before}\"created\":\"{day}\"{behind}"))
            }
            _ => None,
        };
        let record = changed.as_deref().unwrap_or(record);
        out.write_all(record.as_bytes())?;
        bytes += record.len() + between.len();
    }
    out.write_all(end.as_bytes())?;
    let file = out.into_inner()?;
    file.sync_all()?;
    Ok(file.metadata()?.len())
}
