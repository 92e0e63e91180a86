//! `wiredrift lock`: what was seen of each field, written down.

use std::path::{Path, PathBuf};

use clap::ArgMatches;

use super::args::{Judging, LockArgs};
use super::check::examine;
use super::output::Output;
use super::outputs::{Refusal, Whole};
use super::project::{LockUse, Project};
use crate::ledger::{Difference, Lock};
use crate::policy::Coverage;
use crate::summary::{Listing, Outcome};
use crate::text::numbers::{counted, grouped};
use crate::text::sanitize::shown;

/// Why the lock is not written.
enum Failed {
    /// It was told by itself.
    Told(Outcome),
    /// A message and what to do.
    Words(String, String),
}

impl From<Refusal> for Failed {
    fn from((message, help): Refusal) -> Self {
        Self::Words(message, help)
    }
}

/// Writes the lock.
pub(super) fn run(args: &mut LockArgs, typed: &ArgMatches, output: &Output) -> Outcome {
    match write(args, typed, output) {
        Ok(lines) => output.result(Outcome::Clean, |out| {
            lines.iter().try_for_each(|line| writeln!(out, "{line}"))
        }),
        Err(Failed::Told(outcome)) => outcome,
        Err(Failed::Words(message, help)) => output.error(&message, &help),
    }
}

fn write(args: &mut LockArgs, typed: &ArgMatches, output: &Output) -> Result<Vec<String>, Failed> {
    let project = Project::of(&args.scope);
    let mut project = project.map_err(|problems| Failed::Told(output.problems(&problems)))?;
    args.scope.follow(&project, typed);
    project.lock = LockUse::Written;
    let named = project.lock_path(args.lock.as_deref());
    let path = named.unwrap_or_else(|| PathBuf::from(Lock::FILE));
    let shown = shown(&path);
    let before = if path.symlink_metadata().is_err() || path.is_dir() {
        None
    } else if args.update {
        let before = Lock::read_within(&path, &project.limits);
        Some(before.map_err(|problem| Failed::Told(output.problems(&[*problem])))?)
    } else {
        return Err(Failed::Words(
            format!("{shown} is there already"),
            "accept what is new with `--update`".to_owned(),
        ));
    };
    let file = Whole::open(&path)?;
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
    if !report.problems.is_empty() {
        output.problems(&report.problems);
        return Err(Failed::Words(
            "the lock is not written, as not all could be checked".to_owned(),
            "put right what is told above, or leave these files out with `exclude` in the configuration"
                .to_owned(),
        ));
    }
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
