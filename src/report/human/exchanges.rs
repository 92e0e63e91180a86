//! What was read of formats that record requests and responses, and why some was not checked.

use super::ink::{Ink, List, Paint};
use super::summary::{INDENT, LINES, painted};
use crate::check::exchange::Passed;
use crate::severity::Severity;
use crate::summary::Report;
use crate::text::numbers::{counted, grouped};

/// One line of counts, and one note for each reason; nothing where no such format was read.
pub(super) fn exchanges(ink: &Ink, report: &Report) -> Vec<String> {
    let counts = &report.totals.exchanges;
    if counts.read == 0 {
        return Vec::new();
    }
    let read = counted(counts.read, "exchange");
    let checked = grouped(counts.checked);
    // Where the DTO is named, bodies are checked whichever operation they are of.
    let read = if counts.matched < counts.checked {
        format!("Read {read}: {checked} checked")
    } else {
        let matched = grouped(counts.matched);
        format!("Read {read}: {matched} of this API, {checked} checked")
    };
    let mut out = ink.fold(&read, ink.width, LINES);
    for (&reason, &count) in &counts.passed {
        let mut items = Vec::new();
        let mut beyond = 0;
        if reason == Passed::NotOfThisApi {
            items = counts
                .foreign
                .iter()
                .map(|(path, count)| format!("{path} ({})", grouped(*count)))
                .collect();
            let listed: u64 = counts.foreign.values().sum();
            beyond = usize::try_from(count.saturating_sub(listed)).unwrap_or(usize::MAX);
        }
        let list = List {
            lead: format!("note: {} not checked, {}", grouped(count), reason.words()),
            link: ":",
            items,
            beyond: Some(beyond),
            otherwise: String::new(),
        };
        let lines = ink.list(&list, ink.width - INDENT, LINES);
        out.extend(painted(ink, Paint::Level(Severity::Note), "note", lines));
    }
    out
}
