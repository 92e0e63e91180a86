//! Secrets behind a name: members, headers, cookies, parameters, settings, in whatever a recording writes
//! them.
//!
//! No format is parsed: a recording may be cut anywhere, quoted in another one, or no format at all. A name
//! is found first, and what stands behind it is its value in any of the ways that are known here.

use std::borrow::Cow;

use super::element::{self, Elements};
use super::strings::Quoted;
use super::{
    Secrets, assigned_value as value, lines, list, pair, phrase, plain, serialized, strings,
};
use crate::text::Span;

/// Bytes of a name at most; of a longer one, those at its end.
const NAME: usize = 128;

/// Adds the secrets in `text`, whose escapes are undone or not.
pub(super) fn find(text: &[u8], secrets: &Secrets, is_undone: bool, found: &mut Vec<Span>) {
    /// Bytes of a value within which other names are looked for: what stands in it is masked with it, but for a
    /// value that begins in it and goes on behind it.
    const WITHIN: usize = 1 << 10;
    let mut elements = Elements::default();
    let mut around = Around {
        open: strings::Open::new(is_undone),
        known: None,
        endless: Vec::new(),
    };
    let mut at = 0;
    let mut long = 0;
    while let Some(word) = next_word(text, at) {
        at = word.end();
        if word.end() <= long {
            continue;
        }
        let Some((name, word)) = secret_name(text, word, secrets) else {
            continue;
        };
        let before = found.len();
        // What has no quotes of its own ends with the string that it stands in.
        let whole = text;
        let text = match named(text, word).quote {
            Some(_) => whole,
            None => around.string(whole, word),
        };
        let name = Found {
            written: &name,
            may_be_plain: !secrets.is_own(&name),
        };
        behind(text, &name, word, &mut elements, found);
        let values = found.get(before..).unwrap_or_default();
        let start = values.iter().map(|span| span.start()).min();
        let end = values.iter().map(|span| span.end()).max();
        if let (Some(start), Some(end)) = (start, end)
            && end - start > WITHIN
        {
            long = long.max(end);
        }
    }
}

/// The name of a secret that ends with `word`, and where it stands: the word, or the two words that it is the
/// second one of, as `api key` is.
fn secret_name(text: &[u8], word: Span, secrets: &Secrets) -> Option<(String, Span)> {
    let name = written(text, word);
    if secrets.is_name(&name) {
        return Some((name.into_owned(), word));
    }
    let blank = word.start().checked_sub(1)?;
    if !matches!(text.get(blank), Some(b' ' | b'+')) {
        return None;
    }
    let least = blank.saturating_sub(NAME);
    let front = text.get(least..blank).unwrap_or_default();
    let length = front
        .iter()
        .rev()
        .take_while(|byte| byte.is_ascii_alphabetic());
    let both = Span::new(blank - length.count(), word.end());
    let name = written(text, both);
    let is_two = both.start() < blank && secrets.is_name(&name);
    is_two.then(|| (name.into_owned(), both))
}

/// A name as it is written, or its end.
fn written(text: &[u8], word: Span) -> Cow<'_, str> {
    let start = word.end().saturating_sub(NAME).max(word.start());
    String::from_utf8_lossy(Span::new(start, word.end()).of(text))
}

/// The next run of letters that names are made of.
pub(super) fn next_word(text: &[u8], from: usize) -> Option<Span> {
    let is_letter =
        |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte) || *byte >= 0x80;
    let rest = text.get(from..)?;
    let start = from + rest.iter().position(is_letter)?;
    // The letter of an escape is no part of a name: `\ntoken=`.
    let is_escape = start > 0 && text.get(start - 1) == Some(&b'\\');
    let start =
        start + usize::from(is_escape && text.get(start).is_some_and(|byte| b"nrt".contains(byte)));
    let length = text
        .get(start..)?
        .iter()
        .take_while(|byte| is_letter(byte))
        .count();
    Some(Span::new(start, (start + length).max(from + 1)))
}

/// A name, and how it is quoted.
pub(super) struct Name {
    /// The name with its quotes.
    pub whole: Span,
    /// The quote behind it, with the backslashes in front of that.
    pub quote: Option<Span>,
}

