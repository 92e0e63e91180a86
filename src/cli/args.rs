//! What can be typed.

#[cfg(feature = "generate")]
use std::num::NonZeroU64;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};

use super::opened::NamedBy;
use crate::capture::InputFormat;
use crate::check::{NamingChoice, Nulls};
use crate::config::is_base_path;
use crate::contract::revision::Revision;
use crate::contract::shape::Naming;
use crate::contract::validator::FormatAssertion;
use crate::diff::Verdict;
#[cfg(feature = "generate")]
use crate::generate::{Profile, RecordingFormat};
use crate::limits::{Limit, Limits};
use crate::policy::Selector;
use crate::report::Format;
use crate::severity::Severity;
use crate::temporal::Day;
use crate::text::nearest::nearest;

/// Does the API traffic that you recorded still match the types that you ship?
#[derive(Debug, Parser)]
#[command(
    name = "wiredrift",
    version,
    about,
    propagate_version = true,
    // Scripts and aliases put options in front of those that are typed: the last one counts.
    args_override_self = true,
    max_term_width = 100,
    after_help = "\
Examples:
  wiredrift check recordings/                 check every capture in a folder
  wiredrift check 'recordings/**/*.ndjson'    the same for a glob
  wiredrift inspect recordings/               what is in them, and what would be checked
  curl … | wiredrift check -                  check what another program prints
  wiredrift explain date-offset-missing       what a rule is about, and what to do
  wiredrift schema show ConnectionDto         the contract as JSON Schema
  wiredrift fix --diff recordings/            put right what is certain
  wiredrift diff old.yaml new.yaml            what changed, whom it breaks, and a payload for it
  wiredrift generate ConnectionDto --count 3  payloads that conform, or drift on purpose

Exit codes:
  0  everything was checked and conforms (notes do not count)
  1  findings: at least one warning or error
  2  something could not be checked, or the command could not run"
)]
pub(super) struct Args {
    /// When to colour the output [default: on a terminal, unless `NO_COLOR` is set]
    #[arg(
        long = "color",
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        hide_default_value = true
    )]
    pub(super) colour: ColourChoice,

    /// Keep progress and remarks away from standard error; errors are told
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(super) quiet: bool,

    /// Say on standard error what is followed, and what each file gave
    #[arg(short, long, global = true)]
    pub(super) verbose: bool,

    #[command(subcommand)]
    pub(super) command: Command,
}

impl Args {
    /// How much is told beside the results.
    pub(super) const fn verbosity(&self) -> Verbosity {
        match (self.quiet, self.verbose) {
            (true, _) => Verbosity::Quiet,
            (false, true) => Verbosity::Verbose,
            (false, false) => Verbosity::Usual,
        }
    }
}

/// How much is told beside the results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verbosity {
    /// Errors.
    Quiet,
    /// Remarks too, and progress on a terminal.
    Usual,
    /// What is done, step by step.
    Verbose,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Check(Box<Check>),
    Inspect(Inspect),
    Diff(Diff),
    #[cfg(feature = "generate")]
    Generate(Box<Generate>),
    Baseline(Baseline),
    Lock(Box<LockArgs>),
    Fix(Box<Fix>),
    Init(Init),
    Schema(Schema),
    Rules(Rules),
    Explain(Explain),
    Limits(LimitsArgs),
    Completions(Completions),
    Man(Man),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ColourChoice {
    Auto,
    Always,
    Never,
}

/// Check recorded payloads against the contract
///
/// Files are JSON, NDJSON or recorded exchanges (--input-format has the list), recognised by their
/// content. Which DTO a payload is, is told by the method, URL and status of its exchange, or else
/// recognised by its field names, or said with --dto. In folders, hidden files and those that .gitignore or
/// .ignore exclude are passed over, and so are files that hold no capture. What a quoted glob
/// matches counts as met in a folder, not as named: ignored files stay unread, and payloads that are
/// not recognised are passed over with a note. What the shell expands is named.
#[derive(Debug, ClapArgs)]
#[command(after_long_help = "\
Examples:
  wiredrift check                                   every capture under the current folder
  wiredrift check --revision 2026-08 recordings/    against a later revision of the contract
  wiredrift check --dto ConnectionDto --each a.json an array of one DTO, without an envelope
  wiredrift check --naming python dump.json         what the Python client dumped
  wiredrift check --output sarif=drift.sarif --output junit=drift.xml .
                                                    for people here, and for two services

Exit codes:
  0  everything was checked and conforms (notes do not count)
  1  findings: at least one warning or error
  2  something could not be checked, or the command could not run")]
pub(super) struct Check {
    #[command(flatten)]
    pub(super) scope: Scope,

    #[command(flatten)]
    pub(super) judging: Judging,

    #[command(flatten)]
    pub(super) ledgers: Ledgers,

    /// How to report on standard output [default: human; github where `GITHUB_ACTIONS` is true]
    #[arg(long, value_name = "FORMAT")]
    pub(super) format: Option<FormatArg>,

    /// Report to a file as well, such as sarif=drift.sarif; may be given several times, `-` is standard
    /// output
    #[arg(long = "output", value_name = "FORMAT=FILE", value_parser = report_to)]
    pub(super) outputs: Vec<ReportTo>,

    /// Exit with 0 where there are findings; with 2 where something could not be checked all the same
    #[arg(long)]
    pub(super) exit_zero: bool,

    /// Report how often each rule is found in each field, in place of the places
    #[arg(long)]
    pub(super) statistics: bool,

    /// Report every place in full; otherwise one place of each kind of drift, with a count
    #[arg(long)]
    pub(super) show_all: bool,

