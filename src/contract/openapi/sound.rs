//! Whether a schema and all that it refers to can be judged by.
//!
//! A place comes in; what it needs goes out, or the first error with its own place. Nothing
//! else of the documents is looked at: a schema that nobody needs may be as broken as it likes.

use std::collections::{BTreeMap, HashSet};
use std::ptr;

use serde_json::{Map, Value};

use super::discriminator;
use super::part::{Part, schemas};
use super::shelf::{Place, Shelf};
use crate::contract::document::ContractError;
use crate::contract::validator::{Dialect, Guide, breach};

/// Schemas that one contract may need.
const SCHEMAS: usize = 100_000;

/// What a schema needs to be judged by.
pub(super) struct Needed {
    /// The documents, each by its root.
    pub(super) documents: Vec<Place>,
    /// Which alternatives values say that they are.
    pub(super) guide: Guide,
}

/// What the schema at `start` needs.
pub(super) fn needed(
    start: &Place,
    shelf: &Shelf,
    dialect: Dialect,
) -> Result<Needed, ContractError> {
    let mut guide = Guide::default();
    let mut documents = BTreeMap::new();
    let mut seen = HashSet::from([start.key()]);
    // Schemas that were gone through as parts of others, by their addresses.
    let mut walked: HashSet<*const Map<String, Value>> = HashSet::new();
    let mut open = vec![start.clone()];
    while let Some(at) = open.pop() {
        documents
            .entry(at.uri().to_owned())
            .or_insert_with(|| at.at(""));
        let Some(schema) = at.value() else {
            continue;
        };
        if schema
            .as_object()
            .is_some_and(|keywords| walked.contains(&ptr::from_ref(keywords)))
        {
            continue;
        }
        if let Some((pointer, message)) = breach(dialect, schema) {
            let place = at.at(&format!("{}{pointer}", at.pointer()));
            let message = format!("this is no schema: {message}");
            return Err(place.wrong(message, "correct the schema there"));
        }
        let mut references = Vec::new();
        schemas(
            schema,
            Part::Schema,
            &mut String::new(),
            &mut |pointer, keywords| {
                walked.insert(ptr::from_ref(keywords));
                if keywords.contains_key("discriminator") {
                    let place = at.at(&format!("{}{pointer}", at.pointer()));
                    discriminator::add(&place, keywords, &mut guide);
                }
                if let Some(reference) = keywords.get("$ref").and_then(|value| value.as_str()) {
                    references.push((pointer.to_owned(), reference));
                }
            },
        );
        for (pointer, reference) in references {
            let from = at.at(&format!("{}{pointer}", at.pointer()));
            let target = shelf
                .target(&from, reference)
                .map_err(|missing| from.unresolved(reference, &missing))?;
            if seen.len() >= SCHEMAS {
                let message = format!("the schema needs more than {SCHEMAS} others");
                return Err(start.wrong(message, "make it smaller"));
            }
            if seen.insert(target.key()) {
                open.push(target);
            }
        }
    }
    Ok(Needed {
        documents: documents.into_values().collect(),
        guide,
    })
}
