//! YAML as the same tree as JSON.
//!
//! YAML text comes in; nodes of [`super::json`] go out, whose spans are bytes of the text. Tags are
//! inert: they are read past and never construct anything. A scalar without quotes is `null`,
//! `true`, `false` or a number as the core schema has it (YAML 1.2.2 section 10.3), and text
//! otherwise: dates stay text. Merge keys are those of YAML 1.1. Aliases are copied, and anchors stand inside one another, within
//! bounds, so that a few lines cannot stand for gigabytes. [`trace`] leads from a scalar's text back to
//! the bytes that it was written with.

mod anchors;
mod elements;
mod merge;
mod names;
mod reader;
mod regular;
mod trace;

pub use anchors::Bounds;
pub use elements::{Element, elements};
pub use names::names;
pub use trace::{ScalarStyle, is_binary, style, trace};

use granit_parser::Event;

use super::Span;
use super::json::{Node, Value};
use reader::Reader;

/// Why a text is no YAML, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YamlError {
    /// Byte offset of where it was noticed.
    pub offset: usize,
    /// What is wrong, in words without text of the document.
    pub message: String,
    /// The limit that was reached, where one was, and its value.
    pub limit: Option<(&'static str, usize)>,
}

impl YamlError {
    /// That the text is no YAML at `offset`.
    const fn new(offset: usize, message: String) -> Self {
        Self {
            offset,
            message,
            limit: None,
        }
    }

    /// That a limit was reached at `offset`.
    const fn limit(offset: usize, message: String, limit: (&'static str, usize)) -> Self {
        Self {
            offset,
            message,
            limit: Some(limit),
        }
    }
}

/// Parses the document that `text` is; one without content is `null`.
///
/// # Errors
/// The text is no YAML, is nested too deep, its aliases stand for too much, or a second document follows.
pub fn parse(text: &str) -> Result<Node<'_>, YamlError> {
    parse_within(text, Bounds::default())
}

/// Parses like [`parse`], within other bounds.
///
/// # Errors
/// The text is no YAML, or beyond the bounds.
pub fn parse_within(text: &str, bounds: Bounds) -> Result<Node<'_>, YamlError> {
    let mut reader = Reader::new(text, bounds);
    loop {
        match reader.next()? {
            (Event::StreamEnd, _) => {
                return Ok(Node {
                    span: Span::new(text.len(), text.len()),
                    value: Value::Null,
                });
            }
            (Event::StreamStart | Event::DocumentStart(..), _) => {}
            (event, span) => {
                let node = reader.node(event, span, 0)?;
                return ends(&mut reader).map(|()| node);
            }
        }
    }
}

