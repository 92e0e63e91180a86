//! Text of strangers in Markdown (GitHub Flavored Markdown 0.29): shown, never acted upon.
//!
//! Escapes do not reach far enough: GitHub looks for mentions (`@name`), issues (`#1`), commits and
//! addresses in what is left once Markdown is gone, backslashes and entities with it. It leaves code
//! alone. So a word that could be anything but a word becomes code.

use super::names::{self, Piece};
use crate::text::sanitize::inert;

/// What may stand in front of a word, and means nothing there.
const OPENING: [char; 2] = ['(', '"'];

/// What may stand behind a word, and means nothing there.
const CLOSING: [char; 8] = [',', '.', ';', ':', '?', ')', '"', '…'];

/// `text` as code, also within a table.
///
/// A row of a table is split at its `|` before its code is seen, and a backslash in front of one may be
/// part of the text: a text with `|` is written as an element with entities.
pub(super) fn code(text: &str) -> String {
    let text = inert(text);
    if text.trim().is_empty() {
        return "(nothing)".to_owned();
    }
    if text.contains('|') {
        return element(&text);
    }
    let longest = text
        .split(|letter| letter != '`')
        .map(str::len)
        .max()
        .unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// `text` as an element of which every letter that Markdown knows is an entity.
fn element(text: &str) -> String {
    let mut out = String::from("<code>");
    for letter in text.chars() {
        if letter.is_ascii_punctuation() {
            out.push_str("&#");
            out.push_str(&u32::from(letter).to_string());
            out.push(';');
        } else {
            out.push(letter);
        }
    }
    out.push_str("</code>");
    out
}

/// A sentence whose names are in backticks: those become code, and so does every other word that is more
/// than a word.
pub(super) fn prose(text: &str) -> String {
    let text = inert(text);
    let mut out = String::new();
    for piece in names::pieces(&text) {
        match piece {
            Piece::Name(name) => push_code(name, &mut out),
            Piece::Words(words) => push_words(words, &mut out),
        }
    }
    out
}

fn push_words(text: &str, out: &mut String) {
    for (index, word) in text.split(' ').enumerate() {
        if index > 0 {
            out.push(' ');
        }
        let core = word.trim_start_matches(OPENING);
        let (before, _) = word.split_at(word.len() - core.len());
        let core = core.trim_end_matches(CLOSING);
        let behind = word.get(before.len() + core.len()..).unwrap_or_default();
        out.push_str(before);
        if is_word(core) {
            out.push_str(core);
        } else {
            push_code(core, out);
        }
        out.push_str(behind);
    }
}

/// Code beside code would be one with it.
fn push_code(text: &str, out: &mut String) {
    if out.ends_with('`') {
        out.push(' ');
    }
    out.push_str(&code(text));
}

/// Whether nobody takes this for anything but a word: letters and digits, with a sign between them.
fn is_word(word: &str) -> bool {
    let plain = |letter: char| letter.is_alphanumeric() || matches!(letter, ',' | '.' | '-' | '\'');
    let is_commit = word.len() >= 7 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    let lower = word.to_lowercase();
    word.chars().all(plain)
        && !word.starts_with(['-', '.', '\''])
        && !is_commit
        && !lower.starts_with("www.")
        && !lower.starts_with("gh-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_cannot_be_left() {
        assert_eq!(code("a `b` \\"), "``a `b` \\``");
        assert_eq!(code("`"), "`` ` ``");
        assert_eq!(code("a\\|<b>"), "<code>a&#92;&#124;&#60;b&#62;</code>");
        assert_eq!(code(" "), "(nothing)");
    }

    #[test]
    fn words_stay_and_all_else_is_code() {
        let told = prose("`a|b` is \"chart\", see @me, #1, GH-12, www.x.y, <b> or 0123abc.");
        assert_eq!(
            told,
            "<code>a&#124;b</code> is \"chart\", see `@me`, `#1`, `GH-12`, `www.x.y`, `<b>` or \
             `0123abc`."
        );
        assert_eq!(prose("a `b``c` d"), "a `b` `c` d");
        assert_eq!(prose("one ` tick [x](y)"), "one `` ` `` tick `[x](y`)");
        assert_eq!(prose("`a` #`#vso[task]"), "`a` ``#`#vso[task]``");
        assert_eq!(prose("`a``b"), "`a` `` `b ``");
    }
}
