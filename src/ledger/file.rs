//! The files of this room: JSON with a line for each thing that is known.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::limits::{Limits, reached};
use crate::problem::{Problem, ProblemKind};
use crate::text::excerpt::Veil;
use crate::text::sanitize::{shortened, shown, stand_in};
use crate::text::secret::Secrets;
use crate::text::span::Origin;
use crate::text::{Excerpt, Span, json};

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Letters of a message that are shown.
const MESSAGE: usize = 200;

/// Which of the files it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The drift that is known.
    Baseline,
    /// What was seen of each field.
    Lock,
}

impl Kind {
    /// The file in words.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Baseline => "baseline",
            Self::Lock => "lock",
        }
    }

    const fn problem(self) -> ProblemKind {
        match self {
            Self::Baseline => ProblemKind::BadBaseline,
            Self::Lock => ProblemKind::BadLock,
        }
    }

    /// How to come to a file that can be read.
    const fn help(self) -> &'static str {
        match self {
            Self::Baseline => "write it anew with `wiredrift baseline write --force`",
            Self::Lock => "delete it and write it anew with `wiredrift lock`",
        }
    }
}

/// A file that was read, for telling what is wrong in it.
#[derive(Debug)]
pub(super) struct Document {
    kind: Kind,
    /// As it is shown to people.
    pub(super) shown: String,
    text: Vec<u8>,
}

/// The part that every version has.
#[derive(Deserialize)]
struct Versioned {
    #[serde(default)]
    version: Value,
}

impl Document {
    /// The file at `path`, which was opened.
    ///
    /// # Errors
    /// It cannot be read, or is longer than is read.
    pub(super) fn read(
        kind: Kind,
        path: &Path,
        opened: io::Result<File>,
        limits: &Limits,
    ) -> Result<Self, Box<Problem>> {
        let shown = shown(path);
        let mut document = Self {
            kind,
            shown,
            text: Vec::new(),
        };
        let what = kind.as_str();
        let help = "name another file, or make this one readable";
        let unreadable = |document: &Self, error: &io::Error| {
            // What is no word of the system's says more than its kind.
            let why = match error.get_ref() {
                Some(why) => why.to_string(),
                None => error.kind().to_string(),
            };
            let message = format!("the {what} cannot be read: {why}");
            document.bare(&message, help)
        };
        if path.is_dir() {
            return Err(document.bare(&format!("the {what} is a folder, and no file"), help));
        }
        let file = match opened {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let message = format!("there is no such {what}");
                let help = match kind {
                    Kind::Baseline => "write it with `wiredrift baseline write`",
                    Kind::Lock => "write it with `wiredrift lock`",
                };
                return Err(document.bare(&message, help));
            }
            Err(error) => return Err(unreadable(&document, &error)),
        };
        let limit = limits.ledger_bytes;
        match file.take(limit + 1).read_to_end(&mut document.text) {
            Ok(length) if length as u64 > limit => {
                document.text.clear();
                let reached = reached("ledger-bytes", limit);
                let message = format!("the {what} is longer than {reached}");
                Err(document.bare(&message, &reached.help()))
            }
            Ok(_) => {
                // An editor may have put a byte order mark in front.
                if document.text.starts_with(BYTE_ORDER_MARK) {
                    document.text.drain(..BYTE_ORDER_MARK.len());
                }
                Ok(document)
            }
            Err(error) => Err(unreadable(&document, &error)),
        }
    }

    /// What the text says, where it is of this version.
    ///
    /// # Errors
    /// It is of another version, or not what this version writes.
    pub(super) fn parse<T: DeserializeOwned>(&self, version: u64) -> Result<T, Box<Problem>> {
        let versioned: Versioned =
            serde_json::from_slice(&self.text).map_err(|error| self.broken(&error))?;
        match versioned.version.as_u64() {
            Some(found) if found == version => {}
            Some(found) => {
                let message = format!(
                    "the {} is of version {found}, and this wiredrift reads version {version}",
                    self.kind.as_str()
                );
                return Err(self.wrong(&["version"], &message, self.kind.help()));
            }
            None => {
                let message = format!("expected a {} with its `version`", self.kind.as_str());
                return Err(self.wrong(&["version"], &message, self.kind.help()));
            }
        }
        serde_json::from_slice(&self.text).map_err(|error| self.broken(&error))
    }

    fn broken(&self, error: &serde_json::Error) -> Box<Problem> {
        let told = error.to_string();
        // The place is told by itself.
        let told = told.split(" at line ").next().unwrap_or_default();
        let message = format!(
            "expected a {}: {}",
            self.kind.as_str(),
            shortened(told, MESSAGE)
        );
        let mut lines = self.text.split_inclusive(|&byte| byte == b'\n');
        let before: usize = lines
            .by_ref()
            .take(error.line().saturating_sub(1))
            .map(<[u8]>::len)
            .sum();
        let column = error.column().saturating_sub(1);
        let start = (before + column).min(self.text.len());
        let help = format!(
            "put it right, such as a merge that was left half done, or {}",
            self.kind.help()
        );
        self.at(
            Span::new(start, (start + 1).min(self.text.len())),
            &message,
            &help,
        )
    }

    /// That something is wrong with the value that the names and indices lead to.
    pub(super) fn wrong(&self, way: &[&str], message: &str, help: &str) -> Box<Problem> {
        let root = json::parse(&self.text);
        let mut at = root.as_ref().ok();
        let mut span = Span::default();
        for step in way {
            at = at.and_then(|node| match (node.as_array(), step.parse::<usize>()) {
                (Some(elements), Ok(index)) => elements.get(index),
                _ => node.get(step),
            });
            match at {
                Some(node) => span = node.span,
                None => break,
            }
        }
        self.at(span, message, help)
    }

    fn at(&self, span: Span, message: &str, help: &str) -> Box<Problem> {
        let place = Origin::default().place(&self.text, span);
        Box::new(Problem {
            place: Some(place),
            excerpt: Some(Excerpt::around(
                &self.text,
                place,
                span,
                &Veil::of(&Secrets::default()),
            )),
            ..*self.bare(message, help)
        })
    }

    fn bare(&self, message: &str, help: &str) -> Box<Problem> {
        Box::new(Problem {
            kind: self.kind.problem(),
            path: Some(self.shown.clone()),
            place: None,
            excerpt: None,
            message: message.to_owned(),
            label: None,
            help: Some(help.to_owned()),
        })
    }
}

