//! Records, and the envelopes that a server puts around them.

use std::fmt;
use std::num::NonZeroU64;
use std::sync::Arc;

use super::draw::Draw;
use super::generator::{Generator, Options};
use super::json::Json;
use super::realistic;
use crate::contract::registry::{Contract, Holds};
use crate::contract::revision::Revision;
use crate::contract::{export, shape::ObjectShape};

/// What is put around records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Envelope {
    /// Nothing.
    #[default]
    None,
    /// The envelope that holds one record.
    Single,
    /// The envelope that holds a page of this many records.
    Page(NonZeroU64),
}

/// Why there are no such documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoEnvelope {
    /// The revision has no such DTO.
    UnknownDto,
    /// No envelope holds the DTO in this way; those that hold it otherwise.
    Unwrapped(Vec<&'static str>),
}

impl fmt::Display for NoEnvelope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownDto => f.write_str("the revision has no such DTO"),
            Self::Unwrapped(_) => f.write_str("no envelope of the contract holds the DTO this way"),
        }
    }
}

impl std::error::Error for NoEnvelope {}

/// The documents that hold records of one DTO: the records themselves, or envelopes of them.
#[derive(Clone, Debug)]
pub struct Documents {
    records: Generator,
    contract: Arc<Contract>,
    envelope: Envelope,
}

impl Documents {
    /// The documents of the built-in DTO `dto` at `revision`.
    ///
    /// # Errors
    /// The revision has no such DTO, or no such envelope of it.
    pub fn new(
        dto: &str,
        revision: Revision,
        envelope: Envelope,
        options: Options,
    ) -> Result<Self, NoEnvelope> {
        let record = Contract::built_in(dto, revision).ok_or(NoEnvelope::UnknownDto)?;
        let shape = Arc::new(record.shape.clone());
        let contract = match envelope {
            Envelope::None => record,
            Envelope::Single => around(dto, revision, Holds::One)?,
            Envelope::Page(_) => around(dto, revision, Holds::Many)?,
        };
        Ok(Self {
            records: Generator::new(shape, options),
            contract: Arc::new(contract),
            envelope,
        })
    }

    /// The contract of each document.
    pub const fn contract(&self) -> &Arc<Contract> {
        &self.contract
    }

    /// The generator of the records.
    pub const fn records(&self) -> &Generator {
        &self.records
    }

    /// How many documents hold `records` records.
    pub const fn count(&self, records: u64) -> u64 {
        match self.envelope {
            Envelope::None | Envelope::Single => records,
            Envelope::Page(size) => records.div_ceil(size.get()),
        }
    }

    /// Document `number` of those that hold `records` records. A page that is not the last has the
    /// cursor of the next.
    pub fn document(&self, number: u64, records: u64) -> Json {
        match self.envelope {
            Envelope::None => self.records.sample(number),
            Envelope::Single => self.wrapped(self.records.sample(number), None),
            Envelope::Page(size) => {
                let first = number.saturating_mul(size.get());
                let end = first.saturating_add(size.get()).min(records);
                let body = (first..end).map(|record| self.records.sample(record));
                let cursor = (end < records).then(|| self.cursor(number + 1));
                self.wrapped(Json::Array(body.collect()), cursor)
            }
        }
    }

    /// The cursor that leads to page `number`; `None` for the first, which takes none, and where there
    /// are no pages.
    pub fn cursor_of(&self, number: u64) -> Option<String> {
        let is_led_to = number > 0 && matches!(self.envelope, Envelope::Page(_));
        is_led_to.then(|| self.cursor(number))
    }

    fn cursor(&self, number: u64) -> String {
        // Not the choices of any sample.
        let seed = self.records.options().seed ^ 0x6375_7273_6f72;
        realistic::cursor(&mut Draw::new(seed, number))
    }

    fn wrapped(&self, body: Json, cursor: Option<String>) -> Json {
        let naming = self.records.options().naming;
        let mut values = [
            ("body", Some(body)),
            ("code", Some(Json::integer(200))),
            ("cursor", cursor.map(Json::text)),
        ];
        let fields = self.contract.object().map_or(&[][..], ObjectShape::fields);
        let members = fields.iter().filter_map(|field| {
            let (_, value) = values.iter_mut().find(|(name, _)| *name == field.wire)?;
            Some((field.name(naming).to_owned(), value.take()?))
        });
        Json::Object(members.collect())
    }
}

/// The envelope that holds `dto` in this way.
fn around(dto: &str, revision: Revision, holds: Holds) -> Result<Contract, NoEnvelope> {
    let mut others = Vec::new();
    for name in export::dto_names(revision) {
        let Some(contract) = Contract::built_in(name, revision) else {
            continue;
        };
        if contract.inner_name() == Some(dto) {
            if contract.envelope().is_some_and(|(how, _)| how == holds) {
                return Ok(contract);
            }
            others.push(name);
        }
    }
    Err(NoEnvelope::Unwrapped(others))
}
