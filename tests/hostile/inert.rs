//! Texts that were chosen to act on what shows them: terminals, build services, browsers, Markdown.

use wiredrift::text::sanitize::stand_in;

use crate::captures::har;
use crate::case::limited;
use crate::support::Folder;

/// All formats of a report.
pub(crate) const FORMATS: &[&str] = &[
    "human", "concise", "json", "ndjson", "sarif", "junit", "github", "gitlab", "rdjson",
    "markdown", "html",
];

/// Nothing in what was printed in `format` acts on what shows it.
#[track_caller]
pub(crate) fn assert_inert(format: &str, out: &str) {
    let harmful = |letter: &char| *letter != '\n' && stand_in(*letter).is_some();
    assert_eq!(out.chars().find(harmful), None, "{format}: {out:?}");
    for line in out.lines() {
        let line = line.trim_start();
        let is_own = format == "github"
            && [
                "::error ",
                "::warning ",
                "::notice ",
                "::error::",
                "::warning::",
                "::notice::",
                "::group::",
                "::endgroup::",
            ]
            .iter()
            .any(|own| line.starts_with(own));
        assert!(is_own || !line.starts_with("::"), "{format}: {line}");
        assert!(!line.starts_with("::error::x"), "{format}: {line}");
        assert!(
            !line.contains("##[") && !line.contains("##vso["),
            "{format}: {line}"
        );
    }
    if matches!(format, "html" | "junit") {
        assert!(
            !out.contains("<img") && !out.contains("<b>") && !out.contains("]]>x"),
            "{format}: {out}"
        );
    }
}

const HOSTILE: &[&str] = &[
    "\u{1b}[31mred\u{1b}]0;title\u{7}\u{9b}31m",
    "\u{202e}\u{2066}bidi\u{200b}\u{feff}\u{ad}",
    "\n::error::x\n::set-output name=x::y",
    "\r\n##[error]x\n##vso[task.setvariable variable=x]y",
    "</script><img src=x onerror=alert(1)><b>x</b>",
    "\"><img src=x>&lt;&#x3c;img&#x3e;]]>x",
    "[x](javascript:alert(1)) `` ` ``` | a | \n\n# h\n- <b>",
    "=HYPERLINK(\"http://x\")",
    "%0A::error::x%0D",
    "${{ secrets.X }} $(id) `id` %s %n",
    "\0\u{8}\u{7f}\u{85}\u{2028}\u{e0041}\u{fff9}",
];

