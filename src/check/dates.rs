//! Dates of one payload that are met out of order.

use std::collections::BTreeMap;

use super::{Sink, SpelledDate};
use crate::finding::Finding;
use crate::text::Span;

/// Hands on findings at once, and dates in the end, in the order of the payload.
pub(super) struct InOrder<'s> {
    sink: &'s mut dyn Sink,
    /// By DTO, field and spelling: the first place, and how many there are.
    dates: BTreeMap<(String, String, String), (Span, u64)>,
}

impl<'s> InOrder<'s> {
    pub(super) fn new(sink: &'s mut dyn Sink) -> Self {
        Self {
            sink,
            dates: BTreeMap::new(),
        }
    }

    /// Tells of the dates.
    pub(super) fn tell(self) {
        let mut dates: Vec<_> = self.dates.iter().collect();
        dates.sort_by_key(|(_, (span, _))| span.start());
        for ((dto, field, spelling), (span, count)) in dates {
            self.sink.spelled(SpelledDate {
                dto,
                field,
                spelling,
                span: *span,
                count: *count,
            });
        }
    }
}

impl Sink for InOrder<'_> {
    fn found(&mut self, finding: Finding) {
        self.sink.found(finding);
    }

    fn spelled(&mut self, date: SpelledDate<'_>) {
        let name = |text: &str| text.to_owned();
        let key = (name(date.dto), name(date.field), name(date.spelling));
        let known = self.dates.entry(key).or_insert((date.span, 0));
        known.1 += date.count;
        if date.span.start() < known.0.start() {
            known.0 = date.span;
        }
    }
}
