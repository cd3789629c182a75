//! What is counted of visits: counts and sums, from which all rates follow.

use core::ops::AddAssign;

use serde::{Deserialize, Serialize};

use super::EndedVisit;
use crate::call::VisitOutcome;
use crate::plan::Limits;

/// Counts and sums over the visits that ended in some interval. Tallies of parts add up to that of the whole.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Tally {
    /// Visits that ended.
    pub visits: u64,
    /// By a member who was connected (a).
    pub answered: u64,
    /// By a caller who hung up while waiting (b).
    pub abandoned: u64,
    /// Of those abandoned: after less than the limit of the queue (default 5 s).
    pub short_abandoned: u64,
    /// By the queue's own timeout.
    pub timeout: u64,
    /// By a key.
    pub exit_key: u64,
    /// Because no member could take a call.
    pub exit_empty: u64,
    /// By `QueueWithdrawCaller`.
    pub withdrawn: u64,
    /// By a redirect or transfer out of the queue.
    pub transferred: u64,
    /// Unseen.
    pub lost: u64,
    /// Callers who were not let in. They made no visit, and are not in `visits`.
    pub turned_away: u64,
    /// Answered within `T`.
    pub answered_in_time: u64,
    /// Abandoned within `T`.
    pub abandoned_in_time: u64,
    /// Answered, and the call is over.
    pub handled: u64,
    /// Answered attempts of which the ringing is known.
    pub rung: u64,
    /// The sum of the waits of all visits but the lost.
    pub wait_ms: u64,
    /// The sum of the waits of those answered.
    pub answered_wait_ms: u64,
    /// The longest wait of those answered.
    pub longest_answered_wait_ms: u64,
    /// The longest wait of those abandoned.
    pub longest_abandoned_wait_ms: u64,
    /// The longest wait of all visits but the lost.
    pub longest_wait_ms: u64,
    /// The sum of the ringing of answered attempts.
    pub ring_ms: u64,
    /// The sum of the talks of those handled, hold included.
    pub talk_ms: u64,
    /// The sum of their holds.
    pub hold_ms: u64,
    /// The sum of the members' work after a call.
    pub wrap_up_ms: u64,
}

impl Tally {
    /// The tally of visits that are all counted by the same limits.
    pub fn of<'v>(visits: impl IntoIterator<Item = &'v EndedVisit>, limits: Limits) -> Self {
        let mut tally = Self::default();
        visits.into_iter().for_each(|visit| tally.add(visit, limits));
        tally
    }

    /// Adds a visit.
    pub fn add(&mut self, visit: &EndedVisit, limits: Limits) {
        let wait = visit.wait_ms;
        let in_time = u64::from(wait <= u64::from(limits.service_level_s) * 1_000);
        let short = u64::from(wait < u64::from(limits.short_abandon_s) * 1_000);
        self.visits += 1;
        match visit.outcome {
            VisitOutcome::Answered => {
                self.answered += 1;
                self.answered_in_time += in_time;
                grow(&mut self.answered_wait_ms, wait);
                self.longest_answered_wait_ms = self.longest_answered_wait_ms.max(wait);
            }
            VisitOutcome::Abandoned => {
                self.abandoned += 1;
                self.abandoned_in_time += in_time;
                self.short_abandoned += short;
                self.longest_abandoned_wait_ms = self.longest_abandoned_wait_ms.max(wait);
            }
            VisitOutcome::Timeout => self.timeout += 1,
            VisitOutcome::ExitKey => self.exit_key += 1,
            VisitOutcome::ExitEmpty => self.exit_empty += 1,
            VisitOutcome::Withdrawn => self.withdrawn += 1,
            VisitOutcome::Transferred => self.transferred += 1,
            VisitOutcome::Lost => self.lost += 1,
        }
        if visit.outcome != VisitOutcome::Lost {
            grow(&mut self.wait_ms, wait);
            self.longest_wait_ms = self.longest_wait_ms.max(wait);
        }
        if let Some(ring) = visit.ring_ms {
            self.rung += 1;
            grow(&mut self.ring_ms, ring);
        }
        if let Some(talk) = visit.talk_ms {
            self.handled += 1;
            grow(&mut self.talk_ms, talk);
            grow(&mut self.hold_ms, visit.hold_ms);
        }
    }

    /// Visits that ended neither by an answer nor by the caller: timeout, key, empty queue, withdrawal, transfer.
    #[must_use]
    pub fn flow_outs(&self) -> u64 {
        self.timeout + self.exit_key + self.exit_empty + self.withdrawn + self.transferred
    }

    /// a + b + flow-outs: the visits whose end is known, the base of most rates.
    #[must_use]
    pub fn offered(&self) -> u64 {
        self.answered + self.abandoned + self.flow_outs()
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.visits += other.visits;
        self.answered += other.answered;
        self.abandoned += other.abandoned;
        self.short_abandoned += other.short_abandoned;
        self.timeout += other.timeout;
        self.exit_key += other.exit_key;
        self.exit_empty += other.exit_empty;
        self.withdrawn += other.withdrawn;
        self.transferred += other.transferred;
        self.lost += other.lost;
        self.turned_away += other.turned_away;
        self.answered_in_time += other.answered_in_time;
        self.abandoned_in_time += other.abandoned_in_time;
        self.handled += other.handled;
        self.rung += other.rung;
        grow(&mut self.wait_ms, other.wait_ms);
        grow(&mut self.answered_wait_ms, other.answered_wait_ms);
        self.longest_answered_wait_ms = self.longest_answered_wait_ms.max(other.longest_answered_wait_ms);
        self.longest_abandoned_wait_ms = self.longest_abandoned_wait_ms.max(other.longest_abandoned_wait_ms);
        self.longest_wait_ms = self.longest_wait_ms.max(other.longest_wait_ms);
        grow(&mut self.ring_ms, other.ring_ms);
        grow(&mut self.talk_ms, other.talk_ms);
        grow(&mut self.hold_ms, other.hold_ms);
        grow(&mut self.wrap_up_ms, other.wrap_up_ms);
    }
}