    /// Kinds of drift to show in the report for people, 0 for all; the summary counts all
    #[arg(long, value_name = "N", default_value_t = 25)]
    pub(super) max_diagnostics: usize,
}

/// What is known of the recordings.
#[derive(Debug, ClapArgs)]
pub(super) struct Ledgers {
    /// The baseline: drift that it knows is counted and does not fail [default: that of the
    /// configuration]
    #[arg(long, value_name = "FILE")]
    pub(super) baseline: Option<PathBuf>,

    /// Follow no baseline
    #[arg(long, conflicts_with = "baseline")]
    pub(super) no_baseline: bool,

    /// Report what the observed lock has never seen, though it conforms [default: the lock of the
    /// configuration; without a file, that or wiredrift.lock]
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true)]
    #[expect(
        clippy::option_option,
        reason = "it is not typed, typed alone, or typed with a file"
    )]
    pub(super) lock: Option<Option<PathBuf>>,

    /// Follow no lock
    #[arg(long, conflicts_with = "lock")]
    pub(super) no_lock: bool,
}

/// How payloads are looked at, and how what is found counts.
#[derive(Debug, ClapArgs)]
pub(super) struct Judging {
    /// How field names are spelled
    #[arg(long, value_name = "NAMING", default_value = "wire")]
    pub(super) naming: NamingArg,

    /// What null in an optional field means [default: absent where names are python's, else error]
    #[arg(long, value_name = "WHAT")]
    pub(super) nulls: Option<NullsArg>,

    /// The least level of a finding that fails the check: with exit code 1
    #[arg(long, value_name = "LEVEL", default_value = "warning")]
    pub(super) fail_on: FailOnArg,

    /// Count the findings of a rule, or of a group such as `dates` or `all`, as errors; of several such
    /// options the last one counts
    #[arg(short = 'D', long, value_name = "RULE", value_parser = selector, help_heading = "Levels")]
    pub(super) deny: Vec<Selector>,

    /// Count them as warnings
    #[arg(short = 'W', long, value_name = "RULE", value_parser = selector, help_heading = "Levels")]
    pub(super) warn: Vec<Selector>,

    /// Count them as notes
    #[arg(short = 'N', long, value_name = "RULE", value_parser = selector, help_heading = "Levels")]
    pub(super) note: Vec<Selector>,

    /// Do not report them; how many there are is told
    #[arg(short = 'A', long, value_name = "RULE", value_parser = selector, help_heading = "Levels")]
    pub(super) allow: Vec<Selector>,

    /// The day on which the config's exceptions are judged [default: today in UTC]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(super) now: Option<Day>,

    /// Threads to use, at least 1; they change the speed, never the output [default: one a core]
    #[arg(long, value_name = "N", value_parser = threads)]
    pub(super) threads: Option<NonZeroUsize>,
}

impl Judging {
    /// What is usual, where nobody asks for what is found.
    pub(super) const fn usual(threads: Option<NonZeroUsize>) -> Self {
        Self {
            naming: NamingArg::Wire,
            nulls: None,
            fail_on: FailOnArg::Warning,
            deny: Vec::new(),
            warn: Vec::new(),
            note: Vec::new(),
            allow: Vec::new(),
            now: None,
            threads,
        }
    }
}

/// What is looked at, and as what.
#[derive(Debug, ClapArgs)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch that is typed"
)]
pub(super) struct Scope {
    /// Files, folders or quoted globs (whose matches count as met in a folder); `-` is standard
    /// input
    #[arg(value_name = "PATH", default_value = ".")]
    pub(super) paths: Vec<PathBuf>,

    /// The DTO that each payload is, instead of recognising it; `wiredrift schema list` has them
    #[arg(long, value_name = "DTO")]
    pub(super) dto: Option<String>,

    /// With --dto: each payload is an array of that DTO, without an envelope
    #[arg(long, requires = "dto")]
    pub(super) each: bool,

    /// The revision to check against: 2022-01, 2026-02, 2026-03, 2026-08 or latest
    #[arg(long, value_name = "REV", default_value_t = Revision::PINNED, value_parser = revision)]
    pub(super) revision: Revision,

    /// Check against this schema (JSON Schema, in JSON or YAML) instead of the built-in contract; a
    /// pointer names one inside, as in `api.yaml#/definitions/Order`
    #[arg(long, value_name = "FILE[#/POINTER]", group = "own")]
    #[arg(conflicts_with_all = ["dto", "each", "revision"])]
    pub(super) schema: Option<String>,

    /// Check exchanges against this API (OpenAPI 3.0 or 3.1, in JSON or YAML) instead of the built-in
    /// contract; --dto names one of its schemas for payloads without an exchange
    #[arg(long, value_name = "FILE", group = "own", conflicts_with = "revision")]
    pub(super) openapi: Option<PathBuf>,

    /// With --schema or --openapi: the document that references to URL lead to; nothing is ever fetched
    #[arg(long = "ref", value_name = "URL=FILE", value_parser = reference)]
    pub(super) references: Vec<(String, PathBuf)>,

    /// With --schema or --openapi: the folder with the documents whose URLs begin with PREFIX
    #[arg(long = "ref-dir", value_name = "PREFIX=DIR", value_parser = reference)]
    pub(super) reference_dirs: Vec<(String, PathBuf)>,

    /// Who named the contract
    #[arg(skip)]
    pub(super) contract_by: NamedBy,

    /// Who named what references lead to
    #[arg(skip)]
    pub(super) references_by: NamedBy,

    /// With --schema or --openapi: whether `format` is asserted; a date finding is a warning at most where
    /// it is not [default: on]
    #[arg(long, value_name = "WHETHER")]
    pub(super) format_assertion: Option<FormatAssertionArg>,

