//! Schemas to shapes.

use serde_json::{Map, Value};

use super::{
    EnumShape, Field, IntegerFormat, Kind, ObjectShape, Shape, ShapeError, ShapeId, snake_case,
};
use crate::contract::format::Format;

/// Reads a schema whose references stay within it (see [`Shape::of_schema`]).
pub(super) fn shape(schema: &Value) -> Result<Shape, ShapeError> {
    let mut builder = Builder {
        document: schema,
        kinds: Vec::new(),
        resolved: Vec::new(),
        slots: 0,
    };
    let name = schema.get("title").and_then(Value::as_str).unwrap_or("");
    let root = builder.shape(schema, "", name)?;
    Ok(Shape {
        kinds: builder.kinds,
        root,
    })
}

struct Builder<'s> {
    document: &'s Value,
    kinds: Vec<Kind>,
    /// References that have a node already, so that recursion ends.
    resolved: Vec<(String, ShapeId)>,
    slots: usize,
}

/// Keywords that [`Kind`] expresses, or that judge nothing.
const KNOWN_KEYWORDS: &[&str] = &[
    "$schema",
    "$id",
    "$defs",
    "$ref",
    "$comment",
    "title",
    "description",
    "examples",
    "default",
    "deprecated",
    "readOnly",
    "writeOnly",
    "type",
    "properties",
    "required",
    "items",
    "enum",
    "format",
    "additionalProperties",
];

impl Builder<'_> {
    fn push(&mut self, kind: Kind) -> ShapeId {
        self.kinds.push(kind);
        ShapeId(self.kinds.len() - 1)
    }

    fn shape(&mut self, schema: &Value, pointer: &str, name: &str) -> Result<ShapeId, ShapeError> {
        let Value::Object(keywords) = schema else {
            return Ok(self.push(match schema {
                Value::Bool(true) => Kind::Any,
                _ => Kind::Opaque,
            }));
        };
        if let Some(Value::String(reference)) = keywords.get("$ref") {
            return self.reference(reference, pointer);
        }
        if keywords.is_empty() {
            return Ok(self.push(Kind::Any));
        }
        if keywords
            .keys()
            .any(|key| !KNOWN_KEYWORDS.contains(&key.as_str()))
        {
            return Ok(self.push(Kind::Opaque));
        }
        if let Some(Value::Array(values)) = keywords.get("enum") {
            return Ok(self.enumeration(values, name));
        }
        match keywords.get("type").and_then(Value::as_str) {
            Some("boolean") => Ok(self.push(Kind::Boolean)),
            Some("number") => Ok(self.push(Kind::Number)),
            Some("integer") => {
                let format = Self::format(keywords, pointer)?;
                Ok(self.push(Kind::Integer(match format {
                    Some(Format::Int32) => IntegerFormat::Int32,
                    Some(Format::Int64) => IntegerFormat::Int64,
                    _ => IntegerFormat::Any,
                })))
            }
            Some("string") => {
                let format = Self::format(keywords, pointer)?;
                Ok(self.push(match format {
                    None => Kind::String,
                    Some(Format::DateTime) => Kind::DateTime,
                    Some(_) => Kind::Opaque,
                }))
            }
            Some("array") => self.array(keywords, pointer),
            Some("object") => self.object(keywords, pointer, name),
            _ => Ok(self.push(Kind::Opaque)),
        }
    }

    fn format(keywords: &Map<String, Value>, pointer: &str) -> Result<Option<Format>, ShapeError> {
        let Some(Value::String(name)) = keywords.get("format") else {
            return Ok(None);
        };
        Format::named(name).map(Some).ok_or_else(|| ShapeError {
            pointer: format!("{pointer}/format"),
            message: format!("the format `{name}` is not known, so it would never be asserted"),
        })
    }

    fn reference(&mut self, reference: &str, pointer: &str) -> Result<ShapeId, ShapeError> {
        if let Some((_, id)) = self.resolved.iter().find(|(seen, _)| seen == reference) {
            return Ok(*id);
        }
        let target = reference
            .strip_prefix('#')
            .and_then(|inside| self.document.pointer(inside))
            .ok_or_else(|| ShapeError {
                pointer: format!("{pointer}/$ref"),
                message: format!("the reference `{reference}` leads to nothing in this schema"),
            })?;
        let id = self.push(Kind::Any);
        self.resolved.push((reference.to_owned(), id));
        let name = reference.rsplit('/').next().unwrap_or(reference);
        let made = self.shape(target, reference, name)?;
        let kind = self.kinds.get(made.0).cloned().unwrap_or(Kind::Opaque);
        // The node behind the reference takes the place that recursion already points to; the
        // copy that was pushed last is dropped, so that each object is there once.
        if made.0 + 1 == self.kinds.len() {
            self.kinds.pop();
        }
        if let Some(place) = self.kinds.get_mut(id.0) {
            *place = kind;
        }
        Ok(id)
    }

    fn enumeration(&mut self, values: &[Value], name: &str) -> ShapeId {
        let strings: Option<Vec<String>> = values
            .iter()
            .map(|value| value.as_str().map(str::to_owned))
            .collect();
        self.push(match strings {
            Some(mut values) => {
                values.sort();
                values.dedup();
                Kind::Enum(EnumShape {
                    name: name.to_owned(),
                    values,
                })
            }
            None => Kind::Opaque,
        })
    }

    fn array(
        &mut self,
        keywords: &Map<String, Value>,
        pointer: &str,
    ) -> Result<ShapeId, ShapeError> {
        let element = match keywords.get("items") {
            Some(items) => self.shape(items, &format!("{pointer}/items"), "")?,
            None => self.push(Kind::Any),
        };
        Ok(self.push(Kind::Array(element)))
    }

    fn object(
        &mut self,
        keywords: &Map<String, Value>,
        pointer: &str,
        name: &str,
    ) -> Result<ShapeId, ShapeError> {
        let open = matches!(
            keywords.get("additionalProperties"),
            None | Some(Value::Bool(true))
        ) || keywords
            .get("additionalProperties")
            .and_then(Value::as_object)
            .is_some_and(Map::is_empty);
        if !open {
            return Ok(self.push(Kind::Opaque));
        }
        let Some(Value::Object(properties)) = keywords.get("properties") else {
            return Ok(self.push(if keywords.contains_key("required") {
                Kind::Opaque
            } else {
                Kind::Map
            }));
        };
        let required: Vec<&str> = keywords
            .get("required")
            .and_then(Value::as_array)
            .map(|names| names.iter().filter_map(Value::as_str).collect())
            .unwrap_or_default();
        let mut fields = Vec::with_capacity(properties.len());
        for (wire, property) in properties {
            let place = format!("{pointer}/properties/{wire}");
            fields.push(Field {
                shape: self.shape(property, &place, "")?,
                python: snake_case(wire),
                required: required.contains(&wire.as_str()),
                wire: wire.clone(),
                slot: 0,
            });
        }
        fields.sort_by(|left, right| left.wire.cmp(&right.wire));
        for field in &mut fields {
            field.slot = self.slots;
            self.slots += 1;
        }
        let mut by_python: Vec<usize> = (0..fields.len()).collect();
        by_python.sort_by_key(|&index| fields.get(index).map(|field| field.python.clone()));
        Ok(self.push(Kind::Object(ObjectShape {
            name: name.to_owned(),
            fields,
            by_python,
        })))
    }
}
