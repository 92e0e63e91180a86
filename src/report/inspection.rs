//! What was read, exchange by exchange: the rows of `wiredrift inspect`, for programs.
//!
//! Rows come in one by one and go out at once, so a capture of any length takes the memory of one of
//! them. The table for people is in [`super::human`].

use std::io;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;
use serde_json::Value;

use super::inert;
use super::json::{ExchangesDocument, ProblemDocument, SkippedDocument, Tool};
use crate::capture::{Body, Content, InputFormat};
use crate::check::exchange::Passed;
use crate::problem::ProblemKind;
use crate::summary::{Against, Outcome, Report};
use crate::text::Place;
use crate::text::name::{NAME, POINTER, bounded};
use crate::text::secret::Secrets;

/// The name of the document type, the `$id` of its schema.
pub const SCHEMA_ID: &str = "urn:wiredrift:inspection:1";

/// One exchange of a capture, or one payload of a format that records nothing else.
#[derive(Clone, Debug)]
pub struct Row<'a> {
    /// The file as it is shown to people.
    pub path: &'a str,
    /// The format that the file is read as.
    pub format: InputFormat,
    /// The number in the file, from 1; that of the line in NDJSON; `None` where the file is the
    /// payload.
    pub number: Option<u64>,
    /// Where its entry begins.
    pub place: Place,
    /// The request's method, where the capture tells it.
    pub method: Option<String>,
    /// The path of the request's URL, without credentials, query and fragment, where the capture
    /// tells it.
    pub url_path: Option<String>,
    /// The response's status, where the capture tells it.
    pub status: Option<u16>,
    /// The operation's published id, where method and URL told it.
    pub operation: Option<&'a str>,
    /// The request's body, where the operation publishes a DTO for it and one was sent.
    pub request: Option<RowBody<'a>>,
    /// The response's body, or the payload.
    pub response: RowBody<'a>,
}

impl Row<'_> {
    /// The row without secrets, in a bounded length: a path may hold a token, and be of any length.
    #[must_use]
    pub fn veiled(&self, secrets: &Secrets) -> Self {
        let told = |text: &String, most| bounded(&secrets.masked(text), most).into_owned();
        Self {
            method: self.method.as_ref().map(|text| told(text, NAME)),
            url_path: self.url_path.as_ref().map(|text| told(text, POINTER)),
            ..self.clone()
        }
    }
}

/// One body of a [`Row`].
#[derive(Clone, Debug)]
pub struct RowBody<'a> {
    /// Its bytes, decoded; `None` where it was not recorded or cannot be decoded.
    pub size: Option<u64>,
    /// What it is written in inside of the capture, the outermost first.
    pub encodings: Vec<&'static str>,
    /// What it is checked as, or why it is not.
    pub verdict: Result<&'a str, Unchecked>,
}

impl<'a> RowBody<'a> {
    /// What is to be said about `body`.
    pub fn of(body: &Body<'_>, verdict: Result<&'a str, Unchecked>) -> Self {
        Self {
            size: Some(body.bytes().len() as u64),
            encodings: body.encodings().iter().map(|one| one.as_str()).collect(),
            verdict,
        }
    }

    /// What is to be said about what a capture holds of a body.
    pub fn of_content(content: &Content<'_>, verdict: Result<&'a str, Unchecked>) -> Self {
        match content {
            Content::Body(body) => Self::of(body, verdict),
            Content::Empty | Content::Defect(..) => Self {
                size: None,
                encodings: Vec::new(),
                verdict,
            },
        }
    }
}

/// Why a body is not checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Unchecked {
    /// Nothing is wrong with the capture.
    Passed(Passed),
    /// A problem says more.
    Problem(ProblemKind),
}

/// Writes the rows of an inspection as one JSON document, an [`InspectionDocument`].
pub struct Document<'o> {
    out: &'o mut dyn io::Write,
    is_first: bool,
}

impl std::fmt::Debug for Document<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Document")
            .field("is_first", &self.is_first)
            .finish_non_exhaustive()
    }
}

