//! The one task that writes the journal: many small appends, few commits.
//!
//! What the disk does not take waits in memory, compressed, up to [`WAITING`]; the trackers never wait. Beyond that
//! entries are lost, and from there on only a snapshot of the tracker's state makes a beginning again: the writer asks for
//! it by a flag, and takes no entries of that PBX before it has come.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use callflow_core::Timestamp;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, timeout_at};
use tracing::{error, info, warn};

use super::entry::Packer;
use super::file::{File, NewRow};
use super::pack::pack;
use super::{Gauges, Places};

/// How long the first of a commit waits for company.
const GATHER: Duration = Duration::from_millis(10);
/// Entries of one block at most, in bytes before they are packed.
const BLOCK: usize = 1 << 20;
/// Compressed bytes that wait in memory for the disk at most: an hour of 50 calls a second.
pub(super) const WAITING: u64 = 64 << 20;
/// How long to wait after a commit that failed.
const PAUSE: Duration = Duration::from_secs(1);
/// How often the operator is told that it still fails.
const TELL_EVERY: Duration = Duration::from_secs(60);

/// One thing to do.
#[derive(Debug)]
pub(super) enum Job {
    Entries {
        pbx: Arc<str>,
        first: u64,
        packer: Packer,
        broken: Arc<AtomicBool>,
    },
    /// `mends` is the flag of the feed, where it is the tracker's own state.
    Snapshot {
        pbx: Arc<str>,
        position: u64,
        at: Timestamp,
        packed: Vec<u8>,
        mends: Option<Arc<AtomicBool>>,
    },
    Applied {
        pbx: Arc<str>,
        applied: u64,
    },
    Cut {
        pbx: Arc<str>,
        applied: u64,
        before: Timestamp,
    },
    Flush(oneshot::Sender<()>),
}

pub(super) struct Writer {
    file: File,
    places: Places,
    gauges: Arc<Gauges>,
    max_bytes: u64,
    /// Entries that came last, by PBX, not packed yet.
    gathered: BTreeMap<Arc<str>, Gathered>,
    /// In order.
    rows: Vec<NewRow>,
    flushes: Vec<oneshot::Sender<()>>,
    /// When the operator was last told that it fails.
    told: Option<Instant>,
    retry: Option<Instant>,
}

#[derive(Debug)]
struct Gathered {
    first: u64,
    packer: Packer,
    broken: Arc<AtomicBool>,
}

impl Writer {
    pub(super) fn new(file: File, places: Places, gauges: Arc<Gauges>, max_bytes: u64) -> Self {
        Self {
            file,
            places,
            gauges,
            max_bytes,
            gathered: BTreeMap::new(),
            rows: Vec::new(),
            flushes: Vec::new(),
            told: None,
            retry: None,
        }
    }

    pub(super) async fn run(mut self, mut jobs: mpsc::UnboundedReceiver<Job>) {
        loop {
            let first = match self.retry {
                Some(at) => timeout_at(at, jobs.recv()).await,
                None => Ok(jobs.recv().await),
            };
            match first {
                Ok(Some(job)) => self.take(job).await,
                Ok(None) => break,
                Err(_) => {}
            }
            let until = Instant::now() + GATHER;
            let mut closed = false;
            while !closed && self.flushes.is_empty() && self.size() < BLOCK {
                match timeout_at(until, jobs.recv()).await {
                    Ok(Some(job)) => self.take(job).await,
                    Ok(None) => closed = true,
                    Err(_) => break,
                }
            }
            self.commit().await;
            if closed {
                break;
            }
        }
        self.retry = None;
        self.commit().await;
    }

    fn size(&self) -> usize {
        self.gathered.values().map(|gathered| gathered.packer.size()).sum()
    }

