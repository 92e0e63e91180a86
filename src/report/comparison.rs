//! Two contracts, compared: in words, in Markdown, and for programs.

use std::io::{self, Write};

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;
use serde_json::Value;

use super::inert;
use super::json::Tool;
use super::mark::{code, prose};
use super::style::{Colour, Style};
use crate::diff::{Change, Direction, Judgement, Kind, Part, Report, Search, Verdict, Witness};
use crate::summary::Outcome;
use crate::text::numbers::counted;
use crate::text::sanitize::{inert, shortened};

/// The name of the document type, the `$id` of its schema.
pub const SCHEMA_ID: &str = "urn:wiredrift:comparison:1";

/// Letters of a payload that people are shown.
const PAYLOAD: usize = 400;

/// Letters of anything else that stands in one line.
const SHOWN: usize = 300;

/// How a comparison ended.
pub fn outcome(report: &Report) -> Outcome {
    if report.is_cut() || report.is_undecided() {
        Outcome::CouldNotCheck
    } else if report.fails() {
        Outcome::Findings
    } else {
        Outcome::Clean
    }
}

/// Writes a comparison for people.
///
/// # Errors
/// Whatever `out` answers to a write.
pub fn human(report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let paint = |verdict: Verdict, text: &str| match style.colour {
        Colour::Never => text.to_owned(),
        Colour::Always => {
            let colour = match verdict {
                Verdict::Safe => "32",
                Verdict::Risky => "1;33",
                Verdict::Breaking => "1;31",
            };
            format!("\u{1b}[{colour}m{text}\u{1b}[0m")
        }
    };
    writeln!(out, "from {} to {}", tame(&report.old), tame(&report.new))?;
    for part in told(report) {
        writeln!(out)?;
        if let Some(message) = &part.message {
            writeln!(out, "{}", tame(&message.words()))?;
        }
        if !part.changes.is_empty() {
            writeln!(out, "consumers  senders    change")?;
        }
        for change in &part.changes {
            let column = |judgement: Option<&Judgement>| {
                let word = judgement.map_or("-", |judgement| judgement.verdict.as_str());
                let text = format!("{word:9}");
                judgement.map_or(text.clone(), |judgement| paint(judgement.verdict, &text))
            };
            let (consumers, senders) = change.concerned(part.direction());
            writeln!(
                out,
                "{}  {}  {}",
                column(consumers),
                column(senders),
                line(change)
            )?;
            for judgement in [consumers, senders].into_iter().flatten() {
                if let Some((why, payload)) = shown(judgement, change) {
                    let payload = payload.map_or(String::new(), |text| {
                        format!(": {}", inert(&shortened(&text, PAYLOAD)))
                    });
                    writeln!(out, "{:22}{why}{payload}", "")?;
                }
            }
        }
        if part.is_cut {
            writeln!(out, "the rest was not compared: there is too much of it")?;
        }
    }
    writeln!(out, "\n{}", summary(report))?;
    match note(report) {
        Some(note) => writeln!(out, "{note}"),
        None => Ok(()),
    }
}

/// Writes a comparison in Markdown, as it is put into a pull request.
///
/// # Errors
/// Whatever `out` answers to a write.
pub fn markdown(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let (old, new) = (shortened(&report.old, SHOWN), shortened(&report.new, SHOWN));
    writeln!(out, "## {} → {}", code(&old), code(&new))?;
    for part in told(report) {
        writeln!(out)?;
        if let Some(message) = &part.message {
            writeln!(out, "### {}\n", code(&shortened(&message.words(), SHOWN)))?;
        }
        if !part.changes.is_empty() {
            writeln!(out, "| consumers | senders | place | change | witness |")?;
            writeln!(out, "|---|---|---|---|---|")?;
        }
        for change in &part.changes {
            let (consumers, senders) = change.concerned(part.direction());
            let word = |judgement: Option<&Judgement>| match judgement {
                None => "–".to_owned(),
                Some(judgement) if judgement.verdict == Verdict::Safe => "safe".to_owned(),
                Some(judgement) => format!("**{}**", judgement.verdict.as_str()),
            };
            let witnesses: Vec<String> = [consumers, senders]
                .into_iter()
                .flatten()
                .filter_map(|judgement| shown(judgement, change))
                .map(|(why, payload)| match payload {
                    None => why,
                    Some(text) => format!("{why}: {}", code(&shortened(&text, PAYLOAD))),
                })
                .collect();
            writeln!(
                out,
                "| {} | {} | {} | {} | {} |",
                word(consumers),
                word(senders),
                code(&place(change)),
                prose(&tame(&change.headline)),
                witnesses.join("<br>")
            )?;
        }
        if part.is_cut {
            writeln!(out, "\nThe rest was not compared: there is too much of it.")?;
        }
    }
    writeln!(out, "\n{}", summary(report))?;
    match note(report) {
        Some(note) => writeln!(out, "\n{}", prose(&note)),
        None => Ok(()),
    }
}

