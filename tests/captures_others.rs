//! Bodies beside the one that counts: each is read as well, or told. What is read nowhere never passes for
//! clean.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a helper of tests fails the way a test does"
)]

#[path = "common/writers/encode/base64.rs"]
mod base64;
#[path = "common/checked.rs"]
mod checked;
#[path = "common/writers/zip.rs"]
mod zip;

use std::io::Read;
use std::ops::ControlFlow;

use serde_json::{Value, json};
use wiredrift::capture::{
    self, Attachments, CaptureError, Exchange, InputFormat, Message, MessageSink, NoAttachments,
    Source,
};
use wiredrift::check::exchange::{Look, Passed, decide, decide_against};
use wiredrift::contract::recognise::{Candidate, Each};
use wiredrift::limits::Limits;

use base64::base64;
use checked::Checked;

/// The file that captures name.
struct Beside(&'static str);

impl Attachments for Beside {
    fn read(&self, name: &str) -> Result<Vec<u8>, String> {
        if name.ends_with("body.json") {
            Ok(self.0.as_bytes().to_vec())
        } else {
            Err("there is none".to_owned())
        }
    }
}

fn check(text: &str) -> Checked {
    check_beside(text, "")
}

fn check_beside(text: &str, beside: &'static str) -> Checked {
    checked::check(text.as_bytes(), None, &Beside(beside), &|_| text.as_bytes())
}

const CLEAN: &str = r#"{"code":200,"body":{"connectionId":"a1b2"}}"#;
/// The same in other words.
const SAME: &str = r#" { "body" : {"connectionId":"a1b\u0032"}, "code":200 } "#;
const OTHER: &str = r#"{"code":"200","body":{"connectionId":7}}"#;
const SENT: &str = r#"{"workspaceId":"x"}"#;
const HOST: &str = "h.app.wdesk.com";
const PATH: &str = "/s/wdata/prep/api/v1/connections/a1b2";

/// The one error is that entry 1 has another body, of `what`, at `place`.
#[track_caller]
fn is_told(name: &str, text: &str, checked: &Checked, what: &str, place: usize) {
    let [error] = checked.errors.as_slice() else {
        panic!("{name}: {text} {checked:?}")
    };
    let told = format!("here is another body {what}, which was not read");
    let place = format!("offset: {place},");
    assert!(
        error.starts_with("InPart") && error.contains(&told) && error.contains(&place),
        "{name}: {error}"
    );
}

/// A capture of one exchange, whose response has these members.
type Around = fn(&str) -> String;

const AROUND: [(&str, Around); 7] = [
    ("har", |members| {
        format!(
            r#"{{"log":{{"version":"1.2","entries":[{{"request":{{"method":"GET","url":"https://{HOST}{PATH}"}},"response":{{"status":200,"content":{{{members}}}}}}}]}}}}"#
        )
    }),
    ("vcr", |members| {
        format!(
            r#"{{"http_interactions":[{{"request":{{"method":"get","uri":"https://{HOST}{PATH}"}},"response":{{"status":{{"code":200}},{members}}}}}]}}"#
        )
    }),
    ("responses", |members| {
        format!(
            r#"{{"responses":[{{"response":{{"method":"GET","url":"https://{HOST}{PATH}","status":200,{members}}}}}]}}"#
        )
    }),
    ("wiremock", |members| {
        format!(
            r#"{{"mappings":[{{"request":{{"method":"GET","urlPath":"{PATH}"}},"response":{{"status":200,{members}}}}}]}}"#
        )
    }),
    ("mockserver", |members| {
        format!(
            r#"[{{"httpRequest":{{"method":"GET","path":"{PATH}"}},"httpResponse":{{"statusCode":200,"body":{{{members}}}}}}}]"#
        )
    }),
    ("hoverfly", |members| {
        format!(
            r#"{{"data":{{"pairs":[{{"request":{{"method":"GET","path":"{PATH}"}},"response":{{"status":200,{members}}}}}]}},"meta":{{"schemaVersion":"v5"}}}}"#
        )
    }),
    ("charles", |members| {
        format!(
            r#"[{{"method":"GET","scheme":"https","host":"{HOST}","path":"{PATH}","actualPort":443,"response":{{"status":200,"body":{{{members}}}}}}}]"#
        )
    }),
];

/// Members for a body in each format, the first of which counts before the second.
const PAIRS: [(&str, &str, &str); 13] = [
    ("har", "_file", "text"),
    ("vcr", "body\":{\"base64_string", "string\"}"),
    ("vcr", "body", "content"),
    ("responses", "body", "body_file"),
    ("wiremock", "body", "jsonBody"),
    ("wiremock", "body", "base64Body"),
    ("wiremock", "body", "bodyFileName"),
    ("wiremock", "jsonBody", "base64Body"),
    ("wiremock", "base64Body", "bodyFileName"),
    ("mockserver", "string", "json"),
    ("mockserver", "base64Bytes", "string"),
    ("hoverfly", "body", "bodyFile"),
    ("charles", "encoded", "text"),
];

/// What a member says of a body.
fn said(member: &str, body: &str) -> String {
    let quoted = |text: &str| Value::from(text).to_string();
    if ["_file", "body_file", "bodyFile", "bodyFileName"].contains(&member) {
        quoted("body.json")
    } else if member.contains("ase64") || member == "encoded" {
        quoted(&base64(body.as_bytes()))
    } else if member == "json" || member == "jsonBody" {
        body.to_owned()
    } else {
        quoted(body)
    }
}

/// Two members, in either order, and where the value of that which does not count begins.
fn members(pair: (&str, &str), bodies: (&str, &str), turned: bool) -> (String, String) {
    let closing = if pair.1.ends_with('}') { "}" } else { "" };
    let (one, two) = (pair.0, pair.1.trim_end_matches(['"', '}']));
    let values = (said(one, bodies.0), said(two, bodies.1));
    let [one, two] =
        [(one, &values.0), (two, &values.1)].map(|(name, value)| format!("\"{name}\":{value}"));
    let all = if turned && closing.is_empty() {
        format!("{two},{one}")
    } else {
        format!("{one},{two}{closing}")
    };
    (all, two)
}

#[test]
fn another_body_of_one_response_is_told_unless_it_says_the_same() {
    for (format, one, two) in PAIRS {
        let (_, around) = AROUND.iter().find(|(name, _)| *name == format).unwrap();
        let is_file =
            |member: &str| ["_file", "body_file", "bodyFile", "bodyFileName"].contains(&member);
        let beside = if is_file(one) { CLEAN } else { OTHER };
        for turned in [false, true] {
            // The last of MockServer's members counts, and is handed in as the first.
            if format == "mockserver" && !turned {
                continue;
            }
            let name = format!("{format}: {one} beside {two}, {turned}");
            let (all, other) = members((one, two), (CLEAN, OTHER), turned);
            let text = around(&all);
            let told = check_beside(&text, beside);
            assert_eq!(told.dtos, ["BaseResponseConnectionDto"], "{name} {told:?}");
            assert_eq!(told.found, [], "{name}");
            let value = other.find(':').unwrap() + 1;
            let place = text.find(&other).unwrap() + value;
            is_told(&name, &text, &told, "of the response", place);
            // The same in other words is no other body, and neither is nothing.
            let (all, _) = members((one, two), (CLEAN, SAME), turned);
            let same = check_beside(&around(&all), if is_file(one) { CLEAN } else { SAME });
            assert_eq!(same.errors, [""; 0], "{name}");
            assert_eq!(same.dtos.len(), 1, "{name}");
            if !is_file(two) && !two.contains("json") {
                let (all, _) = members((one, two), (CLEAN, ""), turned);
                let none = check_beside(&around(&all), beside);
                assert_eq!(none.errors, [""; 0], "{name}");
                assert_eq!(none.dtos.len(), 1, "{name}");
            }
            if !is_file(one) && !one.contains("json") {
                let (all, _) = members((one, two), ("", CLEAN), turned);
                let only = check_beside(&around(&all), CLEAN);
                assert_eq!(only.errors, [""; 0], "{name}");
                assert_eq!(only.dtos.len(), 1, "{name}");
            }
        }
    }
    // Of a request, too.
    let text = format!(
        r#"[{{"method":"POST","scheme":"https","host":"{HOST}","path":"{PATH}/refresh","actualPort":443,"request":{{"body":{{"encoded":"{}","text":"{{\"parameters\": 5}}"}}}},"response":{{"status":204}}}}]"#,
        base64(SENT.as_bytes())
    );
    let told = check(&text);
    assert_eq!(told.dtos, ["RefreshConnectionDto"], "{told:?}");
    let place = text.find(r#""{\"param"#).unwrap();
    is_told("charles", &text, &told, "of the request", place);
}

#[test]
fn a_body_in_a_transaction_of_an_archive_is_read_and_one_beside_its_file_is_told() {
    let quoted = Value::from(OTHER).to_string();
    let meta = format!(
        r#"{{"method":"GET","scheme":"https","host":"{HOST}","path":"{PATH}","response":{{"status":200,"body":{{"text":{quoted}}}}}}}"#
    );
    let archive = |members: &[(&str, &str)]| {
        let members: Vec<zip::Member> = members
            .iter()
            .map(|(name, text)| zip::member(name, text.as_bytes()))
            .collect();
        let bytes = zip::zip(&members);
        checked::check(bytes.as_slice(), None, &NoAttachments, &|name| match name {
            Some("1-meta.json") => meta.as_bytes(),
            _ => CLEAN.as_bytes(),
        })
    };
    let alone = archive(&[("1-meta.json", &meta)]);
    assert_eq!(alone.found.len(), 2, "{alone:?}");
    let both = archive(&[("1-meta.json", &meta), ("1-res.json", CLEAN)]);
    assert_eq!(both.dtos, ["BaseResponseConnectionDto"], "{both:?}");
    assert_eq!(both.found, [], "{both:?}");
    assert_eq!(both.errors.len(), 1, "{both:?}");
}

#[test]
fn what_wiremock_was_asked_and_answered_is_read() {
    let event = |response: &Value, more: &Value| {
        let mut event = json!({
            "id": "x", "request": {"url": PATH, "absoluteUrl": format!("http://h{PATH}"), "method": "GET",
                "body": "", "bodyAsBase64": "", "loggedDate": 1},
            "responseDefinition": {"status": 200, "body": OTHER}, "response": response,
            "wasMatched": true, "stubMapping": {"response": {"body": OTHER}},
        });
        for (name, value) in more.as_object().unwrap() {
            event[name] = value.clone();
        }
        event
    };
    let none = json!({});
    let bytes = base64(CLEAN.as_bytes());
    let mapping =
        json!({"request": {"method": "GET", "urlPath": PATH}, "response": {"jsonBody": 5}});
    let refresh = json!({"method": "POST", "url": format!("{PATH}/refresh"), "body": SENT,
        "bodyAsBase64": base64(SENT.as_bytes())});
    let events = [
        event(
            &json!({"status": 200, "bodyAsBase64": bytes, "body": CLEAN}),
            &none,
        ),
        event(&json!({"status": 200, "body": CLEAN}), &none),
        // Compressed bytes make up no text.
        event(
            &json!({"status": 200, "bodyAsBase64": bytes, "body": "\u{1f}\u{fffd}"}),
            &none,
        ),
        event(&json!({"status": 204}), &json!({"request": refresh})),
        event(&Value::Null, &none),
        event(
            &json!({"status": 200, "body": CLEAN}),
            &json!({"responseDefinition": {"transformers": ["x"]}}),
        ),
    ];
    let journal =
        json!({"requests": events, "meta": {"total": 6}, "requestJournalDisabled": false});
    let mut both = journal.clone();
    both["mappings"] = json!([mapping]);
    for (text, more) in [
        (journal.to_string(), 0),
        (both.to_string(), 1),
        (format!("{both:#}"), 1),
    ] {
        assert_eq!(
            InputFormat::told_by(text.as_bytes()),
            Some(InputFormat::Wiremock)
        );
        let told = check(&text);
        assert_eq!(told.errors, [""; 0], "{told:?}");
        assert_eq!(told.exchanges.len(), 6 + more, "{told:?}");
        assert_eq!(told.dtos.len(), 4 + more, "{told:?}");
        assert_eq!(told.found.len(), more, "{told:?}");
        assert_eq!(
            told.passed,
            [Passed::WithoutBody, Passed::NoResponse, Passed::Templated]
        );
    }
    let differs = event(
        &json!({"status": 200, "bodyAsBase64": bytes, "body": OTHER}),
        &none,
    );
    let text = json!({"requests": [differs]}).to_string();
    let told = check(&text);
    let place = text.find(&Value::from(OTHER).to_string()).unwrap();
    is_told("journal", &text, &told, "of the response", place);
    // In another syntax, too.
    let yaml = format!(
        "mappings:\n- request: {{method: GET, urlPath: '{PATH}'}}\n  response: {{status: 200, body: '{CLEAN}'}}\n\
         requests:\n- request: {{method: GET, url: '{PATH}'}}\n  response: {{status: 200, body: '{OTHER}'}}\n"
    );
    let told = check(&yaml);
    assert_eq!((told.dtos.len(), told.found.len()), (2, 2), "{told:?}");
}

fn collection(item: &Value) -> Value {
    json!({"info": {"schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"}, "item": [item]})
}

#[test]
fn what_postman_sends_is_read_whatever_was_saved() {
    let request = |raw: &str| {
        json!({"method": "POST", "url": format!("https://{HOST}{PATH}/refresh"),
            "body": {"mode": "raw", "raw": raw, "urlencoded": []}})
    };
    let saved =
        |original: Option<&str>| json!({"code": 204, "originalRequest": original.map(request)});
    let wrong = r#"{"parameters": 5}"#;
    for (name, own, responses, dtos, found, exchanges) in [
        ("another", wrong, vec![saved(Some(SENT))], 2, 1, 2),
        (
            "the same",
            SENT,
            vec![saved(Some(r#"{ "workspaceId": "x" }"#))],
            2,
            0,
            2,
        ),
        ("no original", wrong, vec![saved(None)], 1, 1, 1),
        (
            "one without",
            wrong,
            vec![saved(Some(SENT)), saved(None)],
            2,
            1,
            2,
        ),
        ("none", wrong, vec![], 1, 1, 1),
    ] {
        let item = json!({"name": "n", "request": request(own), "response": responses});
        let told = check(&collection(&item).to_string());
        assert_eq!(told.errors, [""; 0], "{name}");
        assert_eq!(
            (told.dtos.len(), told.found.len(), told.exchanges.len()),
            (dtos, found, exchanges),
            "{name} {told:?}"
        );
    }
    // What is not sent is not looked at.
    for body in [
        json!({"mode": "raw", "raw": wrong, "disabled": true}),
        json!({"mode": "urlencoded", "raw": wrong, "urlencoded": []}),
    ] {
        let mut request = request("");
        request["body"] = body;
        let item = json!({"name": "n", "request": request});
        let told = check(&collection(&item).to_string());
        assert_eq!((told.dtos.len(), told.found.len()), (0, 0), "{told:?}");
    }
    // What is no text, or no whole one, is counted.
    for (body, due) in [
        (
            json!({"mode": "file", "file": {"src": "x.json"}}),
            Passed::BodyMissing,
        ),
        (
            json!({"mode": "graphql", "graphql": {"query": "q"}}),
            Passed::BodyMissing,
        ),
        (
            json!({"mode": "raw", "raw": "{\"workspaceId\": {{id}}}"}),
            Passed::Templated,
        ),
    ] {
        let mut request = request("");
        request["body"] = body;
        let item = json!({"name": "n", "request": request});
        let told = check(&collection(&item).to_string());
        assert_eq!(told.passed, [due, Passed::NoResponse], "{told:?}");
        let saved = json!({"code": 204, "originalRequest": request});
        let item = json!({"name": "n", "request": request, "response": [saved]});
        let told = check(&collection(&item).to_string());
        assert_eq!(told.passed, [due, Passed::WithoutBody], "{told:?}");
    }
}

#[test]
fn a_folder_of_postman_that_is_a_request_is_both() {
    let one = |body: &str| {
        json!({"name": "n", "request": {"method": "GET", "url": format!("https://{HOST}{PATH}")},
            "response": [{"code": 200, "body": body}]})
    };
    for (items, dtos) in [(json!([one(CLEAN)]), 2), (json!([]), 1)] {
        let mut folder = one(OTHER);
        folder["item"] = items;
        let told = check(&collection(&folder).to_string());
        assert_eq!((told.dtos.len(), told.found.len()), (dtos, 2), "{told:?}");
    }
}

#[test]
fn what_newman_reports_beside_a_collection_is_told() {
    let item = json!({"name": "n", "request": {"method": "GET", "url": format!("https://{HOST}{PATH}")},
        "response": [{"code": 200, "body": CLEAN}]});
    let whole = collection(&item);
    let report = json!({"collection": whole, "run": {"executions": [{"response": {"code": 200}}]}});
    let turned = format!(
        r#"{{"\u0072un":{},"collection":{}}}"#,
        report["run"], report["collection"]
    );
    for text in [report.to_string(), turned] {
        let told = check(&text);
        assert_eq!(told.dtos.len(), 1, "{told:?}");
        let [error] = told.errors.as_slice() else {
            panic!("{told:?}")
        };
        assert!(
            error.contains("`run` holds what was answered too"),
            "{error}"
        );
    }
    let none = json!({"collection": whole, "run": null, "environment": {"values": []}});
    assert_eq!(check(&none.to_string()).errors, [""; 0]);
}

fn stub(body: &str) -> Value {
    json!({"predicates": [{"equals": {"method": "GET", "path": PATH}}], "responses": [{"is": {"body": body}}]})
}

fn imposter(more: &Value) -> Value {
    let mut imposter = json!({"protocol": "http", "port": 4545, "stubs": [stub(CLEAN)]});
    for (name, value) in more.as_object().unwrap() {
        imposter[name] = value.clone();
    }
    imposter
}

/// The imposter alone, and in a list.
#[track_caller]
fn imposter_is(name: &str, imposter: &Value, dtos: usize, found: usize, passed: &[Passed]) {
    let list = json!({"imposters": [imposter]});
    for text in [
        imposter.to_string(),
        format!("{imposter:#}"),
        list.to_string(),
    ] {
        let told = check(&text);
        assert_eq!(told.errors, [""; 0], "{name} {text}");
        assert_eq!(
            (told.dtos.len(), told.found.len()),
            (dtos, found),
            "{name} {told:?}"
        );
        assert_eq!(told.passed, passed, "{name} {told:?}");
    }
}

#[test]
fn the_default_of_an_imposter_is_read_though_no_stub_takes_it() {
    let default = json!({"defaultResponse": {"body": OTHER}});
    imposter_is("own bodies", &imposter(&default), 2, 2, &[]);
    let mut none = imposter(&default);
    none["stubs"] = json!([]);
    imposter_is("no stubs", &none, 1, 2, &[]);
    let mut program = imposter(&default);
    program["stubs"] = json!([{"responses": [{"inject": "x"}]}]);
    imposter_is("a program", &program, 1, 2, &[Passed::Templated]);
    // What is nothing is the default's, and so is what it is written in.
    let mut empty = imposter(&json!({"defaultResponse":
        {"body": base64(OTHER.as_bytes()), "_mode": "binary", "statusCode": 200}}));
    empty["stubs"] = json!([stub("")]);
    imposter_is("empty", &empty, 1, 2, &[]);
    for body in [json!(""), Value::Null] {
        let default = json!({"defaultResponse": {"statusCode": 200, "body": body}});
        imposter_is("no body", &imposter(&default), 1, 0, &[]);
    }
}

#[test]
fn what_an_imposter_was_asked_and_answered_is_read() {
    let sent = |body: &str| json!({"requestFrom": "::1", "method": "POST", "path": format!("{PATH}/refresh"), "query": {}, "body": body});
    let requests = json!({"requests": [sent(r#"{"parameters": 5}"#), sent(""), {"method": "GET", "path": PATH}],
        "numberOfRequests": 3});
    imposter_is(
        "requests",
        &imposter(&requests),
        2,
        1,
        &[Passed::NoResponse],
    );
    let asked = json!({"method": "GET", "path": PATH});
    let mut matched = imposter(&json!({}));
    matched["stubs"][0]["matches"] = json!([
        {"timestamp": "t", "request": asked, "response": {"statusCode": 200, "body": OTHER, "_mode": "text"}},
        {"request": sent(SENT), "response": {"statusCode": 204}, "responseConfig": {"is": {"statusCode": 204}}},
        {"request": asked, "response": {"body": OTHER}, "responseConfig": {"inject": "x"}},
    ]);
    let passed = [Passed::WithoutBody, Passed::Templated];
    imposter_is("matches", &matched, 3, 2, &passed);
    // A stub is one, whatever else it has.
    let mut odd = imposter(&json!({}));
    odd["stubs"][0]["method"] = "GET".into();
    imposter_is("a stub with a method", &odd, 1, 0, &[]);
}

#[derive(Default)]
struct Told {
    exchanges: usize,
    errors: Vec<String>,
}

impl MessageSink for Told {
    fn message(&mut self, message: Result<Message<'_>, CaptureError>) -> ControlFlow<()> {
        self.errors.push(format!("{message:?}"));
        ControlFlow::Continue(())
    }

    fn exchange(&mut self, _: Exchange<'_>) -> ControlFlow<()> {
        self.exchanges += 1;
        ControlFlow::Continue(())
    }
}

#[test]
fn the_default_of_an_imposter_that_is_longer_than_is_read_at_once_is_told() {
    const LIMIT: u64 = 8 << 20;
    let limits = Limits {
        record_bytes: LIMIT,
        ..Limits::DEFAULT
    };
    let told = |start: &str, end: &str| {
        let stub = format!("{},", stub(CLEAN));
        let count = usize::try_from(LIMIT).unwrap() * 2 / stub.len();
        let text = format!(
            "{start}{}{}{end}",
            stub.repeat(count),
            stub.trim_end_matches(',')
        );
        let mut told = Told::default();
        let mut source = Source::new(text.as_bytes().chain(std::io::empty())).within(&limits);
        capture::read(&mut source, None, &NoAttachments, &mut told);
        assert_eq!(told.exchanges, count + 1);
        told.errors
    };
    let default = format!(r#""defaultResponse":{{"body":{OTHER}}}"#);
    let start = r#"{"protocol":"http","port":1,"#;
    assert_eq!(told(&format!("{start}\"stubs\":["), "]}"), [""; 0]);
    for (start, end) in [
        (format!("{start}\"stubs\":["), format!("],{default}}}")),
        (format!("{start}{default},\"stubs\":["), "]}".to_owned()),
    ] {
        let errors = told(&start, &end);
        assert_eq!(errors.len(), 1, "{errors:?}");
        let told = "`defaultResponse` holds what was answered too, and was not read";
        assert!(
            errors.iter().all(|error| error.contains(told)),
            "{errors:?}"
        );
    }
}

/// What is done with the request's body, by the URL, as a DTO that somebody named, and against a schema.
#[derive(Default)]
struct Requests(Vec<[Option<Passed>; 3]>);

impl MessageSink for Requests {
    fn message(&mut self, message: Result<Message<'_>, CaptureError>) -> ControlFlow<()> {
        panic!("{message:?}")
    }

    fn exchange(&mut self, exchange: Exchange<'_>) -> ControlFlow<()> {
        let named = Candidate {
            dto: "ConnectionDto",
            each: Each::Whole,
        };
        let passed = |look: Option<Look<'_, '_>>| match look {
            Some(Look::Passed(passed)) => Some(passed),
            _ => None,
        };
        self.0.push([
            passed(decide(&exchange, None).request),
            passed(decide(&exchange, Some(named)).request),
            passed(decide_against(&exchange).request),
        ]);
        ControlFlow::Continue(())
    }
}

#[test]
fn a_request_that_nothing_is_known_of_is_counted() {
    let url = format!("https://{HOST}{PATH}/refresh");
    let lines = [
        json!({"method": "POST", "status": 204, "requestBody": {"a": 1}, "responseBody": {}}),
        json!({"method": "POST", "url": url, "status": 204, "requestBody": {"a": 1}}),
        json!({"method": "GET", "url": url, "status": 204}),
    ];
    let text = lines.map(|line| line.to_string()).join("\n");
    let mut told = Requests::default();
    let mut source = Source::new(text.as_bytes());
    capture::read(
        &mut source,
        Some(InputFormat::Log),
        &NoAttachments,
        &mut told,
    );
    let unknown = Some(Passed::RequestUnknown);
    assert_eq!(told.0, [[unknown; 3], [None, unknown, unknown], [None; 3]]);
}

#[test]
fn a_form_that_is_told_by_its_parts_alone_is_counted() {
    for (data, passed) in [
        (
            r#"{"params":[{"name":"a","value":"b"}]}"#,
            &[Passed::BodyMissing, Passed::WithoutBody][..],
        ),
        (
            r#"{"params":[{"name":"a"}],"text":""}"#,
            &[Passed::BodyMissing, Passed::WithoutBody],
        ),
        (r#"{"params":[ ],"text":""}"#, &[Passed::WithoutBody]),
        (r#"{"params":[ ]}"#, &[Passed::WithoutBody]),
    ] {
        let text = format!(
            r#"{{"log":{{"version":"1.2","entries":[{{"request":{{"method":"POST","url":"https://{HOST}{PATH}/refresh","postData":{data}}},"response":{{"status":204}}}}]}}}}"#
        );
        for text in [text.clone(), text.replace("status", "st\\u0061tus")] {
            assert_eq!(check(&text).passed, passed, "{text}");
        }
    }
}

#[test]
fn an_answer_is_read_though_no_status_is_told_of_it() {
    let quoted = Value::from(CLEAN).to_string();
    for (format, members) in [
        ("har", format!(r#""text":{quoted}"#)),
        ("charles", format!(r#""text":{quoted}"#)),
    ] {
        let (_, around) = AROUND.iter().find(|(name, _)| *name == format).unwrap();
        for status in [r#""status":0"#, r#""status":-1"#, r#""other":1"#] {
            let text = |members: &str| around(members).replace(r#""status":200"#, status);
            let told = check(&text(&members));
            assert_eq!(told.dtos.len(), 1, "{format} {status} {told:?}");
            let told = check(&text(r#""size":7,"text":"""#));
            assert_eq!(told.passed, [Passed::NoResponse], "{format} {status}");
        }
    }
}

#[test]
fn what_stands_beside_an_exchange_and_is_read_nowhere_is_counted() {
    let around = |format: &str, members: &str| {
        let (_, around) = AROUND.iter().find(|(name, _)| *name == format).unwrap();
        around(members)
    };
    let quoted = Value::from(CLEAN).to_string();
    let har = around("har", &format!(r#""text":{quoted}"#));
    let wiremock = around("wiremock", &format!(r#""body":{quoted}"#));
    let mockserver = around("mockserver", &format!(r#""string":{quoted}"#));
    let member = |text: &str, before: &str, members: &str| {
        assert!(text.contains(before), "{text}");
        text.replace(before, &format!("{members},{before}"))
    };
    let entry = |members: &str| member(&har, r#""request""#, members);
    let stub = |members: &str| member(&wiremock, r#""response""#, members);
    let expectation = |members: &str| member(&mockserver, r#""httpResponse""#, members);
    for (text, due) in [
        (entry(r#""_webSocketMessages":[{"data":"{}"}]"#), true),
        (entry(r#""_eventStreamMessages":[{"data":"{}"}]"#), true),
        (entry(r#""_webSocketMessages":[ ]"#), false),
        (har.clone(), false),
        (
            stub(r#""postServeActions":[{"name":"webhook","parameters":{"url":"x","body":"{}"}}]"#),
            true,
        ),
        (
            stub(
                r#""serveEventListeners":[{"name":"webhook","parameters":{"url":"x","base64Body":"e30="}}]"#,
            ),
            true,
        ),
        (
            stub(r#""postServeActions":{"webhook":{"body":"{}"}}"#),
            true,
        ),
        (
            stub(r#""postServeActions":[{"parameters":{"url":"x"}}]"#),
            false,
        ),
        (
            expectation(r#""httpOverrideForwardedRequest":{"responseOverride":{"body":{}}}"#),
            true,
        ),
        (expectation(r#""httpResponses":[{"body":{}}]"#), true),
        (
            expectation(
                r#""httpOverrideForwardedRequest":{"responseOverride":{"statusCode":500}}"#,
            ),
            false,
        ),
    ] {
        for text in [text.clone(), text.replace("status", "st\\u0061tus")] {
            let told = check(&text);
            assert!(told.errors.is_empty(), "{text} {told:?}");
            assert_eq!(told.dtos.len(), 1, "{text} {told:?}");
            assert_eq!(
                told.passed.contains(&Passed::Beside),
                due,
                "{text} {told:?}"
            );
        }
    }
}
