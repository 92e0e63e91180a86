//! `wiredrift generate`: payloads that conform, or that drift on purpose.

mod files;
mod manifest;
mod stream;

use std::cell::Cell;
use std::io;
use std::path::Path;

use proptest::prelude::any;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use super::args::{EnvelopeArg, Generate, PayloadFormatArg, Seed};
use super::output::Output;
use super::rules::no_such_rule;
use super::schema::no_such_dto;
use crate::contract::export;
use crate::contract::registry::Contract;
use crate::contract::revision::Revision;
use crate::generate::{
    Carrier, Documents, Envelope, Mutant, Mutator, NoEnvelope, Options, Plan, RecordingFormat,
};
use crate::rule::mutation::Mutation;
use crate::rule::{self, Rule};
use crate::summary::Outcome;
use crate::text::sanitize::shortened;
use files::Existing;

/// Records of a page, where nobody says.
const PAGE_SIZE: u64 = 100;

/// Why the command cannot run, and what to do.
type Refusal = (String, String);

/// Makes what the arguments ask for.
pub(super) fn run(args: &Generate, output: &Output) -> Outcome {
    let job = match Job::new(args) {
        Ok(job) => job,
        Err((message, help)) => return output.error(&message, &help),
    };
    if args.plan {
        return job.tell_plan(output);
    }
    for remark in job.remarks() {
        output.remark(&remark);
    }
    let existing = if args.force {
        Existing::Replaced
    } else {
        Existing::Kept
    };
    let outcome = match &args.out {
        None => stream::write(&job, output),
        Some(dir) => match files::write(&job, dir, existing) {
            Ok(files) => output.result(Outcome::Clean, |out| {
                let noun = if files == 1 { "file" } else { "files" };
                writeln!(out, "{files} {noun} written to {}", shown(dir))
            }),
            Err((message, help)) => output.error(&message, &help),
        },
    };
    if let Some(remark) = job.afterthought() {
        output.remark(&remark);
    }
    outcome
}

/// Everything that is to be made.
struct Job {
    dto: &'static str,
    revision: Revision,
    documents: Documents,
    /// What makes the fallback for samples that give a departure no place.
    complete: Documents,
    mutator: Mutator,
    rules: Vec<&'static Rule>,
    /// The rules among all that cannot break such payloads.
    unable: usize,
    /// Payloads so far that the fallback made.
    completed: Cell<u64>,
    records: u64,
    format: PayloadFormatArg,
    recorder: Option<Recorder>,
}

/// What turns documents into recorded exchanges.
struct Recorder {
    carrier: Carrier,
    format: RecordingFormat,
    base_url: String,
}

/// One document to write.
struct Made {
    text: Text,
    mutant: Option<Mutant>,
}

/// A document, as a value or, once it was changed, as text.
enum Text {
    Json(crate::generate::Json),
    Changed(String),
}

impl Made {
    /// Writes the document in `format`, without a line end behind it.
    fn text(&self, format: PayloadFormatArg) -> String {
        match (&self.text, format) {
            (Text::Json(json), PayloadFormatArg::Pretty) => format!("{json:#}"),
            (Text::Json(json), _) => json.to_string(),
            (Text::Changed(text), _) => text.clone(),
        }
    }

    /// Writes the document in `format`, with a line end behind it.
    fn write(&self, format: PayloadFormatArg, out: &mut dyn io::Write) -> io::Result<()> {
        match (&self.text, format) {
            (Text::Json(json), PayloadFormatArg::Pretty) => json.write_pretty(out)?,
            (Text::Json(json), _) => json.write_compact(out)?,
            (Text::Changed(text), _) => out.write_all(text.as_bytes())?,
        }
        out.write_all(b"\n")
    }
}

impl Job {
    fn new(args: &Generate) -> Result<Self, Refusal> {
        let dto = export::dto_names(args.revision)
            .find(|known| *known == args.dto)
            .ok_or_else(|| no_such_dto(&args.dto, args.revision))?;
        let options = Options {
            profile: args.profile.into(),
            naming: args.naming.into(),
            seed: match args.seed {
                Seed::Fixed(seed) => seed,
                Seed::Random => random(),
            },
        };
        let envelope = envelope(args)?;
        let documents = |options| {
            Documents::new(dto, args.revision, envelope, options)
                .map_err(|error| no_envelope(args, &error))
        };
        let complete = Options {
            profile: crate::generate::Profile::Complete,
            ..options
        };
        let (documents, complete) = (documents(options)?, documents(complete)?);
        let recorder = recorder(args, &documents, options)?;
        let mutator = Mutator::new(documents.contract().clone(), options.naming);
        let (rules, unable) = rules(args, &mutator)?;
        let records = match args.count {
            Some(count) => count.get(),
            // One document for each rule.
            None => match envelope {
                Envelope::Page(size) => size.get().saturating_mul(rules.len().max(1) as u64),
                Envelope::None | Envelope::Single => rules.len().max(1) as u64,
            },
        };
        let several = documents.count(records) > 1 && args.out.is_none();
        let format = args.format.unwrap_or(if recorder.is_some() {
            PayloadFormatArg::Json
        } else if several {
            PayloadFormatArg::Ndjson
        } else {
            PayloadFormatArg::Pretty
        });
        Ok(Self {
            dto,
            revision: args.revision,
            documents,
            complete,
            mutator,
            rules,
            unable,
            completed: Cell::new(0),
            records,
            format,
            recorder,
        })
    }

