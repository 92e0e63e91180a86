//! The contracts of one revision, found by DTO name and compiled when first asked for.

use std::sync::{Arc, OnceLock};

use serde_json::{Map, Value, json};

use super::document::{ContractError, Document, NoLibrary};
use super::export;
use super::openapi::Direction;
use super::revision::Revision;
use super::shape::{Kind, ObjectShape, Shape, ShapeId};
use super::validator::{DocumentsHold, FormatAssertion, ROOT, Schemas, Validator};

/// A DTO at a revision, or a schema of somebody's own, ready to be checked against.
#[derive(Debug)]
pub struct Contract {
    /// The DTO's name, with `[]` behind it for an array of that DTO; that of the schema.
    pub name: String,
    /// The revision whose truth this is; `None` for a schema that is not built in.
    pub revision: Option<Revision>,
    /// Whether formats are asserted.
    pub formats: FormatAssertion,
    /// Which way its messages go, where they go one way.
    pub direction: Option<Direction>,
    /// The schema, normalised.
    pub shape: Shape,
    schema: Value,
    /// Compiled only when something must be looked at in full, where it is known to compile:
    /// compiling costs more than checking many clean payloads.
    validator: OnceLock<Validator>,
}

/// How an envelope holds its DTO in `body`, or how a DTO stands without one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// One object.
    One,
    /// An array of objects: a page.
    Many,
}

impl Contract {
    /// The contract of a built-in DTO; `None` where the revision has no such DTO.
    pub fn built_in(name: &str, revision: Revision) -> Option<Self> {
        let name = export::dto_names(revision).find(|&known| known == name)?;
        Some(Self::of_schema(
            name.to_owned(),
            revision,
            export::schema(name, revision)?,
        ))
    }

    /// The contract of an array of a built-in DTO.
    pub fn built_in_array(name: &str, revision: Revision) -> Option<Self> {
        let mut element = export::schema(name, revision)?;
        let mut definitions = match element.get_mut("$defs").map(Value::take) {
            Some(Value::Object(definitions)) => definitions,
            _ => Map::new(),
        };
        if let Value::Object(keywords) = &mut element {
            for keyword in ["$defs", "$schema", "$id"] {
                keywords.remove(keyword);
            }
        }
        definitions.insert(name.to_owned(), element);
        let schema = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": format!("urn:wiredrift:{revision}:{name}:array"),
            "type": "array",
            "items": {"$ref": format!("#/$defs/{name}")},
            "$defs": definitions,
        });
        Some(Self::of_schema(format!("{name}[]"), revision, schema))
    }

    /// The contract of a Rust type, from the schema that it derives.
    ///
    /// # Errors
    /// The schema does not compile, as it may where somebody wrote it by hand.
    pub fn of<T: schemars::JsonSchema>() -> Result<Self, ContractError> {
        let schemas = Self::schemas_of::<T>()?;
        Self::of_schemas(&T::schema_name(), &schemas, FormatAssertion::On, None)
    }

    /// The documents of a Rust type's contract: the schema that it derives.
    ///
    /// # Errors
    /// A reference leads nowhere, as it may where somebody wrote the schema by hand.
    pub fn schemas_of<T: schemars::JsonSchema>() -> Result<Schemas, ContractError> {
        let schema = schemars::SchemaGenerator::default().into_root_schema_for::<T>();
        let root = Document::of_value(schema.to_value());
        Schemas::new(
            root,
            &format!("{ROOT}schema.json"),
            "",
            DocumentsHold::Schemas,
            Arc::new(NoLibrary),
            FormatAssertion::On,
        )
    }

    /// The contract that a set of documents is, called `name` where the schema has no title; of messages
    /// that go one way, where that is known.
    ///
    /// # Errors
    /// It is no schema of its draft, or costs more to check than is allowed.
    pub fn of_schemas(
        name: &str,
        schemas: &Schemas,
        formats: FormatAssertion,
        direction: Option<Direction>,
    ) -> Result<Self, ContractError> {
        let validator = schemas.compile(formats)?;
        let shape = Shape::of_schemas(schemas, name, formats, direction);
        let title = schemas.schema().get("title").and_then(Value::as_str);
        let title = title.filter(|title| !title.trim().is_empty());
        let compiled = OnceLock::new();
        // It is empty, so this cannot fail.
        let _ = compiled.set(validator);
        Ok(Self {
            name: title.unwrap_or(name).to_owned(),
            revision: None,
            formats,
            direction,
            shape,
            schema: schemas.schema().clone(),
            validator: compiled,
        })
    }

    fn of_schema(name: String, revision: Revision, schema: Value) -> Self {
        let shape = Shape::of_schema(&schema)
            .expect("invariant: every exported schema is within what a shape can say (tested)");
        Self {
            name,
            revision: Some(revision),
            formats: FormatAssertion::On,
            direction: None,
            shape,
            schema,
            validator: OnceLock::new(),
        }
    }

    /// Where the payload's records are, if it holds many: the member names that lead to their
    /// array, and the DTO that each of them is.
    pub fn records(&self) -> Option<(&'static [&'static str], &str)> {
        // The parts of other contracts are not compiled by themselves.
        self.revision?;
        if let Kind::Array(element) = self.shape.kind(self.shape.root()) {
            let element = self.shape.object(*element)?;
            return Some((&[], &element.name));
        }
        match self.envelope()? {
            (Holds::Many, element) => Some((&["body"], &self.shape.object(element)?.name)),
            (Holds::One, _) => None,
        }
    }

    /// The contract's JSON Schema.
    pub const fn schema(&self) -> &Value {
        &self.schema
    }

    /// Whose fields and values these are, in words: a DTO's or enum's, at a revision where it has one.
    pub fn whose(&self, name: &str) -> String {
        let name = if name.is_empty() {
            "the contract"
        } else {
            name
        };
        match self.revision {
            Some(revision) => format!("revision {revision} of {name}"),
            None => name.to_owned(),
        }
    }

    /// The schema, compiled.
    ///
    /// # Panics
    /// Never: that every exported schema compiles is tested.
    pub fn validator(&self) -> &Validator {
        self.validator.get_or_init(|| {
            Validator::compile(&self.schema)
                .expect("invariant: every exported schema compiles (tested)")
        })
    }

    /// The root's fields, where the DTO is an object.
    pub fn object(&self) -> Option<&ObjectShape> {
        self.shape.object(self.shape.root())
    }

    /// The DTO that the payload itself is, and whether it is one or an array of them.
    pub fn bare(&self) -> Option<(Holds, &ObjectShape)> {
        match self.shape.kind(self.shape.root()) {
            Kind::Object(object) => Some((Holds::One, object)),
            Kind::Array(element) => Some((Holds::Many, self.shape.object(*element)?)),
            _ => None,
        }
    }

    /// What the DTO holds in `body`, and how, where it is an envelope of another DTO.
    pub fn envelope(&self) -> Option<(Holds, ShapeId)> {
        let body = self
            .object()?
            .fields()
            .iter()
            .find(|field| field.wire == "body")?;
        match self.shape.kind(body.shape) {
            Kind::Object(_) => Some((Holds::One, body.shape)),
            Kind::Array(element) if self.shape.object(*element).is_some() => {
                Some((Holds::Many, *element))
            }
            _ => None,
        }
    }

    /// The name of the DTO that the envelope holds.
    pub fn inner_name(&self) -> Option<&str> {
        let (_, inner) = self.envelope()?;
        self.shape.object(inner).map(|object| object.name.as_str())
    }
}

