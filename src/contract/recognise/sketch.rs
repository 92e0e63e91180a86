//! What recognition sees of a payload: its names, two levels deep, in one streaming pass.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::contract::shape::{Naming, snake_case};

/// Elements of an array that are looked at for names.
pub const ELEMENTS: usize = 64;

/// What recognition sees of a payload: its names two levels deep, never its values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sketch {
    pub(super) form: Form,
    pub(super) names: Names,
    /// The form of the member `body`, and its names.
    pub(super) body: Option<(Form, Names)>,
}

/// The outer form of a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// An object.
    Object,
    /// An array whose first elements are objects.
    Objects,
    /// An array of strings.
    Strings,
    /// An array without elements.
    Empty,
    /// A string.
    Text,
    /// Anything else.
    #[default]
    Other,
}

/// The known names of an object, or of an array's objects together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Names {
    /// One bit for each known field name.
    pub(super) known: u128,
    /// How many names were spelled as only the wire spells them, and as only Python does.
    pub(super) wire: u32,
    pub(super) python: u32,
    /// How many names no DTO knows.
    pub(super) unknown: u32,
}

impl Names {
    const fn add(&mut self, other: Self) {
        self.known |= other.known;
        self.wire += other.wire;
        self.python += other.python;
        self.unknown += other.unknown;
    }
}

/// How a payload spells its names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spelled {
    /// No name tells the two namings apart.
    Alike,
    /// Every name that tells is spelled in this naming.
    Wholly(Naming),
    /// Names of both namings, most of them in this one (the wire's, where there is no majority).
    Mostly(Naming),
}

impl Spelled {
    /// The naming that most names have; the wire's where nothing tells.
    pub const fn naming(self) -> Naming {
        match self {
            Self::Alike => Naming::Wire,
            Self::Wholly(naming) | Self::Mostly(naming) => naming,
        }
    }
}

impl Sketch {
    /// Reads the names of a payload; `None` where it is no JSON.
    pub(super) fn of(payload: &str, vocabulary: &Vocabulary) -> Option<Self> {
        let mut sketch = Self::default();
        sketch.read(payload, vocabulary).then_some(sketch)
    }

    /// Reads the names of a payload that is cut off.
    pub(super) fn of_start(start: &str, vocabulary: &Vocabulary) -> Self {
        let mut sketch = Self::default();
        sketch.read(start, vocabulary);
        sketch
    }

    /// Adds the names of `text`, as far as it is JSON; whether all of it is.
    fn read(&mut self, text: &str, vocabulary: &Vocabulary) -> bool {
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let mut part = Part::default();
        let level = Level {
            vocabulary,
            depth: Depth::Top,
            part: &mut part,
            body: Some(&mut self.body),
        };
        let is_read = level.deserialize(&mut deserializer).is_ok() && deserializer.end().is_ok();
        (self.form, self.names) = part;
        is_read
    }

    /// The payload's outer form.
    pub const fn form(&self) -> Form {
        self.form
    }

    /// The form of the payload's `body`, where it has one.
    pub fn body_form(&self) -> Option<Form> {
        self.body.map(|(form, _)| form)
    }

    /// How the names are spelled.
    pub fn spelled(&self) -> Spelled {
        let mut all = self.names;
        if let Some((_, inner)) = self.body {
            all.add(inner);
        }
        match (all.wire, all.python) {
            (0, 0) => Spelled::Alike,
            (_, 0) => Spelled::Wholly(Naming::Wire),
            (0, _) => Spelled::Wholly(Naming::Python),
            (wire, python) if python > wire => Spelled::Mostly(Naming::Python),
            _ => Spelled::Mostly(Naming::Wire),
        }
    }
}

/// Every field name of the contract in both namings, with its bit.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    pub(super) words: BTreeMap<String, (u32, Option<Naming>)>,
    /// Fields so far, which is the next one's bit.
    count: u32,
}

