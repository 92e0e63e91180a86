//! Captures in archives: their members are read as they would be outside, what is found stands in the
//! member that holds it, and nothing that an archive says leads out of it.

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
#[path = "common/writers/zip.rs"]
mod zip;

use proptest::prelude::*;
use serde_json::{Value, json};
use wiredrift::capture::{InputFormat, NoAttachments};
use wiredrift::check::exchange::Passed;

use base64::base64;
use checked::Checked;
use gzip::gzip;
use zip::{Member, member, zip};

fn check_bytes(bytes: &[u8], members: &[Member], format: Option<InputFormat>) -> Checked {
    checked::check(bytes, format, &NoAttachments, &|name| {
        // A capture that is no archive has no name here.
        let name = name.unwrap_or_default();
        let inside = members.iter().find(|member| member.name == name);
        inside.map_or(b"", |member| &member.bytes)
    })
}

fn check(members: &[Member]) -> Checked {
    check_bytes(&zip(members), members, None)
}

/// A response with one drifted date.
const DRIFTED: &str =
    r#"{"code":200,"body":{"connectionId":"a1b2","created":"2024-01-15T14:30:00+0000"}}"#;
const DRIFTED_DATE: &str = r#""2024-01-15T14:30:00+0000""#;
const CLEAN: &str = r#"{"code":200,"body":{"connectionId":"a1b2"}}"#;
const URL: &str = "https://h.app.wdesk.com/s/wdata/prep/api/v1/connections/a1b2";

/// An entry of Playwright whose body is in the file `name`.
fn entry(name: &str) -> Value {
    json!({
        "startedDateTime": "2024-01-15T14:30:00.000Z",
        "time": 3.5,
        "request": {"method": "GET", "url": URL, "httpVersion": "HTTP/2.0", "headers": []},
        "response": {"status": 200, "headers": [],
            "content": {"size": 12, "mimeType": "application/json", "_file": name}},
    })
}

fn har(entries: &[Value]) -> Vec<u8> {
    let har = json!({"log": {"version": "1.2",
        "creator": {"name": "Playwright", "version": "1.50.0"}, "entries": entries}});
    format!("{har:#}").into_bytes()
}

