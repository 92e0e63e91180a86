//! YAML as the same tree as JSON.
//!
//! YAML text comes in; nodes of [`super::json`] go out, whose spans are bytes of the text. Tags are
//! inert: they are read past and never construct anything. A scalar without quotes is `null`,
//! `true`, `false` or a number as the core schema has it (YAML 1.2.2 section 10.3), and text
//! otherwise: dates stay text. Aliases are copied, and anchors stand inside one another, within
//! bounds, so that a few lines cannot stand for gigabytes. [`trace`] leads from a scalar's text back to
//! the bytes that it was written with.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use granit_parser::{Event, Parser, ScalarStyle, StrInput, Tag};

use super::json::{MAX_NESTING, Member, Node, Value};
use super::{Span, SpanMap};

/// Nodes that the aliases of one text may stand for, together.
pub const MAX_ALIASED: usize = 100_000;

/// Anchored lists and mappings inside one another that are read: each is kept as a whole for its
/// aliases, so that many would stand for far more than the text.
pub const MAX_ANCHORS: usize = 16;

/// Why a text is no YAML, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YamlError {
    /// Byte offset of where it was noticed.
    pub offset: usize,
    /// What is wrong, in words without text of the document.
    pub message: String,
}

/// An element of a list.
#[derive(Debug)]
pub struct Element<'t> {
    /// The bytes of the text that it takes; the spans of its node are relative to their start.
    pub span: Span,
    /// The element.
    pub node: Node<'t>,
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

/// Hands each element of the lists at `path` (names from the root; none for a root that is a list)
/// to `visit`; whether there was such a list.
///
/// An element with a syntax error is handed over as the error, and reading goes on with the next line
/// that begins an element of the list.
pub fn elements<'t>(text: &'t str, path: &[&str], visit: &mut Visit<'_, 't>) -> bool {
    let mut state = Walk::default();
    if let Err(error) = Reader::new(text).whole(path, &mut state, visit) {
        recover(text, error, &state, visit);
        return true;
    }
    state.found
}

/// Receives the elements of a list; it may end the reading early.
type Visit<'v, 't> = dyn FnMut(Result<Element<'t>, YamlError>) -> ControlFlow<()> + 'v;

/// Collects the paths of the names in the first document of `text`, which may be cut off anywhere:
/// names with `.` between them, `[]` for a list, at most `depth` names.
pub fn names(text: &str, depth: usize, paths: &mut BTreeSet<String>) {
    /// What the parser is in: the path, and for mappings the name that is due (none) or was read.
    enum Level {
        List(String),
        Mapping(String, Option<String>),
    }
    let mut levels: Vec<Level> = Vec::new();
    let mut parser = Parser::new_from_str(text);
    while let Some(Ok((event, _))) = parser.next_event() {
        // The path of the value that the event is, or begins.
        let (path, is_name) = match levels.last_mut() {
            None => (String::new(), false),
            Some(Level::List(path)) => (format!("{path}[]"), false),
            Some(Level::Mapping(path, name)) => match name.take() {
                Some(name) if path.is_empty() => (name, false),
                Some(name) => (format!("{path}.{name}"), false),
                None => (path.clone(), true),
            },
        };
        match event {
            Event::Scalar(name, ..) if is_name => {
                let name: String = name.chars().take(80).collect();
                if let Some(Level::Mapping(_, due)) = levels.last_mut() {
                    let whole = match path.as_str() {
                        "" => name.clone(),
                        _ => format!("{path}.{name}"),
                    };
                    *due = Some(name);
                    if levels.len() <= MAX_NESTING && whole.split('.').count() <= depth {
                        paths.insert(whole);
                    }
                }
            }
            Event::SequenceStart(..) if levels.len() < MAX_NESTING => {
                levels.push(Level::List(path));
            }
            Event::MappingStart(..) if levels.len() < MAX_NESTING => {
                levels.push(Level::Mapping(path, None));
            }
            // A second document is none of a capture's.
            Event::SequenceStart(..)
            | Event::MappingStart(..)
            | Event::DocumentEnd
            | Event::StreamEnd => return,
            Event::SequenceEnd | Event::MappingEnd => drop(levels.pop()),
            _ => {}
        }
    }
}

/// How far a walk to a list has come.
#[derive(Debug, Default)]
struct Walk {
    found: bool,
    /// Whether the text's end was reached.
    ended: bool,
    /// Where the list's last element begins: its line's indentation is that of all elements.
    bullet: Option<usize>,
    /// Where the last element begins that was read as a whole.
    whole: Option<usize>,
}

/// Goes on where a syntax error ended the walk: each line behind the last whole element that begins one
/// as the list's others do is read by itself, so that one bad element does not hide the others.
fn recover<'t>(text: &'t str, error: YamlError, state: &Walk, visit: &mut Visit<'_, 't>) {
    let lines = state.bullet.and_then(|at| {
        let (line, indent) = bullet(text, at)?;
        let begin = match state.whole {
            Some(whole) => next_line(text, whole),
            None => Some(line),
        };
        Some((begin, indent))
    });
    let Some((mut begin, indent)) = lines else {
        // The list was not reached.
        let _ = visit(Err(error));
        return;
    };
    let spaces = " ".repeat(indent);
    let mut is_told = false;
    while let Some(start) = begin.filter(|&start| start < text.len()) {
        let line = text.get(start..).unwrap_or_default();
        if !line.strip_prefix(&spaces).is_some_and(is_bullet) {
            begin = next_line(text, start);
            continue;
        }
        let end = element_end(text, start, indent);
        let part = text.get(start..end).unwrap_or_default();
        let element = Reader::new(part).alone(start);
        is_told |= element.is_err();
        if visit(element).is_break() {
            return;
        }
        begin = Some(end);
    }
    // The error is behind the list, or of the document as a whole.
    if !is_told {
        let _ = visit(Err(error));
    }
}

