//! Queue visits, from the lines of `queue_log` alone, and as corrections of visits that were seen in part.

use alloc::sync::Arc;
use alloc::vec::Vec;

use super::correct::agrees;
use super::queue_log::{QueueLogEntry, QueueLogEvent, certain};
use crate::call::{Attempt, AttemptOutcome, Call, HungUpBy, QueueVisit, VisitOutcome};
use crate::story::strip_technology;
use crate::time::Timestamp;

/// `talk_ms` of a visit and the whole seconds of `queue_log` are the same up to this.
pub(super) const TALK_SLACK_MS: u64 = 1_500;

/// A visit as `queue_log` has it.
#[derive(Debug)]
pub(super) struct Logged {
    pub(super) visit: QueueVisit,
    /// Who hung up, and when, if the visit ended the call.
    pub(super) hung_up: Option<(HungUpBy, Timestamp)>,
    /// The talk was written down, and with it its end.
    talk_is_known: bool,
}

/// The visits of a call, by the channels in its legs.
pub(super) fn logged(call: &Call, told: Option<&Call>, log: &[QueueLogEntry]) -> Vec<Logged> {
    let people = People { call, told };
    let mut visits: Vec<Logged> = Vec::new();
    let of_call = |entry: &&QueueLogEntry| call.legs.iter().any(|leg| entry.is_of(leg.uniqueid.as_str()));
    for entry in certain(log).filter(of_call) {
        if let QueueLogEvent::Entered { position } = entry.event {
            visits.push(Logged::entered(entry, position));
        } else if let Some(logged) = visits.iter_mut().rev().find(|logged| logged.visit.queue == entry.queue)
        {
            logged.goes_on(entry, &people);
        }
    }
    visits
}

impl Logged {
    fn entered(entry: &QueueLogEntry, position: Option<u32>) -> Self {
        let visit = QueueVisit {
            queue: entry.queue.clone(),
            joined_at: entry.at,
            left_at: None,
            outcome: None,
            position,
            wait_ms: 0,
            member: None,
            talk_ms: 0,
            hold_ms: 0,
            earlier_attempts: Vec::new(),
            attempts: Vec::new(),
        };
        Self { visit, hung_up: None, talk_is_known: false }
    }

    fn goes_on(&mut self, entry: &QueueLogEntry, people: &People<'_>) {
        let at = entry.at;
        match &entry.event {
            QueueLogEvent::Connected { channel, ring_s } => {
                let member = people.member(&entry.member, Some(channel.as_str()));
                self.leaves(VisitOutcome::Answered, at);
                self.tried(member.clone(), AttemptOutcome::Answered, ring_s.saturating_mul(1_000));
                self.visit.member = Some(member);
            }
            QueueLogEvent::CompletedByMember { talk_s } => self.talked(*talk_s, Some((HungUpBy::Callee, at))),
            QueueLogEvent::CompletedByCaller { talk_s } => self.talked(*talk_s, Some((HungUpBy::Caller, at))),
            QueueLogEvent::Transferred { talk_s } => self.talked(*talk_s, None),
            QueueLogEvent::Abandoned => {
                self.leaves(VisitOutcome::Abandoned, at);
                self.hung_up = Some((HungUpBy::Caller, at));
            }
            QueueLogEvent::TimedOut => self.leaves(VisitOutcome::Timeout, at),
            QueueLogEvent::LeftByKey => self.leaves(VisitOutcome::ExitKey, at),
            QueueLogEvent::LeftEmpty => self.leaves(VisitOutcome::ExitEmpty, at),
            QueueLogEvent::Withdrawn => self.leaves(VisitOutcome::Withdrawn, at),
            QueueLogEvent::LetRing { ring_ms } => {
                self.tried(people.member(&entry.member, None), AttemptOutcome::NoAnswer, *ring_ms);
            }
            QueueLogEvent::RingCancelled { ring_ms } => {
                self.tried(people.member(&entry.member, None), AttemptOutcome::Cancelled, *ring_ms);
            }
            QueueLogEvent::Entered { .. } | QueueLogEvent::Other(_) => {}
        }
    }

    fn leaves(&mut self, outcome: VisitOutcome, at: Timestamp) {
        let visit = &mut self.visit;
        visit.outcome = Some(outcome);
        visit.left_at = Some(at);
        visit.wait_ms = at.millis_since(visit.joined_at);
    }

    fn talked(&mut self, talk_s: u64, hung_up: Option<(HungUpBy, Timestamp)>) {
        self.visit.talk_ms = talk_s.saturating_mul(1_000);
        self.talk_is_known = true;
        self.hung_up = hung_up;
    }

    fn tried(&mut self, member: Arc<str>, outcome: AttemptOutcome, ring_ms: u64) {
        self.visit.attempts.push(Attempt { member, outcome: Some(outcome), ring_ms });
    }
}

