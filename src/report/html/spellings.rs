//! Charts of what fields hold: date spellings and enum values, each a table with bars.

use std::collections::BTreeSet;

use maud::{Markup, html};

use super::coverage::named;
use super::text::{PATH, code};
use super::{cut, fitting};
use crate::check::Census;
use crate::check::census::PlaceCount;
use crate::summary::Report;
use crate::temporal::ConformingSpelling;
use crate::text::numbers::{counted, grouped};

/// Fields that have a chart.
const CHARTS: usize = 300;

/// Values of one field that have a row.
const VALUES: usize = 60;

/// Letters of a value.
const VALUE: usize = 120;

/// A row of a chart.
struct Bar<'a> {
    name: &'a str,
    count: u64,
    /// Whether the contract has it.
    is_due: bool,
}

pub(super) fn dates(report: &Report) -> Option<Markup> {
    let conforming: BTreeSet<&str> = (0..ConformingSpelling::COUNT)
        .filter_map(ConformingSpelling::from_index)
        .map(ConformingSpelling::name)
        .collect();
    let charts = places(report, |place| !place.spellings.is_empty());
    charts_of(&charts, |name, place| {
        let bars = place.spellings.iter().map(|(name, count)| Bar {
            name,
            count: *count,
            is_due: conforming.contains(name.as_str()),
        });
        html! {
            (chart(name, "Spelling", "RFC 3339", bars.collect()))
            @if place.spellings_left_out > 0 {
                p class="soft" { "Dates stood there in further spellings " (counted(place.spellings_left_out, "time")) "." }
            }
        }
    })
}

pub(super) fn enums(report: &Report) -> Option<Markup> {
    let is_seen = |place: &PlaceCount| place.values.values().any(|value| value.count > 0);
    charts_of(&places(report, is_seen), |name, place| {
        let values = place.values.iter().filter(|(_, value)| value.count > 0);
        let bars = values.map(|(name, value)| Bar {
            name,
            count: value.count,
            is_due: value.is_known,
        });
        html! {
            (chart(name, "Value", "In the contract", bars.collect()))
            @if place.values_left_out > 0 {
                p class="soft" { "Further values that the contract does not have stood there " (counted(place.values_left_out, "time")) "." }
            }
        }
    })
}

/// The places of the census that have a chart, by name.
fn places(report: &Report, has_chart: impl Fn(&PlaceCount) -> bool) -> Vec<(String, &PlaceCount)> {
    let dtos = report.census.iter().flat_map(Census::dtos);
    let all = dtos.flat_map(|(dto, places)| {
        let places = places.iter();
        places.map(move |(pattern, place)| (dto, pattern, place))
    });
    all.filter(|(_, _, place)| has_chart(place))
        .map(|(dto, pattern, place)| (named(dto, pattern), place))
        .collect()
}

fn charts_of(
    places: &[(String, &PlaceCount)],
    chart: impl Fn(&str, &PlaceCount) -> Markup,
) -> Option<Markup> {
    if places.is_empty() {
        return None;
    }
    let charts = places.iter().map(|(name, place)| chart(name, place));
    let charts = fitting(charts, CHARTS);
    Some(html! {
        @for chart in &charts { (chart) }
        (cut(places.len(), charts.len(), "field"))
    })
}

/// The most frequent first.
fn chart(field: &str, what: &str, due: &str, mut bars: Vec<Bar<'_>>) -> Markup {
    bars.sort_by(|left, right| right.count.cmp(&left.count).then(left.name.cmp(right.name)));
    let all = bars
        .iter()
        .fold(0, |all: u64, bar| all.saturating_add(bar.count));
    html! {
        table class="bars" {
            caption { (code(field, PATH)) }
            thead { tr {
                th scope="col" { (what) }
                th scope="col" { (due) }
                th scope="col" class="number" { "Times" }
                th scope="col" class="number" { "Share" }
                td class="chart" {}
            } }
            tbody {
                @for bar in bars.iter().take(VALUES) {
                    tr {
                        th scope="row" { (code(bar.name, VALUE)) }
                        td { @if bar.is_due { "yes" } @else { span class="error" { "no" } } }
                        td class="number" { (grouped(bar.count)) }
                        td class="number" { (share(bar.count, all)) }
                        td class="chart" { (drawn(bar.count, all, if bar.is_due { "share" } else { "share off" })) }
                    }
                }
            }
        }
        (cut(bars.len(), VALUES, "value"))
    }
}

/// The share in tenths of a percent; what is there is never shown as nothing, nor a part as the whole.
pub(super) fn share(count: u64, all: u64) -> String {
    let Some(tenths) = tenths(count, all) else {
        return "–".to_owned();
    };
    match tenths {
        0 if count > 0 => "< 0.1\u{a0}%".to_owned(),
        1_000 if count < all => "> 99.9\u{a0}%".to_owned(),
        _ => format!("{}.{}\u{a0}%", tenths / 10, tenths % 10),
    }
}

fn tenths(count: u64, all: u64) -> Option<u128> {
    let (count, all) = (u128::from(count), u128::from(all));
    (count * 1_000 + all / 2).checked_div(all)
}

/// The bar: what it says stands in the cell beside it, so it is no picture for a reader of the text.
pub(super) fn drawn(count: u64, all: u64, class: &str) -> Markup {
    let least = if count > 0 { 5 } else { 0 };
    let width = tenths(count, all).unwrap_or(0).max(least);
    html! {
        svg class="bar" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true" focusable="false" {
            rect class="track" width="1000" height="10" {}
            rect class=(class) width=(width) height="10" {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_neither_nothing_nor_all() {
        assert_eq!(share(0, 0), "–");
        assert_eq!(share(0, 7), "0.0\u{a0}%");
        assert_eq!(share(1, 10_000), "< 0.1\u{a0}%");
        assert_eq!(share(9_999, 10_000), "> 99.9\u{a0}%");
        assert_eq!(share(7, 7), "100.0\u{a0}%");
        assert_eq!(share(u64::MAX, u64::MAX), "100.0\u{a0}%");
        assert_eq!(share(1, 3), "33.3\u{a0}%");
    }
}
