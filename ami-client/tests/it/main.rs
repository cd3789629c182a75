//! Integration tests of `ami-client`, one binary.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test stops at what it did not expect"
)]

mod actions;
mod events;
mod framing;
mod peer;
mod reconnect;
mod secrets;
mod sim;
