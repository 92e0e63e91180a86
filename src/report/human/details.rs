//! The lines below a frame: a name, a colon, a text, under one another.
//!
//! Texts with a rank come in, lines go out. Where there are more lines than may be printed, every
//! text first gets one line in the order of rank, then its further ones: what is needed to act is
//! kept, what is merely good to know gives way.

use super::ink::{Ink, Paint};

/// Columns of the widest name.
const NAME: usize = 10;

/// One text.
pub(super) struct Detail {
    /// What the text is, such as `expected`.
    pub(super) name: &'static str,
    /// The text.
    pub(super) text: String,
    /// The most lines that it may take.
    pub(super) lines: usize,
    /// Who comes first when lines are short: the lowest.
    pub(super) rank: Rank,
}

/// The weight of a detail.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// Where and what: a finding cannot be understood without.
    Needed,
    /// What to do.
    Action,
    /// How often.
    Count,
    /// Why.
    Reason,
    /// Anything else.
    Extra,
}

/// The texts of one diagnostic, in the order in which they are printed.
#[derive(Default)]
pub(super) struct Details(Vec<Detail>);

impl Details {
    /// Adds a text, unless it is empty.
    pub(super) fn push(&mut self, detail: Detail) {
        if !detail.text.is_empty() {
            self.0.push(detail);
        }
    }

    /// The lines that all texts would take.
    pub(super) fn wanted(&self, ink: &Ink) -> usize {
        self.0
            .iter()
            .map(|detail| folded(ink, detail, detail.lines).len())
            .sum()
    }

    /// At most `limit` lines.
    pub(super) fn lines(&self, ink: &Ink, limit: usize) -> Vec<String> {
        let granted = self.granted(ink, limit);
        let mut out = Vec::new();
        for (detail, lines) in self.0.iter().zip(granted) {
            if lines == 0 {
                continue;
            }
            let paint = match detail.rank {
                Rank::Action => Paint::Help,
                _ => Paint::Strong,
            };
            let name = ink.paint(paint, &format!("{:>NAME$}:", detail.name));
            for (at, line) in folded(ink, detail, lines).into_iter().enumerate() {
                let start = if at == 0 {
                    name.clone()
                } else {
                    " ".repeat(NAME + 1)
                };
                out.push(format!("{start} {line}").trim_end().to_owned());
            }
        }
        out
    }

    /// How many lines each text gets.
    fn granted(&self, ink: &Ink, limit: usize) -> Vec<usize> {
        let mut by_rank: Vec<usize> = (0..self.0.len()).collect();
        by_rank.sort_by_key(|at| self.0.get(*at).map(|detail| detail.rank));
        let mut granted = vec![0; self.0.len()];
        let mut left = limit;
        let most = self.0.iter().map(|detail| detail.lines).max().unwrap_or(0);
        for round in 1..=most {
            for at in &by_rank {
                let wanted = self
                    .0
                    .get(*at)
                    .map_or(0, |detail| folded(ink, detail, detail.lines).len());
                if wanted >= round && left > 0 {
                    left -= 1;
                    if let Some(lines) = granted.get_mut(*at) {
                        *lines += 1;
                    }
                }
            }
        }
        granted
    }
}

fn folded(ink: &Ink, detail: &Detail, lines: usize) -> Vec<String> {
    ink.fold(&detail.text, ink.width - NAME - 2, lines)
}
