//! How far around a place the values reach that are seen there, so that their names are looked at, too.
//!
//! A name stands in front of its value, or in its object behind it, and the value may be of any length. From a
//! place at which no string of JSON is open, strings and brackets are passed over whole; what is no JSON is
//! looked at as far as a name usually is.

use super::strings::{self, NoString};
use crate::text::Span;

/// Bytes on each side that values are followed for.
const MOST: usize = 4 << 20;

/// Bytes on each side that are looked at as a whole; of a longer value it is the name in front that counts.
const WHOLE: usize = 256 << 10;

/// Bytes that a name takes, with what stands beside it.
const NAME: usize = 512;

/// What is to be looked at, to know what is secret in some place.
pub(super) struct Reach {
    /// The text to look at.
    pub window: Span,
    /// A long value that begins in front of it.
    pub long: Option<Long>,
}

/// A long value, of which a part is seen.
pub(super) struct Long {
    /// What is seen of it, brackets at its end aside.
    pub seen: Span,
    /// Where it begins, with what stands in front: `None` where that is too far away to be known.
    pub start: Option<Span>,
}

/// What is to be looked at around `seen`, which is at least `usual`; at `anchor`, near by, begins or
/// ends a value, or it stands in a string.
pub(super) fn around(text: &[u8], seen: Span, anchor: usize, usual: Span) -> Reach {
    // Another line may be far away, and no string goes on over its start.
    let is_far =
        anchor.saturating_sub(seen.end()) > WHOLE || seen.start().saturating_sub(anchor) > WHOLE;
    let anchor = if is_far { seen.start() } else { anchor };
    let (start, end) = front(text, seen.start(), anchor);
    let is_long = start.is_none_or(|start| seen.start().saturating_sub(start) > WHOLE);
    let long = is_long.then(|| Long {
        seen: without_brackets(text, seen.start(), end),
        start: start.map(|start| Span::new(start.saturating_sub(NAME), start + 1)),
    });
    let start = start.filter(|_| !is_long).unwrap_or(seen.start());
    let end = back(text, anchor, seen.end());
    Reach {
        window: Span::new(
            start.min(anchor).saturating_sub(NAME).min(usual.start()),
            (end.max(anchor).saturating_add(NAME).min(text.len())).max(usual.end()),
        ),
        long,
    }
}

/// What is left of a value that ends at `end` without the brackets that end it.
fn without_brackets(text: &[u8], start: usize, end: usize) -> Span {
    let value = text.get(start..end).unwrap_or_default();
    let is_bracket = |byte: &u8| byte.is_ascii_whitespace() || b"}]".contains(byte);
    let length = value.iter().rposition(|byte| !is_bracket(byte));
    Span::new(start, start + length.map_or(0, |last| last + 1))
}

/// Where the first value begins of which a part stands between `seen` and `anchor`, if that is near enough, and
/// where it ends.
fn front(text: &[u8], seen: usize, anchor: usize) -> (Option<usize>, usize) {
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
            return (Some(0), end);
        };
        if at <= least {
            return (None, end);
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
                    Err(NoString::Far) if least > 0 => return (None, end),
                    Err(NoString::Far | NoString::Other) => return (Some(seen), end),
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
    (Some(at), end)
}

/// Whether the quote at `at` begins the string that all behind it stands in: it is less escaped than the others,
/// or, where it is the first one that is met, nothing follows that stands behind a string.
fn is_opening(text: &[u8], at: usize, level: Option<usize>) -> bool {
    if let Some(level) = level {
        return strings::slashes_before(text, 0, at) < level;
    }
    !is_behind_string(text, at + 1)
}

/// Whether what follows at `at` stands behind a string, if one ends there.
fn is_behind_string(text: &[u8], at: usize) -> bool {
    let rest = text.get(at..).unwrap_or_default();
    let next = rest.iter().find(|byte| !byte.is_ascii_whitespace());
    next.is_none_or(|byte| b",:}]".contains(byte))
}

/// Where that ends of which parts stand between `anchor` and `seen`.
fn back(text: &[u8], anchor: usize, seen: usize) -> usize {
    let most = anchor.saturating_add(WHOLE).min(text.len());
    let text = text.get(..most).unwrap_or(text);
    let mut at = anchor;
    let mut is_first = true;
    while at < seen {
        let quote = strings::quote(text, at).filter(|quote| quote.of(text).ends_with(b"\""));
        at = match quote {
            // The anchor stands in a string, which ends here.
            Some(quote) if is_first && is_behind_string(text, quote.end()) => quote.end(),
            Some(_) => strings::at(text, at).map_or(at + 1, |string| string.whole.end()),
            None => strings::behind(text, at),
        };
        is_first &= quote.is_none();
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
            assert!(found.long.is_none(), "{index}");
        }
        let text = format!(r#"{{"b":"@","a":"{long}","NAMED":1}}"#);
        let found = reach(&text, r#""@"#, 100);
        assert!(found.window.end() > text.find("NAMED").unwrap());
    }

    #[test]
    fn of_long_values_the_start_counts() {
        for (length, is_known) in [(2 * WHOLE, true), (2 * MOST, false)] {
            let long = "x".repeat(length);
            for (text, value) in [
                (format!(r#"{{"a":"{long}","b":"@"}}"#), r#"":"x"#),
                (format!(r#"{{"a":["{long}" ],"b":"@"}}"#), r#"":["#),
            ] {
                let found = reach(&text, r#""@"#, 100);
                let long = found.long.unwrap();
                assert_eq!(long.seen.end(), text.rfind("x\"").unwrap() + 2);
                let start = is_known.then(|| text.find(value).unwrap() + 3);
                assert_eq!(long.start.map(Span::end), start);
                assert!(found.window.len() < 3 * NAME);
            }
        }
    }

    #[test]
    fn what_is_no_json_is_looked_at_as_usual() {
        let long = "x y\n".repeat(WHOLE);
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
