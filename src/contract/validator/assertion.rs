//! Schemas as they are compiled: what they say by means that jsonschema does not look at.
//!
//! A document comes in and goes out with every schema in its place, so that pointers lead where they did.
//! Integer formats become the bounds that they stand for, since jsonschema looks at `format` for strings
//! only; and an enum that is published as open no longer refuses what it does not list. What is a value
//! and no schema stays as it is.

use serde_json::{Map, Value, json};

use super::FormatAssertion;
use crate::contract::format::Format;

/// The list of an open enum (Zalando's guidelines for APIs, rule 112); `true` where `enum` has it.
pub(in crate::contract) const OPEN_VALUES: &str = "x-extensible-enum";

/// Keywords whose members are schemas, or hold them, under names of somebody's own: a property or a
/// response may be called `default`.
const NAMED: &[&str] = &[
    "$defs",
    "callbacks",
    "definitions",
    "dependencies",
    "dependentSchemas",
    "headers",
    "parameters",
    "pathItems",
    "paths",
    "patternProperties",
    "properties",
    "requestBodies",
    "responses",
    "schemas",
    "webhooks",
];

/// Keywords whose values are values, not schemas.
const VALUES: &[&str] = &["const", "default", "enum", "example", "examples"];

/// A document as it is compiled.
pub(in crate::contract) fn asserted(schema: &Value, formats: FormatAssertion) -> Value {
    let mut schema = schema.clone();
    below(&mut schema, &mut |keywords| {
        if formats == FormatAssertion::On {
            bounded(keywords);
        }
        opened(keywords);
    });
    schema
}

/// A built-in schema with its integer formats as the bounds that they stand for.
pub(super) fn with_bounds(schema: &Value) -> Value {
    let mut schema = schema.clone();
    below(&mut schema, &mut bounded);
    schema
}

