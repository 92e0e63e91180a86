//! Secrets behind a name with no sign in between: arguments of calls, of commands and of statements of SQL.

use super::assigned::Name;
use super::names::folded;
use super::{assigned_value as value, strings};
use crate::text::Span;

/// What stands around a string in `PostgreSQL`, beside quotes.
const DOLLARS: &[u8] = b"$$";

/// Letters of a word of such phrases at most.
const WORD: usize = 64;

/// Arguments of a call at most.
const ARGUMENTS: usize = 4;

/// Beginnings and ends of the names of functions that take a name and a value.
const SETTING: &[&str] = &[
    "add", "append", "attr", "cookie", "define", "env", "field", "fill", "header", "insert",
    "item", "param", "put", "set", "store", "type", "update", "var", "variable", "with", "write",
];

/// Adds what stands behind the name without a sign.
pub(super) fn find(text: &[u8], name: &Name, word: Span, written: &str, found: &mut Vec<Span>) {
    let end = word.end();
    if name.quote.is_some() && !opens(text, name, word) {
        let end = name.whole.end();
        if text.get(value::blanks(text, end, true)) == Some(&b',') && is_argument(text, name) {
            let at = value::blanks(text, end, true);
            value::of_list(text, at + 1, true, found);
        }
        return;
    }
    if text.get(end) == Some(&b'(') {
        return arguments(text, end + 1, found);
    }
    let is_option = is_option(text, word, written);
    let with_lines = is_option || written == "PASSWORD";
    let at = blanks(text, end, with_lines);
    if at == end && name.quote.is_none() {
        return;
    }
    if is_option {
        return option(text, at, found);
    }
    let words = ["password", "passwd", "pwd", "passphrase"];
    let folded = folded(written);
    if !words.iter().any(|word| folded.ends_with(word)) {
        return;
    }
    let string = value::behind_prefix(text, at);
    if strings::quote(text, string).is_some() {
        return value::of_parameter(text, at, found);
    }
    let rest = text.get(at..).unwrap_or_default();
    if let Some(rest) = rest.strip_prefix(DOLLARS) {
        let length = memchr::memmem::find(rest, DOLLARS).unwrap_or(rest.len());
        let start = at + DOLLARS.len();
        return value::push(text, Span::new(start, start + length), found);
    }
    // `SET PASSWORD FOR 'user'@'host' = '...'`
    if let Some(from) = behind_word(text, at, "for") {
        let rest = text.get(from..).unwrap_or_default();
        let head = rest.get(..2 * WORD).unwrap_or(rest);
        let line = head.split(|byte| b"\n;".contains(byte)).next();
        if let Some(sign) = memchr::memchr(b'=', line.unwrap_or_default()) {
            value::of_parameter(text, from + sign + 1, found);
        }
    }
}

/// Whether the quote behind the name and a blank is that of a value, and not the one that ends the name.
fn opens(text: &[u8], name: &Name, word: Span) -> bool {
    let at = value::blanks(text, word.end(), false);
    let Some(quote) = name.quote.filter(|quote| quote.start() == at) else {
        return false;
    };
    let is_begun = name.whole.start() + quote.len() < word.start();
    let next = text.get(quote.end());
    let ends = next.is_none_or(|byte| byte.is_ascii_whitespace() || b":,;.=)]}".contains(byte));
    if at == word.end() {
        !ends
    } else {
        !is_begun || !ends
    }
}

/// Whether the name is that of an option: `--password`, or `-password` as a word of its own.
fn is_option(text: &[u8], word: Span, written: &str) -> bool {
    let front = text.get(..word.start()).unwrap_or_default();
    let is_apart = |byte: &u8| byte.is_ascii_whitespace() || b"\"'`+".contains(byte);
    written.starts_with("--") || written.starts_with('-') && front.last().is_none_or(is_apart)
}

/// Adds the value of an option: the next word of the command, but for another option.
fn option(text: &[u8], at: usize, found: &mut Vec<Span>) {
    let rest = text.get(at..).unwrap_or_default();
    if !rest.starts_with(b"--") && !matches!(rest.first(), Some(b'<' | b'[' | b'|' | b'>' | b'&')) {
        value::of_parameter(text, at, found);
    }
}

/// Adds the strings that stand behind the bracket of a call.
fn arguments(text: &[u8], from: usize, found: &mut Vec<Span>) {
    let mut at = from;
    for _ in 0..ARGUMENTS {
        at = value::blanks(text, at, true);
        let named = at + letters(text, at);
        if text.get(named) == Some(&b'=') {
            at = named + 1;
        }
        at = value::behind_prefix(text, at);
        let Some(string) = strings::at(text, at) else {
            return;
        };
        value::quoted(text, at, found);
        at = value::blanks(text, string.whole.end(), true);
        if text.get(at) != Some(&b',') {
            return;
        }
        at += 1;
    }
}

