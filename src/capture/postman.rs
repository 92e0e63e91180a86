//! Collections of Postman, version 2 (`schemas/draft-07/v2.1.0/collection`), with saved responses.
//!
//! Requests stand in folders inside one another; each may have any number of saved responses, with the
//! request that each was the answer to. A request without one is counted as having got none. What Newman
//! reports of a run stands beside the collection, and is not read.

use std::ops::ControlFlow;

use super::document;
use super::elements::Lists;
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
    (
        "body",
        Wanted::Members(&[
            ("raw", Wanted::Scalar),
            ("mode", Wanted::Scalar),
            ("disabled", Wanted::Scalar),
        ]),
    ),
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

/// What a request's body is made of in other modes than `raw`.
const OTHER_BODIES: &[&str] = &["graphql", "file", "urlencoded", "formdata"];

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
    let lists = if is_wrapped {
        Lists {
            unread: &["run"],
            ..Lists::at(&["collection", "item"])
        }
    } else {
        Lists::at(&["item"])
    };
    let mut number = 0;
    document::each_of(
        source,
        origin,
        (lists, None),
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
    let request = node
        .get("request")
        .filter(|request| request.value != Value::Null);
    let responses = node.get("response").and_then(Node::as_array);
    let responses = responses.unwrap_or_default();
    if let Some(items) = node.get("item").and_then(Node::as_array) {
        document::each_inside(entry, items, &mut |entry, inner| {
            item(entry, inner, (place, &mut *number), sink)
        })?;
        // A folder has neither.
        if request.is_none() && responses.is_empty() {
            return ControlFlow::Continue(());
        }
    }
    let outer = *entry;
    // Its body is one message, however many answers there were.
    let mut sent = request.map(|request| body(&outer, request));
    document::each_inside(entry, responses, &mut |entry, response| {
        *number += 1;
        let original = response
            .get("originalRequest")
            .filter(|original| original.value != Value::Null);
        let body = match original {
            Some(original) => {
                let body = body(entry, original);
                // What is not read is counted once.
                sent.take_if(|sent| is_unread(sent) && is_unread(&body));
                body
            }
            None => sent.take().unwrap_or(Content::Empty),
        };
        let request = original.or(request);
        let told = exchange(entry, response, request, Some(response), *number);
        sink.exchange(Exchange {
            request: body,
            ..told
        })
    })?;
    // What no answer was to, since each was to a request of its own. It may say the same, but right values are
    // written to each place.
    let sent = sent.unwrap_or(Content::Empty);
    if responses.is_empty() || !matches!(sent, Content::Empty) {
        *number += 1;
        let told = exchange(entry, node, request, None, *number);
        sink.exchange(Exchange {
            request: sent,
            ..told
        })?;
    }
    ControlFlow::Continue(())
}

/// Whether a body is counted as not read.
const fn is_unread(content: &Content<'_>) -> bool {
    matches!(content, Content::Defect(..))
}

/// The body that is sent with a request.
fn body<'a>(entry: &Entry<'a>, request: &Node<'a>) -> Content<'a> {
    let is_sent = |body: &&Node<'a>| {
        let disabled = body.get("disabled");
        disabled.is_none_or(|disabled| disabled.value != Value::Boolean(true))
    };
    let Some(body) = request.get("body").filter(is_sent) else {
        return Content::Empty;
    };
    // What was written in another mode before stays there, and is not sent.
    let is_raw = value::text(body, "mode").is_none_or(|mode| mode == "raw");
    let raw = body
        .get("raw")
        .filter(|_| is_raw)
        .map_or(Content::Empty, |raw| value::plain(entry, raw));
    if is_template(&raw) {
        return Content::Defect(Defect::Template, entry.origin_of(body));
    }
    let is_filled = |name: &&str| body.get(name).is_some_and(|other| !is_empty(other));
    let is_other = OTHER_BODIES.iter().any(is_filled);
    // A form, a file or a query is made of them when it is sent.
    match (raw, is_other) {
        (Content::Empty, true) => Content::Defect(Defect::Missing, entry.origin_of(body)),
        (raw, _) => raw,
    }
}

/// Whether a value holds nothing.
fn is_empty(node: &Node<'_>) -> bool {
    match &node.value {
        Value::Null => true,
        Value::Array(elements) => elements.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    }
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
        beside: false,
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
