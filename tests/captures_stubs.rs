//! Stubs and fixtures of test tools: every answer is read, routed and counted, and what is found
//! inside a body stands at the very bytes of the capture.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a helper of tests fails the way a test does"
)]

#[path = "common/writers/encode/base64.rs"]
mod base64;
#[path = "common/checked.rs"]
mod checked;
#[path = "common/writers/encode/gzip.rs"]
mod gzip;
#[path = "common/writers/encode/hex.rs"]
mod hex;
#[path = "common/processor.rs"]
mod processor;

use serde_json::{Value, json};
use wiredrift::capture::{Attachments, InputFormat};
use wiredrift::check::exchange::Passed;

use base64::base64;
use checked::Checked;
use gzip::gzip;
use hex::hex;

/// One file beside a capture.
struct OneFile(&'static str, Vec<u8>);

impl Attachments for OneFile {
    fn read(&self, name: &str) -> Result<Vec<u8>, String> {
        if name == self.0 {
            Ok(self.1.clone())
        } else {
            Err(format!("there is no {name}"))
        }
    }
}

fn check_beside(file: &[u8], format: Option<InputFormat>, beside: &OneFile) -> Checked {
    let checked = checked::check(file, format, beside, &|_| file);
    for (number, exchange) in (1..).zip(&checked.exchanges) {
        assert!(exchange.starts_with(&format!("{number} ")), "{exchange}");
    }
    checked
}

fn check(file: &[u8]) -> Checked {
    check_beside(file, None, &OneFile("", Vec::new()))
}

/// A response with one drifted date, and what a recorder may have to escape.
const DRIFTED: &str = r#"{"code":200,"body":{"connectionId":"a1b2","created":"2024-01-15T14:30:00+0000","name":"it's \"5\" é"}}"#;
const DRIFTED_DATE: &str = r#""2024-01-15T14:30:00+0000""#;
const CLEAN: &str = r#"{"code":200,"body":{"connectionId":"a1b2"}}"#;
const HOST: &str = "https://h.app.wdesk.com:443";
const PATH: &str = "/s/wdata/prep/api/v1/connections/a1b2";
const OTHER: &str = "https://other.test";

fn drifted() -> Value {
    serde_json::from_str(DRIFTED).unwrap()
}

/// The errors are of these kinds, in this order, and no more.
#[track_caller]
fn errors_are(check: &Checked, kinds: &[&str]) {
    assert_eq!(check.errors.len(), kinds.len(), "{check:?}");
    for (error, kind) in check.errors.iter().zip(kinds) {
        assert!(error.starts_with(kind), "{check:?}");
    }
}

/// How the drifted body stands in a capture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    /// As JSON, or as text with escapes.
    Text,
    /// As hex digits.
    Hex,
    /// As base64.
    Base64,
    /// Compressed: the whole stands for its parts.
    Opaque,
    /// In a file beside the capture: its name stands for it.
    File,
}

/// Each capture has the drifted response first, then one of another API.
#[track_caller]
fn one_finding(name: &str, format: InputFormat, text: &str, how: How) {
    let passed = [Passed::NotOfThisApi];
    one_finding_beside(name, format, text, how, &OneFile("", Vec::new()), &passed);
}

/// Each capture has the drifted response first, then what is passed over.
#[track_caller]
fn one_finding_beside(
    name: &str,
    format: InputFormat,
    text: &str,
    how: How,
    beside: &OneFile,
    passed: &[Passed],
) {
    assert_eq!(
        InputFormat::told_by(text.as_bytes()),
        Some(format),
        "{name}"
    );
    let check = check_beside(text.as_bytes(), None, beside);
    assert_eq!(check.errors, Vec::<String>::new(), "{name}");
    assert_eq!(check.exchanges.len(), 1 + passed.len(), "{name}");
    assert_eq!(check.passed, passed, "{name}");
    assert_eq!(check.dtos, ["BaseResponseConnectionDto"], "{name}");
    let [found] = check.found.as_slice() else {
        panic!("{name}: {:?}", check.found)
    };
    assert_eq!(
        (found.exchange, found.rule, found.pointer.as_str()),
        (1, "date-offset-unpunctuated", "/body/created"),
        "{name}"
    );
    assert_eq!(found.value, DRIFTED_DATE, "{name}");
    let bytes = found.bytes.as_str();
    match how {
        How::Text => assert_eq!(bytes.replace('\\', ""), DRIFTED_DATE, "{name}"),
        How::Hex => assert_eq!(bytes, hex(DRIFTED_DATE.as_bytes()), "{name}"),
        How::Base64 => {
            let whole = base64(DRIFTED.as_bytes());
            assert!(whole.contains(bytes) && bytes.len() < 50, "{name}: {bytes}");
        }
        How::Opaque => assert!(bytes.len() > 100, "{name}: {bytes}"),
        How::File => assert_eq!(bytes, "\"a/body.json\"", "{name}"),
    }
}

/// A call as nock records it; `more` is what this version or producer has besides.
fn call(scope: &str, path: &str, response: &Value, more: &Value) -> Value {
    let mut call = json!({"scope": scope, "method": "GET", "path": path, "body": "", "status": 200,
        "response": response});
    for (name, value) in more.as_object().unwrap() {
        call[name] = value.clone();
    }
    call
}

