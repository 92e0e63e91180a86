//! One of the two contracts that are compared.

use std::sync::Arc;

use serde_json::Value;

use crate::contract::document::{ContractError, Document, NoLibrary};
use crate::contract::export;
use crate::contract::revision::Revision;
use crate::contract::terms::Terms;
use crate::contract::validator::{DocumentsHold, FormatAssertion, ROOT, Schemas, Validator};

/// A contract that is compared with another one.
#[derive(Debug)]
pub struct Side {
    /// What it is called, as it was typed.
    pub name: String,
    pub(super) schemas: Schemas,
    pub(super) terms: Terms,
    pub(super) validator: Validator,
}

/// Why a contract cannot be compared.
pub type SideError = ContractError;

impl Side {
    /// The contract of a built-in DTO; `None` where the revision has no such DTO.
    pub fn built_in(dto: &str, revision: Revision) -> Option<Self> {
        let schema = export::schema(dto, revision)?;
        // Exported schemas are complete and compile (tested).
        Self::of_value(&format!("{dto}@{revision}"), schema).ok()
    }

    /// The contract that a schema is, which stands in no file.
    ///
    /// # Errors
    /// It is no schema, or a reference leads nowhere.
    pub fn of_value(name: &str, schema: Value) -> Result<Self, SideError> {
        let schemas = Schemas::new(
            Document::of_value(schema),
            &format!("{ROOT}schema.json"),
            "",
            DocumentsHold::Schemas,
            Arc::new(NoLibrary),
            FormatAssertion::On,
        )?;
        Self::of_schemas(name, schemas, FormatAssertion::On)
    }

    /// The contract that a set of documents is.
    ///
    /// # Errors
    /// It is no schema of its draft, or costs more to check than is allowed.
    pub fn of_schemas(
        name: &str,
        schemas: Schemas,
        formats: FormatAssertion,
    ) -> Result<Self, SideError> {
        Ok(Self {
            name: name.to_owned(),
            validator: schemas.compile(formats)?,
            terms: Terms::of_schemas(&schemas),
            schemas,
        })
    }

    /// Whether the contract accepts a payload.
    pub fn accepts(&self, payload: &Value) -> bool {
        self.validator.accepts(payload)
    }
}
