//! One edit of a schema is one change with a true witness, whatever the schema.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on shall stop"
)]

use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Map, Value, json};
use wiredrift::diff::{Change, Kind, Side, Verdict, compare};

/// Schemas of a small vocabulary, each of which some value conforms to.
fn schema() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        (0..4_u64, 4..9_u64).prop_map(
            |(least, most)| json!({"type": "string", "minLength": least, "maxLength": most})
        ),
        (-5..5_i64, 6..20_i64).prop_map(
            |(least, most)| json!({"type": "integer", "minimum": least, "maximum": most})
        ),
        Just(json!({"type": "boolean"})),
        Just(json!({"type": "string", "format": "date-time"})),
        Just(json!({"type": "string", "pattern": "^[a-c]{2,5}$"})),
        prop::sample::subsequence(vec!["a", "b", "c", "d", "e"], 2..5)
            .prop_map(|values| json!({"type": "string", "enum": values})),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        let fields =
            prop::collection::btree_map("[a-d]|x/y|m~n", (inner.clone(), any::<bool>()), 1..4);
        prop_oneof![
            inner.prop_map(|items| json!({"type": "array", "items": items})),
            (fields, any::<bool>()).prop_map(|(fields, is_closed)| {
                let required: Vec<&String> = fields
                    .iter()
                    .filter_map(|(name, field)| field.1.then_some(name))
                    .collect();
                let properties: Map<String, Value> = fields
                    .iter()
                    .map(|(name, field)| (name.clone(), field.0.clone()))
                    .collect();
                json!({"type": "object", "properties": properties, "required": required,
                    "additionalProperties": !is_closed})
            }),
        ]
    })
}

/// The schemas within a schema: where they stand in it, and where their values stand in a payload.
fn places(schema: &Value, at: &str, instance: &str, out: &mut Vec<(String, String)>) {
    out.push((at.to_owned(), instance.to_owned()));
    for (name, inner) in schema["properties"].as_object().into_iter().flatten() {
        let token = name.replace('~', "~0").replace('/', "~1");
        places(
            inner,
            &format!("{at}/properties/{token}"),
            &format!("{instance}/{token}"),
            out,
        );
    }
    if schema.get("items").is_some() {
        places(
            &schema["items"],
            &format!("{at}/items"),
            &format!("{instance}/*"),
            out,
        );
    }
}

/// All edits of one schema: what each is, the member that it is about, and what comes out.
fn edits(schema: &Value) -> Vec<(Kind, &'static str, Value)> {
    let with = |keyword: &str, value: Value| {
        let mut edited = schema.clone();
        edited[keyword] = value;
        edited
    };
    let kind = schema["type"].as_str().unwrap();
    let mut all = Vec::new();
    if schema.get("enum").is_none() {
        all.push((Kind::NullAllowed, "", with("type", json!([kind, "null"]))));
    }
    let other = if kind == "boolean" {
        "integer"
    } else {
        "boolean"
    };
    all.push((Kind::TypeChanged, "", json!({"type": other})));
    if let Some(values) = schema["enum"].as_array() {
        if !values.contains(&json!("f")) {
            let mut more = values.clone();
            more.push(json!("f"));
            all.push((Kind::EnumValueAdded, "", with("enum", json!(more))));
        }
        if values.len() > 1 {
            all.push((Kind::EnumValueRemoved, "", with("enum", json!(values[1..]))));
        }
        all.push((Kind::EnumOpened, "", json!({"type": "string"})));
    }
    for (keyword, step, kind) in [
        ("minLength", 1, Kind::LengthTightened),
        ("maxLength", 1, Kind::LengthLoosened),
        ("minimum", -1, Kind::BoundLoosened),
        ("maximum", -1, Kind::BoundTightened),
    ] {
        if let Some(bound) = schema[keyword].as_i64() {
            all.push((kind, "", with(keyword, json!(bound + step))));
        }
    }
    if schema.get("format").is_some() {
        all.push((Kind::FormatRemoved, "", json!({"type": "string"})));
        all.push((Kind::FormatChanged, "", with("format", json!("date"))));
    }
    if schema.get("pattern").is_some() {
        all.push((Kind::PatternRemoved, "", json!({"type": "string"})));
        all.push((
            Kind::PatternChanged,
            "",
            with("pattern", json!("^[c-e]{2,5}$")),
        ));
    }
    if kind == "array" {
        all.push((Kind::LengthTightened, "", with("minItems", json!(2))));
        all.push((Kind::UniqueAdded, "", with("uniqueItems", json!(true))));
    }
    if let Some(is_open) = schema["additionalProperties"].as_bool() {
        let kind = if is_open {
            Kind::AdditionalPropertiesClosed
        } else {
            Kind::AdditionalPropertiesOpened
        };
        all.push((kind, "", with("additionalProperties", json!(!is_open))));
        for is_required in [false, true] {
            if schema["properties"].get("new").is_some() {
                break;
            }
            let mut edited = schema.clone();
            edited["properties"]["new"] = json!({"type": "string"});
            if is_required {
                edited["required"]
                    .as_array_mut()
                    .unwrap()
                    .push(json!("new"));
            }
            all.push((Kind::FieldAdded, "new", edited));
        }
    }
    all
}

