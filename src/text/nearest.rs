//! "Did you mean": the nearest of a set of known words.

/// Words of more letters have no neighbour: nobody mistypes those, and the distance is quadratic.
const LONGEST: usize = 64;

/// By how many letters `word` is a slip for `known`: one at most, two in a word of ten or more.
/// Words of less than five letters are never a slip for another: they are words of their own.
pub fn slip(word: &str, known: &str) -> Option<usize> {
    let allowed = match word.len() {
        5..10 => 1,
        10..=LONGEST => 2,
        _ => return None,
    };
    // No distance is less than the difference in length; this one is cheap.
    if word.len().abs_diff(known.len()) > allowed * 4 {
        return None;
    }
    let distance = strsim::osa_distance(word, known);
    (distance <= allowed).then_some(distance)
}

/// The candidate that is nearest to `word`, where one is near enough to be meant.
///
/// Near enough is an optimal-string-alignment distance (a swap of neighbours counts one) of at
/// most a third of the longer word, compared without regard to ASCII case. Ties go to the first
/// candidate.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if word.len() > LONGEST {
        return None;
    }
    let lower = word.to_ascii_lowercase();
    let (own, kinds) = (lower.chars().count(), kinds(word));
    let mut best: Option<(usize, &'a str)> = None;
    for candidate in candidates {
        if candidate.len() > LONGEST {
            continue;
        }
        let other = candidate.chars().count();
        let longer = own.max(other);
        // Sets may have thousands of words, each of which would take a table of its own.
        let least = match (&kinds, self::kinds(candidate)) {
            (Some(own), Some(other)) => apart(own, &other),
            _ => own.abs_diff(other),
        };
        if least * 3 > longer || best.is_some_and(|(distance, _)| distance <= least) {
            continue;
        }
        let distance = strsim::osa_distance(&lower, &candidate.to_ascii_lowercase());
        if distance * 3 <= longer && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// How many letters of each kind an ASCII text of at most [`LONGEST`] has, whatever their case; some kinds count
/// together.
fn kinds(text: &str) -> Option<[u8; 32]> {
    let mut kinds = [0; 32];
    for letter in text.bytes() {
        *kinds.get_mut(usize::from(letter & 31))? += 1;
    }
    text.is_ascii().then_some(kinds)
}

/// The least distance of texts with so many letters of each kind: a slip takes one away, adds one, or does both.
fn apart(one: &[u8; 32], other: &[u8; 32]) -> usize {
    let beyond = |one: &[u8; 32], other: &[u8; 32]| -> usize {
        let kinds = one.iter().zip(other);
        kinds
            .map(|(one, other)| usize::from(one.saturating_sub(*other)))
            .sum()
    };
    beyond(one, other).max(beyond(other, one))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn near_words_are_found_and_far_ones_are_not() {
        let known = ["connectionId", "created", "createdBy"];
        assert_eq!(nearest("conectionId", known), Some("connectionId"));
        assert_eq!(nearest("craeted", known), Some("created"));
        assert_eq!(nearest("CREATED", known), Some("created"));
        assert_eq!(nearest("owner", known), None);
        assert_eq!(nearest(&"x".repeat(10_000), known), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_nearer_word_is_passed_over(
            word in "[a-dA-C_é]{0,9}",
            known in prop::collection::vec("[a-dA-C_é]{0,9}", 0..20),
        ) {
            let distance = |known: &str| {
                let distance =
                    strsim::osa_distance(&word.to_ascii_lowercase(), &known.to_ascii_lowercase());
                let longer = word.chars().count().max(known.chars().count());
                (distance * 3 <= longer).then_some(distance)
            };
            let due = known.iter().filter(|known| distance(known).is_some()).min_by_key(|known| distance(known));
            prop_assert_eq!(nearest(&word, known.iter().map(String::as_str)), due.map(String::as_str));
        }
    }

    #[test]
    fn a_slip_is_one_letter_or_two_in_a_long_word() {
        assert_eq!(slip("crated", "created"), Some(1));
        assert_eq!(slip("craetd", "created"), None);
        assert_eq!(slip("conectoinId", "connectionId"), Some(2));
        assert_eq!(slip("connectionId", "connectionId"), Some(0));
        assert_eq!(slip("code", "cod"), None);
        assert_eq!(slip(&"x".repeat(65), &"x".repeat(65)), None);
        assert_eq!(slip("crätéd", "created"), None);
    }
}
