//! Which kinds of drift are shown where there are more than anybody reads.

use std::collections::BTreeMap;

use crate::severity::Severity;
use crate::summary::Group;

/// At most `limit` of `groups`, in their order: of every rule the first before any second, what
/// fails the check before mere notes. A reader sees each rule at work before one of them floods.
pub(super) fn selection(groups: &[Group], limit: Option<usize>) -> Vec<&Group> {
    let Some(limit) = limit.filter(|&limit| limit < groups.len()) else {
        return groups.iter().collect();
    };
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut ranked: Vec<(usize, bool, usize, &Group)> = groups
        .iter()
        .enumerate()
        .map(|(at, group)| {
            let nth = seen.entry(group.finding.rule).or_default();
            *nth += 1;
            (*nth, group.finding.level == Severity::Note, at, group)
        })
        .collect();
    ranked.sort_by_key(|&(nth, note, at, _)| (nth, note, at));
    ranked.truncate(limit);
    ranked.sort_by_key(|&(_, _, at, _)| at);
    ranked.into_iter().map(|(_, _, _, group)| group).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Account, Finding};
    use crate::text::{Pointer, Span};

    fn group(rule: &'static str, level: Severity) -> Group {
        Group {
            finding: Finding {
                rule,
                level,
                contract: String::new(),
                dto: String::new(),
                field: None,
                pointer: Pointer::root(),
                span: Span::default(),
                account: Account::default(),
            },
            count: 1,
            files: 1,
            occurrences: Vec::new(),
        }
    }

    #[test]
    fn every_rule_comes_before_a_second_of_any() {
        let groups = [
            group("note", Severity::Note),
            group("a", Severity::Error),
            group("a", Severity::Error),
            group("b", Severity::Warning),
            group("a", Severity::Error),
        ];
        let shown = |limit| -> Vec<usize> {
            selection(&groups, limit)
                .into_iter()
                .map(|one| {
                    groups
                        .iter()
                        .position(|group| std::ptr::eq(group, one))
                        .unwrap()
                })
                .collect()
        };
        assert_eq!(shown(None), [0, 1, 2, 3, 4]);
        assert_eq!(shown(Some(5)), [0, 1, 2, 3, 4]);
        assert_eq!(shown(Some(4)), [0, 1, 2, 3]);
        assert_eq!(shown(Some(3)), [0, 1, 3]);
        assert_eq!(shown(Some(2)), [1, 3]);
        assert_eq!(shown(Some(1)), [1]);
    }
}
