//! Contracts and settings of very many small things, or of few long ones that are in the way of many: what they
//! cost is to grow as they do. Twice as many may take twice the time and memory, and not four times.

use serde_json::{Value, json};

use crate::captures::{content, entry, har};
use crate::case::{CLEAN, Case, Expected, assert_all};

/// A check of a capture against an API document with these paths and components.
fn openapi(name: &str, paths: &Value, components: &Value, expected: Expected) -> Case {
    let recorded = har(&entry(&content(CLEAN)));
    let document = json!({"openapi": "3.1.0", "info": {"title": "x", "version": "1"},
        "paths": paths, "components": components});
    let case = Case::check(name, "a.har", recorded, expected);
    case.with("api.json", document.to_string())
        .and(&["--openapi", "api.json"])
}

/// An object with so many members.
fn members(count: usize, each: impl Fn(usize) -> (String, Value)) -> Value {
    Value::Object((0..count).map(each).collect())
}

#[test]
fn errors_of_one_document() {
    let nothing = Expected::Problem(&["nothing-checked"]);
    let big: Vec<usize> = (0..50_000).collect();
    let broken = |at: usize| {
        let get = json!({"responses": {"200": 7}});
        (format!("/p{at}"), json!({ "get": get }))
    };
    let to_one = |at: usize| {
        let response = json!({"$ref": "#/components/responses/big"});
        let get = json!({"responses": {"200": response}});
        (format!("/p{at}"), json!({ "get": get }))
    };
    assert_all(&[
        openapi("one each", &members(6_000, broken), &json!({}), nothing),
        openapi(
            "all about one long part",
            &members(6_000, to_one),
            &json!({"responses": {"big": big}}),
            nothing,
        ),
    ]);
}
