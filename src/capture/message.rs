//! What every capture format is read into.

use std::ops::ControlFlow;

use super::exchange::Exchange;
use super::format::InputFormat;
use crate::limits::Reached;
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
    /// The capture is larger than is read.
    Limit {
        /// What is larger, up to and with the word "than".
        message: String,
        /// The limit that was reached.
        reached: Reached,
    },
    /// The capture ends in the middle of something; what stands before it was read.
    CutOff {
        /// Where that begins.
        origin: Origin,
    },
    /// One entry of the capture is malformed; the others are read.
    Entry {
        /// Its number, from 1.
        number: u64,
        /// Where it is malformed.
        origin: Origin,
        /// What is wrong there, in words without payload text.
        message: String,
    },
    /// One entry of the capture was read, but for a part of it that may be recorded traffic.
    InPart {
        /// Its number, from 1.
        number: u64,
        /// Where that part is.
        origin: Origin,
        /// What it is, in words without payload text.
        message: String,
    },
    /// The file is an archive that holds no capture.
    NoCaptures {
        /// That it does, in words without payload text.
        message: String,
        /// What to do.
        help: &'static str,
    },
    /// The capture as a whole is not what its format asks for.
    Format {
        /// Where.
        origin: Option<Origin>,
        /// What is wrong, in words without payload text.
        message: String,
        /// What to do.
        help: &'static str,
    },
}

/// Receives the messages of a file, in order. It may end the reading early.
pub trait MessageSink {
    /// The format that the file is read as, before anything of it.
    fn format(&mut self, format: InputFormat) {
        let _ = format;
    }

    /// How many bytes of a log are taken at once, where its lines are wanted together ([`Self::lines`])
    /// and not one by one; zero where they are not.
    fn batch(&self) -> usize {
        0
    }

    /// Whole lines of a log, each a payload, the first of which begins at `origin`; asked for by
    /// [`Self::batch`].
    fn lines(&mut self, lines: &[u8], origin: Origin) -> ControlFlow<()> {
        let _ = (lines, origin);
        ControlFlow::Continue(())
    }

    /// The text of a whole file that may be a payload, of which nobody knows the format yet; it begins at
    /// `origin`. `None` where that has to be looked at, or else all is done. Whoever takes it knows that it
    /// is one value in JSON, and no capture ([`InputFormat::may_be_told_by`]).
    fn document(&mut self, text: &[u8], origin: Origin) -> Option<()> {
        let _ = (text, origin);
        None
    }

    /// One message, or the reason why there is none.
    fn message(&mut self, message: Result<Message<'_>, CaptureError>) -> ControlFlow<()>;

    /// One exchange of a format that records requests and responses.
    fn exchange(&mut self, exchange: Exchange<'_>) -> ControlFlow<()>;

    /// So many files of the archive that is the capture, or the member that was named last, are no captures,
    /// and no capture names them: they were not read.
    fn unread(&mut self, count: u64) {
        let _ = count;
    }

    /// The capture is an archive, and what follows is of its member `name`; `None` behind the last.
    fn member(&mut self, name: Option<&str>) {
        let _ = name;
    }
}
