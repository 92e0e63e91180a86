//! Flows that mitmproxy saved (`mitmproxy/io/tnetstring.py`), of its first versions up to format 21.
//!
//! One flow behind another, each a dictionary. Names were bytes once and are text now, and a few were
//! called differently; the content of a body is as it was sent, under its content coding.

use std::ops::ControlFlow;

use super::body::Body;
use super::decode::Bounds;
use super::exchange::{Content, Defect, Exchange, Invented};
use super::message::{CaptureError, MessageSink};
use super::repeated::read_in_part;
use super::source::Source;
use super::tnetstring::{Broken, Item, Kind, length};
use super::value;
use crate::text::span::Origin;

/// Names that a flow has, in all versions.
const NAMES: &[&str] = &[
    "backup",
    "client_conn",
    "close_code",
    "close_message",
    "close_reason",
    "close_sender",
    "comment",
    "error",
    "id",
    "intercepted",
    "is_replay",
    "marked",
    "messages",
    "metadata",
    "mode",
    "request",
    "response",
    "server_conn",
    "timestamp_created",
    "type",
    "version",
    "websocket",
];

/// Bytes that tell whether a flow begins somewhere.
const LOOK: usize = 64;

/// Whether a flow begins where `text` does.
pub(super) fn is_flow(text: &[u8]) -> bool {
    let start = text.get(..LOOK).unwrap_or(text);
    let first_name = || {
        let (_, inside) = length(start, 0).ok()??;
        let (name, _) = Item::at(start, inside, start.len()).ok()?;
        std::str::from_utf8(name.bytes(start)?).ok()
    };
    first_name().is_some_and(|name| NAMES.contains(&name))
}

/// Where the next flow begins in `text`, behind its first byte.
fn next_flow(text: &[u8]) -> Option<usize> {
    text.windows(2)
        .enumerate()
        .filter(|(_, pair)| match pair {
            // A value stands behind its name, a first item behind a length.
            [before, first] => {
                first.is_ascii_digit()
                    && !before.is_ascii_digit()
                    && !matches!(before, b',' | b';' | b':')
            }
            _ => false,
        })
        .map(|(before, _)| before + 1)
        .find(|&start| {
            let rest = text.get(start..).unwrap_or_default();
            is_flow(rest) && may_end_as_flow(rest)
        })
}

/// Whether a brace ends what begins as a flow, where its end is there.
fn may_end_as_flow(text: &[u8]) -> bool {
    let Ok(Some((length, start))) = length(text, 0) else {
        return false;
    };
    let end = start.checked_add(length).and_then(|end| text.get(end));
    end.is_none_or(|&letter| letter == b'}')
}

