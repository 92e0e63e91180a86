//! What a payload with generic names only is likely to be.
//!
//! Generic names never decide, so nothing is checked by them; but whoever has to name the DTO is
//! told which ones fit.

use super::{Candidate, GENERIC_NAMES, Known, Recogniser, Score};
use crate::contract::recognise::sketch::{Sketch, mask};

/// The DTOs that fit a payload by its form and its generic names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Likely {
    /// Those that have the most of its names, and whose required fields are all there.
    pub candidates: Vec<Candidate>,
    /// The generic names that they share with it.
    pub names: Vec<&'static str>,
    /// Whether the payload has names that no DTO knows.
    pub others: OtherNames,
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
        let has_others = sketch.names.unknown + body.unknown > 0;
        Likely {
            candidates: best().map(|(_, candidate, _)| *candidate).collect(),
            names: around.into_iter().chain(others.into_iter().rev()).collect(),
            others: if has_others {
                OtherNames::There
            } else {
                OtherNames::Absent
            },
        }
    }
}
