//! A text without the pieces of a secret that is known.

use std::collections::BTreeSet;

use super::MASK;
use crate::text::sanitize::stand_in;

/// Letters of a secret that may not be shown one behind another: fewer are a word of any text.
const RUN: usize = 8;

/// Letters of a secret below which it counts only where it stands apart.
const SHORT: usize = 4;

/// Letters of a secret that are looked for.
const LETTERS: usize = 4096;

/// `text` without what it quotes of `secret`, in whatever case and however it was cut: wherever eight
/// letters of the secret (all of them, where it has fewer) follow one another, [`MASK`] stands in their
/// place.
pub fn without(text: &str, secret: &str) -> String {
    let lower = |letter: char| letter.to_lowercase().next().unwrap_or(letter);
    let secret: Vec<char> = secret
        .trim()
        .chars()
        .take(LETTERS)
        .map(|letter| lower(stand_in(letter).unwrap_or(letter)))
        .collect();
    let letters: Vec<char> = text.chars().collect();
    let lowered: Vec<char> = letters.iter().map(|letter| lower(*letter)).collect();
    let run = secret.len().min(RUN);
    if run == 0 {
        return text.to_owned();
    }
    let pieces: BTreeSet<&[char]> = secret.windows(run).collect();
    let mut is_told = vec![false; letters.len()];
    for (at, piece) in lowered.windows(run).enumerate() {
        if pieces.contains(piece) && (run >= SHORT || stands_apart(&lowered, at, run)) {
            is_told
                .iter_mut()
                .skip(at)
                .take(run)
                .for_each(|told| *told = true);
        }
    }
    let mut out = String::with_capacity(text.len());
    let mut last = false;
    for (letter, told) in letters.iter().zip(is_told) {
        if !told {
            out.push(*letter);
        } else if !last {
            out.push_str(MASK);
        }
        last = told;
    }
    out
}

fn stands_apart(text: &[char], at: usize, length: usize) -> bool {
    let is_part = |at: Option<usize>| {
        at.and_then(|at| text.get(at))
            .is_some_and(|letter| letter.is_alphanumeric())
    };
    !is_part(at.checked_sub(1)) && !is_part(at.checked_add(length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotations_are_masked_however_they_are_cut() {
        let secret = "Tr0ub4dor&3-correct-horse";
        assert_eq!(without("it is `Tr0ub4dor&3-corr…`", secret), "it is `***…`");
        assert_eq!(without("tr0ub4dor&3-CORRECT-horse", secret), "***");
        assert_eq!(without("a horse is correct", secret), "a horse is correct");
        assert_eq!(
            without("write it: 12, not 120", "12"),
            "write it: ***, not 120"
        );
        assert_eq!(without("nothing", ""), "nothing");
    }
}
