//! What `OriginateResponse` says of a call that Asterisk began.

use super::Tracker;
use super::places::text;
use crate::signal::ChannelSnapshot;
use crate::slab::Key;
use crate::story::{Moment, Story, strip_technology};

impl Tracker {
    /// It tells the extension that the phone was to be joined with, also when nobody picked up; but then it
    /// names the channel only as it was dialled (`PJSIP/100`), shortly before the hangup.
    pub(super) fn originated(&mut self, channel: &ChannelSnapshot<'_>, exten: Option<&str>, at: Moment) {
        let call = match self.place(channel) {
            Some(place) => Some(place.call),
            None if channel.uniqueid.is_empty() => self.unanswered_originate(&channel.name),
            None => None,
        };
        let Some(call) = call else { return };
        self.originating.retain(|originating| *originating != call);
        if let Some(story) = self.calls.get_mut(call) {
            story.originate_exten = text(exten);
            self.touch(call, at);
        }
    }

    fn unanswered_originate(&self, dialled: &str) -> Option<Key> {
        let dialled = strip_technology(dialled);
        self.originating.iter().copied().find(|key| {
            self.calls.get(*key).and_then(Story::root).is_some_and(|(_, first)| {
                let string = first.dial.as_ref().and_then(|dial| dial.string.as_deref());
                first.up().is_none() && string.is_some_and(|string| strip_technology(string) == dialled)
            })
        })
    }
}
