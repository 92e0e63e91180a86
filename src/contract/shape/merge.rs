//! Schemas that are put together: all of several, one of several, perhaps one more.
//!
//! What comes out has the names and types that the schemas have together. Where that is not all that
//! they say, the node is left to the validator.

use std::sync::Arc;

use super::build::Builder;
use super::{EnumShape, Field, Kind, Limits, Node, ObjectShape, Others, ShapeId, Way};

/// The most fields in which objects are put together field by field.
const FIELDS: usize = 10_000;

/// What is allowed by both.
pub(super) fn both(builder: &mut Builder, left: Node, right: Node) -> Node {
    let is_nullable = left.is_nullable && right.is_nullable;
    let is_exact = left.is_exact && right.is_exact;
    let way = left.way.and(right.way);
    let limits = left.limits.and(&right.limits);
    let is_limited = limits.is_some();
    let limits = limits.unwrap_or_default();
    let (kind, is_said) = match (left.kind, right.kind) {
        (Kind::Any, kind)
        | (kind, Kind::Any)
        | (
            Kind::String,
            kind @ (Kind::Enum(_) | Kind::OpenEnum(_) | Kind::DateTime | Kind::String),
        )
        | (kind @ (Kind::Enum(_) | Kind::OpenEnum(_) | Kind::DateTime), Kind::String)
        | (Kind::OpenEnum(_), kind @ Kind::Enum(_))
        | (kind @ Kind::Enum(_), Kind::OpenEnum(_))
        | (Kind::Number, kind @ (Kind::Integer(_) | Kind::Number))
        | (kind @ Kind::Integer(_), Kind::Number) => (kind, true),
        (Kind::Object(left), Kind::Object(right)) => {
            let (object, is_said) = objects(builder, left, &right, How::Both);
            (Kind::Object(object), is_said)
        }
        (Kind::Object(object), Kind::Map) | (Kind::Map, Kind::Object(object)) => {
            (Kind::Object(object), true)
        }
        (Kind::Enum(left), Kind::Enum(right)) => {
            let set = common(builder, &left, &right);
            let is_said = !set.values().is_empty();
            (Kind::Enum(set), is_said)
        }
        (Kind::Array(left), Kind::Array(right)) => {
            let elements = (builder.node(left), builder.node(right));
            if let (Kind::Any, true) = (&elements.0.kind, elements.0.is_exact) {
                (Kind::Array(right), true)
            } else if left == right || matches!(elements.1.kind, Kind::Any) {
                (Kind::Array(left), elements.1.is_exact)
            } else {
                (Kind::Array(left), false)
            }
        }
        (left, right) if left == right => (left, true),
        // The structure of one of them is better than none.
        (Kind::Opaque | Kind::Null, kind) | (kind, _) => (kind, false),
    };
    Node {
        kind,
        is_nullable,
        is_exact: is_exact && is_said && is_limited,
        way,
        limits,
        is_limited: false,
    }
}

/// The values of both sets.
fn common(builder: &mut Builder, left: &EnumShape, right: &EnumShape) -> EnumShape {
    let name = if left.name.is_empty() {
        &right.name
    } else {
        &left.name
    };
    if left.values == right.values || !builder.spend(left.values().len()) {
        return left.called(name);
    }
    let values = left.values().iter().filter(|value| right.contains(value));
    EnumShape::new(name, values.cloned().collect())
}

/// All values of several sets.
fn together(builder: &mut Builder, sets: &[&EnumShape], name: &str) -> EnumShape {
    if let [only] = sets {
        return only.called(name);
    }
    let count = sets.iter().map(|set| set.values().len()).sum();
    if !builder.spend(count) {
        return EnumShape::new(name, Vec::new());
    }
    let values = sets.iter().flat_map(|set| set.values());
    EnumShape::new(name, values.cloned().collect())
}

/// What is allowed by one of several.
pub(super) fn either(
    builder: &mut Builder,
    alternatives: &[ShapeId],
    only_one: bool,
    name: &str,
) -> Node {
    let nodes: Vec<Node> = alternatives.iter().map(|id| builder.node(*id)).collect();
    let is_null = |node: &&Node| node.kind == Kind::Null;
    let nulls = nodes.iter().filter(is_null).count();
    let others: Vec<&Node> = nodes.iter().filter(|node| !is_null(node)).collect();
    let is_nullable = nodes.iter().any(|node| node.is_nullable);
    let ways = others.iter().map(|node| node.way);
    let way = ways.reduce(Way::or).unwrap_or_default();
    if let [only] = others.as_slice() {
        // `null` twice is refused by `oneOf`.
        let is_plain = !only_one || nulls == 0 || (nulls == 1 && !only.is_nullable);
        return Node {
            kind: only.kind.clone(),
            is_nullable,
            is_exact: only.is_exact && is_plain,
            way,
            limits: only.limits.clone(),
            is_limited: false,
        };
    }
    let sets: Option<Vec<&EnumShape>> = others
        .iter()
        .map(|node| match &node.kind {
            Kind::Enum(values) if node.is_exact && node.limits.are_free() => Some(values),
            _ => None,
        })
        .collect();
    if let Some(sets) = sets.filter(|sets| !sets.is_empty()) {
        let count: usize = sets.iter().map(|set| set.values().len()).sum();
        let set = together(builder, &sets, name);
        let is_plain = !only_one || set.values().len() == count;
        return Node {
            is_exact: is_plain && (!only_one || nulls <= 1),
            is_nullable,
            way,
            ..Node::exact(Kind::Enum(set))
        };
    }
    if let (Some(sets), false) = (open(&others), only_one) {
        let set = together(builder, &sets, name);
        return Node {
            is_exact: others
                .iter()
                .all(|node| node.is_exact && node.limits.are_free()),
            is_nullable,
            way,
            ..Node::exact(Kind::OpenEnum(set))
        };
    }
    let mut all = others.into_iter();
    let Some(first) = all.next().cloned() else {
        // Nothing but null.
        return Node {
            is_exact: !only_one || nulls <= 1,
            ..Node::exact(Kind::Null)
        };
    };
    let mut node = first;
    for other in all {
        node = perhaps(builder, node, other.clone());
    }
    Node {
        is_nullable,
        way,
        limits: Limits::default(),
        is_limited: false,
        ..node.inexact()
    }
}

