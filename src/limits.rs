//! How much is taken of input that may be hostile: all limits, in one place.
//!
//! Names and values come in, [`Limits`] go out to whoever reads: nobody looks them up behind the
//! caller's back. The law kept here: what reaches a limit is told with its name and value, and is never
//! taken for checked. How much of a finding is *shown* is no limit in this sense; such numbers stand
//! where they are used.

use std::fmt::{self, Write as _};

/// What a limit counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Bytes; `K`, `M` and `G` are powers of 1,024.
    Bytes,
    /// Things.
    Count,
    /// How many times larger something becomes.
    Times,
    /// Seconds.
    Seconds,
}

/// One limit, as it is set and documented.
#[derive(Debug)]
pub struct Limit {
    /// Its name, in `--limit` and in the configuration.
    pub name: &'static str,
    /// What it counts.
    pub unit: Unit,
    /// Its value where nobody says.
    pub default: u64,
    /// The least value that is taken.
    pub least: u64,
    /// The largest value that is taken.
    pub most: u64,
    /// What it is about and why, in words.
    doc: &'static str,
    get: fn(&Limits) -> u64,
    set: fn(&mut Limits, u64),
}

/// Declares the limits: the fields, their defaults and the records, from one list.
macro_rules! limits {
    ($(
        $(#[doc = $doc:literal])+
        $field:ident = $name:literal, $unit:ident, $default:expr, $least:expr => $most:expr;
    )+) => {
        /// The limits of a run.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct Limits {
            $($(#[doc = $doc])+ pub $field: u64,)+
        }

        impl Limits {
            /// The values where nobody says.
            pub const DEFAULT: Self = Self { $($field: $default,)+ };

            /// All limits, in the order in which they are documented.
            pub const ALL: &'static [Limit] = &[$(Limit {
                name: $name,
                unit: Unit::$unit,
                default: $default,
                least: $least,
                most: $most,
                doc: concat!($($doc, "\n"),+),
                get: |limits| limits.$field,
                set: |limits, value| limits.$field = value,
            },)+];
        }
    };
}

const K: u64 = 1 << 10;
const M: u64 = 1 << 20;
const G: u64 = 1 << 30;

/// Larger files are read by nobody, and sums of such sizes cannot overflow.
const LARGEST: u64 = 1 << 40;

/// Beyond this a list of names alone takes gigabytes.
const MANY: u64 = 1_000_000_000;

