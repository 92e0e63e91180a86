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
use super::json::{GroupDocument, ProblemDocument, ReportDocument, RunDocument, SkippedDocument};
use crate::summary::Report;

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
    let summary = Line::Summary(document.run);
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
    Summary(RunDocument<'a>),
}
