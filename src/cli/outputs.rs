//! Files that are written: each is whole, or what stood there stays.
//!
//! The drafts are made before anything is checked, so a place that cannot be written is refused at once,
//! and put in place when the report is done.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::args::ReportTo;
use super::words::refusal;
use crate::report::Format;
use crate::text::sanitize::shown;

/// A message and what to do.
pub(super) type Refusal = (String, String);

/// Where the reports of a run go.
#[derive(Debug)]
pub(super) struct Outputs {
    /// The format of standard output, where `-` is one of the files.
    pub(super) stdout: Option<Format>,
    files: Vec<Output>,
}

#[derive(Debug)]
struct Output {
    format: Format,
    /// As it was typed.
    path: PathBuf,
    sink: Sink,
}

#[derive(Debug)]
enum Sink {
    /// A draft in the same folder, and the place that it is renamed to.
    Draft(NamedTempFile, PathBuf),
    /// What is no file: a pipe or a device.
    Stream(File),
}

impl Outputs {
    /// Makes room for what was asked for.
    pub(super) fn open(asked: &[ReportTo]) -> Result<Self, Refusal> {
        let mut outputs = Self {
            stdout: None,
            files: Vec::new(),
        };
        for ReportTo { format, path } in asked {
            if path == Path::new("-") {
                if outputs.stdout.replace(*format).is_some() {
                    return Err(twice(path));
                }
                continue;
            }
            let sink = open(path)?;
            if outputs.files.iter().any(|known| known.sink.is(&sink)) {
                return Err(twice(path));
            }
            outputs.files.push(Output {
                format: *format,
                path: path.clone(),
                sink,
            });
        }
        Ok(outputs)
    }

    /// Whether a file has this format.
    pub(super) fn has(&self, format: Format) -> bool {
        self.files.iter().any(|output| output.format == format)
    }

    /// The one that is also the file `input`, which would be lost.
    pub(super) fn would_replace(&self, input: &Path) -> Option<&Path> {
        if self.files.is_empty() {
            return None;
        }
        let input = fs::canonicalize(input).ok()?;
        let replaced = |output: &&Output| match &output.sink {
            Sink::Draft(_, place) => *place == input,
            Sink::Stream(_) => false,
        };
        self.files
            .iter()
            .find(replaced)
            .map(|output| output.path.as_path())
    }

    /// Writes each report and puts it in its place.
    pub(super) fn write(
        self,
        mut render: impl FnMut(Format, &mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Refusal> {
        for output in self.files {
            let path = output.path;
            output
                .sink
                .write(|out| render(output.format, out))
                .map_err(|error| cannot_write(&path, &error))?;
        }
        Ok(())
    }
}

/// A file that is to be written whole; it is opened first, so that what cannot be written is told at once.
#[derive(Debug)]
pub(super) struct Whole {
    path: PathBuf,
    sink: Sink,
}

impl Whole {
    /// Makes room for the file at `path`.
    pub(super) fn open(path: &Path) -> Result<Self, Refusal> {
        Ok(Self {
            path: path.to_owned(),
            sink: open(path)?,
        })
    }

    /// Puts the text in its place.
    pub(super) fn write(self, text: impl AsRef<[u8]>) -> Result<(), Refusal> {
        let written = self.sink.write(|out| out.write_all(text.as_ref()));
        written.map_err(|error| cannot_write(&self.path, &error))
    }
}

impl Sink {
    fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Draft(_, one), Self::Draft(_, two)) => one == two,
            _ => false,
        }
    }

    fn write(self, render: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
        match self {
            Self::Draft(mut draft, place) => {
                let mut out = BufWriter::new(draft.as_file_mut());
                render(&mut out)?;
                out.flush()?;
                drop(out);
                draft.as_file().sync_all()?;
                draft.persist(place).map_err(|error| error.error)?;
                Ok(())
            }
            Self::Stream(file) => {
                let mut out = BufWriter::new(file);
                render(&mut out)?;
                out.flush()
            }
        }
    }
}

fn open(path: &Path) -> Result<Sink, Refusal> {
    let failed = |error: io::Error| cannot_write(path, &error);
    match fs::metadata(path) {
        Ok(there) if there.is_dir() => Err((
            format!("{} is a folder, and no file", shown(path)),
            "name a file".to_owned(),
        )),
        Ok(there) if !there.is_file() => {
            let file = File::options().write(true).open(path).map_err(failed)?;
            Ok(Sink::Stream(file))
        }
        Ok(there) => {
            // A link stays one: it is its target that is replaced.
            let place = fs::canonicalize(path).map_err(failed)?;
            // What may not be written to is not replaced either.
            drop(File::options().write(true).open(&place).map_err(failed)?);
            let draft = draft(&place).map_err(failed)?;
            drop(fs::set_permissions(draft.path(), there.permissions()));
            Ok(Sink::Draft(draft, place))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let folder = path
                .parent()
                .filter(|folder| !folder.as_os_str().is_empty());
            let folder = fs::canonicalize(folder.unwrap_or(Path::new("."))).map_err(failed)?;
            let name = path.file_name().ok_or_else(|| failed(error))?;
            let place = folder.join(name);
            let draft = draft(&place).map_err(failed)?;
            Ok(Sink::Draft(draft, place))
        }
        Err(error) => Err(failed(error)),
    }
}

/// A hidden file in the same folder, with the rights that a new file has: others may read the report.
fn draft(place: &Path) -> io::Result<NamedTempFile> {
    let folder = place.parent().unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".wiredrift-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // The process's mask is taken off this.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

fn twice(path: &Path) -> Refusal {
    let what = if path == Path::new("-") {
        "standard output".to_owned()
    } else {
        shown(path)
    };
    (
        format!("{what} would hold two reports"),
        "give each report a file of its own".to_owned(),
    )
}

/// That a report would take the place of what is checked.
pub(super) fn is_input(path: &Path) -> Refusal {
    (
        format!(
            "{} is checked, and would be replaced by a report",
            shown(path)
        ),
        "name another file for the report".to_owned(),
    )
}

fn cannot_write(path: &Path, error: &io::Error) -> Refusal {
    (
        format!("{} cannot be written: {}", shown(path), refusal(error)),
        "name a file in a folder that exists and can be written, on a disk with room".to_owned(),
    )
}
