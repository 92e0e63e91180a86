//! The same findings by field and by file: tables that lead to them.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::findings::{Drift, named};
use super::text::{PATH, code, shown};
use super::{LEVELS, ROWS, more};
use crate::severity::Severity;
use crate::text::numbers::grouped;

/// Links in one row.
const LINKS: usize = 20;

/// Letters of a link.
const LINK: usize = 120;

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
    table(
        "All findings of the drifts above, by DTO and field",
        "Field",
        &rows,
    )
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
    let table = table("Places that are listed above, by file", "File", &rows)?;
    let is_cut = drifts
        .iter()
        .any(|drift| drift.group.count > drift.group.occurrences.len() as u64);
    Some(html! {
        @if is_cut {
            p { "Only the first places of each drift were kept; " code { "--show-all" } " keeps all of them." }
        }
        (table)
    })
}

fn table(caption: &str, what: &str, rows: &BTreeMap<String, Row<'_>>) -> Option<Markup> {
    if rows.is_empty() {
        return None;
    }
    Some(html! {
        table {
            caption { (caption) }
            thead { tr {
                th scope="col" { (what) }
                @for level in LEVELS { th scope="col" class="number" { (plural(level)) } }
                th scope="col" { "Drifts" }
            } }
            tbody {
                @for (name, row) in rows.iter().take(ROWS) {
                    tr {
                        th scope="row" { (code(name, PATH)) }
                        @for level in LEVELS {
                            td class="number" { (grouped(row.counts.get(&level).copied().unwrap_or(0))) }
                        }
                        td { (links(&row.drifts)) }
                    }
                }
            }
        }
        (more(rows.len(), ROWS, "row"))
    })
}

fn links(drifts: &[&Drift<'_>]) -> Markup {
    let left = drifts.len().saturating_sub(LINKS) as u64;
    html! {
        ul class="plain" {
            @for drift in drifts.iter().take(LINKS) {
                @let finding = &drift.group.finding;
                li { a href={ "#drift-" (drift.number) } { (finding.rule) " " code { (shown(&finding.pointer.template(), LINK)) } } }
            }
            @if left > 0 { li class="soft" { "and " (grouped(left)) " more" } }
        }
    }
}

const fn plural(level: Severity) -> &'static str {
    match level {
        Severity::Error => "Errors",
        Severity::Warning => "Warnings",
        Severity::Note => "Notes",
    }
}
