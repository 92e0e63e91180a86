//! The tolerant scanner: walks the grammar of RFC 3339 and notes each departure with its place.
//!
//! ASCII text comes in; a digit pattern, the list of breaches and a rewrite go out. One walk with
//! small tolerances replaces dozens of patterns, so that departures may combine freely; what does
//! not have the frame of a numeric date is left to the other notations.

mod clock;
mod date;
mod local_date;
mod walk;
mod zone;

pub(crate) use clock::{Clock, clock};
pub(crate) use walk::near;
pub(crate) use zone::{ZoneName, numeric_offset, zone_name};
