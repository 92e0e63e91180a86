//! The quick look: one pass over the bytes of a payload, without a tree.
//!
//! Bytes come in and are read along the contract's shape; the answer is clean, together with the
//! spellings of its dates, or "look closer". It says "look closer" for anything that the full look
//! could have a word for, notes included: unknown or re-spelled names, repeated keys at any depth,
//! wrong types, dates with a remark; and for what is too rare to be worth a second way, such as
//! escapes in names. It never explains.

mod page;
mod scratch;

use std::hash::Hasher;

use rustc_hash::FxHasher;

use super::{Element, Sink, Workers};
use crate::contract::recognise::FieldNames;
use crate::contract::shape::{
    IntegerFormat, Kind, Limits, Naming, ObjectShape, Others, Shape, ShapeId,
};
use crate::rule::STAND_IN;
use crate::temporal;
use crate::text::cursor::{Cursor, Number, Text};
use scratch::{Dates, Seen, Slot};

pub(super) use page::{Elements, Other};
pub use scratch::Scratch;

/// The quick answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing to say, not even a note.
    Clean,
    /// Something may be wrong.
    Look,
}

/// Arrays and objects inside of one another at most.
const DEPTH: u32 = 100;

/// Keys of one object that are compared one by one; an object with more is looked at in full.
const KEYS: usize = 256;

/// Fields that are tried before a name is looked up.
const GUESSES: u32 = 4;

/// What a clean payload is.
#[derive(Debug)]
pub(super) struct Clean {
    /// Its names, as far as recognition looks at them.
    pub(super) names: FieldNames,
    /// The elements of its array that are not clean.
    pub(super) others: Vec<Other>,
    /// Whether the schema says more of a value than its kind, so that it is clean only if the validator accepts it.
    pub(super) is_unjudged: bool,
}

/// What becomes of a value of which the schema says more than its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Inexact {
    /// It needs a full look.
    Refused,
    /// It is read as its kind, and somebody else has the last word.
    Unjudged,
}

/// Looks at `text`, which starts `base` bytes behind the payload's start. Only a clean text tells
/// `sink` of its dates: each spelling of a field once, at its first place, with how many there are.
pub fn look(
    shape: &Shape,
    naming: Naming,
    text: &[u8],
    base: usize,
    scratch: &mut Scratch,
    sink: &mut dyn Sink,
) -> Verdict {
    if read(shape, naming, text, Elements::Clean, scratch).is_none() {
        return Verdict::Look;
    }
    scratch.tell(shape, base, sink);
    Verdict::Clean
}

/// Reads `text`; its dates stay in `scratch` until they are told, or until the next text.
pub(super) fn read(
    shape: &Shape,
    naming: Naming,
    text: &[u8],
    elements: Elements,
    scratch: &mut Scratch,
) -> Option<Clean> {
    let mut look = Look::new(shape, naming, text, scratch);
    look.elements = elements;
    look.whole()
}

/// Reads `text` like [`read`], and also what the schema says more of than its kind: names, kinds and dates are
/// as they should be then, and the validator alone can tell whether all of it is.
pub(super) fn read_unjudged(
    shape: &Shape,
    naming: Naming,
    text: &[u8],
    scratch: &mut Scratch,
) -> Option<Clean> {
    let mut look = Look::new(shape, naming, text, scratch);
    look.inexact = Inexact::Unjudged;
    look.whole()
}

/// How far down a value is, for recognition.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    /// The payload.
    Top,
    /// Its `body`.
    Body,
    /// One of the first elements of one of these.
    Element,
    /// Anything else.
    Deep,
}

/// What a member's name is.
enum Name {
    /// That of the field with this index.
    Field(usize),
    /// No field's; it was not passed.
    Other,
}

struct Look<'a> {
    cursor: Cursor<'a>,
    shape: &'a Shape,
    naming: Naming,
    /// The field that followed each field, by slot.
    followers: &'a mut [u16],
    dates: &'a mut Dates,
    keys: &'a mut Vec<u64>,
    workers: Option<&'a dyn Workers>,
    names: FieldNames,
    /// What becomes of the elements of the payload's array, of which so many were read.
    elements: Elements,
    count: usize,
    others: Vec<Other>,
    /// The one that is read.
    element: Option<Element>,
    inexact: Inexact,
    is_unjudged: bool,
}

