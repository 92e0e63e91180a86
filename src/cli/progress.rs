//! How far a check is, for who sits before it.
//!
//! What is read and found is counted as it happens; where standard error is a terminal, a line tells it once the
//! work has taken a second. The line holds numbers alone, and is gone before anything else is written.

use std::io::{self, Read, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex};
use std::thread;
use std::time::Duration;

use crate::text::numbers::{counted, grouped};

/// Work that is shorter needs no words.
const PATIENCE: Duration = Duration::from_secs(1);

/// The time from one line to the next: readable, and not noticed in the work.
const PACE: Duration = Duration::from_millis(200);

/// To the first column, and nothing from there to the end of the line.
const CLEAR: &str = "\r\x1b[K";

/// What was done so far, on all threads.
#[derive(Debug, Default)]
pub(super) struct Meter {
    files: AtomicU64,
    bytes: AtomicU64,
    findings: AtomicU64,
}

impl Meter {
    /// Counts what is read from `reader`.
    pub(super) const fn reading<R: Read>(&self, reader: R) -> Metered<'_, R> {
        Metered {
            meter: self,
            reader,
        }
    }

    /// Counts bytes that were read.
    pub(super) fn read(&self, bytes: u64) {
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Counts findings.
    pub(super) fn found(&self, findings: u64) {
        self.findings.fetch_add(findings, Ordering::Relaxed);
    }

    /// Counts a file that was read to its end.
    pub(super) fn file(&self) {
        self.files.fetch_add(1, Ordering::Relaxed);
    }

    /// The line, of `files` in all.
    fn line(&self, files: usize) -> String {
        let told = |count: &AtomicU64| count.load(Ordering::Relaxed);
        format!(
            "checking: {} of {}, {}, {}",
            grouped(told(&self.files)),
            counted(u64::try_from(files).unwrap_or(u64::MAX), "file"),
            size(told(&self.bytes)),
            counted(told(&self.findings), "finding")
        )
    }
}

/// A reader whose bytes are counted.
#[derive(Debug)]
pub(super) struct Metered<'m, R> {
    meter: &'m Meter,
    reader: R,
}

impl<R: Read> Read for Metered<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.meter.read(u64::try_from(read).unwrap_or(u64::MAX));
        Ok(read)
    }
}

/// Does the work on `files` inputs; meanwhile a line of at most `columns` tells how far it is. `None` where
/// nobody would see it.
pub(super) fn during<T>(
    meter: &Meter,
    files: usize,
    columns: Option<usize>,
    work: impl FnOnce() -> T,
) -> T {
    let Some(columns) = columns else {
        return work();
    };
    let done = Done::default();
    thread::scope(|scope| {
        // Where no thread is to be had, the work is done without words.
        let teller = thread::Builder::new();
        let teller = teller.spawn_scoped(scope, || tell(meter, files, columns, &done));
        // Whatever becomes of the work, the line goes.
        let end = End(&done);
        let result = work();
        drop(end);
        drop(teller.map(thread::ScopedJoinHandle::join));
        result
    })
}

/// Whether the work is done, and somebody to wake.
#[derive(Default)]
struct Done(Mutex<bool>, Condvar);

impl Done {
    /// Waits for the end of the work, though not longer than `time`; whether it is done.
    fn within(&self, time: Duration) -> bool {
        let Ok(done) = self.0.lock() else {
            return true;
        };
        let waited = self.1.wait_timeout_while(done, time, |done| !*done);
        waited.map_or(true, |(done, _)| *done)
    }
}

struct End<'d>(&'d Done);

impl Drop for End<'_> {
    fn drop(&mut self) {
        if let Ok(mut done) = self.0.0.lock() {
            *done = true;
        }
        self.0.1.notify_all();
    }
}

/// Writes the line until the work is done.
fn tell(meter: &Meter, files: usize, columns: usize, done: &Done) {
    let mut pause = PATIENCE;
    while !done.within(pause) {
        pause = PACE;
        let mut line = meter.line(files);
        // A terminal that breaks the line could not clear it. All letters are ASCII.
        line.truncate(columns.saturating_sub(1));
        write(&format!("{CLEAR}{line}"));
    }
    if pause == PACE {
        write(CLEAR);
    }
}

fn write(text: &str) {
    let mut err = io::stderr().lock();
    // Nobody is left to tell where standard error is closed.
    let _ = err.write_all(text.as_bytes());
    let _ = err.flush();
}

/// Bytes as people read them.
fn size(bytes: u64) -> String {
    const UNITS: &[(u64, &str)] = &[(1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")];
    match UNITS.iter().find(|(unit, _)| bytes >= *unit) {
        Some((unit, name)) => {
            let tenths = bytes / (unit / 10);
            format!("{}.{} {name}", grouped(tenths / 10), tenths % 10)
        }
        None => counted(bytes, "byte"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_at_a_glance() {
        let shown = [
            0,
            1,
            999,
            1_000,
            1_950,
            12_345_678,
            999_999_999,
            7_000_000_000,
        ]
        .map(size);
        let due = [
            "0 bytes",
            "1 byte",
            "999 bytes",
            "1.0 kB",
            "1.9 kB",
            "12.3 MB",
            "999.9 MB",
            "7.0 GB",
        ];
        assert_eq!(shown, due);
    }

    #[test]
    fn the_line_tells_what_was_counted() {
        let meter = Meter::default();
        let mut read = Vec::new();
        let bytes: &[u8] = &[0; 1_500];
        meter.reading(bytes).read_to_end(&mut read).unwrap();
        meter.found(2);
        meter.file();
        assert_eq!(meter.line(4), "checking: 1 of 4 files, 1.5 kB, 2 findings");
    }

    #[test]
    fn what_the_work_gives_is_given_on() {
        let meter = Meter::default();
        for columns in [None, Some(0), Some(80)] {
            assert_eq!(during(&meter, 1, columns, || 7), 7);
        }
    }
}