/// Where the element that begins on the line at `start` ends: at the next line that is not blank and
/// not indented deeper.
fn element_end(text: &str, start: usize, indent: usize) -> usize {
    let mut at = start;
    while let Some(next) = next_line(text, at) {
        let line = text.get(next..).unwrap_or_default();
        let spaces = line.bytes().take_while(|&byte| byte == b' ').count();
        let is_blank = line
            .as_bytes()
            .get(spaces)
            .is_none_or(|byte| matches!(byte, b'\n' | b'\r'));
        if !is_blank && spaces <= indent {
            return next;
        }
        at = next;
    }
    text.len()
}

fn next_line(text: &str, at: usize) -> Option<usize> {
    let rest = text.as_bytes().get(at..)?;
    Some(at + memchr::memchr(b'\n', rest)? + 1)
}

/// The line on which the element begins whose content begins at `at`, and the spaces in front of its
/// bullet.
fn bullet(text: &str, at: usize) -> Option<(usize, usize)> {
    let mut before = text.get(..at)?;
    loop {
        let begin = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = before.get(begin..)?;
        let spaces = line.len() - line.trim_start_matches(' ').len();
        if is_bullet(line.get(spaces..)?) {
            return Some((begin, spaces));
        }
        // php-vcr puts the bullet on a line of its own.
        if begin == 0 || !line.trim_ascii().is_empty() {
            return None;
        }
        before = text.get(..begin - 1)?;
    }
}

/// Whether an element begins at the start of `line`.
fn is_bullet(line: &str) -> bool {
    line.strip_prefix('-')
        .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\n', '\r']))
}

