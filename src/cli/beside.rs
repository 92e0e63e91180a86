//! The files that a capture keeps its bodies in: those beside it, and of a WireMock mapping those in
//! the `__files` beside its `mappings`; no others.

use std::cell::Cell;
use std::fs;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use super::opened::regular;
use super::words::refusal;
use crate::capture::Attachments;
use crate::limits::{Limits, reached};

/// The files in and below the folder of a capture.
#[derive(Debug)]
pub(super) struct Beside {
    folder: PathBuf,
    limits: Limits,
    /// Files that were asked for.
    asked: Cell<u64>,
    /// Bytes that were read.
    taken: Cell<u64>,
}

impl Beside {
    /// The files beside `capture`.
    pub(super) fn new(capture: &Path, limits: &Limits) -> Self {
        let folder = match capture.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        Self {
            folder: folder.to_owned(),
            limits: *limits,
            asked: Cell::new(0),
            taken: Cell::new(0),
        }
    }
}

/// The folder that WireMock keeps bodies in, beside the one of its mappings.
const WIREMOCK_FILES: &str = "__files";

/// The folder that holds both `mappings`, with the capture in it, and `__files`, which `name` is in;
/// `None` where the capture has such a folder beside itself, or is in no `mappings`.
fn wiremock_root<'f>(folder: &'f Path, name: &Path) -> Option<&'f Path> {
    let first = name
        .components()
        .find(|part| matches!(part, Component::Normal(_)))?;
    if first.as_os_str() != WIREMOCK_FILES || folder.join(WIREMOCK_FILES).is_dir() {
        return None;
    }
    folder
        .ancestors()
        .find(|around| around.file_name().is_some_and(|name| name == "mappings"))
        .and_then(Path::parent)
}

impl Attachments for Beside {
    fn begin(&self) {
        self.asked.set(0);
        self.taken.set(0);
    }

    fn read(&self, name: &str) -> Result<Vec<u8>, String> {
        self.asked.set(self.asked.get() + 1);
        if self.asked.get() > self.limits.body_files {
            let reached = reached("body-files", self.limits.body_files);
            return Err(format!(
                "the capture names more files than {}",
                reached.told()
            ));
        }
        let name = Path::new(name);
        let stays = name
            .components()
            .all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
        if !stays {
            return Err("its name leads out of the capture's folder".to_owned());
        }
        let refused = |error: std::io::Error| refusal(&error);
        let folder = fs::canonicalize(&self.folder).map_err(refused)?;
        let (root, bounds) = match wiremock_root(&folder, name) {
            Some(root) => (root, root.join(WIREMOCK_FILES)),
            None => (folder.as_path(), folder.clone()),
        };
        // A link may lead anywhere.
        let target = fs::canonicalize(root.join(name)).map_err(refused)?;
        if !target.starts_with(&bounds) {
            return Err("it is a link that leads out of the capture's folder".to_owned());
        }
        let file = regular(&target).map_err(refused)?;
        let most = self.limits.body_file_bytes;
        let left = (self.limits.body_files_bytes).saturating_sub(self.taken.get());
        let mut bytes = Vec::new();
        let read = file.take(most.min(left) + 1).read_to_end(&mut bytes);
        let size = bytes.len() as u64;
        self.taken.set(self.taken.get().saturating_add(size));
        read.map_err(refused)?;
        if size > most {
            let reached = reached("body-file-bytes", most);
            return Err(format!("it is larger than {}", reached.told()));
        }
        if size > left {
            let reached = reached("body-files-bytes", self.limits.body_files_bytes);
            return Err(format!(
                "the files that the capture names hold more together than {}",
                reached.told()
            ));
        }
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder of this test alone, which is gone behind it.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let name = format!("wiredrift-beside-{name}-{}", std::process::id());
            let path = std::env::temp_dir().join(name);
            fs::create_dir_all(&path).unwrap();
            Self(path)
        }

        fn write(&self, name: &str) -> PathBuf {
            let path = self.0.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, name).unwrap();
            path
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn wiremock_keeps_files_beside_its_mappings() {
        let folder = Folder::new("files");
        let deep = folder.write("root/mappings/a/b/x.json");
        let flat = folder.write("root/mappings/x.json");
        let stray = folder.write("root/other/x.json");
        folder.write("root/__files/body.json");
        folder.write("root/secret.json");
        folder.write("__files/outer.json");
        for capture in [&deep, &flat] {
            let beside = Beside::new(capture, &Limits::DEFAULT);
            assert_eq!(
                beside.read("__files/body.json").unwrap(),
                b"root/__files/body.json"
            );
            for name in [
                "__files/../secret.json",
                "../secret.json",
                "../__files/body.json",
                "/etc/hosts",
                "__files",
                "__files/outer.json",
                "secret.json",
                "mappings/x.json",
            ] {
                assert!(beside.read(name).is_err(), "{name}");
            }
        }
        assert!(
            Beside::new(&stray, &Limits::DEFAULT)
                .read("__files/body.json")
                .is_err()
        );
        // The capture's own folder goes first.
        folder.write("root/mappings/__files/own.json");
        assert!(
            Beside::new(&flat, &Limits::DEFAULT)
                .read("__files/own.json")
                .is_ok()
        );
        assert!(
            Beside::new(&flat, &Limits::DEFAULT)
                .read("__files/body.json")
                .is_err()
        );
    }

    #[cfg(unix)]
    #[test]
    fn links_do_not_lead_out_of_the_files() {
        let folder = Folder::new("links");
        let capture = folder.write("root/mappings/x.json");
        let secret = folder.write("root/secret.json");
        folder.write("root/__files/body.json");
        let link = folder.0.join("root/__files/link.json");
        std::os::unix::fs::symlink(&secret, link).unwrap();
        let told = Beside::new(&capture, &Limits::DEFAULT).read("__files/link.json");
        assert!(told.is_err_and(|why| why.contains("link")));
        let capture = folder.write("second/mappings/x.json");
        let target = folder.0.join("root/__files");
        std::os::unix::fs::symlink(target, folder.0.join("second/__files")).unwrap();
        assert!(
            Beside::new(&capture, &Limits::DEFAULT)
                .read("__files/body.json")
                .is_err()
        );
    }
}
