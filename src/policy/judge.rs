//! All that a project says, and what it means for one finding.

use super::{Exception, FieldPattern, Level, Levels, PathGlobs};
use crate::finding::Finding;
use crate::severity::Severity;
use crate::temporal::Day;

/// What a project says about findings.
///
/// An exception goes first; then the last word counts: that of the command line, of the last override that
/// fits, of the levels by rule, of the rule.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// The levels that the command line asks for.
    pub typed: Levels,
    /// Levels for some values or files, in order.
    pub overrides: Vec<Override>,
    /// Levels for all.
    pub levels: Levels,
    /// What is accepted.
    pub exceptions: Vec<Exception>,
    /// The day on which exceptions are judged; without one, none expires.
    pub today: Option<Day>,
    /// The configuration that says so, as it is shown to people.
    pub config: Option<String>,
    /// Whether the files are all that there is: where another program names those that changed, nothing is
    /// said across them.
    pub corpus: Corpus,
}

/// What the files of a run are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Corpus {
    /// What somebody wants to know about.
    #[default]
    Meant,
    /// Whatever happened to change.
    Changed,
}

/// Levels for some values or files.
#[derive(Clone, Debug)]
pub struct Override {
    /// The values; all of them where none are named.
    pub fields: Vec<FieldPattern>,
    /// The files; all of them where none are named.
    pub files: Option<PathGlobs>,
    /// The levels there.
    pub levels: Levels,
}

/// What becomes of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It counts at this level.
    Counts(Severity),
    /// Its rule is off.
    Off,
    /// The exception of this index accepts it.
    Accepted(usize),
}

/// What of a policy is about one file.
#[derive(Clone, Debug, Default)]
pub struct View {
    overrides: Vec<usize>,
    exceptions: Vec<usize>,
}

impl Policy {
    /// What is about the file at `path`, relative to the folder of the configuration; without a path, what
    /// is about no file in particular.
    pub fn view(&self, path: Option<&str>) -> View {
        let fits = |files: &Option<PathGlobs>| match files {
            None => true,
            Some(files) => path.is_some_and(|path| files.matches(path)),
        };
        let overrides = self.overrides.iter().enumerate();
        let exceptions = self.exceptions.iter().enumerate();
        View {
            overrides: overrides
                .filter(|(_, one)| fits(&one.files))
                .map(|(index, _)| index)
                .collect(),
            exceptions: exceptions
                .filter(|(_, one)| fits(&one.files) && !self.is_expired(one))
                .map(|(index, _)| index)
                .collect(),
        }
    }

    /// Whether the last day of an exception is over.
    pub fn is_expired(&self, exception: &Exception) -> bool {
        self.today.is_some_and(|today| exception.is_expired(today))
    }

    /// What becomes of `finding` in a file of that view.
    pub fn judge(&self, view: &View, finding: &Finding) -> Verdict {
        let exceptions = view.exceptions.iter();
        let accepting = exceptions.copied().find(|&index| {
            let exception = self.exceptions.get(index);
            exception.is_some_and(|exception| exception.accepts(finding))
        });
        if let Some(index) = accepting {
            return Verdict::Accepted(index);
        }
        match self.level(view, finding) {
            None => Verdict::Counts(finding.level),
            Some(level) => level.severity().map_or(Verdict::Off, Verdict::Counts),
        }
    }

    /// The level that is asked for, where one is.
    fn level(&self, view: &View, finding: &Finding) -> Option<Level> {
        let overrides = view.overrides.iter().rev();
        let overridden = || {
            overrides
                .filter_map(|&index| self.overrides.get(index))
                .filter(|one| {
                    one.fields.is_empty() || one.fields.iter().any(|field| field.matches(finding))
                })
                .find_map(|one| one.levels.of(finding.rule))
        };
        self.typed
            .of(finding.rule)
            .or_else(overridden)
            .or_else(|| self.levels.of(finding.rule))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Account;
    use crate::policy::Selector;
    use crate::text::{Pointer, Span};

    fn finding(rule: &'static str, field: &str) -> Finding {
        Finding {
            rule,
            level: Severity::Error,
            contract: "ConnectionDto".to_owned(),
            dto: "ConnectionDto".to_owned(),
            field: Some(field.to_owned()),
            pointer: Pointer::root().member(field),
            span: Span::default(),
            account: Account::default(),
        }
    }

    fn levels(name: &str, level: Level) -> Levels {
        Levels::in_turn([(Selector::named(name).unwrap(), level)])
    }

    #[test]
    fn the_closest_word_counts() {
        let over = |field: &str, file: Option<&str>, level| Override {
            fields: FieldPattern::new(field).into_iter().collect(),
            files: file.map(|file| PathGlobs::new([file]).unwrap()),
            levels: levels("date-only", level),
        };
        let mut policy = Policy {
            levels: levels("dates", Level::Warning),
            overrides: vec![
                over("created", None, Level::Note),
                over("", Some("old/**"), Level::Off),
            ],
            ..Policy::default()
        };
        let judged = |policy: &Policy, path, field| {
            policy.judge(&policy.view(path), &finding("date-only", field))
        };
        let (new, old) = (Some("new/a.json"), Some("old/a.json"));
        assert_eq!(
            judged(&policy, new, "modified"),
            Verdict::Counts(Severity::Warning)
        );
        assert_eq!(
            judged(&policy, new, "created"),
            Verdict::Counts(Severity::Note)
        );
        assert_eq!(judged(&policy, old, "created"), Verdict::Off);
        assert_eq!(
            judged(&policy, None, "modified"),
            Verdict::Counts(Severity::Warning)
        );
        let other = policy.judge(&policy.view(old), &finding("field-unknown", "created"));
        assert_eq!(other, Verdict::Counts(Severity::Error));
        policy.typed = levels("all", Level::Error);
        assert_eq!(
            judged(&policy, old, "created"),
            Verdict::Counts(Severity::Error)
        );
    }
}
