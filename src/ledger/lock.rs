//! The observed lock: what was seen of each field, so that what is new is told though it conforms.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io;
use std::path::Path;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::file::{Document, Kind, line, lines, together};
use crate::check::Sink;
use crate::check::observe::{JsonType, Next, Observer, Sight, Sightings, Tally};
use crate::limits::Limits;
use crate::problem::Problem;
use crate::rule::unseen::{self, Unseen, Where};
use crate::text::pointer::unescaped;

/// The name of the document type, the `$id` of its schema.
pub const SCHEMA_ID: &str = "urn:wiredrift:lock:1";

/// The version of the file that is read and written.
const VERSION: u64 = 1;

/// What was seen of each field in the recordings: what `wiredrift lock` writes and `wiredrift check --lock`
/// follows.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "wiredrift lock", rename = "Lock")]
struct LockDocument {
    /// The version of this document type.
    #[schemars(extend("const" = 1))]
    version: u64,
    /// The files and folders that were looked at, as seen from the folder of this file.
    paths: Vec<String>,
    /// What was seen, by contract (a DTO, or a message of an operation) and place: a JSON Pointer in which
    /// indices and keys that are data are `*`.
    contracts: BTreeMap<String, BTreeMap<String, Seen>>,
}

/// What was seen at one place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Seen {
    /// In how many of the objects there is the field; absent for what is no field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub presence: Option<Share>,
    /// How many of the values are `null`; absent for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub null: Option<Share>,
    /// The types of the others.
    #[serde(default)]
    pub types: BTreeSet<JsonType>,
    /// How dates are spelled.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub spellings: BTreeSet<String>,
    /// Which values of the enum there are.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub values: BTreeSet<String>,
}

/// How many: coarse, so that one recording more seldom changes it.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Share {
    /// Fewer than half.
    Rarely,
    /// Half or more.
    Often,
    /// All.
    Always,
}

impl Share {
    /// The share that `part` has of `whole`; `None` for nothing.
    pub const fn of(part: u64, whole: u64) -> Option<Self> {
        if part == 0 {
            None
        } else if part >= whole {
            Some(Self::Always)
        } else if part >= whole.div_ceil(2) {
            Some(Self::Often)
        } else {
            Some(Self::Rarely)
        }
    }

    /// The share over two sets of recordings, of which nobody knows the sizes.
    fn joined(one: Option<Self>, other: Option<Self>) -> Option<Self> {
        match (one, other) {
            (None, None) => None,
            (Some(one), Some(other)) if one == other => Some(one),
            (Some(Self::Rarely) | None, Some(Self::Rarely) | None) => Some(Self::Rarely),
            _ => Some(Self::Often),
        }
    }
}

/// What was seen in recordings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lock {
    /// The file as it is shown to people.
    pub shown: String,
    /// The files and folders that were looked at, as seen from the lock's folder.
    pub paths: Vec<String>,
    contracts: BTreeMap<String, Places>,
}

/// The places of one contract.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Places {
    seen: BTreeMap<String, Seen>,
    /// The fields that every object at a place has.
    always: BTreeMap<String, Vec<String>>,
}

/// How one lock differs from another, in places.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// Places that are new.
    pub added: u64,
    /// Places of which something else is told.
    pub changed: u64,
    /// Places that are gone.
    pub removed: u64,
}

impl Lock {
    /// The name of the file where nobody says another.
    pub const FILE: &str = "wiredrift.lock";

    /// The lock of what was seen.
    pub fn of(sightings: &Sightings, shown: String, paths: Vec<String>) -> Self {
        let contracts = sightings.contracts().iter().map(|(contract, tallies)| {
            let seen = tallies.iter().map(|(pattern, tally)| {
                let objects = parent(pattern).and_then(|parent| tallies.get(parent));
                let objects = objects.map_or(0, |parent| parent.objects);
                (pattern.clone(), Seen::of(tally, objects))
            });
            (contract.clone(), Places::new(seen.collect()))
        });
        Self {
            shown,
            paths,
            contracts: contracts.collect(),
        }
    }

