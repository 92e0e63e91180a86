//! The `wiredrift` command.

fn main() {}
