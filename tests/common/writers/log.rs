//! Exchange logs in NDJSON, with the names that servers and gateways use.
//!
//! A log does not tell that a request failed: a line without a status may have been logged before the
//! response came.

use wiredrift::capture::InputFormat;

use super::{Bodies, Capture, Writer, encode, has_response, status, value};
use crate::traffic::Exchange;

const LOG: Writer = Writer {
    format: InputFormat::Log,
    carries: has_response,
    between: "\n",
    tail: "\n",
    ..Writer::PLAIN
};

pub(super) const WRITERS: &[Writer] = &[
    Writer {
        name: "log",
        entry: |out, _, exchange| line(out, exchange, "\"body\":", encode::json),
        ..LOG
    },
    Writer {
        name: "log, values",
        bodies: Bodies::Values,
        entry: values,
        ..LOG
    },
    Writer {
        name: "log, base64",
        entry: |out, _, exchange| {
            line(
                out,
                exchange,
                "\"isBase64Encoded\":true,\"body\":",
                |body| encode::json(&encode::base64(body.as_bytes())),
            );
        },
        ..LOG
    },
    Writer {
        name: "log, gzip",
        entry: |out, _, exchange| line(out, exchange, "\"body\":", encode::json),
        packed: Capture::gzip,
        ..LOG
    },
    Writer {
        name: "log, zstd",
        entry: |out, _, exchange| line(out, exchange, "\"body\":", encode::json),
        packed: Capture::zstd,
        ..LOG
    },
];

/// A line with a request and a response inside; `name` is written in front of a body.
fn line(out: &mut Capture, exchange: &Exchange, name: &str, body: fn(&str) -> String) {
    let body = |text: &Option<String>| {
        let text = text.as_ref();
        text.map_or(String::new(), |text| format!(",{name}{}", body(text)))
    };
    out.push(&format!(
        "{{\"time\":\"2024-01-15 14:30:00\",\"level\":\"info\",\"request\":{{\"method\":\"{}\",\
         \"url\":{}{}}},\"response\":{{\"status\":{}{}}}}}",
        exchange.method,
        encode::json(&exchange.url()),
        body(&exchange.request),
        status(exchange),
        body(&exchange.response),
    ));
}

/// Lines by servers of several kinds, in turn, with JSON bodies as JSON.
fn values(out: &mut Capture, number: usize, exchange: &Exchange) {
    // A line is a line: no line ends between the tokens.
    let inline = |body: &str| value(body).replace(['\r', '\n'], " ");
    let body = |name: &str, text: &Option<String>| {
        let text = text.as_ref();
        text.map_or(String::new(), |text| {
            format!(",\"{name}\":{}", inline(text))
        })
    };
    let (method, url, status) = (exchange.method, exchange.url(), status(exchange));
    let url = encode::json(&url);
    let (sent, got) = (&exchange.request, &exchange.response);
    out.push(&match number % 4 {
        0 => format!(
            "{{\"req\":{{\"method\":\"{method}\",\"url\":{url}{}}},\"res\":{{\"statusCode\":{status}{}}}}}",
            body("body", sent),
            body("body", got),
        ),
        1 => format!(
            "{{\"httpMethod\":\"{method}\",\"requestUrl\":{url},\"status\":\"{status}\"{}{}}}",
            body("requestBody", sent),
            body("responseBody", got),
        ),
        2 => format!(
            "{{\"http\":{{\"request\":{{\"method\":\"{method}\",\"body\":{{\"bytes\":1{}}}}},\"response\":{{\
             \"status_code\":{status},\"body\":{{\"bytes\":1{}}}}}}},\"url\":{{\"full\":{url}}}}}",
            body("content", sent),
            body("content", got),
        ),
        _ => format!(
            "{{\"http.request.method\":\"{method}\",\"url.full\":{url},\
             \"http.response.status_code\":{status}{}{}}}",
            body("http.request.body.content", sent),
            body("http.response.body.content", got),
        ),
    });
}
