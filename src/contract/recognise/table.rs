//! The names of the DTOs, as recognition needs them: without their schemas, which take longer to derive than
//! most files take to check.
//!
//! The types in [`dto`](crate::dto) are what is true: a test holds each row against the contracts of
//! each revision.

use crate::contract::registry::Holds;
use crate::contract::revision::{Revision, added_in};

/// A DTO at the newest revision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) dto: &'static str,
    /// Its fields, in the order of the alphabet.
    pub(super) fields: &'static [Named],
    pub(super) body: Body,
}

/// A field's name on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) wire: &'static str,
    pub(super) required: bool,
}

/// What the member `body` is, where that tells a DTO.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Body {
    /// None, or anything.
    Untold,
    /// This DTO, or an array of it.
    Holds(Holds, &'static str),
    /// A string.
    Text,
    /// An array of strings.
    Texts,
}

impl Row {
    /// The row of a DTO of the contract.
    pub(super) fn of(dto: &str) -> Option<&'static Self> {
        ROWS.iter().find(|row| row.dto == dto)
    }

    /// The fields that the DTO has at a revision.
    pub(super) fn fields_at(&self, revision: Revision) -> impl Iterator<Item = &'static Named> {
        let dto = self.dto;
        let fields = self.fields.iter();
        fields.filter(move |field| added_in(dto, field.wire).is_none_or(|since| since <= revision))
    }
}

const fn may(wire: &'static str) -> Named {
    Named {
        wire,
        required: false,
    }
}

const fn must(wire: &'static str) -> Named {
    Named {
        wire,
        required: true,
    }
}

/// All DTOs, in the order of the documentation.
const ROWS: &[Row] = &[
    Row {
        dto: "ConnectionDto",
        fields: &[
            may("connectionId"),
            may("created"),
            may("createdBy"),
            may("description"),
            may("destinationId"),
            may("destinationType"),
            may("destinationWorkspaceId"),
            may("lastRun"),
            may("lastRunBy"),
            may("lastRunDate"),
            may("lastRunDestinationParameters"),
            may("lastRunJobId"),
            may("lastRunSourceParameters"),
            may("metadata"),
            may("name"),
            may("sourceId"),
            may("sourceResourceProperties"),
            may("sourceType"),
            may("sourceWorkspaceId"),
            may("updated"),
            may("workspaceId"),
        ],
        body: Body::Untold,
    },
    Row {
        dto: "ConnectionRunDto",
        fields: &[
            may("connectionId"),
            may("created"),
            may("createdBy"),
            may("destinationMetadata"),
            may("destinationParameters"),
            may("destinationStatus"),
            may("destinationWorkspaceId"),
            may("error"),
            may("jobId"),
            may("sourceMetadata"),
            may("sourceParameters"),
            may("sourceStatus"),
            may("sourceWorkspaceId"),
            may("updated"),
            may("workspaceId"),
        ],
        body: Body::Untold,
    },
    Row {
        dto: "RefreshBatchDto",
        fields: &[
            may("batchRefreshId"),
            may("childRefreshes"),
            may("created"),
            may("createdBy"),
            may("destinationStatus"),
            may("error"),
            may("sourceStatus"),
            may("updated"),
        ],
        body: Body::Untold,
    },
    Row {
        dto: "BaseResponseConnectionDto",
        fields: &[may("body"), may("code")],
        body: Body::Holds(Holds::One, "ConnectionDto"),
    },
    Row {
        dto: "BaseResponseConnectionRunDto",
        fields: &[may("body"), may("code")],
        body: Body::Holds(Holds::One, "ConnectionRunDto"),
    },
    Row {
        dto: "BaseResponseRefreshBatchDto",
        fields: &[may("body"), may("code")],
        body: Body::Holds(Holds::One, "RefreshBatchDto"),
    },
    Row {
        dto: "PagedResponseConnectionDto",
        fields: &[may("body"), may("code"), may("cursor")],
        body: Body::Holds(Holds::Many, "ConnectionDto"),
    },
    Row {
        dto: "RefreshConnectionDto",
        fields: &[
            may("connectionId"),
            may("destinationParameters"),
            may("sourceParameters"),
            may("usePreviousDestinationParameters"),
            may("usePreviousSourceParameters"),
            may("workspaceId"),
        ],
        body: Body::Untold,
    },
    Row {
        dto: "MultiError",
        fields: &[must("body"), must("code"), may("details")],
        body: Body::Texts,
    },
    Row {
        dto: "SingleError",
        fields: &[must("body"), must("code"), may("details")],
        body: Body::Text,
    },
    Row {
        dto: "BaseErrorResponseDetail",
        fields: &[must("code"), must("message"), may("target")],
        body: Body::Untold,
    },
    Row {
        dto: "ResourceMessageDto",
        fields: &[may("code"), may("message"), may("severity")],
        body: Body::Untold,
    },
    Row {
        dto: "ResourcePropertiesDto",
        fields: &[may("messages"), may("names"), may("status"), may("url")],
        body: Body::Untold,
    },
];
