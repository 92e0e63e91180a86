//! Mutations that write a member twice.
//!
//! The second one stands last, and so it is the one that readers keep: it conforms as the first
//! does, and the repeated key is the only fault.

use super::super::enumeration::STAND_IN;
use super::super::site::json_string;
use super::{Edit, Spot};
use crate::contract::shape::{Kind, ShapeId};
use crate::text::json::{Member, Node, Value};

/// The members that may be repeated, each with what the contract says of it: `None` in a free map.
fn members<'a>(spot: &Spot<'a>) -> Vec<(&'a Member<'a>, Option<ShapeId>)> {
    match (spot.kind(), &spot.node.value) {
        (Kind::Map, Value::Object(members)) => {
            members.iter().map(|member| (member, None)).collect()
        }
        (Kind::Object(_), Value::Object(_)) => spot
            .fields()
            .filter(|(_, member)| member.value.value != Value::Null)
            .map(|(field, member)| (member, Some(field.shape)))
            .collect(),
        _ => Vec::new(),
    }
}

pub(in crate::rule) fn conflicting(spot: &Spot<'_>) -> Vec<Edit> {
    let mut edits = Vec::new();
    for (member, shape) in members(spot) {
        let other = match shape {
            Some(shape) => another(spot, shape, &member.value),
            None if member.value.value == Value::Null => Some("0".to_owned()),
            None => Some("null".to_owned()),
        };
        edits.extend(other.map(|json| spot.inserted(&member.name, &json)));
    }
    edits
}

pub(in crate::rule) fn same(spot: &Spot<'_>) -> Vec<Edit> {
    let mut edits = Vec::new();
    for (member, _) in members(spot) {
        let own = spot.source(member.value.span);
        edits.push(spot.inserted(&member.name, own));
        if let Some(name) = escaped(&member.name) {
            let plain = json_string(&member.name);
            let mut edit = spot.inserted(&member.name, own);
            edit.text = edit.text.replacen(&plain, &name, 1);
            edits.push(edit);
        }
        if let Some(json) = otherwise(spot, &member.value) {
            edits.push(spot.inserted(&member.name, &json));
        }
    }
    edits
}

/// Another value that conforms, where one is at hand.
fn another(spot: &Spot<'_>, shape: ShapeId, node: &Node<'_>) -> Option<String> {
    let first_other = |all: &[&str], own: &str| {
        let other = all.iter().find(|other| **other != own);
        other.map(|other| json_string(other))
    };
    match (spot.contract.shape.kind(shape), &node.value) {
        (Kind::String, Value::String(text)) => Some(json_string(&format!("{text} (2)"))),
        (Kind::DateTime, Value::String(text)) => {
            first_other(&["2026-01-15T09:30:00Z", "2026-01-16T09:30:00Z"], text)
        }
        (Kind::Enum(values) | Kind::OpenEnum(values), Value::String(text)) => {
            let real = values.values().iter().map(String::as_str);
            let real: Vec<&str> = real.filter(|value| *value != STAND_IN).collect();
            first_other(&real, text)
        }
        (Kind::Integer(_) | Kind::Number, Value::Number(digits)) => {
            // Written otherwise, 500 is still 500.
            let is_500 = digits
                .parse::<f64>()
                .is_ok_and(|own| (own - 500.0).abs() < 0.5);
            Some(if is_500 { "404" } else { "500" }.to_owned())
        }
        (Kind::Boolean, Value::Boolean(own)) => Some((!own).to_string()),
        (Kind::Map, Value::Object(members)) => Some(match members.as_slice() {
            [] => r#"{"edited":true}"#.to_owned(),
            _ => "{}".to_owned(),
        }),
        (Kind::Array(_), Value::Array(elements)) => (!elements.is_empty()).then(|| "[]".to_owned()),
        (Kind::Object(object), Value::Object(members)) => {
            let requires = object.fields().iter().any(|field| field.required);
            (!requires && !members.is_empty()).then(|| "{}".to_owned())
        }
        _ => None,
    }
}

/// The same value, written otherwise.
fn otherwise(spot: &Spot<'_>, node: &Node<'_>) -> Option<String> {
    match &node.value {
        Value::String(text) => escaped(text),
        Value::Number(digits) if !digits.contains(['.', 'e', 'E']) => Some(format!("{digits}.0")),
        Value::Array(elements) => {
            let elements: Vec<&str> = elements.iter().map(|one| spot.source(one.span)).collect();
            Some(format!("[ {} ]", elements.join(" , ")))
        }
        Value::Object(members) => {
            let backwards = members.iter().rev().map(|member| {
                let (name, value) = (member.name_span, member.value.span);
                format!("{} : {}", spot.source(name), spot.source(value))
            });
            let backwards: Vec<String> = backwards.collect();
            Some(format!("{{ {} }}", backwards.join(" , ")))
        }
        _ => None,
    }
}

/// A string as JSON text with its first letter as an escape.
fn escaped(text: &str) -> Option<String> {
    let first = text.chars().next()?;
    let rest = json_string(text.strip_prefix(first)?);
    let units = first.encode_utf16(&mut [0; 2]).to_vec();
    let escapes: Vec<String> = units.iter().map(|unit| format!("\\u{unit:04x}")).collect();
    Some(format!("\"{}{}", escapes.concat(), rest.strip_prefix('"')?))
}
