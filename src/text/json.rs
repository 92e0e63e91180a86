//! JSON as a tree that remembers where everything stands.
//!
//! UTF-8 bytes come in; a tree goes out whose nodes carry their byte spans, whose objects keep
//! duplicate keys in order, and whose numbers are the digits as written. `serde_json` stays the
//! judge on the quick path; it keeps neither spans nor duplicates, which is why this parser
//! exists, and a property test holds both to the same verdict.

use std::borrow::Cow;
use std::fmt;

use super::Span;
use super::cursor;
use super::pointer::{Pointer, Token};

/// Arrays and objects inside one another that are still read; one more is refused, so that a
/// hostile document cannot exhaust the stack.
pub const MAX_NESTING: usize = 512;

/// The byte order mark of UTF-8.
pub const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// A text without the byte order mark that it may begin with: parsers may ignore it (RFC 8259 section 8.1), and
/// clients do.
pub fn unmarked(text: &[u8]) -> &[u8] {
    text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text)
}

/// A JSON value and the bytes that it takes.
#[derive(Clone, Debug, PartialEq)]
pub struct Node<'a> {
    /// The value's bytes in the parsed text, quotes and brackets included.
    pub span: Span,
    /// The value.
    pub value: Value<'a>,
}

/// A JSON value (RFC 8259 section 3).
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// `null`
    Null,
    /// `true` or `false`
    Boolean(bool),
    /// A number, as written.
    Number(&'a str),
    /// A string, decoded.
    String(Cow<'a, str>),
    /// An array.
    Array(Vec<Node<'a>>),
    /// An object, its members in order, duplicates included.
    Object(Vec<Member<'a>>),
    /// A value whose syntax was checked but which was not built (see [`parse_leaving`]).
    Unread,
}

/// A member of an object.
#[derive(Clone, Debug, PartialEq)]
pub struct Member<'a> {
    /// The name, decoded.
    pub name: Cow<'a, str>,
    /// The name's bytes, quotes included.
    pub name_span: Span,
    /// The value.
    pub value: Node<'a>,
}

impl<'a> Node<'a> {
    /// The members, where the node is an object.
    pub fn as_object(&self) -> Option<&[Member<'a>]> {
        match &self.value {
            Value::Object(members) => Some(members),
            _ => None,
        }
    }

    /// The elements, where the node is an array.
    pub fn as_array(&self) -> Option<&[Node<'a>]> {
        match &self.value {
            Value::Array(elements) => Some(elements),
            _ => None,
        }
    }

    /// The value of the last member named `name`, which is the one that most parsers keep.
    pub fn get(&self, name: &str) -> Option<&Self> {
        self.as_object()?
            .iter()
            .rev()
            .find(|member| member.name == name)
            .map(|member| &member.value)
    }

    /// Whether the pointers to all values of the tree, but for the first thousand bytes of each, have so many
    /// bytes at most.
    pub fn has_pointers_within(&self, most: u64) -> bool {
        self.long_pointers(0, most).is_some()
    }

    /// The bytes of `left` that these pointers leave, below a pointer of so many bytes.
    fn long_pointers(&self, above: usize, left: u64) -> Option<u64> {
        /// Bytes of a pointer that are free.
        const FREE: usize = 1_000;
        /// A slash and digits.
        const INDEX: usize = 2;
        let left = left.checked_sub(above.saturating_sub(FREE) as u64)?;
        match &self.value {
            Value::Object(members) => members.iter().try_fold(left, |left, member| {
                let length = above + member.name.len() + 1;
                member.value.long_pointers(length, left)
            }),
            Value::Array(elements) => elements.iter().try_fold(left, |left, element| {
                element.long_pointers(above + INDEX, left)
            }),
            _ => Some(left),
        }
    }
}

impl Value<'_> {
    /// The JSON Schema name of the value's type; a number is `number` whether whole or not.
    pub const fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean(_) => "boolean",
            Self::Number(_) => "number",
            Self::String(_) => "string",
            Self::Array(_) => "array",
            Self::Object(_) => "object",
            Self::Unread => "unread value",
        }
    }
}

