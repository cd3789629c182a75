//! Channels of which an event came before their beginning.
//!
//! Events of different channels overtake each other: a `DialBegin` may tell of a channel whose `Newchannel` is on
//! its way. So it is said that a beginning was not seen when it did not come within a second, or when the channel
//! ended without it.

use alloc::sync::Arc;
use core::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Place, Tracker};
use crate::change::{Anomaly, AnomalyKind, ChangeKind};
use crate::ids::Uniqueid;
use crate::signal::ChannelSnapshot;
use crate::story::Moment;
use crate::time::Timestamp;

/// How long a `Newchannel` may be late.
const LATE: Duration = Duration::from_secs(1);

/// A channel whose beginning is waited for.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct Awaited {
    pub(super) due: Timestamp,
    uniqueid: Uniqueid,
    /// When it was first spoken of.
    at: Timestamp,
}

/// What became of a channel whose beginning was waited for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Stranger {
    /// Its beginning was seen after all.
    Explained,
    /// It ended without.
    Unexplained,
}

impl Tracker {
    pub(super) fn is_stranger(&mut self, place: Place) -> bool {
        self.leg_mut(place).is_some_and(|leg| leg.is_stranger)
    }

    pub(super) fn await_birth(&mut self, channel: &ChannelSnapshot<'_>, at: Moment) {
        let due = self.now.saturating_add(LATE);
        self.awaited.push_back(Awaited { due, uniqueid: Uniqueid::new(&channel.uniqueid), at: at.at });
    }

    pub(super) fn settle_stranger(&mut self, uniqueid: &str, what: Stranger) {
        let Some(place) = self.awaited.iter().position(|awaited| awaited.uniqueid.as_str() == uniqueid)
        else {
            return;
        };
        if let Some(awaited) = self.awaited.remove(place)
            && what == Stranger::Unexplained
        {
            self.tell_of(awaited);
        }
    }

    /// Tells of those whose beginning did not come in time.
    pub(super) fn give_up_awaited(&mut self, now: Timestamp) {
        while self.awaited.front().is_some_and(|awaited| awaited.due <= now) {
            if let Some(awaited) = self.awaited.pop_front() {
                self.tell_of(awaited);
            }
        }
    }

    fn tell_of(&mut self, awaited: Awaited) {
        let anomaly = Anomaly {
            at: awaited.at,
            kind: AnomalyKind::UnknownChannel,
            detail: Arc::from("an event of a channel whose beginning was not seen"),
            uniqueid: Some(awaited.uniqueid),
        };
        self.news.push_back((awaited.at, ChangeKind::Anomaly(anomaly)));
    }
}
