//! Collections of Postman, version 2 (`schemas/draft-07/v2.1.0/collection`), with saved responses.
//!
//! Requests stand in folders inside one another; each may have any number of saved responses, with the
//! request that each was the answer to. A request without one is counted as having got none.

use std::ops::ControlFlow;

use super::document;
use super::exchange::{Content, Defect, Exchange, Invented};
use super::message::MessageSink;
use super::outline::Outline;
use super::repeated;
use super::source::Source;
use super::stub;
use super::value::{self, Entry};
use crate::text::json::{Node, Value};
use crate::text::span::Origin;
use crate::text::sparse::Wanted;

/// A request.
const REQUEST: Wanted = Wanted::Members(&[
    ("method", Wanted::Scalar),
    ("url", Wanted::Members(&[("raw", Wanted::Scalar)])),
    ("body", Wanted::Members(&[("raw", Wanted::Scalar)])),
]);

/// Members of an item that stand there once.
const ITEM: Wanted = Wanted::Members(&[
    ("item", Wanted::Scalar),
    ("request", REQUEST),
    (
        "response",
        Wanted::Members(&[
            ("originalRequest", REQUEST),
            ("code", Wanted::Scalar),
            ("body", Wanted::Scalar),
        ]),
    ),
]);

/// Whether a document is a collection, alone or as Postman's API wraps it.
pub(super) fn is_postman(outline: &Outline) -> bool {
    let is_collection = |around: &str| {
        let has = |path: &str| outline.has(&format!("{around}{path}"));
        let is_told = has("info.schema") || has("info._postman_id");
        let has_items = has("item[].name")
            && (has("item[].request") || has("item[].item") || has("item[].response"));
        has("item") && (is_told || has_items)
    };
    is_collection("") || is_collection("collection.")
}

/// Reads all saved responses of a collection that starts at `origin`.
pub(super) fn read(
    source: &mut Source<'_>,
    origin: Origin,
    sink: &mut dyn MessageSink,
) -> ControlFlow<()> {
    let is_wrapped = Outline::of(source.window()).has("collection.item");
    let path: &[&str] = if is_wrapped {
        &["collection", "item"]
    } else {
        &["item"]
    };
    let mut number = 0;
    document::each(
        source,
        origin,
        path,
        sink,
        &mut |place, entry, node, sink| item(entry, node, (place, &mut number), sink),
    )
}

/// A folder or a request in the item `place` of the collection; so many exchanges stand in front of it.
fn item<'a>(
    entry: &Entry<'a>,
    node: &Node<'a>,
    (place, number): (u64, &mut u64),
    sink: &mut dyn MessageSink,
) -> ControlFlow<()> {
    repeated::tell(place, entry, node, &ITEM, sink)?;
    if let Some(items) = node.get("item").and_then(Node::as_array) {
        return document::each_inside(entry, items, &mut |entry, inner| {
            item(entry, inner, (place, &mut *number), sink)
        });
    }
    let request = node.get("request");
    let responses = node.get("response").and_then(Node::as_array);
    let responses = responses.unwrap_or_default();
    if responses.is_empty() {
        *number += 1;
        let told = exchange(entry, node, request, None, *number);
        let body = request.and_then(|request| raw(entry, request));
        return sink.exchange(Exchange {
            request: body.unwrap_or(Content::Empty),
            ..told
        });
    }
    let outer = *entry;
    // Its body is one message, however many answers there were.
    let mut sent = request.and_then(|request| raw(&outer, request));
    document::each_inside(entry, responses, &mut |entry, response| {
        *number += 1;
        let original = response
            .get("originalRequest")
            .filter(|original| original.value != Value::Null);
        let body = match original {
            Some(original) => raw(entry, original),
            None => sent.take(),
        };
        let request = original.or(request);
        let told = exchange(entry, response, request, Some(response), *number);
        sink.exchange(Exchange {
            request: body.unwrap_or(Content::Empty),
            ..told
        })
    })
}

/// The body that is sent with a request.
fn raw<'a>(entry: &Entry<'a>, request: &Node<'a>) -> Option<Content<'a>> {
    let raw = request.get("body")?.get("raw")?;
    // Variables are filled in when it is sent.
    Some(value::plain(entry, raw)).filter(|content| !is_template(content))
}

/// An exchange, but for what was sent.
fn exchange<'a>(
    entry: &Entry<'a>,
    node: &Node<'a>,
    request: Option<&Node<'a>>,
    response: Option<&Node<'a>>,
    number: u64,
) -> Exchange<'a> {
    let body = match response {
        None => Content::Defect(Defect::NoResponse, entry.origin_of(node)),
        Some(response) => response
            .get("body")
            .map_or(Content::Empty, |body| value::plain(entry, body)),
    };
    Exchange {
        number,
        origin: entry.origin_of(node),
        // A request that is a URL and nothing else asks with GET.
        method: request
            .map(|request| value::text(request, "method").unwrap_or_else(|| "GET".to_owned())),
        url: request.and_then(url),
        status: response.and_then(|response| value::status(response, "code")),
        request: Content::Empty,
        invented: is_template(&body).then_some(Invented::Templated),
        response: body,
    }
}

fn is_template(content: &Content<'_>) -> bool {
    matches!(content, Content::Body(body) if stub::has_placeholder(body.bytes()))
}

/// The URL: a string, or its parts, `raw` among them.
fn url(request: &Node<'_>) -> Option<String> {
    let parts = match (&request.value, request.get("url")) {
        (Value::String(url), _) => return stub::url(url.to_string()),
        (_, Some(parts)) => parts,
        _ => return None,
    };
    if let Value::String(url) = &parts.value {
        return stub::url(url.to_string());
    }
    let raw = value::text(parts, "raw").filter(|raw| !raw.is_empty());
    let built = || {
        let path = joined(parts.get("path")?, "/");
        let host = parts.get("host").map(|host| joined(host, "."));
        let path = path.trim_start_matches('/');
        Some(format!("{}/{path}", host.unwrap_or_default()))
    };
    raw.or_else(built).and_then(stub::url)
}

/// A text, or the texts of a list; those of a path may be variables with a `value`.
fn joined(node: &Node<'_>, between: &str) -> String {
    match &node.value {
        Value::String(text) => text.to_string(),
        Value::Array(parts) => {
            let texts = parts.iter().map(|part| match &part.value {
                Value::String(text) => text.to_string(),
                _ => value::text(part, "value").unwrap_or_default(),
            });
            texts.collect::<Vec<_>>().join(between)
        }
        _ => String::new(),
    }
}
