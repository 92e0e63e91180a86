//! The full look: every departure of one record, each with its place.
//!
//! A record's tree comes in. It is walked together with the contract's shape into a canonical
//! value (right names, no nulls that mean absent), which the schema's validator judges; what it
//! refuses and what the walk itself saw go to the rules as sites, and findings come out. Names
//! are made canonical first because a re-spelled field is still the field that it is.

mod judge;
mod names;
mod places;
mod walk;

use std::collections::{HashMap, HashSet};

use super::{Element, Failure, Nulls, Sink, SpelledDate};
use crate::contract::registry::Contract;
use crate::contract::shape::Naming;
use crate::rule::site::{Departure, Reach};
use crate::severity::Severity;
use crate::text::json::Node;
use crate::text::{Pointer, Span};
pub(super) use judge::reading;
use places::{Place, Step};
use walk::{Spot, Walk};

/// One record and how it is to be looked at.
#[derive(Clone, Debug)]
pub struct Record<'a> {
    /// The contract of the record.
    pub contract: &'a Contract,
    /// The name of the contract that the whole payload is checked as.
    pub payload_contract: &'a str,
    /// How names are expected to be spelled.
    pub naming: Naming,
    /// What `null` in an optional field means.
    pub nulls: Nulls,
    /// The record's bytes, from which the tree was read.
    pub text: &'a [u8],
    /// Bytes of the payload before them.
    pub base: usize,
    /// The record's place in the payload.
    pub pointer: Pointer,
    /// The same, where the record is an element.
    pub element: Option<Element>,
    /// Whether the schema itself looks at the record.
    pub reach: Reach,
    /// Which departures are left out, because one finding about the payload stands for them.
    pub silent: Silent,
    /// Bytes of `text` that another look covers as what they are: it tells their repeated keys.
    pub covered: Option<Span>,
}

impl<'a> Record<'a> {
    /// The record that a whole payload is, of which everything is told.
    pub fn whole(contract: &'a Contract, naming: Naming, nulls: Nulls, text: &'a [u8]) -> Self {
        Self {
            contract,
            payload_contract: &contract.name,
            naming,
            nulls,
            text,
            base: 0,
            pointer: Pointer::root(),
            element: None,
            reach: Reach::BySchema,
            silent: Silent::Nothing,
            covered: None,
        }
    }
}

/// Departures that are left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Silent {
    /// None.
    Nothing,
    /// Names in the other naming: the whole payload has it.
    OtherNaming,
    /// Unknown and re-spelled names at the record's top: they are another DTO's.
    TopNames,
    /// The refusal of the member `body`, which is wrapped otherwise.
    Body,
    /// The refusal of the record itself, which is wrapped otherwise.
    Whole,
}

/// What a full look leaves for the payload as a whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Absent {
    /// Optional fields that were null, read as absent.
    pub count: usize,
    /// The bytes of the first of them within the payload.
    pub first: Option<Span>,
}

/// A value on which a pattern of the schema was given up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unjudged {
    /// Its bytes within the payload.
    pub span: Span,
    /// The pattern's place in the schema, as a JSON Pointer.
    pub keyword: String,
    /// The steps back that a pattern may take on one text.
    pub steps: u64,
}

/// Looks at `root`, the tree of the record, and tells `sink` all that departs, in the order of
/// the record's bytes.
///
/// # Errors
/// The validator gave up: the sink is told nothing.
pub fn look(record: &Record<'_>, root: &Node<'_>, sink: &mut dyn Sink) -> Result<Absent, Failure> {
    let shape = record.contract.shape.root();
    let mut walk = Walk::new(record);
    let spot = Spot {
        node: root,
        shape,
        owner: walk.object_name(shape, &record.contract.name),
        field: None,
        place: Place::RECORD,
        span: root.span,
        reach: record.reach,
    };
    let value = walk.value(&spot, None, Step::Element(0));
    let mut findings = walk.judge(&value)?;
    let extras = std::mem::take(&mut walk.extras);
    for extra in extras {
        findings.extend(walk.judge_extra(&extra)?);
    }
    // The schema itself may refuse a name that the walk has a word for: that is one finding.
    let mut refused: HashMap<String, Severity> = findings
        .iter()
        .filter(|finding| finding.rule == "field-unknown")
        .map(|finding| (finding.pointer.to_string(), finding.level))
        .collect();
    let mut instead = HashSet::new();
    for (departure, spot) in std::mem::take(&mut walk.departures) {
        let is_respelled = matches!(departure, Departure::RespelledField { .. });
        let is_name = is_respelled || matches!(departure, Departure::UnknownField { .. });
        let mut finding = walk.finding(departure, &spot);
        if is_name && !refused.is_empty() {
            let pointer = finding.pointer.to_string();
            match refused.remove(&pointer) {
                Some(level) if is_respelled => {
                    finding.level = level;
                    instead.insert(pointer);
                }
                Some(_) => continue,
                None => {}
            }
        }
        findings.push(finding);
    }
    if !instead.is_empty() {
        findings.retain(|finding| {
            finding.rule != "field-unknown" || !instead.contains(&finding.pointer.to_string())
        });
    }
    findings.sort_by(|left, right| {
        (left.span, left.rule, &left.account.variant).cmp(&(
            right.span,
            right.rule,
            &right.account.variant,
        ))
    });
    for date in walk.dates {
        sink.spelled(SpelledDate {
            dto: date.dto,
            field: date.field,
            spelling: &date.spelling,
            span: Span::new(
                record.base + date.span.start(),
                record.base + date.span.end(),
            ),
            count: 1,
            element: record.element,
        });
    }
    for finding in findings {
        sink.found(finding);
    }
    Ok(walk.absent)
}
