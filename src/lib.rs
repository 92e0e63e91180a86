//! wiredrift: does the API traffic that you recorded still match the types that you ship?

pub mod severity;
pub mod temporal;
pub mod text;
