//! The report for programs: one documented, versioned JSON document.

use std::collections::BTreeMap;
use std::io;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;
use serde_json::Value;

use super::Style;
use super::inert;
use crate::check::exchange::Passed;
use crate::finding::{Breach, Fingerprint};
use crate::problem::{Problem, ProblemKind};
use crate::severity::Severity;
use crate::summary::{
    ExceptionState, Exchanges, Group, Occurrence, Outcome, Report, Skipped, Statistic,
    UsedBaseline, UsedException,
};

/// The name of the document type, the `$id` of its schema.
pub const SCHEMA_ID: &str = "urn:wiredrift:report:1";

/// Writes `report` as a [`ReportDocument`], indented. The style changes nothing: programs get the
/// same document everywhere.
///
/// # Errors
///
/// Whatever `out` answers to a write.
pub fn render(report: &Report, _style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    inert::write_pretty(&ReportDocument::of(report), out)
}

/// The JSON Schema (draft 2020-12) of what [`render`] writes.
pub fn schema() -> Value {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    let mut schema = settings
        .into_generator()
        .into_root_schema_for::<ReportDocument<'static>>();
    schema.insert("$id".to_owned(), Value::from(SCHEMA_ID));
    schema.to_value()
}

/// The result of one wiredrift run.
///
/// Within version 1 fields may be added, none is removed, renamed or given another meaning. Every
/// field is always present; `null` stands where there is nothing to say.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "wiredrift report", rename = "Report")]
pub struct ReportDocument<'a> {
    /// How the run ended, and its counts.
    #[serde(flatten)]
    pub run: RunDocument<'a>,
    /// The drifts, ordered by their first place; the same drift found many times is one of them.
    pub groups: Vec<GroupDocument<'a>>,
    /// What could not be read, decoded or recognised. Never empty with exit code 2.
    pub problems: Vec<ProblemDocument<'a>>,
    /// What was met and passed over without being a problem.
    pub skipped: Vec<SkippedDocument<'a>>,
    /// The configuration that was followed.
    pub config: Option<&'a str>,
    /// The day on which exceptions were judged; `null` where none expires.
    pub today: Option<String>,
    /// The exceptions of the configuration, in its order.
    pub exceptions: Vec<ExceptionDocument<'a>>,
    /// Findings whose rule is off there, by rule: they are in no other count.
    pub off: &'a BTreeMap<&'static str, u64>,
    /// The baseline that was followed; `null` where there is none.
    pub baseline: Option<BaselineDocument<'a>>,
    /// The counts of the groups by rule and field; `null` where nobody asked for them.
    pub statistics: Option<&'a [Statistic]>,
}

/// How a run ended, and its counts.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Summary")]
pub struct RunDocument<'a> {
    /// The version of this document type.
    #[schemars(extend("const" = 1))]
    pub version: u32,
    /// What wrote the document.
    pub tool: Tool,
    /// The revision of the built-in contract that was checked against, such as `2026-02`; `null` where
    /// it was another contract.
    pub revision: Option<&'a str>,
    /// The name of the contract that was checked against, where it was not the built-in one.
    pub own_contract: Option<&'a str>,
    /// The least level of a finding that fails the run.
    pub fail_on: Severity,
    /// How the run ended.
    pub outcome: Outcome,
    /// The exit code that belongs to the outcome: 0 clean, 1 findings, 2 could not check. With
    /// `--exit-zero` the command itself ends with 0 in place of 1.
    #[schemars(range(max = 2))]
    pub exit_code: u8,
    /// What was checked and how much was found.
    pub totals: TotalsDocument<'a>,
}

/// Breaches that the configuration accepts.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Exception")]
pub struct ExceptionDocument<'a> {
    /// The configuration.
    pub path: &'a str,
    /// Line, from 1, of its `accept`.
    pub line: u64,
    /// Column in Unicode scalar values, from 1.
    pub column: u64,
    /// The values that it is about.
    pub fields: &'a [String],
    /// The files that it is about; all of them where this is empty.
    pub files: &'a [String],
    /// The rules whose findings are accepted.
    pub accept: &'a [&'static str],
    /// Why.
    pub reason: &'a str,
    /// The last day on which they are.
    pub expires: Option<String>,
    /// What became of it.
    pub state: ExceptionState,
    /// How many findings it accepted: they are in no other count but `accepted`.
    pub count: u64,
}

