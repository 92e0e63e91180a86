//! Schemas to terms.
//!
//! A place is a set of schemas that hold there together: what `$ref` and `allOf` lead to is put into the
//! set, so that merging is nothing but looking at all of them. Sets that were met are not looked at
//! again, so recursion ends.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use serde_json::{Map, Number, Value};

use super::{Alternative, Bound, FieldTerm, Judged, Limit, Others, Term, TermId, Terms, Types};
use crate::contract::format::Format;
use crate::contract::validator::{Schemas, Scope};

/// Places of one contract at most.
const NODES: usize = 50_000;

/// Places that are asked for at most, those that are known already included: each alternative of one schema may be put
/// together with each of another one.
const ASKED: usize = 100_000;

/// Schemas that hold at one place at most, and schemas in schemas without a member between.
const PARTS: usize = 1_000;

/// Alternatives in alternatives that are looked into.
const DEPTH: usize = 24;

/// One of the schemas that hold at a place.
#[derive(Clone)]
struct Part<'s> {
    schema: &'s Value,
    scope: Scope<'s>,
    /// By what reference it was reached.
    name: &'s str,
    /// `null` is allowed beside it.
    with_null: bool,
    /// The alternatives that are not looked at, as bits.
    passed: u8,
    /// All the others that hold there are inside of it.
    is_outer: bool,
}

/// What tells one set of parts from another.
type Key = Vec<(usize, bool, u8)>;

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Waiting,
    Doing,
    Done,
}

struct Builder<'s> {
    nodes: Vec<Term>,
    states: Vec<State>,
    parts: Vec<Vec<Part<'s>>>,
    known: BTreeMap<Key, TermId>,
    depth: usize,
    /// Places that were asked for.
    asked: usize,
    is_cut: bool,
}

/// The keywords of alternatives, with their bits.
const GROUPS: [(&str, u8); 2] = [("anyOf", 1), ("oneOf", 2)];

/// Keywords with one schema that terms do not say.
const SCHEMAS: &[&str] = &[
    "not",
    "contains",
    "propertyNames",
    "unevaluatedItems",
    "if",
    "then",
    "else",
];

/// Keywords with schemas by name that terms do not say.
const MAPS: &[&str] = &["patternProperties", "dependentSchemas", "dependencies"];

/// Keywords with values that terms do not say.
const VALUES: &[&str] = &[
    "dependentRequired",
    "minContains",
    "maxContains",
    "contentEncoding",
    "contentMediaType",
];

/// Keywords that say nothing of a value, or that lead elsewhere.
const SAYING_NOTHING: &[&str] = &[
    "$ref",
    "$dynamicRef",
    "$recursiveRef",
    "allOf",
    "$defs",
    "definitions",
    "$schema",
    "$id",
    "id",
    "$anchor",
    "$dynamicAnchor",
    "$recursiveAnchor",
    "$comment",
    "$vocabulary",
    "description",
    "examples",
    "example",
    "default",
    "deprecated",
];

pub(super) fn terms(all: &[&Schemas]) -> Terms {
    let mut builder = Builder {
        nodes: Vec::new(),
        states: Vec::new(),
        parts: Vec::new(),
        known: BTreeMap::new(),
        depth: 0,
        asked: 0,
        is_cut: false,
    };
    let parts = all.iter().filter_map(|schemas| {
        let (scope, schema) = schemas.start()?;
        Some(Part::of(schema, scope))
    });
    let parts: Vec<Part<'_>> = parts.collect();
    let root = builder.place(parts);
    let mut next = 0;
    while next < builder.nodes.len() {
        builder.now(TermId(next));
        next += 1;
    }
    Terms {
        nodes: builder.nodes,
        root,
        is_cut: builder.is_cut,
    }
}

impl<'s> Part<'s> {
    fn of(schema: &'s Value, scope: Scope<'s>) -> Self {
        Self {
            schema,
            scope,
            name: "",
            with_null: false,
            passed: 0,
            is_outer: false,
        }
    }

    /// A schema inside of this one, at another place of the value.
    fn inner(&self, schema: &'s Value) -> Self {
        Self::of(schema, self.scope.clone())
    }

