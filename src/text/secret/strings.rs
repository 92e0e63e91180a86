//! Strings in quotes, quoted in other strings or not.
//!
//! A string that is quoted in another one has backslashes in front of its quotes, and each level of quoting
//! doubles those of the one inside and adds one.

use crate::text::Span;

/// A string and its quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Quoted {
    /// What stands between the quotes.
    pub inner: Span,
    /// The same, and the quotes with the backslashes in front of them.
    pub whole: Span,
}

/// The quote at `at`, with the backslashes in front of it.
pub(super) fn quote(text: &[u8], at: usize) -> Option<Span> {
    let rest = text.get(at..)?;
    let slashes = rest.iter().take_while(|byte| **byte == b'\\').count();
    let is_one = rest.get(slashes).copied().is_some_and(is_quote);
    is_one.then(|| Span::new(at, at + slashes + 1))
}

const fn is_quote(byte: u8) -> bool {
    matches!(byte, b'"' | b'\'' | b'`')
}

/// Behind the byte at `at`, or behind all backslashes that begin there: none of them begins what a later one does
/// not.
pub(super) fn behind(text: &[u8], at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let slashes = rest.iter().take_while(|byte| **byte == b'\\').count();
    at + slashes.max(1)
}

/// The string whose quotes begin at `at`. One that does not end is one to the end of the text.
pub(super) fn at(text: &[u8], at: usize) -> Option<Quoted> {
    let open = quote(text, at)?;
    let letter = *text.get(open.end() - 1)?;
    let slashes = open.len() - 1;
    let mut from = open.end();
    loop {
        let rest = text.get(from..).unwrap_or_default();
        let Some(next) = memchr::memchr(letter, rest) else {
            return Some(Quoted {
                inner: Span::new(open.end(), text.len()),
                whole: Span::new(at, text.len()),
            });
        };
        let end = from + next;
        let run = slashes_before(text, open.end(), end);
        // Less escaped than it began: what it stands in ends here.
        let is_outer = run < slashes;
        let closes = is_level(run, slashes);
        let is_doubled = letter == b'\'' && slashes == 0 && text.get(end + 1) == Some(&b'\'');
        if is_doubled && closes {
            from = end + 2;
        } else if closes || is_outer {
            return Some(Quoted {
                inner: Span::new(open.end(), end - run.min(slashes)),
                whole: Span::new(at, end + 1),
            });
        } else {
            from = end + 1;
        }
    }
}

/// Why no string is known to end at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoString {
    /// It begins too far in front.
    Far,
    /// What stands there is something else.
    Other,
}

/// The string that ends at `end`, where its quotes have `slashes` in front of them.
///
/// # Errors
/// There is no such string, or it does not begin behind `least`.
pub(super) fn before(
    text: &[u8],
    end: usize,
    slashes: usize,
    least: usize,
) -> Result<Quoted, NoString> {
    let close = end.checked_sub(1).ok_or(NoString::Other)?;
    let letter = text.get(close).filter(|byte| is_quote(**byte));
    let letter = *letter.ok_or(NoString::Other)?;
    if !is_level(slashes_before(text, least, close), slashes) {
        return Err(NoString::Other);
    }
    let mut until = close - slashes;
    loop {
        let front = text.get(least..until).ok_or(NoString::Far)?;
        let open = least + memchr::memrchr(letter, front).ok_or(NoString::Far)?;
        let run = slashes_before(text, least, open);
        if is_level(run, slashes) {
            return Ok(Quoted {
                inner: Span::new(open + 1, close - slashes),
                whole: Span::new(open - slashes, end),
            });
        }
        // What it stands in begins here.
        if run < slashes {
            return Err(NoString::Other);
        }
        until = open - run;
    }
}

/// The backslashes in front of the quotes of strings of which one ends at `end`: the least that it can be, as a
/// string may end in backslashes of its own.
pub(super) fn level_before(text: &[u8], end: usize) -> Option<usize> {
    let close = end
        .checked_sub(1)
        .filter(|at| text.get(*at) == Some(&b'"'))?;
    let run = slashes_before(text, 0, close);
    let mut slashes = 0;
    while slashes <= run {
        if is_level(run, slashes) {
            return Some(slashes);
        }
        slashes = 2 * slashes + 1;
    }
    None
}

/// The strings that are open at one place after another, as far as can be told from what stands near in front.
pub(super) struct Open {
    /// Whether they go on over line ends, as those do that were escapes. No other string of JSON does.
    with_lines: bool,
    /// What was looked at.
    seen: Span,
    /// Whether nothing is known of what stands in front of the next quote.
    is_first: bool,
    /// The backslashes in front of the quotes of each, the innermost one last.
    levels: Vec<usize>,
}

impl Open {
    pub(super) const fn new(with_lines: bool) -> Self {
        Self {
            with_lines,
            seen: Span::new(0, 0),
            is_first: false,
            levels: Vec::new(),
        }
    }

