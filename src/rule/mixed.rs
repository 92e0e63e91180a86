//! The rule that is seen only across the corpus: one field in several date spellings.

use super::mutation::Mutation;
use super::{Claim, Rule, Topic};
use crate::finding::{Account, Finding};
use crate::severity::Severity;
use crate::text::numbers::grouped;
use crate::text::{Pointer, Span};

/// The rule's name.
pub const NAME: &str = "date-spellings-mixed";

pub(super) const RULES: &[Rule] = &[Rule::new(
    NAME,
    Severity::Note,
    Topic::Dates,
    include_str!("date-spellings-mixed.md"),
    Claim::Corpus,
    Mutation::Never("no single payload has it: it takes two that spell one field differently"),
)];

/// How often a field was written in one spelling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spelled {
    /// The spelling's name.
    pub spelling: String,
    /// How often.
    pub count: u64,
    /// The first place, as `path:line:column`.
    pub first: String,
}

/// The note that the field `field` of `dto` is written in the spellings `all`, the most frequent
/// first; at least two.
pub fn finding(dto: &str, field: &str, all: &[Spelled]) -> Finding {
    let list: Vec<String> = all
        .iter()
        .map(|one| match one.count {
            1 => format!("{} (once, at {})", one.spelling, one.first),
            count => format!(
                "{} ({} times, first at {})",
                one.spelling,
                grouped(count),
                one.first
            ),
        })
        .collect();
    let names: Vec<&str> = all.iter().map(|one| one.spelling.as_str()).collect();
    let mut variant: Vec<&str> = names.clone();
    variant.sort_unstable();
    Finding {
        rule: NAME,
        level: Severity::Note,
        contract: dto.to_owned(),
        dto: dto.to_owned(),
        field: Some(field.to_owned()),
        // Wherever the DTO stands: no place in one payload.
        pointer: Pointer::root(),
        span: Span::default(),
        account: Account {
            headline: format!("`{field}` of {dto} is written in {} spellings", all.len()),
            label: "the odd one out".to_owned(),
            expected: "one spelling".to_owned(),
            actual: names.join(", "),
            help: Some(
                "have every producer write the same pattern: clients parse with one".to_owned(),
            ),
            notes: list,
            variant: format!("{field} {}", variant.join(" ")),
            ..Account::default()
        },
    }
}
