//! One sample of a contract of one's own, made along its terms.
//!
//! Nothing here is certain: what terms do not say is guessed at, and the validator judges the whole. What
//! a value costs is shared out among its members beforehand, so that a contract that doubles at every
//! level ends.

mod array;
mod object;

use serde_json::Value;

use super::cover::{Choice, Presence, Turn, types};
use super::numbers::{self, Taste};
use super::texts::{self, Place, Steps};
use super::{NotMade, OwnGenerator};
use crate::contract::terms::{Judged, Limit, Term, TermId, Types};
use crate::generate::draw::Draw;
use crate::generate::edge;
use crate::generate::generator::Profile;
use crate::text::pointer::escaped;

/// Values that a sample has, but for those that are required.
const BUDGET: u64 = 2_000;

/// Values that are made for one sample at most, those that are thrown away included.
const STEPS: u64 = 40_000;

/// Values inside of one another at most.
const DEPTH: usize = 96;

/// Values that a list or a map has at most because its contract asks for so many.
const MANY: u64 = 10_000;

/// A value that cannot be made: the keyword, and where it was to stand.
#[derive(Clone, Debug)]
pub(super) struct Stuck {
    keyword: String,
    pointer: String,
    why: &'static str,
}

/// Makes one sample.
pub(super) struct Maker<'g> {
    own: &'g OwnGenerator,
    turn: &'g Turn,
    draw: Draw,
    /// What patterns may take.
    patterns: &'g Steps,
    steps: u64,
    depth: usize,
    levels: usize,
    /// The objects that are being made.
    open: Vec<TermId>,
    /// The place among its neighbours: they show different values.
    offset: u64,
    /// The tokens that lead to the value that is made.
    path: Vec<String>,
    left_out: Vec<Stuck>,
    stuck: Option<Stuck>,
    /// Null stands for what has to be there and cannot be made: somebody asks what is wrong.
    is_asked: bool,
}

impl<'g> Maker<'g> {
    pub(super) const fn new(
        own: &'g OwnGenerator,
        turn: &'g Turn,
        draw: Draw,
        patterns: &'g Steps,
    ) -> Self {
        Self {
            own,
            turn,
            draw,
            patterns,
            steps: 0,
            depth: 0,
            levels: 0,
            open: Vec::new(),
            offset: 0,
            path: Vec::new(),
            left_out: Vec::new(),
            stuck: None,
            is_asked: false,
        }
    }

    /// The whole sample, with null for whatever has to be there and cannot be made.
    pub(super) fn asked(&mut self) -> Value {
        self.is_asked = true;
        self.root()
    }

    /// The whole sample; where a part of it that has to be there cannot be made, with null in its place.
    pub(super) fn root(&mut self) -> Value {
        let root = self.own.terms.root();
        self.needed(root, "", BUDGET)
    }

    /// What was left out because it could not be made: where, and the keyword.
    pub(super) fn left_out(&self) -> Vec<(String, String)> {
        let all = self.left_out.iter();
        all.map(|one| (one.pointer.clone(), one.keyword.clone()))
            .collect()
    }

    /// What had to be there and could not be made, where the reason is known here alone.
    pub(super) fn stuck(&self) -> Option<NotMade> {
        let stuck = self.stuck.as_ref().filter(|stuck| !stuck.why.is_empty())?;
        Some(NotMade {
            pointer: stuck.pointer.clone(),
            keyword: stuck.keyword.clone(),
            place: String::new(),
            message: stuck.why.to_owned(),
        })
    }

    /// The text that could not be made because there were no steps left.
    pub(super) fn spent(&self) -> Option<NotMade> {
        let reached = self.patterns.reached()?;
        let (pointer, keyword) = self
            .without()
            .or_else(|| self.left_out().into_iter().next_back())
            .unwrap_or_else(|| (String::new(), "pattern".to_owned()));
        Some(NotMade {
            pointer,
            keyword,
            place: String::new(),
            message: format!("its texts take more steps than {}", reached.told()),
        })
    }

    /// What had to be there and could not be made: where, and the keyword.
    pub(super) fn without(&self) -> Option<(String, String)> {
        let stuck = self.stuck.as_ref()?;
        Some((stuck.pointer.clone(), stuck.keyword.clone()))
    }

