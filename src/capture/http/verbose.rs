//! What `curl -v` prints: notes behind `*`, the request behind `>`, the response behind `<`, and the
//! body as it came, wherever the two streams put it.

use super::dump::Step;
use super::found::{Found, Part};
use super::head::begins_message;
use super::{Head, Read, Start, is_tunnel, leads_on};
use crate::text::Span;
use crate::text::json::{first_value, unmarked};

/// Whether a text is such a transcript: marked lines up to the first of a request or a response.
pub(super) fn is_verbose(text: &[u8]) -> bool {
    let lines = text.split_inclusive(|&byte| byte == b'\n');
    for line in lines.flat_map(|line| pieces(line).map(|(_, piece)| piece)) {
        match Line::of(line) {
            Line::Sent(head) | Line::Received(head) => return Start::of(head).is_some(),
            Line::Note | Line::Heading => {}
            Line::Text => return false,
        }
    }
    false
}

/// A line of a transcript.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Line<'t> {
    /// Of a request's head.
    Sent(&'t [u8]),
    /// Of a response's head.
    Received(&'t [u8]),
    /// About the connection, or how many bytes went over it.
    Note,
    /// Above the meter.
    Heading,
    /// Anything else: of a body, where one may be.
    Text,
}

impl<'t> Line<'t> {
    fn of(line: &'t [u8]) -> Self {
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        match line {
            [b'>'] => Self::Sent(b""),
            [b'<'] => Self::Received(b""),
            [b'>', b' ', head @ ..] => Self::Sent(head),
            [b'<', b' ', head @ ..] => Self::Received(head),
            [b'*'] | [b'*', b' ', ..] => Self::Note,
            [b'{' | b'}', b' ', b'[', count @ ..] if count.ends_with(b"data]") => Self::Note,
            _ if line.starts_with(b"Note: ") || line.starts_with(b"Warning: ") => Self::Note,
            _ if is_heading(line) => Self::Heading,
            _ => Self::Text,
        }
    }
}

/// What a line says, and where, but for what curl draws into it: the meter and the bar are written over and over, and a
/// note, or a body without a line end of its own, may stand right in front or behind.
fn pieces(line: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let mut at = 0;
    let mut is_drawn = false;
    std::iter::from_fn(move || {
        loop {
            let rest = line.get(at..).filter(|rest| !rest.is_empty())?;
            if let Some(length) =
                drawn(rest).filter(|_| at == 0 || is_drawn || rest.starts_with(b"\r"))
            {
                at += length;
                is_drawn = true;
                continue;
            }
            let mut returns = memchr::memchr_iter(b'\r', rest).filter(|at| *at > 0);
            let end = returns.find(|at| rest.get(*at..).is_some_and(|next| drawn(next).is_some()));
            let piece = rest.get(..end.unwrap_or(rest.len())).unwrap_or(rest);
            let start = at;
            at += piece.len();
            let was_drawn = std::mem::take(&mut is_drawn);
            if !(was_drawn && piece.trim_ascii().is_empty()) {
                return Some((start, piece));
            }
        }
    })
}

/// The bytes of one drawing of the meter or the bar that a text begins with.
fn drawn(text: &[u8]) -> Option<usize> {
    let inner = text.strip_prefix(b"\r").unwrap_or(text);
    let length = meter(inner).or_else(|| bar(inner))?;
    Some(text.len() - inner.len() + length)
}

/// A row of the meter: sizes and shares, three times, and the speed.
fn meter(text: &[u8]) -> Option<usize> {
    /// Columns in front of the times, at least and at most.
    const COLUMNS: std::ops::RangeInclusive<usize> = 4..=12;
    let mut at = 0;
    let (mut columns, mut times) = (0, 0);
    loop {
        let rest = text.get(at..)?;
        at += rest.iter().take_while(|byte| **byte == b' ').count();
        let rest = text.get(at..)?;
        let is_letter = |byte: &&u8| byte.is_ascii_digit() || b"-:.".contains(byte);
        let column = rest.get(..rest.iter().take_while(is_letter).count())?;
        let is_number = column.first()?.is_ascii_digit() && !column.contains(&b':');
        at += column.len();
        if memchr::memchr_iter(b':', column).count() == 2 {
            times += 1;
            continue;
        }
        let unit = rest
            .get(column.len())
            .filter(|byte| b"kMGTPE".contains(byte));
        at += usize::from(unit.is_some());
        match times {
            0 if columns < *COLUMNS.end() => columns += 1,
            3 => return (is_number && COLUMNS.contains(&columns)).then_some(at),
            _ => return None,
        }
    }
}

/// What is drawn with `-#`, to the next drawing or the end of the line.
fn bar(text: &[u8]) -> Option<usize> {
    let is_drawn = |byte: &&u8| byte.is_ascii_digit() || b"#O=- .%".contains(byte);
    let length = text.iter().take_while(is_drawn).count();
    let is_whole = text.get(length).is_none_or(|next| b"\r\n".contains(next));
    (is_whole && text.get(..length)?.contains(&b'#')).then_some(length)
}

/// The two lines above the meter.
fn is_heading(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    line.starts_with(b"% Total    % Received") || line.starts_with(b"Dload  Upload")
}

/// Whether a line where no body can be is one that curl itself writes there without a mark, such as its last
/// words and what it asks for.
fn is_own(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    let is_question = line.starts_with(b"Enter ") && line.ends_with(b":");
    line.is_empty() || line.starts_with(b"curl: ") || line.starts_with(b"**") || is_question
}

/// Whether a line behind the head of a response is a field of its trailer.
fn is_field(line: &[u8]) -> bool {
    let name = memchr::memchr(b':', line).and_then(|colon| line.get(..colon));
    name.is_some_and(|name| {
        !name.is_empty()
            && name
                .iter()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    })
}

/// What was seen of an exchange so far.
#[derive(Default)]
struct Seen {
    /// Where its first line begins.
    start: Option<usize>,
    sent: Vec<u8>,
    received: Vec<u8>,
    /// Whether a head is whole.
    is_sent: bool,
    is_received: bool,
    body: Vec<Span>,
    /// Where the first text is that is of no head, and where no body can be.
    unread: Option<usize>,
}

/// Finds the next exchange of a transcript.
pub(super) fn next(text: &[u8], ended: bool) -> Step {
    let mut seen = Seen::default();
    let mut at = 0;
    for line in text.split_inclusive(|&byte| byte == b'\n') {
        if !ended && !line.ends_with(b"\n") {
            return Step::More;
        }
        for (inside, piece) in pieces(line) {
            let at = at + inside;
            match Line::of(piece) {
                Line::Sent(head) if Start::of(head).is_some() => {
                    if seen.start.is_some() && !seen.opens_tunnel() {
                        return seen.step(text, at);
                    }
                    seen = Seen {
                        start: seen.start.or(Some(at)),
                        unread: seen.unread,
                        ..Seen::default()
                    };
                    seen.is_sent = push(&mut seen.sent, head);
                }
                Line::Sent(head) if !seen.is_sent => seen.is_sent = push(&mut seen.sent, head),
                Line::Received(head) if Start::of(head).is_some() => {
                    if !seen.received.is_empty() && !seen.leads_on() {
                        return seen.step(text, at);
                    }
                    seen.start.get_or_insert(at);
                    seen.received.clear();
                    seen.is_received = push(&mut seen.received, head);
                }
                Line::Received(head) if !seen.is_received => {
                    seen.is_received = push(&mut seen.received, head);
                }
                // A body's own line may begin with such a mark.
                Line::Sent([_, ..]) | Line::Text if seen.is_received => {
                    seen.body.push(Span::new(at, at + piece.len()));
                }
                Line::Received(rest @ [_, ..]) if !is_field(rest) => {
                    seen.body.push(Span::new(at, at + piece.len()));
                }
                Line::Text if is_own(piece) => {}
                Line::Sent([_, ..]) | Line::Text => {
                    seen.unread.get_or_insert(at);
                }
                Line::Sent(_) | Line::Received(_) | Line::Note | Line::Heading => {}
            }
        }
        at += line.len();
    }
    match seen.start {
        _ if !ended => Step::More,
        None => Step::End,
        Some(start) if !seen.sent.is_empty() && !seen.is_sent => Step::CutOff(start),
        Some(start) if !seen.received.is_empty() && !seen.is_received => Step::CutOff(start),
        Some(_) => seen.step(text, text.len()),
    }
}

fn head(lines: &[u8]) -> Option<Head> {
    match Head::read(lines, true) {
        Read::Is(head) => Some(head),
        _ => None,
    }
}

/// Takes one more line of a head; whether the head is whole.
fn push(head: &mut Vec<u8>, line: &[u8]) -> bool {
    head.extend_from_slice(line);
    head.extend_from_slice(b"\r\n");
    line.is_empty()
}

impl Seen {
    fn heads(&self) -> (Option<Head>, Option<Head>) {
        (head(&self.sent), head(&self.received))
    }

    /// Whether what was received is only the way to what follows.
    fn leads_on(&self) -> bool {
        match head(&self.received) {
            Some(head) => match head.start.clone() {
                Start::Response { status, reason } => {
                    self.body.is_empty() && leads_on(&head, status, &reason)
                }
                Start::Request { .. } => false,
            },
            None => false,
        }
    }

    fn opens_tunnel(&self) -> bool {
        let (Some(sent), Some(received)) = self.heads() else {
            return false;
        };
        match (&sent.start, &received.start) {
            (Start::Request { method, .. }, Start::Response { status, .. }) => {
                self.body.is_empty() && is_tunnel(Some(method), *status)
            }
            _ => false,
        }
    }

    fn step(self, text: &[u8], taken: usize) -> Step {
        let start = self.start.unwrap_or_default();
        let (request, response) = self.heads();
        let told = response
            .as_ref()
            .and_then(|head| head.fields.content_length());
        // Behind what is no head, nobody takes it for a body.
        let lost = self.body.first().filter(|_| response.is_none());
        let lost = lost.map(|span| span.start());
        let (body, behind) = cut(text, self.body, told);
        let unread = self.unread.or(lost).or(behind);
        let found = Found {
            request: request.map(|head| Part {
                head,
                body: Vec::new(),
            }),
            response: response.map(|head| Part { head, body }),
            unread,
        };
        Step::Exchange {
            at: start,
            found: Box::new(found.from(start)),
            taken,
        }
    }
}

/// The pieces of a body without a head that was printed twice (`-i` and `-v`), without line ends behind
/// it, and without a note that stands right behind it, as the body had no line end of its own. `told` is
/// its length as the head has it: that of a page, or of JSON that was cut off, is told by nothing else. With it, where
/// text stands behind that note.
fn cut(text: &[u8], pieces: Vec<Span>, told: Option<u64>) -> (Vec<Span>, Option<usize>) {
    let pieces = merged(pieces);
    let whole: Vec<u8> = pieces
        .iter()
        .flat_map(|piece| piece.of(text))
        .copied()
        .collect();
    let head = match Head::read(&whole, true) {
        Read::Is(head) if begins_message(&whole) => head.length,
        _ => 0,
    };
    let body = whole.get(head..).unwrap_or_default();
    let may_end_at = |end: usize| {
        let behind = body.get(end..);
        behind.is_some_and(|rest| rest.trim_ascii().is_empty() || is_note(rest))
    };
    let told = told
        .and_then(|told| usize::try_from(told).ok())
        .filter(|&end| may_end_at(end));
    let text = unmarked(body);
    let length = match (first_value(text), told) {
        (Ok(value), _) if text.get(value.end()..).is_some_and(is_note) => {
            body.len() - text.len() + value.end()
        }
        (_, Some(told)) => told,
        _ => body.trim_ascii_end().len(),
    };
    let behind = body.get(length..).unwrap_or_default();
    let unread = behind_note(behind).and_then(|at| {
        let rest = within(&pieces, head + length + at, whole.len());
        rest.first().map(|span| span.start())
    });
    (within(&pieces, head, head + length), unread)
}

/// Where the first line begins behind the note that `text` begins with that is none of curl's own.
fn behind_note(text: &[u8]) -> Option<usize> {
    let mut at = 0;
    text.split_inclusive(|&byte| byte == b'\n')
        .find_map(|line| {
            let start = at;
            at += line.len();
            (!is_own(line) && !is_note(line)).then_some(start)
        })
}

fn is_note(text: &[u8]) -> bool {
    text.trim_ascii_start().starts_with(b"* ")
}

fn merged(pieces: Vec<Span>) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    for piece in pieces {
        match out.last_mut() {
            Some(last) if last.end() == piece.start() => {
                *last = Span::new(last.start(), piece.end());
            }
            _ => out.push(piece),
        }
    }
    out
}

/// What of `pieces`, one behind another, is between `from` and `to`.
fn within(pieces: &[Span], from: usize, to: usize) -> Vec<Span> {
    let mut before = 0;
    let mut out = Vec::new();
    for piece in pieces {
        let start = from.clamp(before, before + piece.len()) - before;
        let end = to.clamp(before, before + piece.len()) - before;
        if start < end {
            out.push(Span::new(piece.start() + start, piece.start() + end));
        }
        before += piece.len();
    }
    out
}
