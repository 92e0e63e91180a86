use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::*;
use crate::contract::revision::Revision;

fn side(schema: &Value) -> Side {
    Side::of_value("schema", schema.clone()).unwrap()
}

fn changes(old: &Value, new: &Value) -> Vec<Change> {
    let (old, new) = (side(old), side(new));
    let comparison = compare(&old, &new);
    assert!(!comparison.is_cut);
    for change in &comparison.changes {
        hold(change, &old, &new);
    }
    comparison.changes
}

/// What a witness says is so.
#[track_caller]
fn hold(change: &Change, old: &Side, new: &Side) {
    for (judgement, is_consumers) in [(&change.consumers, true), (&change.senders, false)] {
        let Some(witness) = &judgement.witness else {
            continue;
        };
        assert_ne!(judgement.verdict, Verdict::Safe, "{change:?}");
        assert_eq!(old.accepts(&witness.payload), witness.old_accepts);
        assert_eq!(new.accepts(&witness.payload), witness.new_accepts);
        let (gives, takes) = if is_consumers {
            (witness.new_accepts, witness.old_accepts)
        } else {
            (witness.old_accepts, witness.new_accepts)
        };
        assert!(gives, "{change:?}");
        if judgement.verdict == Verdict::Breaking {
            assert!(!takes, "{change:?}");
        }
    }
}

const SAFE: Verdict = Verdict::Safe;
const RISKY: Verdict = Verdict::Risky;
const BREAKING: Verdict = Verdict::Breaking;

/// One change of that kind at that pointer and nothing else, with witnesses.
#[track_caller]
fn one(
    old: &Value,
    new: &Value,
    kind: Kind,
    pointer: &str,
    consumers: Verdict,
    senders: Verdict,
) -> Change {
    let found = changes(old, new);
    let [change] = found.as_slice() else {
        panic!("{kind:?}: {found:#?}");
    };
    assert_eq!(
        (
            change.kind,
            change.pointer.as_str(),
            change.consumers.verdict,
            change.senders.verdict
        ),
        (kind, pointer, consumers, senders),
        "{change:#?}"
    );
    for judgement in [&change.consumers, &change.senders] {
        assert_eq!(
            judgement.witness.is_some(),
            judgement.verdict != SAFE && kind != Kind::AccessChanged,
            "{change:#?}"
        );
    }
    change.clone()
}

