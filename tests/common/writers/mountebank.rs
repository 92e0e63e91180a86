//! Imposters of Mountebank. Their predicates are about what is sent, they do not keep it.

use wiredrift::capture::InputFormat;

use super::{Bodies, Capture, Writer, encode, response, status, value};
use crate::traffic::Exchange;

const MOUNTEBANK: Writer = Writer {
    format: InputFormat::Mountebank,
    carries: |exchange| exchange.request.is_none(),
    head: "{\"protocol\":\"http\",\"port\":4545,\"name\":\"connections\",\"stubs\":[\n",
    between: ",\n",
    tail: "\n]}\n",
    ..Writer::PLAIN
};

pub(super) const WRITERS: &[Writer] = &[
    Writer {
        name: "mountebank",
        entry: |out, _, exchange| {
            let body = format!(
                "\"body\":{},\"_mode\":\"text\"",
                encode::json(response(exchange))
            );
            entry(out, exchange, &body, "deepEquals");
        },
        ..MOUNTEBANK
    },
    Writer {
        name: "mountebank, values",
        bodies: Bodies::Values,
        head: "{\"imposters\":[{\"protocol\":\"http\",\"port\":4545,\"stubs\":[\n",
        tail: "\n]}]}\n",
        entry: |out, _, exchange| {
            let body = format!("\"body\":{}", value(response(exchange)));
            entry(out, exchange, &body, "equals");
        },
        ..MOUNTEBANK
    },
    Writer {
        name: "mountebank, base64",
        entry: |out, _, exchange| {
            let body = encode::base64(response(exchange).as_bytes());
            entry(
                out,
                exchange,
                &format!("\"body\":\"{body}\",\"_mode\":\"binary\""),
                "equals",
            );
        },
        ..MOUNTEBANK
    },
];

fn entry(out: &mut Capture, exchange: &Exchange, body: &str, operator: &str) {
    let answer = match exchange.status {
        None => "\"fault\":\"CONNECTION_RESET_BY_PEER\"".to_owned(),
        Some(_) => format!(
            "\"is\":{{\"statusCode\":{},\"headers\":{{}},{body}}}",
            status(exchange)
        ),
    };
    out.push(&format!(
        "{{\"predicates\":[{{\"{operator}\":{{\"method\":\"{}\",\"path\":{}}}}}],\"responses\":[{{{answer}}}]}}",
        exchange.method,
        encode::json(&exchange.plain_path()),
    ));
}
