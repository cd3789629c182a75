//! The tracker: from signals to stories, and from stories to records.
//!
//! One file a behaviour; this one holds the state and sends each signal where it belongs.
//!
//! ```text
//!            a channel is seen            a person is behind it
//!   nothing ──────────────────▶ a story ───────────────────────▶ call.started
//!                                 │  ▲                               │ every change
//!                    united with  │  │ a late event                  ▼
//!                    an older one │  │                          call.updated
//!                                 ▼  │                               │ its last leg ends
//!                          call.merged                               ▼
//!                                    └──── remembered for 60 s ◀── call.ended
//! ```

mod bridges;
mod channels;
mod conferences;
mod dialplan;
mod dials;
mod ending;
mod folding;
mod found;
mod gone;
mod holds;
mod link;
mod listed;
mod media;
mod originates;
mod parks;
mod places;
mod queues;
mod recordings;
pub(crate) mod saved_map;
mod standing_lines;
mod strangers;
mod transfers;
mod unite;
mod unlinked;

use alloc::boxed::Box;
use alloc::collections::VecDeque;
use alloc::sync::Arc;
use alloc::vec::Vec;

use foldhash::fast::FixedState;
use hashbrown::HashMap;
use serde::{Deserialize, Serialize};

use self::gone::Gone;
pub(crate) use self::link::Link;
use self::media::Early;
use self::strangers::Awaited;
use crate::call::Call;
use crate::change::ChangeKind;
use crate::ids::{BridgeId, Linkedid, Uniqueid};
use crate::plan::Plan;
use crate::queue::Queues;
use crate::signal::{BridgeKind, KnownVariable, Signal};
use crate::slab::{Key, Slab};
use crate::story::{LegNo, Moment, Story, Told};
use crate::tell::tell;
use crate::time::Timestamp;

/// Hashing without a random seed, so that the same input gives the same output.
pub(crate) type Map<K, V> = HashMap<K, V, FixedState>;

/// Where a channel stands.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Deserialize, Serialize)]
struct Place {
    call: Key,
    leg: LegNo,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Tracker {
    pbx: Arc<str>,
    /// When the current input was received; never goes back, unlike the times of events.
    now: Timestamp,
    calls: Slab<Story>,
    #[serde(with = "saved_map")]
    places: Map<Uniqueid, Place>,
    /// The call of the channels that were born with a Linkedid.
    #[serde(with = "saved_map")]
    linkedids: Map<Linkedid, Key>,
    /// The call that talks in a bridge.
    #[serde(with = "saved_map")]
    bridges: Map<BridgeId, Key>,
    /// What bridges are for, where a list said so.
    #[serde(with = "saved_map")]
    kinds: Map<BridgeId, BridgeKind>,
    /// Where agents' standing lines stand in the calls that they are lent to.
    #[serde(with = "saved_map")]
    lent: Map<Uniqueid, Place>,
    /// Standing lines in bridges of which no call is known yet.
    early_lines: Vec<(BridgeId, Uniqueid, Moment)>,
    /// Ended calls, the first to be forgotten first.
    ended: VecDeque<(Timestamp, Key)>,
    /// Channels of forgotten calls.
    gone: Gone,
    /// Channels whose beginning was not seen yet, the first to be told of first.
    awaited: VecDeque<Awaited>,
    /// What ARI told of channels and bridges of which nothing was seen yet, the first to be told of first.
    #[serde(default)]
    early_media: VecDeque<Early>,
    /// Calls with news, in the order in which they got them.
    touched: VecDeque<Key>,
    /// Originated calls whose `OriginateResponse` has not come.
    originating: Vec<Key>,
    /// News that are no record of a live call.
    news: VecDeque<(Timestamp, ChangeKind)>,
    link: Link,
    /// Phones' channels that came and went in this input, for the extensions.
    #[serde(skip)]
    phones: VecDeque<PhoneChannel>,
}

/// A phone's channel came or went.
#[derive(Clone, Debug)]
pub(crate) struct PhoneChannel {
    pub(crate) uniqueid: Uniqueid,
    /// Its name, `PJSIP/101-00000003`.
    pub(crate) name: Arc<str>,
    pub(crate) live: bool,
    pub(crate) at: Timestamp,
}

impl Tracker {
    pub(crate) fn new(pbx: &str) -> Self {
        Self {
            pbx: pbx.into(),
            now: Timestamp::default(),
            calls: Slab::default(),
            places: Map::default(),
            linkedids: Map::default(),
            bridges: Map::default(),
            kinds: Map::default(),
            lent: Map::default(),
            early_lines: Vec::new(),
            ended: VecDeque::new(),
            gone: Gone::default(),
            awaited: VecDeque::new(),
            early_media: VecDeque::new(),
            touched: VecDeque::new(),
            originating: Vec::new(),
            news: VecDeque::new(),
            link: Link::default(),
            phones: VecDeque::new(),
        }
    }

