//! Another body of a message than the one that is read.
//!
//! Formats have several members for the body of one message, of which their tools take one. The contents of
//! all of them come in, in the order in which they count; the first that holds something goes out, and that
//! another one says something else is told: what is read nowhere shall not pass for clean.

use std::cell::OnceCell;
use std::ops::ControlFlow;

use serde_json::Value;

use super::exchange::{Content, Defect};
use super::message::{CaptureError, MessageSink};
use super::value::Entry;
use crate::text::json::{Node, unmarked};
use crate::text::span::Origin;

/// The first of `bodies` that is not empty; that there is another one of the message that `what` names is told.
pub(super) fn first<'n, 'a: 'n>(
    (number, entry): (u64, &Entry<'a>),
    what: &str,
    bodies: impl IntoIterator<Item = (&'n Node<'a>, Content<'a>)>,
    sink: &mut dyn MessageSink,
) -> ControlFlow<(), Content<'a>> {
    let mut bodies = bodies.into_iter().filter(|(_, body)| is_filled(body));
    let Some((_, read)) = bodies.next() else {
        return ControlFlow::Continue(Content::Empty);
    };
    let read = Said::by(read);
    if let Some((node, _)) = bodies.find(|(_, other)| !read.is(other)) {
        sink.message(Err(in_part(number, entry.origin_of(node), what)))?;
    }
    ControlFlow::Continue(read.content)
}

/// That another body of the message that `what` names stands at `origin`.
pub(super) fn in_part(number: u64, origin: Origin, what: &str) -> CaptureError {
    CaptureError::InPart {
        number,
        origin,
        message: format!("here is another body {what}, which was not read"),
    }
}

/// Whether there is a body, or what should have been one.
fn is_filled(content: &Content<'_>) -> bool {
    match content {
        Content::Empty | Content::Defect(Defect::Missing, _) => false,
        Content::Body(body) => !body.bytes().is_empty(),
        Content::Defect(..) => true,
    }
}

/// A body that others are held against, which is parsed once however many there are.
pub(super) struct Said<'a> {
    pub(super) content: Content<'a>,
    value: OnceCell<Option<Value>>,
}

impl<'a> Said<'a> {
    pub(super) const fn by(content: Content<'a>) -> Self {
        Self {
            content,
            value: OnceCell::new(),
        }
    }

    /// Whether another body says the same, which it may write in other words.
    pub(super) fn is(&self, other: &Content<'_>) -> bool {
        let (Content::Body(one), Content::Body(other)) = (&self.content, other) else {
            return false;
        };
        let [one, other] = [one, other].map(|body| unmarked(body.bytes()).trim_ascii());
        let value = |text: &[u8]| serde_json::from_slice::<Value>(text).ok();
        one == other
            || (value(other).as_ref())
                .is_some_and(|other| self.value.get_or_init(|| value(one)).as_ref() == Some(other))
    }
}