impl<'o> Document<'o> {
    /// Begins the document.
    ///
    /// # Errors
    /// Whatever `out` answers to a write.
    pub fn begin(against: &Against, out: &'o mut dyn io::Write) -> io::Result<Self> {
        out.write_all(b"{\n\"version\": 1,\n\"tool\": ")?;
        inert::write_line(&Tool::this(), out)?;
        out.write_all(b",\n\"revision\": ")?;
        inert::write_line(&against.revision(), out)?;
        out.write_all(b",\n\"ownContract\": ")?;
        inert::write_line(&against.own_contract(), out)?;
        out.write_all(b",\n\"exchanges\": [")?;
        Ok(Self {
            out,
            is_first: true,
        })
    }

    /// Adds a row.
    ///
    /// # Errors
    /// Whatever `out` answers to a write.
    pub fn row(&mut self, row: &Row<'_>) -> io::Result<()> {
        let separator: &[u8] = if self.is_first { b"\n" } else { b",\n" };
        self.is_first = false;
        self.out.write_all(separator)?;
        inert::write_line(&RowDocument::of(row), self.out)
    }

    /// Ends the document with what a check of the same inputs would say of them.
    ///
    /// # Errors
    /// Whatever `out` answers to a write.
    pub fn end(self, report: &Report) -> io::Result<()> {
        let problems: Vec<_> = report.problems.iter().map(ProblemDocument::of).collect();
        let skipped: Vec<_> = report.skipped.iter().map(SkippedDocument::of).collect();
        self.out.write_all(b"\n],\n\"totals\": ")?;
        inert::write_line(&TotalsDocument::of(report), self.out)?;
        self.out.write_all(b",\n\"problems\": ")?;
        inert::write_line(&problems, self.out)?;
        self.out.write_all(b",\n\"skipped\": ")?;
        inert::write_line(&skipped, self.out)?;
        self.out.write_all(b",\n\"outcome\": ")?;
        inert::write_line(&report.outcome(), self.out)?;
        self.out.write_all(b",\n\"exitCode\": ")?;
        inert::write_line(&report.outcome().code(), self.out)?;
        self.out.write_all(b"\n}\n")
    }
}

/// The JSON Schema (draft 2020-12) of what a [`Document`] writes.
pub fn schema() -> Value {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    let mut schema = settings
        .into_generator()
        .into_root_schema_for::<InspectionDocument<'static>>();
    schema.insert("$id".to_owned(), Value::from(SCHEMA_ID));
    schema.to_value()
}

/// What `wiredrift inspect` read.
///
/// Within version 1 fields may be added, none is removed, renamed or given another meaning. Every
/// field is always present; `null` stands where there is nothing to say.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "wiredrift inspection", rename = "Inspection")]
pub struct InspectionDocument<'a> {
    /// The version of this document type.
    #[schemars(extend("const" = 1))]
    pub version: u32,
    /// What wrote the document.
    pub tool: Tool,
    /// The revision of the built-in contract that would be checked against, such as `2026-02`; `null`
    /// where it is another contract.
    pub revision: Option<&'a str>,
    /// The name of the contract that would be checked against, where it is not the built-in one.
    pub own_contract: Option<&'a str>,
    /// The exchanges, and the payloads of formats that record nothing else: by file, and in the
    /// order of the file.
    pub exchanges: Vec<RowDocument<'a>>,
    /// What a check of the same inputs counts.
    pub totals: TotalsDocument<'a>,
    /// What could not be read, decoded or recognised. Never empty with exit code 2.
    pub problems: Vec<ProblemDocument<'a>>,
    /// What was met and passed over without being a problem.
    pub skipped: Vec<SkippedDocument<'a>>,
    /// How the run ended: `clean`, or `could-not-check`.
    pub outcome: Outcome,
    /// The exit code that belongs to the outcome: 0 or 2.
    #[schemars(range(max = 2))]
    pub exit_code: u8,
}

