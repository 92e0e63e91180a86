//! What was read of formats that record requests and responses, and what was not looked at.

use std::collections::BTreeMap;

use crate::check::exchange::Passed;

/// Paths of other APIs that are listed; the others are counted.
const PATHS: usize = 8;

/// Counts of recorded exchanges.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exchanges {
    /// Exchanges that were read.
    pub read: u64,
    /// Those of an operation of the API.
    pub matched: u64,
    /// Those of which at least one body was checked.
    pub checked: u64,
    /// Bodies that were not looked at, by reason.
    pub passed: BTreeMap<Passed, u64>,
    /// Method and path of the first exchanges that are not of this API, with counts.
    pub foreign: BTreeMap<String, u64>,
}

impl Exchanges {
    /// Counts a body that is not looked at.
    pub fn pass(&mut self, reason: Passed) {
        *self.passed.entry(reason).or_default() += 1;
    }

    /// Remembers what is not of this API.
    pub fn foreign(&mut self, method_and_path: &str) {
        self.add(method_and_path, 1);
    }

    fn add(&mut self, path: &str, count: u64) {
        if let Some(known) = self.foreign.get_mut(path) {
            *known += count;
        } else if self.foreign.len() < PATHS {
            self.foreign.insert(path.to_owned(), count);
        }
    }

    /// Adds the counts of a later file.
    pub fn merge(&mut self, later: Self) {
        self.read += later.read;
        self.matched += later.matched;
        self.checked += later.checked;
        for (reason, count) in later.passed {
            *self.passed.entry(reason).or_default() += count;
        }
        for (path, count) in later.foreign {
            self.add(&path, count);
        }
    }
}
