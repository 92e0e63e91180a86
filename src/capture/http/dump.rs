//! Dumps of messages, one behind another, as `curl -i`, `http -v` and editors' clients save them.
//!
//! A request may stand in front of its response, and gives method and URL. Where a body ends is told by
//! its length or its chunks, as long as a message or the end follows there; or else by the next message.
//! So bodies that were decoded, indented or given other line ends are read whole.

use std::io;
use std::ops::ControlFlow;

use super::chunked::Barren;
use super::found::{Found, Part};
use super::head::{LOOK, begins_message, behind_malformed, next_message};
use super::{Head, Read, Start, chunked, has_no_body, is_tunnel, leads_on, verbose};
use crate::capture::decode::Bounds;
use crate::capture::message::{CaptureError, MessageSink};
use crate::capture::source::Source;
use crate::text::Span;
use crate::text::span::Origin;

/// Bytes of a file that tell whether it is a dump.
const START: usize = 256 << 10;

/// Whether a text that begins with `start` is a dump: of a response, of a request with a response behind
/// it, or what `curl -v` prints.
pub(in crate::capture) fn is_dump(start: &[u8]) -> bool {
    let start = start.get(..START).unwrap_or(start);
    let text = start.get(blank(start, 0)..).unwrap_or_default();
    // A document; nobody has to look at its lines.
    if text.starts_with(b"{\"") || text.starts_with(b"[{") {
        return false;
    }
    if verbose::is_verbose(text) {
        return true;
    }
    if !begins_message(text) {
        return false;
    }
    let mut at = 0;
    while let Some(here) = text.get(at..).and_then(|rest| next_message(rest, 0)) {
        at += here;
        if text
            .get(at..)
            .is_some_and(|rest| rest.starts_with(b"HTTP/"))
        {
            return true;
        }
        at += 1;
    }
    // Nothing behind the status line.
    text.starts_with(b"HTTP/")
}

/// Reads all messages of a dump that starts at `origin`.
pub(in crate::capture) fn read(
    source: &mut Source<'_>,
    mut origin: Origin,
    sink: &mut dyn MessageSink,
) -> ControlFlow<()> {
    let start = source.window().get(..START).unwrap_or(source.window());
    let is_verbose = verbose::is_verbose(start.get(blank(start, 0)..).unwrap_or_default());
    let mut barren = Barren::default();
    let bounds = Bounds::from(source.limits());
    let mut number = 0;
    let mut is_empty = true;
    // Why nothing more can be read; what was read goes first.
    let mut failed = None;
    loop {
        let text = source.window();
        is_empty &= text.trim_ascii().is_empty();
        let ended = source.ended() || failed.is_some();
        let step = if is_verbose {
            verbose::next(text, ended)
        } else {
            next(text, ended, &mut barren)
        };
        let (went_on, taken) = match step {
            Step::More if text.len() > source.longest() => {
                return sink.message(Err(CaptureError::TooLarge {
                    origin,
                    limit: source.longest(),
                }));
            }
            Step::More => {
                failed = grow(source).err();
                continue;
            }
            Step::End | Step::CutOff(_) if failed.is_some() => break,
            Step::End if is_empty => return sink.message(Err(CaptureError::Empty)),
            Step::End => break,
            Step::CutOff(at) => {
                let origin = origin.advanced(text, at);
                return sink.message(Err(CaptureError::CutOff { origin }));
            }
            Step::Malformed { at, why, taken } => {
                number += 1;
                let error = CaptureError::Entry {
                    number,
                    origin: origin.advanced(text, at),
                    message: why.to_owned(),
                };
                (sink.message(Err(error)), taken)
            }
            Step::Exchange { at, found, taken } => {
                number += 1;
                let entry = text.get(at..taken).unwrap_or_default();
                if let Some(unread) = found.unread {
                    sink.message(Err(CaptureError::InPart {
                        number,
                        origin: origin.advanced(text, at + unread),
                        message:
                            "text that is of no head and of no body stands here, and was not read"
                                .to_owned(),
                    }))?;
                }
                let exchange = found.exchange(number, entry, origin.advanced(text, at), bounds);
                (sink.exchange(exchange), taken)
            }
        };
        went_on?;
        origin = origin.advanced(text, taken);
        source.consume(taken);
        barren.take(taken);
    }
    match failed {
        Some(error) => sink.message(Err(CaptureError::Io(error))),
        None => ControlFlow::Continue(()),
    }
}

/// Reads until there is twice as much, so that a long body is walked over a few times only.
fn grow(source: &mut Source<'_>) -> io::Result<()> {
    let due = source.window().len() * 2 + 1;
    source.fill_to(due)
}

/// What a text begins with.
pub(super) enum Step {
    /// An exchange from `at` on, up to `taken`.
    Exchange {
        at: usize,
        found: Box<Found>,
        taken: usize,
    },
    /// Something else at `at`, and maybe an exchange at `taken`.
    Malformed {
        at: usize,
        why: &'static str,
        taken: usize,
    },
    /// An exchange that is cut off, from here on.
    CutOff(usize),
    /// More bytes tell.
    More,
    /// Nothing.
    End,
}

