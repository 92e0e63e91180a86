//! Secrets in elements of XML and HTML: `<password>…</password>`, `<property name="password" value="…"/>`.

use std::collections::HashMap;

use super::assigned::Name;
use super::{assigned_value as value, pair, strings};
use crate::text::Span;

/// Bytes of a tag at most.
const TAG: usize = 4 << 10;

/// Bytes of the prefix of a name at most.
const PREFIX: usize = 64;

/// Where elements end in a text: looked for once, when the first one is asked for.
#[derive(Default)]
pub(super) struct Elements {
    ends: Option<HashMap<Vec<u8>, Vec<usize>>>,
}

/// Whether the name is the value of an attribute that tells names: `<header name="Authorization">`.
pub(super) fn is_named(text: &[u8], name: &Name) -> bool {
    pair::is_told(text, name, b"=") && tag_start(text, name.whole.start()).is_some()
}

/// The value of a part of a form (RFC 7578) whose name is at `name`.
pub(super) fn part(text: &[u8], name: &Name) -> Option<Span> {
    /// Bytes of the head of a part at most.
    const HEAD: usize = 1 << 10;
    let least = name.whole.start().saturating_sub(PREFIX);
    let before = text.get(least..name.whole.start())?;
    memchr::memmem::find(before, b"form-data")?;
    let rest = text.get(name.whole.end()..)?;
    let head = rest.get(..HEAD).unwrap_or(rest);
    let crlf = memchr::memmem::find(head, b"\r\n\r\n").map(|at| at + 4);
    let lf = memchr::memmem::find(head, b"\n\n").map(|at| at + 2);
    let from = [crlf, lf].into_iter().flatten().min()?;
    let value = rest.get(from..)?;
    let end = memchr::memmem::find(value, b"\n--").unwrap_or(value.len());
    let from = name.whole.end() + from;
    Some(Span::new(from, from + end))
}

impl Elements {
    /// What stands in the element whose name, or the part of it behind the prefix, is at `word`.
    pub(super) fn content(&mut self, text: &[u8], word: Span) -> Option<Span> {
        let least = word.start().saturating_sub(PREFIX);
        let before = text.get(least..word.start())?;
        let prefix = before.iter().rev().take_while(|byte| is_letter(**byte));
        let start = word.start() - prefix.count();
        let open = start.checked_sub(1)?;
        if text.get(open) != Some(&b'<') {
            return None;
        }
        let tag_end = tag_end(text, word.end())?;
        self.inside(text, Span::new(start, word.end()), tag_end)
    }

    /// What stands in the element behind the one that tells the name at `word`: `<name>password</name><value>…`.
    pub(super) fn sibling(&mut self, text: &[u8], word: Span) -> Option<Span> {
        let least = word.start().saturating_sub(PREFIX);
        let before = text.get(least..word.start())?.trim_ascii_end();
        let before = before.strip_suffix(b">")?;
        let tag = before.get(memchr::memrchr(b'<', before)? + 1..)?;
        let local = tag.rsplit(|byte| *byte == b':').next()?;
        if !pair::is_naming(local) {
            return None;
        }
        let closing = value::blanks(text, word.end(), true);
        let closing = Some(closing).filter(|at| text.get(*at) == Some(&b'<'))?;
        let open = value::blanks(text, tag_end(text, closing + 1)? + 1, true);
        let open = Some(open).filter(|at| text.get(*at) == Some(&b'<'))?;
        let letters = text
            .get(open + 1..)?
            .iter()
            .take_while(|byte| is_letter(**byte));
        let name = Span::new(open + 1, open + 1 + letters.count());
        let tag_end = tag_end(text, name.end())?;
        self.inside(text, name, tag_end)
    }

    /// Adds the value of the pair whose name is the attribute at `name`: another attribute of its tag, or what
    /// stands in the element.
    pub(super) fn pair(&mut self, text: &[u8], name: &Name, found: &mut Vec<Span>) {
        let Some(open) = tag_start(text, name.whole.start()) else {
            return;
        };
        let Some(end) = tag_end(text, name.whole.end()) else {
            return;
        };
        let tag = Span::new(open + 1, end);
        let mut is_told = false;
        for sign in memchr::memchr_iter(b'=', tag.of(text)) {
            let sign = tag.start() + sign;
            let front = text
                .get(tag.start()..sign)
                .unwrap_or_default()
                .trim_ascii_end();
            let is_value = pair::VALUES.iter().any(|word| {
                let rest = front.len().checked_sub(word.len());
                let rest = rest.and_then(|at| front.split_at_checked(at));
                rest.is_some_and(|(before, last)| {
                    last.eq_ignore_ascii_case(word.as_bytes())
                        && before.last().is_some_and(u8::is_ascii_whitespace)
                })
            });
            if is_value {
                value::of_parameter(text, sign + 1, found);
                is_told = true;
            }
        }
        if is_told {
            return;
        }
        let letters = tag.of(text).iter().take_while(|byte| is_letter(**byte));
        let element = Span::new(tag.start(), tag.start() + letters.count());
        if let Some(content) = self.inside(text, element, end) {
            value::push(text, content, found);
        }
    }

