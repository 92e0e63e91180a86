//! What is fuzzed: each target takes bytes and panics where a law is broken.
//!
//! The same bodies run under libFuzzer (`fuzz_targets/`, one file for each) and, over seeds and what was found
//! before, as a plain test (`tests/fuzz_replay.rs`). Laws that a test states already are that test's own code.

mod capture;
mod contract;
mod date;
mod files;
mod inert;
mod json;
mod payload;
mod report;
mod secret;

use wiredrift::capture::InputFormat;

/// A target: its name, and what it does with bytes.
pub type Target = (&'static str, fn(&[u8]));

/// The targets that are no capture format; for each of those, there is one of its name.
const TARGETS: &[Target] = &[
    ("json", json::run),
    ("payload", payload::run),
    ("date", date::run),
    ("any-capture", capture::any),
    ("archive", capture::archive),
    ("compressed", capture::compressed),
    ("decode", capture::decode),
    ("schema", contract::schema),
    ("openapi", contract::openapi),
    ("schema-diff", contract::diff),
    ("config", files::config),
    ("baseline", files::baseline),
    ("lock", files::lock),
    ("report", report::run),
    ("secret", secret::run),
];

/// The names of all targets.
pub fn names() -> impl Iterator<Item = &'static str> {
    let formats = InputFormat::ALL.iter().map(|format| match format {
        // The target of that name is the parser.
        InputFormat::Json => "json-capture",
        format => format.as_str(),
    });
    TARGETS.iter().map(|(name, _)| *name).chain(formats)
}

/// Runs the target `name` on `data`.
///
/// # Panics
/// A law is broken, or there is no such target.
pub fn run(name: &str, data: &[u8]) {
    if let Some((_, target)) = TARGETS.iter().find(|(known, _)| *known == name) {
        return target(data);
    }
    let mut formats = InputFormat::ALL.iter();
    let format = formats.find(|format| match format {
        InputFormat::Json => name == "json-capture",
        format => format.as_str() == name,
    });
    let format = format.expect("there is such a target");
    capture::read(data, Some(*format));
}
