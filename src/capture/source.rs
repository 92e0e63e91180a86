//! A source of bytes that is read once, in order, and in memory no further than needed.

use std::io::{self, Read};

use super::compressed;
use super::decode::Compression;
use crate::limits::{Limits, length};

/// Bytes that are asked for at once.
const BLOCK: usize = 1 << 20;

/// Bytes that are asked for first: most recordings are small.
const FIRST: usize = 64 << 10;

/// Bytes that are asked for where there is no room for more.
const PROBE: usize = 4 << 10;

/// Reads all that is left at once, where that is quicker: of the bytes in the window, and of how many bytes
/// there may be, it makes the window with all of them. Nothing where it is no quicker.
type Rest<'r> = Box<dyn FnMut(&[u8], usize) -> io::Result<Option<Whole>> + Send + 'r>;

/// All bytes of a source, in memory that somebody else made.
pub type Whole = Box<dyn AsRef<[u8]> + Send>;

/// A stream of bytes with a window on what was read and not yet used.
pub struct Source<'r> {
    reader: Box<dyn Read + Send + 'r>,
    rest: Option<Rest<'r>>,
    /// What was read at once, which is then what the window is on, and not the buffer.
    whole: Option<Whole>,
    /// The bytes that were read, and behind them room for more.
    buffer: Vec<u8>,
    /// How many bytes of these were read, and how many in front are used up.
    filled: usize,
    used: usize,
    ended: bool,
    /// Whether what was compressed is decompressed.
    unpacked: bool,
    /// Why reading failed behind what is in the window.
    failed: Option<io::Error>,
    limits: Limits,
}

impl std::fmt::Debug for Source<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Source")
            .field("filled", &self.filled)
            .field("used", &self.used)
            .field("ended", &self.ended)
            .finish_non_exhaustive()
    }
}

impl<'r> Source<'r> {
    /// A source that reads from `reader`.
    pub fn new(reader: impl Read + Send + 'r) -> Self {
        Self {
            reader: Box::new(reader),
            rest: None,
            whole: None,
            buffer: Vec::new(),
            filled: 0,
            used: 0,
            ended: false,
            unpacked: false,
            failed: None,
            limits: Limits::DEFAULT,
        }
    }

    /// The source, whose bytes go where those of another one were ([`Self::into_buffer`]).
    #[must_use]
    pub fn with_buffer(mut self, buffer: Vec<u8>) -> Self {
        self.buffer = buffer;
        self.filled = 0;
        self
    }

    /// The memory of the source, for another one.
    pub fn into_buffer(self) -> Vec<u8> {
        self.buffer
    }

    /// The source, of which as much is taken as `limits` say.
    #[must_use]
    pub const fn within(mut self, limits: &Limits) -> Self {
        self.limits = *limits;
        self
    }

    /// How much is taken of it.
    pub const fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Bytes of one record, or of one document, that are read at most. A longer one is reported, not
    /// read: a parser's tree of it would not fit into the memory of a CI machine.
    pub fn longest(&self) -> usize {
        length(self.limits.record_bytes)
    }

    /// The source, of which `rest` may read what is left, all at once: given the bytes of the window and how
    /// many bytes there may be, it gives the window with all of them, or nothing where that is no quicker.
    /// The reader then goes on behind them.
    #[must_use]
    pub fn with_rest(
        mut self,
        rest: impl FnMut(&[u8], usize) -> io::Result<Option<Whole>> + Send + 'r,
    ) -> Self {
        self.rest = Some(Box::new(rest));
        self
    }

    /// Reads the first block; where it is compressed, goes on with the first block of what it stands for.
    /// Once is enough: what was compressed twice is no capture.
    ///
    /// # Errors
    /// What the reader says, or that what is compressed is broken.
    pub fn unpack(&mut self) -> io::Result<()> {
        if self.window().is_empty() && !self.ended {
            self.fill()?;
        }
        if !self.unpacked
            && let Some(compression) = Compression::of(self.window())
        {
            self.decompress(compression);
            self.fill()?;
        }
        self.unpacked = true;
        Ok(())
    }

    /// Goes on with what the rest of the source holds, which is compressed.
    fn decompress(&mut self, compression: Compression) {
        let start = self.window().to_vec();
        let rest = std::mem::replace(&mut self.reader, Box::new(io::empty()));
        self.rest = None;
        self.reader = compressed::reader(
            compression,
            io::Cursor::new(start).chain(rest),
            &self.limits,
        );
        self.filled = 0;
        self.used = 0;
        self.ended = false;
    }

    /// The bytes that were read and are not used up.
    pub fn window(&self) -> &[u8] {
        let bytes = match &self.whole {
            Some(whole) => (**whole).as_ref(),
            None => &self.buffer,
        };
        bytes.get(self.used..self.filled).unwrap_or_default()
    }

    /// Whether the window ends where the source ends.
    pub const fn ended(&self) -> bool {
        self.ended
    }

    /// Reads one more block, if there is one.
    ///
    /// # Errors
    /// What the reader says.
    pub fn fill(&mut self) -> io::Result<()> {
        if self.whole.is_some() {
            return self.fill_behind_whole();
        }
        if self.used > 0 {
            self.buffer.copy_within(self.used..self.filled, 0);
            self.filled -= self.used;
            self.used = 0;
        }
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        let before = self.filled;
        let behind = before + BLOCK;
        while self.filled < behind && !self.ended {
            match self.read(behind) {
                Ok(0) => self.ended = true,
                Ok(read) => self.filled += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if self.filled == before => return Err(error),
                // What was read is used first.
                Err(error) => {
                    self.failed = Some(error);
                    break;
                }
            }
        }
        Ok(())
    }

