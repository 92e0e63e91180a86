//! A recorded body and the layers that it was taken out of.

use std::borrow::Cow;

use super::decode::{Decoded, Encoding};
use crate::text::json;
use crate::text::span::{Origin, Places};
use crate::text::{Layers, Span, SpanMap, Start, Written};

/// How a body's text is written in its capture, inside of all encodings: what is needed to write a part of
/// it anew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Quoting {
    /// It stands there as it is.
    #[default]
    None,
    /// In pieces, or otherwise so that no part of it can be written alone.
    Unknown,
    /// Inside of a string of JSON.
    Json,
    /// As the YAML scalar at this place of the container.
    Yaml(Span),
    /// As the TOML string at this place of the container.
    Toml(Span),
    /// As values of YAML, for which the body's JSON stands.
    YamlTree,
    /// As values of TOML, for which the body's JSON stands.
    TomlTree,
}

/// The bytes of a body as its API sent them, and the way back to the capture's own bytes.
#[derive(Clone, Debug)]
pub struct Body<'a> {
    bytes: Cow<'a, [u8]>,
    layers: Layers,
    /// The outermost first.
    encodings: Vec<Encoding>,
    quoting: Quoting,
    container: &'a [u8],
    start: Start<'a>,
    member: Option<&'a str>,
}

impl<'a> Body<'a> {
    /// A body that stands in the capture as it is, from `origin` on.
    pub const fn plain(bytes: &'a [u8], origin: Origin) -> Self {
        Self {
            bytes: Cow::Borrowed(bytes),
            layers: Layers::none(),
            encodings: Vec::new(),
            quoting: Quoting::None,
            container: bytes,
            start: Start::at(origin),
            member: None,
        }
    }

    /// The same body, which is of the member `name` of an archive.
    #[must_use]
    pub const fn of_member(mut self, name: &'a str) -> Self {
        self.member = Some(name);
        self
    }

    /// The member of an archive that the body's places are in, where that is not the one that tells of
    /// it.
    pub const fn member(&self) -> Option<&'a str> {
        self.member
    }

    /// The same body, which is written so in its capture.
    #[must_use]
    pub const fn quoted(mut self, quoting: Quoting) -> Self {
        self.quoting = quoting;
        self
    }

    /// A body that stands as it is at `span` of `container`, whose first byte stands at `origin`.
    pub fn within(container: &'a [u8], span: Span, origin: Origin) -> Self {
        Self {
            start: Start::behind(container, span.start(), origin),
            ..Self::plain(span.of(container), origin)
        }
    }

    /// What stands inside of a string of JSON, at `inside` of `container`, whose first byte stands at `origin`;
    /// `bytes` are what it stands for where that differs.
    pub fn json_string(
        container: &'a [u8],
        inside: Span,
        bytes: Option<Cow<'a, [u8]>>,
        origin: Origin,
    ) -> Self {
        let body = match bytes {
            None => Self::within(container, inside, origin),
            Some(bytes) => Self::string(container, Written::Json(inside), bytes, origin),
        };
        body.quoted(Quoting::Json)
    }

    /// What a string of `container`, whose first byte stands at `origin`, stands for.
    pub const fn string(
        container: &'a [u8],
        written: Written,
        bytes: Cow<'a, [u8]>,
        origin: Origin,
    ) -> Self {
        let quoting = match written {
            Written::Json(_) => Quoting::Json,
            Written::Yaml(span) => Quoting::Yaml(span),
            Written::Toml(span) => Quoting::Toml(span),
        };
        Self {
            bytes,
            layers: Layers::string(written),
            encodings: Vec::new(),
            quoting,
            container,
            start: Start::at(origin),
            member: None,
        }
    }

    /// What was decoded from bytes of `container`, whose first byte stands at `origin`.
    pub fn decoded(container: &'a [u8], origin: Origin, decoded: Decoded) -> Self {
        Self {
            bytes: Cow::Owned(decoded.bytes),
            layers: Layers::of(decoded.map),
            encodings: Vec::from_iter(decoded.encoding),
            quoting: Quoting::Unknown,
            container,
            start: Start::at(origin),
            member: None,
        }
    }

    /// What was decoded from this body's bytes.
    #[must_use]
    pub fn inside(mut self, decoded: Decoded) -> Self {
        self.layers.add(decoded.map, &self.bytes, self.container);
        self.encodings.extend(decoded.encoding);
        self.bytes = Cow::Owned(decoded.bytes);
        self
    }

    /// The same body without a byte order mark in front.
    #[must_use]
    pub(super) fn unmarked(mut self) -> Self {
        let mark = self.bytes.len() - json::unmarked(&self.bytes).len();
        if mark == 0 {
            return self;
        }
        if self.layers.is_empty() {
            self.start = Start::at(self.start.origin().advanced(self.container, mark));
            self.container = json::unmarked(self.container);
        } else {
            self.layers.skip(mark, &self.bytes, self.container);
        }
        self.bytes = match self.bytes {
            Cow::Borrowed(bytes) => Cow::Borrowed(json::unmarked(bytes)),
            Cow::Owned(mut bytes) => {
                bytes.drain(..mark);
                Cow::Owned(bytes)
            }
        };
        self
    }

    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What the bytes are written in inside of the capture, the outermost first.
    pub fn encodings(&self) -> &[Encoding] {
        &self.encodings
    }

    /// How the text is written in the capture, where there are no encodings.
    pub const fn quoting(&self) -> Quoting {
        self.quoting
    }

    /// The layers that the bytes were taken out of, the innermost first.
    pub fn layers(&self) -> Vec<&SpanMap> {
        self.layers.maps(&self.bytes, self.container).collect()
    }

    /// The bytes that the outermost layer leads to, which are the body's own where there is none, and
    /// where their first one stands in the file.
    pub fn container(&self) -> (&'a [u8], Origin) {
        (self.container, self.start.origin())
    }

    /// Where spans of the bytes are in the capture.
    pub fn places(&self) -> Places<'_> {
        if self.layers.is_empty() {
            return Places::through(&self.bytes, &self.layers, &self.bytes, self.start);
        }
        Places::through(&self.bytes, &self.layers, self.container, self.start)
    }
}
