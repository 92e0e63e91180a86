//! HAR 1.2 as browsers, proxies and Playwright write it, and as Polly.js keeps it.

use wiredrift::capture::InputFormat;

use super::yaml::{self, Style};
use super::zip::{member, zip};
use super::{Bodies, Capture, Writer, content_type, encode};
use crate::traffic::Exchange;

const HAR: Writer = Writer {
    format: InputFormat::Har,
    head: "{\"log\":{\"version\":\"1.2\",\"creator\":{\"name\":\"WebInspector\",\"version\":\"537.36\"},\
           \"pages\":[],\"entries\":[\n",
    between: ",\n",
    tail: "]}}\n",
    ..Writer::PLAIN
};

const POLLY: Writer = Writer {
    format: InputFormat::Har,
    head: "{\n  \"log\": {\n    \"_recordingName\": \"connections\",\n    \"creator\": {\"comment\": \
           \"persister:fs\", \"name\": \"Polly.JS\", \"version\": \"6.0.6\"},\n    \"entries\": [\n",
    between: ",\n",
    tail: "],\n    \"pages\": [],\n    \"version\": \"1.2\"\n  }\n}\n",
    ..Writer::PLAIN
};

pub(super) const WRITERS: &[Writer] = &[
    Writer {
        name: "har",
        entry: |out, _, exchange| entry(out, exchange, plain),
        ..HAR
    },
    Writer {
        name: "har, base64",
        entry: |out, _, exchange| entry(out, exchange, base64),
        ..HAR
    },
    Writer {
        name: "har, mixed",
        entry: |out, number, exchange| {
            let content = match number % 4 {
                0 => plain,
                1 => base64,
                2 => slashes,
                _ => mislabelled,
            };
            entry(out, exchange, content);
        },
        ..HAR
    },
    Writer {
        name: "har, attached",
        bodies: Bodies::Packed,
        entry: attached,
        ..HAR
    },
    Writer {
        name: "har, attached in an archive",
        bodies: Bodies::Packed,
        entry: attached,
        packed: |capture| {
            let beside = capture.beside.iter();
            let mut members: Vec<_> = beside.map(|(name, bytes)| member(name, bytes)).collect();
            members.push(member("har.har", &capture.bytes));
            Capture {
                bytes: zip(&members),
                beside: Vec::new(),
            }
        },
        ..HAR
    },
    Writer {
        name: "har, gzip",
        entry: |out, _, exchange| entry(out, exchange, plain),
        packed: Capture::gzip,
        ..HAR
    },
    Writer {
        name: "har, zstd",
        entry: |out, _, exchange| entry(out, exchange, plain),
        packed: Capture::zstd,
        ..HAR
    },
    Writer {
        name: "polly",
        entry: |out, _, exchange| entry(out, exchange, plain),
        ..POLLY
    },
    Writer {
        name: "polly, chunks",
        bodies: Bodies::Packed,
        entry: |out, _, exchange| entry(out, exchange, chunks),
        ..POLLY
    },
    Writer {
        name: "polly, YAML",
        head: "log:\n  _recordingName: connections\n  creator:\n    comment: persister:fs\n    \
               name: Polly.JS\n    version: 6.0.6\n  entries:\n",
        between: "",
        tail: "  pages: []\n  version: '1.2'\n",
        entry: in_yaml,
        ..POLLY
    },
];

/// Playwright: bodies in files of their own, which the entries name.
fn attached(out: &mut Capture, number: usize, exchange: &Exchange) {
    let Some(body) = &exchange.response else {
        return entry(out, exchange, plain);
    };
    let name = format!("{number:040x}.json");
    let content = format!("\"_file\":\"{name}\",");
    out.beside.push((name, body.clone().into_bytes()));
    written(out, exchange, &content);
}

fn plain(body: &str) -> String {
    format!("\"text\":{},", encode::json(body))
}

fn slashes(body: &str) -> String {
    format!("\"text\":{},", encode::json_slashes(body))
}

