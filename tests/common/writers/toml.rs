//! Strings of TOML as writers of Python write them.

use std::fmt::Write as _;

/// A string in double quotes on one line.
pub(super) fn basic(text: &str) -> String {
    format!("\"{}\"", escaped(text, |letter| letter == '\n'))
}

/// A string over lines, or on one where it has none of its own.
pub(super) fn over_lines(text: &str) -> String {
    if text.contains('\n') {
        format!("\"\"\"\n{}\"\"\"", escaped(text, |_| false))
    } else {
        basic(text)
    }
}

/// A string without escapes, or in double quotes where it needs some.
pub(super) fn literal(text: &str) -> String {
    let is_plain = |letter: char| !letter.is_control() || matches!(letter, '\t' | '\n');
    let is_line = !text.contains('\n');
    if !text.chars().all(is_plain) || text.contains("''") || text.ends_with('\'') {
        basic(text)
    } else if is_line && !text.contains('\'') {
        format!("'{text}'")
    } else {
        format!("'''\n{text}'''")
    }
}

fn escaped(text: &str, must: fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for letter in text.chars() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            '\n' if must(letter) => out.push_str("\\n"),
            '\n' => out.push('\n'),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            _ if letter.is_control() => {
                let _ = write!(out, "\\u{:04x}", u32::from(letter));
            }
            _ => out.push(letter),
        }
    }
    out
}
