//! The normalised form of a schema: what rules and the quick path see.
//!
//! schemars writes one Rust enum in three ways, and a `$ref` may hide any of them; here each
//! becomes the same thing, once per contract. A rule never opens a raw schema. What a schema says
//! beyond this vocabulary becomes [`Kind::Opaque`], which the quick path never calls clean.

mod build;
mod limits;
mod merge;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::Value;

use super::openapi::Direction;
use super::validator::{FormatAssertion, Schemas};

pub use limits::Limits;

/// A schema as a closed graph of [`Kind`]s: no `$ref` is left, value sets are sorted and unique.
#[derive(Clone, Debug)]
pub struct Shape {
    nodes: Vec<Node>,
    root: ShapeId,
    number: u64,
    /// The nodes that are objects, of those with the same fields the first.
    objects: Vec<ShapeId>,
    slots: usize,
}

/// What a schema says at one place, and how much of it the kind is.
#[derive(Clone, Debug, PartialEq)]
struct Node {
    kind: Kind,
    /// `null` is allowed as well.
    is_nullable: bool,
    /// The kind and the limits are all that the schema says; where it is not, only the validator can call a value
    /// clean.
    is_exact: bool,
    /// Which way the value goes, where it is not both.
    way: Way,
    /// Its bounds and counts, where they belong to what the schema says.
    limits: Limits,
    /// Whether there are such ones; told once the shape is whole.
    is_limited: bool,
}

/// Which ways a value is said to go (OpenAPI 3.0.3: Schema Object, `readOnly` and `writeOnly`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Way {
    /// It is not sent in requests.
    is_read_only: bool,
    /// It is not sent in responses.
    is_write_only: bool,
}

impl Way {
    /// What both say together.
    const fn and(self, other: Self) -> Self {
        Self {
            is_read_only: self.is_read_only || other.is_read_only,
            is_write_only: self.is_write_only || other.is_write_only,
        }
    }

    /// What both say, each by itself.
    const fn or(self, other: Self) -> Self {
        Self {
            is_read_only: self.is_read_only && other.is_read_only,
            is_write_only: self.is_write_only && other.is_write_only,
        }
    }

    const fn stays_away(self, direction: Direction) -> bool {
        match direction {
            Direction::Request => self.is_read_only,
            Direction::Response => self.is_write_only,
        }
    }
}

impl Node {
    fn exact(kind: Kind) -> Self {
        let is_nullable = matches!(kind, Kind::Any | Kind::Null);
        Self {
            kind,
            is_nullable,
            is_exact: true,
            way: Way::default(),
            limits: Limits::default(),
            is_limited: false,
        }
    }

    /// The same where the schema says more.
    fn inexact(self) -> Self {
        Self {
            is_exact: false,
            ..self
        }
    }

    fn judged(kind: Kind) -> Self {
        Self {
            kind,
            is_nullable: false,
            is_exact: false,
            way: Way::default(),
            limits: Limits::default(),
            is_limited: false,
        }
    }
}

/// A node of a [`Shape`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ShapeId(usize);

/// What a schema allows at one place.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// Anything at all, as inside a free map: never judged.
    Any,
    /// `null` alone.
    Null,
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
    /// Any string, of which some are listed: others are legal, and worth a note.
    OpenEnum(EnumShape),
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

/// A set of strings, closed or open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnumShape {
    /// The enum's name in the contract, such as `SourceType`; empty for a nameless one.
    pub name: String,
    /// The values, sorted and unique; many places may have the same.
    values: Arc<[String]>,
}

impl EnumShape {
    /// A set of these values.
    pub fn new(name: &str, mut values: Vec<String>) -> Self {
        values.sort();
        values.dedup();
        Self {
            name: name.to_owned(),
            values: values.into(),
        }
    }

    /// The same values under another name.
    fn called(&self, name: &str) -> Self {
        Self {
            name: name.to_owned(),
            values: Arc::clone(&self.values),
        }
    }

    /// The values, sorted.
    pub fn values(&self) -> &[String] {
        &self.values
    }

    /// How many values there are of what.
    fn counted(&self) -> String {
        let name = match self.name.as_str() {
            "" => "the enum",
            name => name,
        };
        format!("{} values of {name}", self.values.len())
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
    /// Many places may have the same.
    known: Arc<Fields>,
    /// What other names are.
    others: Others,
}

/// The fields of an object, ordered by wire name, and what is looked up of them. That is there once the shape
/// is whole: schemas are put together of many others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Fields {
    list: Vec<Field>,
    /// Indices into `list`, ordered by Python name.
    by_python: Vec<usize>,
    required: Option<u128>,
}

