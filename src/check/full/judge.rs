//! What the schema refuses in a canonical value, as findings.

use std::borrow::Cow;
use std::collections::HashSet;

use serde_json::Map;

use super::walk::{Extra, Spot, Walk};
use super::{Silent, Unjudged};
use crate::contract::shape::Kind;
use crate::contract::violation::{Undecided, Violation};
use crate::finding::Finding;
use crate::rule;
use crate::rule::site::{Allowed, Departure, Site};
use crate::temporal::{self, Member, Reading};
use crate::text::Span;
use crate::text::json::{Node, Value};
use crate::text::pointer::{escaped, unescaped};

impl<'a> Walk<'a> {
    /// What the schema refuses in the canonical value, as findings.
    pub(super) fn judge(&self, value: &serde_json::Value) -> Result<Vec<Finding>, Unjudged> {
        let validator = self.record.contract.validator();
        let mut violations = validator
            .violations(value)
            .map_err(|undecided| self.unjudged(undecided))?;
        // A value of the wrong type also breaks `enum`: one finding a value.
        let wrong: HashSet<String> = violations
            .iter()
            .filter(|violation| violation.keyword == "type")
            .map(|violation| violation.pointer.clone())
            .collect();
        violations
            .retain(|violation| violation.keyword == "type" || !wrong.contains(&violation.pointer));
        let told = violations
            .iter()
            .filter(|violation| !self.is_silent(violation))
            .filter_map(|violation| self.refused(violation));
        Ok(told.collect())
    }

    fn unjudged(&self, undecided: Undecided) -> Unjudged {
        let spot = self.spot(&undecided.pointer);
        let span = spot.map_or(Span::new(0, 0), |spot| spot.span);
        let start = self.record.base + span.start();
        Unjudged {
            span: Span::new(start, start + span.len()),
            keyword: undecided.keyword,
        }
    }

    fn is_silent(&self, violation: &Violation) -> bool {
        match self.record.silent {
            Silent::Body => violation.pointer == "/body",
            Silent::Whole => violation.pointer.is_empty(),
            Silent::Nothing | Silent::OtherNaming | Silent::TopNames => false,
        }
    }

    fn refused(&self, violation: &Violation) -> Option<Finding> {
        let spot = self.spot(&violation.pointer)?;
        if let (Some(name), Value::Object(members)) = (&violation.unexpected, &spot.node.value)
            && let Some(member) = members.iter().rev().find(|member| member.name == *name)
        {
            let departure = Departure::UnknownField {
                name: &member.name,
                allowed: Allowed::No,
            };
            let key = Spot {
                node: &member.value,
                owner: self.object_name(spot.shape, spot.owner),
                field: None,
                pointer: spot.pointer.member(name),
                span: member.name_span,
                ..spot.into_owned()
            };
            return Some(self.finding(departure, &key));
        }
        let kind = self.record.contract.shape.kind(spot.shape);
        let is_date = *kind == Kind::DateTime || violation.format.as_deref() == Some("date-time");
        let departure = Departure::Refused {
            keyword: &violation.keyword,
            missing: violation.missing.as_deref(),
            allowed: &violation.allowed,
            format: violation.format.as_deref(),
            alternatives: violation.alternatives,
            message: &violation.message,
            reading: if is_date { reading(spot.node) } else { None },
        };
        Some(self.finding(departure, &spot))
    }

    /// The place that a canonical pointer leads to: one that the walk remembers, or one below the
    /// nearest such place, where no shape was followed.
    fn spot(&self, pointer: &str) -> Option<Cow<'_, Spot<'a>>> {
        if let Some(spot) = self.sites.get(pointer) {
            return Some(Cow::Borrowed(spot));
        }
        let mut end = pointer.len();
        let (nearest, below) = loop {
            end = pointer.get(..end)?.rfind('/')?;
            if let Some(spot) = self.sites.get(pointer.get(..end)?) {
                break (spot, pointer.get(end..)?);
            }
        };
        let mut spot = nearest.clone();
        for token in below.split('/').skip(1) {
            let name = unescaped(token);
            let (node, pointer) = match &spot.node.value {
                Value::Array(elements) => {
                    let index: usize = name.parse().ok()?;
                    (elements.get(index)?, spot.pointer.element(index))
                }
                _ => (spot.node.get(&name)?, spot.pointer.member(&name)),
            };
            spot = Spot {
                node,
                span: node.span,
                pointer,
                field: None,
                shape: self.record.contract.shape.opaque(),
                ..spot
            };
        }
        Some(Cow::Owned(spot))
    }

