//! Counting from the change stream: what was counted of a call is replaced when its record changes, and taken back
//! when the call becomes part of another.
//!
//! [`Counted`] needs nothing but the changes, so whoever reads them (on a socket, from a webhook) can keep the same
//! figures: at any moment they are those of a recount from the last record told of each call. The entries of calls
//! that may still change stand apart from the sums; a while after its end a call's entry goes into the hour's row,
//! and the row of each hour of the last days and that of all time are all that is kept.

mod book;
mod entry;

use alloc::collections::{BTreeMap, BTreeSet, VecDeque};
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::time::Duration;

use serde::{Deserialize, Serialize};

use self::book::Book;
use self::entry::Entry;
use crate::agent::{AgentChange, AgentState};
use crate::call::{Call, CallState, QueueVisit};
use crate::change::ChangeKind;
use crate::ids::CallId;
use crate::metrics::{AgentCounts, Row, Tally};
use crate::plan::CallCentre;
use crate::time::Timestamp;

/// How long after its end a call's record may still change; it is remembered for half of that.
const SETTLED_AFTER: Duration = Duration::from_secs(120);

/// How many ended calls may still change at most; the tracker remembers a quarter of that, and memory is not to follow
/// the calls of two minutes on a system that ends thousands a second.
const MOST_SETTLING: usize = 40_000;

/// How many visits a queue's record shows.
const MOST_VISITS: usize = 20;

/// A visit as a queue's record shows it: with the call it belongs to.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CallVisit {
    /// The call.
    pub call: CallId,
    /// The visit, as it stands in the call's record.
    #[serde(flatten)]
    pub visit: QueueVisit,
}

/// Figures of queues and agents, counted from changes. See the [module](self).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct Counted {
    queues: BTreeMap<Arc<str>, Book<Tally>>,
    /// By the number of the agent's phone. Only those who were told to be agents.
    agents: BTreeMap<Arc<str>, Book<AgentCounts>>,
    /// What is counted of the calls that may still change.
    open: BTreeMap<CallId, Entry>,
    /// When the entries of ended calls go into the rows; the first one first.
    settling: VecDeque<(Timestamp, CallId)>,
    /// The last visits of each queue, in the order of joining.
    visits: BTreeMap<Arc<str>, VecDeque<CallVisit>>,
}

impl Counted {
    /// Takes a change that was told at `now`, and counts by the rules of `centre`.
    pub fn take(&mut self, change: &ChangeKind, centre: &CallCentre, now: Timestamp) {
        match change {
            ChangeKind::AgentState(change) => self.agent_changed(change, centre, now),
            change => {
                if let Some(call) = change.call() {
                    self.call_changed(call, centre, now);
                }
            }
        }
        self.settle(centre, now);
    }

    /// The queues of which something was counted, or in which somebody waits, by name.
    pub fn queues(&self) -> impl Iterator<Item = &str> {
        let open = self.open.values().flat_map(Entry::queues);
        let all: BTreeSet<&str> = self.queues.keys().map(|queue| &**queue).chain(open).collect();
        all.into_iter()
    }

    /// When those joined who wait in a queue now, the first one first.
    #[must_use]
    pub fn waiting(&self, queue: &str) -> Vec<Timestamp> {
        let mut waiting: Vec<Timestamp> = self.open.values().flat_map(|entry| entry.waiting(queue)).collect();
        waiting.sort_unstable();
        waiting
    }

    /// What was counted of a queue in the local day of `now`.
    #[must_use]
    pub fn queue_today(&self, queue: &str, centre: &CallCentre, now: Timestamp) -> Tally {
        let day = centre.zone.day_of(now);
        let settled = self.queues.get(queue).map(|book| book.within(day)).unwrap_or_default();
        self.with_open(queue, settled, |at| day.contains(at))
    }

    /// What was counted of a queue since the beginning.
    #[must_use]
    pub fn queue_overall(&self, queue: &str) -> Tally {
        let settled = self.queues.get(queue).map(Book::overall).unwrap_or_default();
        self.with_open(queue, settled, |_| true)
    }

    /// The rows of the hours of the local day of `now`, also those in which nothing happened.
    #[must_use]
    pub fn queue_hours(&self, queue: &str, centre: &CallCentre, now: Timestamp) -> Vec<Row> {
        let hour = |span: crate::zone::Span| {
            let settled = self.queues.get(queue).map(|book| book.within(span)).unwrap_or_default();
            Row { span, tally: self.with_open(queue, settled, |at| span.contains(at)) }
        };
        centre.zone.day_of(now).hours().map(hour).collect()
    }

