//! Dates with slashes, full stops or the day first, as locales write them: which number is which may
//! stay open.

use crate::temporal::breach::{Breach, BreachKind};
use crate::temporal::civil::NO_CENTURY;
use crate::temporal::cursor::{Cursor, Notes};
use crate::temporal::near::date::{Date, padded};

const TWO_READINGS: &str = "day and month can be read in either order";

/// Reads `2024/01/15` or `2024.01.15`.
pub(super) fn year_first(cursor: &mut Cursor<'_>, notes: &mut Notes) -> Option<Date> {
    let year = cursor.digits();
    notes.write("YYYY");
    let (mark, kind) = separator(cursor)?;
    let at = cursor.at;
    cursor.take(1);
    notes.write(separator_pattern(mark));
    let month = padded(cursor, notes, "MM")?;
    if cursor.peek() != Some(mark) || !cursor.digit_at(1) {
        note_separator(notes, kind, at, 1);
        return Some(Date::partial(i64::from(year.value), Some(month), cursor.at));
    }
    notes.write(separator_pattern(mark));
    cursor.take(1);
    note_separator(notes, kind, at, cursor.at - at);
    let day = padded(cursor, notes, "DD")?;
    Some(Date::of(i64::from(year.value), month, day, cursor.at))
}

const fn separator_pattern(mark: u8) -> &'static str {
    match mark {
        b'/' => "/",
        b'.' => ".",
        _ => "-",
    }
}

/// The mark at the cursor, if dates are written with it, and what is said of such a date.
///
/// Hyphens are as they should be, so there the order is what departs.
fn separator(cursor: &Cursor<'_>) -> Option<(u8, BreachKind)> {
    let mark = cursor.peek()?;
    let kind = match mark {
        b'/' => BreachKind::SlashSeparator,
        b'.' => BreachKind::DotSeparator,
        b'-' => BreachKind::DayFirst,
        _ => return None,
    };
    Some((mark, kind))
}

/// Notes the separator of a date, from the first one up to the second.
///
/// First in the list: a number of one digit in such a date is a lesser matter.
fn note_separator(notes: &mut Notes, kind: BreachKind, at: usize, len: usize) {
    notes.breaches.insert(0, Breach::new(kind, at, len));
}

/// Whether the text begins as `15-01-2024` does. A year of two digits stands first where all are
/// joined by hyphens (`24-01-15`).
pub(super) fn is_day_first(cursor: &Cursor<'_>) -> bool {
    let mut ahead = cursor.clone();
    let mut field = |len: std::ops::RangeInclusive<usize>| {
        let run = ahead.digits();
        let hyphen = ahead.eat(b'-');
        len.contains(&run.len).then_some(hyphen)
    };
    field(1..=2) == Some(true) && field(1..=2) == Some(true) && field(4..=4).is_some()
}

/// Reads `15/01/2024`, `1/15/2024`, `15.01.2024`, `01/15/24`, `15-01-2024`.
pub(super) fn day_or_month_first(cursor: &mut Cursor<'_>, notes: &mut Notes) -> Option<Date> {
    let mut own = Notes::default();
    let first = padded(cursor, &mut own, "DD")?;
    let (mark, kind) = separator(cursor)?;
    let at = cursor.at;
    cursor.take(1);
    let second = padded(cursor, &mut own, "MM")?;
    if !cursor.eat(mark) {
        return None;
    }
    note_separator(&mut own, kind, at, cursor.at - at);
    let year_digits = cursor.digits_ahead();
    if year_digits != 4 && year_digits != 2 {
        return None;
    }
    let year = cursor.digits();
    notes.breaches.append(&mut own.breaches);
    let mut doubt = None;
    if year_digits == 2 {
        notes.breach(BreachKind::YearTwoDigit, year.at, 2);
        doubt = Some(NO_CENTURY);
    }
    let order = match (mark, first.value, second.value) {
        // No locale writes the month first with full stops.
        (b'.', ..) | (_, 13.., _) => Order::DayFirst,
        (_, _, 13..) => Order::MonthFirst,
        _ => Order::Either,
    };
    if order == Order::Either {
        doubt = doubt.or(Some(TWO_READINGS));
    }
    let (d, m) = if first.len == 1 || second.len == 1 {
        ("D", "M")
    } else {
        ("DD", "MM")
    };
    let y = if year_digits == 2 { "YY" } else { "YYYY" };
    let sep = separator_pattern(mark);
    notes.write(&match order {
        Order::DayFirst => [d, m, y].join(sep),
        Order::MonthFirst => [m, d, y].join(sep),
        Order::Either => format!("{} or {}", [d, m, y].join(sep), [m, d, y].join(sep)),
    });
    let (month, day) = if order == Order::MonthFirst {
        (first, second)
    } else {
        (second, first)
    };
    Some(Date {
        doubt,
        ..Date::of(i64::from(year.value), month, day, cursor.at)
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    DayFirst,
    MonthFirst,
    Either,
}
