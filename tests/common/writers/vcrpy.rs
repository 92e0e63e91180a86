//! Cassettes of vcrpy. It records what was answered: a request that failed is in none.

use wiredrift::capture::InputFormat;

use super::yaml::{self, Style};
use super::{Bodies, Capture, Writer, encode, has_response, response, status};
use crate::traffic::Exchange;

const YAML: Writer = Writer {
    format: InputFormat::Vcrpy,
    carries: has_response,
    head: "interactions:\n",
    between: "",
    tail: "version: 1\n",
    ..Writer::PLAIN
};

pub(super) const WRITERS: &[Writer] = &[
    Writer {
        name: "vcrpy, plain",
        entry: |out, _, exchange| entry(out, exchange, Style::Plain),
        ..YAML
    },
    Writer {
        name: "vcrpy, single quotes",
        entry: |out, _, exchange| entry(out, exchange, Style::Single),
        ..YAML
    },
    Writer {
        name: "vcrpy, double quotes",
        entry: |out, _, exchange| entry(out, exchange, Style::Double),
        ..YAML
    },
    Writer {
        name: "vcrpy, literal",
        entry: |out, _, exchange| entry(out, exchange, Style::Literal),
        ..YAML
    },
    Writer {
        name: "vcrpy, folded",
        entry: |out, _, exchange| entry(out, exchange, Style::Folded),
        ..YAML
    },
    Writer {
        name: "vcrpy, binary",
        entry: |out, _, exchange| entry(out, exchange, Style::Binary),
        ..YAML
    },
    Writer {
        name: "vcrpy, compressed bodies",
        bodies: Bodies::Packed,
        entry: |out, _, exchange| {
            let body = exchange.response.as_ref();
            let body = body.map_or_else(
                || "''".to_owned(),
                |body| yaml::binary(&encode::gzip(body.as_bytes()), 6),
            );
            written(out, exchange, &body, Style::Single);
        },
        ..YAML
    },
    Writer {
        name: "vcrpy, gzip",
        entry: |out, _, exchange| entry(out, exchange, Style::Single),
        packed: Capture::gzip,
        ..YAML
    },
    Writer {
        name: "vcrpy, zstd",
        entry: |out, _, exchange| entry(out, exchange, Style::Literal),
        packed: Capture::zstd,
        ..YAML
    },
    Writer {
        name: "vcrpy, JSON",
        head: "{\n    \"version\": 1,\n    \"interactions\": [\n",
        between: ",\n",
        tail: "\n    ]\n}\n",
        entry: in_json,
        ..YAML
    },
];

fn entry(out: &mut Capture, exchange: &Exchange, style: Style) {
    let body = match style {
        Style::Binary if exchange.response.is_none() => "''".to_owned(),
        _ => yaml::scalar(response(exchange), style, 6),
    };
    written(out, exchange, &body, style);
}

fn written(out: &mut Capture, exchange: &Exchange, body: &str, style: Style) {
    let sent = exchange.request.as_ref();
    let sent = sent.map_or_else(|| "null".to_owned(), |body| yaml::scalar(body, style, 4));
    out.push(&format!(
        "- request:\n    body: {sent}\n    headers:\n      Accept:\n      - '*/*'\n    method: {}\n    \
         uri: {}\n  response:\n    body:\n      string: {body}\n    headers:\n      Content-Encoding:\n      \
         - gzip\n    status:\n      code: {}\n      message: OK\n",
        exchange.method,
        yaml::scalar(&exchange.url(), Style::Plain, 4),
        status(exchange),
    ));
}

fn in_json(out: &mut Capture, _: usize, exchange: &Exchange) {
    let sent = exchange.request.as_ref();
    out.push(&format!(
        "        {{\n            \"request\": {{\n                \"method\": \"{}\",\n                \
         \"uri\": {},\n                \"body\": {},\n                \"headers\": {{}}\n            }},\n            \
         \"response\": {{\n                \"status\": {{\"code\": {}, \"message\": \"OK\"}},\n                \
         \"headers\": {{}},\n                \"body\": {{\"string\": {}}}\n            }}\n        }}",
        exchange.method,
        encode::json_ascii(&exchange.url()),
        sent.map_or_else(|| "null".to_owned(), |body| encode::json_ascii(body)),
        status(exchange),
        encode::json_ascii(response(exchange)),
    ));
}