/// Why a text is not JSON, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// Byte offset of the first byte that does not fit.
    pub offset: usize,
    /// What does not fit.
    pub kind: SyntaxErrorKind,
}

/// What makes a text no JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SyntaxErrorKind {
    /// Nothing but white space.
    Empty,
    /// The text ends where something else was due.
    CutOff(&'static str),
    /// Something stands where something else was due.
    Unexpected {
        /// What was due.
        expected: &'static str,
        /// What stands there.
        found: char,
    },
    /// A control character (below U+0020) inside a string, which must be escaped.
    RawControl(char),
    /// A backslash that starts no escape of RFC 8259 section 7.
    BadEscape,
    /// A `\u` escape of half a surrogate pair: no Unicode text.
    LoneSurrogate,
    /// More than so many arrays and objects inside one another.
    TooDeep(usize),
    /// Bytes that are not UTF-8 (RFC 8259 section 8.1).
    NotUtf8,
}

impl fmt::Display for SyntaxErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("there is no JSON value, only white space or nothing"),
            Self::CutOff(expected) => write!(f, "the text ends where {expected} was expected"),
            Self::Unexpected { expected, found } => {
                let shown = super::sanitize::stand_in(*found).unwrap_or(*found);
                write!(f, "expected {expected}, found ")?;
                // What nobody can see has a number.
                if shown == '\u{fffd}' || shown.is_whitespace() {
                    write!(f, "U+{:04X}", u32::from(*found))
                } else {
                    write!(f, "`{shown}`")
                }
            }
            Self::RawControl(letter) => write!(
                f,
                "expected the control character U+{:04X} to be escaped in a string",
                u32::from(*letter)
            ),
            Self::BadEscape => f.write_str(
                "expected one of `\" \\ / b f n r t` or `u` and four hex digits behind the backslash",
            ),
            Self::LoneSurrogate => f.write_str(
                "expected a surrogate pair, found half of one: no Unicode text can hold it",
            ),
            Self::TooDeep(most) => write!(
                f,
                "expected at most {most} arrays and objects inside one another"
            ),
            Self::NotUtf8 => f.write_str("expected UTF-8 (RFC 8259 section 8.1), found other bytes"),
        }
    }
}

/// Parses `text`, which must be one JSON value with nothing but white space around it.
pub fn parse(text: &[u8]) -> Result<Node<'_>, SyntaxError> {
    parse_within(text, MAX_NESTING)
}

/// Parses `text` like [`parse`], of which at most `nesting` arrays and objects stand inside one another;
/// never more than [`MAX_NESTING`].
pub fn parse_within(text: &[u8], nesting: usize) -> Result<Node<'_>, SyntaxError> {
    whole(text, nesting, &Leave::Nothing)
}

/// Parses `text` like [`parse`], but leaves the elements of one array [`Value::Unread`]: those of
/// the array that is reached by following the member names of `path` from the root.
///
/// Whoever cannot hold a tree of a large page reads its records one by one this way.
pub fn parse_leaving<'a>(text: &'a [u8], path: &[&str]) -> Result<Node<'a>, SyntaxError> {
    parse_leaving_within(text, MAX_NESTING, path)
}

/// Parses `text` like [`parse_leaving`], within another nesting.
pub fn parse_leaving_within<'a>(
    text: &'a [u8],
    nesting: usize,
    path: &[&str],
) -> Result<Node<'a>, SyntaxError> {
    whole(text, nesting, &Leave::ElementsAt(path))
}

/// The pointer of the value that begins at `offset` of `text`, which must be JSON; `None` where no
/// value begins there. Builds no tree: one pass, and the memory of one path.
pub fn pointer_at(text: &[u8], offset: usize) -> Option<Pointer> {
    Pointers::of(text).at(offset)
}

