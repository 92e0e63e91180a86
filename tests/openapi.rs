//! `--openapi` through the real binary: exchanges against documents of our own.

#![cfg(feature = "cli")]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on shall stop"
)]

use std::fmt::Write as _;

use serde_json::{Value, json};
use support::{Folder, Ran};

#[path = "cli/support/mod.rs"]
mod support;

const LIBRARY: &str = include_str!("openapi.in/library.json");
const LOANS: &str = include_str!("openapi.in/loans.yaml");
const SHAPES: &str = include_str!("openapi.in/shapes.yaml");

/// An exchange of a log.
fn exchange(method: &str, url: &str, status: u16, sent: &Value, got: &Value) -> Value {
    let text = |body: &Value| match body {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    };
    json!({"method": method, "url": url, "status": status,
        "requestBody": text(sent), "responseBody": text(got)})
}

fn got(url: &str, status: u16, body: &Value) -> Value {
    exchange("GET", url, status, &Value::Null, body)
}

fn log(exchanges: &[Value]) -> String {
    exchanges.iter().fold(String::new(), |mut out, exchange| {
        writeln!(out, "{exchange}").unwrap();
        out
    })
}

fn folder() -> Folder {
    let folder = Folder::new();
    folder
        .write("library.json", LIBRARY)
        .write("loans.yaml", LOANS)
        .write("shapes.yaml", SHAPES);
    folder
}

fn check(document: &str, exchanges: &[Value]) -> Ran {
    let folder = folder();
    folder.write("log.ndjson", log(exchanges));
    folder.run([
        "check",
        "--format",
        "json",
        "--show-all",
        "--input-format",
        "log",
        "--openapi",
        document,
        "log.ndjson",
    ])
}

/// Rule, level and pointer of each place.
fn findings(ran: &Ran) -> Vec<String> {
    assert_eq!(ran.err, "");
    let report = ran.json();
    let mut lines = Vec::new();
    for group in report["groups"].as_array().unwrap() {
        for place in group["occurrences"].as_array().unwrap() {
            lines.push(format!(
                "{} {} {}",
                group["rule"].as_str().unwrap(),
                group["level"].as_str().unwrap(),
                place["pointer"].as_str().unwrap()
            ));
        }
    }
    lines.sort();
    lines
}

/// The operation, and what the bodies are checked as or why they are not, of each exchange.
fn rows(document: &str, exchanges: &[Value]) -> Vec<String> {
    let folder = folder();
    folder.write("log.ndjson", log(exchanges));
    let ran = folder.run([
        "inspect",
        "--format",
        "json",
        "--input-format",
        "log",
        "--openapi",
        document,
        "log.ndjson",
    ]);
    assert_eq!(ran.err, "");
    let told = |body: &Value| match body["dto"].as_str() {
        Some(dto) => dto.to_owned(),
        None => format!("({})", body["notChecked"].as_str().unwrap()),
    };
    let report = ran.json();
    let rows = report["exchanges"].as_array().unwrap().iter();
    rows.map(|row| {
        let operation = row["operation"].as_str().unwrap_or("-");
        let response = told(&row["response"]);
        match &row["request"] {
            Value::Null => format!("{operation}: {response}"),
            request => format!("{operation}: {} -> {response}", told(request)),
        }
    })
    .collect()
}

fn book() -> Value {
    json!({"isbn": "1", "title": "Emma", "subtitle": null, "format": null, "series": null, "price": 0.5})
}

