//! What can go wrong in a store, in words that no driver owns.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::sync::Arc;

/// The error beneath, of whatever driver it is.
pub type BoxError = Box<dyn core::error::Error + Send + Sync>;

/// Why a store did not do what it was asked.
///
/// [`retryable`](Self::retryable) says whether the same request may succeed later. Writes may be repeated without
/// harm in any case.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The database does not answer: it is down, starting, or the way to it is cut. Retryable.
    #[error("the store does not answer")]
    Unavailable {
        /// What the driver said.
        #[source]
        source: BoxError,
    },
    /// Another one holds a lock for longer than the store was willing to wait. Retryable.
    #[error("the store is busy with another writer")]
    Busy {
        /// What the driver said.
        #[source]
        source: BoxError,
    },
    /// There is no room left to write. Retryable, once somebody has made room.
    #[error("the store has no room left")]
    Full {
        /// What the driver said.
        #[source]
        source: BoxError,
    },
    /// The store may be read and not written. Not retryable: rights have to be changed.
    #[error("the store is read-only")]
    ReadOnly {
        /// What the driver said.
        #[source]
        source: BoxError,
    },
    /// The question makes no sense. Not retryable.
    #[error("{field}: {message}")]
    InvalidQuery {
        /// The field of the question, as it is called there.
        field: &'static str,
        /// What is wrong with it.
        message: String,
    },
    /// What is stored cannot be read: damaged, or written by another program. Not retryable.
    #[error("{what} is damaged in the store")]
    Damaged {
        /// What could not be read: `call default-1795199420.7`, `the database file`.
        what: String,
        /// What the driver or the decoder said.
        #[source]
        source: BoxError,
    },
    /// Another one owns the PBX by now: the commit's [`Fence`](super::Fence) is of an older token. Nothing was written.
    /// Not retryable: whoever gets this is no owner any more.
    #[error("another one has taken over the PBX {pbx}")]
    Fenced {
        /// The name of the PBX.
        pbx: Arc<str>,
    },
    /// The store was closed by [`Lifecycle::close`](super::Lifecycle::close). Not retryable.
    #[error("the store is closed")]
    Closed,
    /// Anything else: a fault of the store's own. Not retryable.
    #[error("the store failed")]
    Failed {
        /// What the driver said.
        #[source]
        source: BoxError,
    },
}

impl StoreError {
    /// Whether the same request may succeed later, without anybody changing it.
    #[must_use]
    pub fn retryable(&self) -> bool {
        match self {
            Self::Unavailable { .. } | Self::Busy { .. } | Self::Full { .. } => true,
            Self::ReadOnly { .. }
            | Self::InvalidQuery { .. }
            | Self::Damaged { .. }
            | Self::Fenced { .. }
            | Self::Closed
            | Self::Failed { .. } => false,
        }
    }

    /// A question with a wrong `field`.
    #[must_use]
    pub fn invalid(field: &'static str, message: impl Into<String>) -> Self {
        Self::InvalidQuery { field, message: message.into() }
    }
}
