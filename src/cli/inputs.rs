//! Which files are checked: the paths that were typed, globs expanded and folders walked.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use globset::GlobBuilder;
use ignore::WalkBuilder;

use super::ignored::{IgnoreFilesRead, Unfit, Why};
use super::project::Project;
use super::words::refusal;
use crate::limits::reached;
use crate::policy::MAX_GLOB;
use crate::problem::{Problem, ProblemKind};
use crate::text::sanitize::{printable, shown};

/// Something to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Input {
    /// The path as people see it.
    pub(super) shown: String,
    /// Where the bytes are.
    pub(super) place: InputPlace,
    /// Who chose it.
    pub(super) chosen: Chosen,
}

/// Where an input's bytes are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum InputPlace {
    /// Standard input.
    Stdin,
    /// A file.
    File(PathBuf),
}

/// Who chose an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Chosen {
    /// The user named it.
    ByName,
    /// It was met in a walk, or a glob matched it.
    InWalk,
}

/// The inputs in the order of their shown paths, and what is wrong with the paths.
#[derive(Debug, Default)]
pub(super) struct Inputs {
    pub(super) files: Vec<Input>,
    pub(super) problems: Vec<Problem>,
    /// What was met in walks and not read, and why.
    pub(super) passed: Vec<(String, &'static str)>,
}

/// Finds the inputs that `paths` stand for.
pub(super) fn find(
    paths: &[PathBuf],
    ignore_files: IgnoreFiles,
    named: Named,
    project: &Project,
) -> Inputs {
    let mut finder = Finder {
        ignore_files,
        named,
        project,
        files: BTreeMap::new(),
        problems: Vec::new(),
        passed: Vec::new(),
    };
    for path in paths {
        finder.add(path);
        if finder.is_over() {
            break;
        }
    }
    finder.keep_to_limit();
    Inputs {
        files: finder.files.into_values().collect(),
        problems: finder.problems,
        passed: finder.passed,
    }
}

/// Whether walks leave out what ignore files name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum IgnoreFiles {
    /// They do.
    Honoured,
    /// They do not.
    Unread,
}

impl IgnoreFiles {
    /// What walks leave out, in words.
    pub(super) const fn passed_over(self) -> &'static str {
        match self {
            Self::Honoured => {
                "hidden and ignored files are passed over (`--no-ignore` reads the ignored ones)"
            }
            Self::Unread => "hidden files are passed over",
        }
    }
}

/// What becomes of a file that is named and that the configuration excludes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// It is read: who names it means it.
    Kept,
    /// It is left out: another program names all that changed.
    Excluded,
}

#[derive(Debug)]
struct Finder<'p> {
    ignore_files: IgnoreFiles,
    named: Named,
    project: &'p Project,
    /// By shown path and path, so that each file is read once.
    files: BTreeMap<(String, PathBuf), Input>,
    problems: Vec<Problem>,
    passed: Vec<(String, &'static str)>,
}

