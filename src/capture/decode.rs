//! The layers around a recorded body: escapes, base64, hex digits, compression.
//!
//! Encoded bytes come in; decoded ones go out with the map that leads back. Sizes are bounded
//! before anything is allocated for them: a few kilobytes of gzip can stand for gigabytes.

use std::borrow::Cow;
use std::fmt;
use std::io::Read;

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::compressed::Frames;
use crate::limits::{Limits, Reached, reached};
use crate::text::{Span, SpanMap};

/// How much is taken of a decompressed body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Bytes.
    pub bytes: u64,
    /// How many times larger than its encoding it may be, beyond [`Bounds::free`].
    pub ratio: u64,
    /// Bytes that are taken beyond that ratio.
    pub free: u64,
}

impl From<&Limits> for Bounds {
    fn from(limits: &Limits) -> Self {
        Self {
            bytes: limits.body_bytes,
            ratio: limits.body_ratio,
            free: limits.body_free_bytes,
        }
    }
}

impl Default for Bounds {
    fn default() -> Self {
        Self::from(&Limits::DEFAULT)
    }
}

impl Bounds {
    /// Bytes that `encoded` bytes may become, and the limit that says so.
    pub(super) fn of(self, encoded: u64) -> (u64, Reached) {
        let by_ratio = encoded.saturating_mul(self.ratio).saturating_add(self.free);
        if by_ratio < self.bytes {
            (by_ratio, reached("body-ratio", self.ratio))
        } else {
            (self.bytes, reached("body-bytes", self.bytes))
        }
    }
}

/// Why a body cannot be decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DecodeError {
    /// The bytes are not what the encoding allows.
    Malformed(&'static str),
    /// The encoding ends too early.
    CutOff(&'static str),
    /// Something stands behind the end of the encoding.
    Behind(&'static str),
    /// More comes out than is taken.
    TooLarge(&'static str, Reached),
    /// An encoding that is not known.
    Unknown(String),
    /// What is to be a text is none.
    NoText,
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(what) => write!(f, "the body is no {what}, although it is labelled so"),
            Self::CutOff(what) => write!(f, "the body's {what} ends too early"),
            Self::Behind(what) => {
                write!(f, "bytes stand behind the end of the body's {what}")
            }
            Self::TooLarge(what, reached) => {
                write!(f, "the body's {what} holds more than {reached} allows")
            }
            Self::NoText => f.write_str("the body's text is no string"),
            Self::Unknown(name) => write!(
                f,
                "the body has the content encoding `{}`, which is not known",
                crate::text::sanitize::shortened(name, 40)
            ),
        }
    }
}

/// What a body, or a layer of it, is written in inside of its capture. That text is escaped there is
/// none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// RFC 4648 section 4.
    Base64,
    /// Two hex digits a byte.
    Hex,
    /// The content coding `gzip` (RFC 9110 section 8.4.1.3).
    Gzip,
    /// The content coding `deflate` (RFC 9110 section 8.4.1.2).
    Deflate,
    /// The content coding `br` (RFC 7932).
    Brotli,
    /// The content coding `zstd` (RFC 8878).
    Zstd,
    /// The transfer coding `chunked` (RFC 9112 section 7.1).
    Chunked,
    /// It stands in a file of its own.
    File,
}

impl Encoding {
    /// Its name: that of the content coding, where it is one.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Base64 => "base64",
            Self::Hex => "hex",
            Self::Gzip => "gzip",
            Self::Deflate => "deflate",
            Self::Brotli => "br",
            Self::Zstd => "zstd",
            Self::Chunked => "chunked",
            Self::File => "file",
        }
    }
}

/// A decoded layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// What was decoded.
    pub bytes: Vec<u8>,
    /// Where it was before.
    pub map: SpanMap,
    /// What it was written in; `None` where it was text with escapes.
    pub encoding: Option<Encoding>,
}

impl Decoded {
    /// What text with escapes, or in pieces, stands for.
    pub const fn text(bytes: Vec<u8>, map: SpanMap) -> Self {
        Self {
            bytes,
            map,
            encoding: None,
        }
    }

    /// What was written in `encoding`.
    pub const fn of(encoding: Encoding, bytes: Vec<u8>, map: SpanMap) -> Self {
        Self {
            bytes,
            map,
            encoding: Some(encoding),
        }
    }
}

