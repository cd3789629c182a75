//! Agents as they stand: what each is doing, and since when.
//!
//! An agent is whoever was seen as a member of a queue, or logged in to the agent pool (`AgentLogin`); over all
//! queues it is one, named by its extension, else by its interface. It is in exactly one [`AgentState`]:
//!
//! ```text
//!               one of its phones talks (or dials)                 every phone that talks holds
//!   available ───────────────────────────────────────▶ in_call ◀──────────────────────────────▶ on_hold
//!     │  ▲  │ a phone rings            answered           │ │
//!     │  │  └────────────▶ ringing ──────────────────────▶┘ │ the last call was a queue's,
//!     │  │                                                  ▼ and the queue has a wrap-up time
//!     │  └──────────────────────── time is over ───────── wrap_up
//!     ├──▶ paused (in every queue it is in) and back
//!     └──▶ offline (no device of it can be reached, or it is in no queue any more) and back
//! ```
//!
//! What a phone does comes first: who talks is in a call, paused or not. Then whether it can be reached, then the
//! wrap-up, then the pause.
//!
//! Every change ends one [`Interval`] and begins the next at the same moment, so that intervals neither overlap nor
//! leave a gap, and exactly one is open. All times are sums of intervals; all counts are drawn from the records of
//! calls ([`Counted`](crate::counted::Counted)).

mod lines;
mod member;
mod shift;

use alloc::collections::{BTreeMap, VecDeque};
use alloc::sync::Arc;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use self::lines::{Activity, Lines, Numbers};
use self::member::{Membership, Offer, WrapUp};
use self::shift::Shift;
use crate::change::ChangeKind;
use crate::metrics::AgentFigures;
use crate::plan::Plan;
use crate::signal::{BridgeKind, Signal};
use crate::story::{Moment, member_number};
use crate::time::Timestamp;
use crate::tracker::{Map, saved_map};
use crate::zone::Span;

/// What an agent is doing.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum AgentState {
    /// No device of it can be reached, or it is in no queue.
    Offline,
    /// Could take a call.
    Available,
    /// A phone of it rings.
    Ringing,
    /// Talks or dials, in a queue's call or any other.
    InCall,
    /// In calls, all of which it holds.
    OnHold,
    /// Works on after a queue's call.
    WrapUp,
    /// Takes no calls for now, in none of its queues; the interval has the reason.
    Paused,
}

/// A stretch of time in one state.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Interval {
    /// The state.
    pub state: AgentState,
    /// Of a pause: why.
    pub reason: Option<Arc<str>>,
    /// The queue whose call it was, of `ringing`, `in_call`, `on_hold` and `wrap_up`; `None` for any other call.
    pub queue: Option<Arc<str>>,
    /// When it began.
    pub from: Timestamp,
    /// When it ended; `None` while it goes on.
    pub to: Option<Timestamp>,
}

/// An agent as it stands.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AgentRecord {
    /// Its extension, else its interface (`Local/id-12@agents/n`).
    pub agent: Arc<str>,
    /// The extension of its phone, where that is known: with a speaking interface `agent` itself.
    pub number: Option<Arc<str>>,
    /// The name that the queues know it by.
    pub name: Option<Arc<str>>,
    /// What it is doing.
    pub state: AgentState,
    /// Since when.
    pub since: Timestamp,
    /// Of a pause: why.
    pub reason: Option<Arc<str>>,
    /// The queue whose call it is about.
    pub queue: Option<Arc<str>>,
    /// The queues that it is a member of.
    pub queues: Vec<Arc<str>>,
    /// When it was first seen; its intervals add up to the time since then.
    pub first_seen_at: Timestamp,
    /// Its figures since local midnight.
    pub today: AgentFigures,
    /// Its figures since it was first seen.
    pub overall: AgentFigures,
    /// What it did before, the open interval last. Those of the last days only (`keep_days`), and no more than a
    /// thousand; the figures do not follow from what is left here.
    pub intervals: Vec<Interval>,
}

/// An agent changed its state. The data of `agent.state`.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AgentChange {
    /// Its extension, else its interface.
    pub agent: Arc<str>,
    /// The extension of its phone, where that is known.
    pub number: Option<Arc<str>>,
    /// The name that the queues know it by.
    pub name: Option<Arc<str>>,
    /// What it is doing now.
    pub state: AgentState,
    /// Since when.
    pub since: Timestamp,
    /// Of a pause: why.
    pub reason: Option<Arc<str>>,
    /// The queue whose call it is about.
    pub queue: Option<Arc<str>>,
    /// The queues that it is a member of.
    pub queues: Vec<Arc<str>>,
    /// What it did until now; `None` when it is seen for the first time.
    pub before: Option<Interval>,
}

