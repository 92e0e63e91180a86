//! Chance, the same on every machine.

use proptest::prelude::Rng;
use proptest::test_runner::{RngAlgorithm, TestRng};

/// A stream of choices that depends on its seed and number alone.
///
/// Every choice is made from whole 64-bit draws, so that the width of a machine's `usize` does not
/// reach the output.
#[derive(Clone, Debug)]
pub(super) struct Draw(TestRng);

impl Draw {
    /// The choices for sample `number` of `seed`.
    pub(super) fn new(seed: u64, number: u64) -> Self {
        let mut bytes = [0; 32];
        let words = [seed, number, 0x7769_7265_6472_6966, 0x7400_0000_0000_0001];
        for (part, word) in bytes.chunks_exact_mut(8).zip(words) {
            part.copy_from_slice(&word.to_le_bytes());
        }
        Self(TestRng::from_seed(RngAlgorithm::ChaCha, &bytes))
    }

    /// 64 bits.
    pub(super) fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// A number below `bound`; 0 for a bound of 0.
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        // The high half of the product: even for every bound that occurs here.
        let product = u128::from(self.bits()) * u128::from(bound);
        u64::try_from(product >> 64).unwrap_or(0)
    }

    /// A number from `low` to `high`, both included.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        let size = high.saturating_sub(low).saturating_add(1);
        let offset = self.below(u64::try_from(size).unwrap_or(1));
        low.saturating_add(i64::try_from(offset).unwrap_or(0))
    }

    /// Whether something of `percent` in a hundred happens.
    pub(super) fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// An index below `length`; 0 for a length of 0.
    pub(super) fn index(&mut self, length: usize) -> usize {
        usize::try_from(self.below(length as u64)).unwrap_or(0)
    }

    /// One of `choices`.
    ///
    /// # Panics
    /// Never for the tables that it is called with: none is empty.
    pub(super) fn pick<'t, T: ?Sized>(&mut self, choices: &[&'t T]) -> &'t T {
        let index = self.index(choices.len());
        choices
            .get(index)
            .copied()
            .expect("invariant: tables of choices are never empty")
    }

    /// `digits` hexadecimal digits in lower case.
    pub(super) fn hex(&mut self, digits: usize) -> String {
        let mut out = String::with_capacity(digits + 16);
        while out.len() < digits {
            let bits = self.bits();
            for nibble in 0..16_u32 {
                let value = u32::try_from((bits >> (nibble * 4)) & 15).unwrap_or(0);
                out.extend(char::from_digit(value, 16));
            }
        }
        out.truncate(digits);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_depend_on_seed_and_number_alone() {
        let first: Vec<u64> = (0..4).map(|_| Draw::new(7, 3).below(1000)).collect();
        assert!(first.iter().all(|one| one == first.first().unwrap()));
        assert_ne!(Draw::new(7, 3).bits(), Draw::new(7, 4).bits());
        assert_ne!(Draw::new(7, 3).bits(), Draw::new(8, 3).bits());
        // Pinned: a change here changes every sample of every seed.
        assert_eq!(Draw::new(7, 3).hex(8), "d5b3d7e8");
    }

    #[test]
    fn bounds_are_kept() {
        let mut draw = Draw::new(1, 1);
        assert_eq!(draw.below(0), 0);
        assert!((0..200).all(|_| draw.below(3) < 3));
        assert!((0..200).all(|_| (-2..=2).contains(&draw.between(-2, 2))));
        assert_eq!(draw.hex(33).len(), 33);
    }
}
