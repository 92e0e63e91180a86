//! The way from a scalar's text back to the bytes that it was written with.

use crate::text::{Span, SpanMap};

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

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScalarStyle {
    /// Without quotes.
    Plain,
    /// In single quotes.
    Single,
    /// In double quotes, with escapes.
    Double,
    /// As a block of lines.
    Block,
    /// As an alias of another one.
    Alias,
}

/// How the scalar is written that these bytes are.
pub fn style(mut scalar: &[u8]) -> ScalarStyle {
    while let Some((_, behind)) = property(scalar) {
        scalar = behind;
    }
    match scalar.first() {
        Some(b'|' | b'>') => ScalarStyle::Block,
        Some(b'"') => ScalarStyle::Double,
        Some(b'\'') => ScalarStyle::Single,
        Some(b'*') => ScalarStyle::Alias,
        _ => ScalarStyle::Plain,
    }
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
