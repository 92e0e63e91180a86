//! What the parts of a document are, and where its schemas stand (OpenAPI 3.1.1, section 4.8).
//!
//! A document comes in, and what it is as a whole; every schema in it is handed over, those inside of
//! others first. Nothing else is: a payload that is given as an example may look like a schema.

use serde_json::{Map, Value};

use crate::contract::document::escaped;

/// What a value of a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// A whole document.
    Document,
    Components,
    PathItem,
    Operation,
    Callback,
    /// A parameter, or a header, which is one without a name.
    Parameter,
    /// A request body, or a response.
    Message,
    MediaType,
    Schema,
    /// Some part of a document that only a reference could tell.
    Fragment,
}

/// How the value of a member holds parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holds {
    One,
    List,
    Map,
}

/// The methods of a path item, as its members are called.
pub(super) const METHODS: &[&str] = &[
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// Parts inside of one another at most.
const DEPTH: usize = 1000;

impl Part {
    /// What a file is that is read for a reference into it.
    pub(super) fn of_file(value: &Value) -> Self {
        if value.get("openapi").is_some() {
            Self::Document
        } else {
            Self::Fragment
        }
    }

    /// What the member `name` holds, where there may be schemas in it.
    fn member(self, name: &str, value: &Value) -> Option<(Holds, Self)> {
        use Holds::{List, Map, One};
        match (self, name) {
            (Self::Document, "components") => Some((One, Self::Components)),
            (Self::Document, "paths" | "webhooks") | (Self::Components, "pathItems") => {
                Some((Map, Self::PathItem))
            }
            (Self::Components, "schemas") => Some((Map, Self::Schema)),
            (Self::Components, "responses" | "requestBodies") | (Self::Operation, "responses") => {
                Some((Map, Self::Message))
            }
            (Self::Components, "parameters" | "headers") | (Self::Message, "headers") => {
                Some((Map, Self::Parameter))
            }
            (Self::Components | Self::Operation, "callbacks") => Some((Map, Self::Callback)),
            (Self::PathItem | Self::Operation, "parameters") => Some((List, Self::Parameter)),
            (Self::PathItem, method) if METHODS.contains(&method) => Some((One, Self::Operation)),
            (Self::Operation, "requestBody") => Some((One, Self::Message)),
            (Self::Callback, _) => Some((One, Self::PathItem)),
            (Self::Parameter | Self::Message, "content") => Some((Map, Self::MediaType)),
            (Self::Parameter | Self::MediaType, "schema") => Some((One, Self::Schema)),
            (Self::Schema, keyword) => within(keyword, value).map(|holds| (holds, Self::Schema)),
            (Self::Fragment, "example" | "examples" | "default" | "enum" | "const") => None,
            (Self::Fragment, "schema") => Some((One, Self::Schema)),
            (Self::Fragment, "schemas" | "definitions" | "$defs") => Some((Map, Self::Schema)),
            (Self::Fragment, name) if !name.starts_with("x-") => {
                let part = if is_like_schema(value) {
                    Self::Schema
                } else {
                    Self::Fragment
                };
                Some((One, part))
            }
            _ => None,
        }
    }
}

/// How a keyword's value holds schemas, where it does (JSON Schema 2020-12, core, section 10, and what
/// earlier drafts had).
fn within(keyword: &str, value: &Value) -> Option<Holds> {
    match keyword {
        "items" if value.is_array() => Some(Holds::List),
        "additionalItems"
        | "additionalProperties"
        | "contains"
        | "contentSchema"
        | "else"
        | "if"
        | "items"
        | "not"
        | "propertyNames"
        | "then"
        | "unevaluatedItems"
        | "unevaluatedProperties" => Some(Holds::One),
        "allOf" | "anyOf" | "oneOf" | "prefixItems" => Some(Holds::List),
        "$defs" | "definitions" | "dependencies" | "dependentSchemas" | "patternProperties"
        | "properties" => Some(Holds::Map),
        _ => None,
    }
}

/// Whether an object that only a reference could tell looks like a schema.
fn is_like_schema(value: &Value) -> bool {
    let is = |keyword: &str, fits: fn(&Value) -> bool| value.get(keyword).is_some_and(fits);
    is("type", |kind| kind.is_string() || kind.is_array())
        || is("properties", Value::is_object)
        || is("items", Value::is_object)
        || is("enum", Value::is_array)
        || is("nullable", Value::is_boolean)
        || ["allOf", "anyOf", "oneOf"]
            .iter()
            .any(|keyword| is(keyword, Value::is_array))
}

/// Hands every schema of `value` to `told`, with its pointer.
pub(super) fn schemas<'v>(
    value: &'v Value,
    part: Part,
    pointer: &mut String,
    told: &mut dyn FnMut(&str, &'v Map<String, Value>),
) {
    below(value, part, pointer, told, 0);
}

fn below<'v>(
    value: &'v Value,
    part: Part,
    pointer: &mut String,
    told: &mut dyn FnMut(&str, &'v Map<String, Value>),
    depth: usize,
) {
    let Value::Object(members) = value else {
        return;
    };
    let part = settled(part, value);
    if depth < DEPTH {
        for (name, inner) in members {
            let Some((holds, inside)) = part.member(name, inner) else {
                continue;
            };
            let length = pointer.len();
            pointer.push('/');
            pointer.push_str(&escaped(name));
            let mut each = |token: &str, inner: &'v Value| {
                let length = pointer.len();
                pointer.push('/');
                pointer.push_str(&escaped(token));
                below(inner, inside, pointer, told, depth + 1);
                pointer.truncate(length);
            };
            match (holds, inner) {
                (Holds::List, Value::Array(elements)) => {
                    for (index, element) in elements.iter().enumerate() {
                        each(&index.to_string(), element);
                    }
                }
                (Holds::Map, Value::Object(members)) => {
                    for (name, inner) in members {
                        each(name, inner);
                    }
                }
                (Holds::One, _) => below(inner, inside, pointer, told, depth + 1),
                _ => {}
            }
            pointer.truncate(length);
        }
    }
    if part == Part::Schema {
        told(pointer, members);
    }
}

