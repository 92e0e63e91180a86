//! Captures that keep messages as they were on the wire: every exchange is read, routed and counted,
//! and what is found inside a body stands at the very bytes of the capture.

#![expect(
    clippy::string_slice,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a helper of tests fails the way a test does"
)]

#[path = "common/checked.rs"]
mod checked;
#[path = "common/writers/encode/gzip.rs"]
mod gzip;
#[path = "common/writers/tnetstring.rs"]
mod tnetstring;

use std::io::Read;

use wiredrift::capture::{InputFormat, NoAttachments};
use wiredrift::check::exchange::Passed;

use checked::Checked;
use gzip::gzip;
use tnetstring::{Flow, bytes, headers, named, text};

fn check_from(file: &[u8], reader: impl Read + Send, format: Option<InputFormat>) -> Checked {
    checked::check(reader, format, &NoAttachments, &|_| file)
}

fn check(file: &[u8]) -> Checked {
    check_from(file, file, None)
}

/// A response with one drifted date.
const DRIFTED: &str = r#"{"code":200,"body":{"connectionId":"a1b2","created":"2024-01-15T14:30:00+0000","name":"it's \"5\" é"}}"#;
const DRIFTED_DATE: &str = r#""2024-01-15T14:30:00+0000""#;
const CLEAN: &str = r#"{"code":200,"body":{"connectionId":"a1b2","sourceId":"b","lastRunBy":"c"}}"#;
const HOST: &str = "h.app.wdesk.com";
const PATH: &str = "/s/wdata/prep/api/v1/connections/a1b2";

fn url() -> String {
    format!("https://{HOST}{PATH}")
}

/// How the drifted body stands in a capture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    /// As it is.
    Text,
    /// Compressed: the whole stands for its parts.
    Opaque,
}

/// The capture has one drifted response, and no more findings.
#[track_caller]
fn one_finding(name: &str, file: &[u8], format: InputFormat, how: How) -> Vec<String> {
    assert_eq!(InputFormat::told_by(file), Some(format), "{name}");
    let checked = check(file);
    assert_eq!(checked.errors, [""; 0], "{name}");
    let [found] = checked.found.as_slice() else {
        panic!("{name}: {:?} {:?}", checked.found, checked.exchanges)
    };
    let at = (found.rule, found.pointer.as_str());
    assert_eq!(at, ("date-offset-unpunctuated", "/body/created"), "{name}");
    assert_eq!(found.value, DRIFTED_DATE, "{name}");
    match how {
        How::Text => assert_eq!(found.bytes, DRIFTED_DATE, "{name}"),
        How::Opaque => assert!(found.bytes.len() > 100, "{name}"),
    }
    // In the smallest of reads, and compressed as a whole, it says the same.
    let packed = gzip(file);
    for again in [
        check_from(file, Slow(file), Some(format)),
        check_from(file, packed.as_slice(), None),
    ] {
        assert_eq!(again.errors, [""; 0], "{name}");
        assert_eq!(again.found, checked.found, "{name}");
        assert_eq!(again.exchanges, checked.exchanges, "{name}");
    }
    checked.exchanges
}

/// Gives a few bytes at a time.
struct Slow<'t>(&'t [u8]);

impl Read for Slow<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let length = buffer.len().min(7);
        self.0.read(&mut buffer[..length])
    }
}

fn with_crlf(text: &str) -> String {
    text.replace('\n', "\r\n")
}

fn chunked(body: &str, size: usize) -> Vec<u8> {
    let mut out = Vec::new();
    for chunk in body.as_bytes().chunks(size) {
        out.extend(format!("{:x}\r\n", chunk.len()).bytes());
        out.extend(chunk);
        out.extend(b"\r\n");
    }
    out.extend(b"0\r\n\r\n");
    out
}

fn response(fields: &str, body: &[u8]) -> Vec<u8> {
    [format!("HTTP/1.1 200 OK\r\n{fields}\r\n").as_bytes(), body].concat()
}

/// A response as `curl -i` prints it, of one version of HTTP each.
#[test]
fn responses_of_every_version_are_read() {
    let length = DRIFTED.len();
    for head in [
        format!("HTTP/1.0 200 OK\nContent-Type: application/json\nContent-Length: {length}\n\n"),
        format!("HTTP/1.1 200 OK\nContent-Type: application/json\nContent-Length: {length}\n\n"),
        format!("HTTP/2 200 \ncontent-type: application/json\ncontent-length: {length}\n\n"),
        "HTTP/3 200 \ncontent-type: application/json\n\n".to_owned(),
        "HTTP/1.1 200\n\n".to_owned(),
    ] {
        for head in [with_crlf(&head), head] {
            for end in ["", "\n", "\r\n\r\n"] {
                let file = format!("{head}{DRIFTED}{end}");
                let exchanges = one_finding(&head, file.as_bytes(), InputFormat::Http, How::Text);
                assert_eq!(exchanges, ["1 ? ? 200"]);
            }
        }
    }
}

#[test]
fn a_request_in_front_gives_method_and_url() {
    let file = format!(
        "GET {PATH} HTTP/1.1\nHost: {HOST}\nAccept: */*\n\nHTTP/1.1 200 OK\nConnection: close\n\n{DRIFTED}\n"
    );
    for file in [with_crlf(&file), file] {
        let exchanges = one_finding("request", file.as_bytes(), InputFormat::Http, How::Text);
        assert_eq!(exchanges, [format!("1 GET {} 200", url())]);
    }
    // HTTPie indents bodies and keeps their lengths; the request's body is checked, too.
    let pretty = serde_json::from_str::<serde_json::Value>(DRIFTED).unwrap();
    let file = format!(
        "POST {PATH}/refresh HTTP/1.1\nHost: {HOST}\nContent-Length: 22\n\n{{\n    \"connectionId\": null\n}}\n\n\nHTTP/1.1 200 OK\nContent-Length: {}\n\n{pretty:#}\n\n\nGET {PATH} HTTP/1.1\nHost: {HOST}\n\n\nHTTP/1.1 404 Not Found\n\n{{\"code\":404,\"body\":\"no\"}}",
        DRIFTED.len()
    );
    let checked = check(file.as_bytes());
    assert_eq!(checked.errors, [""; 0]);
    assert_eq!(
        checked.dtos,
        [
            "RefreshConnectionDto",
            "BaseResponseConnectionRunDto",
            "SingleError"
        ]
    );
    assert_eq!(checked.found[0].rule, "null-unexpected");
    assert_eq!(checked.found[0].bytes, "null");
}

