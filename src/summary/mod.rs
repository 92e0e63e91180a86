//! Counting: findings become groups, groups and problems become the report.
//!
//! Findings and counts come in per file, in any order of files; one [`Report`] goes out, totally
//! ordered. The law kept here is bounded memory and determinism: a drift that is repeated ten
//! thousand times is one group with a count and its first places.

pub mod outcome;
pub mod report;

pub use outcome::Outcome;
pub use report::{Group, Occurrence, Report, Skipped, Totals};
