//! JSON of which a few members are wanted: a tree without the others.
//!
//! A text that begins with a value comes in, and which members of it are wanted; the tree that
//! [`json::parse`](super::json::parse) makes of the value goes out, but for members that nobody wants,
//! whose syntax is checked in the same pass. What is unusual gives nothing (such as a member that is wanted
//! and there twice), nor does what is no JSON: whoever wants to know more parses the text as a whole.

use super::Span;
use super::cursor::{Cursor, Text};
use super::json::{Member, Node, Value};

/// What of a value is wanted.
#[derive(Clone, Copy, Debug)]
pub enum Wanted {
    /// The value, where it is no array and no object; these are [`Value::Unread`].
    Scalar,
    /// The same, but strings are [`Value::Unread`] as well: their text is kept by the [`Reader`].
    Place,
    /// These members of an object; other values are [`Value::Unread`].
    Members(&'static [(&'static str, Self)]),
    /// The value, where it is no array and no object; such a one is looked at by somebody else.
    Plain,
    /// Nothing: where it is there, somebody else looks at the text.
    Nothing,
}

/// Arrays and objects inside one another at most.
const DEPTH: u32 = 100;

/// Reads trees, and keeps the texts of strings of which the place alone is wanted.
#[derive(Debug, Default)]
pub struct Reader {
    bytes: Vec<u8>,
    texts: Vec<(Span, Span)>,
}

/// What a string stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told<'r> {
    /// Its own letters.
    Plain,
    /// These letters, since there are escapes.
    Escaped(&'r [u8]),
}

impl Reader {
    /// Reads the value that `text` begins with; its span says how much of the text it takes.
    ///
    /// `None` says nothing of the text.
    pub fn read<'t>(&mut self, text: &'t [u8], wanted: &Wanted) -> Option<Node<'t>> {
        self.bytes.clear();
        self.texts.clear();
        let mut pass = Pass {
            cursor: Cursor::new(text),
            reader: self,
        };
        let node = pass.value(wanted, DEPTH)?;
        if pass.cursor.is_beyond_ascii() {
            simdutf8::basic::from_utf8(node.span.of(text)).ok()?;
        }
        Some(node)
    }

    /// What the string at `span`, quotes included, of the last text stands for; `None` where it was not
    /// kept.
    pub fn told(&self, span: Span) -> Option<Told<'_>> {
        let (_, kept) = self.texts.iter().find(|(at, _)| *at == span)?;
        Some(if kept.is_empty() {
            Told::Plain
        } else {
            Told::Escaped(kept.of(&self.bytes))
        })
    }
}

/// One way through a text.
struct Pass<'t, 'r> {
    cursor: Cursor<'t>,
    reader: &'r mut Reader,
}

