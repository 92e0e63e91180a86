//! What the recorder of Python's `responses` writes, in YAML or TOML: answers alone, so nothing of what
//! was sent.

use wiredrift::capture::InputFormat;

use super::yaml::{self, Style};
use super::{Capture, Writer, content_type, has_response_alone, response, status, toml};
use crate::traffic::Exchange;

const RESPONSES: Writer = Writer {
    format: InputFormat::Responses,
    carries: has_response_alone,
    between: "",
    ..Writer::PLAIN
};

pub(super) const WRITERS: &[Writer] = &[
    Writer {
        name: "responses",
        head: "responses:\n",
        entry: |out, _, exchange| {
            out.push(&format!(
                "- response:\n    auto_calculate_content_length: false\n    body: {}\n    content_type: {}\n    \
                 headers:\n      Server: nginx\n    method: {}\n    status: {}\n    url: {}\n",
                yaml::scalar(response(exchange), Style::Single, 4),
                content_type(exchange),
                exchange.method,
                status(exchange),
                yaml::scalar(&exchange.url(), Style::Plain, 4),
            ));
        },
        ..RESPONSES
    },
    Writer {
        name: "responses, TOML",
        entry: |out, _, exchange| in_toml(out, exchange, toml::basic),
        between: "\n",
        ..RESPONSES
    },
    Writer {
        name: "responses, TOML over lines",
        entry: |out, _, exchange| in_toml(out, exchange, toml::over_lines),
        between: "\n",
        ..RESPONSES
    },
    Writer {
        name: "responses, TOML without escapes",
        entry: |out, _, exchange| in_toml(out, exchange, toml::literal),
        between: "\n",
        ..RESPONSES
    },
];

fn in_toml(out: &mut Capture, exchange: &Exchange, string: fn(&str) -> String) {
    out.push(&format!(
        "[[responses]]\n\n[responses.response]\nmethod = \"{}\"\nurl = {}\nbody = {}\nstatus = {}\n\
         content_type = \"{}\"\nauto_calculate_content_length = false\n\n[responses.response.headers]\n\
         Server = \"nginx\"\n",
        exchange.method,
        toml::basic(&exchange.url()),
        string(response(exchange)),
        status(exchange),
        content_type(exchange),
    ));
}
