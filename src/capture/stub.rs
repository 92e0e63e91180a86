//! What the readers of stubs share: placeholders, patterns in place of paths, methods that stand for
//! any.
//!
//! A stub says what to answer to requests that fit a pattern. What it fits leads to an operation as
//! far as the pattern is plain text between segments; where it is more than that, there is no URL,
//! and the body is recognised by its names.

/// Bytes of one placeholder at most.
const PLACEHOLDER: usize = 400;

/// Whether a text has a placeholder that is filled in when the stub is asked: `{{name}}`.
pub(super) fn has_placeholder(text: &[u8]) -> bool {
    memchr::memmem::find_iter(text, b"{{").any(|at| {
        let inside = text.get(at + 2..).unwrap_or_default();
        let inside = inside.get(..PLACEHOLDER).unwrap_or(inside);
        let first = inside.trim_ascii_start().first().copied();
        let is_name =
            first.is_some_and(|byte| byte.is_ascii_alphabetic() || b"$#_{>!~".contains(&byte));
        is_name && memchr::memmem::find(inside, b"}}").is_some()
    })
}

/// The URL that a request's `url` tells, unless placeholders hide all of its path.
pub(super) fn url(url: String) -> Option<String> {
    if !url.contains("{{") {
        return Some(url);
    }
    let end = url.find(['?', '#']).unwrap_or(url.len());
    let path = url.get(..end).unwrap_or_default();
    let path = path.split_once("://").map_or(path, |(_, rest)| rest);
    let mut segments = path.split('/').skip(1).filter(|part| !part.is_empty());
    let tells = segments.any(|part| !part.starts_with("{{"));
    tells.then_some(url)
}
