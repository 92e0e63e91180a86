//! Charts of what fields hold: date spellings and enum values, each a table with bars.

use maud::{Markup, html};

use super::text::{PATH, code};
use super::{ROWS, more};
use crate::summary::Report;
use crate::temporal::ConformingSpelling;
use crate::text::numbers::grouped;

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
    let conforming: Vec<&str> = (0..ConformingSpelling::COUNT)
        .filter_map(ConformingSpelling::from_index)
        .map(ConformingSpelling::name)
        .collect();
    let fields = report.spellings.iter().flat_map(|(dto, fields)| {
        fields
            .iter()
            .map(move |(field, counts)| (dto, field, counts))
    });
    let charts: Vec<Markup> = fields
        .map(|(dto, field, counts)| {
            let bars = counts.iter().map(|(name, count)| Bar {
                name,
                count: *count,
                is_due: conforming.contains(&name.as_str()),
            });
            chart(
                &format!("{dto}.{field}"),
                "Spelling",
                "RFC 3339",
                bars.collect(),
            )
        })
        .collect();
    charts_of(&charts)
}

pub(super) fn enums(report: &Report) -> Option<Markup> {
    let observed = report.observed.as_ref()?;
    let places = observed.owners().iter().flat_map(|(owner, places)| {
        places
            .iter()
            .map(move |(pattern, seen)| (owner, pattern, seen))
    });
    let charts: Vec<Markup> = places
        .filter(|(_, _, seen)| seen.values.values().any(|tally| tally.count > 0))
        .map(|(owner, pattern, seen)| {
            let values = seen.values.iter().filter(|(_, tally)| tally.count > 0);
            let bars = values.map(|(name, tally)| Bar {
                name,
                count: tally.count,
                is_due: tally.is_known,
            });
            let chart = chart(&super::coverage::place(owner, pattern), "Value", "in the contract", bars.collect());
            html! {
                (chart)
                @if seen.values_left_out > 0 {
                    p class="soft" { "Values that the contract does not have stood there " (grouped(seen.values_left_out)) " times more." }
                }
            }
        })
        .collect();
    charts_of(&charts)
}

fn charts_of(charts: &[Markup]) -> Option<Markup> {
    if charts.is_empty() {
        return None;
    }
    Some(html! {
        @for chart in charts.iter().take(ROWS) { (chart) }
        (more(charts.len(), ROWS, "field"))
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
                        td class="chart" { (drawn(bar, all)) }
                    }
                }
            }
        }
        (more(bars.len(), VALUES, "value"))
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
fn drawn(bar: &Bar<'_>, all: u64) -> Markup {
    let width = tenths(bar.count, all).unwrap_or(0).max(5);
    let class = if bar.is_due { "share" } else { "share off" };
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