limits! {
    /// Files that one run finds in the paths that are named. A walk of a whole disk is a mistake.
    files = "files", Count, 1_000_000, 1 => MANY;
    /// The ignore files that bind one folder of a walk, those of the folders above included, and the path of its file
    /// for each line. A walk holds up to a thousand bytes for each byte of them. Those of all folders together may be
    /// 16 times as long.
    ignore_bytes = "ignore-bytes", Bytes, 256 * K, 0 => G;
    /// Files that one capture keeps bodies in (`_file` in HAR, `bodyFileName` in WireMock).
    body_files = "body-files", Count, 100_000, 0 => MANY;
    /// One file that a capture keeps a body in.
    body_file_bytes = "body-file-bytes", Bytes, 256 * M, 1 => LARGEST;
    /// Bytes of all files together that one capture keeps bodies in; one that is named twice is read twice.
    body_files_bytes = "body-files-bytes", Bytes, 4 * G, 0 => LARGEST;
    /// One record, entry or document of a capture; NDJSON and HAR are read record by record, so files
    /// may be longer. The tree of a longer one does not fit into the memory of a CI machine. Files are
    /// read in blocks, which is why it goes no lower.
    record_bytes = "record-bytes", Bytes, G, 8 * M => LARGEST;
    /// Arrays and objects inside one another, in payloads and in captures. More is refused before the
    /// stack is at its end, so it can be lowered and not raised; payloads that are read in one pass
    /// are at most 100 deep, which is why it goes no lower.
    nesting = "nesting", Count, 512, 100 => 512;
    /// How many times larger than its file a compressed capture may become, or the members of an
    /// archive together.
    file_ratio = "file-ratio", Times, 1_000, 1 => 1_000_000;
    /// Bytes of a compressed capture that are taken whatever the ratio is.
    file_free_bytes = "file-free-bytes", Bytes, 64 * M, 0 => LARGEST;
    /// An archive, which is held in memory: its directory stands at its end.
    archive_bytes = "archive-bytes", Bytes, 256 * M, 1 => 4 * G;
    /// Members of an archive: its directory is held in memory, too.
    archive_members = "archive-members", Count, 1_000_000, 1 => MANY;
    /// Bytes of all members of an archive together that are taken whatever the ratio is.
    archive_free_bytes = "archive-free-bytes", Bytes, G, 0 => LARGEST;
    /// One body after decompression; one member of an archive that holds a body.
    body_bytes = "body-bytes", Bytes, 256 * M, 1 => LARGEST;
    /// How many times larger than its encoding a decompressed body may be, where there are several codings
    /// all of them together. Deflate reaches 1,032 at most, JSON as APIs send it some 20.
    body_ratio = "body-ratio", Times, 200, 1 => 1_000_000;
    /// Bytes of a decompressed body that are taken beyond that ratio.
    body_free_bytes = "body-free-bytes", Bytes, M, 0 => LARGEST;
    /// Values that the aliases of one entry in YAML stand for, together; each 64 bytes of a text count as
    /// one more. All aliases of a document may stand for four more a byte of it, as recorders write
    /// headers once and alias them.
    yaml_aliases = "yaml-aliases", Count, 100_000, 0 => 100_000_000;
    /// Anchored lists and mappings inside one another in YAML: each is kept as a whole for its aliases.
    yaml_anchors = "yaml-anchors", Count, 16, 0 => 512;
    /// Documents of one contract, those that `$ref` leads to included: a chain of them may have no end.
    documents = "documents", Count, 1_000, 1 => 1_000_000;
    /// One document of a contract.
    document_bytes = "document-bytes", Bytes, 64 * M, 1 => 4 * G;
    /// A compiled pattern of a schema.
    pattern_bytes = "pattern-bytes", Bytes, 4 * M, K => G;
    /// Steps back that a pattern of a schema may take on one text.
    pattern_steps = "pattern-steps", Count, 100_000, 1 => MANY;
    /// Bytes of the pointers to all values of one record that is looked at in full, or of one document of a
    /// contract, but for the first thousand of each. Each violation is told by its pointer, and each schema is
    /// known by its own, so that values below a name of megabytes cost megabytes each; no API has such names.
    pointer_bytes = "pointer-bytes", Bytes, 16 * M, 0 => G;
    /// Schemas that one value is held against: alternatives of alternatives double at each level. Listed values count for
    /// each further reference that leads to them, and members of alternatives where one is looked for that tells them
    /// apart.
    evaluations = "evaluations", Count, 1_000_000, 1 => MANY;
    /// Fields and values that are gone through where the schemas of one contract are put together: each of many parts may
    /// refer to one that has many. What is put together after that is left to the validator, which is slower and says
    /// less of what it finds.
    merged_fields = "merged-fields", Count, 500_000, 0 => MANY;
    /// Schemas of a contract about one value that stand inside one another or that references lead to, one from the
    /// other.
    schema_nesting = "schema-nesting", Count, 128, 16 => 512;
    /// Evaluations of schemas inside one another: at each level of a record, as many as the contract's schemas about
    /// one value. The validator calls itself for each, and tells each by its whole way.
    nested_evaluations = "nested-evaluations", Count, 4_096, 1 => 65_536;
    /// The time for one payload, where the contract refers to itself so that the work grows by a
    /// factor for each level. The validator counts no steps and cannot be stopped from inside, so this
    /// is the only limit that a slower machine reaches sooner; plain contracts never need it.
    payload_seconds = "payload-seconds", Seconds, 10, 1 => 86_400;
    /// Steps that `diff` may take for the payloads of one comparison: a step is about one value that is made or held
    /// against one schema. Changes beyond are told without a payload. Contracts may ask for payloads of thousands of
    /// values for thousands of changes.
    witness_steps = "witness-steps", Count, 2_000_000, 0 => MANY;
    /// Steps that the patterns of a contract may take over the texts that `generate` tries for one sample: each part of a
    /// pattern is held against each letter. Repetitions in repetitions multiply, and a sample is tried again.
    sample_steps = "sample-steps", Count, 4_000_000, 0 => MANY;
    /// Kinds of drift that are kept, each with its count and places; the findings of others are
    /// counted by level, so that the exit code is the same. A log whose keys are ids would be a kind
    /// each.
    groups = "groups", Count, 10_000, 1 => 10_000_000;
    /// The configuration. Only `--limit` sets it: it is read before what it says.
    config_bytes = "config-bytes", Bytes, 4 * M, 1 => G;
    /// The baseline, and the observed lock.
    ledger_bytes = "ledger-bytes", Bytes, 64 * M, 1 => 4 * G;
    /// A file that `fix` rewrites, which is held in memory twice.
    fix_bytes = "fix-bytes", Bytes, G, 1 => LARGEST;
}

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl Limits {
    /// Sets one limit.
    ///
    /// # Errors
    /// The value is not one that it may have; what is, in one clause.
    pub fn set(&mut self, limit: &Limit, value: u64) -> Result<(), String> {
        if !(limit.least..=limit.most).contains(&value) {
            return Err(limit.expected());
        }
        (limit.set)(self, value);
        Ok(())
    }

    /// The value of one limit.
    pub fn get(&self, limit: &Limit) -> u64 {
        (limit.get)(self)
    }
}

