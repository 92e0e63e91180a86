//! Two APIs, message by message.

use std::collections::{BTreeMap, BTreeSet};

use super::change::{Change, Direction, Judgement, Kind, Search, Verdict};
use super::report::{Message, Part};
use super::side::{Side, SideError};
use super::steps::Steps;
use super::{Comparison, compared};
use crate::contract::openapi::{Api, Operation, PartId, Published};
use crate::limits::Limits;

/// What tells operations apart: the path without the names of its parameters, and the method.
type Key = (String, String);

/// Compares two APIs: the operations of both, and of each of them what goes either way.
///
/// # Errors
/// A schema of one of both cannot be used.
pub fn compare_apis(old: &Api, new: &Api) -> Result<Vec<Part>, SideError> {
    compare_apis_within(old, new, &Limits::DEFAULT)
}

/// Compares two APIs; the payloads of all messages together are looked for within limits.
///
/// # Errors
/// A schema of one of both cannot be used.
pub fn compare_apis_within(old: &Api, new: &Api, limits: &Limits) -> Result<Vec<Part>, SideError> {
    let mut apis = Apis {
        old,
        new,
        steps: Steps::new(limits.witness_steps),
        limits,
        compared: BTreeMap::new(),
        parts: Vec::new(),
    };
    let (before, now) = (operations(old), operations(new));
    let keys: BTreeSet<&Key> = before.keys().chain(now.keys()).collect();
    for key in keys {
        match (before.get(key), now.get(key)) {
            (Some(before), Some(now)) => apis.operation(before, now)?,
            (Some(gone), None) => apis.whole(gone, Kind::OperationRemoved),
            (None, Some(come)) => apis.whole(come, Kind::OperationAdded),
            (None, None) => {}
        }
    }
    Ok(apis.parts)
}

fn operations(api: &Api) -> BTreeMap<Key, &Operation> {
    let key = |operation: &Operation| (template(&operation.path), operation.method.clone());
    api.operations()
        .iter()
        .map(|operation| (key(operation), operation))
        .collect()
}

/// A path without the names of its parameters, which no request has.
fn template(path: &str) -> String {
    let mut out = String::new();
    let mut is_name = false;
    for letter in path.chars() {
        match letter {
            '{' => is_name = true,
            '}' => is_name = false,
            _ if is_name => continue,
            _ => {}
        }
        out.push(letter);
    }
    out
}

struct Apis<'a> {
    old: &'a Api,
    new: &'a Api,
    steps: Steps,
    limits: &'a Limits,
    /// What is known of pairs of schemas: many messages have the same ones.
    compared: BTreeMap<(PartId, PartId), Comparison>,
    parts: Vec<Part>,
}

