//! What stands behind the time: an offset, names of zones, suffixes in brackets.

use crate::temporal::breach::BreachKind;
use crate::temporal::civil::{FixedOffset, Offset};
use crate::temporal::cursor::{Cursor, Notes, Run};

/// What was said about the distance from UTC.
#[derive(Clone, Copy, Debug)]
pub(super) struct Zone {
    pub(super) offset: Offset,
}

const REGION: &str = "the value names a region, whose offset at that time is not in the value";
const ABBREVIATION: &str = "abbreviations of time zones have more than one meaning";
const MILITARY: &str =
    "single letters for time zones were used with either sign (RFC 2822 section 4.3)";
const CONTRADICTION: &str = "the offset and the name of the zone contradict each other";

/// The kind of a zone's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ZoneName {
    Utc,
    Region,
    Abbreviation,
    Military,
}

impl ZoneName {
    pub(crate) const fn offset(self) -> Offset {
        match self {
            Self::Utc => Offset::Utc,
            Self::Region => Offset::Doubtful(REGION),
            Self::Abbreviation => Offset::Doubtful(ABBREVIATION),
            Self::Military => Offset::Doubtful(MILITARY),
        }
    }

    const fn pattern(self) -> &'static str {
        match self {
            Self::Utc => "UTC",
            Self::Region => "Area/City",
            Self::Abbreviation | Self::Military => "zzz",
        }
    }
}

/// Whether the value must have an offset to be complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Need {
    Required,
    Optional,
}

/// Reads everything about the zone: at most one offset, one name, and a row of suffixes.
pub(super) fn zone(cursor: &mut Cursor<'_>, notes: &mut Notes, need: Need) -> Zone {
    let start = cursor.at;
    let mut offset = numeric_or_zulu(cursor, notes);
    if let Some(name) = named(cursor, notes, Expected::new(offset, need)) {
        let nameless = offset == Offset::Missing;
        offset = combine(offset, name);
        // "UTC+01:00": the name is the origin, the number is the offset.
        if nameless && name == ZoneName::Utc && is_signed_offset(cursor) {
            offset = numeric_offset(cursor, notes).map_or(offset, Offset::Fixed);
        }
    }
    while let Some(suffix) = bracketed(cursor, notes, offset) {
        offset = suffix;
    }
    if offset == Offset::Missing && need == Need::Required {
        notes.breach(BreachKind::OffsetMissing, start, 0);
    }
    Zone { offset }
}

/// Whether the letter Z only begins the name.
fn is_zulu(cursor: &Cursor<'_>) -> bool {
    cursor
        .rest()
        .get(..4)
        .is_some_and(|word| word.eq_ignore_ascii_case("zulu"))
}

fn is_signed_offset(cursor: &Cursor<'_>) -> bool {
    matches!(cursor.peek(), Some(b'+' | b'-')) && is_offset_length(cursor)
}

/// An offset together with a name behind it.
fn combine(offset: Offset, name: ZoneName) -> Offset {
    match (offset, name) {
        (Offset::Missing, name) => name.offset(),
        (Offset::Fixed(fixed), ZoneName::Utc) if !fixed.is_zero() => {
            Offset::Doubtful(CONTRADICTION)
        }
        (Offset::Utc, ZoneName::Abbreviation) => Offset::Doubtful(ABBREVIATION),
        (offset, _) => offset,
    }
}

/// Whether a bare date is followed by a numeric offset to the end of the text, as in XML Schema's `date`,
/// where other numbers would be a time.
pub(super) fn is_date_offset(cursor: &Cursor<'_>) -> bool {
    let [b'+' | b'-', hours @ .., b':', m1, m2] = cursor.rest().as_bytes() else {
        return false;
    };
    let digits = [m1, m2].into_iter().chain(hours).all(u8::is_ascii_digit);
    // No offset in use goes beyond 14 hours, so greater numbers are times.
    digits && matches!(*hours, [b'0', _] | [b'1', b'0'..=b'4'])
}

fn numeric_or_zulu(cursor: &mut Cursor<'_>, notes: &mut Notes) -> Offset {
    let mut ahead = cursor.clone();
    let spaces = ahead.spaces();
    let offset = match ahead.peek() {
        Some(letter @ (b'Z' | b'z')) if !is_zulu(&ahead) => {
            note_space(spaces, notes);
            ahead.take(1);
            notes.write(if letter == b'Z' { "Z" } else { "z" });
            Offset::Utc
        }
        Some(b'+' | b'-') if is_signed_offset(&ahead) => {
            note_space(spaces, notes);
            match numeric_offset(&mut ahead, notes) {
                Some(fixed) => Offset::Fixed(fixed),
                None => return Offset::Missing,
            }
        }
        _ => return Offset::Missing,
    };
    *cursor = ahead;
    offset
}