impl<'a> Look<'a> {
    fn new(shape: &'a Shape, naming: Naming, text: &'a [u8], scratch: &'a mut Scratch) -> Self {
        let parts = scratch.parts(shape);
        Self {
            cursor: Cursor::new(text),
            shape,
            naming,
            followers: parts.followers,
            dates: parts.dates,
            keys: parts.keys,
            workers: parts.workers,
            names: FieldNames::default(),
            elements: Elements::Clean,
            count: 0,
            others: Vec::new(),
            element: None,
            inexact: Inexact::Refused,
            is_unjudged: false,
        }
    }

    /// Reads the text, which is one value.
    fn whole(mut self) -> Option<Clean> {
        self.value(self.shape.root(), None, Level::Top, DEPTH)?;
        let text = self.cursor.text();
        let is_whole = self.cursor.ends();
        let is_text = !self.cursor.is_beyond_ascii() || simdutf8::basic::from_utf8(text).is_ok();
        (is_whole && is_text).then_some(Clean {
            names: self.names,
            others: self.others,
            is_unjudged: self.is_unjudged,
        })
    }

    /// What a value shall be, as far as its kind says.
    fn kind(&mut self, id: ShapeId) -> Option<&'a Kind> {
        let exact = self.shape.exact_kind(id);
        if exact.is_none() && self.inexact == Inexact::Unjudged {
            self.is_unjudged = true;
            return Some(self.shape.kind(id));
        }
        exact
    }

    /// Reads one value as what the shape says; `slot` is the field that it belongs to.
    fn value(&mut self, id: ShapeId, slot: Option<Slot>, level: Level, depth: u32) -> Option<()> {
        let kind = self.kind(id)?;
        let byte = self.cursor.peek();
        let limits = self.shape.limits(id);
        match (kind, byte) {
            (Kind::Any | Kind::Opaque, _) => self.free(depth),
            (_, b'n') if self.shape.is_nullable(id) => self.cursor.word(b"null"),
            (Kind::Object(object), b'{') => {
                let count = self.object(id, object, level, depth.checked_sub(1)?)?;
                keeps(limits, |limits| limits.allow_members(count))
            }
            (Kind::Map, b'{') => {
                let count = self.free_object(depth.checked_sub(1)?)?;
                keeps(limits, |limits| limits.allow_members(count))
            }
            (Kind::Array(element), b'[') => {
                let count = self.array(*element, slot, level, depth.checked_sub(1)?)?;
                keeps(limits, |limits| limits.allow_items(count))
            }
            (Kind::DateTime, b'"') => self.date(slot, limits),
            (Kind::String, b'"') => self.text(limits),
            (Kind::Enum(values), b'"') => {
                let value = self.word(limits)?;
                (values.contains(value) && value != STAND_IN).then_some(())
            }
            (Kind::OpenEnum(values), b'"') => {
                let value = self.word(limits)?;
                values.contains(value).then_some(())
            }
            (Kind::Boolean, b't') => self.cursor.word(b"true"),
            (Kind::Boolean, b'f') => self.cursor.word(b"false"),
            (Kind::Number, b'-' | b'0'..=b'9') => self.number(None, limits),
            (Kind::Integer(format), b'-' | b'0'..=b'9') => self.number(Some(*format), limits),
            _ => None,
        }
    }

    /// Reads a number, which is whole where there is a format.
    fn number(&mut self, format: Option<IntegerFormat>, limits: Option<&Limits>) -> Option<()> {
        let number = self.cursor.number()?;
        let is_fit = match (number, format) {
            (Number::Integer(value), Some(IntegerFormat::Int32)) => i32::try_from(value).is_ok(),
            (Number::Integer(_), _) | (_, None) => true,
            (Number::Unsigned(_), Some(format)) => format == IntegerFormat::Any,
            (Number::Float(_), Some(_)) => false,
        };
        if !is_fit {
            return None;
        }
        keeps(limits, |limits| match number {
            Number::Integer(value) => limits.allow_whole(value.into()),
            Number::Unsigned(value) => limits.allow_whole(value.into()),
            // As the validator reads it.
            Number::Float(text) => {
                serde_json::from_slice(text).is_ok_and(|value| limits.allow_fraction(value))
            }
        })
    }

    fn text(&mut self, limits: Option<&Limits>) -> Option<()> {
        match limits {
            None => self.cursor.string().map(drop),
            Some(_) => self.word(limits).map(drop),
        }
    }

    /// Reads a string without escapes.
    fn word(&mut self, limits: Option<&Limits>) -> Option<&'a str> {
        let word = std::str::from_utf8(self.plain()?).ok()?;
        keeps(limits, |limits| limits.allow_text(word))?;
        Some(word)
    }

    fn date(&mut self, slot: Option<Slot>, limits: Option<&Limits>) -> Option<()> {
        let start = self.cursor.at();
        let text = self.word(limits)?;
        let spelling = temporal::classify(text)?;
        if temporal::remark(text).is_some() {
            return None;
        }
        if let Some(slot) = slot {
            self.dates.add(Seen {
                slot,
                spelling,
                count: 1,
                start,
                end: self.cursor.at(),
                element: self.element,
            });
        }
        Some(())
    }

    /// The bytes of a string without escapes.
    #[inline]
    fn plain(&mut self) -> Option<&'a [u8]> {
        let Text { raw, is_escaped } = self.cursor.string()?;
        (!is_escaped).then_some(raw)
    }

    /// Reads an array; how many elements it has.
    fn array(
        &mut self,
        element: ShapeId,
        slot: Option<Slot>,
        level: Level,
        depth: u32,
    ) -> Option<usize> {
        self.cursor.pass(1);
        if self.cursor.peek() == b']' {
            self.cursor.pass(1);
            return Some(0);
        }
        if matches!(level, Level::Top | Level::Body) {
            return self.page(element, slot, level == Level::Body, depth);
        }
        let mut count = 0;
        loop {
            self.value(element, slot, Level::Deep, depth)?;
            count += 1;
            if self.goes_on(b']')? {
                return Some(count);
            }
        }
    }

    /// Passes a comma, or `end`; whether it was the end.
    #[inline]
    fn goes_on(&mut self, end: u8) -> Option<bool> {
        let byte = self.cursor.peek();
        self.cursor.pass(1);
        (byte == end || byte == b',').then_some(byte == end)
    }

    /// Reads an object; how many members it has.
    fn object(
        &mut self,
        id: ShapeId,
        object: &'a ObjectShape,
        level: Level,
        depth: u32,
    ) -> Option<usize> {
        let required = object.required()?;
        let mut seen: u128 = 0;
        let mut others = 0;
        let keys = self.keys.len();
        // The place of what is likely to be next.
        let mut last = scratch::first(object);
        self.cursor.pass(1);
        let mut is_over = self.cursor.peek() == b'}';
        if is_over {
            self.cursor.pass(1);
        }
        while !is_over {
            if self.cursor.peek() != b'"' {
                return None;
            }
            let index = match self.name(object, last)? {
                Name::Field(index) => index,
                Name::Other => {
                    self.other(object, keys, depth)?;
                    others += 1;
                    is_over = self.goes_on(b'}')?;
                    continue;
                }
            };
            let field = object.fields().get(index)?;
            let bit = 1_u128.checked_shl(u32::try_from(index).ok()?)?;
            if seen & bit != 0 || field.stays_away {
                return None;
            }
            seen |= bit;
            self.cursor.take(b':')?;
            let slot = Slot {
                object: id,
                index,
                number: field.slot,
            };
            let inside = match level {
                Level::Top if field.wire == "body" => Level::Body,
                _ => Level::Deep,
            };
            self.value(field.shape, Some(slot), inside, depth)?;
            last = scratch::after(field);
            is_over = self.goes_on(b'}')?;
        }
        self.keys.truncate(keys);
        match level {
            Level::Top => self.names.own = seen,
            Level::Body | Level::Element => self.names.inner |= seen,
            Level::Deep => {}
        }
        (seen & required == required).then_some(seen.count_ones() as usize + others)
    }

    /// Passes a member's name, if it is a field's. What followed the last field before is tried first.
    #[inline]
    fn name(&mut self, object: &ObjectShape, last: usize) -> Option<Name> {
        let rest = self.cursor.rest();
        let mut guess = last;
        for _ in 0..GUESSES {
            let Some(follower) = self.followers.get(guess) else {
                break;
            };
            let Some(field) = object.fields().get(usize::from(*follower)) else {
                break;
            };
            let name = field.name(self.naming).as_bytes();
            if rest.get(name.len() + 1) == Some(&b'"') && rest.get(1..=name.len()) == Some(name) {
                self.cursor.pass(name.len() + 2);
                return Some(Name::Field(usize::from(*follower)));
            }
            guess = scratch::after(field);
        }
        let mut ahead = self.cursor.clone();
        let Text { raw, is_escaped } = ahead.string()?;
        if is_escaped {
            return None;
        }
        let name = std::str::from_utf8(raw).ok()?;
        let Some((index, _)) = object.field(name, self.naming) else {
            return Some(Name::Other);
        };
        self.cursor.pass(raw.len() + 2);
        if let Some(follower) = self.followers.get_mut(last) {
            *follower = u16::try_from(index).ok()?;
        }
        Some(Name::Field(index))
    }

    /// Reads a member that is no field, where such ones are free.
    fn other(&mut self, object: &ObjectShape, keys: usize, depth: u32) -> Option<()> {
        // Beside known fields it may be one of them, spelled otherwise.
        let id = match object.others() {
            Others::Free(id) if object.fields().is_empty() => id,
            _ => return None,
        };
        self.key(keys)?;
        self.cursor.take(b':')?;
        self.value(id, None, Level::Deep, depth)
    }

    /// Passes the name of a free member, which must not be one of those from `first` on.
    fn key(&mut self, first: usize) -> Option<()> {
        let mut hasher = FxHasher::default();
        hasher.write(self.plain()?);
        let hash = hasher.finish();
        let own = self.keys.get(first..)?;
        // Two keys of one hash may differ: that costs a full look, never a finding.
        if own.contains(&hash) || own.len() == KEYS {
            return None;
        }
        self.keys.push(hash);
        Some(())
    }

    /// Reads a value that nothing judges, but whose objects must not repeat a key.
    fn free(&mut self, depth: u32) -> Option<()> {
        match self.cursor.peek() {
            b'"' => self.cursor.string().map(drop),
            b'{' => self.free_object(depth.checked_sub(1)?).map(drop),
            b'[' => self.free_array(depth.checked_sub(1)?),
            b't' => self.cursor.word(b"true"),
            b'f' => self.cursor.word(b"false"),
            b'n' => self.cursor.word(b"null"),
            _ => self.cursor.number().map(drop),
        }
    }

    fn free_array(&mut self, depth: u32) -> Option<()> {
        self.cursor.pass(1);
        if self.cursor.peek() == b']' {
            self.cursor.pass(1);
            return Some(());
        }
        loop {
            self.free(depth)?;
            if self.goes_on(b']')? {
                return Some(());
            }
        }
    }

    /// Reads an object that nothing judges; how many members it has.
    fn free_object(&mut self, depth: u32) -> Option<usize> {
        self.cursor.pass(1);
        if self.cursor.peek() == b'}' {
            self.cursor.pass(1);
            return Some(0);
        }
        let first = self.keys.len();
        let mut count = 0;
        loop {
            if self.cursor.peek() != b'"' {
                return None;
            }
            self.key(first)?;
            self.cursor.take(b':')?;
            self.free(depth)?;
            count += 1;
            if self.goes_on(b'}')? {
                self.keys.truncate(first);
                return Some(count);
            }
        }
    }
}

/// Whether a value keeps the limits at its place, where there are such ones.
#[inline]
fn keeps(limits: Option<&Limits>, are_kept: impl FnOnce(&Limits) -> bool) -> Option<()> {
    limits.is_none_or(are_kept).then_some(())
}
