//! Reporters: a finished report in words, one file per format.
//!
//! A [`Report`] and a [`Style`] come in, bytes go out to the writer, whose errors are the only
//! ones. The law kept here is that a reporter is a pure function: no clock, no environment, no
//! terminal probe, no order of its own, and nothing from a payload or a path that a terminal or a
//! build log would act upon.

use std::io;

use crate::summary::Report;

pub mod comparison;
pub mod format;
#[cfg(feature = "cli")]
pub mod human;
mod inert;
pub mod inspection;
pub mod json;
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
        Format::Json => json::render(report, style, out),
    }
}
