//! The rest of a large file, read by all threads at once.
//!
//! A document is in memory as a whole before it is checked. One thread that copies it there takes as long
//! as two that check it.

use std::fs::File;
use std::io::{self, Seek, SeekFrom};
use std::sync::Mutex;

use super::progress::Meter;
use super::threads::Threads;
use crate::check::Workers;

/// Bytes that are read at once.
const PIECE: usize = 1 << 20;

/// Bytes behind what is known already from which on it is worth the while.
const LEAST: usize = 8 << 20;

/// What `start`, the bytes in front of the file's position, and all bytes behind that are together; the
/// position is then the end. Nothing where others shall read it: what is no regular file, what is small, and
/// what has more than `limit` bytes in all.
///
/// # Errors
/// What the file says.
pub(super) fn read(
    mut file: &File,
    start: &[u8],
    limit: usize,
    (threads, meter): (&Threads, &Meter),
) -> io::Result<Option<Vec<u8>>> {
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
    // Nobody writes these zeros: memory comes with them.
    let mut bytes = vec![0; length];
    let (head, tail) = bytes.split_at_mut(start.len());
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
    bytes.truncate(told);
    let read = (told - start.len()) as u64;
    meter.read(read);
    file.seek(SeekFrom::Start(position + read))?;
    Ok(Some(bytes))
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
            assert_eq!(whole.unwrap().unwrap(), bytes);
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
            assert_eq!(whole.unwrap(), None);
            assert_eq!(file.stream_position().unwrap(), position);
        }
    }
}
