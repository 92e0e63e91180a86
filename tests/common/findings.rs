//! A sink that keeps the findings of a payload.

use wiredrift::check::{Sink, SpelledDate};
use wiredrift::finding::Finding;

#[derive(Default)]
pub(crate) struct Findings(pub(crate) Vec<Finding>);

impl Sink for Findings {
    fn found(&mut self, finding: Finding) {
        self.0.push(finding);
    }

    fn spelled(&mut self, _: SpelledDate<'_>) {}
}
