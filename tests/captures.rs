//! Captures: every exchange is read, routed and counted, and what is found inside a body stands at
//! the very bytes of the capture.

#![expect(
    clippy::unwrap_used,
    clippy::string_slice,
    clippy::indexing_slicing,
    reason = "a helper of tests fails the way a test does"
)]

#[path = "common/writers/encode/base64.rs"]
mod base64;
#[path = "common/checked.rs"]
mod checked;
#[path = "common/writers/encode/gzip.rs"]
mod gzip;

use std::sync::Arc;

use serde_json::{Value, json};
use wiredrift::capture::{InputFormat, NoAttachments};
use wiredrift::check::exchange::Passed;
use wiredrift::contract::registry::Contract;
use wiredrift::contract::revision::Revision;
use wiredrift::contract::shape::Naming;
use wiredrift::generate::{Generator, Mutator, Options as GenerateOptions};
use wiredrift::rule;

use base64::base64;
use checked::{Checked, Found};
use gzip::gzip;

fn check(file: &[u8], format: Option<InputFormat>) -> Checked {
    checked::check(file, format, &NoAttachments, &|_| file)
}

/// A HAR entry; `encoding` is the label of its body.
fn entry(method: &str, url: &str, status: i64, text: Option<&str>, encoding: &str) -> Value {
    let mut content = json!({"size": text.map_or(0, str::len), "mimeType": "application/json"});
    if let Some(text) = text {
        content["text"] = text.into();
    }
    if !encoding.is_empty() {
        content["encoding"] = encoding.into();
    }
    json!({
        "startedDateTime": "no date at all",
        "time": 1,
        "request": {"method": method, "url": url, "headers": []},
        "response": {"status": status, "statusText": "", "headers": [], "content": content},
    })
}

fn har(entries: &[Value]) -> Value {
    json!({"log": {"version": "1.2", "creator": {"name": "t", "version": "0"}, "entries": entries}})
}

const ONE: &str = "https://h.app.wdesk.com/s/wdata/prep/api/v1/connections/a1";

/// Bodies with one known fault each, and the place where it is.
fn bodies() -> Vec<(String, &'static str, String)> {
    let contract = Contract::built_in("BaseResponseConnectionDto", Revision::PINNED).unwrap();
    let contract = Arc::new(contract);
    let generator = Generator::new(contract.shape.clone(), GenerateOptions::default());
    let mutator = Mutator::new(Arc::clone(&contract), Naming::Wire);
    let rules = [
        "date-offset-missing",
        "enum-value-unknown",
        "null-unexpected",
        "field-unknown",
    ];
    (0..40)
        .filter_map(|number| {
            let rule = rule::named(rules[number % rules.len()]).unwrap();
            let number = number as u64;
            let payload = generator.sample(number).to_string();
            let mutant = mutator.mutant(rule, &payload, number)?;
            Some((mutant.payload, rule.name, mutant.edit.pointer.to_string()))
        })
        .collect()
}

#[test]
fn findings_stand_at_the_bytes_of_the_capture() {
    let bodies = bodies();
    assert!(bodies.len() > 30);
    let entries: Vec<Value> = bodies
        .iter()
        .enumerate()
        .map(|(index, (text, _, _))| match index % 3 {
            0 => entry("GET", ONE, 200, Some(text), ""),
            1 => entry("GET", ONE, 200, Some(&base64(text.as_bytes())), "base64"),
            // Firefox labels plain text as base64.
            _ => entry("GET", ONE, 200, Some(text), "base64"),
        })
        .collect();
    for file in [har(&entries).to_string(), format!("{:#}", har(&entries))] {
        let check = check(file.as_bytes(), None);
        assert_eq!(check.errors, [""; 0]);
        assert_eq!(check.exchanges.len(), bodies.len());
        for (index, (_, rule, pointer)) in bodies.iter().enumerate() {
            let number = index as u64 + 1;
            let found = check
                .found
                .iter()
                .find(|found| found.exchange == number && found.rule == *rule)
                .unwrap_or_else(|| panic!("exchange {number}: no {rule}"));
            assert_eq!(found.pointer, *pointer);
            let text = &found.bytes;
            if index % 3 == 1 {
                // The letters that hold the value, and at most two bytes of its neighbours.
                let least = found.value.len() * 4 / 3;
                assert!((least..=least + 4).contains(&text.len()), "{text}");
            } else {
                let decoded: String = serde_json::from_str(&format!("\"{text}\"")).unwrap();
                assert_eq!(decoded, found.value);
            }
        }
    }
}

