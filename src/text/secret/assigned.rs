//! Secrets behind a name: members, headers, cookies, parameters, settings, in whatever a recording writes
//! them.
//!
//! No format is parsed: a recording may be cut anywhere, quoted in another one, or no format at all. A name
//! is found first, and what stands behind it is its value in any of the ways that are known here.

use std::borrow::Cow;

use super::element::{self, Elements};
use super::names::{folded, is_header};
use super::{Secrets, assigned_value as value, pair, strings};
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
        is_undone,
        known: None,
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
    const OPENING: [&[u8]; 3] = [b"[", b"%5B", b"%5b"];
    const CLOSING: [&[u8]; 3] = [b"]", b"%5D", b"%5d"];
    let sign = |at: usize, signs: [&[u8]; 3]| {
        let rest = text.get(at..).unwrap_or_default();
        let sign = signs.iter().find(|sign| rest.starts_with(sign));
        sign.map(|sign| at + sign.len())
    };
    let mut end = sign(at, CLOSING).unwrap_or(at);
    while let Some(inner) = sign(end, OPENING) {
        let rest = text.get(inner..).unwrap_or_default();
        let letters = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric());
        let Some(closed) = sign(inner + letters.take(INDEX).count(), CLOSING) else {
            break;
        };
        end = closed;
    }
    end
}

/// Behind signs that stand between a name and its quote.
fn behind_signs(text: &[u8], at: usize) -> usize {
    /// Signs at most.
    const SIGNS: usize = 4;
    let rest = text.get(at..).unwrap_or_default();
    let signs = rest.iter().take_while(|byte| b" .!?*#)".contains(byte));
    let end = at + signs.take(SIGNS).count();
    if end > at && strings::quote(text, end).is_some() {
        end
    } else {
        at
    }
}

/// Adds what stands behind the name at `word`.
fn behind(text: &[u8], written: &str, word: Span, elements: &mut Elements, found: &mut Vec<Span>) {
    if let Some(content) = elements.content(text, word) {
        return value::push(text, content, found);
    }
    let name = named(text, word);
    let at = value::blanks(text, name.whole.end(), name.quote.is_some());
    let rest = text.get(at..).unwrap_or_default();
    let assigns = [
        &b"=>"[..],
        b":=",
        b":",
        b"==",
        b"=",
        b"%3D",
        b"%3d",
        b"%3A",
        b"%3a",
    ];
    if let Some(sign) = assigns.iter().find(|sign| rest.starts_with(sign)) {
        let from = at + sign.len();
        if sign.starts_with(b":") || *sign == b"=>" {
            value::of_member(text, from, &name.whole, name.quote.is_some(), found);
        } else {
            value::of_parameter(text, from, found);
        }
    }
    if let Some(value) = elements.sibling(text, word) {
        value::push(text, value, found);
    } else if pair::is_named(text, &name) {
        pair::find(text, &name, found);
    } else if let Some(value) = element::part(text, &name) {
        value::push(text, value, found);
    } else if element::is_named(text, &name) {
        elements.pair(text, &name, found);
    } else if rest.starts_with(b",") && is_in_list(text, &name, written) {
        value::of_list(text, at + 1, name.quote.is_some(), found);
    }
}

/// The string in double quotes that was looked for last.
struct Around {
    /// Whether line ends may be escapes that were undone.
    is_undone: bool,
    /// Where it was looked at, and where it ends.
    known: Option<Span>,
}

impl Around {
    /// The text up to the end of the string that a word stands in; all of it where it stands in none.
    fn string<'t>(&mut self, text: &'t [u8], word: Span) -> &'t [u8] {
        let known = self.known.filter(|known| word.end() <= known.end());
        let known = *self.known.insert(known.unwrap_or_else(|| {
            let end = match strings::open_at(text, word.start(), self.is_undone) {
                Some(slashes) => strings::end(text, word.end(), slashes),
                None => text.len(),
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

/// Whether a value may stand behind the name in a list: the name is that of a header, or a list of two begins
/// with it in a list of such.
fn is_in_list(text: &[u8], name: &Name, written: &str) -> bool {
    let before = text.get(..name.whole.start()).unwrap_or_default();
    let before = before.trim_ascii_end();
    let second = value::blanks(text, name.whole.end() + 1, true);
    let second = strings::at(text, second);
    let next = second.map(|second| {
        let end = value::blanks(text, second.whole.end(), true);
        text.get(end).copied()
    });
    // A member's value, or a member behind.
    if name.quote.is_some() && (before.ends_with(b":") || next == Some(Some(b':'))) {
        return false;
    }
    let is_own = written
        .get(..2)
        .is_some_and(|start| start.eq_ignore_ascii_case("x-"));
    // In a flow of mitmproxy, lengths stand in front.
    let is_counted = name.quote.is_none() && before.ends_with(b":");
    if is_own || is_counted || is_header(&folded(written)) {
        return true;
    }
    let list = before.strip_suffix(b"[").map(<[u8]>::trim_ascii_end);
    name.quote.is_some()
        && list.is_some_and(|list| list.ends_with(b"[") || list.ends_with(b","))
        && next.is_some_and(|next| matches!(next, Some(b']') | None))
}
