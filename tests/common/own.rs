//! Contracts of schemas of one's own, and what is found in payloads of a contract.

#[path = "findings.rs"]
pub(crate) mod findings;

use std::sync::Arc;

use serde_json::Value;
use wiredrift::check::quick::Scratch;
use wiredrift::check::{self, Options};
use wiredrift::contract::document::{Document, NoLibrary};
use wiredrift::contract::registry::Contract;
use wiredrift::contract::validator::{DocumentsHold, FormatAssertion, ROOT, Schemas};
use wiredrift::finding::Finding;

use findings::Findings;

/// The contract of a schema, which is called `schema`, and the schemas that it is of.
pub(crate) fn contract(schema: Value, formats: FormatAssertion) -> (Contract, Schemas) {
    let (root, uri) = (Document::of_value(schema), format!("{ROOT}schema.json"));
    let (hold, library) = (DocumentsHold::Schemas, Arc::new(NoLibrary));
    let schemas = Schemas::new(root, &uri, "", hold, library, formats).unwrap();
    let contract = Contract::of_schemas("schema", &schemas, formats, None).unwrap();
    (contract, schemas)
}

/// All that is found in a payload.
pub(crate) fn findings(contract: &Contract, payload: &str) -> Vec<Finding> {
    let mut found = Findings::default();
    let (mut scratch, options) = (Scratch::default(), Options::default());
    let bytes = payload.as_bytes();
    check::against(contract, options, bytes, &mut scratch, &mut found).unwrap();
    found.0
}
