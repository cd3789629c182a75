#![doc = include_str!("../README.md")]
#![deny(missing_docs)]
// Without a driver there is no store, and nothing to compile.
#![cfg(any(feature = "mysql", feature = "postgres", feature = "sqlite"))]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        reason = "tests may fail loudly"
    )
)]

#[cfg(feature = "accounts")]
mod accounts;
mod bind;
mod connection;
mod dialect;
mod error;
mod filling;
mod json;
mod migrations;
mod nul;
mod open;
mod options;
mod purge;
mod queries;
mod row;
mod schema;
mod statements;
mod store;
mod stores;
mod text;
#[cfg(feature = "webhooks")]
mod webhooks;
mod words;
mod write;
mod writing;

pub use self::migrations::MigrationStatus;
pub use self::open::OpenError;
pub use self::options::{Options, Synchronous};
pub use self::store::SqlStore;