/// The drift that was known before.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Baseline")]
pub struct BaselineDocument<'a> {
    /// The file.
    pub path: &'a str,
    /// The kinds of drift that it knows and that were found.
    pub kinds: u64,
    /// How many findings these are: they are in no other count but `known`.
    pub findings: u64,
    /// The kinds of drift that it knows and that were not found any more; `null` where not all that it
    /// is about was looked at.
    pub gone: Option<Vec<GoneDocument<'a>>>,
}

/// A kind of drift that was not found any more.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Gone")]
pub struct GoneDocument<'a> {
    /// The rule that claimed it.
    pub rule: &'a str,
    /// The DTO that the payload was checked as.
    pub contract: &'a str,
    /// The value's place in the payload, indices as `*`.
    pub pointer: &'a str,
    /// The spelling, value, type or key that was found.
    pub variant: &'a str,
}

/// What wrote the document.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Tool {
    /// Always `wiredrift`.
    pub name: &'static str,
    /// The version of the tool.
    pub version: &'static str,
}

/// What was checked and how much was found.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Totals")]
pub struct TotalsDocument<'a> {
    /// Files that were read.
    pub files: u64,
    /// Payloads that were checked.
    pub payloads: u64,
    /// The same payloads, by the DTO that they were checked as.
    pub payloads_by_dto: &'a BTreeMap<String, u64>,
    /// Findings that the published schema forbids.
    pub errors: u64,
    /// Findings that the published schema lets through although they are drift.
    pub warnings: u64,
    /// Findings that conform and are worth knowing.
    pub notes: u64,
    /// Those among them that are in no group: beyond the first 10,000 groups, findings are only
    /// counted.
    pub unlisted: u64,
    /// Findings that exceptions of the configuration accepted: they are in no group, nor in the counts
    /// above.
    pub accepted: u64,
    /// Findings whose rule is off there: they are in no group, nor in the counts above.
    pub off: u64,
    /// Findings that the baseline knows: they are in no group, nor in the counts above.
    pub known: u64,
    /// Payloads that were passed over, the sum of `skipped`: they were not checked.
    pub passed_over: u64,
    /// What was read of formats that record requests and responses; `null` where no such file was
    /// read.
    pub exchanges: Option<ExchangesDocument<'a>>,
    /// All findings by rule and level, ordered by the rule's name: a rule that is found at two
    /// levels is here twice.
    pub rules: Vec<RuleDocument>,
}

/// Counts of recorded exchanges.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Exchanges")]
pub struct ExchangesDocument<'a> {
    /// Exchanges that were read.
    pub read: u64,
    /// Those of an operation of the API.
    pub matched: u64,
    /// Those of which at least one body was checked.
    pub checked: u64,
    /// Bodies that were not looked at, by reason.
    pub passed: &'a BTreeMap<Passed, u64>,
    /// Method and path of the first exchanges that are not of this API, with counts.
    pub foreign: &'a BTreeMap<String, u64>,
}

/// How often a rule was found at one level.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "RuleCount")]
pub struct RuleDocument {
    /// The rule's name.
    pub rule: &'static str,
    /// The level of these findings.
    pub level: Severity,
    /// The number of these findings.
    pub count: u64,
}

