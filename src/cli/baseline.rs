//! `wiredrift baseline`: the drift that is known, written and pruned.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ArgMatches;

use super::args::{
    Baseline as Args, BaselineCommand, BaselinePrune, BaselineWrite, Judging, Scope,
};
use super::check::examine;
use super::ledgers::{self, Failed};
use super::opened::NamedBy;
use super::output::Output;
use super::project::Project;
use crate::ledger::Baseline;
use crate::limits::Limits;
use crate::policy::Coverage;
use crate::severity::Severity;
use crate::summary::{Listing, Outcome, Report};
use crate::text::numbers::{counted, grouped};
use crate::text::sanitize::{self, printable, shown};

/// Writes or prunes the baseline.
pub(super) fn run(args: &mut Args, typed: &ArgMatches, output: &Output) -> Outcome {
    let typed = typed.subcommand().map(|(_, typed)| typed.clone());
    let typed = typed.unwrap_or_default();
    let done = match &mut args.command {
        BaselineCommand::Write(args) => write(args, &typed, output),
        BaselineCommand::Prune(args) => prune(args, &typed, output),
    };
    ledgers::finish(done, output)
}

/// The file of the baseline, and who named it.
type Place = (PathBuf, NamedBy);

/// What both commands are asked about.
struct Command<'a> {
    scope: &'a mut Scope,
    judging: &'a mut Judging,
    baseline: Option<&'a Path>,
}

impl Command<'_> {
    /// The project, and the file of the baseline, as it is and as it is shown.
    fn open(self, typed: &ArgMatches, output: &Output) -> Result<(Project, Place, String), Failed> {
        let project = Project::followed(self.scope, self.judging, typed)
            .map_err(|problems| Failed::by(&problems, output))?;
        let path = path(&project, self.baseline);
        let shown = shown(&path);
        Ok((project, (path, NamedBy::of(self.baseline)), shown))
    }
}

/// The report of a check; fails where what is there is not known as a whole.
fn checked(
    scope: &Scope,
    judging: &Judging,
    project: Project,
    done: &str,
    output: &Output,
) -> Result<Report, Failed> {
    let report = examine(scope, judging, Listing::First, project, &|_| None, output);
    let (report, _) = report.map_err(|refusal| Failed::Told(output.refusal(&refusal)))?;
    all_known(&report, done, output)?;
    Ok(report)
}

fn write(
    args: &mut BaselineWrite,
    typed: &ArgMatches,
    output: &Output,
) -> Result<Vec<String>, Failed> {
    let (mut project, (path, by), shown) = Command {
        scope: &mut args.scope,
        judging: &mut args.judging,
        baseline: args.baseline.as_deref(),
    }
    .open(typed, output)?;
    let is_there = path.symlink_metadata().is_ok();
    let mut baseline = if is_there && args.update {
        read(&path, by, &project.limits, output)?
    } else if is_there && !args.force && !path.is_dir() {
        return Err(Failed::Words(
            format!("{shown} is there already"),
            "take up what is new with `--update`, or replace it with `--force`".to_owned(),
        ));
    } else {
        Baseline::empty(shown.clone())
    };
    let file = ledgers::room(&path, by)?;
    // What it knows is counted apart, so that only what is new is in the groups.
    project.baseline = Some(Arc::new(baseline.clone()));
    let paths = project.seen_from(&path, &args.scope.paths);
    let least = Severity::from(args.judging.fail_on).min(Severity::Warning);
    let report = checked(&args.scope, &args.judging, project, "written", output)?;
    let new = report
        .groups
        .iter()
        .filter(|group| group.finding.level >= least)
        .map(|group| (group.finding.fingerprint(), group.count));
    let added = baseline.take_up(paths, new);
    file.write(baseline.text())?;
    let mut lines = vec![format!(
        "wrote {shown}: {}, {} of them new",
        kinds(baseline.len() as u64),
        grouped(added)
    )];
    if !is_there {
        lines.push(format!(
            "`wiredrift check --baseline {shown}` follows it, as does `baseline = \"{shown}\"` in the configuration"
        ));
    }
    Ok(lines)
}

fn prune(
    args: &mut BaselinePrune,
    typed: &ArgMatches,
    output: &Output,
) -> Result<Vec<String>, Failed> {
    let (mut project, (path, by), shown) = Command {
        scope: &mut args.scope,
        judging: &mut args.judging,
        baseline: args.baseline.as_deref(),
    }
    .open(typed, output)?;
    let mut baseline = read(&path, by, &project.limits, output)?;
    project
        .follow_baseline(&path, by, &args.scope.paths)
        .map_err(|problem| Failed::by(&[*problem], output))?;
    if project
        .baseline
        .as_ref()
        .is_some_and(|baseline| baseline.coverage == Coverage::Part)
    {
        let from = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => {
                format!(", as seen from {}", sanitize::shown(folder))
            }
            _ => String::new(),
        };
        let paths: Vec<_> = baseline.paths.iter().map(|path| printable(path)).collect();
        return Err(Failed::Words(
            format!("not all that {shown} is about would be looked at"),
            format!(
                "give the paths that it was written with{from}: {}",
                paths.join(" ")
            ),
        ));
    }
    let file = ledgers::room(&path, by)?;
    let report = checked(&args.scope, &args.judging, project, "pruned", output)?;
    let used = report.applied.baseline.as_ref();
    let gone = used.and_then(|used| used.gone.as_deref());
    let gone = gone.unwrap_or_default();
    if gone.is_empty() {
        return Ok(vec![format!(
            "{shown} stays as it is: all of its {} are still found",
            kinds(baseline.len() as u64)
        )]);
    }
    let forgotten = baseline.prune(|fingerprint| gone.binary_search(fingerprint).is_ok());
    file.write(baseline.text())?;
    Ok(vec![format!(
        "wrote {shown}: forgot {}, kept {}",
        kinds(forgotten),
        grouped(baseline.len() as u64)
    )])
}

/// The file of the baseline.
fn path(project: &Project, typed: Option<&Path>) -> PathBuf {
    let named = project.baseline_path(typed);
    named.unwrap_or_else(|| PathBuf::from(Baseline::FILE))
}

fn read(path: &Path, by: NamedBy, limits: &Limits, output: &Output) -> Result<Baseline, Failed> {
    Baseline::read_opened(path, by.open(path), limits)
        .map_err(|problem| Failed::by(&[*problem], output))
}

/// Refuses to go on where what is there is not known as a whole.
fn all_known(report: &Report, done: &str, output: &Output) -> Result<(), Failed> {
    ledgers::all_checked(report, &format!("the baseline is not {done}"), output)?;
    let unlisted: u64 = report
        .unlisted
        .values()
        .copied()
        .fold(0, u64::saturating_add);
    if unlisted > 0 {
        return Err(Failed::Words(
            format!(
                "the baseline is not {done}: there are more kinds of drift than are kept, with {}",
                counted(unlisted, "further finding")
            ),
            "accept rules that find much by exceptions in the configuration, or turn them off"
                .to_owned(),
        ));
    }
    Ok(())
}

fn kinds(count: u64) -> String {
    match count {
        1 => "1 kind of drift".to_owned(),
        count => format!("{} kinds of drift", grouped(count)),
    }
}
