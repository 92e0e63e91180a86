//! Members that stand twice around a payload: one of them is read, and the other is told.

#![expect(
    clippy::unwrap_used,
    reason = "a helper of tests fails the way a test does"
)]

#[path = "common/writers/encode/base64.rs"]
mod base64;
#[path = "common/checked.rs"]
mod checked;

use serde_json::Value;
use wiredrift::capture::NoAttachments;
use wiredrift::check::exchange::Passed;

use base64::base64;
use checked::Checked;

fn check(text: &str) -> Checked {
    checked::check(text.as_bytes(), None, &NoAttachments, &|_| text.as_bytes())
}

const CLEAN: &str = r#"{"code":200,"body":{"connectionId":"a1b2"}}"#;
const URL: &str = "https://h.app.wdesk.com/s/wdata/prep/api/v1/connections/a1b2";
const PATH: &str = "/s/wdata/prep/api/v1/connections/a1b2";

/// Captures of one exchange in each format, and which member of each is to stand there twice.
fn captures() -> Vec<(&'static str, String, &'static [&'static str])> {
    let text = Value::from(CLEAN).to_string();
    vec![
        (
            "har",
            format!(
                r#"{{"log":{{"version":"1.2","entries":[{{"request":{{"method":"GET","url":"{URL}","postData":{{"text":""}}}},"response":{{"status":200,"content":{{"text":{text},"encoding":""}}}}}}]}}}}"#
            ),
            &[
                "request", "url", "postData", "response", "status", "content", "text", "encoding",
            ],
        ),
        (
            "vcr",
            format!(
                r#"{{"http_interactions":[{{"request":{{"method":"get","uri":"{URL}"}},"response":{{"status":{{"code":200}},"body":{{"string":{text}}}}}}}]}}"#
            ),
            &["request", "uri", "response", "code", "body", "string"],
        ),
        (
            "vcrpy",
            format!(
                r#"{{"version":1,"interactions":[{{"request":{{"method":"get","uri":"{URL}"}},"response":{{"status":{{"code":200}},"content":{text}}}}}]}}"#
            ),
            &["request", "response", "status", "content"],
        ),
        (
            "nock",
            format!(
                r#"[{{"scope":"https://h.app.wdesk.com:443","method":"GET","path":"{PATH}","body":"","status":200,"response":{CLEAN}}}]"#
            ),
            &["path", "body\":\"", "response"],
        ),
        (
            "postman",
            format!(
                r#"{{"info":{{"schema":"x"}},"item":[{{"name":"a","item":[{{"name":"b","request":{{"method":"GET","url":"{URL}"}},"response":[{{"code":200,"body":{text}}}]}}]}}]}}"#
            ),
            &["item\":[{\"name\":\"b", "request", "response", "body"],
        ),
        (
            "wiremock",
            format!(
                r#"{{"mappings":[{{"request":{{"method":"GET","urlPath":"{PATH}"}},"response":{{"status":200,"body":{text}}}}}]}}"#
            ),
            &["request", "urlPath", "response", "body"],
        ),
        (
            "wiremock, one",
            format!(
                "{{\n\"request\":{{\"method\":\"GET\",\"urlPath\":\"{PATH}\"}},\"response\":{{\"status\":200,\"jsonBody\":{CLEAN}}}}}"
            ),
            &["request", "response", "jsonBody"],
        ),
        (
            "mockserver",
            format!(
                r#"[{{"httpRequest":{{"method":"GET","path":"{PATH}"}},"httpResponse":{{"statusCode":200,"body":{{"type":"JSON","json":{CLEAN}}}}}}}]"#
            ),
            &["httpRequest", "httpResponse", "body\":{\"type", "json"],
        ),
        (
            "hoverfly",
            format!(
                r#"{{"data":{{"pairs":[{{"request":{{"method":"GET","path":"{PATH}"}},"response":{{"status":200,"body":{text}}}}}]}},"meta":{{"schemaVersion":"v5"}}}}"#
            ),
            &["request", "path", "response", "body"],
        ),
        (
            "mountebank",
            format!(
                r#"{{"imposters":[{{"protocol":"http","port":1,"stubs":[{{"responses":[{{"is":{{"statusCode":200,"body":{text}}}}}]}}]}}]}}"#
            ),
            &["stubs", "responses", "is", "body"],
        ),
        (
            "mountebank, one",
            format!(
                r#"{{"protocol":"http","port":1,"stubs":[{{"responses":[{{"is":{{"statusCode":200,"body":{text}}}}}]}}]}}"#
            ),
            &["responses", "is", "body"],
        ),
        (
            "charles",
            format!(
                r#"[{{"method":"GET","scheme":"https","host":"h.app.wdesk.com","path":"{PATH}","actualPort":443,"response":{{"status":200,"body":{{"text":{text}}}}}}}]"#
            ),
            &["path", "response", "body", "text"],
        ),
        (
            "log",
            format!(
                "{{\"request\":{{\"method\":\"GET\",\"url\":\"{URL}\"}},\"response\":{{\"status\":200,\"body\":{CLEAN}}}}}\n{{\"method\":\"GET\",\"url\":\"{URL}\",\"status\":200}}\n"
            ),
            &["request", "response", "body"],
        ),
    ]
}

/// `text` with the member that begins with `start` a second time in its object, which begins at the place
/// that is given, too.
fn again(text: &str, start: &str) -> (String, usize) {
    let at = text.find(&format!("\"{start}")).unwrap();
    let value = text.get(at..).unwrap().find(':').unwrap() + at + 1;
    let mut values = serde_json::Deserializer::from_str(text.get(value..).unwrap())
        .into_iter::<serde::de::IgnoredAny>();
    values.next().unwrap().unwrap();
    let end = value + values.byte_offset();
    let member = text.get(at..end).unwrap();
    let (before, behind) = text.split_at(end);
    (format!("{before},{member}{behind}"), end + 1)
}

#[test]
fn a_member_that_stands_twice_around_a_payload_is_told() {
    for (format, text, members) in captures() {
        let plain = check(&text);
        assert_eq!(plain.errors, [""; 0], "{format}");
        assert_eq!(plain.dtos.len(), 1, "{format} {plain:?}");
        for start in members {
            let (text, at) = again(&text, start);
            let name = start.split('"').next().unwrap();
            for escaped in [false, true] {
                let text = if escaped {
                    // The second of them, with its first letter as an escape.
                    let first = u32::from(name.chars().next().unwrap());
                    let (before, behind) = text.split_at(at + 1);
                    format!("{before}\\u{first:04x}{}", behind.get(1..).unwrap())
                } else {
                    text.clone()
                };
                let check = check(&text);
                assert_eq!(check.dtos.len(), 1, "{format} {start} {check:?}");
                let [error] = check.errors.as_slice() else {
                    panic!("{format} {start} {check:?}")
                };
                let told = format!("`{name}` stands here a second time");
                let place = format!("offset: {at},");
                assert!(
                    error.starts_with("InPart") && error.contains(&told) && error.contains(&place),
                    "{format} {start} {error}"
                );
            }
        }
    }
}

#[test]
fn what_stands_twice_in_a_payload_is_the_rules_matter() {
    let payload = r#"{"code":200,"body":{"connectionId":"a1b2","connectionId":"a1b3"}}"#;
    for (format, text, _) in captures() {
        let quoted = Value::from(CLEAN).to_string();
        let text = if text.contains(&quoted) {
            text.replace(&quoted, &Value::from(payload).to_string())
        } else {
            text.replace(CLEAN, payload)
        };
        let check = check(&text);
        assert_eq!(check.errors, [""; 0], "{format}");
        let rules: Vec<&str> = check.found.iter().map(|found| found.rule).collect();
        assert_eq!(rules, ["duplicate-key-conflict"], "{format}");
    }
}

#[test]
fn a_member_that_stands_twice_in_yaml_is_told() {
    let cassette = format!(
        "version: 1\ninteractions:\n- request: {{method: get, uri: '{URL}'}}\n  response:\n    \
         status: {{code: 200}}\n    body: {{string: '{CLEAN}'}}\n    body: {{string: '{CLEAN}'}}\n"
    );
    let check = check(&cassette);
    let [error] = check.errors.as_slice() else {
        panic!("{check:?}")
    };
    assert!(
        error.contains("`body` stands here a second time") && error.contains("line: 7, column: 5"),
        "{error}"
    );
}

/// A tagged netstring.
fn item(data: &str, kind: char) -> String {
    format!("{}:{data}{kind}", data.len())
}

fn members(members: &[(&str, String)]) -> String {
    let all = members
        .iter()
        .map(|(name, value)| item(name, ';') + value)
        .collect::<String>();
    item(&all, '}')
}

#[test]
fn a_member_that_stands_twice_in_a_flow_is_told() {
    let request = members(&[
        ("method", item("GET", ',')),
        ("scheme", item("https", ',')),
        ("host", item("h.app.wdesk.com", ';')),
        ("port", item("443", '#')),
        ("path", item(PATH, ',')),
    ]);
    let status = ("status_code", item("200", '#'));
    let content = ("content", item(CLEAN, ','));
    let response = members(&[status.clone(), content.clone()]);
    let flow = |more: &[(&str, String)], response: &str| {
        let all = [
            ("type", item("http", ';')),
            ("request", request.clone()),
            ("response", response.to_owned()),
        ];
        members(&[&all, more].concat())
    };
    let plain = check(&flow(&[], &response));
    assert_eq!((plain.errors.len(), plain.dtos.len()), (0, 1), "{plain:?}");
    // What it was before somebody changed it is read nowhere.
    let changed = check(&flow(&[("backup", members(&[]))], &response));
    assert_eq!(changed.passed, [Passed::Beside], "{changed:?}");
    let twice = members(&[status, content.clone(), content]);
    for (name, text) in [
        (
            "response",
            flow(&[("response", response.clone())], &response),
        ),
        ("content", flow(&[], &twice)),
    ] {
        let check = check(&text);
        let [error] = check.errors.as_slice() else {
            panic!("{name} {check:?}")
        };
        let told = format!("`{name}` stands here a second time, and only the first one was read");
        assert!(error.contains(&told), "{error}");
        assert_eq!(check.dtos.len(), 1);
    }
}

#[test]
#[expect(
    clippy::too_many_lines,
    reason = "one table of lines and what is told of each"
)]
fn another_body_of_one_side_of_a_log_is_told() {
    const OTHER: &str = r#"{"code":200,"body":{"connectionId":"zz"}}"#;
    let quoted = Value::from(OTHER).to_string();
    let head = format!(r#""method":"POST","url":"{URL}/refresh","status":200"#);
    let encoded = base64(OTHER.as_bytes());
    let beside = "another body beside those of its sides";
    let list = "another body in a list of responses";
    let [sent, answered] =
        ["request", "response"].map(|side| format!("another body of the {side}"));
    for (members, told) in [
        (
            format!(r#""responseBody":{CLEAN},"response_body":{OTHER}"#),
            &*answered,
        ),
        (
            format!(r#""responseBody":{CLEAN},"response":{{"body":{quoted}}}"#),
            &answered,
        ),
        (
            format!(r#""response":{{"body":{CLEAN},"content":{quoted}}}"#),
            &answered,
        ),
        (
            format!(r#""response":{{"body":{CLEAN}}},"res":{{"data":{OTHER}}}"#),
            &answered,
        ),
        (
            format!(
                r#""http":{{"response":{{"body":{{"content":{quoted}}}}}}},"responseBody":{CLEAN}"#
            ),
            &answered,
        ),
        (
            format!(
                r#""responseBody":{CLEAN},"requestBody":{{"workspaceId":"x"}},"request":{{"body":{{"workspaceId":"y"}}}}"#
            ),
            &sent,
        ),
        (
            format!(r#""responseBody":{CLEAN},"requestBody":{{"workspaceId":"x"}},"body":{OTHER}"#),
            beside,
        ),
        (
            format!(r#""http":{{"response":{{"body":{{"content":{CLEAN},"content":{CLEAN}}}}}}}"#),
            "`content` stands here a second time",
        ),
        (
            format!(r#""http":{{"response":{{"body":{CLEAN}}},"response":{{"body":{CLEAN}}}}}"#),
            "`response` stands here a second time",
        ),
        (format!(r#""body":{CLEAN},"data":{OTHER}"#), beside),
        (format!(r#""body":{CLEAN},"payload":{quoted}"#), beside),
        (
            format!(r#""response":{{"body":{CLEAN}}},"data":{OTHER}"#),
            beside,
        ),
        (
            format!(r#""responseBody":{CLEAN},"response":{quoted}"#),
            &answered,
        ),
        (
            format!(
                r#""responseBody":{CLEAN},"response":{{"body":"{encoded}","encoding":"base64"}}"#
            ),
            &answered,
        ),
        (
            format!(r#""responseBody":{CLEAN},"response":{{"body":"{encoded}"}}"#),
            &answered,
        ),
        (
            format!(r#""responseBody":{CLEAN},"response":"{encoded}""#),
            &answered,
        ),
        (
            format!(r#""response":{{"body":{CLEAN}}},"responses":[ {{"body":{OTHER}}}]"#),
            list,
        ),
        (format!(r#""body":{CLEAN},"responses":[{quoted}]"#), list),
        (format!(r#""body":{CLEAN},"responses":[]"#), ""),
        (format!(r#""body":{CLEAN},"responses":[200, "ok"]"#), ""),
        (format!(r#""body":{CLEAN},"responses":{{"total":1}}"#), ""),
        (
            format!(
                r#""responseBody":{CLEAN},"response":"{}""#,
                base64(CLEAN.as_bytes())
            ),
            "",
        ),
        // The same once more, as it was sent and as what it is; a name, a part, or nothing else at all.
        (
            format!(
                r#""responseBody":{CLEAN},"response":{{"body":{}}}"#,
                Value::from(CLEAN)
            ),
            "",
        ),
        (
            format!(r#""response":{{"body":{CLEAN},"content":"application/json"}}"#),
            "",
        ),
        (
            format!(r#""http":{{"response":{{"body":{{"content":{CLEAN},"bytes":7}}}}}}"#),
            "",
        ),
        (
            format!(r#""requestBody":{{"workspaceId":"x"}},"body":{CLEAN}"#),
            "",
        ),
        (format!(r#""responseBody":{CLEAN},"body":null"#), ""),
        // What loggers tell of a body.
        (
            format!(
                r#""response":{{"body":{CLEAN},"content":{{"mimeType":"application/json","size":61}}}}"#
            ),
            "",
        ),
        (
            format!(r#""body":{CLEAN},"payload":{{"size":61,"truncated":false}}"#),
            "",
        ),
        (
            format!(r#""responseBody":{CLEAN},"response":{{"time":3,"data":{{"id":1}}}}"#),
            "",
        ),
        (
            format!(
                r#""req":{{"body":{{}}}},"request":{{"body":{{"workspaceId":"x"}}}},"responseBody":{CLEAN}"#
            ),
            "",
        ),
    ] {
        let line = format!("{{{head},{members}}}\n");
        let check = check(&format!("{line}{{{head}}}\n"));
        let is_told = |error: &String| error.starts_with("InPart") && error.contains(told);
        let due = usize::from(!told.is_empty());
        let found = check
            .errors
            .iter()
            .filter(|error| error.starts_with("InPart"));
        assert_eq!(found.clone().count(), due, "{line} {check:?}");
        assert!(found.clone().all(is_told), "{line} {check:?}");
        assert!(check.exchanges.len() == 2, "{line} {check:?}");
    }
}

#[test]
fn what_may_be_a_body_and_is_like_none_of_a_log_is_counted() {
    let head = format!(r#""method":"GET","url":"{URL}","status":200"#);
    let page = r#"{"code":502,"message":"bad gateway"}"#;
    let quoted = Value::from(page).to_string();
    for (members, due) in [
        // What was sent, as some servers log it.
        (
            r#""res":{"statusCode":200},"payload":{"connectionId":7}"#.to_owned(),
            true,
        ),
        (
            format!(r#""response":{{"body":{CLEAN}}},"data":{page}"#),
            true,
        ),
        (
            format!(r#""response":{{"body":{CLEAN}}},"payload":{quoted}"#),
            true,
        ),
        (
            format!(r#""response":{{"body":{CLEAN},"data":[{page}]}}"#),
            true,
        ),
        (
            format!(r#""response":{{"body":{CLEAN}}},"responses":[{{"code":200}}]"#),
            true,
        ),
        (
            format!(r#""response":{{"body":{CLEAN}}},"data":"[info] done""#),
            true,
        ),
        (
            format!(r#""response":{{"body":{CLEAN}}},"data":{{ }},"payload":[],"content":"{{}}""#),
            false,
        ),
        (
            format!(r#""response":{{"body":{CLEAN}}},"data":"done","payload":5,"content":true"#),
            false,
        ),
        (
            format!(r#""response":{{"body":{CLEAN}}},"data":{CLEAN}"#),
            false,
        ),
    ] {
        let line = format!("{{{head},{members}}}\n");
        let check = check(&format!("{line}{{{head}}}\n"));
        assert!(check.errors.is_empty(), "{line} {check:?}");
        assert_eq!(
            check.passed.contains(&Passed::Beside),
            due,
            "{line} {check:?}"
        );
    }
}

#[test]
fn both_lists_of_a_cassette_that_was_merged_are_read() {
    let request = format!(r#""request":{{"method":"get","uri":"{URL}"}}"#);
    let one = |body: &str| {
        let body = Value::from(body);
        format!(
            r#"{{{request},"response":{{"status":{{"code":200}},"body":{{"string":{body}}}}}}}"#
        )
    };
    let drifted = CLEAN.replace("200", "\"200\"");
    for names in [
        ["http_interactions", "interactions"],
        ["interactions", "http_interactions"],
    ] {
        let [first, second] = names;
        let (clean, drifted) = (one(CLEAN), one(&drifted));
        let json = format!(r#"{{"{first}":[{clean}],"version":1,"{second}":[{drifted}]}}"#);
        let yaml = format!("{first}:\n- {clean}\nversion: 1\n{second}:\n- {drifted}\n");
        for text in [json, yaml] {
            let check = check(&text);
            assert!(check.errors.is_empty(), "{text} {check:?}");
            assert_eq!(
                (check.dtos.len(), check.found.len()),
                (2, 1),
                "{text} {check:?}"
            );
        }
    }
}

#[test]
fn a_body_beside_that_of_the_response_is_of_the_request() {
    let head = format!(r#""method":"POST","url":"{URL}/refresh","status":200"#);
    let line = |members: &str| format!("{{{head},{members}}}\n{{{head}}}\n");
    let sent = r#"{"workspaceId":"x"}"#;
    let beside = check(&line(&format!(r#""responseBody":{CLEAN},"body":{sent}"#)));
    let named = check(&line(&format!(
        r#""responseBody":{CLEAN},"requestBody":{sent}"#
    )));
    assert_eq!(beside.errors, Vec::<String>::new());
    assert_eq!(beside.dtos, named.dtos);
    assert!(named.dtos.len() > 1, "{named:?}");
}