#[test]
fn heads_that_lead_to_the_last_one_are_not_counted() {
    let interim = "HTTP/1.1 100 Continue\n\nHTTP/1.1 103 Early Hints\nLink: </a>\n\n";
    let tunnel = "HTTP/1.0 200 Connection established\nProxy-Agent: x\n\n";
    let moved = "HTTP/1.1 301 Moved Permanently\nLocation: /b\nContent-Length: 178\n\n";
    let challenge = "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Digest\nContent-Length: 9\n\n";
    for before in [
        interim,
        tunnel,
        moved,
        challenge,
        "HTTP/1.1 200\n\n",
        &format!("{tunnel}{moved}{moved}{interim}"),
    ] {
        let file = with_crlf(&format!("{before}HTTP/1.1 200 OK\nA: b\n\n{DRIFTED}"));
        let exchanges = one_finding(before, file.as_bytes(), InputFormat::Http, How::Text);
        assert_eq!(exchanges, ["1 ? ? 200"], "{before}");
    }
    let file = format!(
        "CONNECT {HOST}:443 HTTP/1.1\nHost: {HOST}:443\n\nHTTP/1.1 200 OK\n\nGET {PATH} HTTP/1.1\nHost: {HOST}\n\nHTTP/1.1 200 OK\n\n{DRIFTED}"
    );
    let exchanges = one_finding("CONNECT", file.as_bytes(), InputFormat::Http, How::Text);
    assert_eq!(exchanges, [format!("1 GET {} 200", url())]);
    // What is none of these is an exchange of its own.
    let file = format!(
        "{moved}gone\n\nHTTP/1.1 204 No Content\nA: b\n\nHTTP/1.1 502 Bad Gateway\nA: b\n\n<html>\nHTTP/1.1 301 Moved\n\n"
    );
    let checked = check(file.as_bytes());
    assert_eq!(
        checked.exchanges,
        ["1 ? ? 301", "2 ? ? 204", "3 ? ? 502", "4 ? ? 301"]
    );
    assert_eq!(checked.errors, ["Truncated"]);
    assert_eq!(
        checked.passed,
        [Passed::WithoutBody, Passed::NotJson, Passed::BodyMissing]
    );
}

#[test]
fn messages_follow_one_another() {
    let of = |fields: &str, body: &[u8]| response(fields, body);
    let length = format!("Content-Length: {}\r\n", CLEAN.len());
    let file = [
        of(&length, CLEAN.as_bytes()),
        of("Transfer-Encoding: chunked\r\n", &chunked(CLEAN, 10)),
        // curl took the chunks off, and the body has no line end.
        of("Transfer-Encoding: chunked\r\n", CLEAN.as_bytes()),
        of("", CLEAN.as_bytes()),
        b"\r\n### the next one\r\n\r\n".to_vec(),
        of(&length, CLEAN.as_bytes()),
        format!("GET {PATH} HTTP/1.1\r\nHost: {HOST}\r\n\r\n").into_bytes(),
        of("Content-Encoding: gzip\r\n", CLEAN.as_bytes()),
        format!("HEAD {PATH} HTTP/1.1\r\nHost: {HOST}\r\n\r\n").into_bytes(),
        of(&length, b""),
        format!("GET {PATH} HTTP/1.1\r\nHost: {HOST}\r\n\r\n").into_bytes(),
        of(&length, DRIFTED.as_bytes()),
        format!("GET {PATH} HTTP/1.1\r\nHost: {HOST}").into_bytes(),
    ]
    .concat();
    one_finding("several", &file, InputFormat::Http, How::Text);
    let checked = check(&file);
    let get = format!("GET {}", url());
    assert_eq!(
        checked.exchanges,
        [
            "1 ? ? 200".to_owned(),
            "2 ? ? 200".to_owned(),
            "3 ? ? 200".to_owned(),
            "4 ? ? 200".to_owned(),
            "5 ? ? 200".to_owned(),
            format!("6 {get} 200"),
            format!("7 HEAD {} 200", url()),
            format!("8 {get} 200"),
            format!("9 {get} ?"),
        ]
    );
    assert_eq!(checked.dtos.len(), 7);
    assert_eq!(checked.passed, [Passed::WithoutBody, Passed::NoResponse]);
}

#[test]
fn codings_are_taken_off_and_places_lead_through_chunks() {
    let coded = gzip(DRIFTED.as_bytes());
    let file = response("Transfer-Encoding: chunked\r\n", &chunked(DRIFTED, 90));
    one_finding("chunks", &file, InputFormat::Http, How::Text);
    // A value across two chunks stands at all bytes between its own.
    let file = response("Transfer-Encoding: chunked\r\n", &chunked(DRIFTED, 70));
    let across = check(&file);
    assert_eq!(across.found[0].value, DRIFTED_DATE);
    let bytes = &across.found[0].bytes;
    assert_eq!(bytes.replace("\r\n21\r\n", ""), DRIFTED_DATE, "{bytes}");
    let length = format!(
        "Content-Encoding: gzip\r\nContent-Length: {}\r\n",
        coded.len()
    );
    one_finding(
        "gzip",
        &response(&length, &coded),
        InputFormat::Http,
        How::Opaque,
    );
    let mut both = b"5\r\n".to_vec();
    both.extend(&coded[..5]);
    both.extend(format!("\r\n{:X};a=b\r\n", coded.len() - 5).bytes());
    both.extend(&coded[5..]);
    both.extend(b"\r\n0\r\nX-Trailer: a\r\n\r\n");
    for fields in [
        "Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: gzip, chunked\r\n",
    ] {
        let file = response(fields, &both);
        one_finding(fields, &file, InputFormat::Http, How::Opaque);
    }
    // `--compressed` decodes, and the fields tell of what was sent.
    for length in [5, 80, 500] {
        let fields = format!("Content-Encoding: gzip\r\nContent-Length: {length}\r\n");
        let file = response(&fields, DRIFTED.as_bytes());
        one_finding(&fields, &file, InputFormat::Http, How::Text);
    }
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    zlib.write_all(bytes).unwrap();
    zlib.finish().unwrap()
}

#[test]
fn several_codings_are_taken_off_in_turn() {
    let [once, deflated] = [gzip(DRIFTED.as_bytes()), zlib(DRIFTED.as_bytes())];
    for (coding, bytes) in [
        ("gzip, gzip", gzip(&once)),
        ("x-gzip, GZIP", gzip(&once)),
        ("deflate, gzip", gzip(&deflated)),
        ("gzip, deflate", zlib(&once)),
        ("deflate, identity, deflate", zlib(&deflated)),
        // The outer ones were taken off, the fields were kept.
        ("gzip, gzip", once.clone()),
        ("gzip, br", once.clone()),
        ("br, br", once),
    ] {
        let fields = format!("Content-Encoding: {coding}\r\n");
        let length = format!("{fields}Content-Length: {}\r\n", bytes.len());
        let file = response(&length, &bytes);
        one_finding(coding, &file, InputFormat::Http, How::Opaque);
    }
    let file = response("Content-Encoding: gzip, gzip\r\n", DRIFTED.as_bytes());
    one_finding("decoded", &file, InputFormat::Http, How::Text);
}