/// All agents of one Asterisk.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct Agents {
    agents: BTreeMap<Arc<str>, Agent>,
    /// The agents by the numbers of their phones.
    numbers: BTreeMap<Arc<str>, Arc<str>>,
    /// The agents by the channels of their offers.
    #[serde(default, with = "saved_map")]
    offered: Map<Arc<str>, Arc<str>>,
    lines: Lines,
    /// When the first wrap-up is over.
    next_due: Option<Timestamp>,
    /// When the link was lost, as long as it is.
    lost: Option<Timestamp>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
struct Agent {
    name: Option<Arc<str>>,
    /// The number that its phones have.
    number: Option<Arc<str>>,
    memberships: Vec<Membership>,
    /// Logged in to the agent pool; `None` for one who never was in it.
    in_pool: Option<bool>,
    /// The queue that calls it.
    offer: Option<Offer>,
    /// The queue whose call it has.
    serving: Option<Arc<str>>,
    wrap_up: Option<WrapUp>,
    shift: Shift,
}

/// What goes through a signal: the plan, the time, and where news go.
struct Step<'s> {
    plan: &'s Plan,
    at: Moment,
    /// When it was received.
    now: Timestamp,
    news: &'s mut VecDeque<(Timestamp, ChangeKind)>,
}

impl Agents {
    /// Takes a signal that was received at `now`; what it changed of agents goes to `news`.
    pub(crate) fn handle(
        &mut self,
        plan: &Plan,
        signal: &Signal<'_>,
        (at, now): (Moment, Timestamp),
        news: &mut VecDeque<(Timestamp, ChangeKind)>,
    ) {
        let mut step = Step { plan, at, now, news };
        match signal {
            Signal::ChannelCreated(channel)
            | Signal::ChannelAppeared(channel)
            | Signal::ChannelChanged(channel)
            | Signal::CallerIdSet(channel)
            | Signal::DialRings { callee: channel } => {
                let may_be_new = matches!(
                    signal,
                    Signal::ChannelCreated(_) | Signal::ChannelAppeared(_) | Signal::ChannelChanged(_)
                );
                let rings = matches!(signal, Signal::DialRings { .. });
                let known = self.lines.observe(plan, channel, at.seq, may_be_new, rings);
                self.settle_line(known.then_some(&*channel.uniqueid), &mut step);
            }
            Signal::ChannelListed(listed) => {
                let channel = &listed.channel;
                let known = self.lines.observe(plan, channel, at.seq, true, false);
                self.settle_line(known.then_some(&*channel.uniqueid), &mut step);
                let agent = listed.data.as_deref().and_then(|data| data.split(',').next());
                let stands = listed.application.as_deref() == Some("AgentLogin");
                if let Some(agent) = agent.filter(|agent| stands && !agent.is_empty()) {
                    self.pool_login(&channel.uniqueid, agent, &mut step);
                }
            }
            Signal::DialBegan { caller: Some(caller), callee, .. } => self.learn(caller, callee, &mut step),
            Signal::BridgeEntered { bridge, channel, .. } => {
                let known = self.lines.observe(plan, channel, at.seq, false, false);
                self.lines.bridged(&channel.uniqueid, bridge.kind == BridgeKind::Talk);
                self.settle_line(known.then_some(&*channel.uniqueid), &mut step);
            }
            Signal::BridgeLeft { channel, .. } => {
                let known = self.lines.bridged(&channel.uniqueid, false);
                self.settle_line(known.then_some(&*channel.uniqueid), &mut step);
            }
            Signal::Held(channel) | Signal::Unheld(channel) => {
                let known = self.lines.hold(&channel.uniqueid, matches!(signal, Signal::Held(_)));
                self.settle_line(known.then_some(&*channel.uniqueid), &mut step);
            }
            Signal::ChannelEnded { channel, .. } => {
                self.withdraw_offers(&channel.uniqueid);
                self.end_line(&channel.uniqueid, &mut step);
            }
            Signal::AgentLoggedIn { channel, agent } => self.pool_login(&channel.uniqueid, agent, &mut step),
            Signal::AgentLoggedOff { channel, agent } => {
                self.pool_logoff(&channel.uniqueid, agent, &mut step)
            }
            Signal::Booted { since } => self.booted(*since, &mut step),
            signal => self.handle_member(signal, &mut step),
        }
    }