/// Whether the sign at the cursor has as many digits behind it as an offset can have.
fn is_offset_length(cursor: &Cursor<'_>) -> bool {
    cursor.digit_at(1) && !(1..=7).all(|ahead| cursor.digit_at(ahead))
}

fn note_space(spaces: Run, notes: &mut Notes) {
    if spaces.len > 0 {
        notes.breach(BreachKind::OffsetSpace, spaces.at, spaces.len);
        notes.write(" ");
    }
}

/// Reads a sign with hours, minutes and seconds, with or without colons.
pub(crate) fn numeric_offset(cursor: &mut Cursor<'_>, notes: &mut Notes) -> Option<FixedOffset> {
    let at = cursor.at;
    let negative = cursor.peek() == Some(b'-');
    cursor.take(1);
    let digits = cursor.digits_ahead();
    let (hours, minutes, seconds, form) = match digits {
        1 | 2 => {
            let hours = cursor.digits();
            let minutes = colon_number(cursor);
            let seconds = minutes.and_then(|_| colon_number(cursor));
            (hours, minutes, seconds, Form::Colons)
        }
        3..=6 => {
            let hours = cursor.take(2 - digits % 2);
            let minutes = cursor.take(2);
            let seconds = (digits > 4).then(|| cursor.take(2));
            (hours, Some(minutes), seconds, Form::Together)
        }
        _ => {
            cursor.at = at;
            return None;
        }
    };
    let value = |run: Option<Run>| run.map_or(0, |run| run.value);
    let (hour, minute, second) = (hours.value, value(minutes), value(seconds));
    let offset = FixedOffset {
        negative,
        hours: hour,
        minutes: minute,
        seconds: second,
    };
    let unpadded = hours.len == 1 || minutes.is_some_and(|run| run.len == 1);
    let len = cursor.at - at;
    let departures = [
        (form == Form::Together, BreachKind::OffsetUnpunctuated),
        (unpadded, BreachKind::OffsetUnpadded),
        (minutes.is_none(), BreachKind::OffsetHoursOnly),
        (!offset.in_range(), BreachKind::OffsetOutOfRange),
    ];
    for (_, kind) in departures.into_iter().filter(|(found, _)| *found) {
        notes.breach(kind, at, len);
    }
    if let Some(seconds) = seconds {
        // With the colon before them, where there is one.
        let end = seconds.at + seconds.len;
        let start = seconds.at - usize::from(form == Form::Colons);
        notes.breach(BreachKind::OffsetSeconds, start, end - start);
    }
    notes.write(
        match (form, unpadded, minutes.is_some(), seconds.is_some()) {
            (Form::Colons, false, true, false) => colon_pattern(offset),
            (Form::Colons, false, true, true) => "±hh:mm:ss",
            (Form::Colons, true, true, false) => "±h:mm",
            (Form::Colons, true, true, true) => "±h:mm:ss",
            (Form::Colons, false, false, _) => "±hh",
            (Form::Colons, true, false, _) => "±h",
            (Form::Together, false, _, false) => "±hhmm",
            (Form::Together, false, _, true) => "±hhmmss",
            (Form::Together, true, _, false) => "±hmm",
            (Form::Together, true, _, true) => "±hmmss",
        },
    );
    Some(offset)
}

/// The pattern of an offset that is written as it should be, as conforming spellings name it.
const fn colon_pattern(offset: FixedOffset) -> &'static str {
    match (offset.is_zero(), offset.negative) {
        (true, false) => "+00:00",
        (true, true) => "-00:00",
        (false, _) => "±hh:mm",
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Colons,
    Together,
}

/// A colon with one or two digits behind it.
fn colon_number(cursor: &mut Cursor<'_>) -> Option<Run> {
    if cursor.peek() != Some(b':')
        || !cursor.digit_at(1)
        || cursor.digit_at(3) && cursor.digit_at(2)
    {
        return None;
    }
    cursor.take(1);
    Some(cursor.digits())
}

