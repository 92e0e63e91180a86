//! A DTO at a revision, as a schema: what schemars derives, less what came later.

use std::collections::BTreeSet;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Map, Value};

use crate::contract::revision::{Revision, added_in, dto_added_in, narrowed_in, value_added_in};
use crate::dto::{
    BaseErrorResponseDetail, BaseResponseConnectionDto, BaseResponseConnectionRunDto,
    BaseResponseRefreshBatchDto, ConnectionDto, ConnectionRunDto, MultiError,
    PagedResponseConnectionDto, RefreshBatchDto, RefreshConnectionDto, ResourceMessageDto,
    ResourcePropertiesDto, SingleError,
};

/// The place of a DTO in the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DtoKind {
    /// A thing that the API is about.
    Dto,
    /// What a successful answer wraps a thing in.
    Envelope,
    /// What a client sends.
    Request,
    /// What an unsuccessful answer carries.
    Error,
    /// What only ever occurs inside another DTO.
    Part,
}

/// One DTO of the contract.
#[derive(Debug, Clone, Copy)]
pub struct DtoEntry {
    /// Its published name.
    pub name: &'static str,
    /// Its place in the API.
    pub kind: DtoKind,
    /// Its schema at the newest revision, as schemars derives it.
    pub root_schema: fn(SchemaGenerator) -> Schema,
}

impl DtoEntry {
    /// Whether the DTO was part of the contract at that revision.
    pub fn exists_at(&self, revision: Revision) -> bool {
        there_at(dto_added_in(self.name), revision)
    }
}

/// Every DTO of the contract: things, envelopes, requests, errors and parts, in that order, and by
/// name within each.
pub const DTOS: &[DtoEntry] = &[
    entry::<ConnectionDto>("ConnectionDto", DtoKind::Dto),
    entry::<ConnectionRunDto>("ConnectionRunDto", DtoKind::Dto),
    entry::<RefreshBatchDto>("RefreshBatchDto", DtoKind::Dto),
    entry::<BaseResponseConnectionDto>("BaseResponseConnectionDto", DtoKind::Envelope),
    entry::<BaseResponseConnectionRunDto>("BaseResponseConnectionRunDto", DtoKind::Envelope),
    entry::<BaseResponseRefreshBatchDto>("BaseResponseRefreshBatchDto", DtoKind::Envelope),
    entry::<PagedResponseConnectionDto>("PagedResponseConnectionDto", DtoKind::Envelope),
    entry::<RefreshConnectionDto>("RefreshConnectionDto", DtoKind::Request),
    entry::<MultiError>("MultiError", DtoKind::Error),
    entry::<SingleError>("SingleError", DtoKind::Error),
    entry::<BaseErrorResponseDetail>("BaseErrorResponseDetail", DtoKind::Part),
    entry::<ResourceMessageDto>("ResourceMessageDto", DtoKind::Part),
    entry::<ResourcePropertiesDto>("ResourcePropertiesDto", DtoKind::Part),
];

const fn entry<T: JsonSchema>(name: &'static str, kind: DtoKind) -> DtoEntry {
    DtoEntry {
        name,
        kind,
        root_schema: SchemaGenerator::into_root_schema_for::<T>,
    }
}

/// The names of the DTOs that exist at a revision, in the order of [`DTOS`].
pub fn dto_names(revision: Revision) -> impl Iterator<Item = &'static str> {
    DTOS.iter()
        .filter(move |entry| entry.exists_at(revision))
        .map(|entry| entry.name)
}

/// The schema of one DTO at a revision: JSON Schema 2020-12, self-contained.
///
/// It has an own `$id` (`urn:wiredrift:<revision>:<DTO>`), refers to nothing outside of itself, and
/// spells every enum as `{"type": "string", "enum": […]}`. `None` when no DTO of that name exists at
/// the revision.
pub fn schema(dto: &str, revision: Revision) -> Option<Value> {
    let entry = DTOS
        .iter()
        .find(|entry| entry.name == dto && entry.exists_at(revision))?;
    // How a body is read decides what is required; the side that writes has no say in it.
    let generator = SchemaSettings::draft2020_12()
        .for_deserialize()
        .into_generator();
    let mut root = (entry.root_schema)(generator).to_value();
    fold_spellings(&mut root);
    if let Value::Object(root) = &mut root {
        root.insert(
            "$id".to_owned(),
            format!("urn:wiredrift:{revision}:{dto}").into(),
        );
        let definitions = root.remove("$defs");
        restore(dto, root, revision);
        if let Some(Value::Object(definitions)) = definitions {
            let definitions = restore_reachable(root, definitions, revision);
            if !definitions.is_empty() {
                root.insert("$defs".to_owned(), Value::Object(definitions));
            }
        }
    }
    Some(root)
}

