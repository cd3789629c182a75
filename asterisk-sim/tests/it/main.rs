//! What a client of the simulated Asterisk sees.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests may fail loudly"
)]

mod answers;
mod ari;
mod chunks;
mod core;
mod demo;
mod faults;
mod faults_answers;
mod faults_lasting;
mod ids;
mod outages;
mod play;
mod schedule;
mod support;
mod tcp;