/// The pointers of values of one text. Who asks for them in their order reads the text once.
#[derive(Debug)]
pub struct Pointers<'a> {
    text: &'a [u8],
    /// Where the last value began, and the way to it.
    at: usize,
    path: Vec<Token>,
}

impl<'a> Pointers<'a> {
    /// Those of `text`, which must be JSON.
    pub const fn of(text: &'a [u8]) -> Self {
        Self {
            text,
            at: 0,
            path: Vec::new(),
        }
    }

    /// Goes on to a value, which begins at `offset` and has this pointer, without reading what is in front.
    pub fn go_to(&mut self, offset: usize, pointer: &Pointer) {
        self.at = offset;
        self.path.clear();
        self.path.extend_from_slice(pointer.tokens());
    }

    /// Where the value began that was met last.
    pub const fn last(&self) -> usize {
        self.at
    }

    /// The pointer of the value that begins at `offset`; `None` where none begins there.
    pub fn at(&mut self, offset: usize) -> Option<Pointer> {
        if offset < self.at {
            *self = Self::of(self.text);
        }
        // What stands behind it says nothing of where it is.
        let text = self.text.get(self.at..=offset)?;
        let mut parser = Parser::new(valid_prefix(text));
        let mut path = std::mem::take(&mut self.path);
        if parser.walk_to(offset - self.at, &mut path).is_none() {
            *self = Self::of(self.text);
            return None;
        }
        self.at = offset;
        self.path.clone_from(&path);
        Some(Pointer::from(path))
    }
}

/// Finds the first JSON value of `text` and checks its syntax; gives its span.
pub fn first_value(text: &[u8]) -> Result<Span, SyntaxError> {
    let valid = valid_prefix(text);
    let mut parser = Parser::new(valid);
    parser.white_space();
    parser
        .value(&Leave::Everything)
        .map(|node| node.span)
        .map_err(|error| or_not_utf8(error, text, valid))
}

fn whole<'a>(text: &'a [u8], nesting: usize, leave: &Leave<'_>) -> Result<Node<'a>, SyntaxError> {
    let valid = valid_prefix(text);
    let mut parser = Parser::new(valid);
    parser.most = nesting.min(MAX_NESTING);
    parser
        .document(leave)
        .and_then(|node| {
            if valid.len() == text.len() {
                Ok(node)
            } else {
                Err(SyntaxError {
                    offset: valid.len(),
                    kind: SyntaxErrorKind::NotUtf8,
                })
            }
        })
        .map_err(|error| or_not_utf8(error, text, valid))
}

/// The longest start of `text` that is UTF-8.
fn valid_prefix(text: &[u8]) -> &str {
    match simdutf8::compat::from_utf8(text) {
        Ok(valid) => valid,
        Err(error) => text
            .get(..error.valid_up_to())
            .and_then(|start| std::str::from_utf8(start).ok())
            .unwrap_or_default(),
    }
}

/// An error at the end of the UTF-8 part is really about the bytes behind it.
fn or_not_utf8(error: SyntaxError, text: &[u8], valid: &str) -> SyntaxError {
    if error.offset >= valid.len() && valid.len() < text.len() {
        SyntaxError {
            offset: valid.len(),
            kind: SyntaxErrorKind::NotUtf8,
        }
    } else {
        error
    }
}

/// Which part of the tree is not built.
enum Leave<'p> {
    Nothing,
    Everything,
    /// The elements of the array at this path.
    ElementsAt(&'p [&'p str]),
}

impl<'p> Leave<'p> {
    /// What to leave inside the member `name`.
    fn inside(&self, name: &str) -> Leave<'p> {
        match self {
            Self::Everything => Leave::Everything,
            Self::ElementsAt([first, rest @ ..]) if *first == name => Leave::ElementsAt(rest),
            Self::ElementsAt(_) | Self::Nothing => Leave::Nothing,
        }
    }

    /// What to leave inside an element of an array.
    const fn inside_element(&self) -> Leave<'p> {
        match self {
            Self::Everything | Self::ElementsAt([]) => Leave::Everything,
            Self::ElementsAt(_) | Self::Nothing => Leave::Nothing,
        }
    }

    const fn builds(&self) -> bool {
        !matches!(self, Self::Everything)
    }
}

