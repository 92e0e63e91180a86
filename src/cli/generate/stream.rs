//! Payloads to standard output, one after another: constant memory for any count.

use std::io::{self, Write};

use super::Job;
use crate::cli::args::PayloadFormatArg;
use crate::cli::output::Output;
use crate::summary::Outcome;

/// Writes all documents.
pub(super) fn write(job: &Job, output: &Output) -> Outcome {
    let mut refused = None;
    let outcome = output.result(Outcome::Clean, |out| {
        if job.count() == 1 || job.format == PayloadFormatArg::Ndjson {
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

/// One document that holds all of them.
fn array(job: &Job, out: &mut dyn Write, refused: &mut Option<super::Refusal>) -> io::Result<()> {
    out.write_all(b"[\n")?;
    for number in 0..job.count() {
        let made = match job.document(number) {
            Ok(made) => made,
            Err(refusal) => {
                *refused = Some(refusal);
                break;
            }
        };
        let mut text = Vec::new();
        made.write(job.format, &mut text)?;
        text.pop();
        out.write_all(&text)?;
        out.write_all(if number + 1 < job.count() {
            b",\n"
        } else {
            b"\n"
        })?;
    }
    out.write_all(b"]\n")
}
