//! Integration tests of the `callflow` command, one binary.
#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod backfill;
mod compare;
mod databases;
mod doctor;
mod explain;
mod import;
mod listen;
mod parse;
mod plan;
mod privacy;
mod record;
mod refused;
mod replay;
mod report;
mod run;
mod running;
mod sim;
mod stores;
mod tail;
mod user;
