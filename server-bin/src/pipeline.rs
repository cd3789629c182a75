//! From what one Asterisk says to the journal and the live view: the tracker and what it is fed with.
//!
//! Nothing here waits for a disk or a database.

use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use ami_client::{Message, Subscription};
use callflow_core::resync::Refusal;
use callflow_core::store::Store;
use callflow_core::{Change, ChangeKind, Plan, Timestamp};
use tokio::sync::{mpsc, watch};
use tracing::{debug, error, info, warn};

use crate::bus::{Bus, Standing, Told};
use crate::clock::Clock;
use crate::follow::{takes_from_ari, timestamp};
use crate::journal::entry::{Entry, Heard, ari_frame, lease_frame};
use crate::journal::{Feed, Journal, JournalError, unpack};
use crate::leasing::LeaseNews;
use crate::live::LiveView;
use crate::meters::PbxMeters;
use crate::recordings::RecordingNews;
use crate::trackers::Ask;
use crate::tracking::Tracking;

/// Behind so many entries without a snapshot the tracker takes one itself. Else the projector does, but it stands still
/// while the store is away.
const SNAPSHOT_BEHIND: u64 = 1_000_000;

/// Told of each call that ended.
pub(crate) type OnEnded = Arc<dyn Fn(&callflow_core::Call) + Send + Sync>;

/// What all pipelines share.
#[derive(Clone)]
pub(crate) struct Shared {
    /// The newest one counts.
    pub(crate) plan: watch::Receiver<Plan>,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) clock: Clock,
    pub(crate) live: LiveView,
    pub(crate) journal: Journal,
    pub(crate) on_ended: Option<OnEnded>,
    /// What becomes of leases, for whoever keeps them.
    pub(crate) leases: mpsc::UnboundedSender<LeaseNews>,
    /// What may make a call one that is to be recorded.
    pub(crate) recordings: mpsc::UnboundedSender<RecordingNews>,
    /// Where everything is told, for whoever serves it.
    pub(crate) bus: Arc<dyn Bus>,
}

pub(crate) struct Pipeline {
    pbx: Arc<str>,
    tracking: Tracking,
    feed: Feed,
    shared: Shared,
    meters: Arc<PbxMeters>,
    told: Vec<Change>,
}

impl Pipeline {
    /// Goes on from what the journal has of this PBX, if it has anything.
    pub(crate) async fn start(
        pbx: &Arc<str>,
        shared: Shared,
        meters: Arc<PbxMeters>,
    ) -> Result<Self, JournalError> {
        let Shared { journal, plan, .. } = &shared;
        let plan = &plan.borrow().clone();
        meters.note_applied(journal.applied(pbx).await?, shared.clock.now());
        let mut feed = journal.feed(pbx).await?;
        let restored = match resumed(journal, pbx, plan).await? {
            Some(tracking) => {
                for record in tracking.flow.extensions() {
                    drop(shared.leases.send(LeaseNews { pbx: pbx.clone(), lease: record.lease }));
                }
                Some(tracking)
            }
            None => left_in_store(&*shared.store, pbx, plan).await,
        };
        let heard_before = restored.is_some();
        let tracking = restored.unwrap_or_else(|| Tracking::new(pbx, plan));
        if journal.snapshot_before(pbx, feed.position()).await?.is_none()
            && let Some(state) = tracking.save()
        {
            // Whatever follows the journal begins here.
            feed.put_snapshot(Timestamp::default(), &state);
        }
        for call in tracking.flow.live_calls() {
            shared.live.insert(call);
        }
        for member in tracking.flow.queues().iter().flat_map(|queue| &queue.members) {
            shared.live.members().put(pbx, member);
        }
        let mut pipeline = Self { pbx: pbx.clone(), tracking, feed, shared, meters, told: Vec::new() };
        pipeline.tell_standing(plan.clone());
        if heard_before {
            // Nobody listened since, whatever the clock says.
            pipeline.take(&Entry { at: Timestamp::default(), heard: Heard::LinkLost });
            pipeline.send();
        }
        Ok(pipeline)
    }

