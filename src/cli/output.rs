//! Where output goes: results to standard output, everything else to standard error.

use std::io::{self, BufWriter, IsTerminal, Write};

use super::args::{ColourChoice, Verbosity};
use super::scope::Refusal;
use crate::problem::Problem;
use crate::report::human;
use crate::report::style::{Colour, Style};
use crate::summary::Outcome;
use crate::text::sanitize::{self, printable};
use crate::text::secret::Secrets;

/// The process's standard output and standard error.
#[derive(Debug)]
pub(super) struct Output {
    colour: ColourChoice,
    verbosity: Verbosity,
}

impl Output {
    pub(super) const fn new(colour: ColourChoice, verbosity: Verbosity) -> Self {
        Self { colour, verbosity }
    }

    /// Colours, where they are asked for, or on a terminal that can, unless `NO_COLOR` is set to
    /// anything but the empty string.
    pub(super) fn colour(&self) -> Colour {
        let coloured = match self.colour {
            ColourChoice::Always => true,
            ColourChoice::Never => false,
            ColourChoice::Auto => {
                let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
                let dumb = std::env::var_os("TERM").is_some_and(|value| value == "dumb");
                !refused && !dumb && io::stdout().is_terminal()
            }
        };
        if coloured {
            Colour::Always
        } else {
            Colour::Never
        }
    }

    /// The columns of the terminal; a pipe has as many as are ever used.
    pub(super) fn width() -> usize {
        Self::terminal_width().unwrap_or(Style::MAX_WIDTH)
    }

    /// The columns of the terminal, where standard output is one.
    pub(super) fn terminal_width() -> Option<usize> {
        let terminal = terminal_size::terminal_size().filter(|_| io::stdout().is_terminal());
        terminal.map(|(width, _)| usize::from(width.0))
    }

    /// Writes a result. A reader that has closed the pipe has read enough: that ends the output
    /// quietly, and the outcome stays what the work was.
    pub(super) fn result(
        &self,
        outcome: Outcome,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Outcome {
        self.stream(|out, known| {
            *known = outcome;
            write(out)
        })
    }

    /// Writes a result while the work is done; `write` says what the outcome is as far as it knows.
    pub(super) fn stream(
        &self,
        write: impl FnOnce(&mut dyn Write, &mut Outcome) -> io::Result<()>,
    ) -> Outcome {
        let mut out = BufWriter::new(io::stdout().lock());
        let mut outcome = Outcome::Clean;
        match write(&mut out, &mut outcome).and_then(|()| out.flush()) {
            Ok(()) => outcome,
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => outcome,
            Err(error) => self.error(&format!("standard output cannot be written: {error}"), ""),
        }
    }

    /// The columns for a line of progress: those of the terminal that standard error is.
    pub(super) fn progress(&self) -> Option<usize> {
        let dumb = std::env::var_os("TERM").is_some_and(|value| value == "dumb");
        if self.verbosity != Verbosity::Usual || dumb || !io::stderr().is_terminal() {
            return None;
        }
        let terminal = terminal_size::terminal_size_of(io::stderr());
        Some(terminal.map_or(Style::MAX_WIDTH, |(width, _)| usize::from(width.0)))
    }

    /// Says on standard error what is done, where somebody asked for that.
    pub(super) fn detail(&self, message: impl FnOnce() -> String) {
        if self.verbosity == Verbosity::Verbose {
            // Nobody is left to tell where standard error is closed.
            let _ = writeln!(io::stderr().lock(), "{}", inert(&message()));
        }
    }

    /// Says on standard error what is worth knowing and no result, unless nobody wants to know.
    pub(super) fn remark(&self, message: &str) {
        if self.verbosity == Verbosity::Quiet {
            return;
        }
        // Nobody is left to tell where standard error is closed.
        let _ = writeln!(io::stderr().lock(), "{message}");
    }

    /// Says on standard error why the command could not run.
    pub(super) fn refusal(&self, refusal: &Refusal) -> Outcome {
        match refusal {
            Refusal::Arguments { message, help } => self.error(message, help),
            Refusal::Contract(error) => self.error(&error.to_string(), &error.help),
            Refusal::Config(problem) => self.problems(std::slice::from_ref(&**problem)),
        }
    }

    /// Says on standard error what is wrong with the configuration, with its lines, and without secrets.
    #[expect(
        clippy::unused_self,
        reason = "output goes through the one value that owns it"
    )]
    pub(super) fn problems(&self, problems: &[Problem]) -> Outcome {
        let mut problems = problems.to_vec();
        let secrets = Secrets::default();
        for problem in &mut problems {
            problem.mask(&secrets);
        }
        let mut err = BufWriter::new(io::stderr().lock());
        // Nobody is left to tell where standard error is closed.
        let _ = human::problems(&problems, &Style::default(), &mut err);
        let _ = err.flush();
        Outcome::CouldNotCheck
    }

    /// Says on standard error why the command could not run, and what to do. Whatever stands in the
    /// words, nothing acts on them.
    #[expect(
        clippy::unused_self,
        reason = "output goes through the one value that owns it"
    )]
    pub(super) fn error(&self, message: &str, help: &str) -> Outcome {
        let mut err = io::stderr().lock();
        // Nobody is left to tell where standard error is closed.
        let _ = writeln!(err, "error: {}", inert(message));
        if !help.is_empty() {
            let _ = writeln!(err, "  help: {}", inert(help));
        }
        Outcome::CouldNotCheck
    }
}

/// `text` on one line, without secrets and what a terminal or a build service would act upon.
fn inert(text: &str) -> String {
    let text = Secrets::default().masked(text).into_owned();
    sanitize::inert(&printable(&text)).into_owned()
}
