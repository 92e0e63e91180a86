//! What a contract says of the values at each place, keyword by keyword: its terms.
//!
//! The documents of a contract come in; a closed graph of [`Term`]s goes out, in which no `$ref` and no
//! `allOf` is left, and in which two ways to write the same thing are the same. Rules see the
//! [`Shape`](super::shape::Shape), which knows names and types alone; whoever compares contracts has to
//! see bounds, patterns and alternatives too. What a term cannot say is kept beside it
//! ([`Term::judged`]), so that it is never taken for equal unseen.

mod build;
mod facet;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Number, Value};

use super::validator::Schemas;
pub use facet::{Bound, Limit, Types};

/// The terms of a contract.
#[derive(Clone, Debug)]
pub struct Terms {
    nodes: Vec<Term>,
    root: TermId,
    is_cut: bool,
}

/// A place in [`Terms`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TermId(usize);

/// What is said of the values at one place.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a keyword of its own, and they go together in any way"
)]
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Term {
    /// What the schema is called: by the reference that leads to it, or by its title.
    pub name: String,
    /// The types that are allowed.
    pub types: Types,
    /// The values that are allowed, where they are listed; in order, each once.
    pub values: Option<Vec<Value>>,
    /// The formats that are asked for.
    pub formats: BTreeSet<String>,
    /// Bounds of numbers, lengths and counts.
    pub limits: BTreeMap<Limit, Bound>,
    /// What numbers are multiples of.
    pub multiples: Vec<Number>,
    /// The patterns that strings match, all of them.
    pub patterns: BTreeSet<String>,
    /// Whether no element of an array is there twice.
    pub is_unique: bool,
    /// The members that are known by name.
    pub fields: BTreeMap<String, FieldTerm>,
    /// What other members may be.
    pub others: Others,
    /// The first elements of an array, where they are told one by one.
    pub prefix: Vec<TermId>,
    /// The other elements.
    pub items: Option<TermId>,
    /// The schemas of which a value has to match one.
    pub alternatives: Vec<Alternative>,
    /// Whether it has to be one alone (`oneOf`).
    pub is_one_of: bool,
    /// What is beyond this vocabulary, by keyword.
    pub judged: BTreeMap<String, Judged>,
    /// `readOnly`.
    pub is_read_only: bool,
    /// `writeOnly`.
    pub is_write_only: bool,
}

/// A member that is known by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldTerm {
    /// What its value may be.
    pub term: TermId,
    /// Whether it has to be there.
    pub is_required: bool,
}

/// What members may be that are not known by name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Others {
    /// Anything.
    #[default]
    Open,
    /// There may be none.
    Closed,
    /// Values of this kind.
    Of(TermId),
}

/// One of several schemas of which a value has to match one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alternative {
    /// What it says by itself.
    pub own: TermId,
    /// What it says together with what is said of all of them.
    pub whole: TermId,
}

/// What is beyond the vocabulary of a [`Term`].
#[derive(Clone, Debug, PartialEq)]
pub enum Judged {
    /// A value, such as that of `dependentRequired`.
    Value(Value),
    /// A schema, such as that of `not`.
    Schema(TermId),
}

impl Terms {
    /// The terms of a contract.
    pub fn of_schemas(schemas: &Schemas) -> Self {
        build::terms(&[schemas])
    }

    /// What two contracts say together: a value conforms to these where it conforms to both.
    pub fn of_both(one: &Schemas, other: &Schemas) -> Self {
        build::terms(&[one, other])
    }

    /// The place of the whole value.
    pub const fn root(&self) -> TermId {
        self.root
    }

    /// What is said at a place.
    pub fn term(&self, id: TermId) -> &Term {
        static ANY: Term = Term::anything();
        self.nodes.get(id.0).unwrap_or(&ANY)
    }

    /// The place at which nothing is said.
    pub const fn anything(&self) -> TermId {
        TermId(self.nodes.len())
    }

    /// Whether the contract is larger than what is looked at: what is below was left out.
    pub const fn is_cut(&self) -> bool {
        self.is_cut
    }
}

impl Term {
    /// Everything is allowed.
    const fn anything() -> Self {
        Self {
            name: String::new(),
            types: Types::ALL,
            values: None,
            formats: BTreeSet::new(),
            limits: BTreeMap::new(),
            multiples: Vec::new(),
            patterns: BTreeSet::new(),
            is_unique: false,
            fields: BTreeMap::new(),
            others: Others::Open,
            prefix: Vec::new(),
            items: None,
            alternatives: Vec::new(),
            is_one_of: false,
            judged: BTreeMap::new(),
            is_read_only: false,
            is_write_only: false,
        }
    }

    /// Whether the types are all that is said.
    pub fn is_plain(&self) -> bool {
        let plain = Self {
            name: self.name.clone(),
            types: self.types,
            ..Self::anything()
        };
        *self == plain
    }

    /// What the term allows, for people: `string (date-time)`.
    pub fn describe(&self) -> String {
        let mut words = self.types.names();
        if !self.formats.is_empty() {
            let formats: Vec<&str> = self.formats.iter().map(String::as_str).collect();
            words = format!("{words} ({})", formats.join(", "));
        }
        match &self.values {
            Some(values) if values.len() == 1 => words.push_str(", one value"),
            Some(values) => words = format!("{words}, one of {} values", values.len()),
            None => {}
        }
        words
    }
}

#[cfg(test)]
mod tests;