impl Finder<'_> {
    /// Whether there are more files than one run reads.
    fn is_over(&self) -> bool {
        self.files.len() as u64 > self.project.limits.files
    }

    /// Leaves out what is beyond the limit, and says so.
    fn keep_to_limit(&mut self) {
        if !self.is_over() {
            return;
        }
        let most = self.project.limits.files;
        while self.is_over() {
            self.files.pop_last();
        }
        let reached = reached("files", most);
        self.problems.push(Problem {
            kind: ProblemKind::TooLarge,
            path: None,
            place: None,
            excerpt: None,
            message: format!("there are more files than {reached}"),
            label: None,
            help: Some(format!(
                "name fewer of them, or {}; the first ones were checked",
                reached.help()
            )),
        });
    }

    fn add(&mut self, path: &Path) {
        if path == Path::new("-") {
            let shown = "<stdin>".to_owned();
            self.files.insert(
                (shown.clone(), path.to_owned()),
                Input {
                    shown,
                    place: InputPlace::Stdin,
                    chosen: Chosen::ByName,
                },
            );
        } else {
            match fs::metadata(path) {
                Ok(found) if found.is_dir() => self.walk(path, |_| true),
                Ok(_) => self.file(path, Chosen::ByName),
                Err(_) if is_glob(path) => self.glob(path),
                Err(error) => self.missing(path, &error),
            }
        }
    }

    fn missing(&mut self, path: &Path, error: &io::Error) {
        if error.kind() != io::ErrorKind::NotFound {
            let message = format!("the path cannot be followed: {}", refusal(error));
            self.problem(path, &message, "make it lead to a file that can be read");
        } else if let Ok(target) = fs::read_link(path) {
            let message = format!(
                "the symbolic link leads to {}, which is not there",
                shown(&target)
            );
            self.problem(path, &message, "mend the link, or name the file itself");
        } else {
            self.problem(
                path,
                "there is no such file or folder",
                "check the path; globs such as `recordings/**/*.json` are expanded",
            );
        }
    }

    fn file(&mut self, path: &Path, chosen: Chosen) {
        let path = tidy(path);
        let is_bound = chosen == Chosen::InWalk || self.named == Named::Excluded;
        if self.project.is_ledger(path) {
            if chosen == Chosen::ByName && self.named == Named::Kept {
                self.pass(path, "the project's own baseline or lock");
            }
            return;
        }
        if is_bound && self.project.excludes(path) {
            if chosen == Chosen::ByName {
                self.pass(path, "excluded by the configuration");
            }
            return;
        }
        let shown = shown(path);
        let input = Input {
            shown: shown.clone(),
            place: InputPlace::File(path.to_owned()),
            chosen,
        };
        let entry = self.files.entry((shown, path.to_owned()));
        let known = entry.or_insert(input);
        if chosen == Chosen::ByName {
            known.chosen = chosen;
        }
    }

    /// Walks a folder in order; ignore files are honoured, hidden files passed over. The user's
    /// own global ignore file is not asked: two machines must find the same files.
    fn walk(&mut self, folder: &Path, wanted: impl Fn(&Path) -> bool) {
        let honoured = self.ignore_files == IgnoreFiles::Honoured;
        let read = IgnoreFilesRead::within(self.project.limits.ignore_bytes);
        let read = Arc::new(Mutex::new(read));
        let may_enter = {
            let read = Arc::clone(&read);
            move |folder: &Path, depth| {
                let mut read = read.lock().unwrap_or_else(PoisonError::into_inner);
                !honoured || read.may_enter(folder, depth)
            }
        };
        if may_enter(folder, 0) {
            self.walk_into(folder, may_enter, wanted);
        }
        let mut read = read.lock().unwrap_or_else(PoisonError::into_inner);
        for (folder, unfit) in std::mem::take(&mut read.refused) {
            self.not_walked(&folder, unfit);
        }
    }

    fn walk_into(
        &mut self,
        folder: &Path,
        may_enter: impl Fn(&Path, usize) -> bool + Send + Sync + 'static,
        wanted: impl Fn(&Path) -> bool,
    ) {
        let walk = WalkBuilder::new(folder)
            .standard_filters(self.ignore_files == IgnoreFiles::Honoured)
            // What is ignored or hidden is left out before.
            .filter_entry(move |entry| {
                let is_dir = entry.file_type().is_some_and(|kind| kind.is_dir());
                !is_dir || may_enter(entry.path(), entry.depth())
            })
            .hidden(true)
            .require_git(false)
            .git_global(false)
            .follow_links(false)
            // Paths of one folder are in the order of their names, and these are compared sooner.
            .sort_by_file_name(Ord::cmp)
            .build();
        for entry in walk {
            if self.is_over() {
                break;
            }
            match entry {
                Ok(entry) if !wanted(entry.path()) => {}
                Ok(entry) => match entry.file_type() {
                    Some(kind) if kind.is_file() => self.file(entry.path(), Chosen::InWalk),
                    // A link that was named is followed.
                    Some(kind) if kind.is_symlink() && entry.depth() > 0 => {
                        self.pass(entry.path(), "symbolic link, not followed");
                    }
                    Some(kind) if !kind.is_dir() && !kind.is_symlink() => {
                        self.pass(entry.path(), "not a regular file");
                    }
                    _ => {}
                },
                Err(error) => {
                    let (path, message) = walk_problem(&error);
                    let path = path.map_or(folder, tidy);
                    self.problem(path, &printable(&message), "make it readable");
                }
            }
        }
    }

    /// Says that a folder was not walked, and which ignore file is in the way.
    fn not_walked(&mut self, folder: &Path, Unfit { file, why }: Unfit) {
        let file = tidy(&file);
        let file = if file.is_absolute() && !folder.is_absolute() {
            self.project.seen_here(file)
        } else {
            file.to_owned()
        };
        let folder = shown(match tidy(folder) {
            here if here.as_os_str().is_empty() => folder,
            below => below,
        });
        let (kind, what, help) = match why {
            Why::NoFile => (
                ProblemKind::Unreadable,
                "this ignore file is no regular file".to_owned(),
                "put a file there or delete it".to_owned(),
            ),
            Why::Unreadable(why) => (
                ProblemKind::Unreadable,
                format!("this ignore file cannot be read: {why}"),
                "make it readable or delete it".to_owned(),
            ),
            Why::LongLine => (
                ProblemKind::TooLarge,
                format!("this ignore file has a line of more than {MAX_GLOB} bytes"),
                "shorten the line".to_owned(),
            ),
            Why::TooLong(reached) => (
                ProblemKind::TooLarge,
                format!("with this one the ignore files hold more than {reached}"),
                format!("shorten it, or {}", reached.help()),
            ),
        };
        self.problems.push(Problem {
            kind,
            path: Some(shown(&file)),
            place: None,
            excerpt: None,
            message: format!("{what}, so the folder {folder} was not walked"),
            label: None,
            help: Some(format!("{help}; `--no-ignore` reads none of them")),
        });
    }

    fn pass(&mut self, path: &Path, reason: &'static str) {
        self.passed.push((shown(tidy(path)), reason));
    }

    fn glob(&mut self, pattern: &Path) {
        let text = pattern.to_string_lossy();
        if text.len() > MAX_GLOB {
            let message = format!("expected a glob of at most {MAX_GLOB} bytes");
            self.problem(pattern, &message, "name a folder, or several globs");
            return;
        }
        let matcher = match GlobBuilder::new(&text).literal_separator(true).build() {
            Ok(glob) => glob.compile_matcher(),
            Err(error) => {
                let message = format!("expected a glob: {}", error.kind());
                let help = "write `*`, `?`, `[` and `{` that mean themselves as `[*]`, `[?]`, `[[]` and `[{]`";
                self.problem(pattern, &message, help);
                return;
            }
        };
        let base = literal_base(pattern);
        let root = if base.as_os_str().is_empty() {
            Path::new(".")
        } else {
            &base
        };
        if !root.is_dir() {
            let message = format!(
                "no file matches this glob: there is no folder {}",
                shown(root)
            );
            self.problem(pattern, &message, "check the path");
            return;
        }
        let matched = Cell::new(false);
        self.walk(root, |path| {
            let wanted = matcher.is_match(tidy(path)) && !path.is_dir();
            matched.set(matched.get() || wanted);
            wanted || path.is_dir()
        });
        if !matched.get() {
            self.problem(
                pattern,
                "no file matches this glob",
                &format!(
                    "`**` crosses folders, `*` does not; {}",
                    self.ignore_files.passed_over()
                ),
            );
        }
    }

    fn problem(&mut self, path: &Path, message: &str, help: &str) {
        self.problems.push(Problem {
            kind: ProblemKind::Unreadable,
            path: Some(shown(path)),
            place: None,
            excerpt: None,
            message: message.to_owned(),
            label: None,
            help: Some(help.to_owned()),
        });
    }
}

