//! The normalised form of a schema: what rules and the quick path see.
//!
//! schemars writes one Rust enum in three ways, and a `$ref` may hide any of them; here each
//! becomes the same thing, once per contract. A rule never opens a raw schema. What a schema says
//! beyond this vocabulary becomes [`Kind::Opaque`], which the quick path never calls clean.

use serde_json::{Map, Value};

use super::format::Format;

/// A schema as a closed graph of [`Kind`]s: no `$ref` is left, value sets are sorted and unique.
#[derive(Clone, Debug)]
pub struct Shape {
    kinds: Vec<Kind>,
    root: ShapeId,
}

/// A node of a [`Shape`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ShapeId(usize);

/// What a schema allows at one place.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// Anything at all, as inside a free map: never judged.
    Any,
    /// `true` or `false`.
    Boolean,
    /// A whole number, of 32 bits where the format says so.
    Integer(IntegerFormat),
    /// Any number.
    Number,
    /// Any string.
    String,
    /// A string of the format `date-time`.
    DateTime,
    /// One of a closed set of strings.
    Enum(EnumShape),
    /// An array of one kind of elements.
    Array(ShapeId),
    /// An object with known fields; others are legal JSON Schema, yet drift.
    Object(ObjectShape),
    /// An object whose keys belong to the user: never judged.
    Map,
    /// More than this vocabulary can say; only the validator can judge it.
    Opaque,
}

/// The range of a whole number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntegerFormat {
    /// No format.
    Any,
    /// OpenAPI's `int32`: -2,147,483,648 to 2,147,483,647.
    Int32,
    /// OpenAPI's `int64`.
    Int64,
}

/// A closed set of strings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnumShape {
    /// The enum's name in the contract, such as `SourceType`; empty for a nameless one.
    pub name: String,
    /// The values, sorted and unique.
    values: Vec<String>,
}

impl EnumShape {
    /// The values, sorted.
    pub fn values(&self) -> &[String] {
        &self.values
    }

    /// Whether `value` is one of them.
    pub fn contains(&self, value: &str) -> bool {
        self.values
            .binary_search_by(|known| known.as_str().cmp(value))
            .is_ok()
    }
}

/// An object's known fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectShape {
    /// The DTO's name, such as `ConnectionDto`; empty for a nameless object.
    pub name: String,
    fields: Vec<Field>,
    /// Indices into `fields`, ordered by Python name.
    by_python: Vec<usize>,
}

/// A known field of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The name on the wire, camelCase.
    pub wire: String,
    /// The name in the Python SDK: the same in `snake_case`.
    pub python: String,
    /// What its value must be.
    pub shape: ShapeId,
    /// Whether the schema requires it.
    pub required: bool,
    /// Its number among all fields of the shape, for tallies.
    pub slot: usize,
}

/// How the names of fields are spelled in a payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Naming {
    /// camelCase, as the API speaks.
    Wire,
    /// `snake_case`, as dumps of the Python client's objects have it.
    Python,
}

impl Naming {
    /// The other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Wire => Self::Python,
            Self::Python => Self::Wire,
        }
    }

    /// The name as the command line and the reports write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Wire => "wire",
            Self::Python => "python",
        }
    }

    /// How the naming looks: `camelCase` or `snake_case`.
    pub const fn look(self) -> &'static str {
        match self {
            Self::Wire => "camelCase",
            Self::Python => "snake_case",
        }
    }
}

impl Field {
    /// The field's name in `naming`.
    pub fn name(&self, naming: Naming) -> &str {
        match naming {
            Naming::Wire => &self.wire,
            Naming::Python => &self.python,
        }
    }
}

impl ObjectShape {
    /// The fields, ordered by wire name.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// The field that is spelled exactly `name` in `naming`, and its index.
    pub fn field(&self, name: &str, naming: Naming) -> Option<(usize, &Field)> {
        let index = match naming {
            Naming::Wire => self
                .fields
                .binary_search_by(|field| field.wire.as_str().cmp(name))
                .ok()?,
            Naming::Python => {
                let at = self
                    .by_python
                    .binary_search_by(|&index| {
                        self.fields
                            .get(index)
                            .map_or("", |field| field.python.as_str())
                            .cmp(name)
                    })
                    .ok()?;
                *self.by_python.get(at)?
            }
        };
        self.fields.get(index).map(|field| (index, field))
    }
}

