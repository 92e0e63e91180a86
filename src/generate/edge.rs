//! The corners of what a contract allows: every one of them legal, few of them expected.

use super::draw::Draw;
use super::json::Json;

/// Dates in every spelling that RFC 3339 section 5.6 allows, at the ends of the ranges of 5.7.
const DATES: &[&str] = &[
    "2024-01-15T14:30:00Z",
    "2024-01-15t14:30:00z",
    "2024-01-15T14:30:00z",
    "2024-01-15t14:30:00Z",
    "2024-01-15T14:30:00+00:00",
    "2024-01-15T14:30:00-00:00",
    "2024-01-15t14:30:00-00:00",
    "2024-01-15t14:30:00+00:00",
    "2024-01-15t14:30:00+05:30",
    "2024-01-15T14:30:00.0Z",
    "2024-01-15T14:30:00.5z",
    "2024-01-15T14:30:00.12+00:00",
    "2024-01-15T14:30:00.123-00:00",
    "2024-01-15T14:30:00.1234+05:45",
    "2024-01-15t14:30:00.12345Z",
    "2024-01-15t14:30:00.123456z",
    "2024-01-15t14:30:00.1234567+00:00",
    "2024-01-15t14:30:00.12345678-00:00",
    "2024-01-15t14:30:00.123456789-03:30",
    "2024-01-15T14:30:00.000000000000000000000000000000000000000000000001Z",
    "2024-01-15T14:30:00.99999999999999999999999999999999Z",
    "2024-01-15T00:00:00Z",
    "2024-01-15T23:59:59.999Z",
    "2024-01-15T14:30:00+23:59",
    "2024-01-15T14:30:00-23:59",
    "2024-01-15T14:30:00+14:00",
    "2024-01-15T14:30:00-12:00",
    "2024-01-15T14:30:00+00:01",
    "1998-12-31T23:59:60Z",
    "2016-12-31T23:59:60.5Z",
    "1998-12-31T15:59:60-08:00",
    "1990-12-31T23:59:60+00:00",
    "2017-01-01T05:29:60+05:30",
    "2024-03-15T23:59:60Z",
    "2024-02-29T12:00:00Z",
    "2000-02-29T12:00:00Z",
    "0000-01-01T00:00:00Z",
    "0000-02-29T23:59:59Z",
    "0001-01-01T00:00:00Z",
    "1582-10-10T00:00:00Z",
    "1900-01-01T00:00:00Z",
    "1969-12-31T23:59:59Z",
    "1970-01-01T00:00:00Z",
    "2038-01-19T03:14:08Z",
    "9999-12-31T23:59:59Z",
    "9999-12-31T23:59:59.999999999-23:59",
    "0000-01-01T00:00:00+23:59",
];

/// Strings as JSON text; the escapes are part of them.
const TEXTS: &[&str] = &[
    r#""""#,
    r#"" ""#,
    r#""\u0000""#,
    r#""\u0001\u001f\u007f""#,
    r#""\"\\\/\b\f\n\r\t""#,
    r#""\u00e9 \u4E2D \ud83d\uDE00""#,
    "\"\u{e9}\u{4e2d}\u{6587}\u{1f600}\"",
    "\"e\u{301}\u{327} n\u{303} \u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}\"",
    "\"\u{202e}abc\u{202c} \u{2066}x\u{2069} \u{feff}\"",
    "\"\u{10ffff}\u{e000}\u{fdd0}\"",
    "\"\u{2028}\u{2029}\u{85}\u{a0}\"",
    "\"\u{7f}\u{9b}31m\"",
    r#""\u001b[31mred\u001b[0m""#,
    r#""null""#,
    r#""true""#,
    r#""0""#,
    r#""-1e400""#,
    r#""12345678901234567890""#,
    r#""{\"a\":[1,2]}""#,
    r#""2024-01-15""#,
    r#""::error file=x::y""#,
    r#""<script>alert(1)</script>&amp;]]>""#,
    r#""=HYPERLINK(\"http://example.test\")""#,
    r#""'; DROP TABLE connections; --""#,
    r#""../../etc/passwd""#,
    r#""%00%0d%0a""#,
    r#""\ufffd\ufffe\uffff""#,
    "LONG",
    "LONG ASTRAL",
];

/// Numbers of free maps and of `number` fields, as JSON text.
const NUMBERS: &[&str] = &[
    "0",
    "-0",
    "-0.0",
    "1",
    "-1",
    "0.1",
    "1e400",
    "-1E+400",
    "1e-400",
    "5e-324",
    "1.7976931348623157e308",
    "9007199254740993",
    "9223372036854775807",
    "-9223372036854775808",
    "18446744073709551616",
    "123456789012345678901234567890.123456789012345678901234567890",
];

/// Whole numbers within 32 bits, as JSON text; JSON Schema counts `1.0` and `2e2` among them.
const INTEGERS: &[&str] = &[
    "0",
    "-0",
    "1",
    "-1",
    "200",
    "200.0",
    "2e2",
    "2E+2",
    "2147483647",
    "-2147483648",
    "2147483647.0",
];

