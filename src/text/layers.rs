//! The layers that a text was taken out of, and the place where its container begins.
//!
//! Both are there for findings, which most texts do not have: what leads through the escapes of a string
//! of JSON, and the lines in front of a place, are looked at when somebody asks, and not before.

use std::sync::OnceLock;

use super::quoted;
use super::span::Origin;
use super::{Span, SpanMap};

/// The layers that a text was taken out of.
#[derive(Clone, Debug, Default)]
pub struct Layers {
    /// The innermost first.
    maps: Vec<SpanMap>,
    /// The outermost, where that is a string of JSON.
    string: Option<Quoted>,
}

/// A string of JSON.
#[derive(Clone, Debug)]
struct Quoted {
    inside: Span,
    map: OnceLock<SpanMap>,
}

impl Layers {
    /// Those of a text that stands as it is.
    pub const fn none() -> Self {
        Self {
            maps: Vec::new(),
            string: None,
        }
    }

    /// The one layer of a text that was taken out of a string of JSON, whose inside stands at `inside` of
    /// its container.
    pub const fn string(inside: Span) -> Self {
        Self {
            maps: Vec::new(),
            string: Some(Quoted {
                inside,
                map: OnceLock::new(),
            }),
        }
    }

    /// The one layer that `map` leads through.
    pub fn of(map: SpanMap) -> Self {
        Self {
            maps: vec![map],
            string: None,
        }
    }

    /// Adds one inside of all of these.
    pub fn add(&mut self, map: SpanMap) {
        self.maps.insert(0, map);
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.maps.is_empty() && self.string.is_none()
    }

    /// The ways back, the innermost first; the last leads to bytes of `container`.
    pub fn maps<'l>(&'l self, container: &[u8]) -> impl Iterator<Item = &'l SpanMap> + use<'l> {
        let string = self.string.as_ref().map(|string| {
            let inside = string.inside;
            let trace = || quoted::trace(inside.of(container), inside.start());
            string.map.get_or_init(trace)
        });
        self.maps.iter().chain(string)
    }

    /// The bytes of `container` that gave those of `span`.
    pub fn encoded(&self, span: Span, container: &[u8]) -> Span {
        let maps = self.maps(container);
        maps.fold(span, |span, map| map.encoded(span))
    }

    /// Whether one of them loses all places.
    pub fn is_opaque(&self) -> bool {
        // A string of JSON does not.
        self.maps.iter().any(SpanMap::is_opaque)
    }
}

/// The place behind bytes whose own place is known.
#[derive(Clone, Copy, Debug)]
pub struct Start<'t> {
    origin: Origin,
    before: &'t [u8],
}

impl<'t> Start<'t> {
    /// The place `origin` itself.
    pub const fn at(origin: Origin) -> Self {
        Self {
            origin,
            before: &[],
        }
    }

    /// The place behind the first `length` bytes of `text`, which begins at `origin`.
    pub fn behind(text: &'t [u8], length: usize, origin: Origin) -> Self {
        Self {
            origin,
            before: text.get(..length).unwrap_or(text),
        }
    }

    /// The place, for which the lines in front of it are counted.
    pub fn origin(self) -> Origin {
        self.origin.advanced(self.before, self.before.len())
    }
}

impl From<Origin> for Start<'_> {
    fn from(origin: Origin) -> Self {
        Self::at(origin)
    }
}
