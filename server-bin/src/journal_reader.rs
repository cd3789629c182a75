//! Reading the journal of a `callflowd`, also while that works: for explanations of what it told.
//!
//! Nothing is locked and nothing is written. What the reader sees is what was committed when it asked; entries that are
//! taken out meanwhile are missing from there on.

use std::path::Path;

use callflow_core::{Call, Change, Plan, Timestamp};

pub use crate::journal::JournalError;
use crate::journal::Snapshot;
pub use crate::journal::entry::{Answer, Heard, ari_event};
use crate::journal::file::File;
use crate::tracking::Tracking;

/// What a journal gives, in order.
#[derive(Debug)]
pub enum Told<'a> {
    /// The tracker's state was taken up: the oldest that is kept, or one behind entries that are lost. These calls live in
    /// it.
    State(&'a [Call]),
    /// Something was heard.
    Heard(Heard<'a>),
}

/// One step of what a tracker was told.
#[derive(Debug)]
pub struct Step<'a> {
    /// How many entries of the PBX came before it.
    pub position: u64,
    /// When it was received.
    pub at: Timestamp,
    /// What it was.
    pub told: Told<'a>,
    /// What the tracker told then.
    pub changes: Vec<Change>,
}

/// An open journal. Needs a tokio runtime.
#[derive(Debug)]
pub struct JournalReader {
    file: File,
}

impl JournalReader {
    /// Opens the file.
    ///
    /// # Errors
    /// [`JournalError::CannotRead`] if it is not there, [`JournalError::Foreign`] if it is no journal, and
    /// [`JournalError::Newer`].
    pub async fn open(path: &Path) -> Result<Self, JournalError> {
        Ok(Self { file: File::open_to_read(path).await? })
    }

    /// The PBXs that it has entries of, in order.
    ///
    /// # Errors
    /// [`JournalError::Failed`].
    pub async fn pbxs(&self) -> Result<Vec<String>, JournalError> {
        self.file.pbxs().await
    }

    /// Plays all that is kept of one PBX through a tracker, from the oldest entry on, and hands over each step.
    ///
    /// Entries are kept for longer than states. Those before the oldest state are played on a tracker that knows nothing of
    /// what was before them, and the state is taken up where it stands. The plan must be the one of the server: with another
    /// one the same events are told otherwise.
    ///
    /// # Errors
    /// [`JournalError::Damaged`] and [`JournalError::Failed`].
    pub async fn play(
        &self,
        pbx: &str,
        plan: &Plan,
        take: &mut dyn FnMut(Step<'_>),
    ) -> Result<(), JournalError> {
        let mut position = 0;
        let mut playing: Option<Tracking> = None;
        // Where a state stands that is to be taken up.
        let mut awaited: Option<Snapshot> = None;
        loop {
            let blocks = self.file.read(pbx, position).await?;
            if blocks.is_empty() {
                return Ok(());
            }
            for block in blocks {
                if playing.is_none() || block.first > position {
                    position = block.first.max(position);
                    playing = Some(Tracking::new(pbx, plan));
                    awaited = self.state_for(pbx, block.first).await?;
                }
                let skip = usize::try_from(position.saturating_sub(block.first)).unwrap_or(usize::MAX);
                for entry in block.entries.iter_from(skip) {
                    if let Some(snapshot) = awaited.take_if(|snapshot| snapshot.position <= position) {
                        take_up(&snapshot, plan, &mut playing, take);
                    }
                    let mut changes = Vec::new();
                    if let Some(tracking) = &mut playing {
                        tracking.replay(&entry, &mut changes);
                    }
                    take(Step { position, at: entry.at, told: Told::Heard(entry.heard), changes });
                    position += 1;
                }
                position = position.max(block.first + block.entries.len() as u64);
            }
        }
    }

    /// The state to play entries from `first` on: the newest one up to there, else the first one behind. None where the
    /// journal has its beginning, before which nothing was.
    async fn state_for(&self, pbx: &str, first: u64) -> Result<Option<Snapshot>, JournalError> {
        match self.file.snapshot_before(pbx, first).await? {
            Some(snapshot) => Ok(Some(snapshot)),
            None if first == 0 => Ok(None),
            None => self.file.snapshot_behind(pbx, first).await,
        }
    }
}

/// Goes on from a state. One that cannot be read is passed over.
fn take_up(snapshot: &Snapshot, plan: &Plan, playing: &mut Option<Tracking>, take: &mut dyn FnMut(Step<'_>)) {
    let Ok(tracking) = Tracking::restore(plan, &snapshot.state) else { return };
    let live = tracking.flow.live_calls();
    let (position, at) = (snapshot.position, snapshot.at);
    take(Step { position, at, told: Told::State(&live), changes: Vec::new() });
    *playing = Some(tracking);
}

#[cfg(test)]
mod tests;
