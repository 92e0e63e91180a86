//! Encodings of bodies, written without what the tool reads them with.

use std::fmt::Write as _;
use std::io::Write as _;

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// RFC 4648 section 4, with padding.
pub(super) fn base64(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let at = |index: usize| u32::from(chunk.get(index).copied().unwrap_or(0));
        let word = at(0) << 16 | at(1) << 8 | at(2);
        for place in 0..4_usize {
            let letter = LETTERS.get((word >> (18 - 6 * place) & 63) as usize);
            match letter {
                Some(&letter) if place <= chunk.len() => out.push(char::from(letter)),
                _ => out.push('='),
            }
        }
    }
    out
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

pub(super) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(bytes)
        .and_then(|()| gzip.finish())
        .expect("invariant: memory takes what is written to it")
}

pub(super) fn zstd(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let level = ruzstd::encoding::CompressionLevel::Fastest;
    ruzstd::encoding::compress(bytes, &mut out, level);
    out
}

/// A string of JSON, with the escapes that it must have.
pub(super) fn json(text: &str) -> String {
    escaped(text, |letter| u32::from(letter) < 0x20)
}

/// A string of JSON in ASCII alone, as Python and Ruby write it.
pub(super) fn json_ascii(text: &str) -> String {
    escaped(text, |letter| !(' '..='~').contains(&letter))
}

/// A string of JSON as PHP writes it: slashes have escapes, other letters beyond ASCII too.
pub(super) fn json_slashes(text: &str) -> String {
    json_ascii(text).replace('/', "\\/")
}

fn escaped(text: &str, must: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8 + 2);
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            _ if must(letter) => {
                for unit in letter.encode_utf16(&mut [0; 2]) {
                    let _ = write!(out, "\\u{unit:04x}");
                }
            }
            _ => out.push(letter),
        }
    }
    out.push('"');
    out
}
