//! The notations that are not RFC 3339 with departures, and the order in which they are tried.
//!
//! ASCII text, a number's text, or the shape of an array or object comes in; the one notation that
//! it is goes out. Each recogniser takes the whole value or nothing, and the more specific stand
//! first, so that the order decides no tie by accident.

mod decimal;
mod digit_dates;
mod epoch;
mod iso8601;
mod json_shapes;
mod microsoft;
mod month_names;
mod named;
mod order;
mod placeholder;

pub(crate) use epoch::of_number;
pub(crate) use json_shapes::{of_array, of_object};
pub(crate) use order::of_text;
