//! Mutations of field names.

use super::super::site::json_string;
use super::words::{capitalised, folded, words};
use super::{Edit, Spot, walk};
use crate::contract::revision::{HISTORY, Subject};
use crate::contract::shape::{Field, Kind, Naming, ObjectShape, snake_case};
use crate::text::json::{Member, Node, Value};
use crate::text::nearest::nearest;
use crate::text::pointer::Token;

pub(in crate::rule) fn missing(spot: &Spot<'_>) -> Vec<Edit> {
    let Some((object, members)) = spot.object() else {
        return Vec::new();
    };
    let is_required = |member: &Member<'_>| {
        let field = object.field(&member.name, spot.naming);
        field.is_some_and(|(_, field)| field.required)
    };
    let all = members.iter().enumerate();
    all.filter(|(_, member)| is_required(member))
        .filter_map(|(index, _)| spot.removed(index))
        .collect()
}

/// Every name of the whole payload in the other naming.
pub(in crate::rule) fn payload_respelled(spot: &Spot<'_>) -> Vec<Edit> {
    if !spot.is_root() || !tells_in_sight(spot) {
        return Vec::new();
    }
    let mut names = Vec::new();
    walk::spots(
        spot.contract,
        spot.naming,
        spot.text,
        spot.node,
        &mut |inner| {
            for (field, member) in inner.fields() {
                names.push((member.name_span, field.name(spot.naming.other()).to_owned()));
            }
        },
    );
    names.sort_by_key(|(span, _)| span.start());
    let (mut out, mut at) = (String::new(), spot.node.span.start());
    for (span, name) in names {
        out.push_str(spot.text.get(at..span.start()).unwrap_or_default());
        out.push_str(&json_string(&name));
        at = span.end();
    }
    out.push_str(spot.text.get(at..spot.node.span.end()).unwrap_or_default());
    spot.others([out])
}

/// Whether a name tells the two namings apart.
fn tells(name: &str, naming: Naming) -> bool {
    match naming {
        Naming::Wire => name.chars().any(char::is_uppercase),
        Naming::Python => name.contains('_'),
    }
}

/// Whether one does where a payload's naming is read off: in the payload itself, in its `body`,
/// and in the first elements of either.
fn tells_in_sight(spot: &Spot<'_>) -> bool {
    let in_object = |node: &Node<'_>| {
        let members = node.as_object().unwrap_or_default();
        members
            .iter()
            .any(|member| tells(&member.name, spot.naming))
    };
    let places = [Some(spot.node), spot.node.get("body")];
    places.into_iter().flatten().any(|node| {
        let elements = node.as_array().unwrap_or_default();
        in_object(node) || elements.iter().take(16).any(in_object)
    })
}

pub(in crate::rule) fn respelled(spot: &Spot<'_>) -> Vec<Edit> {
    let Some((object, members)) = spot.object() else {
        return Vec::new();
    };
    let in_sight = spot.pointer.tokens().iter().all(|token| match token {
        Token::Index(_) => true,
        Token::Name(name) => name == "body",
    });
    let telling = members
        .iter()
        .filter(|member| tells(&member.name, spot.naming))
        .count();
    let mut edits = Vec::new();
    for (field, member) in spot.fields() {
        if member.value.value == Value::Null {
            continue;
        }
        let own = field.name(spot.naming);
        let mut names: Vec<String> = Vec::new();
        // Where no other name tells, the whole payload would have the other naming.
        let others_tell = telling > usize::from(tells(own, spot.naming));
        if field.wire != field.python && (others_tell || !in_sight) {
            names.push(field.name(spot.naming.other()).to_owned());
        }
        names.extend(recased(field, object, spot.naming));
        if !matches!(
            spot.contract.shape.kind(field.shape),
            Kind::Any | Kind::Null | Kind::Opaque
        ) {
            names.extend(mistyped(own, object, spot.naming));
        }
        names.retain(|name| members.iter().all(|member| member.name != *name));
        edits.extend(names.iter().map(|name| spot.renamed(member, name)));
    }
    edits
}

/// The field's name in other cases and with other separators.
fn recased(field: &Field, object: &ObjectShape, naming: Naming) -> Vec<String> {
    let words = words(&field.wire);
    let initials = field.name(naming).strip_suffix("Id");
    let mut all = vec![
        // .NET's names, a constant's, a header's, a database column's.
        capitalised(&words, ""),
        words.join("_").to_uppercase(),
        words.join("-"),
        words.concat(),
        capitalised(&words, " "),
    ];
    // Go's way with initials.
    all.extend(initials.map(|start| format!("{start}ID")));
    all.retain(|name| {
        let is_field = |naming| object.field(name, naming).is_some();
        !is_field(Naming::Wire) && !is_field(Naming::Python)
    });
    each_once(all)
}

/// Slips of the pen that are nearer to this field than to any other.
fn mistyped(own: &str, object: &ObjectShape, naming: Naming) -> Vec<String> {
    let letters: Vec<char> = own.chars().collect();
    let mut swapped = letters.clone();
    if letters.len() > 2 {
        swapped.swap(1, 2);
    }
    let without = |index: usize| {
        let kept = letters.iter().enumerate().filter(|(at, _)| *at != index);
        kept.map(|(_, letter)| *letter).collect::<String>()
    };
    let mut all = vec![
        format!("{own}s"),
        without(letters.len().saturating_sub(1)),
        without(1),
        swapped.into_iter().collect(),
    ];
    let names = || object.fields().iter().map(|field| field.name(naming));
    all.retain(|name| {
        // Shorter names are too near to everything, and two equally near ones tell nothing.
        name.len() >= 5
            && nearest(name, names()) == Some(own)
            && nearest(name, names().rev()) == Some(own)
            && is_strange(name, object)
    });
    each_once(all)
}

