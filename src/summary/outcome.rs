//! The outcome of a run: one word, one exit code.

use schemars::JsonSchema;
use serde::Serialize;

use super::Report;
use crate::severity::Severity;

/// How a run ended. A function of the report alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// What was checked conforms; notes may have been made, and files that are no recordings of the
    /// API may have been passed over in a walk.
    Clean,
    /// Something of what was checked drifted.
    Findings,
    /// Something could not be checked, whatever was found in the rest.
    CouldNotCheck,
}

impl Outcome {
    /// The exit code of the command: 0, 1 or 2.
    ///
    /// The codes are those of grep and diff (POSIX): 1 is an answer, 2 is the lack of one. So 2
    /// beats 1: who acts on "drift found" must be able to trust that all of the input was looked
    /// at, and who acts on 2 finds the drift in the report all the same.
    pub const fn code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Findings => 1,
            Self::CouldNotCheck => 2,
        }
    }
}

impl Report {
    /// The outcome: any problem means [`Outcome::CouldNotCheck`], else any finding at
    /// [`Report::fail_on`] or above means [`Outcome::Findings`], else the run is [`Outcome::Clean`].
    pub fn outcome(&self) -> Outcome {
        let levels = [Severity::Note, Severity::Warning, Severity::Error];
        let fails = |level: &Severity| *level >= self.fail_on && self.count(*level) > 0;
        if !self.problems.is_empty() {
            Outcome::CouldNotCheck
        } else if levels.iter().any(fails) {
            Outcome::Findings
        } else {
            Outcome::Clean
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Account, Finding};
    use crate::problem::{Problem, ProblemKind};
    use crate::summary::{Group, Totals};
    use crate::text::{Pointer, Span};

    fn group(level: Severity) -> Group {
        Group {
            finding: Finding {
                rule: "date-only",
                level,
                contract: "ConnectionDto".to_owned(),
                dto: "ConnectionDto".to_owned(),
                field: None,
                pointer: Pointer::root(),
                span: Span::default(),
                account: Account::default(),
            },
            count: 1,
            files: 1,
            occurrences: Vec::new(),
        }
    }

    fn problem() -> Problem {
        Problem {
            kind: ProblemKind::Empty,
            path: None,
            place: None,
            excerpt: None,
            message: String::new(),
            label: None,
            help: None,
        }
    }

    fn outcome(levels: &[Severity], problems: usize) -> Outcome {
        let mut totals = Totals::default();
        for level in levels {
            *totals.findings.entry(("date-only", *level)).or_default() += 1;
        }
        Report {
            groups: levels.iter().copied().map(group).collect(),
            totals,
            problems: vec![problem(); problems],
            ..Report::default()
        }
        .outcome()
    }

    #[test]
    fn warnings_and_errors_are_findings_and_notes_are_not() {
        assert_eq!(outcome(&[], 0), Outcome::Clean);
        assert_eq!(outcome(&[Severity::Note], 0), Outcome::Clean);
        assert_eq!(
            outcome(&[Severity::Note, Severity::Warning], 0),
            Outcome::Findings
        );
        assert_eq!(outcome(&[Severity::Error], 0), Outcome::Findings);
    }

    #[test]
    fn a_problem_beats_every_finding() {
        assert_eq!(outcome(&[Severity::Error], 1), Outcome::CouldNotCheck);
        assert_eq!(outcome(&[], 1).code(), 2);
        assert!(Outcome::CouldNotCheck > Outcome::Findings);
        assert!(Outcome::Findings.code() > Outcome::Clean.code());
    }
}
