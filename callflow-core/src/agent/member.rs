//! What queues say of agents: membership, pauses, calls offered and taken, work after a call.

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::time::Duration;

use serde::{Deserialize, Serialize};

use super::lines::{Activity, Lines};
use super::{Agent, Agents, Step};
use crate::device_state::DeviceState;
use crate::signal::{ChannelSnapshot, MemberSnapshot, MemberStatus, Signal};
use crate::time::Timestamp;

/// An agent's standing in one queue.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct Membership {
    queue: Arc<str>,
    interface: Arc<str>,
    /// `None` as long as no event told.
    state: Option<DeviceState>,
    paused: bool,
    reason: Option<Arc<str>>,
    /// The member's own `Wrapuptime`; `None` where it is 0 or was not told, and the queue's counts.
    wrap_up_s: Option<u32>,
}

/// A queue calls the agent.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct Offer {
    pub(super) queue: Arc<str>,
    /// The channel that the queue made for it.
    channel: Arc<str>,
}

/// The agent works on after a queue's call.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct WrapUp {
    pub(super) queue: Arc<str>,
    /// When it is over, in the time of events.
    pub(super) until: Timestamp,
    /// The same in the time of their reception, which Asterisk's clock may be ahead of.
    pub(super) due: Timestamp,
}

impl Agents {
    pub(super) fn handle_member(&mut self, signal: &Signal<'_>, step: &mut Step<'_>) {
        match signal {
            Signal::MemberChanged(status) => self.member_changed(status, step),
            Signal::MemberRemoved(member) => self.member_removed(member, step),
            Signal::MemberCalled { callee, member, .. } => self.member_called(callee, member, step),
            Signal::MemberConnected { callee, member, .. } => self.member_connected(callee, member, step),
            Signal::MemberLetRing { member, .. } => {
                let id = self.seen(member, step);
                self.end_offer(&id);
                self.settle(&id, step);
            }
            _ => {}
        }
    }

    /// A member's standing in a queue, as an event or a list tells it.
    fn member_changed(&mut self, status: &MemberStatus<'_>, step: &mut Step<'_>) {
        let is_new = !self.is_known(&status.member.interface, step);
        let id = self.agent(&status.member.interface, step);
        if let Some(agent) = self.agents.get_mut(&id) {
            agent.note_name(&status.member);
            agent.join(&status.member);
            if let Some(membership) = agent.memberships.iter_mut().find(|known| known.is(&status.member)) {
                membership.state = status.state.or(membership.state);
                membership.paused = status.paused;
                membership.reason = status.reason.as_deref().filter(|_| status.paused).map(Arc::from);
                membership.wrap_up_s = status.wrap_up_s.filter(|seconds| *seconds > 0);
            }
        }
        self.introduce(&id, is_new, step);
    }

    fn member_removed(&mut self, member: &MemberSnapshot<'_>, step: &mut Step<'_>) {
        if !self.is_known(&member.interface, step) {
            return;
        }
        let id = self.agent(&member.interface, step);
        if let Some(agent) = self.agents.get_mut(&id) {
            agent.memberships.retain(|known| !known.is(member));
        }
        self.settle(&id, step);
    }

    fn member_called(
        &mut self,
        callee: &ChannelSnapshot<'_>,
        member: &MemberSnapshot<'_>,
        step: &mut Step<'_>,
    ) {
        let id = self.seen(member, step);
        self.end_offer(&id);
        let Some(agent) = self.agents.get_mut(&id) else { return };
        let channel: Arc<str> = (&*callee.uniqueid).into();
        agent.offer = Some(Offer { queue: (&*member.queue).into(), channel: channel.clone() });
        self.offered.insert(channel, id.clone());
        agent.is_called_on(callee, &id, &mut self.lines, step);
        self.settle(&id, step);
    }