/// All contracts of one revision.
#[derive(Debug)]
pub struct Registry {
    revision: Revision,
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    name: &'static str,
    whole: OnceLock<Option<Contract>>,
    array: OnceLock<Option<Contract>>,
}

impl Registry {
    /// The registry of `revision`; nothing is compiled yet.
    pub fn new(revision: Revision) -> Self {
        Self {
            revision,
            entries: export::dto_names(revision)
                .map(|name| Entry {
                    name,
                    whole: OnceLock::new(),
                    array: OnceLock::new(),
                })
                .collect(),
        }
    }

    /// The registry of the newest revision: what a name that comes too early is held against. It
    /// is made once, when the first such name is met, and never changes.
    pub fn newest() -> &'static Self {
        static NEWEST: OnceLock<Registry> = OnceLock::new();
        NEWEST.get_or_init(|| Self::new(Revision::LATEST))
    }

    /// The revision.
    pub const fn revision(&self) -> Revision {
        self.revision
    }

    /// The DTO names, in the order of the documentation.
    pub fn names(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.entries.iter().map(|entry| entry.name)
    }

    /// The contract of a DTO; `None` where the revision has no such DTO.
    pub fn contract(&self, name: &str) -> Option<&Contract> {
        let entry = self.entry(name)?;
        entry
            .whole
            .get_or_init(|| Contract::built_in(entry.name, self.revision))
            .as_ref()
    }

    /// The contract of an array of a DTO; `None` where the revision has no such DTO.
    pub fn array_contract(&self, name: &str) -> Option<&Contract> {
        let entry = self.entry(name)?;
        entry
            .array
            .get_or_init(|| Contract::built_in_array(entry.name, self.revision))
            .as_ref()
    }

    fn entry(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.name == name)
    }

    /// All contracts, in the order of the documentation.
    pub fn contracts(&self) -> impl Iterator<Item = &Contract> {
        self.names().filter_map(|name| self.contract(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_contract_compiles() {
        for revision in Revision::ALL.iter().copied() {
            let registry = Registry::new(revision);
            assert!(registry.names().count() >= 9);
            for contract in registry.contracts() {
                assert!(
                    !contract
                        .shape
                        .objects()
                        .any(|object| object.name.is_empty()),
                    "{}",
                    contract.name
                );
                assert!(
                    contract
                        .validator()
                        .accepts(&serde_json::json!({"body": "x", "code": 1, "message": "m"}))
                        || contract.name != "SingleError"
                );
            }
        }
    }

    #[test]
    fn envelopes_know_what_they_hold() {
        let registry = Registry::new(Revision::PINNED);
        let page = registry.contract("PagedResponseConnectionDto").unwrap();
        assert_eq!(page.envelope().unwrap().0, Holds::Many);
        assert_eq!(page.inner_name(), Some("ConnectionDto"));
        let one = registry.contract("BaseResponseConnectionRunDto").unwrap();
        assert_eq!(one.envelope().unwrap().0, Holds::One);
        assert_eq!(one.inner_name(), Some("ConnectionRunDto"));
        assert!(
            registry
                .contract("ConnectionDto")
                .unwrap()
                .envelope()
                .is_none()
        );
        assert!(
            registry
                .contract("MultiError")
                .unwrap()
                .envelope()
                .is_none()
        );
        assert!(registry.contract("ResourcePropertiesDto").is_none());
    }
}
