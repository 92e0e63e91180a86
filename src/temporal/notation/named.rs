//! Notations with the name of a month: HTTP, mail, C, Java, JavaScript, web server logs, locales.
//!
//! Text is cut into words, numbers, clocks and zones; the order of these kinds is the notation. One
//! table of orders names them all, so that no notation needs a parser of its own.

use crate::temporal::breach::BreachKind;
use crate::temporal::calendar;
use crate::temporal::civil::{Civil, NO_CENTURY, Offset};
use crate::temporal::cursor::{Cursor, Notes, Run};
use crate::temporal::near::{Clock, ZoneName, clock, numeric_offset, zone_name};
use crate::temporal::notation::month_names::{self, Form};
use crate::temporal::reading::Found;
use std::borrow::Cow;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const WEEKDAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// The orders with a name. `w` weekday, `W` weekday in full, `m` month, `M` month in full (`n`, `N` in
/// another language than English), `d` day or
/// two-digit year, `y` year, `c` clock, `k` clock without seconds, `o` numeric offset, `g` UTC name,
/// `z` other zone, `Z` zone in words, `(` comment; the rest stands for itself.
const ORDERS: [(&str, BreachKind, &str); 15] = [
    ("w, d m y c g", BreachKind::Http, "http-date"),
    ("W, d-m-d c g", BreachKind::Rfc850, "rfc-850"),
    ("w, d-m-d c g", BreachKind::Rfc850, "rfc-850"),
    ("w, d-m-y c g", BreachKind::Rfc850, "rfc-850"),
    ("w m d c y", BreachKind::Asctime, "asctime"),
    ("w m d c g y", BreachKind::JavaToString, "java-util-date"),
    ("w m d c z y", BreachKind::JavaToString, "java-util-date"),
    ("w m d c go y", BreachKind::JavaToString, "java-util-date"),
    ("w m d c p g y", BreachKind::JavaToString, "java-util-date"),
    ("w m d c p z y", BreachKind::JavaToString, "java-util-date"),
    ("w m d c o y", BreachKind::JavaToString, "twitter-date"),
    (
        "w m d y c go (",
        BreachKind::JavascriptToString,
        "javascript-date-string",
    ),
    (
        "w m d y c go",
        BreachKind::JavascriptToString,
        "javascript-date-string",
    ),
    ("d/m/y:c o", BreachKind::CommonLog, "common-log"),
    ("[d/m/y:c o]", BreachKind::CommonLog, "common-log"),
];

/// The order's kind and name, if it has one.
fn whole_order(order: &str) -> Option<(BreachKind, &'static str)> {
    let listed = ORDERS.iter().find(|(known, ..)| *known == order);
    listed
        .map(|&(_, kind, name)| (kind, name))
        .or_else(|| is_mail_order(order).then_some((BreachKind::Rfc2822, "rfc-2822")))
}

/// Whether the order is one of RFC 2822 section 3.3 or, with a year of two digits or a zone in
/// letters, of section 4.3: the weekday and the seconds may be left out, a comment may follow.
fn is_mail_order(order: &str) -> bool {
    let order = order.strip_prefix("w, ").unwrap_or(order);
    let order = order.strip_suffix(" (").unwrap_or(order);
    let mut parts = order.split(' ');
    let mut is = |known: &[&str]| parts.next().is_some_and(|part| known.contains(&part));
    is(&["d"])
        && is(&["m"])
        && is(&["y", "d"])
        && is(&["c", "k"])
        && is(&["o", "g", "z"])
        && parts.next().is_none()
}

/// What the words and numbers of a text were found to be.
#[derive(Default)]
struct Parts<'t> {
    order: String,
    /// What was noted of the clock; its pattern is the clock's.
    notes: Notes,
    /// The pattern of the numeric offset.
    offset_pattern: String,
    weekday: Option<u32>,
    month: Option<u32>,
    /// The numbers of one or two digits: the day, and a year of two digits.
    small: Vec<Run>,
    year: Option<Run>,
    clock: Option<Clock<'t>>,
    name: Option<ZoneName>,
    offset: Option<Offset>,
}

