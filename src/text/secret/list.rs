//! Names that stand in lists: `["Cookie", "a=b"]`, `[["password", "..."]]`, `"loc": ["body", "password"]`.

use super::assigned::Name;
use super::names::{folded, is_header, is_of_any_message};
use super::{assigned_value as value, pair, strings};
use crate::text::Span;

/// Items on either side of a name that are looked at, at most.
const ITEMS: usize = 16;

/// Bytes on either side of a name in which they stand.
const NEAR: usize = 8 << 10;

/// Whether a value may stand behind the name in a list: the name is that of a header, or a list of two begins
/// with it in a list of such.
pub(super) fn is_name(text: &[u8], name: &Name, written: &str) -> bool {
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
    // A list of the names of headers, as `Vary` has them.
    if second.is_some_and(|second| is_name_of_header(second.inner.of(text))) {
        return false;
    }
    let is_own = is_own(written);
    // In a flow of mitmproxy, lengths stand in front.
    let is_counted = name.quote.is_none() && before.ends_with(b":");
    if is_own || is_counted || is_header(&folded(written)) {
        return true;
    }
    let list = before
        .strip_suffix(b"[")
        .or_else(|| before.strip_suffix(b"("))
        .map(<[u8]>::trim_ascii_end);
    let is_pair = list.is_some_and(|list| list.last().is_some_and(|byte| b"[(,".contains(byte)))
        && next.is_some_and(|next| matches!(next, Some(b']' | b')') | None));
    name.quote.is_some() && (is_pair || is_among_headers(text, name, written))
}

/// Whether it is the name of a header, and no value of one.
fn is_name_of_header(item: &[u8]) -> bool {
    /// Letters of such a name at most.
    const LONGEST: usize = 64;
    let is_letter = |byte: &u8| byte.is_ascii_alphabetic() || *byte == b'-';
    if item.len() > LONGEST || !item.iter().all(is_letter) {
        return false;
    }
    let written = String::from_utf8_lossy(item);
    let name = folded(&written);
    is_own(&written) || is_header(&name) || is_of_any_message(&name)
}

/// Whether a name begins as those of headers of one's own do, or of options of a command.
fn is_own(written: &str) -> bool {
    written
        .get(..2)
        .is_some_and(|start| start.eq_ignore_ascii_case("x-") || start == "--")
}

/// Whether the name stands in a list of names and values in turn, as Node.js has those of headers: every other
/// item is the name of a header, or the list is called so.
fn is_among_headers(text: &[u8], name: &Name, written: &str) -> bool {
    let is_odd = |text: &str| text.contains('-') || text.contains(char::is_uppercase);
    let is_header = |item: Span| {
        let item = String::from_utf8_lossy(item.of(text));
        // `host` and `date` may be names of members as well.
        is_of_any_message(&folded(&item)) && (is_odd(&item) || is_odd(written))
    };
    let mut at = name.whole.start();
    for index in 1..=ITEMS {
        match before(text, at, name) {
            Some(Step::Item { inner, start }) => {
                if index % 2 == 0 && is_header(inner) {
                    return true;
                }
                at = start;
            }
            Some(Step::End(open)) => {
                let list = Name {
                    whole: Span::new(open, name.whole.end()),
                    quote: None,
                };
                if index % 2 == 0 {
                    return false;
                }
                if pair::word_told(text, &list, b":").is_some_and(|word| word.ends_with("headers"))
                {
                    return true;
                }
                break;
            }
            None => break,
        }
    }
    let mut at = name.whole.end();
    for index in 1..=ITEMS {
        match behind(text, at, name) {
            Some(Step::Item { inner, start: end }) => {
                if index % 2 == 0 && is_header(inner) {
                    return true;
                }
                at = end;
            }
            _ => break,
        }
    }
    false
}

/// The list that is the way to a member, where the name is one of its steps: `"loc": ["body", "password"]`.
pub(super) fn way(text: &[u8], name: &Name) -> Option<Name> {
    name.quote?;
    let open = bracket(name.whole.start(), |at| before(text, at, name))?;
    let front = Name {
        whole: Span::new(open, name.whole.end()),
        quote: name.quote,
    };
    if !pair::is_told(text, &front, b":") {
        return None;
    }
    let close = bracket(name.whole.end(), |at| behind(text, at, name))?;
    Some(Name {
        whole: Span::new(open, close + 1),
        quote: name.quote,
    })
}

/// The bracket of the list in which `step` leads from one item to the next.
fn bracket(mut at: usize, step: impl Fn(usize) -> Option<Step>) -> Option<usize> {
    for _ in 0..ITEMS {
        match step(at)? {
            Step::Item { start, .. } => at = start,
            Step::End(bracket) => return Some(bracket),
        }
    }
    None
}

/// What stands beside an item of a list.
enum Step {
    /// Another item, and where it is that it ends on the other side.
    Item { inner: Span, start: usize },
    /// The bracket of the list.
    End(usize),
}

/// What stands in front of the item at `at`, quoted as the name is, or a number.
fn before(text: &[u8], at: usize, name: &Name) -> Option<Step> {
    let least = name.whole.start().saturating_sub(NEAR);
    let front = text.get(least..at)?.trim_ascii_end();
    let (sign, front) = front.split_last()?;
    match sign {
        b'[' | b'(' => return Some(Step::End(least + front.len())),
        b',' => {}
        _ => return None,
    }
    let front = front.trim_ascii_end();
    let end = least + front.len();
    let digits = front.iter().rev().take_while(|byte| byte.is_ascii_digit());
    let digits = digits.count();
    if digits > 0 {
        return Some(Step::Item {
            inner: Span::new(end - digits, end),
            start: end - digits,
        });
    }
    let slashes = name.quote?.len() - 1;
    let string = strings::before(text, end, slashes, least).ok()?;
    Some(Step::Item {
        inner: string.inner,
        start: string.whole.start(),
    })
}

/// What stands behind the item that ends at `at`.
fn behind(text: &[u8], at: usize, name: &Name) -> Option<Step> {
    let most = name.whole.end().saturating_add(NEAR).min(text.len());
    let text = text.get(..most)?;
    let close = |at: usize| {
        let is_close = matches!(text.get(at), Some(b']' | b')'));
        is_close.then_some(Step::End(at))
    };
    let at = value::blanks(text, at, true);
    if let Some(end) = close(at) {
        return Some(end);
    }
    let at = value::blanks(text, at + usize::from(text.get(at) == Some(&b',')), true);
    // A tuple of one ends so.
    if let Some(end) = close(at) {
        return Some(end);
    }
    let digits = text
        .get(at..)?
        .iter()
        .take_while(|byte| byte.is_ascii_digit());
    let digits = digits.count();
    if digits > 0 {
        return Some(Step::Item {
            inner: Span::new(at, at + digits),
            start: at + digits,
        });
    }
    let string = strings::at(text, at)?;
    Some(Step::Item {
        inner: string.inner,
        start: string.whole.end(),
    })
}
