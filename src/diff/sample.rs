//! Small values that a contract allows, made along its terms.
//!
//! Nothing here is certain: what comes out is judged by validators before anybody sees it.

use std::cell::Cell;

use serde_json::{Map, Number, Value, json};

use super::path::{OTHER, Step};
use super::probe::{self, Probe, TEXTS};
use super::steps::{Steps, size};
use crate::contract::terms::{Judged, Limit, Others, Term, TermId, Terms, Types};

/// Values inside of one another at most.
const DEPTH: usize = 24;

/// Places that are looked at for one value at most.
const PLACES: usize = 5_000;

/// Optional members that are tried one by one at most.
const EACH: usize = 24;

/// Elements or members that are made at most.
const MANY: usize = 100_000;

/// Which alternative of a step is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    /// The old side's.
    Old,
    /// The new side's.
    New,
    /// None: what both say together has alternatives of its own.
    Both,
}

/// Makes values of one contract.
pub(super) struct Sampler<'t> {
    terms: &'t Terms,
    which: Which,
    /// Another number gives other values.
    salt: usize,
    /// Places of the value that is made.
    places: Cell<usize>,
    /// What all values together may be.
    steps: &'t Steps,
}

impl<'t> Sampler<'t> {
    pub(super) const fn new(terms: &'t Terms, which: Which, salt: usize, steps: &'t Steps) -> Self {
        Self {
            terms,
            which,
            salt,
            places: Cell::new(0),
            steps,
        }
    }

    /// The values that a probe puts into the place at the end of a path.
    pub(super) fn at_end(&self, path: &[Step], probe: &Probe) -> Vec<Value> {
        self.places.set(0);
        match self.end(self.terms.root(), path) {
            Some(id) => self.probed(id, probe),
            None => Vec::new(),
        }
    }

    /// A payload that has `value` at the end of a path.
    pub(super) fn around(&self, path: &[Step], value: &Value) -> Option<Value> {
        self.places.set(0);
        self.along(self.terms.root(), path, value, 0)
    }

    fn end(&self, mut id: TermId, path: &[Step]) -> Option<TermId> {
        for step in path {
            let term = self.terms.term(id);
            id = match step {
                Step::Field(name) => self.member(term, name),
                Step::Other => self.member(term, OTHER),
                Step::Element => self.element(term, 0),
                Step::Prefix(index) => self.element(term, *index),
                Step::Branch(old, new) => self.branch(id, *old, *new)?,
            };
        }
        Some(id)
    }

    fn branch(&self, id: TermId, old: Option<usize>, new: Option<usize>) -> Option<TermId> {
        let index = match self.which {
            Which::Old => old,
            Which::New => new,
            Which::Both => return None,
        };
        match index {
            None => Some(id),
            Some(index) => {
                let alternatives = &self.terms.term(id).alternatives;
                alternatives.get(index).map(|one| one.whole)
            }
        }
    }

    fn member(&self, term: &Term, name: &str) -> TermId {
        match (term.fields.get(name), term.others) {
            (Some(field), _) => field.term,
            (None, Others::Of(id)) => id,
            (None, _) => self.terms.anything(),
        }
    }

    fn element(&self, term: &Term, index: usize) -> TermId {
        let rest = term.items.unwrap_or(self.terms.anything());
        term.prefix.get(index).copied().unwrap_or(rest)
    }

