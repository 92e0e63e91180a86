//! The full analysis of one value: its spelling, all its breaches, who writes it and how to write it instead.

use crate::temporal::breach::{Breach, BreachKind};
use crate::temporal::fold::Folded;
use crate::temporal::notation;
use crate::temporal::producers;
use crate::temporal::rfc3339::classify;
use crate::temporal::sentinel::{Remark, Sentinel, remark};
use std::borrow::Cow;

/// Everything that can be said about one value in the place of a `date-time`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The name of the value's spelling: a digit pattern or, for a known notation, its name. The set
    /// of names is bounded and a name never holds text of the value.
    pub spelling: Cow<'static, str>,
    /// All departures, leftmost first; empty exactly if the value conforms. Places are byte offsets
    /// into the text that was read; arrays and objects have none, so theirs are 0.
    pub breaches: Vec<Breach>,
    /// What is the case, as a predicate that completes "`created` …": the fact of the leading breach's
    /// kind, or a closer one where the kind holds values of several sorts.
    pub fact: &'static str,
    /// What is worth a note although the value conforms.
    pub remark: Option<Remark>,
    /// The same instant in RFC 3339, or why there is none.
    pub suggestion: Suggestion,
    /// Programs and types that are known to write this spelling; empty if none is.
    pub producers: &'static [&'static str],
}

/// What to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Suggestion {
    /// RFC 3339 text of the same instant; it conforms.
    Certain(String),
    /// One clause that says why nothing is suggested; it holds no text of the value.
    Uncertain(Cow<'static, str>),
    /// The value conforms, so there is nothing to suggest.
    Conforming,
}

impl Suggestion {
    pub(crate) const fn uncertain(reason: &'static str) -> Self {
        Self::Uncertain(Cow::Borrowed(reason))
    }
}

impl Reading {
    /// The breach to report: a sentinel before all others, else the leftmost; `None` if the value conforms.
    pub fn leading(&self) -> Option<Breach> {
        let sentinel = self
            .breaches
            .iter()
            .find(|breach| breach.kind == BreachKind::Sentinel);
        sentinel.or_else(|| self.breaches.first()).copied()
    }
}

/// What a recogniser found in ASCII text; the places are in that text.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) spelling: Cow<'static, str>,
    pub(crate) breaches: Vec<Breach>,
    pub(crate) suggestion: Suggestion,
    pub(crate) sentinel: Option<&'static Sentinel>,
    /// A closer fact than that of the leading breach's kind.
    pub(crate) fact: Option<&'static str>,
}

impl Found {
    pub(crate) const fn new(
        spelling: Cow<'static, str>,
        breaches: Vec<Breach>,
        suggestion: Suggestion,
    ) -> Self {
        Self {
            spelling,
            breaches,
            suggestion,
            sentinel: None,
            fact: None,
        }
    }

    /// A value that is one known notation from end to end.
    pub(crate) fn whole(
        spelling: &'static str,
        kind: BreachKind,
        len: usize,
        suggestion: Suggestion,
    ) -> Self {
        Self::new(
            Cow::Borrowed(spelling),
            vec![Breach::new(kind, 0, len)],
            suggestion,
        )
    }
}

const QUOTED: &str = "is in quotation marks of its own, as a value is that was encoded twice";
const STAND_IN: &str = "the value stands for \"no date\", so there is no instant to keep";

