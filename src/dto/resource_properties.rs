//! What the server knows about the file behind a connection, and the remarks that come with it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::spelling::absent_not_null;

/// What the server could find out about the file that a connection uses.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
#[schemars(transform = absent_not_null)]
pub struct ResourcePropertiesDto {
    /// Remarks on what could be found out and what could not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub messages: Option<Vec<ResourceMessageDto>>,
    /// The names that lead to the file, outermost first: the workbook, then the sheet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub names: Option<Vec<String>>,
    /// Whether the file was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<ResourcePropertiesStatus>,
    /// Where the file can be opened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// One remark on the file behind a connection.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
#[schemars(transform = absent_not_null)]
pub struct ResourceMessageDto {
    /// The subject of the remark, for programs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<ResourceMessageCode>,
    /// The remark itself, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// How much the remark matters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub severity: Option<ResourceMessageSeverity>,
}

/// Whether a file was found.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ResourcePropertiesStatus {
    /// It is there.
    Present,
    /// The server cannot tell.
    Unknown,
}

/// The subjects that a remark on a file can have.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ResourceMessageCode {
    /// The source is not there.
    SourceNotFound,
    /// The state of the source could not be had.
    SourceStatusUnavailable,
    /// A property of the source could not be had.
    SourcePropertyUnavailable,
    /// Anything else.
    Other,
}

/// How much a remark on a file matters.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ResourceMessageSeverity {
    /// Something failed.
    Error,
    /// Something may fail.
    Warning,
    /// Worth knowing, no more.
    Info,
}
