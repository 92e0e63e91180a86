//! Harmless printing of text that strangers wrote.
//!
//! Payloads, keys and file names may hold terminal escapes, line breaks and letters that turn
//! the reading direction. Whatever is shown goes through here first: one visible stand-in for
//! each letter that could do something, everything else untouched.

use std::borrow::Cow;
use std::path::Path;

/// The visible stand-in for a letter that must not reach a terminal or a log as it is, or `None`
/// where the letter is harmless.
///
/// C0 controls and DEL become their Unicode control pictures (U+2400 block); C1 controls, bidi
/// controls, line and paragraph separators, zero-width letters, fillers, variation selectors, the
/// byte order mark, tags and other letters that show nothing (Unicode's
/// `Default_Ignorable_Code_Point`) become U+FFFD.
#[inline]
pub fn stand_in(letter: char) -> Option<char> {
    // Nearly all letters there are.
    if matches!(letter, ' '..='~') {
        return None;
    }
    match letter {
        '\u{0}'..='\u{1f}' => char::from_u32(0x2400 + u32::from(letter)),
        '\u{7f}' => Some('\u{2421}'),
        '\u{80}'..='\u{9f}'
        | '\u{ad}'
        | '\u{34f}'
        | '\u{61c}'
        | '\u{115f}'..='\u{1160}'
        | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}' => Some('\u{fffd}'),
        _ => None,
    }
}

/// `text` with every harmful letter replaced by its [`stand_in`].
pub fn printable(text: &str) -> Cow<'_, str> {
    if text.chars().any(|letter| stand_in(letter).is_some()) {
        Cow::Owned(
            text.chars()
                .map(|letter| stand_in(letter).unwrap_or(letter))
                .collect(),
        )
    } else {
        Cow::Borrowed(text)
    }
}

/// A path as it is shown to people: printable, and whatever is no UTF-8 in it by a stand-in.
pub fn shown(path: &Path) -> String {
    printable(&path.to_string_lossy()).into_owned()
}

/// A finished line, without what a build service would take for a command: `::` at its start (GitHub
/// Actions, which skips white space before it), `##[` and `##vso[` anywhere (GitHub Actions, Azure
/// Pipelines), `##teamcity[`. One letter of it is replaced by `stand_in`, so columns stay true.
pub fn without_commands(line: &str, stand_in: char) -> Cow<'_, str> {
    let mut line = Cow::Borrowed(line);
    let commands: &[&str] = if line.contains("##") {
        &["##[", "##vso[", "##teamcity["]
    } else {
        &[]
    };
    for command in commands {
        if line.contains(command) {
            let rest = command.strip_prefix("##").unwrap_or_default();
            line = Cow::Owned(line.replace(command, &format!("#{stand_in}{rest}")));
        }
    }
    if line.contains("::") && uncoloured(&line).trim_start().starts_with("::") {
        line = Cow::Owned(line.replacen("::", &format!(":{stand_in}"), 1));
    }
    line
}

/// A finished line of text without colours, without what a build service would take for a command.
pub fn inert(line: &str) -> Cow<'_, str> {
    without_commands(line, char::REPLACEMENT_CHARACTER)
}

/// `line` without its colours.
pub fn uncoloured(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, code)) = rest.split_once("\u{1b}[") {
        out.push_str(before);
        rest = code.split_once('m').map_or("", |(_, behind)| behind);
    }
    out + rest
}

/// `text` made printable and cut to at most `limit` letters, the cut shown by `…`.
pub fn shortened(text: &str, limit: usize) -> String {
    let mut letters = text.chars();
    let mut out: String = letters
        .by_ref()
        .take(limit)
        .map(|letter| stand_in(letter).unwrap_or(letter))
        .collect();
    if letters.next().is_some() {
        out.pop();
        out.push('…');
    }
    out
}

/// The JSON text `json` made printable and cut to at most `limit` letters. White space between
/// its tokens is not shown but for one blank behind a comma or colon; a string that is cut ends
/// in `…"`.
pub fn json_shortened(json: &str, limit: usize) -> String {
    let mut out = String::new();
    let mut is_in_string = false;
    let mut is_escaped = false;
    let mut last = ' ';
    let mut has_gap = false;
    let mut room = limit;
    for letter in json.chars() {
        if !is_in_string && matches!(letter, ' ' | '\t' | '\n' | '\r') {
            has_gap = true;
            continue;
        }
        let is_apart = std::mem::take(&mut has_gap) && matches!(last, ',' | ':');
        let width = 1 + usize::from(is_apart);
        if width > room {
            let quote = if json.starts_with('"') { "\"" } else { "" };
            let kept = out
                .chars()
                .count()
                .min(limit.saturating_sub(1 + quote.len()));
            return out
                .chars()
                .take(kept)
                .chain(['…'])
                .chain(quote.chars())
                .collect();
        }
        room -= width;
        if is_apart {
            out.push(' ');
        }
        out.push(stand_in(letter).unwrap_or(letter));
        last = letter;
        match letter {
            '"' if !is_escaped => is_in_string = !is_in_string,
            _ => {}
        }
        is_escaped = is_in_string && letter == '\\' && !is_escaped;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terminal_and_bidi_controls_come_out_inert() {
        assert_eq!(printable("a\u{1b}[31mb\r\n"), "a␛[31mb␍␊");
        assert_eq!(
            printable("x\u{202e}y\u{9b}z\u{feff}"),
            "x\u{fffd}y\u{fffd}z\u{fffd}"
        );
        assert!(matches!(printable("naïve 日本 😀"), Cow::Borrowed(_)));
    }

    #[test]
    fn letters_that_only_change_a_width_come_out_visible() {
        assert_eq!(printable("\u{2764}\u{fe0f}"), "\u{2764}\u{fffd}");
        assert_eq!(printable("a\u{3164}b"), "a\u{fffd}b");
    }

    #[test]
    fn json_is_shown_without_its_indentation() {
        let json = "[\r\n\t2024,\n  1, {\"a\" : \"x, \\\"\n y\"}\n]";
        assert_eq!(
            json_shortened(json, 60),
            "[2024, 1, {\"a\": \"x, \\\"␊ y\"}]"
        );
        assert_eq!(json_shortened("[1, 2, 3]", 6), "[1, 2…");
    }

    #[test]
    fn a_string_that_is_cut_is_still_a_string() {
        assert_eq!(json_shortened("\"abcdef\"", 8), "\"abcdef\"");
        assert_eq!(json_shortened("\"abcdef\"", 7), "\"abcd…\"");
        assert_eq!(json_shortened("1234567", 5), "1234…");
    }

    #[test]
    fn a_cut_is_shown() {
        assert_eq!(shortened("abcdef", 4), "abc…");
        assert_eq!(shortened("abcd", 4), "abcd");
        assert_eq!(shortened("", 4), "");
    }
}