/// Takes a part of the newest schema back to an older revision: a DTO or an enum by its name.
fn restore(name: &str, schema: &mut Map<String, Value>, revision: Revision) {
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        properties.retain(|field, _| there_at(added_in(name, field), revision));
        for (field, property) in properties.iter_mut() {
            if let (false, Value::Object(property)) =
                (there_at(narrowed_in(name, field), revision), property)
            {
                property.remove("$ref");
                property.insert("type".to_owned(), "string".into());
            }
        }
    }
    if let Some(Value::Array(required)) = schema.get_mut("required") {
        required.retain(|field| {
            field
                .as_str()
                .is_none_or(|field| there_at(added_in(name, field), revision))
        });
    }
    if let Some(Value::Array(values)) = schema.get_mut("enum") {
        values.retain(|value| {
            value
                .as_str()
                .is_none_or(|value| there_at(value_added_in(name, value), revision))
        });
    }
}

/// The definitions that the root leads to, directly or through one another, each at the revision.
///
/// A field that is taken out may have been the only way to a definition, so each is restored before
/// its references are followed.
fn restore_reachable(
    root: &Map<String, Value>,
    mut definitions: Map<String, Value>,
    revision: Revision,
) -> Map<String, Value> {
    let mut kept = Map::new();
    let mut wanted = BTreeSet::new();
    root.values()
        .for_each(|value| collect_references(value, &mut wanted));
    while let Some(name) = wanted.pop_first() {
        let Some(mut definition) = definitions.remove(&name) else {
            continue;
        };
        if let Value::Object(definition) = &mut definition {
            restore(&name, definition, revision);
        }
        collect_references(&definition, &mut wanted);
        kept.insert(name, definition);
    }
    kept
}

fn collect_references(value: &Value, names: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            let reference = map.get("$ref").and_then(Value::as_str);
            names.extend(
                reference
                    .and_then(|r| r.strip_prefix("#/$defs/"))
                    .map(str::to_owned),
            );
            map.values()
                .for_each(|value| collect_references(value, names));
        }
        Value::Array(items) => items
            .iter()
            .for_each(|value| collect_references(value, names)),
        _ => {}
    }
}

/// Gives every enum one spelling and every description one line per paragraph.
///
/// schemars derives an enum with documented variants as `oneOf` of one-value schemas, grouping
/// undocumented ones into a plain `enum`; doc comments keep the line breaks of the source.
fn fold_spellings(value: &mut Value) {
    match value {
        Value::Object(map) => {
            if let Some(values) = map
                .get("oneOf")
                .and_then(Value::as_array)
                .and_then(string_values)
            {
                map.remove("oneOf");
                map.insert("type".to_owned(), "string".into());
                map.insert("enum".to_owned(), Value::Array(values));
            }
            if let Some(Value::String(text)) = map.get_mut("description") {
                let paragraphs: Vec<_> = text.split("\n\n").map(|p| p.replace('\n', " ")).collect();
                *text = paragraphs.join("\n\n");
            }
            map.values_mut().for_each(fold_spellings);
        }
        Value::Array(items) => items.iter_mut().for_each(fold_spellings),
        _ => {}
    }
}

/// The values of the branches, in order, if each branch allows named strings and nothing else.
fn string_values(branches: &Vec<Value>) -> Option<Vec<Value>> {
    let mut values = Vec::with_capacity(branches.len());
    for branch in branches {
        match (branch.get("const"), branch.get("enum")) {
            (Some(value @ Value::String(_)), None) => values.push(value.clone()),
            (None, Some(Value::Array(group))) if group.iter().all(Value::is_string) => {
                values.extend(group.iter().cloned());
            }
            _ => return None,
        }
    }
    Some(values)
}

fn there_at(since: Option<Revision>, revision: Revision) -> bool {
    since.is_none_or(|since| since <= revision)
}

#[cfg(test)]
mod tests {
    use super::{DTOS, DtoKind, dto_names, fold_spellings, schema};
    use crate::contract::revision::{HISTORY, Revision, Subject};
    use serde_json::{Value, json};

    fn newest(dto: &str) -> Value {
        schema(dto, Revision::LATEST).unwrap()
    }

    fn count(dto: &str, pointer: &str) -> Vec<usize> {
        let size = |value: &Value| match value {
            Value::Object(map) => map.len(),
            Value::Array(items) => items.len(),
            _ => unreachable!("only lists and maps are counted"),
        };
        Revision::ALL
            .into_iter()
            .map(|revision| {
                schema(dto, revision)
                    .unwrap()
                    .pointer(pointer)
                    .map_or(0, size)
            })
            .collect()
    }

    #[test]
    fn each_revision_has_as_many_fields_as_were_published() {
        assert_eq!(count("ConnectionDto", "/properties"), [15, 20, 20, 21]);
        assert_eq!(count("ConnectionRunDto", "/properties"), [10, 15, 15, 15]);
        assert_eq!(count("RefreshConnectionDto", "/properties"), [5, 6, 6, 6]);
        assert_eq!(count("RefreshBatchDto", "/properties"), [8, 8, 8, 8]);
        assert_eq!(count("SingleError", "/properties"), [2, 3, 3, 3]);
        assert_eq!(count("MultiError", "/properties"), [2, 3, 3, 3]);
    }

