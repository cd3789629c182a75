//! The state machine as others use it: inputs and time in, changes out.

use alloc::collections::VecDeque;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::agent::{AgentRecord, Agents};
use crate::call::Call;
use crate::change::{Change, ChangeKind};
use crate::clock::Clock;
use crate::counted::Counted;
use crate::extension::{ExtensionRecord, Extensions, Instant};
use crate::lease::{Lease, LeaseCommand, LeaseError};
use crate::plan::Plan;
use crate::queue::{QueueRecord, Queues};
use crate::signal::Signal;
use crate::source::Owner;
use crate::story::Moment;
use crate::time::Timestamp;
use crate::tracker::Tracker;

/// What goes into a [`CallFlow`].
#[derive(Clone, Debug)]
#[non_exhaustive]
#[expect(clippy::large_enum_variant, reason = "an input lives on the stack for one call and is never stored")]
pub enum Input<'a> {
    /// An event of the Asterisk Manager Interface. Frames that are no events are ignored.
    #[cfg(feature = "ami")]
    Ami(ami_proto::Frame<'a>),
    /// An event of the Asterisk REST Interface. Beside AMI only what that cannot know is taken from it ([`Owner`]).
    #[cfg(feature = "ari")]
    Ari(&'a ari_client::Event),
    /// Something that a source of your own saw, with the time that the source gives it, if it does.
    Signal(Signal<'a>, Option<Timestamp>),
    /// The connection to Asterisk is gone; of two, that to AMI.
    LinkLost,
    /// The connection to ARI is gone. Beside AMI only what ARI alone tells may be missing then (`ari_gaps` of a call);
    /// without AMI it is [`LinkLost`](Self::LinkLost).
    AriLost,
    /// What Asterisk has now, as it lists it after a new connection. Calls in progress that were not known are
    /// taken up, and flagged `reconstructed`.
    ///
    /// Items of lists may also come one by one, as [`Input::Ami`] or [`Input::Signal`]; only here they are whole,
    /// and tell by what is missing which calls are gone.
    Snapshot {
        /// The items of the lists, of AMI those of `Status` (or `CoreShowChannels`), `BridgeList`, `QueueStatus`,
        /// `ParkedCalls` and so on.
        items: &'a [Signal<'a>],
        /// The [mark](CallFlow::mark) taken when the channels were asked for, if all of them are among the items:
        /// calls that were alive before and have no channel left are closed at the time at which the link was
        /// lost. Without it they would stay open for good. Channels that came later are not judged by it.
        all_channels: Option<Mark>,
    },
    /// Everything that was asked after a new connection is answered. Without a [gap](Self::LinkLost) before it, it changes
    /// nothing.
    Resynced,
    /// An operator takes every [lease](crate::lease) from its holder. What has a device registered stays `busy`.
    ResetLeases,
    /// Time went on; due when [`CallFlow::poll_timeout`] says.
    Tick,
}

/// A place between two inputs of a [`CallFlow`]. Not a time: Asterisk's clock and that of the receiver may differ.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub struct Mark(u64);

/// The calls, queues, agents and extensions of one Asterisk.
///
/// `handle` takes what happened and when it was received; [`poll_output`](Self::poll_output) gives what changed
/// and is to be drained until `None`. There is no clock and no randomness inside: the same inputs give the same
/// outputs, and a state that was [saved](Self::save) and [restored](Self::restore) goes on as if nothing had been.
///
/// It is total: a late, repeated, missing or unknown event gives at worst an `anomaly`, never a panic.
#[derive(Clone, Debug)]
pub struct CallFlow {
    plan: Plan,
    state: SavedState,
    /// Where the ids of changes are written.
    id: String,
}

/// The whole state of a [`CallFlow`], apart from the plan; to be written to disk and read again.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct SavedState {
    pbx: Arc<str>,
    now: Timestamp,
    clock: Clock,
    seq: u64,
    told: u64,
    tracker: Tracker,
    queues: Queues,
    agents: Agents,
    extensions: Extensions,
    counted: Counted,
    news: VecDeque<(Timestamp, ChangeKind)>,
    /// The link was lost, and what that hid is not known yet.
    #[serde(default)]
    gap: bool,
    /// Who says what calls there are.
    #[serde(default)]
    owner: Owner,
}

