//! Sessions of Charles: `.chlsj`, a JSON list of transactions, and `.chlz`, an archive of them.
//!
//! A transaction tells method, host, path and query one by one. In JSON a body is text, or base64 under
//! `encoded`; in an archive `N-meta.json` is the transaction, and its bodies are `N-req.*` and `N-res.*`, or
//! stand in it as they do in JSON. Charles takes content codings off; programs that write its format may keep
//! them.

use std::ops::ControlFlow;

use super::another;
use super::archive::Archive;
use super::body::Body;
use super::document;
use super::exchange::{Content, Defect, Exchange};
use super::format::InputFormat;
use super::message::{CaptureError, MessageSink};
use super::outline::Outline;
use super::repeated;
use super::source::Source;
use super::value::{self, Entry};
use crate::limits::length;
use crate::text::json::{self, Node, SyntaxErrorKind};
use crate::text::span::Origin;
use crate::text::sparse::Wanted;

/// One side of a transaction.
const SIDE: Wanted = Wanted::Members(&[
    ("status", Wanted::Scalar),
    ("contentEncoding", Wanted::Scalar),
    (
        "body",
        Wanted::Members(&[("text", Wanted::Scalar), ("encoded", Wanted::Scalar)]),
    ),
]);

/// Members of a transaction that stand there once.
const TRANSACTION: Wanted = Wanted::Members(&[
    ("method", Wanted::Scalar),
    ("scheme", Wanted::Scalar),
    ("host", Wanted::Scalar),
    ("path", Wanted::Scalar),
    ("status", Wanted::Scalar),
    ("request", SIDE),
    ("response", SIDE),
]);

/// Whether a document is a session.
pub(super) fn is_charles(outline: &Outline) -> bool {
    outline.has_all(&["[].method", "[].host", "[].path"])
        && outline.has_any(&["[].request.header", "[].request.sizes", "[].actualPort"])
}

/// Reads all transactions of a session in JSON that starts at `origin`.
pub(super) fn read(
    source: &mut Source<'_>,
    origin: Origin,
    sink: &mut dyn MessageSink,
) -> ControlFlow<()> {
    document::each(
        source,
        origin,
        &[],
        sink,
        &mut |number, entry, node, sink| {
            repeated::tell(number, entry, node, &TRANSACTION, sink)?;
            let none = [&File::None, &File::None];
            let exchange = exchange(entry, node, number, none, sink)?;
            sink.exchange(exchange)
        },
    )
}

/// Reads all transactions of a session in an archive; `None` where it is none.
pub(super) fn read_archive(
    archive: &Archive<'_>,
    sink: &mut dyn MessageSink,
) -> Option<ControlFlow<()>> {
    let mut transactions: Vec<(&str, u64, &str, usize)> = archive
        .beginning_with("")
        // A HAR file may keep a body under such a name.
        .filter(|&(_, index)| !archive.was_asked(index))
        .filter_map(|(name, index)| {
            let file = name.rfind('/').map_or(0, |slash| slash + 1);
            let (folder, file) = name.split_at_checked(file)?;
            let number = file.strip_suffix("-meta.json")?.parse().ok()?;
            Some((folder, number, name, index))
        })
        .collect();
    if transactions.is_empty() {
        return None;
    }
    transactions.sort_unstable();
    sink.format(InputFormat::Charles);
    for (place, &(_, _, name, index)) in transactions.iter().enumerate() {
        sink.member(Some(name));
        if transaction(archive, name, index, place as u64 + 1, sink).is_break() {
            return Some(ControlFlow::Break(()));
        }
    }
    Some(ControlFlow::Continue(()))
}

/// Reads the transaction that the member `name` tells of.
fn transaction(
    archive: &Archive<'_>,
    name: &str,
    index: usize,
    number: u64,
    sink: &mut dyn MessageSink,
) -> ControlFlow<()> {
    let start = Origin::default();
    let malformed = |origin: Origin, message: String| CaptureError::Entry {
        number,
        origin,
        message,
    };
    let text = match archive.member(index) {
        Ok(text) => text,
        Err(why) => return sink.message(Err(malformed(start, why))),
    };
    let node = match json::parse_within(&text, length(archive.limits().nesting)) {
        Ok(node) => node,
        Err(error) => {
            let at = start.advanced(&text, error.offset);
            return sink.message(Err(malformed(at, document::of_syntax(&error.kind))));
        }
    };
    if node.as_object().is_none() {
        let what = "expected an object that tells a request and a response";
        return sink.message(Err(malformed(start, what.to_owned())));
    }
    let entry = Entry::json(&text, start, archive.bounds());
    repeated::tell(number, &entry, &node, &TRANSACTION, sink)?;
    let own = name.strip_suffix("meta.json").unwrap_or_default();
    let sent = File::of(archive, &format!("{own}req."));
    let received = File::of(archive, &format!("{own}res."));
    let exchange = exchange(&entry, &node, number, [&sent, &received], sink)?;
    sink.exchange(exchange)
}