/// One drift: all findings of the same fingerprint. The texts are those of the first finding.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Group")]
pub struct GroupDocument<'a> {
    /// The name of the rule that claims it.
    pub rule: &'a str,
    /// How much it matters: the worst level among its findings.
    pub level: Severity,
    /// Sixteen hex digits that stay the same in other records, files, runs and orders.
    #[schemars(regex(pattern = "^[0-9a-f]{16}$"))]
    pub fingerprint: String,
    /// The fact, in one sentence.
    pub headline: &'a str,
    /// What is said right under the value.
    pub label: &'a str,
    /// The DTO that the whole payload was checked as.
    pub contract: &'a str,
    /// The DTO that the value belongs to.
    pub dto: &'a str,
    /// The wire name of the field within `dto`; `null` where it is about the whole value.
    pub field: Option<&'a str>,
    /// The first value's place in its payload (RFC 6901).
    pub pointer: String,
    /// What the contract asks for.
    pub expected: &'a str,
    /// What was recorded, as JSON text; long values are cut.
    pub actual: &'a str,
    /// The name of the date spelling, for findings about dates.
    pub spelling: Option<&'a str>,
    /// All breaches of a date, leftmost first.
    pub breaches: &'a [Breach],
    /// What to do, in one sentence.
    pub help: Option<&'a str>,
    /// The JSON text that belongs where the value stands, where that is certain.
    pub replacement: Option<&'a str>,
    /// More that is worth knowing, one sentence each.
    pub notes: &'a [String],
    /// The first later revision that knows the field or value.
    pub known_since: Option<&'a str>,
    /// How many findings there are.
    pub count: u64,
    /// In how many files.
    pub files: u64,
    /// The first places, or all of them where all were asked for.
    pub occurrences: Vec<OccurrenceDocument<'a>>,
}

/// One place at which a drift was found.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Occurrence")]
pub struct OccurrenceDocument<'a> {
    /// The file.
    pub path: &'a str,
    /// Line, from 1.
    pub line: u64,
    /// Column in Unicode scalar values, from 1.
    pub column: u64,
    /// Bytes before the value in its file.
    pub offset: u64,
    /// Bytes that the value takes in its file.
    pub length: u64,
    /// The value's place in its payload (RFC 6901).
    pub pointer: String,
    /// The number of the record in the file, from 1, where the file holds several; in NDJSON it is
    /// that of its line.
    pub record: Option<u64>,
}

/// Something that could not be checked.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Problem")]
pub struct ProblemDocument<'a> {
    /// What kind of problem.
    pub kind: ProblemKind,
    /// The file; `null` where it is not about a file.
    pub path: Option<&'a str>,
    /// Line, from 1.
    pub line: Option<u64>,
    /// Column in Unicode scalar values, from 1.
    pub column: Option<u64>,
    /// Bytes before the place in its file.
    pub offset: Option<u64>,
    /// The fact, in one sentence.
    pub message: &'a str,
    /// What is said right under the place.
    pub label: Option<&'a str>,
    /// What to do, in one sentence.
    pub help: Option<&'a str>,
}

/// A file or payload that was passed over.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Skipped")]
pub struct SkippedDocument<'a> {
    /// The file.
    pub path: &'a str,
    /// Why.
    pub reason: &'a str,
    /// How many payloads.
    pub count: u64,
    /// The lines of the first few of them, in a file that has one a line.
    #[serde(skip_serializing_if = "<[u64]>::is_empty")]
    #[schemars(default)]
    pub lines: &'a [u64],
}

impl<'a> ReportDocument<'a> {
    /// The document that says what `report` says.
    pub fn of(report: &'a Report) -> Self {
        Self {
            run: RunDocument::of(report),
            groups: report.groups.iter().map(GroupDocument::of).collect(),
            problems: report.problems.iter().map(ProblemDocument::of).collect(),
            skipped: report.skipped.iter().map(SkippedDocument::of).collect(),
            config: report.applied.config.as_deref(),
            today: report.applied.today.map(|day| day.to_string()),
            exceptions: report
                .applied
                .exceptions
                .iter()
                .map(ExceptionDocument::of)
                .collect(),
            off: &report.applied.off,
            baseline: report.applied.baseline.as_ref().map(BaselineDocument::of),
            statistics: report.statistics.as_deref(),
        }
    }
}

impl<'a> RunDocument<'a> {
    /// The document that says how the run of `report` ended.
    pub fn of(report: &'a Report) -> Self {
        let totals = &report.totals;
        let outcome = report.outcome();
        Self {
            version: 1,
            tool: Tool::this(),
            revision: totals.against.revision(),
            own_contract: totals.against.own_contract(),
            fail_on: report.fail_on,
            outcome,
            exit_code: outcome.code(),
            totals: TotalsDocument {
                files: totals.files,
                payloads: totals.checked(),
                payloads_by_dto: &totals.payloads,
                errors: report.count(Severity::Error),
                warnings: report.count(Severity::Warning),
                notes: report.count(Severity::Note),
                accepted: report.applied.accepted(),
                off: report.applied.off(),
                known: report.applied.known(),
                passed_over: report.passed_over(),
                unlisted: report.unlisted.values().sum(),
                exchanges: ExchangesDocument::of(&totals.exchanges),
                rules: totals
                    .findings
                    .iter()
                    .map(|((rule, level), count)| RuleDocument {
                        rule,
                        level: *level,
                        count: *count,
                    })
                    .collect(),
            },
        }
    }
}

