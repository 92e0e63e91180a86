//! The story of one connection, of a request to refresh one, and of the file behind one.

use super::super::json::Json;
use super::super::maker::{Facts, Maker};
use super::run::{self, RunStory};
use super::{Account, account, moment, object as map, parameters, words};
use crate::contract::shape::ObjectShape;

/// The kinds that the oldest revision lists for its query filter; it has no enum (contract facts).
const OLD_KINDS: &[&str] = &[
    "spreadsheet",
    "spreadsheet_section",
    "presentation",
    "presentation_chart",
    "presentation_embedded_table",
    "document",
    "document_chart",
    "document_embedded_table",
    "wdata_query",
    "wdata_table",
    "wdata_table_dataset",
    "report",
];

/// Seconds of a day.
const DAY: i64 = 86_400;

fn kind(maker: &mut Maker<'_>, object: &ObjectShape, wire: &str) -> String {
    match maker.enum_text(object, wire) {
        Some(kind) => kind.to_owned(),
        None => maker.draw.pick(OLD_KINDS).to_owned(),
    }
}

/// A connection, and its last run where it ever ran.
pub(super) fn facts<'g>(maker: &mut Maker<'g>, object: &'g ObjectShape) -> Facts {
    let created = moment(&mut maker.draw);
    let updated = created + maker.draw.between(0, 90 * DAY);
    let source = kind(maker, object, super::super::plan::SOURCE_TYPE);
    let destination = kind(maker, object, super::super::plan::DESTINATION_TYPE);
    let by = account(&mut maker.draw, Account::User);
    let workspace = account(&mut maker.draw, Account::Workspace);
    let source_workspace = if maker.draw.chance(80) {
        workspace.clone()
    } else {
        account(&mut maker.draw, Account::Workspace)
    };
    let run = RunStory {
        connection: maker.draw.hex(32),
        started: created + maker.draw.between(0, 60 * DAY),
        by: if maker.draw.chance(60) {
            by.clone()
        } else {
            account(&mut maker.draw, Account::User)
        },
        job: maker.draw.hex(32),
        source_parameters: parameters(&mut maker.draw, Some(&source)),
        destination_parameters: parameters(&mut maker.draw, Some(&destination)),
        source_workspace: source_workspace.clone(),
        destination_workspace: workspace.clone(),
        workspace: workspace.clone(),
    };
    let ran = maker.is_planned() || maker.draw.chance(85);
    let mut facts = last_run(maker, object, &run, ran);
    let name = maker.draw.pick(words::NAMES);
    let description = maker.draw.pick(words::DESCRIPTIONS);
    facts.extend([
        ("connectionId", Some(Json::text(run.connection))),
        ("created", Some(maker.date(created))),
        ("createdBy", Some(Json::text(by))),
        ("description", Some(Json::text(description))),
        ("destinationId", Some(Json::text(maker.draw.hex(32)))),
        ("destinationType", Some(Json::text(destination))),
        (
            "destinationWorkspaceId",
            Some(Json::text(workspace.clone())),
        ),
        ("metadata", Some(about(maker))),
        ("name", Some(Json::text(name))),
        ("sourceId", Some(Json::text(maker.draw.hex(32)))),
        ("sourceType", Some(Json::text(source))),
        ("sourceWorkspaceId", Some(Json::text(source_workspace))),
        ("updated", Some(maker.date(updated))),
        ("workspaceId", Some(Json::text(workspace))),
    ]);
    facts
}

/// What a connection says about its last run; that there is none, where it never ran.
fn last_run<'g>(
    maker: &mut Maker<'g>,
    object: &'g ObjectShape,
    story: &RunStory,
    ran: bool,
) -> Facts {
    let run = match maker.object_of(object, "lastRun") {
        Some(run) if ran => {
            let facts = run::told(maker, run, story);
            Some(maker.object(run, facts))
        }
        _ => None,
    };
    let told = |json: Json| ran.then_some(json);
    let date = maker.date(story.started);
    let mut facts = vec![
        ("lastRunBy", told(Json::text(story.by.clone()))),
        ("lastRunDate", told(date)),
        (
            "lastRunDestinationParameters",
            told(story.destination_parameters.clone()),
        ),
        ("lastRunJobId", told(Json::text(story.job.clone()))),
        (
            "lastRunSourceParameters",
            told(story.source_parameters.clone()),
        ),
    ];
    facts.push(("lastRun", run));
    facts
}

