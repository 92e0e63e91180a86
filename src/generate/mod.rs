//! Payloads made from the types: conforming ones, and ones that depart in exactly one labelled way.
//!
//! A contract, a profile and a seed come in; JSON values go out, the same on every machine. They
//! are made from the same [`Shape`](crate::contract::shape::Shape) that the checker reads, but never
//! from the checker itself: what learned from the checker could not test it. [`Generator`] makes
//! samples by number, [`payloads`] is the same as a proptest strategy, and a [`Mutator`] breaks
//! them on purpose.

mod dates;
mod documents;
mod draw;
mod edge;
mod generator;
mod json;
mod maker;
mod manifest;
mod matching;
mod mutator;
mod own;
mod plan;
mod realistic;
mod recording;
mod shrink;
mod strategy;

pub use documents::{Documents, Envelope, NoEnvelope};
pub use generator::{Generator, Options, Profile};
pub use json::Json;
pub use manifest::{Manifest, ManifestEntry, ManifestFinding, ManifestTool};
pub use matching::matching;
pub use mutator::{Mutant, Mutator};
pub use own::{
    Accompanying, Coverage, LeftOut, NotMade, OwnGenerator, OwnMutant, OwnMutator, is_offered,
};
pub use plan::Plan;
pub use recording::{BASE_URL, Carrier, Exchange, OWN_BASE_URL, RecordingFormat};
pub use strategy::{PayloadTree, Payloads, mutants, payloads};