impl<'t> Pass<'t, '_> {
    fn value(&mut self, wanted: &Wanted, depth: u32) -> Option<Node<'t>> {
        let first = self.cursor.peek();
        let start = self.cursor.at();
        let value = match (wanted, first) {
            (Wanted::Nothing, _) | (Wanted::Plain, b'{' | b'[') => return None,
            (Wanted::Members(names), b'{') => self.members(names, depth.checked_sub(1)?)?,
            (Wanted::Scalar | Wanted::Plain, b'"') => self.string()?,
            (Wanted::Place, b'"') => {
                self.text(start)?;
                Value::Unread
            }
            (Wanted::Members(_), _) | (_, b'{' | b'[') => {
                self.cursor.skip(depth)?;
                Value::Unread
            }
            _ => {
                self.cursor.skip(depth)?;
                let written = Span::new(start, self.cursor.at()).of(self.cursor.text());
                match first {
                    b't' => Value::Boolean(true),
                    b'f' => Value::Boolean(false),
                    b'n' => Value::Null,
                    _ => Value::Number(std::str::from_utf8(written).ok()?),
                }
            }
        };
        Some(Node {
            span: Span::new(start, self.cursor.at()),
            value,
        })
    }

    fn string(&mut self) -> Option<Value<'t>> {
        let kept = self.reader.bytes.len();
        let Text { raw, is_escaped } = self.cursor.decoded(&mut self.reader.bytes)?;
        if !is_escaped {
            return Some(Value::String(std::str::from_utf8(raw).ok()?.into()));
        }
        let text = self.reader.bytes.split_off(kept);
        Some(Value::String(String::from_utf8(text).ok()?.into()))
    }

    /// A string whose text is kept.
    fn text(&mut self, start: usize) -> Option<()> {
        let kept = self.reader.bytes.len();
        self.cursor.decoded(&mut self.reader.bytes)?;
        // Each escape stands for something.
        let text = Span::new(kept, self.reader.bytes.len());
        let span = Span::new(start, self.cursor.at());
        self.reader.texts.push((span, text));
        Some(())
    }

    fn members(&mut self, names: &'static [(&str, Wanted)], depth: u32) -> Option<Value<'t>> {
        let mut members = Vec::with_capacity(names.len());
        // A bit for each name.
        let mut seen = 0_u64;
        self.cursor.pass(1);
        if self.cursor.take(b'}').is_some() {
            return Some(Value::Object(members));
        }
        loop {
            let start = (self.cursor.peek() == b'"').then(|| self.cursor.at())?;
            let name = self.cursor.string()?;
            let name_span = Span::new(start, self.cursor.at());
            // It may be one that is wanted.
            if name.is_escaped {
                return None;
            }
            self.cursor.take(b':')?;
            let known = names
                .iter()
                .position(|(known, _)| known.as_bytes() == name.raw);
            match known.and_then(|place| Some((place, names.get(place)?))) {
                Some((place, (name, wanted))) => {
                    let bit = 1_u64.checked_shl(u32::try_from(place).ok()?)?;
                    // Which of two counts is for others to say.
                    if seen & bit != 0 {
                        return None;
                    }
                    seen |= bit;
                    members.push(Member {
                        name: (*name).into(),
                        name_span,
                        value: self.value(wanted, depth)?,
                    });
                }
                None => self.cursor.skip(depth)?,
            }
            if self.cursor.take(b'}').is_some() {
                return Some(Value::Object(members));
            }
            self.cursor.take(b',')?;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::json;
    use super::*;

    const WANTED: Wanted = Wanted::Members(&[
        ("a", Wanted::Scalar),
        ("b", Wanted::Place),
        (
            "c",
            Wanted::Members(&[("a", Wanted::Scalar), ("b", Wanted::Place)]),
        ),
    ]);

    /// What of a whole tree is wanted.
    fn sparse<'a>(node: Node<'a>, wanted: &Wanted) -> Node<'a> {
        let value = match (wanted, node.value) {
            (Wanted::Members(names), Value::Object(members)) => {
                let wanted = members.into_iter().filter_map(|member| {
                    let (_, wanted) = names.iter().find(|(name, _)| member.name == *name)?;
                    Some(Member {
                        value: sparse(member.value, wanted),
                        ..member
                    })
                });
                Value::Object(wanted.collect())
            }
            (Wanted::Members(_), _)
            | (_, Value::Object(_) | Value::Array(_))
            | (Wanted::Place, Value::String(_)) => Value::Unread,
            (_, value) => value,
        };
        Node { value, ..node }
    }

    /// The texts of strings of which the place alone is wanted.
    fn texts<'n>(node: &'n Node<'_>, wanted: &Wanted, out: &mut Vec<(Span, &'n str)>) {
        match (wanted, &node.value) {
            (Wanted::Members(names), Value::Object(members)) => {
                for member in members {
                    if let Some((_, wanted)) = names.iter().find(|(name, _)| member.name == *name) {
                        texts(&member.value, wanted, out);
                    }
                }
            }
            (Wanted::Place, Value::String(text)) => out.push((node.span, text)),
            _ => {}
        }
    }

    fn agrees(text: &[u8]) {
        let mut reader = Reader::default();
        let read = reader.read(text, &WANTED);
        let Some(read) = read else {
            return;
        };
        let taken = &text[..read.span.end()];
        let whole = json::parse(taken).expect("what is read is JSON");
        assert_eq!(read, sparse(whole.clone(), &WANTED));
        let mut due = Vec::new();
        texts(&whole, &WANTED, &mut due);
        for (span, text) in due {
            match reader.told(span).expect("the text is kept") {
                Told::Escaped(own) => assert_eq!(own, text.as_bytes()),
                Told::Plain => assert_eq!(
                    Span::new(span.start() + 1, span.end() - 1).of(taken),
                    text.as_bytes()
                ),
            }
        }
    }

    #[test]
    fn what_is_wanted_is_read_up_to_its_end() {
        let text = br#" {"x":[1,{"a":2}],"a":"\u00e9","b":"x\"y","c":{"z":null,"z":1,"b":"q"},"x":1e999} ,{"#;
        let mut reader = Reader::default();
        let node = reader.read(text, &WANTED).unwrap();
        assert_eq!(text.get(node.span.end()..), Some(&b" ,{"[..]));
        assert_eq!(node.get("a").unwrap().value, Value::String("\u{e9}".into()));
        let place = node.get("b").unwrap().span;
        assert_eq!(reader.told(place), Some(Told::Escaped(b"x\"y")));
        let place = node.get("c").unwrap().get("b").unwrap().span;
        assert_eq!(reader.told(place), Some(Told::Plain));
        assert!(node.get("x").is_none());
        agrees(text);
    }

    #[test]
    fn what_nobody_here_looks_at_is_left_to_others() {
        const WANTED: Wanted = Wanted::Members(&[("a", Wanted::Plain), ("b", Wanted::Nothing)]);
        let read = |text: &str| Reader::default().read(text.as_bytes(), &WANTED).is_some();
        assert!(read(r#"{"a":"x","c":{"a":[],"b":1}}"#) && read(r#"{"a":7}"#));
        assert!(!read(r#"{"a":{}}"#) && !read(r#"{"a":[1]}"#) && !read(r#"{"c":1,"b":null}"#));
    }

    #[test]
    fn what_is_unusual_or_no_json_is_left_to_others() {
        let deep = format!("{{\"x\":{}{}}}", "[".repeat(200), "]".repeat(200));
        for text in [
            "",
            "{",
            "{\"a\":1",
            "{\"a\":1,}",
            "{\"\\u0061\":1}",
            "{\"b\":\"\\ud800\"}",
            "{\"b\":\"\n\"}",
            "{\"a\":01}",
            "{\"a\":1,\"x\":2,\"a\":1}",
            "{\"c\":{\"b\":\"\",\"b\":\"\"}}",
            &deep,
        ] {
            assert!(Reader::default().read(text.as_bytes(), &WANTED).is_none());
        }
        let text = b"{\"x\":\"\xff\"}";
        assert!(Reader::default().read(text, &WANTED).is_none());
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn it_is_the_tree_without_what_is_not_wanted(
            parts in prop::collection::vec(
                prop::sample::select(vec![
                    "{", "}", "[", "]", ":", ",", "\"a\"", "\"b\"", "\"c\"", "\"x\"", "\"\\u0061\"",
                    "\"a\":", "\"b\":", "\"c\":{", "\"x\":[", "1", "-0.5e9", "true", "null", " ", "\n",
                    "\"t\\\"\\\\ \u{e9}\\ud83d\\ude00 long enough\"", "\"plain and long enough\"", "\u{1}", "\\",
                ]),
                0..24,
            ),
            wrap in any::<bool>(),
        ) {
            let text = parts.concat();
            let text = if wrap { format!("{{\"x\":1,\"b\":{text}}}") } else { text };
            agrees(text.as_bytes());
        }

        #[test]
        fn it_is_read_wherever_the_tree_is(
            members in prop::collection::vec((
                prop::sample::select(vec!["x", "y"]),
                prop::sample::select(vec![
                    "1", "\"\"", "\"a\\n\\\"b\\\"\"", "\"0123456789\"", "\"\u{e9}\\u00e9\"", "null", "[1,[]]",
                    "{\"a\":\"q\\t\",\"b\":\"\\\"\"}", "{}", "true",
                ]),
            ), 0..8),
            // One that is wanted stands there once.
            wanted in Just(vec!["a", "b", "c"]).prop_shuffle(),
        ) {
            let mut wanted = wanted.into_iter();
            let members: Vec<String> = members
                .iter()
                .enumerate()
                .map(|(place, (name, value))| {
                    let name = if place % 2 == 0 { wanted.next() } else { None }.unwrap_or(name);
                    format!("\"{name}\":{value}")
                })
                .collect();
            let text = format!("{{{}}}", members.join(","));
            prop_assert!(Reader::default().read(text.as_bytes(), &WANTED).is_some());
            agrees(text.as_bytes());
        }
    }
}
