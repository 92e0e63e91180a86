//! What of a finding is shown: nothing of a secret, and little of a payload where that is asked for.
//!
//! Findings come in as the rules worded them, with the payload that they quote, and go out without what
//! must not be told. All that is reported has passed here, so no format can forget it; what `fix` writes
//! is taken before.

use std::borrow::Cow;

use crate::finding::{Account, Finding};
use crate::rule::{self, Topic};
use crate::temporal::BreachKind;
use crate::text::excerpt::{Reveal, Veil};
use crate::text::json::{self, Value};
use crate::text::name::{NAME, bounded};
use crate::text::pointer::Token;
use crate::text::sanitize::shortened;
use crate::text::secret::{MASK, Secrets, without};
use crate::text::{Pointer, Span};

/// Letters and digits of a name that cannot be a token.
const SHORT: usize = 12;

/// Letters of one text that is told: what the contract allows, as the longest of them, takes a few thousand.
const TEXT: usize = 10_000;

/// Bytes of a value whose text is decoded.
const DECODED: usize = 1 << 16;

/// What a value in a date's place is where its text, or part of it, may be anything.
const OTHER_TEXT: [BreachKind; 4] = [
    BreachKind::Unrecognised,
    BreachKind::TrailingText,
    BreachKind::Object,
    BreachKind::Array,
];

/// Whether the value of a finding, or what it stands in, has the name of a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Secrecy {
    /// It has.
    Secret,
    /// It has not.
    Plain,
}

/// Masks what tells one drift from another, and bounds its length: the pointer, and the value or name that
/// was found.
///
/// It is what fingerprints are made of and what baselines hold, so that neither tells a secret, not even as
/// a hash that could be guessed. Whatever is no secret and of no unusual length stays as it is. What is
/// told is of the whole names: one that is cut may have lost what makes it the name of a secret.
pub(super) fn identity(finding: &mut Finding, payload: &[u8], secrets: &Secrets) -> Secrecy {
    if let Some(pointer) = masked(&finding.pointer, secrets) {
        finding.pointer = pointer;
    }
    let secrecy = secrecy(finding, payload, secrets);
    match topic(finding) {
        Some(Topic::Enums) if secrecy == Secrecy::Secret => {
            MASK.clone_into(&mut finding.account.variant);
        }
        Some(Topic::Enums | Topic::Fields | Topic::Unseen) => {
            secrets.mask(&mut finding.account.variant);
        }
        _ => {}
    }
    bound(finding);
    secrecy
}

/// Bounds the length of the names of a finding.
fn bound(finding: &mut Finding) {
    if let Some(pointer) = finding.pointer.bounded() {
        finding.pointer = pointer;
    }
    let names = [
        &mut finding.contract,
        &mut finding.dto,
        &mut finding.account.variant,
    ];
    for name in names.into_iter().chain(&mut finding.field) {
        if let Cow::Owned(told) = bounded(name, NAME) {
            *name = told;
        }
    }
}

/// The pointer without the secrets in its names, in a bounded length; `None` where it has none and is short.
pub(super) fn veiled(pointer: &Pointer, secrets: &Secrets) -> Option<Pointer> {
    let masked = masked(pointer, secrets);
    masked.as_ref().unwrap_or(pointer).bounded().or(masked)
}

fn masked(pointer: &Pointer, secrets: &Secrets) -> Option<Pointer> {
    let is_harmless = |token: &Token| match token {
        Token::Index(_) => true,
        Token::Name(name) => is_short(name) || secrets.masked(name) == name.as_str(),
    };
    if pointer.tokens().iter().all(is_harmless) {
        return None;
    }
    let tokens = pointer.tokens().iter().map(|token| match token {
        Token::Index(index) => Token::Index(*index),
        Token::Name(name) => Token::Name(secrets.masked(name).into_owned()),
    });
    Some(Pointer::from(tokens.collect::<Vec<_>>()))
}

fn is_short(name: &str) -> bool {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    name.len() <= SHORT && name.bytes().all(is_word)
}

/// Masks what the words of a finding tell of `payload`; gives the veil for its excerpt.
pub(super) fn words<'s>(
    finding: &mut Finding,
    secrecy: Secrecy,
    payload: &[u8],
    secrets: &'s Secrets,
) -> Veil<'s> {
    let topic = topic(finding);
    let value = Quoted::of(finding, topic);
    let is_secret = value != Quoted::Name && secrecy == Secrecy::Secret;
    let is_redacted = secrets.redact && matches!(value, Quoted::Value | Quoted::Beside);
    let is_hidden = is_secret || is_redacted;
    let mut pieces = Vec::new();
    if is_hidden {
        if value != Quoted::Beside {
            pieces.extend(texts(finding.span.of(payload)));
        }
        pieces.extend(
            finding
                .account
                .replacement
                .iter()
                .map(|text| unquoted(text)),
        );
        finding.account.actual = kind_of(&finding.account.actual);
        finding.account.replacement = None;
        if topic == Some(Topic::Enums) {
            nothing_told(finding);
        }
    } else {
        let inside = secrets.spans_of_value(payload, finding.span);
        for span in inside {
            let start = span.start().max(finding.span.start());
            let end = span.end().min(finding.span.end());
            pieces.extend(texts(Span::new(start, end).of(payload)));
        }
    }
    mask(&mut finding.account, &pieces, secrets);
    Veil {
        secrets,
        hidden: if is_secret && value != Quoted::Beside {
            Vec::from_iter(inner(finding.span, payload))
        } else {
            Vec::new()
        },
        reveal: match (secrets.redact, is_hidden && value != Quoted::Beside) {
            // Whatever stands around it is part of the secret.
            (false, _) if is_inside_secret(finding, secrets) => Reveal::Names,
            (false, _) => Reveal::All,
            (true, false) => Reveal::Value,
            (true, true) => Reveal::Names,
        },
    }
}