#[test]
fn a_log_gives_what_a_har_file_gives() {
    let bodies = bodies();
    let entries: Vec<Value> = bodies
        .iter()
        .map(|(text, _, _)| entry("GET", ONE, 200, Some(text), ""))
        .collect();
    let log: Vec<String> = bodies
        .iter()
        .enumerate()
        .map(|(index, (text, _, _))| {
            let body: Value = serde_json::from_str(text).unwrap();
            let line = match index % 4 {
                0 => json!({"request": {"method": "GET", "url": ONE}, "response": {"status": 200, "body": text}}),
                1 => json!({"req": {"method": "get", "url": ONE}, "res": {"statusCode": 200, "body": body}}),
                2 => json!({"httpMethod": "GET", "requestUrl": ONE, "status": "200", "responseBody": text}),
                _ => json!({"http.request.method": "GET", "url.full": ONE,
                    "http.response.status_code": 200, "http.response.body.content": text}),
            };
            line.to_string()
        })
        .collect();
    let log = log.join("\n");
    let told = |check: &Checked| -> Vec<(u64, &'static str, String)> {
        let one = |found: &Found| (found.exchange, found.rule, found.pointer.clone());
        check.found.iter().map(one).collect()
    };
    let file = har(&entries).to_string();
    let (from_har, from_log) = (check(file.as_bytes(), None), check(log.as_bytes(), None));
    assert_eq!(from_log.errors, [""; 0]);
    let (mut left, mut right) = (told(&from_har), told(&from_log));
    left.sort();
    right.sort();
    assert_eq!(left, right);
}

#[test]
fn a_log_line_of_elastic_has_its_body_in_the_content_and_its_size_is_no_body() {
    let body = r#"{"code":200,"body":{"created":"2024-01-15T14:30:00+0000"}}"#;
    for content in [body.into(), serde_json::from_str::<Value>(body).unwrap()] {
        let sent = json!({"usePreviousSourceParameters": "yes"});
        let line = json!({
            "url": {"full": format!("{ONE}/refresh")},
            "http": {
                "request": {"method": "POST", "body": {"bytes": 5, "content": sent}},
                "response": {"status_code": 200, "body": {"bytes": 9, "content": content}},
            },
        });
        let line = line.to_string();
        let check = check(line.as_bytes(), None);
        let pointers: Vec<&str> = check
            .found
            .iter()
            .map(|found| found.pointer.as_str())
            .collect();
        assert_eq!(pointers, ["/usePreviousSourceParameters", "/body/created"]);
        assert_eq!(check.errors, [""; 0]);
    }
    let line = json!({
        "url": {"full": ONE},
        "http": {
            "request": {"method": "GET"},
            "response": {"status_code": 200, "body": {"bytes": 9}},
        },
    });
    let line = line.to_string();
    let check = check(line.as_bytes(), None);
    assert_eq!(check.passed, [Passed::BodyMissing]);
}

