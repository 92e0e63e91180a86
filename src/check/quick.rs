//! The quick look: one streaming pass over a payload, without a tree.
//!
//! Text comes in and is read by `serde_json` straight into the contract's shape; the answer is
//! clean, together with the spellings of its dates, or "look closer". It says "look closer" for
//! anything that the full look could have a word for, notes included: unknown or re-spelled names,
//! repeated keys at any depth, wrong types, dates with a remark. It never explains.

use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::{Sink, SpelledDate};
use crate::contract::shape::{
    IntegerFormat, Kind, Limits, Naming, ObjectShape, Others, Shape, ShapeId,
};
use crate::rule::STAND_IN;
use crate::temporal::{self, ConformingSpelling};
use crate::text::Span;

/// The quick answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing to say, not even a note.
    Clean,
    /// Something may be wrong.
    Look,
}

/// What a quick look keeps between payloads, so that it allocates once.
#[derive(Debug, Default)]
pub struct Scratch {
    marks: Vec<Mark>,
    keys: Vec<u64>,
}

/// A conforming date that was met.
#[derive(Clone, Copy, Debug)]
struct Mark {
    /// The object's node and the field's index in it.
    object: ShapeId,
    field: usize,
    spelling: ConformingSpelling,
    start: usize,
    length: usize,
}

/// Looks at `text`, which starts `base` bytes behind the payload's start. Only a clean text tells
/// `sink` of its dates.
pub fn look(
    shape: &Shape,
    naming: Naming,
    text: &str,
    base: usize,
    scratch: &mut Scratch,
    sink: &mut dyn Sink,
) -> Verdict {
    scratch.marks.clear();
    scratch.keys.clear();
    let mut look = Look {
        shape,
        naming,
        start: text.as_ptr() as usize,
        length: text.len(),
        scratch,
    };
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let seed = Seed {
        look: &mut look,
        id: shape.root(),
        field: None,
    };
    if seed.deserialize(&mut deserializer).is_err() || deserializer.end().is_err() {
        return Verdict::Look;
    }
    for mark in &scratch.marks {
        let Some((dto, field)) = shape
            .object(mark.object)
            .and_then(|object| Some((object.name.as_str(), object.fields().get(mark.field)?)))
        else {
            continue;
        };
        sink.spelled(SpelledDate {
            dto,
            field: &field.wire,
            spelling: mark.spelling.name(),
            span: Span::new(base + mark.start, base + mark.start + mark.length),
        });
    }
    Verdict::Clean
}

struct Look<'a> {
    shape: &'a Shape,
    naming: Naming,
    /// The address and length of the text: borrowed strings lie within it.
    start: usize,
    length: usize,
    scratch: &'a mut Scratch,
}

/// Something is not plainly clean: the reason is found by the full look.
fn closer<E: Error>() -> E {
    E::custom("look closer")
}

/// Reads one value as what the shape says.
struct Seed<'l, 'a> {
    look: &'l mut Look<'a>,
    id: ShapeId,
    /// The object and field that the value belongs to.
    field: Option<(ShapeId, usize)>,
}

impl<'de> DeserializeSeed<'de> for Seed<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        match self.look.shape.exact_kind(self.id) {
            Some(Kind::Any) => Free { look: self.look }.deserialize(deserializer),
            None | Some(Kind::Opaque) => Err(closer()),
            Some(_) => deserializer.deserialize_any(self),
        }
    }
}

impl<'de> Visitor<'de> for Seed<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("what the shape says")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        if self.look.shape.is_nullable(self.id) {
            Ok(())
        } else {
            Err(closer())
        }
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        match self.look.shape.kind(self.id) {
            Kind::Boolean => Ok(()),
            _ => Err(closer()),
        }
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        self.within(|limits| limits.allow_whole(value.into()))?;
        match self.look.shape.kind(self.id) {
            Kind::Number | Kind::Integer(IntegerFormat::Any | IntegerFormat::Int64) => Ok(()),
            Kind::Integer(IntegerFormat::Int32) if i32::try_from(value).is_ok() => Ok(()),
            _ => Err(closer()),
        }
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        match (self.look.shape.kind(self.id), i64::try_from(value)) {
            (Kind::Number | Kind::Integer(IntegerFormat::Any), Err(_)) => {
                self.within(|limits| limits.allow_whole(value.into()))
            }
            (_, Ok(value)) => self.visit_i64(value),
            _ => Err(closer()),
        }
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        match self.look.shape.kind(self.id) {
            Kind::Number => self.within(|limits| limits.allow_fraction(value)),
            _ => Err(closer()),
        }
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<(), E> {
        if *self.look.shape.kind(self.id) != Kind::DateTime {
            return self.visit_str(text);
        }
        self.within(|limits| limits.allow_text(text))?;
        let spelling = temporal::classify(text).ok_or_else(closer)?;
        if temporal::remark(text).is_some() {
            return Err(closer());
        }
        let start = (text.as_ptr() as usize).wrapping_sub(self.look.start);
        if start == 0 || start > self.look.length {
            return Err(closer());
        }
        if let Some((object, field)) = self.field {
            self.look.scratch.marks.push(Mark {
                object,
                field,
                spelling,
                // The quotes belong to the value.
                start: start - 1,
                length: text.len() + 2,
            });
        }
        Ok(())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.within(|limits| limits.allow_text(text))?;
        match self.look.shape.kind(self.id) {
            Kind::String => Ok(()),
            Kind::Enum(values) if values.contains(text) && text != STAND_IN => Ok(()),
            Kind::OpenEnum(values) if values.contains(text) => Ok(()),
            _ => Err(closer()),
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        let Kind::Array(element) = *self.look.shape.kind(self.id) else {
            return Err(closer());
        };
        let mut count = 0;
        while elements
            .next_element_seed(Seed {
                look: self.look,
                id: element,
                field: self.field,
            })?
            .is_some()
        {
            count += 1;
        }
        self.within(|limits| limits.allow_items(count))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let shape = self.look.shape;
        let object = match shape.kind(self.id) {
            Kind::Object(object) => object,
            Kind::Map => {
                let (look, limits) = (self.look, shape.limits(self.id));
                let count = FreeMap { look }.count(members)?;
                return within(limits, |limits| limits.allow_members(count));
            }
            _ => return Err(closer()),
        };
        if let (true, Others::Free(value)) = (object.fields().is_empty(), object.others()) {
            return self.entries(value, members);
        }
        let mut seen: u128 = 0;
        while let Some(index) = members.next_key_seed(Name {
            object,
            naming: self.look.naming,
        })? {
            // An object of more fields than bits is looked at in full.
            let bit = 1_u128.checked_shl(u32::try_from(index).unwrap_or(u32::MAX));
            let bit = bit.ok_or_else(closer)?;
            let field = object.fields().get(index).ok_or_else(closer)?;
            if seen & bit != 0 || field.stays_away {
                return Err(closer());
            }
            seen |= bit;
            members.next_value_seed(Seed {
                look: self.look,
                id: field.shape,
                field: Some((self.id, index)),
            })?;
        }
        let missing = object
            .fields()
            .iter()
            .enumerate()
            .any(|(index, field)| field.required && seen & (1 << index) == 0);
        if missing {
            return Err(closer());
        }
        let count = seen.count_ones() as usize;
        self.within(|limits| limits.allow_members(count))
    }
}

