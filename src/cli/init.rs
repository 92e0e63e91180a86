//! `wiredrift init`: a configuration to start from, made of what is found in the folder.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use super::args::Init;
use super::document::NoCaptures;
use super::inputs::{self, IgnoreFiles, Input, InputPlace, Named};
use super::output::Output;
use super::progress::Meter;
use super::project::Project;
use super::run::{Job, Rows};
use super::words::refusal;
use crate::capture::InputFormat;
use crate::check::{Checker, Options};
use crate::config;
use crate::contract::revision::Revision;
use crate::limits::Limits;
use crate::problem::Problem;
use crate::report::inspection::Row;
use crate::summary::{Listing, Outcome};
use crate::text::sanitize::{printable, shown};

/// Files that are looked into at most: what is there is seen by then.
const FILES: usize = 5_000;

/// Bytes of a file in which an OpenAPI document says that it is one.
const START: u64 = 16 << 10;

/// What is in the folder.
#[derive(Debug, Default)]
struct Found {
    /// Folders with recordings, and globs of those that stand in this very folder.
    include: BTreeSet<String>,
    /// How many files there are of each format.
    formats: BTreeMap<&'static str, usize>,
    /// OpenAPI documents.
    documents: Vec<String>,
}

/// Writes the configuration, or prints it.
pub(super) fn run(args: &Init, output: &Output) -> Outcome {
    let is_printed = args.stdout || args.path == Path::new("-");
    if !is_printed && let Some(refused) = in_the_way(&args.path, output) {
        return refused;
    }
    let (found, problems) = look_around();
    if !problems.is_empty() {
        // What is missing in the configuration for that is told; it is made all the same.
        output.problems(&problems);
    }
    let text = text(&found);
    if is_printed {
        return output.result(Outcome::Clean, |out| out.write_all(text.as_bytes()));
    }
    let shown = shown(&args.path);
    // A file that appeared meanwhile is not overwritten either.
    let created = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&args.path);
    match created.and_then(|mut file| file.write_all(text.as_bytes())) {
        Ok(()) => output.result(Outcome::Clean, |out| {
            writeln!(out, "wrote {shown}")?;
            writeln!(
                out,
                "`wiredrift check` follows it; docs/config.md has every key"
            )
        }),
        Err(error) => output.error(
            &format!("{shown} cannot be written: {}", refusal(&error)),
            "name a file that can be written, or print it with `--stdout`",
        ),
    }
}

/// Refuses to write beside a configuration, or over it.
fn in_the_way(path: &Path, output: &Output) -> Option<Outcome> {
    let help = "change it, or print a new one with `--stdout`";
    if path.symlink_metadata().is_ok() {
        let shown = shown(path);
        return Some(output.error(&format!("{shown} is there already"), help));
    }
    let folder = path.parent().unwrap_or(Path::new(""));
    let folder = std::env::current_dir().unwrap_or_default().join(folder);
    match config::discover(&folder, &Limits::DEFAULT) {
        // What is in a folder above is not in the way.
        Ok(Some(found)) if !found.source.shown.starts_with("..") => {
            let message = format!(
                "the folder has a configuration already: {}",
                found.source.shown
            );
            Some(output.error(&message, help))
        }
        Ok(_) => None,
        Err(problem) => Some(output.problems(&[*problem])),
    }
}

/// What is in the current folder, and what could not be looked at. Each file is read as far as its first exchange or payload.
fn look_around() -> (Found, Vec<Problem>) {
    let job = Job {
        project: Project::default(),
        by_file: Vec::new(),
        base_paths: Vec::new(),
        checker: Checker::new(Revision::PINNED, Options::default()),
        own: None,
        broken: Mutex::default(),
        target: None,
        unrecognized: None,
        input_format: None,
        listing: Listing::First,
        threads: Arc::default(),
        learnt: Mutex::default(),
        buffers: Mutex::default(),
        no_captures: NoCaptures::default(),
        meter: Meter::default(),
    };
    let here = [PathBuf::from(".")];
    let all = inputs::find(&here, IgnoreFiles::Honoured, Named::Kept, &job.project);
    let mut found = Found::default();
    for input in all.files.iter().take(FILES) {
        let InputPlace::File(path) = &input.place else {
            continue;
        };
        if is_openapi(path) {
            found.documents.push(slashed(path));
        } else {
            found.add(&job, input, path);
        }
    }
    found.tidy();
    (found, all.problems)
}

impl Found {
    fn add(&mut self, job: &Job, input: &Input, path: &Path) {
        let mut first = First(None);
        job.inspect(input, &mut first);
        let Some(format) = first.0 else {
            return;
        };
        *self.formats.entry(format).or_default() += 1;
        let folder = path.parent().map(slashed).unwrap_or_default();
        self.include.insert(if !folder.is_empty() {
            escaped(&folder)
        } else if let Some(ending) = path.extension() {
            format!("*.{}", escaped(&ending.to_string_lossy()))
        } else {
            escaped(&slashed(path))
        });
    }

    /// Leaves out folders that are in others.
    fn tidy(&mut self) {
        let all = self.include.clone();
        self.include.retain(|folder| {
            let mut above = folder
                .match_indices('/')
                .filter_map(|(at, _)| folder.get(..at));
            !above.any(|folder| all.contains(folder))
        });
    }
}

