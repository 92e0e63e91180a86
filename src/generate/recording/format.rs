//! How exchanges are written down: a line, an entry or a document for each, one behind another.

use std::fmt::Write as _;
use std::io::{self, Write};

use serde_json::{Value, json};

use super::Exchange;

/// A way to record exchanges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordingFormat {
    /// One exchange a line.
    Log,
    /// HAR 1.2.
    Har,
    /// Cassettes of vcrpy, in YAML.
    Vcrpy,
    /// Cassettes of VCR (Ruby), in YAML.
    Vcr,
    /// What the recorder of Python's `responses` writes, in YAML.
    Responses,
    /// What nock records as objects.
    Nock,
    /// Mappings of WireMock, in one list.
    Wiremock,
}

/// A day on which nothing happened, for formats that ask when.
const RECORDED: &str = "2024-01-15T14:30:00.000Z";
const RECORDED_HTTP: &str = "Mon, 15 Jan 2024 14:30:00 GMT";

const JSON_TYPE: &str = "application/json";

impl RecordingFormat {
    /// All formats.
    pub const ALL: &'static [Self] = &[
        Self::Log,
        Self::Har,
        Self::Vcrpy,
        Self::Vcr,
        Self::Responses,
        Self::Nock,
        Self::Wiremock,
    ];

    /// Whether it keeps the bodies of requests; a stub has patterns for them.
    pub const fn keeps_requests(self) -> bool {
        !matches!(self, Self::Responses | Self::Wiremock)
    }

    /// The usual ending of a file's name.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Log => "ndjson",
            Self::Har => "har",
            Self::Vcrpy | Self::Vcr | Self::Responses => "yaml",
            Self::Nock | Self::Wiremock => "json",
        }
    }

    /// Writes what stands before the first exchange.
    ///
    /// # Errors
    /// Whatever `out` answers to a write.
    pub fn begin(self, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Self::Log => Ok(()),
            Self::Har => {
                let creator = json!({
                    "name": env!("CARGO_PKG_NAME"),
                    "version": env!("CARGO_PKG_VERSION"),
                });
                write!(
                    out,
                    "{{\"log\": {{\"version\": \"1.2\", \"creator\": {creator}, \"entries\": ["
                )
            }
            Self::Vcrpy => out.write_all(b"interactions:\n"),
            Self::Vcr => out.write_all(b"---\nhttp_interactions:\n"),
            Self::Responses => out.write_all(b"responses:\n"),
            Self::Nock => out.write_all(b"["),
            Self::Wiremock => out.write_all(b"{\"mappings\": ["),
        }
    }

    /// Writes an exchange with a server at `base_url`; `is_first` where none stands before it.
    ///
    /// # Errors
    /// Whatever `out` answers to a write.
    pub fn exchange(
        self,
        exchange: &Exchange,
        base_url: &str,
        is_first: bool,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        match self {
            Self::Log => return writeln!(out, "{}", log(exchange, base_url)),
            Self::Vcrpy => return vcrpy(exchange, base_url, out),
            Self::Vcr => return vcr(exchange, base_url, out),
            Self::Responses => return responses(exchange, base_url, out),
            Self::Har | Self::Nock | Self::Wiremock => {}
        }
        out.write_all(if is_first { b"\n" } else { b",\n" })?;
        match self {
            Self::Har => write!(out, "{}", har(exchange, base_url)),
            Self::Nock => nock(exchange, base_url, out),
            _ => write!(out, "{}", wiremock(exchange, base_url)),
        }
    }

    /// Writes what stands behind the last exchange.
    ///
    /// # Errors
    /// Whatever `out` answers to a write.
    pub fn end(self, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Self::Log | Self::Responses => Ok(()),
            Self::Har => out.write_all(b"\n]}}\n"),
            Self::Vcrpy => out.write_all(b"version: 1\n"),
            Self::Vcr => {
                let tool = (env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"));
                writeln!(out, "recorded_with: {} {}", tool.0, tool.1)
            }
            Self::Nock => out.write_all(b"\n]\n"),
            Self::Wiremock => out.write_all(b"\n]}\n"),
        }
    }
}

fn url(exchange: &Exchange, base_url: &str) -> String {
    format!("{}{}", base_url.trim_end_matches('/'), exchange.target())
}

/// The scheme, host and port of a base URL, and the path behind them.
fn split(base_url: &str) -> (&str, &str) {
    let base_url = base_url.trim_end_matches('/');
    let host = base_url.find("://").map_or(0, |at| at + 3);
    let end = base_url
        .get(host..)
        .and_then(|rest| rest.find('/'))
        .map_or(base_url.len(), |at| host + at);
    base_url.split_at(end)
}

fn log(exchange: &Exchange, base_url: &str) -> Value {
    let mut line = json!({
        "time": RECORDED,
        "method": exchange.method,
        "url": url(exchange, base_url),
        "status": exchange.status,
        "responseBody": exchange.response,
    });
    if let (Some(body), Some(members)) = (&exchange.request, line.as_object_mut()) {
        members.insert("requestBody".to_owned(), Value::from(body.as_str()));
    }
    line
}

