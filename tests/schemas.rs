//! The schemas in `schemas/`: they say what the types say, and what was published.
//!
//! `WIREDRIFT_BLESS=1 cargo test --test schemas` writes them anew.

#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a helper of tests fails the way a test does"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::{Map, Value, json};
use wiredrift::contract::export::{DTOS, DtoKind, check_all, dto_names, schema, write_all};
use wiredrift::contract::revision::Revision;

fn every_schema() -> impl Iterator<Item = (&'static str, Revision, Value)> {
    Revision::ALL.into_iter().flat_map(|revision| {
        dto_names(revision).map(move |dto| (dto, revision, schema(dto, revision).unwrap()))
    })
}

fn for_each_object(value: &Value, look: &mut impl FnMut(&Map<String, Value>)) {
    match value {
        Value::Object(map) => {
            look(map);
            map.values().for_each(|value| for_each_object(value, look));
        }
        Value::Array(items) => items.iter().for_each(|item| for_each_object(item, look)),
        _ => {}
    }
}

fn names(value: &Value) -> BTreeSet<&str> {
    match value {
        Value::Object(map) => map.keys().map(String::as_str).collect(),
        Value::Array(items) => items.iter().map(|item| item.as_str().unwrap()).collect(),
        _ => BTreeSet::new(),
    }
}

#[test]
fn files_say_what_the_types_say() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
    if std::env::var_os("WIREDRIFT_BLESS").is_some_and(|value| value == "1") {
        let written = write_all(&dir).unwrap();
        println!("written: {:#?}", written.written);
    }
    let comparison = check_all(&dir).unwrap();
    assert!(
        comparison.agrees(),
        "{comparison:#?}\nWIREDRIFT_BLESS=1 cargo test --test schemas writes what is missing or stale; \
         remove what is surplus"
    );
}

#[test]
fn each_schema_is_legal_and_compiles_with_formats_asserted() {
    for (dto, revision, schema) in every_schema() {
        assert_eq!(
            schema["$schema"],
            "https://json-schema.org/draft/2020-12/schema"
        );
        assert_eq!(schema["$id"], format!("urn:wiredrift:{revision}:{dto}"));
        jsonschema::draft202012::meta::validate(&schema)
            .unwrap_or_else(|error| panic!("{dto} at {revision}: {error}"));
        jsonschema::draft202012::options()
            .should_validate_formats(true)
            .should_ignore_unknown_formats(false)
            .with_format("int32", |_: &str| true)
            .build(&schema)
            .unwrap_or_else(|error| panic!("{dto} at {revision}: {error}"));
    }
}

#[test]
fn compiled_schemas_judge_bodies_by_revision() {
    let accepts = |revision, body: &Value| {
        let schema = schema("BaseResponseConnectionDto", revision).unwrap();
        jsonschema::draft202012::options()
            .should_validate_formats(true)
            .build(&schema)
            .unwrap()
            .is_valid(body)
    };
    let verdicts = |body: Value| Revision::ALL.map(|revision| accepts(revision, &body));
    let source = |kind: &str| json!({ "code": 200, "body": { "sourceType": kind } });
    assert_eq!(verdicts(source("report")), [true; 4]);
    assert_eq!(
        verdicts(source("no such kind")),
        [true, false, false, false]
    );
    assert_eq!(verdicts(source("chart_visual")), [true, false, true, true]);
    assert_eq!(verdicts(source("table_visual")), [true, false, false, true]);
    let created = |date: Value| json!({ "body": { "created": date } });
    assert_eq!(verdicts(created(json!("2026-02-03T04:05:06Z"))), [true; 4]);
    assert_eq!(verdicts(created(json!("2026-02-03"))), [false; 4]);
    assert_eq!(verdicts(created(Value::Null)), [false; 4]);
    assert_eq!(
        verdicts(json!({ "body": { "sourceResourceProperties": { "status": "present" } } })),
        [true, true, true, false]
    );
}

#[test]
fn no_schema_speaks_of_null_or_of_defaults() {
    for (dto, revision, schema) in every_schema() {
        assert!(!schema.to_string().contains("null"), "{dto} at {revision}");
        for_each_object(&schema, &mut |map| {
            assert!(!map.contains_key("default"), "{dto} at {revision}");
            if let Some(kind) = map.get("type") {
                assert!(kind.is_string(), "{dto} at {revision}: {kind}");
            }
        });
    }
}

