//! Cassettes: what test libraries record and play back, in YAML, JSON or TOML.
//!
//! VCR (Ruby) and what follows it write `http_interactions` (Betamax, R's vcr), vcrpy and go-vcr write
//! `interactions`, the `responses` recorder writes `responses`, php-vcr and early VCR write a bare list.
//! They differ in where status and body are, not in what those mean, so one reader takes them all; the
//! recorder's own dates (`recorded_at`) are never looked at.

use std::ops::ControlFlow;

use super::another;
use super::attachments::Attachments;
use super::decode;
use super::document;
use super::elements::Lists;
use super::exchange::{Content, Defect, Exchange, Invented};
use super::format::InputFormat;
use super::message::MessageSink;
use super::outline::Outline;
use super::repeated;
use super::source::Source;
use super::value::{self, Entry};
use crate::text::json::{Node, Value};
use crate::text::span::Origin;
use crate::text::sparse::Wanted;

/// A body, or what says how it is written.
const BODY: Wanted = Wanted::Members(&[
    ("string", Wanted::Scalar),
    ("base64_string", Wanted::Scalar),
    ("encoding", Wanted::Scalar),
]);

/// One side of an interaction.
const SIDE: Wanted = Wanted::Members(&[
    ("method", Wanted::Scalar),
    ("uri", Wanted::Scalar),
    ("url", Wanted::Scalar),
    ("status", Wanted::Members(&[("code", Wanted::Scalar)])),
    ("code", Wanted::Scalar),
    ("status_code", Wanted::Scalar),
    ("body", BODY),
    ("content", BODY),
    ("body_file", Wanted::Scalar),
]);

/// Members of an interaction that stand there once.
const INTERACTION: Wanted = Wanted::Members(&[("request", SIDE), ("response", SIDE)]);

/// The format that a document is a cassette of.
pub(super) fn format(outline: &Outline) -> Option<InputFormat> {
    if outline.has("http_interactions") {
        // Only Betamax writes the URL twice, and its name behind the list.
        let is_betamax = outline.has("http_interactions[].response.url");
        return Some(if is_betamax {
            InputFormat::Betamax
        } else {
            InputFormat::Vcr
        });
    }
    if outline.has("interactions[].request") || outline.has_all(&["interactions", "version"]) {
        let is_go = outline.has_any(&[
            "interactions[].response.code",
            "interactions[].request.form",
            "interactions[].request.proto",
        ]);
        return Some(if is_go {
            InputFormat::GoVcr
        } else {
            InputFormat::Vcrpy
        });
    }
    // The latter stands above the body, which may be longer than what is looked at.
    if outline.has_all(&["responses[].response.method", "responses[].response.url"])
        || outline.has("responses[].response.auto_calculate_content_length")
    {
        return Some(InputFormat::Responses);
    }
    // php-vcr, and VCR before its version 2, write the list alone.
    let is_bare = outline.has_all(&["[].request.method", "[].request.uri", "[].response"])
        || outline.has_all(&["[].request.method", "[].request.url", "[].response.status"]);
    is_bare.then_some(InputFormat::Vcr)
}

/// Reads all exchanges of a cassette of `format` that starts at `origin`.
pub(super) fn read(
    source: &mut Source<'_>,
    origin: Origin,
    format: InputFormat,
    attachments: &dyn Attachments,
    sink: &mut dyn MessageSink,
) -> ControlFlow<()> {
    // A cassette of one library may have been merged into that of another one.
    let (path, others): (&[&str], &[&str]) = match format {
        InputFormat::Vcr if Outline::of(source.window()).has("[].request") => (&[], &[]),
        InputFormat::Vcr | InputFormat::Betamax => (&["http_interactions"], &["interactions"]),
        InputFormat::Responses => (&["responses"], &[]),
        _ => (&["interactions"], &["http_interactions"]),
    };
    let lists = Lists {
        others,
        ..Lists::at(path)
    };
    document::each_of(
        source,
        origin,
        (lists, None),
        sink,
        &mut |number, entry, node, sink| {
            repeated::tell(number, entry, node, &INTERACTION, sink)?;
            let exchange = exchange(entry, node, number, (format, attachments), sink)?;
            sink.exchange(exchange)
        },
    )
}

