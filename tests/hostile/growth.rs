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

/// A check of `{"a": "x"}` against a schema.
fn schema(name: &str, schema: &Value, expected: Expected) -> Case {
    let case = Case::check(name, "a.json", r#"{"a": "x"}"#, expected);
    case.with("s.json", schema.to_string())
        .and(&["--schema", "s.json"])
}

/// An object with so many fields.
fn wide(count: usize) -> Value {
    let each = |at: usize| (format!("p{at}"), json!({"type": "string"}));
    json!({"type": "object", "properties": members(count, each)})
}

#[test]
fn schemas_that_are_put_together_of_many() {
    const MANY: usize = 2_500;
    let of = |keyword: &str, each: &dyn Fn(usize) -> Value| {
        let branches: Vec<Value> = (0..MANY).map(each).collect();
        json!({ keyword: branches })
    };
    let one = |at: usize| {
        let name = format!("p{at}");
        json!({"properties": {name: {"type": "string"}}})
    };
    let with = |each: &dyn Fn(usize) -> Value| {
        let values: Vec<String> = (0..MANY).map(|at| format!("v{at}")).collect();
        let property = |at: usize| (format!("q{at}"), each(at));
        json!({"properties": members(MANY, property),
            "$defs": {"w": wide(MANY), "e": {"enum": values}}})
    };
    let wide = json!({"$ref": "#/$defs/w"});
    let unknown = Expected::Finding("field-unknown");
    let mut cases: Vec<Case> = ["allOf", "anyOf", "oneOf"]
        .map(|keyword| schema(keyword, &of(keyword, &one), Expected::Told))
        .into();
    cases.extend([
        schema("what allOf knows", &of("allOf", &one), unknown),
        schema(
            "one and another",
            &with(&|at| json!({"allOf": [wide, one(at)]})),
            unknown,
        ),
        schema(
            "one, or nothing",
            &with(&|_| json!({"anyOf": [wide, {"type": "null"}]})),
            unknown,
        ),
        schema(
            "one under many names",
            &with(&|_| json!({"$ref": "#/$defs/w", "minProperties": 1})),
            unknown,
        ),
        schema(
            "one, at times",
            &with(&|_| json!({"if": {}, "then": wide, "else": {"type": "object"}})),
            unknown,
        ),
        schema(
            "values under many names",
            &with(&|_| json!({"$ref": "#/$defs/e", "minLength": 1})),
            unknown,
        ),
        schema(
            "values, or others",
            &with(&|_| json!({"anyOf": [{"$ref": "#/$defs/e"}, {"type": "string"}]})),
            unknown,
        ),
    ]);
    // Nobody puts these together; the validator judges what they say of values.
    let inner = |at: usize| {
        let name = format!("q{at}");
        json!({"properties": {"a": {"properties": {name: {}}}}})
    };
    let mut left = of("allOf", &inner);
    cases.push(schema("one inside another", &left, Expected::Clean));
    left["required"] = json!(["b"]);
    left["type"] = json!("object");
    let refused = Expected::Finding("field-missing");
    cases.push(schema("one inside another, refused", &left, refused));
    assert_all(&cases);
}

#[test]
fn a_long_name_above_or_beside_many_others() {
    let above = |long: usize, many: usize| {
        let long = "x".repeat(long);
        json!({"properties": {long: wide(many)}})
    };
    let refused = Expected::Refused("`pointer-bytes` of 16M");
    let found = Expected::Finding("field-unknown");
    let below = || {
        members(1_000, |status| {
            (
                format!("{status:03}"),
                json!({"content": {"application/json": {"schema": {}}}}),
            )
        })
    };
    let long = "x".repeat(80_000);
    let path = |path: &str| json!({path: {"get": {"responses": below()}}});
    let nothing = Expected::Problem(&["nothing-checked"]);
    let clashing = |at: usize| {
        let name = if at == 0 { &long } else { &at.to_string() };
        let get = json!({"responses": {"200": {"content": {"application/json": {"schema": {}}}}}});
        (format!("/{{{name}}}"), json!({ "get": get }))
    };
    assert_all(&[
        schema("above fields", &above(80_000, 4_000), refused),
        schema("not too long", &above(15_000, 500), found),
        schema("longer than told", &above(20_000, 500), refused),
        schema("which may be told", &above(20_000, 500), found)
            .and(&["--limit", "pointer-bytes=32M"])
            .within(384),
        openapi("a path", &path(&format!("/{long}")), &json!({}), refused),
        openapi(
            "a name of an operation",
            &json!({"/a": {"get": {"operationId": long, "responses": below()}}}),
            &json!({}),
            nothing,
        ),
        openapi(
            "a path that clashes",
            &members(3_000, clashing),
            &json!({}),
            nothing,
        ),
    ]);
}

/// The path of the exchange that is recorded.
const PATH: &str = "/s/wdata/prep/api/v1/connections/{id}";

/// Responses with one schema.
fn answers(schema: &Value) -> Value {
    json!({"200": {"content": {"application/json": {"schema": schema}}}})
}

#[test]
fn references_that_are_spelled_in_many_ways() {
    let spelled = |at: usize| {
        let letters = (0..12).map(|bit| if at >> bit & 1 == 1 { "~0" } else { "~" });
        let name: String = letters.collect();
        let property = json!({"$ref": format!("#/components/schemas/{name}")});
        (format!("p{at}"), property)
    };
    let schemas =
        json!({"A": {"properties": members(3_000, spelled)}, "~~~~~~~~~~~~": wide(3_000)});
    let to_it = answers(&json!({"$ref": "#/components/schemas/A"}));
    assert_all(&[openapi(
        "one target",
        &json!({PATH: {"get": {"responses": to_it}}}),
        &json!({ "schemas": schemas }),
        Expected::Told,
    )]);
}

#[test]
fn names_that_are_required_of_many_parts() {
    let names: Vec<String> = (0..3_000).map(|at| format!("p{at}")).collect();
    let parts: Vec<Value> = names
        .iter()
        .map(|name| json!({"required": [name]}))
        .collect();
    let schema = answers(&json!({"allOf": parts, "required": names}));
    assert_all(&[openapi(
        "allOf",
        &json!({PATH: {"get": {"responses": schema}}}),
        &json!({}),
        Expected::Finding("field-missing"),
    )]);
}

#[test]
fn paths_that_refer_to_one_part_of_many() {
    const MANY: usize = 3_000;
    let media = |at: usize| {
        let schema = json!({"schema": {"type": "object"}});
        (format!("application/x{at}+json"), schema)
    };
    let response = |_| answers(&json!({})).get("200").cloned().unwrap();
    let statuses = members(1_000, |at| (format!("{at:03}"), response(at)));
    let servers: Vec<Value> = (0..MANY)
        .map(|at| json!({"url": format!("https://h/{at}")}))
        .collect();
    let items = json!({
        "statuses": {"get": {"responses": statuses}},
        "servers": {"servers": servers, "get": {"responses": answers(&json!({}))}},
    });
    let to = |part: &str| {
        let item = json!({"$ref": format!("#/components/pathItems/{part}")});
        members(MANY, |at| (format!("/p{at}"), item.clone()))
    };
    let to_response = |at: usize| {
        let response = json!({"$ref": "#/components/responses/many"});
        let get = json!({"responses": {"200": response}});
        (format!("/p{at}"), json!({ "get": get }))
    };
    let responses = json!({"many": {"content": members(MANY, media)}});
    let parts = json!({"pathItems": items, "responses": responses});
    let nothing = Expected::Problem(&["nothing-checked"]);
    assert_all(&[
        openapi("statuses", &to("statuses"), &parts, nothing),
        openapi("servers", &to("servers"), &parts, nothing),
        openapi("media types", &members(MANY, to_response), &parts, nothing),
    ]);
}
