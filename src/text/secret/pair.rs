//! Pairs of a name and a value, as lists of headers and parameters have them: `{"name": "Cookie", "value": "a=b"}`.

use super::assigned::{Name, named, next_word};
use super::names::folded;
use super::{assigned_value as value, strings};
use crate::text::Span;

/// What a list of pairs calls the name of one.
const NAMING: &[&str] = &[
    "attribute",
    "datapath",
    "field",
    "header",
    "headername",
    "instancepath",
    "key",
    "loc",
    "matches",
    "name",
    "param",
    "parameterkey",
    "parametername",
    "path",
    "property",
    "propertyname",
    "type",
];

/// What it calls the value.
pub(super) const VALUES: &[&str] = &[
    "attemptedvalue",
    "content",
    "input",
    "invalidvalue",
    "newvalue",
    "oldvalue",
    "parametervalue",
    "rejectedvalue",
    "value",
    "values",
];

/// Those of [`NAMING`] that stand in a pair beside the one that tells its name.
const ASIDE: &[&str] = &["datapath", "instancepath", "loc", "matches", "path", "type"];

/// Strings and signs between the name and the value of a pair at most.
const STEPS: usize = 1 << 10;

/// Bytes of a text without quotes in which the value in front of a name is looked for.
const FRONT: usize = 4 << 10;

/// Whether the name is the value of a member that tells names: `"name": "Authorization"`.
pub(super) fn is_named(text: &[u8], name: &Name) -> bool {
    is_told(text, name, b":")
}

/// Whether a member of that name may hold the value of a pair of a name and a value.
pub fn may_be_of_pair(name: &str) -> bool {
    VALUES.contains(&folded(name).as_str())
}

/// Whether that is what the name of a pair is called.
pub(super) fn is_naming(word: &[u8]) -> bool {
    NAMING.contains(&word_of(word).as_str())
}

/// Whether the name stands behind `sign` and a word that tells names.
pub(super) fn is_told(text: &[u8], name: &Name, sign: &[u8]) -> bool {
    word_told(text, name, sign).is_some_and(|word| NAMING.contains(&word.as_str()))
}

/// The word behind which, and `sign`, the name stands, folded.
pub(super) fn word_told(text: &[u8], name: &Name, sign: &[u8]) -> Option<String> {
    let start = name.whole.start();
    let before = text
        .get(start.saturating_sub(64)..start)
        .unwrap_or_default();
    let before = before.trim_ascii_end().strip_suffix(sign)?;
    Some(last_word(before))
}

/// Whether a word tells the name of another pair.
fn begins_pair(word: &str) -> bool {
    NAMING.contains(&word) && !ASIDE.contains(&word)
}

/// The last word of `text`, folded, without what quotes it.
fn last_word(text: &[u8]) -> String {
    let is_quote = |byte: &u8| b"\"'\\".contains(byte) || byte.is_ascii_whitespace();
    let end = text
        .iter()
        .rposition(|byte| !is_quote(byte))
        .map_or(0, |at| at + 1);
    let text = text.get(..end).unwrap_or_default();
    let is_letter = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_".contains(byte);
    let start = text
        .iter()
        .rposition(|byte| !is_letter(byte))
        .map_or(0, |at| at + 1);
    word_of(text.get(start..).unwrap_or_default())
}

fn word_of(text: &[u8]) -> String {
    folded(&String::from_utf8_lossy(text))
}

/// Adds the value of the pair whose name is at `name`: it stands behind it or in front of it.
pub(super) fn find(text: &[u8], name: &Name, found: &mut Vec<Span>) {
    let whole = name.whole;
    let members = match name.quote {
        Some(quote) if quote.of(text).ends_with(b"\"") => {
            let slashes = quote.len() - 1;
            // The names of the members may have no quotes.
            [
                member_behind(text, whole.end(), slashes)
                    .or_else(|| word_behind(text, whole.end())),
                member_before(text, whole.start(), slashes)
                    .or_else(|| word_before(text, whole.start())),
            ]
        }
        _ => [
            word_behind(text, whole.end()),
            word_before(text, whole.start()),
        ],
    };
    for word in members.into_iter().flatten() {
        let member = named(text, word);
        let at = value::blanks(text, member.whole.end(), member.quote.is_some());
        if text.get(at) == Some(&b':') {
            value::of_member(text, at + 1, &member.whole, member.quote.is_some(), found);
        }
    }
}

