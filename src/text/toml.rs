//! TOML as the same tree as JSON.
//!
//! TOML text comes in; nodes of [`super::json`] go out, whose spans are bytes of the text: those of a
//! table reach from its header to the end of its last value. Dates and numbers that JSON does not have
//! stay text. A list of tables is read table by table, in the memory of one, so that a broken one does
//! not hide the others. [`trace`] leads from a string's text back to the bytes that it was written with.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::json::{self, Member, Node, Value};
use super::{Span, SpanMap};

/// Why a text is no TOML, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TomlError {
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

/// Bytes of a text that are looked at for its first line.
const START: usize = 64 << 10;

/// Whether a text that begins with `start` is TOML rather than JSON or YAML: its first line is a
/// header of tables, or gives a name its value by `=`.
pub fn is_toml(start: &[u8]) -> bool {
    let line = start
        .get(..START)
        .unwrap_or(start)
        .split(|&byte| byte == b'\n')
        .map(<[u8]>::trim_ascii)
        .find(|line| !line.is_empty() && !line.starts_with(b"#"));
    let Some(line) =
        line.and_then(|line| std::str::from_utf8(line.get(..200).unwrap_or(line)).ok())
    else {
        return false;
    };
    let is_name = |name: &str| {
        let name = name.trim();
        let is_bare = |letter: char| letter.is_ascii_alphanumeric() || "_-. \"'".contains(letter);
        name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
            && name.chars().all(is_bare)
            // An array of JSON holds these.
            && !matches!(name, "true" | "false" | "null")
    };
    if line.starts_with('[') {
        return header(line).is_some_and(|(name, _)| is_name(name));
    }
    line.split_once('=').is_some_and(|(name, _)| is_name(name))
}

/// What a line names between its brackets, where it is the header of a table, and whether that is an
/// element of a list.
fn header(line: &str) -> Option<(&str, bool)> {
    let (inside, close) = match line.strip_prefix("[[") {
        Some(inside) => (inside, "]]"),
        None => (line.strip_prefix('[')?, "]"),
    };
    let (name, behind) = inside.split_once(close)?;
    let behind = behind.trim_start();
    (behind.is_empty() || behind.starts_with('#')).then_some((name, close == "]]"))
}

/// Parses `text`.
///
/// # Errors
/// The text is no TOML, or is nested too deep.
pub fn parse(text: &str) -> Result<Node<'_>, TomlError> {
    let table = DeTable::parse(text).map_err(|error| told(&error, text))?;
    let mut root = Reader { text, base: 0 }.table(table.into_inner(), Span::default());
    root.span = Span::new(0, text.len());
    Ok(root)
}

fn told(error: &toml::de::Error, text: &str) -> TomlError {
    TomlError {
        offset: error
            .span()
            .map_or(text.len(), |span| span.start)
            .min(text.len()),
        message: error.message().to_owned(),
    }
}

/// Collects the paths of the names in `text`, which may be cut off anywhere: names with `.` between
/// them, `[]` for a list, at most `depth` names.
pub fn names(text: &str, depth: usize, paths: &mut BTreeSet<String>) {
    fn one(value: &DeValue<'_>, path: &str, depth: usize, paths: &mut BTreeSet<String>) {
        match value {
            DeValue::Table(members) => table(members, path, depth, paths),
            DeValue::Array(elements) => {
                let path = format!("{path}[]");
                for element in elements {
                    one(element.get_ref(), &path, depth, paths);
                }
            }
            _ => {}
        }
    }
    fn table(members: &DeTable<'_>, path: &str, depth: usize, paths: &mut BTreeSet<String>) {
        if depth == 0 {
            return;
        }
        for (name, member) in members {
            let name: String = name.get_ref().chars().take(80).collect();
            let path = match path {
                "" => name,
                _ => format!("{path}.{name}"),
            };
            one(member.get_ref(), &path, depth - 1, paths);
            paths.insert(path);
        }
    }
    // A header that is cut off makes the parser lose what stands above it.
    let last = text.rfind('\n').map_or(0, |newline| newline + 1);
    let whole = match text.split_at_checked(last) {
        Some((above, line)) if line.trim_start().starts_with('[') && header(line).is_none() => {
            above
        }
        _ => text,
    };
    let (root, _) = DeTable::parse_recoverable(whole);
    table(root.get_ref(), "", depth, paths);
}

