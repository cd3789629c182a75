#![doc = include_str!("../README.md")]
#![deny(missing_docs)]

pub mod cli;
pub mod config;
pub mod control;
pub mod follow;
pub mod journal_reader;
pub mod reload;
pub mod spreadsheet;
pub mod stores;
pub mod telemetry;

mod app;
mod auth;
mod bus;
mod calls_told;
mod clock;
mod connection;
mod demo;
mod front;
mod journal;
mod kept_secret;
mod late_store;
mod leasing;
mod live;
mod meters;
mod ownership;
mod pipeline;
mod problem;
mod projector;
mod realtime;
mod record;
mod recordings;
mod retention;
mod routes;
mod schedules;
mod serve;
mod signals;
mod trackers;
mod tracking;
mod unasked;
mod vault;
mod webhooks;

pub use self::app::{Application, StartError};
pub use self::auth::SecretError;
pub use self::demo::Demo;
pub use self::journal::JournalError;
pub use self::kept_secret::KeptSecretError;
pub use self::record::{RecordError, record};
pub use self::serve::CertificateError;
pub use self::signals::{Hangups, hangups, stop_signal};