fn base64(body: &str) -> String {
    let text = encode::base64(body.as_bytes());
    format!("\"encoding\":\"base64\",\"text\":\"{text}\",")
}

/// Firefox labels JSON as base64.
fn mislabelled(body: &str) -> String {
    let is_json = body.trim_start().starts_with(['{', '[', '<']);
    let label = if is_json {
        "\"encoding\":\"base64\","
    } else {
        ""
    };
    format!("{label}\"text\":{},", encode::json(body))
}

/// Polly.js: a list of chunks in base64, of what the server compressed.
fn chunks(body: &str) -> String {
    let packed = encode::gzip(body.as_bytes());
    // Chunks as they came from the network: only the last may need padding.
    let chunks: Vec<String> = packed
        .chunks(1_400)
        .map(|chunk| encode::json(&encode::base64(chunk)))
        .collect();
    let text = encode::json(&format!("[{}]", chunks.join(",")));
    format!("\"encoding\":\"base64\",\"text\":{text},")
}

fn entry(out: &mut Capture, exchange: &Exchange, content: fn(&str) -> String) {
    let content = exchange.response.as_deref().map_or(String::new(), content);
    written(out, exchange, &content);
}

fn written(out: &mut Capture, exchange: &Exchange, content: &str) {
    let sent = exchange.request.as_ref().map_or(String::new(), |body| {
        let text = encode::json(body);
        format!(",\"postData\":{{\"mimeType\":\"application/json\",\"text\":{text}}}")
    });
    let size = exchange.response.as_ref().map_or(0, String::len);
    // mitmproxy writes 0 and Playwright -1 where there was no response.
    let status = exchange.status.map_or(-1, i32::from);
    out.push(&format!(
        "{{\"startedDateTime\":\"2024-01-15 14:30\",\"time\":12.5,\"request\":{{\"method\":\"{}\",\
         \"url\":{},\"httpVersion\":\"HTTP/2.0\",\"headers\":[],\"queryString\":[],\"cookies\":[],\
         \"headersSize\":-1,\"bodySize\":-1{sent}}},\"response\":{{\"status\":{status},\
         \"statusText\":\"\",\"httpVersion\":\"HTTP/2.0\",\"headers\":[],\"cookies\":[],\"content\":{{\
         {content}\"size\":{size},\"mimeType\":\"{}\"}},\"redirectURL\":\"\",\"headersSize\":-1,\
         \"bodySize\":-1}},\"cache\":{{}},\"timings\":{{\"send\":0,\"wait\":12,\"receive\":0.5}}}}",
        exchange.method,
        encode::json(&exchange.url()),
        content_type(exchange),
    ));
}

fn in_yaml(out: &mut Capture, number: usize, exchange: &Exchange) {
    let text = |body: &Option<String>, column: usize| {
        body.as_ref().map_or(String::new(), |body| {
            let text = yaml::scalar(body, Style::Folded, column);
            format!("{}text: {text}\n", " ".repeat(column))
        })
    };
    let sent = exchange.request.as_ref().map_or(String::new(), |_| {
        let text = text(&exchange.request, 10);
        format!(
            "        postData:\n          mimeType: application/json\n          params: []\n{text}"
        )
    });
    out.push(&format!(
        "    - _id: {number:032x}\n      _order: 0\n      cache: {{}}\n      request:\n        \
         bodySize: 0\n        headers: []\n        method: {}\n{sent}        url: {}\n      response:\n        \
         bodySize: 5\n        content:\n          mimeType: {}\n          size: {}\n{}        headers: []\n        \
         status: {}\n        statusText: OK\n      startedDateTime: 2024-01-15T14:30:00.000Z\n      \
         time: 12\n",
        exchange.method,
        exchange.url(),
        content_type(exchange),
        exchange.response.as_ref().map_or(0, String::len),
        text(&exchange.response, 10),
        exchange.status.unwrap_or_default(),
    ));
}
