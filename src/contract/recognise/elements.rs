//! The names of elements that do not conform, beside others of the same array that do.

use super::sketch::Sketch;
use super::{Candidate, Each, Recogniser};
use crate::contract::shape::Naming;

impl Recogniser {
    /// The names of some elements of a payload's array, as bits of the fields of the DTO that `candidate` says
    /// they are; nothing where other DTOs have a word on them: where a name is another DTO's, or is spelled
    /// as the other naming spells it.
    ///
    /// Beside them, [`Recogniser::is_surely`] holds as it does for names that conform: what no DTO knows is
    /// no evidence for any.
    pub fn names_of_elements<'t>(
        &self,
        candidate: Candidate,
        naming: Naming,
        elements: impl Iterator<Item = &'t str>,
    ) -> Option<u128> {
        let is_it = |known: &&super::Known| known.dto == candidate.dto;
        let known = self.known.iter().find(is_it)?;
        let element = match (candidate.each, known.holds) {
            (Each::Element, None) => known,
            (Each::Whole, Some((_, held))) => self.known.get(held)?,
            _ => return None,
        };
        let mut all = 0;
        for text in elements {
            let names = Sketch::of(text, &self.vocabulary)?.names;
            let respelled = match naming {
                Naming::Wire => names.python,
                Naming::Python => names.wire,
            };
            if respelled > 0 || names.known & !element.names != 0 {
                return None;
            }
            all |= names.known;
        }
        let fields = element.bits.iter().enumerate();
        let fields = fields.filter(|(_, bit)| all & **bit != 0);
        fields
            .map(|(place, _)| u32::try_from(place).ok())
            .try_fold(0_u128, |fields, place| {
                Some(fields | 1_u128.checked_shl(place?)?)
            })
    }
}