impl Apis<'_> {
    /// An operation that one side alone has.
    fn whole(&mut self, operation: &Operation, kind: Kind) {
        let (senders, word) = if kind == Kind::OperationRemoved {
            (Verdict::Breaking, "removed")
        } else {
            (Verdict::Safe, "added")
        };
        let message = message(operation, None, None);
        let words = [format!("no {}", message.words()), message.words()];
        let change = told(
            kind,
            format!("the operation was {word}"),
            words,
            [Verdict::Safe, senders],
        );
        self.parts.push(Part {
            message: Some(message),
            changes: vec![change],
            ..Part::default()
        });
    }

    fn operation(&mut self, old: &Operation, new: &Operation) -> Result<(), SideError> {
        let request = message(new, Some(Direction::Request), None);
        self.message(request, Some(old.request()), Some(new.request()))?;
        let before: BTreeMap<String, &Published> = old.responses().collect();
        let now: BTreeMap<String, &Published> = new.responses().collect();
        let statuses: BTreeSet<&String> = before.keys().chain(now.keys()).collect();
        for status in statuses {
            let response = message(new, Some(Direction::Response), Some(status.clone()));
            self.message(
                response,
                before.get(status).copied(),
                now.get(status).copied(),
            )?;
        }
        Ok(())
    }

    fn message(
        &mut self,
        message: Message,
        old: Option<&Published>,
        new: Option<&Published>,
    ) -> Result<(), SideError> {
        let mut part = Part {
            message: Some(message),
            ..Part::default()
        };
        let schemas = |published: Option<&Published>| {
            published.map_or_else(Vec::new, |published| published.schemas.clone())
        };
        let (before, now) = (schemas(old), schemas(new));
        let pairs = self.paired(&before, &now);
        for &(left, right) in &pairs {
            let comparison = self.compared(left, right)?;
            part.changes.extend(comparison.changes);
            part.is_cut |= comparison.is_cut;
            part.reached = part.reached.or(comparison.reached);
        }
        let is_request = part.direction() == Some(Direction::Request);
        let one_sided = [
            // No body where there was one: nothing is left to read.
            (&before, Kind::MessageRemoved, new.is_some()),
            (&now, Kind::MessageAdded, true),
        ];
        for (all, kind, is_there) in one_sided {
            let is_old = kind == Kind::MessageRemoved;
            for &id in all {
                let is_paired = |pair: &(PartId, PartId)| {
                    if is_old { pair.0 == id } else { pair.1 == id }
                };
                if pairs.iter().any(is_paired) {
                    continue;
                }
                let api = if is_old { self.old } else { self.new };
                let consumers = match (is_old, is_there) {
                    (true, true) => Verdict::Breaking,
                    (true, false) => Verdict::Safe,
                    (false, _) => Verdict::Risky,
                };
                let verdicts = if is_request {
                    [Verdict::Safe, Verdict::Risky]
                } else {
                    [consumers, Verdict::Safe]
                };
                let name = format!("a body as `{}`", api.name(id));
                let word = if is_old { "removed" } else { "added" };
                let words = [format!("no {name}"), name.clone()];
                part.changes
                    .push(told(kind, format!("{name} was {word}"), words, verdicts));
            }
        }
        if !part.changes.is_empty() || part.is_cut {
            self.parts.push(part);
        }
        Ok(())
    }

    /// Which schemas of a message are the same ones: by name, and else by their order.
    fn paired(&self, old: &[PartId], new: &[PartId]) -> Vec<(PartId, PartId)> {
        let mut pairs: Vec<(PartId, PartId)> = Vec::new();
        for by_name in [true, false] {
            for &left in old {
                let found = new.iter().copied().find(|&right| {
                    let is_free = pairs.iter().all(|pair| pair.0 != left && pair.1 != right);
                    is_free && (!by_name || self.old.name(left) == self.new.name(right))
                });
                pairs.extend(found.map(|right| (left, right)));
            }
        }
        pairs.sort_unstable();
        pairs
    }

    fn compared(&mut self, old: PartId, new: PartId) -> Result<Comparison, SideError> {
        if let Some(known) = self.compared.get(&(old, new)) {
            return Ok(known.clone());
        }
        let side =
            |api: &Api, id| Side::of_schemas(api.name(id), api.schemas_of(id)?, api.formats());
        let (before, now) = (side(self.old, old)?, side(self.new, new)?);
        let comparison = compared(&before, &now, &self.steps, self.limits);
        self.compared.insert((old, new), comparison.clone());
        Ok(comparison)
    }
}

fn message(operation: &Operation, direction: Option<Direction>, status: Option<String>) -> Message {
    Message {
        path: operation.path.clone(),
        method: operation.method.clone(),
        direction,
        status,
    }
}

/// A change that no payload can show; `words` are those of the side without and of the side with.
fn told(
    kind: Kind,
    headline: String,
    words: [String; 2],
    [consumers, senders]: [Verdict; 2],
) -> Change {
    let [without, with] = words;
    let is_removed = matches!(kind, Kind::OperationRemoved | Kind::MessageRemoved);
    let (old, new) = if is_removed {
        (with, without)
    } else {
        (without, with)
    };
    let judged = |verdict| Judgement {
        verdict,
        witness: None,
        search: Search::Whole,
    };
    Change {
        pointer: String::new(),
        kind,
        headline,
        old,
        new,
        consumers: judged(consumers),
        senders: judged(senders),
    }
}
