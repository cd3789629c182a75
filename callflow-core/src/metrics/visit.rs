//! A queue visit as the formulas see it.

use alloc::sync::Arc;
use serde::{Deserialize, Serialize};

use crate::call::{AttemptOutcome, Call, CallState, QueueVisit, VisitOutcome};
use crate::time::Timestamp;

/// A visit that ended, taken out of its call's record. [`EndedVisit::all_of`] makes them.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
pub struct EndedVisit {
    /// The queue.
    pub queue: Arc<str>,
    /// When the caller joined.
    pub joined_at: Timestamp,
    /// When the caller left.
    pub left_at: Timestamp,
    /// What ended it.
    pub outcome: VisitOutcome,
    /// How long the caller waited.
    pub wait_ms: u64,
    /// How long the phone rang that was answered; `None` if none was.
    pub ring_ms: Option<u64>,
    /// How long the member talked, hold included; `None` if nobody did, or the call goes on.
    pub talk_ms: Option<u64>,
    /// How much of that was hold.
    pub hold_ms: u64,
}

impl EndedVisit {
    /// The ended visits of a call, in the order of joining; none of one that became part of another call, which
    /// counts nowhere.
    pub fn all_of(call: &Call) -> impl Iterator<Item = Self> {
        let counts = call.merged_into.is_none();
        call.queue_visits.iter().filter(move |_| counts).filter_map(|visit| Self::of(call, visit))
    }

    /// `None` while the caller waits.
    ///
    /// Where the call ended and nothing told that the visit did, its end was lost.
    fn of(call: &Call, visit: &QueueVisit) -> Option<Self> {
        let over = call.state == CallState::Ended;
        let lost = || call.ended_at.filter(|_| over).map(|ended| ended.max(visit.joined_at));
        let (left_at, outcome) = match (visit.left_at, visit.outcome) {
            (Some(left), Some(outcome)) => (left, outcome),
            (Some(left), None) => (left, VisitOutcome::Lost),
            (None, _) => (lost()?, VisitOutcome::Lost),
        };
        let answered = outcome == VisitOutcome::Answered;
        let rang = visit.attempts.iter().find(|attempt| attempt.outcome == Some(AttemptOutcome::Answered));
        Some(Self {
            queue: visit.queue.clone(),
            joined_at: visit.joined_at,
            left_at,
            outcome,
            wait_ms: visit.wait_ms,
            ring_ms: rang.filter(|_| answered).map(|attempt| attempt.ring_ms),
            talk_ms: (answered && over).then_some(visit.talk_ms),
            hold_ms: if answered && over { visit.hold_ms } else { 0 },
        })
    }
}