    /// Judges a field's second value by itself, in an otherwise empty payload.
    pub(super) fn judge_extra(&mut self, extra: &Extra<'a>) -> Result<Vec<Finding>, Unjudged> {
        let sites = std::mem::take(&mut self.sites);
        let parent: String = extra
            .parent
            .split('/')
            .skip(1)
            .map(|token| {
                // The wrapper's arrays have one element.
                if token.bytes().all(|byte| byte.is_ascii_digit()) {
                    "/0".to_owned()
                } else {
                    format!("/{token}")
                }
            })
            .collect();
        let canonical = format!("{parent}/{}", escaped(&extra.field.wire));
        let inner = self.value(&extra.spot, canonical.clone());
        let value = wrapped(&canonical, inner);
        let mut findings = self.judge(&value)?;
        findings.retain(|finding| {
            let tokens = extra.spot.pointer.tokens();
            finding.pointer.tokens().starts_with(tokens)
        });
        self.sites = sites;
        Ok(findings)
    }

    pub(super) fn finding(&self, departure: Departure<'_>, spot: &Spot<'_>) -> Finding {
        let record = self.record;
        let mut finding = rule::classify(
            &Site {
                departure,
                contract: record.contract,
                naming: record.naming,
                shape: spot.shape,
                owner: spot.owner,
                field: spot.field,
                value: spot.node,
                text: record.text,
                pointer: spot.pointer.clone(),
                span: spot.span,
                reach: spot.reach,
            },
            record.payload_contract,
        );
        let start = record.base + spot.span.start();
        finding.span = Span::new(start, start + spot.span.len());
        finding
    }
}

/// How a value that stands where a date is due spells it; `None` where it is no date at all
/// (`null`, a boolean).
pub(in crate::check) fn reading(node: &Node<'_>) -> Option<Reading> {
    match &node.value {
        Value::String(text) => Some(temporal::read(text)),
        Value::Number(digits) => Some(temporal::read_number(digits)),
        Value::Array(elements) => {
            let items: Vec<Option<i64>> = elements.iter().map(integer).collect();
            Some(temporal::read_array(&items))
        }
        Value::Object(members) => {
            let members: Vec<(&str, Member<'_>)> = members
                .iter()
                .map(|member| (member.name.as_ref(), member_value(&member.value)))
                .collect();
            Some(temporal::read_object(&members))
        }
        Value::Null | Value::Boolean(_) | Value::Unread => None,
    }
}

fn integer(node: &Node<'_>) -> Option<i64> {
    match node.value {
        Value::Number(digits) => digits.parse().ok(),
        _ => None,
    }
}

/// What a member of an object can tell of an instant.
fn member_value<'n>(node: &'n Node<'_>) -> Member<'n> {
    match &node.value {
        Value::String(text) => Member::Text(text),
        Value::Object(members) => match members.as_slice() {
            [only] => match &only.value.value {
                Value::String(text) => Member::Tagged(&only.name, text),
                _ => Member::Other,
            },
            _ => Member::Other,
        },
        _ => integer(node).into(),
    }
}

/// `inner` at `pointer` in a value that holds nothing else.
fn wrapped(pointer: &str, inner: serde_json::Value) -> serde_json::Value {
    pointer.rsplit('/').fold(inner, |inner, token| {
        if token.is_empty() {
            inner
        } else if token == "0" {
            serde_json::Value::Array(vec![inner])
        } else {
            serde_json::Value::Object(Map::from_iter([(token.to_owned(), inner)]))
        }
    })
}
