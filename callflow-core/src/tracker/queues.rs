//! Callers wait in queues, and queues call members.

use super::places::text;
use super::{Place, Tracker};
use crate::call::VisitOutcome;
use crate::change::{ChangeKind, QueueJoined, QueueLeft};
use crate::queue::Queues;
use crate::signal::{ChannelSnapshot, MemberSnapshot};
use crate::story::{App, LegNo, MemberCall, Moment, Story, Unjoined, Visit};

impl Tracker {
    pub(super) fn queue_joined(
        &mut self,
        channel: &ChannelSnapshot<'_>,
        queue: &str,
        position: Option<u32>,
        at: Moment,
    ) {
        let Some(place) = self.place_or_adopt(channel, at) else { return };
        if self.is_over(place) {
            return;
        }
        self.observe(place, channel, at);
        let Some(story) = self.calls.get_mut(place.call) else { return };
        let waits = |visit: &Visit| visit.leg == place.leg && &*visit.queue == queue && visit.left.is_none();
        if story.visits.iter().any(waits) {
            return;
        }
        // It is let in at once; a step told late in between looks like a refusal.
        let is_this = |unjoined: &Unjoined| unjoined.leg == place.leg && &*unjoined.queue == queue;
        let at_once = |unjoined: &Unjoined| at.at.millis_since(unjoined.at.at) <= 1_000;
        story.unjoined.retain(|known| !is_this(known) || (known.refused && !at_once(known)));
        let mut timeout_s = None;
        if let Some(leg) = story.leg_mut(place.leg) {
            timeout_s = leg.queue_timeout_s.take();
            // What was set before the queue is what the members see.
            if let Some(number) = leg.pending_number.take() {
                leg.given_number = Some(number);
            }
        }
        story.visits.push(Visit {
            queue: queue.into(),
            leg: place.leg,
            joined: at,
            left: None,
            position,
            timeout_s,
            abandon_seen: false,
            nobody_there: false,
            status: None,
            lost: false,
            calls: alloc::vec::Vec::new(),
            earlier: alloc::vec::Vec::new(),
        });
        let joined = QueueJoined { queue: queue.into(), call: story.id.clone(), position };
        self.news.push_back((at.at, ChangeKind::QueueJoined(joined)));
        self.touch(place.call, at);
    }

    /// Whoever leaves a queue, or for whom it calls, joined it, also where that was not seen: when the dial plan
    /// ran `Queue()`.
    fn joined_unseen(&mut self, channel: &ChannelSnapshot<'_>, queue: &str, at: Moment) {
        let Some((place, story)) = self.known(channel) else { return };
        let Some(leg) = story.leg(place.leg).filter(|leg| leg.ended().is_none()) else { return };
        let since = leg.app_since.filter(|_| leg.app == App::Queue).unwrap_or(at);
        if !story.visits.iter().any(|visit| visit.leg == place.leg && &*visit.queue == queue) {
            self.queue_joined(channel, queue, None, since);
        }
    }

    pub(super) fn queue_left(
        &mut self,
        channel: &ChannelSnapshot<'_>,
        queue: &str,
        queues: &Queues,
        at: Moment,
    ) {
        self.joined_unseen(channel, queue, at);
        let Some((place, story)) = self.known(channel) else { return };
        let Some(visit) = story.visit_mut(place.leg, queue).filter(|visit| visit.left.is_none()) else {
            return;
        };
        visit.nobody_there = queues.has_nobody(queue);
        self.leaves_queue(place, at);
    }

    /// A caller is in no queue any longer: so an event of its leaving says, or one of what it does instead.
    pub(super) fn leaves_queue(&mut self, place: Place, at: Moment) {
        let Some(story) = self.calls.get_mut(place.call) else { return };
        let (call, mut any) = (story.id.clone(), false);
        for visit in story.visits.iter_mut().filter(|visit| visit.leg == place.leg && visit.left.is_none()) {
            visit.left = Some(at);
            let answered = visit.calls.iter().any(|call| call.connected.is_some());
            let left = QueueLeft {
                queue: visit.queue.clone(),
                call: call.clone(),
                outcome: answered.then_some(VisitOutcome::Answered),
            };
            self.news.push_back((at.at, ChangeKind::QueueLeft(left)));
            any = true;
        }
        if any {
            self.touch(place.call, at);
        }
    }

    pub(super) fn queue_abandoned(&mut self, channel: &ChannelSnapshot<'_>, queue: &str, at: Moment) {
        self.joined_unseen(channel, queue, at);
        let Some((place, story)) = self.known(channel) else { return };
        if let Some(visit) = story.visit_mut(place.leg, queue) {
            visit.abandon_seen = true;
            self.touch(place.call, at);
        }
    }

