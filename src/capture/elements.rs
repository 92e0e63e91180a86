//! The elements of an array inside a large JSON document, one by one.
//!
//! A document's blocks come in; the bytes of each element of one array go out, each with its place,
//! in the memory of the largest element. What stands around the array is skimmed, token by token as
//! RFC 8259 has them, so that nothing in it can pass for what it is not; the elements are left to whoever
//! parses them.

use std::borrow::Cow;
use std::io;
use std::ops::ControlFlow;

use super::source::Source;
use crate::limits::length;
use crate::text::json::{self, SyntaxErrorKind};
use crate::text::span::Origin;
use crate::text::{cursor, quoted};

/// How the reading of a document ended.
#[derive(Debug)]
pub(super) enum End {
    /// All of it was read.
    Whole,
    /// It ends in the middle of something; where that began.
    CutOff(Origin),
    /// An element is longer than is read; where it begins.
    TooLarge(Origin, usize),
    /// It is no JSON outside of the elements; where that is so first. They were read as far as they could be
    /// told apart.
    Malformed(Origin, SyntaxErrorKind),
    /// The array is not there.
    NoArray,
    /// The array was read, and its place is taken by another value as well, which was not; where that begins.
    Rivalled(Origin),
    /// The array was read, and what this member of the root holds was not; where that begins.
    Unread(Origin, String),
    /// The source failed.
    Io(io::Error),
    /// The receiver has had enough.
    Stopped,
}

/// Which arrays of a document have its elements.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lists<'p> {
    /// The names that lead from the root to the array.
    pub(super) path: &'p [&'p str],
    /// Other names for the last of these, under which there may be more elements.
    pub(super) others: &'p [&'p str],
    /// Members of the root that hold what is read nowhere.
    pub(super) unread: &'p [&'p str],
}

impl<'p> Lists<'p> {
    /// The array at `path` alone.
    pub(super) const fn at(path: &'p [&'p str]) -> Self {
        Self {
            path,
            others: &[],
            unread: &[],
        }
    }
}

/// Receives the elements of an array, in order.
pub(super) trait Elements {
    /// Looks at the element that `text`, of which not all may have been read, begins with. `None` where it
    /// has to be looked at as a whole, or else its length.
    fn glance(&mut self, text: &[u8], origin: Origin) -> Option<(usize, ControlFlow<()>)>;

    /// One element, which may be no JSON.
    fn element(&mut self, text: &[u8], origin: Origin) -> ControlFlow<()>;
}

/// Hands each element of these arrays to `visit`; of several of one name, those of each: readers differ about
/// which of them counts.
pub(super) fn read(
    source: &mut Source<'_>,
    origin: Origin,
    lists: Lists<'_>,
    visit: &mut dyn Elements,
) -> End {
    let mut skim = Skim {
        at: 0,
        origin,
        lists,
        open: Vec::new(),
        leads: Some(0),
        due: Due::Value,
        is_found: false,
        rival: None,
        unread: None,
        unread_name: None,
        fault: None,
    };
    match (skim.document(source, visit), skim.fault) {
        (Err(end @ (End::Io(_) | End::TooLarge(..) | End::Stopped)), _) | (Err(end), None) => end,
        // Where one bracket is wrong, so is what the others say.
        (_, Some((origin, kind))) => End::Malformed(origin, kind),
        (Ok(()), None) if !skim.is_found => End::NoArray,
        (Ok(()), None) => match (skim.rival, skim.unread) {
            (Some(rival), _) => End::Rivalled(rival),
            (None, Some((origin, name))) => End::Unread(origin, name.to_owned()),
            (None, None) => End::Whole,
        },
    }
}

/// What stands next in a document.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Due {
    Value,
    /// The first value of an array, or its end.
    ValueOrEnd,
    Name,
    /// The first name of an object, or its end.
    NameOrEnd,
    Colon,
    /// A comma, or the end of what it stands in.
    Separator,
    /// Nothing: the value of the document is over.
    Nothing,
}

