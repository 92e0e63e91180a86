//! The elements of a list in YAML as recorders write it: block mappings and lists, names without quotes, and
//! scalars on one line or folded in quotes.
//!
//! A text and the name of a list come in; its elements go out as [`super::elements`] makes them, bytes
//! looked at eight by eight and not letter by letter. At the first thing that is not of these few, such as
//! an anchor, a tag, a comment or a block scalar, the rest is left to the parser. An element is handed over
//! once the next one was read: what stands behind an element may yet change what it is.

use std::borrow::Cow;
use std::ops::ControlFlow;

use super::elements::Element;
use super::reader::plain_value;
use crate::text::json::{Member, Node, Value};
use crate::text::{Span, cursor};

/// Lists and mappings inside one another at most.
const DEPTH: usize = 32;

/// Bytes of a name at most.
const NAME: usize = 128;

/// How far a text was read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Read {
    /// All of it; whether the list is there.
    Whole(bool),
    /// Whoever takes the elements has had enough.
    Stopped,
    /// So many elements were handed over; from there on it is not regular.
    Left(usize),
}

/// Hands the elements of the list `path` to `visit`, as long as all is regular.
pub(super) fn read<'t>(
    text: &'t str,
    path: &[&str],
    visit: &mut dyn FnMut(Element<'t>) -> ControlFlow<()>,
) -> Read {
    let mut list = List {
        regular: Regular {
            text,
            at: 0,
            base: 0,
        },
        found: false,
        handed: 0,
        last: None,
        visit,
        is_stopped: false,
    };
    match list.document(path) {
        _ if list.is_stopped => Read::Stopped,
        Some(()) => Read::Whole(list.found),
        None => Read::Left(list.handed),
    }
}

/// The list, and who takes its elements.
struct List<'t, 'v> {
    regular: Regular<'t>,
    found: bool,
    handed: usize,
    /// The last element, which was not handed over.
    last: Option<Element<'t>>,
    visit: &'v mut dyn FnMut(Element<'t>) -> ControlFlow<()>,
    is_stopped: bool,
}

impl List<'_, '_> {
    fn document(&mut self, path: &[&str]) -> Option<()> {
        if self.regular.rest().starts_with(b"---\n") {
            self.regular.at = 4;
        }
        match path {
            [] => {
                (self.regular.peek() == Some(b'-')).then_some(())?;
                self.elements(0)?;
            }
            [due] => {
                while self.regular.peek().is_some() {
                    let (name, _) = self.regular.name()?;
                    if let Some(indent) = self.regular.list_below(0).filter(|_| name == *due) {
                        self.regular.at += 1;
                        self.elements(indent)?;
                    } else {
                        let value = self.regular.value(0, DEPTH)?;
                        // A list of nothing stands on the line.
                        self.found |= name == *due && value.as_array().is_some();
                    }
                }
            }
            _ => return None,
        }
        (self.regular.at == self.regular.text.len()).then_some(())?;
        self.hand_over()
    }

    fn elements(&mut self, indent: usize) -> Option<()> {
        self.found = true;
        loop {
            self.regular.bullet(indent)?;
            let start = self.regular.at;
            self.regular.base = start;
            let node = self.regular.mapping(indent + 2, DEPTH)?;
            self.regular.base = 0;
            self.hand_over()?;
            self.last = Some(Element {
                span: Span::new(start, start + node.span.end()),
                node,
            });
            if !self.regular.goes_on(indent)? {
                return Some(());
            }
        }
    }

    /// Hands over the last element; nothing where that was the last one.
    fn hand_over(&mut self) -> Option<()> {
        if let Some(last) = self.last.take() {
            self.handed += 1;
            self.is_stopped = (self.visit)(last).is_break();
        }
        (!self.is_stopped).then_some(())
    }
}

struct Regular<'t> {
    text: &'t str,
    at: usize,
    /// What spans are relative to.
    base: usize,
}