/// A HAR file, and a payload alone, with this text wherever there may be text.
fn folder(text: &str) -> Folder {
    let quoted = serde_json::Value::from(text);
    let record = format!(
        r#"{{"name":{quoted},{quoted}:{quoted},"sourceType":{quoted},"created":{quoted},"updated":"2024-01-15 {}","lastRunDate":"2024-01-15T14:30:00.000+0000"}}"#,
        quoted.as_str().map_or(String::new(), |text| {
            let inside = serde_json::Value::from(text).to_string();
            inside[1..inside.len() - 1].to_owned()
        })
    );
    let body = serde_json::Value::from(format!(r#"{{"body":{record},"code":200}}"#));
    let url = |path: &str| serde_json::Value::from(format!("https://h.app.wdesk.com{path}"));
    let exchange = |url: serde_json::Value, method: &serde_json::Value| {
        format!(
            r#"{{"request":{{"method":{method},"url":{url},"headers":[{{"name":{quoted},"value":{quoted}}}]}},"response":{{"status":200,"statusText":{quoted},"content":{{"mimeType":{quoted},"text":{body}}}}}}}"#
        )
    };
    let get = serde_json::Value::from("GET");
    let entries = [
        exchange(
            url(&format!("/s/wdata/prep/api/v1/connections/{text}")),
            &get,
        ),
        exchange(url(&format!("/other/{text}?{text}#{text}")), &get),
        exchange(url("/s/wdata/prep/api/v1/connections/x"), &quoted),
        format!(
            r#"{{"request":{{"method":"GET","url":"https://h.app.wdesk.com/s/wdata/prep/api/v1/connections/y"}},"response":{{"status":200,"content":{{"text":"{{","encoding":{quoted},"_file":{quoted}}}}}}}"#
        ),
    ];
    let folder = Folder::new();
    folder
        .write("a.json", &record)
        .write("a.har", har(&entries.join(",")));
    folder.write("broken.json", format!("{{{quoted}:{quoted} {quoted}"));
    folder.write("raw.json", format!("{{\"a\": {text}"));
    folder.write("strange.json", format!("{{{quoted}:1}}"));
    folder
}

#[test]
fn nothing_in_a_recording_acts_on_what_shows_it() {
    for text in HOSTILE {
        let folder = folder(text);
        for format in FORMATS {
            let args = [
                "check",
                "--format",
                format,
                "--verbose",
                "--show-all",
                "--unrecognized",
                "error",
                "--isolated",
                ".",
            ];
            let ended = limited(&folder, &args, 256, 20);
            assert_eq!(ended.code, Some(2), "{text:?} {format}: {ended:?}");
            assert!(
                ended.out.contains("field-unknown"),
                "{text:?} {format}: {}",
                ended.out
            );
            assert_inert(format, &ended.out);
            assert_inert("human", &ended.err);
        }
        let commands: [&[&str]; 9] = [
            &["check", "--statistics", "."],
            &["inspect", "."],
            &["inspect", "--format", "json", "."],
            &["fix", "--diff", "."],
            &["fix", "."],
            &["baseline", "write", "a.json"],
            &["lock", "a.json"],
            &["check", "--dto", text, "a.json"],
            &["explain", text],
        ];
        for args in commands {
            // No argument can have this byte.
            if args.contains(text) && text.contains('\0') {
                continue;
            }
            let ended = limited(&folder, args, 256, 20);
            assert!(
                ended.code.is_some_and(|code| code <= 2),
                "{args:?}: {ended:?}"
            );
            assert_inert("human", &ended.out);
            assert_inert("human", &ended.err);
        }
        for file in ["wiredrift-baseline.json", "wiredrift.lock"] {
            let written = std::fs::read_to_string(folder.join(file)).unwrap_or_default();
            assert!(!written.is_empty(), "{text:?} {file}");
            // Nobody prints it as a log; a difference of it is looked at on a terminal.
            let harmful = |letter: &char| *letter != '\n' && stand_in(*letter).is_some();
            assert_eq!(written.chars().find(harmful), None, "{file}: {written}");
        }
    }
}

#[test]
fn nothing_in_a_contract_or_configuration_acts_on_what_shows_it() {
    for text in HOSTILE {
        let quoted = serde_json::Value::from(*text);
        let folder = folder(text);
        folder.write("old.json", format!(r#"{{"title":{quoted},"description":{quoted},"type":"object","properties":{{{quoted}:{{"enum":[{quoted},"b"]}},"c":{{"type":"string","format":"date-time"}}}},"required":[{quoted}]}}"#));
        folder.write("new.json", format!(r#"{{"title":{quoted},"type":"object","properties":{{{quoted}:{{"enum":["b"]}},"c":{{"type":"integer"}}}}}}"#));
        folder.write("wrong.json", format!(r#"{{"$ref":{quoted},{quoted}:"#));
        folder.write(
            "remote.json",
            format!(
                r#"{{"$ref":{}}}"#,
                serde_json::Value::from(format!("https://x.test/{text}"))
            ),
        );
        folder.write("no.toml", format!("{quoted} = {quoted}\n"));
        let commands: [&[&str]; 8] = [
            &["diff", "old.json", "new.json"],
            &["diff", "--format", "json", "old.json", "new.json"],
            &["check", "--schema", "old.json", "a.json"],
            &["check", "--schema", "wrong.json", "a.json"],
            &["check", "--schema", "remote.json", "a.json"],
            &["check", "--config", "no.toml", "a.json"],
            &["check", "--baseline", "wrong.json", "a.json"],
            &["check", "--lock=wrong.json", "a.json"],
        ];
        for args in commands {
            let ended = limited(&folder, args, 256, 20);
            assert!(
                matches!(ended.code, Some(1 | 2)),
                "{text:?} {args:?}: {ended:?}"
            );
            assert_inert("human", &ended.out);
            assert_inert("human", &ended.err);
        }
    }
}
