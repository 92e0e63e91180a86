//! HTTP messages as they are on the wire: heads, transfer codings, bodies.
//!
//! Text that holds messages comes in, exchanges go out. Dumps of messages ([`dump`], what
//! `curl -v` prints in [`verbose`]) and archives of them share how heads and bodies are read. Labels
//! lie often here: tools decode a body and keep the header. What the bytes say goes first.

mod chunked;
pub(super) mod dump;
mod found;
mod head;
mod verbose;

pub(super) use head::{Fields, Read};
use head::{Head, Start};

use super::body::Body;
use super::decode::{Bounds, DecodeError};
use super::exchange::{Content, Defect};
use super::value;
use crate::text::Span;
use crate::text::json::{first_value, unmarked};
use crate::text::span::Origin;
use chunked::Walk;

/// The content of a message with this head, whose `body` was delimited by other means; it begins at
/// `at`.
pub(super) fn content<'a>(
    head: &Head,
    mut body: Body<'a>,
    at: Origin,
    bounds: Bounds,
) -> Content<'a> {
    let fields = &head.fields;
    let length = fields.content_length();
    if body.bytes().is_empty() {
        return match length {
            Some(1..) => Content::Defect(Defect::Missing, at),
            _ => Content::Empty,
        };
    }
    if fields.is_chunked() {
        match chunked::walk(body.bytes()) {
            Walk::Plain => {}
            Walk::Whole(length) => {
                let behind = body.bytes().get(length..).unwrap_or_default();
                if !behind.trim_ascii().is_empty() {
                    let error = DecodeError::Behind("chunked coding");
                    return Content::Defect(Defect::Undecodable(error), at);
                }
                let decoded = chunked::decode(body.bytes());
                body = body.inside(decoded);
            }
            Walk::CutOff => return Content::Defect(Defect::Truncated, at),
            Walk::Malformed => {
                let error = DecodeError::Malformed("chunked coding");
                return Content::Defect(Defect::Undecodable(error), at);
            }
        }
    } else if length.is_some_and(|length| length > body.bytes().len() as u64)
        && !is_whole(body.bytes())
    {
        return Content::Defect(Defect::Truncated, at);
    }
    if body.bytes().is_empty() {
        return Content::Empty;
    }
    value::decoded(body, fields.coding().as_deref(), at.into(), bounds)
}

/// The request that `block` is: its head and its body. `block` begins at `origin`.
pub(super) fn request(
    block: &[u8],
    origin: Origin,
    bounds: Bounds,
) -> Result<(String, Content<'_>), &'static str> {
    match Head::read(block, true) {
        Read::Is(head) => match &head.start {
            Start::Request { method, .. } => {
                let method = method.clone();
                Ok((method, rest(&head, block, (head.length, origin), bounds)))
            }
            Start::Response { .. } => Err("expected the first line of a request"),
        },
        Read::Malformed(..) => Err("expected the first line of a request"),
        Read::More | Read::CutOff => Err("the head of the request ends too early"),
    }
}

/// The response that `block` is: its status and its body. `block` begins at `origin`.
pub(super) fn response(
    block: &[u8],
    origin: Origin,
    bounds: Bounds,
) -> Result<(u16, Content<'_>), &'static str> {
    let mut at = 0;
    loop {
        let text = block.get(at..).unwrap_or_default();
        let head = match Head::read(text, true) {
            Read::Is(head) => head,
            Read::Malformed(..) => return Err("expected the first line of a response"),
            Read::More | Read::CutOff => return Err("the head of the response ends too early"),
        };
        let Start::Response { status, .. } = head.start else {
            return Err("expected the first line of a response");
        };
        let behind = at + head.length;
        let follows = block.get(behind..).unwrap_or_default();
        // Interim responses in front of the final one.
        if (100..=199).contains(&status) && head::begins_message(follows) {
            at = behind;
            continue;
        }
        return Ok((status, rest(&head, block, (behind, origin), bounds)));
    }
}

/// The content that stands from `start` on to the end of `block`.
fn rest<'a>(
    head: &Head,
    block: &'a [u8],
    (start, origin): (usize, Origin),
    bounds: Bounds,
) -> Content<'a> {
    let at = origin.advanced(block, start);
    let body = Body::within(block, Span::new(start, block.len()), origin);
    content(head, body, at, bounds)
}

/// Whether a text is an object or a list from its start to its end: nothing of it is missing, whatever
/// its label says.
fn is_whole(text: &[u8]) -> bool {
    let text = unmarked(text);
    matches!(text.trim_ascii_start().first(), Some(b'{' | b'['))
        && first_value(text).is_ok_and(|span| {
            let behind = text.get(span.end()..).unwrap_or_default();
            behind.trim_ascii().is_empty()
        })
}

/// Whether a response has no body by its status or by what was asked (RFC 9110 section 6.4.1).
fn has_no_body(method: Option<&str>, status: u16) -> bool {
    matches!(status, 100..=199 | 204 | 304)
        || method.is_some_and(|method| {
            method.eq_ignore_ascii_case("HEAD") || is_tunnel(Some(method), status)
        })
}

/// Whether a response opens a tunnel, in which the messages proper follow.
fn is_tunnel(method: Option<&str>, status: u16) -> bool {
    method.is_some_and(|method| method.eq_ignore_ascii_case("CONNECT"))
        && matches!(status, 200..=299)
}

/// Whether the head of a response is only the way to the next one, where one follows at once: interim
/// responses, redirects and challenges that the client answered, a proxy's tunnel.
fn leads_on(head: &Head, status: u16, reason: &str) -> bool {
    match status {
        100..=199 | 300..=303 | 305..=399 | 401 | 407 => true,
        200 => head.fields.is_empty() || reason.to_ascii_lowercase().contains("established"),
        _ => false,
    }
}

/// The URL of a request: its target where that is a URL, or else the host that it was sent to, with
/// the target as its path.
pub(super) fn url(target: &str, host: Option<&str>) -> String {
    match host {
        Some(host) if target.starts_with('/') => format!("https://{}{target}", host.trim()),
        _ => target.to_owned(),
    }
}
