//! Exchanges in NDJSON, one a line, as servers, gateways and tracing tools log them.
//!
//! There is no standard: the names below are those that such logs use. A line that is no exchange is
//! told as malformed; the others are read.

use std::cell::OnceCell;
use std::ops::ControlFlow;

use serde::de::IgnoredAny;

use super::another;
use super::body::Body;
use super::decode::{self, Bounds, Decoded};
use super::exchange::{Content, Defect, Exchange};
use super::message::{CaptureError, Message, MessageSink};
use super::outline::Outline;
use super::repeated;
use super::source::Source;
use super::value::Entry;
use super::{ndjson, value};
use crate::limits::length;
use crate::text::json::{self, Node, Value};
use crate::text::span::Origin;
use crate::text::sparse::{Reader, Wanted};

const REQUESTS: &[&str] = &["request", "req", "httpRequest", "http.request"];
const RESPONSES: &[&str] = &["response", "res", "httpResponse", "http.response"];
const METHODS: &[&str] = &[
    "method",
    "httpMethod",
    "requestMethod",
    "http.method",
    "http.request.method",
    "verb",
];
const URLS: &[&str] = &[
    "url",
    "requestUrl",
    "uri",
    "requestUri",
    "url.full",
    "http.url",
    "path",
    "requestPath",
    "originalUrl",
    "url.path",
    "http.target",
    "target",
];
const STATUSES: &[&str] = &[
    "status",
    "statusCode",
    "status_code",
    "responseStatus",
    "responseStatusCode",
    "http.status_code",
    "http.response.status_code",
    "code",
];
const REQUEST_BODIES: &[&str] = &[
    "requestBody",
    "request_body",
    "http.request.body.content",
    "http.request.body",
    "request.body",
];
const RESPONSE_BODIES: &[&str] = &[
    "responseBody",
    "response_body",
    "http.response.body.content",
    "http.response.body",
    "response.body",
    "responseData",
    "response_data",
];
/// Names of a body beside the request and the response.
const BODIES: &[&str] = &["body", "content", "payload", "data"];
/// Names of one in a request or response.
const OWN_BODIES: &[&str] = &[
    "body", "content", "payload", "data", "rawBody", "text", "json",
];
const TRUNCATED: &[&str] = &[
    "truncated",
    "bodyTruncated",
    "body_truncated",
    "isTruncated",
];

/// Members that are looked at, in a line as in its request or response, and those that are given.
macro_rules! wanted {
    ($($own:expr),* $(,)?) => {
        Wanted::Members(&[
            $($own,)*
            ("http", Wanted::Nothing),
            ("method", Wanted::Scalar),
            ("httpMethod", Wanted::Scalar),
            ("requestMethod", Wanted::Scalar),
            ("http.method", Wanted::Scalar),
            ("http.request.method", Wanted::Scalar),
            ("verb", Wanted::Scalar),
            ("url", Wanted::Plain),
            ("requestUrl", Wanted::Scalar),
            ("uri", Wanted::Scalar),
            ("requestUri", Wanted::Scalar),
            ("url.full", Wanted::Scalar),
            ("http.url", Wanted::Scalar),
            ("path", Wanted::Scalar),
            ("requestPath", Wanted::Scalar),
            ("originalUrl", Wanted::Scalar),
            ("url.path", Wanted::Scalar),
            ("http.target", Wanted::Scalar),
            ("target", Wanted::Scalar),
            ("status", Wanted::Scalar),
            ("statusCode", Wanted::Scalar),
            ("status_code", Wanted::Scalar),
            ("responseStatus", Wanted::Scalar),
            ("responseStatusCode", Wanted::Scalar),
            ("http.status_code", Wanted::Scalar),
            ("http.response.status_code", Wanted::Scalar),
            ("code", Wanted::Scalar),
            ("body", Wanted::Place),
            ("content", Wanted::Place),
            ("payload", Wanted::Place),
            ("data", Wanted::Place),
            ("truncated", Wanted::Scalar),
            ("bodyTruncated", Wanted::Scalar),
            ("body_truncated", Wanted::Scalar),
            ("isTruncated", Wanted::Scalar),
        ])
    };
}

