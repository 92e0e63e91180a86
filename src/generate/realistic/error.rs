//! Errors: a status, its text, and details.

use super::super::json::Json;
use super::super::maker::{Facts, Maker};
use crate::contract::shape::ObjectShape;

/// A code for programs, what it says, and what it is about.
type Detail = (&'static str, &'static str, &'static str);

/// The statuses that come with one text (contract facts, operations), and a detail of each.
const SINGLE: &[(i64, &str, Detail)] = &[
    (
        401,
        "The access token is missing or has expired",
        (
            "unauthenticated",
            "the token expired 12 minutes ago",
            "Authorization",
        ),
    ),
    (
        403,
        "You have no permission for this connection",
        (
            "forbidden",
            "the workspace is not shared with you",
            "workspaceId",
        ),
    ),
    (
        404,
        "Connection not found",
        ("not_found", "no connection has this id", "connectionId"),
    ),
    (
        409,
        "A refresh of this connection is already running",
        ("conflict", "a job is running since 07:30 UTC", "jobId"),
    ),
    (
        423,
        "The destination is locked",
        (
            "locked",
            "another user edits the destination",
            "destinationId",
        ),
    ),
    (
        429,
        "Too many requests; try again in 60 seconds",
        (
            "rate_limited",
            "600 requests a minute are allowed",
            "connections",
        ),
    ),
    (
        500,
        "Something went wrong on our side",
        ("internal", "the job queue did not answer", "refresh"),
    ),
];

/// What may be wrong with a request, and the detail of each.
const MULTI: &[(&str, Detail)] = &[
    (
        "limit must be between 1 and 1000",
        ("out_of_range", "must be between 1 and 1000", "limit"),
    ),
    (
        "sourceType: unknown value",
        ("unknown_value", "is no kind of source", "sourceType"),
    ),
    (
        "cursor is not valid any more",
        ("expired", "begin again without a cursor", "cursor"),
    ),
    (
        "connectionId must not be empty",
        ("empty", "must not be empty", "connectionId"),
    ),
    (
        "at most 100 connections can be refreshed at once",
        ("too_many", "must hold at most 100 elements", "body"),
    ),
];

/// The details that belong to an error.
fn details<'g>(maker: &mut Maker<'g>, object: &'g ObjectShape, all: &[Detail]) -> Option<Json> {
    let inner = maker.object_of(object, "details")?;
    let details = all.iter().map(|detail| {
        let facts = told(*detail);
        maker.object(inner, facts)
    });
    Some(Json::Array(details.collect()))
}

fn told((code, message, target): Detail) -> Facts {
    vec![
        ("code", Some(Json::text(code))),
        ("message", Some(Json::text(message))),
        ("target", Some(Json::text(target))),
    ]
}

pub(super) fn single<'g>(maker: &mut Maker<'g>, object: &'g ObjectShape) -> Facts {
    let index = maker.draw.index(SINGLE.len());
    let Some((code, body, detail)) = SINGLE.get(index) else {
        return Facts::new();
    };
    let details = details(maker, object, &[*detail]);
    vec![
        ("body", Some(Json::text(*body))),
        ("code", Some(Json::integer(*code))),
        ("details", details),
    ]
}

pub(super) fn multi<'g>(maker: &mut Maker<'g>, object: &'g ObjectShape) -> Facts {
    let first = maker.draw.index(MULTI.len());
    let count = 1 + maker.draw.index(3);
    let (texts, all): (Vec<Json>, Vec<Detail>) = MULTI
        .iter()
        .cycle()
        .skip(first)
        .take(count)
        .map(|(text, detail)| (Json::text(*text), *detail))
        .unzip();
    let details = details(maker, object, &all);
    vec![
        ("body", Some(Json::Array(texts))),
        ("code", Some(Json::integer(400))),
        ("details", details),
    ]
}

pub(super) fn detail(maker: &mut Maker<'_>) -> Facts {
    let index = maker.draw.index(SINGLE.len());
    SINGLE
        .get(index)
        .map_or_else(Facts::new, |(_, _, detail)| told(*detail))
}