    fn along(&self, id: TermId, path: &[Step], value: &Value, depth: usize) -> Option<Value> {
        let Some((step, rest)) = path.split_first() else {
            return self.steps.go_through(value).then(|| value.clone());
        };
        let term = self.terms.term(id);
        match step {
            Step::Branch(old, new) => {
                let branch = self.branch(id, *old, *new)?;
                self.along(branch, rest, value, depth)
            }
            Step::Field(_) | Step::Other => {
                let name = match step {
                    Step::Field(name) => name.as_str(),
                    _ => OTHER,
                };
                let inner = self.along(self.member(term, name), rest, value, depth + 1)?;
                let mut members = self.object(id, Some(name), depth)?;
                members.insert(name.to_owned(), inner);
                Some(Value::Object(members))
            }
            Step::Element | Step::Prefix(_) => {
                let index = match step {
                    Step::Prefix(index) => *index,
                    _ => 0,
                };
                let inner = self.along(self.element(term, index), rest, value, depth + 1)?;
                let mut elements = self.array(id, index + 1, depth)?;
                *elements.get_mut(index)? = inner;
                Some(Value::Array(elements))
            }
        }
    }

    /// Whether one more place may be looked at.
    fn goes_on(&self, depth: usize) -> bool {
        self.places.set(self.places.get() + 1);
        depth < DEPTH && self.places.get() < PLACES && self.steps.spend(1)
    }

    fn value(&self, id: TermId, depth: usize) -> Option<Value> {
        self.of_types(id, Types::ALL, depth)
    }

    fn of_types(&self, id: TermId, types: Types, depth: usize) -> Option<Value> {
        if !self.goes_on(depth) {
            return None;
        }
        let term = self.terms.term(id);
        if !term.alternatives.is_empty() {
            return self.of_alternatives(term, types, depth);
        }
        let types = term.types.and(types);
        if let Some(values) = &term.values {
            if !self.steps.spend(values.len()) {
                return None;
            }
            let fit: Vec<&Value> = values
                .iter()
                .filter(|value| types.meets(Types::of(value)))
                .collect();
            let chosen = fit.get(self.salt.checked_rem(fit.len())?).copied()?;
            return self.steps.go_through(chosen).then(|| chosen.clone());
        }
        let says = |says: bool, types: Types| if says { types } else { Types::NONE };
        let order = [
            says(!term.fields.is_empty(), Types::OBJECT),
            says(term.items.is_some(), Types::ARRAY),
            Types::STRING,
            Types::INTEGER,
            Types::FRACTION,
            Types::BOOLEAN,
            Types::OBJECT,
            Types::ARRAY,
            Types::NULL,
        ];
        order
            .into_iter()
            .filter(|one| types.meets(*one))
            .find_map(|one| self.of_type(id, one, depth))
    }

    fn of_alternatives(&self, term: &Term, types: Types, depth: usize) -> Option<Value> {
        let count = term.alternatives.len();
        (0..count).find_map(|offset| {
            let one = term.alternatives.get((self.salt + offset) % count)?;
            self.of_types(one.whole, types, depth + 1)
        })
    }

    fn of_type(&self, id: TermId, one: Types, depth: usize) -> Option<Value> {
        let term = self.terms.term(id);
        match one {
            Types::STRING => {
                let text = Value::String(self.text(term));
                self.steps.go_through(&text).then_some(text)
            }
            Types::INTEGER | Types::FRACTION => self.number(term, one).map(Value::Number),
            Types::BOOLEAN => Some(Value::Bool(self.salt.is_multiple_of(2))),
            Types::NULL => Some(Value::Null),
            Types::ARRAY => self.array(id, 0, depth).map(Value::Array),
            _ => self.object(id, None, depth).map(Value::Object),
        }
    }

    fn text(&self, term: &Term) -> String {
        let salt = self.salt as u64;
        let by_pattern = term
            .patterns
            .first()
            .and_then(|pattern| probe::matching(pattern, salt));
        if let Some(text) = by_pattern {
            return text;
        }
        let by_format = term.formats.iter().find_map(|format| {
            let texts = probe::texts_of(format);
            texts.get(self.salt.checked_rem(texts.len())?)
        });
        if let Some(text) = by_format {
            return (*text).to_owned();
        }
        let text = TEXTS
            .get(self.salt % TEXTS.len())
            .copied()
            .unwrap_or_default();
        let least = count(term, Limit::MinLength).unwrap_or(0).min(MANY);
        let most = count(term, Limit::MaxLength).unwrap_or(usize::MAX);
        let missing = least.saturating_sub(text.chars().count());
        let letters = text.chars().chain(std::iter::repeat_n('x', missing));
        letters.take(most).collect()
    }

