//! Schemas and API documents that never end, ask for the machine, or are none.

use serde_json::{Value, json};

use crate::case::{CLEAN, Case, Expected, assert_all};

const PAYLOAD: &str =
    r#"{"a":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!"}"#;

/// A check against a schema.
fn schema(name: &str, text: &str, expected: Expected) -> Case {
    let case = Case::check(name, "a.json", PAYLOAD, expected);
    case.with("s.json", text).and(&["--schema", "s.json"])
}

fn refused(name: &str, text: &str) -> Case {
    schema(name, text, Expected::Refused("error"))
}

#[test]
fn schemas_that_are_none() {
    let mut cases = Vec::new();
    for text in [
        "",
        " ",
        "\0",
        "{",
        "[",
        "[]",
        "null",
        "1",
        "\"x\"",
        "{\"type\":5}",
        "{\"type\":\"nothing\"}",
        "{\"type\":[]}",
        "{\"required\":{}}",
        "{\"required\":[1]}",
        "{\"properties\":[]}",
        "{\"properties\":{\"a\":7}}",
        "{\"minLength\":-1}",
        "{\"multipleOf\":0}",
        "{\"pattern\":\"(\"}",
        "{\"pattern\":\"\\\\p{Nothing}\"}",
        "{\"patternProperties\":{\"[\":{}}}",
        "{\"enum\":1}",
        "{\"allOf\":[]}",
        "{\"allOf\":{}}",
        "{\"not\":7}",
        "{\"items\":7}",
        "{\"$ref\":7}",
        "{\"$ref\":\"#/nothing\"}",
        "{\"$ref\":\"#nothing\"}",
        "{\"$ref\":\"missing.json\"}",
        "{\"$ref\":\"/etc/passwd\"}",
        "{\"$ref\":\"file:///etc/passwd\"}",
        "{\"$ref\":\"https://example.com/s.json\"}",
        "{\"$ref\":\"http://127.0.0.1:1/s.json\"}",
        "{\"$ref\":\"ftp://example.com/\"}",
        "{\"$ref\":\"//example.com/x\"}",
        "{\"$ref\":\"::::\"}",
        "{\"$ref\":\"data:application/json,{}\"}",
        "{\"$dynamicRef\":\"https://example.com/x#y\"}",
        "{\"$id\":\"https://example.com/a\",\"$ref\":\"b\"}",
        "{\"$schema\":\"https://example.com/meta\"}",
        "%YAML 9\n---\n[",
        "a: &a [*a]",
        "\u{feff}",
        "\u{fffe}{}",
    ] {
        cases.push(refused(&format!("{text:?}"), text));
    }
    assert_all(&cases);
}

/// Properties that lead into one chain of references, a hundred links apart: those at its end are looked at first.
fn parts_of_a_chain() -> String {
    let links: Vec<String> = (0..20_000)
        .map(|at| format!("\"d{at}\":{{\"$ref\":\"#/$defs/d{}\"}}", at + 1))
        .collect();
    let parts: Vec<String> = (0..20_000)
        .step_by(100)
        .map(|at| format!("\"p{at:06}\":{{\"$ref\":\"#/$defs/d{at}\"}}"))
        .collect();
    format!(
        "{{\"properties\":{{{}}},\"$defs\":{{{},\"d20000\":{{}}}}}}",
        parts.join(","),
        links.join(",")
    )
}