struct Reader<'t> {
    text: &'t str,
    parser: Parser<'t, StrInput<'t>>,
    anchors: BTreeMap<usize, Node<'t>>,
    aliased: usize,
    /// Anchored lists and mappings around.
    anchored: usize,
    /// What spans are relative to.
    base: usize,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            parser: Parser::new_from_str(text),
            anchors: BTreeMap::new(),
            aliased: 0,
            anchored: 0,
            base: 0,
        }
    }

    /// The only element of the list that the whole text is; it begins at `at` of the text around it.
    fn alone(mut self, at: usize) -> Result<Element<'t>, YamlError> {
        let mut only = None;
        let mut state = Walk::default();
        let mut keep = |element: Result<Element<'t>, YamlError>| {
            only = only.take().or(element.ok());
            ControlFlow::Continue(())
        };
        let error = match self.whole(&[], &mut state, &mut keep) {
            Ok(_) => YamlError {
                offset: 0,
                message: "the element is empty".to_owned(),
            },
            Err(error) => error,
        };
        match only {
            Some(element) if state.ended => Ok(Element {
                span: Span::new(element.span.start() + at, element.span.end() + at),
                node: element.node,
            }),
            _ => Err(YamlError {
                offset: error.offset + at,
                ..error
            }),
        }
    }

    /// Walks through all documents of the text.
    fn whole(
        &mut self,
        path: &[&str],
        state: &mut Walk,
        visit: &mut Visit<'_, 't>,
    ) -> Result<ControlFlow<()>, YamlError> {
        loop {
            match self.next()? {
                (Event::StreamEnd, _) => {
                    state.ended = true;
                    return Ok(ControlFlow::Continue(()));
                }
                (Event::StreamStart | Event::DocumentStart(..) | Event::DocumentEnd, _) => {}
                (event, span) => {
                    let went_on = self.walk(event, span, path, 0, state, visit)?;
                    if went_on.is_break() {
                        return Ok(went_on);
                    }
                }
            }
        }
    }

    /// The next event and its bytes: those of a scalar from its tag or its indicator on.
    fn next(&mut self) -> Result<(Event<'t>, Span), YamlError> {
        let end = self.text.len();
        match self.parser.next_event() {
            None => Ok((Event::StreamEnd, Span::new(end, end))),
            Some(Ok((event, span))) => {
                let content = span.start.byte_offset().unwrap_or(end);
                let start = match (&event, span.tag_start.and_then(|tag| tag.byte_offset())) {
                    (Event::Scalar(..), Some(tag)) => tag.min(content),
                    (Event::Scalar(_, ScalarStyle::Literal | ScalarStyle::Folded, ..), None) => {
                        self.block_start(content)
                    }
                    _ => content,
                };
                let end = span.end.byte_offset().unwrap_or(end);
                Ok((event, Span::new(start, end)))
            }
            Some(Err(error)) => Err(YamlError {
                offset: error.marker().byte_offset().unwrap_or(end).min(end),
                message: error.info(),
            }),
        }
    }

    /// Follows the rest of `path` into the value that `event` begins.
    fn walk(
        &mut self,
        event: Event<'t>,
        span: Span,
        path: &[&str],
        depth: usize,
        state: &mut Walk,
        visit: &mut Visit<'_, 't>,
    ) -> Result<ControlFlow<()>, YamlError> {
        match (event, path.split_first()) {
            (Event::SequenceStart(_, 0, _), None) => {
                state.found = true;
                loop {
                    let (event, span) = self.next()?;
                    if matches!(event, Event::SequenceEnd) {
                        return Ok(ControlFlow::Continue(()));
                    }
                    state.bullet = Some(span.start());
                    let element = self.element(event, span)?;
                    state.whole = state.bullet;
                    if visit(Ok(element)).is_break() {
                        return Ok(ControlFlow::Break(()));
                    }
                }
            }
            (Event::MappingStart(_, 0, _), Some((due, rest))) => loop {
                let (event, span) = self.next()?;
                if matches!(event, Event::MappingEnd) {
                    return Ok(ControlFlow::Continue(()));
                }
                let name = self.node(event, span, depth + 1)?;
                let (event, span) = self.next()?;
                if matches!(&name.value, Value::String(name) if name == due) {
                    if self
                        .walk(event, span, rest, depth + 1, state, visit)?
                        .is_break()
                    {
                        return Ok(ControlFlow::Break(()));
                    }
                } else {
                    self.node(event, span, depth + 1)?;
                }
            },
            (event, _) => {
                self.node(event, span, depth)?;
                Ok(ControlFlow::Continue(()))
            }
        }
    }

    /// The element that `event` begins.
    fn element(&mut self, event: Event<'t>, span: Span) -> Result<Element<'t>, YamlError> {
        let start = span.start();
        self.base = start;
        let node = self.node(event, span, 0);
        self.base = 0;
        let node = node?;
        Ok(Element {
            span: Span::new(start, start + node.span.end()),
            node,
        })
    }

    fn node(&mut self, event: Event<'t>, span: Span, depth: usize) -> Result<Node<'t>, YamlError> {
        if depth > MAX_NESTING {
            return Err(YamlError {
                offset: span.start(),
                message: format!("more than {MAX_NESTING} lists and mappings inside one another"),
            });
        }
        let is_anchored = matches!(
            event,
            Event::SequenceStart(_, 1.., _) | Event::MappingStart(_, 1.., _)
        );
        self.anchored += usize::from(is_anchored);
        if self.anchored > MAX_ANCHORS {
            return Err(YamlError {
                offset: span.start(),
                message: format!("more than {MAX_ANCHORS} anchors inside one another"),
            });
        }
        let start = span.start().saturating_sub(self.base);
        let mut end = span.end().saturating_sub(self.base);
        let (anchor, value) = match event {
            Event::Scalar(text, style, anchor, tag) => {
                (anchor, self.scalar(text, style, tag.as_deref(), span))
            }
            Event::SequenceStart(_, anchor, _) => {
                let mut elements = Vec::new();
                loop {
                    let (event, span) = self.next()?;
                    if matches!(event, Event::SequenceEnd) {
                        end = self.behind(
                            end,
                            elements.last().map(|last: &Node<'_>| last.span),
                            span,
                        );
                        break (anchor, Value::Array(elements));
                    }
                    elements.push(self.node(event, span, depth + 1)?);
                }
            }
            Event::MappingStart(_, anchor, _) => {
                let mut members: Vec<Member<'t>> = Vec::new();
                loop {
                    let (event, span) = self.next()?;
                    if matches!(event, Event::MappingEnd) {
                        let last = members.last().map(|last| last.value.span);
                        end = self.behind(end, last, span);
                        break (anchor, Value::Object(members));
                    }
                    let name = self.node(event, span, depth + 1)?;
                    let (event, span) = self.next()?;
                    let value = self.node(event, span, depth + 1)?;
                    members.push(Member {
                        name_span: name.span,
                        name: self.name(name),
                        value,
                    });
                }
            }
            Event::Alias(anchor) => return self.alias(anchor, Span::new(start, end)),
            _ => (0, Value::Null),
        };
        let node = Node {
            span: Span::new(start, end),
            value,
        };
        self.anchored -= usize::from(is_anchored);
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        Ok(node)
    }

    /// Where a list or mapping ends: behind its last child, or its bracket.
    fn behind(&self, start: usize, last: Option<Span>, end_event: Span) -> usize {
        let bracket = if end_event.is_empty() {
            0
        } else {
            end_event.end().saturating_sub(self.base)
        };
        last.map_or(start, Span::end).max(bracket).max(start)
    }

    /// What is written as a name: any scalar; lists and mappings have none.
    fn name(&self, node: Node<'t>) -> Cow<'t, str> {
        match node.value {
            Value::String(text) => text,
            Value::Number(digits) => Cow::Borrowed(digits),
            Value::Null | Value::Boolean(_) => {
                let start = node.span.start() + self.base;
                let end = node.span.end() + self.base;
                Cow::Borrowed(self.text.get(start..end).unwrap_or_default())
            }
            _ => Cow::Borrowed(""),
        }
    }

    fn scalar(
        &self,
        text: Cow<'t, str>,
        style: ScalarStyle,
        tag: Option<&Tag>,
        span: Span,
    ) -> Value<'t> {
        let is_core = |suffix: &str| tag.is_some_and(|tag| tag.is_yaml_core_schema_tag(suffix));
        let is_text = style != ScalarStyle::Plain || is_core("str") || is_core("binary");
        if is_text {
            return Value::String(text);
        }
        match text.as_ref() {
            "" | "~" | "null" | "Null" | "NULL" => Value::Null,
            "true" | "True" | "TRUE" => Value::Boolean(true),
            "false" | "False" | "FALSE" => Value::Boolean(false),
            digits if is_number(digits) => {
                let at = self.text.get(span.start()..span.end()).unwrap_or_default();
                let start = at.rfind(digits);
                match start.and_then(|start| at.get(start..start + digits.len())) {
                    Some(written) => Value::Number(written),
                    None => Value::String(text),
                }
            }
            _ => Value::String(text),
        }
    }

    /// A copy of what an anchor stands for; it stands where the alias stands.
    fn alias(&mut self, anchor: usize, span: Span) -> Result<Node<'t>, YamlError> {
        let error = |message: String| YamlError {
            offset: span.start() + self.base,
            message,
        };
        let Some(node) = self.anchors.get(&anchor) else {
            // Inside of what it stands for: no tree has such an end.
            return Err(error(
                "an alias stands inside of what it stands for".to_owned(),
            ));
        };
        let count = count(node);
        if self.aliased + count > MAX_ALIASED {
            return Err(error(format!(
                "the aliases stand for more than {MAX_ALIASED} values"
            )));
        }
        let node = placed(node, span);
        self.aliased += count;
        Ok(node)
    }

    /// The indicator of the block scalar whose text begins at `content`; the parser leaves it out.
    fn block_start(&self, content: usize) -> usize {
        let before = self
            .text
            .get(..content)
            .unwrap_or_default()
            .trim_end_matches([' ', '\n', '\r', '\t']);
        let line = before.rfind('\n').map_or(0, |newline| newline + 1);
        let header = before.get(line..).unwrap_or_default();
        header
            .match_indices(['|', '>'])
            .map(|(at, _)| at)
            .find(|at| is_block_header(header.get(at + 1..).unwrap_or_default()))
            .map_or(content, |at| line + at)
    }
}

/// Whether this may stand behind `|` or `>` on its line (YAML 1.2.2 section 8.1.1).
fn is_block_header(rest: &str) -> bool {
    let rest = rest
        .trim_start_matches(|letter: char| letter.is_ascii_digit() || matches!(letter, '+' | '-'));
    let comment = rest.trim_start_matches([' ', '\t']);
    comment.is_empty() || (comment.len() < rest.len() && comment.starts_with('#'))
}

/// Whether a plain scalar is a number that JSON has too.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    digits
        .bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'+' | b'-'))
        && matches!(
            super::json::parse(text.as_bytes()),
            Ok(Node {
                value: Value::Number(_),
                ..
            })
        )
}