/// Writes a comparison as a [`ComparisonDocument`], indented.
///
/// # Errors
/// Whatever `out` answers to a write.
pub fn json(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    inert::write_pretty(&ComparisonDocument::of(report), out)
}

/// The JSON Schema (draft 2020-12) of what [`json`] writes.
pub fn schema() -> Value {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    let mut schema = settings
        .into_generator()
        .into_root_schema_for::<ComparisonDocument<'static>>();
    schema.insert("$id".to_owned(), Value::from(SCHEMA_ID));
    schema.to_value()
}

/// The parts of which there is something to tell.
fn told(report: &Report) -> impl Iterator<Item = &Part> {
    let is_told = |part: &&Part| !part.changes.is_empty() || part.is_cut;
    report.parts.iter().filter(is_told)
}

/// A text of one line that does nothing.
fn tame(text: &str) -> String {
    inert(&shortened(text, SHOWN)).into_owned()
}

fn place(change: &Change) -> String {
    match change.pointer.as_str() {
        "" => "(the whole)".to_owned(),
        pointer => tame(pointer),
    }
}

fn line(change: &Change) -> String {
    format!(
        "{}: {} [{}]",
        place(change),
        tame(&change.headline),
        change.kind.as_str()
    )
}

/// What is said of a judgement's witness, and the payload.
fn shown(judgement: &Judgement, change: &Change) -> Option<(String, Option<String>)> {
    if judgement.verdict == Verdict::Safe {
        return None;
    }
    let Some(witness) = &judgement.witness else {
        let why = match change.kind {
            _ if judgement.search == Search::Cut => "no witness was found within the limit",
            _ if judgement.search == Search::Undecided => {
                "no witness was found within the limit, so it may be breaking"
            }
            Kind::AccessChanged
            | Kind::OperationAdded
            | Kind::OperationRemoved
            | Kind::MessageAdded
            | Kind::MessageRemoved => "no payload can show it",
            _ => "no witness was found",
        };
        return Some((why.to_owned(), None));
    };
    let why = match (witness.old_accepts, witness.new_accepts) {
        (true, true) if change.kind == Kind::FieldRemoved => "the new side does not know the field",
        (true, true) => "the old side does not know the field",
        (true, false) => "the new side refuses",
        (false, true) => "the old side refuses",
        (false, false) => "both sides refuse",
    };
    Some((why.to_owned(), Some(witness.payload.to_string())))
}

fn summary(report: &Report) -> String {
    let counts = [Verdict::Breaking, Verdict::Risky, Verdict::Safe]
        .map(|verdict| (report.count(verdict), verdict));
    let all: usize = counts.iter().map(|(count, _)| count).sum();
    if all == 0 && !report.is_cut() {
        return "nothing changed".to_owned();
    }
    let each = counts.map(|(count, verdict)| format!("{count} {}", verdict.as_str()));
    let cut = if report.is_cut() {
        "; not all was compared"
    } else if report.is_undecided() {
        "; not all was judged"
    } else {
        ""
    };
    format!(
        "{}: {}{cut}",
        counted(all as u64, "change"),
        each.join(", ")
    )
}

/// That a limit was reached before all changes had been shown, and how it is raised.
fn note(report: &Report) -> Option<String> {
    let reached = report.reached()?;
    let told = reached.told();
    Some(format!("witnesses were looked for within {told}"))
}

/// What changed from one contract to another.
///
/// Within version 1 fields may be added, none is removed, renamed or given another meaning. Every
/// field is always present; `null` stands where there is nothing to say.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "wiredrift comparison", rename = "Comparison")]
pub struct ComparisonDocument<'a> {
    /// The version of this document type.
    #[schemars(extend("const" = 1))]
    pub version: u32,
    /// What wrote the document.
    pub tool: Tool,
    /// The old side, as it was typed.
    pub old: &'a str,
    /// The new side, as it was typed.
    pub new: &'a str,
    /// From which verdict on the comparison fails.
    pub fail_on: Verdict,
    /// How the comparison ended; `could-not-check` where not all was compared, or where a limit left a verdict
    /// undecided.
    pub outcome: Outcome,
    /// The exit code that belongs to the outcome: 0 clean, 1 findings, 2 could not check.
    #[schemars(range(max = 2))]
    pub exit_code: u8,
    /// The limit that was reached before a witness had been looked for of every change, and how it is raised; `null`
    /// where none was.
    pub note: Option<String>,
    /// How many changes there are, by verdict.
    pub totals: ComparisonTotals,
    /// The changes: by message where APIs are compared, and by place.
    pub changes: Vec<ChangeDocument<'a>>,
}