    fn number(&self, term: &Term, one: Types) -> Option<Number> {
        let bounds = [Limit::Minimum, Limit::Maximum].map(|limit| term.limits.get(&limit));
        let mut numbers = vec![json!(self.salt), json!(0), json!(1), json!(0.5)];
        for probe in probe::around(bounds, Limit::Minimum)
            .into_iter()
            .chain(probe::multiples(&term.multiples, &[]))
        {
            if let Probe::Value(value) = probe {
                numbers.push(value);
            }
        }
        let is_inside = |value: &Value| {
            let Some(number) = value.as_f64() else {
                return false;
            };
            let holds = |limit: Limit| {
                term.limits.get(&limit).is_none_or(|bound| {
                    let end = bound.number();
                    let is_end = (number - end).abs() == 0.0;
                    is_end && !bound.is_exclusive || !is_end && (number > end) == limit.is_lower()
                })
            };
            let is_multiple = term.multiples.iter().all(|multiple| {
                let times = number / multiple.as_f64().unwrap_or(1.0);
                (times - times.round()).abs() < 1e-9
            });
            holds(Limit::Minimum) && holds(Limit::Maximum) && is_multiple
        };
        numbers
            .into_iter()
            .filter(|value| Types::of(value) == one)
            .find(is_inside)
            .and_then(|value| value.as_number().cloned())
    }

    /// An array of at least so many elements.
    fn array(&self, id: TermId, least: usize, depth: usize) -> Option<Vec<Value>> {
        if !self.goes_on(depth) {
            return None;
        }
        let term = self.terms.term(id);
        if !term.alternatives.is_empty() {
            let whole = |one: &crate::contract::terms::Alternative| one.whole;
            return term
                .alternatives
                .iter()
                .map(whole)
                .find_map(|whole| self.array(whole, least, depth + 1));
        }
        if !term.types.meets(Types::ARRAY) {
            return None;
        }
        let least = count(term, Limit::MinItems).unwrap_or(0).max(least);
        let mut elements = Vec::new();
        if let Some(Judged::Schema(contained)) = term.judged.get("contains") {
            elements.extend(self.value(*contained, depth + 1));
        }
        // Long arrays are made of the same few values.
        let kinds = if term.is_unique { MANY } else { 8 };
        while elements.len() < least.min(MANY) {
            let index = elements.len();
            let next = if index >= term.prefix.len() + kinds {
                let last = elements.last()?;
                if !self.steps.go_through(last) {
                    return None;
                }
                last.clone()
            } else {
                let salt = if term.is_unique { index } else { self.salt };
                let inner = Sampler::new(self.terms, self.which, salt, self.steps);
                inner.value(self.element(term, index), depth + 1)?
            };
            elements.push(next);
        }
        Some(elements)
    }

    /// The members of an object that has to have those that are required, the one named `but` left out.
    fn object(&self, id: TermId, but: Option<&str>, depth: usize) -> Option<Map<String, Value>> {
        if !self.goes_on(depth) {
            return None;
        }
        let term = self.terms.term(id);
        if !term.alternatives.is_empty() {
            if !self.steps.spend(term.alternatives.len()) {
                return None;
            }
            let has =
                |id: TermId| but.is_some_and(|name| self.terms.term(id).fields.contains_key(name));
            let mut wholes: Vec<TermId> = term.alternatives.iter().map(|one| one.whole).collect();
            wholes.sort_by_key(|id| !has(*id));
            return wholes
                .into_iter()
                .find_map(|whole| self.object(whole, but, depth + 1));
        }
        if !term.types.meets(Types::OBJECT) {
            return None;
        }
        if !self.steps.spend(term.fields.len()) {
            return None;
        }
        let mut members = Map::new();
        for (name, field) in &term.fields {
            if field.is_required && but != Some(name) {
                members.insert(name.clone(), self.value(field.term, depth + 1)?);
            }
        }
        let least = count(term, Limit::MinProperties).unwrap_or(0);
        self.fill(term, least, but, &mut members, depth);
        Some(members)
    }

