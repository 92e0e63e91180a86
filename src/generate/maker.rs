//! One sample, made along the shape.

use super::dates::DateStyle;
use super::draw::Draw;
use super::edge;
use super::generator::{Options, Profile};
use super::json::Json;
use super::plan::{DESTINATION_TYPE, Presence, SOURCE_TYPE, Turn};
use super::realistic;
use crate::contract::shape::{EnumShape, Field, Kind, Naming, ObjectShape, Shape, ShapeId};

/// Objects inside one another after which optional fields are left out, so that a contract that
/// refers to itself ends.
const MAX_LEVELS: usize = 6;

/// What is known of an object's fields beforehand, by wire name: a value, or that there is none.
pub(super) type Facts = Vec<(&'static str, Option<Json>)>;

/// Makes one sample.
pub(super) struct Maker<'g> {
    shape: &'g Shape,
    options: Options,
    dates: DateStyle,
    turn: Turn,
    levels: usize,
    pub(super) draw: Draw,
}

impl<'g> Maker<'g> {
    pub(super) fn new(
        shape: &'g Shape,
        options: Options,
        dates: DateStyle,
        turn: Turn,
        draw: Draw,
    ) -> Self {
        Self {
            shape,
            options,
            dates,
            turn,
            levels: 0,
            draw,
        }
    }

    /// The whole sample.
    pub(super) fn root(&mut self) -> Json {
        self.value(self.shape.root(), None)
    }

    /// The round that the sample belongs to.
    pub(super) fn round(&self) -> u64 {
        self.turn.round
    }

    /// Whether the sample has to show what its round is due, rather than what happens.
    pub(super) fn is_planned(&self) -> bool {
        !matches!(self.turn.presence, Presence::Chance)
    }

    /// Whether only what is required is to be there.
    fn is_minimal(&self) -> bool {
        matches!(self.turn.presence, Presence::Required)
    }

    /// Whether every field is to be there, even those that rarely are.
    pub(super) fn is_complete(&self) -> bool {
        self.options.profile == Profile::Complete
    }

    /// An instant as this sample's producer spells it. Its fraction follows from the second, so
    /// that one moment told twice is told alike, and a later one is never earlier.
    pub(super) fn date(&self, seconds: i64) -> Json {
        let mixed = seconds.unsigned_abs().wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let nanos = u32::try_from((mixed >> 32) % 1_000_000_000).unwrap_or(0);
        Json::text(self.dates.write(seconds, nanos))
    }

