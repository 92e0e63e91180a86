//! HAR 1.2, as browsers, proxies and test tools write it (har-spec `versions/1.2.md`).
//!
//! A file's entries are read one by one; bodies are taken through their layers: the JSON string, and
//! base64 where the label says so and does not lie. A body that was put into a file of its own
//! (Playwright's `attach`) is asked for by name.

use std::ops::ControlFlow;

use super::another;
use super::attachments::Attachments;
use super::body::Body;
use super::decode::{self, DecodeError};
use super::document;
use super::elements::Lists;
use super::exchange::{Content, Defect, Exchange, Invented};
use super::message::{CaptureError, MessageSink};
use super::outline::Outline;
use super::repeated;
use super::source::Source;
use super::value::{self, Entry};
use crate::text::json::{self, Node, Value};
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
    entries(source, origin, Some(&ENTRY), attachments, sink)
}

fn entries(
    source: &mut Source<'_>,
    origin: Origin,
    wanted: Option<&Wanted>,
    attachments: &dyn Attachments,
    sink: &mut dyn MessageSink,
) -> ControlFlow<()> {
    document::each_of(
        source,
        origin,
        (Lists::at(&["log", "entries"]), wanted),
        sink,
        &mut |number, entry, node, sink| {
            if node.get("request").is_none() && node.get("response").is_none() {
                return sink.message(Err(CaptureError::Entry {
                    number,
                    origin: entry.origin,
                    message: "expected an object with `request` and `response`".to_owned(),
                }));
            }
            repeated::tell(number, entry, node, &ENTRY, sink)?;
            let exchange = exchange(entry, node, number, attachments, sink)?;
            sink.exchange(exchange)
        },
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
                Wanted::Members(&[
                    ("_file", Wanted::Scalar),
                    ("text", Wanted::Place),
                    ("params", Wanted::Scalar),
                ]),
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
    ("_webSocketMessages", Wanted::Scalar),
    ("_eventStreamMessages", Wanted::Scalar),
]);

/// What browsers record beside the bodies of an entry.
const MESSAGES: &[&str] = &["_webSocketMessages", "_eventStreamMessages"];

fn exchange<'a>(
    entry: &Entry<'a>,
    node: &Node<'a>,
    number: u64,
    attachments: &dyn Attachments,
    sink: &mut dyn MessageSink,
) -> ControlFlow<(), Exchange<'a>> {
    let request = node.get("request");
    let response = node.get("response");
    let method = request.and_then(|request| value::text(request, "method"));
    // Playwright writes -1, mitmproxy 0 for a request that got no response.
    let status = response.and_then(|response| value::status(response, "status"));
    let content = response.and_then(|response| response.get("content"));
    let fulfilled = node
        .get("_wasFulfilled")
        .or_else(|| response.and_then(|response| response.get("_wasFulfilled")));
    let mut read = |node: &Node<'a>, what: &str, inline: Content<'a>| {
        let Some(attached) = attached(entry, node, attachments) else {
            return ControlFlow::Continue(inline);
        };
        let inline = node.get("text").map(|text| (text, inline));
        let bodies = [attached].into_iter().chain(inline);
        another::first((number, entry), what, bodies, sink)
    };
    let request_body = match request.and_then(|request| request.get("postData")) {
        Some(data) => read(data, "of the request", sent(entry, data))?,
        None => Content::Empty,
    };
    let response_body = match content {
        Some(content) => read(content, "of the response", body(entry, content))?,
        None => Content::Empty,
    };
    ControlFlow::Continue(Exchange {
        number,
        origin: entry.origin,
        url: request.and_then(|request| value::text(request, "url")),
        status,
        request: request_body,
        response: value::answered(status, response_body, entry.origin),
        beside: MESSAGES
            .iter()
            .filter_map(|name| node.get(name))
            .any(|messages| is_filled(entry, messages)),
        invented: fulfilled
            .is_some_and(|flag| flag.value == Value::Boolean(true))
            .then_some(Invented::Mocked),
        method,
    })
}

