//! Captures that are compressed as a whole, as logs and archives are kept.
//!
//! A reader of gzip or zstd goes in, one of what was compressed comes out, in the memory of a window.
//! Members of gzip and frames of zstd may follow one another. Places are those of the decompressed
//! text. What is broken or cut off ends the reading with an error that says so, never quietly.

use std::fmt;
use std::io::{self, BufRead, BufReader, Read};

use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use super::decode::Compression;
use crate::limits::{Limits, Reached, reached};

/// Why a compressed capture cannot be read (any further).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BrokenStream {
    /// It ends too early.
    CutOff(&'static str),
    /// It is not what its first bytes say.
    Malformed(&'static str),
    /// Something stands behind its end that is nothing of the kind.
    Followed(&'static str),
    /// It holds too much for its size.
    TooLarge(&'static str, Reached),
}

impl fmt::Display for BrokenStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CutOff(name) => write!(f, "its {name} ends too early"),
            Self::Malformed(name) => write!(f, "its {name} is broken"),
            Self::Followed(name) => {
                write!(f, "something else stands behind the end of its {name}")
            }
            Self::TooLarge(name, reached) => {
                write!(f, "its {name} holds more than {reached} allows")
            }
        }
    }
}

impl std::error::Error for BrokenStream {}

/// What `reader` holds, decompressed.
pub(super) fn reader<'r>(
    compression: Compression,
    reader: impl Read + Send + 'r,
    limits: &Limits,
) -> Box<dyn Read + Send + 'r> {
    let (ratio, free) = (limits.file_ratio, limits.file_free_bytes);
    let counted = Counted { reader, bytes: 0 };
    let name = compression.name();
    match compression {
        Compression::Gzip => Box::new(Bounded {
            reader: Members::new(BufReader::new(counted)),
            taken: |gzip: &Members<BufReader<Counted<_>>>| {
                gzip.decoder
                    .as_ref()
                    .map_or(0, |decoder| decoder.get_ref().get_ref().bytes)
            },
            name,
            bytes: 0,
            ratio,
            free,
        }),
        Compression::Zstd => Box::new(Bounded {
            reader: Frames::new(BufReader::new(counted)),
            taken: |zstd: &Frames<BufReader<Counted<_>>>| zstd.source.get_ref().bytes,
            name,
            bytes: 0,
            ratio,
            free,
        }),
    }
}

/// What the member of an archive holds whose `size` bytes `reader` decompresses.
pub(super) fn bounded<R: Read + Send>(
    reader: R,
    size: u64,
    limits: &Limits,
) -> impl Read + Send + use<R> {
    Bounded {
        reader,
        taken: move |_: &_| size,
        name: "ZIP",
        bytes: 0,
        ratio: limits.file_ratio,
        free: limits.file_free_bytes,
    }
}

/// Counts the bytes that are taken.
struct Counted<R> {
    reader: R,
    bytes: u64,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.bytes += read as u64;
        Ok(read)
    }
}

/// A decompressing reader that gives no more than its input is worth.
struct Bounded<R, T> {
    reader: R,
    /// Compressed bytes that were taken so far.
    taken: T,
    name: &'static str,
    bytes: u64,
    /// How many times larger than its input it may become, beyond the bytes that are free.
    ratio: u64,
    free: u64,
}

impl<R: Read, T: Fn(&R) -> u64> Read for Bounded<R, T> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let broken = |why| io::Error::new(io::ErrorKind::InvalidData, why);
        let read = self
            .reader
            .read(buffer)
            .map_err(|error| match error.kind() {
                _ if is_told(&error) => error,
                io::ErrorKind::UnexpectedEof => broken(BrokenStream::CutOff(self.name)),
                io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::Other => {
                    broken(BrokenStream::Malformed(self.name))
                }
                // The file itself cannot be read.
                _ => error,
            })?;
        self.bytes += read as u64;
        let limit = (self.taken)(&self.reader)
            .saturating_mul(self.ratio)
            .max(self.free);
        if self.bytes > limit {
            let reached = reached("file-ratio", self.ratio);
            return Err(broken(BrokenStream::TooLarge(self.name, reached)));
        }
        Ok(read)
    }
}

