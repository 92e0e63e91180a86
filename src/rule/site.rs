//! What a rule is shown: one departure, where it is, and what the contract says there.

use std::borrow::Cow;

use crate::contract::registry::{Contract, Holds};
use crate::contract::revision::Revision;
use crate::contract::shape::{EnumShape, Field, Kind, Naming, ShapeId};
use crate::temporal::{Reading, Remark};
use crate::text::json::{Node, Value};
use crate::text::name::{NAME, bounded};
use crate::text::sanitize::{json_shortened, printable, shortened};
use crate::text::{Pointer, Span};

/// Letters of a payload's text that a finding quotes.
const QUOTED: usize = 96;

/// Bytes of a payload's text that are looked at for them: some are white space that is not shown.
const LOOKED_AT: usize = 4096;

/// A way in which a payload departs from its contract.
#[derive(Clone, Debug)]
pub enum Departure<'a> {
    /// The schema refuses the value.
    Refused {
        /// The keyword that refuses it.
        keyword: &'a str,
        /// The absent property, where the keyword is `required`.
        missing: Option<&'a str>,
        /// The strings that the keyword allows, where it has a set of them.
        allowed: &'a [String],
        /// The format that is asked for, where the keyword is `format`.
        format: Option<&'a str>,
        /// How many alternatives there are, where this is what the closest of them refused;
        /// otherwise 0.
        alternatives: usize,
        /// The refusal in words that hold no payload text.
        message: &'a str,
        /// How a date is spelled, where a date is due.
        reading: Option<Reading>,
    },
    /// No field of the object has this name or one like it.
    UnknownField {
        /// The name as recorded.
        name: &'a str,
        /// Whether the schema forbids it.
        allowed: Allowed,
    },
    /// The field belongs to a later revision than the one checked against.
    FieldAhead {
        /// The name as recorded.
        name: &'a str,
        /// The field's wire name.
        field: &'static str,
        /// The revision that brought it.
        since: Revision,
        /// How the recorded name differs from the field's, where it does.
        how: Option<Respelling>,
    },
    /// The name is a known field's, spelled otherwise.
    RespelledField {
        /// The name as recorded.
        name: &'a str,
        /// How it differs.
        how: Respelling,
        /// Whether the object has the field under its right name as well.
        beside: Beside,
    },
    /// Every name of the payload that tells is spelled in the other naming.
    PayloadRespelled,
    /// Optional fields that are `null`, which means absent in a Python dump.
    NullsAsAbsent {
        /// How many.
        count: usize,
    },
    /// The field should not be sent the way that the message goes.
    FieldAstray,
    /// An object has a key twice, or more often.
    DuplicateKey {
        /// The key.
        name: &'a str,
        /// How often it stands there.
        count: usize,
        /// Whether all have the same value.
        values: Values,
    },
    /// The payload is wrapped otherwise than the contract says.
    Envelope {
        /// How.
        how: Wrapping,
        /// The DTO inside.
        inner: &'a str,
        /// The envelope that the payload seems to have, where there is such a one.
        envelope: Option<&'static str>,
        /// Whether the schema forbids it.
        allowed: Allowed,
    },
    /// A conforming date that is worth a note.
    DateRemark(Remark),
    /// The server's own stand-in for a value that it could not name.
    StandIn,
    /// A string that an open enum does not list.
    Unlisted,
}

/// How a re-spelled name differs from the field's, or a value from the enum's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Respelling {
    /// It is the field's name in the other naming.
    Naming,
    /// It differs in case or separators.
    Case,
    /// It is one or two letters away.
    NearMiss,
}

/// Whether a re-spelled field stands beside the rightly spelled one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beside {
    /// The object has both.
    Both,
    /// The object has only the re-spelled one.
    Alone,
}

/// Whether a repeated key repeats its value too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Values {
    /// All have the same value.
    Same,
    /// One has another value.
    Conflicting,
}