/// What is looked at of a line, but for names that stand in objects of their own and have a dot here.
const LINE: Wanted = wanted![
    ("request", HALF),
    ("req", HALF),
    ("httpRequest", HALF),
    ("response", HALF),
    ("res", HALF),
    ("httpResponse", HALF),
    ("http.request", Wanted::Nothing),
    ("http.response", Wanted::Nothing),
    ("requestBody", Wanted::Place),
    ("request_body", Wanted::Place),
    ("http.request.body.content", Wanted::Place),
    ("http.request.body", Wanted::Place),
    ("request.body", Wanted::Place),
    ("responseBody", Wanted::Place),
    ("response_body", Wanted::Place),
    ("responses", Wanted::Place),
    ("http.response.body.content", Wanted::Place),
    ("http.response.body", Wanted::Place),
    ("response.body", Wanted::Place),
    ("responseData", Wanted::Place),
    ("response_data", Wanted::Place),
];

/// The same of its request or response.
const HALF: Wanted = wanted![
    ("rawBody", Wanted::Place),
    ("text", Wanted::Place),
    ("json", Wanted::Place),
    ("encoding", Wanted::Scalar),
    ("bodyEncoding", Wanted::Scalar),
    ("isBase64Encoded", Wanted::Scalar),
];

/// What tells of one side under `http`, in an object of its own.
const HTTP_HALF: Wanted = Wanted::Members(&[
    ("method", Wanted::Scalar),
    ("status_code", Wanted::Scalar),
    ("body", Wanted::Members(&[("content", Wanted::Scalar)])),
]);

/// Members of `http` that stand there once.
const HTTP: Wanted = Wanted::Members(&[("request", HTTP_HALF), ("response", HTTP_HALF)]);

/// Whether a line is an exchange: it tells a request and a response, or method, URL and status.
pub(super) fn is_exchange(outline: &Outline) -> bool {
    let requests = outline.has_any(REQUESTS);
    let responses = outline.has_any(RESPONSES) || outline.has_any(RESPONSE_BODIES);
    let told = outline.has_any(METHODS) && outline.has_any(URLS) && outline.has_any(STATUSES);
    (requests && responses) || told
}

/// Reads all exchanges of a log that starts at `origin`.
pub(super) fn read(
    source: &mut Source<'_>,
    origin: Origin,
    sink: &mut dyn MessageSink,
) -> ControlFlow<()> {
    read_of(source, origin, Some(&LINE), sink)
}

/// The same, where a line may be read without what is not wanted of it.
fn read_of(
    source: &mut Source<'_>,
    origin: Origin,
    wanted: Option<&Wanted>,
    sink: &mut dyn MessageSink,
) -> ControlFlow<()> {
    let mut lines = Lines {
        sink,
        number: 0,
        wanted,
        reader: Reader::default(),
        bounds: Bounds::from(source.limits()),
        nesting: length(source.limits().nesting),
    };
    ndjson::read(source, origin, &mut lines)
}

/// Takes the lines of a log as exchanges.
struct Lines<'s> {
    sink: &'s mut dyn MessageSink,
    number: u64,
    wanted: Option<&'s Wanted>,
    reader: Reader,
    bounds: Bounds,
    nesting: usize,
}

impl Lines<'_> {
    /// Reads an exchange in one pass, as nearly all can be.
    fn glance(&mut self, message: &Message<'_>) -> Option<ControlFlow<()>> {
        let node = self.reader.read(message.payload, self.wanted?)?;
        let behind = message.payload.get(node.span.end()..)?;
        if node.as_object().is_none()
            || !behind.trim_ascii().is_empty()
            || has_other_halves(message.payload, &node)
        {
            return None;
        }
        let entry = Entry::json(message.payload, message.origin, self.bounds).with(&self.reader);
        let number = message.record.unwrap_or(self.number);
        Some(line(number, &entry, &node, self.sink))
    }
}

/// Hands over the exchange of one line, and tells of what is not read of it.
fn line(
    number: u64,
    entry: &Entry<'_>,
    root: &Node<'_>,
    sink: &mut dyn MessageSink,
) -> ControlFlow<()> {
    let bodies = Bodies::of(entry, root);
    if let Some((node, what)) = bodies.others.other {
        let error = another::in_part(number, entry.origin_of(node), what);
        sink.message(Err(error))?;
    }
    sink.exchange(exchange(entry, root, &bodies, number))
}

