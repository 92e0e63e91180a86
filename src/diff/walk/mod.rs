//! Both contracts, place by place.

mod alternatives;
mod beyond;
mod inside;
mod value;

use std::cell::Cell;
use std::collections::BTreeSet;

use crate::contract::terms::{Term, TermId, Terms, Types};
use crate::diff::change::{Change, Judgement, Kind};
use crate::diff::path::{self, Step};
use crate::diff::probe::Probe;
use crate::diff::side::Side;
use crate::text::pointer::escaped;

/// Changes that are listed at most.
pub const MAX_CHANGES: usize = 10_000;

/// Pairs of places that are looked at at most: contracts may double at every level.
const MAX_PAIRS: usize = 500_000;

/// Pairs of places that are compared as a whole at most, all together: each of many alternatives may be held
/// against each of many others.
const MAX_LOOKS: usize = 100_000;

/// Steps from the root at most.
const DEPTH: usize = 100;

/// Letters of a value or name that are quoted.
const QUOTED: usize = 80;

/// Whether a change stops one side from taking what the other one gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::diff) enum Effect {
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
pub(in crate::diff) struct Found {
    pub(in crate::diff) kind: Kind,
    pub(in crate::diff) headline: String,
    pub(in crate::diff) old: String,
    pub(in crate::diff) new: String,
    /// The place into which probes are put.
    pub(in crate::diff) path: Vec<Step>,
    /// The member there that it is about, where it is about one.
    pub(in crate::diff) member: Option<String>,
    /// The keywords that refuse what shows the change; any one where there is none.
    pub(in crate::diff) keywords: &'static [&'static str],
    pub(in crate::diff) probes: Vec<Probe>,
    /// What the new side gives and the old one does not take.
    pub(in crate::diff) wider: Effect,
    /// What the old side gives and the new one does not take.
    pub(in crate::diff) narrower: Effect,
    /// Refusals anywhere below the place show the change.
    pub(in crate::diff) is_below: bool,
}

impl Found {
    pub(in crate::diff) fn pointer(&self) -> String {
        let mut pointer = path::pointer(&self.path);
        if let Some(member) = &self.member {
            pointer.push('/');
            pointer.push_str(&escaped(member));
        }
        pointer
    }

    /// The change without verdicts.
    pub(in crate::diff) fn told(self) -> Change {
        self.judged(Judgement::SAFE, Judgement::SAFE)
    }

    pub(in crate::diff) fn judged(&self, consumers: Judgement, senders: Judgement) -> Change {
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
pub(in crate::diff) struct FoundAll {
    pub(in crate::diff) found: Vec<Found>,
    pub(in crate::diff) is_cut: bool,
}

/// Walks both contracts. Where both have a schema that is called by one of `apart`, it is not entered.
pub(in crate::diff) fn walk(old: &Side, new: &Side, apart: &BTreeSet<String>) -> FoundAll {
    let mut walker = Walker {
        old: &old.terms,
        new: &new.terms,
        apart,
        path: Vec::new(),
        above: Vec::new(),
        same: BTreeSet::new(),
        told: BTreeSet::new(),
        pairs: 0,
        depth: Cell::new(0),
        looks: Cell::new(0),
        all: FoundAll {
            is_cut: old.terms.is_cut() || new.terms.is_cut(),
            ..FoundAll::default()
        },
    };
    walker.pair(old.terms.root(), new.terms.root());
    walker.all.is_cut |= walker.looks.get() > MAX_LOOKS;
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
    /// How deep a comparison as a whole is.
    depth: Cell<usize>,
    /// Pairs that were compared as a whole.
    looks: Cell<usize>,
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

fn variants() -> Vec<Probe> {
    vec![Probe::Variants]
}

const fn breaks(does: bool) -> Effect {
    if does { Effect::Breaks } else { Effect::None }
}

fn effect(does: bool, effect: Effect) -> Effect {
    if does { effect } else { Effect::None }
}
