//! Files of a project: the configuration, the baseline and the lock.

use std::cell::RefCell;
use std::fs;
use std::path::{Path, PathBuf};

use wiredrift::config::{self, Settings};
use wiredrift::ledger::{Baseline, Lock};
use wiredrift::limits::Limits;

use super::inert::assert_told;

/// Calls `act` with a file of this name that holds `data`.
fn in_file(name: &str, data: &[u8], act: impl FnOnce(&Path)) {
    thread_local! {
        static FOLDER: RefCell<Option<PathBuf>> = const { RefCell::new(None) };
    }
    FOLDER.with_borrow_mut(|folder| {
        let folder = folder.get_or_insert_with(|| {
            let (process, thread) = (std::process::id(), std::thread::current().id());
            let own = format!("wiredrift-fuzz-{process}-{thread:?}");
            let folder = std::env::temp_dir().join(own);
            fs::create_dir_all(&folder).expect("temporary files can be written");
            folder
        });
        let path = folder.join(name);
        fs::write(&path, data).expect("temporary files can be written");
        act(&path);
        let _ = fs::remove_file(path);
    });
}

/// A configuration of its own, and a table in a file that others share.
pub(crate) fn config(data: &[u8]) {
    for name in ["wiredrift.toml", "Cargo.toml"] {
        in_file(name, data, |path| {
            match config::named(path, &Limits::DEFAULT) {
                Ok(found) => {
                    if let Err(problems) = Settings::new(found) {
                        assert!(!problems.is_empty(), "it is refused, and nobody says why");
                        assert_told(problems);
                    }
                }
                Err(problem) => assert_told(vec![*problem]),
            }
        });
    }
}

/// What is read is what is written, and is read as the same again.
pub(crate) fn baseline(data: &[u8]) {
    in_file(Baseline::FILE, data, |path| match Baseline::read(path) {
        Ok(baseline) => {
            let text = baseline.text();
            fs::write(path, &text).expect("temporary files can be written");
            let again = Baseline::read(path).expect("what is written is read");
            assert_eq!(again, baseline);
            assert_eq!(again.text(), text);
        }
        Err(problem) => assert_told(vec![*problem]),
    });
}

/// As with the baseline.
pub(crate) fn lock(data: &[u8]) {
    in_file(Lock::FILE, data, |path| match Lock::read(path) {
        Ok(lock) => {
            let text = lock.text();
            fs::write(path, &text).expect("temporary files can be written");
            let again = Lock::read(path).expect("what is written is read");
            assert_eq!(again.text(), text);
            let difference = lock.difference(&again);
            assert_eq!(
                difference.changed + difference.added + difference.removed,
                0
            );
        }
        Err(problem) => assert_told(vec![*problem]),
    });
}