impl MessageSink for Lines<'_> {
    fn message(&mut self, message: Result<Message<'_>, CaptureError>) -> ControlFlow<()> {
        let message = match message {
            Ok(message) => message,
            Err(error) => return self.sink.message(Err(error)),
        };
        self.number += 1;
        if let Some(went_on) = self.glance(&message) {
            return went_on;
        }
        match json::parse_within(message.payload, self.nesting) {
            Ok(root) => {
                let entry = Entry::json(message.payload, message.origin, self.bounds);
                let number = message.record.unwrap_or(self.number);
                // `null` and `5` tell of no exchange.
                if root.as_object().is_none() {
                    return self.sink.message(Err(CaptureError::Entry {
                        number,
                        origin: entry.origin,
                        message: "expected an object that tells a request and a response"
                            .to_owned(),
                    }));
                }
                repeated::tell(number, &entry, &root, &LINE, self.sink)?;
                if let Some(http) = root.get("http") {
                    repeated::tell(number, &entry, http, &HTTP, self.sink)?;
                }
                line(number, &entry, &root, self.sink)
            }
            // As a payload it is told with its place and its likely cause.
            Err(_) => self.sink.message(Ok(message)),
        }
    }

    fn exchange(&mut self, exchange: Exchange<'_>) -> ControlFlow<()> {
        self.sink.exchange(exchange)
    }
}

fn exchange<'a>(
    entry: &Entry<'a>,
    root: &Node<'a>,
    bodies: &Bodies<'_, 'a>,
    number: u64,
) -> Exchange<'a> {
    let requests = || halves(root, REQUESTS).map(|(_, half)| half);
    let responses = || halves(root, RESPONSES).map(|(_, half)| half);
    let told = |names: &[&str]| {
        let mut places = requests().chain([root]);
        places.find_map(|node| first_text(node, names))
    };
    let status = responses()
        .chain([root])
        .find_map(|node| first_integer(node, STATUSES))
        .and_then(|status| u16::try_from(status).ok());
    let cut = responses()
        .chain([root])
        .filter_map(|node| first(node, TRUNCATED))
        .any(|flag| flag.value == Value::Boolean(true));
    let content = |body: &Held<'_, 'a>| content(entry, body.node, body.half);
    Exchange {
        number,
        origin: entry.origin,
        method: told(METHODS),
        url: told(URLS),
        status,
        request: bodies.sent.as_ref().map_or(Content::Empty, content),
        response: match &bodies.answered {
            Some(body) if cut => Content::Defect(Defect::Truncated, entry.origin_of(body.node)),
            Some(body) => content(body),
            None => Content::Empty,
        },
        beside: bodies.others.beside,
        invented: None,
    }
}

/// The objects that tell of one side of an exchange, with their names. Some logs have two of them, such as a
/// framework's `req` beside a `request`.
fn halves<'n, 'a>(
    root: &'n Node<'a>,
    names: &'static [&str],
) -> impl Iterator<Item = (&'static str, &'n Node<'a>)> {
    names
        .iter()
        .filter_map(|name| Some((*name, named(root, name)?)))
        .filter(|(_, node)| node.as_object().is_some())
}

/// The bodies of one side of an exchange, each with the object that tells how it is written: under `names`, in
/// one of the objects under `sides`, or in the place of such an object; the first one counts.
fn bodies<'n, 'a>(
    entry: &'n Entry<'a>,
    root: &'n Node<'a>,
    names: &'static [&str],
    sides: &'static [&str],
) -> impl Iterator<Item = Held<'n, 'a>> {
    let around = halves(root, sides).next().map(|(_, half)| half);
    // The names of both levels first: under `http.response.body`, the body is the `content`.
    let own = names
        .iter()
        .filter_map(move |name| Some((*name, named(root, name)?, around)));
    let inner = halves(root, sides).flat_map(move |(side, half)| {
        let bodies = OWN_BODIES.iter().filter_map(|name| named(half, name));
        bodies.map(move |body| (side, body, Some(half)))
    });
    let whole = sides.iter().filter_map(|name| named(root, name));
    own.chain(inner)
        .filter(move |(name, body, _)| !(name.starts_with(ECS) && is_size(entry, body)))
        .map(|(_, body, half)| (body, half))
        .chain(whole.filter(|side| is_body(side)).map(|side| (side, None)))
        .map(move |(body, half)| Held::of(entry, body, half))
}

