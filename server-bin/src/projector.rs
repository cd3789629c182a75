//! From the journal into the store: what a second tracker tells of the same entries, in batches.
//!
//! It reads what is on the disk and nothing else, so the store is never ahead of the journal, and one way serves all
//! cases: a store that keeps up, one that was away for an hour, a new one, and the server after it was killed. The store
//! says how far it has come, in the transaction that brought it there.

mod outbox;
mod outgoing;
mod replica;
mod snapshots;

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use callflow_core::Plan;
use callflow_core::store::{Batch, Checkpoint, Fence, SavedCheckpoint, Store, StoreError};
use tokio::sync::{Notify, mpsc, watch};
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;
use tracing::{error, info, warn};

use self::outbox::Listeners;
use self::outgoing::Outgoing;
use self::replica::{Replica, ReplicaError};
use self::snapshots::Snapshots;
use crate::clock::{Clock, earlier};
use crate::journal::{Journal, JournalError};
use crate::meters::{Meters, PbxMeters};
use crate::ownership::Ownership;
use crate::webhooks::Subscribed;

/// Calls in one transaction at most, and events for webhooks.
const BATCH: usize = 512;
/// How long a commit waits for company after the one before.
const GATHER: Duration = Duration::from_millis(20);
/// How often the store is told of progress that left nothing to write.
const PROGRESS: Duration = Duration::from_secs(5);
/// A state goes into the store too, unless it is larger than this, packed: some ten thousand live calls.
const MOST_STATE: usize = 8 << 20;
/// How often the journal is cut.
const CUT_EVERY: Duration = Duration::from_secs(1);
/// How long to wait before a commit is tried again, at first and at most.
const PAUSE: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(2));
/// How often the operator is told that the store still fails.
const TELL_EVERY: Duration = Duration::from_secs(60);
/// How often one that does not own the PBX looks how far the owner has come.
const STANDBY: Duration = Duration::from_secs(10);
/// What the owner may have told the store late: one that takes over tells it again.
const OVERLAP: Duration = Duration::from_secs(60);

/// What all projectors share.
#[derive(Clone)]
pub(crate) struct Parts {
    /// The newest one counts.
    pub(crate) plan: watch::Receiver<Plan>,
    pub(crate) journal: Journal,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) clock: Clock,
    pub(crate) meters: Arc<Meters>,
    /// Who is to be told of what.
    pub(crate) subscribed: watch::Receiver<Subscribed>,
    /// There is something to tell.
    pub(crate) told: Arc<Notify>,
    /// The journal gets no more entries: what it has is written, and then the projectors end.
    pub(crate) drain: CancellationToken,
}

/// Projects one PBX.
pub(crate) struct Projector {
    pub(crate) pbx: Arc<str>,
    pub(crate) parts: Parts,
    pub(crate) ownership: watch::Receiver<Ownership>,
    pub(crate) pbx_meters: Arc<PbxMeters>,
}

