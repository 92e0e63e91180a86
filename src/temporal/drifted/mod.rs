//! Dates written as programs write them that do not write RFC 3339.
//!
//! A kind of breach and a conforming date come in; the JSON texts of all spellings that lead with
//! this breach go out, of the same instant where the notation can say it. The law kept here: the
//! leading breach of each is the kind that was asked for (tested with the reader, never built on it).

mod clocks;
mod counts;
mod dates;
mod digits;
mod moment;
mod named;
mod offsets;
mod shapes;
mod template;
mod words;

use super::BreachKind;
use moment::{Frame, Moment, Need};
use std::borrow::Cow;

/// Spellings with one leading breach: what they ask of the instant, the clock that they are written
/// by, and their templates (see [`template::render`]).
type Row = (BreachKind, Need, Frame, &'static [&'static str]);

/// Templates of strings.
const TEXTS: [&[Row]; 7] = [
    dates::TEXTS,
    digits::TEXTS,
    clocks::TEXTS,
    offsets::TEXTS,
    named::TEXTS,
    counts::TEXTS,
    words::TEXTS,
];

/// Templates of whole JSON texts: numbers, arrays, objects, and strings with escapes of their own.
const VALUES: [&[Row]; 4] = [
    digits::VALUES,
    counts::VALUES,
    shapes::VALUES,
    words::VALUES,
];

/// The JSON texts of spellings whose leading breach is `kind`, in a fixed order and each once.
///
/// `original` is a conforming date; its instant is kept where the notation can say it, and else a
/// near one is used. From text that does not conform, the list is that of a fixed instant.
pub fn drifted(kind: BreachKind, original: &str) -> Vec<String> {
    let moments = Moment::candidates(original);
    let mut found: Vec<String> = Vec::new();
    let mut add = |json: String| {
        if !found.contains(&json) {
            found.push(json);
        }
    };
    for (need, frame, template) in of_kind(&TEXTS, kind) {
        if let Some(text) = written(&moments, need, frame, template) {
            add(quoted(&text));
        }
    }
    for &(_, zero, template) in digits::SCRIPTS.iter().filter(|(of, ..)| *of == kind) {
        if let Some(text) = written(&moments, Need::Plain, Frame::Utc, template) {
            add(quoted(&in_script(&text, zero)));
        }
    }
    for (need, frame, template) in of_kind(&VALUES, kind) {
        if let Some(json) = written(&moments, need, frame, template) {
            add(json.into_owned());
        }
    }
    found
}

fn of_kind(
    tables: &'static [&'static [Row]],
    kind: BreachKind,
) -> impl Iterator<Item = (Need, Frame, &'static str)> {
    let rows = tables.iter().copied().flatten();
    rows.filter(move |(of, ..)| *of == kind)
        .flat_map(|&(_, need, frame, templates)| {
            templates
                .iter()
                .map(move |&template| (need, frame, template))
        })
}

/// The template filled in from the first moment that its notation can say.
fn written(
    moments: &[Moment<'_>],
    need: Need,
    frame: Frame,
    template: &'static str,
) -> Option<Cow<'static, str>> {
    if need == Need::Nothing {
        return Some(Cow::Borrowed(template));
    }
    let view = moments
        .iter()
        .filter_map(|moment| moment.seen_from(frame))
        .find(|view| view.meets(need))?;
    Some(Cow::Owned(template::render(template, &view)))
}

/// The text as a JSON string (RFC 8259 section 7), with no more escapes than are required.
fn quoted(text: &str) -> String {
    let mut json = String::with_capacity(text.len() + 2);
    json.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => json.extend(['\\', character]),
            '\n' => json.push_str("\\n"),
            '\r' => json.push_str("\\r"),
            '\t' => json.push_str("\\t"),
            '\0'..='\u{1f}' => json.extend(format!("\\u{:04x}", u32::from(character)).chars()),
            _ => json.push(character),
        }
    }
    json.push('"');
    json
}

/// The text with its digits in the script whose zero is given.
fn in_script(text: &str, zero: char) -> String {
    let digit = |character: char| {
        let value = character.to_digit(10)?;
        char::from_u32(u32::from(zero) + value)
    };
    text.chars()
        .map(|character| digit(character).unwrap_or(character))
        .collect()
}

#[cfg(test)]
mod tests;