    /// The last visits to a queue, the open ones too, in the order of joining; at most twenty.
    #[must_use]
    pub fn last_visits(&self, queue: &str) -> Vec<CallVisit> {
        self.visits.get(queue).map(|visits| visits.iter().cloned().collect()).unwrap_or_default()
    }

    /// The counts of the agent whose phone has that number (or who goes by that name): in the local day of `now`,
    /// and since the beginning.
    #[must_use]
    pub fn agent(&self, number: &str, centre: &CallCentre, now: Timestamp) -> (AgentCounts, AgentCounts) {
        let day = centre.zone.day_of(now);
        let book = self.agents.get(number);
        let mut today = book.map(|book| book.within(day)).unwrap_or_default();
        let mut overall = book.map(Book::overall).unwrap_or_default();
        for (at, counts) in self.open.values().filter_map(|entry| entry.share(number)) {
            overall += counts;
            if day.contains(at) {
                today += counts;
            }
        }
        (today, overall)
    }

    fn with_open(&self, queue: &str, settled: Tally, is_in: impl Fn(Timestamp) -> bool) -> Tally {
        let mut tally = settled;
        for (at, part) in self.open.values().flat_map(|entry| entry.tallies(queue)) {
            if is_in(at) {
                tally += part;
            }
        }
        tally
    }

    fn call_changed(&mut self, call: &Call, centre: &CallCentre, now: Timestamp) {
        self.show(call);
        let entry = Entry::of(call, centre, now.saturating_add(SETTLED_AFTER));
        if entry.is_empty() {
            self.open.remove(&call.id);
        } else {
            self.settling.extend(entry.settles.map(|at| (at, call.id.clone())));
            self.open.insert(call.id.clone(), entry);
        }
    }

    /// Shows a call's visits in place of those shown of it before.
    fn show(&mut self, call: &Call) {
        if self.open.contains_key(&call.id) {
            self.visits.values_mut().for_each(|visits| visits.retain(|visit| visit.call != call.id));
        }
        if call.merged_into.is_some() {
            return;
        }
        for visit in &call.queue_visits {
            let visits = self.visits.entry(visit.queue.clone()).or_default();
            visits.retain(|known| known.call != call.id || known.visit.joined_at != visit.joined_at);
            let place = visits.partition_point(|known| known.visit.joined_at <= visit.joined_at);
            visits.insert(place, CallVisit { call: call.id.clone(), visit: visit.clone() });
            if visits.len() > MOST_VISITS {
                visits.pop_front();
            }
        }
    }

    fn agent_changed(&mut self, change: &AgentChange, centre: &CallCentre, now: Timestamp) {
        let number = change.number.as_ref().unwrap_or(&change.agent);
        if !self.agents.contains_key(number) {
            self.agents.insert(number.clone(), Book::default());
        }
        let Some(before) = change.before.as_ref().filter(|before| before.state == AgentState::WrapUp) else {
            return;
        };
        if let (Some(queue), Some(to)) = (&before.queue, before.to) {
            let tally = Tally { wrap_up_ms: to.millis_since(before.from), ..Tally::default() };
            self.queues.entry(queue.clone()).or_default().add(to, tally, centre, now);
        }
    }

    /// Puts what can no longer change into the rows.
    fn settle(&mut self, centre: &CallCentre, now: Timestamp) {
        while self.settling.len() > MOST_SETTLING || self.settling.front().is_some_and(|(due, _)| *due <= now)
        {
            let Some((due, id)) = self.settling.pop_front() else { return };
            // One that changed since, or went on after all, has another time.
            let is_settled = self.open.get(&id).is_some_and(|entry| entry.settles == Some(due));
            let Some(entry) = is_settled.then(|| self.open.remove(&id)).flatten() else { continue };
            for (queue, at, tally) in entry.all_tallies() {
                self.queues.entry(queue.into()).or_default().add(at, tally, centre, now);
            }
            for (number, at, counts) in entry.all_shares() {
                if let Some(book) = self.agents.get_mut(number) {
                    book.add(at, counts, centre, now);
                }
            }
        }
    }
}

/// Whether nothing more is expected of a call.
fn is_over(call: &Call) -> bool {
    call.state == CallState::Ended
}
