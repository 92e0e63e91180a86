//! What a payload is likely to be that was not recognised.
//!
//! Generic names never decide, and a form that does not fit rules a DTO out, so nothing is checked
//! by either; but whoever has to name the DTO is told what there is.

use super::sketch::{Form, Sketch, mask};
use super::{Candidate, Each, GENERIC_NAMES, Known, Recogniser, Score};

/// The DTOs that fit a payload by its form and its generic names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Likely {
    /// Those that have the most of its names, and whose required fields are all there.
    pub candidates: Vec<Candidate>,
    /// The generic names that they share with it.
    pub names: Vec<&'static str>,
    /// Whether the payload has names that no DTO knows.
    pub others: OtherNames,
    /// Those that most of its distinctive names speak for, though it has not their form.
    pub unfit: Vec<Candidate>,
    /// These names, as the wire spells them.
    pub distinctive: Vec<String>,
}

/// Whether a payload has names that no DTO knows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OtherNames {
    /// It has none.
    #[default]
    Absent,
    /// It has some.
    There,
}

impl Recogniser {
    /// Which DTOs fit by form and generic names.
    pub(super) fn likely(&self, sketch: &Sketch) -> Likely {
        let scored: Vec<(&Known, Candidate, Score)> = self
            .known
            .iter()
            .filter(|known| known.required & !sketch.names.known == 0)
            .filter_map(|known| {
                let (each, score) = self.score(known, sketch)?;
                let dto = known.dto;
                (score.1 > 0).then_some((known, Candidate { dto, each }, score))
            })
            .collect();
        let most = scored.iter().map(|(_, _, score)| *score).max();
        let best = || {
            scored
                .iter()
                .filter(move |(_, _, score)| Some(*score) == most)
        };
        let body = sketch.body.map(|(_, names)| names).unwrap_or_default();
        let shared = best().fold(0, |shared, (known, ..)| {
            let inner = known.holds.and_then(|(_, inner)| self.known.get(inner));
            let inside = inner.map_or(0, |inner| inner.names & body.known);
            shared | known.names & sketch.names.known | inside
        });
        let is_shared = |name: &str| {
            let bit = self.vocabulary.bit(name);
            bit.is_some_and(|bit| shared & mask(bit) != 0)
        };
        // Those around others come first, as they do in a payload.
        let (around, others): (Vec<&str>, Vec<&str>) = GENERIC_NAMES
            .iter()
            .rev()
            .filter(|name| is_shared(name))
            .partition(|name| matches!(**name, "body" | "code"));
        let (unfit, distinctive) = self.unfit(sketch);
        let has_others = sketch.names.unknown + body.unknown > 0;
        Likely {
            candidates: best().map(|(_, candidate, _)| *candidate).collect(),
            names: around.into_iter().chain(others.into_iter().rev()).collect(),
            others: if has_others {
                OtherNames::There
            } else {
                OtherNames::Absent
            },
            unfit,
            distinctive,
        }
    }

    /// The candidates of whose form the payload is not, by their distinctive names in it.
    fn unfit(&self, sketch: &Sketch) -> (Vec<Candidate>, Vec<String>) {
        let each = match sketch.form() {
            Form::Objects => Each::Element,
            _ => Each::Whole,
        };
        let body = sketch.body.map(|(_, names)| names).unwrap_or_default();
        let speaking: Vec<(Candidate, u128)> = self
            .known
            .iter()
            .filter(|known| self.score(known, sketch).is_none())
            .map(|known| {
                let inner = known.holds.and_then(|(_, inner)| self.known.get(inner));
                let inside = inner.map_or(0, |inner| inner.distinctive & body.known);
                let dto = known.dto;
                let names = known.distinctive & sketch.names.known | inside;
                (Candidate { dto, each }, names)
            })
            .collect();
        let most = speaking.iter().map(|(_, names)| names.count_ones()).max();
        let best = speaking
            .iter()
            .filter(|(_, names)| *names != 0 && Some(names.count_ones()) == most);
        let names = best.clone().fold(0, |all, (_, names)| all | names);
        (
            best.map(|(candidate, _)| *candidate).collect(),
            self.vocabulary.wire_names(names),
        )
    }
}
