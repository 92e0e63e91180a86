//! NDJSON: one JSON payload a line, blank lines between them allowed.
//!
//! A record's number is that of its line, blank ones counted, so an editor leads to it.
//! The file is read block by block, so a log of any length takes the memory of its longest line.

use std::ops::ControlFlow;

use super::message::{CaptureError, Message, MessageSink};
use super::source::Source;
use crate::text::json::unmarked;
use crate::text::span::Origin;

/// Reads all messages of a log that starts at `origin`.
pub(super) fn read(
    source: &mut Source<'_>,
    mut origin: Origin,
    sink: &mut dyn MessageSink,
) -> ControlFlow<()> {
    let mut is_empty = true;
    let batch = sink.batch();
    // Bytes of the window that are known to hold no line end.
    let mut searched = 0;
    loop {
        // Where reading fails, the lines in front of that are still whole.
        let failed = source.fill_to(batch).err();
        let window = source.window();
        let unsearched = window.get(searched..).unwrap_or_default();
        let taken = match memchr::memrchr(b'\n', unsearched) {
            Some(at) => searched + at + 1,
            None if failed.is_some() => 0,
            None if source.ended() => window.len(),
            None if window.len() > source.longest() => {
                return sink.message(Err(CaptureError::TooLarge {
                    origin,
                    limit: source.longest(),
                }));
            }
            None => {
                searched = window.len();
                if let Err(error) = source.fill() {
                    return sink.message(Err(CaptureError::Io(error)));
                }
                continue;
            }
        };
        if taken == 0 {
            match failed {
                Some(error) => return sink.message(Err(CaptureError::Io(error))),
                None => break,
            }
        }
        let lines = window.get(..taken).unwrap_or_default();
        is_empty = is_empty && lines.trim_ascii().is_empty();
        origin = if batch > 0 {
            sink.lines(lines, origin)?;
            behind(lines, origin)
        } else {
            each(lines, origin, |line, origin| {
                sink.message(Ok(Message {
                    record: Some(origin.line),
                    payload: line,
                    origin,
                }))
            })?
        };
        source.consume(taken);
        searched = 0;
        if let Some(error) = failed {
            return sink.message(Err(CaptureError::Io(error)));
        }
    }
    if is_empty {
        return sink.message(Err(CaptureError::Empty));
    }
    ControlFlow::Continue(())
}

/// Hands over each of these lines that is not blank, without its end, and its place; the first begins
/// at `origin`. Gives the place behind all of them.
pub fn each(
    lines: &[u8],
    mut origin: Origin,
    mut visit: impl FnMut(&[u8], Origin) -> ControlFlow<()>,
) -> ControlFlow<(), Origin> {
    let mut start = 0;
    let ends = memchr::memchr_iter(b'\n', lines);
    for end in ends.chain((!lines.ends_with(b"\n")).then_some(lines.len())) {
        let line = lines.get(start..end).unwrap_or_default();
        // Windows writes CR LF; left in place, the CR of a line that was cut off inside a string
        // would be taken for what is wrong with it.
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        // Logs that were put one behind another have one in the middle.
        let plain = unmarked(line);
        let mark = line.len() - plain.len();
        if !plain.trim_ascii().is_empty() {
            visit(plain, origin.advanced(line, mark))?;
        }
        origin = Origin {
            offset: origin.offset + (end + 1 - start) as u64,
            line: origin.line + 1,
            column: 1,
            byte_column: 1,
        };
        start = end + 1;
    }
    ControlFlow::Continue(origin)
}

