//! The journal: every input of the trackers, on the local disk before anything of it reaches the store.
//!
//! The journal is the truth, and the store is a projection of it. The tracker is deterministic, so a [snapshot] of its
//! state and the entries behind it give every record again, with the same ids and versions. A store that is down, slow
//! or new catches up from here, and a server that was killed goes on with what it had heard.
//!
//! ```text
//! tracker ─▶ Feed ─▶ writer (group commit) ─▶ file (SQLite) ─▶ projector ─▶ store
//! ```
//!
//! A place in it is the count of a PBX's entries before it. The file is cut where the store has everything and a snapshot
//! stands for what goes.
//!
//! [snapshot]: Journal::snapshot_before

pub(crate) mod entry;

mod error;
pub(crate) mod file;
mod pack;
mod writer;

#[cfg(test)]
pub(crate) mod tests;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use callflow_core::Timestamp;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinHandle;
use tokio::time::Instant;

pub(crate) use self::entry::Entries;
use self::entry::Packer;
pub use self::error::JournalError;
use self::file::File;
pub(crate) use self::pack::{pack, unpack};
use self::writer::{Job, Writer};

/// Where entries were lost, a state is given no more often than this.
const STATE_EVERY: Duration = Duration::from_secs(1);

/// Where and how a journal is kept.
#[derive(Clone, Debug)]
pub struct JournalOptions {
    /// The file.
    pub path: PathBuf,
    /// The most it may hold, in bytes, compressed as they are.
    pub max_bytes: u64,
    /// So long entries are kept for explanations after the store has everything.
    pub keep: Duration,
    /// Whether a commit waits for the disk: then a power cut takes nothing that was committed.
    pub sync: bool,
}

/// A journal that is open. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Journal {
    file: File,
    jobs: mpsc::UnboundedSender<Job>,
    places: Places,
    gauges: Arc<Gauges>,
    max_bytes: u64,
    keep: Duration,
}

/// How far the file has come, by PBX.
type Places = Arc<Mutex<HashMap<Arc<str>, Place>>>;

#[derive(Debug)]
pub(crate) struct Place {
    /// Up to here entries are on the disk.
    durable: watch::Sender<u64>,
    /// Where the newest snapshot stands.
    snapshot: u64,
}

/// What the journal says of itself.
#[derive(Debug, Default)]
pub(crate) struct Gauges {
    /// On the disk.
    pub(crate) bytes: AtomicU64,
    /// In memory, because the disk does not take it.
    pub(crate) waiting: AtomicU64,
    /// Commits that failed.
    pub(crate) failures: AtomicU64,
    /// Entries that neither the disk nor the memory had room for.
    pub(crate) lost: AtomicU64,
    /// How often it was read.
    #[cfg(test)]
    pub(crate) reads: AtomicU64,
}

/// A state of the tracker, and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Snapshot {
    pub(crate) position: u64,
    pub(crate) at: Timestamp,
    pub(crate) state: Vec<u8>,
}

/// Entries that lie together.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    /// The place of the first one.
    pub(crate) first: u64,
    pub(crate) entries: Entries,
}

impl Journal {
    /// Opens the file, creates it where there is none. The task ends when the journal and all feeds are dropped and all
    /// is written.
    pub(crate) async fn open(options: &JournalOptions) -> Result<(Self, JoinHandle<()>), JournalError> {
        let file = File::open(&options.path, options.sync).await?;
        let gauges = Arc::new(Gauges::default());
        gauges.bytes.store(file.size().await?, Relaxed);
        let (jobs, receiver) = mpsc::unbounded_channel();
        let places = Places::default();
        let writer = Writer::new(file.clone(), places.clone(), gauges.clone(), options.max_bytes);
        let task = tokio::spawn(writer.run(receiver));
        let JournalOptions { max_bytes, keep, .. } = *options;
        Ok((Self { file, jobs, places, gauges, max_bytes, keep }, task))
    }

    /// What tells this journal from any other: places mean nothing elsewhere.
    pub(crate) fn id(&self) -> &Arc<str> {
        self.file.id()
    }

    pub(crate) fn gauges(&self) -> &Gauges {
        &self.gauges
    }

    /// The most that it may hold.
    pub(crate) fn max_bytes(&self) -> u64 {
        self.max_bytes
    }

    /// So long entries are kept after the store has everything.
    pub(crate) fn keep(&self) -> Duration {
        self.keep
    }

    /// All PBXs of whom there are entries.
    pub(crate) async fn pbxs(&self) -> Result<Vec<String>, JournalError> {
        self.file.pbxs().await
    }

    /// Goes on behind the last entry of a PBX.
    pub(crate) async fn feed(&self, pbx: &Arc<str>) -> Result<Feed, JournalError> {
        let tip = self.file.tip(pbx).await?;
        let snapshot =
            self.file.snapshot_before(pbx, u64::MAX).await?.map_or(0, |snapshot| snapshot.position);
        let place = Place { durable: watch::Sender::new(tip), snapshot };
        self.places.lock().unwrap_or_else(PoisonError::into_inner).insert(pbx.clone(), place);
        Ok(Feed {
            pbx: pbx.clone(),
            jobs: self.jobs.clone(),
            packer: Packer::default(),
            position: tip,
            snapshot,
            broken: Arc::default(),
            given: None,
            gauges: self.gauges.clone(),
        })
    }