    fn member_connected(
        &mut self,
        callee: &ChannelSnapshot<'_>,
        member: &MemberSnapshot<'_>,
        step: &mut Step<'_>,
    ) {
        let id = self.seen(member, step);
        self.end_offer(&id);
        let Some(agent) = self.agents.get_mut(&id) else { return };
        agent.is_called_on(callee, &id, &mut self.lines, step);
        // It names the member whose phone rang, also when another one picked the call up.
        if self.lines.activity(agent.number.as_deref().unwrap_or(&id)) >= Activity::Holds {
            agent.serving = Some((&*member.queue).into());
        }
        self.settle(&id, step);
    }

    /// The agent that an event of a queue names; who is called is a member.
    fn seen(&mut self, member: &MemberSnapshot<'_>, step: &mut Step<'_>) -> Arc<str> {
        let is_new = !self.is_known(&member.interface, step);
        let id = self.agent(&member.interface, step);
        if let Some(agent) = self.agents.get_mut(&id) {
            agent.note_name(member);
            agent.join(member);
        }
        if is_new {
            self.introduce(&id, true, step);
        }
        id
    }

    fn is_known(&self, interface: &str, step: &Step<'_>) -> bool {
        let id = crate::story::member_number(step.plan, interface).unwrap_or(interface);
        self.agents.contains_key(id)
    }

    /// No queue calls the agent any more.
    fn end_offer(&mut self, id: &str) {
        if let Some(offer) = self.agents.get_mut(id).and_then(|agent| agent.offer.take()) {
            self.offered.remove(&offer.channel);
        }
    }

    /// A channel is gone: what it was to ring for is over.
    pub(super) fn withdraw_offers(&mut self, uniqueid: &str) {
        let offered = self.offered.remove(uniqueid);
        if let Some(agent) = offered.and_then(|id| self.agents.get_mut(&id)) {
            // It may ring for another call by now.
            agent.offer = agent.offer.take().filter(|offer| *offer.channel != *uniqueid);
        }
    }

    /// The phone behind the Local channel by which a queue calls an agent tells the agent's number.
    pub(super) fn learn(
        &mut self,
        caller: &ChannelSnapshot<'_>,
        callee: &ChannelSnapshot<'_>,
        step: &mut Step<'_>,
    ) {
        self.lines.observe(step.plan, callee, step.at.seq, true, false);
        let Some(place) = caller.name.strip_suffix(";2") else { return };
        let Some(number) = self.lines.number_of(&callee.uniqueid).map(Arc::<str>::from) else { return };
        let is_called = |agent: &Agent| {
            agent.number.is_none() && agent.memberships.iter().any(|member| member.is_called_at(place))
        };
        let found = self.agents.iter().find(|(_, agent)| is_called(agent)).map(|(id, _)| id.clone());
        if let Some(id) = found.filter(|_| !self.agents.contains_key(&number)) {
            if let Some(agent) = self.agents.get_mut(&id) {
                agent.number = Some(number.clone());
            }
            self.numbers.insert(number, id.clone());
            self.settle(&id, step);
        }
    }

    pub(super) fn pool_login(&mut self, uniqueid: &str, agent: &str, step: &mut Step<'_>) {
        let is_new = !self.agents.contains_key(agent);
        let id = self.agent(agent, step);
        if let Some(agent) = self.agents.get_mut(&id) {
            agent.in_pool = Some(true);
        }
        self.lines.stand_for(uniqueid, step.at.seq, Some(&id));
        self.introduce(&id, is_new, step);
        self.settle_line(Some(uniqueid), step);
    }

    pub(super) fn pool_logoff(&mut self, uniqueid: &str, agent: &str, step: &mut Step<'_>) {
        let is_new = !self.agents.contains_key(agent);
        let id = self.agent(agent, step);
        if let Some(agent) = self.agents.get_mut(&id) {
            agent.in_pool = Some(false);
        }
        self.lines.stand_for(uniqueid, step.at.seq, None);
        self.introduce(&id, is_new, step);
        self.settle_line(Some(uniqueid), step);
    }
}

