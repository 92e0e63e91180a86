//! The command line: words in, an exit code out.
//!
//! `args` says what can be typed, each command has its file, and only here is anything printed.
//! The library below never prints, never exits and never looks at the environment.

mod against;
mod args;
mod beside;
mod check;
mod contract;
mod diff;
mod exchange;
#[cfg(feature = "generate")]
mod generate;
mod inputs;
mod inspect;
mod output;
mod outputs;
mod rules;
mod run;
mod schema;
mod scope;
mod syntax;
mod words;

use std::process::ExitCode;

use clap::Parser;

use args::{Args, Command};
use output::Output;

/// Runs the command line that the process was started with.
pub fn main() -> ExitCode {
    let args = Args::parse();
    let output = Output::new(args.colour);
    let outcome = match &args.command {
        Command::Check(check) => check::run(check, &output),
        Command::Diff(diff) => diff::run(diff, &output),
        Command::Inspect(inspect) => inspect::run(inspect, &output),
        #[cfg(feature = "generate")]
        Command::Generate(generate) => generate::run(generate, &output),
        Command::Schema(schema) => schema::run(schema, &output),
        Command::Rules(rules) => rules::list(rules, &output),
        Command::Explain(explain) => rules::explain(explain, &output),
    };
    ExitCode::from(outcome.code())
}