/// Levels of a payload with several schemas about each; one file is checked by the first thread, several by others.
#[test]
fn the_stack_holds_what_the_limits_allow() {
    let reference = |at: usize| format!("{{\"$ref\":\"#/$defs/d{at}\"}}");
    let schema = |alternatives: usize| {
        let each = |at: usize| {
            let next = reference(at + 1);
            format!("\"d{at}\":{{\"oneOf\":[{next},{{\"type\":\"boolean\"}}]}},")
        };
        let links: String = (0..alternatives).map(each).collect();
        let last = format!(
            "{{\"type\":\"object\",\"properties\":{{\"a\":{}}}}}",
            reference(0)
        );
        let first = reference(0);
        format!("{{\"allOf\":[{first}],\"$defs\":{{{links}\"d{alternatives}\":{last}}}}}")
    };
    let payload = format!("{}\"7\"{}", "{\"a\":".repeat(500), "}".repeat(500));
    let check = |alternatives: usize, expected: Expected, files: &[&str]| {
        let name = format!("{alternatives} alternatives, {} files", files.len());
        let case = Case::run(name, &["check", "--format", "json"], expected).and(files);
        let schema = schema(alternatives);
        let case = case.with("s.json", schema).and(&["--schema", "s.json"]);
        let with = |case: Case, file: &&str| case.with(file, &payload);
        files.iter().fold(case, with).within(1_024)
    };
    let several = ["a.json", "b.json", "c.json", "d.json"];
    let mut cases = Vec::new();
    for files in [&several[..1], &several] {
        for (alternatives, rule) in [
            (0, "type-mismatch"),
            (1, "schema-violation"),
            (2, "schema-violation"),
        ] {
            let found = Expected::Finding(rule);
            cases.push(check(alternatives, found, files));
        }
        for alternatives in [4, 60] {
            cases.push(check(
                alternatives,
                Expected::Problem(&["too-large"]),
                files,
            ));
        }
    }
    assert_all(&cases);
}

#[test]
fn schemas_that_never_end_or_ask_for_the_machine() {
    let chain = |n: usize, each: &dyn Fn(usize) -> String| -> String {
        let defs: Vec<String> = (0..n).map(|at| format!("\"d{at}\":{}", each(at))).collect();
        format!(
            "{{\"$ref\":\"#/$defs/d0\",\"$defs\":{{{},\"d{n}\":{{}}}}}}",
            defs.join(",")
        )
    };
    let doubling = |keyword: &str| {
        chain(40, &|at| {
            let next = format!("{{\"$ref\":\"#/$defs/d{}\"}}", at + 1);
            format!("{{\"{keyword}\":[{next},{next}]}}")
        })
    };
    let nested = |keyword: &str, deep: usize| {
        format!(
            "{}{{}}{}",
            format!("{{\"{keyword}\":[").repeat(deep),
            "]}".repeat(deep)
        )
    };
    let long: String = (0..200_000).map(|n| format!("\"v{n}\",")).collect();
    let laughs: String = (1..30)
        .map(|n| format!("l{n}: &l{n} [*l{0},*l{0},*l{0}]\n", n - 1))
        .collect();
    let pattern = |pattern: &str| {
        format!(
            "{{\"properties\":{{\"a\":{{\"pattern\":{}}}}}}}",
            Value::from(pattern)
        )
    };
    assert_all(&[
        refused("a reference to itself", "{\"$ref\":\"#\"}"),
        refused(
            "two that lead to each other",
            "{\"$ref\":\"#/$defs/a\",\"$defs\":{\"a\":{\"$ref\":\"#/$defs/b\"},\"b\":{\"$ref\":\"#/$defs/a\"}}}",
        ),
        refused("all of itself", "{\"allOf\":[{\"$ref\":\"#\"}]}"),
        refused("not itself", "{\"not\":{\"$ref\":\"#\"}}"),
        refused(
            "a dynamic reference to itself",
            "{\"$dynamicAnchor\":\"m\",\"$dynamicRef\":\"#m\"}",
        ),
        schema(
            "one that is used inside itself",
            "{\"additionalProperties\":{\"anyOf\":[{\"type\":\"string\"},{\"$ref\":\"#\"}]}}",
            Expected::Clean,
        ),
        refused("allOf that doubles", &doubling("allOf")),
        refused("anyOf that doubles", &doubling("anyOf")),
        refused("oneOf that doubles", &doubling("oneOf")),
        refused(
            "a chain of references",
            &chain(5_000, &|at| format!("{{\"$ref\":\"#/$defs/d{}\"}}", at + 1)),
        ),
        refused("chains that are parts of one another", &parts_of_a_chain()),
        refused("deep allOf", &nested("allOf", 100_000)),
        refused("rather deep allOf", &nested("allOf", 600)),
        refused(
            "what is evaluated, asked at each level",
            &format!(
                "{}{{\"properties\":{{\"a\":true}}}}{}",
                "{\"unevaluatedProperties\":false,\"allOf\":[".repeat(60),
                "]}".repeat(60)
            ),
        ),
        refused("a huge pattern", &pattern("((a{999}){999}){999}")),
        refused("a pattern of brackets", &pattern(&"(".repeat(100_000))),
        refused(
            "a long pattern",
            &pattern(&format!("({})", "a{1000}|".repeat(100_000))),
        ),
        schema(
            "a pattern that steps back without end",
            &pattern("^(?:(a+)\\1?)+$"),
            Expected::Problem(&["too-long", "broken-contract"]),
        ),
        schema(
            "a pattern that would in other engines",
            &pattern("^(a+)+$"),
            Expected::Finding("schema-violation"),
        ),
        schema(
            "many values",
            &format!("{{\"properties\":{{\"a\":{{\"enum\":[{long}\"x\"]}}}}}}"),
            Expected::Told,
        )
        .within(768),
        refused(
            "an alias of a long text",
            &format!(
                "a: &a \"\\t{}\"\nb: [{}]\n",
                "x".repeat(100_000),
                "*a,".repeat(20_000)
            ),
        ),
        refused("billion laughs", &format!("l0: &l0 [x,x,x]\n{laughs}")),
        refused("deep lists", &"[".repeat(100_000)),
    ]);
}