    /// Only what is below this path, or this beginning of a URL, is of the API [default: any prefix]
    #[arg(long = "base-path", value_name = "PATH", value_parser = base_path)]
    pub(super) base_paths: Vec<String>,

    /// The configuration [default: the nearest of wiredrift.toml, .wiredrift.toml, and the tables in
    /// Cargo.toml and pyproject.toml, from the current folder upward]
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,

    /// Look for no configuration
    #[arg(long, conflicts_with = "config")]
    pub(super) isolated: bool,

    /// Mask every value of a payload, but for the date or enum value that is told; secrets always are
    #[arg(long)]
    pub(super) redact: bool,

    /// Leave out what the configuration excludes where it is named, too
    #[arg(long)]
    pub(super) force_exclude: bool,

    /// What to do where no DTO is recognised [default: error for files you name, note in folders]
    #[arg(long, value_name = "LEVEL")]
    pub(super) unrecognized: Option<Unrecognized>,

    /// Read what ignore files name as well; recordings are often kept out of version control
    #[arg(long)]
    pub(super) no_ignore: bool,

    /// The format of the inputs, instead of recognising it
    #[arg(long, value_name = "FORMAT")]
    pub(super) input_format: Option<InputFormatArg>,

    /// Exit with 0 where there is nothing to check, which is an error otherwise
    #[arg(long)]
    pub(super) allow_empty: bool,

    #[command(flatten)]
    pub(super) limits: LimitArgs,
}

/// How much is taken of input.
#[derive(Debug, ClapArgs)]
pub(super) struct LimitArgs {
    /// How much is taken of input that may be hostile, as in `body-bytes=64M`; `wiredrift limits` lists the
    /// limits. May be given several times
    #[arg(long = "limit", value_name = "NAME=VALUE", value_parser = limit)]
    limits: Vec<LimitTo>,
}

/// A limit and its value.
#[derive(Clone, Copy, Debug)]
pub(super) struct LimitTo {
    limit: &'static Limit,
    value: u64,
}

impl LimitArgs {
    /// What was typed, in place of what `limits` say.
    pub(super) fn over(&self, mut limits: Limits) -> Limits {
        for LimitTo { limit, value } in &self.limits {
            // It was held against the range when it was read.
            let _ = limits.set(limit, *value);
        }
        limits
    }
}

/// List what captures hold, exchange by exchange, and what would be checked of it
///
/// One line for each exchange: where it is, method, path, status, the size and encoding of the body,
/// the DTO that it is checked as, or why it is not. Payloads of formats that record nothing else are
/// listed alike. Nothing is compared with the contract; `wiredrift check` does that, and counts the
/// same. The query of a URL is never shown: it may hold secrets.
#[derive(Debug, ClapArgs)]
#[command(after_long_help = "\
Examples:
  wiredrift inspect recordings/                     what is in these captures?
  wiredrift inspect --format json app.har           for another program

Exit codes:
  0  everything was read
  2  something could not be read or recognised, or the command could not run")]
pub(super) struct Inspect {
    #[command(flatten)]
    pub(super) scope: Scope,

    /// How to list
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(super) format: InspectFormatArg,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum InspectFormatArg {
    /// A table for people
    Human,
    /// For programs: `schemas/inspection.schema.json` describes it
    Json,
}

/// Write or prune the baseline: the drift that is known and shall not fail a check
///
/// `wiredrift check` counts what the baseline knows and fails for what is new. A kind of drift is
/// known by its rule, contract, field and spelling or value, never by its file or line. A check
/// never writes the baseline.
#[derive(Debug, ClapArgs)]
pub(super) struct Baseline {
    #[command(subcommand)]
    pub(super) command: BaselineCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum BaselineCommand {
    Write(Box<BaselineWrite>),
    Prune(Box<BaselinePrune>),
}

/// Write the warnings and errors that are there into the baseline
///
/// A baseline that is there already stays as it is, unless it is to be replaced or to take up what is
/// new. Nothing is written where something could not be checked. Notes are written where
/// --fail-on note would fail for them.
#[derive(Debug, ClapArgs)]
#[command(after_long_help = "\
Examples:
  wiredrift baseline write recordings/            all that is there is known from now on
  wiredrift baseline write --update recordings/   so is what came later

Exit codes:
  0  the baseline was written
  2  it is there already, something could not be checked, or it cannot be written")]
pub(super) struct BaselineWrite {
    #[command(flatten)]
    pub(super) scope: Scope,

    #[command(flatten)]
    pub(super) judging: Judging,

    /// The baseline [default: that of the configuration, or wiredrift-baseline.json]
    #[arg(long, value_name = "FILE")]
    pub(super) baseline: Option<PathBuf>,

    /// Take up what is new; what is there stays
    #[arg(long, conflicts_with = "force")]
    pub(super) update: bool,

    /// Replace the baseline that is there
    #[arg(long)]
    pub(super) force: bool,
}

/// Take out of the baseline what is not found any more
///
/// The same files have to be looked at as when it was written, or what is only elsewhere would be lost.
#[derive(Debug, ClapArgs)]
#[command(after_long_help = "\
Exit codes:
  0  nothing is left that is not found any more
  2  not all could be checked, or the baseline cannot be read or written")]
pub(super) struct BaselinePrune {
    #[command(flatten)]
    pub(super) scope: Scope,

    #[command(flatten)]
    pub(super) judging: Judging,

