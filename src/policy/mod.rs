//! Levels and exceptions: what a project says about what rules find.
//!
//! A finding comes in between the rule that made it and the counts; a [`Verdict`] goes out: the level at
//! which it counts, that it is off, or which exception accepts it. The law kept here is that nothing
//! vanishes: what is off or accepted is counted as that, and an exception that is of no use is told.

mod exception;
mod field;
mod judge;
mod level;
mod paths;
mod selector;

pub use exception::{Coverage, Exception, Mark};
pub use field::FieldPattern;
pub use judge::{Corpus, Override, Policy, Verdict, View};
pub use level::Level;
pub use paths::{BadGlob, MAX_GLOB, MAX_GLOBS, PathGlobs};
pub use selector::{Levels, Selector, UnknownRule};
