//! What the schema refuses in a canonical value, as findings.

use std::collections::HashSet;

use serde_json::Map;

use super::places::Step;
use super::walk::{Extra, Spot, Walk};
use super::{Silent, Unjudged};
use crate::check::Failure;
use crate::contract::shape::Kind;
use crate::contract::violation::{Undecided, Violation};
use crate::finding::Finding;
use crate::rule;
use crate::rule::site::{Allowed, Departure, Site};
use crate::temporal::{self, Member, Reading};
use crate::text::Span;
use crate::text::json::{Node, Value};
use crate::text::pointer::unescaped;

impl<'a> Walk<'a> {
    /// What the schema refuses in the canonical value, as findings.
    pub(super) fn judge(&mut self, value: &serde_json::Value) -> Result<Vec<Finding>, Failure> {
        let validator = self.record.contract.validator();
        let mut violations = validator
            .violations(value)
            .map_err(|undecided| self.failure(undecided))?;
        // A value of the wrong type also breaks `enum`: one finding a value.
        let wrong: HashSet<String> = violations
            .iter()
            .filter(|violation| violation.keyword == "type")
            .map(|violation| violation.pointer.clone())
            .collect();
        violations
            .retain(|violation| violation.keyword == "type" || !wrong.contains(&violation.pointer));
        violations.retain(|violation| !self.is_silent(violation));
        self.sites.expect(violations.len());
        let told = violations.iter();
        Ok(told
            .filter_map(|violation| self.refused(violation))
            .collect())
    }

    fn failure(&mut self, undecided: Undecided) -> Failure {
        let (steps, pointer, keyword) = match undecided {
            Undecided::Pattern {
                steps,
                pointer,
                keyword,
            } => (steps, pointer, keyword),
            Undecided::TooNested(limit) => return Failure::TooNested(limit),
            Undecided::NoThread => return Failure::NoThread,
        };
        let spot = self.spot(&pointer);
        let span = spot.map_or(Span::new(0, 0), |spot| spot.span);
        let start = self.record.base + span.start();
        Failure::Unjudged(Unjudged {
            span: Span::new(start, start + span.len()),
            keyword,
            steps,
        })
    }

    fn is_silent(&self, violation: &Violation) -> bool {
        match self.record.silent {
            Silent::Body => violation.pointer == "/body",
            Silent::Whole => violation.pointer.is_empty(),
            Silent::Nothing | Silent::OtherNaming | Silent::TopNames => false,
        }
    }

    fn refused(&mut self, violation: &Violation) -> Option<Finding> {
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
                place: self.ways.behind(spot.place, Step::Member(&member.name)),
                span: member.name_span,
                ..spot
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
    fn spot(&mut self, pointer: &str) -> Option<Spot<'a>> {
        let (mut spot, below) = self.sites.nearest(pointer)?;
        for token in below.split('/').skip(1) {
            let name = unescaped(token);
            let (node, step) = match &spot.node.value {
                Value::Array(elements) => {
                    let index: usize = name.parse().ok()?;
                    (elements.get(index)?, Step::Element(index))
                }
                Value::Object(members) => {
                    let member = members.iter().rev().find(|member| member.name == name)?;
                    (&member.value, Step::Member(&member.name))
                }
                _ => return None,
            };
            spot = Spot {
                node,
                span: node.span,
                place: self.ways.behind(spot.place, step),
                field: None,
                shape: self.record.contract.shape.opaque(),
                ..spot
            };
        }
        Some(spot)
    }

    /// Judges a field's second value by itself, in an otherwise empty payload.
    pub(super) fn judge_extra(&mut self, extra: &Extra<'a>) -> Result<Vec<Finding>, Failure> {
        let sites = std::mem::take(&mut self.sites);
        let mut way = sites.way(extra.parent);
        for step in &mut way {
            // The wrapper's arrays have one element.
            if let Step::Element(index) = step {
                *index = 0;
            }
        }
        let mut at = self.sites.enter(None, Step::Element(0), None);
        let mut above = vec![at];
        for step in &way {
            at = self.sites.enter(Some(at), *step, None);
            above.push(at);
        }
        let last = Step::Member(&extra.field.wire);
        let inner = self.value(&extra.spot, Some(at), last);
        for site in above {
            self.sites.leave(site);
        }
        way.push(last);
        let mut findings = self.judge(&wrapped(&way, inner))?;
        let pointer = self.pointer(extra.spot.place);
        findings.retain(|finding| finding.pointer.tokens().starts_with(pointer.tokens()));
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
                pointer: self.pointer(spot.place),
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

/// `inner` at the end of `way` in a value that holds nothing else.
fn wrapped(way: &[Step<'_>], inner: serde_json::Value) -> serde_json::Value {
    way.iter().rev().fold(inner, |inner, step| match step {
        Step::Element(_) => serde_json::Value::Array(vec![inner]),
        Step::Member(name) => {
            serde_json::Value::Object(Map::from_iter([((*name).to_owned(), inner)]))
        }
    })
}
