//! The published contract: which revisions there are, what each of them says, and how it is written
//! down as JSON Schema.
//!
//! The DTOs and the history of their changes come in; schemas of any DTO at any revision go out.
//!
//! There is one set of types and one table of changes, so two revisions cannot drift apart unseen:
//! the schemas on disk are generated from them, and a test compares.

pub mod document;
pub mod export;
pub mod format;
pub mod openapi;
pub mod operation;
mod positions;
pub mod recognise;
pub mod registry;
pub mod revision;
mod route;
pub mod shape;
pub mod terms;
pub mod validator;
pub mod violation;
