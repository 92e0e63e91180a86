//! Names of any length, told in a bounded one.
//!
//! A key, a value or a path that somebody recorded comes in; it goes out as it is, or with its beginning, its
//! end and, in between, what tells it from all others that begin and end so. What is told like that can stand
//! for the whole: the same name is always told in the same way, and telling it twice changes nothing, so
//! fingerprints, baselines and locks are made of it. Words that only quote a name are cut by
//! [`super::sanitize::shortened`], which is easier to read.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Letters of a name that are told at most. No API has longer ones; what has is an attack, or data in the
/// place of a name.
pub const NAME: usize = 200;

/// Letters of a pointer that are told at most: of all its names together.
pub const POINTER: usize = 2_000;

/// Letters of the digest, which are hex digits, and of the two `…` around it.
pub const DIGEST: usize = 18;

/// `name`, or as many letters as `most` that stand for it.
pub fn bounded(name: &str, most: usize) -> Cow<'_, str> {
    // A letter has a byte at least.
    if name.len() <= most || name.char_indices().nth(most).is_none() {
        return Cow::Borrowed(name);
    }
    let room = most.saturating_sub(DIGEST);
    let end = room / 3;
    let head = name.char_indices().nth(room - end);
    let tail = end.checked_sub(1).and_then(|last| {
        let mut letters = name.char_indices().rev();
        letters.nth(last).map(|(at, _)| at)
    });
    let mut out = String::new();
    out.push_str(head.and_then(|(at, _)| name.get(..at)).unwrap_or_default());
    out.push_str(&digest([name]));
    out.push_str(tail.and_then(|at| name.get(at..)).unwrap_or_default());
    Cow::Owned(out)
}

/// What tells these texts, one behind the other, from others: sixteen hex digits between two `…`.
pub fn digest<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    let mut out = String::with_capacity(DIGEST + 4);
    let _ = write!(out, "…{:016x}…", fnv1a(texts));
    out
}

/// FNV-1a (64 bits) over the texts, each ended by a zero byte.
pub fn fnv1a<'t>(texts: impl IntoIterator<Item = &'t str>) -> u64 {
    const OFFSET_BASIS: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0100_0000_01b3;
    let bytes = texts.into_iter().flat_map(|text| text.bytes().chain([0]));
    bytes.fold(OFFSET_BASIS, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(PRIME)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_told_as_it_is_up_to_the_bound() {
        let name = "é".repeat(NAME);
        assert!(matches!(bounded(&name, NAME), Cow::Borrowed(told) if told == name));
        assert_eq!(bounded("", NAME), "");
    }

    #[test]
    fn a_long_name_keeps_its_beginning_and_its_end_and_is_told_from_its_like() {
        let name = |middle: &str| format!("begin{}{middle}{}end", "x".repeat(300), "é".repeat(300));
        let (one, other) = (name("1"), name("2"));
        let told = bounded(&one, NAME);
        assert_eq!(told.chars().count(), NAME);
        assert!(told.starts_with("beginxxx") && told.ends_with("ééend"));
        assert_ne!(told, bounded(&other, NAME));
        assert_eq!(told, bounded(&one, NAME));
        assert_eq!(told, bounded(&told, NAME), "telling it twice");
    }

    #[test]
    fn there_is_room_for_the_digest_alone_at_least() {
        assert_eq!(
            bounded("a name of more letters", DIGEST).chars().count(),
            DIGEST
        );
        assert_eq!(
            bounded("a name of more letters", DIGEST + 4)
                .chars()
                .count(),
            DIGEST + 4
        );
    }

    #[test]
    fn texts_do_not_run_into_one_another() {
        assert_ne!(fnv1a(["ab", "c"]), fnv1a(["a", "bc"]));
    }
}