impl Seed<'_, '_> {
    /// Whether the value keeps the limits at its place.
    fn within<E: Error>(&self, keeps: impl FnOnce(&Limits) -> bool) -> Result<(), E> {
        within(self.look.shape.limits(self.id), keeps)
    }

    /// Reads an object whose names are the user's, with values of one kind.
    fn entries<'de, A: MapAccess<'de>>(
        self,
        value: ShapeId,
        mut members: A,
    ) -> Result<(), A::Error> {
        let keys = Keys::of(self.look);
        let mut count = 0;
        while let Some(hash) = members.next_key_seed(KeyHash)? {
            keys.add(self.look, hash)?;
            count += 1;
            members.next_value_seed(Seed {
                look: self.look,
                id: value,
                field: None,
            })?;
        }
        keys.forget(self.look);
        self.within(|limits| limits.allow_members(count))
    }
}

fn within<E: Error>(limits: Option<&Limits>, keeps: impl FnOnce(&Limits) -> bool) -> Result<(), E> {
    if limits.is_none_or(keeps) {
        Ok(())
    } else {
        Err(closer())
    }
}

/// Reads a member's name as a field's index.
struct Name<'o> {
    object: &'o ObjectShape,
    naming: Naming,
}

impl<'de> DeserializeSeed<'de> for Name<'_> {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Name<'_> {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a known name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<usize, E> {
        self.object
            .field(name, self.naming)
            .map(|(index, _)| index)
            .ok_or_else(closer)
    }
}

/// Reads a value that nothing judges, but whose objects must not repeat a key.
struct Free<'l, 'a> {
    look: &'l mut Look<'a>,
}

impl<'de> DeserializeSeed<'de> for Free<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Free<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        while elements
            .next_element_seed(Free { look: self.look })?
            .is_some()
        {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<(), A::Error> {
        FreeMap { look: self.look }.visit_map(members)
    }
}

/// Reads an object that nothing judges, but which must not repeat a key.
struct FreeMap<'l, 'a> {
    look: &'l mut Look<'a>,
}

/// Keys of one object that are compared one by one; an object with more is looked at in full.
const KEYS: usize = 256;

impl<'de> Visitor<'de> for FreeMap<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<(), A::Error> {
        self.count(members).map(|_| ())
    }
}

impl FreeMap<'_, '_> {
    /// Reads the object; how many members it has.
    fn count<'de, A: MapAccess<'de>>(self, mut members: A) -> Result<usize, A::Error> {
        let keys = Keys::of(self.look);
        let mut count = 0;
        while let Some(hash) = members.next_key_seed(KeyHash)? {
            keys.add(self.look, hash)?;
            count += 1;
            members.next_value_seed(Free { look: self.look })?;
        }
        keys.forget(self.look);
        Ok(count)
    }
}

/// The keys of one object, which lie behind those of the objects that it is in.
struct Keys {
    first: usize,
}

impl Keys {
    fn of(look: &Look<'_>) -> Self {
        let first = look.scratch.keys.len();
        Self { first }
    }

    fn add<E: Error>(&self, look: &mut Look<'_>, hash: u64) -> Result<(), E> {
        let own = look.scratch.keys.get(self.first..).unwrap_or_default();
        // Two keys of one hash may differ: that costs a full look, never a finding.
        if own.contains(&hash) || own.len() == KEYS {
            return Err(closer());
        }
        look.scratch.keys.push(hash);
        Ok(())
    }

    fn forget(self, look: &mut Look<'_>) {
        look.scratch.keys.truncate(self.first);
    }
}

struct KeyHash;

impl<'de> DeserializeSeed<'de> for KeyHash {
    type Value = u64;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<u64, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for KeyHash {
    type Value = u64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a member's name")
    }

    fn visit_str<E>(self, name: &str) -> Result<u64, E> {
        let mut hasher = DefaultHasher::new();
        name.hash(&mut hasher);
        Ok(hasher.finish())
    }
}
