//! What both say of the value itself: types, values, formats, bounds, patterns.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Effect, QUOTED, Telling, Walker, breaks, effect, variants};
use crate::contract::terms::{Limit, Term, Types};
use crate::diff::change::Kind;
use crate::diff::probe::{self, Probe};
use crate::text::sanitize::shortened;

impl Walker<'_> {
    pub(super) fn types(&mut self, old: &Term, new: &Term) {
        let added = new.types.without(old.types);
        let removed = old.types.without(new.types);
        if added.meets(Types::NULL) {
            self.tell(Telling {
                wider: Effect::Breaks,
                probes: vec![Probe::Value(Value::Null)],
                keywords: &["type", "enum", "const"],
                ..Telling::new(
                    Kind::NullAllowed,
                    "`null` is allowed now".to_owned(),
                    old.describe(),
                    new.describe(),
                )
            });
        }
        if removed.meets(Types::NULL) {
            self.tell(Telling {
                narrower: Effect::Breaks,
                probes: vec![Probe::Value(Value::Null)],
                keywords: &["type", "enum", "const"],
                ..Telling::new(
                    Kind::NullForbidden,
                    "`null` is not allowed any more".to_owned(),
                    old.describe(),
                    new.describe(),
                )
            });
        }
        let (added, removed) = (added.without(Types::NULL), removed.without(Types::NULL));
        let kind = match (added.is_empty(), removed.is_empty()) {
            (true, true) => return,
            (false, true) => Kind::TypeWidened,
            (true, false) => Kind::TypeNarrowed,
            (false, false) => Kind::TypeChanged,
        };
        let headline = match kind {
            Kind::TypeWidened => format!("the type {} is allowed now", added.names()),
            Kind::TypeNarrowed => format!("the type {} is not allowed any more", removed.names()),
            _ => format!(
                "the type is {} now, it was {}",
                new.types.names(),
                old.types.names()
            ),
        };
        let each = |types: Types| {
            Types::EACH
                .into_iter()
                .filter(move |one| types.meets(*one))
                .map(Probe::Of)
        };
        self.tell(Telling {
            wider: breaks(!added.is_empty()),
            narrower: breaks(!removed.is_empty()),
            probes: each(added).chain(each(removed)).collect(),
            keywords: &["type", "enum", "const", "falseSchema"],
            ..Telling::new(kind, headline, old.describe(), new.describe())
        });
    }

    pub(super) fn access(&mut self, old: &Term, new: &Term) {
        for (before, now, word, is_request) in [
            (old.is_read_only, new.is_read_only, "read-only", true),
            (old.is_write_only, new.is_write_only, "write-only", false),
        ] {
            if before == now {
                continue;
            }
            let told = if now { Effect::Told } else { Effect::None };
            let (narrower, wider) = if is_request {
                (told, Effect::None)
            } else {
                (Effect::None, told)
            };
            let words = |is: bool| {
                if is {
                    word.to_owned()
                } else {
                    format!("not {word}")
                }
            };
            let headline = if now {
                format!("it is {word} now")
            } else {
                format!("it is not {word} any more")
            };
            self.tell(Telling {
                wider,
                narrower,
                ..Telling::new(Kind::AccessChanged, headline, words(before), words(now))
            });
        }
    }

    pub(super) fn values(&mut self, old: &Term, new: &Term) {
        let keywords: &'static [&'static str] = &["enum", "const"];
        let list = |values: &[Value]| format!("one of {} values", values.len());
        match (&old.values, &new.values) {
            (None, None) => {}
            (Some(before), Some(now)) => {
                let added = others(now, before, old.types);
                let removed = others(before, now, new.types);
                for value in added {
                    let word = quoted(&value);
                    self.tell(Telling {
                        wider: Effect::Value,
                        probes: vec![Probe::Value(value)],
                        keywords,
                        ..Telling::new(
                            Kind::EnumValueAdded,
                            format!("the value {word} was added"),
                            format!("no value {word}"),
                            format!("the value {word}"),
                        )
                    });
                }
                for value in removed {
                    let word = quoted(&value);
                    self.tell(Telling {
                        narrower: Effect::Breaks,
                        probes: vec![Probe::Value(value)],
                        keywords,
                        ..Telling::new(
                            Kind::EnumValueRemoved,
                            format!("the value {word} was removed"),
                            format!("the value {word}"),
                            format!("no value {word}"),
                        )
                    });
                }
            }
            (Some(before), None) => self.tell(Telling {
                wider: Effect::Breaks,
                probes: variants(),
                keywords,
                ..Telling::new(
                    Kind::EnumOpened,
                    "the values are not listed any more".to_owned(),
                    list(before),
                    new.describe(),
                )
            }),
            (None, Some(now)) => self.tell(Telling {
                narrower: Effect::Breaks,
                probes: variants(),
                keywords,
                ..Telling::new(
                    Kind::EnumClosed,
                    "the values are listed now".to_owned(),
                    old.describe(),
                    list(now),
                )
            }),
        }
    }

    pub(super) fn formats(&mut self, old: &Term, new: &Term) {
        if old.formats == new.formats {
            return;
        }
        let words = |formats: &BTreeSet<String>| {
            let formats: Vec<String> = formats
                .iter()
                .map(|format| format!("`{}`", shortened(format, QUOTED)))
                .collect();
            if formats.is_empty() {
                "no format".to_owned()
            } else {
                format!("the format {}", formats.join(" and "))
            }
        };
        let (before, now) = (words(&old.formats), words(&new.formats));
        let kind = match (old.formats.is_empty(), new.formats.is_empty()) {
            (true, _) => Kind::FormatAdded,
            (_, true) => Kind::FormatRemoved,
            _ => Kind::FormatChanged,
        };
        // Whether formats are asserted is the validators' to say.
        self.tell(Telling {
            wider: effect(kind != Kind::FormatAdded, Effect::Unknown),
            narrower: effect(kind != Kind::FormatRemoved, Effect::Unknown),
            probes: probe::formats(&old.formats, &new.formats),
            keywords: &["format", "minimum", "maximum"],
            ..Telling::new(kind, format!("{before} became {now}"), before, now)
        });
    }

    pub(super) fn limits(&mut self, old: &Term, new: &Term, common: Types) {
        for limit in Limit::ALL {
            let (before, now) = (old.limits.get(&limit), new.limits.get(&limit));
            if before == now || !common.meets(limit.types()) {
                continue;
            }
            let is_tighter = match (before, now) {
                (None, _) => true,
                (_, None) => false,
                (Some(before), Some(now)) if now.is_tighter(before, limit) => true,
                (Some(before), Some(now)) if before.is_tighter(now, limit) => false,
                // Another way to write the same number.
                _ => continue,
            };
            let is_number = limit.types() == Types::NUMBER;
            let kind = match (is_number, is_tighter) {
                (true, true) => Kind::BoundTightened,
                (true, false) => Kind::BoundLoosened,
                (false, true) => Kind::LengthTightened,
                (false, false) => Kind::LengthLoosened,
            };
            let none = || format!("no {}", limit.keyword());
            let words = [
                before.map_or_else(none, |bound| bound.words(limit)),
                now.map_or_else(none, |bound| bound.words(limit)),
            ];
            let [before_words, now_words] = words;
            self.tell(Telling {
                wider: breaks(!is_tighter),
                narrower: breaks(is_tighter),
                probes: probe::around([before, now], limit),
                keywords: keywords_of(limit),
                ..Telling::new(
                    kind,
                    format!("{before_words} became {now_words}"),
                    before_words,
                    now_words,
                )
            });
        }
        if common.meets(Types::NUMBER) && old.multiples != new.multiples {
            let words = |numbers: &[serde_json::Number]| {
                let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
                if numbers.is_empty() {
                    "no multipleOf".to_owned()
                } else {
                    format!("multipleOf {}", numbers.join(" and "))
                }
            };
            let (before, now) = (words(&old.multiples), words(&new.multiples));
            let (was, is) = (!old.multiples.is_empty(), !new.multiples.is_empty());
            let both = was && is;
            self.tell(Telling {
                wider: effect(
                    was,
                    if both {
                        Effect::Perhaps
                    } else {
                        Effect::Breaks
                    },
                ),
                narrower: effect(
                    is,
                    if both {
                        Effect::Perhaps
                    } else {
                        Effect::Breaks
                    },
                ),
                probes: probe::multiples(&old.multiples, &new.multiples),
                keywords: &["multipleOf"],
                ..Telling::new(
                    Kind::MultipleChanged,
                    format!("{before} became {now}"),
                    before,
                    now,
                )
            });
        }
    }

    pub(super) fn patterns(&mut self, old: &Term, new: &Term) {
        if old.patterns == new.patterns {
            return;
        }
        let words = |patterns: &BTreeSet<String>| {
            let patterns: Vec<String> = patterns
                .iter()
                .map(|pattern| format!("`{}`", shortened(pattern, QUOTED)))
                .collect();
            if patterns.is_empty() {
                "no pattern".to_owned()
            } else {
                format!("the pattern {}", patterns.join(" and "))
            }
        };
        let kind = if old.patterns.is_subset(&new.patterns) {
            Kind::PatternAdded
        } else if new.patterns.is_subset(&old.patterns) {
            Kind::PatternRemoved
        } else {
            Kind::PatternChanged
        };
        let (before, now) = (words(&old.patterns), words(&new.patterns));
        let by_witness = if kind == Kind::PatternChanged {
            Effect::Unknown
        } else {
            Effect::Breaks
        };
        self.tell(Telling {
            wider: effect(kind != Kind::PatternAdded, by_witness.clone()),
            narrower: effect(kind != Kind::PatternRemoved, by_witness),
            probes: probe::patterns(old, new),
            keywords: &["pattern"],
            ..Telling::new(kind, format!("{before} became {now}"), before, now)
        });
    }
}

/// The values of a list that another one does not have, and that are of these types.
fn others(values: &[Value], known: &[Value], types: Types) -> Vec<Value> {
    let known: BTreeSet<String> = known.iter().map(Value::to_string).collect();
    let is_other =
        |value: &&Value| types.meets(Types::of(value)) && !known.contains(&value.to_string());
    values.iter().filter(is_other).cloned().collect()
}

const fn keywords_of(limit: Limit) -> &'static [&'static str] {
    match limit {
        Limit::Minimum => &["minimum", "exclusiveMinimum"],
        Limit::Maximum => &["maximum", "exclusiveMaximum"],
        Limit::MinLength => &["minLength"],
        Limit::MaxLength => &["maxLength"],
        Limit::MinItems => &["minItems"],
        Limit::MaxItems => &["maxItems"],
        Limit::MinProperties => &["minProperties"],
        Limit::MaxProperties => &["maxProperties"],
    }
}

/// A value in backticks: a string by itself, anything else as JSON.
fn quoted(value: &Value) -> String {
    match value {
        Value::String(text) if !text.is_empty() => format!("`{}`", shortened(text, QUOTED)),
        other => format!("`{}`", shortened(&other.to_string(), QUOTED)),
    }
}
