//! Conforming payloads, read off the exported schema alone.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::sample::select;
use proptest::strategy::BoxedStrategy;
use serde_json::{Map, Value};
use wiredrift::contract::shape::Naming;

use super::Target;
use super::json::Json;

/// Payloads that the target's schema accepts, under the target's naming; under Python's, optional
/// fields may be `null`, which means absent there.
pub(crate) fn payloads(target: &Target) -> BoxedStrategy<Json> {
    Reader {
        document: &target.schema,
        naming: target.naming,
    }
    .value(&target.schema, 0)
}

struct Reader<'s> {
    document: &'s Value,
    naming: Naming,
}

impl Reader<'_> {
    fn value(&self, schema: &Value, depth: usize) -> BoxedStrategy<Json> {
        if let Some(reference) = schema["$ref"].as_str() {
            let pointer = reference.strip_prefix('#').expect("references stay inside");
            let target = self.document.pointer(pointer);
            return self.value(target.expect("references lead somewhere"), depth);
        }
        if let Some(values) = schema["enum"].as_array() {
            let values: Vec<Json> = values
                .iter()
                .map(|value| Json::text(value.as_str().expect("enums hold strings")))
                .collect();
            return select(values).boxed();
        }
        match (schema["type"].as_str(), schema["format"].as_str()) {
            (Some("string"), None) => texts().boxed(),
            (Some("string"), Some("date-time")) => dates().prop_map(Json::Text).boxed(),
            (Some("integer"), Some("int32")) => codes().boxed(),
            (Some("boolean"), None) => {
                select(vec![Json::literal("false"), Json::literal("true")]).boxed()
            }
            (Some("array"), None) => vec(self.value(&schema["items"], depth + 1), 0..4)
                .prop_map(Json::Array)
                .boxed(),
            (Some("object"), None) => match &schema["properties"] {
                Value::Object(properties) => self.object(schema, properties, depth),
                _ => free_maps().boxed(),
            },
            other => panic!("the generator does not know {other:?} in {schema}"),
        }
    }

    fn object(
        &self,
        schema: &Value,
        properties: &Map<String, Value>,
        depth: usize,
    ) -> BoxedStrategy<Json> {
        let required: Vec<&str> = schema["required"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let likely = if depth == 0 { 0.4 } else { 0.25 };
        let fields: Vec<BoxedStrategy<Option<(String, Json)>>> = properties
            .iter()
            .map(|(wire, schema)| {
                let name = named(wire, self.naming);
                let value = self.value(schema, depth + 1);
                if required.contains(&wire.as_str()) {
                    return value
                        .prop_map(move |value| Some((name.clone(), value)))
                        .boxed();
                }
                let value = match self.naming {
                    Naming::Wire => value,
                    Naming::Python => {
                        prop_oneof![4 => value, 1 => Just(Json::literal("null"))].boxed()
                    }
                };
                option::weighted(likely, value)
                    .prop_map(move |value| Some((name.clone(), value?)))
                    .boxed()
            })
            .collect();
        fields
            .prop_shuffle()
            .prop_map(|members| Json::Object(members.into_iter().flatten().collect()))
            .boxed()
    }
}

/// A wire name under a naming: Python's is the same in `snake_case`.
pub(crate) fn named(wire: &str, naming: Naming) -> String {
    let mut name = String::new();
    for letter in wire.chars() {
        if naming == Naming::Python && letter.is_ascii_uppercase() {
            name.push('_');
            name.push(letter.to_ascii_lowercase());
        } else {
            name.push(letter);
        }
    }
    name
}

/// Strings of all sorts: ids as they are recorded, words, Unicode, and what looks like another type.
pub(crate) fn texts() -> impl Strategy<Value = Json> {
    prop_oneof![
        4 => "[0-9a-f]{8}",
        2 => "[A-Za-z ]{0,12}",
        2 => "\\PC{0,8}",
        1 => any::<String>().prop_map(|text| text.chars().take(8).collect()),
        1 => select(vec!["", "null", "200", "2026-02-03", "true", "\u{0}", "a/b~c", "𝄞\u{202e}é\u{7f}"])
            .prop_map(str::to_owned),
    ]
    .prop_map(Json::Text)
}

