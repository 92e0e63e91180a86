//! "Did you mean": the nearest of a set of known words.

/// The candidate that is nearest to `word`, where one is near enough to be meant.
///
/// Near enough is an optimal-string-alignment distance (a swap of neighbours counts one) of at
/// most a third of the longer word, compared without regard to ASCII case. Ties go to the first
/// candidate. Words of more than 64 letters have no neighbour: nobody mistypes those, and the
/// distance is quadratic.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const LONGEST: usize = 64;
    if word.len() > LONGEST {
        return None;
    }
    let lower = word.to_ascii_lowercase();
    let mut best: Option<(usize, &'a str)> = None;
    for candidate in candidates {
        if candidate.len() > LONGEST {
            continue;
        }
        let (own, other) = (lower.chars().count(), candidate.chars().count());
        let longer = own.max(other);
        // No distance is less than the difference in length; this one is cheap.
        if own.abs_diff(other) * 3 > longer {
            continue;
        }
        let distance = strsim::osa_distance(&lower, &candidate.to_ascii_lowercase());
        if distance * 3 <= longer && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
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
}