/// Recognises a notation with one month's name in it.
pub(super) fn named(text: &str) -> Option<Found> {
    // Longer than any locale writes a date, with room for a comment.
    const LONGEST: usize = 160;
    if text.len() > LONGEST {
        return None;
    }
    let mut parts = Parts::default();
    let mut cursor = Cursor::new(text);
    while !cursor.is_end() {
        parts.step(&mut cursor)?;
    }
    parts.conclude(text)
}

impl<'t> Parts<'t> {
    /// Reads one word, number, clock, zone or mark; `None` if it has no place in a date.
    fn step(&mut self, cursor: &mut Cursor<'t>) -> Option<()> {
        match cursor.peek()? {
            b' ' => {
                cursor.spaces();
                self.order.push(' ');
            }
            b'0'..=b'9' => self.number(cursor)?,
            b'(' if self.clock.is_some() => {
                let len = cursor.count(|byte| byte != b')');
                cursor.take(len);
                if !cursor.eat(b')') || !cursor.is_end() {
                    return None;
                }
                self.order.push('(');
            }
            b'+' | b'-' if self.clock.is_some() && self.offset.is_none() && cursor.digit_at(1) => {
                let mut notes = Notes::default();
                if self.order.ends_with(' ') {
                    notes.breach(BreachKind::OffsetSpace, cursor.at - 1, 1);
                }
                let fixed = numeric_offset(cursor, &mut notes)?;
                self.offset = Some(Offset::Fixed(fixed));
                self.offset_pattern = notes.pattern;
                self.notes.breaches.append(&mut notes.breaches);
                self.order.push('o');
            }
            byte if byte.is_ascii_alphabetic() => self.word(cursor)?,
            byte @ (b',' | b'-' | b'/' | b':' | b'.' | b'[' | b']') => {
                cursor.take(1);
                self.order.push(char::from(byte));
            }
            _ => return None,
        }
        Some(())
    }

    fn number(&mut self, cursor: &mut Cursor<'t>) -> Option<()> {
        let digits = cursor.digits_ahead();
        let is_clock = digits <= 2
            && self.clock.is_none()
            && (cursor.peek_at(digits) == Some(b':') && cursor.digit_at(digits + 1)
                || self.month.is_some() && is_dotted_clock(cursor));
        if is_clock {
            let found = clock(cursor, &mut self.notes)?;
            let seconds = self.notes.find(BreachKind::SecondsMissing).is_none();
            self.order.push(if seconds { 'c' } else { 'k' });
            if self.notes.find(BreachKind::TwelveHourClock).is_some() {
                self.order.push_str(" p");
            }
            self.clock = Some(found);
            return Some(());
        }
        match digits {
            1 | 2 if self.small.len() < 2 => {
                let run = cursor.digits();
                if run.len == 1 {
                    self.notes.breach(BreachKind::Unpadded, cursor.at, 0);
                }
                self.small.push(run);
                self.order.push('d');
            }
            4 if self.year.is_none() => {
                self.year = Some(cursor.digits());
                self.order.push('y');
            }
            _ => return None,
        }
        Some(())
    }

