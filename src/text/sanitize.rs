//! Harmless printing of text that strangers wrote.
//!
//! Payloads, keys and file names may hold terminal escapes, line breaks and letters that turn
//! the reading direction. Whatever is shown goes through here first: one visible stand-in for
//! each letter that could do something, everything else untouched.

use std::borrow::Cow;

/// The visible stand-in for a letter that must not reach a terminal or a log as it is, or `None`
/// where the letter is harmless.
///
/// C0 controls and DEL become their Unicode control pictures (U+2400 block); C1 controls, bidi
/// controls, line and paragraph separators, zero-width letters, fillers, variation selectors, the
/// byte order mark, tags and other letters that show nothing (Unicode's
/// `Default_Ignorable_Code_Point`) become U+FFFD.
pub fn stand_in(letter: char) -> Option<char> {
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
    fn a_cut_is_shown() {
        assert_eq!(shortened("abcdef", 4), "abc…");
        assert_eq!(shortened("abcd", 4), "abcd");
        assert_eq!(shortened("", 4), "");
    }
}