#[test]
fn what_stands_behind_the_end_of_a_coding_is_told() {
    let good = response("A: b\r\n", DRIFTED.as_bytes());
    let chunks = |behind: &str| [&chunked(CLEAN, 20), behind.as_bytes()].concat();
    let behind = |coding: &str| vec![format!("Undecodable(Behind(\"{coding}\"))")];
    let cases = [
        (
            "Content-Encoding: deflate\r\n",
            [&zlib(CLEAN.as_bytes()), DRIFTED.as_bytes()].concat(),
            behind("deflate"),
        ),
        (
            "Transfer-Encoding: chunked\r\n",
            chunks(DRIFTED),
            behind("chunked coding"),
        ),
        (
            "Transfer-Encoding: chunked\r\n",
            [b"0\r\n\r\n", DRIFTED.as_bytes()].concat(),
            behind("chunked coding"),
        ),
        (
            "Transfer-Encoding: chunked\r\n",
            chunks("\r\n\n"),
            Vec::new(),
        ),
        ("Transfer-Encoding: chunked\r\n", chunks(""), Vec::new()),
    ];
    for (fields, body, errors) in cases {
        let coded = format!("{fields}Content-Length: {}\r\n", body.len());
        let fields = if fields.starts_with("Content") {
            &coded
        } else {
            fields
        };
        let file = [response(fields, &body), good.clone()].concat();
        let checked = check(&file);
        assert_eq!(checked.errors, errors, "{fields}");
        assert_eq!(
            (checked.found.len(), checked.exchanges.len()),
            (1, 2),
            "{fields}"
        );
    }
}

#[test]
fn what_is_cut_off_or_broken_hides_nothing_else() {
    let cut = &DRIFTED[..40];
    let length = format!("Content-Length: {}\r\n", DRIFTED.len());
    let good = response("A: b\r\n", DRIFTED.as_bytes());
    let file = [
        response(&length, cut.as_bytes()),
        good.clone(),
        response("Transfer-Encoding: chunked\r\n", b"ff\r\n{\"code\":200"),
        response(
            "Transfer-Encoding: chunked\r\n",
            b"2\r\n{\"code\":200}\r\n0\r\n\r\n",
        ),
        good.clone(),
        response(
            "Content-Encoding: gzip\r\n",
            &gzip(DRIFTED.as_bytes())[..60],
        ),
        good.clone(),
        b"\r\nHTTP/1.1 200 OK\r\nContent-Ty".to_vec(),
    ]
    .concat();
    let checked = check(&file);
    assert_eq!(checked.found.len(), 3, "{:?}", checked.errors);
    assert_eq!(checked.exchanges.len(), 7);
    let last = file.len() - 27;
    assert_eq!(
        checked.errors,
        [
            "Truncated",
            "Truncated",
            "Undecodable(Malformed(\"chunked coding\"))",
            "Undecodable(CutOff(\"gzip\"))",
            &format!("cut off at {last}"),
        ]
    );
    // Text that is no message, in front and in between.
    let no_start = "expected the first line of a request or of a response";
    let junk = b"some text\nthat is no message\n\n";
    let endless = [
        &b"HTTP/1.1 200 OK\r\nA: b\r\n"[..],
        &b"x".repeat(600 << 10),
        b"\r\n",
    ]
    .concat();
    let file = [&junk[..], &good, b"\r\n", &endless, &good].concat();
    let checked = check_from(&file, file.as_slice(), Some(InputFormat::Http));
    assert_eq!(checked.found.len(), 2, "{:?}", checked.errors);
    assert_eq!(
        checked.errors,
        [
            format!("entry 1 at 0 (line 1): {no_start}"),
            "entry 3 at 160 (line 8): the head does not end".to_owned(),
        ]
    );
    for junk in [&b""[..], b"\r\n \n"] {
        let checked = check_from(junk, junk, Some(InputFormat::Http));
        assert_eq!(checked.errors, ["Empty"]);
    }
    let checked = check_from(junk, &junk[..], Some(InputFormat::Http));
    assert_eq!(
        checked.errors,
        [format!("entry 1 at 0 (line 1): {no_start}")]
    );
    assert_eq!(checked.exchanges, [""; 0]);
}

#[test]
fn long_bodies_are_read_in_whatever_blocks_they_come() {
    let long = format!(
        "{{\"code\":200,\"body\":{{\"connectionId\":\"a1\",\"sourceId\":\"b\",\"name\":\"{}\"}}}}",
        "x".repeat(5 << 20)
    );
    let good = response("A: b\r\n", DRIFTED.as_bytes());
    for one in [
        response("A: b\r\n", long.as_bytes()),
        response(
            &format!("Content-Length: {}\r\n", long.len()),
            long.as_bytes(),
        ),
        response("Transfer-Encoding: chunked\r\n", &chunked(&long, 1 << 16)),
    ] {
        let file = [&good[..], &one, &good].concat();
        let checked = check(&file);
        assert_eq!(checked.errors, [""; 0]);
        assert_eq!((checked.exchanges.len(), checked.found.len()), (3, 2));
    }
}

