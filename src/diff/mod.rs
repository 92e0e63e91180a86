//! Two contracts side by side: what changed, whom it breaks, and a payload that shows it.
//!
//! Two [`Side`]s come in, [`Change`]s go out: each with its place, and with a verdict for those who read
//! responses and one for those who send requests. A change that breaks somebody comes with a witness
//! that both validators have judged; where none is found, that is said, and the change stays. What
//! the comparison cannot say in words is judged by witness alone, and is never taken for equal.

mod api;
mod change;
mod path;
mod probe;
mod report;
mod sample;
mod side;
mod steps;
mod walk;
mod witness;

pub use api::{compare_apis, compare_apis_within};
pub use change::{Change, Direction, Judgement, Kind, Search, Verdict, Witness};
pub use report::{Message, Part, Report};
pub use side::{Side, SideError};
pub use walk::MAX_CHANGES;

use std::collections::BTreeSet;

use crate::limits::{Limits, Reached, reached};
use steps::Steps;

/// What differs between two contracts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Comparison {
    /// The changes, by place.
    pub changes: Vec<Change>,
    /// There are more changes than are listed, or a contract is larger than what is looked at.
    pub is_cut: bool,
    /// The limit that was reached before a payload was looked for that shows each of them.
    pub reached: Option<Reached>,
}

/// Compares two contracts.
pub fn compare(old: &Side, new: &Side) -> Comparison {
    compare_within(old, new, &Limits::DEFAULT)
}

/// Compares two contracts; payloads are looked for within limits.
pub fn compare_within(old: &Side, new: &Side, limits: &Limits) -> Comparison {
    compared(old, new, &Steps::new(limits.witness_steps), limits)
}

fn compared(old: &Side, new: &Side, steps: &Steps, limits: &Limits) -> Comparison {
    let found = walk::walk(old, new, &BTreeSet::new());
    let witnesses = witness::Witnesses::new(old, new, &found.found, steps);
    let changes: Vec<Change> = found
        .found
        .iter()
        .map(|found| witnesses.change(found))
        .collect();
    let is_whole = changes.iter().all(|change| {
        let judgements = [&change.consumers, &change.senders];
        judgements.iter().all(|one| one.search == Search::Whole)
    });
    Comparison {
        changes,
        is_cut: found.is_cut,
        reached: (!is_whole).then(|| reached("witness-steps", limits.witness_steps)),
    }
}

/// What two contracts say differently, as words alone. Where both have a schema that is called by one of
/// `apart`, it is not looked into.
pub fn differences(old: &Side, new: &Side, apart: &BTreeSet<String>) -> Comparison {
    let found = walk::walk(old, new, apart);
    Comparison {
        changes: found.found.into_iter().map(walk::Found::told).collect(),
        is_cut: found.is_cut,
        reached: None,
    }
}

#[cfg(test)]
mod tests;
