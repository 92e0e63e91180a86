//! What stands in payloads, whether it conforms or not: the pass behind the observed lock and the charts of
//! reports.
//!
//! A payload and its contract's [`Shape`] come in and are walked together; an [`Observer`] is told of
//! each value, by the pattern of its place. Nothing is judged here. The keys of free maps are the user's
//! own, so they are one place, `*`; where the contract says nothing of their values, these are left out.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::contract::registry::{Contract, Registry};
use crate::contract::shape::{Kind, Naming, ObjectShape, Others, Shape, ShapeId};
use crate::temporal::{self, BreachKind};
use crate::text::json::{self, Member, Node, Value};
use crate::text::name::{NAME, POINTER, bounded};
use crate::text::pointer::escaped;
use crate::text::secret::{MASK, Secrets};
use crate::text::{Pointer, Span};

/// The types of JSON, but for `null`, which is told apart.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum JsonType {
    /// `true` or `false`.
    Boolean,
    /// A number, whole or not.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}

impl JsonType {
    /// The type's name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Boolean => "boolean",
            Self::Number => "number",
            Self::String => "string",
            Self::Array => "array",
            Self::Object => "object",
        }
    }
}

/// A value, where it stands, and what is worth telling of it.
#[derive(Clone, Debug)]
pub struct Sight<'a> {
    /// The pattern of its place: a JSON Pointer in which indices and free keys are `*`, and fields have
    /// their names on the wire.
    pub pattern: &'a str,
    /// What of the pattern stands behind the nearest object that has a name.
    pub within: &'a str,
    /// The DTO that it belongs to; empty where nobody knows.
    pub dto: &'a str,
    /// The DTO that its members belong to, where it is an object.
    pub own: &'a str,
    /// The field within its DTO, where it is the value of one, or in it.
    pub field: Option<&'a str>,
    /// Its type; `None` for `null`.
    pub kind: Option<JsonType>,
    /// What the contract says of it.
    pub known: &'a Kind,
    /// The value itself.
    pub node: &'a Node<'a>,
    /// How it is spelled, where the contract asks for a date and it is one in some notation.
    pub spelling: Option<String>,
    /// Which of the listed values of an enum it is, closed or open.
    pub value: Option<&'a str>,
    /// Its bytes within the payload.
    pub span: Span,
    /// Those of its name, where it has one.
    pub name_span: Option<Span>,
    /// The names of its members as the contract knows them, where it is an object whose names are no
    /// user's.
    pub members: Option<Vec<Cow<'a, str>>>,
    way: &'a [Step<'a>],
}

impl Sight<'_> {
    /// Where it stands in the payload.
    pub fn pointer(&self) -> Pointer {
        let way = self.way.iter();
        way.fold(Pointer::root(), |at, step| match step {
            Step::Element(index) => at.element(*index),
            Step::Member(name) => at.member(name),
        })
    }
}

#[derive(Clone, Copy, Debug)]
enum Step<'a> {
    Element(usize),
    Member(&'a str),
}

/// What to do after a value was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Tell what is inside as well.
    Inside,
    /// Leave that out.
    Past,
}

/// Is told what stands in payloads.
pub trait Observer {
    /// A value.
    fn sees(&mut self, sight: &Sight<'_>) -> Next;
}

/// The contract that a payload was checked as, by the name that [`super::Checker::check`] gives.
pub fn contract_of<'r>(registry: &'r Registry, name: &str) -> Option<&'r Contract> {
    match name.strip_suffix("[]") {
        Some(element) => registry.array_contract(element),
        None => registry.contract(name),
    }
}

/// Tells `observer` of all values of a payload; of none where it is no JSON.
pub fn observe(shape: &Shape, payload: &[u8], observer: &mut dyn Observer) {
    let Ok(root) = json::parse(payload) else {
        return;
    };
    let mut walk = Walk {
        shape,
        observer,
        pattern: String::new(),
    };
    let spot = Spot {
        shape: shape.root(),
        dto: "",
        field: None,
        start: 0,
        name_span: None,
    };
    walk.value(&root, &spot, &mut Vec::new());
}

/// What the contract knows of a value.
#[derive(Clone, Copy)]
struct Spot<'a> {
    shape: ShapeId,
    dto: &'a str,
    field: Option<&'a str>,
    /// Where the pattern goes on behind the object that `dto` names.
    start: usize,
    name_span: Option<Span>,
}

struct Walk<'w> {
    shape: &'w Shape,
    observer: &'w mut dyn Observer,
    pattern: String,
}

