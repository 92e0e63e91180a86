//! The story of one run, and of a batch of runs.

use super::super::draw::Draw;
use super::super::json::Json;
use super::super::maker::{Facts, Maker};
use super::super::plan::STATUS_PAIRS;
use super::{Account, account, metadata, moment, parameters, words};
use crate::contract::shape::ObjectShape;

/// Statuses of source and destination that make sense together: nothing is written before it was
/// read, and what failed on one side does not complete on the other.
const STATUSES: [(&str, &str); STATUS_PAIRS] = [
    ("complete", "complete"),
    ("not_started", "not_started"),
    ("running", "not_started"),
    ("complete", "running"),
    ("error", "cancelled"),
    ("complete", "error"),
    ("cancelled", "cancelled"),
    ("error", "not_started"),
    ("complete", "not_started"),
    ("complete", "cancelled"),
];

/// What a run and its connection both say.
#[derive(Clone, Debug)]
pub(super) struct RunStory {
    pub(super) connection: String,
    pub(super) started: i64,
    pub(super) by: String,
    pub(super) job: String,
    pub(super) source_parameters: Json,
    pub(super) destination_parameters: Json,
    pub(super) workspace: String,
    pub(super) source_workspace: String,
    pub(super) destination_workspace: String,
}

impl RunStory {
    fn new(draw: &mut Draw) -> Self {
        let workspace = account(draw, Account::Workspace);
        Self {
            connection: draw.hex(32),
            started: moment(draw),
            by: account(draw, Account::User),
            job: draw.hex(32),
            source_parameters: parameters(draw, Some("wdata_query")),
            destination_parameters: parameters(draw, Some("spreadsheet")),
            source_workspace: workspace.clone(),
            destination_workspace: workspace.clone(),
            workspace,
        }
    }
}

/// The statuses of a run, and whether it failed.
fn statuses(maker: &mut Maker<'_>) -> (&'static str, &'static str, bool) {
    let at = if maker.is_complete() {
        // Every field means the error too: runs that failed.
        *[4, 5, 7]
            .get(maker.draw.index(3))
            .expect("invariant: an index below three")
    } else if maker.is_planned() {
        maker.round() % STATUS_PAIRS as u64
    } else if maker.draw.chance(70) {
        0
    } else {
        maker.draw.below(STATUS_PAIRS as u64)
    };
    let at = usize::try_from(at).unwrap_or(0);
    let (source, destination) = STATUSES
        .get(at)
        .copied()
        .unwrap_or(("complete", "complete"));
    (
        source,
        destination,
        source == "error" || destination == "error",
    )
}

fn failure(maker: &mut Maker<'_>, failed: bool) -> Option<Json> {
    failed.then(|| Json::text(maker.draw.pick(words::FAILURES)))
}

/// A run that stands by itself.
pub(super) fn facts<'g>(maker: &mut Maker<'g>, object: &'g ObjectShape) -> Facts {
    let story = RunStory::new(&mut maker.draw);
    told(maker, object, &story)
}

/// The run of a story.
pub(super) fn told(maker: &mut Maker<'_>, _object: &ObjectShape, story: &RunStory) -> Facts {
    let (source, destination, failed) = statuses(maker);
    let ended = story.started + maker.draw.between(1, 3600);
    vec![
        ("connectionId", Some(Json::text(story.connection.clone()))),
        ("created", Some(maker.date(story.started))),
        ("createdBy", Some(Json::text(story.by.clone()))),
        (
            "destinationMetadata",
            Some(metadata(&mut maker.draw, "rowsWritten")),
        ),
        (
            "destinationParameters",
            Some(story.destination_parameters.clone()),
        ),
        ("destinationStatus", Some(Json::text(destination))),
        (
            "destinationWorkspaceId",
            Some(Json::text(story.destination_workspace.clone())),
        ),
        ("error", failure(maker, failed)),
        ("jobId", Some(Json::text(story.job.clone()))),
        (
            "sourceMetadata",
            Some(metadata(&mut maker.draw, "rowsRead")),
        ),
        ("sourceParameters", Some(story.source_parameters.clone())),
        ("sourceStatus", Some(Json::text(source))),
        (
            "sourceWorkspaceId",
            Some(Json::text(story.source_workspace.clone())),
        ),
        ("updated", Some(maker.date(ended))),
        ("workspaceId", Some(Json::text(story.workspace.clone()))),
    ]
}

/// A batch of runs: started together, by one user.
pub(super) fn batch<'g>(maker: &mut Maker<'g>, object: &'g ObjectShape) -> Facts {
    let started = moment(&mut maker.draw);
    let by = account(&mut maker.draw, Account::User);
    let (source, destination, failed) = statuses(maker);
    let runs = maker.object_of(object, "childRefreshes").map(|run| {
        let count = 1 + maker.draw.below(4);
        let runs = (0..count)
            .map(|_| {
                let mut story = RunStory::new(&mut maker.draw);
                story.started = started + maker.draw.between(0, 5);
                story.by.clone_from(&by);
                let facts = told(maker, run, &story);
                maker.object(run, facts)
            })
            .collect();
        Json::Array(runs)
    });
    let ended = started + maker.draw.between(60, 7200);
    let mut facts = vec![
        ("batchRefreshId", Some(Json::text(maker.draw.hex(32)))),
        ("created", Some(maker.date(started))),
        ("createdBy", Some(Json::text(by))),
        ("destinationStatus", Some(Json::text(destination))),
        ("error", failure(maker, failed)),
        ("sourceStatus", Some(Json::text(source))),
        ("updated", Some(maker.date(ended))),
    ];
    if let Some(runs) = runs {
        facts.push(("childRefreshes", Some(runs)));
    }
    facts
}