#[test]
fn recordings_of_nock_give_the_same_finding_at_its_own_bytes() {
    let plain = json!({"rawHeaders": ["Content-Type", "application/json", "Connection", "close"],
        "responseIsBinary": false});
    let packed = hex(&gzip(DRIFTED.as_bytes()));
    let (first, second) = packed.split_at(40);
    let gzipped = json!({"rawHeaders": ["Content-Encoding", "gzip", "Vary", "Accept"]});
    let by_map = json!({"headers": {"content-encoding": "gzip"}});
    let in_map = json!({"rawHeaders": {"Content-Encoding": ["gzip"]}});
    let (head, tail) = DRIFTED.split_at(30);
    let chunks = json!([hex(head.as_bytes()), hex(tail.as_bytes())]);
    let binary = json!({"rawHeaders": [], "responseIsBinary": true});
    for (name, response, more, how) in [
        ("nock 13, a JSON value", drifted(), &plain, How::Text),
        (
            "nock 8, text",
            json!(DRIFTED),
            &json!({"headers": {}}),
            How::Text,
        ),
        (
            "nock 9, hex",
            json!(hex(DRIFTED.as_bytes())),
            &binary,
            How::Hex,
        ),
        (
            "nock 14, gzip in chunks",
            json!([first, second]),
            &gzipped,
            How::Opaque,
        ),
        ("headers in a map", json!([packed]), &by_map, How::Opaque),
        (
            "raw headers in a map",
            json!([packed]),
            &in_map,
            How::Opaque,
        ),
        ("gzip in one piece", json!(packed), &gzipped, How::Opaque),
        // What fetch gave was decoded already, and the header kept.
        ("nock 14.0.0, decoded chunks", chunks, &gzipped, How::Text),
        ("decoded by hand", drifted(), &gzipped, How::Text),
    ] {
        let how = if name.contains("decoded chunks") {
            How::Hex
        } else {
            how
        };
        let calls = json!([
            call(HOST, PATH, &response, more),
            call(OTHER, "/x", &json!(""), &plain)
        ]);
        for text in [calls.to_string(), format!("{calls:#}")] {
            one_finding(name, InputFormat::Nock, &text, how);
        }
    }
    let yaml = format!(
        "- scope: {HOST}\n  method: GET\n  path: {PATH}\n  status: 200\n  response:\n    code: 200\n    body:\n      connectionId: a1b2\n      created: \"2024-01-15T14:30:00+0000\"\n- {{scope: '{OTHER}', method: GET, path: /x, status: 200, response: ''}}\n"
    );
    one_finding("YAML", InputFormat::Nock, &yaml, How::Text);
}

#[test]
fn a_recording_of_nock_with_a_broken_call_hides_nothing_else() {
    let more = json!({});
    let good = call(HOST, PATH, &drifted(), &more);
    let cut = json!([hex(&gzip(DRIFTED.as_bytes())[..30])]);
    let cut = call(
        HOST,
        PATH,
        &cut,
        &json!({"rawHeaders": ["content-encoding", "gzip"]}),
    );
    let no_hex = call(
        HOST,
        PATH,
        &json!("xyz"),
        &json!({"responseIsBinary": true}),
    );
    let list = call(
        HOST,
        "/s/wdata/prep/api/v1/connections",
        &json!({"body": [], "code": 200}),
        &more,
    );
    let mut old = call(HOST, PATH, &json!(CLEAN), &more);
    old["reply"] = "200".into();
    old.as_object_mut().unwrap().remove("status");
    let mut refresh = call(HOST, &format!("{PATH}/refresh"), &json!(""), &more);
    refresh["method"] = "POST".into();
    refresh["status"] = 204.into();
    refresh["body"] = json!({"parameters": 5});
    let text = format!("[{good},{{\"scope\":tru}},{cut},{no_hex},{list},{old},{refresh},{good}]");
    let none = OneFile("", Vec::new());
    let broken = checked::check(text.as_bytes(), None, &none, &|_| text.as_bytes());
    let numbers: Vec<&str> = broken
        .exchanges
        .iter()
        .filter_map(|exchange| exchange.split(' ').next())
        .collect();
    assert_eq!(numbers, ["1", "3", "4", "5", "6", "7", "8"]);
    assert!(
        broken.errors[0].starts_with("entry 2 at"),
        "{:?}",
        broken.errors
    );
    let text = format!("[{good},{cut},{no_hex},{list},{old},{refresh},{good}]");
    let check = check(text.as_bytes());
    assert_eq!(check.found.len(), 3, "{:?}", check.found);
    assert_eq!(check.found[1].pointer, "/parameters");
    assert_eq!(check.errors.len(), 2, "{:?}", check.errors);
    assert!(
        check
            .errors
            .iter()
            .all(|error| error.starts_with("Undecodable"))
    );
    assert_eq!(check.passed, [Passed::WithoutBody]);
}

#[test]
fn javascript_that_nock_records_is_told_and_not_run() {
    let recorded = format!(
        "\nnock('{HOST}', {{\"encodedQueryParams\":true}})\n  .get('{PATH}')\n  .reply(200, {{\"code\":200}}, []);\n"
    );
    let printed = format!("\n<<<<<<-- cut here -->>>>>>\n{recorded}\n<<<<<<-- cut here -->>>>>>\n");
    let required = format!("const nock = require('nock');\n{recorded}");
    for text in [&recorded, &printed, &required] {
        let check = check(text.as_bytes());
        assert_eq!((check.exchanges.len(), check.errors.len()), (0, 1));
        assert!(
            check.errors[0].contains("output_objects"),
            "{:?}",
            check.errors
        );
    }
    assert_eq!(
        InputFormat::told_by(recorded.as_bytes()),
        Some(InputFormat::Nock)
    );
    assert_eq!(
        InputFormat::told_by(printed.as_bytes()),
        Some(InputFormat::Nock)
    );
    // Tests that call nock are no recordings: a walk passes over them.
    assert_eq!(InputFormat::told_by(required.as_bytes()), None);
}

