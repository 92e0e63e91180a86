//! Where a configuration is: upward from a folder, the nearest one.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::{Config, Source};
use crate::limits::{Limits, reached};
use crate::problem::{Problem, ProblemKind};
use crate::text::sanitize::shown;

/// The names of files that are nothing but a configuration.
pub const NAMES: &[&str] = &["wiredrift.toml", ".wiredrift.toml"];

/// Files that may have a table of ours, and where.
const SHARED: &[(&str, &[&[&str]])] = &[
    (
        "Cargo.toml",
        &[
            &["package", "metadata", "wiredrift"],
            &["workspace", "metadata", "wiredrift"],
        ],
    ),
    ("pyproject.toml", &[&["tool", "wiredrift"]]),
];

/// The word without which a shared file has no table of ours.
const WORD: &[u8] = b"wiredrift";

/// A configuration and its file.
#[derive(Debug)]
pub struct Found {
    /// The file.
    pub source: Source,
    /// What it says.
    pub config: Config,
}

/// The configuration of the nearest folder that has one, from `start` upward. `start` is absolute; paths
/// are told as they are reached from there.
///
/// # Errors
/// A file cannot be read or understood, or a folder has several configurations.
pub fn discover(start: &Path, limits: &Limits) -> Result<Option<Found>, Box<Problem>> {
    let mut way = PathBuf::new();
    for folder in start.ancestors() {
        let mut all = Vec::new();
        for name in NAMES {
            regular(&folder.join(name), &way.join(name))?;
            all.extend(whole(&folder.join(name), &way.join(name), limits)?);
        }
        for (name, tables) in SHARED {
            regular(&folder.join(name), &way.join(name))?;
            all.extend(shared(&folder.join(name), &way.join(name), tables, limits)?);
        }
        let mut all = all.into_iter();
        match (all.next(), all.next()) {
            (Some(one), None) => return Ok(Some(one)),
            (Some(one), Some(other)) => return Err(contradictory(&one, &other)),
            (None, _) => way.push(".."),
        }
    }
    Ok(None)
}

/// The configuration in the file at `path`, which somebody named.
///
/// # Errors
/// The file cannot be read or understood, or has no table of ours.
pub fn named(path: &Path, limits: &Limits) -> Result<Found, Box<Problem>> {
    let name = path.file_name().unwrap_or_default();
    let shared_tables = SHARED.iter().find(|(shared, _)| name == *shared);
    let found = match shared_tables {
        Some((_, tables)) => shared(path, path, tables, limits)?,
        None => whole(path, path, limits)?.into_iter().collect(),
    };
    let mut found = found.into_iter();
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(one),
        (Some(one), Some(other)) => Err(contradictory(&one, &other)),
        (None, _) if path.exists() => Err(bare(
            path,
            "the file has no table of wiredrift",
            "add `[package.metadata.wiredrift]`, `[workspace.metadata.wiredrift]` or `[tool.wiredrift]`",
        )),
        (None, _) => Err(bare(
            path,
            "there is no such file",
            "name a configuration, or leave `--config` out",
        )),
    }
}

/// A file that is nothing but a configuration, where it is there.
fn whole(path: &Path, shown: &Path, limits: &Limits) -> Result<Option<Found>, Box<Problem>> {
    let Some(bytes) = read(path, shown, limits)? else {
        return Ok(None);
    };
    let source = Source::new(shown, bytes)?;
    let mut found = found(&source, &[&[]])?;
    Ok(found.pop())
}

/// The tables of ours in a file that others share.
fn shared(
    path: &Path,
    shown: &Path,
    tables: &[&[&str]],
    limits: &Limits,
) -> Result<Vec<Found>, Box<Problem>> {
    match read(path, shown, limits)? {
        Some(bytes) if memchr::memmem::find(&bytes, WORD).is_some() => {
            found(&Source::new(shown, bytes)?, tables)
        }
        _ => Ok(Vec::new()),
    }
}

fn found(source: &Source, tables: &[&[&str]]) -> Result<Vec<Found>, Box<Problem>> {
    let configs = source
        .tables(tables)?
        .into_iter()
        .map(|table| source.config(table))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(configs
        .into_iter()
        .map(|config| Found {
            source: source.clone(),
            config,
        })
        .collect())
}

/// The bytes of a file, where it is there.
fn read(path: &Path, shown: &Path, limits: &Limits) -> Result<Option<Vec<u8>>, Box<Problem>> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if is_absence(&error) => return Ok(None),
        Err(error) => return Err(unreadable(shown, &error)),
    };
    let mut bytes = Vec::new();
    let limit = limits.config_bytes;
    match file.take(limit + 1).read_to_end(&mut bytes) {
        Ok(_) if bytes.len() as u64 > limit => {
            let reached = reached("config-bytes", limit);
            Err(bare(
                shown,
                &format!("the file is longer than {reached}"),
                &format!(
                    "name a configuration with `--config`, or none with `--isolated`, or {}",
                    reached.help()
                ),
            ))
        }
        Ok(_) => Ok(Some(bytes)),
        Err(error) => Err(unreadable(shown, &error)),
    }
}

/// Refuses what is there and no file, and was named by nobody: a pipe may never be written to.
fn regular(path: &Path, shown: &Path) -> Result<(), Box<Problem>> {
    if std::fs::metadata(path).is_ok_and(|there| !there.is_file()) {
        return Err(bare(
            shown,
            "a configuration is a file, and this is no regular one",
            "rename it, or look for no configuration with `--isolated`",
        ));
    }
    Ok(())
}

fn is_absence(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

fn unreadable(path: &Path, error: &io::Error) -> Box<Problem> {
    let message = format!("the configuration cannot be read: {}", error.kind());
    bare(path, &message, "make it a file that can be read")
}

fn contradictory(one: &Found, other: &Found) -> Box<Problem> {
    let (one, other) = (&one.source.shown, &other.source.shown);
    let message = if one == other {
        "the file has two tables of wiredrift, of the package and of the workspace".to_owned()
    } else {
        format!("two configurations stand in one folder: this one and {other}")
    };
    let help = "keep one of them, or name one with `--config`";
    bare(Path::new(one), &message, help)
}

fn bare(path: &Path, message: &str, help: &str) -> Box<Problem> {
    Box::new(Problem {
        kind: ProblemKind::BadConfig,
        path: Some(shown(path)),
        place: None,
        excerpt: None,
        message: message.to_owned(),
        label: None,
        help: Some(help.to_owned()),
    })
}
