//! Imposters of Mountebank, written, or saved from proxies that recorded.
//!
//! An imposter has stubs; a stub has predicates about requests and any number of answers, each of which
//! is an exchange. A body is text, or a JSON value that is sent as JSON; `_mode` says that it is base64.
//! What a program or another server answers is no evidence.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use super::document;
use super::exchange::{Content, Defect, Exchange, Invented};
use super::message::{CaptureError, MessageSink};
use super::outline::Outline;
use super::repeated;
use super::source::Source;
use super::stub;
use super::value::{self, Entry};
use crate::text::json::{Node, Value};
use crate::text::span::Origin;
use crate::text::sparse::Wanted;

/// Behaviours that change the answer; the others wait, or repeat it.
const CHANGING: &[&str] = &["decorate", "copy", "lookup", "shellTransform"];

/// What is answered with.
const ANSWER: Wanted = Wanted::Members(&[
    ("statusCode", Wanted::Scalar),
    ("body", Wanted::Scalar),
    ("_mode", Wanted::Scalar),
]);

/// Members of a stub that stand there once.
const STUB: Wanted = Wanted::Members(&[
    ("predicates", Wanted::Scalar),
    (
        "responses",
        Wanted::Members(&[
            ("is", ANSWER),
            ("inject", Wanted::Scalar),
            ("proxy", Wanted::Scalar),
        ]),
    ),
]);

/// Members of an imposter that stand there once.
const IMPOSTER: Wanted = Wanted::Members(&[("stubs", STUB), ("defaultResponse", ANSWER)]);

/// Whether a document is a list of imposters, or one of them.
pub(super) fn is_mountebank(outline: &Outline) -> bool {
    outline.has("imposters[].stubs")
        || outline.has_all(&["imposters[].protocol", "imposters[].port"])
        || (outline.has_all(&["protocol", "stubs"])
            && outline.has_any(&["port", "stubs[].responses"]))
}

/// Reads all answers of the imposters in a file that starts at `origin`.
pub(super) fn read(
    source: &mut Source<'_>,
    origin: Origin,
    sink: &mut dyn MessageSink,
) -> ControlFlow<()> {
    let outline = Outline::of(source.window());
    let mut number = 0;
    let is_one = outline.has("stubs");
    // The default may stand behind all stubs that it is for.
    if is_one && let Err(error) = source.fill_all() {
        return sink.message(Err(CaptureError::Io(error)));
    }
    if is_one && memchr::memmem::find(source.window(), b"defaultResponse").is_none() {
        // One stub after the other: a broken one hides no other.
        return document::each(
            source,
            origin,
            &["stubs"],
            sink,
            &mut |place, entry, node, sink| {
                repeated::tell(place, entry, node, &STUB, sink)?;
                stub(entry, node, None, &mut number, sink)
            },
        );
    }
    let visit: &mut document::Visit<'_> = &mut |place, entry, node, sink| {
        repeated::tell(place, entry, node, &IMPOSTER, sink)?;
        imposter(entry, node, &mut number, sink)
    };
    if is_one {
        document::whole(source, origin, sink, visit)
    } else {
        document::each(source, origin, &["imposters"], sink, visit)
    }
}

fn imposter<'a>(
    entry: &Entry<'a>,
    node: &Node<'a>,
    number: &mut u64,
    sink: &mut dyn MessageSink,
) -> ControlFlow<()> {
    let mut default = node.get("defaultResponse").map(|node| Fallback {
        placed: (entry, node),
        told: BTreeSet::new(),
    });
    let stubs = node.get("stubs").and_then(Node::as_array);
    document::each_inside(entry, stubs.unwrap_or_default(), &mut |entry, one| {
        stub(entry, one, default.as_mut(), number, sink)
    })
}

/// A node, and the entry that it is of.
type Placed<'n, 'a> = (&'n Entry<'a>, &'n Node<'a>);

/// What an imposter answers with where a stub does not say.
struct Fallback<'n, 'a> {
    placed: Placed<'n, 'a>,
    /// The exchanges that had its body.
    told: BTreeSet<Told>,
}

/// What a body is the answer to, as far as it is read and checked by that: the method, the URL, the status,
/// whether it is binary, and its content coding.
type Told = (
    Option<String>,
    Option<String>,
    Option<u16>,
    bool,
    Option<String>,
);

fn stub<'a>(
    entry: &Entry<'a>,
    node: &Node<'a>,
    mut default: Option<&mut Fallback<'_, 'a>>,
    number: &mut u64,
    sink: &mut dyn MessageSink,
) -> ControlFlow<()> {
    let mut asked = Asked::default();
    if let Some(predicates) = node.get("predicates").and_then(Node::as_array) {
        asked.all(predicates);
    }
    let responses = node.get("responses").and_then(Node::as_array);
    let responses = responses.unwrap_or_default();
    if responses.is_empty() {
        // The imposter's default is the answer.
        *number += 1;
        return sink.exchange(exchange(entry, node, &asked, None, default, *number));
    }
    document::each_inside(entry, responses, &mut |entry, response| {
        *number += 1;
        let default = default.as_deref_mut();
        let exchange = exchange(entry, response, &asked, Some(response), default, *number);
        sink.exchange(exchange)
    })
}