    /// The lock in the file at `path`.
    ///
    /// # Errors
    /// It cannot be read, or is no lock of this version.
    pub fn read(path: &Path) -> Result<Self, Box<Problem>> {
        Self::read_within(path, &Limits::DEFAULT)
    }

    /// Reads like [`Lock::read`], within other limits.
    ///
    /// # Errors
    /// It cannot be read, or is no lock of this version.
    pub fn read_within(path: &Path, limits: &Limits) -> Result<Self, Box<Problem>> {
        Self::read_opened(path, File::open(path), limits)
    }

    /// Reads like [`Lock::read_within`] what the caller opened in a way of its own.
    ///
    /// # Errors
    /// It cannot be read, or is no lock of this version.
    pub fn read_opened(
        path: &Path,
        opened: io::Result<File>,
        limits: &Limits,
    ) -> Result<Self, Box<Problem>> {
        let document = Document::read(Kind::Lock, path, opened, limits)?;
        let read: LockDocument = document.parse(VERSION)?;
        let contracts = read.contracts.into_iter();
        Ok(Self {
            shown: document.shown,
            paths: read.paths,
            contracts: contracts
                .map(|(contract, seen)| (contract, Places::new(seen)))
                .collect(),
        })
    }

    /// How many places it has.
    pub fn len(&self) -> usize {
        self.contracts
            .values()
            .map(|places| places.seen.len())
            .sum()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.contracts.is_empty()
    }

    /// This lock and what another one has seen besides.
    #[must_use]
    pub fn joined(mut self, other: Self) -> Self {
        for (contract, places) in other.contracts {
            let joined = match self.contracts.remove(&contract) {
                Some(own) => own.joined(places),
                None => places,
            };
            self.contracts.insert(contract, joined);
        }
        self.paths = together(std::mem::take(&mut self.paths), other.paths);
        self
    }

    /// How `new` differs.
    pub fn difference(&self, new: &Self) -> Difference {
        let (before, after) = (self.places(), new.places());
        let changed = after
            .iter()
            .filter(|(place, seen)| before.get(*place).is_some_and(|before| before != *seen));
        Difference {
            added: after
                .keys()
                .filter(|place| !before.contains_key(*place))
                .count() as u64,
            changed: changed.count() as u64,
            removed: before
                .keys()
                .filter(|place| !after.contains_key(*place))
                .count() as u64,
        }
    }

    fn places(&self) -> BTreeMap<(&str, &str), &Seen> {
        let all = self.contracts.iter().flat_map(|(contract, places)| {
            let seen = places.seen.iter();
            seen.map(|(pattern, seen)| ((contract.as_str(), pattern.as_str()), seen))
        });
        all.collect()
    }

    /// The text of its file: a line for each place.
    pub fn text(&self) -> String {
        let contracts = self.contracts.iter().map(|(contract, places)| {
            let seen = places.seen.iter();
            let seen = seen.map(|(pattern, seen)| format!("{}: {}", line(pattern), line(seen)));
            let mut out = format!("{}: {{", line(contract));
            lines(seen, 6, &mut out);
            out + "\n    }"
        });
        let mut out = format!(
            "{{\n  \"version\": {VERSION},\n  \"paths\": {},\n  \"contracts\": {{",
            line(&self.paths)
        );
        lines(contracts, 4, &mut out);
        out.push_str(if self.contracts.is_empty() {
            "}\n}\n"
        } else {
            "\n  }\n}\n"
        });
        out
    }

    /// The observer that tells `sink` what this lock has never seen of a payload of `contract`.
    pub fn watch<'l>(&'l self, contract: &'l str, sink: &'l mut dyn Sink) -> Watch<'l> {
        Watch {
            contract,
            places: self.contracts.get(contract),
            sink,
        }
    }
}

impl Places {
    fn new(seen: BTreeMap<String, Seen>) -> Self {
        let mut always: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (pattern, seen) in &seen {
            if let (Some(Share::Always), Some((parent, name))) =
                (seen.presence, pattern.rsplit_once('/'))
            {
                let names = always.entry(parent.to_owned()).or_default();
                names.push(unescaped(name).into_owned());
            }
        }
        Self { seen, always }
    }