/// Whether an error says already what is wrong with what is compressed.
fn is_told(error: &io::Error) -> bool {
    error
        .get_ref()
        .and_then(|why| why.downcast_ref::<BrokenStream>())
        .is_some()
}

/// That something else stands behind the end.
fn followed(compression: Compression) -> io::Error {
    let why = BrokenStream::Followed(compression.name());
    io::Error::new(io::ErrorKind::InvalidData, why)
}

/// The members of gzip, one behind another (RFC 1952 section 2.2), and line ends or zeros behind them, with
/// which blocks are filled up.
struct Members<R> {
    /// Always there, but for the moment between two members.
    decoder: Option<flate2::bufread::GzDecoder<R>>,
}

impl<R: BufRead> Members<R> {
    /// What `source` holds from its start to its end.
    fn new(source: R) -> Self {
        Self {
            decoder: Some(flate2::bufread::GzDecoder::new(source)),
        }
    }

    /// Goes on to the next member; whether there is one.
    fn begin(&mut self) -> io::Result<bool> {
        /// What each member begins with.
        const FIRST: u8 = 0x1f;
        let Some(decoder) = &mut self.decoder else {
            return Ok(false);
        };
        let next = loop {
            let source = decoder.get_mut();
            let ahead = source.fill_buf()?;
            let blank = |byte: &u8| *byte == 0 || byte.is_ascii_whitespace();
            let filler = ahead.iter().take_while(|byte| blank(byte)).count();
            if filler == 0 {
                break ahead.first().copied();
            }
            source.consume(filler);
        };
        match next {
            None => Ok(false),
            Some(FIRST) => {
                let source = self
                    .decoder
                    .take()
                    .map(flate2::bufread::GzDecoder::into_inner);
                self.decoder = source.map(flate2::bufread::GzDecoder::new);
                Ok(true)
            }
            Some(_) => Err(followed(Compression::Gzip)),
        }
    }
}

impl<R: BufRead> Read for Members<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = match &mut self.decoder {
                Some(decoder) => decoder.read(buffer)?,
                None => 0,
            };
            if read > 0 || buffer.is_empty() || !self.begin()? {
                return Ok(read);
            }
        }
    }
}

/// The frames of zstd, one behind another, skippable ones left out (RFC 8878 section 3.1.2), and line ends
/// behind them, too.
pub(super) struct Frames<R> {
    source: R,
    decoder: FrameDecoder,
    /// Whether a frame was begun.
    inside: bool,
    /// Whether one was read to its end.
    is_behind: bool,
}

impl<R: BufRead> Frames<R> {
    /// What `source` holds from its start to its end.
    pub(super) fn new(source: R) -> Self {
        Self {
            source,
            decoder: FrameDecoder::new(),
            inside: false,
            is_behind: false,
        }
    }

    /// Begins the next frame; whether there is one.
    fn begin(&mut self) -> io::Result<bool> {
        loop {
            let ahead = self.source.fill_buf()?;
            if ahead.is_empty() {
                return Ok(false);
            }
            // No frame begins with white space.
            let blank = ahead.len() - ahead.trim_ascii_start().len();
            if blank > 0 {
                self.source.consume(blank);
                continue;
            }
            // A frame, or one to be skipped.
            if self.is_behind && !matches!(ahead.first(), Some(0x28 | 0x50..=0x5f)) {
                return Err(followed(Compression::Zstd));
            }
            match self.decoder.reset(&mut self.source) {
                Ok(()) => {
                    self.inside = true;
                    return Ok(true);
                }
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    length,
                    ..
                })) => {
                    let length = u64::from(length);
                    let skipped =
                        io::copy(&mut self.source.by_ref().take(length), &mut io::sink())?;
                    if skipped < length {
                        return Err(io::ErrorKind::UnexpectedEof.into());
                    }
                }
                Err(_) => return Err(self.broken()),
            }
        }
    }

    /// The error of a decoder, which says little of its cause: at the end of the input it is cut off.
    fn broken(&mut self) -> io::Error {
        match self.source.fill_buf() {
            Ok([]) => io::ErrorKind::UnexpectedEof.into(),
            Ok(_) => io::ErrorKind::InvalidData.into(),
            Err(error) => error,
        }
    }
}

