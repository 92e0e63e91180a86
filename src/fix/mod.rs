//! Right values put in the place of drifted ones, in the very bytes of a capture.
//!
//! Findings whose right value is certain come in with the body that they are of; edits of the file's bytes
//! go out, written with the escapes, quotes and indentation of what they replace. The law kept here: an edit
//! touches the bytes of its value alone, and where the way back through the layers of a body is not exact,
//! there is an [`Obstacle`] instead of an edit. Whether an edit does what it shall is not believed but checked
//! by whoever makes it: the result is read and judged again.

mod edit;
mod obstacle;
mod quote;
mod repair;
mod rewrite;

pub use edit::{Edit, apply};
pub use obstacle::Obstacle;
pub use repair::Repair;
pub use rewrite::Rewriter;