/// A schema that cannot become a contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShapeError {
    /// The JSON Pointer of the place in the schema.
    pub pointer: String,
    /// What is wrong there.
    pub message: String,
}

impl Shape {
    /// Reads a JSON Schema 2020-12 whose references stay within it.
    ///
    /// # Errors
    /// A reference that leads nowhere, or a `format` that is not known: an unknown format would
    /// never be asserted, and a contract must not be silent.
    pub fn of_schema(schema: &Value) -> Result<Self, ShapeError> {
        let mut builder = Builder {
            document: schema,
            kinds: Vec::new(),
            resolved: Vec::new(),
            slots: 0,
        };
        let name = schema.get("title").and_then(Value::as_str).unwrap_or("");
        let root = builder.shape(schema, "", name)?;
        Ok(Self {
            kinds: builder.kinds,
            root,
        })
    }

    /// The node for the whole value.
    pub const fn root(&self) -> ShapeId {
        self.root
    }

    /// What is allowed at a node.
    pub fn kind(&self, id: ShapeId) -> &Kind {
        self.kinds.get(id.0).unwrap_or(&Kind::Any)
    }

    /// The object at a node, where it is one.
    pub fn object(&self, id: ShapeId) -> Option<&ObjectShape> {
        match self.kind(id) {
            Kind::Object(object) => Some(object),
            _ => None,
        }
    }

    /// All objects of the shape, each once.
    pub fn objects(&self) -> impl Iterator<Item = &ObjectShape> {
        self.kinds.iter().filter_map(|kind| match kind {
            Kind::Object(object) => Some(object),
            _ => None,
        })
    }

    /// The number of field slots (see [`Field::slot`]).
    pub fn slots(&self) -> usize {
        self.objects().map(|object| object.fields.len()).sum()
    }

    /// What the node allows, for people: `string (date-time)`, `array of ConnectionDto`.
    pub fn describe(&self, id: ShapeId) -> String {
        match self.kind(id) {
            Kind::Any => "any value".to_owned(),
            Kind::Boolean => "a boolean".to_owned(),
            Kind::Integer(IntegerFormat::Int32) => "an integer (int32)".to_owned(),
            Kind::Integer(IntegerFormat::Int64) => "an integer (int64)".to_owned(),
            Kind::Integer(IntegerFormat::Any) => "an integer".to_owned(),
            Kind::Number => "a number".to_owned(),
            Kind::String => "a string".to_owned(),
            Kind::DateTime => "a string with an RFC 3339 date-time".to_owned(),
            Kind::Enum(values) => format!("one of the {} values of {}", values.values.len(), {
                if values.name.is_empty() {
                    "the enum"
                } else {
                    &values.name
                }
            }),
            Kind::Array(element) => match self.kind(*element) {
                Kind::Object(object) => format!("an array of {}", object.name),
                Kind::String => "an array of strings".to_owned(),
                _ => "an array".to_owned(),
            },
            Kind::Object(object) if object.name.is_empty() => "an object".to_owned(),
            Kind::Object(object) => format!("an object ({})", object.name),
            Kind::Map => "an object".to_owned(),
            Kind::Opaque => "a value that the schema allows".to_owned(),
        }
    }

    /// A text that is equal for two nodes exactly when they judge every value alike.
    pub fn signature(&self, id: ShapeId) -> String {
        let mut out = String::new();
        self.sign(id, &mut Vec::new(), &mut out);
        out
    }

    fn sign(&self, id: ShapeId, above: &mut Vec<ShapeId>, out: &mut String) {
        if let Some(depth) = above.iter().position(|&seen| seen == id) {
            out.push('^');
            out.push_str(&depth.to_string());
            return;
        }
        above.push(id);
        match self.kind(id) {
            Kind::Array(element) => {
                out.push('[');
                self.sign(*element, above, out);
                out.push(']');
            }
            Kind::Object(object) => {
                out.push('{');
                for field in &object.fields {
                    out.push_str(&field.wire);
                    out.push(if field.required { '!' } else { ':' });
                    self.sign(field.shape, above, out);
                    out.push(',');
                }
                out.push('}');
            }
            Kind::Enum(values) => out.push_str(&values.values.join("|")),
            Kind::Integer(format) => out.push_str(match format {
                IntegerFormat::Any => "integer",
                IntegerFormat::Int32 => "int32",
                IntegerFormat::Int64 => "int64",
            }),
            Kind::Any => out.push_str("any"),
            Kind::Boolean => out.push_str("boolean"),
            Kind::Number => out.push_str("number"),
            Kind::String => out.push_str("string"),
            Kind::DateTime => out.push_str("date-time"),
            Kind::Map => out.push_str("map"),
            // Not comparable: no two are known to judge alike.
            Kind::Opaque => out.push_str(&format_opaque(id)),
        }
        above.pop();
    }
}

