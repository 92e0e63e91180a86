//! Letters on a line: what may be printed, how wide it is, how it is cut, folded and painted.

use std::borrow::Cow;

use unicode_width::UnicodeWidthChar;

use crate::report::inert::push_escaped;
use crate::report::{Charset, Colour, Style};
use crate::severity::Severity;
use crate::text::numbers::grouped;
use crate::text::sanitize::{stand_in, without_commands};

/// How texts are written.
pub(super) struct Ink {
    /// Columns of a line.
    pub(super) width: usize,
    /// Whether colours are written.
    pub(super) colour: Colour,
    /// The letters that may be written.
    pub(super) charset: Charset,
}

/// Items behind a lead.
#[derive(Clone, Debug)]
pub(super) struct List {
    /// What they are, such as `one of` or `passed over 3 files`.
    pub(super) lead: String,
    /// What stands between the lead and the first item.
    pub(super) link: &'static str,
    /// The items, in the order in which they are kept.
    pub(super) items: Vec<String>,
    /// How many more there are than the items; `None` where the lead counts them, and the list
    /// says nothing of those that it does not show.
    pub(super) beyond: Option<usize>,
    /// What stands behind the lead where there is no room for any item.
    pub(super) otherwise: String,
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
    /// Where it is.
    Place,
}

impl Ink {
    pub(super) fn new(style: &Style) -> Self {
        Self {
            width: style.columns(),
            colour: style.colour,
            charset: style.charset,
        }
    }

    /// Columns that a place may take, however narrow the lines are: one that is folded or cut
    /// cannot be opened. Below lines that are indented, it has their indent less.
    pub(super) const fn hard(&self, room: usize) -> usize {
        (Style::MAX_WIDTH + room).saturating_sub(self.width)
    }

    /// `text` as it may be printed: one line, no controls, and ASCII alone where that is asked.
    pub(super) fn clean(&self, text: &str) -> String {
        if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            return text.to_owned();
        }
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

    /// `text`, clean, folded between words into at most `lines` lines of `room` columns; its end
    /// gives way where that is not enough, as a sentence without its middle says something else.
    pub(super) fn fold(&self, text: &str, room: usize, lines: usize) -> Vec<String> {
        let clean = self.clean(text);
        // What takes more than one line too many is cut off before it is folded.
        let bounded = start(&clean, room * (lines + 1));
        let mut folded = folded(bounded, room);
        if folded.len() > lines || bounded.len() < clean.len() {
            folded.truncate(lines);
            if let Some(last) = folded.last_mut() {
                *last = ended(last, room, self.cut());
            }
        }
        folded
    }

    /// A list in at most `lines` lines of `room` columns, cut between its items alone: as many of
    /// them as there is room for, and how many more there are.
    ///
    /// An item is never folded: one that is wider than `room` overflows, up to [`Ink::hard`].
    pub(super) fn list(&self, list: &List, room: usize, lines: usize) -> Vec<String> {
        let hard = self.hard(room);
        let items: Vec<String> = list
            .items
            .iter()
            .map(|item| self.clean(item))
            .filter(|item| list.beyond.is_some() || columns(item) < hard)
            .collect();
        let lead = squeezed(&self.clean(&list.lead), room * lines, self.cut());
        for shown in (1..=items.len()).rev() {
            let more = list
                .beyond
                .map_or(0, |beyond| beyond.saturating_add(items.len() - shown));
            let mut pieces: Vec<String> = items
                .iter()
                .take(shown)
                .enumerate()
                .map(|(at, item)| {
                    let comma = if at + 1 < shown { "," } else { "" };
                    squeezed(item, hard - 1, self.cut()) + comma
                })
                .collect();
            if more > 0 {
                pieces.push(format!("and {} more", grouped(more as u64)));
            }
            let laid = flowed(&format!("{lead}{}", list.link), &pieces, room);
            if laid.len() <= lines {
                return laid;
            }
        }
        self.fold(&format!("{lead}{}", list.otherwise), room, lines)
    }

    /// `text` in the colour of `paint`.
    pub(super) fn paint(&self, paint: Paint, text: &str) -> String {
        let code = match paint {
            Paint::Level(Severity::Error) => "1;31",
            Paint::Level(Severity::Warning) => "1;33",
            Paint::Level(Severity::Note) | Paint::Help => "1;36",
            Paint::Strong => "1",
            Paint::Good => "1;32",
            Paint::Place => "1;4;36",
        };
        match self.colour {
            Colour::Always if !text.is_empty() => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
            _ => text.to_owned(),
        }
    }

    /// A finished line, without what a build service would take for a command.
    pub(super) fn inert<'a>(&self, line: &'a str) -> Cow<'a, str> {
        let stand_in = match self.charset {
            Charset::Unicode => '\u{fffd}',
            Charset::Ascii => '?',
        };
        without_commands(line, stand_in)
    }
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
    if text.is_ascii() {
        // Control letters have gone before.
        return text.len();
    }
    text.chars().map(|letter| letter.width().unwrap_or(0)).sum()
}