/// Hands every schema of `value` to `told`, to be changed in place.
pub(super) fn schemas_mut(
    value: &mut Value,
    part: Part,
    told: &mut dyn FnMut(&mut Map<String, Value>),
) {
    below_mut(value, part, told, 0);
}

fn below_mut(
    value: &mut Value,
    part: Part,
    told: &mut dyn FnMut(&mut Map<String, Value>),
    depth: usize,
) {
    let part = settled(part, value);
    let Value::Object(members) = value else {
        return;
    };
    if depth < DEPTH {
        for (name, inner) in members.iter_mut() {
            let Some((holds, inside)) = part.member(name, inner) else {
                continue;
            };
            match (holds, inner) {
                (Holds::List, Value::Array(elements)) => {
                    for element in elements {
                        below_mut(element, inside, told, depth + 1);
                    }
                }
                (Holds::Map, Value::Object(members)) => {
                    for inner in members.values_mut() {
                        below_mut(inner, inside, told, depth + 1);
                    }
                }
                (Holds::One, inner) => below_mut(inner, inside, told, depth + 1),
                _ => {}
            }
        }
    }
    if part == Part::Schema {
        told(members);
    }
}

/// A file of its own may be one schema.
fn settled(part: Part, value: &Value) -> Part {
    if part == Part::Fragment && is_like_schema(value) {
        Part::Schema
    } else {
        part
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn pointers(value: &Value) -> Vec<String> {
        let mut found = Vec::new();
        schemas(
            value,
            Part::of_file(value),
            &mut String::new(),
            &mut |at, _| {
                found.push(at.to_owned());
            },
        );
        found.sort();
        let mut count = 0;
        schemas_mut(&mut value.clone(), Part::of_file(value), &mut |_| {
            count += 1
        });
        assert_eq!(found.len(), count);
        found
    }

    #[test]
    fn schemas_are_found_where_they_may_stand_and_nowhere_else() {
        let media = |schema: Value| json!({"application/json": {"schema": schema, "example": {"schema": {"type": "object"}}}});
        let document = json!({"openapi": "3.0.3", "paths": {
            "/schema": {"parameters": [{"schema": {"type": "string"}}],
                "get": {"responses": {"200": {"headers": {"X": {"schema": {}}},
                    "content": media(json!({"type": "array", "items": {"enum": [{"type": "x"}]}}))}},
                    "callbacks": {"done": {"{$url}": {"post": {"requestBody": {"content": media(json!({}))}}}}}}}},
            "components": {"schemas": {"properties": {"properties": {"properties": {"allOf": [true, {}]}},
                "example": {"properties": {"a": {}}}, "default": {"type": "object"}}},
                "examples": {"e": {"value": {"schema": {}}}}}});
        assert_eq!(
            pointers(&document),
            [
                "/components/schemas/properties",
                "/components/schemas/properties/properties/properties",
                "/components/schemas/properties/properties/properties/allOf/1",
                "/paths/~1schema/get/callbacks/done/{$url}/post/requestBody/content/application~1json/schema",
                "/paths/~1schema/get/responses/200/content/application~1json/schema",
                "/paths/~1schema/get/responses/200/content/application~1json/schema/items",
                "/paths/~1schema/get/responses/200/headers/X/schema",
                "/paths/~1schema/parameters/0/schema",
            ]
        );
    }

    #[test]
    fn a_file_of_some_part_gives_what_looks_like_a_schema() {
        assert_eq!(
            pointers(&json!({"type": "object", "properties": {"type": {"type": "string"}}})),
            ["", "/properties/type"]
        );
        assert_eq!(
            pointers(
                &json!({"Pet": {"allOf": []}, "Ok": {"content": {"application/json": {
                "schema": {}, "example": {"type": "a"}}}}, "x-y": {"type": "a"}})
            ),
            ["/Ok/content/application~1json/schema", "/Pet"]
        );
    }
}
