//! The `wiredrift` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    wiredrift::cli::main()
}
