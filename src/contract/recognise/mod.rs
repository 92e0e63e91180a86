//! Which DTO a payload is, when nobody says.
//!
//! A [`Sketch`] of the payload's names comes in; one candidate goes out, or the reason why there
//! is none. The rule, in full:
//!
//! | step | what counts |
//! |---|---|
//! | candidates | every DTO, an array of every DTO that is no envelope, every envelope |
//! | outer form | the payload is an object, or, for an array of DTOs, an array with an object among its first 64 elements |
//! | the form of `body` | of an error, where there is one: a string, or an array of nothing but strings; of an envelope: an object, or an array with an object among its first 64 elements; an empty array is any array |
//! | a candidate fits | its outer form is the payload's; an error's `body` has its form, or is absent; an envelope's `body` has its form, or the payload has a distinctive name of the envelope's own |
//! | evidence | the names of the payload (of an array: of its first 64 elements together) that are names of the candidate, in either naming; for an envelope whose `body` has its form also those in `body` that are names of what it holds |
//! | distinctive | every name but the generic ones ([`GENERIC_NAMES`]) |
//! | needed | at least one distinctive name |
//! | best | most distinctive names, then most names |
//! | a tie | candidates that judge every name of the payload alike, and miss the same required fields, are one family, and its first, in the order of the documentation, stands for it; any other tie is ambiguous |
//! | alike | a name means the same to both: neither has it, or both with the same schema; of two envelopes, `body` too holds DTOs, in the same number, for which all of this is true; an envelope and another DTO are never alike |
//!
//! What is not recognised is never passed in silence: the caller reports it, with the candidates
//! that [`Likely`] names.

mod elements;
mod likely;
mod sketch;
mod table;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::OnceLock;

use super::export;
use super::registry::{Holds, Registry};
use super::revision::Revision;
use super::shape::{ObjectShape, Shape};
use sketch::{Names, Vocabulary, mask};
use table::{Body, Row};

pub use likely::{Likely, OtherNames};
pub use sketch::{ELEMENTS, Form, Sketch, Spelled};

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

/// The answer to "which DTO is it".
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recognition {
    /// This one.
    As(Candidate),
    /// None: not one distinctive name. The generic ones may still say what it is likely to be.
    Unrecognized(Likely),
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

/// The names of a payload that conforms to a candidate, as far as recognition looks at them: a bit for
/// each field of an object, by its place among the fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FieldNames {
    /// The payload's own, where it is an object.
    pub own: u128,
    /// Those of the first elements, where it is an array; those in `body`, or in its first elements,
    /// where it is an object with one.
    pub inner: u128,
}

/// What is known of one DTO for recognition.
#[derive(Debug, PartialEq, Eq)]
struct Known {
    dto: &'static str,
    /// The bit of the name of each field, in the order of the fields.
    bits: Vec<u128>,
    /// Bits of its names, of the distinctive ones, and of the required ones.
    names: u128,
    distinctive: u128,
    required: u128,
    /// The DTO that its `body` holds, as an index, and how.
    holds: Option<(Holds, usize)>,
    /// The form that `body` must have, where it is no DTO.
    body_form: Option<Form>,
}

/// Recognises the payloads of one revision.
#[derive(Debug)]
pub struct Recogniser {
    revision: Revision,
    known: Vec<Known>,
    vocabulary: Vocabulary,
    rivals: Vec<OnceLock<Rivals>>,
    /// What judges each name of each DTO, where a tie asks for that: the field's shape as text.
    judges: OnceLock<Vec<Judges>>,
}

/// What judges each name of a DTO, by its bit.
type Judges = BTreeMap<u32, String>;

/// How much of a candidate is in a payload: distinctive names first, then all names.
type Score = (u32, u32);

impl Recogniser {
    /// The recogniser for the contracts of a revision.
    pub fn new(revision: Revision) -> Self {
        let rows: Vec<&'static Row> = export::dto_names(revision).filter_map(Row::of).collect();
        let mut vocabulary = Vocabulary::default();
        for field in rows.iter().flat_map(|row| row.fields_at(revision)) {
            vocabulary.learn(field.wire);
        }
        let known: Vec<Known> = rows
            .iter()
            .map(|row| Known::new(row, revision, &vocabulary, &rows))
            .collect();
        let rivals = known.iter().map(|_| OnceLock::new()).collect();
        Self {
            revision,
            known,
            vocabulary,
            rivals,
            judges: OnceLock::new(),
        }
    }