/// Hands every object of a document that may be a schema to `told`.
pub(in crate::contract) fn each_schema<'v>(
    value: &'v Value,
    told: &mut dyn FnMut(&'v Map<String, Value>),
) {
    match value {
        Value::Object(keywords) => {
            told(keywords);
            for (name, inner) in keywords {
                match inner {
                    Value::Object(named) if NAMED.contains(&name.as_str()) => {
                        named.values().for_each(|inner| each_schema(inner, told));
                    }
                    _ if VALUES.contains(&name.as_str()) => {}
                    _ => each_schema(inner, told),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|inner| each_schema(inner, told)),
        _ => {}
    }
}

/// The same, to be changed.
fn below(value: &mut Value, told: &mut dyn FnMut(&mut Map<String, Value>)) {
    match value {
        Value::Object(keywords) => {
            told(keywords);
            for (name, inner) in keywords.iter_mut() {
                match inner {
                    Value::Object(named) if NAMED.contains(&name.as_str()) => {
                        named.values_mut().for_each(|inner| below(inner, told));
                    }
                    _ if VALUES.contains(&name.as_str()) => {}
                    _ => below(inner, told),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|inner| below(inner, told)),
        _ => {}
    }
}

/// Writes an integer format as bounds.
fn bounded(keywords: &mut Map<String, Value>) {
    let bounds = keywords
        .get("format")
        .and_then(Value::as_str)
        .and_then(Format::named)
        .and_then(Format::bounds);
    let is_integer = keywords
        .get("type")
        .is_none_or(|kind| kind.as_str() != Some("string"));
    if let (Some((least, greatest)), true) = (bounds, is_integer) {
        keywords
            .entry("minimum")
            .or_insert_with(|| Value::from(least));
        keywords
            .entry("maximum")
            .or_insert_with(|| Value::from(greatest));
    }
}

/// Writes an enum of strings that is published as open as the list that it is.
fn opened(keywords: &mut Map<String, Value>) {
    let Some(Value::Array(values)) = keywords.get("enum") else {
        return;
    };
    let has_null = values.contains(&Value::Null);
    let is_text = |value: &Value| value.is_string() || value.is_null();
    if !is_open(keywords) || !values.iter().all(is_text) || !values.iter().any(Value::is_string) {
        return;
    }
    let allows = |name: &str| match keywords.get("type") {
        None => true,
        Some(Value::Array(several)) => several.iter().any(|one| one.as_str() == Some(name)),
        Some(one) => one.as_str() == Some(name),
    };
    if !allows("string") {
        return;
    }
    let kind = if has_null && allows("null") {
        json!(["string", "null"])
    } else {
        json!("string")
    };
    let more = keywords.get(OPEN_VALUES).and_then(Value::as_array);
    let all = values.iter().chain(more.into_iter().flatten());
    let texts: Vec<Value> = all.filter(|value| value.is_string()).cloned().collect();
    keywords.insert(OPEN_VALUES.to_owned(), Value::Array(texts));
    keywords.insert("type".to_owned(), kind);
    keywords.remove("enum");
}

/// Whether the extensions beside an `enum` say that clients have to bear other values.
fn is_open(keywords: &Map<String, Value>) -> bool {
    let is_extensible = match keywords.get(OPEN_VALUES) {
        Some(Value::Array(values)) => !values.is_empty(),
        Some(told) => *told == Value::Bool(true),
        None => false,
    };
    let model = keywords.get("x-ms-enum");
    let is_modelled = model.and_then(|model| model.get("modelAsString")) == Some(&json!(true));
    let unknown = keywords.get("x-speakeasy-unknown-values");
    is_extensible || is_modelled || unknown.and_then(Value::as_str) == Some("allow")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(schema: &Value) -> Value {
        asserted(schema, FormatAssertion::On)
    }

    #[test]
    fn an_open_enum_becomes_its_list() {
        let list = json!({"type": "string", "x-extensible-enum": ["a", "b"]});
        for marks in [
            json!({"x-extensible-enum": true}),
            json!({"x-extensible-enum": ["b"]}),
        ] {
            let mut schema = json!({"enum": ["a", "b"], "type": ["string", "null"]});
            schema
                .as_object_mut()
                .unwrap()
                .extend(marks.as_object().unwrap().clone());
            let mut due = list.clone();
            if marks["x-extensible-enum"].is_array() {
                due["x-extensible-enum"] = json!(["a", "b", "b"]);
            }
            assert_eq!(of(&schema), due);
        }
        let nullable = json!({"enum": ["a", null], "x-speakeasy-unknown-values": "allow"});
        let due = json!({"type": ["string", "null"], "x-extensible-enum": ["a"],
            "x-speakeasy-unknown-values": "allow"});
        assert_eq!(of(&nullable), due);
        let modelled =
            json!({"type": "string", "enum": ["a"], "x-ms-enum": {"modelAsString": true}});
        assert_eq!(of(&modelled).get("enum"), None);
    }

    #[test]
    fn a_closed_enum_stays() {
        for schema in [
            json!({"enum": ["a"]}),
            json!({"enum": ["a"], "x-ms-enum": {"modelAsString": false}}),
            json!({"enum": ["a"], "x-speakeasy-unknown-values": "disallow"}),
            json!({"enum": ["a"], "x-extensible-enum": false}),
            json!({"enum": ["a"], "x-extensible-enum": []}),
            json!({"enum": [1, 2], "x-extensible-enum": true}),
            json!({"enum": ["a"], "type": "integer", "x-extensible-enum": true}),
            json!({"const": {"enum": ["a"], "x-extensible-enum": true}}),
            json!({"default": {"format": "int32"}}),
        ] {
            assert_eq!(of(&schema), schema);
        }
    }

    #[test]
    fn what_is_called_like_a_value_is_a_schema_all_the_same() {
        let int32 = json!({"type": "integer", "format": "int32"});
        for (schema, pointer) in [
            (
                json!({"properties": {"default": int32}}),
                "/properties/default",
            ),
            (json!({"$defs": {"enum": int32}}), "/$defs/enum"),
            (
                json!({"responses": {"default": {"content": {"x": {"schema": int32}}}}}),
                "/responses/default/content/x/schema",
            ),
            (
                json!({"properties": {"properties": {"properties": {"const": int32}}}}),
                "/properties/properties/properties/const",
            ),
        ] {
            let maximum = of(&schema).pointer(pointer).unwrap()["maximum"].clone();
            assert_eq!(maximum, json!(i32::MAX), "{schema}");
        }
    }
}
