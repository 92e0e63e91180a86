//! Schemas of contracts of one's own: what a team writes, and what nobody would.

use proptest::prelude::{Just, Strategy, any, prop, prop_oneof};
use serde_json::{Value, json};

/// A small schema: what a team writes, and what nobody would.
pub(crate) fn any_schema() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(json!(true)),
        Just(json!({})),
        Just(json!({"type": "string"})),
        Just(json!({"type": "integer"})),
        Just(json!({"type": "integer", "format": "int32"})),
        Just(json!({"type": "integer", "format": "uint8"})),
        Just(json!({"type": "integer", "format": "int64", "maximum": 1})),
        Just(json!({"type": "number", "minimum": 1})),
        Just(json!({"type": "number", "exclusiveMinimum": 0, "maximum": 1.5})),
        Just(json!({"minimum": 1})),
        Just(json!({"type": "string", "minLength": 2, "maxLength": 12})),
        Just(json!({"type": ["string", "null"], "maxLength": 1})),
        Just(json!({"type": "object", "minProperties": 1})),
        Just(json!({"type": "object", "additionalProperties": false})),
        Just(
            json!({"type": "object", "required": ["d"], "additionalProperties": {"type": "integer"}})
        ),
        Just(json!({"type": "object", "required": ["d"], "additionalProperties": false})),
        Just(json!({"type": "boolean"})),
        Just(json!({"type": "null"})),
        Just(json!({"type": ["string", "null"]})),
        Just(json!({"type": "string", "format": "date-time"})),
        Just(json!({"enum": ["a", "b", null]})),
        Just(json!({"enum": ["a", 1]})),
        Just(json!({"const": "a"})),
        Just(json!({"type": "string", "x-extensible-enum": ["a", "b"]})),
        Just(json!({"enum": ["a", "b"], "x-extensible-enum": true})),
        Just(json!({"pattern": "^a"})),
    ];
    leaf.prop_recursive(4, 24, 3, |inner| {
        let fields = prop::collection::btree_map("[abc]", inner.clone(), 0..3);
        prop_oneof![
            (fields, any::<bool>(), any::<bool>()).prop_map(|(fields, closed, required)| {
                let names: Vec<&String> = fields.keys().collect();
                let mut schema = json!({"type": "object", "properties": fields});
                if required {
                    schema["required"] = json!(names);
                }
                if closed {
                    schema["additionalProperties"] = json!(false);
                }
                schema
            }),
            inner
                .clone()
                .prop_map(|items| json!({"type": "array", "items": items})),
            (inner.clone(), 0..3, 0..3).prop_map(|(items, least, most)| json!({"type": "array",
                "items": items, "minItems": least, "maxItems": most})),
            inner
                .clone()
                .prop_map(|values| json!({"additionalProperties": values})),
            (inner.clone(), 0..3).prop_map(|(values, most)| json!({"type": "object",
                "additionalProperties": values, "maxProperties": most})),
            (inner.clone(), inner.clone()).prop_map(|(known, others)| json!({"type": "object",
                "properties": {"a": known}, "additionalProperties": others})),
            prop::collection::vec(inner.clone(), 1..3).prop_map(|all| json!({"allOf": all})),
            prop::collection::vec(inner.clone(), 1..3).prop_map(|any| json!({"anyOf": any})),
            prop::collection::vec(inner.clone(), 1..3).prop_map(|one| json!({"oneOf": one})),
            (inner.clone(), inner.clone(), inner)
                .prop_map(|(one, two, three)| { json!({"if": one, "then": two, "else": three}) }),
        ]
    })
}