impl<'w> Walk<'w> {
    /// The tree is at most as deep as is read, so the calls are, too.
    fn value<'a>(&mut self, node: &'a Node<'a>, spot: &Spot<'a>, way: &mut Vec<Step<'a>>)
    where
        'w: 'a,
    {
        let shape: &'w Shape = self.shape;
        let kind = shape.kind(spot.shape);
        let object = shape.object(spot.shape);
        let own = match object {
            Some(object) if !object.name.is_empty() => &object.name,
            _ => spot.dto,
        };
        let sight = Sight {
            pattern: &self.pattern,
            within: self.pattern.get(spot.start..).unwrap_or_default(),
            dto: if spot.dto.is_empty() { own } else { spot.dto },
            own,
            field: spot.field,
            kind: type_of(&node.value),
            known: kind,
            node,
            spelling: spelling(kind, &node.value),
            value: enum_value(kind, &node.value),
            span: node.span,
            name_span: spot.name_span,
            members: members(kind, &node.value),
            way,
        };
        // Whatever is inside is the user's.
        let is_free =
            matches!(kind, Kind::Any) || matches!(kind, Kind::Map) && shape.is_exact(spot.shape);
        if self.observer.sees(&sight) == Next::Past || is_free {
            return;
        }
        match &node.value {
            Value::Array(elements) => {
                let element = match kind {
                    Kind::Array(element) => *element,
                    _ => shape.opaque(),
                };
                for (index, inner) in elements.iter().enumerate() {
                    let inside = Spot {
                        shape: element,
                        name_span: None,
                        ..*spot
                    };
                    way.push(Step::Element(index));
                    self.inside("*", inner, &inside, way);
                    way.pop();
                }
            }
            Value::Object(members) => {
                for member in members {
                    let Some((name, inside)) = self.member(spot, kind, member) else {
                        continue;
                    };
                    way.push(Step::Member(&member.name));
                    self.inside(&name, &member.value, &inside, way);
                    way.pop();
                }
            }
            _ => {}
        }
    }

    fn inside<'a>(
        &mut self,
        name: &str,
        node: &'a Node<'a>,
        spot: &Spot<'a>,
        way: &mut Vec<Step<'a>>,
    ) where
        'w: 'a,
    {
        let length = self.pattern.len();
        self.pattern.push('/');
        self.pattern.push_str(&escaped(name));
        self.value(node, spot, way);
        self.pattern.truncate(length);
    }

    /// The name of a member in patterns, and what is known of its value; `None` where both are the user's.
    fn member<'a>(
        &self,
        spot: &Spot<'a>,
        kind: &'w Kind,
        member: &'a Member<'a>,
    ) -> Option<(Cow<'a, str>, Spot<'a>)>
    where
        'w: 'a,
    {
        let unknown = Spot {
            shape: self.shape.opaque(),
            field: None,
            name_span: Some(member.name_span),
            ..*spot
        };
        let object = match kind {
            Kind::Object(object) => object,
            // The schema says something of its values, which is not known here.
            Kind::Map => return Some((Cow::Borrowed("*"), unknown)),
            _ => return Some((harmless(&member.name), unknown)),
        };
        let (dto, start) = if object.name.is_empty() {
            (spot.dto, spot.start)
        } else {
            (object.name.as_str(), self.pattern.len())
        };
        let unknown = Spot {
            dto,
            start,
            ..unknown
        };
        let (name, shape, field) = match (wire(object, &member.name), object.others()) {
            (Some((wire, shape)), _) => (Cow::Borrowed(wire), shape, Some(wire)),
            (None, Others::Free(shape)) if matches!(self.shape.kind(shape), Kind::Any) => {
                return None;
            }
            (None, Others::Free(shape)) => (Cow::Borrowed("*"), shape, None),
            (None, Others::Drift | Others::Closed) => (harmless(&member.name), unknown.shape, None),
        };
        Some((
            name,
            Spot {
                shape,
                field,
                ..unknown
            },
        ))
    }
}

/// A name that the contract does not have, as it may be told: a token that is a key is one place, whichever
/// it is, and a long name is told by what stands for it.
fn harmless(name: &str) -> Cow<'_, str> {
    match Secrets::default().masked(name) {
        Cow::Borrowed(_) => bounded(name, NAME),
        Cow::Owned(_) => Cow::Borrowed(MASK),
    }
}

/// The name on the wire of the field that is called `name` in either naming, and its shape.
fn wire<'s>(object: &'s ObjectShape, name: &str) -> Option<(&'s str, ShapeId)> {
    let (_, field) = object
        .field(name, Naming::Wire)
        .or_else(|| object.field(name, Naming::Python))?;
    Some((&field.wire, field.shape))
}

/// The names of an object's members, where they are no user's.
fn members<'a>(kind: &'a Kind, value: &'a Value<'a>) -> Option<Vec<Cow<'a, str>>> {
    let Value::Object(members) = value else {
        return None;
    };
    let object = match kind {
        Kind::Map | Kind::Any => return None,
        Kind::Object(object) => Some(object),
        _ => None,
    };
    let names = members.iter().map(|member| {
        let known = object.and_then(|object| wire(object, &member.name));
        known.map_or_else(|| harmless(&member.name), |(wire, _)| Cow::Borrowed(wire))
    });
    Some(names.collect())
}

