//! Objects, and the maps that are written as such.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::{MANY, Maker, Stuck, count};
use crate::contract::terms::{Judged, Limit, Others, Term, TermId, Types};
use crate::generate::matching::matching;
use crate::generate::own::cover::Presence;
use crate::generate::realistic;

/// Names that are tried for one that is not there yet.
const TRIES: u64 = 24;

/// Objects of one kind inside of one another, but for those that are required.
const SAME: usize = 2;

/// A member that may be made.
#[derive(Clone, Copy)]
struct Member {
    term: TermId,
    is_required: bool,
}

impl<'g> Maker<'g> {
    pub(super) fn object(
        &mut self,
        id: TermId,
        term: &'g Term,
        budget: u64,
    ) -> Result<Value, Stuck> {
        // One inside of another of its kind shows what there is to show.
        let same = self.open.iter().filter(|open| **open == id).count();
        let budget = if same < SAME { budget } else { 0 };
        self.levels += 1;
        self.open.push(id);
        let made = self.members(id, term, budget);
        self.open.pop();
        self.levels -= 1;
        made.map(Value::Object)
    }

    fn members(
        &mut self,
        id: TermId,
        term: &'g Term,
        budget: u64,
    ) -> Result<Map<String, Value>, Stuck> {
        let mut known: BTreeMap<&'g str, Member> = BTreeMap::new();
        for (name, field) in &term.fields {
            let (term, is_required) = (field.term, field.is_required);
            known.insert(name, Member { term, is_required });
        }
        for overlay in self.overlays(term) {
            self.lay(overlay, &mut known);
        }
        let mut names: BTreeSet<&'g str> = BTreeSet::new();
        for (name, member) in &known {
            if member.is_required || self.has(id, name, member.term, budget) {
                names.insert(name);
            }
        }
        self.depend(term, &mut known, &mut names);
        self.number(term, &known, &mut names);
        let mut members = Map::new();
        let wide = names.iter().filter(|name| {
            let member = known.get(*name);
            member.is_some_and(|member| self.is_wide(member.term))
        });
        let wide = wide.count() as u64;
        let left = budget.saturating_sub(names.len() as u64);
        for name in names {
            let Some(member) = known.get(name).copied() else {
                continue;
            };
            let is_led_to = self.turn.members.contains(&(id, name.to_owned()));
            let share = if is_led_to { left } else { left / wide.max(1) };
            let made = self.below(name, |maker| {
                if maker.is_asked && member.is_required {
                    Ok(maker.needed(member.term, name, share))
                } else {
                    maker.value(member.term, name, share)
                }
            });
            match made {
                Ok(value) => {
                    members.insert(name.to_owned(), value);
                }
                Err(stuck) if member.is_required => return Err(stuck),
                Err(stuck) => self.left_out.push(stuck),
            }
        }
        self.others(id, term, left, &mut members)?;
        Ok(members)
    }

    /// Whether an object has an optional member.
    fn has(&mut self, id: TermId, name: &str, inner: TermId, budget: u64) -> bool {
        let slot = (id, name.to_owned());
        if self.turn.absent.as_ref() == Some(&slot) || self.term(inner).types.is_empty() {
            return false;
        }
        if self.turn.members.contains(&slot) {
            return true;
        }
        if self.levels > self.own.levels() || budget == 0 && self.is_wide(inner) {
            return false;
        }
        match self.turn.presence {
            Presence::Required => false,
            Presence::Every => true,
            Presence::Chance if self.is_edge() => self.draw.chance(50),
            Presence::Chance => self.draw.chance(realistic::likelihood(name)),
        }
    }

    /// Whether a value may have others in it.
    fn is_wide(&self, id: TermId) -> bool {
        let term = self.term(id);
        let inside = Types::OBJECT.or(Types::ARRAY);
        !term.alternatives.is_empty() || term.values.is_none() && term.types.meets(inside)
    }

    /// Schemas beside the term that an object is to meet as well: one side of a condition.
    fn overlays(&mut self, term: &Term) -> Vec<TermId> {
        let schema = |keyword: &str| match term.judged.get(keyword) {
            Some(Judged::Schema(id)) => Some(*id),
            _ => None,
        };
        let Some(condition) = schema("if") else {
            return Vec::new();
        };
        if self.draw.chance(50) {
            [Some(condition), schema("then")]
                .into_iter()
                .flatten()
                .collect()
        } else {
            schema("else").into_iter().collect()
        }
    }

    /// Adds the members that another schema knows to those that are known.
    fn lay(&self, overlay: TermId, known: &mut BTreeMap<&'g str, Member>) {
        let term = self.term(overlay);
        for (name, field) in &term.fields {
            let own = known.get(name.as_str());
            let says_more = !self.term(field.term).is_plain() || own.is_none();
            let is_required = field.is_required || own.is_some_and(|own| own.is_required);
            let term = match own {
                Some(own) if !says_more => own.term,
                _ => field.term,
            };
            known.insert(name, Member { term, is_required });
        }
    }

    /// Adds what has to be there because something else is.
    fn depend(
        &self,
        term: &'g Term,
        known: &mut BTreeMap<&'g str, Member>,
        names: &mut BTreeSet<&'g str>,
    ) {
        for _ in 0..=known.len().min(64) {
            let before = names.len();
            for (keyword, said) in &term.judged {
                let named = keyword.split('`').nth(1);
                match (said, named) {
                    (Judged::Value(Value::Object(all)), None)
                        if keyword.starts_with("dependentRequired") =>
                    {
                        for (name, due) in all {
                            if names.contains(name.as_str()) {
                                self.require(due, known, names);
                            }
                        }
                    }
                    (Judged::Value(due), Some(name)) if names.contains(name) => {
                        self.require(due, known, names);
                    }
                    (Judged::Schema(id), Some(name))
                        if names.contains(name) && keyword.starts_with("depend") =>
                    {
                        self.lay(*id, known);
                        for (name, member) in known.iter() {
                            if member.is_required {
                                names.insert(name);
                            }
                        }
                    }
                    _ => {}
                }
            }
            if names.len() == before {
                break;
            }
        }
    }

