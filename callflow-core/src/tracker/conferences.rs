//! Callers enter conference rooms.

use super::Tracker;
use crate::signal::ChannelSnapshot;
use crate::story::{Conference, Moment};

impl Tracker {
    pub(super) fn conference_joined(&mut self, channel: &ChannelSnapshot<'_>, conference: &str, at: Moment) {
        let Some(place) = self.place_or_adopt(channel, at) else { return };
        if self.is_over(place) {
            return;
        }
        self.observe(place, channel, at);
        let Some(story) = self.story_mut(place) else { return };
        // The room of a call is the first that its caller entered.
        let known = |met: &Conference| met.leg == place.leg;
        if !story.conferences.iter().any(known) {
            story.conferences.push(Conference { name: conference.into(), leg: place.leg, joined: at });
            self.touch(place.call, at);
        }
    }
}
