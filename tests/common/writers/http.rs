//! HTTP messages one behind another: as they are on the wire, as editors' clients save them, and as
//! `curl -v` prints them. A request that failed stands alone.

use wiredrift::capture::InputFormat;

use super::{Bodies, Capture, Writer, content_type, encode, has_response, response, status};
use crate::traffic::Exchange;

const HTTP: Writer = Writer {
    format: InputFormat::Http,
    between: "",
    ..Writer::PLAIN
};

pub(super) const WRITERS: &[Writer] = &[
    Writer {
        name: "http, lengths",
        entry: |out, _, exchange| entry(out, exchange, sized),
        ..HTTP
    },
    Writer {
        name: "http, chunks",
        entry: |out, _, exchange| entry(out, exchange, chunked),
        ..HTTP
    },
    Writer {
        name: "http, compressed bodies",
        bodies: Bodies::Packed,
        entry: |out, number, exchange| {
            let coded = if number % 2 == 0 {
                gzipped
            } else {
                gzipped_in_chunks
            };
            entry(out, exchange, coded);
        },
        ..HTTP
    },
    // Clients that print messages for people do not keep white space around bodies.
    Writer {
        name: "http, no lengths",
        bodies: Bodies::Values,
        entry: |out, _, exchange| {
            let mut one = Capture::default();
            entry(&mut one, exchange, |body| (String::new(), body.to_vec()));
            let text = String::from_utf8_lossy(&one.bytes);
            out.push(&text.replace("\r\n", "\n"));
        },
        between: "\n\n###\n\n",
        tail: "\n",
        ..HTTP
    },
    // curl prints no body that it sends.
    Writer {
        name: "http, curl -v",
        bodies: Bodies::Values,
        carries: |exchange| exchange.request.is_none(),
        entry: transcript,
        ..HTTP
    },
];

/// A message: its start line, what its fields tell of its body, and that.
pub(super) fn message(start: &str, fields: &str, body: &[u8]) -> Vec<u8> {
    [format!("{start}\r\n{fields}\r\n").as_bytes(), body].concat()
}

/// The request of `exchange`, its body written by `coded`: fields and bytes.
pub(super) fn request(exchange: &Exchange, coded: fn(&[u8]) -> (String, Vec<u8>)) -> Vec<u8> {
    let (_, host) = exchange.origin();
    let start = format!("{} {} HTTP/1.1", exchange.method, exchange.target());
    let common = format!("Host: {host}\r\nAccept: */*\r\n");
    match &exchange.request {
        None => message(&start, &common, b""),
        Some(body) => {
            let (fields, body) = coded(body.as_bytes());
            let fields = format!("{common}Content-Type: application/json\r\n{fields}");
            message(&start, &fields, &body)
        }
    }
}

/// The response of `exchange`, its body written by `coded`.
pub(super) fn answer(exchange: &Exchange, coded: fn(&[u8]) -> (String, Vec<u8>)) -> Vec<u8> {
    let start = format!("HTTP/1.1 {} Reason", status(exchange));
    let common = "Server: nginx\r\nConnection: keep-alive\r\n";
    match (&exchange.response, status(exchange)) {
        (Some(body), _) => {
            let (fields, body) = coded(body.as_bytes());
            let kind = content_type(exchange);
            let fields = format!("{common}Content-Type: {kind}\r\n{fields}");
            message(&start, &fields, &body)
        }
        // The length of what GET would get.
        (None, _) if exchange.method == "HEAD" => {
            message(&start, &format!("{common}Content-Length: 4711\r\n"), b"")
        }
        (None, 204 | 304) => message(&start, common, b""),
        (None, _) => message(&start, &format!("{common}Content-Length: 0\r\n"), b""),
    }
}

/// A body and its length.
pub(super) fn sized(body: &[u8]) -> (String, Vec<u8>) {
    let length = format!("Content-Length: {}\r\n", body.len());
    (length, body.to_vec())
}

/// A body in chunks; an extension tells their sizes from the text of a body.
pub(super) fn chunked(body: &[u8]) -> (String, Vec<u8>) {
    let mut out = Vec::new();
    for chunk in body.chunks(57) {
        out.extend(format!("{:x};a=b\r\n", chunk.len()).bytes());
        out.extend(chunk);
        out.extend(b"\r\n");
    }
    out.extend(b"0\r\n\r\n");
    ("Transfer-Encoding: chunked\r\n".to_owned(), out)
}

pub(super) fn gzipped(body: &[u8]) -> (String, Vec<u8>) {
    let (length, body) = sized(&encode::gzip(body));
    (format!("Content-Encoding: gzip\r\n{length}"), body)
}

fn gzipped_in_chunks(body: &[u8]) -> (String, Vec<u8>) {
    let (fields, body) = chunked(&encode::gzip(body));
    (format!("Content-Encoding: gzip\r\n{fields}"), body)
}

fn entry(out: &mut Capture, exchange: &Exchange, coded: fn(&[u8]) -> (String, Vec<u8>)) {
    out.bytes.extend(request(exchange, coded));
    if has_response(exchange) {
        out.bytes.extend(answer(exchange, coded));
    }
}

fn transcript(out: &mut Capture, number: usize, exchange: &Exchange) {
    let (_, host) = exchange.origin();
    out.push(&format!(
        "* Connected to {host} (203.0.113.7) port 443 (#{number})\n"
    ));
    head(out, '>', &request(exchange, sized));
    if !has_response(exchange) {
        out.push(
            "* Empty reply from server\n* Closing connection\ncurl: (52) Empty reply from server\n",
        );
        return;
    }
    let body = response(exchange);
    let answer = answer(exchange, sized);
    head(
        out,
        '<',
        answer.strip_suffix(body.as_bytes()).unwrap_or(&answer),
    );
    out.push(body);
    out.push(&format!(
        "* Connection #{number} to host {host} left intact\n"
    ));
}

/// The lines of a head behind their mark.
fn head(out: &mut Capture, mark: char, head: &[u8]) {
    for line in String::from_utf8_lossy(head).lines() {
        out.push(&format!("{mark} {line}\r\n"));
    }
}