/// The name at `word`, with what belongs to it.
pub(super) fn named(text: &[u8], word: Span) -> Name {
    let end = behind_signs(text, behind_index(text, word.end()));
    let Some(quote) = strings::quote(text, end) else {
        let whole = Span::new(word.start(), end);
        return Name { whole, quote: None };
    };
    // The name may be several words.
    let least = word.start().saturating_sub(NAME);
    let string = strings::before(text, quote.end(), quote.len() - 1, least);
    // A text of several members that ends with the word is no name.
    let is_text = |string: &Quoted| {
        let front = text
            .get(string.inner.start()..word.start())
            .unwrap_or_default();
        front.contains(&b'\n') && front.contains(&b':')
    };
    if string.as_ref().is_ok_and(is_text) {
        return Name {
            whole: Span::new(word.start(), word.end()),
            quote: None,
        };
    }
    let start = match string {
        Ok(string) => string.whole.start(),
        Err(_) => word.start().saturating_sub(quote.len()),
    };
    Name {
        whole: Span::new(start, quote.end()),
        quote: Some(quote),
    }
}

/// Behind what closes or indexes a name: `user[password]`, `tokens[]`, `keys[0]`.
fn behind_index(text: &[u8], at: usize) -> usize {
    /// Letters of an index at most.
    const INDEX: usize = 32;
    /// Indexes at most.
    const INDEXES: usize = 8;
    const OPENING: [&[u8]; 3] = [b"[", b"%5B", b"%5b"];
    const CLOSING: [&[u8]; 3] = [b"]", b"%5D", b"%5d"];
    let sign = |at: usize, signs: [&[u8]; 3]| {
        let rest = text.get(at..).unwrap_or_default();
        let sign = signs.iter().find(|sign| rest.starts_with(sign));
        sign.map(|sign| at + sign.len())
    };
    let mut end = sign(at, CLOSING).unwrap_or(at);
    for _ in 0..INDEXES {
        let Some(inner) = sign(end, OPENING) else {
            break;
        };
        let rest = text.get(inner..).unwrap_or_default();
        let is_letter = |byte: &&u8| byte.is_ascii_alphanumeric() || b"-_.\"'\\".contains(byte);
        let letters = rest.iter().take_while(is_letter);
        let Some(closed) = sign(inner + letters.take(INDEX).count(), CLOSING) else {
            break;
        };
        end = closed;
    }
    end
}

/// Behind signs that stand between a name and its quote, and a note in brackets: `"password (again)"`.
fn behind_signs(text: &[u8], at: usize) -> usize {
    /// Signs at most.
    const SIGNS: usize = 4;
    let signs = |at: usize| {
        let rest = text.get(at..).unwrap_or_default();
        let signs = rest.iter().take_while(|byte| b" .!?*#)".contains(byte));
        at + signs.take(SIGNS).count()
    };
    let first = signs(at);
    let noted = behind_note(text, first);
    let end = signs(noted.unwrap_or(first));
    if end > at && strings::quote(text, end).is_some() {
        return end;
    }
    let sign = text.get(end);
    if sign == Some(&b':')
        && let Some(quote) = strings::quote(text, end + 1)
        && text.get(value::blanks(text, quote.end(), true)) == Some(&b':')
    {
        return end + 1;
    }
    match noted {
        // Right behind the name stand the arguments of a call.
        Some(noted) if first > at && matches!(sign, Some(b':' | b'=')) => noted,
        _ => at,
    }
}

/// Behind the words in brackets at `at`.
fn behind_note(text: &[u8], at: usize) -> Option<usize> {
    /// Letters of a note at most.
    const NOTE: usize = 64;
    let rest = text.get(at..)?;
    let close = match rest.first()? {
        b'(' => b')',
        b'[' => b']',
        _ => return None,
    };
    let is_letter = |byte: &&u8| {
        byte.is_ascii_alphanumeric() || b" .,-_+/<>=!*".contains(byte) || **byte >= 0x80
    };
    let letters = rest.iter().skip(1).take(NOTE).take_while(is_letter);
    let end = at + 1 + letters.count();
    (text.get(end) == Some(&close)).then_some(end + 1)
}

/// A name of secrets.
struct Found<'n> {
    written: &'n str,
    /// Whether what stands behind it may be none all the same: not where it was named as one.
    may_be_plain: bool,
}

