//! What the readers of JSON captures share: members by name, strings as bodies, how reading ended.

use std::ops::ControlFlow;

use super::body::Body;
use super::decode;
use super::elements::End;
use super::exchange::{Content, Defect};
use super::message::{CaptureError, MessageSink};
use super::source::MAX_RECORD;
use crate::text::json::{self, Node, Value};
use crate::text::span::Origin;
use crate::text::{Span, SpanMap};

/// The bytes of one entry of a capture, which its tree was parsed from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry<'a> {
    pub(super) text: &'a [u8],
    pub(super) origin: Origin,
}

impl<'a> Entry<'a> {
    /// Where `node` begins in the file.
    pub(super) fn origin_of(&self, node: &Node<'_>) -> Origin {
        self.origin.advanced(self.text, node.span.start())
    }

    /// The body that the string `node` holds; `None` where it is no string.
    pub(super) fn string(&self, node: &Node<'_>) -> Option<Body<'a>> {
        if !matches!(node.value, Value::String(_)) {
            return None;
        }
        let inside = Span::new(node.span.start() + 1, node.span.end() - 1);
        let bytes = inside.of(self.text);
        if memchr::memchr(b'\\', bytes).is_none() {
            return Some(Body::within(self.text, inside, self.origin));
        }
        let decoded = decode::json_string(bytes, inside.start());
        Some(Body::decoded(self.text, self.origin, decoded))
    }

    /// The JSON value `node` itself as a body.
    pub(super) fn value(&self, node: &Node<'_>) -> Body<'a> {
        Body::within(self.text, node.span, self.origin)
    }
}

/// The string that the member `name` holds.
pub(super) fn text(node: &Node<'_>, name: &str) -> Option<String> {
    match &node.get(name)?.value {
        Value::String(text) => Some(text.to_string()),
        _ => None,
    }
}

/// The whole number that the member `name` holds; a number in a string counts.
pub(super) fn integer(node: &Node<'_>, name: &str) -> Option<i64> {
    match &node.get(name)?.value {
        Value::Number(digits) => digits.parse().ok(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// The bytes of a JSON array of base64 strings, one behind another.
pub(super) fn base64_chunks(text: &[u8]) -> Option<decode::Decoded> {
    let root = json::parse(text).ok()?;
    let mut bytes = Vec::new();
    let mut map = SpanMap::new();
    for chunk in root.as_array()? {
        let Value::String(letters) = &chunk.value else {
            return None;
        };
        let (part, _) = decode::base64(letters.as_bytes()).ok()?;
        let inside = Span::new(chunk.span.start() + 1, chunk.span.end() - 1);
        if inside.len() == letters.len() {
            map.base64(inside, part.len());
        } else {
            map.whole(inside, part.len());
        }
        bytes.extend(part);
    }
    Some((bytes, map))
}

/// A body that may still be compressed, as its first bytes tell.
pub(super) fn uncompressed(body: Body<'_>, at: Origin) -> Content<'_> {
    let Some(name) = decode::compression(body.bytes()) else {
        return Content::Body(body);
    };
    coded(body, name, at)
}

/// A body with the content codings of a `content-encoding` header taken off, the last one first.
pub(super) fn coded<'a>(mut body: Body<'a>, header: &str, at: Origin) -> Content<'a> {
    for name in header.rsplit(',') {
        match decode::content_coding(name, body.bytes()) {
            Ok(None) => {}
            Ok(Some(decoded)) => body = body.inside(decoded),
            Err(error) => return Content::Defect(Defect::Undecodable(error), at),
        }
    }
    Content::Body(body)
}

/// Tells the sink how the reading of an array ended.
pub(super) fn ended(end: End, array: &str, sink: &mut dyn MessageSink) -> ControlFlow<()> {
    let error = match end {
        End::Whole => return ControlFlow::Continue(()),
        End::Stopped => return ControlFlow::Break(()),
        End::CutOff(origin) => CaptureError::CutOff { origin },
        End::TooLarge(origin) => CaptureError::TooLarge {
            origin,
            limit: MAX_RECORD,
        },
        End::NoArray => CaptureError::Format {
            origin: None,
            message: format!("the capture has no list {array}"),
            help: "name its format with `--input-format`, or record the traffic again",
        },
        End::Io(error) => CaptureError::Io(error),
    };
    sink.message(Err(error))
}