/// `value` as JSON in one line, in which no letter can act on who looks at it.
pub(super) fn line<T: Serialize>(value: &T) -> String {
    // Only what cannot be a key of JSON could fail, and no such type is written.
    let plain = serde_json::to_string(value).unwrap_or_default();
    let mut out = String::with_capacity(plain.len());
    for letter in plain.chars() {
        // Such letters stand in strings alone, where an escape says the same.
        if stand_in(letter).is_some() {
            for unit in letter.encode_utf16(&mut [0; 2]) {
                // A `String` takes whatever is written to it.
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(letter);
        }
    }
    out
}

/// Appends the lines, with commas between them, each to the right by `indent`.
pub(super) fn lines(items: impl Iterator<Item = String>, indent: usize, out: &mut String) {
    for (at, item) in items.enumerate() {
        out.push_str(if at == 0 { "\n" } else { ",\n" });
        out.push_str(&" ".repeat(indent));
        out.push_str(&item);
    }
}

/// The paths of both, without those that are in a folder among them.
pub(super) fn together(one: Vec<String>, other: Vec<String>) -> Vec<String> {
    let all: BTreeSet<String> = one.into_iter().chain(other).collect();
    let is_in = |path: &str, folder: &str| match folder {
        "." => path != "." && path != "-" && !path.starts_with("..") && !path.starts_with('/'),
        _ => path
            .strip_prefix(folder)
            .is_some_and(|rest| rest.starts_with('/')),
    };
    let apart = |path: &&String| !all.iter().any(|folder| is_in(path, folder));
    all.iter().filter(apart).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_in_folders_that_are_named_are_left_out() {
        let paths = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        for (one, other, both) in [
            (
                &["rec"][..],
                &["rec/a.json", "record"][..],
                &["rec", "record"][..],
            ),
            (&["rec/a.json"], &["rec"], &["rec"]),
            (&["rec", "-"], &[".", "../x"], &["-", ".", "../x"]),
            (&[], &["b", "a", "b"], &["a", "b"]),
        ] {
            let expected: Vec<String> = paths(both);
            assert_eq!(together(paths(one), paths(other)), expected);
        }
    }
}
