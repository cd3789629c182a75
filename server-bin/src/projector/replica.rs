//! A second tracker that follows the journal.

use std::sync::Arc;

use callflow_core::store::SavedCheckpoint;
use callflow_core::{Change, Plan, Timestamp};
use tracing::{error, info, warn};

use super::OVERLAP;
use super::outgoing::Outgoing;
use crate::clock::earlier;
use crate::journal::entry::Entry;
use crate::journal::{Block, Journal, Snapshot, pack};
use crate::tracking::Tracking;

/// Why there is nothing to go on from.
#[derive(Debug, thiserror::Error)]
pub(super) enum ReplicaError {
    #[error("there is no state in the journal that can be read")]
    NoSnapshot,
}

/// The tracker, and the place in the journal at which it stands.
pub(super) struct Replica {
    pbx: Arc<str>,
    plan: Plan,
    tracking: Tracking,
    position: u64,
    at: Timestamp,
    /// What comes before this place is in the store.
    silent_to: u64,
    /// Rows up to this time are in the store.
    rows_after: Timestamp,
    told: Vec<Change>,
}

impl Replica {
    /// Goes on from where the store has come; from the beginning where it has nothing. What another journal has brought
    /// into the store says no place in ours, only a time.
    pub(super) async fn start(
        journal: &Journal,
        pbx: &Arc<str>,
        plan: &Plan,
        checkpoint: Option<&SavedCheckpoint>,
    ) -> Result<Self, super::Halt> {
        let (position, silent_to, rows_after) = match checkpoint {
            Some(ours) if ours.journal.as_deref() == Some(&**journal.id()) => {
                (ours.position, ours.position, Timestamp::from_unix_micros(i64::MIN))
            }
            Some(theirs) if theirs.journal.is_some() => {
                let until = earlier(theirs.at, OVERLAP);
                let since = journal.snapshot_until(pbx, until).await?.map_or(0, |snapshot| snapshot.position);
                info!(pbx.name = &**pbx, until = %theirs.at, "going on with what another journal brought into the store");
                (since, since, theirs.at)
            }
            _ => (0, 0, Timestamp::from_unix_micros(i64::MIN)),
        };
        Self::take_up(journal, pbx, plan, (position, silent_to, rows_after)).await
    }

    /// Goes on from where the store has come by what it got from here, whatever others have brought meanwhile.
    pub(super) async fn start_at(
        journal: &Journal,
        pbx: &Arc<str>,
        plan: &Plan,
        applied: u64,
    ) -> Result<Self, super::Halt> {
        Self::take_up(journal, pbx, plan, (applied, applied, Timestamp::from_unix_micros(i64::MAX))).await
    }

    async fn take_up(
        journal: &Journal,
        pbx: &Arc<str>,
        plan: &Plan,
        (position, silent_to, rows_after): (u64, u64, Timestamp),
    ) -> Result<Self, super::Halt> {
        let before = journal.snapshot_before(pbx, position).await?;
        let restored = before.and_then(|snapshot| restored(pbx, plan, snapshot));
        let (tracking, position, at) = match restored {
            Some(restored) => restored,
            None => readable(journal, pbx, plan, position).await?,
        };
        Ok(Self {
            pbx: pbx.clone(),
            plan: plan.clone(),
            tracking,
            position,
            at,
            silent_to,
            rows_after,
            told: Vec::new(),
        })
    }

    /// Goes on with another plan.
    pub(super) fn set_plan(&mut self, plan: Plan) {
        self.tracking.flow.set_plan(plan.clone());
        self.plan = plan;
    }

    /// Behind the last entry taken.
    pub(super) fn position(&self) -> u64 {
        self.position
    }

    /// When the last entry taken was received.
    pub(super) fn at(&self) -> Timestamp {
        self.at
    }

    /// Which entry of the block is the next.
    pub(super) fn next_in(&self, block: &Block) -> usize {
        usize::try_from(self.position.saturating_sub(block.first)).unwrap_or(usize::MAX)
    }

    /// Goes over to the block. Where entries are missing before it, the state behind them is taken up.
    pub(super) async fn enter(&mut self, journal: &Journal, block: &Block) -> Result<(), super::Halt> {
        if block.first <= self.position {
            return Ok(());
        }
        error!(
            pbx.name = &*self.pbx,
            missing = block.first - self.position,
            "entries were lost because the journal could not be written; calls that ended then are missing in the store"
        );
        (self.tracking, self.position, self.at) =
            readable(journal, &self.pbx, &self.plan, self.position + 1).await?;
        Ok(())
    }

    /// The block is read to its end.
    pub(super) fn leave(&mut self, block: &Block) {
        self.position = self.position.max(block.first + block.entries.len() as u64);
    }

    /// Takes the next entry.
    pub(super) fn take(&mut self, entry: &Entry<'_>, outgoing: &mut Outgoing) {
        self.tracking.replay(entry, &mut self.told);
        self.position += 1;
        self.at = self.at.max(entry.at);
        let silent = self.position <= self.silent_to;
        for (n, change) in (0..).zip(self.told.drain(..)) {
            if !silent {
                outgoing.take(change, (self.position, n), self.rows_after);
            }
        }
    }

    /// Keeps the state in the journal, and gives it, packed, if it can be kept just now.
    pub(super) async fn put_snapshot(&self, journal: &Journal) -> Option<Vec<u8>> {
        let state = self.tracking.save()?;
        // Of many calls it takes a second.
        let packed = tokio::task::spawn_blocking(move || pack(&state)).await.ok()?;
        journal.put_snapshot(&self.pbx, self.position, self.at, packed.clone());
        Some(packed)
    }
}

/// The first state at or behind `position` that can be read.
async fn readable(
    journal: &Journal,
    pbx: &str,
    plan: &Plan,
    mut position: u64,
) -> Result<(Tracking, u64, Timestamp), super::Halt> {
    while let Some(snapshot) = journal.snapshot_behind(pbx, position).await? {
        position = snapshot.position + 1;
        if let Some(restored) = restored(pbx, plan, snapshot) {
            return Ok(restored);
        }
    }
    Err(ReplicaError::NoSnapshot.into())
}

fn restored(pbx: &str, plan: &Plan, snapshot: Snapshot) -> Option<(Tracking, u64, Timestamp)> {
    match Tracking::restore(plan, &snapshot.state) {
        Ok(tracking) => Some((tracking, snapshot.position, snapshot.at)),
        Err(error) => {
            warn!(pbx.name = pbx, position = snapshot.position, %error, "a saved state is passed over");
            None
        }
    }
}
