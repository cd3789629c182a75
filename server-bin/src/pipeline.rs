//! From one Asterisk's bytes to the live view and the writer: the tracker and what it is fed with.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::{Duration, Instant};

use callflow_core::store::StoreError;
use callflow_core::{Call, CallFlow, CallId, Change, ChangeKind, Input, Plan, SavedState, Timestamp};
use tracing::{debug, warn};

use crate::clock::Clock;
use crate::kept::Store;
use crate::live::LiveView;
use crate::meters::PbxMeters;
use crate::writer::{Job, Sender};

/// The state is saved no more often than this …
const SAVE_EVERY: Duration = Duration::from_secs(1);
/// … and takes no more than this part of the time.
const SAVE_SHARE: u32 = 20;
/// So long after a state was restored, a call that begins may be one that had ended before: its last events may
/// come late (the tracker remembers an ended call for a minute), and the state may be older than its record.
const RECALL_FOR: Duration = Duration::from_secs(120);

/// Told of each call that ended.
pub(crate) type OnEnded = Arc<dyn Fn(&callflow_core::Call) + Send + Sync>;

/// What all pipelines share.
#[derive(Clone)]
pub(crate) struct Shared {
    pub(crate) plan: Plan,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) clock: Clock,
    pub(crate) live: LiveView,
    pub(crate) writer: Sender,
    pub(crate) on_ended: Option<OnEnded>,
}

pub(crate) struct Pipeline {
    pbx: Arc<str>,
    flow: CallFlow,
    shared: Shared,
    meters: Arc<PbxMeters>,
    /// Calls that the store knows the end of, though the restored state does not: what the state says of them is
    /// older than the truth.
    settled: HashSet<CallId>,
    /// Until when calls that begin are looked up in the store.
    recall_until: Option<Instant>,
    /// Calls that became part of another one since the state was saved. They are written with the next state, or
    /// with the end of the other one: a state that does not know of the union yet has both going on, and would
    /// end the one without the other if that were settled.
    merged: Vec<Call>,
    changed: bool,
    next_save: Instant,
}

impl Pipeline {
    /// Goes on from what the store has of this PBX, if it has anything.
    pub(crate) async fn start(pbx: &str, shared: Shared, meters: Arc<PbxMeters>) -> Result<Self, StoreError> {
        let store = shared.store.clone();
        let saved = store.checkpoint(pbx).await?.and_then(|checkpoint| checkpoint.state);
        let flow = saved.and_then(|bytes| restore(pbx, &shared.plan, &bytes));
        let restored = flow.is_some();
        let mut pipeline = Self {
            pbx: pbx.into(),
            flow: flow.unwrap_or_else(|| CallFlow::new(pbx, shared.plan.clone())),
            shared,
            meters,
            settled: HashSet::new(),
            recall_until: restored.then(|| Instant::now() + RECALL_FOR),
            merged: Vec::new(),
            changed: false,
            next_save: Instant::now(),
        };
        if restored {
            for call in pipeline.flow.live_calls() {
                if is_settled(&*store, &call).await? {
                    pipeline.settled.insert(call.id);
                } else {
                    pipeline.shared.live.insert(call);
                }
            }
            // Nobody listened since the state was saved, whatever the clock says.
            pipeline.feed(Input::LinkLost, Timestamp::default()).await;
        }
        Ok(pipeline)
    }

    /// Takes one input and passes on what it changed.
    pub(crate) async fn feed(&mut self, input: Input<'_>, now: Timestamp) {
        self.flow.handle(input, now);
        self.pass_on_all().await;
    }

    /// The tracker, to be fed. [`pass_on_all`](Self::pass_on_all) is due behind it.
    pub(crate) fn flow(&mut self) -> &mut CallFlow {
        &mut self.flow
    }

    /// Passes on what the tracker has to tell.
    pub(crate) async fn pass_on_all(&mut self) {
        while let Some(change) = self.flow.poll_output() {
            self.changed = true;
            self.pass_on(change).await;
        }
    }

