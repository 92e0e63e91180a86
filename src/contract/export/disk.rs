//! The schemas as a folder of files: one folder per revision, one file per DTO.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use super::derive::dto_names;
use super::text::export_text;
use crate::contract::revision::Revision;

/// How the name of a schema file ends.
const SUFFIX: &str = ".schema.json";

/// How a folder of schema files differs from the contract.
///
/// The files are named relative to the folder, with `/` on every system, and sorted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Files that ought to be there and are not.
    pub missing: Vec<String>,
    /// Files that are there and say something else than the contract.
    pub stale: Vec<String>,
    /// Schema files in a revision's folder that belong to no DTO of that revision.
    pub surplus: Vec<String>,
}

impl Comparison {
    /// Whether the folder says what the contract says, all of it and nothing else.
    pub fn agrees(&self) -> bool {
        self.missing.is_empty() && self.stale.is_empty() && self.surplus.is_empty()
    }
}

/// What [`write_all`] did to a folder.
///
/// The files are named as in [`Comparison`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// Files that were made or replaced.
    pub written: Vec<String>,
    /// How many files agreed already and were left alone.
    pub unchanged: usize,
    /// Schema files that belong to no DTO of their revision; they are not deleted.
    pub surplus: Vec<String>,
}

/// Compares a folder of schema files with the contract, changing nothing.
///
/// Line ends may be those of any system, since version control may have rewritten them. Surplus is
/// looked for in folders with the name of a revision (`YYYY-MM`) and among names that end in
/// `.schema.json`; a folder that does not exist lacks every file.
///
/// # Errors
/// When a file or folder is there and cannot be read.
pub fn check_all(dir: &Path) -> io::Result<Comparison> {
    let mut comparison = Comparison::default();
    let mut expected = BTreeSet::new();
    for file in expected_files() {
        match file.is_in(dir) {
            Ok(true) => {}
            Ok(false) => comparison.stale.push(file.path()),
            Err(error) if is_absence(&error) => comparison.missing.push(file.path()),
            Err(error) => return Err(error),
        }
        expected.insert(file.path());
    }
    comparison.missing.sort();
    comparison.stale.sort();
    comparison.surplus = found_files(dir)?.difference(&expected).cloned().collect();
    Ok(comparison)
}

/// Writes every DTO's schema at every revision into a folder, making the folder where needed.
///
/// A file that agrees already is left alone; any other is replaced in one step, so that a reader
/// meets either the old text or the new one, never half of it.
///
/// # Errors
/// When a file or folder cannot be read or written; files before it have been written by then.
pub fn write_all(dir: &Path) -> io::Result<Written> {
    let before = check_all(dir)?;
    let outdated: BTreeSet<String> = before.missing.into_iter().chain(before.stale).collect();
    let mut unchanged = 0;
    for file in expected_files() {
        if outdated.contains(&file.path()) {
            let folder = dir.join(&file.folder);
            fs::create_dir_all(&folder)?;
            replace(&folder, &file.name, &file.text)?;
        } else {
            unchanged += 1;
        }
    }
    Ok(Written {
        written: outdated.into_iter().collect(),
        unchanged,
        surplus: before.surplus,
    })
}

/// One file as it ought to be.
struct ExpectedFile {
    folder: String,
    name: String,
    text: String,
}

impl ExpectedFile {
    fn path(&self) -> String {
        format!("{}/{}", self.folder, self.name)
    }

    /// Whether it is as it ought to be. A pipe in its place may never be written to, and a device has no end.
    fn is_in(&self, dir: &Path) -> io::Result<bool> {
        let path = dir.join(&self.folder).join(&self.name);
        if !fs::metadata(&path)?.is_file() {
            let message = format!("{} is no regular file", self.path());
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        // Other line ends make it longer, though never twice as long.
        let most = 2 * self.text.len() as u64;
        let mut bytes = Vec::new();
        File::open(&path)?.take(most).read_to_end(&mut bytes)?;
        Ok(agrees(&bytes, &self.text))
    }
}

fn expected_files() -> impl Iterator<Item = ExpectedFile> {
    Revision::ALL.into_iter().flat_map(|revision| {
        dto_names(revision).filter_map(move |dto| {
            Some(ExpectedFile {
                folder: revision.to_string(),
                name: format!("{dto}{SUFFIX}"),
                text: export_text(dto, revision)?,
            })
        })
    })
}

/// The schema files in folders named like a revision, known or not.
///
/// A name that is not UTF-8 is none of ours and is passed over, as is every other file: the folder
/// may be shared with what its owner keeps there.
fn found_files(dir: &Path) -> io::Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    for folder in names_in(dir)?
        .into_iter()
        .filter(|name| is_revision_like(name))
    {
        for name in names_in(&dir.join(&folder))? {
            if name.ends_with(SUFFIX) {
                found.insert(format!("{folder}/{name}"));
            }
        }
    }
    Ok(found)
}