/// An array or object that is not over.
#[derive(Clone, Copy)]
struct Open {
    is_object: bool,
    /// Names of the path that lead to the object, if they do.
    found: Option<usize>,
}

struct Skim<'p> {
    /// Bytes of the window that were skimmed.
    at: usize,
    /// Where the window begins.
    origin: Origin,
    lists: Lists<'p>,
    /// Arrays and objects around.
    open: Vec<Open>,
    /// Names of the path that lead to the next value, if they do.
    leads: Option<usize>,
    due: Due,
    /// Whether there was such an array.
    is_found: bool,
    /// Where another value stands in the place of the array, or of what it is in.
    rival: Option<Origin>,
    /// The first member of the root that is not read and holds something, and where that begins.
    unread: Option<(Origin, &'p str)>,
    /// Such a member, whose value is next.
    unread_name: Option<&'p str>,
    /// The first thing that is no JSON.
    fault: Option<(Origin, SyntaxErrorKind)>,
}

impl Skim<'_> {
    /// The next byte that is no white space, without taking it.
    fn peek(&mut self, source: &mut Source<'_>) -> Result<Option<u8>, End> {
        loop {
            let rest = source.window().get(self.at..).unwrap_or_default();
            if let Some(step) = rest.iter().position(|byte| !is_white_space(*byte)) {
                self.at += step;
                return Ok(rest.get(step).copied());
            }
            self.at += rest.len();
            if source.ended() {
                return Ok(None);
            }
            self.let_go(source);
            source.fill().map_err(End::Io)?;
        }
    }

    /// Gives up what was skimmed.
    fn let_go(&mut self, source: &mut Source<'_>) {
        self.origin = self.origin.advanced(source.window(), self.at);
        source.consume(self.at);
        self.at = 0;
    }

    /// Goes through the document. What does not fit is noted, and passed over as brackets and strings suggest.
    fn document(&mut self, source: &mut Source<'_>, visit: &mut dyn Elements) -> Result<(), End> {
        loop {
            let is_on_path = self.open.last().is_none_or(|open| open.found.is_some());
            if is_on_path && !self.is_found {
                self.let_go(source);
            }
            let Some(byte) = self.peek(source)? else {
                return if self.open.is_empty() {
                    Ok(())
                } else {
                    Err(End::CutOff(self.origin))
                };
            };
            if !self.fits(byte) {
                self.unexpected(source, self.expected())?;
            }
            if self.due == Due::Nothing {
                return Ok(());
            }
            match byte {
                b'{' | b'[' => self.begin(byte, source, visit)?,
                b'}' | b']' => {
                    self.at += 1;
                    self.open.pop();
                    self.behind_value();
                }
                b'"' if self.is_name() => {
                    let found = self.open.last().and_then(|open| open.found);
                    self.leads = self.name(source, found)?;
                    self.due = Due::Colon;
                }
                b'"' => {
                    self.string(source, false)?;
                    self.behind_value();
                }
                b':' => {
                    self.at += 1;
                    self.due = Due::Value;
                }
                b',' => {
                    self.at += 1;
                    self.leads = None;
                    self.due = match self.open.last() {
                        Some(open) if open.is_object => Due::Name,
                        _ => Due::Value,
                    };
                }
                _ => {
                    self.scalar(source)?;
                    self.behind_value();
                }
            }
        }
    }

    /// Whether a token that begins with `byte` is due.
    fn fits(&self, byte: u8) -> bool {
        let is_object = self.open.last().map(|open| open.is_object);
        match byte {
            b'}' => is_object == Some(true) && matches!(self.due, Due::NameOrEnd | Due::Separator),
            b']' => {
                is_object == Some(false) && matches!(self.due, Due::ValueOrEnd | Due::Separator)
            }
            b':' => self.due == Due::Colon,
            b',' => self.due == Due::Separator,
            b'"' if matches!(self.due, Due::Name | Due::NameOrEnd) => true,
            _ => matches!(self.due, Due::Value | Due::ValueOrEnd),
        }
    }

    /// What is due, in words.
    fn expected(&self) -> &'static str {
        match self.due {
            Due::Value | Due::ValueOrEnd => "a JSON value",
            Due::Name | Due::NameOrEnd => "a member's name in double quotes",
            Due::Colon => "`:` behind the member's name",
            Due::Separator if self.open.last().is_some_and(|open| open.is_object) => {
                "`,` or `}` behind the member"
            }
            Due::Separator => "`,` or `]` behind the element",
            Due::Nothing => "nothing more behind the first value",
        }
    }

    /// Whether a string is a name, also where a comma is missing in front of it.
    fn is_name(&self) -> bool {
        self.open.last().is_some_and(|open| open.is_object)
            && !matches!(self.due, Due::Value | Due::Colon)
    }

    const fn behind_value(&mut self) {
        self.leads = None;
        self.unread_name = None;
        self.due = if self.open.is_empty() {
            Due::Nothing
        } else {
            Due::Separator
        };
    }

    /// Goes into an array or object, whose bracket is next; the elements of the array that is looked for are
    /// handed over.
    fn begin(
        &mut self,
        bracket: u8,
        source: &mut Source<'_>,
        visit: &mut dyn Elements,
    ) -> Result<(), End> {
        let is_object = bracket == b'{';
        let leads = self.leads.take();
        if let Some(name) = self.unread_name.take()
            && self.unread.is_none()
        {
            self.unread = Some((self.origin.advanced(source.window(), self.at), name));
        }
        if !is_object && leads == Some(self.lists.path.len()) {
            self.at += 1;
            self.is_found = true;
            self.elements(source, visit)?;
            self.behind_value();
            return Ok(());
        }
        let found = leads.filter(|&found| is_object && found < self.lists.path.len());
        if leads.is_some() && found.is_none() && self.rival.is_none() {
            self.rival = Some(self.origin.advanced(source.window(), self.at));
        }
        let most = length(source.limits().nesting);
        if self.open.len() >= most {
            self.note(source, self.at, SyntaxErrorKind::TooDeep(most));
            return Err(End::CutOff(self.origin));
        }
        self.at += 1;
        self.open.push(Open { is_object, found });
        self.due = if is_object {
            Due::NameOrEnd
        } else {
            Due::ValueOrEnd
        };
        Ok(())
    }

    /// Hands over the elements of the array whose bracket was passed.
    fn elements(&mut self, source: &mut Source<'_>, visit: &mut dyn Elements) -> Result<(), End> {
        let mut due = Due::ValueOrEnd;
        loop {
            let Some(byte) = self.peek(source)? else {
                return Err(End::CutOff(self.origin));
            };
            match byte {
                b',' => {
                    if due != Due::Separator {
                        self.unexpected(source, "a JSON value")?;
                    }
                    self.at += 1;
                    due = Due::Value;
                    continue;
                }
                b']' => {
                    if due == Due::Value {
                        self.unexpected(source, "a JSON value")?;
                    }
                    self.at += 1;
                    return Ok(());
                }
                // What begins no value is an element that its receiver tells.
                b'{' | b'[' | b'"' | b'-' | b'0'..=b'9' | b'a'..=b'z' if due == Due::Separator => {
                    self.unexpected(source, "`,` or `]` behind the element")?;
                }
                _ => {}
            }
            self.let_go(source);
            self.element(source, visit)?;
            due = Due::Separator;
        }
    }

    /// Hands over the next element.
    fn element(&mut self, source: &mut Source<'_>, visit: &mut dyn Elements) -> Result<(), End> {
        let went_on = if let Some(went_on) = self.glance(source, visit) {
            went_on
        } else {
            self.value(source)?;
            // What begins no value, such as a bracket that closes something else, is an element of its own.
            self.at = self.at.max(1);
            let element = source.window().get(..self.at).unwrap_or_default();
            visit.element(element, self.origin)
        };
        self.let_go(source);
        match went_on {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(End::Stopped),
        }
    }

    /// Hands over the next element where one look is enough, which is worth a try where it has an end that
    /// does not depend on what follows.
    fn glance(&mut self, source: &Source<'_>, visit: &mut dyn Elements) -> Option<ControlFlow<()>> {
        let text = source.window().get(self.at..)?;
        let b'{' = text.first()? else {
            return None;
        };
        let (length, went_on) = visit.glance(text, self.origin)?;
        self.at += length;
        Some(went_on)
    }

    /// Finds the end of one element, whose bytes stay in the window.
    fn value(&mut self, source: &mut Source<'_>) -> Result<(), End> {
        let mut depth = 0_usize;
        loop {
            let rest = source.window().get(self.at..).unwrap_or_default();
            let Some(&byte) = rest.first() else {
                if source.ended() {
                    return if depth == 0 {
                        Ok(())
                    } else {
                        Err(End::CutOff(self.origin))
                    };
                }
                self.more(source, true)?;
                continue;
            };
            match byte {
                b'"' => {
                    self.string_inside(source)?;
                    if depth == 0 {
                        return Ok(());
                    }
                }
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                }
                // What stands behind a value that is no array and no object.
                b'}' | b']' | b',' | b':' | b' ' | b'\t' | b'\r' | b'\n' if depth == 0 => {
                    return Ok(());
                }
                b'}' | b']' => {
                    depth -= 1;
                    self.at += 1;
                    if depth == 0 {
                        return Ok(());
                    }
                }
                _ => self.at += 1,
            }
        }
    }

    /// Passes over one string of an element, whose quote is next.
    fn string_inside(&mut self, source: &mut Source<'_>) -> Result<(), End> {
        self.at += 1;
        loop {
            let rest = source.window().get(self.at..).unwrap_or_default();
            match memchr::memchr2(b'"', b'\\', rest) {
                Some(step) if rest.get(step) == Some(&b'"') => {
                    self.at += step + 1;
                    return Ok(());
                }
                // The letter behind a backslash is no end, whatever it is.
                Some(step) if step + 1 < rest.len() => self.at += step + 2,
                _ if source.ended() => return Err(End::CutOff(self.origin)),
                Some(step) => {
                    self.at += step;
                    self.more(source, true)?;
                }
                None => {
                    self.at += rest.len();
                    self.more(source, true)?;
                }
            }
        }
    }

    /// Reads a name, whose quote is next; gives how many names of the path lead on, if they do from an
    /// object that `found` of them lead to.
    fn name(
        &mut self,
        source: &mut Source<'_>,
        found: Option<usize>,
    ) -> Result<Option<usize>, End> {
        let start = self.string(source, found.is_some())?;
        let Some(found) = found else {
            return Ok(None);
        };
        let inside = source.window().get(start + 1..self.at - 1);
        let written = inside.unwrap_or_default();
        let name: Cow<'_, [u8]> = if memchr::memchr(b'\\', written).is_some() {
            quoted::unescaped(written).into()
        } else {
            written.into()
        };
        let Lists {
            path,
            others,
            unread,
        } = self.lists;
        let is_it = |due: &&&str| *name == *due.as_bytes();
        let is_list = found + 1 == path.len() && others.iter().any(|due| is_it(&due));
        let leads = is_list || path.get(found).is_some_and(|due| is_it(&due));
        self.unread_name = unread.iter().find(|due| found == 0 && is_it(due)).copied();
        Ok(leads.then_some(found + 1))
    }

    /// Skims one string, whose quote is next; gives where it begins in the window, where `keep` leaves its
    /// bytes there.
    fn string(&mut self, source: &mut Source<'_>, keep: bool) -> Result<usize, End> {
        /// Bytes of an escape at most.
        const ESCAPE: usize = 6;
        let start = self.at;
        self.at += 1;
        loop {
            let rest = source.window().get(self.at..).unwrap_or_default();
            let step = cursor::plain(rest, 0);
            self.at += step;
            match rest.get(step..).unwrap_or_default() {
                [b'"', ..] => {
                    self.at += 1;
                    return Ok(start);
                }
                [] if source.ended() => return Err(End::CutOff(self.origin)),
                [b'\\', rest @ ..] if rest.len() + 1 >= ESCAPE || source.ended() => {
                    match escape(rest) {
                        Some(length) => self.at += length + 1,
                        None if source.ended() && memchr::memchr(b'"', rest).is_none() => {
                            return Err(End::CutOff(self.origin));
                        }
                        None => {
                            self.note(source, self.at, SyntaxErrorKind::BadEscape);
                            self.at += 2;
                        }
                    }
                }
                [] | [b'\\', ..] => self.more(source, keep)?,
                [control, ..] => {
                    let kind = SyntaxErrorKind::RawControl(char::from(*control));
                    self.note(source, self.at, kind);
                    self.at += 1;
                }
            }
        }
    }

    /// Skims a number or a word, or what stands in the place of one.
    fn scalar(&mut self, source: &mut Source<'_>) -> Result<(), End> {
        let start = self.at;
        loop {
            let rest = source.window().get(self.at..).unwrap_or_default();
            let ends = |byte: &u8| is_white_space(*byte) || b",:\"{}[]".contains(byte);
            let end = rest.iter().position(ends);
            self.at += end.unwrap_or(rest.len());
            if end.is_some() || source.ended() {
                break;
            }
            self.more(source, true)?;
        }
        let token = source.window().get(start..self.at).unwrap_or_default();
        match json::parse(token) {
            Ok(_) => Ok(()),
            Err(error) => match error.kind {
                SyntaxErrorKind::CutOff(expected) => self.unexpected(source, expected),
                kind => {
                    self.note(source, start + error.offset, kind);
                    Ok(())
                }
            },
        }
    }

    /// Notes that `expected` does not stand here. Where nothing does, the document is cut off.
    fn unexpected(&mut self, source: &mut Source<'_>, expected: &'static str) -> Result<(), End> {
        /// Bytes of a letter at most.
        const LETTER: usize = 4;
        if self.fault.is_some() {
            return Ok(());
        }
        while source.window().len() < self.at + LETTER && !source.ended() {
            source.fill().map_err(End::Io)?;
        }
        let rest = source.window().get(self.at..).unwrap_or_default();
        let letter = rest.get(..LETTER).unwrap_or(rest);
        if let Some(found) = String::from_utf8_lossy(letter).chars().next() {
            let kind = SyntaxErrorKind::Unexpected { expected, found };
            self.note(source, self.at, kind);
        }
        Ok(())
    }

    /// Notes what is no JSON at `at` in the window, if it is the first such thing.
    fn note(&mut self, source: &Source<'_>, at: usize, kind: SyntaxErrorKind) {
        if self.fault.is_none() {
            self.fault = Some((self.origin.advanced(source.window(), at), kind));
        }
    }

    fn more(&mut self, source: &mut Source<'_>, keep: bool) -> Result<(), End> {
        if !keep {
            self.let_go(source);
        } else if source.window().len() > source.longest() {
            return Err(End::TooLarge(self.origin, source.longest()));
        }
        source.fill().map_err(End::Io)
    }
}

