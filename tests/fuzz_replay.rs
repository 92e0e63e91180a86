//! What is fuzzed (`fuzz/`), as a plain test: the seeds, what was found before, and blind changes of both.
//!
//! `WIREDRIFT_FUZZ_SECONDS=60` makes changes of each target for so long, `WIREDRIFT_FUZZ_TARGETS="har warc"` of
//! these targets alone; `fuzz/run` does that where libFuzzer cannot be built.

#![cfg(feature = "cli")]
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test that cannot go on shall stop"
)]

use std::collections::BTreeSet;
use std::fs;
use std::panic;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

#[path = "../fuzz/src/lib.rs"]
#[expect(
    unreachable_pub,
    reason = "the same file is the library of the programs in fuzz/"
)]
mod targets;

/// Changes of each target where nobody asks for more.
const CHANGES: usize = 60;

/// Bytes of an input, as `fuzz/run` has them.
const LONGEST: usize = 16_384;

/// A line of `fuzz/targets`.
struct Line {
    name: String,
    dictionary: String,
    seeds: Vec<String>,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn table() -> Vec<Line> {
    let text = fs::read_to_string(root().join("fuzz/targets")).unwrap();
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let mut words = line.split_whitespace().map(str::to_owned);
            Line {
                name: words.next().unwrap(),
                dictionary: words.next().unwrap(),
                seeds: words.collect(),
            }
        })
        .collect()
}

/// All files in a folder and the folders in it, in order.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push(path);
        }
    }
}

impl Line {
    /// The seeds, and what was found before.
    fn inputs(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        for folder in &self.seeds {
            files(&root().join(folder), &mut found);
        }
        files(
            &root().join("fuzz/regressions").join(&self.name),
            &mut found,
        );
        found
    }

    /// Runs the target; what breaks a law is kept in a file.
    fn run(&self, input: &[u8], from: &Path) {
        let ran = panic::catch_unwind(|| targets::run(&self.name, input));
        if ran.is_err() {
            let folder = root().join("fuzz/artifacts").join(&self.name);
            let kept = folder.join(format!("replay-{:x}", hash(input)));
            fs::create_dir_all(&folder).unwrap();
            fs::write(&kept, input).unwrap();
            let (from, kept) = (from.display(), kept.display());
            panic!("{} broke a law, from {from}: see {kept}", self.name);
        }
    }
}

/// FNV-1a, of 64 bits.
fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[test]
fn every_target_has_its_program_its_dictionary_and_its_seeds() {
    let table = table();
    let listed: BTreeSet<&str> = table.iter().map(|line| line.name.as_str()).collect();
    assert_eq!(listed, targets::names().collect());
    assert_eq!(listed.len(), table.len());
    let manifest = fs::read_to_string(root().join("fuzz/Cargo.toml")).unwrap();
    let mut programs = Vec::new();
    files(&root().join("fuzz/fuzz_targets"), &mut programs);
    assert_eq!(programs.len(), table.len());
    for line in &table {
        let name = &line.name;
        let file = format!("fuzz_targets/{}.rs", name.replace('-', "_"));
        let program = fs::read_to_string(root().join("fuzz").join(&file)).unwrap();
        assert!(
            program.contains(&format!("run(\"{name}\", data)")),
            "{name}"
        );
        let binary = format!("name = \"{name}\"\npath = \"{file}\"\n");
        assert!(manifest.contains(&binary), "{name}");
        assert!(!words(&line.dictionary).is_empty(), "{name}");
        assert!(!line.inputs().is_empty(), "{name}");
    }
}

#[test]
fn seeds_and_what_was_found_before_break_no_law() {
    for line in table() {
        for path in line.inputs() {
            let bytes = fs::read(&path).unwrap();
            // What is longer is in the corpus tests.
            line.run(&bytes[..bytes.len().min(LONGEST)], &path);
        }
    }
}

/// The words of a dictionary of libFuzzer.
fn words(dictionary: &str) -> Vec<Vec<u8>> {
    let text = fs::read_to_string(root().join("fuzz/dictionaries").join(dictionary)).unwrap();
    text.lines()
        .map(|line| {
            let quoted = line
                .strip_prefix('"')
                .and_then(|line| line.strip_suffix('"'));
            let mut rest = quoted.expect("a word stands in quotes").bytes();
            let mut word = Vec::new();
            while let Some(byte) = rest.next() {
                word.push(match byte {
                    b'\\' => match rest.next().unwrap() {
                        b'x' => {
                            let digits = [rest.next().unwrap(), rest.next().unwrap()];
                            let digits = std::str::from_utf8(&digits).unwrap();
                            u8::from_str_radix(digits, 16).unwrap()
                        }
                        other => other,
                    },
                    other => other,
                });
            }
            word
        })
        .collect()
}

/// A stream of numbers (`SplitMix64`): the same each time.
struct Noise(u64);

impl Noise {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        usize::try_from(mixed % limit.max(1) as u64).unwrap()
    }

    /// A part of `bytes` that is not long.
    fn part(&mut self, bytes: &[u8]) -> std::ops::Range<usize> {
        let start = self.below(bytes.len() + 1);
        let most = 1 << self.below(9);
        start..(start + self.below(most)).min(bytes.len())
    }

    /// Changes `bytes` in a few places.
    fn change(&mut self, bytes: &mut Vec<u8>, words: &[Vec<u8>], other: &[u8]) {
        for _ in 0..=self.below(4) {
            let part = self.part(bytes);
            match self.below(7) {
                0 => bytes.truncate(part.start),
                1 => drop(bytes.drain(part)),
                2 => bytes.extend_from_within(part),
                3 => {
                    let from = self.part(other);
                    bytes.splice(part, other[from].iter().copied());
                }
                4 => {
                    let at = part.start;
                    let byte = u8::try_from(self.below(256)).unwrap();
                    bytes.splice(at..(at + 1).min(bytes.len()), [byte]);
                }
                5 => {
                    let repeated = bytes[part.clone()].repeat(1 << self.below(8));
                    bytes.splice(part, repeated);
                }
                _ => {
                    let word = words[self.below(words.len())].iter().copied();
                    bytes.splice(part.start..part.start, word);
                }
            }
        }
        bytes.truncate(LONGEST);
    }
}

#[test]
fn blind_changes_of_the_seeds_break_no_law() {
    let number = |name| std::env::var(name).ok().map(|text| text.parse().unwrap());
    let time = number("WIREDRIFT_FUZZ_SECONDS").map(Duration::from_secs);
    let asked = std::env::var("WIREDRIFT_FUZZ_TARGETS").unwrap_or_default();
    let asked: BTreeSet<&str> = asked.split_whitespace().collect();
    for line in table() {
        if !asked.is_empty() && !asked.contains(line.name.as_str()) {
            continue;
        }
        let (inputs, words) = (line.inputs(), words(&line.dictionary));
        let mut noise = Noise(hash(line.name.as_bytes()));
        let (start, mut runs) = (Instant::now(), 0);
        while time.map_or(runs < CHANGES, |time| start.elapsed() < time) {
            let path = &inputs[noise.below(inputs.len())];
            let mut bytes = fs::read(path).unwrap();
            let other = fs::read(&inputs[noise.below(inputs.len())]).unwrap();
            bytes.truncate(LONGEST);
            noise.change(&mut bytes, &words, &other);
            line.run(&bytes, path);
            runs += 1;
        }
        println!("{}: {runs} changes", line.name);
    }
}
