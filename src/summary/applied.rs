//! What a policy did: what is accepted, what is off, and which exceptions are of no use any more.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::report::{Group, Occurrence};
use crate::finding::{Account, Finding, Fingerprint};
use crate::ledger::Baseline;
use crate::policy::{Coverage, Exception, Mark, Policy};
use crate::rule;
use crate::rule::exception::{EXPIRED, STALE};
use crate::severity::Severity;
use crate::temporal::Day;
use crate::text::{Place, Pointer, Span};

/// What stands in place of a DTO in findings about the configuration.
const CONFIG: &str = "Config";

/// What a policy did to the findings of a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Applied {
    /// The configuration, as it is shown to people.
    pub config: Option<String>,
    /// The day on which exceptions were judged.
    pub today: Option<Day>,
    /// All exceptions, in the order of the configuration.
    pub exceptions: Vec<UsedException>,
    /// Findings whose rule is off there, by rule.
    pub off: BTreeMap<&'static str, u64>,
    /// The baseline that was followed.
    pub baseline: Option<UsedBaseline>,
}

/// A baseline, and what it knew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsedBaseline {
    /// The file.
    pub path: String,
    /// How many kinds of drift were found that it knows.
    pub kinds: u64,
    /// How many findings these are.
    pub findings: u64,
    /// The kinds of drift that were not found any more; `None` where not all that the baseline is about
    /// was looked at.
    pub gone: Option<Vec<Fingerprint>>,
}

impl UsedBaseline {
    /// What `baseline` knew of what was found; `coverage` says whether all inputs could be checked.
    pub(super) fn of(
        baseline: &Baseline,
        known: &BTreeMap<Fingerprint, u64>,
        coverage: Coverage,
    ) -> Self {
        let is_whole = baseline.coverage == Coverage::Whole && coverage == Coverage::Whole;
        let gone = || {
            let gone = baseline.known().filter(|one| !known.contains_key(one));
            gone.cloned().collect()
        };
        Self {
            path: baseline.shown.clone(),
            kinds: known.len() as u64,
            findings: known.values().copied().fold(0, u64::saturating_add),
            gone: is_whole.then(gone),
        }
    }
}

/// One exception, and what it accepted.
#[derive(Clone, Debug, PartialEq)]
pub struct UsedException {
    /// The configuration.
    pub path: String,
    /// Where its rules are named.
    pub place: Place,
    /// The values that it is about.
    pub fields: Vec<String>,
    /// The files that it is about; all of them where none are named.
    pub files: Vec<String>,
    /// The rules whose findings are accepted.
    pub accept: Vec<&'static str>,
    /// Why.
    pub reason: String,
    /// The last day on which they are.
    pub expires: Option<Day>,
    /// What became of it.
    pub state: ExceptionState,
    /// How many findings it accepted.
    pub count: u64,
}

/// What became of an exception.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ExceptionState {
    /// It accepted something.
    Used,
    /// It accepted nothing, but not all that it is about was looked at.
    Unused,
    /// It accepted nothing of all that it is about: a finding.
    Stale,
    /// Its last day is over: a finding.
    Expired,
}

impl Applied {
    /// What `policy` did, given how many findings each exception accepted and how many are off.
    /// `coverage` says whether all inputs could be checked.
    pub(super) fn of(
        policy: &Policy,
        accepted: &BTreeMap<usize, u64>,
        off: BTreeMap<&'static str, u64>,
        coverage: Coverage,
    ) -> Self {
        let exceptions = policy.exceptions.iter().enumerate();
        Self {
            config: policy.config.clone(),
            today: policy.today,
            exceptions: exceptions
                .map(|(index, exception)| {
                    let count = accepted.get(&index).copied().unwrap_or(0);
                    let state = match (exception.coverage, coverage) {
                        _ if policy.is_expired(exception) => ExceptionState::Expired,
                        _ if count > 0 => ExceptionState::Used,
                        (Coverage::Whole, Coverage::Whole) => ExceptionState::Stale,
                        _ => ExceptionState::Unused,
                    };
                    UsedException::of(exception, state, count)
                })
                .collect(),
            off,
            baseline: None,
        }
    }

