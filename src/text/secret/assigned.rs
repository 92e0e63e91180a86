//! Secrets behind a name: members, headers, cookies, parameters, settings, in whatever a recording writes
//! them.
//!
//! No format is parsed: a recording may be cut anywhere, quoted in another one, or no format at all. A name
//! is found first, and what stands behind it is its value in any of the ways that are known here.

use super::names::{folded, is_header};
use super::{Secrets, assigned_value as value};
use crate::text::Span;

/// Bytes of a name at most.
const NAME: usize = 128;

/// What a list of pairs calls the name of one.
const NAMING: &[&str] = &["name", "key", "header", "headername", "matches", "field"];

/// What it calls the value.
const VALUES: &[&str] = &["value", "values", "content"];

/// Adds the secrets in `text`.
pub(super) fn find(text: &[u8], secrets: &Secrets, found: &mut Vec<Span>) {
    /// Bytes of a value within which other names are looked for: what stands in it is masked with it, but for a
    /// value that begins in it and goes on behind it.
    const WITHIN: usize = 1 << 10;
    let mut at = 0;
    let mut long = 0;
    while let Some(word) = next_word(text, at) {
        at = word.end();
        if word.len() > NAME || word.end() <= long {
            continue;
        }
        let Ok(name) = std::str::from_utf8(word.of(text)) else {
            continue;
        };
        if secrets.is_name(name) {
            let is_header = is_header(&folded(name));
            let before = found.len();
            behind(text, word, is_header, found);
            let values = found.get(before..).unwrap_or_default().iter();
            let ends = values
                .filter(|value| value.len() > WITHIN)
                .map(|value| value.end());
            long = ends.max().unwrap_or(long).max(long);
        }
    }
}

/// The next run of letters that names are made of.
fn next_word(text: &[u8], from: usize) -> Option<Span> {
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
struct Name {
    /// The name alone.
    word: Span,
    /// The name with its quotes.
    whole: Span,
    is_quoted: bool,
}

fn named(text: &[u8], word: Span) -> Name {
    // `user[password]` and the like.
    let mut end = word.end();
    for closing in [&b"]"[..], b"%5D", b"%5d"] {
        if text
            .get(end..)
            .is_some_and(|rest| rest.starts_with(closing))
        {
            end += closing.len();
        }
    }
    match value::quote(text, end) {
        Some(quote) => Name {
            word,
            whole: Span::new(word.start().saturating_sub(quote.len()), quote.end()),
            is_quoted: true,
        },
        None => Name {
            word,
            whole: Span::new(word.start(), end),
            is_quoted: false,
        },
    }
}

/// Adds what stands behind the name at `word`.
fn behind(text: &[u8], word: Span, is_header: bool, found: &mut Vec<Span>) {
    let name = named(text, word);
    let at = value::blanks(text, name.whole.end(), name.is_quoted);
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
            value::of_member(text, from, &name.whole, name.is_quoted, found);
        } else {
            value::of_parameter(text, from, found);
        }
    } else if rest.starts_with(b">") && text.get(word.start().wrapping_sub(1)) == Some(&b'<') {
        let inner = text.get(at + 1..).unwrap_or_default();
        let length = memchr::memchr(b'<', inner).unwrap_or(inner.len());
        found.push(Span::new(at + 1, at + 1 + length));
    } else if rest.starts_with(b",") && is_header && !is_named(text, &name) {
        value::of_list(text, at + 1, name.is_quoted, found);
    }
    if is_named(text, &name) {
        pair(text, &name, found);
    }
}

/// Whether the name is the value of a member that tells names: `"name": "Authorization"`.
fn is_named(text: &[u8], name: &Name) -> bool {
    let start = name.whole.start();
    let before = text
        .get(start.saturating_sub(64)..start)
        .unwrap_or_default();
    let Some(before) = before.trim_ascii_end().strip_suffix(b":") else {
        return false;
    };
    NAMING.contains(&last_word(before).as_str())
}

/// The last word of `text`, folded, without what quotes it.
fn last_word(text: &[u8]) -> String {
    let is_quote = |byte: &u8| b"\"'\\".contains(byte) || byte.is_ascii_whitespace();
    let end = text
        .iter()
        .rposition(|byte| !is_quote(byte))
        .map_or(0, |at| at + 1);
    let text = text.get(..end).unwrap_or_default();
    let is_letter = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_".contains(byte);
    let start = text
        .iter()
        .rposition(|byte| !is_letter(byte))
        .map_or(0, |at| at + 1);
    folded(&String::from_utf8_lossy(
        text.get(start..).unwrap_or_default(),
    ))
}

/// Adds the value of the pair whose name is at `name`: it stands behind it or in front of it.
fn pair(text: &[u8], name: &Name, found: &mut Vec<Span>) {
    if let Some(at) = value_behind(text, name.word.end()) {
        member_at(text, at, found);
    }
    if let Some(at) = value_before(text, name.word.start()) {
        member_at(text, at, found);
    }
}

fn member_at(text: &[u8], word: Span, found: &mut Vec<Span>) {
    let value = named(text, word);
    let at = value::blanks(text, value.whole.end(), value.is_quoted);
    if text.get(at) == Some(&b':') {
        value::of_member(text, at + 1, &value.whole, value.is_quoted, found);
    }
}

/// The next word that tells a value, in the same object.
fn value_behind(text: &[u8], from: usize) -> Option<Span> {
    let mut at = from;
    loop {
        let word = next_word(text, at)?;
        let between = text.get(at..word.start())?;
        if between.iter().any(|byte| b"{}".contains(byte)) {
            return None;
        }
        let name = folded(&String::from_utf8_lossy(word.of(text)));
        let is_member = is_member(text, word);
        if is_member && VALUES.contains(&name.as_str()) {
            return Some(word);
        }
        if is_member && NAMING.contains(&name.as_str()) {
            return None;
        }
        at = word.end();
    }
}

/// The last word in front that tells a value, in the same object.
fn value_before(text: &[u8], until: usize) -> Option<Span> {
    let before = text.get(..until)?;
    let from = memchr::memmem::rfind(before, b"value")?;
    let word = next_word(text, from)?;
    if !is_member(text, word) || word.len() > "values".len() {
        return None;
    }
    let mut inner = Vec::new();
    member_at(text, word, &mut inner);
    let end = inner.last().map_or(word.end(), |span| span.end());
    let between = text.get(end..until)?;
    let is_apart = between.iter().any(|byte| b"{}".contains(byte));
    (!is_apart).then_some(word)
}

fn is_member(text: &[u8], word: Span) -> bool {
    let name = named(text, word);
    let at = value::blanks(text, name.whole.end(), name.is_quoted);
    text.get(at) == Some(&b':')
}
