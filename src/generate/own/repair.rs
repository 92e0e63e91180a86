//! Samples that are refused, without the optional parts that are refused in them.

use serde_json::Value;

use super::OwnGenerator;
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
        let violations = validator.violations(&value);
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
fn starred(pointer: &str) -> String {
    let tokens = pointer.split('/').map(|token| {
        if !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_digit()) {
            "*"
        } else {
            token
        }
    });
    tokens.collect::<Vec<_>>().join("/")
}
