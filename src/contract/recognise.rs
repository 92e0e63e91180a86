//! Which DTO a payload is, when nobody says.
//!
//! A [`Sketch`] of the payload's names comes in; one candidate goes out, or the reason why there
//! is none. The rule, in full:
//!
//! | step | what counts |
//! |---|---|
//! | candidates | every DTO, an array of every DTO that is no envelope, every envelope |
//! | a candidate fits | its outer JSON type is that of the payload; an envelope's `body` has the JSON type that it asks for |
//! | evidence | the names of the payload that are names of the candidate, in either naming; for a fitting envelope also those of what it holds |
//! | distinctive | every name but the generic ones ([`GENERIC_NAMES`]) |
//! | needed | at least one distinctive name |
//! | best | most distinctive names, then most names |
//! | a tie | candidates that judge every name of the payload alike are one family, and its first stands for it; any other tie is ambiguous |
//!
//! What is not recognised is never passed in silence: the caller reports it.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::registry::{Contract, Holds, Registry};
use super::shape::{Naming, ObjectShape, Shape};

/// Names that many APIs use: they never tell a DTO by themselves.
pub const GENERIC_NAMES: &[&str] = &[
    "name",
    "description",
    "metadata",
    "created",
    "updated",
    "error",
    "code",
    "message",
    "body",
];

/// Elements of an array that are looked at for names.
const ELEMENTS: usize = 64;

/// What recognition sees of a payload: its names two levels deep, never its values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sketch {
    form: Form,
    names: Names,
    /// The form of the member `body`, and its names.
    body: Option<(Form, Names)>,
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
struct Names {
    /// One bit for each known field name.
    known: u128,
    /// How many names were spelled as only the wire spells them, and as only Python does.
    wire: u32,
    python: u32,
}

impl Names {
    const fn add(&mut self, other: Self) {
        self.known |= other.known;
        self.wire += other.wire;
        self.python += other.python;
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

/// The answer to "which DTO is it".
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recognition {
    /// This one.
    As(Candidate),
    /// None: not one distinctive name.
    Unrecognized,
    /// These fit equally well and judge the payload differently.
    Ambiguous(Vec<Candidate>),
}

/// A DTO that a payload may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Candidate {
    /// The DTO's name.
    pub dto: &'static str,
    /// Whether the payload is the DTO or an array of it.
    pub each: Each,
}

/// Whether a payload is checked as a whole or element by element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Each {
    /// The payload is the DTO.
    Whole,
    /// The payload is an array, each element the DTO.
    Element,
}

impl fmt::Display for Candidate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.dto)?;
        match self.each {
            Each::Whole => Ok(()),
            Each::Element => f.write_str("[]"),
        }
    }
}

/// What is known of one DTO for recognition.
#[derive(Debug)]
struct Known {
    dto: &'static str,
    /// Bits of its names, of the distinctive ones, and of the required ones.
    names: u128,
    distinctive: u128,
    required: u128,
    /// What judges each name: the field's shape as text.
    judges: BTreeMap<u32, String>,
    /// The DTO that its `body` holds, as an index, and how.
    holds: Option<(Holds, usize)>,
    /// The form that `body` must have, where it is no DTO.
    body_form: Option<Form>,
}

/// Recognises the payloads of one revision.
#[derive(Debug)]
pub struct Recogniser {
    known: Vec<Known>,
    vocabulary: Vocabulary,
}

/// Every field name of the contract in both namings, with its bit.
#[derive(Debug, Default)]
struct Vocabulary {
    words: BTreeMap<String, (u32, Option<Naming>)>,
}

impl Vocabulary {
    fn learn(&mut self, object: &ObjectShape) {
        for field in object.fields() {
            if self.words.contains_key(&field.wire) {
                continue;
            }
            let bit = self
                .words
                .values()
                .map(|(bit, _)| bit + 1)
                .max()
                .unwrap_or_default();
            if field.wire == field.python {
                self.words.insert(field.wire.clone(), (bit, None));
            } else {
                self.words
                    .insert(field.wire.clone(), (bit, Some(Naming::Wire)));
                self.words
                    .insert(field.python.clone(), (bit, Some(Naming::Python)));
            }
        }
    }

