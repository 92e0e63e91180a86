//! What serde's attributes cannot tell schemars: a field that may be absent yet never null, and a
//! field that only one side of the exchange may write.

use schemars::Schema;
use serde_json::Value;

/// Takes the null out of every property that `Option` put there.
///
/// For serde an `Option` says both "may be absent" and "may be null"; the published contract only
/// ever says the former. schemars spells the latter as `"type": [T, "null"]` or, around a
/// reference, as `"anyOf": [{"$ref": …}, {"type": "null"}]`: both become the plain schema.
pub(super) fn absent_not_null(schema: &mut Schema) {
    for_each_property(schema, |property| {
        let only = match property.get_mut("type") {
            Some(Value::Array(names)) => {
                names.retain(|name| name != "null");
                if names.len() == 1 { names.pop() } else { None }
            }
            _ => None,
        };
        if let Some(name) = only {
            property.insert("type".to_owned(), name);
        }
        if let Some(Value::Array(mut branches)) = property.remove("anyOf") {
            branches.retain(|branch| branch.get("type").is_none_or(|name| name != "null"));
            match (branches.pop(), branches.is_empty()) {
                (Some(Value::Object(only)), true) => property.extend(only),
                (Some(last), _) => {
                    branches.push(last);
                    property.insert("anyOf".to_owned(), Value::Array(branches));
                }
                (None, _) => {}
            }
        }
    });
}

/// Marks every property as one that only the server writes (JSON Schema validation, section 9.4).
pub(super) fn read_only(schema: &mut Schema) {
    for_each_property(schema, |property| {
        property.insert("readOnly".to_owned(), Value::Bool(true));
    });
}

/// Marks every property as one that only the client writes (JSON Schema validation, section 9.4).
pub(super) fn write_only(schema: &mut Schema) {
    for_each_property(schema, |property| {
        property.insert("writeOnly".to_owned(), Value::Bool(true));
    });
}

fn for_each_property(
    schema: &mut Schema,
    mut change: impl FnMut(&mut serde_json::Map<String, Value>),
) {
    let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
    for property in properties.into_iter().flat_map(|map| map.values_mut()) {
        if let Value::Object(property) = property {
            change(property);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{absent_not_null, read_only, write_only};
    use serde_json::{Value, json};

    fn after(change: fn(&mut schemars::Schema), property: &Value) -> Value {
        let mut schema = schemars::json_schema!({ "properties": { "field": property } });
        change(&mut schema);
        schema.as_value()["properties"]["field"].clone()
    }

    #[test]
    fn null_leaves_each_spelling_that_an_option_has() {
        assert_eq!(
            after(
                absent_not_null,
                &json!({ "type": ["string", "null"], "format": "date-time" })
            ),
            json!({ "type": "string", "format": "date-time" })
        );
        assert_eq!(
            after(
                absent_not_null,
                &json!({ "description": "d", "anyOf": [{ "$ref": "#/$defs/A" }, { "type": "null" }] })
            ),
            json!({ "description": "d", "$ref": "#/$defs/A" })
        );
    }

    #[test]
    fn what_is_not_about_null_stays() {
        for kept in [
            json!({ "type": "string" }),
            json!({ "type": ["string", "integer"] }),
            json!({ "anyOf": [{ "type": "string" }, { "$ref": "#/$defs/A" }] }),
            json!(true),
        ] {
            assert_eq!(after(absent_not_null, &kept), kept);
        }
    }

    #[test]
    fn access_is_marked_on_the_property() {
        assert_eq!(
            after(read_only, &json!({ "$ref": "#/$defs/A" })),
            json!({ "$ref": "#/$defs/A", "readOnly": true })
        );
        assert_eq!(
            after(write_only, &json!({ "type": "string" })),
            json!({ "type": "string", "writeOnly": true })
        );
    }
}
