//! The full look: every departure of one record, each with its place.
//!
//! A record's tree comes in. It is walked together with the contract's shape into a canonical
//! value (right names, no nulls that mean absent), which the schema's validator judges; what it
//! refuses and what the walk itself saw go to the rules as sites, and findings come out. Names
//! are made canonical first because a re-spelled field is still the field that it is.

use std::collections::{HashMap, HashSet};

use serde_json::Map;

use super::duplicates::repeated;
use super::{Nulls, Sink, SpelledDate};
use crate::contract::registry::Contract;
use crate::contract::shape::{Field, Kind, Naming, ObjectShape, ShapeId};
use crate::contract::violation::Violation;
use crate::finding::Finding;
use crate::rule::site::{Beside, Departure, Reach, Respelling, Site};
use crate::rule::{self, STAND_IN};
use crate::temporal::{self, Reading};
use crate::text::json::{Member, Node, Value};
use crate::text::nearest::nearest;
use crate::text::{Pointer, Span};

/// One record and how it is to be looked at.
#[derive(Clone, Debug)]
pub struct Record<'a> {
    /// The contract of the record.
    pub contract: &'a Contract,
    /// The name of the contract that the whole payload is checked as.
    pub payload_contract: &'a str,
    /// How names are expected to be spelled.
    pub naming: Naming,
    /// What `null` in an optional field means.
    pub nulls: Nulls,
    /// The record's bytes, from which the tree was read.
    pub text: &'a [u8],
    /// Bytes of the payload before them.
    pub base: usize,
    /// The record's place in the payload.
    pub pointer: Pointer,
    /// Whether the schema itself looks at the record.
    pub reach: Reach,
    /// Which departures are left out, because one finding about the payload stands for them.
    pub silent: Silent,
    /// Bytes of `text` that another look covers as what they are: it tells their repeated keys.
    pub covered: Option<Span>,
}

/// Departures that are left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Silent {
    /// None.
    Nothing,
    /// Names in the other naming: the whole payload has it.
    OtherNaming,
    /// Unknown and re-spelled names at the record's top: they are another DTO's.
    TopNames,
    /// The refusal of the member `body`, which is wrapped otherwise.
    Body,
}

/// What a full look leaves for the payload as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Absent {
    /// Optional fields that were null, read as absent.
    pub count: usize,
    /// The bytes of the first of them within the payload.
    pub first: Option<Span>,
}

/// Looks at `root`, the tree of the record, and tells `sink` all that departs, in the order of
/// the record's bytes.
pub fn look(record: &Record<'_>, root: &Node<'_>, sink: &mut dyn Sink) -> Absent {
    let shape = record.contract.shape.root();
    let mut walk = Walk {
        record,
        sites: HashMap::new(),
        departures: Vec::new(),
        extras: Vec::new(),
        dates: Vec::new(),
        absent: Absent::default(),
    };
    let spot = Spot {
        node: root,
        shape,
        owner: walk.object_name(shape, ""),
        field: None,
        pointer: record.pointer.clone(),
        span: root.span,
        reach: record.reach,
    };
    let value = walk.value(&spot, String::new());
    let mut findings = walk.judge(&value);
    let extras = std::mem::take(&mut walk.extras);
    for extra in extras {
        findings.extend(walk.judge_extra(&extra));
    }
    for (departure, spot) in std::mem::take(&mut walk.departures) {
        findings.push(walk.finding(departure, &spot));
    }
    findings.sort_by(|left, right| {
        (left.span, left.rule, &left.variant).cmp(&(right.span, right.rule, &right.variant))
    });
    for date in walk.dates {
        sink.spelled(SpelledDate {
            dto: date.dto,
            field: date.field,
            spelling: &date.spelling,
            span: Span::new(
                record.base + date.span.start(),
                record.base + date.span.end(),
            ),
        });
    }
    for finding in findings {
        sink.found(finding);
    }
    walk.absent
}

/// A place of the tree and what the contract says there.
#[derive(Clone, Debug)]
struct Spot<'a> {
    node: &'a Node<'a>,
    shape: ShapeId,
    owner: &'a str,
    field: Option<&'a Field>,
    pointer: Pointer,
    span: Span,
    reach: Reach,
}

/// A field's second value under another name, to be judged by itself.
struct Extra<'a> {
    field: &'a Field,
    /// The canonical pointer of the object that has it.
    parent: String,
    spot: Spot<'a>,
}