#[test]
fn what_is_not_checked_is_counted_by_reason() {
    let clean = r#"{"body":{"connectionId":"a"},"code":200}"#;
    let mut mocked = entry("GET", ONE, 200, Some(clean), "");
    mocked["_wasFulfilled"] = true.into();
    let entries = [
        entry("GET", ONE, 200, Some(clean), ""),
        entry("GET", "https://other.test/x?secret=1", 200, Some("{}"), ""),
        entry("GET", ONE, 204, None, ""),
        entry("HEAD", ONE, 200, None, ""),
        entry("GET", ONE, 200, None, ""),
        entry("GET", ONE, 502, Some("<html>"), ""),
        entry("GET", ONE, -1, None, ""),
        entry("GET", ONE, 418, Some("{}"), ""),
        mocked,
        entry("GET", ONE, 500, Some("!!!"), "base64"),
    ];
    let file = har(&entries).to_string();
    let check = check(file.as_bytes(), None);
    assert_eq!(check.exchanges.len(), 10);
    assert_eq!(
        check.passed,
        [
            Passed::NotOfThisApi,
            Passed::WithoutBody,
            Passed::WithoutBody,
            Passed::BodyMissing,
            Passed::NotJson,
            Passed::NoResponse,
            Passed::StatusWithoutDto,
            Passed::Mocked,
        ]
    );
    assert_eq!(check.errors.len(), 1, "{:?}", check.errors);
    assert!(check.errors[0].starts_with("Undecodable"));
}

#[test]
fn a_body_with_nothing_behind_its_layers_is_none() {
    let nothing = base64(&gzip(b""));
    let har = har(&[entry("GET", ONE, 200, Some(&nothing), "base64")]).to_string();
    let body = json!({"encoding": "utf-8", "base64_string": nothing});
    let cassette = json!({"http_interactions": [{
        "request": {"method": "POST", "uri": format!("{ONE}/refresh"), "body": body},
        "response": {"status": {"code": 200}, "body": body, "url": ONE},
    }]})
    .to_string();
    for file in [har, cassette] {
        let check = check(file.as_bytes(), None);
        assert_eq!((check.exchanges.len(), &check.errors), (1, &Vec::new()));
        assert_eq!(check.passed, [Passed::BodyMissing]);
    }
}

