//! The report: all that a run has to say, ready to be put into words.

use std::collections::BTreeMap;

use super::applied::Applied;
use super::exchanges::Exchanges;
use super::statistics::Statistic;
use crate::check::Census;
use crate::contract::revision::Revision;
use crate::finding::Finding;
use crate::problem::Problem;
use crate::severity::Severity;
use crate::text::{Excerpt, Place, Pointer};

/// One run's result (SARIF 2.1.0: `run`), totally ordered: the same input gives the same report.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// The groups of findings, ordered by their first place (path, offset, rule).
    pub groups: Vec<Group>,
    /// Findings beyond the groups that are kept, by level: counted, not listed.
    pub unlisted: BTreeMap<Severity, u64>,
    /// What could not be checked, ordered by path and place.
    pub problems: Vec<Problem>,
    /// What was checked.
    pub totals: Totals,
    /// The least level of a finding that fails the run.
    pub fail_on: Severity,
    /// What was passed over without a problem, by path, and why.
    pub skipped: Vec<Skipped>,
    /// What a policy did to the findings.
    pub applied: Applied,
    /// The counts by rule and field, where they are asked for.
    pub statistics: Option<Vec<Statistic>>,
    /// The file of the contract, where it is one of somebody's own.
    pub contract_file: Option<String>,
    /// What stands at each place of the contract, where that was asked for.
    pub census: Option<Census>,
}

impl Default for Report {
    /// An empty report, which warnings would fail.
    fn default() -> Self {
        Self {
            groups: Vec::new(),
            unlisted: BTreeMap::new(),
            problems: Vec::new(),
            totals: Totals::default(),
            fail_on: Severity::Warning,
            skipped: Vec::new(),
            applied: Applied::default(),
            statistics: None,
            contract_file: None,
            census: None,
        }
    }
}

/// All findings that are the same drift (see [`Finding::fingerprint`]).
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// The first of them, at the worst level among them.
    pub finding: Finding,
    /// How many there are.
    pub count: u64,
    /// In how many files.
    pub files: u64,
    /// The first places, at least one; all places where all were asked for.
    pub occurrences: Vec<Occurrence>,
}

/// One place at which a drift was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Occurrence {
    /// The file as it is shown to people.
    pub path: String,
    /// Where the value stands in the file.
    pub place: Place,
    /// Where the value stands in the payload.
    pub pointer: Pointer,
    /// The number of the record in the file, from 1, where the file holds several; that of its
    /// line in NDJSON.
    pub record: Option<u64>,
    /// The lines around the value; present for the occurrences that are printed.
    pub excerpt: Option<Excerpt>,
    /// What was found at this very place, where every place is printed on its own; `None` for the
    /// first place of a group, whose finding is the group's, and where only the place is kept.
    pub finding: Option<Box<Finding>>,
}

impl Occurrence {
    /// Moves the place behind so many lines, each of which is a record.
    pub(super) fn shift(&mut self, lines: u64) {
        self.place.line += lines;
        self.record = self.record.map(|record| record + lines);
        if let Some(excerpt) = &mut self.excerpt {
            excerpt.first_line += lines;
            excerpt.place.line += lines;
        }
    }
}

/// What payloads are checked against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Against {
    /// The built-in contract at this revision.
    Revision(Revision),
    /// A contract of somebody's own, by its name.
    Contract(String),
}

impl Against {
    /// The revision, where it is the built-in contract.
    pub const fn revision(&self) -> Option<&'static str> {
        match self {
            Self::Revision(revision) => Some(revision.as_str()),
            Self::Contract(_) => None,
        }
    }

    /// The contract's name, where it is not the built-in one.
    pub fn own_contract(&self) -> Option<&str> {
        match self {
            Self::Revision(_) => None,
            Self::Contract(name) => Some(name),
        }
    }
}

impl Default for Against {
    fn default() -> Self {
        Self::Revision(Revision::PINNED)
    }
}

/// What was checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// What was checked against.
    pub against: Against,
    /// Files with at least one payload that was checked.
    pub files: u64,
    /// Payloads that were checked, by the DTO that they were checked as.
    pub payloads: BTreeMap<String, u64>,
    /// What was read of formats that record requests and responses.
    pub exchanges: Exchanges,
    /// All findings, by rule and level: one rule may be an error where the schema looks and a
    /// warning where it does not.
    pub findings: BTreeMap<(&'static str, Severity), u64>,
}

/// A file, a member of an archive or a payload that was passed over.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skipped {
    /// The file as it is shown to people.
    pub path: String,
    /// Why, such as `no DTO was recognised`.
    pub reason: String,
    /// How many payloads.
    pub count: u64,
    /// Where the first few of them are, in a file that has one a line.
    pub lines: Vec<u64>,
}

impl Totals {
    /// All payloads that were checked.
    pub fn checked(&self) -> u64 {
        self.payloads.values().sum()
    }
}

impl Report {
    /// The number of findings at `level`.
    pub fn count(&self, level: Severity) -> u64 {
        let counts = self.totals.findings.iter();
        counts
            .filter(|((_, found), _)| *found == level)
            .map(|(_, count)| count)
            .fold(0, |sum, count| sum.saturating_add(*count))
    }

    /// The same report with paths that stand below `folder` told from there: services look files up from
    /// the folder of the repository.
    #[must_use]
    pub fn below(mut self, folder: &str) -> Self {
        let below = |path: &mut String| {
            let rest = path
                .strip_prefix(folder)
                .and_then(|rest| rest.strip_prefix(['/', '\\']));
            if let Some(rest) = rest.filter(|rest| !rest.is_empty()) {
                *path = rest.to_owned();
            }
        };
        for occurrence in self
            .groups
            .iter_mut()
            .flat_map(|group| &mut group.occurrences)
        {
            below(&mut occurrence.path);
        }
        self.problems
            .iter_mut()
            .filter_map(|problem| problem.path.as_mut())
            .for_each(below);
        self.skipped
            .iter_mut()
            .for_each(|skipped| below(&mut skipped.path));
        self.contract_file.iter_mut().for_each(below);
        self
    }

    /// The number of payloads and bodies that were not checked without being a problem.
    pub fn left_out(&self) -> u64 {
        let bodies = self.totals.exchanges.passed.values();
        bodies.fold(self.passed_over(), |sum, count| sum.saturating_add(*count))
    }

    /// The number of payloads that were passed over; a file that holds none counts as one.
    pub fn passed_over(&self) -> u64 {
        let counts = self.skipped.iter().map(|skipped| skipped.count);
        counts.fold(0, u64::saturating_add)
    }
}
