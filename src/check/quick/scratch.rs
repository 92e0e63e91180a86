//! What quick looks keep between payloads, so that they allocate once and learn.

use std::sync::Arc;

use crate::check::{Element, Sink, SpelledDate, Workers};
use crate::contract::recognise::Candidate;
use crate::contract::shape::{Field, ObjectShape, Shape, ShapeId};
use crate::temporal::ConformingSpelling;
use crate::text::Span;

/// What a quick look keeps between payloads. Nothing of it changes an answer.
#[derive(Debug, Default)]
pub struct Scratch {
    shapes: Vec<Learnt>,
    /// The one of these that was used last.
    current: usize,
    keys: Vec<u64>,
    dates: Dates,
    /// Who may take part in reading large arrays.
    workers: Option<Arc<dyn Workers>>,
    /// What the last payload was recognised as.
    pub(in crate::check) last: Option<Candidate>,
}

/// What was learnt of payloads of one shape.
#[derive(Debug)]
struct Learnt {
    /// The shape's number.
    shape: u64,
    /// The index of the field that came first in each object ([`first`]), and behind each field
    /// ([`after`]).
    followers: Vec<u16>,
}

/// Shapes of which something is kept.
const SHAPES: usize = 64;

/// The place of the field that came first in an object.
#[inline]
pub(super) fn first(object: &ObjectShape) -> usize {
    object
        .fields()
        .first()
        .map_or(usize::MAX, |field| 2 * field.slot)
}

/// The place of the field that came behind `field`.
#[inline]
pub(super) const fn after(field: &Field) -> usize {
    2 * field.slot + 1
}

/// What one look works with.
pub(super) struct Parts<'s> {
    pub(super) followers: &'s mut [u16],
    pub(super) dates: &'s mut Dates,
    pub(super) keys: &'s mut Vec<u64>,
    pub(super) workers: Option<&'s dyn Workers>,
}

/// The field that a value belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    /// The object's node and the field's index in it.
    pub(super) object: ShapeId,
    pub(super) index: usize,
    /// The field's number among all fields.
    pub(super) number: usize,
}

/// The spellings of dates in one text.
#[derive(Debug, Default)]
pub(super) struct Dates {
    seen: Vec<Seen>,
    /// For each slot and spelling, its place in `seen` and one more; none is zero.
    places: Vec<u32>,
    /// The places in `seen` of what was added since it was last decided what becomes of that.
    open: Vec<u32>,
}

/// One spelling of one field.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen {
    pub(super) slot: Slot,
    pub(super) spelling: ConformingSpelling,
    pub(super) count: u64,
    /// The first place, with its quotes.
    pub(super) start: usize,
    pub(super) end: usize,
    /// The element that this is in.
    pub(super) element: Option<Element>,
}

impl Seen {
    const fn place(&self) -> usize {
        self.slot.number * ConformingSpelling::COUNT + self.spelling.index()
    }
}

impl Dates {
    #[inline]
    pub(super) fn add(&mut self, date: Seen) {
        let Some(place) = self.places.get_mut(date.place()) else {
            return;
        };
        let known = (*place as usize)
            .checked_sub(1)
            .and_then(|index| self.seen.get_mut(index));
        if let Some(seen) = known {
            seen.count += date.count;
            self.open.push(*place);
            return;
        }
        self.seen.push(date);
        *place = u32::try_from(self.seen.len()).unwrap_or(0);
        self.open.push(*place);
    }

    /// Keeps what was added.
    #[inline]
    pub(super) fn keep(&mut self) {
        self.open.clear();
    }

    /// Takes back what was added, one by one, since something was kept.
    pub(super) fn undo(&mut self) {
        while let Some(place) = self.open.pop() {
            let index = (place as usize).wrapping_sub(1);
            let Some(seen) = self.seen.get_mut(index) else {
                continue;
            };
            seen.count -= 1;
            // What was first added is last taken back, so it is the last one.
            if seen.count == 0
                && let Some(seen) = self.seen.pop()
                && let Some(place) = self.places.get_mut(seen.place())
            {
                *place = 0;
            }
        }
    }