    /// Reads the names of a payload; `None` where it is no JSON.
    pub fn sketch(&self, payload: &str) -> Option<Sketch> {
        Sketch::of(payload, &self.vocabulary)
    }

    /// Which DTO a payload seems to be that begins like this.
    pub fn guess(&self, start: &str) -> Option<Candidate> {
        match self.recognise(&Sketch::of_start(start, &self.vocabulary)) {
            Recognition::As(candidate) => Some(candidate),
            Recognition::Unrecognized(_) | Recognition::Ambiguous(_) => None,
        }
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
            [] => Recognition::Unrecognized(self.likely(sketch)),
            [first, rest @ ..] => {
                let alike = rest
                    .iter()
                    .zip(best.iter().skip(1))
                    .all(|(_, &(index, _))| {
                        best.first()
                            .is_some_and(|&(first, _)| self.judge_alike((first, index), sketch))
                    });
                if alike {
                    Recognition::As(*first)
                } else {
                    Recognition::Ambiguous(candidates)
                }
            }
        }
    }

    /// Whether [`Recogniser::recognise`] finds this candidate in a payload that conforms to it, and has
    /// these names. It may say no where the other would find it: that takes the names of the payload.
    pub fn is_surely(&self, candidate: Candidate, names: FieldNames) -> bool {
        let is_it = |known: &Known| known.dto == candidate.dto;
        let Some(index) = self.known.iter().position(is_it) else {
            return false;
        };
        let (Some(known), Some(rivals)) = (self.known.get(index), self.rivals.get(index)) else {
            return false;
        };
        let rivals = rivals.get_or_init(|| Rivals::new(&self.known, index));
        let (own, inner) = match (candidate.each, known.holds) {
            (Each::Element, None) => (names.inner, None),
            (Each::Whole, None) if known.body_form.is_none() => (names.own, None),
            (Each::Whole, Some(_)) => (names.own, Some(names.inner)),
            _ => return false,
        };
        rivals.lose(own, inner)
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

    /// The envelope that holds one DTO, or many, where there is such a one.
    pub fn envelope_of(&self, dto: &str, holds: Holds) -> Option<&'static str> {
        let is_it = |known: &&Known| {
            known.holds.is_some_and(|(how, inner)| {
                how == holds && self.known.get(inner).is_some_and(|inner| inner.dto == dto)
            })
        };
        self.known.iter().find(is_it).map(|known| known.dto)
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
            && !(form == Form::Empty && due == Form::Strings)
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

    fn judge_alike(&self, indexes: (usize, usize), sketch: &Sketch) -> bool {
        let (Some(left), Some(right)) = (self.known.get(indexes.0), self.known.get(indexes.1))
        else {
            return false;
        };
        if !self.judge_names_alike(indexes, sketch.names) {
            return false;
        }
        match (left.holds, right.holds, sketch.body) {
            (None, None, _) => true,
            (Some((left_holds, left)), Some((right_holds, right)), Some((_, names))) => {
                left_holds == right_holds && self.judge_names_alike((left, right), names)
            }
            _ => false,
        }
    }

    /// Whether both say the same of every one of these names, and miss the same required ones.
    fn judge_names_alike(&self, (left, right): (usize, usize), names: Names) -> bool {
        let judges = self.judges.get_or_init(|| self.all_judges());
        let one = |index: usize| Some((self.known.get(index)?.required, judges.get(index)?));
        let (Some((left_required, left)), Some((right_required, right))) = (one(left), one(right))
        else {
            return false;
        };
        left_required & !names.known == right_required & !names.known
            && left
                .keys()
                .chain(right.keys())
                .filter(|&&bit| names.known & mask(bit) != 0)
                .all(|bit| left.get(bit) == right.get(bit))
    }

    fn all_judges(&self) -> Vec<Judges> {
        let registry = Registry::new(self.revision);
        let judges = registry.contracts().map(|contract| {
            let is_envelope = contract.envelope().is_some();
            contract.object().map_or_else(Judges::new, |object| {
                judges(&contract.shape, object, &self.vocabulary, is_envelope)
            })
        });
        judges.collect()
    }
}

/// What the other DTOs lack of the names of one of them. All names of a payload that conforms are names
/// of its DTO, so another has as much evidence only where it has all of them too.
#[derive(Debug)]
struct Rivals {
    /// The distinctive names of the DTO, and of the one that it holds.
    distinctive: (u128, u128),
    /// For each other DTO, the names that it lacks, and those that what it holds lacks.
    lacking: Vec<(u128, u128)>,
}

