//! Dates as chrono reads them, a second time and by the list.
//!
//! A text comes in; the same moment in the spelling of RFC 3339 goes out, and the entries of the list
//! that it took to get there. It is written by hand and held to chrono by the laws: asking chrono
//! itself would prove nothing.

use std::collections::BTreeSet;

use wiredrift::temporal::conforms;

use super::Disagreement;

/// A date as chrono's `FromStr` reads it, part by part.
pub(crate) struct Date<'t, 'n> {
    rest: &'t str,
    noted: &'n mut BTreeSet<Disagreement>,
}

impl<'t> Date<'t, '_> {
    /// The date in the spelling that RFC 3339 has for it, its ranges unjudged but for what only
    /// chrono lets pass; `None` where chrono makes nothing of the text.
    pub(crate) fn read(text: &'t str, noted: &mut BTreeSet<Disagreement>) -> Option<String> {
        let mut own = BTreeSet::new();
        let mut date = Date {
            rest: text,
            noted: &mut own,
        };
        let spelled = date.parts()?;
        noted.append(&mut own);
        Some(spelled)
    }

    fn parts(&mut self) -> Option<String> {
        let year = self.year()?;
        self.mark('-')?;
        let month = self.number(2)?;
        self.mark('-')?;
        let day = self.number(2)?;
        self.separator()?;
        let hour = self.number(2)?;
        self.mark(':')?;
        let minute = self.number(2)?;
        self.mark(':')?;
        let second = self.number(2)?;
        let fraction = self.fraction()?;
        self.white();
        let zone = self.zone()?;
        self.white();
        if !self.rest.is_empty() {
            return None;
        }
        let spelled = |second: &str| {
            format!(
                "{year:0>4}-{month:0>2}-{day:0>2}T{hour:0>2}:{minute:0>2}:{second:0>2}{fraction}{zone}"
            )
        };
        if second == "60" && !conforms(&spelled("60")) && conforms(&spelled("59")) {
            self.noted.insert(Disagreement::DateSecond60);
            return Some(spelled("59"));
        }
        Some(spelled(second))
    }

    fn year(&mut self) -> Option<String> {
        self.white();
        let Some(unsigned) = self.rest.strip_prefix(['+', '-']) else {
            return self.number(4).map(str::to_owned);
        };
        let digits = digits(unsigned, usize::MAX)?;
        let length = 1 + digits.len();
        let year: i32 = self.rest[..length].parse().ok()?;
        self.rest = &self.rest[length..];
        self.noted.insert(Disagreement::DateSignedYear);
        // Years that chrono counts; RFC 3339 has no word for most, but the calendar repeats itself.
        let counted = (-262_143..=262_142).contains(&year);
        counted.then(|| (2000 + year.rem_euclid(400)).to_string())
    }

    fn number(&mut self, width: usize) -> Option<&'t str> {
        self.white();
        let number = digits(self.rest, width)?;
        if number.len() < width {
            self.noted.insert(Disagreement::DateUnpadded);
        }
        self.rest = &self.rest[number.len()..];
        Some(number)
    }

    fn mark(&mut self, mark: char) -> Option<()> {
        self.white();
        self.rest = self.rest.strip_prefix(mark)?;
        Some(())
    }

    /// Only this one must follow at once, and only as a space proper.
    fn separator(&mut self) -> Option<()> {
        if self.rest.starts_with(' ') {
            self.noted.insert(Disagreement::DateSpaceForT);
        }
        self.rest = self.rest.strip_prefix(['T', 't', ' '])?;
        Some(())
    }

    fn fraction(&mut self) -> Option<&'t str> {
        let Some(behind) = self.rest.strip_prefix('.') else {
            return Some("");
        };
        let length = 1 + digits(behind, usize::MAX)?.len();
        let (fraction, rest) = self.rest.split_at(length);
        self.rest = rest;
        Some(fraction)
    }

    fn zone(&mut self) -> Option<String> {
        if let Some(rest) = self.rest.strip_prefix(['Z', 'z']) {
            self.rest = rest;
            return Some("Z".to_owned());
        }
        let word = self.rest.get(..3);
        if word.is_some_and(|word| word.eq_ignore_ascii_case("UTC")) {
            self.rest = &self.rest[3..];
            self.noted.insert(Disagreement::DateUtc);
            return Some("Z".to_owned());
        }
        let sign = self.rest.chars().next()?;
        if sign == '\u{2212}' {
            self.noted.insert(Disagreement::DateMinusSign);
        }
        self.rest = self.rest.strip_prefix(['+', '-', '\u{2212}'])?;
        let hours = self.two()?;
        let behind = self.rest;
        self.rest = behind.trim_start_matches(|c: char| c == ':' || c.is_whitespace());
        if behind.strip_prefix(':') != Some(self.rest) {
            self.noted.insert(Disagreement::DateOffsetColon);
        }
        let minutes = self.two()?;
        let sign = if sign == '+' { '+' } else { '-' };
        Some(format!("{sign}{hours}:{minutes}"))
    }

    fn two(&mut self) -> Option<&'t str> {
        let two = digits(self.rest, 2).filter(|two| two.len() == 2)?;
        self.rest = &self.rest[2..];
        Some(two)
    }

    fn white(&mut self) {
        let rest = self.rest.trim_start();
        if rest != self.rest {
            self.noted.insert(Disagreement::DateWhiteSpace);
        }
        self.rest = rest;
    }
}

/// The digits that a text starts with, `most` at most and one at least.
fn digits(text: &str, most: usize) -> Option<&str> {
    let digits = text.bytes().take(most).take_while(u8::is_ascii_digit);
    let count = digits.count();
    (count > 0).then(|| &text[..count])
}