    fn bit(&self, name: &str) -> Option<u32> {
        self.words.get(name).map(|(bit, _)| *bit)
    }

    fn note(&self, name: &str, names: &mut Names) {
        if let Some((bit, naming)) = self.words.get(name) {
            names.known |= mask(*bit);
            match naming {
                Some(Naming::Wire) => names.wire += 1,
                Some(Naming::Python) => names.python += 1,
                None => {}
            }
        }
    }
}

const fn mask(bit: u32) -> u128 {
    match 1_u128.checked_shl(bit) {
        Some(mask) => mask,
        None => 0,
    }
}

/// How much of a candidate is in a payload: distinctive names first, then all names.
type Score = (u32, u32);

impl Recogniser {
    /// The recogniser for the contracts of `registry`.
    pub fn new(registry: &Registry) -> Self {
        let mut vocabulary = Vocabulary::default();
        for object in registry.contracts().filter_map(Contract::object) {
            vocabulary.learn(object);
        }
        let names: Vec<&'static str> = registry.names().collect();
        let known = registry
            .contracts()
            .filter_map(|contract| {
                let object = contract.object()?;
                Some(Known::new(contract, object, &vocabulary, &names))
            })
            .collect();
        Self { known, vocabulary }
    }

    /// Reads the names of a payload; `None` where it is no JSON.
    pub fn sketch(&self, payload: &str) -> Option<Sketch> {
        let mut deserializer = serde_json::Deserializer::from_str(payload);
        let level = Level {
            vocabulary: &self.vocabulary,
            depth: Depth::Top,
        };
        let seen = level.deserialize(&mut deserializer).ok()?;
        deserializer.end().ok()?;
        Some(Sketch {
            form: seen.form,
            names: seen.names,
            body: seen.body,
        })
    }

    /// Which DTO the payload is.
    pub fn recognise(&self, sketch: &Sketch) -> Recognition {
        let mut best: Vec<(usize, Each)> = Vec::new();
        let mut best_score: Score = (0, 0);
        for (index, known) in self.known.iter().enumerate() {
            let Some((each, score)) = self.score(known, sketch) else {
                continue;
            };
            if score.0 == 0 || score < best_score {
                continue;
            }
            if score > best_score {
                best.clear();
                best_score = score;
            }
            best.push((index, each));
        }
        let candidates: Vec<Candidate> = best
            .iter()
            .filter_map(|&(index, each)| {
                let dto = self.known.get(index)?.dto;
                Some(Candidate { dto, each })
            })
            .collect();
        match candidates.as_slice() {
            [] => Recognition::Unrecognized,
            [first, rest @ ..] => {
                let alike = rest
                    .iter()
                    .zip(best.iter().skip(1))
                    .all(|(_, &(index, _))| {
                        best.first()
                            .is_some_and(|&(first, _)| self.judge_alike(first, index, sketch))
                    });
                if alike {
                    Recognition::As(*first)
                } else {
                    Recognition::Ambiguous(candidates)
                }
            }
        }
    }

    /// How much evidence the payload has for one DTO, whatever the others have. Zero where its
    /// outer form does not fit.
    pub fn evidence(&self, dto: &str, sketch: &Sketch) -> u32 {
        self.known
            .iter()
            .find(|known| known.dto == dto)
            .and_then(|known| self.score(known, sketch))
            .map_or(0, |(_, (distinctive, _))| distinctive)
    }

    /// How much evidence the member `body` of the payload has for one DTO.
    pub fn body_evidence(&self, dto: &str, sketch: &Sketch) -> u32 {
        let known = self.known.iter().find(|known| known.dto == dto);
        match (known, sketch.body) {
            (Some(known), Some((_, names))) => known.count(names).0,
            _ => 0,
        }
    }