struct Date<'a> {
    dto: &'a str,
    field: &'a str,
    spelling: String,
    span: Span,
}

struct Walk<'a> {
    record: &'a Record<'a>,
    /// Every judged place by its canonical pointer.
    sites: HashMap<String, Spot<'a>>,
    departures: Vec<(Departure<'a>, Spot<'a>)>,
    extras: Vec<Extra<'a>>,
    dates: Vec<Date<'a>>,
    absent: Absent,
}

impl<'a> Walk<'a> {
    fn object_name(&self, shape: ShapeId, otherwise: &'a str) -> &'a str {
        match self.record.contract.shape.object(shape) {
            Some(object) if !object.name.is_empty() => &object.name,
            _ => otherwise,
        }
    }

    /// The canonical value of a place; remembers the place and what departs there.
    fn value(&mut self, spot: &Spot<'a>, canonical: String) -> serde_json::Value {
        let contract = self.record.contract;
        let value = match (contract.shape.kind(spot.shape), &spot.node.value) {
            (Kind::Object(object), Value::Object(members)) => {
                self.object(spot, object, members, &canonical)
            }
            (Kind::Array(element), Value::Array(elements)) => {
                self.array(spot, *element, elements, &canonical)
            }
            (Kind::DateTime, _) => {
                self.date(spot);
                self.free(spot.node, spot)
            }
            (Kind::Enum(values), Value::String(text))
                if text == STAND_IN && values.contains(text) =>
            {
                self.departures.push((Departure::StandIn, spot.clone()));
                self.free(spot.node, spot)
            }
            _ => self.free(spot.node, spot),
        };
        self.sites.insert(canonical, spot.clone());
        value
    }

    fn array(
        &mut self,
        spot: &Spot<'a>,
        element: ShapeId,
        elements: &'a [Node<'a>],
        canonical: &str,
    ) -> serde_json::Value {
        let owner = self.object_name(element, spot.owner);
        elements
            .iter()
            .enumerate()
            .filter(|(_, node)| node.value != Value::Unread)
            .map(|(index, node)| {
                let inside = Spot {
                    node,
                    shape: element,
                    owner,
                    pointer: spot.pointer.element(index),
                    span: node.span,
                    ..spot.clone()
                };
                self.value(&inside, format!("{canonical}/{index}"))
            })
            .collect()
    }