impl CallFlow {
    /// A state in which nothing was seen yet, of the Asterisk that is called `pbx`.
    #[must_use]
    pub fn new(pbx: &str, plan: Plan) -> Self {
        let state = SavedState {
            pbx: pbx.into(),
            now: Timestamp::default(),
            clock: Clock::default(),
            seq: 0,
            told: 0,
            tracker: Tracker::new(pbx),
            queues: Queues::default(),
            agents: Agents::default(),
            extensions: Extensions::default(),
            counted: Counted::default(),
            news: VecDeque::new(),
            gap: false,
            owner: Owner::default(),
        };
        Self { plan, state, id: String::new() }
    }

    /// Goes on from a saved state. The plan may have changed meanwhile; records told from now on follow it.
    #[must_use]
    pub fn restore(plan: Plan, state: SavedState) -> Self {
        Self { plan, state, id: String::new() }
    }

    /// Goes on with another plan: records told from now on follow it, as after [`restore`](Self::restore).
    pub fn set_plan(&mut self, plan: Plan) {
        self.plan = plan;
    }

    /// The whole state, to be restored later.
    #[must_use]
    pub fn save(&self) -> SavedState {
        self.state.clone()
    }

    /// The state as it is, to be written out without a copy of it. What [`save`](Self::save) gives.
    #[must_use]
    pub fn state(&self) -> &SavedState {
        &self.state
    }

    /// Which interface says what calls there are.
    #[must_use]
    pub fn owner(&self) -> Owner {
        self.state.owner
    }

    /// The place behind the last input.
    #[must_use]
    pub fn mark(&self) -> Mark {
        Mark(self.state.seq)
    }

    /// Takes one input, received at `now`. A `now` before the last one counts as the last one.
    pub fn handle(&mut self, input: Input<'_>, now: Timestamp) {
        let now = self.advance(now);
        let Self { plan, state, .. } = &mut *self;
        match input {
            #[cfg(feature = "ami")]
            Input::Ami(frame) => {
                if frame.kind() == ami_proto::FrameKind::Event {
                    state.owner = Owner::Ami;
                }
                if let Some(signal) = crate::source::ami::signal(&frame, now) {
                    self.signal(&signal, crate::source::ami::stamp(&frame));
                }
            }
            #[cfg(feature = "ari")]
            Input::Ari(event) => {
                let (owner, stamp) = (state.owner, crate::source::ari::stamp(event));
                for signal in crate::source::ari::signals(event).filter(|signal| owner.takes_from_ari(signal))
                {
                    self.signal(&signal, stamp);
                }
            }
            Input::Signal(signal, stamp) => {
                state.owner = Owner::Ami;
                self.signal(&signal, stamp);
            }
            Input::AriLost if state.owner == Owner::Ami => {
                state.tracker.ari_lost(Moment { seq: state.seq, at: now });
            }
            Input::LinkLost | Input::AriLost => {
                state.agents.link_lost(now);
                state.tracker.link_lost(Moment { seq: state.seq, at: now });
                state.extensions.link_lost(now);
                state.news.push_back((now, ChangeKind::LinkGap));
                state.gap = true;
            }
            Input::Resynced => {
                if core::mem::take(&mut state.gap) {
                    state.news.push_back((now, ChangeKind::LinkResynced));
                }
            }
            Input::Snapshot { items, all_channels } => {
                state.owner = Owner::Ami;
                let at = Moment { seq: state.seq, at: now };
                // What is gone goes first: a bridge may be used by others meanwhile.
                if let Some(asked) = all_channels {
                    let alive = items.iter().filter_map(|item| match item {
                        Signal::ChannelListed(listed) => Some(&*listed.channel.uniqueid),
                        _ => None,
                    });
                    let alive: Vec<&str> = alive.collect();
                    state.tracker.only_these_live(alive.iter().copied(), asked.0, at);
                    state.agents.only_these_live(plan, (&alive, asked.0), (at, now), &mut state.news);
                }
                for item in items {
                    self.signal(item, None);
                }
            }
            Input::ResetLeases => state.extensions.reset_leases(plan, now, &mut state.news),
            Input::Tick => {}
        }
        let Self { plan, state, .. } = self;
        while let Some(channel) = state.tracker.poll_phone() {
            state.extensions.channel(plan, channel, now, &mut state.news);
        }
        state.tracker.settle_due(now);
    }