impl<R: BufRead> Read for Frames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            if !self.inside && !self.begin()? {
                return Ok(0);
            }
            if self.decoder.can_collect() > 0 {
                let read = self.decoder.read(buffer)?;
                if read > 0 {
                    return Ok(read);
                }
            }
            if self.decoder.is_finished() {
                self.inside = false;
                self.is_behind = true;
                continue;
            }
            let blocks = BlockDecodingStrategy::UptoBlocks(1);
            if self
                .decoder
                .decode_blocks(&mut self.source, blocks)
                .is_err()
            {
                return Err(self.broken());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;
    use std::io::Write as _;

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        gzip.write_all(bytes).unwrap();
        gzip.finish().unwrap()
    }

    fn zstd(bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        let level = ruzstd::encoding::CompressionLevel::Fastest;
        ruzstd::encoding::compress(bytes, &mut out, level);
        out
    }

    fn read(bytes: &[u8]) -> (Vec<u8>, Option<String>) {
        let mut out = Vec::new();
        let mut reader = reader(Compression::of(bytes).unwrap(), bytes, &Limits::DEFAULT);
        let error = reader.read_to_end(&mut out).err();
        (out, error.map(|error| error.to_string()))
    }

    #[test]
    fn members_and_frames_follow_one_another() {
        let text = "{\"a\":1}\n".repeat(100_000);
        let text = text.as_bytes();
        assert_eq!(
            read(&[gzip(text), gzip(b"2")].concat()).0,
            [text, b"2"].concat()
        );
        let skippable = [&[0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0][..], b"xyz"].concat();
        let frames = [zstd(text), skippable, zstd(b"2")].concat();
        assert_eq!(read(&frames), ([text, b"2"].concat(), None));
    }

    #[test]
    fn what_is_cut_off_or_broken_is_told_behind_what_was_read() {
        let mut text = String::new();
        for n in 0..200_000 {
            writeln!(text, "{n}").unwrap();
        }
        for (packed, name) in [
            (gzip(text.as_bytes()), "gzip"),
            (zstd(text.as_bytes()), "zstd"),
        ] {
            let (out, error) = read(&packed[..packed.len() / 2]);
            assert_eq!(error, Some(format!("its {name} ends too early")));
            assert!(
                !out.is_empty() && text.as_bytes().starts_with(&out),
                "{name}"
            );
            for more in [
                "x",
                "and more",
                "and much more than the head of a member is long",
            ] {
                let (out, error) = read(&[&packed, more.as_bytes()].concat());
                assert_eq!(out, text.as_bytes());
                let told = format!("something else stands behind the end of its {name}");
                assert_eq!(error, Some(told), "{more}");
            }
            let (out, error) = read(&[&packed, &packed[..1]].concat());
            assert_eq!(out, text.as_bytes());
            assert!(error.is_some(), "{name}");
            assert_eq!(read(&[&packed[..], b"\r\n"].concat()).1, None, "{name}");
        }
    }

    #[test]
    fn a_bomb_ends() {
        let zeros = vec![0; 1 << 20];
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        for _ in 0..200 {
            gzip.write_all(&zeros).unwrap();
        }
        let (out, error) = read(&gzip.finish().unwrap());
        assert!(out.len() as u64 <= 200 << 20);
        assert!(
            error.is_some_and(|error| error.contains("the limit `file-ratio` of 1000")),
            "{}",
            out.len()
        );
    }
}