#[test]
fn transcripts_of_curl_are_read() {
    let notes = format!(
        "*   Trying 203.0.113.7:443...\n* Connected to {HOST} (203.0.113.7) port 443\n* ALPN: curl offers h2,http/1.1\n"
    );
    let request = format!(
        "> GET {PATH} HTTP/2\n> Host: {HOST}\n> User-Agent: curl/8.5.0\n> Accept: */*\n> \n"
    );
    let head = "< HTTP/2 200 \n< content-type: application/json\n< content-length: 999\n< \n";
    let left = "* Connection #0 to host h.app.wdesk.com left intact\n";
    let data = "{ [108 bytes data]\n";
    let meter = "  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n                                 Dload  Upload   Total   Spent    Left  Speed\n\r  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0*   Trying 203.0.113.7:443...\n";
    let full = format!(
        "{meter}{notes}{request}* old SSL session ID is stale, removing\n{head}{data}\r100   108  100   108    0     0    420      0 --:--:-- --:--:-- --:--:--   422\n{left}{DRIFTED}"
    );
    let moved = format!(
        "{notes}> GET /x HTTP/1.1\n> Host: {HOST}\n>\n< HTTP/1.1 301 Moved\n< Location: {PATH}\n<\n* Ignoring the response-body\n{left}* Issue another request to this URL\n{request}{head}{DRIFTED}\n{left}"
    );
    let tunnel = format!(
        "* Establish HTTP proxy tunnel to {HOST}:443\n> CONNECT {HOST}:443 HTTP/1.1\n> Host: {HOST}:443\n>\n< HTTP/1.1 200 Connection established\n<\n* CONNECT phase completed\n{request}< HTTP/1.1 100 Continue\n<\n{head}{DRIFTED}{left}"
    );
    let twice = format!(
        "{request}{head}HTTP/2 200 \ncontent-type: application/json\ncontent-length: 999\n\n{DRIFTED}{left}"
    );
    let one = format!("1 GET {} 200", url());
    let row = "\r100   108  100   108    0     0    420      0 --:--:-- --:--:-- --:--:--   422";
    let late = "\r100 2048k  100 2048k    0     0   512k      0  0:00:04  0:00:04 --:--:--  512k";
    let bar = "\r#=#=#      \r######## 100.0%";
    let (begin, end) = DRIFTED.split_at(1);
    let drawn = [
        ("behind a meter", format!("{data}{row}{late}{DRIFTED}\n")),
        ("in front of one", format!("{DRIFTED}{late}\n")),
        ("on both sides", format!("{begin}{row}{late}{end}\n")),
        ("in front of a bar", format!("{DRIFTED}{bar}\n")),
    ];
    for (name, body) in drawn {
        let file = format!("{meter}{request}{head}{body}{left}");
        let exchanges = one_finding(name, file.as_bytes(), InputFormat::Http, How::Text);
        assert_eq!(exchanges, [one.as_str()], "{name}");
    }
    for (name, file, due) in [
        (
            "plain",
            format!("{notes}{request}{head}{DRIFTED}\n{left}"),
            vec![&one],
        ),
        (
            "glued",
            format!("{notes}{request}{head}{DRIFTED}{left}"),
            vec![&one],
        ),
        ("to a file", full, vec![&one]),
        (
            "redirect",
            moved,
            vec![
                &format!("1 GET https://{HOST}/x 301"),
                &format!("2 GET {} 200", url()),
            ],
        ),
        ("proxy", tunnel, vec![&one]),
        ("-i", twice, vec![&one]),
        (
            "several",
            format!(
                "{request}{head}{CLEAN}{left}{notes}{request}{head}{DRIFTED}{left}{request}* Empty reply from server\n"
            ),
            vec![
                &one,
                &one.replacen('1', "2", 1),
                &format!("3 GET {} ?", url()),
            ],
        ),
    ] {
        // A length that lies is one that curl's own decoding made.
        let exchanges = one_finding(name, file.as_bytes(), InputFormat::Http, How::Text);
        assert_eq!(exchanges.iter().collect::<Vec<_>>(), due, "{name}");
        let crlf = with_crlf(&file);
        one_finding(name, crlf.as_bytes(), InputFormat::Http, How::Text);
    }
    // A length that is true tells where a page ends, and JSON that was cut off.
    for (body, passed, errors) in [
        ("<html>\r\n</html>\r\n", vec![Passed::NotJson], vec![]),
        ("<html>", vec![Passed::NotJson], vec![]),
        (
            &DRIFTED[..50],
            vec![],
            vec![
                "1 Syntax(SyntaxError { offset: 50, kind: CutOff(\"the closing quote of a string\") })",
            ],
        ),
    ] {
        let mut head = head.replace("999", &body.len().to_string());
        if !passed.is_empty() {
            head = head.replace(" 200", " 502");
        }
        let file = format!("{request}{head}{body}{left}");
        let checked = check(file.as_bytes());
        assert_eq!(checked.passed, passed, "{body}");
        assert_eq!(checked.errors, errors, "{body}");
    }
    let cut = format!(
        "{request}{head}{}\n{request}< HTTP/2 200 \n< content",
        &DRIFTED[..50]
    );
    let checked = check(cut.as_bytes());
    assert_eq!(checked.exchanges, [one]);
    assert_eq!(checked.errors.len(), 2, "{:?}", checked.errors);
    assert_eq!(checked.errors[0], "Truncated");
    assert!(checked.errors[1].starts_with("cut off"));
}

#[test]
fn text_of_a_transcript_that_is_in_no_place_of_a_body_is_told() {
    let request = format!("> GET {PATH} HTTP/1.1\n> Host: {HOST}\n> \n");
    let answer = format!("< HTTP/1.1 200 OK\n< A: b\n< \n{CLEAN}\n");
    let unread = "text that is of no head and of no body stands here, and was not read";
    let told = |file: &str| {
        let checked = check(file.as_bytes());
        assert_eq!(
            checked.exchanges,
            [format!("1 GET {} 200", url())],
            "{file}"
        );
        assert_eq!(checked.dtos, ["BaseResponseConnectionDto"], "{file}");
        checked.errors
    };
    for text in [
        "{\"a\": 1}\n",
        "* upload completely sent off\n{\n}\n",
        "> {\"a\": 1}\n",
        "a page\n",
    ] {
        let file = format!("{request}{text}{answer}");
        let at = file.find(text.trim_start_matches("* upload completely sent off\n"));
        let due = format!(
            "InPart {{ number: 1, origin: Origin {{ offset: {}",
            at.unwrap()
        );
        let [error] = &told(&file)[..] else {
            panic!("{file}");
        };
        assert!(error.starts_with(&due) && error.contains(unread), "{error}");
    }
    // Inside of a head.
    let file = format!("{request}< HTTP/1.1 200 OK\n{{}}\n< A: b\n< \n{CLEAN}\n");
    assert!(told(&file)[0].contains(unread));
    // Behind the end of the connection, and behind what is no head.
    let file = format!(
        "{request}{}",
        answer.replace("}\n", "}* Connection left intact\n{}\n")
    );
    assert!(told(&file)[0].contains(unread));
    let file = format!("{request}< nothing\n<\n{CLEAN}\n");
    let checked = check(file.as_bytes());
    assert_eq!(checked.passed, [Passed::NoResponse]);
    assert!(checked.errors[0].contains(unread));
    // What curl says itself.
    for text in [
        "\n",
        "* We are completely uploaded and fine\n",
        "} [12 bytes data]\n",
        "\r######                     20.2%\r######### 100.0%\n",
        "Enter host password for user 'a':\n",
        "** Resuming transfer from byte position 5\n",
    ] {
        assert_eq!(told(&format!("{request}{text}{answer}")), [""; 0], "{text}");
    }
    assert_eq!(told(&format!("{request}{answer}< x-trailer: 1\n")), [""; 0]);
    let failed = format!(
        "{request}* Empty reply from server\n* Closing connection\ncurl: (52) Empty reply from server\n"
    );
    let checked = check(failed.as_bytes());
    assert_eq!(
        (checked.errors, checked.passed),
        (vec![], vec![Passed::NoResponse])
    );
    // In the place of a body it is of the body.
    for line in ["> a\n", "< b\n"] {
        let file = format!("{request}{}", answer.replace(CLEAN, &format!("[\n{line}]")));
        assert!(
            check(file.as_bytes()).errors[0].starts_with("1 Syntax"),
            "{line}"
        );
    }
}

#[test]
fn what_is_no_capture_is_not_taken_for_one() {
    for text in [
        "HTTP is a protocol",
        "HTTP/1.1 is a protocol\n\n",
        "* a list\n* of things\n\n> a quote\n",
        "* a list\n> GET / HTTP/1.1 is a request\n",
        "> quoted\n> text\n",
        "< HTML >\n",
        // A collection of requests, as editors' clients have them.
        "GET https://x.test/a HTTP/1.1\nAccept: */*\n\n###\n\nGET https://x.test/b HTTP/1.1\n\n",
        "GET /a\n",
        "12:30 HTTP/1.1 200 OK\n",
        "127.0.0.1 - - [15/Jan/2024:14:30:00 +0000] \"GET /a HTTP/1.1\" 200 5\n",
        "",
    ] {
        assert_eq!(InputFormat::told_by(text.as_bytes()), None, "{text}");
    }
}