    /// Takes what Asterisk said. What is to be asked because of it is [asked](Self::ask) behind it. Gives what Asterisk
    /// refuses to tell.
    pub(crate) fn hear(&mut self, message: &Message) -> Option<Refusal> {
        let entries = self.tracking.follower.read(message);
        let refusals = entries.into_iter().flatten().filter_map(|entry| self.take(&entry));
        refusals.last()
    }

    /// Takes what Asterisk said by ARI: what AMI cannot know.
    pub(crate) fn hear_ari(&mut self, message: &ari_client::Message) {
        let lost = |at| Entry { at: timestamp(at), heard: Heard::AriLost };
        match message {
            ari_client::Message::Event(event) if takes_from_ari(&self.tracking.flow, event.event()) => {
                let (at, frame) = (timestamp(event.at()), ari_frame(event.event()));
                self.take(&Entry { at, heard: Heard::Ari(frame.as_frame()) });
            }
            ari_client::Message::Disconnected { last_heard } => {
                self.take(&lost(*last_heard));
            }
            // That the link was lost was told when it was.
            ari_client::Message::Gap(gap) if gap.cause != ari_client::GapCause::Link => {
                self.take(&lost(gap.from));
            }
            _ => {}
        }
    }

    /// Nobody has listened to ARI so far.
    pub(crate) fn ari_begins(&mut self) {
        if self.tracking.flow.live_count() > 0 {
            self.take(&Entry { at: Timestamp::default(), heard: Heard::AriLost });
            self.send();
        }
    }

    /// Asks Asterisk what is to be asked. Must not be dropped half-way.
    pub(crate) async fn ask(&mut self, events: &mut Subscription) {
        self.tracking.follower.ask(events).await;
    }

    /// The plan, to wait for another one.
    pub(crate) fn plan(&self) -> watch::Receiver<Plan> {
        self.shared.plan.clone()
    }

    /// Goes on with another plan.
    pub(crate) fn set_plan(&mut self, plan: Plan) {
        self.tracking.flow.set_plan(plan.clone());
        self.tell_standing(plan);
    }

    /// Tells how everything stands now.
    fn tell_standing(&self, plan: Plan) {
        let flow = &self.tracking.flow;
        let standing = Standing {
            pbx: self.pbx.clone(),
            plan,
            calls: flow.live_calls(),
            queues: flow.queues(),
            agents: flow.agents(),
            extensions: flow.extensions(),
        };
        self.shared.bus.publish(Told::Standing(Arc::new(standing)));
    }

    /// Lets the tracker know the time.
    pub(crate) fn tick(&mut self) {
        let at = self.shared.clock.now();
        self.take(&Entry { at, heard: Heard::Tick });
    }

    /// Answers a question. Whoever has asked may be gone.
    pub(crate) fn answer(&mut self, ask: Ask) {
        match ask {
            Ask::Queues(answer) => drop(answer.send(self.tracking.flow.queues())),
            Ask::Agents(answer) => drop(answer.send(self.tracking.flow.agents())),
            Ask::Extensions(answer) => drop(answer.send(self.tracking.flow.extensions())),
            Ask::Free(answer) => drop(answer.send(self.tracking.flow.free_extensions())),
            Ask::Lease(command, answer) => {
                let at = self.shared.clock.now();
                let done = self.tracking.flow.lease(&command, at);
                self.told.extend(std::iter::from_fn(|| self.tracking.flow.poll_output()));
                // Also of what was not done: the time went on.
                self.feed.push(&Entry { at, heard: Heard::Lease(lease_frame(&command).as_frame()) });
                self.pass_on();
                drop(answer.send(done));
            }
            Ask::ResetLeases(answer) => {
                self.take(&Entry { at: self.shared.clock.now(), heard: Heard::ResetLeases });
                let _ = answer.send(());
            }
            Ask::Standing(answer) => {
                let plan = self.shared.plan.borrow().clone();
                self.tell_standing(plan);
                let _ = answer.send(());
            }
        }
    }

    fn pass_on(&mut self) {
        for change in self.told.drain(..) {
            pass_on(&change, &self.shared, &self.meters);
            self.shared.bus.publish(Told::Change(Arc::new(change)));
        }
    }

    fn take(&mut self, entry: &Entry<'_>) -> Option<Refusal> {
        let applied = self.tracking.apply(entry, &mut self.told);
        if applied.told {
            self.feed.push(entry);
        }
        self.pass_on();
        applied.refusal
    }

