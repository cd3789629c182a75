//! What is counted of one call.

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::is_over;
use crate::call::Call;
use crate::metrics::{AgentCounts, EndedVisit, Tally, agent_shares};
use crate::plan::CallCentre;
use crate::time::Timestamp;

/// What the last record of a call gave.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(super) struct Entry {
    /// When it goes into the rows; `None` while the call lives.
    pub(super) settles: Option<Timestamp>,
    /// Callers who wait: queue and time of joining.
    waiting: Vec<(Arc<str>, Timestamp)>,
    /// What is counted of queues, and to which time it belongs.
    tallies: Vec<(Arc<str>, Timestamp, Tally)>,
    /// What is counted of everyone in the call, by number, as of the call's end.
    shares: Box<[(Arc<str>, AgentCounts)]>,
    ended_at: Timestamp,
}

impl Entry {
    /// Nothing of a call that became part of another one.
    pub(super) fn of(call: &Call, centre: &CallCentre, settles: Timestamp) -> Self {
        if call.merged_into.is_some() {
            return Self::default();
        }
        let over = is_over(call);
        let visits = EndedVisit::all_of(call).map(|visit| {
            let tally = Tally::of([&visit], centre.limits(&visit.queue));
            (visit.queue, visit.left_at, tally)
        });
        let refused = call.turned_away.iter().map(|refused| {
            let tally = Tally { turned_away: 1, ..Tally::default() };
            (refused.queue.clone(), refused.at, tally)
        });
        let waits = call.queue_visits.iter().filter(|visit| visit.left_at.is_none() && !over);
        Self {
            waiting: waits.map(|visit| (visit.queue.clone(), visit.joined_at)).collect(),
            tallies: visits.chain(refused).collect(),
            shares: agent_shares(call).into_iter().collect(),
            ended_at: call.ended_at.unwrap_or(call.started_at),
            settles: over.then_some(settles),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty() && self.tallies.is_empty() && self.shares.is_empty()
    }

    pub(super) fn queues(&self) -> impl Iterator<Item = &str> {
        let counted = self.tallies.iter().map(|(queue, ..)| &**queue);
        self.waiting.iter().map(|(queue, _)| &**queue).chain(counted)
    }

    pub(super) fn waiting(&self, queue: &str) -> impl Iterator<Item = Timestamp> {
        self.waiting.iter().filter(move |(known, _)| **known == *queue).map(|(_, joined)| *joined)
    }

    pub(super) fn tallies(&self, queue: &str) -> impl Iterator<Item = (Timestamp, Tally)> {
        self.tallies.iter().filter(move |(known, ..)| **known == *queue).map(|(_, at, tally)| (*at, *tally))
    }

    pub(super) fn share(&self, number: &str) -> Option<(Timestamp, AgentCounts)> {
        let own = self.shares.iter().find(|(known, _)| **known == *number);
        own.map(|(_, counts)| (self.ended_at, *counts))
    }

    pub(super) fn all_tallies(&self) -> impl Iterator<Item = (&str, Timestamp, Tally)> {
        self.tallies.iter().map(|(queue, at, tally)| (&**queue, *at, *tally))
    }

    pub(super) fn all_shares(&self) -> impl Iterator<Item = (&str, Timestamp, AgentCounts)> {
        self.shares.iter().map(|(number, counts)| (&**number, self.ended_at, *counts))
    }
}
