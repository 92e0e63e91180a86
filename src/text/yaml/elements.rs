//! The elements of a list in a document, one by one.
//!
//! A text and a path of names come in; each element of the lists there goes out, with spans that are
//! relative to its own start. After a syntax error each later element is read by itself, with the anchors
//! so far; another list at the same indentation is none of it. What is wrong around the list is an error
//! of the text, not of an element.

use std::ops::ControlFlow;

use granit_parser::Event;

use super::reader::Reader;
use super::regular::{self, Read};
use super::{Bounds, YamlError};
use crate::text::Span;
use crate::text::json::{Node, Value};

/// An element of a list.
#[derive(Debug, PartialEq)]
pub struct Element<'t> {
    /// The bytes of the text that it takes; the spans of its node are relative to their start.
    pub span: Span,
    /// The element.
    pub node: Node<'t>,
}

/// Hands each element of the lists at `path` (names from the root; none for a root that is a list)
/// to `visit`; whether there was such a list. A document without one, beside others that have it, is an error
/// behind all elements.
///
/// An element with a syntax error is handed over as the error, and reading goes on with the next line
/// that begins an element of the list.
///
/// # Errors
/// The text is no YAML in front of the list or behind it; the elements were handed over.
pub fn elements<'t>(
    text: &'t str,
    path: &[&str],
    bounds: Bounds,
    visit: &mut Visit<'_, 't>,
) -> Result<bool, YamlError> {
    let mut due = match regular::read(text, path, &mut |element| visit(Ok(element))) {
        Read::Whole(found) => return Ok(found),
        Read::Stopped => return Ok(true),
        Read::Left(handed) => handed,
    };
    irregular(
        text,
        path,
        bounds,
        &mut |element| match due.checked_sub(1) {
            // It was handed over.
            Some(left) => {
                due = left;
                ControlFlow::Continue(())
            }
            None => visit(element),
        },
    )
}

/// The same for a text of any kind.
fn irregular<'t>(
    text: &'t str,
    path: &[&str],
    bounds: Bounds,
    visit: &mut Visit<'_, 't>,
) -> Result<bool, YamlError> {
    let mut walk = Walk::default();
    let mut reader = Reader::new(text, bounds);
    match reader.whole(path, &mut walk, visit) {
        Ok(went_on) => {
            if let (true, Some(at)) = (walk.found && went_on.is_continue(), walk.other) {
                let what = "expected the list of entries in this document, too, which was not read";
                let _ = visit(Err(YamlError::new(at, what.to_owned())));
            }
            Ok(walk.found)
        }
        Err(error) if walk.found => {
            let rest = Rest::behind(text, path, &walk, reader);
            if rest.is_more() {
                // Text in the first column ends a list, as far as the parser sees.
                if visit(Err(error)).is_continue() {
                    rest.elements(None, visit)?;
                }
            } else if walk.is_inside {
                rest.elements(Some(error), visit)?;
            } else {
                return Err(error);
            }
            Ok(true)
        }
        Err(error) => Err(error),
    }
}

/// Receives the elements of a list; it may end the reading early.
type Visit<'v, 't> = dyn FnMut(Result<Element<'t>, YamlError>) -> ControlFlow<()> + 'v;

/// How far a walk to a list has come.
#[derive(Debug, Default)]
struct Walk {
    found: bool,
    /// Whether it is between the list's begin and its end.
    is_inside: bool,
    /// On a line that begins an element: behind the list's first bullet, or where the last element
    /// begins.
    bullet: usize,
    /// Where the last element begins that was read as a whole.
    whole: Option<usize>,
    /// Whether the document has the list.
    is_here: bool,
    /// Where the first document begins that holds something, and not the list.
    other: Option<usize>,
}

/// What is left of a list behind a syntax error: each line that begins an element as the list's others
/// do is read by itself, so that one bad element does not hide the others.
struct Rest<'t, 'p> {
    text: &'t str,
    path: &'p [&'p str],
    /// Where to go on, and the spaces in front of a bullet; nothing for a list in brackets, whose elements
    /// no lines tell apart.
    lines: Option<(usize, usize)>,
    reader: Reader<'t>,
}

