//! Cassettes of Betamax. It records what was answered: a request that failed is in none.

use wiredrift::capture::InputFormat;

use super::{Bodies, Capture, Writer, encode, has_response, response, status};
use crate::traffic::Exchange;

const BETAMAX: Writer = Writer {
    format: InputFormat::Betamax,
    carries: has_response,
    head: "{\"http_interactions\": [",
    between: ", ",
    tail: "], \"recorded_with\": \"betamax/0.9.0\"}",
    ..Writer::PLAIN
};

pub(super) const WRITERS: &[Writer] = &[
    Writer {
        name: "betamax",
        entry: |out, _, exchange| {
            let text = encode::json_ascii(response(exchange));
            entry(out, exchange, &format!("\"string\": {text}"));
        },
        ..BETAMAX
    },
    Writer {
        name: "betamax, exact bytes",
        entry: |out, _, exchange| {
            let text = encode::base64(response(exchange).as_bytes());
            entry(out, exchange, &format!("\"base64_string\": \"{text}\""));
        },
        ..BETAMAX
    },
    Writer {
        name: "betamax, compressed bodies",
        bodies: Bodies::Packed,
        entry: |out, _, exchange| {
            let packed = exchange.response.as_ref();
            let packed = packed.map_or_else(Vec::new, |body| encode::gzip(body.as_bytes()));
            let text = encode::base64(&packed);
            entry(out, exchange, &format!("\"base64_string\": \"{text}\""));
        },
        ..BETAMAX
    },
];

fn entry(out: &mut Capture, exchange: &Exchange, body: &str) {
    let url = encode::json_ascii(&exchange.url());
    let sent = encode::json_ascii(exchange.request.as_deref().unwrap_or_default());
    out.push(&format!(
        "{{\"request\": {{\"body\": {{\"encoding\": \"utf-8\", \"string\": {sent}}}, \"headers\": {{}}, \
         \"method\": \"{}\", \"uri\": {url}}}, \"response\": {{\"body\": {{\"encoding\": \"utf-8\", \
         {body}}}, \"headers\": {{\"Content-Encoding\": [\"gzip\"]}}, \"status\": {{\"code\": {}, \
         \"message\": \"OK\"}}, \"url\": {url}}}, \"recorded_at\": \"2024-01-15T14:30:00\"}}",
        exchange.method,
        status(exchange),
    ));
}
