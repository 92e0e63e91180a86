//! Input that is made to do harm, through the real binary: a generator of cases, each with what it is to end as
//! and with how much memory and time it may take; and what strangers' files, names and moments may do.

#![cfg(all(feature = "cli", target_os = "linux"))]
#![expect(
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test that cannot go on shall stop"
)]
#![expect(
    clippy::format_collect,
    clippy::too_many_lines,
    reason = "tables of cases, read from top to bottom"
)]

#[path = "common/writers/zip.rs"]
mod archives;
#[path = "cli/support/mod.rs"]
mod support;

#[path = "hostile/captures.rs"]
mod captures;
#[path = "hostile/case.rs"]
mod case;
#[path = "hostile/contracts.rs"]
mod contracts;
#[path = "hostile/files.rs"]
mod files;
#[path = "hostile/growth.rs"]
mod growth;
#[path = "hostile/inert.rs"]
mod inert;
#[path = "hostile/json.rs"]
mod json;
#[path = "hostile/kept.rs"]
mod kept;
#[path = "hostile/large.rs"]
mod large;
#[path = "hostile/long.rs"]
mod long;
#[path = "hostile/moving.rs"]
mod moving;
#[path = "hostile/network.rs"]
mod network;
#[path = "hostile/packed.rs"]
mod packed;
#[path = "hostile/projects.rs"]
mod projects;
