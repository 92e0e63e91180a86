//! A bare JSON document: the file is the payload.

use std::ops::ControlFlow;

use super::message::{CaptureError, Message, MessageSink};
use super::source::Source;
use crate::text::span::Origin;

/// Reads the one message of a document that starts at `origin`.
pub(super) fn read(
    source: &mut Source<'_>,
    origin: Origin,
    sink: &mut dyn MessageSink,
) -> ControlFlow<()> {
    if let Err(error) = source.fill_all() {
        return sink.message(Err(CaptureError::Io(error)));
    }
    let payload = source.window();
    if payload.len() > source.longest() {
        return sink.message(Err(CaptureError::TooLarge {
            origin,
            limit: source.longest(),
        }));
    }
    if payload.trim_ascii().is_empty() {
        return sink.message(Err(CaptureError::Empty));
    }
    sink.message(Ok(Message {
        record: None,
        payload,
        origin,
    }))
}
