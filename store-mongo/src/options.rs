//! How a store is opened.

use std::time::Duration;

/// How a store is opened. The default suits a server with one database of its own.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Options {
    /// How long to look for a server that can be written to before [`StoreError::Unavailable`]; 5 s by default. An
    /// election of a replica set's primary takes about as long.
    ///
    /// [`StoreError::Unavailable`]: callflow_core::store::StoreError::Unavailable
    pub selection_timeout: Duration,
    /// How long to wait for an answer before [`StoreError::Unavailable`], so that a server that is there and says
    /// nothing is told as well; 60 s by default. A write that took longer may have been done.
    ///
    /// [`StoreError::Unavailable`]: callflow_core::store::StoreError::Unavailable
    pub request_timeout: Duration,
    /// How long to repeat a transaction that another writer is in the way of before [`StoreError::Busy`]; 5 s by
    /// default.
    ///
    /// [`StoreError::Busy`]: callflow_core::store::StoreError::Busy
    pub busy_timeout: Duration,
    /// Whether batches are transactions where the server has them, which is so by default. Without, a crash in the
    /// middle of a batch leaves a part of it, until the batch is repeated.
    pub transactions: bool,
    /// Whether opening brings the schema up to date, which is so by default. Without, a database that has no schema
    /// or an older one is refused.
    pub migrate: bool,
    /// After which time from their end calls and what is below them are deleted by the server; never by default.
    /// Whole seconds count. Calls that go this way are in the statistics no more.
    ///
    /// It stands in the database: opening with another time changes it, opening with `None` takes it away.
    pub calls_expire_after: Option<Duration>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            selection_timeout: Duration::from_secs(5),
            request_timeout: Duration::from_secs(60),
            busy_timeout: Duration::from_secs(5),
            transactions: true,
            migrate: true,
            calls_expire_after: None,
        }
    }
}
