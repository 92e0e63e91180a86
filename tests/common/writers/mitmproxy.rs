//! Flows that mitmproxy saves, of a format of today and of one for Python 2.

use wiredrift::capture::InputFormat;

use super::tnetstring::{Flow, bytes, headers, named, text};
use super::{Bodies, Capture, Writer, content_type, encode, has_response, response, status};
use crate::traffic::Exchange;

const MITMPROXY: Writer = Writer {
    format: InputFormat::Mitmproxy,
    between: "",
    ..Writer::PLAIN
};

pub(super) const WRITERS: &[Writer] = &[
    Writer {
        name: "mitmproxy",
        entry: |out, number, exchange| {
            let sent = exchange.request.as_deref().unwrap_or_default();
            flow(
                out,
                number,
                exchange,
                bytes(sent),
                bytes(response(exchange)),
                &[],
            );
        },
        ..MITMPROXY
    },
    Writer {
        name: "mitmproxy, compressed bodies",
        bodies: Bodies::Packed,
        entry: |out, number, exchange| {
            let packed = |body: &Option<String>| {
                let body = body.as_ref().map(|body| encode::gzip(body.as_bytes()));
                Flow::Bytes(body.unwrap_or_default())
            };
            let coding = [("content-encoding", "gzip")];
            let (sent, got) = (packed(&exchange.request), packed(&exchange.response));
            flow(out, number, exchange, sent, got, &coding);
        },
        ..MITMPROXY
    },
    Writer {
        name: "mitmproxy 0.13",
        entry: of_old,
        ..MITMPROXY
    },
    Writer {
        name: "mitmproxy, gzip",
        entry: of_old,
        packed: Capture::gzip,
        ..MITMPROXY
    },
];

const START: Flow = Flow::Float("1705329000.25");

fn host_and_port(exchange: &Exchange) -> (&'static str, i64) {
    let (scheme, host) = exchange.origin();
    let (host, port) = host.split_once(':').unwrap_or((host, ""));
    let usual = if scheme == "https" { 443 } else { 80 };
    (host, port.parse().unwrap_or(usual))
}

/// A flow of format 21: `sent` and `got` are its bodies, `coding` the fields that tell their coding.
fn flow(
    out: &mut Capture,
    number: usize,
    exchange: &Exchange,
    sent: Flow,
    got: Flow,
    coding: &[(&str, &str)],
) {
    let (host, port) = host_and_port(exchange);
    let request = named([
        ("path", bytes(&exchange.target())),
        ("authority", bytes("")),
        ("scheme", bytes(exchange.origin().0)),
        ("method", bytes(exchange.method)),
        ("port", Flow::Integer(port)),
        ("host", text(host)),
        ("timestamp_end", START),
        ("timestamp_start", START),
        ("trailers", Flow::Null),
        ("content", sent),
        ("headers", headers(&[&[("accept", "*/*")], coding].concat())),
        ("http_version", bytes("HTTP/2.0")),
    ]);
    let response = if has_response(exchange) {
        let fields = [&[("content-type", content_type(exchange))], coding].concat();
        Flow::Named(named([
            ("reason", bytes("")),
            ("status_code", Flow::Integer(status(exchange).into())),
            ("timestamp_end", START),
            ("timestamp_start", START),
            ("trailers", Flow::Null),
            ("content", got),
            ("headers", headers(&fields)),
            ("http_version", bytes("HTTP/2.0")),
        ]))
    } else {
        Flow::Null
    };
    let address = || Flow::List(vec![text(host), Flow::Integer(port)]);
    let connection = || Flow::Named(named([("via", Flow::Null), ("address", address())]));
    let flow = named([
        ("websocket", Flow::Null),
        ("response", response),
        ("request", Flow::Named(request)),
        ("backup", Flow::Null),
        ("timestamp_created", START),
        ("comment", text("")),
        ("metadata", Flow::Named(Vec::new())),
        ("marked", text("")),
        ("is_replay", Flow::Null),
        ("intercepted", Flow::Flag(false)),
        ("server_conn", connection()),
        ("client_conn", connection()),
        ("error", error(exchange, Flow::Named)),
        ("id", text(&format!("{number:032x}"))),
        ("type", text("http")),
        ("version", Flow::Integer(21)),
    ]);
    out.bytes.extend(Flow::Named(flow).write());
}

/// Why there is no response.
fn error(exchange: &Exchange, dictionary: fn(Vec<(String, Flow)>) -> Flow) -> Flow {
    if has_response(exchange) {
        return Flow::Null;
    }
    let words = bytes("Connection killed");
    dictionary(named([("timestamp", START), ("msg", words)]))
}

/// A flow of version 0.13: names are bytes, and some were called differently.
fn of_old(out: &mut Capture, _: usize, exchange: &Exchange) {
    let (host, port) = host_and_port(exchange);
    let version = || Flow::List(vec![Flow::Integer(1), Flow::Integer(1)]);
    let response = if has_response(exchange) {
        Flow::NamedByBytes(named([
            ("httpversion", version()),
            ("msg", bytes("OK")),
            (
                "headers",
                headers(&[("Content-Type", content_type(exchange))]),
            ),
            ("content", bytes(response(exchange))),
            ("code", Flow::Integer(status(exchange).into())),
        ]))
    } else {
        Flow::Null
    };
    let sent = exchange.request.as_deref().unwrap_or_default();
    let request = Flow::NamedByBytes(named([
        ("port", Flow::Integer(port)),
        ("scheme", bytes(exchange.origin().0)),
        ("path", bytes(&exchange.target())),
        ("host", bytes(host)),
        ("headers", headers(&[("Host", host)])),
        ("content", bytes(sent)),
        ("method", bytes(exchange.method)),
        ("form_in", bytes("relative")),
        ("httpversion", version()),
    ]));
    let flow = named([
        ("error", error(exchange, Flow::NamedByBytes)),
        ("response", response),
        ("request", request),
        ("type", bytes("http")),
        ("id", bytes("14ddf3ed")),
        (
            "version",
            Flow::List(vec![Flow::Integer(0), Flow::Integer(13)]),
        ),
    ]);
    out.bytes.extend(Flow::NamedByBytes(flow).write());
}
