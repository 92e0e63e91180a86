//! The one room that names jsonschema.
//!
//! A schema comes in and is compiled once; canonical values come in and [`Violation`]s go out.
//! jsonschema moves eleven minor versions in three months, so no type of it leaves this room, and
//! every format that a built-in contract may use is registered here, since it asserts none by itself.

mod assertion;
mod closest;
mod cost;
mod schemas;
mod stack;

use jsonschema::error::ValidationErrorKind;
use jsonschema::{PatternOptions, ValidationError, ValidationOptions};
use serde_json::Value;

use super::violation::{Undecided, Violation};
use crate::limits::{Limits, length};
use crate::temporal;
use stack::Depth;

pub(in crate::contract) use assertion::{OPEN_VALUES, asserted, each_schema};
pub(in crate::contract) use closest::Guide;
pub use cost::Growth;
pub(in crate::contract) use schemas::{Dialect, Scope, breach, resolved};
pub use schemas::{Holds as DocumentsHold, ROOT, Schemas};

/// Schemas of a built-in contract that are about one value: what leads to a DTO, and one of its alternatives.
const PLAIN: usize = 4;

/// A compiled schema.
#[derive(Debug)]
pub struct Validator {
    compiled: jsonschema::Validator,
    /// Which of several alternatives values say that they are.
    guide: Guide,
    growth: Growth,
    depth: Depth,
    /// Steps back that a pattern may take on one text.
    steps: u64,
}

/// Whether `format` is asserted (JSON Schema 2020-12, validation, section 7.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FormatAssertion {
    /// It is.
    #[default]
    On,
    /// It is an annotation.
    Off,
}

/// How schemas are compiled: with every format that is known, and no way to a network.
fn options(formats: FormatAssertion, limits: &Limits) -> ValidationOptions<'static> {
    jsonschema::options()
        .offline()
        .with_pattern_options(
            PatternOptions::fancy_regex()
                .backtrack_limit(length(limits.pattern_steps))
                .size_limit(length(limits.pattern_bytes)),
        )
        .should_validate_formats(formats == FormatAssertion::On)
        .with_format("date-time", |text: &str| temporal::conforms(text))
        // Those that schemars writes and that JSON Schema does not have.
        .with_format("partial-date-time", |text: &str| {
            temporal::conforms(&format!("{text}Z"))
        })
        .with_format("ip", |text: &str| text.parse::<std::net::IpAddr>().is_ok())
}

impl Validator {
    /// Compiles a self-contained JSON Schema 2020-12, formats asserted; a format that is not known is an
    /// error.
    ///
    /// # Errors
    /// What makes the schema no schema, in one sentence.
    pub fn compile(schema: &Value) -> Result<Self, String> {
        let schema = assertion::with_bounds(schema);
        options(FormatAssertion::On, &Limits::DEFAULT)
            .with_draft(jsonschema::Draft::Draft202012)
            .should_ignore_unknown_formats(false)
            .with_format("int32", |_: &str| true)
            .with_format("int64", |_: &str| true)
            .build(&schema)
            .map(|compiled| Self {
                compiled,
                guide: Guide::default(),
                growth: Growth::Linear,
                depth: Depth::new(PLAIN, &Limits::DEFAULT),
                steps: Limits::DEFAULT.pattern_steps,
            })
            .map_err(|error| error.to_string())
    }

    /// Everything that the schema refuses in `value`, in the validator's order. Where it asks for one of
    /// several alternatives, this is what the closest of them refuses.
    ///
    /// # Errors
    /// A pattern took more steps on a text than are allowed, and the verdict depends on it; or the value is nested
    /// deeper than the schema allows within the limits; or there is no thread for one that is nested so deep.
    pub fn violations(&self, value: &Value) -> Result<Vec<Violation>, Undecided> {
        self.depth.with_room(value, || self.all_violations(value))?
    }

    fn all_violations(&self, value: &Value) -> Result<Vec<Violation>, Undecided> {
        let mut found = Vec::new();
        for error in self.compiled.iter_errors(value) {
            if let ValidationErrorKind::BacktrackLimitExceeded { .. }
            | ValidationErrorKind::RegexEngineFailure { .. } = error.kind()
            {
                return Err(Undecided::Pattern {
                    pointer: error.instance_path().as_str().to_owned(),
                    keyword: error.schema_path().as_str().to_owned(),
                    steps: self.steps,
                });
            }
            closest::explain(&error, &self.guide, &mut found);
        }
        Ok(found)
    }

    /// How the work grows with the depth of a value.
    pub const fn growth(&self) -> Growth {
        self.growth
    }

    /// Whether the schema accepts `value`; not, where nobody knows, which [`Validator::violations`] tells.
    pub fn accepts(&self, value: &Value) -> bool {
        let verdict = self
            .depth
            .with_room(value, || self.compiled.is_valid(value));
        verdict.unwrap_or(false)
    }
}

/// A refusal in our own words; several where it is about several names.
fn violations_of(error: &ValidationError<'_>, found: &mut Vec<Violation>) {
    let violation = violation_of(error);
    let texts = |values: &Value| -> Vec<String> {
        let texts = values.as_array().into_iter().flatten();
        texts
            .filter_map(|value| value.as_str().map(str::to_owned))
            .collect()
    };
    match error.kind() {
        ValidationErrorKind::Required { property } => found.push(Violation {
            missing: property.as_str().map(str::to_owned),
            ..violation
        }),
        ValidationErrorKind::AdditionalProperties { unexpected }
        | ValidationErrorKind::UnevaluatedProperties { unexpected } => {
            for name in unexpected {
                found.push(Violation {
                    unexpected: Some(name.clone()),
                    ..violation.clone()
                });
            }
        }
        ValidationErrorKind::Enum { options } => found.push(Violation {
            allowed: texts(options),
            ..violation
        }),
        ValidationErrorKind::Constant { expected_value } => found.push(Violation {
            allowed: expected_value
                .as_str()
                .map(str::to_owned)
                .into_iter()
                .collect(),
            ..violation
        }),
        ValidationErrorKind::Format { format } => found.push(Violation {
            format: Some(format.clone()),
            ..violation
        }),
        _ => found.push(violation),
    }
}

/// A refusal by its place and keyword alone.
fn violation_of(error: &ValidationError<'_>) -> Violation {
    Violation {
        pointer: error.instance_path().as_str().to_owned(),
        keyword: error.kind().keyword().to_owned(),
        place: error.schema_path().as_str().to_owned(),
        missing: None,
        unexpected: None,
        allowed: Vec::new(),
        format: None,
        message: error_of(error),
        alternatives: 0,
    }
}

/// What an error says, without any text of the payload.
fn error_of(error: &ValidationError<'_>) -> String {
    error.masked().to_string()
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
        let found = validator
            .violations(&json!({"at": "2024-01-15", "code": 2_147_483_648_i64}))
            .unwrap();
        let mut keywords: Vec<_> = found
            .iter()
            .map(|violation| (violation.pointer.as_str(), violation.keyword.as_str()))
            .collect();
        keywords.sort_unstable();
        assert_eq!(keywords, [("/at", "format"), ("/code", "maximum")]);
        let missing = validator.violations(&json!({})).unwrap();
        assert_eq!(missing[0].missing.as_deref(), Some("code"));
    }

    #[test]
    fn messages_hold_no_payload_text() {
        let validator = Validator::compile(&json!({"type": "integer"})).unwrap();
        let found = validator.violations(&json!("secret")).unwrap();
        assert!(!found[0].message.contains("secret"), "{}", found[0].message);
    }
}