/// What the rest of a dump begins with.
enum Frame {
    /// A flow, of this length.
    Whole(Item, usize),
    /// As many bytes tell.
    Needs(usize),
    /// A flow that is cut off, or whose length is wrong.
    CutOff,
    /// Something else, of the length that it tells where that leads to a flow.
    Broken(&'static str, Option<usize>),
    /// A flow that is longer than is read.
    TooLarge,
}

impl Frame {
    fn of(text: &[u8], ended: bool, longest: usize) -> Self {
        let (length, start) = match length(text, 0) {
            Ok(Some(found)) => found,
            Ok(None) if ended => return Self::CutOff,
            Ok(None) => return Self::Needs(LOOK),
            Err(Broken(_)) => return Self::Broken(NO_LENGTH, None),
        };
        let Some(due) = start.checked_add(length).and_then(|end| end.checked_add(1)) else {
            return Self::Broken(NO_LENGTH, None);
        };
        if due > longest {
            return Self::TooLarge;
        }
        if due > text.len() {
            return if ended {
                Self::CutOff
            } else {
                Self::Needs(due)
            };
        }
        match Item::at(text, 0, text.len()) {
            Ok((item, behind)) if item.kind == Kind::Dictionary => Self::Whole(item, behind),
            _ => {
                let behind = text.get(due..).unwrap_or_default();
                let leads_on = is_flow(behind) || (ended && behind.is_empty());
                Self::Broken(
                    "expected a flow, which ends with a brace",
                    leads_on.then_some(due),
                )
            }
        }
    }
}

const NO_LENGTH: &str = "expected the length of a flow";

/// Reads all flows of a dump that starts at `origin`.
pub(super) fn read(
    source: &mut Source<'_>,
    mut origin: Origin,
    sink: &mut dyn MessageSink,
) -> ControlFlow<()> {
    let bounds = Bounds::from(source.limits());
    let mut number = 0;
    // Why nothing more can be read; what was read goes first.
    let mut failed = None;
    loop {
        let ended = source.ended() || failed.is_some();
        let text = source.window();
        if text.is_empty() && ended {
            break;
        }
        let (went_on, taken) = match Frame::of(text, ended, source.longest()) {
            Frame::Needs(due) => {
                failed = source.fill_to(due).err();
                continue;
            }
            Frame::Whole(item, length) => {
                number += 1;
                let text = text.get(..length).unwrap_or(text);
                let read = exchange(text, item, (number, origin), bounds)
                    .and_then(|exchange| Ok((exchange, repeated(text, item)?)));
                let went_on = match read {
                    Ok((exchange, again)) => {
                        if let Some((name, at)) = again {
                            let at = origin.advanced(text, at);
                            let error = read_in_part(number, at, name, "first");
                            sink.message(Err(error))?;
                        }
                        sink.exchange(exchange)
                    }
                    Err(Broken(at)) => sink.message(Err(CaptureError::Entry {
                        number,
                        origin: origin.advanced(text, at),
                        message: "expected an item: a length, a colon, bytes and a type".to_owned(),
                    })),
                };
                (went_on, length)
            }
            Frame::CutOff => match next_flow(text) {
                Some(next) => {
                    number += 1;
                    let why = "the flow's length leads beyond the end of the file";
                    (broken(number, origin, why, sink), next)
                }
                None if failed.is_some() => break,
                None => return sink.message(Err(CaptureError::CutOff { origin })),
            },
            Frame::Broken(why, Some(length)) => {
                number += 1;
                (broken(number, origin, why, sink), length)
            }
            Frame::TooLarge => {
                number += 1;
                let limit = source.longest();
                sink.message(Err(CaptureError::TooLarge { origin, limit }))?;
                // Its length may be wrong, too.
                (origin, failed) = resume(source, origin, failed);
                continue;
            }
            Frame::Broken(why, None) => {
                number += 1;
                broken(number, origin, why, sink)?;
                (origin, failed) = resume(source, origin, failed);
                continue;
            }
        };
        went_on?;
        origin = origin.advanced(text, taken);
        source.consume(taken);
    }
    match failed {
        Some(error) => sink.message(Err(CaptureError::Io(error))),
        None if number == 0 => sink.message(Err(CaptureError::Empty)),
        None => ControlFlow::Continue(()),
    }
}

fn broken(number: u64, origin: Origin, why: &str, sink: &mut dyn MessageSink) -> ControlFlow<()> {
    sink.message(Err(CaptureError::Entry {
        number,
        origin,
        message: why.to_owned(),
    }))
}

/// Goes to the next flow, or to the end; the place there, and why it cannot be read further.
fn resume(
    source: &mut Source<'_>,
    mut origin: Origin,
    mut failed: Option<std::io::Error>,
) -> (Origin, Option<std::io::Error>) {
    loop {
        let text = source.window();
        let ended = source.ended() || failed.is_some();
        let (taken, found) = match next_flow(text) {
            Some(next) => (next, true),
            None if ended => (text.len(), true),
            // The start of one may be there.
            None => (text.len().saturating_sub(LOOK), false),
        };
        origin = origin.advanced(text, taken);
        source.consume(taken);
        if found {
            return (origin, failed);
        }
        failed = source.fill().err();
    }
}

fn exchange(
    text: &[u8],
    flow: Item,
    (number, origin): (u64, Origin),
    bounds: Bounds,
) -> Result<Exchange<'_>, Broken> {
    // All of it, so that what is broken is told whatever is asked for.
    for member in flow.members(text) {
        member?;
    }
    let dictionary = |name| {
        let item = flow.get(text, name)?;
        Ok(item.filter(|item| item.kind == Kind::Dictionary))
    };
    let string = |name| -> Result<_, Broken> {
        let item = flow.get(text, name)?;
        Ok(item.and_then(|item| item.string(text)))
    };
    let mut exchange = Exchange {
        number,
        origin,
        method: None,
        url: None,
        status: None,
        request: Content::Empty,
        response: Content::Defect(Defect::NotHttp, origin),
        // How the flow was before somebody changed it.
        beside: dictionary("backup")?.is_some(),
        invented: None,
    };
    if string("type")?.is_some_and(|kind| kind != "http") {
        return Ok(exchange);
    }
    if let Some(request) = dictionary("request")? {
        let part = Part {
            text,
            part: request,
        };
        exchange.method = part.string(&["method"])?;
        exchange.url = url(part, exchange.method.as_deref())?;
        exchange.request = match part.content(origin, bounds)? {
            // Most requests have none.
            Content::Defect(Defect::Missing, _) => Content::Empty,
            content => content,
        };
    }
    let Some(response) = dictionary("response")? else {
        exchange.response = Content::Defect(Defect::NoResponse, origin);
        return Ok(exchange);
    };
    let part = Part {
        text,
        part: response,
    };
    let status = part.get(&["status_code", "code"])?;
    exchange.status = status
        .and_then(|status| status.integer(text))
        .and_then(|status| u16::try_from(status).ok());
    exchange.response = match part.content(origin, bounds)? {
        // The messages behind the handshake are none of HTTP.
        Content::Empty | Content::Defect(Defect::Missing, _)
            if dictionary("websocket")?.is_some() =>
        {
            Content::Defect(Defect::NotHttp, origin)
        }
        content => content,
    };
    // mitmproxy itself answered with what it had recorded.
    let is_replay = string("is_replay")?.is_some_and(|what| what == "response")
        || part
            .get(&["is_replay"])?
            .is_some_and(|flag| flag.is_true(text));
    exchange.invented = is_replay.then_some(Invented::Mocked);
    Ok(exchange)
}

