//! `wiredrift check`: recorded payloads against the contract.

use std::sync::Arc;

use super::args::Check;
use super::inputs::Input;
use super::output::Output;
use super::run::Job;
use super::threads::Threads;
use crate::check::Options;
use crate::report::{self, Style, style};
use crate::summary::{Listing, Outcome, Report, Summary};

/// Inputs whose summaries are held at once.
const BATCH: usize = 512;

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
    let job = match args.scope.job(options, listing) {
        Ok(job) => Job {
            threads: Arc::new(Threads::new(args.threads)),
            ..job
        },
        Err(refusal) => return output.refusal(&refusal),
    };
    let found = args.scope.find();
    let mut summary = job.summary();
    check_all(&job, &found.files, &mut summary);
    job.tell_broken(&mut summary);
    args.scope.tell(found, &mut summary);
    let report = Report {
        fail_on: args.fail_on.into(),
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
    output.result(report.outcome(), |out| {
        report::render(args.format.into(), &report, &style, out)
    })
}

/// Checks the inputs on all threads. Their summaries are put together in the order of the inputs,
/// so the report does not depend on who was first.
fn check_all(job: &Job, inputs: &[Input], summary: &mut Summary) {
    for batch in inputs.chunks(BATCH) {
        for one in job
            .threads
            .map(batch.iter().collect(), |input| job.check(input))
        {
            summary.merge(one);
        }
    }
}
