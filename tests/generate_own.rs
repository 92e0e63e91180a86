//! Payloads of contracts of one's own: what is made conforms, plans are kept, and what departs is found
//! as it is labelled.

#![cfg(feature = "generate")]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on shall stop"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use proptest::prelude::*;
use serde_json::{Value, json};
use wiredrift::contract::validator::FormatAssertion;
use wiredrift::generate::{Options, OwnGenerator, OwnMutator, Profile, is_offered};
use wiredrift::rule;
use wiredrift::severity::Severity;

#[path = "common/own.rs"]
mod own;

use own::findings;

#[path = "common/schemas.rs"]
mod schemas;

use schemas::any_schema;

fn generator_of(schema: &Value, profile: Profile, formats: FormatAssertion) -> OwnGenerator {
    let (contract, schemas) = own::contract(schema.clone(), formats);
    let options = Options {
        profile,
        ..Options::default()
    };
    OwnGenerator::new(Arc::new(contract), &schemas, options)
}

fn generator(schema: &Value, profile: Profile) -> OwnGenerator {
    generator_of(schema, profile, FormatAssertion::On)
}

/// So many samples as values; each has to be made, and to be what its schema accepts.
fn samples(schema: &Value, profile: Profile, count: u64) -> Vec<Value> {
    let own = generator(schema, profile);
    (0..count)
        .map(|number| {
            let json = own.sample(number);
            let json = json.unwrap_or_else(|error| panic!("{schema}: {number}: {error}"));
            let value: Value = serde_json::from_str(&json.to_string()).unwrap();
            let validator = own.contract().validator();
            assert!(validator.accepts(&value), "{schema} {value}");
            value
        })
        .collect()
}

/// Each mutant of some samples is found as it is labelled; gives the rules that were broken.
fn broken(own: &OwnGenerator, samples: u64) -> Result<BTreeSet<&'static str>, TestCaseError> {
    let mutator = OwnMutator::new(Arc::clone(own.contract()));
    let mut rules = BTreeSet::new();
    for number in 0..samples {
        let Ok(json) = own.sample(number) else {
            continue;
        };
        for rule in rule::all() {
            for choice in [number, number + 7] {
                let Some(made) = mutator.mutant(rule, &json.to_string(), choice) else {
                    continue;
                };
                prop_assert!(is_offered(rule).is_ok());
                rules.insert(rule.name);
                let edit = &made.mutant.edit;
                let mut due = vec![(rule.name, made.level, edit.pointer.to_string())];
                let also = made.also.iter();
                due.extend(also.map(|one| (one.rule, one.level, one.pointer.to_string())));
                let mut found: Vec<_> = findings(own.contract(), &made.mutant.payload)
                    .iter()
                    .filter(|one| one.level > Severity::Note || one.rule == rule.name)
                    .map(|one| (one.rule, one.level, one.pointer.to_string()))
                    .collect();
                if rule.name.starts_with("date-") && made.level == Severity::Note {
                    due.retain(|one| found.contains(one));
                }
                due.sort();
                found.sort();
                prop_assert_eq!(
                    due,
                    found,
                    "{} {} {:?}",
                    own.contract().schema(),
                    made.mutant.payload,
                    edit
                );
            }
        }
    }
    Ok(rules)
}

