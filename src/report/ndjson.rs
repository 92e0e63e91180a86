//! A JSON document a line: each kind of drift, each problem, what was passed over, and a summary last.
//!
//! For programs that read while they are written to. The lines hold what [`super::json`] has in its
//! lists; whoever has read the summary knows that nothing is missing.

use std::io::{self, Write};

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;
use serde_json::Value;

use super::Style;
use super::inert;
use super::json::{
    GroupDocument, ProblemDocument, ReportDocument, SkippedDocument, Tool, TotalsDocument,
};
use crate::severity::Severity;
use crate::summary::{Outcome, Report};

/// The name of the document type, the `$id` of its schema.
pub const SCHEMA_ID: &str = "urn:wiredrift:report-line:1";

/// Writes `report` to `out`, a [`Line`] each. The style changes nothing.
///
/// # Errors
///
/// Whatever `out` answers to a write.
pub fn render(report: &Report, _style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let document = ReportDocument::of(report);
    let groups = document.groups.into_iter().map(Line::Group);
    let problems = document.problems.into_iter().map(Line::Problem);
    let skipped = document.skipped.into_iter().map(Line::Skipped);
    let summary = Line::Summary(SummaryDocument {
        version: document.version,
        tool: document.tool,
        revision: document.revision,
        own_contract: document.own_contract,
        fail_on: document.fail_on,
        outcome: document.outcome,
        exit_code: document.exit_code,
        totals: document.totals,
    });
    for line in groups.chain(problems).chain(skipped).chain([summary]) {
        inert::write_line(&line, out)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// The JSON Schema (draft 2020-12) of each line that [`render`] writes.
pub fn schema() -> Value {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    let mut schema = settings
        .into_generator()
        .into_root_schema_for::<Line<'static>>();
    schema.insert("$id".to_owned(), Value::from(SCHEMA_ID));
    schema.to_value()
}

/// One line of the result of a wiredrift run; `type` says which. The summary is the last one.
///
/// Within version 1 fields may be added, none is removed, renamed or given another meaning. Every
/// field is always present; `null` stands where there is nothing to say.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(tag = "type", rename_all = "camelCase")]
#[schemars(title = "wiredrift report, a line each", rename = "Line")]
pub enum Line<'a> {
    /// One drift: all findings of the same fingerprint.
    Group(GroupDocument<'a>),
    /// Something that could not be checked.
    Problem(ProblemDocument<'a>),
    /// A file or payload that was passed over.
    Skipped(SkippedDocument<'a>),
    /// How the run ended.
    Summary(SummaryDocument<'a>),
}

/// How a run ended, and its counts.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Summary")]
pub struct SummaryDocument<'a> {
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
    /// The exit code that belongs to the outcome: 0 clean, 1 findings, 2 could not check.
    #[schemars(range(max = 2))]
    pub exit_code: u8,
    /// What was checked and how much was found.
    pub totals: TotalsDocument<'a>,
}
