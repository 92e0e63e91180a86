//! A connection: what is pulled from where, sent where, and how that went the last time.

use chrono::{DateTime, FixedOffset};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::connection_run::ConnectionRunDto;
use super::resource_properties::ResourcePropertiesDto;
use super::spelling::{absent_not_null, read_only};

/// A standing link that carries data from a source to a destination, with the outcome of its most
/// recent run.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
#[schemars(transform = absent_not_null, transform = read_only)]
pub struct ConnectionDto {
    /// Identifies the connection; no other connection has the same id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection_id: Option<String>,
    /// The moment the connection came into being (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created: Option<DateTime<FixedOffset>>,
    /// Id of the user who set the connection up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_by: Option<String>,
    /// Free text about the connection, where somebody wrote one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Id of the file or item that receives the data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub destination_id: Option<String>,
    /// What kind of thing receives the data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub destination_type: Option<DestinationType>,
    /// Id of the workspace in which the receiving file lives.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub destination_workspace_id: Option<String>,
    /// The most recent run, in full.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_run: Option<ConnectionRunDto>,
    /// Id of the user who started the most recent run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_run_by: Option<String>,
    /// The moment of the most recent run (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_run_date: Option<DateTime<FixedOffset>>,
    /// Parameters that the most recent run handed to the destination.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_run_destination_parameters: Option<Map<String, Value>>,
    /// Id of the job that carried out the most recent run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_run_job_id: Option<String>,
    /// Parameters that the most recent run handed to the source.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_run_source_parameters: Option<Map<String, Value>>,
    /// Whatever else is kept with the connection; its keys are not fixed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
    /// What the connection is called, where it has a name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Id of the file or item that the data is taken from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_id: Option<String>,
    /// What the server could find out about the source file, and what it could not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_resource_properties: Option<ResourcePropertiesDto>,
    /// What kind of thing the data is taken from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_type: Option<SourceType>,
    /// Id of the workspace in which the source file lives.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_workspace_id: Option<String>,
    /// The moment of the latest change to the connection (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated: Option<DateTime<FixedOffset>>,
    /// Id of the workspace that owns the connection.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workspace_id: Option<String>,
}

/// The kinds of file or item that a connection takes data from.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum SourceType {
    /// A whole spreadsheet.
    Spreadsheet,
    /// One section of a spreadsheet.
    SpreadsheetSection,
    /// A whole presentation.
    Presentation,
    /// A chart in a presentation.
    PresentationChart,
    /// A table embedded in a presentation.
    PresentationEmbeddedTable,
    /// A whole document.
    Document,
    /// A chart in a document.
    DocumentChart,
    /// A table embedded in a document.
    DocumentEmbeddedTable,
    /// A query.
    WdataQuery,
    /// A table.
    WdataTable,
    /// One dataset of a table.
    WdataTableDataset,
    /// A report.
    Report,
    /// A query shared from another workspace.
    WdataSharedQuery,
    /// A programme of environmental, social and governance reporting.
    EsgProgram,
    /// The server's stand-in for a kind that it could not name.
    UnknownRecordType,
    /// A chart visual.
    ChartVisual,
    /// A table visual.
    TableVisual,
}

/// The kinds of file or item that a connection sends data to.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum DestinationType {
    /// A whole spreadsheet.
    Spreadsheet,
    /// One section of a spreadsheet.
    SpreadsheetSection,
    /// A whole presentation.
    Presentation,
    /// A chart in a presentation.
    PresentationChart,
    /// A table embedded in a presentation.
    PresentationEmbeddedTable,
    /// A whole document.
    Document,
    /// A chart in a document.
    DocumentChart,
    /// A table embedded in a document.
    DocumentEmbeddedTable,
    /// A query.
    WdataQuery,
    /// A table.
    WdataTable,
    /// One dataset of a table.
    WdataTableDataset,
    /// A report.
    Report,
    /// A query shared from another workspace.
    WdataSharedQuery,
    /// A programme of environmental, social and governance reporting.
    EsgProgram,
    /// The server's stand-in for a kind that it could not name.
    UnknownRecordType,
    /// A chart visual.
    ChartVisual,
    /// A table visual.
    TableVisual,
}
