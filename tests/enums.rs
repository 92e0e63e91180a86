//! What is said of each kind of value that an enum does not list, word by word.

#![cfg(feature = "cli")]
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test that cannot go on shall stop"
)]

use std::fmt::Write;

use serde_json::{Value, json};
use snapbox::assert_data_eq;
use wiredrift::contract::registry::Contract;
use wiredrift::contract::revision::Revision;
use wiredrift::contract::validator::FormatAssertion;

#[path = "common/own.rs"]
mod own;

use own::findings;

/// All that the rules of enums say of a value of a field, with a line in front of it.
fn told(contract: &Contract, field: &str, value: &str, out: &mut String) {
    let mut payload = json!({"connectionId": "1", "sourceId": "2"});
    payload[field] = match field {
        "list" => json!([value]),
        _ => Value::from(value),
    };
    let mut all = findings(contract, &payload.to_string());
    all.retain(|finding| finding.rule.starts_with("enum-"));
    let shown: String = value.chars().take(70).collect();
    writeln!(out, "{field}: {shown:?}").unwrap();
    for finding in all {
        let account = &finding.account;
        writeln!(out, "  {} [{}]", finding.level.as_str(), finding.rule).unwrap();
        for (what, said) in [
            ("headline", Some(&account.headline)),
            ("label", Some(&account.label)),
            ("expected", Some(&account.expected)),
            ("actual", Some(&account.actual)),
            ("help", account.help.as_ref()),
            ("replacement", account.replacement.as_ref()),
            ("variant", Some(&account.variant)),
        ] {
            if let Some(said) = said {
                writeln!(out, "    {what}: {said}").unwrap();
            }
        }
        for note in &account.notes {
            writeln!(out, "    note: {note}").unwrap();
        }
        if let Some(since) = account.known_since {
            writeln!(out, "    known since: {since}").unwrap();
        }
        writeln!(out, "    {:?}", account.certainty).unwrap();
    }
    out.push('\n');
}

#[test]
fn values_of_the_built_in_enums() {
    let contract = Contract::built_in("ConnectionDto", Revision::PINNED).unwrap();
    let long = "presentation_".repeat(20);
    let mut out = String::new();
    for (field, value) in [
        ("sourceType", "wdata_table"),
        // The server's own stand-in.
        ("sourceType", "unknown_record_type"),
        // Later revisions know these, by these letters, by others, and by a slip.
        ("sourceType", "chart_visual"),
        ("destinationType", "table_visual"),
        ("sourceType", "Chart-Visual"),
        ("sourceType", "chart_visaul"),
        // As near to a value that is known as to a later one.
        ("sourceType", "wdata_tabel"),
        // The same letters.
        ("sourceType", "WDATA_TABLE"),
        ("sourceType", " wdata_table\t"),
        ("sourceType", "wdata-table"),
        ("sourceType", "wdataTable"),
        ("sourceType", " Wdata Table"),
        // Others.
        ("sourceType", "wdata_tables"),
        ("sourceType", "chart_vis"),
        ("sourceType", "volcano"),
        ("sourceType", ""),
        ("sourceType", "\u{1b}[31mred"),
        ("sourceType", &long),
    ] {
        told(&contract, field, value, &mut out);
    }
    assert_data_eq!(out, snapbox::file!["snapshots/enums.txt"].raw());
}

fn contract(schema: Value) -> Contract {
    own::contract(schema, FormatAssertion::On).0
}

#[test]
fn an_enum_is_described_by_how_many_values_it_has() {
    let contract = contract(json!({
        "properties": {
            "named": {"type": "string", "title": "Door", "enum": ["open", "closed"]},
            "list": {"items": {"items": {"type": "string", "enum": ["open", "closed", "ajar"]}}},
        },
    }));
    let found = findings(&contract, r#"{"named":1,"list":[[1]]}"#);
    let expected: Vec<&str> = found.iter().map(|one| &*one.account.expected).collect();
    let (named, list) = ("one of the 2 values of Door", "one of the 3 values of list");
    assert_eq!(expected, [named, list]);
}

#[test]
fn values_of_enums_of_ones_own() {
    let contract = contract(json!({
        "type": "object",
        "properties": {
            "nameless": {"enum": ["open", "closed"]},
            "named": {"$ref": "#/$defs/Door"},
            "constant": {"const": "open"},
            // Two that have the same letters, and one that begins like a third.
            "twins": {"enum": ["a-jar", "a_jar", "open"]},
            "mixed": {"enum": ["open", 1, null]},
            "extensible": {"type": "string", "x-extensible-enum": ["open", "closed"]},
            "extensibleNamed": {"$ref": "#/$defs/Gate"},
            "list": {"items": {"enum": ["open", "closed"]}},
        },
        "$defs": {
            "Door": {"type": "string", "title": "Door", "enum": ["open", "closed"]},
            "Gate": {"type": "string", "title": "Gate", "x-extensible-enum": ["open", "closed"]},
        },
    }));
    let mut out = String::new();
    for (field, value) in [
        ("nameless", "OPEN"),
        ("nameless", "opem"),
        ("nameless", "volcano"),
        ("named", "Open"),
        ("named", "clsed"),
        ("named", "volcano"),
        ("constant", "Open"),
        ("constant", "shut"),
        ("twins", "aJar"),
        ("twins", "a_jar"),
        ("mixed", "Open"),
        ("extensible", "open"),
        ("extensible", "OPEN"),
        ("extensible", "closd"),
        ("extensible", "volcano"),
        ("extensibleNamed", "OPEN"),
        ("extensibleNamed", "volcano"),
        ("list", "volcano"),
    ] {
        told(&contract, field, value, &mut out);
    }
    assert_data_eq!(out, snapbox::file!["snapshots/enums-own.txt"].raw());
}
