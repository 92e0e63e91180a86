//! What every capture format is read into.

use std::ops::ControlFlow;

use crate::text::span::Origin;

/// One recorded payload.
#[derive(Clone, Copy, Debug)]
pub struct Message<'a> {
    /// The number of the record in its file, from 1, which is its line in a log; `None` where the
    /// file is the record.
    pub record: Option<u64>,
    /// The payload's bytes.
    pub payload: &'a [u8],
    /// Where they begin in the file.
    pub origin: Origin,
}

/// Why something in a capture is no message.
#[derive(Debug)]
pub enum CaptureError {
    /// The source cannot be read (any further).
    Io(std::io::Error),
    /// The source holds nothing, or nothing but white space.
    Empty,
    /// The text is UTF-16 or UTF-32, as its byte order mark says.
    WrongEncoding(&'static str),
    /// A record is longer than is read; the rest of the file is not read.
    TooLarge {
        /// Where the record begins.
        origin: Origin,
        /// The limit in bytes.
        limit: usize,
    },
}

/// Receives the messages of a file, in order. It may end the reading early.
pub trait MessageSink {
    /// One message, or the reason why there is none.
    fn message(&mut self, message: Result<Message<'_>, CaptureError>) -> ControlFlow<()>;
}
