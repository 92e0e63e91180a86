//! How conforming payloads are made to depart: each rule's own mutations.
//!
//! A [`Spot`] of a conforming payload comes in; labelled [`Edit`]s go out, each of which changes
//! one place so that exactly the rule that made it has something to say, at the edit's pointer. The
//! edits are deterministic and know nothing of chance: whoever wants one of many chooses. Nothing
//! here asks the checker what it would say: a mutation that learns from the checker proves nothing.

pub(super) mod enumeration;
pub(super) mod envelope;
pub(super) mod field;
pub(super) mod kind;
pub(super) mod repeat;
mod walk;
mod words;

use super::Rule;
use crate::contract::registry::Contract;
use crate::contract::shape::{Field, Kind, Naming, ObjectShape, ShapeId};
use crate::temporal::{self, BreachKind};
use crate::text::json::{Member, Node, Value};
use crate::text::{Pointer, Span};

pub use walk::spots;

/// How a rule makes a conforming payload depart.
#[derive(Clone, Copy, Debug)]
pub enum Mutation {
    /// A date is written with a leading breach of this kind.
    Date(BreachKind),
    /// This function lists the edits of one spot.
    Spot(fn(&Spot<'_>) -> Vec<Edit>),
    /// Never, and why: one clause without a full stop.
    Never(&'static str),
}

/// One value of a conforming payload and what the contract says about it.
#[derive(Clone, Copy, Debug)]
pub struct Spot<'a> {
    /// The contract of the whole payload.
    pub contract: &'a Contract,
    /// How the payload's names are spelled.
    pub naming: Naming,
    /// The payload.
    pub text: &'a str,
    /// The value.
    pub node: &'a Node<'a>,
    /// What the contract says about it.
    pub shape: ShapeId,
    /// The DTO that the value belongs to: that of the object whose field it is, or its own.
    pub owner: &'a str,
    /// The field whose value it is; `None` for the whole payload and for an array's elements.
    pub field: Option<&'a Field>,
    /// The member whose value it is; `None` for the whole payload and for an array's elements.
    pub member: Option<&'a Member<'a>>,
    /// Where the value stands in the payload.
    pub pointer: &'a Pointer,
}

/// One change of a payload's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The bytes that are replaced; empty where something is put in.
    pub span: Span,
    /// What stands there afterwards.
    pub text: String,
    /// Where the finding will be.
    pub pointer: Pointer,
    /// The value or name that was there, as JSON text; `None` where nothing was.
    pub original: Option<String>,
    /// The value or name that is there now, as JSON text; `None` where it was taken out.
    pub mutated: Option<String>,
}

impl Edit {
    /// The payload with this edit made.
    ///
    /// `payload` must be the text of the spot that the edit was made for; from any other text, a
    /// span that does not fit gives the text unchanged.
    pub fn apply(&self, payload: &str) -> String {
        let head = payload.get(..self.span.start());
        let tail = payload.get(self.span.end()..);
        match (head, tail) {
            (Some(head), Some(tail)) => [head, &self.text, tail].concat(),
            _ => payload.to_owned(),
        }
    }
}

impl<'a> Spot<'a> {
    /// What the contract says here.
    pub fn kind(&self) -> &'a Kind {
        self.contract.shape.kind(self.shape)
    }

    /// The object that the contract asks for here, and the members of the one that stands here.
    pub(super) fn object(&self) -> Option<(&'a ObjectShape, &'a [Member<'a>])> {
        match self.kind() {
            Kind::Object(object) => Some((object, self.node.as_object()?)),
            _ => None,
        }
    }

    /// The members of the object that stands here which are fields of its DTO, in order.
    pub(super) fn fields(&self) -> impl Iterator<Item = (&'a Field, &'a Member<'a>)> {
        let naming = self.naming;
        self.object()
            .into_iter()
            .flat_map(move |(object, members)| {
                members.iter().filter_map(move |member| {
                    let (_, field) = object.field(&member.name, naming)?;
                    Some((field, member))
                })
            })
    }

    /// The recorded string, decoded, where the value is one.
    pub(super) fn string(&self) -> Option<&'a str> {
        match &self.node.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// Whether the value is the whole payload.
    pub(super) fn is_root(&self) -> bool {
        self.pointer.tokens().is_empty()
    }

    /// The bytes of the payload that `span` covers.
    pub(super) fn source(&self, span: Span) -> &'a str {
        self.text.get(span.start()..span.end()).unwrap_or_default()
    }

