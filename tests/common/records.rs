//! Clean records, for tests of what they cost and for benches.

use wiredrift::check::quick::Scratch;
use wiredrift::check::{Checker, Options, Sink, SpelledDate};
use wiredrift::contract::recognise::{Candidate, Each};
use wiredrift::contract::revision::Revision;
use wiredrift::finding::Finding;
use wiredrift::generate::{Generator, Options as Made, Profile};

/// Whether anything was found.
#[derive(Default)]
struct Ear(bool);

impl Sink for Ear {
    fn found(&mut self, _: Finding) {
        self.0 = true;
    }

    fn spelled(&mut self, _: SpelledDate<'_>) {}
}

/// So many realistic connections of which there is nothing to tell, not even a note.
pub(crate) fn clean(count: usize) -> Vec<String> {
    let options = Made {
        profile: Profile::Realistic,
        ..Made::default()
    };
    let checker = Checker::new(Revision::PINNED, Options::default());
    let contract = checker.registry().contract("ConnectionDto");
    let contract = contract.expect("invariant: the pinned revision has this DTO");
    let generator = Generator::new(contract.shape.clone(), options);
    let target = Some(Candidate {
        dto: "ConnectionDto",
        each: Each::Whole,
    });
    let mut scratch = Scratch::default();
    let samples = (0..).map(|number| generator.sample(number).to_string());
    samples
        .filter(|record| {
            let mut ear = Ear::default();
            let checked = checker.check(target, record.as_bytes(), &mut scratch, &mut ear);
            checked.is_ok() && !ear.0
        })
        .take(count)
        .collect()
}