    /// Findings that exceptions accepted.
    pub fn accepted(&self) -> u64 {
        let counts = self.exceptions.iter().map(|exception| exception.count);
        counts.fold(0, u64::saturating_add)
    }

    /// Findings whose rule is off.
    pub fn off(&self) -> u64 {
        self.off.values().copied().fold(0, u64::saturating_add)
    }

    /// Findings that the baseline knows.
    pub fn known(&self) -> u64 {
        self.baseline
            .as_ref()
            .map_or(0, |baseline| baseline.findings)
    }

    /// Whether nothing was accepted, nothing is off and nothing known.
    pub fn is_idle(&self) -> bool {
        self.accepted() == 0 && self.off() == 0 && self.known() == 0
    }
}

impl UsedException {
    fn of(exception: &Exception, state: ExceptionState, count: u64) -> Self {
        let mark = &exception.accept_at;
        let texts = |globs: &crate::policy::PathGlobs| globs.texts().to_vec();
        Self {
            path: mark.path.clone(),
            place: mark.place,
            fields: exception
                .fields
                .iter()
                .map(|field| field.as_str().to_owned())
                .collect(),
            files: exception.files.as_ref().map(texts).unwrap_or_default(),
            accept: exception.accept.iter().copied().collect(),
            reason: exception.reason.clone(),
            expires: exception.expires,
            state,
            count,
        }
    }
}

/// The finding that an exception itself is, where it is one, by its index.
pub(super) fn group(index: usize, exception: &Exception, used: &UsedException) -> Option<Group> {
    let accepts = used.accept.join(", ");
    let fields = used.fields.join(", ");
    let (name, mark, account) = match (used.state, used.expires) {
        (ExceptionState::Expired, Some(last)) => (
            EXPIRED,
            exception
                .expires_at
                .as_ref()
                .unwrap_or(&exception.accept_at),
            Account {
                headline: format!("the exception for {fields} is over since {last}"),
                label: "this was its last day".to_owned(),
                expected: "repaired drift, or a later day".to_owned(),
                actual: last.to_string(),
                help: Some(
                    "repair what was accepted and delete the exception, or decide again".to_owned(),
                ),
                ..Account::default()
            },
        ),
        (ExceptionState::Stale, _) => (
            STALE,
            &exception.accept_at,
            Account {
                headline: format!("the exception for {fields} accepts nothing"),
                label: "no such finding was met".to_owned(),
                expected: "a finding that it accepts".to_owned(),
                actual: "none".to_owned(),
                help: Some("delete the exception, or correct what it is about".to_owned()),
                ..Account::default()
            },
        ),
        _ => return None,
    };
    let pointer = Pointer::root().member("exceptions").element(index);
    let account = Account {
        notes: vec![format!("accepted: {accepts}; because: {}", used.reason)],
        variant: format!("{fields} {accepts} {}", used.files.join(" ")),
        ..account
    };
    Some(Group {
        finding: Finding {
            rule: name,
            level: rule::named(name).map_or(Severity::Warning, |rule| rule.level),
            contract: CONFIG.to_owned(),
            dto: CONFIG.to_owned(),
            field: None,
            pointer: pointer.clone(),
            span: Span::default(),
            account,
        },
        count: 1,
        files: 1,
        occurrences: vec![occurrence(mark, pointer)],
    })
}

fn occurrence(mark: &Mark, pointer: Pointer) -> Occurrence {
    Occurrence {
        path: mark.path.clone(),
        place: mark.place,
        pointer,
        record: None,
        excerpt: Some(mark.excerpt.clone()),
        finding: None,
    }
}
