//! Payloads to files, one each, whole or not at all.

use std::fs;
use std::io::{self, BufWriter};
use std::path::Path;

use tempfile::NamedTempFile;

use super::manifest::Manifest;
use super::{Job, Refusal};
use crate::cli::args::PayloadFormatArg;
use crate::generate::ManifestEntry;
use crate::text::sanitize::shortened;

/// The name of the list of what was changed where.
const MANIFEST: &str = "manifest.json";

/// Writes all documents to `dir`, and the manifest where they drift. Gives how many files that were.
pub(super) fn write(job: &Job, dir: &Path, force: bool) -> Result<u64, Refusal> {
    fs::create_dir_all(dir).map_err(|error| cannot_write(dir, &error))?;
    let names = Names::new(job);
    if !force {
        nothing_there(job, dir, &names)?;
    }
    let mut manifest = if job.rules.is_empty() {
        None
    } else {
        let draft = draft(dir)?;
        Some(Manifest::new(job, draft).map_err(|error| cannot_write(dir, &error))?)
    };
    for number in 0..job.count() {
        let made = job.document(number)?;
        let name = names.of(number);
        let path = dir.join(&name);
        let mut file = BufWriter::new(draft(dir)?);
        made.write(job.format, &mut file)
            .map_err(|error| cannot_write(&path, &error))?;
        let file = file
            .into_inner()
            .map_err(|error| cannot_write(&path, error.error()))?;
        keep(file, &path, force)?;
        if let (Some(manifest), Some(mutant)) = (&mut manifest, &made.mutant) {
            manifest
                .add(&ManifestEntry::new(name, mutant))
                .map_err(|error| cannot_write(dir, &error))?;
        }
    }
    let files = job.count() + u64::from(manifest.is_some());
    if let Some(manifest) = manifest {
        let file = manifest
            .finish()
            .map_err(|error| cannot_write(dir, &error))?;
        keep(file, &dir.join(MANIFEST), force)?;
    }
    Ok(files)
}

/// The file names: the DTO's or the rule's, and a number of as many digits as the last one has.
struct Names {
    stem: String,
    by_rule: Vec<&'static str>,
    digits: usize,
    extension: &'static str,
}

impl Names {
    fn new(job: &Job) -> Self {
        Self {
            stem: job.documents.contract().name.clone(),
            by_rule: job.rules.iter().map(|rule| rule.name).collect(),
            digits: job.count().to_string().len(),
            extension: match job.format {
                PayloadFormatArg::Ndjson => "ndjson",
                PayloadFormatArg::Json | PayloadFormatArg::Pretty => "json",
            },
        }
    }

    fn of(&self, number: u64) -> String {
        let rules = self.by_rule.len().max(1) as u64;
        let rule = usize::try_from(number % rules).ok();
        let stem = rule
            .and_then(|index| self.by_rule.get(index).copied())
            .unwrap_or(&self.stem);
        let (digits, extension) = (self.digits, self.extension);
        format!("{stem}-{:0digits$}.{extension}", number + 1)
    }
}

/// Refuses to begin where a file would be replaced.
fn nothing_there(job: &Job, dir: &Path, names: &Names) -> Result<(), Refusal> {
    let mut wanted = (0..job.count()).map(|number| names.of(number));
    let manifest = (!job.rules.is_empty()).then(|| MANIFEST.to_owned());
    let there = wanted
        .by_ref()
        .chain(manifest)
        .map(|name| dir.join(name))
        .find(|path| path.symlink_metadata().is_ok());
    match there {
        Some(path) => Err(exists(&path)),
        None => Ok(()),
    }
}

fn exists(path: &Path) -> Refusal {
    (
        format!("{} exists, and is kept", shown(path)),
        "name an empty folder, or add `--force` to replace what is there".to_owned(),
    )
}

/// A file beside those that will be; it is gone unless it is kept.
fn draft(dir: &Path) -> Result<NamedTempFile, Refusal> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".wiredrift-");
    #[cfg(unix)]
    {
        // Others may read fixtures; what the user's mask forbids stays forbidden.
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder
        .tempfile_in(dir)
        .map_err(|error| cannot_write(dir, &error))
}

/// Puts a finished draft in its place in one step.
fn keep(draft: NamedTempFile, path: &Path, force: bool) -> Result<(), Refusal> {
    let kept = if force {
        draft.persist(path)
    } else {
        draft.persist_noclobber(path)
    };
    match kept {
        Ok(_) => Ok(()),
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => Err(exists(path)),
        Err(error) => Err(cannot_write(path, &error.error)),
    }
}

fn cannot_write(path: &Path, error: &io::Error) -> Refusal {
    (
        format!("{} cannot be written: {error}", shown(path)),
        "name a folder that can be written, on a disk with room".to_owned(),
    )
}

fn shown(path: &Path) -> String {
    shortened(&path.to_string_lossy(), 200)
}