fn har(exchange: &Exchange, base_url: &str) -> Value {
    let headers = json!([{"name": "content-type", "value": JSON_TYPE}]);
    let query: Vec<Value> = exchange
        .query
        .iter()
        .map(|(name, value)| json!({"name": name, "value": value}))
        .collect();
    let mut request = json!({
        "method": exchange.method,
        "url": url(exchange, base_url),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": [{"name": "accept", "value": JSON_TYPE}],
        "queryString": query,
        "headersSize": -1,
        "bodySize": exchange.request.as_ref().map_or(0, String::len),
    });
    if let (Some(body), Some(members)) = (&exchange.request, request.as_object_mut()) {
        let data = json!({"mimeType": JSON_TYPE, "text": body});
        members.insert("postData".to_owned(), data);
    }
    json!({
        "startedDateTime": RECORDED,
        "time": 0,
        "request": request,
        "response": {
            "status": exchange.status,
            "statusText": exchange.reason(),
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": headers,
            "content": {
                "size": exchange.response.len(),
                "mimeType": JSON_TYPE,
                "text": exchange.response,
            },
            "redirectURL": "",
            "headersSize": -1,
            "bodySize": exchange.response.len(),
        },
        "cache": {},
        "timings": {"send": 0, "wait": 0, "receive": 0},
    })
}

fn vcrpy(exchange: &Exchange, base_url: &str, out: &mut dyn Write) -> io::Result<()> {
    let request = exchange.request.as_deref().map_or("null".to_owned(), yaml);
    write!(
        out,
        "- request:\n    body: {request}\n    headers:\n      Accept:\n      - {JSON_TYPE}\n    \
         method: {}\n    uri: {}\n  response:\n    body:\n      string: {}\n    headers:\n      \
         Content-Type:\n      - {JSON_TYPE}\n    status:\n      code: {}\n      message: {}\n",
        exchange.method,
        yaml(&url(exchange, base_url)),
        yaml(&exchange.response),
        exchange.status,
        exchange.reason(),
    )
}

fn vcr(exchange: &Exchange, base_url: &str, out: &mut dyn Write) -> io::Result<()> {
    write!(
        out,
        "- request:\n    method: {}\n    uri: {}\n    body:\n      encoding: UTF-8\n      string: {}\n    \
         headers:\n      Accept:\n      - {JSON_TYPE}\n  response:\n    status:\n      code: {}\n      \
         message: {}\n    headers:\n      Content-Type:\n      - {JSON_TYPE}\n    body:\n      encoding: \
         UTF-8\n      string: {}\n  recorded_at: {RECORDED_HTTP}\n",
        exchange.method.to_ascii_lowercase(),
        yaml(&url(exchange, base_url)),
        yaml(exchange.request.as_deref().unwrap_or_default()),
        exchange.status,
        exchange.reason(),
        yaml(&exchange.response),
    )
}

fn responses(exchange: &Exchange, base_url: &str, out: &mut dyn Write) -> io::Result<()> {
    write!(
        out,
        "- response:\n    auto_calculate_content_length: false\n    body: {}\n    content_type: \
         {JSON_TYPE}\n    headers: {{}}\n    method: {}\n    status: {}\n    url: {}\n",
        yaml(&exchange.response),
        exchange.method,
        exchange.status,
        yaml(&url(exchange, base_url)),
    )
}

/// The body of a response is written as the JSON that it is.
fn nock(exchange: &Exchange, base_url: &str, out: &mut dyn Write) -> io::Result<()> {
    let (scope, prefix) = split(base_url);
    write!(
        out,
        "{{\"scope\": {}, \"method\": \"{}\", \"path\": {}, \"body\": {}, \"status\": {}, \"response\": {}, \
         \"rawHeaders\": [\"Content-Type\", \"{JSON_TYPE}\"], \"responseIsBinary\": false}}",
        Value::from(scope),
        exchange.method,
        Value::from(format!("{prefix}{}", exchange.target())),
        exchange.request.as_deref().unwrap_or("\"\""),
        exchange.status,
        exchange.response,
    )
}

fn wiremock(exchange: &Exchange, base_url: &str) -> Value {
    let (_, prefix) = split(base_url);
    let mut request = json!({
        "method": exchange.method,
        "url": format!("{prefix}{}", exchange.target()),
    });
    if let (Some(body), Some(members)) = (&exchange.request, request.as_object_mut()) {
        let patterns = json!([{"equalToJson": body}]);
        members.insert("bodyPatterns".to_owned(), patterns);
    }
    json!({
        "request": request,
        "response": {
            "status": exchange.status,
            "headers": {"Content-Type": JSON_TYPE},
            "body": exchange.response,
        },
    })
}

/// A text as a double-quoted scalar in one line (YAML 1.2 sections 5.7 and 7.3.1). Breaks of YAML 1.1
/// are escaped, too: most libraries still read that.
fn yaml(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            '\n' => out.push_str("\\n"),
            ' '..='~'
            | '\u{a0}'..='\u{2027}'
            | '\u{202a}'..='\u{d7ff}'
            | '\u{e000}'..='\u{fefe}'
            | '\u{ff00}'..='\u{fffd}' => out.push(letter),
            _ => {
                // Writing to a string cannot fail.
                let _ = match u32::from(letter) {
                    code @ ..=0xff => write!(out, "\\x{code:02x}"),
                    code @ ..=0xffff => write!(out, "\\u{code:04x}"),
                    code => write!(out, "\\U{code:08x}"),
                };
            }
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_scalars_that_mean_them() {
        for text in [
            "",
            "{\"a\":\"\\u00e9\"}",
            "é日\u{1f600}\u{7f}\u{85}\u{2028}\u{feff}\u{fffe}\n\t\u{0}",
        ] {
            let scalar = format!("a: {}\n", yaml(text));
            let node = crate::text::yaml::parse(&scalar).unwrap();
            let read = node.get("a").map(|node| node.value.clone());
            assert_eq!(read, Some(crate::text::json::Value::String(text.into())));
        }
    }

    #[test]
    fn base_urls_are_split_behind_the_host() {
        assert_eq!(split("https://a.test/x/y/"), ("https://a.test", "/x/y"));
        assert_eq!(split("http://localhost:80"), ("http://localhost:80", ""));
    }
}