#[test]
fn references_lead_to_definitions_and_all_definitions_are_referred_to() {
    for (dto, revision, schema) in every_schema() {
        let mut used = BTreeSet::new();
        for_each_object(&schema, &mut |map| {
            if let Some(reference) = map.get("$ref") {
                let name = reference
                    .as_str()
                    .unwrap()
                    .strip_prefix("#/$defs/")
                    .unwrap();
                used.insert(name.to_owned());
            }
        });
        let used: BTreeSet<&str> = used.iter().map(String::as_str).collect();
        assert_eq!(names(&schema["$defs"]), used, "{dto} at {revision}");
    }
}

#[test]
fn enums_are_spelled_in_one_way() {
    for (dto, revision, schema) in every_schema() {
        for_each_object(&schema, &mut |map| {
            for keyword in ["oneOf", "anyOf", "allOf", "const"] {
                assert!(!map.contains_key(keyword), "{dto} at {revision}: {keyword}");
            }
            if let Some(values) = map.get("enum") {
                assert_eq!(map["type"], "string", "{dto} at {revision}");
                let listed = values.as_array().unwrap().len();
                assert_eq!(
                    names(values).len(),
                    listed,
                    "{dto} at {revision}: a value twice"
                );
            }
        });
    }
}

#[test]
fn everything_is_described() {
    for (dto, revision, schema) in every_schema() {
        for_each_object(&schema, &mut |map| {
            let described = map.get("properties").into_iter().chain(map.get("$defs"));
            for (name, inner) in described.filter_map(Value::as_object).flatten() {
                let text = inner["description"].as_str().unwrap_or_default();
                assert!(text.ends_with('.'), "{dto} at {revision}: {name}: {text:?}");
            }
        });
        assert!(schema["description"].is_string(), "{dto} at {revision}");
    }
}

#[test]
fn access_follows_the_kind_of_dto() {
    for entry in DTOS {
        let (read, write) = match entry.kind {
            DtoKind::Dto => (true, false),
            DtoKind::Request => (false, true),
            DtoKind::Envelope | DtoKind::Error | DtoKind::Part => (false, false),
        };
        for revision in Revision::ALL
            .into_iter()
            .filter(|revision| entry.exists_at(*revision))
        {
            let schema = schema(entry.name, revision).unwrap();
            for (field, property) in schema["properties"].as_object().unwrap() {
                let marked = |keyword| property.get(keyword) == Some(&Value::Bool(true));
                assert_eq!(
                    (marked("readOnly"), marked("writeOnly")),
                    (read, write),
                    "{field}"
                );
            }
        }
    }
}

/// The schema's parts under their names: the DTO itself, and all that it leads to.
fn parts(dto: &str, revision: Revision) -> BTreeMap<String, Value> {
    let mut schema = schema(dto, revision).unwrap();
    let definitions = schema["$defs"].take();
    let definitions = definitions.as_object().cloned().unwrap_or_default();
    definitions
        .into_iter()
        .chain([(dto.to_owned(), schema)])
        .collect()
}

#[test]
fn from_the_pinned_revision_on_each_one_is_contained_in_the_next() {
    let later = Revision::ALL
        .into_iter()
        .filter(|revision| *revision >= Revision::PINNED);
    let later: Vec<_> = later.collect();
    assert_eq!(later.len(), 3);
    for pair in later.windows(2) {
        for dto in dto_names(pair[0]) {
            let newer = parts(dto, pair[1]);
            for (name, old) in parts(dto, pair[0]) {
                let new = &newer[&name];
                assert_eq!(old.get("required"), new.get("required"), "{name}");
                assert_eq!(old["type"], new["type"], "{name}");
                assert!(
                    names(&old["enum"]).is_subset(&names(&new["enum"])),
                    "{name}"
                );
                let properties = old.get("properties").and_then(Value::as_object);
                for (field, property) in properties.into_iter().flatten() {
                    assert_eq!(&new["properties"][field], property, "{name}.{field}");
                }
            }
        }
    }
}

#[test]
fn the_first_revision_differs_by_its_plain_strings_only() {
    let opened = [
        "sourceType",
        "destinationType",
        "sourceStatus",
        "destinationStatus",
    ];
    for dto in dto_names(Revision::R2022_01) {
        let old = schema(dto, Revision::R2022_01).unwrap();
        let new = schema(dto, Revision::R2026_02).unwrap();
        assert_eq!(old.get("required"), new.get("required"), "{dto}");
        for (field, property) in old["properties"].as_object().unwrap() {
            if opened.contains(&field.as_str()) {
                assert_eq!(property["type"], "string", "{dto}.{field}");
                assert!(
                    new["properties"][field]["$ref"].is_string(),
                    "{dto}.{field}"
                );
            } else {
                assert_eq!(&new["properties"][field], property, "{dto}.{field}");
            }
        }
    }
}