/// Reads a decoded JSON string.
///
/// Any text is taken, in linear time and without a panic. A text that conforms has no breach, by the
/// same verdict as [`classify`]; any other has at least one.
///
/// ```
/// use wiredrift::temporal::{Suggestion, read};
///
/// let reading = read("2024-01-15 14:30:00 +0000 UTC");
/// assert_eq!(reading.spelling, "go-time-string");
/// assert_eq!(reading.leading().map(|breach| breach.kind.name()), Some("date-space-separator"));
/// assert_eq!(reading.suggestion, Suggestion::Certain("2024-01-15T14:30:00+00:00".to_owned()));
/// ```
pub fn read(text: &str) -> Reading {
    if let Some(spelling) = classify(text) {
        return Reading {
            spelling: Cow::Borrowed(spelling.name()),
            breaches: Vec::new(),
            fact: "is an RFC 3339 date-time",
            remark: remark(text),
            suggestion: Suggestion::Conforming,
            producers: producers::of(spelling.name(), None),
        };
    }
    let folded = Folded::new(text);
    if folded.text().is_empty() {
        let reason = Suggestion::uncertain("the value is empty");
        return conclude(
            Found::whole("empty", BreachKind::Empty, text.len(), reason),
            text.len(),
        );
    }
    let mut found = notation::of_text(folded.text());
    for breach in &mut found.breaches {
        *breach = folded.place(*breach);
    }
    // What is no date gains nothing from remarks about its characters.
    let foreign = [BreachKind::Unrecognised, BreachKind::Placeholder];
    if found
        .breaches
        .iter()
        .any(|breach| foreign.contains(&breach.kind))
    {
        return conclude(found, text.len());
    }
    found.breaches.extend(folded.surface());
    let mut reading = conclude(found, text.len());
    let manner = folded.manner();
    if !manner.is_empty() {
        reading.spelling = Cow::Owned(format!("{}{manner}", reading.spelling));
    }
    let leading = reading.leading().map(|breach| breach.kind);
    if folded.is_quoted() && leading == Some(BreachKind::Padding) {
        reading.fact = QUOTED;
    }
    reading
}

/// Reads the raw text of a JSON number of any size, such as `1705329000000`, `1705329000.000000000` or `1e400`.
///
/// Numbers never conform: a `date-time` is a string (JSON Schema 2020-12 Validation section 7.3.1).
/// Text that is no JSON number gives an unrecognised reading.
pub fn read_number(digits: &str) -> Reading {
    conclude(notation::of_number(digits), digits.len())
}

/// Reads an array by its elements as integers, `None` for an element that is not an integer.
///
/// Never conforms; the breach stands at offset 0 with length 0, as an array has no text here.
pub fn read_array(items: &[Option<i64>]) -> Reading {
    conclude(notation::of_array(items), 0)
}

/// The value of an object's member, as far as it can tell an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Member<'t> {
    /// An integer.
    Integer(i64),
    /// A string.
    Text(&'t str),
    /// An object with one member, a string: its key and its text.
    Tagged(&'t str, &'t str),
    /// Anything else.
    Other,
}

impl From<Option<i64>> for Member<'_> {
    fn from(value: Option<i64>) -> Self {
        value.map_or(Self::Other, Self::Integer)
    }
}

/// Reads an object by its members: each key with its value; `Option<i64>` will do where nothing but
/// integers is known.
///
/// Never conforms; the breach stands at offset 0 with length 0, as an object has no text here.
pub fn read_object<'t, V: Copy + Into<Member<'t>>>(members: &[(&'t str, V)]) -> Reading {
    let members: Vec<_> = members
        .iter()
        .map(|&(key, value)| (key, value.into()))
        .collect();
    conclude(notation::of_object(&members), 0)
}

/// Puts a finding in order: the sentinel, the order of places, the producers.
fn conclude(found: Found, len: usize) -> Reading {
    let Found {
        spelling,
        mut breaches,
        mut suggestion,
        sentinel,
        fact,
    } = found;
    if sentinel.is_some() {
        breaches.push(Breach::new(BreachKind::Sentinel, 0, len));
        suggestion = Suggestion::uncertain(STAND_IN);
    }
    if breaches.is_empty() {
        // No recogniser lets a value pass that the strict scanner refused.
        breaches.push(Breach::new(BreachKind::Unrecognised, 0, len));
    }
    // Stable: at one place the order of the walk stays.
    breaches.sort_by_key(|breach| breach.at);
    let leftmost = breaches
        .first()
        .map_or(BreachKind::Unrecognised, |breach| breach.kind);
    let (fact, producers) = match sentinel {
        Some(sentinel) => (BreachKind::Sentinel.fact(), sentinel.writers),
        None => (
            fact.unwrap_or(leftmost.fact()),
            producers::of(&spelling, Some(leftmost)),
        ),
    };
    Reading {
        spelling,
        breaches,
        fact,
        remark: None,
        suggestion,
        producers,
    }
}
