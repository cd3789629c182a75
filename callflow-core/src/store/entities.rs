//! Agents, queues, extensions and recordings: what is kept besides calls.
//!
//! They are put with [`StateStore::commit`](super::StateStore::commit). Lists are those of now, whole, by PBX and then by
//! name (by the bytes of both); histories come in pages, by time and then by [`Dated::id`](super::Dated::id). All of them
//! see every commit that returned before they were asked.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt::Debug;

use async_trait::async_trait;

use super::agent_sums::{self, AgentSums, AgentSumsQuery};
use super::error::StoreError;
use super::history::{HistoryQuery, Page};
use super::query::Scope;
use super::rows::{
    AgentRow, DeviceEventRow, ExtensionRow, IntervalRow, LeaseRow, MemberRow, QueueRow, RecordingRow,
};

/// Agents, and what they did.
#[async_trait]
pub trait AgentStore: Debug + Send + Sync {
    /// All agents as they stand, by PBX and agent.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] for a row that cannot be read, and those of the database.
    async fn agents(&self, scope: &Scope) -> Result<Vec<AgentRow>, StoreError>;

    /// A page of what agents did, by the beginning of each interval: one that began before `from` is not in it, though
    /// it may have ended after.
    ///
    /// # Errors
    /// [`StoreError::InvalidQuery`] for a limit out of range; those of [`agents`](Self::agents).
    async fn agent_intervals(&self, query: &HistoryQuery) -> Result<Page<IntervalRow>, StoreError>;

    /// The intervals that begin in some periods, added up as far as the store can do it; which of them are is the store's to
    /// say. Reports read months of them.
    ///
    /// # Errors
    /// Those of [`agents`](Self::agents).
    async fn agent_sums(&self, query: &AgentSumsQuery) -> Result<AgentSums, StoreError> {
        agent_sums::in_pages(self, query).await
    }
}

/// Queues and their members.
#[async_trait]
pub trait QueueStore: Debug + Send + Sync {
    /// All queues that were heard of, by PBX and name.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] for a row that cannot be read, and those of the database.
    async fn queues(&self, scope: &Scope) -> Result<Vec<QueueRow>, StoreError>;

    /// All members of the queue of this name, on whichever PBX, or of all queues; by PBX, queue and interface. Those
    /// that were taken out are not among them.
    ///
    /// # Errors
    /// Those of [`queues`](Self::queues).
    async fn members(&self, scope: &Scope, queue: Option<&str>) -> Result<Vec<MemberRow>, StoreError>;
}

/// Extensions, what became of them, and who has leased them.
#[async_trait]
pub trait ExtensionStore: Debug + Send + Sync {
    /// All extensions as they stand, by PBX and number.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] for a row that cannot be read, and those of the database.
    async fn extensions(&self, scope: &Scope) -> Result<Vec<ExtensionRow>, StoreError>;

    /// The leases of all extensions that were given out once, free ones included, by PBX and number.
    ///
    /// # Errors
    /// Those of [`extensions`](Self::extensions).
    async fn leases(&self, scope: &Scope) -> Result<Vec<LeaseRow>, StoreError>;

    /// A page of what became of extensions.
    ///
    /// # Errors
    /// [`StoreError::InvalidQuery`] for a limit out of range; those of [`extensions`](Self::extensions).
    async fn device_events(&self, query: &HistoryQuery) -> Result<Page<DeviceEventRow>, StoreError>;
}

/// Recordings of calls.
#[async_trait]
pub trait RecordingStore: Debug + Send + Sync {
    /// A page of recordings, by their beginning: those of all records that are in the store, as
    /// [`recordings`](super::recordings) says. Nobody puts them but with their call, and a corrected record corrects
    /// them.
    ///
    /// # Errors
    /// [`StoreError::InvalidQuery`] for a limit out of range; those of the database.
    async fn recordings(&self, query: &HistoryQuery) -> Result<Page<RecordingRow>, StoreError>;
}
