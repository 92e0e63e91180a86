//! The JSON reader against `serde_json`.

use serde_json::Value as Json;
use wiredrift::text::json::{self, Node, Value};

/// Values whose places are looked up by their offset, which reads the text from its start each time.
const LOOKED_UP: usize = 8;

pub(crate) fn run(data: &[u8]) {
    let ours = json::parse(data);
    if let Err(error) = &ours {
        assert!(error.offset <= data.len(), "{error:?}");
    }
    let leaving = json::parse_leaving(data, &["body"]);
    assert_eq!(leaving.is_ok(), ours.is_ok(), "{leaving:?} {ours:?}");
    if let Ok(first) = json::first_value(data) {
        assert!(first.end() <= data.len());
    }
    if let Ok(root) = &ours {
        assert_eq!(json::first_value(data), Ok(root.span));
        let mut left = LOOKED_UP;
        placed(data, root, &mut left);
    }
    match serde_json::from_slice::<Json>(data) {
        Ok(theirs) => {
            let ours = ours.expect("serde_json reads it");
            assert_eq!(value(&ours), theirs);
        }
        // Two limits that JSON does not have, and ours are wider.
        Err(error) if is_limit(&error) => {}
        Err(error) => assert!(ours.is_err(), "serde_json does not read it: {error}"),
    }
}

fn is_limit(error: &serde_json::Error) -> bool {
    let told = error.to_string();
    told.contains("number out of range") || told.contains("recursion limit exceeded")
}

/// Every span lies inside of its parent's, and its bytes are a value of that kind.
fn placed(data: &[u8], node: &Node<'_>, left: &mut usize) {
    let text = data.get(node.span.start()..node.span.end());
    let text = text.expect("a span is inside of the text");
    let (first, last) = (text.first().copied(), text.last().copied());
    let pair = |open: u8, close: u8| (first, last) == (Some(open), Some(close));
    if *left > 0 {
        *left -= 1;
        assert!(json::pointer_at(data, node.span.start()).is_some());
    }
    match &node.value {
        Value::String(_) => assert!(pair(b'"', b'"')),
        Value::Number(digits) => assert_eq!(digits.as_bytes(), text),
        Value::Null => assert_eq!(text, b"null"),
        Value::Boolean(value) => assert_eq!(text, value.to_string().as_bytes()),
        Value::Unread => unreachable!("all of it was read"),
        Value::Array(elements) => {
            assert!(pair(b'[', b']'));
            for element in elements {
                placed(data, element, left);
            }
        }
        Value::Object(members) => {
            assert!(pair(b'{', b'}'));
            for member in members {
                assert_eq!(member.name_span.of(data).first(), Some(&b'"'));
                placed(data, &member.value, left);
            }
        }
    }
}

/// The value as `serde_json` has it: of several members of one name, the last.
pub(crate) fn value(node: &Node<'_>) -> Json {
    match &node.value {
        Value::Null | Value::Unread => Json::Null,
        Value::Boolean(value) => Json::Bool(*value),
        Value::Number(digits) => serde_json::from_str(digits).unwrap_or_else(|_| {
            // Beyond `f64`: the outermost finite one, which schemas judge alike.
            Json::from(if digits.starts_with('-') {
                f64::MIN
            } else {
                f64::MAX
            })
        }),
        Value::String(text) => Json::from(text.as_ref()),
        Value::Array(elements) => elements.iter().map(value).collect(),
        Value::Object(members) => {
            let members = members.iter();
            let named = members.map(|member| (member.name.to_string(), value(&member.value)));
            Json::Object(named.collect())
        }
    }
}