    /// Does at `now` what a client or an operator wants of the [leased](crate::lease) extensions, and gives the lease
    /// as it is then. An input like any other, but for the answer: what it changed is told by
    /// [`poll_output`](Self::poll_output) too.
    ///
    /// # Errors
    /// If it cannot be done; nothing is changed then.
    pub fn lease(&mut self, command: &LeaseCommand, now: Timestamp) -> Result<Lease, LeaseError> {
        let now = self.advance(now);
        let Self { plan, state, .. } = self;
        let answer = state.extensions.lease(plan, command, now, &mut state.news);
        state.tracker.settle_due(now);
        answer
    }

    /// Lets time go on to that of an input.
    fn advance(&mut self, now: Timestamp) -> Timestamp {
        let Self { plan, state, .. } = self;
        state.now = state.now.max(now);
        state.seq += 1;
        state.tracker.advance(state.now);
        state.agents.expire(plan, (state.seq, state.now), &mut state.news);
        state.extensions.expire(plan, state.now, &mut state.news);
        state.now
    }

    fn signal(&mut self, signal: &Signal<'_>, stamp: Option<Timestamp>) {
        let Self { plan, state, .. } = self;
        if state.clock.is_ahead() && state.tracker.is_quiet() {
            state.clock.reset();
        }
        let stamped = stamp.map(|stamp| state.clock.read(stamp, state.now));
        let at = Moment { seq: state.seq, at: stamped.unwrap_or(state.now) };
        state.tracker.handle(plan, &state.queues, signal, at);
        let member = state.queues.handle(plan, signal);
        state.news.extend(member.map(|kind| (at.at, kind)));
        state.agents.handle(plan, signal, (at, state.now), &mut state.news);
        let when = Instant { at: at.at, now: state.now };
        state.extensions.handle(plan, signal, when, &mut state.news);
    }

    /// The next change; `None` when all is told.
    #[must_use]
    pub fn poll_output(&mut self) -> Option<Change> {
        let state = &mut self.state;
        let (at, kind) = state.tracker.poll(&self.plan).or_else(|| state.news.pop_front())?;
        state.told += 1;
        state.counted.take(&kind, &self.plan.call_centre, state.now);
        Some(Change::new(&self.plan, &state.pbx, (state.told, &mut self.id), at, kind))
    }

    /// When the next [`Input::Tick`] is due, if one is. An earlier one changes nothing.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Timestamp> {
        let state = &self.state;
        let (calls, agents) = (state.tracker.poll_timeout(), state.agents.poll_timeout());
        calls.into_iter().chain(agents).chain(state.extensions.poll_timeout()).min()
    }

    /// The records of all calls that are not over, in the order in which they began.
    #[must_use]
    pub fn live_calls(&self) -> Vec<Call> {
        self.state.tracker.live(&self.plan)
    }

    /// How many calls are not over.
    #[must_use]
    pub fn live_count(&self) -> usize {
        self.state.tracker.live_count()
    }

    /// The queues as they stand, by name.
    #[must_use]
    pub fn queues(&self) -> Vec<QueueRecord> {
        let state = &self.state;
        state.queues.records(&state.counted, &state.agents, &self.plan.call_centre, state.now)
    }

    #[cfg(feature = "ami")]
    pub(crate) fn queue_members(&self) -> alloc::collections::BTreeSet<(Arc<str>, Arc<str>)> {
        self.state.queues.members()
    }

    /// The agents as they stand, by name.
    #[must_use]
    pub fn agents(&self) -> Vec<AgentRecord> {
        let state = &self.state;
        let counts = |number: &str| state.counted.agent(number, &self.plan.call_centre, state.now);
        state.agents.records(&self.plan, state.now, counts)
    }

    /// What was counted so far: the figures of [`queues`](Self::queues) and [`agents`](Self::agents), and the rows
    /// of today's hours. It counts what was drained by [`poll_output`](Self::poll_output).
    #[must_use]
    pub fn counted(&self) -> &Counted {
        &self.state.counted
    }

    /// The [leased](crate::lease) extensions that are free, the one that nobody had for longest first.
    #[must_use]
    pub fn free_extensions(&self) -> Vec<Arc<str>> {
        self.state.extensions.free(&self.plan)
    }

    /// The extensions as they stand, by number.
    #[must_use]
    pub fn extensions(&self) -> Vec<ExtensionRecord> {
        self.state.extensions.records()
    }
}