impl Membership {
    fn is(&self, member: &MemberSnapshot<'_>) -> bool {
        *self.queue == *member.queue && *self.interface == *member.interface
    }

    /// Whether a Local channel of that name, without its half, calls this interface: `Local/12@agents/n` becomes
    /// `Local/12@agents-00000007`.
    fn is_called_at(&self, channel: &str) -> bool {
        let interface = self.interface.split_once('/').and_then(|(_, rest)| rest.split('/').next());
        let place = channel.strip_prefix("Local/").and_then(|rest| rest.rsplit_once('-'));
        interface.is_some() && interface == place.map(|(place, _)| place)
    }

    fn is_reachable(&self) -> bool {
        !matches!(self.state, Some(DeviceState::Unavailable | DeviceState::Invalid))
    }
}

impl Agent {
    /// The queues that it is a member of, by name.
    pub(super) fn queues(&self) -> Vec<Arc<str>> {
        let mut queues: Vec<Arc<str>> = self.memberships.iter().map(|member| member.queue.clone()).collect();
        queues.sort_unstable();
        queues.dedup();
        queues
    }

    /// Whether a queue would call it, as far as the queue is concerned.
    pub(super) fn takes_calls_of(&self, queue: &str) -> bool {
        let takes = |member: &Membership| *member.queue == *queue && !member.paused && member.is_reachable();
        self.memberships.iter().any(takes)
    }

    pub(super) fn is_reachable(&self) -> bool {
        match self.in_pool {
            Some(logged_in) => logged_in,
            None => self.memberships.iter().any(Membership::is_reachable),
        }
    }

    /// Paused in every queue that it is in, and the first reason that was given.
    #[expect(clippy::option_option, reason = "a pause may have no reason")]
    pub(super) fn pause(&self) -> Option<Option<Arc<str>>> {
        let paused = !self.memberships.is_empty() && self.memberships.iter().all(|member| member.paused);
        paused.then(|| self.memberships.iter().find_map(|member| member.reason.clone()))
    }

    /// Begins the wrap-up where a queue's call is over.
    pub(super) fn end_of_service(&mut self, activity: Activity, step: &Step<'_>) {
        if activity >= Activity::Holds {
            return;
        }
        let Some(queue) = self.serving.take() else { return };
        let own =
            self.memberships.iter().find(|member| member.queue == queue).and_then(|member| member.wrap_up_s);
        let length = own.map_or_else(
            || step.plan.call_centre.wrap_up(&queue),
            |seconds| Duration::from_secs(seconds.into()),
        );
        if !length.is_zero() {
            let (until, due) = (step.at.at.saturating_add(length), step.now.saturating_add(length));
            self.wrap_up = Some(WrapUp { queue, until, due });
        }
    }

    /// The channel that a queue called it on is its phone, if it has no number: nothing else tells what that does.
    fn is_called_on(&self, callee: &ChannelSnapshot<'_>, id: &str, lines: &mut Lines, step: &Step<'_>) {
        if self.number.is_none() {
            lines.adopt(callee, step.at.seq, id);
            lines.observe(step.plan, callee, step.at.seq, false, false);
        }
    }

    fn note_name(&mut self, member: &MemberSnapshot<'_>) {
        let name = member.name.as_deref().filter(|name| *name != &*member.interface);
        if name.is_some() && name != self.name.as_deref() {
            self.name = name.map(Arc::from);
        }
    }

    /// Makes it a member of the queue, if it was none.
    fn join(&mut self, member: &MemberSnapshot<'_>) {
        if !self.memberships.iter().any(|known| known.is(member)) {
            self.memberships.push(Membership {
                queue: (&*member.queue).into(),
                interface: (&*member.interface).into(),
                state: None,
                paused: false,
                reason: None,
                wrap_up_s: None,
            });
        }
    }
}
