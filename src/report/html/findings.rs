//! The findings, by rule.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use maud::{Markup, html};

use super::text::{PATH, SENTENCE, code, excerpt, prose, shown};
use super::{DRIFTS, DRIFTS_LIMIT, LEVELS, badge};
use crate::finding::Finding;
use crate::report::{Listing, Style};
use crate::summary::{Group, Occurrence, Report};
use crate::text::numbers::counted;

/// Places of one drift that are listed, beside the first.
const PLACES: usize = 50;

/// Drifts that are open at once.
const OPEN: usize = 3;

/// Letters of a link.
const LINK: usize = 120;

/// A drift that is shown.
pub(super) struct Drift<'a> {
    pub(super) group: &'a Group,
    /// What links lead to: its number in the report, from 1.
    pub(super) number: usize,
    /// All that is shown of it.
    content: Markup,
}

/// A link to a drift.
pub(super) fn link(drift: &Drift<'_>) -> Markup {
    let finding = &drift.group.finding;
    let place = shown(&finding.pointer.template(), LINK);
    html! { a href={ "#drift-" (drift.number) } { (finding.rule) " " code { (place) } } }
}

/// What is shown of the report: the worst, in the report's order.
pub(super) fn drifts<'a>(report: &'a Report, style: &Style) -> Vec<Drift<'a>> {
    let mut numbered: Vec<(&Group, usize)> = report.groups.iter().zip(1..).collect();
    numbered.sort_by_key(|(group, number)| (Reverse(group.finding.level), *number));
    let is_open = report.groups.len() <= OPEN;
    let mut room = DRIFTS_LIMIT;
    let mut drifts = Vec::new();
    for (group, number) in numbered.into_iter().take(DRIFTS) {
        let content = content(group, number, style, is_open);
        let len = content.0.len();
        if len > room {
            break;
        }
        room -= len;
        drifts.push(Drift {
            group,
            number,
            content,
        });
    }
    drifts.sort_by_key(|drift| drift.number);
    drifts
}

pub(super) fn by_rule(report: &Report, drifts: &[Drift<'_>]) -> Option<Markup> {
    let unlisted: u64 = report.unlisted.values().sum();
    if drifts.is_empty() && unlisted == 0 {
        return None;
    }
    let mut rules: BTreeMap<&str, Vec<&Drift<'_>>> = BTreeMap::new();
    for drift in drifts {
        rules
            .entry(drift.group.finding.rule)
            .or_default()
            .push(drift);
    }
    let mut rules: Vec<_> = rules.into_iter().collect();
    let worst = |drifts: &[&Drift<'_>]| drifts.iter().map(|drift| drift.group.finding.level).max();
    rules.sort_by_key(|(rule, drifts)| (Reverse(worst(drifts)), *rule));
    let left = (report.groups.len() - drifts.len()) as u64;
    Some(html! {
        (filter())
        @if left > 0 {
            p { (counted(left, "further kind")) " of drift of lower level or later place not shown here; the format "
                code { "json" } " has all of them." }
        }
        @if unlisted > 0 {
            p { (counted(unlisted, "finding")) " of further kinds of drift were counted, and no more is known of them." }
        }
        @for (rule, drifts) in &rules {
            section data-rule=(rule) aria-labelledby={ "rule-" (rule) } {
                h3 id={ "rule-" (rule) } { code { (rule) } " " span class="soft" { "(" (counted(drifts.len() as u64, "kind")) ")" } }
                @for drift in drifts { (drift.content) }
            }
        }
    })
}

/// What the script filters by; without the script it is not there.
fn filter() -> Markup {
    html! {
        form id="filter" role="search" aria-label="Filter the findings" hidden {
            label { "Words " input type="search" name="words" autocomplete="off"; }
            fieldset {
                legend { "Levels" }
                @for level in LEVELS {
                    label { input type="checkbox" name="level" value=(level.as_str()) checked; " " (level.as_str()) }
                }
            }
            button type="button" id="open-all" { "Open all" }
            button type="button" id="close-all" { "Close all" }
            span id="filtered" role="status" class="soft" {}
        }
    }
}

fn content(group: &Group, number: usize, style: &Style, is_open: bool) -> Markup {
    let finding = &group.finding;
    html! {
        details id={ "drift-" (number) } data-level=(finding.level.as_str()) open[is_open] {
            summary {
                (badge(finding.level)) " " (prose(&finding.account.headline)) " "
                span class="times" { "(" (counted(group.count, "time")) " in " (counted(group.files, "file")) ")" }
            }
            div class="inside" {
                @if let Some((first, further)) = group.occurrences.split_first() {
                    @if let Some(excerpted) = &first.excerpt { (excerpt(excerpted)) }
                    (facts(finding, Some(first)))
                    (places(further, group, style))
                } @else { (facts(finding, None)) }
            }
        }
    }
}

fn facts(finding: &Finding, at: Option<&Occurrence>) -> Markup {
    let account = &finding.account;
    let texts = [
        (
            "There",
            Some(account.label.as_str()).filter(|label| !label.is_empty()),
        ),
        (
            "Due",
            Some(account.expected.as_str()).filter(|expected| !expected.is_empty()),
        ),
        ("What to do", account.help.as_deref()),
    ];
    let values = [
        (
            "Recorded",
            Some(account.actual.as_str()).filter(|actual| !actual.is_empty()),
        ),
        ("Write instead", account.replacement.as_deref()),
        ("Date spelling", account.spelling.as_deref()),
    ];
    html! {
        dl class="facts" {
            @if let Some(at) = at {
                dt { "Place" } dd { (place(at)) }
                dt { "In the payload" } dd { (code(&at.pointer.to_string(), PATH)) }
            }
            dt { "Field" }
            dd { (code(&named(finding), PATH)) @if finding.contract != finding.dto { ", in " (code(&finding.contract, PATH)) } }
            @for (name, text) in texts { @if let Some(text) = text { dt { (name) } dd { (prose(text)) } } }
            @for (name, value) in values { @if let Some(value) = value { dt { (name) } dd { (code(value, SENTENCE)) } } }
            @if let Some(since) = finding.account.known_since { dt { "Known since" } dd { "revision " (since) } }
            @if !account.notes.is_empty() {
                dt { "Notes" }
                dd { @for note in &account.notes { p { (prose(note)) } } }
            }
            dt { "Fingerprint" } dd { code { (finding.fingerprint()) } }
        }
    }
}

/// The DTO and the field of a finding.
pub(super) fn named(finding: &Finding) -> String {
    match &finding.field {
        Some(field) => format!("{}.{field}", finding.dto),
        None => finding.dto.clone(),
    }
}

fn place(at: &Occurrence) -> Markup {
    html! {
        code { (shown(&at.path, PATH)) ":" (at.place.line) ":" (at.place.column) }
        @if let Some(record) = at.record { ", record " (record) }
    }
}

fn places(further: &[Occurrence], group: &Group, style: &Style) -> Markup {
    let listed = further.len().min(PLACES);
    let beyond = group.count.saturating_sub(listed as u64 + 1);
    html! {
        @if listed > 0 {
            p { "Also at:" }
            ul class="plain" {
                @for at in further.iter().take(PLACES) {
                    li {
                        (place(at)) " " (code(&at.pointer.to_string(), PATH))
                        @if let (Listing::Each, Some(excerpted)) = (style.listing, &at.excerpt) { (excerpt(excerpted)) }
                    }
                }
            }
        }
        @if beyond > 0 { p class="soft" { "And at " (counted(beyond, "further place")) "." } }
    }
}
