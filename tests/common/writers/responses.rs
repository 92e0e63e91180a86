//! What the recorder of Python's `responses` writes: answers alone, so nothing of what was sent.

use wiredrift::capture::InputFormat;

use super::yaml::{self, Style};
use super::{Writer, content_type, has_response_alone, response, status};

pub(super) const WRITERS: &[Writer] = &[Writer {
    name: "responses",
    format: InputFormat::Responses,
    carries: has_response_alone,
    head: "responses:\n",
    between: "",
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
    ..Writer::PLAIN
}];
