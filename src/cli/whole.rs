//! The rest of a large file, read by all threads at once.
//!
//! A document is in memory as a whole before it is checked. One thread that copies it there takes as long
//! as two that check it.

use std::fs::File;
use std::io::{self, Seek, SeekFrom};
use std::sync::Mutex;

use memmap2::MmapMut;

use super::progress::Meter;
use super::threads::Threads;
use crate::capture::source::Whole;
use crate::check::Workers;

/// Bytes that are read at once: a large page of memory.
const PIECE: usize = 2 << 20;

/// Bytes behind what is known already from which on it is worth the while.
const LEAST: usize = 8 << 20;

/// Memory of which so much is filled.
struct Filled {
    memory: MmapMut,
    length: usize,
}

impl AsRef<[u8]> for Filled {
    fn as_ref(&self) -> &[u8] {
        self.memory.get(..self.length).unwrap_or_default()
    }
}

/// So much memory, in large pages where the system has such ones: making small ones takes half of the time in which
/// a file is read into them. No file is mapped.
fn memory(length: usize) -> Option<MmapMut> {
    let memory = MmapMut::map_anon(length).ok()?;
    #[cfg(target_os = "linux")]
    {
        // Small ones do as well.
        let _ = memory.advise(memmap2::Advice::HugePage);
    }
    Some(memory)
}

/// What `start`, the bytes in front of the file's position, and all bytes behind that are together; the
/// position is then the end. Nothing where others shall read it: what is no regular file, what is small, what
/// has more than `limit` bytes in all, and what there is no memory for.
///
/// # Errors
/// What the file says.
pub(super) fn read(
    mut file: &File,
    start: &[u8],
    limit: usize,
    (threads, meter): (&Threads, &Meter),
) -> io::Result<Option<Whole>> {
    let about = file.metadata()?;
    if !about.is_file() {
        return Ok(None);
    }
    let position = file.stream_position()?;
    let rest = usize::try_from(about.len().saturating_sub(position)).unwrap_or(usize::MAX);
    let length = start.len().saturating_add(rest);
    if rest < LEAST || length > limit {
        return Ok(None);
    }
    let Some(mut memory) = memory(length) else {
        return Ok(None);
    };
    let (head, tail) = memory.split_at_mut(start.len());
    head.copy_from_slice(start);
    let pieces: Vec<Mutex<(&mut [u8], io::Result<usize>)>> = tail
        .chunks_mut(PIECE)
        .map(|piece| Mutex::new((piece, Ok(0))))
        .collect();
    threads.work(pieces.len(), &|index| {
        if let Some(Ok(mut place)) = pieces.get(index).map(Mutex::lock) {
            let (piece, read) = &mut *place;
            *read = fill(file, piece, position + (index * PIECE) as u64);
        }
    });
    let mut told = start.len();
    for piece in pieces {
        let Ok((piece, read)) = piece.into_inner() else {
            break;
        };
        let read = read?;
        told += read;
        // It became shorter meanwhile.
        if read < piece.len() {
            break;
        }
    }
    let read = (told - start.len()) as u64;
    meter.read(read);
    file.seek(SeekFrom::Start(position + read))?;
    Ok(Some(Box::new(Filled {
        memory,
        length: told,
    })))
}

/// Fills a piece with what stands in the file from `offset` on; how many bytes of it.
fn fill(file: &File, piece: &mut [u8], offset: u64) -> io::Result<usize> {
    let mut filled = 0;
    while let Some(rest) = piece.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match read_at(file, rest, offset + filled as u64) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, bytes, offset)
}

#[cfg(windows)]
fn read_at(file: &File, bytes: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, bytes, offset)
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::num::NonZeroUsize;

    use super::*;

    #[test]
    fn all_bytes_are_there_in_their_order() {
        let bytes: Vec<u8> = (0..=250).cycle().take(LEAST + 3 * PIECE + 7).collect();
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&bytes).unwrap();
        for count in [None, NonZeroUsize::new(1), NonZeroUsize::new(3)] {
            let (threads, meter) = (Threads::new(count), Meter::default());
            file.seek(SeekFrom::Start(9)).unwrap();
            let whole = read(&file, &bytes[..9], usize::MAX, (&threads, &meter));
            let whole = whole.unwrap().unwrap();
            assert!((*whole).as_ref() == bytes);
            // Nothing is left for others.
            assert_eq!((&file).read(&mut [0]).unwrap(), 0);
        }
    }

    #[test]
    fn what_is_too_long_or_not_worth_the_while_is_left_to_others() {
        let bytes = vec![1; LEAST];
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&bytes).unwrap();
        let (threads, meter) = (Threads::default(), Meter::default());
        for (position, limit) in [(0, LEAST - 1), (1, usize::MAX)] {
            file.seek(SeekFrom::Start(position)).unwrap();
            let whole = read(&file, &[], limit, (&threads, &meter));
            assert!(whole.unwrap().is_none());
            assert_eq!(file.stream_position().unwrap(), position);
        }
    }
}
