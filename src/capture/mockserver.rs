//! Expectations of MockServer, written or recorded, and the requests and responses it retrieves
//! (`model/schema/expectation.json`, `httpResponse.json`, `body.json`).
//!
//! A body is text, a JSON value, or an object that says by `type` what it holds: JSON as a value or in a
//! string, text, base64, a file. Answers that a template or a program makes are no evidence.

use std::ops::ControlFlow;

use super::another;
use super::attachments::Attachments;
use super::document;
use super::exchange::{Content, Defect, Exchange, Invented};
use super::message::MessageSink;
use super::outline::Outline;
use super::repeated;
use super::source::Source;
use super::stub::{self, Lines};
use super::value::{self, Entry};
use crate::text::json::{Member, Node, Value};
use crate::text::span::Origin;
use crate::text::sparse::Wanted;

/// What an expectation may do with a request.
const ACTIONS: &[&str] = &[
    "httpResponse",
    "httpResponseTemplate",
    "httpResponseClassCallback",
    "httpResponseObjectCallback",
    "httpForward",
    "httpForwardTemplate",
    "httpOverrideForwardedRequest",
    "httpError",
    "httpResponses",
];

/// Actions with bodies that are read nowhere: what another server's answer is changed to, and answers in turn.
const OTHERS: &[&str] = &[
    "httpOverrideForwardedRequest.responseOverride.body",
    "httpOverrideForwardedRequest.httpResponse.body",
    "httpResponses",
];

/// Actions that make up an answer.
const TEMPLATES: &[&str] = &[
    "httpResponseTemplate",
    "httpResponseClassCallback",
    "httpResponseObjectCallback",
];

/// Members that an object has which says what a body is.
const BODY_MEMBERS: &[&str] = &[
    "type",
    "not",
    "optional",
    "json",
    "string",
    "xml",
    "base64Bytes",
    "filePath",
    "parameters",
    "rawBytes",
    "contentType",
    "charset",
    "matchType",
    "subString",
    "templateType",
];

/// Members that hold what a body is.
const HOLDERS: &[&str] = &["json", "string", "xml", "base64Bytes", "filePath"];

/// A body, or what says what it is.
const BODY: Wanted = Wanted::Members(&[
    ("type", Wanted::Scalar),
    ("json", Wanted::Scalar),
    ("string", Wanted::Scalar),
    ("xml", Wanted::Scalar),
    ("base64Bytes", Wanted::Scalar),
    ("filePath", Wanted::Scalar),
]);

/// Members of an expectation that stand there once.
const EXPECTATION: Wanted = Wanted::Members(&[
    (
        "httpRequest",
        Wanted::Members(&[
            ("method", Wanted::Scalar),
            ("path", Wanted::Scalar),
            ("body", BODY),
        ]),
    ),
    (
        "httpResponse",
        Wanted::Members(&[("statusCode", Wanted::Scalar), ("body", BODY)]),
    ),
]);

/// Whether a document that begins with `start` is a list of expectations, or one of them. A line that
/// is an exchange is a log.
pub(super) fn is_mockserver(outline: &Outline, start: &[u8]) -> bool {
    let acts = |around: &str| {
        let has = |name: &str| outline.has(&format!("{around}{name}"));
        has("httpRequest") && ACTIONS.iter().any(|name| has(name))
    };
    if acts("[].") {
        return true;
    }
    let is_told = outline.has_any(&["times", "timeToLive", "priority"]);
    acts("")
        && match Lines::of(start) {
            Lines::OneValueAndMore => false,
            Lines::OneValue => is_told,
            Lines::Several => true,
        }
}

/// Reads all expectations of a file that starts at `origin`.
pub(super) fn read(
    source: &mut Source<'_>,
    origin: Origin,
    attachments: &dyn Attachments,
    sink: &mut dyn MessageSink,
) -> ControlFlow<()> {
    let is_one = Outline::of(source.window()).has("httpRequest");
    let visit: &mut document::Visit<'_> = &mut |number, entry, node, sink| {
        repeated::tell(number, entry, node, &EXPECTATION, sink)?;
        let exchange = exchange(entry, node, number, attachments, sink)?;
        sink.exchange(exchange)
    };
    if is_one {
        document::whole(source, origin, sink, visit)
    } else {
        document::each(source, origin, &[], sink, visit)
    }
}

