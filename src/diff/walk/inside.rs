//! What both say of members and elements.

use std::collections::BTreeSet;

use super::{Effect, QUOTED, Telling, Walker, breaks};
use crate::contract::terms::{Others, Term, TermId, Terms};
use crate::diff::change::Kind;
use crate::diff::path::Step;
use crate::diff::probe::Probe;
use crate::text::sanitize::shortened;

impl Walker<'_> {
    pub(super) fn members(&mut self, old: &Term, new: &Term) {
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

    pub(super) fn elements(&mut self, old: &Term, new: &Term) {
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
}

/// The keywords that refuse a member that nobody knows.
const CLOSED: &[&str] = &[
    "additionalProperties",
    "unevaluatedProperties",
    "falseSchema",
];

const fn of(others: Others, terms: &Terms) -> TermId {
    match others {
        Others::Of(id) => id,
        Others::Open | Others::Closed => terms.anything(),
    }
}
