//! What stands behind a name of secrets, and is none: a count, a port, a scope, a type.

use super::assigned::Name;
use super::assigned_value as value;
use super::names::folded;
use crate::text::Span;

/// What a scope allows: `token:read`.
const SCOPES: &[&str] = &[
    "access",
    "admin",
    "all",
    "create",
    "delete",
    "destroy",
    "edit",
    "exchange",
    "generate",
    "get",
    "introspect",
    "issue",
    "list",
    "manage",
    "modify",
    "none",
    "read",
    "refresh",
    "reset",
    "revoke",
    "rotate",
    "update",
    "use",
    "validate",
    "verify",
    "view",
    "write",
];

/// Types of GraphQL that any schema has.
const TYPES: &[&[u8]] = &[b"Boolean", b"Float", b"ID", b"Int", b"String"];

/// Digits of a count at most.
const DIGITS: usize = 15;

/// Whether the name says that tokens are counted behind it, if a number stands there.
pub(super) fn may_count(written: &str) -> bool {
    let name = folded(written);
    name.trim_end_matches(|letter: char| letter.is_ascii_digit())
        .ends_with("tokens")
}

/// Whether `text` is nothing but such a number.
pub(super) fn is_count(text: &[u8]) -> bool {
    let text = text.trim_ascii();
    let is_digit = |byte: &u8| byte.is_ascii_digit() || *byte == b'.';
    (1..=DIGITS).contains(&text.len()) && text.iter().all(is_digit)
}

/// Whether what stands behind the sign at `from` is nothing but a number.
pub(super) fn counts(text: &[u8], from: usize, is_line: bool, is_quoted: bool) -> bool {
    let at = value::blanks(text, from, is_quoted);
    let rest = text.get(at..).unwrap_or_default();
    let is_digit = |byte: &&u8| byte.is_ascii_digit() || **byte == b'.';
    let length = rest.iter().take(DIGITS + 1).take_while(is_digit).count();
    if length == 0 || length > DIGITS {
        return false;
    }
    let end = value::blanks(text, at + length, false);
    match text.get(end) {
        None | Some(b'}' | b']' | b')' | b'\r' | b'\n' | b'"' | b'\'' | b'`' | b'\\') => true,
        Some(b',') => {
            let is_blank = |byte: &u8| byte.is_ascii_whitespace();
            is_quoted || !is_line && text.get(end + 1).is_none_or(is_blank)
        }
        Some(b'&' | b';' | b'<') => !is_line,
        // A setting without quotes goes on to the end of its line.
        Some(_) => !is_line && !is_quoted && end > at + length,
    }
}

/// Whether a port or a scope stands behind the colon in front of `from`: `auth:8080`, `token:read`.
pub(super) fn is_port_or_scope(text: &[u8], name: &Name, from: usize) -> bool {
    /// Letters of either at most.
    const LONGEST: usize = 12;
    if name.quote.is_some() {
        return false;
    }
    let rest = text.get(from..).unwrap_or_default();
    let letters = rest.iter().take(LONGEST);
    let length = letters
        .take_while(|byte| byte.is_ascii_alphanumeric())
        .count();
    let (word, behind) = rest.split_at_checked(length).unwrap_or((rest, b""));
    let word = String::from_utf8_lossy(word).to_ascii_lowercase();
    if word
        .bytes()
        .next()
        .is_some_and(|byte| byte.is_ascii_digit())
    {
        let start = name.whole.start();
        let is_host = name.whole.of(text).eq_ignore_ascii_case(b"auth")
            || text
                .get(..start)
                .is_some_and(|front| front.ends_with(b"//"));
        let is_end = behind
            .first()
            .is_none_or(|byte| byte.is_ascii_whitespace() || b"/?#\"'`,;)]}<\\".contains(byte));
        return is_host && is_end && word.len() > 1 && word.parse::<u16>().is_ok();
    }
    let goes_on = behind
        .first()
        .is_some_and(|byte| byte.is_ascii_alphanumeric() || b"-_=@/~$!*".contains(byte));
    !goes_on && SCOPES.contains(&word.as_str())
}

/// Where the type of GraphQL ends that stands behind the colon in front of `from`: `$password: String!`; or the
/// variable of the same name.
pub(super) fn type_end(text: &[u8], name: &Name, from: usize) -> Option<usize> {
    /// Letters of a type or a variable at most.
    const LONGEST: usize = 64;
    if name.quote.is_some() {
        return None;
    }
    let is_letter = |byte: &&u8| byte.is_ascii_alphanumeric() || **byte == b'_';
    let word = |at: usize| {
        let rest = text.get(at..).unwrap_or_default();
        let length = rest.iter().take(LONGEST).take_while(is_letter).count();
        Span::new(at, at + length)
    };
    let start = name.whole.start();
    let is_variable = start.checked_sub(1).and_then(|at| text.get(at)) == Some(&b'$');
    let at = value::blanks(text, from, false);
    let is_end = |end: usize| {
        text.get(end)
            .is_none_or(|byte| byte.is_ascii_whitespace() || b",){}=@\"\\#".contains(byte))
    };
    if text.get(at) == Some(&b'$') {
        let variable = word(at + 1);
        let is_same = variable.of(text) == name.whole.of(text) && is_end(variable.end());
        return is_same.then_some(variable.end());
    }
    let lists = text.get(at..)?.iter().take(4);
    let inner = word(at + lists.take_while(|byte| **byte == b'[').count());
    let signs = text.get(inner.end()..)?.iter().take(8);
    let signs = signs.take_while(|byte| b"!]".contains(byte)).count();
    let end = inner.end() + signs;
    let is_known = TYPES.contains(&inner.of(text));
    // One of a schema's own may be any word.
    let is_own = || {
        inner.of(text).first().is_some_and(u8::is_ascii_uppercase)
            && inner.of(text).iter().all(u8::is_ascii_alphabetic)
            && matches!(text.get(end), Some(b',' | b')'))
    };
    let is_one = if is_variable {
        is_known || signs > 0 && is_own()
    } else {
        is_known && signs > 0
    };
    (is_one && is_end(end)).then_some(end)
}
