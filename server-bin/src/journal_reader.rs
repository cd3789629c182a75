//! Reading the journal of a `callflowd`, also while that works: for explanations of what it told.
//!
//! Nothing is locked and nothing is written. What the reader sees is what was committed when it asked; entries that are
//! taken out meanwhile are missing from there on.

use std::path::Path;

use callflow_core::{Call, Change, Plan, Timestamp};

pub use crate::journal::JournalError;
pub use crate::journal::entry::{Answer, Heard};
use crate::journal::file::File;
use crate::tracking::Tracking;

/// What a journal gives, in order.
#[derive(Debug)]
pub enum Told<'a> {
    /// The tracker's state was taken up: at the beginning of what is kept, or behind entries that are lost. These calls
    /// live in it.
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

    /// Plays all that is kept of one PBX through a tracker, from the oldest state on, and hands over each step.
    ///
    /// The plan must be the one of the server: with another one the same events are told otherwise.
    ///
    /// # Errors
    /// [`JournalError::Damaged`] and [`JournalError::Failed`].
    pub async fn play(
        &self,
        pbx: &str,
        plan: &Plan,
        take: &mut dyn FnMut(Step<'_>),
    ) -> Result<(), JournalError> {
        let mut tracking: Option<Tracking> = None;
        let mut position = 0;
        loop {
            let blocks = self.file.read(pbx, position).await?;
            if blocks.is_empty() {
                return Ok(());
            }
            for block in blocks {
                let begins_anew = tracking.is_none() || block.first > position;
                if begins_anew {
                    let Some(taken_up) = self.state(pbx, plan, position, block.first, take).await? else {
                        return Ok(());
                    };
                    (position, tracking) = (taken_up.0, Some(taken_up.1));
                }
                let Some(tracking) = &mut tracking else { return Ok(()) };
                let skip = usize::try_from(position.saturating_sub(block.first)).unwrap_or(usize::MAX);
                for entry in block.entries.iter_from(skip) {
                    let mut changes = Vec::new();
                    tracking.replay(&entry, &mut changes);
                    take(Step { position, at: entry.at, told: Told::Heard(entry.heard), changes });
                    position += 1;
                }
                position = position.max(block.first + block.entries.len() as u64);
            }
        }
    }

    /// The oldest state at `position` or behind; of a journal that has its beginning, that nothing is known.
    async fn state(
        &self,
        pbx: &str,
        plan: &Plan,
        mut position: u64,
        first: u64,
        take: &mut dyn FnMut(Step<'_>),
    ) -> Result<Option<(u64, Tracking)>, JournalError> {
        while let Some(snapshot) = self.file.snapshot_behind(pbx, position).await? {
            if let Ok(tracking) = Tracking::restore(plan, &snapshot.state) {
                let live = tracking.flow.live_calls();
                let (position, at) = (snapshot.position, snapshot.at);
                take(Step { position, at, told: Told::State(&live), changes: Vec::new() });
                return Ok(Some((position, tracking)));
            }
            position = snapshot.position + 1;
        }
        Ok((first == 0 && position == 0).then(|| (0, Tracking::new(pbx, plan))))
    }
}

#[cfg(test)]
mod tests;
