//! wiredrift: does the API traffic that you recorded still match the types that you ship?

pub mod finding;
pub mod problem;
pub mod report;
pub mod severity;
pub mod summary;
pub mod text;