/// The bytes of an escape behind its backslash. Half of a pair is one: recorders write what was sent.
fn escape(rest: &[u8]) -> Option<usize> {
    match rest {
        [b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't', ..] => Some(1),
        [b'u', digits @ ..] => {
            let digits = digits.first_chunk::<4>()?;
            digits.iter().all(u8::is_ascii_hexdigit).then_some(5)
        }
        _ => None,
    }
}

/// Whether a byte is white space in JSON.
const fn is_white_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[derive(Default)]
    struct Seen(Vec<(String, u64, u64)>);

    impl Elements for Seen {
        fn glance(&mut self, _: &[u8], _: Origin) -> Option<(usize, ControlFlow<()>)> {
            None
        }

        fn element(&mut self, text: &[u8], origin: Origin) -> ControlFlow<()> {
            let text = String::from_utf8_lossy(text).into_owned();
            self.0.push((text, origin.line, origin.column));
            ControlFlow::Continue(())
        }
    }

    fn elements(text: &[u8], path: &[&str]) -> (Vec<(String, u64, u64)>, String) {
        let mut source = Source::new(text);
        source.fill().unwrap();
        let mut seen = Seen::default();
        let end = read(&mut source, Origin::default(), Lists::at(path), &mut seen);
        (seen.0, format!("{end:?}"))
    }

    #[test]
    fn elements_are_found_wherever_the_array_is() {
        let text = br#" {"x":[1,{"entries":[9]}],"log":{"v":"}]","entries" : [ {"a":"],"} ,
            2, "s" ], "z":{}}, "entries":[7]} "#;
        let (seen, end) = elements(text, &["log", "entries"]);
        let texts: Vec<&str> = seen.iter().map(|one| one.0.as_str()).collect();
        assert_eq!(texts, [r#"{"a":"],"}"#, "2", "\"s\""], "{end}");
        assert_eq!((seen[1].1, seen[1].2), (2, 13));
        assert_eq!(end, "Whole");
        assert_eq!(elements(b"[1,[2],{}]", &[]).0.len(), 3);
        assert_eq!(elements(b"[]", &[]).1, "Whole");
        assert_eq!(
            elements(br#"{"log":[1]}"#, &["log", "entries"]).1,
            "NoArray"
        );
        assert_eq!(
            elements(br#"{"log":"x","log":{"entries":[1]}}"#, &["log", "entries"]).1,
            "Whole"
        );
        assert_eq!(elements(br#"{"a":{"b":1},"b":[1,2]}"#, &["b"]).1, "Whole");
    }

    #[test]
    fn what_stands_around_the_elements_has_to_be_json() {
        // What the first thing is that does not fit, and how many elements are read all the same.
        for (text, column, read) in [
            (r#"{"e":[1],{"e":[2]}]}}"#, 10, 1),
            (r#"{"e":[1], %% garbage ::: ,,]]}}]"#, 11, 1),
            (r#"{"e":[1]}{"e":[2]}"#, 10, 1),
            (r#"{"e":[1]},2"#, 10, 1),
            (r#"{"e":[1]]"#, 9, 1),
            (r#"{"e":[1,{"a":2} {"a":3}],"x":1}"#, 17, 3),
            (r#"{"e":[1,,2]}"#, 9, 2),
            (r#"{"e":[1,]}"#, 9, 1),
            (r#"{"e":[1],"x":tru}"#, 17, 1),
            (r#"{"e":[1],"x":01}"#, 15, 1),
            (r#"{"e":[1],"x":[1,]}"#, 17, 1),
            (r#"{"e":[1],"x":[1}}"#, 16, 1),
            (r#"{"e":[1],"x" 1}"#, 14, 1),
            (r#"{"e":[1],"x":"\q"}"#, 15, 1),
            ("{\"e\":[1],\"x\":\"\t\"}", 15, 1),
            (r#"{"x":{"y":1,},"e":[1]}"#, 13, 1),
            (r#"{"x":1 "e":[1]}"#, 8, 1),
            (r#"{"x":"",,"e":[1]}"#, 9, 1),
        ] {
            let (seen, end) = elements(text.as_bytes(), &["e"]);
            let place = format!("column: {column},");
            assert!(
                end.starts_with("Malformed") && end.contains(&place),
                "{text} {end}"
            );
            assert_eq!(seen.len(), read, "{text}");
        }
        let deep = format!("{{\"e\":[1],\"x\":{}", "[".repeat(10_000));
        let (_, end) = elements(deep.as_bytes(), &["e"]);
        assert!(end.contains("TooDeep"), "{end}");
    }

    #[test]
    fn each_list_of_the_name_is_read() {
        let texts = |text: &str| {
            let (seen, end) = elements(text.as_bytes(), &["log", "entries"]);
            let texts: Vec<String> = seen.into_iter().map(|one| one.0).collect();
            (texts.join(" "), end)
        };
        for text in [
            r#"{"log":{"entries":[1],"entries":[2]}}"#,
            r#"{"log":{"entries":[1],"entri\u0065s":[2]}}"#,
            r#"{"l\u006fg":{"entries":[1]},"log":{"x":{"entries":[9]},"entries":[2]}}"#,
            r#"{"log":{"entries":[1],"entries":null},"log":{"entries":[2]},"log":"x"}"#,
        ] {
            assert_eq!(
                texts(text),
                ("1 2".to_owned(), "Whole".to_owned()),
                "{text}"
            );
        }
        for text in [
            r#"{"log":{"entries":[1],"entries":{"a":2}}}"#,
            r#"{"log":[{"entries":[2]}],"log":{"entries":[1]}}"#,
        ] {
            let (read, end) = texts(text);
            assert_eq!(read, "1", "{text}");
            assert!(end.starts_with("Rivalled"), "{text} {end}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_whole_is_json_and_the_reverse(
            start in prop::sample::select(vec!["{", "{\"x\":[", "{\"x\":1,", "{\"e\":[1],", "{\"e\":[],\"x\":{"]),
            parts in prop::collection::vec(
                prop::sample::select(vec![
                    "{", "}", "[", "]", ":", ",", "\"a\"", "\"a\":1", "\"\\u0061\":", "\"e\":[1,{}]", "\"e\":[]",
                    "1", "-0.5e9", "01", "true", "nul", " ", "\n", "\"t\\\"\\\\ \u{e9}\\u00e9\"", "\u{1}", "\u{c}", "\\",
                    "\"\\u00g0\"", "\"",
                ]),
                0..10,
            ),
        ) {
            let text = format!("{start}{}", parts.concat());
            let (_, end) = elements(text.as_bytes(), &["e"]);
            let is_json = json::parse(text.as_bytes()).is_ok();
            let is_taken = matches!(end.split('(').next(), Some("Whole" | "NoArray" | "Rivalled"));
            prop_assert_eq!(is_taken, is_json, "{} {}", text, end);
        }
    }

    #[test]
    fn what_is_cut_off_is_told() {
        for text in [
            &br#"{"entries":[{"a":1},{"a"#[..],
            br#"{"entries":[{"a":1}"#,
            br#"{"entries":[{"a":1}]"#,
            br#"{"entr"#,
            br#"{"x":"\"#,
        ] {
            let end = elements(text, &["entries"]).1;
            assert!(end.starts_with("CutOff"), "{end}");
        }
    }

    #[test]
    fn what_begins_no_value_does_not_hold_the_reading_up() {
        let (seen, end) = elements(br#"{"e":[1,:},2}:]}"#, &["e"]);
        let texts: Vec<&str> = seen.iter().map(|one| one.0.as_str()).collect();
        assert_eq!(texts, ["1", ":", "}", "2", "}", ":"], "{end}");
        assert_eq!(end, "Whole");
        assert!(elements(b"[}", &[]).1.starts_with("CutOff"));
    }

    #[test]
    fn elements_larger_than_a_block_are_put_together() {
        let long = "x\\\"".repeat(1 << 20);
        let escapes = "\\u00e9\\n".repeat(1 << 18);
        let numbers = "-12.5e3, ".repeat(1 << 18);
        let text = format!(
            "{{\"pad\":\"{long}\",\"e\":[\"{long}\",1],\"x\":\"{escapes}\",\"y\":[{numbers}1]}}"
        );
        let (seen, end) = elements(text.as_bytes(), &["e"]);
        assert_eq!(end, "Whole");
        assert_eq!(seen[0].0.len(), long.len() + 2);
    }
}