/// The schema of an order, with most of what teams write.
fn order() -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Order",
        "type": "object",
        "required": ["id", "createdAt", "status", "lines"],
        "properties": {
            "id": {"type": "integer", "format": "int64", "minimum": 1},
            "createdAt": {"type": "string", "format": "date-time"},
            "status": {"enum": ["open", "pending_review", "closed"]},
            "note": {"type": ["string", "null"], "maxLength": 40},
            "isPaid": {"type": "boolean"},
            "quantity": {"type": "integer", "format": "int32"},
            "customer": {"$ref": "#/$defs/Customer"},
            "lines": {"type": "array", "minItems": 1, "maxItems": 4, "items": {"$ref": "#/$defs/Line"}},
            "labels": {"type": "object", "additionalProperties": {"type": "string", "minLength": 1}},
            "parent": {"$ref": "#"}
        },
        "$defs": {
            "Customer": {"type": "object", "additionalProperties": false, "required": ["email"],
                "properties": {"email": {"type": "string", "format": "email"}, "lastName": {"type": "string"}}},
            "Line": {"type": "object", "required": ["sku", "unitPrice"], "properties": {
                "sku": {"type": "string", "pattern": "^[A-Z]{3}-\\d{4}$"},
                "unitPrice": {"type": "number", "exclusiveMinimum": 0, "multipleOf": 0.01},
                "tax": {"oneOf": [
                    {"type": "object", "required": ["kind", "rate"], "properties": {
                        "kind": {"const": "rate"}, "rate": {"type": "number", "minimum": 0, "maximum": 1}}},
                    {"type": "object", "required": ["kind"], "properties": {"kind": {"const": "none"}}}]}}}
        }
    })
}

