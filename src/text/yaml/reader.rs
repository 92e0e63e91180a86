//! Events of the parser to nodes of the tree.

use std::borrow::Cow;

use granit_parser::{Event, Parser, ScalarStyle, StrInput, Tag};

use super::anchors::Anchors;
use super::{Bounds, YamlError, merge};
use crate::text::Span;
use crate::text::json::{self, MAX_NESTING, Member, Node, Value};

/// What the parser gives next.
type ParsedEvent<'t> = Option<Result<(Event<'t>, granit_parser::Span), granit_parser::ScanError>>;

/// Makes nodes of what the parser tells.
pub(super) struct Reader<'t> {
    text: &'t str,
    parser: Parser<'t, StrInput<'t>>,
    pub(super) anchors: Anchors<'t>,
    /// What spans are relative to.
    pub(super) base: usize,
}

impl<'t> Reader<'t> {
    pub(super) fn new(text: &'t str, bounds: Bounds) -> Self {
        // An alias without an anchor is wrong where it stands, and nowhere else.
        let options = granit_parser::options! {
            emit_unresolved_aliases: true,
            emit_anchor_events: true,
        };
        Self {
            text,
            parser: Parser::new_from_str_with_options(text, options),
            anchors: Anchors::new(text.len(), bounds),
            base: 0,
        }
    }

    /// Reads `part` of the same text with the anchors that were read so far.
    pub(super) fn of_part(self, part: &'t str) -> Self {
        let number = self.parser.anchor_offset();
        let mut reader = Self::new(part, self.anchors.bounds());
        reader.parser.set_anchor_offset(number);
        reader.anchors = self.anchors.behind_error();
        reader
    }

    /// The next event and its bytes: those of a scalar from its tag or its indicator on.
    pub(super) fn next(&mut self) -> Result<(Event<'t>, Span), YamlError> {
        loop {
            let event = self.parser.next_event();
            let Some(Ok((Event::Anchor(number, name), _))) = event else {
                return self.placed(event);
            };
            self.anchors.name(number, name);
        }
    }

    fn placed(&self, event: ParsedEvent<'t>) -> Result<(Event<'t>, Span), YamlError> {
        let end = self.text.len();
        match event {
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
            Some(Err(error)) => Err(YamlError::new(
                error.marker().byte_offset().unwrap_or(end).min(end),
                error.info(),
            )),
        }
    }

    pub(super) fn node(
        &mut self,
        event: Event<'t>,
        span: Span,
        depth: usize,
    ) -> Result<Node<'t>, YamlError> {
        let most = self.anchors.bounds().nesting.min(MAX_NESTING);
        if depth > most {
            return Err(YamlError::limit(
                span.start(),
                format!("more than {most} lists and mappings inside one another"),
                ("nesting", most),
            ));
        }
        let is_anchored = matches!(
            event,
            Event::SequenceStart(_, 1.., _) | Event::MappingStart(_, 1.., _)
        );
        if is_anchored {
            self.anchors.enter(span.start())?;
        }
        let copied = self.anchors.copied();
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
                let mut merges = Vec::new();
                loop {
                    let (event, span) = self.next()?;
                    if matches!(event, Event::MappingEnd) {
                        let last = members.last().map(|last| last.value.span);
                        end = self.behind(end, last, span);
                        if !merges.is_empty() {
                            members = merge::merged(members, &merges);
                        }
                        break (anchor, Value::Object(members));
                    }
                    if merge::is_key(&event) {
                        merges.push(members.len());
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
            Event::Alias(anchor) => {
                let place = Span::new(start, end);
                return self.anchors.copy(anchor, place, span.start());
            }
            Event::UnresolvedAlias(name) => {
                let place = Span::new(start, end);
                return self.anchors.copy_named(&name, place, span.start());
            }
            _ => (0, Value::Null),
        };
        let node = Node {
            span: Span::new(start, end),
            value,
        };
        if is_anchored {
            self.anchors.leave();
        }
        if anchor > 0 {
            let copied = self.anchors.copied() - copied;
            self.anchors.keep(anchor, &node, copied, span.start())?;
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
        let is_of = |name: &str| tag.is_some_and(|tag| is_called(tag, name));
        let is_text = style != ScalarStyle::Plain || is_of("str") || is_of("binary");
        if is_text {
            return Value::String(text);
        }
        match text {
            Cow::Borrowed(text) => plain_value(text),
            Cow::Owned(text) => match plain_value(&text) {
                Value::Null => Value::Null,
                Value::Boolean(flag) => Value::Boolean(flag),
                Value::Number(digits) => {
                    let at = self.text.get(span.start()..span.end()).unwrap_or_default();
                    let start = at.rfind(digits);
                    match start.and_then(|start| at.get(start..start + digits.len())) {
                        Some(written) => Value::Number(written),
                        None => Value::String(text.into()),
                    }
                }
                _ => Value::String(text.into()),
            },
        }
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

/// Whether a tag is the one of YAML's own types that has this name; the parser knows by name those of the core
/// schema alone.
pub(super) fn is_called(tag: &Tag, name: &str) -> bool {
    let own = tag.suffix_in_namespace("tag:yaml.org,2002:");
    own.is_some_and(|own| own == name)
}

/// What a scalar without quotes stands for in the core schema (YAML 1.2.2 section 10.3).
pub(super) fn plain_value(text: &str) -> Value<'_> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Boolean(true),
        "false" | "False" | "FALSE" => Value::Boolean(false),
        digits if is_number(digits) => Value::Number(digits),
        _ => Value::String(Cow::Borrowed(text)),
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
            json::parse(text.as_bytes()),
            Ok(Node {
                value: Value::Number(_),
                ..
            })
        )
}