impl Tool {
    /// This one.
    pub(super) const fn this() -> Self {
        Self {
            name: env!("CARGO_PKG_NAME"),
            version: env!("CARGO_PKG_VERSION"),
        }
    }
}

impl<'a> ExchangesDocument<'a> {
    /// The counts, where a format that has exchanges was read.
    pub(super) fn of(counts: &'a Exchanges) -> Option<Self> {
        (counts.read > 0).then_some(Self {
            read: counts.read,
            matched: counts.matched,
            checked: counts.checked,
            passed: &counts.passed,
            foreign: &counts.foreign,
        })
    }
}

impl<'a> GroupDocument<'a> {
    fn of(group: &'a Group) -> Self {
        let finding = &group.finding;
        Self {
            rule: finding.rule,
            level: finding.level,
            fingerprint: finding.fingerprint().to_string(),
            headline: &finding.account.headline,
            label: &finding.account.label,
            contract: &finding.contract,
            dto: &finding.dto,
            field: finding.field.as_deref(),
            pointer: finding.pointer.to_string(),
            expected: &finding.account.expected,
            actual: &finding.account.actual,
            spelling: finding.account.spelling.as_deref(),
            breaches: &finding.account.breaches,
            help: finding.account.help.as_deref(),
            replacement: finding.account.replacement.as_deref(),
            notes: &finding.account.notes,
            known_since: finding.account.known_since,
            count: group.count,
            files: group.files,
            occurrences: group
                .occurrences
                .iter()
                .map(OccurrenceDocument::of)
                .collect(),
        }
    }
}

impl<'a> OccurrenceDocument<'a> {
    fn of(occurrence: &'a Occurrence) -> Self {
        Self {
            path: &occurrence.path,
            line: occurrence.place.line,
            column: occurrence.place.column,
            offset: occurrence.place.offset,
            length: occurrence.place.length,
            pointer: occurrence.pointer.to_string(),
            record: occurrence.record,
        }
    }
}

impl<'a> ProblemDocument<'a> {
    pub(super) fn of(problem: &'a Problem) -> Self {
        Self {
            kind: problem.kind,
            path: problem.path.as_deref(),
            line: problem.place.map(|place| place.line),
            column: problem.place.map(|place| place.column),
            offset: problem.place.map(|place| place.offset),
            message: &problem.message,
            label: problem.label.as_deref(),
            help: problem.help.as_deref(),
        }
    }
}

impl<'a> ExceptionDocument<'a> {
    fn of(exception: &'a UsedException) -> Self {
        Self {
            path: &exception.path,
            line: exception.place.line,
            column: exception.place.column,
            fields: &exception.fields,
            files: &exception.files,
            accept: &exception.accept,
            reason: &exception.reason,
            expires: exception.expires.map(|day| day.to_string()),
            state: exception.state,
            count: exception.count,
        }
    }
}

impl<'a> BaselineDocument<'a> {
    fn of(baseline: &'a UsedBaseline) -> Self {
        let gone = |gone: &'a Vec<Fingerprint>| {
            let gone = gone.iter().map(|one| GoneDocument {
                rule: one.rule,
                contract: &one.contract,
                pointer: &one.pointer,
                variant: &one.variant,
            });
            gone.collect()
        };
        Self {
            path: &baseline.path,
            kinds: baseline.kinds,
            findings: baseline.findings,
            gone: baseline.gone.as_ref().map(gone),
        }
    }
}

impl<'a> SkippedDocument<'a> {
    pub(super) fn of(skipped: &'a Skipped) -> Self {
        Self {
            path: &skipped.path,
            reason: &skipped.reason,
            count: skipped.count,
            lines: &skipped.lines,
        }
    }
}
