//! Configurations, baselines and locks that are broken, huge, or from a stranger.

use crate::case::{CLEAN, Case, DRIFTED, Expected, RULE, assert_all};

#[test]
fn configurations_that_are_none() {
    let huge = format!("paths = [{}]", "\"x\",".repeat(400_000));
    let deep = format!("x = {}{}", "[".repeat(100_000), "]".repeat(100_000));
    let tables: String = (0..2_000).map(|n| format!("[a{n}]\n")).collect();
    let dotted = format!("{}x = 1", "a.".repeat(50_000));
    let globs = format!("include = [\"{}\"]", "{a,b}".repeat(2_000));
    let texts = [
        "x",
        "=",
        "[",
        "[]",
        "[[",
        "x = ",
        "x = 'a",
        "\0",
        "naming = 7",
        "naming = \"x\"",
        "unknown = 1",
        "paths = \"x\"",
        "naming = \"wire\"\nnaming = \"wire\"",
        "[levels]\nno-such-rule = \"error\"",
        "[levels]\ndates = \"no\"",
        "include = [\"[\"]",
        "exclude = [\"{\"]",
        "baseline = 7",
        "lock = []",
        "revision = \"1999-01\"",
        "\u{1b}[31m = 1",
        "\"\u{202e}\" = 1",
        "x = 99999999999999999999999",
        "x = 2024-13-45",
        "\"\\ud800\" = 1",
        &huge,
        &deep,
        &tables,
        &dotted,
        &globs,
    ];
    let mut cases = Vec::new();
    for text in texts {
        let name: String = text.chars().take(40).collect();
        for file in ["wiredrift.toml", ".wiredrift.toml"] {
            let case = Case::check(&name, "a.json", CLEAN, Expected::Refused("error"));
            cases.push(case.with(file, text));
        }
        if text.starts_with('[') {
            continue;
        }
        let table = format!("[tool.wiredrift]\n{text}");
        let case = Case::check(&name, "a.json", CLEAN, Expected::Refused("error"));
        cases.push(case.with("pyproject.toml", table));
    }
    cases.push(
        Case::check("an empty one", "a.json", CLEAN, Expected::Clean).with("wiredrift.toml", ""),
    );
    let long = Case::check("a long one", "a.json", CLEAN, Expected::Refused("error"));
    cases.push(long.with("wiredrift.toml", "#".repeat((4 << 20) + 1)));
    let bytes = Case::check("no UTF-8", "a.json", CLEAN, Expected::Refused("error"));
    cases.push(bytes.with("wiredrift.toml", b"\xff\xfe"));
    assert_all(&cases);
}

#[test]
fn baselines_and_locks_that_are_none() {
    let deep = "[".repeat(100_000);
    let many: String = (0..20_000)
        .map(|n| format!("{{\"rule\":\"field-unknown\",\"contract\":\"C{n}\",\"pointer\":\"/x\",\"variant\":\"v\",\"count\":1}},"))
        .collect();
    let many = format!(
        "{{\"version\":1,\"paths\":[\".\"],\"known\":[{}]}}",
        many.trim_end_matches(',')
    );
    let texts = [
        "",
        "{",
        "[]",
        "null",
        "1",
        "\"x\"",
        "{}",
        "{\"version\":1}",
        "{\"version\":2}",
        "{\"version\":\"1\"}",
        "{\"version\":-1}",
        "{\"version\":1,\"paths\":7,\"known\":[]}",
        "{\"version\":1,\"paths\":[],\"known\":{}}",
        "{\"version\":1,\"paths\":[],\"known\":[7]}",
        "{\"version\":1,\"paths\":[],\"known\":[{}]}",
        "{\"version\":1,\"paths\":[],\"known\":[{\"rule\":\"\\u001b\"}]}",
        "{\"version\":1e999}",
        "\0",
        "{\"version\":1}x",
        "<<<<<<< HEAD\n{\"version\":1}\n=======\n",
        &deep,
    ];
    let mut cases = Vec::new();
    for text in texts {
        let name: String = text.chars().take(60).collect();
        for option in ["--baseline=x.json", "--lock=x.json"] {
            let case = Case::check(
                format!("{option}: {name}"),
                "a.json",
                CLEAN,
                Expected::Refused("error"),
            );
            cases.push(case.with("x.json", text).and(&[option]));
        }
    }
    for (name, bytes) in [
        ("no UTF-8", b"\xff".as_slice()),
        ("UTF-16", b"\xff\xfe{\0}\0"),
    ] {
        for option in ["--baseline=x.json", "--lock=x.json"] {
            let case = Case::check(
                format!("{option}: {name}"),
                "a.json",
                CLEAN,
                Expected::Refused("error"),
            );
            cases.push(case.with("x.json", bytes).and(&[option]));
        }
    }
    let known = Case::check("many known", "a.json", DRIFTED, Expected::Finding(RULE));
    cases.push(
        known
            .with("x.json", many)
            .and(&["--baseline=x.json"])
            .within(384),
    );
    assert_all(&cases);
}