    fn error(&self, keyword: &str, why: &'static str) -> Stuck {
        let tokens = self.path.iter().map(|token| format!("/{token}"));
        Stuck {
            keyword: keyword.to_owned(),
            pointer: tokens.collect(),
            why,
        }
    }

    fn term(&self, id: TermId) -> &'g Term {
        self.own.terms.term(id)
    }

    fn is_edge(&self) -> bool {
        self.own.options.profile == Profile::Edge
    }

    /// Whether what is not required is to end soon.
    fn is_tight(&self, budget: u64) -> bool {
        budget == 0 || self.levels > self.own.levels()
    }

    /// A value that has to be there.
    fn needed(&mut self, id: TermId, name: &str, budget: u64) -> Value {
        self.value(id, name, budget).unwrap_or_else(|stuck| {
            self.stuck.get_or_insert(stuck);
            Value::Null
        })
    }

    /// What `make` makes below the token `token`.
    fn below<T>(&mut self, token: &str, make: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(escaped(token).into_owned());
        let made = make(self);
        self.path.pop();
        made
    }

    /// A value of the term at `id`, which is called `name`.
    fn value(&mut self, id: TermId, name: &str, budget: u64) -> Result<Value, Stuck> {
        self.steps += 1;
        if self.depth >= DEPTH || self.steps > STEPS {
            return Err(self.error("$ref", "it requires itself, or more values than are made"));
        }
        self.depth += 1;
        let made = self.of_term(id, name, budget);
        self.depth -= 1;
        made
    }

    fn of_term(&mut self, id: TermId, name: &str, budget: u64) -> Result<Value, Stuck> {
        let term = self.term(id);
        if !term.alternatives.is_empty() {
            return self.alternative(id, term, name, budget);
        }
        if let Some(values) = &term.values {
            return self.listed(values);
        }
        if let Some(side) = self.side(term) {
            return self.value(side, name, budget);
        }
        let mut last = self.error("type", "");
        for one in self.types(id, term, budget) {
            match self.of_type(id, term, one, name, budget) {
                Ok(value) => return Ok(value),
                Err(stuck) => last = stuck,
            }
        }
        Err(last)
    }

    /// One side of a condition in place of the term, where samples that meet the term alone were refused.
    fn side(&mut self, term: &Term) -> Option<TermId> {
        if !self.turn.is_varied || !term.judged.contains_key("if") || self.draw.chance(50) {
            return None;
        }
        let keyword = *self.draw.pick(&[&"if", &"then", &"else"]);
        match term.judged.get(keyword) {
            Some(Judged::Schema(side)) => Some(*side),
            _ => None,
        }
    }

    /// The types of a term, in the order in which they are tried.
    fn types(&mut self, id: TermId, term: &Term, budget: u64) -> Vec<Types> {
        let mut all = types(term);
        if let Some(Choice::Type(chosen)) = self.turn.choices.get(&id) {
            all.sort_by_key(|one| one != chosen);
            return all;
        }
        if self.turn.is_varied && !term.judged.is_empty() {
            let first = self.draw.index(all.len());
            all.rotate_left(first);
        } else if self.is_tight(budget) {
            all.sort_by_key(|one| one.meets(Types::OBJECT.or(Types::ARRAY)));
        } else if self.turn.presence == Presence::Chance && all.len() > 1 {
            let is_null = |one: &Types| *one == Types::NULL;
            if self.draw.chance(10) {
                all.sort_by_key(|one| !is_null(one));
            } else if *term != *self.term(self.own.terms.anything()) {
                let others = all.iter().filter(|one| !is_null(one)).count();
                let first = self.draw.index(others);
                if let Some(head) = all.get_mut(..others) {
                    head.rotate_left(first);
                }
            }
        }
        all
    }

    fn alternative(
        &mut self,
        id: TermId,
        term: &Term,
        name: &str,
        budget: u64,
    ) -> Result<Value, Stuck> {
        let count = term.alternatives.len();
        let mut order: Vec<usize> = (0..count).collect();
        order.rotate_left(self.draw.index(count));
        match self.turn.choices.get(&id) {
            Some(Choice::Alternative(chosen)) => order.sort_by_key(|index| index != chosen),
            _ if self.is_tight(budget) => order.sort_by_key(|index| {
                let one = term.alternatives.get(*index);
                one.map_or(usize::MAX, |one| self.height(one.whole, 0))
            }),
            _ => {}
        }
        let mut last = self.error("anyOf", "");
        for index in order {
            let Some(one) = term.alternatives.get(index) else {
                continue;
            };
            match self.value(one.whole, name, budget) {
                Ok(value) => return Ok(value),
                Err(stuck) => last = stuck,
            }
        }
        Err(last)
    }

    /// How many values have to stand inside of one another at a term, as far as a short look tells.
    fn height(&self, id: TermId, depth: usize) -> usize {
        const FAR: usize = 4;
        let term = self.term(id);
        let is_scalar = !term
            .types
            .without(Types::OBJECT.or(Types::ARRAY))
            .is_empty();
        if term.values.is_some() || depth >= FAR {
            return 0;
        }
        if !term.alternatives.is_empty() {
            let all = term.alternatives.iter().take(32);
            let heights = all.map(|one| self.height(one.whole, depth + 1));
            return heights.min().unwrap_or(0);
        }
        if is_scalar {
            return 0;
        }
        if term.types.meets(Types::ARRAY) && !term.limits.contains_key(&Limit::MinItems) {
            return 1;
        }
        let required = term.fields.values().filter(|field| field.is_required);
        let heights = required
            .take(32)
            .map(|field| self.height(field.term, depth + 1));
        1 + heights.max().unwrap_or(0)
    }

    fn listed(&mut self, values: &[Value]) -> Result<Value, Stuck> {
        let count = values.len();
        let index = if self.turn.presence == Presence::Chance {
            self.draw.index(count)
        } else {
            let number = self.turn.round.wrapping_add(self.offset);
            usize::try_from(number % (count.max(1) as u64)).unwrap_or(0)
        };
        let value = values.get(index).cloned();
        value.ok_or_else(|| self.error("enum", "no value is left that all of its parts allow"))
    }

    fn of_type(
        &mut self,
        id: TermId,
        term: &'g Term,
        one: Types,
        name: &str,
        budget: u64,
    ) -> Result<Value, Stuck> {
        if one.meets(Types::OBJECT) {
            return self.object(id, term, budget);
        }
        if one.meets(Types::ARRAY) {
            return self.array(id, term, name, budget);
        }
        if one.meets(Types::STRING) {
            let place = Place {
                id,
                term,
                name,
                is_edge: self.is_edge(),
                dates: self.own.dates,
                formats: self.own.contract.formats,
            };
            return texts::text(&self.own.texts, &place, &mut self.draw, self.patterns)
                .map(Value::String)
                .map_err(|keyword| self.error(keyword, ""));
        }
        if one.meets(Types::NUMBER) {
            let taste = if self.is_edge() {
                Taste::Edge
            } else {
                Taste::Plain
            };
            return numbers::number(term, one, taste, &mut self.draw)
                .map(Value::Number)
                .map_err(|keyword| self.error(keyword, ""));
        }
        if one.meets(Types::BOOLEAN) {
            return Ok(Value::Bool(self.draw.chance(50)));
        }
        Ok(Value::Null)
    }

    /// A value of which nothing is said.
    fn free(&mut self) -> Value {
        if self.is_edge() {
            let made = edge::any(&mut self.draw, 2).to_string();
            return serde_json::from_str(&made).unwrap_or(Value::Null);
        }
        match self.draw.below(4) {
            0 => Value::Bool(self.draw.chance(50)),
            1 => Value::from(self.draw.below(1000)),
            _ => Value::String(self.draw.hex(8)),
        }
    }
}

/// A bound of counts.
fn count(term: &Term, limit: Limit) -> Option<u64> {
    let bound = &term.limits.get(&limit)?.value;
    bound
        .as_u64()
        .or_else(|| format!("{:.0}", bound.as_f64()?.max(0.0)).parse().ok())
}
