//! One input: checked, changed in memory, and checked again.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::Path;

use crate::capture::archive;
use crate::capture::decode::Compression;
use crate::capture::{Attachments, NoAttachments, Source};
use crate::cli::beside::Beside;
use crate::cli::inputs::Input;
use crate::cli::run::Job;
use crate::fix::{Edit, Obstacle, Repair, apply};
use crate::limits::reached;
use crate::summary::Summary;

/// What became of one input.
pub(super) struct Fixed {
    /// What is found in it once it is put right.
    pub(super) summary: Summary,
    pub(super) repair: Repair,
    /// The input before and after, where anything changes.
    pub(super) changed: Option<Changed>,
    /// Standard input as it was, where nothing changes.
    pub(super) unchanged: Option<Vec<u8>>,
}

/// A text before and after.
pub(super) struct Changed {
    pub(super) before: Vec<u8>,
    pub(super) after: Vec<u8>,
    /// From one to the other.
    pub(super) edits: Vec<Edit>,
}

impl Fixed {
    fn not(summary: Summary, repair: Repair) -> Self {
        Self {
            summary,
            repair,
            changed: None,
            unchanged: None,
        }
    }
}

impl Job {
    /// What is found in the bytes that `reader` gives, and what of it can be put right.
    fn look(
        &self,
        input: &Input,
        reader: impl Read + Send,
        attachments: &dyn Attachments,
    ) -> (Summary, Repair) {
        attachments.begin();
        let mut run = self.begin(input, None);
        run.repair = Some(Repair::default());
        let mut source = Source::new(reader).within(&self.project.limits);
        run.read(&mut source, attachments);
        let repair = run.repair.take().unwrap_or_default();
        (run.finish(), repair)
    }

    /// A file: it is read as a stream, and into memory only where something can be put right.
    pub(super) fn fix_file(&self, input: &Input, path: &Path) -> Fixed {
        let opened = File::open(path).and_then(|file| Ok((file.metadata()?, file)));
        let (there, file) = match opened {
            Ok(opened) => opened,
            Err(error) => return self.unreadable(input, &error),
        };
        let beside = Beside::new(path, &self.project.limits);
        let (summary, mut repair) = self.look(input, &file, &beside);
        if repair.bodies() == 0 {
            return Fixed::not(summary, repair);
        }
        let most = self.project.limits.fix_bytes;
        let too_large = || Obstacle::TooLarge(reached("fix-bytes", most));
        let before = if !there.is_file() {
            Err(Obstacle::NoFile)
        } else if there.len() > most {
            Err(too_large())
        } else {
            match whole(&file, most) {
                // It has grown since.
                Ok(before) if before.len() as u64 > most => Err(too_large()),
                Ok(before) => Ok(before),
                Err(error) => return self.unreadable(input, &error),
            }
        };
        match before {
            Ok(before) => self.change(input, before, &beside, (summary, repair)).0,
            Err(obstacle) => {
                repair.give_up(obstacle);
                Fixed::not(summary, repair)
            }
        }
    }

    /// Standard input, which is read once.
    pub(super) fn fix_stdin(&self, input: &Input) -> Fixed {
        let mut before = Vec::new();
        let most = self.project.limits.fix_bytes;
        let read = io::stdin().lock().take(most + 1).read_to_end(&mut before);
        if let Err(error) = read {
            return self.unreadable(input, &error);
        }
        let looked = self.look(input, before.as_slice(), &NoAttachments);
        if before.len() as u64 > most {
            let reached = reached("fix-bytes", most).told();
            let error = io::Error::other(format!("more is put right at once than {reached}"));
            return self.unreadable(input, &error);
        }
        let (fixed, unchanged) = self.change(input, before, &NoAttachments, looked);
        Fixed { unchanged, ..fixed }
    }

    /// The text `before` with what can be put right in it; or that text as it is.
    fn change(
        &self,
        input: &Input,
        before: Vec<u8>,
        attachments: &dyn Attachments,
        (summary, mut repair): (Summary, Repair),
    ) -> (Fixed, Option<Vec<u8>>) {
        if repair.bodies() == 0 {
            return (Fixed::not(summary, repair), Some(before));
        }
        let packed = match Compression::of(&before) {
            Some(compression) => Some(compression.name()),
            None => archive::is_archive(&before).then_some("ZIP"),
        };
        if let Some(packed) = packed {
            repair.give_up(Obstacle::Packed(packed));
            return (Fixed::not(summary, repair), Some(before));
        }
        let mut trials = Trials {
            job: self,
            input,
            before: &before,
            attachments,
            summary: &summary,
            repair: &repair,
            left: TRIALS,
        };
        let bad = trials.bad();
        let passed = trials.pass(&bad);
        match passed {
            Some((after, edits, later)) if !edits.is_empty() => {
                repair.without(&bad, Obstacle::OtherFinding);
                let changed = Changed {
                    before,
                    after,
                    edits,
                };
                let fixed = Fixed {
                    changed: Some(changed),
                    ..Fixed::not(later, repair)
                };
                (fixed, None)
            }
            _ => {
                repair.give_up(Obstacle::OtherFinding);
                (Fixed::not(summary, repair), Some(before))
            }
        }
    }

    fn unreadable(&self, input: &Input, error: &io::Error) -> Fixed {
        let mut run = self.begin(input, None);
        run.unreadable(error);
        Fixed::not(run.finish(), Repair::default())
    }
}

/// A file from its start, to one byte more than `most`.
fn whole(mut file: &File, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.rewind()?;
    file.take(most + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Whether the file at `path` still is what `before` says.
pub(super) fn is_still(path: &Path, before: &[u8]) -> io::Result<bool> {
    let now = whole(&File::open(path)?, before.len() as u64)?;
    Ok(now == before)
}

/// How often a file is checked at most to find the bodies that are to stay as they are.
const TRIALS: u32 = 64;

/// Checks a file with some of its bodies put right.
struct Trials<'t> {
    job: &'t Job,
    input: &'t Input,
    before: &'t [u8],
    attachments: &'t dyn Attachments,
    summary: &'t Summary,
    repair: &'t Repair,
    left: u32,
}

impl Trials<'_> {
    /// The file with all bodies put right but these, the changes, and what is found then; `None` where that is
    /// not what it should be.
    fn pass(&self, without: &BTreeSet<usize>) -> Option<(Vec<u8>, Vec<Edit>, Summary)> {
        let edits = self.repair.edits(without);
        let after = apply(self.before, &edits)?;
        let (later, found) = self
            .job
            .look(self.input, after.as_slice(), self.attachments);
        let is_right = self.repair.led_to(&found, without) && later.read_as_much_as(self.summary);
        is_right.then_some((after, edits, later))
    }

    /// The bodies that have to stay as they are: usually none. What a body is taken for can depend on it, and so
    /// can where it ends.
    fn bad(&mut self) -> BTreeSet<usize> {
        let all: BTreeSet<usize> = (0..self.repair.bodies()).collect();
        let mut bad = all.clone();
        let mut parts = vec![all];
        while let Some(part) = parts.pop() {
            if self.left == 0 {
                break;
            }
            self.left -= 1;
            let without: BTreeSet<usize> = bad.difference(&part).copied().collect();
            if self.pass(&without).is_some() {
                bad = without;
            } else if part.len() > 1 {
                let half = part.len() / 2;
                parts.push(part.iter().skip(half).copied().collect());
                parts.push(part.iter().take(half).copied().collect());
            }
        }
        bad
    }
}