    /// Hands what was heard to the journal.
    pub(crate) fn send(&mut self) {
        self.feed.send();
        let unsaved = self.feed.unsaved(self.shared.journal.newest_snapshot(&self.pbx));
        let begins_anew = self.feed.wants_state();
        if (begins_anew || unsaved > SNAPSHOT_BEHIND)
            && let Some(state) = self.tracking.save()
        {
            if begins_anew {
                info!(pbx.name = &*self.pbx, "keeping the state of now, for the entries before it are lost");
            }
            self.feed.put_snapshot(self.shared.clock.now(), &state);
        }
    }

    pub(crate) fn note_lag(&self, event: Timestamp) {
        let lag = self.shared.clock.now().unix_micros().saturating_sub(event.unix_micros());
        self.meters.lag_micros.store(lag, Relaxed);
    }

    /// When the tracker wants to be told the time.
    pub(crate) fn next_tick(&self) -> Option<tokio::time::Instant> {
        self.tracking.flow.poll_timeout().map(|due| self.shared.clock.instant(due))
    }
}

fn pass_on(change: &Change, shared: &Shared, meters: &PbxMeters) {
    match &change.kind {
        ChangeKind::Anomaly(anomaly) => {
            meters.anomalies.add(1);
            debug!(pbx.name = &*change.pbx, anomaly.kind = ?anomaly.kind, "{}", anomaly.detail);
        }
        ChangeKind::LeaseChanged(lease) => {
            drop(shared.leases.send(LeaseNews { pbx: change.pbx.clone(), lease: lease.clone() }))
        }
        ChangeKind::CallEnded(call) => {
            meters.calls_ended.add(1);
            if let Some(on_ended) = &shared.on_ended {
                on_ended(call);
            }
        }
        _ => {}
    }
    shared.live.apply(change);
    // Behind the live view, where the call is looked up.
    let news = match &change.kind {
        ChangeKind::CallStarted(call) | ChangeKind::CallUpdated(call)
            if call.answered && call.ended_at.is_none() =>
        {
            RecordingNews::Call(call.id.clone())
        }
        ChangeKind::LinkGap => RecordingNews::LinkLost(change.pbx.clone()),
        _ => return,
    };
    // Without HTTP nobody records by itself.
    drop(shared.recordings.send(news));
}

/// The newest state in the journal, and what was heard since.
async fn resumed(journal: &Journal, pbx: &Arc<str>, plan: &Plan) -> Result<Option<Tracking>, JournalError> {
    let Some(snapshot) = journal.snapshot_before(pbx, u64::MAX).await? else { return Ok(None) };
    let mut tracking = match Tracking::restore(plan, &snapshot.state) {
        Ok(tracking) => tracking,
        Err(error) => {
            error!(pbx.name = &**pbx, "the saved state cannot be gone on from: {error}; starting without it");
            return Ok(None);
        }
    };
    let (mut position, mut told) = (snapshot.position, Vec::new());
    loop {
        let blocks = journal.read(pbx, position).await?;
        if blocks.is_empty() {
            return Ok(Some(tracking));
        }
        for block in blocks {
            // What is missing in between was lost, and is in no state either: Asterisk is asked how things are.
            let from = usize::try_from(position.saturating_sub(block.first)).unwrap_or(usize::MAX);
            for entry in block.entries.iter_from(from) {
                tracking.replay(&entry, &mut told);
                // It was told when it was heard; what the store lacks of it, the projector brings.
                told.clear();
            }
            position = position.max(block.first + block.entries.len() as u64);
        }
    }
}

/// The state that another server left in the store: one whose journal is not ours, or one of before there were journals.
async fn left_in_store(store: &dyn Store, pbx: &str, plan: &Plan) -> Option<Tracking> {
    let checkpoint = store.checkpoint(pbx).await.ok()??;
    let state = checkpoint.state?;
    let restored = match unpack(&state) {
        Some(state) => Tracking::restore(plan, &state),
        None => Tracking::restore_bare(plan, &state),
    };
    match restored {
        Ok(tracking) => Some(tracking),
        Err(error) => {
            warn!(
                pbx.name = pbx,
                "the state in the store cannot be gone on from: {error}; starting without it"
            );
            None
        }
    }
}
