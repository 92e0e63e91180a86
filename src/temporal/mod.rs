//! Date and time spellings: recognise, name, judge, rewrite.
//!
//! Decoded JSON strings, numbers, arrays and objects come in; spelling names, breaches of RFC 3339
//! with their places, and texts of the same instant go out. The verdict is our own scanner's, never
//! a date library's, because such libraries forgive exactly the drift that is looked for; a library
//! does only the arithmetic after the verdict.

mod breach;
mod calendar;
mod civil;
mod cursor;
mod day;
mod drifted;
mod fold;
mod leap;
mod near;
mod notation;
mod producers;
mod reading;
mod rfc3339;
mod sentinel;
mod spelling;

pub use breach::{Breach, BreachKind};
pub use day::{Day, NoDay};
pub use drifted::drifted;
pub use reading::{Member, Reading, Suggestion, read, read_array, read_number, read_object};
pub use rfc3339::{classify, conforms};
pub use sentinel::{Remark, Sentinel, remark};
pub use spelling::ConformingSpelling;

#[cfg(test)]
mod tests;
