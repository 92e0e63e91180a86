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
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let is_letter = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/-_".contains(byte);
        let length = rest.iter().take_while(|byte| is_letter(byte)).count();
        if length >= SHORTEST {
            // Where the text begins in front of what is looked at, a group may begin at any letter.
            let starts = if at == 0 { GROUP } else { 1 };
            for skipped in 0..starts {
                inside(text, Span::new(at + skipped, at + length), secrets, found);
            }
        }
        at += length.max(1);
    }
}

fn inside(text: &[u8], run: Span, secrets: &Secrets, found: &mut Vec<Span>) {
    // A last letter alone stands for nothing.
    let whole = run.len() - usize::from(run.len() % GROUP == 1);
    let run = Span::new(run.start(), run.start() + whole);
    let Some(bytes) = decoded(run.of(text)).filter(|bytes| is_text(bytes)) else {
        return;
    };
    let secret = secrets.plain_spans(&bytes);
    found.extend(secret.iter().map(|span| {
        let start = span.start() / BYTES * GROUP;
        let end = span.end().div_ceil(BYTES) * GROUP;
        Span::new(run.start() + start, (run.start() + end).min(run.end()))
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
