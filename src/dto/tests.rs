//! Every DTO reads a full body and writes the same one.

use super::{
    BaseErrorResponseDetail, BaseResponseConnectionDto, BaseResponseConnectionRunDto,
    BaseResponseRefreshBatchDto, ConnectionDto, ConnectionRunDto, DestinationType, MultiError,
    PagedResponseConnectionDto, RefreshBatchDto, RefreshConnectionDto, ResourceMessageDto,
    ResourcePropertiesDto, RunStatus, SingleError, SourceType,
};
use std::collections::BTreeSet;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Reads and writes a body in which every field of the type is present.
#[track_caller]
fn round_trip<T: Serialize + DeserializeOwned + schemars::JsonSchema>(body: &Value) -> T {
    let typed: T = serde_json::from_value(body.clone()).unwrap();
    assert_eq!(&serde_json::to_value(&typed).unwrap(), body);
    let schema = schemars::schema_for!(T);
    let declared = schema.as_value()["properties"].as_object().unwrap();
    let given = body.as_object().unwrap();
    assert_eq!(
        declared.keys().collect::<BTreeSet<_>>(),
        given.keys().collect::<BTreeSet<_>>()
    );
    typed
}

fn run() -> Value {
    json!({
        "connectionId": "0f6c2a9be4d84c7b9a31d5e2f7084b16",
        "created": "2026-02-03T04:05:06Z",
        "createdBy": "V0ZVc2VyHzU2NDg2NjU2MjQ0NDQ5Mjg",
        "destinationMetadata": { "rows": 12 },
        "destinationParameters": { "sheet": "Q1", "range": ["A1", "C9"] },
        "destinationStatus": "running",
        "destinationWorkspaceId": "V29ya3NwYWNlHzE",
        "error": "",
        "jobId": "3b1e9d7c5a2f4e60",
        "sourceMetadata": {},
        "sourceParameters": { "since": null },
        "sourceStatus": "not_started",
        "sourceWorkspaceId": "V29ya3NwYWNlHzI",
        "updated": "2026-02-03T04:05:07+01:00",
        "workspaceId": "V29ya3NwYWNlHzM"
    })
}

fn resource() -> Value {
    json!({
        "messages": [message()],
        "names": ["Workbook", "Sheet1"],
        "status": "UNKNOWN",
        "url": "https://example.test/files/1"
    })
}

fn message() -> Value {
    json!({ "code": "SOURCE_NOT_FOUND", "message": "it is gone", "severity": "WARNING" })
}

fn connection() -> Value {
    json!({
        "connectionId": "0f6c2a9be4d84c7b9a31d5e2f7084b16",
        "created": "2025-11-30T23:59:59Z",
        "createdBy": "V0ZVc2VyHzU2NDg2NjU2MjQ0NDQ5Mjg",
        "description": "Monthly figures – EMEA",
        "destinationId": "9d2b7c4f1e0a48e3b6f5d81a2c7e3940",
        "destinationType": "spreadsheet_section",
        "destinationWorkspaceId": "V29ya3NwYWNlHzE",
        "lastRun": run(),
        "lastRunBy": "V0ZVc2VyHzU2NDg2NjU2MjQ0NDQ5Mjg",
        "lastRunDate": "2026-02-03T04:05:06.789-05:00",
        "lastRunDestinationParameters": { "sheet": "Q1" },
        "lastRunJobId": "3b1e9d7c5a2f4e60",
        "lastRunSourceParameters": { "limit": 1000, "nested": { "on": true } },
        "metadata": { "any": [1, 2.5, "x", null] },
        "name": "Figures",
        "sourceId": "5e8f0a1b2c3d4e5f60718293a4b5c6d7",
        "sourceResourceProperties": resource(),
        "sourceType": "wdata_shared_query",
        "sourceWorkspaceId": "V29ya3NwYWNlHzI",
        "updated": "2026-02-03T04:05:06Z",
        "workspaceId": "V29ya3NwYWNlHzM"
    })
}

