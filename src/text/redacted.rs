//! What is left of a line where payloads are not shown: names, and what stands between values.
//!
//! Lines come in with the value in them that is told, or without one; the same lines go out with a mask for
//! all that may be a value. No format is parsed: a line may be cut, or be part of any text.

use super::secret::MASK;

/// Letters that say nothing of a value.
fn is_structure(byte: u8) -> bool {
    byte.is_ascii_whitespace() || b"{}[],:\"'\\".contains(&byte)
}

/// Whether a value may end at a letter.
fn is_border(byte: u8) -> bool {
    b"{}[],\"'\\".contains(&byte)
}

/// What begins with the rest of a value, parted behind that.
pub fn value_at_start(text: &[u8]) -> (&[u8], &[u8]) {
    let length = text.iter().take_while(|byte| !is_border(**byte)).count();
    text.split_at_checked(length).unwrap_or((text, b""))
}

/// What ends with the beginning of a value, parted in front of that and its quote.
pub fn value_at_end(text: &[u8]) -> (&[u8], &[u8]) {
    let value = text.iter().rev().take_while(|byte| !is_border(**byte));
    let value = value.count();
    let rest = text.iter().rev().skip(value);
    let quote = rest.take_while(|byte| matches!(byte, b'"' | b'\'' | b'\\'));
    let length = text.len() - value - quote.count();
    text.split_at_checked(length).unwrap_or((b"", text))
}

/// What stands in front of the value: its name, if that is in quotes.
pub fn before(text: &[u8]) -> Vec<u8> {
    let kept = match name_at_end(text) {
        Some(from) => from,
        None => text
            .iter()
            .rposition(|byte| !is_structure(*byte))
            .map_or(0, |at| at + 1),
    };
    let (cut, kept) = text.split_at_checked(kept).unwrap_or((text, b""));
    [masked(cut), kept.to_vec()].concat()
}

/// What stands behind the value.
pub fn behind(text: &[u8]) -> Vec<u8> {
    let start = text.iter().take_while(|byte| is_structure(**byte)).count();
    let (kept, rest) = text.split_at_checked(start).unwrap_or((b"", text));
    let Some(end) = rest.iter().rposition(|byte| !is_structure(*byte)) else {
        return kept.to_vec();
    };
    let (_, end) = rest.split_at_checked(end + 1).unwrap_or((rest, b""));
    [kept, MASK.as_bytes(), end].concat()
}

/// The value: its kind alone.
pub fn value(text: &[u8]) -> Vec<u8> {
    match text {
        b"null" | b"" => text.to_vec(),
        [b'"', ..] => format!("\"{MASK}\"").into_bytes(),
        _ => MASK.as_bytes().to_vec(),
    }
}

/// A line beside the value's.
pub fn line(text: &[u8]) -> Vec<u8> {
    let blank = text.len() - text.trim_ascii_start().len();
    let (blank, rest) = text.split_at_checked(blank).unwrap_or((b"", text));
    let kept = match rest.strip_prefix(b"\"") {
        Some(name) => memchr::memchr(b'"', name).and_then(|end| {
            let colon = name.get(end + 1..)?.trim_ascii_start();
            let is_name = !name.get(..end)?.contains(&b'\\') && colon.starts_with(b":");
            is_name.then(|| rest.len() - colon.len() + 1)
        }),
        None => None,
    };
    let (name, rest) = rest
        .split_at_checked(kept.unwrap_or(0))
        .unwrap_or((b"", rest));
    [blank.to_vec(), name.to_vec(), behind(rest)].concat()
}

/// Where a name in quotes begins with whose colon `text` ends.
fn name_at_end(text: &[u8]) -> Option<usize> {
    let text = text.trim_ascii_end().strip_suffix(b":")?.trim_ascii_end();
    let inner = text.strip_suffix(b"\"")?;
    let inner = inner.strip_suffix(b"\\").unwrap_or(inner);
    memchr::memrchr(b'"', inner)
}

/// The mask for what is cut in front of a value; blanks at its start are the depth of the line.
fn masked(cut: &[u8]) -> Vec<u8> {
    let blank = cut.len() - cut.trim_ascii_start().len();
    let (blank, rest) = cut.split_at_checked(blank).unwrap_or((b"", cut));
    let mask: &[u8] = if rest.is_empty() {
        b""
    } else {
        MASK.as_bytes()
    };
    [blank, mask].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: Vec<u8>) -> String {
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn names_stay_and_values_do_not() {
        assert_eq!(text(line(b"  \"name\": \"Ada\",")), "  \"name\": \"***\",");
        assert_eq!(text(line(b"  \"age\": 36")), "  \"age\": ***");
        assert_eq!(text(line(b"  },")), "  },");
        assert_eq!(text(line(b"  \"Ada\", \"Bob\"")), "  \"***\"");
        assert_eq!(text(line(b"Name: Ada")), "***");
        assert_eq!(
            text(before(b"  \"a\": 1, \"created\": ")),
            "  ***\"created\": "
        );
        assert_eq!(text(before(b"  \"created\": ")), "  \"created\": ");
        assert_eq!(text(before(b"x{\\\"created\\\":")), "***\"created\\\":");
        assert_eq!(text(behind(b", \"a\": 1}")), ", \"***}");
        assert_eq!(text(behind(b"\"}")), "\"}");
        assert_eq!(text(value(b"\"Ada\"")), "\"***\"");
        assert_eq!(text(value(b"36")), "***");
    }
}
