//! Phones hold and take back.

use super::Tracker;
use crate::signal::ChannelSnapshot;
use crate::story::{HoldSpan, Moment};

impl Tracker {
    pub(super) fn held(&mut self, channel: &ChannelSnapshot<'_>, at: Moment) {
        let Some((place, story)) = self.known(channel) else { return };
        // Phones repeat their hold with every re-INVITE.
        let open = story.holds.iter().any(|hold| hold.leg == place.leg && hold.to.is_none());
        let is_over = story.leg(place.leg).is_none_or(|leg| leg.ended().is_some());
        if !open && !is_over {
            story.holds.push(HoldSpan { leg: place.leg, from: at, to: None });
            self.touch(place.call, at);
        }
    }

    /// An unhold without a hold is nothing: REFER raises one.
    pub(super) fn unheld(&mut self, channel: &ChannelSnapshot<'_>, at: Moment) {
        let Some((place, story)) = self.known(channel) else { return };
        let open = story.holds.iter_mut().find(|hold| hold.leg == place.leg && hold.to.is_none());
        if let Some(hold) = open {
            hold.to = Some(at);
            self.touch(place.call, at);
        }
    }
}
