//! The words for what could not be checked.

use crate::problem::ProblemKind;
use crate::text::json::SyntaxErrorKind;

/// What is said about a payload whose DTO is not known.
#[derive(Debug)]
pub(super) struct Words {
    /// The fact, in lower case and without full stop.
    pub(super) fact: String,
    /// What stands under the payload.
    pub(super) label: &'static str,
    /// What to do.
    pub(super) help: &'static str,
}

/// Why no DTO was recognised in a payload that is JSON.
pub(super) fn unrecognised(payload: &[u8]) -> Words {
    let text = payload.trim_ascii();
    let (first, rest) = match text.split_first() {
        Some((&first, rest)) => (first, rest.trim_ascii_start()),
        None => (b'"', text),
    };
    let element = rest.first().copied().unwrap_or(first);
    let (fact, help) = match (first, element) {
        (b'{', b'}') => (
            "an empty object may be any DTO".to_owned(),
            "name it with `--dto`",
        ),
        (b'[', b']') => (
            "an empty array may be a list of any DTO".to_owned(),
            "name the DTO with `--dto` and `--each`",
        ),
        (b'{', _) | (b'[', b'{' | b'[') => (
            "no DTO was recognised in this payload".to_owned(),
            "name it with `--dto`; recognition needs at least one distinctive field name",
        ),
        (b'[', _) => {
            let fact = format!(
                "expected an array of objects, found {} in it",
                kind(element)
            );
            return Words { fact, ..NO_DTO };
        }
        _ => {
            let fact = format!(
                "expected an object or an array of objects, found {}",
                kind(first)
            );
            return Words { fact, ..NO_DTO };
        }
    };
    Words {
        fact,
        label: "which DTO is this?",
        help,
    }
}

/// What is said about JSON that is no object, so no DTO either.
const NO_DTO: Words = Words {
    fact: String::new(),
    label: "no DTO is like this",
    help: "look at what was recorded: this is not an answer of the API",
};

/// The kind of JSON value that begins with this byte.
const fn kind(first: u8) -> &'static str {
    match first {
        b'"' => "a string",
        b't' | b'f' => "a boolean",
        b'n' => "null",
        _ => "a number",
    }
}

/// The kind of problem that a syntax error is, the fact, and what to do.
pub(super) fn syntax(
    kind: &SyntaxErrorKind,
    payload: &[u8],
) -> (ProblemKind, &'static str, &'static str) {
    if let Some(archive) = archive(payload) {
        return (
            ProblemKind::NotUtf8,
            archive,
            "unpack it, and check what is inside",
        );
    }
    match kind {
        SyntaxErrorKind::Empty => (
            ProblemKind::Empty,
            "is empty",
            "record the response again, or delete the file",
        ),
        SyntaxErrorKind::CutOff(_) => (
            ProblemKind::CutOff,
            "is cut off",
            "record the response again; recorders and log pipelines cut long bodies",
        ),
        SyntaxErrorKind::TooDeep => (
            ProblemKind::TooDeep,
            "is nested too deeply",
            "look at who sent it: no DTO of the contract is nested like that",
        ),
        SyntaxErrorKind::NotUtf8 => (
            ProblemKind::NotUtf8,
            "is not UTF-8",
            "save it as UTF-8, which JSON requires (RFC 8259 section 8.1)",
        ),
        _ if is_wide(payload) => (
            ProblemKind::NotUtf8,
            "is not UTF-8",
            "save it as UTF-8: every other byte is zero, as in UTF-16",
        ),
        _ if payload.trim_ascii_start().starts_with(b"<") => (
            ProblemKind::NotJson,
            "is not JSON",
            "record the answer of the API itself: HTML and XML come from proxies and login pages",
        ),
        _ => (
            ProblemKind::NotJson,
            "is not JSON",
            "correct the syntax, or leave the file out",
        ),
    }
}

/// What bytes are that begin as archives do.
fn archive(payload: &[u8]) -> Option<&'static str> {
    let known = [
        (&b"\x1f\x8b"[..], "is compressed (gzip)"),
        (b"\x28\xb5\x2f\xfd", "is compressed (zstd)"),
        (b"PK\x03\x04", "is compressed (zip)"),
    ];
    let (_, fact) = known.iter().find(|(mark, _)| payload.starts_with(mark))?;
    Some(fact)
}

/// Whether the bytes look like UTF-16 that has no byte order mark: of ASCII text, every other byte
/// is zero, and none between them.
fn is_wide(payload: &[u8]) -> bool {
    /// Pairs that are looked at.
    const PAIRS: usize = 128;
    let (mut pairs, mut first, mut second) = (0, 0, 0);
    for pair in payload.chunks_exact(2).take(PAIRS) {
        pairs += 1;
        first += usize::from(pair.first() == Some(&0));
        second += usize::from(pair.last() == Some(&0));
    }
    pairs >= 2 && first.min(second) == 0 && first.max(second) * 2 >= pairs
}

/// Whether a comment as in JavaScript begins at the byte `offset`.
pub(super) fn is_comment(payload: &[u8], offset: usize) -> bool {
    let rest = payload.get(offset..).unwrap_or_default();
    rest.starts_with(b"//") || rest.starts_with(b"/*")
}

/// What stands under the place of a syntax error.
pub(super) fn label(kind: &SyntaxErrorKind) -> String {
    match kind {
        SyntaxErrorKind::CutOff(expected) | SyntaxErrorKind::Unexpected { expected, .. } => {
            format!("expected {expected}")
        }
        SyntaxErrorKind::NotUtf8 => "not UTF-8 from here on".to_owned(),
        SyntaxErrorKind::TooDeep => "one level too many".to_owned(),
        SyntaxErrorKind::RawControl(_) => "must be escaped".to_owned(),
        SyntaxErrorKind::BadEscape => "no escape of JSON".to_owned(),
        SyntaxErrorKind::LoneSurrogate => "half of a pair".to_owned(),
        SyntaxErrorKind::Empty => "nothing here".to_owned(),
    }
}
