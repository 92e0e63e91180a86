//! Payloads of contracts of one's own, made along their terms.
//!
//! `Shape` knows names and types, which is all that the built-in contract says. A schema of somebody's
//! own says more: bounds, patterns, alternatives. So its samples are made along the
//! [`Terms`](crate::contract::terms::Terms), and each is held against the contract's own validator
//! before it goes out. What terms do not say (`not`, `if`) is left to more tries; what cannot be made is
//! said, with the keyword and its place.

mod cover;
mod maker;
mod mutator;
mod numbers;
mod repair;
mod texts;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock};

use serde_json::Value;

use super::dates::DateStyle;
use super::draw::Draw;
use super::generator::{Options, Profile, dates};
use super::json::Json;
use crate::contract::document::ContractError;
use crate::contract::registry::Contract;
use crate::contract::terms::Terms;
use crate::contract::validator::{Growth, Schemas};
use crate::limits::Reached;
use cover::{Presence, Turn};
use maker::Maker;

pub use cover::Coverage;
pub use mutator::{Accompanying, OwnMutant, OwnMutator, is_offered};

/// How often a sample is tried: first as its turn says, then as it happens, at last with little.
const TRIES: u64 = 24;

/// Tries that are taken as they are: what is left out later is left out only where they all failed.
const WHOLE: u64 = 6;

/// Makes conforming payloads of a contract of one's own.
///
/// ```
/// use schemars::JsonSchema;
/// use wiredrift::generate::{Options, OwnGenerator};
///
/// #[derive(serde::Deserialize, JsonSchema)]
/// struct Order {
///     id: u32,
///     #[schemars(length(min = 2, max = 8))]
///     label: String,
/// }
///
/// let orders = OwnGenerator::of::<Order>(Options::default()).unwrap();
/// let order: Order = serde_json::from_str(&orders.sample(3).unwrap().to_string()).unwrap();
/// assert!((2..=8).contains(&order.label.chars().count()));
/// ```
#[derive(Clone, Debug)]
pub struct OwnGenerator {
    contract: Arc<Contract>,
    terms: Arc<Terms>,
    options: Options,
    dates: DateStyle,
    coverage: Arc<Coverage>,
    texts: Arc<texts::Judges>,
    left_out: Arc<Mutex<BTreeMap<(String, String), u64>>>,
    /// Steps that patterns may take for one sample.
    steps: u64,
    /// The limit of those, where a sample reached it.
    reached: Arc<OnceLock<Reached>>,
}

/// Why a payload could not be made: what its nearest try was refused for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotMade {
    /// The JSON Pointer of the value that was refused, in the payload.
    pub pointer: String,
    /// The keyword that refused it.
    pub keyword: String,
    /// The place of the keyword, as a path through the schema.
    pub place: String,
    /// What it says, in words that hold no payload text.
    pub message: String,
}

impl fmt::Display for NotMade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = match self.pointer.as_str() {
            "" => "the payload",
            pointer => pointer,
        };
        write!(f, "`{}` refuses what was made for {at}", self.keyword)?;
        if !self.message.is_empty() {
            write!(f, ": {}", self.message)?;
        }
        Ok(())
    }
}

impl std::error::Error for NotMade {}

/// Something that tries were refused for, so that samples went without it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The JSON Pointer of what was left out; indices are `*`.
    pub pointer: String,
    /// The keyword that nothing was found for.
    pub keyword: String,
    /// How often.
    pub count: u64,
}

impl OwnGenerator {
    /// A generator of what `contract`, which `schemas` are, allows. Names are spelled as the contract
    /// spells them, whatever `options` say.
    pub fn new(contract: Arc<Contract>, schemas: &Schemas, options: Options) -> Self {
        let terms = Terms::of_schemas(schemas);
        let coverage = Coverage::of(&terms, options.profile);
        Self {
            contract,
            coverage: Arc::new(coverage),
            terms: Arc::new(terms),
            options,
            dates: dates(options.seed),
            texts: Arc::default(),
            left_out: Arc::default(),
            steps: schemas.limits().sample_steps,
            reached: Arc::default(),
        }
    }

    /// A generator of payloads of a Rust type, from the schema that it derives.
    ///
    /// # Errors
    /// The schema does not compile, as it may where somebody wrote it by hand.
    pub fn of<T: schemars::JsonSchema>(options: Options) -> Result<Self, ContractError> {
        let schemas = Contract::schemas_of::<T>()?;
        let contract = Contract::of::<T>()?;
        Ok(Self::new(Arc::new(contract), &schemas, options))
    }

    /// The same contract with other options.
    #[must_use]
    pub fn with(&self, options: Options) -> Self {
        Self {
            coverage: Arc::new(Coverage::of(&self.terms, options.profile)),
            dates: dates(options.seed),
            left_out: Arc::default(),
            reached: Arc::default(),
            options,
            ..self.clone()
        }
    }

    /// The contract.
    pub const fn contract(&self) -> &Arc<Contract> {
        &self.contract
    }

    /// How samples are made.
    pub const fn options(&self) -> &Options {
        &self.options
    }

    /// What the first samples cover, in the profiles that promise it; `None` as well where the contract
    /// is too large for a promise.
    pub fn coverage(&self) -> Option<&Coverage> {
        match self.options.profile {
            Profile::Realistic | Profile::Edge => {
                Some(self.coverage.as_ref()).filter(|coverage| coverage.is_whole())
            }
            Profile::Minimal | Profile::Complete => None,
        }
    }

