//! `wiredrift check`: recorded payloads against the contract.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ArgMatches;

use super::args::{Check, Judging, Ledgers, Scope};
use super::inputs::{Input, InputPlace};
use super::opened::NamedBy;
use super::output::Output;
use super::outputs::{self, Outputs};
use super::progress;
use super::project::{Counting, LockUse, Project};
use super::run::{Before, Job, Own};
use super::scope::Refusal;
use super::threads::Threads;
use crate::check::Options;
use crate::check::observe::Sightings;
use crate::contract::format;
use crate::contract::validator::FormatAssertion;
use crate::ledger::Lock;
use crate::problem::Problem;
use crate::report::{self, Format, Style, style};
use crate::summary::{Against, Listing, Outcome, Report, Summary, statistics};
use crate::text::numbers::counted;
use crate::text::sanitize::{self, printable, shortened, shown};

/// Formats that nobody knows and that are named, and letters of each.
const FORMATS: usize = 10;
const NAME: usize = 60;

/// Inputs whose summaries are held at once.
const BATCH: usize = 512;

/// Checks what the arguments name, reports, and says how it went.
pub(super) fn run(args: &mut Check, typed: &ArgMatches, output: &Output) -> Outcome {
    let followed = Project::followed(&mut args.scope, &mut args.judging, typed);
    let mut project = match followed {
        Ok(project) => project,
        Err(problems) => return output.problems(&problems),
    };
    if let Err(problem) = follow(&mut project, &args.ledgers, &args.scope.paths) {
        return output.problems(&[*problem]);
    }
    if let Some((message, help)) = lock_without_equals(&args.ledgers, &args.scope.paths, &project) {
        return output.error(&message, &help);
    }
    let listing = if args.show_all {
        Listing::All
    } else {
        Listing::First
    };
    let outputs = match outputs(args) {
        Ok(outputs) => outputs,
        Err((message, help)) => return output.error(&message, &help),
    };
    if asked(args, &outputs) == Some(Format::Html) || outputs.has(Format::Html) {
        project.counting = Counting::Places;
    }
    let guard = |input: &Path| outputs.would_replace(input).map(outputs::is_input);
    let report = examine(&args.scope, &args.judging, listing, project, &guard, output);
    let mut report = match report {
        Ok((report, _)) => report,
        Err(refusal) => return output.refusal(&refusal),
    };
    report.statistics = args.statistics.then(|| statistics(&report));
    let style = Style {
        width: Output::width(),
        colour: output.colour(),
        charset: style::Charset::Unicode,
        listing: match listing {
            Listing::First => style::Listing::Grouped,
            Listing::All => style::Listing::Each,
        },
        limit: match (listing, args.max_diagnostics) {
            (Listing::All, _) | (_, 0) => None,
            (Listing::First, limit) => Some(limit),
        },
    };
    tell(&report, &style, args, outputs, output)
}

/// Follows the baseline and the lock that are typed, or those of the configuration.
fn follow(project: &mut Project, ledgers: &Ledgers, paths: &[PathBuf]) -> Result<(), Box<Problem>> {
    let baseline = project.baseline_path(ledgers.baseline.as_deref());
    if let Some(path) = baseline.filter(|_| !ledgers.no_baseline) {
        let by = NamedBy::of(ledgers.baseline.as_deref());
        project.follow_baseline(&path, by, paths)?;
    }
    let lock = match &ledgers.lock {
        Some(Some(path)) => Some(path.clone()),
        Some(None) => project.lock_path(None).or(Some(Lock::FILE.into())),
        None => project.lock_path(None),
    };
    if let Some(path) = lock.filter(|_| !ledgers.no_lock) {
        let typed = ledgers.lock.as_ref().and_then(Option::as_ref);
        project.follow_lock(&path, NamedBy::of(typed))?;
    }
    Ok(())
}

/// The file of `--lock` stands behind `=`, so that one behind a space is a path, of which nothing could be told
/// but that it is no recording.
fn lock_without_equals(
    ledgers: &Ledgers,
    paths: &[PathBuf],
    project: &Project,
) -> Option<(String, String)> {
    if ledgers.lock != Some(None) {
        return None;
    }
    let is_lock = |path: &&PathBuf| {
        path.extension()
            .is_some_and(|extension| extension == "lock")
            && !project.is_ledger(path)
    };
    let path = paths.iter().find(is_lock)?.to_string_lossy();
    let path = printable(&path);
    Some((
        format!("{path} is given as a recording, and another lock is followed"),
        format!("write `--lock={path}`: the file stands behind `=`"),
    ))
}

