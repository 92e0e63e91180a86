//! Recordings of nock as objects. It records what was answered: a request that failed is in none.

use wiredrift::capture::InputFormat;

use super::{
    Bodies, Capture, Writer, encode, has_response, has_response_alone, status, text, value,
};
use crate::traffic::Exchange;

const NOCK: Writer = Writer {
    format: InputFormat::Nock,
    carries: has_response,
    head: "[\n",
    between: ",\n",
    tail: "\n]\n",
    ..Writer::PLAIN
};

pub(super) const WRITERS: &[Writer] = &[
    Writer {
        name: "nock",
        bodies: Bodies::Values,
        entry: |out, _, exchange| {
            let body = exchange
                .response
                .as_deref()
                .map_or("\"\"".to_owned(), value);
            entry(out, exchange, &body, "");
        },
        ..NOCK
    },
    Writer {
        name: "nock, hex",
        // What was sent stands as a value.
        bodies: Bodies::Values,
        entry: |out, _, exchange| {
            let body = exchange.response.as_deref().unwrap_or_default();
            let body = encode::json(&encode::hex(body.as_bytes()));
            entry(out, exchange, &body, ",\"responseIsBinary\":true");
        },
        ..NOCK
    },
    Writer {
        name: "nock, compressed bodies",
        bodies: Bodies::Packed,
        // What is sent stands as a value, as in the others.
        carries: has_response_alone,
        entry: |out, _, exchange| {
            let Some(body) = &exchange.response else {
                return entry(out, exchange, &text(None), "");
            };
            let packed = encode::gzip(body.as_bytes());
            let chunks: Vec<String> = packed
                .chunks(1_000)
                .map(|chunk| encode::json(&encode::hex(chunk)))
                .collect();
            let more = ",\"rawHeaders\":[\"Content-Encoding\",\"gzip\"],\"responseIsBinary\":false";
            entry(out, exchange, &format!("[{}]", chunks.join(",")), more);
        },
        ..NOCK
    },
];

fn entry(out: &mut Capture, exchange: &Exchange, body: &str, more: &str) {
    let (scheme, host) = exchange.origin();
    let port = match (host.contains(':'), scheme) {
        (true, _) => "",
        (false, "https") => ":443",
        (false, _) => ":80",
    };
    let sent = exchange.request.as_deref();
    out.push(&format!(
        "{{\"scope\":\"{scheme}://{host}{port}\",\"method\":\"{}\",\"path\":{},\"body\":{},\"status\":{},\
         \"response\":{body}{more}}}",
        exchange.method,
        encode::json(&exchange.target()),
        sent.map_or("\"\"".to_owned(), value),
        status(exchange),
    ));
}