/// RFC 4648 section 4, with or without padding; line ends and spaces inside are passed over.
///
/// # Errors
/// Something else is in the text.
pub fn base64(text: &[u8]) -> Result<Decoded, DecodeError> {
    const ENGINE: GeneralPurpose = GeneralPurpose::new(
        &alphabet::STANDARD,
        GeneralPurposeConfig::new()
            .with_decode_padding_mode(DecodePaddingMode::Indifferent)
            .with_decode_allow_trailing_bits(true),
    );
    let is_space = |byte: &u8| byte.is_ascii_whitespace();
    let has_spaces = text.iter().any(is_space);
    let packed: Cow<'_, [u8]> = if has_spaces {
        text.iter()
            .copied()
            .filter(|byte| !is_space(byte))
            .collect()
    } else {
        Cow::Borrowed(text)
    };
    let bytes = ENGINE
        .decode(packed.as_ref())
        .map_err(|_| DecodeError::Malformed("base64"))?;
    let map = if has_spaces {
        broken_base64(text, bytes.len())
    } else {
        let mut map = SpanMap::new();
        map.base64(Span::new(0, text.len()), bytes.len());
        map
    };
    Ok(Decoded::of(Encoding::Base64, bytes, map))
}

/// The way back to base64 text with spaces and line ends inside, which stands for `length` bytes: run by
/// run of whole groups, and a group that is broken as a whole.
fn broken_base64(text: &[u8], length: usize) -> SpanMap {
    let mut map = SpanMap::new();
    let mut at = 0;
    while map.len() < length {
        let rest = text.get(at..).unwrap_or_default();
        let spaces = rest
            .iter()
            .take_while(|byte| byte.is_ascii_whitespace())
            .count();
        let rest = rest.get(spaces..).unwrap_or_default();
        let start = at + spaces;
        let letters = rest
            .iter()
            .take_while(|byte| !byte.is_ascii_whitespace())
            .count();
        let due = length - map.len();
        let run = letters / 4 * 4;
        if run > 0 {
            map.base64(Span::new(start, start + run), due.min(run / 4 * 3));
            at = start + run;
            continue;
        }
        let group = (1..=rest.len()).filter(|&end| {
            rest.get(end - 1)
                .is_some_and(|byte| !byte.is_ascii_whitespace())
        });
        at = start + group.take(4).last().unwrap_or(rest.len());
        map.whole(Span::new(start, at), due.min(3));
    }
    map
}