    fn word(&mut self, cursor: &mut Cursor<'t>) -> Option<()> {
        let len = cursor.count(|byte| byte.is_ascii_alphabetic());
        let word = cursor.slice(cursor.at, len);
        if let (None, Some((month, full))) = (self.month, lookup(&MONTHS, word)) {
            self.month = Some(month + 1);
            self.order.push(if full { 'M' } else { 'm' });
        } else if let (None, Some((month, form))) = (self.month, month_names::month(word)) {
            // The notations with a name are English, so this is none of them.
            self.month = Some(month);
            self.order.push(match form {
                Form::Full => 'N',
                Form::Short => 'n',
            });
        } else if let (None, Some((weekday, full))) = (self.weekday, lookup(&WEEKDAYS, word)) {
            self.weekday = Some(weekday);
            self.order.push(if full { 'W' } else { 'w' });
        } else if ["st", "nd", "rd", "th"].contains(&word) && self.order.ends_with('d') {
            // The ordinal ending of a day in English; the order stays the same.
        } else if word == "at" && self.clock.is_none() {
            self.order.push('@');
        } else if word == "de" && self.clock.is_none() {
            self.order.push('&');
        } else if self.clock.is_some() && self.name.is_none() && is_long_zone(cursor.rest()) {
            let utc =
                ["Coordinated Universal Time", "Greenwich Mean Time"].contains(&cursor.rest());
            self.name = Some(if utc {
                ZoneName::Utc
            } else {
                ZoneName::Abbreviation
            });
            self.order.push('Z');
            let run = cursor.take(cursor.rest().len());
            self.name_zone(run);
            return Some(());
        } else if self.clock.is_some() && self.name.is_none() {
            let (name, run) = zone_name(&mut cursor.clone())?;
            self.name = Some(name);
            self.order
                .push(if name == ZoneName::Utc { 'g' } else { 'z' });
            cursor.take(run.len);
            self.name_zone(run);
            return Some(());
        } else {
            return None;
        }
        cursor.take(len);
        Some(())
    }

    /// Notes the name of a zone, with the space before it.
    fn name_zone(&mut self, run: Run) {
        let space = usize::from(self.order.trim_end_matches(['g', 'z', 'Z']).ends_with(' '));
        self.notes
            .breach(BreachKind::ZoneNamed, run.at - space, run.len + space);
    }

    fn conclude(mut self, text: &'t str) -> Option<Found> {
        let month = self.month?;
        // Short names of other languages are words of English ("set", "out"), so a day must be there.
        if self.order.contains('n') && self.small.is_empty() {
            return None;
        }
        // A day, and a year of two digits where there is none of four.
        match (self.year, self.small.len()) {
            (Some(_), ..=1) | (None, 2) => {}
            _ => return None,
        }
        let whole = whole_order(&self.order);
        let exact_http = is_fixdate(text);
        let (kind, spelling) = match whole {
            Some((BreachKind::Http, _)) if !exact_http => {
                (BreachKind::Rfc2822, Cow::Borrowed("rfc-2822"))
            }
            Some((kind, name)) => (kind, Cow::Borrowed(name)),
            None => (BreachKind::MonthName, Cow::Owned(self.pattern()?)),
        };
        let mut notes = Notes::default();
        notes.breach(kind, 0, text.len());
        notes.breaches.append(&mut self.notes.breaches);
        let civil = self.civil(month, text.len(), &mut notes);
        notes.breaches.sort_by_key(|breach| breach.at);
        let (suggestion, sentinel) = (civil.rewrite(), civil.sentinel());
        Some(Found {
            sentinel,
            ..Found::new(spelling, notes.breaches, suggestion)
        })
    }

