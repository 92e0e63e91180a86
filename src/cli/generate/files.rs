//! Payloads to files, one each: all of them, or none.
//!
//! They are drafted in a hidden folder beside their places and put there once the last one is
//! whole. A disk that fills up midway therefore leaves the folder as it was, and nothing has to be
//! kept in memory for it.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::{TempDir, TempPath};

use super::manifest::Manifest;
use super::source::Label;
use super::{Job, Refusal, shown};
use crate::cli::args::PayloadFormatArg;
use crate::cli::words::refusal;
use crate::generate::ManifestEntry;

/// The name of the list of what was changed where.
const MANIFEST: &str = "manifest.json";

/// Letters of a contract's name that are taken for the names of its files.
const STEM: usize = 60;

/// What happens to files that are there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Existing {
    Kept,
    Replaced,
}

/// Writes all documents to `dir`, and the manifest where they drift. Gives how many files that were.
pub(super) fn write(job: &Job, dir: &Path, existing: Existing) -> Result<u64, Refusal> {
    let names = Names::new(job);
    look_around(dir, &names, existing)?;
    let folder = Folder::new(dir)?;
    let drafts = tempfile::Builder::new()
        .prefix(".wiredrift-")
        .tempdir_in(dir)
        .map_err(|error| cannot_write(dir, &error))?;
    draft(job, &names, &drafts, dir)?;
    place(&names, &drafts, dir, existing)?;
    folder.keep();
    Ok(names.count())
}

/// The file names: the DTO's or the rule's, and a number of as many digits as the last one has.
struct Names {
    stem: String,
    by_rule: Vec<&'static str>,
    payloads: u64,
    digits: usize,
    extension: &'static str,
}

