//! A document of a contract that is not built in: a schema, in JSON or YAML, and where things are in
//! it.
//!
//! A file's text comes in; the value goes out, and with it the places that errors of the contract
//! point to. How documents are found by their URI is for whoever implements [`Library`].

use std::fmt;
use std::sync::OnceLock;

use serde_json::{Number, Value};

use super::positions::Positions;
use crate::limits::{Limits, length, reached};
use crate::text::json::{self, Node};
use crate::text::sanitize::shortened;
use crate::text::span::{Origin, Places};
use crate::text::{Place, Span, yaml};

/// Letters of a pointer that are shown.
const POINTER: usize = 160;

/// One document of a contract.
#[derive(Clone, Debug)]
pub struct Document {
    /// The file as it is shown to people; empty where the document is no file.
    pub shown: String,
    /// What it says.
    pub value: Value,
    /// The file; empty where the document is none.
    text: String,
    /// Where its values are: asked for where something is wrong with one, then for any number of them.
    positions: OnceLock<Option<Positions>>,
}

/// Gives the documents that references lead to.
///
/// References come from documents that may be hostile: whoever implements this reads nothing but what
/// its user let in, and never from a network.
pub trait Library: Send + Sync {
    /// The document at `uri`, which has no fragment.
    ///
    /// # Errors
    /// Why there is none, as one clause for people, and what to do.
    fn document(&self, uri: &str) -> Result<Document, Missing>;

    /// How much is taken of the contract.
    fn limits(&self) -> Limits {
        Limits::DEFAULT
    }
}

/// Why there is no document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The fact, as one clause.
    pub why: String,
    /// What to do.
    pub help: String,
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)
    }
}

impl std::error::Error for Missing {}

/// No other documents.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoLibrary;

impl Library for NoLibrary {
    fn document(&self, _: &str) -> Result<Document, Missing> {
        Err(Missing {
            why: "the contract has one document only".to_owned(),
            help: "put what the reference leads to into it".to_owned(),
        })
    }
}

/// Why a contract cannot be used: it is no schema, or a reference leads nowhere. Never about a payload.
#[derive(Clone, Debug, PartialEq)]
pub struct ContractError {
    /// The document, as it is shown to people; empty where it is no file.
    pub path: String,
    /// Where in the document; boxed, as an error is handed on far more often than it is looked at.
    pub place: Option<Box<Place>>,
    /// The fact in one lower-case sentence without full stop, with the place as a JSON Pointer (RFC 6901)
    /// behind it where it is not the whole file.
    pub message: String,
    /// What to do, in one imperative sentence.
    pub help: String,
}

impl fmt::Display for ContractError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.path.as_str(), self.place.as_deref()) {
            ("", _) => {}
            (path, None) => write!(f, "{path}: ")?,
            (path, Some(place)) => write!(f, "{path}:{}:{}: ", place.line, place.column)?,
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for ContractError {}

impl Document {
    /// A document of this value, which is no file.
    pub fn of_value(value: Value) -> Self {
        Self {
            shown: String::new(),
            value,
            text: String::new(),
            positions: OnceLock::new(),
        }
    }

    /// Reads a document, in JSON where it begins as that, or else in YAML, which may begin so, too; `shown` is
    /// its name, whose ending tells which of both broken text was meant to be.
    ///
    /// # Errors
    /// It is neither, or not UTF-8, or longer than is read.
    pub fn read(shown: &str, bytes: Vec<u8>) -> Result<Self, ContractError> {
        Self::read_within(shown, bytes, &Limits::DEFAULT)
    }

    /// Reads a document like [`Document::read`], within other limits.
    ///
    /// # Errors
    /// It is neither, or not UTF-8, or longer than is read.
    pub fn read_within(
        shown: &str,
        bytes: Vec<u8>,
        limits: &Limits,
    ) -> Result<Self, ContractError> {
        let error = |message: String, help: &str| ContractError {
            path: shown.to_owned(),
            place: None,
            message,
            help: help.to_owned(),
        };
        if bytes.len() as u64 > limits.document_bytes {
            let reached = reached("document-bytes", limits.document_bytes);
            let message = format!("the document is longer than {reached}");
            return Err(error(message, &reached.help()));
        }
        let text = String::from_utf8(bytes).map_err(|_| {
            error(
                "the bytes are no UTF-8".to_owned(),
                "save the file as UTF-8",
            )
        })?;
        let text = match text.strip_prefix('\u{feff}') {
            Some(rest) => rest.to_owned(),
            None => text,
        };
        let found = Self::tree(shown, &text, limits).map(|node| {
            let is_told = node.has_pointers_within(limits.pointer_bytes);
            is_told.then(|| value(&node))
        });
        match found {
            Ok(None) => {
                let reached = reached("pointer-bytes", limits.pointer_bytes);
                let message =
                    format!("the pointers to the document's values have more bytes than {reached}");
                let help = format!("shorten the names above many others; or {}", reached.help());
                Err(error(message, &help))
            }
            Ok(Some(value)) => Ok(Self {
                shown: shown.to_owned(),
                value,
                text,
                positions: OnceLock::new(),
            }),
            Err((offset, message)) => Err(ContractError {
                place: Some(Box::new(at(&text, Span::new(offset, offset)))),
                ..error(message, "correct the syntax there")
            }),
        }
    }

