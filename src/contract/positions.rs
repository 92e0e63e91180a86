//! Where the values of a document stand in its file.
//!
//! A document's tree comes in, once; the place of any value goes out, by its pointer. A document may be wrong
//! in as many places as it has values, so that none of them may cost what the whole document does.

use crate::text::json::{Node, Value};
use crate::text::pointer::unescaped;
use crate::text::span::{End, Origin};
use crate::text::{Place, Span};

/// Bytes between two places of the text that are known beforehand.
const STEP: usize = 1 << 10;

/// The places of a document's values.
#[derive(Clone, Debug)]
pub(super) struct Positions {
    whole: Spot,
    /// The first letter behind each [`STEP`] bytes, in their order.
    marks: Vec<Origin>,
}

/// A value: where it is, and what is inside.
#[derive(Clone, Debug)]
struct Spot {
    span: Span,
    inside: Inside,
}

#[derive(Clone, Debug)]
enum Inside {
    Nothing,
    Elements(Vec<Spot>),
    /// By name; of those that are called the same, the last one counts.
    Members(Vec<(Box<str>, Spot)>),
}

impl Positions {
    /// Those of `root`, which was read from `text`.
    pub(super) fn new(root: &Node<'_>, text: &str) -> Self {
        let mut marks = Vec::with_capacity(text.len() / STEP + 1);
        let (mut at, mut rest) = (Origin::default(), text);
        while !rest.is_empty() {
            marks.push(at);
            let length = (STEP..rest.len()).find(|&length| rest.is_char_boundary(length));
            let length = length.unwrap_or(rest.len());
            at = at.advanced(rest.as_bytes(), length);
            rest = rest.get(length..).unwrap_or_default();
        }
        Self {
            marks,
            whole: Spot::of(root),
        }
    }

    /// The place in `text` of the value at `pointer`, or of the nearest one above it that is there.
    pub(super) fn place(&self, text: &str, pointer: &str) -> Place {
        let span = self.whole.find(pointer).span;
        let (start, end) = (self.at(text, span.start()), self.at(text, span.end()));
        Place {
            line: start.line,
            column: start.column,
            offset: start.offset,
            length: span.len() as u64,
            byte_column: start.byte_column,
            end: End {
                line: end.line,
                column: end.column,
                byte_column: end.byte_column,
            },
        }
    }

    /// What stands behind the first `offset` bytes.
    fn at(&self, text: &str, offset: usize) -> Origin {
        let behind = self
            .marks
            .partition_point(|mark| mark.offset <= offset as u64);
        let mark = self.marks.get(behind.saturating_sub(1)).copied();
        let mark = mark.unwrap_or_default();
        let from = usize::try_from(mark.offset).unwrap_or(offset);
        let rest = text.as_bytes().get(from..).unwrap_or_default();
        mark.advanced(rest, offset - from)
    }
}

impl Spot {
    fn of(node: &Node<'_>) -> Self {
        let inside = match &node.value {
            Value::Array(elements) => Inside::Elements(elements.iter().map(Self::of).collect()),
            Value::Object(members) => {
                let members = members.iter();
                let mut members: Vec<(Box<str>, Self)> = members
                    .map(|member| (member.name.as_ref().into(), Self::of(&member.value)))
                    .collect();
                members.sort_by(|(left, _), (right, _)| left.cmp(right));
                Inside::Members(members)
            }
            _ => Inside::Nothing,
        };
        Self {
            span: node.span,
            inside,
        }
    }

    fn find(&self, pointer: &str) -> &Self {
        let mut spot = self;
        for token in pointer.split('/').skip(1) {
            match spot.inner(&unescaped(token)) {
                Some(inner) => spot = inner,
                None => break,
            }
        }
        spot
    }

    fn inner(&self, name: &str) -> Option<&Self> {
        match &self.inside {
            Inside::Nothing => None,
            Inside::Elements(elements) => elements.get(name.parse::<usize>().ok()?),
            Inside::Members(members) => {
                let behind = members.partition_point(|(own, _)| own.as_ref() <= name);
                let (own, spot) = members.get(behind.checked_sub(1)?)?;
                (own.as_ref() == name).then_some(spot)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::json::parse;
    use crate::text::span::Places;

    #[test]
    fn places_are_those_that_are_counted_from_the_start() {
        let member = |at: usize| {
            let end = if at.is_multiple_of(7) { "\n" } else { "" };
            format!("\"ä{at}\": [{at}, \"\u{1f600}\"],{end}")
        };
        let members: String = (0..500).map(member).collect();
        let text = format!("{{{members}\"a\": 1, \"z\": 2, \"a\": {{\"b/c\": 3}}}}");
        let root = parse(text.as_bytes()).unwrap();
        let positions = Positions::new(&root, &text);
        let same = |pointer: &str, node: &Node<'_>| {
            let mut places = Places::new(text.as_bytes(), Origin::default());
            let due = places.place(node.span);
            assert_eq!(positions.place(&text, pointer), due, "{pointer}");
        };
        same("", &root);
        same("/nothing/there", &root);
        for at in 0..500 {
            let list = root.get(&format!("ä{at}")).unwrap();
            same(&format!("/ä{at}"), list);
            same(&format!("/ä{at}/1"), &list.as_array().unwrap()[1]);
            same(&format!("/ä{at}/2"), list);
        }
        let last = root.get("a").unwrap();
        same("/a", last);
        same("/a/b~1c", last.get("b/c").unwrap());
    }
}
