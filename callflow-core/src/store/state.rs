//! Records and the state they come from, in one transaction.

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt::Debug;

use async_trait::async_trait;

use super::error::StoreError;
use super::outbox::OutboxRow;
use super::owner::Fence;
use super::rows::Rows;
use crate::call::Call;
use crate::time::Timestamp;

/// What is committed at once.
///
/// ```
/// use callflow_core::store::{Batch, Checkpoint};
///
/// let state = b"the saved state, in whatever form";
/// let checkpoints = [Checkpoint::new("default", 4_711).with_state(state)];
/// let batch = Batch::new(&[]).with_checkpoints(&checkpoints);
/// assert_eq!(batch.checkpoints.len(), 1);
/// ```
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct Batch<'a> {
    /// Records, as [`CallStore::put_calls`](super::CallStore::put_calls) takes them.
    pub calls: &'a [Call],
    /// How far each PBX has come with them. The last one of a PBX counts.
    pub checkpoints: &'a [Checkpoint<'a>],
    /// What else changed.
    pub rows: Option<&'a Rows>,
    /// What is to be told to others. What is there already stays as it was.
    pub outbox: &'a [OutboxRow],
    /// Of each of these PBXs the writer must still be the owner.
    pub fences: &'a [Fence<'a>],
}

impl<'a> Batch<'a> {
    /// A batch of records alone.
    #[must_use]
    pub fn new(calls: &'a [Call]) -> Self {
        Self { calls, ..Self::default() }
    }

    /// The same with checkpoints.
    #[must_use]
    pub fn with_checkpoints(mut self, checkpoints: &'a [Checkpoint<'a>]) -> Self {
        self.checkpoints = checkpoints;
        self
    }

    /// The same with rows.
    #[must_use]
    pub fn with_rows(mut self, rows: &'a Rows) -> Self {
        self.rows = Some(rows);
        self
    }

    /// The same with what is to be told to others.
    #[must_use]
    pub fn with_outbox(mut self, outbox: &'a [OutboxRow]) -> Self {
        self.outbox = outbox;
        self
    }

    /// The same on condition that these tokens are the newest ones.
    #[must_use]
    pub fn with_fences(mut self, fences: &'a [Fence<'a>]) -> Self {
        self.fences = fences;
        self
    }
}

/// How far one PBX has come.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Checkpoint<'a> {
    /// The name of the PBX.
    pub pbx: &'a str,
    /// The place in the journal of inputs up to which everything is in the store with this batch; 0 where there is
    /// no journal.
    pub position: u64,
    /// The tracker's state at this place, in any form; the store does not read it. `None` leaves the saved one,
    /// which is then older than `position`.
    pub state: Option<&'a [u8]>,
    /// The identity of the journal that `position` counts in: in another one it means nothing. `None` where there is no
    /// journal.
    pub journal: Option<&'a str>,
    /// The time of the input at `position`: everything that was heard up to then is in the store. The Unix epoch where
    /// that is not known.
    pub at: Timestamp,
}

impl<'a> Checkpoint<'a> {
    /// The place alone, in no journal.
    #[must_use]
    pub fn new(pbx: &'a str, position: u64) -> Self {
        Self { pbx, position, state: None, journal: None, at: Timestamp::default() }
    }

    /// The same with the tracker's state at this place.
    #[must_use]
    pub fn with_state(mut self, state: &'a [u8]) -> Self {
        self.state = Some(state);
        self
    }

    /// The same in the journal of this identity, whose input at this place is of this time.
    #[must_use]
    pub fn with_journal(mut self, id: &'a str, at: Timestamp) -> Self {
        (self.journal, self.at) = (Some(id), at);
        self
    }
}

/// What [`StateStore::checkpoint`] gives back.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct SavedCheckpoint {
    /// The place in the journal up to which everything is in the store.
    pub position: u64,
    /// The place in the journal at which `state` was taken; at most `position` where the journal only grows. 0, its
    /// beginning, where the state is older than the journal.
    pub state_position: u64,
    /// The last saved state; `None` if none was saved yet.
    pub state: Option<Vec<u8>>,
    /// The identity of the journal that both places count in.
    pub journal: Option<Arc<str>>,
    /// The time of the input at `position`.
    pub at: Timestamp,
}

impl SavedCheckpoint {
    /// The same after `next` was committed. Stores may keep it by this.
    #[must_use]
    pub fn then(mut self, next: &Checkpoint<'_>) -> Self {
        if let Some(state) = next.state {
            self.state = Some(state.into());
            self.state_position = next.position;
        } else if self.journal.as_deref() != next.journal {
            self.state_position = 0;
        }
        self.journal = next.journal.map(Arc::from);
        (self.position, self.at) = (next.position, next.at);
        self
    }
}

/// Commits records together with the state they come from.
#[async_trait]
pub trait StateStore: Debug + Send + Sync {
    /// Commits a batch.
    ///
    /// - **Atomic**: after an error or a crash at any moment either all of it is there or nothing. When it returns,
    ///   the batch survives a kill of the program (what a power cut leaves is the store's own promise).
    /// - **Idempotent**: records as in [`CallStore::put_calls`](super::CallStore::put_calls), rows as
    ///   [`Row`](super::Row) says, what is told to others by its first time; of checkpoints the last commit counts, so that a PBX has one writer at a time.
    /// - **Fenced**: with a fence whose token is not the newest one of its PBX nothing is written. That is asked in the
    ///   same transaction, so that no claim comes in between. A claim that ran out and that nobody took does not hinder.
    /// - **Order**: commits of one caller, each awaited, apply in order.
    ///
    /// # Errors
    /// [`StoreError::Fenced`] for a fence that does not hold, and those of the database; see [`StoreError::retryable`].
    async fn commit(&self, batch: &Batch<'_>) -> Result<(), StoreError>;

    /// What the last checkpoints of `pbx` left; `None` if there was none.
    ///
    /// # Errors
    /// Those of the database.
    async fn checkpoint(&self, pbx: &str) -> Result<Option<SavedCheckpoint>, StoreError>;
}

/// The store as a thing that runs.
#[async_trait]
pub trait Lifecycle: Debug + Send + Sync {
    /// Whether the store answers a trivial question, for a readiness check.
    ///
    /// # Errors
    /// What any request would say now.
    async fn ping(&self) -> Result<(), StoreError>;

    /// Finishes what is under way and releases files and connections. Requests that come later may give
    /// [`StoreError::Closed`]. Doing it twice is no error; leaving it out loses nothing that was committed.
    ///
    /// # Errors
    /// Those of the database.
    async fn close(&self) -> Result<(), StoreError>;
}
