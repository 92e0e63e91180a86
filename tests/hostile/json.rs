//! JSON that is cut off, nested, huge, misspelled or in other bytes.

use crate::case::{CLEAN, Case, DRIFTED, Expected, RULE, assert_all};

const SYNTAX: Expected = Expected::Problem(&["not-json"]);
const CUT_OFF: Expected = Expected::Problem(&["cut-off"]);
const NOT_UTF8: Expected = Expected::Problem(&["not-utf8"]);
const DEEP: Expected = Expected::Problem(&["too-deep"]);

/// A connection whose `metadata`, which may be anything, is `value`.
fn free(value: &str) -> String {
    format!(r#"{{"name":"n","sourceType":"report","metadata":{{"a":{value}}}}}"#)
}

#[test]
fn text_that_is_cut_off_in_each_kind_of_token() {
    // Behind each mark the text may end.
    let marked = r#"¦{¦"na¦me\u00¦e9\¦n\ud83¦d\ude0¦0"¦:¦"n"¦,¦"sourceType":"report","metadata":{"a"¦:¦[¦t¦rue¦,¦fals¦e,nul¦l,-¦1¦.¦5¦e¦+¦3,¦"¦"]¦}¦"#;
    let ends: Vec<usize> = marked.match_indices('¦').map(|(at, _)| at).collect();
    let cases = ends.iter().flat_map(|&end| {
        let text = marked[..end].replace('¦', "");
        let expected = if text.is_empty() {
            Expected::Problem(&["empty"])
        } else {
            CUT_OFF
        };
        ["cut.json", "cut.txt"]
            .map(|file| Case::check(format!("{file}, cut at {end}"), file, &text, expected))
    });
    let cases: Vec<Case> = cases.collect();
    assert_all(&cases);
}

#[test]
fn text_that_is_cut_off_in_a_log_hides_no_line() {
    let cases: Vec<Case> = (1..CLEAN.len())
        .step_by(7)
        .map(|end| {
            let text = format!("{DRIFTED}\n{}\n{DRIFTED}\n", &CLEAN[..end]);
            let expected = Expected::Both(&["cut-off", "not-json"], RULE);
            Case::check(format!("a log, cut at {end}"), "log.ndjson", text, expected)
        })
        .collect();
    assert_all(&cases);
}

#[test]
fn values_that_are_no_json() {
    let wrong = [
        "01",
        "-",
        "+1",
        ".5",
        "1.",
        "1e",
        "1e+",
        "0x10",
        "1_000",
        "NaN",
        "Infinity",
        "-Infinity",
        "undefined",
        "True",
        "nul",
        "truefalse",
        "'a'",
        "`a`",
        "[1,]",
        "[,1]",
        "[1 2]",
        "{\"a\" 1}",
        "{\"a\":}",
        "{a:1}",
        "{,}",
        "{\"a\":1,}",
        "\"\t\"",
        "\"\n\"",
        "\"\0\"",
        "\"\\x41\"",
        "\"\\u12\"",
        "\"\\u{12}\"",
        "\"\\ud800\"",
        "\"\\udc00\"",
        "\"\\ud800\\u0041\"",
        "\"\\ud800\\ud800\"",
        "/*c*/1",
        "1//c",
        "#",
        "\u{feff}1",
        "\u{a0}1",
        "]",
        "}",
        "\0",
        "1\0",
        "\u{b}1",
        "\u{2028}1",
    ];
    let mut cases = Vec::new();
    for value in wrong {
        let name = format!("{value:?} as a value");
        cases.push(Case::check(&name, "a.json", free(value), SYNTAX));
        let log = format!("{}\n{DRIFTED}\n", free(value).replace('\n', "\\n"));
        let name = format!("{value:?} in a log");
        // A line end inside of a text would make two lines of it.
        if !value.contains('\n') {
            cases.push(Case::check(
                name,
                "a.ndjson",
                log,
                Expected::Both(&["not-json"], RULE),
            ));
        }
        let alone = format!("{value:?} alone");
        let kinds = &[
            "not-json",
            "cut-off",
            "unrecognized",
            "empty",
            "nothing-checked",
            "malformed-capture",
        ];
        cases.push(Case::check(
            alone,
            "a.json",
            value,
            Expected::Problem(kinds),
        ));
    }
    assert_all(&cases);
}

#[test]
fn values_that_are_json_however_odd() {
    let digits = "9".repeat(10_000);
    let zeros = "0".repeat(100_000);
    let odd = [
        "-0".to_owned(),
        "1E400".to_owned(),
        "-1e-400".to_owned(),
        format!("1{zeros}"),
        format!("0.{zeros}1"),
        format!("1e{digits}"),
        format!("-1e-{digits}"),
        format!("{digits}.{digits}E+{digits}"),
        r#""\u0000""#.to_owned(),
        r#""\ud83d\ude00""#.to_owned(),
        "\"\u{fdd0}\u{ffff}\u{10ffff}\"".to_owned(),
        "\"\u{202e}\u{200b}\"".to_owned(),
        format!(r#""{}""#, "\\n".repeat(1 << 20)),
        "[[],{},[{}],{\"\":{\"\":[]}}]".to_owned(),
        " \t\r\n1 ".to_owned(),
        format!("[{}1]", "1,".repeat(500_000)),
        format!("[{}[]]", "[],".repeat(300_000)),
        format!("{}{}", "[".repeat(400), "]".repeat(400)),
    ];
    let cases: Vec<Case> = odd
        .iter()
        .map(|value| {
            let start: String = value.chars().take(30).collect();
            let name = format!("{start:?} as a value");
            Case::check(name, "a.json", free(value), Expected::Clean)
        })
        .collect();
    assert_all(&cases);
}

#[test]
fn other_bytes_than_utf_8() {
    let utf16 = |text: &str, swap: fn(u16) -> [u8; 2], mark: bool| -> Vec<u8> {
        let mark = mark.then_some(0xfeff_u16);
        mark.into_iter()
            .chain(text.encode_utf16())
            .flat_map(swap)
            .collect()
    };
    let utf32: Vec<u8> = CLEAN
        .chars()
        .flat_map(|letter| u32::from(letter).to_le_bytes())
        .collect();
    let mut cases = vec![
        Case::check(
            "UTF-16 with a mark, little",
            "a.json",
            utf16(CLEAN, u16::to_le_bytes, true),
            NOT_UTF8,
        ),
        Case::check(
            "UTF-16 with a mark, big",
            "a.json",
            utf16(CLEAN, u16::to_be_bytes, true),
            NOT_UTF8,
        ),
        Case::check(
            "UTF-16 without a mark, little",
            "a.json",
            utf16(CLEAN, u16::to_le_bytes, false),
            Expected::Problem(&["not-utf8", "not-json"]),
        ),
        Case::check(
            "UTF-16 without a mark, big",
            "a.json",
            utf16(CLEAN, u16::to_be_bytes, false),
            Expected::Problem(&["not-utf8", "not-json"]),
        ),
        Case::check(
            "UTF-32",
            "a.json",
            utf32,
            Expected::Problem(&["not-utf8", "not-json"]),
        ),
        Case::check(
            "a byte order mark",
            "a.json",
            format!("\u{feff}{CLEAN}"),
            Expected::Clean,
        ),
        Case::check(
            "two of them",
            "a.json",
            format!("\u{feff}\u{feff}{CLEAN}"),
            SYNTAX,
        ),
        Case::check(
            "a mark alone",
            "a.json",
            "\u{feff}",
            Expected::Problem(&["empty"]),
        ),
        Case::check(
            "NUL bytes",
            "a.json",
            [0_u8; 4096],
            Expected::Problem(&["not-json"]),
        ),
        Case::check("NUL behind", "a.json", format!("{CLEAN}\0"), SYNTAX),
        Case::check(
            "all byte values",
            "a.json",
            (0..=255).collect::<Vec<u8>>(),
            Expected::Problem(&["not-utf8", "not-json"]),
        ),
    ];
    // RFC 3629: what stands alone, is too long, too short, a surrogate, or beyond the last letter.
    let sequences: [&[u8]; 12] = [
        b"\x80",
        b"\xbf",
        b"\xc0\x80",
        b"\xc1\xbf",
        b"\xc3",
        b"\xe0\x80\x80",
        b"\xed\xa0\x80",
        b"\xed\xbf\xbf",
        b"\xf0\x80\x80\x80",
        b"\xf4\x90\x80\x80",
        b"\xf8\x88\x80\x80\x80",
        b"\xff",
    ];
    for bytes in sequences {
        for (what, before, behind) in [
            ("a value", r#"{"sourceType":"report","name":"n"#, "\"}"),
            (
                "a key",
                r#"{"sourceType":"report","metadata":{"x"#,
                "\":1}}",
            ),
            ("no string", r#"{"sourceType":"report","name":"#, "}"),
        ] {
            let text = [before.as_bytes(), bytes, behind.as_bytes()].concat();
            let name = format!("{bytes:x?} in {what}");
            let kinds = Expected::Problem(&["not-utf8", "not-json"]);
            cases.push(Case::check(&name, "a.json", &text, kinds));
            let log = [&text, b"\n".as_slice(), DRIFTED.as_bytes()].concat();
            let kinds = Expected::Both(&["not-utf8", "not-json"], RULE);
            cases.push(Case::check(&name, "a.ndjson", log, kinds));
        }
    }
    assert_all(&cases);
}

#[test]
fn keys_that_repeat_collide_or_are_no_names() {
    let twice = |second: &str| format!(r#"{{"name":"n","sourceType":"report",{second}}}"#);
    let conflict = Expected::Finding("duplicate-key-conflict");
    // The hash of names shall not be what a stranger can make slow.
    let alike: String = (0..100_000_u64)
        .map(|n| format!(r#""{:016x}":1,"#, n << 40))
        .collect();
    assert_all(&[
        Case::check("a key twice", "a.json", twice(r#""name":"m""#), conflict),
        Case::check(
            "a key twice, spelled with escapes",
            "a.json",
            twice(r#""n\u0061me":"m""#),
            conflict,
        ),
        Case::check(
            "a key a thousand times",
            "a.json",
            twice(&vec![r#""name":"m""#; 1000].join(",")),
            conflict,
        ),
        Case::check(
            "the empty key",
            "a.json",
            twice(r#""":1"#),
            Expected::Finding("field-unknown"),
        ),
        Case::check(
            "a key of NUL",
            "a.json",
            twice(r#""\u0000":1"#),
            Expected::Finding("field-unknown"),
        ),
        Case::check(
            "a key of a megabyte",
            "a.json",
            twice(&format!(r#""{}":1"#, "k".repeat(1 << 20))),
            Expected::Finding("field-unknown"),
        ),
        Case::check(
            "keys of a prototype",
            "a.json",
            free(r#"{"__proto__":{"a":1},"constructor":null}"#),
            Expected::Clean,
        ),
        Case::check(
            "keys that are alike",
            "a.json",
            free(&format!("{{{alike}\"\":1}}")),
            Expected::Clean,
        ),
    ]);
}

#[test]
fn brackets_without_end() {
    let deep = 100_000;
    let (open, close) = ("[".repeat(deep), "]".repeat(deep));
    let objects = r#"{"a":"#.repeat(deep);
    let ends = "}".repeat(deep);
    let mixed = r#"[{"a":"#.repeat(deep);
    let in_log = |text: &str| format!("{text}\n{DRIFTED}\n");
    let texts = [
        ("arrays", open.clone()),
        ("arrays that end", format!("{open}{close}")),
        ("objects", objects.clone()),
        ("objects that end", format!("{objects}1{ends}")),
        ("both", mixed),
        ("a value", free(&format!("{open}{close}"))),
        ("objects in a value", free(&format!("{objects}1{ends}"))),
        ("a page", format!(r#"{{"body":{open}{close},"code":200}}"#)),
    ];
    let mut cases = Vec::new();
    for (name, text) in &texts {
        cases.push(Case::check(*name, "a.json", text, DEEP));
        cases.push(Case::check(
            *name,
            "a.ndjson",
            in_log(text),
            Expected::Both(&["too-deep"], RULE),
        ));
        let each = Case::check(*name, "a.json", text, DEEP);
        cases.push(each.and(&["--dto", "ConnectionDto", "--each"]));
        let schema = Case::check(*name, "a.json", text, DEEP);
        cases.push(
            schema
                .with("s.json", "{\"type\":\"object\"}")
                .and(&["--schema", "s.json"]),
        );
    }
    cases.push(Case::check("closing ones", "a.json", &close, SYNTAX));
    cases.push(Case::check("colons", "a.json", ":".repeat(deep), SYNTAX));
    cases.push(Case::check("commas", "a.json", ",".repeat(deep), SYNTAX));
    cases.push(Case::check("quotes", "a.json", "\"".repeat(deep), SYNTAX));
    cases.push(Case::check(
        "backslashes",
        "a.json",
        format!("\"{}", "\\".repeat(2 * deep)),
        CUT_OFF,
    ));
    cases.push(Case::check(
        "line ends",
        "a.json",
        "\n".repeat(1 << 20),
        Expected::Problem(&["empty"]),
    ));
    cases.push(Case::check(
        "line ends",
        "a.ndjson",
        "\n".repeat(1 << 20),
        Expected::Problem(&["empty"]),
    ));
    assert_all(&cases);
}

#[test]
fn megabytes_in_one_token_and_a_million_keys() {
    let long = "x".repeat(4 << 20);
    let longest = "x".repeat(50 << 20);
    let escaped = "\\u0041".repeat(1 << 20);
    let keys: String = (0..1_000_000).map(|n| format!(r#""k{n}":1,"#)).collect();
    let kind = format!(r#"{{"name":"n","sourceType":"{long}"}}"#);
    let line = format!("{}\n{DRIFTED}\n", free(&format!("\"{long}\"")));
    assert_all(&[
        Case::check(
            "a string",
            "a.json",
            free(&format!("\"{longest}\"")),
            Expected::Clean,
        )
        .within(384),
        Case::check(
            "a string without end",
            "a.json",
            free(&format!("\"{longest}")),
            CUT_OFF,
        )
        .within(384),
        Case::check(
            "a value of an enum",
            "a.json",
            kind,
            Expected::Finding(RULE),
        ),
        Case::check(
            "escapes",
            "a.json",
            free(&format!("\"{escaped}\"")),
            Expected::Clean,
        ),
        Case::check("a line", "a.ndjson", line, Expected::Finding(RULE)),
        Case::check(
            "blanks",
            "a.json",
            format!("{}{CLEAN}", " ".repeat(50 << 20)),
            Expected::Clean,
        ),
        Case::check(
            "a million keys",
            "a.json",
            free(&format!("{{{keys}\"k\":1}}")),
            Expected::Clean,
        )
        .within(768),
    ]);
}

/// Each beginning may reach to the end of the text.
#[test]
fn beginnings_of_secrets_are_gone_through_once() {
    let beginnings = [
        "token: ",
        "token:[",
        "cookie:{",
        "\\\"token\\\":\\\"",
        "eyJ",
        "eyJ.",
        "ghp_",
        "AKIA",
        "bearer+",
        "basic+",
        "-----BEGIN PRIVATE KEY-----",
        "name:token ",
        "value:x,name:token ",
        "{\\\"name\\\":\\\"token\\\",",
        "\\\"name\\\":\\\"token\\\"}",
        "token:\\n- ",
        "[\\\"token\\\",",
        "<token>",
        "<token ",
        "<token a='",
        "<a name='token' ",
        "<a name='token'>",
        "%3Ctoken%3E",
        "\\u003ctoken",
        "&lt;token&gt;",
        "&#x",
        "api key ",
        "%2525",
        "//u:p@",
        "\\\\",
        "token=\\\\",
        "<token \\\\",
        "cookie:{\\\\",
        "form-data; name=token",
        "<name>token</name>",
        "tokens[",
        "token=')",
        "QUJDREVGR0hJSktMTU5PUFFSU1RVVldY\\n",
    ];
    let cases = beginnings.map(|beginning| {
        let text = beginning.repeat(100_000 / beginning.len());
        let payload = format!("{{\"sourceType\":\"{text}\",\"name\":\"n\"}}");
        let found = Expected::Finding(RULE);
        Case::check(beginning, "a.json", payload, found).and(&["--dto", "ConnectionDto"])
    });
    assert_all(&cases);
}
