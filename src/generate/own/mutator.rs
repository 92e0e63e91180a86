//! Payloads of contracts of one's own that depart in one labelled way.
//!
//! The edits are those of the rules. What the contract itself says of an edited payload decides whether
//! it is one that shows its rule: the schema has to refuse that place for what the rule is about and
//! nothing else, or, where the rule is about what schemas let through, nothing at all. Only its validator
//! is asked; the checker knows nothing of it, and is tested by it.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::OwnGenerator;
use super::repair::strangers;
use crate::contract::registry::Contract;
use crate::contract::shape::{Kind, Naming, Others};
use crate::contract::validator::FormatAssertion;
use crate::contract::violation::Violation;
use crate::generate::draw::Draw;
use crate::generate::mutator::{Mutant, Mutator};
use crate::rule::mutation::{Edit, Mutation, spots};
use crate::rule::{self, Rule, Topic};
use crate::severity::Severity;
use crate::text::Pointer;
use crate::text::json::{self, Node};
use crate::text::pointer::Token;

/// Edits of one payload that are judged at most before it counts as one without a place for the rule.
const JUDGED: usize = 120;

/// Complete samples that are tried: each has every member that can be made, so a few tell.
const TRIED: u64 = 8;

/// Breaks conforming payloads of a contract of one's own on purpose.
#[derive(Clone, Debug)]
pub struct OwnMutator {
    contract: Arc<Contract>,
    mutator: Mutator,
}

/// A payload that departs in one way, and what is found in it.
#[derive(Clone, Debug)]
pub struct OwnMutant {
    /// The rule, the edit and the payload.
    pub mutant: Mutant,
    /// The level of the finding.
    pub level: Severity,
    /// What is found besides, because the contract judges names as they stand.
    pub also: Vec<Accompanying>,
}

/// A finding that accompanies the one that a payload was changed for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accompanying {
    /// The rule.
    pub rule: &'static str,
    /// The level of the finding.
    pub level: Severity,
    /// Where it is.
    pub pointer: Pointer,
}

/// Whether a rule has a business with contracts of one's own, or why it has none, as one clause.
///
/// # Errors
/// Why no payload of such a contract can break the rule.
pub fn is_offered(rule: &Rule) -> Result<(), &'static str> {
    match (rule.mutation, rule.topic, rule.name) {
        (Mutation::Never(why), _, _) => Err(why),
        (_, Topic::Envelopes, _) => Err("only the built-in contract has envelopes"),
        (_, _, "field-ahead" | "enum-value-ahead") => {
            Err("only the built-in contract has later revisions")
        }
        (_, _, "payload-respelled" | "null-as-absent") => {
            Err("only the built-in contract has a second naming")
        }
        _ => Ok(()),
    }
}

impl OwnMutator {
    /// A mutator of payloads of `contract`.
    pub fn new(contract: Arc<Contract>) -> Self {
        Self {
            mutator: Mutator::new(Arc::clone(&contract), Naming::Wire),
            contract,
        }
    }

    /// `payload` with one of the departures that `rule` makes of it; `None` where it gives none a place.
    /// Another choice gives another place and another departure.
    pub fn mutant(&self, rule: &'static Rule, payload: &str, choice: u64) -> Option<OwnMutant> {
        is_offered(rule).ok()?;
        let spots = self.mutator.edits(rule, payload);
        let mut judged = 0;
        let first = Draw::new(choice, spots.len() as u64).index(spots.len());
        let (before, after) = spots.split_at(first);
        for spot in after.iter().chain(before) {
            let start = usize::try_from(choice % (spot.len().max(1) as u64)).unwrap_or(0);
            let (before, after) = spot.split_at(start);
            for edit in after.iter().chain(before) {
                judged += 1;
                if judged > JUDGED {
                    return None;
                }
                let changed = edit.apply(payload);
                if let Some((level, mut also)) = self.judged(rule, edit, &changed) {
                    also.extend(self.strangers(edit, &changed));
                    return Some(OwnMutant {
                        mutant: Mutant {
                            rule,
                            edit: edit.clone(),
                            payload: changed,
                        },
                        level,
                        also,
                    });
                }
            }
        }
        None
    }

