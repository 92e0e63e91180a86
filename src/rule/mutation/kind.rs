//! Mutations of JSON types, nulls and number ranges.

use super::{Edit, Spot};

pub(in crate::rule) fn null_unexpected(_spot: &Spot<'_>) -> Vec<Edit> {
    Vec::new()
}

pub(in crate::rule) fn null_as_absent(_spot: &Spot<'_>) -> Vec<Edit> {
    Vec::new()
}

pub(in crate::rule) fn number_in_string(_spot: &Spot<'_>) -> Vec<Edit> {
    Vec::new()
}

pub(in crate::rule) fn boolean_in_string(_spot: &Spot<'_>) -> Vec<Edit> {
    Vec::new()
}

pub(in crate::rule) fn number_for_string(_spot: &Spot<'_>) -> Vec<Edit> {
    Vec::new()
}

pub(in crate::rule) fn integer_out_of_range(_spot: &Spot<'_>) -> Vec<Edit> {
    Vec::new()
}

pub(in crate::rule) fn number_not_integer(_spot: &Spot<'_>) -> Vec<Edit> {
    Vec::new()
}

pub(in crate::rule) fn type_mismatch(_spot: &Spot<'_>) -> Vec<Edit> {
    Vec::new()
}
