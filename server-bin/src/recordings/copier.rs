//! Copies recordings into storage elsewhere: those of the Asterisks that this server owns. What is not copied yet says the store,
//! so that a restart, a takeover or a day without the storage loses none.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use callflow_core::Timestamp;
use callflow_core::store::{HistoryQuery, MAX_LIMIT, RecordingMark, RecordingRow, Sort, Store, StoreError};
use tokio::time::sleep;
use tracing::{debug, info, warn};

use super::copying::{Copies, Copying};
use super::keeping::{Keeping, KeepingError};
use super::retention::is_ours;
use super::unsent::{Name, Unsent};
use crate::clock::{Clock, earlier};
use crate::meters::PbxMeters;

/// How often it is looked what there is to be copied.
const EVERY: Duration = Duration::from_secs(30);
/// Between two pages: calls that end now go first.
const PAUSE: Duration = Duration::from_millis(100);
/// A recording comes into the store with the end of its call. So far back it is looked for each time.
const LONGEST_CALL: Duration = Duration::from_secs(4 * 60 * 60);
/// So often it is begun with the oldest ones again: with those of longer calls, and those that somebody held.
const ROUNDS: u32 = 720;
/// After so many failures in one round the storage is taken to be down, and left alone until the next one.
const MOST_FAILURES: u32 = 3;

/// Copies them.
pub(crate) struct Copier {
    store: Arc<dyn Store>,
    keeping: Keeping,
    pbxs: Arc<[Arc<PbxMeters>]>,
    clock: Clock,
    copies: Copies,
    unsent: Unsent,
}

/// What a round has come to.
#[derive(Debug, Default, Eq, PartialEq)]
struct Round {
    made: u32,
    failed: u32,
    /// When the oldest recording began that is to be copied later.
    left: Option<Timestamp>,
}

impl Copier {
    pub(crate) fn new(
        store: Arc<dyn Store>,
        keeping: Keeping,
        pbxs: Arc<[Arc<PbxMeters>]>,
        clock: Clock,
        remove_local: bool,
    ) -> Self {
        Self { store, keeping, pbxs, clock, copies: Copies { remove_local }, unsent: Unsent::default() }
    }

    /// For ever.
    pub(crate) async fn run(mut self) {
        let (mut since, mut round) = (None, 0_u32);
        loop {
            if round % ROUNDS == 0 {
                since = None;
            }
            match self.round(since, self.clock.now()).await {
                Ok(came) => {
                    if came.made > 0 {
                        info!(made = came.made, "copied recordings into the storage elsewhere");
                    }
                    let recent = earlier(self.clock.now(), LONGEST_CALL);
                    since = Some(came.left.map_or(recent, |left| left.min(recent)));
                    round = round.wrapping_add(1);
                }
                // From the same place again.
                Err(error) if error.retryable() => debug!(%error, "recordings are copied later"),
                Err(error) => warn!(%error, "what recordings are to be copied cannot be read"),
            }
            sleep(EVERY).await;
        }
    }

    /// All recordings that began at this time or later.
    async fn round(&mut self, since: Option<Timestamp>, now: Timestamp) -> Result<Round, StoreError> {
        let mut came = Round::default();
        let mut query = HistoryQuery::default();
        (query.from, query.sort, query.limit) = (since, Sort::OldestFirst, MAX_LIMIT);
        loop {
            let page = self.store.recordings(&query).await?;
            let marks = self.marks(&page.items).await?;
            for row in &page.items {
                let Some(file) = row.file.clone().filter(|_| is_ours(&self.pbxs, &row.pbx)) else { continue };
                let name = (row.pbx.clone(), file);
                let is_copied = self.unsent.is_due(&name, now)
                    && self.one(row, marks.get(&name), name.clone(), (&mut came, now)).await?;
                if !is_copied {
                    came.left = Some(came.left.map_or(row.from, |left| left.min(row.from)));
                }
                if came.failed >= MOST_FAILURES {
                    return Ok(came);
                }
            }
            let Some(next) = page.next_cursor else { return Ok(came) };
            query.cursor = Some(next);
            sleep(PAUSE).await;
        }
    }

    /// Whether nothing is left to do for this one.
    async fn one(
        &mut self,
        row: &RecordingRow,
        mark: Option<&RecordingMark>,
        name: Name,
        (came, now): (&mut Round, Timestamp),
    ) -> Result<bool, StoreError> {
        match self.keeping.copy(row, mark, (self.copies, now)).await {
            Ok(copying) => {
                self.unsent.sent(&name);
                came.made += u32::from(copying == Copying::Made);
                Ok(copying != Copying::Later)
            }
            Err(KeepingError::Store(error)) => Err(error),
            Err(error) => {
                warn!(call.id = %row.call, "a recording is copied later: {error}");
                self.unsent.failed(name, now);
                came.failed += 1;
                Ok(false)
            }
        }
    }

    async fn marks(&self, rows: &[RecordingRow]) -> Result<BTreeMap<Name, RecordingMark>, StoreError> {
        let mut files: BTreeMap<&Arc<str>, Vec<Arc<str>>> = BTreeMap::new();
        for row in rows {
            files.entry(&row.pbx).or_default().extend(row.file.clone());
        }
        let mut marks = BTreeMap::new();
        for (pbx, files) in files {
            let found = self.store.recording_marks(pbx, &files).await?;
            marks.extend(found.into_iter().map(|mark| ((mark.pbx.clone(), mark.file.clone()), mark)));
        }
        Ok(marks)
    }
}

// They have object_store's storage in memory.
#[cfg(feature = "s3")]
#[cfg(test)]
mod tests;