    /// The same document with another value: places are still those of the file.
    #[must_use]
    pub fn with(self, change: impl FnOnce(Value) -> Value) -> Self {
        Self {
            value: change(self.value),
            ..self
        }
    }

    fn tree<'t>(shown: &str, text: &'t str, limits: &Limits) -> Result<Node<'t>, (usize, String)> {
        let bounds = yaml::Bounds {
            nesting: length(limits.nesting),
            aliased: length(limits.yaml_aliases),
            anchors: length(limits.yaml_anchors),
        };
        let in_yaml = || {
            yaml::parse_within(text, bounds).map_err(|error| {
                let message = match error.limit {
                    Some((name, value)) => {
                        let told = reached(name, value as u64).told();
                        format!("{}, {told}", error.message)
                    }
                    None => error.message,
                };
                (error.offset, message)
            })
        };
        let start = text.trim_start();
        let is_like_json =
            start.starts_with(['{', '[', '"']) || matches!(start.trim_end(), "true" | "false");
        if !is_like_json {
            return in_yaml();
        }
        let error = match json::parse_within(text.as_bytes(), bounds.nesting) {
            Ok(node) => return Ok(node),
            Err(error) => (error.offset, error.kind.to_string()),
        };
        // YAML has braces and brackets, too.
        let ends = |ending: &str| {
            let end = shown.len().checked_sub(ending.len());
            end.and_then(|end| shown.get(end..))
                .is_some_and(|end| end.eq_ignore_ascii_case(ending))
        };
        if ends(".yaml") || ends(".yml") {
            in_yaml()
        } else if ends(".json") {
            Err(error)
        } else {
            in_yaml().map_err(|_| error)
        }
    }

    /// An error about the value at `pointer` (RFC 6901).
    pub fn error(&self, pointer: &str, message: String, help: &str) -> ContractError {
        let positions = self.positions.get_or_init(|| self.located());
        let place = positions
            .as_ref()
            .map(|positions| positions.place(&self.text, pointer));
        let message = match (self.shown.as_str(), pointer) {
            ("", _) | (_, "") => message,
            (_, pointer) => format!("{message} (at `{}`)", shortened(pointer, POINTER)),
        };
        ContractError {
            path: self.shown.clone(),
            place: place.map(Box::new),
            message,
            help: help.to_owned(),
        }
    }

    /// Where the values of the file are; nothing where the document is none.
    fn located(&self) -> Option<Positions> {
        // It was read within the limits of its user before.
        let unlimited = Limits {
            yaml_aliases: u64::MAX,
            yaml_anchors: u64::MAX,
            ..Limits::DEFAULT
        };
        if self.shown.is_empty() {
            return None;
        }
        let root = Self::tree(&self.shown, &self.text, &unlimited).ok()?;
        Some(Positions::new(&root, &self.text))
    }
}

fn at(text: &str, span: Span) -> Place {
    Places::new(text.as_bytes(), Origin::default()).place(span)
}

fn value(node: &Node<'_>) -> Value {
    match &node.value {
        json::Value::Null | json::Value::Unread => Value::Null,
        json::Value::Boolean(value) => Value::Bool(*value),
        json::Value::Number(digits) => serde_json::from_str::<Number>(digits)
            .map_or_else(|_| Value::String((*digits).to_owned()), Value::Number),
        json::Value::String(text) => Value::String(text.clone().into_owned()),
        json::Value::Array(elements) => elements.iter().map(value).collect(),
        json::Value::Object(members) => {
            let members = members
                .iter()
                .map(|member| (member.name.clone().into_owned(), value(&member.value)));
            Value::Object(members.collect())
        }
    }
}
