//! Integration tests of `ami-proto`, one binary.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at what it did not expect")]

mod actions;
mod captures;
mod chunks;
mod command;
mod dependencies;
mod events;
mod framing;
mod generated;
mod limits;
mod read;
#[cfg(feature = "session")]
mod session;
mod wire;