/// Whole numbers of 32 bits, in every way in which JSON writes them.
fn codes() -> impl Strategy<Value = Json> {
    prop_oneof![
        4 => (200..600).prop_map(|code: i32| code.to_string()),
        2 => any::<i32>().prop_map(|code| code.to_string()),
        // JSON Schema 2020-12 validation, section 6.1.1: an integer is any number without a
        // fraction, however it is written.
        1 => select(vec!["0", "-0", "200.0", "2e2", "2.0E+2", "2000e-1", "2147483647.0", "-2147483648"])
            .prop_map(str::to_owned),
    ]
    .prop_map(Json::Literal)
}

/// RFC 3339 date-times in all the spellings that the grammar has (sections 5.6 and 5.7).
pub(crate) fn dates() -> impl Strategy<Value = String> {
    let day = (
        prop_oneof![3 => 2020..2030, 1 => 0..10_000],
        1..13,
        1..29,
        select(vec!['T', 'T', 'T', 't']),
    )
        .prop_map(|(year, month, day, mark)| format!("{year:04}-{month:02}-{day:02}{mark}"));
    let clock = (0..24, 0..60, 0..60).prop_map(|(h, m, s)| format!("{h:02}:{m:02}:{s:02}"));
    let fraction = prop_oneof![2 => Just(String::new()), 1 => "\\.[0-9]{1,12}"];
    let offset = prop_oneof![
        4 => Just("Z".to_owned()),
        1 => Just("z".to_owned()),
        3 => (select(vec!['+', '-']), 0..24, 0..60)
            .prop_map(|(sign, h, m)| format!("{sign}{h:02}:{m:02}")),
    ];
    prop_oneof![
        12 => (day, clock, fraction, offset).prop_map(|(d, c, f, o)| format!("{d}{c}{f}{o}")),
        1 => select(vec![
            "2016-12-31T23:59:60Z",
            "1998-12-31T15:59:60.5-08:00",
            "2024-01-01T05:29:60+05:30",
            "2020-02-29T00:00:00-00:00",
            "0001-01-01T00:00:00Z",
            "1970-01-01T00:00:00Z",
            "9999-12-31T23:59:59.9999999Z",
        ])
        .prop_map(str::to_owned),
    ]
}

/// Objects whose keys belong to the user.
fn free_maps() -> impl Strategy<Value = Json> {
    members(free_values())
}

/// Any JSON without repeated keys.
pub(crate) fn free_values() -> BoxedStrategy<Json> {
    let scalar = prop_oneof![
        select(vec![
            "null",
            "true",
            "false",
            "0",
            "-1",
            "2.5",
            "1e400",
            "-1E-400",
            "18446744073709551616"
        ])
        .prop_map(Json::literal),
        "-?(0|[1-9][0-9]{0,24})(\\.[0-9]{1,9})?([eE][+-]?[0-9]{1,3})?".prop_map(Json::Literal),
        texts(),
        dates().prop_map(Json::Text),
    ];
    scalar
        .prop_recursive(3, 10, 3, |inner| {
            prop_oneof![
                vec(inner.clone(), 0..3).prop_map(Json::Array),
                members(inner),
            ]
        })
        .boxed()
}

fn members(value: impl Strategy<Value = Json> + 'static) -> impl Strategy<Value = Json> {
    let name = prop_oneof![
        3 => "[a-z]{1,3}",
        1 => select(vec!["sourceId", "source_id", "created", "body", "0", "", "a/b", "m~n", "é"]).prop_map(str::to_owned),
        1 => "\\PC{0,4}",
    ];
    vec((name, value), 0..4).prop_map(|members| {
        let mut unique: Vec<(String, Json)> = Vec::new();
        for (name, value) in members {
            if unique.iter().all(|(known, _)| *known != name) {
                unique.push((name, value));
            }
        }
        Json::Object(unique)
    })
}
