//! The names near the top of a JSON, YAML or TOML document, read from its first bytes.
//!
//! A prefix of a document comes in, which may be cut anywhere; the paths of its first members go
//! out, so that a format is recognised before the whole is read. What is no JSON gives few paths, and
//! no error: whoever reads the document in full reports it.

use std::collections::{BTreeSet, HashSet};

use super::document::Syntax;
use crate::text::{self, yaml};

/// Members inside one another that are followed.
const DEPTH: usize = 4;

/// Arrays and objects inside one another that are read.
const LEVELS: usize = 64;

/// Bytes of a YAML prefix that are looked at.
const YAML_BYTES: usize = 64 << 10;

/// Bytes of the prefix that are looked at.
const BYTES: usize = 256 << 10;

/// The paths of a document's first members: names with `.` between them, `[]` for an array.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Outline {
    paths: HashSet<String>,
    /// Members below which there may be anything.
    open: Vec<String>,
}

impl Outline {
    /// Whether the document has a member at `path`, such as `log.entries` or `[].scope`.
    pub(super) fn has(&self, path: &str) -> bool {
        self.paths.contains(path) || self.open.iter().any(|open| is_at_or_below(path, open))
    }

    /// Whether it has all of `paths`.
    pub(super) fn has_all(&self, paths: &[&str]) -> bool {
        paths.iter().all(|path| self.has(path))
    }

    /// Whether it has one of `paths`.
    pub(super) fn has_any(&self, paths: &[&str]) -> bool {
        paths.iter().any(|path| self.has(path))
    }

    /// All that a document may have whose outermost members are at these paths, and nowhere else.
    pub(super) fn open(members: impl Iterator<Item = String>) -> Self {
        Self {
            paths: HashSet::new(),
            open: members.collect(),
        }
    }

    /// The outline of what begins with `text`.
    pub(super) fn of(text: &[u8]) -> Self {
        match Syntax::of(text) {
            Syntax::Json => {}
            Syntax::Yaml => return Self::with(of_yaml(text).into_iter().collect()),
            Syntax::Toml => {
                let mut paths = BTreeSet::new();
                let start = text.get(..BYTES).unwrap_or(text);
                text::toml::names(valid(start), DEPTH, &mut paths);
                return Self::with(paths.into_iter().collect());
            }
        }
        let mut reader = Reader {
            text: text.get(..BYTES).unwrap_or(text),
            at: 0,
            level: 0,
            path: String::new(),
            paths: HashSet::new(),
        };
        reader.value(0);
        Self::with(reader.paths)
    }

    const fn with(paths: HashSet<String>) -> Self {
        Self {
            paths,
            open: Vec::new(),
        }
    }
}

/// Whether `path` is that of `member`, or leads on from there.
fn is_at_or_below(path: &str, member: &str) -> bool {
    path.strip_prefix(member)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

/// A text up to the first bytes that are no UTF-8: its last character may be cut in two.
fn valid(text: &[u8]) -> &str {
    match std::str::from_utf8(text) {
        Ok(words) => words,
        Err(error) => {
            let valid = text.get(..error.valid_up_to()).unwrap_or_default();
            std::str::from_utf8(valid).unwrap_or_default()
        }
    }
}

/// The paths of a YAML document's first members.
fn of_yaml(text: &[u8]) -> BTreeSet<String> {
    let words = valid(text.get(..YAML_BYTES).unwrap_or(text));
    // What is no document of names is no capture: prose, code, binary files.
    let first = words.lines().find(|line| {
        let line = line.trim();
        !line.is_empty() && !line.starts_with('#') && !line.starts_with("---")
    });
    if !first.is_some_and(|line| line.contains(':') || line.trim() == "-") {
        return BTreeSet::new();
    }
    let mut paths = BTreeSet::new();
    yaml::names(words, DEPTH, &mut paths);
    paths
}

struct Reader<'t> {
    text: &'t [u8],
    at: usize,
    /// Arrays and objects around: hostile documents shall not exhaust the stack.
    level: usize,
    /// The way to what is read.
    path: String,
    paths: HashSet<String>,
}

/// Bytes of a name that are kept.
const NAME: usize = 80;