const fn type_of(value: &Value<'_>) -> Option<JsonType> {
    match value {
        Value::Null | Value::Unread => None,
        Value::Boolean(_) => Some(JsonType::Boolean),
        Value::Number(_) => Some(JsonType::Number),
        Value::String(_) => Some(JsonType::String),
        Value::Array(_) => Some(JsonType::Array),
        Value::Object(_) => Some(JsonType::Object),
    }
}

fn enum_value<'a>(kind: &Kind, value: &'a Value<'a>) -> Option<&'a str> {
    match (kind, value) {
        (Kind::Enum(values) | Kind::OpenEnum(values), Value::String(text)) => {
            values.contains(text).then_some(text)
        }
        _ => None,
    }
}

fn spelling(kind: &Kind, value: &Value<'_>) -> Option<String> {
    let (Kind::DateTime, Value::String(text)) = (kind, value) else {
        return None;
    };
    if let Some(class) = temporal::classify(text) {
        return Some(class.name().to_owned());
    }
    let reading = temporal::read(text);
    let none = [
        BreachKind::Empty,
        BreachKind::Placeholder,
        BreachKind::Sentinel,
        BreachKind::Unrecognised,
    ];
    let is_date = !reading.breaches.iter().any(|one| none.contains(&one.kind));
    is_date.then(|| reading.spelling.into_owned())
}

/// Places that are kept for one run; keys that are data would be a place each.
pub const MAX_PLACES: usize = 20_000;

/// What was seen of all payloads so far, by contract and place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sightings {
    contracts: BTreeMap<String, BTreeMap<String, Tally>>,
    places: usize,
    /// Values at places that were not kept: too many, or too far inside.
    beyond: u64,
}

/// What was seen at one place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many values.
    pub count: u64,
    /// How many of them are `null`.
    pub nulls: u64,
    /// How many are objects.
    pub objects: u64,
    /// The types of the others.
    pub types: BTreeSet<JsonType>,
    /// How dates are spelled.
    pub spellings: BTreeSet<String>,
    /// The values of an enum.
    pub values: BTreeSet<String>,
    /// Whether it is a field of an object, which may be absent.
    pub is_member: bool,
}

impl Sightings {
    /// What was seen, by contract and pattern.
    pub const fn contracts(&self) -> &BTreeMap<String, BTreeMap<String, Tally>> {
        &self.contracts
    }

    /// Values at places beyond those that are kept.
    pub const fn beyond(&self) -> u64 {
        self.beyond
    }

    /// The observer of the payloads of one contract.
    pub fn of<'s>(&'s mut self, contract: &'s str) -> Gatherer<'s> {
        Gatherer {
            sightings: self,
            contract,
        }
    }

    /// Adds what was seen elsewhere.
    pub fn merge(&mut self, later: Self) {
        self.beyond += later.beyond;
        for (contract, places) in later.contracts {
            for (pattern, tally) in places {
                match self.tally(&contract, &pattern) {
                    Some(own) => own.merge(tally),
                    None => self.beyond += tally.count,
                }
            }
        }
    }

    fn tally(&mut self, contract: &str, pattern: &str) -> Option<&mut Tally> {
        let is_known = self
            .contracts
            .get(contract)
            .is_some_and(|places| places.contains_key(pattern));
        if !is_known {
            if self.places >= MAX_PLACES {
                return None;
            }
            self.places += 1;
            let places = self.contracts.entry(contract.to_owned()).or_default();
            places.insert(pattern.to_owned(), Tally::default());
        }
        self.contracts.get_mut(contract)?.get_mut(pattern)
    }
}

impl Tally {
    fn merge(&mut self, later: Self) {
        self.count += later.count;
        self.nulls += later.nulls;
        self.objects += later.objects;
        self.types.extend(later.types);
        self.spellings.extend(later.spellings);
        self.values.extend(later.values);
        self.is_member |= later.is_member;
    }
}

/// Counts what it is told.
#[derive(Debug)]
pub struct Gatherer<'s> {
    sightings: &'s mut Sightings,
    contract: &'s str,
}

impl Observer for Gatherer<'_> {
    fn sees(&mut self, sight: &Sight<'_>) -> Next {
        let is_short = sight.pattern.len() <= POINTER;
        let tally = is_short.then(|| self.sightings.tally(self.contract, sight.pattern));
        let Some(tally) = tally.flatten() else {
            self.sightings.beyond += 1;
            return Next::Past;
        };
        tally.count += 1;
        match sight.kind {
            None => tally.nulls += 1,
            Some(kind) => {
                tally.objects += u64::from(kind == JsonType::Object);
                tally.types.insert(kind);
            }
        }
        if let Some(spelling) = &sight.spelling
            && !tally.spellings.contains(spelling)
        {
            tally.spellings.insert(spelling.clone());
        }
        if let Some(value) = sight.value
            && !tally.values.contains(value)
        {
            tally.values.insert(value.to_owned());
        }
        tally.is_member |= sight.name_span.is_some() && !sight.pattern.ends_with("/*");
        Next::Inside
    }
}