    #[test]
    fn each_revision_has_as_many_values_as_were_published() {
        assert_eq!(
            count("ConnectionDto", "/$defs/SourceType/enum"),
            [0, 15, 16, 17]
        );
        assert_eq!(
            count("ConnectionDto", "/$defs/DestinationType/enum"),
            [0, 15, 16, 17]
        );
        assert_eq!(
            count("ConnectionRunDto", "/$defs/RunStatus/enum"),
            [0, 5, 5, 5]
        );
    }

    #[test]
    fn dtos_exist_from_the_revision_that_brought_them() {
        let sizes = Revision::ALL.map(|revision| dto_names(revision).count());
        assert_eq!(sizes, [10, 11, 11, 13]);
        assert_eq!(schema("ResourcePropertiesDto", Revision::R2026_03), None);
        assert_eq!(schema("BaseErrorResponseDetail", Revision::R2022_01), None);
        assert_eq!(schema("connectionDto", Revision::LATEST), None);
        assert_eq!(schema("SourceType", Revision::LATEST), None);
    }

    #[test]
    fn dtos_stand_in_their_documented_order_under_their_own_names() {
        assert!(DTOS.is_sorted_by_key(|entry| (entry.kind, entry.name)));
        assert_eq!(
            DTOS.iter()
                .filter(|entry| entry.kind == DtoKind::Part)
                .count(),
            3
        );
        for entry in DTOS {
            assert_eq!(newest(entry.name)["title"], entry.name);
        }
    }

    #[test]
    fn every_change_names_something_that_the_types_have() {
        let whole = newest("ConnectionDto");
        for change in HISTORY {
            match change.subject {
                Subject::Dto { name } => assert!(DTOS.iter().any(|entry| entry.name == name)),
                Subject::Field { dto, field } => {
                    assert!(
                        newest(dto)["properties"].get(field).is_some(),
                        "{dto}.{field}"
                    );
                }
                Subject::Value { enum_name, value } => {
                    let values = whole["$defs"][enum_name]["enum"].as_array().unwrap();
                    assert!(values.contains(&json!(value)), "{enum_name} {value}");
                }
                Subject::Narrowing { dto, field } => {
                    let newest = newest(dto);
                    let reference = newest["properties"][field]["$ref"].as_str().unwrap();
                    let definition = newest.pointer(reference.trim_start_matches('#')).unwrap();
                    assert!(definition["enum"].is_array(), "{dto}.{field}");
                }
            }
        }
    }

    #[test]
    fn before_a_narrowing_the_field_was_a_plain_string() {
        let property = |dto: &str, field: &str| {
            let mut property = schema(dto, Revision::R2022_01).unwrap()["properties"][field].take();
            property
                .as_object_mut()
                .unwrap()
                .remove("description")
                .unwrap();
            property
        };
        for (dto, field) in [
            ("ConnectionDto", "sourceType"),
            ("ConnectionDto", "destinationType"),
            ("ConnectionRunDto", "sourceStatus"),
            ("ConnectionRunDto", "destinationStatus"),
            ("RefreshBatchDto", "sourceStatus"),
            ("RefreshBatchDto", "destinationStatus"),
        ] {
            assert_eq!(
                property(dto, field),
                json!({ "type": "string", "readOnly": true })
            );
        }
    }

    #[test]
    fn only_reachable_definitions_remain() {
        let names = |dto, revision| match schema(dto, revision).unwrap().get("$defs") {
            Some(Value::Object(map)) => map.keys().cloned().collect::<Vec<_>>(),
            _ => Vec::new(),
        };
        assert_eq!(
            names("ConnectionDto", Revision::R2022_01),
            Vec::<String>::new()
        );
        assert_eq!(
            names("ConnectionDto", Revision::R2026_02),
            [
                "ConnectionRunDto",
                "DestinationType",
                "RunStatus",
                "SourceType"
            ]
        );
        assert_eq!(
            names("BaseResponseConnectionDto", Revision::R2022_01),
            ["ConnectionDto"]
        );
        assert_eq!(
            names("PagedResponseConnectionDto", Revision::LATEST).len(),
            10
        );
    }

    #[test]
    fn enums_have_one_spelling_however_they_were_derived() {
        let mut derived = json!({ "description": "d", "oneOf": [
            { "type": "string", "enum": ["b", "a"] },
            { "type": "string", "const": "c", "description": "documented" },
        ] });
        fold_spellings(&mut derived);
        assert_eq!(
            derived,
            json!({ "description": "d", "type": "string", "enum": ["b", "a", "c"] })
        );

        let alternatives = json!({ "oneOf": [{ "const": "c" }, { "type": "object" }] });
        let mut kept = alternatives.clone();
        fold_spellings(&mut kept);
        assert_eq!(kept, alternatives);
    }
}