/// The member of an archive that a body is in, if there is one.
enum File {
    None,
    Read { name: String, bytes: Vec<u8> },
    Unreadable(String),
}

impl File {
    /// The first member whose name begins with `start`.
    fn of(archive: &Archive<'_>, start: &str) -> Self {
        let Some((name, index)) = archive.beginning_with(start).next() else {
            return Self::None;
        };
        match archive.member(index) {
            Ok(bytes) => Self::Read {
                name: name.to_owned(),
                bytes,
            },
            Err(why) => Self::Unreadable(format!("{name}: {why}")),
        }
    }

    /// What it says of the body of `message`.
    fn content<'a>(&'a self, entry: &Entry<'a>, message: &Node<'a>) -> Content<'a> {
        match self {
            Self::None => Content::Empty,
            Self::Read { name, bytes } => {
                let body = Body::plain(bytes, Origin::default()).of_member(name);
                let at = entry.start_of(message);
                value::decoded(body, coding(message).as_deref(), at, entry.bounds)
            }
            Self::Unreadable(why) => Content::Defect(Defect::Unreadable(why.clone()), entry.origin),
        }
    }
}

/// The bodies of a `message`: that in a file of its own, and those that stand in the message itself.
fn bodies<'n, 'a>(
    entry: &Entry<'a>,
    message: &'n Node<'a>,
    file: &'a File,
) -> impl Iterator<Item = (&'n Node<'a>, Content<'a>)> {
    let body = message.get("body");
    let inline = ["encoded", "text"].into_iter().filter_map(move |name| {
        let node = body?.get(name)?;
        let content = match name {
            "encoded" => value::base64(entry, node, coding(message).as_deref()),
            _ => value::plain(entry, node),
        };
        Some((node, content))
    });
    std::iter::once((message, file.content(entry, message))).chain(inline)
}

/// A message without a body: it had none, unless its size says that it had.
fn without<'a>(message: &Node<'_>, at: Origin) -> Content<'a> {
    let size = message
        .get("sizes")
        .and_then(|sizes| value::integer(sizes, "body"));
    match size {
        Some(1..) => Content::Defect(Defect::Missing, at),
        _ => Content::Empty,
    }
}

/// The content codings of a message.
fn coding(message: &Node<'_>) -> Option<String> {
    value::text(message, "contentEncoding").or_else(|| {
        let headers = message.get("header")?.get("headers")?;
        value::header(headers, "content-encoding")
    })
}

fn exchange<'a>(
    entry: &Entry<'a>,
    node: &Node<'a>,
    number: u64,
    files: [&'a File; 2],
    sink: &mut dyn MessageSink,
) -> ControlFlow<(), Exchange<'a>> {
    let mut content = |side: &str, file: &'a File| {
        let Some(message) = node.get(side) else {
            return ControlFlow::Continue(Content::Empty);
        };
        let what = format!("of the {side}");
        let bodies = bodies(entry, message, file);
        let content = another::first((number, entry), &what, bodies, sink)?;
        ControlFlow::Continue(match content {
            Content::Empty => without(message, entry.origin_of(message)),
            content => content,
        })
    };
    let [sent, received] = [
        content("request", files[0])?,
        content("response", files[1])?,
    ];
    let status = node
        .get("response")
        .and_then(|response| value::status(response, "status"));
    let response = match value::answered(status, received, entry.origin) {
        Content::Body(body) if is_cut(node, &body) => {
            Content::Defect(Defect::Truncated, entry.origin)
        }
        received => received,
    };
    ControlFlow::Continue(Exchange {
        number,
        origin: entry.origin,
        method: value::text(node, "method"),
        url: url(node),
        status,
        request: sent,
        response,
        beside: false,
        invented: None,
    })
}

/// Whether the transaction ended, or was saved, in the middle of the response.
fn is_cut(node: &Node<'_>, body: &Body<'_>) -> bool {
    let state = value::text(node, "status").unwrap_or_default();
    let is_whole = ["COMPLETE", "SUCCESS", "UNKNOWN", ""]
        .iter()
        .any(|whole| state.eq_ignore_ascii_case(whole));
    !is_whole
        && matches!(json::parse(body.bytes()),
            Err(error) if matches!(error.kind, SyntaxErrorKind::CutOff(_)))
}

/// The URL, put together; a tunnel has no path.
fn url(node: &Node<'_>) -> Option<String> {
    let path = value::text(node, "path").unwrap_or_default();
    let query = match value::text(node, "query") {
        Some(query) if !query.is_empty() => format!("?{query}"),
        _ => String::new(),
    };
    let Some(host) = value::text(node, "host") else {
        return (!path.is_empty()).then(|| format!("{path}{query}"));
    };
    let scheme = value::text(node, "scheme").unwrap_or_else(|| "http".to_owned());
    Some(format!("{scheme}://{host}{path}{query}"))
}
