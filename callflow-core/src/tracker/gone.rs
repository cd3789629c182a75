//! Channels that ended and whose calls are forgotten.
//!
//! Their ids are remembered longer than their calls, so that what comes very late makes no call that nothing
//! would end.

use alloc::collections::VecDeque;

use foldhash::fast::FixedState;
use hashbrown::HashSet;
use serde::{Deserialize, Serialize};

use crate::ids::Uniqueid;
use crate::signal::ChannelSnapshot;

/// How many are remembered; of a system that ends a hundred calls a minute that is a quarter of an hour.
const MOST: usize = 4_096;

/// The last channels that are gone.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(from = "VecDeque<Uniqueid>", into = "VecDeque<Uniqueid>")]
pub(super) struct Gone {
    /// The first to be forgotten first.
    order: VecDeque<Uniqueid>,
    ids: HashSet<Uniqueid, FixedState>,
}

impl Gone {
    pub(super) fn has(&self, uniqueid: &str) -> bool {
        self.ids.contains(uniqueid)
    }

    /// Whether the beginning of a channel is a repeated one. Whoever originates may choose a channel's id, and
    /// choose it again: only the ids that Asterisk makes are of one channel for good.
    pub(super) fn knows(&self, channel: &ChannelSnapshot<'_>) -> bool {
        self.has(&channel.uniqueid) && crate::ids::is_made_by_asterisk(&channel.uniqueid)
    }

    pub(super) fn add(&mut self, uniqueid: Uniqueid) {
        if !self.ids.insert(uniqueid.clone()) {
            return;
        }
        self.order.push_back(uniqueid);
        if self.order.len() > MOST
            && let Some(first) = self.order.pop_front()
        {
            self.ids.remove(&first);
        }
    }
}

impl From<VecDeque<Uniqueid>> for Gone {
    fn from(order: VecDeque<Uniqueid>) -> Self {
        let ids = order.iter().cloned().collect();
        Self { order, ids }
    }
}

impl From<Gone> for VecDeque<Uniqueid> {
    fn from(gone: Gone) -> Self {
        gone.order
    }
}
