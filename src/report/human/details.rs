//! The lines below a frame: a name, a colon, a text, under one another.
//!
//! Texts with a rank come in, lines go out. Where there are more lines than may be printed, what is
//! needed to understand and to act has its lines first; of the rest, what does not fit is left out
//! as a whole, because half a sentence says something else.

use super::ink::{Ink, List, Paint};

/// Columns of the widest name.
const NAME: usize = 10;

/// Lines that a list keeps where lines are short.
const LIST_LEAST: usize = 2;

/// Columns left of a text.
pub(super) const DETAIL_INDENT: usize = NAME + 2;

/// One text.
pub(super) struct Detail {
    /// What the text is, such as `expected`; empty where it goes on with the one before.
    pub(super) name: &'static str,
    /// The text.
    pub(super) text: Text,
    /// The most lines that it may take.
    pub(super) lines: usize,
    /// Who comes first when lines are short: the lowest.
    pub(super) rank: Rank,
}

impl Detail {
    /// The lines that it takes where there is room.
    pub(super) fn height(&self, ink: &Ink) -> usize {
        folded(ink, self, self.lines).len()
    }
}

/// What is folded, and how.
pub(super) enum Text {
    /// Between words.
    Sentence(String),
    /// Between items.
    List(List),
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

/// The texts in lines.
pub(super) struct Laid(Vec<(Detail, Vec<String>)>);

impl Details {
    /// Adds a text, unless it is empty.
    pub(super) fn push(&mut self, detail: Detail) {
        if !matches!(&detail.text, Text::Sentence(text) if text.is_empty()) {
            self.0.push(detail);
        }
    }

    /// Every text in as many lines as it may take.
    pub(super) fn laid(self, ink: &Ink) -> Laid {
        let laid = |detail: Detail| {
            let lines = folded(ink, &detail, detail.lines);
            (detail, lines)
        };
        Laid(self.0.into_iter().map(laid).collect())
    }
}

impl Laid {
    /// The lines that all texts take.
    pub(super) fn wanted(&self) -> usize {
        self.0.iter().map(|(_, lines)| lines.len()).sum()
    }

    /// At most `limit` lines.
    pub(super) fn lines(mut self, ink: &Ink, limit: usize) -> Vec<String> {
        self.shorten(ink, limit);
        let mut out = Vec::new();
        for (detail, lines) in self.0 {
            let paint = match detail.rank {
                Rank::Action => Paint::Help,
                _ => Paint::Strong,
            };
            for (at, line) in lines.iter().enumerate() {
                let start = if at == 0 && !detail.name.is_empty() {
                    ink.paint(paint, &format!("{:>NAME$}:", detail.name))
                } else {
                    " ".repeat(NAME + 1)
                };
                out.push(format!("{start} {line}").trim_end().to_owned());
            }
        }
        out
    }

    /// Takes lines away until no more than `limit` are left.
    ///
    /// First come the sentences that are needed, then the reasons, with lists at their least; lists
    /// take what is left, before what is merely good to know.
    fn shorten(&mut self, ink: &Ink, limit: usize) {
        if self.wanted() <= limit {
            return;
        }
        let whole: Vec<usize> = self.0.iter().map(|(_, lines)| lines.len()).collect();
        for (detail, lines) in &mut self.0 {
            if matches!(detail.text, Text::List(_)) && lines.len() > LIST_LEAST {
                *lines = folded(ink, detail, LIST_LEAST);
            }
        }
        while self.must() > limit && self.shorten_one(ink) {}
        let mut left = limit;
        self.grant(Rank::Needed, Rank::Reason, &mut left);
        for ((detail, lines), whole) in self.0.iter_mut().zip(whole) {
            if matches!(detail.text, Text::List(_)) && lines.len() < whole && left > 0 {
                let before = lines.len();
                *lines = folded(ink, detail, whole.min(before + left));
                left -= lines.len().saturating_sub(before).min(left);
            }
        }
        self.grant(Rank::Extra, Rank::Extra, &mut left);
    }

    /// Takes from `left` the lines of each text between two ranks, the lowest first; a text that
    /// does not fit is left out.
    fn grant(&mut self, from: Rank, to: Rank, left: &mut usize) {
        let among = |detail: &Detail| (from..=to).contains(&detail.rank);
        let mut by_rank: Vec<_> = self.0.iter_mut().filter(|(one, _)| among(one)).collect();
        by_rank.sort_by_key(|(detail, _)| detail.rank);
        for (_, lines) in by_rank {
            if lines.len() > *left {
                lines.clear();
            }
            *left -= lines.len();
        }
    }

    /// The lines of the texts that no diagnostic can do without.
    fn must(&self) -> usize {
        let must = self.0.iter().filter(|(one, _)| one.rank <= Rank::Action);
        must.map(|(_, lines)| lines.len()).sum()
    }

    /// Takes a line from the text that can spare it best: a list before a sentence, what is to be
    /// done last. Says whether there was one.
    fn shorten_one(&mut self, ink: &Ink) -> bool {
        let longest = self
            .0
            .iter_mut()
            .filter(|(detail, lines)| detail.rank <= Rank::Action && lines.len() > 1)
            .max_by_key(|(detail, lines)| {
                let is_list = matches!(detail.text, Text::List(_));
                (is_list, detail.rank == Rank::Needed, lines.len())
            });
        let Some((detail, lines)) = longest else {
            return false;
        };
        *lines = folded(ink, detail, lines.len() - 1);
        true
    }
}

fn folded(ink: &Ink, detail: &Detail, lines: usize) -> Vec<String> {
    let room = ink.width - DETAIL_INDENT;
    match &detail.text {
        Text::Sentence(text) => ink.fold(text, room, lines),
        Text::List(list) => ink.list(list, room, lines),
    }
}
