//! The elements of a list in a document, one by one.
//!
//! A text and a path of names come in; each element of the lists there goes out, with spans that are
//! relative to its own start. After a syntax error each later element is read by itself.

use std::ops::ControlFlow;

use granit_parser::Event;

use super::YamlError;
use super::reader::Reader;
use crate::text::Span;
use crate::text::json::{Node, Value};

/// An element of a list.
#[derive(Debug)]
pub struct Element<'t> {
    /// The bytes of the text that it takes; the spans of its node are relative to their start.
    pub span: Span,
    /// The element.
    pub node: Node<'t>,
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

impl<'t> Reader<'t> {
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
}