    /// Whether there were objects that could have had the field at a place.
    fn had_room_for(&self, pattern: &str) -> bool {
        let object = parent(pattern).and_then(|parent| self.seen.get(parent));
        object.is_some_and(|object| object.types.contains(&JsonType::Object))
    }

    fn joined(self, other: Self) -> Self {
        let mut seen = self.seen.clone();
        // A field that only one of both has was absent from the objects of the other.
        for (pattern, own) in &mut seen {
            if !other.seen.contains_key(pattern) && other.had_room_for(pattern) {
                own.is_absent_elsewhere();
            }
        }
        for (pattern, mut theirs) in other.seen {
            if let Some(own) = seen.get_mut(&pattern) {
                own.join(theirs);
                continue;
            }
            if self.had_room_for(&pattern) {
                theirs.is_absent_elsewhere();
            }
            seen.insert(pattern, theirs);
        }
        Self::new(seen)
    }
}

/// The pattern of what a place is in.
fn parent(pattern: &str) -> Option<&str> {
    pattern.rsplit_once('/').map(|(parent, _)| parent)
}

impl Seen {
    fn of(tally: &Tally, objects: u64) -> Self {
        Self {
            presence: if tally.is_member {
                Share::of(tally.count, objects)
            } else {
                None
            },
            null: Share::of(tally.nulls, tally.count),
            types: tally.types.clone(),
            spellings: tally.spellings.clone(),
            values: tally.values.clone(),
        }
    }

    fn is_absent_elsewhere(&mut self) {
        self.presence = self
            .presence
            .and_then(|share| Share::joined(Some(share), None));
    }

    fn join(&mut self, other: Self) {
        if self.presence.is_some() || other.presence.is_some() {
            self.presence = Share::joined(self.presence, other.presence);
        }
        self.null = Share::joined(self.null, other.null);
        self.types.extend(other.types);
        self.spellings.extend(other.spellings);
        self.values.extend(other.values);
    }
}

/// Tells what a lock has never seen.
pub struct Watch<'l> {
    contract: &'l str,
    places: Option<&'l Places>,
    sink: &'l mut dyn Sink,
}

impl Watch<'_> {
    fn tell(&mut self, unseen: &Unseen<'_>, sight: &Sight<'_>) {
        let span = match unseen {
            Unseen::Field => sight.name_span.unwrap_or(sight.span),
            _ => sight.span,
        };
        let at = Where {
            contract: self.contract,
            dto: match unseen {
                Unseen::Absence(_) => sight.own,
                _ => sight.dto,
            },
            field: sight.field,
            pointer: sight.pointer(),
            pattern: sight.pattern,
            span,
        };
        self.sink.found(unseen::finding(unseen, &at));
    }
}

impl Observer for Watch<'_> {
    fn sees(&mut self, sight: &Sight<'_>) -> Next {
        let Some(places) = self.places else {
            self.tell(&Unseen::Contract, sight);
            return Next::Past;
        };
        let Some(seen) = places.seen.get(sight.pattern) else {
            self.tell(&Unseen::Field, sight);
            return Next::Past;
        };
        let Some(kind) = sight.kind else {
            if seen.null.is_none() {
                self.tell(&Unseen::Null, sight);
            }
            return Next::Past;
        };
        if !seen.types.contains(&kind) {
            let known = seen.types.iter().map(|kind| kind.as_str()).collect();
            self.tell(&Unseen::Type(kind.as_str(), known), sight);
            return Next::Past;
        }
        if let Some(spelling) = &sight.spelling
            && !seen.spellings.contains(spelling)
        {
            let known = seen.spellings.iter().map(String::as_str).collect();
            self.tell(&Unseen::Spelling(spelling, known), sight);
        }
        if let Some(value) = sight.value
            && !seen.values.contains(value)
        {
            let known = seen.values.iter().map(String::as_str).collect();
            self.tell(&Unseen::EnumValue(value, known), sight);
        }
        if let (Some(members), Some(always)) = (&sight.members, places.always.get(sight.pattern)) {
            let members: BTreeSet<&str> = members.iter().map(Cow::as_ref).collect();
            for name in always {
                if !members.contains(name.as_str()) {
                    self.tell(&Unseen::Absence(name), sight);
                }
            }
        }
        Next::Inside
    }
}

