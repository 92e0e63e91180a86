//! What a project knows of its recordings: the drift that it puts up with for now (the
//! baseline), and what was seen of each field (the observed lock).
//!
//! Files that this tool wrote and people reviewed come in; sets to hold findings against go out, and the
//! same files with what was looked at since. The law kept here: a line for each thing that is known, in
//! one order, so that a review sees what is new and nothing else; and a check never writes.

pub mod baseline;
mod file;
pub mod lock;

pub use baseline::{Baseline, Known};
pub use file::Kind;
pub use lock::{Difference, Lock, Seen, Share, Watch};