/// The values that alternatives list beside any string: an enum that is open.
fn open<'n>(nodes: &[&'n Node]) -> Option<Vec<&'n EnumShape>> {
    let mut sets = Vec::new();
    let mut is_open = false;
    for node in nodes {
        is_open |= matches!(node.kind, Kind::String | Kind::OpenEnum(_));
        match &node.kind {
            Kind::String => {}
            Kind::Enum(set) | Kind::OpenEnum(set) => sets.push(set),
            _ => return None,
        }
    }
    let is_listed = sets.iter().any(|set| !set.values().is_empty());
    (is_open && is_listed).then_some(sets)
}

/// What is allowed by the first, and perhaps by the second.
pub(super) fn perhaps(builder: &mut Builder, left: Node, right: Node) -> Node {
    let kind = match (left.kind, right.kind) {
        (Kind::Object(left), Kind::Object(right)) => {
            Kind::Object(objects(builder, left, &right, How::Perhaps).0)
        }
        (Kind::Object(mut object), _) | (Kind::Any | Kind::Map, Kind::Object(mut object)) => {
            // The other requires none of them.
            if object.fields().iter().any(|field| field.required)
                && let Some(fields) = own_fields(builder, &mut object)
            {
                for field in fields {
                    field.required = false;
                }
            }
            Kind::Object(object)
        }
        (left, right) if left == right => left,
        (left, Kind::Any) => left,
        _ => Kind::Opaque,
    };
    Node {
        kind,
        is_nullable: left.is_nullable || right.is_nullable,
        is_exact: false,
        way: left.way.or(right.way),
        limits: Limits::default(),
        is_limited: false,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    Both,
    Perhaps,
}

/// The fields of an object, to be changed: those of `object` alone, which has copies where others have the same.
fn own_fields<'o>(
    builder: &mut Builder,
    object: &'o mut ObjectShape,
) -> Option<&'o mut Vec<Field>> {
    if Arc::get_mut(&mut object.known).is_none() {
        if !builder.spend(object.fields().len()) {
            return None;
        }
        builder.number(&mut Arc::make_mut(&mut object.known).list);
    }
    Arc::get_mut(&mut object.known).map(|known| &mut known.list)
}

/// The fields of two objects, and whether they say all that both do.
fn objects(
    builder: &mut Builder,
    left: ObjectShape,
    right: &ObjectShape,
    how: How,
) -> (ObjectShape, bool) {
    let mut object = left;
    // What one says of other names, it says of those that the other knows.
    let is_open = |object: &ObjectShape| object.others == Others::Drift;
    let mut is_said = is_open(&object) && is_open(right);
    object.others = match (object.others, right.others) {
        (Others::Free(id), _) | (_, Others::Free(id)) => Others::Free(id),
        (Others::Closed, Others::Closed) => Others::Closed,
        (Others::Closed, _) | (_, Others::Closed) if how == How::Both => Others::Closed,
        _ => Others::Drift,
    };
    if object.name.is_empty() {
        object.name.clone_from(&right.name);
    }
    if Arc::ptr_eq(&object.known, &right.known) {
        return (object, is_said);
    }
    is_said &= added(builder, &mut object, right, how).unwrap_or(false);
    (object, is_said)
}

/// Adds the fields of `right`; whether the fields say all that both objects say of them, and nothing where they
/// are too many.
fn added(
    builder: &mut Builder,
    object: &mut ObjectShape,
    right: &ObjectShape,
    how: How,
) -> Option<bool> {
    let mut is_said = true;
    if !builder.spend(right.fields().len()) {
        return None;
    }
    let find = |fields: &[Field], wire: &str| {
        fields.binary_search_by(|field| field.wire.as_str().cmp(wire))
    };
    let fields = own_fields(builder, object)?;
    if how == How::Perhaps {
        for field in fields.iter_mut().filter(|field| field.required) {
            let other = find(right.fields(), &field.wire).ok();
            let other = other.and_then(|at| right.fields().get(at));
            field.required = other.is_some_and(|other| other.required);
        }
    }
    for other in right.fields() {
        let field = match find(fields, &other.wire) {
            Ok(at) => fields.get_mut(at)?,
            Err(_) if fields.len() >= FIELDS => {
                builder.give_up();
                return None;
            }
            Err(at) => {
                let mut new = [Field {
                    required: other.required && how == How::Both,
                    ..other.clone()
                }];
                builder.number(&mut new);
                fields.splice(at..at, new);
                continue;
            }
        };
        if how == How::Both {
            field.required |= other.required;
        }
        if field.shape == other.shape {
            continue;
        }
        let nodes = (builder.node(field.shape), builder.node(other.shape));
        let node = match how {
            How::Both => both(builder, nodes.0, nodes.1),
            How::Perhaps if nodes.0 == nodes.1 => nodes.0,
            How::Perhaps => perhaps(builder, nodes.0, nodes.1),
        };
        is_said &= node.is_exact;
        field.shape = builder.push(node);
    }
    Some(is_said)
}