    async fn pass_on(&mut self, change: Change) {
        let Some(id) = change.kind.call().map(|call| &call.id) else {
            if let ChangeKind::Anomaly(anomaly) = &change.kind {
                self.meters.anomalies.add(1);
                debug!(pbx.name = %self.pbx, anomaly.kind = ?anomaly.kind, "{}", anomaly.detail);
            }
            return;
        };
        if let ChangeKind::CallStarted(call) = &change.kind {
            self.recall(call).await;
        }
        if self.settled.contains(id) {
            return;
        }
        self.shared.live.apply(&change);
        let call = match change.kind {
            ChangeKind::CallEnded(call) => {
                self.meters.calls_ended.add(1);
                if let Some(on_ended) = &self.shared.on_ended {
                    on_ended(&call);
                }
                call
            }
            ChangeKind::CallMerged(call) => call,
            // One that turns out to go on after all is live again. What is stored stays as it was until the call
            // ends for good: nobody would close a live record in the store if this server were killed.
            ChangeKind::CallUpdated(call) if call.revised_at.is_some() && is_over(&call) => call,
            _ => return,
        };
        if call.merged_into.is_some() {
            self.merged.push(*call);
        } else if call.merged.is_empty() {
            self.write(Job::Call(call)).await;
        } else {
            let mut united = std::mem::take(&mut self.merged);
            united.push(*call);
            self.write(Job::Calls(united)).await;
        }
    }

    /// Notes whether the store knows the end of a call that seems to begin.
    async fn recall(&mut self, call: &Call) {
        if self.recall_until.is_none_or(|until| until < Instant::now()) {
            return;
        }
        match is_settled(&*self.shared.store, call).await {
            Ok(true) => drop(self.settled.insert(call.id.clone())),
            Ok(false) => {}
            // Then the store keeps the better of the two records.
            Err(error) => warn!(pbx.name = %self.pbx, %error, "an earlier record could not be looked up"),
        }
    }

    async fn write(&self, job: Job) {
        // Only a writer that is gone does not take it, and then nobody is left to tell.
        let _ = self.shared.writer.send(job).await;
    }

    pub(crate) fn clock(&self) -> Clock {
        self.shared.clock
    }

    pub(crate) fn note_lag(&self, event: Timestamp) {
        let lag = self.shared.clock.now().unix_micros().saturating_sub(event.unix_micros());
        self.meters.lag_micros.store(lag, Relaxed);
    }

    /// When the tracker wants to be told the time.
    pub(crate) fn next_tick(&self) -> Option<tokio::time::Instant> {
        self.flow.poll_timeout().map(|due| self.shared.clock.instant(due))
    }

    /// When the state is to be saved next, if there is anything new in it.
    pub(crate) fn next_save(&self) -> Option<tokio::time::Instant> {
        self.changed.then(|| tokio::time::Instant::from_std(self.next_save))
    }

    /// Hands the state to the writer, behind all calls that it stands for.
    pub(crate) async fn save(&mut self) {
        let begun = Instant::now();
        match rmp_serde::to_vec_named(self.flow.state()) {
            Ok(state) => {
                let merged = std::mem::take(&mut self.merged);
                if !merged.is_empty() {
                    self.write(Job::Calls(merged)).await;
                }
                self.write(Job::State { pbx: self.pbx.clone(), state }).await;
            }
            Err(error) => warn!(pbx.name = %self.pbx, %error, "the state could not be saved"),
        }
        self.changed = false;
        self.next_save = begun + SAVE_EVERY.max(begun.elapsed() * SAVE_SHARE);
    }
}

/// Whether the store has the call's last word: the record of its end is at least as new as `call`.
async fn is_settled(store: &dyn Store, call: &Call) -> Result<bool, StoreError> {
    let known = store.call(&call.id).await?;
    Ok(known.is_some_and(|known| is_over(&known) && known.version >= call.version))
}

fn is_over(call: &Call) -> bool {
    call.ended_at.is_some() || call.merged_into.is_some()
}

fn restore(pbx: &str, plan: &Plan, bytes: &[u8]) -> Option<CallFlow> {
    match rmp_serde::from_slice::<SavedState>(bytes) {
        Ok(state) => Some(CallFlow::restore(plan.clone(), state)),
        Err(error) => {
            warn!(pbx.name = pbx, %error, "the saved state is of another version; starting without it");
            None
        }
    }
}
