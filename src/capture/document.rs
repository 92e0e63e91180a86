//! Captures that are documents, in JSON, YAML or TOML: their entries, one by one, in any syntax.
//!
//! A reader of a format sees entries as trees whose spans lead to bytes of the file, whatever they
//! are written in. JSON entries are read in the memory of one of them; YAML and TOML are in memory as
//! text. A broken entry is told and the others are read.

use std::ops::ControlFlow;

use super::decode::Bounds;
use super::elements::{self, Elements, Lists};
use super::message::{CaptureError, MessageSink};
use super::source::Source;
use super::value::{self, Entry};
use crate::limits::{Limits, length, reached};
use crate::text::json::{self, Node, SyntaxErrorKind};
use crate::text::span::Origin;
use crate::text::sparse::{Reader, Wanted};
use crate::text::yaml::{self, YamlError};
use crate::text::{self, Span};

/// What a document is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Syntax {
    /// RFC 8259.
    Json,
    /// YAML 1.2.
    Yaml,
    /// TOML 1.1.
    Toml,
}

impl Syntax {
    /// The syntax of a document that begins with `start`: JSON where that is an array or object, TOML
    /// where its first line is.
    pub(super) fn of(start: &[u8]) -> Self {
        match start.trim_ascii_start().first() {
            Some(b'{') => Self::Json,
            _ if text::toml::is_toml(start) => Self::Toml,
            Some(b'[') => Self::Json,
            _ => Self::Yaml,
        }
    }
}

/// Receives the entries of a document: the number from 1, the bytes, the tree.
pub(super) type Visit<'v> =
    dyn for<'a> FnMut(u64, &Entry<'a>, &Node<'a>, &mut dyn MessageSink) -> ControlFlow<()> + 'v;

/// Hands each element of the list at `path` (names from the root) to `visit`, and what is wrong with
/// the document to `sink`.
pub(super) fn each(
    source: &mut Source<'_>,
    origin: Origin,
    path: &[&str],
    sink: &mut dyn MessageSink,
    visit: &mut Visit<'_>,
) -> ControlFlow<()> {
    each_of(source, origin, (Lists::at(path), None), sink, visit)
}

