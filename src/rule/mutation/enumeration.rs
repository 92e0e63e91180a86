//! Mutations of enum values.

use super::{Edit, Spot};

pub(in crate::rule) fn stand_in(_spot: &Spot<'_>) -> Vec<Edit> {
    Vec::new()
}
pub(in crate::rule) fn ahead(_spot: &Spot<'_>) -> Vec<Edit> {
    Vec::new()
}
pub(in crate::rule) fn respelled(_spot: &Spot<'_>) -> Vec<Edit> {
    Vec::new()
}
pub(in crate::rule) fn unknown(_spot: &Spot<'_>) -> Vec<Edit> {
    Vec::new()
}