/// One exchange, or one payload.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Exchange")]
pub struct RowDocument<'a> {
    /// The file.
    pub path: &'a str,
    /// The format that it is read as, as `--input-format` names it.
    pub format: &'a str,
    /// The number in the file, from 1; that of the line in NDJSON; `null` where the file is the
    /// payload.
    pub number: Option<u64>,
    /// The line at which its entry begins, from 1.
    pub line: u64,
    /// The column there, from 1, in letters.
    pub column: u64,
    /// The byte there, from 0.
    pub offset: u64,
    /// The request's method; `null` where the capture does not tell it.
    pub method: Option<&'a str>,
    /// The path of the request's URL, without its query, which may hold secrets; `null` where the
    /// capture does not tell it.
    pub url_path: Option<&'a str>,
    /// The response's status; `null` where there was no response or the capture does not tell it.
    pub status: Option<u16>,
    /// The id of the API's operation; `null` where method and path are of none.
    pub operation: Option<&'a str>,
    /// The request's body; `null` where the operation publishes no DTO for it, or none was sent.
    pub request: Option<BodyDocument<'a>>,
    /// The response's body, or the payload.
    pub response: BodyDocument<'a>,
}

/// One body.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Body")]
pub struct BodyDocument<'a> {
    /// Its bytes, decoded; `null` where it was not recorded or cannot be decoded.
    pub size: Option<u64>,
    /// What it is written in inside of the capture, the outermost first: `base64`, `hex`, `gzip`,
    /// `deflate`, `br`, `zstd`, `file` (one of its own) among others. Empty where it is text.
    pub encodings: &'a [&'static str],
    /// The DTO that it is checked as; `null` where it is not checked.
    pub dto: Option<&'a str>,
    /// Why it is not checked; `null` where it is.
    pub not_checked: Option<Unchecked>,
}

/// What a check of the same inputs counts.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "InspectionTotals")]
pub struct TotalsDocument<'a> {
    /// Files with at least one payload that is checked.
    pub files: u64,
    /// Payloads that are checked.
    pub payloads: u64,
    /// The same payloads, by the DTO that they are checked as.
    pub payloads_by_dto: &'a std::collections::BTreeMap<String, u64>,
    /// Counts of recorded exchanges; `null` where no format that has them was read.
    pub exchanges: Option<ExchangesDocument<'a>>,
}

impl<'a> TotalsDocument<'a> {
    fn of(report: &'a Report) -> Self {
        let totals = &report.totals;
        Self {
            files: totals.files,
            payloads: totals.checked(),
            payloads_by_dto: &totals.payloads,
            exchanges: ExchangesDocument::of(&totals.exchanges),
        }
    }
}

impl<'a> RowDocument<'a> {
    fn of(row: &'a Row<'_>) -> Self {
        Self {
            path: row.path,
            format: row.format.as_str(),
            number: row.number,
            line: row.place.line,
            column: row.place.column,
            offset: row.place.offset,
            method: row.method.as_deref(),
            url_path: row.url_path.as_deref(),
            status: row.status,
            operation: row.operation,
            request: row.request.as_ref().map(BodyDocument::of),
            response: BodyDocument::of(&row.response),
        }
    }
}

impl<'a> BodyDocument<'a> {
    fn of(body: &'a RowBody<'_>) -> Self {
        Self {
            size: body.size,
            encodings: &body.encodings,
            dto: body.verdict.ok(),
            not_checked: body.verdict.err(),
        }
    }
}

impl Unchecked {
    /// The reason in words, behind "not checked:".
    pub const fn words(self) -> &'static str {
        match self {
            Self::Passed(reason) => reason.words(),
            Self::Problem(kind) => match kind {
                ProblemKind::Unreadable => "its own file cannot be read",
                ProblemKind::NotJson => "broken JSON",
                ProblemKind::CutOff => "cut off",
                ProblemKind::NotUtf8 => "no UTF-8",
                ProblemKind::TooDeep => "nested too deeply",
                ProblemKind::TooLarge => "too large",
                ProblemKind::TooLong => "took too long",
                ProblemKind::OutOfResources => "the system gave no thread",
                ProblemKind::Undecodable => "cannot be decoded",
                ProblemKind::Unrecognized => "no DTO was recognised",
                ProblemKind::Ambiguous => "several DTOs fit equally well",
                ProblemKind::BrokenContract => "its schema cannot be used",
                ProblemKind::Empty
                | ProblemKind::BadBaseline
                | ProblemKind::BadConfig
                | ProblemKind::BadLock
                | ProblemKind::MalformedCapture
                | ProblemKind::NothingChecked => kind.as_str(),
            },
        }
    }
}