    /// The next phone's channel that came or went; to be drained after each input.
    pub(crate) fn poll_phone(&mut self) -> Option<PhoneChannel> {
        self.phones.pop_front()
    }

    /// Notes the time of the input to come.
    pub(crate) fn advance(&mut self, now: Timestamp) {
        self.now = now;
    }

    /// Takes a signal. `queues` is the picture of the queues before it.
    pub(crate) fn handle(&mut self, plan: &Plan, queues: &Queues, signal: &Signal<'_>, at: Moment) {
        match signal {
            Signal::ChannelCreated(channel) => self.channel_created(channel, at),
            Signal::ChannelAppeared(channel) => self.channel_appeared(plan, channel, at),
            Signal::ChannelChanged(channel) => self.channel_changed(channel, at),
            Signal::ChannelListed(listed) => self.channel_listed(plan, listed, at),
            Signal::BridgeListed(bridge) => self.bridge_listed(bridge),
            Signal::QueueCallerListed { channel, queue, position, waited } => {
                self.queue_caller_listed(channel, queue, *position, *waited, at);
            }
            Signal::CallerIdSet(channel) => self.caller_id_set(plan, channel, at),
            Signal::DialplanStep { channel, application, data } => {
                self.dialplan_step(channel, application, data, at);
            }
            Signal::DialBegan { caller, callee, dial_string } => {
                self.dial_began(plan, caller.as_ref(), callee, dial_string.as_deref(), at);
            }
            Signal::DialRings { callee } => self.dial_rings(callee, at),
            Signal::DialEnded { caller, callee, status, forward } => {
                self.called_by(plan, caller.as_ref(), callee, at);
                self.dialled_unseen(plan, caller.as_ref(), callee);
                self.dial_ended(callee, status, forward.as_deref(), at);
            }
            Signal::BridgeEntered { bridge, channel, .. } => self.bridge_entered(plan, bridge, channel, at),
            Signal::BridgeLeft { bridge, channel } => self.bridge_left(plan, bridge, channel, at),
            Signal::BridgeDestroyed { bridge } => self.bridge_destroyed(bridge, at),
            Signal::LocalJoined { one, two } => self.local_joined(plan, one, two, at),
            Signal::HangupAsked { channel, by, cause } => self.hangup_asked(channel, *by, *cause, at),
            Signal::ChannelEnded { channel, cause } => {
                self.channel_ended(channel, *cause, at);
                self.fold(plan, channel);
            }
            Signal::Held(channel) => self.held(channel, at),
            Signal::Unheld(channel) => self.unheld(channel, at),
            Signal::QueueJoined { channel, queue, position } => {
                self.queue_joined(channel, queue, *position, at);
            }
            Signal::QueueLeft { channel, queue } => self.queue_left(channel, queue, queues, at),
            Signal::QueueAbandoned { channel, queue } => self.queue_abandoned(channel, queue, at),
            Signal::MemberCalled { channel, callee, member } => {
                self.member_called(channel, callee, member, at);
            }
            Signal::MemberConnected { channel, callee, member } => {
                self.member_connected(channel, callee, member, at);
            }
            Signal::MemberCompleted { channel, member, .. } => self.member_completed(channel, member, at),
            Signal::MemberLetRing { channel, member } => self.member_let_ring(channel, member, at),
            Signal::BlindTransferred { transferer, transferee, exten } => {
                self.blind_transferred(plan, transferer, transferee, exten, at);
            }
            Signal::AttendedTransferred { first, second, target, .. } => {
                self.attended_transferred(plan, first, second, target.as_deref(), at);
            }
            Signal::Parked { parkee, parker, lot, space, since } => {
                let from = Moment { seq: at.seq, at: at.at.saturating_sub(*since) };
                self.parked(parkee, parker.as_deref(), lot.as_deref(), space.as_deref(), from);
            }
            Signal::Unparked { parkee, retriever } => self.unparked(plan, parkee, retriever, at),
            Signal::ParkEnded { parkee, end } => self.park_ended(parkee, *end, at),
            Signal::PickedUp { picker, target } => self.picked_up(plan, picker, target, at),
            Signal::ConferenceJoined { channel, conference } => {
                self.conference_joined(channel, conference, at);
            }
            Signal::Originated { channel, exten, .. } => self.originated(channel, exten.as_deref(), at),
            Signal::RecordingStarted(channel) => self.recording_started(channel, at),
            Signal::RecordingStopped(channel) => self.recording_stopped(channel, at),
            Signal::RecordingMuted { channel, muted } => self.recording_muted(channel, *muted, at),
            Signal::PlaybackStarted(_)
            | Signal::PlaybackEnded { .. }
            | Signal::LiveRecordingStarted(_)
            | Signal::LiveRecordingEnded { .. }
            | Signal::StasisEntered { .. }
            | Signal::StasisLeft { .. } => self.media(signal, at),
            Signal::MessageLeft(channel) => self.message_left(channel, at),
            Signal::VariableSet { channel, variable: KnownVariable::TransfererName, value } => {
                self.called_for(plan, channel, value, at);
            }
            Signal::VariableSet { channel, variable, value } => {
                self.variable_set(channel, *variable, value, at);
            }
            Signal::KeyPressed { channel, digit } => self.key_pressed(channel, *digit, at),
            Signal::AgentLoggedIn { channel, .. } => self.agent_logged_in(channel, at),
            Signal::Booted { since } => self.booted(*since, at),
            Signal::ShuttingDown => self.shutting_down(),
            // Queues, agents and extensions take these.
            Signal::AgentLoggedOff { .. }
            | Signal::MemberChanged(_)
            | Signal::MemberRemoved(_)
            | Signal::ExtensionChanged { .. }
            | Signal::DeviceChanged { .. }
            | Signal::ContactCreated(_)
            | Signal::ContactSeen(_)
            | Signal::ContactRemoved { .. }
            | Signal::ContactsListed { .. }
            | Signal::QueueListed { .. }
            | Signal::EndpointListed { .. }
            | Signal::EndpointChanged { .. }
            | Signal::PeerChanged { .. } => {}
        }
        self.take_early_media();
    }

