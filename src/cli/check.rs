//! `wiredrift check`: recorded payloads against the contract.

use rayon::prelude::*;

use super::args::Check;
use super::inputs::{self, IgnoreFiles, Input, Inputs};
use super::output::Output;
use super::run::Job;
use super::schema::no_such_dto;
use crate::check::{Checker, Options};
use crate::contract::export;
use crate::contract::recognise::{Candidate, Each};
use crate::problem::{Problem, ProblemKind};
use crate::report::{self, Style, style};
use crate::summary::{Listing, Outcome, Summary};

/// Inputs whose summaries are held at once.
const BATCH: usize = 512;

/// Threads that are started at most, whatever is asked for: a mistyped number shall not bring the
/// machine down.
const MAX_THREADS: usize = 256;

/// Checks what the arguments name, reports, and says how it went.
pub(super) fn run(args: &Check, output: &Output) -> Outcome {
    let job = match job(args) {
        Ok(job) => job,
        Err((message, help)) => return output.error(&message, &help),
    };
    let found = inputs::find(&args.paths, ignore_files(args));
    let mut summary = job.summary();
    if let Err(error) = check_all(&job, &found.files, args, &mut summary) {
        return output.error(
            &format!("no threads could be started: {error}"),
            "try `--threads 1`",
        );
    }
    tell_inputs(found, args, &mut summary);
    let report = summary.into_report();
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
    output.result(report.outcome(), |out| {
        report::render(args.format.into(), &report, &style, out)
    })
}

const fn ignore_files(args: &Check) -> IgnoreFiles {
    if args.no_ignore {
        IgnoreFiles::Unread
    } else {
        IgnoreFiles::Honoured
    }
}

/// What is to be done with every input, or why the arguments make no sense.
fn job(args: &Check) -> Result<Job, (String, String)> {
    let target = match &args.dto {
        None => None,
        Some(name) => {
            let dto = export::dto_names(args.revision)
                .find(|known| known == name)
                .ok_or_else(|| no_such_dto(name, args.revision))?;
            let each = if args.each {
                Each::Element
            } else {
                Each::Whole
            };
            Some(Candidate { dto, each })
        }
    };
    let options = Options {
        naming: args.naming.into(),
        nulls: args.nulls.map(Into::into),
    };
    Ok(Job {
        checker: Checker::new(args.revision, options),
        target,
        unrecognized: args.unrecognized,
        input_format: args.input_format.map(Into::into),
        listing: if args.show_all {
            Listing::All
        } else {
            Listing::First
        },
    })
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
            summary.merge(job.input(input));
        }
        return Ok(());
    }
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()?;
    for batch in inputs.chunks(BATCH) {
        let summaries: Vec<Summary> =
            pool.install(|| batch.par_iter().map(|input| job.input(input)).collect());
        for one in summaries {
            summary.merge(one);
        }
    }
    Ok(())
}

/// Adds what is to be said about the inputs as a whole.
fn tell_inputs(found: Inputs, args: &Check, summary: &mut Summary) {
    let nothing_else = found.problems.is_empty() && !summary.has_problems();
    for problem in found.problems {
        summary.problem(problem);
    }
    for (path, reason) in &found.passed {
        summary.skip(path, reason, 1, &[]);
    }
    if summary.checked() == 0 && !args.allow_empty && nothing_else {
        let paths: Vec<String> = args
            .paths
            .iter()
            .map(|path| path.to_string_lossy().into_owned())
            .collect();
        let among = crate::text::sanitize::shortened(&paths.join(", "), 200);
        let message = if found.files.is_empty() {
            format!("there is no capture in {among}")
        } else {
            format!("nothing was checked in {among}")
        };
        summary.problem(Problem {
            kind: ProblemKind::NothingChecked,
            path: None,
            place: None,
            excerpt: None,
            message,
            label: None,
            help: Some(format!(
                "name files or folders that hold captures, or add `--allow-empty`; {}",
                ignore_files(args).passed_over()
            )),
        });
    }
}
