//! What is secret around the values of one text, looked for once in each stretch of it.
//!
//! A text may have a finding every few bytes, and what hides secrets in an excerpt has to look at kilobytes around
//! it. So what is found holds for a stretch of the text, and for every value that begins there. Nothing depends on
//! which of them is shown, or first: a stretch is looked at from the first value that was noted in it.

use std::collections::BTreeMap;

use super::Span;

/// Bytes of a stretch.
const STRETCH: usize = 8 << 10;

/// The stretches of a text, as far as somebody asked.
#[derive(Clone, Debug, Default)]
pub(super) struct Stretches {
    seen: BTreeMap<usize, Stretch>,
    /// The last one that a value was noted in.
    last: Option<usize>,
}

#[derive(Clone, Debug)]
struct Stretch {
    /// Where the first value begins that was noted.
    anchor: usize,
    known: Option<Known>,
}

/// What is secret in a part of a text.
#[derive(Clone, Debug)]
pub(super) struct Known {
    /// The part.
    pub part: Span,
    /// The secrets that reach into it, in order and apart from one another.
    pub secrets: Vec<Span>,
}

impl Known {
    /// The secrets that reach into `near`; `None` where not all of it was looked at.
    pub(super) fn within(&self, near: Span) -> Option<Vec<Span>> {
        if near.start() < self.part.start() || near.end() > self.part.end() {
            return None;
        }
        let first = self
            .secrets
            .partition_point(|span| span.end() <= near.start());
        let rest = self.secrets.get(first..).unwrap_or_default();
        let inside = rest.iter().take_while(|span| span.start() < near.end());
        Some(inside.copied().collect())
    }
}

impl Stretches {
    /// Those of a text that nobody asked about.
    pub(super) const fn new() -> Self {
        Self {
            seen: BTreeMap::new(),
            last: None,
        }
    }

    /// Notes that a value begins at `at`, whether it is shown or not.
    pub(super) fn note(&mut self, at: usize) {
        let index = at / STRETCH;
        if self.last == Some(index) {
            return;
        }
        self.last = Some(index);
        self.stretch(at);
    }

    /// The stretch of a value at `at`, which is the first one where none was noted.
    fn stretch(&mut self, at: usize) -> &mut Stretch {
        self.seen.entry(at / STRETCH).or_insert(Stretch {
            anchor: at,
            known: None,
        })
    }

    /// What is known of the stretch in which a value begins at `at`. `look` is asked for it at most once, with the
    /// stretch and a place in it where a value begins.
    pub(super) fn known(&mut self, at: usize, look: impl FnOnce(Span, usize) -> Known) -> &Known {
        let stretch = self.stretch(at);
        let anchor = stretch.anchor;
        let start = at / STRETCH * STRETCH;
        let whole = Span::new(start, start.saturating_add(STRETCH));
        stretch.known.get_or_insert_with(|| look(whole, anchor))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_is_looked_at_once_from_the_first_value_that_was_noted() {
        let mut stretches = Stretches::new();
        let mut looks = Vec::new();
        stretches.note(STRETCH + 9);
        stretches.note(STRETCH + 3);
        stretches.note(5);
        for at in [STRETCH + 3, 2 * STRETCH - 1, 7, STRETCH, 3 * STRETCH] {
            stretches.known(at, |part, anchor| {
                looks.push((part.start(), anchor));
                Known {
                    part,
                    secrets: Vec::new(),
                }
            });
        }
        let third = 3 * STRETCH;
        assert_eq!(looks, [(STRETCH, STRETCH + 9), (0, 5), (third, third)]);
    }

    #[test]
    fn what_is_near_is_a_part_of_what_is_known() {
        let secrets = [(0, 4), (6, 8), (10, 30), (40, 41)];
        let known = Known {
            part: Span::new(2, 40),
            secrets: secrets.map(|(start, end)| Span::new(start, end)).to_vec(),
        };
        let within = |start, end| {
            let spans = known.within(Span::new(start, end))?;
            Some(spans.iter().map(|span| span.start()).collect::<Vec<_>>())
        };
        assert_eq!(within(4, 11), Some(vec![6, 10]));
        assert_eq!(within(8, 10), Some(vec![]));
        assert_eq!(within(2, 40), Some(vec![0, 6, 10]));
        assert_eq!(within(1, 4), None);
        assert_eq!(within(20, 41), None);
    }
}
