//! What anchors stand for, and how much of it aliases may copy.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::YamlError;
use crate::text::Span;
use crate::text::json::{MAX_NESTING, Member, Node, Value};

/// How much of a text is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Lists and mappings inside one another; never more than those of JSON.
    pub nesting: usize,
    /// Nodes that the aliases of one element of a list may stand for, together; so may those outside of
    /// the list. A long text counts as the nodes that take as much memory.
    pub aliased: usize,
    /// Anchored lists and mappings inside one another: each is kept as a whole for its aliases, so that
    /// many would stand for far more than the text.
    pub anchors: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            nesting: MAX_NESTING,
            aliased: 100_000,
            anchors: 16,
        }
    }
}

/// Nodes that all aliases of a text may stand for, a byte of it. Recorders write headers once and
/// alias them in each entry: that is one node a byte at most.
const ALIASED_A_BYTE: usize = 4;

/// Bytes of a scalar or of a name that count as one more node: about what a node takes.
const BYTES_A_NODE: usize = 64;

/// Bytes of a text for each aliased node that is kept below an anchor of its own.
const BYTES_A_KEPT: usize = 8;

/// The anchors of a text so far.
#[derive(Default)]
pub(super) struct Anchors<'t> {
    nodes: BTreeMap<usize, Node<'t>>,
    /// The last anchor of each name.
    numbers: BTreeMap<Cow<'t, str>, usize>,
    /// Anchored lists and mappings around.
    inside: usize,
    /// Nodes that were copied for this element.
    of_element: usize,
    /// Nodes that were copied.
    copied: usize,
    /// Copied nodes that are kept.
    kept: usize,
    /// The text's length.
    length: usize,
    bounds: Bounds,
}

impl<'t> Anchors<'t> {
    pub(super) fn new(length: usize, bounds: Bounds) -> Self {
        Self {
            length,
            bounds,
            ..Self::default()
        }
    }

    /// How much is read.
    pub(super) const fn bounds(&self) -> Bounds {
        self.bounds
    }

    /// Begins an element of a list; gives what [`Self::leave_element`] goes on with.
    pub(super) const fn enter_element(&mut self) -> usize {
        std::mem::replace(&mut self.of_element, 0)
    }

    pub(super) const fn leave_element(&mut self, outside: usize) {
        self.of_element = outside;
    }

    /// Begins an anchored list or mapping.
    pub(super) fn enter(&mut self, at: usize) -> Result<(), YamlError> {
        self.inside += 1;
        let most = self.bounds.anchors;
        if self.inside > most {
            return Err(YamlError::limit(
                at,
                format!("more than {most} anchors inside one another"),
                ("yaml-anchors", most),
            ));
        }
        Ok(())
    }

    pub(super) const fn leave(&mut self) {
        self.inside -= 1;
    }

    /// How many nodes were copied so far.
    pub(super) const fn copied(&self) -> usize {
        self.copied
    }

    /// The anchor `number` is called `name`; an earlier one of the name is no more.
    pub(super) fn name(&mut self, number: usize, name: Cow<'t, str>) {
        if let Some(earlier) = self.numbers.insert(name, number) {
            self.nodes.remove(&earlier);
        }
    }

    /// Keeps what the anchor `number` stands for; `copied` nodes of it are copies.
    pub(super) fn keep(
        &mut self,
        number: usize,
        node: &Node<'t>,
        copied: usize,
        at: usize,
    ) -> Result<(), YamlError> {
        self.kept = self.kept.saturating_add(copied);
        let aliased = self.bounds.aliased;
        let most = aliased.saturating_add(self.length / BYTES_A_KEPT);
        if self.kept > most {
            return Err(YamlError::limit(
                at,
                format!("the anchors stand for more than {most} values of aliases"),
                ("yaml-aliases", aliased),
            ));
        }
        self.nodes.insert(number, node.clone());
        Ok(())
    }