/// A flow as format 21 has it; `content` is the body of its response.
fn flow(method: &str, path: &str, response: Flow) -> Vec<(String, Flow)> {
    let request = Flow::Named(named([
        ("path", bytes(path)),
        ("authority", bytes("")),
        ("scheme", bytes("https")),
        ("method", bytes(method)),
        ("port", Flow::Integer(443)),
        ("host", text(HOST)),
        ("timestamp_start", Flow::Float("1705329000.25")),
        ("trailers", Flow::Null),
        ("content", bytes("")),
        ("headers", headers(&[("accept", "*/*")])),
        ("http_version", bytes("HTTP/2.0")),
    ]));
    named([
        ("websocket", Flow::Null),
        ("response", response),
        ("request", request),
        ("backup", Flow::Null),
        ("timestamp_created", Flow::Float("1705329000.25")),
        ("comment", text("")),
        ("metadata", Flow::Named(Vec::new())),
        ("marked", text("")),
        ("is_replay", Flow::Null),
        ("intercepted", Flow::Flag(false)),
        (
            "server_conn",
            Flow::Named(named([(
                "address",
                Flow::List(vec![text(HOST), Flow::Integer(443)]),
            )])),
        ),
        ("client_conn", Flow::Named(named([("id", text("c"))]))),
        ("error", Flow::Null),
        ("id", text("14ddf3ed-32ad-4e46-a049-38e214ecaa7b")),
        ("type", text("http")),
        ("version", Flow::Integer(21)),
    ])
}

fn answer(status: i64, content: Flow, headers: Flow) -> Flow {
    Flow::Named(named([
        ("reason", bytes("OK")),
        ("status_code", Flow::Integer(status)),
        ("timestamp_end", Flow::Float("1705329000.5")),
        ("trailers", Flow::Null),
        ("content", content),
        ("headers", headers),
        ("http_version", bytes("HTTP/2.0")),
    ]))
}

/// A flow with the member `name` set to another value.
fn with(mut flow: Vec<(String, Flow)>, name: &str, value: Flow) -> Vec<(String, Flow)> {
    if let Some((_, old)) = flow.iter_mut().find(|(known, _)| known == name) {
        *old = value;
    }
    flow
}

fn drifted_flow() -> Vec<u8> {
    Flow::Named(flow(
        "GET",
        PATH,
        answer(
            200,
            bytes(DRIFTED),
            headers(&[("content-type", "application/json")]),
        ),
    ))
    .write()
}

/// A flow as mitmproxy 0.17 and before had it.
fn old_flow(version: [i64; 2]) -> Vec<u8> {
    let is_first = version[1] < 14;
    let connection = || Flow::NamedByBytes(named([("via", Flow::Null)]));
    let response = Flow::NamedByBytes(named([
        (
            "httpversion",
            Flow::List(vec![Flow::Integer(1), Flow::Integer(1)]),
        ),
        ("msg", bytes("OK")),
        ("headers", headers(&[("Content-Type", "application/json")])),
        (
            if version[1] == 14 { "body" } else { "content" },
            bytes(DRIFTED),
        ),
        (
            if is_first { "code" } else { "status_code" },
            Flow::Integer(200),
        ),
    ]));
    let request = Flow::NamedByBytes(named([
        ("port", Flow::Integer(443)),
        ("scheme", bytes("https")),
        ("path", bytes(PATH)),
        ("host", bytes(HOST)),
        ("headers", headers(&[("Host", HOST)])),
        ("content", bytes("")),
        ("method", bytes("GET")),
        (
            if is_first {
                "form_in"
            } else {
                "first_line_format"
            },
            bytes("relative"),
        ),
    ]));
    Flow::NamedByBytes(named([
        ("error", Flow::Null),
        ("response", response),
        ("request", request),
        ("client_conn", connection()),
        ("server_conn", connection()),
        ("type", bytes("http")),
        ("id", bytes("14ddf3ed")),
        ("version", Flow::List(version.map(Flow::Integer).into())),
    ]))
    .write()
}

#[test]
fn flows_of_every_version_are_read() {
    let one = [format!("1 GET {} 200", url())];
    for version in [[0, 11], [0, 13], [0, 14], [0, 17]] {
        let file = old_flow(version);
        let exchanges = one_finding("old", &file, InputFormat::Mitmproxy, How::Text);
        assert_eq!(exchanges, one);
    }
    // Format 7 has no authority, and its host is bytes.
    let mut seven = flow("GET", PATH, answer(200, bytes(DRIFTED), headers(&[])));
    seven = with(seven, "version", Flow::Integer(7));
    seven.insert(0, ("mode".to_owned(), text("regular")));
    for (name, file) in [("7", Flow::Named(seven).write()), ("21", drifted_flow())] {
        let exchanges = one_finding(name, &file, InputFormat::Mitmproxy, How::Text);
        assert_eq!(exchanges, one);
    }
    let packed = answer(
        200,
        Flow::Bytes(gzip(DRIFTED.as_bytes())),
        headers(&[
            ("Content-Encoding", "gzip"),
            ("Transfer-Encoding", "chunked"),
        ]),
    );
    let file = Flow::Named(flow("GET", PATH, packed)).write();
    one_finding("gzip", &file, InputFormat::Mitmproxy, How::Opaque);
    // Decoded by a script that kept the header.
    let lies = answer(200, bytes(DRIFTED), headers(&[("content-encoding", "br")]));
    let file = Flow::Named(flow("GET", PATH, lies)).write();
    one_finding("lies", &file, InputFormat::Mitmproxy, How::Text);
}

#[test]
fn flows_that_are_not_checked_are_counted_by_reason() {
    let get = |response| flow("GET", PATH, response);
    let of_type = |kind: &str| {
        let mut flow = named([("messages", Flow::List(vec![Flow::Null]))]);
        flow.push(("type".to_owned(), text(kind)));
        flow.push(("error".to_owned(), Flow::Null));
        flow
    };
    let failed = Flow::Named(named([("msg", text("Connection killed."))]));
    let clean = || answer(200, bytes(CLEAN), headers(&[]));
    let mut replayed_of_old = get(Flow::Null);
    replayed_of_old = with(
        replayed_of_old,
        "response",
        Flow::Named(named([
            ("is_replay", Flow::Flag(true)),
            ("status_code", Flow::Integer(200)),
            ("content", bytes(CLEAN)),
        ])),
    );
    let flows = [
        with(get(Flow::Null), "error", failed),
        get(Flow::Null),
        get(answer(200, Flow::Null, headers(&[]))),
        get(answer(200, bytes(""), headers(&[]))),
        get(answer(204, Flow::Null, headers(&[]))),
        get(answer(502, bytes("<html>"), headers(&[]))),
        of_type("tcp"),
        of_type("udp"),
        of_type("dns"),
        of_type("websocket"),
        flow("CONNECT", "", answer(200, bytes(""), headers(&[]))),
        flow("GET", "/other?secret=1", clean()),
        with(get(clean()), "is_replay", text("response")),
        replayed_of_old,
        with(get(clean()), "is_replay", text("request")),
        with(
            get(answer(101, bytes(""), headers(&[]))),
            "websocket",
            Flow::Named(named([("messages", Flow::List(vec![Flow::Null]))])),
        ),
    ];
    let file: Vec<u8> = flows
        .iter()
        .flat_map(|flow| Flow::Named(flow.clone()).write())
        .collect();
    let checked = check(&file);
    assert_eq!(checked.errors, [""; 0]);
    assert_eq!(checked.exchanges.len(), flows.len());
    assert_eq!(checked.exchanges[6], "7 ? ? ?");
    assert_eq!(checked.exchanges[10], format!("11 CONNECT {HOST} 200"));
    assert_eq!(checked.dtos, ["BaseResponseConnectionDto"]);
    assert_eq!(
        checked.passed,
        [
            Passed::NoResponse,
            Passed::NoResponse,
            Passed::BodyMissing,
            Passed::BodyMissing,
            Passed::WithoutBody,
            Passed::NotJson,
            Passed::NotHttp,
            Passed::NotHttp,
            Passed::NotHttp,
            Passed::NotHttp,
            Passed::NotOfThisApi,
            Passed::NotOfThisApi,
            Passed::Mocked,
            Passed::Mocked,
            Passed::NotHttp,
        ]
    );
}