impl Vocabulary {
    /// Learns a field's name on the wire.
    pub(super) fn learn(&mut self, wire: &str) {
        if self.words.contains_key(wire) {
            return;
        }
        let bit = self.count;
        self.count += 1;
        let python = snake_case(wire);
        if python == wire {
            self.words.insert(python, (bit, None));
        } else {
            let naming = Some(Naming::Wire);
            self.words.insert(wire.to_owned(), (bit, naming));
            self.words.insert(python, (bit, Some(Naming::Python)));
        }
    }

    pub(super) fn bit(&self, name: &str) -> Option<u32> {
        self.words.get(name).map(|(bit, _)| *bit)
    }

    /// The wire names of these bits, in the order of the alphabet.
    pub(super) fn wire_names(&self, bits: u128) -> Vec<String> {
        self.words
            .iter()
            .filter(|(_, (bit, naming))| *naming != Some(Naming::Python) && bits & mask(*bit) != 0)
            .map(|(word, _)| word.clone())
            .collect()
    }

    fn note(&self, name: &str, names: &mut Names) {
        if let Some((bit, naming)) = self.words.get(name) {
            names.known |= mask(*bit);
            match naming {
                Some(Naming::Wire) => names.wire += 1,
                Some(Naming::Python) => names.python += 1,
                None => {}
            }
        } else {
            names.unknown += 1;
        }
    }
}

pub(super) const fn mask(bit: u32) -> u128 {
    match 1_u128.checked_shl(bit) {
        Some(mask) => mask,
        None => 0,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Depth {
    /// The payload, or its `body`.
    Top,
    /// An element of one of these.
    Inside,
}

/// What was seen of a value: its outer form, and its names.
type Part = (Form, Names);

/// Reads one level of names.
struct Level<'v, 'p> {
    vocabulary: &'v Vocabulary,
    depth: Depth,
    /// What was seen of the value so far.
    part: &'p mut Part,
    /// What was seen of the member `body`, where that is looked at.
    body: Option<&'p mut Option<Part>>,
}

impl<'de> DeserializeSeed<'de> for Level<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Level<'_, '_> {
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
        self.part.0 = Form::Text;
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        let (form, names) = self.part;
        if self.depth == Depth::Inside {
            while elements.next_element::<IgnoredAny>()?.is_some() {}
            return Ok(());
        }
        *form = Form::Empty;
        for index in 0..ELEMENTS {
            let mut element = Part::default();
            let inside = Level {
                vocabulary: self.vocabulary,
                depth: Depth::Inside,
                part: &mut element,
                body: None,
            };
            if elements.next_element_seed(inside)?.is_none() {
                return Ok(());
            }
            names.add(element.1);
            *form = match (index, *form, element.0) {
                (_, Form::Objects, _) | (_, _, Form::Object) => Form::Objects,
                (0, _, Form::Text) | (_, Form::Strings, Form::Text) => Form::Strings,
                _ => Form::Other,
            };
        }
        while elements.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut members: A) -> Result<(), A::Error> {
        let (form, names) = self.part;
        *form = Form::Object;
        while let Some(is_body) = members.next_key_seed(Key {
            vocabulary: self.vocabulary,
            names,
        })? {
            match &mut self.body {
                Some(body) if is_body => members.next_value_seed(Level {
                    vocabulary: self.vocabulary,
                    depth: Depth::Top,
                    part: body.insert(Part::default()),
                    body: None,
                })?,
                _ => {
                    members.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// Reads one member's name; says whether it is `body`.
struct Key<'v, 'n> {
    vocabulary: &'v Vocabulary,
    names: &'n mut Names,
}

impl<'de> DeserializeSeed<'de> for Key<'_, '_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_, '_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a member's name")
    }

    fn visit_str<E>(self, name: &str) -> Result<bool, E> {
        self.vocabulary.note(name, self.names);
        Ok(name == "body")
    }
}
