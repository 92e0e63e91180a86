//! Exchanges in NDJSON, one a line, as servers, gateways and tracing tools log them.
//!
//! There is no standard: the names below are those that such logs use. A line that is no exchange is
//! told as malformed; the others are read.

use std::ops::ControlFlow;

use super::body::Body;
use super::decode::{self, Bounds};
use super::exchange::{Content, Defect, Exchange};
use super::message::{CaptureError, Message, MessageSink};
use super::outline::Outline;
use super::source::Source;
use super::value::Entry;
use super::{ndjson, value};
use crate::limits::length;
use crate::text::json::{self, Node, Value};
use crate::text::span::Origin;

const REQUESTS: &[&str] = &["request", "req", "httpRequest", "http.request"];
const RESPONSES: &[&str] = &["response", "res", "httpResponse", "http.response"];
const METHODS: &[&str] = &[
    "method",
    "httpMethod",
    "requestMethod",
    "http.method",
    "http.request.method",
    "verb",
];
const URLS: &[&str] = &[
    "url",
    "requestUrl",
    "uri",
    "requestUri",
    "url.full",
    "http.url",
    "path",
    "requestPath",
    "originalUrl",
    "url.path",
    "http.target",
    "target",
];
const STATUSES: &[&str] = &[
    "status",
    "statusCode",
    "status_code",
    "responseStatus",
    "responseStatusCode",
    "http.status_code",
    "http.response.status_code",
    "code",
];
const REQUEST_BODIES: &[&str] = &[
    "requestBody",
    "request_body",
    "http.request.body.content",
    "http.request.body",
];
const RESPONSE_BODIES: &[&str] = &[
    "responseBody",
    "response_body",
    "http.response.body.content",
    "http.response.body",
];
const BODIES: &[&str] = &["body", "content", "payload", "data"];
const TRUNCATED: &[&str] = &[
    "truncated",
    "bodyTruncated",
    "body_truncated",
    "isTruncated",
];

/// Whether a line is an exchange: it tells a request and a response, or method, URL and status.
pub(super) fn is_exchange(outline: &Outline) -> bool {
    let requests = outline.has_any(REQUESTS);
    let responses = outline.has_any(RESPONSES) || outline.has_any(RESPONSE_BODIES);
    let told = outline.has_any(METHODS) && outline.has_any(URLS) && outline.has_any(STATUSES);
    (requests && responses) || told
}

/// Reads all exchanges of a log that starts at `origin`.
pub(super) fn read(
    source: &mut Source<'_>,
    origin: Origin,
    sink: &mut dyn MessageSink,
) -> ControlFlow<()> {
    let mut lines = Lines {
        sink,
        number: 0,
        bounds: Bounds::from(source.limits()),
        nesting: length(source.limits().nesting),
    };
    ndjson::read(source, origin, &mut lines)
}

/// Takes the lines of a log as exchanges.
struct Lines<'s> {
    sink: &'s mut dyn MessageSink,
    number: u64,
    bounds: Bounds,
    nesting: usize,
}

impl MessageSink for Lines<'_> {
    fn message(&mut self, message: Result<Message<'_>, CaptureError>) -> ControlFlow<()> {
        let message = match message {
            Ok(message) => message,
            Err(error) => return self.sink.message(Err(error)),
        };
        self.number += 1;
        match json::parse_within(message.payload, self.nesting) {
            Ok(root) => {
                let entry = Entry::json(message.payload, message.origin, self.bounds);
                let number = message.record.unwrap_or(self.number);
                self.sink.exchange(exchange(&entry, &root, number))
            }
            // As a payload it is told with its place and its likely cause.
            Err(_) => self.sink.message(Ok(message)),
        }
    }

    fn exchange(&mut self, exchange: Exchange<'_>) -> ControlFlow<()> {
        self.sink.exchange(exchange)
    }
}

