//! The walk of tree and shape together.
//!
//! A record's tree comes in; the canonical value goes out, and on the way every judged place is
//! remembered by the way to it, together with what the walk itself saw.

use std::borrow::Cow;

use serde_json::Map;

use super::super::Nulls;
use super::super::duplicates::{may_repeat, repeated};
use super::judge::reading;
use super::names::{Ahead, Names, Resolved};
use super::places::{Place, SiteId, Sites, Step, Ways};
use super::{Absent, Record, Silent};
use crate::contract::shape::{Field, Kind, ObjectShape, Others, ShapeId};
use crate::contract::validator::FormatAssertion;
use crate::rule::STAND_IN;
use crate::rule::site::{Allowed, Beside, Departure, Reach, Respelling};
use crate::temporal::{self, BreachKind, Reading};
use crate::text::json::{Member, Node, Value};
use crate::text::{Pointer, Span};

/// A place of the tree and what the contract says there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spot<'a> {
    pub(super) node: &'a Node<'a>,
    pub(super) shape: ShapeId,
    pub(super) owner: &'a str,
    pub(super) field: Option<&'a Field>,
    pub(super) place: Place,
    pub(super) span: Span,
    pub(super) reach: Reach,
}

/// A field's second value under another name, to be judged by itself.
pub(super) struct Extra<'a> {
    pub(super) field: &'a Field,
    /// The canonical place of the object that has it.
    pub(super) parent: SiteId,
    pub(super) spot: Spot<'a>,
}

pub(super) struct Date<'a> {
    pub(super) dto: &'a str,
    pub(super) field: &'a str,
    pub(super) spelling: Cow<'static, str>,
    pub(super) span: Span,
}

pub(super) struct Walk<'a> {
    pub(super) record: &'a Record<'a>,
    /// Every judged place.
    pub(super) sites: Sites<'a>,
    pub(super) ways: Ways<'a>,
    pub(super) departures: Vec<(Departure<'a>, Spot<'a>)>,
    pub(super) extras: Vec<Extra<'a>>,
    pub(super) dates: Vec<Date<'a>>,
    pub(super) absent: Absent,
}

impl<'a> Walk<'a> {
    pub(super) fn new(record: &'a Record<'a>) -> Self {
        Self {
            record,
            sites: Sites::default(),
            ways: Ways::default(),
            departures: Vec::new(),
            extras: Vec::new(),
            dates: Vec::new(),
            absent: Absent::default(),
        }
    }

