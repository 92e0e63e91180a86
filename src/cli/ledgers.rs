//! How the commands end that write what a project knows: the baseline and the lock.

use std::fs;
use std::path::Path;

use super::opened::NamedBy;
use super::output::Output;
use super::outputs::{Refusal, Whole};
use crate::problem::Problem;
use crate::summary::{Outcome, Report};
use crate::text::sanitize::shown;

/// Why a command could not do its work.
pub(super) enum Failed {
    /// It was told by itself.
    Told(Outcome),
    /// A message and what to do.
    Words(String, String),
}

impl Failed {
    /// Tells the problems that stand in the way.
    pub(super) fn by(problems: &[Problem], output: &Output) -> Self {
        Self::Told(output.problems(problems))
    }
}

impl From<Refusal> for Failed {
    fn from((message, help): Refusal) -> Self {
        Self::Words(message, help)
    }
}

/// Makes room for the file at `path`. A pipe that nobody typed may have nobody who reads from it.
pub(super) fn room(path: &Path, by: NamedBy) -> Result<Whole, Refusal> {
    let is_file = |there: fs::Metadata| there.is_file() || there.is_dir();
    if by == NamedBy::File && !fs::metadata(path).map_or(true, is_file) {
        return Err((
            format!("{} is no regular file", shown(path)),
            "delete it, or name another file".to_owned(),
        ));
    }
    Whole::open(path)
}

/// Ends a command that has these lines to say about what it did.
pub(super) fn finish(done: Result<Vec<String>, Failed>, output: &Output) -> Outcome {
    match done {
        Ok(lines) => output.result(Outcome::Clean, |out| {
            lines.iter().try_for_each(|line| writeln!(out, "{line}"))
        }),
        Err(Failed::Told(outcome)) => outcome,
        Err(Failed::Words(message, help)) => output.error(&message, &help),
    }
}

/// Refuses to go on where not all could be checked; `what` is not done then.
pub(super) fn all_checked(report: &Report, what: &str, output: &Output) -> Result<(), Failed> {
    if report.problems.is_empty() {
        return Ok(());
    }
    output.problems(&report.problems);
    Err(Failed::Words(
        format!("{what}, as not all could be checked"),
        "put right what is told above, or leave these files out with `exclude` in the configuration"
            .to_owned(),
    ))
}