    fn score(&self, known: &Known, sketch: &Sketch) -> Option<(Each, Score)> {
        let own = known.count(sketch.names);
        let each = match (sketch.form, known.is_envelope()) {
            (Form::Object, _) => Each::Whole,
            (Form::Objects, false) => Each::Element,
            _ => return None,
        };
        if each == Each::Element {
            return Some((each, own));
        }
        if let (Some(due), Some((form, _))) = (known.body_form, sketch.body)
            && form != due
            && form != Form::Empty
        {
            return None;
        }
        let Some((holds, inner)) = known.holds else {
            return Some((each, own));
        };
        let fits = matches!(
            (holds, sketch.body),
            (Holds::One, Some((Form::Object, _)))
                | (Holds::Many, Some((Form::Objects | Form::Empty, _)))
        );
        let inner = match (fits, sketch.body, self.known.get(inner)) {
            (true, Some((_, names)), Some(inner)) => inner.count(names),
            _ => (0, 0),
        };
        // An envelope is there only where its `body` is, or its own distinctive name.
        if !fits && own.0 == 0 {
            return None;
        }
        Some((each, (own.0 + inner.0, own.1 + inner.1)))
    }

    fn judge_alike(&self, left: usize, right: usize, sketch: &Sketch) -> bool {
        let (Some(left), Some(right)) = (self.known.get(left), self.known.get(right)) else {
            return false;
        };
        if !left.judges_alike(right, sketch.names) {
            return false;
        }
        match (left.holds, right.holds, sketch.body) {
            (None, None, _) => true,
            (Some((left_holds, left)), Some((right_holds, right)), Some((_, names))) => {
                left_holds == right_holds
                    && match (self.known.get(left), self.known.get(right)) {
                        (Some(left), Some(right)) => left.judges_alike(right, names),
                        _ => false,
                    }
            }
            _ => false,
        }
    }
}

