//! What of the contract the recordings never showed: its fields and enum values.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::spellings::{drawn, share};
use super::text::{PATH, code};
use super::{ROWS, cut, fitting};
use crate::check::census::PlaceCount;
use crate::summary::Report;
use crate::text::numbers::{counted, grouped};
use crate::text::pointer::unescaped;

/// Names or values of one list that are shown.
const NAMES: usize = 400;

/// What was seen of one DTO.
struct Dto<'a> {
    name: &'a str,
    objects: u64,
    fields: u64,
    unseen: Vec<&'a str>,
    values: u64,
    /// Enum values that were never seen, by the place that has them.
    unseen_values: Vec<(&'a str, Vec<&'a str>)>,
}

impl<'a> Dto<'a> {
    fn of(name: &'a str, places: &'a BTreeMap<String, PlaceCount>) -> Self {
        let mut out = Self {
            name,
            objects: 0,
            fields: 0,
            unseen: Vec::new(),
            values: 0,
            unseen_values: Vec::new(),
        };
        for (pattern, place) in places {
            if pattern.is_empty() {
                out.objects = place.objects;
            } else if !pattern.ends_with("/*") {
                out.fields += 1;
                if place.count == 0 {
                    out.unseen.push(pattern);
                }
            }
            let known = place.values.iter().filter(|(_, value)| value.is_known);
            out.values += known.clone().count() as u64;
            let unseen: Vec<&str> = known
                .filter(|(_, value)| value.count == 0)
                .map(|(value, _)| value.as_str())
                .collect();
            if !unseen.is_empty() {
                out.unseen_values.push((pattern, unseen));
            }
        }
        out
    }

    fn seen_values(&self) -> u64 {
        let unseen = self.unseen_values.iter();
        self.values - unseen.map(|(_, values)| values.len() as u64).sum::<u64>()
    }

    fn seen_fields(&self) -> u64 {
        self.fields - self.unseen.len() as u64
    }
}

pub(super) fn coverage(report: &Report) -> Option<Markup> {
    let census = report.census.as_ref()?;
    let dtos: Vec<Dto<'_>> = census
        .dtos()
        .iter()
        .map(|(name, places)| Dto::of(name, places))
        .filter(|dto| dto.fields + dto.values > 0)
        .collect();
    if dtos.is_empty() {
        return None;
    }
    let (fields, values) = dtos.iter().fold((0, 0), |(fields, values), dto| {
        (fields + dto.fields, values + dto.values)
    });
    let seen: u64 = dtos.iter().map(Dto::seen_fields).sum();
    let seen_values: u64 = dtos.iter().map(Dto::seen_values).sum();
    let lacks = |dto: &&Dto<'_>| !dto.unseen.is_empty() || !dto.unseen_values.is_empty();
    let lacking: Vec<&Dto<'_>> = dtos.iter().filter(lacks).collect();
    let shown = fitting(lacking.iter().map(|dto| never_seen(dto)), ROWS);
    Some(html! {
        p { "Of the DTOs that payloads were checked as, and those within them, the recordings hold "
            strong { (grouped(seen)) " of " (counted(fields, "field")) } " (" (share(seen, fields)) ") and "
            strong { (grouped(seen_values)) " of " (counted(values, "enum value")) } " (" (share(seen_values, values)) "). "
            "What was never seen was not checked." }
        @if census.left_out() > 0 {
            p { "There are more places than are kept: values were seen at others " (grouped(census.left_out())) " times." }
        }
        table {
            caption { "Seen of each DTO" }
            thead { tr {
                th scope="col" { "DTO" }
                th scope="col" class="number" { "Objects" }
                th scope="col" class="number" { "Fields" }
                th scope="col" class="number" { "Enum values" }
                td class="chart" {}
            } }
            tbody {
                @for dto in dtos.iter().take(ROWS) {
                    tr {
                        th scope="row" { (code(dto.name, PATH)) }
                        td class="number" { (grouped(dto.objects)) }
                        td class="number" { (of(dto.seen_fields(), dto.fields)) }
                        td class="number" { (of(dto.seen_values(), dto.values)) }
                        td class="chart" { (drawn(dto.seen_fields() + dto.seen_values(), dto.fields + dto.values, "share")) }
                    }
                }
            }
        }
        (cut(dtos.len(), ROWS, "DTO"))
        h3 { "Never seen" }
        @if lacking.is_empty() { p { "Nothing: all fields and enum values were seen." } }
        @for dto in &shown { (dto) }
        (cut(lacking.len(), shown.len(), "DTO"))
    })
}

fn of(seen: u64, all: u64) -> Markup {
    html! {
        @if all == 0 { "–" } @else { span class=[(seen == all).then_some("good")] { (grouped(seen)) " of " (grouped(all)) } }
    }
}

fn never_seen(dto: &Dto<'_>) -> Markup {
    let unseen_values = dto.values - dto.seen_values();
    let values = dto.unseen_values.iter().map(|(pattern, values)| {
        html! {
            p { "Values of " (code(&named("", pattern), PATH)) ":" }
            (names(values))
        }
    });
    let values = fitting(values, ROWS);
    html! {
        details {
            summary {
                (code(dto.name, PATH)) ": "
                @if dto.objects == 0 { "no object of it" } @else {
                    @if !dto.unseen.is_empty() { (counted(dto.unseen.len() as u64, "field")) }
                    @if !dto.unseen.is_empty() && unseen_values > 0 { ", " }
                    @if unseen_values > 0 { (counted(unseen_values, "enum value")) }
                }
            }
            div class="inside" {
                @if !dto.unseen.is_empty() {
                    p { "Fields:" }
                    (names(&dto.unseen.iter().map(|pattern| named("", pattern)).collect::<Vec<_>>()))
                }
                @for values in &values { (values) }
                (cut(dto.unseen_values.len(), values.len(), "field"))
            }
        }
    }
}

fn names<S: AsRef<str>>(names: &[S]) -> Markup {
    html! {
        ul class="values" { @for name in names.iter().take(NAMES) { li { (code(name.as_ref(), PATH)) } } }
        (cut(names.len(), NAMES, "name"))
    }
}

/// A place as people write it: `ConnectionDto.created`, `Order.lines[].price`.
pub(super) fn named(owner: &str, pattern: &str) -> String {
    let mut out = owner.to_owned();
    for token in pattern.split('/').skip(1) {
        if token == "*" {
            out.push_str("[]");
        } else {
            if !out.is_empty() {
                out.push('.');
            }
            out.push_str(&unescaped(token));
        }
    }
    out
}