    /// A schema inside of this one, about the same value.
    fn beside(&self, schema: &'s Value) -> Self {
        Self {
            with_null: self.with_null,
            ..self.inner(schema)
        }
    }

    fn key(&self) -> (usize, bool, u8) {
        let address = std::ptr::from_ref(self.schema) as usize;
        (address, self.with_null, self.passed)
    }

    /// Whether it says anything of a value by itself, its title included.
    fn says(&self) -> bool {
        let is_said = |keyword: &String| {
            !SAYING_NOTHING.contains(&keyword.as_str()) && !keyword.starts_with("x-")
        };
        match self.schema {
            Value::Object(keywords) => keywords.keys().any(is_said),
            other => other == &Value::Bool(false),
        }
    }

    fn get(&self, keyword: &str) -> Option<&'s Value> {
        self.schema.get(keyword)
    }

    fn map(&self, keyword: &str) -> Option<&'s Map<String, Value>> {
        self.get(keyword).and_then(Value::as_object)
    }
}

impl<'s> Builder<'s> {
    /// The place at which these hold; what is said there is looked at later.
    fn place(&mut self, parts: Vec<Part<'s>>) -> TermId {
        self.asked += 1;
        if self.asked > ASKED {
            self.is_cut = true;
            return TermId(usize::MAX);
        }
        let mut all = Vec::new();
        let mut seen = Key::new();
        let outer = match parts.as_slice() {
            [only] => Some(only.key()),
            _ => None,
        };
        for part in parts {
            self.expand(part, &mut all, &mut seen);
        }
        for part in &mut all {
            part.is_outer = Some(part.key()) == outer;
        }
        let mut keys: Key = all.iter().map(Part::key).collect();
        keys.sort_unstable();
        if let Some(known) = self.known.get(&keys) {
            return *known;
        }
        let id = TermId(self.nodes.len());
        if self.nodes.len() >= NODES {
            self.is_cut = true;
            // Behind the last one: nothing is said there.
            return TermId(usize::MAX);
        }
        self.nodes.push(Term::anything());
        self.states.push(State::Waiting);
        self.parts.push(all);
        self.known.insert(keys, id);
        id
    }

    /// Adds a schema and those that hold with it.
    fn expand(&mut self, mut part: Part<'s>, all: &mut Vec<Part<'s>>, seen: &mut Key) {
        if seen.contains(&part.key()) {
            return;
        }
        if seen.len() >= PARTS {
            self.is_cut = true;
            return;
        }
        seen.push(part.key());
        part.scope = part.scope.inside(part.schema);
        let has_reference = part.get("$ref").is_some_and(Value::is_string);
        if (!has_reference || part.scope.has_siblings()) && part.says() {
            all.push(part.clone());
        }
        for keyword in ["$ref", "$dynamicRef", "$recursiveRef"] {
            let Some(reference) = part.get(keyword).and_then(Value::as_str) else {
                continue;
            };
            if let Some((scope, target)) = part.scope.lookup(reference) {
                let name = reference.rsplit(['/', '#']).next().unwrap_or(reference);
                let behind = Part {
                    scope,
                    name: name.strip_suffix(".json").unwrap_or(name),
                    ..part.beside(target)
                };
                self.expand(behind, all, seen);
            }
        }
        if has_reference && !part.scope.has_siblings() {
            return;
        }
        if let Some(Value::Array(branches)) = part.get("allOf") {
            for branch in branches {
                self.expand(part.beside(branch), all, seen);
            }
        }
    }

    /// What is said at a place, looked at now.
    fn now(&mut self, id: TermId) -> Term {
        if self.states.get(id.0) == Some(&State::Waiting) && self.depth < DEPTH {
            if let Some(state) = self.states.get_mut(id.0) {
                *state = State::Doing;
            }
            let parts = self.parts.get(id.0).cloned().unwrap_or_default();
            self.depth += 1;
            let term = self.said(&parts);
            self.depth -= 1;
            if let Some(node) = self.nodes.get_mut(id.0) {
                *node = term;
            }
            if let Some(state) = self.states.get_mut(id.0) {
                *state = State::Done;
            }
        }
        match (self.states.get(id.0), self.nodes.get(id.0)) {
            (Some(State::Done), Some(node)) => node.clone(),
            // It has no end: nothing can be said of it here.
            _ => Term {
                judged: BTreeMap::from([("recursion".to_owned(), Judged::Value(Value::Null))]),
                ..Term::anything()
            },
        }
    }

