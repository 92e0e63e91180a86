//! Secrets in values that PHP has serialized: `s:8:"password";s:6:"...";`, and `password|s:6:"...";` in a session.

use super::assigned::Name;
use super::{MASK, assigned_value as value, strings};
use crate::text::Span;

/// Digits of a length at most.
const DIGITS: usize = 20;

/// Adds the value behind the name, if both are such ones.
pub(super) fn find(text: &[u8], name: &Name, found: &mut Vec<Span>) {
    let sign = match name.quote {
        Some(_) if is_counted(text, name.whole.start()) => b';',
        None => b'|',
        Some(_) => return,
    };
    let at = name.whole.end();
    if text.get(at) != Some(&sign) {
        return;
    }
    let at = at + 1;
    match text.get(at..at + 2) {
        Some(b"s:" | b"S:") => string(text, at + 2, found),
        Some(b"i:" | b"d:") => {
            let rest = text.get(at + 2..).unwrap_or_default();
            let is_digit = |byte: &&u8| byte.is_ascii_digit() || b"-+.E".contains(byte);
            let digits = rest.iter().take(DIGITS).take_while(is_digit).count();
            found.push(Span::new(at + 2, at + 2 + digits));
        }
        Some(b"a:" | b"O:") => {
            /// Bytes of a head at most: the name of a class stands in it.
            const HEAD: usize = 256;
            let rest = text.get(at..).unwrap_or_default();
            let head = rest.get(..HEAD).unwrap_or(rest);
            if let Some(open) = memchr::memchr(b'{', head) {
                value::nested(text, at + open, b'{', found);
            }
        }
        _ => {}
    }
}

/// Whether the length of a string stands in front of `at`.
fn is_counted(text: &[u8], at: usize) -> bool {
    let before = text.get(at.saturating_sub(DIGITS)..at).unwrap_or_default();
    let Some(before) = before.strip_suffix(b":") else {
        return false;
    };
    let digits = before.iter().rev().take_while(|byte| byte.is_ascii_digit());
    let digits = digits.count();
    let front = before.get(..before.len() - digits).unwrap_or_default();
    digits > 0 && front.ends_with(b"s:")
}

/// Adds the string whose length is at `at`. It may have quotes of its own, and be longer as it is written.
fn string(text: &[u8], at: usize, found: &mut Vec<Span>) {
    /// Bytes that a letter may take more where it is an escape.
    const ESCAPED: usize = 6;
    /// Bytes that any text may take more.
    const NEAR: usize = 64;
    let rest = text.get(at..).unwrap_or_default();
    let is_digit = |byte: &&u8| byte.is_ascii_digit();
    let digits = rest.iter().take(DIGITS).take_while(is_digit).count();
    let length = std::str::from_utf8(rest.get(..digits).unwrap_or_default());
    let length = length.ok().and_then(|digits| digits.parse::<usize>().ok());
    let (Some(length), Some(b':')) = (length, rest.get(digits)) else {
        return;
    };
    let Some(quote) = strings::quote(text, at + digits + 1) else {
        return;
    };
    let from = quote.end();
    let masked = [MASK.as_bytes(), quote.of(text)].concat();
    if text
        .get(from..)
        .is_some_and(|rest| rest.starts_with(&masked))
    {
        return;
    }
    let least = from.saturating_add(length).min(text.len());
    let end = [quote.of(text), b";"].concat();
    let rest = text.get(least..).unwrap_or_default();
    // As many letters are longer by the escapes of each; what is told of the length may be wrong.
    let most = length.saturating_mul(ESCAPED).saturating_add(NEAR);
    let near = rest.get(..most).unwrap_or(rest);
    let end = match memchr::memmem::find(near, &end) {
        Some(end) => least + end,
        None if near.len() == rest.len() => text.len(),
        None => strings::at(text, at + digits + 1)
            .map_or(text.len(), |string| string.inner.end())
            .max(least),
    };
    value::push(text, Span::new(from, end), found);
}
