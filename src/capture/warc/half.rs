//! The halves of exchanges: how they wait for one another, and what the two of them tell.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::ControlFlow;

use super::record::Role;
use crate::capture::body::Body;
use crate::capture::decode::Bounds;
use crate::capture::exchange::{Content, Defect, Exchange};
use crate::capture::message::{CaptureError, MessageSink};
use crate::capture::{http, value};
use crate::text::Span;
use crate::text::span::Origin;

/// Bytes of each kind that wait at most, beyond the last one.
const MAX_WAITING: usize = 32 << 20;

/// One half of an exchange.
pub(super) struct Half<'a> {
    pub(super) role: Role,
    pub(super) origin: Origin,
    pub(super) uri: Option<String>,
    pub(super) is_cut: bool,
    pub(super) block: Cow<'a, [u8]>,
    /// Where the block begins.
    pub(super) start: Origin,
}

impl Half<'_> {
    fn size(&self, names: &[String]) -> usize {
        let names: usize = names.iter().map(String::len).sum();
        self.block.len() + 2 * names + self.uri.as_ref().map_or(0, String::len)
    }

    fn into_owned(self) -> Half<'static> {
        Half {
            block: Cow::Owned(self.block.into_owned()),
            ..self
        }
    }
}

/// Halves that wait for the other one, by the numbers of their exchanges.
pub(super) struct Waiting {
    held: BTreeMap<u64, (Vec<String>, Half<'static>)>,
    numbers: BTreeMap<String, u64>,
    /// What is held, in bytes.
    size: usize,
    most: usize,
}

impl Waiting {
    pub(super) const fn new(most: usize) -> Self {
        Self {
            held: BTreeMap::new(),
            numbers: BTreeMap::new(),
            size: 0,
            most,
        }
    }

    pub(super) fn put(&mut self, number: u64, names: Vec<String>, half: Half<'_>) {
        self.size += half.size(&names);
        for name in &names {
            self.numbers.insert(name.clone(), number);
        }
        self.held.insert(number, (names, half.into_owned()));
    }

    /// Takes the half that one of `names` leads to.
    pub(super) fn take(&mut self, names: &[String]) -> Option<(u64, Half<'static>)> {
        let number = names.iter().find_map(|name| self.numbers.get(name))?;
        let number = *number;
        self.remove(number).map(|half| (number, half))
    }

    pub(super) fn remove(&mut self, number: u64) -> Option<Half<'static>> {
        let (names, half) = self.held.remove(&number)?;
        self.size -= half.size(&names);
        for name in names {
            if self.numbers.get(&name) == Some(&number) {
                self.numbers.remove(&name);
            }
        }
        Some(half)
    }

    pub(super) fn first(&self) -> Option<u64> {
        self.held.first_key_value().map(|(number, _)| *number)
    }

    /// The half that waits longest, where there are too many.
    pub(super) fn overflow(&mut self) -> Option<(u64, Half<'static>)> {
        let is_over = self.held.len() > self.most || self.size > MAX_WAITING;
        let number = self.first().filter(|_| is_over && self.held.len() > 1)?;
        self.remove(number).map(|half| (number, half))
    }
}

/// A half whose other one is not in the archive.
pub(super) fn alone(
    number: u64,
    half: &Half<'_>,
    bounds: Bounds,
    sink: &mut dyn MessageSink,
) -> ControlFlow<()> {
    if half.role == Role::Request {
        emit(number, Some(half), None, bounds, sink)
    } else {
        emit(number, None, Some(half), bounds, sink)
    }
}

/// Hands on an exchange of which there are these halves.
pub(super) fn emit(
    number: u64,
    request: Option<&Half<'_>>,
    response: Option<&Half<'_>>,
    bounds: Bounds,
    sink: &mut dyn MessageSink,
) -> ControlFlow<()> {
    let malformed = |half: &Half<'_>, why: &str| CaptureError::Entry {
        number,
        origin: half.start,
        message: why.to_owned(),
    };
    let Some(first) = response.or(request) else {
        return ControlFlow::Continue(());
    };
    let mut exchange = Exchange {
        number,
        origin: first.origin,
        method: None,
        url: first.uri.clone(),
        status: None,
        request: Content::Empty,
        response: Content::Defect(Defect::NoResponse, first.origin),
        beside: false,
        invented: None,
    };
    if let Some(request) = request {
        match http::request(&request.block, request.start, bounds) {
            Ok((method, content)) => {
                exchange.method = Some(method);
                exchange.request = whole(request, content);
            }
            Err(why) => sink.message(Err(malformed(request, why)))?,
        }
    }
    if let Some(half) = response {
        match half.role {
            Role::Response => match http::response(&half.block, half.start, bounds) {
                Ok((status, content)) => {
                    exchange.status = Some(status);
                    exchange.response = whole(half, content);
                }
                Err(_) if half.is_cut => {
                    exchange.response = Content::Defect(Defect::Truncated, half.start);
                }
                Err(why) => return sink.message(Err(malformed(half, why))),
            },
            Role::Revisit => {
                let missing = Content::Defect(Defect::Missing, half.start);
                exchange.response = match http::response(&half.block, half.start, bounds) {
                    Ok((status, content)) => {
                        exchange.status = Some(status);
                        match content {
                            // It is kept again all the same.
                            Content::Body(_) => whole(half, content),
                            _ => missing,
                        }
                    }
                    Err(_) => missing,
                };
            }
            Role::Resource => {
                let all = Span::new(0, half.block.len());
                let body = Body::within(&half.block, all, half.start);
                let content = if half.block.is_empty() {
                    Content::Empty
                } else {
                    value::decoded(body, None, half.start.into(), bounds)
                };
                exchange.response = whole(half, content);
            }
            Role::Continuation => {
                exchange.response = Content::Defect(Defect::Truncated, half.start);
            }
            Role::Foreign | Role::Request => {
                exchange.response = Content::Defect(Defect::NotHttp, half.origin);
            }
        }
    }
    sink.exchange(exchange)
}

/// The content of a half, unless a part of it is missing.
fn whole<'a>(half: &Half<'_>, content: Content<'a>) -> Content<'a> {
    if half.is_cut {
        Content::Defect(Defect::Truncated, half.start)
    } else {
        content
    }
}