    fn said(&mut self, parts: &[Part<'s>]) -> Term {
        let mut term = Term::anything();
        if let Some(named) = parts.iter().find(|part| !part.name.is_empty()) {
            named.name.clone_into(&mut term.name);
        }
        for part in parts {
            if let (true, Some(title)) = (
                term.name.is_empty(),
                part.get("title").and_then(Value::as_str),
            ) {
                title.trim().clone_into(&mut term.name);
            }
            own(part, &mut term);
        }
        self.members(parts, &mut term);
        self.elements(parts, &mut term);
        self.beyond(parts, &mut term);
        if let Some(instead) = self.groups(parts, &mut term) {
            return instead;
        }
        tidy(&mut term);
        term
    }

    fn members(&mut self, parts: &[Part<'s>], term: &mut Term) {
        let mut names: BTreeMap<&'s str, bool> = BTreeMap::new();
        for part in parts {
            for name in part.map("properties").into_iter().flat_map(Map::keys) {
                names.entry(name).or_insert(false);
            }
            let required = part.get("required").and_then(Value::as_array);
            for name in required.into_iter().flatten().filter_map(Value::as_str) {
                names.insert(name, true);
            }
        }
        let mut others: Vec<Part<'s>> = Vec::new();
        let mut is_closed = false;
        for part in parts {
            if let Some(additional) = part.get("additionalProperties") {
                is_closed |= additional == &Value::Bool(false);
                others.push(part.inner(additional));
            }
        }
        for (name, is_required) in names {
            let mut own: Vec<Part<'s>> = Vec::new();
            for part in parts {
                let known = part.map("properties").and_then(|known| known.get(name));
                // Which names a pattern has is the validator's to know.
                let additional = part
                    .get("additionalProperties")
                    .filter(|_| part.map("patternProperties").is_none());
                if let Some(schema) = known.or(additional) {
                    own.push(part.inner(schema));
                }
            }
            let is_never = own.iter().any(|part| part.schema == &Value::Bool(false));
            if is_never && is_closed && !is_required {
                continue;
            }
            let field = FieldTerm {
                term: self.place(own),
                is_required,
            };
            term.fields.insert(name.to_owned(), field);
        }
        others.retain(|part| !says_nothing(part.schema));
        // It is about what no schema beside it has looked at.
        let outer = parts.iter().find(|part| part.is_outer);
        if let Some(first) = outer
            && let Some(unevaluated) = first.get("unevaluatedProperties")
        {
            let is_alone = parts.iter().all(|part| {
                !GROUPS
                    .iter()
                    .any(|(keyword, _)| part.get(keyword).is_some())
            }) && !first.schema.as_object().is_some_and(|keywords| {
                ["if", "dependentSchemas", "patternProperties"]
                    .iter()
                    .any(|keyword| keywords.contains_key(*keyword))
            });
            if is_alone && others.is_empty() {
                is_closed |= unevaluated == &Value::Bool(false);
                if !says_nothing(unevaluated) {
                    others.push(first.inner(unevaluated));
                }
            } else {
                let place = self.place(vec![first.inner(unevaluated)]);
                judge(term, "unevaluatedProperties", Judged::Schema(place));
            }
        }
        for part in parts.iter().filter(|part| !part.is_outer) {
            if let Some(unevaluated) = part.get("unevaluatedProperties") {
                let place = self.place(vec![part.inner(unevaluated)]);
                judge(term, "unevaluatedProperties", Judged::Schema(place));
            }
        }
        term.others = if is_closed {
            Others::Closed
        } else if others.is_empty() {
            Others::Open
        } else {
            Others::Of(self.place(others))
        };
    }

    fn elements(&mut self, parts: &[Part<'s>], term: &mut Term) {
        // Until draft 2019-09, `items` may be a list, and the rest is `additionalItems`.
        let lists: Vec<(&[Value], Option<&'s Value>, &Part<'s>)> = parts
            .iter()
            .map(|part| {
                let items = part.get("items");
                let prefix = part.get("prefixItems").and_then(Value::as_array);
                match (items, prefix) {
                    (Some(Value::Array(list)), _) => {
                        (list.as_slice(), part.get("additionalItems"), part)
                    }
                    (rest, Some(list)) => (list.as_slice(), rest, part),
                    (rest, None) => (&[][..], rest, part),
                }
            })
            .collect();
        let longest = lists.iter().map(|(list, ..)| list.len()).max().unwrap_or(0);
        for index in 0..longest.min(PARTS) {
            let own = lists.iter().filter_map(|(list, rest, part)| {
                let schema = list.get(index).or(*rest)?;
                Some(part.inner(schema))
            });
            let own: Vec<Part<'s>> = own.collect();
            let place = self.place(own);
            term.prefix.push(place);
        }
        let rest = lists
            .iter()
            .filter_map(|(_, rest, part)| Some(part.inner((*rest)?)))
            .filter(|part| !says_nothing(part.schema));
        let rest: Vec<Part<'s>> = rest.collect();
        if !rest.is_empty() {
            term.items = Some(self.place(rest));
        }
    }

    /// What terms do not say.
    fn beyond(&mut self, parts: &[Part<'s>], term: &mut Term) {
        for part in parts {
            for keyword in SCHEMAS {
                let is_idle = matches!(*keyword, "then" | "else") && part.get("if").is_none();
                if let (Some(schema), false) = (part.get(keyword), is_idle) {
                    let place = self.place(vec![part.inner(schema)]);
                    judge(term, keyword, Judged::Schema(place));
                }
            }
            for keyword in MAPS {
                for (name, schema) in part.map(keyword).into_iter().flatten() {
                    let said = if schema.is_array() {
                        Judged::Value(schema.clone())
                    } else {
                        Judged::Schema(self.place(vec![part.inner(schema)]))
                    };
                    judge(term, &format!("{keyword} `{name}`"), said);
                }
            }
            for keyword in VALUES {
                if let Some(value) = part.get(keyword) {
                    judge(term, keyword, Judged::Value(value.clone()));
                }
            }
        }
    }

    /// Looks at `anyOf` and `oneOf`. Where one alternative is left, the place is another one, whose term
    /// is given back.
    fn groups(&mut self, parts: &[Part<'s>], term: &mut Term) -> Option<Term> {
        for (index, part) in parts.iter().enumerate() {
            for (keyword, bit) in GROUPS {
                let Some(Value::Array(branches)) = part.get(keyword) else {
                    continue;
                };
                if part.passed & bit != 0 {
                    continue;
                }
                if self.asked > ASKED {
                    self.is_cut = true;
                    judge(term, keyword, Judged::Value(Value::Null));
                    continue;
                }
                let mut without: Vec<Part<'s>> = parts.to_vec();
                if let Some(own) = without.get_mut(index) {
                    own.passed |= bit;
                }
                let branches: Vec<Part<'s>> =
                    branches.iter().map(|schema| part.beside(schema)).collect();
                let group = Group {
                    is_one_of: keyword == "oneOf",
                    with_null: part.with_null,
                    without,
                };
                if let Some(instead) = self.group(group, &branches, keyword, term) {
                    return Some(instead);
                }
            }
        }
        None
    }

    fn group(
        &mut self,
        group: Group<'s>,
        branches: &[Part<'s>],
        keyword: &str,
        term: &mut Term,
    ) -> Option<Term> {
        let places: Vec<TermId> = branches
            .iter()
            .map(|branch| self.place(vec![branch.clone()]))
            .collect();
        // Many may refer to one that lists many values.
        let mut known: BTreeMap<TermId, Rc<Term>> = BTreeMap::new();
        for place in &places {
            if !known.contains_key(place) {
                known.insert(*place, Rc::new(self.now(*place)));
            }
        }
        let said: Vec<Rc<Term>> = places
            .iter()
            .filter_map(|place| known.get(place).cloned())
            .collect();
        let is_null = |term: &Term| term.types == Types::NULL;
        let with_null = said.iter().any(|term| is_null(term));
        let others: Vec<usize> = (0..said.len())
            .filter(|&index| said.get(index).is_some_and(|term| !is_null(term)))
            .collect();
        if let [only] = others.as_slice()
            && let Some(branch) = branches.get(*only)
        {
            let mut parts = group.without;
            parts.push(Part {
                with_null: group.with_null || with_null,
                ..branch.clone()
            });
            let place = self.place(parts);
            return Some(self.now(place));
        }
        let is_any = |term: &Term| term.is_plain() && term.types == Types::ALL;
        if !group.is_one_of && said.iter().any(|term| is_any(term)) {
            return None;
        }
        let lists: Option<BTreeMap<TermId, &Vec<Value>>> = others
            .iter()
            .map(|index| Some((*places.get(*index)?, said.get(*index)?.values.as_ref()?)))
            .collect();
        if let Some(lists) = lists.filter(|lists| !lists.is_empty()) {
            let lengths = others.iter().filter_map(|index| {
                let values = said.get(*index)?.values.as_ref()?;
                Some(values.len())
            });
            let count: usize = lengths.sum();
            let mut all: Vec<Value> = lists.values().copied().flatten().cloned().collect();
            if with_null {
                all.push(Value::Null);
            }
            let all = ordered(all);
            if !group.is_one_of || all.len() == count + usize::from(with_null) {
                allow(term, all);
                return None;
            }
        }
        let union = said
            .iter()
            .fold(Types::NONE, |types, term| types.or(term.types));
        let count: usize = said.iter().map(|term| size(term.types)).sum();
        let are_plain = said.iter().all(|term| term.is_plain());
        if are_plain && (!group.is_one_of || count == size(union)) {
            term.types = term.types.and(union);
            return None;
        }
        if !term.alternatives.is_empty() {
            for (index, place) in places.into_iter().enumerate() {
                judge(term, &format!("{keyword} {index}"), Judged::Schema(place));
            }
            return None;
        }
        term.types = term.types.and(union);
        term.is_one_of = group.is_one_of;
        for (own, branch) in places.into_iter().zip(branches) {
            let mut parts = group.without.clone();
            parts.push(branch.clone());
            let whole = self.place(parts);
            term.alternatives.push(Alternative { own, whole });
        }
        None
    }
}

/// Schemas of which a value has to match one.
struct Group<'s> {
    is_one_of: bool,
    with_null: bool,
    /// All that holds beside them.
    without: Vec<Part<'s>>,
}

fn size(types: Types) -> usize {
    Types::EACH.iter().filter(|one| types.meets(**one)).count()
}

fn judge(term: &mut Term, keyword: &str, said: Judged) {
    let mut key = keyword.to_owned();
    let mut number = 1;
    while term.judged.contains_key(&key) {
        number += 1;
        key = format!("{keyword} ({number})");
    }
    term.judged.insert(key, said);
}

fn says_nothing(schema: &Value) -> bool {
    match schema {
        Value::Bool(allows) => *allows,
        Value::Object(keywords) => keywords.is_empty(),
        _ => false,
    }
}

/// Values in order, each once.
fn ordered(values: Vec<Value>) -> Vec<Value> {
    let by_text: BTreeMap<String, Value> = values
        .into_iter()
        .map(|value| (value.to_string(), value))
        .collect();
    by_text.into_values().collect()
}

fn allow(term: &mut Term, values: Vec<Value>) {
    match &mut term.values {
        None => term.values = Some(values),
        Some(known) => {
            let listed: BTreeSet<String> = values.iter().map(Value::to_string).collect();
            known.retain(|value| listed.contains(&value.to_string()));
        }
    }
}

/// What a schema says of the value itself.
fn own(part: &Part<'_>, term: &mut Term) {
    let null = if part.with_null {
        Types::NULL
    } else {
        Types::NONE
    };
    if part.schema == &Value::Bool(false) {
        term.types = term.types.and(null);
    }
    let types = match part.get("type") {
        Some(Value::String(name)) => Types::named(name),
        Some(Value::Array(names)) => names
            .iter()
            .filter_map(Value::as_str)
            .fold(Types::NONE, |types, name| types.or(Types::named(name))),
        _ => Types::ALL,
    };
    term.types = term.types.and(types.or(null));
    let listed = match (part.get("enum"), part.get("const")) {
        (Some(Value::Array(values)), _) => Some(values.clone()),
        (_, Some(value)) => Some(vec![value.clone()]),
        _ => None,
    };
    if let Some(mut values) = listed {
        if part.with_null {
            values.push(Value::Null);
        }
        allow(term, ordered(values));
    }
    if let Some(Value::String(format)) = part.get("format") {
        term.formats.insert(format.clone());
    }
    if let Some(Value::String(pattern)) = part.get("pattern") {
        term.patterns.insert(pattern.clone());
    }
    if let Some(Value::Number(number)) = part.get("multipleOf")
        && !term.multiples.contains(number)
    {
        term.multiples.push(number.clone());
    }
    term.is_unique |= part.get("uniqueItems") == Some(&Value::Bool(true));
    term.is_read_only |= part.get("readOnly") == Some(&Value::Bool(true));
    term.is_write_only |= part.get("writeOnly") == Some(&Value::Bool(true));
    for limit in Limit::ALL {
        let exclusive = match limit {
            Limit::Minimum => part.get("exclusiveMinimum"),
            Limit::Maximum => part.get("exclusiveMaximum"),
            _ => None,
        };
        if let Some(Value::Number(value)) = part.get(limit.keyword()) {
            let bound = Bound {
                value: value.clone(),
                // As draft 4 has it.
                is_exclusive: exclusive == Some(&Value::Bool(true)),
            };
            tighten(term, limit, bound);
        }
        if let Some(Value::Number(value)) = exclusive {
            let bound = Bound {
                value: value.clone(),
                is_exclusive: true,
            };
            tighten(term, limit, bound);
        }
    }
}

fn tighten(term: &mut Term, limit: Limit, bound: Bound) {
    let is_tighter = term
        .limits
        .get(&limit)
        .is_none_or(|known| bound.is_tighter(known, limit));
    if is_tighter {
        term.limits.insert(limit, bound);
    }
}

/// Makes two ways to say the same thing the same.
fn tidy(term: &mut Term) {
    if let Some(values) = &mut term.values {
        values.retain(|value| term.types.meets(Types::of(value)));
        let types = values
            .iter()
            .fold(Types::NONE, |types, value| types.or(Types::of(value)));
        term.types = term.types.and(types);
    }
    let types = term.types;
    let whole = Types::INTEGER.or(Types::NULL);
    if types.without(whole).is_empty() {
        for (limit, bound) in &mut term.limits {
            if let (true, Some(value)) = (bound.is_exclusive, bound.value.as_i64()) {
                let next = if limit.is_lower() { 1 } else { -1 };
                bound.value = Number::from(value.saturating_add(next));
                bound.is_exclusive = false;
            }
        }
    }
    // The formats of integers are the bounds that they stand for.
    for format in &term.formats {
        let Some((least, greatest)) = Format::named(format).and_then(Format::bounds) else {
            continue;
        };
        for (limit, end) in [
            (Limit::Minimum, Number::from(least)),
            (Limit::Maximum, Number::from(greatest)),
        ] {
            if term.limits.get(&limit).is_some_and(|own| own.value == end) {
                term.limits.remove(&limit);
            }
        }
    }
    term.limits.retain(|limit, bound| {
        let is_idle = limit.is_lower() && *limit != Limit::Minimum && bound.number() <= 0.0;
        types.meets(limit.types()) && !is_idle
    });
    if !types.meets(Types::STRING) {
        term.patterns.clear();
    }
    if !types.meets(Types::STRING.or(Types::NUMBER)) {
        term.formats.clear();
    }
    if !types.meets(Types::NUMBER) {
        term.multiples.clear();
    }
    if !types.meets(Types::ARRAY) {
        term.is_unique = false;
        term.prefix.clear();
        term.items = None;
    }
    if !types.meets(Types::OBJECT) {
        term.fields.clear();
        term.others = Others::Open;
    }
}
