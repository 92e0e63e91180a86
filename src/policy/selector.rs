//! Rules by name, and by group: which of them is meant, and at which level they count.

use std::collections::BTreeMap;

use super::Level;
use crate::rule::{self, Rule, Topic};
use crate::text::nearest::nearest;

/// The word for all rules.
const ALL: &str = "all";

/// Some rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Selector {
    /// All of them.
    All,
    /// Those of one topic, such as `dates`.
    Group(Topic),
    /// The one of that name.
    Rule(&'static str),
}

/// There is neither a rule nor a group of that name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownRule {
    /// The nearest name that there is.
    pub near: Option<&'static str>,
}

impl Selector {
    /// The rules of that name.
    ///
    /// # Errors
    /// There are none.
    pub fn named(name: &str) -> Result<Self, UnknownRule> {
        if name == ALL {
            return Ok(Self::All);
        }
        if let Some(topic) = Topic::ALL.iter().find(|topic| topic.as_str() == name) {
            return Ok(Self::Group(*topic));
        }
        Self::rule(name)
            .map(|rule| Self::Rule(rule.name))
            .map_err(|unknown| {
                let groups = Topic::ALL.iter().map(|topic| topic.as_str());
                let near = nearest(name, groups.chain([ALL])).or(unknown.near);
                UnknownRule { near }
            })
    }

    /// The one rule of that name.
    ///
    /// # Errors
    /// There is none.
    pub fn rule(name: &str) -> Result<&'static Rule, UnknownRule> {
        rule::named(name).ok_or_else(|| UnknownRule {
            near: nearest(name, rule::all().map(|rule| rule.name)),
        })
    }

    fn holds(self, rule: &Rule) -> bool {
        match self {
            Self::All => true,
            Self::Group(topic) => rule.topic == topic,
            Self::Rule(name) => name == rule.name,
        }
    }
}

/// The levels of rules that somebody asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Levels(BTreeMap<&'static str, Level>);

impl Levels {
    /// The levels that hold when each of `asked` is followed in turn: the last word counts.
    pub fn in_turn(asked: impl IntoIterator<Item = (Selector, Level)>) -> Self {
        let mut levels = BTreeMap::new();
        for (selector, level) in asked {
            for rule in rule::all().filter(|rule| selector.holds(rule)) {
                levels.insert(rule.name, level);
            }
        }
        Self(levels)
    }

    /// The levels of a table, which has no order: a rule's own word counts for more than that of its
    /// group, and this for more than that of all.
    pub fn of_table(asked: impl IntoIterator<Item = (Selector, Level)>) -> Self {
        let mut asked: Vec<_> = asked.into_iter().collect();
        asked.sort_by_key(|(selector, _)| match selector {
            Selector::All => 0,
            Selector::Group(_) => 1,
            Selector::Rule(_) => 2,
        });
        Self::in_turn(asked)
    }

    /// The level of a rule, where one was asked for.
    pub fn of(&self, rule: &str) -> Option<Level> {
        self.0.get(rule).copied()
    }

    /// Whether none was asked for.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> Selector {
        Selector::named(name).unwrap()
    }

    #[test]
    fn rules_and_groups_have_names_of_their_own() {
        for topic in Topic::ALL {
            assert!(rule::named(topic.as_str()).is_none());
            assert_eq!(named(topic.as_str()), Selector::Group(*topic));
        }
        assert!(rule::named(ALL).is_none());
        let near = |name: &str| Selector::named(name).unwrap_err().near;
        assert_eq!(near("date-onyl"), Some("date-only"));
        assert_eq!(near("datess"), Some("dates"));
        assert_eq!(near("xyz"), None);
    }

    #[test]
    fn the_last_word_counts_in_turn_and_the_closest_in_a_table() {
        let asked = [
            (named("date-only"), Level::Off),
            (named("dates"), Level::Note),
            (named("all"), Level::Warning),
        ];
        let level = |levels: &Levels, rule| levels.of(rule).unwrap();
        let turn = Levels::in_turn(asked);
        assert_eq!(level(&turn, "date-only"), Level::Warning);
        let table = Levels::of_table(asked);
        assert_eq!(level(&table, "date-only"), Level::Off);
        assert_eq!(level(&table, "date-week"), Level::Note);
        assert_eq!(level(&table, "field-unknown"), Level::Warning);
    }
}