/// What stands between an element and the next line that begins one as it does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Between {
    /// Nothing, or the list's own name once more.
    Nothing,
    /// Names of what is around the list: what follows is another list.
    OtherNames,
    /// What belongs to the element, or to nothing.
    More,
}

impl<'t, 'p> Rest<'t, 'p> {
    fn behind(text: &'t str, path: &'p [&'p str], walk: &Walk, reader: Reader<'t>) -> Self {
        let lines = bullet(text, walk.bullet).map(|(line, indent)| {
            let begin = match walk.whole {
                Some(whole) => next_line(text, whole).unwrap_or(text.len()),
                None => line,
            };
            (begin, indent)
        });
        Self {
            text,
            path,
            lines,
            reader,
        }
    }

    /// Whether elements of the list follow on what is none of its, and no name either.
    fn is_more(&self) -> bool {
        self.lines.is_some_and(|(begin, indent)| {
            let next = next_bullet(self.text, begin, indent);
            let end = line_behind(self.text, begin, indent).unwrap_or(self.text.len());
            next.is_some_and(|next| self.between(end, next, true) == Between::More)
        })
    }

    /// Hands over what can be read; gives `error` back where it is of none of them.
    fn elements(
        mut self,
        mut error: Option<YamlError>,
        visit: &mut Visit<'_, 't>,
    ) -> Result<(), YamlError> {
        let Some((begin, indent)) = self.lines else {
            let _ = error.map(|error| visit(Err(error)));
            return Ok(());
        };
        let mut next = next_bullet(self.text, begin, indent);
        while let Some(start) = next {
            let end = element_end(self.text, start, indent);
            next = next_bullet(self.text, end, indent);
            let until = next.unwrap_or(self.text.len());
            let between = self.between(end, until, next.is_some());
            let end = match between {
                // A quote may close in the first column.
                Between::More => until,
                Between::Nothing | Between::OtherNames => end,
            };
            let part = self.text.get(start..end).unwrap_or_default();
            let element;
            (element, self.reader) = self.reader.of_part(part).alone(start);
            if element.is_err() {
                error = None;
            }
            if visit(element).is_break() {
                return Ok(());
            }
            if between == Between::OtherNames {
                break;
            }
        }
        error.map_or(Ok(()), Err)
    }

    fn between(&self, from: usize, until: usize, goes_on: bool) -> Between {
        let text = self.text.get(from..until).unwrap_or_default();
        let mut lines = text.lines().filter(|line| {
            let line = line.trim_ascii();
            !matches!(line, "" | "---" | "...") && !line.starts_with('#')
        });
        let Some(first) = lines.next() else {
            return Between::Nothing;
        };
        let other = if goes_on {
            // The name of the list that follows.
            name(lines.next_back().unwrap_or(first)).filter(|(_, value)| is_no_value(value))
        } else {
            name(first)
        };
        match other {
            Some((name, _)) if goes_on && self.path.last() == Some(&name) => Between::Nothing,
            Some(_) => Between::OtherNames,
            None => Between::More,
        }
    }
}

/// The name that a line begins with, without quotes, and what stands behind its colon.
fn name(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.trim_ascii().split_once(':')?;
    let is_name = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.');
    let is_apart = value.is_empty() || value.starts_with([' ', '\t']);
    (is_apart && !name.is_empty() && name.chars().all(is_name)).then_some((name, value))
}

/// Whether what stands behind a name is at most a comment, an anchor or a tag.
fn is_no_value(value: &str) -> bool {
    let value = value.trim_ascii();
    matches!(value, "" | "[" | "{") || value.starts_with(['#', '&', '!'])
}

/// The first line from the one at `from` on that begins an element behind `indent` spaces.
fn next_bullet(text: &str, from: usize, indent: usize) -> Option<usize> {
    let spaces = " ".repeat(indent);
    let mut at = from;
    loop {
        let line = text.get(at..).filter(|rest| !rest.is_empty())?;
        if line.strip_prefix(&spaces).is_some_and(is_bullet) {
            return Some(at);
        }
        at = next_line(text, at)?;
    }
}

/// Where the element that begins on the line at `start` ends.
fn element_end(text: &str, start: usize, indent: usize) -> usize {
    let behind = next_line(text, start).and_then(|next| line_behind(text, next, indent));
    behind.unwrap_or(text.len())
}

/// The first line from the one at `from` on that is not blank and not indented deeper.
fn line_behind(text: &str, from: usize, indent: usize) -> Option<usize> {
    let mut at = from;
    loop {
        let line = text.get(at..).filter(|rest| !rest.is_empty())?;
        let spaces = line.bytes().take_while(|&byte| byte == b' ').count();
        let is_blank = line
            .as_bytes()
            .get(spaces)
            .is_none_or(|byte| matches!(byte, b'\n' | b'\r'));
        if !is_blank && spaces <= indent {
            return Some(at);
        }
        at = next_line(text, at)?;
    }
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
    /// The only element of the list that the whole text is, which begins at `at` of the text around it.
    fn alone(mut self, at: usize) -> (Result<Element<'t>, YamlError>, Self) {
        let element = match self.only() {
            Ok(element) => Ok(Element {
                span: Span::new(element.span.start() + at, element.span.end() + at),
                node: element.node,
            }),
            Err(error) => Err(YamlError {
                offset: error.offset + at,
                ..error
            }),
        };
        (element, self)
    }

    fn only(&mut self) -> Result<Element<'t>, YamlError> {
        let expected =
            |what: &str, span: Span| YamlError::new(span.start(), format!("expected {what}"));
        loop {
            match self.next()? {
                (Event::StreamStart | Event::DocumentStart(..), _) => {}
                (Event::SequenceStart(..), _) => break,
                (_, span) => return Err(expected("an element of the list", span)),
            }
        }
        let (event, span) = self.next()?;
        if matches!(event, Event::SequenceEnd) {
            return Err(expected("an element of the list", span));
        }
        let element = self.element(event, span)?;
        loop {
            match self.next()? {
                (Event::SequenceEnd | Event::DocumentEnd, _) => {}
                (Event::StreamEnd, _) => return Ok(element),
                (_, span) => return Err(expected("the end of the element", span)),
            }
        }
    }