fn exchange<'a>(
    entry: &Entry<'a>,
    node: &Node<'a>,
    asked: &Asked,
    response: Option<&Node<'a>>,
    default: Option<&mut Fallback<'_, 'a>>,
    number: u64,
) -> Exchange<'a> {
    let is = response.and_then(|response| response.get("is"));
    let placed = default.as_ref().map(|default| default.placed);
    let member = |name: &str| -> Option<Placed<'_, 'a>> {
        let own = is.and_then(|is| is.get(name)).map(|node| (entry, node));
        own.or_else(|| {
            let (entry, default) = placed?;
            Some((entry, default.get(name)?))
        })
        .filter(|(_, node)| node.value != Value::Null)
    };
    let is_made = response.is_some_and(|response| {
        response.get("inject").is_some() || response.get("proxy").is_some() || is_changed(response)
    });
    let is_answer = response.is_none() || is.is_some();
    let mode = is
        .and_then(|is| value::text(is, "_mode"))
        .unwrap_or_default();
    let headers = member("headers");
    let coding = headers.and_then(|(_, headers)| value::header(headers, "content-encoding"));
    let is_binary = mode.eq_ignore_ascii_case("binary");
    let status = match member("statusCode").map(|(_, code)| &code.value) {
        // What Mountebank answers with where it is not told.
        None => Some(200),
        Some(Value::Number(digits)) => digits.parse().ok(),
        Some(Value::String(digits)) => digits.trim().parse().ok(),
        Some(_) => None,
    };
    // The same default to the same question is looked at once, however many stubs have it.
    let has_own = is.is_some_and(|is| is.get("body").is_some());
    let is_told = || {
        let told = (
            asked.method.clone(),
            asked.url.clone(),
            status,
            is_binary,
            coding.clone(),
        );
        !has_own && default.is_some_and(|default| !default.told.insert(told))
    };
    Exchange {
        number,
        origin: entry.origin_of(node),
        method: asked.method.clone(),
        url: asked.url.clone(),
        status,
        request: Content::Empty,
        response: match member("body") {
            _ if is_made => Content::Empty,
            // A fault, or what is no response at all.
            _ if !is_answer => Content::Defect(Defect::NoResponse, entry.origin_of(node)),
            None => Content::Empty,
            Some(_) if is_told() => Content::Defect(Defect::Repeated, entry.origin_of(node)),
            // Text has a mode too.
            Some((entry, body)) if is_binary => value::base64(entry, body, coding.as_deref()),
            Some((entry, body)) => value::plain(entry, body),
        },
        invented: is_made.then_some(Invented::Templated),
    }
}

/// Whether behaviours change the answer: an object of them up to version 2.0, a list since.
fn is_changed(response: &Node<'_>) -> bool {
    ["_behaviors", "behaviors"].iter().any(|name| {
        let Some(behaviors) = response.get(name) else {
            return false;
        };
        let all = behaviors
            .as_array()
            .unwrap_or(std::slice::from_ref(behaviors));
        all.iter()
            .any(|one| CHANGING.iter().any(|name| one.get(name).is_some()))
    })
}

/// What the predicates of a stub ask for.
#[derive(Default)]
struct Asked {
    method: Option<String>,
    url: Option<String>,
}

impl Asked {
    /// Takes what all of `predicates` together say; what stands under `not` and `or` says nothing of
    /// its own.
    fn all(&mut self, predicates: &[Node<'_>]) {
        for predicate in predicates {
            // What is left of the path behind such an exception is not the path.
            let is_cut = value::text(predicate, "except").is_some_and(|regex| !regex.is_empty());
            for operator in ["equals", "deepEquals"] {
                if let Some(fields) = predicate.get(operator).filter(|_| !is_cut) {
                    self.method(value::text(fields, "method"));
                    self.url(value::text(fields, "path"));
                }
            }
            if let Some(fields) = predicate.get("matches").filter(|_| !is_cut) {
                let method = value::text(fields, "method");
                self.method(method.map(|name| name.trim_matches(['^', '$']).to_owned()));
                self.url(value::text(fields, "path").and_then(|regex| stub::pattern(&regex)));
            }
            if let Some(inner) = predicate.get("and").and_then(Node::as_array) {
                self.all(inner);
            }
        }
    }

    fn method(&mut self, method: Option<String>) {
        if self.method.is_none() {
            self.method = method.and_then(stub::method);
        }
    }

    fn url(&mut self, url: Option<String>) {
        if self.url.is_none() {
            self.url = url.filter(|url| !url.is_empty());
        }
    }
}
