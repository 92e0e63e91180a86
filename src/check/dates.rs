//! Dates of one payload that are met out of order.

use std::collections::BTreeMap;

use super::{Sink, SpelledDate};
use crate::finding::Finding;
use crate::text::Span;

/// Dates by DTO, field and spelling: the first place, and how many there are.
#[derive(Debug, Default)]
pub(super) struct Dates(BTreeMap<String, BTreeMap<String, Spellings>>);

/// The spellings of one field.
type Spellings = BTreeMap<String, (Span, u64)>;

impl Dates {
    pub(super) fn add(&mut self, date: SpelledDate<'_>) {
        let known = self
            .0
            .get_mut(date.dto)
            .and_then(|fields| fields.get_mut(date.field))
            .and_then(|spellings| spellings.get_mut(date.spelling));
        if let Some((first, count)) = known {
            *count += date.count;
            if date.span.start() < first.start() {
                *first = date.span;
            }
            return;
        }
        let fields = self.0.entry(date.dto.to_owned()).or_default();
        let spellings = fields.entry(date.field.to_owned()).or_default();
        spellings.insert(date.spelling.to_owned(), (date.span, date.count));
    }

    /// Tells of them in the order of the payload.
    pub(super) fn tell(&self, sink: &mut dyn Sink) {
        let mut dates = Vec::new();
        for (dto, fields) in &self.0 {
            for (field, spellings) in fields {
                for (spelling, (span, count)) in spellings {
                    dates.push(SpelledDate {
                        dto,
                        field,
                        spelling,
                        span: *span,
                        count: *count,
                    });
                }
            }
        }
        dates.sort_by_key(|date| date.span.start());
        for date in dates {
            sink.spelled(date);
        }
    }
}

/// Hands on findings at once, and dates in the end, in the order of the payload.
pub(super) struct InOrder<'s> {
    sink: &'s mut dyn Sink,
    dates: Dates,
}

impl<'s> InOrder<'s> {
    pub(super) fn new(sink: &'s mut dyn Sink) -> Self {
        Self {
            sink,
            dates: Dates::default(),
        }
    }

    /// Tells of the dates.
    pub(super) fn tell(self) {
        self.dates.tell(self.sink);
    }
}

impl Sink for InOrder<'_> {
    fn found(&mut self, finding: Finding) {
        self.sink.found(finding);
    }

    fn spelled(&mut self, date: SpelledDate<'_>) {
        self.dates.add(date);
    }
}
