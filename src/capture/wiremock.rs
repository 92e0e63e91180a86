//! Stubs of WireMock: one mapping a file, or a list of them under `mappings`; and what it was asked and
//! answered, a list under `requests` (as `/__admin/requests` gives it).
//!
//! A mapping has a pattern for requests and one answer, whose body is text, a JSON value, base64 or the
//! name of a file in `__files`; of several the first in this order counts (`http/Body.java`,
//! `http/ResponseDefinition.java`). Answers that are filled in when they are asked for are no evidence.

use std::ops::ControlFlow;

use super::another;
use super::attachments::Attachments;
use super::document;
use super::elements::Lists;
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

/// Members that hold a body, in the order in which they count.
const BODIES: &[&str] = &["body", "jsonBody", "base64Body", "bodyFileName"];

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
            ("body", Wanted::Scalar),
            ("bodyAsBase64", Wanted::Scalar),
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
            ("bodyAsBase64", Wanted::Scalar),
        ]),
    ),
]);

/// Whether a document that begins with `start` is a mapping or a list of them. A line that is an
/// exchange with more lines behind it is a log.
pub(super) fn is_wiremock(outline: &Outline, start: &[u8]) -> bool {
    if outline.has_all(&["mappings[].request", "mappings[].response"])
        || outline.has_all(&["requests[].request", "requests[].responseDefinition"])
    {
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

/// Reads all mappings of a file that starts at `origin`, and all that was answered.
pub(super) fn read(
    source: &mut Source<'_>,
    origin: Origin,
    attachments: &dyn Attachments,
    sink: &mut dyn MessageSink,
) -> ControlFlow<()> {
    let is_list = Outline::of(source.window()).has_any(&["mappings", "requests"]);
    let visit: &mut document::Visit<'_> = &mut |number, entry, node, sink| {
        repeated::tell(number, entry, node, &MAPPING, sink)?;
        let exchange = exchange(entry, node, number, attachments, sink)?;
        sink.exchange(exchange)
    };
    if is_list {
        let lists = Lists {
            others: &["requests"],
            ..Lists::at(&["mappings"])
        };
        document::each_of(source, origin, (lists, None), sink, visit)
    } else {
        document::whole(source, origin, sink, visit)
    }
}

fn exchange<'a>(
    entry: &Entry<'a>,
    node: &Node<'a>,
    number: u64,
    attachments: &dyn Attachments,
    sink: &mut dyn MessageSink,
) -> ControlFlow<(), Exchange<'a>> {
    // A request that was not answered may stand there alone.
    let request = node
        .get("request")
        .or_else(|| node.get("method").map(|_| node));
    let response = node
        .get("response")
        .filter(|response| response.value != Value::Null);
    let sent = match request {
        Some(request) => {
            let bodies = bodies(entry, request, attachments);
            another::first((number, entry), "of the request", bodies, sink)?
        }
        None => Content::Empty,
    };
    let body = match response {
        None => Content::Defect(Defect::NoResponse, entry.origin),
        // It breaks the connection, or another server answers.
        Some(response) if has(response, "fault") || has(response, "proxyBaseUrl") => {
            Content::Defect(Defect::NoResponse, entry.origin_of(response))
        }
        Some(response) => {
            let bodies = bodies(entry, response, attachments);
            another::first((number, entry), "of the response", bodies, sink)?
        }
    };
    // What was answered is of a stub, too.
    let is_template = response.is_some_and(is_transformed)
        || node.get("responseDefinition").is_some_and(is_transformed)
        || matches!(&body, Content::Body(body) if stub::has_placeholder(body.bytes()));
    ControlFlow::Continue(Exchange {
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
        request: sent,
        response: body,
        // Requests that it makes itself, with bodies of their own.
        beside: ["postServeActions", "serveEventListeners"]
            .iter()
            .filter_map(|name| node.get(name))
            .any(has_body),
        invented: is_template.then_some(Invented::Templated),
    })
}

/// The content codings of a message.
fn coding(message: &Node<'_>) -> Option<String> {
    value::header(message.get("headers")?, "content-encoding")
}

fn has(response: &Node<'_>, name: &str) -> bool {
    response
        .get(name)
        .is_some_and(|node| node.value != Value::Null)
}

/// Whether the parameters of one of the `actions` have a body. In lists, or by name, as versions have it.
fn has_body(actions: &Node<'_>) -> bool {
    let has_body = |action: &Node<'_>| {
        let parameters = action.get("parameters").unwrap_or(action);
        BODIES.iter().any(|name| has(parameters, name))
    };
    match &actions.value {
        Value::Array(actions) => actions.iter().any(has_body),
        Value::Object(actions) => actions.iter().any(|action| has_body(&action.value)),
        _ => false,
    }
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

/// The bodies of a message, in the order in which they count: those of what was sent, and those of what is to
/// be answered.
fn bodies<'n, 'a>(
    entry: &Entry<'a>,
    message: &'n Node<'a>,
    attachments: &dyn Attachments,
) -> impl Iterator<Item = (&'n Node<'a>, Content<'a>)> {
    let coding = coding(message);
    let sent = message
        .get("bodyAsBase64")
        .map(|node| (node, value::base64(entry, node, coding.as_deref())))
        .filter(|(_, sent)| !matches!(sent, Content::Empty));
    let was_sent = sent.is_some();
    let others = BODIES.iter().filter_map(move |name| {
        let node = message.get(name).filter(|node| node.value != Value::Null)?;
        let content = match *name {
            // Of bytes that make up no text, such as compressed ones, it says nothing.
            "body" => {
                Some(value::plain(entry, node)).filter(|text| !was_sent || begins_as_json(text))?
            }
            "jsonBody" => Content::Body(entry.value(node)),
            "base64Body" => value::base64(entry, node, coding.as_deref()),
            // The file is made, or its name.
            _ if is_transformed(message) => Content::Empty,
            _ => {
                let name = value::text(message, name).unwrap_or_default();
                let name = format!("__files/{}", name.trim_start_matches('/'));
                match value::attached(entry, node, &name, attachments) {
                    Content::Body(body) => {
                        let at = entry.start_of(node);
                        value::decoded(body, coding.as_deref(), at, entry.bounds)
                    }
                    other => other,
                }
            }
        };
        Some((node, content))
    });
    sent.into_iter().chain(others)
}

fn begins_as_json(content: &Content<'_>) -> bool {
    matches!(content, Content::Body(body)
        if matches!(body.bytes().trim_ascii_start().first(), Some(b'{' | b'[')))
}