/// A signature that no other node has.
fn format_opaque(id: ShapeId) -> String {
    format!("opaque{}", id.0)
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

/// The Python spelling of a camelCase name: `connectionId` gives `connection_id`.
pub fn snake_case(camel: &str) -> String {
    let mut out = String::with_capacity(camel.len() + 4);
    for letter in camel.chars() {
        if letter.is_ascii_uppercase() {
            if !out.is_empty() {
                out.push('_');
            }
            out.push(letter.to_ascii_lowercase());
        } else {
            out.push(letter);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn sample() -> Shape {
        Shape::of_schema(&json!({
            "title": "Outer",
            "type": "object",
            "required": ["code"],
            "properties": {
                "lastRun": {"$ref": "#/$defs/Run", "readOnly": true},
                "other": {"$ref": "#/$defs/Run"},
                "code": {"type": "integer", "format": "int32"},
                "kind": {"$ref": "#/$defs/KindOfThing"},
                "free": {"type": "object", "additionalProperties": true},
                "list": {"type": "array", "items": {"$ref": "#/$defs/Run"}},
            },
            "$defs": {
                "Run": {"type": "object", "properties": {
                    "created": {"type": "string", "format": "date-time"},
                    "child": {"$ref": "#/$defs/Run"}}},
                "KindOfThing": {"type": "string", "enum": ["b", "a", "b"]},
            }
        }))
        .unwrap()
    }

    #[test]
    fn references_become_one_node() {
        let shape = sample();
        let root = shape.object(shape.root()).unwrap();
        assert_eq!(root.name, "Outer");
        let run = root.field("lastRun", Naming::Wire).unwrap().1.shape;
        assert_eq!(root.field("other", Naming::Wire).unwrap().1.shape, run);
        assert_eq!(root.field("last_run", Naming::Python).unwrap().1.shape, run);
        let inner = shape.object(run).unwrap();
        assert_eq!(inner.name, "Run");
        assert_eq!(inner.field("child", Naming::Wire).unwrap().1.shape, run);
        assert_eq!(shape.objects().count(), 2);
        assert_eq!(shape.slots(), 8);
        assert!(shape.signature(run).contains('^'));
    }

    #[test]
    fn slots_are_distinct_and_small() {
        let shape = sample();
        let mut slots: Vec<usize> = shape
            .objects()
            .flat_map(|object| object.fields().iter().map(|field| field.slot))
            .collect();
        slots.sort_unstable();
        assert_eq!(slots, (0..8).collect::<Vec<_>>());
    }

    #[test]
    fn enums_are_sorted_sets() {
        let shape = sample();
        let root = shape.object(shape.root()).unwrap();
        let kind = shape.kind(root.field("kind", Naming::Wire).unwrap().1.shape);
        let Kind::Enum(values) = kind else {
            panic!("{kind:?}")
        };
        assert_eq!(
            (values.name.as_str(), values.values().len()),
            ("KindOfThing", 2)
        );
        assert!(values.contains("a") && !values.contains("c"));
    }

    #[test]
    fn an_unknown_format_is_an_error_and_an_unknown_keyword_is_opaque() {
        let error = Shape::of_schema(&json!({"type": "string", "format": "colour"})).unwrap_err();
        assert_eq!(error.pointer, "/format");
        let error = Shape::of_schema(&json!({"$ref": "#/$defs/none"})).unwrap_err();
        assert_eq!(error.pointer, "/$ref");
        let shape = Shape::of_schema(&json!({"type": "string", "pattern": "x"})).unwrap();
        assert_eq!(shape.kind(shape.root()), &Kind::Opaque);
    }

    #[test]
    fn names_turn_into_python_names() {
        assert_eq!(snake_case("lastRunJobId"), "last_run_job_id");
        assert_eq!(snake_case("created"), "created");
    }
}
