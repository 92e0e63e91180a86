//! All that is told of a comparison.

use super::change::{Change, Direction, Judgement, Search, Verdict};
use crate::limits::Reached;

/// Two contracts, compared.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// The old side, as it was typed.
    pub old: String,
    /// The new side, as it was typed.
    pub new: String,
    /// From which verdict on the comparison fails.
    pub fail_on: Verdict,
    /// What was compared: one part for two schemas, one for each message of two APIs.
    pub parts: Vec<Part>,
}

/// What was compared of two contracts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Part {
    /// The message, where it is of an API.
    pub message: Option<Message>,
    /// What changed.
    pub changes: Vec<Change>,
    /// Not all was compared: there is too much of it.
    pub is_cut: bool,
    /// The limit that was reached before a payload was looked for that shows each change.
    pub reached: Option<Reached>,
}

/// A message of an API.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Message {
    /// The operation's path template.
    pub path: String,
    /// The operation's method, in upper case.
    pub method: String,
    /// Which way the message goes; `None` for the operation itself.
    pub direction: Option<Direction>,
    /// The status of a response, as the document writes it.
    pub status: Option<String>,
}

impl Message {
    /// The message for people: `GET /orders/{id}, response 200`.
    pub fn words(&self) -> String {
        let operation = format!("{} {}", self.method, self.path);
        match (self.direction, &self.status) {
            (None, _) => operation,
            (Some(Direction::Request), _) => format!("{operation}, request"),
            (Some(Direction::Response), None) => format!("{operation}, response"),
            (Some(Direction::Response), Some(status)) => format!("{operation}, response {status}"),
        }
    }
}

impl Part {
    /// Which way its payloads go.
    pub fn direction(&self) -> Option<Direction> {
        self.message.as_ref().and_then(|message| message.direction)
    }
}

impl Report {
    /// Changes of a verdict: the one of those whom they concern, the worse one where that is both.
    pub fn count(&self, verdict: Verdict) -> usize {
        self.parts
            .iter()
            .flat_map(|part| {
                let direction = part.direction();
                part.changes
                    .iter()
                    .filter(move |change| change.verdict_of(direction) == verdict)
            })
            .count()
    }

    /// Whether something is left that was not compared.
    pub fn is_cut(&self) -> bool {
        self.parts.iter().any(|part| part.is_cut)
    }

    /// The limit that was reached before a payload was looked for that shows each change.
    pub fn reached(&self) -> Option<Reached> {
        self.parts.iter().find_map(|part| part.reached)
    }

    /// Whether a payload that was not looked for might make a verdict worse.
    pub fn is_undecided(&self) -> bool {
        let is_undecided = |one: &Judgement| one.search == Search::Undecided;
        self.parts.iter().any(|part| {
            let direction = part.direction();
            part.changes.iter().any(|change| {
                let (consumers, senders) = change.concerned(direction);
                consumers.is_some_and(is_undecided) || senders.is_some_and(is_undecided)
            })
        })
    }

    /// Whether there is a change from which on the comparison fails.
    pub fn fails(&self) -> bool {
        [Verdict::Safe, Verdict::Risky, Verdict::Breaking]
            .into_iter()
            .any(|verdict| verdict >= self.fail_on && self.count(verdict) > 0)
    }
}
