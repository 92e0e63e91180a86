//! The JSON Schema of the configuration, for editors.

use schemars::generate::SchemaSettings;
use serde_json::Value;

use super::Config;

/// The name of the document type, the `$id` of its schema.
pub const SCHEMA_ID: &str = "urn:wiredrift:config:1";

/// The JSON Schema (draft 2020-12) of a configuration.
pub fn schema() -> Value {
    let settings = SchemaSettings::draft2020_12();
    let mut schema = settings.into_generator().into_root_schema_for::<Config>();
    schema.insert("$id".to_owned(), Value::from(SCHEMA_ID));
    schema.to_value()
}