/// What the names of an object are that are no field's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Others {
    /// Drift: nobody knows them.
    Drift,
    /// Refused by the schema.
    Closed,
    /// The user's own, with values of this kind.
    Free(ShapeId),
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
    /// It should not be sent the way that the contract's messages go.
    pub stays_away: bool,
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

    /// A name of the wire as this naming spells it.
    pub fn spelled(self, wire: &str) -> Cow<'_, str> {
        match self {
            Self::Wire => Cow::Borrowed(wire),
            Self::Python => Cow::Owned(snake_case(wire)),
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
    /// What the names are that are no field's.
    pub const fn others(&self) -> Others {
        self.others
    }

    /// A bit for each field that is required, by its place among the fields; `None` where there are more
    /// fields than bits.
    pub fn required(&self) -> Option<u128> {
        self.known.required
    }

    /// The fields, ordered by wire name.
    pub fn fields(&self) -> &[Field] {
        &self.known.list
    }

    /// The field that is spelled exactly `name` in `naming`, and its index.
    pub fn field(&self, name: &str, naming: Naming) -> Option<(usize, &Field)> {
        let index = match naming {
            Naming::Wire => self
                .fields()
                .binary_search_by(|field| field.wire.as_str().cmp(name))
                .ok()?,
            Naming::Python => {
                let by_python = &self.known.by_python;
                let at = by_python
                    .binary_search_by(|&index| {
                        self.fields()
                            .get(index)
                            .map_or("", |field| field.python.as_str())
                            .cmp(name)
                    })
                    .ok()?;
                *by_python.get(at)?
            }
        };
        self.fields().get(index).map(|field| (index, field))
    }
}

impl Fields {
    /// Makes what is looked up.
    fn complete(&mut self) {
        let mut by_python: Vec<usize> = (0..self.list.len()).collect();
        let python = |index: usize| self.list.get(index).map(|field| field.python.as_str());
        by_python.sort_by(|left, right| python(*left).cmp(&python(*right)));
        self.by_python = by_python;
        let mut bits = (0..u128::BITS).map(|bit| 1 << bit);
        self.required = self.list.iter().try_fold(0, |required, field| {
            let bit: u128 = bits.next()?;
            Some(if field.required {
                required | bit
            } else {
                required
            })
        });
    }
}

