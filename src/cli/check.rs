//! `wiredrift check`: recorded payloads against the contract.

use std::io::Write;

use rayon::prelude::*;

use super::args::Check;
use super::inputs::{Input, InputPlace};
use super::output::Output;
use super::outputs::{self, Outputs};
use super::run::{Job, Observing};
use crate::check::Options;
use crate::report::{self, Format, Style, style};
use crate::summary::{Listing, Outcome, Report, Summary};
use crate::text::sanitize::printable;

/// Inputs whose summaries are held at once.
const BATCH: usize = 512;

/// Threads that are started at most, whatever is asked for: a mistyped number shall not bring the
/// machine down.
const MAX_THREADS: usize = 256;

/// Checks what the arguments name, reports, and says how it went.
pub(super) fn run(args: &Check, output: &Output) -> Outcome {
    let options = Options {
        naming: args.naming.into(),
        nulls: args.nulls.map(Into::into),
    };
    let listing = if args.show_all {
        Listing::All
    } else {
        Listing::First
    };
    let outputs = match outputs(args) {
        Ok(outputs) => outputs,
        Err((message, help)) => return output.error(&message, &help),
    };
    let mut job = match args.scope.job(options, listing) {
        Ok(job) => job,
        Err(refusal) => return output.refusal(&refusal),
    };
    if asked(args, &outputs) == Some(Format::Html) || outputs.has(Format::Html) {
        job.observing = Observing::ByDto;
    }
    let found = args.scope.find();
    if let Some(path) = found.files.iter().find_map(|input| match &input.place {
        InputPlace::File(path) => outputs.would_replace(path),
        InputPlace::Stdin => None,
    }) {
        let (message, help) = outputs::is_input(path);
        return output.error(&message, &help);
    }
    let mut summary = job.summary();
    if let Err(error) = check_all(&job, &found.files, args, &mut summary) {
        return output.error(
            &format!("no threads could be started: {error}"),
            "try `--threads 1`",
        );
    }
    job.tell_broken(&mut summary);
    args.scope.tell(found, &mut summary);
    let report = Report {
        fail_on: args.fail_on.into(),
        contract_file: args.scope.contract_file(),
        ..summary.into_report()
    };
    let style = Style {
        width: Output::width(),
        colour: output.colour(),
        charset: style::Charset::Unicode,
        listing: match job.listing {
            Listing::First => style::Listing::Grouped,
            Listing::All => style::Listing::Each,
        },
        limit: match (job.listing, args.max_diagnostics) {
            (Listing::All, _) | (_, 0) => None,
            (Listing::First, limit) => Some(limit),
        },
    };
    tell(&report, &style, args, outputs, output)
}

/// Opens the files of the reports; two for standard output are one too many.
fn outputs(args: &Check) -> Result<Outputs, outputs::Refusal> {
    let outputs = Outputs::open(&args.outputs)?;
    if args.format.is_some() && outputs.stdout.is_some() {
        return Err((
            "standard output would hold two reports".to_owned(),
            "leave out `--format`, or give `--output` a file".to_owned(),
        ));
    }
    Ok(outputs)
}

/// Writes the report in all formats that were asked for: the files first, so that a reader who closes
/// standard output loses none of them.
fn tell(
    report: &Report,
    style: &Style,
    args: &Check,
    outputs: Outputs,
    output: &Output,
) -> Outcome {
    let below = current_folder().map(|folder| report.clone().below(&folder));
    let below = below.as_ref().unwrap_or(report);
    let render = |format: Format, style: &Style, out: &mut dyn Write| {
        let report = if format.is_for_services() {
            below
        } else {
            report
        };
        report::render(format, report, style, out)
    };
    let asked = asked(args, &outputs);
    let in_files = Style {
        width: Style::MAX_WIDTH,
        colour: style::Colour::Never,
        ..*style
    };
    let written = outputs.write(|format, out| render(format, &in_files, out));
    let format = asked.unwrap_or_else(|| chosen(output));
    let outcome = output.result(report.outcome(), |out| render(format, style, out));
    match written {
        Ok(()) => outcome,
        Err((message, help)) => output.error(&message, &help),
    }
}

/// The format of standard output, where one was asked for.
fn asked(args: &Check, outputs: &Outputs) -> Option<Format> {
    outputs.stdout.or(args.format.map(Into::into))
}

/// The format where none was asked for.
fn chosen(output: &Output) -> Format {
    if std::env::var_os("GITHUB_ACTIONS").is_some_and(|value| value == "true") {
        output.remark(
            "note: the report has the format `github`, as GITHUB_ACTIONS is true; `--format human` \
             turns that off",
        );
        Format::Github
    } else {
        Format::Human
    }
}

/// The folder that relative paths start from.
fn current_folder() -> Option<String> {
    let folder = std::env::current_dir().ok()?;
    Some(printable(&folder.to_string_lossy()).into_owned())
}

/// Checks the inputs on all threads. Their summaries are put together in the order of the inputs,
/// so the report does not depend on who was first.
fn check_all(
    job: &Job,
    inputs: &[Input],
    args: &Check,
    summary: &mut Summary,
) -> Result<(), rayon::ThreadPoolBuildError> {
    // More threads than inputs would only wait.
    let threads = args.threads.map_or(0, |threads| {
        threads.get().min(inputs.len().clamp(1, MAX_THREADS))
    });
    if threads == 1 || inputs.len() == 1 {
        for input in inputs {
            summary.merge(job.check(input));
        }
        return Ok(());
    }
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()?;
    for batch in inputs.chunks(BATCH) {
        let summaries: Vec<Summary> =
            pool.install(|| batch.par_iter().map(|input| job.check(input)).collect());
        for one in summaries {
            summary.merge(one);
        }
    }
    Ok(())
}