/// The start of `text` in at most `room` columns, and whether that is all of it.
///
/// Letters without width count too, at eight for one column, so that a pile of accents is no
/// flood either.
fn start(text: &str, room: usize) -> &str {
    if text.len() <= room {
        // No letter takes more columns than bytes.
        return text;
    }
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
    let mut used = 0;
    for word in text.split(' ') {
        let mut rest = word;
        let mut width = columns(rest);
        if !line.is_empty() {
            if used + 1 + width > room {
                lines.push(std::mem::take(&mut line));
                used = 0;
            } else {
                line.push(' ');
                used += 1;
            }
        }
        while width > room {
            let part = start(rest, room);
            if part.is_empty() {
                break;
            }
            lines.push(part.to_owned());
            rest = rest.get(part.len()..).unwrap_or_default();
            width = columns(rest);
        }
        line.push_str(rest);
        used += width;
    }
    lines.push(line);
    not_blank(lines)
}

/// `lead` folded into lines of `room` columns, and behind it the pieces, none of them folded.
fn flowed(lead: &str, pieces: &[String], room: usize) -> Vec<String> {
    let mut lines = folded(lead, room);
    let mut line = lines.pop().unwrap_or_default();
    for piece in pieces {
        if !line.is_empty() {
            if columns(&line) + 1 + columns(piece) > room {
                lines.push(std::mem::take(&mut line));
            } else {
                line.push(' ');
            }
        }
        line.push_str(piece);
    }
    lines.push(line);
    not_blank(lines)
}

/// The lines that show something; one, if none does.
fn not_blank(mut lines: Vec<String>) -> Vec<String> {
    lines.retain(|line| !line.trim().is_empty());
    if lines.is_empty() {
        lines.push(String::new());
    }
    lines
}

/// `line` with `cut` at its end, in at most `room` columns: whole words give way for it.
fn ended(line: &str, room: usize, cut: &str) -> String {
    let most = room.saturating_sub(columns(cut));
    let mut kept = line.trim_end();
    while columns(kept) > most {
        match kept.rsplit_once(' ') {
            Some((before, _)) if !before.trim().is_empty() => kept = before.trim_end(),
            _ => return head(kept, most, "") + cut,
        }
    }
    format!("{kept}{cut}")
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
    }

    #[test]
    fn a_long_sentence_loses_its_end_between_words() {
        let ink = ink(Charset::Unicode);
        let text = "the instant is unknown, because the value has no offset";
        assert_eq!(
            ink.fold(text, 20, 2),
            ["the instant is", "unknown, because…"]
        );
        assert_eq!(
            ink.fold(&"x".repeat(50), 20, 2),
            ["x".repeat(20), "x".repeat(19) + "…"]
        );
        assert_eq!(
            ink.fold(&format!("a {}", "x".repeat(50)), 20, 2),
            ["a", &("x".repeat(19) + "…")]
        );
    }

    #[test]
    fn a_list_is_cut_at_its_commas_and_counts_the_rest() {
        let ink = ink(Charset::Unicode);
        let mut list = List {
            lead: "one of".to_owned(),
            link: "",
            items: ["document", "report", "presentation", "spreadsheet"]
                .map(str::to_owned)
                .to_vec(),
            beyond: Some(0),
            otherwise: " 4 values".to_owned(),
        };
        assert_eq!(
            ink.list(&list, 60, 1),
            ["one of document, report, presentation, spreadsheet"]
        );
        assert_eq!(
            ink.list(&list, 40, 1),
            ["one of document, report and 2 more"]
        );
        assert_eq!(
            ink.list(&list, 24, 2),
            ["one of document, report,", "presentation and 1 more"]
        );
        list.beyond = Some(1_000);
        assert_eq!(
            ink.list(&list, 44, 1),
            ["one of document, report and 1,002 more"]
        );
        assert_eq!(ink.list(&list, 20, 1), ["one of 4 values"]);
    }

    #[test]
    fn a_place_is_neither_folded_nor_cut() {
        let ink = Ink {
            width: 60,
            ..ink(Charset::Unicode)
        };
        let path = format!("recordings/{}.json:1:77", "long-name-".repeat(7));
        let mut list = List {
            lead: "2 times in 2 files".to_owned(),
            link: ", also at",
            items: vec![path.clone()],
            beyond: None,
            otherwise: String::new(),
        };
        assert_eq!(
            ink.list(&list, 48, 2),
            ["2 times in 2 files, also at", &path]
        );
        list.items = vec!["x".repeat(130)];
        assert_eq!(ink.list(&list, 48, 2), ["2 times in 2 files"]);
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
