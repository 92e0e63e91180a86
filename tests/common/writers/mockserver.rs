//! Expectations of MockServer, and the requests and responses that it retrieves.

use wiredrift::capture::InputFormat;

use super::{Bodies, Capture, Writer, encode, has_response, is_json, response, status};
use crate::traffic::Exchange;

const MOCKSERVER: Writer = Writer {
    format: InputFormat::Mockserver,
    // What an expectation says of a body that is sent is a matcher.
    carries: |exchange| exchange.request.is_none(),
    head: "[ ",
    between: ", ",
    tail: " ]",
    ..Writer::PLAIN
};

const TIMES: &str = "\"times\":{\"unlimited\":true},\"timeToLive\":{\"unlimited\":true}";

pub(super) const WRITERS: &[Writer] = &[
    Writer {
        name: "mockserver, text",
        entry: |out, number, exchange| {
            let text = encode::json(response(exchange));
            let body = match number % 2 {
                0 => format!(",\"body\":{text}"),
                _ => format!(
                    ",\"body\":{{\"type\":\"STRING\",\"string\":{text},\"contentType\":\"text/plain\"}}"
                ),
            };
            entry(out, exchange, &body, TIMES);
        },
        ..MOCKSERVER
    },
    Writer {
        name: "mockserver, base64",
        entry: |out, _, exchange| {
            let body = encode::base64(response(exchange).as_bytes());
            let body = format!(",\"body\":{{\"type\":\"BINARY\",\"base64Bytes\":\"{body}\"}}");
            entry(out, exchange, &body, TIMES);
        },
        ..MOCKSERVER
    },
    Writer {
        name: "mockserver, retrieved",
        bodies: Bodies::Values,
        carries: has_response,
        entry: |out, _, exchange| {
            let body = exchange.response.as_deref().map_or(String::new(), value);
            entry(
                out,
                exchange,
                &body,
                "\"timestamp\":\"2024-01-15 14:30:00.123\"",
            );
        },
        ..MOCKSERVER
    },
];

fn value(body: &str) -> String {
    if is_json(body) {
        format!(",\"body\":{{\"type\":\"JSON\",\"json\":{}}}", body.trim())
    } else {
        format!(",\"body\":{}", encode::json(body))
    }
}

fn entry(out: &mut Capture, exchange: &Exchange, body: &str, more: &str) {
    let answer = match exchange.status {
        None => "\"httpError\":{\"dropConnection\":true}".to_owned(),
        Some(_) => format!(
            "\"httpResponse\":{{\"statusCode\":{},\"headers\":{{\"content-type\":[\"application/json\"]}}{body}}}",
            status(exchange),
        ),
    };
    let sent = exchange.request.as_deref().map_or(String::new(), value);
    out.push(&format!(
        "{{\"httpRequest\":{{\"method\":\"{}\",\"path\":{}{sent}}},{answer},{more}}}",
        exchange.method,
        encode::json(&exchange.plain_path()),
    ));
}