/// Receives the elements of a list; it may end the reading early.
type Visit<'v, 't> = dyn FnMut(Result<Element<'t>, TomlError>) -> ControlFlow<()> + 'v;

/// Hands each element of the list at `path` (names from the root) to `visit`; whether there was such a
/// list.
///
/// An element with a syntax error is handed over as the error, and reading goes on with the next header
/// of an element.
pub fn elements<'t>(text: &'t str, path: &[&str], visit: &mut Visit<'_, 't>) -> bool {
    let starts = Headers::within_lines(text, path);
    let first = starts.first().copied().unwrap_or(text.len());
    // In front of the first header the list may stand as a value.
    let mut found = !starts.is_empty();
    let mut parts = vec![(0, first)];
    for (index, &start) in starts.iter().enumerate() {
        let end = starts.get(index + 1).copied().unwrap_or(text.len());
        parts.push((start, end));
    }
    for (start, end) in parts {
        match part(text, start, end, path, visit) {
            Ok(ControlFlow::Continue(is_there)) => found |= is_there,
            Ok(ControlFlow::Break(())) => return true,
            Err(error) => {
                found = true;
                if recover(text, start, end, path, error, visit).is_break() {
                    return true;
                }
            }
        }
    }
    found
}

/// Hands over the elements of the list in a part of `text`; whether the list is there.
fn part<'t>(
    text: &'t str,
    start: usize,
    end: usize,
    path: &[&str],
    visit: &mut Visit<'_, 't>,
) -> Result<ControlFlow<(), bool>, TomlError> {
    let part = text.get(start..end).unwrap_or_default();
    let table = DeTable::parse(part).map_err(|error| {
        let error = told(&error, part);
        TomlError {
            offset: start + error.offset,
            ..error
        }
    })?;
    let mut value = DeValue::Table(table.into_inner());
    for name in path {
        let DeValue::Table(mut members) = value else {
            return Ok(ControlFlow::Continue(false));
        };
        match members.remove(*name) {
            Some(member) => value = member.into_inner(),
            None => return Ok(ControlFlow::Continue(false)),
        }
    }
    let DeValue::Array(elements) = value else {
        return Ok(ControlFlow::Continue(false));
    };
    for element in elements {
        let base = element.span().start;
        let node = Reader { text: part, base }.node(element);
        let element = Element {
            span: Span::new(start + base, start + base + node.span.end()),
            node,
        };
        if visit(Ok(element)).is_break() {
            return Ok(ControlFlow::Break(()));
        }
    }
    Ok(ControlFlow::Continue(true))
}

/// Reads a part with a syntax error again, cut at each line that is a header of an element: what looks
/// like text of several lines may be text that was never closed.
fn recover<'t>(
    text: &'t str,
    start: usize,
    end: usize,
    path: &[&str],
    error: TomlError,
    visit: &mut Visit<'_, 't>,
) -> ControlFlow<()> {
    let inside = text.get(start..end).unwrap_or_default();
    let mut cuts: Vec<usize> = Headers::of_lines(inside, path)
        .into_iter()
        .map(|cut| start + cut)
        .filter(|&cut| cut > start)
        .collect();
    if cuts.is_empty() {
        return visit(Err(error));
    }
    cuts.insert(0, start);
    cuts.push(end);
    for cut in cuts.windows(2) {
        let &[start, end] = cut else { continue };
        match part(text, start, end, path, visit) {
            Ok(ControlFlow::Continue(_)) => {}
            Ok(ControlFlow::Break(())) => return ControlFlow::Break(()),
            Err(error) => visit(Err(error))?,
        }
    }
    ControlFlow::Continue(())
}

/// Finds the headers of a list's elements.
struct Headers;

impl Headers {
    /// Where the lines begin that are such headers, whatever is around them, or that may become one
    /// where the text is cut off.
    fn of_lines(text: &str, path: &[&str]) -> Vec<usize> {
        let whole = format!("[[{}]]", path.join("."));
        let mut at = 0;
        let mut starts = Vec::new();
        for line in text.split_inclusive('\n') {
            let is_cut = at + line.len() == text.len() && whole.starts_with(line);
            if is_cut || Self::is_due(line, path) {
                starts.push(at);
            }
            at += line.len();
        }
        starts
    }

