//! Types of one's own against what was recorded: `cargo run --example own_types`, and
//! `cargo test --example own_types` for the test that a suite would have.
//!
//! The types are the service's own, as serde reads them. `JsonSchema` is derived beside `Deserialize`,
//! so there is no second description of them that could fall behind.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "an example shows what it does"
)]

use chrono::{DateTime, FixedOffset};
use serde::Deserialize;
use wiredrift::conform;
use wiredrift::contract::registry::Contract;
use wiredrift::schemars::{self, JsonSchema};

/// An order, as a shop's API sends it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Order {
    /// Its number.
    #[expect(dead_code, reason = "an example reads no more than it prints")]
    id: u64,
    created_at: DateTime<FixedOffset>,
    status: Status,
    #[expect(dead_code, reason = "an example reads no more than it prints")]
    note: Option<String>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Status {
    Open,
    PendingReview,
    Closed,
}

const RECORDED: &str = r#"{
  "id": 4711,
  "createdAt": "2024-01-15T14:30:00+0000",
  "status": "pending-review",
  "note": null
}"#;

fn main() {
    let contract = match Contract::of::<Order>() {
        Ok(contract) => contract,
        Err(error) => return eprintln!("{error}"),
    };
    let report = conform::check(&contract, "order.json", RECORDED.as_bytes());
    print!("{}", conform::words(&report));
    // What the types themselves say is the end of it: chrono takes the offset, serde not the value.
    match serde_json::from_str::<Order>(RECORDED) {
        Ok(order) => println!("{:?} at {}", order.status, order.created_at),
        Err(error) => println!("\nserde says: {error}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_are_as_the_types_say() {
        wiredrift::assert_conforms!(
            Order,
            r#"{"id": 4711, "createdAt": "2024-01-15T14:30:00Z", "status": "open", "note": null}"#
        );
    }

    #[test]
    #[should_panic(expected = "date-offset-unpunctuated")]
    fn an_order_that_drifted_fails_with_the_diagnostics() {
        wiredrift::assert_conforms!(Order, RECORDED);
    }
}
