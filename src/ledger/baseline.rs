//! The baseline: the drift that is known and does not fail a check.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::path::Path;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::file::{Document, Kind, line, lines, together};
use crate::finding::Fingerprint;
use crate::limits::Limits;
use crate::policy::{Coverage, Selector};
use crate::problem::Problem;
use crate::rule::Topic;
use crate::text::sanitize::shortened;

/// The name of the document type, the `$id` of its schema.
pub const SCHEMA_ID: &str = "urn:wiredrift:baseline:1";

/// The version of the file that is read and written.
const VERSION: u64 = 1;

/// Letters of a name that are shown.
const NAME: usize = 80;

/// The drift that is known.
#[derive(Clone, Debug, PartialEq)]
pub struct Baseline {
    /// The file as it is shown to people.
    pub shown: String,
    /// The files and folders that were looked at, as seen from the baseline's folder.
    pub paths: Vec<String>,
    /// Whether a run looks at all of them, so that what it does not find is gone.
    pub coverage: Coverage,
    known: BTreeMap<Fingerprint, u64>,
}

/// The drift that is known: what `wiredrift baseline write` writes and `wiredrift check --baseline`
/// follows.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "wiredrift baseline", rename = "Baseline")]
pub struct BaselineDocument {
    /// The version of this document type.
    #[schemars(extend("const" = 1))]
    pub version: u64,
    /// The files and folders that were looked at, as seen from the folder of this file.
    pub paths: Vec<String>,
    /// The drift, in the order of rule, contract, pointer and variant.
    pub known: Vec<Known>,
}

/// One kind of drift that is known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// The rule that claims it.
    pub rule: String,
    /// What the payload was checked as: a DTO, or a message of an operation.
    pub contract: String,
    /// The value's place in the payload, indices as `*`.
    pub pointer: String,
    /// The spelling, value, type or key that was found.
    pub variant: String,
    /// How often it was found when it was written: for who reads it, no limit.
    pub count: u64,
}

impl Baseline {
    /// The name of the file where nobody says another.
    pub const FILE: &str = "wiredrift-baseline.json";

    /// One that knows nothing yet.
    pub fn empty(shown: String) -> Self {
        Self {
            shown,
            paths: Vec::new(),
            coverage: Coverage::Part,
            known: BTreeMap::new(),
        }
    }

    /// The one in the file at `path`.
    ///
    /// # Errors
    /// It cannot be read, is of another version, or names a rule that there is not.
    pub fn read(path: &Path) -> Result<Self, Box<Problem>> {
        Self::read_within(path, &Limits::DEFAULT)
    }

    /// Reads like [`Baseline::read`], within other limits.
    ///
    /// # Errors
    /// It cannot be read, is of another version, or names a rule that there is not.
    pub fn read_within(path: &Path, limits: &Limits) -> Result<Self, Box<Problem>> {
        Self::read_opened(path, File::open(path), limits)
    }

    /// Reads like [`Baseline::read_within`] what the caller opened in a way of its own.
    ///
    /// # Errors
    /// It cannot be read, is of another version, or names a rule that there is not.
    pub fn read_opened(
        path: &Path,
        opened: io::Result<File>,
        limits: &Limits,
    ) -> Result<Self, Box<Problem>> {
        let document = Document::read(Kind::Baseline, path, opened, limits)?;
        let read: BaselineDocument = document.parse(VERSION)?;
        let mut baseline = Self {
            paths: read.paths,
            ..Self::empty(document.shown.clone())
        };
        for (index, known) in read.known.into_iter().enumerate() {
            let rule = Selector::rule(&known.rule).map_err(|unknown| {
                let name = shortened(&known.rule, NAME);
                let help = match unknown.near {
                    Some(near) => {
                        format!("did you mean `{near}`? `wiredrift rules` lists them all")
                    }
                    None => "delete the line; `wiredrift rules` lists them all".to_owned(),
                };
                let message = format!("there is no rule `{name}`");
                document.wrong(&["known", &index.to_string(), "rule"], &message, &help)
            })?;
            let fingerprint = Fingerprint {
                rule: rule.name,
                contract: known.contract,
                pointer: known.pointer,
                variant: known.variant,
            };
            let count = baseline.known.entry(fingerprint).or_default();
            *count = count.saturating_add(known.count);
        }
        Ok(baseline)
    }

    /// Whether drift of this kind is known.
    pub fn knows(&self, fingerprint: &Fingerprint) -> bool {
        self.known.contains_key(fingerprint)
    }

    /// The kinds of drift that are known, in order.
    pub fn known(&self) -> impl Iterator<Item = &Fingerprint> {
        self.known.keys()
    }

    /// How many kinds of drift are known.
    pub fn len(&self) -> usize {
        self.known.len()
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// Takes up drift that was found at `paths`; what is known already keeps its count. Gives how many kinds
    /// are new.
    pub fn take_up(
        &mut self,
        paths: Vec<String>,
        found: impl IntoIterator<Item = (Fingerprint, u64)>,
    ) -> u64 {
        self.paths = together(std::mem::take(&mut self.paths), paths);
        let before = self.known.len();
        for (fingerprint, count) in found {
            if Self::holds(fingerprint.rule) {
                self.known.entry(fingerprint).or_insert(count);
            }
        }
        (self.known.len() - before) as u64
    }

    /// Whether drift of this rule can be known at all: what is wrong with the configuration is put right
    /// there, and the lock accepts what it has not seen.
    pub fn holds(rule: &str) -> bool {
        let is_elsewhere = |topic| matches!(topic, Topic::Exceptions | Topic::Unseen);
        Selector::rule(rule).is_ok_and(|rule| !is_elsewhere(rule.topic))
    }

    /// Forgets all that `is_gone` says is gone; gives how many kinds that are.
    pub fn prune(&mut self, is_gone: impl Fn(&Fingerprint) -> bool) -> u64 {
        let before = self.known.len();
        self.known.retain(|fingerprint, _| !is_gone(fingerprint));
        (before - self.known.len()) as u64
    }

    /// The text of its file.
    pub fn text(&self) -> String {
        let known = self.known.iter().map(|(fingerprint, count)| {
            line(&Known {
                rule: fingerprint.rule.to_owned(),
                contract: fingerprint.contract.clone(),
                pointer: fingerprint.pointer.clone(),
                variant: fingerprint.variant.clone(),
                count: *count,
            })
        });
        let mut out = format!(
            "{{\n  \"version\": {VERSION},\n  \"paths\": {},\n  \"known\": [",
            line(&self.paths)
        );
        lines(known, 4, &mut out);
        out.push_str(if self.known.is_empty() {
            "]\n}\n"
        } else {
            "\n  ]\n}\n"
        });
        out
    }
}

/// The JSON Schema (draft 2020-12) of the file.
pub fn schema() -> Value {
    let settings = SchemaSettings::draft2020_12();
    let mut schema = settings
        .into_generator()
        .into_root_schema_for::<BaselineDocument>();
    schema.insert("$id".to_owned(), Value::from(SCHEMA_ID));
    schema.to_value()
}
