//! Which field a recorded name is.

use std::collections::HashMap;

use super::walk::Walk;
use crate::contract::revision;
use crate::contract::shape::{Field, Kind, ObjectShape, ShapeId};
use crate::rule::site::Respelling;
use crate::text::json::{Member, Node, Value};
use crate::text::nearest::nearest;

/// The last index of each name of an object; never iterated.
pub(super) type Last<'a> = HashMap<&'a str, usize>;

/// What a recorded name stands for.
pub(super) enum Resolved<'a> {
    Exact(&'a Field),
    Respelled(&'a Field, Respelling),
    Unknown,
}

impl<'a> Walk<'a> {
    /// Which field a member is.
    pub(super) fn resolve(
        &self,
        object: &'a ObjectShape,
        last: &Last<'a>,
        member: &Member<'_>,
    ) -> Resolved<'a> {
        let naming = self.record.naming;
        let name = member.name.as_ref();
        if let Some((_, field)) = object.field(name, naming) {
            return Resolved::Exact(field);
        }
        if let Some((_, field)) = object.field(name, naming.other()) {
            return Resolved::Respelled(field, Respelling::Naming);
        }
        if let Some(folded) = folded(name)
            && let Some(field) = object
                .fields()
                .iter()
                .find(|field| field.wire.eq_ignore_ascii_case(&folded))
        {
            return Resolved::Respelled(field, Respelling::Case);
        }
        match self.near_miss(object, last, member) {
            Some(field) => Resolved::Respelled(field, Respelling::NearMiss),
            None => Resolved::Unknown,
        }
    }

    /// A name one or two letters away is a near miss only where the field itself is absent and
    /// the value's type is the field's: `sourceIds` beside `sourceId`, or holding an array, is a
    /// new field.
    fn near_miss(
        &self,
        object: &'a ObjectShape,
        last: &Last<'a>,
        member: &Member<'_>,
    ) -> Option<&'a Field> {
        let name = member.name.as_ref();
        let naming = self.record.naming;
        if name.len() < 5 || revision::added_in(&object.name, name).is_some() {
            return None;
        }
        let near = nearest(name, object.fields().iter().map(|field| field.name(naming)))?;
        let allowed = if name.len() < 10 { 1 } else { 2 };
        let absent = !last.contains_key(near);
        let (_, field) = object.field(near, naming)?;
        let fits = self.type_fits(field.shape, &member.value);
        (strsim::osa_distance(name, near) <= allowed && absent && fits).then_some(field)
    }

    fn type_fits(&self, shape: ShapeId, node: &Node<'_>) -> bool {
        matches!(
            (self.record.contract.shape.kind(shape), &node.value),
            (
                Kind::String | Kind::DateTime | Kind::Enum(_),
                Value::String(_)
            ) | (Kind::Object(_) | Kind::Map, Value::Object(_))
                | (Kind::Array(_), Value::Array(_))
                | (Kind::Boolean, Value::Boolean(_))
                | (Kind::Integer(_) | Kind::Number, Value::Number(_))
        )
    }
}

/// The letters and digits of a name; `None` for one that is too long to be any field's.
fn folded(name: &str) -> Option<String> {
    (name.len() <= 128).then(|| {
        name.chars()
            .filter(|letter| !matches!(letter, '_' | '-' | ' ' | '.'))
            .collect()
    })
}
