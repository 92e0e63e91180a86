//! wiredrift: does the API traffic that you recorded still match the types that you ship?
//!
//! Recorded payloads are checked against JSON Schemas that are derived from typed DTOs; whatever
//! departs is claimed by exactly one rule and explained with its exact place. The command line
//! (feature `cli`, on by default) does this for files and folders; as a library it starts with
//! [`check::Checker`]:
//!
//! ```
//! use wiredrift::check::quick::Scratch;
//! use wiredrift::check::{Checker, Options};
//! use wiredrift::contract::revision::Revision;
//! use wiredrift::summary::{Against, Listing, Summary};
//! use wiredrift::text::span::{Origin, Places};
//!
//! let payload = br#"{"sourceType": "report", "created": "2024-01-15T14:30:00+0000"}"#;
//! let checker = Checker::new(Revision::PINNED, Options::default());
//! let mut summary = Summary::new(Against::Revision(Revision::PINNED), Listing::First);
//! let mut sink = summary.payload("response.json", None, Places::new(payload, Origin::default()));
//! let dto = checker.check(None, payload, &mut Scratch::default(), &mut sink).unwrap();
//!
//! assert_eq!(dto, "ConnectionDto");
//! let report = summary.into_report();
//! let finding = &report.groups[0].finding;
//! assert_eq!(finding.rule, "date-offset-unpunctuated");
//! assert_eq!(finding.account.replacement.as_deref(), Some("\"2024-01-15T14:30:00+00:00\""));
//! ```
//!
//! Types of your own are checked in tests with [`assert_conforms!`]; [`conform`] is the same in parts.
//!
//! `ARCHITECTURE.md` is the map of the house: which room holds what, and where a new rule, format
//! or report goes.

pub mod capture;
pub mod check;
#[cfg(feature = "cli")]
pub mod cli;
pub mod config;
pub mod conform;
pub mod contract;
pub mod diff;
pub mod dto;
pub mod finding;
pub mod fix;
#[cfg(feature = "generate")]
pub mod generate;
pub mod ledger;
pub mod limits;
pub mod policy;
pub mod problem;
pub mod report;
pub mod rule;
pub mod severity;
pub mod summary;
pub mod temporal;
pub mod text;

/// Schemas from Rust types: what types of your own derive, in the release that this crate reads.
pub use schemars;

/// The examples of the documents, as tests.
#[cfg(all(doctest, feature = "generate"))]
mod documents {
    #[doc = include_str!("../README.md")]
    struct Readme;

    #[doc = include_str!("../docs/generate.md")]
    struct Generate;

    #[doc = include_str!("../docs/contracts.md")]
    struct Contracts;
}