    /// What samples so far went without, because nothing that conforms was found for it; in order.
    pub fn left_out(&self) -> Vec<LeftOut> {
        let left_out = self.left_out.lock();
        let left_out = left_out.map(|known| known.clone()).unwrap_or_default();
        let all = left_out.into_iter();
        all.map(|((pointer, keyword), count)| LeftOut {
            pointer,
            keyword,
            count,
        })
        .collect()
    }

    /// The limit that was reached before all texts of a sample had been made.
    pub fn reached(&self) -> Option<Reached> {
        self.reached.get().copied()
    }

    /// Sample `number`: it depends on the seed and its number, and not on other samples.
    ///
    /// # Errors
    /// No try conforms: the contract allows nothing, or asks for something that is not found by making
    /// values along what it says.
    pub fn sample(&self, number: u64) -> Result<Json, NotMade> {
        self.sample_of(self.options.seed, number)
    }

    /// Sample `number` of another seed.
    pub(super) fn sample_of(&self, seed: u64, number: u64) -> Result<Json, NotMade> {
        let mut nearest = None;
        let steps = texts::Steps::new(self.steps);
        for attempt in 0..TRIES {
            let turn = self.turn(number, attempt);
            let salt = attempt.wrapping_mul(0x9e37_79b9_7f4a_7c15);
            let mut maker = Maker::new(self, &turn, Draw::new(seed ^ salt, number), &steps);
            let value = maker.root();
            let mut left_out = maker.left_out();
            if let Some(reached) = steps.reached() {
                self.reached.get_or_init(|| reached);
            }
            let made = match self.refusals(&value) {
                Ok(()) => Some(value),
                Err(()) if attempt >= WHOLE => repair::repaired(self, value, &mut left_out),
                Err(()) => None,
            };
            match made {
                Some(value) => {
                    self.keep(left_out);
                    return Ok(Json::from(repair::tidied(self, value)));
                }
                None => nearest = maker.stuck().or(nearest),
            }
            if let Some(spent) = maker.spent() {
                return Err(spent);
            }
        }
        Err(self.not_made(seed, number, nearest))
    }

    /// What a sample is to show. Tries that come later owe less.
    fn turn(&self, number: u64, attempt: u64) -> Turn {
        let plain = |presence| Turn::plain(number, presence);
        let planned = match self.options.profile {
            Profile::Minimal => plain(Presence::Required),
            Profile::Complete => plain(Presence::Every),
            Profile::Realistic | Profile::Edge => self.coverage.turn(number),
        };
        let mut turn = match attempt {
            0..=11 => planned,
            _ if self.options.profile == Profile::Minimal && attempt < 18 => planned,
            12..=17 => plain(Presence::Chance),
            18..=21 => plain(Presence::Required),
            _ => plain(Presence::Every),
        };
        turn.is_varied = attempt > 1;
        turn
    }

    /// Whether the contract accepts a value, and otherwise what it refuses.
    fn refusals(&self, value: &Value) -> Result<(), ()> {
        if self.contract.validator().accepts(value) {
            Ok(())
        } else {
            Err(())
        }
    }

    /// How deep optional parts go: the work of some contracts grows by a factor for each level.
    fn levels(&self) -> usize {
        match self.contract.validator().growth() {
            Growth::Linear => 6,
            Growth::Exponential => 2,
        }
    }

    fn keep(&self, left_out: Vec<(String, String)>) {
        if let Ok(mut known) = self.left_out.lock() {
            for one in left_out {
                *known.entry(one).or_insert(0) += 1;
            }
        }
    }

    /// The refusal of the sparest try, which has the fewest causes.
    fn not_made(&self, seed: u64, number: u64, nearest: Option<NotMade>) -> NotMade {
        if let Some(nearest) = nearest {
            return nearest;
        }
        let turn = Turn::plain(number, Presence::Required);
        let steps = texts::Steps::new(self.steps);
        let mut maker = Maker::new(self, &turn, Draw::new(seed, number), &steps);
        let value = maker.asked();
        // What is given up tells nothing of why.
        let refused = self.contract.validator().violations(&value);
        let first = refused
            .unwrap_or_default()
            .into_iter()
            .next()
            .map(|violation| NotMade {
                pointer: violation.pointer,
                keyword: match violation.keyword.as_str() {
                    "falseSchema" => "false".to_owned(),
                    keyword => keyword.to_owned(),
                },
                place: violation.place,
                message: violation.message,
            });
        if let (Some(first), Some((pointer, keyword))) = (&first, maker.without())
            && repair::starred(&first.pointer) == pointer
            && first.keyword == "type"
        {
            // Null stands there, and says nothing of why.
            let schema = first
                .place
                .rsplit_once('/')
                .map_or("", |(schema, _)| schema);
            return NotMade {
                pointer: first.pointer.clone(),
                place: format!("{schema}/{keyword}"),
                message: "nothing was found that it accepts beside the others there".to_owned(),
                keyword,
            };
        }
        first.unwrap_or_else(|| NotMade {
            pointer: String::new(),
            keyword: "type".to_owned(),
            place: String::new(),
            message: "samples that owe more than this one are refused".to_owned(),
        })
    }
}

impl From<Value> for Json {
    fn from(value: Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Boolean(value),
            Value::Number(number) => Self::Number(number.to_string()),
            Value::String(text) => Self::String(text),
            Value::Array(elements) => Self::Array(elements.into_iter().map(Self::from).collect()),
            Value::Object(members) => {
                let members = members.into_iter();
                Self::Object(
                    members
                        .map(|(name, value)| (name, Self::from(value)))
                        .collect(),
                )
            }
        }
    }
}