#[test]
fn one_bad_entry_hides_no_other_and_a_cut_file_is_told() {
    let good = entry(
        "GET",
        ONE,
        200,
        Some(r#"{"body":{"created":""},"code":200}"#),
        "",
    )
    .to_string();
    let file = format!(r#"{{"log":{{"entries":[{good},{{"request":tru}},{good}]}}}}"#);
    let all = check(file.as_bytes(), None);
    assert_eq!(
        (all.exchanges.len(), all.found.len(), all.errors.len()),
        (2, 2, 1)
    );
    assert!(all.errors[0].starts_with("entry 2 at"), "{:?}", all.errors);
    let cut = &file[..file.len() - 40];
    let cut = check(cut.as_bytes(), None);
    assert_eq!((cut.exchanges.len(), cut.errors.len()), (1, 2));
    assert!(cut.errors[1].starts_with("cut off"), "{:?}", cut.errors);
    let none = check(br#"{"log":{"version":"1.2"}}"#, Some(InputFormat::Har));
    assert!(none.errors[0].starts_with("Format"), "{:?}", none.errors);
}

/// A response with one drifted date, and what a recorder may have to escape.
const DRIFTED: &str = r#"{"code":200,"body":{"connectionId":"a1b2","created":"2024-01-15T14:30:00+0000","name":"it's \"5\" é"}}"#;
const DRIFTED_DATE: &str = r#""2024-01-15T14:30:00+0000""#;
const URL: &str = "https://h.app.wdesk.com/s/wdata/prep/api/v1/connections/a1b2";

fn single_quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn double_quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Each cassette has one exchange with the drifted response, then one of another API.
fn cassettes() -> Vec<(&'static str, InputFormat, String)> {
    let single = single_quoted(DRIFTED);
    let double = double_quoted(DRIFTED);
    let packed = base64(&gzip(DRIFTED.as_bytes()));
    let (first, second) = packed.split_at(40);
    let string = serde_json::to_string(DRIFTED).unwrap();
    let headers = "      Content-Type: [application/json]\n";
    vec![
        (
            "vcrpy, PyYAML",
            InputFormat::Vcrpy,
            format!(
                "interactions:\n- request:\n    body: null\n    headers: &id001\n{headers}    method: GET\n    uri: {URL}\n  response:\n    body:\n      string: {single}\n    headers: *id001\n    status: {{code: 200, message: OK}}\n- request:\n    body: null\n    headers: *id001\n    method: GET\n    uri: https://other.test/x\n  response:\n    body: {{string: 'no'}}\n    headers: {{}}\n    status: {{code: 200, message: OK}}\nversion: 1\n"
            ),
        ),
        (
            "vcrpy, compressed",
            InputFormat::Vcrpy,
            format!(
                "interactions:\n- request: {{body: '', method: GET, uri: '{URL}'}}\n  response:\n    body:\n      string: !!binary |\n        {first}\n        {second}\n    headers:\n      content-encoding: [gzip]\n    status: {{code: 200, message: OK}}\n- request: {{method: GET, uri: 'https://other.test/x'}}\n  response: {{status: {{code: 200}}, body: {{string: ''}}}}\nversion: 1\n"
            ),
        ),
        (
            "vcrpy, JSON",
            InputFormat::Vcrpy,
            format!(
                "{{\"version\": 1, \"interactions\": [{{\"request\": {{\"method\": \"GET\", \"uri\": \"{URL}\", \"body\": null}}, \"response\": {{\"status\": {{\"code\": 200}}, \"body\": {{\"string\": {string}}}}}}}, {{\"request\": {{\"method\": \"GET\", \"uri\": \"https://other.test/x\"}}, \"response\": {{\"status\": {{\"code\": 200}}}}}}]}}"
            ),
        ),
        (
            "vcrpy, httpx of old",
            InputFormat::Vcrpy,
            format!(
                "interactions:\n- request:\n    method: GET\n    uri: {URL}\n  response:\n    content: {single}\n    http_version: HTTP/1.1\n    status_code: 200\n- request: {{method: GET, uri: 'https://other.test/x'}}\n  response: {{status_code: 200, content: ''}}\nversion: 1\n"
            ),
        ),
        (
            "VCR",
            InputFormat::Vcr,
            format!(
                "---\nhttp_interactions:\n- request:\n    method: get\n    uri: {URL}\n    body:\n      encoding: US-ASCII\n      string: ''\n  response:\n    status:\n      code: 200\n      message: OK\n    headers:\n      Content-Encoding:\n      - gzip\n    body:\n      encoding: UTF-8\n      string: {double}\n  recorded_at: Mon, 15 Jan 2024 14:30:00 GMT\n- request: {{method: get, uri: 'https://other.test/x'}}\n  response: {{status: {{code: 200}}, body: {{string: ''}}}}\nrecorded_with: VCR 6.2.0\n"
            ),
        ),
        (
            "VCR, exact bytes",
            InputFormat::Vcr,
            format!(
                "---\nhttp_interactions:\n- request:\n    method: get\n    uri: {URL}\n  response:\n    status:\n      code: 200\n    headers: {{}}\n    body:\n      encoding: ASCII-8BIT\n      base64_string: |\n        {}\n- request: {{method: get, uri: 'https://other.test/x'}}\n  response: {{status: {{code: 200}}}}\nrecorded_with: VCR 6.2.0\n",
                base64(DRIFTED.as_bytes())
            ),
        ),
        (
            "VCR, literal and Ruby's tag",
            InputFormat::Vcr,
            format!(
                "---\nhttp_interactions:\n- request:\n    method: get\n    uri: {URL}\n  response:\n    status: {{code: 200}}\n    body:\n      string: |-\n        {DRIFTED}\n- request: {{method: get, uri: 'https://other.test/x'}}\n  response: {{status: {{code: 200}}, body: {{string: !binary aGk=}}}}\n"
            ),
        ),
        (
            "VCR 1",
            InputFormat::Vcr,
            format!(
                "---\n- !ruby/struct:VCR::HTTPInteraction\n  request: !ruby/struct:VCR::Request\n    method: :get\n    uri: {URL}\n    body:\n  response: !ruby/struct:VCR::Response\n    status: !ruby/struct:VCR::ResponseStatus\n      code: 200\n    body: {single}\n- request: {{method: :get, uri: 'https://other.test/x'}}\n  response: {{status: {{code: 200}}, body: ''}}\n"
            ),
        ),
        (
            "php-vcr",
            InputFormat::Vcr,
            format!(
                "\n-\n    request:\n        method: GET\n        url: '{URL}'\n    response:\n        status:\n            http_version: '1.1'\n            code: '200'\n            message: OK\n        body: {double}\n        curl_info: {{url: x}}\n-\n    request: {{method: GET, url: 'https://other.test/x'}}\n    response: {{status: {{code: '200'}}}}\n"
            ),
        ),
        (
            "Betamax",
            InputFormat::Betamax,
            format!(
                "{{\"http_interactions\": [{{\"request\": {{\"body\": {{\"encoding\": \"utf-8\", \"string\": \"\"}}, \"method\": \"GET\", \"uri\": \"{URL}\"}}, \"response\": {{\"body\": {{\"encoding\": \"utf-8\", \"base64_string\": \"{packed}\"}}, \"status\": {{\"code\": 200, \"message\": \"OK\"}}, \"url\": \"{URL}\"}}, \"recorded_at\": \"2024-01-15T14:30:00\"}}, {{\"request\": {{\"method\": \"GET\", \"uri\": \"https://other.test/x\"}}, \"response\": {{\"status\": {{\"code\": 200}}}}}}], \"recorded_with\": \"betamax/0.9.0\"}}"
            ),
        ),
        (
            "go-vcr 1",
            InputFormat::GoVcr,
            format!(
                "---\nversion: 1\ninteractions:\n- request:\n    body: \"\"\n    form: {{}}\n    headers: {{}}\n    url: {URL}\n    method: GET\n  response:\n    body: {single}\n    headers: {{}}\n    status: 200 OK\n    code: 200\n    duration: \"\"\n- request: {{url: 'https://other.test/x', method: GET}}\n  response: {{code: 200, body: ''}}\n"
            ),
        ),
        (
            "go-vcr 4",
            InputFormat::GoVcr,
            format!(
                "---\nversion: 2\ninteractions:\n    - id: 0\n      request:\n        proto: HTTP/1.1\n        url: {URL}\n        method: GET\n      response:\n        uncompressed: true\n        body: {double}\n        status: 200 OK\n        code: 200\n        duration: 174.0ms\n    - id: 1\n      request: {{url: 'https://other.test/x', method: GET, proto: HTTP/1.1}}\n      response: {{code: 200, body: ''}}\n"
            ),
        ),
        (
            "responses",
            InputFormat::Responses,
            format!(
                "responses:\n- response:\n    auto_calculate_content_length: false\n    body: {single}\n    content_type: application/json\n    method: GET\n    status: 200\n    url: {URL}\n- response: {{body: 'x', method: GET, status: 404, url: 'https://other.test/x'}}\n"
            ),
        ),
    ]
}

/// The same from the recorder of `responses`, in TOML.
fn cassettes_in_toml() -> Vec<(&'static str, InputFormat, String)> {
    let double = double_quoted(DRIFTED);
    vec![
        (
            "responses, tomli_w",
            InputFormat::Responses,
            format!(
                "[[responses]]\n\n[responses.response]\nmethod = \"GET\"\nurl = \"{URL}\"\nbody = {double}\nstatus = 200\ncontent_type = \"application/json\"\nauto_calculate_content_length = false\n\n[responses.response.headers]\nDate = \"Mon, 15 Jan 2024 14:30:00 GMT\"\n\n[[responses]]\n\n[responses.response]\nmethod = \"GET\"\nurl = \"https://other.test/x\"\nbody = \"x\"\nstatus = 404\n"
            ),
        ),
        (
            "responses, TOML in strings of several lines",
            InputFormat::Responses,
            format!(
                "# by hand\n[[ responses ]] # one\n[responses.response]\nmethod = 'GET'\nurl = '{URL}'\nstatus = 200\nbody = \"\"\"\r\n{}\"\"\"\n[['responses']]\nresponse.method = 'GET'\nresponse.url = 'https://other.test/x'\nresponse.body = \'\'\'\n[[responses]]\n\'\'\'\nresponse.status = 2_00\n",
                DRIFTED.replace('\\', "\\\\").replace(",\"", ",\\\n   \"")
            ),
        ),
        (
            "responses, TOML as literal text",
            InputFormat::Responses,
            format!(
                "[[responses]]\n[responses.response]\nmethod = 'GET'\nurl = '{URL}'\nbody = \'\'\'{DRIFTED}\'\'\'\nstatus = 200\n[[responses]]\n[responses.response]\nmethod = 'GET'\nurl = 'https://other.test/x'\nstatus = 404\n"
            ),
        ),
        (
            "responses, TOML in one list",
            InputFormat::Responses,
            format!(
                "responses = [\n    {{ response = {{ method = \"GET\", url = \"{URL}\", body = {double}, status = 200 }} }},\n    {{ response = {{ method = \"GET\", url = \"https://other.test/x\", status = 404 }} }},\n]\n"
            ),
        ),
    ]
}

#[test]
fn cassettes_of_every_library_give_the_same_finding_at_its_own_bytes() {
    for (name, format, text) in cassettes().into_iter().chain(cassettes_in_toml()) {
        assert_eq!(
            InputFormat::told_by(text.as_bytes()),
            Some(format),
            "{name}"
        );
        let check = check(text.as_bytes(), None);
        assert_eq!(check.errors, Vec::<String>::new(), "{name}");
        assert_eq!(check.exchanges.len(), 2, "{name}");
        assert_eq!(check.passed, [Passed::NotOfThisApi], "{name}");
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
        if name.contains("compressed") || name.contains("Betamax") {
            // Places inside of gzip are lost: the whole scalar stands for it.
            assert!(bytes.len() > 100, "{name}: {bytes}");
        } else if name.contains("exact bytes") {
            let at = base64(DRIFTED.as_bytes());
            assert!(at.contains(bytes) && bytes.len() < 50, "{name}: {bytes}");
        } else {
            assert_eq!(bytes.replace('\\', ""), DRIFTED_DATE, "{name}");
        }
    }
}

#[test]
fn a_cassette_is_told_though_its_first_body_is_long() {
    for (name, format, text) in cassettes() {
        let long = text.replace("2024-01-15T14:30:00+0000", &"x".repeat(100_000));
        if long != text {
            let told = InputFormat::told_by(long.as_bytes());
            assert_eq!(told, Some(format), "{name}");
        }
    }
}

#[test]
fn a_cassette_with_a_broken_entry_and_templates_hides_nothing_else() {
    let (_, _, whole) = cassettes().swap_remove(0);
    let broken = whole.replace(
        "- request:\n    body: null\n    headers: *id001\n    method: GET\n    uri: https://other",
        "- request: {\n    body: null\n- request:\n    headers: x\n    method: GET\n    uri: https://other",
    );
    assert_ne!(broken, whole);
    let check_of = check(broken.as_bytes(), None);
    assert_eq!(
        (check_of.exchanges.len(), check_of.found.len()),
        (2, 1),
        "{:?}",
        check_of.errors
    );
    assert_eq!(check_of.errors.len(), 1);
    assert!(
        check_of.errors[0].starts_with("entry 2 at"),
        "{:?}",
        check_of.errors
    );
    let (_, _, php) = cassettes().swap_remove(8);
    let php = php.replace(
        "-\n    request: {method",
        "-\n    request: [\n-\n    request: {method",
    );
    let php = check(php.as_bytes(), None);
    assert_eq!(
        (php.exchanges.len(), php.errors.len()),
        (2, 1),
        "{:?}",
        php.errors
    );
    // Only VCR fills in templates; to the others it is text.
    for (cassette, is_template) in [(4, true), (0, false)] {
        let (name, _, text) = cassettes().swap_remove(cassette);
        let filled_in = text.replace("Id\":\"a1b2", "Id\":\"<%= id %>");
        let filled_in = filled_in.replace("Id\\\":\\\"a1b2", "Id\\\":\\\"<%= id %>");
        assert_ne!(filled_in, text, "{name}");
        let check = check(filled_in.as_bytes(), None);
        let templated = check.passed.contains(&Passed::Templated);
        assert_eq!(templated, is_template, "{name}: {:?}", check.passed);
        assert_eq!(check.found.is_empty(), is_template, "{name}");
    }
}

#[test]
fn what_is_wrong_behind_the_entries_of_a_cassette_is_none_of_them() {
    let (_, _, whole) = cassettes().swap_remove(0);
    assert!(whole.ends_with("version: 1\n"), "{whole}");
    let broken = whole.replace("version: 1\n", "version: \"1\n");
    let check_of = check(broken.as_bytes(), None);
    assert_eq!(
        (check_of.exchanges.len(), check_of.found.len()),
        (2, 1),
        "{check_of:?}"
    );
    let [error] = check_of.errors.as_slice() else {
        panic!("{check_of:?}")
    };
    assert!(error.starts_with("Format"), "{error}");
    // Nor are the entries of another list, whatever is broken in front of them.
    let other = whole.replace("version: 1\n", "ignored:\n") + "- request: {method: GET}\n";
    for broken in ["- request: [\n", "- request: \"\n"] {
        let text = other.replacen("ignored:\n", &format!("{broken}ignored:\n"), 1);
        let check_of = check(text.as_bytes(), None);
        let told = (check_of.exchanges.len(), check_of.errors.len());
        assert_eq!(told, (2, 1), "{check_of:?}");
        assert!(check_of.errors[0].starts_with("entry 3 at"), "{check_of:?}");
    }
}

#[test]
fn toml_with_a_broken_entry_is_told_there_and_hides_nothing_else() {
    let entry = |body: &str| {
        format!(
            "[[responses]]\n\n[responses.response]\nmethod = \"GET\"\nurl = \"{URL}\"\nbody = {body}\nstatus = 200\n\n"
        )
    };
    let good = entry(&double_quoted(DRIFTED));
    for (bad, at) in [
        ("\"\"\"{\\\"code\\\"", "\"\"\""),
        ("\"{\\\"code\\\"", "\"{"),
        ("{\"code\":200}", ":200"),
        ("", ""),
        ("\"\\q\"", "\\q"),
        ("1\nbody = 2", "body = 2"),
    ] {
        let text = [good.as_str(), &entry(bad), &good, &good].concat();
        let check = check(text.as_bytes(), None);
        assert_eq!((check.exchanges.len(), check.found.len()), (3, 3), "{bad}");
        let [error] = check.errors.as_slice() else {
            panic!("{bad}: {:?}", check.errors)
        };
        assert!(error.starts_with("entry 2 at"), "{bad}: {error}");
        // Its line is that of the broken body, or one of its text.
        let line = text[..good.len()].matches('\n').count() + 6;
        let behind = format!("(line {})", line + at.matches('\n').count());
        let told = error.contains(&behind) || bad.starts_with("\"\"\"") || bad.contains('\n');
        assert!(told, "{bad}: {error}");
    }
    // Cut off anywhere, the whole entries before are read, and the rest is told.
    let two = [good.as_str(), &good].concat();
    for end in good.len()..two.len() {
        let Some(cut) = two.get(..end) else { continue };
        let check = check(cut.as_bytes(), None);
        assert!(!check.exchanges.is_empty(), "{cut}");
        assert!(check.errors.len() <= 1, "{:?}", check.errors);
    }
    let none = check(b"[tool]\nx = 1\n", Some(InputFormat::Responses));
    assert!(none.errors[0].starts_with("Format"), "{:?}", none.errors);
    let nested = format!("[[responses]]\nx = {}", "[".repeat(100_000));
    let nested = check(nested.as_bytes(), None);
    assert_eq!(nested.errors.len(), 1);
}

#[test]
fn a_compressed_capture_is_read_as_what_it_holds() {
    for (name, _, text) in cassettes().into_iter().chain(cassettes_in_toml()) {
        let plain = check(text.as_bytes(), None);
        let packed = gzip(text.as_bytes());
        let unpacked = checked::check(packed.as_slice(), None, &NoAttachments, &|_| {
            text.as_bytes()
        });
        assert_eq!(unpacked.errors, Vec::<String>::new(), "{name}");
        assert_eq!(unpacked.exchanges, plain.exchanges, "{name}");
        assert_eq!(unpacked.found, plain.found, "{name}");
    }
}

#[test]
fn a_line_that_is_no_object_is_no_exchange() {
    let line = r#"{"method":"GET","url":"https://h.app.wdesk.com/s/wdata/prep/api/v1/connections/a1b2","status":200,"body":{"code":200,"body":{"connectionId":"a1b2"}}}"#;
    let check = check(format!("{line}\nnull\n5\n{line}\n").as_bytes(), None);
    assert_eq!(
        (check.exchanges.len(), check.dtos.len()),
        (2, 2),
        "{check:?}"
    );
    assert_eq!(check.errors.len(), 2, "{check:?}");
    assert!(check.errors[0].contains("entry 2 at"), "{check:?}");
}

#[test]
fn what_a_cassette_merges_is_of_the_interaction() {
    let drifted = r#"{"code":200,"body":{"connectionId":"a","created":"2024-01-15T14:30:00+0000","name":"b"}}"#;
    let file = format!(
        "defaults: &defaults\n  status: {{code: 200, message: OK}}\n  body: {{string: '{drifted}'}}\n\
         interactions:\n\
         - request: &asked\n    method: GET\n    uri: {ONE}\n    body: null\n  response:\n    <<: *defaults\n\
         - request:\n    <<: *asked\n    method: HEAD\n  response: *defaults\n\
         - request:\n    <<: [{{method: GET}}, *asked]\n  response:\n    status: {{code: 404}}\n    <<: *defaults\n    \
         body: {{<<: {{string: 'no JSON'}}}}\n\
         version: 1\n"
    );
    let checked = check(file.as_bytes(), Some(InputFormat::Vcrpy));
    assert_eq!(checked.errors, [""; 0]);
    let exchanges = [
        format!("1 GET {ONE} 200"),
        format!("2 HEAD {ONE} 200"),
        format!("3 GET {ONE} 404"),
    ];
    assert_eq!(checked.exchanges, exchanges);
    assert_eq!(checked.passed, [Passed::WithoutBody, Passed::NotJson]);
    let [found] = &checked.found[..] else {
        panic!("{checked:?}");
    };
    // It stands where it is merged from, as far as the entry goes.
    assert_eq!((found.exchange, &*found.bytes), (1, "*defaults"));
}

#[test]
fn a_document_of_a_cassette_without_its_list_is_told() {
    let entry = format!(
        "- request: {{method: GET, uri: '{ONE}'}}\n  response: {{status: {{code: 200}}, body: {{string: '{{\"code\":200}}'}}}}\n"
    );
    let cassette = format!("interactions:\n{entry}version: 1\n");
    for (text, read, at) in [
        (format!("{cassette}...\n{cassette}"), 2, None),
        (format!("{cassette}---\n---\n# a comment\n...\n"), 1, None),
        (
            format!("{cassette}...\n{entry}"),
            1,
            Some(cassette.len() + 4),
        ),
        (
            format!("{cassette}---\nexchanges:\n{entry}"),
            1,
            Some(cassette.len() + 4),
        ),
        (
            format!("{cassette}--- words\n"),
            1,
            Some(cassette.len() + 4),
        ),
        (format!("---\nabout: this\n---\n{cassette}"), 1, Some(4)),
        (
            format!("{entry}---\n{cassette}---\n{entry}"),
            2,
            Some(entry.len() + 4),
        ),
    ] {
        let format = if text.starts_with("- ") {
            InputFormat::Vcr
        } else {
            InputFormat::Vcrpy
        };
        let checked = check(text.as_bytes(), Some(format));
        assert_eq!(checked.exchanges.len(), read, "{text}");
        match (at, &checked.errors[..]) {
            (None, []) => {}
            (Some(at), [error]) => assert!(
                error.contains(&format!(" at {at} "))
                    && error.contains("expected the list of entries"),
                "{text}: {error}"
            ),
            (_, errors) => panic!("{text}: {errors:?}"),
        }
    }
}
