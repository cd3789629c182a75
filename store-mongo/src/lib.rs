#![doc = include_str!("../README.md")]
#![deny(missing_docs)]
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
mod connection;
mod documents;
mod error;
mod expiry;
mod migrations;
mod open;
mod options;
mod place;
mod queries;
mod schema;
mod step;
mod store;
#[cfg(feature = "webhooks")]
mod webhooks;
mod words;
mod write;
mod writer;

pub use self::migrations::MigrationStatus;
pub use self::open::OpenError;
pub use self::options::Options;
pub use self::store::MongoStore;