    /// A copy of what the anchor `number` stands for; it stands where the alias at `at` stands, which is
    /// `span` of the tree.
    pub(super) fn copy(
        &mut self,
        number: usize,
        span: Span,
        at: usize,
    ) -> Result<Node<'t>, YamlError> {
        let Some(node) = self.nodes.get(&number) else {
            // Inside of what it stands for: no tree has such an end.
            return Err(YamlError::new(
                at,
                "an alias stands inside of what it stands for".to_owned(),
            ));
        };
        let count = count(node);
        let aliased = self.bounds.aliased;
        let of_text = aliased.saturating_add(self.length.saturating_mul(ALIASED_A_BYTE));
        for (sum, most) in [(self.of_element, aliased), (self.copied, of_text)] {
            if sum.saturating_add(count) > most {
                return Err(YamlError::limit(
                    at,
                    format!("the aliases stand for more than {most} values"),
                    ("yaml-aliases", aliased),
                ));
            }
        }
        let node = placed(node, span);
        self.of_element += count;
        self.copied += count;
        Ok(node)
    }

    /// The same for the last anchor of `name`.
    pub(super) fn copy_named(
        &mut self,
        name: &str,
        span: Span,
        at: usize,
    ) -> Result<Node<'t>, YamlError> {
        match self.numbers.get(name) {
            Some(&number) => self.copy(number, span, at),
            None => Err(YamlError::new(
                at,
                "an alias stands for an anchor that is not there".to_owned(),
            )),
        }
    }

    /// The same behind an error, which stands inside of nothing that goes on.
    pub(super) fn behind_error(self) -> Self {
        Self { inside: 0, ..self }
    }

    /// Forgets all anchors: those of a document are none of the next.
    pub(super) fn forget(&mut self) {
        self.nodes.clear();
        self.numbers.clear();
    }
}

/// The nodes that a copy of `node` takes the memory of, its texts being copied with it.
fn count(node: &Node<'_>) -> usize {
    1 + match &node.value {
        Value::Array(elements) => elements.iter().map(count).sum(),
        Value::Object(members) => members
            .iter()
            .map(|member| 1 + member.name.len() / BYTES_A_NODE + count(&member.value))
            .sum(),
        Value::String(text) => text.len() / BYTES_A_NODE,
        Value::Number(digits) => digits.len() / BYTES_A_NODE,
        Value::Null | Value::Boolean(_) | Value::Unread => 0,
    }
}