    /// Where the lines begin that are such headers and stand in no string.
    fn within_lines(text: &str, path: &[&str]) -> Vec<usize> {
        let bytes = text.as_bytes();
        let mut at = 0;
        let mut starts = Vec::new();
        while at < bytes.len() {
            let rest = text.get(at..).unwrap_or_default();
            let end = memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
            if Self::is_due(rest.get(..end).unwrap_or_default(), path) {
                starts.push(at);
            }
            at = behind_line(bytes, at);
        }
        starts
    }

    fn is_due(line: &str, path: &[&str]) -> bool {
        let Some((name, true)) = header(line.trim()) else {
            return false;
        };
        let mut names = name
            .split('.')
            .map(|name| name.trim().trim_matches(['"', '\'']));
        names.by_ref().take(path.len()).eq(path.iter().copied()) && names.next().is_none()
    }
}

/// Behind the line that begins at `at`, and behind the strings that begin on it.
fn behind_line(text: &[u8], mut at: usize) -> usize {
    while let Some(&byte) = text.get(at) {
        let rest = text.get(at..).unwrap_or_default();
        at = match byte {
            b'\n' => return at + 1,
            b'#' => memchr::memchr(b'\n', rest).map_or(text.len(), |end| at + end),
            b'"' | b'\'' => at + string_length(rest, byte),
            _ => at + 1,
        };
    }
    text.len()
}

/// The length of the string that `text` begins with; one in single quotes of either kind ends with its
/// line at the latest.
fn string_length(text: &[u8], quote: u8) -> usize {
    let marks = [quote; 3];
    let is_long = text.starts_with(&marks);
    let mut at = if is_long { 3 } else { 1 };
    while let Some(&byte) = text.get(at) {
        match byte {
            b'\\' if quote == b'"' => at += 1,
            b'\n' if !is_long => return at,
            _ if byte == quote && !is_long => return at + 1,
            _ if byte == quote && text.get(at..).is_some_and(|rest| rest.starts_with(&marks)) => {
                // Up to two more quotes are text.
                let run = text.get(at..).unwrap_or_default();
                let run = run.iter().take_while(|&&byte| byte == quote).count();
                return at + run.min(5);
            }
            _ => {}
        }
        at += 1;
    }
    text.len()
}

/// Makes nodes of what was parsed from `text`; their spans are relative to `base`.
struct Reader<'t> {
    text: &'t str,
    base: usize,
}

impl<'t> Reader<'t> {
    fn span(&self, span: std::ops::Range<usize>) -> Span {
        Span::new(
            span.start.saturating_sub(self.base),
            span.end.saturating_sub(self.base),
        )
    }

    fn node(&self, value: Spanned<DeValue<'t>>) -> Node<'t> {
        let range = value.span();
        let span = self.span(range.clone());
        let written = self.text.get(range).unwrap_or_default();
        let value = match value.into_inner() {
            DeValue::String(text) => Value::String(text),
            DeValue::Boolean(flag) => Value::Boolean(flag),
            DeValue::Integer(_) | DeValue::Float(_) if is_number(written) => Value::Number(written),
            DeValue::Integer(_) | DeValue::Float(_) | DeValue::Datetime(_) => {
                Value::String(written.into())
            }
            DeValue::Array(elements) => {
                let elements: Vec<Node<'t>> =
                    elements.into_iter().map(|one| self.node(one)).collect();
                let end = elements.iter().map(|one| one.span.end()).max();
                return Node {
                    span: Span::new(span.start(), end.unwrap_or(0).max(span.end())),
                    value: Value::Array(elements),
                };
            }
            DeValue::Table(members) => return self.table(members, span),
        };
        Node { span, value }
    }

    /// The members in the order of the text.
    fn table(&self, members: DeTable<'t>, span: Span) -> Node<'t> {
        let mut members: Vec<Member<'t>> = members
            .into_iter()
            .map(|(name, value)| Member {
                name_span: self.span(name.span()),
                name: name.into_inner(),
                value: self.node(value),
            })
            .collect();
        members.sort_by_key(|member| member.name_span.start());
        let end = members.iter().map(|member| member.value.span.end()).max();
        Node {
            span: Span::new(span.start(), end.unwrap_or(0).max(span.end())),
            value: Value::Object(members),
        }
    }
}

/// Whether a number is written as JSON writes one.
fn is_number(written: &str) -> bool {
    json::parse(written.as_bytes()).is_ok_and(|node| matches!(node.value, Value::Number(_)))
}

/// The way back from `value`, the text of a string, to `string`, the bytes that it is written with,
/// which begin at `start` of what the map leads to.
///
/// Where the two do not go together, the whole stands for the whole.
pub fn trace(string: &[u8], value: &[u8], start: usize) -> SpanMap {
    let mut trace = Trace {
        string,
        value,
        start,
        at: 0,
        done: 0,
        map: SpanMap::new(),
    };
    if trace.run().is_some() && trace.done == value.len() {
        return trace.map;
    }
    let mut map = SpanMap::new();
    map.whole(Span::new(start, start + string.len()), value.len());
    map
}

/// Goes through a string's bytes and its text side by side.
struct Trace<'t> {
    string: &'t [u8],
    value: &'t [u8],
    start: usize,
    /// Bytes of the string that were passed.
    at: usize,
    /// Bytes of the value that were passed.
    done: usize,
    map: SpanMap,
}

impl<'t> Trace<'t> {
    fn rest(&self) -> &'t [u8] {
        self.string.get(self.at..).unwrap_or_default()
    }