/// Sums of milliseconds may come from clocks gone mad; they stop growing where counts of calls never get.
pub(super) fn grow(sum: &mut u64, by: u64) {
    *sum = sum.saturating_add(by);
}

#[cfg(test)]
pub(super) mod samples {
    use alloc::vec::Vec;

    use super::*;
    use crate::time::Timestamp;

    pub(in crate::metrics) fn visit(outcome: VisitOutcome, wait_s: u64) -> EndedVisit {
        let joined_at = Timestamp::from_unix_micros(1_800_000_000_000_000);
        let answered = outcome == VisitOutcome::Answered;
        EndedVisit {
            queue: "sales".into(),
            joined_at,
            left_at: joined_at.saturating_add(core::time::Duration::from_secs(wait_s)),
            outcome,
            wait_ms: wait_s * 1_000,
            ring_ms: answered.then_some(3_000),
            talk_ms: answered.then_some(60_000),
            hold_ms: if answered { 6_000 } else { 0 },
        }
    }

    /// Four answered (two in time), three abandoned (one short, two in time), two flow-outs, one lost, two turned
    /// away; 40 s of wrap-up.
    pub(in crate::metrics) fn busy_hour() -> Tally {
        use VisitOutcome::{Abandoned, Answered, ExitKey, Lost, Timeout};
        let visits: Vec<EndedVisit> = [
            (Answered, 10),
            (Answered, 20),
            (Answered, 21),
            (Answered, 49),
            (Abandoned, 4),
            (Abandoned, 5),
            (Abandoned, 90),
            (Timeout, 60),
            (ExitKey, 1),
            (Lost, 500),
        ]
        .map(|(outcome, wait)| visit(outcome, wait))
        .into();
        let mut tally = Tally::of(&visits, Limits::default());
        tally.turned_away = 2;
        tally.wrap_up_ms = 40_000;
        tally
    }
}

#[cfg(test)]
mod tests {
    use super::samples::{busy_hour, visit};
    use super::*;

    #[test]
    fn every_end_is_counted_once() {
        let tally = busy_hour();
        assert_eq!(tally.visits, 10);
        assert_eq!(tally.answered + tally.abandoned + tally.flow_outs() + tally.lost, tally.visits);
        assert_eq!((tally.answered, tally.abandoned, tally.flow_outs(), tally.lost), (4, 3, 2, 1));
        assert_eq!((tally.answered_in_time, tally.abandoned_in_time, tally.short_abandoned), (2, 2, 1));
        assert_eq!(tally.offered(), 9);
        assert_eq!(tally.wait_ms, 260_000);
    }

    #[test]
    fn at_the_threshold_is_in_time_and_at_the_short_limit_is_not_short() {
        let limits = Limits { service_level_s: 20, short_abandon_s: 5 };
        for (outcome, wait_ms, in_time, short) in [
            (VisitOutcome::Answered, 20_000, 1, 0),
            (VisitOutcome::Answered, 20_001, 0, 0),
            (VisitOutcome::Abandoned, 4_999, 1, 1),
            (VisitOutcome::Abandoned, 5_000, 1, 0),
            (VisitOutcome::Abandoned, 20_001, 0, 0),
        ] {
            let tally = Tally::of(&[EndedVisit { wait_ms, ..visit(outcome, 0) }], limits);
            assert_eq!(tally.answered_in_time + tally.abandoned_in_time, in_time, "{outcome:?} {wait_ms}");
            assert_eq!(tally.short_abandoned, short, "{outcome:?} {wait_ms}");
        }
    }

    #[test]
    fn an_answered_call_that_goes_on_is_not_handled_yet() {
        let goes_on = EndedVisit { talk_ms: None, hold_ms: 0, ..visit(VisitOutcome::Answered, 3) };
        let tally = Tally::of(&[goes_on, visit(VisitOutcome::Answered, 3)], Limits::default());
        assert_eq!((tally.answered, tally.handled, tally.talk_ms), (2, 1, 60_000));
    }
}