/// How many changes there are. Each counts by the verdict of those whom it concerns; by the worse one
/// where that is both.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ComparisonTotals {
    /// Breaking ones.
    pub breaking: usize,
    /// Risky ones.
    pub risky: usize,
    /// Safe ones.
    pub safe: usize,
}

/// One change.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Change")]
pub struct ChangeDocument<'a> {
    /// The method of the operation; `null` where no APIs are compared.
    pub method: Option<&'a str>,
    /// The path template of the operation; `null` where no APIs are compared.
    pub path: Option<&'a str>,
    /// Which way the message goes; `null` where it is not told, or where it is the operation itself.
    pub direction: Option<Direction>,
    /// The status of the response, such as `200`, `4XX` or `default`; `null` where it is none.
    pub status: Option<&'a str>,
    /// The place in a payload: a pointer (RFC 6901) with `*` for each element and each free name.
    pub pointer: &'a str,
    /// What kind of change.
    pub kind: Kind,
    /// The fact, in one sentence.
    pub headline: &'a str,
    /// What the old side says.
    pub old: &'a str,
    /// What the new side says.
    pub new: &'a str,
    /// What it means for those who read responses; `null` for a request.
    pub consumers: Option<JudgementDocument<'a>>,
    /// What it means for those who send requests; `null` for a response.
    pub senders: Option<JudgementDocument<'a>>,
}

/// What a change means for somebody.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Judgement")]
pub struct JudgementDocument<'a> {
    /// The verdict.
    pub verdict: Verdict,
    /// A payload that shows it; `null` where the verdict is safe, or where none was found.
    pub witness: Option<WitnessDocument<'a>>,
    /// How far a witness was looked for.
    pub search: Search,
}

/// A payload that both sides have judged.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Witness")]
pub struct WitnessDocument<'a> {
    /// The payload.
    pub payload: &'a Value,
    /// Whether the old side accepts it.
    pub old_accepts: bool,
    /// Whether the new side accepts it.
    pub new_accepts: bool,
}

impl<'a> ComparisonDocument<'a> {
    /// The document that says what `report` says.
    pub fn of(report: &'a Report) -> Self {
        let outcome = outcome(report);
        Self {
            version: 1,
            tool: Tool::this(),
            old: &report.old,
            new: &report.new,
            fail_on: report.fail_on,
            outcome,
            exit_code: outcome.code(),
            note: note(report),
            totals: ComparisonTotals {
                breaking: report.count(Verdict::Breaking),
                risky: report.count(Verdict::Risky),
                safe: report.count(Verdict::Safe),
            },
            changes: report
                .parts
                .iter()
                .flat_map(|part| {
                    part.changes
                        .iter()
                        .map(move |change| ChangeDocument::of(part, change))
                })
                .collect(),
        }
    }
}

impl<'a> ChangeDocument<'a> {
    fn of(part: &'a Part, change: &'a Change) -> Self {
        let message = part.message.as_ref();
        let (consumers, senders) = change.concerned(part.direction());
        Self {
            method: message.map(|message| message.method.as_str()),
            path: message.map(|message| message.path.as_str()),
            direction: part.direction(),
            status: message.and_then(|message| message.status.as_deref()),
            pointer: &change.pointer,
            kind: change.kind,
            headline: &change.headline,
            old: &change.old,
            new: &change.new,
            consumers: consumers.map(JudgementDocument::of),
            senders: senders.map(JudgementDocument::of),
        }
    }
}

impl<'a> JudgementDocument<'a> {
    fn of(judgement: &'a Judgement) -> Self {
        Self {
            verdict: judgement.verdict,
            witness: judgement.witness.as_ref().map(WitnessDocument::of),
            search: judgement.search,
        }
    }
}

impl<'a> WitnessDocument<'a> {
    const fn of(witness: &'a Witness) -> Self {
        Self {
            payload: &witness.payload,
            old_accepts: witness.old_accepts,
            new_accepts: witness.new_accepts,
        }
    }
}