    /// The kind of the field named `wire`.
    pub(super) fn kind_of(&self, object: &ObjectShape, wire: &str) -> Option<&'g Kind> {
        let field = object.fields().iter().find(|field| field.wire == wire)?;
        Some(self.shape.kind(field.shape))
    }

    /// The object that the field named `wire` holds, alone or in an array.
    pub(super) fn object_of(&self, object: &ObjectShape, wire: &str) -> Option<&'g ObjectShape> {
        match self.kind_of(object, wire)? {
            Kind::Object(inner) => Some(inner),
            Kind::Array(element) => self.shape.object(*element),
            _ => None,
        }
    }

    /// A value of the enum field named `wire` of `object`, by turn or by chance; `None` where the
    /// field is no enum.
    pub(super) fn enum_text(&mut self, object: &ObjectShape, wire: &str) -> Option<&'g str> {
        let (Kind::Enum(values) | Kind::OpenEnum(values)) = self.kind_of(object, wire)? else {
            return None;
        };
        // Beside each source type, each destination type is due once.
        let stride = match (wire, self.kind_of(object, SOURCE_TYPE)) {
            (DESTINATION_TYPE, Some(Kind::Enum(sources))) => sources.values().len(),
            _ => 1,
        };
        Some(self.one_of(values, stride))
    }

    fn one_of(&mut self, values: &'g EnumShape, stride: usize) -> &'g str {
        let count = values.values().len();
        let index = if self.is_planned() {
            self.turn.value_index(count, stride)
        } else {
            self.draw.index(count)
        };
        values.values().get(index).map_or("", String::as_str)
    }

    /// A value of what stands at `id`, which is the value of `field` unless it is the whole sample
    /// or an element.
    fn value(&mut self, id: ShapeId, field: Option<(&'g ObjectShape, &'g Field)>) -> Json {
        let is_edge = self.options.profile == Profile::Edge;
        match self.shape.kind(id) {
            Kind::Object(object) => {
                let needs = |field: &Field| field.required || !self.is_minimal();
                let facts = if is_edge || !object.fields().iter().any(needs) {
                    Facts::new()
                } else {
                    realistic::facts(self, object)
                };
                self.object(object, facts)
            }
            Kind::Array(element) => {
                let count = self.elements();
                let element = *element;
                Json::Array((0..count).map(|_| self.value(element, None)).collect())
            }
            Kind::Enum(values) | Kind::OpenEnum(values) => match field {
                Some((object, field)) => Json::text(
                    self.enum_text(object, &field.wire)
                        .unwrap_or_default()
                        .to_owned(),
                ),
                None => Json::text(self.one_of(values, 1).to_owned()),
            },
            kind if is_edge => {
                let slot = field.map_or(0, |(_, field)| field.slot as u64);
                self.edge(kind, slot)
            }
            kind => self.plain(kind, field.map_or("", |(_, field)| &field.wire)),
        }
    }

    /// How many elements an array gets.
    fn elements(&mut self) -> u64 {
        match self.turn.presence {
            Presence::Required => 0,
            Presence::Every | Presence::Without(_) => 1 + self.draw.below(3),
            Presence::Chance => self.draw.below(4),
        }
    }

    /// A corner of `kind`.
    fn edge(&mut self, kind: &Kind, slot: u64) -> Json {
        let number = if self.is_planned() {
            self.turn.round + slot
        } else {
            self.draw.bits() >> 8
        };
        match kind {
            Kind::DateTime => edge::date(number),
            Kind::String => edge::text(number),
            Kind::Integer(_) => edge::integer(number),
            Kind::Number => edge::number(number),
            Kind::Boolean => Json::Boolean(number.is_multiple_of(2)),
            Kind::Map => edge::map(&mut self.draw),
            _ => edge::any(&mut self.draw, 3),
        }
    }

    /// A plausible value of `kind` under the name `wire`, for what no story tells.
    fn plain(&mut self, kind: &Kind, wire: &str) -> Json {
        match kind {
            Kind::DateTime => {
                let seconds = realistic::moment(&mut self.draw);
                self.date(seconds)
            }
            Kind::String => realistic::text(&mut self.draw, wire),
            Kind::Integer(_) => Json::integer(self.draw.between(0, 1000)),
            Kind::Number => Json::Number(format!(
                "{}.{:02}",
                self.draw.below(1000),
                self.draw.below(100)
            )),
            Kind::Boolean => Json::Boolean(self.draw.chance(50)),
            _ => realistic::parameters(&mut self.draw, None),
        }
    }

    /// The object `object`, with what `facts` says of the fields that it has.
    pub(super) fn object(&mut self, object: &'g ObjectShape, mut facts: Facts) -> Json {
        self.levels += 1;
        let mut members = Vec::with_capacity(object.fields().len());
        for field in object.fields() {
            let told = facts
                .iter_mut()
                .find(|(name, _)| *name == field.wire)
                .map(|(_, value)| value.take());
            let name = field.name(self.options.naming);
            if self.has(field, told.as_ref()) {
                let value = match told.flatten() {
                    Some(value) => value,
                    None => self.value(field.shape, Some((object, field))),
                };
                members.push((name.to_owned(), value));
            } else if self.writes_nulls() {
                members.push((name.to_owned(), Json::Null));
            }
        }
        self.levels -= 1;
        Json::Object(members)
    }

    /// Whether a dump of Python objects is made, which writes null for each unset field (contract
    /// facts).
    fn writes_nulls(&mut self) -> bool {
        self.options.naming == Naming::Python
            && match self.options.profile {
                Profile::Minimal => false,
                Profile::Realistic | Profile::Complete => true,
                Profile::Edge => self.draw.chance(50),
            }
    }

    /// Whether the sample has the field, of which `told` is what is known.
    fn has(&mut self, field: &Field, told: Option<&Option<Json>>) -> bool {
        if field.required {
            return true;
        }
        if self.levels > MAX_LEVELS || told.is_some_and(Option::is_none) {
            return false;
        }
        match (self.turn.presence, self.options.profile) {
            (Presence::Required, _) => false,
            (Presence::Every, _) => true,
            (Presence::Without(slot), _) => field.slot as u64 != slot,
            (Presence::Chance, Profile::Edge) => self.draw.chance(50),
            (Presence::Chance, _) => self.draw.chance(realistic::likelihood(&field.wire)),
        }
    }
}