fn batch() -> Value {
    json!({
        "batchRefreshId": "b4",
        "childRefreshes": [run(), {}],
        "created": "2026-02-03T04:05:06Z",
        "createdBy": "V0ZVc2VyHzU2NDg2NjU2MjQ0NDQ5Mjg",
        "destinationStatus": "cancelled",
        "error": "stopped",
        "sourceStatus": "complete",
        "updated": "2026-02-03T04:05:07Z"
    })
}

#[test]
fn connections_go_in_and_out_unchanged() {
    let typed = round_trip::<ConnectionDto>(&connection());
    assert_eq!(typed.source_type, Some(SourceType::WdataSharedQuery));
    assert_eq!(
        typed.destination_type,
        Some(DestinationType::SpreadsheetSection)
    );
    assert_eq!(
        typed.last_run.and_then(|run| run.source_status),
        Some(RunStatus::NotStarted)
    );
    round_trip::<ConnectionRunDto>(&run());
    round_trip::<ResourcePropertiesDto>(&resource());
    round_trip::<ResourceMessageDto>(&message());
}

#[test]
fn envelopes_go_in_and_out_unchanged() {
    let of = |body: Value| json!({ "body": body, "code": 200 });
    round_trip::<BaseResponseConnectionDto>(&of(connection()));
    round_trip::<BaseResponseConnectionRunDto>(&of(run()));
    round_trip::<BaseResponseRefreshBatchDto>(&of(batch()));
    round_trip::<PagedResponseConnectionDto>(
        &json!({ "body": [connection(), {}], "code": 200, "cursor": "bmV4dA" }),
    );
}

#[test]
fn requests_and_batches_go_in_and_out_unchanged() {
    round_trip::<RefreshBatchDto>(&batch());
    round_trip::<RefreshConnectionDto>(&json!({
        "connectionId": "0f6c2a9be4d84c7b9a31d5e2f7084b16",
        "destinationParameters": {},
        "sourceParameters": { "since": "2026-01-01" },
        "usePreviousDestinationParameters": false,
        "usePreviousSourceParameters": true,
        "workspaceId": "V29ya3NwYWNlHzM"
    }));
}

#[test]
fn errors_go_in_and_out_unchanged() {
    let detail = json!({ "code": "missing", "message": "no such id", "target": "connectionId" });
    round_trip::<BaseErrorResponseDetail>(&detail);
    round_trip::<SingleError>(&json!({ "body": "not found", "code": 404, "details": [detail] }));
    round_trip::<MultiError>(&json!({ "body": ["a", "b"], "code": 400, "details": [] }));
}

#[test]
fn errors_lack_what_they_must_have_and_nothing_else_must_be_there() {
    assert!(serde_json::from_str::<SingleError>(r#"{"body":"x"}"#).is_err());
    assert!(serde_json::from_str::<MultiError>(r#"{"code":400}"#).is_err());
    assert!(serde_json::from_str::<BaseErrorResponseDetail>(r#"{"code":"x"}"#).is_err());
    let bare = SingleError {
        body: "x".to_owned(),
        code: 500,
        details: None,
    };
    assert_eq!(
        serde_json::to_string(&bare).unwrap(),
        r#"{"body":"x","code":500}"#
    );
    assert_eq!(
        serde_json::to_string(&ConnectionDto::default()).unwrap(),
        "{}"
    );
    assert_eq!(
        serde_json::from_str::<ConnectionDto>("{}").unwrap(),
        ConnectionDto::default()
    );
}

#[test]
fn enums_are_closed_and_case_matters() {
    for body in [
        r#"{"sourceType":"gadget"}"#,
        r#"{"sourceType":"Report"}"#,
        r#"{"sourceType":""}"#,
        r#"{"lastRun":{"sourceStatus":"COMPLETE"}}"#,
        r#"{"sourceResourceProperties":{"status":"present"}}"#,
    ] {
        assert!(
            serde_json::from_str::<ConnectionDto>(body).is_err(),
            "{body}"
        );
    }
}
