//! The dialect of OpenAPI 3.0, in terms of JSON Schema 2020-12 (OpenAPI 3.0.3: Schema Object).
//!
//! A document comes in and goes out with its schemas in place: a pointer leads to the same schema as
//! before, so an error stands at its own place in the file.

use serde_json::{Map, Value, json};

use super::part::{Part, schemas_mut};

/// Formats that say what a value is for, and nothing that could be refused.
const SAYING_NOTHING: &[&str] = &["float", "double", "byte", "binary", "password"];

/// Keywords beside which `null` is not allowed by `type` alone.
const COMPOSED: &[&str] = &["allOf", "anyOf", "oneOf", "not"];

/// The schemas of `value`, a whole document or a file that one refers to, as 2020-12 has them.
pub(super) fn converted(mut value: Value) -> Value {
    let part = Part::of_file(&value);
    schemas_mut(&mut value, part, &mut schema);
    value
}

fn schema(keywords: &mut Map<String, Value>) {
    // What stands beside a reference is ignored (3.0.3: Reference Object).
    if keywords.get("$ref").is_some_and(Value::is_string) {
        keywords.retain(|keyword, _| keyword == "$ref");
        return;
    }
    for (exclusive, bound) in [
        ("exclusiveMinimum", "minimum"),
        ("exclusiveMaximum", "maximum"),
    ] {
        if let Some(Value::Bool(is_exclusive)) = keywords.get(exclusive) {
            let is_exclusive = *is_exclusive;
            keywords.remove(exclusive);
            if is_exclusive && let Some(limit) = keywords.remove(bound) {
                keywords.insert(exclusive.to_owned(), limit);
            }
        }
    }
    let format = keywords.get("format").and_then(Value::as_str);
    if format.is_some_and(|format| SAYING_NOTHING.contains(&format)) {
        keywords.remove("format");
    }
    if keywords.remove("nullable") == Some(Value::Bool(true)) {
        nullable(keywords);
    }
}

/// Allows `null` whatever else the schema asks for: that is what the first texts of 3.0 say, and what
/// documents mean that write it beside `enum` and `allOf`.
fn nullable(keywords: &mut Map<String, Value>) {
    if let Some(Value::Array(values)) = keywords.get_mut("enum")
        && !values.contains(&Value::Null)
    {
        values.push(Value::Null);
    }
    if COMPOSED
        .iter()
        .any(|keyword| keywords.contains_key(*keyword))
    {
        let title = keywords.get("title").cloned();
        let whole = Value::Object(std::mem::take(keywords));
        keywords.insert("anyOf".to_owned(), json!([whole, {"type": "null"}]));
        keywords.extend(title.map(|title| ("title".to_owned(), title)));
    } else if let Some(kind) = keywords.get_mut("type").filter(|kind| kind.is_string()) {
        *kind = json!([kind, "null"]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(schema: Value) -> Value {
        let document = json!({"openapi": "3.0.3", "components": {"schemas": {"S": schema}}});
        converted(document)["components"]["schemas"]["S"].take()
    }

    #[test]
    fn null_is_allowed_where_nullable_says_so() {
        assert_eq!(
            of(json!({"type": "string", "nullable": true})),
            json!({"type": ["string", "null"]})
        );
        assert_eq!(
            of(json!({"type": "string", "nullable": false})),
            json!({"type": "string"})
        );
        assert_eq!(
            of(json!({"type": "string", "enum": ["a"], "nullable": true})),
            json!({"type": ["string", "null"], "enum": ["a", null]})
        );
        assert_eq!(
            of(json!({"nullable": true, "title": "T", "allOf": [{"$ref": "#/x"}]})),
            json!({"title": "T", "anyOf": [{"title": "T", "allOf": [{"$ref": "#/x"}]}, {"type": "null"}]})
        );
        assert_eq!(of(json!({"nullable": true})), json!({}));
    }

    #[test]
    fn bounds_are_exclusive_by_themselves() {
        assert_eq!(
            of(
                json!({"minimum": 1, "exclusiveMinimum": true, "maximum": 9, "exclusiveMaximum": false})
            ),
            json!({"exclusiveMinimum": 1, "maximum": 9})
        );
        assert_eq!(of(json!({"exclusiveMaximum": true})), json!({}));
        assert_eq!(
            of(json!({"properties": {"exclusiveMinimum": {"type": "boolean", "nullable": true}}})),
            json!({"properties": {"exclusiveMinimum": {"type": ["boolean", "null"]}}})
        );
    }

    #[test]
    fn what_stands_beside_a_reference_is_ignored() {
        assert_eq!(
            of(json!({"$ref": "#/x", "nullable": true, "description": "d", "minLength": 3})),
            json!({"$ref": "#/x"})
        );
        // A property may be called so.
        let named = json!({"properties": {"$ref": {"type": "string"}}});
        assert_eq!(of(named.clone()), named);
    }

    #[test]
    fn examples_are_left_alone() {
        let schema = json!({"example": {"nullable": true, "type": "x"}, "format": "int64",
            "default": {"nullable": true, "type": "x"}, "discriminator": {"propertyName": "nullable"}});
        assert_eq!(of(schema.clone()), schema);
        assert_eq!(of(json!({"format": "byte"})), json!({}));
    }
}
