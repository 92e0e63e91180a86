//! Payloads to standard output, one after another: constant memory for any count.

use std::io::{self, Write};

use super::{Job, Recorder};
use crate::cli::args::PayloadFormatArg;
use crate::cli::output::Output;
use crate::summary::Outcome;

/// Writes all documents.
pub(super) fn write(job: &Job, output: &Output) -> Outcome {
    let mut refused = None;
    let outcome = output.result(Outcome::Clean, |out| {
        if let Some(recorder) = &job.recorder {
            recording(job, recorder, out, &mut refused)
        } else if job.count() == 1 || job.format == PayloadFormatArg::Ndjson {
            lines(job, out, &mut refused)
        } else {
            array(job, out, &mut refused)
        }
    });
    match refused {
        Some((message, help)) => output.error(&message, &help),
        None => outcome,
    }
}

fn lines(job: &Job, out: &mut dyn Write, refused: &mut Option<super::Refusal>) -> io::Result<()> {
    for number in 0..job.count() {
        match job.document(number) {
            Ok(made) => made.write(job.format, out)?,
            Err(refusal) => {
                *refused = Some(refusal);
                break;
            }
        }
    }
    Ok(())
}

/// One recording that holds all of them.
fn recording(
    job: &Job,
    recorder: &Recorder,
    out: &mut dyn Write,
    refused: &mut Option<super::Refusal>,
) -> io::Result<()> {
    recorder.format.begin(out)?;
    for number in 0..job.count() {
        match job.document(number) {
            Ok(made) => job.record(recorder, number, &made, number == 0, out)?,
            Err(refusal) => {
                *refused = Some(refusal);
                break;
            }
        }
    }
    recorder.format.end(out)
}

/// One document that holds all of them.
fn array(job: &Job, out: &mut dyn Write, refused: &mut Option<super::Refusal>) -> io::Result<()> {
    let indent: &[u8] = match job.format {
        PayloadFormatArg::Pretty => b"  ",
        PayloadFormatArg::Json | PayloadFormatArg::Ndjson => b"",
    };
    let mut text = Vec::new();
    out.write_all(b"[\n")?;
    for number in 0..job.count() {
        let made = match job.document(number) {
            Ok(made) => made,
            Err(refusal) => {
                *refused = Some(refusal);
                break;
            }
        };
        text.clear();
        made.write(job.format, &mut text)?;
        text.pop();
        // Line ends stand between values only: inside of strings JSON has none.
        for (index, line) in text.split(|&byte| byte == b'\n').enumerate() {
            out.write_all(if index > 0 { b"\n" } else { b"" })?;
            out.write_all(indent)?;
            out.write_all(line)?;
        }
        let is_last = number + 1 == job.count();
        out.write_all(if is_last { b"\n" } else { b",\n" })?;
    }
    out.write_all(b"]\n")
}
