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

pub mod address;
pub mod delivery;
pub mod event;
pub mod filter;
pub mod retry;
pub mod share;
pub mod signature;
pub mod store;
pub mod target;
#[cfg(feature = "testkit")]
pub mod testkit;
pub mod turn;
pub mod webhook;

mod hex;
mod id;
#[cfg(test)]
mod sample;
mod secret;

pub use self::id::{EntropyError, WebhookId};
pub use self::secret::{SecretError, checked_secret, random_secret};