    fn require(
        &self,
        due: &'g Value,
        known: &mut BTreeMap<&'g str, Member>,
        names: &mut BTreeSet<&'g str>,
    ) {
        let due = due.as_array().into_iter().flatten();
        for name in due.filter_map(Value::as_str) {
            known.entry(name).or_insert(Member {
                term: self.own.terms.anything(),
                is_required: false,
            });
            names.insert(name);
        }
    }

    /// Adds or takes away optional members until there are neither too few nor too many.
    fn number(
        &self,
        term: &Term,
        known: &BTreeMap<&'g str, Member>,
        names: &mut BTreeSet<&'g str>,
    ) {
        let least = count(term, Limit::MinProperties).unwrap_or(0);
        let most = count(term, Limit::MaxProperties).unwrap_or(u64::MAX);
        for (name, member) in known {
            let is_absent = matches!(&self.turn.absent, Some((_, absent)) if absent == name);
            if (names.len() as u64) < least
                && !is_absent
                && !self.term(member.term).types.is_empty()
            {
                names.insert(name);
            }
        }
        for (name, member) in known.iter().rev() {
            if names.len() as u64 > most && !member.is_required {
                names.remove(name);
            }
        }
    }

    /// Adds members that are not known by name: those of maps, and as many as have to be there.
    fn others(
        &mut self,
        id: TermId,
        term: &'g Term,
        budget: u64,
        members: &mut Map<String, Value>,
    ) -> Result<(), Stuck> {
        let least = count(term, Limit::MinProperties).unwrap_or(0);
        let most = count(term, Limit::MaxProperties).unwrap_or(u64::MAX);
        if least > MANY {
            return Err(self.error("minProperties", "it asks for more members than are made"));
        }
        let patterns: Vec<(&'g str, TermId)> = term
            .judged
            .iter()
            .filter_map(|(keyword, said)| match said {
                Judged::Schema(id) if keyword.starts_with("patternProperties") => {
                    Some((keyword.split_once('`')?.1.rsplit_once('`')?.0, *id))
                }
                _ => None,
            })
            .collect();
        let is_map = matches!(term.others, Others::Of(_))
            || !patterns.is_empty()
            || term.fields.is_empty() && term.others == Others::Open && term.judged.is_empty();
        let wanted = match self.turn.presence {
            _ if !is_map => 0,
            _ if self.turn.filled.contains(&id) => 1,
            Presence::Required => 0,
            _ if self.is_tight(budget) => 0,
            Presence::Every => 1 + self.draw.below(2),
            Presence::Chance => self.draw.below(3),
        };
        let has = members.len() as u64;
        let wanted = wanted
            .saturating_add(has)
            .max(least)
            .min(most)
            .saturating_sub(has);
        let share = budget.saturating_sub(wanted) / wanted.max(1);
        for _ in 0..wanted {
            let Some((name, inner)) = self.other(term, &patterns, members) else {
                break;
            };
            let made = match inner {
                Some(inner) => self.below(&name, |maker| maker.value(inner, "", share)),
                None => Ok(self.free()),
            };
            match made {
                Ok(value) => {
                    members.insert(name, value);
                }
                Err(stuck) if (members.len() as u64) < least => return Err(stuck),
                Err(mut stuck) => {
                    // The name was made up.
                    let pointer = self.error("", "").pointer;
                    stuck.pointer = format!("{pointer}/*");
                    self.left_out.push(stuck);
                    break;
                }
            }
        }
        Ok(())
    }

    /// The name of a member that is not known, and what its value may be.
    fn other(
        &mut self,
        term: &'g Term,
        patterns: &[(&'g str, TermId)],
        members: &Map<String, Value>,
    ) -> Option<(String, Option<TermId>)> {
        let names = match term.judged.get("propertyNames") {
            Some(Judged::Schema(id)) => Some(*id),
            _ => None,
        };
        for attempt in 0..TRIES {
            let mut inner = match term.others {
                Others::Of(id) => Some(id),
                Others::Open => None,
                // Only what has a pattern is let through.
                Others::Closed if patterns.is_empty() => return None,
                Others::Closed => Some(self.own.terms.anything()),
            };
            let by_pattern =
                !patterns.is_empty() && (term.others == Others::Closed || attempt % 2 == 0);
            let name = if by_pattern {
                let index = self.draw.index(patterns.len());
                let (pattern, id) = *patterns.get(index)?;
                inner = Some(id);
                matching(pattern, self.draw.bits())
            } else if let Some(names) = names {
                match self.value(names, "name", 0) {
                    Ok(Value::String(name)) => Some(name),
                    _ => None,
                }
            } else {
                let words = ["alpha", "beta", "gamma", "delta", "north", "south"];
                let word = self.draw.pick(&words).to_owned();
                Some(if attempt < 6 && members.len() < words.len() {
                    word
                } else {
                    format!("{word}-{}", members.len())
                })
            };
            let name =
                name.filter(|name| !members.contains_key(name) && !term.fields.contains_key(name));
            if let Some(name) = name {
                return Some((name, inner));
            }
        }
        None
    }
}
