//! Files that are opened without waiting for whoever is at the other end.

use std::fs::{self, File};
use std::io;
use std::path::Path;

/// Who named a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum NamedBy {
    /// Who typed the command: the pipes that shells make of `<(…)` have somebody who writes to them.
    #[default]
    User,
    /// Another file, or the name that is usual: a pipe there may never be written to.
    File,
}

impl NamedBy {
    /// The user, where a name was typed.
    pub(super) fn of<T: ?Sized>(typed: Option<&T>) -> Self {
        match typed {
            Some(_) => Self::User,
            None => Self::File,
        }
    }

    /// Opens a file that was named so.
    ///
    /// # Errors
    /// What the system says, and that it is no regular file where nobody typed it.
    pub(super) fn open(self, path: &Path) -> io::Result<File> {
        match self {
            Self::User => File::open(path),
            Self::File => regular(path),
        }
    }
}

/// Opens a file for reading and waits for nobody: what was a file a moment ago may be a pipe by now, and whoever
/// opens one waits for its other end. Of a regular file all is read as ever.
pub(super) fn opened(target: &Path) -> io::Result<File> {
    let mut how = File::options();
    how.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        let flags = rustix::fs::OFlags::NONBLOCK.bits();
        how.custom_flags(flags.cast_signed());
    }
    how.open(target)
}

/// Opens a regular file, and nothing else.
///
/// # Errors
/// What the system says, and that it is no regular file.
pub(super) fn regular(target: &Path) -> io::Result<File> {
    let no_file = || io::Error::other("it is no regular file");
    if !fs::metadata(target)?.is_file() {
        return Err(no_file());
    }
    let file = opened(target)?;
    file.metadata()?
        .is_file()
        .then_some(file)
        .ok_or_else(no_file)
}

#[cfg(test)]
mod tests {
    use super::*;

    // Elsewhere `rustix` makes no pipes.
    #[cfg(target_os = "linux")]
    #[test]
    fn a_pipe_in_place_of_a_file_is_not_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("body.json");
        rustix::fs::mkfifoat(rustix::fs::CWD, &path, rustix::fs::Mode::RWXU).unwrap();
        let about = opened(&path).unwrap().metadata().unwrap();
        assert!(!about.is_file());
        for refused in [regular(&path), NamedBy::of::<Path>(None).open(&path)] {
            assert_eq!(refused.unwrap_err().to_string(), "it is no regular file");
        }
    }
}