#[test]
fn an_exchange_is_led_to_its_operation() {
    let base = "https://eu.library.example/v2";
    let none = Value::Null;
    let all = [
        got(&format!("{base}/books"), 200, &json!([book()])),
        got(&format!("{base}/books/?page=2#x"), 200, &json!([])),
        got("/books", 200, &json!([])),
        got("http://localhost:8080/proxy/v2/books/978", 200, &book()),
        got(&format!("{base}/books/9%2F78"), 200, &book()),
        got(&format!("{base}/books/n%65w"), 200, &json!({})),
        got(&format!("{base}/loans"), 200, &json!([{"book": book()}])),
        exchange(
            "put",
            &format!("{base}/members/7"),
            200,
            &none,
            &json!({"id": "7", "name": "n"}),
        ),
        got(&format!("{base}/magazines"), 200, &json!({})),
        exchange("DELETE", &format!("{base}/books"), 200, &none, &json!({})),
        exchange("HEAD", &format!("{base}/books/978"), 200, &none, &none),
        got(&format!("{base}/files/a.txt"), 200, &json!({})),
    ];
    assert_eq!(
        rows("library.json", &all),
        [
            "listBooks: Book[]",
            "listBooks: Book[]",
            "listBooks: Book[]",
            "getBook: Book",
            "getBook: Book",
            "newBooks: newBooks response 200",
            "listLoans: Loan[]",
            "PUT /members/{id}: Member",
            "-: (not-of-this-api)",
            "-: (not-of-this-api)",
            "getBook: (without-body)",
            "-: (not-of-this-api)",
        ]
    );
    let ran = check("library.json", &all);
    assert_eq!(findings(&ran), [""; 0]);
    assert_eq!(ran.code, Some(0));
    assert_eq!(ran.json()["ownContract"], "Library API 2.4");
}

#[test]
fn statuses_and_media_types_choose_the_schema() {
    let url = "https://eu.library.example/v2/books";
    let problem = json!({"title": "gone"});
    let all = [
        got(url, 404, &problem),
        got(url, 499, &problem),
        got(url, 503, &json!({"code": 1})),
        got(&format!("{url}/1"), 404, &json!("no such book")),
        got(&format!("{url}/1"), 404, &json!("<html>")),
        got(&format!("{url}/1"), 500, &json!({})),
        exchange("POST", url, 201, &Value::Null, &book()),
        exchange("POST", url, 202, &Value::Null, &json!({"any": 1})),
        exchange("POST", url, 201, &book(), &book()),
        exchange("POST", url, 201, &json!("--boundary"), &book()),
        exchange("GET", url, 200, &json!({"not": "asked for"}), &json!([])),
    ];
    assert_eq!(
        rows("library.json", &all),
        [
            "listBooks: Problem",
            "listBooks: Problem",
            "listBooks: Fault",
            "getBook: (not-json)",
            "getBook: (not-json)",
            "getBook: (status-without-dto)",
            "addBook: Book",
            "addBook: (without-schema)",
            "addBook: Book -> Book",
            "addBook: (not-json) -> Book",
            "listBooks: (without-schema) -> Book[]",
        ]
    );
    let other = [got(&format!("{url}/1"), 404, &json!({"json": true}))];
    assert_eq!(
        rows("library.json", &other),
        ["getBook: (other-media-type)"]
    );
}

#[test]
fn the_dialect_of_3_0_is_what_it_says() {
    let url = "/v2/books/1";
    let of = |change: &dyn Fn(&mut Value)| {
        let mut book = book();
        change(&mut book);
        findings(&check("library.json", &[got(url, 200, &book)]))
    };
    assert_eq!(of(&|_| ()), [""; 0]);
    assert_eq!(
        of(&|book| book["price"] = json!(0)),
        ["schema-violation error /price"]
    );
    assert_eq!(
        of(&|book| book["format"] = json!("hardbak")),
        ["enum-value-unknown error /format"]
    );
    assert_eq!(
        of(&|book| book["title"] = Value::Null),
        ["null-unexpected error /title"]
    );
    assert_eq!(
        of(&|book| book["series"] = json!({"nam": "x"})),
        [
            "field-missing error /series",
            "field-unknown warning /series/nam"
        ]
    );
    assert_eq!(
        of(&|book| book["pages"] = json!(3_000_000_000_u64)),
        ["integer-out-of-range error /pages"]
    );
    assert_eq!(
        of(&|book| book["added"] = json!("2024-01-15")),
        ["date-only error /added"]
    );
    assert_eq!(of(&|book| book["cover"] = json!("not base64!")), [""; 0]);
    assert_eq!(
        of(&|book| book["shelf"] = json!(1)),
        ["field-unknown warning /shelf"]
    );
}