/// Edits about the fields that are there.
fn field_edits(schema: &Value) -> Vec<(Kind, String, Value)> {
    let mut all = Vec::new();
    for name in schema["properties"]
        .as_object()
        .into_iter()
        .flat_map(Map::keys)
    {
        let mut without = schema.clone();
        without["properties"].as_object_mut().unwrap().remove(name);
        let required = without["required"].as_array_mut().unwrap();
        let before = required.len();
        required.retain(|one| one != name.as_str());
        let is_required = required.len() < before;
        let mut other = schema.clone();
        if is_required {
            other["required"] = without["required"].clone();
            all.push((Kind::RequiredRemoved, name.clone(), other));
        } else {
            other["required"].as_array_mut().unwrap().push(json!(name));
            all.push((Kind::RequiredAdded, name.clone(), other));
        }
        all.push((Kind::FieldRemoved, name.clone(), without));
    }
    all
}

/// What a change says of its witnesses is so, and none is left out.
fn hold(change: &Change, old: &Side, new: &Side) -> Result<(), TestCaseError> {
    for (judgement, is_consumers) in [(&change.consumers, true), (&change.senders, false)] {
        let Some(witness) = &judgement.witness else {
            prop_assert_eq!(judgement.verdict, Verdict::Safe, "{:?}", change);
            continue;
        };
        prop_assert_eq!(old.accepts(&witness.payload), witness.old_accepts);
        prop_assert_eq!(new.accepts(&witness.payload), witness.new_accepts);
        let (gives, takes) = if is_consumers {
            (witness.new_accepts, witness.old_accepts)
        } else {
            (witness.old_accepts, witness.new_accepts)
        };
        prop_assert!(gives, "{:?}", change);
        prop_assert!(
            !takes || judgement.verdict == Verdict::Risky,
            "{:?}",
            change
        );
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn one_edit_is_one_change_with_a_true_witness(
        before in schema(),
        place in any::<Index>(),
        edit in any::<Index>(),
    ) {
        let mut all = Vec::new();
        places(&before, "", "", &mut all);
        let (at, instance) = place.get(&all);
        let target = before.pointer(at).unwrap();
        let mut labelled: Vec<(Kind, String, Value)> = edits(target)
            .into_iter()
            .map(|(kind, member, edited)| (kind, member.to_owned(), edited))
            .collect();
        labelled.extend(field_edits(target));
        let (kind, member, edited) = edit.get(&labelled);
        let mut after = before.clone();
        *after.pointer_mut(at).unwrap() = edited.clone();

        let (old, new) = (
            Side::of_value("old", before.clone()).unwrap(),
            Side::of_value("new", after).unwrap(),
        );
        let comparison = compare(&old, &new);
        prop_assert_eq!(comparison.changes.len(), 1, "{:?} {:#?}", kind, comparison.changes);
        let change = &comparison.changes[0];
        let pointer = match member.as_str() {
            "" => instance.clone(),
            name => format!("{instance}/{}", name.replace('~', "~0").replace('/', "~1")),
        };
        prop_assert_eq!((change.kind, &change.pointer), (*kind, &pointer));
        prop_assert!(change.verdict() > Verdict::Safe || *kind == Kind::FieldAdded, "{:?}", change);
        hold(change, &old, &new)?;

        // The way back breaks the others.
        let back = compare(&new, &old);
        prop_assert_eq!(back.changes.len(), 1);
        prop_assert_eq!(&back.changes[0].pointer, &pointer);
        hold(&back.changes[0], &new, &old)?;
    }

    #[test]
    fn a_schema_does_not_differ_from_itself(schema in schema()) {
        let (old, new) = (
            Side::of_value("old", schema.clone()).unwrap(),
            Side::of_value("new", schema).unwrap(),
        );
        prop_assert!(compare(&old, &new).changes.is_empty());
    }

    /// Whatever is edited, nothing is safe for those whom a payload breaks.
    #[test]
    fn two_edits_are_told_and_what_is_told_is_so(before in schema(), edits_at in prop::collection::vec((any::<Index>(), any::<Index>()), 2..4)) {
        let mut after = before.clone();
        for (place, edit) in edits_at {
            let mut all = Vec::new();
            // Types that are lists are no longer edited.
            places(&after, "", "", &mut all);
            all.retain(|(at, _)| after.pointer(at).unwrap()["type"].is_string());
            if all.is_empty() {
                break;
            }
            let (at, _) = place.get(&all);
            let labelled = edits(after.pointer(at).unwrap());
            let edited = edit.get(&labelled).2.clone();
            *after.pointer_mut(at).unwrap() = edited;
        }
        let (old, new) = (
            Side::of_value("old", before.clone()).unwrap(),
            Side::of_value("new", after.clone()).unwrap(),
        );
        let comparison = compare(&old, &new);
        prop_assert_eq!(comparison.changes.is_empty(), before == after, "{} {}", before, after);
        for change in &comparison.changes {
            for judgement in [&change.consumers, &change.senders] {
                if let Some(witness) = &judgement.witness {
                    prop_assert_eq!(old.accepts(&witness.payload), witness.old_accepts);
                    prop_assert_eq!(new.accepts(&witness.payload), witness.new_accepts);
                    prop_assert!(witness.old_accepts || witness.new_accepts);
                }
            }
        }
    }
}