fn count(node: &Node<'_>) -> usize {
    1 + match &node.value {
        Value::Array(elements) => elements.iter().map(count).sum(),
        Value::Object(members) => members.iter().map(|member| 1 + count(&member.value)).sum(),
        _ => 0,
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

/// Whether a scalar's bytes say that it is base64 of bytes: `!!binary`, or what Ruby writes for it.
pub fn is_binary(mut scalar: &[u8]) -> bool {
    while let Some((property, behind)) = property(scalar) {
        if property.starts_with(b"!") {
            return [&b"!!binary"[..], b"!binary", b"!<tag:yaml.org,2002:binary>"]
                .contains(&property);
        }
        scalar = behind;
    }
    false
}

/// The tag or anchor that a scalar's bytes begin with, and what stands behind it and white space.
fn property(scalar: &[u8]) -> Option<(&[u8], &[u8])> {
    if !matches!(scalar.first(), Some(b'!' | b'&')) {
        return None;
    }
    let end = scalar.iter().position(u8::is_ascii_whitespace);
    let (property, behind) = scalar.split_at_checked(end.unwrap_or(scalar.len()))?;
    Some((property, behind.trim_ascii_start()))
}

/// The white space that `text` begins with.
fn white_space(text: &[u8]) -> &[u8] {
    let length = text.len() - text.trim_ascii_start().len();
    text.get(..length).unwrap_or_default()
}

/// The line ends in `text`.
fn line_ends(text: &[u8]) -> usize {
    memchr::memchr_iter(b'\n', text).count()
}

/// The way back from `value`, the text of a scalar, to `scalar`, the bytes that it is written with,
/// which begin at `start` of what the map leads to.
///
/// Where the two do not go together, the whole stands for the whole.
pub fn trace(scalar: &[u8], value: &[u8], start: usize) -> SpanMap {
    let mut trace = Trace {
        scalar,
        value,
        start,
        at: 0,
        done: 0,
        map: SpanMap::new(),
    };
    trace.properties();
    let whole = match scalar.get(trace.at) {
        Some(b'|') => trace.block(false),
        Some(b'>') => trace.block(true),
        Some(b'"') => trace.flow(Quotes::Double),
        Some(b'\'') => trace.flow(Quotes::Single),
        Some(b'*') => None,
        _ => trace.flow(Quotes::None),
    };
    if whole.is_some() && trace.done == value.len() {
        return trace.map;
    }
    let mut map = SpanMap::new();
    map.whole(Span::new(start, start + scalar.len()), value.len());
    map
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Quotes {
    None,
    Single,
    Double,
}

/// Goes through a scalar's bytes and its text side by side.
struct Trace<'t> {
    scalar: &'t [u8],
    value: &'t [u8],
    start: usize,
    /// Bytes of the scalar that were passed.
    at: usize,
    /// Bytes of the value that were passed.
    done: usize,
    map: SpanMap,
}

impl Trace<'_> {
    fn rest(&self) -> &[u8] {
        self.scalar.get(self.at..).unwrap_or_default()
    }

    fn due(&self) -> &[u8] {
        self.value.get(self.done..).unwrap_or_default()
    }

    /// `length` bytes stand as they are.
    fn same(&mut self, length: usize) {
        self.map.identity(self.start + self.at, length);
        self.at += length;
        self.done += length;
    }

    /// The next `taken` bytes of the scalar stand for `length` bytes.
    fn stands_for(&mut self, taken: usize, length: usize) {
        let at = self.start + self.at;
        self.map.whole(Span::new(at, at + taken), length);
        self.at += taken;
        self.done += length;
    }

    /// Passes over tags and anchors.
    fn properties(&mut self) {
        while let Some((_, behind)) = property(self.rest()) {
            self.at = self.scalar.len() - behind.len();
        }
    }

    /// The line feeds that are due next.
    fn feeds(&self) -> usize {
        self.due().iter().take_while(|&&byte| byte == b'\n').count()
    }

    /// A scalar in quotes, or a plain one.
    fn flow(&mut self, quotes: Quotes) -> Option<()> {
        if quotes != Quotes::None {
            self.at += 1;
        }
        while self.done < self.value.len() {
            let rest = self.rest();
            let &byte = rest.first()?;
            match (byte, quotes) {
                (b' ' | b'\t' | b'\n' | b'\r', _) => self.white_space()?,
                (b'\'', Quotes::Single) => {
                    (rest.get(1) == Some(&b'\'') && self.due().first() == Some(&b'\''))
                        .then_some(())?;
                    self.stands_for(2, 1);
                }
                (b'\\', Quotes::Double) => self.escape()?,
                _ => {
                    let special = |byte: &u8| {
                        byte.is_ascii_whitespace()
                            || match quotes {
                                Quotes::None => false,
                                Quotes::Single => *byte == b'\'',
                                Quotes::Double => *byte == b'\\',
                            }
                    };
                    let run = rest.iter().position(special).unwrap_or(rest.len());
                    let run = run.min(self.due().len()).max(1);
                    (rest.get(..run) == self.due().get(..run)).then_some(())?;
                    self.same(run);
                }
            }
        }
        Some(())
    }

    /// White space stands as it is inside a line; around a line's end it is folded.
    fn white_space(&mut self) -> Option<()> {
        let space = white_space(self.rest());
        let run = space.len();
        let newlines = line_ends(space);
        if newlines > 0 {
            self.fold(run, newlines);
        } else {
            (self.due().get(..run) == Some(space)).then_some(())?;
            self.same(run);
        }
        Some(())
    }

    /// `run` bytes of white space with `newlines` line ends stand for a space or for line ends.
    fn fold(&mut self, run: usize, newlines: usize) {
        let length = match self.due().first() {
            Some(b'\n') => self.feeds().min(newlines),
            Some(b' ') => 1,
            // Behind an escaped line end nothing is left of it.
            _ => 0,
        };
        self.stands_for(run, length);
    }

    /// YAML 1.2.2 section 5.7.
    fn escape(&mut self) -> Option<()> {
        let rest = self.rest();
        let (length, letter) = match rest.get(1)? {
            b'\n' | b'\r' => {
                let space = white_space(rest.get(1..)?);
                // Blank lines behind it are line ends of the text.
                let length = self.feeds().min(line_ends(space).saturating_sub(1));
                self.stands_for(1 + space.len(), length);
                return Some(());
            }
            b'x' => (4, hex(rest.get(2..4)?)?),
            b'u' => (6, hex(rest.get(2..6)?)?),
            b'U' => (10, hex(rest.get(2..10)?)?),
            b'0' => (2, '\0'),
            b'a' => (2, '\u{7}'),
            b'b' => (2, '\u{8}'),
            b't' | b'\t' => (2, '\t'),
            b'n' => (2, '\n'),
            b'v' => (2, '\u{b}'),
            b'f' => (2, '\u{c}'),
            b'r' => (2, '\r'),
            b'e' => (2, '\u{1b}'),
            b'N' => (2, '\u{85}'),
            b'_' => (2, '\u{a0}'),
            b'L' => (2, '\u{2028}'),
            b'P' => (2, '\u{2029}'),
            &other => (2, char::from(other)),
        };
        let mut buffer = [0; 4];
        let letter = letter.encode_utf8(&mut buffer).as_bytes();
        self.due().starts_with(letter).then_some(())?;
        self.stands_for(length, letter.len());
        Some(())
    }

    /// A literal or folded scalar: lines below a header, less their indentation.
    fn block(&mut self, folded: bool) -> Option<()> {
        let header = memchr::memchr(b'\n', self.rest())?;
        self.at += header + 1;
        let indent = self.indent();
        while self.done < self.value.len() {
            let spaces = self
                .rest()
                .iter()
                .take(indent)
                .take_while(|&&byte| byte == b' ')
                .count();
            self.at += spaces;
            let rest = self.rest();
            let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            let line = rest.get(..end)?;
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            let length = line.len();
            self.due().starts_with(line).then_some(())?;
            self.same(length);
            if self.done == self.value.len() {
                break;
            }
            let behind = self.rest();
            let ends = behind
                .iter()
                .take(2)
                .take_while(|byte| matches!(byte, b'\r' | b'\n'))
                .count();
            (ends > 0).then_some(())?;
            if folded {
                // All line ends up to the next line with text.
                let run = blank_lines(behind);
                let lines = line_ends(behind.get(..run)?);
                self.fold(run, lines);
            } else {
                let ends = if behind.first() == Some(&b'\n') {
                    1
                } else {
                    ends
                };
                (self.due().first() == Some(&b'\n')).then_some(())?;
                self.stands_for(ends, 1);
            }
        }
        Some(())
    }

    /// The spaces that every line of a block is indented by: those of its first line with text,
    /// less those that the text itself begins with.
    fn indent(&self) -> usize {
        let text = |bytes: &[u8]| {
            let line = bytes
                .split(|&byte| byte == b'\n')
                .find(|line| !line.trim_ascii().is_empty())
                .unwrap_or_default();
            line.iter().take_while(|&&byte| byte == b' ').count()
        };
        text(self.rest()).saturating_sub(text(self.value))
    }
}

/// The length of the line ends, and of the lines of nothing but spaces, that `text` begins with.
fn blank_lines(text: &[u8]) -> usize {
    let mut length = 0;
    loop {
        let rest = text.get(length..).unwrap_or_default();
        let Some(end) = memchr::memchr(b'\n', rest) else {
            return length;
        };
        if !rest
            .get(..end)
            .is_some_and(|line| line.trim_ascii().is_empty())
        {
            return length;
        }
        length += end + 1;
    }
}

fn hex(digits: &[u8]) -> Option<char> {
    char::from_u32(u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::string_slice, reason = "a span that cuts a letter shall fail")]

    use std::fmt::Write as _;

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