/// Changes the fields of all objects, where several have the same for all of them at once; those that are the
/// first with theirs.
fn changed(nodes: &mut [Node], mut change: impl FnMut(&mut Fields)) -> Vec<ShapeId> {
    let mut known: HashMap<*const Fields, Arc<Fields>> = HashMap::new();
    let mut first = Vec::new();
    // What is looked for by its address is not to be freed before all is looked for.
    let mut kept = Vec::new();
    for (index, node) in nodes.iter_mut().enumerate() {
        let Kind::Object(object) = &mut node.kind else {
            continue;
        };
        if let Some(fields) = Arc::get_mut(&mut object.known) {
            first.push(ShapeId(index));
            change(fields);
            continue;
        }
        let before = Arc::clone(&object.known);
        let after = known.entry(Arc::as_ptr(&before)).or_insert_with(|| {
            first.push(ShapeId(index));
            let mut fields = (*before).clone();
            change(&mut fields);
            Arc::new(fields)
        });
        object.known = Arc::clone(after);
        kept.push(before);
    }
    first
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
        let references = build::References::Document(schema);
        let merged = crate::limits::Limits::DEFAULT.merged_fields;
        build::shape(schema, &references, "", build::Strictness::BuiltIn, merged)
    }

    /// Reads the schema of a set of documents. What it says beyond this vocabulary is left to the
    /// validator; an object that has no title is called `name`. Fields that should not be sent in
    /// `direction` are marked, where the messages have one.
    pub fn of_schemas(
        schemas: &Schemas,
        name: &str,
        formats: FormatAssertion,
        direction: Option<Direction>,
    ) -> Self {
        let read = schemas.start().and_then(|(scope, schema)| {
            let references = build::References::Scope(scope);
            let strictness = build::Strictness::Any(formats);
            let merged = schemas.limits().merged_fields;
            build::shape(schema, &references, name, strictness, merged).ok()
        });
        // A reference that leads nowhere is the validator's to tell.
        let read = read.unwrap_or_else(|| Self::new(vec![Node::judged(Kind::Opaque)], ShapeId(0)));
        match direction {
            Some(direction) => read.going(direction),
            None => read,
        }
    }

    /// The shape with those fields marked that should not be sent this way.
    fn going(mut self, direction: Direction) -> Self {
        let away: Vec<bool> = self
            .nodes
            .iter()
            .map(|node| node.way.stays_away(direction))
            .collect();
        changed(&mut self.nodes, |fields| {
            for field in &mut fields.list {
                field.stays_away = away.get(field.shape.0).is_some_and(|away| *away);
            }
        });
        self
    }

    fn new(mut nodes: Vec<Node>, root: ShapeId) -> Self {
        static NUMBERS: AtomicU64 = AtomicU64::new(0);
        for node in &mut nodes {
            node.is_limited = !node.limits.are_free();
        }
        let number = NUMBERS.fetch_add(1, Ordering::Relaxed);
        let mut slots = 0;
        let objects = changed(&mut nodes, |fields| {
            fields.complete();
            let own = fields.list.iter().map(|field| field.slot + 1);
            slots = own.fold(slots, usize::max);
        });
        Self {
            nodes,
            root,
            number,
            objects,
            slots,
        }
    }

    /// A number that no other shape of this process has: what was learnt of payloads is kept by it.
    pub const fn number(&self) -> u64 {
        self.number
    }

    /// The node for the whole value.
    pub const fn root(&self) -> ShapeId {
        self.root
    }

    /// What is allowed at a node.
    pub fn kind(&self, id: ShapeId) -> &Kind {
        self.nodes
            .get(id.0)
            .map_or(&Kind::Opaque, |node| &node.kind)
    }

    /// Whether `null` is allowed at a node as well.
    pub fn is_nullable(&self, id: ShapeId) -> bool {
        self.nodes.get(id.0).is_some_and(|node| node.is_nullable)
    }

    /// The bounds and counts of values at a node; with the kind, they are what an exact node says.
    pub fn limits(&self, id: ShapeId) -> Option<&Limits> {
        let node = self.nodes.get(id.0)?;
        node.is_limited.then_some(&node.limits)
    }

    /// What is allowed at a node, where the kind (with its limits) is all that the schema says there.
    pub fn exact_kind(&self, id: ShapeId) -> Option<&Kind> {
        let node = self.nodes.get(id.0).filter(|node| node.is_exact)?;
        Some(&node.kind)
    }

    /// Whether the kind, with its limits, is all that the schema says at a node.
    pub fn is_exact(&self, id: ShapeId) -> bool {
        self.nodes.get(id.0).is_some_and(|node| node.is_exact)
    }

    /// A node that says nothing: of what stands below those that the shape knows.
    pub const fn opaque(&self) -> ShapeId {
        ShapeId(self.nodes.len())
    }

    /// The object at a node, where it is one.
    pub fn object(&self, id: ShapeId) -> Option<&ObjectShape> {
        match self.kind(id) {
            Kind::Object(object) => Some(object),
            _ => None,
        }
    }

    /// All objects of the shape; of those with the same fields, one.
    pub fn objects(&self) -> impl Iterator<Item = &ObjectShape> {
        self.objects.iter().filter_map(|id| self.object(*id))
    }

    /// The number of field slots (see [`Field::slot`]).
    pub const fn slots(&self) -> usize {
        self.slots
    }

    /// What the node allows, for people: `string (date-time)`, `array of ConnectionDto`.
    pub fn describe(&self, id: ShapeId) -> String {
        let or_null = if self.is_nullable(id) && !matches!(self.kind(id), Kind::Any | Kind::Null) {
            " or null"
        } else {
            ""
        };
        self.described(id) + or_null
    }

    fn described(&self, id: ShapeId) -> String {
        match self.kind(id) {
            Kind::Any => "any value".to_owned(),
            Kind::Null => "null".to_owned(),
            Kind::Boolean => "a boolean".to_owned(),
            Kind::Integer(IntegerFormat::Int32) => "an integer (int32)".to_owned(),
            Kind::Integer(IntegerFormat::Int64) => "an integer (int64)".to_owned(),
            Kind::Integer(IntegerFormat::Any) => "an integer".to_owned(),
            Kind::Number => "a number".to_owned(),
            Kind::String => "a string".to_owned(),
            Kind::DateTime => "a string with an RFC 3339 date-time".to_owned(),
            Kind::Enum(values) => format!("one of the {}", values.counted()),
            Kind::OpenEnum(values) => format!("a string, such as the {}", values.counted()),
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
        if !self.is_exact(id) || self.limits(id).is_some() {
            // Not comparable: no two are known to judge alike.
            out.push_str(&format_opaque(id));
            return;
        }
        above.push(id);
        if self.is_nullable(id) {
            out.push('?');
        }
        match self.kind(id) {
            Kind::Array(element) => {
                out.push('[');
                self.sign(*element, above, out);
                out.push(']');
            }
            Kind::Object(object) => {
                out.push('{');
                for field in object.fields() {
                    out.push_str(&field.wire);
                    out.push(if field.required { '!' } else { ':' });
                    self.sign(field.shape, above, out);
                    out.push(',');
                }
                match object.others {
                    Others::Drift => {}
                    Others::Closed => out.push('.'),
                    Others::Free(others) => {
                        out.push('*');
                        self.sign(others, above, out);
                    }
                }
                out.push('}');
            }
            Kind::Enum(values) => out.push_str(&values.values.join("|")),
            Kind::OpenEnum(values) => {
                out.push_str(&values.values.join("|"));
                out.push_str("|…");
            }
            Kind::Integer(format) => out.push_str(match format {
                IntegerFormat::Any => "integer",
                IntegerFormat::Int32 => "int32",
                IntegerFormat::Int64 => "int64",
            }),
            Kind::Any => out.push_str("any"),
            Kind::Null => out.push_str("null"),
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