impl Names {
    fn new(job: &Job) -> Self {
        Self {
            stem: stem(job.source.name()),
            by_rule: job.rules.iter().map(|rule| rule.name).collect(),
            payloads: job.count(),
            digits: job.count().to_string().len(),
            extension: match (&job.recorder, job.format) {
                (Some(recorder), _) => recorder.format.extension(),
                (None, PayloadFormatArg::Ndjson) => "ndjson",
                (None, PayloadFormatArg::Json | PayloadFormatArg::Pretty) => "json",
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

    /// The manifest's, where there is one.
    fn manifest(&self) -> Option<&'static str> {
        (!self.by_rule.is_empty()).then_some(MANIFEST)
    }

    /// All of them; the manifest is the last, so that it never speaks of files that are not there.
    fn all(&self) -> impl Iterator<Item = String> {
        let payloads = (0..self.payloads).map(|number| self.of(number));
        payloads.chain(self.manifest().map(str::to_owned))
    }

    fn count(&self) -> u64 {
        self.payloads + u64::from(self.manifest().is_some())
    }
}

/// A contract's name as that of a file: whatever acts on a path or a shell is a hyphen, since titles of
/// contracts of one's own are anybody's words.
fn stem(name: &str) -> String {
    let letters = name.chars().map(|letter| match letter {
        '_' | '-' => letter,
        _ if letter.is_ascii_alphanumeric() => letter,
        _ => '-',
    });
    let stem: String = letters.take(STEM).collect();
    match stem.trim_matches('-') {
        "" => "payload".to_owned(),
        stem => stem.to_owned(),
    }
}

/// Refuses to begin where something would be in the way.
fn look_around(dir: &Path, names: &Names, existing: Existing) -> Result<(), Refusal> {
    match dir.metadata() {
        Ok(there) if !there.is_dir() => {
            return Err((
                format!("{} is a file, not a folder", shown(dir)),
                "name a folder; it is made where it does not exist".to_owned(),
            ));
        }
        Ok(_) => {}
        // What does not exist has nothing in it; what cannot be read is told when it is written to.
        Err(_) => return Ok(()),
    }
    for path in names.all().map(|name| dir.join(name)) {
        match (path.symlink_metadata(), existing) {
            (Ok(_), Existing::Kept) => return Err(exists(&path)),
            (Ok(there), Existing::Replaced) if there.is_dir() => {
                return Err((
                    format!("{} is a folder, and is kept", shown(&path)),
                    "name another folder for the files, or move that one".to_owned(),
                ));
            }
            (Ok(_), Existing::Replaced) | (Err(_), _) => {}
        }
    }
    Ok(())
}

/// The folder of the files; what was made for it is taken away again, unless it is kept.
struct Folder {
    made: Vec<PathBuf>,
}

impl Folder {
    fn new(dir: &Path) -> Result<Self, Refusal> {
        let missing = dir
            .ancestors()
            .take_while(|part| !part.as_os_str().is_empty() && part.symlink_metadata().is_err());
        let folder = Self {
            made: missing.map(Path::to_owned).collect(),
        };
        fs::create_dir_all(dir).map_err(|error| cannot_write(dir, &error))?;
        Ok(folder)
    }

    fn keep(mut self) {
        self.made.clear();
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        for part in &self.made {
            // Somebody else may have put something there; that one stays.
            if fs::remove_dir(part).is_err() {
                break;
            }
        }
    }
}

/// Writes all files to the folder of drafts.
fn draft(job: &Job, names: &Names, drafts: &TempDir, dir: &Path) -> Result<(), Refusal> {
    let create = |name: &str| {
        let file = File::create(drafts.path().join(name));
        file.map(BufWriter::new)
            .map_err(|error| cannot_write(&dir.join(name), &error))
    };
    let failed = |name: &str| {
        let path = dir.join(name);
        move |error: io::Error| cannot_write(&path, &error)
    };
    let mut manifest = match names.manifest() {
        Some(name) => Some(Manifest::new(job, create(name)?).map_err(failed(name))?),
        None => None,
    };
    for number in 0..job.count() {
        let made = job.document(number)?;
        let name = names.of(number);
        let mut file = create(&name)?;
        job.write(number, &made, &mut file)
            .and_then(|()| file.flush())
            .map_err(failed(&name))?;
        if let (Some(manifest), Some(label)) = (&mut manifest, &made.label) {
            let entry = match label {
                Label::BuiltIn(mutant) => ManifestEntry::new(name, mutant),
                Label::Own(mutant) => ManifestEntry::of_own(name, mutant),
            };
            manifest.add(&entry).map_err(failed(MANIFEST))?;
        }
    }
    match manifest {
        Some(manifest) => manifest.finish().map_err(failed(MANIFEST)),
        None => Ok(()),
    }
}

/// Puts every draft in its place, each in one step.
fn place(names: &Names, drafts: &TempDir, dir: &Path, existing: Existing) -> Result<(), Refusal> {
    for (placed, name) in names.all().enumerate() {
        let (from, to) = (drafts.path().join(&name), dir.join(&name));
        let outcome = match existing {
            Existing::Replaced => fs::rename(from, &to),
            Existing::Kept => TempPath::try_from_path(from)
                .and_then(|draft| draft.persist_noclobber(&to).map_err(|error| error.error)),
        };
        let Err(error) = outcome else {
            continue;
        };
        if existing == Existing::Kept {
            // They were not there before.
            for name in names.all().take(placed) {
                drop(fs::remove_file(dir.join(name)));
            }
        }
        return Err(match error.kind() {
            io::ErrorKind::AlreadyExists => exists(&to),
            _ => cannot_write(&to, &error),
        });
    }
    Ok(())
}

fn exists(path: &Path) -> Refusal {
    (
        format!("{} exists, and is kept", shown(path)),
        "name an empty folder, or add `--force` to replace what is there".to_owned(),
    )
}

fn cannot_write(path: &Path, error: &io::Error) -> Refusal {
    (
        format!("{} cannot be written: {}", shown(path), refusal(error)),
        "name a folder that can be written, on a disk with room".to_owned(),
    )
}