    /// The place up to which entries are on the disk. `None` for a PBX without a feed.
    pub(crate) fn durable(&self, pbx: &str) -> Option<watch::Receiver<u64>> {
        let places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        places.get(pbx).map(|place| place.durable.subscribe())
    }

    /// The place of the newest snapshot on the disk; 0 where there is none.
    pub(crate) fn newest_snapshot(&self, pbx: &str) -> u64 {
        let places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        places.get(pbx).map_or(0, |place| place.snapshot)
    }

    /// Some blocks from the one that holds `from` on, in order. A block that begins later than the last one ended says
    /// that entries between are lost.
    pub(crate) async fn read(&self, pbx: &str, from: u64) -> Result<Vec<Block>, JournalError> {
        #[cfg(test)]
        self.gauges.reads.fetch_add(1, Relaxed);
        self.file.read(pbx, from).await
    }

    /// The newest snapshot that stands at `position` or before.
    pub(crate) async fn snapshot_before(
        &self,
        pbx: &str,
        position: u64,
    ) -> Result<Option<Snapshot>, JournalError> {
        self.file.snapshot_before(pbx, position).await
    }

    /// The oldest snapshot that stands at `position` or behind.
    pub(crate) async fn snapshot_behind(
        &self,
        pbx: &str,
        position: u64,
    ) -> Result<Option<Snapshot>, JournalError> {
        self.file.snapshot_behind(pbx, position).await
    }

    /// The newest snapshot of that time or before.
    pub(crate) async fn snapshot_until(
        &self,
        pbx: &str,
        at: Timestamp,
    ) -> Result<Option<Snapshot>, JournalError> {
        self.file.snapshot_until(pbx, at).await
    }

    /// Keeps a [packed](pack) state, behind all that was given before.
    pub(crate) fn put_snapshot(&self, pbx: &Arc<str>, position: u64, at: Timestamp, packed: Vec<u8>) {
        let _ = self.jobs.send(Job::Snapshot { pbx: pbx.clone(), position, at, packed, mends: None });
    }

    /// Up to where the store has got everything from here, a second ago or later.
    pub(crate) async fn applied(&self, pbx: &str) -> Result<u64, JournalError> {
        self.file.applied(pbx).await
    }

    /// Notes that the store has got everything before this place from here.
    pub(crate) fn note_applied(&self, pbx: &Arc<str>, applied: u64) {
        let _ = self.jobs.send(Job::Applied { pbx: pbx.clone(), applied });
    }

    /// Takes out what is not needed by a store that has everything before `applied`, nor for explanations of what came after
    /// the time `before`: entries older than both, back from a snapshot, and the snapshots between those two.
    pub(crate) fn cut(&self, pbx: &Arc<str>, applied: u64, before: Timestamp) {
        let _ = self.jobs.send(Job::Cut { pbx: pbx.clone(), applied, before });
    }

    /// Returns when all that was given before is on the disk, or was given up.
    pub(crate) async fn flush(&self) {
        let (done, flushed) = oneshot::channel();
        if self.jobs.send(Job::Flush(done)).is_ok() {
            let _ = flushed.await;
        }
    }
}

/// Writes the entries of one PBX.
#[derive(Debug)]
pub(crate) struct Feed {
    pbx: Arc<str>,
    jobs: mpsc::UnboundedSender<Job>,
    packer: Packer,
    /// Behind the last entry that was pushed.
    position: u64,
    /// Where the last snapshot stands that was given here, on the disk or not yet.
    snapshot: u64,
    /// Set by the writer when entries were lost: from there on only a snapshot helps.
    broken: Arc<AtomicBool>,
    /// When the last one was given.
    given: Option<Instant>,
    gauges: Arc<Gauges>,
}

impl Feed {
    /// Adds an entry. It is on its way with the next [`send`](Self::send).
    pub(crate) fn push(&mut self, entry: &entry::Entry<'_>) {
        self.packer.push(entry);
        self.position += 1;
    }

    pub(crate) fn position(&self) -> u64 {
        self.position
    }

    /// How many entries no snapshot stands for, where the newest one on the disk is at `newest`.
    pub(crate) fn unsaved(&self, newest: u64) -> u64 {
        self.position.saturating_sub(self.snapshot.max(newest))
    }

    /// Hands the entries to the writer, without waiting.
    pub(crate) fn send(&mut self) {
        if !self.packer.is_empty() {
            let packer = std::mem::take(&mut self.packer);
            let first = self.position - packer.count();
            let broken = self.broken.clone();
            let _ = self.jobs.send(Job::Entries { pbx: self.pbx.clone(), first, packer, broken });
        }
    }

    /// Whether entries were lost, and the state of now would make a new beginning: the disk takes something again, and none
    /// was given a moment ago.
    pub(crate) fn wants_state(&self) -> bool {
        self.is_broken()
            && self.gauges.waiting.load(Relaxed) <= writer::WAITING / 2
            && self.given.is_none_or(|at| at.elapsed() >= STATE_EVERY)
    }

    fn is_broken(&self) -> bool {
        self.broken.load(Relaxed)
    }

    /// Keeps the state behind all entries pushed.
    pub(crate) fn put_snapshot(&mut self, at: Timestamp, state: &[u8]) {
        self.send();
        (self.snapshot, self.given) = (self.position, Some(Instant::now()));
        let (pbx, position, mends) = (self.pbx.clone(), self.position, Some(self.broken.clone()));
        let _ = self.jobs.send(Job::Snapshot { pbx, position, at, packed: pack(state), mends });
    }
}