    /// Adds members until there are so many.
    fn fill(
        &self,
        term: &Term,
        least: usize,
        but: Option<&str>,
        members: &mut Map<String, Value>,
        depth: usize,
    ) {
        let due = |members: &Map<String, Value>| least.min(MANY) > members.len();
        for (name, field) in &term.fields {
            if due(members)
                && but != Some(name)
                && !members.contains_key(name)
                && let Some(value) = self.value(field.term, depth + 1)
            {
                members.insert(name.clone(), value);
            }
        }
        if term.others == Others::Closed {
            return;
        }
        let mut number = 0;
        while due(members) {
            number += 1;
            let name = format!("{OTHER}{number}");
            match self.value(self.member(term, &name), depth + 1) {
                Some(value) => members.insert(name, value),
                None => return,
            };
        }
    }

    fn probed(&self, id: TermId, probe: &Probe) -> Vec<Value> {
        let term = self.terms.term(id);
        let one = |value: Option<Value>| value.into_iter().collect();
        match probe {
            Probe::Value(value) => vec![value.clone()],
            Probe::Of(types) => one(self.of_types(id, *types, 0)),
            Probe::Without(name) => one(self.object(id, Some(name), 0).map(|mut members| {
                members.remove(name);
                Value::Object(members)
            })),
            Probe::With(name) => one(self.with(id, name)),
            Probe::WithOther => one(self.with(id, OTHER)),
            Probe::Length(length) => {
                let mut longest = Term {
                    patterns: term.patterns.clone(),
                    ..Term::default()
                };
                let bound = |value: usize| crate::contract::terms::Bound {
                    value: value.into(),
                    is_exclusive: false,
                };
                longest.limits.insert(Limit::MinLength, bound(*length));
                longest.limits.insert(Limit::MaxLength, bound(*length));
                one(Some(Value::String(self.text(&longest))))
            }
            Probe::Elements(count) => one(self.array(id, *count, 0).map(|mut elements| {
                elements.truncate(*count);
                Value::Array(elements)
            })),
            Probe::Same => one(self.array(id, 1, 0).and_then(|elements| {
                let first = elements.first()?.clone();
                Some(json!([first, first]))
            })),
            Probe::Members(count) => one(self.object(id, None, 0).map(|mut members| {
                self.fill(term, *count, None, &mut members, 0);
                let names: Vec<String> = members.keys().skip(*count).cloned().collect();
                for name in names {
                    members.remove(&name);
                }
                Value::Object(members)
            })),
            Probe::Alternative(index) => {
                let whole = term.alternatives.get(*index).map(|one| one.whole);
                whole.map_or_else(Vec::new, |whole| self.variants(whole))
            }
            Probe::Variants => self.variants(id),
        }
    }

    fn with(&self, id: TermId, name: &str) -> Option<Value> {
        let mut members = self.object(id, Some(name), 0)?;
        let term = self.terms.term(id);
        members.insert(name.to_owned(), self.value(self.member(term, name), 1)?);
        Some(Value::Object(members))
    }

    /// Values of all kinds that may be allowed at a place.
    fn variants(&self, id: TermId) -> Vec<Value> {
        let term = self.terms.term(id);
        let mut values: Vec<Value> = Vec::new();
        values.extend(self.value(id, 0));
        for types in Types::EACH {
            values.extend(self.of_types(id, types, 0));
        }
        for one in &term.alternatives {
            values.extend(self.value(one.whole, 0));
        }
        self.members_of(id, term, &mut values);
        self.judged(id, term, &mut values);
        for count in 1..=3 {
            values.extend(self.array(id, count, 0).map(Value::Array));
        }
        values.extend(TEXTS.map(|text| json!(text)));
        values.extend([json!(0), json!(1), json!(-1), json!(7), json!(0.5)]);
        values.extend([json!(null), json!(true), json!([]), json!({})]);
        values
    }

