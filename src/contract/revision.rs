//! The published revisions of the contract, and everything that changed from one to the next.
//!
//! Names of DTOs, fields and enum values come in, spelled as on the wire; the revision that brought
//! them goes out.
//!
//! [`HISTORY`] is the only place that knows of change: the types in [`dto`](crate::dto) tell the
//! newest state, and an older one is that state less what this table says came later.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A published state of the contract, named after the month it appeared in; later is greater.
///
/// In JSON it is the string that [`Revision::as_str`] gives.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    Serialize,
    Deserialize,
    JsonSchema,
)]
pub enum Revision {
    /// The oldest published shape; types and statuses are plain strings.
    #[serde(rename = "2022-01")]
    R2022_01,
    /// The pinned shape: types and statuses are closed enums.
    #[default]
    #[serde(rename = "2026-02")]
    R2026_02,
    /// One more kind of file or item.
    #[serde(rename = "2026-03")]
    R2026_03,
    /// Another kind of file or item, and what is known about the source file.
    #[serde(rename = "2026-08")]
    R2026_08,
}

impl Revision {
    /// Every revision, oldest first.
    pub const ALL: [Self; 4] = [
        Self::R2022_01,
        Self::R2026_02,
        Self::R2026_03,
        Self::R2026_08,
    ];

    /// The revision that is checked against unless another one is asked for.
    pub const PINNED: Self = Self::R2026_02;

    /// The newest revision, which is the one that the types in [`dto`](crate::dto) show.
    pub const LATEST: Self = Self::R2026_08;

    /// The revision's name in paths, schema ids and output: year and month.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::R2022_01 => "2022-01",
            Self::R2026_02 => "2026-02",
            Self::R2026_03 => "2026-03",
            Self::R2026_08 => "2026-08",
        }
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Revision {
    type Err = UnknownRevision;

    /// Reads a revision's name, or `latest` for [`Revision::LATEST`].
    ///
    /// # Errors
    /// [`UnknownRevision`] for any other text; case and surrounding space are not forgiven.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "latest" {
            return Ok(Self::LATEST);
        }
        Self::ALL
            .into_iter()
            .find(|revision| revision.as_str() == text)
            .ok_or_else(|| UnknownRevision {
                name: text.to_owned(),
            })
    }
}

/// The error for a name that is no revision's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownRevision {
    name: String,
}

impl UnknownRevision {
    /// The name that was asked for, as it was given.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl fmt::Display for UnknownRevision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown revision {:?}, expected one of ", self.name)?;
        for revision in Revision::ALL {
            write!(f, "{revision}, ")?;
        }
        f.write_str("latest")
    }
}

impl std::error::Error for UnknownRevision {}

/// One difference between a revision and the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// The revision that brought the change.
    pub revision: Revision,
    /// What changed.
    pub subject: Subject,
}

impl Change {
    /// Whether it came after `revision`; after none, where that is nobody's.
    pub fn is_after(&self, revision: Option<Revision>) -> bool {
        revision.is_some_and(|own| self.revision > own)
    }
}

/// What a [`Change`] is about; all names are those of the wire and of the published schemas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A DTO that did not exist before.
    Dto {
        /// The DTO's name.
        name: &'static str,
    },
    /// A field that its DTO did not have before.
    Field {
        /// The DTO's name.
        dto: &'static str,
        /// The field's name.
        field: &'static str,
    },
    /// A value that its enum did not allow before.
    Value {
        /// The enum's name.
        enum_name: &'static str,
        /// The value.
        value: &'static str,
    },
    /// A field that held any string before and has held an enum's values since.
    Narrowing {
        /// The DTO's name.
        dto: &'static str,
        /// The field's name.
        field: &'static str,
    },
}