impl Rivals {
    fn new(known: &[Known], index: usize) -> Self {
        let own = known.get(index);
        let held = |known: &Known| known.holds.map(|(_, inner)| inner);
        let how = own.and_then(|own| own.holds).map(|(holds, _)| holds);
        let inner = own.and_then(held).and_then(|inner| known.get(inner));
        let fields = |known: Option<&Known>, is_due: &dyn Fn(u128) -> bool| {
            let bits = known.map_or(&[][..], |known| &known.bits);
            let places = (0..u128::BITS).map(|place| 1_u128 << place);
            let due = bits.iter().zip(places).filter(|(bit, _)| is_due(**bit));
            due.fold(0, |fields, (_, place)| fields | place)
        };
        let distinctive = |one: Option<&Known>| {
            fields(one, &|bit| {
                one.is_some_and(|one| one.distinctive & bit != 0)
            })
        };
        let others = known
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != index);
        let lacking = others.map(|(_, other)| {
            // What it holds tells only where it holds as many.
            let alike = other.holds.map(|(holds, _)| holds) == how;
            let held = held(other).and_then(|held| known.get(held));
            let names = held.filter(|_| alike).map_or(0, |held| held.names);
            (
                fields(own, &|bit| other.names & bit == 0),
                fields(inner, &|bit| names & bit == 0),
            )
        });
        Self {
            distinctive: (distinctive(own), distinctive(inner)),
            lacking: lacking.collect(),
        }
    }

    /// Whether each of the others has less evidence: `inner` are the names inside of an envelope.
    fn lose(&self, own: u128, inner: Option<u128>) -> bool {
        // Without names in its `body` nobody knows whether that is one.
        let is_known = inner != Some(0);
        let inner = inner.unwrap_or(0);
        let is_distinctive = own & self.distinctive.0 != 0 || inner & self.distinctive.1 != 0;
        let lacks = |(lacks_own, lacks_inner): &(u128, u128)| {
            own & lacks_own != 0 || inner & lacks_inner != 0
        };
        is_known && is_distinctive && self.lacking.iter().all(lacks)
    }
}