    /// Ends the wrap-ups that are over.
    pub(crate) fn expire(
        &mut self,
        plan: &Plan,
        (seq, now): (u64, Timestamp),
        news: &mut VecDeque<(Timestamp, ChangeKind)>,
    ) {
        if self.next_due.is_none_or(|due| due > now) {
            return;
        }
        let is_over = |agent: &&mut Agent| agent.wrap_up.as_ref().is_some_and(|wrap_up| wrap_up.due <= now);
        let mut over: Vec<(Timestamp, Arc<str>)> = Vec::new();
        for (id, agent) in &mut self.agents {
            if let Some(wrap_up) = Some(agent).filter(is_over).and_then(|agent| agent.wrap_up.take()) {
                over.push((wrap_up.until, id.clone()));
            }
        }
        over.sort();
        for (until, id) in over {
            let at = Moment { seq, at: until };
            self.settle(&id, &mut Step { plan, at, now, news });
        }
        self.next_due =
            self.agents.values().filter_map(|agent| agent.wrap_up.as_ref()).map(|wrap_up| wrap_up.due).min();
    }

    /// When the next wrap-up is over.
    pub(crate) fn poll_timeout(&self) -> Option<Timestamp> {
        self.next_due
    }

    /// The connection is gone, and with it the sight of what agents do.
    pub(crate) fn link_lost(&mut self, at: Timestamp) {
        self.lost = self.lost.or(Some(at));
    }

    /// Which channels there are, as Asterisk listed them after `asked`: calls on all others are over, at the latest
    /// since the link was lost.
    pub(crate) fn only_these_live(
        &mut self,
        plan: &Plan,
        (channels, asked): (&[&str], u64),
        (at, now): (Moment, Timestamp),
        news: &mut VecDeque<(Timestamp, ChangeKind)>,
    ) {
        let ended = Moment { seq: at.seq, at: self.lost.take().unwrap_or(at.at) };
        let gone = self.lines.all_but(channels, asked);
        self.end_lines(gone, &mut Step { plan, at: ended, now, news });
    }

    /// The agents as they stand at `now`, by name; `counts` are those of today and overall, by number.
    pub(crate) fn records(
        &self,
        plan: &Plan,
        now: Timestamp,
        counts: impl Fn(&str) -> (crate::metrics::AgentCounts, crate::metrics::AgentCounts),
    ) -> Vec<AgentRecord> {
        let zone = &plan.call_centre.zone;
        let day = zone.day_of(now);
        let record = |id: &str, agent: &Agent| {
            let (today, overall) = counts(agent.number.as_deref().unwrap_or(id));
            let shift = &agent.shift;
            let open = shift.open();
            AgentRecord {
                agent: id.into(),
                number: agent.number.clone(),
                name: agent.name.clone(),
                state: open.state,
                since: open.from,
                reason: open.reason.clone(),
                queue: open.queue.clone(),
                queues: agent.queues(),
                first_seen_at: shift.first(),
                today: AgentFigures::of(today, shift.within(day, now)),
                overall: AgentFigures::of(overall, shift.overall(now)),
                intervals: shift.intervals(),
            }
        };
        self.agents.iter().map(|(id, agent)| record(id, agent)).collect()
    }

    /// How many members of a queue could take a call now.
    pub(crate) fn available_in(&self, queue: &str) -> u32 {
        let available = self
            .agents
            .values()
            .filter(|agent| agent.shift.open().state == AgentState::Available && agent.takes_calls_of(queue));
        u32::try_from(available.count()).unwrap_or(u32::MAX)
    }

    /// An agent's state, after something of it changed: ends its interval where it is in another one now.
    fn settle(&mut self, id: &str, step: &mut Step<'_>) {
        let Some(agent) = self.agents.get_mut(id) else { return };
        let activity = self.lines.activity(agent.number.as_deref().unwrap_or(id));
        agent.end_of_service(activity, step);
        let next = agent.standing(activity);
        if let Some(wrap_up) = &agent.wrap_up {
            self.next_due = Some(self.next_due.map_or(wrap_up.due, |due| due.min(wrap_up.due)));
        }
        if let Some(before) = agent.shift.go_on(next, step.at.at, &step.plan.call_centre) {
            let change = agent.change(id, Some(before));
            step.news.push_back((change.since, ChangeKind::AgentState(change)));
        }
    }

