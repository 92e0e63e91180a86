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
mod walk;
mod witness;

pub use api::compare_apis;
pub use change::{Change, Direction, Judgement, Kind, Verdict, Witness};
pub use report::{Message, Part, Report};
pub use side::{Side, SideError};
pub use walk::MAX_CHANGES;

use std::collections::BTreeSet;

/// What differs between two contracts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Comparison {
    /// The changes, by place.
    pub changes: Vec<Change>,
    /// There are more changes than are listed, or a contract is larger than what is looked at.
    pub is_cut: bool,
}

/// Compares two contracts.
pub fn compare(old: &Side, new: &Side) -> Comparison {
    let found = walk::walk(old, new, &BTreeSet::new());
    let witnesses = witness::Witnesses::new(old, new, &found.found);
    Comparison {
        changes: found
            .found
            .iter()
            .map(|found| witnesses.change(found))
            .collect(),
        is_cut: found.is_cut,
    }
}

/// What two contracts say differently, as words alone. Where both have a schema that is called by one of
/// `apart`, it is not looked into.
pub fn differences(old: &Side, new: &Side, apart: &BTreeSet<String>) -> Comparison {
    let found = walk::walk(old, new, apart);
    Comparison {
        changes: found.found.into_iter().map(walk::Found::told).collect(),
        is_cut: found.is_cut,
    }
}

#[cfg(test)]
mod tests;
