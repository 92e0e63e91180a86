//! Folding to ASCII: look-alike digits, minus signs and spaces become what they look like, with the way back.
//!
//! Takes a JSON string as it was decoded, and gives trimmed ASCII text for the recognisers and the
//! original places for the breaches. Folding serves the explanation only; the verdict is given on
//! the text as it came.

use crate::temporal::breach::{Breach, BreachKind};
use std::borrow::Cow;

/// What a character becomes that looks like nothing in a date; no recogniser takes it.
const STRANGER: char = '\u{1a}';

/// Trimmed ASCII text with its way back to the original.
#[derive(Debug)]
pub(crate) struct Folded<'t> {
    original: &'t str,
    text: Cow<'t, str>,
    /// For each byte of the text, and for its end, the offset in the original; empty where they
    /// differ by `start` only.
    origins: Vec<usize>,
    start: usize,
    end: usize,
    /// Whether quotation marks were trimmed, which a value has that was encoded twice.
    quoted: bool,
}

impl<'t> Folded<'t> {
    /// Trims white space, and one pair of quotation marks, and folds what is left.
    pub(crate) fn new(original: &'t str) -> Self {
        let outer = original.trim_matches(is_padding);
        let inner = ['"', '\'']
            .into_iter()
            .find_map(|mark| outer.strip_prefix(mark)?.strip_suffix(mark));
        let quoted = inner.is_some();
        let mut start = original.len() - original.trim_start_matches(is_padding).len();
        let mut trimmed = outer;
        if let Some(inner) = inner {
            trimmed = inner.trim_matches(is_padding);
            start += 1 + inner.len() - inner.trim_start_matches(is_padding).len();
        }
        let end = start + trimmed.len();
        if trimmed.is_ascii() {
            return Self {
                original,
                text: Cow::Borrowed(trimmed),
                origins: Vec::new(),
                start,
                end,
                quoted,
            };
        }
        let mut text = String::with_capacity(trimmed.len());
        let mut origins = Vec::with_capacity(trimmed.len());
        for (at, character) in trimmed.char_indices() {
            if let Some(folded) = fold(character) {
                text.push(folded);
                origins.push(start + at);
            }
        }
        origins.push(end);
        Self {
            original,
            text: Cow::Owned(text),
            origins,
            start,
            end,
            quoted,
        }
    }

    /// The ASCII text to recognise.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// What the name of the spelling says of characters that were folded or trimmed, so that it is
    /// not the name of a value without them.
    pub(crate) fn manner(&self) -> &'static str {
        let inside = self.original.get(self.start..self.end).unwrap_or_default();
        let digits = inside
            .chars()
            .any(|character| !character.is_ascii() && matches!(fold(character), Some('0'..='9')));
        let padded = self.start > 0 || self.end < self.original.len();
        match (self.quoted, padded, inside.is_ascii(), digits) {
            (false, false, true, _) => "",
            (false, false, false, true) => " (non-ASCII digits)",
            (false, false, false, false) => " (non-ASCII)",
            (false, true, true, _) => " (padded)",
            (false, true, false, true) => " (padded, non-ASCII digits)",
            (false, true, false, false) => " (padded, non-ASCII)",
            (true, _, true, _) => " (quoted)",
            (true, _, false, true) => " (quoted, non-ASCII digits)",
            (true, _, false, false) => " (quoted, non-ASCII)",
        }
    }

    /// Whether the value has quotation marks of its own around it.
    pub(crate) const fn is_quoted(&self) -> bool {
        self.quoted
    }

    fn origin(&self, at: usize) -> usize {
        if self.origins.is_empty() {
            (self.start + at).min(self.end)
        } else {
            self.origins.get(at).copied().unwrap_or(self.end)
        }
    }

    /// The same breach with its place in the original.
    pub(crate) fn place(&self, breach: Breach) -> Breach {
        let at = self.origin(breach.at);
        let end = self.origin(breach.at.saturating_add(breach.len));
        Breach::new(breach.kind, at, end.saturating_sub(at))
    }

    /// The padding before and after the value, and each run of characters outside ASCII.
    pub(crate) fn surface(&self) -> Vec<Breach> {
        let mut found = Vec::new();
        if self.start > 0 {
            found.push(Breach::new(BreachKind::Padding, 0, self.start));
        }
        if self.end < self.original.len() {
            found.push(Breach::new(
                BreachKind::Padding,
                self.end,
                self.original.len() - self.end,
            ));
        }
        if self.origins.is_empty() {
            return found;
        }
        let mut run: Option<Breach> = None;
        let inside = self.original.get(self.start..self.end).unwrap_or_default();
        for (at, character) in inside
            .char_indices()
            .filter(|(_, character)| !character.is_ascii())
        {
            let at = self.start + at;
            match run.as_mut().filter(|run| run.at + run.len == at) {
                Some(run) => run.len += character.len_utf8(),
                None => found.extend(run.replace(Breach::new(
                    BreachKind::NonAscii,
                    at,
                    character.len_utf8(),
                ))),
            }
        }
        found.extend(run);
        found
    }
}

