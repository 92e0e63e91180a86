//! How the commands end that write what a project knows: the baseline and the lock.

use super::output::Output;
use super::outputs::Refusal;
use crate::problem::Problem;
use crate::summary::{Outcome, Report};

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
