//! Which of several schemas a payload says that it has (OpenAPI 3.1.1: Discriminator Object).
//!
//! A schema comes in; for its alternatives, the property that tells them apart goes out. It changes no
//! verdict: it only says which alternative a refused payload was meant to be.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::shelf::Place;
use crate::contract::validator::Guide;
use crate::text::pointer::unescaped;

/// Adds what the discriminator of a schema, which stands at `place`, says of its alternatives.
pub(super) fn add(place: &Place, keywords: &Map<String, Value>, guide: &mut Guide) {
    let Some(discriminator) = keywords.get("discriminator") else {
        return;
    };
    let Some(property) = discriminator.get("propertyName").and_then(Value::as_str) else {
        return;
    };
    let mapping = discriminator.get("mapping").and_then(Value::as_object);
    for keyword in ["oneOf", "anyOf"] {
        if let Some(Value::Array(branches)) = keywords.get(keyword) {
            let names = names(branches, mapping);
            guide.add(&place.member(keyword).as_reference(), property, names);
        }
    }
}

/// The alternatives by what the property says: the name of the schema, and what is mapped to it.
fn names(branches: &[Value], mapping: Option<&Map<String, Value>>) -> BTreeMap<String, usize> {
    let mut mapped: BTreeMap<&str, Vec<&String>> = BTreeMap::new();
    for (value, target) in mapping.into_iter().flatten() {
        if let Some(target) = target.as_str() {
            mapped.entry(target).or_default().push(value);
        }
    }
    let mut names = BTreeMap::new();
    for (index, branch) in branches.iter().enumerate() {
        let Some(reference) = branch.get("$ref").and_then(Value::as_str) else {
            continue;
        };
        let name = unescaped(reference.rsplit(['/', '#']).next().unwrap_or_default());
        let values: Vec<&&String> = [reference, &*name]
            .iter()
            .filter_map(|target| mapped.get(target))
            .flatten()
            .collect();
        for value in &values {
            names.insert((**value).clone(), index);
        }
        // What is mapped to one schema may be the name of another.
        if values.is_empty() {
            names.entry(name.into_owned()).or_insert(index);
        }
    }
    names
}
