//! `wiredrift completions`: what a shell offers while somebody types.

use clap::builder::PossibleValuesParser;
use clap::{Command, CommandFactory};

use super::args::{Args, Completions};
use super::output::Output;
use crate::problem::ProblemKind;
use crate::rule::{self, Topic};
use crate::summary::Outcome;

/// The options that name a rule or a group.
const LEVELS: &[&str] = &["deny", "warn", "note", "allow"];

/// Prints the completions.
pub(super) fn run(args: &Completions, output: &Output) -> Outcome {
    let mut command = with_names(Args::command());
    // Made in memory: the crate panics where its writer fails.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "wiredrift", &mut script);
    output.result(Outcome::Clean, |out| out.write_all(&script))
}

/// The command line, with the names that are words to its parser: shells can offer them.
fn with_names(command: Command) -> Command {
    let rules = || rule::all().map(|rule| rule.name);
    let selectors: Vec<&'static str> = std::iter::once("all")
        .chain(Topic::ALL.iter().map(|topic| topic.as_str()))
        .chain(rules())
        .collect();
    let pages: Vec<&'static str> = rules()
        .chain(ProblemKind::ALL.iter().map(|kind| kind.as_str()))
        .collect();
    named(command, &|command| {
        let is_explain = command.get_name() == "explain";
        command.mut_args(|arg| match arg.get_id().as_str() {
            id if LEVELS.contains(&id) => {
                arg.value_parser(PossibleValuesParser::new(selectors.clone()))
            }
            "rule" if is_explain => arg.value_parser(PossibleValuesParser::new(pages.clone())),
            _ => arg,
        })
    })
}

/// The command and all below it, each changed.
fn named(command: Command, change: &dyn Fn(Command) -> Command) -> Command {
    change(command).mut_subcommands(|below| named(below, change))
}
