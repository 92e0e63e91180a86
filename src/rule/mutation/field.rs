//! Mutations of field names.

use super::{Edit, Spot};

pub(in crate::rule) fn missing(_spot: &Spot<'_>) -> Vec<Edit> {
    Vec::new()
}

pub(in crate::rule) fn payload_respelled(_spot: &Spot<'_>) -> Vec<Edit> {
    Vec::new()
}

pub(in crate::rule) fn respelled(_spot: &Spot<'_>) -> Vec<Edit> {
    Vec::new()
}

pub(in crate::rule) fn ahead(_spot: &Spot<'_>) -> Vec<Edit> {
    Vec::new()
}

pub(in crate::rule) fn unknown(_spot: &Spot<'_>) -> Vec<Edit> {
    Vec::new()
}

pub(in crate::rule) fn duplicate_conflicting(_spot: &Spot<'_>) -> Vec<Edit> {
    Vec::new()
}

pub(in crate::rule) fn duplicate_same(_spot: &Spot<'_>) -> Vec<Edit> {
    Vec::new()
}
