//! Both contracts, place by place.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::change::{Change, Judgement, Kind};
use super::path::{self, Step};
use super::probe::{self, Probe};
use super::side::Side;
use crate::contract::document::escaped;
use crate::contract::terms::{Judged, Limit, Others, Term, TermId, Terms, Types};
use crate::text::sanitize::shortened;

/// Changes that are listed at most.
pub const MAX_CHANGES: usize = 10_000;

/// Pairs of places that are looked at at most: contracts may double at every level.
const MAX_PAIRS: usize = 500_000;

/// Steps from the root at most.
const DEPTH: usize = 100;

/// Letters of a value or name that are quoted.
const QUOTED: usize = 80;

/// Whether a change stops one side from taking what the other one gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// It does not.
    None,
    /// It does.
    Breaks,
    /// By a value that one side does not list.
    Value,
    /// By a field that one side does not know; where it is refused, that breaks.
    Field(String),
    /// Whatever a witness says; without one, nobody knows.
    Unknown,
    /// It does where a witness says so.
    Perhaps,
    /// It may, and no validator tells.
    Told,
}

/// A change, and how to show it.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) kind: Kind,
    pub(super) headline: String,
    pub(super) old: String,
    pub(super) new: String,
    /// The place into which probes are put.
    pub(super) path: Vec<Step>,
    /// The member there that it is about, where it is about one.
    pub(super) member: Option<String>,
    /// The keywords that refuse what shows the change; any one where there is none.
    pub(super) keywords: &'static [&'static str],
    pub(super) probes: Vec<Probe>,
    /// What the new side gives and the old one does not take.
    pub(super) wider: Effect,
    /// What the old side gives and the new one does not take.
    pub(super) narrower: Effect,
    /// Refusals anywhere below the place show the change.
    pub(super) is_below: bool,
}

impl Found {
    pub(super) fn pointer(&self) -> String {
        let mut pointer = path::pointer(&self.path);
        if let Some(member) = &self.member {
            pointer.push('/');
            pointer.push_str(&escaped(member));
        }
        pointer
    }

    /// The change without verdicts.
    pub(super) fn told(self) -> Change {
        self.judged(Judgement::SAFE, Judgement::SAFE)
    }

    pub(super) fn judged(&self, consumers: Judgement, senders: Judgement) -> Change {
        Change {
            pointer: self.pointer(),
            kind: self.kind,
            headline: self.headline.clone(),
            old: self.old.clone(),
            new: self.new.clone(),
            consumers,
            senders,
        }
    }
}

/// What was found.
#[derive(Debug, Default)]
pub(super) struct FoundAll {
    pub(super) found: Vec<Found>,
    pub(super) is_cut: bool,
}

/// Walks both contracts. Where both have a schema that is called by one of `apart`, it is not entered.
pub(super) fn walk(old: &Side, new: &Side, apart: &BTreeSet<String>) -> FoundAll {
    let mut walker = Walker {
        old: &old.terms,
        new: &new.terms,
        apart,
        path: Vec::new(),
        above: Vec::new(),
        same: BTreeSet::new(),
        told: BTreeSet::new(),
        pairs: 0,
        all: FoundAll {
            is_cut: old.terms.is_cut() || new.terms.is_cut(),
            ..FoundAll::default()
        },
    };
    walker.pair(old.terms.root(), new.terms.root());
    walker.all
}

struct Walker<'w> {
    old: &'w Terms,
    new: &'w Terms,
    apart: &'w BTreeSet<String>,
    path: Vec<Step>,
    above: Vec<(TermId, TermId)>,
    /// Pairs below which nothing differs.
    same: BTreeSet<(TermId, TermId)>,
    told: BTreeSet<(String, Kind, String)>,
    pairs: usize,
    all: FoundAll,
}

