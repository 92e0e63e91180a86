//! YAML as the same tree as JSON.
//!
//! YAML text comes in; nodes of [`super::json`] go out, whose spans are bytes of the text. Tags are
//! inert: they are read past and never construct anything. A scalar without quotes is `null`,
//! `true`, `false` or a number as the core schema has it (YAML 1.2.2 section 10.3), and text
//! otherwise: dates stay text. Aliases are copied, and anchors stand inside one another, within
//! bounds, so that a few lines cannot stand for gigabytes. [`trace`] leads from a scalar's text back to
//! the bytes that it was written with.

mod elements;
mod names;
mod reader;
mod trace;

pub use elements::{Element, elements};
pub use names::names;
pub use reader::{MAX_ALIASED, MAX_ANCHORS};
pub use trace::{is_binary, trace};

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
}

/// Parses the first document of `text`; one without content is `null`.
///
/// # Errors
/// The text is no YAML, is nested too deep, or its aliases stand for too much.
pub fn parse(text: &str) -> Result<Node<'_>, YamlError> {
    let mut reader = Reader::new(text);
    loop {
        match reader.next()? {
            (Event::StreamEnd, _) => {
                return Ok(Node {
                    span: Span::new(text.len(), text.len()),
                    value: Value::Null,
                });
            }
            (Event::StreamStart | Event::DocumentStart(..), _) => {}
            (event, span) => return reader.node(event, span, 0),
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::string_slice, reason = "a span that cuts a letter shall fail")]

    use std::fmt::Write as _;
    use std::ops::ControlFlow;

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
    fn elements_are_relative_and_the_broken_one_is_told() {
        let text = "a: [1]\ninteractions:\n- k: é\n  v: 1\n- k: \"x\n    y: [\n- k: c\n  v: 3\n\n- k: d\nversion: 1\n";
        let mut seen = Vec::new();
        let found = elements(text, &["interactions"], &mut |element| {
            seen.push(match element {
                Ok(element) => {
                    let bytes = &text[element.span.start()..element.span.end()];
                    let node = element.node.get("k").unwrap();
                    format!(
                        "{} {:?}",
                        &bytes[node.span.start()..node.span.end()],
                        node.value
                    )
                }
                Err(error) => format!("{} {}", error.offset, error.message),
            });
            ControlFlow::Continue(())
        });
        assert!(found);
        assert_eq!(seen.len(), 4, "{seen:?}");
        assert!(seen[0].starts_with("é String"), "{seen:?}");
        assert!(seen[2].starts_with("c String"), "{seen:?}");
        assert!(seen[3].starts_with("d String"), "{seen:?}");
        assert!(!elements(
            "a: 1",
            &["b"],
            &mut |_| ControlFlow::Continue(())
        ));
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

    #[test]
    fn aliases_and_nesting_are_bounded() {
        let mut bomb = String::from("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
        for n in 1..12 {
            let of = vec![format!("*a{}", n - 1); 9].join(",");
            writeln!(bomb, "a{n}: &a{n} [{of}]").unwrap();
        }
        assert!(parse(&bomb).unwrap_err().message.contains("aliases"));
        let nested = |count: usize| {
            let begins: String = (0..count).fold(String::new(), |mut out, n| {
                write!(out, "&a{n} [").unwrap();
                out
            });
            format!("{begins}{}", "]".repeat(count))
        };
        assert!(parse(&nested(MAX_ANCHORS)).is_ok());
        let error = parse(&nested(MAX_ANCHORS + 1)).unwrap_err();
        assert!(error.message.contains("anchors"), "{error:?}");
        // Beside one another they are no danger.
        assert!(parse(&"- &a [x]\n".repeat(1000)).is_ok());
        assert!(parse("a: &a [*a]").is_err());
        assert!(parse("a: *b").is_err());
        let deep = "[".repeat(100_000);
        assert!(parse(&deep).is_err());
    }
}