/// Two hex digits a byte, in either case.
///
/// # Errors
/// Something else is in the text, or half a byte.
pub fn hex(text: &[u8]) -> Result<Decoded, DecodeError> {
    let digit = |byte: u8| {
        char::from(byte)
            .to_digit(16)
            .and_then(|digit| u8::try_from(digit).ok())
    };
    let bytes: Option<Vec<u8>> = text
        .chunks(2)
        .map(|pair| match pair {
            [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
            _ => None,
        })
        .collect();
    let bytes = bytes.ok_or(DecodeError::Malformed("row of hex digits"))?;
    let mut map = SpanMap::new();
    map.hex(Span::new(0, text.len()), bytes.len());
    Ok(Decoded::of(Encoding::Hex, bytes, map))
}

/// The content coding `name` (RFC 9110 section 8.4.1) taken off; `identity` gives `None`.
///
/// # Errors
/// The name is not known, the bytes are not of that coding, or they become more than `bounds` allow.
pub fn content_coding(
    name: &str,
    bytes: &[u8],
    bounds: Bounds,
) -> Result<Option<Decoded>, DecodeError> {
    if is_identity(name) {
        return Ok(None);
    }
    layer(name, bytes, bounds.of(bytes.len() as u64)).map(Some)
}

/// Whether the content coding `name` changes nothing.
pub(super) fn is_identity(name: &str) -> bool {
    let name = name.trim();
    name.is_empty()
        || ["identity", "none"]
            .iter()
            .any(|no| name.eq_ignore_ascii_case(no))
}

/// The content coding `name` taken off, which is not `identity`; it may become so many bytes, as the limit
/// says.
///
/// # Errors
/// The name is not known, the bytes are not of that coding and nothing else, or they become more.
pub(super) fn layer(
    name: &str,
    bytes: &[u8],
    most: (u64, Reached),
) -> Result<Decoded, DecodeError> {
    let name = name.trim().to_ascii_lowercase();
    let (encoding, decoded) = match name.as_str() {
        "gzip" | "x-gzip" => {
            let mut reader = flate2::read::MultiGzDecoder::new(bytes);
            (Encoding::Gzip, bounded(&mut reader, "gzip", most)?)
        }
        "deflate" => (Encoding::Deflate, deflate(bytes, most)?),
        "br" => (Encoding::Brotli, brotli(bytes, most)?),
        "zstd" => (
            Encoding::Zstd,
            bounded(&mut Frames::new(bytes), "zstd", most)?,
        ),
        _ => return Err(DecodeError::Unknown(name)),
    };
    let mut map = SpanMap::new();
    map.whole(Span::new(0, bytes.len()), decoded.len());
    Ok(Decoded::of(encoding, decoded, map))
}

/// RFC 9110 says zlib; some servers send the bare stream.
fn deflate(bytes: &[u8], most: (u64, Reached)) -> Result<Vec<u8>, DecodeError> {
    let mut zlib = flate2::bufread::ZlibDecoder::new(bytes);
    let (decoded, rest) = match bounded(&mut zlib, "deflate", most) {
        Err(DecodeError::Malformed(_)) => {
            let mut bare = flate2::bufread::DeflateDecoder::new(bytes);
            (bounded(&mut bare, "deflate", most)?, bare.into_inner())
        }
        decoded => (decoded?, zlib.into_inner()),
    };
    if rest.trim_ascii().is_empty() {
        Ok(decoded)
    } else {
        Err(DecodeError::Behind("deflate"))
    }
}

fn brotli(bytes: &[u8], most: (u64, Reached)) -> Result<Vec<u8>, DecodeError> {
    // All of the input at once: what is left of it is told by the next read behind the end.
    let mut reader = brotli_decompressor::Decompressor::new(bytes, bytes.len().max(1));
    let decoded = bounded(&mut reader, "brotli", most)?;
    match reader.read(&mut [0]) {
        Ok(0) => Ok(decoded),
        _ => Err(DecodeError::Behind("brotli")),
    }
}

/// Reads to the end, unless more comes than is taken.
fn bounded(
    reader: &mut impl Read,
    what: &'static str,
    (limit, reached): (u64, Reached),
) -> Result<Vec<u8>, DecodeError> {
    let mut out = Vec::new();
    match reader.take(limit.saturating_add(1)).read_to_end(&mut out) {
        Ok(_) if out.len() as u64 > limit => Err(DecodeError::TooLarge(what, reached)),
        Ok(_) => Ok(out),
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
            Err(DecodeError::CutOff(what))
        }
        Err(_) => Err(DecodeError::Malformed(what)),
    }
}

/// A compression that is told by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compression {
    /// RFC 1952.
    Gzip,
    /// RFC 8878.
    Zstd,
}

impl Compression {
    /// What bytes that begin with `start` are compressed with.
    pub fn of(start: &[u8]) -> Option<Self> {
        if start.starts_with(b"\x1f\x8b") {
            Some(Self::Gzip)
        } else if start.starts_with(b"\x28\xb5\x2f\xfd") {
            Some(Self::Zstd)
        } else {
            None
        }
    }

    /// Whether the content coding `name` is this one.
    pub(super) fn is_called(self, name: &str) -> bool {
        name.eq_ignore_ascii_case(self.name())
            || (self == Self::Gzip && name.eq_ignore_ascii_case("x-gzip"))
    }

