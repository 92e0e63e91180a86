//! Secrets in recorded text: where they are, and the mask that stands in their place.
//!
//! Recordings hold credentials in headers, URLs, cookies and bodies. A text comes in and the spans that
//! must not be shown go out: what stands behind a name that says so (`names`, `assigned`), and what is
//! recognised by its own look (`shapes`). Whatever shows text of strangers asks here first, so the
//! answer errs on the side of masking. What is masked is replaced by [`MASK`] as a whole: neither its
//! letters nor their number are told.

mod assigned;
mod assigned_value;
mod element;
mod encoded;
mod erase;
mod escapes;
mod lines;
mod list;
mod names;
mod pair;
mod phrase;
mod plain;
mod reach;
mod serialized;
mod shapes;
mod strings;

use std::borrow::Cow;

use super::Span;
pub use erase::without;
use escapes::Undone;
use names::{Pattern, folded, is_secret};
pub use pair::may_be_of_pair;

/// What stands in place of a secret.
pub const MASK: &str = "***";

/// Bytes in front of a text that are looked at as well: a name or the start of a token may stand there.
const BEHIND: usize = 8 << 10;

/// Bytes behind a text that are looked at as well.
const AHEAD: usize = 2 << 10;

/// Bytes that the quote at the start of a value takes, quoted in other strings.
const QUOTE: usize = 8;

/// Bytes at the start of a long value that are looked at, to know whether it has the name of a secret.
const START: usize = 512;

/// What is taken for a secret, beside what always is, and how much of payloads is shown at all.
#[derive(Clone, Debug, Default)]
pub struct Secrets {
    names: Vec<Pattern>,
    plain: Vec<Pattern>,
    /// Whether every value of a payload is masked, but for the date or enum value that is told.
    pub redact: bool,
}

/// Why a text is no pattern of names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadName {
    /// It has neither a letter nor a digit nor a wildcard.
    Empty,
    /// It is nothing but wildcards, which would be every name.
    Everything,
    /// It has a letter that means something in other globs, and nothing here.
    Unsupported(char),
}

impl Secrets {
    /// Takes values behind names like `pattern` for secrets: case and separators do not count, `*` is any
    /// number of letters, `?` is one.
    ///
    /// # Errors
    /// The text is no such pattern.
    pub fn add(&mut self, pattern: &str) -> Result<(), BadName> {
        let pattern = Pattern::new(pattern)?;
        if pattern.is_everything() {
            return Err(BadName::Everything);
        }
        self.names.push(pattern);
        Ok(())
    }

    /// Takes values behind names like `pattern` for no secrets, unless [`Self::add`] says otherwise or they
    /// look like one.
    ///
    /// # Errors
    /// The text is no such pattern.
    pub fn leave(&mut self, pattern: &str) -> Result<(), BadName> {
        self.plain.push(Pattern::new(pattern)?);
        Ok(())
    }

    /// The same, and every value of a payload is masked, or no other is.
    #[must_use]
    pub const fn redacting(mut self, redact: bool) -> Self {
        self.redact = redact;
        self
    }

    /// Whether what stands behind `name` is a secret: a member, a header, a cookie, a parameter.
    pub fn is_name(&self, name: &str) -> bool {
        if self.is_own(name) {
            return true;
        }
        if !names::may_be_secret(name) {
            return false;
        }
        let folded = folded(name);
        is_secret(name, &folded) && !self.plain.iter().any(|one| one.matches(&folded))
    }

    /// Whether [`Self::add`] made `name` one of a secret.
    fn is_own(&self, name: &str) -> bool {
        !self.names.is_empty() && {
            let folded = folded(name);
            self.names.iter().any(|one| one.matches(&folded))
        }
    }

    /// The secrets in `text` that reach into `within`, in order and apart from one another.
    ///
    /// What stands around `within` is looked at as well, as far as a name or a token usually reaches; the work
    /// is bounded by that, however long the text is.
    pub fn spans(&self, text: &[u8], within: Span) -> Vec<Span> {
        self.spans_near(text, within, usual(text, within))
    }

    /// The same, where a value of JSON begins or ends at `anchor`, near by: names are found however long the
    /// values are that reach into `within`. Of a value whose name is too far away nothing is told.
    pub fn spans_around(&self, text: &[u8], within: Span, anchor: usize) -> Vec<Span> {
        // What is about no text, as a drift across files, has a place in none.
        let end = within.end().min(text.len());
        let within = Span::new(within.start().min(end), end);
        let anchor = anchor.min(text.len());
        let reach = reach::around(text, within, anchor, usual(text, within));
        let mut spans = self.spans_near(text, within, reach.window);
        if let Some(long) = reach.long {
            let is_plain = long.start.is_some_and(|start| {
                let first = Span::new(start.end() - 1, start.end() + QUOTE);
                self.spans_near(text, first, widened(text, start, (0, START)))
                    .is_empty()
            });
            spans.extend((!is_plain).then_some(long.seen));
        }
        merged(spans)
    }

