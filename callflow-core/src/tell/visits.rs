//! Queue visits: what ended each, who was called, and how long the member talked.

use alloc::sync::Arc;
use alloc::vec::Vec;

use super::Teller;
use super::talk::Spell;
use crate::call::{Attempt, AttemptOutcome, Outcome, QueueVisit, TurnedAway, VisitOutcome};
use crate::story::{App, LegNo, MemberCall, Moment, Transferred, Visit, member_number, strip_technology};

impl Teller<'_> {
    pub(super) fn queue_visits(&self) -> Vec<QueueVisit> {
        self.story.visits.iter().map(|visit| self.queue_visit(visit)).collect()
    }

    pub(super) fn turned_away(&self) -> Vec<TurnedAway> {
        let refused = self.story.unjoined.iter().filter(|unjoined| unjoined.refused);
        refused.map(|refused| TurnedAway { queue: refused.queue.clone(), at: refused.at.at }).collect()
    }

    /// The last queue that answered, else the last one waited in.
    pub(super) fn last_queue(&self) -> Option<&str> {
        let visits = &self.story.visits;
        let answered = visits.iter().rev().find(|v| self.visit_outcome(v) == Some(VisitOutcome::Answered));
        answered.or(visits.last()).map(|visit| &*visit.queue)
    }

    fn queue_visit(&self, visit: &Visit) -> QueueVisit {
        let left = visit.left.unwrap_or(self.story.last);
        let connected = self.connected(visit);
        let answered = connected.map(|(call, _)| call);
        let (talk_ms, hold_ms) = connected.map_or((0, 0), |(_, since)| self.member_talk(since));
        QueueVisit {
            queue: visit.queue.clone(),
            joined_at: visit.joined.at,
            left_at: visit.left.map(|left| left.at),
            outcome: self.visit_outcome(visit),
            position: visit.position,
            wait_ms: left.at.millis_since(visit.joined.at),
            member: connected.map(|(call, _)| self.member(call)),
            talk_ms,
            hold_ms,
            attempts: visit.calls.iter().map(|call| self.attempt(visit, call, answered)).collect(),
            earlier_attempts: visit.earlier.clone(),
        }
    }

    /// The member whom the caller was connected with, and since when: the one of whom `AgentConnect` tells, else
    /// the one whose phone was up when the caller left the queue.
    fn connected<'v>(&self, visit: &'v Visit) -> Option<(&'v MemberCall, Moment)> {
        let told = visit.calls.iter().find_map(|call| Some((call, call.connected?)));
        told.or_else(|| visit.calls.iter().find_map(|call| Some((call, self.picked_up(visit, call)?))))
    }

    /// When a member's phone was up, if that was before the caller left the queue. The caller leaves before
    /// `AgentConnect` tells of the member.
    fn picked_up(&self, visit: &Visit, call: &MemberCall) -> Option<Moment> {
        let leg = self.story.leg(call.leg?).filter(|_| call.let_ring.is_none())?;
        let up = leg.up()?;
        // A member may pick up, and be gone before the caller is put through.
        let still_there = |left: Moment| leg.ended().or(leg.asked).is_none_or(|gone| gone.is_since(left));
        visit.left.is_some_and(|left| up < left && still_there(left)).then_some(up)
    }

    /// What ended a visit; `None` while it goes on.
    ///
    /// Asterisk sends the same two events for a caller who hangs up, a timeout, an empty queue and a withdrawal.
    /// `QUEUESTATUS` tells where variables are sent; else it is an abandon only if the caller's channel was
    /// ending, and a timeout if the caller waited as long as `Queue()` was told.
    pub(super) fn visit_outcome(&self, visit: &Visit) -> Option<VisitOutcome> {
        const TIMEOUT_SLACK_MS: u64 = 1_500;
        let left = visit.left?;
        if self.connected(visit).is_some() {
            return Some(VisitOutcome::Answered);
        }
        let caller = self.story.leg(visit.leg)?;
        if visit.lost {
            return Some(VisitOutcome::Lost);
        }
        if self.story.cut_off && caller.ended().is_some() {
            return Some(VisitOutcome::Lost);
        }
        if self.was_redirected(visit.leg, left) {
            return Some(VisitOutcome::Transferred);
        }
        match visit.status.as_deref() {
            Some("TIMEOUT") => return Some(VisitOutcome::Timeout),
            Some("LEAVEEMPTY" | "LEAVEUNAVAIL") => return Some(VisitOutcome::ExitEmpty),
            Some("WITHDRAW" | "WITHDRAWN") => return Some(VisitOutcome::Withdrawn),
            Some("CONTINUE") => return Some(VisitOutcome::Answered),
            _ => {}
        }
        let before = |at: Option<Moment>| at.is_some_and(|at| at <= left);
        // Hung up from outside, it is gone a moment later without another step.
        let torn_out =
            caller.app == App::Queue && caller.dismissed.is_some_and(|dismissed| dismissed.is_near(left));
        if before(caller.asked) || before(caller.dismissed) || before(caller.ended()) || torn_out {
            return Some(VisitOutcome::Abandoned);
        }
        if !visit.abandon_seen {
            return Some(VisitOutcome::ExitKey);
        }
        if visit.nobody_there {
            return Some(VisitOutcome::ExitEmpty);
        }
        let waited = left.at.millis_since(visit.joined.at);
        match visit.timeout_s {
            Some(timeout) if waited.saturating_add(TIMEOUT_SLACK_MS) >= u64::from(timeout) * 1_000 => {
                Some(VisitOutcome::Timeout)
            }
            Some(_) => Some(VisitOutcome::Withdrawn),
            // Without the dial plan's steps nothing tells how long the queue was to wait.
            None => Some(VisitOutcome::Timeout),
        }
    }

    fn member(&self, call: &MemberCall) -> Arc<str> {
        let picker = self.picker(call);
        picker.and_then(|picker| self.number(picker)).unwrap_or_else(|| self.called_member(call))
    }

    fn called_member(&self, call: &MemberCall) -> Arc<str> {
        member_number(self.plan, &call.interface)
            .map(Arc::from)
            .or_else(|| self.number_behind(call.leg?))
            // Until the phone behind it is known, at least without technology, context and options.
            .unwrap_or_else(|| {
                strip_technology(&call.interface).split(['@', '/']).next().unwrap_or_default().into()
            })
    }

    /// Who took a member's call from another phone; the queue knows only of the member that it called.
    fn picker(&self, call: &MemberCall) -> Option<LegNo> {
        let rang = self.leg_behind(call.leg.filter(|_| call.connected.is_some())?);
        self.story.pickups.iter().find(|pickup| pickup.target == rang).map(|pickup| pickup.picker)
    }

    /// `answered` is the call with which the visit came to its end.
    pub(super) fn attempt(&self, visit: &Visit, call: &MemberCall, answered: Option<&MemberCall>) -> Attempt {
        let leg = call.leg.and_then(|no| self.leg(no));
        let rang = leg.and_then(|(_, leg)| leg.rang()).unwrap_or(call.began);
        // A member may hear an announcement before it is connected.
        let stopped = leg
            .and_then(|(_, leg)| leg.up())
            .or(call.connected)
            .or(call.let_ring)
            .or_else(|| leg.and_then(|(_, leg)| leg.ended()))
            .or(visit.left)
            .unwrap_or(self.story.last);
        Attempt {
            member: self.called_member(call),
            outcome: self.attempt_outcome(visit, call, answered),
            ring_ms: stopped.at.millis_since(rang.at),
        }
    }

    fn attempt_outcome(
        &self,
        visit: &Visit,
        call: &MemberCall,
        answered: Option<&MemberCall>,
    ) -> Option<AttemptOutcome> {
        if answered.is_some_and(|answered| core::ptr::eq(answered, call)) {
            let picked_up = self.picker(call).is_some();
            return Some(if picked_up { AttemptOutcome::Cancelled } else { AttemptOutcome::Answered });
        }
        let refused = call.leg.map(|no| self.leg_behind(no)).and_then(|no| self.leg(no));
        match refused.and_then(|(no, leg)| self.outcome(no, leg)) {
            Some(Outcome::Busy) => return Some(AttemptOutcome::Busy),
            Some(Outcome::Failed | Outcome::Congestion) => return Some(AttemptOutcome::Failed),
            _ if call.let_ring.is_some() => return Some(AttemptOutcome::NoAnswer),
            _ => {}
        }
        let (no, leg) = self.leg(call.leg?)?;
        let over = leg.ended()?;
        match self.outcome(no, leg)? {
            Outcome::Busy => Some(AttemptOutcome::Busy),
            Outcome::Failed | Outcome::Congestion => Some(AttemptOutcome::Failed),
            // It rang out only if the caller was still there to wait on.
            Outcome::NoAnswer if visit.left.is_none_or(|left| over < left) => Some(AttemptOutcome::NoAnswer),
            _ => Some(AttemptOutcome::Cancelled),
        }
    }

    /// How long the connected member talked with the caller, and how much of that it held: from their first talk
    /// until the member left, gave the caller away, or the caller joined a queue anew.
    fn member_talk(&self, connected: Moment) -> (u64, u64) {
        let number = |no: &LegNo| self.number(*no);
        let after = |spell: &&Spell| spell.to.is_none_or(|to| to > connected);
        // The phone is not always the member's own: it may have been picked up from, or diverted.
        let Some(first) = self.spells.iter().find(after) else { return (0, 0) };
        let members: Vec<_> = first.peers.iter().map(number).collect();
        let is_member = |no: &LegNo| members.contains(&number(no));
        let given_away = self.given_away(first.from, &members);
        let before = |spell: &&Spell| given_away.is_none_or(|away| spell.from < away);
        let mut spells = self.spells.iter().filter(after).filter(before);
        let last = spells.rfind(|spell| spell.peers.iter().any(is_member)).unwrap_or(first);
        let until = last.to.unwrap_or(self.story.last);
        let until = given_away.map_or(until, |away| until.min(away));
        let member = |hold: &&crate::call::Hold| {
            members.contains(&hold.by) && hold.from >= first.from.at && hold.from <= until.at
        };
        let held = self.holds().iter().filter(member).map(|hold| hold.ms).sum();
        (until.at.millis_since(first.from.at), held)
    }

    /// When those who talk with the caller since `since` gave it away, or it went into a queue again.
    fn given_away(&self, since: Moment, members: &[Option<Arc<str>>]) -> Option<Moment> {
        let story = self.story;
        let by_member = |no: LegNo| members.contains(&self.number_behind(no));
        let transfers = story.transfers.iter().filter_map(|transfer| match transfer {
            Transferred::Blind(blind) if by_member(blind.by) => Some(blind.at),
            Transferred::Attended(attended) if by_member(attended.first) => Some(attended.at),
            _ => None,
        });
        let parks = story.parks.iter().map(|park| park.from);
        let visits = story.visits.iter().map(|visit| visit.joined);
        transfers.chain(parks).chain(visits).filter(|at| *at > since).min()
    }
}
