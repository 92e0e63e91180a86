//! Sentences whose names stand in backticks, cut at those names.

/// A piece of a sentence.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// What stood between two backticks, without them.
    Name(&'a str),
    /// All else. A backtick that has no partner is part of it: where one is dropped, what stands on both sides of
    /// it becomes one word, and that may be a command of a build service.
    Words(&'a str),
}

/// The pieces of `sentence`, in their order.
pub(super) fn pieces(sentence: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = sentence;
    while let Some((words, opened)) = rest.split_once('`')
        && let Some((name, behind)) = opened.split_once('`')
    {
        pieces.extend([Piece::Words(words), Piece::Name(name)]);
        rest = behind;
    }
    pieces.push(Piece::Words(rest));
    pieces
}

#[cfg(test)]
mod tests {
    use super::Piece::{Name, Words};
    use super::*;

    #[test]
    fn a_backtick_without_a_partner_stays() {
        assert_eq!(
            pieces("is `a` here"),
            [Words("is "), Name("a"), Words(" here")]
        );
        assert_eq!(pieces("`a``b"), [Words(""), Name("a"), Words("`b")],);
        assert_eq!(pieces("#`#vso["), [Words("#`#vso[")]);
        assert_eq!(pieces(""), [Words("")]);
    }
}