/// Why projecting stops before its end.
#[derive(Debug, thiserror::Error)]
enum Halt {
    #[error("another server owns it")]
    Fenced,
    #[error(transparent)]
    Journal(#[from] JournalError),
    #[error(transparent)]
    Replica(#[from] ReplicaError),
}

impl Projector {
    /// Runs until the journal is drained.
    pub(crate) async fn run(mut self) {
        while let Some(token) = self.owned().await {
            match self.project(token).await {
                Ok(()) => return,
                Err(Halt::Fenced) => {
                    warn!(pbx.name = &*self.pbx, "another server owns it now; standing by");
                    // Until the claims have found out, too.
                    let drained = self.parts.drain.clone();
                    let changed = self.ownership.wait_for(|is| *is != Ownership::Ours(token));
                    tokio::select! { _ = changed => {}, () = drained.cancelled() => return }
                }
                Err(error) => {
                    error!(pbx.name = &*self.pbx, %error, "the journal cannot be brought into the store; trying again");
                    let drained = self.parts.drain.clone();
                    tokio::select! { () = sleep(TELL_EVERY / 10) => {}, () = drained.cancelled() => return }
                }
            }
        }
    }

    /// The token, as soon as there is one; `None` when the journal is drained and another server has it.
    async fn owned(&mut self) -> Option<u64> {
        let mut left = false;
        loop {
            let ownership = *self.ownership.borrow_and_update();
            if ownership == Ownership::Theirs && !std::mem::replace(&mut left, true) {
                self.leave().await;
            }
            match ownership {
                Ownership::Ours(token) => return Some(token),
                Ownership::Theirs if self.parts.drain.is_cancelled() => return None,
                _ => {}
            }
            let drained = async {
                match ownership {
                    // It will be known soon, or the server gives up.
                    Ownership::Unknown => std::future::pending().await,
                    _ => self.parts.drain.cancelled().await,
                }
            };
            tokio::select! {
                changed = self.ownership.changed() => changed.ok()?,
                () = drained => return None,
                () = sleep(STANDBY) => self.cut_behind_owner().await,
            }
        }
    }

    /// Brings into the store what was heard here before another server took over, and may have been heard nowhere else:
    /// calls alone, which may be told twice; all else is the new owner's.
    async fn leave(&self) {
        let Parts { plan, journal, store, .. } = &self.parts;
        let bring = async {
            let applied = journal.applied(&self.pbx).await?;
            let tip = journal.durable(&self.pbx).map_or(0, |durable| *durable.borrow());
            let plan = plan.borrow().clone();
            let mut replica = Replica::start_at(journal, &self.pbx, &plan, applied).await?;
            let mut calls = 0;
            while replica.position() < tip {
                // What webhooks are told of is the new owner's, too.
                let mut outgoing = Outgoing::at(&replica, &Listeners::default());
                let blocks = journal.read(&self.pbx, replica.position()).await?;
                if blocks.is_empty() {
                    // What comes before the last state was lost.
                    break;
                }
                for block in blocks {
                    replica.enter(journal, &block).await?;
                    for entry in block.entries.iter_from(replica.next_in(&block)) {
                        replica.take(&entry, &mut outgoing);
                    }
                    replica.leave(&block);
                }
                let mut trouble = Trouble::new(&self.pbx, self.parts.meters.clone());
                while let Err(error) = store.put_calls(&outgoing.calls).await {
                    sleep(trouble.pause(&error)).await;
                }
                calls += outgoing.calls.len();
            }
            journal.note_applied(&self.pbx, tip.max(applied));
            Ok::<usize, Halt>(calls)
        };
        tokio::select! {
            brought = bring => match brought {
                Ok(0) => {}
                Ok(calls) => info!(pbx.name = &*self.pbx, calls, "brought what was heard before into the store"),
                Err(error) => error!(pbx.name = &*self.pbx, %error, "what was heard before is not in the store"),
            },
            () = self.parts.drain.cancelled() => {}
        }
    }

    /// What the owner has brought into the store, we need no more.
    async fn cut_behind_owner(&self) {
        let Parts { store, journal, .. } = &self.parts;
        let Ok(Some(theirs)) = store.checkpoint(&self.pbx).await else { return };
        let until = earlier(theirs.at, OVERLAP);
        if let Ok(Some(snapshot)) = journal.snapshot_until(&self.pbx, until).await {
            self.cut(snapshot.position);
        }
    }

    fn cut(&self, applied: u64) {
        let Parts { journal, clock, .. } = &self.parts;
        journal.cut(&self.pbx, applied, earlier(clock.now(), journal.keep()));
    }

    async fn project(&mut self, token: u64) -> Result<(), Halt> {
        let Some(checkpoint) = self.checkpoint().await else { return Ok(()) };
        let mut subscribed = self.parts.subscribed.clone();
        let Some(mut listeners) = Listeners::known(&mut subscribed, token).await else { return Ok(()) };
        let journal = &self.parts.journal;
        let mut plan = self.parts.plan.clone();
        let current = plan.borrow_and_update().clone();
        let mut replica = Replica::start(journal, &self.pbx, &current, checkpoint.as_ref()).await?;
        let Some(mut durable) = journal.durable(&self.pbx) else { return Ok(()) };
        let (batches, to_write) = mpsc::channel(1);
        self.pbx_meters.note_applied(replica.position(), replica.at());
        let (progress, applied) = watch::channel(replica.position());
        let committing = tokio::spawn(self.committer(token, progress).run(to_write));

        let mut outgoing = Outgoing::at(&replica, &listeners);
        let (mut sent, mut snapshots) = (Instant::now(), Snapshots::behind(replica.position()));
        let (mut cut, mut cut_due) = (0, Instant::now());
        loop {
            if plan.has_changed().unwrap_or(false) {
                let changed = plan.borrow_and_update().clone();
                replica.set_plan(changed);
            }
            if subscribed.has_changed().unwrap_or(false) {
                let Some(changed) = Listeners::known(&mut subscribed, token).await else { return Ok(()) };
                listeners = changed;
                outgoing.listeners = listeners.clone();
            }
            let tip = *durable.borrow_and_update();
            let blocks = journal.read(&self.pbx, replica.position()).await?;
            let read = !blocks.is_empty();
            for block in blocks {
                replica.enter(journal, &block).await?;
                for entry in block.entries.iter_from(replica.next_in(&block)) {
                    replica.take(&entry, &mut outgoing);
                    if outgoing.calls.len() >= BATCH || outgoing.outbox.len() >= BATCH {
                        let next = Outgoing::at(&replica, &listeners);
                        let full = std::mem::replace(&mut outgoing, next).until(&replica);
                        if batches.send(full).await.is_err() {
                            return Err(Halt::Fenced);
                        }
                        sent = Instant::now();
                    }
                }
                replica.leave(&block);
            }
            let due =
                !outgoing.is_empty() || sent.elapsed() >= PROGRESS && outgoing.from < replica.position();
            // Where more is waiting, it comes along.
            if due && (!read || replica.position() >= tip) {
                let next = Outgoing::at(&replica, &listeners);
                let ready = std::mem::replace(&mut outgoing, next).until(&replica);
                if batches.send(ready).await.is_err() {
                    return Err(Halt::Fenced);
                }
                sent = Instant::now();
            }
            if snapshots.are_due(replica.position()) {
                let begun = Instant::now();
                let packed = replica.put_snapshot(journal).await;
                snapshots.took(begun, packed.is_some().then_some(replica.position()));
                // With what comes before it, so that it stands for nothing that is not in the store.
                outgoing.state = packed.filter(|packed| packed.len() <= MOST_STATE).or(outgoing.state);
            }
            let applied = *applied.borrow();
            if applied > cut && Instant::now() >= cut_due {
                (cut, cut_due) = (applied, Instant::now() + CUT_EVERY);
                journal.note_applied(&self.pbx, applied);
                self.cut(applied);
            }
            // What is not there in spite of the place was lost; the next block says so.
            if read && replica.position() < *durable.borrow() {
                if outgoing.calls.is_empty() {
                    // A storm comes in fewer, larger batches.
                    sleep(GATHER.saturating_sub(sent.elapsed())).await;
                }
                continue;
            }
            let more = durable.has_changed().unwrap_or(false);
            if self.parts.drain.is_cancelled() && outgoing.is_empty() && !more {
                drop(batches);
                committing.await.unwrap_or(Ok(()))?;
                self.parts.journal.note_applied(&self.pbx, replica.position());
                self.cut(replica.position());
                return Ok(());
            }
            tokio::select! {
                changed = durable.changed() => if changed.is_err() { return Ok(()) },
                () = self.parts.drain.cancelled() => {}
                () = sleep(PROGRESS) => {}
                () = batches.closed() => return Err(Halt::Fenced),
            }
        }
    }

    /// How far the store has come, as soon as it says; `None` when the journal is drained before.
    async fn checkpoint(&self) -> Option<Option<SavedCheckpoint>> {
        let mut trouble = Trouble::new(&self.pbx, self.parts.meters.clone());
        loop {
            match self.parts.store.checkpoint(&self.pbx).await {
                Ok(checkpoint) => {
                    trouble.over();
                    return Some(checkpoint);
                }
                Err(error) => {
                    let pause = trouble.pause(&error);
                    tokio::select! { () = sleep(pause) => {}, () = self.parts.drain.cancelled() => return None }
                }
            }
        }
    }

    fn committer(&self, token: u64, progress: watch::Sender<u64>) -> Committer {
        let (pbx, parts, pbx_meters) = (self.pbx.clone(), self.parts.clone(), self.pbx_meters.clone());
        Committer { pbx, parts, pbx_meters, token, progress }
    }
}

/// Commits batches, one after the other, each until it is taken.
struct Committer {
    pbx: Arc<str>,
    parts: Parts,
    pbx_meters: Arc<PbxMeters>,
    token: u64,
    progress: watch::Sender<u64>,
}

impl Committer {
    async fn run(self, mut batches: mpsc::Receiver<Outgoing>) -> Result<(), Halt> {
        while let Some(outgoing) = batches.recv().await {
            self.commit(&outgoing).await?;
            self.pbx_meters.note_applied(outgoing.to, outgoing.at);
            let _ = self.progress.send(outgoing.to);
        }
        Ok(())
    }

    async fn commit(&self, outgoing: &Outgoing) -> Result<(), Halt> {
        let Parts { store, journal, meters, .. } = &self.parts;
        let checkpoint = Checkpoint::new(&self.pbx, outgoing.to).with_journal(journal.id(), outgoing.at);
        let checkpoints = [match &outgoing.state {
            Some(state) => checkpoint.with_state(state),
            None => checkpoint,
        }];
        let fences = [Fence { pbx: &self.pbx, token: self.token }];
        let batch = Batch::new(&outgoing.calls)
            .with_rows(&outgoing.rows)
            .with_outbox(&outgoing.outbox)
            .with_checkpoints(&checkpoints)
            .with_fences(&fences);
        let mut trouble = Trouble::new(&self.pbx, meters.clone());
        loop {
            match store.commit(&batch).await {
                Ok(()) => break,
                Err(StoreError::Fenced { .. }) => return Err(Halt::Fenced),
                Err(error) => sleep(trouble.pause(&error)).await,
            }
        }
        trouble.over();
        if !outgoing.outbox.is_empty() {
            self.parts.told.notify_one();
        }
        meters.calls_stored.add(outgoing.calls.len() as u64);
        meters.commits.add(1);
        Ok(())
    }
}

/// A store that does not do what it is asked: how long to wait, and what to say of it.
struct Trouble<'a> {
    pbx: &'a str,
    meters: Arc<Meters>,
    pause: Duration,
    told: Option<Instant>,
}

impl<'a> Trouble<'a> {
    fn new(pbx: &'a str, meters: Arc<Meters>) -> Self {
        Self { pbx, meters, pause: PAUSE.0, told: None }
    }

    fn pause(&mut self, error: &StoreError) -> Duration {
        self.meters.store_failures.add(1);
        if self.told.is_none_or(|at| at.elapsed() > TELL_EVERY) {
            self.told = Some(Instant::now());
            let cause = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
            if error.retryable() {
                warn!(pbx.name = self.pbx, cause, "{error}; the journal keeps what is heard, trying again");
            } else {
                // What cannot be written now may be written when somebody has mended the store.
                error!(pbx.name = self.pbx, cause, "{error}; the journal keeps what is heard, trying again");
            }
        }
        let pause = self.pause;
        self.pause = (pause * 2).min(PAUSE.1);
        pause
    }

    fn over(&self) {
        if self.told.is_some() {
            info!(pbx.name = self.pbx, "the store works again");
        }
    }
}
