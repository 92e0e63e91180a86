//! `wiredrift fix`: what is certain is put right in the recordings themselves.
//!
//! A file is checked, changed in memory, and checked again: only where that finds what was to be found, and
//! nothing else, is it written.

mod diff;
mod file;
mod tell;

use std::num::NonZeroUsize;
use std::sync::Arc;

use clap::ArgMatches;
use clap::parser::ValueSource;
use rayon::prelude::*;

use super::args::{Fix, Judging, Scope};
use super::inputs::{Input, InputPlace};
use super::output::Output;
use super::outputs::Whole;
use super::project::Project;
use super::run::Job;
use super::scope::Refusal;
use crate::check::{Options, STACK};
use crate::summary::{Listing, Outcome, Report};
use crate::text::sanitize::shown;
use file::{Fixed, is_still};
use tell::Told;

/// Files that are held in memory at once, each as it was and as it will be.
const BATCH: usize = 32;

/// Threads that are started at most.
const MAX_THREADS: usize = 256;

/// What is done with what would change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Write,
    Diff,
    Check,
}

/// Puts right what the arguments name, and says what remains.
pub(super) fn run(args: &mut Fix, typed: &ArgMatches, output: &Output) -> Outcome {
    if typed.value_source("paths") != Some(ValueSource::CommandLine) {
        return output.error(
            "nothing is named that is to be put right",
            "name files or folders; `.` is the current folder",
        );
    }
    let mode = match (args.diff, args.check) {
        (true, _) => Mode::Diff,
        (_, true) => Mode::Check,
        _ => Mode::Write,
    };
    let project = match Project::followed(&mut args.scope, &mut args.judging, typed) {
        Ok(project) => project,
        Err(problems) => return output.problems(&problems),
    };
    let mut told = Told::new(mode, Arc::clone(&project.secrets));
    let report = match fix(&args.scope, &args.judging, project, &mut told) {
        Ok(report) => report,
        Err(refusal) => return output.refusal(&refusal),
    };
    told.end(&report, output)
}

fn fix(
    scope: &Scope,
    judging: &Judging,
    project: Project,
    told: &mut Told,
) -> Result<Report, Refusal> {
    let options = Options {
        naming: judging.naming.into(),
        nulls: judging.nulls.map(Into::into),
        ..Options::default()
    };
    let options = options.within(&project.limits);
    let job = scope.job(options, Listing::First, project)?;
    let found = scope.find(&job.project);
    let mut summary = job.summary();
    let pool = pool(judging.threads, found.files.len())?;
    for batch in found.files.chunks(BATCH) {
        let fixed: Vec<Fixed> =
            pool.install(|| batch.par_iter().map(|input| job.fix(input)).collect());
        for (input, one) in batch.iter().zip(fixed) {
            place(input, &one, told);
            summary.merge(one.summary);
        }
    }
    job.tell_broken(&mut summary);
    scope.tell(found, &job.project, &mut summary);
    Ok(Report {
        fail_on: judging.fail_on.into(),
        contract_file: scope.contract_file(),
        ..summary.into_report()
    })
}

fn pool(threads: Option<NonZeroUsize>, inputs: usize) -> Result<rayon::ThreadPool, Refusal> {
    let threads = threads.map_or(0, |threads| threads.get().min(inputs.clamp(1, MAX_THREADS)));
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .stack_size(STACK)
        .build();
    pool.map_err(|error| Refusal::Arguments {
        message: format!("no threads could be started: {error}"),
        help: "try `--threads 1`".to_owned(),
    })
}

/// Writes a file that changes, where it shall be, and tells what became of it.
fn place(input: &Input, fixed: &Fixed, told: &mut Told) {
    if let (Mode::Write, InputPlace::File(path), Some(changed)) =
        (told.mode, &input.place, &fixed.changed)
    {
        let written = Whole::open(path).and_then(|file| {
            // A recorder may have gone on meanwhile: what it wrote would be lost.
            if !is_still(path, &changed.before).unwrap_or(false) {
                return Err((
                    format!(
                        "{} changed while it was put right, and stays as it is",
                        shown(path)
                    ),
                    "run it again when nobody writes the file".to_owned(),
                ));
            }
            file.write(&changed.after)
        });
        if let Err((message, help)) = written {
            return told.failed(input, message, help);
        }
    }
    told.file(input, fixed);
}

impl Job {
    /// One input as it is once it is put right.
    fn fix(&self, input: &Input) -> Fixed {
        match &input.place {
            InputPlace::Stdin => self.fix_stdin(input),
            InputPlace::File(path) => self.fix_file(input, path),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;

    use super::*;
    use crate::cli::fix::file::Changed;
    use crate::cli::inputs::Chosen;
    use crate::fix::Repair;
    use crate::limits::Limits;
    use crate::summary::{Against, Summary};
    use crate::text::secret::Secrets;

    #[test]
    fn what_somebody_else_wrote_meanwhile_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path: PathBuf = folder.path().join("a.json");
        let input = Input {
            shown: "a.json".to_owned(),
            place: InputPlace::File(path.clone()),
            chosen: Chosen::ByName,
        };
        let fixed = |before: &str| Fixed {
            summary: Summary::new(Against::Contract("c".to_owned()), Listing::First)
                .within(&Limits::DEFAULT),
            repair: Repair::default(),
            changed: Some(Changed {
                before: before.as_bytes().to_vec(),
                after: b"[2]".to_vec(),
                edits: Vec::new(),
            }),
            unchanged: None,
        };
        let mut told = Told::new(Mode::Write, Arc::new(Secrets::default()));
        for now in ["[1]\n", "[1", "[7]"] {
            fs::write(&path, now).unwrap();
            place(&input, &fixed("[1]"), &mut told);
            assert_eq!(fs::read_to_string(&path).unwrap(), now);
        }
        fs::write(&path, "[1]").unwrap();
        place(&input, &fixed("[1]"), &mut told);
        assert_eq!(fs::read_to_string(&path).unwrap(), "[2]");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
