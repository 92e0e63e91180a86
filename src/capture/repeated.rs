//! Members that stand twice where one of them can be read: which one counts differs from reader to reader.
//!
//! An entry's tree and the names around its payload go in; that one of them stands there a second time is
//! told. What stands inside of a payload is its own, and rules are about that.

use std::ops::ControlFlow;

use super::message::{CaptureError, MessageSink};
use super::value::Entry;
use crate::text::json::{Member, Node, Value};
use crate::text::sparse::Wanted;
use crate::text::{Span, Start};

/// Tells the first member of an entry that stands a second time, of those that `wanted` names.
pub(super) fn tell(
    number: u64,
    entry: &Entry<'_>,
    node: &Node<'_>,
    wanted: &Wanted,
    sink: &mut dyn MessageSink,
) -> ControlFlow<()> {
    // Whoever keeps texts for a tree has left it to others where a name is there twice.
    if entry.texts.is_some() {
        return ControlFlow::Continue(());
    }
    match repeated(node, wanted) {
        Some(member) => {
            let at = entry.written(Span::new(
                member.name_span.start(),
                member.name_span.start(),
            ));
            let start = Start::behind(entry.text, at.start(), entry.origin);
            let error = read_in_part(number, start.origin(), &member.name, "last");
            sink.message(Err(error))
        }
        None => ControlFlow::Continue(()),
    }
}

/// That the member `name` stands at `origin` a second time, and which one of them was read.
pub(super) fn read_in_part(
    number: u64,
    origin: crate::text::span::Origin,
    name: &str,
    which: &str,
) -> CaptureError {
    CaptureError::InPart {
        number,
        origin,
        message: format!("`{name}` stands here a second time, and only the {which} one was read"),
    }
}

/// The first member that stands a second time in its object; elements of arrays are each looked at.
fn repeated<'n, 'a>(node: &'n Node<'a>, wanted: &Wanted) -> Option<&'n Member<'a>> {
    let Wanted::Members(names) = wanted else {
        return None;
    };
    match &node.value {
        Value::Array(elements) => elements.iter().find_map(|one| repeated(one, wanted)),
        Value::Object(members) => {
            let mut seen = vec![false; names.len()];
            members.iter().find_map(|member| {
                let place = names.iter().position(|(name, _)| member.name == *name)?;
                if std::mem::replace(seen.get_mut(place)?, true) {
                    return Some(member);
                }
                repeated(&member.value, &names.get(place)?.1)
            })
        }
        _ => None,
    }
}