fn exchange<'a>(
    entry: &Entry<'a>,
    node: &Node<'a>,
    number: u64,
    (format, attachments): (InputFormat, &dyn Attachments),
    sink: &mut dyn MessageSink,
) -> ControlFlow<(), Exchange<'a>> {
    let response = node.get("response");
    // The `responses` recorder tells the request inside of the response.
    let request = node.get("request").or(response);
    let method = request
        .and_then(|request| value::text(request, "method"))
        // A symbol of Ruby.
        .map(|method| method.trim_start_matches(':').to_owned());
    let url = request
        .and_then(|request| value::text(request, "uri").or_else(|| value::text(request, "url")));
    let status = response.and_then(status);
    let sent = node.get("request").and_then(|request| request.get("body"));
    let sent = sent.map_or_else(Vec::new, |sent| contents(entry, sent, None));
    let sent = another::first((number, entry), "of the request", sent, sink)?;
    let headers = response.and_then(|response| response.get("headers"));
    let body = match response {
        None => Content::Defect(Defect::NoResponse, entry.origin),
        Some(response) => {
            // vcrpy before its version 5 wrote those of httpx as `content`.
            let texts = ["body", "content"].into_iter();
            let texts = texts.filter_map(|name| response.get(name));
            let texts = texts.flat_map(|text| contents(entry, text, headers));
            // The `responses` recorder writes bytes into files of their own.
            let file = response.get("body_file").and_then(|file| {
                let name = value::text(response, "body_file")?;
                Some((file, attached(entry, file, &name, attachments)))
            });
            another::first((number, entry), "of the response", texts.chain(file), sink)?
        }
    };
    // VCR's cassettes may be ERB templates, which are filled in when they are played.
    let is_template = format == InputFormat::Vcr
        && (url.as_deref().is_some_and(|url| url.contains("<%"))
            || matches!(&body, Content::Body(body)
                if memchr::memmem::find(body.bytes(), b"<%=").is_some()));
    ControlFlow::Continue(Exchange {
        number,
        origin: entry.origin,
        method,
        url,
        status,
        request: sent,
        response: body,
        beside: false,
        invented: is_template.then_some(Invented::Templated),
    })
}

/// The body in the file `name`, which `node` names; the recorder writes the separator of its system.
fn attached<'a>(
    entry: &Entry<'a>,
    node: &Node<'a>,
    name: &str,
    attachments: &dyn Attachments,
) -> Content<'a> {
    let name = if name.contains('/') {
        name.to_owned()
    } else {
        name.replace('\\', "/")
    };
    match value::attached(entry, node, &name, attachments) {
        Content::Body(body) if body.bytes().is_empty() => Content::Empty,
        Content::Body(body) => value::decoded(body, None, entry.start_of(node), entry.bounds),
        other => other,
    }
}

/// The status: a number, in a string or not, or a mapping with `code`; go-vcr has both `status`, which
/// is words, and `code`.
fn status(response: &Node<'_>) -> Option<u16> {
    let nested = response
        .get("status")
        .and_then(|status| value::integer(status, "code"));
    let number = nested
        .or_else(|| value::integer(response, "code"))
        .or_else(|| value::integer(response, "status_code"))
        .or_else(|| value::integer(response, "status"))
        .or_else(|| {
            // "200 OK"
            let words = value::text(response, "status")?;
            words.split_ascii_whitespace().next()?.parse().ok()
        });
    number.and_then(value::of_status)
}

/// The bodies that a string is, or a mapping with `base64_string` or `string`.
fn contents<'n, 'a>(
    entry: &Entry<'a>,
    node: &'n Node<'a>,
    headers: Option<&Node<'a>>,
) -> Vec<(&'n Node<'a>, Content<'a>)> {
    let Value::Object(members) = &node.value else {
        return vec![(node, content(entry, (node, false), node, headers))];
    };
    let label = value::text(node, "encoding").unwrap_or_default();
    let is_base64 = label.eq_ignore_ascii_case("base64");
    let texts = [("base64_string", true), ("string", is_base64)];
    let texts = texts.into_iter().filter_map(|(name, is_base64)| {
        let text = node.get(name)?;
        Some((text, content(entry, (text, is_base64), node, headers)))
    });
    let mut texts: Vec<_> = texts.collect();
    if texts.is_empty() && !members.is_empty() {
        // A body that was recorded as JSON, not as text.
        texts.push((node, Content::Body(entry.value(node))));
    }
    texts
}

/// The body that `text` of `node` is.
fn content<'a>(
    entry: &Entry<'a>,
    (text, is_base64): (&Node<'a>, bool),
    node: &Node<'a>,
    headers: Option<&Node<'a>>,
) -> Content<'a> {
    let at = entry.start_of(node);
    let Some(body) = entry.string(text) else {
        return match &text.value {
            Value::Null => Content::Empty,
            _ => Content::Body(entry.value(text)),
        };
    };
    if body.bytes().is_empty() {
        return Content::Empty;
    }
    let body = match is_base64.then(|| decode::base64(body.bytes())) {
        Some(Ok(decoded)) => body.inside(decoded),
        // A label that lies: the text is read.
        Some(Err(_)) | None => body,
    };
    let coding = headers.and_then(|headers| value::header(headers, "content-encoding"));
    value::decoded(body, coding.as_deref(), at, entry.bounds)
}
