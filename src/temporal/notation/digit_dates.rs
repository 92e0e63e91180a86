//! Numbers that are a date's digits and not a count: told by their length and by their fields.

use crate::temporal::calendar;

/// Whether the digits of a number are a date of 1900 to 2100 rather than a count.
///
/// Lengths are those of YYYY, YYYYMM, YYYYDDD, YYYYMMDD, `YYYYMMDDhhmm`, `YYYYMMDDhhmmss` (with or
/// without a fraction) and `YYYYMMDDhhmmssSSS`. Ten digits are Unix seconds.
pub(super) fn is_calendar(text: &str) -> bool {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(fraction) || (!fraction.is_empty() && whole.len() != 14) {
        return false;
    }
    let number = |at: usize, len: usize| {
        whole
            .get(at..at + len)
            .and_then(|text| text.parse::<u32>().ok())
    };
    let within = |at: usize, range: std::ops::RangeInclusive<u32>| {
        number(at, 2).is_none_or(|value| range.contains(&value))
    };
    let year = number(0, 4).filter(|year| (1900..=2100).contains(year));
    match (whole.len(), year) {
        (4, Some(_)) => true,
        (7, Some(_)) => number(4, 3).is_some_and(|day| (1..=366).contains(&day)),
        (6 | 8 | 12 | 14 | 17, Some(year)) => {
            let day = match (number(4, 2), number(6, 2)) {
                (Some(month), Some(day)) => calendar::day_exists(i64::from(year), month, day),
                (Some(month), None) => (1..=12).contains(&month),
                _ => false,
            };
            day && within(8, 0..=23) && within(10, 0..=59) && within(12, 0..=59)
        }
        (8 | 14, None) => whole.bytes().all(|digit| digit == b'0') || is_sentinel_date(whole),
        _ => false,
    }
}

/// Whether the eight first digits are a stand-in such as 00010101 or 99991231.
fn is_sentinel_date(whole: &str) -> bool {
    ["00010101", "99991231", "16010101", "17530101", "18991230"]
        .iter()
        .any(|known| whole.starts_with(known))
}

#[cfg(test)]
mod tests {
    use super::is_calendar;

    #[test]
    fn dates_in_digits_are_told_from_counts() {
        for text in [
            "2024",
            "202401",
            "2024366",
            "20240115",
            "202401151430",
            "20240115143000",
            "20240115143000.123",
            "20240115143000123",
            "00000000",
            "00010101",
            "99991231",
        ] {
            assert!(is_calendar(text), "{text}");
        }
        for text in [
            "1899",
            "2101",
            "202413",
            "2024367",
            "20240230",
            "202401152430",
            "20240115146000",
            "1705329000",
            "1705329000000",
            "2024011514",
            "20240115.5",
            "-20240115",
            "2024e1",
            "2024+1+5",
            "20240115143000.12a",
            "30000101",
            "",
        ] {
            assert!(!is_calendar(text), "{text}");
        }
    }
}