    /// The rules that can break what `complete` makes, in the order of the registry.
    pub fn rules(&self, complete: &OwnGenerator) -> Vec<&'static Rule> {
        let samples = samples(complete);
        rule::all()
            .filter(|rule| self.breaks_any(rule, &samples))
            .collect()
    }

    /// Whether `rule` can break what `complete` makes.
    pub fn breaks(&self, rule: &'static Rule, complete: &OwnGenerator) -> bool {
        is_offered(rule).is_ok() && self.breaks_any(rule, &samples(complete))
    }

    fn breaks_any(&self, rule: &'static Rule, samples: &[String]) -> bool {
        let mut all = samples.iter();
        all.any(|payload| self.mutant(rule, payload, 0).is_some())
    }

    /// The level of the finding that an edit makes, and what accompanies it; `None` where it makes
    /// another one, or none.
    fn judged(
        &self,
        rule: &Rule,
        edit: &Edit,
        changed: &str,
    ) -> Option<(Severity, Vec<Accompanying>)> {
        let root = json::parse(changed.as_bytes()).ok()?;
        let refused = refused(&self.contract, &value(&root))?;
        let at = edit.pointer.to_string();
        let is_here = |one: &Violation, keywords: &[&str]| {
            one.pointer == at && keywords.contains(&one.keyword.as_str())
        };
        let error = || Some((Severity::Error, Vec::new()));
        let through = || refused.is_empty().then(|| (rule.level, Vec::new()));
        match (rule.name, refused.as_slice()) {
            ("field-unknown", all) => {
                let (name, parent) = named(&edit.pointer)?;
                if !self.is_strange(changed, &root, &parent) {
                    return None;
                }
                match all {
                    [] => through(),
                    [one] if is_unexpected(one, &parent, name) => error(),
                    _ => None,
                }
            }
            ("field-respelled", all) => respelled(rule, edit, all),
            (
                "duplicate-key"
                | "duplicate-key-conflict"
                | "enum-value-stand-in"
                | "date-leap-second-unknown",
                _,
            ) => through(),
            ("field-missing", [one]) => (one.pointer == at && one.missing.is_some())
                .then(error)
                .flatten(),
            ("enum-value-respelled" | "enum-value-unknown", [one]) => {
                is_here(one, &["enum", "const"]).then(error).flatten()
            }
            ("integer-out-of-range", [one]) => {
                is_here(one, &["minimum", "maximum"]).then(error).flatten()
            }
            (_, []) if rule.topic == Topic::Dates => {
                let is_off = self.contract.formats == FormatAssertion::Off;
                let is_text = edit.text.starts_with('"');
                (is_off && is_text).then_some((Severity::Warning, Vec::new()))
            }
            (_, [one]) if rule.topic == Topic::Dates => {
                is_here(one, &["format", "type"]).then(error).flatten()
            }
            (_, [one]) if rule.topic == Topic::Types => {
                is_here(one, &["type"]).then(error).flatten()
            }
            _ => None,
        }
    }

    /// What the contract made the sample have though it does not know its name.
    fn strangers(&self, edit: &Edit, changed: &str) -> Vec<Accompanying> {
        let Ok(root) = json::parse(changed.as_bytes()) else {
            return Vec::new();
        };
        let all = strangers(&self.contract, &value(&root)).into_iter();
        all.filter(|pointer| *pointer != edit.pointer)
            .map(|pointer| Accompanying {
                rule: "field-unknown",
                level: Severity::Warning,
                pointer,
            })
            .collect()
    }

    /// Whether names that the object at `parent` does not know are drift, and not the user's own.
    fn is_strange(&self, text: &str, root: &Node<'_>, parent: &Pointer) -> bool {
        let mut is_strange = false;
        spots(&self.contract, Naming::Wire, text, root, &mut |spot| {
            if spot.pointer == parent
                && let Kind::Object(object) = spot.kind()
            {
                is_strange = object.others() == Others::Drift;
            }
        });
        is_strange
    }
}

/// A re-spelled member is also one that is not known, and one that is missing where it is required:
/// contracts of one's own are judged as they stand.
fn respelled(
    rule: &Rule,
    edit: &Edit,
    refused: &[Violation],
) -> Option<(Severity, Vec<Accompanying>)> {
    let (name, parent) = named(&edit.pointer)?;
    let original: String = serde_json::from_str(edit.original.as_ref()?).ok()?;
    let (mut level, mut also) = (rule.level, Vec::new());
    for one in refused {
        if is_unexpected(one, &parent, name) {
            level = Severity::Error;
        } else if one.pointer == parent.to_string()
            && one.missing.as_deref() == Some(original.as_str())
        {
            also.push(Accompanying {
                rule: "field-missing",
                level: Severity::Error,
                pointer: parent.clone(),
            });
        } else {
            return None;
        }
    }
    Some((level, also))
}

fn samples(complete: &OwnGenerator) -> Vec<String> {
    let made = (0..TRIED).filter_map(|number| complete.sample(number).ok());
    made.map(|json| json.to_string()).collect()
}

/// What a contract refuses in a value: where the type is wrong, that alone. Nothing where it gives the
/// value up.
fn refused(contract: &Contract, value: &Value) -> Option<Vec<Violation>> {
    let mut all = contract.validator().violations(value).ok()?;
    let wrong: BTreeSet<String> = all
        .iter()
        .filter(|one| one.keyword == "type")
        .map(|one| one.pointer.clone())
        .collect();
    all.retain(|one| one.keyword == "type" || !wrong.contains(&one.pointer));
    Some(all)
}

fn is_unexpected(one: &Violation, parent: &Pointer, name: &str) -> bool {
    one.unexpected.as_deref() == Some(name) && one.pointer == parent.to_string()
}

/// The last name of a pointer, and the pointer of what holds it.
fn named(whole: &Pointer) -> Option<(&str, Pointer)> {
    let (last, before) = whole.tokens().split_last()?;
    let Token::Name(name) = last else {
        return None;
    };
    let parent = before
        .iter()
        .fold(Pointer::root(), |parent, token| match token {
            Token::Name(name) => parent.member(name),
            Token::Index(index) => parent.element(*index),
        });
    Some((name, parent))
}

/// A tree as a value: the last of several members of one name, and the nearest number that is finite.
fn value(node: &Node<'_>) -> Value {
    match &node.value {
        json::Value::Null | json::Value::Unread => Value::Null,
        json::Value::Boolean(value) => Value::Bool(*value),
        json::Value::Number(digits) => serde_json::from_str(digits).map_or_else(
            |_| {
                Value::from(if digits.starts_with('-') {
                    f64::MIN
                } else {
                    f64::MAX
                })
            },
            Value::Number,
        ),
        json::Value::String(text) => Value::String(text.clone().into_owned()),
        json::Value::Array(elements) => elements.iter().map(value).collect(),
        json::Value::Object(members) => {
            let mut all = Map::new();
            for member in members {
                all.insert(member.name.clone().into_owned(), value(&member.value));
            }
            Value::Object(all)
        }
    }
}
