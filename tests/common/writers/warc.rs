//! WARC archives as crawlers and recording proxies write them: a request and a response that name one
//! another. A request that failed is in none: they write what was answered.

use wiredrift::capture::InputFormat;

use super::{Bodies, Capture, Writer, encode, has_response, http};
use crate::traffic::Exchange;

const WARC: Writer = Writer {
    format: InputFormat::Warc,
    carries: has_response,
    head: "WARC/1.1\r\nWARC-Type: warcinfo\r\nWARC-Record-ID: <urn:uuid:info>\r\n\
           WARC-Date: 2024-01-15T14:30:00Z\r\nContent-Type: application/warc-fields\r\n\
           Content-Length: 16\r\n\r\nsoftware: none\r\n\r\n\r\n",
    between: "",
    ..Writer::PLAIN
};

pub(super) const WRITERS: &[Writer] = &[
    Writer {
        name: "warc, responses first",
        entry: |out, number, exchange| {
            record(
                out,
                number,
                exchange,
                Half::Response(http::answer(exchange, http::sized)),
            );
            record(
                out,
                number,
                exchange,
                Half::Request(http::request(exchange, http::sized)),
            );
        },
        ..WARC
    },
    Writer {
        name: "warc, requests first",
        entry: requests_first,
        ..WARC
    },
    Writer {
        name: "warc, compressed bodies",
        bodies: Bodies::Packed,
        entry: |out, number, exchange| {
            record(
                out,
                number,
                exchange,
                Half::Request(http::request(exchange, http::gzipped)),
            );
            record(
                out,
                number,
                exchange,
                Half::Response(http::answer(exchange, http::gzipped)),
            );
        },
        ..WARC
    },
    Writer {
        name: "warc, gzip by record",
        entry: requests_first,
        packed: by_record,
        ..WARC
    },
];

/// One half of an exchange, as it was on the wire.
enum Half {
    Request(Vec<u8>),
    Response(Vec<u8>),
}

fn requests_first(out: &mut Capture, number: usize, exchange: &Exchange) {
    record(
        out,
        number,
        exchange,
        Half::Request(http::request(exchange, http::chunked)),
    );
    record(
        out,
        number,
        exchange,
        Half::Response(http::answer(exchange, http::chunked)),
    );
}

fn record(out: &mut Capture, number: usize, exchange: &Exchange, half: Half) {
    let (kind, other, block) = match half {
        Half::Request(block) => ("request", "response", block),
        Half::Response(block) => ("response", "request", block),
    };
    out.push(&format!(
        "WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{kind}-{number}>\r\n\
         WARC-Concurrent-To: <urn:uuid:{other}-{number}>\r\nWARC-Target-URI: {}\r\n\
         WARC-Date: 2024-01-15T14:30:00Z\r\nContent-Type: application/http; msgtype={kind}\r\n\
         Content-Length: {}\r\n\r\n",
        exchange.url(),
        block.len(),
    ));
    out.bytes.extend(block);
    out.push("\r\n\r\n");
}

/// Each record compressed on its own, so that one can be read without the others.
fn by_record(capture: Capture) -> Capture {
    const MARK: &[u8] = b"WARC/1.1\r\nWARC-Type";
    let mut starts: Vec<usize> = capture
        .bytes
        .windows(MARK.len())
        .enumerate()
        .filter(|(_, window)| *window == MARK)
        .map(|(start, _)| start)
        .collect();
    starts.push(capture.bytes.len());
    let records = starts.windows(2).filter_map(|ends| match *ends {
        [start, end] => capture.bytes.get(start..end),
        _ => None,
    });
    Capture {
        bytes: records.flat_map(encode::gzip).collect(),
        ..capture
    }
}