    /// Writes a recording that holds document `number` alone, or that document, as is asked for.
    fn write(&self, number: u64, made: &Made, out: &mut dyn io::Write) -> io::Result<()> {
        match &self.recorder {
            None => made.write(self.format, out),
            Some(recorder) => {
                recorder.format.begin(out)?;
                self.record(recorder, number, made, true, out)?;
                recorder.format.end(out)
            }
        }
    }

    /// Writes the exchange of document `number` into a recording.
    fn record(
        &self,
        recorder: &Recorder,
        number: u64,
        made: &Made,
        is_first: bool,
        out: &mut dyn io::Write,
    ) -> io::Result<()> {
        let (text, cursor) = (made.text(self.format), self.documents.cursor_of(number));
        let exchange = recorder.carrier.exchange(number, text, cursor);
        recorder
            .format
            .exchange(&exchange, &recorder.base_url, is_first, out)
    }

    /// How many documents are to be made.
    fn count(&self) -> u64 {
        self.documents.count(self.records)
    }

    /// Document `number`.
    ///
    /// # Errors
    /// No sample gives the departure a place, which is a fault of this tool.
    fn document(&self, number: u64) -> Result<Made, Refusal> {
        let json = self.documents.document(number, self.records);
        if self.rules.is_empty() {
            let text = Text::Json(json);
            return Ok(Made { text, mutant: None });
        }
        let rules = self.rules.len() as u64;
        let index = usize::try_from(number % rules).unwrap_or(0);
        let Some(&rule) = self.rules.get(index) else {
            return Err(("there is no rule to break".to_owned(), String::new()));
        };
        let written = |json: &crate::generate::Json| match self.format {
            PayloadFormatArg::Pretty => format!("{json:#}"),
            PayloadFormatArg::Json | PayloadFormatArg::Ndjson => json.to_string(),
        };
        let choice = number / rules;
        let mutant = self
            .mutator
            .mutant(rule, &written(&json), choice)
            .or_else(|| {
                // This sample has no field for it; one that has every field does.
                self.completed.set(self.completed.get() + 1);
                let json = self.complete.document(number, self.records);
                self.mutator.mutant(rule, &written(&json), choice)
            });
        match mutant {
            Some(mutant) => Ok(Made {
                text: Text::Changed(mutant.payload.clone()),
                mutant: Some(mutant),
            }),
            None => Err((
                format!("payload {number} gives `{}` no place", rule.name),
                "try another seed".to_owned(),
            )),
        }
    }

    /// What is told on standard error before the work begins.
    fn remarks(&self) -> Vec<String> {
        let options = self.documents.records().options();
        let mut remarks = vec![format!("seed: {}", options.seed)];
        if self.unable > 0 {
            remarks.push(format!(
                "rules: {} in turn; {} cannot break {} at {}",
                self.rules.len(),
                self.unable,
                self.mutator.contract().name,
                self.revision
            ));
        }
        remarks
    }

    /// What is told on standard error once all is made.
    fn afterthought(&self) -> Option<String> {
        let completed = self.completed.get();
        (completed > 0).then(|| {
            let profile = self.documents.records().options().profile.as_str();
            format!(
                "profile: {completed} of {} payloads have every field: as {profile} ones they \
                 would give their rule no place",
                self.count()
            )
        })
    }

    fn tell_plan(&self, output: &Output) -> Outcome {
        let generator = self.documents.records();
        let profile = generator.options().profile.as_str();
        let Some(plan) = generator.plan() else {
            return output.error(
                &format!("profile {profile} promises no coverage"),
                "plan `--profile realistic` or `--profile edge`",
            );
        };
        let Plan {
            pairs,
            values,
            fields,
            entries,
        } = *plan;
        output.result(Outcome::Clean, |out| {
            writeln!(out, "{}", plan.samples())?;
            writeln!(
                out,
                "\nThe first {} {profile} samples of {} at {} hold",
                plan.samples(),
                self.dto,
                self.revision
            )?;
            writeln!(
                out,
                "  each of {fields} fields, present and (unless required) absent"
            )?;
            if values > 0 {
                writeln!(out, "  each value of each enum, up to {values}")?;
            }
            if pairs > 0 {
                writeln!(
                    out,
                    "  each of {pairs} pairs of a source type and a destination type"
                )?;
            }
            if entries > 0 {
                writeln!(out, "  each of {entries} odd dates and texts")?;
                writeln!(out, "  one sample without any optional field")?;
            }
            Ok(())
        })
    }
}

