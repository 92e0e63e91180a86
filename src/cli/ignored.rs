//! Ignore files, looked at before a walk reads them: what walks folders opens them itself, and would wait for a pipe
//! and hold what has no end.

use std::fs;
use std::io::{BufRead, Read};
use std::path::{Path, PathBuf};

use super::opened::opened;
use super::words::refusal;
use crate::limits::{Reached, reached};
use crate::policy::MAX_GLOB;

/// The ignore files of each folder.
const NAMES: [&str; 2] = [".ignore", ".gitignore"];

/// How many times longer the ignore files of all folders together may be than those that bind one of them: each is
/// read once, so they take time, and only those on the way to a folder are held at once.
const TOGETHER: u64 = 16;

/// The ignore files of a walk.
#[derive(Debug)]
pub(super) struct IgnoreFilesRead {
    most: u64,
    /// What is held of the folders on the way, by how deep they are.
    held: Vec<u64>,
    /// What was read of all folders.
    taken: u64,
    /// The folders that are not walked, and why.
    pub(super) refused: Vec<(PathBuf, Unfit)>,
}

/// An ignore file that no walk shall read.
#[derive(Debug)]
pub(super) struct Unfit {
    /// The file.
    pub(super) file: PathBuf,
    /// Why.
    pub(super) why: Why,
}

/// Why no walk shall read an ignore file.
#[derive(Debug)]
pub(super) enum Why {
    /// It is a pipe or a device.
    NoFile,
    /// It cannot be read to its end.
    Unreadable(String),
    /// It has a line that is longer than any glob: braces inside one another would take the whole stack.
    LongLine,
    /// With it there is too much of them.
    TooLong(Reached),
}

impl IgnoreFilesRead {
    /// None yet, and at most so many bytes on the way to a folder.
    pub(super) const fn within(most: u64) -> Self {
        Self {
            most,
            held: Vec::new(),
            taken: 0,
            refused: Vec::new(),
        }
    }

    /// Whether a walk may go into `folder`, so many folders below its root. Those above the root count for the root.
    pub(super) fn may_enter(&mut self, folder: &Path, depth: usize) -> bool {
        self.held.truncate(depth);
        match self.read(folder, depth) {
            Ok(read) => {
                self.held.push(read);
                true
            }
            Err(unfit) => {
                self.refused.push((folder.to_owned(), unfit));
                false
            }
        }
    }

    fn read(&mut self, folder: &Path, depth: usize) -> Result<u64, Unfit> {
        let held: u64 = self.held.iter().sum();
        let mut reading = Reading {
            most: (self.most.saturating_sub(held)).min(
                self.most
                    .saturating_mul(TOGETHER)
                    .saturating_sub(self.taken),
            ),
            reached: reached("ignore-bytes", self.most),
            taken: 0,
        };
        let mut looked = reading.folder(folder);
        if looked.is_ok() && depth == 0
            // What cannot be followed has none above for the walk, either.
            && let Ok(absolute) = folder.canonicalize()
        {
            let mut above = absolute.ancestors().skip(1);
            looked = above.try_for_each(|folder| reading.folder(folder));
        }
        self.taken = self.taken.saturating_add(reading.taken);
        looked.map(|()| reading.taken)
    }
}

/// The ignore files that one folder adds.
struct Reading {
    most: u64,
    reached: Reached,
    taken: u64,
}

impl Reading {
    fn folder(&mut self, folder: &Path) -> Result<(), Unfit> {
        for name in NAMES {
            self.file(&folder.join(name))?;
        }
        let git = folder.join(".git");
        match common_folder(&git, self)? {
            Some(git) => self.file(&git.join("info/exclude")).map(drop),
            None => Ok(()),
        }
    }

    /// What a file says that is there and can be opened; what cannot is none for the walk, either.
    fn file(&mut self, path: &Path) -> Result<Option<Vec<u8>>, Unfit> {
        let unfit = |why| Unfit {
            file: path.to_owned(),
            why,
        };
        match fs::metadata(path) {
            Ok(there) if there.is_file() => {}
            Ok(there) if !there.is_dir() => return Err(unfit(Why::NoFile)),
            Ok(_) | Err(_) => return Ok(None),
        }
        let Ok(file) = opened(path) else {
            return Ok(None);
        };
        let left = self.most.saturating_sub(self.taken);
        let mut text = Vec::new();
        // What the system makes up has no length, and need not have an end.
        if let Err(error) = file.take(left.saturating_add(1)).read_to_end(&mut text) {
            return Err(unfit(Why::Unreadable(refusal(&error))));
        }
        // Each line is held with the path of its file.
        let lines = memchr::memchr_iter(b'\n', &text).count() as u64;
        let each = path.as_os_str().len() as u64;
        let cost = (text.len() as u64).saturating_add(lines.saturating_mul(each));
        self.taken = self.taken.saturating_add(cost);
        if cost > left {
            return Err(unfit(Why::TooLong(self.reached)));
        }
        let is_long = |line: &[u8]| line.len() > MAX_GLOB && !line.starts_with(b"#");
        if text.split(|&byte| byte == b'\n').any(is_long) {
            return Err(unfit(Why::LongLine));
        }
        Ok(Some(text))
    }
}

/// The folder whose `info/exclude` counts: that of the repository, where `.git` is the file of a worktree. The walk
/// reads these files, too.
fn common_folder(git: &Path, reading: &mut Reading) -> Result<Option<PathBuf>, Unfit> {
    if !fs::metadata(git).is_ok_and(|there| there.is_file()) {
        return Ok(Some(git.to_owned()));
    }
    let Some(text) = reading.file(git)? else {
        return Ok(None);
    };
    let line = first_line(&text);
    let Some(own) = line.as_ref().and_then(|line| line.strip_prefix("gitdir: ")) else {
        return Ok(None);
    };
    let own = Path::new(own);
    let Some(text) = reading.file(&own.join("commondir"))? else {
        return Ok(None);
    };
    Ok(first_line(&text).map(|common| {
        if common.starts_with('.') {
            own.join(common)
        } else {
            PathBuf::from(common)
        }
    }))
}

fn first_line(text: &[u8]) -> Option<String> {
    text.lines().next()?.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_held_counts_on_the_way_to_a_folder_and_all_of_it_for_a_walk() {
        let root = tempfile::tempdir().unwrap();
        let long = "x".repeat(6);
        for name in ["a/b", "c"] {
            fs::create_dir_all(root.path().join(name)).unwrap();
        }
        for name in ["a/.ignore", "a/b/.gitignore", "c/.ignore"] {
            fs::write(root.path().join(name), &long).unwrap();
        }
        let enter = |read: &mut IgnoreFilesRead, name: &str, depth| {
            read.may_enter(&root.path().join(name), depth)
        };
        let mut read = IgnoreFilesRead::within(11);
        let mut enter_in_turn = || {
            [("", 0), ("a", 1), ("a/b", 2), ("c", 1)]
                .map(|(name, depth)| enter(&mut read, name, depth))
        };
        assert_eq!(enter_in_turn(), [true, true, false, true]);
        // Many small ones end where all of them together do.
        let entered = (0..100).filter(|_| enter(&mut read, "c", 1)).count();
        assert!((20..30).contains(&entered), "{entered}");
        let (_, unfit) = read.refused.last().unwrap();
        assert_eq!(unfit.file, root.path().join("c/.ignore"));
    }
}
