//! The time of day: hour, minute, second, fraction, and what 12-hour clocks add.

use crate::temporal::breach::BreachKind;
use crate::temporal::cursor::{Cursor, Notes, Run};

/// A time of day as it was read, with a 12-hour clock already turned into 24 hours.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock<'t> {
    pub(crate) hour: u32,
    pub(crate) minute: u32,
    pub(crate) second: u32,
    /// The digits of the fraction.
    pub(crate) fraction: &'t str,
    pub(crate) second_place: (usize, usize),
    /// Whether the numbers are in range (24:00:00 and second 60 are).
    pub(crate) exists: bool,
    /// Why the time is not certain.
    pub(crate) doubt: Option<&'static str>,
}

/// The numbers of a clock with their places; what is missing is `None`.
struct Numbers {
    hour: Run,
    minute: Option<Run>,
    second: Option<Run>,
}

/// Reads a time of day; `None` if there is none at the cursor.
pub(crate) fn clock<'t>(cursor: &mut Cursor<'t>, notes: &mut Notes) -> Option<Clock<'t>> {
    let numbers = match cursor.digits_ahead() {
        1 | 2 => punctuated(cursor, notes)?,
        4 | 6 => compact(cursor, notes),
        7.. => return glued_fraction(cursor, notes),
        _ => return None,
    };
    let missing = cursor.at;
    let doubt = if numbers.minute.is_none() {
        notes.breach(BreachKind::MinutesMissing, missing, 0);
        Some("the value has no minutes")
    } else if numbers.second.is_none() {
        notes.breach(BreachKind::SecondsMissing, missing, 0);
        None
    } else {
        None
    };
    let fraction = if numbers.second.is_some() && is_colon_fraction(cursor) {
        colon_fraction(cursor, notes)
    } else {
        fraction(cursor, notes)
    };
    let mut clock = finish(&numbers, fraction, notes);
    clock.doubt = doubt;
    if numbers.second.is_none() && !fraction.is_empty() {
        clock.doubt = Some("the fraction is one of a minute or of an hour");
    }
    meridiem(cursor, notes, &mut clock, numbers.hour);
    Some(clock)
}

/// Reads hour, minute and second with marks between them.
fn punctuated(cursor: &mut Cursor<'_>, notes: &mut Notes) -> Option<Numbers> {
    let hour = number(cursor, notes, "hh");
    let Some(mark) = mark(cursor) else {
        return Some(Numbers {
            hour,
            minute: None,
            second: None,
        });
    };
    let at = cursor.at;
    cursor.take(1);
    if mark != b':' {
        notes.breach(BreachKind::TimePunctuation, at, 1);
    }
    notes.write(mark_pattern(mark));
    let minute = number(cursor, notes, "mm");
    let again = cursor.peek() == Some(mark) && (1..=2).contains(&digits_from(cursor, 1));
    let colon = cursor.peek() == Some(b':') && cursor.digit_at(1);
    if !again && !colon {
        return Some(Numbers {
            hour,
            minute: Some(minute),
            second: None,
        });
    }
    let second_mark = if again { mark } else { b':' };
    if again
        && mark != b':'
        && let Some(breach) = notes.find(BreachKind::TimePunctuation)
    {
        breach.len = cursor.at + 1 - breach.at;
    }
    cursor.take(1);
    notes.write(mark_pattern(second_mark));
    if !(1..=2).contains(&cursor.digits_ahead()) {
        return None;
    }
    let second = number(cursor, notes, "ss");
    Some(Numbers {
        hour,
        minute: Some(minute),
        second: Some(second),
    })
}

const fn mark_pattern(mark: u8) -> &'static str {
    match mark {
        b':' => ":",
        b'-' => "-",
        b'.' => ".",
        b'_' => "_",
        // A letter that stands for itself, quoted as pattern languages do.
        _ => "'h'",
    }
}

fn digits_from(cursor: &Cursor<'_>, ahead: usize) -> usize {
    (ahead..ahead + 3)
        .take_while(|&place| cursor.digit_at(place))
        .count()
}

/// The mark between hour and minute, if what follows are minutes and not an offset or a fraction.
fn mark(cursor: &Cursor<'_>) -> Option<u8> {
    let mark = cursor.peek()?;
    let digits = digits_from(cursor, 1);
    let after = cursor.peek_at(1 + digits);
    let minutes = match mark {
        b':' => (1..=2).contains(&digits),
        // "14-07:00" is an hour with an offset, "14-30-00" and "14-30" are clocks.
        b'-' => digits == 2 && after != Some(b':'),
        b'.' | b'_' | b'h' | b'H' => digits == 2,
        _ => false,
    };
    minutes.then_some(mark)
}

/// Reads one or two digits; one digit is a breach, where the other one is due.
fn number(cursor: &mut Cursor<'_>, notes: &mut Notes, pattern: &str) -> Run {
    let run = cursor.take(cursor.digits_ahead().min(2));
    if run.len == 1 {
        notes.breach(BreachKind::Unpadded, cursor.at, 0);
        notes.write(pattern.get(..1).unwrap_or(pattern));
    } else {
        notes.write(pattern);
    }
    run
}

