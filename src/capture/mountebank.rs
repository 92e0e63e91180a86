//! Imposters of Mountebank, written, or saved from proxies that recorded.
//!
//! An imposter has stubs; a stub has predicates about requests and any number of answers, each of which
//! is an exchange. A body is text, or a JSON value that is sent as JSON; `_mode` says that it is base64.
//! What a program or another server answers is no evidence. What was asked and answered may stand there as
//! well: the requests of an imposter, and the matches of its stubs.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use super::document;
use super::elements::Lists;
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

/// What was asked.
const REQUEST: Wanted = Wanted::Members(&[
    ("method", Wanted::Scalar),
    ("path", Wanted::Scalar),
    ("body", Wanted::Scalar),
]);

/// Members of a stub that stand there once.
const STUB: Wanted = Wanted::Members(&[
    ("predicates", Wanted::Scalar),
    (
        "matches",
        Wanted::Members(&[("request", REQUEST), ("response", ANSWER)]),
    ),
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
const IMPOSTER: Wanted = Wanted::Members(&[
    ("stubs", STUB),
    ("requests", REQUEST),
    ("defaultResponse", ANSWER),
]);

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
    let is_in_memory = source.window().len() <= source.longest();
    let has_default = memchr::memmem::find(source.window(), b"defaultResponse").is_some();
    if is_one && !(is_in_memory && has_default) {
        // One stub after the other: a broken one hides no other.
        let lists = Lists {
            others: &["requests"],
            unread: &["defaultResponse"],
            ..Lists::at(&["stubs"])
        };
        return document::each_of(
            source,
            origin,
            (lists, None),
            sink,
            &mut |place, entry, node, sink| {
                if is_request(node) {
                    repeated::tell(place, entry, node, &REQUEST, sink)?;
                    return request(entry, node, &mut number, sink);
                }
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
    })?;
    let asked = node.get("requests").and_then(Node::as_array);
    document::each_inside(entry, asked.unwrap_or_default(), &mut |entry, one| {
        request(entry, one, number, sink)
    })?;
    // It answers what no stub fits, too.
    if let Some(mut default) = default.filter(Fallback::is_left) {
        *number += 1;
        let (entry, node) = default.placed;
        let (asked, answer) = (Asked::default(), Answer::default());
        let exchange = exchange(entry, node, asked, answer, Some(&mut default), *number);
        sink.exchange(exchange)?;
    }
    ControlFlow::Continue(())
}

/// Whether an entry is a request that was recorded, and no stub.
fn is_request(node: &Node<'_>) -> bool {
    let has = |names: &[&str]| names.iter().any(|name| node.get(name).is_some());
    has(&["method", "requestFrom"]) && !has(&["responses", "predicates", "matches"])
}

/// A request that was recorded without its answer, where it has a body: nothing else is checked of it.
fn request<'a>(
    entry: &Entry<'a>,
    node: &Node<'a>,
    number: &mut u64,
    sink: &mut dyn MessageSink,
) -> ControlFlow<()> {
    let sent = sent(entry, node);
    if let Content::Empty = sent {
        return ControlFlow::Continue(());
    }
    *number += 1;
    let Asked { method, url } = Asked::by(node);
    sink.exchange(Exchange {
        number: *number,
        origin: entry.origin_of(node),
        method,
        url,
        status: None,
        request: sent,
        response: Content::Defect(Defect::NoResponse, entry.origin_of(node)),
        beside: false,
        invented: None,
    })
}

/// The body of a request that was recorded.
fn sent<'a>(entry: &Entry<'a>, request: &Node<'a>) -> Content<'a> {
    request
        .get("body")
        .map_or(Content::Empty, |body| value::plain(entry, body))
}

/// A node, and the entry that it is of.
type Placed<'n, 'a> = (&'n Entry<'a>, &'n Node<'a>);

/// What an imposter answers with where a stub does not say.
struct Fallback<'n, 'a> {
    placed: Placed<'n, 'a>,
    /// The exchanges that had its body.
    told: BTreeSet<Told>,
}

impl Fallback<'_, '_> {
    /// Whether it has a body that no exchange had.
    fn is_left(&self) -> bool {
        let (_, node) = self.placed;
        self.told.is_empty() && node.get("body").is_some_and(is_filled)
    }
}

/// Whether a member is what is answered with: Mountebank takes the default in the place of what is nothing.
fn is_filled(node: &Node<'_>) -> bool {
    match &node.value {
        Value::Null | Value::Boolean(false) => false,
        Value::String(text) => !text.is_empty(),
        Value::Number(digits) => digits.parse() != Ok(0.0),
        _ => true,
    }
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
        let (asked, answer) = (asked.clone(), Answer::default());
        let default = default.as_deref_mut();
        sink.exchange(exchange(entry, node, asked, answer, default, *number))?;
    }
    document::each_inside(entry, responses, &mut |entry, response| {
        *number += 1;
        let (asked, answer) = (asked.clone(), Answer::due(response));
        let default = default.as_deref_mut();
        sink.exchange(exchange(entry, response, asked, answer, default, *number))
    })?;
    let matches = node.get("matches").and_then(Node::as_array);
    document::each_inside(entry, matches.unwrap_or_default(), &mut |entry, one| {
        *number += 1;
        let request = one.get("request");
        let asked = request.map(Asked::by).unwrap_or_default();
        let default = default.as_deref_mut();
        let exchange = exchange(entry, one, asked, Answer::given(one), default, *number);
        sink.exchange(Exchange {
            request: request.map_or(Content::Empty, |request| sent(entry, request)),
            ..exchange
        })
    })
}

