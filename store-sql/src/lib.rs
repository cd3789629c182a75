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

mod bind;
mod dialect;
mod error;
mod migrations;
mod open;
mod options;
mod queries;
mod schema;
mod statements;
mod store;
mod words;
mod write;

pub use self::open::OpenError;
pub use self::options::{Options, Synchronous};
pub use self::store::SqlStore;
