//! The report for people: one framed diagnostic for each drift, then the problems, then a summary.
//!
//! A report and a style come in, lines of at most [`Style::columns`] columns go out; only a place may
//! be wider, up to [`Style::MAX_WIDTH`], because one that is cut cannot be opened. The law kept
//! here is that no recorded text can flood or steer what shows it: a diagnostic has at most
//! [`MAX_LINES`] lines whatever the payload, the names or the path hold. Long sentences lose their
//! end and long lists their last items, because either says something else without its middle.

use std::io;

use super::{Listing, Style};
use crate::problem::Problem;
use crate::summary::{Group, Report};

mod applied;
mod details;
mod diagnostic;
mod exchanges;
mod frame;
mod ink;
pub mod inspection;
mod places;
mod selection;
mod summary;

use ink::Ink;

/// Lines that one diagnostic may take, the empty line behind it not counted.
pub const MAX_LINES: usize = 15;

/// Writes `report` to `out` for people.
///
/// # Errors
///
/// Whatever `out` answers to a write.
pub fn render(report: &Report, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    let ink = Ink::new(style);
    if let Some(statistics) = &report.statistics {
        if !statistics.is_empty() {
            let unlisted = report.unlisted.values().sum();
            write_block(&ink, &applied::statistics(&ink, statistics, unlisted), out)?;
        }
        return write_end(&ink, report, out);
    }
    let shown = selection::selection(&report.groups, style.limit);
    for group in &shown {
        write_group(&ink, group, style.listing, out)?;
    }
    let hidden = report.groups.len() - shown.len();
    if hidden > 0 {
        write_block(&ink, &summary::hidden(&ink, hidden), out)?;
    }
    write_end(&ink, report, out)
}

/// What could not be checked, and the summary.
fn write_end(ink: &Ink, report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    write_unchecked(ink, report, out)?;
    write_lines(ink, &summary::summary(ink, report), out)
}

/// Writes what could not be done to `out` for people, without a summary.
///
/// # Errors
///
/// Whatever `out` answers to a write.
pub fn problems(problems: &[Problem], style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    let ink = Ink::new(style);
    for (at, problem) in problems.iter().enumerate() {
        if at > 0 {
            out.write_all(b"\n")?;
        }
        write_lines(&ink, &diagnostic::of_problem(&ink, problem), out)?;
    }
    Ok(())
}

/// The problems, what was passed over, and what became of the exchanges.
fn write_unchecked(ink: &Ink, report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    for problem in &report.problems {
        write_block(ink, &diagnostic::of_problem(ink, problem), out)?;
    }
    for lines in [
        summary::skipped(ink, report),
        exchanges::exchanges(ink, report),
    ] {
        if !lines.is_empty() {
            write_block(ink, &lines, out)?;
        }
    }
    Ok(())
}

fn write_group(
    ink: &Ink,
    group: &Group,
    listing: Listing,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    match listing {
        Listing::Grouped => write_block(ink, &diagnostic::of_group(ink, group), out),
        Listing::Each => {
            for at in 0..group.occurrences.len() {
                write_block(ink, &diagnostic::of_occurrence(ink, group, at), out)?;
            }
            Ok(())
        }
    }
}

fn write_block(ink: &Ink, lines: &[String], out: &mut dyn io::Write) -> io::Result<()> {
    write_lines(ink, lines, out)?;
    out.write_all(b"\n")
}

fn write_lines(ink: &Ink, lines: &[String], out: &mut dyn io::Write) -> io::Result<()> {
    for line in lines {
        out.write_all(ink.inert(line).as_bytes())?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