    /// Reads what is behind all that was read at once: nothing, unless the file grew meanwhile.
    fn fill_behind_whole(&mut self) -> io::Result<()> {
        let mut probe = [0; PROBE];
        let read = loop {
            match self.reader.read(&mut probe) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read?,
            }
        };
        if read == 0 {
            self.ended = true;
            return Ok(());
        }
        let more = probe.get(..read).unwrap_or_default();
        self.buffer = [self.window(), more].concat();
        self.filled = self.buffer.len();
        self.used = 0;
        self.whole = None;
        Ok(())
    }

    /// Reads some bytes behind what is filled, in front of `behind`. Room that was made stays: it is filled with
    /// zeros once.
    fn read(&mut self, behind: usize) -> io::Result<usize> {
        if self.filled == 0 && self.buffer.is_empty() {
            self.buffer.resize(FIRST.min(behind), 0);
        }
        if self.buffer.len() == self.filled {
            // More room may be as much again, so that there has to be something to put there.
            let mut probe = [0; PROBE];
            let least = PROBE.min(behind - self.filled);
            let read = self
                .reader
                .read(probe.get_mut(..least).unwrap_or_default())?;
            if read > 0 {
                self.buffer.resize(behind, 0);
                if let Some(room) = self.buffer.get_mut(self.filled..self.filled + read) {
                    room.copy_from_slice(probe.get(..read).unwrap_or_default());
                }
            }
            return Ok(read);
        }
        let end = behind.min(self.buffer.len());
        let room = self.buffer.get_mut(self.filled..end).unwrap_or_default();
        self.reader.read(room)
    }

    /// Reads everything that is left, up to [`Source::longest`] bytes and the block that tells.
    ///
    /// # Errors
    /// What the reader says.
    pub fn fill_all(&mut self) -> io::Result<()> {
        let longest = self.longest();
        if let Some(mut rest) = self
            .rest
            .take()
            .filter(|_| !self.ended && self.failed.is_none())
            && let Some(whole) = rest(self.window(), longest)?
        {
            self.filled = (*whole).as_ref().len();
            self.used = 0;
            self.whole = Some(whole);
        }
        while !self.ended && self.window().len() <= longest {
            self.fill()?;
        }
        Ok(())
    }

    /// Reads until `length` bytes are there, or the source ends.
    ///
    /// # Errors
    /// What the reader says.
    pub fn fill_to(&mut self, length: usize) -> io::Result<()> {
        while !self.ended && self.window().len() < length {
            self.fill()?;
        }
        Ok(())
    }

    /// Marks the first `length` bytes of the window as used up.
    pub fn consume(&mut self, length: usize) {
        self.used = (self.used + length).min(self.filled);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_what_is_all_there_takes_no_more_room() {
        let whole = vec![b'x'; 3 * BLOCK];
        let rest = move |_: &[u8], _| Ok(Some(Box::new(whole.clone()) as Whole));
        let mut source = Source::new(io::empty()).with_rest(rest);
        source.fill_all().unwrap();
        assert!(source.ended());
        assert_eq!(source.window().len(), 3 * BLOCK);
        assert_eq!(source.into_buffer().capacity(), 0);
    }

    #[test]
    fn the_rest_comes_once_and_what_is_behind_it_is_read() {
        let mut behind: &[u8] = b"behind";
        let bytes = vec![b'x'; BLOCK];
        let reader = bytes.as_slice().chain(&mut behind);
        let mut source = Source::new(reader).with_rest(|window, limit| {
            assert_eq!((window.len(), limit), (BLOCK - 3, 1 << 30));
            Ok(Some(Box::new([window, b"rest "].concat())))
        });
        source.fill().unwrap();
        source.consume(3);
        source.fill_all().unwrap();
        assert!(source.ended());
        assert!(source.window().ends_with(b"xrest behind"));
        assert_eq!(source.window().len(), BLOCK - 3 + 11);
    }

    #[test]
    fn memory_goes_from_one_source_to_the_next() {
        let mut first = Source::new(&b"a longer text"[..]);
        first.fill().unwrap();
        let mut second = Source::new(&b"short"[..]).with_buffer(first.into_buffer());
        assert_eq!((second.window(), second.ended()), (&b""[..], false));
        second.fill().unwrap();
        assert_eq!((second.window(), second.ended()), (&b"short"[..], true));
    }

    #[test]
    fn what_was_read_before_a_failure_is_used_first() {
        struct Fails;
        impl Read for Fails {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("gone"))
            }
        }
        let mut source = Source::new(b"abc".chain(Fails));
        source.fill().unwrap();
        assert_eq!((source.window(), source.ended()), (&b"abc"[..], false));
        source.consume(1);
        assert!(source.fill().is_err());
        assert_eq!(source.window(), b"bc");
    }

    #[test]
    fn blocks_follow_one_another() {
        let bytes: Vec<u8> = (0..=250).cycle().take(BLOCK + 10).collect();
        let mut source = Source::new(bytes.as_slice());
        source.fill().unwrap();
        assert_eq!(source.window().len(), BLOCK);
        assert!(!source.ended());
        source.consume(BLOCK - 5);
        source.fill().unwrap();
        assert_eq!(source.window(), &bytes[BLOCK - 5..]);
        assert!(source.ended());
    }
}
