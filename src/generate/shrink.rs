//! Simpler payloads that still conform.

use super::json::Json;
use crate::contract::shape::{Kind, Naming, ObjectShape, Shape, ShapeId};

/// The date to which all dates shrink.
const DATE: &str = "1970-01-01T00:00:00Z";

/// Candidate number `number` of what is simpler than `json` and allowed by `shape` as well; `None`
/// from the end of the list on.
///
/// Each candidate is strictly smaller, so shrinking ends.
pub(super) fn candidate(
    shape: &Shape,
    naming: Naming,
    json: &Json,
    mut number: usize,
) -> Option<Json> {
    let shrinker = Shrinker { shape, naming };
    shrinker.node(shape.root(), json, &mut number)
}

struct Shrinker<'s> {
    shape: &'s Shape,
    naming: Naming,
}

/// Takes one candidate off the list; whether it was the one that is asked for.
fn is_next(number: &mut usize) -> bool {
    match number.checked_sub(1) {
        Some(left) => {
            *number = left;
            false
        }
        None => true,
    }
}

impl Shrinker<'_> {
    fn node(&self, id: ShapeId, json: &Json, number: &mut usize) -> Option<Json> {
        if let Some(simplest) = self.simplest(id, 0).filter(|simplest| simplest != json)
            && is_next(number)
        {
            return Some(simplest);
        }
        match (self.shape.kind(id), json) {
            (Kind::Object(object), Json::Object(members)) => self.members(object, members, number),
            (Kind::Array(element), Json::Array(elements)) => {
                self.elements(*element, elements, number)
            }
            (Kind::Map, Json::Object(members)) => without_one(members, number).map(Json::Object),
            (Kind::String, Json::String(text)) if text.chars().count() > 1 && is_next(number) => {
                let half = text.chars().count() / 2;
                Some(Json::String(text.chars().take(half).collect()))
            }
            _ => None,
        }
    }

    fn members(
        &self,
        object: &ObjectShape,
        members: &[(String, Json)],
        number: &mut usize,
    ) -> Option<Json> {
        let field_of = |name: &str| object.field(name, self.naming).map(|(_, field)| field);
        for (index, (name, _)) in members.iter().enumerate() {
            if field_of(name).is_none_or(|field| !field.required) && is_next(number) {
                return Some(Json::Object(without(members, index)));
            }
        }
        for (index, (name, value)) in members.iter().enumerate() {
            let Some(field) = field_of(name).filter(|_| *value != Json::Null) else {
                continue;
            };
            if let Some(simpler) = self.node(field.shape, value, number) {
                let mut members = members.to_vec();
                if let Some(member) = members.get_mut(index) {
                    member.1 = simpler;
                }
                return Some(Json::Object(members));
            }
        }
        None
    }

    fn elements(&self, id: ShapeId, elements: &[Json], number: &mut usize) -> Option<Json> {
        if let Some(fewer) = without_one(elements, number) {
            return Some(Json::Array(fewer));
        }
        elements.iter().enumerate().find_map(|(index, element)| {
            let simpler = self.node(id, element, number)?;
            let mut elements = elements.to_vec();
            if let Some(element) = elements.get_mut(index) {
                *element = simpler;
            }
            Some(Json::Array(elements))
        })
    }

    /// The simplest value; `None` where only the validator knows what is allowed, or where a type
    /// requires itself.
    fn simplest(&self, id: ShapeId, level: usize) -> Option<Json> {
        Some(match self.shape.kind(id) {
            Kind::Any | Kind::Null => Json::Null,
            Kind::Boolean => Json::Boolean(false),
            Kind::Integer(_) | Kind::Number => Json::integer(0),
            Kind::String => Json::text(""),
            Kind::DateTime => Json::text(DATE),
            Kind::Enum(values) | Kind::OpenEnum(values) => {
                Json::text(values.values().first()?.as_str())
            }
            Kind::Array(_) => Json::Array(Vec::new()),
            Kind::Map => Json::Object(Vec::new()),
            Kind::Object(object) if level < 16 => {
                let required = object.fields().iter().filter(|field| field.required);
                let members = required.map(|field| {
                    let value = self.simplest(field.shape, level + 1)?;
                    Some((field.name(self.naming).to_owned(), value))
                });
                Json::Object(members.collect::<Option<_>>()?)
            }
            Kind::Object(_) | Kind::Opaque => return None,
        })
    }
}

/// The list without one of its items.
fn without_one<T: Clone>(items: &[T], number: &mut usize) -> Option<Vec<T>> {
    (0..items.len())
        .find(|_| is_next(number))
        .map(|index| without(items, index))
}

fn without<T: Clone>(items: &[T], index: usize) -> Vec<T> {
    let rest = items.iter().enumerate().filter(|(at, _)| *at != index);
    rest.map(|(_, item)| item.clone()).collect()
}
