//! Writers of capture formats: the same exchanges as each recorder would keep them.
//!
//! A writer tells how a file of its format begins, what stands between entries and how it ends, and
//! writes one entry, so that files of any length can be streamed. What the tool reads is not written by
//! what it reads with. A new format is one more file here and one more line in [`all`].

mod betamax;
mod charles;
mod encode;
mod go_vcr;
mod har;
mod hoverfly;
mod http;
mod log;
mod mitmproxy;
mod mockserver;
mod mountebank;
mod nock;
mod postman;
mod responses;
mod tnetstring;
mod toml;
mod vcr;
mod vcrpy;
mod warc;
mod wiremock;
mod yaml;
mod zip;

use wiredrift::capture::InputFormat;

use crate::traffic::Exchange;

/// One way to write one format.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Writer {
    /// The format, and what is special about this way.
    pub(crate) name: &'static str,
    pub(crate) format: InputFormat,
    pub(crate) bodies: Bodies,
    /// Whether the format can tell the exchange; each writer says why not.
    pub(crate) carries: fn(&Exchange) -> bool,
    /// How a file begins.
    pub(crate) head: &'static str,
    /// Writes the exchange with this number, from 0.
    pub(crate) entry: fn(&mut Capture, usize, &Exchange),
    /// What stands between two entries.
    pub(crate) between: &'static str,
    /// How a file ends.
    pub(crate) tail: &'static str,
    /// What becomes of the file as a whole, and of the files beside it.
    pub(crate) packed: fn(Capture) -> Capture,
}

/// How bodies stand in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bodies {
    /// As text, with escapes or in base64 or hex digits: each byte has its place.
    Text,
    /// As values of the capture's own JSON: white space around them is not kept.
    Values,
    /// Each compressed, or in a file of its own: the places inside are lost.
    Packed,
}

/// A file, and the files beside it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Capture {
    pub(crate) bytes: Vec<u8>,
    /// Their names, relative to the capture, and what they hold.
    pub(crate) beside: Vec<(String, Vec<u8>)>,
}

impl Capture {
    /// Adds text to the file.
    pub(crate) fn push(&mut self, text: &str) {
        self.bytes.extend_from_slice(text.as_bytes());
    }

    fn gzip(self) -> Self {
        Self {
            bytes: encode::gzip(&self.bytes),
            ..self
        }
    }

    fn zstd(self) -> Self {
        Self {
            bytes: encode::zstd(&self.bytes),
            ..self
        }
    }
}

impl Writer {
    /// What the writers of most formats have in common.
    const PLAIN: Self = Self {
        name: "",
        format: InputFormat::Json,
        bodies: Bodies::Text,
        carries: |_| true,
        head: "",
        entry: |_, _, _| {},
        between: ",",
        tail: "",
        packed: |capture| capture,
    };

    /// A capture of `exchanges`, all of which the format carries; its file is not yet packed.
    pub(crate) fn write<'e>(&self, exchanges: impl IntoIterator<Item = &'e Exchange>) -> Capture {
        let mut capture = Capture::default();
        capture.push(self.head);
        for (number, exchange) in exchanges.into_iter().enumerate() {
            if number > 0 {
                capture.push(self.between);
            }
            (self.entry)(&mut capture, number, exchange);
        }
        capture.push(self.tail);
        capture
    }
}

/// All writers; the first is what the others are compared with.
pub(crate) fn all() -> Vec<Writer> {
    let plain = [
        log::WRITERS,
        har::WRITERS,
        vcrpy::WRITERS,
        vcr::WRITERS,
        betamax::WRITERS,
        go_vcr::WRITERS,
        responses::WRITERS,
        nock::WRITERS,
        postman::WRITERS,
        wiremock::WRITERS,
        mockserver::WRITERS,
        hoverfly::WRITERS,
        mountebank::WRITERS,
        http::WRITERS,
        mitmproxy::WRITERS,
        warc::WRITERS,
        charles::WRITERS,
    ];
    plain.concat()
}

/// Whether a body is a JSON object or array, as recorders keep JSON as values.
fn is_json(body: &str) -> bool {
    body.trim_start().starts_with(['{', '['])
        && serde_json::from_str::<serde::de::IgnoredAny>(body).is_ok()
}

/// A body as a value of the capture's JSON: itself where it is JSON, or as a string.
fn value(body: &str) -> String {
    if is_json(body) {
        body.trim().to_owned()
    } else {
        encode::json(body)
    }
}

/// A body that is there or not, as a string of JSON.
fn text(body: Option<&str>) -> String {
    encode::json(body.unwrap_or_default())
}

/// Whether the response came.
fn has_response(exchange: &Exchange) -> bool {
    exchange.status.is_some()
}

/// Whether the response came, to a request without a body.
fn has_response_alone(exchange: &Exchange) -> bool {
    has_response(exchange) && exchange.request.is_none()
}

/// Whether a body would be taken for a template that is to be filled in.
fn has_placeholder(exchange: &Exchange) -> bool {
    let has = |body: &Option<String>| body.as_ref().is_some_and(|body| body.contains("{{"));
    has(&exchange.request) || has(&exchange.response)
}

fn status(exchange: &Exchange) -> u16 {
    exchange.status.unwrap_or_default()
}

fn response(exchange: &Exchange) -> &str {
    exchange.response.as_deref().unwrap_or_default()
}

fn content_type(exchange: &Exchange) -> &'static str {
    if response(exchange).starts_with('<') {
        "text/html"
    } else {
        "application/json;charset=UTF-8"
    }
}