fn envelope(args: &Generate) -> Result<Envelope, Refusal> {
    match (chosen_envelope(args), args.page_size) {
        (EnvelopeArg::None, None) => Ok(Envelope::None),
        (EnvelopeArg::Single, None) => Ok(Envelope::Single),
        (EnvelopeArg::Page, size) => {
            let usual = std::num::NonZeroU64::new(PAGE_SIZE);
            let size = size.or(usual).unwrap_or(std::num::NonZeroU64::MIN);
            Ok(Envelope::Page(size))
        }
        (EnvelopeArg::None | EnvelopeArg::Single, Some(_)) => Err((
            "`--page-size` is about pages, and none are made".to_owned(),
            "add `--envelope page`".to_owned(),
        )),
    }
}

/// The envelope that is asked for. Exchanges carry records in one, where nobody says otherwise.
fn chosen_envelope(args: &Generate) -> EnvelopeArg {
    let carried = || {
        let is_carried = Carrier::new(&args.dto, args.revision, Options::default()).is_some();
        let is_recorded = args.recording.is_some() && !is_carried;
        let single = Documents::new(
            &args.dto,
            args.revision,
            Envelope::Single,
            Options::default(),
        );
        if is_recorded && single.is_ok() {
            EnvelopeArg::Single
        } else {
            EnvelopeArg::None
        }
    };
    args.envelope.unwrap_or_else(carried)
}

/// What records the documents, where that is asked for.
fn recorder(
    args: &Generate,
    documents: &Documents,
    options: Options,
) -> Result<Option<Recorder>, Refusal> {
    let Some(format) = args.recording else {
        return Ok(None);
    };
    let contract = &documents.contract().name;
    let carrier = Carrier::new(contract, args.revision, options).ok_or_else(|| {
        (
            format!("no operation sends {contract} by itself"),
            "name a DTO that is sent, or an envelope (`--envelope single | page`)".to_owned(),
        )
    })?;
    let format: RecordingFormat = format.into();
    if carrier.carries_requests() && !format.keeps_requests() {
        return Err((
            format!("{contract} is sent in requests, and such recordings hold none"),
            "record it as `log`, `har`, `vcrpy`, `vcr` or `nock`".to_owned(),
        ));
    }
    Ok(Some(Recorder {
        carrier,
        format,
        base_url: args.base_url.clone(),
    }))
}

fn no_envelope(args: &Generate, error: &NoEnvelope) -> Refusal {
    match error {
        NoEnvelope::UnknownDto => no_such_dto(&args.dto, args.revision),
        NoEnvelope::Unwrapped(others) => {
            let own = Contract::built_in(&args.dto, args.revision);
            if let Some(inner) = own.as_ref().and_then(Contract::inner_name) {
                return (
                    format!("{} is an envelope itself", args.dto),
                    format!("leave `--envelope` out, or name {inner}, which it holds"),
                );
            }
            let how = match chosen_envelope(args) {
                EnvelopeArg::Page => "a page of",
                EnvelopeArg::None | EnvelopeArg::Single => "a single",
            };
            let help = match others.first() {
                Some(name) if chosen_envelope(args) == EnvelopeArg::Page => {
                    format!("only {name} holds it: `--envelope single`")
                }
                Some(name) => format!("only {name} holds it: `--envelope page`"),
                None => "leave `--envelope` out".to_owned(),
            };
            (
                format!(
                    "no envelope of revision {} holds {how} {}",
                    args.revision, args.dto
                ),
                help,
            )
        }
    }
}

/// The rules to break, and how many of all cannot be broken here.
fn rules(args: &Generate, mutator: &Mutator) -> Result<(Vec<&'static Rule>, usize), Refusal> {
    let Some(name) = &args.drift else {
        return Ok((Vec::new(), 0));
    };
    if name == "all" {
        let rules = mutator.rules();
        let unable = rule::all().count() - rules.len();
        return Ok((rules, unable));
    }
    let rule = rule::named(name).ok_or_else(|| {
        let (message, help) = no_such_rule(name);
        (message, format!("{help}; `all` takes each in turn"))
    })?;
    if let Mutation::Never(why) = rule.mutation {
        return Err((
            format!("no payload can be made that breaks `{name}`: {why}"),
            "`wiredrift rules` lists those that can be broken".to_owned(),
        ));
    }
    if !mutator.breaks(rule) {
        let contract = &mutator.contract().name;
        let naming = mutator.naming().as_str();
        return Err((
            format!(
                "`{name}` cannot be broken by {contract} at {} with {naming} names: \
                 it has nothing that the rule is about",
                args.revision
            ),
            "try another DTO, `--envelope`, `--revision` or `--naming`; \
             `--drift all` takes the rules that can be broken"
                .to_owned(),
        ));
    }
    Ok((vec![rule], 0))
}

/// A seed from the system.
fn random() -> u64 {
    any::<u64>()
        .new_tree(&mut TestRunner::default())
        .map_or(0, |tree| tree.current())
}

fn shown(path: &Path) -> String {
    shortened(&path.to_string_lossy(), 200)
}
