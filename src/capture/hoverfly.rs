//! Simulations of Hoverfly, versions 1 to 5 of its schema (`core/handlers/v2/schema.json`).
//!
//! A list of pairs, each of what is asked for and one answer. What is asked for is plain text in version
//! 1, an object of matchers in versions 2 to 4, and a list of matchers since version 5. A body is text,
//! base64 where `encodedBody` says so, or the name of a file.

use std::ops::ControlFlow;

use super::another;
use super::attachments::Attachments;
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

/// What one part of a request is asked for by, in all versions.
const ASKED: Wanted = Wanted::Members(&[
    ("matcher", Wanted::Scalar),
    ("value", Wanted::Scalar),
    ("exactMatch", Wanted::Scalar),
    ("jsonMatch", Wanted::Scalar),
    ("regexMatch", Wanted::Scalar),
]);

/// Members of a pair that stand there once.
const PAIR: Wanted = Wanted::Members(&[
    (
        "request",
        Wanted::Members(&[("method", ASKED), ("path", ASKED), ("body", ASKED)]),
    ),
    (
        "response",
        Wanted::Members(&[
            ("status", Wanted::Scalar),
            ("body", Wanted::Scalar),
            ("bodyFile", Wanted::Scalar),
            ("encodedBody", Wanted::Scalar),
            ("templated", Wanted::Scalar),
        ]),
    ),
]);

/// Whether a document is a simulation.
pub(super) fn is_hoverfly(outline: &Outline) -> bool {
    outline.has("data.pairs")
        && (outline.has("meta.schemaVersion")
            || outline.has_all(&["data.pairs[].request", "data.pairs[].response"]))
}

/// Reads all pairs of a simulation that starts at `origin`.
pub(super) fn read(
    source: &mut Source<'_>,
    origin: Origin,
    attachments: &dyn Attachments,
    sink: &mut dyn MessageSink,
) -> ControlFlow<()> {
    document::each(
        source,
        origin,
        &["data", "pairs"],
        sink,
        &mut |number, entry, node, sink| {
            repeated::tell(number, entry, node, &PAIR, sink)?;
            let exchange = exchange(entry, node, number, attachments, sink)?;
            sink.exchange(exchange)
        },
    )
}

fn exchange<'a>(
    entry: &Entry<'a>,
    node: &Node<'a>,
    number: u64,
    attachments: &dyn Attachments,
    sink: &mut dyn MessageSink,
) -> ControlFlow<(), Exchange<'a>> {
    let request = node.get("request");
    let response = node.get("response");
    let told = |name: &str| Matcher::of(request?.get(name)?);
    let is_template = response.is_some_and(|response| is_set(response, "templated"));
    ControlFlow::Continue(Exchange {
        number,
        origin: entry.origin,
        method: told("method")
            .and_then(Matcher::text)
            .and_then(stub::method),
        url: told("path").and_then(|path| match path {
            Matcher::Exact(node) => text_of(node),
            Matcher::Pattern(regex) => stub::pattern(&regex),
        }),
        status: response.and_then(|response| value::status(response, "status")),
        request: match told("body") {
            Some(Matcher::Exact(body)) => value::plain(entry, body),
            _ => Content::Empty,
        },
        response: match response {
            None => Content::Defect(Defect::NoResponse, entry.origin),
            // The name of its file may be a template too.
            Some(_) if is_template => Content::Empty,
            Some(response) => {
                let bodies = bodies(entry, response, attachments);
                another::first((number, entry), "of the response", bodies, sink)?
            }
        },
        beside: false,
        invented: is_template.then_some(Invented::Templated),
    })
}

/// What one part of a request has to be.
enum Matcher<'n, 'a> {
    /// This.
    Exact(&'n Node<'a>),
    /// What a regular expression fits.
    Pattern(String),
}

impl<'n, 'a> Matcher<'n, 'a> {
    /// What `node` says, as far as it says one thing.
    fn of(node: &'n Node<'a>) -> Option<Self> {
        match &node.value {
            Value::String(_) => Some(Self::Exact(node)),
            // All of them have to fit: what is exact says most.
            Value::Array(matchers) => {
                let told = |names: &[&str]| {
                    matchers
                        .iter()
                        .find(|one| {
                            // A matcher without a name is exact.
                            let name = value::text(one, "matcher").unwrap_or_default();
                            names.contains(&name.as_str())
                        })
                        .and_then(|one| one.get("value"))
                };
                told(&["exact", "json", ""])
                    .map(Self::Exact)
                    .or_else(|| Some(Self::Pattern(text_of(told(&["regex"])?)?)))
            }
            Value::Object(_) => node
                .get("exactMatch")
                .or_else(|| node.get("jsonMatch"))
                .map(Self::Exact)
                .or_else(|| Some(Self::Pattern(value::text(node, "regexMatch")?))),
            _ => None,
        }
    }

    fn text(self) -> Option<String> {
        match self {
            Self::Exact(node) => text_of(node),
            Self::Pattern(_) => None,
        }
    }
}

fn text_of(node: &Node<'_>) -> Option<String> {
    match &node.value {
        Value::String(text) => Some(text.to_string()),
        _ => None,
    }
}

fn is_set(node: &Node<'_>, name: &str) -> bool {
    node.get(name)
        .is_some_and(|flag| flag.value == Value::Boolean(true))
}

/// The bodies of a response: the one that stands there, and that in a file, which counts where there is no
/// other (`core/handlers/v2/simulation_views.go`).
fn bodies<'n, 'a>(
    entry: &Entry<'a>,
    response: &'n Node<'a>,
    attachments: &dyn Attachments,
) -> impl Iterator<Item = (&'n Node<'a>, Content<'a>)> {
    let coding = response
        .get("headers")
        .and_then(|headers| value::header(headers, "content-encoding"));
    ["body", "bodyFile"].into_iter().filter_map(move |member| {
        let node = response.get(member)?;
        let content = if member == "bodyFile" {
            let name = value::text(response, member).filter(|name| !name.is_empty())?;
            match value::attached(entry, node, &name, attachments) {
                Content::Body(body) => {
                    value::decoded(body, coding.as_deref(), entry.start_of(node), entry.bounds)
                }
                other => other,
            }
        } else if is_set(response, "encodedBody") {
            value::base64(entry, node, coding.as_deref())
        } else {
            value::plain(entry, node)
        };
        Some((node, content))
    })
}
