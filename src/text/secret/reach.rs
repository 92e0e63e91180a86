//! How far around a place the values reach that are seen there, so that their names are looked at, too.
//!
//! A name stands in front of its value, or in its object behind it, and the value may be of any length. From a
//! place at which no string of JSON is open, strings and brackets are passed over whole; what is no JSON is
//! looked at as far as a name usually is.

use super::strings::{self, NoString};
use crate::text::Span;

/// Bytes on each side that values are followed for.
const MOST: usize = 1 << 18;

/// Bytes that a name takes, with what stands beside it.
const NAME: usize = 512;

/// What is to be looked at, to know what is secret in some place.
pub(super) struct Reach {
    /// The text to look at.
    pub window: Span,
    /// What is seen of a value that is too long to be followed to its name, and passes for a secret therefore.
    pub unknown: Option<Span>,
}

/// What is to be looked at around `seen`, which is at least `usual`; at `anchor` begins or ends a value.
pub(super) fn around(text: &[u8], seen: Span, anchor: usize, usual: Span) -> Reach {
    let anchor = anchor.clamp(seen.start(), seen.end());
    let (start, unknown) = match front(text, seen.start(), anchor) {
        Front::Known(start) => (start, None),
        Front::Unknown(end) => (seen.start(), Some(Span::new(seen.start(), end))),
    };
    let end = back(text, anchor, seen.end());
    Reach {
        window: Span::new(
            start.saturating_sub(NAME).min(usual.start()),
            end.saturating_add(NAME).min(text.len()).max(usual.end()),
        ),
        unknown,
    }
}

enum Front {
    /// What is seen begins here.
    Known(usize),
    /// A value that is seen up to here begins too far away.
    Unknown(usize),
}

/// Where that begins of which parts stand between `seen` and `anchor`.
fn front(text: &[u8], seen: usize, anchor: usize) -> Front {
    let least = anchor.saturating_sub(MOST);
    let mut at = anchor;
    let mut depth = 0_usize;
    // Where the outermost value ends that is being passed.
    let mut end = anchor;
    // The backslashes in front of the quotes here.
    let mut level = None;
    while at > seen || depth > 0 {
        if depth == 0 {
            end = at;
        }
        let Some(last) = at.checked_sub(1) else {
            return Front::Known(0);
        };
        if at <= least {
            return Front::Unknown(end);
        }
        at = match text.get(last) {
            Some(b'"') if is_opening(text, last, level) => {
                // All this stands in a string, which begins here.
                let run = strings::slashes_before(text, least, last);
                level = Some(run);
                depth = 0;
                last - run
            }
            Some(b'"') => {
                level = level.or_else(|| strings::level_before(text, at));
                match strings::before(text, at, level.unwrap_or_default(), least) {
                    Ok(string) => string.whole.start(),
                    Err(NoString::Far) if least > 0 => return Front::Unknown(end),
                    Err(NoString::Far | NoString::Other) => return Front::Known(seen),
                }
            }
            Some(b'}' | b']') => {
                depth += 1;
                last
            }
            Some(b'{' | b'[') => {
                depth = depth.saturating_sub(1);
                last
            }
            _ => last,
        };
    }
    Front::Known(at)
}

/// Whether the quote at `at` begins the string that all behind it stands in: it is less escaped, or no value can
/// be in front of what follows.
fn is_opening(text: &[u8], at: usize, level: Option<usize>) -> bool {
    match level {
        Some(level) => strings::slashes_before(text, 0, at) < level,
        None => matches!(text.get(at + 1), Some(b'{' | b'[')),
    }
}

/// Where that ends of which parts stand between `anchor` and `seen`.
fn back(text: &[u8], anchor: usize, seen: usize) -> usize {
    let most = anchor.saturating_add(MOST).min(text.len());
    let text = text.get(..most).unwrap_or(text);
    let mut at = anchor;
    while at < seen {
        let is_string =
            strings::quote(text, at).is_some_and(|quote| quote.of(text).ends_with(b"\""));
        let string = is_string.then(|| strings::at(text, at)).flatten();
        at = string.map_or(at + 1, |string| string.whole.end());
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is looked at for the `around` bytes on both sides of `needle`.
    fn reach(text: &str, needle: &str, around: usize) -> Reach {
        let at = text.find(needle).unwrap();
        let seen = Span::new(at.saturating_sub(around), (at + around).min(text.len()));
        super::around(text.as_bytes(), seen, at, seen)
    }

    #[test]
    fn values_are_followed_to_their_names() {
        let long = "x".repeat(20_000);
        for (index, (text, needle)) in [
            (r#"{"a":"NAMED~","b":"@"}"#, r#""@"#),
            (r#"{"a":{"NAMED":["~",{"c":"}]"}]},"b":"@"}"#, r#""@"#),
            (r#"{"a":"NAMED~\\","b":"@"}"#, r#""@"#),
            (r#"{"a":"NAMED~\\\"","b":@}"#, "@"),
            (r#"{"a":"NAMED~","text":"{\"b\":\"@\"}"}"#, r#"\"@"#),
            (r#"{"a":"NAMED~","text":"{\"b\":@}"}"#, "@"),
            (r#"{"a":"NAMED~","text":"[@]"}"#, "@"),
        ]
        .into_iter()
        .enumerate()
        {
            let text = text.replace('~', &long);
            let found = reach(&text, needle, 100);
            assert!(
                found.window.start() <= text.find("NAMED").unwrap(),
                "{index}"
            );
            assert_eq!(found.unknown, None);
        }
        let text = format!(r#"{{"b":"@","a":"{long}","NAMED":1}}"#);
        let found = reach(&text, r#""@"#, 100);
        assert!(found.window.end() > text.find("NAMED").unwrap());
    }

    #[test]
    fn of_what_reaches_too_far_the_part_that_is_seen_is_unknown() {
        let long = "x".repeat(2 * MOST);
        for text in [
            format!(r#"{{"a":"{long}","b":"@"}}"#),
            format!(r#"{{"a":["{long}"],"b":"@"}}"#),
        ] {
            let found = reach(&text, r#""@"#, 100);
            let unknown = found.unknown.unwrap();
            assert_eq!(unknown.end(), text.find(",\"b").unwrap());
            assert!(found.window.len() < 3 * NAME);
        }
    }

    #[test]
    fn what_is_no_json_is_looked_at_as_usual() {
        let long = "x y\n".repeat(MOST);
        for text in [
            format!("{long}@{long}"),
            format!("{long}\"@{long}"),
            "@".to_owned(),
        ] {
            let found = reach(&text, "@", 100);
            assert!(found.window.len() <= 200 + 2 * NAME, "{:?}", found.window);
        }
    }
}