/// The fields of a DTO with their types in short: a format stands for its type, a reference for the
/// name it leads to.
fn fields(dto: &str, revision: Revision) -> BTreeMap<String, String> {
    fn short(schema: &Value) -> String {
        let text = |keyword: &str| schema.get(keyword).and_then(Value::as_str);
        match (text("$ref"), text("format"), text("type")) {
            (Some(reference), None, None) => reference.trim_start_matches("#/$defs/").to_owned(),
            (None, Some("date-time"), Some("string")) => "date-time".to_owned(),
            (None, Some("int32"), Some("integer")) => "int32".to_owned(),
            (None, None, Some("array")) => format!("[{}]", short(&schema["items"])),
            (None, None, Some("object")) => {
                assert_eq!(schema["additionalProperties"], true);
                "object".to_owned()
            }
            (None, None, Some(kind)) => kind.to_owned(),
            other => panic!("{other:?}"),
        }
    }
    let schema = schema(dto, revision).unwrap();
    let properties = schema["properties"].as_object().unwrap();
    properties
        .iter()
        .map(|(field, property)| (field.clone(), short(property)))
        .collect()
}

fn assert_fields(dto: &str, revision: Revision, expected: &[(&str, &str)]) {
    let expected: BTreeMap<String, String> = expected
        .iter()
        .map(|(field, kind)| ((*field).to_owned(), (*kind).to_owned()))
        .collect();
    assert_eq!(fields(dto, revision), expected, "{dto} at {revision}");
}

#[test]
fn the_pinned_connection_has_its_twenty_fields() {
    assert_fields(
        "ConnectionDto",
        Revision::PINNED,
        &[
            ("connectionId", "string"),
            ("created", "date-time"),
            ("createdBy", "string"),
            ("description", "string"),
            ("destinationId", "string"),
            ("destinationType", "DestinationType"),
            ("destinationWorkspaceId", "string"),
            ("lastRun", "ConnectionRunDto"),
            ("lastRunBy", "string"),
            ("lastRunDate", "date-time"),
            ("lastRunDestinationParameters", "object"),
            ("lastRunJobId", "string"),
            ("lastRunSourceParameters", "object"),
            ("metadata", "object"),
            ("name", "string"),
            ("sourceId", "string"),
            ("sourceType", "SourceType"),
            ("sourceWorkspaceId", "string"),
            ("updated", "date-time"),
            ("workspaceId", "string"),
        ],
    );
}

#[test]
fn the_pinned_run_and_batch_have_their_fields() {
    assert_fields(
        "ConnectionRunDto",
        Revision::PINNED,
        &[
            ("connectionId", "string"),
            ("created", "date-time"),
            ("createdBy", "string"),
            ("destinationMetadata", "object"),
            ("destinationParameters", "object"),
            ("destinationStatus", "RunStatus"),
            ("destinationWorkspaceId", "string"),
            ("error", "string"),
            ("jobId", "string"),
            ("sourceMetadata", "object"),
            ("sourceParameters", "object"),
            ("sourceStatus", "RunStatus"),
            ("sourceWorkspaceId", "string"),
            ("updated", "date-time"),
            ("workspaceId", "string"),
        ],
    );
    assert_fields(
        "RefreshBatchDto",
        Revision::PINNED,
        &[
            ("batchRefreshId", "string"),
            ("childRefreshes", "[ConnectionRunDto]"),
            ("created", "date-time"),
            ("createdBy", "string"),
            ("destinationStatus", "RunStatus"),
            ("error", "string"),
            ("sourceStatus", "RunStatus"),
            ("updated", "date-time"),
        ],
    );
}

#[test]
fn the_pinned_envelopes_requests_and_errors_have_their_fields() {
    let pinned = Revision::PINNED;
    for (dto, body) in [
        ("BaseResponseConnectionDto", "ConnectionDto"),
        ("BaseResponseConnectionRunDto", "ConnectionRunDto"),
        ("BaseResponseRefreshBatchDto", "RefreshBatchDto"),
    ] {
        assert_fields(dto, pinned, &[("body", body), ("code", "int32")]);
    }
    assert_fields(
        "PagedResponseConnectionDto",
        pinned,
        &[
            ("body", "[ConnectionDto]"),
            ("code", "int32"),
            ("cursor", "string"),
        ],
    );
    assert_fields(
        "RefreshConnectionDto",
        pinned,
        &[
            ("connectionId", "string"),
            ("destinationParameters", "object"),
            ("sourceParameters", "object"),
            ("usePreviousDestinationParameters", "boolean"),
            ("usePreviousSourceParameters", "boolean"),
            ("workspaceId", "string"),
        ],
    );
    let details = ("details", "[BaseErrorResponseDetail]");
    assert_fields(
        "SingleError",
        pinned,
        &[("body", "string"), ("code", "int32"), details],
    );
    assert_fields(
        "MultiError",
        pinned,
        &[("body", "[string]"), ("code", "int32"), details],
    );
    assert_fields(
        "BaseErrorResponseDetail",
        pinned,
        &[
            ("code", "string"),
            ("message", "string"),
            ("target", "string"),
        ],
    );
}