    fn due(&self) -> &'t [u8] {
        self.value.get(self.done..).unwrap_or_default()
    }

    fn run(&mut self) -> Option<()> {
        let quote = *self.string.first()?;
        let is_long = matches!(self.string.get(..3), Some(marks) if marks == [quote; 3]);
        self.at = if is_long { 3 } else { 1 };
        if is_long {
            // A line end behind the opening quotes is no text.
            self.at += match self.rest() {
                [b'\n', ..] => 1,
                [b'\r', b'\n', ..] => 2,
                _ => 0,
            };
        }
        while self.done < self.value.len() {
            match self.rest() {
                [] => return None,
                [b'\\', ..] if quote == b'"' => self.escape()?,
                [b'\r', b'\n', ..] if self.due().first() == Some(&b'\n') => self.stands_for(2, 1),
                rest => {
                    let special = |&byte: &u8| byte == b'\r' || (byte == b'\\' && quote == b'"');
                    let run = rest.iter().skip(1).position(special);
                    let run = run.map_or(rest.len(), |run| run + 1).min(self.due().len());
                    (rest.get(..run) == self.due().get(..run)).then_some(())?;
                    self.map.identity(self.start + self.at, run);
                    self.at += run;
                    self.done += run;
                }
            }
        }
        Some(())
    }

    /// The next `taken` bytes of the string stand for `length` bytes.
    fn stands_for(&mut self, taken: usize, length: usize) {
        let at = self.start + self.at;
        self.map.whole(Span::new(at, at + taken), length);
        self.at += taken;
        self.done += length;
    }

    /// TOML 1.1, section String.
    fn escape(&mut self) -> Option<()> {
        let rest = self.rest();
        let digits = match rest.get(1)? {
            b'x' => 2,
            b'u' => 4,
            b'U' => 8,
            byte if byte.is_ascii_whitespace() => {
                // A line that goes on behind the white space.
                let inside = rest.get(1..)?;
                self.at += rest.len() - inside.trim_ascii_start().len();
                return Some(());
            }
            _ => {
                self.stands_for(2, 1);
                return Some(());
            }
        };
        let digits = std::str::from_utf8(rest.get(2..2 + digits)?).ok()?;
        let letter = char::from_u32(u32::from_str_radix(digits, 16).ok()?)?;
        self.stands_for(2 + digits.len(), letter.len_utf8());
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_first_line_tells() {
        for text in [
            "[[responses]]\n",
            "\n# x\n\n[ a.b ] # y",
            "a = 1",
            "[a]\r\n",
            "a.'b'=[",
        ] {
            assert!(is_toml(text.as_bytes()), "{text}");
        }
        for text in [
            "[[1]]",
            "[\"a\"]",
            "[true]",
            "[null]",
            "[[",
            "[a,b]",
            "a: b = c",
            "{\"a\":1}",
            "",
            "[a] x",
            "http_interactions:\n- a = b",
        ] {
            assert!(!is_toml(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn a_tree_has_the_spans_of_its_values() {
        let text = "x = 'a'\n[t]\nz = 0x1f\ny = -1.5\nd = 1979-05-27\n[[t.l]]\nb = true\n[[t.l]]\n";
        let root = parse(text).unwrap();
        let told = |node: &Node<'_>| {
            text.get(node.span.start()..node.span.end())
                .unwrap()
                .to_owned()
        };
        assert_eq!(told(root.get("x").unwrap()), "'a'");
        let table = root.get("t").unwrap();
        assert!(told(table).starts_with("[t]") && told(table).ends_with("[[t.l]]"));
        assert_eq!(table.get("z").unwrap().value, Value::String("0x1f".into()));
        assert_eq!(table.get("y").unwrap().value, Value::Number("-1.5"));
        assert_eq!(
            table.get("d").unwrap().value,
            Value::String("1979-05-27".into())
        );
        let list = table.get("l").and_then(Node::as_array).unwrap();
        assert_eq!(told(&list[0]), "[[t.l]]\nb = true");
        assert_eq!(parse("a = ").unwrap_err().offset, 4);
    }

    #[test]
    fn names_of_a_text_that_is_cut_off_are_found() {
        let mut paths = BTreeSet::new();
        names(
            "[[a]]\n[a.b]\nc = 1\nd.e = 2\n[a.b.f]\ng = 1\nh = \"cut",
            4,
            &mut paths,
        );
        let due = [
            "a",
            "a[].b",
            "a[].b.c",
            "a[].b.d",
            "a[].b.d.e",
            "a[].b.f",
            "a[].b.f.g",
        ];
        for path in due {
            assert!(paths.contains(path), "{path}: {paths:?}");
        }
    }

    #[test]
    fn strings_lead_back() {
        for (string, value, due, at) in [
            (r#""a\"b""#, "a\"b", "\"", r#"\""#),
            (r#""\u00e9x""#, "\u{e9}x", "x", "x"),
            (r#""\U0001F600x""#, "\u{1f600}x", "\u{1f600}", r"\U0001F600"),
            ("'''\r\na\r\nb'''", "a\r\nb", "b", "b"),
            ("'''\r\na\r\nb'''", "a\nb", "\n", "\r\n"),
            ("\"\"\"a\\\n   b\"\"\"", "ab", "b", "b"),
            (r#""\e\x41z""#, "\u{1b}Az", "A", r"\x41"),
        ] {
            let map = trace(string.as_bytes(), value.as_bytes(), 10);
            let start = value.find(due).unwrap();
            let span = map.encoded(Span::new(start, start + due.len()));
            let found = string.get(span.start() - 10..span.end() - 10).unwrap();
            assert_eq!(found, at, "{string}");
        }
    }

    proptest! {
        /// What a string of any text is written as leads back to it, letter by letter.
        #[test]
        fn any_text_leads_back(text in any::<String>()) {
            let mut written = String::from("x = \"");
            for letter in text.chars() {
                match letter {
                    '"' | '\\' => { written.push('\\'); written.push(letter); }
                    c if c.is_control() => write!(written, "\\u{:04x}", u32::from(c)).unwrap(),
                    c => written.push(c),
                }
            }
            written.push('"');
            let root = parse(&written).unwrap();
            let node = root.get("x").unwrap();
            prop_assert_eq!(&node.value, &Value::String(text.as_str().into()));
            let string = node.span.of(written.as_bytes());
            let map = trace(string, text.as_bytes(), node.span.start());
            for (at, letter) in text.char_indices() {
                let span = map.encoded(Span::new(at, at + letter.len_utf8()));
                let one = format!("x = \"{}\"", written.get(span.start()..span.end()).unwrap());
                let one = parse(&one).unwrap();
                prop_assert_eq!(&one.get("x").unwrap().value, &Value::String(letter.to_string().into()));
            }
        }

        /// No text ends the reading otherwise than with an error.
        #[test]
        fn no_text_panics(parts in prop::collection::vec(prop::sample::select(vec![
            "[[a]]", "[a]", "[a.b]", "\n", "a = ", "b.c = ", "\"", "\"\"\"", "'", "'''", "{", "}", "[",
            "]", ",", "1", "x", "\\", "#", "\r\n", "é", "[[a.b]]", "a = 1\n", "a.b = 2\n", "[[a]]\n",
        ]), 0..40)) {
            let text = parts.concat();
            let _ = parse(&text);
            names(&text, 4, &mut BTreeSet::new());
            for path in [&["a"][..], &["a", "b"], &[]] {
                elements(&text, path, &mut |element| {
                    if let Ok(element) = element {
                        assert!(text.get(element.span.start()..element.span.end()).is_some());
                    }
                    ControlFlow::Continue(())
                });
            }
        }
    }
}