impl Known {
    fn new(row: &Row, revision: Revision, vocabulary: &Vocabulary, rows: &[&Row]) -> Self {
        let mut known = Self {
            dto: row.dto,
            bits: Vec::new(),
            names: 0,
            distinctive: 0,
            required: 0,
            holds: None,
            body_form: None,
        };
        for field in row.fields_at(revision) {
            let bit = vocabulary.bit(field.wire).map_or(0, mask);
            known.bits.push(bit);
            known.names |= bit;
            if !GENERIC_NAMES.contains(&field.wire) {
                known.distinctive |= bit;
            }
            if field.required {
                known.required |= bit;
            }
        }
        match row.body {
            Body::Untold => {}
            Body::Text => known.body_form = Some(Form::Text),
            Body::Texts => known.body_form = Some(Form::Strings),
            Body::Holds(holds, inner) => {
                let inner = rows.iter().position(|row| row.dto == inner);
                known.holds = inner.map(|inner| (holds, inner));
            }
        }
        known
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
}

/// The shapes of the fields as text; the `body` of an envelope is judged by what it holds.
fn judges(shape: &Shape, object: &ObjectShape, vocabulary: &Vocabulary, envelope: bool) -> Judges {
    object
        .fields()
        .iter()
        .filter(|field| !(envelope && field.wire == "body"))
        .filter_map(|field| Some((vocabulary.bit(&field.wire)?, shape.signature(field.shape))))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::registry::Contract;
    use crate::contract::shape::{Field, Kind, Naming};

    fn recognise(revision: Revision, payload: &str) -> String {
        let recogniser = Recogniser::new(revision);
        let sketch = recogniser.sketch(payload).unwrap();
        match recogniser.recognise(&sketch) {
            Recognition::As(candidate) => candidate.to_string(),
            Recognition::Unrecognized(_) => "-".to_owned(),
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

    #[test]
    fn what_a_body_is_decides_between_the_errors() {
        for (body, dto) in [
            (r#""x""#, "SingleError"),
            (r#"["x"]"#, "MultiError"),
            // No string, but an array of nothing else than strings.
            ("[]", "MultiError"),
            ("null", "-"),
            (r#"["x",1]"#, "-"),
            ("{}", "-"),
        ] {
            let payload = format!(r#"{{"body":{body},"code":1,"details":[]}}"#);
            assert_eq!(pinned(&payload), dto, "{payload}");
        }
    }

    /// The candidates of whose form a payload is not, and the names that speak for them.
    fn unfit(payload: &str) -> (Vec<String>, Vec<String>) {
        let recogniser = Recogniser::new(Revision::PINNED);
        let sketch = recogniser.sketch(payload).unwrap();
        match recogniser.recognise(&sketch) {
            Recognition::Unrecognized(likely) => (
                likely.unfit.iter().map(ToString::to_string).collect(),
                likely.distinctive,
            ),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn distinctive_names_in_another_form_are_told() {
        let words = |words: &[&str]| words.iter().map(ToString::to_string).collect::<Vec<_>>();
        for (payload, candidates, names) in [
            (
                r#"{"body":null,"code":400,"details":[]}"#,
                &["MultiError", "SingleError"][..],
                &["details"][..],
            ),
            (
                r#"[{"cursor":"x","body":[],"code":200}]"#,
                &["PagedResponseConnectionDto[]"],
                &["cursor"],
            ),
            (
                r#"{"body":[{"jobId":"1","source_status":"x"}],"code":200}"#,
                &["BaseResponseConnectionRunDto"],
                &["jobId", "sourceStatus"],
            ),
            (r#"{"body":null,"code":400}"#, &[], &[]),
        ] {
            assert_eq!(
                unfit(payload),
                (words(candidates), words(names)),
                "{payload}"
            );
        }
    }

    /// What a `body` is by its type, which the table of names tells as well.
    fn body(contract: &Contract, object: &ObjectShape) -> (Option<(Holds, String)>, Option<Form>) {
        let holds = contract.envelope().map(|(holds, _)| holds);
        if let Some(holds) = holds.zip(contract.inner_name()) {
            return (Some((holds.0, holds.1.to_owned())), None);
        }
        let form = object.field("body", Naming::Wire).and_then(|(_, body)| {
            match contract.shape.kind(body.shape) {
                Kind::String => Some(Form::Text),
                Kind::Array(element) if *contract.shape.kind(*element) == Kind::String => {
                    Some(Form::Strings)
                }
                _ => None,
            }
        });
        (None, form)
    }

    #[test]
    fn the_table_of_names_is_what_the_types_say() {
        for revision in Revision::ALL {
            let registry = Registry::new(revision);
            let recogniser = Recogniser::new(revision);
            assert_eq!(recogniser.known.len(), registry.names().count());
            for (known, contract) in recogniser.known.iter().zip(registry.contracts()) {
                let object = contract.object().expect("a DTO is an object");
                assert_eq!(known.dto, contract.name);
                let bits = |is_due: &dyn Fn(&Field) -> bool| {
                    let fields = object.fields().iter().filter(|field| is_due(field));
                    let bit = |field: &Field| mask(recogniser.vocabulary.bit(&field.wire).unwrap());
                    fields.map(bit).collect::<Vec<_>>()
                };
                let all = |bits: Vec<u128>| bits.into_iter().fold(0, |all, bit| all | bit);
                assert_eq!(known.bits, bits(&|_| true), "{}", known.dto);
                assert_eq!(known.names, all(bits(&|_| true)));
                assert_eq!(
                    known.required,
                    all(bits(&|field| field.required)),
                    "{}",
                    known.dto
                );
                let is_distinctive = |field: &Field| !GENERIC_NAMES.contains(&field.wire.as_str());
                assert_eq!(known.distinctive, all(bits(&is_distinctive)));
                let holds = known
                    .holds
                    .map(|(holds, inner)| (holds, recogniser.known[inner].dto.to_owned()));
                assert_eq!(
                    (holds, known.body_form),
                    body(contract, object),
                    "{}",
                    known.dto
                );
                for field in object.fields() {
                    assert_eq!(
                        recogniser.vocabulary.bit(&field.wire),
                        recogniser.vocabulary.bit(&field.python)
                    );
                }
            }
        }
    }

    #[test]
    fn the_vocabulary_fits_its_bits() {
        let recogniser = Recogniser::new(Revision::LATEST);
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
        let recogniser = Recogniser::new(Revision::PINNED);
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
