//! The lines of a log, on all threads.
//!
//! Many lines come in at once; they are checked in parts, and what was found is added in their order,
//! so that the report is that of one line after another. Where a part ends does not depend on the
//! number of threads.

use std::ops::ControlFlow;
use std::sync::Arc;

use super::run::{Job, Run, Target};
use crate::capture::{Body, ndjson};
use crate::check::Failure;
use crate::check::quick::Scratch;
use crate::summary::Summary;
use crate::text::Span;
use crate::text::span::Origin;

/// Bytes of lines that are checked together.
pub(super) const BATCH: usize = 4 << 20;

/// Bytes of one part, but for the end of its last line.
const PART: usize = 1 << 18;

/// What a part of the lines tells.
struct Part<'j> {
    /// Its places are those of a log that begins with this part.
    summary: Summary,
    failures: Vec<Unread<'j>>,
    lines: u64,
}

/// A line that was not checked.
struct Unread<'j> {
    span: Span,
    /// Its number within the part, from 1.
    number: u64,
    why: Result<&'j str, Failure>,
}

impl Run<'_> {
    /// Checks whole lines, the first of which begins at `origin`.
    pub(super) fn check_lines(&mut self, lines: &[u8], origin: Origin) -> ControlFlow<()> {
        let target = self.target();
        if matches!(target, Target::Part(..) | Target::Unrouted(_)) {
            ndjson::each(lines, origin, |line, origin| {
                let body = Body::plain(line, origin);
                self.check(Some(origin.line), &body, target);
                ControlFlow::Continue(())
            })?;
            return ControlFlow::Continue(());
        }
        let parts = parts(lines);
        let mut scratches = std::mem::take(&mut self.scratches);
        scratches.resize_with(parts.len().max(scratches.len()), Scratch::default);
        let (job, path) = (self.job, self.path.as_str());
        let (relative, told) = (self.relative.as_deref(), Arc::clone(&self.told));
        let work: Vec<(&Span, &mut Scratch)> = parts.iter().zip(&mut scratches).collect();
        let checked = job.threads.map(work, |(part, scratch)| {
            let start = origin.offset + part.start() as u64;
            let summary = job.summary_of(relative).behind(&told);
            job.check_part(part.of(lines), start, target, (path, summary), scratch)
        });
        self.scratches = scratches;
        let mut before = origin.line - 1;
        for (part, span) in checked.into_iter().zip(&parts) {
            let bytes = span.of(lines);
            self.job.meter.found(part.summary.found());
            self.summary.merge_lines(part.summary, before);
            for unread in part.failures {
                let origin = Origin {
                    offset: origin.offset + (span.start() + unread.span.start()) as u64,
                    line: before + unread.number,
                    column: 1,
                    byte_column: 1,
                };
                let body = Body::plain(unread.span.of(bytes), origin);
                self.conclude(Some(origin.line), &body, unread.why);
            }
            before += part.lines;
        }
        drop(told);
        self.summary.add_told(&mut self.told);
        ControlFlow::Continue(())
    }
}

impl Job {
    /// Checks the lines of one part, which begins `start` bytes behind the log's beginning.
    fn check_part<'j>(
        &'j self,
        lines: &[u8],
        start: u64,
        target: Target<'j>,
        (path, summary): (&str, Summary),
        scratch: &mut Scratch,
    ) -> Part<'j> {
        let mut part = Part {
            summary,
            failures: Vec::new(),
            lines: 0,
        };
        let first = Origin {
            offset: start,
            ..Origin::default()
        };
        let read = ndjson::each(lines, first, |line, origin| {
            let body = Body::plain(line, origin);
            let mut sink = part.summary.payload(path, Some(origin.line), body.places());
            let checked = self.judge(target, line, scratch, &mut sink);
            if let Ok(dto) = checked {
                self.watch(target, dto, line, &mut sink);
            }
            match checked {
                Ok(dto) => {
                    self.note(target, dto, line, &mut part.summary);
                    part.summary.payload_checked(dto);
                }
                why => {
                    let at = usize::try_from(origin.offset - start).unwrap_or(usize::MAX);
                    part.failures.push(Unread {
                        span: Span::new(at, at + line.len()),
                        number: origin.line,
                        why,
                    });
                }
            }
            ControlFlow::Continue(())
        });
        if let ControlFlow::Continue(behind) = read {
            part.lines = behind.line - first.line;
        }
        part
    }
}

/// The parts of these lines, of whole lines each.
fn parts(lines: &[u8]) -> Vec<Span> {
    let mut parts = Vec::new();
    let mut start = 0;
    while start < lines.len() {
        let least = (start + PART).min(lines.len());
        let rest = lines.get(least..).unwrap_or_default();
        let end = memchr::memchr(b'\n', rest).map_or(lines.len(), |at| least + at + 1);
        parts.push(Span::new(start, end));
        start = end;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_whole_lines() {
        let line = format!("{}\n", "x".repeat(1000));
        let lines = line.repeat(2000) + "last";
        let parts = parts(lines.as_bytes());
        assert!(parts.len() > 5);
        let mut end = 0;
        for part in &parts {
            assert_eq!(part.start(), end);
            assert!(part.len() >= PART || part.end() == lines.len());
            end = part.end();
            let before = lines.get(..end).unwrap();
            assert!(before.ends_with('\n') || end == lines.len());
        }
        assert_eq!(end, lines.len());
        assert_eq!(super::parts(b""), []);
    }
}
