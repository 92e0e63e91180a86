//! The list of what was changed in which file.

use std::fs::File;
use std::io::{self, BufWriter, Write};

use super::Job;
use crate::contract::revision::Revision;
use crate::generate::{Manifest as Head, ManifestEntry, ManifestTool};

/// A manifest that is written while the files are, so that its memory does not grow with them.
pub(super) struct Manifest {
    file: BufWriter<File>,
    entries: u64,
}

impl Manifest {
    pub(super) fn new(job: &Job, mut file: BufWriter<File>) -> io::Result<Self> {
        let options = job.source.options();
        let head = Head {
            version: Head::VERSION,
            tool: ManifestTool::default(),
            dto: job.source.name().to_owned(),
            revision: job.source.revision().map(Revision::as_str),
            contract: job.source.file().map(str::to_owned),
            naming: options.naming.as_str(),
            profile: options.profile.as_str(),
            seed: options.seed,
            files: Vec::new(),
        };
        let text = serde_json::to_string_pretty(&head)?;
        // The list is left open.
        let open = text.strip_suffix("]\n}").unwrap_or(&text);
        file.write_all(open.as_bytes())?;
        Ok(Self { file, entries: 0 })
    }

    pub(super) fn add(&mut self, entry: &ManifestEntry) -> io::Result<()> {
        self.file.write_all(if self.entries == 0 {
            b"\n    "
        } else {
            b",\n    "
        })?;
        self.entries += 1;
        serde_json::to_writer(&mut self.file, entry)?;
        Ok(())
    }

    pub(super) fn finish(mut self) -> io::Result<()> {
        self.file.write_all(b"\n  ]\n}\n")?;
        self.file.flush()
    }
}