    /// Walks through all documents of the text.
    fn whole(
        &mut self,
        path: &[&str],
        walk: &mut Walk,
        visit: &mut Visit<'_, 't>,
    ) -> Result<ControlFlow<()>, YamlError> {
        loop {
            match self.next()? {
                (Event::StreamEnd, _) => return Ok(ControlFlow::Continue(())),
                (Event::StreamStart | Event::DocumentStart(..), _) => {}
                (Event::DocumentEnd, _) => self.anchors.forget(),
                (event, span) => {
                    let is_empty = matches!(event, Event::Scalar(..)) && span.is_empty();
                    walk.is_here = false;
                    let went_on = self.walk(event, span, path, 0, walk, visit)?;
                    if !walk.is_here && !is_empty {
                        walk.other.get_or_insert(span.start());
                    }
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
        walk: &mut Walk,
        visit: &mut Visit<'_, 't>,
    ) -> Result<ControlFlow<()>, YamlError> {
        match (event, path.split_first()) {
            (Event::SequenceStart(_, 0, _), None) => {
                walk.found = true;
                walk.is_here = true;
                walk.is_inside = true;
                // Behind the bullet that the list begins with.
                walk.bullet = span.start() + 1;
                loop {
                    let (event, span) = self.next()?;
                    if matches!(event, Event::SequenceEnd) {
                        walk.is_inside = false;
                        return Ok(ControlFlow::Continue(()));
                    }
                    walk.bullet = span.start();
                    let element = self.element(event, span)?;
                    walk.whole = Some(walk.bullet);
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
                        .walk(event, span, rest, depth + 1, walk, visit)?
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
        let outside = self.anchors.enter_element();
        let node = self.node(event, span, 0);
        self.anchors.leave_element(outside);
        self.base = 0;
        let node = node?;
        Ok(Element {
            span: Span::new(start, start + node.span.end()),
            node,
        })
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::string_slice, reason = "a span that cuts a letter shall fail")]

    use proptest::prelude::*;

    use super::*;

    /// The text of each element's first value and where it is, or the error; and what else is told.
    fn told(text: &str, path: &[&str]) -> (Vec<String>, Result<bool, YamlError>) {
        let mut seen = Vec::new();
        let found = elements(text, path, Bounds::default(), &mut |element| {
            seen.push(match element {
                Ok(element) => {
                    let bytes = &text[element.span.start()..element.span.end()];
                    match &element.node.value {
                        Value::Object(members) => {
                            let members: Vec<String> = members
                                .iter()
                                .map(|member| {
                                    let span = member.value.span;
                                    let bytes = &bytes[span.start()..span.end()];
                                    format!("{}={}", member.name, bytes.trim_ascii())
                                })
                                .collect();
                            members.join(" ")
                        }
                        other => format!("{other:?}"),
                    }
                }
                Err(error) => format!("{}: {}", error.offset, error.message),
            });
            ControlFlow::Continue(())
        });
        (seen, found)
    }

    #[test]
    fn elements_are_relative_and_the_broken_one_is_told() {
        let text = "a: [1]\ninteractions:\n- k: é\n  v: 1\n- k: \"x\n    y: [\n- k: c\n  v: 3\n\n- k: d\nversion: 1\n";
        let (seen, found) = told(text, &["interactions"]);
        assert_eq!(found, Ok(true));
        let [a, error, c, d] = seen.as_slice() else {
            panic!("{seen:?}")
        };
        assert_eq!([a, c, d], ["k=é v=1", "k=c v=3", "k=d"]);
        assert!(error.starts_with(|digit: char| digit.is_ascii_digit()));
        assert_eq!(told("a: 1", &["b"]), (Vec::new(), Ok(false)));
    }

    #[test]
    fn what_is_wrong_around_the_list_is_none_of_its_elements() {
        for (text, read) in [
            ("a: \"x\nl:\n- k: 1\n", 0),
            ("l:\n- k: 1\nversion: \"x\n", 1),
            ("l:\n- k: 1\n- k: 2\nversion: 1\n]\n", 2),
            ("l:\n  - k: 1\n  - k: 2\nother:\n  - k: {\n  - k: 3\n", 2),
            ("x:\n  l:\n    - k: 1\n  other: [\n    - k: 2\n", 1),
            ("- k: 1\n--- {\n", 1),
        ] {
            let path: &[&str] = match text.as_bytes() {
                [b'-', ..] => &[],
                [b'x', ..] => &["x", "l"],
                _ => &["l"],
            };
            let (seen, found) = told(text, path);
            assert!(found.is_err(), "{text}: {seen:?}");
            let whole = (1..=read).map(|number| format!("k={number}"));
            assert_eq!(seen, whole.collect::<Vec<_>>(), "{text}");
        }
    }

    #[test]
    fn elements_of_another_list_are_none_of_this_one() {
        for behind in [
            "other:\n- k: 7\n",
            "version: 1\nother: &x # here\n- k: 7\nmore:\n- k: 8\n",
            "# a comment\n\nx:\n  y: [1]\n  z:\n  - 3\nother: !t\n# another\n- k: 7\n",
        ] {
            for (list, due) in [
                ("- k: \"x\n- k: 2\n", ["!", "k=2"]),
                ("- k: 1\n- k: \"x\n", ["k=1", "!"]),
                ("- k: 1\n- k: {\n", ["k=1", "!"]),
            ] {
                let text = format!("l:\n{list}{behind}");
                let (seen, found) = told(&text, &["l"]);
                assert_eq!(found, Ok(true), "{text}");
                assert_eq!(seen.len(), 2, "{text}: {seen:?}");
                for (seen, due) in seen.iter().zip(due) {
                    let is_error = !seen.starts_with("k=");
                    assert!(seen == due || (due == "!" && is_error), "{text}: {seen}");
                }
            }
        }
        for nothing in [
            "l: []\nv: 1\n",
            "v: 1\nl: []\n",
            "l: [ ]\n",
            "l: [] # none\n",
        ] {
            assert_eq!(told(nothing, &["l"]), (vec![], Ok(true)), "{nothing}");
        }
        // The next document's list is one more of the same path.
        let (seen, _) = told("l:\n- k: [\n- k: 1\n---\nl:\n- k: 2\n", &["l"]);
        assert_eq!(seen[1..], ["k=1", "k=2"]);
    }

    #[test]
    fn text_in_the_first_column_is_of_the_element_in_front() {
        // A body that was pasted in without its indentation.
        let text = "l:\n- k: |\n{\n\"a\": 1,\n}\n- k: 2\n- k: 3\nversion: 1\n";
        let (seen, found) = told(text, &["l"]);
        assert_eq!(found, Ok(true));
        assert_eq!(seen.len(), 4, "{seen:?}");
        assert_eq!([&seen[0], &seen[2], &seen[3]], ["k=|", "k=2", "k=3"]);
        // A quote that closes there belongs to an element that is whole.
        let text = "l:\n- k: [\n- k: 'a\n\n'\n- k: 3\n";
        let (seen, _) = told(text, &["l"]);
        assert_eq!(seen[1..], ["k='a\n\n'", "k=3"]);
        // At the end of a file nothing tells whose it is.
        let (seen, found) = told("l:\n- k: 1\n- k: |\n{\n", &["l"]);
        assert_eq!(seen, ["k=1", "k=|"]);
        assert!(found.is_err());
    }

    #[test]
    fn lists_that_begin_with_an_error_are_read_on() {
        for list in [
            "- \tx: {\n- k: 2\n",
            "-\n  x: {\n-\n  k: 2\n",
            "- @x\n- k: 2\n",
        ] {
            let (seen, found) = told(&format!("l:\n{list}"), &["l"]);
            assert_eq!((seen.len(), found), (2, Ok(true)), "{list} {seen:?}");
            assert_eq!(seen[1], "k=2", "{list}");
        }
        // In brackets no line tells where the next one begins.
        let (seen, found) = told("l: [{k: 1}, {k: 2]}, {k: 3}]\n", &["l"]);
        assert_eq!((seen.len(), found), (2, Ok(true)), "{seen:?}");
    }

    #[test]
    fn anchors_lead_over_a_broken_element() {
        let text = "l:\n- h: &id001\n    a: [b]\n- h: {\n- h: *id001\n- h: &id002 x\n  i: *id001\n- h: *id002\n- h: *id003\n- h: 7\n";
        let (seen, found) = told(text, &["l"]);
        assert_eq!(found, Ok(true));
        assert_eq!(seen.len(), 7, "{seen:?}");
        assert_eq!(seen[2], "h=*id001");
        assert_eq!(seen[3], "h=x i=*id001");
        assert_eq!(seen[4], "h=*id002");
        assert!(seen[5].ends_with("an anchor that is not there"), "{seen:?}");
        assert_eq!(seen[6], "h=7");
        // Those of one document are none of the next, and nothing else is lost for that.
        let (seen, _) = told("l:\n- k: &a 1\n---\nl:\n- k: *a\n- k: 2\n", &["l"]);
        assert_eq!(seen.len(), 3, "{seen:?}");
        assert!(seen[1].ends_with("an anchor that is not there"), "{seen:?}");
        assert_eq!(seen[2], "k=2");
    }

    /// Members of requests and responses as recorders write them, and lines that they seldom do.
    const MEMBERS: &[&str] = &[
        "body: null",
        "body: '{\"a\": ''b'' \u{e9}}'",
        "body: '{\"a\":\n      1}'",
        "body: \"{\\\"a\\\": 1, \\\n      \\ \\u00e9 \\n\\t\"",
        "body: \"\"",
        "headers:\n      Accept: '*/*'\n      Via: {}",
        "headers:\n      Accept:\n      - '*/*'\n      - b c",
        "headers:\n      Accept:\n        - '*/*'\n        - a: 1\n          b: []",
        "headers:\n    - a: 1\n      b: \"x\"\n    - c",
        "method: GET",
        "uri: http://localhost:8080/a?b=c#d",
        "status:\n      code: 200\n      message: OK",
        "string: -1.5e3",
        "date: Mon, 15 Jan 2024 14:30:00 GMT",
        "date: 2024-01-15",
    ];
    const ODD: &[&str] = &[
        "    text: |\n      a\n",
        "    empty:\n",
        "    status: {code: 200, message: OK}\n",
        "    x: &a b\n",
        "    y: *a\n",
        "    z: !!binary aGk=\n",
        "    # a comment\n",
        "\n",
        "version: 1\n",
        "interactions:\n",
        "---\n",
        "...\n",
    ];

    /// All that is handed over, and what else is told.
    fn all<'t>(
        read: impl FnOnce(&mut Visit<'_, 't>) -> Result<bool, YamlError>,
    ) -> (Vec<Result<Element<'t>, YamlError>>, Result<bool, YamlError>) {
        let mut seen = Vec::new();
        let found = read(&mut |element| {
            seen.push(element);
            ControlFlow::Continue(())
        });
        (seen, found)
    }

    fn agrees(text: &str, path: &[&str]) {
        let due = all(|visit| irregular(text, path, Bounds::default(), visit));
        assert_eq!(
            all(|visit| elements(text, path, Bounds::default(), visit)),
            due,
            "{text}"
        );
    }

    #[test]
    fn a_regular_cassette_is_read_as_one_of_any_kind() {
        let entry = "- request:\n    body: null\n    headers:\n      Accept:\n      - '*/*'\n      - \"a \\\n        \\ b\\\"\"\n    \
                     method: GET\n    uri: http://a.test/x?y=z#w\n  response:\n    body:\n      string: '{\"a\": ''b''\n        \
                     c}'\n    headers: {}\n    list: []\n    status:\n      code: 200\n      message: ''\n";
        for (head, tail) in [
            ("interactions:\n", "version: 1\n"),
            ("---\ninteractions:\n", "recorded_with: VCR 6.1.0"),
            ("version: 1\nother:\n  a:\n  - b\ninteractions:\n", ""),
        ] {
            let text = format!("{head}{entry}{entry}{tail}");
            let read = regular::read(&text, &["interactions"], &mut |_| ControlFlow::Continue(()));
            assert_eq!(read, Read::Whole(true));
            agrees(&text, &["interactions"]);
        }
        let text = format!("{entry}{entry}");
        let read = regular::read(&text, &[], &mut |_| ControlFlow::Continue(()));
        assert_eq!(read, Read::Whole(true));
        agrees(&text, &[]);
        agrees(
            &format!("interactions:\n{entry}{entry}- &x y\n{entry}"),
            &["interactions"],
        );
        agrees(
            &format!("interactions:\n{entry}{entry}- \"\n{entry}"),
            &["interactions"],
        );
        agrees(
            &format!("interactions:\n{entry}{entry}x\n{entry}"),
            &["interactions"],
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn regular_lines_are_read_as_lines_of_any_kind(
            entries in prop::collection::vec(prop::collection::vec(prop::sample::select(MEMBERS), 1..6), 1..4),
            odd in prop::option::weighted(0.3, prop::sample::select(ODD)),
            edits in prop::collection::vec((any::<prop::sample::Index>(), prop::sample::select(vec![
                "", " ", "\n", "\"", "'", "\\", ":", "- ", "#", "\t", "x", "\u{e9}", "\u{85}", "0", "\r", "  ",
            ])), 0..3),
        ) {
            let mut text = String::from("interactions:\n");
            for members in entries {
                text.push_str("- request:\n");
                for member in members {
                    text.extend(["    ", member, "\n"]);
                }
            }
            text.push_str(odd.unwrap_or_default());
            if edits.is_empty() && odd.is_none() {
                let read = regular::read(&text, &["interactions"], &mut |_| ControlFlow::Continue(()));
                prop_assert_eq!(read, Read::Whole(true), "{}", text);
            }
            for (at, put) in edits {
                let letters: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
                let at = letters[at.index(letters.len())];
                let end = text[at..].chars().next().map_or(at, |letter| at + letter.len_utf8());
                text.replace_range(at..end, put);
            }
            agrees(&text, &["interactions"]);
        }
    }
}
