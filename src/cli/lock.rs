//! `wiredrift lock`: what was seen of each field, written down.

use std::path::{Path, PathBuf};

use clap::ArgMatches;

use super::args::{Judging, LockArgs};
use super::check::examine;
use super::ledgers::{self, Failed};
use super::opened::NamedBy;
use super::output::Output;
use super::project::{LockUse, Project};
use crate::ledger::{Difference, Lock};
use crate::policy::Coverage;
use crate::summary::{Listing, Outcome};
use crate::text::numbers::{counted, grouped};
use crate::text::sanitize::shown;

/// Writes the lock.
pub(super) fn run(args: &mut LockArgs, typed: &ArgMatches, output: &Output) -> Outcome {
    ledgers::finish(write(args, typed, output), output)
}

fn write(args: &mut LockArgs, typed: &ArgMatches, output: &Output) -> Result<Vec<String>, Failed> {
    let project = Project::of(&args.scope);
    let mut project = project.map_err(|problems| Failed::by(&problems, output))?;
    args.scope.follow(&project, typed);
    project.lock = LockUse::Written;
    let by = NamedBy::of(args.lock.as_deref());
    let named = project.lock_path(args.lock.as_deref());
    let path = named.unwrap_or_else(|| PathBuf::from(Lock::FILE));
    let shown = shown(&path);
    let before = if path.symlink_metadata().is_err() || path.is_dir() {
        None
    } else if args.update {
        let before = Lock::read_opened(&path, by.open(&path), &project.limits);
        Some(before.map_err(|problem| Failed::by(&[*problem], output))?)
    } else {
        return Err(Failed::Words(
            format!("{shown} is there already"),
            "accept what is new with `--update`".to_owned(),
        ));
    };
    let file = ledgers::room(&path, by)?;
    let paths = project.seen_from(&path, &args.scope.paths);
    let coverage = before
        .as_ref()
        .map(|before| project.covers(&before.paths, &path, &args.scope.paths));
    let now = seen(args, project, (&shown, paths), output)?;
    let follow = if path == Path::new(Lock::FILE) {
        "--lock".to_owned()
    } else {
        format!("--lock={shown}")
    };
    let Some(before) = before else {
        file.write(now.text())?;
        return Ok(vec![
            format!("wrote {shown}: {}", fields(now.len() as u64)),
            format!(
                "`wiredrift check {follow}` follows it, as does `lock = \"{shown}\"` in the configuration"
            ),
        ]);
    };
    let after = if coverage == Some(Coverage::Whole) {
        now
    } else {
        before.clone().joined(now)
    };
    let difference = before.difference(&after);
    if after == before {
        return Ok(vec![format!("{shown} stays as it is: nothing is new")]);
    }
    file.write(after.text())?;
    Ok(vec![told(&shown, &after, difference)])
}

/// What is seen now.
fn seen(
    args: &LockArgs,
    project: Project,
    (shown, paths): (&str, Vec<String>),
    output: &Output,
) -> Result<Lock, Failed> {
    let (report, sightings) = examine(
        &args.scope,
        &Judging::usual(args.threads),
        Listing::First,
        project,
        &|_: &Path| None,
        output,
    )
    .map_err(|refusal| Failed::Told(output.refusal(&refusal)))?;
    ledgers::all_checked(&report, "the lock is not written", output)?;
    let sightings = sightings.unwrap_or_default();
    if sightings.beyond() > 0 {
        return Err(Failed::Words(
            format!(
                "the lock is not written: there are more places than it holds, with {} beyond",
                counted(sightings.beyond(), "value")
            ),
            "name fewer files, or declare objects whose keys are data with `additionalProperties`"
                .to_owned(),
        ));
    }
    Ok(Lock::of(&sightings, shown.to_owned(), paths))
}

fn told(shown: &str, after: &Lock, difference: Difference) -> String {
    let changes = [
        (difference.added, "new"),
        (difference.changed, "changed"),
        (difference.removed, "gone"),
    ];
    let changes = changes
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{} {what}", grouped(count)));
    let changes: Vec<String> = changes.collect();
    let changes = if changes.is_empty() {
        "only its paths changed".to_owned()
    } else {
        changes.join(", ")
    };
    format!("wrote {shown}: {}; {changes}", fields(after.len() as u64))
}

fn fields(count: u64) -> String {
    counted(count, "place")
}
