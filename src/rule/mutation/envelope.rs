//! Mutations of envelopes.

use super::{Edit, Spot};

pub(in crate::rule) fn missing(_spot: &Spot<'_>) -> Vec<Edit> {
    Vec::new()
}

pub(in crate::rule) fn unexpected(_spot: &Spot<'_>) -> Vec<Edit> {
    Vec::new()
}

pub(in crate::rule) fn swapped(_spot: &Spot<'_>) -> Vec<Edit> {
    Vec::new()
}
