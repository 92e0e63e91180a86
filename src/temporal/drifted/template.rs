//! How a moment is put into a spelling's template: one table of codes, most of them those of strftime.

use crate::temporal::drifted::moment::{Frame, View, days_since_1970, unix};
use chrono::{Datelike, TimeDelta, Timelike};

/// Writes one field.
type Field = fn(&View<'_>) -> String;

/// The codes behind `%`; where one begins with another, the longer stands first.
const CODES: [(&str, Field); 65] = [
    // The date.
    ("Y", |v| format!("{:04}", v.wall.year())),
    ("-Y", |v| v.wall.year().to_string()),
    ("@Y", |v| {
        super::in_script(&format!("{:04}", v.wall.year()), '\u{ff10}')
    }),
    ("y", |v| format!("{:02}", v.wall.year().rem_euclid(100))),
    // The year as java.util.Date counts it.
    ("+y", |v| (v.wall.year() - 1900).to_string()),
    ("m", |v| format!("{:02}", v.wall.month())),
    ("-m", |v| v.wall.month().to_string()),
    // The month as java.util.Date and JavaScript count it.
    ("+m", |v| v.wall.month0().to_string()),
    ("d", |v| format!("{:02}", v.wall.day())),
    ("-d", |v| v.wall.day().to_string()),
    ("e", |v| format!("{:2}", v.wall.day())),
    ("o", |v| ordinal_ending(v.wall.day()).to_owned()),
    ("j", |v| format!("{:03}", v.wall.ordinal())),
    ("-j", |v| v.wall.ordinal().to_string()),
    ("G", |v| format!("{:04}", v.wall.iso_week().year())),
    ("V", |v| format!("{:02}", v.wall.iso_week().week())),
    ("u", |v| v.wall.weekday().number_from_monday().to_string()),
    ("w", |v| v.wall.weekday().num_days_from_sunday().to_string()),
    ("b", |v| short(month(v)).to_owned()),
    ("^b", |v| short(month(v)).to_ascii_uppercase()),
    ("B", |v| month(v).to_owned()),
    ("^B", |v| month(v).to_ascii_uppercase()),
    ("a", |v| short(weekday(v)).to_owned()),
    ("A", |v| weekday(v).to_owned()),
    ("^A", |v| weekday(v).to_ascii_uppercase()),
    // The day that hour 24 ends: at midnight the one before.
    ("q", |v| day_of_hour_24(v)),
    // The time of day.
    ("H", |v| format!("{:02}", v.wall.hour())),
    ("-H", |v| v.wall.hour().to_string()),
    ("I", |v| format!("{:02}", v.wall.hour12().1)),
    ("-I", |v| v.wall.hour12().1.to_string()),
    ("_I", |v| format!("{:2}", v.wall.hour12().1)),
    ("p", |v| {
        (if v.wall.hour12().0 { "PM" } else { "AM" }).to_owned()
    }),
    ("P", |v| {
        (if v.wall.hour12().0 { "pm" } else { "am" }).to_owned()
    }),
    (".P", |v| {
        (if v.wall.hour12().0 { "p.m." } else { "a.m." }).to_owned()
    }),
    ("M", |v| format!("{:02}", v.wall.minute())),
    ("-M", |v| v.wall.minute().to_string()),
    ("S", |v| format!("{:02}", v.second())),
    ("-S", |v| v.second().to_string()),
    // The fraction: as it is, of so many digits, as a count of nanoseconds, as a float ends.
    ("f", |v| {
        if v.fraction.is_empty() {
            String::new()
        } else {
            format!(".{}", v.fraction)
        }
    }),
    ("3", |v| v.digits(3)),
    ("6", |v| v.digits(6)),
    ("7", |v| v.digits(7)),
    ("9", |v| v.digits(9)),
    ("-3", |v| counted(&v.digits(3))),
    ("-9", |v| counted(&v.digits(9))),
    ("g", |v| float_ending(&v.digits(6))),
    // The offset.
    ("z", |v| offset(v.east, "")),
    (":z", |v| offset(v.east, ":")),
    ("::z", |v| {
        format!("{}:{:02}", offset(v.east, ":"), v.east.abs() % 60)
    }),
    ("Z", |v| zone(v).0.to_owned()),
    ("L", |v| zone(v).1.to_owned()),
    // Counts since 1970 in seconds, and in milli-, micro- and nanoseconds; then with an exponent.
    ("s", |v| v.count(0).to_string()),
    ("Q", |v| v.count(3).to_string()),
    ("U", |v| v.count(6).to_string()),
    ("N", |v| v.count(9).to_string()),
    ("1s", |v| scientific(v.count(0))),
    ("1Q", |v| scientific(v.count(3))),
    ("1U", |v| scientific(v.count(6))),
    ("1N", |v| scientific(v.count(9))),
    // FILETIME, .NET ticks of the wall clock, seconds since 2001, days since 1899-12-30.
    ("W", |v| (v.count(7) + 116_444_736_000_000_000).to_string()),
    ("T", |v| {
        (v.count(7) + i128::from(v.east) * 10_000_000 + 621_355_968_000_000_000).to_string()
    }),
    ("c", |v| (unix(v.utc) - 978_307_200).to_string()),
    ("D", |v| serial_day(v).to_string()),
    ("E", |v| serial(v)),
    // The whole original, or what stands in its place.
    ("O", whole),
];

/// Fills a template in: `%` and a code become a field of the moment, the rest stays as it is.
pub(super) fn render(template: &str, view: &View<'_>) -> String {
    let mut pieces = template.split('%');
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let found = CODES
            .iter()
            .find_map(|(code, field)| Some((field, piece.strip_prefix(code)?)));
        match found {
            Some((field, rest)) => {
                text.push_str(&field(view));
                text.push_str(rest);
            }
            None => text.extend(["%", piece]),
        }
    }
    text
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const WEEKDAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

fn month(view: &View<'_>) -> &'static str {
    let name = usize::try_from(view.wall.month0()).map(|month| MONTHS.get(month));
    name.ok().flatten().copied().unwrap_or_default()
}

fn weekday(view: &View<'_>) -> &'static str {
    let number = view.wall.weekday().num_days_from_monday();
    let name = usize::try_from(number).map(|day| WEEKDAYS.get(day));
    name.ok().flatten().copied().unwrap_or_default()
}

fn short(name: &str) -> &str {
    name.get(..3).unwrap_or(name)
}

const fn ordinal_ending(day: u32) -> &'static str {
    match day {
        1 | 21 | 31 => "st",
        2 | 22 => "nd",
        3 | 23 => "rd",
        _ => "th",
    }
}

fn day_of_hour_24(view: &View<'_>) -> String {
    let midnight = view.wall.num_seconds_from_midnight() == 0
        && view.fraction.bytes().all(|digit| digit == b'0');
    let back = TimeDelta::days(i64::from(midnight));
    let day = view.wall.date() - back;
    format!("{:04}-{:02}-{:02}", day.year(), day.month(), day.day())
}

/// Digits as a number: no zeros before it.
fn counted(digits: &str) -> String {
    let number = digits.trim_start_matches('0');
    (if number.is_empty() { "0" } else { number }).to_owned()
}

/// The end of a float as shortest printing has it: at least one digit, no zeros after it.
fn float_ending(digits: &str) -> String {
    let digits = digits.trim_end_matches('0');
    format!(".{}", if digits.is_empty() { "0" } else { digits })
}

fn scientific(count: i128) -> String {
    let digits = count.to_string();
    let exponent = digits.len().saturating_sub(1);
    let (first, rest) = digits.split_at_checked(1).unwrap_or(("0", ""));
    format!("{first}{}e{exponent}", float_ending(rest))
}

fn offset(east: i32, between: &str) -> String {
    let sign = if east < 0 { '-' } else { '+' };
    let minutes = east.abs() / 60;
    format!("{sign}{:02}{between}{:02}", minutes / 60, minutes % 60)
}

/// The zone's abbreviation, and its name as JavaScript and Java write it.
fn zone(view: &View<'_>) -> (&'static str, &'static str) {
    match (view.frame, view.east) {
        (Frame::Paris, 7200) => ("CEST", "Central European Summer Time"),
        (Frame::Paris, _) => ("CET", "Central European Standard Time"),
        _ => ("UTC", "Coordinated Universal Time"),
    }
}

/// The day number of spreadsheets, whose day 0 is 1899-12-30.
fn serial_day(view: &View<'_>) -> u32 {
    u32::try_from(days_since_1970(view.wall) + 25_569).unwrap_or_default()
}

fn serial(view: &View<'_>) -> String {
    let of_day = f64::from(view.wall.num_seconds_from_midnight()) / 86_400.0;
    (f64::from(serial_day(view)) + of_day).to_string()
}

fn whole(view: &View<'_>) -> String {
    let spelled = || render("%Y-%m-%dT%H:%M:%S%f%:z", view);
    view.text.map_or_else(spelled, str::to_owned)
}