    /// The baseline [default: that of the configuration, or wiredrift-baseline.json]
    #[arg(long, value_name = "FILE")]
    pub(super) baseline: Option<PathBuf>,
}

/// Write down what was seen of each field: types, shares of presence and null, spellings, enum values
///
/// `wiredrift check --lock` reports what was never seen before, even where it conforms. The lock is made
/// for review: a line for each field of each DTO or operation, in order. Nothing is written where
/// something could not be checked; findings do not matter.
#[derive(Debug, ClapArgs)]
#[command(after_long_help = "\
Examples:
  wiredrift lock recordings/            write wiredrift.lock
  wiredrift check --lock recordings/    what is new since then?
  wiredrift lock --update recordings/   accept it

Exit codes:
  0  the lock was written, or stays as it is
  2  it is there already, something could not be checked, or it cannot be written")]
pub(super) struct LockArgs {
    #[command(flatten)]
    pub(super) scope: Scope,

    /// The lock [default: that of the configuration, or wiredrift.lock]
    #[arg(long, value_name = "FILE")]
    pub(super) lock: Option<PathBuf>,

    /// Accept what is new. Where all is looked at that the lock is about, it is made anew; else it keeps
    /// what it has
    #[arg(long)]
    pub(super) update: bool,

    /// Threads to use, at least 1; they change the speed, never the output [default: one a core]
    #[arg(long, value_name = "N", value_parser = threads)]
    pub(super) threads: Option<NonZeroUsize>,
}

/// Put right in recordings what is certain: re-spelled fields and enum values, dates of a certain instant
///
/// Only the bytes of these values change, and they are written with the escapes, quotes and indentation of
/// the capture; a file is written whole or not at all. What is uncertain stays and is told, and so is what stands
/// in base64, compressed, in an archive or in a file of its own. What is accepted or off stays, too.
/// Standard input is rewritten to standard output.
#[derive(Debug, ClapArgs)]
#[command(after_long_help = "\
Examples:
  wiredrift fix --diff recordings/        what would change?
  wiredrift fix recordings/               change it
  wiredrift fix --check recordings/       for CI: fails where something would change
  wiredrift fix - < old.json > new.json   one payload

Exit codes:
  0  all findings were put right; with --diff or --check: nothing would change
  1  findings remain; with --diff or --check: something would change
  2  something could not be checked or written, or the command could not run")]
pub(super) struct Fix {
    #[command(flatten)]
    pub(super) scope: Scope,

    #[command(flatten)]
    pub(super) judging: Judging,

    /// Show what would change as a unified diff, with long lines cut, and write nothing
    #[arg(long)]
    pub(super) diff: bool,

    /// Say which files would change, and write nothing
    #[arg(long, conflicts_with = "diff")]
    pub(super) check: bool,
}

/// Write a configuration to start from, with what is found in this folder
///
/// Folders with recordings and an OpenAPI document are looked for in the current folder, as a check would
/// find them. A file that is there already is never overwritten.
#[derive(Debug, ClapArgs)]
#[command(after_long_help = "\
Exit codes:
  0  the configuration was written or printed
  2  there is one already, or it cannot be written")]
pub(super) struct Init {
    /// Where to write it; `-` prints it
    #[arg(value_name = "FILE", default_value = "wiredrift.toml")]
    pub(super) path: PathBuf,

    /// Print it
    #[arg(long)]
    pub(super) stdout: bool,
}

/// Compare two contracts: what changed, whom it breaks, and a payload that shows it
///
/// A side is a built-in DTO at a revision (`ConnectionDto@2026-02`), a JSON Schema in a file
/// (`order.json`, `api.yaml#/definitions/Order`), or an OpenAPI file, whose operations are compared
/// message by message. Consumers read responses: what the new side gives and the old one refuses breaks
/// them. Senders write requests: what the old side gives and the new one refuses breaks them. A field or
/// an enum value more is risky. Every payload that is shown was judged by both sides.
#[derive(Debug, ClapArgs)]
#[command(after_long_help = "\
Examples:
  wiredrift diff ConnectionDto@2026-02 ConnectionDto@latest    what a later revision changed
  wiredrift diff --fail-on risky old.yaml new.yaml             two versions of an API
  wiredrift diff --format markdown old.json new.json           for a pull request

Exit codes:
  0  nothing changed that is as bad as --fail-on says
  1  something did
  2  a side cannot be read, or not all was compared")]
pub(super) struct Diff {
    /// The old side: DTO@REV, FILE, or FILE#/POINTER
    #[arg(value_name = "OLD")]
    pub(super) old: String,

    /// The new side
    #[arg(value_name = "NEW")]
    pub(super) new: String,

    /// The least verdict that fails the comparison: with exit code 1
    #[arg(long, value_name = "VERDICT", default_value = "breaking")]
    pub(super) fail_on: FailOnVerdictArg,

    /// How to report
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(super) format: DiffFormatArg,

    /// The document that references to URL lead to; nothing is ever fetched
    #[arg(long = "ref", value_name = "URL=FILE", value_parser = reference)]
    pub(super) references: Vec<(String, PathBuf)>,

    /// The folder with the documents whose URLs begin with PREFIX
    #[arg(long = "ref-dir", value_name = "PREFIX=DIR", value_parser = reference)]
    pub(super) reference_dirs: Vec<(String, PathBuf)>,

    /// Whether `format` is asserted by schemas in files
    #[arg(long, value_name = "WHETHER", default_value = "on")]
    pub(super) format_assertion: FormatAssertionArg,

