//! What is found in one body, noted down so that it can be put right.

use std::time::Duration;

use super::run::{Run, Target};
use crate::capture::Body;
use crate::check::quick::Scratch;
use crate::check::{Sink, SpelledDate};
use crate::finding::Finding;

/// Notes findings down on their way to another sink.
pub(super) struct Noted<'s> {
    sink: &'s mut dyn Sink,
    findings: &'s mut Vec<Finding>,
}

impl<'s> Noted<'s> {
    pub(super) fn of(sink: &'s mut dyn Sink, findings: &'s mut Vec<Finding>) -> Self {
        Self { sink, findings }
    }
}

impl Sink for Noted<'_> {
    fn found(&mut self, finding: Finding) {
        self.findings.push(finding.clone());
        self.sink.found(finding);
    }

    fn spelled(&mut self, date: SpelledDate<'_>) {
        self.sink.spelled(date);
    }
}

/// Findings alone.
#[derive(Default)]
struct Findings(Vec<Finding>);

impl Sink for Findings {
    fn found(&mut self, finding: Finding) {
        self.0.push(finding);
    }

    fn spelled(&mut self, _: SpelledDate<'_>) {}
}

impl<'j> Run<'j> {
    /// Takes up what can be put right in a body that was checked as `name`, where somebody asks.
    pub(super) fn put_right(
        &mut self,
        body: &Body<'_>,
        target: Target<'j>,
        name: &str,
        findings: &[Finding],
    ) {
        let Some(mut repair) = self.repair.take() else {
            return;
        };
        let checker = &self.job.checker;
        let within = Duration::from_secs(self.job.project.limits.payload_seconds);
        let mut judge = |changed: &[u8]| {
            let mut found = Findings::default();
            let checked = target.check(
                checker,
                changed,
                within,
                &mut Scratch::default(),
                &mut found,
            )?;
            (checked.ok()? == name).then_some(found.0)
        };
        let counts = |finding: &Finding| self.summary.counts(finding);
        repair.body(body, self.format, findings, &counts, &mut judge);
        self.repair = Some(repair);
    }
}
