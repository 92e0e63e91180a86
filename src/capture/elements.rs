//! The elements of an array inside a large JSON document, one by one.
//!
//! A document's blocks come in; the bytes of each element of one array go out, each with its place,
//! in the memory of the largest element. What stands around the array is only skimmed: brackets and
//! strings are followed, the rest is left to whoever parses the elements.

use std::io;
use std::ops::ControlFlow;

use super::source::Source;
use crate::text::span::Origin;

/// How the reading of a document ended.
#[derive(Debug)]
pub(super) enum End {
    /// All of it was read.
    Whole,
    /// It ends in the middle of something; where that began.
    CutOff(Origin),
    /// An element is longer than is read; where it begins.
    TooLarge(Origin, usize),
    /// The array is not there.
    NoArray,
    /// The source failed.
    Io(io::Error),
    /// The receiver has had enough.
    Stopped,
}

/// Receives the elements of an array, in order.
pub(super) trait Elements {
    /// Looks at the element that `text`, of which not all may have been read, begins with. `None` where it
    /// has to be looked at as a whole, or else its length.
    fn glance(&mut self, text: &[u8], origin: Origin) -> Option<(usize, ControlFlow<()>)>;

    /// One element, which may be no JSON.
    fn element(&mut self, text: &[u8], origin: Origin) -> ControlFlow<()>;
}

/// Hands each element of the array at `path` (member names from the root) to `visit`.
pub(super) fn read(
    source: &mut Source<'_>,
    origin: Origin,
    path: &[&str],
    visit: &mut dyn Elements,
) -> End {
    let mut skim = Skim {
        at: 0,
        origin,
        path,
        found: 0,
        depth: 0,
        key: None,
        due: Due::Value,
    };
    match skim.reach_array(source) {
        Ok(true) => {}
        Ok(false) => return End::NoArray,
        Err(end) => return end,
    }
    loop {
        match skim.element(source, visit) {
            Ok(true) => {}
            Ok(false) => break,
            Err(end) => return end,
        }
    }
    match skim.rest(source) {
        Ok(()) => End::Whole,
        Err(end) => end,
    }
}

/// What a string would be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Due {
    Name,
    Value,
}

struct Skim<'p> {
    /// Bytes of the window that were skimmed.
    at: usize,
    /// Where the window begins.
    origin: Origin,
    path: &'p [&'p str],
    /// Names of the path that lead to where we are.
    found: usize,
    /// Arrays and objects around.
    depth: usize,
    /// The last member name at the depth where the path goes on, if it is the path's.
    key: Option<usize>,
    due: Due,
}

