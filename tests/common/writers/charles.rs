//! Sessions of Charles, in JSON and as archives.

use wiredrift::capture::InputFormat;

use super::zip::{member, zip};
use super::{Bodies, Capture, Writer, content_type, encode, has_response, status};
use crate::traffic::Exchange;

const CHARLES: Writer = Writer {
    format: InputFormat::Charles,
    head: "[",
    between: ",",
    tail: "]",
    ..Writer::PLAIN
};

pub(super) const WRITERS: &[Writer] = &[
    Writer {
        name: "charles",
        entry: |out, _, exchange| {
            let one = transaction(exchange, |body| {
                let text = encode::json(body);
                format!(",\"body\":{{\"text\":{text},\"charset\":\"utf-8\",\"decoded\":true}}")
            });
            out.push(&one);
        },
        ..CHARLES
    },
    Writer {
        name: "charles, base64",
        entry: |out, _, exchange| {
            let one = transaction(exchange, |body| encoded(body.as_bytes()));
            out.push(&one);
        },
        ..CHARLES
    },
    // Charles takes codings off; programs that write its format may not.
    Writer {
        name: "charles, compressed bodies",
        bodies: Bodies::Packed,
        entry: |out, _, exchange| {
            let one = transaction(exchange, |body| {
                let body = encoded(&encode::gzip(body.as_bytes()));
                format!(",\"contentEncoding\":\"gzip\"{body}")
            });
            out.push(&one);
        },
        ..CHARLES
    },
    Writer {
        name: "charles, archive",
        head: "",
        entry: |out, number, exchange| {
            let one = transaction(exchange, |_| String::new());
            out.beside
                .push((format!("{number}-meta.json"), one.into_bytes()));
            for (side, body) in [("req", &exchange.request), ("res", &exchange.response)] {
                if let Some(body) = body {
                    let kind = if body.starts_with('<') {
                        "html"
                    } else {
                        "json"
                    };
                    let name = format!("{number}-{side}.{kind}");
                    out.beside.push((name, body.clone().into_bytes()));
                }
            }
        },
        between: "",
        tail: "",
        packed: |capture| {
            let members = capture.beside.iter();
            let members: Vec<_> = members.map(|(name, bytes)| member(name, bytes)).collect();
            Capture {
                bytes: zip(&members),
                beside: Vec::new(),
            }
        },
        ..CHARLES
    },
];

fn encoded(body: &[u8]) -> String {
    let text = encode::base64(body);
    format!(",\"body\":{{\"encoding\":\"base64\",\"encoded\":\"{text}\"}}")
}

/// A transaction; `body` writes what tells of a body.
fn transaction(exchange: &Exchange, body: fn(&str) -> String) -> String {
    let (scheme, host) = exchange.origin();
    let (host, port) = host.split_once(':').unwrap_or((host, "null"));
    let target = exchange.target();
    let query = target.split_once('?').map(|(_, query)| encode::json(query));
    let side = |text: &Option<String>| {
        let size = text.as_ref().map_or(0, String::len);
        let body = text.as_deref().map_or(String::new(), body);
        format!("\"sizes\":{{\"headers\":310,\"body\":{size}}},\"header\":{{\"headers\":[]}}{body}")
    };
    let (state, answer) = if has_response(exchange) {
        let answer = format!(
            "{{\"status\":{},\"mimeType\":\"{}\",{}}}",
            status(exchange),
            content_type(exchange),
            side(&exchange.response)
        );
        ("COMPLETE", answer)
    } else {
        ("FAILED", "null".to_owned())
    };
    format!(
        "{{\"status\":\"{state}\",\"method\":\"{}\",\"protocolVersion\":\"HTTP/2.0\",\
         \"scheme\":\"{scheme}\",\"host\":\"{host}\",\"port\":{port},\"actualPort\":443,\"path\":{},\
         \"query\":{},\"tunnel\":false,\"keptAlive\":true,\"webSocket\":false,\
         \"times\":{{\"start\":\"2024-01-15 14:30\"}},\"durations\":{{\"total\":93}},\
         \"request\":{{{}}},\"response\":{answer}}}",
        exchange.method,
        encode::json(&exchange.plain_path()),
        query.unwrap_or_else(|| "null".to_owned()),
        side(&exchange.request),
    )
}
