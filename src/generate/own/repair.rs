//! Samples that are refused, without the optional parts that are refused in them; and samples without
//! members that nobody knows.

use serde_json::Value;

use super::OwnGenerator;
use crate::contract::registry::Contract;
use crate::contract::shape::{Kind, Naming, Others, ShapeId};
use crate::text::Pointer;
use crate::text::pointer::unescaped;

/// Parts of one sample that are taken out at most.
const TAKEN: usize = 24;

/// The value without what the contract refuses, where it can do without; adds to `left_out` what was
/// taken out, and the keyword that refused it.
///
/// Nothing tells here what is required: where something is taken out that is, its object goes next.
pub(super) fn repaired(
    own: &OwnGenerator,
    mut value: Value,
    left_out: &mut Vec<(String, String)>,
) -> Option<Value> {
    let validator = own.contract.validator();
    for _ in 0..TAKEN {
        let violations = validator.violations(&value).ok()?;
        let Some(first) = violations.first() else {
            return validator.accepts(&value).then_some(value);
        };
        let mut pointer = first.pointer.clone();
        if let Some(name) = &first.unexpected {
            pointer = format!("{pointer}/{}", crate::text::pointer::escaped(name));
        }
        take(&mut value, &pointer)?;
        left_out.push((starred(&pointer), first.keyword.clone()));
    }
    None
}

/// The value without members that are drift although schemas let them through, where the contract accepts
/// it like that.
pub(super) fn tidied(own: &OwnGenerator, value: Value) -> Value {
    let strangers = strangers(&own.contract, &value);
    if strangers.is_empty() {
        return value;
    }
    let mut tidy = value.clone();
    for pointer in &strangers {
        take(&mut tidy, &pointer.to_string());
    }
    if own.contract.validator().accepts(&tidy) {
        tidy
    } else {
        value
    }
}

/// The members that are drift although the schema lets them through: those that are not known by name,
/// and those that go the other way.
pub(super) fn strangers(contract: &Contract, value: &Value) -> Vec<Pointer> {
    let mut found = Vec::new();
    let root = contract.shape.root();
    strange(contract, root, value, &Pointer::root(), &mut found);
    found
}

fn strange(
    contract: &Contract,
    id: ShapeId,
    value: &Value,
    pointer: &Pointer,
    found: &mut Vec<Pointer>,
) {
    match (contract.shape.kind(id), value) {
        (Kind::Object(object), Value::Object(members)) => {
            for (name, inner) in members {
                let at = pointer.member(name);
                match (object.field(name, Naming::Wire), object.others()) {
                    (Some((_, field)), _) if field.stays_away => found.push(at),
                    (Some((_, field)), _) => strange(contract, field.shape, inner, &at, found),
                    (None, Others::Free(other)) => strange(contract, other, inner, &at, found),
                    (None, Others::Drift | Others::Closed) => found.push(at),
                }
            }
        }
        (Kind::Array(element), Value::Array(elements)) => {
            for (index, inner) in elements.iter().enumerate() {
                strange(contract, *element, inner, &pointer.element(index), found);
            }
        }
        _ => {}
    }
}

/// Takes the member or element at `pointer` out.
fn take(value: &mut Value, pointer: &str) -> Option<()> {
    let (parent, last) = pointer.rsplit_once('/')?;
    match value.pointer_mut(parent)? {
        Value::Object(members) => members.remove(unescaped(last).as_ref()).map(drop),
        Value::Array(elements) => {
            let index: usize = last.parse().ok()?;
            (index < elements.len()).then(|| drop(elements.remove(index)))
        }
        _ => None,
    }
}

/// A pointer with `*` for indices.
pub(super) fn starred(pointer: &str) -> String {
    let tokens = pointer.split('/').map(|token| {
        if !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_digit()) {
            "*"
        } else {
            token
        }
    });
    tokens.collect::<Vec<_>>().join("/")
}