/// Every change that was ever published, oldest first.
///
/// What is in none of its rows has been there from the first revision on. Only additions and
/// narrowings occur: nothing was ever taken away.
pub static HISTORY: &[Change] = &[
    field(
        Revision::R2026_02,
        "ConnectionDto",
        "destinationWorkspaceId",
    ),
    field(Revision::R2026_02, "ConnectionDto", "lastRun"),
    field(Revision::R2026_02, "ConnectionDto", "sourceWorkspaceId"),
    field(Revision::R2026_02, "ConnectionDto", "updated"),
    field(Revision::R2026_02, "ConnectionDto", "workspaceId"),
    narrowing(Revision::R2026_02, "ConnectionDto", "destinationType"),
    narrowing(Revision::R2026_02, "ConnectionDto", "sourceType"),
    field(
        Revision::R2026_02,
        "ConnectionRunDto",
        "destinationMetadata",
    ),
    field(
        Revision::R2026_02,
        "ConnectionRunDto",
        "destinationWorkspaceId",
    ),
    field(Revision::R2026_02, "ConnectionRunDto", "sourceMetadata"),
    field(Revision::R2026_02, "ConnectionRunDto", "sourceWorkspaceId"),
    field(Revision::R2026_02, "ConnectionRunDto", "workspaceId"),
    narrowing(Revision::R2026_02, "ConnectionRunDto", "destinationStatus"),
    narrowing(Revision::R2026_02, "ConnectionRunDto", "sourceStatus"),
    narrowing(Revision::R2026_02, "RefreshBatchDto", "destinationStatus"),
    narrowing(Revision::R2026_02, "RefreshBatchDto", "sourceStatus"),
    field(Revision::R2026_02, "RefreshConnectionDto", "workspaceId"),
    dto(Revision::R2026_02, "BaseErrorResponseDetail"),
    field(Revision::R2026_02, "MultiError", "details"),
    field(Revision::R2026_02, "SingleError", "details"),
    value(Revision::R2026_02, "DestinationType", "wdata_shared_query"),
    value(Revision::R2026_02, "DestinationType", "esg_program"),
    value(Revision::R2026_02, "DestinationType", "unknown_record_type"),
    value(Revision::R2026_02, "SourceType", "wdata_shared_query"),
    value(Revision::R2026_02, "SourceType", "esg_program"),
    value(Revision::R2026_02, "SourceType", "unknown_record_type"),
    value(Revision::R2026_03, "DestinationType", "chart_visual"),
    value(Revision::R2026_03, "SourceType", "chart_visual"),
    field(
        Revision::R2026_08,
        "ConnectionDto",
        "sourceResourceProperties",
    ),
    dto(Revision::R2026_08, "ResourcePropertiesDto"),
    dto(Revision::R2026_08, "ResourceMessageDto"),
    value(Revision::R2026_08, "DestinationType", "table_visual"),
    value(Revision::R2026_08, "SourceType", "table_visual"),
];

const fn dto(revision: Revision, name: &'static str) -> Change {
    Change {
        revision,
        subject: Subject::Dto { name },
    }
}

const fn field(revision: Revision, dto: &'static str, field: &'static str) -> Change {
    Change {
        revision,
        subject: Subject::Field { dto, field },
    }
}

const fn value(revision: Revision, enum_name: &'static str, value: &'static str) -> Change {
    Change {
        revision,
        subject: Subject::Value { enum_name, value },
    }
}

const fn narrowing(revision: Revision, dto: &'static str, field: &'static str) -> Change {
    Change {
        revision,
        subject: Subject::Narrowing { dto, field },
    }
}

/// The revision that brought a whole DTO.
///
/// `None` means that it has been there from the first, or that no DTO has this name.
pub fn dto_added_in(dto: &str) -> Option<Revision> {
    since(|subject| matches!(subject, Subject::Dto { name } if name == dto))
}

/// The revision that brought a field to its DTO, which may be later than the DTO itself.
///
/// `None` means that the field is as old as its DTO, or that there is no such field.
pub fn added_in(dto: &str, field: &str) -> Option<Revision> {
    since(
        |subject| matches!(subject, Subject::Field { dto: d, field: f } if d == dto && f == field),
    )
}

/// The revision that brought a value to its enum.
///
/// `None` means that the value is as old as the enum, or that there is no such value.
pub fn value_added_in(enum_name: &str, value: &str) -> Option<Revision> {
    since(
        |subject| matches!(subject, Subject::Value { enum_name: e, value: v } if e == enum_name && v == value),
    )
}

/// The revision that closed a field of plain strings into an enum.
///
/// `None` means that this never happened to the field, or that there is no such field.
pub fn narrowed_in(dto: &str, field: &str) -> Option<Revision> {
    since(
        |subject| matches!(subject, Subject::Narrowing { dto: d, field: f } if d == dto && f == field),
    )
}

/// The fields that a DTO got after a revision, each with the revision that brought it.
pub fn fields_after(
    dto: &str,
    revision: Option<Revision>,
) -> impl Iterator<Item = (&'static str, Revision)> {
    HISTORY
        .iter()
        .filter_map(move |change| match change.subject {
            Subject::Field { dto: d, field } if d == dto && change.is_after(revision) => {
                Some((field, change.revision))
            }
            _ => None,
        })
}

/// The values that an enum got after a revision, each with the revision that brought it.
pub fn values_after(
    enum_name: &str,
    revision: Option<Revision>,
) -> impl Iterator<Item = (&'static str, Revision)> {
    HISTORY
        .iter()
        .filter_map(move |change| match change.subject {
            Subject::Value {
                enum_name: e,
                value,
            } if e == enum_name && change.is_after(revision) => Some((value, change.revision)),
            _ => None,
        })
}

/// The table has some thirty rows, so a walk through it beats any index.
fn since(is_meant: impl Fn(Subject) -> bool) -> Option<Revision> {
    HISTORY
        .iter()
        .find(|change| is_meant(change.subject))
        .map(|change| change.revision)
}

