//! What a stretch of the journal leaves in the store.

use callflow_core::store::{OutboxRow, Rows};
use callflow_core::{Call, Change, ChangeKind, Timestamp};

use super::outbox::Listeners;
use super::replica::Replica;

/// Records and rows of the entries from one place to another.
#[derive(Debug)]
pub(super) struct Outgoing {
    pub(super) calls: Vec<Call>,
    pub(super) rows: Rows,
    /// What is to be told to others …
    pub(super) outbox: Vec<OutboxRow>,
    /// … and to whom.
    pub(super) listeners: Listeners,
    /// Before the first entry.
    pub(super) from: u64,
    /// Behind the last entry.
    pub(super) to: u64,
    /// When that was received.
    pub(super) at: Timestamp,
    /// The state behind it, for a server that has no journal of its own yet.
    pub(super) state: Option<Vec<u8>>,
}

impl Outgoing {
    /// Nothing yet, of what comes behind where the replica stands.
    pub(super) fn at(replica: &Replica, listeners: &Listeners) -> Self {
        let (from, at) = (replica.position(), replica.at());
        Self {
            calls: Vec::new(),
            rows: Rows::default(),
            outbox: Vec::new(),
            listeners: listeners.clone(),
            from,
            to: from,
            at,
            state: None,
        }
    }

    /// All of it up to where the replica stands now.
    pub(super) fn until(mut self, replica: &Replica) -> Self {
        (self.to, self.at) = (replica.position(), replica.at());
        self
    }

    pub(super) fn is_empty(&self) -> bool {
        self.calls.is_empty() && self.rows.is_empty() && self.outbox.is_empty() && self.state.is_none()
    }

    /// Takes what the `n`th change of the entry at `position` leaves: calls that are over, rows of what is newer than
    /// `rows_after`, and what others are to be told.
    pub(super) fn take(&mut self, change: Change, place: (u64, u32), rows_after: Timestamp) {
        self.listeners.tell(&change, place, rows_after, &mut self.outbox);
        match change.kind {
            ChangeKind::CallEnded(call) | ChangeKind::CallMerged(call) => self.calls.push(*call),
            // A correction. One that turns out to go on after all is live again: what is stored stays as it was until
            // the call ends for good.
            ChangeKind::CallUpdated(call) if call.revised_at.is_some() && is_over(&call) => {
                self.calls.push(*call);
            }
            ChangeKind::CallStarted(_) | ChangeKind::CallUpdated(_) => {}
            _ if change.at > rows_after => self.rows.take(&change),
            _ => {}
        }
    }
}

fn is_over(call: &Call) -> bool {
    call.ended_at.is_some() || call.merged_into.is_some()
}