/// Holds that nothing stands behind the first document, but for markers and comments.
fn ends(reader: &mut Reader<'_>) -> Result<(), YamlError> {
    loop {
        match reader.next()? {
            (Event::StreamEnd, _) => return Ok(()),
            (Event::DocumentStart(..) | Event::DocumentEnd, _) => {}
            // Behind a marker at the end.
            (Event::Scalar(..), span) if span.is_empty() => {}
            (_, span) => {
                return Err(YamlError::new(
                    span.start(),
                    "expected one document, and a second one follows".to_owned(),
                ));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::string_slice, reason = "a span that cuts a letter shall fail")]

    use super::*;

    const TEXT: &str = "é: &a !!binary |\n  eyJh\n  Ijox\nfoo: 'it''s\n  two'\nbar: \"x\\u00e9\\\n   y\\n z\"\nlit: |-\n    a\n     b\n\n    c\nfold: >\n  a\n  b\n\n  c\n    d\n  e\nplain: one\n  two\nal: *a\nnothing:\nyes: [true, -1.5e3, 2024-01-15, ~]\nlast: | # a comment\n  x\n";

    fn string<'n>(root: &'n Node<'_>, name: &str) -> (&'n str, Span) {
        let node = root.get(name).unwrap();
        match &node.value {
            Value::String(text) => (text, node.span),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn scalars_of_all_styles_have_their_text_and_their_bytes() {
        let root = parse(TEXT).unwrap();
        for (name, text, bytes) in [
            ("é", "eyJh\nIjox\n", "!!binary |\n  eyJh\n  Ijox\n"),
            ("foo", "it's two", "'it''s\n  two'"),
            ("bar", "xéy\n z", "\"x\\u00e9\\\n   y\\n z\""),
            ("lit", "a\n b\n\nc", "|-\n    a\n     b\n\n    c\n"),
            (
                "fold",
                "a b\nc\n  d\ne\n",
                ">\n  a\n  b\n\n  c\n    d\n  e\n",
            ),
            ("plain", "one two", "one\n  two"),
            ("al", "eyJh\nIjox\n", "*a"),
            ("last", "x\n", "| # a comment\n  x\n"),
        ] {
            let (found, span) = string(&root, name);
            assert_eq!(found, text, "{name}");
            assert_eq!(&TEXT[span.start()..span.end()], bytes, "{name}");
            let map = trace(span.of(TEXT.as_bytes()), text.as_bytes(), span.start());
            assert_eq!(map.len(), text.len());
            assert_eq!(map.is_opaque(), name == "al", "{name}");
        }
        assert_eq!(root.get("nothing").unwrap().value, Value::Null);
        let values: Vec<&Value<'_>> = root
            .get("yes")
            .unwrap()
            .as_array()
            .unwrap()
            .iter()
            .map(|node| &node.value)
            .collect();
        assert_eq!(
            values,
            [
                &Value::Boolean(true),
                &Value::Number("-1.5e3"),
                &Value::String("2024-01-15".into()),
                &Value::Null
            ]
        );
        assert!(
            parse("!!binary 1234").unwrap().value == Value::String("1234".into())
                && parse("!!str 1234").unwrap().value == Value::String("1234".into())
                && parse("1234").unwrap().value == Value::Number("1234")
        );
        assert!(
            is_binary(b"&a !!binary |\n")
                && is_binary(b"!binary |-")
                && !is_binary(b"!!python/str 'x'")
        );
    }

    /// Every letter of a text leads to the letter, or to the escape that stands for it.
    #[test]
    fn letters_lead_back_through_each_style() {
        let text = "{\"a\": \"it's 5 é\u{1f600}\",\n  \"b\": \"x\\n\"}\n";
        let quoted = text.replace('\'', "''").replace('\n', "\n\n");
        let escaped = text
            .replace('\\', "\\\\")
            .replace('"', "\\\"")
            .replace('\n', "\\n")
            .replace('é', "\\xe9");
        let lines = text.replace('\n', "\n   ");
        for written in [
            format!("'{}'", quoted.replace("\n\n", "\n\n ")),
            format!("\"{escaped}\""),
            format!("|\n   {lines}"),
            format!("!!x |2\r\n   {}", lines.replace('\n', "\r\n")),
        ] {
            let document = format!("k: {written}\n");
            let Ok(root) = parse(&document) else {
                panic!("{document}")
            };
            let (found, span) = string(&root, "k");
            let map = trace(span.of(document.as_bytes()), found.as_bytes(), span.start());
            let mut identical = 0;
            for (at, letter) in found.char_indices() {
                let back = map.encoded(Span::new(at, at + letter.len_utf8()));
                let back = &document[back.start()..back.end()];
                if back == letter.to_string() {
                    identical += 1;
                } else {
                    assert!(
                        back.starts_with('\\') || back == "''" || back.trim().is_empty(),
                        "{letter:?} is {back:?} in {document}"
                    );
                }
            }
            assert!(identical > 20, "{document}");
        }
    }

    #[test]
    fn what_follows_the_first_document_is_told() {
        for text in [
            "a: 1",
            "---\na: 1\n...\n",
            "a: 1\n---\n# b\n",
            "--- 1\n...\n---\n",
        ] {
            assert!(parse(text).is_ok(), "{text}");
        }
        for (text, offset) in [
            ("a: 1\n---\nb: 2\n", 9),
            ("a: 1\n--- ''\n", 9),
            ("a: 1\n---\n---\n- b\n", 13),
            ("a: 1\n...\nb: [\n", 9),
        ] {
            let error = parse(text).unwrap_err();
            assert_eq!(error.offset, offset, "{text}: {error:?}");
            assert!(error.message.contains("a second one"), "{error:?}");
        }
        assert!(parse("[1]\n]\n").is_err());
    }

    #[test]
    fn a_quote_that_closes_in_the_first_column_is_read_as_libyaml_reads_it() {
        let text = "a:\n- b: ! '{\"x\":\n\n      1}\n\n'\n  c: 2\n- b: 3\n";
        let root = parse(text).unwrap();
        let elements = root.get("a").unwrap().as_array().unwrap();
        let node = elements.first().unwrap().get("b").unwrap();
        assert_eq!(node.value, Value::String("{\"x\":\n1}\n".into()));
        let map = trace(
            node.span.of(text.as_bytes()),
            b"{\"x\":\n1}\n",
            node.span.start(),
        );
        let back = map.encoded(Span::new(6, 8));
        assert_eq!(&text[back.start()..back.end()], "1}");
        assert_eq!(elements.len(), 2);
    }
}