/// What is answered, as far as it is told.
struct Answer<'n, 'a> {
    is: Option<&'n Node<'a>>,
    /// Whether there is an answer: a fault is none.
    is_one: bool,
    /// Whether a program makes it.
    is_made: bool,
}

impl Default for Answer<'_, '_> {
    /// The imposter's default.
    fn default() -> Self {
        Self {
            is: None,
            is_one: true,
            is_made: false,
        }
    }
}

impl<'n, 'a> Answer<'n, 'a> {
    /// What one of a stub's responses is to be.
    fn due(response: &'n Node<'a>) -> Self {
        let is = response.get("is");
        Self {
            is,
            is_one: is.is_some(),
            is_made: response.get("proxy").is_some() || is_program(response),
        }
    }

    /// What a match was answered with: what a proxy got is what a server sent.
    fn given(one: &'n Node<'a>) -> Self {
        let is = one
            .get("response")
            .filter(|response| response.as_object().is_some());
        Self {
            is,
            is_one: is.is_some(),
            is_made: one.get("responseConfig").is_some_and(is_program),
        }
    }
}

fn exchange<'a>(
    entry: &Entry<'a>,
    node: &Node<'a>,
    asked: Asked,
    Answer {
        is,
        is_one,
        is_made,
    }: Answer<'_, 'a>,
    default: Option<&mut Fallback<'_, 'a>>,
    number: u64,
) -> Exchange<'a> {
    let placed = default.as_ref().map(|default| default.placed);
    let own = |name: &str| is?.get(name).filter(|node| is_filled(node));
    let member = |name: &str| -> Option<Placed<'_, 'a>> {
        own(name).map(|node| (entry, node)).or_else(|| {
            let (entry, default) = placed?;
            Some((entry, default.get(name).filter(|node| is_filled(node))?))
        })
    };
    let headers = member("headers");
    let coding = headers.and_then(|(_, headers)| value::header(headers, "content-encoding"));
    let mode = member("_mode").map(|(_, mode)| &mode.value);
    let is_binary =
        matches!(mode, Some(Value::String(mode)) if mode.eq_ignore_ascii_case("binary"));
    let status = match member("statusCode").map(|(_, code)| &code.value) {
        // What Mountebank answers with where it is not told.
        None => Some(200),
        Some(Value::Number(digits)) => digits.parse().ok(),
        Some(Value::String(digits)) => digits.trim().parse().ok(),
        Some(_) => None,
    };
    // The same default to the same question is looked at once, however many stubs have it.
    let has_own = own("body").is_some();
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
        status,
        request: Content::Empty,
        response: match member("body") {
            _ if is_made => Content::Empty,
            // A fault, or what is no response at all.
            _ if !is_one => Content::Defect(Defect::NoResponse, entry.origin_of(node)),
            None => Content::Empty,
            Some(_) if is_told() => Content::Defect(Defect::Repeated, entry.origin_of(node)),
            // Text has a mode too.
            Some((entry, body)) if is_binary => value::base64(entry, body, coding.as_deref()),
            Some((entry, body)) => value::plain(entry, body),
        },
        beside: false,
        invented: is_made.then_some(Invented::Templated),
        method: asked.method,
        url: asked.url,
    }
}

/// Whether a program makes or changes the answer.
fn is_program(response: &Node<'_>) -> bool {
    response.get("inject").is_some() || is_changed(response)
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

/// What was asked, or what the predicates of a stub ask for.
#[derive(Clone, Default)]
struct Asked {
    method: Option<String>,
    url: Option<String>,
}

impl Asked {
    /// What was asked by a request that was recorded.
    fn by(request: &Node<'_>) -> Self {
        Self {
            method: value::text(request, "method"),
            url: value::text(request, "path"),
        }
    }

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
