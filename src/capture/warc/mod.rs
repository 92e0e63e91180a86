//! WARC 1.0 and 1.1, the archives of crawlers and recording proxies (ISO 28500).
//!
//! Records are read one by one. A response and its request are records of their own, in either order,
//! which name one another; those that wait for the other half are bounded in number and size. Records
//! about the crawl and about other records are passed over; all others that are no HTTP are counted, and the
//! segments of a record that is cut into several are told.

mod half;
mod record;

use std::borrow::Cow;
use std::io;
use std::ops::ControlFlow;

pub(super) use record::is_warc;

use super::decode::Bounds;
use super::http::Read;
use super::message::{CaptureError, MessageSink};
use super::source::Source;
use crate::limits::reached;
use crate::text::span::Origin;
use half::{Half, Waiting, alone, emit};
use record::{LOOK, Record, Role, last_record, may_follow, next_record};

/// Requests that wait for their responses at most. Writers put the two next to one another.
const MAX_REQUESTS: usize = 1000;

/// Responses that wait for their requests at most.
const MAX_RESPONSES: usize = 64;

/// Reads all records of an archive that starts at `origin`.
pub(super) fn read(
    source: &mut Source<'_>,
    origin: Origin,
    sink: &mut dyn MessageSink,
) -> ControlFlow<()> {
    let mut archive = Archive {
        source,
        origin,
        failed: None,
        number: 0,
        requests: Waiting::new(MAX_REQUESTS),
        responses: Waiting::new(MAX_RESPONSES),
    };
    let cut = archive.records(sink)?;
    archive.rest(sink)?;
    match (archive.failed, cut) {
        (Some(error), _) => sink.message(Err(CaptureError::Io(error))),
        (None, End::Empty) => sink.message(Err(CaptureError::Empty)),
        (None, End::CutOff(origin)) => sink.message(Err(CaptureError::CutOff { origin })),
        (None, End::Whole) => ControlFlow::Continue(()),
    }
}

enum End {
    Whole,
    Empty,
    /// In the middle of the record that begins here.
    CutOff(Origin),
}

struct Archive<'s, 'r> {
    source: &'s mut Source<'r>,
    /// Where the window begins.
    origin: Origin,
    /// Why nothing more can be read; what was read goes first.
    failed: Option<io::Error>,
    number: u64,
    requests: Waiting,
    responses: Waiting,
}

impl Archive<'_, '_> {
    fn records(&mut self, sink: &mut dyn MessageSink) -> ControlFlow<(), End> {
        let mut is_empty = true;
        loop {
            self.blank();
            let text = self.source.window();
            if text.is_empty() {
                let end = if is_empty { End::Empty } else { End::Whole };
                return ControlFlow::Continue(end);
            }
            is_empty = false;
            let record = match Record::read(text, self.ended()) {
                Read::Is(record) => record,
                Read::More => {
                    let due = text.len() * 2 + LOOK;
                    self.fill_to(due);
                    continue;
                }
                Read::CutOff => return ControlFlow::Continue(End::CutOff(self.origin)),
                Read::Malformed(why, looked) => {
                    self.broken(why, sink)?;
                    self.behind_malformed(looked);
                    continue;
                }
            };
            let role = record.role();
            let block = usize::try_from(record.block).unwrap_or(usize::MAX);
            let is_kept = !matches!(role, None | Some(Role::Foreign | Role::Continuation));
            if is_kept && block <= self.source.longest() {
                if let Some(cut) = self.record(&record, block, role, sink)? {
                    return ControlFlow::Continue(cut);
                }
                continue;
            }
            if is_kept {
                let reached = reached("record-bytes", self.source.limits().record_bytes);
                self.broken(
                    &format!("the record is longer than {}", reached.told()),
                    sink,
                )?;
                // Its length may be wrong, too.
                self.resume(record.head);
                continue;
            }
            if let Some(role) = role {
                self.number += 1;
                let half = Half {
                    role,
                    origin: self.origin,
                    uri: record.uri().filter(|_| role == Role::Continuation),
                    is_cut: false,
                    block: Cow::Borrowed(b""),
                    start: self.origin,
                };
                emit(self.number, None, Some(&half), self.bounds(), sink)?;
            }
            let begin = self.origin;
            self.consume(record.head);
            if !self.skip(record.block) {
                return ControlFlow::Continue(End::CutOff(begin));
            }
        }
    }

