//! Cassettes of go-vcr, versions 1 to 4. It records what was answered: a request that failed is in none.

use wiredrift::capture::InputFormat;

use super::yaml::{self, Style};
use super::{Capture, Writer, has_response, response, status};
use crate::traffic::Exchange;

const GO_VCR: Writer = Writer {
    format: InputFormat::GoVcr,
    carries: has_response,
    head: "---\nversion: 1\ninteractions:\n",
    between: "",
    ..Writer::PLAIN
};

pub(super) const WRITERS: &[Writer] = &[
    Writer {
        name: "go-vcr 1",
        entry: |out, _, exchange| first(out, exchange, Style::Single, "\"\""),
        ..GO_VCR
    },
    Writer {
        name: "go-vcr 2",
        entry: |out, _, exchange| first(out, exchange, Style::Double, "174.5ms"),
        ..GO_VCR
    },
    Writer {
        name: "go-vcr 3",
        head: "---\nversion: 2\ninteractions:\n",
        entry: |out, number, exchange| {
            second(out, number, exchange, "        form: {}\n", Style::Literal);
        },
        ..GO_VCR
    },
    Writer {
        name: "go-vcr 4",
        head: "---\nversion: 2\ninteractions:\n",
        entry: |out, number, exchange| second(out, number, exchange, "", Style::Single),
        ..GO_VCR
    },
];

/// What versions 1 and 2 write.
fn first(out: &mut Capture, exchange: &Exchange, style: Style, duration: &str) {
    let sent = exchange.request.as_deref().unwrap_or_default();
    out.push(&format!(
        "- request:\n    body: {}\n    form: {{}}\n    headers:\n      Accept:\n      - '*/*'\n    \
         url: {}\n    method: {}\n  response:\n    body: {}\n    headers:\n      Content-Type:\n      \
         - application/json\n    status: {} Some Words\n    code: {}\n    duration: {duration}\n",
        yaml::scalar(sent, style, 4),
        yaml::scalar(&exchange.url(), Style::Plain, 4),
        exchange.method,
        yaml::scalar(response(exchange), style, 4),
        status(exchange),
        status(exchange),
    ));
}

/// What versions 3 and 4 write; `more` is what the former has besides.
fn second(out: &mut Capture, number: usize, exchange: &Exchange, more: &str, style: Style) {
    let sent = exchange.request.as_deref().unwrap_or_default();
    out.push(&format!(
        "    - id: {number}\n      request:\n        proto: HTTP/1.1\n        proto_major: 1\n        \
         proto_minor: 1\n        content_length: {}\n        transfer_encoding: []\n        trailer: {{}}\n        \
         host: {}\n        remote_addr: \"\"\n        request_uri: \"\"\n        body: {}\n{more}        \
         headers:\n            Accept:\n                - '*/*'\n        url: {}\n        method: {}\n      \
         response:\n        proto: HTTP/2.0\n        proto_major: 2\n        proto_minor: 0\n        \
         transfer_encoding: []\n        trailer: {{}}\n        content_length: -1\n        \
         uncompressed: true\n        body: {}\n        headers: {{}}\n        status: {} Some Words\n        \
         code: {}\n        duration: 174.5ms\n",
        sent.len(),
        exchange.origin().1,
        yaml::scalar(sent, style, 8),
        yaml::scalar(&exchange.url(), Style::Plain, 8),
        exchange.method,
        yaml::scalar(response(exchange), style, 8),
        status(exchange),
        status(exchange),
    ));
}
