//! The contract as JSON Schema files.
//!
//! The DTOs and the history of their changes come in; a self-contained schema of any DTO at any
//! revision goes out, as a value, as text, or as a folder of files.
//!
//! What is on disk is only ever a print of what is in the types: it is written or compared as a
//! whole, and read by nobody else.

mod derive;
mod disk;
mod text;

pub use derive::{DTOS, DtoEntry, DtoKind, dto_names, schema};
pub use disk::{Comparison, Written, check_all, write_all};
pub use text::export_text;