#[test]
fn bodies_of_requests_in_flows_are_checked() {
    let mut request = flow("POST", &format!("{PATH}/refresh"), Flow::Null);
    for (name, value) in &mut request {
        if name == "request"
            && let Flow::Named(members) = value
        {
            let members_of = std::mem::take(members);
            *members = with(members_of, "content", bytes("{\"connectionId\":null}"));
        }
    }
    let file = Flow::Named(request).write();
    let checked = check(&file);
    assert_eq!(checked.found[0].rule, "null-unexpected");
    assert_eq!(checked.found[0].bytes, "null");
}

#[test]
fn a_broken_flow_hides_no_other() {
    let good = drifted_flow();
    let length = good.len();
    let of = |broken: &[u8]| [&good[..], broken, &good].concat();
    let text = String::from_utf8(good.clone()).unwrap();
    let items = [
        // An item inside that has no type, or leaves what it is in; the flow's own length holds.
        text.replacen("3:443#", "3:443?", 1),
        text.replacen("3:443#", "9:443#", 1),
        text.replacen("8:response;", "8-response;", 1),
    ];
    let frames = [
        text.replacen(':', "?", 1),
        format!("{}]", &text[..length - 1]),
        text.replacen(|_: char| true, "9", 1),
        "some text".to_owned(),
        format!("99999999999{text}"),
        text[..length / 2].to_owned(),
    ];
    for broken in items.iter().chain(&frames) {
        let file = of(broken.as_bytes());
        let checked = check_from(&file, Slow(&file), None);
        assert_eq!(checked.found.len(), 2, "{broken}: {:?}", checked.errors);
        let [error] = checked.errors.as_slice() else {
            panic!("{broken}: {:?}", checked.errors)
        };
        let at = error
            .strip_prefix("entry 2 at ")
            .and_then(|rest| rest.split(' ').next())
            .and_then(|offset| offset.parse::<usize>().ok());
        let is_inside = at.is_some_and(|at| (length..=length + broken.len()).contains(&at));
        assert!(is_inside, "{broken}: {error}");
    }
    for cut in (0..length).step_by(7).skip(1) {
        let file = [&good[..], &good[..cut]].concat();
        let checked = check(&file);
        assert_eq!(checked.found.len(), 1);
        assert_eq!(checked.errors, [format!("cut off at {length}")], "{cut}");
    }
    let checked = check_from(b"", &b""[..], Some(InputFormat::Mitmproxy));
    assert_eq!(checked.errors, ["Empty"]);
    // Lists in lists cost nothing.
    let mut deep = b"0:]".to_vec();
    for _ in 0..3000 {
        deep = [format!("{}:", deep.len()).as_bytes(), &deep, b"]"].concat();
    }
    let deep = [b"8:metadata;", &deep[..]].concat();
    let deep = [format!("{}:", deep.len()).as_bytes(), &deep, b"}"].concat();
    let file = of(&deep);
    let checked = check(&file);
    assert_eq!((checked.found.len(), checked.passed.len()), (2, 1));
    for no_flow in [
        "12:",
        "5:hello,",
        "15:8:responsx;0:~}",
        "12:30 it is\n",
        "1:2:3",
    ] {
        assert_eq!(InputFormat::told_by(no_flow.as_bytes()), None, "{no_flow}");
    }
}

/// A record of an archive: the fields behind its length, and its block.
fn record(version: &str, fields: &str, block: &[u8]) -> Vec<u8> {
    let head = with_crlf(&format!(
        "WARC/{version}\n{fields}\nContent-Length: {}\n\n",
        block.len()
    ));
    [head.as_bytes(), block, b"\r\n\r\n"].concat()
}

fn asked(id: &str, concurrent: &str, more: &str, method: &str) -> Vec<u8> {
    let fields = format!(
        "WARC-Type: request\nWARC-Record-ID: <urn:uuid:{id}>\nWARC-Concurrent-To: {concurrent}\nWARC-Target-URI: {}\nWARC-Date: 2024-01-15T14:30:00Z\nContent-Type: application/http; msgtype=request{more}",
        url()
    );
    let block = format!("{method} {PATH} HTTP/1.1\r\nHost: {HOST}\r\n\r\n");
    record("1.1", &fields, block.as_bytes())
}

fn answered(id: &str, more: &str, block: &[u8]) -> Vec<u8> {
    let fields = format!(
        "WARC-Type: response\nWARC-Record-ID: <urn:uuid:{id}>\nWARC-Target-URI: {}\nWARC-Date: 2024-01-15T14:30:00Z\nContent-Type: application/http; msgtype=response{more}",
        url()
    );
    record("1.1", &fields, block)
}

fn about(kind: &str) -> Vec<u8> {
    let fields = format!(
        "WARC-Type: {kind}\nWARC-Record-ID: <urn:uuid:{kind}>\nWARC-Date: 2024-01-15T14:30:00Z\nContent-Type: application/warc-fields"
    );
    record("1.1", &fields, b"software: x\r\nrobots: ignore\r\n")
}

