//! Encodings of bodies, written without what the tool reads them with.

pub(crate) mod base64;
pub(crate) mod gzip;
pub(crate) mod hex;

use std::fmt::Write as _;

pub(super) use base64::base64;
pub(super) use gzip::gzip;
pub(super) use hex::hex;

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