    pub(super) fn object_name(&self, shape: ShapeId, otherwise: &'a str) -> &'a str {
        match self.record.contract.shape.object(shape) {
            Some(object) if !object.name.is_empty() => &object.name,
            _ => otherwise,
        }
    }

    /// The pointer to a place.
    pub(super) fn pointer(&self, place: Place) -> Pointer {
        self.ways.pointer(&self.record.pointer, place)
    }

    /// The canonical value of a place, one step behind `parent`; remembers the place and what departs
    /// there.
    pub(super) fn value(
        &mut self,
        spot: &Spot<'a>,
        parent: Option<SiteId>,
        step: Step<'a>,
    ) -> serde_json::Value {
        let site = self.sites.enter(parent, step, Some(*spot));
        let contract = self.record.contract;
        let value = match (contract.shape.kind(spot.shape), &spot.node.value) {
            (Kind::Object(object), Value::Object(members)) => {
                self.object(spot, object, members, site)
            }
            (Kind::Array(element), Value::Array(elements)) => {
                self.array(spot, *element, elements, site)
            }
            (_, Value::Null) if contract.shape.is_nullable(spot.shape) => {
                self.free(spot.node, spot)
            }
            (Kind::DateTime, _) => {
                self.date(spot);
                self.unasserted(spot);
                self.free(spot.node, spot)
            }
            (Kind::Enum(values), Value::String(text))
                if text == STAND_IN && values.contains(text) =>
            {
                self.departures.push((Departure::StandIn, *spot));
                self.free(spot.node, spot)
            }
            (Kind::OpenEnum(values), Value::String(text)) if !values.contains(text) => {
                self.departures.push((Departure::Unlisted, *spot));
                self.free(spot.node, spot)
            }
            _ => self.free(spot.node, spot),
        };
        self.sites.leave(site);
        value
    }

    fn array(
        &mut self,
        spot: &Spot<'a>,
        element: ShapeId,
        elements: &'a [Node<'a>],
        site: SiteId,
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
                    place: self.ways.behind(spot.place, Step::Element(index)),
                    span: node.span,
                    ..*spot
                };
                self.value(&inside, Some(site), Step::Element(index))
            })
            .collect()
    }

    fn object(
        &mut self,
        spot: &Spot<'a>,
        object: &'a ObjectShape,
        members: &'a [Member<'a>],
        site: SiteId,
    ) -> serde_json::Value {
        let owner = self.object_name(spot.shape, spot.owner);
        self.repeated(spot, &[], owner, members);
        // Most parsers keep the last of several members of one name, and so does the validator.
        let names = Names::of(members);
        let mut value = Map::new();
        for (index, member) in members.iter().enumerate() {
            let name = member.name.as_ref();
            if !names.is_last(name, index) {
                continue;
            }
            let key = Spot {
                node: &member.value,
                shape: spot.shape,
                owner,
                field: None,
                place: self.ways.behind(spot.place, Step::Member(name)),
                span: member.name_span,
                reach: spot.reach,
            };
            match self.resolve(object, &names, member) {
                Resolved::Exact(field) => {
                    self.astray(&key, field);
                    let inside = Self::inside(&key, field, spot.reach);
                    self.field(&inside, field, site, &mut value);
                }
                Resolved::Respelled(field, how) => {
                    let beside = if names.contain(field.name(self.record.naming)) {
                        Beside::Both
                    } else {
                        Beside::Alone
                    };
                    let departure = Departure::RespelledField { name, how, beside };
                    self.astray(&key, field);
                    self.respelled(&key, field, departure, site, &mut value);
                }
                Resolved::Ahead(Ahead { field, since, how }) => {
                    let departure = Departure::FieldAhead {
                        name,
                        field,
                        since,
                        how,
                    };
                    self.not_a_field(departure, spot, &key);
                }
                Resolved::Unknown => {
                    if let Others::Free(shape) = object.others() {
                        let inside = Spot {
                            shape,
                            owner: self.object_name(shape, owner),
                            span: member.value.span,
                            ..key
                        };
                        let inner = self.value(&inside, Some(site), Step::Member(name));
                        value.insert(name.to_owned(), inner);
                        continue;
                    }
                    let departure = Departure::UnknownField {
                        name,
                        allowed: Allowed::BySchema,
                    };
                    let inner = self.not_a_field(departure, spot, &key);
                    // Other contracts may have a word on what they do not know.
                    if self.record.contract.revision.is_none() {
                        value.insert(name.to_owned(), inner);
                    }
                }
            }
        }
        serde_json::Value::Object(value)
    }

    /// Notes a field that should not be sent this way.
    fn astray(&mut self, key: &Spot<'a>, field: &'a Field) {
        if field.stays_away {
            let spot = Spot {
                field: Some(field),
                ..*key
            };
            self.departures.push((Departure::FieldAstray, spot));
        }
    }

    fn inside(key: &Spot<'a>, field: &'a Field, reach: Reach) -> Spot<'a> {
        Spot {
            shape: field.shape,
            field: Some(field),
            span: key.node.span,
            reach,
            ..*key
        }
    }

    /// A member that the contract has no field for: its name is told, its value is free.
    fn not_a_field(
        &mut self,
        departure: Departure<'a>,
        object: &Spot<'a>,
        key: &Spot<'a>,
    ) -> serde_json::Value {
        let at_top = object.place == Place::RECORD;
        if !(at_top && self.record.silent == Silent::TopNames) {
            self.departures.push((departure, *key));
        }
        self.free(key.node, key)
    }

    /// A field under its right name: it becomes part of the canonical object.
    fn field(
        &mut self,
        inside: &Spot<'a>,
        field: &'a Field,
        site: SiteId,
        value: &mut Map<String, serde_json::Value>,
    ) {
        if self.is_absent(inside, field) {
            return;
        }
        let inner = self.value(inside, Some(site), Step::Member(&field.wire));
        value.insert(field.wire.clone(), inner);
    }

    /// Whether a field's value is a null that means absent; counts it.
    fn is_absent(&mut self, inside: &Spot<'a>, field: &Field) -> bool {
        if field.required
            || self.record.nulls == Nulls::Error
            || inside.node.value != Value::Null
            || self.record.contract.shape.is_nullable(field.shape)
        {
            return false;
        }
        self.absent.count += 1;
        let start = self.record.base + inside.span.start();
        let span = Span::new(start, start + inside.span.len());
        self.absent.first = self.absent.first.into_iter().chain([span]).min();
        true
    }

    /// A field under another name: the name is told, and the value is judged as the field's.
    fn respelled(
        &mut self,
        key: &Spot<'a>,
        field: &'a Field,
        departure: Departure<'a>,
        site: SiteId,
        value: &mut Map<String, serde_json::Value>,
    ) {
        let Departure::RespelledField { how, beside, .. } = departure else {
            return;
        };
        let silent = match self.record.silent {
            Silent::OtherNaming => how == Respelling::Naming,
            Silent::TopNames => {
                matches!(self.ways.last(key.place), Some((Place::RECORD, _)))
            }
            Silent::Nothing | Silent::Body | Silent::Whole => false,
        };
        if !silent {
            // The name itself stands where the schema looks: its own level holds.
            let spot = Spot {
                field: Some(field),
                ..*key
            };
            self.departures.push((departure, spot));
        }
        let inside = Self::inside(key, field, Reach::BeyondSchema);
        let is_own = self.record.contract.revision.is_none();
        if is_own && let Some((_, Step::Member(name))) = self.ways.last(key.place) {
            // The schema judges what is there, and may have a word on this very name.
            let inner = self.free(key.node, key);
            value.insert(name.to_owned(), inner);
        }
        if !is_own && beside == Beside::Alone && !value.contains_key(&field.wire) {
            self.field(&inside, field, site, value);
        } else if !self.is_absent(&inside, field) {
            self.extras.push(Extra {
                field,
                parent: site,
                spot: inside,
            });
        }
    }

    /// A value that no shape follows further, as `serde_json` has it; repeated keys are found at
    /// every depth.
    pub(super) fn free(&mut self, node: &'a Node<'a>, spot: &Spot<'a>) -> serde_json::Value {
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
        if !may_repeat(members) {
            return;
        }
        let mut object = None;
        for repeated in repeated(members, self.record.text) {
            let member = repeated.last;
            if let Some(covered) = self.record.covered
                && covered.start() <= member.name_span.start()
                && member.name_span.end() <= covered.end()
            {
                continue;
            }
            let departure = Departure::DuplicateKey {
                name: &member.name,
                count: repeated.count,
                values: repeated.values,
            };
            let ways = &mut self.ways;
            let object = *object.get_or_insert_with(|| {
                let steps = below.iter();
                steps.fold(spot.place, |at, step| ways.behind(at, *step))
            });
            let place = Spot {
                node: &member.value,
                owner,
                place: ways.behind(object, Step::Member(&member.name)),
                span: member.name_span,
                ..*spot
            };
            self.departures.push((departure, place));
        }
    }

    /// Notes a date that breaks a format which the contract does not assert: drift all the same, though
    /// the schema does not refuse it.
    fn unasserted(&mut self, spot: &Spot<'a>) {
        let Value::String(text) = &spot.node.value else {
            return;
        };
        if self.record.contract.formats == FormatAssertion::On || temporal::conforms(text) {
            return;
        }
        let departure = Departure::Refused {
            keyword: "format",
            missing: None,
            allowed: &[],
            format: Some("date-time"),
            alternatives: 0,
            message: "the value is no date-time",
            reading: reading(spot.node),
        };
        let spot = Spot {
            reach: Reach::BeyondSchema,
            ..*spot
        };
        self.departures.push((departure, spot));
    }

    /// Notes how a date is spelled, and what is worth a remark about a conforming one.
    fn date(&mut self, spot: &Spot<'a>) {
        let Value::String(text) = &spot.node.value else {
            if let Some(reading) = reading(spot.node) {
                self.read(spot, reading);
            }
            return;
        };
        match temporal::classify(text) {
            Some(class) => {
                self.spelled(spot, Cow::Borrowed(class.name()));
                if let Some(remark) = temporal::remark(text) {
                    self.departures.push((Departure::DateRemark(remark), *spot));
                }
            }
            None => self.read(spot, temporal::read(text)),
        }
    }

    /// Notes how a date that does not conform is spelled, where it is a date in some notation.
    fn read(&mut self, spot: &Spot<'a>, reading: Reading) {
        let none = [
            BreachKind::Empty,
            BreachKind::Placeholder,
            BreachKind::Sentinel,
            BreachKind::Unrecognised,
        ];
        if !reading.breaches.iter().any(|one| none.contains(&one.kind)) {
            self.spelled(spot, reading.spelling);
        }
    }

    fn spelled(&mut self, spot: &Spot<'a>, spelling: Cow<'static, str>) {
        if let Some(field) = spot.field {
            self.dates.push(Date {
                dto: spot.owner,
                field: &field.wire,
                spelling,
                span: spot.span,
            });
        }
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
