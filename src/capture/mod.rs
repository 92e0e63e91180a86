//! Recorded traffic: bytes come in, messages go out.
//!
//! A source is read in order and its payloads are handed to a sink one by one, each with its
//! bytes and its place in the file, so that a log of any length takes the memory of one record.
//! The law kept here: one bad entry never ends the file. A new format is one more file here and
//! one more line in [`mod@format`].

mod another;
pub mod archive;
pub mod attachments;
pub mod body;
mod cassette;
mod charles;
pub mod compressed;
pub mod decode;
mod document;
mod elements;
pub mod exchange;
pub mod format;
mod har;
mod hoverfly;
mod http;
pub mod json;
mod log;
pub mod message;
mod mitmproxy;
mod mockserver;
mod mountebank;
pub mod ndjson;
mod nock;
mod outline;
mod postman;
mod repeated;
pub mod source;
mod stub;
mod tnetstring;
mod unmarked;
mod value;
mod warc;
mod wiremock;

pub use attachments::{Attachments, NoAttachments};
pub use body::{Body, Quoting};
pub use exchange::{Content, Defect, Exchange, Invented};
pub use format::{InputFormat, Root, read};
pub use message::{CaptureError, Message, MessageSink};
pub use source::Source;