    /// Whether the value at `within` of a JSON text, whose member has that name, is the secret of a pair: of
    /// `{"name": "Cookie", "value": "a=b"}`.
    pub fn is_of_pair(&self, text: &[u8], within: Span, name: &str) -> bool {
        may_be_of_pair(name) && {
            let spans = self.spans_around(text, within, within.start());
            let quotes = 2;
            spans.iter().any(|span| span.len() + quotes >= within.len())
        }
    }

    /// The secrets in a value at `within`, whose name stands right in front of it, if anywhere.
    pub fn spans_of_value(&self, text: &[u8], within: Span) -> Vec<Span> {
        /// Bytes for a name, and for a pair's name behind the value.
        const AROUND: usize = 512;
        self.spans_near(text, within, widened(text, within, (AROUND, AROUND)))
    }

    fn spans_near(&self, text: &[u8], within: Span, window: Span) -> Vec<Span> {
        let from = window.start();
        let window = window.of(text);
        let look = |text: &[u8], is_undone: bool, is_encoded: bool| {
            let mut found = self.spans_as_written(text, is_undone);
            if is_encoded {
                encoded::find(text, self, &mut found);
            }
            found
        };
        let mut found = look(window, false, true);
        // Letters of base64 may stand as escapes themselves.
        escapes::find(
            window,
            |undone| look(&undone.letters, true, undone.is_encoded),
            &mut found,
        );
        let moved = found
            .into_iter()
            .map(|span| Span::new(span.start() + from, span.end() + from))
            .filter(|span| {
                !span.is_empty() && span.start() < within.end() && span.end() > within.start()
            });
        merged(moved.collect())
    }

    /// The secrets in `text`, and those behind its escapes.
    fn plain_spans(&self, text: &[u8]) -> Vec<Span> {
        let mut found = self.spans_as_written(text, false);
        let look = |undone: &Undone| self.spans_as_written(&undone.letters, true);
        escapes::find(text, look, &mut found);
        found
    }

    /// The secrets in `text`, whose escapes are undone or not, that stand there as they are.
    fn spans_as_written(&self, text: &[u8], is_undone: bool) -> Vec<Span> {
        let mut found = Vec::new();
        assigned::find(text, self, is_undone, &mut found);
        shapes::find(text, &mut found);
        phrase::identified(text, &mut found);
        found
    }

    /// `text` with its secrets masked.
    pub fn masked<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let bytes = text.as_bytes();
        let spans = self.spans(bytes, Span::new(0, bytes.len()));
        if spans.is_empty() {
            return Cow::Borrowed(text);
        }
        let masked = masked_bytes(bytes, Span::new(0, bytes.len()), &spans);
        Cow::Owned(String::from_utf8_lossy(&masked).into_owned())
    }

    /// Masks the secrets in `text`.
    pub fn mask(&self, text: &mut String) {
        if let Cow::Owned(masked) = self.masked(text) {
            *text = masked;
        }
    }
}

/// What is looked at to know what is secret in `within`, where values are of usual lengths.
fn usual(text: &[u8], within: Span) -> Span {
    widened(text, within, (BEHIND, AHEAD))
}

fn widened(text: &[u8], within: Span, (behind, ahead): (usize, usize)) -> Span {
    let end = within.end().saturating_add(ahead).min(text.len());
    Span::new(within.start().saturating_sub(behind).min(end), end)
}

/// The bytes of `range` of `text`, in which [`MASK`] stands in place of each of `spans`, which are in
/// order. Line ends within them stay, so that lines are still as many.
pub fn masked_bytes<'t>(text: &'t [u8], range: Span, spans: &[Span]) -> Cow<'t, [u8]> {
    let is_inside = |span: &&Span| span.start() < range.end() && span.end() > range.start();
    let mut inside = spans.iter().filter(is_inside).peekable();
    if inside.peek().is_none() {
        return Cow::Borrowed(range.of(text));
    }
    let mut out = Vec::with_capacity(range.len());
    let mut at = range.start();
    for span in inside {
        let start = span.start().max(range.start());
        let end = span.end().min(range.end());
        out.extend_from_slice(text.get(at..start).unwrap_or_default());
        for (index, line) in Span::new(start, end)
            .of(text)
            .split(|byte| *byte == b'\n')
            .enumerate()
        {
            if index > 0 {
                out.push(b'\n');
            }
            if index == 0 || !line.trim_ascii().is_empty() {
                out.extend_from_slice(MASK.as_bytes());
            }
        }
        at = end;
    }
    out.extend_from_slice(text.get(at..range.end()).unwrap_or_default());
    Cow::Owned(out)
}

/// `spans` in order; those that touch are one.
pub fn merged(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    let mut out: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match out.last_mut() {
            Some(last) if span.start() <= last.end() => {
                *last = Span::new(last.start(), last.end().max(span.end()));
            }
            _ => out.push(span),
        }
    }
    out
}

#[cfg(test)]
mod tests;
