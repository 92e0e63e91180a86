//! The one file that names jsonschema.
//!
//! A schema comes in and is compiled once; canonical values come in and [`Violation`]s go out.
//! jsonschema moves eleven minor versions in three months, so no type of it leaves this file, and
//! every format that a contract may use is registered here, since it asserts none by itself.

use jsonschema::error::ValidationErrorKind;
use serde_json::Value;

use super::format::Format;
use super::violation::Violation;
use crate::temporal;

/// A compiled schema.
#[derive(Debug)]
pub struct Validator {
    compiled: jsonschema::Validator,
}

impl Validator {
    /// Compiles a self-contained JSON Schema 2020-12, formats asserted.
    ///
    /// # Errors
    /// What makes the schema no schema, in one sentence.
    pub fn compile(schema: &Value) -> Result<Self, String> {
        let mut asserted = schema.clone();
        assert_integer_formats(&mut asserted);
        jsonschema::draft202012::options()
            .should_validate_formats(true)
            .should_ignore_unknown_formats(false)
            .with_format("date-time", |text: &str| temporal::conforms(text))
            .with_format("int32", |_: &str| true)
            .with_format("int64", |_: &str| true)
            .build(&asserted)
            .map(|compiled| Self { compiled })
            .map_err(|error| error.to_string())
    }

    /// Everything that the schema refuses in `value`, in the validator's order.
    pub fn violations(&self, value: &Value) -> Vec<Violation> {
        self.compiled
            .iter_errors(value)
            .map(|error| Violation {
                pointer: error.instance_path().as_str().to_owned(),
                keyword: error.kind().keyword().to_owned(),
                missing: match error.kind() {
                    ValidationErrorKind::Required { property } => {
                        property.as_str().map(str::to_owned)
                    }
                    _ => None,
                },
                message: error.masked().to_string(),
            })
            .collect()
    }

    /// Whether the schema accepts `value`.
    pub fn accepts(&self, value: &Value) -> bool {
        self.compiled.is_valid(value)
    }
}

/// Integer formats are asserted as the bounds that they stand for: jsonschema looks at `format`
/// for strings only.
fn assert_integer_formats(schema: &mut Value) {
    match schema {
        Value::Object(keywords) => {
            let bounds = keywords
                .get("format")
                .and_then(Value::as_str)
                .and_then(Format::named)
                .and_then(Format::bounds);
            if let Some((least, greatest)) = bounds {
                keywords
                    .entry("minimum")
                    .or_insert_with(|| Value::from(least));
                keywords
                    .entry("maximum")
                    .or_insert_with(|| Value::from(greatest));
            }
            keywords.values_mut().for_each(assert_integer_formats);
        }
        Value::Array(items) => items.iter_mut().for_each(assert_integer_formats),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn formats_are_asserted() {
        let schema = json!({"type": "object", "required": ["code"], "properties": {
            "at": {"type": "string", "format": "date-time"},
            "code": {"type": "integer", "format": "int32"}}});
        let validator = Validator::compile(&schema).unwrap();
        assert!(validator.accepts(&json!({"code": 1, "at": "2024-01-15T14:30:00Z"})));
        let found = validator.violations(&json!({"at": "2024-01-15", "code": 2_147_483_648_i64}));
        let mut keywords: Vec<_> = found
            .iter()
            .map(|violation| (violation.pointer.as_str(), violation.keyword.as_str()))
            .collect();
        keywords.sort_unstable();
        assert_eq!(keywords, [("/at", "format"), ("/code", "maximum")]);
        let missing = validator.violations(&json!({}));
        assert_eq!(missing[0].missing.as_deref(), Some("code"));
    }

    #[test]
    fn messages_hold_no_payload_text() {
        let validator = Validator::compile(&json!({"type": "integer"})).unwrap();
        let found = validator.violations(&json!("secret"));
        assert!(!found[0].message.contains("secret"), "{}", found[0].message);
    }
}
