//! Recordings of nock, made with `output_objects: true` or by `nockBack` (`lib/recorder.js`).
//!
//! A list of calls, each with its answer. JSON bodies stand as JSON values, bytes that are no text as
//! hex digits, bodies under a content encoding as a list of such chunks, still compressed. What nock
//! records by default is JavaScript, which is told and not run.

use std::ops::ControlFlow;

use super::body::Body;
use super::decode::{self, Encoding};
use super::document;
use super::exchange::{Content, Defect, Exchange};
use super::message::{CaptureError, MessageSink};
use super::outline::Outline;
use super::repeated;
use super::source::Source;
use super::value::{self, Entry};
use crate::text::json::{Node, Value};
use crate::text::span::Origin;
use crate::text::sparse::Wanted;

/// Members of a call that stand there once.
const CALL: Wanted = Wanted::Members(&[
    ("scope", Wanted::Scalar),
    ("method", Wanted::Scalar),
    ("path", Wanted::Scalar),
    ("status", Wanted::Scalar),
    ("reply", Wanted::Scalar),
    ("body", Wanted::Scalar),
    ("response", Wanted::Scalar),
    ("responseIsBinary", Wanted::Scalar),
]);

/// Bytes of a script that are looked at.
const SCRIPT: usize = 64 << 10;

/// Whether a document is a list of nock's objects.
pub(super) fn is_nock(outline: &Outline) -> bool {
    outline.has_all(&["[].scope", "[].method", "[].path"])
}

/// Whether a text begins as the JavaScript that nock records: with a call, maybe below the line that
/// it prints to the console.
pub(super) fn is_source(start: &[u8]) -> bool {
    let start = start.trim_ascii_start();
    let below = match start.strip_prefix(b"<<<<<<") {
        Some(rest) => memchr::memchr(b'\n', rest)
            .and_then(|end| rest.get(end..))
            .unwrap_or_default(),
        None => start,
    };
    let below = below.trim_ascii_start();
    below.starts_with(b"nock(") && calls_nock(below)
}

/// Whether a text is JavaScript that hands a URL to nock, and an answer.
pub(super) fn calls_nock(text: &[u8]) -> bool {
    let text = text.get(..SCRIPT).unwrap_or(text);
    let is_json = matches!(text.trim_ascii_start().first(), Some(b'{' | b'[' | b'"'));
    let finder = memchr::memmem::find_iter(text, b"nock(");
    !is_json
        && memchr::memmem::find(text, b".reply(").is_some()
        && finder.into_iter().any(|at| {
            let behind = text.get(at + 5..).unwrap_or_default().trim_ascii_start();
            let quoted = behind
                .strip_prefix(b"'")
                .or_else(|| behind.strip_prefix(b"\""))
                .or_else(|| behind.strip_prefix(b"`"));
            quoted.is_some_and(|url| url.starts_with(b"http"))
        })
}

/// Reads all calls of a recording that starts at `origin`.
pub(super) fn read(
    source: &mut Source<'_>,
    origin: Origin,
    sink: &mut dyn MessageSink,
) -> ControlFlow<()> {
    if calls_nock(source.window()) {
        return sink.message(Err(CaptureError::Format {
            origin: None,
            message: "the recording is JavaScript that calls nock, which is not run".to_owned(),
            help: "record it as objects: `nock.recorder.rec({ output_objects: true })`, or with \
                   `nockBack`, and save them as JSON",
        }));
    }
    document::each(
        source,
        origin,
        &[],
        sink,
        &mut |number, entry, node, sink| {
            repeated::tell(number, entry, node, &CALL, sink)?;
            sink.exchange(exchange(entry, node, number))
        },
    )
}

fn exchange<'a>(entry: &Entry<'a>, node: &Node<'a>, number: u64) -> Exchange<'a> {
    let scope = value::text(node, "scope").unwrap_or_default();
    let url = value::text(node, "path").map(|path| format!("{scope}{path}"));
    let status = value::integer(node, "status")
        // As nock wrote it at first.
        .or_else(|| value::integer(node, "reply"))
        .and_then(|status| u16::try_from(status).ok());
    let headers = node.get("rawHeaders").or_else(|| node.get("headers"));
    let coding = headers.and_then(|headers| value::header(headers, "content-encoding"));
    Exchange {
        number,
        origin: entry.origin,
        method: value::text(node, "method"),
        url,
        status,
        request: node
            .get("body")
            .map_or(Content::Empty, |body| request(entry, body)),
        response: node.get("response").map_or(Content::Empty, |response| {
            let is_binary = node
                .get("responseIsBinary")
                .is_some_and(|flag| flag.value == Value::Boolean(true));
            content(entry, response, is_binary, coding.as_deref())
        }),
        beside: false,
        invented: None,
    }
}

fn request<'a>(entry: &Entry<'a>, node: &Node<'a>) -> Content<'a> {
    match &node.value {
        // A star fits any body.
        Value::String(text) if text == "*" => Content::Empty,
        _ => content(entry, node, false, None),
    }
}

fn content<'a>(
    entry: &Entry<'a>,
    node: &Node<'a>,
    is_binary: bool,
    coding: Option<&str>,
) -> Content<'a> {
    let at = entry.start_of(node);
    match &node.value {
        Value::Null => Content::Empty,
        Value::String(text) if text.is_empty() => Content::Empty,
        Value::String(text) => {
            let Some(body) = entry.string(node) else {
                return Content::Empty;
            };
            // A compressed body in one piece; no text under a coding begins so.
            let is_packed =
                coding.is_some() && (text.starts_with("1f8b") || text.starts_with("28b52ffd"));
            if !is_binary && !is_packed {
                return Content::Body(body);
            }
            match decode::hex(body.bytes()) {
                Ok(decoded) => value::decoded(body.inside(decoded), coding, at, entry.bounds),
                Err(error) => Content::Defect(Defect::Undecodable(error), at.origin()),
            }
        }
        Value::Array(chunks) if coding.is_some() => match value::chunks(chunks, Encoding::Hex) {
            Some(joined) if joined.bytes.is_empty() => Content::Empty,
            Some(joined) => {
                let body = Body::decoded(entry.text, entry.origin, joined);
                value::decoded(body, coding, at, entry.bounds)
            }
            // Decoded by hand, with the header kept.
            None => Content::Body(entry.value(node)),
        },
        _ => Content::Body(entry.value(node)),
    }
}
