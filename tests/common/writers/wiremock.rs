//! Mappings of WireMock, as its recorder writes them. They have patterns of what is sent, not what was
//! sent.

use wiredrift::capture::InputFormat;

use super::{
    Bodies, Capture, Writer, encode, has_placeholder, is_json, response, status, text, value,
};
use crate::traffic::Exchange;

const WIREMOCK: Writer = Writer {
    format: InputFormat::Wiremock,
    carries,
    head: "{\"mappings\":[\n",
    between: ",\n",
    tail: "\n]}\n",
    ..Writer::PLAIN
};

pub(super) const WRITERS: &[Writer] = &[
    Writer {
        name: "wiremock, body",
        entry: |out, number, exchange| {
            let body = format!("\"body\":{}", text(exchange.response.as_deref()));
            entry(out, number, exchange, &body);
        },
        ..WIREMOCK
    },
    Writer {
        name: "wiremock, jsonBody",
        bodies: Bodies::Values,
        entry: |out, number, exchange| {
            let body = response(exchange);
            let name = if is_json(body) { "jsonBody" } else { "body" };
            entry(
                out,
                number,
                exchange,
                &format!("\"{name}\":{}", value(body)),
            );
        },
        ..WIREMOCK
    },
    Writer {
        name: "wiremock, base64Body",
        entry: |out, number, exchange| {
            let body = encode::base64(response(exchange).as_bytes());
            entry(out, number, exchange, &format!("\"base64Body\":\"{body}\""));
        },
        ..WIREMOCK
    },
    Writer {
        name: "wiremock, bodyFileName",
        bodies: Bodies::Packed,
        entry: |out, number, exchange| {
            let name = format!("connections-{number}.json");
            let body = response(exchange).as_bytes().to_vec();
            out.beside.push((format!("__files/{name}"), body));
            entry(
                out,
                number,
                exchange,
                &format!("\"bodyFileName\":\"{name}\""),
            );
        },
        ..WIREMOCK
    },
];

/// Placeholders are filled in when a stub is asked.
fn carries(exchange: &Exchange) -> bool {
    exchange.request.is_none() && !has_placeholder(exchange)
}

fn entry(out: &mut Capture, number: usize, exchange: &Exchange, body: &str) {
    let asked = match number % 3 {
        0 => format!("\"url\":{}", encode::json(&exchange.target())),
        1 => format!("\"urlPath\":{}", encode::json(&exchange.plain_path())),
        _ => {
            let regex = exchange.plain_path().replace('.', "\\.");
            format!("\"urlPathPattern\":{}", encode::json(&regex))
        }
    };
    let answer = match exchange.status {
        None => "\"fault\":\"CONNECTION_RESET_BY_PEER\"".to_owned(),
        Some(_) => format!(
            "\"status\":{},{body},\"headers\":{{\"Content-Type\":\"application/json\"}}",
            status(exchange)
        ),
    };
    out.push(&format!(
        "{{\"id\":\"{number:032x}\",\"request\":{{{asked},\"method\":\"{}\"}},\"response\":{{{answer}}},\
         \"persistent\":true}}",
        exchange.method,
    ));
}
