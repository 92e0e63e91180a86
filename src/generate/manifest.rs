//! The list of what was changed in which file of a folder of drifted payloads.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;
use serde_json::Value;

use super::mutator::Mutant;
use super::own::OwnMutant;
use crate::severity::Severity;

/// What was changed in which file: each payload departs in exactly one way.
///
/// Within version 1 fields may be added, none is removed, renamed or given another meaning.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "wiredrift manifest")]
pub struct Manifest {
    /// The version of this document type.
    #[schemars(extend("const" = 1))]
    pub version: u32,
    /// What wrote the document.
    pub tool: ManifestTool,
    /// What each payload was before it was changed: the DTO, or what a contract of one's own is called.
    pub dto: String,
    /// The revision that it conformed to, such as `2026-02`; absent for contracts of one's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub revision: Option<&'static str>,
    /// The file of the contract of one's own that it conformed to, as it was named; otherwise absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub contract: Option<String>,
    /// How its names are spelled: `wire` or `python`.
    pub naming: &'static str,
    /// The profile of the samples. One that had no place for the departure was made with every
    /// field.
    pub profile: &'static str,
    /// The seed of all choices.
    pub seed: u64,
    /// One entry for each payload, in the order in which they were made.
    pub files: Vec<ManifestEntry>,
}

/// What wrote the document.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[schemars(rename = "Tool")]
pub struct ManifestTool {
    /// Always `wiredrift`.
    pub name: &'static str,
    /// The version of the tool: the same one makes the same payloads again.
    pub version: &'static str,
}

impl Default for ManifestTool {
    fn default() -> Self {
        Self {
            name: env!("CARGO_PKG_NAME"),
            version: env!("CARGO_PKG_VERSION"),
        }
    }
}

/// What was changed in one file.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "File")]
pub struct ManifestEntry {
    /// The file's name, in the folder of the manifest.
    pub file: String,
    /// The rule that the payload breaks.
    pub rule: &'static str,
    /// The level of the finding, unless the place decides otherwise.
    pub level: Severity,
    /// The JSON Pointer (RFC 6901) of the finding; empty for the whole payload.
    pub pointer: String,
    /// The value or name before, as JSON text; absent where there was none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub original: Option<String>,
    /// The value or name after, as JSON text; absent where it was taken out.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub mutated: Option<String>,
    /// What is found besides; absent where that is nothing, as it always is with built-in contracts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub also: Vec<ManifestFinding>,
}

/// A finding that accompanies the one that a payload was changed for: a contract of one's own judges
/// names as they stand, so a required field under another name is missing as well.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Finding")]
pub struct ManifestFinding {
    /// The rule.
    pub rule: &'static str,
    /// The level of the finding.
    pub level: Severity,
    /// The JSON Pointer (RFC 6901) of the finding; empty for the whole payload.
    pub pointer: String,
}

impl ManifestEntry {
    /// The entry of the file that holds `mutant`.
    pub fn new(file: String, mutant: &Mutant) -> Self {
        Self {
            file,
            rule: mutant.rule.name,
            level: mutant.rule.level,
            pointer: mutant.edit.pointer.to_string(),
            original: mutant.edit.original.clone(),
            mutated: mutant.edit.mutated.clone(),
            also: Vec::new(),
        }
    }

    /// The entry of the file that holds `mutant`.
    pub fn of_own(file: String, mutant: &OwnMutant) -> Self {
        let also = mutant.also.iter().map(|one| ManifestFinding {
            rule: one.rule,
            level: one.level,
            pointer: one.pointer.to_string(),
        });
        Self {
            level: mutant.level,
            also: also.collect(),
            ..Self::new(file, &mutant.mutant)
        }
    }
}

impl Manifest {
    /// The name of the document type, the `$id` of its schema.
    pub const SCHEMA_ID: &'static str = "urn:wiredrift:manifest:1";

    /// The version of the document type.
    pub const VERSION: u32 = 1;

    /// The JSON Schema (draft 2020-12) of manifests, as it stands in
    /// `schemas/manifest.schema.json`.
    pub fn schema() -> Value {
        let settings = SchemaSettings::draft2020_12().for_serialize();
        let mut schema = settings.into_generator().into_root_schema_for::<Self>();
        schema.insert("$id".to_owned(), Value::from(Self::SCHEMA_ID));
        schema.to_value()
    }
}
