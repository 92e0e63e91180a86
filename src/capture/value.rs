//! What the readers of documents share: members by name, strings as bodies, how reading ended.

use std::borrow::Cow;
use std::ops::ControlFlow;

use super::attachments::Attachments;
use super::body::{Body, Quoting};
use super::decode::{self, Bounds, Decoded, Encoding};
use super::document::{self, Syntax};
use super::elements::End;
use super::exchange::{Content, Defect};
use super::message::{CaptureError, MessageSink};
use crate::text::json::{self, Node, Value};
use crate::text::span::Origin;
use crate::text::sparse::{Reader, Told};
use crate::text::{Span, SpanMap, Start, Written as Place, quoted, yaml};

/// The bytes of one entry of a capture, which its tree was parsed from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry<'a> {
    pub(super) text: &'a [u8],
    pub(super) origin: Origin,
    /// Bytes of what the tree was parsed from that stand in front of these.
    skipped: usize,
    pub(super) syntax: Syntax,
    /// Who keeps the texts of strings that are not in the tree.
    pub(super) texts: Option<&'a Reader>,
    /// How much is taken of its bodies.
    pub(super) bounds: Bounds,
}

impl<'a> Entry<'a> {
    /// An entry in JSON, whose first byte stands at `origin`.
    pub(super) const fn json(text: &'a [u8], origin: Origin, bounds: Bounds) -> Self {
        Self::of(Syntax::Json, text, origin, bounds)
    }

    /// An entry in `syntax`, whose first byte stands at `origin`.
    pub(super) const fn of(syntax: Syntax, text: &'a [u8], origin: Origin, bounds: Bounds) -> Self {
        Self {
            text,
            origin,
            skipped: 0,
            syntax,
            texts: None,
            bounds,
        }
    }

    /// The same entry, of whose tree `texts` keeps what is not in it.
    pub(super) const fn with(mut self, texts: &'a Reader) -> Self {
        self.texts = Some(texts);
        self
    }

    /// The part of the entry that `node` is, as an entry of its own with the same tree; its first byte stands
    /// at `origin`.
    pub(super) fn part(&self, node: &Node<'_>, origin: Origin) -> Self {
        Self {
            text: self.written(node.span).of(self.text),
            origin,
            skipped: node.span.start(),
            ..*self
        }
    }

    /// Where the span of a node is in the text.
    pub(super) fn written(&self, span: Span) -> Span {
        let behind = |at: usize| at.saturating_sub(self.skipped);
        Span::new(behind(span.start()), behind(span.end()))
    }

    /// Where `node` begins in the file.
    pub(super) fn origin_of(&self, node: &Node<'_>) -> Origin {
        self.start_of(node).origin()
    }

