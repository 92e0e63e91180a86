//! Text of strangers in HTML: maud escapes what HTML would act upon, and this what people's eyes, terminals
//! and build logs would.

use maud::{Markup, html};

use crate::report::names::{self, Piece};
use crate::text::Excerpt;
use crate::text::sanitize::{inert, printable, shortened};

/// Letters of a path or a pointer that are shown.
pub(super) const PATH: usize = 400;

/// Letters of a sentence that are shown.
pub(super) const SENTENCE: usize = 1_000;

/// `text` as it may be shown, cut to `limit` letters.
pub(super) fn shown(text: &str, limit: usize) -> String {
    inert(&shortened(text, limit)).into_owned()
}

/// `text` as code.
pub(super) fn code(text: &str, limit: usize) -> Markup {
    let text = shown(text, limit);
    html! {
        @if text.is_empty() { span class="soft" { "(nothing)" } } @else { code { (text) } }
    }
}

/// A sentence in which names stand in backticks: those become code.
pub(super) fn prose(text: &str) -> Markup {
    let text = shown(text, SENTENCE);
    html! {
        @for piece in names::pieces(&text) {
            @match piece {
                Piece::Name(name) => code { (name) },
                Piece::Words(words) => (words),
            }
        }
    }
}

/// The lines around a value, with their numbers, and the value marked.
pub(super) fn excerpt(excerpt: &Excerpt) -> Markup {
    let mut lines = Vec::new();
    let mut start = 0;
    for line in excerpt.text.split('\n') {
        lines.push((start, line));
        start += line.len() + 1;
    }
    let (from, to) = (excerpt.highlight.start(), excerpt.highlight.end());
    html! {
        pre class="excerpt" {
            @for (number, (start, line)) in (excerpt.first_line..).zip(lines) {
                @let (before, value, behind) = pieces(line, from.saturating_sub(start), to.saturating_sub(start));
                span class="line" {
                    span class="at" { (number) }
                    (piece(before))
                    @if !value.is_empty() { mark { (piece(value)) } }
                    (piece(behind))
                }
            }
        }
    }
}

/// A line cut at two bytes around the value; cuts within a letter, or around nothing, are none: what stands
/// side by side has to be looked at as one.
fn pieces(line: &str, from: usize, to: usize) -> (&str, &str, &str) {
    let from = from.min(line.len());
    let to = to.clamp(from, line.len());
    match (line.get(..from), line.get(from..to), line.get(to..)) {
        (Some(before), Some(value), Some(behind)) if !value.is_empty() => (before, value, behind),
        _ => (line, "", ""),
    }
}

fn piece(text: &str) -> String {
    inert(&printable(text)).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;
    use crate::text::span::Origin;

    #[test]
    fn a_backtick_without_a_partner_parts_no_command() {
        assert_eq!(
            prose("is `a`, #`#vso[task]").into_string(),
            "is <code>a</code>, #`#vso[task]"
        );
    }

    #[test]
    fn a_mark_around_nothing_parts_no_command() {
        let place = Origin::default().place(b"1", Span::new(0, 1));
        for at in 0..12 {
            let marked = excerpt(&Excerpt {
                first_line: 3,
                text: "##vso[task]".to_owned(),
                highlight: Span::new(at, at),
                place,
            });
            assert!(!marked.into_string().contains("##vso["), "{at}");
        }
    }
}
