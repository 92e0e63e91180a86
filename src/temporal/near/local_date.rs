//! Dates with slashes or full stops, as locales write them: which number is which may stay open.

use crate::temporal::breach::{Breach, BreachKind};
use crate::temporal::civil::NO_CENTURY;
use crate::temporal::cursor::{Cursor, Notes};
use crate::temporal::near::date::{Date, padded};

const TWO_READINGS: &str = "day and month can be read in either order";

/// Reads `2024/01/15` or `2024.01.15`.
pub(super) fn year_first(cursor: &mut Cursor<'_>, notes: &mut Notes) -> Option<Date> {
    let year = cursor.digits();
    notes.write("YYYY");
    let mark = separator(cursor, notes, year.at)?;
    notes.write(separator_pattern(mark));
    let month = padded(cursor, notes, "MM")?;
    span_to_here(cursor, notes);
    if cursor.peek() != Some(mark) || !cursor.digit_at(1) {
        return Some(Date::partial(i64::from(year.value), Some(month), cursor.at));
    }
    notes.write(separator_pattern(mark));
    cursor.take(1);
    let day = padded(cursor, notes, "DD")?;
    span_to_here(cursor, notes);
    Some(Date::of(i64::from(year.value), month, day, cursor.at))
}

const fn separator_pattern(mark: u8) -> &'static str {
    match mark {
        b'/' => "/",
        b'.' => ".",
        _ => ":",
    }
}

/// Steps over the first separator of a date and notes what it is, from the date's start on.
fn separator(cursor: &mut Cursor<'_>, notes: &mut Notes, start: usize) -> Option<u8> {
    let mark = cursor.peek()?;
    let kind = match mark {
        b'/' => BreachKind::SlashSeparator,
        b'.' => BreachKind::DotSeparator,
        _ => return None,
    };
    cursor.take(1);
    // First in the list: a number of one digit in such a date is a lesser matter.
    notes
        .breaches
        .insert(0, Breach::new(kind, start, cursor.at - start));
    Some(mark)
}

/// Lets the breach of the separator cover the date as far as it has been read.
fn span_to_here(cursor: &Cursor<'_>, notes: &mut Notes) {
    if let Some(breach) = notes.breaches.first_mut() {
        breach.len = cursor.at - breach.at;
    }
}

/// Reads `15/01/2024`, `1/15/2024`, `15.01.2024`, `01/15/24`.
pub(super) fn day_or_month_first(cursor: &mut Cursor<'_>, notes: &mut Notes) -> Option<Date> {
    let mut pattern = Notes::default();
    let first = padded(cursor, &mut pattern, "DD")?;
    let mark = separator(cursor, &mut pattern, first.at)?;
    let second = padded(cursor, &mut pattern, "MM")?;
    if !cursor.eat(mark) {
        return None;
    }
    let year_digits = cursor.digits_ahead();
    if year_digits != 4 && year_digits != 2 {
        return None;
    }
    let year = cursor.digits();
    span_to_here(cursor, &mut pattern);
    notes.breaches.append(&mut pattern.breaches);
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
    let single = first.len == 1 || second.len == 1;
    notes.write(match (mark, order, single) {
        (b'.', _, false) => "DD.MM.",
        (b'.', _, true) => "D.M.",
        (_, Order::DayFirst, false) => "DD/MM/",
        (_, Order::DayFirst, true) => "D/M/",
        (_, Order::MonthFirst, false) => "MM/DD/",
        (_, Order::MonthFirst, true) => "M/D/",
        (_, Order::Either, false) => "DD/MM/YYYY or MM/DD/",
        (_, Order::Either, true) => "D/M/YYYY or M/D/",
    });
    notes.write(if year_digits == 2 { "YY" } else { "YYYY" });
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