/// How a payload's wrapping departs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrapping {
    /// The bare DTO, or a bare array of it, where its envelope is due.
    Missing(Holds),
    /// An envelope where the bare DTO is due, or a bare array of it.
    Unexpected {
        /// What is due.
        due: Holds,
        /// What the envelope holds.
        found: Holds,
    },
    /// One object where an array of them is due, or the reverse.
    Swapped(Holds),
}

/// Whether the schema lets a departure through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Allowed {
    /// It does.
    BySchema,
    /// It does not.
    No,
}

/// Whether a value stands where the schema itself looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The schema judges it: what it refuses is an error.
    BySchema,
    /// It stands under a re-spelled name, which the schema does not know: drift all the same, but
    /// a warning at most.
    BeyondSchema,
}

/// One departure and its surroundings.
#[derive(Clone, Debug)]
pub struct Site<'a> {
    /// What departs.
    pub departure: Departure<'a>,
    /// The contract that the record is checked against.
    pub contract: &'a Contract,
    /// How names are expected to be spelled.
    pub naming: Naming,
    /// What the contract says here.
    pub shape: ShapeId,
    /// The DTO that the value belongs to.
    pub owner: &'a str,
    /// The field of that DTO; `None` where it is the whole value.
    pub field: Option<&'a Field>,
    /// The value, where there is one.
    pub value: &'a Node<'a>,
    /// The bytes that `value` was read from.
    pub text: &'a [u8],
    /// The place in the payload.
    pub pointer: Pointer,
    /// The bytes to underline.
    pub span: Span,
    /// Whether the schema looks here.
    pub reach: Reach,
}

impl Site<'_> {
    /// What the contract says here.
    pub fn kind(&self) -> &Kind {
        self.contract.shape.kind(self.shape)
    }

    /// The enum that is due here, where one is: the contract's, or that of the keyword that refuses the
    /// value.
    pub fn enumeration(&self) -> Option<Cow<'_, EnumShape>> {
        match (self.kind(), &self.departure) {
            (Kind::Enum(values) | Kind::OpenEnum(values), _) => Some(Cow::Borrowed(values)),
            (_, Departure::Refused { allowed, .. }) if !allowed.is_empty() => {
                Some(Cow::Owned(EnumShape::new("", allowed.to_vec())))
            }
            _ => None,
        }
    }

    /// The field (or element) in words, in backticks: the subject of a headline.
    pub fn subject(&self) -> String {
        match self.pointer.tokens().last() {
            Some(crate::text::pointer::Token::Name(name)) => format!("`{}`", shortened(name, 60)),
            Some(crate::text::pointer::Token::Index(index)) => match self.field {
                Some(field) => format!("element {index} of `{}`", field.name(self.naming)),
                None => format!("element {index}"),
            },
            None => "the payload".to_owned(),
        }
    }

    /// What the contract asks for, in words.
    pub fn expected(&self) -> String {
        self.contract.shape.describe(self.shape)
    }

    /// The recorded value as JSON text, made printable and cut.
    pub fn actual(&self) -> String {
        let bytes = self.value.span.of(self.text);
        let head = bytes.get(..LOOKED_AT).unwrap_or(bytes);
        let mut shown = json_shortened(&String::from_utf8_lossy(head), QUOTED);
        if head.len() < bytes.len() && !shown.contains('…') {
            shown.push('…');
        }
        shown
    }

    /// The recorded string, decoded.
    pub fn string(&self) -> Option<&str> {
        match &self.value.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The keyword that refuses the value.
    pub fn refused_by(&self) -> Option<&str> {
        match self.departure {
            Departure::Refused { keyword, .. } => Some(keyword),
            _ => None,
        }
    }
}

/// A recorded name or value as what tells its drift from others ([`super::Account::variant`]).
pub fn variant(text: &str) -> String {
    printable(&bounded(text, NAME)).into_owned()
}

/// `text` as JSON text, for replacements.
pub fn json_string(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
