//! The words for what is no JSON.

use crate::limits::reached;
use crate::problem::ProblemKind;
use crate::text::json::{SyntaxError, SyntaxErrorKind, first_value};

/// What is said about a file or record that is no JSON.
#[derive(Debug)]
pub(super) struct Words {
    /// The kind of problem.
    pub(super) kind: ProblemKind,
    /// The fact, which the file or the record is the subject of.
    pub(super) fact: String,
    /// What stands under the place.
    pub(super) label: String,
    /// What to do.
    pub(super) help: String,
}

/// What is said about a syntax error in `payload`.
pub(super) fn words(error: &SyntaxError, payload: &[u8]) -> Words {
    other_bytes(payload).unwrap_or_else(|| Words {
        label: label(&error.kind),
        ..of_text(error, payload)
    })
}

/// What is said about bytes that are no UTF-8 text at all.
fn other_bytes(payload: &[u8]) -> Option<Words> {
    if let Some(archive) = archive(payload) {
        return Some(Words {
            kind: ProblemKind::NotUtf8,
            fact: format!("is compressed ({archive})"),
            label: "not text".to_owned(),
            help: "unpack it, and check what is inside".to_owned(),
        });
    }
    let order = wide(payload)?;
    Some(Words {
        kind: ProblemKind::NotUtf8,
        fact: format!("looks like UTF-16 ({order}) without a byte order mark"),
        label: "every other byte is zero".to_owned(),
        help: "save it as UTF-8, which JSON requires (RFC 8259 section 8.1)".to_owned(),
    })
}

fn of_text(error: &SyntaxError, payload: &[u8]) -> Words {
    let (kind, fact, help) = match &error.kind {
        SyntaxErrorKind::Empty => (
            ProblemKind::Empty,
            "is empty",
            "record the response again, or delete the file".to_owned(),
        ),
        SyntaxErrorKind::CutOff(_) => (
            ProblemKind::CutOff,
            "is cut off",
            "record the response again; recorders and log pipelines cut long bodies".to_owned(),
        ),
        SyntaxErrorKind::TooDeep(most) => (
            ProblemKind::TooDeep,
            "is nested too deeply",
            format!(
                "look at who sent it: no DTO of the contract is nested like that ({})",
                reached("nesting", *most as u64).told()
            ),
        ),
        SyntaxErrorKind::NotUtf8 => (
            ProblemKind::NotUtf8,
            "is not UTF-8",
            "save it as UTF-8, which JSON requires (RFC 8259 section 8.1)".to_owned(),
        ),
        _ => (ProblemKind::NotJson, "is not JSON", help(error, payload)),
    };
    Words {
        kind,
        fact: format!("{fact}: {}", error.kind),
        label: String::new(),
        help,
    }
}

/// What to do about a text that breaks the grammar.
fn help(error: &SyntaxError, payload: &[u8]) -> String {
    match error.kind {
        SyntaxErrorKind::RawControl(letter) => {
            let escape = match letter {
                '\t' => r"\t".to_owned(),
                '\n' => r"\n".to_owned(),
                '\r' => r"\r".to_owned(),
                other => format!(r"\u{:04x}", u32::from(other)),
            };
            format!("write `{escape}` in its place, or have a JSON library write the text")
        }
        SyntaxErrorKind::BadEscape => r"write a backslash that means itself as `\\`".to_owned(),
        SyntaxErrorKind::LoneSurrogate => {
            "write both halves of the surrogate pair, or the letter itself".to_owned()
        }
        _ => unexpected(payload, error.offset).to_owned(),
    }
}