/// The format of the first exchange or checked payload.
struct First(Option<&'static str>);

impl Rows for First {
    fn row(&mut self, row: &Row<'_>) -> ControlFlow<()> {
        // Any file may be JSON; a recording of the API is one that is recognised.
        let is_plain = matches!(row.format, InputFormat::Json | InputFormat::Ndjson);
        if is_plain && row.response.verdict.is_err() {
            return ControlFlow::Continue(());
        }
        self.0 = Some(row.format.as_str());
        ControlFlow::Break(())
    }
}

/// Whether the file begins like an OpenAPI document of version 3.
fn is_openapi(path: &Path) -> bool {
    let endings = ["json", "yaml", "yml"];
    if !path
        .extension()
        .is_some_and(|ending| endings.iter().any(|known| ending == *known))
    {
        return false;
    }
    let mut start = Vec::new();
    let read = File::open(path).and_then(|file| file.take(START).read_to_end(&mut start));
    let is_read = read.is_ok();
    let text = String::from_utf8_lossy(&start);
    let is_three = |rest: &str| {
        let version = rest.trim_start_matches([':', ' ', '\t', '"', '\'']);
        version.starts_with("3.")
    };
    let in_yaml = || {
        let mut lines = text
            .lines()
            .filter_map(|line| line.strip_prefix("openapi:"));
        lines.any(is_three)
    };
    let in_json = || {
        let behind = text.split_once("\"openapi\"");
        text.trim_start().starts_with('{') && behind.is_some_and(|(_, rest)| is_three(rest))
    };
    is_read && (in_json() || in_yaml())
}

fn slashed(path: &Path) -> String {
    let parts = path
        .components()
        .map(|part| part.as_os_str().to_string_lossy());
    parts.collect::<Vec<_>>().join("/")
}

/// A path as a glob that means itself.
fn escaped(path: &str) -> String {
    let mut out = String::new();
    for letter in path.chars() {
        if matches!(letter, '*' | '?' | '[' | ']' | '{' | '}' | '\\') {
            out.extend(['[', letter, ']']);
        } else {
            out.push(letter);
        }
    }
    out
}

/// A text in TOML: what TOML does not take as it is, is escaped.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            letter
                if letter.is_control()
                    || printable(letter.encode_utf8(&mut [0; 4])) != letter.to_string() =>
            {
                let _ = write!(out, "\\U{:08X}", u32::from(letter));
            }
            letter => out.push(letter),
        }
    }
    out.push('"');
    out
}

/// The configuration.
fn text(found: &Found) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut say = |text: &str| lines.extend(text.split('\n').map(str::to_owned));
    say("# What `wiredrift check` looks at below this folder, as what, and what it accepts.");
    say("# Every key: docs/config.md. For editors: schemas/config.schema.json.\n");
    if let Some((first, others)) = found.documents.split_first() {
        say("# The contract: this OpenAPI document was found.");
        say(&format!("openapi = {}", quoted(first)));
        for other in others {
            say(&format!("# openapi = {}", quoted(other)));
        }
    } else {
        say("# The contract: the built-in one at this revision, or one of your own.");
        say(&format!("revision = \"{}\"", Revision::PINNED));
        say("# openapi = \"openapi.yaml\"");
        say("# schema = \"order.schema.json#/definitions/Order\"");
    }
    say("");
    if found.include.is_empty() {
        say(
            "# No recordings were found. These globs say where they are; without them, all files are looked at.",
        );
        say("# include = [\"recordings\"]");
    } else {
        let formats = found.formats.iter();
        let formats: Vec<String> = formats
            .map(|(format, count)| format!("{count} {format}"))
            .collect();
        say(&format!(
            "# Where the recordings are (found by format: {}).",
            formats.join(", ")
        ));
        let globs: Vec<String> = found.include.iter().map(|glob| quoted(glob)).collect();
        say(&format!("include = [{}]", globs.join(", ")));
    }
    say(REST);
    lines.join("\n") + "\n"
}

/// What no folder tells.
const REST: &str = r#"# exclude = ["recordings/tmp"]

# How names are spelled: wire, python or auto.
# naming = "wire"

# The least level of a finding that fails the check: error, warning or note.
# fail-on = "warning"

# Names whose values are secrets, beside those that always are, and are never shown.
# mask = ["x-acme-*"]

# Levels by rule and by group: error, warning, note, off. `wiredrift rules` lists them.
# [levels]
# dates = "error"
# field-unknown = "note"

# Levels for some values or files.
# [[overrides]]
# fields = ["ConnectionDto.created"]
# files = ["recordings/old"]
# levels = { dates = "note" }

# Breaches that are accepted: where, which rules, why, and until when.
# [[exceptions]]
# fields = ["ConnectionDto.created"]
# accept = ["date-offset-unpunctuated"]
# reason = "the old exporter, until it is replaced"
# expires = 2099-12-31"#;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_names_stay_names() {
        assert_eq!(
            quoted("a\"b\\c\n\u{202e}d"),
            "\"a\\\"b\\\\c\\U0000000A\\U0000202Ed\""
        );
        assert_eq!(escaped("a[1]*"), "a[[]1[]][*]");
    }
}