    /// The same, for whoever may not ask.
    pub(super) fn start_of(&self, node: &Node<'_>) -> Start<'a> {
        Start::behind(self.text, self.written(node.span).start(), self.origin)
    }

    /// The body that the string `node` holds; `None` where it is no string.
    pub(super) fn string(&self, node: &Node<'a>) -> Option<Body<'a>> {
        let text = match &node.value {
            Value::String(text) => text,
            Value::Unread => return self.kept(node.span),
            _ => return None,
        };
        match self.syntax {
            Syntax::Json => {}
            Syntax::Yaml => return Some(self.scalar(node.span, text)),
            Syntax::Toml => {
                let written = Place::Toml(node.span);
                return Some(Body::string(self.text, written, bytes(text), self.origin));
            }
        }
        let written = self.written(node.span);
        let inside = Span::new(written.start() + 1, written.end() - 1);
        let bytes = inside.of(self.text);
        let is_escaped = memchr::memchr(b'\\', bytes).is_some();
        let bytes = is_escaped.then(|| quoted::unescaped(bytes).into());
        Some(Body::json_string(self.text, inside, bytes, self.origin))
    }

    /// The body that the string at `span` holds, which is not in the tree.
    fn kept(&self, span: Span) -> Option<Body<'a>> {
        let bytes = match self.texts?.told(span)? {
            Told::Plain => None,
            Told::Escaped(text) => Some(text.into()),
        };
        let written = self.written(span);
        let inside = Span::new(written.start() + 1, written.end() - 1);
        Some(Body::json_string(self.text, inside, bytes, self.origin))
    }

    /// The text of a YAML scalar, and the bytes where it is `!!binary`.
    fn scalar(&self, span: Span, text: &Cow<'a, str>) -> Body<'a> {
        let scalar = span.of(self.text);
        let body = Body::string(self.text, Place::Yaml(span), bytes(text), self.origin);
        if !yaml::is_binary(scalar) {
            return body;
        }
        match decode::base64(text.as_bytes()) {
            Ok(bytes) => body.inside(bytes),
            // A tag that lies: the text is read.
            Err(_) => body,
        }
    }

    /// The value `node` itself as a body in JSON.
    pub(super) fn value(&self, node: &Node<'_>) -> Body<'a> {
        match self.syntax {
            Syntax::Json => Body::within(self.text, self.written(node.span), self.origin),
            Syntax::Yaml | Syntax::Toml => {
                let mut written = Written::default();
                written.node(node);
                let layer = Decoded::text(written.text, written.map);
                let quoting = match self.syntax {
                    Syntax::Toml => Quoting::TomlTree,
                    _ => Quoting::YamlTree,
                };
                Body::decoded(self.text, self.origin, layer).quoted(quoting)
            }
        }
    }
}

/// The bytes of a text, which are those of the document where they can be.
fn bytes<'a>(text: &Cow<'a, str>) -> Cow<'a, [u8]> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
        Cow::Owned(text) => Cow::Owned(text.as_bytes().to_vec()),
    }
}

/// A tree of YAML or TOML as the JSON that it stands for; each value leads to the scalar that it was.
#[derive(Default)]
struct Written {
    text: Vec<u8>,
    map: SpanMap,
}

impl Written {
    fn push(&mut self, text: &str, span: Span) {
        self.text.extend_from_slice(text.as_bytes());
        self.map.whole(span, text.len());
    }

    fn string(&mut self, text: &str, span: Span) {
        self.push(&serde_json::Value::from(text).to_string(), span);
    }

    fn node(&mut self, node: &Node<'_>) {
        let span = node.span;
        match &node.value {
            Value::Null | Value::Unread => self.push("null", span),
            Value::Boolean(true) => self.push("true", span),
            Value::Boolean(false) => self.push("false", span),
            Value::Number(digits) => self.push(digits, span),
            Value::String(text) => self.string(text, span),
            Value::Array(elements) => {
                for (index, element) in elements.iter().enumerate() {
                    self.push(if index == 0 { "[" } else { "," }, element.span);
                    self.node(element);
                }
                self.push(if elements.is_empty() { "[]" } else { "]" }, span);
            }
            Value::Object(members) => {
                for (index, member) in members.iter().enumerate() {
                    self.push(if index == 0 { "{" } else { "," }, member.name_span);
                    self.string(&member.name, member.name_span);
                    self.push(":", member.name_span);
                    self.node(&member.value);
                }
                self.push(if members.is_empty() { "{}" } else { "}" }, span);
            }
        }
    }
}

/// The string that the member `name` holds.
pub(super) fn text(node: &Node<'_>, name: &str) -> Option<String> {
    match &node.get(name)?.value {
        Value::String(text) => Some(text.to_string()),
        _ => None,
    }
}

