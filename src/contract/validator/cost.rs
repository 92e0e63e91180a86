//! How much work a schema can be at one place of a payload, before any payload is there.
//!
//! jsonschema has no limit of steps and cannot be stopped: alternatives that double at each level take
//! 2^n evaluations, and a reference that leads back to where it stands never ends. Both are seen in the
//! schema's own graph, and refused there.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use serde_json::{Map, Value};

use super::Scope;
use crate::limits::{Limits, length};
use crate::text::pointer::escaped;

/// What is wrong with a schema's graph, and the pointer or the reference that leads there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Costly {
    /// It takes more evaluations than are allowed.
    Much(String),
    /// It never ends.
    Endless(String),
    /// It is nested deeper than is followed.
    Deep(String),
}

/// What a schema takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cost {
    pub(super) growth: Growth,
    /// Schemas about one value, inside one another, at most.
    pub(super) height: usize,
}

impl Default for Cost {
    fn default() -> Self {
        Self {
            growth: Growth::Linear,
            height: 1,
        }
    }
}

/// What a schema takes at one place of a payload.
#[derive(Clone, Copy)]
struct Work {
    /// Schemas that are evaluated.
    count: u64,
    /// Those inside one another.
    height: usize,
    /// Values that these list. They count where a schema is led to again: each way to it tells them anew.
    listed: u64,
}

impl Work {
    const ONE: Self = Self {
        count: 1,
        height: 1,
        listed: 0,
    };

    /// Adds what a schema takes that is about the same value and is evaluated so many times.
    fn add(&mut self, inner: Self, times: u64) {
        self.count = self.count.saturating_add(inner.count.saturating_mul(times));
        self.height = self.height.max(inner.height + 1);
        self.listed = self.listed.saturating_add(inner.listed);
    }

    /// The same on another way.
    const fn again(self) -> Self {
        /// Schemas that are evaluated while one value of a list is told.
        const TOLD: u64 = 8;
        Self {
            count: self.count.saturating_add(self.listed.saturating_mul(TOLD)),
            ..self
        }
    }
}

/// Keywords whose schemas are about the same value.
const HERE: &[&str] = &["allOf", "anyOf", "oneOf", "not", "if", "then", "else"];

/// Those that hold such schemas by name.
const HERE_BY_NAME: &[&str] = &["dependentSchemas", "dependencies"];

/// Keywords whose schemas are about values inside.
const INSIDE: &[&str] = &[
    "items",
    "prefixItems",
    "additionalItems",
    "unevaluatedItems",
    "contains",
    "additionalProperties",
    "unevaluatedProperties",
    "propertyNames",
];

/// Those that hold such schemas by name.
const INSIDE_BY_NAME: &[&str] = &["properties", "patternProperties"];

/// Keywords with alternatives, of which jsonschema looks for a member that tells them apart.
const ALTERNATIVES: &[&str] = &["anyOf", "oneOf"];

/// Fewer alternatives are not looked at.
const SEVERAL: usize = 3;

/// References and `allOf` inside one another that it follows there.
const FOLLOWED: usize = 16;

/// Keywords that ask the schemas about the same value which members or items they evaluated.
const UNEVALUATED: &[&str] = &["unevaluatedItems", "unevaluatedProperties"];

/// How often these schemas are evaluated then. jsonschema does so for each level of such keywords anew; measured, the
/// time grows by a factor of 2.6 for each.
const ASKED: u64 = 3;

const REFERENCES: &[&str] = &["$ref", "$dynamicRef", "$recursiveRef"];

/// How the work grows with a payload's depth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Growth {
    /// With its size.
    Linear,
    /// By a factor for each level: a nested payload may never come to an end.
    Exponential,
}

/// Levels of a payload for which growth is estimated.
const LEVELS: usize = 64;

/// Holds the graph of a schema against the limits of the schemas that are evaluated at one place of a payload, and of
/// those inside one another, and estimates how its work grows.
pub(super) fn bounded(start: Scope<'_>, schema: &Value, limits: &Limits) -> Result<Cost, Costly> {
    let mut graph = Graph {
        known: BTreeMap::new(),
        nodes: BTreeMap::new(),
        due: vec![(start, schema, Rc::new(Way::From("")))],
        told_apart: 0,
        most: limits.evaluations,
        highest: length(limits.schema_nesting),
    };
    let mut height = 1;
    while let Some((scope, schema, at)) = graph.due.pop() {
        height = height.max(graph.work(&scope, schema, &at, 1)?.height);
    }
    Ok(Cost {
        growth: graph.growth(std::ptr::from_ref(schema) as usize),
        height,
    })
}

