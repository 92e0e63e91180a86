//! The files that a capture keeps its bodies in: those beside it, and no others.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use crate::capture::Attachments;

/// Bytes of one such file that are read at most.
const MAX: u64 = 256 << 20;

/// The files in and below the folder of a capture.
#[derive(Clone, Debug)]
pub(super) struct Beside {
    folder: PathBuf,
}

impl Beside {
    /// The files beside `capture`.
    pub(super) fn new(capture: &Path) -> Self {
        let folder = match capture.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        Self {
            folder: folder.to_owned(),
        }
    }
}

impl Attachments for Beside {
    fn read(&self, name: &str) -> Result<Vec<u8>, String> {
        let name = Path::new(name);
        let stays = name
            .components()
            .all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
        if !stays {
            return Err("its name leads out of the capture's folder".to_owned());
        }
        let path = self.folder.join(name);
        // A link may lead anywhere.
        let (folder, target) = match (fs::canonicalize(&self.folder), fs::canonicalize(&path)) {
            (Ok(folder), Ok(target)) => (folder, target),
            (Err(error), _) | (_, Err(error)) => return Err(super::words::refusal(&error)),
        };
        if !target.starts_with(&folder) {
            return Err("it is a link that leads out of the capture's folder".to_owned());
        }
        let refused = |error: std::io::Error| super::words::refusal(&error);
        let metadata = fs::metadata(&target).map_err(refused)?;
        if !metadata.is_file() {
            return Err("it is no regular file".to_owned());
        }
        let mut bytes = Vec::new();
        File::open(&target)
            .and_then(|file| file.take(MAX + 1).read_to_end(&mut bytes))
            .map_err(refused)?;
        if bytes.len() as u64 > MAX {
            return Err(format!("it is larger than {} MiB", MAX >> 20));
        }
        Ok(bytes)
    }
}
