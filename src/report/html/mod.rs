//! The report as one page for a browser: it stands by itself and asks nobody for anything.
//!
//! maud writes the elements and escapes whatever is put between them, so text of strangers is never more
//! than text. Style and script are two constants, and the page's own policy lets a browser run those two
//! and nothing else, load nothing and send nothing: what broke out of an escape would still be inert. All
//! of it can be read without the script, which only filters. Charts are tables whose rows have a bar, so
//! whoever sees no bars misses nothing. Long lists end and say so.

mod applied;
mod coverage;
mod findings;
mod indexes;
mod spellings;
mod text;

use std::io::{self, Write};

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::Style;
use super::sentence;
use crate::problem::Problem;
use crate::severity::Severity;
use crate::summary::{Exchanges, Outcome, Report};
use crate::text::numbers::{counted, grouped};
use text::{PATH, code, excerpt, prose, shown};

/// The style of the page.
pub const STYLE: &str = include_str!("page.css");

/// The script of the page: it filters the findings and opens what is linked to.
pub const SCRIPT: &str = include_str!("page.js");

/// What a browser may do with the page (Content Security Policy Level 3): apply the one style and run the
/// one script that have these SHA-256 hashes.
pub const POLICY: &str = "default-src 'none'; \
    style-src 'sha256-eCbzVCGgG+Ps6EJ7M6Ss11PMz9j3Bjzkcgu1FZmx5/A='; \
    script-src 'sha256-H/qVRaFaaDZly4yRNL7+PDBwfzzzKEOSBix0OYd2KkA='; \
    base-uri 'none'; form-action 'none'";

/// Kinds of drift that are shown.
pub const DRIFTS: usize = 1_000;

/// Bytes that all drifts together take at most.
pub const DRIFTS_LIMIT: usize = 8 << 20;

/// Rows of any other list that are shown.
pub const ROWS: usize = 500;

/// Bytes that any other list takes at most.
const LIST: usize = 1 << 20;

/// Paths of other APIs that are shown.
const FOREIGN: usize = 50;

/// Rows of a table in the summary that is open.
const LONG: usize = 12;

/// The levels, worst first.
const LEVELS: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Note];

/// Writes `report` to `out`.
///
/// # Errors
///
/// Whatever `out` answers to a write.
pub fn render(report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let title = sentence::title(report);
    let sections = sections(report, style);
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a class="skip" href="#main" { "Skip to the report" }
                header { div class="frame" {
                    h1 { (title) }
                    @for said in sentence::sentences(report) { p { (prose(&said)) "." } }
                    nav aria-label="Contents" { ul {
                        @for section in &sections {
                            li { a href={ "#" (section.id) } { (section.heading) } }
                        }
                    } }
                } }
                main id="main" tabindex="-1" {
                    @for section in &sections {
                        section aria-labelledby=(section.id) {
                            h2 id=(section.id) { (section.heading) }
                            (section.content)
                        }
                    }
                    footer {
                        p { "Written by wiredrift " (env!("CARGO_PKG_VERSION")) ". "
                            code { "wiredrift explain RULE" } " says more about a rule." }
                    }
                }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    out.write_all(page.into_string().as_bytes())?;
    out.write_all(b"\n")
}

/// A part of the page.
struct Section {
    /// What links lead to.
    id: &'static str,
    heading: &'static str,
    content: Markup,
}

