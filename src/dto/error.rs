//! The bodies that unsuccessful answers carry: one message, or several.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::spelling::absent_not_null;

/// A failed request, told in one message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(transform = absent_not_null)]
pub struct SingleError {
    /// What went wrong.
    pub body: String,
    /// The status code of the answer.
    pub code: i32,
    /// The single faults behind the failure, where they are known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub details: Option<Vec<BaseErrorResponseDetail>>,
}

/// A failed request, told in several messages.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(transform = absent_not_null)]
pub struct MultiError {
    /// All that went wrong, one message each.
    pub body: Vec<String>,
    /// The status code of the answer.
    pub code: i32,
    /// The single faults behind the failure, where they are known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub details: Option<Vec<BaseErrorResponseDetail>>,
}

/// One fault behind a failed request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(transform = absent_not_null)]
pub struct BaseErrorResponseDetail {
    /// The kind of fault, for programs.
    pub code: String,
    /// The fault in words, for people.
    pub message: String,
    /// The part of the request that is at fault.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
}