/// The whole number that the member `name` holds; a number in a string counts.
pub(super) fn integer(node: &Node<'_>, name: &str) -> Option<i64> {
    match &node.get(name)?.value {
        Value::Number(digits) => digits.parse().ok(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// The status that the member `name` holds; a number below 1 stands for none.
pub(super) fn status(node: &Node<'_>, name: &str) -> Option<u16> {
    of_status(integer(node, name)?)
}

/// The status that a number is; one below 1 stands for none.
pub(super) fn of_status(number: i64) -> Option<u16> {
    u16::try_from(number).ok().filter(|&status| status > 0)
}

/// What was answered, where no status may be told: recorders write none, or one below 1, for a request that got
/// no response, unless there is a body all the same.
pub(super) fn answered(status: Option<u16>, body: Content<'_>, at: Origin) -> Content<'_> {
    match (status, body) {
        (None, Content::Empty | Content::Defect(Defect::Missing, _)) => {
            Content::Defect(Defect::NoResponse, at)
        }
        (_, body) => body,
    }
}

/// The bytes of a JSON array of base64 strings, one behind another.
pub(super) fn base64_chunks(text: &[u8]) -> Option<Decoded> {
    chunks(json::parse(text).ok()?.as_array()?, Encoding::Base64)
}

/// The bytes of strings in base64 or hex digits, one behind another.
pub(super) fn chunks(strings: &[Node<'_>], encoding: Encoding) -> Option<Decoded> {
    let mut bytes = Vec::new();
    let mut map = SpanMap::new();
    for chunk in strings {
        let Value::String(letters) = &chunk.value else {
            return None;
        };
        let part = match encoding {
            Encoding::Hex => decode::hex(letters.as_bytes()),
            _ => decode::base64(letters.as_bytes()),
        };
        let part = part.ok()?.bytes;
        let inside = Span::new(chunk.span.start() + 1, chunk.span.end().saturating_sub(1));
        match encoding {
            // Escapes inside: no letter leads to its own place.
            _ if inside.len() != letters.len() => map.whole(inside, part.len()),
            Encoding::Hex => map.hex(inside, part.len()),
            _ => map.base64(inside, part.len()),
        }
        bytes.extend(part);
    }
    Some(Decoded::of(encoding, bytes, map))
}

/// The body that a string holds as it is, or that another value is.
pub(super) fn plain<'a>(entry: &Entry<'a>, node: &Node<'a>) -> Content<'a> {
    match entry.string(node) {
        Some(body) if body.bytes().is_empty() => Content::Empty,
        Some(body) => Content::Body(body),
        None if node.value == Value::Null => Content::Empty,
        None => Content::Body(entry.value(node)),
    }
}

/// The body that a string holds as base64, with the content codings of `coding` taken off.
pub(super) fn base64<'a>(entry: &Entry<'a>, node: &Node<'a>, coding: Option<&str>) -> Content<'a> {
    let at = entry.start_of(node);
    let Some(body) = entry.string(node).filter(|body| !body.bytes().is_empty()) else {
        return Content::Empty;
    };
    match decode::base64(body.bytes()) {
        Ok(bytes) => decoded(body.inside(bytes), coding, at, entry.bounds),
        Err(error) => Content::Defect(Defect::Undecodable(error), at.origin()),
    }
}

/// The body that stands in the file `name`, which `node` names.
pub(super) fn attached<'a>(
    entry: &Entry<'a>,
    node: &Node<'a>,
    name: &str,
    attachments: &dyn Attachments,
) -> Content<'a> {
    match attachments.read(name) {
        Ok(bytes) => {
            // What is found in it is shown as it is, and stands where the file is named.
            let mut map = SpanMap::new();
            map.whole(entry.written(node.span), bytes.len());
            let layer = Decoded::of(Encoding::File, bytes, map);
            Content::Body(Body::decoded(entry.text, entry.origin, layer))
        }
        Err(why) => Content::Defect(Defect::Unreadable(why), entry.origin_of(node)),
    }
}

/// A body that may still be compressed, as its first bytes tell.
pub(super) fn uncompressed<'a>(body: Body<'a>, at: Start<'_>, bounds: Bounds) -> Content<'a> {
    decoded(body, None, at, bounds)
}

/// A body with the codings taken off that it still has: as its first bytes tell, or as the header tells
/// where these are no text (brotli has no first bytes of its own). Of several codings the last one is
/// taken off first (RFC 9110 section 8.4); all of them together may become what the body's own bytes may.
pub(super) fn decoded<'a>(
    mut body: Body<'a>,
    coding: Option<&str>,
    at: Start<'_>,
    bounds: Bounds,
) -> Content<'a> {
    let mut names: Vec<&str> = coding
        .unwrap_or_default()
        .split(',')
        .map(str::trim)
        .filter(|name| !decode::is_identity(name))
        .collect();
    let (mut left, reached) = bounds.of(body.bytes().len() as u64);
    loop {
        let name = match decode::Compression::of(body.bytes()) {
            Some(compression) => {
                // Recorders that decode bodies keep the header: what is named behind it is gone.
                let place = names.iter().rposition(|name| compression.is_called(name));
                names.truncate(place.unwrap_or_default());
                compression.name()
            }
            None if names.is_empty() || std::str::from_utf8(body.bytes()).is_ok() => {
                return Content::Body(body);
            }
            None => names.pop().unwrap_or_default(),
        };
        match decode::layer(name, body.bytes(), (left, reached)) {
            Ok(decoded) => {
                left = left.saturating_sub(decoded.bytes.len() as u64);
                body = body.inside(decoded);
            }
            Err(error) => return Content::Defect(Defect::Undecodable(error), at.origin()),
        }
        if names.is_empty() {
            return Content::Body(body);
        }
    }
}

/// The first value of the header `name`, in any way that captures write headers: a mapping of names
/// to texts or lists of texts, a list of names and values in turn or in pairs, a list of mappings, a
/// list of lines.
pub(super) fn header(headers: &Node<'_>, name: &str) -> Option<String> {
    if let Some(members) = headers.as_object() {
        let found = members
            .iter()
            .find(|member| member.name.eq_ignore_ascii_case(name))?;
        return first_text(&found.value);
    }
    let list = headers.as_array()?;
    let of_one = list.iter().find_map(|one| match &one.value {
        Value::String(line) => {
            let (key, value) = line.split_once(':')?;
            let is_it = key.trim().eq_ignore_ascii_case(name);
            is_it.then(|| value.trim().to_owned())
        }
        Value::Array(pair) => {
            let is_it = first_text(pair.first()?)?.eq_ignore_ascii_case(name);
            is_it.then(|| first_text(pair.get(1)?)).flatten()
        }
        _ => {
            let key = text(one, "name").or_else(|| text(one, "key"))?;
            let value = one.get("value").or_else(|| one.get("values"))?;
            key.eq_ignore_ascii_case(name)
                .then(|| first_text(value))
                .flatten()
        }
    });
    of_one.or_else(|| {
        let mut pairs = list.chunks(2);
        pairs.find_map(|pair| match pair {
            [key, value] if first_text(key)?.eq_ignore_ascii_case(name) => first_text(value),
            _ => None,
        })
    })
}

fn first_text(node: &Node<'_>) -> Option<String> {
    match &node.value {
        Value::String(text) => Some(text.to_string()),
        Value::Array(texts) => match &texts.first()?.value {
            Value::String(text) => Some(text.to_string()),
            _ => None,
        },
        _ => None,
    }
}

/// Tells the sink how the reading of an array ended.
pub(super) fn ended(end: End, array: &str, sink: &mut dyn MessageSink) -> ControlFlow<()> {
    let error = match end {
        End::Whole => return ControlFlow::Continue(()),
        End::Stopped => return ControlFlow::Break(()),
        End::CutOff(origin) => CaptureError::CutOff { origin },
        End::TooLarge(origin, limit) => CaptureError::TooLarge { origin, limit },
        End::Malformed(origin, kind) => document::malformed(origin, &document::of_syntax(&kind)),
        End::Rivalled(origin) => CaptureError::Format {
            origin: Some(origin),
            message: format!("the capture has another value in the place of its list {array}"),
            help: "keep the one that was recorded, or record the traffic again",
        },
        End::Unread(origin, name) => CaptureError::Format {
            origin: Some(origin),
            message: format!("`{name}` holds what was answered too, and was not read"),
            help: "split the capture, or keep that in a file of its own, in a format that is read",
        },
        End::NoArray => CaptureError::Format {
            origin: None,
            message: format!("the capture has no list {array}"),
            help: "name its format with `--input-format`, or record the traffic again",
        },
        End::Io(error) => CaptureError::Io(error),
    };
    sink.message(Err(error))
}
