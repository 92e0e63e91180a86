//! Recorded traffic: bytes come in, messages go out.
//!
//! A source is read in order and its payloads are handed to a sink one by one, each with its
//! bytes and its place in the file, so that a log of any length takes the memory of one record.
//! The law kept here: one bad entry never ends the file. A new format is one more file here and
//! one more line in [`mod@format`].

pub mod format;
pub mod json;
pub mod message;
pub mod ndjson;
pub mod source;

pub use format::{InputFormat, read};
pub use message::{CaptureError, Message, MessageSink};
pub use source::Source;
