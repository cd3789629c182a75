//! What is counted.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use foldhash::fast::FixedState;

use crate::error::SendError;

/// Upper bounds of the buckets of [`ActionMetrics::latency`], in milliseconds; the last bucket is for what took longer.
pub const LATENCY_BUCKETS: [u64; 12] = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 5_000, 10_000];

/// What a client has counted since it was made.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Metrics {
    /// Logins.
    pub connects: u64,
    /// Connections lost.
    pub disconnects: u64,
    /// Attempts that came to nothing.
    pub failures: u64,
    /// Times without connection, and frames that could not be read: gaps that every listener was told.
    pub gaps: u64,
    /// Bytes received.
    pub bytes: u64,
    /// Events received.
    pub events: u64,
    /// Events received, by name. Names beyond 1,024 count as `other`.
    pub events_by_name: BTreeMap<String, u64>,
    /// Frames that were no messages, or too large.
    pub unreadable: u64,
    /// Actions.
    pub actions: ActionMetrics,
    /// Those who listen.
    pub subscribers: Vec<SubscriberMetrics>,
}

/// What became of actions, the client's own left aside.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct ActionMetrics {
    /// Given to the connection.
    pub sent: u64,
    /// Answered by an error.
    pub refused: u64,
    /// Not answered in time.
    pub timed_out: u64,
    /// Under way when the connection was lost.
    pub lost: u64,
    /// How many were answered within each of [`LATENCY_BUCKETS`] (not summed up), from sending to the response.
    pub latency: [u64; LATENCY_BUCKETS.len() + 1],
    /// The sum of all latencies.
    pub latency_sum: Duration,
}

/// One who listens.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SubscriberMetrics {
    /// As [named](crate::SubscribeOptions::named).
    pub name: String,
    /// Messages that wait to be read.
    pub messages: usize,
    /// Their size in bytes.
    pub bytes: usize,
    /// Gaps because it was slow.
    pub gaps: u64,
    /// Events that it missed because it was slow.
    pub missed: u64,
}

/// So that no peer can make names without end.
const MOST_NAMES: usize = 1_024;

#[derive(Debug, Default)]
pub(crate) struct Meters {
    counts: Mutex<Counts>,
    /// Locked by the driver for as long as it takes what one read brought.
    events: Mutex<EventCounts>,
}

/// Events, by name.
#[derive(Debug, Default)]
pub(crate) struct EventCounts {
    all: u64,
    names: HashMap<Box<[u8]>, u64, FixedState>,
}

#[derive(Debug, Default)]
pub(crate) struct Counts {
    pub(crate) connects: u64,
    pub(crate) disconnects: u64,
    pub(crate) failures: u64,
    pub(crate) gaps: u64,
    pub(crate) bytes: u64,
    pub(crate) unreadable: u64,
    pub(crate) actions: ActionMetrics,
}

impl Meters {
    pub(crate) fn lock(&self) -> MutexGuard<'_, Counts> {
        // Counting cannot panic half-way.
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn events(&self) -> MutexGuard<'_, EventCounts> {
        self.events.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn read(&self) -> Metrics {
        // In the order in which the driver locks them.
        let events = self.events();
        let counts = self.lock();
        let names = events.names.iter();
        Metrics {
            connects: counts.connects,
            disconnects: counts.disconnects,
            failures: counts.failures,
            gaps: counts.gaps,
            bytes: counts.bytes,
            events: events.all,
            events_by_name: names
                .map(|(name, count)| (String::from_utf8_lossy(name).into_owned(), *count))
                .collect(),
            unreadable: counts.unreadable,
            actions: counts.actions,
            subscribers: Vec::new(),
        }
    }
}

impl EventCounts {
    pub(crate) fn event(&mut self, name: &[u8]) {
        self.all += 1;
        if let Some(count) = self.names.get_mut(name) {
            *count += 1;
            return;
        }
        let name = if self.names.len() < MOST_NAMES { name } else { b"other" };
        *self.names.entry(name.into()).or_default() += 1;
    }
}

impl Counts {
    pub(crate) fn answered(&mut self, latency: Duration) {
        let millis = u64::try_from(latency.as_micros().div_ceil(1_000)).unwrap_or(u64::MAX);
        let bucket = LATENCY_BUCKETS.iter().position(|bound| millis <= *bound);
        if let Some(count) = self.actions.latency.get_mut(bucket.unwrap_or(LATENCY_BUCKETS.len())) {
            *count += 1;
        }
        self.actions.latency_sum += latency;
    }

    pub(crate) fn failed(&mut self, error: &SendError) {
        match error {
            SendError::Refused { .. } | SendError::PermissionDenied => self.actions.refused += 1,
            SendError::TimedOut(_) => self.actions.timed_out += 1,
            SendError::OutcomeUnknown | SendError::NotSent => self.actions.lost += 1,
            _ => {}
        }
    }
}