    /// Objects with all members, and with each of them alone.
    fn members_of(&self, id: TermId, term: &Term, values: &mut Vec<Value>) {
        let Some(least) = self.object(id, None, 0) else {
            return;
        };
        let mut all = least.clone();
        let mut optional = Vec::new();
        for (name, field) in &term.fields {
            if let (false, Some(value)) = (field.is_required, self.value(field.term, 1)) {
                all.insert(name.clone(), value.clone());
                optional.push((name, value));
            }
        }
        let whole = size(&Value::Object(least.clone())) + all.len();
        for (name, value) in optional.into_iter().take(EACH) {
            if !self.steps.spend(whole) {
                return;
            }
            let mut one = least.clone();
            one.insert(name.clone(), value);
            values.push(Value::Object(one));
            let mut others = all.clone();
            others.remove(name);
            values.push(Value::Object(others));
        }
        values.push(Value::Object(all));
        values.extend(self.with(id, OTHER));
    }

    /// What the schemas that terms do not say are about.
    fn judged(&self, id: TermId, term: &Term, values: &mut Vec<Value>) {
        let least = self.object(id, None, 0).unwrap_or_default();
        let whole = size(&Value::Object(least.clone()));
        let with = |name: &str, value: Value| {
            let mut members = least.clone();
            members.insert(name.to_owned(), value);
            Value::Object(members)
        };
        let mut objects: Vec<Map<String, Value>> = Vec::new();
        for (keyword, said) in &term.judged {
            let name = keyword.split('`').nth(1);
            // Names that are matched and texts that are tried.
            if !self.steps.spend(whole.saturating_mul(TEXTS.len())) {
                return;
            }
            match said {
                Judged::Schema(schema) => {
                    let sample = self.value(*schema, 1);
                    if keyword == "propertyNames" {
                        for text in sample.iter().filter_map(Value::as_str).chain(TEXTS) {
                            values.push(with(text, json!("text")));
                        }
                    }
                    if let (Some(name), true) = (name, keyword.starts_with("patternProperties")) {
                        let name = probe::matching(name, 0).unwrap_or_else(|| name.to_owned());
                        for value in sample.iter().cloned().chain([json!("text"), json!(1)]) {
                            values.push(with(&name, value));
                        }
                    }
                    let mut both = least.clone();
                    if let Some(Value::Object(members)) = &sample {
                        both.extend(members.clone());
                        objects.push(members.clone());
                    }
                    if let Some(name) = name {
                        both.insert(name.to_owned(), json!("text"));
                    }
                    values.push(Value::Object(both));
                    values.extend(sample);
                }
                Judged::Value(value) => {
                    let names = value.as_object().into_iter().flat_map(Map::keys);
                    for name in names.map(String::as_str).chain(name) {
                        if !self.steps.spend(whole) {
                            return;
                        }
                        values.push(with(name, json!("text")));
                    }
                }
            }
        }
        // What `if` asks for may be asked for together with what `then` does.
        for (index, one) in objects.iter().enumerate() {
            for other in objects.iter().skip(index + 1).take(EACH) {
                if !self.steps.spend(whole + one.len() + other.len()) {
                    return;
                }
                let mut both = least.clone();
                both.extend(one.clone());
                both.extend(other.clone());
                values.push(Value::Object(both));
            }
        }
    }
}

fn count(term: &Term, limit: Limit) -> Option<usize> {
    let bound = term.limits.get(&limit)?;
    let whole = bound.value.as_u64();
    whole.and_then(|whole| usize::try_from(whole).ok())
}