/// What stopped a walk, and where: what libraries put around it is of no use to whoever reads it.
fn walk_problem(error: &ignore::Error) -> (Option<&Path>, String) {
    match error {
        ignore::Error::WithPath { path, err } => {
            let (_, message) = walk_problem(err);
            (Some(path), message)
        }
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
            walk_problem(err)
        }
        ignore::Error::Io(error) => {
            let message = format!("the folder cannot be read: {}", refusal(error));
            (None, message)
        }
        other => (None, format!("the folder cannot be walked: {other}")),
    }
}

/// The path without a leading `./`, which walks of the current folder put in front.
fn tidy(path: &Path) -> &Path {
    path.strip_prefix(".").unwrap_or(path)
}

fn is_glob(path: &Path) -> bool {
    path.to_string_lossy()
        .contains(['*', '?', '[', ']', '{', '}'])
}

/// The folders of a glob before its first part with a special letter.
fn literal_base(pattern: &Path) -> PathBuf {
    pattern
        .components()
        .take_while(|part| !is_glob(Path::new(part.as_os_str())))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_walk_that_stops_says_where_and_why() {
        #[derive(Debug)]
        struct Wrapped(io::Error);
        impl std::fmt::Display for Wrapped {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "IO error for operation on perm/sub: {}", self.0)
            }
        }
        impl std::error::Error for Wrapped {
            fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
                Some(&self.0)
            }
        }
        let denied = io::Error::from_raw_os_error(13);
        let error = ignore::Error::WithDepth {
            depth: 1,
            err: Box::new(ignore::Error::WithPath {
                path: "perm/sub".into(),
                err: Box::new(ignore::Error::Io(io::Error::other(Wrapped(denied)))),
            }),
        };
        let (path, message) = walk_problem(&error);
        assert_eq!(path, Some(Path::new("perm/sub")));
        #[cfg(target_os = "linux")]
        assert_eq!(message, "the folder cannot be read: permission denied");
        assert!(!message.contains("IO error"), "{message}");
    }

    #[test]
    fn the_base_of_a_glob_is_its_literal_start() {
        assert_eq!(literal_base(Path::new("a/b/**/*.json")), Path::new("a/b"));
        assert_eq!(literal_base(Path::new("*.json")), Path::new(""));
        assert_eq!(literal_base(Path::new("/x/[a]/y")), Path::new("/x"));
    }
}
