//! No secret of a recording is told: not in a report, a log, a displayed diff, a baseline or a lock.
//!
//! Secrets of each kind are planted in headers, URLs, bodies and keys, beside drift that is told, in each
//! capture format. Whatever the commands print or write is then searched for them.

#![cfg(feature = "generate")]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a helper of tests fails the way a test does"
)]

#[path = "cli/support/mod.rs"]
#[expect(dead_code, reason = "other tests look at reports in other ways")]
mod support;
#[path = "common/traffic.rs"]
#[expect(
    dead_code,
    reason = "other tests make traffic, this one writes its own"
)]
mod traffic;
#[path = "common/writers/mod.rs"]
#[expect(dead_code, reason = "other tests ask what a format keeps")]
mod writers;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use support::{Folder, Ran};
use traffic::Exchange;

/// What must be found nowhere: parts that no other text has.
const PLANTED: &[&str] = &[
    "hunter2",
    "QueryTok3n",
    "Us3rinfo",
    "c2VjcmV0LXNpZ25hdHVyZQ",
    "K3yOfMembers",
    "HeaderTok3n",
    "C00kie",
    "B4sic",
    "Cl13ntSecret",
    "918273645",
    "MIIEowIBAAKCAQEA",
    "PairValu3",
    "En0mValue",
    "Un1que",
];

/// The formats of reports.
const FORMATS: &[&str] = &[
    "human", "concise", "json", "ndjson", "sarif", "junit", "github", "gitlab", "rdjson",
    "markdown", "html",
];

const JWT: &str = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1c2VyIn0.c2VjcmV0LXNpZ25hdHVyZQ";

/// A body with secrets on each side of what drifted; pretty, so that the lines beside are shown.
fn body(pretty: bool) -> String {
    let text = [
        "{\"body\":{",
        "\"connectionId\":\"6e30dce4cd16326fa62ba6567d1afbad\",",
        "\"password\":\"hunter2-hunter2-hunter2\",",
        "\"created\":\"2024-01-15T14:30:00.000+0000\",",
        "\"clientSecret\":918273645,",
        &format!("\"createdBy\":\"{JWT}\","),
        "\"name\":123456789,",
        "\"refresh_token\":\"Cl13ntSecret\\\"with\\\\quotes\",",
        "\"sourceType\":\"ghp_En0mValue0123456789abcdefghijk\",",
        "\"ghp_K3yOfMembers0123456789abcdefgh\":1,",
        "\"description\":{\"api_key\":\"Un1que-api-key\",\"note\":\"Bearer HeaderTok3n0123\"},",
        "\"destinationType\":\"Document\",",
        "\"metadata\":{\"headers\":[{\"name\":\"Authorization\",\"value\":\"PairValu3\"},",
        "{\"value\":\"PairValu3\",\"name\":\"X-Api-Key\"}],",
        "\"pem\":\"-----BEGIN PRIVATE KEY-----\\nMIIEowIBAAKCAQEA\\n-----END PRIVATE KEY-----\",",
        "\"url\":\"https://Us3rinfo:pw@example.com/?sig=QueryTok3n&x=1\"},",
        &format!("\"lastRunDate\":\"see {JWT}\","),
        "\"updated\":\"2024-01-15 14:30:00\"",
        "}}",
    ];
    text.join(if pretty { "\n  " } else { "" })
}

fn exchange(pretty: bool) -> Exchange {
    Exchange {
        method: "GET",
        base: "https://h.app.wdesk.com/s/wdata/prep",
        path: "/api/v1/connections/6e30dce4cd16326fa62ba6567d1afbad?access_token=QueryTok3n"
            .to_owned(),
        request: None,
        status: Some(200),
        response: Some(body(pretty)),
        due: Vec::new(),
    }
}

/// One of another API, whose path is told.
fn elsewhere() -> Exchange {
    Exchange {
        path: format!("/other/{JWT}/x?token=QueryTok3n"),
        ..exchange(false)
    }
}

/// The letters of base64 that a text has wherever in a group it begins.
fn in_base64(text: &str) -> Vec<String> {
    let encode = |lead: usize| {
        let bytes = [&b"\0\0"[..lead], text.as_bytes()].concat();
        let letters = STANDARD_NO_PAD.encode(&bytes);
        let first = [0, 2, 3][lead];
        let last = bytes.len() / 3 * 4;
        letters[first..last].to_owned()
    };
    (0..3).map(encode).collect()
}

