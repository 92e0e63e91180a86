//! `wiredrift man`: manual pages, made from what can be typed.

use std::fs;
use std::io;
use std::path::Path;

use clap::{Command, CommandFactory};
use clap_mangen::Man as Page;

use super::args::{Args, Man};
use super::output::Output;
use super::outputs::{Refusal, Whole};
use super::words::refusal;
use crate::summary::Outcome;
use crate::text::sanitize::shown;

/// Prints the page of the whole, or writes the pages of all commands.
pub(super) fn run(args: &Man, output: &Output) -> Outcome {
    let mut command = Args::command().disable_help_subcommand(true);
    // Names of commands below others become whole: `wiredrift-schema-show`.
    command.build();
    let Some(folder) = &args.out else {
        return match text(command) {
            Ok(text) => output.result(Outcome::Clean, |out| out.write_all(text.as_bytes())),
            Err(error) => output.error(&format!("the page cannot be made: {error}"), ""),
        };
    };
    match write(command, folder) {
        Ok(count) => {
            let shown = shown(folder);
            output.result(Outcome::Clean, |out| {
                writeln!(out, "wrote {count} pages to {shown}")
            })
        }
        Err((message, help)) => output.error(&message, &help),
    }
}

/// Writes the pages of a command and of all below it; gives how many.
fn write(command: Command, folder: &Path) -> Result<usize, Refusal> {
    let failed = |error: io::Error| {
        let shown = shown(folder);
        (
            format!(
                "the pages cannot be written to {shown}: {}",
                refusal(&error)
            ),
            "name a folder that can be made and written".to_owned(),
        )
    };
    fs::create_dir_all(folder).map_err(failed)?;
    let mut count = 1;
    for below in command.get_subcommands().filter(|one| !one.is_hide_set()) {
        count += write(below.clone(), folder)?;
    }
    let name = command.get_display_name().unwrap_or(command.get_name());
    let place = Whole::open(&folder.join(format!("{name}.1")))?;
    place.write(&text(command).map_err(failed)?)?;
    Ok(count)
}

/// The page of a command. What stands below its help is laid out by hand: it is not filled, as the pages'
/// own way of telling it would.
fn text(command: Command) -> io::Result<String> {
    let below = command
        .get_after_long_help()
        .or_else(|| command.get_after_help());
    let below = below.map(ToString::to_string).unwrap_or_default();
    let has_commands = command.get_subcommands().any(|one| !one.is_hide_set());
    let page = Page::new(command);
    let mut out = Vec::new();
    page.render_title(&mut out)?;
    page.render_name_section(&mut out)?;
    page.render_synopsis_section(&mut out)?;
    page.render_description_section(&mut out)?;
    page.render_options_section(&mut out)?;
    if has_commands {
        page.render_subcommands_section(&mut out)?;
    }
    for section in below.split("\n\n").filter(|section| !section.is_empty()) {
        out.extend_from_slice(as_it_stands(section).as_bytes());
    }
    page.render_version_section(&mut out)?;
    String::from_utf8(out).map_err(io::Error::other)
}

/// A section whose lines stay as they are; the first is its heading.
fn as_it_stands(section: &str) -> String {
    let (heading, lines) = section.split_once('\n').unwrap_or((section, ""));
    let heading = heading.trim_end_matches(':').to_uppercase();
    let mut text = if heading.contains(' ') {
        format!(".SH \"{heading}\"\n.nf\n")
    } else {
        format!(".SH {heading}\n.nf\n")
    };
    for line in lines.lines() {
        // A line that begins with a dot or a quote would be a command.
        text.push_str("\\&");
        text.push_str(&line.replace('\\', "\\e").replace('-', "\\-"));
        text.push('\n');
    }
    text.push_str(".fi\n");
    text
}