/// Whether the name is the first argument of a call that sets something, or one of two.
fn is_argument(text: &[u8], name: &Name) -> bool {
    let least = name.whole.start().saturating_sub(2 * WORD);
    let front = text.get(least..name.whole.start()).unwrap_or_default();
    let Some(bracket) = front.trim_ascii_end().strip_suffix(b"(") else {
        return false;
    };
    let front = bracket.trim_ascii_end();
    // Columns of a table stand apart from its name.
    let is_apart = front.len() < bracket.len();
    let letters = front
        .iter()
        .rev()
        .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_');
    let function = front.get(front.len() - letters.count()..);
    let function = folded(&String::from_utf8_lossy(function.unwrap_or_default()));
    if function.is_empty() {
        return false;
    }
    let sets = |word: &str| function.ends_with(word) || !is_apart && function.starts_with(word);
    if SETTING.iter().any(|word| sets(word)) {
        return true;
    }
    if is_apart {
        return false;
    }
    let comma = value::blanks(text, name.whole.end(), true);
    let second = value::blanks(text, comma + 1, true);
    strings::at(text, value::behind_prefix(text, second)).is_some_and(|second| {
        let end = value::blanks(text, second.whole.end(), true);
        text.get(end) == Some(&b')')
    })
}

/// Adds what stands behind `IDENTIFIED BY`.
pub(super) fn identified(text: &[u8], found: &mut Vec<Span>) {
    let mut passed = 0;
    for at in memchr::memchr2_iter(b'i', b'I', text) {
        if at < passed {
            continue;
        }
        let Some(behind) = behind_word(text, at, "identified") else {
            continue;
        };
        passed = behind;
        let mut here = blanks(text, behind, true);
        if let Some(end) = behind_word(text, here, "with") {
            // The way in which it is checked.
            here = blanks(text, end, true);
            here = match strings::at(text.get(..here + WORD).unwrap_or(text), here) {
                Some(string) => string.whole.end(),
                None => here + letters(text, here),
            };
            here = blanks(text, here, true);
        }
        let by = here;
        let end = ["by", "as", "using"]
            .iter()
            .find_map(|sign| behind_word(text, here, sign));
        let Some(end) = end else {
            continue;
        };
        here = blanks(text, end, true);
        for keyword in ["password", "values"] {
            if let Some(end) = behind_word(text, here, keyword) {
                here = blanks(text, end, true);
            }
        }
        let is_string = strings::quote(text, value::behind_prefix(text, here)).is_some();
        // Without quotes, it may be any text that tells what something is identified by.
        let is_upper = text.get(at) == Some(&b'I') && text.get(by) == Some(&b'B');
        if is_string || is_upper || is_statement(text, at) {
            value::of_parameter(text, here, found);
        }
    }
}

/// Whether a user or role with its name stands in front of `at`.
fn is_statement(text: &[u8], at: usize) -> bool {
    let front = text.get(at.saturating_sub(2 * WORD)..at);
    let mut words = front
        .unwrap_or_default()
        .rsplit(u8::is_ascii_whitespace)
        .filter(|word| !word.is_empty());
    let _name = words.next();
    let kinds: [&[u8]; 2] = [b"user", b"role"];
    words
        .next()
        .is_some_and(|word| kinds.iter().any(|kind| word.eq_ignore_ascii_case(kind)))
}

/// Behind the word at `at`, if it is that one, in whatever case.
fn behind_word(text: &[u8], at: usize, word: &str) -> Option<usize> {
    let end = at + word.len();
    let is_word = text.get(at..end)?.eq_ignore_ascii_case(word.as_bytes());
    let goes_on = text
        .get(end)
        .is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    (is_word && !goes_on).then_some(end)
}

/// The letters at `at` that a word of such a phrase has.
fn letters(text: &[u8], at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let is_letter = |byte: &&u8| byte.is_ascii_alphanumeric() || b"_-.".contains(byte);
    rest.iter().take(WORD).take_while(is_letter).count()
}

/// Behind the blanks at `at`, which may stand for spaces of a URL, or be a line that is folded.
fn blanks(text: &[u8], at: usize, with_lines: bool) -> usize {
    let mut here = at;
    loop {
        here = value::blanks(text, here, with_lines);
        here += match text.get(here..).unwrap_or_default() {
            [b'\\', b'\n', ..] => 2,
            [b'\\', b'\r', b'\n', ..] => 3,
            [b'+', ..] => 1,
            _ => return here,
        };
    }
}
