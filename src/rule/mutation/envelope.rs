//! Mutations of envelopes.
//!
//! All start at the whole payload. A wrong wrapping shows only where what is inside has a name
//! that tells what it is; without one, the fault is another (an empty object, a wrong type).

use super::{Edit, Spot};
use crate::contract::recognise::GENERIC_NAMES;
use crate::contract::registry::Holds;
use crate::contract::shape::{Naming, ObjectShape, ShapeId};
use crate::text::Pointer;
use crate::text::json::Node;

/// Whether an object shows by its names that it is this DTO.
fn shows(object: &ObjectShape, naming: Naming, node: &Node<'_>) -> bool {
    let members = node.as_object().unwrap_or_default();
    members.iter().any(|member| {
        object
            .field(&member.name, naming)
            .is_some_and(|(_, field)| !GENERIC_NAMES.contains(&field.wire.as_str()))
    })
}

/// The first element that shows it.
fn showing<'n, 'a>(spot: &Spot<'_>, shape: ShapeId, list: &'n Node<'a>) -> Option<&'n Node<'a>> {
    let object = spot.contract.shape.object(shape)?;
    // Names are looked for in the first elements of a page, not in all of a large one.
    let first = list.as_array()?.iter().take(16);
    first
        .into_iter()
        .find(|element| shows(object, spot.naming, element))
}

/// What an envelope holds, and the recorded `body`.
fn held<'a>(spot: &Spot<'a>) -> Option<(Holds, ShapeId, &'a Node<'a>)> {
    if !spot.is_root() {
        return None;
    }
    let (holds, inner) = spot.contract.envelope()?;
    Some((holds, inner, spot.node.get("body")?))
}

pub(in crate::rule) fn missing(spot: &Spot<'_>) -> Vec<Edit> {
    let Some((holds, inner, body)) = held(spot) else {
        return Vec::new();
    };
    let object = spot.contract.shape.object(inner);
    match holds {
        Holds::One if object.is_some_and(|object| shows(object, spot.naming, body)) => {
            spot.others([spot.source(body.span).to_owned()])
        }
        Holds::Many => match showing(spot, inner, body) {
            // The page's list alone, and one record of it.
            Some(element) => {
                spot.others([body, element].map(|node| spot.source(node.span).to_owned()))
            }
            None => Vec::new(),
        },
        Holds::One => Vec::new(),
    }
}

pub(in crate::rule) fn unexpected(spot: &Spot<'_>) -> Vec<Edit> {
    let Some(object) = spot.contract.object().filter(|_| spot.is_root()) else {
        return Vec::new();
    };
    // What requires fields finds them missing outside as well: more than one fault.
    let requires = object.fields().iter().any(|field| field.required);
    let has = |name: &str| object.field(name, Naming::Wire).is_some();
    if requires || has("body") || !shows(object, spot.naming, spot.node) {
        return Vec::new();
    }
    let own = spot.source(spot.node.span);
    let mut wrapped = vec![format!(r#"{{"body":{own}}}"#)];
    if !has("code") {
        wrapped.extend([
            format!(r#"{{"body":{own},"code":200}}"#),
            format!(r#"{{"code":200,"body":{own}}}"#),
            format!(r#"{{"body":[{own}],"code":200,"cursor":""}}"#),
        ]);
    }
    let mut edits = spot.others(wrapped);
    for edit in &mut edits {
        edit.pointer = Pointer::root().member("body");
    }
    edits
}

pub(in crate::rule) fn swapped(spot: &Spot<'_>) -> Vec<Edit> {
    let Some((holds, inner, body)) = held(spot) else {
        return Vec::new();
    };
    let pointer = Pointer::root().member("body");
    let at_body = Spot {
        node: body,
        pointer: &pointer,
        ..*spot
    };
    let own = spot.source(body.span);
    let object = spot.contract.shape.object(inner);
    match holds {
        Holds::One if object.is_some_and(|object| shows(object, spot.naming, body)) => {
            at_body.others([format!("[{own}]"), format!("[{own},{own}]")])
        }
        Holds::Many => {
            let one = showing(spot, inner, body);
            at_body.others(one.map(|element| spot.source(element.span).to_owned()))
        }
        Holds::One => Vec::new(),
    }
}