    /// The next thing to tell the world, as of the last input.
    pub(crate) fn poll(&mut self, plan: &Plan) -> Option<(Timestamp, ChangeKind)> {
        if let Some(news) = self.news.pop_front() {
            return Some(news);
        }
        while let Some(&key) = self.touched.front() {
            if let Some(change) = self.tell_touched(plan, key) {
                return Some(change);
            }
            self.touched.pop_front();
        }
        None
    }

    /// What is to be told of a call with news; a call that both begins and ends in one input is told twice.
    fn tell_touched(&mut self, plan: &Plan, key: Key) -> Option<(Timestamp, ChangeKind)> {
        let story = self.calls.get_mut(key).filter(|story| story.touched)?;
        // Nobody is behind Asterisk's own channels: no call, as long as no person comes.
        if story.is_unclaimed() || !story.legs.iter().any(crate::story::Leg::is_person) {
            story.touched = false;
            return None;
        }
        story.version = story.version.saturating_add(1);
        let at = story.last.at;
        let kind: fn(Box<Call>) -> ChangeKind = match (story.told, story.ended) {
            (Told::Nothing, ended) => {
                story.told = Told::Started;
                story.touched = ended.is_some();
                ChangeKind::CallStarted
            }
            (Told::Started, None) => {
                story.touched = false;
                ChangeKind::CallUpdated
            }
            (Told::Started, Some(_)) => {
                story.told = Told::Ended;
                story.touched = false;
                ChangeKind::CallEnded
            }
            (Told::Ended, _) => {
                story.revised_at = Some(at);
                story.touched = false;
                ChangeKind::CallUpdated
            }
        };
        let record = Box::new(tell(plan, &self.pbx, story));
        self.news.extend(story.ready_recordings(&record));
        Some((at, kind(record)))
    }

    /// The records of all calls that are not over, in the order in which they began.
    pub(crate) fn live(&self, plan: &Plan) -> Vec<Call> {
        let mut live: Vec<&Story> =
            self.calls.iter().map(|(_, story)| story).filter(|story| is_shown(story)).collect();
        live.sort_by_key(|story| story.born);
        live.into_iter().map(|story| tell(plan, &self.pbx, story)).collect()
    }

    /// Whether no call is live. Asked with events, so it does not count them.
    pub(crate) fn is_quiet(&self) -> bool {
        !self.calls.iter().any(|(_, story)| is_shown(story))
    }

    pub(crate) fn live_count(&self) -> usize {
        self.calls.iter().filter(|(_, story)| is_shown(story)).count()
    }

    /// Notes that something of a call is new, and if there is `news` for those who are told of it.
    fn note(&mut self, key: Key, at: Moment, news: bool) {
        if news {
            self.touch(key, at);
        } else if let Some(story) = self.calls.get_mut(key) {
            story.last = story.last.max(at);
        }
    }

    /// Notes that something of a call's record is new.
    fn touch(&mut self, key: Key, at: Moment) {
        if let Some(story) = self.calls.get_mut(key) {
            story.last = story.last.max(at);
            if !story.touched {
                story.touched = true;
                self.touched.push_back(key);
            }
        }
    }
}

fn is_shown(story: &Story) -> bool {
    let is_call = !story.is_unclaimed() && story.legs.iter().any(crate::story::Leg::is_person);
    story.ended.is_none() && is_call
}
