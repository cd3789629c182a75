//! The records of calls.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt::Debug;

use async_trait::async_trait;

use super::error::StoreError;
use super::query::{CallPage, CallQuery, Scope};
use super::statistics::{StatisticsQuery, StatisticsRow};
use crate::call::{Call, CallState};
use crate::ids::CallId;

/// Keeps the records of calls, live and ended.
///
/// A dropped future leaves a write either done or not done, never in part.
#[async_trait]
pub trait CallStore: Debug + Send + Sync {
    /// Puts records.
    ///
    /// - **Atomic**: all of them or, on an error, none.
    /// - **Idempotent** by call id and version: [`supersedes`] says which record of a call stays. The same holds
    ///   where one call is in `calls` several times.
    /// - **Order** of `calls` does not matter.
    /// - **Limits**: any number, one transaction; some hundreds are fastest, thousands hold up other writers.
    ///
    /// # Errors
    /// Those of the database; see [`StoreError::retryable`].
    async fn put_calls(&self, calls: &[Call]) -> Result<(), StoreError>;

    /// The whole record of a call, a merged one included; `None` for an unknown id. Sees every put that returned
    /// before it was called, as all reads do.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] for a record that cannot be read, and those of the database.
    async fn call(&self, id: &CallId) -> Result<Option<Call>, StoreError>;

    /// A page of the calls that `query` describes, whole records.
    ///
    /// - **Order**: by `started_at`, then by id (by its bytes), as [`CallQuery::sort`] says.
    /// - **Paging** by [`CallPage::next_cursor`]: calls that were there when the first page was read and have not
    ///   changed since come once each, whatever is put in between.
    /// - **Limits**: [`CallQuery::limit`] is at most [`MAX_LIMIT`](super::MAX_LIMIT). All filters but
    ///   [`text`](CallQuery::text) are found by an index.
    ///
    /// # Errors
    /// [`StoreError::InvalidQuery`] for a limit out of range; those of [`call`](Self::call).
    async fn calls(&self, query: &CallQuery) -> Result<CallPage, StoreError>;

    /// All calls that are not over ([`is_live`](super::is_live)), whole records, in the order in which they began.
    ///
    /// # Errors
    /// Those of [`call`](Self::call).
    async fn live_calls(&self, scope: &Scope) -> Result<Vec<Call>, StoreError>;

    /// Counts and sums of the ended calls that began in a span of time, by hour or day, in order; hours or days
    /// without calls are left out. Merged and live calls count nowhere. A call belongs to the hour in which it
    /// began.
    ///
    /// # Errors
    /// [`StoreError::InvalidQuery`] for more than [`MAX_PERIODS`](super::MAX_PERIODS) hours or days or an offset
    /// out of range; those of the database.
    async fn statistics(&self, query: &StatisticsQuery) -> Result<Vec<StatisticsRow>, StoreError>;
}

/// Whether `new` takes the place of `old`, two records of one call, in every store.
///
/// A record replaces one of an older or the same version, never one of a newer. But an end is final: the record of
/// an ended call replaces that of a live one in any version. (A tracker that was restored from an older state goes
/// on with lower versions than were stored; without this the call would stay open for ever.)
#[must_use]
pub fn supersedes(new: &Call, old: &Call) -> bool {
    Standing::of(new).supersedes(Standing::of(old))
}

/// What decides between two records of one call: a store need not read a whole record to know which one stays.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Standing {
    /// The record's version.
    pub version: u32,
    /// Whether its state is [`CallState::Ended`].
    pub ended: bool,
}

impl Standing {
    /// Of this record.
    #[must_use]
    pub fn of(call: &Call) -> Self {
        Self { version: call.version, ended: call.state == CallState::Ended }
    }

    /// As [`supersedes`] says.
    #[must_use]
    pub fn supersedes(self, old: Self) -> bool {
        self.version >= old.version || (self.ended && !old.ended)
    }
}