fn exchange<'a>(entry: &Entry<'a>, root: &Node<'a>, number: u64) -> Exchange<'a> {
    let request = first(root, REQUESTS).filter(|node| node.as_object().is_some());
    let response = first(root, RESPONSES).filter(|node| node.as_object().is_some());
    let told = |inner: Option<&Node<'a>>, names: &[&str]| {
        inner
            .and_then(|inner| first_text(inner, names))
            .or_else(|| first_text(root, names))
    };
    let status = response
        .and_then(|response| first_integer(response, STATUSES))
        .or_else(|| first_integer(root, STATUSES))
        .and_then(|status| u16::try_from(status).ok());
    // The names of both levels first: under `http.response.body`, the body is the `content`.
    let request_body = first(root, REQUEST_BODIES)
        .or_else(|| request.and_then(|request| first(request, BODIES)))
        .filter(|node| !is_size(node));
    let response_body = first(root, RESPONSE_BODIES)
        .or_else(|| response.and_then(|response| first(response, BODIES)))
        .or_else(|| first(root, BODIES).filter(|_| response.is_none()))
        .filter(|node| !is_size(node));
    let cut = [response, Some(root)]
        .into_iter()
        .flatten()
        .filter_map(|node| first(node, TRUNCATED))
        .any(|flag| flag.value == Value::Boolean(true));
    Exchange {
        number,
        origin: entry.origin,
        method: told(request, METHODS),
        url: told(request, URLS),
        status,
        request: request_body.map_or(Content::Empty, |node| content(entry, node, request)),
        response: match response_body {
            Some(node) if cut => Content::Defect(Defect::Truncated, entry.origin_of(node)),
            Some(node) => content(entry, node, response),
            None => Content::Empty,
        },
        invented: None,
    }
}

/// A body: the JSON itself, or text that holds it, maybe as base64.
fn content<'a>(entry: &Entry<'a>, node: &Node<'a>, around: Option<&Node<'a>>) -> Content<'a> {
    let at = entry.start_of(node);
    match &node.value {
        Value::Null => Content::Empty,
        Value::String(text) if text.is_empty() => Content::Empty,
        Value::String(_) => {
            let Some(body) = entry.string(node) else {
                return Content::Empty;
            };
            let labelled = around.is_some_and(|around| {
                let is_base64 = |name| {
                    value::text(around, name)
                        .is_some_and(|label| label.eq_ignore_ascii_case("base64"))
                };
                is_base64("encoding")
                    || is_base64("bodyEncoding")
                    || around
                        .get("isBase64Encoded")
                        .is_some_and(|flag| flag.value == Value::Boolean(true))
            });
            if labelled && let Ok(decoded) = decode::base64(body.bytes()) {
                return value::uncompressed(body.inside(decoded), at, entry.bounds);
            }
            Content::Body(body)
        }
        _ => Content::Body(body(entry, node)),
    }
}

/// Whether all that is told of a body is its size: Elastic's schema has it beside the `content`.
fn is_size(node: &Node<'_>) -> bool {
    node.as_object()
        .is_some_and(|members| matches!(members, [only] if only.name == "bytes"))
}

fn body<'a>(entry: &Entry<'a>, node: &Node<'a>) -> Body<'a> {
    entry.value(node)
}

/// The member with the first of `names` that there is; a dot in a name also stands for a level.
fn first<'n, 'a>(node: &'n Node<'a>, names: &[&str]) -> Option<&'n Node<'a>> {
    names.iter().find_map(|name| {
        node.get(name).or_else(|| {
            name.contains('.')
                .then(|| name.split('.').try_fold(node, |node, part| node.get(part)))
                .flatten()
        })
    })
}

fn first_text(node: &Node<'_>, names: &[&str]) -> Option<String> {
    names
        .iter()
        .find_map(|name| match &first(node, &[name])?.value {
            Value::String(text) => Some(text.to_string()),
            _ => None,
        })
}

fn first_integer(node: &Node<'_>, names: &[&str]) -> Option<i64> {
    names
        .iter()
        .find_map(|name| match &first(node, &[name])?.value {
            Value::Number(digits) => digits.parse().ok(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        })
}