impl Limit {
    /// The limit of that name.
    pub fn named(name: &str) -> Option<&'static Self> {
        Limits::ALL.iter().find(|limit| limit.name == name)
    }

    /// Reads a value: digits, and behind those of bytes perhaps `K`, `M` or `G`.
    ///
    /// # Errors
    /// It is no such number, or out of range; what is expected, in one clause.
    pub fn value(&self, text: &str) -> Result<u64, String> {
        let (digits, factor) = match text.as_bytes().last() {
            Some(b'k' | b'K') => (text.get(..text.len() - 1), K),
            Some(b'm' | b'M') => (text.get(..text.len() - 1), M),
            Some(b'g' | b'G') => (text.get(..text.len() - 1), G),
            _ => (Some(text), 1),
        };
        let is_suited = factor == 1 || self.unit == Unit::Bytes;
        let digits = digits.filter(|digits| {
            is_suited && !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
        });
        digits
            .and_then(|digits| digits.parse::<u64>().ok())
            .and_then(|number| number.checked_mul(factor))
            .filter(|value| (self.least..=self.most).contains(value))
            .ok_or_else(|| self.expected())
    }

    /// A value as it is written in `--limit` and in the configuration.
    pub fn written(&self, value: u64) -> String {
        let units = [("G", G), ("M", M), ("K", K)];
        let unit = units.iter().find(|(_, unit)| {
            self.unit == Unit::Bytes && value >= *unit && value.is_multiple_of(*unit)
        });
        match unit {
            Some((letter, unit)) => format!("{}{letter}", value / unit),
            None => value.to_string(),
        }
    }

    /// What it is about and why, in words, on one line.
    pub fn about(&self) -> String {
        let mut words = String::new();
        for line in self.doc.lines() {
            let _ = write!(words, "{} ", line.trim());
        }
        words.trim_end().to_owned()
    }

    fn expected(&self) -> String {
        let (least, most) = (self.written(self.least), self.written(self.most));
        let unit = match self.unit {
            Unit::Bytes => "bytes, such as 4096, 64K, 256M or 1G,",
            Unit::Count | Unit::Times => "a whole number",
            Unit::Seconds => "whole seconds",
        };
        format!("expected {unit} from {least} to {most}")
    }
}

