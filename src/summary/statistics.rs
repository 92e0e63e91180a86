//! How often each rule was found in each field.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::report::Report;
use crate::severity::Severity;

/// How often a rule was found in one field of what is checked as one contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Statistic {
    /// The worst level among these findings.
    pub level: Severity,
    /// The rule.
    pub rule: &'static str,
    /// What the payloads were checked as: a DTO, or a message of an operation.
    pub contract: String,
    /// The DTO that the values belong to.
    pub dto: String,
    /// The field; `null` where it is about the whole value.
    pub field: Option<String>,
    /// How many findings.
    pub count: u64,
}

/// The counts of the findings in groups, the worst level first, then the most frequent. What is beyond the
/// groups that are kept is not among them.
pub fn statistics(report: &Report) -> Vec<Statistic> {
    let mut counts: BTreeMap<_, (Severity, u64)> = BTreeMap::new();
    for group in &report.groups {
        let finding = &group.finding;
        let key = (
            finding.rule,
            &finding.contract,
            &finding.dto,
            &finding.field,
        );
        let (level, count) = counts.entry(key).or_insert((finding.level, 0));
        *level = finding.level.max(*level);
        *count = count.saturating_add(group.count);
    }
    let mut all: Vec<Statistic> = counts
        .into_iter()
        .map(|((rule, contract, dto, field), (level, count))| Statistic {
            level,
            rule,
            contract: contract.clone(),
            dto: dto.clone(),
            field: field.clone(),
            count,
        })
        .collect();
    all.sort_by_key(|one| (Reverse(one.level), Reverse(one.count)));
    all
}
