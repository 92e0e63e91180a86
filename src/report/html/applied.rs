//! What a project has said of its recordings: exceptions, rules that are off, and the drift that it knows.

use maud::{Markup, html};

use super::findings::{Drift, link};
use super::text::{PATH, SENTENCE, code, prose, shown};
use super::{ROWS, fitting, folded, more};
use crate::finding::Fingerprint;
use crate::report::sentence::kinds;
use crate::rule::{self, Topic};
use crate::summary::{Applied, ExceptionState, Report, UsedBaseline, UsedException};
use crate::text::numbers::{counted, grouped};

/// Names of one exception that are shown.
const NAMES: usize = 20;

/// Exceptions that are open at once.
const OPEN: usize = 6;

/// Links to what the lock has never seen.
const LINKS: usize = 100;

pub(super) fn applied(report: &Report, drifts: &[Drift<'_>]) -> Option<Markup> {
    let applied = &report.applied;
    let unseen = unseen(drifts);
    let is_silent = applied.exceptions.is_empty()
        && applied.off.is_empty()
        && applied.baseline.is_none()
        && unseen.is_empty();
    if is_silent {
        return None;
    }
    Some(html! {
        @if let Some(config) = &applied.config { p { "The configuration is " (code(config, PATH)) "." } }
        (exceptions(applied))
        @if !applied.off.is_empty() {
            h3 { "Off" }
            p { (counted(applied.off(), "finding")) " not reported, as the rule is off." }
            (folded("Findings of rules that are off", applied.off.len(), &html! {
                thead { tr { th scope="col" { "Rule" } th scope="col" class="number" { "Findings" } } }
                tbody { @for (rule, count) in &applied.off {
                    tr { th scope="row" { code { (rule) } } td class="number" { (grouped(*count)) } }
                } }
            }))
        }
        @if let Some(baseline) = &applied.baseline { (known(baseline)) }
        @if !unseen.is_empty() {
            h3 { "Never seen before" }
            p { "These are new to the observed lock, whether they conform or not; " code { "wiredrift lock --update" } " accepts them." }
            ul class="plain" { @for drift in unseen.iter().take(LINKS) { li { (link(drift)) } } }
            (more(unseen.len(), LINKS, "kind"))
        }
    })
}

/// The drifts that are about the observed lock.
fn unseen<'a, 'd>(drifts: &'d [Drift<'a>]) -> Vec<&'d Drift<'a>> {
    let is_unseen = |drift: &&Drift<'_>| {
        let rule = rule::named(drift.group.finding.rule);
        rule.is_some_and(|rule| rule.topic == Topic::Unseen)
    };
    drifts.iter().filter(is_unseen).collect()
}

fn exceptions(applied: &Applied) -> Markup {
    let all = &applied.exceptions;
    if all.is_empty() {
        return html! {};
    }
    let is_open = all.len() <= OPEN;
    let shown = fitting(all.iter().map(|one| exception(one, is_open)), ROWS);
    html! {
        h3 { "Accepted" }
        p { (counted(applied.accepted(), "finding")) " accepted by exceptions"
            @if let Some(today) = applied.today { ", judged on " (today) } "." }
        @for one in &shown { (one) }
        (more(all.len(), shown.len(), "exception"))
    }
}

fn exception(exception: &UsedException, is_open: bool) -> Markup {
    let (state, class) = match exception.state {
        ExceptionState::Used => ("in use", "good"),
        ExceptionState::Unused => ("not met in what was looked at", "soft"),
        ExceptionState::Stale => ("stale: accepts nothing", "warning"),
        ExceptionState::Expired => ("expired", "error"),
    };
    html! {
        details open[is_open] {
            summary {
                span class={ "level " (class) } { (state) } " " (names(&exception.accept)) " of " (names(&exception.fields)) " "
                span class="times" { "(" (counted(exception.count, "finding")) ")" }
            }
            div class="inside" {
                dl class="facts" {
                    dt { "Because" } dd { (prose(&exception.reason)) }
                    @if let Some(day) = exception.expires { dt { "Last day" } dd { (day) } }
                    @if !exception.files.is_empty() { dt { "Files" } dd { (names(&exception.files)) } }
                    dt { "Written at" } dd { code { (shown(&exception.path, PATH)) ":" (exception.place.line) ":" (exception.place.column) } }
                }
            }
        }
    }
}

fn names<S: AsRef<str>>(names: &[S]) -> Markup {
    html! {
        @for (at, name) in names.iter().take(NAMES).enumerate() {
            @if at > 0 { ", " }
            (code(name.as_ref(), PATH))
        }
        @if names.len() > NAMES { " and " (grouped((names.len() - NAMES) as u64)) " more" }
    }
}

fn known(baseline: &UsedBaseline) -> Markup {
    html! {
        h3 { "Known by the baseline" }
        p { (code(&baseline.path, PATH)) " knows " (counted(baseline.findings, "finding")) " in "
            (kinds(baseline.kinds)) "; none of them is among the findings." }
        @match &baseline.gone {
            None => { p { "Not all that it is about was looked at, so nothing is known of what is gone." } }
            Some(gone) if gone.is_empty() => {}
            Some(gone) => {
                p { (kinds(gone.len() as u64)) " that it knows " @if gone.len() == 1 { "is" } @else { "are" }
                    " gone; " code { "wiredrift baseline prune" } " forgets "
                    @if gone.len() == 1 { "it" } @else { "them" } "." }
                (self::gone(gone))
            }
        }
    }
}

fn gone(gone: &[Fingerprint]) -> Markup {
    let rows = gone.iter().map(|one| {
        html! {
            tr {
                th scope="row" { code { (one.rule) } }
                td {
                    (code(&one.contract, PATH)) " " (code(&one.pointer, PATH))
                    @if !one.variant.is_empty() { div class="soft" { (code(&one.variant, SENTENCE)) } }
                }
            }
        }
    });
    let rows = fitting(rows, ROWS);
    html! {
        (folded("Drift that is gone", gone.len(), &html! {
            thead { tr {
                th scope="col" { "Rule" }
                th scope="col" { "Place, and spelling or value" }
            } }
            tbody { @for row in &rows { (row) } }
        }))
        (more(gone.len(), rows.len(), "row"))
    }
}
