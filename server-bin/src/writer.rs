//! Writing ended calls and saved states to the store, in batches, one transaction each.
//!
//! The channel to the writer is bounded: when the store is slow, the pipelines wait, then the sockets, then Asterisk.
//! Nothing is dropped on the way.

use std::sync::Arc;
use std::time::Duration;

use callflow_core::Call;
use callflow_core::store::{Batch, Checkpoint};
use tokio::sync::mpsc;
use tracing::{error, warn};

use crate::kept::Store;
use crate::meters::Meters;

/// Calls that wait for the writer at most; each is some kilobytes.
const WAITING: usize = 4_096;
/// Calls in one transaction at most.
const BATCH: usize = 512;
/// How long the first of a batch waits for company.
const GATHER: Duration = Duration::from_millis(20);

/// One thing to be kept.
#[derive(Debug)]
pub(crate) enum Job {
    Call(Box<Call>),
    /// Records that go together.
    Calls(Vec<Call>),
    /// A PBX's state, which stands for all calls that were sent before it.
    State {
        pbx: Arc<str>,
        state: Vec<u8>,
    },
}

pub(crate) type Sender = mpsc::Sender<Job>;

pub(crate) fn channel() -> (Sender, mpsc::Receiver<Job>) {
    mpsc::channel(WAITING)
}

/// Writes until all senders are gone and everything is written.
pub(crate) async fn run(store: Arc<dyn Store>, mut jobs: mpsc::Receiver<Job>, meters: Arc<Meters>) {
    let mut taken = Vec::with_capacity(BATCH);
    while jobs.recv_many(&mut taken, BATCH).await > 0 {
        // The first jobs of a quiet time wait a moment, so that a storm is written in few transactions.
        let until = tokio::time::Instant::now() + GATHER;
        while taken.len() < BATCH {
            let room = BATCH - taken.len();
            match tokio::time::timeout_at(until, jobs.recv_many(&mut taken, room)).await {
                Ok(1..) => {}
                Ok(0) | Err(_) => break,
            }
        }
        write(&*store, &mut taken, &meters).await;
    }
}

async fn write(store: &dyn Store, jobs: &mut Vec<Job>, meters: &Meters) {
    let mut calls = Vec::with_capacity(jobs.len());
    let mut states = Vec::new();
    for job in jobs.drain(..) {
        match job {
            Job::Call(call) => calls.push(*call),
            Job::Calls(united) => calls.extend(united),
            Job::State { pbx, state } => states.push((pbx, state)),
        }
    }
    let checkpoints: Vec<Checkpoint<'_>> =
        states.iter().map(|(pbx, state)| Checkpoint::new(pbx, 0).with_state(state)).collect();
    let batch = Batch::new(&calls).with_checkpoints(&checkpoints);
    let mut pause = Duration::from_millis(100);
    while let Err(failure) = store.commit(&batch).await {
        meters.store_failures.add(1);
        if failure.retryable() {
            warn!(error = %failure, "the store did not take a batch; trying again");
        } else {
            // What cannot be written now may be written when somebody has freed the disk.
            error!(error = %failure, "the store refuses a batch; trying again");
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(Duration::from_secs(10));
    }
    meters.calls_stored.add(calls.len() as u64);
    meters.commits.add(1);
}