/// The bodies of a line that are read, and what else may be one.
struct Bodies<'n, 'a> {
    sent: Option<Held<'n, 'a>>,
    answered: Option<Held<'n, 'a>>,
    others: Others<'n, 'a>,
}

impl<'n, 'a> Bodies<'n, 'a> {
    fn of(entry: &'n Entry<'a>, root: &'n Node<'a>) -> Self {
        let mut requests = bodies(entry, root, REQUEST_BODIES, REQUESTS);
        let mut responses = bodies(entry, root, RESPONSE_BODIES, RESPONSES);
        let mut sent = counting(&mut requests);
        let mut answered = counting(&mut responses);
        let mut others = Others::default();
        others.hold(requests, sent.as_slice(), "of the request");
        others.hold(responses, answered.as_slice(), "of the response");
        let beside = |name: &&str| Some(Held::of(entry, named(root, name)?, None));
        match &answered {
            // Where the response has its own, it is the other side's.
            Some(answered) if sent.is_none() => {
                sent = beside(&"body").filter(|body| body.is_json() && answered.differs(body));
            }
            Some(_) => {}
            // What stands beside the response is of it where the response tells of none.
            None => {
                let names = if halves(root, RESPONSES).next().is_some() {
                    &["body"]
                } else {
                    BODIES
                };
                answered = names.iter().find_map(beside);
            }
        }
        let read = || sent.iter().chain(&answered);
        let around = BODIES.iter().filter_map(beside);
        others.hold(around, read(), "beside those of its sides");
        if let Some(list) = root
            .get("responses")
            .map(|list| Held::of(entry, list, None))
        {
            if list.holds_more() {
                others.other = (others.other).or(Some((list.node, "in a list of responses")));
            } else {
                others.hold([list].into_iter(), read(), "in a list of responses");
            }
        }
        Self {
            sent,
            answered,
            others,
        }
    }
}

/// What is read nowhere of a line, and may be a body.
#[derive(Default)]
struct Others<'n, 'a> {
    /// What may be one of the messages that were read: which of them was sent, nobody knows.
    other: Option<(&'n Node<'a>, &'static str)>,
    /// Whether there is JSON that is like neither of them.
    beside: bool,
}

impl<'n, 'a> Others<'n, 'a> {
    /// Holds what may be a body against those that are `read`.
    fn hold<'h>(
        &mut self,
        others: impl Iterator<Item = Held<'n, 'a>>,
        read: impl IntoIterator<Item = &'h Held<'n, 'a>, IntoIter: Clone>,
        what: &'static str,
    ) where
        'n: 'h,
        'a: 'h,
    {
        let read = read.into_iter();
        for other in others {
            let is_read = read.clone().any(|read| read.overlaps(&other));
            if is_read || !other.is_json() || !read.clone().all(|read| read.differs(&other)) {
                continue;
            }
            if self.other.is_none() && read.clone().any(|read| read.is_alike(&other)) {
                self.other = Some((other.node, what));
            } else {
                self.beside = true;
            }
        }
    }
}

/// The body that counts: the first one, unless nothing is in it and something in another.
fn counting<'n, 'a>(bodies: &mut impl Iterator<Item = Held<'n, 'a>>) -> Option<Held<'n, 'a>> {
    let first = bodies.next()?;
    if !first.is_hollow() {
        return Some(first);
    }
    let fuller = bodies.find(|body| !body.is_hollow() && !body.overlaps(&first));
    Some(fuller.unwrap_or(first))
}

/// A body that may be held against others, for which it is read once.
struct Held<'n, 'a> {
    entry: &'n Entry<'a>,
    node: &'n Node<'a>,
    /// The object that tells how it is written.
    half: Option<&'n Node<'a>>,
    text: OnceCell<Vec<u8>>,
    value: OnceCell<Option<serde_json::Value>>,
}

