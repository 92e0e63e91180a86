//! Schemas to shapes.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use serde_json::{Map, Value};

use super::limits::{self, Limits};
use super::merge;
use super::{
    EnumShape, Field, Fields, IntegerFormat, Kind, Node, ObjectShape, Others, Shape, ShapeError,
    ShapeId, Way, snake_case,
};
use crate::contract::format::Format;
use crate::contract::validator::{FormatAssertion, OPEN_VALUES, Scope};
use crate::limits::length;
use crate::text::name::{NAME, bounded};

/// Schemas inside one another at most; what is below is left to the validator.
const DEPTH: usize = 128;

/// Bytes of a title that is taken for a name.
const TITLE: usize = 80;

/// Nodes of one shape at most; a schema may double at every level.
const NODES: usize = 200_000;

/// Where references of a schema lead.
#[derive(Clone)]
pub(super) enum References<'s> {
    /// Into the document itself, by pointers.
    Document(&'s Value),
    /// Wherever the documents of a contract say.
    Scope(Scope<'s>),
}

impl References<'_> {
    /// Those of a schema inside, which may have an identifier of its own.
    fn inside(&self, schema: &Value) -> Self {
        match self {
            Self::Document(document) => Self::Document(document),
            Self::Scope(scope) => Self::Scope(scope.inside(schema)),
        }
    }

    /// Whether keywords beside a reference are looked at.
    const fn have_siblings(&self) -> bool {
        match self {
            Self::Document(_) => true,
            Self::Scope(scope) => scope.has_siblings(),
        }
    }
}

/// Where a schema stands, and what an object in it is called that has no name of its own.
#[derive(Clone, Copy)]
struct At<'a, 's> {
    references: &'a References<'s>,
    pointer: &'a str,
    name: &'a str,
}

/// Whether a keyword beside a reference says anything about a value.
fn is_said(key: &str) -> bool {
    key != "$ref"
        && [SAID, JUDGED, limits::KEYWORDS]
            .iter()
            .any(|said| said.contains(&key))
}

/// What is asked of a schema.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Strictness {
    /// The built-in contract's: a format that is not known is an error, as it would never be asserted.
    BuiltIn,
    /// Anybody's: such a format is an annotation, as JSON Schema says.
    Any(FormatAssertion),
}

/// Reads a schema. What is put together of more than so many fields and values is left to the validator.
pub(super) fn shape<'s>(
    schema: &'s Value,
    references: &References<'s>,
    name: &str,
    strictness: Strictness,
    merged: u64,
) -> Result<Shape, ShapeError> {
    let mut builder = Builder {
        nodes: Vec::new(),
        made: HashMap::new(),
        slots: 0,
        left: Some(length(merged)),
        depth: 0,
        strictness,
    };
    let at = At {
        references,
        pointer: "",
        name,
    };
    let root = builder.shape(schema, at)?;
    Ok(Shape::new(builder.nodes, root))
}

pub(super) struct Builder {
    pub(super) nodes: Vec<Node>,
    /// The nodes of schemas by their address, so that recursion ends and each is there once.
    made: HashMap<usize, ShapeId>,
    pub(super) slots: usize,
    /// How much may still be put together; `None` where it was too much.
    left: Option<usize>,
    depth: usize,
    strictness: Strictness,
}

/// Keywords that say nothing about a value, or that are looked at with others.
const SAYING_NOTHING: &[&str] = &[
    "$schema",
    "$id",
    "id",
    "$anchor",
    "$dynamicAnchor",
    "$recursiveAnchor",
    "$defs",
    "definitions",
    "$comment",
    "$vocabulary",
    "title",
    "description",
    "examples",
    "example",
    "default",
    "deprecated",
    "readOnly",
    "writeOnly",
    "contentSchema",
    "discriminator",
    "xml",
    "externalDocs",
];

/// Keywords that a node's [`Kind`] says in full.
const SAID: &[&str] = &[
    "$ref",
    "type",
    "properties",
    "required",
    "items",
    "enum",
    "const",
    "format",
    "additionalProperties",
    "allOf",
    "anyOf",
    "oneOf",
];

/// Keywords whose schemas are put together with others.
const MERGING: &[&str] = &[
    "$ref",
    "allOf",
    "anyOf",
    "oneOf",
    "then",
    "else",
    "dependentSchemas",
];

