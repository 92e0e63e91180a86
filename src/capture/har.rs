//! HAR 1.2, as browsers, proxies and test tools write it (har-spec `versions/1.2.md`).
//!
//! A file's entries are read one by one; bodies are taken through their layers: the JSON string, and
//! base64 where the label says so and does not lie. A body that was put into a file of its own
//! (Playwright's `attach`) is asked for by name.

use std::ops::ControlFlow;

use super::attachments::Attachments;
use super::decode::{self, DecodeError};
use super::document;
use super::exchange::{Content, Defect, Exchange, Invented};
use super::message::MessageSink;
use super::outline::Outline;
use super::source::Source;
use super::value::{self, Entry};
use crate::text::json::{Node, Value};
use crate::text::span::Origin;
use crate::text::sparse::Wanted;

/// Whether a document is a HAR file.
pub(super) fn is_har(outline: &Outline) -> bool {
    outline.has("log.entries") || outline.has_all(&["log.version", "log.creator"])
}

/// Reads all entries of a HAR file that starts at `origin`.
pub(super) fn read(
    source: &mut Source<'_>,
    origin: Origin,
    attachments: &dyn Attachments,
    sink: &mut dyn MessageSink,
) -> ControlFlow<()> {
    document::each_of(
        source,
        origin,
        (&["log", "entries"], Some(&ENTRY)),
        sink,
        &mut |number, entry, node, sink| sink.exchange(exchange(entry, node, number, attachments)),
    )
}

/// What is looked at of an entry.
const ENTRY: Wanted = Wanted::Members(&[
    (
        "request",
        Wanted::Members(&[
            ("method", Wanted::Scalar),
            ("url", Wanted::Scalar),
            (
                "postData",
                Wanted::Members(&[("_file", Wanted::Scalar), ("text", Wanted::Place)]),
            ),
        ]),
    ),
    (
        "response",
        Wanted::Members(&[
            ("status", Wanted::Scalar),
            (
                "content",
                Wanted::Members(&[
                    ("_file", Wanted::Scalar),
                    ("text", Wanted::Place),
                    ("size", Wanted::Scalar),
                    ("encoding", Wanted::Scalar),
                ]),
            ),
            ("_wasFulfilled", Wanted::Scalar),
        ]),
    ),
    ("_wasFulfilled", Wanted::Scalar),
]);

fn exchange<'a>(
    entry: &Entry<'a>,
    node: &Node<'a>,
    number: u64,
    attachments: &dyn Attachments,
) -> Exchange<'a> {
    let request = node.get("request");
    let response = node.get("response");
    let method = request.and_then(|request| value::text(request, "method"));
    // Playwright writes -1, mitmproxy 0 for a request that got no response.
    let status = response.and_then(|response| value::status(response, "status"));
    let content = response.and_then(|response| response.get("content"));
    let fulfilled = node
        .get("_wasFulfilled")
        .or_else(|| response.and_then(|response| response.get("_wasFulfilled")));
    Exchange {
        number,
        origin: entry.origin,
        url: request.and_then(|request| value::text(request, "url")),
        status,
        request: request
            .and_then(|request| request.get("postData"))
            .map_or(Content::Empty, |data| sent(entry, data, attachments)),
        response: match (status, content) {
            (None, _) => Content::Defect(Defect::NoResponse, entry.origin),
            (Some(_), Some(content)) => body(entry, content, attachments),
            (Some(_), None) => Content::Empty,
        },
        invented: fulfilled
            .is_some_and(|flag| flag.value == Value::Boolean(true))
            .then_some(Invented::Mocked),
        method,
    }
}

/// The body of a request from its `postData`.
fn sent<'a>(entry: &Entry<'a>, data: &Node<'a>, attachments: &dyn Attachments) -> Content<'a> {
    if let Some(attached) = attached(entry, data, attachments) {
        return attached;
    }
    data.get("text")
        .and_then(|text| entry.string(text))
        .map_or(Content::Empty, Content::Body)
}

/// The body in the file that `node` names as Playwright does, if it names one.
fn attached<'a>(
    entry: &Entry<'a>,
    node: &Node<'a>,
    attachments: &dyn Attachments,
) -> Option<Content<'a>> {
    let name = value::text(node, "_file")?;
    let content = value::attached(entry, node.get("_file")?, &name, attachments);
    Some(match content {
        Content::Body(body) if body.bytes().is_empty() => Content::Empty,
        other => other,
    })
}

/// The body of a response from its `content`.
fn body<'a>(entry: &Entry<'a>, content: &Node<'a>, attachments: &dyn Attachments) -> Content<'a> {
    let at = entry.start_of(content);
    if let Some(attached) = attached(entry, content, attachments) {
        return attached;
    }
    let text = content.get("text").filter(|text| text.value != Value::Null);
    let Some(body) = text.and_then(|text| entry.string(text)) else {
        return match value::integer(content, "size") {
            // Some recorders leave out the text of a body that they counted.
            Some(size) if size > 0 => Content::Defect(Defect::Missing, at.origin()),
            _ => Content::Empty,
        };
    };
    let label = value::text(content, "encoding").unwrap_or_default();
    if body.bytes().is_empty() {
        return match value::integer(content, "size") {
            Some(size) if size > 0 => Content::Defect(Defect::Missing, at.origin()),
            _ => Content::Empty,
        };
    }
    if !label.eq_ignore_ascii_case("base64") {
        return Content::Body(body);
    }
    // Polly.js: an array of base64 chunks, of a body that is still compressed.
    if body.bytes().trim_ascii_start().starts_with(b"[\"")
        && let Some(chunks) = value::base64_chunks(body.bytes())
    {
        return value::uncompressed(body.inside(chunks), at);
    }
    match decode::base64(body.bytes()) {
        Ok(decoded) => value::uncompressed(body.inside(decoded), at),
        // Firefox labels text as base64 that is none: the text is read.
        Err(DecodeError::Malformed(_)) if looks_like_json(body.bytes()) => Content::Body(body),
        Err(error) => Content::Defect(Defect::Undecodable(error), at.origin()),
    }
}

fn looks_like_json(text: &[u8]) -> bool {
    matches!(
        text.trim_ascii_start().first(),
        Some(b'{' | b'[' | b'"' | b'<')
    )
}
