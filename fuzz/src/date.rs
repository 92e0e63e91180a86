//! The reader of dates against the second scanner: each line is a date, or a JSON value in its place.

use wiredrift::temporal::{self, Member};
use wiredrift::text::json::{self, Node, Value};

#[path = "../../tests/common/reading.rs"]
mod reading;

pub(crate) fn run(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    for line in text.split('\n') {
        reading::check(line);
        let Ok(node) = json::parse(line.as_bytes()) else {
            continue;
        };
        let reading = match &node.value {
            Value::Number(digits) => {
                let reading = temporal::read_number(digits);
                reading::check_reading(digits, &reading);
                continue;
            }
            Value::Array(elements) => {
                let numbers: Vec<Option<i64>> = elements.iter().map(whole).collect();
                temporal::read_array(&numbers)
            }
            Value::Object(members) => {
                let members: Vec<(&str, Member<'_>)> = members
                    .iter()
                    .map(|member| (member.name.as_ref(), inside(&member.value)))
                    .collect();
                temporal::read_object(&members)
            }
            _ => continue,
        };
        assert!(!reading.breaches.is_empty(), "{line}");
        reading::check_reading("", &reading);
    }
}

fn whole(node: &Node<'_>) -> Option<i64> {
    match node.value {
        Value::Number(digits) => digits.parse().ok(),
        _ => None,
    }
}

fn inside<'n>(node: &'n Node<'_>) -> Member<'n> {
    match &node.value {
        Value::String(text) => Member::Text(text),
        Value::Object(members) => match members.as_slice() {
            [only] => match &only.value.value {
                Value::String(text) => Member::Tagged(&only.name, text),
                _ => Member::Other,
            },
            _ => Member::Other,
        },
        _ => Member::from(whole(node)),
    }
}