/// Adds what stands behind the name at `word`.
fn behind(
    text: &[u8],
    named_so: &Found<'_>,
    word: Span,
    elements: &mut Elements,
    found: &mut Vec<Span>,
) {
    let Found {
        written,
        may_be_plain,
    } = *named_so;
    let may_count = may_be_plain && plain::may_count(written);
    if let Some(content) = elements.content(text, word) {
        if !(may_count && plain::is_count(content.of(text))) {
            value::push(text, content, found);
        }
        return;
    }
    let name = named(text, word);
    let is_quoted = name.quote.is_some();
    let at = value::blanks(text, name.whole.end(), is_quoted);
    if let Some(sign) = sign(text, &name, at) {
        let from = sign.end();
        let is_member = sign.of(text).starts_with(b":") || sign.of(text) == b"=>";
        let is_line = is_member && !is_quoted;
        if may_count && plain::counts(text, from, is_line, is_quoted) {
            return;
        }
        if !is_member {
            value::of_parameter(text, from, found);
        } else if may_be_plain
            && sign.of(text) == b":"
            && plain::is_port_or_scope(text, &name, from)
        {
            return;
        } else if may_be_plain && let Some(end) = plain::type_end(text, &name, from) {
            // The value that a variable has where none is given.
            let end = value::blanks(text, end, false);
            if text.get(end) == Some(&b'=') {
                value::of_parameter(text, end + 1, found);
            }
        } else {
            value::of_member(text, from, &name.whole, is_quoted, found);
        }
    }
    phrase::find(text, &name, word, written, found);
    serialized::find(text, &name, found);
    lines::find(text, &name, written, found);
    if let Some(value) = elements.sibling(text, word) {
        value::push(text, value, found);
    } else if pair::is_named(text, &name) {
        pair::find(text, &name, found);
    } else if let Some(value) = element::part(text, &name) {
        value::push(text, value, found);
    } else if element::is_named(text, &name) {
        elements.pair(text, &name, found);
    } else if let Some(way) = list::way(text, &name) {
        pair::find(text, &way, found);
    } else if text.get(at) == Some(&b',') && list::is_name(text, &name, written) {
        value::of_list(text, at + 1, is_quoted, found);
    }
}

/// The sign at `at` that gives the name its value. The name may be an index: `data["password"] = ...`.
fn sign(text: &[u8], name: &Name, at: usize) -> Option<Span> {
    let at = match text.get(at) {
        Some(b']') if name.quote.is_some() => value::blanks(text, behind_index(text, at), false),
        _ => at,
    };
    let rest = text.get(at..)?;
    let signs = [
        &b"=>"[..],
        b":=",
        b":",
        b"===",
        b"==",
        b"=",
        b"||=",
        b"??=",
        b"?=",
        b"+=",
        b"%3D",
        b"%3d",
        b"%3A",
        b"%3a",
    ];
    let sign = signs.iter().find(|sign| rest.starts_with(sign))?;
    Some(Span::new(at, at + sign.len()))
}

/// The string in double quotes that was looked for last.
struct Around {
    /// Those that are open where a word stands; in what was undone line ends may be escapes.
    open: strings::Open,
    /// Where it was looked at, and where it ends.
    known: Option<Span>,
    /// The backslashes in front of the quotes of strings that were looked at and have no end, so that none of a later
    /// one is looked for.
    endless: Vec<usize>,
}

impl Around {
    /// The text up to the end of the string that a word stands in; all of it where it stands in none.
    fn string<'t>(&mut self, text: &'t [u8], word: Span) -> &'t [u8] {
        let known = self.known.filter(|known| word.end() <= known.end());
        let known = *self.known.insert(known.unwrap_or_else(|| {
            let end = match self.open.at(text, word.start()) {
                Some(slashes) if !self.endless.contains(&slashes) => {
                    let end = strings::end(text, word.end(), slashes);
                    if end == text.len() {
                        self.endless.push(slashes);
                    }
                    end
                }
                _ => text.len(),
            };
            Span::new(word.start(), end)
        }));
        // Outside of strings, the next one may begin anywhere.
        if known.end() == text.len() {
            self.known = None;
        }
        text.get(..known.end()).unwrap_or(text)
    }
}
