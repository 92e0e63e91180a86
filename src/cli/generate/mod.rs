//! `wiredrift generate`: payloads that conform, or that drift on purpose.

mod built_in;
mod files;
mod manifest;
mod plan;
mod source;
mod stream;

use std::cell::Cell;
use std::io;
use std::path::Path;

use proptest::prelude::any;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use super::args::{Generate, PayloadFormatArg, Seed};
use super::output::Output;
use super::outputs::Refusal;
use super::rules::no_such_rule;
use super::scope;
use crate::generate::{BASE_URL, Carrier, Envelope, OWN_BASE_URL, Options, RecordingFormat};
use crate::rule::mutation::Mutation;
use crate::rule::{self, Rule};
use crate::summary::Outcome;
use crate::text::sanitize::shortened;
use built_in::built_in;
use files::Existing;
use source::{Label, Own, Source};

/// Letters of a contract's name that are shown.
const NAME: usize = 120;

/// Makes what the arguments ask for.
pub(super) fn run(args: &Generate, output: &Output) -> Outcome {
    let job = match Job::new(args) {
        Ok(job) => job,
        Err(refusal) => return output.refusal(&refusal),
    };
    if args.plan {
        return plan::tell(&job.source, output);
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
    for remark in job.afterthoughts() {
        output.remark(&remark);
    }
    outcome
}

/// Everything that is to be made.
struct Job {
    source: Source,
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
    label: Option<Label>,
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
    fn new(args: &Generate) -> Result<Self, scope::Refusal> {
        let options = Options {
            profile: args.profile.into(),
            naming: args.naming.into(),
            seed: match args.seed {
                Seed::Fixed(seed) => seed,
                Seed::Random => random(),
            },
        };
        let mut page = 1;
        let source = if let Some(own) = Own::new(args, options)? {
            Source::Own(Box::new(own))
        } else {
            let (source, envelope) = built_in(args, options)?;
            if let Envelope::Page(size) = envelope {
                page = size.get();
            }
            Source::BuiltIn(Box::new(source))
        };
        let recorder = recorder(args, &source)?;
        let (rules, unable) = rules(args, &source)?;
        let records = match args.count {
            Some(count) => count.get(),
            // One document for each rule.
            None => page.saturating_mul(rules.len().max(1) as u64),
        };
        let several = source.count(records) > 1 && args.out.is_none();
        let format = args.format.unwrap_or(if recorder.is_some() {
            PayloadFormatArg::Json
        } else if several {
            PayloadFormatArg::Ndjson
        } else {
            PayloadFormatArg::Pretty
        });
        Ok(Self {
            source,
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
        let (text, cursor) = (made.text(self.format), self.source.cursor_of(number));
        let exchange = recorder.carrier.exchange(number, text, cursor);
        let exchange = exchange.map_err(io::Error::other)?;
        recorder
            .format
            .exchange(&exchange, &recorder.base_url, is_first, out)
    }

    /// How many documents are to be made.
    fn count(&self) -> u64 {
        self.source.count(self.records)
    }

    /// Document `number`.
    ///
    /// # Errors
    /// Nothing that conforms is found, or no sample gives the departure a place.
    fn document(&self, number: u64) -> Result<Made, Refusal> {
        if self.rules.is_empty() {
            let text = Text::Json(self.source.document(number, self.records)?);
            return Ok(Made { text, label: None });
        }
        let rules = self.rules.len() as u64;
        let index = usize::try_from(number % rules).unwrap_or(0);
        let Some(&rule) = self.rules.get(index) else {
            return Err(("there is no rule to break".to_owned(), String::new()));
        };
        let which = (number, self.records, number / rules);
        match self
            .source
            .mutant(rule, which, self.format, &self.completed)?
        {
            Some(label) => Ok(Made {
                text: Text::Changed(label.payload().to_owned()),
                label: Some(label),
            }),
            None => Err((
                format!("payload {number} gives `{}` no place", rule.name),
                "try another seed".to_owned(),
            )),
        }
    }

    /// What is told on standard error before the work begins.
    fn remarks(&self) -> Vec<String> {
        let mut remarks = vec![format!("seed: {}", self.source.options().seed)];
        if self.unable > 0 {
            remarks.push(format!(
                "rules: {} in turn; {} cannot break {}",
                self.rules.len(),
                self.unable,
                self.source.whose()
            ));
        }
        remarks
    }

    /// What is told on standard error once all is made.
    fn afterthoughts(&self) -> Vec<String> {
        let mut remarks = self.source.left_out();
        let completed = self.completed.get();
        if completed > 0 {
            let profile = self.source.options().profile.as_str();
            remarks.push(format!(
                "profile: {completed} of {} payloads have every field: as {profile} ones they \
                 would give their rule no place",
                self.count()
            ));
        }
        remarks
    }
}

/// What records the documents, where that is asked for.
fn recorder(args: &Generate, source: &Source) -> Result<Option<Recorder>, Refusal> {
    let Some(format) = args.recording else {
        return Ok(None);
    };
    let contract = shortened(source.name(), NAME);
    let carrier = source.carrier().ok_or_else(|| {
        let help = match source {
            Source::BuiltIn(_) => {
                "name a DTO that is sent, or an envelope (`--envelope single | page`)"
            }
            Source::Own(_) => "name a message, as in `createOrder request`",
        };
        (
            format!("no operation sends {contract} by itself"),
            help.to_owned(),
        )
    })?;
    let format: RecordingFormat = format.into();
    if carrier.carries_requests() && !format.keeps_requests() {
        return Err((
            format!("{contract} is sent in requests, and such recordings hold none"),
            "record it as `log`, `har`, `vcrpy`, `vcr` or `nock`".to_owned(),
        ));
    }
    let usual = match source {
        Source::BuiltIn(_) => BASE_URL,
        Source::Own(_) => OWN_BASE_URL,
    };
    Ok(Some(Recorder {
        carrier,
        format,
        base_url: args.base_url.clone().unwrap_or_else(|| usual.to_owned()),
    }))
}

/// The rules to break, and how many of all cannot be broken here.
fn rules(args: &Generate, source: &Source) -> Result<(Vec<&'static Rule>, usize), Refusal> {
    let Some(name) = &args.drift else {
        return Ok((Vec::new(), 0));
    };
    if name == "all" {
        let rules = source.rules();
        let unable = rule::all().count() - rules.len();
        if rules.is_empty() {
            return Err((
                format!("{} gives no rule a place", source.whose()),
                "name a contract of objects whose members have types".to_owned(),
            ));
        }
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
    match source.cannot_break(rule) {
        Some(refusal) => Err(refusal),
        None => Ok((vec![rule], 0)),
    }
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