/// The sections that have something to say.
fn sections(report: &Report, style: &Style) -> Vec<Section> {
    let section = |id, heading, content: Option<Markup>| {
        content.map(|content| Section {
            id,
            heading,
            content,
        })
    };
    let drifts = findings::drifts(report, style);
    [
        section("summary", "Summary", Some(summary(report))),
        section("problems", "What could not be checked", problems(report)),
        section(
            "findings",
            "Findings by rule",
            findings::by_rule(report, &drifts),
        ),
        section(
            "applied",
            "Accepted, known and new",
            applied::applied(report, &drifts),
        ),
        section("fields", "Findings by field", indexes::by_field(&drifts)),
        section("files", "Findings by file", indexes::by_file(&drifts)),
        section("dates", "Date spellings by field", spellings::dates(report)),
        section("enums", "Enum values by field", spellings::enums(report)),
        section(
            "coverage",
            "Coverage of the contract",
            coverage::coverage(report),
        ),
        section("statistics", "Counts by rule and field", statistics(report)),
        section("passed", "Passed over", passed(report)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The counts.
fn summary(report: &Report) -> Markup {
    let totals = &report.totals;
    let outcome = match report.outcome() {
        Outcome::Clean => "Clean",
        Outcome::Findings => "Drift was found",
        Outcome::CouldNotCheck => "Not all could be checked",
    };
    let applied = &report.applied;
    let tiles = [
        ("Payloads", totals.checked(), ""),
        ("Files", totals.files, ""),
        ("Errors", report.count(Severity::Error), "error"),
        ("Warnings", report.count(Severity::Warning), "warning"),
        ("Notes", report.count(Severity::Note), "note"),
        ("Problems", report.problems.len() as u64, "error"),
    ];
    // Not worth a tile where there is no such thing.
    let set_apart = [
        ("Accepted", applied.accepted()),
        ("Known", applied.known()),
        ("Off", applied.off()),
    ];
    let set_apart = set_apart.into_iter().filter(|(_, count)| *count > 0);
    let set_apart = set_apart.map(|(name, count)| (name, count, ""));
    html! {
        p { strong { (outcome) } ". Checked against " (prose(&sentence::against(report)))
            @if let Some(file) = &report.contract_file { ", " (code(file, PATH)) }
            "; findings fail the check from the level " (badge(report.fail_on)) " up." }
        dl class="tiles" {
            @for (name, count, class) in tiles.into_iter().chain(set_apart) {
                div { dt { (name) } dd class=[(count > 0 && !class.is_empty()).then_some(class)] { (grouped(count)) } }
            }
        }
        (exchanges(&totals.exchanges))
        @if !totals.findings.is_empty() {
            (folded("Findings by rule and level", totals.findings.len(), &html! {
                thead { tr { th scope="col" { "Rule" } th scope="col" { "Level" } th scope="col" class="number" { "Findings" } } }
                tbody {
                    @for ((rule, level), count) in &totals.findings {
                        tr { th scope="row" { code { (rule) } } td { (badge(*level)) } td class="number" { (grouped(*count)) } }
                    }
                }
            }))
        }
        @if !totals.payloads.is_empty() {
            (folded("Payloads by what they were checked as", totals.payloads.len(), &html! {
                thead { tr { th scope="col" { "DTO or schema" } th scope="col" class="number" { "Payloads" } } }
                tbody {
                    @for (dto, count) in totals.payloads.iter().take(ROWS) {
                        tr { th scope="row" { (code(dto, PATH)) } td class="number" { (grouped(*count)) } }
                    }
                }
            }))
            (more(totals.payloads.len(), ROWS, "row"))
        }
    }
}

/// A table, closed where it is so long that it would push all else away.
fn folded(caption: &str, rows: usize, content: &Markup) -> Markup {
    html! {
        details open[rows <= LONG] {
            summary { (caption) }
            div class="inside" { table aria-label=(caption) { (content) } }
        }
    }
}

/// What was read of formats that record requests and responses.
fn exchanges(exchanges: &Exchanges) -> Markup {
    html! {
        @if exchanges.read > 0 {
            p { (counted(exchanges.read, "recorded exchange")) ": " (grouped(exchanges.matched)) " of an operation of the API, "
                (grouped(exchanges.checked)) " of them with a body that was checked." }
        }
        @if !exchanges.passed.is_empty() || !exchanges.foreign.is_empty() {
            p { "Not looked at:" }
            ul class="plain" {
                @for (reason, count) in &exchanges.passed { li { (grouped(*count)) " times: " (reason.words()) } }
                @for (path, count) in exchanges.foreign.iter().take(FOREIGN) { li { (grouped(*count)) " times " (code(path, PATH)) ", of another API" } }
            }
            (more(exchanges.foreign.len(), FOREIGN, "path"))
        }
    }
}

/// A level in words and colour.
fn badge(level: Severity) -> Markup {
    html! { span class={ "level " (level.as_str()) } { (level.as_str()) } }
}

/// That a list was cut: of what the format for programs has as well.
fn more(len: usize, shown: usize, what: &str) -> Markup {
    let left = len.saturating_sub(shown) as u64;
    html! {
        @if left > 0 {
            p class="soft" { (counted(left, &format!("more {what}"))) " not shown here; the format " code { "json" } " has all of them." }
        }
    }
}

/// That a list was cut: of what no other format has.
fn cut(len: usize, shown: usize, what: &str) -> Markup {
    let left = len.saturating_sub(shown) as u64;
    html! {
        @if left > 0 { p class="soft" { (counted(left, &format!("more {what}"))) " not shown here." } }
    }
}

/// The first of `parts`, as many as there is room for.
fn fitting(parts: impl Iterator<Item = Markup>, limit: usize) -> Vec<Markup> {
    let mut room = LIST;
    let fits = |part: &Markup| {
        let len = part.0.len();
        let fits = len <= room;
        room = room.saturating_sub(len);
        fits
    };
    parts.take(limit).take_while(fits).collect()
}

fn problems(report: &Report) -> Option<Markup> {
    let problems = &report.problems;
    if problems.is_empty() {
        return None;
    }
    let shown = fitting(problems.iter().map(problem_of), ROWS);
    Some(html! {
        p { "Nothing is known about these; the rest was checked all the same." }
        @for problem in &shown { (problem) }
        (more(problems.len(), shown.len(), "problem"))
    })
}

fn problem_of(problem: &Problem) -> Markup {
    html! {
        details open {
            summary { span class="level error" { (problem.kind.as_str()) } " " (prose(&problem.message)) }
            div class="inside" {
                @if let Some(excerpted) = &problem.excerpt { (excerpt(excerpted)) }
                dl class="facts" {
                    @if let Some(path) = &problem.path {
                        dt { "Place" }
                        dd { code { (shown(path, PATH)) @if let Some(place) = problem.place { ":" (place.line) ":" (place.column) } } }
                    }
                    @if let Some(label) = &problem.label { dt { "There" } dd { (prose(label)) } }
                    @if let Some(help) = &problem.help { dt { "What to do" } dd { (prose(help)) } }
                }
            }
        }
    }
}

fn passed(report: &Report) -> Option<Markup> {
    let skipped = &report.skipped;
    if skipped.is_empty() {
        return None;
    }
    Some(html! {
        table {
            caption { "What was met and is no recording of this API" }
            thead { tr { th scope="col" { "File" } th scope="col" { "Why" } th scope="col" class="number" { "Payloads" } } }
            tbody {
                @for one in skipped.iter().take(ROWS) {
                    tr { th scope="row" { (code(&one.path, PATH)) } td { (prose(&one.reason)) } td class="number" { (grouped(one.count)) } }
                }
            }
        }
        (more(skipped.len(), ROWS, "row"))
    })
}

/// The counts that were asked for, as in the format for people.
fn statistics(report: &Report) -> Option<Markup> {
    let all = report.statistics.as_ref()?;
    if all.is_empty() {
        return None;
    }
    let rows = all.iter().map(|one| {
        let field = match &one.field {
            Some(field) => format!("{}.{field}", one.dto),
            None => one.dto.clone(),
        };
        html! {
            tr {
                th scope="row" { code { (one.rule) } " " (badge(one.level)) }
                td {
                    (code(&field, PATH))
                    @if one.contract != one.dto { div class="soft" { "in " (code(&one.contract, PATH)) } }
                }
                td class="number" { (grouped(one.count)) }
            }
        }
    });
    let rows = fitting(rows, ROWS);
    Some(html! {
        (folded("All counts by rule and field", all.len(), &html! {
            thead { tr {
                th scope="col" { "Rule and level" }
                th scope="col" { "Field" }
                th scope="col" class="number" { "Findings" }
            } }
            tbody { @for row in &rows { (row) } }
        }))
        (more(all.len(), rows.len(), "row"))
    })
}