#[track_caller]
fn tells_none(what: &str, text: &str) {
    for planted in PLANTED {
        let at = text.find(planted);
        assert!(at.is_none(), "{what} tells {planted}:\n{text}");
        for encoded in in_base64(planted) {
            let is_told = text.contains(&encoded);
            assert!(!is_told, "{what} tells {planted} as {encoded}:\n{text}");
        }
    }
}

/// Runs all that shows or writes something of the capture of that name.
fn search(folder: &Folder, name: &str, what: &str, ways: &[&[&str]]) {
    let ran = |args: &[&str]| -> Ran {
        let ran = folder.run(args);
        tells_none(&format!("{what}: {args:?}"), &ran.out);
        tells_none(&format!("{what}: {args:?}, standard error"), &ran.err);
        ran
    };
    let outputs: Vec<String> = FORMATS
        .iter()
        .map(|format| format!("{format}=out.{format}"))
        .collect();
    for all in ways {
        let mut args = vec!["check", "--verbose", name];
        args.extend(*all);
        args.extend(outputs.iter().flat_map(|output| ["--output", output]));
        let found = ran(&args);
        assert_eq!(found.code, Some(1), "{what}: {}{}", found.out, found.err);
        for format in FORMATS {
            let text = std::fs::read_to_string(folder.join(format!("out.{format}"))).unwrap();
            assert!(text.contains("created"), "{what}: {text}");
            tells_none(&format!("{what}: {format} {all:?}"), &text);
        }
    }
    ran(&["inspect", name]);
    ran(&["inspect", "--format", "json", name]);
    ran(&["fix", "--diff", name]);
    ran(&["baseline", "write", name]);
    ran(&["lock", name]);
    for file in ["wiredrift-baseline.json", "wiredrift.lock"] {
        tells_none(what, &std::fs::read_to_string(folder.join(file)).unwrap());
    }
    // What is masked is known again.
    let again = ran(&[
        "check",
        "--baseline",
        "wiredrift-baseline.json",
        "--lock=wiredrift.lock",
        name,
    ]);
    assert_eq!(again.code, Some(0), "{what}: {}", again.out);
}

/// Searches what is told of the same exchanges in each capture format.
fn search_all(pretty: bool, ways: &[&[&str]]) {
    for writer in writers::all() {
        let exchanges = [exchange(pretty), elsewhere()];
        let told = exchanges.iter().filter(|one| (writer.carries)(one));
        let capture = (writer.packed)(writer.write(told));
        let folder = Folder::new();
        folder.write("capture", &capture.bytes);
        for (name, bytes) in &capture.beside {
            folder.write(name, bytes);
        }
        search(&folder, "capture", writer.name, ways);
    }
}

#[test]
fn no_secret_of_a_body_or_url_is_told_in_any_capture_format() {
    search_all(false, &[&["--show-all"]]);
}

#[test]
fn no_secret_of_a_body_that_is_laid_out_is_told_in_any_capture_format() {
    search_all(true, &[&["--redact"], &[]]);
}

/// Captures whose headers stand right beside the body.
fn with_headers() -> Vec<(&'static str, String)> {
    let url =
        "https://h.app.wdesk.com/s/wdata/prep/api/v1/connections/6e30dce4cd16326fa62ba6567d1afbad";
    let small = r#"{"body":{"connectionId":"1","created":"2024-01-15T14:30:00.000+0000"}}"#;
    let quoted = serde_json::Value::from(small).to_string();
    let pairs = r#"{"name":"Authorization","value":"Bearer HeaderTok3n"},{"name":"Set-Cookie","value":"sid=C00kie; Path=/"}"#;
    let pretty = "{\n        \"name\": \"Cookie\",\n        \"value\": \"C00kie\"\n        },\n        {\n        \"name\": \"x-auth-token\",\n        \"value\": \"HeaderTok3n\"\n        }";
    vec![
        (
            "har, minified",
            format!(
                r#"{{"log":{{"version":"1.2","entries":[{{"request":{{"method":"GET","url":"{url}","headers":[{pairs}]}},"response":{{"status":200,"headers":[{pairs}],"content":{{"mimeType":"application/json","text":{quoted}}},"cookies":[{{"name":"sid","value":"C00kie"}}]}}}}]}}}}"#
            ),
        ),
        (
            "har, indented",
            format!(
                "{{\"log\":{{\"version\":\"1.2\",\"entries\":[{{\"request\":{{\"method\":\"GET\",\"url\":\"{url}\"}},\"response\":{{\"status\":200,\n\"content\":{{\"mimeType\":\"application/json\",\n\"text\":{quoted}}},\n\"headers\":[{pretty}]}}}}]}}}}"
            ),
        ),
        (
            "log",
            format!(
                r#"{{"method":"GET","url":"{url}","status":200,"authorization":"Basic B4sic","body":{small},"headers":{{"cookie":"C00kie","x-api-key":["HeaderTok3n"]}}}}"#
            ) + "\n",
        ),
        (
            "vcrpy",
            format!(
                "interactions:\n- request:\n    body: null\n    headers:\n      Authorization:\n      - Basic B4sic\n    method: GET\n    uri: {url}\n  response:\n    headers:\n      Set-Cookie:\n      - sid=C00kie\n      X-Api-Key:\n      - HeaderTok3n\n    body:\n      string: '{small}'\n    cookies:\n      - C00kie\n    status:\n      code: 200\n      message: OK\nversion: 1\n"
            ),
        ),
        (
            "curl",
            format!(
                "> GET {} HTTP/1.1\n> Host: h.app.wdesk.com\n> Authorization: Bearer HeaderTok3n\n> \n< HTTP/1.1 200 OK\n< content-type: application/json\n< set-cookie: sid=C00kie\n< \n{small}\n",
                url.trim_start_matches("https://h.app.wdesk.com")
            ),
        ),
    ]
}

