//! Records and the state they come from, in one transaction.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt::Debug;

use async_trait::async_trait;

use super::error::StoreError;
use crate::call::Call;

/// What is committed at once.
///
/// ```
/// use callflow_core::store::{Batch, Checkpoint};
///
/// let state = b"the saved state, in whatever form";
/// let checkpoints = [Checkpoint { pbx: "default", position: 4_711, state: Some(state) }];
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
}

impl<'a> Batch<'a> {
    /// A batch of records alone.
    #[must_use]
    pub fn new(calls: &'a [Call]) -> Self {
        Self { calls, checkpoints: &[] }
    }

    /// The same with checkpoints.
    #[must_use]
    pub fn with_checkpoints(mut self, checkpoints: &'a [Checkpoint<'a>]) -> Self {
        self.checkpoints = checkpoints;
        self
    }
}

/// How far one PBX has come.
#[derive(Clone, Copy, Debug)]
pub struct Checkpoint<'a> {
    /// The name of the PBX.
    pub pbx: &'a str,
    /// The place in the journal of inputs up to which everything is in the store with this batch; 0 where there is
    /// no journal.
    pub position: u64,
    /// The tracker's state at this place, in any form; the store does not read it. `None` leaves the saved one,
    /// which is then older than `position`.
    pub state: Option<&'a [u8]>,
}

/// What [`StateStore::checkpoint`] gives back.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct SavedCheckpoint {
    /// The place in the journal up to which everything is in the store.
    pub position: u64,
    /// The place in the journal at which `state` was taken; at most `position` where the journal only grows.
    pub state_position: u64,
    /// The last saved state; `None` if none was saved yet.
    pub state: Option<Vec<u8>>,
}

impl SavedCheckpoint {
    /// The same after `next` was committed. Stores may keep it by this.
    #[must_use]
    pub fn then(mut self, next: &Checkpoint<'_>) -> Self {
        self.position = next.position;
        if let Some(state) = next.state {
            self.state = Some(state.into());
            self.state_position = next.position;
        }
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
    /// - **Idempotent**: records as in [`CallStore::put_calls`](super::CallStore::put_calls); of checkpoints the
    ///   last commit counts, so that a PBX has one writer at a time.
    /// - **Order**: commits of one caller, each awaited, apply in order.
    ///
    /// # Errors
    /// Those of the database; see [`StoreError::retryable`].
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