    /// The wall clock of the parts; notes what is missing or does not exist.
    fn civil(&self, month: u32, len: usize, notes: &mut Notes) -> Civil<'t> {
        let mut doubt = self.clock.and_then(|clock| clock.doubt);
        let mut small = self.small.iter();
        let day = small.next();
        let year = if let Some(year) = self.year {
            i64::from(year.value)
        } else if let Some(year) = small.next() {
            notes.breach(BreachKind::YearTwoDigit, year.at, year.len);
            doubt = Some(NO_CENTURY);
            i64::from(year.value)
        } else {
            0
        };
        let offset = match (self.offset, self.name) {
            (Some(offset), _) => offset,
            (None, Some(name)) => name.offset(),
            (None, None) => Offset::Missing,
        };
        match day {
            None => {
                notes.breach(BreachKind::Partial, len, 0);
                doubt = Some("the value has no day, so its instant is unknown");
            }
            Some(day) if self.year.is_some() && !calendar::day_exists(year, month, day.value) => {
                notes.breach(BreachKind::ImpossibleDay, day.at, day.len);
            }
            Some(day) => {
                let stated = self.weekday.zip(calendar::weekday(year, month, day.value));
                if self.year.is_some() && stated.is_some_and(|(stated, real)| stated != real) {
                    doubt = Some("the weekday does not belong to that date");
                }
            }
        }
        match self.clock {
            None if day.is_some() => notes.breach(BreachKind::Only, len, 0),
            Some(_) if offset == Offset::Missing => notes.breach(BreachKind::OffsetMissing, len, 0),
            _ => {}
        }
        Civil {
            year,
            month,
            day: day.map_or(0, |day| day.value),
            clock: self
                .clock
                .map(|clock| (clock.hour, clock.minute, clock.second)),
            fraction: self.clock.map_or("", |clock| clock.fraction),
            offset,
            doubt,
        }
    }

    /// A digit pattern for an order without a name; `None` where it is too long to be one.
    ///
    /// As in dates of digits alone, a number of one digit is one letter.
    fn pattern(&self) -> Option<String> {
        const LONGEST: usize = 24;
        // The clock's own pattern holds the marker of a 12-hour clock.
        let order = self.order.replace(" p", "");
        if order.len() > LONGEST
            || !order.starts_with(|first: char| first.is_ascii_alphabetic() || first == '[')
        {
            return None;
        }
        let mut pattern = String::new();
        let mut small = self.small.iter();
        for kind in order.chars() {
            match kind {
                'w' => pattern.push_str("EEE"),
                'W' => pattern.push_str("EEEE"),
                'm' | 'n' => pattern.push_str("MMM"),
                'M' | 'N' => pattern.push_str("MMMM"),
                'd' => pattern.push_str(match (small.len() == self.small.len(), small.next()) {
                    (true, Some(day)) if day.len == 1 => "D",
                    (true, _) => "DD",
                    (false, _) => "YY",
                }),
                'y' => pattern.push_str("YYYY"),
                'c' | 'k' => pattern.push_str(&self.notes.pattern),
                'o' => pattern.push_str(&self.offset_pattern),
                'g' => pattern.push_str("UTC"),
                'z' => pattern.push_str("zzz"),
                'Z' => pattern.push_str("zzzz"),
                '@' => pattern.push_str("at"),
                '&' => pattern.push_str("de"),
                '(' => pattern.push_str("(comment)"),
                mark => pattern.push(mark),
            }
        }
        Some(pattern)
    }
}

/// Finds a name or its first three letters (four for "sept"), in any letter case.
fn lookup(names: &[&str], word: &str) -> Option<(u32, bool)> {
    let index = names.iter().position(|name| {
        let short = name
            .get(..3)
            .is_some_and(|short| short.eq_ignore_ascii_case(word));
        let sept = *name == "september" && word.eq_ignore_ascii_case("sept");
        short || sept || name.eq_ignore_ascii_case(word)
    })?;
    // "May" is both; three letters count as the short form.
    Some((
        u32::try_from(index).ok()?,
        word.len() > 4 || word.len() == 4 && !word.eq_ignore_ascii_case("sept"),
    ))
}

/// Whether the rest of a text is a zone's name in words, such as "Central European Standard Time".
fn is_long_zone(text: &str) -> bool {
    text.ends_with(" Time")
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphabetic() || byte == b' ')
}

/// Oracle writes the clock behind a month's name with full stops: `15-JAN-24 02.30.00.000000 PM`.
fn is_dotted_clock(cursor: &Cursor<'_>) -> bool {
    [0, 1, 3, 4, 6, 7]
        .iter()
        .all(|&ahead| cursor.digit_at(ahead))
        && [2, 5]
            .iter()
            .all(|&ahead| cursor.peek_at(ahead) == Some(b'.'))
}

/// Whether the text has the fixed form of RFC 9110 section 5.6.7: two-digit day and hour, GMT.
fn is_fixdate(text: &str) -> bool {
    const LENGTH: usize = "Mon, 15 Jan 2024 14:30:00 GMT".len();
    text.len() == LENGTH && text.ends_with(" GMT")
}
