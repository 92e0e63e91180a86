//! The words for payloads whose DTO is not known, and for what the system refuses.

use std::io;

use crate::contract::openapi::Api;
use crate::contract::recognise::{Candidate, Each, Likely, OtherNames};
use crate::text::sanitize::shortened;

/// Likely DTOs that are named.
const NAMED: usize = 3;

/// Letters of the name of a schema that are shown.
const NAME: usize = 60;

/// What is said about a payload whose DTO is not known.
#[derive(Debug)]
pub(super) struct Words {
    /// The fact, in lower case and without full stop.
    pub(super) fact: String,
    /// What stands under the payload.
    pub(super) label: &'static str,
    /// What to do.
    pub(super) help: String,
}

/// Why no DTO was recognised in a payload that is JSON.
pub(super) fn unrecognised(payload: &[u8], likely: &Likely) -> Words {
    let text = payload.trim_ascii();
    let (first, rest) = match text.split_first() {
        Some((&first, rest)) => (first, rest.trim_ascii_start()),
        None => (b'"', text),
    };
    let element = rest.first().copied().unwrap_or(first);
    let (fact, help) = match (first, element) {
        (b'{', b'}') => (
            "an empty object may be any DTO",
            "name it with `--dto`".to_owned(),
        ),
        (b'[', b']') => (
            "an empty array may be a list of any DTO",
            "name the DTO with `--dto` and `--each`".to_owned(),
        ),
        (b'{', _) | (b'[', b'{' | b'[') => (
            "no DTO was recognised in this payload",
            what_to_name(likely),
        ),
        (b'[', _) => {
            return no_dto(format!(
                "expected an array of objects, found {} in it",
                kind(element)
            ));
        }
        _ => {
            return no_dto(format!(
                "expected an object or an array of objects, found {}",
                kind(first)
            ));
        }
    };
    Words {
        fact: fact.to_owned(),
        label: "which DTO is this?",
        help,
    }
}

/// Why nobody knows which schema of an API a payload has.
pub(super) fn unrouted(api: &Api) -> Words {
    let mut names: Vec<String> = api
        .schemas()
        .take(NAMED)
        .map(|name| format!("`{}`", shortened(name, NAME)))
        .collect();
    let help = match (names.len(), api.schemas().count()) {
        (0, _) => "record the whole exchange; the document names no schemas that `--dto` could \
                   choose"
            .to_owned(),
        (shown, all) => {
            if all > shown {
                names.push(format!("{} others", all - shown));
            }
            format!(
                "name the schema with `--dto` (the document has {}), or record the whole exchange",
                names.join(", ")
            )
        }
    };
    Words {
        fact: "nothing tells which operation this payload is of: it has no method, URL and status"
            .to_owned(),
        label: "which schema is this?",
        help,
    }
}

/// What is said where several DTOs fit equally well.
pub(super) fn ambiguous(candidates: &[Candidate]) -> Words {
    let names: Vec<String> = candidates.iter().map(ToString::to_string).collect();
    Words {
        fact: format!("this payload may equally well be {}", names.join(" or ")),
        label: "which of them is this?",
        help: format!("name the DTO with {}", options(candidates)),
    }
}

/// How to name the DTO of a payload that has no distinctive name, or not the form that goes with
/// it.
fn what_to_name(likely: &Likely) -> String {
    if !likely.unfit.is_empty() {
        let names = likely.distinctive.iter().take(NAMED);
        let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
        let are = match names.as_slice() {
            [_] => "is a distinctive name",
            _ => "are distinctive names",
        };
        return format!(
            "if that is what it is, check with {}; {} {are}, but the payload or its `body` has \
             another JSON type than is due",
            options(&likely.unfit),
            names.join(", ")
        );
    }
    if likely.candidates.is_empty() {
        return "name it with `--dto` (`wiredrift schema list` has the DTOs), or leave it out; \
                recognition needs at least one distinctive field name"
            .to_owned();
    }
    let names = match likely.others {
        OtherNames::Absent => "its names",
        OtherNames::There => "its known names",
    };
    format!(
        "if that is what it is, check with {}; recognition needs a distinctive name, and {names} are \
         generic: {}",
        options(&likely.candidates),
        likely.names.join(", ")
    )
}

/// What to type for one of these candidates.
fn options(candidates: &[Candidate]) -> String {
    let mut options: Vec<String> = candidates
        .iter()
        .take(NAMED)
        .map(|candidate| match candidate.each {
            Each::Whole => format!("`--dto {}`", candidate.dto),
            Each::Element => format!("`--dto {} --each`", candidate.dto),
        })
        .collect();
    if candidates.len() > NAMED {
        options.push("another".to_owned());
    }
    options.join(" or ")
}

/// What is said about JSON that is no object, so no DTO either.
fn no_dto(fact: String) -> Words {
    Words {
        fact,
        label: "no DTO is like this",
        help: "look at what was recorded: this is not an answer of the API".to_owned(),
    }
}

/// The kind of JSON value that begins with this byte.
const fn kind(first: u8) -> &'static str {
    match first {
        b'"' => "a string",
        b't' | b'f' => "a boolean",
        b'n' => "null",
        _ => "a number",
    }
}

/// Why the system refuses, in its own words, without its numbers and without what libraries put
/// around them.
pub(super) fn refusal(error: &io::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.get_ref().and_then(|inner| inner.source());
    while let Some(inner) = source {
        text = inner.to_string();
        source = inner.source();
    }
    if let Some((words, _)) = text.split_once(" (os error ") {
        text.truncate(words.len());
    }
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => error.kind().to_string(),
    }
}

/// `line 3`, `lines 3, 4 and so on`: the first few of `count` lines.
pub(super) fn lines(listed: &[u64], count: u64) -> String {
    let word = if count == 1 { "line" } else { "lines" };
    format!("{word} {}", numbers(listed, count))
}

/// The first few of `count` numbers.
pub(super) fn numbers(listed: &[u64], count: u64) -> String {
    let numbers: Vec<String> = listed.iter().map(u64::to_string).collect();
    let more = if count > listed.len() as u64 {
        " and so on"
    } else {
        ""
    };
    format!("{}{more}", numbers.join(", "))
}