/// The body of a request from its `postData`.
fn sent<'a>(entry: &Entry<'a>, data: &Node<'a>) -> Content<'a> {
    match said(entry, data) {
        Some(Ok(body)) if !body.bytes().is_empty() => Content::Body(body),
        Some(Err(defect)) => defect,
        // A form may be told by its parts alone.
        _ => match data.get("params") {
            Some(params) if is_filled(entry, params) => {
                Content::Defect(Defect::Missing, entry.origin_of(params))
            }
            _ => Content::Empty,
        },
    }
}

/// Whether a list has elements, whether it was read or not.
fn is_filled(entry: &Entry<'_>, list: &Node<'_>) -> bool {
    match &list.value {
        Value::Array(elements) => !elements.is_empty(),
        Value::Unread => {
            let inside = entry.written(list.span).of(entry.text);
            matches!(inside, [b'[', inside @ .., b']'] if !inside.trim_ascii().is_empty())
        }
        _ => false,
    }
}

/// The `text` of a body, where it has one: a string, or a defect.
fn said<'a>(entry: &Entry<'a>, node: &Node<'a>) -> Option<Result<Body<'a>, Content<'a>>> {
    let text = node.get("text").filter(|text| text.value != Value::Null)?;
    let no_text = || {
        let at = entry.origin_of(text);
        Content::Defect(Defect::Undecodable(DecodeError::NoText), at)
    };
    Some(entry.string(text).ok_or_else(no_text))
}

/// The body in the file that `node` names as Playwright does, if it names one.
fn attached<'n, 'a>(
    entry: &Entry<'a>,
    node: &'n Node<'a>,
    attachments: &dyn Attachments,
) -> Option<(&'n Node<'a>, Content<'a>)> {
    let name = value::text(node, "_file")?;
    let file = node.get("_file")?;
    Some((file, value::attached(entry, file, &name, attachments)))
}

/// The body of a response from its `content`.
fn body<'a>(entry: &Entry<'a>, content: &Node<'a>) -> Content<'a> {
    let at = entry.start_of(content);
    let body = match said(entry, content) {
        Some(Ok(body)) if !body.bytes().is_empty() => body,
        Some(Err(defect)) => return defect,
        _ => {
            return match value::integer(content, "size") {
                // Some recorders leave out the text of a body that they counted.
                Some(size) if size > 0 => Content::Defect(Defect::Missing, at.origin()),
                _ => Content::Empty,
            };
        }
    };
    let label = value::text(content, "encoding").unwrap_or_default();
    if !label.eq_ignore_ascii_case("base64") {
        // A label that nobody knows does no harm to what can be read all the same.
        return if is_plain(&label) || looks_like_json(body.bytes()) {
            Content::Body(body)
        } else {
            let unknown = DecodeError::Unknown(label);
            Content::Defect(Defect::Undecodable(unknown), at.origin())
        };
    }
    // Polly.js: an array of base64 chunks, of a body that is still compressed.
    if body.bytes().trim_ascii_start().starts_with(b"[\"")
        && let Some(chunks) = value::base64_chunks(body.bytes())
    {
        return value::uncompressed(body.inside(chunks), at, entry.bounds);
    }
    match decode::base64(body.bytes()) {
        Ok(decoded) => value::uncompressed(body.inside(decoded), at, entry.bounds),
        // Firefox labels text as base64 that is none: the text is read.
        Err(DecodeError::Malformed(_)) if looks_like_json(body.bytes()) => Content::Body(body),
        Err(error) => Content::Defect(Defect::Undecodable(error), at.origin()),
    }
}

/// Whether a label says that the text is the body itself, as recorders that always write one do.
fn is_plain(label: &str) -> bool {
    let plain = ["", "identity", "text", "utf-8", "utf8"];
    plain.iter().any(|plain| label.eq_ignore_ascii_case(plain))
}