/// The JSON Schema (draft 2020-12) of the file.
pub fn schema() -> Value {
    let settings = SchemaSettings::draft2020_12();
    let mut schema = settings
        .into_generator()
        .into_root_schema_for::<LockDocument>();
    schema.insert("$id".to_owned(), Value::from(SCHEMA_ID));
    schema.to_value()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::observe::observe;
    use crate::contract::shape::Shape;

    /// The lock of payloads that no schema says anything about.
    fn lock(payloads: &[&str]) -> Lock {
        let shape = Shape::of_schema(&serde_json::json!({
            "type": "object",
            "properties": {"a": {"type": "object", "properties": {"b": {}, "c": {}}}}
        }))
        .unwrap();
        let mut sightings = Sightings::default();
        for payload in payloads {
            observe(&shape, payload.as_bytes(), &mut sightings.of("X"));
        }
        Lock::of(&sightings, String::new(), vec![".".to_owned()])
    }

    fn presence(lock: &Lock, pattern: &str) -> Option<Share> {
        lock.contracts["X"].seen[pattern].presence
    }

    #[test]
    fn shares_are_coarse() {
        for (part, whole, share) in [
            (0, 9, None),
            (1, 9, Some(Share::Rarely)),
            (4, 9, Some(Share::Rarely)),
            (5, 9, Some(Share::Often)),
            (1, 2, Some(Share::Often)),
            (9, 9, Some(Share::Always)),
            (u64::MAX, u64::MAX, Some(Share::Always)),
        ] {
            assert_eq!(Share::of(part, whole), share, "{part} of {whole}");
        }
    }

    #[test]
    fn a_field_that_only_some_recordings_have_is_not_always_there() {
        let inside = lock(&[r#"{"a": {"b": 1}}"#]);
        let outside = lock(&[r#"{"x": 1}"#]);
        for joined in [
            inside.clone().joined(outside.clone()),
            outside.clone().joined(inside.clone()),
        ] {
            assert_eq!(presence(&joined, "/a"), Some(Share::Often));
            assert_eq!(presence(&joined, "/x"), Some(Share::Often));
            // There was no other object that could have had it.
            assert_eq!(presence(&joined, "/a/b"), Some(Share::Always));
        }
        let other = lock(&[r#"{"a": {"c": 1}}"#]);
        let joined = inside.clone().joined(other);
        assert_eq!(presence(&joined, "/a"), Some(Share::Always));
        assert_eq!(presence(&joined, "/a/b"), Some(Share::Often));
        assert_eq!(presence(&joined, "/a/c"), Some(Share::Often));
        assert_eq!(inside.clone().joined(inside.clone()), inside);
    }

    #[test]
    fn the_listed_values_of_enums_are_kept_closed_or_open() {
        let shape = Shape::of_schema(&serde_json::json!({
            "type": "object",
            "properties": {
                "closed": {"enum": ["a", "b"]},
                "open": {"anyOf": [{"enum": ["c", "d"]}, {"type": "string"}]}
            }
        }))
        .unwrap();
        let mut sightings = Sightings::default();
        for payload in [
            r#"{"closed": "a", "open": "c"}"#,
            r#"{"closed": "x", "open": "a text of its own"}"#,
        ] {
            observe(&shape, payload.as_bytes(), &mut sightings.of("X"));
        }
        let lock = Lock::of(&sightings, String::new(), vec![".".to_owned()]);
        let values =
            |pattern: &str| Vec::from_iter(lock.contracts["X"].seen[pattern].values.clone());
        assert_eq!(values("/closed"), ["a"]);
        assert_eq!(values("/open"), ["c"]);
    }

    #[test]
    fn what_is_written_is_read_back() {
        let written = lock(&[r#"{"a": {"b": null, "c~/\u202e": [1, "x", {}]}}"#]);
        let document: LockDocument = serde_json::from_str(&written.text()).unwrap();
        let seen = &document.contracts["X"];
        assert_eq!(*seen, written.contracts["X"].seen);
        assert!(written.text().contains(r"c~0~1\u202e"));
        let empty = Lock::of(&Sightings::default(), String::new(), Vec::new());
        assert!(serde_json::from_str::<LockDocument>(&empty.text()).is_ok());
    }
}
