//! Where the value behind a name ends, in the ways in which recordings write values.

use std::cell::LazyCell;

use super::{MASK, strings};
use crate::text::Span;

/// What says nothing, and stays.
const WORDS: [&[u8]; 3] = [b"true", b"false", b"null"];

/// Behind the blanks at `at`; behind line ends as well where the name was quoted, and behind the backslash of
/// a line that is folded in YAML.
pub(super) fn blanks(text: &[u8], at: usize, with_lines: bool) -> usize {
    let mut here = at;
    loop {
        here += match text.get(here..).unwrap_or_default() {
            [b' ' | b'\t', ..] => 1,
            [b'\n' | b'\r', ..] if with_lines => 1,
            [b'\\', b'\n', ..] if with_lines => 2,
            _ => return here,
        };
    }
}

/// Adds the value of a member, header or setting, which begins at `from`.
pub(super) fn of_member(
    text: &[u8],
    from: usize,
    name: &Span,
    is_quoted: bool,
    found: &mut Vec<Span>,
) {
    let at = blanks(text, from, false);
    let at = behind_properties(text, at);
    let is_line_end = matches!(text.get(at), None | Some(b'\n' | b'\r'));
    if (!is_quoted && is_line_end) || is_block(text, at) {
        return deeper_lines(text, name.start(), at, found);
    }
    let at = blanks(text, at, is_quoted);
    let at = behind_prefix(text, at);
    match text.get(at) {
        _ if strings::quote(text, at).is_some() => quoted(text, at, found),
        Some(open @ (b'[' | b'{')) => nested(text, at, *open, found),
        Some(b'-') if is_quoted && is_line_end => deeper_lines(text, name.start(), from, found),
        Some(_) if is_quoted && bare(text, at, found) => {}
        Some(_) => rest_of_line(text, at, name.start(), found),
        None => {}
    }
}

/// Behind the tag and the anchor of a value in YAML.
fn behind_properties(text: &[u8], at: usize) -> usize {
    let mut here = at;
    while let Some(b'!' | b'&') = text.get(here) {
        let rest = text.get(here..).unwrap_or_default();
        let length = rest.iter().take_while(|byte| byte.is_ascii_graphic());
        let end = blanks(text, here + length.count(), false);
        if text.get(end).is_none() || end == here {
            return at;
        }
        here = end;
    }
    here
}

/// Behind the letter that says of which kind a string is: `b'...'` in Python, `N'...'` in SQL.
pub(super) fn behind_prefix(text: &[u8], at: usize) -> usize {
    let is_prefix = text
        .get(at)
        .is_some_and(|byte| b"bBeEfFnNrRuU".contains(byte));
    if is_prefix && strings::quote(text, at + 1).is_some() {
        at + 1
    } else {
        at
    }
}

/// Adds the value of a parameter, cookie or variable, which begins at `from`.
pub(super) fn of_parameter(text: &[u8], from: usize, found: &mut Vec<Span>) {
    /// Calls of what others give at most: `get("...").or("...")`.
    const CALLS: usize = 4;
    let at = blanks(text, from, false);
    let string = behind_prefix(text, at);
    if strings::quote(text, string).is_some() {
        return quoted(text, string, found);
    }
    let mut behind_calls = at;
    for _ in 0..CALLS {
        match call_end(text, behind_calls) {
            Some(end) => behind_calls = end,
            None => break,
        }
    }
    let rest = text.get(behind_calls..).unwrap_or_default();
    let is_encoded = text
        .get(from.saturating_sub(3)..from)
        .is_some_and(|sign| sign.starts_with(b"%3"));
    let [quote, bracket] =
        [b'\'', b')'].map(|byte| LazyCell::new(move || is_open(text, from, byte)));
    let is_closing = |byte: u8| match byte {
        b'\'' => *quote,
        b')' => *bracket,
        _ => b"&;\"`<>|\\".contains(&byte),
    };
    let mut length = rest
        .iter()
        .take_while(|byte| !byte.is_ascii_whitespace() && !is_closing(**byte))
        .count();
    let value = rest.get(..length).unwrap_or_default();
    if is_encoded && let Some(end) = memchr::memmem::find(value, b"%26") {
        length = end;
    }
    push(text, Span::new(at, behind_calls + length), found);
}

