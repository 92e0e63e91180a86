//! What the readers of stubs share: placeholders, patterns in place of paths, methods that stand for
//! any.
//!
//! A stub says what to answer to requests that fit a pattern. What it fits leads to an operation as
//! far as the pattern is plain text between segments; where it is more than that, there is no URL,
//! and the body is recognised by its names.

use crate::text::json::first_value;

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

/// What the first line of a text is.
#[derive(Clone, Copy)]
pub(super) enum Lines {
    /// A whole value, and nothing is behind it.
    OneValue,
    /// A whole value, and more is behind it.
    OneValueAndMore,
    /// A part of a value.
    Several,
}

impl Lines {
    /// What the first line of a text that begins with `start` is.
    pub(super) fn of(start: &[u8]) -> Self {
        let start = start.trim_ascii();
        let end = memchr::memchr(b'\n', start).unwrap_or(start.len());
        let (first, behind) = start.split_at_checked(end).unwrap_or((start, b""));
        match (first_value(first).is_ok(), behind.is_empty()) {
            (true, true) => Self::OneValue,
            (true, false) => Self::OneValueAndMore,
            (false, _) => Self::Several,
        }
    }
}

/// The method of a stub; `ANY`, a pattern or a negation is none.
pub(super) fn method(method: String) -> Option<String> {
    if method.eq_ignore_ascii_case("GET_OR_HEAD") {
        return Some("GET".to_owned());
    }
    let is_name = !method.is_empty() && method.bytes().all(|byte| byte.is_ascii_alphabetic());
    (is_name && !method.eq_ignore_ascii_case("ANY")).then_some(method)
}

/// What stands for a segment that a pattern leaves open.
const OPEN: &str = "{any}";

/// A URL that fits a regular expression, where that is plain text between open segments: escapes,
/// `[^/]+`, `\\w+` and groups of them; what is behind an escaped question mark plays no part. `None`
/// where it says more, or less.
pub(super) fn pattern(regex: &str) -> Option<String> {
    let mut reader = Pattern {
        rest: regex.strip_prefix('^').unwrap_or(regex),
        url: String::new(),
        groups: Vec::new(),
    };
    while reader.step()? == Step::On {}
    reader.url.contains('/').then_some(reader.url)
}

#[derive(PartialEq, Eq)]
enum Step {
    On,
    End,
}

struct Pattern<'r> {
    rest: &'r str,
    url: String,
    /// The lengths of the URL where open groups began.
    groups: Vec<usize>,
}

