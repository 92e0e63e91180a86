//! Simulations of Hoverfly, version 5. A request that failed is in none.

use wiredrift::capture::InputFormat;

use super::{Capture, Writer, encode, has_response, response, status};
use crate::traffic::Exchange;

const HOVERFLY: Writer = Writer {
    format: InputFormat::Hoverfly,
    carries: has_response,
    head: "{\"data\":{\"pairs\":[",
    tail: "],\"globalActions\":{\"delays\":[]}},\"meta\":{\"schemaVersion\":\"v5.2\"}}",
    ..Writer::PLAIN
};

pub(super) const WRITERS: &[Writer] = &[
    Writer {
        name: "hoverfly",
        entry: |out, _, exchange| {
            let text = encode::json(response(exchange));
            entry(
                out,
                exchange,
                &format!("\"body\":{text},\"encodedBody\":false"),
            );
        },
        ..HOVERFLY
    },
    Writer {
        name: "hoverfly, base64",
        entry: |out, _, exchange| {
            let text = encode::base64(response(exchange).as_bytes());
            entry(
                out,
                exchange,
                &format!("\"body\":\"{text}\",\"encodedBody\":true"),
            );
        },
        ..HOVERFLY
    },
];

fn entry(out: &mut Capture, exchange: &Exchange, body: &str) {
    let (scheme, host) = exchange.origin();
    let exact = |name: &str, value: &str| {
        let value = encode::json(value);
        format!("\"{name}\":[{{\"matcher\":\"exact\",\"value\":{value}}}]")
    };
    let sent = exchange.request.as_ref().map_or(String::new(), |body| {
        let body = encode::json(body);
        format!(",\"body\":[{{\"matcher\":\"json\",\"value\":{body}}}]")
    });
    out.push(&format!(
        "{{\"request\":{{{},{},{},{}{sent}}},\"response\":{{\"status\":{},{body},\"headers\":{{}},\
         \"templated\":false}}}}",
        exact("scheme", scheme),
        exact("destination", host),
        exact("method", exchange.method),
        exact("path", &exchange.plain_path()),
        status(exchange),
    ));
}
