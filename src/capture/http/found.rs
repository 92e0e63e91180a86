//! What was found of an exchange in a text, as places, and the exchange that it makes.

use super::{Head, Start, content, has_no_body, url};
use crate::capture::body::Body;
use crate::capture::decode::{Bounds, Decoded};
use crate::capture::exchange::{Content, Defect, Exchange};
use crate::text::span::Origin;
use crate::text::{Span, SpanMap};

/// An exchange, its places counted from its beginning.
#[derive(Default)]
pub(super) struct Found {
    pub(super) request: Option<Part>,
    pub(super) response: Option<Part>,
    /// Where text is that is of neither.
    pub(super) unread: Option<usize>,
}

/// A message of an exchange.
pub(super) struct Part {
    pub(super) head: Head,
    /// Where its body is, in pieces.
    pub(super) body: Vec<Span>,
}

impl Part {
    fn content<'a>(&self, entry: &'a [u8], origin: Origin, bounds: Bounds) -> Content<'a> {
        let start = self.body.first().map_or(entry.len(), |span| span.start());
        let at = origin.advanced(entry, start);
        let body = match self.body.as_slice() {
            [] => Body::within(entry, Span::new(start, start), origin),
            [span] => Body::within(entry, *span, origin),
            pieces => {
                let mut bytes = Vec::new();
                let mut map = SpanMap::new();
                for piece in pieces {
                    bytes.extend_from_slice(piece.of(entry));
                    map.identity(piece.start(), piece.len());
                }
                let pieces = Decoded::text(bytes, map);
                Body::decoded(entry, origin, pieces)
            }
        };
        content(&self.head, body, at, bounds)
    }
}

impl Found {
    pub(super) fn exchange(
        self,
        number: u64,
        entry: &[u8],
        origin: Origin,
        bounds: Bounds,
    ) -> Exchange<'_> {
        let (method, target) = match self.request.as_ref().map(|part| &part.head.start) {
            Some(Start::Request { method, target }) => (Some(method.clone()), Some(target)),
            _ => (None, None),
        };
        let host = self
            .request
            .as_ref()
            .and_then(|part| part.head.fields.first("host"));
        let status = match self.response.as_ref().map(|part| &part.head.start) {
            Some(Start::Response { status, .. }) => Some(*status),
            _ => None,
        };
        Exchange {
            number,
            origin,
            url: target.map(|target| url(target, host)),
            status,
            request: self
                .request
                .as_ref()
                .map_or(Content::Empty, |part| part.content(entry, origin, bounds)),
            response: match &self.response {
                None => Content::Defect(Defect::NoResponse, origin),
                // What a length tells of a body that is never sent is no fault.
                Some(part)
                    if part.body.is_empty()
                        && status.is_some_and(|status| has_no_body(method.as_deref(), status)) =>
                {
                    Content::Empty
                }
                Some(part) => part.content(entry, origin, bounds),
            },
            method,
            beside: false,
            invented: None,
        }
    }
}

impl Part {
    pub(super) fn method(&self) -> Option<&str> {
        match &self.head.start {
            Start::Request { method, .. } => Some(method),
            Start::Response { .. } => None,
        }
    }
}

impl Found {
    /// The same, its places counted from `start` on.
    pub(super) fn from(mut self, start: usize) -> Self {
        self.unread = self.unread.map(|at| at.saturating_sub(start));
        for part in self.request.iter_mut().chain(&mut self.response) {
            for span in &mut part.body {
                *span = Span::new(span.start() - start, span.end() - start);
            }
        }
        self
    }
}
