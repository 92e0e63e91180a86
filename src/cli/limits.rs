//! `wiredrift limits`: how much is taken of input, and how that is set.

use std::io::{self, Write};

use super::args::{LimitsArgs, LimitsFormatArg};
use super::output::Output;
use crate::limits::Limits;
use crate::summary::Outcome;

/// Lists the limits, and says how it went.
pub(super) fn run(args: &LimitsArgs, output: &Output) -> Outcome {
    output.result(Outcome::Clean, |out| match args.format {
        LimitsFormatArg::Human => human(out),
        LimitsFormatArg::Markdown => markdown(out),
    })
}

fn human(out: &mut dyn Write) -> io::Result<()> {
    for limit in Limits::ALL {
        let (least, most) = (limit.written(limit.least), limit.written(limit.most));
        let default = limit.written(limit.default);
        writeln!(out, "{}={default} ({least} to {most})", limit.name)?;
        writeln!(out, "  {}", limit.about())?;
    }
    Ok(())
}

fn markdown(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "| limit | default | from | to | what it is about |")?;
    writeln!(out, "|---|---|---|---|---|")?;
    for limit in Limits::ALL {
        let (least, most) = (limit.written(limit.least), limit.written(limit.most));
        let (name, default, about) = (limit.name, limit.written(limit.default), limit.about());
        writeln!(out, "| `{name}` | {default} | {least} | {most} | {about} |")?;
    }
    Ok(())
}