    #[command(flatten)]
    pub(super) limits: LimitArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOnVerdictArg {
    /// What one side gives and the other refuses
    Breaking,
    /// A field or an enum value more as well
    Risky,
}

impl From<FailOnVerdictArg> for Verdict {
    fn from(verdict: FailOnVerdictArg) -> Self {
        match verdict {
            FailOnVerdictArg::Breaking => Self::Breaking,
            FailOnVerdictArg::Risky => Self::Risky,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum DiffFormatArg {
    /// For people
    Human,
    /// For programs: `schemas/comparison.schema.json` describes it
    Json,
    /// For a pull request
    Markdown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FormatAssertionArg {
    /// A value that breaks its format is refused
    On,
    /// A format is an annotation
    Off,
}

impl From<FormatAssertionArg> for FormatAssertion {
    fn from(assertion: FormatAssertionArg) -> Self {
        match assertion {
            FormatAssertionArg::On => Self::On,
            FormatAssertionArg::Off => Self::Off,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOnArg {
    /// Only what the schema refuses
    Error,
    /// Drift that the schema lets through as well
    Warning,
    /// Whatever is found
    Note,
}

impl From<FailOnArg> for Severity {
    fn from(level: FailOnArg) -> Self {
        match level {
            FailOnArg::Error => Self::Error,
            FailOnArg::Warning => Self::Warning,
            FailOnArg::Note => Self::Note,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum NamingArg {
    /// camelCase, as the API speaks
    Wire,
    /// `snake_case`, as dumps of the Python client have it
    Python,
    /// Whichever of the two most names of a payload have
    Auto,
}

impl From<NamingArg> for NamingChoice {
    fn from(naming: NamingArg) -> Self {
        match naming {
            NamingArg::Wire => Self::Fixed(Naming::Wire),
            NamingArg::Python => Self::Fixed(Naming::Python),
            NamingArg::Auto => Self::Auto,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum NullsArg {
    /// An error for each field: the schema never allows null
    Error,
    /// The field is absent: one note for each payload
    Absent,
}

impl From<NullsArg> for Nulls {
    fn from(nulls: NullsArg) -> Self {
        match nulls {
            NullsArg::Error => Self::Error,
            NullsArg::Absent => Self::Absent,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Unrecognized {
    /// Report that it could not be checked: exit code 2; `fail` is the same
    #[value(alias = "fail")]
    Error,
    /// Pass over it, and say how many there were and where
    Note,
    /// Pass over it without a word; files that you name count as met in a folder, and may hold no
    /// capture at all
    Skip,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum InputFormatArg {
    /// One JSON document
    Json,
    /// One JSON document a line
    Ndjson,
    /// One exchange a line, as servers and gateways log them
    Log,
    /// HAR 1.2, Polly.js
    Har,
    /// Cassettes of vcrpy
    Vcrpy,
    /// Cassettes of VCR (Ruby), R's vcr, php-vcr
    Vcr,
    /// Cassettes of Betamax
    Betamax,
    /// Cassettes of go-vcr
    GoVcr,
    /// What the recorder of Python's responses writes
    Responses,
    /// What nock records as objects, nockBack among others
    Nock,
    /// Collections of Postman with saved responses
    Postman,
    /// Mappings of WireMock, alone or in a list
    Wiremock,
    /// Expectations of MockServer, and what it retrieves
    Mockserver,
    /// Simulations of Hoverfly
    Hoverfly,
    /// Imposters of Mountebank
    Mountebank,
    /// HTTP messages, as curl -i and clients save them, and what curl -v prints
    Http,
    /// Flows that mitmproxy saved
    Mitmproxy,
    /// WARC 1.0 and 1.1, the archives of crawlers
    Warc,
    /// Sessions of Charles (.chlsj, .chlz)
    Charles,
}

impl From<InputFormatArg> for InputFormat {
    fn from(format: InputFormatArg) -> Self {
        match format {
            InputFormatArg::Json => Self::Json,
            InputFormatArg::Ndjson => Self::Ndjson,
            InputFormatArg::Log => Self::Log,
            InputFormatArg::Har => Self::Har,
            InputFormatArg::Vcrpy => Self::Vcrpy,
            InputFormatArg::Vcr => Self::Vcr,
            InputFormatArg::Betamax => Self::Betamax,
            InputFormatArg::GoVcr => Self::GoVcr,
            InputFormatArg::Responses => Self::Responses,
            InputFormatArg::Nock => Self::Nock,
            InputFormatArg::Postman => Self::Postman,
            InputFormatArg::Wiremock => Self::Wiremock,
            InputFormatArg::Mockserver => Self::Mockserver,
            InputFormatArg::Hoverfly => Self::Hoverfly,
            InputFormatArg::Mountebank => Self::Mountebank,
            InputFormatArg::Http => Self::Http,
            InputFormatArg::Mitmproxy => Self::Mitmproxy,
            InputFormatArg::Warc => Self::Warc,
            InputFormatArg::Charles => Self::Charles,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FormatArg {
    /// For people
    Human,
    /// One line each: `path:line:column: level[rule] message`
    Concise,
    /// For programs: `schemas/report.schema.json` describes it
    Json,
    /// For programs, a line each: `schemas/report-line.schema.json` describes them
    Ndjson,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// JUnit XML, for build services
    Junit,
    /// Annotations of GitHub Actions
    Github,
    /// The Code Quality report of GitLab
    Gitlab,
    /// For reviewdog
    Rdjson,
    /// For the summary of a job, or a comment
    Markdown,
    /// A page that stands by itself, for a browser
    Html,
}

impl From<FormatArg> for Format {
    fn from(format: FormatArg) -> Self {
        match format {
            FormatArg::Human => Self::Human,
            FormatArg::Concise => Self::Concise,
            FormatArg::Json => Self::Json,
            FormatArg::Ndjson => Self::Ndjson,
            FormatArg::Sarif => Self::Sarif,
            FormatArg::Junit => Self::Junit,
            FormatArg::Github => Self::Github,
            FormatArg::Gitlab => Self::Gitlab,
            FormatArg::Rdjson => Self::Rdjson,
            FormatArg::Markdown => Self::Markdown,
            FormatArg::Html => Self::Html,
        }
    }
}

/// A report that goes to a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ReportTo {
    pub(super) format: Format,
    pub(super) path: PathBuf,
}

/// Make payloads that conform to the contract, or that drift from it in one known way
///
/// The same options, seed and version give the same bytes on any machine. Payloads go to standard
/// output, or to one file each in a folder; the seed is told on standard error.
#[cfg(feature = "generate")]
#[derive(Debug, ClapArgs)]
#[command(after_long_help = "\
Examples:
  wiredrift generate ConnectionDto                             one plausible connection
  wiredrift generate ConnectionDto --count 250 --envelope page --page-size 100 --out pages
                                                               three pages whose cursors chain
  wiredrift generate ConnectionDto --profile edge --count 500 --format ndjson
                                                               the corners of what is allowed
  wiredrift generate ConnectionDto --plan                      how many samples cover everything
  wiredrift generate ConnectionDto --drift date-offset-missing one payload that must be refused
  wiredrift generate ConnectionDto --drift all --out drifted   one for each rule, and manifest.json
  wiredrift generate ConnectionDto --count 9 --as vcrpy        a cassette of nine exchanges
  wiredrift generate --schema order.json --drift all --out bad of a schema of your own
  wiredrift generate Order --openapi shop.yaml                 of one of the schemas of an API

Exit codes:
  0  all payloads were made
  2  the command could not run; no half-written file is left")]
pub(super) struct Generate {
    /// The DTO, envelope or error to make; `wiredrift schema list` has them. With --openapi, one of its
    /// schemas, or a message as reports call it: `createOrder request`, `GET /orders response 200`
    #[arg(value_name = "DTO", required_unless_present = "schema")]
    pub(super) dto: Option<String>,

    /// With --openapi: an array of that schema
    #[arg(long, requires = "openapi")]
    pub(super) each: bool,

    /// Make payloads of this schema (JSON Schema, in JSON or YAML) instead of the built-in contract; a
    /// pointer names one inside, as in `api.yaml#/definitions/Order`
    #[arg(long, value_name = "FILE[#/POINTER]", group = "own")]
    #[arg(conflicts_with_all = ["dto", "revision", "naming", "envelope", "page_size", "recording"])]
    pub(super) schema: Option<String>,

    /// Make messages of this API (OpenAPI 3.0 or 3.1, in JSON or YAML) instead of the built-in contract
    #[arg(long, value_name = "FILE", group = "own")]
    #[arg(conflicts_with_all = ["revision", "naming", "envelope", "page_size"])]
    pub(super) openapi: Option<PathBuf>,

    /// With --schema or --openapi: the document that references to URL lead to; nothing is ever fetched
    #[arg(long = "ref", value_name = "URL=FILE", requires = "own", value_parser = reference)]
    pub(super) references: Vec<(String, PathBuf)>,

    /// With --schema or --openapi: the folder with the documents whose URLs begin with PREFIX
    #[arg(long = "ref-dir", value_name = "PREFIX=DIR", requires = "own", value_parser = reference)]
    pub(super) reference_dirs: Vec<(String, PathBuf)>,

    /// With --schema or --openapi: whether `format` is asserted of what is made [default: on]
    #[arg(long, value_name = "WHETHER", requires = "own")]
    pub(super) format_assertion: Option<FormatAssertionArg>,

    /// How many records to make [default: 1; with --drift all, one for each rule]
    #[arg(long, value_name = "N", value_parser = count, allow_negative_numbers = true)]
    pub(super) count: Option<NonZeroU64>,

    /// What every choice depends on: a number, or `random` for one that is told
    #[arg(
        long,
        value_name = "SEED",
        default_value = "0",
        value_parser = seed,
        allow_negative_numbers = true
    )]
    pub(super) seed: Seed,

    /// What the payloads look like
    #[arg(long, value_name = "PROFILE", default_value = "realistic")]
    pub(super) profile: ProfileArg,

    /// What is put around each record [default: none; with --as, single where operations send it so]
    #[arg(long, value_name = "ENVELOPE")]
    pub(super) envelope: Option<EnvelopeArg>,

    /// With --envelope page: records a page [default: 100]
    #[arg(long, value_name = "N", value_parser = count, allow_negative_numbers = true)]
    pub(super) page_size: Option<NonZeroU64>,

    /// How field names are spelled
    #[arg(long, value_name = "NAMING", default_value = "wire")]
    pub(super) naming: FixedNamingArg,

    /// The revision to conform to: 2022-01, 2026-02, 2026-03, 2026-08 or latest
    #[arg(long, value_name = "REV", default_value_t = Revision::PINNED, value_parser = revision)]
    pub(super) revision: Revision,

    /// How to write [default: pretty for one payload and for files, ndjson for several]
    #[arg(long, value_name = "FORMAT")]
    pub(super) format: Option<PayloadFormatArg>,

    /// Write exchanges as this records them, each with method, URL and status; to standard output
    /// all in one recording, with --out each in its own
    #[arg(long = "as", value_name = "FORMAT")]
    pub(super) recording: Option<RecordingArg>,

    /// With --as: the URL in front of the operations' paths [default: the vendor's, or with --openapi
    /// one that leads nowhere]
    #[arg(long, value_name = "URL", requires = "recording", value_parser = base_url)]
    pub(super) base_url: Option<String>,

    /// A folder for one file a payload, or a page; it is made where it does not exist
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,

    /// With --out: replace files that exist
    #[arg(long, requires = "out")]
    pub(super) force: bool,

    /// Break each payload in exactly one way: that of this rule, or of `all` in turn
    #[arg(long, value_name = "RULE")]
    pub(super) drift: Option<String>,

    /// Only say how many samples it takes to cover everything that the profile promises
    #[arg(long, conflicts_with_all = ["count", "out", "drift", "format", "envelope", "page_size", "recording"])]
    pub(super) plan: bool,

    #[command(flatten)]
    pub(super) limits: LimitArgs,
}

/// The seed that was asked for.
#[cfg(feature = "generate")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seed {
    Fixed(u64),
    Random,
}

#[cfg(feature = "generate")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ProfileArg {
    /// Required fields only
    Minimal,
    /// What a server would plausibly send
    Realistic,
    /// The corners of what the contract allows
    Edge,
    /// Every field, with plausible values
    Complete,
}

#[cfg(feature = "generate")]
impl From<ProfileArg> for Profile {
    fn from(profile: ProfileArg) -> Self {
        match profile {
            ProfileArg::Minimal => Self::Minimal,
            ProfileArg::Realistic => Self::Realistic,
            ProfileArg::Edge => Self::Edge,
            ProfileArg::Complete => Self::Complete,
        }
    }
}

#[cfg(feature = "generate")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum EnvelopeArg {
    /// Nothing: the DTO itself
    None,
    /// The envelope of one record
    Single,
    /// The envelope of a page of records, each page with the cursor of the next
    Page,
}

#[cfg(feature = "generate")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FixedNamingArg {
    /// camelCase, as the API speaks
    Wire,
    /// `snake_case`, as dumps of the Python client have it, with null for what is not set
    Python,
}

#[cfg(feature = "generate")]
impl From<FixedNamingArg> for Naming {
    fn from(naming: FixedNamingArg) -> Self {
        match naming {
            FixedNamingArg::Wire => Self::Wire,
            FixedNamingArg::Python => Self::Python,
        }
    }
}

#[cfg(feature = "generate")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum PayloadFormatArg {
    /// One payload a line; several make one array
    Json,
    /// One payload a line, and nothing around them
    Ndjson,
    /// Like json, each payload over several lines
    Pretty,
}

#[cfg(feature = "generate")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum RecordingArg {
    /// One exchange a line
    Log,
    /// HAR 1.2
    Har,
    /// A cassette of vcrpy, in YAML
    Vcrpy,
    /// A cassette of VCR (Ruby), in YAML
    Vcr,
    /// What the recorder of Python's responses writes, in YAML
    Responses,
    /// What nock records as objects
    Nock,
    /// Mappings of WireMock
    Wiremock,
}

#[cfg(feature = "generate")]
impl From<RecordingArg> for RecordingFormat {
    fn from(format: RecordingArg) -> Self {
        match format {
            RecordingArg::Log => Self::Log,
            RecordingArg::Har => Self::Har,
            RecordingArg::Vcrpy => Self::Vcrpy,
            RecordingArg::Vcr => Self::Vcr,
            RecordingArg::Responses => Self::Responses,
            RecordingArg::Nock => Self::Nock,
            RecordingArg::Wiremock => Self::Wiremock,
        }
    }
}

/// Show, write or check the contract's JSON Schemas (draft 2020-12)
///
/// The schemas are derived from the typed DTOs, one for each DTO and revision. They describe the
/// names and types of the wire, and they are what payloads are checked against.
#[derive(Debug, ClapArgs)]
pub(super) struct Schema {
    #[command(subcommand)]
    pub(super) command: SchemaCommand,
}

#[derive(Debug, Subcommand)]
pub(super) enum SchemaCommand {
    /// List the DTOs and the revisions that have them
    List {
        /// Only the DTOs of this revision
        #[arg(long, value_name = "REV", value_parser = revision)]
        revision: Option<Revision>,
    },
    /// Print the schema of one DTO
    Show {
        /// The DTO, such as `ConnectionDto`
        dto: String,
        /// The revision: 2022-01, 2026-02, 2026-03, 2026-08 or latest
        #[arg(long, value_name = "REV", default_value_t = Revision::PINNED, value_parser = revision)]
        revision: Revision,
    },
    /// Write the schemas of all DTOs and revisions to a folder
    Write {
        /// The folder
        #[arg(default_value = "schemas")]
        dir: PathBuf,
    },
    /// Check that the schemas in a folder are those of this version, or that a published document
    /// agrees with the types
    ///
    /// Exits with 1 where one is missing, differs or is one too many; `schema write` puts the
    /// first two right. With --against, each DTO is compared with the schema of that name in the
    /// document, and each difference is a line; 2 where the document cannot be read.
    Check {
        /// The folder
        #[arg(default_value = "schemas", conflicts_with = "against")]
        dir: PathBuf,

        /// Hold the types against this OpenAPI document instead (JSON or YAML)
        #[arg(long, value_name = "FILE")]
        against: Option<PathBuf>,

        /// With --against: the revision to compare: 2022-01, 2026-02, 2026-03, 2026-08 or latest
        #[arg(long, value_name = "REV", requires = "against", default_value_t = Revision::PINNED, value_parser = revision)]
        revision: Revision,
    },
}

/// List the rules: every kind of drift that is found, with its level
///
/// An error is what the published schema refuses; a warning is drift that the schema lets through;
/// a note is worth knowing and does not change the exit code. The list for people ends with the
/// kinds of problems: why something could not be checked.
#[derive(Debug, ClapArgs)]
pub(super) struct Rules {
    /// How to list
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(super) format: ListFormatArg,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ListFormatArg {
    /// A table for people
    Human,
    /// An array of objects for programs: name, topic, level, since, summary,
    /// and why `wiredrift generate` cannot make it, or null
    Json,
    /// A page with all of them, each with what `wiredrift explain` says
    Markdown,
}

/// Explain a rule or a problem: what it is about, why it matters, what to do
#[derive(Debug, ClapArgs)]
pub(super) struct Explain {
    /// The rule or problem, such as `date-offset-missing` or `not-json`
    pub(super) rule: String,
}

/// Print completions for a shell
///
/// Commands, options, their values, rules and paths are completed. The completions are those of this version:
/// print them anew after an update.
#[derive(Debug, ClapArgs)]
#[command(after_long_help = "\
Examples:
  wiredrift completions bash > ~/.local/share/bash-completion/completions/wiredrift
  wiredrift completions zsh > ~/.zfunc/_wiredrift      a folder of your fpath
  wiredrift completions fish > ~/.config/fish/completions/wiredrift.fish")]
pub(super) struct Completions {
    /// The shell
    pub(super) shell: clap_complete::Shell,
}

/// Print the manual page, or write one for each command
#[derive(Debug, ClapArgs)]
#[command(after_long_help = "\
Examples:
  wiredrift man | man -l -                             read it
  wiredrift man --out ~/.local/share/man/man1          then: man wiredrift-check")]
pub(super) struct Man {
    /// The folder to write the pages of all commands to; it is made where it does not exist
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
}

#[cfg(feature = "generate")]
fn count(text: &str) -> Result<NonZeroU64, String> {
    from_one(text)
}

#[cfg(feature = "generate")]
fn seed(text: &str) -> Result<Seed, String> {
    match text {
        "random" => Ok(Seed::Random),
        _ => text.parse().map(Seed::Fixed).map_err(|_| {
            format!(
                "expected a whole number from 0 to {}, or `random`",
                u64::MAX
            )
        }),
    }
}

#[cfg(feature = "generate")]
fn base_url(text: &str) -> Result<String, String> {
    let is_plain = text
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && !b"?#".contains(&byte));
    let host = ["http://", "https://"]
        .iter()
        .find_map(|scheme| text.strip_prefix(scheme));
    match host {
        Some(host) if is_plain && !host.is_empty() && !host.starts_with('/') => Ok(text.to_owned()),
        _ => Err("expected a URL such as https://api.example.com/v1, without query".to_owned()),
    }
}

fn reference(text: &str) -> Result<(String, PathBuf), String> {
    match text.split_once('=') {
        Some((url, path)) if url.contains(':') && !path.is_empty() => {
            Ok((url.to_owned(), PathBuf::from(path)))
        }
        _ => Err("expected URL=PATH, such as https://example.com/a.json=schemas/a.json".to_owned()),
    }
}

fn selector(text: &str) -> Result<Selector, String> {
    Selector::named(text).map_err(|unknown| match unknown.near {
        Some(near) => format!("there is no such rule or group; did you mean `{near}`?"),
        None => "there is no such rule or group; `wiredrift rules` lists them all".to_owned(),
    })
}

fn base_path(text: &str) -> Result<String, String> {
    if is_base_path(text) {
        Ok(text.to_owned())
    } else {
        Err("expected a path or the beginning of a URL, without query".to_owned())
    }
}

fn day(text: &str) -> Result<Day, String> {
    text.parse()
        .map_err(|_| "expected a day of the calendar, such as 2026-12-31".to_owned())
}

/// List the limits of what is taken of input that may be hostile
///
/// Each is set by `--limit NAME=VALUE`, or in the table `[limits]` of the configuration. What reaches a
/// limit is told with its name and value, counts as not checked, and ends with exit code 2.
#[derive(Debug, ClapArgs)]
pub(super) struct LimitsArgs {
    /// How to list
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub(super) format: LimitsFormatArg,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum LimitsFormatArg {
    /// A list for people
    Human,
    /// A table, which `docs/limits.md` holds
    Markdown,
}

fn limit(text: &str) -> Result<LimitTo, String> {
    let Some((name, value)) = text.split_once('=') else {
        return Err("expected NAME=VALUE, such as body-bytes=64M".to_owned());
    };
    let Some(limit) = Limit::named(name) else {
        let known = Limits::ALL.iter().map(|limit| limit.name);
        return Err(match nearest(name, known) {
            Some(near) => format!("there is no such limit; did you mean `{near}`?"),
            None => "there is no such limit; `wiredrift limits` lists them all".to_owned(),
        });
    };
    let value = limit.value(value)?;
    Ok(LimitTo { limit, value })
}

fn report_to(text: &str) -> Result<ReportTo, String> {
    let Some((name, path)) = text.split_once('=').filter(|(_, path)| !path.is_empty()) else {
        return Err("expected FORMAT=FILE, such as sarif=drift.sarif".to_owned());
    };
    let Some(format) = Format::named(name) else {
        let known: Vec<&str> = Format::ALL.iter().map(|format| format.as_str()).collect();
        let known = known.join(", ");
        return Err(format!("there is no such format; expected one of {known}"));
    };
    let path = PathBuf::from(path);
    Ok(ReportTo { format, path })
}

fn threads(text: &str) -> Result<NonZeroUsize, String> {
    from_one(text)
}

fn from_one<T: std::str::FromStr>(text: &str) -> Result<T, String> {
    text.parse()
        .map_err(|_| "expected a whole number from 1".to_owned())
}

fn revision(text: &str) -> Result<Revision, String> {
    text.parse::<Revision>().map_err(|_| {
        let known: Vec<&str> = Revision::ALL.iter().map(|known| known.as_str()).collect();
        format!("expected one of {}, latest", known.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Args::command().debug_assert();
    }
}