fn placed<'t>(node: &Node<'t>, span: Span) -> Node<'t> {
    let value = match &node.value {
        Value::Array(elements) => {
            Value::Array(elements.iter().map(|one| placed(one, span)).collect())
        }
        Value::Object(members) => Value::Object(
            members
                .iter()
                .map(|member| Member {
                    name: member.name.clone(),
                    name_span: span,
                    value: placed(&member.value, span),
                })
                .collect(),
        ),
        other => other.clone(),
    };
    Node { span, value }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;
    use std::ops::ControlFlow;

    use super::*;
    use crate::text::yaml::{elements, parse};

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
        assert!(parse(&nested(Bounds::default().anchors)).is_ok());
        let error = parse(&nested(Bounds::default().anchors + 1)).unwrap_err();
        assert!(error.message.contains("anchors"), "{error:?}");
        // Beside one another they are no danger.
        assert!(parse(&"- &a [x]\n".repeat(1000)).is_ok());
        assert!(parse("a: &a [*a]").is_err());
        assert!(parse("a: *b").is_err());
        let deep = "[".repeat(100_000);
        assert!(parse(&deep).is_err());
    }

    /// What reading the list that `text` is tells: elements, and the first error.
    fn read(text: &str) -> (usize, Option<String>) {
        let (mut whole, mut first) = (0, None);
        let found = elements(text, &[], Bounds::default(), &mut |element| {
            match element {
                Ok(_) => whole += 1,
                Err(error) => drop(first.get_or_insert(error.message)),
            }
            ControlFlow::Continue(())
        });
        (whole, first.or(found.err().map(|error| error.message)))
    }

    /// What `PyYAML` writes for many requests of one client: the headers once, and then their alias.
    #[test]
    fn a_large_cassette_has_aliases_in_each_entry() {
        const ENTRIES: usize = 60_000;
        let headers = |name: &str| {
            let fields = (0..12).fold(String::new(), |mut out, number| {
                write!(out, "      X-Header-{number}:\n      - value {number}\n").unwrap();
                out
            });
            format!("    headers: &{name}\n{fields}")
        };
        let mut text = "interactions:\n".to_owned();
        for number in 0..ENTRIES {
            let (sent, received) = match number {
                0 => (headers("id001"), headers("id002")),
                _ => ["id001", "id002"]
                    .map(|name| format!("    headers: *{name}\n"))
                    .into(),
            };
            write!(
                text,
                "- request:\n    body: null\n{sent}    method: GET\n    uri: https://h.test/connections/{number}\n  \
                 response:\n    body:\n      string: '{{\"code\":200}}'\n{received}    status:\n      code: 200\n      \
                 message: OK\n"
            )
            .unwrap();
        }
        text.push_str("version: 1\n");
        let mut count = 0;
        let found = elements(
            &text,
            &["interactions"],
            Bounds::default(),
            &mut |element| {
                let node = element.unwrap().node;
                for side in ["request", "response"] {
                    let headers = node.get(side).and_then(|side| side.get("headers"));
                    assert!(headers.unwrap().get("X-Header-11").is_some());
                }
                count += 1;
                ControlFlow::Continue(())
            },
        );
        assert_eq!((found, count), (Ok(true), ENTRIES));
    }

    #[test]
    fn aliases_of_one_element_are_bounded_and_hide_no_other() {
        let large = format!("- &a [{}]\n", "x,".repeat(60_000));
        let (whole, error) = read(&format!("{large}- [*a]\n- [*a, *a]\n- [*a]\n- [*a]\n"));
        assert_eq!(whole, 4);
        assert!(error.unwrap().contains("more than 100000"));
        // Without a list, all are counted together.
        let text = large.replacen("- ", "a: ", 1);
        assert!(parse(&format!("{text}b: *a\n")).is_ok());
        let error = parse(&format!("{text}b: *a\nc: *a\n")).unwrap_err();
        assert!(error.message.contains("more than 100000"));
    }

    #[test]
    fn aliases_of_a_text_are_bounded_by_its_length() {
        let mut text = format!("- &a [{}]\n", "x,".repeat(9_000));
        let copies = "- *a\n".repeat(1_000);
        text.push_str(&copies);
        let (whole, error) = read(&text);
        let most = (Bounds::default().aliased + ALIASED_A_BYTE * text.len()) / 9_001;
        assert_eq!(whole, 1 + most);
        assert!(error.unwrap().contains("the aliases stand for more"));
    }

    #[test]
    fn long_texts_and_names_count_as_what_they_take() {
        let long = "x".repeat(BYTES_A_NODE * 30_000);
        for text in [
            format!("a: &a \"\\t{long}\"\nb: [*a, *a, *a"),
            format!("a: &a {long}\nb: [*a, *a, *a"),
            format!("a: &a {{? \"\\t{long}\" : 1}}\nb: [*a, *a, *a"),
        ] {
            assert!(parse(&format!("{text}]\n")).is_ok());
            let error = parse(&format!("{text}, *a]\n")).unwrap_err();
            assert!(error.message.contains("more than 100000"), "{error:?}");
        }
        // A body that a recorder writes once, and aliases in each entry.
        let text = format!("- &a \"\\t{long}\"\n{}", "- [*a, *a, *a]\n".repeat(5));
        assert_eq!(read(&text), (6, None));
        let many = format!(
            "- &a \"{}\"\n{}",
            "x".repeat(60_000),
            "- *a\n".repeat(1_000)
        );
        assert!(read(&many).1.is_some());
    }

    #[test]
    fn copies_that_are_kept_are_bounded() {
        let mut text = format!("- &a [{}]\n", "x,".repeat(30_000));
        for number in 0..20 {
            writeln!(text, "- &b{number} [*a]").unwrap();
        }
        let (whole, error) = read(&text);
        assert_eq!(
            whole,
            1 + (Bounds::default().aliased + text.len() / BYTES_A_KEPT) / 30_001
        );
        assert!(error.unwrap().contains("the anchors stand for more"));
        // The laughs of one element may be kept for the next.
        let mut bomb = String::from("- &a0 [x,x,x,x,x,x,x,x,x]\n");
        for n in 1..40 {
            let of = vec![format!("*a{}", n - 1); 9].join(",");
            writeln!(bomb, "- &a{n} [{of}]").unwrap();
        }
        let (whole, error) = read(&bomb);
        assert_eq!(whole, 5);
        assert!(error.is_some());
    }
}