/// The schemas that one leads to, by their addresses.
#[derive(Default)]
struct Node {
    here: Vec<usize>,
    /// How often these are evaluated.
    times: u64,
    /// For each keyword; of those by name, one applies to a value.
    inside: Vec<Vec<usize>>,
}

/// The way to a schema: its pointer is made where something is wrong with it, as one long name may be in the way of
/// very many.
enum Way<'r> {
    /// A pointer.
    From(&'r str),
    Member(Rc<Way<'r>>, &'r str),
    Element(Rc<Way<'r>>, usize),
}

impl Way<'_> {
    fn pointer(&self) -> String {
        let mut tokens = Vec::new();
        let mut way = self;
        loop {
            way = match way {
                Self::From(pointer) => {
                    tokens.push((*pointer).to_owned());
                    break;
                }
                Self::Member(above, name) => {
                    tokens.push(format!("/{}", escaped(name)));
                    above
                }
                Self::Element(above, index) => {
                    tokens.push(format!("/{index}"));
                    above
                }
            };
        }
        tokens.reverse();
        tokens.concat()
    }
}

/// The values in the list of a keyword.
fn length_of(keywords: &Map<String, Value>, keyword: &str) -> u64 {
    let list = keywords.get(keyword).and_then(Value::as_array);
    list.map_or(0, |list| list.len() as u64)
}

/// What one alternative says of its members.
#[derive(Default)]
struct Members<'r> {
    required: BTreeSet<&'r str>,
    /// Those that are known by name, and whether they have listed values.
    known: BTreeMap<&'r str, bool>,
}

impl<'r> Members<'r> {
    fn collect(&mut self, scope: &Scope<'r>, schema: &'r Value, depth: usize) {
        let Value::Object(keywords) = schema else {
            return;
        };
        if depth > FOLLOWED {
            return;
        }
        if let Some((scope, target)) = referred(scope, schema) {
            self.collect(&scope, target, depth + 1);
        }
        let required = keywords.get("required").and_then(Value::as_array);
        let required = required.into_iter().flatten().filter_map(Value::as_str);
        self.required.extend(required);
        let known = keywords.get("properties").and_then(Value::as_object);
        for (name, schema) in known.into_iter().flatten() {
            let lists =
                |schema: &Value| ["const", "enum"].iter().any(|it| schema.get(it).is_some());
            let is_listed =
                lists(schema) || referred(scope, schema).is_some_and(|(_, target)| lists(target));
            self.known.entry(name).or_insert(is_listed);
        }
        let all = keywords.get("allOf").and_then(Value::as_array);
        for one in all.into_iter().flatten() {
            self.collect(scope, one, depth + 1);
        }
    }
}

/// Where the reference of a schema leads.
fn referred<'r>(scope: &Scope<'r>, schema: &Value) -> Option<(Scope<'r>, &'r Value)> {
    scope.lookup(schema.get("$ref")?.as_str()?)
}