    /// What stands in the element of that name, whose tag ends at `tag_end`: up to the end of the element, or to
    /// where it is cut off.
    fn inside(&mut self, text: &[u8], name: Span, tag_end: usize) -> Option<Span> {
        if text.get(tag_end - 1) == Some(&b'/') {
            return None;
        }
        let from = tag_end + 1;
        let ends = self.ends.get_or_insert_with(|| ends(text));
        let own = ends.get(name.of(text)).and_then(|own| {
            let next = own.partition_point(|end| *end < from);
            own.get(next).copied()
        });
        let rest = text.get(from..).unwrap_or_default();
        if own.is_none() && name.end() == tag_end && is_sentence(rest) {
            return None;
        }
        let end = own.unwrap_or_else(|| {
            let is_end: fn(&u8) -> bool = if rest.starts_with(b"<![CDATA[") {
                |byte| *byte == b']'
            } else {
                |byte| b"<\"\n".contains(byte)
            };
            from + rest.iter().position(is_end).unwrap_or(rest.len())
        });
        Some(Span::new(from, end))
    }
}

/// Whether what follows at a tag goes on as a sentence does, in which it stands for something: `write <token> to it`.
fn is_sentence(rest: &[u8]) -> bool {
    /// Letters of a word at most.
    const WORD: usize = 16;
    let behind = rest.strip_prefix(b" ").or_else(|| {
        let (sign, behind) = rest.split_first()?;
        b".,;:)"
            .contains(sign)
            .then_some(behind)?
            .strip_prefix(b" ")
    });
    let word = behind.and_then(|behind| {
        let is_letter = |byte: &&u8| byte.is_ascii_alphanumeric() || b"-_".contains(byte);
        let letters = behind.iter().take(WORD + 1).take_while(is_letter);
        behind.get(..letters.count())
    });
    word.and_then(<[u8]>::split_first)
        .is_some_and(|(first, rest)| {
            first.is_ascii_alphabetic()
                && rest.len() < WORD
                && rest.iter().all(u8::is_ascii_lowercase)
        })
}

/// Where the tags begin that end an element, by its name. In JSON their slash may be escaped.
fn ends(text: &[u8]) -> HashMap<Vec<u8>, Vec<usize>> {
    let mut ends: HashMap<Vec<u8>, Vec<usize>> = HashMap::new();
    for open in memchr::memchr_iter(b'<', text) {
        let rest = text.get(open + 1..).unwrap_or_default();
        let slashes = rest.iter().take_while(|byte| **byte == b'\\').count();
        let Some((b'/', rest)) = rest.get(slashes..).unwrap_or_default().split_first() else {
            continue;
        };
        let length = rest.iter().take_while(|byte| is_letter(**byte)).count();
        let name = rest.get(..length).unwrap_or_default();
        match ends.get_mut(name) {
            Some(all) => all.push(open),
            None => {
                ends.insert(name.to_owned(), vec![open]);
            }
        }
    }
    ends
}

/// Whether a byte is one of those that the names of elements have, prefix and all.
fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte) || byte >= 0x80
}

/// Where the tag begins that `at` stands in.
fn tag_start(text: &[u8], at: usize) -> Option<usize> {
    let least = at.saturating_sub(TAG);
    let before = text.get(least..at)?;
    let open = memchr::memrchr2(b'<', b'>', before)?;
    let is_open =
        before.get(open) == Some(&b'<') && before.get(open + 1).copied().is_some_and(is_letter);
    is_open.then_some(least + open)
}

/// Where the tag ends that goes on at `at`, between two of its attributes.
fn tag_end(text: &[u8], at: usize) -> Option<usize> {
    let most = at.saturating_add(TAG).min(text.len());
    let text = text.get(..most)?;
    let mut at = at;
    loop {
        if let Some(string) = strings::at(text, at) {
            at = string.whole.end();
            continue;
        }
        match text.get(at)? {
            b'>' => return Some(at),
            b'<' | b'{' | b'}' => return None,
            _ => at = strings::behind(text, at),
        }
    }
}