/// Which names of zones have a meaning where the cursor stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Expected {
    Any,
    /// "2024-01-15T" is a date that breaks off, not one in zone T; "+01:00A" has text behind it. Yet
    /// "+00:00Z" is an offset written twice.
    NoMilitary,
    /// "ZUTC" is an offset written twice; "ZZ" and "ZEST" have text behind a complete value.
    BehindZ,
}

impl Expected {
    const fn new(offset: Offset, need: Need) -> Self {
        match (offset, need) {
            (Offset::Utc, _) => Self::BehindZ,
            (Offset::Missing, Need::Required) => Self::Any,
            _ => Self::NoMilitary,
        }
    }

    fn takes(self, name: ZoneName, run: Run, glued: bool) -> bool {
        match self {
            Self::Any => true,
            Self::NoMilitary => name != ZoneName::Military,
            Self::BehindZ => run.len > 1 && (!glued || name == ZoneName::Utc),
        }
    }
}

/// Reads the name of a zone, with spaces before it or in parentheses.
fn named(cursor: &mut Cursor<'_>, notes: &mut Notes, expected: Expected) -> Option<ZoneName> {
    let mut ahead = cursor.clone();
    let spaces = ahead.spaces();
    let open = ahead.eat(b'(');
    let (name, run) = zone_name(&mut ahead)?;
    if open && !ahead.eat(b')') {
        return None;
    }
    if !expected.takes(name, run, spaces.len == 0 && !open) {
        return None;
    }
    let (at, end) = (cursor.at, run.at + run.len);
    notes.breach(BreachKind::ZoneNamed, at, end - at);
    notes.write(if spaces.len > 0 { " " } else { "" });
    notes.write(name.pattern());
    *cursor = ahead;
    Some(name)
}

/// Reads a zone's name at the cursor: a UTC name, `Area/City`, or capital letters.
pub(crate) fn zone_name(cursor: &mut Cursor<'_>) -> Option<(ZoneName, Run)> {
    const UTC: [&str; 10] = [
        "UTC", "GMT", "Z", "UT", "UCT", "Zulu", "Etc/UTC", "Etc/GMT", "Etc/UCT", "Etc/Zulu",
    ];
    const LONGEST: usize = 40;
    let letters = cursor.count(|byte| byte.is_ascii_alphabetic());
    let capitals = cursor.count(|byte| byte.is_ascii_uppercase());
    let long = if cursor.peek_at(letters) == Some(b'/') {
        cursor.count(|byte| byte.is_ascii_alphanumeric() || b"/_+-".contains(&byte))
    } else {
        letters
    };
    if !(1..=LONGEST).contains(&long) {
        return None;
    }
    let text = cursor.slice(cursor.at, long);
    let name = if UTC.iter().any(|utc| utc.eq_ignore_ascii_case(text)) {
        ZoneName::Utc
    } else if long > letters {
        // "Europe/Paris" has an area of several letters in mixed case.
        if letters < 2 || capitals == 0 {
            return None;
        }
        ZoneName::Region
    } else if capitals != letters || letters > 5 || cursor.digit_at(letters) {
        return None;
    } else if letters == 1 {
        ZoneName::Military
    } else {
        ZoneName::Abbreviation
    };
    Some((name, cursor.take(long)))
}

/// Reads `[Europe/Paris]`, `[UTC]` or a tag of RFC 9557; gives the offset as it then stands.
fn bracketed(cursor: &mut Cursor<'_>, notes: &mut Notes, offset: Offset) -> Option<Offset> {
    let mut ahead = cursor.clone();
    let at = ahead.at;
    ahead.spaces();
    if !ahead.eat(b'[') {
        return None;
    }
    let len = ahead.count(|byte| byte != b']' && byte != b'[');
    if ahead.peek_at(len) != Some(b']') {
        return None;
    }
    let mut inner = Cursor::new(ahead.slice(ahead.at, len));
    inner.eat(b'!');
    let name = zone_name(&mut inner)
        .filter(|_| inner.is_end())
        .map(|(name, _)| name);
    ahead.take(len + 1);
    // Suffixes in a row are one departure.
    if let Some(breach) = notes.find(BreachKind::ZoneBracketed) {
        breach.len = ahead.at - breach.at;
    } else {
        notes.breach(BreachKind::ZoneBracketed, at, ahead.at - at);
        notes.write("[zone]");
    }
    *cursor = ahead;
    // A tag that names no zone says nothing about the offset.
    Some(name.map_or(offset, |name| combine(offset, name)))
}
