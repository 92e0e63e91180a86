//! Secrets in base64: bodies that captures hold that way stand beside what is shown, too.

use base64::Engine as _;
use base64::engine::general_purpose::{GeneralPurpose, NO_PAD};
use base64::engine::{DecodePaddingMode, GeneralPurposeConfig};

use super::Secrets;
use crate::text::Span;

/// Letters of a text in base64 at least: shorter ones hold no name with its value.
const SHORTEST: usize = 24;

/// Letters that stand for three bytes.
const GROUP: usize = 4;

/// Bytes that stand for them.
const BYTES: usize = 3;

/// What was cut may end anywhere.
const FORGIVING: GeneralPurposeConfig = NO_PAD
    .with_decode_allow_trailing_bits(true)
    .with_decode_padding_mode(DecodePaddingMode::RequireNone);

const BASE64: GeneralPurpose = GeneralPurpose::new(&base64::alphabet::STANDARD, FORGIVING);

/// The bytes of a text in base64, of either alphabet, without padding.
pub(super) fn decoded(text: &[u8]) -> Option<Vec<u8>> {
    let standard: Vec<u8> = text
        .iter()
        .map(|byte| match byte {
            b'-' => b'+',
            b'_' => b'/',
            other => *other,
        })
        .collect();
    BASE64.decode(standard).ok()
}

/// Adds the texts in base64 of what is secret in `text` once it is decoded.
pub(super) fn find(text: &[u8], secrets: &Secrets, found: &mut Vec<Span>) {
    let mut at = 0;
    while at < text.len() {
        let run = run(text, at);
        let lines = lines(text, run);
        if lines.len() > 1 || run.len() >= SHORTEST {
            // Where the text begins in front of what is looked at, a group may begin at any letter.
            let starts = if at == 0 && lines.len() == 1 {
                GROUP
            } else {
                1
            };
            for skipped in 0..starts {
                inside(text, &lines, skipped, secrets, found);
            }
        }
        let end = lines.last().map_or(at, |last| last.end());
        at = end.max(at + 1);
    }
}

/// The letters of base64 from `at` on.
fn run(text: &[u8], at: usize) -> Span {
    let is_letter = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/-_".contains(byte);
    let rest = text.get(at..).unwrap_or_default();
    let length = rest.iter().take_while(|byte| is_letter(byte)).count();
    Span::new(at, at + length)
}

/// The lines of a text in base64 that begins with `first`: all are as long as one another, but for the last. Of one that
/// the text begins with, a part may be missing.
fn lines(text: &[u8], first: Span) -> Vec<Span> {
    let is_cut = first.start() == 0;
    let missing = if is_cut { first.len() % GROUP } else { 0 };
    let whole = Span::new(first.start() + missing, first.end());
    if whole.is_empty() || !whole.len().is_multiple_of(GROUP) || !is_cut && whole.len() < SHORTEST {
        return vec![first];
    }
    let mut lines = vec![whole];
    let mut longest = None;
    while let Some(next) = lines.last().and_then(|last| line_behind(text, last.end())) {
        let due = *longest.get_or_insert(if is_cut { next.len() } else { whole.len() });
        if next.len() > due || whole.len() > due {
            break;
        }
        lines.push(next);
        if next.len() < due || !due.is_multiple_of(GROUP) {
            break;
        }
    }
    if lines.len() == 1 {
        return vec![first];
    }
    lines
}

/// The letters on the line behind `at`, where that ends there: a line end, as it is or as an escape, and blanks.
fn line_behind(text: &[u8], at: usize) -> Option<Span> {
    let rest = text.get(at..)?;
    let escapes = rest.strip_prefix(b"\\r").unwrap_or(rest);
    let behind = if let Some(behind) = escapes.strip_prefix(b"\\n") {
        behind
    } else {
        let line_end = rest.strip_prefix(b"\r").unwrap_or(rest);
        let line = line_end.strip_prefix(b"\n")?;
        let blanks = line.iter().take_while(|byte| matches!(byte, b' ' | b'\t'));
        line.get(blanks.count()..)?
    };
    let run = run(text, text.len() - behind.len());
    (!run.is_empty()).then_some(run)
}

/// Adds what is secret in the text that `lines` are, but for the first `skipped` letters.
fn inside(text: &[u8], lines: &[Span], skipped: usize, secrets: &Secrets, found: &mut Vec<Span>) {
    let letters = lines.iter().flat_map(|line| line.of(text));
    let mut letters: Vec<u8> = letters.skip(skipped).copied().collect();
    // A last letter alone stands for nothing.
    if letters.len() % GROUP == 1 {
        letters.pop();
    }
    let Some(bytes) = decoded(&letters).filter(|bytes| is_text(bytes)) else {
        return;
    };
    // Where a letter stands.
    let place = |letter: usize| {
        let mut left = letter + skipped;
        for line in lines {
            if left < line.len() {
                return line.start() + left;
            }
            left -= line.len();
        }
        lines.last().map_or(0, |last| last.end())
    };
    let secret = secrets.plain_spans(&bytes);
    found.extend(secret.iter().filter(|span| !span.is_empty()).map(|span| {
        let start = span.start() / BYTES * GROUP;
        let end = (span.end().div_ceil(BYTES) * GROUP).min(letters.len());
        Span::new(place(start), place(end - 1) + 1)
    }));
}

/// Whether decoding gave a text: words and numbers are letters of base64 as well. It may be cut within a
/// letter.
fn is_text(bytes: &[u8]) -> bool {
    let is_odd = |byte: &&u8| byte.is_ascii_control() && !byte.is_ascii_whitespace();
    let odd = bytes.iter().filter(is_odd).count();
    let broken = bytes
        .utf8_chunks()
        .filter(|chunk| !chunk.invalid().is_empty());
    odd == 0 && broken.take(3).count() < 3
}
