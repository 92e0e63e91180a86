//! Bodies without the byte order marks that servers put in front of them.
//!
//! Exchanges of any format come in and go out to whoever receives them, their bodies as clients read them. What
//! tells a reader how long a body is counts the mark, so it is taken off behind all of them.

use std::ops::ControlFlow;

use super::exchange::Exchange;
use super::format::InputFormat;
use super::message::{CaptureError, Message, MessageSink};
use crate::text::span::Origin;

/// Hands on what it receives, bodies without their marks.
pub(super) struct Unmarked<'s>(pub(super) &'s mut dyn MessageSink);

impl MessageSink for Unmarked<'_> {
    fn format(&mut self, format: InputFormat) {
        self.0.format(format);
    }

    fn batch(&self) -> usize {
        self.0.batch()
    }

    fn lines(&mut self, lines: &[u8], origin: Origin) -> ControlFlow<()> {
        self.0.lines(lines, origin)
    }

    fn document(&mut self, text: &[u8], origin: Origin) -> Option<()> {
        self.0.document(text, origin)
    }

    fn message(&mut self, message: Result<Message<'_>, CaptureError>) -> ControlFlow<()> {
        self.0.message(message)
    }

    fn exchange(&mut self, exchange: Exchange<'_>) -> ControlFlow<()> {
        self.0.exchange(exchange.unmarked())
    }

    fn unread(&mut self, count: u64) {
        self.0.unread(count);
    }

    fn member(&mut self, name: Option<&str>) {
        self.0.member(name);
    }
}