    /// Reads a record whose block is of interest; what the archive ends with, where it is cut off.
    fn record(
        &mut self,
        record: &Record,
        block: usize,
        role: Option<Role>,
        sink: &mut dyn MessageSink,
    ) -> ControlFlow<(), Option<End>> {
        let end = record.head + block;
        self.fill_to(end + LOOK);
        let text = self.source.window();
        let behind = text.get(end..);
        if !behind.is_some_and(may_follow) {
            if behind.is_none() && next_record(text, 1).is_none() {
                return ControlFlow::Continue(Some(End::CutOff(self.origin)));
            }
            self.broken("the record's length does not lead to the next one", sink)?;
            self.resume(record.head);
            return ControlFlow::Continue(None);
        }
        let bytes = text.get(record.head..end).unwrap_or_default();
        let half = Half {
            role: role.unwrap_or(Role::Foreign),
            origin: self.origin,
            uri: record.uri(),
            is_cut: record.is_cut(),
            block: Cow::Borrowed(bytes),
            start: self.origin.advanced(text, record.head),
        };
        let names = record.names();
        let is_request = half.role == Role::Request;
        let bounds = Bounds::from(self.source.limits());
        let (own, others) = if is_request {
            (&mut self.requests, &mut self.responses)
        } else {
            (&mut self.responses, &mut self.requests)
        };
        if let Some((number, other)) = others.take(&names) {
            let (request, response) = if is_request {
                (half, other)
            } else {
                (other, half)
            };
            emit(number, Some(&request), Some(&response), bounds, sink)?;
        } else {
            self.number += 1;
            own.put(self.number, names, half);
            while let Some((number, half)) = own.overflow() {
                alone(number, &half, bounds, sink)?;
            }
        }
        self.consume(end);
        ControlFlow::Continue(None)
    }

    /// Hands on the halves that wait in vain.
    fn rest(&mut self, sink: &mut dyn MessageSink) -> ControlFlow<()> {
        let bounds = self.bounds();
        loop {
            let first = match (self.requests.first(), self.responses.first()) {
                (Some(request), Some(response)) => request.min(response),
                (Some(number), None) | (None, Some(number)) => number,
                (None, None) => return ControlFlow::Continue(()),
            };
            for waiting in [&mut self.requests, &mut self.responses] {
                if let Some(half) = waiting.remove(first) {
                    alone(first, &half, bounds, sink)?;
                }
            }
        }
    }

    fn ended(&self) -> bool {
        self.source.ended() || self.failed.is_some()
    }

    fn fill_to(&mut self, length: usize) {
        if self.failed.is_none() {
            self.failed = self.source.fill_to(length).err();
        }
    }

    fn consume(&mut self, length: usize) {
        self.origin = self.origin.advanced(self.source.window(), length);
        self.source.consume(length);
    }

    /// Passes over the line ends between records.
    fn blank(&mut self) {
        loop {
            let text = self.source.window();
            let length = text.len() - text.trim_ascii_start().len();
            let is_all = length == text.len();
            self.consume(length);
            if !is_all || self.ended() {
                return;
            }
            self.fill_to(LOOK);
        }
    }

    /// Passes over `length` bytes in the memory of a few; whether there are so many.
    fn skip(&mut self, mut length: u64) -> bool {
        loop {
            let here = self.source.window().len();
            let taken = usize::try_from(length).map_or(here, |length| length.min(here));
            self.consume(taken);
            length -= taken as u64;
            if length == 0 {
                return true;
            }
            if self.ended() {
                return false;
            }
            self.fill_to(1);
        }
    }

    /// How much is taken of a body.
    fn bounds(&self) -> Bounds {
        Bounds::from(self.source.limits())
    }

    fn broken(&mut self, why: &str, sink: &mut dyn MessageSink) -> ControlFlow<()> {
        self.number += 1;
        sink.message(Err(CaptureError::Entry {
            number: self.number,
            origin: self.origin,
            message: why.to_owned(),
        }))
    }

    /// Goes on behind a malformed head, for which so many bytes were looked at. All records that begin in
    /// there end as it does, so that only the last may have a head of its own, and none is looked at from
    /// each of their lines anew.
    fn behind_malformed(&mut self, looked: usize) {
        match last_record(self.source.window(), looked) {
            Some(last) => self.consume(last),
            // The line end in front of the next one may be the last byte.
            None => self.resume(looked.saturating_sub(1).max(1)),
        }
    }

    /// Goes to the next record behind the first `from` bytes, or to the end.
    fn resume(&mut self, mut from: usize) {
        loop {
            let text = self.source.window();
            if let Some(next) = next_record(text, from) {
                return self.consume(next);
            }
            if self.ended() {
                return self.consume(text.len());
            }
            // The start of one may be there.
            let passed = text.len().saturating_sub(LOOK);
            from = from.saturating_sub(passed).max(1);
            self.consume(passed);
            self.fill_to(2 * LOOK);
        }
    }
}