    fn object(
        &mut self,
        spot: &Spot<'a>,
        object: &'a ObjectShape,
        members: &'a [Member<'a>],
        canonical: &str,
    ) -> serde_json::Value {
        let owner = self.object_name(spot.shape, spot.owner);
        self.repeated(spot, &[], owner, members);
        // Most parsers keep the last of several members of one name, and so does the validator.
        let last: Last<'a> = members
            .iter()
            .enumerate()
            .map(|(index, member)| (member.name.as_ref(), index))
            .collect();
        let mut value = Map::new();
        for (index, member) in members.iter().enumerate() {
            let name = member.name.as_ref();
            if last.get(name) != Some(&index) {
                continue;
            }
            let key = Spot {
                node: &member.value,
                shape: spot.shape,
                owner,
                field: None,
                pointer: spot.pointer.member(name),
                span: member.name_span,
                reach: spot.reach,
            };
            match self.resolve(object, &last, member) {
                Resolved::Exact(field) => {
                    let inside = Self::inside(&key, field, spot.reach);
                    self.field(&inside, field, canonical, &mut value);
                }
                Resolved::Respelled(field, how) => {
                    let beside = if last.contains_key(field.name(self.record.naming)) {
                        Beside::Both
                    } else {
                        Beside::Alone
                    };
                    let departure = Departure::RespelledField { name, how, beside };
                    self.respelled(&key, field, departure, canonical, &mut value);
                }
                Resolved::Unknown => {
                    if !self.top_names_are_silent(spot) {
                        self.departures
                            .push((Departure::UnknownField { name }, key.clone()));
                    }
                    self.free(&member.value, &key);
                }
            }
        }
        serde_json::Value::Object(value)
    }

    fn inside(key: &Spot<'a>, field: &'a Field, reach: Reach) -> Spot<'a> {
        Spot {
            shape: field.shape,
            field: Some(field),
            span: key.node.span,
            reach,
            ..key.clone()
        }
    }

    fn top_names_are_silent(&self, spot: &Spot<'a>) -> bool {
        self.record.silent == Silent::TopNames && spot.pointer == self.record.pointer
    }

    /// A field under its right name: it becomes part of the canonical object.
    fn field(
        &mut self,
        inside: &Spot<'a>,
        field: &'a Field,
        canonical: &str,
        value: &mut Map<String, serde_json::Value>,
    ) {
        let means_absent = self.record.nulls == Nulls::Absent && !field.required;
        if means_absent && inside.node.value == Value::Null {
            self.absent.count += 1;
            let start = self.record.base + inside.span.start();
            let span = Span::new(start, start + inside.span.len());
            self.absent.first = self.absent.first.into_iter().chain([span]).min();
            return;
        }
        let pointer = format!("{canonical}/{}", field.wire);
        let inner = self.value(inside, pointer);
        value.insert(field.wire.clone(), inner);
    }

    /// A field under another name: the name is told, and the value is judged as the field's.
    fn respelled(
        &mut self,
        key: &Spot<'a>,
        field: &'a Field,
        departure: Departure<'a>,
        canonical: &str,
        value: &mut Map<String, serde_json::Value>,
    ) {
        let Departure::RespelledField { how, beside, .. } = departure else {
            return;
        };
        let silent = match self.record.silent {
            Silent::OtherNaming => how == Respelling::Naming,
            Silent::TopNames => {
                key.pointer.tokens().len() == self.record.pointer.tokens().len() + 1
            }
            Silent::Nothing | Silent::Body => false,
        };
        if !silent {
            // The name itself stands where the schema looks: its own level holds.
            let spot = Spot {
                field: Some(field),
                ..key.clone()
            };
            self.departures.push((departure, spot));
        }
        let inside = Self::inside(key, field, Reach::BeyondSchema);
        if beside == Beside::Alone && !value.contains_key(&field.wire) {
            self.field(&inside, field, canonical, value);
        } else {
            self.extras.push(Extra {
                field,
                parent: canonical.to_owned(),
                spot: inside,
            });
        }
    }

    /// Which field a member is.
    fn resolve(
        &self,
        object: &'a ObjectShape,
        last: &Last<'a>,
        member: &Member<'_>,
    ) -> Resolved<'a> {
        let naming = self.record.naming;
        let name = member.name.as_ref();
        if let Some((_, field)) = object.field(name, naming) {
            return Resolved::Exact(field);
        }
        if let Some((_, field)) = object.field(name, naming.other()) {
            return Resolved::Respelled(field, Respelling::Naming);
        }
        if let Some(folded) = folded(name)
            && let Some(field) = object
                .fields()
                .iter()
                .find(|field| field.wire.eq_ignore_ascii_case(&folded))
        {
            return Resolved::Respelled(field, Respelling::Case);
        }
        match self.near_miss(object, last, member) {
            Some(field) => Resolved::Respelled(field, Respelling::NearMiss),
            None => Resolved::Unknown,
        }
    }

    /// A name one or two letters away is a near miss only where the field itself is absent and
    /// the value's type is the field's: `sourceIds` beside `sourceId`, or holding an array, is a
    /// new field.
    fn near_miss(
        &self,
        object: &'a ObjectShape,
        last: &Last<'a>,
        member: &Member<'_>,
    ) -> Option<&'a Field> {
        let name = member.name.as_ref();
        let naming = self.record.naming;
        if name.len() < 5 || crate::contract::revision::added_in(&object.name, name).is_some() {
            return None;
        }
        let near = nearest(name, object.fields().iter().map(|field| field.name(naming)))?;
        let allowed = if name.len() < 10 { 1 } else { 2 };
        let absent = !last.contains_key(near);
        let (_, field) = object.field(near, naming)?;
        let fits = self.type_fits(field.shape, &member.value);
        (strsim::osa_distance(name, near) <= allowed && absent && fits).then_some(field)
    }

    fn type_fits(&self, shape: ShapeId, node: &Node<'_>) -> bool {
        matches!(
            (self.record.contract.shape.kind(shape), &node.value),
            (
                Kind::String | Kind::DateTime | Kind::Enum(_),
                Value::String(_)
            ) | (Kind::Object(_) | Kind::Map, Value::Object(_))
                | (Kind::Array(_), Value::Array(_))
                | (Kind::Boolean, Value::Boolean(_))
                | (Kind::Integer(_) | Kind::Number, Value::Number(_))
        )
    }

    /// A value that no shape follows further, as `serde_json` has it; repeated keys are found at
    /// every depth.
    fn free(&mut self, node: &'a Node<'a>, spot: &Spot<'a>) -> serde_json::Value {
        self.free_below(node, spot, &mut Vec::new())
    }

    /// Like [`Self::free`], for a `node` that `below` leads to from the spot. The pointer is made
    /// only where a key repeats: one for each value would cost every name above it each time.
    fn free_below(
        &mut self,
        node: &'a Node<'a>,
        spot: &Spot<'a>,
        below: &mut Vec<Step<'a>>,
    ) -> serde_json::Value {
        match &node.value {
            Value::Null | Value::Unread => serde_json::Value::Null,
            Value::Boolean(value) => serde_json::Value::Bool(*value),
            Value::Number(digits) => number(digits),
            Value::String(text) => serde_json::Value::String(text.clone().into_owned()),
            Value::Array(elements) => {
                let mut values = Vec::with_capacity(elements.len());
                for (index, element) in elements.iter().enumerate() {
                    below.push(Step::Element(index));
                    values.push(self.free_below(element, spot, below));
                    below.pop();
                }
                serde_json::Value::Array(values)
            }
            Value::Object(members) => {
                self.repeated(spot, below, spot.owner, members);
                let mut values = Map::new();
                for member in members {
                    below.push(Step::Member(&member.name));
                    let value = self.free_below(&member.value, spot, below);
                    values.insert(member.name.clone().into_owned(), value);
                    below.pop();
                }
                serde_json::Value::Object(values)
            }
        }
    }

    /// Notes the keys that an object repeats; `below` leads to it from the spot.
    fn repeated(
        &mut self,
        spot: &Spot<'a>,
        below: &[Step<'a>],
        owner: &'a str,
        members: &'a [Member<'a>],
    ) {
        let mut pointer = None;
        for (member, values) in repeated(members, self.record.text) {
            if let Some(covered) = self.record.covered
                && covered.start() <= member.name_span.start()
                && member.name_span.end() <= covered.end()
            {
                continue;
            }
            let departure = Departure::DuplicateKey {
                name: &member.name,
                values,
            };
            let object = pointer.get_or_insert_with(|| {
                below
                    .iter()
                    .fold(spot.pointer.clone(), |at, step| match step {
                        Step::Element(index) => at.element(*index),
                        Step::Member(name) => at.member(name),
                    })
            });
            let place = Spot {
                node: &member.value,
                owner,
                pointer: object.member(&member.name),
                span: member.name_span,
                ..spot.clone()
            };
            self.departures.push((departure, place));
        }
    }

    /// Notes how a date is spelled, and what is worth a remark about a conforming one.
    fn date(&mut self, spot: &Spot<'a>) {
        let Value::String(text) = &spot.node.value else {
            if let Some(reading) = reading(spot.node) {
                self.spelled(spot, reading.spelling.into_owned());
            }
            return;
        };
        match temporal::classify(text) {
            Some(class) => {
                self.spelled(spot, class.name().to_owned());
                if let Some(remark) = temporal::remark(text) {
                    self.departures
                        .push((Departure::DateRemark(remark), spot.clone()));
                }
            }
            None => self.spelled(spot, temporal::read(text).spelling.into_owned()),
        }
    }

    fn spelled(&mut self, spot: &Spot<'a>, spelling: String) {
        if let Some(field) = spot.field {
            self.dates.push(Date {
                dto: spot.owner,
                field: &field.wire,
                spelling,
                span: spot.span,
            });
        }
    }

    /// What the schema refuses in the canonical value, as findings.
    fn judge(&self, value: &serde_json::Value) -> Vec<Finding> {
        let mut violations = self.record.contract.validator().violations(value);
        // A value of the wrong type also breaks `enum`: one finding a value.
        let wrong: HashSet<String> = violations
            .iter()
            .filter(|violation| violation.keyword == "type")
            .map(|violation| violation.pointer.clone())
            .collect();
        violations
            .retain(|violation| violation.keyword == "type" || !wrong.contains(&violation.pointer));
        violations
            .iter()
            .filter(|violation| !self.is_silent(violation))
            .filter_map(|violation| self.refused(violation))
            .collect()
    }

    fn is_silent(&self, violation: &Violation) -> bool {
        self.record.silent == Silent::Body && violation.pointer == "/body"
    }

    fn refused(&self, violation: &Violation) -> Option<Finding> {
        let spot = self
            .sites
            .get(&violation.pointer)
            .or_else(|| self.sites.get(""))?;
        let kind = self.record.contract.shape.kind(spot.shape);
        let departure = Departure::Refused {
            keyword: &violation.keyword,
            missing: violation.missing.as_deref(),
            message: &violation.message,
            reading: match kind {
                Kind::DateTime => reading(spot.node),
                _ => None,
            },
        };
        Some(self.finding(departure, spot))
    }

    /// Judges a field's second value by itself, in an otherwise empty payload.
    fn judge_extra(&mut self, extra: &Extra<'a>) -> Vec<Finding> {
        let sites = std::mem::take(&mut self.sites);
        let parent: String = extra
            .parent
            .split('/')
            .skip(1)
            .map(|token| {
                // The wrapper's arrays have one element.
                if token.bytes().all(|byte| byte.is_ascii_digit()) {
                    "/0".to_owned()
                } else {
                    format!("/{token}")
                }
            })
            .collect();
        let canonical = format!("{parent}/{}", extra.field.wire);
        let inner = self.value(&extra.spot, canonical.clone());
        let value = wrapped(&canonical, inner);
        let mut findings = self.judge(&value);
        findings.retain(|finding| {
            let tokens = extra.spot.pointer.tokens();
            finding.pointer.tokens().starts_with(tokens)
        });
        self.sites = sites;
        findings
    }

    fn finding(&self, departure: Departure<'_>, spot: &Spot<'_>) -> Finding {
        let record = self.record;
        let mut finding = rule::classify(
            &Site {
                departure,
                contract: record.contract,
                naming: record.naming,
                shape: spot.shape,
                owner: spot.owner,
                field: spot.field,
                value: spot.node,
                text: record.text,
                pointer: spot.pointer.clone(),
                span: spot.span,
                reach: spot.reach,
            },
            record.payload_contract,
        );
        let start = record.base + spot.span.start();
        finding.span = Span::new(start, start + spot.span.len());
        finding
    }
}