impl Walker<'_> {
    fn pair(&mut self, old: TermId, new: TermId) {
        if self.above.contains(&(old, new)) || self.same.contains(&(old, new)) {
            return;
        }
        self.pairs += 1;
        if self.path.len() >= DEPTH || self.pairs > MAX_PAIRS || self.all.found.len() >= MAX_CHANGES
        {
            self.all.is_cut = true;
            return;
        }
        let (left, right) = (self.old.term(old), self.new.term(new));
        if !self.path.is_empty() && left.name == right.name && self.apart.contains(&left.name) {
            self.types(left, right);
            self.access(left, right);
            return;
        }
        let before = self.all.found.len();
        self.above.push((old, new));
        if left.alternatives.is_empty() == right.alternatives.is_empty() {
            self.said(left, right);
        } else {
            self.one_of_them(old, new);
        }
        self.above.pop();
        if self.all.found.len() == before && !self.all.is_cut {
            self.same.insert((old, new));
        }
    }

    fn step(&mut self, step: Step, old: TermId, new: TermId) {
        self.path.push(step);
        self.pair(old, new);
        self.path.pop();
    }

    fn said(&mut self, old: &Term, new: &Term) {
        self.types(old, new);
        self.access(old, new);
        let common = old.types.and(new.types);
        if common.without(Types::NULL).is_empty() {
            return;
        }
        self.values(old, new);
        self.formats(old, new);
        self.limits(old, new, common);
        if common.meets(Types::STRING) {
            self.patterns(old, new);
        }
        if common.meets(Types::OBJECT) {
            self.members(old, new);
        }
        if common.meets(Types::ARRAY) {
            self.elements(old, new);
        }
        self.alternatives(old, new);
        self.beyond(old, new);
    }

    fn types(&mut self, old: &Term, new: &Term) {
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

    fn access(&mut self, old: &Term, new: &Term) {
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

    fn values(&mut self, old: &Term, new: &Term) {
        let keywords: &'static [&'static str] = &["enum", "const"];
        let list = |values: &[Value]| format!("one of {} values", values.len());
        match (&old.values, &new.values) {
            (None, None) => {}
            (Some(before), Some(now)) => {
                let added = now
                    .iter()
                    .filter(|value| !before.contains(value) && old.types.meets(Types::of(value)));
                let added: Vec<Value> = added.cloned().collect();
                let removed = before
                    .iter()
                    .filter(|value| !now.contains(value) && new.types.meets(Types::of(value)));
                let removed: Vec<Value> = removed.cloned().collect();
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

    fn formats(&mut self, old: &Term, new: &Term) {
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

    fn limits(&mut self, old: &Term, new: &Term, common: Types) {
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

    fn patterns(&mut self, old: &Term, new: &Term) {
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

    fn members(&mut self, old: &Term, new: &Term) {
        let names: BTreeSet<&String> = old.fields.keys().chain(new.fields.keys()).collect();
        for name in names {
            match (old.fields.get(name), new.fields.get(name)) {
                (Some(before), Some(now)) => {
                    if before.is_required != now.is_required {
                        self.required(name, now.is_required);
                    }
                    self.step(Step::Field(name.clone()), before.term, now.term);
                }
                (None, Some(now)) => {
                    let words = self.new.term(now.term).describe();
                    self.field(name, &words, now.is_required, Kind::FieldAdded);
                }
                (Some(before), None) => {
                    let words = self.old.term(before.term).describe();
                    self.field(name, &words, before.is_required, Kind::FieldRemoved);
                }
                (None, None) => {}
            }
        }
        let words = |is_open: bool| {
            if is_open {
                "other fields are allowed".to_owned()
            } else {
                "no other fields are allowed".to_owned()
            }
        };
        match (old.others, new.others) {
            (Others::Open, Others::Open) | (Others::Closed, Others::Closed) => {}
            (_, Others::Closed) => self.tell(Telling {
                narrower: Effect::Breaks,
                probes: vec![Probe::WithOther],
                keywords: CLOSED,
                is_below: true,
                ..Telling::new(
                    Kind::AdditionalPropertiesClosed,
                    "other fields are not allowed any more".to_owned(),
                    words(true),
                    words(false),
                )
            }),
            (Others::Closed, _) => self.tell(Telling {
                wider: Effect::Breaks,
                probes: vec![Probe::WithOther],
                keywords: CLOSED,
                is_below: true,
                ..Telling::new(
                    Kind::AdditionalPropertiesOpened,
                    "other fields are allowed now".to_owned(),
                    words(false),
                    words(true),
                )
            }),
            (before, now) => {
                let before = of(before, self.old);
                let now = of(now, self.new);
                self.step(Step::Other, before, now);
            }
        }
    }

    fn required(&mut self, name: &str, is_now: bool) {
        let shown = shortened(name, QUOTED);
        let (kind, headline) = if is_now {
            (
                Kind::RequiredAdded,
                format!("the field `{shown}` is required now"),
            )
        } else {
            (
                Kind::RequiredRemoved,
                format!("the field `{shown}` may be absent now"),
            )
        };
        let words = |is_required: bool| if is_required { "required" } else { "optional" };
        self.tell(Telling {
            member: Some(name.to_owned()),
            wider: breaks(!is_now),
            narrower: breaks(is_now),
            probes: vec![Probe::Without(name.to_owned())],
            keywords: &["required"],
            ..Telling::new(
                kind,
                headline,
                words(!is_now).to_owned(),
                words(is_now).to_owned(),
            )
        });
    }

    /// A field that one side alone knows.
    fn field(&mut self, name: &str, words: &str, is_required: bool, kind: Kind) {
        let shown = shortened(name, QUOTED);
        let is_added = kind == Kind::FieldAdded;
        let word = if is_required { "required" } else { "optional" };
        let headline = format!(
            "the {word} field `{shown}` ({words}) was {}",
            if is_added { "added" } else { "removed" }
        );
        let known = format!("the {word} field `{shown}` ({words})");
        let unknown = format!("no field `{shown}`");
        let more = Effect::Field(name.to_owned());
        let less = breaks(is_required);
        let (wider, narrower) = if is_added { (more, less) } else { (less, more) };
        let (old, new) = if is_added {
            (unknown, known)
        } else {
            (known, unknown)
        };
        self.tell(Telling {
            member: Some(name.to_owned()),
            wider,
            narrower,
            probes: vec![
                Probe::With(name.to_owned()),
                Probe::Without(name.to_owned()),
            ],
            ..Telling::new(kind, headline, old, new)
        });
    }

    fn elements(&mut self, old: &Term, new: &Term) {
        if old.is_unique != new.is_unique {
            let words = |is_unique: bool| {
                if is_unique {
                    "elements differ"
                } else {
                    "elements may be the same"
                }
            };
            let (kind, headline) = if new.is_unique {
                (Kind::UniqueAdded, "elements have to differ now")
            } else {
                (Kind::UniqueRemoved, "elements need not differ any more")
            };
            self.tell(Telling {
                wider: breaks(old.is_unique),
                narrower: breaks(new.is_unique),
                probes: vec![Probe::Same],
                keywords: &["uniqueItems"],
                ..Telling::new(
                    kind,
                    headline.to_owned(),
                    words(old.is_unique).to_owned(),
                    words(new.is_unique).to_owned(),
                )
            });
        }
        let rest = |term: &Term, terms: &Terms| term.items.unwrap_or(terms.anything());
        let (before, now) = (rest(old, self.old), rest(new, self.new));
        for index in 0..old.prefix.len().max(new.prefix.len()) {
            let left = old.prefix.get(index).copied().unwrap_or(before);
            let right = new.prefix.get(index).copied().unwrap_or(now);
            self.step(Step::Prefix(index), left, right);
        }
        if old.items.is_some() || new.items.is_some() {
            // Behind those that are told one by one.
            let first = old.prefix.len().max(new.prefix.len());
            let step = if first == 0 {
                Step::Element
            } else {
                Step::Prefix(first)
            };
            self.step(step, before, now);
        }
    }

    /// Both have alternatives: they are compared one by one.
    fn alternatives(&mut self, old: &Term, new: &Term) {
        if old.alternatives.is_empty() {
            return;
        }
        if old.is_one_of != new.is_one_of {
            let words = |is_one_of: bool| if is_one_of { "oneOf" } else { "anyOf" };
            let (before, now) = (words(old.is_one_of), words(new.is_one_of));
            self.otherwise(&format!("{before} became {now}"), before, now, variants());
        }
        let left: Vec<TermId> = old.alternatives.iter().map(|one| one.own).collect();
        let right: Vec<TermId> = new.alternatives.iter().map(|one| one.own).collect();
        let pairs = self.matched(&left, &right);
        for &(before, now) in &pairs {
            if let (Some(&left), Some(&right)) = (left.get(before), right.get(now)) {
                self.step(Step::Branch(Some(before), Some(now)), left, right);
            }
        }
        let gone = old.types.without(new.types);
        let come = new.types.without(old.types);
        for (index, id) in left.iter().enumerate() {
            if !pairs.iter().any(|pair| pair.0 == index) {
                self.alternative(self.old.term(*id), index, Kind::AlternativeRemoved, gone);
            }
        }
        for (index, id) in right.iter().enumerate() {
            if !pairs.iter().any(|pair| pair.1 == index) {
                self.alternative(self.new.term(*id), index, Kind::AlternativeAdded, come);
            }
        }
    }

    /// An alternative that one side alone has; where its types are `told`, so is it.
    fn alternative(&mut self, term: &Term, index: usize, kind: Kind, told: Types) {
        if term.types.without(told).is_empty() {
            return;
        }
        let name = if term.name.is_empty() {
            term.describe()
        } else {
            format!("`{}`", shortened(&term.name, QUOTED))
        };
        let is_added = kind == Kind::AlternativeAdded;
        let (word, wider, narrower) = if is_added {
            ("added", Effect::Unknown, Effect::Perhaps)
        } else {
            ("removed", Effect::Perhaps, Effect::Unknown)
        };
        let (there, absent) = (
            format!("the alternative {name}"),
            format!("no alternative {name}"),
        );
        let (old, new) = if is_added {
            (absent, there)
        } else {
            (there, absent)
        };
        self.tell(Telling {
            wider,
            narrower,
            probes: vec![Probe::Alternative(index), Probe::Variants],
            is_below: true,
            ..Telling::new(kind, format!("the alternative {name} was {word}"), old, new)
        });
    }

    /// One of both has alternatives.
    fn one_of_them(&mut self, old: TermId, new: TermId) {
        let (left, right) = (self.old.term(old), self.new.term(new));
        self.types(left, right);
        if left.types.and(right.types).without(Types::NULL).is_empty() {
            return;
        }
        let is_old_plain = left.alternatives.is_empty();
        let wholes: Vec<TermId> = left
            .alternatives
            .iter()
            .chain(&right.alternatives)
            .map(|one| one.whole)
            .collect();
        let pairs = if is_old_plain {
            self.matched(&[old], &wholes)
        } else {
            self.matched(&wholes, &[new])
        };
        let Some(&(before, now)) = pairs.first() else {
            let words = ["the alternatives are others", "one schema", "alternatives"];
            let [headline, plain, several] = words;
            if is_old_plain {
                self.otherwise(headline, plain, several, variants());
            } else {
                self.otherwise(headline, several, plain, variants());
            }
            return;
        };
        let (index, step) = if is_old_plain {
            (now, Step::Branch(None, Some(now)))
        } else {
            (before, Step::Branch(Some(before), None))
        };
        if let Some(&whole) = wholes.get(index) {
            if is_old_plain {
                self.step(step, old, whole);
            } else {
                self.step(step, whole, new);
            }
        }
        let (kind, terms, told) = if is_old_plain {
            let told = right.types.without(left.types);
            (Kind::AlternativeAdded, self.new, told)
        } else {
            let told = left.types.without(right.types);
            (Kind::AlternativeRemoved, self.old, told)
        };
        for (other, whole) in wholes.iter().enumerate() {
            if other != index {
                self.alternative(terms.term(*whole), other, kind, told);
            }
        }
    }

    /// Which alternatives are the same ones: by what they say, by name, by the value that tells them
    /// apart, by type.
    fn matched(&self, old: &[TermId], new: &[TermId]) -> Vec<(usize, usize)> {
        let mut pairs: Vec<(usize, usize)> = Vec::new();
        for tier in 0..5 {
            for (before, left) in old.iter().enumerate() {
                if pairs.iter().any(|pair| pair.0 == before) {
                    continue;
                }
                let free =
                    |pairs: &[(usize, usize)], now: usize| !pairs.iter().any(|pair| pair.1 == now);
                let fits = |now: usize, right: TermId| {
                    let (one, other) = (self.old.term(*left), self.new.term(right));
                    match tier {
                        0 => self.is_same(*left, right, &mut BTreeSet::new()),
                        1 => !one.name.is_empty() && one.name == other.name,
                        2 => tells_alike(one, other, self.old, self.new),
                        3 => one.types == other.types && before == now,
                        _ => one.types.without(Types::NULL).meets(other.types),
                    }
                };
                let found = new
                    .iter()
                    .enumerate()
                    .find(|(now, right)| free(&pairs, *now) && fits(*now, **right));
                if let Some((now, _)) = found {
                    pairs.push((before, now));
                }
            }
        }
        pairs.sort_unstable();
        pairs
    }

    /// What terms do not say.
    fn beyond(&mut self, old: &Term, new: &Term) {
        let keys: BTreeSet<&String> = old.judged.keys().chain(new.judged.keys()).collect();
        for key in keys {
            let (before, now) = (old.judged.get(key), new.judged.get(key));
            if self.is_same_judged(before, now, &mut BTreeSet::new()) {
                continue;
            }
            let shown = shortened(key, QUOTED);
            let both = before.is_some() && now.is_some();
            let words = |said: Option<&Judged>, which: &str| match said {
                None => format!("no {shown}"),
                Some(Judged::Value(value)) => {
                    format!("{shown}: {}", shortened(&value.to_string(), QUOTED))
                }
                Some(Judged::Schema(_)) if both => format!("{shown}: {which} schema"),
                Some(Judged::Schema(_)) => format!("{shown}: a schema"),
            };
            let (before, now) = (words(before, "one"), words(now, "another"));
            self.otherwise(
                &format!("the schema says something else here: {shown}"),
                &before,
                &now,
                variants(),
            );
        }
    }

    /// A change that only witnesses can judge.
    fn otherwise(&mut self, headline: &str, old: &str, new: &str, probes: Vec<Probe>) {
        self.tell(Telling {
            wider: Effect::Unknown,
            narrower: Effect::Unknown,
            probes,
            is_below: true,
            ..Telling::new(
                Kind::SchemaChanged,
                headline.to_owned(),
                old.to_owned(),
                new.to_owned(),
            )
        });
    }

    /// Whether two places judge every value alike, as far as they say.
    fn is_same(&self, old: TermId, new: TermId, seen: &mut BTreeSet<(TermId, TermId)>) -> bool {
        if !seen.insert((old, new)) {
            return true;
        }
        if seen.len() > MAX_PAIRS {
            return false;
        }
        let (left, right) = (self.old.term(old), self.new.term(new));
        let flat = |term: &Term| {
            let mut flat = term.clone();
            flat.name.clear();
            flat.fields.clear();
            flat.others = Others::Open;
            flat.prefix.clear();
            flat.items = None;
            flat.alternatives.clear();
            flat.judged.clear();
            flat
        };
        if flat(left) != flat(right)
            || left.fields.len() != right.fields.len()
            || left.prefix.len() != right.prefix.len()
            || left.alternatives.len() != right.alternatives.len()
            || left.items.is_some() != right.items.is_some()
        {
            return false;
        }
        let others = match (left.others, right.others) {
            (Others::Of(before), Others::Of(now)) => self.is_same(before, now, seen),
            (before, now) => before == now,
        };
        let keys: BTreeSet<&String> = left.judged.keys().chain(right.judged.keys()).collect();
        others
            && left.fields.iter().all(|(name, before)| {
                right.fields.get(name).is_some_and(|now| {
                    before.is_required == now.is_required
                        && self.is_same(before.term, now.term, seen)
                })
            })
            && left
                .prefix
                .iter()
                .chain(&left.items)
                .zip(right.prefix.iter().chain(&right.items))
                .all(|(before, now)| self.is_same(*before, *now, seen))
            && left
                .alternatives
                .iter()
                .zip(&right.alternatives)
                .all(|(before, now)| self.is_same(before.own, now.own, seen))
            && keys
                .into_iter()
                .all(|key| self.is_same_judged(left.judged.get(key), right.judged.get(key), seen))
    }

    fn is_same_judged(
        &self,
        old: Option<&Judged>,
        new: Option<&Judged>,
        seen: &mut BTreeSet<(TermId, TermId)>,
    ) -> bool {
        match (old, new) {
            (Some(Judged::Schema(before)), Some(Judged::Schema(now))) => {
                self.is_same(*before, *now, seen)
            }
            (Some(Judged::Value(before)), Some(Judged::Value(now))) => before == now,
            (before, now) => before.is_none() && now.is_none(),
        }
    }

    fn tell(&mut self, telling: Telling) {
        let found = Found {
            kind: telling.kind,
            headline: telling.headline,
            old: telling.old,
            new: telling.new,
            path: self.path.clone(),
            member: telling.member,
            keywords: telling.keywords,
            probes: telling.probes,
            wider: telling.wider,
            narrower: telling.narrower,
            is_below: telling.is_below,
        };
        // Alternatives that say the same are told once.
        let key = (found.pointer(), found.kind, found.headline.clone());
        if self.told.insert(key) {
            self.all.found.push(found);
        }
    }
}

/// What is told of a change, the place left out.
struct Telling {
    kind: Kind,
    headline: String,
    old: String,
    new: String,
    member: Option<String>,
    keywords: &'static [&'static str],
    probes: Vec<Probe>,
    wider: Effect,
    narrower: Effect,
    is_below: bool,
}

impl Telling {
    const fn new(kind: Kind, headline: String, old: String, new: String) -> Self {
        Self {
            kind,
            headline,
            old,
            new,
            member: None,
            keywords: &[],
            probes: Vec::new(),
            wider: Effect::None,
            narrower: Effect::None,
            is_below: false,
        }
    }
}

/// The keywords that refuse a member that nobody knows.
const CLOSED: &[&str] = &[
    "additionalProperties",
    "unevaluatedProperties",
    "falseSchema",
];

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

fn variants() -> Vec<Probe> {
    vec![Probe::Variants]
}

const fn breaks(does: bool) -> Effect {
    if does { Effect::Breaks } else { Effect::None }
}

fn effect(does: bool, effect: Effect) -> Effect {
    if does { effect } else { Effect::None }
}

const fn of(others: Others, terms: &Terms) -> TermId {
    match others {
        Others::Of(id) => id,
        Others::Open | Others::Closed => terms.anything(),
    }
}

/// A value in backticks: a string by itself, anything else as JSON.
fn quoted(value: &Value) -> String {
    match value {
        Value::String(text) if !text.is_empty() => format!("`{}`", shortened(text, QUOTED)),
        other => format!("`{}`", shortened(&other.to_string(), QUOTED)),
    }
}

/// Whether both have a member with the same single value, which tells alternatives apart.
fn tells_alike(one: &Term, other: &Term, old: &Terms, new: &Terms) -> bool {
    let values = |term: &Term, terms: &Terms| -> BTreeMap<String, Value> {
        term.fields
            .iter()
            .filter_map(
                |(name, field)| match terms.term(field.term).values.as_deref() {
                    Some([value]) => Some((name.clone(), value.clone())),
                    _ => None,
                },
            )
            .collect()
    };
    let (one, other) = (values(one, old), values(other, new));
    !one.is_empty()
        && one
            .iter()
            .any(|(name, value)| other.get(name) == Some(value))
}
