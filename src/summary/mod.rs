//! Counting: findings become groups, groups and problems become the report.
//!
//! What is found comes in file by file, in any order of files; one [`Report`] goes out, totally
//! ordered. The law kept here is bounded memory and determinism: a drift that is repeated ten
//! thousand times is one group with a count and its first places.

pub mod aggregate;
pub mod applied;
pub mod exchanges;
mod outcome;
pub mod report;
pub mod statistics;
mod veil;

pub use aggregate::{Listing, Spellings, Summary, Told};
pub use applied::{Applied, ExceptionState, UsedBaseline, UsedException};
pub use exchanges::Exchanges;
pub use outcome::Outcome;
pub use report::{Against, Group, Occurrence, Report, Skipped, Totals};
pub use statistics::{Statistic, statistics};
