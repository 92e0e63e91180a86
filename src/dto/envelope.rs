//! The envelopes that successful answers arrive in: a body, and the status code over again.
//!
//! One plain struct per published name rather than one generic: the names are part of the contract.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::connection::ConnectionDto;
use super::connection_run::ConnectionRunDto;
use super::refresh::RefreshBatchDto;
use super::spelling::absent_not_null;

/// An answer that holds one connection.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
#[schemars(transform = absent_not_null)]
pub struct BaseResponseConnectionDto {
    /// The connection.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<ConnectionDto>,
    /// The status code of the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<i32>,
}

/// An answer that holds one page of a list of connections.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
#[schemars(transform = absent_not_null)]
pub struct PagedResponseConnectionDto {
    /// The connections on this page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<Vec<ConnectionDto>>,
    /// The status code of the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<i32>,
    /// What to ask for the next page with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// An answer that holds one run of a connection.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
#[schemars(transform = absent_not_null)]
pub struct BaseResponseConnectionRunDto {
    /// The run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<ConnectionRunDto>,
    /// The status code of the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<i32>,
}

/// An answer that holds one batch of runs.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
#[schemars(transform = absent_not_null)]
pub struct BaseResponseRefreshBatchDto {
    /// The batch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<RefreshBatchDto>,
    /// The status code of the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<i32>,
}
