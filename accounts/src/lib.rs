#![doc = include_str!("../README.md")]
#![deny(missing_docs)]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::field_reassign_with_default,
        reason = "tests may fail loudly"
    )
)]

pub mod api_key;
pub mod audit;
pub mod csrf;
pub mod first;
pub mod machine_key;
pub mod password;
pub mod reach;
pub mod rights;
#[cfg(feature = "service")]
pub mod service;
pub mod session;
pub mod store;
#[cfg(feature = "testkit")]
pub mod testkit;
pub mod throttle;
pub mod token;
pub mod user;

mod entropy;
mod hex;
mod id;
mod invalid;
mod role;
mod secret;

pub use self::entropy::EntropyError;
pub use self::id::{ApiKeyId, AuditId, SessionId, UserId};
pub use self::invalid::{Invalid, Problem};
pub use self::role::{Role, UnknownRole};
pub use self::secret::Digest;
