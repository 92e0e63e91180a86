//! The layers that a text was taken out of, and the place where its container begins.
//!
//! Both are there for findings, which most texts do not have: what leads through the escapes of a string, and
//! the lines in front of a place, are looked at when somebody asks, and not before.

use std::sync::OnceLock;

use super::span::Origin;
use super::{Span, SpanMap, quoted, yaml};

/// The layers that a text was taken out of.
#[derive(Clone, Debug, Default)]
pub struct Layers {
    /// The innermost first.
    maps: Vec<SpanMap>,
    /// The outermost, where that is a string of a document.
    outermost: Option<Outermost>,
}

/// A string of a document, by its place there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// A string of JSON, without its quotes.
    Json(Span),
    /// A scalar of YAML.
    Yaml(Span),
    /// A string of TOML.
    Toml(Span),
}

#[derive(Clone, Debug)]
struct Outermost {
    written: Written,
    map: OnceLock<SpanMap>,
}

impl Outermost {
    /// The way back from `text`, which is what the string stands for.
    fn map(&self, text: &[u8], container: &[u8]) -> &SpanMap {
        self.map.get_or_init(|| match self.written {
            Written::Json(inside) => quoted::trace(inside.of(container), inside.start()),
            Written::Yaml(span) => yaml::trace(span.of(container), text, span.start()),
            Written::Toml(span) => super::toml::trace(span.of(container), text, span.start()),
        })
    }
}

impl Layers {
    /// Those of a text that stands as it is.
    pub const fn none() -> Self {
        Self {
            maps: Vec::new(),
            outermost: None,
        }
    }

    /// The one layer of a text that is what a string stands for.
    pub const fn string(written: Written) -> Self {
        Self {
            maps: Vec::new(),
            outermost: Some(Outermost {
                written,
                map: OnceLock::new(),
            }),
        }
    }

    /// The one layer that `map` leads through.
    pub fn of(map: SpanMap) -> Self {
        Self {
            maps: vec![map],
            outermost: None,
        }
    }

    /// Adds one inside of all of these, which `text` was taken out of.
    pub fn add(&mut self, map: SpanMap, text: &[u8], container: &[u8]) {
        if let Some(outermost) = &self.outermost
            && self.maps.is_empty()
        {
            outermost.map(text, container);
        }
        self.maps.insert(0, map);
    }

    /// Leaves out the first `length` bytes of `text`, which was taken out of these.
    pub fn skip(&mut self, length: usize, text: &[u8], container: &[u8]) {
        if let Some(innermost) = self.maps.first_mut() {
            *innermost = innermost.behind_first(length);
        } else if let Some(outermost) = self.outermost.take() {
            self.maps
                .push(outermost.map(text, container).behind_first(length));
        }
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.maps.is_empty() && self.outermost.is_none()
    }

    /// The ways back from `text`, the innermost first; the last leads to bytes of `container`.
    pub fn maps<'l>(
        &'l self,
        text: &[u8],
        container: &[u8],
    ) -> impl Iterator<Item = &'l SpanMap> + use<'l> {
        let outermost = self.outermost.as_ref();
        let outermost = outermost.map(|outermost| outermost.map(text, container));
        self.maps.iter().chain(outermost)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn identity(start: usize, length: usize) -> SpanMap {
        let mut map = SpanMap::new();
        map.identity(start, length);
        map
    }

    #[test]
    fn the_innermost_layer_comes_first() {
        assert!(Layers::none().is_empty());
        assert_eq!(Layers::none().maps(b"", b"").count(), 0);
        let mut layers = Layers::of(identity(7, 3));
        assert!(!layers.is_empty());
        layers.add(identity(2, 1), b"abc", b"");
        let maps: Vec<_> = layers.maps(b"c", b"").collect();
        assert_eq!(maps, [&identity(2, 1), &identity(7, 3)]);
    }

    #[test]
    fn a_string_of_each_notation_is_the_outermost_layer() {
        let json = br#"{"body": "a\tb"}"#;
        let yaml = b"body: \"a\\tb\"\n";
        let toml = b"body = \"a\\tb\"\n";
        let (inside, quoted) = (Span::new(10, 14), Span::new(6, 12));
        for (container, written, escape) in [
            (&json[..], Written::Json(inside), 11),
            (yaml, Written::Yaml(quoted), 8),
            (toml, Written::Toml(Span::new(7, 13)), 9),
        ] {
            let layers = Layers::string(written);
            assert!(!layers.is_empty());
            let maps: Vec<_> = layers.maps(b"a\tb", container).collect();
            let [map] = maps.as_slice() else {
                panic!("{maps:?}");
            };
            let tab = map.encoded(Span::new(1, 2));
            assert_eq!(tab, Span::new(escape, escape + 2), "{written:?}");
        }
    }

    #[test]
    fn the_outermost_layer_is_traced_by_its_own_text() {
        let yaml = b"body: \"a\\tb\"\n";
        let mut layers = Layers::string(Written::Yaml(Span::new(6, 12)));
        // What is inside of it is asked for by another text.
        layers.add(identity(1, 1), b"a\tb", yaml);
        let maps: Vec<_> = layers.maps(b"\t", yaml).collect();
        let [inner, outer] = maps.as_slice() else {
            panic!("{maps:?}");
        };
        let tab = inner.encoded(Span::new(0, 1));
        assert_eq!(outer.encoded(tab), Span::new(8, 10));
    }

    #[test]
    fn what_is_left_out_is_none_of_the_innermost_text() {
        let json = br#"{"body": "a\tb"}"#;
        let mut layers = Layers::string(Written::Json(Span::new(10, 14)));
        layers.skip(1, b"a\tb", json);
        let lead = |layers: &Layers, text: &[u8], at: usize| {
            let mut span = Span::new(at, at + 1);
            for map in layers.maps(text, json) {
                span = map.encoded(span);
            }
            span
        };
        assert_eq!(lead(&layers, b"\tb", 0), Span::new(11, 13));
        layers.add(identity(1, 1), b"\tb", json);
        layers.skip(0, b"b", json);
        assert_eq!(lead(&layers, b"b", 0), Span::new(13, 14));
        let mut none = Layers::none();
        none.skip(3, b"abc", b"abc");
        assert!(none.is_empty());
    }

    #[test]
    fn lines_in_front_of_a_place_are_counted() {
        let origin = Start::behind(b"a\nbc", 3, Origin::default()).origin();
        assert_eq!((origin.line, origin.column), (2, 2));
        let clipped = Start::behind(b"a\nbc", 9, Origin::default()).origin();
        assert_eq!((clipped.line, clipped.column), (2, 3));
        let place = Start::from(origin).origin();
        assert_eq!((place.line, place.column), (2, 2));
    }
}
