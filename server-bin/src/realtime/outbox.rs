//! What waits for one client. Bounded: a client that reads too slowly loses what waited, and gets a snapshot in its place.

use std::collections::VecDeque;
use std::sync::Arc;

use super::event::Event;
use super::forms::{ClosingReason, Reason};

/// How much waits at most.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Limits {
    pub(crate) messages: usize,
    pub(crate) bytes: usize,
}

/// What waits for one client. Pure.
#[derive(Debug)]
pub(crate) struct Outbox {
    limits: Limits,
    waiting: VecDeque<Arc<Event>>,
    bytes: usize,
    /// Why a snapshot is due. What comes until it is taken will be in it.
    snapshot: Option<Reason>,
    closing: Option<ClosingReason>,
}

/// What is next for a client.
#[derive(Clone, Debug)]
pub(crate) enum Next {
    /// A snapshot is to be taken.
    Snapshot(Reason),
    /// A message.
    Event(Arc<Event>),
    /// The end.
    Closing(ClosingReason),
    /// Nothing for now.
    Nothing,
}

impl Outbox {
    /// One for a client that gets a snapshot first.
    pub(crate) const fn new(limits: Limits, reason: Reason) -> Self {
        Self { limits, waiting: VecDeque::new(), bytes: 0, snapshot: Some(reason), closing: None }
    }

    /// One for a client that goes on with these; what is too much makes a snapshot of them.
    pub(crate) fn going_on(limits: Limits, missed: impl Iterator<Item = Arc<Event>>) -> Self {
        let mut outbox = Self::new(limits, Reason::Missed);
        outbox.snapshot = None;
        for event in missed {
            if !outbox.fits(&event) {
                outbox.renew(Reason::Missed);
                break;
            }
            outbox.push(event);
        }
        outbox
    }

    fn fits(&self, event: &Event) -> bool {
        self.waiting.len() < self.limits.messages && self.bytes + event.size() <= self.limits.bytes
    }

    /// Puts a message behind the others; `true` if the client has to be woken.
    pub(crate) fn push(&mut self, event: Arc<Event>) -> bool {
        if self.snapshot.is_some() || self.closing.is_some() {
            return false;
        }
        if !self.fits(&event) {
            self.renew(Reason::Slow);
            return true;
        }
        self.bytes += event.size();
        self.waiting.push_back(event);
        self.waiting.len() == 1
    }

    /// Drops what waits in favour of a snapshot.
    pub(crate) fn renew(&mut self, reason: Reason) {
        self.waiting.clear();
        self.bytes = 0;
        self.snapshot = Some(reason);
    }

    /// Ends it, before whatever waits.
    pub(crate) fn close(&mut self, reason: ClosingReason) {
        self.closing.get_or_insert(reason);
    }

    /// Takes what is next. A snapshot stays due until it is [taken](Self::snapshot_taken).
    pub(crate) fn pop(&mut self) -> Next {
        if let Some(reason) = self.closing {
            return Next::Closing(reason);
        }
        if let Some(reason) = self.snapshot {
            return Next::Snapshot(reason);
        }
        match self.waiting.pop_front() {
            Some(event) => {
                self.bytes -= event.size();
                Next::Event(event)
            }
            None => Next::Nothing,
        }
    }

    /// What comes from now on is not in the snapshot.
    pub(crate) const fn snapshot_taken(&mut self) {
        self.snapshot = None;
    }

    #[cfg(test)]
    pub(crate) fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// Whether nothing waits.
    pub(crate) fn is_empty(&self) -> bool {
        self.waiting.is_empty() && self.snapshot.is_none() && self.closing.is_none()
    }
}