/// An object with these fields, two levels down, in an array.
fn deep(field: &Value) -> Value {
    json!({"type": "object", "required": ["code"], "properties": {
        "code": {"type": "integer", "minimum": 100},
        "body": {"type": "array", "items": {"type": "object", "required": ["id"], "properties": {
            "id": {"type": "string", "pattern": "^[a-f]{4}$"}, "x": field}}}}})
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn each_kind_of_change_is_found_with_a_witness() {
    let cases: &[(Value, Value, Kind, Verdict, Verdict)] = &[
        (
            json!({"type": "string"}),
            json!({"type": ["string", "integer"]}),
            Kind::TypeWidened,
            BREAKING,
            SAFE,
        ),
        (
            json!({"type": "number"}),
            json!({"type": "integer"}),
            Kind::TypeNarrowed,
            SAFE,
            BREAKING,
        ),
        (
            json!({"type": "string"}),
            json!({"type": "integer"}),
            Kind::TypeChanged,
            BREAKING,
            BREAKING,
        ),
        (
            json!({"type": "string"}),
            json!({"type": ["string", "null"]}),
            Kind::NullAllowed,
            BREAKING,
            SAFE,
        ),
        (
            json!({"anyOf": [{"type": "string"}, {"type": "null"}]}),
            json!({"type": "string"}),
            Kind::NullForbidden,
            SAFE,
            BREAKING,
        ),
        (
            json!({"enum": ["a", "b"]}),
            json!({"enum": ["a", "b", "c"]}),
            Kind::EnumValueAdded,
            RISKY,
            SAFE,
        ),
        (
            json!({"enum": ["a", "b"]}),
            json!({"const": "b"}),
            Kind::EnumValueRemoved,
            SAFE,
            BREAKING,
        ),
        (
            json!({"type": "string", "enum": ["a", "b"]}),
            json!({"type": "string"}),
            Kind::EnumOpened,
            BREAKING,
            SAFE,
        ),
        (
            json!({"type": "string"}),
            json!({"type": "string", "enum": ["a", "b"]}),
            Kind::EnumClosed,
            SAFE,
            BREAKING,
        ),
        (
            json!({"type": "string"}),
            json!({"type": "string", "format": "date-time"}),
            Kind::FormatAdded,
            SAFE,
            BREAKING,
        ),
        (
            json!({"type": "integer", "format": "int32"}),
            json!({"type": "integer"}),
            Kind::FormatRemoved,
            BREAKING,
            SAFE,
        ),
        (
            json!({"type": "string", "format": "date"}),
            json!({"type": "string", "format": "date-time"}),
            Kind::FormatChanged,
            BREAKING,
            BREAKING,
        ),
        (
            json!({"type": "integer", "minimum": 1}),
            json!({"type": "integer", "minimum": 5}),
            Kind::BoundTightened,
            SAFE,
            BREAKING,
        ),
        (
            json!({"type": "number", "exclusiveMaximum": 5}),
            json!({"type": "number", "maximum": 5}),
            Kind::BoundLoosened,
            BREAKING,
            SAFE,
        ),
        (
            json!({"type": "integer"}),
            json!({"type": "integer", "multipleOf": 3}),
            Kind::MultipleChanged,
            SAFE,
            BREAKING,
        ),
        (
            json!({"type": "integer", "multipleOf": 2}),
            json!({"type": "integer", "multipleOf": 4}),
            Kind::MultipleChanged,
            SAFE,
            BREAKING,
        ),
        (
            json!({"type": "string", "maxLength": 20}),
            json!({"type": "string", "maxLength": 10}),
            Kind::LengthTightened,
            SAFE,
            BREAKING,
        ),
        (
            json!({"type": "array", "minItems": 3}),
            json!({"type": "array"}),
            Kind::LengthLoosened,
            BREAKING,
            SAFE,
        ),
        (
            json!({"type": "object"}),
            json!({"type": "object", "maxProperties": 2}),
            Kind::LengthTightened,
            SAFE,
            BREAKING,
        ),
        (
            json!({"type": "string"}),
            json!({"type": "string", "pattern": "^[A-Z]{2}-[0-9]+$"}),
            Kind::PatternAdded,
            SAFE,
            BREAKING,
        ),
        (
            json!({"type": "string", "pattern": "^[A-Z]{2}-[0-9]+$"}),
            json!({"type": "string"}),
            Kind::PatternRemoved,
            BREAKING,
            SAFE,
        ),
        (
            json!({"type": "string", "pattern": "^[A-Z]{2}-[0-9]+$"}),
            json!({"type": "string", "pattern": "^[a-z]{2}-[0-9]+$"}),
            Kind::PatternChanged,
            BREAKING,
            BREAKING,
        ),
        (
            json!({"type": "array", "items": {"type": "string"}}),
            json!({"type": "array", "items": {"type": "string"}, "uniqueItems": true}),
            Kind::UniqueAdded,
            SAFE,
            BREAKING,
        ),
        (
            json!({"type": "array", "uniqueItems": true}),
            json!({"type": "array"}),
            Kind::UniqueRemoved,
            BREAKING,
            SAFE,
        ),
        (
            json!({"type": "object", "properties": {"a": {}}}),
            json!({"type": "object", "properties": {"a": {}}, "additionalProperties": false}),
            Kind::AdditionalPropertiesClosed,
            SAFE,
            BREAKING,
        ),
        (
            json!({"type": "object", "additionalProperties": false}),
            json!({"type": "object", "additionalProperties": {"type": "integer"}}),
            Kind::AdditionalPropertiesOpened,
            BREAKING,
            SAFE,
        ),
        (
            json!({"type": "string"}),
            json!({"type": "string", "not": {"const": "text"}}),
            Kind::SchemaChanged,
            RISKY,
            BREAKING,
        ),
        (
            json!({"type": "string"}),
            json!({"type": "string", "readOnly": true}),
            Kind::AccessChanged,
            SAFE,
            RISKY,
        ),
    ];
    for (old, new, kind, consumers, senders) in cases {
        for (old, new, pointer) in [
            (old.clone(), new.clone(), ""),
            (deep(old), deep(new), "/body/*/x"),
        ] {
            if *kind == Kind::SchemaChanged {
                // That no witness is found does not say that there is none.
                let found = changes(&old, &new);
                assert_eq!(found.len(), 1, "{found:#?}");
                assert_eq!(found[0].pointer, pointer);
                assert_eq!(found[0].kind, *kind);
                assert_eq!(found[0].consumers.verdict, RISKY);
                assert!(found[0].consumers.witness.is_none());
                assert_eq!(found[0].senders.verdict, BREAKING);
                assert!(found[0].senders.witness.is_some());
                continue;
            }
            one(&old, &new, *kind, pointer, *consumers, *senders);
        }
    }
}

fn object(properties: &Value, required: &[&str], is_closed: bool) -> Value {
    json!({"type": "object", "properties": properties, "required": required,
        "additionalProperties": !is_closed})
}

#[test]
fn fields_that_come_and_go() {
    let before = object(&json!({"a": {"type": "string"}}), &[], false);
    let both = json!({"a": {"type": "string"}, "b": {"type": "integer"}});
    let added = one(
        &before,
        &object(&both, &[], false),
        Kind::FieldAdded,
        "/b",
        RISKY,
        SAFE,
    );
    let witness = added.consumers.witness.unwrap();
    assert!(witness.old_accepts && witness.payload.get("b").is_some());
    one(
        &before,
        &object(&both, &["b"], false),
        Kind::FieldAdded,
        "/b",
        RISKY,
        BREAKING,
    );
    let closed = object(&json!({"a": {"type": "string"}}), &[], true);
    one(
        &closed,
        &object(&both, &[], true),
        Kind::FieldAdded,
        "/b",
        BREAKING,
        SAFE,
    );
    one(
        &object(&both, &["b"], true),
        &closed,
        Kind::FieldRemoved,
        "/b",
        BREAKING,
        BREAKING,
    );
    one(
        &object(&both, &[], false),
        &before,
        Kind::FieldRemoved,
        "/b",
        SAFE,
        RISKY,
    );
    one(
        &object(&both, &["b"], false),
        &object(&both, &[], false),
        Kind::RequiredRemoved,
        "/b",
        BREAKING,
        SAFE,
    );
    // What is wrong with the witness is that one field alone.
    let two = changes(
        &object(&both, &[], false),
        &object(&both, &["a", "b"], false),
    );
    let payloads: Vec<String> = two
        .iter()
        .map(|change| change.senders.witness.as_ref().unwrap().payload.to_string())
        .collect();
    assert_eq!(payloads, [r#"{"b":0}"#, r#"{"a":"text"}"#]);
}

#[test]
fn members_that_nobody_names_are_looked_at() {
    let map = |kind: &str| json!({"type": "object", "additionalProperties": {"type": kind}});
    one(
        &map("integer"),
        &map("string"),
        Kind::TypeChanged,
        "/*",
        BREAKING,
        BREAKING,
    );
    // A field that was one of many may come to be of another type.
    one(
        &map("integer"),
        &json!({"type": "object", "properties": {"a": {"type": "string"}},
            "additionalProperties": {"type": "integer"}}),
        Kind::FieldAdded,
        "/a",
        BREAKING,
        SAFE,
    );
}

#[test]
fn alternatives_are_compared_one_by_one() {
    let cat = json!({"type": "object", "required": ["kind", "lives"], "properties": {
        "kind": {"const": "cat"}, "lives": {"type": "integer"}}});
    let dog = json!({"type": "object", "required": ["kind"], "properties": {
        "kind": {"const": "dog"}, "name": {"type": "string"}}});
    let loud = json!({"type": "object", "required": ["kind"], "properties": {
        "kind": {"const": "dog"}, "name": {"type": "string", "maxLength": 3}}});
    let bird = json!({"type": "object", "required": ["kind"], "properties": {
        "kind": {"const": "bird"}}});
    let one_of = |branches: &[&Value]| json!({"oneOf": branches});
    // The order says nothing.
    assert!(changes(&one_of(&[&cat, &dog]), &one_of(&[&dog, &cat])).is_empty());
    one(
        &one_of(&[&cat, &dog]),
        &one_of(&[&loud, &cat]),
        Kind::LengthTightened,
        "/name",
        SAFE,
        BREAKING,
    );
    one(
        &one_of(&[&cat, &dog]),
        &one_of(&[&cat, &dog, &bird]),
        Kind::AlternativeAdded,
        "",
        BREAKING,
        SAFE,
    );
    one(
        &one_of(&[&cat, &dog, &bird]),
        &one_of(&[&cat, &dog]),
        Kind::AlternativeRemoved,
        "",
        SAFE,
        BREAKING,
    );
    // One side has a plain schema.
    one(
        &cat,
        &one_of(&[&dog, &cat]),
        Kind::AlternativeAdded,
        "",
        BREAKING,
        SAFE,
    );
    one(
        &json!({"type": "string"}),
        &json!({"oneOf": [{"type": "string"}, {"type": "object", "required": ["a"]}]}),
        Kind::TypeWidened,
        "",
        BREAKING,
        SAFE,
    );
}

#[test]
fn references_and_recursion_are_walked_through() {
    let tree = |most: u64| {
        json!({"$ref": "#/$defs/node", "$defs": {"node": {"allOf": [
            {"type": "object", "properties": {"name": {"$ref": "#/$defs/name"}}},
            {"properties": {"children": {"type": "array", "items": {"$ref": "#/$defs/node"}}}}]},
            "name": {"type": "string", "maxLength": most}}})
    };
    assert!(changes(&tree(3), &tree(3)).is_empty());
    one(
        &tree(3),
        &tree(4),
        Kind::LengthLoosened,
        "/name",
        BREAKING,
        SAFE,
    );
}

#[test]
fn what_has_no_words_is_judged_by_witness() {
    for (old, new, verdicts) in [
        (
            json!({"type": "object", "dependentRequired": {"a": ["b"]}}),
            json!({"type": "object"}),
            (BREAKING, RISKY),
        ),
        (
            json!({"type": "array", "contains": {"type": "integer"}}),
            json!({"type": "array", "contains": {"type": "string"}}),
            (BREAKING, BREAKING),
        ),
        (
            json!({"type": "object", "patternProperties": {"^x-": {"type": "string"}}}),
            json!({"type": "object", "patternProperties": {"^x-": {"type": "integer"}}}),
            (BREAKING, BREAKING),
        ),
        (
            json!({"type": "object", "propertyNames": {"maxLength": 3}}),
            json!({"type": "object"}),
            (BREAKING, RISKY),
        ),
        (
            json!({"if": {"required": ["a"]}, "then": {"required": ["b"]}}),
            json!({"if": {"required": ["a"]}, "then": {"required": ["c"]}}),
            (BREAKING, BREAKING),
        ),
        (
            json!({"anyOf": [{"required": ["a"]}, {"required": ["b"]}]}),
            json!({"oneOf": [{"required": ["a"]}, {"required": ["b"]}]}),
            (RISKY, BREAKING),
        ),
    ] {
        let found = changes(&old, &new);
        let [change] = found.as_slice() else {
            panic!("{found:#?}");
        };
        assert_eq!(change.kind, Kind::SchemaChanged, "{change:#?}");
        assert_eq!(
            (change.consumers.verdict, change.senders.verdict),
            verdicts,
            "{change:#?}"
        );
    }
}

#[test]
fn a_change_that_nothing_shows_is_shown_all_the_same() {
    // The other alternative allows whatever this one does not.
    let schema = |most: u64| json!({"anyOf": [{"type": "string", "maxLength": most}, {"type": "string", "minLength": 1}]});
    let found = changes(&schema(5), &schema(3));
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].senders.verdict, BREAKING);
    assert_eq!(found[0].senders.witness, None);
}

#[test]
fn revisions_are_told_apart() {
    let connection = |revision| Side::built_in("ConnectionDto", revision).unwrap();
    let lines = |old: Revision, new: Revision| -> Vec<String> {
        let (old, new) = (connection(old), connection(new));
        let comparison = compare(&old, &new);
        let mut lines = Vec::new();
        for change in &comparison.changes {
            hold(change, &old, &new);
            let witness = change.consumers.witness.as_ref().unwrap();
            lines.push(format!(
                "{} {} {} {} {}",
                change.pointer,
                change.headline,
                change.consumers.verdict.as_str(),
                change.senders.verdict.as_str(),
                witness.payload
            ));
        }
        lines
    };
    let (first, second) = (Revision::ALL[0], Revision::PINNED);
    let (third, last) = (Revision::ALL[2], Revision::LATEST);
    assert!(lines(second, second).is_empty());
    assert_eq!(
        lines(second, third),
        [
            "/destinationType the value `chart_visual` was added risky safe {\"destinationType\":\"chart_visual\"}",
            "/sourceType the value `chart_visual` was added risky safe {\"sourceType\":\"chart_visual\"}",
        ]
    );
    let far = lines(second, last);
    assert_eq!(far.len(), 5, "{far:#?}");
    assert!(
        far[2].starts_with("/sourceResourceProperties the optional field"),
        "{far:#?}"
    );
    // The narrowing of 2026-02 breaks senders.
    let (old, new) = (connection(first), connection(second));
    let narrowed = compare(&old, &new);
    assert!(narrowed.changes.iter().any(|change| {
        change.kind == Kind::EnumClosed
            && change.pointer == "/sourceType"
            && change.senders.verdict == BREAKING
            && change.senders.witness.is_some()
    }));
}

#[test]
fn schemas_that_are_compared_by_themselves_are_not_entered() {
    let (old, new) = (
        Side::built_in("PagedResponseConnectionDto", Revision::PINNED).unwrap(),
        Side::built_in("PagedResponseConnectionDto", Revision::LATEST).unwrap(),
    );
    let apart = BTreeSet::from(["ConnectionDto".to_owned()]);
    assert!(differences(&old, &new, &apart).changes.is_empty());
    let all = differences(&old, &new, &BTreeSet::new()).changes;
    assert_eq!(all[0].pointer, "/body/*/destinationType");
}

#[test]
fn doubling_schemas_end() {
    let mut definitions = serde_json::Map::new();
    let bomb = |most: u64, definitions: &mut serde_json::Map<String, Value>| {
        for level in 0..20 {
            let next = json!({"$ref": format!("#/$defs/l{}", level + 1)});
            definitions.insert(
                format!("l{level}"),
                json!({"type": "object", "properties": {"a": next, "b": next}}),
            );
        }
        definitions.insert(
            "l20".to_owned(),
            json!({"type": "string", "maxLength": most}),
        );
        json!({"$ref": "#/$defs/l0", "$defs": definitions})
    };
    let old = bomb(3, &mut definitions);
    let new = bomb(2, &mut definitions);
    let comparison = differences(&side(&old), &side(&new), &BTreeSet::new());
    assert!(comparison.is_cut);
    assert_eq!(comparison.changes.len(), MAX_CHANGES);
}

#[test]
fn changes_beyond_the_steps_are_told_without_a_payload() {
    let old = side(&json!({"type": "object", "properties": {
        "a": {"type": "string"}, "b": {"enum": ["x", "y"]}, "c": {"not": {"type": "null"}}}}));
    let new = side(&json!({"type": "object", "properties": {
        "a": {"type": "integer"}, "b": {"enum": ["x", "z"]}, "c": {}, "d": {}}}));
    let whole = compare(&old, &new);
    assert_eq!(whole.reached, None);
    let mut shown = 0;
    for steps in [0, 40, 100, 200, 400, 800] {
        let limits = Limits {
            witness_steps: steps,
            ..Limits::DEFAULT
        };
        let cut = compare_within(&old, &new, &limits);
        assert_eq!(cut, compare_within(&old, &new, &limits), "{steps}");
        assert_eq!(cut.changes.len(), whole.changes.len());
        for (cut, whole) in cut.changes.iter().zip(&whole.changes) {
            assert_eq!((&cut.pointer, cut.kind), (&whole.pointer, whole.kind));
            for (one, whole) in [
                (&cut.consumers, &whole.consumers),
                (&cut.senders, &whole.senders),
            ] {
                match one.search {
                    Search::Whole => assert_eq!(one, whole, "{steps}: {cut:?}"),
                    Search::Cut => assert_eq!(one.verdict, whole.verdict, "{steps}: {cut:?}"),
                    Search::Undecided => assert_eq!(one.verdict, RISKY, "{steps}: {cut:?}"),
                }
            }
        }
        let witnesses = cut.changes.iter().flat_map(|change| {
            let judgements = [&change.consumers, &change.senders];
            judgements.map(|one| usize::from(one.witness.is_some()))
        });
        let witnesses: usize = witnesses.sum();
        assert!(witnesses >= shown, "{steps}");
        shown = witnesses;
        assert_eq!(
            cut.reached,
            Some(reached("witness-steps", steps)),
            "{steps}"
        );
    }
    assert!(shown > 0);
}

/// Each of many may be held against each of many: bounded by the pairs that are looked at.
#[test]
fn alternatives_that_differ_far_inside_come_to_an_end() {
    let alike = |letter: &str| {
        let each = (0..400).map(|at| {
            json!({"properties": {"a": {"properties": {"b": {"const": format!("{letter}{at}")}}}}})
        });
        side(&json!({"anyOf": each.collect::<Vec<_>>()}))
    };
    let (old, new) = (alike("a"), alike("b"));
    assert!(differences(&old, &new, &BTreeSet::new()).is_cut);
    assert!(!differences(&old, &alike("a"), &BTreeSet::new()).is_cut);
}

#[test]
fn long_chains_end() {
    let chain = |last: &Value| {
        let mut definitions = serde_json::Map::new();
        for level in 0..3_000 {
            let next = json!({"$ref": format!("#/$defs/l{}", level + 1)});
            definitions.insert(
                format!("l{level}"),
                json!({"type": "object", "properties": {"a": next}}),
            );
        }
        definitions.insert("l3000".to_owned(), last.clone());
        json!({"$defs": definitions, "$ref": "#/$defs/l0",
            "not": {"properties": {"x": {"$ref": "#/$defs/l0"}}}})
    };
    let (old, new) = (json!({"type": "string"}), json!({"type": "integer"}));
    let comparison = compare(&side(&chain(&old)), &side(&chain(&new)));
    assert!(comparison.is_cut);
}

#[test]
fn every_kind_has_its_own_name() {
    let names: BTreeSet<&str> = Kind::ALL.iter().map(|kind| kind.as_str()).collect();
    assert_eq!(names.len(), Kind::ALL.len());
    for kind in Kind::ALL {
        assert_eq!(serde_json::to_value(kind).unwrap(), json!(kind.as_str()));
    }
}
