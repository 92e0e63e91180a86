//! Changes of a text, and the text with them made.

use crate::text::Span;

/// A change of bytes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// The bytes that are replaced; empty where something is put in.
    pub span: Span,
    /// What stands there before.
    pub old: Vec<u8>,
    /// What stands there afterwards.
    pub new: Vec<u8>,
}

/// `text` with all `edits` made, which may come in any order; the same one twice is made once.
///
/// `None` where two of them are in each other's way, or where one finds other bytes than those that it
/// replaces: the text is not the one that they were made for.
pub fn apply<'e>(text: &[u8], edits: impl IntoIterator<Item = &'e Edit>) -> Option<Vec<u8>> {
    let mut edits: Vec<&Edit> = edits.into_iter().collect();
    edits.sort_unstable();
    edits.dedup();
    let mut out = Vec::with_capacity(text.len());
    let mut done = 0;
    let mut last: Option<Span> = None;
    for edit in edits {
        // Two insertions at one place have no order.
        if edit.span.start() < done || last == Some(edit.span) || edit.span.of(text) != edit.old {
            return None;
        }
        out.extend_from_slice(text.get(done..edit.span.start())?);
        out.extend_from_slice(&edit.new);
        done = edit.span.end();
        last = Some(edit.span);
    }
    out.extend_from_slice(text.get(done..)?);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(start: usize, old: &str, new: &str) -> Edit {
        Edit {
            span: Span::new(start, start + old.len()),
            old: old.into(),
            new: new.into(),
        }
    }

    fn applied(edits: &[Edit]) -> Option<String> {
        apply(b"abcdef", edits).map(|bytes| String::from_utf8(bytes).unwrap())
    }

    #[test]
    fn edits_are_made_in_any_order_and_once() {
        let (one, two) = (edit(1, "b", "BB"), edit(4, "ef", ""));
        let all = [two.clone(), one.clone(), two];
        assert_eq!(applied(&all).as_deref(), Some("aBBcd"));
        let inside = [one, edit(2, "", "-"), edit(6, "", "!")];
        assert_eq!(applied(&inside).as_deref(), Some("aBB-cdef!"));
        assert_eq!(applied(&[]).as_deref(), Some("abcdef"));
    }

    #[test]
    fn edits_of_another_text_or_in_each_others_way_are_not_made() {
        assert_eq!(applied(&[edit(1, "x", "y")]), None);
        assert_eq!(applied(&[edit(5, "fg", "y")]), None);
        assert_eq!(applied(&[edit(1, "bc", "y"), edit(2, "c", "z")]), None);
        assert_eq!(applied(&[edit(1, "b", "y"), edit(1, "b", "z")]), None);
        assert_eq!(applied(&[edit(1, "", "y"), edit(1, "", "z")]), None);
    }
}