impl<'t> Regular<'t> {
    fn rest(&self) -> &'t [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<u8> {
        self.rest().first().copied()
    }

    fn span(&self, start: usize) -> Span {
        Span::new(start - self.base, self.at - self.base)
    }

    /// The spaces that the line begins with; nothing at the end of the text.
    fn indent(&self) -> Option<usize> {
        let rest = self.rest();
        let spaces = rest.iter().position(|byte| *byte != b' ');
        spaces.or((!rest.is_empty()).then_some(rest.len()))
    }

    /// Passes the end of a line, or is at the end of the text.
    fn line_end(&mut self) -> Option<()> {
        match self.peek() {
            None => Some(()),
            Some(b'\n') => {
                self.at += 1;
                Some(())
            }
            Some(_) => None,
        }
    }

    /// The indentation of the list that begins on the next line, as the value of a name behind `indent`
    /// spaces.
    fn list_below(&self, indent: usize) -> Option<usize> {
        let below = self.rest().strip_prefix(b"\n")?;
        let spaces = below.iter().position(|byte| *byte != b' ')?;
        (below.get(spaces..)?.starts_with(b"- ") && spaces >= indent).then_some(spaces)
    }

    /// Passes the bullet behind `indent` spaces.
    fn bullet(&mut self, indent: usize) -> Option<()> {
        self.at += indent;
        self.rest().starts_with(b"- ").then(|| self.at += 2)
    }

    /// Whether another element of the list behind `indent` spaces follows; nothing where something else
    /// does that is further in.
    fn goes_on(&self, indent: usize) -> Option<bool> {
        let Some(spaces) = self.indent() else {
            return Some(false);
        };
        let is_bullet = self.rest().get(spaces) == Some(&b'-');
        match spaces {
            _ if spaces > indent => None,
            _ if spaces == indent => Some(is_bullet),
            _ => Some(false),
        }
    }

    /// Passes a name and its colon.
    fn name(&mut self) -> Option<(&'t str, Span)> {
        let start = self.at;
        let is_letter =
            |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
        let rest = self.rest();
        rest.first()?.is_ascii_alphanumeric().then_some(())?;
        let length = rest.iter().position(|byte| !is_letter(byte))?;
        let is_name = rest.get(length) == Some(&b':')
            && matches!(rest.get(length + 1), Some(b' ' | b'\n'))
            && length <= NAME;
        is_name.then_some(())?;
        self.at += length;
        let span = self.span(start);
        self.at += 1;
        Some((self.text.get(start..start + length)?, span))
    }

    /// A mapping, whose first name is next and stands behind `indent` bytes.
    fn mapping(&mut self, indent: usize, depth: usize) -> Option<Node<'t>> {
        let depth = depth.checked_sub(1)?;
        let start = self.at;
        let mut members: Vec<Member<'t>> = Vec::new();
        loop {
            let (name, name_span) = self.name()?;
            let value = self.value(indent, depth)?;
            members.push(Member {
                name: Cow::Borrowed(name),
                name_span,
                value,
            });
            match self.indent() {
                Some(spaces) if spaces == indent => self.at += spaces,
                Some(spaces) if spaces > indent => return None,
                _ => break,
            }
        }
        let end = members.last()?.value.span.end();
        Some(Node {
            span: Span::new(start - self.base, end),
            value: Value::Object(members),
        })
    }

    /// The value of a name that stands behind `indent` bytes, and the end of its line.
    fn value(&mut self, indent: usize, depth: usize) -> Option<Node<'t>> {
        if self.peek() == Some(b' ') {
            let spaces = self.rest().iter().position(|byte| *byte != b' ')?;
            self.at += spaces;
            return self.scalar(indent);
        }
        if let Some(below) = self.list_below(indent) {
            self.at += 1;
            return self.list(below, indent, depth);
        }
        self.line_end()?;
        let below = self.indent().filter(|below| *below > indent)?;
        self.at += below;
        self.mapping(below, depth)
    }

    /// A list, at the beginning of its first line; its name stands behind `outer` bytes.
    fn list(&mut self, indent: usize, outer: usize, depth: usize) -> Option<Node<'t>> {
        let depth = depth.checked_sub(1)?;
        let start = self.at + indent - self.base;
        let mut elements: Vec<Node<'t>> = Vec::new();
        loop {
            self.bullet(indent)?;
            let begin = self.at;
            let is_mapping = self.name().is_some();
            self.at = begin;
            elements.push(if is_mapping {
                self.mapping(indent + 2, depth)?
            } else {
                self.scalar(indent)?
            });
            if !self.goes_on(indent)? {
                break;
            }
        }
        let first = elements.first()?.span.start();
        // To the parser, a list that is not further in than its name begins with its first element.
        let start = if indent == outer { first } else { start };
        Some(Node {
            span: Span::new(start, elements.last()?.span.end()),
            value: Value::Array(elements),
        })
    }

    /// A scalar, or a list or mapping of nothing, and the end of its line; what it belongs to stands behind
    /// `indent` bytes.
    fn scalar(&mut self, indent: usize) -> Option<Node<'t>> {
        let start = self.at;
        let value = match self.peek()? {
            b'"' => Value::String(self.double_quoted(indent)?),
            b'\'' => Value::String(self.single_quoted(indent)?),
            b'{' => {
                self.rest().starts_with(b"{}").then(|| self.at += 2)?;
                Value::Object(Vec::new())
            }
            b'[' => {
                self.rest().starts_with(b"[]").then(|| self.at += 2)?;
                Value::Array(Vec::new())
            }
            _ => self.plain()?,
        };
        let span = self.span(start);
        self.line_end()?;
        Some(Node { span, value })
    }

    /// A scalar without quotes, to the end of its line.
    fn plain(&mut self) -> Option<Value<'t>> {
        let rest = self.rest();
        let length = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        let line = rest.get(..length)?;
        let begins = match line {
            [b'-', second, ..] => second.is_ascii_alphanumeric(),
            [first, ..] => {
                first.is_ascii_alphanumeric() || matches!(first, b'/' | b'_' | b'.' | b'+' | b'(')
            }
            [] => false,
        };
        let is_plain = begins
            && line.iter().all(|byte| matches!(byte, b' '..=b'~'))
            && !line.windows(2).any(|two| matches!(two, b": " | b" #"))
            && !matches!(line.last(), Some(b' ' | b':'));
        is_plain.then_some(())?;
        let text = self.text.get(self.at..self.at + length)?;
        self.at += length;
        Some(plain_value(text))
    }

    /// A scalar in double quotes.
    fn double_quoted(&mut self, indent: usize) -> Option<Cow<'t, str>> {
        self.at += 1;
        let mut out = String::new();
        let mut from = self.at;
        loop {
            self.at = cursor::plain(self.text.as_bytes(), self.at);
            let run = self.text.get(from..self.at)?;
            is_printable(run).then_some(())?;
            match self.peek()? {
                b'"' => {
                    self.at += 1;
                    if out.is_empty() {
                        return Some(Cow::Borrowed(run));
                    }
                    out.push_str(run);
                    return Some(Cow::Owned(out));
                }
                b'\\' => {
                    out.push_str(run);
                    self.escape(indent, &mut out)?;
                }
                b'\n' => {
                    out.push_str(run);
                    self.fold(indent, &mut out)?;
                }
                _ => return None,
            }
            from = self.at;
        }
    }

    /// An escape, at its backslash (YAML 1.2.2 section 5.7), but for some that are rare.
    fn escape(&mut self, indent: usize, out: &mut String) -> Option<()> {
        let letter = match self.rest().get(1)? {
            letter @ (b'"' | b'\\' | b'/' | b' ') => char::from(*letter),
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'u' => {
                let digits = self.text.get(self.at + 2..self.at + 6)?;
                digits
                    .bytes()
                    .all(|digit| digit.is_ascii_hexdigit())
                    .then_some(())?;
                self.at += 4;
                // Half of a pair is no letter.
                char::from_u32(u32::from_str_radix(digits, 16).ok()?)?
            }
            b'\n' => {
                self.at += 2;
                return self.continued(indent);
            }
            _ => return None,
        };
        out.push(letter);
        self.at += 2;
        Some(())
    }

    /// A line end inside of quotes, which stands for a space.
    fn fold(&mut self, indent: usize, out: &mut String) -> Option<()> {
        let before = self.text.as_bytes().get(self.at.checked_sub(1)?)?;
        (*before != b' ').then_some(())?;
        self.at += 1;
        out.push(' ');
        self.continued(indent)
    }

    /// The spaces that a line inside of quotes begins with.
    fn continued(&mut self, indent: usize) -> Option<()> {
        let spaces = self.indent().filter(|spaces| *spaces > indent)?;
        self.at += spaces;
        // A line of nothing stands for a line end.
        self.peek().filter(|byte| *byte != b'\n').map(drop)
    }

    /// A scalar in single quotes.
    fn single_quoted(&mut self, indent: usize) -> Option<Cow<'t, str>> {
        self.at += 1;
        let mut out = String::new();
        let mut from = self.at;
        loop {
            let rest = self.rest();
            self.at += memchr::memchr2(b'\'', b'\n', rest)?;
            let run = self.text.get(from..self.at)?;
            is_printable(run).then_some(())?;
            if self.peek() == Some(b'\n') {
                out.push_str(run);
                self.fold(indent, &mut out)?;
            } else if self.rest().starts_with(b"''") {
                out.push_str(run);
                out.push('\'');
                self.at += 2;
            } else {
                self.at += 1;
                if out.is_empty() {
                    return Some(Cow::Borrowed(run));
                }
                out.push_str(run);
                return Some(Cow::Owned(out));
            }
            from = self.at;
        }
    }
}

/// Whether all letters may stand in quotes as they are, and none of them ends a line or marks a byte order.
fn is_printable(run: &str) -> bool {
    if run.is_ascii() {
        return run.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    }
    run.chars().all(|letter| {
        matches!(letter, ' '..='~' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
            && !matches!(letter, '\u{2028}' | '\u{2029}' | '\u{feff}')
    })
}
