//! Which way a message goes: what is only sent or only received is not required the other way (OpenAPI
//! 3.0.3: Schema Object, `readOnly` and `writeOnly`).

use std::collections::HashSet;

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

/// Schemas that are looked through for one name at most: a schema may double at every level.
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
    let part = Part::of_file(root);
    schemas(root, part, &mut String::new(), &mut |pointer, keywords| {
        let Some(Value::Array(names)) = keywords.get("required") else {
            return;
        };
        let kept: Vec<Value> = names
            .iter()
            .filter(|name| {
                !name.as_str().is_some_and(|name| {
                    composing(pointer).any(|pointer| {
                        let mut look = Look {
                            shelf,
                            name,
                            keyword: direction.stays_away(),
                            seen: HashSet::new(),
                        };
                        look.stays_away(&at.at(pointer))
                    })
                })
            })
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

struct Look<'s> {
    shelf: &'s Shelf,
    name: &'s str,
    keyword: &'static str,
    /// Schemas that were looked through.
    seen: HashSet<(String, String)>,
}

impl Look<'_> {
    /// Whether the property is one that stays away, in a schema or in what it is made of.
    fn stays_away(&mut self, at: &Place) -> bool {
        self.any(at, |look, at, keywords| {
            let known = keywords.get("properties");
            known.and_then(|known| known.get(look.name)).is_some()
                && look.is_marked(&at.member("properties").member(look.name))
        })
    }

    /// Whether a property's own schema is marked, or what it refers to.
    fn is_marked(&mut self, at: &Place) -> bool {
        self.any(at, |look, _, keywords| {
            keywords.get(look.keyword) == Some(&Value::Bool(true))
        })
    }

    /// Whether it is so of a schema, or of one that it refers to or is made of.
    fn any(
        &mut self,
        at: &Place,
        is_so: impl Fn(&mut Self, &Place, &Map<String, Value>) -> bool,
    ) -> bool {
        let mut open = vec![at.clone()];
        while let Some(at) = open.pop() {
            if self.seen.len() >= LOOKED || !self.seen.insert(at.key()) {
                continue;
            }
            let Some(Value::Object(keywords)) = at.value() else {
                continue;
            };
            if is_so(self, &at, keywords) {
                return true;
            }
            open.extend(self.within(&at, keywords));
        }
        false
    }

    /// What a schema refers to, and is made of.
    fn within(&self, at: &Place, keywords: &Map<String, Value>) -> Vec<Place> {
        let reference = keywords.get("$ref").and_then(Value::as_str);
        let behind = reference.and_then(|reference| self.shelf.target(at, reference).ok());
        let all = keywords.get("allOf").and_then(Value::as_array);
        let branches = (0..all.map_or(0, Vec::len)).map(|index| at.member("allOf").element(index));
        behind.into_iter().chain(branches).collect()
    }
}
