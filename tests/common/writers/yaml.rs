//! Scalars of YAML as libyaml, js-yaml and Python's emitter write them: folded at 80 columns, and in
//! double quotes where a style cannot hold a text.

use std::fmt::Write as _;

use super::encode;

/// The style that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Plain,
    Single,
    Double,
    Literal,
    Folded,
    /// The bytes in base64, tagged so.
    Binary,
}

/// Columns behind which lines are folded.
const WIDTH: usize = 80;

/// `text` as the value of a name that stands in `column`, or in double quotes where the style cannot
/// hold it.
pub(super) fn scalar(text: &str, style: Style, column: usize) -> String {
    let indent = " ".repeat(column + 2);
    let is_printable = text.chars().all(is_printable);
    let is_block = is_printable && text.chars().any(|letter| letter != '\n' && letter != ' ');
    match style {
        Style::Plain if is_printable && is_plain(text) => text.to_owned(),
        Style::Plain | Style::Single if is_printable && is_single(text) => single(text, &indent),
        Style::Literal if is_block => literal(text, &indent),
        Style::Folded if is_block => folded(text, &indent),
        Style::Binary => binary(text.as_bytes(), column),
        _ => double(text, &indent),
    }
}

/// `bytes` as a value that is tagged as binary.
pub(super) fn binary(bytes: &[u8], column: usize) -> String {
    /// Letters of a line (RFC 2045 section 6.8).
    const LETTERS: usize = 76;
    let mut out = "!!binary |".to_owned();
    let text = encode::base64(bytes);
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let (line, behind) = rest.split_at(rest.len().min(LETTERS));
        let _ = write!(out, "\n{}{line}", " ".repeat(column + 2));
        rest = behind;
    }
    out
}

/// Whether YAML holds a letter without an escape; what some readers take for a line end counts not.
fn is_printable(letter: char) -> bool {
    match letter {
        '\u{2028}' | '\u{2029}' | '\u{feff}' => false,
        '\n' | ' '..='~' | '\u{a0}'..='\u{fffd}' | '\u{10000}'.. => true,
        _ => false,
    }
}

fn is_plain(text: &str) -> bool {
    let is_text = text.starts_with(['<', '/', 'h'])
        && text.len() > 5
        && !text.ends_with([' ', ':', '\n'])
        && !text.contains('\n');
    is_text && !text.contains(": ") && !text.contains(" #")
}

fn is_single(text: &str) -> bool {
    !text.contains(" \n") && !text.contains("\n ")
}

fn single(text: &str, indent: &str) -> String {
    let mut out = "'".to_owned();
    let mut column = indent.len();
    let letters: Vec<char> = text.chars().collect();
    for (at, &letter) in letters.iter().enumerate() {
        let next = letters.get(at + 1).copied();
        let before = at.checked_sub(1).and_then(|at| letters.get(at)).copied();
        let folds = letter == ' '
            && column > WIDTH
            && next.is_some_and(|next| next != ' ' && next != '\n')
            && before.is_some_and(|before| before != ' ' && before != '\n');
        column += 1;
        match letter {
            '\'' => out.push_str("''"),
            // The first of several line ends is a space else.
            '\n' => {
                if before != Some('\n') {
                    out.push('\n');
                }
                out.push('\n');
                if next != Some('\n') {
                    out.push_str(indent);
                }
                column = indent.len();
            }
            _ if folds => {
                out.push('\n');
                out.push_str(indent);
                column = indent.len();
            }
            _ => out.push(letter),
        }
    }
    out.push('\'');
    out
}

fn double(text: &str, indent: &str) -> String {
    let mut out = "\"".to_owned();
    let mut column = indent.len();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let before = out.len();
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            ' ' if column > WIDTH && letters.peek().is_some() => {
                out.push_str("\\\n");
                out.push_str(indent);
                out.push_str("\\ ");
                column = indent.len();
                continue;
            }
            ' '..='~' => out.push(letter),
            '\u{85}' => out.push_str("\\N"),
            '\u{0}'..='\u{ff}' => {
                let _ = write!(out, "\\x{:02X}", u32::from(letter));
            }
            '\u{2028}' => out.push_str("\\L"),
            '\u{2029}' => out.push_str("\\P"),
            '\u{100}'..='\u{ffff}' => {
                let _ = write!(out, "\\u{:04X}", u32::from(letter));
            }
            _ => {
                let _ = write!(out, "\\U{:08X}", u32::from(letter));
            }
        }
        column += out.len() - before;
    }
    out.push('"');
    out
}

/// The header of a block: an indentation that cannot be seen, and what the line ends behind it are.
fn header(text: &str, indicator: char) -> String {
    let mut out = indicator.to_string();
    if text.starts_with([' ', '\n']) {
        out.push('2');
    }
    if !text.ends_with('\n') {
        out.push('-');
    } else if text.ends_with("\n\n") {
        out.push('+');
    }
    out
}

fn literal(text: &str, indent: &str) -> String {
    let mut out = header(text, '|');
    for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
        out.push('\n');
        if !line.is_empty() {
            out.push_str(indent);
        }
        out.push_str(line);
    }
    out
}

fn folded(text: &str, indent: &str) -> String {
    let mut out = header(text, '>');
    let mut lines = text
        .strip_suffix('\n')
        .unwrap_or(text)
        .split('\n')
        .peekable();
    while let Some(line) = lines.next() {
        out.push('\n');
        if line.is_empty() {
            continue;
        }
        out.push_str(indent);
        // Lines that are indented deeper are kept as they are.
        let is_folded = !line.starts_with([' ', '\t']);
        if is_folded {
            fold(line, indent, &mut out);
        } else {
            out.push_str(line);
        }
        // One line end between lines that are folded would be a space.
        let mut behind = lines.clone().skip_while(|line| line.is_empty());
        let goes_on = behind
            .next()
            .is_some_and(|line| !line.starts_with([' ', '\t']));
        if is_folded && goes_on {
            out.push('\n');
        }
    }
    out
}

fn fold(line: &str, indent: &str, out: &mut String) {
    let mut column = indent.len();
    let mut before = ' ';
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        let stands_alone = before != ' ' && letters.peek().is_some_and(|&next| next != ' ');
        if letter == ' ' && column > WIDTH && stands_alone {
            out.push('\n');
            out.push_str(indent);
            column = indent.len();
        } else {
            out.push(letter);
            column += 1;
        }
        before = letter;
    }
}