#[test]
fn what_goes_one_way_only_is_not_required_the_other_way() {
    let url = "/v2/members/7";
    let sent = json!({"name": "Ada", "pin": "1234"});
    let answered = json!({"id": "7", "name": "Ada"});
    let ran = check(
        "library.json",
        &[exchange("PUT", url, 200, &sent, &answered)],
    );
    assert_eq!(findings(&ran), [""; 0]);
    assert_eq!(ran.json()["totals"]["payloads"], 2);
    let ran = check(
        "library.json",
        &[exchange("PUT", url, 200, &json!({}), &json!({}))],
    );
    let report = ran.json();
    let mut missing: Vec<&str> = report["groups"]
        .as_array()
        .unwrap()
        .iter()
        .map(|group| group["headline"].as_str().unwrap())
        .collect();
    missing.sort_unstable();
    assert_eq!(
        missing,
        [
            "the required field `id` of Member is missing",
            "the required field `name` of Member is missing",
            "the required field `pin` of Member is missing",
        ]
    );
}

#[test]
fn what_should_go_one_way_only_is_a_warning_the_other_way() {
    let document = json!({"openapi": "3.0.3", "info": {"title": "T", "version": "1"},
    "paths": {"/a": {"post": {
        "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}},
        "responses": {"200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}}}}}},
    "components": {"schemas": {
        "Id": {"type": "string", "readOnly": true},
        "Named": {"type": "object", "required": ["created"], "properties": {
            "created": {"type": "string", "readOnly": true}}},
        "A": {"allOf": [{"$ref": "#/components/schemas/Named"}, {"type": "object", "properties": {
            "id": {"$ref": "#/components/schemas/Id"},
            "owner": {"allOf": [{"$ref": "#/components/schemas/Owner"}], "readOnly": true, "nullable": true},
            "secret": {"type": "string", "writeOnly": true, "minLength": 3},
            "inner": {"type": "array", "items": {"$ref": "#/components/schemas/A"}},
            "note": {"type": "string", "readOnly": false}}}]},
        "Owner": {"type": "object", "properties": {"name": {"type": "string"}}}}}});
    let whole = json!({"created": "c", "id": "1", "owner": {"name": "o"}, "secret": "abc",
        "note": "n", "inner": [{"created": "c", "secret": "abc", "id": "2"}]});
    let run = |sent: &Value, got: &Value| {
        let folder = Folder::new();
        folder
            .write("api.json", document.to_string())
            .write("log.ndjson", log(&[exchange("POST", "/a", 200, sent, got)]));
        let ran = folder.run([
            "check",
            "--format",
            "json",
            "--show-all",
            "--input-format",
            "log",
            "--openapi",
            "api.json",
            "log.ndjson",
        ]);
        let found = findings(&ran);
        (ran, found)
    };
    let (_, clean) = run(
        &json!({"secret": "abc", "note": "n", "inner": [{"secret": "abc"}]}),
        &json!({"created": "c", "id": "1", "owner": null, "inner": [{"created": "c"}]}),
    );
    assert_eq!(clean, [""; 0]);
    let (ran, found) = run(&whole, &json!({"created": "c"}));
    assert_eq!(
        found,
        [
            "field-wrong-direction warning /created",
            "field-wrong-direction warning /id",
            "field-wrong-direction warning /inner/0/created",
            "field-wrong-direction warning /inner/0/id",
            "field-wrong-direction warning /owner",
        ]
    );
    let headline = ran.json()["groups"][0]["headline"].to_string();
    assert!(
        headline.contains("is `readOnly`, and stands in a request"),
        "{headline}"
    );
    let (ran, found) = run(&json!({}), &whole);
    assert_eq!(
        found,
        [
            "field-wrong-direction warning /inner/0/secret",
            "field-wrong-direction warning /secret",
        ]
    );
    let headline = ran.json()["groups"][0]["headline"].to_string();
    assert!(
        headline.contains("is `writeOnly`, and stands in a response"),
        "{headline}"
    );
}

#[test]
fn a_broken_part_stops_nothing_else() {
    let folder = folder();
    let all = [
        got("/v2/files/a.json", 200, &json!({"a": 1})),
        got("/v2/files/b.json", 200, &json!({"a": 1})),
        got("/v2/books/1", 200, &json!({"isbn": "1"})),
    ];
    folder.write("log.ndjson", log(&all));
    let args = [
        "--input-format",
        "log",
        "--openapi",
        "library.json",
        "log.ndjson",
    ];
    let ran = folder.run(["check"].iter().chain(&args));
    ran.exits(2)
        .says("error[broken-contract]: 2 bodies of getFile response 200 were not checked: the reference leads to\n")
        .says("`#/components/schemas/Missing`: nothing is there")
        .says("library.json:29:136")
        .says("error[field-missing]: the required field `title` of Book is missing")
        .says("Read 3 exchanges: 3 of this API, 1 checked");
    let ran = folder.run(["inspect"].iter().chain(&args));
    ran.exits(2)
        .says("getFile    not checked: its schema cannot be used")
        .says("getBook    Book")
        .says("against Library API 2.4");
    // Who names a broken schema is told at once, and at its place.
    let ran = folder.run([
        "check",
        "--openapi",
        "library.json",
        "--dto",
        "Broken",
        "log.ndjson",
    ]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""));
    assert!(
        ran.err
            .contains("library.json:53:26: this is no schema: expected one of array, "),
        "{}",
        ran.err
    );
}

#[test]
fn a_payload_without_an_exchange_needs_a_name() {
    let folder = folder();
    folder
        .write("book.json", book().to_string())
        .write("books.json", json!([book(), {"isbn": 1}]).to_string());
    folder
        .run(["check", "--openapi", "library.json", "book.json"])
        .exits(2)
        .says("error[unrecognized]: nothing tells which operation this payload is of")
        .says(
            "name the schema with `--dto` (the document has `Book`, `Broken`, `Fault`, 4 others)",
        );
    folder
        .run(["check", "--openapi", "library.json", "."])
        .exits(2)
        .says("nothing was checked in .");
    folder
        .run([
            "check",
            "--openapi",
            "library.json",
            "--dto",
            "Book",
            "book.json",
        ])
        .exits(0)
        .says("1 payload in 1 file conforms to Library API 2.4: 1 Book");
    folder
        .run([
            "check",
            "--openapi",
            "library.json",
            "--dto",
            "Volume",
            "book.json",
        ])
        .exits(0)
        .says("1 Book");
    folder
        .run([
            "check",
            "--openapi",
            "library.json",
            "--dto",
            "Book",
            "--each",
            "books.json",
        ])
        .exits(1)
        .says("error[number-for-string]")
        .says("1 Book[]");
    let ran = folder.run([
        "check",
        "--openapi",
        "library.json",
        "--dto",
        "Bok",
        "book.json",
    ]);
    assert_eq!(ran.code, Some(2));
    assert_eq!(
        ran.err,
        "error: Library API 2.4 has no schema `Bok`\n  help: did you mean `Book`?\n"
    );
    // What is named overrides what the exchange says.
    folder.write("log.ndjson", log(&[got("/elsewhere", 200, &book())]));
    folder
        .run([
            "check",
            "--openapi",
            "library.json",
            "--dto",
            "Book",
            "--input-format",
            "log",
            "log.ndjson",
        ])
        .exits(0)
        .says("1 Book");
}

#[test]
fn a_discriminator_says_which_alternative_was_meant() {
    let of = |shape: Value| findings(&check("shapes.yaml", &[got("/shapes/1", 200, &shape)]));
    let circle = json!({"kind": "circle", "radius": null});
    assert_eq!(of(circle.clone()), [""; 0]);
    // Nearer to a square than to a circle, but for what it says.
    assert_eq!(
        of(json!({"kind": "circle", "side": 1})),
        ["field-missing error "]
    );
    assert_eq!(
        of(json!({"kind": "circle", "side": 1, "radius": "1", "label": 2})),
        [
            "number-for-string error /label",
            "number-in-string error /radius"
        ]
    );
    assert_eq!(
        of(json!({"kind": "Line", "from": [0], "to": [1, 2]})),
        ["schema-violation error /from"]
    );
    assert_eq!(
        of(json!({"kind": "circel", "radius": "x"})),
        ["enum-value-unknown error /kind"]
    );
    assert_eq!(of(json!({"radius": 1})), ["field-missing error "]);
    let ran = check(
        "shapes.yaml",
        &[exchange(
            "POST",
            "/drawings",
            200,
            &Value::Null,
            &json!({"shapes": [circle, {"kind": "square", "side": true, "label": "s"}]}),
        )],
    );
    assert_eq!(findings(&ran), ["type-mismatch error /shapes/1/side"]);
    assert_eq!(ran.json()["ownContract"], "Shapes 1.0");
    assert_eq!(
        ran.json()["totals"]["payloadsByDto"],
        json!({"POST /drawings response 200": 1})
    );
}

#[test]
fn a_document_that_is_none_is_told_at_its_place() {
    for (text, message) in [
        ("{\"openapi\": \"3.0.0\",", "api:1:21: "),
        (
            "{}",
            "api:1:1: this is no OpenAPI document: it has no `openapi`",
        ),
        ("[]", "api:1:1: this is no OpenAPI document"),
        ("swagger: '2.0'", "api:1:1: this is a Swagger 2.0 document"),
        (
            "openapi: 2.0.0",
            "api:1:10: the version of OpenAPI is `2.0.0`",
        ),
        ("openapi: {}", "api:1:10: `openapi` is no version"),
        ("openapi: 3.0\npaths: []", "api:2:8: `paths` is no object"),
        (
            "openapi: 3.1.0\njsonSchemaDialect: https://x.test/own",
            "api:2:20: the dialect that `jsonSchemaDialect` names is not known",
        ),
    ] {
        let folder = Folder::new();
        folder.write("api", text).write("a.json", "{}");
        let ran = folder.run(["check", "--openapi", "api", "a.json"]);
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{text}");
        assert!(ran.err.contains(message), "{text}\n{}", ran.err);
    }
    let ran = Folder::new().run(["check", "--openapi", "nowhere.yaml"]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.err
            .contains("nowhere.yaml: the contract cannot be read")
    );
    // A document without paths has schemas all the same, of whatever draft it names.
    let folder = Folder::new();
    folder
        .write(
            "api.yaml",
            "openapi: 3.1.1\njsonSchemaDialect: http://json-schema.org/draft-07/schema#\n\
             components: {schemas: {A: {items: [{type: string}]}}}",
        )
        .write("a.json", "[1]");
    folder
        .run(["check", "--openapi", "api.yaml", "--dto", "A", "a.json"])
        .exits(1)
        .says("error[type-mismatch]")
        .says("against an API without a title");
}

/// Checks exchanges against a document; what is hostile is told, and the check comes to an end.
fn hostile(document: &str, exchanges: &[Value]) -> Ran {
    let folder = Folder::new();
    folder
        .write("api.json", document)
        .write("log.ndjson", log(exchanges));
    let ran = folder.run([
        "check",
        "--format",
        "json",
        "--input-format",
        "log",
        "--openapi",
        "api.json",
        "log.ndjson",
    ]);
    assert_eq!(ran.err, "");
    ran
}

fn problems(ran: &Ran) -> Vec<String> {
    let report = ran.json();
    let problems = report["problems"].as_array().unwrap().iter();
    problems
        .map(|problem| {
            let line = problem["line"].as_u64().unwrap_or_default();
            let kind = problem["kind"].as_str().unwrap();
            format!("{kind} {line} {}", problem["message"].as_str().unwrap())
        })
        .collect()
}

/// A document with one operation, GET /a, whose response has this schema.
fn with_schema(schema: &Value, components: &Value) -> String {
    let document = json!({"openapi": "3.1.0", "paths": {"/a": {"get": {"responses": {"200": {
        "content": {"application/json": {"schema": schema}}}}}}}, "components": components});
    format!("{document:#}")
}

#[test]
fn references_that_lead_in_circles_end() {
    let round = json!({"$ref": "#/components/schemas/A"});
    for (schema, components) in [
        (
            round.clone(),
            json!({"schemas": {"A": {"$ref": "#/components/schemas/B"}, "B": {"$ref": "#/components/schemas/A"}}}),
        ),
        (
            round.clone(),
            json!({"schemas": {"A": {"allOf": [{"$ref": "#/components/schemas/A"}]}}}),
        ),
        (
            round.clone(),
            json!({"schemas": {"A": {"$ref": "#/components/schemas/A"}}}),
        ),
    ] {
        let ran = hostile(
            &with_schema(&schema, &components),
            &[got("/a", 200, &json!({}))],
        );
        // A schema that asks for itself and nothing else may be refused, or hold of everything.
        assert!(ran.code.is_some_and(|code| code <= 2), "{}", ran.out);
    }
    let ends = json!({"schemas": {"A": {"properties": {"next": round}, "required": ["n"]}}});
    let ran = hostile(
        &with_schema(&json!({"$ref": "#/components/schemas/A"}), &ends),
        &[got(
            "/a",
            200,
            &json!({"n": 1, "next": {"n": 2, "next": {}}}),
        )],
    );
    assert_eq!(findings(&ran), ["field-missing error /next/next"]);
    let document = json!({"openapi": "3.0.0", "paths": {
        "/a": {"$ref": "#/paths/~1b"}, "/b": {"$ref": "#/paths/~1a"},
        "/c": {"get": {"responses": {"200": {"$ref": "#/components/responses/R"}}}}},
        "components": {"responses": {"R": {"$ref": "#/components/responses/R"}}}});
    let all = [got("/a", 200, &json!({})), got("/c", 200, &json!({}))];
    let ran = hostile(&format!("{document:#}"), &all);
    assert_eq!(ran.code, Some(2));
    let told = problems(&ran);
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(
        told.iter()
            .filter(|told| told.contains("the reference leads back to itself (at `/"))
            .count()
            == 2
    );
}

#[test]
fn references_that_lead_nowhere_are_told_where_they_stand() {
    for (reference, why) in [
        ("#/components/schemas/No", "nothing is there"),
        ("other.json#/x", "the contract cannot be read"),
        ("../secret.json", "outside of the contract's own folder"),
        ("https://x.test/a.json", "nothing is fetched from a network"),
        ("#Anchor", "it is no pointer"),
        ("::", "that is no URI"),
    ] {
        let schema = json!({"properties": {"deep": {"items": {"$ref": reference}}}});
        let ran = hostile(
            &with_schema(&schema, &json!({})),
            &[got("/a", 200, &json!({}))],
        );
        let told = problems(&ran);
        assert!(told[0].starts_with("broken-contract "), "{told:?}");
        assert!(told[0].contains(why), "{reference}: {told:?}");
    }
}

#[test]
fn references_to_urls_lead_to_the_files_that_are_named() {
    let schema = json!({"$ref": "https://x.test/shared/a.yaml#/Pet"});
    let folder = Folder::new();
    folder
        .write(
            "api.json",
            with_schema(&schema, &json!({})).replace("3.1.0", "3.0.3"),
        )
        .write(
            "copies/a.yaml",
            "Pet: {properties: {name: {$ref: 'b.yaml'}}}",
        )
        .write("copies/b.yaml", "type: string\nnullable: true")
        .write(
            "log.ndjson",
            log(&[
                got("/a", 200, &json!({"name": null})),
                got("/a", 200, &json!({"name": 1})),
            ]),
        );
    let run = |references: &[&str]| {
        let args = [
            "check",
            "--input-format",
            "log",
            "--openapi",
            "api.json",
            "log.ndjson",
        ];
        folder.run(args.iter().chain(references))
    };
    run(&[]).exits(2).says("nothing is fetched from a network");
    run(&["--ref-dir", "https://x.test/shared/=copies"])
        .exits(1)
        .says("error[number-for-string]: `name` is a number where a string is due")
        .says("2 Pet");
    run(&[
        "--ref",
        "https://x.test/shared/a.yaml=copies/a.yaml",
        "--ref",
        "https://x.test/shared/b.yaml=copies/b.yaml",
    ])
    .exits(1)
    .says("2 Pet");
}

#[test]
fn paths_that_clash_are_told_and_never_guessed() {
    let of = |kind: &str| json!({"get": {"responses": {"200": {"content": {"application/json": {"schema": {"type": kind}}}}}}});
    let document = json!({"openapi": "3.0.0", "paths": {
        "/p/{a}": of("string"), "/p/{b}": of("object"), "/q": of("object"), "x-p": 1, "q": of("null")}});
    let all = [got("/p/1", 200, &json!({})), got("/q", 200, &json!({}))];
    let ran = hostile(&format!("{document:#}"), &all);
    assert_eq!(ran.code, Some(2));
    let told = problems(&ran);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].contains("the URLs of `/p/{b}` are those of `/p/{a}`"),
        "{told:?}"
    );
    assert_eq!(ran.json()["totals"]["payloads"], 1);
}

#[test]
fn what_is_malformed_inside_is_told_where_it_is_met() {
    let document = json!({"openapi": "3.1.0", "paths": {
        "/a": 1, "/b": {"get": "x"}, "/c": {"get": {"responses": []}},
        "/d": {"get": {"responses": {"200": 7}}},
        "/e": {"get": {"responses": {"200": {"content": {"application/json": {"schema": 7}}}}}},
        "/f": {"get": {"responses": {"200": {"content": []}, "2000": {}, "x-y": {}}}},
        "/ok": {"get": {"responses": {"200": {"content": {"application/json": {"schema": {}}}}}}}}});
    let all: Vec<Value> = ["/a", "/b", "/c", "/d", "/e", "/f", "/ok"]
        .map(|path| got(path, 200, &json!({})))
        .to_vec();
    let ran = hostile(&format!("{document:#}"), &all);
    assert_eq!(ran.code, Some(2));
    let told = problems(&ran);
    assert_eq!(told.len(), 3, "{told:?}");
    let report = ran.json();
    assert_eq!(report["totals"]["payloads"], 1);
    assert_eq!(
        report["totals"]["exchanges"]["passed"],
        json!({"not-of-this-api": 1, "status-without-dto": 1, "without-schema": 1})
    );
}

#[test]
fn ten_thousand_paths_take_no_time() {
    let mut paths = serde_json::Map::new();
    for n in 0..10_000 {
        let schema = json!({"$ref": format!("#/components/schemas/S{n}")});
        let response = json!({"content": {"application/json": {"schema": schema}}});
        let operation =
            json!({"get": {"operationId": format!("op{n}"), "responses": {"200": response}}});
        let path = match n % 3 {
            0 => format!("/r{n}/{{id}}"),
            1 => format!("/{{tenant}}/r{n}"),
            _ => format!("/{{a}}/{{b}}/f{n}.{{ending}}"),
        };
        paths.insert(path, operation);
    }
    let schemas: serde_json::Map<String, Value> = (0..10_000)
        .map(|n| {
            let next = format!("#/components/schemas/S{}", n / 2);
            let schema = json!({"required": ["n"], "properties": {"n": {"type": "integer"}, "next": {"$ref": next}}});
            (format!("S{n}"), schema)
        })
        .collect();
    let document = json!({"openapi": "3.0.0", "paths": paths, "components": {"schemas": schemas}});
    let all: Vec<Value> = (0..3_000)
        .map(|n| {
            let url = match n % 3 {
                0 => format!("/r{n}/x"),
                1 => format!("/x/r{n}"),
                _ => format!("/x/y/f{n}.z"),
            };
            got(&url, 200, &json!({"n": 1}))
        })
        .collect();
    let ran = hostile(&document.to_string(), &all);
    assert_eq!(ran.code, Some(0), "{}", ran.out);
    assert_eq!(ran.json()["totals"]["payloads"], 3_000);
}

#[test]
fn a_har_is_checked_alike() {
    let text = |body: &Value| json!({"mimeType": "application/json", "text": body.to_string()});
    let entry = |body: &Value| {
        json!({"request": {"method": "GET", "url": "https://eu.library.example/v2/books/1"},
            "response": {"status": 200, "content": text(body)}})
    };
    let har = json!({"log": {"version": "1.2", "creator": {"name": "c", "version": "1"},
        "entries": [entry(&book()), entry(&json!({"isbn": "1", "title": "t", "pages": "3"}))]}});
    let folder = folder();
    folder.write("app.har", har.to_string());
    folder
        .run(["check", "--openapi", "library.json", "app.har"])
        .exits(1)
        .says("error[number-in-string]: `pages` is a number inside a string")
        .says("Checked 2 payloads in 1 file against Library API 2.4: 2 Book");
}