/// Checks what the scope names; gives what was seen as well, where that is gathered. `guard` says of a file that is to be read why it must not be.
pub(super) fn examine(
    scope: &Scope,
    judging: &Judging,
    listing: Listing,
    project: Project,
    guard: &dyn Fn(&Path) -> Option<outputs::Refusal>,
    output: &Output,
) -> Result<(Report, Option<Sightings>), Refusal> {
    let options = Options {
        naming: judging.naming.into(),
        nulls: judging.nulls.map(Into::into),
        ..Options::default()
    };
    let options = options.within(&project.limits);
    let job = Job {
        threads: Arc::new(Threads::new(judging.threads)),
        ..scope.job(options, listing, project)?
    };
    let found = scope.find(&job.project);
    if let Some((message, help)) = found.files.iter().find_map(|input| match &input.place {
        InputPlace::File(path) => guard(path),
        InputPlace::Stdin => None,
    }) {
        return Err(Refusal::Arguments { message, help });
    }
    let mut summary = job.summary();
    tell_start(&job, found.files.len(), output);
    let columns = output.progress();
    progress::during(&job.meter, found.files.len(), columns, || {
        check_all(&job, &found.files, &mut summary, output);
    });
    job.tell_broken(&mut summary);
    tell_formats(&job, output);
    scope.tell(found, &job.project, &mut summary);
    let sightings = summary.sightings().map(std::mem::take);
    let report = Report {
        fail_on: judging.fail_on.into(),
        contract_file: scope.contract_file(),
        ..summary.into_report()
    };
    Ok((report, sightings))
}

/// Says what is followed, where somebody wants to know.
fn tell_start(job: &Job, files: usize, output: &Output) {
    output.detail(|| {
        let config = match &job.project.policy.config {
            Some(path) => format!("the configuration {path}"),
            None => "no configuration".to_owned(),
        };
        let against = match job.against() {
            Against::Revision(revision) => format!("revision {revision}"),
            Against::Contract(name) => name,
        };
        let files = counted(u64::try_from(files).unwrap_or(u64::MAX), "file");
        let baseline = job.project.baseline.as_ref();
        let baseline = baseline.map_or(String::new(), |baseline| {
            format!(", the baseline {}", baseline.shown)
        });
        let lock = match &job.project.lock {
            LockUse::Followed(lock) => format!(", the lock {}", lock.shown),
            _ => String::new(),
        };
        format!("{files} to check against {against}, with {config}{baseline}{lock}")
    });
}

/// Says which formats of a contract of somebody's own nobody knows, so that nothing asserts them.
fn tell_formats(job: &Job, output: &Output) {
    let unknown = match &job.own {
        Some(Own::Schema(contract, unknown)) if contract.formats == FormatAssertion::On => {
            unknown.clone()
        }
        Some(Own::Api(api, _)) if api.formats() == FormatAssertion::On => api.unknown_formats(),
        _ => return,
    };
    let Some(last) = unknown.len().checked_sub(1) else {
        return;
    };
    let mut names: Vec<String> = unknown
        .iter()
        .take(FORMATS)
        .map(|name| told(name))
        .collect();
    if let more @ 1.. = last + 1 - names.len() {
        names.push(format!("{more} more"));
    }
    let names = names.join(", ");
    output.remark(&format!(
        "note: the contract names formats that nobody knows, and nothing asserts them: {names}"
    ));
}

/// A format that nobody knows, and the one that may be meant.
fn told(format: &str) -> String {
    let near = format::near(format).map_or(String::new(), |near| format!(" (near to `{near}`)"));
    format!("`{}`{near}", sanitize::inert(&shortened(format, NAME)))
}

/// Says what a file gave, where somebody wants to know.
fn tell_file(input: &Input, summary: &Summary, output: &Output) {
    output.detail(|| {
        let payloads = counted(summary.checked(), "payload");
        let findings = counted(summary.found(), "finding");
        format!("{}: {payloads}, {findings}", input.shown)
    });
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
    let outcome = match report.outcome() {
        Outcome::Findings if args.exit_zero => Outcome::Clean,
        outcome => outcome,
    };
    let outcome = output.result(outcome, |out| render(format, style, out));
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
    Some(shown(&folder))
}

/// Checks the inputs on all threads. Their summaries are put together in the order of the inputs,
/// so the report does not depend on who was first.
fn check_all(job: &Job, inputs: &[Input], summary: &mut Summary, output: &Output) {
    let mut told = Arc::default();
    for batch in inputs.chunks(BATCH) {
        let first = || (Before::telling(&told), Vec::new());
        let runs = job
            .threads
            .fold(batch.iter().collect(), first, |mut run, input| {
                run.1.push(job.check(input, &mut run.0));
                run
            });
        let runs = runs.into_iter().flat_map(|(told, mut summaries)| {
            if let Some(last) = summaries.last_mut() {
                told.tell(last);
            }
            summaries
        });
        for (input, one) in batch.iter().zip(runs) {
            tell_file(input, &one, output);
            summary.merge(one);
        }
        summary.add_told(&mut told);
    }
}