    /// Makes room for the fields of a shape.
    fn fit(&mut self, shape: &Shape) {
        let places = shape.slots() * ConformingSpelling::COUNT;
        if self.places.len() < places {
            self.places.resize(places, 0);
        }
    }

    /// Adds those of a later part of the text, in front of which there are so many elements.
    pub(super) fn merge(&mut self, later: &Self, elements: usize) {
        for seen in &later.seen {
            let element = seen.element.map(|element| Element {
                index: elements + element.index,
                ..element
            });
            self.add(Seen { element, ..*seen });
        }
        self.keep();
    }

    fn clear(&mut self) {
        self.open.clear();
        for seen in self.seen.drain(..) {
            if let Some(place) = self.places.get_mut(seen.place()) {
                *place = 0;
            }
        }
    }
}

impl Scratch {
    /// One whose large arrays are read by several workers.
    pub fn with_workers(workers: Arc<dyn Workers>) -> Self {
        Self {
            workers: Some(workers),
            ..Self::default()
        }
    }

    /// Who may take part in looking at large arrays.
    pub(in crate::check) fn workers(&self) -> Option<Arc<dyn Workers>> {
        self.workers.clone()
    }

    /// The dates of the last text.
    pub(super) fn into_dates(self) -> Dates {
        self.dates
    }

    /// What a look at a payload of `shape` works with; dates that were not told are gone.
    pub(super) fn parts(&mut self, shape: &Shape) -> Parts<'_> {
        self.dates.clear();
        self.keys.clear();
        if self.shapes.get(self.current).map(|learnt| learnt.shape) != Some(shape.number()) {
            self.turn_to(shape);
        }
        let followers = self.shapes.get_mut(self.current);
        Parts {
            followers: followers.map_or(&mut [], |learnt| &mut learnt.followers),
            dates: &mut self.dates,
            keys: &mut self.keys,
            workers: self.workers.as_deref(),
        }
    }

    fn turn_to(&mut self, shape: &Shape) {
        self.dates.fit(shape);
        let known = self
            .shapes
            .iter()
            .position(|learnt| learnt.shape == shape.number());
        self.current = known.unwrap_or_else(|| {
            if self.shapes.len() == SHAPES {
                self.shapes.clear();
            }
            self.shapes.push(Learnt::nothing(shape));
            self.shapes.len() - 1
        });
    }

    /// Tells of the dates of the last text, which was clean, and starts `base` bytes behind the payload's
    /// start.
    pub(in crate::check) fn tell(&mut self, shape: &Shape, base: usize, sink: &mut dyn Sink) {
        for seen in &self.dates.seen {
            let Some((object, field)) = shape
                .object(seen.slot.object)
                .and_then(|object| Some((object, object.fields().get(seen.slot.index)?)))
            else {
                continue;
            };
            sink.spelled(SpelledDate {
                dto: &object.name,
                field: &field.wire,
                spelling: seen.spelling.name(),
                span: Span::new(base + seen.start, base + seen.end),
                count: seen.count,
                element: seen.element.map(|element| Element {
                    start: base + element.start,
                    ..element
                }),
            });
        }
        self.dates.clear();
    }
}

impl Learnt {
    /// The fields of an object may follow one another by name.
    fn nothing(shape: &Shape) -> Self {
        let mut followers = vec![0; 2 * shape.slots()];
        for object in shape.objects() {
            for (index, field) in object.fields().iter().enumerate() {
                if let Some(follower) = followers.get_mut(after(field)) {
                    *follower = u16::try_from(index + 1).unwrap_or(u16::MAX);
                }
            }
        }
        Self {
            shape: shape.number(),
            followers,
        }
    }
}