/// What to do about a text that has something else than JSON at the byte `offset`.
fn unexpected(payload: &[u8], offset: usize) -> &'static str {
    let (before, rest) = payload.split_at_checked(offset).unwrap_or((payload, b""));
    let (before, start) = (before.trim_ascii_end(), payload.trim_ascii_start());
    let found = rest.first().copied().unwrap_or_default();
    let begins = |words: &[&str]| words.iter().any(|word| rest.starts_with(word.as_bytes()));
    if start.starts_with(b"<") {
        "record the answer of the API itself: HTML and XML come from proxies and login pages"
    } else if start.starts_with(b"HTTP/") {
        "check it with `--input-format http`, or record the body alone"
    } else if is_comment(payload, offset) {
        "take the comments out: JSON has none"
    } else if first_value(before).is_ok_and(|value| value.end() == before.len())
        && matches!(found, b'{' | b'[')
    {
        let is_line = !before.contains(&b'\n')
            && payload
                .get(before.len()..offset)
                .is_some_and(|gap| gap.contains(&b'\n'));
        if is_line {
            "check it with `--input-format ndjson`: each line is a document of its own"
        } else {
            "write one document a line: `jq -c . FILE`"
        }
    } else if is_python(payload) && (found == b'\'' || begins(&PYTHON_WORDS)) {
        "in Python, write it with json.dumps, not str(): JSON has null, true, false and double quotes"
    } else if found == b'\'' {
        "write names and strings in double quotes; in Python, json.dumps does so"
    } else if begins(&["NaN", "Infinity"]) {
        "write null or leave the field out: JSON has no NaN and no Infinity (RFC 8259 section 6)"
    } else if begins(&["undefined"]) {
        "write null or leave the field out, as JSON.stringify does"
    } else if matches!(found, b'}' | b']') && before.ends_with(b",") {
        "take out the comma before it: JSON has none behind the last member or element"
    } else if found.is_ascii_digit() && before.ends_with(b"0") {
        "write the number without leading zeros, or in double quotes where it is an id"
    } else if before.ends_with(b"{") && (found.is_ascii_alphabetic() || found == b'_') {
        "write names in double quotes"
    } else {
        "correct the syntax, or leave the file out"
    }
}

/// Words of Python for what JSON spells otherwise.
const PYTHON_WORDS: [&str; 3] = ["None", "True", "False"];

/// Whether one of Python's words stands in a text as a value.
fn is_python(payload: &[u8]) -> bool {
    PYTHON_WORDS.iter().any(|word| {
        memchr::memmem::find_iter(payload, word).any(|at| {
            let before = payload.get(..at).unwrap_or_default();
            matches!(
                before.trim_ascii_end().last(),
                None | Some(b':' | b',' | b'[' | b'(')
            )
        })
    })
}

/// The format of bytes that begin as archives do.
fn archive(payload: &[u8]) -> Option<&'static str> {
    let known = [
        (&b"\x1f\x8b"[..], "gzip"),
        (b"\x28\xb5\x2f\xfd", "zstd"),
        (b"PK\x03\x04", "zip"),
    ];
    let (_, name) = known.iter().find(|(mark, _)| payload.starts_with(mark))?;
    Some(name)
}

/// The byte order of what looks like UTF-16 that has no byte order mark: of ASCII text, every
/// other byte is zero, and none between them.
fn wide(payload: &[u8]) -> Option<&'static str> {
    /// Pairs that are looked at.
    const PAIRS: usize = 128;
    let (mut pairs, mut first, mut second) = (0, 0, 0);
    for pair in payload.chunks_exact(2).take(PAIRS) {
        pairs += 1;
        first += usize::from(pair.first() == Some(&0));
        second += usize::from(pair.last() == Some(&0));
    }
    let is_wide = pairs >= 2 && first.min(second) == 0 && first.max(second) * 2 >= pairs;
    is_wide.then_some(if first > second {
        "big endian"
    } else {
        "little endian"
    })
}

/// Whether a comment as in JavaScript begins at the byte `offset`.
pub(super) fn is_comment(payload: &[u8], offset: usize) -> bool {
    let rest = payload.get(offset..).unwrap_or_default();
    rest.starts_with(b"//") || rest.starts_with(b"/*")
}

/// What stands under the place of a syntax error.
fn label(kind: &SyntaxErrorKind) -> String {
    match kind {
        SyntaxErrorKind::CutOff(expected) | SyntaxErrorKind::Unexpected { expected, .. } => {
            format!("expected {expected}")
        }
        SyntaxErrorKind::NotUtf8 => "not UTF-8 from here on".to_owned(),
        SyntaxErrorKind::TooDeep(_) => "one level too many".to_owned(),
        SyntaxErrorKind::RawControl(_) => "must be escaped".to_owned(),
        SyntaxErrorKind::BadEscape => "no escape of JSON".to_owned(),
        SyntaxErrorKind::LoneSurrogate => "half of a pair".to_owned(),
        SyntaxErrorKind::Empty => "nothing here".to_owned(),
    }
}