/// The name of the next member of the same object that tells a value. What stands in between is passed over,
/// whatever it is.
fn member_behind(text: &[u8], from: usize, slashes: usize) -> Option<Span> {
    let mut at = from;
    let mut depth = 0_usize;
    for _ in 0..STEPS {
        match text.get(at)? {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.checked_sub(1)?,
            b'\\' if strings::quote(text, at).is_none() => {
                at = strings::behind(text, at);
                continue;
            }
            b'"' | b'\\' => {
                // A quote that is less escaped ends what the object stands in.
                let string = strings::at(text, at)
                    .filter(|string| string.inner.start() - string.whole.start() == slashes + 1)?;
                at = string.whole.end();
                if depth == 0 && text.get(value::blanks(text, at, true)) == Some(&b':') {
                    let name = word_of(string.inner.of(text));
                    if VALUES.contains(&name.as_str()) {
                        return Some(string.inner);
                    }
                    if begins_pair(&name) {
                        return None;
                    }
                }
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// The name of the last member in front, of the same object, that tells a value.
fn member_before(text: &[u8], until: usize, slashes: usize) -> Option<Span> {
    let mut at = until;
    let mut depth = 0_usize;
    // The first name that is met is the one behind which `until` stands.
    let mut is_own = true;
    // Where the last string that was passed ends, if it is followed by a colon.
    let mut is_name = false;
    for _ in 0..STEPS {
        let last = at.checked_sub(1)?;
        match text.get(last)? {
            b'}' | b']' => depth += 1,
            b'{' | b'[' => depth = depth.checked_sub(1)?,
            b':' => is_name = true,
            b'"' => {
                let string = strings::before(text, at, slashes, 0).ok()?;
                at = string.whole.start();
                if depth == 0 && is_name && !std::mem::take(&mut is_own) {
                    let name = word_of(string.inner.of(text));
                    if VALUES.contains(&name.as_str()) {
                        return Some(string.inner);
                    }
                    if begins_pair(&name) {
                        return None;
                    }
                }
                is_name = false;
                continue;
            }
            byte if byte.is_ascii_whitespace() => {}
            _ => is_name = false,
        }
        at = last;
    }
    None
}

/// The next word that tells a value, in the same object, where names have no quotes.
fn word_behind(text: &[u8], from: usize) -> Option<Span> {
    let mut at = from;
    // Whether the word in front began the item of a list in YAML.
    let mut is_item = false;
    for _ in 0..STEPS {
        let word = next_word(text, at)?;
        let between = text.get(at..word.start())?;
        if between.iter().any(|byte| b"{}".contains(byte)) {
            return None;
        }
        let name = word_of(word.of(text));
        let is_member = is_member(text, word);
        if is_member && VALUES.contains(&name.as_str()) {
            return Some(word);
        }
        let is_other = if is_item {
            NAMING.contains(&name.as_str())
        } else {
            begins_pair(&name)
        };
        if is_member && is_other {
            return None;
        }
        is_item = word.of(text) == b"-";
        at = word.end();
    }
    None
}

/// The last word in front that tells a value, in the same object, where names have no quotes.
fn word_before(text: &[u8], until: usize) -> Option<Span> {
    let least = until.saturating_sub(FRONT);
    let before = text.get(least..until)?;
    let from = least + memchr::memmem::rfind(before, b"value")?;
    let word = next_word(text, from)?;
    if !is_member(text, word) || word.len() > "values".len() {
        return None;
    }
    let mut inner = Vec::new();
    let member = named(text, word);
    let at = value::blanks(text, member.whole.end(), member.quote.is_some());
    value::of_member(
        text,
        at + 1,
        &member.whole,
        member.quote.is_some(),
        &mut inner,
    );
    let end = inner.last().map_or(word.end(), |span| span.end());
    let between = text.get(end..until)?;
    let is_item = |line: &[u8]| line.trim_ascii_start().starts_with(b"- ");
    let is_apart = between.iter().any(|byte| b"{}".contains(byte))
        || between.split(|byte| *byte == b'\n').skip(1).any(is_item);
    (!is_apart).then_some(word)
}

fn is_member(text: &[u8], word: Span) -> bool {
    let name = named(text, word);
    let at = value::blanks(text, name.whole.end(), name.quote.is_some());
    text.get(at) == Some(&b':')
}
