//! Tests of the state machine through its public face.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "tests may fail loudly"
)]

mod agents;
mod backfill;
mod by_hand;
mod captures;
mod cdr;
mod channels;
mod counted;
mod disorder;
mod documented;
mod events;
mod extensions;
mod hangups;
mod holds;
mod laws;
mod lease_laws;
mod leases;
mod listed;
mod metrics;
mod mid_call;
mod outcomes;
mod plan;
#[cfg(feature = "testkit")]
mod privacy;
mod queue_leaves;
mod queues;
mod reached;
mod recording;
mod recordings;
mod redirects;
mod reports;
mod resync;
mod scenarios;
mod standing_lines;
mod state;
#[cfg(feature = "testkit")]
mod stored;
mod told;
mod transfers;
mod visits;
mod waiting;
mod wire;
mod world;
