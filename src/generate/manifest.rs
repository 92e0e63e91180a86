//! The list of what was changed in which file of a folder of drifted payloads.

use schemars::JsonSchema;
use serde::Serialize;

use super::mutator::Mutant;
use crate::severity::Severity;

/// A folder of payloads that depart in exactly one way each, made by `wiredrift generate --drift`.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Manifest {
    /// The version of wiredrift that made them.
    pub version: &'static str,
    /// What each payload was before it was changed.
    pub dto: String,
    /// The revision that it conformed to.
    pub revision: &'static str,
    /// How its names are spelled: `wire` or `python`.
    pub naming: &'static str,
    /// The profile of the samples.
    pub profile: &'static str,
    /// The seed of all choices.
    pub seed: u64,
    /// One entry for each payload, in the order in which they were made.
    pub files: Vec<ManifestEntry>,
}

/// What was changed in one file.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
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
    pub original: Option<String>,
    /// The value or name after, as JSON text; absent where it was taken out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mutated: Option<String>,
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
        }
    }
}

impl Manifest {
    /// The JSON Schema of manifests, as it stands in `schemas/manifest.schema.json`.
    pub fn schema() -> String {
        let schema = schemars::schema_for!(Self);
        let mut text = serde_json::to_string_pretty(schema.as_value()).unwrap_or_default();
        text.push('\n');
        text
    }
}