    pub(super) fn member_called(
        &mut self,
        channel: &ChannelSnapshot<'_>,
        callee: &ChannelSnapshot<'_>,
        member: &MemberSnapshot<'_>,
        at: Moment,
    ) {
        self.joined_unseen(channel, &member.queue, at);
        let callee = self.place_or_adopt(callee, at);
        let Some((place, story)) = self.known(channel) else { return };
        let leg = callee.filter(|callee| callee.call == place.call).map(|callee| callee.leg);
        story.name_member(leg, member);
        if let Some(visit) = story.visit_mut(place.leg, &member.queue) {
            let repeated = visit.calls.iter_mut().find(|call| {
                let same_leg = call.leg.is_none() || leg.is_none() || call.leg == leg;
                *call.interface == *member.interface && same_leg && call.began.is_near(at)
            });
            match repeated {
                Some(call) => call.leg = call.leg.or(leg),
                None => visit.calls.push(MemberCall::new(member, leg, at)),
            }
            self.touch(place.call, at);
        }
    }

    pub(super) fn member_connected(
        &mut self,
        channel: &ChannelSnapshot<'_>,
        callee: &ChannelSnapshot<'_>,
        member: &MemberSnapshot<'_>,
        at: Moment,
    ) {
        let callee = self.place(callee);
        let Some((place, story)) = self.known(channel) else { return };
        let leg = callee.filter(|callee| callee.call == place.call).map(|callee| callee.leg);
        story.name_member(leg, member);
        let Some(visit) = story.visit_mut(place.leg, &member.queue) else { return };
        let called = visit.calls.iter_mut().rev().find(|call| *call.interface == *member.interface);
        match called {
            Some(call) => {
                call.connected = call.connected.or(Some(at));
                call.leg = call.leg.or(leg);
            }
            None => {
                let call = MemberCall { connected: Some(at), ..MemberCall::new(member, leg, at) };
                visit.calls.push(call);
            }
        }
        self.leaves_queue(place, at);
        self.touch(place.call, at);
    }

    pub(super) fn member_completed(
        &mut self,
        channel: &ChannelSnapshot<'_>,
        member: &MemberSnapshot<'_>,
        at: Moment,
    ) {
        self.note_of_member(channel, member, at, |call| call.completed = call.completed.or(Some(at)));
    }

    pub(super) fn member_let_ring(
        &mut self,
        channel: &ChannelSnapshot<'_>,
        member: &MemberSnapshot<'_>,
        at: Moment,
    ) {
        self.note_of_member(channel, member, at, |call| call.let_ring = call.let_ring.or(Some(at)));
    }

    fn note_of_member(
        &mut self,
        channel: &ChannelSnapshot<'_>,
        member: &MemberSnapshot<'_>,
        at: Moment,
        note: impl FnOnce(&mut MemberCall),
    ) {
        let Some((place, story)) = self.known(channel) else { return };
        let Some(visit) = story.visit_mut(place.leg, &member.queue) else { return };
        let is_called = |call: &MemberCall| is_interface(&call.interface, &member.interface);
        match visit.calls.iter_mut().rev().find(|call| is_called(call)) {
            Some(call) => note(call),
            None => {
                // That the member was called was not seen, nor on which channel.
                let mut call = MemberCall::new(member, None, at);
                note(&mut call);
                visit.calls.push(call);
            }
        }
        self.touch(place.call, at);
    }
}

/// Whether a member is the one of this interface. The channel of a Local member, after which it is called where no
/// event named it, lacks the options of its interface: `Local/104@agents/n`.
fn is_interface(known: &str, interface: &str) -> bool {
    let bare = interface.rsplit_once('/').map(|(bare, _)| bare).filter(|bare| bare.contains('@'));
    known == interface || bare == Some(known)
}

impl MemberCall {
    pub(super) fn new(member: &MemberSnapshot<'_>, leg: Option<LegNo>, began: Moment) -> Self {
        Self {
            interface: (&*member.interface).into(),
            leg,
            began,
            connected: None,
            let_ring: None,
            completed: None,
        }
    }
}

impl Story {
    /// The last visit of a leg to a queue.
    fn visit_mut(&mut self, leg: LegNo, queue: &str) -> Option<&mut Visit> {
        self.visits.iter_mut().rev().find(|visit| visit.leg == leg && &*visit.queue == queue)
    }

    /// The queue knows its members by name, their phones may not.
    fn name_member(&mut self, leg: Option<LegNo>, member: &MemberSnapshot<'_>) {
        if let Some(leg) = leg.and_then(|leg| self.leg_mut(leg))
            && leg.display.is_none()
        {
            leg.display = text(member.name.as_deref().filter(|name| *name != &*member.interface));
        }
    }
}
