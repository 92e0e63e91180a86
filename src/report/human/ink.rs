//! Letters on a line: what may be printed, how wide it is, how it is cut, folded and painted.

use std::borrow::Cow;

use unicode_width::UnicodeWidthChar;

use crate::report::inert::push_escaped;
use crate::report::{Charset, Colour, Style};
use crate::severity::Severity;
use crate::text::sanitize::stand_in;

/// How texts are written.
pub(super) struct Ink {
    /// Columns of a line.
    pub(super) width: usize,
    /// Whether colours are written.
    pub(super) colour: Colour,
    /// The letters that may be written.
    pub(super) charset: Charset,
}

/// What a painted text is.
#[derive(Clone, Copy)]
pub(super) enum Paint {
    /// The name of a level, and what is counted at it.
    Level(Severity),
    /// What leads on: help.
    Help,
    /// What is read first.
    Strong,
    /// That all is well.
    Good,
}

impl Ink {
    pub(super) fn new(style: &Style) -> Self {
        Self {
            width: style.columns(),
            colour: style.colour,
            charset: style.charset,
        }
    }

    /// `text` as it may be printed: one line, no controls, and ASCII alone where that is asked.
    pub(super) fn clean(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        for letter in text.chars() {
            let shown = stand_in(letter).unwrap_or(letter);
            match self.charset {
                Charset::Unicode => out.push(shown),
                Charset::Ascii => push_ascii(shown, &mut out),
            }
        }
        out
    }

    /// The sign for something cut.
    pub(super) const fn cut(&self) -> &'static str {
        match self.charset {
            Charset::Unicode => "…",
            Charset::Ascii => "...",
        }
    }

    /// `text`, clean, in at most `room` columns: the middle gives way.
    pub(super) fn middle(&self, text: &str, room: usize) -> String {
        squeezed(&self.clean(text), room, self.cut())
    }

    /// `text`, clean, folded between words into at most `lines` lines of `room` columns; the
    /// middle gives way where that is not enough.
    pub(super) fn fold(&self, text: &str, room: usize, lines: usize) -> Vec<String> {
        let clean = self.clean(text);
        let mut limit = room * lines;
        while limit > room {
            let folded = folded(&squeezed(&clean, limit, self.cut()), room);
            if folded.len() <= lines {
                return folded;
            }
            limit -= (room / 8).max(1);
        }
        folded(&squeezed(&clean, room, self.cut()), room)
            .into_iter()
            .take(1)
            .collect()
    }

    /// `text` in the colour of `paint`.
    pub(super) fn paint(&self, paint: Paint, text: &str) -> String {
        let code = match paint {
            Paint::Level(Severity::Error) => "1;31",
            Paint::Level(Severity::Warning) => "1;33",
            Paint::Level(Severity::Note) | Paint::Help => "1;36",
            Paint::Strong => "1",
            Paint::Good => "1;32",
        };
        match self.colour {
            Colour::Always if !text.is_empty() => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
            _ => text.to_owned(),
        }
    }

    /// A finished line, without what a build service would take for a command: `::` at its start
    /// (GitHub Actions, which skips white space before it), `##[` and `##vso[` anywhere (GitHub
    /// Actions, Azure Pipelines). One letter of it is replaced by a visible stand-in, so columns
    /// stay true.
    pub(super) fn inert<'a>(&self, line: &'a str) -> Cow<'a, str> {
        let stand_in = match self.charset {
            Charset::Unicode => '\u{fffd}',
            Charset::Ascii => '?',
        };
        let mut line = Cow::Borrowed(line);
        for (command, first) in [("##[", "#"), ("##vso[", "#"), ("##teamcity[", "#")] {
            if line.contains(command) {
                let rest = command.strip_prefix("##").unwrap_or_default();
                line = Cow::Owned(line.replace(command, &format!("{first}{stand_in}{rest}")));
            }
        }
        if uncoloured(&line).trim_start().starts_with("::") {
            line = Cow::Owned(line.replacen("::", &format!(":{stand_in}"), 1));
        }
        line
    }
}

/// `line` without its colours.
pub(super) fn uncoloured(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, code)) = rest.split_once("\u{1b}[") {
        out.push_str(before);
        rest = code.split_once('m').map_or("", |(_, behind)| behind);
    }
    out + rest
}

/// Pushes `letter`, already harmless, in ASCII.
fn push_ascii(letter: char, out: &mut String) {
    match letter {
        '…' => out.push_str("..."),
        ' '..='~' => out.push(letter),
        // The stand-ins of the C0 controls, back to what they stand for.
        '\u{2400}'..='\u{241f}' => {
            let control = u32::from(letter) - 0x2400;
            push_escaped(char::from_u32(control).unwrap_or(letter), out);
        }
        other => push_escaped(other, out),
    }
}

