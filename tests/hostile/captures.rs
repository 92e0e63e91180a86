//! Captures of each format that are cut off, turned around, nested, or ask for more than they hold.

use std::path::Path;

use crate::case::{CLEAN, Case, DRIFTED, Expected, RULE, assert_all};

/// What may be said of a capture that does not follow its format.
const MALFORMED: &[&str] = &[
    "malformed-capture",
    "undecodable",
    "not-json",
    "cut-off",
    "unrecognized",
    "nothing-checked",
    "not-utf8",
    "too-deep",
    "unreadable",
    "too-large",
];

/// An entry of a HAR file whose response has this content.
pub(crate) fn entry(content: &str) -> String {
    format!(
        r#"{{"request":{{"method":"GET","url":"https://h.app.wdesk.com/s/wdata/prep/api/v1/connections/abc"}},"response":{{"status":200,"content":{content}}}}}"#
    )
}

/// A HAR file of these entries.
pub(crate) fn har(entries: &str) -> String {
    format!(
        r#"{{"log":{{"version":"1.2","creator":{{"name":"x","version":"1"}},"entries":[{entries}]}}}}"#
    )
}

/// The content of a response with this connection.
pub(crate) fn content(connection: &str) -> String {
    let text = format!(r#"{{"body":{connection},"code":200}}"#);
    format!(
        r#"{{"mimeType":"application/json","text":{}}}"#,
        serde_json::Value::from(text)
    )
}

#[test]
fn har_files_that_are_none() {
    let good = entry(&content(DRIFTED));
    let text = har(&entry(&content(CLEAN)));
    let mut cases = vec![
        Case::check("as it should be", "a.har", &text, Expected::Clean),
        Case::check("with drift", "a.har", har(&good), Expected::Finding(RULE)),
        Case::check(
            "no entries",
            "a.har",
            har(""),
            Expected::Problem(&["nothing-checked"]),
        ),
    ];
    for end in (1..text.len()).step_by(23) {
        let name = format!("cut at {end}");
        cases.push(Case::check(
            name,
            "a.har",
            &text[..end],
            Expected::Problem(MALFORMED),
        ));
    }
    for log in [
        "null",
        "[]",
        "1",
        "\"\"",
        r#"{"entries":null}"#,
        r#"{"entries":{}}"#,
        r#"{"entries":"x"}"#,
    ] {
        let text = format!(r#"{{"log":{log}}}"#);
        cases.push(Case::check(
            format!("log {log}"),
            "a.har",
            text,
            Expected::Problem(MALFORMED),
        ));
    }
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let broken = [
        "null",
        "1",
        "\"x\"",
        "[]",
        "{}",
        &entry(r#"{"text":"{\"body\":"}"#),
        &entry(r#"{"text":"!!!","encoding":"base64"}"#),
        &entry(r#"{"mimeType":"application/json","_file":"missing.json"}"#),
        &entry(&format!(
            r#"{{"mimeType":"application/json","text":{deep}}}"#
        )),
        &entry(r#"{"mimeType":"application/json","text":"\ud800"}"#),
        &entry(r#"{"text":"e30","encoding":"rot13"}"#),
        &entry(r#"{"mimeType":"application/json","text":7}"#),
        &entry(r#"{"mimeType":"application/json","text":["{}"]}"#),
        &entry(r#"{"mimeType":"application/json","text":{}}"#),
        &entry(r#"{"mimeType":"application/json","text":"<html>"}"#),
        &entry(r#"{"mimeType":"text/html","text":"<html>","encoding":"x"}"#),
    ];
    for broken in broken {
        let name: String = broken.chars().take(200).collect();
        // What is broken hides nothing in front of it or behind it.
        for text in [
            har(&format!("{broken},{good}")),
            har(&format!("{good},{broken}")),
        ] {
            cases.push(Case::check(
                &name,
                "a.har",
                text,
                Expected::Both(MALFORMED, RULE),
            ));
        }
    }
    // These are entries, and hold nothing to check: they are counted with the reason.
    let passed = [
        r#"{"request":null,"response":null}"#,
        r#"{"request":[],"response":{"status":"x","content":7}}"#,
        // Gateways have pages of their own for errors.
        &entry(r#"{"text":"<html>"}"#).replace("200", "502"),
    ];
    for passed in passed {
        let text = har(&format!("{passed},{good}"));
        cases.push(Case::check(passed, "a.har", text, Expected::Passed(RULE)));
    }
    let entries = vec![entry(&content(CLEAN)); 2000].join(",");
    cases.push(Case::check(
        "thousands",
        "a.har",
        har(&entries),
        Expected::Clean,
    ));
    assert_all(&cases);
}

#[test]
fn lists_of_har_files_with_more_behind_them() {
    let good = entry(&content(CLEAN));
    let bad = entry(&content(DRIFTED));
    let start = r#"{"log":{"version":"1.2","creator":{},"entries":["#;
    let mut cases = Vec::new();
    for behind in [
        format!("],{bad}]}}}}"),
        "], %% garbage ::: ,,]]}}]".to_owned(),
        format!("]}}}},\n{bad}"),
        format!("]}}}}\n{start}{bad}]}}}}"),
        format!("],\"entries\":{{\"a\":{bad}}}}}}}"),
        format!(" {good}]}}}}"),
        format!(",,{good}]}}}}"),
        "]]".to_owned(),
    ] {
        cases.push(Case::check(
            behind.clone(),
            "a.har",
            format!("{start}{good}{behind}"),
            Expected::Problem(&["malformed-capture"]),
        ));
    }
    // Which of two members of one name counts is up to who reads: none is passed over.
    for behind in [
        format!("],\"entries\":[{bad}]}}}}"),
        format!("],\"entri\\u0065s\":[{bad}]}}}}"),
        format!("]}},\"log\":{{\"entries\":[{bad}]}}}}"),
    ] {
        cases.push(Case::check(
            behind.clone(),
            "a.har",
            format!("{start}{good}{behind}"),
            Expected::Finding(RULE),
        ));
    }
    // Names that are long, and arrays without end, take no memory and no time.
    let deep = "[".repeat(20 << 20);
    let long = "x".repeat(20 << 20);
    for behind in [format!("],\"x\":{deep}"), format!("],\"{long}\":{long}")] {
        let text = format!("{start}{good}{behind}");
        let problem = Expected::Problem(&["malformed-capture"]);
        cases.push(Case::check("more of it", "a.har", text, problem));
    }
    assert_all(&cases);
}

#[test]
fn thousands_of_answers_of_one_request_or_imposter() {
    let collection =
        |items: &str| format!(r#"{{"info":{{"schema":"x","_postman_id":"1"}},"item":[{items}]}}"#);
    let url = "https://h.app.wdesk.com/s/wdata/prep/api/v1/connections/abc";
    let text = serde_json::Value::from(format!(r#"{{"body":{CLEAN},"code":200}}"#));
    let clean = format!(r#"{{"code":200,"body":{text}}}"#);
    let nothing = vec!["{}"; 200_000].join(",");
    let answers = collection(&format!(
        r#"{{"name":"a","request":{{"url":"{url}"}},"response":[{clean},{nothing}]}}"#
    ));
    // The body of the request is large, and there are many answers to it.
    let raw = "1,".repeat(100_000);
    let empty = vec!["{}"; 20_000].join(",");
    let asked = format!(r#"{{"method":"POST","url":"{url}/refresh","body":{{"raw":"[{raw}1]"}}}}"#);
    let asked = collection(&format!(
        r#"{{"name":"a","request":{asked},"response":[{empty}]}}"#
    ));
    // Folders in one another, and many values in the innermost.
    let inner =
        format!(r#"{{"name":"x","request":{{"url":"{url}"}},"response":[{clean}],"q":[{raw}1]}}"#);
    let nested = (0..200).fold(inner, |inner, _| {
        format!(r#"{{"name":"f","item":[{inner},{{}}]}}"#)
    });
    // Stubs without an answer have the imposter's, which is large.
    let stubs = vec!["{}"; 20_000].join(",");
    let imposter = format!(
        r#"{{"port":1,"protocol":"http","defaultResponse":{{"statusCode":200,"body":[{raw}1]}},"stubs":[{stubs}]}}"#
    );
    assert_all(&[
        Case::check("answers", "a.json", answers, Expected::Clean),
        Case::check("one request", "a.json", asked, Expected::Told),
        Case::check("folders", "a.json", collection(&nested), Expected::Clean),
        Case::check("stubs", "a.json", imposter, Expected::Told),
    ]);
}

/// A cassette with this value in its first interaction's headers, and behind it an interaction with drift.
fn cassette(headers: &str) -> String {
    format!(
        r#"interactions:
- request: {{method: GET, uri: "https://h.app.wdesk.com/s/wdata/prep/api/v1/connections/abc"}}
  response: {{status: {{code: 200}}, headers: {headers}, body: {{string: '{{"body":{CLEAN},"code":200}}'}}}}
- request: {{method: GET, uri: "https://h.app.wdesk.com/s/wdata/prep/api/v1/connections/abc"}}
  response: {{status: {{code: 200}}, body: {{string: '{{"body":{DRIFTED},"code":200}}'}}}}
version: 1
"#
    )
}

#[test]
fn yaml_that_grows_nests_or_leads_nowhere() {
    let laughs: String = std::iter::once("&a0 [x,x,x,x,x,x,x,x,x]".to_owned())
        .chain((1..12).map(|n| {
            let alias = format!("*a{}", n - 1);
            format!("&a{n} [{}]", vec![alias; 9].join(","))
        }))
        .collect::<Vec<_>>()
        .join(",");
    let wide = format!("[&a [{}], {}]", "x,".repeat(9_000), "*a,".repeat(100));
    // Escaped, so that the text is none of the file's own bytes.
    let long = format!(
        "[&a \"\\t{}\", {}]",
        "x".repeat(100_000),
        "*a,".repeat(20_000)
    );
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let maps = format!("{}1{}", "{a: ".repeat(100_000), "}".repeat(100_000));
    let anchors = format!(
        "{}x{}",
        (0..40).map(|n| format!("&n{n} [")).collect::<String>(),
        "]".repeat(40)
    );
    let refused = Expected::Problem(MALFORMED);
    let drift = Expected::Finding(RULE);
    let mut cases = vec![
        Case::check("as it should be", "a.yaml", cassette("{}"), drift),
        Case::check(
            "billion laughs",
            "a.yaml",
            cassette(&format!("[{laughs}]")),
            refused,
        ),
        Case::check("an alias, often", "a.yaml", cassette(&wide), refused),
        Case::check(
            "an alias of a long text",
            "a.yaml",
            cassette(&long),
            refused,
        ),
        Case::check("deep lists", "a.yaml", cassette(&deep), refused),
        Case::check("deep mappings", "a.yaml", cassette(&maps), refused),
        Case::check("anchors in anchors", "a.yaml", cassette(&anchors), refused),
        Case::check(
            "an alias of nothing",
            "a.yaml",
            cassette("*nothing"),
            refused,
        ),
        Case::check("an alias of itself", "a.yaml", cassette("&a [*a]"), refused),
        Case::check("a text without end", "a.yaml", cassette("\"x"), refused),
        Case::check("a list without end", "a.yaml", cassette("[x"), refused),
        Case::check("NUL", "a.yaml", cassette("\0"), refused),
        Case::check("an unknown escape", "a.yaml", cassette("\"\\q\""), refused),
        Case::check(
            "a merge of itself",
            "a.yaml",
            cassette("&m {<<: *m}"),
            refused,
        ),
        Case::check(
            "a long key",
            "a.yaml",
            cassette(&format!("{{{}: 1}}", "k".repeat(200_000))),
            Expected::Both(MALFORMED, RULE),
        ),
        Case::check(
            "many keys",
            "a.yaml",
            cassette(&format!(
                "{{{}}}",
                (0..20_000)
                    .map(|n| format!("k{n}: 1, "))
                    .collect::<String>()
            )),
            drift,
        ),
        Case::check(
            "a directive of another version",
            "a.yaml",
            format!("%YAML 9.9\n---\n{}", cassette("{}")),
            Expected::Told,
        ),
        Case::check(
            "a second document",
            "a.yaml",
            format!("{}---\n{}", cassette("{}"), cassette("{}")),
            Expected::Told,
        ),
        Case::check(
            "tabs",
            "a.yaml",
            cassette("{}").replace("  response", "\tresponse"),
            refused,
        ),
    ];
    let odd = [
        "!!binary x",
        "!!int x",
        "!!python/object:os.system [ls]",
        "!<tag:x,2000:y> {}",
        "? [a] : b",
        "~",
        "0o7",
        "0x1g",
        ".nan",
        ".inf",
        "1e999",
        "2001-01-01",
        "{a: 1, a: 2}",
        "'it''s'",
        "\"\\ud800\"",
        "\"\\U0010FFFF\"",
        "\"\\x41\"",
        "{? a}",
        "{a}",
        "[a: b]",
        "!!set {a}",
        "!",
        "&x",
        "@x",
        "`x",
        "%x",
    ];
    for value in odd {
        cases.push(Case::check(
            value,
            "a.yaml",
            cassette(value),
            Expected::Told,
        ));
    }
    let text = cassette("{}");
    for end in (1..text.len()).step_by(31) {
        cases.push(Case::check(
            format!("cut at {end}"),
            "a.yaml",
            &text[..end],
            Expected::Told,
        ));
    }
    assert_all(&cases);
}

#[test]
fn flows_whose_lengths_lie() {
    let lengths = [
        "99999999999999999999999:",
        "4294967296:x",
        "-1:x,",
        "1:",
        "0:",
        "0:}",
        "0:?",
        "01:x,",
        "1 :x,",
        ":x,",
        "3:abc",
        "3:abc;",
        "3:abc!",
        "12:",
        "5:1:a,}",
    ];
    let mut cases: Vec<Case> = lengths
        .iter()
        .map(|text| {
            let case = Case::check(*text, "a.mitm", text, Expected::Problem(MALFORMED));
            case.and(&["--input-format", "mitmproxy"])
        })
        .collect();
    let mut deep = Vec::new();
    for _ in 0..5_000 {
        let length = deep.len().to_string();
        deep = [length.as_bytes(), b":", &deep, b"]"].concat();
    }
    let case = Case::check(
        "lists in lists",
        "a.mitm",
        deep,
        Expected::Problem(MALFORMED),
    );
    cases.push(case.and(&["--input-format", "mitmproxy"]));
    assert_all(&cases);
}

#[test]
fn messages_and_archives_whose_lengths_lie() {
    let body = format!(r#"{{"body":{DRIFTED},"code":200}}"#);
    let response = |head: &str, body: &str| {
        format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n{head}\r\n{body}")
    };
    let warc = |length: &str, block: &str| {
        format!(
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://h.app.wdesk.com/s/wdata/prep/api/v1/connections/abc\r\n\
             WARC-Record-ID: <urn:uuid:1>\r\nWARC-Date: 2026-01-01T00:00:00Z\r\n\
             Content-Type: application/http; msgtype=response\r\nContent-Length: {length}\r\n\r\n{block}\r\n\r\n"
        )
    };
    let plain = response("", &body);
    let length = plain.len().to_string();
    let mut cases = vec![
        Case::check(
            "as it should be",
            "a.warc",
            warc(&length, &plain),
            Expected::Finding(RULE),
        ),
        Case::check(
            "a head without end",
            "a.warc",
            format!("WARC/1.0\r\n{}", "x: y\r\n".repeat(200_000)),
            Expected::Problem(MALFORMED),
        ),
        Case::check(
            "a field without end",
            "a.warc",
            format!("WARC/1.0\r\nx: {}", "y".repeat(4 << 20)),
            Expected::Problem(MALFORMED),
        ),
        Case::check(
            "a head alone",
            "a.warc",
            "WARC/1.0\r\n\r\n",
            Expected::Problem(MALFORMED),
        ),
    ];
    // Heads without a blank line, and what can be read behind them.
    let record = warc(&length, &plain);
    let heads = "WARC/1.0\na:\n".repeat(40_000);
    cases.push(Case::check(
        "many heads of records, and one blank line",
        "a.warc",
        format!("{heads}\n\n{record}"),
        Expected::Both(MALFORMED, RULE),
    ));
    cases.push(Case::check(
        "many heads of records without an end",
        "a.warc",
        heads.repeat(3),
        Expected::Problem(MALFORMED),
    ));
    let heads = "HTTP/1.1 200 OK\r\na: b\r\n".repeat(60_000);
    cases.push(Case::check(
        "many heads of messages",
        "a.http",
        format!(
            "{heads}GET /s/wdata/prep/api/v1/connections/abc HTTP/1.1\r\nHost: h\r\n\r\n{plain}"
        ),
        Expected::Both(MALFORMED, RULE),
    ));
    cases.push(Case::check(
        "many heads of messages without an end",
        "a.http",
        &heads,
        Expected::Problem(MALFORMED),
    ));
    let marked = "< HTTP/1.1 100 Continue\n".repeat(20_000);
    let sent = "> a: b\n".repeat(60_000);
    cases.push(Case::check(
        "many heads that curl printed",
        "a.http",
        format!("> GET / HTTP/1.1\n{sent}{marked}"),
        Expected::Problem(MALFORMED),
    ));
    for wrong in [
        "99999999999999999999",
        "18446744073709551615",
        "9000000000",
        "-1",
        "x",
        "",
        "0x10",
        "+5",
    ] {
        let name = format!("a record of {wrong:?} bytes");
        cases.push(Case::check(
            name,
            "a.warc",
            warc(wrong, &plain),
            Expected::Problem(MALFORMED),
        ));
    }
    for head in [
        "Content-Length: 99999999999999999999\r\n",
        "Content-Length: -1\r\n",
        "Content-Length: 5\r\n",
        "Transfer-Encoding: chunked\r\n",
        "Content-Encoding: gzip\r\n",
        "Content-Encoding: br\r\n",
        "Content-Encoding: zstd\r\n",
        "Content-Encoding: gzip, gzip, gzip, gzip, gzip, gzip\r\n",
        "Content-Length: 1\r\nContent-Length: 2\r\n",
        " folded\r\n",
        ": no name\r\n",
        "no colon\r\n",
        "x\0y: z\r\n",
    ] {
        let block = response(head, &body);
        let record = warc(&block.len().to_string(), &block);
        cases.push(Case::check(head, "a.warc", record, Expected::Told));
        let lines =
            format!("GET /s/wdata/prep/api/v1/connections/abc HTTP/1.1\r\nHost: h\r\n\r\n{block}");
        cases.push(Case::check(head, "a.http", lines, Expected::Told));
    }
    for chunks in [
        "ffffffffffffffff\r\nx",
        "-1\r\nx\r\n",
        "5\r\nab",
        "0\r\n",
        "zz\r\n",
        "1;x=y\r\na\r\n",
    ] {
        let block = response("Transfer-Encoding: chunked\r\n", chunks);
        let record = warc(&block.len().to_string(), &block);
        cases.push(Case::check(chunks, "a.warc", record, Expected::Told));
    }
    assert_all(&cases);
}

/// One recording of each format, cut off and with bytes turned around, is never too much.
#[test]
fn recordings_of_each_format_that_are_damaged() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let mut cases = Vec::new();
    let mut formats = 0;
    for format in std::fs::read_dir(&corpus).unwrap() {
        let folder = format.unwrap().path().join("clean/2026-02");
        let Ok(files) = std::fs::read_dir(&folder) else {
            continue;
        };
        let smallest = files
            .map(|file| file.unwrap().path())
            .filter(|path| path.is_file());
        let Some(path) = smallest.min_by_key(|path| (path.metadata().unwrap().len(), path.clone()))
        else {
            continue;
        };
        formats += 1;
        let name = path.file_name().unwrap().to_str().unwrap();
        let bytes = std::fs::read(&path).unwrap();
        for part in 1..6 {
            let at = bytes.len() * part / 6;
            let mut turned = bytes.clone();
            turned[at] ^= 0x55;
            let mut doubled = bytes.clone();
            doubled.splice(at..at, bytes[..at].iter().copied());
            for (what, bytes) in [
                ("cut", &bytes[..at]),
                ("turned", &turned),
                ("doubled", &doubled),
            ] {
                let case = format!("{}: {what} at {at}", path.display());
                cases.push(Case::check(case, name, bytes, Expected::Told));
            }
        }
    }
    assert!(formats > 12, "{formats}");
    assert_all(&cases);
}

/// Whoever says what the bodies are has no less checked.
#[test]
fn named_bodies_have_to_be_json_as_others_have() {
    let page = entry(r#"{"mimeType":"application/json","text":")]}',{}"}"#);
    let drifted = entry(&content(DRIFTED));
    let text = har(&format!("{page},{drifted}"));
    let named = ["--dto", "BaseResponseConnectionDto"];
    let due = Expected::Both(&["not-json"], RULE);
    let by_schema = Case::check("a schema", "a.har", &text, Expected::Problem(&["not-json"]));
    let gateway = text.replacen("\"status\":200", "\"status\":502", 1);
    assert_all(&[
        Case::check("no name", "a.har", &text, due),
        Case::check("a DTO", "a.har", &text, due).and(&named),
        by_schema
            .with("s.json", "{\"type\":\"object\"}")
            .and(&["--schema", "s.json"]),
        Case::check("of a gateway", "a.har", gateway, Expected::Passed(RULE)).and(&named),
    ]);
}