/// White space of any script, and the invisible marks that copying leaves at the ends.
fn is_padding(character: char) -> bool {
    character.is_whitespace() || character == '\u{feff}' || is_mark(character)
}

/// Zero-width and direction marks: they have no look of their own.
const fn is_mark(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}')
}

/// The ASCII look of a character; `None` for one that is not seen.
fn fold(character: char) -> Option<char> {
    // Zeros of the decimal digits that locale-aware formatters write.
    const ZEROS: [u32; 8] = [
        0xff10, 0x0660, 0x06f0, 0x0966, 0x09e6, 0x0e50, 0x1040, 0x17e0,
    ];
    if character.is_ascii() {
        return Some(character);
    }
    if is_mark(character) || character == '\u{feff}' {
        return None;
    }
    if character.is_whitespace() {
        return Some(' ');
    }
    let code = u32::from(character);
    if let Some(digit) = ZEROS
        .iter()
        .find_map(|&zero| code.checked_sub(zero).filter(|digit| *digit < 10))
    {
        return char::from_digit(digit, 10);
    }
    Some(match character {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe63}' => '-',
        '\u{2044}' | '\u{2215}' => '/',
        '\u{2236}' => ':',
        '\u{ff0c}' | '\u{060c}' | '\u{066b}' => ',',
        // Letters of the months' names.
        'á' | 'à' | 'â' | 'ã' | 'ä' => 'a',
        'é' | 'è' | 'ê' => 'e',
        'í' | 'ì' => 'i',
        'û' | 'ü' | 'ú' => 'u',
        'ç' => 'c',
        // The remaining full-width forms keep the order of ASCII.
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(code - 0xfee0).unwrap_or(STRANGER),
        _ => STRANGER,
    })
}

#[cfg(test)]
mod tests {
    use super::Folded;
    use crate::temporal::breach::{Breach, BreachKind};

    #[test]
    fn look_alikes_fold_and_keep_their_places() {
        let text = "\u{feff} ２０24−01\u{202f}年 ";
        let folded = Folded::new(text);
        assert_eq!(folded.text(), "2024-01 \u{1a}");
        let place = folded.place(Breach::new(BreachKind::Partial, 4, 1));
        assert_eq!(text.get(place.at..place.at + place.len), Some("−"));
        let surface: Vec<_> = folded
            .surface()
            .iter()
            .map(|b| (b.kind, text.get(b.at..b.at + b.len).unwrap()))
            .collect();
        assert_eq!(
            surface,
            [
                (BreachKind::Padding, "\u{feff} "),
                (BreachKind::Padding, " "),
                (BreachKind::NonAscii, "２０"),
                (BreachKind::NonAscii, "−"),
                (BreachKind::NonAscii, "\u{202f}年"),
            ]
        );
    }

    #[test]
    fn each_look_alike_has_its_look() {
        for (text, look) in [
            ("‐‒–—―−﹣", "-------"),
            ("⁄∕", "//"),
            ("∶", ":"),
            ("，،٫", ",,,"),
            ("áàâãä", "aaaaa"),
            ("éèê", "eee"),
            ("íì", "ii"),
            ("ûüú", "uuu"),
            ("ç", "c"),
            ("Ａ～！", "A~!"),
            ("９٩۹९৯๙၉៩", "99999999"),
            // Not a digit any more.
            ("\u{66a}\u{6fa}\u{970}", "\u{1a}\u{1a}\u{1a}"),
            ("1\u{a0}2\u{3000}3", "1 2 3"),
            ("1\u{200b}2\u{feff}3", "123"),
        ] {
            assert_eq!(Folded::new(text).text(), look, "{text}");
        }
    }

    #[test]
    fn all_of_the_padding_is_told() {
        let surface = Folded::new("\t 2024 \n\n").surface();
        let padding = |at, len| Breach::new(BreachKind::Padding, at, len);
        assert_eq!(surface, [padding(0, 2), padding(6, 3)]);
    }

    #[test]
    fn ascii_is_borrowed_and_moved_by_its_padding_only() {
        let folded = Folded::new("\t2024 ");
        assert_eq!(folded.text(), "2024");
        assert_eq!(
            folded.place(Breach::new(BreachKind::Partial, 4, 0)),
            Breach::new(BreachKind::Partial, 5, 0)
        );
    }
}
