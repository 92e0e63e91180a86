//! The same findings by field and by file: lists that lead to them.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::findings::{Drift, link, named};
use super::text::{PATH, code};
use super::{LEVELS, ROWS, fitting, more};
use crate::severity::Severity;
use crate::text::numbers::{counted, grouped};

/// Links in one row.
const LINKS: usize = 20;

/// What a row leads to.
#[derive(Default)]
struct Row<'a> {
    counts: BTreeMap<Severity, u64>,
    drifts: Vec<&'a Drift<'a>>,
}

pub(super) fn by_field(drifts: &[Drift<'_>]) -> Option<Markup> {
    let mut rows: BTreeMap<String, Row<'_>> = BTreeMap::new();
    for drift in drifts {
        let row = rows.entry(named(&drift.group.finding)).or_default();
        let level = drift.group.finding.level;
        let count = row.counts.entry(level).or_default();
        *count = count.saturating_add(drift.group.count);
        row.drifts.push(drift);
    }
    list("All findings of the drifts above.", &rows)
}

pub(super) fn by_file(drifts: &[Drift<'_>]) -> Option<Markup> {
    let mut rows: BTreeMap<String, Row<'_>> = BTreeMap::new();
    for drift in drifts {
        for at in &drift.group.occurrences {
            let row = rows.entry(at.path.clone()).or_default();
            *row.counts.entry(drift.group.finding.level).or_default() += 1;
            if row
                .drifts
                .last()
                .is_none_or(|last| last.number != drift.number)
            {
                row.drifts.push(drift);
            }
        }
    }
    let is_cut = drifts
        .iter()
        .any(|drift| drift.group.count > drift.group.occurrences.len() as u64);
    let list = list("The places of the drifts above.", &rows)?;
    Some(html! {
        @if is_cut {
            p { "Only the first places of each drift were kept; " code { "--show-all" } " keeps all of them." }
        }
        (list)
    })
}

/// What there is, each with its counts and, unfolded, the drifts behind it.
fn list(about: &str, rows: &BTreeMap<String, Row<'_>>) -> Option<Markup> {
    if rows.is_empty() {
        return None;
    }
    let shown = rows.iter().map(|(name, row)| {
        html! {
            details {
                summary { (code(name, PATH)) " " span class="times" { "(" (counts(row)) ")" } }
                div class="inside" { (links(&row.drifts)) }
            }
        }
    });
    let shown = fitting(shown, ROWS);
    Some(html! {
        p { (about) }
        @for row in &shown { (row) }
        (more(rows.len(), shown.len(), "row"))
    })
}

/// `2 errors, 1 note`, the worst first and in its colour.
fn counts(row: &Row<'_>) -> Markup {
    let counts = LEVELS
        .into_iter()
        .filter_map(|level| Some((level, *row.counts.get(&level)?)));
    html! {
        @for (at, (level, count)) in counts.enumerate() {
            @if at > 0 { ", " }
            span class=(level.as_str()) { (counted(count, level.as_str())) }
        }
    }
}

fn links(drifts: &[&Drift<'_>]) -> Markup {
    let left = drifts.len().saturating_sub(LINKS) as u64;
    html! {
        ul class="plain" {
            @for drift in drifts.iter().take(LINKS) {
                li { (link(drift)) }
            }
            @if left > 0 { li class="soft" { "and " (grouped(left)) " more" } }
        }
    }
}