#[test]
fn the_first_revision_lacks_what_came_later() {
    let first = Revision::R2022_01;
    let lacking = |dto: &str| {
        let (old, new) = (fields(dto, first), fields(dto, Revision::PINNED));
        new.into_keys()
            .filter(|field| !old.contains_key(field))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        lacking("ConnectionDto"),
        [
            "destinationWorkspaceId",
            "lastRun",
            "sourceWorkspaceId",
            "updated",
            "workspaceId"
        ]
    );
    assert_eq!(
        lacking("ConnectionRunDto"),
        [
            "destinationMetadata",
            "destinationWorkspaceId",
            "sourceMetadata",
            "sourceWorkspaceId",
            "workspaceId"
        ]
    );
    assert_eq!(lacking("RefreshConnectionDto"), ["workspaceId"]);
    assert_eq!(lacking("SingleError"), ["details"]);
    assert_eq!(lacking("MultiError"), ["details"]);
    assert_eq!(lacking("RefreshBatchDto"), Vec::<String>::new());
}

#[test]
fn only_errors_require_anything() {
    for (dto, revision, schema) in every_schema() {
        let expected = match dto {
            "SingleError" | "MultiError" => json!(["body", "code"]),
            "BaseErrorResponseDetail" => json!(["code", "message"]),
            _ => Value::Null,
        };
        assert_eq!(schema["required"], expected, "{dto} at {revision}");
    }
}

#[test]
fn the_enums_have_their_published_values_in_order() {
    let mut kinds = vec![
        "spreadsheet",
        "spreadsheet_section",
        "presentation",
        "presentation_chart",
        "presentation_embedded_table",
        "document",
        "document_chart",
        "document_embedded_table",
        "wdata_query",
        "wdata_table",
        "wdata_table_dataset",
        "report",
        "wdata_shared_query",
        "esg_program",
        "unknown_record_type",
    ];
    for (revision, added) in [
        (Revision::R2026_02, None),
        (Revision::R2026_03, Some("chart_visual")),
        (Revision::R2026_08, Some("table_visual")),
    ] {
        kinds.extend(added);
        let schema = schema("ConnectionDto", revision).unwrap();
        assert_eq!(
            schema["$defs"]["SourceType"]["enum"],
            json!(kinds),
            "{revision}"
        );
        assert_eq!(
            schema["$defs"]["DestinationType"]["enum"],
            json!(kinds),
            "{revision}"
        );
        assert_eq!(
            schema["$defs"]["RunStatus"]["enum"],
            json!(["not_started", "running", "complete", "error", "cancelled"])
        );
    }
}

#[test]
fn the_newest_revision_tells_of_the_source_file() {
    let latest = Revision::LATEST;
    assert_eq!(
        fields("ConnectionDto", latest)["sourceResourceProperties"],
        "ResourcePropertiesDto"
    );
    assert_fields(
        "ResourcePropertiesDto",
        latest,
        &[
            ("messages", "[ResourceMessageDto]"),
            ("names", "[string]"),
            ("status", "ResourcePropertiesStatus"),
            ("url", "string"),
        ],
    );
    assert_fields(
        "ResourceMessageDto",
        latest,
        &[
            ("code", "ResourceMessageCode"),
            ("message", "string"),
            ("severity", "ResourceMessageSeverity"),
        ],
    );
    let definitions = schema("ConnectionDto", latest).unwrap()["$defs"].take();
    assert_eq!(
        definitions["ResourcePropertiesStatus"]["enum"],
        json!(["PRESENT", "UNKNOWN"])
    );
    assert_eq!(
        definitions["ResourceMessageCode"]["enum"],
        json!([
            "SOURCE_NOT_FOUND",
            "SOURCE_STATUS_UNAVAILABLE",
            "SOURCE_PROPERTY_UNAVAILABLE",
            "OTHER"
        ])
    );
    assert_eq!(
        definitions["ResourceMessageSeverity"]["enum"],
        json!(["ERROR", "WARNING", "INFO"])
    );
}