impl<'n, 'a> Held<'n, 'a> {
    const fn of(entry: &'n Entry<'a>, node: &'n Node<'a>, half: Option<&'n Node<'a>>) -> Self {
        Self {
            entry,
            node,
            half,
            text: OnceCell::new(),
            value: OnceCell::new(),
        }
    }

    /// Its text without what it is encoded in; that of what cannot be decoded as it stands there.
    fn text(&self) -> &[u8] {
        self.text
            .get_or_init(|| match content(self.entry, self.node, self.half) {
                Content::Body(body) => body.unmarked().bytes().to_vec(),
                Content::Empty => Vec::new(),
                Content::Defect(..) => self
                    .entry
                    .written(self.node.span)
                    .of(self.entry.text)
                    .to_vec(),
            })
    }

    fn value(&self) -> Option<&serde_json::Value> {
        let value = self
            .value
            .get_or_init(|| serde_json::from_slice(self.text()).ok());
        value.as_ref()
    }

    /// Whether it may be JSON that holds something.
    fn is_json(&self) -> bool {
        matches!(self.text().trim_ascii_start().first(), Some(b'{' | b'[')) && !self.is_hollow()
    }

    /// Whether nothing is in it: an object or a list without members, which recorders write for no body.
    fn is_hollow(&self) -> bool {
        /// Letters at most, white space and quotes among them.
        const SHORT: usize = 32;
        self.node.span.len() <= SHORT && {
            let mut text = self
                .text()
                .iter()
                .filter(|byte| !byte.is_ascii_whitespace());
            let text = [text.next(), text.next(), text.next()];
            matches!(
                text,
                [Some(b'{'), Some(b'}'), None] | [Some(b'['), Some(b']'), None] | [None, ..]
            )
        }
    }

    /// Whether `other` is the same, a part of it or around it.
    const fn overlaps(&self, other: &Self) -> bool {
        let (one, two) = (self.node.span, other.node.span);
        one.start() < two.end() && two.start() < one.end()
    }

    /// Whether `other`, which may be JSON, is not what this one says.
    fn differs(&self, other: &Self) -> bool {
        self.text() != other.text()
            && other
                .value()
                .is_none_or(|two| self.value().is_none_or(|one| one != two))
    }

    /// Whether two bodies may be those of the same message: most names of the smaller one are names of the
    /// other. What is no JSON may be anything.
    fn is_alike(&self, other: &Self) -> bool {
        use serde_json::Value;
        match [self, other].map(Self::value) {
            [Some(Value::Object(one)), Some(Value::Object(two))] => {
                let shared = one.keys().filter(|name| two.contains_key(*name)).count();
                shared * 2 > one.len().min(two.len())
            }
            [Some(Value::Array(_)), Some(Value::Array(_))] | [None, Some(_)] => true,
            _ => false,
        }
    }

    /// Whether it is a list whose elements hold more than words and numbers: bodies, or what has them.
    fn holds_more(&self) -> bool {
        use serde_json::Value;
        let is_more = |value: &Value| match value {
            Value::Array(_) | Value::Object(_) => true,
            Value::String(text) => text.trim_start().starts_with(['{', '[']),
            _ => false,
        };
        let is_part = |value: &Value| match value {
            Value::Object(members) => members.values().any(is_more),
            other => is_more(other),
        };
        match self.value() {
            Some(Value::Array(elements)) => elements.iter().any(is_part),
            Some(_) => false,
            None => self.is_json(),
        }
    }
}

/// What the names of Elastic's schema begin with.
const ECS: &str = "http.";

/// Whether what stands in the place of a request or response is its body: it tells nothing else.
fn is_body(side: &Node<'_>) -> bool {
    match &side.value {
        Value::Array(_) => true,
        Value::String(text) => {
            let start = json::unmarked(text.as_bytes()).trim_ascii_start();
            start.starts_with(b"{") || start.starts_with(b"[") || encoded(text.as_bytes()).is_some()
        }
        _ => false,
    }
}

/// What text stands for that is JSON in base64, although nothing says so.
fn encoded(text: &[u8]) -> Option<Decoded> {
    // An object or a list, and words of such letters that are none.
    let is_likely = matches!(text.trim_ascii_start().first(), Some(b'e' | b'W'));
    let decoded = is_likely.then(|| decode::base64(text))?.ok()?;
    let is_json = serde_json::from_slice::<IgnoredAny>(&decoded.bytes).is_ok();
    is_json.then_some(decoded)
}