fn exchange<'a>(
    entry: &Entry<'a>,
    node: &Node<'a>,
    number: u64,
    attachments: &dyn Attachments,
    sink: &mut dyn MessageSink,
) -> ControlFlow<(), Exchange<'a>> {
    let request = node.get("httpRequest");
    let response = node
        .get("httpResponse")
        .filter(|response| response.as_object().is_some());
    let is_template = TEMPLATES.iter().any(|name| node.get(name).is_some())
        || response
            .and_then(|response| response.get("body")?.get("templateType"))
            .is_some();
    // What was asked, and not what is to be asked for, where it has a time.
    let was_asked = node.get("timestamp").is_some();
    let mut content = |message: &Node<'a>, what: &str| {
        let bodies = bodies(entry, message, attachments);
        another::first((number, entry), what, bodies, sink)
    };
    ControlFlow::Continue(Exchange {
        number,
        origin: entry.origin,
        method: request
            .and_then(|request| value::text(request, "method"))
            .and_then(stub::method),
        url: request
            .and_then(|request| value::text(request, "path"))
            .and_then(|path| stub::pattern(&path)),
        status: response.and_then(|response| match response.get("statusCode") {
            // What MockServer answers with where it is not told.
            None => Some(200),
            Some(_) => value::status(response, "statusCode"),
        }),
        request: match request.filter(|_| was_asked) {
            Some(request) => content(request, "of the request")?,
            None => Content::Empty,
        },
        response: match response {
            None => Content::Defect(Defect::NoResponse, entry.origin_of(node)),
            // A template's file is no body.
            Some(_) if is_template => Content::Empty,
            Some(response) => content(response, "of the response")?,
        },
        beside: OTHERS.iter().any(|name| {
            let at = name.split('.').try_fold(node, |node, part| node.get(part));
            at.is_some_and(|node| node.value != Value::Null)
        }),
        invented: is_template.then_some(Invented::Templated),
    })
}

/// The bodies of a request or response. Of those in an object that says what it holds, the last counts
/// (`BodyWithContentTypeDTODeserializer.java`).
fn bodies<'n, 'a>(
    entry: &Entry<'a>,
    message: &'n Node<'a>,
    attachments: &dyn Attachments,
) -> Vec<(&'n Node<'a>, Content<'a>)> {
    let Some(node) = message.get("body") else {
        return Vec::new();
    };
    let Some(members) = holders(node) else {
        return vec![(node, value::plain(entry, node))];
    };
    let coding = message
        .get("headers")
        .and_then(|headers| value::header(headers, "content-encoding"));
    let content = |name: &str, inner: &'n Node<'a>| match name {
        "base64Bytes" => value::base64(entry, inner, coding.as_deref()),
        "filePath" => {
            let name = value::text(node, name).unwrap_or_default();
            match value::attached(entry, inner, &name, attachments) {
                Content::Body(body) => {
                    value::decoded(body, coding.as_deref(), entry.start_of(inner), entry.bounds)
                }
                other => other,
            }
        }
        _ => value::plain(entry, inner),
    };
    let held = members
        .iter()
        .rev()
        .filter(|member| HOLDERS.contains(&&*member.name));
    held.map(|member| (&member.value, content(&member.name, &member.value)))
        .collect()
}

/// The members of an object that says what the body is; other objects are the body.
fn holders<'n, 'a>(node: &'n Node<'a>) -> Option<&'n [Member<'a>]> {
    let members = node.as_object()?;
    let is_known = members
        .iter()
        .all(|member| BODY_MEMBERS.contains(&&*member.name));
    let is_held = HOLDERS
        .iter()
        .chain(&["parameters"])
        .any(|name| node.get(name).is_some());
    let has_type = value::text(node, "type").is_some_and(|name| {
        !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte == b'_')
    });
    (is_held && (is_known || has_type)).then_some(members)
}