    /// Its name as a content coding (RFC 9110 section 8.4.1, RFC 8878 section 7.2).
    pub const fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn base64_with_and_without_line_ends() {
        let Decoded { bytes, map, .. } = base64(b"eyJhIjoxfQ==").unwrap();
        assert_eq!(bytes, br#"{"a":1}"#);
        assert_eq!(map.encoded(Span::new(0, 3)), Span::new(0, 4));
        let Decoded { bytes, map, .. } = base64(b"eyJh\nIjox\r\nfQ").unwrap();
        assert_eq!(bytes, br#"{"a":1}"#);
        assert_eq!(map.encoded(Span::new(6, 7)), Span::new(11, 13));
        assert_eq!(base64(b"{\"a\":1}"), Err(DecodeError::Malformed("base64")));
    }

    #[test]
    fn base64_over_lines_leads_to_the_letters_that_it_leads_to_in_one() {
        let text = "ab\"cd\"efghijklmno".repeat(20);
        let letters = base64::engine::general_purpose::STANDARD.encode(&text);
        // Lines of whole groups, and lines that break groups.
        for width in [76, 60, 61, 7, 3, 1] {
            let lines: Vec<&str> = letters
                .as_bytes()
                .chunks(width)
                .map(|line| std::str::from_utf8(line).unwrap())
                .collect();
            let Decoded { bytes, map, .. } = base64(lines.join("\n  ").as_bytes()).unwrap();
            assert_eq!(bytes, text.as_bytes(), "{width}");
            assert_eq!(map.len(), text.len(), "{width}");
            let unbroken = base64(letters.as_bytes()).unwrap().map;
            for at in 0..text.len() - 4 {
                let written = map.encoded(Span::new(at, at + 4));
                let written = written.of(lines.join("\n  ").as_bytes()).to_vec();
                let packed: Vec<u8> = written
                    .into_iter()
                    .filter(|byte| !byte.is_ascii_whitespace())
                    .collect();
                let due = unbroken
                    .encoded(Span::new(at, at + 4))
                    .of(letters.as_bytes());
                let holds = packed.windows(due.len()).any(|part| part == due);
                assert!(holds, "{width}");
                if width % 4 == 0 {
                    assert_eq!(packed, due, "{width}");
                }
            }
        }
    }

    #[test]
    fn codings_are_taken_off_and_bombs_are_not() {
        let text = br#"{"connectionId":"a"}"#;
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        gzip.write_all(text).unwrap();
        let gzip = gzip.finish().unwrap();
        let Decoded { bytes, map, .. } = content_coding("GZIP", &gzip, Bounds::default())
            .unwrap()
            .unwrap();
        assert_eq!(bytes, text);
        assert!(map.is_opaque());
        let cut = content_coding("gzip", &gzip[..gzip.len() - 9], Bounds::default());
        assert_eq!(cut, Err(DecodeError::CutOff("gzip")));
        assert_eq!(
            content_coding("gzip", text, Bounds::default()),
            Err(DecodeError::Malformed("gzip"))
        );
        let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        for _ in 0..64 {
            bomb.write_all(&vec![b' '; 1 << 20]).unwrap();
        }
        let bomb = bomb.finish().unwrap();
        assert_eq!(
            content_coding("gzip", &bomb, Bounds::default()),
            Err(DecodeError::TooLarge("gzip", reached("body-ratio", 200)))
        );
        assert!(matches!(
            content_coding("compress", text, Bounds::default()),
            Err(DecodeError::Unknown(_))
        ));
        assert_eq!(
            content_coding("identity", text, Bounds::default()),
            Ok(None)
        );
    }

    #[test]
    fn what_stands_behind_a_coding_is_read_or_told() {
        let decoded = |coding: &str, bytes: &[u8]| {
            content_coding(coding, bytes, Bounds::default())
                .map(|decoded| decoded.map(|decoded| decoded.bytes).unwrap_or_default())
        };
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        zlib.write_all(b"hello").unwrap();
        let zlib = zlib.finish().unwrap();
        let bare = zlib[2..zlib.len() - 4].to_vec();
        let brotli = b"\x0b\x02\x80hello\x03".to_vec();
        for (coding, name, bytes) in [
            ("deflate", "deflate", zlib),
            ("deflate", "deflate", bare),
            ("br", "brotli", brotli),
        ] {
            assert_eq!(decoded(coding, &bytes), Ok(b"hello".to_vec()), "{coding}");
            let behind = [bytes.as_slice(), b"{}"].concat();
            assert_eq!(decoded(coding, &behind), Err(DecodeError::Behind(name)));
            if coding == "deflate" {
                let line = [bytes.as_slice(), b"\r\n"].concat();
                assert_eq!(decoded(coding, &line), Ok(b"hello".to_vec()));
            }
        }
        let frame = |text: &[u8]| {
            let level = ruzstd::encoding::CompressionLevel::Fastest;
            ruzstd::encoding::compress_to_vec(text, level)
        };
        let two = [frame(b""), frame(b"{"), frame(b"}\n")].concat();
        assert_eq!(decoded("zstd", &two), Ok(b"{}\n".to_vec()));
        assert_eq!(
            decoded("zstd", &[two.as_slice(), b"\n"].concat()),
            Ok(b"{}\n".to_vec())
        );
        assert!(decoded("zstd", &[two.as_slice(), b"{}"].concat()).is_err());
        assert!(decoded("zstd", &two[..two.len() - 2]).is_err());
    }

    #[test]
    fn hex_digits_in_pairs() {
        let Decoded { bytes, map, .. } = hex(b"7b7D").unwrap();
        assert_eq!(bytes, b"{}");
        assert_eq!(map.encoded(Span::new(1, 2)), Span::new(2, 4));
        assert!(hex(b"7b7").is_err() && hex(b"zz").is_err());
    }
}