#[test]
fn archives_of_every_writer_are_read() {
    let body = response("Content-Type: application/json\r\n", DRIFTED.as_bytes());
    let chunks = response("Transfer-Encoding: chunked\r\n", &chunked(DRIFTED, 90));
    let one = vec![format!("1 GET {} 200", url())];
    let info = about("warcinfo");
    // Wget writes the request first, and brackets around URIs; warcio the response; Heritrix puts metadata
    // between the two.
    let old = |kind: &str, id: &str, more: &str, block: &[u8]| {
        let fields = format!(
            "WARC-Type: {kind}\nWARC-Target-URI: <{}>\nContent-Type: application/http;msgtype={kind}\nWARC-Date: 2024-01-15T14:30:00Z\nWARC-Record-ID: <urn:uuid:{id}>{more}",
            url()
        );
        record("1.0", &fields, block)
    };
    let get = format!("GET {PATH} HTTP/1.1\r\nHost: {HOST}\r\n\r\n");
    let wget = [
        info.clone(),
        old(
            "request",
            "q",
            "\nWARC-IP-Address: 203.0.113.7",
            get.as_bytes(),
        ),
        old("response", "r", "\nWARC-Concurrent-To: <urn:uuid:q>", &body),
        about("metadata"),
    ]
    .concat();
    let warcio = [
        info.clone(),
        answered("r", "", &chunks),
        asked("q", "<urn:uuid:r>", "", "GET"),
    ]
    .concat();
    let heritrix = [
        info.clone(),
        answered(
            "r",
            "\nWARC-Concurrent-To:\n  <urn:uuid:q>\nWARC-Concurrent-To: <urn:uuid:m>",
            &body,
        ),
        about("metadata"),
        asked("q", "<urn:uuid:x>", "", "GET"),
    ]
    .concat();
    let lf = String::from_utf8(wget.clone()).unwrap();
    for (name, file) in [
        ("wget", &wget),
        ("warcio", &warcio),
        ("heritrix", &heritrix),
    ] {
        let exchanges = one_finding(name, file, InputFormat::Warc, How::Text);
        assert_eq!(exchanges, one, "{name}");
        // Each record compressed on its own.
        let mut packed = Vec::new();
        let mut rest = &file[..];
        while !rest.is_empty() {
            let end = rest[1..]
                .windows(7)
                .position(|at| at.starts_with(b"\nWARC/"))
                .map_or(rest.len(), |at| at + 2);
            packed.extend(gzip(&rest[..end]));
            rest = &rest[end..];
        }
        let unpacked = check_from(file, packed.as_slice(), None);
        let told = (unpacked.errors, unpacked.found.len());
        assert_eq!(told, (Vec::new(), 1), "{name}");
    }
    // An archive that an editor gave other line ends has lengths that lead nowhere.
    let lf = lf.replace("\r\n", "\n");
    let checked = check(lf.as_bytes());
    assert_eq!(
        checked.exchanges.len() + checked.errors.len(),
        2,
        "{:?}",
        checked.errors
    );
    // Without a request there is no method.
    let file = [info, answered("r", "", &body)].concat();
    let exchanges = one_finding("response", &file, InputFormat::Warc, How::Text);
    assert_eq!(exchanges, [format!("1 ? {} 200", url())]);
    let packed = response("Content-Encoding: gzip\r\n", &gzip(DRIFTED.as_bytes()));
    let interim = [b"HTTP/1.1 100 Continue\r\n\r\n", &packed[..]].concat();
    let file = [answered("r", "", &interim)].concat();
    one_finding("gzip", &file, InputFormat::Warc, How::Opaque);
}

#[test]
fn records_that_are_not_checked_are_counted_or_passed_over() {
    let clean = response("A: b\r\n", CLEAN.as_bytes());
    let revisit = format!(
        "WARC-Type: revisit\nWARC-Record-ID: <urn:uuid:v>\nWARC-Target-URI: {}\nWARC-Profile: http://netpreserve.org/warc/1.1/revisit/identical-payload-digest\nWARC-Concurrent-To: <urn:uuid:q3>\nContent-Type: application/http; msgtype=response",
        url()
    );
    let dns = "WARC-Type: response\nWARC-Record-ID: <urn:uuid:d>\nWARC-Target-URI: dns:h.app.wdesk.com\nContent-Type: text/dns";
    let resource = |uri: &str| {
        format!(
            "WARC-Type: resource\nWARC-Record-ID: <urn:uuid:s>\nWARC-Target-URI: {uri}\nContent-Type: application/json"
        )
    };
    let conversion =
        "WARC-Type: conversion\nWARC-Record-ID: <urn:uuid:c>\nContent-Type: text/plain";
    let file = [
        about("warcinfo"),
        record(
            "1.1",
            dns,
            b"20240115143000\r\nh.app.wdesk.com. 60 IN A 203.0.113.7\r\n",
        ),
        asked("q1", "<urn:uuid:r1>", "", "HEAD"),
        answered("r1", "", &response("Content-Length: 500\r\n", b"")),
        answered("r2", "\nWARC-Truncated: length", &clean),
        asked("q2", "<urn:uuid:r2>", "", "GET"),
        asked("q3", "<urn:uuid:v>", "", "GET"),
        record("1.1", &revisit, b"HTTP/1.1 200 OK\r\nETag: \"1\"\r\n\r\n"),
        record("1.1", &resource(&url()), CLEAN.as_bytes()),
        record("1.1", &resource("urn:pageinfo:https://x.test/"), b"{}"),
        about("metadata"),
        record("1.1", conversion, b"text"),
        answered("r4", "\nWARC-Segment-Number: 1", &clean),
        asked("q5", "<urn:uuid:r5>", "", "GET"),
        answered("r6", "", &clean),
    ]
    .concat();
    let checked = check(&file);
    assert_eq!(checked.errors, ["Truncated", "Truncated"]);
    let get = format!("GET {}", url());
    let mut exchanges = checked.exchanges.clone();
    exchanges.sort();
    assert_eq!(
        exchanges,
        [
            "1 ? ? ?".to_owned(),
            format!("10 ? {} 200", url()),
            format!("2 HEAD {} 200", url()),
            format!("3 {get} 200"),
            format!("4 {get} 200"),
            format!("5 ? {} ?", url()),
            "6 ? ? ?".to_owned(),
            "7 ? ? ?".to_owned(),
            format!("8 ? {} 200", url()),
            format!("9 {get} ?"),
        ]
    );
    assert_eq!(
        checked.passed,
        [
            Passed::NotHttp,
            Passed::WithoutBody,
            Passed::BodyMissing,
            Passed::NotHttp,
            Passed::NotHttp,
            Passed::NoResponse,
        ]
    );
    assert_eq!(checked.dtos, ["BaseResponseConnectionDto"; 2]);
}

#[test]
fn no_record_that_may_hold_traffic_is_dropped() {
    let clean = response("A: b\r\n", CLEAN.as_bytes());
    let of = |kind: &str, media: &str, more: &str| {
        format!(
            "WARC-Type: {kind}\nWARC-Record-ID: <urn:uuid:{kind}>\nWARC-Target-URI: {}\nContent-Type: {media}{more}",
            url()
        )
    };
    let post =
        format!("POST {PATH}/refresh HTTP/1.1\r\nHost: {HOST}\r\n\r\n{{\"connectionId\":\"a\"}}");
    let one = |fields: &str, block: &[u8]| {
        let checked = check(&record("1.1", fields, block));
        (
            checked.exchanges,
            checked.passed,
            checked.errors,
            checked.dtos,
        )
    };
    let (none, foreign) = (vec![], vec!["1 ? ? ?".to_owned()]);
    for (kind, media, block) in [
        ("conversion", "application/json", CLEAN.as_bytes()),
        ("screenshot", "application/json", CLEAN.as_bytes()),
        ("metadata", "application/json", CLEAN.as_bytes()),
        ("request", "text/dns", b"h.app.wdesk.com. IN A"),
    ] {
        let told = one(&of(kind, media, ""), block);
        let due = (
            foreign.clone(),
            vec![Passed::NotHttp],
            none.clone(),
            none.clone(),
        );
        assert_eq!(told, due, "{kind}");
    }
    // A segment without what it continues.
    let segment = "\nWARC-Segment-Number: 2\nWARC-Segment-Origin-ID: <urn:uuid:o>";
    let (exchanges, passed, errors, _) = one(&of("continuation", "x/y", segment), CLEAN.as_bytes());
    assert_eq!(exchanges, [format!("1 ? {} ?", url())]);
    assert_eq!((passed, errors), (vec![], vec!["Truncated".to_owned()]));
    // The other name of HTTP.
    let media = "message/http;msgtype=request";
    let fields = of("request", media, "").replace(&url(), &format!("{}/refresh", url()));
    let (exchanges, passed, errors, dtos) = one(&fields, post.as_bytes());
    assert_eq!(exchanges, [format!("1 POST {}/refresh ?", url())]);
    assert_eq!(
        (passed, errors, dtos.len()),
        (vec![Passed::NoResponse], none.clone(), 1)
    );
    let (exchanges, _, errors, dtos) = one(&of("response", "message/http", ""), &clean);
    assert_eq!(exchanges, [format!("1 ? {} 200", url())]);
    assert_eq!((errors, dtos.len()), (none.clone(), 1));
    // A body that is kept again.
    let (_, passed, errors, dtos) = one(&of("revisit", "application/http", ""), &clean);
    assert_eq!((passed, errors, dtos.len()), (vec![], none, 1));
}

