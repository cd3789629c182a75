//! Integration tests of the `callflow` command, one binary.
#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test stops at what it did not expect"
)]

mod backfill;
mod book;
mod compare;
mod databases;
mod demo;
mod doctor;
mod explain;
mod import;
mod init;
mod listed;
mod listen;
mod parse;
mod plan;
mod privacy;
mod pty;
mod record;
mod refused;
mod replay;
mod report;
mod run;
mod running;
mod shell;
mod sim;
mod stores;
mod tail;
mod top;
mod user;