    /// The state of those whose phone a channel is.
    fn settle_line(&mut self, uniqueid: Option<&str>, step: &mut Step<'_>) {
        let keys = uniqueid.map(|uniqueid| self.lines.keys_of(uniqueid)).unwrap_or_default();
        self.settle_numbers(keys, step);
    }

    fn settle_numbers(&mut self, numbers: Numbers, step: &mut Step<'_>) {
        for number in numbers.into_iter().flatten() {
            if let Some(id) = self.numbers.get(&number).cloned() {
                self.settle(&id, step);
            }
        }
    }

    fn end_line(&mut self, uniqueid: &str, step: &mut Step<'_>) {
        let keys = self.lines.end(uniqueid);
        self.settle_numbers(keys, step);
    }

    fn end_lines(&mut self, uniqueids: Vec<Arc<str>>, step: &mut Step<'_>) {
        for uniqueid in uniqueids {
            self.withdraw_offers(&uniqueid);
            self.end_line(&uniqueid, step);
        }
    }

    /// Asterisk is up. If it started after the link was lost, no channel of before is left.
    fn booted(&mut self, since: Option<Timestamp>, step: &mut Step<'_>) {
        let Some(lost) = self.lost else { return };
        if since.is_some_and(|since| since >= lost) {
            self.lost = None;
            let all = self.lines.all_but(&[], u64::MAX);
            let ended = Moment { seq: step.at.seq, at: lost };
            self.end_lines(
                all,
                &mut Step { plan: step.plan, at: ended, now: step.now, news: &mut *step.news },
            );
        }
    }

    /// The agent with that interface, which is made if it was never seen.
    fn agent(&mut self, interface: &str, step: &mut Step<'_>) -> Arc<str> {
        let number = member_number(step.plan, interface);
        let id = number.unwrap_or(interface);
        if let Some((id, _)) = self.agents.get_key_value(id) {
            return id.clone();
        }
        let id: Arc<str> = id.into();
        let agent = Agent {
            name: None,
            number: number.map(Arc::from),
            memberships: Vec::new(),
            in_pool: None,
            offer: None,
            serving: None,
            wrap_up: None,
            shift: Shift::new(AgentState::Offline, step.at.at),
        };
        self.numbers.insert(id.clone(), id.clone());
        self.agents.insert(id.clone(), agent);
        id
    }

    /// Tells of an agent that was just made, and of no other.
    fn introduce(&mut self, id: &str, is_new: bool, step: &mut Step<'_>) {
        let Some(agent) = self.agents.get_mut(id) else { return };
        if is_new {
            let activity = self.lines.activity(agent.number.as_deref().unwrap_or(id));
            agent.shift.begin_as(agent.standing(activity));
            let change = agent.change(id, None);
            step.news.push_back((change.since, ChangeKind::AgentState(change)));
        } else {
            self.settle(id, step);
        }
    }
}

impl Agent {
    fn change(&self, id: &str, before: Option<Interval>) -> AgentChange {
        let open = self.shift.open();
        AgentChange {
            agent: id.into(),
            number: self.number.clone(),
            name: self.name.clone(),
            state: open.state,
            since: open.from,
            reason: open.reason.clone(),
            queue: open.queue.clone(),
            queues: self.queues(),
            before,
        }
    }

    /// The state it is in, by what its phones do.
    fn standing(&self, activity: Activity) -> Standing {
        let offered = || self.offer.as_ref().map(|offer| offer.queue.clone());
        let (state, reason, queue) = match activity {
            Activity::Busy => (AgentState::InCall, None, self.serving.clone().or_else(offered)),
            Activity::Holds => (AgentState::OnHold, None, self.serving.clone().or_else(offered)),
            Activity::Rings => (AgentState::Ringing, None, offered()),
            Activity::None if !self.is_reachable() => (AgentState::Offline, None, None),
            Activity::None => match (&self.wrap_up, self.pause()) {
                (Some(wrap_up), _) => (AgentState::WrapUp, None, Some(wrap_up.queue.clone())),
                (None, Some(reason)) => (AgentState::Paused, reason, None),
                (None, None) => (AgentState::Available, None, None),
            },
        };
        Standing { state, reason, queue }
    }
}

/// What an interval is to be.
#[derive(Clone, Debug)]
struct Standing {
    state: AgentState,
    reason: Option<Arc<str>>,
    queue: Option<Arc<str>>,
}

impl Interval {
    /// From its beginning to its end, or to `now` while it goes on.
    #[must_use]
    pub fn span(&self, now: Timestamp) -> Span {
        Span { from: self.from, to: self.to.unwrap_or(now).max(self.from) }
    }
}