    /// Other values here, each once; `all` are their JSON texts.
    pub(super) fn others(&self, all: impl IntoIterator<Item = String>) -> Vec<Edit> {
        let own = self.source(self.node.span);
        let mut edits: Vec<Edit> = Vec::new();
        for json in all {
            if json != own && edits.iter().all(|edit| edit.text != json) {
                edits.push(self.replaced(json));
            }
        }
        edits
    }

    /// Another value here; `json` is its JSON text.
    fn replaced(&self, json: String) -> Edit {
        Edit {
            span: self.node.span,
            pointer: self.pointer.clone(),
            original: Some(self.source(self.node.span).to_owned()),
            mutated: Some(json.clone()),
            text: json,
        }
    }

    /// Another name for a member of the object that stands here.
    pub(super) fn renamed(&self, member: &Member<'_>, name: &str) -> Edit {
        let json = super::site::json_string(name);
        Edit {
            span: member.name_span,
            pointer: self.pointer.member(name),
            original: Some(self.source(member.name_span).to_owned()),
            mutated: Some(json.clone()),
            text: json,
        }
    }

    /// One more member at the end of the object that stands here; `json` is its value's JSON text.
    pub(super) fn inserted(&self, name: &str, json: &str) -> Edit {
        let at = self.node.span.end() - 1;
        let comma = match self.node.as_object() {
            Some([]) | None => "",
            Some(_) => ",",
        };
        Edit {
            span: Span::new(at, at),
            text: format!("{comma}{}:{json}", super::site::json_string(name)),
            pointer: self.pointer.member(name),
            original: None,
            mutated: Some(json.to_owned()),
        }
    }

    /// The object that stands here without its member number `index`.
    pub(super) fn removed(&self, index: usize) -> Option<Edit> {
        let members = self.node.as_object()?;
        let member = members.get(index)?;
        // With the comma in front of it, or that behind the first.
        let start = match index.checked_sub(1).and_then(|before| members.get(before)) {
            Some(before) => before.value.span.end(),
            None => member.name_span.start(),
        };
        let end = match members.get(index + 1) {
            Some(next) if index == 0 => next.name_span.start(),
            _ => member.value.span.end(),
        };
        Some(Edit {
            span: Span::new(start, end),
            text: String::new(),
            pointer: self.pointer.clone(),
            original: Some(self.source(member.value.span).to_owned()),
            mutated: None,
        })
    }
}

impl Rule {
    /// The edits of one spot that make this rule, and no other above a note, have something to say
    /// about the payload; none where the rule has no business there.
    pub fn mutants(&self, spot: &Spot<'_>) -> Vec<Edit> {
        match self.mutation {
            Mutation::Date(kind) => dates(kind, spot),
            Mutation::Spot(edits) => edits(spot),
            Mutation::Never(_) => Vec::new(),
        }
    }
}

fn dates(kind: BreachKind, spot: &Spot<'_>) -> Vec<Edit> {
    match (spot.kind(), spot.string()) {
        (Kind::DateTime, Some(original)) => spot.others(temporal::drifted(kind, original)),
        _ => Vec::new(),
    }
}

/// A leap second where none was announced: 23:59:60 UTC on a day in March.
pub(super) fn unknown_leap_second(spot: &Spot<'_>) -> Vec<Edit> {
    match spot.kind() {
        Kind::DateTime => spot.others(
            ["\"2024-03-15T23:59:60Z\"", "\"2025-08-01T01:59:60+02:00\""].map(str::to_owned),
        ),
        _ => Vec::new(),
    }
}
