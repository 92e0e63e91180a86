//! Dates of one payload that are met out of order.

use std::collections::BTreeMap;

use super::{Element, Sink, SpelledDate};
use crate::finding::Finding;
use crate::text::Span;

/// Dates by DTO, field and spelling: the first place, and how many there are.
#[derive(Debug, Default)]
pub(super) struct Dates(BTreeMap<String, BTreeMap<String, Spellings>>);

/// The spellings of one field.
type Spellings = BTreeMap<String, Spelling>;

/// One spelling: its first place, and how many there are.
#[derive(Debug)]
struct Spelling {
    span: Span,
    element: Option<Element>,
    count: u64,
}

impl Dates {
    pub(super) fn add(&mut self, date: SpelledDate<'_>) {
        let known = self
            .0
            .get_mut(date.dto)
            .and_then(|fields| fields.get_mut(date.field))
            .and_then(|spellings| spellings.get_mut(date.spelling));
        if let Some(known) = known {
            known.count += date.count;
            if date.span.start() < known.span.start() {
                known.span = date.span;
                known.element = date.element;
            }
            return;
        }
        let fields = self.0.entry(date.dto.to_owned()).or_default();
        let spellings = fields.entry(date.field.to_owned()).or_default();
        spellings.insert(
            date.spelling.to_owned(),
            Spelling {
                span: date.span,
                element: date.element,
                count: date.count,
            },
        );
    }

    /// Tells of them in the order of the payload.
    pub(super) fn tell(&self, sink: &mut dyn Sink) {
        let mut dates = Vec::new();
        for (dto, fields) in &self.0 {
            for (field, spellings) in fields {
                for (spelling, known) in spellings {
                    dates.push(SpelledDate {
                        dto,
                        field,
                        spelling,
                        span: known.span,
                        count: known.count,
                        element: known.element,
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