#[test]
fn bodies_in_the_archive_of_playwright_are_found_where_they_are_named() {
    let mut refresh = entry("missing.json");
    refresh["request"]["method"] = "POST".into();
    refresh["request"]["url"] = format!("{URL}/refresh").into();
    refresh["request"]["postData"] =
        json!({"mimeType": "application/json", "text": "", "_file": "sent.json"});
    refresh["response"] = json!({"status": 204, "content": {"size": 0}});
    let entries = [
        entry("1f.json"),
        entry("2e.json"),
        entry("1f.json"),
        refresh,
    ];
    for (method, folder) in [(8, ""), (0, ""), (8, "run 1/")] {
        let in_folder = |name: &str, bytes: &[u8]| Member {
            method,
            ..member(&format!("{folder}{name}"), bytes)
        };
        let members = [
            in_folder("1f.json", DRIFTED.as_bytes()),
            in_folder("2e.json", CLEAN.as_bytes()),
            in_folder("sent.json", br#"{"workspaceId":5}"#),
            in_folder("har.har", &har(&entries)),
            member("__MACOSX/._har.har", b"\0\x05\x16\x07"),
        ];
        let check = check(&members);
        assert_eq!(check.errors, [""; 0]);
        assert_eq!(check.exchanges.len(), 4);
        assert_eq!(check.passed, [Passed::WithoutBody]);
        let [first, second, sent] = check.found.as_slice() else {
            panic!("{:?}", check.found)
        };
        for (found, number, file, value) in [
            (first, 1, "\"1f.json\"", DRIFTED_DATE),
            (second, 3, "\"1f.json\"", DRIFTED_DATE),
            (sent, 4, "\"sent.json\"", "5"),
        ] {
            assert_eq!(found.exchange, number);
            assert_eq!(found.member, format!("{folder}har.har"));
            assert_eq!((found.bytes.as_str(), found.value.as_str()), (file, value));
        }
    }
}

#[test]
fn a_member_that_cannot_be_read_is_told_and_hides_no_other() {
    let secret = Member {
        flags: 1,
        ..member("secret.json", DRIFTED.as_bytes())
    };
    let bzip2 = Member {
        method: 12,
        ..member("bzip2.json", b"BZh9")
    };
    let wrong = Member {
        crc: Some(7),
        ..member("wrong.json", DRIFTED.as_bytes())
    };
    let broken = Member {
        method: 0,
        ..member("broken.json", b"\xff\xff\xff")
    };
    let bomb = member("bomb.json", &vec![b' '; 64 << 20]);
    let names = [
        ("secret.json", "it is encrypted"),
        ("bzip2.json", "only Deflate is read"),
        ("wrong.json", "it is broken inside of the archive"),
        ("broken.json", "NotUtf8"),
        ("bomb.json", "it holds more than"),
        ("none.json", "the archive has no such member"),
        ("folder/", "its name leads out of the archive"),
        ("../good.json", "its name leads out of the archive"),
        ("/good.json", "its name leads out of the archive"),
        ("", "its name leads out of the archive"),
        ("x/../good.json", "its name leads out of the archive"),
    ];
    let mut entries: Vec<Value> = names.iter().map(|(name, _)| entry(name)).collect();
    entries.push(entry("./good.json"));
    let members = [
        secret,
        bzip2,
        wrong,
        broken,
        bomb,
        member("folder/", b""),
        member("good.json", DRIFTED.as_bytes()),
        member("har.har", &har(&entries)),
    ];
    let check = check(&members);
    assert_eq!(check.exchanges.len(), entries.len());
    assert_eq!(check.found.len(), 1, "{:?}", check.found);
    assert_eq!(check.errors.len(), names.len(), "{:?}", check.errors);
    for (error, (name, why)) in check.errors.iter().zip(names) {
        assert!(error.contains(why), "{name}: {error}");
    }
}

#[test]
fn an_archive_with_several_captures_tells_the_member_of_each() {
    let secret = Member {
        flags: 1,
        ..member("a/secret.har", b"{}")
    };
    let cut = har(&[entry("x.json")]);
    let members = [
        member("x.json", DRIFTED.as_bytes()),
        secret,
        member("b.har", &cut[..cut.len() - 40]),
        member("c.HAR", &har(&[entry("x.json")])),
        member("d.har", b""),
        member(
            "e.har",
            &zip(&[member("har.har", &har(&[entry("x.json")]))]),
        ),
    ];
    let check = check(&members);
    assert_eq!(check.found.len(), 1);
    assert_eq!(check.found[0].member, "c.HAR");
    let told: Vec<&str> = check
        .errors
        .iter()
        .map(|error| error.split(['(', '{']).next().unwrap().trim())
        .collect();
    assert_eq!(
        told,
        [
            "a/secret.har: Format",
            "b.har: cut off at 114",
            "d.har: Empty",
            "e.har: Format",
        ],
        "{:?}",
        check.errors
    );
}

/// What the archive tells besides what is in its captures.
fn told(bytes: &[u8], members: &[Member]) -> (usize, Vec<String>) {
    let check = check_bytes(bytes, members, None);
    (check.exchanges.len(), check.errors)
}

#[test]
fn members_that_nobody_reads_are_told() {
    let members = [
        member("a.har", &har(&[entry("x.json")])),
        member("x.json", CLEAN.as_bytes()),
        member("y.json", DRIFTED.as_bytes()),
        member("b.har.gz", b""),
        member("folder/", b""),
        member("folder/more.ndjson", DRIFTED.as_bytes()),
        member("__MACOSX/._a.har", b"\0\x05\x16\x07"),
        member("0-meta.json", b"{}"),
    ];
    let (exchanges, errors) = told(&zip(&members), &members);
    assert_eq!(
        exchanges, 2,
        "the transaction of Charles beside the HAR file"
    );
    let unread = ["b.har.gz", "folder/more.ndjson", "y.json"].map(|name| format!("{name}: unread"));
    assert_eq!(errors, unread);
    // Those that are too many to be told one by one are counted.
    let mut many: Vec<Member> = (0..1_200)
        .map(|n| member(&format!("{n}.json"), b""))
        .collect();
    many.push(member("a.har", &har(&[])));
    let (_, errors) = told(&zip(&many), &many);
    assert_eq!(errors.len(), 1_001);
    assert_eq!(errors[1_000], "200 unread");
}

#[test]
fn what_the_directory_does_not_tell_is_told() {
    let capture = har(&[entry("x.json")]);
    let bodies = member("x.json", CLEAN.as_bytes());
    let first = zip(&[bodies.clone(), member("a.har", &capture)]);
    let members = [bodies.clone(), member("b.har", &capture)];
    let second = zip(&members);
    // A member that the directory leaves out, in the middle, in front or at the end.
    let hidden = |index: usize| {
        let all = [
            bodies.clone(),
            member("b.har", &capture),
            member("c.har", &capture),
        ];
        zip::hiding(&all, index)
    };
    for (what, bytes) in [
        ("one behind the other", [&*first, &second].concat()),
        (
            "one behind the other, cut off",
            [&*second, &first[..200]].concat(),
        ),
        ("in front", hidden(0)),
        ("in the middle", hidden(1)),
        ("at the end", hidden(2)),
    ] {
        let (_, errors) = told(&bytes, &members);
        let is_told = |error: &String| error.contains("more than its directory tells");
        assert_eq!(
            errors.iter().filter(|error| is_told(error)).count(),
            1,
            "{what}: {errors:?}"
        );
    }
    // An archive in an archive, as it is, is a member.
    let inner = Member {
        method: 0,
        ..member("inner.zip", &first)
    };
    let members = [bodies, member("b.har", &capture), inner];
    let (exchanges, errors) = told(&zip(&members), &members);
    assert_eq!(
        (exchanges, errors),
        (1, vec!["inner.zip: unread".to_owned()])
    );
}

/// The archive with `comment`, and `behind` behind its end.
fn with_comment(mut archive: Vec<u8>, comment: &str, behind: &str) -> Vec<u8> {
    archive.truncate(archive.len() - 2);
    archive.extend(u16::try_from(comment.len()).unwrap().to_le_bytes());
    archive.extend([comment, behind].concat().bytes());
    archive
}

#[test]
fn text_of_an_archive_that_is_in_no_member_is_told() {
    let members = [member("a.har", &har(&[]))];
    let whole = zip(&members);
    let dump = format!("HTTP/1.1 200 OK\r\nA: b\r\n\r\n{CLEAN}");
    let session = String::from_utf8(har(&[])).unwrap();
    for behind in [CLEAN, &dump, "words"] {
        let (_, errors) = told(&with_comment(whole.clone(), "", behind), &members);
        let at = format!("bytes begin at byte {} that", whole.len());
        assert!(
            matches!(&errors[..], [error] if error.contains(&at)),
            "{errors:?}"
        );
    }
    for comment in [CLEAN, &dump, &session] {
        let (_, errors) = told(&with_comment(whole.clone(), comment, ""), &members);
        let is_told = |error: &String| error.contains("comment of the archive looks like");
        assert!(
            matches!(&errors[..], [error] if is_told(error)),
            "{errors:?}"
        );
    }
    // What people write there, and what pads.
    for (comment, behind) in [("[a] recorded by b", ""), ("{", ""), ("", "\r\n\0")] {
        let (_, errors) = told(&with_comment(whole.clone(), comment, behind), &members);
        assert_eq!(errors, [""; 0], "{comment}{behind}");
    }
    // In front of the directory, which moves with what points to it.
    let directory = memchr::memmem::find(&whole, b"PK\x01\x02").unwrap();
    let mut moved = whole.clone();
    moved.splice(directory..directory, CLEAN.bytes());
    let end = moved.len() - 6;
    moved.splice(
        end..end + 4,
        u32::try_from(directory + CLEAN.len())
            .unwrap()
            .to_le_bytes(),
    );
    let (_, errors) = told(&moved, &members);
    let at = format!("bytes begin at byte {directory} that");
    assert!(
        matches!(&errors[..], [error] if error.contains(&at)),
        "{errors:?}"
    );
    // Behind the directory.
    let mut moved = whole.clone();
    let end = moved.len() - 22;
    moved.splice(end..end, CLEAN.bytes());
    let (_, errors) = told(&moved, &members);
    assert_eq!(errors.len(), 1, "{errors:?}");
    // An archive that is none of captures.
    let others = [member("a.txt", b"a")];
    for (behind, due) in [
        (CLEAN, "more than its directory"),
        ("a signature", "no capture"),
    ] {
        let (_, errors) = told(&with_comment(zip(&others), "", behind), &others);
        assert!(errors[0].contains(due), "{errors:?}");
    }
}

#[test]
fn names_alone_make_no_folder_and_no_note_of_macos() {
    let note = b"\0\x05\x16\x07\0\x02\0\0Mac OS X        ";
    let capture = har(&[entry("x.json")]);
    let members = [
        member("x.json", CLEAN.as_bytes()),
        member("a.har", &capture),
        member("._a.har", note),
        member("__MACOSX/._a.har", note),
        member("__MACOSX/._b.json", note),
        member("__MACOSX/x.json", CLEAN.as_bytes()),
        member("__MACOSX/._b.har", &capture),
        member("__MACOSX/._c.json", CLEAN.as_bytes()),
        member("empty/", b""),
        member("full/", DRIFTED.as_bytes()),
    ];
    let (exchanges, errors) = told(&zip(&members), &members);
    assert_eq!(exchanges, 2);
    let unread = ["__MACOSX/._c.json", "full/"].map(|name| format!("{name}: unread"));
    assert_eq!(errors, unread);
}

#[test]
fn what_is_no_archive_of_captures_is_one_clear_error() {
    let members = [
        member("1f.json", DRIFTED.as_bytes()),
        member("har.har", &har(&[entry("1f.json")])),
    ];
    let whole = zip(&members);
    for end in 4..whole.len() {
        let check = check_bytes(&whole[..end], &members, None);
        assert_eq!(check.errors.len(), 1, "{end}: {:?}", check.errors);
        assert!(
            check.errors[0].contains("broken or cut off"),
            "{:?}",
            check.errors
        );
    }
    for (bytes, why) in [
        (zip(&[]), "no capture"),
        (zip(&[member("readme.txt", b"hello")]), "no capture"),
        (
            zip(&[member("payload.json", CLEAN.as_bytes())]),
            "no capture",
        ),
        (b"PK\x03\x04 and then none".to_vec(), "broken or cut off"),
        (
            [b"PK\x03\x04", b"PK\x01\x02".repeat(1_000_001).as_slice()].concat(),
            "members",
        ),
    ] {
        let check = check_bytes(&bytes, &members, None);
        let [error] = check.errors.as_slice() else {
            panic!("{:?}", check.errors)
        };
        assert!(error.contains(why), "{error}");
    }
    // An archive of one format is none of another.
    let check = check_bytes(&whole, &members, Some(InputFormat::Vcrpy));
    assert!(check.errors[0].contains("no capture"), "{:?}", check.errors);
    let check = check_bytes(&whole, &members, Some(InputFormat::Har));
    assert_eq!((check.errors.len(), check.found.len()), (0, 1));
    // Compressed once more.
    let check = check_bytes(&gzip(&whole), &members, None);
    assert_eq!((check.errors.len(), check.found.len()), (0, 1));
}

#[test]
fn a_capture_that_is_a_bomb_ends() {
    let mut bytes = br#"{"log":{"entries":["#.to_vec();
    bytes.resize(bytes.len() + (160 << 20), b' ');
    let members = [
        member("bomb.har", &bytes),
        member("x.har", &har(&[entry("none.json")])),
    ];
    let check = check(&members);
    assert!(check.errors[0].contains("TooLarge"), "{:?}", check.errors);
    assert_eq!(check.exchanges.len(), 1);
}

/// A transaction as Charles writes one; `request` and `response` are what is different.
fn transaction(path: &str, request: &Value, response: &Value) -> Value {
    let mut one = json!({
        "status": "COMPLETE", "method": "GET", "protocolVersion": "HTTP/2.0", "scheme": "https",
        "host": "h.app.wdesk.com", "port": null, "actualPort": 443, "path": path,
        "query": "workspaceId=x", "tunnel": false, "keptAlive": true, "webSocket": false,
        "remoteAddress": "h.app.wdesk.com/192.0.2.1:443", "clientAddress": "127.0.0.1",
        "clientPort": 50123,
        "times": {"start": "no date", "end": "2024-01-15T14:30:00+0000"},
        "durations": {"total": 93},
        "request": {"sizes": {"headers": 800, "body": 0}, "mimeType": null, "charset": null,
            "contentEncoding": null, "header": {"headers": [{"name": ":method", "value": "GET"}]}},
        "response": {"status": 200, "sizes": {"headers": 300, "body": 90},
            "mimeType": "application/json", "charset": "utf-8", "contentEncoding": null,
            "header": {"headers": [{"name": ":status", "value": "200"}]}},
    });
    for (side, told) in [("request", request), ("response", response)] {
        match told {
            Value::Object(told) => one[side].as_object_mut().unwrap().extend(told.clone()),
            other => one[side] = other.clone(),
        }
    }
    one
}

const PATH: &str = "/s/wdata/prep/api/v1/connections/a1b2";

#[test]
fn sessions_of_charles_in_json_give_the_same_finding_at_its_own_bytes() {
    let none = json!({});
    let packed = base64(&gzip(DRIFTED.as_bytes()));
    for (name, request, body) in [
        (
            "text",
            none.clone(),
            json!({"body": {"text": DRIFTED, "charset": "utf-8", "decoded": true}}),
        ),
        (
            "base64",
            none.clone(),
            json!({"body": {"encoding": "base64", "encoded": base64(DRIFTED.as_bytes())}}),
        ),
        (
            "mitmproxy, still compressed",
            json!({"header": {"firstLine": format!("GET {PATH} HTTP/1.1"), "headers": []}, "body": {}}),
            json!({"contentEncoding": "gzip", "body": {"encoded": packed, "charSet": ""}}),
        ),
        (
            "headers alone",
            none.clone(),
            json!({"header": {"headers": [{"name": "Content-Encoding", "value": "gzip"}]},
                "body": {"encoded": packed}}),
        ),
    ] {
        let session = json!([
            transaction(PATH, &request, &body),
            transaction("/other", &none, &json!({"body": {"text": "{}"}})),
            transaction("/s/wdata/prep/api/v1/connections", &none, &Value::Null),
        ]);
        for text in [session.to_string(), format!("{session:#}")] {
            let file = [member("", text.as_bytes())];
            assert_eq!(
                InputFormat::told_by(text.as_bytes()),
                Some(InputFormat::Charles)
            );
            let check = check_bytes(text.as_bytes(), &file, None);
            assert_eq!(check.errors, [""; 0], "{name}");
            assert_eq!(check.exchanges.len(), 3, "{name}");
            assert_eq!(check.passed, [Passed::NotOfThisApi, Passed::NoResponse]);
            let [found] = check.found.as_slice() else {
                panic!("{name}: {:?}", check.found)
            };
            assert_eq!(found.pointer, "/body/created", "{name}");
            assert_eq!(found.value, DRIFTED_DATE, "{name}");
            match name {
                "text" => assert_eq!(found.bytes.replace('\\', ""), DRIFTED_DATE),
                "base64" => assert!(base64(DRIFTED.as_bytes()).contains(&found.bytes)),
                _ => assert_eq!(found.bytes, packed.trim_end_matches('=')),
            }
        }
    }
}

#[test]
fn what_charles_did_not_keep_is_counted_or_told() {
    let none = json!({});
    let mut refresh = transaction(
        &format!("{PATH}/refresh"),
        &json!({"body": {"text": "{\"workspaceId\":5}"}}),
        &json!({"status": 204, "sizes": {"body": 0}}),
    );
    refresh["method"] = "POST".into();
    let mut receiving = transaction(PATH, &none, &json!({"body": {"text": CLEAN.get(..20)}}));
    receiving["status"] = "RECEIVING_RESPONSE_BODY".into();
    let mut failed = transaction(PATH, &none, &json!({"body": {"text": CLEAN}}));
    failed["status"] = "FAILED".into();
    let mut tunnel = transaction(PATH, &none, &json!({"sizes": {"body": 0}}));
    tunnel["method"] = "CONNECT".into();
    tunnel["path"] = Value::Null;
    tunnel["query"] = Value::Null;
    let entries = [
        refresh.to_string(),
        "{\"method\":tru}".to_owned(),
        receiving.to_string(),
        failed.to_string(),
        tunnel.to_string(),
        // Too large to be kept, or left out.
        transaction(PATH, &none, &none).to_string(),
        transaction(PATH, &none, &json!({"body": null, "sizes": {"body": 0}})).to_string(),
        transaction(
            PATH,
            &none,
            &json!({"body": {"encoding": "base64", "encoded": "!"}}),
        )
        .to_string(),
    ];
    let text = format!("[{}]", entries.join(","));
    let file = [member("", text.as_bytes())];
    let check = check_bytes(text.as_bytes(), &file, Some(InputFormat::Charles));
    assert_eq!(check.found.len(), 1, "{:?}", check.found);
    assert_eq!(check.found[0].bytes, "5");
    assert_eq!(
        check.passed,
        [
            Passed::WithoutBody,
            Passed::NotOfThisApi,
            Passed::BodyMissing,
            Passed::BodyMissing
        ]
    );
    let told: Vec<&str> = check.errors.iter().map(String::as_str).collect();
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(told[0].contains("entry 2 at"), "{told:?}");
    assert!(told[1].contains("Truncated") && told[2].contains("Undecodable"));
}

#[test]
fn sessions_of_charles_in_archives_tell_the_member_of_a_body() {
    let none = json!({});
    let meta = |path: &str, request: &Value, response: &Value| {
        let one = transaction(path, request, response);
        format!("{one:#}").into_bytes()
    };
    let mut refresh = transaction(&format!("{PATH}/refresh"), &none, &json!({"status": 204}));
    refresh["method"] = "POST".into();
    refresh["response"]["sizes"]["body"] = 0.into();
    for folder in ["", "session/"] {
        let named = |name: &str, bytes: &[u8]| member(&format!("{folder}{name}"), bytes);
        let members = [
            named("10-meta.json", refresh.to_string().as_bytes()),
            named("10-req.json", br#"{"workspaceId":5}"#),
            named("0-meta.json", &meta(PATH, &none, &none)),
            named("0-res.json", DRIFTED.as_bytes()),
            named("2-meta.json", &meta("/other", &none, &none)),
            named("2-res.html", b"<html>"),
            named("2-req.dat", b"a=b"),
            named("3-meta.json", b"{\n  \"method\": tru"),
            named("4-meta.json", &meta(PATH, &none, &none)),
            Member {
                flags: 1,
                ..named("4-res.json", DRIFTED.as_bytes())
            },
            named("5-meta.json", &meta(PATH, &none, &none)),
            named(
                "6-meta.json",
                &meta(PATH, &none, &json!({"contentEncoding": "gzip"})),
            ),
            named("6-res.bin", &gzip(DRIFTED.as_bytes())),
            named("7-meta.json", &meta(PATH, &none, &none)),
            named("7-res.json", b"{\"code\": 200,"),
            named("README.txt", b"0-meta.json"),
        ];
        let check = check(&members);
        assert_eq!(check.exchanges.len(), 7);
        let told: Vec<(&str, &str, &str)> = check
            .found
            .iter()
            .take(1)
            .chain(check.found.last())
            .map(|found| {
                let member = found.member.strip_prefix(folder).unwrap();
                (member, found.bytes.as_str(), found.value.as_str())
            })
            .collect();
        assert_eq!(
            told,
            [
                ("0-res.json", DRIFTED_DATE, DRIFTED_DATE),
                ("10-req.json", "5", "5")
            ]
        );
        assert_eq!(
            check.passed,
            [
                Passed::NotOfThisApi,
                Passed::BodyMissing,
                Passed::WithoutBody
            ]
        );
        let due = [
            ("3-meta.json: entry 3 at", "(line 2)"),
            ("4-meta.json: Unreadable", "it is encrypted"),
            ("7-meta.json: 7 Syntax", ""),
            ("README.txt: unread", ""),
        ];
        assert_eq!(check.errors.len(), due.len(), "{:?}", check.errors);
        for (error, (start, part)) in check.errors.iter().zip(due) {
            let error = error.strip_prefix(folder).unwrap();
            assert!(error.starts_with(start) && error.contains(part), "{error}");
        }
    }
}

proptest! {
    /// Whatever is changed in an archive, reading it ends with what is still there or with an error.
    #[test]
    fn no_archive_panics(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8)) {
        let members = [
            member("1f.json", CLEAN.as_bytes()),
            Member { method: 0, ..member("2e.json", DRIFTED.as_bytes()) },
            member("har.har", &har(&[entry("1f.json"), entry("2e.json")])),
        ];
        let mut bytes = zip(&members);
        for (index, byte) in changes {
            let at = index.index(bytes.len());
            bytes[at] = byte;
        }
        // Names are changed, too: no place leads to what is known.
        let anything = vec![b' '; 64 << 10];
        let checked = checked::check(bytes.as_slice(), None, &NoAttachments, &|_| &anything);
        prop_assert!(checked.exchanges.len() + checked.errors.len() > 0);
    }
}

#[test]
fn bodies_inside_of_the_transactions_of_an_archive_are_read() {
    let meta = |response: &Value| {
        let one = transaction(PATH, &json!({}), response);
        one.to_string().into_bytes()
    };
    let inside = json!({"body": {"text": DRIFTED}});
    let encoded = json!({"body": {"encoded": base64(DRIFTED.as_bytes())}});
    let members = [
        member("0-meta.json", &meta(&inside)),
        member("1-meta.json", &meta(&encoded)),
        // The file goes first, and the other is told.
        member("2-meta.json", &meta(&inside)),
        member("2-res.json", CLEAN.as_bytes()),
        member("3-meta.json", &meta(&json!({"body": {"text": null}}))),
        member("3-res.json", CLEAN.as_bytes()),
        member("4-meta.json", b"[]"),
    ];
    let check = check(&members);
    assert_eq!((check.exchanges.len(), check.dtos.len()), (4, 4));
    let found: Vec<(u64, &str)> = check
        .found
        .iter()
        .map(|found| (found.exchange, found.value.as_str()))
        .collect();
    assert_eq!(found, [(1, DRIFTED_DATE), (2, DRIFTED_DATE)]);
    assert_eq!(check.found[0].bytes, DRIFTED_DATE.replace('"', "\\\""));
    let [beside, none] = &check.errors[..] else {
        panic!("{:?}", check.errors);
    };
    assert!(
        beside.starts_with("2-meta.json: InPart { number: 3"),
        "{beside}"
    );
    assert!(beside.contains("here is another body"), "{beside}");
    assert!(none.starts_with("4-meta.json: entry 5 at 0"), "{none}");
}