/// Where the call at `at` ends, whose first argument is a string: `SecretStr("...")`. Of one that does not end near by,
/// it is that string.
fn call_end(text: &[u8], at: usize) -> Option<usize> {
    /// Letters of the name of a function at most.
    const NAME: usize = 64;
    /// Calls within one another at most.
    const NESTED: usize = 4;
    /// Bytes behind the first argument within which a call ends.
    const REST: usize = 1 << 10;
    let is_letter = |byte: &&u8| byte.is_ascii_alphanumeric() || b"_.:$".contains(byte);
    let mut depth = 0_usize;
    let mut here = at;
    while depth < NESTED {
        let rest = text.get(here..)?.iter().take(NAME);
        let open = here + rest.take_while(is_letter).count();
        if text.get(open) != Some(&b'(') {
            break;
        }
        depth += 1;
        here = blanks(text, open + 1, true);
    }
    if depth == 0 {
        return None;
    }
    let first = behind_prefix(text, here);
    let first = strings::at(text, first)?.whole.end();
    let most = first.saturating_add(REST).min(text.len());
    let text = text.get(..most)?;
    let mut here = first;
    while let Some(byte) = text.get(here) {
        if let Some(string) = strings::at(text, here) {
            here = string.whole.end();
            continue;
        }
        match byte {
            b'\n' => break,
            b'(' => depth += 1,
            b')' if depth == 1 => return Some(here + 1),
            b')' => depth -= 1,
            _ => {}
        }
        here = strings::behind(text, here);
    }
    Some(first)
}

/// Whether an apostrophe or bracket that is met closes what stands open in front of `at`.
fn is_open(text: &[u8], at: usize, closing: u8) -> bool {
    let line = text.get(line_start(text, at)..at).unwrap_or_default();
    let count = |byte: u8| memchr::memchr_iter(byte, line).count();
    match closing {
        b')' => count(b'(') > count(b')'),
        _ => count(closing) % 2 == 1,
    }
}

/// Adds the value behind a name in a flat list: `"Cookie", "a=b"`, or `6:Cookie,3:a=b,` in a flow of
/// mitmproxy.
pub(super) fn of_list(text: &[u8], from: usize, is_quoted: bool, found: &mut Vec<Span>) {
    let at = blanks(text, from, true);
    if is_quoted {
        let at = behind_prefix(text, at);
        if strings::quote(text, at).is_some() {
            return quoted(text, at, found);
        }
        let rest = text.get(at..).unwrap_or_default();
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        return push(text, Span::new(at, at + digits), found);
    }
    let rest = text.get(at..).unwrap_or_default();
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let length = std::str::from_utf8(rest.get(..digits).unwrap_or_default());
    let length = length.ok().and_then(|digits| digits.parse::<usize>().ok());
    if let (Some(length), Some(b':')) = (length, rest.get(digits)) {
        let start = at + digits + 1;
        if text
            .get(start..)
            .is_some_and(|rest| rest.starts_with(MASK.as_bytes()))
        {
            return;
        }
        let end = start.saturating_add(length).min(text.len());
        found.push(Span::new(start, end));
    }
}

/// Adds a value, unless it says nothing.
pub(super) fn push(text: &[u8], span: Span, found: &mut Vec<Span>) {
    let value = span.of(text).trim_ascii();
    // What is masked already stays as it is.
    let is_word =
        value == MASK.as_bytes() || WORDS.iter().any(|word| value.eq_ignore_ascii_case(word));
    if !value.is_empty() && !is_word {
        found.push(span);
    }
}

/// Adds what stands between the quotes that begin at `at`.
pub(super) fn quoted(text: &[u8], at: usize, found: &mut Vec<Span>) {
    let Some(string) = strings::at(text, at) else {
        return;
    };
    if !string.inner.is_empty() {
        found.push(string.inner);
        return;
    }
    // Three quotes, as GraphQL and Python have them for texts of several lines.
    let quote = text.get(at..string.inner.start()).unwrap_or_default();
    let from = string.whole.end();
    let rest = text.get(from..).unwrap_or_default();
    if let Some(rest) = rest.strip_prefix(quote) {
        let end = memchr::memmem::find(rest, &quote.repeat(3)).unwrap_or(rest.len());
        let from = from + quote.len();
        found.push(Span::new(from, from + end));
    }
}

/// Adds what stands between brackets, of which the first is at `at`.
pub(super) fn nested(text: &[u8], at: usize, open: u8, found: &mut Vec<Span>) {
    let close = if open == b'[' { b']' } else { b'}' };
    let mut depth = 0_usize;
    let mut here = at;
    while let Some(byte) = text.get(here) {
        if let Some(string) = strings::at(text, here) {
            here = string.whole.end();
            continue;
        }
        if *byte == open {
            depth += 1;
        } else if *byte == close {
            depth -= 1;
            if depth == 0 {
                break;
            }
        }
        here = strings::behind(text, here);
    }
    push(text, Span::new(at + 1, here.min(text.len())), found);
}