/// A check of a capture against an API document.
fn openapi(name: &str, text: &str, expected: Expected) -> Case {
    let recorded = crate::captures::har(&crate::captures::entry(&crate::captures::content(CLEAN)));
    let case = Case::check(name, "a.har", recorded, expected);
    case.with("api.yaml", text).and(&["--openapi", "api.yaml"])
}

#[test]
fn api_documents_that_are_none_or_never_end() {
    let nothing = Expected::Problem(&["nothing-checked"]);
    let path = "/s/wdata/prep/api/v1/connections/{id}";
    let document = |schema: &str, components: &str| {
        format!(
            r#"{{"openapi":"3.1.0","info":{{"title":"x","version":"1"}},"paths":{{"{path}":{{"get":{{"responses":{{"200":{{"description":"","content":{{"application/json":{{"schema":{schema}}}}}}}}}}}}}}},"components":{{"schemas":{{{components}}}}}}}"#
        )
    };
    let refused = Expected::Refused("error");
    let broken = Expected::Problem(&["broken-contract", "nothing-checked"]);
    let reference = |to: &str| format!(r#"{{"$ref":"{to}"}}"#);
    let mut cases = vec![
        openapi("as it should be", &document("{}", ""), Expected::Clean),
        openapi(
            "a reference to itself",
            &document(
                &reference("#/components/schemas/A"),
                r##""A":{"$ref":"#/components/schemas/A"}"##,
            ),
            broken,
        ),
        openapi(
            "a reference to nothing",
            &document(&reference("#/components/schemas/A"), ""),
            broken,
        ),
        openapi(
            "a remote reference",
            &document(&reference("https://example.com/a.json"), ""),
            broken,
        ),
        openapi(
            "a file outside",
            &document(&reference("../../../../etc/passwd"), ""),
            broken,
        ),
        openapi(
            "a file that is absolute",
            &document(&reference("file:///etc/passwd"), ""),
            broken,
        ),
        openapi("a schema that is none", &document("7", ""), broken),
        openapi(
            "a huge pattern",
            &document(
                r#"{"properties":{"code":{"type":"string","pattern":"((a{999}){999}){999}"}}}"#,
                "",
            ),
            broken,
        ),
    ];
    for text in ["openapi: 3.1.0", "openapi: 3.0.0\npaths: {}"] {
        cases.push(openapi(text, text, nothing));
    }
    for text in [
        "",
        "{",
        "[]",
        "null",
        "1",
        "openapi: 9",
        "swagger: '2.0'",
        "openapi: [3]",
        "openapi: 3.0.0\npaths: 7",
        "openapi: 3.0.0\npaths: []",
        "openapi: 3.0.0\npaths: &a {x: *a}",
        "openapi: 3.0.0\n\tpaths: {}",
        "openapi: 3.0.0\npaths: {",
        "\0",
    ] {
        cases.push(openapi(&format!("{text:?}"), text, refused));
    }
    let many: String = (0..3_000)
        .map(|n| format!("  /p{n}/{{a}}/{{b}}: {{get: {{responses: {{}}}}}}\n"))
        .collect();
    let many = format!("openapi: 3.1.0\ninfo: {{title: x, version: '1'}}\npaths:\n{many}");
    cases.push(openapi("many paths", &many, Expected::Problem(&["nothing-checked"])).within(512));
    for place in [
        "7",
        "[]",
        "{get: 7}",
        "{get: {responses: 7}}",
        "{get: {responses: {'200': 7}}}",
        "{$ref: '#/paths/~1x'}",
        "{get: {parameters: 7}}",
    ] {
        let text =
            format!("openapi: 3.1.0\ninfo: {{title: x, version: '1'}}\npaths:\n  /x: {place}\n");
        cases.push(
            Case::run(place, &["diff", "api.yaml", "api.yaml"], Expected::Ends)
                .with("api.yaml", text),
        );
    }
    assert_all(&cases);
}

/// A comparison of two schemas.
fn compared(name: &str, old: &Value, new: &Value) -> Case {
    let args = ["diff", "--format", "json", "old.json", "new.json"];
    Case::run(name, &args, Expected::Ends)
        .with("old.json", old.to_string())
        .with("new.json", new.to_string())
}

#[test]
fn contracts_that_differ_in_very_much() {
    let names = |letter: char, count: usize| -> Vec<String> {
        (0..count).map(|at| format!("{letter}{at}")).collect()
    };
    let required = |letter: char| json!({"properties": {"p": {"type": "object", "required": names(letter, 300)}}});
    let elements = |name: &str| {
        let each = vec![json!({"type": name}); 1_000];
        json!({"type": "array", "minItems": 1_000, "prefixItems": each})
    };
    let alternatives = |letter: char| {
        let names = names(letter, 1_000);
        let each: Vec<Value> = names
            .iter()
            .map(|name| json!({"type": "object", "required": [name]}))
            .collect();
        json!({"anyOf": each})
    };
    let alike = |last: &str| {
        let each: Vec<Value> = (0..1_000)
            .map(|at| json!({"properties": {"a": {"properties": {"b": {"const": format!("{last}{at}")}}}}}))
            .collect();
        json!({"anyOf": each})
    };
    let longest = |most: u64| json!({"type": "string", "minLength": most, "pattern": "^(a{1,50}){1,50}[^a]{400}$"});
    let listed = |letter: char| json!({"enum": names(letter, 15_000)});
    assert_all(&[
        compared("required names", &required('a'), &required('b')),
        compared("elements", &elements("string"), &elements("integer")),
        compared("values", &listed('a'), &listed('b')).within(512),
        compared("alternatives", &alternatives('a'), &alternatives('b')).within(512),
        compared("alternatives alike", &alike("a"), &alike("b")).within(512),
        compared("a pattern of repetitions", &longest(3_000), &longest(2_000)),
    ]);
}

#[test]
fn parts_that_many_refer_to() {
    let of = |keyword: &str, count: usize, part: &Value| {
        let each = vec![json!({"$ref": "#/$defs/p"}); count];
        json!({keyword: each, "$defs": {"p": part}}).to_string()
    };
    let values: Vec<String> = (0..5_000).map(|at| format!("v{at}")).collect();
    let members: serde_json::Map<String, Value> = (0..3_000)
        .map(|at| (format!("p{at}"), json!({"type": "string"})))
        .collect();
    let listed = json!({"enum": values});
    let object = json!({"type": "object", "properties": members});
    let evaluations = Expected::Refused("the limit `evaluations` of 1000000");
    assert_all(&[
        schema("all of one list", &of("allOf", 5_000, &listed), evaluations),
        schema("any of one list", &of("anyOf", 5_000, &listed), evaluations),
        // Not as much, and in each element of a payload.
        schema("some of one list", &of("anyOf", 40, &listed), evaluations),
        schema(
            "any of one object",
            &of("anyOf", 3_000, &object),
            evaluations,
        ),
        schema(
            "one of one object",
            &of("oneOf", 3_000, &object),
            evaluations,
        ),
    ]);
}

#[test]
fn patterns_whose_texts_are_tried_without_end() {
    let pattern = json!({
        "type": "string",
        "pattern": "^(a{1,50}){1,50}[^a]{400}$",
        "minLength": 3_000,
    });
    let args = ["generate", "--schema", "s.json", "--count", "1"];
    let steps = Expected::Refused("the limit `sample-steps` of 4000000");
    assert_all(&[Case::run("repetitions", &args, steps).with("s.json", pattern.to_string())]);
}
