//! Places and letters: byte spans, JSON Pointers, JSON trees with spans, lines and columns,
//! harmless printing, numbers for people.
//!
//! Bytes come in, places and printable text go out. Everything above stands on this floor, so
//! nothing here knows of contracts, rules or reports.

pub(crate) mod cursor;
pub mod excerpt;
pub mod json;
pub mod layers;
pub mod name;
pub mod nearest;
pub mod numbers;
pub mod pattern;
pub mod percent;
pub mod pointer;
pub mod quoted;
pub mod redacted;
pub mod sanitize;
pub mod secret;
pub mod span;
pub mod span_map;
pub mod sparse;
mod stretches;
pub mod toml;
pub mod yaml;

pub use excerpt::Excerpt;
pub use layers::{Layers, Start, Written};
pub use pointer::Pointer;
pub use span::{End, Place, Span};
pub use span_map::SpanMap;