/// Values of one array or object that are not copied, where they are all that there is.
const MANY: usize = 1 << 12;

/// What stands in `stack` from `first` on.
fn own<T>(stack: &mut Vec<T>, first: usize) -> Vec<T> {
    if first == 0 && stack.len() > MANY {
        std::mem::take(stack)
    } else {
        stack.drain(first..).collect()
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    /// Arrays and objects inside one another at most.
    most: usize,
    /// The members of the objects that are read, and the elements of arrays: each object takes its own in
    /// the end, as many as there are.
    members: Vec<Member<'a>>,
    elements: Vec<Node<'a>>,
}

impl<'a> Parser<'a> {
    const fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            depth: 0,
            most: MAX_NESTING,
            members: Vec::new(),
            elements: Vec::new(),
        }
    }

    /// Goes on to the value that begins at `offset`, and keeps the way to it.
    fn walk_to(&mut self, offset: usize, path: &mut Vec<Token>) -> Option<()> {
        loop {
            self.white_space();
            if self.at == offset && !matches!(self.peek()?, b',' | b':' | b'}' | b']') {
                return Some(());
            }
            match self.peek()? {
                opening @ (b'{' | b'[') => {
                    self.at += 1;
                    path.push(match opening {
                        b'{' => Token::Name(String::new()),
                        _ => Token::Index(0),
                    });
                    self.member_name(path)?;
                }
                b'}' | b']' => {
                    self.at += 1;
                    path.pop();
                }
                b',' => {
                    self.at += 1;
                    if let Some(Token::Index(index)) = path.last_mut() {
                        *index += 1;
                    }
                    self.member_name(path)?;
                }
                _ => {
                    self.value(&Leave::Everything).ok()?;
                }
            }
        }
    }

    /// Reads the name that the next member of an object has, up to its value, into the path.
    fn member_name(&mut self, path: &mut [Token]) -> Option<()> {
        self.white_space();
        if let (Some(Token::Name(name)), Some(b'"')) = (path.last_mut(), self.peek()) {
            *name = self.string(&Leave::Nothing).ok()?.into_owned();
            self.white_space();
            self.expect(b':', "`:` behind the member's name").ok()?;
        }
        Some(())
    }

    fn document(&mut self, leave: &Leave<'_>) -> Result<Node<'a>, SyntaxError> {
        self.white_space();
        if self.peek().is_none() {
            return Err(self.error(SyntaxErrorKind::Empty));
        }
        let node = self.value(leave)?;
        self.white_space();
        match self.peek() {
            None => Ok(node),
            Some(_) => Err(self.unexpected("nothing more behind the first value")),
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    const fn error(&self, kind: SyntaxErrorKind) -> SyntaxError {
        SyntaxError {
            offset: self.at,
            kind,
        }
    }

    fn unexpected(&self, expected: &'static str) -> SyntaxError {
        let found = self
            .text
            .get(self.at..)
            .and_then(|rest| rest.chars().next());
        self.error(match found {
            Some(found) => SyntaxErrorKind::Unexpected { expected, found },
            None => SyntaxErrorKind::CutOff(expected),
        })
    }

    fn white_space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    fn expect(&mut self, byte: u8, expected: &'static str) -> Result<(), SyntaxError> {
        if self.peek() == Some(byte) {
            self.at += 1;
            Ok(())
        } else {
            Err(self.unexpected(expected))
        }
    }

    fn value(&mut self, leave: &Leave<'_>) -> Result<Node<'a>, SyntaxError> {
        let start = self.at;
        let value = match self.peek() {
            Some(b'{') => self.nested(leave, Self::object)?,
            Some(b'[') => self.nested(leave, Self::array)?,
            Some(b'"') => Value::String(self.string(leave)?),
            Some(b'-' | b'0'..=b'9') => Value::Number(self.number()?),
            Some(b't') => self.word("true", Value::Boolean(true))?,
            Some(b'f') => self.word("false", Value::Boolean(false))?,
            Some(b'n') => self.word("null", Value::Null)?,
            _ => return Err(self.unexpected("a JSON value")),
        };
        Ok(Node {
            span: Span::new(start, self.at),
            value: if leave.builds() { value } else { Value::Unread },
        })
    }

    fn nested(
        &mut self,
        leave: &Leave<'_>,
        read: impl FnOnce(&mut Self, &Leave<'_>) -> Result<Value<'a>, SyntaxError>,
    ) -> Result<Value<'a>, SyntaxError> {
        if self.depth == self.most {
            return Err(self.error(SyntaxErrorKind::TooDeep(self.most)));
        }
        self.depth += 1;
        let value = read(self, leave)?;
        self.depth -= 1;
        Ok(value)
    }

    fn object(&mut self, leave: &Leave<'_>) -> Result<Value<'a>, SyntaxError> {
        self.at += 1;
        let first = self.members.len();
        self.white_space();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Value::Object(Vec::new()));
        }
        loop {
            let start = self.at;
            if self.peek() != Some(b'"') {
                return Err(self.unexpected("a member's name in double quotes"));
            }
            let name = self.string(leave)?;
            let name_span = Span::new(start, self.at);
            self.white_space();
            self.expect(b':', "`:` behind the member's name")?;
            self.white_space();
            let value = self.value(&leave.inside(&name))?;
            if leave.builds() {
                self.members.push(Member {
                    name,
                    name_span,
                    value,
                });
            }
            self.white_space();
            if self.peek() == Some(b'}') {
                self.at += 1;
                return Ok(Value::Object(own(&mut self.members, first)));
            }
            self.expect(b',', "`,` or `}` behind the member")?;
            self.white_space();
        }
    }

    fn array(&mut self, leave: &Leave<'_>) -> Result<Value<'a>, SyntaxError> {
        self.at += 1;
        let first = self.elements.len();
        self.white_space();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Value::Array(Vec::new()));
        }
        let inside = leave.inside_element();
        loop {
            let element = self.value(&inside)?;
            if leave.builds() {
                self.elements.push(element);
            }
            self.white_space();
            if self.peek() == Some(b']') {
                self.at += 1;
                return Ok(Value::Array(own(&mut self.elements, first)));
            }
            self.expect(b',', "`,` or `]` behind the element")?;
            self.white_space();
        }
    }

    fn word(&mut self, word: &'static str, value: Value<'a>) -> Result<Value<'a>, SyntaxError> {
        for byte in word.bytes() {
            self.expect(byte, "`true`, `false` or `null`")?;
        }
        Ok(value)
    }

    /// RFC 8259 section 6: no leading zero, digits on both sides of the point.
    fn number(&mut self) -> Result<&'a str, SyntaxError> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        if self.peek() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits("a digit of a number")?;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits("a digit behind the decimal point")?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            self.digits("a digit of the exponent")?;
        }
        Ok(self.text.get(start..self.at).unwrap_or_default())
    }

    fn digits(&mut self, expected: &'static str) -> Result<(), SyntaxError> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
        if self.at == start {
            Err(self.unexpected(expected))
        } else {
            Ok(())
        }
    }

    /// A string, decoded where anything is built; its syntax is checked in any case.
    fn string(&mut self, leave: &Leave<'_>) -> Result<Cow<'a, str>, SyntaxError> {
        self.at += 1;
        let mut decoded: Option<String> = None;
        let mut piece = self.at;
        loop {
            match self.peek() {
                None => {
                    return Err(
                        self.error(SyntaxErrorKind::CutOff("the closing quote of a string"))
                    );
                }
                Some(b'"') => {
                    let last = self.text.get(piece..self.at).unwrap_or_default();
                    self.at += 1;
                    return Ok(match decoded {
                        Some(mut text) => {
                            text.push_str(last);
                            Cow::Owned(text)
                        }
                        None => Cow::Borrowed(last),
                    });
                }
                Some(b'\\') => {
                    let before = self.text.get(piece..self.at).unwrap_or_default();
                    let letter = self.escape()?;
                    piece = self.at;
                    if leave.builds() {
                        let text = decoded.get_or_insert_default();
                        text.push_str(before);
                        text.push(letter);
                    }
                }
                Some(control @ 0..=0x1f) => {
                    return Err(self.error(SyntaxErrorKind::RawControl(char::from(control))));
                }
                Some(_) => self.at = cursor::plain(self.text.as_bytes(), self.at),
            }
        }
    }

    /// An escape of RFC 8259 section 7, from its backslash on.
    fn escape(&mut self) -> Result<char, SyntaxError> {
        let start = self.at;
        self.at += 1;
        let letter = match self.peek() {
            None => return Err(self.error(SyntaxErrorKind::CutOff("the rest of an escape"))),
            Some(letter @ (b'"' | b'\\' | b'/')) => char::from(letter),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode_escape(start),
            Some(_) => {
                self.at = start;
                return Err(self.error(SyntaxErrorKind::BadEscape));
            }
        };
        self.at += 1;
        Ok(letter)
    }

    fn unicode_escape(&mut self, start: usize) -> Result<char, SyntaxError> {
        let first = self.four_hex(start)?;
        let code = match first {
            0xD800..=0xDBFF => {
                if self.text.as_bytes().get(self.at..self.at + 2) != Some(br"\u") {
                    return Err(self.surrogate_error(start));
                }
                let second_start = self.at;
                self.at += 1;
                let second = self.four_hex(second_start)?;
                if !(0xDC00..=0xDFFF).contains(&second) {
                    return Err(self.surrogate_error(start));
                }
                0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)
            }
            other => other,
        };
        char::from_u32(code).ok_or_else(|| self.surrogate_error(start))
    }

    /// A text that ends behind a high surrogate is cut off, not wrong.
    fn surrogate_error(&self, start: usize) -> SyntaxError {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        if rest.is_empty() || rest == br"\" {
            return SyntaxError {
                offset: self.text.len(),
                kind: SyntaxErrorKind::CutOff("the rest of an escape"),
            };
        }
        SyntaxError {
            offset: start,
            kind: SyntaxErrorKind::LoneSurrogate,
        }
    }

    /// The four hex digits behind the `u` at the current place.
    fn four_hex(&mut self, start: usize) -> Result<u32, SyntaxError> {
        self.at += 1;
        let mut code = 0;
        for _ in 0..4 {
            let Some(byte) = self.peek() else {
                return Err(self.error(SyntaxErrorKind::CutOff("the rest of an escape")));
            };
            let Some(digit) = char::from(byte).to_digit(16) else {
                return Err(SyntaxError {
                    offset: start,
                    kind: SyntaxErrorKind::BadEscape,
                });
            };
            code = code * 16 + digit;
            self.at += 1;
        }
        Ok(code)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn kind(text: &str) -> SyntaxErrorKind {
        parse(text.as_bytes()).unwrap_err().kind
    }

    #[test]
    fn pointers_are_long_where_a_name_stands_above_many_values() {
        let within = |text: &str, most| parse(text.as_bytes()).unwrap().has_pointers_within(most);
        let name = "x".repeat(1_009);
        // The slash in front of it makes the name ten bytes more than are free.
        assert!(within(&format!(r#"{{"{name}":1}}"#), 10));
        assert!(!within(&format!(r#"{{"{name}":1}}"#), 9));
        // Of the array, and of the values in it.
        assert!(within(
            &format!(r#"{{"{name}":[1,{{"a":2}}]}}"#),
            10 + 12 + 12 + 14
        ));
        assert!(!within(
            &format!(r#"{{"{name}":[1,{{"a":2}}]}}"#),
            10 + 12 + 12 + 13
        ));
        assert!(within(&format!("[{}1]", "1,".repeat(100_000)), 0));
    }

    #[test]
    fn spans_cover_the_values() {
        let text = br#" {"a": [1, "x\n"], "b": null, "a": -1.5e3} "#;
        let root = parse(text).unwrap();
        let members = root.as_object().unwrap();
        let read = |span: Span| std::str::from_utf8(span.of(text)).unwrap();
        assert_eq!(members.len(), 3);
        assert_eq!(read(members[0].name_span), r#""a""#);
        assert_eq!(read(members[0].value.span), r#"[1, "x\n"]"#);
        assert_eq!(read(members[2].value.span), "-1.5e3");
        assert_eq!(root.get("a").unwrap().value, Value::Number("-1.5e3"));
        let elements = members[0].value.as_array().unwrap();
        assert_eq!(
            elements[1].value,
            Value::String(Cow::Borrowed("x\n").into_owned().into())
        );
    }

    #[test]
    fn numbers_of_any_size_are_kept_digit_for_digit() {
        for number in [
            "1e400",
            "-0",
            "123456789012345678901234567890",
            "1E-7000",
            "0.10",
        ] {
            assert_eq!(
                parse(number.as_bytes()).unwrap().value,
                Value::Number(number)
            );
        }
        for text in ["01", "1.", ".5", "+1", "1e", "- 1", "0x10", "NaN"] {
            assert!(parse(text.as_bytes()).is_err(), "{text}");
        }
    }

    #[test]
    fn errors_say_what_was_expected_and_where() {
        assert_eq!(kind("  "), SyntaxErrorKind::Empty);
        assert_eq!(kind(r#"{"a":"#), SyntaxErrorKind::CutOff("a JSON value"));
        assert_eq!(
            kind(r#"["a"#),
            SyntaxErrorKind::CutOff("the closing quote of a string")
        );
        assert_eq!(kind(r#""\q""#), SyntaxErrorKind::BadEscape);
        assert_eq!(kind(r#""\ud800""#), SyntaxErrorKind::LoneSurrogate);
        assert_eq!(kind(r#""\udc00""#), SyntaxErrorKind::LoneSurrogate);
        assert_eq!(
            kind(r#""\ud83d\ude00"#),
            SyntaxErrorKind::CutOff("the closing quote of a string")
        );
        assert_eq!(kind("\"a\tb\""), SyntaxErrorKind::RawControl('\t'));
        let error = parse(b"[1,]").unwrap_err();
        assert_eq!(error.offset, 3);
        assert_eq!(error.kind.to_string(), "expected a JSON value, found `]`");
        for (text, due) in [
            ("[\u{a0}1]", "U+00A0"),
            ("[\u{2028}1]", "U+2028"),
            ("[\u{1}", "`\u{2401}`"),
        ] {
            let told = parse(text.as_bytes()).unwrap_err().kind.to_string();
            assert_eq!(told, format!("expected a JSON value, found {due}"));
        }
        assert_eq!(parse(b"{} {}").unwrap_err().offset, 3);
        assert_eq!(
            parse(b"\"a\xffb\"").unwrap_err().kind,
            SyntaxErrorKind::NotUtf8
        );
    }

    #[test]
    fn deep_nesting_is_refused_not_followed() {
        let deep = "[".repeat(100_000);
        assert_eq!(kind(&deep), SyntaxErrorKind::TooDeep(MAX_NESTING));
        let limit = "[".repeat(MAX_NESTING) + &"]".repeat(MAX_NESTING);
        assert!(parse(limit.as_bytes()).is_ok());
    }

    #[test]
    fn elements_can_be_left_unread() {
        let text = br#"{"code":200,"body":[{"a":1},{"body":[2]}],"x":[3]}"#;
        let root = parse_leaving(text, &["body"]).unwrap();
        let body = root.get("body").unwrap().as_array().unwrap();
        assert!(body.iter().all(|element| element.value == Value::Unread));
        assert_eq!(body[1].span.of(text), br#"{"body":[2]}"#);
        assert_eq!(
            root.get("x").unwrap().as_array().unwrap()[0].value,
            Value::Number("3")
        );
        let list = parse_leaving(b"[[1],2]", &[]).unwrap();
        assert!(
            list.as_array()
                .unwrap()
                .iter()
                .all(|node| node.value == Value::Unread)
        );
        assert!(parse_leaving(br#"{"body":[{"a":}]}"#, &["body"]).is_err());
    }

    #[test]
    fn the_pointer_of_a_place_is_found() {
        let text = br#" {"a": [1, {"b/c": "x,y", "d": {}}, []], "e": null} "#;
        let at = |needle: &str| {
            let start = text
                .windows(needle.len())
                .position(|window| window == needle.as_bytes())
                .unwrap();
            pointer_at(text, start).map(|pointer| pointer.to_string())
        };
        assert_eq!(at("{\"a\"").as_deref(), Some(""));
        assert_eq!(at("1,").as_deref(), Some("/a/0"));
        assert_eq!(at("\"x,y\"").as_deref(), Some("/a/1/b~1c"));
        assert_eq!(at("{}").as_deref(), Some("/a/1/d"));
        assert_eq!(at("[]").as_deref(), Some("/a/2"));
        assert_eq!(at("null").as_deref(), Some("/e"));
        assert_eq!(at("ull"), None);
        assert_eq!(at("\"b/c\""), None);
    }

    #[test]
    fn the_first_value_ends_where_the_next_begins() {
        assert_eq!(first_value(b" {\"a\":1}\n{}").unwrap(), Span::new(1, 8));
        assert!(first_value(b"{\"a\":").is_err());
    }

    /// JSON and texts near it: tokens strung together.
    fn texts() -> impl Strategy<Value = String> {
        let token = prop_oneof![
            Just("{".to_owned()),
            Just("}".to_owned()),
            Just("[".to_owned()),
            Just("]".to_owned()),
            Just(",".to_owned()),
            Just(":".to_owned()),
            Just("\"a\"".to_owned()),
            Just("\"a\":".to_owned()),
            Just("null".to_owned()),
            Just("tru".to_owned()),
            Just("1".to_owned()),
            Just("-0.5e+3".to_owned()),
            Just("\"\\u12aZ\"".to_owned()),
            Just("\"\\ud83d\\ude00\"".to_owned()),
            Just("\"\\ud83d\"".to_owned()),
            Just(" \n".to_owned()),
            "\\PC{0,3}",
        ];
        proptest::collection::vec(token, 0..12).prop_map(|tokens| tokens.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            cases: 6_000,
            failure_persistence: None,
            ..ProptestConfig::default()
        })]

        #[test]
        fn the_verdict_is_that_of_serde_json(text in texts()) {
            let theirs = serde_json::from_str::<serde_json::Value>(&text);
            // Numbers beyond f64 are the one thing that serde_json refuses and JSON allows.
            if theirs.as_ref().is_err_and(|error| error.to_string().contains("out of range")) {
                return Ok(());
            }
            let ours = parse(text.as_bytes());
            prop_assert_eq!(ours.is_ok(), theirs.is_ok(), "{:?} {:?}", ours, theirs);
            prop_assert_eq!(parse_leaving(text.as_bytes(), &[]).is_ok(), theirs.is_ok());
        }

        #[test]
        fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            if let Err(error) = parse(&bytes) {
                prop_assert!(error.offset <= bytes.len());
            }
            let _ = first_value(&bytes);
        }
    }
}