/// That the limit called `name` is reached at `value`, as messages say it: what it is, and how it is
/// raised.
pub fn reached(name: &'static str, value: u64) -> Reached {
    Reached { name, value }
}

/// A limit that was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reached {
    /// Its name.
    pub name: &'static str,
    /// Its value.
    pub value: u64,
}

impl Reached {
    /// What was reached, and how it is raised, as one clause.
    pub fn told(self) -> String {
        format!("{self}; {}", self.help())
    }

    /// How it is raised, as one imperative sentence; or that it is not.
    pub fn help(self) -> String {
        let Self { name, value } = self;
        match Limit::named(name) {
            Some(limit) if value < limit.most => {
                let more = limit.written(value.saturating_mul(2).clamp(1, limit.most));
                format!("raise it with `--limit {name}={more}` if the input is to be trusted")
            }
            _ => "it is as high as it goes: make the input smaller".to_owned(),
        }
    }
}

impl fmt::Display for Reached {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, value } = self;
        match Limit::named(name) {
            Some(limit) => write!(f, "the limit `{name}` of {}", limit.written(*value)),
            None => write!(f, "the limit `{name}`"),
        }
    }
}

/// A limit as the length of something in memory.
pub fn length(value: u64) -> usize {
    usize::try_from(value).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_limit_is_in_its_range_is_named_once_and_says_why() {
        let mut names: Vec<&str> = Limits::ALL.iter().map(|limit| limit.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Limits::ALL.len());
        for limit in Limits::ALL {
            assert!(limit.least <= limit.default && limit.default <= limit.most);
            assert_eq!(Limits::DEFAULT.get(limit), limit.default, "{}", limit.name);
            assert!(limit.about().ends_with('.'), "{}", limit.about());
            assert_eq!(
                limit.value(&limit.written(limit.default)),
                Ok(limit.default)
            );
            let mut limits = Limits::DEFAULT;
            limits.set(limit, limit.most).unwrap();
            assert_eq!(limits.get(limit), limit.most);
            let others = Limits::ALL.iter().filter(|other| other.name != limit.name);
            for other in others {
                assert_eq!(limits.get(other), other.default);
            }
            assert!(limits.set(limit, limit.most + 1).is_err());
        }
    }

    #[test]
    fn values_are_numbers_with_units_where_they_are_bytes() {
        let bytes = Limit::named("body-bytes").unwrap();
        assert_eq!(bytes.value("256M"), Ok(256 << 20));
        assert_eq!(bytes.value("64k"), Ok(64 << 10));
        assert_eq!(bytes.value("17"), Ok(17));
        for text in [
            "",
            "M",
            "-1",
            "+1",
            "1.5M",
            "1 M",
            "1MB",
            "9999999999999G",
            "0",
            "١",
        ] {
            let error = bytes.value(text).unwrap_err();
            assert_eq!(
                error, "expected bytes, such as 4096, 64K, 256M or 1G, from 1 to 1024G",
                "{text}"
            );
        }
        let count = Limit::named("nesting").unwrap();
        assert_eq!(
            count.value("1k"),
            Err("expected a whole number from 100 to 512".to_owned())
        );
        assert_eq!(count.value("128"), Ok(128));
    }

    #[test]
    fn what_is_reached_says_how_it_is_raised() {
        let record = reached("record-bytes", 16);
        assert_eq!(record.to_string(), "the limit `record-bytes` of 16");
        assert!(record.help().contains("`--limit record-bytes=32`"));
        assert!(
            reached("nesting", 512)
                .help()
                .contains("as high as it goes")
        );
    }
}