/// The columns of `text`, each letter by itself: never less than what a terminal takes, as the
/// letters that would widen their neighbours (variation selectors) are not among harmless ones.
pub(super) fn columns(text: &str) -> usize {
    text.chars().map(|letter| letter.width().unwrap_or(0)).sum()
}

/// The start of `text` in at most `room` columns, and whether that is all of it.
///
/// Letters without width count too, at eight for one column, so that a pile of accents is no
/// flood either.
fn start(text: &str, room: usize) -> &str {
    let mut left = room * 8;
    for (at, letter) in text.char_indices() {
        let Some(rest) = left.checked_sub(weight(letter)) else {
            return text.get(..at).unwrap_or_default();
        };
        left = rest;
    }
    text
}

/// The end of `text` in at most `room` columns.
fn end(text: &str, room: usize) -> &str {
    let mut left = room * 8;
    let mut from = text.len();
    for (at, letter) in text.char_indices().rev() {
        let Some(rest) = left.checked_sub(weight(letter)) else {
            break;
        };
        left = rest;
        from = at;
    }
    text.get(from..).unwrap_or_default()
}

/// Eighths of a column.
fn weight(letter: char) -> usize {
    match letter.width().unwrap_or(0) {
        0 => 1,
        width => width * 8,
    }
}

/// `text` in at most `room` columns, `cut` in place of its middle; its start keeps the larger
/// part.
pub(super) fn squeezed(text: &str, room: usize, cut: &str) -> String {
    if start(text, room).len() == text.len() {
        return text.to_owned();
    }
    let kept = room.saturating_sub(columns(cut));
    let tail = kept * 2 / 5;
    format!("{}{cut}{}", start(text, kept - tail), end(text, tail))
}

/// The start of `text` in at most `room` columns, `cut` at its end where something is missing.
pub(super) fn head(text: &str, room: usize, cut: &str) -> String {
    if start(text, room).len() == text.len() {
        return text.to_owned();
    }
    format!("{}{cut}", start(text, room.saturating_sub(columns(cut))))
}

/// The end of `text` in at most `room` columns, `cut` at its start where something is missing.
pub(super) fn tail(text: &str, room: usize, cut: &str) -> String {
    if end(text, room).len() == text.len() {
        return text.to_owned();
    }
    format!("{cut}{}", end(text, room.saturating_sub(columns(cut))))
}

/// `text` folded between words; a word longer than `room` is broken, and no line is blank, as
/// blank lines set diagnostics apart.
fn folded(text: &str, room: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split(' ') {
        let needed = columns(&line) + 1 + columns(word);
        if !line.is_empty() && needed > room {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        let mut rest = word;
        while columns(rest) > room {
            let part = start(rest, room);
            if part.is_empty() {
                break;
            }
            lines.push(part.to_owned());
            rest = rest.get(part.len()..).unwrap_or_default();
        }
        line.push_str(rest);
    }
    lines.push(line);
    lines.retain(|line| !line.trim().is_empty());
    if lines.is_empty() {
        lines.push(String::new());
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ink(charset: Charset) -> Ink {
        Ink::new(&Style {
            charset,
            ..Style::default()
        })
    }

    #[test]
    fn the_middle_gives_way() {
        let ink = ink(Charset::Unicode);
        assert_eq!(ink.middle("abcdefghijklmnop", 11), "abcdef…mnop");
        assert_eq!(ink.middle("abc", 3), "abc");
        assert_eq!(ink.middle("日本語日本語", 6), "日…語");
    }

    #[test]
    fn words_stay_whole_where_they_can() {
        let ink = ink(Charset::Unicode);
        assert_eq!(ink.fold("aa bb cc", 5, 3), ["aa bb", "cc"]);
        assert_eq!(ink.fold("abcdefgh", 4, 2), ["abcd", "efgh"]);
        let squeezed = ink.fold(&"word ".repeat(40), 20, 2);
        assert_eq!(squeezed.len(), 2);
        assert!(squeezed.concat().contains('…'));
    }

    #[test]
    fn ascii_spells_other_letters_as_json_does() {
        let ink = ink(Charset::Ascii);
        assert_eq!(
            ink.clean("é…😀\u{1b}\u{202e}"),
            "\\u00e9...\\ud83d\\ude00\\u001b\\ufffd"
        );
    }

    #[test]
    fn commands_for_build_services_are_broken() {
        let ink = ink(Charset::Unicode);
        assert_eq!(ink.inert("  ::error::x"), "  :\u{fffd}error::x");
        assert_eq!(ink.inert(" \u{1b}[1m::x"), " \u{1b}[1m:\u{fffd}x");
        assert_eq!(ink.inert("a ##vso[task]"), "a #\u{fffd}vso[task]");
        assert_eq!(ink.inert("a ##[error]"), "a #\u{fffd}[error]");
        assert!(matches!(ink.inert("a :: b"), Cow::Borrowed(_)));
    }
}