impl Known {
    fn new(
        contract: &Contract,
        object: &ObjectShape,
        vocabulary: &Vocabulary,
        names: &[&'static str],
    ) -> Self {
        let bits = |wanted: &dyn Fn(&str) -> bool, needed: bool| {
            object
                .fields()
                .iter()
                .filter(|field| wanted(&field.wire) && (!needed || field.required))
                .filter_map(|field| vocabulary.bit(&field.wire))
                .fold(0, |bits, bit| bits | mask(bit))
        };
        let holds = contract.envelope().and_then(|(holds, _)| {
            let inner = contract.inner_name()?;
            Some((holds, names.iter().position(|&name| name == inner)?))
        });
        let dto = names
            .iter()
            .find(|&&name| name == contract.name)
            .copied()
            .unwrap_or_default();
        Self {
            dto,
            names: bits(&|_| true, false),
            distinctive: bits(&|name| !GENERIC_NAMES.contains(&name), false),
            required: bits(&|_| true, true),
            judges: judges(&contract.shape, object, vocabulary, holds.is_some()),
            body_form: if holds.is_some() {
                None
            } else {
                body_form(&contract.shape, object)
            },
            holds,
        }
    }

    const fn is_envelope(&self) -> bool {
        self.holds.is_some()
    }

    const fn count(&self, names: Names) -> Score {
        (
            (self.distinctive & names.known).count_ones(),
            (self.names & names.known).count_ones(),
        )
    }

    /// Whether both say the same of every one of these names, and miss the same required ones.
    fn judges_alike(&self, other: &Self, names: Names) -> bool {
        self.required & !names.known == other.required & !names.known
            && self
                .judges
                .keys()
                .chain(other.judges.keys())
                .filter(|&&bit| names.known & mask(bit) != 0)
                .all(|bit| self.judges.get(bit) == other.judges.get(bit))
    }
}

/// The shapes of the fields as text; the `body` of an envelope is judged by what it holds.
fn judges(
    shape: &Shape,
    object: &ObjectShape,
    vocabulary: &Vocabulary,
    envelope: bool,
) -> BTreeMap<u32, String> {
    object
        .fields()
        .iter()
        .filter(|field| !(envelope && field.wire == "body"))
        .filter_map(|field| Some((vocabulary.bit(&field.wire)?, shape.signature(field.shape))))
        .collect()
}

/// The form that a `body` must have which is text: an error's message or messages.
fn body_form(shape: &Shape, object: &ObjectShape) -> Option<Form> {
    use super::shape::Kind;
    let (_, body) = object.field("body", Naming::Wire)?;
    match shape.kind(body.shape) {
        Kind::String => Some(Form::Text),
        Kind::Array(element) if *shape.kind(*element) == Kind::String => Some(Form::Strings),
        _ => None,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Depth {
    Top,
    Body,
    Element,
}

/// Reads one level of names.
#[derive(Clone, Copy)]
struct Level<'v> {
    vocabulary: &'v Vocabulary,
    depth: Depth,
}

#[derive(Default)]
struct Seen {
    form: Form,
    names: Names,
    body: Option<(Form, Names)>,
}

impl<'de> DeserializeSeed<'de> for Level<'_> {
    type Value = Seen;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Seen, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Level<'_> {
    type Value = Seen;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Seen, E> {
        Ok(Seen::default())
    }

    fn visit_i64<E>(self, _: i64) -> Result<Seen, E> {
        Ok(Seen::default())
    }

    fn visit_u64<E>(self, _: u64) -> Result<Seen, E> {
        Ok(Seen::default())
    }

    fn visit_f64<E>(self, _: f64) -> Result<Seen, E> {
        Ok(Seen::default())
    }

    fn visit_unit<E>(self) -> Result<Seen, E> {
        Ok(Seen::default())
    }

    fn visit_str<E>(self, _: &str) -> Result<Seen, E> {
        Ok(Seen {
            form: Form::Text,
            ..Seen::default()
        })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Seen, A::Error> {
        if self.depth == Depth::Element {
            while elements.next_element::<IgnoredAny>()?.is_some() {}
            return Ok(Seen::default());
        }
        let inside = Self {
            depth: Depth::Element,
            ..self
        };
        let mut seen = Seen {
            form: Form::Empty,
            ..Seen::default()
        };
        for index in 0..ELEMENTS {
            let Some(element) = elements.next_element_seed(inside)? else {
                return Ok(seen);
            };
            seen.names.add(element.names);
            seen.form = match (index, seen.form, element.form) {
                (_, Form::Objects, _) | (_, _, Form::Object) => Form::Objects,
                (0, _, Form::Text) | (_, Form::Strings, Form::Text) => Form::Strings,
                _ => Form::Other,
            };
        }
        while elements.next_element::<IgnoredAny>()?.is_some() {}
        Ok(seen)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Seen, A::Error> {
        let mut seen = Seen {
            form: Form::Object,
            ..Seen::default()
        };
        while let Some(is_body) = members.next_key_seed(Key {
            vocabulary: self.vocabulary,
            names: &mut seen.names,
        })? {
            if is_body && self.depth == Depth::Top {
                let inner = members.next_value_seed(Self {
                    depth: Depth::Body,
                    ..self
                })?;
                seen.body = Some((inner.form, inner.names));
            } else {
                members.next_value::<IgnoredAny>()?;
            }
        }
        Ok(seen)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::revision::Revision;

    fn recognise(revision: Revision, payload: &str) -> String {
        let registry = Registry::new(revision);
        let recogniser = Recogniser::new(&registry);
        let sketch = recogniser.sketch(payload).unwrap();
        match recogniser.recognise(&sketch) {
            Recognition::As(candidate) => candidate.to_string(),
            Recognition::Unrecognized => "-".to_owned(),
            Recognition::Ambiguous(candidates) => candidates
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join("|"),
        }
    }

    fn pinned(payload: &str) -> String {
        recognise(Revision::PINNED, payload)
    }

    #[test]
    fn bare_dtos_arrays_and_envelopes() {
        assert_eq!(
            pinned(r#"{"sourceType":"report","name":"x"}"#),
            "ConnectionDto"
        );
        assert_eq!(pinned(r#"{"source_type":"report"}"#), "ConnectionDto");
        assert_eq!(
            pinned(r#"[{"name":"x"},{"lastRunDate":null}]"#),
            "ConnectionDto[]"
        );
        assert_eq!(
            pinned(r#"{"jobId":"1","sourceStatus":"x"}"#),
            "ConnectionRunDto"
        );
        assert_eq!(
            pinned(r#"{"body":{"jobId":"1"},"code":200}"#),
            "BaseResponseConnectionRunDto"
        );
        assert_eq!(
            pinned(r#"{"body":{"sourceId":"1"},"code":200}"#),
            "BaseResponseConnectionDto"
        );
        assert_eq!(
            pinned(r#"{"body":[{"sourceId":"1"}],"code":200}"#),
            "PagedResponseConnectionDto"
        );
        assert_eq!(
            pinned(r#"{"body":[],"code":200,"cursor":""}"#),
            "PagedResponseConnectionDto"
        );
        assert_eq!(
            pinned(r#"{"body":{"batchRefreshId":"1"}}"#),
            "BaseResponseRefreshBatchDto"
        );
        assert_eq!(
            pinned(r#"{"usePreviousSourceParameters":true}"#),
            "RefreshConnectionDto"
        );
        assert_eq!(
            pinned(r#"{"body":"x","code":1,"details":[]}"#),
            "SingleError"
        );
        assert_eq!(
            pinned(r#"{"body":["x"],"code":1,"details":[]}"#),
            "MultiError"
        );
        assert_eq!(
            pinned(r#"{"target":"x","code":"1","message":"m"}"#),
            "BaseErrorResponseDetail"
        );
        assert_eq!(
            recognise(Revision::LATEST, r#"{"names":[],"url":"x"}"#),
            "ResourcePropertiesDto"
        );
        assert_eq!(
            recognise(Revision::LATEST, r#"{"severity":"INFO"}"#),
            "ResourceMessageDto"
        );
    }

    #[test]
    fn generic_names_tell_nothing() {
        assert_eq!(
            pinned(r#"{"name":"left-pad","description":"x","metadata":{}}"#),
            "-"
        );
        assert_eq!(pinned(r#"{"body":"Not found","code":404}"#), "-");
        assert_eq!(pinned(r#"{"body":[],"code":200}"#), "-");
        assert_eq!(pinned("{}"), "-");
        assert_eq!(pinned("[]"), "-");
        assert_eq!(pinned("3"), "-");
    }

    #[test]
    fn those_that_judge_alike_are_one_family() {
        // Every name is a field of both, with the same shape.
        assert_eq!(
            pinned(r#"{"connectionId":"1","created":"x","workspaceId":"w"}"#),
            "ConnectionDto"
        );
        assert_eq!(
            pinned(r#"{"body":{"connectionId":"1","created":"x"},"code":200}"#),
            "BaseResponseConnectionDto"
        );
        // One name each that only one of them knows: a real tie.
        assert_eq!(
            pinned(r#"{"connectionId":"1","sourceId":"s","jobId":"j"}"#),
            "ConnectionDto|ConnectionRunDto"
        );
        // Neither kind of error fits a number.
        assert_eq!(pinned(r#"{"body":5,"code":1,"details":[]}"#), "-");
    }

    /// Every pair of DTOs of every revision: a payload with all names of one of them is that one,
    /// and a payload with exactly the names that both share is either one family or ambiguous.
    #[test]
    fn each_pair_of_dtos() {
        for revision in Revision::ALL {
            let registry = Registry::new(revision);
            let recogniser = Recogniser::new(&registry);
            for left in &recogniser.known {
                let whole = object_sketch(&recogniser, left, left.names);
                // The errors of 2022-01 have generic names only: nobody can tell them.
                let due = if left.distinctive == 0 && left.holds.is_none() {
                    Recognition::Unrecognized
                } else {
                    Recognition::As(Candidate {
                        dto: left.dto,
                        each: Each::Whole,
                    })
                };
                assert_eq!(recogniser.recognise(&whole), due, "{revision} {}", left.dto);
                for right in recogniser
                    .known
                    .iter()
                    .filter(|right| right.dto != left.dto)
                {
                    let shared = left.names & right.names;
                    let only_left = left.distinctive & !right.names;
                    if left.is_envelope() || right.is_envelope() || shared & left.distinctive == 0 {
                        continue;
                    }
                    // One more distinctive name decides.
                    if only_left != 0 {
                        let one = 1_u128 << only_left.trailing_zeros();
                        let sketch = object_sketch(&recogniser, left, shared | one);
                        assert!(
                            recogniser.evidence(left.dto, &sketch)
                                > recogniser.evidence(right.dto, &sketch)
                        );
                    }
                    // Exactly what both share: one family if they judge it alike, else a tie,
                    // unless a third DTO has more of it.
                    let sketch = object_sketch(&recogniser, left, shared);
                    let alike = left.judges_alike(right, sketch.names);
                    match recogniser.recognise(&sketch) {
                        Recognition::Unrecognized => panic!("{} {}", left.dto, right.dto),
                        Recognition::Ambiguous(tied) => {
                            assert!(!alike || tied.len() > 2, "{} {}", left.dto, right.dto);
                        }
                        Recognition::As(one) => {
                            let among = one.dto == left.dto || one.dto == right.dto;
                            let by_form = left.body_form != right.body_form;
                            assert!(!among || alike || by_form, "{} {}", left.dto, right.dto);
                        }
                    }
                }
            }
        }
    }

    /// A payload with `names` at its top; an envelope holds all distinctive names of its DTO.
    fn object_sketch(recogniser: &Recogniser, known: &Known, names: u128) -> Sketch {
        let named = |known: u128| Names {
            known,
            ..Names::default()
        };
        Sketch {
            form: Form::Object,
            names: named(names),
            body: match (known.holds, known.body_form) {
                (Some((holds, inner)), _) => Some((
                    match holds {
                        Holds::One => Form::Object,
                        Holds::Many => Form::Objects,
                    },
                    named(recogniser.known[inner].distinctive),
                )),
                (None, form) => form.map(|form| (form, Names::default())),
            },
        }
    }

    #[test]
    fn the_vocabulary_fits_its_bits() {
        let registry = Registry::new(Revision::LATEST);
        let recogniser = Recogniser::new(&registry);
        assert!(
            recogniser
                .vocabulary
                .words
                .values()
                .all(|(bit, _)| *bit < 128)
        );
    }

    #[test]
    fn naming_is_counted() {
        let registry = Registry::new(Revision::PINNED);
        let recogniser = Recogniser::new(&registry);
        let spelled = |payload| recogniser.sketch(payload).unwrap().spelled();
        assert_eq!(spelled(r#"{"created":1,"name":2}"#), Spelled::Alike);
        assert_eq!(
            spelled(r#"{"source_id":1}"#),
            Spelled::Wholly(Naming::Python)
        );
        assert_eq!(
            spelled(r#"{"body":[{"sourceId":1}]}"#),
            Spelled::Wholly(Naming::Wire)
        );
        assert_eq!(
            spelled(r#"{"sourceId":1,"source_type":1,"created_by":2}"#),
            Spelled::Mostly(Naming::Python)
        );
    }
}
