//! What the first samples of a contract of one's own cover, and what each of them owes.
//!
//! Every place of the contract that can be reached is visited once, by the shortest way. What a sample
//! owes is such a place and what is shown there; the way says which alternatives, members and elements
//! have to be there for it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::contract::terms::{Others, Term, TermId, Terms, Types};
use crate::generate::generator::Profile;

/// Places that are visited at most.
const VISITS: usize = 4_000;

/// Samples that are owed at most; a contract that asks for more gets no promise.
const TURNS: usize = 50_000;

/// Steps from the root to a place of which something is promised.
const STEPS: usize = 24;

/// How many samples it takes to meet everything that is promised of a contract of one's own.
///
/// Among samples 0 up to (not including) [`samples`](Self::samples), every optional member of every
/// object is present in one and absent in another, every value of every `enum` and every alternative of
/// every `anyOf` and `oneOf` occurs, and so does every type of a place that allows several. What only a
/// try or two more can tell (`not`, `if`) may stand in the way; samples say what they went without.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    /// Objects with members that are known by name.
    pub objects: u64,
    /// Their optional members.
    pub members: u64,
    /// Values of all enums.
    pub values: u64,
    /// Alternatives.
    pub alternatives: u64,
    visits: Vec<Visit>,
    owed: Vec<Owed>,
    is_cut: bool,
}

/// A place, and the way to it.
#[derive(Clone, Debug)]
struct Visit {
    term: TermId,
    before: Option<(usize, Step)>,
    steps: usize,
}

#[derive(Clone, Debug)]
enum Step {
    Member(String),
    Other,
    Element,
    Alternative(usize),
}

/// What one sample owes.
#[derive(Clone, Debug)]
struct Owed {
    visit: usize,
    show: Show,
}

#[derive(Clone, Debug)]
enum Show {
    Round(u64),
    Without(String),
    Alternative(usize),
    Type(Types),
    Bare,
}

/// Which optional members a sample has, where it owes nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Presence {
    /// All of them.
    Every,
    /// None of them.
    Required,
    /// As it happens.
    Chance,
}

/// What is taken where there is a choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Choice {
    Alternative(usize),
    Type(Types),
}

/// What one sample is to show.
#[derive(Clone, Debug)]
pub(super) struct Turn {
    pub(super) round: u64,
    pub(super) presence: Presence,
    pub(super) choices: BTreeMap<TermId, Choice>,
    /// Members that have to be there.
    pub(super) members: BTreeSet<(TermId, String)>,
    /// Arrays and maps that are not to be empty.
    pub(super) filled: BTreeSet<TermId>,
    /// A member that is not to be there.
    pub(super) absent: Option<(TermId, String)>,
    /// Whether types are tried in any order where something is said that terms do not say.
    pub(super) is_varied: bool,
}

impl Turn {
    pub(super) const fn plain(round: u64, presence: Presence) -> Self {
        Self {
            round,
            presence,
            choices: BTreeMap::new(),
            members: BTreeSet::new(),
            filled: BTreeSet::new(),
            absent: None,
            is_varied: false,
        }
    }
}

/// The types that are chosen between: whole numbers and others are one.
pub(super) const CHOICES: [Types; 6] = [
    Types::OBJECT,
    Types::ARRAY,
    Types::STRING,
    Types::NUMBER,
    Types::BOOLEAN,
    Types::NULL,
];

/// The types between which a term leaves the choice; those that it says more of come first.
pub(super) fn types(term: &Term) -> Vec<Types> {
    let allowed = CHOICES
        .into_iter()
        .map(|one| term.types.and(one))
        .filter(|one| !one.is_empty());
    let mut types: Vec<Types> = allowed.collect();
    let has_elements = term.items.is_some() || !term.prefix.is_empty();
    types.sort_by_key(|one| {
        if one.meets(Types::OBJECT) {
            usize::from(term.fields.is_empty() && term.others == Others::Open) * 8
        } else if one.meets(Types::ARRAY) {
            1 + usize::from(!has_elements) * 8
        } else {
            CHOICES.iter().position(|two| two.meets(*one)).unwrap_or(0)
        }
    });
    types
}

impl Coverage {
    pub(super) fn of(terms: &Terms, profile: Profile) -> Self {
        let mut coverage = Self {
            is_cut: terms.is_cut(),
            ..Self::default()
        };
        let mut known: BTreeSet<TermId> = BTreeSet::new();
        let mut due: VecDeque<Visit> = VecDeque::from([Visit {
            term: terms.root(),
            before: None,
            steps: 0,
        }]);
        while let Some(visit) = due.pop_front() {
            if coverage.visits.len() >= VISITS || coverage.owed.len() >= TURNS {
                coverage.is_cut = true;
                break;
            }
            if visit.steps <= STEPS && known.insert(visit.term) {
                let steps = visit.steps + 1;
                for (step, term) in coverage.visit(terms, visit) {
                    let before = Some((coverage.visits.len() - 1, step));
                    due.push_back(Visit {
                        term,
                        before,
                        steps,
                    });
                }
            }
        }
        if profile == Profile::Edge {
            coverage.owe(0, Show::Bare);
        }
        coverage
    }