/// The same, where perhaps not all of an element is looked at: what is not wanted may be left out of its
/// tree.
pub(super) fn each_of(
    source: &mut Source<'_>,
    origin: Origin,
    (lists, wanted): (Lists<'_>, Option<&Wanted>),
    sink: &mut dyn MessageSink,
    visit: &mut Visit<'_>,
) -> ControlFlow<()> {
    let list = match lists.path {
        [] => "of entries".to_owned(),
        path => format!("`{}`", path.join(".")),
    };
    let syntax = Syntax::of(source.window());
    if syntax != Syntax::Json {
        return text_elements(source, origin, (syntax, lists), &list, sink, visit);
    }
    let mut entries = Entries {
        number: 0,
        wanted,
        reader: Reader::default(),
        bounds: Bounds::from(source.limits()),
        nesting: length(source.limits().nesting),
        sink,
        visit,
    };
    let end = elements::read(source, origin, lists, &mut entries);
    value::ended(end, &list, sink)
}

/// The entries of a document in JSON.
struct Entries<'e, 'v> {
    number: u64,
    wanted: Option<&'e Wanted>,
    reader: Reader,
    bounds: Bounds,
    nesting: usize,
    sink: &'e mut dyn MessageSink,
    visit: &'e mut Visit<'v>,
}

impl Elements for Entries<'_, '_> {
    /// Nearly all entries are read in the one pass that finds their end.
    fn glance(&mut self, text: &[u8], origin: Origin) -> Option<(usize, ControlFlow<()>)> {
        let node = self.reader.read(text, self.wanted?)?;
        self.number += 1;
        let text = text.get(..node.span.end())?;
        let entry = Entry::json(text, origin, self.bounds).with(&self.reader);
        let went_on = (self.visit)(self.number, &entry, &node, self.sink);
        Some((text.len(), went_on))
    }

    fn element(&mut self, text: &[u8], origin: Origin) -> ControlFlow<()> {
        self.number += 1;
        match json::parse_within(text, self.nesting) {
            Ok(node) => {
                let entry = Entry::json(text, origin, self.bounds);
                (self.visit)(self.number, &entry, &node, self.sink)
            }
            Err(error) => self.sink.message(Err(CaptureError::Entry {
                number: self.number,
                origin: origin.advanced(text, error.offset),
                message: of_syntax(&error.kind),
            })),
        }
    }
}

/// Hands the document as a whole to `visit`: it is one entry.
pub(super) fn whole(
    source: &mut Source<'_>,
    origin: Origin,
    sink: &mut dyn MessageSink,
    visit: &mut Visit<'_>,
) -> ControlFlow<()> {
    let syntax = Syntax::of(source.window());
    let limits = *source.limits();
    let bounds = Bounds::from(&limits);
    let text = match all(source, origin) {
        Ok(text) => text,
        Err(error) => return sink.message(Err(error)),
    };
    let malformed = |at: usize, message: String| malformed(origin.advanced(text, at), &message);
    match syntax {
        Syntax::Json => match json::parse_within(text, length(limits.nesting)) {
            Ok(node) => visit(1, &Entry::of(syntax, text, origin, bounds), &node, sink),
            Err(error) if matches!(error.kind, SyntaxErrorKind::CutOff(_)) => {
                sink.message(Err(CaptureError::CutOff { origin }))
            }
            Err(error) => sink.message(Err(malformed(error.offset, of_syntax(&error.kind)))),
        },
        Syntax::Yaml | Syntax::Toml => {
            let words = match utf8(text, origin) {
                Ok(words) => words,
                Err(error) => return sink.message(Err(error)),
            };
            let parsed = match syntax {
                Syntax::Toml => {
                    text::toml::parse(words).map_err(|error| (error.offset, error.message))
                }
                _ => yaml::parse_within(words, of_yaml(&limits))
                    .map_err(|error| (error.offset, of_limit(&error))),
            };
            match parsed {
                Ok(node) => visit(1, &Entry::of(syntax, text, origin, bounds), &node, sink),
                Err((at, message)) => sink.message(Err(malformed(at, message))),
            }
        }
    }
}

/// Hands each of `nodes`, which follow one another in `entry`, to `visit` as an entry of its own: places
/// are counted from where an entry begins, which for thousands of them in one would take for ever.
pub(super) fn each_inside<'a>(
    entry: &Entry<'a>,
    nodes: &[Node<'a>],
    visit: &mut dyn FnMut(&Entry<'a>, &Node<'a>) -> ControlFlow<()>,
) -> ControlFlow<()> {
    // What a part of YAML says depends on its indentation and its anchors.
    if entry.syntax != Syntax::Json {
        return nodes.iter().try_for_each(|node| visit(entry, node));
    }
    let mut last = (0, entry.origin);
    for node in nodes {
        let start = entry.written(node.span).start();
        let behind = entry.text.get(last.0..).unwrap_or_default();
        let here = last.1.advanced(behind, start.saturating_sub(last.0));
        visit(&entry.part(node, here), node)?;
        last = (start, here);
    }
    ControlFlow::Continue(())
}

/// The elements of a list in a document that is read as text.
fn text_elements(
    source: &mut Source<'_>,
    origin: Origin,
    (syntax, lists): (Syntax, Lists<'_>),
    list: &str,
    sink: &mut dyn MessageSink,
    visit: &mut Visit<'_>,
) -> ControlFlow<()> {
    let limits = *source.limits();
    let text = match all(source, origin) {
        Ok(text) => text,
        Err(error) => return sink.message(Err(error)),
    };
    let words = match utf8(text, origin) {
        Ok(words) => words,
        Err(error) => return sink.message(Err(error)),
    };
    let mut number = 0;
    // The last place that was told, so that the lines of the file are counted once.
    let mut last = (0, origin);
    let mut went_on = ControlFlow::Continue(());
    let mut take = |element: Result<(Span, Node<'_>), (usize, String)>| {
        if went_on.is_break() {
            return went_on;
        }
        number += 1;
        let at = match &element {
            Ok((span, _)) => span.start(),
            Err((offset, _)) => *offset,
        };
        if at < last.0 {
            last = (0, origin);
        }
        let behind = text.get(last.0..).unwrap_or_default();
        let here = last.1.advanced(behind, at - last.0);
        last = (at, here);
        went_on = match element {
            Ok((span, node)) => {
                let entry = Entry::of(syntax, span.of(text), here, Bounds::from(&limits));
                visit(number, &entry, &node, sink)
            }
            Err((_, message)) => sink.message(Err(CaptureError::Entry {
                number,
                origin: here,
                message,
            })),
        };
        went_on
    };
    let mut elements = |path: &[&str]| match syntax {
        Syntax::Toml => Ok(text::toml::elements(
            words,
            path,
            &mut |element| match element {
                Ok(element) => take(Ok((element.span, element.node))),
                Err(error) => take(Err((error.offset, error.message))),
            },
        )),
        _ => yaml::elements(
            words,
            path,
            of_yaml(&limits),
            &mut |element| match element {
                Ok(element) => take(Ok((element.span, element.node))),
                Err(error) => take(Err((error.offset, of_limit(&error)))),
            },
        ),
    };
    let mut found = elements(lists.path);
    let around = lists
        .path
        .split_last()
        .map_or(&[][..], |(_, around)| around);
    for name in lists.others.iter().filter(|name| may_have(text, name)) {
        // What ends the reading of one list ends that of the others.
        if let Ok(is_found) = found {
            found = elements(&[around, &[*name]].concat()).map(|other| other || is_found);
        }
    }
    match found {
        Ok(true) => went_on,
        Ok(false) => value::ended(elements::End::NoArray, list, sink),
        Err(error) => {
            went_on?;
            let at = origin.advanced(text, error.offset);
            sink.message(Err(malformed(at, &of_limit(&error))))
        }
    }
}

/// Whether a document may have a member of this name: each look at one takes a parser's way through all of it.
fn may_have(text: &[u8], name: &str) -> bool {
    memchr::memmem::find_iter(text, name).any(|at| {
        let before = at.checked_sub(1).and_then(|before| text.get(before));
        !before.is_some_and(|&byte| byte.is_ascii_alphanumeric() || byte == b'_')
    })
}

/// How much of a document in YAML is read.
pub(super) fn of_yaml(limits: &Limits) -> yaml::Bounds {
    yaml::Bounds {
        nesting: length(limits.nesting),
        aliased: length(limits.yaml_aliases),
        anchors: length(limits.yaml_anchors),
    }
}

/// What is wrong with JSON, and how a limit is raised where one was reached.
pub(super) fn of_syntax(kind: &SyntaxErrorKind) -> String {
    match kind {
        SyntaxErrorKind::TooDeep(most) => {
            let told = reached("nesting", *most as u64).told();
            format!("{kind}, {told}")
        }
        _ => kind.to_string(),
    }
}

/// What is wrong with YAML, and how a limit is raised where one was reached.
fn of_limit(error: &YamlError) -> String {
    match error.limit {
        Some((name, value)) => {
            let told = reached(name, value as u64).told();
            format!("{}, {told}", error.message)
        }
        None => error.message.clone(),
    }
}

/// A document that is wrong outside of its entries.
pub(super) fn malformed(origin: Origin, message: &str) -> CaptureError {
    CaptureError::Format {
        origin: Some(origin),
        message: format!("the capture cannot be read: {message}"),
        help: "look at that place, or record the traffic again",
    }
}

/// All bytes of a document.
fn all<'s>(source: &'s mut Source<'_>, origin: Origin) -> Result<&'s [u8], CaptureError> {
    source.fill_all().map_err(CaptureError::Io)?;
    let text = source.window();
    let limit = source.longest();
    if text.len() > limit {
        return Err(CaptureError::TooLarge { origin, limit });
    }
    if text.trim_ascii().is_empty() {
        return Err(CaptureError::Empty);
    }
    Ok(text)
}

/// The text of a document in YAML or TOML.
fn utf8(text: &[u8], origin: Origin) -> Result<&str, CaptureError> {
    std::str::from_utf8(text).map_err(|error| CaptureError::Format {
        origin: Some(origin.advanced(text, error.valid_up_to())),
        message: "the bytes are no UTF-8".to_owned(),
        help: "save the file as UTF-8",
    })
}