/// A body: the JSON itself, or text that holds it, maybe as base64.
fn content<'a>(entry: &Entry<'a>, node: &Node<'a>, around: Option<&Node<'a>>) -> Content<'a> {
    let at = entry.start_of(node);
    match &node.value {
        Value::Null => Content::Empty,
        Value::String(text) if text.is_empty() => Content::Empty,
        Value::String(_) | Value::Unread => {
            let Some(body) = entry.string(node) else {
                return Content::Body(body(entry, node));
            };
            if body.bytes().is_empty() {
                return Content::Empty;
            }
            let labelled = around.is_some_and(|around| {
                let is_base64 = |name| {
                    value::text(around, name)
                        .is_some_and(|label| label.eq_ignore_ascii_case("base64"))
                };
                is_base64("encoding")
                    || is_base64("bodyEncoding")
                    || around
                        .get("isBase64Encoded")
                        .is_some_and(|flag| flag.value == Value::Boolean(true))
            });
            if labelled && let Ok(decoded) = decode::base64(body.bytes()) {
                return value::uncompressed(body.inside(decoded), at, entry.bounds);
            }
            Content::Body(match encoded(body.bytes()) {
                Some(decoded) => body.inside(decoded),
                None => body,
            })
        }
        _ => Content::Body(body(entry, node)),
    }
}

/// Whether a request or response may be its body, whose text was not read.
fn has_other_halves(text: &[u8], root: &Node<'_>) -> bool {
    root.as_object().unwrap_or_default().iter().any(|member| {
        member.value.value == Value::Unread
            && matches!(member.value.span.of(text).first(), Some(b'[' | b'"'))
            && (REQUESTS.contains(&&*member.name) || RESPONSES.contains(&&*member.name))
    })
}

/// Whether all that is told of a body is its size: Elastic's schema has it beside the `content`.
fn is_size(entry: &Entry<'_>, node: &Node<'_>) -> bool {
    /// Letters of such an object at most, white space among them.
    const SHORT: usize = 256;
    let is_size = |node: &Node<'_>| {
        node.as_object()
            .is_some_and(|members| matches!(members, [only] if only.name == "bytes"))
    };
    if node.value != Value::Unread {
        return is_size(node);
    }
    let text = entry.written(node.span).of(entry.text);
    text.len() <= SHORT && json::parse(text).is_ok_and(|node| is_size(&node))
}

fn body<'a>(entry: &Entry<'a>, node: &Node<'a>) -> Body<'a> {
    entry.value(node)
}

/// The member with the first of `names` that there is.
fn first<'n, 'a>(node: &'n Node<'a>, names: &[&str]) -> Option<&'n Node<'a>> {
    names.iter().find_map(|name| named(node, name))
}

/// The member `name`, unless it is null, which recorders write where they know nothing; a dot in a name also
/// stands for a level.
fn named<'n, 'a>(node: &'n Node<'a>, name: &str) -> Option<&'n Node<'a>> {
    let is_told = |node: &&Node<'_>| node.value != Value::Null;
    node.get(name).filter(is_told).or_else(|| {
        name.contains('.')
            .then(|| name.split('.').try_fold(node, |node, part| node.get(part)))
            .flatten()
            .filter(is_told)
    })
}

fn first_text(node: &Node<'_>, names: &[&str]) -> Option<String> {
    names
        .iter()
        .find_map(|name| match &first(node, &[name])?.value {
            Value::String(text) => Some(text.to_string()),
            _ => None,
        })
}