/// Members of a flow that stand there once, and those of its request and response, in all versions.
const ONCE: &[&str] = &["type", "request", "response"];
const ONCE_INSIDE: &[&str] = &[
    "body",
    "code",
    "content",
    "headers",
    "host",
    "method",
    "path",
    "port",
    "scheme",
    "status_code",
];

/// The first name of `ONCE` that stands a second time in a flow, or in one of its halves, and where its value is.
fn repeated(text: &[u8], flow: Item) -> Result<Option<(&'static str, usize)>, Broken> {
    let mut due = vec![(flow, ONCE)];
    while let Some((item, names)) = due.pop() {
        let mut seen = Vec::new();
        for member in item.members(text) {
            let (name, value) = member?;
            let Some(known) = names.iter().find(|known| known.as_bytes() == name) else {
                continue;
            };
            if seen.contains(&known) {
                return Ok(Some((known, value.data.start())));
            }
            seen.push(known);
            if matches!(*known, "request" | "response") && value.kind == Kind::Dictionary {
                due.push((value, ONCE_INSIDE));
            }
        }
    }
    Ok(None)
}

/// A request or a response.
#[derive(Clone, Copy)]
struct Part<'a> {
    text: &'a [u8],
    part: Item,
}

impl<'a> Part<'a> {
    /// The member that has the first of `names`.
    fn get(self, names: &[&str]) -> Result<Option<Item>, Broken> {
        for name in names {
            if let Some(item) = self.part.get(self.text, name)? {
                return Ok(Some(item));
            }
        }
        Ok(None)
    }

    fn string(self, names: &[&str]) -> Result<Option<String>, Broken> {
        let item = self.get(names)?;
        Ok(item.and_then(|item| item.string(self.text)))
    }

    /// The values of the header `name`.
    fn header(self, name: &str) -> Result<Option<String>, Broken> {
        let Some(headers) = self.get(&["headers"])? else {
            return Ok(None);
        };
        let mut values = Vec::new();
        for pair in headers.elements(self.text) {
            let mut pair = pair?.elements(self.text);
            let known = pair
                .next()
                .transpose()?
                .and_then(|item| item.bytes(self.text));
            if known.is_some_and(|known| known.eq_ignore_ascii_case(name.as_bytes()))
                && let Some(value) = pair.next().transpose()?
            {
                values.extend(value.string(self.text));
            }
        }
        Ok((!values.is_empty()).then(|| values.join(",")))
    }

    fn content(self, origin: Origin, bounds: Bounds) -> Result<Content<'a>, Broken> {
        let content = self.get(&["content", "body"])?;
        let Some(content) = content.filter(|item| item.bytes(self.text).is_some()) else {
            let at = origin.advanced(self.text, self.part.data.start());
            return Ok(Content::Defect(Defect::Missing, at));
        };
        if content.data.is_empty() {
            return Ok(Content::Empty);
        }
        let at = origin.advanced(self.text, content.data.start());
        let body = Body::within(self.text, content.data, origin);
        let coding = self.header("content-encoding")?;
        Ok(value::decoded(body, coding.as_deref(), at.into(), bounds))
    }
}

/// The URL of a request.
fn url(request: Part<'_>, method: Option<&str>) -> Result<Option<String>, Broken> {
    let path = request.string(&["path"])?.unwrap_or_default();
    if path.contains("://") && !path.starts_with('/') {
        return Ok(Some(path));
    }
    let Some(host) = request.string(&["host"])? else {
        return Ok((!path.is_empty()).then_some(path));
    };
    let port = request.get(&["port"])?;
    let port = port.and_then(|port| port.integer(request.text));
    let port = match port {
        None | Some(80 | 443) => String::new(),
        Some(port) => format!(":{port}"),
    };
    if method == Some("CONNECT") {
        return Ok(Some(format!("{host}{port}")));
    }
    let scheme = request.string(&["scheme"])?;
    let scheme = scheme.as_deref().unwrap_or("https");
    Ok(Some(format!("{scheme}://{host}{port}{path}")))
}
