//! Reporters: a finished report in words, one file per format.
//!
//! A [`Report`] and a [`Style`] come in, bytes go out to the writer, whose errors are the only
//! ones. The law kept here is that a reporter is a pure function: no clock, no environment, no
//! terminal probe, no order of its own, and nothing from a payload or a path that a terminal or a
//! build log would act upon.

use std::borrow::Cow;
use std::io;

use crate::summary::Report;

pub mod comparison;
pub mod concise;
mod entries;
pub mod format;
pub mod github;
pub mod gitlab;
#[cfg(feature = "cli")]
pub mod html;
#[cfg(feature = "cli")]
pub mod human;
mod inert;
pub mod inspection;
pub mod json;
#[cfg(feature = "cli")]
pub mod junit;
mod mark;
pub mod markdown;
mod names;
pub mod ndjson;
pub mod rdjson;
#[cfg(feature = "cli")]
pub mod sarif;
mod sentence;
pub mod style;

pub use format::Format;
pub use style::{Charset, Colour, Listing, Style};

/// Writes `report` to `out` in the given format.
///
/// # Errors
///
/// Whatever `out` answers to a write.
pub fn render(
    format: Format,
    report: &Report,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    match format {
        #[cfg(feature = "cli")]
        Format::Human => human::render(report, style, out),
        Format::Concise => concise::render(report, style, out),
        Format::Json => json::render(report, style, out),
        Format::Ndjson => ndjson::render(report, style, out),
        #[cfg(feature = "cli")]
        Format::Sarif => sarif::render(report, style, out),
        #[cfg(feature = "cli")]
        Format::Junit => junit::render(report, style, out),
        Format::Github => github::render(report, style, out),
        Format::Gitlab => gitlab::render(report, style, out),
        Format::Rdjson => rdjson::render(report, style, out),
        Format::Markdown => markdown::render(report, style, out),
        #[cfg(feature = "cli")]
        Format::Html => html::render(report, style, out),
    }
}

/// A path as services expect it: with slashes, whatever the system writes.
fn slashes(path: &str) -> Cow<'_, str> {
    if cfg!(windows) {
        Cow::Owned(path.replace('\\', "/"))
    } else {
        Cow::Borrowed(path)
    }
}
