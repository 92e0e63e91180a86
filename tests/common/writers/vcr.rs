//! Cassettes of Ruby's VCR. It records what was answered: a request that failed is in none.

use wiredrift::capture::InputFormat;

use super::yaml::{self, Style};
use super::{Capture, Writer, encode, has_response, response, status};
use crate::traffic::Exchange;

const YAML: Writer = Writer {
    format: InputFormat::Vcr,
    carries,
    head: "---\nhttp_interactions:\n",
    between: "",
    tail: "recorded_with: VCR 6.2.0\n",
    ..Writer::PLAIN
};

pub(super) const WRITERS: &[Writer] = &[
    Writer {
        name: "vcr, YAML",
        entry: |out, number, exchange| {
            // Psych takes a block where there are line ends.
            let style = match (response(exchange).contains('\n'), number % 2) {
                (true, _) => Style::Literal,
                (false, 0) => Style::Single,
                (false, _) => Style::Double,
            };
            let text = yaml::scalar(response(exchange), style, 6);
            entry(out, exchange, &format!("string: {text}"));
        },
        ..YAML
    },
    Writer {
        name: "vcr, exact bytes",
        entry: |out, _, exchange| {
            let text = encode::base64(response(exchange).as_bytes());
            // Ruby's `pack("m")` ends lines behind 60 letters.
            let mut lines = String::new();
            let mut rest = text.as_str();
            while !rest.is_empty() {
                let (line, behind) = rest.split_at(rest.len().min(60));
                lines.push_str("\n        ");
                lines.push_str(line);
                rest = behind;
            }
            let body = if text.is_empty() {
                "string: ''".to_owned()
            } else {
                format!("base64_string: |{lines}")
            };
            entry(out, exchange, &body);
        },
        ..YAML
    },
    Writer {
        name: "vcr, JSON",
        head: "{\"http_interactions\":[",
        between: ",",
        tail: "],\"recorded_with\":\"VCR 6.2.0\"}",
        entry: in_json,
        ..YAML
    },
];

/// A body that looks like ERB would be filled in when it is played.
fn carries(exchange: &Exchange) -> bool {
    has_response(exchange) && !response(exchange).contains("<%")
}

fn entry(out: &mut Capture, exchange: &Exchange, body: &str) {
    let sent = exchange.request.as_deref().unwrap_or_default();
    out.push(&format!(
        "- request:\n    method: {}\n    uri: {}\n    body:\n      encoding: UTF-8\n      string: {}\n    \
         headers:\n      Accept:\n      - \"*/*\"\n  response:\n    status:\n      code: {}\n      \
         message: OK\n    headers:\n      Content-Type:\n      - application/json\n    body:\n      \
         encoding: UTF-8\n      {body}\n    http_version:\n  recorded_at: Mon, 15 Jan 2024 14:30:00 GMT\n",
        exchange.method.to_ascii_lowercase(),
        yaml::scalar(&exchange.url(), Style::Plain, 4),
        yaml::scalar(sent, Style::Single, 6),
        status(exchange),
    ));
}

fn in_json(out: &mut Capture, _: usize, exchange: &Exchange) {
    let sent = exchange.request.as_deref().unwrap_or_default();
    out.push(&format!(
        "{{\"request\":{{\"method\":\"{}\",\"uri\":{},\"body\":{{\"encoding\":\"UTF-8\",\"string\":{}}},\
         \"headers\":{{}}}},\"response\":{{\"status\":{{\"code\":{},\"message\":null}},\"headers\":{{}},\
         \"body\":{{\"encoding\":\"UTF-8\",\"string\":{}}},\"http_version\":null}},\
         \"recorded_at\":\"Mon, 15 Jan 2024 14:30:00 GMT\"}}",
        exchange.method.to_ascii_lowercase(),
        encode::json(&exchange.url()),
        encode::json(sent),
        status(exchange),
        encode::json(response(exchange)),
    ));
}