impl Skim<'_> {
    /// The next byte that is no white space, without taking it.
    fn peek(&mut self, source: &mut Source<'_>) -> Result<Option<u8>, End> {
        loop {
            let rest = source.window().get(self.at..).unwrap_or_default();
            if let Some(step) = rest.iter().position(|byte| !byte.is_ascii_whitespace()) {
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

    /// Goes on to the first element of the array; whether there is such an array.
    fn reach_array(&mut self, source: &mut Source<'_>) -> Result<bool, End> {
        loop {
            let Some(byte) = self.peek(source)? else {
                return if self.depth == 0 {
                    Ok(false)
                } else {
                    Err(End::CutOff(self.origin))
                };
            };
            let leads = self.key.take().is_some_and(|depth| depth == self.depth);
            match byte {
                b'[' if leads && self.found == self.path.len() => {
                    self.at += 1;
                    self.depth += 1;
                    return Ok(true);
                }
                b'[' if self.path.is_empty() && self.depth == 0 => {
                    self.at += 1;
                    self.depth += 1;
                    return Ok(true);
                }
                b'{' if self.depth == self.found && (leads || self.depth == 0) => {
                    self.at += 1;
                    self.depth += 1;
                    self.due = Due::Name;
                }
                b'{' | b'[' => {
                    // Something else: over it as a whole.
                    if leads {
                        self.found -= 1;
                    }
                    self.value(source, false)?;
                }
                b'"' if self.due == Due::Name && self.depth == self.found + 1 => {
                    let start = self.string(source, true)?;
                    let name = source.window().get(start..self.at).unwrap_or_default();
                    let is_path = self.path.get(self.found).is_some_and(|due| {
                        name.get(1..name.len().saturating_sub(1)) == Some(due.as_bytes())
                    });
                    self.due = Due::Value;
                    if is_path {
                        self.found += 1;
                        self.key = Some(self.depth);
                    }
                }
                b':' => {
                    self.at += 1;
                    if leads {
                        self.key = Some(self.depth);
                    }
                }
                b',' => {
                    self.at += 1;
                    self.due = Due::Name;
                }
                b'}' | b']' => {
                    self.at += 1;
                    if self.depth <= 1 {
                        return Ok(false);
                    }
                    self.depth -= 1;
                    self.found = self.found.min(self.depth.saturating_sub(1));
                    self.due = Due::Name;
                }
                _ => {
                    if leads {
                        self.found -= 1;
                    }
                    self.value(source, false)?;
                }
            }
            self.let_go(source);
        }
    }

    /// Hands over the next element; whether there was one.
    fn element(&mut self, source: &mut Source<'_>, visit: &mut dyn Elements) -> Result<bool, End> {
        loop {
            match self.peek(source)? {
                None => return Err(End::CutOff(self.origin)),
                Some(b',') => self.at += 1,
                Some(b']') => {
                    self.at += 1;
                    self.depth -= 1;
                    return Ok(false);
                }
                Some(_) => break,
            }
        }
        self.let_go(source);
        let went_on = if let Some(went_on) = self.glance(source, visit) {
            went_on
        } else {
            self.value(source, true)?;
            // What begins no value, such as a bracket that closes something else, is an element of its own.
            self.at = self.at.max(1);
            let element = source.window().get(..self.at).unwrap_or_default();
            visit.element(element, self.origin)
        };
        self.let_go(source);
        match went_on {
            ControlFlow::Continue(()) => Ok(true),
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

    /// Skims what stands behind the array, so that a file that was cut off is noticed.
    fn rest(&mut self, source: &mut Source<'_>) -> Result<(), End> {
        while let Some(byte) = self.peek(source)? {
            match byte {
                b'"' => {
                    self.string(source, false)?;
                }
                b'{' | b'[' => {
                    self.depth += 1;
                    self.at += 1;
                }
                b'}' | b']' => {
                    self.depth = self.depth.saturating_sub(1);
                    self.at += 1;
                }
                _ => self.at += 1,
            }
        }
        if self.depth == 0 {
            Ok(())
        } else {
            Err(End::CutOff(self.origin))
        }
    }

    /// Skims one value; `keep` leaves its bytes in the window.
    fn value(&mut self, source: &mut Source<'_>, keep: bool) -> Result<(), End> {
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
                self.more(source, keep)?;
                continue;
            };
            match byte {
                b'"' => {
                    self.string(source, keep)?;
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

    /// Skims one string, whose quote is next; gives where it begins in the window.
    fn string(&mut self, source: &mut Source<'_>, keep: bool) -> Result<usize, End> {
        let start = self.at;
        self.at += 1;
        loop {
            let rest = source.window().get(self.at..).unwrap_or_default();
            match memchr::memchr2(b'"', b'\\', rest) {
                Some(step) if rest.get(step) == Some(&b'"') => {
                    self.at += step + 1;
                    return Ok(start);
                }
                // The letter behind a backslash is no end, whatever it is.
                Some(step) if step + 1 < rest.len() => self.at += step + 2,
                _ if source.ended() => return Err(End::CutOff(self.origin)),
                Some(step) => {
                    self.at += step;
                    self.more(source, keep)?;
                }
                None => {
                    self.at += rest.len();
                    self.more(source, keep)?;
                }
            }
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

#[cfg(test)]
mod tests {
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
        let end = read(&mut source, Origin::default(), path, &mut seen);
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
        let text = format!("{{\"pad\":\"{long}\",\"e\":[\"{long}\",1]}}");
        let (seen, end) = elements(text.as_bytes(), &["e"]);
        assert_eq!(end, "Whole");
        assert_eq!(seen[0].0.len(), long.len() + 2);
    }
}
