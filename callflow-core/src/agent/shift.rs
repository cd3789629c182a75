//! The intervals of one agent, and the times that are their sums.

use alloc::collections::VecDeque;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::{AgentState, Interval, Standing};
use crate::metrics::AgentTimes;
use crate::plan::CallCentre;
use crate::time::Timestamp;
use crate::zone::Span;

/// More are not kept of an agent, however short they were; a flapping device must not fill the memory.
const MOST_KEPT: usize = 1_000;

#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct Shift {
    /// When it was first seen.
    first: Timestamp,
    open: Interval,
    /// Ended ones, in order; those of the last days only.
    kept: VecDeque<Interval>,
    /// The sum of all that ended.
    ended: AgentTimes,
    /// What was in the day that began then, of intervals of it that are no longer kept.
    dropped: (Timestamp, AgentTimes),
}

impl Shift {
    pub(super) fn new(state: AgentState, at: Timestamp) -> Self {
        let open = Interval { state, reason: None, queue: None, from: at, to: None };
        let dropped = (at, AgentTimes::default());
        Self { first: at, open, kept: VecDeque::new(), ended: AgentTimes::default(), dropped }
    }

    /// What an agent is doing that was just made.
    pub(super) fn begin_as(&mut self, standing: Standing) {
        let Standing { state, reason, queue } = standing;
        self.open = Interval { state, reason, queue, from: self.open.from, to: None };
    }

    pub(super) fn open(&self) -> &Interval {
        &self.open
    }

    /// Goes on as `next` from `at`, or from the beginning of the open interval if a clock says that `at` was before
    /// it. Gives the interval that ended; `None` if nothing changed.
    pub(super) fn go_on(&mut self, next: Standing, at: Timestamp, centre: &CallCentre) -> Option<Interval> {
        let Standing { state, reason, queue } = next;
        if state == self.open.state && reason == self.open.reason {
            // A phone is up before the queue tells whose call that is.
            self.open.queue = queue.or_else(|| self.open.queue.take());
            return None;
        }
        let at = at.max(self.open.from);
        let next = Interval { state, reason, queue, from: at, to: None };
        let mut before = core::mem::replace(&mut self.open, next);
        before.to = Some(at);
        self.ended.add(before.state, before.span(at));
        if before.from < at {
            self.kept.push_back(before.clone());
            self.drop_old(at, centre);
        }
        Some(before)
    }

    fn drop_old(&mut self, at: Timestamp, centre: &CallCentre) {
        let zone = &centre.zone;
        let day = zone.day_of(at);
        let cutoff = zone.days_back(at, centre.keep_days.max(1));
        while let Some(oldest) = self.kept.front() {
            let is_old = oldest.to.is_some_and(|to| to <= cutoff);
            if !is_old && self.kept.len() <= MOST_KEPT {
                break;
            }
            if self.dropped.0 != day.from {
                self.dropped = (day.from, AgentTimes::default());
            }
            if let Some(part) = oldest.span(at).common(day) {
                self.dropped.1.add(oldest.state, part);
            }
            self.kept.pop_front();
        }
    }

    /// The times within a day, which must be that of `now` or one whose intervals are all kept.
    pub(super) fn within(&self, day: Span, now: Timestamp) -> AgentTimes {
        let mut times = AgentTimes::default();
        if self.dropped.0 == day.from {
            times += self.dropped.1;
        }
        for interval in self.kept.iter().chain([&self.open]) {
            if let Some(part) = interval.span(now).common(day) {
                times.add(interval.state, part);
            }
        }
        times
    }

    /// When the agent was first seen.
    pub(super) fn first(&self) -> Timestamp {
        self.first
    }

    /// The times since the agent was first seen.
    pub(super) fn overall(&self, now: Timestamp) -> AgentTimes {
        let mut times = self.ended;
        times.add(self.open.state, self.open.span(now));
        times
    }

    /// Those that are kept, the open one last.
    pub(super) fn intervals(&self) -> Vec<Interval> {
        self.kept.iter().chain([&self.open]).cloned().collect()
    }
}
