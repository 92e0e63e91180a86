//! A schema as text: indented, in an order that people read in, the same on every machine.

use serde_json::{Map, Value};

use super::derive::schema;
use crate::contract::revision::Revision;

/// The keywords in reading order; any other one stands behind them, by name.
const KEYWORDS: &[&str] = &[
    "$schema",
    "$id",
    "$ref",
    "title",
    "description",
    "type",
    "format",
    "enum",
    "items",
    "properties",
    "required",
    "additionalProperties",
    "readOnly",
    "writeOnly",
];

/// The keyword that stands behind all others: it is the longest, and read last.
const DEFINITIONS: &str = "$defs";

/// The text of one DTO's schema at a revision, ending in a line feed.
///
/// `None` when no DTO of that name exists at the revision.
pub fn export_text(dto: &str, revision: Revision) -> Option<String> {
    let mut out = String::new();
    write(&schema(dto, revision)?, Keys::Keywords, 0, &mut out);
    out.push('\n');
    Some(out)
}

/// What the keys of an object are, and so how they are ordered.
#[derive(Clone, Copy)]
enum Keys {
    /// Keywords of JSON Schema: in reading order.
    Keywords,
    /// Names of fields or definitions: by name.
    Names,
}

/// `serde_json`'s own order of keys depends on a feature that any other crate may switch on, and is
/// either that of the alphabet or that of the generator; neither reads well.
fn write(value: &Value, keys: Keys, depth: usize, out: &mut String) {
    match value {
        Value::Object(map) if !map.is_empty() => {
            out.push('{');
            for (index, (key, value)) in ordered(map, keys).into_iter().enumerate() {
                start_line(index, depth, out);
                out.push_str(&Value::from(key).to_string());
                out.push_str(": ");
                let inner = match (keys, key) {
                    (Keys::Keywords, "properties" | DEFINITIONS) => Keys::Names,
                    _ => Keys::Keywords,
                };
                write(value, inner, depth + 1, out);
            }
            end_lines(depth, out);
            out.push('}');
        }
        Value::Array(items) if !items.is_empty() => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                start_line(index, depth, out);
                write(item, Keys::Keywords, depth + 1, out);
            }
            end_lines(depth, out);
            out.push(']');
        }
        scalar_or_empty => out.push_str(&scalar_or_empty.to_string()),
    }
}

fn ordered(map: &Map<String, Value>, keys: Keys) -> Vec<(&str, &Value)> {
    let rank = |key: &str| match keys {
        Keys::Names => 0,
        Keys::Keywords if key == DEFINITIONS => usize::MAX,
        Keys::Keywords => KEYWORDS
            .iter()
            .position(|k| *k == key)
            .unwrap_or(KEYWORDS.len()),
    };
    let mut entries: Vec<_> = map
        .iter()
        .map(|(key, value)| (key.as_str(), value))
        .collect();
    entries.sort_by_key(|(key, _)| (rank(key), *key));
    entries
}

fn start_line(index: usize, depth: usize, out: &mut String) {
    if index > 0 {
        out.push(',');
    }
    end_lines(depth + 1, out);
}

fn end_lines(depth: usize, out: &mut String) {
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", depth));
}

#[cfg(test)]
mod tests {
    use super::{Keys, export_text, write};
    use crate::contract::export::{dto_names, schema};
    use crate::contract::revision::Revision;
    use serde_json::json;

    #[test]
    fn text_reads_back_as_the_schema() {
        for revision in Revision::ALL {
            for dto in dto_names(revision) {
                let text = export_text(dto, revision).unwrap();
                assert!(text.ends_with("}\n") && !text.contains('\r'));
                let read: serde_json::Value = serde_json::from_str(&text).unwrap();
                assert_eq!(Some(read), schema(dto, revision));
            }
        }
        assert_eq!(export_text("ConnectionDto2", Revision::LATEST), None);
    }

    #[test]
    fn keywords_stand_in_reading_order_and_names_in_that_of_the_alphabet() {
        let mut out = String::new();
        let value = json!({
            "$defs": {},
            "zzz": 1,
            "required": ["type"],
            "properties": { "type": { "format": "date-time", "type": "string" }, "format": true },
            "title": "say \"x\"",
        });
        write(&value, Keys::Keywords, 0, &mut out);
        let expected = r#"{
  "title": "say \"x\"",
  "properties": {
    "format": true,
    "type": {
      "type": "string",
      "format": "date-time"
    }
  },
  "required": [
    "type"
  ],
  "zzz": 1,
  "$defs": {}
}"#;
        assert_eq!(out, expected);
    }
}
