//! What the first samples promise to cover.

use crate::contract::shape::{Field, Kind, ObjectShape, Shape};

/// Pairs of statuses that occur together, and more than any enum of statuses has values.
pub(super) const STATUS_PAIRS: usize = 10;

/// How many samples it takes to meet everything that the profiles `realistic` and `edge` promise.
///
/// Among samples 0 up to (not including) [`samples`](Self::samples), every optional field of every
/// object is present in one and absent in another, every enum value occurs in every field that
/// allows it, and so does every pair of a source type and a destination type. In the profile `edge`
/// every spelling and every odd text occurs as well, and one sample has no optional field at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Pairs of a source type and a destination type; 0 where the payload has no such enums.
    pub pairs: u64,
    /// Values of the largest enum.
    pub values: u64,
    /// Fields of all objects.
    pub fields: u64,
    /// Entries of the longest list that the profile goes through.
    pub entries: u64,
}

impl Plan {
    pub(super) fn of(shape: &Shape, entries: u64) -> Self {
        let values = |field: &Field| match shape.kind(field.shape) {
            Kind::Enum(values) | Kind::OpenEnum(values) => values.values().len() as u64,
            _ => 0,
        };
        let pairs = |object: &ObjectShape| {
            let of = |name: &str| {
                let field = object.fields().iter().find(|field| field.wire == name);
                field.map_or(0, values)
            };
            of(SOURCE_TYPE) * of(DESTINATION_TYPE)
        };
        Self {
            pairs: shape.objects().map(pairs).max().unwrap_or(0),
            values: shape
                .objects()
                .flat_map(ObjectShape::fields)
                .map(values)
                .max()
                .unwrap_or(0),
            fields: shape.slots() as u64,
            entries,
        }
    }

    /// The number of samples that cover all of it.
    pub fn samples(&self) -> u64 {
        let most = [
            self.pairs,
            self.values,
            self.fields,
            self.entries,
            STATUS_PAIRS as u64,
        ];
        2 * most.into_iter().max().unwrap_or(0) + u64::from(self.ends_bare())
    }

    /// Whether the last sample of the plan has nothing but what is required: a corner.
    const fn ends_bare(&self) -> bool {
        self.entries > 0
    }
}

pub(super) const SOURCE_TYPE: &str = "sourceType";
pub(super) const DESTINATION_TYPE: &str = "destinationType";

/// What one sample is to contribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Turn {
    /// The number of the round.
    pub(super) round: u64,
    /// Whether every field is there, or the one of the round is not.
    pub(super) presence: Presence,
}

/// Which fields a sample has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Presence {
    /// All of them.
    Every,
    /// All but the field in this slot.
    Without(u64),
    /// Only those that are required.
    Required,
    /// As it happens.
    Chance,
}

impl Turn {
    /// What sample `number` contributes; nothing in particular once all is covered.
    pub(super) fn of(plan: &Plan, number: u64) -> Self {
        let round = number / 2;
        let presence = if number >= plan.samples() {
            Presence::Chance
        } else if plan.ends_bare() && number + 1 == plan.samples() {
            Presence::Required
        } else if number.is_multiple_of(2) {
            Presence::Every
        } else {
            Presence::Without(round % plan.fields.max(1))
        };
        Self { round, presence }
    }

    /// Which of `count` values this round is to show, each value lasting for `stride` rounds.
    pub(super) fn value_index(self, count: usize, stride: usize) -> usize {
        let round = self.round / (stride.max(1) as u64);
        usize::try_from(round % (count.max(1) as u64)).unwrap_or(0)
    }
}
