//! Integration tests of `ari-client`, one binary.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at what it did not expect")]

mod captures;
mod fakes;
mod faults;
mod generated;
mod outbound;
mod requests;
mod secrets;
mod server;
mod simulated;
mod subscribers;
#[cfg(feature = "tls")]
mod tls;
