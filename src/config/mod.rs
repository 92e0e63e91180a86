//! The configuration of a project: found upward from a folder, read, and held against what there is.
//!
//! Folders and TOML texts come in; [`Settings`] go out, or problems with their places in the file. The law
//! kept here: what is not understood is refused, since a key that is passed over is a rule that nobody
//! keeps. What the settings mean for a run is not decided here, and the command line says more than they.

mod discover;
mod keys;
mod schema;
mod settings;
mod source;

pub use discover::{Found, NAMES, discover, named};
pub use keys::{
    Config, DayKey, DtoKeys, ExceptionKeys, FormatsKey, LimitKey, NamingKey, NullsKey,
    OverrideKeys, UnrecognizedKey,
};
pub use schema::{SCHEMA_ID, schema};
pub use settings::{Located, Settings, TypedFiles, is_base_path};
pub use source::Source;