/// What of a payload the words of a finding quote.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Quoted {
    /// A name, or nothing.
    Name,
    /// The value, which is a date or is due to be one of an enum.
    Told,
    /// Any other value.
    Value,
    /// The value beside the name that the finding is about.
    Beside,
}

impl Quoted {
    fn of(finding: &Finding, topic: Option<Topic>) -> Self {
        match topic {
            Some(Topic::Dates) if has_other_text(finding) => Self::Value,
            Some(Topic::Dates | Topic::Enums) => Self::Told,
            Some(Topic::Types | Topic::Schema) => Self::Value,
            Some(Topic::Fields) if finding.rule.starts_with("duplicate-key") => Self::Beside,
            _ => Self::Name,
        }
    }
}

/// Whether the finding is about a date whose text is told only in part, or not at all.
fn has_other_text(finding: &Finding) -> bool {
    let breaches = finding.account.breaches.iter();
    let mut rules = breaches.map(|breach| breach.rule).chain([finding.rule]);
    rules.any(|rule| OTHER_TEXT.iter().any(|kind| kind.name() == rule))
}

fn topic(finding: &Finding) -> Option<Topic> {
    rule::named(finding.rule).map(|rule| rule.topic)
}

/// Whether the object or array that the value stands in belongs to a secret.
fn is_inside_secret(finding: &Finding, secrets: &Secrets) -> bool {
    let tokens = finding.pointer.tokens().split_last();
    tokens.is_some_and(|(_, outer)| outer.iter().any(|token| is_secret(token, secrets)))
}

fn is_secret(token: &Token, secrets: &Secrets) -> bool {
    match token {
        Token::Index(_) => false,
        Token::Name(name) => secrets.is_name(name),
    }
}

fn secrecy(finding: &Finding, payload: &[u8], secrets: &Secrets) -> Secrecy {
    let tokens = finding.pointer.tokens();
    let is_of_pair = || match tokens.last() {
        Some(Token::Name(name)) => secrets.is_of_pair(payload, finding.span, name),
        _ => false,
    };
    if tokens.iter().any(|token| is_secret(token, secrets)) || is_of_pair() {
        Secrecy::Secret
    } else {
        Secrecy::Plain
    }
}

/// Says of an enum value that it is none, and nothing of which it is or is near to.
fn nothing_told(finding: &mut Finding) {
    let subject = match &finding.field {
        Some(field) => format!("`{field}`"),
        None => "the value".to_owned(),
    };
    let account = &mut finding.account;
    account.headline = format!("{subject} has a value that the contract does not list");
    "masked: a secret".clone_into(&mut account.label);
    account.help = None;
    account.notes.clear();
}

/// Masks `pieces`, and whatever looks like a secret, in all words.
fn mask(account: &mut Account, pieces: &[String], secrets: &Secrets) {
    let veil = |text: &mut String| {
        for piece in pieces {
            *text = without(text, piece);
        }
        secrets.mask(text);
        cut(text);
    };
    veil(&mut account.headline);
    veil(&mut account.label);
    veil(&mut account.expected);
    veil(&mut account.actual);
    account.notes.iter_mut().for_each(veil);
    account.help.iter_mut().for_each(veil);
    account.spelling.iter_mut().for_each(veil);
    if let Some(text) = &mut account.replacement {
        let plain = text.clone();
        veil(text);
        if *text != plain {
            account.replacement = None;
        }
    }
}

/// Cuts words that are too long to be told: contracts may have names and lists of any length.
pub(super) fn cut(text: &mut String) {
    if text.len() > TEXT {
        *text = shortened(text, TEXT);
    }
}

/// JSON text of which only the kind is left; what says nothing stays.
fn kind_of(actual: &str) -> String {
    match actual.chars().next() {
        Some('"') => format!("\"{MASK}\""),
        Some('{') => format!("{{{MASK}}}"),
        Some('[') => format!("[{MASK}]"),
        _ if matches!(actual, "null" | "true" | "false" | "") => actual.to_owned(),
        _ => MASK.to_owned(),
    }
}

/// The texts that the bytes of a value may be quoted as.
fn texts(bytes: &[u8]) -> Vec<String> {
    let head = bytes.get(..DECODED).unwrap_or(bytes);
    let raw = String::from_utf8_lossy(head);
    let decoded = match json::parse(head) {
        Ok(node) => decoded(&node.value),
        Err(_) => json::parse(format!("\"{raw}\"").as_bytes())
            .ok()
            .and_then(|node| decoded(&node.value)),
    };
    let raw = unquoted(&raw);
    decoded.into_iter().chain([raw]).collect()
}

fn decoded(value: &Value<'_>) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone().into_owned()),
        _ => None,
    }
}

fn unquoted(text: &str) -> String {
    text.trim_matches('"').to_owned()
}

/// The bytes of a value without its quotes; nothing where it says nothing.
fn inner(span: Span, payload: &[u8]) -> Option<Span> {
    match span.of(payload) {
        [b'"', .., b'"'] => Some(Span::new(span.start() + 1, span.end() - 1)),
        b"null" | b"true" | b"false" => None,
        _ => Some(span),
    }
}
