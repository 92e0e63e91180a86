//! The two depths of answer: a quick look at a payload, and a full one where that is not enough.
//!
//! A payload's bytes come in; [`Finding`]s and date spellings go out, with spans within those
//! bytes. The law kept here: when the quick look says clean, the full one finds nothing above a
//! note (and in fact nothing at all), so most traffic never needs a tree.

pub mod census;
mod dates;
mod duplicates;
mod envelope;
pub mod exchange;
pub mod full;
mod left;
pub mod observe;
pub mod payload;
pub mod quick;

use crate::contract::shape::Naming;
use crate::finding::Finding;
use crate::limits::{Limits, length};
use crate::text::{Pointer, Span, json};

pub use census::Census;
pub use payload::{Checker, Failure, STACK, against, against_within};

/// How payloads are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// How names are expected to be spelled.
    pub naming: NamingChoice,
    /// What `null` in an optional field means; by default, it depends on the naming.
    pub nulls: Option<Nulls>,
    /// Arrays and objects inside one another that are read.
    pub nesting: usize,
    /// Bytes of the pointers of one record's values, but for those that are free ([`Limits::pointer_bytes`]).
    pub pointer_bytes: u64,
}

impl Options {
    /// The options, of which as much is read as `limits` say.
    #[must_use]
    pub fn within(self, limits: &Limits) -> Self {
        Self {
            nesting: length(limits.nesting),
            pointer_bytes: limits.pointer_bytes,
            ..self
        }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            naming: NamingChoice::Fixed(Naming::Wire),
            nulls: None,
            nesting: json::MAX_NESTING,
            pointer_bytes: Limits::DEFAULT.pointer_bytes,
        }
    }
}

/// Which naming payloads are expected in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NamingChoice {
    /// This one.
    Fixed(Naming),
    /// Whichever most names of the payload have.
    Auto,
}

/// What `null` in an optional field means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nulls {
    /// The schema forbids it.
    Error,
    /// The field is absent, as in dumps of Python objects.
    Absent,
}

impl Nulls {
    /// What `null` means under a naming, where nobody says: Python dumps write one for each unset
    /// field, the wire never does.
    pub const fn usual(naming: Naming) -> Self {
        match naming {
            Naming::Wire => Self::Error,
            Naming::Python => Self::Absent,
        }
    }
}

/// Does several pieces of work, perhaps at the same time.
pub trait Workers: std::fmt::Debug + Send + Sync {
    /// Calls `work` once with each number below `count`, and comes back when all of it is done.
    fn work(&self, count: usize, work: &(dyn Fn(usize) + Sync));
}

/// How one date field was spelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpelledDate<'a> {
    /// The DTO that the field belongs to.
    pub dto: &'a str,
    /// The field's wire name.
    pub field: &'a str,
    /// The spelling's name.
    pub spelling: &'a str,
    /// The bytes of the first such value within the payload.
    pub span: Span,
    /// How many values of the payload are meant.
    pub count: u64,
    /// The element that the first of them stands in, where that is known.
    pub element: Option<Element>,
}

/// An element of the array that a payload is, or that its `body` is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Element {
    /// Whether the array is the payload's `body`.
    pub is_in_body: bool,
    /// Its index in the array.
    pub index: usize,
    /// Bytes of the payload before it.
    pub start: usize,
}

impl Element {
    /// The way to it.
    pub fn pointer(self) -> Pointer {
        let array = if self.is_in_body {
            Pointer::root().member("body")
        } else {
            Pointer::root()
        };
        array.element(self.index)
    }
}

/// Receives what a check finds, in the order of the payload.
pub trait Sink {
    /// A departure from the contract.
    fn found(&mut self, finding: Finding);

    /// Dates of one field and spelling, whether they conform or not.
    fn spelled(&mut self, date: SpelledDate<'_>);
}