/// Where the first byte from `at` on is that is no white space, and no separator of `.http` files.
fn blank(text: &[u8], mut at: usize) -> usize {
    loop {
        let rest = text.get(at..).unwrap_or_default();
        let spaces = rest.len() - rest.trim_ascii_start().len();
        at += spaces;
        let rest = rest.get(spaces..).unwrap_or_default();
        match memchr::memchr(b'\n', rest) {
            Some(end) if rest.starts_with(b"###") => at += end + 1,
            _ => return at,
        }
    }
}

/// Finds the next exchange of a text; `ended` is whether nothing is behind that text.
fn next(text: &[u8], ended: bool, barren: &mut Barren) -> Step {
    let start = blank(text, 0);
    if start == text.len() {
        return if ended { Step::End } else { Step::More };
    }
    let mut at = start;
    let mut found = Found::default();
    loop {
        let done = |found: Found, taken: usize| Step::Exchange {
            at: start,
            found: Box::new(found.from(start)),
            taken,
        };
        if at == text.len() && ended {
            return done(found, at);
        }
        let head = match Head::read(text.get(at..).unwrap_or_default(), ended) {
            Read::Is(head) => head,
            Read::More => return Step::More,
            Read::CutOff => return Step::CutOff(start),
            Read::Malformed(..) if found.request.is_some() => return done(found, at),
            Read::Malformed(why, looked) => {
                return match behind_malformed(text, at + 1, at + looked) {
                    Some(taken) => Step::Malformed { at, why, taken },
                    None if !ended => Step::More,
                    None => Step::Malformed {
                        at,
                        why,
                        taken: text.len(),
                    },
                };
            }
        };
        let behind = at + head.length;
        match head.start.clone() {
            Start::Request { .. } => {
                if found.request.is_some() {
                    return done(found, at);
                }
                let Some((body, taken)) = extent(text, behind, &head, Due::Body, ended, barren)
                else {
                    return Step::More;
                };
                let body = body.into_iter().collect();
                found.request = Some(Part { head, body });
                at = blank(text, taken);
            }
            Start::Response { status, reason } => {
                let method = found.request.as_ref().and_then(Part::method);
                let opens = is_tunnel(method, status);
                if opens || leads_on(&head, status, &reason) {
                    match follows(text, behind, ended) {
                        None => return Step::More,
                        Some(Follows::Response) => {
                            at = blank(text, behind);
                            continue;
                        }
                        Some(Follows::Request) if opens => {
                            found.request = None;
                            at = blank(text, behind);
                            continue;
                        }
                        Some(_) => {}
                    }
                }
                let due = if has_no_body(method, status) {
                    Due::Nothing
                } else {
                    Due::Body
                };
                let Some((body, taken)) = extent(text, behind, &head, due, ended, barren) else {
                    return Step::More;
                };
                let body = body.into_iter().collect();
                found.response = Some(Part { head, body });
                return done(found, taken);
            }
        }
    }
}

/// What comes behind a message.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Follows {
    Request,
    Response,
    /// Something that is no message.
    Text,
    End,
}

/// What follows from `at` on; `None` where only more bytes tell.
fn follows(text: &[u8], at: usize, ended: bool) -> Option<Follows> {
    let at = blank(text, at);
    let rest = text.get(at..).unwrap_or_default();
    if !ended && rest.len() < LOOK {
        return None;
    }
    Some(match rest {
        [] => Follows::End,
        _ if !begins_message(rest) => Follows::Text,
        _ if rest.starts_with(b"HTTP/") => Follows::Response,
        _ => Follows::Request,
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Due {
    Body,
    Nothing,
}

/// Where the body is that begins at `from`, and where what follows it begins; `None` where only more
/// bytes tell.
fn extent(
    text: &[u8],
    from: usize,
    head: &Head,
    due: Due,
    ended: bool,
    barren: &mut Barren,
) -> Option<(Option<Span>, usize)> {
    let ends_at = |at: usize| Some(follows(text, at, ended)? != Follows::Text);
    if due == Due::Nothing && ends_at(from)? {
        return Some((None, blank(text, from)));
    }
    let told = if head.fields.is_chunked() {
        match barren.walk(text, from, ended) {
            chunked::Walk::Whole(length) => Some(length),
            chunked::Walk::CutOff if !ended => return None,
            _ => None,
        }
    } else {
        let length = head.fields.content_length();
        length.and_then(|length| usize::try_from(length).ok())
    };
    if let Some(end) = told.and_then(|told| from.checked_add(told)) {
        if end > text.len() && !ended {
            return None;
        }
        if end <= text.len() && ends_at(end)? {
            return Some((body(text, from, end), blank(text, end)));
        }
    }
    // No label, or one that lies.
    let end = match next_message(text, from) {
        Some(end) => end,
        None if ended => text.len(),
        None => return None,
    };
    Some((body(text, from, trimmed(text, from, end)), end))
}

fn body(text: &[u8], from: usize, end: usize) -> Option<Span> {
    let span = Span::new(from, end);
    (!span.of(text).is_empty()).then_some(span)
}

/// The end of a body that stands between `from` and `end`, without the separators of `.http` files
/// and the line ends behind it.
fn trimmed(text: &[u8], from: usize, end: usize) -> usize {
    let mut body = text.get(from..end).unwrap_or_default().trim_ascii_end();
    loop {
        let line = memchr::memrchr(b'\n', body).map_or(0, |newline| newline + 1);
        let (before, last) = body.split_at_checked(line).unwrap_or((body, b""));
        if !last.starts_with(b"###") {
            return from + body.len();
        }
        body = before.trim_ascii_end();
    }
}
