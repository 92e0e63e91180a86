//! The command line: words in, an exit code out.
//!
//! `args` says what can be typed, each command has its file, and only here is anything printed.
//! The library below never prints, never exits and never looks at the environment.

mod against;
mod args;
mod base_paths;
mod baseline;
mod beside;
mod check;
mod completions;
mod contract;
mod diff;
mod document;
mod exchange;
mod fix;
#[cfg(feature = "generate")]
mod generate;
mod ignored;
mod init;
mod inputs;
mod inspect;
mod ledgers;
mod limits;
mod lines;
mod lock;
mod man;
mod noted;
mod opened;
mod output;
mod outputs;
mod progress;
mod project;
mod rules;
mod run;
mod schema;
mod scope;
mod syntax;
mod threads;
mod whole;
mod words;

use std::borrow::Cow;
use std::ffi::OsStr;
use std::io::{self, Write};
use std::panic::resume_unwind;
use std::process::ExitCode;
use std::thread;

use clap::{CommandFactory, FromArgMatches};

use args::{Args, Command};
use output::Output;

use crate::check::STACK;
use crate::text::sanitize::{self, printable};

/// Runs the command line that the process was started with.
///
/// What is nested as deep as the limits allow takes more stack than the first thread of a process has on Windows, which
/// is 1 MiB: there the work is done in one that has what all others have. Elsewhere it has 8 MiB as well.
pub fn main() -> ExitCode {
    if !cfg!(windows) {
        return run();
    }
    let work = thread::Builder::new().stack_size(STACK);
    // It has the name of the first one, which messages of panics tell.
    match work.name("main".to_owned()).spawn(run) {
        Ok(work) => work.join().unwrap_or_else(|panic| resume_unwind(panic)),
        // There is the first one still.
        Err(_) => run(),
    }
}

fn run() -> ExitCode {
    // Whether something was typed, and in which order, is more than the arguments tell.
    let typed = match Args::command().try_get_matches() {
        Ok(typed) => typed,
        Err(error) => return told(&error),
    };
    let args = match Args::from_arg_matches(&typed) {
        Ok(args) => args,
        Err(error) => return told(&error.format(&mut Args::command())),
    };
    let typed = typed.subcommand().map(|(_, typed)| typed.clone());
    let typed = typed.unwrap_or_default();
    let output = Output::new(args.colour, args.verbosity());
    let outcome = match args.command {
        Command::Check(mut check) => check::run(&mut check, &typed, &output),
        Command::Diff(diff) => diff::run(&diff, &output),
        Command::Inspect(mut inspect) => inspect::run(&mut inspect, &typed, &output),
        #[cfg(feature = "generate")]
        Command::Generate(generate) => generate::run(&generate, &output),
        Command::Baseline(mut baseline) => baseline::run(&mut baseline, &typed, &output),
        Command::Lock(mut lock) => lock::run(&mut lock, &typed, &output),
        Command::Fix(mut fix) => fix::run(&mut fix, &typed, &output),
        Command::Init(init) => init::run(&init, &output),
        Command::Schema(schema) => schema::run(&schema, &output),
        Command::Rules(rules) => rules::list(&rules, &output),
        Command::Limits(args) => limits::run(&args, &output),
        Command::Explain(explain) => rules::explain(&explain, &output),
        Command::Completions(completions) => completions::run(&completions, &output),
        Command::Man(man) => man::run(&man, &output),
    };
    ExitCode::from(outcome.code())
}

/// Prints help, the version, or what is wrong with the arguments; help that cannot be written was not given.
fn told(error: &clap::Error) -> ExitCode {
    let printed = if error.use_stderr() && std::env::args_os().any(|word| acts(&word)) {
        harmless(error)
    } else {
        error.print().and_then(|()| io::stdout().flush())
    };
    let code = match printed {
        Err(broken) if !error.use_stderr() && broken.kind() != io::ErrorKind::BrokenPipe => {
            let output = Output::new(args::ColourChoice::Never, args::Verbosity::Usual);
            let message = format!("standard output cannot be written: {broken}");
            return ExitCode::from(output.error(&message, "").code());
        }
        _ => error.exit_code(),
    };
    ExitCode::from(u8::try_from(code).unwrap_or(2))
}

/// Whether an argument, which may be the name of a file of a stranger's, does something where it is shown.
fn acts(word: &OsStr) -> bool {
    let word = word.to_string_lossy();
    word.contains("::") || word.contains("##") || matches!(printable(&word), Cow::Owned(_))
}

/// Prints what is wrong with such arguments, without colours.
fn harmless(error: &clap::Error) -> io::Result<()> {
    let text = error.render().to_string();
    let mut err = io::stderr().lock();
    for line in text.lines() {
        writeln!(err, "{}", sanitize::inert(&printable(line)))?;
    }
    Ok(())
}
