//! A report as a list of single findings, for formats that know no groups.

use super::{Listing, Style};
use crate::finding::{Finding, Fingerprint};
use crate::problem::Problem;
use crate::severity::Severity;
use crate::summary::{Group, Occurrence, Report};
use crate::text::numbers::{counted, grouped};

/// A drift at one place: a group at its first place, or each of its places where all are listed.
pub(super) struct Entry<'a> {
    /// What was found. Its texts are about this very place, unless it is a repetition.
    pub(super) finding: &'a Finding,
    /// Where; `None` for a group that has lost its places.
    pub(super) occurrence: Option<&'a Occurrence>,
    /// Other places of the same drift that are known and have no entry of their own.
    pub(super) further: &'a [Occurrence],
    /// The same drift, all over.
    pub(super) group: &'a Group,
    /// How many entries there were of this drift in this file, with this one.
    #[cfg_attr(
        not(feature = "cli"),
        expect(dead_code, reason = "only SARIF asks for it")
    )]
    pub(super) nth: u64,
    /// Whether only the place is known: the texts of the first finding may quote what stood there.
    pub(super) is_repetition: bool,
}

/// The findings of a report, in its order.
pub(super) fn entries<'a>(report: &'a Report, style: &Style) -> Vec<Entry<'a>> {
    let mut out = Vec::new();
    for group in &report.groups {
        match (style.listing, group.occurrences.split_first()) {
            (Listing::Each, Some(_)) => push_each(group, &mut out),
            (_, first) => out.push(Entry {
                finding: &group.finding,
                occurrence: first.map(|(first, _)| first),
                further: first.map_or(&[], |(_, further)| further),
                group,
                nth: 1,
                is_repetition: false,
            }),
        }
    }
    out
}

/// Places stand file by file, so those of one file follow each other.
fn push_each<'a>(group: &'a Group, out: &mut Vec<Entry<'a>>) {
    let mut nth = 0;
    let mut file = "";
    for (at, occurrence) in group.occurrences.iter().enumerate() {
        if occurrence.path != file {
            file = &occurrence.path;
            nth = 0;
        }
        nth += 1;
        let own = occurrence.finding.as_deref();
        out.push(Entry {
            finding: own.unwrap_or(&group.finding),
            occurrence: Some(occurrence),
            further: &[],
            group,
            nth,
            is_repetition: at > 0 && own.is_none(),
        });
    }
}

impl Entry<'_> {
    /// How much it matters.
    pub(super) const fn level(&self) -> Severity {
        self.finding.level
    }

    /// The file.
    pub(super) fn path(&self) -> &str {
        self.occurrence
            .map_or("", |occurrence| occurrence.path.as_str())
    }

    /// The fact, in one sentence without full stop.
    pub(super) fn headline(&self) -> &str {
        if self.is_repetition {
            "the same drift again"
        } else {
            &self.finding.account.headline
        }
    }

    /// What the contract asks for; nothing where a repetition has been told that already.
    pub(super) fn expected(&self) -> Option<&str> {
        let expected = self.finding.account.expected.as_str();
        (!self.is_repetition && !expected.is_empty()).then_some(expected)
    }

    /// What to do.
    pub(super) fn help(&self) -> Option<&str> {
        let help = self.finding.account.help.as_deref();
        help.filter(|_| !self.is_repetition)
    }

    /// `10,000 times in 3 files`, where it stands for more than its own place.
    pub(super) fn times(&self) -> Option<String> {
        let listed = self.group.occurrences.len() as u64;
        let is_alone = self.group.count <= 1 || (self.further.is_empty() && listed > 1);
        (!is_alone).then(|| {
            format!(
                "{} times in {}",
                grouped(self.group.count),
                counted(self.group.files, "file")
            )
        })
    }

    /// What stays the same in other runs; entries of one drift in one file are told apart by [`Self::nth`].
    pub(super) fn fingerprint(&self) -> String {
        self.group.finding.fingerprint().to_string()
    }
}

/// What stays the same of a problem in other runs: its kind, its file and what is wrong.
pub(super) fn fingerprint_of(problem: &Problem) -> String {
    Fingerprint {
        rule: problem.kind.as_str(),
        contract: String::new(),
        pointer: problem.path.clone().unwrap_or_default(),
        variant: problem.message.clone(),
    }
    .to_string()
}
