//! The typed DTOs of the Wdata connections API, one file per resource, as of the newest published
//! revision.
//!
//! JSON bodies come in through `serde` and go out again in the same spelling; `schemars` turns each
//! type into the schema that the contract is exported from, doc comments included.
//!
//! There is one set of types, for what older revisions lacked is kept as data elsewhere, and reading
//! a body into them is no validation, since chrono and serde forgive what the contract does not.

mod connection;
mod connection_run;
mod envelope;
mod error;
mod refresh;
mod resource_properties;
mod spelling;
#[cfg(test)]
mod tests;

pub use connection::{ConnectionDto, DestinationType, SourceType};
pub use connection_run::{ConnectionRunDto, RunStatus};
pub use envelope::{
    BaseResponseConnectionDto, BaseResponseConnectionRunDto, BaseResponseRefreshBatchDto,
    PagedResponseConnectionDto,
};
pub use error::{BaseErrorResponseDetail, MultiError, SingleError};
pub use refresh::{RefreshBatchDto, RefreshConnectionDto};
pub use resource_properties::{
    ResourceMessageCode, ResourceMessageDto, ResourceMessageSeverity, ResourcePropertiesDto,
    ResourcePropertiesStatus,
};