/// Adds a value of JSON without quotes: a number, or a word that says nothing. Gives whether there is one.
fn bare(text: &[u8], at: usize, found: &mut Vec<Span>) -> bool {
    let rest = text.get(at..).unwrap_or_default();
    let is_end = |byte: &u8| byte.is_ascii_whitespace() || b",}]\"'\\".contains(byte);
    let length = rest.iter().take_while(|byte| !is_end(byte)).count();
    let (value, behind) = rest.split_at_checked(length).unwrap_or((rest, b""));
    let is_number = value
        .iter()
        .all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(byte));
    let is_masked = value == MASK.as_bytes();
    if !is_number && !is_masked && !WORDS.contains(&value) {
        return false;
    }
    // A text may begin with a number.
    let next = behind.iter().find(|byte| !matches!(byte, b' ' | b'\t'));
    if next.is_some_and(|byte| !b",}]\r\n\"'\\".contains(byte)) {
        return false;
    }
    push(text, Span::new(at, at + length), found);
    true
}

/// Adds the rest of the line: the value of a header or a setting without quotes. Where the line is quoted
/// itself, it ends with its quote or its escaped line end; the text ends where a string in double quotes does.
fn rest_of_line(text: &[u8], at: usize, name: usize, found: &mut Vec<Span>) {
    let line = line_start(text, name);
    let before = text.get(line..name).unwrap_or_default();
    let opening = before
        .iter()
        .rposition(|byte| matches!(byte, b'"' | b'\'' | b'`'));
    let is_open = |quote: u8| memchr::memchr_iter(quote, before).count() % 2 == 1;
    let mut end = at;
    while let Some(byte) = text.get(end) {
        let next = strings::behind(text, end);
        let run = if *byte == b'\\' { next - end } else { 0 };
        let letter = text.get(end + run);
        let ends = match letter {
            Some(b'\n' | b'\r') if run == 0 => true,
            Some(b'n' | b'r') if run > 0 => true,
            Some(quote @ (b'\'' | b'`')) => is_open(*quote),
            _ => false,
        };
        if ends {
            break;
        }
        end = end + run + 1;
    }
    let end = end.min(text.len());
    push(text, Span::new(at, end), found);
    let front = opening
        .and_then(|at| before.get(at + 1..))
        .unwrap_or(before);
    if front.iter().all(|byte| matches!(byte, b' ' | b'\t' | b'-')) {
        deeper_lines(text, name, end, found);
    }
}

/// Whether the value is a block scalar of YAML.
fn is_block(text: &[u8], at: usize) -> bool {
    /// Bytes of its head at most, with the blank or line end behind it.
    const HEAD: usize = 4;
    let rest = text.get(at..).unwrap_or_default();
    let head = rest.get(..HEAD).unwrap_or(rest);
    let line = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let Some((b'|' | b'>', indicators)) = line.split_first() else {
        return false;
    };
    let mut indicators = indicators.trim_ascii_end().iter();
    line.len() < HEAD && indicators.all(|byte| byte.is_ascii_digit() || b"+-".contains(byte))
}

/// Adds the lines behind `at` that belong to the name at `name`: those that are further in, and the items of
/// a list at its own depth.
fn deeper_lines(text: &[u8], name: usize, at: usize, found: &mut Vec<Span>) {
    // A member in an item of a list stands as far in as its name.
    let line = line_start(text, name);
    let before = text.get(line..name).unwrap_or_default();
    let opening = before.iter().rposition(|byte| b"\"'`".contains(byte));
    let before = opening.map_or(before, |at| before.get(at + 1..).unwrap_or_default());
    let is_item = before.iter().all(|byte| matches!(byte, b' ' | b'-'));
    let depth = if is_item {
        before.len()
    } else {
        indent(text, line)
    };
    let rest = text.get(at..).unwrap_or_default();
    let Some(end) = memchr::memchr(b'\n', rest) else {
        return;
    };
    let mut line = at + end + 1;
    while line < text.len() {
        let own = indent(text, line);
        let start = line + own;
        let rest = text.get(start..).unwrap_or_default();
        let length = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        let is_blank = rest
            .get(..length)
            .unwrap_or_default()
            .trim_ascii()
            .is_empty();
        let is_item = rest.starts_with(b"- ");
        if !is_blank && own <= depth && !(is_item && own == depth) {
            return;
        }
        let skipped = if is_item { 2 } else { 0 };
        let value = text
            .get(start..start + length)
            .unwrap_or_default()
            .trim_ascii_end();
        if !is_blank {
            push(text, Span::new(start + skipped, start + value.len()), found);
        }
        line = start + length + 1;
    }
}

/// Where the line of `at` begins, or the part of a long one that is looked at.
fn line_start(text: &[u8], at: usize) -> usize {
    /// Bytes of a line that are gone back.
    const LINE: usize = 4 << 10;
    let least = at.saturating_sub(LINE);
    let before = text.get(least..at).unwrap_or_default();
    memchr::memrchr(b'\n', before).map_or(least, |newline| least + newline + 1)
}

/// The blanks at the start of a line.
fn indent(text: &[u8], line: usize) -> usize {
    let rest = text.get(line..).unwrap_or_default();
    rest.iter()
        .take_while(|byte| matches!(byte, b' ' | b'\t'))
        .count()
}
