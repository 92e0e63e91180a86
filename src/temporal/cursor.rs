//! A place in ASCII text, and what a walk through the text has noted so far.

use crate::temporal::breach::{Breach, BreachKind};

/// A run of characters, with its value where it is a run of digits.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Run {
    pub(crate) at: usize,
    pub(crate) len: usize,
    /// The number that the digits write; the greatest number where they write a greater one.
    pub(crate) value: u32,
}

/// A place in a text that holds ASCII only.
#[derive(Clone, Debug)]
pub(crate) struct Cursor<'t> {
    text: &'t str,
    pub(crate) at: usize,
}

impl<'t> Cursor<'t> {
    pub(crate) const fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    /// What is left to read.
    pub(crate) fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub(crate) fn is_end(&self) -> bool {
        self.at >= self.text.len()
    }

    pub(crate) fn peek(&self) -> Option<u8> {
        self.peek_at(0)
    }

    pub(crate) fn peek_at(&self, ahead: usize) -> Option<u8> {
        self.text
            .as_bytes()
            .get(self.at.checked_add(ahead)?)
            .copied()
    }

    pub(crate) fn digit_at(&self, ahead: usize) -> bool {
        self.peek_at(ahead)
            .is_some_and(|byte| byte.is_ascii_digit())
    }

    /// Steps over `byte` if it is next.
    pub(crate) fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        if found {
            self.at += 1;
        }
        found
    }

    /// How many of the next bytes satisfy `test`.
    pub(crate) fn count(&self, test: impl Fn(u8) -> bool) -> usize {
        self.rest().bytes().take_while(|&byte| test(byte)).count()
    }

    /// How many digits come next.
    pub(crate) fn digits_ahead(&self) -> usize {
        self.count(|byte| byte.is_ascii_digit())
    }

    /// Steps over the next `len` bytes.
    pub(crate) fn take(&mut self, len: usize) -> Run {
        let at = self.at;
        self.at = at.saturating_add(len).min(self.text.len());
        let len = self.at - at;
        let value = self.slice(at, len).bytes().fold(0_u32, |value, byte| {
            value
                .saturating_mul(10)
                .saturating_add(u32::from(byte.wrapping_sub(b'0')))
        });
        Run { at, len, value }
    }

    /// Steps over all digits that come next.
    pub(crate) fn digits(&mut self) -> Run {
        self.take(self.digits_ahead())
    }

    /// Steps over spaces.
    pub(crate) fn spaces(&mut self) -> Run {
        self.take(self.count(|byte| byte == b' '))
    }

    pub(crate) fn slice(&self, at: usize, len: usize) -> &'t str {
        at.checked_add(len)
            .and_then(|end| self.text.get(at..end))
            .unwrap_or_default()
    }
}

/// The breaches found and the digit pattern written so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Notes {
    pub(crate) pattern: String,
    pub(crate) breaches: Vec<Breach>,
}

impl Notes {
    pub(crate) fn write(&mut self, pattern: &str) {
        self.pattern.push_str(pattern);
    }

    pub(crate) fn breach(&mut self, kind: BreachKind, at: usize, len: usize) {
        self.breaches.push(Breach::new(kind, at, len));
    }

    /// Notes the basic format once for date and time together.
    pub(crate) fn basic(&mut self, at: usize, len: usize) {
        match self
            .breaches
            .iter_mut()
            .find(|breach| breach.kind == BreachKind::BasicFormat)
        {
            Some(known) => known.len = (at + len).saturating_sub(known.at),
            None => self.breach(BreachKind::BasicFormat, at, len),
        }
    }

    /// The breach of this kind, to be adjusted.
    pub(crate) fn find(&mut self, kind: BreachKind) -> Option<&mut Breach> {
        self.breaches.iter_mut().find(|breach| breach.kind == kind)
    }
}