    async fn take(&mut self, job: Job) {
        match job {
            Job::Entries { pbx, first, packer, broken } => {
                if broken.load(Relaxed) {
                    // Without those before them they mean nothing.
                    self.gauges.lost.fetch_add(packer.count(), Relaxed);
                    return;
                }
                match self.gathered.get_mut(&pbx) {
                    Some(gathered) => gathered.packer.append(&packer),
                    None => drop(self.gathered.insert(pbx, Gathered { first, packer, broken })),
                }
            }
            Job::Snapshot { pbx, position, at, packed, mends } => {
                self.pack_all();
                if let Some(broken) = mends {
                    broken.store(false, Relaxed);
                }
                self.push(NewRow::Snapshot { pbx, position, at, packed });
            }
            Job::Applied { pbx, applied } => {
                if let Err(error) = self.file.note_applied(&pbx, applied).await {
                    warn!(pbx.name = &*pbx, %error, "what the store has got could not be noted");
                }
            }
            Job::Cut { pbx, applied, before } => match self.file.cut(&pbx, applied, before).await {
                Ok(()) => self.measure().await,
                Err(error) => warn!(pbx.name = &*pbx, %error, "the journal could not be cut"),
            },
            Job::Flush(done) => self.flushes.push(done),
        }
    }

    fn push(&mut self, row: NewRow) {
        self.gauges.waiting.fetch_add(row.size(), Relaxed);
        self.rows.push(row);
    }

    /// Packs what was gathered, or loses it where there is no room.
    fn pack_all(&mut self) {
        for (pbx, Gathered { first, packer, broken }) in std::mem::take(&mut self.gathered) {
            if self.gauges.waiting.load(Relaxed) > WAITING {
                broken.store(true, Relaxed);
                self.gauges.lost.fetch_add(packer.count(), Relaxed);
                error!(
                    pbx.name = &*pbx,
                    "the journal cannot be written and the memory for it is full: calls that end now will be missing \
                     in the store until it can be written again"
                );
                continue;
            }
            let (entries, span) = (packer.count(), packer.span());
            self.push(NewRow::Block { pbx, first, entries, span, packed: pack(&packer.encode()) });
        }
    }

    async fn commit(&mut self) {
        self.pack_all();
        if self.retry.is_some_and(|at| Instant::now() < at) {
            self.flushed();
            return;
        }
        self.retry = None;
        if !self.rows.is_empty() {
            let room = self.gauges.bytes.load(Relaxed) < self.max_bytes;
            let (rows, refused) =
                if room { (std::mem::take(&mut self.rows), Vec::new()) } else { self.due() };
            match self.file.add(&rows).await {
                Ok(()) => self.written(rows),
                Err(error) => {
                    self.rows = rows;
                    self.failed(&error.to_string()).await;
                }
            }
            self.rows.extend(refused);
            if !room {
                self.failed(&format!("it holds journal.max_mib = {} already", self.max_bytes >> 20)).await;
            }
        }
        self.flushed();
    }

    /// What is written even where there is no room: snapshots of what is on the disk already, which let it be cut.
    fn due(&mut self) -> (Vec<NewRow>, Vec<NewRow>) {
        let places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        self.rows.drain(..).partition(|row| {
            let (pbx, position) = row.end();
            let durable = places.get(pbx).map_or(0, |place| *place.durable.borrow());
            matches!(row, NewRow::Snapshot { .. }) && position <= durable
        })
    }

    fn written(&mut self, rows: Vec<NewRow>) {
        if self.told.take().is_some() {
            info!("the journal is written again");
        }
        let size = rows.iter().map(NewRow::size).sum();
        self.gauges.bytes.fetch_add(size, Relaxed);
        self.gauges.waiting.fetch_sub(size, Relaxed);
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        for row in rows {
            let (pbx, position) = row.end();
            let Some(place) = places.get_mut(pbx) else { continue };
            if matches!(row, NewRow::Snapshot { .. }) {
                place.snapshot = place.snapshot.max(position);
            }
            place.durable.send_if_modified(|durable| {
                let further = position > *durable;
                *durable = position.max(*durable);
                further
            });
        }
    }

    async fn failed(&mut self, error: &str) {
        self.gauges.failures.fetch_add(1, Relaxed);
        self.retry = Some(Instant::now() + PAUSE);
        if self.told.is_none_or(|at| at.elapsed() > TELL_EVERY) {
            self.told = Some(Instant::now());
            error!(
                waiting.bytes = self.gauges.waiting.load(Relaxed),
                "the journal cannot be written: {error}. Live calls go on; what is heard waits in memory, up to {} MiB",
                WAITING >> 20
            );
        }
        self.measure().await;
    }

    fn flushed(&mut self) {
        for done in self.flushes.drain(..) {
            let _ = done.send(());
        }
    }

    async fn measure(&self) {
        if let Ok(size) = self.file.size().await {
            self.gauges.bytes.store(size, Relaxed);
        }
    }
}