#[test]
fn no_secret_of_a_header_is_told_beside_a_body() {
    for (what, text) in with_headers() {
        let folder = Folder::new();
        let name = if what == "log" {
            "capture.ndjson"
        } else {
            "capture"
        };
        folder.write(name, text);
        search(&folder, name, what, &[&["--show-all"], &["--redact"], &[]]);
    }
}

#[test]
fn what_cannot_be_read_tells_no_secret_either() {
    let folder = Folder::new();
    folder
        .write("cut.json", "{\"password\": \"hunter2-hunter2\",\n\"token\": \"QueryTok3n")
        .write("bad.json", format!("{{\"authorization\": \"Bearer HeaderTok3n\", {JWT}: 1}}"))
        .write("unknown.json", "{\"clientSecret\": \"Cl13ntSecret\", \"x\": 1}")
        .write("har.har", "{\"log\":{\"version\":\"1.2\",\"entries\":[{\"request\":{\"password\":\"hunter2\"}, oops]}}");
    for format in FORMATS {
        let ran = folder.run(["check", "--format", format, "."]);
        assert_eq!(ran.code, Some(2), "{}", ran.out);
        tells_none(format, &ran.out);
        tells_none(format, &ran.err);
    }
    folder.write(
        "wiredrift.toml",
        "password = \"hunter2\"\nnaming = \"wires\"\n",
    );
    let ran = folder.run(["check", "."]);
    assert_eq!(ran.code, Some(2));
    tells_none("the configuration", &ran.err);
}

#[test]
fn with_redact_no_value_is_told_but_dates_and_enum_values() {
    let folder = Folder::new();
    folder.write(
        "x.json",
        "{\n  \"name\": \"Ada Lovelace\",\n  \"created\": \"2024-01-15T14:30:00.000+0000\",\n  \
         \"createdBy\": 4815162342,\n  \"sourceType\": \"chart\",\n  \"description\": \
         {\"to\": \"Ada Lovelace\"},\n  \"unheard\": \"Ada Lovelace\",\n  \
         \"updated\": \"Ada Lovelace\",\n  \"id\": \"Ada Lovelace\", \"id\": \"Ada Lovelace\"\n}\n",
    );
    let config = "redact = true\n";
    for (args, config) in [(&["--redact"][..], ""), (&[], config)] {
        folder.write("wiredrift.toml", config);
        for format in FORMATS {
            let plain = [
                "check",
                "--dto",
                "ConnectionDto",
                "--format",
                format,
                "x.json",
            ];
            let args = plain.iter().chain(args);
            let ran = folder.run(args);
            assert_eq!(ran.code, Some(1), "{}{}", ran.out, ran.err);
            for value in ["Ada", "Lovelace", "4815162342"] {
                assert!(!ran.out.contains(value), "{format}: {}", ran.out);
            }
            assert!(ran.out.contains("chart"), "{format}: {}", ran.out);
        }
        let ran = folder.run(
            ["fix", "--diff", "--dto", "ConnectionDto", "x.json"]
                .iter()
                .chain(args),
        );
        assert!(
            ran.out
                .contains("+  \"created\": \"2024-01-15T14:30:00.000+00:00\","),
            "{}",
            ran.out
        );
        assert!(!ran.out.contains("Ada"), "{}", ran.out);
    }
}

