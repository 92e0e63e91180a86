//! Which way a message goes: what is only sent or only received is not required the other way (OpenAPI
//! 3.0.3: Schema Object, `readOnly` and `writeOnly`).

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use serde_json::{Map, Value};

use super::part::{Part, schemas};
use super::shelf::{Place, Shelf};

/// Which way a message goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// To the API.
    Request,
    /// From the API.
    Response,
}

/// Schemas that are looked through for one at most: a schema may double at every level.
const LOOKED: usize = 200;

impl Direction {
    /// The keyword of properties that do not go this way.
    const fn stays_away(self) -> &'static str {
        match self {
            Self::Request => "readOnly",
            Self::Response => "writeOnly",
        }
    }

    pub(super) const fn index(self) -> usize {
        match self {
            Self::Request => 0,
            Self::Response => 1,
        }
    }
}

/// The schemas of a document with what is required this way.
pub(super) fn required(at: &Place, shelf: &Shelf, direction: Direction) -> Value {
    let root = at.document();
    let mut value = root.clone();
    let mut relaxed: Vec<(String, Vec<Value>)> = Vec::new();
    let mut look = Look {
        shelf,
        keyword: direction.stays_away(),
        marked: HashMap::new(),
        away: HashMap::new(),
        known: HashMap::new(),
    };
    let part = Part::of_file(root);
    schemas(root, part, &mut String::new(), &mut |pointer, keywords| {
        let Some(Value::Array(names)) = keywords.get("required") else {
            return;
        };
        let away: Vec<_> = composing(pointer)
            .flat_map(|pointer| look.away(&at.at(pointer)))
            .collect();
        let stays_away = |name: &str| away.iter().any(|names| names.contains(name));
        let kept: Vec<Value> = names
            .iter()
            .filter(|name| !name.as_str().is_some_and(stays_away))
            .cloned()
            .collect();
        if kept.len() < names.len() {
            relaxed.push((pointer.to_owned(), kept));
        }
    });
    for (pointer, kept) in relaxed {
        if let Some(Value::Object(keywords)) = value.pointer_mut(&pointer) {
            keywords.insert("required".to_owned(), Value::Array(kept));
        }
    }
    value
}

/// A schema, and those that it is a part of by `allOf`.
fn composing(pointer: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(pointer), |pointer| {
        let (above, index) = pointer.rsplit_once('/')?;
        index.parse::<usize>().ok()?;
        above.strip_suffix("/allOf")
    })
}

/// What is learnt of schemas is kept by their places: each of many may be made of the same, and each name of many
/// that are required would ask all of them.
struct Look<'s> {
    shelf: &'s Shelf,
    keyword: &'static str,
    /// Whether schemas of properties are marked.
    marked: HashMap<Key, bool>,
    /// The properties of schemas that stay away, by what the schemas are made of.
    away: HashMap<Key, Vec<Rc<Names>>>,
    /// Those that schemas have themselves.
    known: HashMap<Key, Rc<Names>>,
}

type Key = (String, String);
type Names = HashSet<String>;

impl Look<'_> {
    /// The names of properties that stay away, of a schema and of what it is made of.
    fn away(&mut self, at: &Place) -> Vec<Rc<Names>> {
        if let Some(known) = self.away.get(&at.key()) {
            return known.clone();
        }
        let mut all = Vec::new();
        self.each(at, |look, at, keywords| {
            let own = look.own(at, keywords);
            if !own.is_empty() {
                all.push(own);
            }
            None::<()>
        });
        self.away.insert(at.key(), all.clone());
        all
    }

    /// The names of properties that stay away, of a schema itself.
    fn own(&mut self, at: &Place, keywords: &Map<String, Value>) -> Rc<Names> {
        if let Some(known) = self.known.get(&at.key()) {
            return Rc::clone(known);
        }
        let properties = keywords.get("properties").and_then(Value::as_object);
        let names = properties.into_iter().flat_map(Map::keys);
        let below = at.member("properties");
        let own = names.filter(|name| self.is_marked(&below.member(name)));
        let own = Rc::new(own.cloned().collect());
        self.known.insert(at.key(), Rc::clone(&own));
        own
    }

    /// Whether a property's own schema is marked, or what it refers to.
    fn is_marked(&mut self, at: &Place) -> bool {
        if let Some(known) = self.marked.get(&at.key()) {
            return *known;
        }
        let found = self.each(at, |look, at, keywords| {
            let is_marked = match look.marked.get(&at.key()) {
                Some(known) => *known,
                None => keywords.get(look.keyword) == Some(&Value::Bool(true)),
            };
            is_marked.then_some(())
        });
        self.marked.insert(at.key(), found.is_some());
        found.is_some()
    }

    /// Tells a schema, and those that it refers to or is made of, until there is an answer.
    fn each<T>(
        &mut self,
        at: &Place,
        mut told: impl FnMut(&mut Self, &Place, &Map<String, Value>) -> Option<T>,
    ) -> Option<T> {
        let mut seen = HashSet::new();
        let mut open = vec![at.clone()];
        while let Some(at) = open.pop() {
            if seen.len() >= LOOKED || !seen.insert(at.key()) {
                continue;
            }
            let Some(Value::Object(keywords)) = at.value() else {
                continue;
            };
            let answer = told(self, &at, keywords);
            if answer.is_some() {
                return answer;
            }
            open.extend(self.within(&at, keywords));
        }
        None
    }

    /// What a schema refers to, and is made of.
    fn within(&self, at: &Place, keywords: &Map<String, Value>) -> Vec<Place> {
        let reference = keywords.get("$ref").and_then(Value::as_str);
        let behind = reference.and_then(|reference| self.shelf.target(at, reference).ok());
        let all = keywords.get("allOf").and_then(Value::as_array);
        let count = all.map_or(0, Vec::len).min(LOOKED);
        let branches = (0..count).map(|index| at.member("allOf").element(index));
        behind.into_iter().chain(branches).collect()
    }
}