/// Names of members of free maps, as text.
const NAMES: &[&str] = &[
    "",
    " ",
    "__proto__",
    "constructor",
    "a/b",
    "m~n",
    "%25",
    "\u{0}",
    "\"",
    "\\",
    "e\u{301}",
    "\u{e9}",
    "\u{1f600}",
    "\u{202e}x",
    "created",
    "sourceType",
    "$ref",
    "0",
    "-1",
    "a.b",
];

/// Levels of the deepest maps: readers count differently, and the strictest that is known
/// (`serde_json`) stops at 128.
const DEEP: usize = 100;

/// Letters of long strings.
const LONG: usize = 20_000;

/// How many entries the longest list has.
pub(super) const ENTRIES: u64 = {
    let longest = if DATES.len() > TEXTS.len() {
        DATES.len()
    } else {
        TEXTS.len()
    };
    longest as u64
};

fn entry<'t>(list: &[&'t str], number: u64) -> &'t str {
    let index = usize::try_from(number % (list.len().max(1) as u64)).unwrap_or(0);
    list.get(index).copied().unwrap_or_default()
}

/// Date number `number` of the list, which starts again behind its end.
pub(super) fn date(number: u64) -> Json {
    Json::text(entry(DATES, number))
}

/// String number `number` of the list, which starts again behind its end.
pub(super) fn text(number: u64) -> Json {
    match entry(TEXTS, number) {
        "LONG" => Json::text("long ".repeat(LONG / 5)),
        "LONG ASTRAL" => Json::text("\u{1d54f}".repeat(LONG / 16)),
        text => Json::Verbatim(text.to_owned()),
    }
}

/// Integer number `number` of the list, which starts again behind its end.
pub(super) fn integer(number: u64) -> Json {
    Json::Number(entry(INTEGERS, number).to_owned())
}

/// Number number `number` of the list, which starts again behind its end.
pub(super) fn number(number: u64) -> Json {
    Json::Number(entry(NUMBERS, number).to_owned())
}

/// A free map: empty, deep or wide.
pub(super) fn map(draw: &mut Draw) -> Json {
    match draw.below(8) {
        0 => Json::Object(Vec::new()),
        1 => deep(draw),
        _ => {
            let count = draw.below(6) + 1;
            let first = draw.below(NAMES.len() as u64);
            // Neighbours of the list: no name twice in one object.
            let members = (first..first + count)
                .map(|at| (entry(NAMES, at).to_owned(), any(draw, 3)))
                .collect();
            Json::Object(members)
        }
    }
}

/// Any value at all, `levels` deep at most.
pub(super) fn any(draw: &mut Draw, levels: u64) -> Json {
    let at = draw.bits() >> 8;
    match draw.below(if levels == 0 { 5 } else { 8 }) {
        0 => Json::Null,
        1 => Json::Boolean(at.is_multiple_of(2)),
        2 => number(at),
        // Long texts are for fields: maps would hold many of them.
        3 | 4 => match entry(TEXTS, at) {
            "LONG" | "LONG ASTRAL" => Json::text("short"),
            text => Json::Verbatim(text.to_owned()),
        },
        5 => Json::Array((0..at % 4).map(|_| any(draw, levels - 1)).collect()),
        _ => {
            let members = (0..at % 4)
                .map(|step| (entry(NAMES, at + step).to_owned(), any(draw, levels - 1)))
                .collect();
            Json::Object(members)
        }
    }
}

fn deep(draw: &mut Draw) -> Json {
    let mut value = Json::Object(Vec::new());
    for level in 0..DEEP {
        value = if level % 2 == 0 && level + 1 < DEEP {
            Json::Array(vec![value])
        } else {
            Json::Object(vec![(entry(NAMES, draw.bits() >> 8).to_owned(), value)])
        };
    }
    value
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::temporal::{ConformingSpelling, classify};
    use crate::text::json::parse;

    #[test]
    fn the_dates_conform_and_have_every_spelling() {
        let spellings: BTreeSet<ConformingSpelling> = DATES
            .iter()
            .map(|text| classify(text).unwrap_or_else(|| panic!("{text} does not conform")))
            .collect();
        assert_eq!(spellings.len(), ConformingSpelling::COUNT);
    }

    #[test]
    fn texts_and_numbers_are_json() {
        for number in 0..200 {
            for json in [text(number), integer(number), super::number(number)] {
                parse(json.to_string().as_bytes()).unwrap();
            }
        }
        for seed in 0..500 {
            let json = map(&mut Draw::new(seed, 0));
            assert!(matches!(json, Json::Object(_)));
            parse(json.to_string().as_bytes()).unwrap();
        }
    }

    #[test]
    fn names_are_unique() {
        assert_eq!(NAMES.iter().collect::<BTreeSet<_>>().len(), NAMES.len());
    }
}
