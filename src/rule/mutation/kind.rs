//! Mutations of JSON types, nulls and number ranges.

use super::super::site::json_string;
use super::{Edit, Spot};
use crate::contract::shape::{IntegerFormat, Kind, Naming};
use crate::text::Pointer;
use crate::text::json::Value;

pub(in crate::rule) fn null_unexpected(spot: &Spot<'_>) -> Vec<Edit> {
    let judged = !matches!(spot.kind(), Kind::Any | Kind::Null | Kind::Opaque);
    // A Python dump writes null for every optional field that was not set.
    let means_absent =
        spot.naming == Naming::Python && spot.field.is_some_and(|field| !field.required);
    if !judged || means_absent {
        return Vec::new();
    }
    spot.others(["null".to_owned()])
}

/// The finding is about the payload, wherever the null stands.
pub(in crate::rule) fn null_as_absent(spot: &Spot<'_>) -> Vec<Edit> {
    if spot.naming == Naming::Wire {
        return Vec::new();
    }
    let mut edits = Vec::new();
    if spot.field.is_some_and(|field| !field.required) {
        edits.extend(spot.others(["null".to_owned()]));
    }
    if let Some((object, members)) = spot.object() {
        let absent = object.fields().iter().filter(|field| {
            let written = members.iter().any(|member| member.name == field.python);
            !field.required && !written
        });
        edits.extend(absent.map(|field| spot.inserted(&field.python, "null")));
    }
    for edit in &mut edits {
        edit.pointer = Pointer::root();
    }
    edits
}

pub(in crate::rule) fn number_in_string(spot: &Spot<'_>) -> Vec<Edit> {
    match (spot.kind(), &spot.node.value) {
        (Kind::Integer(_) | Kind::Number, Value::Number(digits)) => spot.others([
            json_string(digits),
            // Fixed-width columns, and a line that was not cut.
            json_string(&format!("{digits:>8}")),
            json_string(&format!("{digits} ")),
            json_string(&format!("{digits}\n")),
        ]),
        _ => Vec::new(),
    }
}

pub(in crate::rule) fn boolean_in_string(spot: &Spot<'_>) -> Vec<Edit> {
    match (spot.kind(), &spot.node.value) {
        (Kind::Boolean, Value::Boolean(value)) => {
            // JavaScript's and Java's, Python's, SQL's and a spreadsheet's.
            let (python, upper) = match value {
                true => ("True", "TRUE"),
                false => ("False", "FALSE"),
            };
            let lower = value.to_string();
            let padded = format!("{lower} ");
            spot.others([&lower, python, upper, &padded].map(json_string))
        }
        _ => Vec::new(),
    }
}

pub(in crate::rule) fn number_for_string(spot: &Spot<'_>) -> Vec<Edit> {
    let Some(text) = spot.string() else {
        return Vec::new();
    };
    match spot.kind() {
        Kind::String => {
            let own = is_plain_number(text).then(|| text.to_owned());
            // The last has more digits than a double holds: its reader gets another id.
            let others = ["0", "42", "19.99", "-1", "56486656244449281"];
            let others = others.map(str::to_owned);
            spot.others(own.into_iter().chain(others))
        }
        Kind::Enum(values) | Kind::OpenEnum(values) => {
            // The ordinal, as enums are written that nobody gave names to.
            let ordinal = values.values().iter().position(|value| value == text);
            let others = ["0".to_owned(), "1".to_owned()];
            spot.others(ordinal.map(|at| at.to_string()).into_iter().chain(others))
        }
        _ => Vec::new(),
    }
}

/// Whether `text` is a whole number that stays itself without its quotes.
fn is_plain_number(text: &str) -> bool {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits && text.len() <= 15 && (text == "0" || !text.starts_with('0'))
}

pub(in crate::rule) fn integer_out_of_range(spot: &Spot<'_>) -> Vec<Edit> {
    let numbers: &[&str] = match spot.kind() {
        // One too many, one too few, an HRESULT without its sign, milliseconds since 1970, and
        // numbers that a 64-bit integer and a double cannot hold.
        Kind::Integer(IntegerFormat::Int32) => &[
            "2147483648",
            "-2147483649",
            "2147942405",
            "1767225600000",
            "1e10",
            "18446744073709551616",
            "1e400",
            "-1e400",
        ],
        Kind::Integer(IntegerFormat::Int64) => &[
            "9223372036854775808",
            "-9223372036854775809",
            "1e20",
            "1e400",
        ],
        _ => &[],
    };
    spot.others(numbers.iter().copied().map(str::to_owned))
}

pub(in crate::rule) fn number_not_integer(spot: &Spot<'_>) -> Vec<Edit> {
    match spot.kind() {
        Kind::Integer(_) => {
            spot.others(["200.5", "0.1", "-1.5", "2005e-1", "200.00000001"].map(str::to_owned))
        }
        _ => Vec::new(),
    }
}

/// Values of each JSON type that no rule about strings, numbers, nulls or dates would claim here.
pub(in crate::rule) fn type_mismatch(spot: &Spot<'_>) -> Vec<Edit> {
    let own = spot.source(spot.node.span);
    let in_list = format!("[{own}]");
    let in_object = format!(r#"{{"value":{own}}}"#);
    let texts = |texts: &[&str]| texts.iter().copied().map(str::to_owned).collect();
    let mut all: Vec<String> = match spot.kind() {
        Kind::Any | Kind::Null | Kind::Opaque => Vec::new(),
        // A date in an array, an object or a number is a date's own kind of drift.
        Kind::DateTime => texts(&["false", "true"]),
        Kind::String | Kind::Enum(_) | Kind::OpenEnum(_) => {
            texts(&["false", "true", &in_list, &in_object, "[]", "{}"])
        }
        Kind::Integer(_) | Kind::Number => texts(&[
            r#""OK""#,
            r#""""#,
            r#""NaN""#,
            r#""200 OK""#,
            "true",
            &in_list,
            &in_object,
        ]),
        Kind::Boolean => texts(&["0", "1", r#""yes""#, r#""1""#, r#""""#, &in_list, "{}"]),
        Kind::Array(_) => texts(&["{}", r#""""#, "0", "false", &json_string(own)]),
        Kind::Object(_) | Kind::Map => texts(&[
            // PHP's empty map; the value encoded twice; a reference in place of the thing.
            "[]",
            &json_string(own),
            r#""5d41402abc4b2a76b9719d911017c592""#,
            r#""""#,
            "0",
            "false",
        ]),
    };
    // A list of one, unless that reads as a page in place of a single answer, or the reverse.
    let wrapping = spot.contract.envelope().is_some() && spot.pointer.tokens().len() < 2;
    if matches!(spot.kind(), Kind::Object(_) | Kind::Map) && !wrapping {
        all.push(in_list);
    }
    if let (Kind::Array(_), Some([first, ..])) = (spot.kind(), spot.node.as_array()) {
        // A list as PHP writes it once an element was taken out of it.
        all.push(format!(r#"{{"1":{}}}"#, spot.source(first.span)));
    }
    spot.others(all)
}
