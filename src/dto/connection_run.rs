//! One run of a connection, and the states that its two ends pass through.

use chrono::{DateTime, FixedOffset};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::spelling::{absent_not_null, read_only};

/// One run of a connection: what it was given, and how far its source and its destination got.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
#[schemars(transform = absent_not_null, transform = read_only)]
pub struct ConnectionRunDto {
    /// Id of the connection that was run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection_id: Option<String>,
    /// The moment the run was asked for (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created: Option<DateTime<FixedOffset>>,
    /// Id of the user who asked for the run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_by: Option<String>,
    /// Whatever the destination had to say about the run; its keys are not fixed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub destination_metadata: Option<Map<String, Value>>,
    /// Parameters that the run handed to the destination.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub destination_parameters: Option<Map<String, Value>>,
    /// How far the writing end of the run got.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub destination_status: Option<RunStatus>,
    /// Id of the workspace that the run wrote to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub destination_workspace_id: Option<String>,
    /// Why the job could not be started, where it could not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// Id of the job that carries out the run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job_id: Option<String>,
    /// Whatever the source had to say about the run; its keys are not fixed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_metadata: Option<Map<String, Value>>,
    /// Parameters that the run handed to the source.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_parameters: Option<Map<String, Value>>,
    /// How far the reading end of the run got.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_status: Option<RunStatus>,
    /// Id of the workspace that the run read from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_workspace_id: Option<String>,
    /// The moment the state of the run last changed (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated: Option<DateTime<FixedOffset>>,
    /// Id of the workspace that owns the connection.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workspace_id: Option<String>,
}

/// How far one end of a run, or of a batch of runs, got.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum RunStatus {
    /// Waiting for its turn.
    NotStarted,
    /// Under way.
    Running,
    /// Done, and successfully so.
    Complete,
    /// Ended by a failure.
    Error,
    /// Called off before it was done.
    Cancelled,
}
