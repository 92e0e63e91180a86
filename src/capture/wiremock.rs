//! Stubs of WireMock: one mapping a file, or a list of them under `mappings`.
//!
//! A mapping has a pattern for requests and one answer, whose body is text, a JSON value, base64 or the
//! name of a file in `__files`. Answers that are filled in when they are asked for are no evidence.

use std::ops::ControlFlow;

use super::attachments::Attachments;
use super::document;
use super::exchange::{Content, Defect, Exchange, Invented};
use super::message::MessageSink;
use super::outline::Outline;
use super::repeated;
use super::source::Source;
use super::stub::{self, Lines};
use super::value::{self, Entry};
use crate::text::json::{Node, Value};
use crate::text::span::Origin;
use crate::text::sparse::Wanted;

/// Members that only WireMock has.
const OWN: &[&str] = &[
    "request.urlPath",
    "request.urlPattern",
    "request.urlPathPattern",
    "request.urlPathTemplate",
    "request.bodyPatterns",
    "response.jsonBody",
    "response.base64Body",
    "response.bodyFileName",
    "response.transformers",
    "response.fault",
    "response.proxyBaseUrl",
    "response.fixedDelayMilliseconds",
    "persistent",
    "scenarioName",
    "requiredScenarioState",
];

/// Members of a mapping that stand there once.
const MAPPING: Wanted = Wanted::Members(&[
    (
        "request",
        Wanted::Members(&[
            ("method", Wanted::Scalar),
            ("url", Wanted::Scalar),
            ("urlPath", Wanted::Scalar),
            ("urlPathTemplate", Wanted::Scalar),
            ("urlPattern", Wanted::Scalar),
            ("urlPathPattern", Wanted::Scalar),
        ]),
    ),
    (
        "response",
        Wanted::Members(&[
            ("status", Wanted::Scalar),
            ("body", Wanted::Scalar),
            ("jsonBody", Wanted::Scalar),
            ("base64Body", Wanted::Scalar),
            ("bodyFileName", Wanted::Scalar),
        ]),
    ),
]);

/// Whether a document that begins with `start` is a mapping or a list of them. A line that is an
/// exchange with more lines behind it is a log.
pub(super) fn is_wiremock(outline: &Outline, start: &[u8]) -> bool {
    if outline.has_all(&["mappings[].request", "mappings[].response"]) {
        return true;
    }
    if !outline.has_all(&["request", "response"]) {
        return false;
    }
    // Other documents of one exchange tell the status or the body elsewhere.
    let is_plain = outline.has("request.url")
        && outline.has_any(&["response.status", "response.body"])
        && !outline.has_any(&["response.content", "response.statusCode", "response.code"]);
    match Lines::of(start) {
        Lines::OneValueAndMore => false,
        Lines::OneValue => outline.has_any(OWN),
        Lines::Several => is_plain || outline.has_any(OWN),
    }
}

/// Reads all mappings of a file that starts at `origin`.
pub(super) fn read(
    source: &mut Source<'_>,
    origin: Origin,
    attachments: &dyn Attachments,
    sink: &mut dyn MessageSink,
) -> ControlFlow<()> {
    let is_list = Outline::of(source.window()).has("mappings");
    let visit: &mut document::Visit<'_> = &mut |number, entry, node, sink| {
        repeated::tell(number, entry, node, &MAPPING, sink)?;
        sink.exchange(exchange(entry, node, number, attachments))
    };
    if is_list {
        document::each(source, origin, &["mappings"], sink, visit)
    } else {
        document::whole(source, origin, sink, visit)
    }
}

fn exchange<'a>(
    entry: &Entry<'a>,
    node: &Node<'a>,
    number: u64,
    attachments: &dyn Attachments,
) -> Exchange<'a> {
    let request = node.get("request");
    let response = node.get("response");
    let body = match response {
        None => Content::Defect(Defect::NoResponse, entry.origin),
        // It breaks the connection, or another server answers.
        Some(response) if has(response, "fault") || has(response, "proxyBaseUrl") => {
            Content::Defect(Defect::NoResponse, entry.origin_of(response))
        }
        Some(response) => content(entry, response, attachments),
    };
    let is_template = response.is_some_and(is_transformed)
        || matches!(&body, Content::Body(body) if stub::has_placeholder(body.bytes()));
    Exchange {
        number,
        origin: entry.origin,
        method: request
            .and_then(|request| value::text(request, "method"))
            .and_then(stub::method),
        url: request.and_then(url),
        // WireMock answers with 200 where a mapping does not say.
        status: response.and_then(|response| match response.get("status") {
            None => Some(200),
            Some(_) => value::status(response, "status"),
        }),
        request: Content::Empty,
        response: body,
        invented: is_template.then_some(Invented::Templated),
    }
}

fn has(response: &Node<'_>, name: &str) -> bool {
    response
        .get(name)
        .is_some_and(|node| node.value != Value::Null)
}

/// The path that is asked for, as far as a pattern tells one.
fn url(request: &Node<'_>) -> Option<String> {
    let plain = ["url", "urlPath", "urlPathTemplate"];
    let patterns = ["urlPattern", "urlPathPattern"];
    plain
        .iter()
        .find_map(|name| value::text(request, name))
        .or_else(|| {
            let regex = patterns.iter().find_map(|name| value::text(request, name));
            regex.and_then(|regex| stub::pattern(&regex))
        })
}

/// Whether something changes the answer when it is asked for.
fn is_transformed(response: &Node<'_>) -> bool {
    let transformers = response.get("transformers").and_then(Node::as_array);
    let name = value::text(response, "bodyFileName");
    transformers.is_some_and(|names| !names.is_empty())
        || name.is_some_and(|name| stub::has_placeholder(name.as_bytes()))
}

/// The body, in whichever member it is.
fn content<'a>(
    entry: &Entry<'a>,
    response: &Node<'a>,
    attachments: &dyn Attachments,
) -> Content<'a> {
    let member = |name: &str| response.get(name).filter(|node| node.value != Value::Null);
    let coding = response
        .get("headers")
        .and_then(|headers| value::header(headers, "content-encoding"));
    if let Some(node) = member("jsonBody") {
        return Content::Body(entry.value(node));
    }
    if let Some(node) = member("body") {
        return value::plain(entry, node);
    }
    if let Some(node) = member("base64Body") {
        return value::base64(entry, node, coding.as_deref());
    }
    let Some(node) = member("bodyFileName") else {
        return Content::Empty;
    };
    if is_transformed(response) {
        return Content::Empty;
    }
    let name = value::text(response, "bodyFileName").unwrap_or_default();
    let name = format!("__files/{}", name.trim_start_matches('/'));
    match value::attached(entry, node, &name, attachments) {
        Content::Body(body) if body.bytes().is_empty() => Content::Empty,
        Content::Body(body) => {
            value::decoded(body, coding.as_deref(), entry.start_of(node), entry.bounds)
        }
        other => other,
    }
}