fn first_integer(node: &Node<'_>, names: &[&str]) -> Option<i64> {
    names
        .iter()
        .find_map(|name| match &first(node, &[name])?.value {
            Value::Number(digits) => digits.parse().ok(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[derive(Default)]
    struct Seen(Vec<String>);

    impl MessageSink for Seen {
        fn message(&mut self, message: Result<Message<'_>, CaptureError>) -> ControlFlow<()> {
            self.0.push(format!("{message:?}"));
            ControlFlow::Continue(())
        }

        fn exchange(&mut self, read: Exchange<'_>) -> ControlFlow<()> {
            self.0.push(format!("{read:?}"));
            ControlFlow::Continue(())
        }
    }

    fn seen(text: &[u8], wanted: Option<&Wanted>) -> Vec<String> {
        let mut source = Source::new(text);
        source.fill().expect("memory can be read");
        let mut seen = Seen::default();
        let _ = read_of(&mut source, Origin::default(), wanted, &mut seen);
        seen.0
    }

    fn names(wanted: &Wanted) -> &'static [(&'static str, Wanted)] {
        match wanted {
            Wanted::Members(names) => names,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn each_name_that_is_looked_for_is_wanted() {
        let both = [METHODS, URLS, STATUSES, BODIES, TRUNCATED].concat();
        let line = [REQUESTS, RESPONSES, REQUEST_BODIES, RESPONSE_BODIES].concat();
        let is_in = |wanted: &Wanted, name: &str| {
            let (first, _) = name.split_once('.').unwrap_or((name, ""));
            let find = |due: &str| names(wanted).iter().find(|(name, _)| *name == due);
            // What has a dot may be a member of a member, which is left to others.
            let is_left = |(_, wanted): &(&str, Wanted)| match wanted {
                Wanted::Nothing | Wanted::Plain => true,
                Wanted::Members(inner) => name
                    .split_once('.')
                    .is_some_and(|(_, rest)| inner.iter().any(|(name, _)| *name == rest)),
                Wanted::Scalar | Wanted::Place => false,
            };
            find(name).is_some() && (first == name || find(first).is_some_and(is_left))
        };
        for name in both.iter().chain(&line) {
            assert!(is_in(&LINE, name), "{name}");
        }
        for name in both.iter().chain(OWN_BODIES) {
            assert!(is_in(&HALF, name), "{name}");
        }
    }

    /// What the response of a line holds.
    fn response(line: &str) -> String {
        #[derive(Default)]
        struct Bodies(Vec<String>);
        impl MessageSink for Bodies {
            fn message(&mut self, message: Result<Message<'_>, CaptureError>) -> ControlFlow<()> {
                panic!("{message:?}")
            }
            fn exchange(&mut self, read: Exchange<'_>) -> ControlFlow<()> {
                self.0.push(match &read.unmarked().response {
                    Content::Body(body) => String::from_utf8_lossy(body.bytes()).into_owned(),
                    other => format!("{other:?}"),
                });
                ControlFlow::Continue(())
            }
        }
        let mut bodies = Bodies::default();
        for wanted in [Some(&LINE), None] {
            let mut source = Source::new(line.as_bytes());
            source.fill().expect("memory can be read");
            let _ = read_of(&mut source, Origin::default(), wanted, &mut bodies);
        }
        let [one, other] = &*bodies.0 else {
            panic!("{line}");
        };
        assert_eq!(one, other, "{line}");
        one.clone()
    }

    #[test]
    fn a_body_is_found_wherever_it_was_recorded() {
        for line in [
            r#"{"response":{"status":200,"body":{"a":1}}}"#,
            r#"{"responseBody":null,"response":{"status":200,"body":{"a":1}}}"#,
            r#"{"response":{"body":null,"content":{"a":1}}}"#,
            r#"{"response":null,"body":{"a":1}}"#,
            r#"{"response":{"status":200},"body":{"a":1}}"#,
            r#"{"response":{"status":200},"res":{"body":{"a":1}}}"#,
            r#"{"response":{"status":200,"body":null},"res":{"status":200,"body":{"a":1}}}"#,
            r#"{"http":{"response":{"body":{"bytes":7}}},"responseBody":{"a":1}}"#,
            r#"{"http.response.body":{"bytes":7},"res":{"body":{"a":1}}}"#,
            r#"{"response":"{\"a\":1}","status":200}"#,
            r#"{"response":"\ufeff{\"a\":1}","status":200}"#,
            r#"{"response":"eyJhIjoxfQ==","status":200}"#,
            r#"{"response":{"body":"eyJhIjoxfQ=="}}"#,
            r#"{"response":{"body":"eyJhIjoxfQ==","encoding":"base64"}}"#,
            r#"{"response":{"rawBody":"{\"a\":1}"}}"#,
            r#"{"res":{"status":200,"text":"{\"a\":1}"}}"#,
            r#"{"res":{"json":{"a":1}}}"#,
            r#"{"responseData":{"a":1}}"#,
            r#"{"response.body":{"a":1}}"#,
            // Nothing is in what recorders write for no body.
            r#"{"responseBody":{},"response":{"status":200,"body":{"a":1}}}"#,
            r#"{"responseBody":"[ ]","response":{"body":"","data":{}},"res":{"body":{"a":1}}}"#,
        ] {
            assert_eq!(response(line), r#"{"a":1}"#, "{line}");
        }
        assert_eq!(response(r#"{"responseBody":{ },"res":{"body":[]}}"#), "{ }");
        let list = r#"[{"status":200,"body":{"a":1}}]"#;
        assert_eq!(response(&format!(r#"{{"response":{list}}}"#)), list);
        // A word in such letters is one.
        assert_eq!(response(r#"{"response":{"body":"eyes"}}"#), "eyes");
        // Its size is all that Elastic's schema tells of a body; elsewhere that is a body.
        let size = r#"{"bytes":7}"#;
        assert_eq!(response(r#"{"response":{"body":{"bytes":7}}}"#), size);
        assert_eq!(response(r#"{"responseBody":{"bytes":7}}"#), size);
        for line in [
            r#"{"http":{"response":{"body":{"bytes":7}}}}"#,
            r#"{"http.response":{"body":{"bytes":7}}}"#,
            r#"{"http.response.body":{"bytes":7}}"#,
            r#"{"response":"200","request":"GET /a"}"#,
            r#"{"response":{"status":200},"data":{"id":1}}"#,
        ] {
            assert_eq!(response(line), "Empty", "{line}");
        }
    }

    /// Values that stand for bodies, texts and numbers.
    const VALUES: &[&str] = &[
        "null",
        "true",
        "200",
        "\"\"",
        "\"GET\"",
        "\"404\"",
        r#""{\"a\":\"\u00e9\\n\"}""#,
        "\"eyJhIjoxfQ==\"",
        "\"base64\"",
        r#""[1]""#,
        r#"{"bytes":7}"#,
        r#"{"bytes":7,"content":"x"}"#,
        r#"{"a":[1,{"b":null}]}"#,
        "[]",
        r#"{"full":"/a","path":"/b"}"#,
        r#"{"request":{"method":"PUT","body":{"content":"{}"}},"status_code":1}"#,
    ];

    /// Members, some of which lead to objects with members of their own.
    fn members() -> impl Strategy<Value = String> {
        let names: Vec<&str> = names(&LINE)
            .iter()
            .chain(names(&HALF))
            .map(|(name, _)| *name)
            .collect();
        let value = prop::sample::select(VALUES).prop_map(str::to_owned);
        let name = prop_oneof![4 => prop::sample::select(names), 1 => Just("other"), 1 => Just("\\u0075rl")];
        let member = (name.clone(), value).prop_map(|(name, value)| format!("\"{name}\":{value}"));
        let inner = prop::collection::vec(member.clone(), 0..5);
        let half = prop::sample::select(vec!["request", "response", "req", "res"]);
        let half =
            (half, inner).prop_map(|(name, inner)| format!("\"{name}\":{{{}}}", inner.join(",")));
        prop::collection::vec(prop_oneof![2 => member, 1 => half], 0..8)
            .prop_map(|members| members.join(" ,"))
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_line_is_read_in_one_pass_as_its_tree_is(
            lines in prop::collection::vec(members(), 1..4),
            edit in prop::option::of((any::<prop::sample::Index>(), prop::sample::select(vec![
                "", "\"", "\\", "{", "}", ",", "0", "\u{e9}", "\n",
            ]))),
        ) {
            let mut text = lines.iter().fold(String::new(), |text, line| format!("{text}{{{line}}} \n")).into_bytes();
            if let Some((at, put)) = edit {
                let at = at.index(text.len());
                text.splice(at..=at, put.bytes());
            }
            prop_assert_eq!(seen(&text, Some(&LINE)), seen(&text, None));
        }
    }
}