#[test]
fn halves_that_wait_are_bounded_and_all_told() {
    let clean = response("A: b\r\n", CLEAN.as_bytes());
    let mut file = Vec::new();
    for number in 0..3000 {
        file.extend(answered(&format!("r{number}"), "", &clean));
    }
    // Their halves come much later.
    for number in 0..3000 {
        file.extend(asked(
            &format!("q{number}"),
            &format!("<urn:uuid:r{number}>"),
            "",
            "GET",
        ));
    }
    let checked = check(&file);
    assert_eq!(checked.errors, [""; 0]);
    assert_eq!(checked.dtos.len(), 3000);
    let whole = checked
        .exchanges
        .iter()
        .filter(|told| told.contains("GET") && told.ends_with("200"));
    assert_eq!(whole.count(), 64);
    assert_eq!(checked.passed, vec![Passed::NoResponse; 3000 - 64]);
    let large = response("A: b\r\n", &b"\n".repeat(12 << 20));
    let file: Vec<u8> = (0..6)
        .flat_map(|number| answered(&format!("r{number}"), "", &large))
        .collect();
    let checked = check(&file);
    assert_eq!((checked.exchanges.len(), checked.errors.len()), (6, 6));
}

#[test]
fn a_broken_record_hides_no_other() {
    let body = response("A: b\r\n", DRIFTED.as_bytes());
    let good = answered("r", "", &body);
    let text = String::from_utf8(good.clone()).unwrap();
    let length = format!("Content-Length: {}", body.len());
    for broken in [
        text.replace(&length, "Content-Length: 20"),
        text.replace(&length, "Content-Length: 20000"),
        text.replace(&length, &format!("Content-Length: {}", body.len() + 90)),
        text.replace(&length, "Content-Length: 99999999999999"),
        text.replace(&length, "Content-Length: ?"),
        text.replace(&length, "A: b"),
        text.replace("WARC-Type: response", "A: b"),
        text.replace("WARC/1.1", "WARC/2.0"),
        text.replace("WARC/1.1", "some text"),
        text.replace("HTTP/1.1 200 OK", "some other line"),
        text.replace("HTTP/1.1", "HTTP"),
    ] {
        let file = [&good[..], broken.as_bytes(), &good, &good].concat();
        for checked in [check(&file), check_from(&file, Slow(&file), None)] {
            assert_eq!(checked.found.len(), 3, "{broken}: {:?}", checked.errors);
            assert_eq!(checked.errors.len(), 1, "{broken}: {:?}", checked.errors);
        }
    }
    for cut in (1..good.len() - 4).step_by(13) {
        let file = [&good[..], &good[..cut]].concat();
        let checked = check(&file);
        assert_eq!(checked.found.len(), 1);
        assert_eq!(
            checked.errors,
            [format!("cut off at {}", good.len())],
            "{cut}"
        );
    }
    for empty in ["", "\r\n\r\n"] {
        let checked = check_from(b"", empty.as_bytes(), Some(InputFormat::Warc));
        assert_eq!(checked.errors, ["Empty"]);
    }
    for no_archive in ["WARC", "WARC/x", "WARC is a format", "warc/1.0\r\n"] {
        assert_eq!(
            InputFormat::told_by(no_archive.as_bytes()),
            None,
            "{no_archive}"
        );
    }
}

#[test]
fn what_is_passed_over_is_skipped_block_by_block() {
    let good = answered("r", "", &response("A: b\r\n", DRIFTED.as_bytes()));
    let zeros = 40_u64 << 20;
    let head = format!(
        "WARC/1.0\r\nWARC-Type: conversion\r\nContent-Type: video/mp4\r\nContent-Length: {zeros}\r\n\r\n"
    );
    let start = [&good[..], head.as_bytes()].concat();
    let film = || std::io::repeat(0).take(zeros);
    let reader = start.as_slice().chain(film()).chain(&b"\r\n\r\n"[..]);
    let checked = check_from(&good, reader, None);
    assert_eq!((checked.found.len(), checked.errors), (1, Vec::new()));
    let reader = start.as_slice().chain(film().take(zeros / 2));
    let checked = check_from(&good, reader, None);
    assert_eq!(checked.errors, [format!("cut off at {}", good.len())]);
}

#[test]
fn damaged_captures_are_read_to_their_end() {
    let body = response("Transfer-Encoding: chunked\r\n", &chunked(DRIFTED, 30));
    let get = format!("GET {PATH} HTTP/1.1\r\nHost: {HOST}\r\n\r\n");
    let transcript = format!(
        "* Connected\n> GET {PATH} HTTP/2\n> Host: {HOST}\n> \n< HTTP/2 200 \n< content-length: 5\n< \n{DRIFTED}* Connection #0\n"
    );
    let captures = [
        (InputFormat::Http, [get.as_bytes(), &body, &body].concat()),
        (InputFormat::Http, transcript.repeat(2).into_bytes()),
        (
            InputFormat::Mitmproxy,
            [drifted_flow(), old_flow([0, 11])].concat(),
        ),
        (
            InputFormat::Warc,
            [
                answered("r", "", &body),
                asked("q", "<urn:uuid:r>", "", "GET"),
                answered("s", "", &body),
            ]
            .concat(),
        ),
    ];
    // A small generator of its own: the same damage each time.
    let mut state = 7_u64;
    let mut draw = |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        usize::try_from(state >> 33).unwrap() % below
    };
    for (format, whole) in &captures {
        for _ in 0..120 {
            let mut file = whole.clone();
            for _ in 0..=draw(3) {
                let at = draw(file.len());
                match draw(4) {
                    0 => file[at] = b"0:9\n\r }]<>*;,\xff"[draw(14)],
                    1 => drop(file.remove(at)),
                    2 => file.insert(at, file[draw(file.len())]),
                    _ => file.truncate(at.max(1)),
                }
            }
            let plain = check_from(&file, file.as_slice(), Some(*format));
            let slow = check_from(&file, Slow(&file), Some(*format));
            assert_eq!(plain.exchanges, slow.exchanges);
            assert_eq!(plain.errors, slow.errors);
            let told = plain.exchanges.len() + plain.errors.len();
            assert!(told > 0, "{}", file.escape_ascii());
        }
    }
}