#[test]
fn every_keyword_is_kept_in_every_profile() {
    for schema in [
        order(),
        json!({"type": "string", "minLength": 3, "maxLength": 3}),
        json!({"type": "string", "pattern": "^(\\+\\d{1,3} )?\\(\\d{3}\\) \\d{3}-\\d{4}$"}),
        json!({"type": "string", "format": "uuid"}),
        json!({"type": "integer", "exclusiveMinimum": 3, "exclusiveMaximum": 5}),
        json!({"type": "number", "minimum": -2.5, "maximum": -2.4}),
        json!({"type": "array", "uniqueItems": true, "minItems": 3, "items": {"enum": ["a", "b", "c"]}}),
        json!({"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}], "items": false, "minItems": 2}),
        json!({"type": "array", "contains": {"const": 7}, "minContains": 2}),
        json!({"items": [{"type": "boolean"}], "additionalItems": {"type": "null"}, "minItems": 3, "type": "array",
            "$schema": "http://json-schema.org/draft-07/schema#"}),
        json!({"type": "object", "minProperties": 2, "additionalProperties": {"type": "integer"}}),
        json!({"type": "object", "minProperties": 1, "propertyNames": {"pattern": "^[a-z]{2}_[a-z]{2}$"}}),
        json!({"type": "object", "patternProperties": {"^x-[a-z]+$": {"type": "boolean"}}, "additionalProperties": false, "minProperties": 1}),
        json!({"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "string"}, "c": {"type": "string"}},
            "dependentRequired": {"a": ["b"], "b": ["c"]}, "maxProperties": 3}),
        json!({"type": "object", "properties": {"a": {"type": "string"}}, "dependentSchemas": {"a": {"required": ["z"], "properties": {"z": {"const": 1}}}}}),
        json!({"type": "object", "properties": {"kind": {"enum": ["a", "b"]}, "size": {"type": "integer"}}, "required": ["kind"],
            "if": {"properties": {"kind": {"const": "a"}}}, "then": {"required": ["size"]}, "else": {"properties": {"size": false}}}),
        json!({"allOf": [{"type": "object", "required": ["a"], "properties": {"a": {"type": "integer", "minimum": 5}}},
            {"properties": {"a": {"maximum": 6}, "b": {"type": "string"}}}], "unevaluatedProperties": false}),
        json!({"oneOf": [{"required": ["a"]}, {"required": ["b"]}], "type": "object",
            "properties": {"a": {"type": "string"}, "b": {"type": "string"}}}),
        json!({"anyOf": [{"type": "string", "format": "ipv6"}, {"type": "integer", "multipleOf": 3}, {"type": "null"}]}),
        json!({"not": {"type": "string"}}),
        json!({"type": "integer", "not": {"multipleOf": 2}}),
        json!({"type": "string", "not": {"enum": ["a"]}}),
        json!({"$ref": "#/$defs/tree", "$defs": {"tree": {"type": "object", "required": ["value", "children"],
            "properties": {"value": {"type": "integer"}, "children": {"type": "array", "items": {"$ref": "#/$defs/tree"}}}}}}),
        json!({"$ref": "#/$defs/list", "$defs": {"list": {"oneOf": [{"type": "null"}, {"type": "object", "required": ["next"],
            "properties": {"next": {"$ref": "#/$defs/list"}}}]}}}),
        json!({"$ref": "#/$defs/e", "$defs": {"e": {"oneOf": [{"type": "number"}, {"type": "object", "required": ["left", "right"],
            "properties": {"left": {"$ref": "#/$defs/e"}, "right": {"$ref": "#/$defs/e"}}}]}}}),
        json!(true),
        json!({}),
        json!({"const": {"a": [1, null]}}),
        json!({"type": "object", "properties": {"a/b~c": {"type": "integer"}}, "required": ["a/b~c"]}),
    ] {
        for profile in Profile::ALL {
            samples(&schema, profile, 30);
        }
    }
}

#[test]
fn what_cannot_be_made_is_told_with_the_keyword_and_its_place() {
    for (schema, pointer, keyword, place) in [
        (json!(false), "", "false", ""),
        (
            json!({"type": "object", "required": ["a"], "properties": {"a": {"type": "string", "pattern": "^(?!.*)$"}}}),
            "/a",
            "pattern",
            "/properties/a/pattern",
        ),
        (
            json!({"type": "object", "required": ["a"], "properties": {"a": {"type": "integer", "minimum": 3, "maximum": 2}}}),
            "/a",
            "maximum",
            "/properties/a/maximum",
        ),
        (
            json!({"$ref": "#/$defs/n", "$defs": {"n": {"type": "object", "required": ["n"], "properties": {"n": {"$ref": "#/$defs/n"}}}}}),
            "",
            "$ref",
            "",
        ),
        (
            json!({"type": "array", "minItems": 3_000_000}),
            "",
            "minItems",
            "",
        ),
        (
            json!({"type": "object", "minProperties": 3, "properties": {"a": {"type": "null"}}, "additionalProperties": false}),
            "",
            "minProperties",
            "/minProperties",
        ),
        (
            json!({"type": "integer", "allOf": [{"not": {"minimum": 0}}, {"not": {"maximum": 0}}]}),
            "",
            "not",
            "/allOf/0/not",
        ),
    ] {
        let error = generator(&schema, Profile::Realistic)
            .sample(0)
            .unwrap_err();
        assert_eq!(
            (error.keyword.as_str(), error.place.as_str()),
            (keyword, place),
            "{schema} {error:?}"
        );
        if !pointer.is_empty() {
            assert_eq!(error.pointer, pointer, "{schema}");
        }
    }
}

#[test]
fn what_only_an_optional_member_asks_for_is_left_out_and_told() {
    let schema = json!({"type": "object", "properties": {
        "a": {"type": "string", "pattern": "^(?!.*)$"}, "b": {"type": "integer"}, "c": {"not": {}}}});
    let own = generator(&schema, Profile::Complete);
    for number in 0..4 {
        let made = own.sample(number).unwrap();
        assert!(made.get("b").is_some() && made.get("a").is_none());
    }
    let told: Vec<(String, String)> = own
        .left_out()
        .into_iter()
        .map(|one| (one.pointer, one.keyword))
        .collect();
    let pair = |pointer: &str, keyword: &str| (pointer.to_owned(), keyword.to_owned());
    assert_eq!(told, [pair("/a", "pattern"), pair("/c", "not")]);
}

/// What of a schema's places occurred, by a path without indices.
fn occurred(value: &Value, path: &str, all: &mut BTreeMap<String, BTreeSet<String>>) {
    let mut note = |what: String| {
        all.entry(path.to_owned()).or_default().insert(what);
    };
    match value {
        Value::Object(members) => {
            note(format!("has {:?}", members.keys().collect::<Vec<_>>()));
            for (name, inner) in members {
                occurred(inner, &format!("{path}/{name}"), all);
            }
        }
        Value::Array(elements) => {
            for inner in elements {
                occurred(inner, &format!("{path}/*"), all);
            }
        }
        other => note(other.to_string()),
    }
}

#[test]
fn the_first_samples_cover_what_the_plan_promises() {
    for profile in [Profile::Realistic, Profile::Edge] {
        let own = generator(&order(), profile);
        let count = own.coverage().unwrap().samples();
        assert!((10..200).contains(&count), "{count}");
        let mut all = BTreeMap::new();
        for value in samples(&order(), profile, count) {
            occurred(&value, "", &mut all);
        }
        let holds = |path: &str, what: &str| all[path].iter().any(|one| one.contains(what));
        let lacks = |path: &str, name: &str| {
            let name = format!("{name:?}");
            all[path]
                .iter()
                .any(|one| one.starts_with("has ") && !one.contains(&name))
        };
        for status in ["open", "pending_review", "closed"] {
            assert!(holds("/status", status), "{profile:?} {status}");
        }
        for (path, name) in [
            ("", "note"),
            ("", "isPaid"),
            ("", "customer"),
            ("", "labels"),
            ("", "parent"),
            ("/customer", "lastName"),
            ("/lines/*", "tax"),
        ] {
            assert!(holds(path, &format!("{name:?}")), "{path} {name}");
            assert!(lacks(path, name), "{path} {name}");
        }
        assert!(holds("/note", "null"));
        assert!(holds("/lines/*/tax/kind", "rate") && holds("/lines/*/tax/kind", "none"));
        if profile == Profile::Edge {
            assert!(all[""].contains(r#"has ["createdAt", "id", "lines", "status"]"#));
        }
    }
    assert!(generator(&order(), Profile::Minimal).coverage().is_none());
}

#[test]
fn the_same_seed_gives_the_same_samples_in_any_order() {
    let (one, two) = (
        generator(&order(), Profile::Realistic),
        generator(&order(), Profile::Realistic),
    );
    let forwards: Vec<String> = (0..40)
        .map(|n| one.sample(n).unwrap().to_string())
        .collect();
    for number in (0..40).rev() {
        let again = two.sample(number).unwrap().to_string();
        assert_eq!(forwards[usize::try_from(number).unwrap()], again);
    }
    let distinct: BTreeSet<&String> = forwards.iter().collect();
    assert_eq!(distinct.len(), 40);
}

#[test]
fn profiles_are_what_they_are_called() {
    for value in samples(&order(), Profile::Minimal, 10) {
        let names: Vec<&String> = value.as_object().unwrap().keys().collect();
        assert_eq!(names, ["createdAt", "id", "lines", "status"]);
    }
    for value in samples(&order(), Profile::Complete, 10) {
        assert_eq!(value.as_object().unwrap().len(), 10, "{value}");
    }
    let edge = samples(&order(), Profile::Edge, 60);
    let odd = |value: &Value| value["createdAt"].as_str().unwrap().contains('t');
    assert!(edge.iter().any(odd));
}

#[test]
fn hostile_contracts_come_to_an_end() {
    // Every object has every other one, ten times.
    let names: Vec<String> = (0..10).map(|index| format!("o{index}")).collect();
    let members: serde_json::Map<String, Value> = names
        .iter()
        .map(|name| (name.clone(), json!({"$ref": format!("#/$defs/{name}")})))
        .collect();
    let defs: serde_json::Map<String, Value> = names
        .iter()
        .map(|name| {
            (
                name.clone(),
                json!({"type": "object", "properties": members}),
            )
        })
        .collect();
    let wide = json!({"$ref": "#/$defs/o0", "$defs": defs});
    let made = generator(&wide, Profile::Complete).sample(0).unwrap();
    assert!(made.to_string().len() < 100_000);
    for schema in [
        json!({"type": "string", "pattern": "^((((a*)*)*)*)*$"}),
        json!({"type": "string", "pattern": "^(?=(a+)+$)(a|aa)+$", "minLength": 3}),
        json!({"type": "string", "minLength": 900_000}),
        json!({"type": "array", "minItems": 9_000, "uniqueItems": true, "items": {"type": "integer"}}),
        json!({"type": "number", "multipleOf": 1e-300}),
        json!({"type": "integer", "minimum": 1e308}),
        json!({"type": "integer", "minimum": i64::MIN, "maximum": u64::MAX}),
        json!({"$ref": "#/$defs/n", "$defs": {"n": {"type": "object", "properties": {
            "c": {"allOf": [{"$ref": "#/$defs/n"}, {"$ref": "#/$defs/n"}]}}}}}),
    ] {
        for profile in Profile::ALL {
            // Made or told.
            let _ = generator(&schema, profile).sample(0);
        }
    }
}

#[test]
fn what_departs_is_found_as_it_is_labelled() {
    let rules = broken(&generator(&order(), Profile::Complete), 12).unwrap();
    for due in [
        "date-only",
        "date-offset-missing",
        "date-leap-second-unknown",
        "enum-value-unknown",
        "enum-value-respelled",
        "null-unexpected",
        "number-in-string",
        "boolean-in-string",
        "number-for-string",
        "number-not-integer",
        "integer-out-of-range",
        "type-mismatch",
        "field-missing",
        "field-respelled",
        "field-unknown",
        "duplicate-key",
        "duplicate-key-conflict",
    ] {
        assert!(rules.contains(due), "{due}");
    }
    let off = generator_of(&order(), Profile::Realistic, FormatAssertion::Off);
    let rules = broken(&off, 8).unwrap();
    assert!(rules.contains("date-only") && !rules.contains("envelope-missing"));
}

#[test]
fn a_respelled_field_that_is_required_is_missing_as_well() {
    let schema = json!({"type": "object", "required": ["userName"], "additionalProperties": false,
        "properties": {"userName": {"type": "string"}, "lastName": {"type": "string"}}});
    let own = generator(&schema, Profile::Complete);
    let mutator = OwnMutator::new(Arc::clone(own.contract()));
    let rule = rule::named("field-respelled").unwrap();
    let made = mutator
        .mutant(rule, r#"{"userName":"x"}"#, 0)
        .expect("a place");
    assert_eq!(made.level, Severity::Error);
    assert_eq!(made.also[0].rule, "field-missing");
    assert_eq!(made.also.len(), 1);
    for rule in ["envelope-missing", "field-ahead", "payload-respelled"] {
        let rule = rule::named(rule).unwrap();
        assert!(is_offered(rule).is_err(), "{}", rule.name);
        assert!(mutator.mutant(rule, r#"{"userName":"x"}"#, 0).is_none());
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        cases: 100,
        ..ProptestConfig::default()
    })]

    #[test]
    fn whatever_is_made_conforms_and_whatever_departs_is_found(
        schema in any_schema(),
        profile in prop::sample::select(&Profile::ALL[..]),
        off in any::<bool>(),
    ) {
        let formats = if off { FormatAssertion::Off } else { FormatAssertion::On };
        let own = generator_of(&schema, profile, formats);
        for number in 0..4 {
            let Ok(json) = own.sample(number) else {
                continue;
            };
            let value: Value = serde_json::from_str(&json.to_string()).unwrap();
            prop_assert!(own.contract().validator().accepts(&value), "{} {}", schema, json);
            let found = findings(own.contract(), &json.to_string());
            let worst = found.iter().map(|one| one.level).max();
            prop_assert!(worst <= Some(Severity::Warning), "{} {}", schema, json);
        }
        broken(&own, 2)?;
    }
}