#[test]
fn with_redact_nothing_beside_a_date_is_told() {
    let folder = Folder::new();
    for value in [
        r#"{"note":"Ada"}"#,
        r#"{"$date":"Ada"}"#,
        r#"[2024,1,"Ada"]"#,
        r#""2024-01-15 Ada""#,
        r#""2024-01-15T14:30:00 Ada""#,
        r#""15/01/2024 Ada""#,
        r#""2024-01-15T14:30:00ZAda""#,
        r#""Ada 2024-01-15T14:30:00Z""#,
    ] {
        folder.write("x.json", format!("{{\"created\":{value}}}"));
        for format in FORMATS {
            let args = [
                "check",
                "--redact",
                "--dto",
                "ConnectionDto",
                "--format",
                format,
                "x.json",
            ];
            let ran = folder.run(args);
            assert_eq!(ran.code, Some(1), "{}{}", ran.out, ran.err);
            assert!(ran.out.contains("created"), "{format}: {}", ran.out);
            assert!(!ran.out.contains("Ada"), "{value}: {format}: {}", ran.out);
        }
    }
}

#[test]
fn a_secret_whose_name_is_far_away_is_masked() {
    let folder = Folder::new();
    folder.write("wiredrift.toml", "mask = [\"lastRun\"]\n");
    let drifted = r#""created":"2024-01-15T14:30:00.000+0000""#;
    let long = |bytes: usize| "x".repeat(bytes);
    for (index, record) in [
        // Longer than what is usually looked at, and longer than what is looked at ever.
        format!(r#"{{"password":"{}hunter2",{drifted}}}"#, long(20_000)),
        format!(r#"{{"password":"{}hunter2",{drifted}}}"#, long(300_000)),
        format!(
            r#"{{"secrets":{{"a":["{}"],"b":"hunter2"}},{drifted}}}"#,
            long(20_000)
        ),
        format!(r#"{{"password":"{}\\\\hunter2",{drifted}}}"#, long(20_000)),
        format!(
            r#"{{{drifted},"h":{{"value":"hunter2{}","name":"Cookie"}}}}"#,
            long(20_000)
        ),
        // Beside the value, within one secret.
        format!(
            r#"{{"lastRun":{{"a":"{}","b":"hunter2",{drifted}}},{drifted}}}"#,
            long(20_000)
        ),
    ]
    .into_iter()
    .enumerate()
    {
        folder.write("x.json", &record);
        let body = format!(r#"{{"body":{record}}}"#);
        let quoted = serde_json::to_string(&body).unwrap();
        let entry = format!(
            r#"{{"log":{{"version":"1.2","entries":[{{"request":{{"method":"GET","url":"https://h/s/wdata/prep/api/v1/connections/6e30dce4cd16326fa62ba6567d1afbad"}},"response":{{"status":200,"headers":[{{"name":"Set-Cookie","value":"{}hunter2"}}],"content":{{"text":{quoted}}}}}}}]}}}}"#,
            long(20_000)
        );
        folder.write("x.har", &entry);
        for args in [&["--dto", "ConnectionDto", "x.json"][..], &["x.har"]] {
            let ran = folder.run(["fix", "--diff"].iter().chain(args));
            assert!(ran.out.contains("+00:00"), "{index}: {}", ran.err);
            assert!(!ran.out.contains("hunter2"), "{index} {args:?}");
        }
        for format in ["human", "json", "sarif", "html"] {
            for args in [&["--dto", "ConnectionDto", "x.json"][..], &["x.har"]] {
                let ran = folder.run(["check", "--format", format].iter().chain(args));
                assert_eq!(ran.code, Some(1), "{index} {format}: {}", ran.err);
                assert!(ran.out.contains("created"), "{index} {format}");
                assert!(!ran.out.contains("hunter2"), "{index} {format} {args:?}");
            }
        }
    }
}

#[test]
fn the_value_of_a_pair_is_in_no_baseline_and_no_message() {
    let folder = Folder::new();
    folder.write(
        "s.json",
        r#"{"title":"T","properties":{"h":{"items":{"properties":{"value":{"enum":["alpha"]},"content":{"type":"null"}}}}}}"#,
    );
    let far = "x".repeat(600);
    for record in [
        r#"{"h":[{"name":"X-Api-Key","value":"hunter2"}]}"#.to_owned(),
        format!(r#"{{"h":[{{"name":"X-Api-Key","note":"{far}","value":"hunter2"}}]}}"#),
        format!(r#"{{"h":[{{"value":"hunter2","note":"{far}","name":"X-Api-Key"}}]}}"#),
        format!(r#"{{"h":[{{"content":"hunter2","note":"{far}","key":"X-Api-Key"}}]}}"#),
    ] {
        folder.write("x.json", &record);
        let _ = std::fs::remove_file(folder.join("known.json"));
        let args = [
            "baseline",
            "write",
            "--schema",
            "s.json",
            "--baseline",
            "known.json",
            "x.json",
        ];
        let ran = folder.run(args);
        assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
        let known = std::fs::read_to_string(folder.join("known.json")).unwrap();
        assert!(known.contains("/h/"), "{known}");
        assert!(!known.contains("hunter2"), "{known}");
        for format in FORMATS {
            let ran = folder.run(["check", "--schema", "s.json", "--format", format, "x.json"]);
            assert_eq!(ran.code, Some(1), "{}{}", ran.out, ran.err);
            assert!(!ran.out.contains("hunter2"), "{format}: {}", ran.out);
        }
    }
}

#[test]
fn fingerprints_do_not_depend_on_what_is_masked() {
    let folder = Folder::new();
    folder.write("x.json", body(true));
    let prints = |args: &[&str]| -> Vec<String> {
        let all = ["check", "--format", "json", "x.json"].iter().chain(args);
        let ran = folder.run(all);
        let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        let groups = report.get("groups").unwrap().as_array().unwrap().iter();
        groups
            .map(|group| group.get("fingerprint").unwrap().to_string())
            .collect()
    };
    let plain = prints(&[]);
    assert!(plain.len() > 5);
    assert_eq!(plain, prints(&["--redact"]));
    folder.write(
        "wiredrift.toml",
        "mask = [\"created\", \"name\", \"x-*\"]\n",
    );
    assert_eq!(plain, prints(&[]));
}

#[test]
fn names_in_the_configuration_are_masked_and_shown() {
    let folder = Folder::new();
    folder
        .write(
            "x.json",
            "{\n  \"name\": 1,\n  \"acmeId\": \"AcmeV4lue\",\n  \"sourceType\": \"chart\",\n  \"token\": \"Sh0wn\",\n  \"created\": \"2024-01-15\"\n}\n",
        )
        .write("wiredrift.toml", "mask = [\"ACME-*\", \"source_type\"]\nunmask = [\"token\"]\n");
    let ran = folder.run(["check", "--dto", "ConnectionDto", "x.json"]);
    assert!(
        !ran.out.contains("AcmeV4lue") && !ran.out.contains("chart\""),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("Sh0wn"), "{}", ran.out);
    assert!(
        ran.out
            .contains("`sourceType` has a value that the contract does not list"),
        "{}",
        ran.out
    );
    for (config, message) in [
        ("mask = [\"*\"]\n", "every name would be that of a secret"),
        (
            "unmask = [\"a[b]\"]\n",
            "expected a name with `*` and `?`, found `[`",
        ),
        ("mask = [\"-\"]\n", "expected a name, found no letter"),
    ] {
        folder.write("wiredrift.toml", config);
        let ran = folder.run(["check", "--dto", "ConnectionDto", "x.json"]);
        assert_eq!(ran.code, Some(2));
        assert!(
            ran.err.contains(message) && ran.err.contains("wiredrift.toml:1:"),
            "{}",
            ran.err
        );
    }
}

#[test]
fn the_page_counts_no_values_of_secret_names() {
    let folder = Folder::new();
    folder.write(
        "s.json",
        r#"{"properties": {"password": {"enum": ["list3d-password", "other"]}}}"#,
    );
    folder.write("a.json", r#"{"password": "list3d-password"}"#);
    folder.write("b.json", r#"{"password": "h0mem4de"}"#);
    let args = [
        "check", "--schema", "s.json", "--format", "html", "a.json", "b.json",
    ];
    let page = folder.run(args).out;
    assert!(page.contains("Enum values by field"), "{page}");
    assert!(
        page.contains("<th scope=\"row\"><code>***</code>"),
        "{page}"
    );
    // What is due is the contract's, and told.
    for value in ["<code>list3d-password", "h0mem4de"] {
        assert!(!page.contains(value), "{value}: {page}");
    }
}
