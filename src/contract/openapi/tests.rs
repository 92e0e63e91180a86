use serde_json::json;

use super::*;
use crate::contract::document::NoLibrary;

fn api(document: Value) -> Api {
    let root = Document::of_value(document);
    let uri = "file:///contract/api.json";
    Api::read(root, uri, Arc::new(NoLibrary), FormatAssertion::On).unwrap()
}

fn content(media_types: &[(&str, Value)]) -> Value {
    let types = media_types
        .iter()
        .map(|(name, schema)| ((*name).to_owned(), json!({"schema": schema})));
    json!({"content": Value::Object(types.collect())})
}

fn names(api: &Api, published: &Published) -> Vec<String> {
    let names = published.schemas.iter().map(|id| api.name(*id).to_owned());
    names.collect()
}

#[test]
fn statuses_go_from_one_to_all() {
    let of = |name: &str| {
        content(&[(
            "application/json",
            json!({"$ref": format!("#/components/schemas/{name}")}),
        )])
    };
    let api = api(
        json!({"openapi": "3.1.0", "info": {"title": "T", "version": 1.5},
        "paths": {"/a": {"get": {"responses": {
            "200": of("One"), "2xx": of("Range"), "4XX": of("Range"), "default": of("All"), "x-y": 1}},
            "post": {"responses": {"200": of("One")}}}},
        "components": {"schemas": {"One": {}, "Range": {}, "All": {}}}}),
    );
    assert_eq!(api.title(), "T 1.5");
    let get = api.operation(Some("get"), "https://x.test/a").unwrap();
    assert_eq!((get.id.as_str(), get.method.as_str()), ("GET /a", "GET"));
    for (status, name) in [
        (200, "One"),
        (201, "Range"),
        (404, "Range"),
        (500, "All"),
        (100, "All"),
    ] {
        assert_eq!(
            names(&api, get.response(status).unwrap()),
            [name],
            "{status}"
        );
    }
    let post = api.operation(Some("POST"), "/a").unwrap();
    assert_eq!(post.response(201), None);
    assert_eq!(
        api.operation(Some("PUT"), "/a").map(|found| &found.id),
        None
    );
    assert_eq!(api.operation(None, "/a").map(|found| &found.id), None);
    assert!(api.operation_at("/a").is_some() && api.operation_at("/b").is_none());
    assert_eq!(api.schemas().collect::<Vec<_>>(), ["All", "One", "Range"]);
}

#[test]
fn the_media_type_that_fits_json_best_is_taken() {
    let schema = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
    let api = api(json!({"openapi": "3.0.0",
        "paths": {"/a": {"get": {"responses": {
            "200": content(&[("*/*", schema("Any")), ("application/*", schema("App")), ("text/csv", json!({}))]),
            "201": content(&[("*/*", schema("Any")), ("Application/JSON; charset=utf-8", schema("Json")),
                ("application/vnd.x+json", schema("Vnd"))]),
            "202": content(&[("*/*", schema("Any"))]),
            "203": content(&[("text/csv", schema("Any"))]),
            "204": {}}}}},
        "components": {"schemas": {"Any": {}, "App": {}, "Json": {}, "Vnd": {}}}}));
    let get = api.operation(Some("GET"), "/a").unwrap();
    for (status, due, has_others) in [
        (200, &["App"][..], true),
        (201, &["Json", "Vnd"], true),
        (202, &["Any"], true),
        (203, &[], true),
        (204, &[], false),
    ] {
        let published = get.response(status).unwrap();
        assert_eq!(names(&api, published), due, "{status}");
        assert_eq!(published.has_others, has_others, "{status}");
    }
}

#[test]
fn a_schema_is_compiled_when_it_is_asked_for() {
    let api = api(json!({"openapi": "3.0.0", "components": {"schemas": {
        "Good": {"type": "object", "properties": {"n": {"type": "string", "nullable": true}}},
        "Bad": {"type": "object", "properties": {"n": {"$ref": "#/nowhere"}}},
        "Same": {"$ref": "#/components/schemas/Good"}}}}));
    let good = api.schema("Good", Each::Whole).unwrap();
    assert_eq!(api.schema("Same", Each::Whole), Some(good));
    let contract = api.contract(good).unwrap();
    assert_eq!(contract.name, "Good");
    assert!(contract.validator().accepts(&json!({"n": null})));
    assert!(!contract.validator().accepts(&json!({"n": 1})));
    let each = api
        .contract(api.schema("Good", Each::Element).unwrap())
        .unwrap();
    assert_eq!(each.name, "Good[]");
    assert!(each.validator().accepts(&json!([{"n": null}])));
    assert!(!each.validator().accepts(&json!({})));
    let bad = api.schema("Bad", Each::Whole).unwrap();
    let error = api.contract(bad).unwrap_err();
    assert_eq!(
        error.message,
        "the reference leads to `#/nowhere`: nothing is there"
    );
    assert_eq!(api.schema("None", Each::Whole), None);
}

#[test]
fn what_is_required_depends_on_the_direction() {
    let schema = json!({"$ref": "#/components/schemas/User"});
    let api = api(json!({"openapi": "3.1.0",
        "paths": {"/a": {"put": {
            "requestBody": content(&[("application/json", schema.clone())]),
            "responses": {"200": content(&[("application/json", schema)])}}}},
        "components": {"schemas": {
            "User": {"allOf": [{"$ref": "#/components/schemas/Base"},
                {"required": ["secret", "name"], "properties": {"name": {}}},
                {"required": ["id"]}]},
            "Base": {"required": ["token"], "properties": {
                "secret": {"$ref": "#/components/schemas/Secret"},
                "id": {"readOnly": true}, "token": {"allOf": [{"writeOnly": true}]}}},
            "Secret": {"type": "string", "writeOnly": true}}}}));
    let put = api.operation(Some("PUT"), "/a").unwrap();
    let accepts = |published: &Published, value: &Value| {
        let contract = api.contract(published.schemas[0]).unwrap();
        contract.validator().accepts(value)
    };
    let answered = json!({"id": 1, "name": "n"});
    let sent = json!({"secret": "s", "name": "n", "token": "t"});
    assert!(accepts(put.response(200).unwrap(), &answered));
    assert!(!accepts(put.response(200).unwrap(), &sent));
    assert!(accepts(put.request(), &sent));
    assert!(!accepts(put.request(), &answered));
}

#[test]
fn schemas_that_double_are_looked_through_in_time() {
    let mut schemas = serde_json::Map::new();
    for level in 0..40 {
        let next = json!({"$ref": format!("#/components/schemas/S{}", level + 1)});
        let schema = json!({"required": ["x", "y"], "allOf": [next, {"allOf": [next]}]});
        schemas.insert(format!("S{level}"), schema);
    }
    schemas.insert(
        "S40".to_owned(),
        json!({"properties": {"x": {"writeOnly": true}}}),
    );
    let api = api(json!({"openapi": "3.1.0", "components": {"schemas": schemas}}));
    let first = api.schema("S0", Each::Whole).unwrap();
    let error = api.contract(first).unwrap_err();
    assert!(
        error.message.contains("held against more schemas"),
        "{error}"
    );
    let last = api.schema("S39", Each::Whole).unwrap();
    let contract = api.contract(last).unwrap();
    assert!(contract.validator().accepts(&json!({"y": 1})));
}
