//! Asking for runs, one or many at a time, and the batch that many of them make.

use chrono::{DateTime, FixedOffset};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::connection_run::{ConnectionRunDto, RunStatus};
use super::spelling::{absent_not_null, read_only, write_only};

/// A request to run one connection, with the parameters to run it on.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
#[schemars(transform = absent_not_null, transform = write_only)]
pub struct RefreshConnectionDto {
    /// Id of the connection to run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection_id: Option<String>,
    /// Parameters for the destination of this run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub destination_parameters: Option<Map<String, Value>>,
    /// Parameters for the source of this run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_parameters: Option<Map<String, Value>>,
    /// Whether the destination gets the parameters of the run before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub use_previous_destination_parameters: Option<bool>,
    /// Whether the source gets the parameters of the run before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub use_previous_source_parameters: Option<bool>,
    /// Id of the workspace that owns the connection.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workspace_id: Option<String>,
}

/// Several runs that were asked for at once, and how far they got together.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
#[schemars(transform = absent_not_null, transform = read_only)]
pub struct RefreshBatchDto {
    /// Identifies the batch; no other batch has the same id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub batch_refresh_id: Option<String>,
    /// The runs that the batch is made of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub child_refreshes: Option<Vec<ConnectionRunDto>>,
    /// The moment the batch was asked for (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created: Option<DateTime<FixedOffset>>,
    /// Id of the user who asked for the batch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_by: Option<String>,
    /// How far the writing ends of the runs got, taken together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub destination_status: Option<RunStatus>,
    /// What went wrong with the batch, where something did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// How far the reading ends of the runs got, taken together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_status: Option<RunStatus>,
    /// The moment the state of the batch last changed (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated: Option<DateTime<FixedOffset>>,
}
