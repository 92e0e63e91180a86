use std::sync::Arc;

use serde_json::json;

use super::*;
use crate::contract::document::{Document, NoLibrary};
use crate::contract::validator::{DocumentsHold, FormatAssertion, ROOT};

fn terms(schema: Value) -> Terms {
    let schemas = Schemas::new(
        Document::of_value(schema),
        &format!("{ROOT}schema.json"),
        "",
        DocumentsHold::Schemas,
        Arc::new(NoLibrary),
        FormatAssertion::On,
    );
    Terms::of_schemas(&schemas.unwrap())
}

fn root(schema: Value) -> Term {
    let terms = terms(schema);
    terms.term(terms.root()).clone()
}

/// The term under a member's name.
fn field<'t>(terms: &'t Terms, term: &Term, name: &str) -> &'t Term {
    terms.term(term.fields[name].term)
}

#[test]
fn two_ways_to_write_the_same_are_the_same() {
    for (one, other) in [
        (
            json!({"enum": ["b", "a"]}),
            json!({"type": "string", "enum": ["a", "b"]}),
        ),
        (
            json!({"anyOf": [{"type": "string"}, {"type": "null"}]}),
            json!({"type": ["string", "null"]}),
        ),
        (
            json!({"oneOf": [{"const": "a", "description": "x"}, {"const": "b"}]}),
            json!({"enum": ["a", "b"]}),
        ),
        (
            json!({"oneOf": [{"type": "integer"}, {"type": "string"}]}),
            json!({"type": ["integer", "string"]}),
        ),
        (
            json!({"allOf": [{"type": "integer", "minimum": 1}, {"minimum": 5}, {"maximum": 9}]}),
            json!({"type": "integer", "exclusiveMinimum": 4, "maximum": 9}),
        ),
        (
            json!({"type": "integer", "format": "int32"}),
            json!({"type": "integer", "format": "int32", "minimum": -2_147_483_648_i64, "maximum": 2_147_483_647}),
        ),
        (
            json!({"type": "object", "additionalProperties": true, "minProperties": 0}),
            json!({"type": "object", "properties": {}, "maxLength": 7}),
        ),
        (
            json!({"anyOf": [{"$ref": "#/$defs/a"}, {"type": "null"}], "$defs": {"a": {"enum": ["x"]}}}),
            json!({"enum": [null, "x"]}),
        ),
    ] {
        let (mut left, mut right) = (root(one.clone()), root(other));
        left.name.clear();
        right.name.clear();
        assert_eq!(left, right, "{one}");
    }
}

#[test]
fn all_of_is_looked_at_together() {
    let terms = terms(json!({
        "allOf": [
            {"$ref": "#/$defs/base"},
            {"properties": {"b": {"maxLength": 3}, "c": {}}, "required": ["c"]}],
        "unevaluatedProperties": false,
        "$defs": {"base": {"type": "object", "required": ["a"], "properties": {
            "a": {"type": "string"}, "b": {"type": "string", "minLength": 1}}}}}));
    let term = terms.term(terms.root());
    assert_eq!(term.types, Types::OBJECT);
    assert_eq!(term.others, Others::Closed);
    assert!(term.fields["a"].is_required && term.fields["c"].is_required);
    let both = field(&terms, term, "b");
    assert_eq!(both.types, Types::STRING);
    assert_eq!(both.limits.len(), 2);
    assert!(term.judged.is_empty());
}

#[test]
fn a_closed_schema_closes_what_stands_beside_it() {
    let terms = terms(json!({"allOf": [
        {"properties": {"a": {}}, "additionalProperties": false},
        {"properties": {"a": {"type": "string"}, "b": {}}, "required": ["b"]}]}));
    let term = terms.term(terms.root());
    assert_eq!(field(&terms, term, "a").types, Types::STRING);
    assert_eq!(field(&terms, term, "b").types, Types::NONE);
}

#[test]
fn recursion_ends() {
    let terms = terms(json!({"$ref": "#/$defs/node", "$defs": {
        "node": {"type": "object", "properties": {
            "next": {"anyOf": [{"$ref": "#/$defs/node"}, {"type": "null"}]},
            "all": {"type": "array", "items": {"$ref": "#/$defs/node"}},
            "either": {"oneOf": [{"$ref": "#/$defs/node"}, {"type": "string"}]}}}}}));
    let term = terms.term(terms.root());
    assert_eq!(term.name, "node");
    let next = field(&terms, term, "next");
    assert_eq!(next.types, Types::OBJECT.or(Types::NULL));
    assert_eq!(field(&terms, term, "either").alternatives.len(), 2);
    let endless = self::terms(json!({"anyOf": [{"$ref": "#"}, {"type": "string"}]}));
    assert!(!endless.is_cut());
}

#[test]
fn what_is_beyond_is_kept() {
    let term = root(
        json!({"not": {"type": "string"}, "if": {}, "then": {"minimum": 3},
        "else": {}, "dependentRequired": {"a": ["b"]},
        "patternProperties": {"^x": {"type": "integer"}}}),
    );
    let kept: Vec<&str> = term.judged.keys().map(String::as_str).collect();
    assert_eq!(
        kept,
        [
            "dependentRequired",
            "else",
            "if",
            "not",
            "patternProperties `^x`",
            "then"
        ]
    );
}

#[test]
fn bounds_are_ordered() {
    let bound = |value: i64, is_exclusive| Bound {
        value: value.into(),
        is_exclusive,
    };
    assert!(bound(5, false).is_tighter(&bound(4, true), Limit::Minimum));
    assert!(bound(4, true).is_tighter(&bound(4, false), Limit::Minimum));
    assert!(bound(4, false).is_tighter(&bound(5, false), Limit::Maximum));
    assert!(!bound(4, false).is_tighter(&bound(4, false), Limit::Maximum));
}