fn looks_like_json(text: &[u8]) -> bool {
    matches!(
        json::unmarked(text).trim_ascii_start().first(),
        Some(b'{' | b'[' | b'"' | b'<')
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::capture::{CaptureError, Message, NoAttachments};
    use crate::text::Span;
    use crate::text::excerpt::Veil;
    use crate::text::secret::Secrets;

    /// All that is read, in words.
    #[derive(Default)]
    struct Seen(Vec<String>);

    impl MessageSink for Seen {
        fn message(&mut self, message: Result<Message<'_>, CaptureError>) -> ControlFlow<()> {
            self.0.push(format!("{message:?}"));
            ControlFlow::Continue(())
        }

        fn exchange(&mut self, read: Exchange<'_>) -> ControlFlow<()> {
            let Exchange {
                number,
                origin,
                method,
                url,
                status,
                request,
                response,
                beside,
                invented,
            } = &read;
            self.0.push(format!(
                "{number} {origin:?} {method:?} {url:?} {status:?} {beside} {invented:?} {} {}",
                content(request),
                content(response)
            ));
            ControlFlow::Continue(())
        }
    }

    fn content(content: &Content<'_>) -> String {
        let Content::Body(body) = content else {
            return format!("{content:?}");
        };
        let bytes = body.bytes();
        let mut places = body.places();
        let secrets = Secrets::default();
        let veil = Veil::of(&secrets);
        let spans = (0..=bytes.len()).map(|at| Span::new(at, (at + 3).min(bytes.len())));
        let places: Vec<_> = spans
            .map(|span| {
                let place = places.place(span);
                (place, places.excerpt(place, span, &veil))
            })
            .collect();
        let (container, origin) = body.container();
        format!(
            "{bytes:?} {:?} {:?} {:?} {container:?} {origin:?} {places:?}",
            body.encodings(),
            body.quoting(),
            body.layers()
        )
    }

    fn seen(text: &[u8], wanted: Option<&Wanted>) -> Vec<String> {
        let mut source = Source::new(text);
        source.fill().expect("memory can be read");
        let mut seen = Seen::default();
        let origin = Origin::default();
        let _ = entries(&mut source, origin, wanted, &NoAttachments, &mut seen);
        seen.0
    }

    #[test]
    fn an_entry_is_read_in_one_pass_as_its_tree_is() {
        let text = br#"{"log":{"entries":[
            {"request":{"method":"GET","url":"/\u00e9"},"response":{"status":200,"content":{"text":"{\"a\":\n1}"}}},
            {"response":{"content":{"text":"e30=","encoding":"base64"},"status":"404","_wasFulfilled":true}},
            {"request":{"postData":{"text":"[1]"}},"response":{"status":-1,"content":{"size":3}},"x":[1,{"a":null}]} ,
            {"request":{"\u0075rl":"/a"},"request":7,"response":{"status":200,"status":201,"content":{"text":5}}},
            {"response":{"status":200,"content":{"text":"{}","_file":"a.json"}}},
            {"response":{"status":200,"content":{"text":"x"}},},
            7, {"request" {}}, {"response":{"status":200,"content":{"text":null,"size":2}}}
        ]}}"#;
        let read = seen(text, Some(&ENTRY));
        assert_eq!(read, seen(text, None));
        // An entry with two of a member is told as well, and one with two bodies.
        assert_eq!(read.len(), 11);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn broken_entries_are_read_in_one_pass_as_their_trees_are(
            entries in prop::collection::vec(prop::sample::select(vec![
                r#"{"request":{"method":"GET","url":"/a","headers":[{"name":"a","value":"b"}]},"response":{"status":200,"content":{"size":7,"text":"{\"a\":1}"}}}"#,
                r#"{"request":{"method":"POST","url":"/b","postData":{"text":"\u00e9\"x"}},"response":{"status":400,"content":{"encoding":"base64","text":"eyJhIjoxfQ=="}}}"#,
                r#"{"response":{"status":0,"content":{}},"time":1.5e3,"_wasFulfilled":false}"#,
            ]), 1..5),
            edits in prop::collection::vec((any::<prop::sample::Index>(), prop::sample::select(vec![
                "", "\"", "\\", "{", "}", "]", ",", ":", "\n", "0", "\u{e9}", "\u{0}", "null",
            ])), 0..3),
        ) {
            let mut text = format!("{{\"log\":{{\"entries\":[{}]}}}}", entries.join(" ,\n")).into_bytes();
            for (at, put) in edits {
                // Behind the names that lead to the entries.
                let at = 19 + at.index(text.len() - 19);
                text.splice(at..=at, put.bytes());
            }
            prop_assert_eq!(seen(&text, Some(&ENTRY)), seen(&text, None));
        }
    }
}
