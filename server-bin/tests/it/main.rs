//! Integration tests of the server, one binary.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at what it did not expect")]

mod access;
mod attach;
mod bad_input;
mod browser;
mod captures;
mod child;
mod config;
mod contract;
mod control;
mod documents;
mod every_capture;
mod faults;
mod http;
mod https;
mod packaging;
mod realtime;
mod recordings;
mod reload;
mod restart;
mod schedules;
mod server;
mod stores;
mod tls;
mod webhooks;