/// Keywords that a kind says nothing of: the validator has to judge them.
const JUDGED: &[&str] = &[
    "$dynamicRef",
    "$recursiveRef",
    "not",
    "if",
    "then",
    "else",
    "dependentSchemas",
    "dependentRequired",
    "dependencies",
    "prefixItems",
    "additionalItems",
    "contains",
    "minContains",
    "maxContains",
    "unevaluatedItems",
    "unevaluatedProperties",
    "propertyNames",
    "patternProperties",
    "uniqueItems",
    "multipleOf",
    "pattern",
    "contentEncoding",
    "contentMediaType",
];

impl Builder {
    pub(super) fn push(&mut self, node: Node) -> ShapeId {
        self.nodes.push(node);
        ShapeId(self.nodes.len() - 1)
    }

    fn exact(&mut self, kind: Kind) -> ShapeId {
        self.push(Node::exact(kind))
    }

    fn opaque(&mut self) -> ShapeId {
        self.push(Node::judged(Kind::Opaque))
    }

    pub(super) fn node(&self, id: ShapeId) -> Node {
        self.nodes
            .get(id.0)
            .cloned()
            .unwrap_or_else(|| Node::judged(Kind::Opaque))
    }

    fn shape<'s>(&mut self, schema: &'s Value, at: At<'_, 's>) -> Result<ShapeId, ShapeError> {
        let keywords = match schema {
            Value::Object(keywords) if !keywords.is_empty() => keywords,
            Value::Bool(true) | Value::Object(_) => return Ok(self.exact(Kind::Any)),
            _ => return Ok(self.opaque()),
        };
        let address = std::ptr::from_ref(schema) as usize;
        if let Some(&known) = self.made.get(&address) {
            return Ok(known);
        }
        if self.depth >= DEPTH || self.nodes.len() >= NODES {
            return Ok(self.opaque());
        }
        if let Some(Value::String(reference)) = keywords.get("$ref")
            && (!at.references.have_siblings() || !keywords.keys().any(|key| is_said(key)))
        {
            self.depth += 1;
            let behind = self.reference(reference, &at.references.inside(schema), at.pointer);
            self.depth -= 1;
            if let Ok(id) = behind {
                self.made.insert(address, id);
            }
            return behind;
        }
        // Recursion leads to this place, which gets what is made below.
        let id = self.opaque();
        self.made.insert(address, id);
        self.depth += 1;
        let references = &at.references.inside(schema);
        let made = self.described(keywords, At { references, ..at });
        self.depth -= 1;
        let node = made?;
        if let Some(place) = self.nodes.get_mut(id.0) {
            *place = node;
        }
        Ok(id)
    }

    /// The node of a schema that is an object of keywords.
    fn described<'s>(
        &mut self,
        keywords: &'s Map<String, Value>,
        at: At<'_, 's>,
    ) -> Result<Node, ShapeError> {
        let title = keywords.get("title").and_then(Value::as_str);
        let is_name = |title: &&str| !title.trim().is_empty() && title.len() <= TITLE;
        let name = match self.strictness {
            Strictness::BuiltIn => title.filter(|_| at.name.is_empty()),
            Strictness::Any(_) => title.filter(is_name),
        };
        let name = name.unwrap_or(at.name);
        let at = At { name, ..at };
        let mut node = Node::exact(Kind::Any);
        if let Some(Value::String(reference)) = keywords.get("$ref") {
            let behind = self.reference(reference, at.references, at.pointer)?;
            node = self.node(behind);
        }
        let own = self.own(keywords, at)?;
        node = merge::both(self, node, own);
        for keyword in ["anyOf", "oneOf"] {
            if let Some(Value::Array(branches)) = keywords.get(keyword) {
                let mut alternatives = Vec::with_capacity(branches.len());
                for (index, branch) in branches.iter().enumerate() {
                    let pointer = &format!("{}/{keyword}/{index}", at.pointer);
                    alternatives.push(self.shape(branch, At { pointer, ..at })?);
                }
                let either = merge::either(self, &alternatives, keyword == "oneOf", name);
                node = merge::both(self, node, either);
            }
        }
        if let Some(Value::Array(branches)) = keywords.get("allOf") {
            for (index, branch) in branches.iter().enumerate() {
                let branch = self.branch(branch, at, &format!("allOf/{index}"))?;
                node = merge::both(self, node, branch);
            }
        }
        // What these ask for is known, though not always.
        for keyword in ["then", "else"] {
            if let (Some(branch), true) = (keywords.get(keyword), keywords.contains_key("if")) {
                let branch = self.branch(branch, at, keyword)?;
                node = merge::perhaps(self, node, branch);
            }
        }
        if let Some(Value::Object(branches)) = keywords.get("dependentSchemas") {
            for (property, branch) in branches {
                let branch = self.branch(branch, at, &format!("dependentSchemas/{property}"))?;
                node = merge::perhaps(self, node, branch);
            }
        }
        let is_judged = |key: &String| JUDGED.contains(&key.as_str());
        if keywords.keys().any(is_judged) {
            node.is_exact = false;
        }
        if self.left.is_none() && keywords.keys().any(|key| MERGING.contains(&key.as_str())) {
            // Some of its names may be missing, and would be taken for drift.
            node = Node::judged(Kind::Opaque);
        }
        node = limited(node, Limits::of(keywords));
        let is_unknown = |key: &String| {
            !SAID.contains(&key.as_str())
                && !SAYING_NOTHING.contains(&key.as_str())
                && !key.starts_with("x-")
        };
        if self.strictness == Strictness::BuiltIn && keywords.keys().any(is_unknown) {
            return Ok(Node::judged(Kind::Opaque));
        }
        let is_true = |keyword: &str| keywords.get(keyword) == Some(&Value::Bool(true));
        node.way = node.way.and(Way {
            is_read_only: is_true("readOnly"),
            is_write_only: is_true("writeOnly"),
        });
        if let Kind::Object(object) = &mut node.kind
            && !name.is_empty()
        {
            name.clone_into(&mut object.name);
        }
        Ok(node)
    }

    /// The node of a nameless schema that is part of another.
    fn branch<'s>(
        &mut self,
        schema: &'s Value,
        at: At<'_, 's>,
        below: &str,
    ) -> Result<Node, ShapeError> {
        let pointer = &format!("{}/{below}", at.pointer);
        let name = "";
        let id = self.shape(
            schema,
            At {
                pointer,
                name,
                ..at
            },
        )?;
        Ok(self.node(id))
    }

    fn reference(
        &mut self,
        reference: &str,
        references: &References<'_>,
        pointer: &str,
    ) -> Result<ShapeId, ShapeError> {
        let found = match references {
            References::Document(document) => reference
                .strip_prefix('#')
                .and_then(|inside| document.pointer(inside))
                .map(|target| (references.clone(), target)),
            References::Scope(scope) => scope
                .lookup(reference)
                .map(|(scope, target)| (References::Scope(scope), target)),
        };
        let (references, target) = found.ok_or_else(|| ShapeError {
            pointer: format!("{pointer}/$ref"),
            message: format!("the reference `{reference}` leads to nothing in this schema"),
        })?;
        let name = reference.rsplit(['/', '#']).next().unwrap_or(reference);
        let name = name.strip_suffix(".json").unwrap_or(name);
        let name = &bounded(name, NAME);
        let at = At {
            references: &references,
            pointer: reference,
            name,
        };
        self.shape(target, at)
    }

    /// What the keywords of the schema itself say, those that refer to others left out.
    fn own<'s>(
        &mut self,
        keywords: &'s Map<String, Value>,
        at: At<'_, 's>,
    ) -> Result<Node, ShapeError> {
        let node = self.typed(keywords, at)?;
        let node = self.listed(node, keywords, at.name);
        let values = match (keywords.get("enum"), keywords.get("const")) {
            (Some(Value::Array(values)), _) => values.as_slice(),
            (_, Some(value)) => std::slice::from_ref(value),
            _ => return Ok(node),
        };
        let allowed = enumeration(values, at.name);
        let has_null = values.contains(&Value::Null);
        let mut both = merge::both(self, node, allowed);
        both.is_nullable &= has_null;
        Ok(both)
    }

    /// The node with the values that an open enum lists (they are there once the schema is as it is
    /// compiled). They refuse nothing, so strings alone are looked at.
    fn listed(&self, node: Node, keywords: &Map<String, Value>, name: &str) -> Node {
        let values = keywords.get(OPEN_VALUES).and_then(Value::as_array);
        let texts = values.into_iter().flatten();
        let texts: Vec<String> = texts
            .filter_map(|value| value.as_str().map(str::to_owned))
            .collect();
        if self.strictness == Strictness::BuiltIn || texts.is_empty() {
            return node;
        }
        let list = Kind::OpenEnum(EnumShape::new(name, texts));
        match node.kind {
            Kind::String => Node { kind: list, ..node },
            // Without a type, anything else is as legal.
            Kind::Any => Node { kind: list, ..node }.inexact(),
            _ => node,
        }
    }

    /// What `type` and the keywords of that type say.
    fn typed<'s>(
        &mut self,
        keywords: &'s Map<String, Value>,
        at: At<'_, 's>,
    ) -> Result<Node, ShapeError> {
        let mut types: Vec<&str> = match keywords.get("type") {
            Some(Value::String(one)) => vec![one.as_str()],
            Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        let is_nullable = types.len() > 1 && types.contains(&"null");
        if is_nullable {
            types.retain(|one| *one != "null");
        }
        let mut node = match types.as_slice() {
            ["boolean"] => Node::exact(Kind::Boolean),
            ["number"] => Node::exact(Kind::Number),
            ["integer"] => self.integer(keywords, at.pointer)?,
            ["string"] => self.string(keywords, at.pointer)?,
            ["array"] => self.array(keywords, at)?,
            ["object"] => self.object(keywords, at)?,
            ["null"] => Node::exact(Kind::Null),
            // Keywords of a type judge values of that type alone.
            [] if keywords.contains_key("properties") => self.object(keywords, at)?.inexact(),
            [] if keywords.contains_key("items") => self.array(keywords, at)?.inexact(),
            [] => {
                let is_silent = ["format", "required", "additionalProperties"]
                    .iter()
                    .all(|keyword| !keywords.contains_key(*keyword));
                Node {
                    is_exact: is_silent,
                    is_nullable: true,
                    ..Node::exact(Kind::Any)
                }
            }
            several => {
                if several.contains(&"object") && keywords.contains_key("properties") {
                    self.object(keywords, at)?.inexact()
                } else if several.contains(&"array") && keywords.contains_key("items") {
                    self.array(keywords, at)?.inexact()
                } else {
                    Node::judged(Kind::Opaque)
                }
            }
        };
        node.is_nullable |= is_nullable;
        Ok(node)
    }

    fn format(
        &self,
        keywords: &Map<String, Value>,
        pointer: &str,
    ) -> Result<Option<Format>, ShapeError> {
        let Some(Value::String(name)) = keywords.get("format") else {
            return Ok(None);
        };
        match (Format::named(name), self.strictness) {
            (None, Strictness::BuiltIn) => Err(ShapeError {
                pointer: format!("{pointer}/format"),
                message: format!("the format `{name}` is not known, so it would never be asserted"),
            }),
            (format, _) => Ok(format),
        }
    }

    fn asserts_formats(&self) -> bool {
        self.strictness != Strictness::Any(FormatAssertion::Off)
    }

    fn integer(&self, keywords: &Map<String, Value>, pointer: &str) -> Result<Node, ShapeError> {
        let format = self.format(keywords, pointer)?;
        Ok(match format.filter(|_| self.asserts_formats()) {
            Some(Format::Int32) => Node::exact(Kind::Integer(IntegerFormat::Int32)),
            Some(Format::Int64) => Node::exact(Kind::Integer(IntegerFormat::Int64)),
            // The bounds of others are there once the schema is as it is compiled.
            _ => Node::exact(Kind::Integer(IntegerFormat::Any)),
        })
    }

    fn string(&self, keywords: &Map<String, Value>, pointer: &str) -> Result<Node, ShapeError> {
        let format = self.format(keywords, pointer)?;
        Ok(match (keywords.get("format"), format) {
            (_, Some(Format::DateTime)) => Node::exact(Kind::DateTime),
            (Some(_), _) => Node::judged(Kind::String),
            (None, _) => Node::exact(Kind::String),
        })
    }

    /// What a nameless object inside is called: by what holds it, where the contract is somebody's own.
    fn inner_name<'n>(&self, holder: &'n str) -> &'n str {
        match self.strictness {
            Strictness::BuiltIn => "",
            Strictness::Any(_) => holder,
        }
    }

    fn array<'s>(
        &mut self,
        keywords: &'s Map<String, Value>,
        at: At<'_, 's>,
    ) -> Result<Node, ShapeError> {
        let is_tuple = keywords.contains_key("prefixItems")
            || keywords.get("items").is_some_and(Value::is_array);
        let element = match keywords.get("items") {
            Some(items) if !is_tuple => {
                let pointer = &format!("{}/items", at.pointer);
                let name = self.inner_name(at.name);
                self.shape(
                    items,
                    At {
                        pointer,
                        name,
                        ..at
                    },
                )?
            }
            None if !is_tuple => self.exact(Kind::Any),
            _ => self.opaque(),
        };
        let node = Node::exact(Kind::Array(element));
        Ok(if is_tuple { node.inexact() } else { node })
    }

    fn object<'s>(
        &mut self,
        keywords: &'s Map<String, Value>,
        at: At<'_, 's>,
    ) -> Result<Node, ShapeError> {
        let others = self.others(keywords, at)?;
        let required: BTreeSet<&str> = keywords
            .get("required")
            .and_then(Value::as_array)
            .map(|names| names.iter().filter_map(Value::as_str).collect())
            .unwrap_or_default();
        let none = Map::new();
        let properties = keywords.get("properties").and_then(Value::as_object);
        let properties = properties.unwrap_or(&none);
        if properties.is_empty() && required.is_empty() && others == Others::Drift {
            return Ok(Node::exact(Kind::Map));
        }
        let mut fields = Vec::with_capacity(properties.len());
        for (wire, property) in properties {
            let pointer = &format!("{}/properties/{wire}", at.pointer);
            let name = &bounded(self.inner_name(wire), NAME);
            fields.push(Field {
                shape: self.shape(
                    property,
                    At {
                        pointer,
                        name,
                        ..at
                    },
                )?,
                python: snake_case(wire),
                required: required.contains(wire.as_str()),
                wire: wire.clone(),
                slot: 0,
                stays_away: false,
            });
        }
        // A name that is required and not described is one of the others.
        let mut is_said = true;
        let other = match others {
            Others::Drift => self.exact(Kind::Any),
            Others::Free(shape) => shape,
            Others::Closed => self.opaque(),
        };
        for wire in required {
            if !properties.contains_key(wire) {
                is_said &= others != Others::Closed;
                fields.push(Field {
                    shape: other,
                    python: snake_case(wire),
                    required: true,
                    wire: wire.to_owned(),
                    slot: 0,
                    stays_away: false,
                });
            }
        }
        let object = self.fields(at.name, fields, others);
        Ok(if is_said {
            Node::exact(Kind::Object(object))
        } else {
            Node::judged(Kind::Object(object))
        })
    }

    /// What the schema says of names that are no property's.
    fn others<'s>(
        &mut self,
        keywords: &'s Map<String, Value>,
        at: At<'_, 's>,
    ) -> Result<Others, ShapeError> {
        // Some of the other names are as good as known.
        let has_patterns = keywords.contains_key("patternProperties");
        Ok(match keywords.get("additionalProperties") {
            None | Some(Value::Bool(_)) if has_patterns => Others::Free(self.opaque()),
            None | Some(Value::Bool(true)) => Others::Drift,
            Some(Value::Bool(false)) => Others::Closed,
            Some(Value::Object(schema)) if schema.is_empty() && has_patterns => {
                Others::Free(self.opaque())
            }
            Some(Value::Object(schema)) if schema.is_empty() => Others::Drift,
            Some(schema) => {
                let pointer = &format!("{}/additionalProperties", at.pointer);
                let name = "";
                Others::Free(self.shape(
                    schema,
                    At {
                        pointer,
                        name,
                        ..at
                    },
                )?)
            }
        })
    }

    /// An object of these fields.
    fn fields(&mut self, name: &str, mut fields: Vec<Field>, others: Others) -> ObjectShape {
        fields.sort_by(|left, right| left.wire.cmp(&right.wire));
        self.number(&mut fields);
        let known = Fields {
            list: fields,
            ..Fields::default()
        };
        ObjectShape {
            name: name.to_owned(),
            known: Arc::new(known),
            others,
        }
    }

    /// Gives fields slots of their own.
    pub(super) fn number(&mut self, fields: &mut [Field]) {
        for field in fields {
            field.slot = self.slots;
            self.slots += 1;
        }
    }

    /// Takes so much of what may be put together; nothing is left where it is too much.
    pub(super) fn spend(&mut self, count: usize) -> bool {
        self.left = self.left.and_then(|left| left.checked_sub(count));
        self.left.is_some()
    }

    /// Puts nothing together any more.
    pub(super) fn give_up(&mut self) {
        self.left = None;
    }
}

/// The node with limits, where they can be told of its kind; without them it is left to the validator.
fn limited(node: Node, limits: Option<Limits>) -> Node {
    let is_open = matches!(node.kind, Kind::Any | Kind::Opaque);
    match limits.and_then(|limits| node.limits.and(&limits)) {
        None => node.inexact(),
        Some(limits) => Node {
            is_exact: node.is_exact && (limits.are_free() || !is_open),
            limits,
            ..node
        },
    }
}

/// The node of a set of values: strings, and null beside them.
fn enumeration(values: &[Value], name: &str) -> Node {
    let has_null = values.contains(&Value::Null);
    let others = values.iter().filter(|value| !value.is_null());
    let strings: Option<Vec<String>> = others
        .map(|value| value.as_str().map(str::to_owned))
        .collect();
    match strings {
        Some(values) if !values.is_empty() => Node {
            is_nullable: has_null,
            ..Node::exact(Kind::Enum(EnumShape::new(name, values)))
        },
        Some(_) if has_null => Node::exact(Kind::Null),
        _ => Node {
            is_nullable: has_null,
            ..Node::judged(Kind::Opaque)
        },
    }
}
