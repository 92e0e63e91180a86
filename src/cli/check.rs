//! `wiredrift check`: recorded payloads against the contract.

use clap::ArgMatches;
use rayon::prelude::*;

use super::args::Check;
use super::inputs::Input;
use super::output::Output;
use super::run::Job;
use crate::check::Options;
use crate::report::{self, Style, style};
use crate::summary::{Listing, Outcome, Report, Summary, statistics};

/// Inputs whose summaries are held at once.
const BATCH: usize = 512;

/// Threads that are started at most, whatever is asked for: a mistyped number shall not bring the
/// machine down.
const MAX_THREADS: usize = 256;

/// Checks what the arguments name, reports, and says how it went.
pub(super) fn run(args: &mut Check, typed: &ArgMatches, output: &Output) -> Outcome {
    let project = match args.follow(typed) {
        Ok(project) => project,
        Err(problems) => return output.problems(&problems),
    };
    let options = Options {
        naming: args.naming.into(),
        nulls: args.nulls.map(Into::into),
    };
    let listing = if args.show_all {
        Listing::All
    } else {
        Listing::First
    };
    let job = match args.scope.job(options, listing, project) {
        Ok(job) => job,
        Err(refusal) => return output.refusal(&refusal),
    };
    let found = args.scope.find(&job.project);
    let mut summary = job.summary();
    if let Err(error) = check_all(&job, &found.files, args, &mut summary) {
        return output.error(
            &format!("no threads could be started: {error}"),
            "try `--threads 1`",
        );
    }
    job.tell_broken(&mut summary);
    args.scope.tell(found, &job.project, &mut summary);
    let mut report = Report {
        fail_on: args.fail_on.into(),
        ..summary.into_report()
    };
    report.statistics = args.statistics.then(|| statistics(&report));
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
    let outcome = match report.outcome() {
        Outcome::Findings if args.exit_zero => Outcome::Clean,
        outcome => outcome,
    };
    output.result(outcome, |out| {
        report::render(args.format.into(), &report, &style, out)
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