/// Brings visits up to what was logged. Says whether anything of them had been hidden.
pub(super) fn correct(visits: &mut Vec<QueueVisit>, logged: &[Logged]) -> bool {
    let mut hidden = false;
    let mut known: Vec<usize> = Vec::new();
    for logged in logged {
        let new = &logged.visit;
        let same = |(place, old): &(usize, &QueueVisit)| {
            old.queue == new.queue && overlap(old, new) && !known.contains(place)
        };
        let apart = |(_, old): &(usize, &QueueVisit)| {
            old.joined_at.unix_micros().abs_diff(new.joined_at.unix_micros())
        };
        let found = visits.iter().enumerate().filter(same).min_by_key(apart).map(|(place, _)| place);
        match found.and_then(|place| Some((place, visits.get_mut(place)?))) {
            Some((place, old)) => {
                known.push(place);
                hidden |= correct_one(old, logged);
            }
            // A restart cuts a visit off in the log too; without an end it tells nothing that is sure.
            None if new.outcome.is_some() => {
                let place = visits.partition_point(|old| old.joined_at <= new.joined_at);
                visits.insert(place, new.clone());
                known.iter_mut().filter(|known| **known >= place).for_each(|known| *known += 1);
                known.push(place);
                hidden = true;
            }
            None => {}
        }
    }
    hidden
}

/// A joining that was not seen is told as one at the first sight of the caller in the queue.
fn overlap(old: &QueueVisit, new: &QueueVisit) -> bool {
    let meanwhile = |left: Timestamp| old.joined_at <= left || agrees(old.joined_at, left);
    let late = old.joined_at > new.joined_at && new.left_at.is_none_or(meanwhile);
    agrees(old.joined_at, new.joined_at) || late
}

fn correct_one(old: &mut QueueVisit, logged: &Logged) -> bool {
    let new = &logged.visit;
    let (Some(outcome), Some(left)) = (new.outcome, new.left_at) else { return false };
    let agree = old.left_at.is_some_and(|seen| agrees(seen, left));
    // A redirect is an abandon to the log, and was seen.
    let redirected = agree && old.outcome == Some(VisitOutcome::Transferred);
    let late = old.joined_at > new.joined_at && !agrees(old.joined_at, new.joined_at);
    if late {
        old.joined_at = new.joined_at;
        old.position = new.position;
        old.wait_ms = old.left_at.map_or(0, |left| left.millis_since(old.joined_at));
    }
    let other_end = (old.outcome != Some(outcome) && !redirected) || !agree;
    if other_end {
        old.left_at = Some(old.left_at.filter(|_| agree).map_or(left, |guess| guess.max(left)));
        old.outcome = Some(outcome);
        old.member.clone_from(&new.member);
        old.wait_ms = old.left_at.map_or(0, |left| left.millis_since(old.joined_at));
        correct_attempts(&mut old.attempts, &new.attempts);
    }
    let other_talk = logged.talk_is_known && old.talk_ms.abs_diff(new.talk_ms) > TALK_SLACK_MS;
    if other_talk {
        old.talk_ms = new.talk_ms;
    }
    late || other_end || other_talk
}

/// The log has the tries in the order of their ends; those that were seen have better times.
fn correct_attempts(old: &mut Vec<Attempt>, new: &[Attempt]) {
    let mut known: Vec<usize> = Vec::new();
    for new in new {
        let same = |(place, old): &(usize, &Attempt)| old.member == new.member && !known.contains(place);
        let Some(place) = old.iter().enumerate().find(same).map(|(place, _)| place) else {
            known.push(old.len());
            old.push(new.clone());
            continue;
        };
        known.push(place);
        if let Some(old) = old.get_mut(place).filter(|old| old.outcome != new.outcome) {
            // It went on ringing after the link was lost.
            old.ring_ms = old.ring_ms.max(new.ring_ms);
            old.outcome = new.outcome;
        }
    }
}

/// Whom names and channels belong to.
struct People<'a> {
    call: &'a Call,
    told: Option<&'a Call>,
}

impl People<'_> {
    /// The member's extension, by its channel or by its name.
    fn member(&self, name: &str, channel: Option<&str>) -> Arc<str> {
        let calls = || [Some(self.call), self.told].into_iter().flatten();
        let legs = || calls().flat_map(|call| &call.legs);
        let by_channel = legs().find(|leg| Some(leg.uniqueid.as_str()) == channel && leg.number.is_some());
        let by_name = || legs().find(|leg| leg.name.as_deref() == Some(name) && leg.number.is_some());
        let party = || {
            let mut parties = calls().flat_map(|call| &call.parties);
            parties.find(|party| party.name.as_deref() == Some(name)).map(|party| party.number.clone())
        };
        by_channel
            .or_else(by_name)
            .and_then(|leg| leg.number.clone())
            .or_else(party)
            .unwrap_or_else(|| strip_technology(name).split(['@', '/']).next().unwrap_or_default().into())
    }
}
