//! `wiredrift inspect`: what captures hold, exchange by exchange.

use std::io;
use std::ops::ControlFlow;

use clap::ArgMatches;

use super::args::{Inspect, InspectFormatArg};
use super::output::Output;
use super::project::Project;
use super::run::{Own, Rows};
use crate::check::Options;
use crate::report::Style;
use crate::report::human::inspection::{Operations, Table};
use crate::report::inspection::{Document, Row};
use crate::summary::{Listing, Outcome, Report};

/// Lists what the arguments name, and says how the reading went.
pub(super) fn run(args: &mut Inspect, typed: &ArgMatches, output: &Output) -> Outcome {
    let project = match Project::of(&args.scope) {
        Ok(project) => project,
        Err(problems) => return output.problems(&problems),
    };
    args.scope.follow(&project, typed);
    let options = Options::default().within(&project.limits);
    let job = match args.scope.job(options, Listing::First, project) {
        Ok(job) => job,
        Err(refusal) => return output.refusal(&refusal),
    };
    let style = Style {
        width: Output::width(),
        colour: output.colour(),
        ..Style::default()
    };
    output.stream(|out, outcome| {
        let writer = match args.format {
            InspectFormatArg::Human => {
                let operations = match &job.own {
                    Some(Own::Api(..)) => Operations::Told,
                    _ => Operations::Left,
                };
                let width = Output::terminal_width();
                Writer::Table(Table::new(&style, width, operations, out))
            }
            InspectFormatArg::Json => Writer::Document(Document::begin(&job.against(), out)?),
        };
        let mut listing = Written {
            writer,
            failed: None,
        };
        let found = args.scope.find(&job.project);
        let mut summary = job.summary();
        // One after another: rows go out as they are read.
        for input in &found.files {
            summary.merge(job.inspect(input, &mut listing));
            if let Some(error) = listing.failed {
                return Err(error);
            }
        }
        job.tell_broken(&mut summary);
        args.scope.tell(found, &job.project, &mut summary);
        let report = summary.into_report();
        *outcome = report.outcome();
        listing.writer.end(&report)
    })
}

enum Writer<'o> {
    Table(Table<'o>),
    Document(Document<'o>),
}

impl Writer<'_> {
    fn row(&mut self, row: &Row<'_>) -> io::Result<()> {
        match self {
            Self::Table(table) => table.row(row),
            Self::Document(document) => document.row(row),
        }
    }

    fn end(self, report: &Report) -> io::Result<()> {
        match self {
            Self::Table(table) => table.end(report),
            Self::Document(document) => document.end(report),
        }
    }
}

/// Writes rows as long as that works.
struct Written<'o> {
    writer: Writer<'o>,
    failed: Option<io::Error>,
}

impl Rows for Written<'_> {
    fn row(&mut self, row: &Row<'_>) -> ControlFlow<()> {
        match self.writer.row(row) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                self.failed = Some(error);
                ControlFlow::Break(())
            }
        }
    }
}
