//! Tests of the store through its public face, at a real server.

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
mod additions;
mod conformance;
mod opening;
mod server;
mod unfinished;
#[cfg(feature = "webhooks")]
mod webhooks;
mod writing;