    /// How many samples cover all of it.
    pub const fn samples(&self) -> u64 {
        self.owed.len() as u64
    }

    /// Whether the whole contract is covered.
    pub(super) const fn is_whole(&self) -> bool {
        !self.is_cut
    }

    fn owe(&mut self, visit: usize, show: Show) {
        if self.owed.len() < TURNS {
            self.owed.push(Owed { visit, show });
        } else {
            self.is_cut = true;
        }
    }

    /// Notes what is owed of a place, and gives the places inside.
    fn visit(&mut self, terms: &Terms, visit: Visit) -> Vec<(Step, TermId)> {
        let id = self.visits.len();
        let term = terms.term(visit.term);
        // The members of an object and the elements of an array are shown where they are held.
        let is_shown = !matches!(visit.before, None | Some((_, Step::Alternative(_))));
        self.visits.push(visit);
        let mut inside = Vec::new();
        if !term.alternatives.is_empty() {
            self.alternatives += term.alternatives.len() as u64;
            for (index, one) in term.alternatives.iter().enumerate() {
                self.owe(id, Show::Alternative(index));
                inside.push((Step::Alternative(index), one.whole));
            }
            return inside;
        }
        if let Some(values) = &term.values {
            self.values += values.len() as u64;
            if !is_shown {
                for round in 0..values.len() as u64 {
                    self.owe(id, Show::Round(round));
                }
            }
            return inside;
        }
        let is_object = term.types.meets(Types::OBJECT) && !term.fields.is_empty();
        if is_object || !is_shown {
            for round in 0..rounds(terms, term) {
                self.owe(id, Show::Round(round));
            }
        }
        for one in types(term).into_iter().skip(1).take(5) {
            if *term != *terms.term(terms.anything()) {
                self.owe(id, Show::Type(one));
            }
        }
        if is_object {
            self.objects += 1;
            for (name, field) in &term.fields {
                if !field.is_required {
                    self.members += 1;
                    self.owe(id, Show::Without(name.clone()));
                }
                inside.push((Step::Member(name.clone()), field.term));
            }
        }
        if let Others::Of(other) = term.others {
            inside.push((Step::Other, other));
        }
        inside.extend(term.items.map(|items| (Step::Element, items)));
        for element in &term.prefix {
            inside.push((Step::Element, *element));
        }
        inside
    }

    /// What sample `number` is to show; nothing in particular once all is covered.
    pub(super) fn turn(&self, number: u64) -> Turn {
        let index = usize::try_from(number).unwrap_or(usize::MAX);
        let Some(owed) = self.owed.get(index) else {
            return Turn::plain(number, Presence::Chance);
        };
        let mut turn = Turn::plain(number, Presence::Every);
        let mut at = owed.visit;
        if let Some(visit) = self.visits.get(at) {
            match &owed.show {
                Show::Round(round) => turn.round = *round,
                Show::Without(name) => turn.absent = Some((visit.term, name.clone())),
                Show::Alternative(index) => {
                    turn.choices.insert(visit.term, Choice::Alternative(*index));
                }
                Show::Type(types) => {
                    turn.choices.insert(visit.term, Choice::Type(*types));
                }
                Show::Bare => return Turn::plain(number, Presence::Required),
            }
        }
        while let Some((before, step)) = self.visits.get(at).and_then(|visit| visit.before.clone())
        {
            at = before;
            let Some(visit) = self.visits.get(at) else {
                break;
            };
            match step {
                Step::Member(name) => {
                    turn.members.insert((visit.term, name));
                }
                Step::Alternative(index) => {
                    turn.choices.insert(visit.term, Choice::Alternative(index));
                }
                Step::Other | Step::Element => {
                    turn.filled.insert(visit.term);
                }
            }
        }
        turn
    }
}

/// How many rounds it takes to show the values of the enums that a term holds.
fn rounds(terms: &Terms, term: &Term) -> u64 {
    let members = term.fields.values().map(|field| field.term);
    let elements = term.items.into_iter().chain(term.prefix.iter().copied());
    let others = match term.others {
        Others::Of(other) => Some(other),
        Others::Open | Others::Closed => None,
    };
    let inside = members.chain(elements).chain(others);
    inside
        .map(|id| values(terms, id, 0))
        .max()
        .unwrap_or(0)
        .max(1)
}

/// The values of an enum, or of the elements of an array of them.
fn values(terms: &Terms, id: TermId, depth: usize) -> u64 {
    let term = terms.term(id);
    if !term.alternatives.is_empty() || depth > 4 {
        return 0;
    }
    if let Some(values) = &term.values {
        return values.len() as u64;
    }
    let inside = term.items.into_iter().chain(term.prefix.iter().copied());
    inside
        .map(|id| values(terms, id, depth + 1))
        .max()
        .unwrap_or(0)
}