/// A collection of one folder in a folder with the drifted response, and a request beside it.
fn collection(original: &Value, header: &Value) -> Value {
    let saved = json!({"name": "ok", "originalRequest": original, "status": "OK", "code": 200,
        "_postman_previewlanguage": "json", "header": header, "cookie": [], "body": DRIFTED});
    let request =
        json!({"name": "one", "request": {"method": "DELETE", "url": "x"}, "response": [saved]});
    let foreign = json!({"name": "other", "request": {"method": "GET", "url": format!("{OTHER}/x")},
        "response": [{"name": "e", "code": 200, "body": null, "header": null}]});
    json!({
        "info": {"name": "c", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
        "item": [{"name": "a", "item": [{"name": "b", "item": [request]}]}, foreign],
    })
}

#[test]
fn collections_of_postman_give_the_same_finding_at_its_own_bytes() {
    let raw = json!({"method": "GET", "header": [], "url": {"raw": format!("{HOST}{PATH}?x=1"), "host": ["h"], "path": ["s"]}});
    let text = json!({"method": "GET", "url": format!("{HOST}{PATH}")});
    let variable =
        json!({"method": "GET", "url": "{{baseUrl}}/api/v1/connections/{{connectionId}}"});
    let host = json!({"method": "GET", "url": {"raw": "https://{{host}}/api/v1/connections/:connectionId",
        "variable": [{"key": "connectionId", "value": "a1"}]}});
    let parts = json!({"method": "GET", "url": {"host": ["{{baseUrl}}"],
        "path": ["api", "v1", "connections", {"type": "string", "value": "a1"}]}});
    let words =
        json!({"method": "GET", "url": {"host": "h.test", "path": "/api/v1/connections/a1"}});
    let alone = json!(format!("{HOST}{PATH}"));
    // All of the path is hidden: the body is recognised.
    let hidden = json!({"method": "GET", "url": "{{url}}"});
    let list = json!([{"key": "Content-Type", "value": "application/json"}]);
    let lines = json!(["Content-Type: application/json"]);
    for (name, original, header) in [
        ("raw", raw, &list),
        ("a string", text, &lines),
        ("variables", variable, &Value::Null),
        (
            "a host of variables",
            host,
            &json!("Content-Type: application/json\n"),
        ),
        ("parts", parts, &list),
        ("parts as texts", words, &list),
        ("a request that is a URL", alone, &list),
        ("hidden", hidden, &list),
    ] {
        let whole = collection(&original, header);
        for text in [whole.to_string(), format!("{whole:#}")] {
            one_finding(name, InputFormat::Postman, &text, How::Text);
        }
        let wrapped = json!({"collection": whole}).to_string();
        one_finding(name, InputFormat::Postman, &wrapped, How::Text);
    }
}

#[test]
fn what_postman_has_no_answer_for_is_counted() {
    let one = format!("{{{{baseUrl}}}}{PATH}");
    let saved = |body: Value| json!([{"code": 200, "body": body}]);
    let item = |url: &str, response: Value| json!({"name": "n", "request": {"method": "GET", "url": url}, "response": response});
    let mut refresh = item(&format!("{one}/refresh"), json!([]));
    refresh["request"]["method"] = "POST".into();
    refresh["request"]["body"] = json!({"mode": "raw", "raw": "{\"parameters\": 5}"});
    let mut variable = refresh.clone();
    variable["request"]["body"]["raw"] = "{\"parameters\": {{parameters}}}".into();
    let items = [
        item(&one, json!([])),
        item(&one, saved(Value::Null)),
        item(&one, saved(json!(""))),
        item(
            &one,
            saved(json!(r#"{"code":200,"body":{"connectionId":"{{$guid}}"}}"#)),
        ),
        item(&one, saved(json!(CLEAN))),
        refresh,
        variable,
        json!("no item"),
    ];
    let text = json!({"info": {"_postman_id": "x"}, "item": items}).to_string();
    let check = check(text.as_bytes());
    assert_eq!(check.errors, Vec::<String>::new());
    assert_eq!(check.exchanges.len(), 8);
    assert_eq!(
        check.passed,
        [
            Passed::NoResponse,
            Passed::BodyMissing,
            Passed::BodyMissing,
            Passed::Templated,
            Passed::NoResponse,
            // What is filled in when it is sent, and that nobody answered it.
            Passed::Templated,
            Passed::NoResponse,
            Passed::NoResponse,
        ]
    );
    let pointers: Vec<&str> = check.found.iter().map(|one| one.pointer.as_str()).collect();
    assert_eq!(pointers, ["/parameters"], "{:?}", check.found);
    assert_eq!(
        check.dtos,
        ["BaseResponseConnectionDto", "RefreshConnectionDto"]
    );
}

fn mapping(request: &Value, response: &Value) -> Value {
    json!({"request": request, "response": response})
}

/// The mapping alone, and first in a list with one of another API.
#[track_caller]
fn mapping_is_found(name: &str, request: &Value, response: &Value, how: How, beside: &OneFile) {
    let one = mapping(request, response);
    let pretty = format!("{one:#}");
    one_finding_beside(name, InputFormat::Wiremock, &pretty, how, beside, &[]);
    let foreign = mapping(
        &json!({"method": "GET", "url": "/x"}),
        &json!({"status": 200}),
    );
    let list = json!({"mappings": [one, foreign], "meta": {"total": 2}});
    for text in [list.to_string(), format!("{list:#}")] {
        let passed = [Passed::NotOfThisApi];
        one_finding_beside(name, InputFormat::Wiremock, &text, how, beside, &passed);
    }
}

#[test]
fn mappings_of_wiremock_give_the_same_finding_at_its_own_bytes() {
    let asked = json!({"method": "GET", "url": format!("{PATH}?limit=1")});
    let text = json!({"status": 200, "body": DRIFTED});
    let value = json!({"jsonBody": drifted()});
    let base = json!({"status": 200, "base64Body": base64(DRIFTED.as_bytes())});
    let gzipped = json!({"status": 200, "base64Body": base64(&gzip(DRIFTED.as_bytes())),
        "headers": {"Content-Encoding": "gzip"}});
    let file = json!({"status": 200, "bodyFileName": "a/body.json"});
    let body = OneFile("__files/a/body.json", DRIFTED.as_bytes().to_vec());
    let packed = OneFile("__files/a/body.json", gzip(DRIFTED.as_bytes()));
    let none = OneFile("", Vec::new());
    for (name, response, how, beside) in [
        ("body", &text, How::Text, &none),
        ("jsonBody", &value, How::Text, &none),
        ("base64Body", &base, How::Base64, &none),
        ("base64Body, compressed", &gzipped, How::Opaque, &none),
        ("bodyFileName", &file, How::File, &body),
        ("bodyFileName, compressed", &file, How::File, &packed),
    ] {
        mapping_is_found(name, &asked, response, how, beside);
    }
}

#[test]
fn requests_of_wiremock_are_routed_as_far_as_they_tell() {
    let text = json!({"status": 200, "body": DRIFTED, "fixedDelayMilliseconds": 1});
    for (method, name, path) in [
        ("ANY", "urlPath", PATH),
        ("GET_OR_HEAD", "urlPath", PATH),
        (
            "GET",
            "urlPathTemplate",
            "/api/v1/connections/{connectionId}",
        ),
        (
            "GET",
            "urlPathPattern",
            "/s/wdata/prep/api/v1/connections/[^/]+",
        ),
        (
            "GET",
            "urlPattern",
            ".*/api/v1/connections/([a-z0-9]+)\\?x=.*",
        ),
        // What says too much, or nothing, is recognised.
        ("GET", "urlPattern", "/s/.*"),
        ("ANY", "name", "no path"),
    ] {
        let request = json!({"method": method, name: path});
        let none = OneFile("", Vec::new());
        mapping_is_found(path, &request, &text, How::Text, &none);
    }
}

#[test]
fn what_wiremock_makes_up_is_counted() {
    let asked = json!({"method": "GET", "urlPath": PATH});
    let mappings = [
        mapping(
            &asked,
            &json!({"status": 200, "body": CLEAN, "transformers": ["response-template"]}),
        ),
        mapping(
            &asked,
            &json!({"status": 200, "bodyFileName": "x", "transformers": ["response-template"]}),
        ),
        mapping(
            &asked,
            &json!({"status": 200, "bodyFileName": "{{request.path}}"}),
        ),
        mapping(
            &asked,
            &json!({"status": 200, "body": CLEAN.replace("a1b2", "{{request.id}}")}),
        ),
        mapping(&asked, &json!({"fault": "EMPTY_RESPONSE"})),
        mapping(&asked, &json!({"proxyBaseUrl": "https://h.test"})),
        mapping(&asked, &json!({"status": 200})),
        mapping(&asked, &json!({"status": 204, "fault": null})),
        mapping(&asked, &json!({"status": 200, "bodyFileName": "none.json"})),
        mapping(&asked, &json!({"status": 200, "base64Body": "!"})),
        mapping(&asked, &json!({"body": CLEAN, "transformers": []})),
    ];
    let text = json!({"mappings": mappings}).to_string();
    let check = check(text.as_bytes());
    assert_eq!(check.exchanges.len(), 11);
    assert_eq!(
        check.passed,
        [
            Passed::Templated,
            Passed::Templated,
            Passed::Templated,
            Passed::Templated,
            Passed::NoResponse,
            Passed::NoResponse,
            Passed::BodyMissing,
            Passed::WithoutBody,
        ]
    );
    errors_are(&check, &["Unreadable", "Undecodable"]);
    assert_eq!(check.dtos, ["BaseResponseConnectionDto"]);
    // A log is none of them, and neither is a broken file hidden.
    let line = json!({"request": {"method": "GET", "url": PATH}, "response": {"status": 200, "body": CLEAN}});
    assert_eq!(InputFormat::told_by(line.to_string().as_bytes()), None);
    let own = mapping(&asked, &json!({"status": 200, "jsonBody": 1}));
    let lines = format!("{own}\n{own}\n");
    assert_eq!(InputFormat::told_by(lines.as_bytes()), None);
    let har = json!({"request": {"method": "GET", "url": PATH}, "response": {"status": 200, "content": {}}});
    assert_eq!(InputFormat::told_by(format!("{har:#}").as_bytes()), None);
    let least = format!(
        "{:#}",
        mapping(&json!({"url": PATH}), &json!({"body": CLEAN}))
    );
    let told = InputFormat::told_by(least.as_bytes());
    assert_eq!(told, Some(InputFormat::Wiremock));
    let broken = format!("{own:#}").replace("200", "20x");
    let broken = self::check(broken.as_bytes());
    assert_eq!((broken.exchanges.len(), broken.errors.len()), (0, 1));
    assert!(
        broken.errors[0].starts_with("Format"),
        "{:?}",
        broken.errors
    );
}

#[test]
fn expectations_of_mockserver_give_the_same_finding_at_its_own_bytes() {
    let recorded = json!({"id": "x", "priority": 0, "times": {"remainingTimes": 1}, "timeToLive": {"unlimited": true}});
    let retrieved = json!({"timestamp": "2024-01-15 14:30:00.123"});
    let none = OneFile("", Vec::new());
    let beside = OneFile("a/body.json", DRIFTED.as_bytes().to_vec());
    let gzipped = base64(&gzip(DRIFTED.as_bytes()));
    let map = json!({"content-type": ["application/json"], "content-encoding": ["gzip"]});
    let list = json!([{"name": "Content-Encoding", "values": ["gzip"]}]);
    let old = json!({"type": "JSON", "json": DRIFTED});
    let new = json!({"type": "JSON", "json": drifted(), "rawBytes": "AA=="});
    let text = json!({"type": "STRING", "string": DRIFTED, "contentType": "application/json"});
    let binary = json!({"type": "BINARY", "base64Bytes": gzipped});
    let plain = json!({"base64Bytes": base64(DRIFTED.as_bytes())});
    let file = json!({"type": "FILE", "filePath": "a/body.json"});
    for (name, more, headers, body, how, files) in [
        (
            "a string",
            &recorded,
            &map,
            &json!(DRIFTED),
            How::Text,
            &none,
        ),
        ("a value", &recorded, &map, &drifted(), How::Text, &none),
        (
            "5.4, JSON in a string",
            &recorded,
            &list,
            &old,
            How::Text,
            &none,
        ),
        (
            "5.15, JSON as a value",
            &retrieved,
            &map,
            &new,
            How::Text,
            &none,
        ),
        ("a typed string", &retrieved, &list, &text, How::Text, &none),
        ("binary", &recorded, &map, &binary, How::Opaque, &none),
        (
            "binary, headers in a list",
            &retrieved,
            &list,
            &binary,
            How::Opaque,
            &none,
        ),
        (
            "without a type",
            &recorded,
            &json!({}),
            &plain,
            How::Base64,
            &none,
        ),
        ("a file", &recorded, &json!({}), &file, How::File, &beside),
    ] {
        let mut one = json!({
            "httpRequest": {"method": "GET", "path": PATH, "headers": {"Host": ["h.test"]}},
            "httpResponse": {"statusCode": 200, "headers": headers, "body": body},
        });
        for (name, value) in more.as_object().unwrap() {
            one[name] = value.clone();
        }
        let pretty = format!("{one:#}");
        one_finding_beside(name, InputFormat::Mockserver, &pretty, how, files, &[]);
        let foreign = json!({"httpRequest": {"path": "/x"}, "httpResponse": {"body": "x"}});
        let all = json!([one, foreign]);
        for text in [all.to_string(), format!("{all:#}")] {
            let passed = [Passed::NotOfThisApi];
            one_finding_beside(name, InputFormat::Mockserver, &text, how, files, &passed);
        }
    }
    // One line is an exchange of a log, unless only an expectation has such names.
    let line = json!({"httpRequest": {"path": PATH}, "httpResponse": {"statusCode": 200}});
    assert_eq!(InputFormat::told_by(line.to_string().as_bytes()), None);
    let mut one = line.clone();
    one["times"] = json!({"unlimited": true});
    let (one, two) = (one.to_string(), format!("{one}\n{line}\n"));
    assert_eq!(
        InputFormat::told_by(one.as_bytes()),
        Some(InputFormat::Mockserver)
    );
    assert_eq!(InputFormat::told_by(two.as_bytes()), None);
}

#[test]
fn what_mockserver_makes_up_is_counted() {
    let asked = json!({"method": "GET", "path": PATH});
    let answer = |body: Value| json!({"httpRequest": asked, "httpResponse": {"body": body}});
    let act = |name: &str| json!({"httpRequest": asked, name: {"x": "y"}});
    let refresh = json!({"timestamp": "x",
        "httpRequest": {"method": "POST", "path": format!("{PATH}/refresh"), "body": {"type": "JSON", "json": {"parameters": 5}}},
        "httpResponse": {"statusCode": 204}});
    let mut expected = refresh.clone();
    expected.as_object_mut().unwrap().remove("timestamp");
    let entries = [
        act("httpResponseTemplate"),
        act("httpResponseClassCallback"),
        act("httpForward"),
        act("httpError"),
        answer(json!({"type": "FILE", "filePath": "x.vm", "templateType": "VELOCITY"})),
        answer(Value::Null),
        answer(json!({"type": "XML", "xml": "<a/>"})),
        answer(json!({"type": "BINARY", "base64Bytes": "!"})),
        answer(json!({"type": "FILE", "filePath": "/etc/hosts"})),
        refresh,
        // What is to be asked for may be a part of it.
        expected,
        json!({"httpRequest": {"method": "!GET", "path": "/s/.*"}, "httpResponse": {"body": CLEAN}}),
    ];
    let text = json!(entries).to_string();
    let check = check(text.as_bytes());
    assert_eq!(check.exchanges.len(), 12);
    assert_eq!(
        check.passed,
        [
            Passed::Templated,
            Passed::Templated,
            Passed::NoResponse,
            Passed::NoResponse,
            Passed::Templated,
            Passed::BodyMissing,
            Passed::WithoutBody,
            Passed::WithoutBody,
        ]
    );
    errors_are(&check, &["7 Syntax", "Undecodable", "Unreadable"]);
    assert_eq!(
        check.dtos,
        ["RefreshConnectionDto", "BaseResponseConnectionDto"]
    );
    assert_eq!(check.found.len(), 1, "{:?}", check.found);
}

fn simulation(version: &str, pairs: &[Value]) -> String {
    let meta = json!({"schemaVersion": version, "hoverflyVersion": "v1.10.0"});
    let actions = json!({"delays": []});
    json!({"data": {"pairs": pairs, "globalActions": actions}, "meta": meta}).to_string()
}

#[test]
fn simulations_of_hoverfly_give_the_same_finding_at_its_own_bytes() {
    let list = |value: &str| json!([{"matcher": "exact", "value": value}]);
    let old = |value: &str| json!({"exactMatch": value});
    let five = json!({"method": list("GET"), "path": list(PATH), "scheme": list("https"), "body": list("")});
    let regex = json!({"method": list("GET"),
        "path": [{"matcher": "regex", "value": "^/s/wdata/prep/api/v1/connections/[^/]+$"}]});
    let glob = json!({"method": list("GET"), "path": [{"matcher": "glob", "value": "/s/*"}]});
    let two = json!({"method": old("GET"), "path": old(PATH), "destination": old("h.test")});
    let pattern =
        json!({"method": old("GET"), "path": {"regexMatch": ".*/api/v1/connections/[a-z0-9]+"}});
    let one = json!({"requestType": "recording", "method": "GET", "path": PATH, "body": ""});
    let text = json!({"status": 200, "body": DRIFTED, "encodedBody": false, "templated": false});
    let base = json!({"status": 200, "body": base64(DRIFTED.as_bytes()), "encodedBody": true});
    let gzipped = json!({"status": 200, "body": base64(&gzip(DRIFTED.as_bytes())), "encodedBody": true,
        "headers": {"Content-Encoding": ["gzip"]}});
    let file = json!({"status": 200, "body": "", "bodyFile": "a/body.json"});
    let none = OneFile("", Vec::new());
    let beside = OneFile("a/body.json", DRIFTED.as_bytes().to_vec());
    for (version, request, response, how, files) in [
        ("v5", &five, &text, How::Text, &none),
        ("v5.1", &regex, &base, How::Base64, &none),
        ("v5.2", &glob, &gzipped, How::Opaque, &none),
        ("v5.3", &five, &file, How::File, &beside),
        ("v4", &two, &base, How::Base64, &none),
        ("v2", &pattern, &text, How::Text, &none),
        ("v1", &one, &text, How::Text, &none),
    ] {
        let foreign =
            json!({"request": {"path": list("/x")}, "response": {"status": 200, "body": ""}});
        let pairs = [json!({"request": request, "response": response}), foreign];
        let text = simulation(version, &pairs);
        let pretty = format!("{:#}", serde_json::from_str::<Value>(&text).unwrap());
        for text in [text, pretty] {
            let passed = [Passed::NotOfThisApi];
            one_finding_beside(version, InputFormat::Hoverfly, &text, how, files, &passed);
        }
    }
}

#[test]
fn what_hoverfly_makes_up_is_counted() {
    let list = |value: &str| json!([{"matcher": "exact", "value": value}]);
    let pair = |response: Value| json!({"request": {"method": list("GET"), "path": list(PATH)}, "response": response});
    let refresh = json!({"request": {"method": list("POST"), "path": list(&format!("{PATH}/refresh")),
        "body": [{"matcher": "json", "value": "{\"parameters\": 5}"}]}, "response": {"status": 204, "body": ""}});
    let mut part = refresh.clone();
    part["request"]["body"][0]["matcher"] = "jsonPartial".into();
    let pairs = [
        pair(json!({"status": 200, "body": CLEAN, "templated": true})),
        pair(json!({"status": 200, "bodyFile": "{{ Request.Path }}", "templated": true})),
        pair(json!({"status": 200, "body": ""})),
        pair(json!({"status": 200, "body": "!", "encodedBody": true})),
        pair(json!({"status": 200, "bodyFile": "none.json"})),
        json!({"request": {"method": list("GET"), "path": list(PATH)}}),
        refresh,
        part,
        pair(json!({"status": 200, "body": CLEAN})),
    ];
    let text = simulation("v5", &pairs);
    let check = check(text.as_bytes());
    assert_eq!(check.exchanges.len(), 9);
    assert_eq!(
        check.passed,
        [
            Passed::Templated,
            Passed::Templated,
            Passed::BodyMissing,
            Passed::NoResponse,
            Passed::WithoutBody,
            Passed::WithoutBody,
        ]
    );
    errors_are(&check, &["Undecodable", "Unreadable"]);
    assert_eq!(
        check.dtos,
        ["RefreshConnectionDto", "BaseResponseConnectionDto"]
    );
    assert_eq!(check.found.len(), 1, "{:?}", check.found);
}

fn imposter(stubs: &Value) -> Value {
    json!({"protocol": "http", "port": 4545, "name": "prep", "stubs": stubs})
}

#[test]
fn imposters_of_mountebank_give_the_same_finding_at_its_own_bytes() {
    let equals = json!([{"equals": {"method": "GET", "path": PATH, "query": {"limit": "1"}}}]);
    let deep = json!([{"deepEquals": {"method": "GET"}}, {"deepEquals": {"path": PATH}}]);
    let both = json!([{"and": [{"equals": {"path": PATH}}, {"equals": {"method": "get"}}]}]);
    let matches = json!([{"matches": {"method": "^GET$", "path": "^/s/wdata/prep/api/v1/connections/[^/]+$"}}]);
    // What says too little is recognised.
    let starts = json!([{"startsWith": {"path": "/s"}}, {"not": {"equals": {"path": "/x"}}}]);
    let either = json!([{"or": [{"equals": {"path": "/x"}}, {"equals": {"path": PATH}}]}]);
    let cut = json!([{"equals": {"path": "/x"}, "except": "^/s"}]);
    let text = json!({"is": {"statusCode": 200, "headers": {"Content-Type": "application/json"}, "body": DRIFTED, "_mode": "text"}});
    let words = json!({"is": {"statusCode": "200", "body": DRIFTED}, "_behaviors": {"wait": 500}});
    let value = json!({"is": {"body": drifted()}, "behaviors": [{"wait": 5}, {"repeat": 2}]});
    let base =
        json!({"is": {"statusCode": 200, "body": base64(DRIFTED.as_bytes()), "_mode": "binary"}});
    let gzipped = json!({"is": {"statusCode": 200, "headers": {"Content-Encoding": "gzip"},
        "body": base64(&gzip(DRIFTED.as_bytes())), "_mode": "binary"}});
    for (name, predicates, response, how) in [
        ("equals", &equals, &text, How::Text),
        ("deepEquals", &deep, &words, How::Text),
        ("and", &both, &value, How::Text),
        ("matches", &matches, &base, How::Base64),
        ("starts", &starts, &gzipped, How::Opaque),
        ("or", &either, &text, How::Text),
        ("except", &cut, &text, How::Text),
        ("none", &json!([]), &value, How::Text),
    ] {
        let foreign = json!({"predicates": [{"equals": {"path": "/x"}}], "responses": [{"is": {"body": ""}}]});
        let one = imposter(&json!([{"predicates": predicates, "responses": [response]}, foreign]));
        let mut with_default = one.clone();
        with_default["defaultResponse"] = json!({"statusCode": 200});
        let all = json!({"imposters": [{"protocol": "smtp", "port": 25}, one]});
        for text in [
            one.to_string(),
            format!("{one:#}"),
            with_default.to_string(),
            all.to_string(),
            format!("{all:#}"),
        ] {
            one_finding(name, InputFormat::Mountebank, &text, how);
        }
    }
}

#[test]
fn what_mountebank_makes_up_is_counted() {
    let asked = json!([{"equals": {"method": "GET", "path": PATH}}]);
    let clean: Value = serde_json::from_str(CLEAN).unwrap();
    let responses = json!([
        {"inject": "function () {}"},
        {"proxy": {"to": "https://h.test"}},
        {"is": {"body": clean}, "_behaviors": {"decorate": "function () {}", "wait": 1}},
        {"is": {"body": clean}, "behaviors": [{"wait": 1}, {"copy": [{"from": "path", "into": "${id}"}]}]},
        {"is": {"body": clean}, "_behaviors": {"wait": 1}},
        {"fault": "CONNECTION_RESET_BY_PEER"},
        {"is": {"statusCode": "204"}},
        {"is": {"body": "!", "_mode": "binary"}},
        {"is": {"statusCode": 200}},
    ]);
    let stubs = json!([{"predicates": asked, "responses": responses}, {"predicates": asked}]);
    let text = imposter(&stubs).to_string();
    let told = check(text.as_bytes());
    assert_eq!(told.exchanges.len(), 10);
    assert_eq!(
        told.passed,
        [
            Passed::Templated,
            Passed::Templated,
            Passed::Templated,
            Passed::Templated,
            Passed::NoResponse,
            Passed::WithoutBody,
            Passed::BodyMissing,
            Passed::BodyMissing,
        ]
    );
    assert_eq!(told.errors.len(), 1, "{:?}", told.errors);
    assert!(
        told.errors[0].starts_with("Undecodable"),
        "{:?}",
        told.errors
    );
    assert_eq!(told.dtos, ["BaseResponseConnectionDto"]);
    // The imposter's own default is merged in.
    let mut other = imposter(
        &json!([{"predicates": asked, "responses": [{"is": {"body": CLEAN}}]}, {"predicates": asked}]),
    );
    other["defaultResponse"] = json!({"statusCode": 418, "body": "no"});
    let text = other.to_string();
    let other = check(text.as_bytes());
    assert_eq!(other.passed, [Passed::StatusWithoutDto, Passed::NotJson]);
    // Where stubs ask the same, it is looked at once; where not, as often.
    let mut other = imposter(&json!([
        {"predicates": asked}, {"predicates": asked}, {"responses": [{"is": {"statusCode": 200}}], "predicates": asked},
        {"predicates": [{"equals": {"method": "GET", "path": format!("{PATH}/other")}}]},
    ]));
    other["defaultResponse"] = json!({"body": CLEAN});
    let text = other.to_string();
    let other = check(text.as_bytes());
    assert_eq!(other.dtos, ["BaseResponseConnectionDto"]);
    assert_eq!(
        other.passed,
        [Passed::Repeated, Passed::Repeated, Passed::NotOfThisApi]
    );
    // It may stand behind more than one block.
    let many = vec![json!({"predicates": asked, "responses": [{"is": {"body": CLEAN}}]}); 1_000];
    let mut last = many.clone();
    last.push(json!({"predicates": asked}));
    let text = imposter(&json!(last)).to_string();
    let text = format!(
        r#"{},"defaultResponse":{{"body":"{{}}"}}}}"#,
        text.strip_suffix('}').unwrap()
    );
    let other = check(text.as_bytes());
    assert_eq!(
        (other.dtos.len(), other.errors.len()),
        (1_001, 0),
        "{:?}",
        other.errors
    );
    assert_eq!(other.passed, []);
    // A broken stub hides no other.
    let text = format!(
        "{{\"protocol\":\"http\",\"port\":1,\"stubs\":[{{\"predicates\":[x]}},{}]}}",
        json!({"predicates": asked, "responses": [{"is": {"body": CLEAN}}]})
    );
    let broken = check(text.as_bytes());
    assert_eq!(
        (broken.exchanges.len(), broken.errors.len()),
        (1, 1),
        "{:?}",
        broken.errors
    );
    assert_eq!(broken.dtos, ["BaseResponseConnectionDto"]);
}

/// What is no stub is taken for none: payloads, logs, and documents with some of the names.
#[test]
fn other_documents_are_taken_for_no_stub() {
    for text in [
        CLEAN,
        DRIFTED,
        r#"[{"connectionId":"a1"}]"#,
        r#"{"data":{"pairs":[]}}"#,
        r#"{"info":{"title":"t","version":"1"},"paths":{}}"#,
        r#"{"info":{"name":"n"},"item":[{"id":1}]}"#,
        r#"{"mappings":[{"from":"a","to":"b"}]}"#,
        r#"{"request":{"method":"GET","url":"/x"},"response":{"status":200,"body":"{}"}}"#,
        r#"{"protocol":"http","port":80}"#,
        r#"{"method":"GET","path":"/x","status":200}"#,
        r#"[{"method":"GET","path":"/x","status":200,"response":{}}]"#,
        "",
        "[",
        "nock",
        "nock(",
    ] {
        assert_eq!(InputFormat::told_by(text.as_bytes()), None, "{text}");
    }
}

const STUBS: [InputFormat; 6] = [
    InputFormat::Nock,
    InputFormat::Postman,
    InputFormat::Wiremock,
    InputFormat::Mockserver,
    InputFormat::Hoverfly,
    InputFormat::Mountebank,
];

fn check_as(text: &[u8], format: InputFormat) -> Checked {
    check_beside(text, Some(format), &OneFile("", Vec::new()))
}

#[test]
fn captures_that_are_cut_off_or_of_another_format_are_told() {
    let path = [{ json!({"matcher": "exact", "value": PATH}) }];
    let pair = json!({"request": {"path": path}, "response": {"status": 200, "body": DRIFTED}});
    let asked = json!({"method": "GET", "path": PATH, "url": PATH});
    let predicate = json!([{"equals": {"path": PATH}}]);
    let stubs = json!([{"predicates": predicate, "responses": [{"is": {"body": DRIFTED}}]}]);
    let mut files = vec![
        json!([call(HOST, PATH, &drifted(), &json!({}))]).to_string(),
        collection(&json!({"url": PATH}), &Value::Null).to_string(),
        json!({"mappings": [mapping(&asked, &json!({"body": DRIFTED}))]}).to_string(),
        json!([{"httpRequest": asked, "httpResponse": {"body": DRIFTED}}]).to_string(),
        simulation("v5", &[pair]),
        json!({"imposters": [imposter(&stubs)]}).to_string(),
    ];
    for (text, format) in files.iter().zip(STUBS) {
        assert_eq!(InputFormat::told_by(text.as_bytes()), Some(format));
        assert_eq!(
            check_as(text.as_bytes(), format).errors,
            [""; 0],
            "{format:?}"
        );
        let step = 7;
        for end in (0..text.len()).step_by(step) {
            let cut = check_as(&text.as_bytes()[..end], format);
            assert!(!cut.errors.is_empty(), "{format:?} cut at {end}");
        }
    }
    let one = mapping(&asked, &json!({"body": DRIFTED})).to_string();
    let mut whole = check_as(&one.as_bytes()[..one.len() - 9], InputFormat::Wiremock);
    assert!(whole.errors.remove(0).starts_with("cut off"));
    // Entries of every kind of value, where objects are due.
    let odd = r#"null, true, 5, "x", [], {}, [[]], {"request": 1, "response": 2, "item": {}, "is": [],
        "responses": [1, {"is": 5}], "predicates": [1, {"and": [[]]}], "httpRequest": [], "httpResponse":
        {"body": {"type": 1, "json": []}}, "scope": 1, "path": {}, "rawHeaders": [1, [], {}, "a", "b"]}"#;
    for around in [
        "[#]",
        r#"{"item":[#]}"#,
        r#"{"mappings":[#]}"#,
        r#"{"data":{"pairs":[#]}}"#,
        r#"{"imposters":[{"stubs":[#]}]}"#,
        r#"{"stubs":[#]}"#,
    ] {
        files.push(around.replace('#', odd));
    }
    for text in files
        .iter()
        .map(String::as_str)
        .chain(["", "null", "x: y", "- a", "\u{feff}[]"])
    {
        for format in STUBS {
            // Nothing is passed over in silence, unless a list is empty.
            let check = check_as(text.as_bytes(), format);
            let told = check.exchanges.len() + check.errors.len();
            assert!(told > 0 || text.ends_with("[]"), "{format:?}: {text}");
        }
    }
}

/// The `responses` recorder puts bytes into files of their own, below a folder named as the capture.
#[test]
fn bodies_of_responses_in_files_of_their_own() {
    let url = format!("{HOST}{PATH}");
    let entry = |body: &str| {
        format!(
            "[[responses]]\n\n[responses.response]\nmethod = \"GET\"\nurl = \"{url}\"\n{body}\nstatus = 200\n\n"
        )
    };
    let toml = [
        entry("body_file = \"recorded/1.bin\""),
        entry("body_file = 'recorded\\1.bin'"),
        entry("body_file = \"recorded/2.bin\""),
    ]
    .concat();
    let yaml = format!(
        "responses:\n- response:\n    body_file: recorded/1.bin\n    method: GET\n    status: 200\n    url: {url}\n"
    );
    for (text, found, at) in [
        (&toml, 2, "\"recorded/1.bin\""),
        (&yaml, 1, "recorded/1.bin"),
    ] {
        for bytes in [DRIFTED.as_bytes().to_vec(), gzip(DRIFTED.as_bytes())] {
            let check = check_beside(text.as_bytes(), None, &OneFile("recorded/1.bin", bytes));
            assert_eq!(check.found.len(), found, "{:?}", check.errors);
            assert_eq!(check.found[0].bytes, at);
            assert_eq!(check.found[0].value, DRIFTED_DATE);
            assert_eq!(check.errors.len(), usize::from(found == 2));
            assert!(
                check
                    .errors
                    .iter()
                    .all(|error| error.contains("there is no recorded/2.bin"))
            );
        }
    }
}

#[test]
fn the_work_on_thousands_of_answers_in_one_list_grows_with_them() {
    let stub = |responses: &[Value]| json!({"predicates": [{"equals": {"method": "GET", "path": PATH}}], "responses": responses});
    let response = json!({"is": {"statusCode": 200, "body": DRIFTED}});
    let item = json!({"name": "r", "request": {"method": "GET", "url": format!("{OTHER}{PATH}")},
        "response": [{"name": "r", "code": 200, "body": DRIFTED}]});
    let files: [&dyn Fn(usize) -> Value; 4] = [
        &|count| {
            let stubs = vec![stub(std::slice::from_ref(&response)); count];
            json!({"imposters": [{"protocol": "http", "port": 1, "stubs": stubs}]})
        },
        &|count| json!({"protocol": "http", "port": 1, "stubs": [stub(&vec![response.clone(); count])]}),
        &|count| {
            let folder = json!({"name": "f", "item": vec![item.clone(); count]});
            json!({"info": {"_postman_id": "x"}, "item": [folder]})
        },
        &|count| {
            let mut item = item.clone();
            item["response"] = vec![item["response"][0].clone(); count].into();
            json!({"info": {"_postman_id": "x"}, "item": [item]})
        },
    ];
    for (number, file) in files.into_iter().enumerate() {
        let took = [1_000, 8_000].map(|count| {
            let text = file(count).to_string();
            let start = processor::spent();
            let check = check(text.as_bytes());
            assert_eq!((check.exchanges.len(), check.found.len()), (count, count));
            let last = &check.found[count - 1];
            assert_eq!(last.bytes.replace('\\', ""), DRIFTED_DATE);
            processor::spent()?.checked_sub(start?)
        });
        // Eight times as much work, or sixty-four times where each is looked for from the start.
        if let [Some(few), Some(many)] = took {
            assert!(many < few * 32, "{number}: {took:?}");
        }
    }
}
