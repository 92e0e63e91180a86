//! Which field a recorded name is, of this revision or of a later one.

use std::cell::OnceCell;
use std::collections::HashMap;

use super::super::duplicates::may_repeat;
use super::Silent;
use super::walk::Walk;
use crate::contract::registry::Registry;
use crate::contract::revision::{self, Revision};
use crate::contract::shape::{Field, Kind, Naming, ObjectShape};
use crate::rule::site::Respelling;
use crate::text::json::{Member, Node, Value};
use crate::text::nearest::{nearest, slip};

/// The names of an object.
pub(super) struct Names<'a> {
    members: &'a [Member<'a>],
    may_repeat: bool,
    /// The last index of each name, made when somebody asks; never iterated.
    last: OnceCell<HashMap<&'a str, usize>>,
}

impl<'a> Names<'a> {
    pub(super) fn of(members: &'a [Member<'a>]) -> Self {
        Self {
            members,
            may_repeat: may_repeat(members),
            last: OnceCell::new(),
        }
    }

    /// Whether the member with this name and index is the last of its name.
    pub(super) fn is_last(&self, name: &str, index: usize) -> bool {
        !self.may_repeat || self.last().get(name) == Some(&index)
    }

    /// Whether a member has this name.
    pub(super) fn contain(&self, name: &str) -> bool {
        self.last().contains_key(name)
    }

    fn last(&self) -> &HashMap<&'a str, usize> {
        self.last.get_or_init(|| {
            let members = self.members.iter().enumerate();
            members
                .map(|(index, member)| (member.name.as_ref(), index))
                .collect()
        })
    }
}

/// What a recorded name stands for.
pub(super) enum Resolved<'a> {
    Exact(&'a Field),
    Respelled(&'a Field, Respelling),
    Ahead(Ahead),
    Unknown,
}

/// A field of a later revision.
pub(super) struct Ahead {
    /// Its wire name.
    pub(super) field: &'static str,
    pub(super) since: Revision,
    /// How the recorded name differs from its own, where it does.
    pub(super) how: Option<Respelling>,
}

impl<'a> Walk<'a> {
    /// Which field a member is.
    pub(super) fn resolve(
        &self,
        object: &'a ObjectShape,
        names: &Names<'a>,
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
        if let Some(folded) = folded(name) {
            let same = |field: &&Field| field.wire.eq_ignore_ascii_case(&folded);
            if let Some(field) = object.fields().iter().find(same) {
                return Resolved::Respelled(field, Respelling::Case);
            }
            if let Some(ahead) = self.ahead(object, name, &folded) {
                return Resolved::Ahead(ahead);
            }
        }
        if let Some(field) = self.near_miss(object, names, member) {
            return Resolved::Respelled(field, Respelling::NearMiss);
        }
        match self.near_miss_ahead(object, names, member) {
            Some(ahead) => Resolved::Ahead(ahead),
            None => Resolved::Unknown,
        }
    }

    /// The field of a later revision that has this name, in any spelling.
    fn ahead(&self, object: &ObjectShape, name: &str, folded: &str) -> Option<Ahead> {
        let naming = self.record.naming;
        let (field, since) = self
            .later(object)
            .find(|(field, _)| field.eq_ignore_ascii_case(folded))?;
        let how = if name == naming.spelled(field) {
            None
        } else if name == naming.other().spelled(field) {
            // One finding says so of the whole payload.
            (self.record.silent != Silent::OtherNaming).then_some(Respelling::Naming)
        } else {
            Some(Respelling::Case)
        };
        Some(Ahead { field, since, how })
    }

    /// A name one or two letters away is a near miss only where the field itself is absent and
    /// the value's type is the field's: `sourceIds` beside `sourceId`, or holding an array, is a
    /// new field.
    fn near_miss(
        &self,
        object: &'a ObjectShape,
        names: &Names<'a>,
        member: &Member<'_>,
    ) -> Option<&'a Field> {
        let name = member.name.as_ref();
        let naming = self.record.naming;
        let near = nearest(name, object.fields().iter().map(|field| field.name(naming)))?;
        slip(name, near)?;
        let (_, field) = object.field(near, naming)?;
        let kind = self.record.contract.shape.kind(field.shape);
        (!names.contain(near) && fits(kind, &member.value)).then_some(field)
    }

    /// The same for the fields of later revisions.
    fn near_miss_ahead(
        &self,
        object: &ObjectShape,
        names: &Names<'a>,
        member: &Member<'_>,
    ) -> Option<Ahead> {
        let name = member.name.as_ref();
        let naming = self.record.naming;
        let (field, since) = self
            .later(object)
            .find(|(field, _)| slip(name, &naming.spelled(field)).is_some())?;
        let contract = Registry::newest().contract(&object.name)?;
        let (_, shape) = contract.object()?.field(field, Naming::Wire)?;
        let kind = contract.shape.kind(shape.shape);
        let absent = !names.contain(naming.spelled(field).as_ref());
        (absent && fits(kind, &member.value)).then_some(Ahead {
            field,
            since,
            how: Some(Respelling::NearMiss),
        })
    }

    fn later(&self, object: &ObjectShape) -> impl Iterator<Item = (&'static str, Revision)> {
        revision::fields_after(&object.name, self.record.contract.revision)
    }
}

/// Whether a value has the JSON type that is due.
fn fits(kind: &Kind, node: &Node<'_>) -> bool {
    matches!(
        (kind, &node.value),
        (
            Kind::String | Kind::DateTime | Kind::Enum(_) | Kind::OpenEnum(_),
            Value::String(_)
        ) | (Kind::Object(_) | Kind::Map, Value::Object(_))
            | (Kind::Array(_), Value::Array(_))
            | (Kind::Boolean, Value::Boolean(_))
            | (Kind::Integer(_) | Kind::Number, Value::Number(_))
    )
}

/// The letters and digits of a name; `None` for one that is too long to be any field's.
fn folded(name: &str) -> Option<String> {
    (name.len() <= 128).then(|| {
        name.chars()
            .filter(|letter| !matches!(letter, '_' | '-' | ' ' | '.'))
            .collect()
    })
}