/// Reads `hhmm` or `hhmmss`.
fn compact(cursor: &mut Cursor<'_>, notes: &mut Notes) -> Numbers {
    let len = cursor.digits_ahead();
    let (hour, minute) = (cursor.take(2), cursor.take(2));
    notes.write("hhmm");
    let second = (len == 6).then(|| {
        notes.write("ss");
        cursor.take(2)
    });
    // From where the first colon is due.
    notes.basic(minute.at, len - 2);
    Numbers {
        hour,
        minute: Some(minute),
        second,
    }
}

/// Reads `hhmmss` with the fraction's digits in the same run.
fn glued_fraction<'t>(cursor: &mut Cursor<'t>, notes: &mut Notes) -> Option<Clock<'t>> {
    let len = cursor.digits_ahead();
    if len > 15 {
        return None;
    }
    let (hour, minute, second) = (cursor.take(2), cursor.take(2), cursor.take(2));
    let fraction = cursor.digits();
    notes.write("hhmmssSSS");
    notes.basic(minute.at, len - 2);
    let digits = cursor.slice(fraction.at, fraction.len);
    Some(finish(
        &Numbers {
            hour,
            minute: Some(minute),
            second: Some(second),
        },
        digits,
        notes,
    ))
}

/// Reads a fraction of the smallest unit that was written.
fn fraction<'t>(cursor: &mut Cursor<'t>, notes: &mut Notes) -> &'t str {
    let Some(mark @ (b'.' | b',')) = cursor.peek() else {
        return "";
    };
    if !cursor.digit_at(1) {
        // "14:30:00, foo" is text behind the time; a decimal sign stands at the end or before a zone.
        let ends = matches!(
            cursor.peek_at(1),
            None | Some(b'Z' | b'z' | b'+' | b'-' | b' ' | b'[')
        );
        if !ends {
            return "";
        }
        notes.breach(BreachKind::FractionEmpty, cursor.at, 1);
    }
    if mark == b',' {
        notes.breach(BreachKind::FractionComma, cursor.at, 1);
    }
    notes.write(if mark == b',' { "," } else { "." });
    cursor.take(1);
    let digits = cursor.digits();
    if digits.len > 0 {
        notes.write("s");
    }
    cursor.slice(digits.at, digits.len)
}

/// Whether milliseconds follow behind a colon, as `HH:mm:ss:SSS` and SQL Server's styles write them.
fn is_colon_fraction(cursor: &Cursor<'_>) -> bool {
    cursor.peek() == Some(b':') && digits_from(cursor, 1) == 3 && !cursor.digit_at(4)
}

fn colon_fraction<'t>(cursor: &mut Cursor<'t>, notes: &mut Notes) -> &'t str {
    notes.breach(BreachKind::TimePunctuation, cursor.at, 1);
    notes.write(":s");
    cursor.take(1);
    let digits = cursor.digits();
    cursor.slice(digits.at, digits.len)
}

/// Puts the numbers together and notes those out of range.
fn finish<'t>(numbers: &Numbers, fraction: &'t str, notes: &mut Notes) -> Clock<'t> {
    let place = |run: &Run| (run.at, run.len);
    let hour = numbers.hour;
    let minute = numbers.minute.map_or(0, |run| run.value);
    let second = numbers.second.map_or(0, |run| run.value);
    let midnight = hour.value == 24
        && minute == 0
        && second == 0
        && fraction.bytes().all(|digit| digit == b'0');
    let beyond = [(Some(hour), 23), (numbers.minute, 59), (numbers.second, 60)]
        .into_iter()
        .find_map(|(run, greatest)| run.filter(|run| run.value > greatest));
    match beyond {
        Some(_) if midnight => notes.breach(BreachKind::Hour24, hour.at, hour.len),
        Some(run) => notes.breach(BreachKind::ImpossibleTime, run.at, run.len),
        None => {}
    }
    Clock {
        hour: hour.value,
        minute,
        second,
        fraction,
        second_place: numbers.second.as_ref().map_or((hour.at, hour.len), place),
        exists: midnight || beyond.is_none(),
        doubt: None,
    }
}

/// Reads AM or PM and turns the hour into one of 24.
fn meridiem(cursor: &mut Cursor<'_>, notes: &mut Notes, clock: &mut Clock<'_>, hour: Run) {
    const NAMES: [(&str, Half); 4] = [
        ("am", Half::Morning),
        ("pm", Half::Evening),
        ("a.m.", Half::Morning),
        ("p.m.", Half::Evening),
    ];
    let mut ahead = cursor.clone();
    ahead.spaces();
    let half = NAMES.iter().find(|(name, _)| {
        ahead
            .rest()
            .get(..name.len())
            .is_some_and(|text| text.eq_ignore_ascii_case(name))
            && !ahead
                .peek_at(name.len())
                .is_some_and(|byte| byte.is_ascii_alphanumeric())
    });
    let Some(&(name, half)) = half else {
        return;
    };
    let spaces = ahead.at - cursor.at;
    notes.breach(BreachKind::TwelveHourClock, cursor.at, spaces + name.len());
    notes.write(if spaces > 0 { " a" } else { "a" });
    ahead.take(name.len());
    *cursor = ahead;
    if !(1..=12).contains(&clock.hour) {
        clock.doubt = Some("the hour does not exist on a 12-hour clock");
        if clock.exists && clock.hour != 24 {
            notes.breach(BreachKind::ImpossibleTime, hour.at, hour.len);
        }
        return;
    }
    clock.hour = clock.hour % 12 + if half == Half::Evening { 12 } else { 0 };
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Half {
    Morning,
    Evening,
}
