//! A configuration's text: where things stand in it, and what is wrong there.

use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::de::{DeTable, DeValue};
use toml::{Deserializer, Spanned};

use super::Config;
use crate::policy::Mark;
use crate::problem::{Problem, ProblemKind};
use crate::text::Span;
use crate::text::excerpt::Veil;
use crate::text::nearest::nearest;
use crate::text::sanitize::{shortened, shown};
use crate::text::secret::Secrets;
use crate::text::span::{Origin, Places};

/// Letters of a name that are shown.
const NAME: usize = 80;

/// Letters of a message that are shown.
const MESSAGE: usize = 200;

/// A file with a configuration.
#[derive(Clone, Debug)]
pub struct Source {
    /// The file as it is shown to people.
    pub shown: String,
    /// Its folder, as it is reached from the current one.
    pub folder: PathBuf,
    text: String,
}

impl Source {
    /// The text of the file at `path`.
    ///
    /// # Errors
    /// It is no UTF-8.
    pub(super) fn new(path: &Path, bytes: Vec<u8>) -> Result<Self, Box<Problem>> {
        let shown = shown(path);
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        // A byte order mark would be a letter of the first key.
        let bytes = match bytes.strip_prefix(b"\xef\xbb\xbf") {
            Some(rest) => rest.to_vec(),
            None => bytes,
        };
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Self {
                shown,
                folder,
                text,
            }),
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                let lossy = Self {
                    shown,
                    folder,
                    text: String::from_utf8_lossy(error.as_bytes()).into_owned(),
                };
                let message = "expected UTF-8, which TOML is written in";
                let help = "save the file as UTF-8";
                Err(Box::new(lossy.problem(at..at + 1, message, "", help)))
            }
        }
    }

    /// The places in the text: those of many spans are found together.
    pub fn places(&self) -> Places<'_> {
        Places::new(self.text.as_bytes(), Origin::default())
    }

    /// Where `span` of the text is, which these are the places of.
    pub fn mark(&self, places: &mut Places<'_>, span: Range<usize>) -> Mark {
        let text = self.text.as_bytes();
        // What takes several lines is shown by its first.
        let end = match self
            .text
            .get(span.clone())
            .and_then(|value| value.find('\n'))
        {
            Some(line) => span.start + line,
            None => span.end,
        };
        let span = Span::new(span.start.min(text.len()), end.min(text.len()));
        let place = places.place(span);
        Mark {
            path: self.shown.clone(),
            place,
            excerpt: places.excerpt(place, span, &Veil::of(&Secrets::default())),
        }
    }

    /// That something is wrong at `span`.
    pub fn problem(&self, span: Range<usize>, message: &str, label: &str, help: &str) -> Problem {
        let mark = self.mark(&mut self.places(), span);
        Self::problem_at(mark, message, label, help)
    }

    /// That something is wrong there.
    pub fn problem_at(mark: Mark, message: &str, label: &str, help: &str) -> Problem {
        Problem {
            kind: ProblemKind::BadConfig,
            path: Some(mark.path),
            place: Some(mark.place),
            excerpt: Some(mark.excerpt),
            message: message.to_owned(),
            label: (!label.is_empty()).then(|| label.to_owned()),
            help: (!help.is_empty()).then(|| help.to_owned()),
        }
    }

    /// The tables at `paths` that are there, each with where it stands.
    pub(super) fn tables<'t>(
        &'t self,
        paths: &[&[&str]],
    ) -> Result<Vec<Spanned<DeTable<'t>>>, Box<Problem>> {
        let root = DeTable::parse(&self.text).map_err(|error| self.refused(&error))?;
        let mut found = Vec::new();
        for path in paths {
            if let Some(table) = self.table(root.clone(), path)? {
                found.push(table);
            }
        }
        Ok(found)
    }

    fn table<'t>(
        &self,
        root: Spanned<DeTable<'t>>,
        path: &[&str],
    ) -> Result<Option<Spanned<DeTable<'t>>>, Box<Problem>> {
        let mut at = root;
        for (depth, name) in path.iter().enumerate() {
            let Some(value) = at.into_inner().remove(*name) else {
                return Ok(None);
            };
            let span = value.span();
            match value.into_inner() {
                DeValue::Table(table) => at = Spanned::new(span, table),
                _ if depth + 1 < path.len() => return Ok(None),
                _ => {
                    let message = format!("expected a table, `[{}]`", path.join("."));
                    return Err(Box::new(self.problem(
                        span,
                        &message,
                        "",
                        "write the keys in a table",
                    )));
                }
            }
        }
        Ok(Some(at))
    }

    /// The keys in a table.
    pub(super) fn config(&self, table: Spanned<DeTable<'_>>) -> Result<Config, Box<Problem>> {
        Config::deserialize(Deserializer::from(table)).map_err(|error| self.refused(&error))
    }

    /// Why the text, or a key or value in it, is refused: in words that say what there is instead.
    fn refused(&self, error: &toml::de::Error) -> Box<Problem> {
        let end = self.text.len();
        let span = error.span().unwrap_or(end..end);
        let told = error.message();
        let quoted: Vec<&str> = told.split('`').skip(1).step_by(2).collect();
        // serde has no other way to tell than its words, whose first is the name itself.
        let what = if told.starts_with("unknown field") {
            "there is no key"
        } else if told.starts_with("unknown variant") {
            "there is no value"
        } else {
            let told = shortened(&told.lines().collect::<Vec<_>>().join("; "), MESSAGE);
            let help = "`docs/config.md` has every key with an example";
            return Box::new(self.problem(span, &told, "", help));
        };
        let known = quoted.get(1..).unwrap_or_default();
        let name = self.text.get(span.clone()).unwrap_or_default();
        let name = name.trim_matches(['"', '\'']);
        let message = format!("{what} `{}`", shortened(name, NAME));
        let near = nearest(name, known.iter().copied());
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("use one of {}", known.join(", ")),
        };
        Box::new(self.problem(span, &message, "nobody knows this", &help))
    }
}
