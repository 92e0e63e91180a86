//! The published schema as a judge of its own, compiled here and not in the checker.

use serde_json::{Map, Value, json};
use wiredrift::contract::shape::Naming;
use wiredrift::temporal;
use wiredrift::text::json::{self as tree, Node};

use super::Target;
use super::payload::named;

/// A refusal: the place, the keyword, and the property that is missing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Refusal {
    pub(crate) pointer: String,
    pub(crate) keyword: String,
    pub(crate) missing: Option<String>,
}

/// The published schema as this target's naming has it: names in that naming and, where null means
/// absent, optional fields that may be null.
pub(crate) fn published(target: &Target) -> Value {
    let mut schema = target.schema.clone();
    if target.naming == Naming::Python {
        pythonic(&mut schema);
    }
    schema
}

fn pythonic(schema: &mut Value) {
    if let Value::Object(keywords) = schema {
        let required = keywords.get("required").cloned().unwrap_or_default();
        if let Some(Value::Array(names)) = keywords.get_mut("required") {
            for name in names {
                *name = named(name.as_str().unwrap(), Naming::Python).into();
            }
        }
        if let Some(Value::Object(properties)) = keywords.get_mut("properties") {
            *properties = std::mem::take(properties)
                .into_iter()
                .map(|(wire, property)| {
                    let is_required = required
                        .as_array()
                        .is_some_and(|names| names.iter().any(|name| *name == *wire));
                    let name = named(&wire, Naming::Python);
                    (
                        name,
                        if is_required {
                            property
                        } else {
                            or_null(&property)
                        },
                    )
                })
                .collect();
        }
    }
    match schema {
        Value::Object(keywords) => keywords.values_mut().for_each(pythonic),
        Value::Array(items) => items.iter_mut().for_each(pythonic),
        _ => {}
    }
}

/// The schema, or null. `if` rather than `anyOf`, so that refusals keep their place and keyword.
fn or_null(schema: &Value) -> Value {
    json!({"if": {"type": "null"}, "else": schema})
}

/// Compiles a schema with its formats asserted.
pub(crate) fn judge(schema: &Value) -> jsonschema::Validator {
    let mut bounded = schema.clone();
    bound(&mut bounded);
    jsonschema::draft202012::options()
        .should_validate_formats(true)
        .should_ignore_unknown_formats(false)
        .with_format("date-time", |text: &str| temporal::conforms(text))
        .with_format("int32", |_: &str| true)
        .build(&bounded)
        .expect("an exported schema compiles")
}

/// What the judge refuses.
pub(crate) fn refusals(judge: &jsonschema::Validator, value: &Value) -> Vec<Refusal> {
    judge
        .iter_errors(value)
        .map(|error| Refusal {
            pointer: error.instance_path().as_str().to_owned(),
            keyword: error.kind().keyword().to_owned(),
            missing: match error.kind() {
                jsonschema::error::ValidationErrorKind::Required { property } => {
                    property.as_str().map(str::to_owned)
                }
                _ => None,
            },
        })
        .collect()
}

/// `OpenAPI`'s int32 as the bounds that it stands for.
fn bound(schema: &mut Value) {
    if schema["format"] == "int32" {
        schema["minimum"] = i32::MIN.into();
        schema["maximum"] = i32::MAX.into();
    }
    match schema {
        Value::Object(keywords) => keywords.values_mut().for_each(bound),
        Value::Array(items) => items.iter_mut().for_each(bound),
        _ => {}
    }
}

/// The value of a text, the last of several members of one name winning.
///
/// `serde_json` reads it, except where it refuses a legal number beyond `f64`: then such a number
/// becomes the outermost finite one, which every schema here judges alike.
pub(crate) fn value_of(text: &str) -> Option<Value> {
    serde_json::from_str(text)
        .ok()
        .or_else(|| tree::parse(text.as_bytes()).ok().map(|node| clipped(&node)))
}

fn clipped(node: &Node<'_>) -> Value {
    match &node.value {
        tree::Value::Number(digits) => serde_json::from_str(digits).unwrap_or_else(|_| {
            Value::from(if digits.starts_with('-') {
                f64::MIN
            } else {
                f64::MAX
            })
        }),
        tree::Value::String(text) => Value::from(text.as_ref()),
        tree::Value::Boolean(value) => Value::from(*value),
        tree::Value::Array(elements) => elements.iter().map(clipped).collect(),
        tree::Value::Object(members) => members
            .iter()
            .map(|member| (member.name.to_string(), clipped(&member.value)))
            .collect::<Map<_, _>>()
            .into(),
        tree::Value::Null | tree::Value::Unread => Value::Null,
    }
}