impl Reader<'_> {
    fn next(&mut self) -> Option<u8> {
        let rest = self.text.get(self.at..)?;
        self.at += rest.iter().position(|byte| !byte.is_ascii_whitespace())?;
        self.text.get(self.at).copied()
    }

    /// Follows one value; `None` where the text ends, is no JSON or is nested too deep.
    fn value(&mut self, depth: usize) -> Option<()> {
        self.level += 1;
        let value = if self.level > LEVELS {
            None
        } else {
            self.members(depth)
        };
        self.level -= 1;
        value
    }

    fn members(&mut self, depth: usize) -> Option<()> {
        let outer = self.path.len();
        match self.next()? {
            b'{' => {
                self.at += 1;
                loop {
                    match self.next()? {
                        b'}' => {
                            self.at += 1;
                            return Some(());
                        }
                        b',' => self.at += 1,
                        b'"' => {
                            let start = self.at + 1;
                            let end = self.string()?;
                            if self.next()? != b':' {
                                return None;
                            }
                            self.at += 1;
                            if depth < DEPTH {
                                self.step(start, end);
                            }
                            self.value(depth + 1)?;
                            self.path.truncate(outer);
                        }
                        _ => return None,
                    }
                }
            }
            b'[' => {
                self.at += 1;
                if depth < DEPTH {
                    self.path.push_str("[]");
                }
                loop {
                    match self.next()? {
                        b']' => {
                            self.at += 1;
                            self.path.truncate(outer);
                            return Some(());
                        }
                        b',' => self.at += 1,
                        _ => self.value(depth)?,
                    }
                }
            }
            b'"' => self.string().map(drop),
            _ => {
                let rest = self.text.get(self.at..)?;
                let length = rest.iter().position(|byte| {
                    matches!(byte, b',' | b'}' | b']') || byte.is_ascii_whitespace()
                })?;
                self.at += length;
                // A bracket that closes something else is no value.
                (length > 0).then_some(())
            }
        }
    }

    /// Goes one step on to the member whose name has these bytes, and keeps the way there.
    fn step(&mut self, start: usize, end: usize) {
        let name = self.text.get(start..end).unwrap_or_default();
        if !self.path.is_empty() {
            self.path.push('.');
        }
        let name = name.get(..NAME).unwrap_or(name);
        self.path.push_str(&String::from_utf8_lossy(name));
        if !self.paths.contains(&self.path) {
            self.paths.insert(self.path.clone());
        }
    }

    /// Passes the string whose quote is next; where its text ends. Its escapes stay as they are.
    fn string(&mut self) -> Option<usize> {
        let mut at = self.at + 1;
        loop {
            let rest = self.text.get(at..)?;
            at += memchr::memchr2(b'"', b'\\', rest)?;
            if self.text.get(at) == Some(&b'"') {
                break;
            }
            at += 2;
        }
        self.at = at + 1;
        Some(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_a_prefix() {
        let text = br#" {"log": {"version":"1.2", "pages":[{"id":1}], "entries":[{"request":{"me"#;
        let outline = Outline::of(text);
        assert!(outline.has_all(&["log", "log.version", "log.pages[].id", "log.entries"]));
        assert!(outline.has("log.entries[].request"));
        assert!(!outline.has_any(&["entries", "version"]));
        let outline = Outline::of(br#"[{"scope":"x","a\"b":1},{"path":"#);
        assert!(outline.has_all(&["[].scope", "[].path"]));
        assert_eq!(Outline::of(b"hello"), Outline::default());
        assert_eq!(Outline::of(b""), Outline::default());
    }

    #[test]
    fn names_of_yaml_are_found_too() {
        let outline =
            Outline::of(b"---\ninteractions:\n- request:\n    uri: x\n  response:\n    bo");
        assert!(outline.has_all(&["interactions", "interactions[].request.uri"]));
        let outline = Outline::of(b"- scope: x\n  path: \"a\n");
        assert!(outline.has("[].scope"), "{outline:?}");
        assert_eq!(Outline::of(b"fn main() {}\n"), Outline::default());
    }

    #[test]
    fn an_open_outline_has_all_that_may_be() {
        let members = ["body", "[].a"].map(str::to_owned);
        let outline = Outline::open(members.into_iter());
        assert!(outline.has_all(&["body", "body.x", "body[].x", "[].a", "[].a.b"]));
        assert!(!outline.has_any(&["bod", "bodyText", "x.body", "[].ab", "a", "[]"]));
    }

    #[test]
    fn brackets_that_do_not_match_end_it() {
        for text in ["{\"a\":[}", "[}", "{\"a\":}", "{]", "[1}]", "[\"\\\":}]"] {
            let outline = Outline::of(text.as_bytes());
            assert!(!outline.has("log"), "{text}");
        }
    }

    #[test]
    fn deep_nesting_ends() {
        // Deeper than any stack: only so many bytes are looked at.
        let outline = Outline::of("[".repeat(300_000).as_bytes());
        assert_eq!(outline, Outline::default());
    }
}
