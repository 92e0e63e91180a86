//! The elements of an array that a quick look left, by several threads at once.
//!
//! Elements that are not clean come in, in their order; what is found in them is told in that order,
//! whoever looked at them.

use std::sync::Mutex;

use super::dates::Dates;
use super::payload::{Failure, Payload};
use super::quick::Other;
use super::{Sink, SpelledDate, Workers};
use crate::contract::registry::Contract;
use crate::finding::Finding;
use crate::rule::site::Reach;
use crate::text::Pointer;

/// Elements that one thread looks at before it asks for more.
const SHARE: usize = 32;

/// Shares of which what was found is in memory at once.
const SHARES: usize = 32;

/// What was found in one share, and whether all of it could be checked.
struct Found {
    findings: Vec<Finding>,
    dates: Dates,
    checked: Result<(), Failure>,
}

impl Sink for Found {
    fn found(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    fn spelled(&mut self, date: SpelledDate<'_>) {
        self.dates.add(date);
    }
}

/// Looks at elements in full, each of which is what `contract` says, of the array at `at`.
pub(super) fn look(
    payload: &Payload<'_>,
    contract: &Contract,
    (others, at): (&[Other], &Pointer),
    workers: Option<&dyn Workers>,
    sink: &mut dyn Sink,
) -> Result<(), Failure> {
    let one = |other: &Other, sink: &mut dyn Sink| {
        let element = (other.index, other.span);
        let looked = payload.element(contract, element, at, Reach::BySchema, sink);
        looked.map(drop)
    };
    let Some(workers) = workers.filter(|_| others.len() > SHARE) else {
        return others.iter().try_for_each(|other| one(other, sink));
    };
    for round in others.chunks(SHARE * SHARES) {
        let shares: Vec<(&[Other], Mutex<Option<Found>>)> = round
            .chunks(SHARE)
            .map(|share| (share, Mutex::new(None)))
            .collect();
        workers.work(shares.len(), &|index| {
            let Some((share, place)) = shares.get(index) else {
                return;
            };
            let mut found = Found {
                findings: Vec::new(),
                dates: Dates::default(),
                checked: Ok(()),
            };
            found.checked = share.iter().try_for_each(|other| one(other, &mut found));
            if let Ok(mut place) = place.lock() {
                *place = Some(found);
            }
        });
        for (share, place) in shares {
            let Ok(Some(found)) = place.into_inner() else {
                // Nobody did it.
                share.iter().try_for_each(|other| one(other, sink))?;
                continue;
            };
            for finding in found.findings {
                sink.found(finding);
            }
            found.dates.tell(sink);
            found.checked?;
        }
    }
    Ok(())
}