/// Anything else about a connection.
fn about(maker: &mut Maker<'_>) -> Json {
    let draw = &mut maker.draw;
    match draw.below(4) {
        0 => Json::Object(Vec::new()),
        1 => map(vec![
            ("schedule", Json::text("0 5 * * 1-5")),
            ("paused", Json::Boolean(false)),
        ]),
        2 => map(vec![
            (
                "tags",
                Json::Array(vec![Json::text(draw.pick(words::TAGS))]),
            ),
            ("note", Json::Null),
        ]),
        _ => map(vec![
            ("owner", map(vec![("team", Json::text("finance-systems"))])),
            ("version", Json::integer(draw.between(1, 40))),
        ]),
    }
}

/// A request to refresh one connection.
pub(super) fn refresh(maker: &mut Maker<'_>) -> Facts {
    let draw = &mut maker.draw;
    let reuses = draw.chance(50);
    vec![
        ("connectionId", Some(Json::text(draw.hex(32)))),
        (
            "destinationParameters",
            Some(parameters(draw, Some("spreadsheet"))),
        ),
        (
            "sourceParameters",
            Some(parameters(draw, Some("wdata_query"))),
        ),
        (
            "usePreviousDestinationParameters",
            Some(Json::Boolean(reuses)),
        ),
        (
            "usePreviousSourceParameters",
            Some(Json::Boolean(draw.chance(50))),
        ),
        (
            "workspaceId",
            Some(Json::text(account(draw, Account::Workspace))),
        ),
    ]
}

/// What is known about the file behind a connection: remarks where something is not.
pub(super) fn resource<'g>(maker: &mut Maker<'g>, object: &'g ObjectShape) -> Facts {
    let names = words::PLACES
        .get(maker.draw.index(words::PLACES.len()))
        .copied()
        .unwrap_or_default();
    let names = names.iter().map(|name| Json::text(*name)).collect();
    let status = maker
        .enum_text(object, "status")
        .unwrap_or("PRESENT")
        .to_owned();
    let messages = match maker.object_of(object, "messages") {
        Some(message) if status != "PRESENT" || maker.is_planned() => {
            let facts = self::message(maker, message);
            Json::Array(vec![maker.object(message, facts)])
        }
        _ => Json::Array(Vec::new()),
    };
    vec![
        ("messages", Some(messages)),
        ("names", Some(Json::Array(names))),
        ("status", Some(Json::text(status))),
        (
            "url",
            Some(Json::text(format!(
                "https://app.example.test/sheets/{}",
                maker.draw.hex(32)
            ))),
        ),
    ]
}

/// One remark on a file.
pub(super) fn message<'g>(maker: &mut Maker<'g>, object: &'g ObjectShape) -> Facts {
    let code = maker
        .enum_text(object, "code")
        .unwrap_or("OTHER")
        .to_owned();
    let (text, severity) = match code.as_str() {
        "SOURCE_NOT_FOUND" => ("The source file cannot be found", "ERROR"),
        "SOURCE_STATUS_UNAVAILABLE" => ("The status of the source is not available", "WARNING"),
        "SOURCE_PROPERTY_UNAVAILABLE" => ("A property of the source is not available", "WARNING"),
        _ => ("The source was renamed since the last refresh", "INFO"),
    };
    // By turn, each severity is due, whatever it is about.
    let severity = match maker.enum_text(object, "severity") {
        Some(due) if maker.is_planned() => due,
        _ => severity,
    };
    vec![
        ("code", Some(Json::text(code))),
        ("message", Some(Json::text(text))),
        ("severity", Some(Json::text(severity))),
    ]
}
