//! How fast payloads are made and written, and how fast they are broken.
//!
//! `cargo bench --bench generate`; `docs/performance.md` keeps what it said.

use std::hint::black_box;
use std::sync::Arc;

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use wiredrift::contract::registry::Contract;
use wiredrift::contract::revision::Revision;
use wiredrift::generate::{Generator, Mutator, Options, Profile};

/// Samples of one round. They are those behind the plan: what a long run is made of.
const SAMPLES: u64 = 1_000;

/// The first of them.
const FIRST: u64 = 10_000;

fn main() {
    divan::main();
}

fn contract() -> Arc<Contract> {
    let contract = Contract::built_in("ConnectionDto", Revision::PINNED);
    Arc::new(contract.expect("invariant: every revision has connections"))
}

fn generator(profile: Profile) -> Generator {
    let options = Options {
        profile,
        ..Options::default()
    };
    Generator::new(contract().shape.clone(), options)
}

/// Connections, made and written one a line.
#[divan::bench(args = Profile::ALL)]
fn connections(bencher: Bencher<'_, '_>, profile: Profile) {
    let generator = generator(profile);
    let mut out = Vec::new();
    let mut round = || {
        out.clear();
        for number in FIRST..FIRST + SAMPLES {
            let written = generator.sample(number).write_compact(&mut out);
            written.expect("invariant: memory takes what is written to it");
            out.push(b'\n');
        }
        out.len()
    };
    let bytes = round();
    bencher
        .counter(ItemsCount::new(SAMPLES))
        .counter(BytesCount::new(bytes))
        .bench_local(|| black_box(round()));
}

/// The same, each broken by the next of the rules that can: read again, changed, written.
#[divan::bench(args = [Profile::Realistic, Profile::Complete])]
fn drifted_connections(bencher: Bencher<'_, '_>, profile: Profile) {
    let generator = generator(profile);
    let mutator = Mutator::new(contract(), generator.options().naming);
    let rules = mutator.rules();
    let round = || {
        let mut bytes = 0;
        for (number, rule) in (FIRST..FIRST + SAMPLES).zip(rules.iter().cycle()) {
            let payload = generator.sample(number).to_string();
            let mutant = mutator.mutant(rule, &payload, number);
            bytes += mutant.map_or(0, |mutant| black_box(mutant.payload).len() + 1);
        }
        bytes
    };
    let bytes = round();
    bencher
        .counter(ItemsCount::new(SAMPLES))
        .counter(BytesCount::new(bytes))
        .bench_local(|| black_box(round()));
}
