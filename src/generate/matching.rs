//! Texts that match a pattern.

use proptest::prelude::{ProptestConfig, Strategy};
use proptest::strategy::ValueTree;
use proptest::string::string_regex;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};

/// A text that matches `pattern` as a whole, or so the pattern's plain parts say: anchors at its ends are
/// taken for granted, and whoever needs to be sure asks a validator. Another `number` gives another text.
/// `None` where the pattern has what nothing can be made of, such as a look-ahead.
pub fn matching(pattern: &str, number: u64) -> Option<String> {
    let inner = pattern.strip_prefix('^').unwrap_or(pattern);
    let inner = match inner.strip_suffix('$') {
        Some(rest) if !rest.ends_with('\\') => rest,
        _ => inner,
    };
    // Classes of ECMA 262 know ASCII alone.
    let inner = inner.replace("\\d", "[0-9]").replace("\\w", "[A-Za-z0-9_]");
    let strategy = string_regex(&inner).ok()?;
    let mut seed = [0; 32];
    for (place, byte) in seed.iter_mut().zip(number.to_le_bytes()) {
        *place = byte;
    }
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
    let mut runner = TestRunner::new_with_rng(ProptestConfig::default(), rng);
    Some(strategy.new_tree(&mut runner).ok()?.current())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_made_of_patterns() {
        for number in 0..20 {
            let text = matching("^[A-Z]{2}-\\d{3}$", number).unwrap();
            assert_eq!(text.len(), 6, "{text}");
            assert_eq!(text.find('-'), Some(2), "{text}");
        }
        assert_eq!(matching("a|b", 1), matching("a|b", 1));
        assert_eq!(matching("(?=a)b", 1), None);
    }
}
