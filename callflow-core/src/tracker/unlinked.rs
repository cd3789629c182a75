//! Channels of which no Linkedid tells what call they are of, as ARI names them.
//!
//! AMI names the call with the channel; here it is told by what follows, mostly within a few milliseconds: who dialled
//! it, or the other half of the same Local channel. Until then nobody is told of it ([`Story::is_unclaimed`]), so that
//! no call is begun which then turns out to be a leg of another.
//!
//! [`Story::is_unclaimed`]: crate::story::Story::is_unclaimed

use super::channels::base_name;
use super::{Place, Tracker};
use crate::plan::Plan;
use crate::signal::ChannelSnapshot;
use crate::slab::Key;
use crate::story::{Leg, LegKind, Moment, Origin, Story};

impl Tracker {
    pub(super) fn channel_appeared(&mut self, plan: &Plan, channel: &ChannelSnapshot<'_>, at: Moment) {
        let is_new = self.place(channel).is_none();
        self.channel_created(channel, at);
        let Some(place) = self.place(channel).filter(|_| is_new) else { return };
        let Some(story) = self.calls.get_mut(place.call) else { return };
        let Some(leg) = story.leg(place.leg) else { return };
        let kind = leg.kind;
        // A second half comes in at Asterisk, as far as its state tells.
        story.may_be_anothers = matches!(leg.origin, Origin::Dialled { .. }) || kind != LegKind::Person;
        if matches!(kind, LegKind::Local { .. })
            && let Some(other) = self.other_half(place, &channel.name)
        {
            self.unite(plan, other.call, place.call, at);
            if let Some(place) = self.place(channel) {
                self.find_other_half(place);
            }
        }
    }

    /// The end of a dial tells for whom a channel was made, also where its beginning did not.
    pub(super) fn called_by(
        &mut self,
        plan: &Plan,
        caller: Option<&ChannelSnapshot<'_>>,
        callee: &ChannelSnapshot<'_>,
        at: Moment,
    ) {
        let (Some(caller), Some(callee)) = (caller.and_then(|caller| self.place(caller)), self.place(callee))
        else {
            return;
        };
        if self.is_unclaimed(callee) {
            self.unite(plan, caller.call, callee.call, at);
        }
    }

    /// A feature calls somebody for the channel of that name.
    pub(super) fn called_for(&mut self, plan: &Plan, channel: &ChannelSnapshot<'_>, name: &str, at: Moment) {
        let Some(place) = self.place(channel) else { return };
        if !self.is_unclaimed(place) {
            return;
        }
        if let Some(transferer) = self.live_leg(|leg, _| &*leg.name == name) {
            self.unite(plan, transferer.call, place.call, at);
        }
    }

    fn is_unclaimed(&self, place: Place) -> bool {
        self.calls.get(place.call).is_some_and(Story::is_unclaimed)
    }

    /// The other half of a Local channel, in whatever call it is.
    fn other_half(&self, place: Place, name: &str) -> Option<Place> {
        let base = base_name(name);
        self.live_leg(|leg, at| {
            at != place
                && matches!(leg.kind, LegKind::Local { other: None, .. })
                && base_name(&leg.name) == base
        })
    }

    /// The first leg that lives and is meant. It looks through all calls: the few events that ask for it come of Local
    /// channels and transfers only.
    fn live_leg(&self, is_meant: impl Fn(&Leg, Place) -> bool) -> Option<Place> {
        let in_call = |(call, story): (Key, &Story)| {
            let place = |leg| Place { call, leg };
            let mut legs = story.numbered_legs().filter(|(_, leg)| leg.ended().is_none());
            legs.find(|(no, leg)| is_meant(leg, place(*no))).map(|(no, _)| place(no))
        };
        self.calls.iter().find_map(in_call)
    }
}
