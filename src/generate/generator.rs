//! Samples by number.

use std::sync::Arc;

use super::dates::{DateStyle, STYLES};
use super::draw::Draw;
use super::edge;
use super::json::Json;
use super::maker::Maker;
use super::plan::{Plan, Presence, Turn};
use crate::contract::shape::{Naming, Shape};

/// What samples look like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Profile {
    /// Required fields only.
    Minimal,
    /// What a server would plausibly send.
    #[default]
    Realistic,
    /// The corners of what the contract allows.
    Edge,
    /// Every field, each with a plausible value.
    Complete,
}

impl Profile {
    /// All profiles.
    pub const ALL: [Self; 4] = [Self::Minimal, Self::Realistic, Self::Edge, Self::Complete];

    /// The profile's name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Minimal => "minimal",
            Self::Realistic => "realistic",
            Self::Edge => "edge",
            Self::Complete => "complete",
        }
    }
}

/// How samples are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// What they look like.
    pub profile: Profile,
    /// How their names are spelled.
    pub naming: Naming,
    /// What all choices depend on.
    pub seed: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            profile: Profile::default(),
            naming: Naming::Wire,
            seed: 0,
        }
    }
}

/// Makes conforming payloads of one contract.
///
/// ```
/// use wiredrift::contract::registry::Contract;
/// use wiredrift::contract::revision::Revision;
/// use wiredrift::generate::{Generator, Options};
///
/// let contract = Contract::built_in("ConnectionDto", Revision::PINNED).unwrap();
/// let generator = Generator::new(contract.shape.clone(), Options::default());
/// assert_eq!(generator.sample(3), generator.sample(3));
/// ```
#[derive(Clone, Debug)]
pub struct Generator {
    shape: Arc<Shape>,
    options: Options,
    plan: Plan,
    dates: DateStyle,
}

impl Generator {
    /// A generator of what `shape` allows.
    pub fn new(shape: impl Into<Arc<Shape>>, options: Options) -> Self {
        let shape = shape.into();
        let entries = match options.profile {
            Profile::Edge => edge::ENTRIES,
            _ => 0,
        };
        Self {
            plan: Plan::of(&shape, entries),
            shape,
            options,
            dates: dates(options.seed),
        }
    }

    /// The shape that samples are made of.
    pub fn shape(&self) -> &Shape {
        &self.shape
    }

    pub(super) fn shared_shape(&self) -> Arc<Shape> {
        Arc::clone(&self.shape)
    }

    /// How samples are made.
    pub const fn options(&self) -> &Options {
        &self.options
    }

    /// What the first samples promise to cover, in the profiles that promise it.
    pub const fn plan(&self) -> Option<&Plan> {
        match self.options.profile {
            Profile::Realistic | Profile::Edge => Some(&self.plan),
            Profile::Minimal | Profile::Complete => None,
        }
    }

    /// Sample `number`: it depends on the seed and its number, and not on other samples.
    pub fn sample(&self, number: u64) -> Json {
        self.make(self.options.seed, self.dates, number)
    }

    /// Sample `number` of another seed.
    pub(super) fn sample_of(&self, seed: u64, number: u64) -> Json {
        self.make(seed, dates(seed), number)
    }

    fn make(&self, seed: u64, dates: DateStyle, number: u64) -> Json {
        let turn = match self.options.profile {
            Profile::Minimal => Turn {
                round: number,
                presence: Presence::Required,
            },
            Profile::Complete => Turn {
                round: number,
                presence: Presence::Every,
            },
            Profile::Realistic | Profile::Edge => Turn::of(&self.plan, number),
        };
        let draw = Draw::new(seed, number);
        Maker::new(&self.shape, self.options, dates, turn, draw).root()
    }
}

/// How the samples of a seed spell their dates: one producer writes them all.
pub(super) fn dates(seed: u64) -> DateStyle {
    let mut producer = Draw::new(seed, u64::MAX);
    let style = STYLES.get(producer.index(STYLES.len())).copied();
    style.expect("invariant: an index below the length of the list")
}