/// The last index of each name of an object; never iterated.
type Last<'a> = HashMap<&'a str, usize>;

/// One step from a spot down into a value that no shape follows.
#[derive(Clone, Copy)]
enum Step<'a> {
    Element(usize),
    Member(&'a str),
}

enum Resolved<'a> {
    Exact(&'a Field),
    Respelled(&'a Field, Respelling),
    Unknown,
}

/// The letters and digits of a name; `None` for one that is too long to be any field's.
fn folded(name: &str) -> Option<String> {
    (name.len() <= 128).then(|| {
        name.chars()
            .filter(|letter| !matches!(letter, '_' | '-' | ' ' | '.'))
            .collect()
    })
}

/// How a value that stands where a date is due spells it; `None` where it is no date at all
/// (`null`, a boolean).
fn reading(node: &Node<'_>) -> Option<Reading> {
    match &node.value {
        Value::String(text) => Some(temporal::read(text)),
        Value::Number(digits) => Some(temporal::read_number(digits)),
        Value::Array(elements) => {
            let items: Vec<Option<i64>> = elements.iter().map(integer).collect();
            Some(temporal::read_array(&items))
        }
        Value::Object(members) => {
            let members: Vec<(&str, Option<i64>)> = members
                .iter()
                .map(|member| (member.name.as_ref(), integer(&member.value)))
                .collect();
            Some(temporal::read_object(&members))
        }
        Value::Null | Value::Boolean(_) | Value::Unread => None,
    }
}

fn integer(node: &Node<'_>) -> Option<i64> {
    match node.value {
        Value::Number(digits) => digits.parse().ok(),
        _ => None,
    }
}

/// A number as `serde_json` can hold it. One beyond `f64` becomes the nearest finite value that
/// is judged alike: no schema here has a bound out there, and what is shown are the digits.
fn number(digits: &str) -> serde_json::Value {
    if let Ok(number) = serde_json::from_str::<serde_json::Number>(digits) {
        return serde_json::Value::Number(number);
    }
    serde_json::Value::from(if digits.starts_with('-') {
        f64::MIN
    } else {
        f64::MAX
    })
}

/// `inner` at `pointer` in a value that holds nothing else.
fn wrapped(pointer: &str, inner: serde_json::Value) -> serde_json::Value {
    pointer.rsplit('/').fold(inner, |inner, token| {
        if token.is_empty() {
            inner
        } else if token == "0" {
            serde_json::Value::Array(vec![inner])
        } else {
            serde_json::Value::Object(Map::from_iter([(token.to_owned(), inner)]))
        }
    })
}