impl Pattern<'_> {
    fn step(&mut self) -> Option<Step> {
        let Some(letter) = self.take() else {
            return self.groups.is_empty().then_some(Step::End);
        };
        match letter {
            '$' if self.rest.trim_start_matches(')').is_empty() => return Some(Step::End),
            '|' | '*' | '+' | '^' | '$' => return None,
            '?' => {
                // A last slash that may be missing.
                if !self.url.ends_with('/') || !matches!(self.rest, "" | "$") {
                    return None;
                }
                self.url.pop();
            }
            '(' => {
                self.rest = self.rest.strip_prefix("?:").unwrap_or(self.rest);
                if let Some(name) = self.rest.strip_prefix("?<") {
                    // No look-behind.
                    self.rest = name.split_once('>')?.1;
                    if name.starts_with(['=', '!']) {
                        return None;
                    }
                } else if self.rest.starts_with('?') {
                    return None;
                }
                self.groups.push(self.url.len());
            }
            ')' => {
                let start = self.groups.pop()?;
                if self.rest.starts_with('?') && self.url.get(start..) == Some("/") {
                    self.rest = self.rest.get(1..)?;
                    self.url.pop();
                } else if self.rest.starts_with(['?', '*', '+', '{']) {
                    return None;
                }
            }
            '[' => {
                self.class()?;
                self.quantifier();
                self.url.push_str(OPEN);
            }
            '\\' => return self.escape(),
            '.' if self.rest.starts_with(['*', '+']) => {
                // Any prefix may stand in front of a path.
                if !self.url.is_empty() {
                    return None;
                }
                self.quantifier();
            }
            '{' => {
                // The variable of a template; a quantifier stands behind what it counts.
                if self.rest.starts_with(|next: char| next.is_ascii_digit()) {
                    return None;
                }
                let (_, rest) = self.rest.split_once('}')?;
                self.rest = rest;
                self.url.push_str(OPEN);
            }
            _ => self.url.push(letter),
        }
        Some(Step::On)
    }

    fn take(&mut self) -> Option<char> {
        let mut letters = self.rest.chars();
        let letter = letters.next()?;
        self.rest = letters.as_str();
        Some(letter)
    }

    fn escape(&mut self) -> Option<Step> {
        match self.take()? {
            // The query.
            '?' => return Some(Step::End),
            'w' | 'd' => {
                self.quantifier();
                self.url.push_str(OPEN);
            }
            'A' | 'z' | 'Z' | 'b' => {}
            'Q' => {
                let (plain, rest) = self.rest.split_once("\\E").unwrap_or((self.rest, ""));
                self.url.push_str(plain);
                self.rest = rest;
            }
            letter if letter.is_ascii_alphanumeric() => return None,
            letter => self.url.push(letter),
        }
        Some(Step::On)
    }

    /// Passes over a class behind its bracket; `None` where it lets a slash through.
    fn class(&mut self) -> Option<()> {
        let is_negated = self.rest.starts_with('^');
        let mut has_slash = false;
        let mut is_first = true;
        if is_negated {
            self.take();
        }
        loop {
            match self.take()? {
                ']' if !is_first => break,
                '/' => has_slash = true,
                '\\' => match self.take()? {
                    '/' => has_slash = true,
                    'S' | 'W' | 'D' if !is_negated => return None,
                    _ => {}
                },
                _ => {}
            }
            is_first = false;
        }
        (is_negated == has_slash).then_some(())
    }

    fn quantifier(&mut self) {
        if let Some(rest) = self.rest.strip_prefix(['+', '*', '?']) {
            self.rest = rest;
        } else if let Some((counts, rest)) = self
            .rest
            .strip_prefix('{')
            .and_then(|rest| rest.split_once('}'))
            && counts.starts_with(|next: char| next.is_ascii_digit())
        {
            self.rest = rest;
        }
        // Lazy or possessive.
        self.rest = self.rest.strip_prefix(['?', '+']).unwrap_or(self.rest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_of_plain_text_and_open_segments_are_urls() {
        for (regex, url) in [
            ("/api/v1/connections", "/api/v1/connections"),
            ("/api/v1\\.0/x", "/api/v1.0/x"),
            ("^/a/[^/]+/status$", "/a/{any}/status"),
            ("/a/([^/]+)/b", "/a/{any}/b"),
            ("/a/(?<id>[a-f0-9-]{36})", "/a/{any}"),
            ("/a/\\w+?/b/?", "/a/{any}/b"),
            ("/a/[^/?]+\\?.*", "/a/{any}"),
            ("/a(/)?", "/a"),
            (".*/a/b", "/a/b"),
            ("(.*)/a/b$", "/a/b"),
            ("/a/{connectionId}/status", "/a/{any}/status"),
            ("\\Q/a.b/\\Ec", "/a.b/c"),
            ("/a(\\?.*)?", "/a"),
        ] {
            assert_eq!(pattern(regex).as_deref(), Some(url), "{regex}");
        }
        for regex in [
            "", ".*", "/a/.*", "/a/(b|c)", "/a/[^?]+", "/a/\\S+", "/a/[", "/a/(", "/ab?", "/ab*",
            "(?=/a)/a", "/a{2}", "(/a)+", "/a)", "\\",
        ] {
            assert_eq!(pattern(regex), None, "{regex}");
        }
    }

    #[test]
    fn placeholders_are_told_from_braces() {
        for text in [
            "{{x}}",
            "a {{ request.path }}",
            "{{{x}}}",
            "{{$guid}}",
            "{{#if a}}",
        ] {
            assert!(has_placeholder(text.as_bytes()), "{text}");
        }
        for text in ["", "{{", "{\"a\":{\"b\":{}}}", "{{}}", "{{ 5 }}", "{{x"] {
            assert!(!has_placeholder(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn methods_that_stand_for_any_are_none() {
        let of = |name: &str| method(name.to_owned());
        assert_eq!(of("get").as_deref(), Some("get"));
        assert_eq!(of("GET_OR_HEAD").as_deref(), Some("GET"));
        for name in ["", "ANY", "any", "GET|POST", "!GET", ".*"] {
            assert_eq!(of(name), None, "{name}");
        }
    }
}