fn names_in(dir: &Path) -> io::Result<Vec<String>> {
    let entries = match fs::read_dir(dir) {
        Err(error) if is_absence(&error) => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut names = Vec::new();
    for entry in entries {
        names.extend(entry?.file_name().into_string().ok());
    }
    Ok(names)
}

fn is_revision_like(name: &str) -> bool {
    name.len() == 7
        && name.bytes().enumerate().all(|(at, byte)| match at {
            4 => byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

fn is_absence(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

/// Whether the bytes are the text, be its lines ended by LF or by CR LF.
fn agrees(bytes: &[u8], text: &str) -> bool {
    let mut lines = text.split('\n');
    let same = bytes.split(|byte| *byte == b'\n').all(|line| {
        lines
            .next()
            .is_some_and(|expected| line.strip_suffix(b"\r").unwrap_or(line) == expected.as_bytes())
    });
    same && lines.next().is_none()
}

/// Puts the text under the name by way of a file beside it: a rename within one folder is atomic.
fn replace(folder: &Path, name: &str, text: &str) -> io::Result<()> {
    // The process id keeps two runs over the same folder from writing into one another's file.
    let draft = folder.join(format!(".{name}.{}.tmp", std::process::id()));
    let outcome = fs::write(&draft, text).and_then(|()| fs::rename(&draft, folder.join(name)));
    if outcome.is_err() {
        // The first error is the one worth telling; a draft that stays behind is found by nobody.
        drop(fs::remove_file(&draft));
    }
    outcome
}

#[cfg(test)]
mod tests {
    use super::{Comparison, Written, agrees, check_all, is_revision_like, replace, write_all};
    use std::fs;
    use std::path::PathBuf;

    /// A folder of its own for each test, gone with it.
    struct Scratch(PathBuf);

    impl Scratch {
        fn new(test: &str) -> Self {
            let name = format!("wiredrift-{test}-{}", std::process::id());
            let dir = std::env::temp_dir().join(name);
            drop(fs::remove_dir_all(&dir));
            fs::create_dir_all(&dir).unwrap();
            Self(dir)
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            drop(fs::remove_dir_all(&self.0));
        }
    }

    #[test]
    fn a_new_folder_is_filled_and_then_left_alone() {
        let scratch = Scratch::new("fill");
        let dir = scratch.0.join("schemas");
        let before = check_all(&dir).unwrap();
        assert_eq!((before.missing.len(), before.agrees()), (45, false));

        let first = write_all(&dir).unwrap();
        assert_eq!(first.written, before.missing);
        assert_eq!((first.unchanged, first.surplus.len()), (0, 0));
        assert!(check_all(&dir).unwrap().agrees());

        let file = dir.join("2026-02/ConnectionDto.schema.json");
        let modified = fs::metadata(&file).unwrap().modified().unwrap();
        let second = write_all(&dir).unwrap();
        assert_eq!(
            second,
            Written {
                unchanged: 45,
                ..Written::default()
            }
        );
        assert_eq!(fs::metadata(&file).unwrap().modified().unwrap(), modified);
    }

    #[test]
    fn differences_are_told_apart_and_cured_but_for_surplus() {
        let scratch = Scratch::new("differ");
        let dir = &scratch.0;
        write_all(dir).unwrap();
        fs::remove_file(dir.join("2022-01/SingleError.schema.json")).unwrap();
        fs::write(dir.join("2026-08/MultiError.schema.json"), "{}\n").unwrap();
        fs::write(dir.join("2026-03/ResourceMessageDto.schema.json"), "{}\n").unwrap();
        fs::create_dir(dir.join("2025-11")).unwrap();
        fs::write(dir.join("2025-11/ConnectionDto.schema.json"), "{}\n").unwrap();
        fs::write(dir.join("2026-03/README.md"), "of the owner\n").unwrap();
        fs::create_dir(dir.join("own")).unwrap();
        fs::write(dir.join("own/thing.schema.json"), "{}\n").unwrap();

        let surplus = vec![
            "2025-11/ConnectionDto.schema.json".to_owned(),
            "2026-03/ResourceMessageDto.schema.json".to_owned(),
        ];
        let found = check_all(dir).unwrap();
        assert_eq!(
            found,
            Comparison {
                missing: vec!["2022-01/SingleError.schema.json".to_owned()],
                stale: vec!["2026-08/MultiError.schema.json".to_owned()],
                surplus: surplus.clone(),
            }
        );

        let written = write_all(dir).unwrap();
        assert_eq!(written.written.len(), 2);
        assert_eq!((written.unchanged, &written.surplus), (43, &surplus));
        assert_eq!(
            check_all(dir).unwrap(),
            Comparison {
                surplus,
                ..Comparison::default()
            }
        );
        let names = fs::read_dir(dir.join("2022-01")).unwrap();
        assert_eq!(names.count(), 10, "no draft stays behind");
    }

    #[test]
    fn what_cannot_be_read_is_an_error_and_not_a_difference() {
        let scratch = Scratch::new("unreadable");
        fs::create_dir_all(scratch.0.join("2026-02/ConnectionDto.schema.json")).unwrap();
        assert!(check_all(&scratch.0).is_err());
        assert!(write_all(&scratch.0).is_err());
    }

    #[test]
    fn a_file_that_cannot_be_put_in_place_leaves_no_draft() {
        let scratch = Scratch::new("draft");
        fs::create_dir(scratch.0.join("taken")).unwrap();
        assert!(replace(&scratch.0, "taken", "text").is_err());
        let names = fs::read_dir(&scratch.0).unwrap();
        assert_eq!(names.count(), 1);
    }

    #[test]
    fn line_ends_may_be_those_of_another_system() {
        assert!(agrees(b"{\r\n}\r\n", "{\n}\n"));
        assert!(agrees(b"{\n}\n", "{\n}\n"));
        for other in ["", "{\n}", "{\n}\n\n", "{\r\r\n}\n", "{ \n}\n", "{\n}\nx"] {
            assert!(!agrees(other.as_bytes(), "{\n}\n"), "{other:?}");
        }
    }

    #[test]
    fn folders_of_revisions_are_told_by_their_names() {
        assert!(is_revision_like("2025-11"));
        for other in [
            "2025-1", "2025_11", "2025-111", "-202511", "latest", "2025-1é",
        ] {
            assert!(!is_revision_like(other), "{other}");
        }
    }
}