    /// The backslashes in front of the quotes of the innermost string that is open at `at`.
    pub(super) fn at(&mut self, text: &[u8], at: usize) -> Option<usize> {
        /// Bytes in front that are looked at; at most twice as many are.
        const FRONT: usize = 4 << 10;
        let at = at.min(text.len());
        if at < self.seen.end() || at - self.seen.start() > 2 * FRONT {
            self.begin(at.saturating_sub(FRONT));
            self.is_first = at > FRONT;
        }
        let new = Span::new(self.seen.end(), at);
        let line = memchr::memrchr(b'\n', new.of(text)).filter(|_| !self.with_lines);
        if let Some(line) = line {
            self.begin(new.start() + line + 1);
        }
        let new = Span::new(self.seen.end(), at);
        for quote in memchr::memchr_iter(b'"', new.of(text)) {
            self.pass(text, new.start() + quote);
        }
        self.seen = Span::new(self.seen.start(), at);
        self.levels.last().copied()
    }

    fn begin(&mut self, at: usize) {
        self.seen = Span::new(at, at);
        self.is_first = false;
        self.levels.clear();
    }

    fn pass(&mut self, text: &[u8], quote: usize) {
        let run = slashes_before(text, self.seen.start(), quote);
        // What is looked at may begin within a string.
        if std::mem::take(&mut self.is_first) && ends_string(text, quote) {
            return;
        }
        while self.levels.last().is_some_and(|level| run < *level) {
            self.levels.pop();
        }
        match self.levels.last() {
            Some(level) if is_level(run, *level) => {
                self.levels.pop();
            }
            _ => self.levels.push(run),
        }
    }
}

/// Whether what follows the quote stands behind strings.
fn ends_string(text: &[u8], quote: usize) -> bool {
    let behind = text.get(quote + 1..).unwrap_or_default();
    let mut near = behind.iter().take(16);
    let next = near.find(|byte| !byte.is_ascii_whitespace());
    next.is_some_and(|byte| b",:]}".contains(byte))
}

/// Where the string ends that is open at `at` and whose quotes have so many backslashes in front of them.
pub(super) fn end(text: &[u8], at: usize, slashes: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    memchr::memchr_iter(b'"', rest)
        .map(|quote| at + quote)
        .find_map(|quote| {
            let run = slashes_before(text, at, quote);
            (run <= slashes || is_level(run, slashes)).then(|| quote - run.min(slashes))
        })
        .unwrap_or(text.len())
}

/// Whether a quote with so many backslashes in front of it is one of a string that began with `slashes`.
const fn is_level(run: usize, slashes: usize) -> bool {
    run >= slashes && (run - slashes).is_multiple_of(2 * (slashes + 1))
}

/// The backslashes in front of `at`, as far as `from`.
pub(super) fn slashes_before(text: &[u8], from: usize, at: usize) -> usize {
    let before = text.get(from..at).unwrap_or_default();
    before
        .iter()
        .rev()
        .take_while(|byte| **byte == b'\\')
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `text` quoted so many times in a string of JSON.
    fn quoted(text: &str, times: usize) -> String {
        (0..times).fold(text.to_owned(), |text, _| {
            serde_json::to_string(&text).unwrap()
        })
    }

    #[test]
    fn a_string_is_found_from_either_end() {
        for inner in ["", "plain", r"a\\", r#"a \\\" b"#, "it's", r"\\\\\\"] {
            for times in 0..3 {
                let string = format!("\"{inner}\"");
                let text = quoted(&format!("[1, {string}, 2]"), times);
                let start = text.find(", ").unwrap() + 2;
                let end = text.rfind(", ").unwrap();
                let found = at(text.as_bytes(), start).unwrap();
                assert_eq!(found.whole, Span::new(start, end), "{text}");
                let slashes = (1 << times) - 1;
                assert_eq!(
                    before(text.as_bytes(), end, slashes, 0),
                    Ok(found),
                    "{text}"
                );
                if !inner.ends_with('\\') {
                    assert_eq!(level_before(text.as_bytes(), end), Some(slashes), "{text}");
                }
            }
        }
    }

    #[test]
    fn what_does_not_begin_or_end_is_no_string_from_behind() {
        assert_eq!(before(b"a\"", 2, 0, 0), Err(NoString::Far));
        assert_eq!(before(b"\"a\"b", 4, 0, 0), Err(NoString::Other));
        assert_eq!(before(br#""a\""#, 4, 1, 0), Err(NoString::Other));
        assert_eq!(before(b"\"ab\"", 4, 0, 1), Err(NoString::Far));
        assert_eq!(before(b"", 0, 0, 0), Err(NoString::Other));
        assert_eq!(level_before(b"a", 1), None);
    }
}