/// What jsonschema looks at to find a member that tells alternatives apart: the names that several of them have, the
/// most frequent ones first, each in all of them, until one has listed values in two.
fn told_apart<'r>(scope: &Scope<'r>, branches: &[&'r Value]) -> u64 {
    if branches.len() < SEVERAL {
        return 0;
    }
    // Many may refer to one that has many members.
    let mut same: BTreeMap<usize, (u64, Members<'r>)> = BTreeMap::new();
    for &branch in branches {
        let target = match branch.as_object() {
            Some(keywords) if keywords.len() == 1 => referred(scope, branch),
            _ => None,
        };
        let (scope, target) = target.unwrap_or_else(|| (scope.clone(), branch));
        let address = std::ptr::from_ref(target) as usize;
        let (count, _) = same.entry(address).or_insert_with(|| {
            let mut members = Members::default();
            members.collect(&scope, target, 0);
            (0, members)
        });
        *count += 1;
    }
    // How many have the name, and how many list values for it.
    let mut required: BTreeMap<&str, u64> = BTreeMap::new();
    let mut known: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    let mut taken: u64 = 0;
    for (count, members) in same.values() {
        let names = members.required.len() + members.known.len();
        taken = taken.saturating_add(count.saturating_mul(names as u64));
        for name in &members.required {
            *required.entry(name).or_insert(0) += count;
        }
        for (name, is_listed) in &members.known {
            let (all, listed) = known.entry(name).or_insert((0, 0));
            *all += count;
            *listed += if *is_listed { *count } else { 0 };
        }
    }
    let tells = |name: &str| known.get(name).is_some_and(|(_, listed)| *listed > 1);
    let frequencies = [
        required
            .iter()
            .map(|(name, all)| (*name, *all))
            .collect::<Vec<_>>(),
        known.iter().map(|(name, (all, _))| (*name, *all)).collect(),
    ];
    for names in frequencies {
        let mut names: Vec<(&str, u64)> = names.into_iter().filter(|(_, all)| *all > 1).collect();
        names.sort_unstable_by(|left, right| right.1.cmp(&left.1).then(left.0.cmp(right.0)));
        let found = names.iter().position(|(name, _)| tells(name));
        let looked = found.map_or(names.len(), |found| found + 1);
        taken = taken.saturating_add((looked as u64).saturating_mul(branches.len() as u64));
        if found.is_some() {
            break;
        }
    }
    taken
}

struct Graph<'r> {
    /// What schemas take by their address; `None` while it is counted.
    known: BTreeMap<usize, Option<Work>>,
    nodes: BTreeMap<usize, Node>,
    /// Schemas about values inside, which start anew.
    due: Vec<(Scope<'r>, &'r Value, Rc<Way<'r>>)>,
    /// Members that jsonschema looks at to tell alternatives apart.
    told_apart: u64,
    /// Evaluations at one place at most.
    most: u64,
    /// Schemas inside one another at one place at most.
    highest: usize,
}

impl<'r> Graph<'r> {
    /// What a schema takes with `depth - 1` others around it.
    fn work(
        &mut self,
        scope: &Scope<'r>,
        schema: &'r Value,
        at: &Rc<Way<'r>>,
        depth: usize,
    ) -> Result<Work, Costly> {
        let Value::Object(keywords) = schema else {
            return Ok(Work::ONE);
        };
        let address = std::ptr::from_ref(schema) as usize;
        match self.known.get(&address) {
            Some(Some(work)) => return Ok(work.again()),
            Some(None) => return Err(Costly::Endless(at.pointer())),
            None => {}
        }
        if depth > self.highest {
            return Err(Costly::Deep(at.pointer()));
        }
        self.known.insert(address, None);
        let scope = &scope.inside(schema);
        let mut work = Work::ONE;
        work.listed = length_of(keywords, "enum");
        let is_asked = UNEVALUATED.iter().any(|name| keywords.contains_key(*name));
        let times = if is_asked { ASKED } else { 1 };
        let mut node = Node {
            times,
            ..Node::default()
        };
        for keyword in REFERENCES {
            let Some(Value::String(reference)) = keywords.get(*keyword) else {
                continue;
            };
            if let Some((scope, target)) = scope.lookup(reference) {
                let place = match reference.strip_prefix('#') {
                    Some(pointer) if pointer.is_empty() || pointer.starts_with('/') => {
                        &Rc::new(Way::From(pointer))
                    }
                    _ => at,
                };
                node.here.push(std::ptr::from_ref(target) as usize);
                work.add(self.work(&scope, target, place, depth + 1)?, times);
            }
        }
        for (keyword, inner) in keywords {
            let place = Rc::new(Way::Member(Rc::clone(at), keyword));
            let is_here = HERE.contains(&keyword.as_str());
            let is_inside = INSIDE.contains(&keyword.as_str());
            let by_name = HERE_BY_NAME.contains(&keyword.as_str());
            let inside_by_name = INSIDE_BY_NAME.contains(&keyword.as_str());
            let schemas: Vec<(Rc<Way<'r>>, &'r Value)> = match inner {
                Value::Array(several) if is_here || is_inside => several
                    .iter()
                    .enumerate()
                    .map(|(index, one)| (Rc::new(Way::Element(Rc::clone(&place), index)), one))
                    .collect(),
                Value::Object(named) if by_name || inside_by_name => named
                    .iter()
                    .map(|(name, one)| (Rc::new(Way::Member(Rc::clone(&place), name)), one))
                    .collect(),
                one if is_here || is_inside => vec![(place, one)],
                _ => continue,
            };
            let addresses = schemas
                .iter()
                .map(|(_, one)| std::ptr::from_ref(*one) as usize);
            if is_here || by_name {
                node.here.extend(addresses);
            } else {
                node.inside.push(addresses.collect());
            }
            if ALTERNATIVES.contains(&keyword.as_str()) {
                let branches: Vec<&'r Value> = schemas.iter().map(|(_, one)| *one).collect();
                self.told_apart = self.told_apart.saturating_add(told_apart(scope, &branches));
                if self.told_apart > self.most {
                    return Err(Costly::Much(at.pointer()));
                }
            }
            for (place, one) in schemas {
                if is_here || by_name {
                    work.add(self.work(scope, one, &place, depth + 1)?, times);
                } else if !self.known.contains_key(&(std::ptr::from_ref(one) as usize)) {
                    self.due.push((scope.clone(), one, place));
                }
            }
        }
        if work.count > self.most {
            return Err(Costly::Much(at.pointer()));
        }
        // Parts of it may have been counted before, from further inside.
        if work.height > self.highest {
            return Err(Costly::Deep(at.pointer()));
        }
        self.known.insert(address, Some(work));
        self.nodes.insert(address, node);
        Ok(work)
    }

    /// How the evaluations of the schema at `root` grow along a payload that is one value inside another.
    fn growth(&self, root: usize) -> Growth {
        let mut below: BTreeMap<usize, u64> = BTreeMap::new();
        for _ in 0..LEVELS {
            let mut level = BTreeMap::new();
            for &address in self.nodes.keys() {
                self.along(address, &below, &mut level);
            }
            below = level;
        }
        let all = below.get(&root).copied().unwrap_or(1);
        let here = self.known.get(&root).copied().flatten();
        let here = here.map_or(1, |work| work.count);
        // A part of the limit for each level is what plain schemas take.
        if all > here.saturating_mul(LEVELS as u64).max(self.most) {
            Growth::Exponential
        } else {
            Growth::Linear
        }
    }

    fn along(
        &self,
        address: usize,
        below: &BTreeMap<usize, u64>,
        level: &mut BTreeMap<usize, u64>,
    ) -> u64 {
        if let Some(known) = level.get(&address) {
            return *known;
        }
        let Some(node) = self.nodes.get(&address) else {
            return 1;
        };
        let mut count: u64 = 1;
        for here in &node.here {
            let here = self.along(*here, below, level);
            count = count.saturating_add(here.saturating_mul(node.times));
        }
        for inside in &node.inside {
            let most = inside
                .iter()
                .map(|one| below.get(one).copied().unwrap_or(1))
                .max();
            count = count.saturating_add(most.unwrap_or(0));
        }
        level.insert(address, count);
        count
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::contract::validator::Schemas;

    /// What it is to tell the alternatives of a schema apart.
    fn taken(alternatives: &[Value], definitions: &Value) -> u64 {
        let schema = json!({"anyOf": alternatives, "$defs": definitions});
        let root = crate::contract::document::Document::of_value(schema);
        let schemas = Schemas::new(
            root,
            &format!("{}x.json", crate::contract::validator::ROOT),
            "",
            crate::contract::validator::DocumentsHold::Schemas,
            std::sync::Arc::new(crate::contract::document::NoLibrary),
            crate::contract::validator::FormatAssertion::On,
        )
        .unwrap();
        let (scope, schema) = schemas.start().unwrap();
        let branches: Vec<&Value> = schema["anyOf"].as_array().unwrap().iter().collect();
        told_apart(&scope, &branches)
    }

    #[test]
    fn names_that_alternatives_share_are_looked_for_in_each_of_them() {
        let reference = json!({"$ref": "#/$defs/o"});
        let one = json!({"o": {"properties": {"a": {}, "b": {}}, "required": ["a"]}});
        assert_eq!(taken(&[reference.clone(), reference.clone()], &one), 0);
        // Three names of each of three, one that is required and two that are known in three.
        let same = [reference.clone(), reference.clone(), reference];
        assert_eq!(taken(&same, &one), 9 + 3 + 6);
        let kinds = json!({"k": {"enum": ["z"]}});
        let kind = |name: &str, kind: Value| json!({"required": ["k"], "properties": {"k": kind, name: {}, "z": {}}});
        let told = [
            kind("a", json!({"const": "a"})),
            kind("b", json!({"const": "b"})),
            kind("c", json!({"$ref": "#/$defs/k"})),
        ];
        // The first name tells them apart.
        assert_eq!(taken(&told, &kinds), 12 + 3);
    }
}
