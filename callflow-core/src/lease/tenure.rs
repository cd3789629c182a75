//! The lease machine of one extension: who has it, and what Asterisk says of it.

use alloc::sync::Arc;
use serde::{Deserialize, Serialize};

use super::{Lease, LeaseId, LeaseState};
use crate::time::Timestamp;

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct Tenure {
    holding: Holding,
    registered: bool,
    /// How many channels it has.
    channels: u32,
    /// When it became free last; `None` if it was never used.
    free_since: Option<Timestamp>,
}

/// Whose it is.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
enum Holding {
    /// Nobody's, or that of a device that came without a reservation.
    #[default]
    None,
    /// A client's, whose device has not registered.
    Reserved { id: LeaseId, until: Timestamp },
    /// A client's, whose device registered.
    Held { id: LeaseId },
}

impl Tenure {
    pub(crate) fn state(&self) -> LeaseState {
        match self.holding {
            _ if self.channels > 0 => LeaseState::InCall,
            _ if self.registered => LeaseState::Busy,
            Holding::Reserved { .. } => LeaseState::Reserved,
            Holding::None | Holding::Held { .. } => LeaseState::Free,
        }
    }

    pub(crate) fn holder(&self) -> Option<&LeaseId> {
        match &self.holding {
            Holding::None => None,
            Holding::Reserved { id, .. } | Holding::Held { id } => Some(id),
        }
    }

    /// When its reservation ends.
    pub(crate) fn expires_at(&self) -> Option<Timestamp> {
        match self.holding {
            Holding::Reserved { until, .. } => Some(until),
            Holding::None | Holding::Held { .. } => None,
        }
    }

    pub(crate) fn free_since(&self) -> Option<Timestamp> {
        self.free_since
    }

    pub(crate) fn lease(&self, extension: &Arc<str>) -> Lease {
        Lease {
            extension: extension.clone(),
            state: self.state(),
            id: self.holder().cloned(),
            expires_at: self.expires_at(),
        }
    }

    /// Reserves it; the caller has seen that it is free.
    pub(crate) fn reserve(&mut self, id: &LeaseId, until: Timestamp) {
        self.holding = Holding::Reserved { id: id.clone(), until };
    }

    pub(crate) fn renew(&mut self, until: Timestamp) {
        if let Holding::Reserved { until: old, .. } = &mut self.holding {
            *old = until;
        }
    }

    /// Takes it from its holder, if it has one.
    pub(crate) fn release(&mut self, now: Timestamp) {
        self.change(now, |tenure| tenure.holding = Holding::None);
    }

    /// Ends a reservation whose time is over.
    pub(crate) fn expire(&mut self, now: Timestamp) {
        if self.expires_at().is_some_and(|until| until <= now) {
            self.release(now);
        }
    }

    pub(crate) fn set_registered(&mut self, registered: bool, now: Timestamp) {
        self.change(now, |tenure| tenure.registered = registered);
    }

    pub(crate) fn channel_began(&mut self) {
        self.channels = self.channels.saturating_add(1);
    }

    pub(crate) fn channel_ended(&mut self, now: Timestamp) {
        self.change(now, |tenure| tenure.channels = tenure.channels.saturating_sub(1));
    }

    /// A holder's device that is gone with its calls has given the extension back; one that registers takes up its
    /// reservation.
    fn change(&mut self, now: Timestamp, change: impl FnOnce(&mut Self)) {
        let was_free = self.state() == LeaseState::Free;
        change(self);
        self.holding = match core::mem::take(&mut self.holding) {
            Holding::Reserved { id, .. } if self.registered => Holding::Held { id },
            Holding::Held { .. } if !self.registered && self.channels == 0 => Holding::None,
            holding => holding,
        };
        if !was_free && self.state() == LeaseState::Free {
            self.free_since = Some(now);
        }
    }
}
