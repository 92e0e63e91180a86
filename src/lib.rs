//! wiredrift: does the API traffic that you recorded still match the types that you ship?

pub mod capture;
pub mod check;
#[cfg(feature = "cli")]
pub mod cli;
pub mod contract;
pub mod dto;
pub mod finding;
pub mod problem;
pub mod report;
pub mod rule;
pub mod severity;
pub mod summary;
pub mod temporal;
pub mod text;