#[cfg(test)]
mod tests {
    use super::{
        HISTORY, Revision, Subject, UnknownRevision, added_in, dto_added_in, fields_after,
        narrowed_in, value_added_in, values_after,
    };
    use std::collections::BTreeSet;

    #[test]
    fn names_are_read_as_they_are_written() {
        for revision in Revision::ALL {
            assert_eq!(revision.as_str().parse(), Ok(revision));
            assert_eq!(revision.to_string(), revision.as_str());
            let json = serde_json::to_value(revision).unwrap();
            assert_eq!(json, revision.as_str());
            assert_eq!(serde_json::from_value::<Revision>(json).unwrap(), revision);
        }
        assert_eq!("latest".parse(), Ok(Revision::LATEST));
    }

    #[test]
    fn other_names_are_refused_with_the_known_ones() {
        for name in ["", "2026", "2026-2", " 2026-02", "Latest", "2026-02-01"] {
            assert_eq!(
                name.parse::<Revision>()
                    .map_err(|error| error.name().to_owned()),
                Err(name.to_owned())
            );
        }
        assert_eq!(
            "2026-04".parse::<Revision>().unwrap_err().to_string(),
            "unknown revision \"2026-04\", expected one of 2022-01, 2026-02, 2026-03, 2026-08, latest"
        );
        let _: &dyn std::error::Error = &UnknownRevision {
            name: String::new(),
        };
    }

    #[test]
    fn revisions_are_ordered_and_the_ends_are_named() {
        assert!(Revision::ALL.is_sorted_by(|a, b| a < b && a.as_str() < b.as_str()));
        assert_eq!(Revision::ALL.last(), Some(&Revision::LATEST));
        assert_eq!(Revision::default(), Revision::PINNED);
        assert_eq!(Revision::PINNED.as_str(), "2026-02");
    }

    #[test]
    fn history_runs_forward_and_tells_each_change_once() {
        assert!(HISTORY.is_sorted_by_key(|change| change.revision));
        let told: BTreeSet<String> = HISTORY.iter().map(|c| format!("{:?}", c.subject)).collect();
        assert_eq!(told.len(), HISTORY.len());
        let first = Revision::R2022_01;
        assert!(
            HISTORY.iter().all(|change| change.revision > first),
            "nothing precedes the first"
        );
        let narrowings = HISTORY
            .iter()
            .filter(|change| matches!(change.subject, Subject::Narrowing { .. }))
            .map(|change| change.revision)
            .collect::<BTreeSet<_>>();
        assert_eq!(narrowings, BTreeSet::from([Revision::R2026_02]));
    }

    #[test]
    fn lookups_tell_new_from_old_and_from_unknown() {
        assert_eq!(
            added_in("ConnectionDto", "sourceResourceProperties"),
            Some(Revision::R2026_08)
        );
        assert_eq!(
            added_in("ConnectionDto", "updated"),
            Some(Revision::R2026_02)
        );
        assert_eq!(added_in("ConnectionRunDto", "updated"), None);
        assert_eq!(added_in("ConnectionDto", "no such field"), None);
        assert_eq!(
            value_added_in("SourceType", "chart_visual"),
            Some(Revision::R2026_03)
        );
        assert_eq!(
            value_added_in("DestinationType", "table_visual"),
            Some(Revision::R2026_08)
        );
        assert_eq!(
            value_added_in("SourceType", "esg_program"),
            Some(Revision::R2026_02)
        );
        assert_eq!(value_added_in("SourceType", "report"), None);
        assert_eq!(value_added_in("RunStatus", "running"), None);
        assert_eq!(dto_added_in("ResourceMessageDto"), Some(Revision::R2026_08));
        assert_eq!(
            dto_added_in("BaseErrorResponseDetail"),
            Some(Revision::R2026_02)
        );
        assert_eq!(dto_added_in("ConnectionDto"), None);
        assert_eq!(
            narrowed_in("ConnectionDto", "sourceType"),
            Some(Revision::R2026_02)
        );
        assert_eq!(narrowed_in("ConnectionDto", "sourceId"), None);
    }

    #[test]
    fn what_comes_after_a_revision_is_listed_without_what_it_has() {
        let values = |revision| values_after("SourceType", Some(revision)).collect::<Vec<_>>();
        assert_eq!(
            values(Revision::PINNED),
            [
                ("chart_visual", Revision::R2026_03),
                ("table_visual", Revision::R2026_08)
            ]
        );
        assert_eq!(
            values(Revision::R2026_03),
            [("table_visual", Revision::R2026_08)]
        );
        assert_eq!(values(Revision::LATEST), []);
        let fields = |revision| fields_after("ConnectionDto", Some(revision)).collect::<Vec<_>>();
        assert_eq!(
            fields(Revision::PINNED),
            [("sourceResourceProperties", Revision::R2026_08)]
        );
        assert_eq!(fields(Revision::R2022_01).len(), 6);
        assert_eq!(fields(Revision::LATEST), []);
    }
}