/// Whether the DTO has no such name, however it is spelled, in any revision.
fn is_strange(name: &str, object: &ObjectShape) -> bool {
    let own = folded(name);
    let mut fields = object.fields().iter();
    fields.all(|field| folded(&field.wire) != own)
        && HISTORY.iter().all(|change| match change.subject {
            Subject::Field { dto, field } => dto != object.name || folded(field) != own,
            _ => true,
        })
}

fn each_once(names: Vec<String>) -> Vec<String> {
    let mut once: Vec<String> = Vec::with_capacity(names.len());
    for name in names {
        if !once.contains(&name) {
            once.push(name);
        }
    }
    once
}

pub(in crate::rule) fn ahead(spot: &Spot<'_>) -> Vec<Edit> {
    let Some((object, _)) = spot.object() else {
        return Vec::new();
    };
    let later = HISTORY.iter().filter_map(|change| match change.subject {
        Subject::Field { dto, field }
            if dto == object.name && change.is_after(spot.contract.revision) =>
        {
            Some(field)
        }
        _ => None,
    });
    later
        .flat_map(|field| {
            let name = in_naming(field, spot.naming);
            let values = later_values(field).iter();
            values.map(move |value| spot.inserted(&name, value))
        })
        .collect()
}

fn in_naming(wire: &str, naming: Naming) -> String {
    match naming {
        Naming::Wire => wire.to_owned(),
        Naming::Python => snake_case(wire),
    }
}

/// Conforming values of a field that a later revision brought; their own names are single words,
/// which both namings spell alike.
fn later_values(field: &str) -> &'static [&'static str] {
    match field {
        "destinationWorkspaceId" | "sourceWorkspaceId" | "workspaceId" => &[
            r#""V29ya3NwYWNlHzQ3MTEwODE1""#,
            r#""V29ya3NwYWNlHzU2NDg2NjU2MjQ0NDQ5Mjg""#,
        ],
        "updated" => &[r#""2026-01-15T09:30:00Z""#],
        "lastRun" => &[
            "{}",
            r#"{"created":"2026-01-15T09:30:00Z","updated":"2026-01-15T09:31:12Z"}"#,
            r#"{"error":"The source could not be read."}"#,
        ],
        "destinationMetadata" | "sourceMetadata" => &["{}", r#"{"rows":1204,"truncated":false}"#],
        "details" => &[
            "[]",
            r#"[{"code":"connection_not_found","message":"No such connection"}]"#,
        ],
        "sourceResourceProperties" => &[
            "{}",
            r#"{"status":"PRESENT","names":["Plan.xlsx","FY24"]}"#,
            r#"{"messages":[{"code":"SOURCE_NOT_FOUND","message":"Gone.","severity":"ERROR"}]}"#,
        ],
        _ => &[],
    }
}

/// Fields that the vendor might add one day, and those of other producers.
const NEW_FIELDS: &[(&str, &str)] = &[
    ("scheduleExpression", r#""0 6 * * 1""#),
    ("isArchived", "false"),
    ("tags", r#"["finance","q3"]"#),
    ("retryCount", "3"),
    ("deletedAt", r#""2026-01-15T09:30:00Z""#),
    ("owner", r#"{"email":"ada@example.org"}"#),
    ("timestamp", "1767225600000"),
    ("traceId", "null"),
    ("_links", r#"{"self":{"href":"/api/v1/connections"}}"#),
    ("@type", r#""connection""#),
];

pub(in crate::rule) fn unknown(spot: &Spot<'_>) -> Vec<Edit> {
    let Some((object, members)) = spot.object() else {
        return Vec::new();
    };
    let mut edits = Vec::new();
    for (wire, value) in NEW_FIELDS {
        let name = in_naming(wire, spot.naming);
        let mut fields = object.fields().iter();
        let is_near = fields.any(|field| nearest(&name, [field.name(spot.naming)]).is_some());
        let is_there = members.iter().any(|member| member.name == name);
        if !is_near && !is_there && is_strange(&name, object) {
            edits.push(spot.inserted(&name, value));
        }
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::registry::Contract;

    #[test]
    fn every_field_that_came_later_has_conforming_values() {
        for change in HISTORY {
            let Subject::Field { dto, field } = change.subject else {
                continue;
            };
            let contract = Contract::built_in(dto, change.revision).unwrap();
            let values = later_values(field);
            assert!(!values.is_empty(), "{dto}.{field}");
            for value in values {
                // What the DTO requires besides is of no interest here.
                let value: serde_json::Value = serde_json::from_str(value).unwrap();
                let object = serde_json::json!({ field: value });
                let violations = contract.validator().violations(&object).unwrap();
                let own = violations.iter().find(|one| !one.pointer.is_empty());
                assert!(own.is_none(), "{dto}.{field}: {own:?}");
            }
        }
    }
}
