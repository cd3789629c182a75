//! Tests of the store through its public face.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "tests may fail loudly"
)]

#[cfg(feature = "accounts")]
mod accounts;
mod at_servers;
mod conformance;
mod database;
mod kill;
mod lease_claims;
mod migrating;
mod opening;
mod paging;
mod partitions;
mod recording;
mod rows;
mod server;
mod texts;

/// The newest version of the schema.
const NEWEST: i64 = 10;
