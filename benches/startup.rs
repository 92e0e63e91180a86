//! How long a check takes of which little is to be read: one small file, and two thousand pages of a few
//! records, beside a program that does nothing.
//!
//! `cargo bench --bench startup -- FOLDER` writes its files into a folder of its own inside `FOLDER`.
//! `docs/performance.md` keeps what it said.

#![expect(clippy::print_stdout, reason = "a bench says what it measured")]

#[path = "../tests/common/records.rs"]
mod records;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use wiredrift::contract::registry::Contract;
use wiredrift::contract::revision::Revision;
use wiredrift::generate::{Generator, Options, Profile};

const PROGRAM: &str = env!("CARGO_BIN_EXE_wiredrift");

/// Times that each case is run; the fastest and the median are told.
const RUNS: usize = 100;

/// Pages, and bytes of each at least.
const PAGES: usize = 2_000;
const PAGE: usize = 10_000;

fn main() -> io::Result<()> {
    let folder = std::env::args().skip(1).find(|text| !text.starts_with('-'));
    let folder = folder.map_or_else(|| PathBuf::from(env!("CARGO_TARGET_TMPDIR")), PathBuf::from);
    let folder = folder.join("wiredrift-bench-startup");
    let _ = fs::remove_dir_all(&folder);
    let small = folder.join("one.json");
    let (clean, noted) = (folder.join("clean"), folder.join("noted"));
    fs::create_dir_all(&folder)?;
    // As many as there are, and more.
    let records = records::clean(9 * PAGES);
    fs::write(&small, records.first().map_or("", String::as_str))?;
    let bytes = write(&clean, records.into_iter())?;
    println!("{PAGES} pages have {bytes} bytes\n");
    let bytes = write(&noted, realistic())?;
    println!("{PAGES} pages, half of which have a note, have {bytes} bytes\n");
    println!("| what is run | fastest in ms | median in ms |\n|---|---|---|");
    tell("`true`", || run(Command::new("true")))?;
    tell("one small file", || run(check(&small, &[])))?;
    for (name, pages) in [("2,000 pages", &clean), ("2,000 pages with notes", &noted)] {
        for threads in ["1", "2"] {
            let name = format!("{name}, {threads} threads");
            tell(&name, || run(check(pages, &["--threads", threads])))?;
        }
    }
    fs::remove_dir_all(&folder)
}

/// Realistic connections, some of which have a note.
fn realistic() -> impl Iterator<Item = String> {
    let contract = Contract::built_in("ConnectionDto", Revision::PINNED);
    let contract = contract.expect("invariant: the pinned revision has this DTO");
    let options = Options {
        profile: Profile::Realistic,
        ..Options::default()
    };
    let generator = Generator::new(contract.shape.clone(), options);
    (0..).map(move |number| generator.sample(number).to_string())
}

/// Writes pages of records; how many bytes they have.
fn write(pages: &Path, mut records: impl Iterator<Item = String>) -> io::Result<usize> {
    fs::create_dir_all(pages)?;
    let mut bytes = 0;
    for number in 0..PAGES {
        let mut body = records.next().unwrap_or_default();
        while body.len() < PAGE {
            body.push(',');
            body.push_str(&records.next().unwrap_or_default());
        }
        let page = format!("{{\"body\":[{body}],\"code\":200}}");
        bytes += page.len();
        fs::write(pages.join(format!("{number:04}.json")), page)?;
    }
    Ok(bytes)
}

fn check(path: &Path, options: &[&str]) -> Command {
    let mut command = Command::new(PROGRAM);
    command.arg("check").args(options).arg(path);
    command
}

/// Runs a program to its end; how long that took.
fn run(mut command: Command) -> io::Result<Duration> {
    let start = Instant::now();
    let status = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()?;
    let took = start.elapsed();
    match status.code() {
        Some(0 | 1) => Ok(took),
        code => Err(io::Error::other(format!("it ended with {code:?}"))),
    }
}

fn tell(name: &str, mut run: impl FnMut() -> io::Result<Duration>) -> io::Result<()> {
    let mut took = (0..RUNS).map(|_| run()).collect::<io::Result<Vec<_>>>()?;
    took.sort_unstable();
    let ms = |index: usize| took.get(index).map_or(0.0, |took| took.as_secs_f64() * 1e3);
    println!("| {name} | {:.1} | {:.1} |", ms(0), ms(RUNS / 2));
    Ok(())
}