/// The place behind whole lines that begin at `origin`.
fn behind(lines: &[u8], origin: Origin) -> Origin {
    Origin {
        offset: origin.offset + lines.len() as u64,
        line: origin.line + memchr::memchr_iter(b'\n', lines).count() as u64,
        column: 1,
        byte_column: 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::{Exchange, NoAttachments, format};

    #[derive(Default)]
    struct Seen(Vec<String>);

    impl MessageSink for Seen {
        fn message(&mut self, message: Result<Message<'_>, CaptureError>) -> ControlFlow<()> {
            self.0.push(match message {
                Ok(message) => format!(
                    "{:?} {}:{} {}",
                    message.record,
                    message.origin.line,
                    message.origin.offset,
                    String::from_utf8_lossy(message.payload).trim()
                ),
                Err(error) => format!("{error:?}"),
            });
            ControlFlow::Continue(())
        }

        fn exchange(&mut self, _: Exchange<'_>) -> ControlFlow<()> {
            panic!("a payload is no exchange")
        }
    }

    fn seen(bytes: &[u8]) -> Vec<String> {
        let mut seen = Seen::default();
        format::read(&mut Source::new(bytes), None, &NoAttachments, &mut seen);
        seen.0
    }

    #[test]
    fn a_byte_order_mark_in_front_of_any_line_is_none_of_it() {
        assert_eq!(
            seen("\u{feff}{\"a\":1}\n\u{feff}{\"b\":2}\r\n\u{feff}\n{\"c\":3}".as_bytes()),
            [
                "Some(1) 1:3 {\"a\":1}",
                "Some(2) 2:14 {\"b\":2}",
                "Some(4) 4:27 {\"c\":3}",
            ]
        );
    }

    #[test]
    fn a_log_is_recognised_by_its_lines() {
        assert_eq!(
            seen(b"{\"a\":1}\r\n\n{\"b\":2}\n"),
            ["Some(1) 1:0 {\"a\":1}", "Some(3) 3:10 {\"b\":2}"]
        );
        assert_eq!(seen(b"{\"a\":1}\n"), ["None 1:0 {\"a\":1}"]);
        assert_eq!(seen(b"{\n\"a\":1}\n"), ["None 1:0 {\n\"a\":1}"]);
    }

    #[test]
    fn a_bad_first_line_does_not_hide_the_log() {
        let found = seen(b"{\"a\":\n{\"b\":2}\n{\"c\":3}");
        assert_eq!(found.len(), 3);
        assert_eq!(found[1], "Some(2) 2:6 {\"b\":2}");
    }

    #[test]
    fn marks_and_emptiness() {
        assert_eq!(seen(b"\xef\xbb\xbf{}"), ["None 1:3 {}"]);
        assert_eq!(seen(b""), ["Empty"]);
        assert_eq!(seen(b" \n "), ["Empty"]);
        assert!(seen(b"\xff\xfe{\0")[0].contains("UTF-16"));
    }

    #[test]
    fn a_line_that_is_cut_off_ends_before_its_carriage_return() {
        let mut lengths = Lengths::default();
        let text = b"{\"a\":1}\r\n{\"b\r\n{\"c\r";
        format::read(
            &mut Source::new(text.as_slice()),
            None,
            &NoAttachments,
            &mut lengths,
        );
        assert_eq!(lengths.0, [7, 3, 3]);
    }

    #[derive(Default)]
    struct Lengths(Vec<usize>);

    impl MessageSink for Lengths {
        fn message(&mut self, message: Result<Message<'_>, CaptureError>) -> ControlFlow<()> {
            self.0.push(message.unwrap().payload.len());
            ControlFlow::Continue(())
        }

        fn exchange(&mut self, _: Exchange<'_>) -> ControlFlow<()> {
            panic!("a payload is no exchange")
        }
    }

    #[test]
    fn lines_longer_than_a_block_are_put_together() {
        let long = format!("{{\"a\":\"{}\"}}", "x".repeat(3 << 20));
        let text = format!("{{}}\n{long}\n{{}}\n");
        let found = seen(text.as_bytes());
        assert_eq!(found.len(), 3);
        assert_eq!(found[1].len(), long.len() + "Some(2) 2:3 ".len());
    }
}
