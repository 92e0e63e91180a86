//! The way of a right value from a body back into the bytes of its capture.

use super::quote::{Escapes, Style, toml_scalar, yaml_scalar};
use super::{Edit, Obstacle};
use crate::capture::{Body, Quoting};
use crate::limits::reached;
use crate::text::Span;

/// Writes values into one body.
#[derive(Debug)]
pub struct Rewriter<'b> {
    body: &'b Body<'b>,
    style: Option<Style>,
    escapes: Escapes,
}

impl<'b> Rewriter<'b> {
    /// A writer into `body`.
    ///
    /// # Errors
    /// Nothing of it can be written alone: it is encoded, or stands in another file.
    pub fn new(body: &'b Body<'b>) -> Result<Self, Obstacle> {
        if let Some(obstacle) = Obstacle::of_encodings(body.encodings()) {
            return Err(obstacle);
        }
        if body.member().is_some() {
            return Err(Obstacle::Elsewhere);
        }
        let style = Style::of(body);
        let escapes = match style {
            Some(Style::Escaped) => Escapes::of(body),
            _ => Escapes::default(),
        };
        Ok(Self {
            body,
            style,
            escapes,
        })
    }

    /// The change of the file that puts `json` in place of the JSON text at `span` of the body. As few bytes
    /// change as can be: what the old and the new text begin and end with stays.
    ///
    /// # Errors
    /// The way back is not exact, or the capture's own quotes cannot hold the text.
    pub fn edit(&self, span: Span, json: &str) -> Result<Edit, Obstacle> {
        let (container, origin) = self.body.container();
        let (inside, new) = self.written(span, json).ok_or(Obstacle::Inexact)?;
        let offset = usize::try_from(origin.offset)
            .map_err(|_| Obstacle::TooLarge(reached("fix-bytes", usize::MAX as u64)))?;
        Ok(Edit {
            span: Span::new(offset + inside.start(), offset + inside.end()),
            old: inside.of(container).to_vec(),
            new,
        })
    }

    /// The bytes of the container that change, and what is written there.
    fn written(&self, span: Span, json: &str) -> Option<(Span, Vec<u8>)> {
        let (container, _) = self.body.container();
        let tree = match self.body.quoting() {
            Quoting::YamlTree => yaml_scalar,
            Quoting::TomlTree => toml_scalar,
            _ => {
                let old = std::str::from_utf8(span.of(self.body.bytes())).ok()?;
                let style = self.style?;
                let (shorter, part) = difference(span, old, json);
                return self
                    .part(style, shorter, part)
                    .or_else(|| self.part(style, span, json));
            }
        };
        let text: String = serde_json::from_str(json).ok()?;
        let layers = self.body.layers();
        let [map] = layers.as_slice() else {
            return None;
        };
        let inside = map.exact(span)?;
        Some((inside, tree(inside.of(container), &text)?))
    }

    fn part(&self, style: Style, span: Span, text: &str) -> Option<(Span, Vec<u8>)> {
        let inside = match self.body.layers().as_slice() {
            [] => span,
            [map] => map.exact(span)?,
            _ => return None,
        };
        Some((inside, style.quoted(text, &self.escapes)?))
    }
}

/// What is left of `old`, which stands at `span`, and of `new` without what both begin and end with.
fn difference<'n>(span: Span, old: &str, new: &'n str) -> (Span, &'n str) {
    let before: usize = old
        .chars()
        .zip(new.chars())
        .take_while(|(one, two)| one == two)
        .map(|(letter, _)| letter.len_utf8())
        .sum();
    let (old, new) = (
        old.get(before..).unwrap_or_default(),
        new.get(before..).unwrap_or_default(),
    );
    let behind: usize = old
        .chars()
        .rev()
        .zip(new.chars().rev())
        .take_while(|(one, two)| one == two)
        .map(|(letter, _)| letter.len_utf8())
        .sum();
    let kept = new.get(..new.len() - behind).unwrap_or_default();
    let span = Span::new(span.start() + before, span.end() - behind);
    (span, kept)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::span::Origin;

    fn edited(file: &str, body: &Body<'_>, value: &str, json: &str) -> Result<String, Obstacle> {
        let text = std::str::from_utf8(body.bytes()).unwrap();
        let start = text.find(value).unwrap();
        let span = Span::new(start, start + value.len());
        let edit = Rewriter::new(body)?.edit(span, json)?;
        let text = super::super::apply(file.as_bytes(), [&edit]).unwrap();
        Ok(String::from_utf8(text).unwrap())
    }

    #[test]
    fn only_what_differs_is_touched() {
        let file = r#" {"a":"x\u002By","b":"\u0041b"}"#;
        let body = Body::plain(file.as_bytes(), Origin::default());
        let edit = Rewriter::new(&body)
            .unwrap()
            .edit(Span::new(6, 16), "\"x+yz\"");
        let edit = edit.unwrap();
        assert_eq!(edit.old, br"\u002By");
        assert_eq!(edit.new, b"+yz");
        let out = edited(file, &body, r#""\u0041b""#, "\"ab\"").unwrap();
        assert_eq!(out, r#" {"a":"x\u002By","b":"ab"}"#);
    }
}
